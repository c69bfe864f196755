"""The shop has a new till, and Airflow still asks the old one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SALES = {
    "2026-11-20": [340, 120, 560],
    "2026-11-21": [340, 340],
    "2026-11-22": [280, 120, 120, 450],
    "2026-11-23": [90],
}


def make_files(data: Path) -> None:
    """Make the databases of both tills.

    Args:
        data: the folder for them.
    """
    data.mkdir(parents=True)
    with closing(sqlite3.connect(data / "till-2025.db")) as old, old:
        old.execute("CREATE TABLE receipts (number INTEGER, printed_at TEXT, total TEXT)")
        old.execute("INSERT INTO receipts VALUES (1, '2025-12-31 17:58', '3,40')")
    make_till(data / "till-2026.db", SALES)


def make_till(path: Path, sales: dict[str, list[int]]) -> None:
    """Make the database of a till.

    Args:
        path: of its file.
        sales: the cents of each sale, by day.
    """
    with closing(sqlite3.connect(path)) as till, till:
        till.execute("CREATE TABLE sales (day TEXT, cents INTEGER)")
        till.executemany("INSERT INTO sales VALUES (?, ?)", [(day, cents) for day in sales for cents in sales[day]])


def make_state() -> None:
    """Let the Connection lead to the old till."""
    from airflow.models import Connection
    from airflow.utils.session import create_session

    from include.places import DATA

    with create_session() as session:
        session.query(Connection).filter_by(conn_id="till").delete()
        session.add(Connection(conn_id="till", conn_type="sqlite", host=str(DATA / "till-2025.db")))
