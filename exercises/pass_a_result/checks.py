"""What pass_a_result asks for."""

from __future__ import annotations

import csv
import re

from include.places import SIGN_UPS
from judging import Outcome, Requirement, Work, has_tasks, is_listed, shown, waits_for

OTHERS = {"rows": 7, "free": 3}


def counts() -> dict[str, int]:
    """Return the right numbers."""
    with (SIGN_UPS / "2026-11-22.csv").open(encoding="utf-8", newline="") as file:
        plans = [row["plan"] for row in csv.DictReader(file)]
    return {"rows": len(plans), "free": plans.count("free")}


def measures(work: Work) -> str:
    """Return what is wrong with what `measure` returns."""
    outcome = work.run()
    if failure := outcome.failure("measure"):
        return failure
    result = outcome.result("measure")
    if result is None:
        return "measure returns nothing. What a function prints, it does not return."
    if not isinstance(result, dict):
        return f"measure returns {shown(result)}, and that is no dict: it has no names."
    if missing := [name for name in OTHERS if name not in result]:
        return f"What measure returns has no {' and no '.join(missing)}: {shown(result)}."
    wrong = [
        f"{name} is {shown(result[name])}, not {right}" for name, right in counts().items() if result[name] != right
    ]
    return f"In what measure returns, {', '.join(wrong)}." if wrong else ""


def has_an_xcom_each(work: Work) -> str:
    """Return which of the values has no XCom of its own."""
    there = work.run().xcoms["measure"]
    missing = [name for name in OTHERS if name not in there]
    return f"measure has no XCom {' and no '.join(missing)}. It has: {', '.join(there)}." if missing else ""


def tell(work: Work) -> str:
    """Return what is wrong with what the other two tasks say."""
    return work.run().failure() or _wrong(work.run(), counts())


def take_one_each(work: Work) -> str:
    """Return what is wrong when there are the two XComs alone, with other values."""
    outcome = work.run_again(xcoms={"measure": OTHERS})
    if wrong := outcome.failure() or _wrong(outcome, OTHERS):
        values = f"{OTHERS['rows']} and {OTHERS['free']}"
        return f"When the XComs rows and free are {values}, the other tasks can't tell. {wrong}"
    return ""


def _wrong(outcome: Outcome, numbers: dict[str, int]) -> str:
    lines = []
    for name, number in numbers.items():
        word, task_id = name.capitalize(), f"tell_{name}"
        if not re.search(rf"{word}:\s*{number}(?!\d)", outcome.said[task_id], re.IGNORECASE):
            said = outcome.said[task_id].strip()
            lines.append(f"{task_id} does not say {word}: {number}." + (f" It says: {said[:200]}" if said else ""))
    return "\n".join(lines)


REQUIREMENTS = (
    Requirement(
        "Airflow lists a DAG pass_a_result",
        is_listed,
        (
            "The lesson 'Passing data' shows a DAG whose tasks pass values on.",
            "Below the function sign_ups, write the three tasks, and then the DAG: def pass_a_result(): below @dag.",
            "The DAG calls measure(), and hands parts of that to the others. The last line is pass_a_result()",
        ),
    ),
    Requirement(
        "It has the tasks measure, tell_rows and tell_free",
        has_tasks("measure", "tell_rows", "tell_free"),
        (
            "The lesson 'Passing data' begins with three tasks. The name of the function is the task's id.",
            "Write @task above each of the three functions, and call all three in the DAG.",
        ),
    ),
    Requirement(
        "measure returns rows and free",
        measures,
        (
            "The lesson 'Passing data' returns several values with names: a dict.",
            'len(sign_ups()) is how many people signed up. For free, count those whose row["plan"] is "free".',
            'return {"rows": len(rows), "free": len(free)}',
        ),
    ),
    Requirement(
        "Each of the two has an XCom of its own",
        has_an_xcom_each,
        (
            "The lesson 'Passing data' says when a dict becomes several XComs.",
            "Airflow takes the dictionary apart if the function says in its first line that it returns one.",
            "Write: def measure() -> dict[str, int]:",
        ),
    ),
    Requirement(
        "Both of the others wait for measure",
        waits_for(("measure", "tell_rows"), ("measure", "tell_free")),
        (
            "The lesson 'Passing data' hands one of several values to a task.",
            'In the DAG: measured = measure(), and then tell_rows(measured["rows"])',
        ),
    ),
    Requirement(
        "Each says its number",
        tell,
        (
            "The lesson 'Passing data' says what arrives in a task: the value itself.",
            'In tell_rows, print "Rows: " and the argument. In tell_free, print "Free: " and the argument.',
            'print(f"Rows: {number}")',
        ),
    ),
    Requirement(
        "Each takes its own value, and nothing else",
        take_one_each,
        (
            "The lesson 'Passing data' hands a task what it needs, and no more.",
            'Hand over measured["rows"], not measured. The task prints what it takes, and no number that you know.',
        ),
    ),
)
