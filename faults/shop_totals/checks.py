"""What the repair of shop_totals has to do."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

from faults.shop_totals.world import SALES, make_till
from judging import Outcome, Requirement, Work, is_listed

DAY = "2026-11-22"
DUE = datetime(2026, 11, 22, 20, tzinfo=timezone.utc)
OTHERS = {DAY: [100, 250]}


def tells_the_total(work: Work) -> str:
    """Return what is wrong with the total of a day."""
    from airflow.models import Connection
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        host = session.scalar(select(Connection.host).where(Connection.conn_id == "till"))
    if host and not Path(host).is_absolute():
        return (
            f"The Connection till leads to '{host}'. A task has no folder of its own, so a file needs its whole path."
        )
    work.begin()
    return _wrong(work.run_again(due=DUE), SALES)


def follows_the_connection(work: Work) -> str:
    """Return what is wrong when the Connection leads to another till."""
    other = Path(work.temporary) / "another till.db"
    make_till(other, OTHERS)
    connection = json.dumps({"conn_type": "sqlite", "host": str(other)})
    if wrong := _wrong(work.run_again(due=DUE, connections={"till": connection}), OTHERS):
        return f"When the Connection leads to another till, the pipeline does not follow it. {wrong}"
    return ""


def _wrong(outcome: Outcome, sales: dict[str, list[int]]) -> str:
    if failure := outcome.failure():
        return failure
    cents = sales[DAY]
    total = f"{DAY}: {len(cents)} things for {sum(cents) / 100:.2f} euros"
    said = outcome.said.get("tell", "").strip()
    return "" if total in said else f"tell says '{said}', not '{total}'."


REQUIREMENTS = (
    Requirement("Airflow lists a DAG shop_totals", is_listed),
    Requirement("The run of November 22 tells what the new till sold that day", tells_the_total),
    Requirement("If the Connection leads to another till, it tells what that one sold", follows_the_connection),
)
