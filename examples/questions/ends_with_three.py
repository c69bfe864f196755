"""What an exit code does."""

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import dag


# --8<-- [start:shown]
@dag
def backup():
    copy = BashOperator(task_id="copy", bash_command="echo Copying; exit 3")
    tidy = BashOperator(task_id="tidy", bash_command="echo Tidying")
    copy >> tidy


backup()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    said = dict(part.split(" is ") for part in answer.split(", "))
    return said == seen.states
