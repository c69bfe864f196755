"""How many attempts one retry makes."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
    @task(retries=1)
    def count():
        print("Counting")
        raise ValueError("The file is empty")

    count()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Counting")
