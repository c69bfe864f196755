# Gets: If the mill answers at once, the books have 112.5 kilograms after the delivery, and not 125.
"""### How much flour there is

Every morning: write the flour that was delivered into the books, and confirm the delivery
to the mill. The mill's computer is slow in the morning.
"""

import sqlite3
from contextlib import closing

import pendulum
from airflow.sdk import dag, task
from mill import confirm

from include.places import DATA

STOCK = DATA / "stock.db"
DELIVERIES = DATA / "deliveries"


@task(retries=3, retry_delay=pendulum.duration(seconds=5))
def receive(ds):
    kilograms = int((DELIVERIES / f"{ds}.txt").read_text())
    with closing(sqlite3.connect(STOCK)) as db, db:
        db.execute("INSERT INTO flour VALUES (?, ?)", (ds, kilograms / 2))
    print(f"Wrote {kilograms} kilograms into the books")
    confirm(ds, kilograms)
    print("Confirmed")


@task
def tell():
    with closing(sqlite3.connect(STOCK)) as db:
        (kilograms,) = db.execute("SELECT sum(kilograms) FROM flour").fetchone()
    print(f"In the store: {kilograms} kilograms")


@dag(
    schedule="0 7 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 23, tz="UTC"),
    catchup=True,
    max_active_runs=1,
    doc_md=__doc__,
)
def flour_stock():
    receive() >> tell()


flour_stock()
