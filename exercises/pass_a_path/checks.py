"""What pass_a_path asks for."""

from __future__ import annotations

import csv
import time
from pathlib import Path

from include.places import DATA, SIGN_UPS
from judging import RESULT, Requirement, Work, has_tasks, is_listed, number, shown, waits_for

SOURCE = SIGN_UPS / "2026-11-21.csv"
COLUMNS = ["user_id", "country", "plan"]
LONGEST = 1000  # characters of an XCom; a path has fewer, and rows have more
OTHERS = 4


def returns_a_path(work: Work) -> str:
    """Return what `clean` returns instead of the path of a file that it has written."""
    before, began = SOURCE.read_bytes(), time.time()
    outcome = work.run()
    if SOURCE.read_bytes() != before:
        SOURCE.write_bytes(before)
        return (
            f"clean changes {SOURCE.name} in SIGN_UPS. That is the source: leave it as it is, and write another file."
        )
    if failure := outcome.failure("clean"):
        return failure
    path = outcome.result("clean")
    if path is None:
        return "clean returns nothing."
    if not isinstance(path, str):
        return f"clean returns {shown(path)}, and that is not the path of a file as a text (str)."
    if len(path) > LONGEST or "\n" in path:
        return "clean returns the rows, as one long text. Return the path of the file that they are in."
    if not Path(path).is_absolute():
        return f"clean returns {shown(path)}. In another folder that would be another file: begin with DATA."
    if not Path(path).is_file():
        return f"clean returns {shown(path)}, and there is no such file."
    if not Path(path).resolve().is_relative_to(DATA.resolve()) or Path(path).resolve().is_relative_to(DATA / "sources"):
        return f"clean returns {shown(path)}. Write a file of your own below DATA, which is {DATA}."
    if Path(path).stat().st_mtime < began - 2:  # some file systems count in steps of two seconds
        return f"clean returns {shown(path)}, but it has not written that file now."
    return ""


def writes_the_rows(work: Work) -> str:
    """Return what is wrong with the file that `clean` writes, also when something is there already."""
    Path(str(work.run().result("clean"))).write_text("old\n", encoding="utf-8")
    outcome = work.run_again()
    if failure := outcome.failure("clean"):
        return failure
    path = Path(str(outcome.result("clean")))
    with path.open(encoding="utf-8", newline="") as file:
        if file.readline() == "old\n":
            return f"When {path.name} is there already, clean leaves in it what was there. Write all of it anew."
        file.seek(0)
        rows = list(csv.DictReader(file))
    if not rows or not set(COLUMNS) <= set(rows[0]):
        return f"{path.name} does not begin with a line that names the columns: {','.join(COLUMNS)}"
    users = [row["user_id"] for row in rows]
    if len(users) != len(set(users)):
        return f"In {path.name} there are still people twice: it has {len(users)} rows, of {len(set(users))} people."
    if set(users) != people():
        return f"In {path.name} there are {len(users)} people. In {SOURCE.name} there are {len(people())}."
    return ""


def people() -> set[str]:
    """Return the ids of those who signed up."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return {row["user_id"] for row in csv.DictReader(file)}


def counts(work: Work) -> str:
    """Return what is wrong with the number that `count` returns."""
    outcome = work.run()
    if failure := outcome.failure():
        return failure
    found, right = outcome.result("count"), len(people())
    return "" if number(found) == right else f"count returns {shown(found)}. The file has {right} sign-ups."


def counts_another_file(work: Work) -> str:
    """Return what is wrong when `clean` leaves the path of another file."""
    path = Path(work.temporary) / "sign ups.csv"
    lines = [",".join(COLUMNS), *(f"{user},DE,free" for user in range(OTHERS))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = work.run_again(xcoms={"clean": {RESULT: str(path)}})
    if failure := outcome.failure():
        return f"When clean returns the path of another file, {failure}"
    found = outcome.result("count")
    if number(found) == OTHERS:
        return ""
    return f"When clean returns the path of a file with {OTHERS} sign-ups, count returns {shown(found)}."


def passes_little(work: Work) -> str:
    """Return which XCom is large."""
    for task_id, values in work.run().xcoms.items():
        for key, value in values.items():
            if len(repr(value)) > LONGEST:
                return f"{task_id} has an XCom {key} with {len(repr(value))} characters: {shown(value)}"
    return ""


REQUIREMENTS = (
    Requirement(
        "Airflow lists a DAG pass_a_path",
        is_listed,
        (
            "The lesson 'Passing data' shows a DAG that passes a path.",
            "Write the two tasks, and then the DAG: a function pass_a_path() below @dag.",
            "The DAG has one line: count(clean()). The last line of the file is pass_a_path()",
        ),
    ),
    Requirement(
        "It has the tasks clean and count",
        has_tasks("clean", "count"),
        (
            "The lesson 'Passing data' has two tasks like these. The name of the function is the task's id.",
            "Write @task above def clean(): and above def count(path):, and call both in the DAG.",
        ),
    ),
    Requirement(
        "clean returns the path of a file that it wrote",
        returns_a_path,
        (
            "The lesson 'Passing data' says what may be in an XCom, and what not.",
            'The path may be: DATA / "clean-2026-11-21.csv". To write the rows there: write(path, rows)',
            "The last line of clean is: return str(path)",
        ),
    ),
    Requirement(
        "The file has each sign-up once",
        writes_the_rows,
        (
            "The lesson 'Passing data' writes a file with a task. write(path, rows) does it here.",
            "A dictionary has each key once: the user_id can be the key, and the row the value.",
            'people = {}\nfor row in read(SIGN_UPS / "2026-11-21.csv"):\n    people[row["user_id"]] = row\n'
            "write(path, people.values())",
        ),
    ),
    Requirement(
        "count waits for clean",
        waits_for(("clean", "count")),
        (
            "The lesson 'Passing data' hands what one task returns to the next.",
            "In the DAG, write: count(clean())",
        ),
    ),
    Requirement(
        "count returns how many sign-ups the file has",
        counts,
        (
            "The lesson 'Passing data' reads a file whose path came from another task.",
            "read(path) gives one dictionary for each sign-up, and leaves out the line with the names of the columns.",
            "return len(read(path))",
        ),
    ),
    Requirement(
        "If the path is another one, it counts another file",
        counts_another_file,
        (
            "The lesson 'Passing data' says how a task learns where the file is.",
            "Let count read the path that it takes as an argument, and no other: read(path)",
        ),
    ),
    Requirement(
        "No XCom has rows in it",
        passes_little,
        (
            "The lesson 'Passing data' says where XComs are kept, and why they have to be small.",
            "Return the path or a number, and leave the rows in the file.",
        ),
    ),
)
