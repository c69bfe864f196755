"""The trigger-rule lab, tried by the keyboard as a learner does, and compared with Airflow's answers in every case."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from itertools import combinations_with_replacement

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.conftest import VIEWS, look
from tests.browser.keys import begin, choose, go_on, take_hint
from tests.conftest import ROOT, Site

FOLDER = ROOT / "labs" / "trigger_rules"
ADDRESS = "labs/trigger-rules/"
SAYS = yaml.safe_load((FOLDER / "lab.yml").read_text(encoding="utf-8"))
ANSWERS = json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))
LETTERS = {"r": "run", "s": "skipped", "u": "upstream_failed"}
SHOW = """
([rule, ended]) => {
  const tool = document.querySelector(".lab__tool");
  tool.elements.rule.value = rule;
  tool.elements.count.value = ended.length;
  ended.forEach((state, place) => { tool.elements.before[place].value = state; });
  tool.elements.rule.dispatchEvent(new Event("change", { bubbles: true }));
  return tool.querySelector(".lab__answer").textContent;
}
"""


def test_it_says_what_airflow_says_in_every_case(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    expect(page.locator(".lab__answer")).to_be_visible()
    order = [ended for count in range(1, 5) for ended in combinations_with_replacement(ANSWERS["states"], count)]
    differ = [
        (rule, ended, said)
        for rule, letters in ANSWERS["rules"].items()
        for ended, letter in zip(order, letters, strict=True)
        # The order of the tasks does not matter.
        for said in {page.evaluate(SHOW, [rule, turned]) for turned in (list(ended), list(reversed(ended)))}
        if said != SAYS["answers"][LETTERS[letter]]
    ]
    assert differ == []


@pytest.mark.parametrize("number", range(len(SAYS["levels"])))
def test_a_level_is_reached_by_keys_and_not_before(open_page: Callable[..., Page], number: int) -> None:
    level = SAYS["levels"][number]
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    begin(page)
    choose(tool.locator("[name=level]"), str(number))
    expect(tool.locator(".lab__goal")).to_have_text(level["goal"])
    heard = tool.get_by_role("status")
    expect(heard).to_contain_text(f"{level['goal']} ")
    expect(heard).to_contain_text("Not yet")
    take_hint(tool, level["hint"])
    if level["change"] == "before":
        for place, state in enumerate(level["solution"]):
            if state != level["before"][place]:
                choose(tool.locator("[name=before]").nth(place), state)
    else:
        choose(tool.locator("[name=rule]"), level["solution"])
    expect(tool.locator(".lab__verdict")).to_contain_text(f"✓ Level {number + 1} is reached.")
    expect(heard).to_contain_text(f"Level {number + 1} is reached.")
    go_on(tool, number, SAYS["levels"])
    page.reload()
    expect(tool.locator(f"[name=level] option[value='{number}']")).to_have_text(f"{number + 1}. {level['title']} ✓")


def test_how_many_cases_are_right_is_told(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    begin(page)
    choose(tool.locator("[name=level]"), "5")
    for rule, told in {"one_done": "Not yet: 3 of 4 cases are right.", "one_success": "Level 6 is reached."}.items():
        choose(tool.locator("[name=rule]"), rule)
        expect(tool.get_by_role("status")).to_contain_text(told)
    expect(tool.locator(".lab__case--met")).to_have_count(4)


@pytest.mark.parametrize(("number", "rules"), [(1, 1), (2, 1), (3, 3), (4, 1), (5, 1)], ids=lambda one: None)
def test_other_rules_that_reach_a_level_are_told(open_page: Callable[..., Page], number: int, rules: int) -> None:
    page = open_page(ADDRESS)
    verdict = page.locator(".lab__verdict")
    page.locator("[name=level]").select_option(str(number))
    reached = []
    for rule in SAYS["rules"]:
        page.locator("[name=rule]").select_option(rule)
        expect(page.locator(".lab__rule")).to_contain_text(SAYS["rules"][rule])
        if "is reached" in verdict.inner_text():
            reached.append((rule, verdict.inner_text()))
    assert len(reached) == rules
    for rule, told in reached:
        assert all(other in told for other, _ in reached if other != rule), told
        assert ("would reach it too" in told) == (rules > 1)


@pytest.mark.parametrize("branch", SAYS["branches"], ids=lambda branch: branch["says"])
def test_a_branch_decides_how_the_tasks_can_end(open_page: Callable[..., Page], branch: dict) -> None:
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    begin(page)
    choose(tool.locator("[name=before]").nth(1), "failed")
    choose(tool.locator("[name=before]").nth(2), "upstream_failed")
    begin(page)
    choose(tool.locator("[name=branch]"), str(SAYS["branches"].index(branch)))
    for place, state in enumerate(branch["before"]):
        select = tool.locator("[name=before]").nth(place)
        expect(select).to_have_value("success" if state == "free" else state)
        expect(select).to_be_enabled(enabled=state == "free")
    expect(tool.locator("[name=before]:visible")).to_have_count(2)
    choose(tool.locator("[name=rule]"), "none_failed_min_one_success")
    runs = "free" in branch["before"]
    expect(tool.get_by_role("status")).to_contain_text("It runs." if runs else "It ")
    choose(tool.locator("[name=branch]"), "")
    expect(tool.locator("[name=count]")).to_be_enabled()
    expect(tool.locator("[name=count]")).to_have_value("3")
    for place, state in enumerate(("success", "failed", "upstream_failed")):  # as they were before
        expect(tool.locator("[name=before]").nth(place)).to_have_value(state)


def test_without_a_script_it_is_a_table(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, java_script_enabled=False)
    expect(page.locator(".lab__tool")).to_be_hidden()
    assert "The lab itself needs JavaScript." in page.locator(".lab noscript").inner_html()
    row = page.get_by_role("row").filter(has_text="none_failed_min_one_success")
    expect(row).to_contain_text("upstream_failed")
    expect(row.get_by_role("cell")).to_have_count(5)


@pytest.mark.parametrize("view", VIEWS)
def test_it_fits(open_page: Callable[..., Page], view: str) -> None:
    page = open_page(ADDRESS)
    look(page, VIEWS[view])
    page.locator("[name=level]").select_option("4")
    assert page.evaluate("document.documentElement.scrollWidth") <= VIEWS[view]["viewport"]["width"]
    for one in page.locator(".lab__tool select:visible").all():
        box = one.bounding_box()
        assert box["height"] >= 40, "a finger finds it"


def test_on_a_phone_the_result_stays_in_sight_beside_each_field(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, "phone-light")
    for field in page.locator(".lab__picture select:visible").all():
        field.focus()
        shown, result = field.bounding_box(), page.locator(".lab__result").bounding_box()
        assert shown["y"] + shown["height"] <= result["y"], "it does not cover the field"
        assert result["y"] + result["height"] <= VIEWS["phone-light"]["viewport"]["height"]


def test_it_is_small_and_loaded_only_where_it_is(open_page: Callable[..., Page], site: Site) -> None:
    script = site.folder / "assets" / "javascripts" / "trigger_rules.js"
    page = (site.folder / ADDRESS / "index.html").read_text(encoding="utf-8")
    data = page.split('data-says="')[1].split('"')[0]
    assert len(gzip.compress(script.read_bytes())) + len(gzip.compress(data.encode())) < 15_000
    loading = [page for page in site.folder.rglob("*.html") if "trigger_rules.js" in page.read_text(encoding="utf-8")]
    assert site.folder / ADDRESS / "index.html" in loading
    assert all('data-lab="trigger_rules"' in page.read_text(encoding="utf-8") for page in loading)
