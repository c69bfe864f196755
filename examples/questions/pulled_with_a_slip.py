"""A result of a task that is not there."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def sizes():
    @task
    def count():
        return 25

    @task
    def tell(ti):
        print("Counted:", ti.xcom_pull(task_ids="cuont"))

    count() >> tell()


sizes()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return "success" == seen.states["tell"] and answer.split("prints ")[-1] in seen.log
