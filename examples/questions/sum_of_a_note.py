"""What calling a task gives back."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def temperatures():
    @task
    def measure():
        return [18.5, 21.0, 19.5]

    print(sum(measure()))


temperatures()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    fails = "not iterable" in str(seen.errors)
    return answer.startswith("Reading fails") if fails else "59.0" in answer
