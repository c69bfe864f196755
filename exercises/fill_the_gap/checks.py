"""What fill_the_gap asks for. Airflow's own command line gets the learner's command, on a record with a gap."""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

from judging import Requirement, Work, has_tasks, is_listed, shown

if TYPE_CHECKING:
    from argparse import Namespace

DAG_ID = "fill_the_gap"
BEGINNING = ["./airflow", "backfill", "create"]
OCTOBER = [date(2026, 10, number) for number in range(1, 32)]
DUE = time(23, tzinfo=timezone.utc)
FAILED, ABSENT = OCTOBER[8:10], OCTOBER[10:12]
GAP = FAILED + ABSENT


def counts_its_own_day(work: Work) -> str:
    """Return what is wrong with the files that two runs write; one of them is there already."""
    if missing := is_listed(work) or has_tasks("count")(work):
        return missing
    data = work.own_data()
    for day in OCTOBER:
        work.deliver(day, {"free": day.day})
    (data / f"count-{FAILED[1]}.txt").write_text("0\n", encoding="utf-8")
    for day in FAILED:
        failure = work.run_again(day=day - timedelta(days=1)).failure()
        path = data / f"count-{day}.txt"
        if failure or not path.exists():
            return f"The run of {day} writes no {path.name}. {failure}".strip()
        text = path.read_text(encoding="utf-8")
        if text.split() != [str(day.day)]:
            return f"After the run of {day}, {path.name} has {shown(text)}. It has to have the number {day.day} alone."
    return ""


def is_taken(work: Work) -> str:
    """Return why Airflow does not take the command."""
    return _backfill(work).trouble


def fills_the_gap(work: Work) -> str:
    """Return which day of the gap gets no run."""
    backfill = _backfill(work)
    absent = [day for day in GAP if day not in backfill.days]
    if not absent:
        return ""
    if left := [str(day) for day in absent if day in backfill.left]:
        return f"The run of {' and of '.join(left)} has failed, and the backfill leaves it as it is."
    begin, end = (
        moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M")
        for moment in (backfill.options.from_date, backfill.options.to_date)
    )
    return f"{absent[0]} gets no run. It would be due at {DUE:%H:%M}. The backfill is from {begin} to {end}, in UTC."


def makes_no_other(work: Work) -> str:
    """Return which other day gets a run."""
    surplus = [day for day in _backfill(work).days if day not in GAP]
    return f"{surplus[0]} gets a run, and is no day of the gap." if surplus else ""


@cache
def _backfill(work: Work) -> _Backfill:
    """Create the backfill. Asked again, return the same."""
    return _Backfill(work)


class _Backfill:
    """What became of the learner's command: the days that get a run, and those that are left as they are."""

    def __init__(self, work: Work) -> None:
        """Write the record, and give the command to Airflow's command line."""
        self.options: Namespace | None = None
        self.days: list[date] = []
        self.left: list[date] = []
        _write_record(work)
        self.trouble = self._create(_command(work))
        if not self.trouble:
            self._look()

    def _create(self, words: list[str]) -> str:
        """Create the backfill, and return why that fails."""
        from airflow.cli.cli_parser import get_parser

        if words[:3] != BEGINNING:
            return f"BACKFILL does not begin with {' '.join(BEGINNING)}, but with: {' '.join(words[:3]) or 'nothing'}"
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            try:
                self.options = get_parser().parse_args(words[1:])
            except SystemExit:
                return said.getvalue().strip().splitlines()[-1].replace(", see help above", "")
            if self.options.dag_id != DAG_ID:
                return f"The command is for the DAG {self.options.dag_id}."
            if self.options.dry_run:
                return "With --dry-run, Airflow only shows which runs there would be."
            try:
                self.options.func(self.options)
            except (Exception, SystemExit) as error:
                return f"Airflow refuses the command: {error if isinstance(error, Exception) else said.getvalue()}"
        return ""

    def _look(self) -> None:
        """Find the days in Airflow's database."""
        from airflow.models.backfill import Backfill
        from airflow.utils.session import create_session
        from sqlalchemy import select

        with create_session() as session:
            [backfill] = session.scalars(select(Backfill).where(Backfill.dag_id == DAG_ID))
            for made in sorted(backfill.backfill_dag_run_associations, key=lambda made: made.logical_date):
                (self.left if made.exception_reason else self.days).append(made.logical_date.date())


