"""What becomes of a run in which one task fails."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def bakery():
    @task
    def mix():
        print("The dough is mixed")

    @task
    def heat_oven():
        raise ValueError("The oven is broken")

    @task
    def bake():
        print("The bread is baked")

    @task
    def sell():
        print("The bread is sold")

    [mix(), heat_oven()] >> bake() >> sell()


bakery()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    said: dict[str, str] = {}
    for part in answer.split(", "):
        names, state = part.replace(" are ", " is ").split(" is ")
        said |= dict.fromkeys(names.split(" and "), state)
    return said == seen.states
