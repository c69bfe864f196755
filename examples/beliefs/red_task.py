"""How a run ends in which a task has failed."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def nightly_load():
    @task
    def load():
        raise ValueError("The file is empty")

    @task(trigger_rule="all_done")
    def tidy_up():
        print("Tidied up")

    load() >> tidy_up()


nightly_load()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    mended = seen.instead("tidy_up()\n\n\n", "tidy_up().as_teardown()\n\n\n")
    return {
        "`load` is failed, and the run ends as success": seen.ends == "success"
        and seen.states == {"load": "failed", "tidy_up": "success"},
        "`load() >> tidy_up().as_teardown()`": mended.log == ["Tidied up"],
        "It still runs, and the run ends as failed": mended.ends == "failed",
    }
