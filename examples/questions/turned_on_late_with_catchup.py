"""The same with catchup."""

import pendulum
from airflow.sdk import DAG, task


@task
def order():
    print("Ordered")


# --8<-- [start:shown]
with DAG(
    "order_flour",
    schedule="0 7 * * 1",
    start_date=pendulum.datetime(2026, 6, 1, tz="UTC"),
    catchup=True,
):
    order()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == len(seen.runs("2026-06-24T12:00", "2026-06-24T20:00"))
