# Gets: the table lacks rows of 2026-11-21 and 2026-11-23.
import csv
import sqlite3
from collections import Counter
from contextlib import closing

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS

DATABASE = DATA / "plans.db"
TABLE = "CREATE TABLE IF NOT EXISTS plans (day TEXT, plan TEXT, people INTEGER)"


def count_plans(day):
    """Return a row for each plan: the day, the plan, and how many people chose it."""
    with (SIGN_UPS / f"{day}.csv").open(newline="") as file:
        plans = Counter(row["plan"] for row in csv.DictReader(file))
    return [(day, plan, people) for plan, people in plans.items()]


@task
def load(ds=None):
    rows = count_plans(ds)
    with closing(sqlite3.connect(DATABASE)) as database, database:
        database.execute("DROP TABLE IF EXISTS plans")
        database.execute(TABLE)
        database.executemany("INSERT INTO plans VALUES (?, ?, ?)", rows)


@dag(schedule=None)
def once_or_twice():
    load()


once_or_twice()