def _command(work: Work) -> list[str]:
    """Return the words of the command in the learner's file."""
    function = getattr(work.dag().get_task("count"), "python_callable", None)
    text = getattr(function, "__globals__", {}).get("BACKFILL")
    try:
        return shlex.split(text.replace("\\\n", " ")) if isinstance(text, str) else []
    except ValueError:  # a quotation mark without its other half
        return text.split()


def _write_record(work: Work) -> None:
    """Give the DAG the runs in Airflow's database that task.md tells of, and no other."""
    from airflow.models.backfill import Backfill
    from airflow.models.dagrun import DagRun
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.serialization.serialized_objects import LazyDeserializedDAG
    from airflow.timetables.base import DataInterval
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType
    from sqlalchemy import delete

    with create_session() as session:
        for kind in (DagRun, Backfill):
            session.execute(delete(kind).where(kind.dag_id == DAG_ID))
        SerializedDagModel.write_dag(LazyDeserializedDAG.from_dag(work.dag()), bundle_name="one_file", session=session)
        dag = session.scalar(SerializedDagModel.latest_item_select_object(DAG_ID)).dag
        for day in OCTOBER:
            if day in ABSENT:
                continue
            due = datetime.combine(day, DUE)
            dag.create_dagrun(
                run_id=DagRun.generate_run_id(run_type=DagRunType.SCHEDULED, logical_date=due, run_after=due),
                logical_date=due,
                data_interval=DataInterval.exact(due),
                run_after=due,
                run_type=DagRunType.SCHEDULED,
                triggered_by=DagRunTriggeredByType.TIMETABLE,
                state=DagRunState.FAILED if day in FAILED else DagRunState.SUCCESS,
                session=session,
            )


REQUIREMENTS = (
    Requirement(
        "A run counts the sign-ups of its own day",
        counts_its_own_day,
        (
            "The lesson 'Schedules and dates', under 'The dates of a run', uses the date of a run in a task.",
            "Let count have an argument ds, and use that in the place of the clock.",
            'def count(ds=None):\n    lines = (SIGN_UPS / f"{ds}.csv").read_text().splitlines()',
        ),
    ),
    Requirement(
        "Airflow takes the command in BACKFILL",
        is_taken,
        (
            "The lesson 'Runs of the past', under 'Backfill', creates a backfill on the command line.",
            "The command needs --dag-id, --from-date and --to-date. For all of its options: "
            "./airflow backfill create --help",
            "./airflow backfill create --dag-id fill_the_gap --from-date 2026-10-09 --to-date 2026-10-13",
        ),
    ),
    Requirement(
        "Each day of the gap gets a run",
        fills_the_gap,
        (
            "The lesson 'Runs of the past', under 'Backfill', says which days a backfill leaves out.",
            "By default it leaves out each day that has a run, even if that has failed: --reprocess-behavior changes "
            "that. And a date without a time is midnight, at which the day begins.",
            "--to-date 2026-10-13 --reprocess-behavior failed",
        ),
    ),
    Requirement(
        "No other day gets one",
        makes_no_other,
        (
            "The lesson 'Runs of the past', under 'Backfill', says which days a backfill runs again.",
            "completed runs all days again that are over, failed those that have failed. A day without a run gets one, "
            "even before the DAG's start date.",
            "--from-date 2026-10-09 --to-date 2026-10-13 --reprocess-behavior failed",
        ),
    ),
)
