"""What the repair of flour_stock has to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

from faults.flour_stock.world import BEFORE, DELIVERED
from judging import Outcome, Requirement, Work, is_listed

DAY = "2026-11-22"


def survives_a_slow_mill(work: Work) -> str:
    """Return why a run does not succeed if the mill does not answer at once."""
    data = work.begin()
    return _run(work).failure() or _unconfirmed(data)


def writes_once_if_slow(work: Work) -> str:
    """Return what is wrong with the books if the mill does not answer at once."""
    data = work.begin()
    _run(work)
    return _wrong(data, "does not answer at once")


def writes_once_if_quick(work: Work) -> str:
    """Return what is wrong with the books, or with the confirmation, if the mill answers at once."""
    data = work.begin()
    (data / "mill" / "awake" / DAY).touch()
    return _run(work).failure() or _wrong(data, "answers at once") or _unconfirmed(data)


def _run(work: Work) -> Outcome:
    return work.run_again(due=datetime(2026, 11, 22, 7, tzinfo=timezone.utc), retry=True)


def _unconfirmed(data: Path) -> str:
    confirmed = data / "mill" / f"{DAY}.txt"
    if confirmed.exists() and confirmed.read_text(encoding="utf-8") == str(DELIVERED[DAY]):
        return ""
    return "The run succeeded, and the mill has no confirmation of the delivery."


def _wrong(data: Path, mill: str) -> str:
    with closing(sqlite3.connect(data / "stock.db")) as books:
        (kilograms,) = books.execute("SELECT sum(kilograms) FROM flour").fetchone()
    right = BEFORE + DELIVERED[DAY]
    if kilograms == right:
        return ""
    return f"If the mill {mill}, the books have {kilograms} kilograms after the delivery, and not {right}."


REQUIREMENTS = (
    Requirement("Airflow lists a DAG flour_stock", is_listed),
    Requirement(
        "If the mill does not answer at once, the run succeeds, and the delivery is confirmed", survives_a_slow_mill
    ),
    Requirement("The flour is in the books once", writes_once_if_slow),
    Requirement("If the mill answers at once, that is so as well", writes_once_if_quick),
)
