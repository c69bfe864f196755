"""A setting in which no template is filled in."""

from airflow.sdk import BaseOperator, dag


# --8<-- [start:shown]
class GreetOperator(BaseOperator):
    def __init__(self, *, name, **kwargs):
        super().__init__(**kwargs)
        self.name = name

    def execute(self, context):
        print("Good morning,", self.name)


@dag
def greetings():
    GreetOperator(task_id="greet", name="{{ dag.dag_id }}")


greetings()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer in seen.log
