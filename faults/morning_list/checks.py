"""What the repair of morning_list has to do."""

from __future__ import annotations

from datetime import datetime, timezone

from faults.morning_list.world import ORDERS
from judging import Requirement, Work, is_listed

HOUR = 3
FIRST, LAST = min(ORDERS), max(ORDERS)


def has_runs(work: Work) -> str:
    """Return which of the runs Airflow would not make."""
    due = [f"{time:%Y-%m-%d}" for time in work.due("2026-11-01T00:00", "2026-12-31T00:00") if time.hour == HOUR]
    missing = [day for day in ORDERS if day not in due]
    return f"By its clock, Airflow makes no run of {missing[0]}." if missing else ""


def writes_lists(work: Work) -> str:
    """Return what is wrong with the lists of the days."""
    data = work.begin()
    for day in (FIRST, LAST):
        things = ORDERS[day]
        outcome = work.run_again(due=datetime.fromisoformat(f"{day}T0{HOUR}:00+00:00").astimezone(timezone.utc))
        if not outcome.states:
            return f"The run of {day} has no tasks. It ended as: {outcome.state}."
        if failure := outcome.failure():
            return failure
        path = data / "lists" / f"{day}.txt"
        if not path.exists():
            return f"The run of {day} has written no list."
        wanted = [f"{things.count(what)} {what}" for what in sorted(set(things))]
        if path.read_text(encoding="utf-8").split("\n") != wanted:
            return f"The list of {day} is wrong: it has to be {', '.join(wanted)}."
    return ""


REQUIREMENTS = (
    Requirement("Airflow lists a DAG morning_list", is_listed),
    Requirement("It makes the runs of November 20 to 23", has_runs),
    Requirement("Each of them writes its list", writes_lists),
)
