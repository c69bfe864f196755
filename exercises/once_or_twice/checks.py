"""What once_or_twice asks for: what the table has after several runs, on a source that the check writes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, timedelta

from judging import Requirement, Work, has_tasks, is_listed
from sample_data import LESSON_DAY

DAY = LESSON_DAY
DAYS = [DAY + timedelta(days=number) for number in (-1, 1, 0)]  # in the order in which a backfill runs them
PLANS = {"free": 3, "plus": 2, "team": 1}
CORRECTED = {"free": 2, "plus": 4}


def has_each_row_once(work: Work) -> str:
    """Return what is wrong with the table when a day has been run once, and again."""
    if missing := is_listed(work) or has_tasks("load")(work):
        return missing
    table = _Table(work)
    return table.run("If the day is run once", {DAY: PLANS}) or table.run("If the day is run again", {DAY: PLANS})


def has_what_the_source_says(work: Work) -> str:
    """Return what is wrong with the table when the source was corrected before the day is run again."""
    table = _Table(work)
    return table.run("If the day is run once", {DAY: PLANS}) or table.run(
        "If the source is corrected, and the day run again", {DAY: CORRECTED}
    )


def leaves_other_days(work: Work) -> str:
    """Return what is wrong with the table after runs of several days, and of one of them again."""
    when = f"After runs of {DAYS[0]}, {DAYS[1]} and {DAYS[2]}"
    table, days = _Table(work), dict.fromkeys(DAYS, PLANS)
    return table.run(when, days) or table.run(f"{when}, and of {DAYS[0]} again", {**days, DAYS[0]: CORRECTED}, DAYS[:1])


class _Table:
    """The table that runs of the learner's DAG write, and their source."""

    def __init__(self, work: Work) -> None:
        """Begin with nothing."""
        self._work, self._data = work, work.own_data()

    def run(self, when: str, source: dict[date, dict[str, int]], days: list[date] | None = None) -> str:
        """Run the DAG for some days, and return what is wrong with the table then.

        Args:
            when: what has happened by then, for a learner.
            source: what it has, by logical date.
            days: which of them are run; all of them if not given.
        """
        for day, plans in source.items():
            self._work.deliver(day, plans)
        for day in days or source:
            if failure := self._work.run_again(day=day - timedelta(days=1)).failure():
                return f"{when}: {failure}"
        wrong = self._wrong({(str(day), plan): people for day in source for plan, people in source[day].items()})
        return f"{when}, the table {wrong}" if wrong else ""

    def _wrong(self, wanted: dict[tuple[str, str], int]) -> str:
        """Return the first thing that is wrong with the table."""
        try:
            with closing(sqlite3.connect(self._data / "plans.db")) as database:
                found = database.execute("SELECT day, plan, people FROM plans").fetchall()
        except sqlite3.Error as error:
            return f"plans in DATABASE can't be read: {error}."
        if absent := sorted({day for day, plan in wanted} - {day for day, _, _ in found}):
            return f"lacks rows of {' and '.join(absent)}."
        twice = [row for row, count in Counter(found).items() if count > 1]
        if twice:
            return f"has rows twice: {twice[0]}."
        for day, plan, people in found:
            if (day, plan) not in wanted:
                return f"has the plan {plan}, which the source no longer has."
            if people != wanted[day, plan]:
                return f"says of {day} that {people} people chose {plan}. The source says {wanted[day, plan]}."
        return f"has {len(found)} rows, and not {len(wanted)}." if len(found) != len(wanted) else ""


REQUIREMENTS = (
    Requirement(
        "A day that is run again has each row once",
        has_each_row_once,
        (
            "The lesson 'Good DAGs', under 'Idempotent tasks', makes such a task idempotent.",
            "Before load inserts the rows of a day, it has to delete those that a run before it has left.",
            'database.execute("DELETE FROM plans WHERE day = ?", [ds])',
        ),
    ),
    Requirement(
        "If the source was corrected meanwhile, the table has what it says now",
        has_what_the_source_says,
        (
            "The lesson 'Good DAGs', under 'Idempotent tasks', says why to leave out what is there is not enough.",
            "A plan that the source no longer has must go, and a number that has changed must change. Delete all rows "
            "of the day, and insert them anew.",
            'database.execute("DELETE FROM plans WHERE day = ?", [ds])',
        ),
    ),
    Requirement(
        "Other days stay as they are",
        leaves_other_days,
        (
            "The lesson 'Good DAGs', under 'Idempotent tasks', says which part of a table belongs to a run.",
            "A run may delete the rows of its own day alone: WHERE day = ?",
        ),
    ),
)
