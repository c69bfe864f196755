"""What the result of a shell command is."""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def lines():
    say = BashOperator(task_id="say", bash_command="echo one; echo two")

    @task
    def repeat(text):
        print(f"It said: {text}")

    repeat(say.output)


lines()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer in seen.log
