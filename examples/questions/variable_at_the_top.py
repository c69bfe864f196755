"""A Variable that is not there, asked for while reading."""

from airflow.sdk import Variable, dag, task


# --8<-- [start:shown]
CITY = Variable.get("city")


@dag
def weather():
    @task
    def measure():
        print("Measuring in", CITY)

    measure()


weather()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer.startswith("There is an import error") == bool(seen.errors)
