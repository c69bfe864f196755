"""A task behind both ways of a branch."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def bakery():
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


bakery()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer == seen.states["open_shop"]
