"""When day of the month and weekday are both given."""

import pendulum
from airflow.sdk import DAG, task


@task
def order():
    print("Ordered")


# --8<-- [start:shown]
with DAG(
    "order_flour",
    schedule="0 7 1 * 1",
    start_date=pendulum.datetime(2026, 9, 1, tz="UTC"),
):
    order()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == len(seen.runs("2026-09-01T00:00", "2026-09-30T23:59"))
