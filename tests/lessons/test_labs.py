"""The labs: Airflow still says what the pages say."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout

import pytest
import yaml

from labs.schedule import ask as schedule
from labs.trigger_rules import ask
from tests.examples.fixtures import ROOT
from tests.examples.seen import Seen

pytestmark = pytest.mark.long

SAYS = yaml.safe_load((ROOT / "labs" / "trigger_rules" / "lab.yml").read_text(encoding="utf-8"))
ANSWERS = json.loads(ask.ANSWERS.read_text(encoding="utf-8"))
SCHEDULE = yaml.safe_load(schedule.LAB.read_text(encoding="utf-8"))
BAD = {"failed", "upstream_failed"}
# What lab.yml says of each rule in words.
MEANT: dict[str, Callable[[tuple[str, ...]], bool]] = {
    "all_success": lambda ended: set(ended) == {"success"},
    "all_failed": lambda ended: set(ended) <= BAD,
    "all_done": lambda ended: True,
    "all_done_min_one_success": lambda ended: "success" in ended and "skipped" not in ended,
    "all_skipped": lambda ended: set(ended) == {"skipped"},
    "one_success": lambda ended: "success" in ended,
    "one_failed": lambda ended: bool(BAD & set(ended)),
    "one_done": lambda ended: bool({"success", "failed"} & set(ended)),
    "none_failed": lambda ended: not BAD & set(ended),
    "none_failed_min_one_success": lambda ended: not BAD & set(ended) and "success" in ended,
    "none_skipped": lambda ended: "skipped" not in ended,
    "always": lambda ended: True,
}


def test_airflow_says_what_the_trigger_rule_lab_says(airflow: None) -> None:
    from airflow.utils.session import create_session

    with create_session() as session, redirect_stdout(io.StringIO()):
        assert ask.answers(session) == ANSWERS


@pytest.mark.parametrize("rule", SAYS["rules"])
def test_the_words_of_a_rule_say_what_airflow_does(rule: str) -> None:
    runs = {ended for ended, letter in zip(ask.endings(), ANSWERS["rules"][rule], strict=True) if letter == "r"}
    assert {ended for ended in ask.endings() if MEANT[rule](ended)} == runs
    early = "It does not wait for the others" in SAYS["rules"][rule] or "It waits for nothing" in SAYS["rules"][rule]
    assert early == (rule in ANSWERS["run before the others have ended"])


BRANCH = """
from airflow.sdk import dag, task

@dag
def ways():
    @task.branch
    def choose():
        if {says!r} == "fails":
            raise ValueError("on purpose")
        return {chosen}

    @task
    def before_1():
        pass

    @task
    def before_2():
        pass

    choose() >> [before_1(), before_2()]

ways()
"""


@pytest.mark.parametrize("branch", SAYS["branches"], ids=lambda branch: branch["says"])
def test_a_branch_does_what_the_lab_says(airflow: None, branch: dict) -> None:
    chosen = [f"before_{place}" for place, state in enumerate(branch["before"], 1) if state == "free"]
    states = Seen(BRANCH.format(says=branch["says"], chosen=chosen), "ways.py").states
    ends = [states["before_1"], states["before_2"]]
    assert ends == ["success" if state == "free" else state for state in branch["before"]]


def test_every_rule_is_there_once() -> None:
    assert set(SAYS["rules"]) == set(ANSWERS["rules"]) == set(MEANT)


def test_airflow_makes_the_runs_of_the_schedule_lab(airflow: None) -> None:
    kept = schedule.CASES.read_text(encoding="utf-8").splitlines()
    differ = [
        f"{schedule.draw(seed)}\n  was: {before}\n  is: {now}"
        for seed, before, now in zip(schedule.SEEDS, kept, schedule.cases(schedule.SEEDS), strict=True)
        if before != now
    ]
    assert not differ, "Airflow has changed: make labs\n" + "\n".join(differ)


def test_the_schedule_lab_has_the_clocks_and_examples_of_airflow(airflow: None) -> None:
    assert schedule.answers() == json.loads(schedule.ANSWERS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("level", SCHEDULE["levels"], ids=lambda level: level["goal"][:30])
def test_a_level_of_the_schedule_lab_has_as_many_runs_as_it_says(airflow: None, level: dict) -> None:
    setting = schedule.utc(level["setting"] | level["solution"])
    assert len([*schedule.runs(setting, schedule.MANY)]) == level["runs"]


@pytest.mark.parametrize("refused", SCHEDULE["refused"], ids=lambda refused: refused["cron"])
def test_what_airflow_refuses_the_schedule_lab_refuses_and_the_rest_it_says_so(airflow: None, refused: dict) -> None:
    assert schedule.refuses(refused["cron"]) == ("airflow" not in refused)
