"""The entries of some days, one of which is wrong."""

from __future__ import annotations

from pathlib import Path

ENTRIES = {"2026-11-20": [340, 60], "2026-11-21": [220], "2026-11-22": [340, -30000, 60], "2026-11-23": [60, 60]}


def make_files(data: Path) -> None:
    """Write the entries of each day.

    Args:
        data: the folder for them.
    """
    folder = data / "entries"
    folder.mkdir(parents=True)
    for day, cents in ENTRIES.items():
        lines = ["customer,cents", *(f"ada,{entry}" for entry in cents), ""]
        (folder / f"{day}.csv").write_text("\n".join(lines), encoding="utf-8")
