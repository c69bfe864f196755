"""What is printed is no result."""

from airflow.sdk import BaseOperator, dag, task


# --8<-- [start:shown]
class CountLettersOperator(BaseOperator):
    def __init__(self, *, word, **kwargs):
        super().__init__(**kwargs)
        self.word = word

    def execute(self, context):
        print(len(self.word))


@dag
def letters():
    count = CountLettersOperator(task_id="count", word="orchestra")

    @task
    def tell(number):
        print("Letters:", number)

    tell(count.output)


letters()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer in seen.log
