# The DAG fill_the_gap for Airflow. Which day does it count, and what fills the gap?
from datetime import datetime, timezone

import pendulum
from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS

BACKFILL = """
./airflow backfill create
"""


@task
def count():
    day = datetime.now(timezone.utc).date()
    lines = (SIGN_UPS / f"{day}.csv").read_text().splitlines()
    (DATA / f"count-{day}.txt").write_text(f"{len(lines) - 1}\n")


@dag(
    schedule="0 23 * * *",
    start_date=pendulum.datetime(2026, 10, 1, tz="UTC"),
    catchup=False,
)
def fill_the_gap():
    count()


fill_the_gap()
