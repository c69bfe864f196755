"""What shell_and_sql asks for."""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from pathlib import Path

import duckdb

from include.places import SIGN_UPS, WAREHOUSE
from judging import Outcome, Requirement, Work, has_tasks, is_listed, number, shown

DAY = "2026-11-21"


def are_operators(work: Work) -> str:
    """Return which of the tasks is made by another operator."""
    from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
    from airflow.providers.standard.operators.bash import BashOperator

    dag = work.dag()
    for task_id, wanted in {"count_lines": BashOperator, "count_rows": SQLExecuteQueryOperator}.items():
        task = dag.get_task(task_id)
        if not isinstance(task, wanted):
            return f"{task_id} is not made by a {wanted.__name__}, but by {type(task).__name__.lstrip('_')}."
    return ""


def counts_lines(work: Work) -> str:
    """Return what is wrong with the number of lines."""
    outcome = _run(work)
    command = str(outcome.rendered.get("count_lines", {}).get("bash_command"))
    if failure := outcome.failure("count_lines"):
        return f"{failure}\nThe command was: {command}"
    lines = (SIGN_UPS / f"{DAY}.csv").read_bytes().count(b"\n")
    found = outcome.result("count_lines")
    if found is None:
        return "count_lines has no XCom."
    if number(found) != lines:
        return f"The XCom of count_lines is {shown(found)}. It has to begin with the number of lines, which is another."
    return "" if f"{DAY}.csv" in command else f"The command does not read {DAY}.csv: {command}"


def uses_the_connection(work: Work) -> str:
    """Return which Connection the query goes to, if it is another one."""
    conn_id = work.dag().get_task("count_rows").conn_id
    return "" if conn_id == "warehouse" else f"count_rows has conn_id={conn_id!r}, not 'warehouse'."


def counts_rows(work: Work) -> str:
    """Return what is wrong with the number of rows."""
    return _wrong_count(_run(work), work.connections["warehouse"])


def counts_other_rows(work: Work) -> str:
    """Return what is wrong with the number of rows after some have gone."""
    copy = _copy(work)
    with duckdb.connect(copy) as db:
        db.execute("DELETE FROM sign_ups WHERE day = $day AND plan = 'free'", {"day": DAY})
        db.execute("DELETE FROM sign_ups WHERE day > $day", {"day": DAY})
    connection = _connection(copy)
    if wrong := _wrong_count(work.run_again(connections={"warehouse": connection}), connection):
        return f"In a warehouse that has fewer sign-ups, count_rows is wrong. {wrong}"
    return ""


def _run(work: Work) -> Outcome:
    """Run the DAG on a copy of the warehouse: DuckDB lets one process in at a time, and Airflow may run meanwhile."""
    if not work.connections:
        work.connections["warehouse"] = _connection(_copy(work))
    return work.run()


def _copy(work: Work) -> Path:
    path = Path(tempfile.mkdtemp(dir=work.temporary)) / WAREHOUSE.name
    with WAREHOUSE.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in WAREHOUSE.parent.glob(f"{WAREHOUSE.name}*"):  # the newest changes may be in a file beside it
            shutil.copy(file, path.parent)
    return path


def _connection(path: Path) -> str:
    return json.dumps({"conn_type": "duckdb", "host": str(path)})


def _wrong_count(outcome: Outcome, connection: str) -> str:
    if failure := outcome.failure("count_rows"):
        return failure
    with duckdb.connect(json.loads(connection)["host"]) as db:
        (rows,) = db.execute("SELECT count(*) FROM sign_ups WHERE day = $day", {"day": DAY}).fetchone()
        (every,) = db.execute("SELECT count(*) FROM sign_ups").fetchone()
    found = outcome.result("count_rows")
    if number(found) == rows:
        return ""
    if number(found) == every:
        return f"count_rows counts the sign-ups of all days: {every}."
    return f"The XCom of count_rows is {shown(found)}. It has to be one number: the rows of that day, which are {rows}."


REQUIREMENTS = (
    Requirement(
        "Airflow lists a DAG shell_and_sql",
        is_listed,
        (
            "The lesson 'Operators, hooks and providers' shows a DAG with operators.",
            "An operator becomes a task where it is made inside of the DAG: in the function below @dag.",
            "Begin with: @dag(schedule=None), below it def shell_and_sql():, and in the last line shell_and_sql()",
        ),
    ),
    Requirement(
        "It has the tasks count_lines and count_rows",
        has_tasks("count_lines", "count_rows"),
        (
            "The lesson 'Operators, hooks and providers' says where the id of such a task comes from.",
            'An operator takes its task\'s id as an argument: task_id="count_lines".',
        ),
    ),
    Requirement(
        "One is a BashOperator, the other a SQLExecuteQueryOperator",
        are_operators,
        (
            "The lesson 'Operators, hooks and providers' says which operator is for which work.",
            "start.py imports both. See them with: make solution EXERCISE=shell_and_sql",
        ),
    ),
    Requirement(
        "count_lines counts the lines of the file of November 21",
        counts_lines,
        (
            "The lesson 'Operators, hooks and providers' shows a BashOperator. The last line that its command prints "
            "is its XCom.",
            "wc -l FILE prints the number of lines, and then the name of the file.",
            "bash_command=f\"wc -l '{SIGN_UPS}/2026-11-21.csv'\"",
        ),
    ),
    Requirement(
        "count_rows uses the Connection warehouse",
        uses_the_connection,
        (
            "The lesson 'Operators, hooks and providers' says how an operator finds its system.",
            'Give the operator the id of the Connection: conn_id="warehouse".',
        ),
    ),
    Requirement(
        "count_rows counts the rows of November 21",
        counts_rows,
        (
            "The lesson 'Operators, hooks and providers' shows a SQLExecuteQueryOperator. What it finds is its XCom.",
            "SELECT count(*) counts rows. WHERE chooses which.",
            "sql=\"SELECT count(*) FROM sign_ups WHERE day = '2026-11-21'\"",
        ),
    ),
    Requirement(
        "If there are fewer sign-ups, it counts fewer",
        counts_other_rows,
        (
            "The lesson 'Operators, hooks and providers' lets the database count.",
            "The number may not stand in the query. Count the rows of the table sign_ups.",
        ),
    ),
)
