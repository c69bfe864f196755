# Gets: The run did not get through: pack (skipped), wait_for_orders (skipped).
"""### Pack what was ordered

Every morning: wait until the web shop has written the orders of the day, and make the
packing list. On some days the file comes an hour late, or two.
"""

from pathlib import Path

import pendulum
from airflow.sdk import dag, task

from include.places import DATA

ORDERS = str(DATA / "orders" / "{{ ds }}.csv")
LIST = str(DATA / "lists" / "{{ ds }}.txt")


@task.sensor(poke_interval=20, timeout=3600, soft_fail=True)
def wait_for_orders(path):
    print(f"Waiting for {path}")
    return Path(path).exists()


@task
def pack(orders, to):
    lines = Path(orders).read_text().splitlines()
    Path(to).parent.mkdir(exist_ok=True)
    Path(to).write_text("\n".join(sorted(lines)))
    print(f"Packed {len(lines)} orders")


@dag(
    schedule="0 5 * * *",
    start_date=pendulum.datetime(2026, 11, 18, tz="UTC"),
    end_date=pendulum.datetime(2026, 11, 23, tz="UTC"),
    catchup=True,
    doc_md=__doc__,
)
def packing_list():
    wait_for_orders(ORDERS) >> pack(ORDERS, LIST)


packing_list()
