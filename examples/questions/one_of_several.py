"""One of several results."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def sizes():
    @task
    def count() -> dict[str, int]:
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
    return answer in seen.log
