"""fraud_detection and fraud_training: the flags, the report, the model's version, the alert."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta

import pytest

from include.days import LAG
from include.places import MODELS, REPORTS, SHOP
from tests.examples.fixtures import DAY, FaultySlack, Outcome, rows

pytestmark = pytest.mark.long

TABLES = ("transactions", "features", "flagged", "models", "chargebacks")


def report(day: date = DAY) -> str:
    """Return a day's report."""
    return (REPORTS / f"fraud-{day}.html").read_text(encoding="utf-8")


def everything() -> list:
    """Return all that the two DAGs write."""
    return [rows(f"SELECT * FROM {table} ORDER BY ALL") for table in TABLES]


def test_a_trained_model_flags_payments_and_the_report_says_why(run: Callable[..., Outcome]) -> None:
    assert run("fraud_training").state == "success"
    assert run("fraud_detection").state == "success"
    [(version, recall)] = rows("SELECT version, recall FROM models")
    assert recall >= 0.5
    flagged = rows("SELECT transaction_id, model_version, probability FROM flagged WHERE day = $day", day=DAY)
    assert flagged
    assert {model for _, model, _ in flagged} == {version}
    page = report()
    assert set(map(int, re.findall(r'<th scope="row">(\d+)</th>', page))) == {number for number, _, _ in flagged}
    assert f"Model {version}." in page
    [(payments,)] = rows("SELECT count(*) FROM transactions WHERE day = $day", day=DAY)
    assert f"{len(flagged)} of {payments} payments" in page
    assert re.search(r"times the customer's usual amount|the customer lives in|never used before", page)


def test_most_fraud_is_found_and_few_honest_payments_are_flagged(run: Callable[..., Outcome]) -> None:
    # The shop knows the fraud of the past; the model that flags a day has never seen that day.
    run("fraud_training")
    days = [DAY - timedelta(days=n) for n in (11, 12, 13)]
    for day in days:
        run("fraud_detection", day=day)
    with closing(sqlite3.connect(SHOP)) as shop:
        first, last = str(min(days)), str(max(days))
        fraud = {
            number
            for (number,) in shop.execute(
                "SELECT id FROM chargebacks JOIN payments USING (id) WHERE date(paid_at) BETWEEN ? AND ?", (first, last)
            )
        }
    flagged = {number for (number,) in rows("SELECT transaction_id FROM flagged")}
    assert len(flagged & fraud) >= 0.5 * len(fraud)
    assert len(flagged - fraud) <= 0.01 * sum(n for (n,) in rows("SELECT count(*) FROM features"))


def test_running_a_day_twice_changes_nothing(run: Callable[..., Outcome]) -> None:
    run("fraud_training")
    run("fraud_detection")
    run("fraud_training")  # now it knows the fraud that was reported on the day, too
    run("fraud_detection")
    once, page = everything(), report()
    assert run("fraud_training").state == "success"
    assert run("fraud_detection").state == "success"
    assert everything() == once
    assert report() == page


def test_a_week_can_be_filled_in(run: Callable[..., Outcome]) -> None:
    run("fraud_training")
    week = [DAY - timedelta(days=n) for n in range(7)]
    for day in week:
        assert run("fraud_detection", day=day).state == "success"
    assert sorted(path.name for path in REPORTS.glob("fraud-*.html")) == sorted(f"fraud-{day}.html" for day in week)


def test_without_a_model_people_are_alerted_at_once_and_told_what_to_do(
    run: Callable[..., Outcome], slack: FaultySlack
) -> None:
    outcome = run("fraud_detection")
    assert outcome.state == "failed"
    problem = "There is no trained model. Trigger fraud_training, then clear this task."
    assert f"detect failed on attempt 1: {problem}" in outcome.output
    assert [(message["channel"], message["text"]) for message in slack.messages] == [
        ("#fraud-alerts", f"fraud_detection: detect failed for good, on attempt 1: {problem}")
    ]
    assert not (REPORTS / f"fraud-{DAY}.html").exists()
    run("fraud_training")
    assert run("fraud_detection").state == "success"


