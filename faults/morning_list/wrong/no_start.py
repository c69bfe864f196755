# Gets: ValueError: start_date is required when catchup=True
"""### What to bake in the morning

Every night: count what customers have ordered for the day, and write it on a list.
"""

import csv
from collections import Counter

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

ORDERS = DATA / "orders"
LISTS = DATA / "lists"

DEFAULTS = {
    "owner": "bakery",
    "retries": 1,
    "retry_delay": pendulum.duration(seconds=10),
}


@task
def count_orders(ds):
    with (ORDERS / f"{ds}.csv").open(newline="") as file:
        return dict(Counter(row["what"] for row in csv.DictReader(file)))


@task
def write_list(counts, ds):
    LISTS.mkdir(exist_ok=True)
    lines = [f"{number} {what}" for what, number in sorted(counts.items())]
    (LISTS / f"{ds}.txt").write_text("\n".join(lines))


@dag(
    schedule="0 3 * * *",
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    default_args=DEFAULTS,
    doc_md=__doc__,
)
def morning_list():
    write_list(count_orders())


morning_list()
