"""How many task instances there are after two runs."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
    @task
    def extract():
        print("Extracted")

    @task
    def load():
        print("Loaded")

    @task
    def report():
        print("Written")

    extract() >> load() >> report()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    runs = 2
    return number(answer) == runs * len(seen.states)
