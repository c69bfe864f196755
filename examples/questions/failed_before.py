"""What becomes of tasks beside and after one that fails."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
    @task
    def load_orders():
        raise ValueError("There is no file")

    @task
    def load_users():
        print("Loaded")

    @task
    def report():
        print("Written")

    [load_orders(), load_users()] >> report()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == f"{seen.states['load_users']} and {seen.states['report']}"
