"""The lists of last week: whichever file Airflow had read last has written them."""

from __future__ import annotations

from pathlib import Path

OLD = "Rye bread: 2.90\nRoll: 0.50\nCake: 2.20"
NEW = "Rye bread: 3.40\nRoll: 0.60\nCake: 2.20"


def make_files(data: Path) -> None:
    """Write the lists of last week.

    Args:
        data: the folder for them.
    """
    data.mkdir(parents=True)
    for day, prices in {16: NEW, 17: OLD, 18: OLD, 19: NEW}.items():
        (data / f"prices-2026-11-{day}.txt").write_text(prices, encoding="utf-8")
