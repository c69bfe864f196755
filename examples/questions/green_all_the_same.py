"""A run in which a task failed."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
    @task
    def load():
        raise ValueError("The disk is full")

    @task(trigger_rule="all_done")
    def clean_up():
        print("Removed what was left")

    load() >> clean_up()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.run_state
