"""first_pipeline and user_growth, the sample data that they read, and what one sees of a task's log."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta

import pytest

import run as runner
import sample_data
from include.places import DATA, MY_DAGS, READINGS, REPORTS, SHOP, SIGN_UPS
from tests.examples.fixtures import DAY, TODAY, Outcome, rows


def test_the_days_sign_ups_are_in_the_warehouse_clean_and_once(run: Callable[..., Outcome]) -> None:
    before = rows("SELECT * FROM sign_ups ORDER BY ALL")
    outcome = run("first_pipeline")
    assert outcome.state == "success"
    made = {(DAY, *row.values()) for row in sample_data.sign_ups(DAY)}
    assert set(rows("SELECT * FROM sign_ups WHERE day = $day", day=DAY)) == made
    assert len(made) == len(rows("SELECT * FROM sign_ups")) - len(before), "other days are as they were"
    assert f"Loaded {len(made)} sign-ups of {DAY}" in outcome.output


def test_running_a_day_twice_changes_nothing(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    once = rows("SELECT * FROM sign_ups ORDER BY ALL")
    assert run("first_pipeline").state == "success"
    assert rows("SELECT * FROM sign_ups ORDER BY ALL") == once


def test_a_corrected_file_replaces_the_day(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    (SIGN_UPS / f"{DAY}.csv").write_text("user_id,country,plan\n1, de ,free\n1,DE,free\n", encoding="utf-8")
    run("first_pipeline")
    assert rows("SELECT * FROM sign_ups WHERE day = $day", day=DAY) == [(DAY, 1, "DE", "free")]


def test_a_day_without_a_file_fails_with_its_name_and_without_a_retry(run: Callable[..., Outcome]) -> None:
    outcome = run("first_pipeline", day=date(2026, 2, 1))
    assert outcome.state == "failed"
    assert (
        "extract failed on attempt 1: There are no sign-ups of 2026-02-01: 2026-02-01.csv is missing." in outcome.output
    )
    assert "attempt 2" not in outcome.output
    assert outcome.tasks == {"extract": "failed", "transform": "upstream_failed", "load": "upstream_failed"}


def test_a_failure_that_may_pass_is_tried_three_times(run: Callable[..., Outcome]) -> None:
    (SIGN_UPS / f"{DAY}.csv").write_text("user_id,country,plan\nnobody,DE,free\n", encoding="utf-8")
    outcome = run("first_pipeline")
    assert outcome.state == "failed"
    assert re.findall(r"transform failed on attempt (\d)", outcome.output) == ["1", "2", "3"]


def test_the_growth_report_has_a_mapped_task_and_a_row_for_each_country(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    outcome = run("user_growth")
    assert outcome.state == "success"
    countries = [country for (country,) in rows("SELECT DISTINCT country FROM sign_ups ORDER BY 1")]
    assert [f"count_growth [{n}]" in outcome.output for n in range(len(countries) + 1)] == [True] * len(countries) + [
        False
    ]
    report = (REPORTS / "user_growth.html").read_text(encoding="utf-8")
    assert re.findall(r'<th scope="row">(\w+)</th>', report) == [*countries, "Total"]
    total = sum(map(int, re.findall(r"<td>(\d+)</td>", report.split(">Total<")[1])))
    assert [(total,)] == rows("SELECT count(*) FROM sign_ups")


def test_the_growth_report_is_refreshed_and_a_new_country_gets_a_task(run: Callable[..., Outcome]) -> None:
    run("user_growth")
    first = (REPORTS / "user_growth.html").read_text(encoding="utf-8")
    assert run("user_growth").state == "success"
    assert (REPORTS / "user_growth.html").read_text(encoding="utf-8") == first
    (SIGN_UPS / f"{DAY}.csv").write_text("user_id,country,plan\n1,ZA,free\n", encoding="utf-8")
    run("first_pipeline")
    run("user_growth")
    assert '<th scope="row">ZA</th>' in (REPORTS / "user_growth.html").read_text(encoding="utf-8")


def test_a_week_of_days_in_any_order_gives_the_same_warehouse(run: Callable[..., Outcome]) -> None:
    days = [DAY - timedelta(days=n) for n in range(4)]
    for day in days:
        assert run("first_pipeline", day=day).state == "success"
    once = rows("SELECT * FROM sign_ups ORDER BY ALL")
    for day in reversed(days):
        run("first_pipeline", day=day)
    assert rows("SELECT * FROM sign_ups ORDER BY ALL") == once


def test_a_file_without_rows_empties_the_day(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    (SIGN_UPS / f"{DAY}.csv").write_text("user_id,country,plan\n", encoding="utf-8")
    assert run("first_pipeline").state == "success"
    assert rows("SELECT count(*) FROM sign_ups WHERE day = $day", day=DAY) == [(0,)]


SPEAKING = """
import logging
import beside
from airflow.sdk import dag, task

log = logging.getLogger(__name__)

@task
def speak() -> None:
    print("A printed line")
    log.debug("Not shown")
    log.info("Line %s of %s", 2, "the logger")
    beside.log.info("A line of a module beside")
    log.warning("Careful")
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("Broken")

@dag()
def speaking(): speak()

