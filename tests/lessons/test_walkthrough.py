"""The course as a learner types it: every command of the lessons, in page order, in a fresh clone where Airflow runs.

What a lesson shows below a command has to come out of it. Files that a lesson shows are typed where it shows them, and
each exercise is begun, solved as the course solves it, judged, and compared.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from course.exercises import code as exercise_code
from course.model import SHELL, Code, Page
from course.read import read_page
from tests.examples.running import ROOT, Standalone, environment, patiently, start, stop, until
from tests.model import COURSE

pytestmark = [pytest.mark.waits, pytest.mark.long]

LESSONS = ROOT / "examples" / "lessons"
PAGES = [page for page in COURSE.lessons if page.codes]
# Seconds, the day before today, and what is made anew on each machine.
DIFFERS = re.compile(r"\d+\.\d$|(?<=, for )\d{4}-\d\d-\d\d(?=, in Airflow:$)|(?<=password )\S+|(?<=127.0.0.1:)\d+")
# Of the commands within a sentence, those that one types where one reads them.
ON_THE_WAY = ("./airflow ", "make new ", "make scores")
# Commands that look at what Airflow is doing meanwhile, or want a DAG that it has just been given.
LOOKS = ("./airflow dags list", "./airflow dags trigger", "./airflow tasks state", "grep ")
# What another Airflow is needed for: test_edge.py and test_break.py type it.
ELSEWHERE = ("a-second-worker", "mend-what-is-broken")
BEGINNING = ["git clone ADDRESS course", "cd course", "make airflow"]


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A learner who has typed the first commands of the course, and in whose clone Airflow runs."""
    place = tmp_path_factory.mktemp("walkthrough")
    [first] = [code for page in PAGES for code in page.codes if code.text.splitlines() == BEGINNING]
    address = repository(place / "address")
    clone = place / "course"
    typed = first.text.splitlines()[0].replace("ADDRESS", str(address))
    subprocess.run(["bash", "-ec", typed], cwd=place, env=environment(None), check=True, capture_output=True)
    # Airflow is installed once for all tests, and not once more here.
    (clone / ".venv-airflow").symlink_to(Path(sys.executable).parents[1])
    for file in clone.glob("examples/requirements*.txt"):
        os.utime(file, (0, 0))
    airflow = start(clone / ".airflow", clone)
    try:
        yield airflow
    finally:
        stop(airflow)


