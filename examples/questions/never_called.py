"""A DAG that is not in the list."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def weekly():
    @task
    def tell():
        print("A new week")


# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    called = seen.instead('print("A new week")', 'print("A new week")\n\n\nweekly()')
    listed_if_called = not seen.dags and not seen.errors and "weekly" in called.dags
    return listed_if_called and answer == "weekly is never called"
