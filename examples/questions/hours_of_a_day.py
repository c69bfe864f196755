"""An hourly schedule on the day on which the clocks go forward."""

import pendulum
from airflow.sdk import DAG, task


@task
def read():
    print("Read")


# --8<-- [start:shown]
with DAG(
    "read_meter",
    schedule="0 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
):
    read()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    day = seen.runs("2026-03-28T23:00", "2026-03-29T21:59")  # 00:00 to 23:59 in Berlin
    return number(answer) == len(day)
