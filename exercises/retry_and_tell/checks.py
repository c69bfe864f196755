"""What retry_and_tell asks for. The check plays the source, whose file comes at once, late or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from judging import Outcome, Requirement, Work, has_tasks, is_listed, shown
from sample_data import LESSON_DAY

if TYPE_CHECKING:
    from datetime import date

    from airflow.sdk import DAG

# Logical dates.
DAY, NEXT_DAY = LESSON_DAY + timedelta(days=1), LESSON_DAY + timedelta(days=2)
ATTEMPTS = 3
DELAY = timedelta(minutes=1)
LINES = 5  # of the file, with that of the names


def is_tried_again(work: Work) -> str:
    """Return how often the task is tried, if that is wrong."""
    if missing := is_listed(work) or has_tasks("fetch")(work):
        return missing
    _, outcome = _never(work)
    attempts = outcome.attempts.get("fetch", 0)
    if outcome.trouble or attempts == ATTEMPTS:
        return outcome.trouble
    fails = "" if outcome.states["fetch"] == "failed" else " It does not fail."
    return f"If the file does not come, fetch is tried {'once' if attempts == 1 else f'{attempts} times'}.{fails}"


def waits_in_between(work: Work) -> str:
    """Return how long it is from attempt to attempt, if that is wrong."""
    task = work.dag().get_task("fetch")
    if task.retry_exponential_backoff:
        return "The time from attempt to attempt grows: retry_exponential_backoff is on."
    if task.retry_delay == DELAY:
        return ""
    return f"Between two attempts at fetch, {task.retry_delay} pass, and not {DELAY}."


def succeeds_in_the_end(work: Work) -> str:
    """Return what is wrong when the last attempt succeeds."""
    source = _Source(work)
    outcome = source.run(comes_for=ATTEMPTS)
    if failure := outcome.failure("fetch"):
        return f"If the file comes for the third attempt, fetch does not succeed. {failure}"
    if outcome.result("fetch") != LINES:
        return f"If the file comes for the third attempt, fetch returns {shown(outcome.result('fetch'))}, not {LINES}."
    return f"If the file comes for the third attempt, ON_DUTY has {_count(source.told())}." if source.told() else ""


def tells_once(work: Work) -> str:
    """Return what is wrong when every attempt fails."""
    source, outcome = _never(work)
    if len(source.told()) != 1:
        why = f" {source.failure}" if source.failure else ""
        return f"If the file does not come, ON_DUTY has {_count(source.told())}.{why}"
    if outcome.state != "failed":
        return f"If the file does not come, ON_DUTY has its line, but the run ends as {outcome.state}. So nobody looks."
    return ""


def says_what_failed(work: Work) -> str:
    """Return what is missing in the line."""
    source, _ = _never(work)
    [line] = source.told()
    missing = [word for word in ("fetch", str(DAY)) if word not in line]
    return f"The line is: {line}\nIt does not say {' and '.join(missing)}." if missing else ""


def keeps_what_it_told(work: Work) -> str:
    """Return what is wrong with the file after a failure on each of two days."""
    source = _Source(work)
    source.run()
    source.run(day=NEXT_DAY)
    told = source.told()
    if len(told) == 2 and str(DAY) in told[0] and str(NEXT_DAY) in told[1]:
        return ""
    return f"After a failure on each of two days, ON_DUTY has {_count(told)}."


@cache
def _never(work: Work) -> tuple[_Source, Outcome]:
    """Run the DAG without the file. Asked again, return the same."""
    source = _Source(work)
    return source, source.run()


def _count(lines: list[str]) -> str:
    """Return how many lines there are, and which."""
    if not lines:
        return "no line"
    return f"{'one line' if len(lines) == 1 else f'{len(lines)} lines'}. {' '.join(lines)}"


class _Source:
    """What delivers the file, the place in which the task tells of a failure, and runs of the learner's DAG."""

    def __init__(self, work: Work) -> None:
        """Begin with nothing."""
        self._work, self._data = work, work.own_data()
        self.failure = ""  # of the learner's callback

    def run(self, day: date = DAY, comes_for: int = 0) -> Outcome:
        """Run the DAG.

        Args:
            day: the logical date of the run.
            comes_for: for which attempt the file comes; 0 if it never does.
        """

        def deliver(context: dict) -> None:
            if context["ti"].try_number == comes_for:
                self._work.deliver(day, {"free": LINES - 1})

        def play(dag: DAG) -> None:
            task = dag.get_task("fetch")
            task.on_execute_callback = [*task.on_execute_callback, deliver]
            task.on_failure_callback = [*map(self._watched, task.on_failure_callback)]

        return self._work.run_again(day=day - timedelta(days=1), change=play, retry=True)

    def _watched(self, callback: Callable[[dict], object]) -> Callable[[dict], None]:
        """Return a callback that does the same, and whose failure is known."""

        def call(context: dict) -> None:
            try:
                callback(context)
            except Exception as error:
                self.failure = f"The callback failed{self._work.line(error)}"

        return call

    def told(self) -> list[str]:
        """Return the lines for the person on duty."""
        path: Path = self._data / "on_duty.txt"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


REQUIREMENTS = (
    Requirement(
        "fetch is tried three times in all",
        is_tried_again,
        (
            "The lesson 'When things fail', under 'Attempts', says how often a task is tried.",
            "retries= is how often it is tried again, after the first attempt.",
            "Write: @task(retries=2)",
        ),
    ),
    Requirement(
        "A minute passes between the attempts",
        waits_in_between,
        (
            "The lesson 'When things fail', under 'Attempts', says how long Airflow waits if you say nothing.",
            "Write: @task(retries=2, retry_delay=timedelta(minutes=1))",
        ),
    ),
    Requirement(
        "If the last attempt succeeds, nobody is told",
        succeeds_in_the_end,
        (
            "The lesson 'When things fail', under 'Callbacks', says which callback is called when.",
            "A callback for each attempt that fails is too much. Take the one for the last.",
            "Write on_failure_callback=tell, and leave on_retry_callback out.",
        ),
    ),
    Requirement(
        "If all fail, the run fails, and one line is written",
        tells_once,
        (
            "The lesson 'When things fail', under 'Callbacks', writes a function for a task that has failed.",
            "Give Airflow the function itself, without calling it: on_failure_callback=tell. It calls tell(context).",
            'def tell(context):\n    with ON_DUTY.open("a") as file:\n'
            "        file.write(f\"{context['ti'].task_id} failed on {context['ds']}\\n\")",
        ),
    ),
    Requirement(
        "The line says which task failed, and the date of the run",
        says_what_failed,
        (
            "The lesson 'When things fail', under 'Callbacks', says what context has.",
            "context is a dictionary: context['ti'].task_id is the task's id, and context['ds'] the date of the run.",
        ),
    ),
    Requirement(
        "The next failure adds a line",
        keeps_what_it_told,
        (
            "The lesson 'When things fail', under 'Callbacks', writes at the end of a file.",
            'ON_DUTY.open("w") begins the file anew. "a" writes at its end.',
        ),
    ),
)
