"""When a callback is called."""

# --8<-- [start:shown]
from datetime import timedelta

from airflow.sdk import dag, task


def tell(context):
    print("Attempt", context["ti"].try_number, "has failed")


@dag
def ask_the_bank():
    @task(
        retries=2,
        retry_delay=timedelta(seconds=1),
        on_failure_callback=tell,
    )
    def ask():
        raise ConnectionError("No answer")

    ask()


ask_the_bank()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    both = seen.instead("=tell,", "=tell, on_retry_callback=tell,")
    return {
        "Attempt 3 has failed": seen.log == ["Attempt 3 has failed"],
        "`on_retry_callback=tell`": both.log
        == [f"Attempt {number} has failed" for number in (1, 2, 3)],
    }
