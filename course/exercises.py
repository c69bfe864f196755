"""The exercises: which there are, and the line by which the site knows that one is met.

Both the build's hooks and `make check` use this, so it needs neither MkDocs nor Airflow.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

# The order of the course. One that is missing here comes last.
ORDER = (
    "find_the_line",
    "first_dag",
    "not_listed",
    "from_a_picture",
    "shell_and_sql",
    "own_operator",
    "pass_a_result",
    "pass_a_path",
    "use_a_connection",
)


def names(root: Path) -> list[str]:
    """Return the names of the exercises, in the order of the course: the folders in exercises/ that judge something.

    Args:
        root: the folder of the repository.
    """
    found = [checks.parent.name for checks in (root / "exercises").glob("*/checks.py")]
    return sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def code(name: str) -> str:
    """Return what `make check` shows when an exercise is met, and what the exercise's lesson accepts.

    It is the same on every machine, and no secret: it only spares a learner from counting an exercise by mistake.

    Args:
        name: of the exercise.
    """
    return f"{name}-{hashlib.sha256(f'exercise {name}'.encode()).hexdigest()[:6]}"
