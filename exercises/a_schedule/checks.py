"""What a_schedule asks for: the runs that Airflow would make, whatever the schedule looks like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from judging import Requirement, Work, is_listed, shown

if TYPE_CHECKING:
    from pendulum import DateTime

ZONE = "Europe/Berlin"
FIRST = (2027, 1, 4)  # a Monday
MINUTE = "YYYY-MM-DDTHH:mm"
# When the DAG is turned on late, in UTC: on a Thursday at noon, and after the clocks have changed.
LATE = ("2027-01-14T11:00", "2027-06-01T12:00")


def runs_by_the_clock(work: Work) -> str:
    """Return why the clock starts no run."""
    if missing := is_listed(work):
        return missing
    if work.due("2027-01-11T00:00", "2027-01-25T00:00"):
        return ""
    dag = work.dag()
    return (
        "The DAG has no schedule, so Airflow makes no run by itself."
        if dag.schedule is None
        else f"Airflow makes no run in two weeks of January 2027. The schedule is {shown(dag.schedule)}, "
        f"from {dag.start_date or 'no start date'} to {dag.end_date or 'no end date'}."
    )


def is_right_in_january(work: Work) -> str:
    """Return the first run of two weeks in winter that is missing or too much."""
    return _wrong(work, "2027-01-11T00:00", "2027-01-25T00:00")


def is_right_later(work: Work) -> str:
    """Return the first run that is missing or too much in a time with both changes of the clocks."""
    if wrong := _wrong(work, "2027-03-22T00:00", "2027-11-08T00:00"):
        return f"{wrong} In Berlin, clocks show summer time from 28 March to 31 October."
    return ""


def begins_on_the_day(work: Work) -> str:
    """Return what the first run is, if the DAG is turned on before it is due."""
    first, wanted = next(iter(work.due("2026-12-28T00:00", "2027-02-01T00:00")), None), next(_wanted())
    if first == wanted:
        return ""
    return (
        f"If the DAG is on from 28 December 2026, its first run is due on {_said(first)}. "
        f"It has to be due on {_said(wanted)}."
    )


def makes_up(work: Work) -> str:
    """Return which runs are not made when the DAG is turned on late."""
    for turned_on in LATE:
        found = work.due(turned_on, turned_on)
        wanted = [due for due in islice(_wanted(), 1000) if due.format(MINUTE) < turned_on]
        if found != wanted:
            return (
                f"Turned on at {turned_on[-5:]} UTC of {turned_on[:10]}, the DAG has missed {len(wanted)} runs. "
                f"Airflow makes {len(found)} of them."
            )
    return ""


def _wanted() -> Iterator[DateTime]:
    """Give when runs have to be due, without an end."""
    import pendulum

    day = pendulum.datetime(*FIRST, 7, 30, tz=ZONE)
    while True:
        if day.isoweekday() < 6:
            yield day.in_timezone("UTC")
        day = day.add(days=1)


def _wrong(work: Work, begin: str, end: str) -> str:
    """Return the first run that is missing or too much, of those that are due while the DAG is on."""

    def within(dues: Iterable[DateTime]) -> list[DateTime]:
        return [due for due in islice(dues, 1000) if begin <= due.format(MINUTE) < end]

    found, wanted = within(work.due(begin, end)), within(_wanted())
    surplus = next((due for due in found if due not in wanted), None)
    absent = next((due for due in wanted if due not in found), None)
    if surplus and (absent is None or surplus.date() <= absent.date()):
        return f"A run is due on {_said(surplus)}, which is not wanted."
    return f"No run is due on {_said(absent)}." if absent else ""


def _said(due: DateTime | None) -> str:
    """Return a moment by Berlin's clocks, as one says it."""
    return due.in_timezone(ZONE).format("dddd, D MMMM YYYY, [at] HH:mm [in Berlin]") if due else "no day in January"


REQUIREMENTS = (
    Requirement(
        "The clock starts runs of a DAG a_schedule",
        runs_by_the_clock,
        (
            "The lesson 'Schedules and dates', under 'Cron', writes a schedule.",
            "Write schedule=… in the brackets of @dag, with the five fields of cron between quotation marks.",
        ),
    ),
    Requirement(
        "In January they are due from Monday to Friday at 07:30 in Berlin",
        is_right_in_january,
        (
            "The lesson 'Schedules and dates', under 'Cron', says what the five fields mean.",
            "The fields are minute, hour, day of the month, month, weekday. Monday is 1. In winter, Berlin is an hour "
            "ahead of UTC.",
            'schedule="30 7 * * 1-5" is half past seven, by the clocks of the zone that start_date has.',
        ),
    ),
    Requirement(
        "After the clocks have changed, they still are",
        is_right_later,
        (
            "The lesson 'Schedules and dates', under 'Time zones', says by which clocks a schedule is read.",
            "UTC, or a fixed distance from it, knows no summer time. A zone with the name of a city does.",
            'start_date=pendulum.datetime(2027, 1, 4, tz="Europe/Berlin")',
        ),
    ),
    Requirement(
        "The first run is that of Monday, 4 January 2027",
        begins_on_the_day,
        (
            "The lesson 'Schedules and dates', under 'Where a schedule begins and ends', says which run is the first.",
            "The first run is due at the first due time that is not before start_date. With a timetable of data "
            "intervals, it is due when the first interval is over.",
            'start_date=pendulum.datetime(2027, 1, 4, tz="Europe/Berlin")',
        ),
    ),
    Requirement(
        "Turned on late, it makes up what was missed",
        makes_up,
        (
            "The lesson 'Runs of the past', under 'Catchup', says what becomes of due times that are past.",
            "In the brackets of @dag, write: catchup=True",
        ),
    ),
)
