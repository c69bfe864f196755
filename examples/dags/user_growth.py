"""### User growth: a report that is refreshed after every load

Starts whenever `first_pipeline` has loaded sign-ups. Counts the growth of each country in a mapped
task of its own, and writes the report that the analysts read.
"""

# --8<-- [start:imports]
import logging
from datetime import timedelta

import pendulum
from airflow.sdk import Asset, dag, task

from include.growth_report import growth_report
from include.places import REPORTS
from include.warehouse import warehouse

log = logging.getLogger(__name__)
sign_ups = Asset("sign_ups")
# --8<-- [end:imports]


# --8<-- [start:list_countries]
@task
def list_countries() -> list[str]:
    with warehouse() as db:
        rows = db.execute(
            "SELECT DISTINCT country FROM sign_ups ORDER BY country"
        ).fetchall()
    return [country for (country,) in rows]


# --8<-- [end:list_countries]


# --8<-- [start:count_growth]
@task
def count_growth(country: str) -> dict:
    with warehouse() as db:
        weeks = db.execute(
            """
            SELECT date_trunc('week', day)::DATE::VARCHAR AS week, count(*) AS new_users
            FROM sign_ups WHERE country = $country
            GROUP BY week ORDER BY week
            """,
            {"country": country},
        ).fetchall()
    return {"country": country, "weeks": dict(weeks)}


# --8<-- [end:count_growth]


# --8<-- [start:write_report]
@task
def write_report(
    growth: list[dict], triggering_asset_events: dict | None = None
) -> str:
    updates = sum(len(events) for events in (triggering_asset_events or {}).values())
    REPORTS.mkdir(parents=True, exist_ok=True)
    path = REPORTS / "user_growth.html"
    # Airflow fetches the results of a mapped task one by one; [:] fetches all.
    path.write_text(growth_report(growth[:]), encoding="utf-8")
    log.info("Refreshed %s after %s update(s) of the sign-ups", path, updates)
    return str(path)


# --8<-- [end:write_report]


# --8<-- [start:dag]
@dag(
    schedule=[sign_ups],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["first steps", "analytics and reporting"],
    default_args={
        "owner": "analysts",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
    },
    doc_md=__doc__,
)
def user_growth():
    write_report(count_growth.expand(country=list_countries()))


user_growth()
# --8<-- [end:dag]
