"""What branch_and_join asks for: runs of a Monday and of a Saturday, and what becomes of them if a report fails."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from judging import Outcome, Requirement, Work, has_tasks, is_listed, waits_for

if TYPE_CHECKING:
    from airflow.sdk import DAG

REPORTS = ("long_report", "short_report")
# Which report is written on which logical date.
WRITTEN = {date(2026, 11, 23): "long_report", date(2026, 11, 28): "short_report"}


def has_the_arrows(work: Work) -> str:
    """Return which task or arrow is missing."""
    arrows = [arrow for report in REPORTS for arrow in (("choose", report), (report, "send"))]
    return is_listed(work) or has_tasks("choose", *REPORTS, "send")(work) or waits_for(*arrows)(work)


def goes_one_way(work: Work) -> str:
    """Return what is wrong with the reports that are written."""
    outcomes = {day: _run(work, day) for day in WRITTEN}
    for outcome in outcomes.values():
        if failure := outcome.failure("choose"):
            return failure
    ways = [[report for report in REPORTS if outcome.states[report] == "success"] for outcome in outcomes.values()]
    if len(ways[0]) == 1 and ways[0] == ways[1]:
        return f"choose goes the same way on {' and on '.join(map(_said, WRITTEN))}. It has to look at the run's date."
    for day, written in WRITTEN.items():
        states = outcomes[day].states
        if all(states[report] == "success" for report in REPORTS):
            return f"On {_said(day)}, both reports are written.{_kind(work)}"
        for report in REPORTS:
            wanted = "success" if report == written else "skipped"
            if states[report] != wanted:
                why = outcomes[day].failures.get(report, "")
                return f"On {_said(day)}, {report} is {states[report]}, not {wanted}.{_kind(work)} {why}".strip()
    return ""


def joins(work: Work) -> str:
    """Return on which of the days the join does not run."""
    for day in WRITTEN:
        outcome = _run(work, day)
        if (state := outcome.states["send"]) == "skipped":
            return f"On {_said(day)}, send does not run: it is skipped."
        if failure := outcome.failure("send"):
            return f"On {_said(day)}, send does not run ({state}). {failure}"
    return ""


def stops_at_a_failure(work: Work) -> str:
    """Return with which report the join runs although it has failed."""
    for day, report in WRITTEN.items():
        if _run(work, day, fails=report).states["send"] == "success":
            return f"If {report} fails, send runs all the same."
    return ""


@cache
def _run(work: Work, day: date, fails: str = "") -> Outcome:
    """Run the DAG with a logical date, with a task that fails, perhaps. Asked again, return the same."""

    def fail(context: dict) -> None:
        raise RuntimeError("This is a test")

    def play(dag: DAG) -> None:
        if fails:
            dag.get_task(fails).execute = fail

    return work.run_again(day=day - timedelta(days=1), change=play)


def _kind(work: Work) -> str:
    """Return what makes `choose`, if that is no branch."""
    from airflow.sdk.bases.branch import BranchMixIn

    task = work.dag().get_task("choose")
    name = type(task).__name__.lstrip("_")
    return "" if isinstance(task, BranchMixIn) else f" choose is made by {name}, which is no branch."


def _said(day: date) -> str:
    return f"{day:%A}, {day}"


REQUIREMENTS = (
    Requirement(
        "Both reports wait for choose, and send waits for both",
        has_the_arrows,
        (
            "The lesson 'When things fail', under 'Branches and joins', draws such a DAG.",
            "choose is a function below @task.branch. The DAG calls it, as it calls the others.",
            "In the DAG, write: choose() >> [long_report(), short_report()] >> send()",
        ),
    ),
    Requirement(
        "On a Monday the long report is written, on a Saturday the short one",
        goes_one_way,
        (
            "The lesson 'When things fail', under 'Branches and joins', says what a branch returns.",
            "Below @task.branch, a function returns the id of the task that is to run. Let it have an argument ds.",
            '@task.branch\ndef choose(ds=None):\n    return "long_report" if is_working_day(ds) else "short_report"',
        ),
    ),
    Requirement(
        "send runs on both days",
        joins,
        (
            "The lesson 'When things fail', under 'Trigger rules', says when a task runs if one before it was skipped.",
            "By default a task needs a success of all tasks right before it. Give send another trigger_rule.",
            'Write @task(trigger_rule="none_failed_min_one_success") above def send():',
        ),
    ),
    Requirement(
        "If the chosen report fails, send does not run",
        stops_at_a_failure,
        (
            "The lesson 'When things fail', under 'Trigger rules', lists what each rule asks for.",
            "all_done is content with a failure. Which rule is content with a skipped task, and not with a failed one?",
            'Write @task(trigger_rule="none_failed_min_one_success") above def send():',
        ),
    ),
)
