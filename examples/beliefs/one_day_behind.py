"""The date of a daily run."""

# --8<-- [start:shown]
import pendulum
from airflow.sdk import dag, task


@dag(schedule="@daily", start_date=pendulum.datetime(2026, 3, 1, tz="UTC"))
def daily_sales():
    @task
    def add_up(file):
        print("Reading", file)

    add_up("sales-{{ ds }}.csv")


daily_sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    when = {"turned_on": "2026-03-01T00:00", "until": "2026-03-05T12:00"}
    run = seen.runs(**when)[-1]
    template = "{{ macros.ds_add(ds, -1) }}"
    before = seen.instead("{{ ds }}", template)
    timetable = 'CronDataIntervalTimetable("@daily", timezone="UTC")'
    older = seen.instead('"@daily"', timetable).instead(
        "import dag", "import CronDataIntervalTimetable, dag"
    )
    old = older.runs(**when)[-1]
    return {
        "is that moment": run.due == run.logical_date == "2026-03-05T00:00",
        "Reading sales-2026-03-05.csv": seen.on(run.logical_date).log
        == ["Reading sales-2026-03-05.csv"],
        f"`{template}`": before.on(run.logical_date).log
        == ["Reading sales-2026-03-04.csv"],
        f"`schedule={timetable}`": old.due == run.due
        and older.on(old.logical_date).log == ["Reading sales-2026-03-04.csv"],
    }
