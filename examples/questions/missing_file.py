"""How many attempts a task makes that asks for no other."""

# --8<-- [start:shown]
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException


@dag
def sales():
    @task(retries=2)
    def extract():
        print("Looking for the file")
        raise AirflowFailException("The file is missing")

    extract()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Looking for the file")
