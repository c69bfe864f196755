# Gets: has the plan team, which the source no longer has.
import csv
import sqlite3
from collections import Counter
from contextlib import closing

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS

DATABASE = DATA / "plans.db"
TABLE = "CREATE TABLE IF NOT EXISTS plans (day TEXT, plan TEXT, people INTEGER, UNIQUE (day, plan))"


def count_plans(day):
    """Return a row for each plan: the day, the plan, and how many people chose it."""
    with (SIGN_UPS / f"{day}.csv").open(newline="") as file:
        plans = Counter(row["plan"] for row in csv.DictReader(file))
    return [(day, plan, people) for plan, people in plans.items()]


@task
def load(ds=None):
    rows = count_plans(ds)
    with closing(sqlite3.connect(DATABASE)) as database, database:
        database.execute(TABLE)
        database.executemany("INSERT OR REPLACE INTO plans VALUES (?, ?, ?)", rows)


@dag(schedule=None)
def once_or_twice():
    load()


once_or_twice()
