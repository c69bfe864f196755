"""The evening before: flour has come, and the bread of the day is sold."""

from __future__ import annotations

from pathlib import Path


def make_files(data: Path) -> None:
    """Put flour into the store.

    Args:
        data: the folder for what the bakery has.
    """
    data.mkdir(parents=True)
    (data / "flour.txt").write_text("30", encoding="utf-8")
    (data / "sold.txt").write_text("50", encoding="utf-8")
