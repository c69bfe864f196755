"""How many tasks one function makes."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
    @task
    def load(country):
        print("Loading", country)

    load("DE")
    load("FR")
    load("US")


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == len(seen.dag.tasks)