speaking()
"""


def test_what_a_task_says_is_shown_as_plain_lines_and_nothing_else(run: Callable[..., Outcome]) -> None:
    MY_DAGS.mkdir()
    try:
        (MY_DAGS / "beside.py").write_text("import logging\nlog = logging.getLogger('any.name')\n", encoding="utf-8")
        (MY_DAGS / "speaking.py").write_text(SPEAKING, encoding="utf-8")
        outcome = run("speaking")
    finally:
        shutil.rmtree(MY_DAGS)
    said = outcome.output.split("in Airflow:\n\n")[1].split("\n\n  task ")[0].splitlines()
    assert said[:6] == [
        "A printed line",
        "Line 2 of the logger",
        "A line of a module beside",
        "WARNING: Careful",
        "ERROR: Broken",
        "Traceback (most recent call last):",
    ]
    assert said[-1] == "ZeroDivisionError: division by zero"


def everything() -> list:
    """Return the history of the warehouse, and what is in the shop and in the files."""
    with closing(sqlite3.connect(SHOP)) as shop:
        payments = shop.execute("SELECT * FROM payments ORDER BY id").fetchall()
        reports = shop.execute("SELECT * FROM chargebacks ORDER BY id").fetchall()
    files = {path: path.read_bytes() for folder in (SIGN_UPS, READINGS) for path in folder.rglob("*.*")}
    tables = ("sign_ups", "transactions", "chargebacks")
    return [payments, reports, files, *[rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables]]


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2027, 3, 1), date(2028, 2, 29), date(2040, 1, 1)], ids=str)
def test_whatever_the_day_there_is_autumn_2026_and_what_is_near(begin: Callable[[date], None], today: date) -> None:
    begin(today)
    autumn = set(sample_data.period(date(2026, 9, 1), date(2026, 11, 30)))
    near = set(sample_data.period(today - timedelta(days=60), today + timedelta(days=7)))
    days = {str(day) for day in autumn | near}
    with closing(sqlite3.connect(SHOP)) as shop:
        paid = {day for (day,) in shop.execute("SELECT DISTINCT date(paid_at) FROM payments")}
    assert {path.stem for path in SIGN_UPS.iterdir()} == {path.name for path in READINGS.iterdir()} == paid == days
    # What is older than yesterday has been loaded, as if Airflow had always run.
    past = [(day,) for day in sorted(autumn | near) if day < today - timedelta(days=1)]
    for table in ("sign_ups", "transactions"):
        assert rows(f"SELECT DISTINCT day FROM {table} ORDER BY day") == past
    assert sum(path.stat().st_size for path in DATA.rglob("*.*")) < 25_000_000


def test_the_same_day_has_the_same_data_whenever_it_was_made(begin: Callable[[date], None]) -> None:
    def november() -> list:
        day = sample_data.LESSON_DAY
        files = [(READINGS / str(day) / name).read_bytes() for name in ("phone.jsonl", "watch.jsonl")]
        tables = ("sign_ups", "transactions")
        return [
            (SIGN_UPS / f"{day}.csv").read_bytes(),
            *files,
            *[
                rows(f"SELECT * FROM {t} WHERE day <= $day AND day >= '2026-09-01' ORDER BY ALL", day=day)
                for t in tables
            ],
        ]

    begin(date(2026, 11, 24))
    then = november()
    begin(date(2028, 2, 29))
    assert november() == then


def test_who_comes_back_after_weeks_finds_the_days_between(world: None) -> None:
    before = everything()
    gap = {"first": DAY - timedelta(days=30), "last": DAY - timedelta(days=1)}
    for table in ("sign_ups", "transactions"):
        rows(f"DELETE FROM {table} WHERE day BETWEEN $first AND $last", **gap)
    sample_data.main()
    assert everything() == before


def test_data_of_an_earlier_version_is_completed_and_otherwise_left_alone(world: None) -> None:
    before = everything()
    # It had the days around today only. And its owner has changed a file.
    with closing(sqlite3.connect(SHOP)) as shop, shop:
        shop.execute("DELETE FROM chargebacks WHERE id IN (SELECT id FROM payments WHERE paid_at < '2026-12-01')")
        shop.execute("DELETE FROM payments WHERE paid_at < '2026-12-01'")
    for day in sample_data.period(*sample_data.AUTUMN):
        (SIGN_UPS / f"{day}.csv").unlink()
        shutil.rmtree(READINGS / str(day))
    autumn = "SELECT transaction_id FROM transactions WHERE day < '2026-12-01'"
    rows(f"DELETE FROM chargebacks WHERE transaction_id IN ({autumn})")
    for table in ("sign_ups", "transactions"):
        rows(f"DELETE FROM {table} WHERE day < '2026-12-01'")
    sample_data.main()
    assert everything() == before
    changed = SIGN_UPS / f"{DAY}.csv"
    changed.write_text("user_id,country,plan\n", encoding="utf-8")
    sample_data.main(TODAY + timedelta(days=1))
    assert changed.read_text(encoding="utf-8") == "user_id,country,plan\n"


def test_an_example_asks_once_which_day_it_is(
    airflow: None, world: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter(sample_data.period(TODAY, TODAY + timedelta(days=9)))  # each look finds that midnight has passed
    monkeypatch.setattr(sample_data, "today", lambda: next(looks))
    runner.main(["first_pipeline"])
    shown = capsys.readouterr().out
    assert f"first_pipeline, for {DAY}, in Airflow:" in shown
    assert f"In the warehouse, the sign-ups of {DAY}:" in shown
    assert next(looks) == TODAY + timedelta(days=1)
