"""The logical date of a run by data intervals."""

import pendulum
from airflow.sdk import DAG, CronDataIntervalTimetable, task

# --8<-- [start:shown]
with DAG(
    "daily_sales",
    schedule=CronDataIntervalTimetable("0 6 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
):

    @task
    def count(ds):
        print("Sales of", ds)

    count()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    run = seen.runs("2026-03-01T00:00", "2026-03-03T12:00")[-1]
    assert run.made == "2026-03-03T06:00"
    return answer in seen.on(run.logical_date).log
