"""What the repair of clean_books has to do."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import cache
from pathlib import Path

from faults.clean_books.world import ENTRIES
from judging import Outcome, Requirement, Work, has_tasks, is_listed

GOOD, BAD = 21, 22


def ends_with_cleaning(work: Work) -> str:
    """Return whether the work file may be gone too early."""
    before = work.dag().get_task("clean_up").get_flat_relative_ids(upstream=True)
    return "" if "publish" in before else "clean_up does not wait for publish, and may remove the work file before."


def publishes_good_books(work: Work) -> str:
    """Return what is wrong with a day whose entries are right."""
    data = work.begin()
    outcome = work.run_again(due=_due(GOOD))
    if outcome.state != "success":  # a task that only looks for failures is skipped here
        return outcome.failure()
    wanted = "\n".join(map(str, ENTRIES[f"2026-11-{GOOD}"]))
    books = data / "books" / f"2026-11-{GOOD}.txt"
    if not books.exists() or books.read_text(encoding="utf-8") != wanted:
        return f"The entries of November {GOOD} are right, and its books are not there, or not whole."
    return _left(data, "the run succeeded")


def publishes_nothing_wrong(work: Work) -> str:
    """Return whether books are published that the check refuses."""
    states = bad_day(work).states
    if (work.data / "books" / f"2026-11-{BAD}.txt").exists():
        return f"check is {states['check']} on November {BAD}, and the books of that day are published."
    return ""


def cleans_up(work: Work) -> str:
    """Return whether something is left when the check fails."""
    bad_day(work)
    return _left(work.data, "the check failed")


def is_red(work: Work) -> str:
    """Return how a run ends whose check fails."""
    outcome = bad_day(work)
    states = ", ".join(f"{task_id} is {state}" for task_id, state in outcome.states.items())
    return "" if outcome.state == "failed" else f"The run of November {BAD} ended as {outcome.state}: {states}."


@cache
def bad_day(work: Work) -> Outcome:
    """Return what became of a day whose entries are wrong."""
    work.begin()
    return work.run_again(due=_due(BAD))


def _left(data: Path, when: str) -> str:
    left = sorted((data / "work").glob("*"))
    return f"When {when}, the work file {left[0].name} stayed." if left else ""


def _due(day: int) -> datetime:
    return datetime(2026, 11, day, 23, tzinfo=timezone.utc)


REQUIREMENTS = (
    Requirement("Airflow lists a DAG clean_books", is_listed),
    Requirement("It has its four tasks, and more if you like", has_tasks("fetch", "check", "publish", "clean_up")),
    Requirement("The work file is removed when it is not needed any more", ends_with_cleaning),
    Requirement("Books that are right are published, and nothing is left of the work file", publishes_good_books),
    Requirement("If the check fails, nothing is published", publishes_nothing_wrong),
    Requirement("The work file is gone then as well", cleans_up),
    Requirement("And the run is red", is_red),
)
