"""What use_a_connection asks for. The Connection is in the environment, or in the Airflow that runs."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from include.places import ACADEMY
from judging import Outcome, Requirement, Work, connection_variables, has_tasks, is_listed, number, shown, variables
from rest_api import Airflow

VARIABLE = "AIRFLOW_CONN_ACADEMY"
OTHERS = 5
ADD = (
    "Add it in this terminal:\n"
    f'    export {VARIABLE}="sqlite://{ACADEMY}"\n'
    "Or in Airflow, while it runs:\n"
    f'    ./airflow connections add academy --conn-type sqlite --conn-host "{ACADEMY}"'
)


def is_there(work: Work) -> str:
    """Return why there is no Connection that leads to the academy's database. Every run gets the one that there is."""
    from airflow.sdk import Connection

    if VARIABLE not in os.environ:
        try:
            found = Airflow().connection("academy")
        except ConnectionError as error:
            return f"There is no Connection academy in this terminal ({VARIABLE}). {error}"
        if not found:
            return f"There is no Connection academy, neither in this terminal ({VARIABLE}) nor in Airflow."
        kept = {key: found[key] for key in ("conn_type", "host", "schema", "login", "port", "extra") if found.get(key)}
        work.connections["academy"] = json.dumps(kept)
    with variables(connection_variables(work.connections)):
        try:
            connection = Connection.get("academy")
        except Exception as error:
            return f"Airflow can't read the Connection academy ({error}). Its value is: {os.environ.get(VARIABLE)}"
    if connection.conn_type != "sqlite":
        return f"The Connection academy is of the type {connection.conn_type}, not sqlite."
    # In a URI such as sqlite:///home/ada/academy.db, the path comes after an empty host. One slash more, and the hook
    # would take a folder for the host.
    schema = connection.schema or ""
    where = connection.host or (f"/{schema}" if schema and not schema.startswith("/") else "")
    if not where:
        return "The Connection academy has no host. There the path of the database has to stand."
    path = Path(where)
    if not path.is_file() or path.resolve() != ACADEMY.resolve():
        return f"The Connection academy leads to {path}. The academy's database is {ACADEMY}."
    return ""


def counts(work: Work) -> str:
    """Return what is wrong with the number of students."""
    return work.run().failure() or _wrong(work.run(), ACADEMY)


def follows_the_connection(work: Work) -> str:
    """Return what is wrong when the Connection leads to another database."""
    other = Path(work.temporary) / "another academy.db"
    with closing(sqlite3.connect(other)) as database, database:
        database.execute("CREATE TABLE students (student_id INTEGER PRIMARY KEY, customer_id INTEGER)")
        database.executemany("INSERT INTO students VALUES (?, 1)", [(student,) for student in range(OTHERS)])
    connection = json.dumps({"conn_type": "sqlite", "host": str(other)})
    outcome = work.run_again(connections={"academy": connection})
    if wrong := outcome.failure() or _wrong(outcome, other):
        return f"When the Connection leads to another database, the task does not follow it. {wrong}"
    return ""


def _wrong(outcome: Outcome, database: Path) -> str:
    with closing(sqlite3.connect(database)) as opened:
        (students,) = opened.execute("SELECT count(*) FROM students").fetchone()
    found = outcome.result("count_students")
    if found is None:
        return "count_students returns nothing."
    return "" if number(found) == students else f"count_students returns {shown(found)}. There are {students} students."


REQUIREMENTS = (
    Requirement(
        "Airflow lists a DAG use_a_connection",
        is_listed,
        (
            "The lesson 'Connections, Variables and Params' shows a DAG whose task uses a hook.",
            "Write a task, and def use_a_connection(): below @dag, which calls it. The last line is use_a_connection()",
        ),
    ),
    Requirement(
        "It has the task count_students",
        has_tasks("count_students"),
        (
            "The lesson 'Connections, Variables and Params' opens a hook in a task, never at the top level.",
            "Write @task above def count_students():, and call it in the DAG.",
        ),
    ),
    Requirement(
        "There is a Connection academy, and it leads to the academy's database",
        is_there,
        (
            "The lesson 'Connections, Variables and Params' adds a Connection in three ways.",
            "The type is sqlite. The host of a SQLite Connection is the path of the file, from / on.",
            ADD,
        ),
    ),
    Requirement(
        "count_students returns how many students there are",
        counts,
        (
            "The lesson 'Connections, Variables and Params' asks a database with a hook.",
            'BaseHook.get_hook("academy") gives the hook. Its get_first(sql) returns the first row.',
            'row = hook.get_first("SELECT count(*) FROM students")\nreturn row[0]',
        ),
    ),
    Requirement(
        "If the Connection leads to another database, it counts the students there",
        follows_the_connection,
        (
            "The lesson 'Connections, Variables and Params' says what never stands in a DAG file.",
            "Let the hook find the database by the id of the Connection. No path may stand in your file.",
            'hook = BaseHook.get_hook("academy")',
        ),
    ),
)
