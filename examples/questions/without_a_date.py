"""A run that has no logical date."""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("greet"):

    @task
    def say(ds=None):
        print("Today is", ds)

    @task
    def wave():
        print("Hello")

    say()
    wave()
    BashOperator(task_id="write", bash_command="echo It is {{ ds }}")
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    states = seen.on(None).states
    failed = {task for task, state in states.items() if state == "failed"}
    return failed == {task for task in states if task in answer}
