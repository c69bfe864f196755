"""CONTRIBUTING.md: its examples can be pasted as they stand, and its messages are those that one gets."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.findings import Finding
from course.model import Course
from course.read import read, read_page
from course.rules import check

ROOT = Path(__file__).parents[2]
GUIDE = read_page(ROOT / "CONTRIBUTING.md", ROOT)
PARTS = "airflow/how-it-works.md"


def example(begins: str, words: str = "") -> str:
    """Return the example of Markdown that begins with a text and has some words."""
    markdown = [code.text for code in GUIDE.codes if code.language == "markdown" and code.text.startswith(begins)]
    [found] = [text for text in markdown if words in text]
    return found


def shown(words: str) -> str:
    """Return the message of the guide that has some words, without the numbers of lines."""
    [found] = [code.text for code in GUIDE.codes if code.language == "text" and words in code.text]
    return re.sub(r":\d+:", ":N:", found.strip())


QUESTION, LESSON = example("<!-- objective", "Where does"), example("---\n")
DIAGRAM, DAG = example("```mermaid", "sales"), example("```mermaid", "plan_mix")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of all that the rules look at."""
    for part in ("docs", "overrides", "assets", "examples", "exercises", "faults", "labs"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("mkdocs.yml", "Makefile"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def paste(root: Path, *examples: str) -> Course:
    """Put examples into a lesson where its questions begin, and read the course."""
    page = root / "docs" / PARTS
    text = page.read_text(encoding="utf-8")
    heading = "## Check yourself\n"
    assert heading in text
    page.write_text(text.replace(heading, "\n\n".join([heading, *examples, ""])), encoding="utf-8")
    return read(root)


def mistakes(course: Course) -> list[Finding]:
    """Return what would stop a build."""
    return [finding for finding in check(course) if not finding.warning]


def test_the_question_and_the_diagrams_can_be_pasted(copy: Path) -> None:
    before = len(read(ROOT).pages[PARTS].questions)
    course = paste(copy, DIAGRAM, DAG, QUESTION)
    assert [str(finding) for finding in mistakes(course)] == []
    assert len(course.pages[PARTS].questions) == before + 1


def test_the_lesson_can_be_pasted(copy: Path) -> None:
    (copy / "docs" / "airflow" / "repeating-work.md").write_text(LESSON, encoding="utf-8")
    config = (copy / "mkdocs.yml").read_text(encoding="utf-8")
    line = "      - airflow/how-it-works.md\n"
    assert line in config
    (copy / "mkdocs.yml").write_text(config.replace(line, f"{line}      - airflow/repeating-work.md\n"), "utf-8")
    course = read(copy)
    own = [finding for finding in check(course) if finding.path == "docs/airflow/repeating-work.md"]
    assert [str(finding) for finding in own] == []
    assert [str(finding) for finding in mistakes(course)] == []


def test_the_messages_are_those_that_one_gets(copy: Path) -> None:
    silent = QUESTION.replace("> DAG files hold the plan. Airflow [only reads them](#the-parts).\n", "")
    untold = DIAGRAM.replace(next(line for line in DIAGRAM.split("\n") if "accDescr" in line) + "\n", "")
    health = copy / "docs" / "use-cases" / "data-powered-applications.md"
    health.write_text(health.read_text(encoding="utf-8").replace("py:export", "py:exports"), encoding="utf-8")
    told = [re.sub(r":\d+:", ":N:", str(finding)) for finding in mistakes(paste(copy, silent, untold))]
    assert shown("does not say why") in told
    assert shown("has no accDescr") in told
    # The guide leaves out the end of the list.
    assert any(one.startswith(shown("does not mark the start").removesuffix("…")) for one in told), told


def test_the_table_of_front_matter_has_every_key_of_a_lesson() -> None:
    assert {"title", "description", "template", "minutes", "prerequisites", "objectives"} <= {
        code.text for code in GUIDE.inline_codes
    }


def commands() -> list[list[str]]:
    """Return the words of each line of shell of the guide."""
    return [shlex.split(line) for code in GUIDE.codes if code.language == "shell" for line in code.text.splitlines()]


@pytest.mark.parametrize("command", [words for words in commands() if words[-1].startswith("TESTS=")], ids=" ".join)
def test_a_command_that_runs_some_tests_finds_them(command: list[str]) -> None:
    _, target, tests = command
    file, *chosen = shlex.split(tests.removeprefix("TESTS="))
    assert (ROOT / file).is_file()
    if target == "test-site":
        collect = [sys.executable, "-m", "pytest", "-n", "0", "--collect-only", file, *chosen]
        found = subprocess.run(collect, cwd=ROOT, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout
    else:  # which only Airflow's environment can collect
        assert re.search(rf"^def test_\w*{chosen[-1]}", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
