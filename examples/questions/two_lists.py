"""An arrow between two lists."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@task
def step():
    print("done")


@dag
def morning():
    a, b, c, d = step(), step(), step(), step()
    [a, b] >> [c, d]


morning()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer.startswith("Reading fails") == (
        "unsupported operand" in str(seen.errors)
    )
