"""The date of a run soon after midnight in Berlin."""

import pendulum
from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG(
    "menu",
    schedule="30 0 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"),
):

    @task
    def write(ds):
        print("Menu of", ds)

    write()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    run = seen.runs("2026-03-02T12:00", "2026-03-03T12:00")[-1]
    assert run.due == "2026-03-02T23:30"
    return answer in seen.on(run.logical_date).log
