"""The exercises: which there are, and the line by which the site knows that one is met.

Both the build's hooks and `make check` use this, so it needs neither MkDocs nor Airflow.
"""

from __future__ import annotations

import hashlib

from course import repository
from course.model import Course


def names(course: Course) -> list[str]:
    """Return the names of the exercises, in the order in which the lessons have them.

    Args:
        course: whose lessons these are.
    """
    known = repository.exercises(course.root)
    placed = [name for name in course.exercises if name in known]
    return placed + sorted(known.difference(placed))


def code(name: str) -> str:
    """Return what `make check` shows when an exercise is met, and what the exercise's lesson accepts.

    It is the same on every machine, and no secret: it only spares a learner from counting an exercise by mistake.

    Args:
        name: of the exercise.
    """
    return f"{name}-{hashlib.sha256(f'exercise {name}'.encode()).hexdigest()[:6]}"
