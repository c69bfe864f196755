"""What runs when a DAG is turned on that has begun before."""

# --8<-- [start:shown]
import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 3, 1, tz="UTC"),
    catchup=False,
)
def remind_customers():
    @task
    def send():
        print("Sent")

    send()


remind_customers()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    when = {"turned_on": "2026-03-05T12:00", "until": "2026-03-06T12:00"}
    next_day = ["2026-03-06T06:00"]
    later = seen.instead("2026, 3, 1,", "2026, 3, 6,")
    begins = '    start_date=pendulum.datetime(2026, 3, 1, tz="UTC"),\n'
    without = seen.instead(begins, "")
    often = without.instead("0 6 * * *", "*/10 * * * *")
    return {
        "The run of 5 March at 06:00 is made at once": seen.runs(**when)[0]
        == ("2026-03-05T06:00", "2026-03-05T06:00", "2026-03-05T12:00"),
        "Those of 1 to 4 March are never made": [run.due for run in seen.runs(**when)]
        == ["2026-03-05T06:00", *next_day],
        "Set a `start_date` that is still to come": next_day
        == [run.due for run in later.runs(**when)],
        "or leave it out": next_day == [run.due for run in without.runs(**when)],
        "at most a tenth of the time between two runs": late(without, "08:20")
        and not late(without, "08:30"),
        "or five minutes": late(often, "06:04") and not late(often, "06:06"),
    }


def late(dag: Seen, turned_on: str) -> bool:
    """Return whether the run of 06:00 is made when the DAG is turned on later."""
    made = dag.runs(
        turned_on=f"2026-03-05T{turned_on}", until=f"2026-03-05T{turned_on}"
    )
    return [run.due for run in made] == ["2026-03-05T06:00"]
