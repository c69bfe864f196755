"""What late_orders asks for. The check plays the shop, which delivers in time, late, never, or an empty file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from judging import Outcome, Requirement, Work, has_tasks, is_listed, waits_for
from sample_data import LESSON_DAY

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from airflow.sdk.bases.sensor import BaseSensorOperator

# Logical dates.
DAY, NEXT_DAY = LESSON_DAY + timedelta(days=1), LESSON_DAY + timedelta(days=2)
ORDERS = "1,9.50\n2,20.00\n2,20.00\n3,5.25\n"
TOTAL = "34.75"
LOOKS = 3  # of a sensor, before it gives up here
LONGEST = timedelta(hours=6)
STEPS = ("fetch", "clean", "check", "build")


def is_in_order(work: Work) -> str:
    """Return which of the four steps is missing, or does not wait for the one before it."""
    return is_listed(work) or has_tasks(*STEPS)(work) or waits_for(*pairwise(STEPS))(work)


def reports_in_time(work: Work) -> str:
    """Return what is wrong when the file is there from the start."""
    shop = _Shop(work)
    shop.deliver()
    outcome = shop.run()
    if shop.looks:
        return f"{DAY}.csv is in ORDERS, and {' and '.join(shop.looks)} does not find it."
    if failure := outcome.failure():
        return f"{DAY}.csv is in ORDERS, and the run does not get through. {failure}{_tip(failure)}"
    return shop.wrong_report()


def waits(work: Work) -> str:
    """Return what is wrong when the file comes after the sensor has looked for the first time."""
    dag = work.dag()
    found = _sensors(dag)
    if not found:
        before = sorted(dag.get_task("fetch").upstream_task_ids)
        once = f" {before[0]} is no sensor: it looks once." if before else ""
        return f"If the file comes late, no task waits for it.{once}"
    if not any(task.task_id in dag.get_task("fetch").get_flat_relative_ids(upstream=True) for task in found):
        return f"{found[0].task_id} is a sensor, and fetch does not wait for it."
    shop = _Shop(work)
    outcome = shop.run(late=shop.deliver)
    failure = outcome.failure() or shop.wrong_report()
    return f"If the file comes late, the run does not get through. {failure}" if failure else ""


def gives_up_in_time(work: Work) -> str:
    """Return after which time the sensor gives up, if that is another one."""
    for task in _sensors(work.dag()):
        timeout = timedelta(seconds=task.timeout)
        if timeout != LONGEST:
            return f"{task.task_id} gives up after {timeout}, and not after {LONGEST}."
    return ""


def fails_without_orders(work: Work) -> str:
    """Return what is wrong when the day's file does not come, and that of the day before is there."""
    shop = _Shop(work)
    shop.deliver()
    outcome = shop.run(day=NEXT_DAY)
    if outcome.states.get("fetch") == "success":
        return f"{DAY}.csv is in ORDERS, and {NEXT_DAY}.csv is not. The run of {NEXT_DAY} does not wait for its own."
    return shop.wrong_failure(outcome, "If the file does not come", NEXT_DAY)


def fails_without_lines(work: Work) -> str:
    """Return what is wrong when the file is empty."""
    shop = _Shop(work)
    shop.deliver("")
    return shop.wrong_failure(shop.run(), "If the file is empty", DAY)


def _sensors(dag: DAG) -> list[BaseSensorOperator]:
    from airflow.sdk import BaseSensorOperator

    return [task for task in dag.tasks if isinstance(task, BaseSensorOperator)]


def _tip(failure: str) -> str:
    """Return what mends the most usual failure of a FileSensor."""
    if "fs_default" not in failure:
        return ""
    return "\nA FileSensor needs an Airflow Connection. A function below @task.sensor needs none."


