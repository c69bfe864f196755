"""What Airflow makes of the code on a page: by it, examples/questions/ judges answers, and examples/beliefs/ proves."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import environment
from labs.schedule import ask

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models import DagRun
    from airflow.sdk import DAG
    from airflow.serialization.definitions.dag import SerializedDAG

END = "# --8<-- [end:shown]\n"
# How answers write numbers: by their first word.
NUMBERS = {"never": 0, "none": 0, "once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10}


def parts(file: Path) -> tuple[str, str]:
    """Return the two parts of a file: the DAG file, which ends with what the page shows, and what judges it.

    Each runs by itself: a DAG file may be wrong on purpose.
    """
    dag_file, end, judge = file.read_text(encoding="utf-8").partition(END)
    assert end, f"examples/{file.parent.name}/{file.name} has no line: {END}"
    return dag_file, "\n" * (dag_file + end).count("\n") + judge  # so that a traceback has the file's own lines


def judge_of(file: Path, signature: str) -> Callable:
    """Return the function of a file that judges what it shows.

    Args:
        file: the file.
        signature: the function's name and arguments, such as ``right(answer, seen)``.
    """
    names: dict = {}
    exec(compile(parts(file)[1], str(file), "exec"), names)
    name = signature.partition("(")[0]
    assert name in names, f"examples/{file.parent.name}/{file.name} has no function {signature} below the code"
    return names[name]


class Planned(NamedTuple):
    """A run that Airflow makes by the clock: when it is due, its logical date, and when it is made; all in UTC."""

    due: str
    logical_date: str
    made: str


class _Ran(NamedTuple):
    state: str
    states: dict[str, str]
    failures: dict[str, str]
    log: list[str]
    results: dict[str, object]


class Seen:
    """A DAG file, and what Airflow does with it. Each is found out when it is first asked for.

    Args:
        code: the file's content.
        name: the file's name.
        run: the ``logical_date`` of the run, if that is another than now.
    """

    def __init__(self, code: str, name: str, **run: datetime | None) -> None:
        self.code, self.name, self._run = code, name, run
        self._folder = TemporaryDirectory(prefix="question-")  # removed with this object
        self._file = Path(self._folder.name) / name
        self._file.write_text(code, encoding="utf-8")

    @cached_property
    def _read(self) -> tuple[DagBag, list[str]]:
        from airflow.dag_processing.dagbag import DagBag

        environment.limit_to(self._file)
        with redirect_stdout(io.StringIO()) as output:
            bag = DagBag(str(self._file), bundle_path=self._file.parent, bundle_name="one_file")
        return bag, output.getvalue().splitlines()

    @property
    def dags(self) -> dict[str, DAG]:
        """The DAGs in the file, by their ids."""
        return self._read[0].dags

    @property
    def errors(self) -> list[str]:
        """Why Airflow can't import the file; empty if it can."""
        return list(self._read[0].import_errors.values())

    @property
    def printed(self) -> list[str]:
        """The lines that are printed when Airflow reads the file."""
        return self._read[1]

    @property
    def dag(self) -> DAG:
        """The only DAG in the file.

        Raises:
            AssertionError: there is none, or more than one.
        """
        assert len(self.dags) == 1, f"{self.name} has not one DAG, but {sorted(self.dags)}: {self.errors}"
        return next(iter(self.dags.values()))

    @cached_property
    def _ran(self) -> _Ran:
        environment.limit_to(self._file)  # again, because another file may have been read meanwhile
        failures: dict[str, str] = {}

        def note(context: dict) -> None:
            error = context["exception"]
            failures[context["ti"].task_id] = f"{type(error).__name__}: {error}"

        for task in self.dag.tasks:
            task.retry_delay = timedelta(0)
            task.on_failure_callback = [*task.on_failure_callback, note]
        with redirect_stdout(io.StringIO()) as output:
            run = self.dag.test(**self._run)
        names = {
            f"{ti.task_id}[{ti.map_index}]" if ti.map_index >= 0 else ti.task_id: str(ti.state)
            for ti in run.get_task_instances()
        }
        results = {ti.task_id: ti.xcom_pull(task_ids=ti.task_id) for ti in run.get_task_instances() if ti.map_index < 0}
        return _Ran(str(run.state), names, failures, output.getvalue().splitlines(), results)

    @property
    def states(self) -> dict[str, str]:
        """The state of each task instance after a run, by its task's id; of the copies of a mapped task, ``count[0]``
        and so on. Retries don't wait.
        """
        return self._ran.states

    @property
    def ends(self) -> str:
        """The state of that run."""
        return self._ran.state

    @property
    def failures(self) -> dict[str, str]:
        """Why tasks of that run have failed, by their ids: the kind of the error, and what it says."""
        return self._ran.failures

    @property
    def log(self) -> list[str]:
        """The lines that the tasks of that run print and log, one attempt after the other."""
        return self._ran.log

    @property
    def results(self) -> dict[str, object]:
        """What the tasks of that run returned, by their ids; mapped tasks are left out."""
        return self._ran.results

    def starts(self, *updated: str) -> bool:
        """Return whether the DAG starts when assets were updated since its last run.

        Args:
            updated: their names.
        """
        from airflow.assets.evaluation import AssetEvaluator

        # As the scheduler does it: https://github.com/apache/airflow/blob/3.3.2/airflow-core/src/airflow/models/dag.py
        condition = self._kept.timetable.asset_condition
        status = {key: key.name in updated for key, _ in condition.iter_assets()}
        return AssetEvaluator(session=None).run(condition, status)

    @cached_property
    def _kept(self) -> SerializedDAG:
        """The DAG as the scheduler reads it from the database."""
        from airflow.serialization.serialized_objects import DagSerialization

        return DagSerialization.from_dict(DagSerialization.to_dict(self.dag))

    def runs(self, turned_on: str, until: str, pause: list[str] | None = None) -> list[Planned]:
        """Return the runs that Airflow makes of the DAG by the clock, a thousand at most.

        Args:
            turned_on: when the DAG is turned on, in UTC: ``2026-03-05T12:00``.
            until: up to when runs are made.
            pause: from when and until when it is turned off again.
        """
        from airflow.timetables.base import TimeRestriction

        restriction = TimeRestriction(self._kept.start_date, self._kept.end_date, self._kept.catchup)
        found = ask.made(self._kept.timetable, restriction, turned_on, until, pause)
        return [
            Planned(*(f"{time:%Y-%m-%dT%H:%M}" for time in (due, begin, made)))
            for due, begin, _, made in islice(found, 1000)
        ]

    def backfilled(self, begin: str, end: str) -> list[datetime]:
        """Return the logical dates of the runs that a backfill makes if there is none.

        Args:
            begin: its ``--from-date``, a day in UTC, such as ``2026-03-01``.
            end: its ``--to-date``.
        """
        import pendulum

        between = self._kept.iter_dagrun_infos_between(pendulum.parse(begin), pendulum.parse(end))
        return [info.logical_date for info in between]

    def on(self, logical_date: str | None) -> Seen:
        """Return what Airflow makes of the file, with a run of another logical date than now.

        Args:
            logical_date: in UTC, as in runs(). None is a run without one, as an asset or the command line starts it.
        """
        date = datetime.fromisoformat(f"{logical_date}+00:00") if logical_date else None
        return Seen(self.code, self.name, logical_date=date)

    def store(self) -> None:
        """Write the file's DAGs into Airflow's database, as the DAG processor does."""
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import sync_bag_to_db

        bag, _ = self._read
        DagBundlesManager().sync_bundles_to_db()
        sync_bag_to_db(bag, "one_file", None)

    def made(self, *updated: str) -> list[DagRun]:
        """Let the scheduler make the runs of the file's DAGs that are due now, and return them.

        Args:
            updated: names of assets that are updated before.
        """
        from airflow.assets.manager import asset_manager
        from airflow.jobs.job import Job
        from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
        from airflow.models import DagModel, DagRun
        from airflow.models.asset import AssetModel
        from airflow.utils.session import create_session
        from sqlalchemy import func, select

        self.store()
        scheduler = SchedulerJobRunner(Job())
        # Other tests may have left more DAGs whose runs are due than the scheduler looks at in one go.
        with patch.object(DagModel, "NUM_DAGS_PER_DAGRUN_QUERY", 1000), create_session() as session:
            for asset in session.scalars(select(AssetModel).where(AssetModel.name.in_(updated))):
                asset_manager.register_asset_change(asset=asset, session=session)
            last = session.scalar(select(func.max(DagRun.id))) or 0
            due, by_assets = DagModel.dags_needing_dagruns(session)
            mine = [dag for dag in due if dag.dag_id in self.dags]
            scheduler._create_dag_runs([dag for dag in mine if dag.dag_id not in by_assets], session)
            waiting = [dag for dag in mine if dag.dag_id in by_assets]
            scheduler._create_dag_runs_asset_triggered(dag_models=waiting, session=session)
            return list(session.scalars(select(DagRun).where(DagRun.id > last)))

    def command(self, line: str) -> str:
        """Run a command of Airflow's command line, and return what it prints.

        Args:
            line: as one types it: ``./airflow dags pause daily_news --yes``.
        """
        from airflow.cli.cli_parser import get_parser

        arguments = get_parser().parse_args(shlex.split(line)[1:])
        with redirect_stdout(io.StringIO()) as output:
            arguments.func(arguments)
        return output.getvalue()

    def instead(self, old: str, new: str) -> Seen:
        """Return what Airflow makes of the file with a text in the place of another.

        Args:
            old: what the file has once.
            new: what it would have.
        """
        assert self.code.count(old) == 1, f"{self.name} has not once, but {self.code.count(old)} times: {old}"
        return Seen(self.code.replace(old, new), self.name, **self._run)

    def __str__(self) -> str:
        """Return what was asked for, for the message of a test that failed."""
        told = []
        if "_read" in vars(self):
            told += [f"DAGs: {self.dags}", f"import errors: {self.errors}", f"printed while read: {self.printed}"]
        if "_ran" in vars(self):
            told += [f"states: {self.states}", f"log: {self.log}"]
        return "\n".join(told)


def number(answer: str) -> int:
    """Return the number that an answer begins with.

    Args:
        answer: such as ``Three times``, ``Once`` or ``12 tasks``.

    Raises:
        ValueError: it begins with no number.
    """
    first = answer.split()[0].lower().rstrip(".,:")
    if first not in NUMBERS and not first.isdecimal():
        raise ValueError(f"'{answer}' begins with no number")
    return NUMBERS[first] if first in NUMBERS else int(first)
