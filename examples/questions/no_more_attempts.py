"""An error that no further attempt would mend."""

# --8<-- [start:shown]
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException


@dag
def orders():
    @task(retries=3)
    def fetch(password="wrong"):
        print("Asking the shop")
        if password == "wrong":
            raise AirflowFailException("The shop refuses the password")

    fetch()


orders()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Asking the shop")
