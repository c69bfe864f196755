"""Customers have ordered for some days of November."""

from __future__ import annotations

from pathlib import Path

ORDERS = {
    "2026-11-20": ["rye", "rolls", "rolls"],
    "2026-11-21": ["rolls", "cake", "rye", "rye"],
    "2026-11-22": ["cake", "rolls", "cake"],
    "2026-11-23": ["rye"],
}


def make_files(data: Path) -> None:
    """Write a file of orders for each day.

    Args:
        data: the folder for them.
    """
    folder = data / "orders"
    folder.mkdir(parents=True)
    for day, things in ORDERS.items():
        (folder / f"{day}.csv").write_text("\n".join(["what", *things, ""]), encoding="utf-8")
