"""### First pipeline: the day's sign-ups

Reads yesterday's sign-ups from a file, cleans them, and loads them into the warehouse.
Extract, transform, load: the smallest pipeline worth running.
"""

# --8<-- [start:imports]
import csv
import logging
from datetime import timedelta

import pendulum
from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowFailException

from include.days import DAY
from include.places import SIGN_UPS
from include.warehouse import warehouse

log = logging.getLogger(__name__)
sign_ups = Asset("sign_ups")
# --8<-- [end:imports]


# --8<-- [start:extract]
@task
def extract(day: str) -> list[dict]:
    path = SIGN_UPS / f"{day}.csv"
    if not path.exists():
        raise AirflowFailException(
            f"There are no sign-ups of {day}: {path.name} is missing."
        )
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --8<-- [end:extract]


# --8<-- [start:transform]
@task
def transform(rows: list[dict]) -> list[dict]:
    clean = {}
    for row in rows:
        user_id, country = int(row["user_id"]), row["country"].strip().upper()
        clean[user_id] = {"user_id": user_id, "country": country, "plan": row["plan"]}
    return list(clean.values())  # each user once, even if the file has them twice


# --8<-- [end:transform]


# --8<-- [start:load]
@task(outlets=[sign_ups])
def load(rows: list[dict], day: str) -> None:
    with warehouse() as db:
        db.execute("DELETE FROM sign_ups WHERE day = $day", {"day": day})
        if rows:
            db.executemany(
                "INSERT INTO sign_ups VALUES ($day, $user_id, $country, $plan)",
                [{"day": day, **row} for row in rows],
            )
    log.info("Loaded %s sign-ups of %s", len(rows), day)


# --8<-- [end:load]


# --8<-- [start:dag]
@dag(
    schedule="0 5 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["first steps"],
    default_args={
        "owner": "course",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
    },
    doc_md=__doc__,
)
def first_pipeline():
    rows = extract(day=DAY)
    load(transform(rows), day=DAY)


first_pipeline()
# --8<-- [end:dag]
