# Gets: When the Connection leads to another till, the pipeline does not follow it.
import sqlite3

import pendulum
from airflow.sdk import dag, task

from include.places import DATA


@task
def add_up(ds):
    till = sqlite3.connect(DATA / "till-2026.db")
    query = "SELECT count(*), sum(cents) FROM sales WHERE day = ?"
    number, cents = till.execute(query, (ds,)).fetchone()
    return {"number": number, "euros": (cents or 0) / 100}


@task
def tell(total, ds):
    print(f"{ds}: {total['number']} things for {total['euros']:.2f} euros")


@dag(
    schedule="0 20 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
)
def shop_totals():
    tell(add_up())


shop_totals()
