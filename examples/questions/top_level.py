"""What runs when a DAG file is read."""

# --8<-- [start:shown]
from airflow.sdk import dag, task

print("Reading")


@dag
def sales():
    print("Planning")

    @task
    def count():
        print("Counting")

    count()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    words = [] if answer == "Nothing" else answer.split(", ")
    return words == seen.printed