def test_a_model_whose_file_is_gone_counts_as_missing(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    run("fraud_training", day=DAY - timedelta(days=1))
    run("fraud_training")
    older, newer = sorted(MODELS.glob("*.joblib"))
    newer.unlink()
    run("fraud_detection")
    assert f"Model {older.stem}." in report()
    older.unlink()
    assert "There is no trained model." in run("fraud_detection").output


def test_the_alert_comes_once_after_the_last_attempt(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    SHOP.rename(SHOP.with_suffix(".away"))
    outcome = run("fraud_detection")
    assert re.findall(r"ingest failed on attempt (\d)", outcome.output) == ["1", "2", "3"]
    assert len(slack.messages) == 1
    assert "ingest failed for good, on attempt 3: unable to open database file" in slack.messages[0]["text"]


def test_an_alert_that_slack_refuses_leaves_the_run_failed(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    slack.fail("channel_not_found")
    assert run("fraud_detection").state == "failed"
    assert slack.calls == 1


def test_a_day_without_payments_changes_nothing(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    before = everything()
    outcome = run("fraud_detection", day=date(2026, 2, 1))
    assert "ingest failed on attempt 1: The shop has no payments of 2026-02-01. Nothing was changed." in outcome.output
    assert everything() == before


def test_a_model_that_finds_too_little_is_not_used(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    run("fraud_training")
    in_use = rows("SELECT * FROM models")
    with closing(sqlite3.connect(SHOP)) as shop:
        [(fraud,)] = shop.execute("SELECT count(*) FROM chargebacks")
    # As if honest payments were reported, in a week of which the model knows nothing.
    newest = rows("SELECT trained_through FROM models")[0][0]
    rows(
        "INSERT OR REPLACE INTO chargebacks SELECT transaction_id, day FROM transactions "
        "WHERE day BETWEEN $day::DATE + 1 AND $day::DATE + 7",
        day=newest,
    )
    assert fraud
    outcome = run("fraud_training")
    assert outcome.tasks == {"train": "success", "validate": "failed", "register": "upstream_failed"}
    assert "of the fraud. The model in use stays in use." in outcome.output
    assert rows("SELECT * FROM models") == in_use


def test_training_needs_weeks_of_payments(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    rows("DELETE FROM transactions WHERE day < $day", day=DAY - timedelta(days=20))
    problem = (
        f"Of the 30 days up to {DAY - LAG} the warehouse has the payments of 4. To train a model, it needs those of 20."
    )
    assert f"train failed on attempt 1: {problem}" in run("fraud_training").output


def test_a_day_keeps_its_model_when_a_newer_one_is_there(run: Callable[..., Outcome]) -> None:
    earlier = DAY - timedelta(days=10)
    run("fraud_training", day=earlier)
    run("fraud_detection", day=earlier)
    once, page = rows("SELECT * FROM flagged ORDER BY ALL"), report(earlier)
    run("fraud_training")
    run("fraud_detection", day=earlier)
    assert rows("SELECT * FROM flagged ORDER BY ALL") == once
    assert report(earlier) == page
    run("fraud_detection")
    used = rows("SELECT DISTINCT day, model_version[:10] FROM flagged ORDER BY day")
    assert used == [(earlier, str(earlier - LAG)), (DAY, str(DAY - LAG))]


def test_a_day_before_the_first_model_gets_the_first(run: Callable[..., Outcome]) -> None:
    run("fraud_training", day=DAY - timedelta(days=2))
    run("fraud_training")
    early = DAY - timedelta(days=30)
    assert run("fraud_detection", day=early).state == "success"
    assert f"Model {DAY - timedelta(days=2) - LAG}-" in report(early)


def test_a_quiet_day_has_a_report_too(run: Callable[..., Outcome]) -> None:
    run("fraud_training")
    with closing(sqlite3.connect(SHOP)) as shop, shop:
        # Everybody pays a usual amount, at noon, from home, with their own phone.
        shop.execute(
            "UPDATE payments SET amount = 1, paid_at = date(paid_at) || ' 12:00:00', device = 'phone-' || customer_id, "
            "country = (SELECT home_country FROM customers WHERE customers.customer_id = payments.customer_id) "
            "WHERE date(paid_at) = ?",
            (str(DAY),),
        )
    assert run("fraud_detection").state == "success"
    assert "No payment was flagged." in report()
    assert "<strong>0 of " in report()
