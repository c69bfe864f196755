"""When a DAG starts that waits for two assets."""

# --8<-- [start:shown]
from airflow.sdk import Asset, dag, task

sign_ups = Asset("sign_ups")
orders = Asset("orders")


@dag(schedule=[sign_ups, orders])
def report():
    @task
    def write():
        print("Written")

    write()


report()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    first, last = seen.starts("sign_ups"), seen.starts("orders")
    return {
        "At the update of either of them": first and last,
        "At the update of sign_ups, which is named first": first and not last,
        "When both have been updated": seen.starts("sign_ups", "orders")
        and not (first or last),
    }[answer]
