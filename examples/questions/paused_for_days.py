"""A DAG that is off for some days."""

import pendulum
from airflow.sdk import DAG, task


@task
def bake():
    print("Baked")


# --8<-- [start:shown]
with DAG(
    "bread",
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 6, 1, tz="UTC"),
):
    bake()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    pause = ["2026-06-01T12:00", "2026-06-05T12:00"]
    found = seen.runs("2026-05-31T12:00", "2026-06-06T12:00", pause)
    return number(answer) == len(found)
