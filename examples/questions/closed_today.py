"""What a short circuit leaves out."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("sales"):

    @task.short_circuit
    def shop_was_open():
        return False

    @task
    def count():
        print("Counted")

    @task(trigger_rule="all_done")
    def report():
        print("Reported")

    shop_was_open() >> count() >> report()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["report"]
