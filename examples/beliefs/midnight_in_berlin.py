"""The date of a run at midnight elsewhere."""

# --8<-- [start:shown]
import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2026, 3, 1, tz="Europe/Berlin"),
)
def berlin_sales():
    @task
    def begin(day):
        print("It is", day)

    begin("{{ ds }}")


berlin_sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    run = seen.runs(turned_on="2026-03-01T00:00", until="2026-03-05T12:00")[-1]
    template = '{{ logical_date.in_timezone("Europe/Berlin") | ds }}'
    there = seen.instead('"{{ ds }}"', f"'{template}'")
    return {
        "23:00 on 4 March": run.due == run.logical_date == "2026-03-04T23:00",
        "It is 2026-03-04": seen.on(run.logical_date).log == ["It is 2026-03-04"],
        f"`{template}`": there.on(run.logical_date).log == ["It is 2026-03-05"],
    }
