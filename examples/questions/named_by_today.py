"""A backfill of a task that asks for today."""

import pendulum
from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("report", schedule="0 6 * * *"):

    @task
    def write():
        return f"report-{pendulum.today('UTC'):%Y-%m-%d}.txt"

    write()
# --8<-- [end:shown]

from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    days = [f"2026-06-0{day}T06:00" for day in (1, 2, 3)]
    names = {seen.on(day).results["write"] for day in days}
    return number(answer) == len(names)
