"""There is some milk in the fridge."""

from __future__ import annotations

from pathlib import Path


def make_files(data: Path) -> None:
    """Put milk into the fridge.

    Args:
        data: the folder for what the bakery has.
    """
    data.mkdir(parents=True)
    (data / "fridge.json").write_text('{"milk": 7}', encoding="utf-8")
