"""What Airflow makes of the code of a question: examples/questions/ judges the answers by it."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import environment
from labs.schedule.ask import made

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from airflow.serialization.definitions.dag import SerializedDAG

# How answers write numbers: by their first word.
NUMBERS = {"never": 0, "none": 0, "once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10}


class Seen:
    """A DAG file, and what Airflow does with it. Each is found out when it is first asked for.

    Args:
        code: the file's content.
        name: the file's name.
    """

    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name
        self._folder = TemporaryDirectory(prefix="question-")  # removed with this object
        self._file = Path(self._folder.name) / name
        self._file.write_text(code, encoding="utf-8")

    @cached_property
    def _read(self) -> tuple[dict[str, DAG], list[str], list[str]]:
        from airflow.dag_processing.dagbag import DagBag

        environment.limit_to(self._file)
        with redirect_stdout(io.StringIO()) as output:
            bag = DagBag(str(self._file), bundle_path=self._file.parent, bundle_name="one_file")
        return bag.dags, list(bag.import_errors.values()), output.getvalue().splitlines()

    @property
    def dags(self) -> dict[str, DAG]:
        """The DAGs in the file, by their ids."""
        return self._read[0]

    @property
    def errors(self) -> list[str]:
        """Why Airflow can't import the file; empty if it can."""
        return self._read[1]

    @property
    def printed(self) -> list[str]:
        """The lines that are printed when Airflow reads the file."""
        return self._read[2]

    @property
    def dag(self) -> DAG:
        """The only DAG in the file.

        Raises:
            AssertionError: there is none, or more than one.
        """
        assert len(self.dags) == 1, f"{self.name} has not one DAG, but {sorted(self.dags)}: {self.errors}"
        return next(iter(self.dags.values()))

    @cached_property
    def _ran(self) -> tuple[dict[str, str], list[str]]:
        for task in self.dag.tasks:
            task.retry_delay = timedelta(0)
        with redirect_stdout(io.StringIO()) as output:
            run = self.dag.test()
        names = {
            f"{ti.task_id}[{ti.map_index}]" if ti.map_index >= 0 else ti.task_id: str(ti.state)
            for ti in run.get_task_instances()
        }
        return names, output.getvalue().splitlines()

    @property
    def states(self) -> dict[str, str]:
        """The state of each task instance after a run, by its task's id; of the copies of a mapped task, ``count[0]``
        and so on. Retries don't wait.
        """
        return self._ran[0]

    @property
    def log(self) -> list[str]:
        """The lines that the tasks of that run print and log, one attempt after the other."""
        return self._ran[1]

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

    def made(self, turned_on: str, now: str) -> list[dict[str, datetime]]:
        """Return the runs that Airflow makes by the clock: when each is ``due`` and ``made``, its ``logical`` date and
        the ``end`` of its data interval. A thousand at most.

        Args:
            turned_on: when the DAG is turned on, in UTC, such as ``2026-03-01T00:00``.
            now: no later run is looked for.
        """
        from airflow.timetables.base import TimeRestriction

        restriction = TimeRestriction(self._kept.start_date, self._kept.end_date, self._kept.catchup)
        names = ("due", "logical", "end", "made")
        found = islice(made(self._kept.timetable, restriction, turned_on, now), 1000)
        return [dict(zip(names, run, strict=True)) for run in found]

    @property
    def _kept(self) -> SerializedDAG:
        """The DAG as the scheduler reads it from the database."""
        from airflow.serialization.serialized_objects import DagSerialization

        return DagSerialization.from_dict(DagSerialization.to_dict(self.dag))

    def instead(self, old: str, new: str) -> Seen:
        """Return what Airflow makes of the file with a text in the place of another.

        Args:
            old: what the file has once.
            new: what it would have.
        """
        assert self.code.count(old) == 1, f"{self.name} has not once, but {self.code.count(old)} times: {old}"
        return Seen(self.code.replace(old, new), self.name)

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
