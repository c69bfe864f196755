# Gets: When the run succeeded, the work file 2026-11-21.csv stayed.
"""### The books of a day

Every night: fetch the day's entries, check them, and publish them for the tax office. What
was fetched lies in a work file, which never stays there: it has names of customers in it.
"""

import csv

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

ENTRIES = DATA / "entries"
WORK = DATA / "work"
BOOKS = DATA / "books"


@task
def fetch(ds):
    WORK.mkdir(exist_ok=True)
    (WORK / f"{ds}.csv").write_text((ENTRIES / f"{ds}.csv").read_text())


@task
def check(ds):
    with (WORK / f"{ds}.csv").open(newline="") as file:
        wrong = [row for row in csv.DictReader(file) if int(row["cents"]) <= 0]
    if wrong:
        raise ValueError(f"Not more than 0 cents: {wrong}")


@task
def publish(ds):
    with (WORK / f"{ds}.csv").open(newline="") as file:
        lines = [row["cents"] for row in csv.DictReader(file)]
    BOOKS.mkdir(exist_ok=True)
    (BOOKS / f"{ds}.txt").write_text("\n".join(lines))


@task(trigger_rule="one_failed")
def clean_up(ds):
    (WORK / f"{ds}.csv").unlink(missing_ok=True)


@dag(
    schedule="0 23 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def clean_books():
    fetch() >> check() >> publish() >> clean_up()


clean_books()
