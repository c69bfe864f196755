"""A Param with its default."""

from airflow.sdk import Param, dag, task


# --8<-- [start:shown]
@dag(params={"cups": Param(2, type="integer", minimum=1)})
def coffee():
    @task
    def brew(params):
        print("Cups:", params["cups"] + 1)

    brew()


coffee()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer in seen.log
