"""The ovens were closed for a day, and nobody has opened them again."""

from __future__ import annotations

from pathlib import Path


def make_files(data: Path) -> None:
    """Make an empty folder: this pipeline has no files.

    Args:
        data: the folder.
    """
    data.mkdir(parents=True)


def make_state() -> None:
    """Make a pool that has no slot."""
    from airflow.models import Pool

    Pool.create_or_update_pool("ovens", 0, "Two ovens. Closed for cleaning on Saturday", include_deferred=False)
