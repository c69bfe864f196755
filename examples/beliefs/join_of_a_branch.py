"""The task in which two ways meet."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def import_data():
    @task.branch
    def choose():
        return "load_all"

    @task
    def load_all():
        print("All loaded")

    @task
    def load_new():
        print("What is new is loaded")

    @task
    def report():
        print("Reported")

    choose() >> [load_all(), load_new()] >> report()


import_data()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    rule = '@task(trigger_rule="none_failed_min_one_success")'
    mended = seen.instead("@task\n    def report", f"{rule}\n    def report")
    return {
        "`load_all` is success, `load_new` and `report` are skipped": seen.states
        == {
            "choose": "success",
            "load_all": "success",
            "load_new": "skipped",
            "report": "skipped",
        },
        "the run ends as success": seen.ends == "success",
        f"`{rule}`": mended.states["report"] == "success",
    }
