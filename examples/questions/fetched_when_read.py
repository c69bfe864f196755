"""When the top level of a file runs."""

from airflow.sdk import dag, task


def fetch_customers():
    print("Asking the shop")
    return ["Ada", "Bea"]


# --8<-- [start:shown]
customers = fetch_customers()


@dag(schedule="@daily")
def letters():
    @task
    def write():
        for customer in customers:
            print("Dear", customer)

    write()


letters()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    again = seen.instead("Dear", "Dear")  # the same file, read once more
    each_time = seen.printed == again.printed == ["Asking the shop"]
    in_a_run = "Asking the shop" in seen.log
    return each_time if answer.startswith("At every reading") else in_a_run
