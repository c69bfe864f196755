"""A DAG that waits for two assets."""

# --8<-- [start:shown]
from airflow.sdk import Asset, dag, task

orders = Asset("orders")
returns = Asset("returns")


@dag(schedule=[orders, returns])
def balance():
    @task
    def add_up():
        print("Added up")

    add_up()


balance()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    any_of_them = seen.instead("[orders, returns]", "(orders | returns)")
    return {
        "starts when both have been updated": seen.starts("orders", "returns"),
        "An update of one of them starts nothing": not seen.starts("orders")
        and not seen.starts("returns"),
        "`schedule=(orders | returns)`": any_of_them.starts("orders")
        and any_of_them.starts("returns"),
    }
