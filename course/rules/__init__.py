"""The rules of the course: each file is a family of them, with what they want, why, and an example of each.

A family has ``RULES``, and ``check(course)`` which yields what is wrong. Rules look at the model alone
(course/model.py). course/rules/README.md is made from them by ``make rules``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from course.findings import Finding, in_order
from course.model import Course

ALLOW = re.compile(r"\s*allow ([A-Z]\d{3}): .*", re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """A rule: what it is called, why it is there, and a bad and a good example.

    ``bad`` and ``good`` are a piece of a lesson (``where="body"``), the front matter (``"front"``), a whole page
    (``"page"``), or the navigation below ``nav:`` (``"nav"``). ``at`` is the line of the bad example that the finding
    names, by default its first. ``warning``: it may be wrong now and then, so it stops nothing. ``error_from``: until
    that day it only warns, because lessons from before the rule don't meet it yet.
    """

    code: str
    name: str
    about: str
    bad: str
    good: str
    at: str | None = None
    where: str = "body"
    warning: bool = False
    error_from: date | None = None

    def found(self, finding: Finding, today: date) -> Finding:
        """Return a finding of this rule with its severity."""
        if self.error_from and today < self.error_from:
            day = f"{self.error_from:%B} {self.error_from.day}, {self.error_from.year}"
            return replace(finding, warning=True, problem=f"{finding.problem} (an error from {day} on)")
        return replace(finding, warning=self.warning)


def families() -> list:
    """Return the modules with rules, in the order of their codes."""
    from course.rules import (
        age,
        code,
        contract,
        diagrams,
        front_matter,
        links,
        outside,
        questions,
        settings,
        structure,
        words,
    )

    return [settings, front_matter, contract, questions, diagrams, structure, links, outside, code, words, age]


def rules() -> dict[str, Rule]:
    """Return every rule by its code."""
    return {rule.code: rule for family in families() for rule in family.RULES}


def check(course: Course, today: date | None = None) -> list[Finding]:
    """Return all that is wrong with a course.

    Args:
        course: the course, from course.read.read.
        today: the day on which facts are judged to be too old; by default the day of the clock.

    Returns:
        The findings, mistakes first.
    """
    known, day = rules(), today or date.today()
    found = in_order(known[finding.code].found(finding, day) for finding in _all(course))
    allowed = _allowed(course)
    return [finding for finding in found if not (finding.warning and (finding.path, finding.code) in allowed)]


def _allowed(course: Course) -> set[tuple[str, str]]:
    """Return the warnings that a page allows: its path, and the code that a comment ``allow Q315: why`` names."""
    return {
        (f"docs/{page.path}", mark[1])
        for page in course.pages.values()
        for comment in page.comments
        if (mark := ALLOW.fullmatch(comment.text))
    }


def _all(course: Course) -> Iterator[Finding]:
    for family in families():
        yield from family.check(course)
