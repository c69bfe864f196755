"""What a short circuit leaves out."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def load_file():
    @task.short_circuit
    def is_new():
        return False

    @task
    def load():
        print("Loaded")

    @task(trigger_rule="all_done")
    def close():
        print("Closed")

    is_new() >> load() >> close()


load_file()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    setting = "ignore_downstream_trigger_rules=False"
    mended = seen.instead("short_circuit", f"short_circuit({setting})")
    return {
        "`load` and `close` are skipped": seen.states
        == {"is_new": "success", "load": "skipped", "close": "skipped"},
        f"`@task.short_circuit({setting})`": mended.states
        == {"is_new": "success", "load": "skipped", "close": "success"},
    }
