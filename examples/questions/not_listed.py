"""Why a DAG is not in Airflow's list."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def my_pipeline():
    @task
    def count():
        print("Counting")

    count()


# --8<-- [end:shown]
from tests.examples.seen import Seen

# What each answer would change.
MENDED = {
    "The DAG has no schedule.": ("@dag\n", '@dag(schedule="@daily")\n'),
    "Nothing calls my_pipeline().": (
        "\n    count()\n",
        "\n    count()\n\nmy_pipeline()\n",
    ),
    "One task alone makes no DAG.": ("\n    count()\n", "\n    count() >> count()\n"),
}


def right(answer: str, seen: Seen) -> bool:
    return not seen.dags and "my_pipeline" in seen.instead(*MENDED[answer]).dags
