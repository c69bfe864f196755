"""The till has sold something every day, before the clocks were set back and after."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

DAYS = [date(2026, 10, 20) + timedelta(days=place) for place in range(9)]


def make_files(data: Path) -> None:
    """Write a file of sales for each day.

    Args:
        data: the folder for them.
    """
    folder = data / "till"
    folder.mkdir(parents=True)
    for day in DAYS:
        (folder / f"{day}.csv").write_text(f"cents\n{cents(day)}\n", encoding="utf-8")


def cents(day: date) -> int:
    """Return for how much was sold on a day.

    Args:
        day: any.
    """
    return day.toordinal() % 1000 * 100 + 4500
