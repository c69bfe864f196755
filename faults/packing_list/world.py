"""The web shop has a new version: since November 20 it gives its files other names."""

from __future__ import annotations

from pathlib import Path

ORDERS = {
    "2026-11-18.csv": ["emil: rye"],
    "2026-11-19.csv": ["ada: rolls", "hana: cake"],
    "20261120.csv": ["carl: rye", "ada: rolls"],
    "20261121.csv": ["joy: cake"],
    "20261122.csv": ["kim: rolls", "fay: cake", "ada: rolls"],
}


def make_files(data: Path) -> None:
    """Write a file of orders for each day.

    Args:
        data: the folder for them.
    """
    folder = data / "orders"
    folder.mkdir(parents=True)
    for name, lines in ORDERS.items():
        (folder / name).write_text("\n".join(lines), encoding="utf-8")
