"""health_score: what the app can show, from readings that are late, doubled, missing or wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from apps import fitness
from include.places import READINGS
from include.readings import MalformedReading, parse
from sample_data import USERS
from tests.examples.fixtures import DAY, Outcome, rows, scores

DAY_BEFORE = DAY - timedelta(days=1)


def reading(user: str, kind: str, value: object, hour: int = 9, device: str = "watch", day: date = DAY) -> dict:
    """Make a reading."""
    return {
        "id": f"{user}-{device}-{kind}-{day}-{hour}",
        "user": user,
        "device": device,
        "kind": kind,
        "measured_at": f"{day}T{hour:02}:00:00",
        "value": value,
    }


def receive(readings: list[dict], day: date = DAY) -> None:
    """Replace what arrives on a day."""
    (READINGS / str(day) / "phone.jsonl").write_text("", encoding="utf-8")
    lines = "".join(json.dumps(reading) + "\n" for reading in readings)
    (READINGS / str(day) / "watch.jsonl").write_text(lines, encoding="utf-8")


def test_every_user_has_a_score_and_a_goal_that_the_app_shows(
    run: Callable[..., Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run("health_score")
    assert outcome.state == "success"
    found = {user: (day, score, goal) for user, day, score, goal in scores() if day == str(DAY)}
    assert sorted(found) == USERS
    assert all(0 <= score <= 100 and 4000 <= goal <= 15_000 and goal % 500 == 0 for _, score, goal in found.values())
    fitness.main(["ada"])
    _, score, goal = found["ada"]
    shown = capsys.readouterr().out
    assert str(score) in shown
    assert f"{goal:,} steps" in shown
    assert "bea" not in shown


def test_the_score_is_the_formula_of_the_lesson(run: Callable[..., Outcome]) -> None:
    receive(
        [
            reading("ada", "steps", 4000),  # half of 50
            reading("ada", "sleep", 480, hour=6),  # 30
            reading("ada", "heart_rate", 70),  # half of 20
            reading("bea", "steps", 20_000),  # nothing else was measured: 50 of 50
            reading("carl", "heart_rate", 95),  # 0 of 20
        ]
    )
    assert run("health_score").state == "success"
    assert scores() == [
        ("ada", str(DAY), 65, 4000),
        ("bea", str(DAY), 100, 15_000),
        ("carl", str(DAY), 0, 4000),
    ]


def test_running_a_day_twice_changes_nothing(run: Callable[..., Outcome]) -> None:
    run("health_score", day=DAY_BEFORE)
    run("health_score")
    tables = ("readings", "user_days", "scores")
    once = scores(), *[rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables]
    assert run("health_score").state == "success"
    assert run("health_score", day=DAY_BEFORE).state == "success"
    assert (scores(), *[rows(f"SELECT * FROM {table} ORDER BY ALL") for table in tables]) == once


def test_a_reading_that_is_sent_twice_or_by_both_devices_counts_once(run: Callable[..., Outcome]) -> None:
    twice = reading("ada", "steps", 600)
    receive([twice, twice, reading("ada", "steps", 500, device="phone"), reading("ada", "steps", 100, hour=10)])
    run("health_score")
    assert rows("SELECT steps FROM user_days") == [(700,)]


def test_a_late_reading_corrects_the_day_on_which_it_was_measured(run: Callable[..., Outcome]) -> None:
    receive([reading("ada", "steps", 2000, day=DAY_BEFORE)], day=DAY_BEFORE)
    run("health_score", day=DAY_BEFORE)
    receive([reading("ada", "steps", 6000, hour=20, day=DAY_BEFORE), reading("ada", "steps", 1600)])
    run("health_score")
    assert rows("SELECT day, steps FROM user_days ORDER BY day") == [(DAY_BEFORE, 8000), (DAY, 1600)]
    assert [(day, score) for _, day, score, _ in scores()] == [(str(DAY_BEFORE), 100), (str(DAY), 20)]


def test_late_readings_alone_make_no_score_of_a_day_that_was_never_ingested(run: Callable[..., Outcome]) -> None:
    receive([reading("ada", "steps", 10, hour=20, day=DAY_BEFORE), reading("ada", "steps", 8000)])
    run("health_score")
    assert [day for _, day, _, _ in scores()] == [str(DAY)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{not json", "not JSON ("),
        ("[1, 2]", "not a JSON object"),
        (json.dumps({"id": "1", "user": "ada"}), "device, kind, measured_at, value missing"),
        (json.dumps(reading("ada", "steps", "many")), "value must be a whole number that is not negative, not 'many'"),
        (json.dumps(reading("ada", "steps", -1)), "value must be a whole number that is not negative, not -1"),
        (json.dumps(reading("ada", "steps", True)), "value must be a whole number that is not negative, not True"),
        (json.dumps(reading("ada", "mood", 3)), "kind must be one of steps, heart_rate, sleep"),
        (json.dumps(reading("", "steps", 3)), "id, user and measured_at must be texts"),
        (json.dumps(reading("ada", "steps", 3) | {"kind": ["steps"]}), "kind must be one of steps"),
        (json.dumps(reading("ada", "steps", 3) | {"measured_at": "yesterday"}), "measured_at must look like 2026-"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(tmp_path: Path, line: str, problem: str) -> None:
    file = tmp_path / "watch.jsonl"
    file.write_text(f"{json.dumps(reading('ada', 'steps', 3))}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(MalformedReading) as malformed:
        parse(file)
    assert f"{tmp_path.name}/watch.jsonl:3: {problem}" in str(malformed.value)


def test_a_malformed_reading_stops_the_run_at_its_line(run: Callable[..., Outcome]) -> None:
    file = READINGS / str(DAY) / "watch.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[16] = "oops"
    file.write_text("\n".join(lines), encoding="utf-8")
    outcome = run("health_score")
    assert outcome.state == "failed"
    assert f"ingest failed on attempt 1: {DAY}/watch.jsonl:17: not JSON (" in outcome.output
    assert "Correct or remove the line, then clear the task." in outcome.output
    assert rows("SELECT count(*) FROM readings") == [(0,)]


def test_a_day_without_readings_changes_nothing(run: Callable[..., Outcome]) -> None:
    run("health_score")
    before = scores()
    outcome = run("health_score", day=date(2026, 2, 1))
    assert outcome.state == "failed"
    assert "ingest failed on attempt 1: No readings arrived on 2026-02-01. Nothing was changed." in outcome.output
    assert scores() == before


def test_a_device_whose_file_is_not_there_yet_is_waited_for(run: Callable[..., Outcome]) -> None:
    (READINGS / str(DAY) / "watch.jsonl").unlink()
    outcome = run("health_score")
    assert outcome.state == "failed"
    assert f"ingest failed on attempt 3: The readings of {DAY} from the watch are not there yet." in outcome.output


def test_a_score_whose_readings_were_taken_back_goes(run: Callable[..., Outcome]) -> None:
    run("health_score")
    receive([reading(user, "steps", 5000) for user in USERS[1:]])
    run("health_score")
    assert {user for user, day, _, _ in scores() if day == str(DAY)} == set(USERS[1:])


def test_nothing_is_exported_when_users_are_missing(run: Callable[..., Outcome]) -> None:
    run("health_score", day=DAY_BEFORE)
    before = scores()
    receive([reading(user, "steps", 5000) for user in USERS[:9]])
    outcome = run("health_score")
    assert f"check_quality failed on attempt 1: Only 9 of 12 users have readings for {DAY}." in outcome.output
    assert outcome.tasks["export"] == "upstream_failed"
    assert scores() == before


def test_nothing_is_exported_when_a_value_is_impossible(run: Callable[..., Outcome]) -> None:
    receive([reading("ada", "heart_rate", 600)])
    outcome = run("health_score")
    assert "check_quality failed on attempt 1: 1 rows up to" in outcome.output
    assert outcome.tasks["export"] == "upstream_failed"
