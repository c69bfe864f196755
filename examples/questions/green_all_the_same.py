"""A run in which a task failed."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("sales"):

    @task
    def load():
        raise ValueError("The disk is full")

    @task(trigger_rule="all_done")
    def clean_up():
        print("Removed what was left")

    load() >> clean_up()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.ends
