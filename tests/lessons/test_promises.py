"""What the lessons promise comes out: their commands run, with their numbers, on any day and whatever ran before."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

import dag_files
import run as runner
from apps import fitness
from include.places import MY_DAGS
from sample_data import LESSON_DAY
from tests.examples.fixtures import DAG_IDS, ROOT, Outcome, rows
from tests.lessons.test_lessons import COURSE, solutions

pytestmark = pytest.mark.long

FRAUD = "use-cases/critical-operational-processes.md"
HEALTH = "use-cases/data-powered-applications.md"
FIRST = "airflow/run-it-yourself.md"
REAL = "write-dags/a-real-pipeline.md"
GROWTH = "practice/a-report-after-every-load.md"
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@pytest.fixture(params=[date(2026, 11, 24), date(2028, 2, 29)], ids=str)
def today(request: pytest.FixtureRequest, run: Callable[..., Outcome], begin: Callable[[date], None]) -> date:
    """A day on which somebody clones the course and begins."""
    begin(request.param)
    return request.param


@pytest.fixture
def example(airflow: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that does what `make example` does, and returns what it shows, also if the run fails."""

    def run_it(name: str, day: date = LESSON_DAY) -> str:
        capsys.readouterr()
        try:
            runner.main([name, "--day", str(day)])
        except SystemExit as stop:
            assert stop.code == 1
        return capsys.readouterr().out

    return run_it


@pytest.fixture
def solve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that edits the DAGs as the solution of a lesson's exercise says."""

    def edit(page: str) -> None:
        shutil.copytree(ROOT / "examples" / "dags", tmp_path / "dags")
        for file, before, after in solutions()[f"docs/{page}"]:
            path = tmp_path / "dags" / file
            path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
        monkeypatch.setattr(dag_files, "DAGS", tmp_path / "dags")
        monkeypatch.setattr(dag_files, "FOLDERS", (tmp_path / "dags", MY_DAGS))
        monkeypatch.setattr(sys, "dont_write_bytecode", True)

    return edit


def promised(page: str, shown: str, *beginnings: str) -> None:
    """Check that a lesson shows the lines that were shown: for each beginning there is one."""
    blocks = {line.strip() for line in COURSE.pages[page].source.splitlines()}
    for beginning in beginnings:
        lines = [line for line in shown.splitlines() if line.startswith(beginning)]
        assert lines, shown
        assert set(lines) <= blocks, f"{page} has not: {lines}"


# The costly ones on one day.
LEAP_DAY = pytest.mark.parametrize("today", [date(2028, 2, 29)], indirect=True, ids=str)


@LEAP_DAY
def test_the_fraud_of_november_22(
    today: date, run: Callable[..., Outcome], example: Callable[..., str], solve: Callable[[str], None]
) -> None:
    promised(FRAUD, example("fraud_detection"), "Ingested ", "Model 2026-11-05-30519811 flagged ")
    [(before,)] = rows("SELECT count(*) FROM flagged WHERE day = $day", day=LESSON_DAY)
    # Airflow runs what is due, trains newer models, and fills in a week.
    for days in (1, 2, 9):
        run("fraud_training", day=today - timedelta(days=days))
    for day in (today - timedelta(days=1), LESSON_DAY - timedelta(days=2)):
        assert run("fraud_detection", day=day).state == "success"
    promised(FRAUD, example("fraud_detection"), "Ingested ", "Model 2026-11-05-30519811 flagged ")
    solve(FRAUD)
    example("fraud_detection")
    [(after,)] = rows("SELECT count(*) FROM flagged WHERE day = $day", day=LESSON_DAY)
    assert f"flags {NUMBERS[after]} instead of {NUMBERS[before]}" in COURSE.pages[FRAUD].source


def test_the_sign_ups_of_november_22(
    today: date, run: Callable[..., Outcome], example: Callable[..., str], solve: Callable[[str], None]
) -> None:
    run("first_pipeline", day=today - timedelta(days=1))
    promised(FIRST, example("first_pipeline"), "Loaded ")
    [(before,)] = rows("SELECT count(*) FROM sign_ups WHERE day = $day", day=LESSON_DAY)
    solve(REAL)
    example("first_pipeline")
    [(after,)] = rows("SELECT count(*) FROM sign_ups WHERE day = $day", day=LESSON_DAY)
    assert f"loads {NUMBERS[after]} sign-ups instead of {before}" in COURSE.pages[REAL].source


@LEAP_DAY
def test_the_scores_of_november_22(
    today: date, example: Callable[..., str], capsys: pytest.CaptureFixture[str], solve: Callable[[str], None]
) -> None:
    promised(HEALTH, example("health_score"), "The health score of ", "│ ada ", "│ bea ")
    fitness.main([])
    promised(HEALTH, capsys.readouterr().out, "ada ", "bea ", "gus ")
    for day in (LESSON_DAY - timedelta(days=3), LESSON_DAY, today - timedelta(days=1)):
        example("health_score", day)
    before = rows("SELECT user_name, day, score, goal FROM scores ORDER BY ALL")
    solve(HEALTH)
    for day in (LESSON_DAY, today - timedelta(days=1)):
        example("health_score", day)
        old = {user: (score, goal) for user, scored, score, goal in before if scored == day}
        new = {
            user: (score, goal)
            for user, score, goal in rows("SELECT user_name, score, goal FROM scores WHERE day = $day", day=day)
        }
        assert {user: score for user, (score, _) in new.items()} == {user: score for user, (score, _) in old.items()}
        assert all(new[user][1] >= old[user][1] for user in old)
        assert sum(new[user][1] > old[user][1] for user in old) > len(old) / 2, "most users"


def test_the_growth_by_plan_has_three_mapped_tasks(
    today: date, run: Callable[..., Outcome], solve: Callable[[str], None]
) -> None:
    solve(GROWTH)
    outcome = run("user_growth", day=today - timedelta(days=1))
    copies = re.findall(r"count_growth \[(\d)\]", outcome.output)
    assert copies == ["0", "1", "2"]
    assert "Three, without a change to the DAG" in COURSE.pages[GROWTH].source


def test_the_home_page_says_how_many_pipelines_there_are() -> None:
    assert COURSE.pages["index.md"].front.text("pipelines") == f"{NUMBERS[len(DAG_IDS)].capitalize()} pipelines"


def commands() -> list[tuple[str, date]]:
    """Return every command of the lessons and READMEs that names a DAG and a day, and every day that is named alone."""
    sources = [page.source for page in COURSE.pages.values()]
    sources += [(ROOT / file).read_text(encoding="utf-8") for file in ("README.md", "examples/README.md", "Makefile")]
    found = {
        (name or "first_pipeline", date.fromisoformat(day))
        for source in sources
        for name, day in re.findall(r"(?:NAME=(\w+)[^\n`]* )?DAY=(\d{4}-\d\d-\d\d)", source)
    }
    # Files that a lesson lets one type are tried in tests/lessons, and need no data.
    typed = {file.stem for file in (ROOT / "examples" / "lessons").glob("*.py")}
    return sorted((name, day) for name, day in found if name not in typed)


def test_every_command_with_a_day_works_years_later(example: Callable[..., str], begin: Callable[[date], None]) -> None:
    begin(date(2030, 6, 15))
    found = commands()
    assert len(found) > 4
    for name, day in found:
        shown = example(name, day)
        if day == date(2026, 2, 1):  # the lessons show what is said of a day without data
            assert re.search("There are no sign-ups of 2026-02-01|No readings arrived on 2026-02-01", shown), shown
        else:
            assert "The run ended as: success" in shown, shown
