"""### Health score: a data-powered application

Turns the readings of phones and watches into a daily health score and an activity goal for
each user, and exports them to the database that the fitness app reads.
"""

# --8<-- [start:imports]
import logging
import sqlite3
from contextlib import closing
from datetime import timedelta

import pendulum
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException

from include.days import DAY
from include.places import PRODUCTION, READINGS
from include.readings import DEVICES, MalformedReading, parse
from include.warehouse import warehouse

log = logging.getLogger(__name__)
# --8<-- [end:imports]


# --8<-- [start:ingest]
@task
def ingest(day: str) -> None:
    """Load the readings that arrived on a day, replacing those of an earlier run."""
    files = sorted((READINGS / day).glob("*.jsonl"))
    if files and (missing := set(DEVICES) - {file.stem for file in files}):
        raise FileNotFoundError(
            f"The readings of {day} from the {missing.pop()} are not there yet."
        )
    try:
        readings = [reading for file in files for reading in parse(file)]
    except MalformedReading as error:
        raise AirflowFailException(str(error)) from error
    if not readings:
        raise AirflowFailException(
            f"No readings arrived on {day}. Nothing was changed."
        )
    with warehouse() as db:
        db.execute("DELETE FROM readings WHERE received_on = $day", {"day": day})
        db.executemany(
            "INSERT INTO readings "
            "VALUES ($day, $id, $user, $device, $kind, $measured_at, $value)",
            [{"day": day, **reading} for reading in readings],
        )
    log.info("Ingested %s readings that arrived on %s", len(readings), day)


# --8<-- [end:ingest]


# --8<-- [start:transform]
@task
def transform(day: str) -> None:
    """Make one clean row per user, for the day and for the day before."""
    with warehouse() as db:
        db.execute(
            "DELETE FROM user_days WHERE day BETWEEN $day::DATE - 1 AND $day",
            {"day": day},
        )
        db.execute(
            """
            WITH hours AS (
                -- Phone and watch count the same steps: take the larger of the two.
                SELECT user_name, kind, measured_at, max(value) AS value
                FROM readings
                WHERE measured_at::DATE BETWEEN $day::DATE - 1 AND $day
                    -- A day that was never ingested would have its late readings only.
                    AND measured_at::DATE IN (SELECT received_on FROM readings)
                GROUP BY ALL  -- the same reading, sent twice, counts once
            )
            INSERT INTO user_days
            SELECT
                measured_at::DATE AS day,
                user_name,
                sum(value) FILTER (kind = 'steps') AS steps,
                round(avg(value) FILTER (kind = 'heart_rate')) AS heart_rate,
                sum(value) FILTER (kind = 'sleep') AS sleep
            FROM hours
            GROUP BY ALL
            """,
            {"day": day},
        )


# --8<-- [end:transform]


# --8<-- [start:check_quality]
@task
def check_quality(day: str) -> None:
    """Stop before the export if the day can't be right: users keep the last score."""
    with warehouse() as db:
        users, usual, impossible = db.execute(
            """
            SELECT
                count(*) FILTER (day = $day) AS users,
                count(DISTINCT user_name) AS usual,
                count(*) FILTER (
                    steps > 100_000
                    OR heart_rate NOT BETWEEN 25 AND 220
                    OR sleep > 24 * 60
                ) AS impossible
            FROM user_days WHERE day BETWEEN $day::DATE - 7 AND $day
            """,
            {"day": day},
        ).fetchone()
    if users < 0.8 * usual:
        raise AirflowFailException(
            f"Only {users} of {usual} users have readings for {day}. "
            "Nothing was exported."
        )
    if impossible:
        raise AirflowFailException(
            f"{impossible} rows up to {day} have impossible values. "
            "Nothing was exported."
        )


# --8<-- [end:check_quality]


# --8<-- [start:compute_scores]
@task
def compute_scores(day: str) -> None:
    """Compute each user's score (0 to 100) and goal (steps) for the transformed days.

    The formula is made up for this course: 50 points for 8,000 steps, 30 for 8 hours
    of sleep, 20 for a resting heart rate of 50 and none for one of 90. What was not
    measured does not count.
    """
    with warehouse() as db:
        db.execute(
            "DELETE FROM scores WHERE day BETWEEN $day::DATE - 1 AND $day", {"day": day}
        )
        db.execute(
            """
            WITH parts AS (
                SELECT
                    *,
                    CASE WHEN steps IS NOT NULL
                        THEN 50 * least(steps / 8000, 1) END AS steps_part,
                    CASE WHEN sleep IS NOT NULL
                        THEN 30 * least(sleep / 480, 1) END AS sleep_part,
                    CASE WHEN heart_rate IS NOT NULL
                        THEN 20 * least(greatest((90 - heart_rate) / 40, 0), 1)
                        END AS heart_part,
                    avg(steps) OVER (
                        PARTITION BY user_name ORDER BY day
                        RANGE INTERVAL 6 DAYS PRECEDING
                    ) AS steps_of_week
                FROM user_days WHERE day BETWEEN $day::DATE - 7 AND $day
            )
            INSERT INTO scores
            SELECT
                day,
                user_name,
                round(
                    100
                    * (
                        coalesce(steps_part, 0)
                        + coalesce(sleep_part, 0)
                        + coalesce(heart_part, 0)
                    )
                    / (
                        50 * (steps IS NOT NULL)::INTEGER
                        + 30 * (sleep IS NOT NULL)::INTEGER
                        + 20 * (heart_rate IS NOT NULL)::INTEGER
                    )
                ),
                greatest(
                    4000,
                    least(15_000, 500 * round(1.05 * coalesce(steps_of_week, 0) / 500))
                )
            FROM parts WHERE day BETWEEN $day::DATE - 1 AND $day
            """,
            {"day": day},
        )


# --8<-- [end:compute_scores]


# --8<-- [start:export]
@task
def export(day: str) -> None:
    """Replace the scores of the two days in the database that the app reads."""
    with warehouse() as db:
        scores = db.execute(
            "SELECT user_name, day::VARCHAR, score, goal FROM scores "
            "WHERE day BETWEEN $day::DATE - 1 AND $day",
            {"day": day},
        ).fetchall()
    with closing(sqlite3.connect(PRODUCTION)) as app, app:
        app.execute(
            "CREATE TABLE IF NOT EXISTS health_scores "
            "(user_name TEXT, day TEXT, score INTEGER, goal INTEGER, "
            "PRIMARY KEY (user_name, day))"
        )
        app.execute(
            "DELETE FROM health_scores WHERE day BETWEEN date(?, '-1 day') AND ?",
            (day, day),
        )
        app.executemany(
            "INSERT INTO health_scores VALUES (?, ?, ?, ?) "
            "ON CONFLICT (user_name, day) "
            "DO UPDATE SET score = excluded.score, goal = excluded.goal",
            scores,
        )
    log.info("Exported %s scores for %s and the day before", len(scores), day)


# --8<-- [end:export]


# --8<-- [start:dag]
@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["use case", "data-powered application"],
    default_args={
        "owner": "fitness app",
        "retries": 2,
        "retry_delay": timedelta(seconds=10),
    },
    doc_md=__doc__,
)
def health_score():
    (
        ingest(DAY)
        >> transform(DAY)
        >> check_quality(DAY)
        >> compute_scores(DAY)
        >> export(DAY)
    )


health_score()
# --8<-- [end:dag]
