"""A graph that leads back."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def stock():
    @task
    def count():
        print("Counting")

    @task
    def order():
        print("Ordering")

    counted, ordered = count(), order()
    counted >> ordered >> counted


stock()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    refused = "Cycle detected" in str(seen.errors) and not seen.dags
    return answer.startswith("It reports an import error") == refused
