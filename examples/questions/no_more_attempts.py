"""An error that no further attempt would mend."""

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowFailException

# --8<-- [start:shown]
with DAG("orders"):

    @task(retries=3)
    def fetch(password="wrong"):
        print("Asking the shop")
        if password == "wrong":
            raise AirflowFailException("The shop refuses the password")

    fetch()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Asking the shop")
