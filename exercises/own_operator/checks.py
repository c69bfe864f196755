"""What own_operator asks for."""

from __future__ import annotations

from datetime import date, timedelta

from include.places import SIGN_UPS
from judging import Outcome, Requirement, Work, has_tasks, is_listed, shown
from sample_data import LESSON_DAY

OTHER_DAY = LESSON_DAY - timedelta(days=3)


def has_the_task(work: Work) -> str:
    """Return what there is instead of the task."""
    missing = has_tasks("count")(work)
    if missing and "CountFileLines(" in work.source and "super().__init__(" not in work.source:
        return f"{missing} An operator becomes a task by super().__init__(**kwargs), in its __init__."
    return missing


def is_an_operator(work: Work) -> str:
    """Return what the task is made by, if that is no operator of the learner's own that has something to do."""
    from airflow.sdk import BaseOperator

    task = work.dag().get_task("count")
    name = type(task).__name__.lstrip("_")
    if name != "CountFileLines":
        return f"count is not made by a CountFileLines, but by {name}."
    return "CountFileLines has no method execute." if type(task).execute is BaseOperator.execute else ""


def fills_in_the_path(work: Work) -> str:
    """Return why the task does not find its file."""
    outcome = work.run()
    if "{{" in outcome.failure() and "path" in work.dag().get_task("count").template_fields:
        return f"Airflow fills in a template in a text, and the path is none. Write: path=str(…)\n{outcome.failure()}"
    if "{{" in outcome.failure():
        return (
            f"When count ran, the path still had a template in it. Airflow fills in the fields that the class names.\n"
            f"{outcome.failure()}"
        )
    return outcome.failure()


def returns_the_number(work: Work) -> str:
    """Return what is wrong with the number of lines."""
    return _wrong(work.run(), LESSON_DAY)


def returns_another_number(work: Work) -> str:
    """Return what is wrong with the number of lines of another day."""
    outcome = work.run_again(day=OTHER_DAY)
    if wrong := outcome.failure() or _wrong(outcome, OTHER_DAY):
        return (
            f"In a run of {OTHER_DAY + timedelta(days=1)}, count does not count the lines of that day's file. {wrong}"
        )
    return ""


def _wrong(outcome: Outcome, day: date) -> str:
    # The run's own date is the morning after the day that it works on.
    file = SIGN_UPS / f"{day + timedelta(days=1)}.csv"
    lines = file.read_bytes().count(b"\n")
    found = outcome.result("count")
    if found is None:
        return "count returns nothing. What execute prints, it does not return."
    if isinstance(found, str):
        return f"count returns the text {shown(found)}. Return the number itself."
    return "" if found == lines else f"count returns {shown(found)}. {file.name} has {lines} lines."


REQUIREMENTS = (
    Requirement(
        "Airflow lists a DAG own_operator",
        is_listed,
        (
            "The lesson 'Operators, hooks and providers' writes a small operator, and makes a task with it.",
            "__init__ takes path and **kwargs. It hands kwargs on, because BaseOperator needs the task's id. It does "
            "no work: it runs each time that Airflow reads the file.",
            "The class begins like this:\n"
            "    class CountFileLines(BaseOperator):\n"
            "        def __init__(self, *, path, **kwargs):\n"
            "            super().__init__(**kwargs)\n"
            "            self.path = path\n"
            "The DAG is a function own_operator() below @dag, which is called in the last line.",
        ),
    ),
    Requirement(
        "It has a task count",
        has_the_task,
        (
            "The lesson 'Operators, hooks and providers' says how an operator becomes a task.",
            'In the DAG, write: CountFileLines(task_id="count", path=str(SIGN_UPS / "{{ ds }}.csv"))',
        ),
    ),
    Requirement(
        "It is made by your operator CountFileLines, which has an execute",
        is_an_operator,
        (
            "The lesson 'Operators, hooks and providers' writes a class for an operator.",
            "It begins with: class CountFileLines(BaseOperator):\nIts work is in: def execute(self, context):",
        ),
    ),
    Requirement(
        "A run of it succeeds",
        fills_in_the_path,
        (
            "The lesson 'Operators, hooks and providers' says which methods an operator has, and when Airflow fills in "
            "a template.",
            "The work is in def execute(self, context):. The path with the date filled in is self.path.",
            'template_fields names what Airflow fills in. Above __init__, write: template_fields = ("path",)',
        ),
    ),
    Requirement(
        "count returns the number of lines of that day's file",
        returns_the_number,
        (
            "The lesson 'Operators, hooks and providers' says what becomes of what execute returns.",
            "len() of a list is how many there are. A file's text has splitlines().",
            "In execute, write: return len(Path(self.path).read_text().splitlines())",
        ),
    ),
    Requirement(
        "On another day it counts the lines of another file",
        returns_another_number,
        (
            "The lesson 'Operators, hooks and providers' gives an operator a template.",
            'Leave the date to Airflow: path=str(SIGN_UPS / "{{ ds }}.csv")',
        ),
    ),
)
