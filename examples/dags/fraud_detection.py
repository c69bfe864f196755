"""### Fraud detection: a critical operational process

Scores a day's payments with a trained model and writes a report for the compliance team.
A second DAG retrains the model whenever payments were ingested. After its last attempt, a
failed task alerts people in Slack.
"""

# --8<-- [start:imports]
import hashlib
import logging
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pendulum
from airflow.providers.slack.notifications.slack import SlackNotifier
from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowFailException

from include.days import DAY, LAG
from include.fraud_report import fraud_report
from include.places import MODELS, REPORTS, SHOP
from include.warehouse import warehouse

log = logging.getLogger(__name__)
transactions = Asset("transactions")
# --8<-- [end:imports]

FEATURES = (Path(__file__).parent / "include" / "features.sql").read_text(
    encoding="utf-8"
)
COLUMNS = "amount, times_usual, abroad, at_night, new_device"


# --8<-- [start:ingest]
@task(outlets=[transactions])
def ingest(day: str) -> None:
    """Copy a day's payments from the shop, and the fraud that was reported so far."""
    with closing(sqlite3.connect(f"{SHOP.as_uri()}?mode=ro", uri=True)) as shop:
        payments = shop.execute(
            "SELECT :day, id, customer_id, home_country, paid_at, amount, country, "
            "device FROM payments JOIN customers USING (customer_id) "
            "WHERE date(paid_at) = :day",
            {"day": day},
        ).fetchall()
        reported = shop.execute(
            "SELECT * FROM chargebacks WHERE reported_on <= :day", {"day": day}
        ).fetchall()
    if not payments:
        raise AirflowFailException(
            f"The shop has no payments of {day}. Nothing was changed."
        )
    with warehouse() as db:
        db.execute("DELETE FROM transactions WHERE day = $day", {"day": day})
        db.executemany(
            "INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", payments
        )
        db.execute("DELETE FROM chargebacks WHERE reported_on <= $day", {"day": day})
        if reported:
            db.executemany("INSERT INTO chargebacks VALUES (?, ?)", reported)
    log.info("Ingested %s payments of %s", len(payments), day)


# --8<-- [end:ingest]


# --8<-- [start:transform]
@task
def transform(day: str) -> None:
    """Compare each payment with what its customer usually does."""
    with warehouse() as db:
        db.execute("DELETE FROM features WHERE day = $day", {"day": day})
        db.execute(FEATURES, {"first_day": day, "last_day": day})


# --8<-- [end:transform]


# --8<-- [start:detect]
@task
def detect(day: str) -> str:
    """Flag the payments that the day's model finds more likely fraud than not."""
    import joblib

    with warehouse() as db:
        models = db.execute("SELECT trained_through, version FROM models").fetchall()
        rows = db.execute(
            f"SELECT transaction_id, {COLUMNS} FROM features WHERE day = $day",
            {"day": day},
        ).fetchall()
    models = [model for model in models if (MODELS / f"{model[1]}.joblib").exists()]
    if not models:
        raise AirflowFailException(
            "There is no trained model. Trigger fraud_training, then clear this task."
        )
    # The newest that there could be on that day, so that a later run flags the same.
    # If there is none that old, the oldest.
    known = [model for model in models if model[0] <= date.fromisoformat(day) - LAG]
    _, version = max(known, default=min(models))
    model = joblib.load(MODELS / f"{version}.joblib")
    probabilities = model.predict_proba([features for _, *features in rows])[:, 1]
    flagged = [
        (day, transaction_id, round(float(probability), 3), version)
        for (transaction_id, *_), probability in zip(rows, probabilities, strict=True)
        if probability > 0.5
    ]
    with warehouse() as db:
        db.execute("DELETE FROM flagged WHERE day = $day", {"day": day})
        if flagged:
            db.executemany("INSERT INTO flagged VALUES (?, ?, ?, ?)", flagged)
    log.info(
        "Model %s flagged %s of %s payments of %s",
        version,
        len(flagged),
        len(rows),
        day,
    )
    return version


# --8<-- [end:detect]


# --8<-- [start:report]
@task
def report(day: str, version: str) -> str:
    """Write the report for the compliance team."""
    with warehouse() as db:
        page = fraud_report(db, day, version)
    REPORTS.mkdir(parents=True, exist_ok=True)
    path = REPORTS / f"fraud-{day}.html"
    path.write_text(page, encoding="utf-8")
    log.info("Wrote %s", path)
    return str(path)


# --8<-- [end:report]


