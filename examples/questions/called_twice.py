"""Each call makes a task."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def visit():
    @task
    def greet():
        print("Good morning")

    @task
    def leave():
        print("Good-bye")

    greet()
    greet()
    leave()


visit()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == len(seen.dag.tasks)
