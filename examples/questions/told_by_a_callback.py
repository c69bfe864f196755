"""How often a failure callback is called."""

from airflow.sdk import DAG, task


# --8<-- [start:shown]
def tell(context):
    print("Told")


with DAG("orders"):

    @task(retries=2, on_failure_callback=tell)
    def fetch():
        raise ValueError("The shop does not answer")

    fetch()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Told")