# --8<-- [start:alert]
alert = SlackNotifier(
    channel="#fraud-alerts",
    text="{{ ti.dag_id }}: {{ ti.task_id }} failed for good, "
    "on attempt {{ ti.try_number }}: {{ exception }}",
)

default_args = {
    "owner": "risk",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "execution_timeout": timedelta(minutes=10),
    "on_failure_callback": alert,  # after the last attempt only
}
# --8<-- [end:alert]


# --8<-- [start:dag]
@dag(
    schedule="0 6 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["use case", "critical operational process"],
    default_args=default_args,
    doc_md=__doc__,
)
def fraud_detection():
    version = detect(DAY)
    ingest(DAY) >> transform(DAY) >> version
    report(DAY, version)


fraud_detection()
# --8<-- [end:dag]


# --8<-- [start:train]
@task
def train(day: str) -> str:
    """Train a model on payments whose fraud was known on a day, and return its version.

    Customers report fraud within ten days. The last week before those is left out, to
    validate the model with.
    """
    import joblib
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    trained_through = date.fromisoformat(day) - LAG
    first_day = trained_through - timedelta(days=29)
    with warehouse() as db:
        (days,) = db.execute(
            "SELECT count(DISTINCT day) FROM transactions WHERE day BETWEEN ? AND ?",
            [first_day, trained_through],
        ).fetchone()
        if days < 20:
            raise AirflowFailException(
                f"Of the 30 days up to {trained_through} the warehouse has the "
                f"payments of {days}. To train a model, it needs those of 20."
            )
        db.execute(FEATURES, {"first_day": first_day, "last_day": day})
        rows = db.execute(
            f"""
            SELECT
                {COLUMNS},
                transaction_id IN (SELECT transaction_id FROM chargebacks) AS fraud
            FROM features WHERE day BETWEEN $first_day AND $last_day
            ORDER BY transaction_id
            """,
            {"first_day": first_day, "last_day": trained_through},
        ).fetchall()
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit([features for *features, _ in rows], [fraud for *_, fraud in rows])
    # The same data gives the same version.
    version = f"{trained_through}-{hashlib.sha256(repr(rows).encode()).hexdigest()[:8]}"
    MODELS.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, MODELS / f"{version}.joblib")
    return version


# --8<-- [end:train]


# --8<-- [start:validate]
@task
def validate(version: str) -> dict:
    """Try the model on the week after its training. A weak one is not used."""
    import joblib
    from sklearn.metrics import precision_score, recall_score

    with warehouse() as db:
        rows = db.execute(
            f"""
            SELECT
                {COLUMNS},
                transaction_id IN (SELECT transaction_id FROM chargebacks) AS fraud
            FROM features WHERE day BETWEEN $day::DATE + 1 AND $day::DATE + 7
            """,
            {"day": version[:10]},
        ).fetchall()
    if not rows:
        raise AirflowFailException(
            f"There are no payments of the week after {version[:10]} to validate the "
            "model with. Backfill fraud_detection, then clear this task."
        )
    fraud = [fraud for *_, fraud in rows]
    found = joblib.load(MODELS / f"{version}.joblib").predict(
        [features for *features, _ in rows]
    )
    recall = float(recall_score(fraud, found, zero_division=0))
    precision = float(precision_score(fraud, found, zero_division=0))
    if recall < 0.5:
        raise AirflowFailException(
            f"Model {version} finds {recall:.0%} of the fraud. "
            "The model in use stays in use."
        )
    quality = f"{recall:.0%} of the fraud found, {precision:.0%} of alarms right"
    log.info("Model %s: %s", version, quality)
    return {"version": version, "recall": recall, "precision": precision}


# --8<-- [end:validate]


# --8<-- [start:register]
@task
def register(model: dict) -> None:
    """Put the model into use, in the place of one trained up to the same day."""
    trained_through = model["version"][:10]
    with warehouse() as db:
        db.execute(
            "DELETE FROM models WHERE trained_through = $day", {"day": trained_through}
        )
        db.execute(
            "INSERT INTO models VALUES (?, ?, ?, ?)",
            [model["version"], trained_through, model["recall"], model["precision"]],
        )


# --8<-- [end:register]


# --8<-- [start:training_dag]
@dag(
    schedule=[transactions],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["use case", "critical operational process"],
    default_args=default_args,
    doc_md="### Fraud training\n\nRetrains the model when payments were ingested.",
)
def fraud_training():
    register(validate(train(DAY)))


fraud_training()
# --8<-- [end:training_dag]
