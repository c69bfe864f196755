"""### The price list

Every morning: write the prices of the day for the shop and for its web page.
"""

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

PRICES = {"Rye bread": 2.90, "Roll": 0.50, "Cake": 2.20}


@task
def write(ds):
    lines = [f"{thing}: {price:.2f}" for thing, price in PRICES.items()]
    (DATA / f"prices-{ds}.txt").write_text("\n".join(lines))
    print(", ".join(lines))


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def price_list():
    write()


price_list()
