"""A task behind both ways of a branch."""

from airflow.sdk import DAG, task

# --8<-- [start:shown]
with DAG("bakery"):

    @task.branch
    def choose_day():
        return "bake_bread"

    @task
    def bake_bread():
        print("Bread")

    @task
    def bake_cake():
        print("Cake")

    @task
    def open_shop():
        print("Open")

    choose_day() >> [bake_bread(), bake_cake()] >> open_shop()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["open_shop"]
