"""How often a task with retries is tried."""

# --8<-- [start:shown]
from datetime import timedelta

from airflow.sdk import dag, task


@dag
def ask_the_shop():
    @task(retries=3, retry_delay=timedelta(seconds=1))
    def ask():
        print("Asking")
        raise ConnectionError("No answer")

    ask()


ask_the_shop()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    return {
        "Airflow asks four times": seen.log == ["Asking"] * 4,
        "`retries=2`": seen.instead("retries=3", "retries=2").log == ["Asking"] * 3,
        "By default there is one attempt": seen.instead("retries=3, ", "").log
        == ["Asking"],
    }
