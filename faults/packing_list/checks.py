"""What the repair of packing_list has to do."""

from __future__ import annotations

from datetime import datetime, timezone

from faults.packing_list.world import ORDERS
from judging import Outcome, Requirement, Work, is_listed

TIMEOUT = "AirflowSensorTimeout"


def packs_what_is_there(work: Work) -> str:
    """Return what is wrong with the lists of days whose orders have come."""
    data = work.begin()
    for day in (21, 22):
        if wrong := _wrong(work.run_again(due=_due(day)), day, work):
            return wrong
    return "" if (data / "lists").exists() else "There is no list."


def waits(work: Work) -> str:
    """Return what is wrong when the orders have not come yet."""
    data = work.begin()
    (data / "orders" / "20261122.csv").unlink()
    failure = work.run_again(due=_due(22)).failure()
    return (
        "" if TIMEOUT in failure else f"If the orders have not come yet, it does not wait for them. {failure}".strip()
    )


def _due(day: int) -> datetime:
    return datetime(2026, 11, day, 5, tzinfo=timezone.utc)


def _wrong(outcome: Outcome, day: int, work: Work) -> str:
    if TIMEOUT in (failure := outcome.failure()):
        return f"The orders of November {day} are there, and the run waits for them in vain."
    if failure:
        return failure
    lists = sorted((work.data / "lists").glob(f"*11*{day}*"))
    if not lists:
        return f"The run of November {day} has made no list with this date in its name."
    wanted = sorted(ORDERS[f"202611{day}.csv"])
    packed = lists[0].read_text(encoding="utf-8").split("\n")
    return "" if packed == wanted else f"The list of November {day} is not made of the orders of that day."


REQUIREMENTS = (
    Requirement("Airflow lists a DAG packing_list", is_listed),
    Requirement("The runs of November 21 and 22 make the list of their day", packs_what_is_there),
    Requirement("As long as the orders have not come, the run waits for them", waits),
)
