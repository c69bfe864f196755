"""A task whose second-last task before it has failed."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("sales"):

    @task
    def fetch():
        raise ValueError("The shop does not answer")

    @task(trigger_rule="all_done")
    def clean():
        print("Cleaned")

    @task
    def report():
        print("Reported")

    fetch() >> clean() >> report()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["report"]
