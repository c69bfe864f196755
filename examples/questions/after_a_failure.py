"""What becomes of a run in which one task fails."""

from airflow.sdk import dag, task


@task
def mix():
    print("The dough is mixed")


@task
def bake():
    print("The bread is baked")


@task
def sell():
    print("The bread is sold")


# --8<-- [start:shown]
@task
def heat_oven():
    raise ValueError("The oven is broken")


@dag
def bakery():
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
