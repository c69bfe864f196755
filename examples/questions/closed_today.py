"""What a short circuit leaves out."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
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


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["report"]
