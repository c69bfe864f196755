"""Days without a run."""

# --8<-- [start:shown]
import pendulum
from airflow.sdk import dag, task


@dag(
    schedule="@daily",
    start_date=pendulum.datetime(2026, 3, 1, tz="UTC"),
    catchup=False,
)
def daily_orders():
    @task
    def load(day):
        print("Loading", day)

    load("{{ ds }}")


daily_orders()
# --8<-- [end:shown]
import pytest
from airflow.models import DagRun
from airflow.models.backfill import DagNonPeriodicScheduleException
from airflow.utils.session import create_session
from sqlalchemy import select

from tests.examples.seen import Seen

CLEAR = (
    "./airflow tasks clear daily_orders"
    " --start-date 2026-03-0{} --end-date 2026-03-0{} --yes"
)
BACKFILL = (
    "./airflow backfill create --dag-id {}_orders"
    " --from-date 2026-03-02 --to-date 2026-03-05"
)


def proof(seen: Seen) -> dict[str, bool]:
    [planned] = seen.runs(turned_on="2026-03-05T12:00", until="2026-03-05T18:00")
    assert seen.on(planned.logical_date).states == {"load": "success"}
    before = runs()
    said = seen.command(CLEAR.format(2, 4))
    cleared = runs()
    seen.command(BACKFILL.format("daily"))
    filled = runs()
    seen.command(CLEAR.format(5, 5))
    again = runs()
    by_file = 'dag_id="file_orders", schedule=[Asset("order_file")]'
    by_asset = seen.instead('schedule="@daily"', by_file)
    by_asset.instead("import dag", "import Asset, dag").store()
    with pytest.raises(DagNonPeriodicScheduleException) as refused:
        seen.command(BACKFILL.format("file"))
    return {
        "It has one run, that of 5 March": before == {"2026-03-05": "success"},
        f"`{CLEAR.format(2, 4)}`": cleared == before,
        "does nothing and says nothing": said == "",
        f"`{BACKFILL.format('daily')}`": set(filled)
        == {"2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"},
        "leaves the run of 5 March as it is": filled["2026-03-05"] == "success",
        "Clear what has run": again["2026-03-05"] == "queued",
        "has a non-periodic schedule that does not support backfills": str(
            refused.value
        )
        == "file_orders has a non-periodic schedule that does not support backfills",
    }


def runs() -> dict[str, str]:
    """Return the state of each run, by its logical date."""
    with create_session() as session:
        found = session.scalars(select(DagRun).where(DagRun.dag_id == "daily_orders"))
        return {f"{run.logical_date:%Y-%m-%d}": str(run.state) for run in found}
