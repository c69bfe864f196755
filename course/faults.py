"""The broken pipelines: which there are, and what one is told of each.

Both the site's tests and `make break` use this, so it needs neither MkDocs nor Airflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from course import repository

LEVELS = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Fault:
    """A broken pipeline, as its fault.yml describes it."""

    name: str  # of its folder, of its DAG, and of its DAG file
    observed: str  # what people notice, in a sentence or two
    level: str
    minutes: int  # about how long it takes to find and to mend
    hints: tuple[str, ...]


def faults(root: Path) -> dict[str, Fault]:
    """Return the broken pipelines by their names, the easy ones first.

    Args:
        root: the folder of the repository.
    """
    found = [read(root, name) for name in repository.faults(root)]
    found.sort(key=lambda fault: (LEVELS.index(fault.level), fault.minutes, fault.name))
    return {fault.name: fault for fault in found}


def read(root: Path, name: str) -> Fault:
    """Return a broken pipeline.

    Args:
        root: the folder of the repository.
        name: of the broken pipeline.
    """
    says = yaml.safe_load((root / "faults" / name / "fault.yml").read_text(encoding="utf-8"))
    return Fault(name, says["observed"], says["level"], says["minutes"], tuple(says["hints"]))
