"""How tasks in groups are named."""

from airflow.sdk import dag, task, task_group


# --8<-- [start:shown]
@dag
def sales():
    @task
    def check():
        print("Checking")

    @task_group
    def orders():
        check()

    @task_group
    def returns():
        check()

    orders() >> returns()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer.split(" and ") == seen.dag.task_ids
