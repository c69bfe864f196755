"""What becomes of a mapped task whose list is empty."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def growth():
    @task
    def list_countries():
        return []

    @task
    def count_growth(country):
        return f"{country}: 12"

    count_growth.expand(country=list_countries())


growth()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["count_growth"]
