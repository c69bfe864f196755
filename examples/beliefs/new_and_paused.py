"""What becomes of a DAG that Airflow has never seen."""

# --8<-- [start:shown]
import pendulum
from airflow.sdk import dag, task


@dag(schedule="@daily", start_date=pendulum.datetime(2026, 1, 1, tz="UTC"))
def daily_news():
    @task
    def fetch():
        print("Fetched")

    fetch()


daily_news()
# --8<-- [end:shown]
from airflow.configuration import conf

from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    default = conf.get_default_value("core", "dags_are_paused_at_creation")
    seen.store()
    seen.command("./airflow dags pause daily_news --yes")
    paused = seen.made()
    seen.command("./airflow dags unpause daily_news --yes")
    return {
        "`dags_are_paused_at_creation`": default == "True",
        "The scheduler makes no run of a paused DAG": paused == [],
        "`./airflow dags unpause daily_news`": len(seen.made()) == 1,
        "In this course the setting is off": not conf.getboolean(
            "core", "dags_are_paused_at_creation"
        ),
    }
