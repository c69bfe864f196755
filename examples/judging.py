"""Judge what a learner wrote for an exercise, or mended of a broken pipeline: read it as Airflow does, run it, and look
at what came out.

It judges what a DAG does, not how it is spelled. `exercises/*/checks.py` and `faults/*/checks.py` say what each of them
asks for, with Work and the functions at the end of this file. That runs in a process of its own: a task may never end,
or end its program.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

import dag_files
import environment
import sample_data
from include import places
from include.places import MY_DAGS
from labs.schedule.ask import made

if TYPE_CHECKING:  # Airflow is imported when its settings are there: see run.load_airflow()
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk import DAG
    from pendulum import DateTime

RUNS_WITHIN = 90  # seconds, for all runs together; each takes one or two
SENSORS_WAIT = 0.2  # seconds: what a sensor waits for while it is judged is there, or does not come
_KEPT: list[object] = []  # of the parent process: what waits, when it goes, for a thread that a fork does not have
RESULT = "return_value"  # the key under which Airflow keeps what a task returns
# What Airflow says of a result that it has no way to keep.
CAN_NOT_BE_KEPT = re.compile(r"Cannot serialize object of type <class '(?:[\w.]+\.)?(\w+)'>")


@dataclass(frozen=True)
class Requirement:
    """One of the things that an exercise asks for, or the repair of a broken pipeline.

    ``says`` is what holds when it is met. ``missing`` returns what is missing, in a sentence; nothing if it is met.
    ``hints`` go from a pointer to the lesson to what nearly gives it away. A broken pipeline has them for all together.
    """

    says: str
    missing: Callable[[Work], str]
    hints: tuple[str, ...] = ()


@dataclass
class Verdict:
    """How many requirements are met, and what the next one misses; nothing if all are met."""

    met: int
    missing: str = ""


@dataclass
class Outcome:
    """What a run of a DAG left behind, by the ids of its tasks."""

    state: str = ""  # of the run
    states: dict[str, str] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)  # what was printed or logged while the task ran
    xcoms: dict[str, dict[str, object]] = field(default_factory=dict)
    rendered: dict[str, dict[str, object]] = field(default_factory=dict)  # template fields, filled in
    failures: dict[str, str] = field(default_factory=dict)  # why a task failed, and at which line
    trouble: str = ""  # why there was no run at all
    running: tuple[str, int] | None = None  # the task that runs now, and how much was written before it began

    def result(self, task_id: str) -> object:
        """Return what a task returned; None if that is nothing."""
        return self.xcoms.get(task_id, {}).get(RESULT)

    def failure(self, task_id: str = "") -> str:
        """Return why the run, or one of its tasks, did not succeed; nothing if it did.

        Args:
            task_id: of the task; if empty, all of the run counts.
        """
        failures = [why for failed, why in self.failures.items() if task_id in ("", failed)]
        if self.trouble or failures:
            return self.trouble or failures[0]
        idle = [
            f"{idle} ({state})" for idle, state in self.states.items() if state != "success" and task_id in ("", idle)
        ]
        return f"The run did not get through: {', '.join(idle)}." if idle else ""

    def begin(self, task_id: str) -> None:
        """Note that a task begins, so that what is written from now on is its own."""
        self.end()
        self.running = task_id, os.fstat(1).st_size

    def end(self) -> None:
        """Note that the task that ran has ended, and what it said."""
        if not sys.stdout.closed:  # a task may close it
            sys.stdout.flush()
        if self.running:
            task_id, before = self.running
            written = os.pread(1, os.fstat(1).st_size - before, before).decode("utf-8", "replace")
            self.said[task_id] = self.said.get(task_id, "") + written


class Work:
    """What a learner handed in for an exercise, or made of a broken pipeline."""

    def __init__(
        self, name: str, dag_id: str = "", answer: str = "", make_files: Callable[[Path], None] | None = None
    ) -> None:
        """Read the learner's file, if there is one.

        Args:
            name: of the exercise, or of the broken pipeline.
            dag_id: of its DAG; the same name unless something else is given.
            answer: what was given on the command line.
            make_files: makes the files that a broken pipeline works with, in a folder.
        """
        self.name, self.dag_id, self.answer = name, dag_id or name, answer
        self._make_files = make_files
        self.connections: dict[str, str] = {}  # Airflow Connections that every run has, by their ids
        self.path = MY_DAGS / f"{name}.py"
        self.found = dag_files.read_apart(self.path) if self.path.exists() else dag_files.Read(str(self.path))
        self.temporary = ""  # a folder for what a check needs; it is gone when all is judged
        self._progress: IO[str] | None = None
        self._outcome: Outcome | None = None

    @property
    def file(self) -> str:
        """The learner's file, as one types it."""
        return dag_files.short(self.path)

    @property
    def source(self) -> str:
        """What stands in the learner's file."""
        return self.path.read_text(encoding="utf-8", errors="replace")

    @property
    def data(self) -> Path:
        """The folder of the files that a broken pipeline works with while it is judged."""
        return Path(self.temporary) / "data"

    def dag(self) -> DAG:
        """Return the exercise's DAG, read anew from its file."""
        return dag_files.load(self.path)[0][self.dag_id]

    def own_data(self) -> Path:
        """Let the learner's file find an empty folder as DATA from now on, and in it an empty SIGN_UPS.

        What a check puts there, and what tasks write, is gone when all is judged.

        Returns:
            The folder.
        """
        places.DATA = Path(tempfile.mkdtemp(dir=self.temporary))
        places.SIGN_UPS = places.DATA / "sources" / "sign_ups"
        places.SIGN_UPS.mkdir(parents=True)
        return places.DATA

    def deliver(self, day: date, plans: dict[str, int]) -> None:
        """Write the sign-ups of a day, after own_data().

        Args:
            day: the day.
            plans: how many people chose each plan.
        """
        lines = [f"{number},DE,{plan}\n" for plan, people in plans.items() for number in range(people)]
        (places.SIGN_UPS / f"{day}.csv").write_text("user_id,country,plan\n" + "".join(lines), encoding="utf-8")

    def begin(self) -> Path:
        """Make the files that a broken pipeline works with anew, and let what runs from now on find these.

        Returns:
            Their folder. The one in which the learner's Airflow works is left alone.
        """
        shutil.rmtree(self.data, ignore_errors=True)
        self._make_files(self.data)
        places.DATA = self.data
        return self.data

    def run(self) -> Outcome:
        """Run the DAG as it is, for November 22, 2026. Asked again, return the same outcome."""
        if self._outcome is None:
            self._outcome = self.run_again()
        return self._outcome

    def run_again(
        self,
        day: date = sample_data.LESSON_DAY,
        xcoms: dict[str, dict[str, object]] | None = None,
        connections: dict[str, str] | None = None,
        due: datetime | None = None,
        change: Callable[[DAG], None] | None = None,
        retry: bool = False,
    ) -> Outcome:
        """Run the DAG with something changed, to see that it really depends on that.

        Args:
            day: on which the run works: its logical date is the morning after.
            xcoms: of each task that is not to run, what it leaves instead, by key.
            connections: Airflow Connections, by their ids, over those that every run has.
            due: its logical date, if that is another one.
            change: changes the DAG before it runs.
            retry: whether a task that has failed is tried again, as often as it says, and at once.
        """
        dag = self.dag()
        due = due or datetime(day.year, day.month, day.day, 6, tzinfo=timezone.utc) + timedelta(days=1)
        if dag.start_date and due < dag.start_date:  # Airflow would run no task, and call that a success
            return Outcome(
                trouble=f"The DAG starts on {dag.start_date.date()}, and this runs it for {due.date()}. "
                "Take an earlier start_date."
            )
        outcome = Outcome()
        for task in dag.tasks:
            self._watch(task, outcome)
            task.retry_delay = timedelta(0)
            if not retry:
                task.retries = 0
            if task.task_id in (xcoms or {}):
                task.execute = _stand_in(xcoms[task.task_id])
        if change:
            change(dag)
        environment.limit_to(self.path)
        with variables(connection_variables(self.connections | (connections or {}))):
            try:
                dag_run = dag.test(logical_date=due)
            except Exception as error:
                outcome.trouble = f"Airflow can't run the DAG. {type(error).__name__}: {error}"
                return outcome
        outcome.end()
        outcome.state = str(dag_run.state)
        for ti in sorted(dag_run.get_task_instances(), key=_place):
            outcome.states[ti.task_id], outcome.attempts[ti.task_id] = str(ti.state), ti.try_number
        outcome.xcoms = _xcoms(dag_run)
        return outcome

    def due(self, turned_on: str, now: str) -> list[DateTime]:
        """Return when runs are due that Airflow makes by the DAG's schedule, at most a thousand.

        Args:
            turned_on: when the DAG is turned on, in UTC, such as ``2027-01-04T00:00``.
            now: no later run is looked for; in UTC, too.
        """
        from airflow.serialization.serialized_objects import DagSerialization
        from airflow.timetables.base import TimeRestriction

        kept = DagSerialization.from_dict(DagSerialization.to_dict(self.dag()))  # as the scheduler has it
        restriction = TimeRestriction(kept.start_date, kept.end_date, kept.catchup)
        return [due for due, *_ in islice(made(kept.timetable, restriction, turned_on, now), 1000)]

    def started(self) -> list[str]:
        """Return the tasks that the scheduler would start now if all were ready: as many as pools and limits allow."""
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
        from airflow.jobs.job import Job
        from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
        from airflow.models.taskinstance import TaskInstance
        from airflow.serialization.serialized_objects import DagSerialization
        from airflow.utils.session import create_session
        from airflow.utils.types import DagRunTriggeredByType, DagRunType
        from sqlalchemy import update

        environment.limit_to(self.path)
        DagBundlesManager().sync_bundles_to_db()
        sync_bag_to_db(DagBag(str(self.path), bundle_path=self.path.parent, bundle_name="one_file"), "one_file", None)
        now = datetime.now(timezone.utc)
        with create_session() as session:
            session.execute(update(TaskInstance).values(state=None))  # what an earlier run that was stopped has left
            run = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(self.dag())).create_dagrun(
                run_id=f"started_{now:%Y-%m-%dT%H:%M:%S.%f}",
                logical_date=None,
                data_interval=None,
                run_after=now,
                run_type=DagRunType.MANUAL,
                state="running",
                triggered_by=DagRunTriggeredByType.TEST,
                session=session,
            )
            for ti in run.get_task_instances(session=session):
                ti.state = "scheduled"
            session.flush()
            scheduler = SchedulerJobRunner(Job())
            found = sorted(ti.task_id for ti in scheduler._executable_task_instances_to_queued(1000, session=session))
            session.rollback()
        return found

    def _watch(self, task: object, outcome: Outcome) -> None:
        """Let a task tell when it begins, what it says and why it fails; and a sensor wait for a moment only."""
        from airflow.sdk import BaseSensorOperator

        def begins(context: dict) -> None:
            outcome.begin(context["ti"].task_id)
            self.tell({"task": context["ti"].task_id})

        def ends(context: dict) -> None:
            ran = context["task"]
            outcome.rendered[ran.task_id] = {name: getattr(ran, name, None) for name in ran.template_fields}

        def fails(context: dict) -> None:
            ends(context)
            task_id, error = context["ti"].task_id, context["exception"]
            outcome.failures[task_id] = f"{task_id} failed{self.line(error)}"

        if isinstance(task, BaseSensorOperator):
            task.poke_interval, task.timeout = 0.1, min(task.timeout, SENSORS_WAIT)
        task.on_execute_callback = [*task.on_execute_callback, begins]
        task.on_success_callback = [*task.on_success_callback, ends]
        task.on_failure_callback = [*task.on_failure_callback, fails]

    def line(self, error: BaseException) -> str:
        """Return where and why a task failed: the last line of the learner's own file, and the error."""
        if found := CAN_NOT_BE_KEPT.search(str(error)):
            kinds = "text, numbers, or lists and dicts of them"
            return f": it returns a {found[1]}, and that can't be an XCom. Return {kinds}."
        own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(self.path)]
        place = f" at {self.file}:{own[-1].lineno}" if own else ""
        line = f"\n  {own[-1].line}" if own else ""
        return f"{place}: {type(error).__name__}: {error}{line}"

    def tell(self, what: dict) -> None:
        """Say how far the judging is, to the process that waits for it."""
        if self._progress:
            print(json.dumps(what), file=self._progress, flush=True)

    def judge_here(self, requirements: tuple[Requirement, ...]) -> Verdict:
        """Look at one requirement after the other in this process, where nothing of the learner's runs.

        Args:
            requirements: of the exercise.
        """
        for number, requirement in enumerate(requirements):
            try:
                missing = requirement.missing(self)
            except ConnectionError as error:  # Airflow stopped in between
                missing = str(error)
            if missing:
                return Verdict(number, missing)
        return Verdict(len(requirements))

    def judge(self, requirements: tuple[Requirement, ...]) -> Verdict:
        """Look at one requirement after the other, up to the first that is not met.

        Args:
            requirements: of the exercise.

        Raises:
            RuntimeError: a check fails itself, which is no mistake of the learner's.
        """
        with tempfile.TemporaryDirectory(prefix="exercise-") as self.temporary:
            return self._judge_apart(requirements)

    def _judge_apart(self, requirements: tuple[Requirement, ...]) -> Verdict:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.setsid()  # so that what the tasks start can be ended with them
            self._judge_in_here(requirements, os.fdopen(writer, "w"))
        os.close(writer)
        verdict, running, complete = Verdict(0), "", False
        end = time.monotonic() + RUNS_WITHIN
        try:
            with os.fdopen(reader, "rb", buffering=0) as source:
                for line in _lines(source, end):
                    told = json.loads(line)
                    if "error" in told:
                        raise RuntimeError(told["error"])
                    running = told.get("task", running)
                    if "missing" in told:
                        verdict = Verdict(verdict.met + (not told["missing"]), told["missing"])
                        complete = bool(verdict.missing) or verdict.met == len(requirements)
                    if complete:
                        break
            in_time = time.monotonic() < end
        finally:  # Ctrl-C comes to this process alone
            with suppress(
                ProcessLookupError, PermissionError
            ):  # nothing is left; macOS calls that a lack of permission
                os.killpg(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        if not complete:
            while_ran = f" while the task {running} ran" if running else ""
            verdict.missing = (
                f"{self.file} ended the program that runs it{while_ran} (status {os.waitstatus_to_exitcode(status)})."
                if in_time
                else f"The run did not end within {RUNS_WITHIN} seconds, and was stopped{while_ran}."
            )
        return verdict

    def _judge_in_here(self, requirements: tuple[Requirement, ...], progress: IO[str]) -> None:
        """Judge in this process, tell what comes out, and end the process."""
        try:
            self._progress = progress
            os.chdir(self.temporary)  # what is written to a relative path is gone with it
            sys.stdin = open(os.devnull)
            # Not closed: what is left of Airflow's threads may write to it to the end.
            output = open(Path(self.temporary) / "output.txt", "a+", encoding="utf-8", errors="replace", buffering=1)
            for number in (1, 2):
                os.dup2(output.fileno(), number)
            sys.stdout = sys.stderr = output
            _without_threads()
            _without_rests()
            for requirement in requirements:
                missing = requirement.missing(self)
                self.tell({"missing": missing})
                if missing:
                    break
        except BaseException:
            self.tell({"error": traceback.format_exc()})
        os._exit(0)


def _without_threads() -> None:
    """Let Airflow start the threads that it needs in this process: those of its parent are not in a fork."""
    from airflow.sdk.execution_time.supervisor import in_process_api_server

    server = in_process_api_server()
    with suppress(AttributeError):  # if none was started
        _KEPT.append(object.__getattribute__(server, "transport"))
        del server.transport


def _without_rests() -> None:
    """Let dag.test() go on at once when no task can start: it rests for a second then, also if one has failed and the
    next ones only have to learn of that.
    """
    from airflow.sdk.definitions import dag

    sleep = time.sleep

    def sleep_less(seconds: float) -> None:
        caller = sys._getframe(1).f_code
        sleep(0.01 if (caller.co_filename, caller.co_name) == (dag.__file__, "test") else seconds)

    time.sleep = sleep_less


def _lines(source: IO[bytes], end: float) -> Iterator[bytes]:
    """Give the lines that come through a pipe, until it is closed or it is too late."""
    rest = b""
    while (left := end - time.monotonic()) > 0 and select.select([source], [], [], left)[0]:
        if not (more := source.read(65536)):
            return
        *lines, rest = (rest + more).split(b"\n")
        yield from lines


def _stand_in(values: dict[str, object]) -> Callable[[dict], object]:
    """Return what a task executes instead of its own work."""

    def execute(context: dict) -> object:
        for key, value in values.items():
            if key != RESULT:
                context["ti"].xcom_push(key, value)
        return values.get(RESULT)

    return execute


def _place(ti: TaskInstance) -> tuple[str, int]:
    return ti.task_id, ti.map_index


def _xcoms(dag_run: object) -> dict[str, dict[str, object]]:
    """Return the XComs of a run, by task and key."""
    from airflow.models.xcom import XComModel
    from airflow.sdk.serde import deserialize
    from airflow.utils.session import create_session

    found: dict[str, dict[str, object]] = {}
    with create_session() as session:
        for xcom in session.query(XComModel).filter_by(dag_id=dag_run.dag_id, run_id=dag_run.run_id):
            found.setdefault(xcom.task_id, {})[xcom.key] = deserialize(xcom.value)
    return found


def connection_variables(connections: dict[str, str]) -> dict[str, str]:
    """Return the variables by which Airflow finds Connections.

    Args:
        connections: each as JSON or as a URI, by their ids.
    """
    return {f"AIRFLOW_CONN_{conn_id.upper()}": value for conn_id, value in connections.items()}


@contextmanager
def variables(values: dict[str, str]) -> Iterator[None]:
    """Have variables in the environment for a while."""
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# What several exercises ask for. Each function returns the check of a requirement: what is missing, if anything.


def is_listed(work: Work) -> str:
    """Return why Airflow does not list the exercise's DAG."""
    if work.found.trouble:
        return work.found.trouble
    if work.dag_id in work.found.dags:
        return ""
    dags = "DAG" if len(work.found.dags) == 1 else "DAGs"
    return f"{work.file} has the {dags} {_and(work.found.dags)}, and none with the id {work.dag_id}."


def has_tasks(*task_ids: str, no_other: bool = False) -> Callable[[Work], str]:
    """Return a check that the DAG has tasks.

    Args:
        task_ids: theirs.
        no_other: whether another task is too much.
    """

    def missing(work: Work) -> str:
        there = work.dag().task_ids
        absent = [task_id for task_id in task_ids if task_id not in there]
        surplus = [task_id for task_id in there if task_id not in task_ids]
        if absent:
            has = f"Its tasks are: {_and(there)}." if there else "It has none."
            return f"The DAG has no task {_and(absent)}. {has}"
        if not surplus or not no_other:
            return ""
        twice = " What is called twice is two tasks." if re.search(r"__\d+$", surplus[0]) else ""
        return f"The DAG has a task that it should not have: {_and(surplus)}.{twice}"

    return missing


def has_no_schedule(work: Work) -> str:
    """Return the schedule that the DAG has, but should not."""
    schedule = work.dag().schedule
    return "" if schedule is None else f"The DAG has a schedule: {shown(schedule)}. It would start by itself."


def waits_for(*arrows: tuple[str, str]) -> Callable[[Work], str]:
    """Return a check that tasks run after others.

    Args:
        arrows: from a task to the one that waits for it.
    """

    def missing(work: Work) -> str:
        dag = work.dag()
        lines = []
        for first, then in arrows:
            if first not in dag.get_task(then).upstream_task_ids:
                turned = then in dag.get_task(first).upstream_task_ids
                lines.append(
                    f"{then} does not wait for {first}."
                    + (f" The arrow is the wrong way around: {first} waits for {then}." if turned else "")
                )
        return "\n".join(lines)

    return missing


def succeeds(work: Work) -> str:
    """Return why a run of the DAG does not succeed."""
    return work.run().failure()


def number(value: object) -> float | None:
    """Return the one number in a value: itself, a text that begins with it, or rows that have nothing else.

    Args:
        value: what a task returned.

    Returns:
        The number; None if there is none, or more than one.
    """
    if isinstance(value, (list, tuple)):
        return number(value[0]) if len(value) == 1 else None
    words = value.split() if isinstance(value, str) else [value]
    try:
        return float(words[0])
    except (IndexError, TypeError, ValueError):
        return None


def shown(value: object) -> str:
    """Return a value for a message, cut if it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]} …"


def _and(words: list[str]) -> str:
    """Return words as one says them."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
