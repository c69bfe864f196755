"""What the repair of daily_sales has to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

from faults.daily_sales.world import TILL, write
from judging import Requirement, Work, is_listed

DAY, BEFORE = "2026-11-22", "2026-11-21"
DUE = datetime(2026, 11, 22, 19, tzinfo=timezone.utc)
CORRECTED = [("roll", 60), ("cake", 220)]


def loads_again(work: Work) -> str:
    """Return what is wrong when the run of a day is made again, twice."""
    data = work.begin()
    for _ in range(2):
        if failure := work.run_again(due=DUE).failure():
            return failure
    return _wrong(data, DAY, TILL[DAY], "After its run was repeated, ") or _wrong(data, BEFORE, TILL[BEFORE])


def loads_for_the_first_time(work: Work) -> str:
    """Return what is wrong with a day that was not loaded before."""
    data = work.begin()
    with closing(sqlite3.connect(data / "sales.db")) as database, database:
        database.execute("DELETE FROM sales WHERE day = ?", (DAY,))
    return work.run_again(due=DUE).failure() or _wrong(data, DAY, TILL[DAY])


def takes_a_correction(work: Work) -> str:
    """Return what is wrong when the till has corrected its file."""
    data = work.begin()
    write(data, DAY, CORRECTED)
    return work.run_again(due=DUE).failure() or _wrong(data, DAY, CORRECTED, "After the till has corrected its file, ")


def _wrong(data: Path, day: str, sales: list[tuple[str, int]], when: str = "") -> str:
    with closing(sqlite3.connect(data / "sales.db")) as database:
        query = "SELECT what, cents FROM sales WHERE day = ? ORDER BY what, cents"
        found = database.execute(query, (day,)).fetchall()
    if found == sorted(sales):
        return ""
    return f"{when}{day} has {len(found)} rows ({_euros(found)}). The till says {len(sales)} ({_euros(sales)})."


def _euros(sales: list[tuple[str, int]]) -> str:
    return f"{sum(cents for _, cents in sales) / 100:.2f} euros"


REQUIREMENTS = (
    Requirement("Airflow lists a DAG daily_sales", is_listed),
    Requirement("A day that is loaded for the first time has the till's sales", loads_for_the_first_time),
    Requirement("A day that is loaded again has them as well, and the other days stay", loads_again),
    Requirement("If the till has corrected its file, the day has what stands there now", takes_a_correction),
)
