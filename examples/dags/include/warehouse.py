"""The warehouse: a DuckDB file. Its tables are in warehouse.sql."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from include.places import WAREHOUSE

TABLES = Path(__file__).with_suffix(".sql")


@contextmanager
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for one transaction, waiting for its turn.

    DuckDB lets one process write at a time and refuses the others, and each Airflow task is a
    process of its own (https://duckdb.org/docs/stable/connect/concurrency). A lock makes them wait.

    Yields:
        The connection. What it did is kept if the block ends well, and undone if it raises.
    """
    WAREHOUSE.parent.mkdir(parents=True, exist_ok=True)
    with WAREHOUSE.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with duckdb.connect(WAREHOUSE) as connection:
            connection.execute(TABLES.read_text(encoding="utf-8"))
            connection.begin()
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
