"""A task that does two things, of which the second fails."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("report"):

    @task(retries=2)
    def mail_and_store():
        print("Mailed the report")
        raise OSError("The disk is full")

    mail_and_store()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == seen.log.count("Mailed the report")
