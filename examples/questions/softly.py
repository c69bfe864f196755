"""A sensor whose time is over, and that is to skip then."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("sales"):

    @task.sensor(poke_interval=1, timeout=2, soft_fail=True)
    def orders_are_there():
        return False

    @task
    def count():
        print("Counted")

    orders_are_there() >> count()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == f"{seen.states['count']}, and the run ends as {seen.ends}"
