"""first_pipeline and user_growth: what they load and write, on good days and bad ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import sample_data
from include.places import REPORTS, SIGN_UPS
from tests.examples.conftest import YESTERDAY, Outcome, rows


def test_the_days_sign_ups_are_in_the_warehouse_clean_and_once(run: Callable[..., Outcome]) -> None:
    before = rows("SELECT * FROM sign_ups ORDER BY ALL")
    outcome = run("first_pipeline")
    assert outcome.state == "success"
    made = {(YESTERDAY, *row.values()) for row in sample_data.sign_ups(YESTERDAY)}
    assert set(rows("SELECT * FROM sign_ups WHERE day = $day", day=YESTERDAY)) == made
    assert len(made) == len(rows("SELECT * FROM sign_ups")) - len(before), "other days are as they were"
    assert f"Loaded {len(made)} sign-ups of {YESTERDAY}" in outcome.output


def test_running_a_day_twice_changes_nothing(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    once = rows("SELECT * FROM sign_ups ORDER BY ALL")
    assert run("first_pipeline").state == "success"
    assert rows("SELECT * FROM sign_ups ORDER BY ALL") == once


def test_a_corrected_file_replaces_the_day(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    (SIGN_UPS / f"{YESTERDAY}.csv").write_text("user_id,country,plan\n1, de ,free\n1,DE,free\n", encoding="utf-8")
    run("first_pipeline")
    assert rows("SELECT * FROM sign_ups WHERE day = $day", day=YESTERDAY) == [(YESTERDAY, 1, "DE", "free")]


def test_a_day_without_a_file_fails_with_its_name_and_without_a_retry(run: Callable[..., Outcome]) -> None:
    outcome = run("first_pipeline", day=date(2026, 2, 1))
    assert outcome.state == "failed"
    assert (
        "extract failed on attempt 1: There are no sign-ups of 2026-02-01: 2026-02-01.csv is missing." in outcome.output
    )
    assert "attempt 2" not in outcome.output
    assert outcome.tasks == {"extract": "failed", "transform": "upstream_failed", "load": "upstream_failed"}


def test_a_failure_that_may_pass_is_tried_three_times(run: Callable[..., Outcome]) -> None:
    (SIGN_UPS / f"{YESTERDAY}.csv").write_text("user_id,country,plan\nnobody,DE,free\n", encoding="utf-8")
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
    (SIGN_UPS / f"{YESTERDAY}.csv").write_text("user_id,country,plan\n1,ZA,free\n", encoding="utf-8")
    run("first_pipeline")
    run("user_growth")
    assert '<th scope="row">ZA</th>' in (REPORTS / "user_growth.html").read_text(encoding="utf-8")


def test_a_week_of_days_in_any_order_gives_the_same_warehouse(run: Callable[..., Outcome]) -> None:
    days = [YESTERDAY - timedelta(days=n) for n in range(4)]
    for day in days:
        assert run("first_pipeline", day=day).state == "success"
    once = rows("SELECT * FROM sign_ups ORDER BY ALL")
    for day in reversed(days):
        run("first_pipeline", day=day)
    assert rows("SELECT * FROM sign_ups ORDER BY ALL") == once


def test_who_comes_back_after_weeks_finds_the_days_between(world: None) -> None:
    before = rows("SELECT * FROM sign_ups ORDER BY ALL"), rows("SELECT * FROM transactions ORDER BY ALL")
    gap = {"first": YESTERDAY - timedelta(days=30), "last": YESTERDAY - timedelta(days=1)}
    for table in ("sign_ups", "transactions"):
        rows(f"DELETE FROM {table} WHERE day BETWEEN $first AND $last", **gap)
    sample_data.main()
    assert (rows("SELECT * FROM sign_ups ORDER BY ALL"), rows("SELECT * FROM transactions ORDER BY ALL")) == before


def test_a_file_without_rows_empties_the_day(run: Callable[..., Outcome]) -> None:
    run("first_pipeline")
    (SIGN_UPS / f"{YESTERDAY}.csv").write_text("user_id,country,plan\n", encoding="utf-8")
    assert run("first_pipeline").state == "success"
    assert rows("SELECT count(*) FROM sign_ups WHERE day = $day", day=YESTERDAY) == [(0,)]
