# Gets: On November 20 the order has to be 13 bottles of milk, and not: 0 bottles of milk.
"""### Milk for tomorrow

Every evening: order milk at the dairy, much for a working day and little for a day of the
weekend, less what is left in the fridge.
"""

import json
from datetime import date, timedelta

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

FRIDGE = DATA / "fridge.json"  # bottles that are left
ORDERS = DATA / "orders"


@task.branch
def choose(ds):
    tomorrow = date.fromisoformat(ds) + timedelta(days=1)
    return "little" if tomorrow.weekday() >= 5 else "much"


@task
def much():
    return 60 - json.loads(FRIDGE.read_text())["milk"]


@task
def little():
    return 20 - json.loads(FRIDGE.read_text())["milk"]


@task(trigger_rule="always")
def send(amounts, ds):
    bottles = sum(amount for amount in amounts if amount)
    ORDERS.mkdir(exist_ok=True)
    (ORDERS / f"{ds}.txt").write_text(f"{bottles} bottles of milk")
    print(f"Ordered {bottles} bottles")


@dag(
    schedule="0 18 * * *",
    start_date=pendulum.datetime(2026, 11, 20, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 24, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def milk_order():
    amounts = [much(), little()]
    choose() >> amounts
    send(amounts)


milk_order()
