"""What the repair of till_report has to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from faults.till_report.world import cents
from judging import Requirement, Work, is_listed

BERLIN = ZoneInfo("Europe/Berlin")
UTC = ZoneInfo("UTC")


def runs_at_half_past_one(work: Work) -> str:
    """Return when the clock starts it instead."""
    due = [time.astimezone(BERLIN) for time in work.due("2026-10-01T00:00", "2026-11-01T00:00")[:5]]
    nights = [datetime(2026, 10, day, 1, 30, tzinfo=BERLIN) for day in range(23, 28)]
    if due == nights:
        return ""
    wrong = next((time for time in due if time not in nights), None)
    return (
        f"It would run on {wrong:%B %d at %H:%M}, in Berlin." if wrong else f"It runs in {len(due)} nights, not in 5."
    )


def reports(what: str, *mornings: date) -> Requirement:
    """Return the requirement that the runs of some nights report the day that is over.

    Args:
        what: these nights are called.
        mornings: the days on which the runs are due.
    """

    def missing(work: Work) -> str:
        data = work.begin()
        for morning in mornings:
            day = morning - timedelta(days=1)
            due = datetime(morning.year, morning.month, morning.day, 1, 30, tzinfo=BERLIN).astimezone(UTC)
            outcome = work.run_again(due=due)
            if failure := outcome.failure():
                return failure
            wanted = f"{day}: {cents(day) / 100:.2f} euros"
            if wanted not in outcome.said["report"]:
                said = outcome.said["report"].strip()
                return f"In the night to {morning:%B} {morning.day}, it has to report '{wanted}', and not '{said}'."
            if not (data / "reports" / f"{day}.txt").exists():
                return f"In the night to {morning:%B} {morning.day}, it writes no report {day}.txt."
        return ""

    return Requirement(f"{what} report the day that is over", missing)


REQUIREMENTS = (
    Requirement("Airflow lists a DAG till_report", is_listed),
    Requirement("It runs every night at half past one in Berlin, from October 23 to 27", runs_at_half_past_one),
    reports("Nights in winter", date(2026, 10, 27)),
    reports("Nights in summer", date(2026, 10, 24)),
    reports("The nights around the day on which the clocks are set back", date(2026, 10, 25), date(2026, 10, 26)),
)
