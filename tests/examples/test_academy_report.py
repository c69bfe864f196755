"""academy_report: every question gets an answer in Slack, and Slack may refuse, limit, fail or be slow."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from include.places import ACADEMY
from tests.examples.fixtures import FaultySlack, Outcome


def texts(slack: FaultySlack) -> list[str]:
    """Return what Slack shows."""
    return [message["text"] for message in slack.messages]


def test_the_report_counts_what_the_academy_has(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    with closing(sqlite3.connect(ACADEMY)) as academy, academy:
        academy.execute("DELETE FROM students WHERE customer_id = 1")
        academy.executemany("INSERT INTO students VALUES (?, 1)", [(9001,), (9002,), (9003,), (9004,)])
        # Two exams of one student are one certified student.
        academy.executemany("INSERT INTO certifications VALUES (?, ?)", [(9001, "a"), (9001, "b"), (9002, "a")])
    outcome = run("academy_report", customer_domain="example.com", channel="#elsewhere")
    assert outcome.state == "success"
    assert outcome.tasks["answer_unknown"] == "skipped"
    assert [(message["channel"], message["text"]) for message in slack.messages] == [
        ("#elsewhere", "*example.com*: 4 students, 2 of them certified (50%).")
    ]


def test_the_domain_may_be_in_capitals(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    assert run("academy_report", customer_domain="Bank.TEST").state == "success"
    assert texts(slack)[0].startswith("*Bank.TEST*: ")


def test_a_customer_without_students_gets_zeros(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    with closing(sqlite3.connect(ACADEMY)) as academy, academy:
        academy.execute("DELETE FROM students WHERE customer_id = 1")
    assert run("academy_report", customer_domain="example.com").state == "success"
    assert texts(slack) == ["*example.com*: 0 students, 0 of them certified."]


def test_an_unknown_domain_gets_an_answer_and_is_no_failure(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    outcome = run("academy_report", customer_domain="nobody.test")
    assert outcome.state == "success"
    assert outcome.tasks["count_students"] == outcome.tasks["post_report"] == "skipped"
    assert texts(slack) == ["I don't know a customer with the domain nobody.test. Is it spelled right?"]


def test_a_failed_run_gets_one_answer(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    ACADEMY.unlink()
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "failed"
    assert re.findall(r"find_customer failed on attempt (\d)", outcome.output) == ["1", "2", "3"]
    [text] = texts(slack)
    assert text.startswith("Sorry, the report on example.com failed. The data team can see why in Airflow: manual__")


@pytest.mark.parametrize("domain", ["no domain", "example", "<!channel>.test", "a.test; DROP TABLE students", ""])
def test_what_is_no_domain_is_refused_before_anything_runs(
    run: Callable[..., Outcome], slack: FaultySlack, domain: str
) -> None:
    with pytest.raises(Exception, match="Invalid input for param customer_domain"):
        run("academy_report", customer_domain=domain)
    assert slack.calls == 0


def test_a_rate_limit_is_waited_for(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    slack.limit_rate(seconds=1)
    slack.limit_rate(seconds=1)
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "success"
    assert "failed on attempt" not in outcome.output, "the task itself waits"
    assert (slack.calls, len(slack.messages)) == (3, 1)


@pytest.mark.parametrize(("error", "status"), [("internal_error", 200), ("service_unavailable", 503)])
def test_a_passing_error_of_slack_is_tried_again(
    run: Callable[..., Outcome], slack: FaultySlack, error: str, status: int
) -> None:
    slack.fail(error, status)
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "success"
    assert "post_report failed on attempt 1" in outcome.output
    assert len(slack.messages) == 1


def test_a_slow_slack_is_tried_again(run: Callable[..., Outcome], slack: FaultySlack) -> None:
    slack.be_slow(seconds=3)  # the Connection waits for one
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "success"
    assert re.search(r"post_report failed on attempt 1: .*timed out", outcome.output)
    assert len(slack.messages) == 1


@pytest.mark.parametrize("error", ["channel_not_found", "invalid_auth", "not_in_channel"])
def test_a_refusal_is_not_tried_again_and_says_why(run: Callable[..., Outcome], slack: FaultySlack, error: str) -> None:
    slack.fail(error)
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "failed"
    assert f"post_report failed on attempt 1: Slack refuses the message to #academy: {error}" in outcome.output
    assert "post_report failed on attempt 2" not in outcome.output
    assert texts(slack)[0].startswith("Sorry, the report on example.com failed."), "the next call went through"


def test_a_slack_that_is_away_fails_the_run(
    run: Callable[..., Outcome], slack: FaultySlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = '{"conn_type": "slack", "password": "token", "extra": {"base_url": "http://127.0.0.1:9/api/"}}'
    monkeypatch.setenv("AIRFLOW_CONN_SLACK_API_DEFAULT", connection)
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "failed"
    assert re.findall(r"post_report failed on attempt (\d)", outcome.output) == ["1", "2", "3"]


def test_without_a_connection_the_message_names_it(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_SLACK_API_DEFAULT")
    outcome = run("academy_report", customer_domain="example.com")
    assert outcome.state == "failed"
    assert "slack_api_default" in outcome.output
