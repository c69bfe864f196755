"""How often a failure callback is called."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


def tell(context):
    print("Told")


@dag
def orders():
    @task(retries=2, on_failure_callback=tell)
    def fetch():
        raise ValueError("The shop does not answer")

    fetch()


orders()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Told")
