"""The old machine has loaded its days already."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

TILL = {
    "2026-11-20": [("rye", 340), ("roll", 60)],
    "2026-11-21": [("cake", 220), ("roll", 60), ("roll", 60), ("rye", 340)],
    "2026-11-22": [("roll", 60), ("roll", 60), ("cake", 220)],
}


def make_files(data: Path) -> None:
    """Write what the till has written, and the database as it was before Airflow moved.

    Args:
        data: the folder for them.
    """
    (data / "till").mkdir(parents=True)
    for day, sales in TILL.items():
        write(data, day, sales)
    with closing(sqlite3.connect(data / "sales.db")) as database, database:
        database.execute("CREATE TABLE sales (day TEXT, what TEXT, cents INTEGER)")
        rows = [(day, *sale) for day, sales in TILL.items() for sale in sales]
        database.executemany("INSERT INTO sales VALUES (?, ?, ?)", rows)


def write(data: Path, day: str, sales: list[tuple[str, int]]) -> None:
    """Write the till's file of a day.

    Args:
        data: the folder of the pipeline's files.
        day: the day.
        sales: what was sold, and for how many cents.
    """
    lines = ["what,cents", *(f"{what},{cents}" for what, cents in sales), ""]
    (data / "till" / f"{day}.csv").write_text("\n".join(lines), encoding="utf-8")
