"""A Connection that is not there."""

from airflow.sdk import BaseHook, dag, task


# --8<-- [start:shown]
@dag
def stock():
    @task
    def count():
        hook = BaseHook.get_hook("stockroom")
        return hook.get_first("SELECT count(*) FROM parts")

    @task
    def tell(row):
        print("Parts:", row[0])

    tell(count())


stock()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    fails = not seen.errors and seen.states["count"] == "failed"
    return answer.startswith("The DAG is listed, and count fails") == fails
