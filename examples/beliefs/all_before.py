"""How far up a trigger rule looks."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def load_orders():
    @task
    def load():
        raise ValueError("The file is empty")

    @task(trigger_rule="all_done")
    def tidy_up():
        print("Tidied up")

    @task(trigger_rule="one_failed")
    def warn():
        print("Something has failed")

    load() >> tidy_up() >> warn()


load_orders()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    beside = "load() >> [tidy_up(), warn()]"
    mended = seen.instead("load() >> tidy_up() >> warn()", beside)
    return {
        "`load` is failed, `tidy_up` is success, `warn` is skipped": seen.states
        == {"load": "failed", "tidy_up": "success", "warn": "skipped"},
        f"`{beside}`": mended.states
        == {"load": "failed", "tidy_up": "success", "warn": "success"},
    }
