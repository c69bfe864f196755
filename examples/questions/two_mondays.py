"""A backfill whose end is the beginning of a day."""

import pendulum
from airflow.sdk import DAG, task


@task
def order():
    print("Ordered")


# --8<-- [start:shown]
with DAG(
    "order_flour",
    schedule="0 7 * * 1",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
):
    order()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    made = seen.backfilled("2026-06-01", "2026-06-15")
    return number(answer) == len(made)