def repository(folder: Path) -> Path:
    """Make a repository of the files as they are now, committed or not."""

    def git(*words: str, cwd: Path = folder) -> str:
        return subprocess.run(["git", *words], cwd=cwd, check=True, capture_output=True, text=True).stdout

    for name in git("ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git("init", "--quiet")
    git("add", "--all", "--force")
    git("-c", "user.name=Author", "-c", "user.email=author@example.com", "commit", "--quiet", "--message", "All of it")
    return folder


class Reader:
    """Types what a page says, in its order."""

    def __init__(self, learner: Standalone) -> None:
        self.learner, self.clone = learner, learner.clone
        self._exports: list[str] = []  # what the lines before have set in this terminal

    def read(self, page: Page) -> None:
        """Do all that a lesson lets one do."""
        left_out = [range(question.line, question.end) for question in page.questions]
        left_out += [range(*page.section(heading)) for heading in page.headings if heading.id in ELSEWHERE]
        codes = [code for code in page.codes if not any(code.line in lines for lines in left_out)]
        steps: list[tuple[int, Callable[[], None]]] = []
        for include in page.includes:
            if include.file and include.file.is_relative_to(LESSONS):
                steps.append((include.line, lambda file=include.file: self.write(file)))
        for code, after in pairwise([*codes, None]):
            if code.language in SHELL and code.text.splitlines() != BEGINNING:
                follows = after and not any(code.line < heading.line < after.line for heading in page.headings)
                shown = after.text if follows and after.language == "text" else ""
                steps.append((code.line, lambda code=code, shown=shown: self.type(page.path, code, shown)))
        for code in page.inline_codes:
            if code.text.startswith(ON_THE_WAY) and not any(code.line in lines for lines in left_out):
                command = Code("shell", code.text, code.line)
                steps.append((code.line, lambda command=command: self.type(page.path, command)))
        steps += [(line, lambda name=name: self.solve(name)) for name, line in page.exercises]
        for _, step in sorted(steps, key=lambda step: step[0]):
            step()

    def write(self, file: Path, name: str = "") -> None:
        """Write a file of the course as one's own."""
        shutil.copy(file, self.clone / "my_dags" / (name or file.name))

    def type(self, path: str, code: Code, shown: str = "") -> None:
        """Type a block of commands, and compare what comes out with what the page shows."""
        # A learner looks again, too.
        for _ in patiently() if code.text.startswith(LOOKS) else [None]:
            done = self.learner.command("\n".join([*self._exports, code.text]))
            said = {words(line) for line in (done.stdout + done.stderr).splitlines()}
            lines = [line for line in shown.splitlines() if line.strip()]
            missing = [line for line in lines if not any(map(pattern(line).fullmatch, said))]
            if not (missing or done.returncode):
                break
        self._exports += [line for line in code.text.splitlines() if line.startswith("export ")]
        where = f"docs/{path}:{code.line}\n{code.text}\n" + done.stdout + done.stderr
        assert missing == [], where
        # The run of a lesson that shows how one fails does, unless a later attempt succeeds.
        fails = " failed on attempt " in shown
        assert (done.returncode != 0) == (fails and "The run ended as: success" not in shown), where
        assert fails or "Traceback" not in done.stdout + done.stderr, where

    def solve(self, name: str) -> None:
        """Begin an exercise, do it as the course does, and let it be judged."""
        folder = ROOT / "exercises" / name
        path = f"exercises/{name}"
        if (folder / "start.py").exists():
            self.type(path, Code("shell", f"make start EXERCISE={name}", 0))
            assert (self.clone / "my_dags" / f"{name}.py").read_bytes() == (folder / "start.py").read_bytes()
            self.write(folder / "solution.py", f"{name}.py")
        for code in read_page(folder / "task.md", ROOT).codes:
            if code.language in SHELL:
                self.type(path, code)
        check = f"make check EXERCISE={name}"
        if name == "find_the_line":
            solution = read_page(folder / "solution.md", ROOT)
            [check] = [code.text for code in solution.inline_codes if code.text.startswith("make check")]
            dates = {"logical_date": "2026-11-20T00:00:00Z"}
            run_id = self.learner.request("/api/v2/dags/first_pipeline/dagRuns", dates)["dag_run_id"]
            assert self.learner.finished("first_pipeline", run_id) == "success"
        self.type(path, Code("shell", check, 0), f"Met: {exercise_code(name)}")
        if (folder / "start.py").exists():
            self.type(path, Code("shell", f"make solution EXERCISE={name}", 0), f"my_dags/{name}.py is the same.")


def words(line: str) -> str:
    """Return a line of output without what differs from run to run, whatever the width of its columns."""
    return " ".join(re.sub("=+", "=", DIFFERS.sub("", line.strip())).split())


def pattern(line: str) -> re.Pattern[str]:
    """Return what a line that a lesson shows stands for: where it has …, anything."""
    return re.compile(".*".join(map(re.escape, words(line).split("…"))))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_what_a_lesson_lets_one_type_works_as_it_stands(learner: Standalone, page: Page) -> None:
    Reader(learner).read(page)


def test_the_first_start_shows_what_the_lesson_shows(learner: Standalone) -> None:
    [shown] = [code for page in PAGES for code in page.codes if code.text.rstrip().endswith("\nCtrl-C stops it.")]
    said = {words(line) for line in learner.said.splitlines()}
    lines = [line for line in shown.text.splitlines() if line.strip()]
    assert [line for line in lines if not any(map(pattern(line).fullmatch, said))] == [], learner.said
    assert len(lines) > 4


def test_the_backfill_of_a_lesson_has_filled_in_its_week(learner: Standalone) -> None:
    def runs() -> list[str]:
        return [run["dag_run_id"] for run in learner.runs("fraud_detection") if run["run_type"] == "backfill"]

    until(lambda: len(runs()) == 7, "seven runs")
    assert [learner.finished("fraud_detection", run_id) for run_id in runs()] == ["success"] * 7
    # A run that is due on a day works on the day before.
    reports = {path.name for path in (learner.home / "data" / "reports").iterdir()}
    assert {f"fraud-2026-11-{day:02}.html" for day in range(2, 9)} <= reports


def test_what_a_person_rejects_is_skipped(learner: Standalone) -> None:
    reader = Reader(learner)
    reader.write(LESSONS / "new_prices.py")
    reader.type("", Code("shell", "./airflow dags trigger new_prices --run-id rejected", 0))
    task = "/api/v2/dags/new_prices/dagRuns/rejected/taskInstances"
    until(lambda: learner.request(f"{task}/approve")["state"] == "awaiting_input", "a task that waits for a person")
    # Nobody answers before the scheduler knows that the task has left its place: it takes that for a failure, later.
    left = r"executor event with state success .*task_id='approve', run_id='rejected'"
    log = learner.home / "logs" / "scheduler.log"
    until(lambda: re.search(left, log.read_text(encoding="utf-8")), "a scheduler that knows of it")
    learner.request(f"{task}/approve/-1/hitlDetails", {"chosen_options": ["Reject"]}, method="PATCH")
    assert learner.finished("new_prices", "rejected") == "success"
    assert learner.request(f"{task}/publish")["state"] == "skipped"


def test_every_file_that_one_types_is_shown_by_a_lesson() -> None:
    shown = {include.file for page in PAGES for include in page.includes}
    assert {file for file in LESSONS.glob("*.py") if file not in shown} == set()


def only_shown() -> list[str]:
    """Return the names of the files that lessons show, and that no block of commands runs."""
    run = {word for page in PAGES for code in page.codes if code.language in SHELL for word in code.text.split()}
    return sorted(file.stem for file in LESSONS.glob("*.py") if not {file.stem, f"NAME={file.stem}"} & run)


@pytest.mark.parametrize("name", only_shown())
def test_a_file_that_a_lesson_only_shows_runs_too(learner: Standalone, name: str) -> None:
    Reader(learner).write(LESSONS / f"{name}.py")
    done = learner.command(f"make example NAME={name}")
    assert "The run ended as: success" in done.stdout, done.stdout + done.stderr
