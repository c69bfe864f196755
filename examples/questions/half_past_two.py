"""A time that comes twice when the clocks go back."""

import pendulum
from airflow.sdk import DAG, task


@task
def delete_old_files():
    print("Deleted")


# --8<-- [start:shown]
with DAG(
    "clean_up",
    schedule="30 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
):
    delete_old_files()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    night = seen.runs("2026-10-24T22:00", "2026-10-25T05:00")
    return number(answer) == len([run for run in night if run.due == run.made])
