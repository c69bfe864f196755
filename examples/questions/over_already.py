"""A DAG that is turned on after its end date."""

import pendulum
from airflow.sdk import DAG, task


@task
def send():
    print("Sent")


# --8<-- [start:shown]
with DAG(
    "campaign",
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 6, 1, tz="UTC"),
    end_date=pendulum.datetime(2026, 6, 6, tz="UTC"),
):
    send()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == len(seen.runs("2026-06-24T12:00", "2026-07-24T12:00"))
