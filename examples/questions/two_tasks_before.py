"""A task whose second-last task before it has failed."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
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


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["report"]
