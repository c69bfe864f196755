"""The mill has delivered flour every morning."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

DELIVERED = {"2026-11-20": 25, "2026-11-21": 50, "2026-11-22": 25}
BEFORE = 100  # kilograms, on November 19


def make_files(data: Path) -> None:
    """Write the notes of the deliveries, and the books as they were on November 19.

    Args:
        data: the folder for them.
    """
    (data / "deliveries").mkdir(parents=True)
    (data / "mill" / "awake").mkdir(parents=True)
    for day, kilograms in DELIVERED.items():
        (data / "deliveries" / f"{day}.txt").write_text(str(kilograms), encoding="utf-8")
    with closing(sqlite3.connect(data / "stock.db")) as books, books:
        books.execute("CREATE TABLE flour (day TEXT, kilograms INTEGER)")
        books.execute("INSERT INTO flour VALUES ('2026-11-19', ?)", (BEFORE,))
