"""Several results without an annotation."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def sizes():
    @task
    def count():
        return {"all": 25, "free": 21}

    @task
    def tell(number):
        print("Counted:", number)

    counts = count()
    tell(counts["free"])


sizes()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    failed = [name for name, state in seen.states.items() if state == "failed"]
    return (
        answer.split(" fails")[0] in failed or answer.split("prints ")[-1] in seen.log
    )
