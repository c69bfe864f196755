"""What can be wrong with a diagram, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A mistake in a diagram's source.

    Args:
        code: ``D101`` to ``D110``, one for each kind of mistake.
        line: the line of the source at fault, counted from 1.
        problem: what is wrong, one sentence.
        remedy: what to write instead, one sentence.
        warning: the diagram can be drawn all the same.
    """

    code: str
    line: int
    problem: str
    remedy: str
    warning: bool = False


class DiagramError(Exception):
    """A diagram that can't be drawn; ``problem`` says why.

    Args:
        problem: the first mistake that was found.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.problem)
        self.problem = problem
