"""A sensor whose time is over."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("sales"):

    @task.sensor(poke_interval=1, timeout=2, retries=3)
    def orders_are_there():
        return False

    @task
    def count():
        print("Counted")

    orders_are_there() >> count()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    assert len([line for line in seen.log if "timed out" in line]) <= 1  # no retry
    return answer == seen.states["count"]
