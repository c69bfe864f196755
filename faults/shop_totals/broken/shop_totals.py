"""### What the shop has sold

Every evening: how many things, and for how many euros. The till keeps its sales in a
database, an SQLite file.
"""

import pendulum
from airflow.sdk import BaseHook, dag, task


@task
def add_up(ds):
    till = BaseHook.get_hook("till")
    query = "SELECT count(*), sum(cents) FROM sales WHERE day = ?"
    number, cents = till.get_first(query, parameters=(ds,))
    return {"number": number, "euros": (cents or 0) / 100}


@task
def tell(total, ds):
    print(f"{ds}: {total['number']} things for {total['euros']:.2f} euros")


@dag(
    schedule="0 20 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def shop_totals():
    tell(add_up())


shop_totals()
