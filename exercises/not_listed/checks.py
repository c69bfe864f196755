"""What not_listed asks for: a file is mended, fault by fault."""

from __future__ import annotations

import re

from judging import Requirement, Work, has_tasks, is_listed, succeeds

DAG_ID = "coffee_report"
NOT_PYTHON = re.compile(r"^\s*(SyntaxError|IndentationError|TabError): ", re.MULTILINE)
NO_DAG = " has no DAG. "
TAKEN = "The dag_id '"


def is_python(work: Work) -> str:
    """Return why Python can't read the file."""
    return work.found.trouble if NOT_PYTHON.search(work.found.trouble) else ""


def can_be_imported(work: Work) -> str:
    """Return why Airflow can't import the file, other than for the DAGs that it has or has not."""
    trouble = work.found.trouble
    return "" if NO_DAG in trouble or TAKEN in trouble else trouble


def makes_a_dag(work: Work) -> str:
    """Return why the file has no DAG."""
    return work.found.trouble if NO_DAG in work.found.trouble else ""


def still_counts(work: Work) -> str:
    """Return what became of the tasks."""
    if missing := has_tasks("count", "report")(work) or succeeds(work):
        return missing
    return "" if "Coffees: 3" in work.run().said["report"] else "The log of report does not say: Coffees: 3"


REQUIREMENTS = (
    Requirement(
        "Python can read the file",
        is_python,
        (
            "The lesson 'Your first DAG' lists the reasons why a DAG is not listed.",
            "Look at the line that is named, and at the one above it. Does each bracket have its other half?",
            "The line with @dag needs a ) at its end.",
        ),
    ),
    Requirement(
        "Airflow can import it",
        can_be_imported,
        (
            "The lesson 'Your first DAG' says what happens if an import fails.",
            "Which module is missing here? Does the file use it at all?",
            "Nothing needs coffee_machine: remove the line that imports it.",
        ),
    ),
    Requirement(
        "It makes a DAG",
        makes_a_dag,
        (
            "The lesson 'Your first DAG' says what the last line of a DAG file does.",
            "A function below @dag makes its DAG only when it is called.",
            "Write coffee_report() in the last line, at its very left.",
        ),
    ),
    Requirement(
        "Airflow lists a DAG coffee_report",
        is_listed,
        (
            "The lesson 'Your first DAG' says what a DAG's id has to be.",
            "Two DAGs can't have one id. Who else has this one?",
            'Remove dag_id="first_pipeline". Then the name of the function is the id.',
        ),
    ),
    Requirement(
        "A run of it says Coffees: 3",
        still_counts,
        (
            "The lesson 'Your first DAG' has a DAG with two tasks. Compare it with yours.",
            "The tasks and what they do were right from the start. To see them: make solution EXERCISE=not_listed",
        ),
    ),
)