class _Shop:
    """The shop, its folder, and a run of the learner's DAG."""

    def __init__(self, work: Work) -> None:
        """Begin with an empty folder."""
        self._work, self._data = work, work.own_data()
        self.looks: dict[str, int] = {}  # in vain, by sensor
        (self._data / "orders").mkdir()

    def deliver(self, orders: str = ORDERS) -> None:
        """Put the file of the first day there."""
        (self._data / "orders" / f"{DAY}.csv").write_text(orders, encoding="utf-8")

    def run(self, day: date = DAY, late: Callable[[], None] | None = None) -> Outcome:
        """Run the DAG.

        Args:
            day: the logical date of the run.
            late: what happens after a sensor has looked for the first time, in vain.
        """

        def play(dag: DAG) -> None:
            for task in _sensors(dag):
                task.poke_interval, task.deferrable = 0, False
                task.poke = self._poke(late)

        return self._work.run_again(day=day - timedelta(days=1), change=play)

    def _poke(self, late: Callable[[], None] | None) -> Callable[[dict], object]:
        """Return what a sensor does when it looks: what it always does, but it gives up after a few times."""
        from airflow.sdk.exceptions import AirflowSensorTimeout

        def poke(context: dict) -> object:
            task = context["task"]
            if found := type(task).poke(task, context):
                return found
            self.looks[task.task_id] = self.looks.get(task.task_id, 0) + 1
            if late:
                late()
            if self.looks[task.task_id] == LOOKS:
                raise AirflowSensorTimeout("it has looked in vain for as long as it may")
            return False

        return poke

    def report(self, day: date = DAY) -> str:
        """Return what the report of a day says; nothing if there is none."""
        path: Path = self._data / "late_orders" / f"report-{day}.txt"
        return path.read_text(encoding="utf-8").strip() if path.exists() else ""

    def wrong_report(self) -> str:
        """Return what is wrong with the report of the first day."""
        report = self.report()
        return "" if TOTAL in report else f"The report says: {report or 'nothing'}. The sales were {TOTAL}."

    def wrong_failure(self, outcome: Outcome, when: str, day: date) -> str:
        """Return what is wrong with a run that must fail, and leave no report."""
        if report := self.report(day):
            return f"{when}, there is a report, and it says: {report}"
        if outcome.state == "failed":
            return ""
        if outcome.trouble:
            return outcome.trouble
        return f"{when}, there is no report, which is right. But the run ends as {outcome.state}. So nobody looks."


REQUIREMENTS = (
    Requirement(
        "fetch, clean, check and build run one after the other",
        is_in_order,
        (
            "The lesson 'Dependencies', under 'Arrows', says which task waits for which.",
            "In the DAG, write: fetch() >> clean() >> check() >> build()",
        ),
    ),
    Requirement(
        "If the file is there, the report is right",
        reports_in_time,
        (
            "The lesson 'Waiting', under 'Sensors', shows how a sensor finds the file of the run's own day.",
            'The sensor and fetch have to look for the same file: ORDERS / f"{ds}.csv". Let build and clean be.',
            '@task.sensor(timeout=6 * 60 * 60)\ndef wait(ds=None):\n    return (ORDERS / f"{ds}.csv").exists()',
        ),
    ),
    Requirement(
        "If it comes late, a sensor has waited for it, and the report is right",
        waits,
        (
            "The lesson 'Waiting', under 'Sensors', writes a task that looks again and again.",
            "A function below @task.sensor is called until it returns something true. It has to come before fetch.",
            "@task.sensor(timeout=6 * 60 * 60)\n"
            "def wait(ds=None):\n"
            '    return (ORDERS / f"{ds}.csv").exists()\n\n'
            "In the DAG: wait() >> fetch() >> clean() >> check() >> build()",
        ),
    ),
    Requirement(
        "The sensor gives up after six hours",
        gives_up_in_time,
        (
            "The lesson 'Waiting', under 'Sensors', says how long a sensor waits if you say nothing.",
            "timeout= is in seconds: timeout=6 * 60 * 60",
        ),
    ),
    Requirement(
        "If the file does not come, there is no report, and the run fails",
        fails_without_orders,
        (
            "The lesson 'Waiting', under 'Sensors', says in which state a sensor ends that has waited in vain.",
            "The sensor looks for the file of the run's own day, and fails if it has to give up. What comes after it "
            "runs only after a success.",
            'The day\'s file is ORDERS / f"{ds}.csv". Leave out soft_fail and trigger_rule.',
        ),
    ),
    Requirement(
        "If it is empty, there is no report, and the run fails",
        fails_without_lines,
        (
            "The lesson 'What is data orchestration?', under 'The problem it solves', says what check finds in an "
            "empty file.",
            "Let check fail if there is no line: raise an error.",
            'lines = load(f"clean-{ds}.csv")\nif not lines:\n    raise ValueError(f"There are no orders of {ds}")',
        ),
    ),
)
