"""The labs: Airflow still says what the pages say."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout

import pytest
import yaml

from labs.trigger_rules import ask
from tests.examples.conftest import ROOT

SAYS = yaml.safe_load((ROOT / "labs" / "trigger_rules" / "lab.yml").read_text(encoding="utf-8"))
ANSWERS = json.loads(ask.ANSWERS.read_text(encoding="utf-8"))
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


def test_every_rule_is_there_once() -> None:
    assert set(SAYS["rules"]) == set(ANSWERS["rules"]) == set(MEANT)
