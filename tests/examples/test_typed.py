"""The lessons on writing DAGs: the files that they let one write run, and what the lessons promise comes out."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import run as runner
from course.model import SHELL, Code
from course.read import read
from include.places import HOME, MY_DAGS
from tests.examples.conftest import ROOT

LESSONS = ROOT / "examples" / "lessons"
NAMES = {file.stem for file in LESSONS.glob("*.py")}
DIFFERS = re.compile(r"\d+\.\d$|(?<=, for )\d{4}-\d\d-\d\d(?=, in Airflow:$)")  # seconds, and the day before today


def runs() -> list[tuple[str, Code, str]]:
    """Return each block of commands that runs a DAG of examples/lessons/, with its page, and what is shown below it."""
    found = []
    for page in read(ROOT).pages.values():
        for code, after in zip(page.codes, [*page.codes[1:], None], strict=False):
            if code.language not in SHELL or not any(f"NAME={name}" in code.text.split() for name in NAMES):
                continue
            end = code.line + code.text.count("\n") + 1
            shown = after.text if after and after.language == "text" and after.line - end <= 2 else ""
            found.append((f"docs/{page.path}", code, shown))
    return found


RUNS = runs()


@pytest.fixture
def typed(airflow: None, world: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A home into whose my_dags/ a learner has typed the files; and what sets variables as a terminal does."""
    MY_DAGS.mkdir(exist_ok=True)
    for name in NAMES:
        shutil.copy(LESSONS / f"{name}.py", MY_DAGS)
    monkeypatch.setenv("PWD", str(HOME.parent))
    yield monkeypatch
    shutil.rmtree(MY_DAGS)


def type_in(line: str, variables: pytest.MonkeyPatch) -> None:
    """Do what a command line does: set variables, for good or for this line, and run a DAG."""
    words = [word.replace("$PWD", str(HOME.parent)) for word in shlex.split(line)]
    if words[0] == "export":
        variables.setenv(*words[1].split("=", 1))
        return
    with pytest.MonkeyPatch.context() as once:
        while "=" in words[0]:
            once.setenv(*words.pop(0).split("=", 1))
        assert words[:2] == ["make", "example"], line
        name = words[2].removeprefix("NAME=")
        try:
            runner.main([name])
        except SystemExit as stop:
            assert stop.code == 1, line


@pytest.mark.parametrize(("page", "code", "shown"), RUNS, ids=[f"{Path(run[0]).stem}:{run[1].line}" for run in RUNS])
def test_what_a_lesson_promises_comes_out(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], page: str, code: Code, shown: str
) -> None:
    for line in code.text.splitlines():
        type_in(line, typed)
    said = [DIFFERS.sub("", line.strip()).strip() for line in capsys.readouterr().out.splitlines()]
    promised = [DIFFERS.sub("", line.strip()).strip() for line in shown.splitlines() if line.strip()]
    missing = [line for line in promised if line not in said]
    assert missing == [], f"{page}:{code.line}\n" + "\n".join(said)
    if not shown:
        assert "The run ended as: success" in said


def test_every_file_is_shown_by_a_lesson() -> None:
    shown = {include.file for page in read(ROOT).pages.values() for include in page.includes}
    assert {file for file in LESSONS.glob("*.py") if file not in shown} == set()


@pytest.mark.parametrize("name", sorted(NAMES - {word[5:] for _, code, _ in RUNS for word in code.text.split()}))
def test_a_file_that_a_lesson_only_shows_runs_too(
    typed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    runner.main([name])
    assert "The run ended as: success" in capsys.readouterr().out
