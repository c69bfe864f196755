"""A: facts that age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from course.findings import Finding, nearest
from course.model import Course
from course.rules import Rule

MARK = re.compile(r"\s*check again after:?\s*(?P<day>\S+)\s*(?P<what>.*?)\s*", re.IGNORECASE | re.DOTALL)

RULES = [
    Rule(
        "A901",
        "check-again",
        "A fact with a version or a date carries a mark: `<!-- check again after: 2027-05-01 the newest version "
        "-->`. Past that day, somebody looks it up, and sets a new day.",
        "Airflow 2.10 is the newest version.\n\n<!-- check again after: 2024-12-01 the newest version -->",
        "Airflow 2.10 was new in August 2024.",
        at="<!-- check again after: 2024-12-01 the newest version -->",
        warning=True,
    ),
    Rule(
        "A902",
        "check-again-date",
        "The mark's day is written as `2027-05-01`: year, month, day.",
        "<!-- check again after: May 2027 -->\n\nWords.",
        "<!-- check again after: 2999-05-01 -->\n\nWords.",
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield facts that are due to be checked, and marks that can't be read."""
    for page in course.pages.values():
        path = f"docs/{page.path}"
        for comment in page.comments:
            mark = MARK.fullmatch(comment.text)
            if mark is None:
                if nearest(comment.text.partition(":")[0].strip().lower(), ["check again after"]):
                    remedy = "write '<!-- check again after: 2027-05-01 what to look up -->'"
                    yield Finding("A902", path, comment.line, "this mark can't be read", remedy)
                continue
            try:
                day = date.fromisoformat(mark["day"])
            except ValueError:
                remedy = "write it as 2027-05-01"
                yield Finding("A902", path, comment.line, f"'{mark['day']}' is no day", remedy)
                continue
            if day < date.today():
                what = mark["what"] or "this fact"
                remedy = "look it up, correct it, and write a new day into the mark"
                yield Finding("A901", path, comment.line, f"{what} was to be checked again after {day}", remedy)
