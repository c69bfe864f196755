"""A start date between two due times."""

import pendulum
from airflow.sdk import DAG, task


@task
def bake():
    print("Baked")


# --8<-- [start:shown]
with DAG(
    "bread",
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 3, 2, 12, tz="UTC"),
):
    bake()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    first = seen.runs("2026-03-01T00:00", "2026-03-09T00:00")[0]
    return answer == first.logical_date.replace("T", " ")
