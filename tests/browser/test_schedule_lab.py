"""The schedule lab, tried by the keyboard as a learner does, and compared with what Airflow said of drawn settings."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import pytest
import yaml
from playwright.sync_api import Page, Route, expect

from labs.schedule import ask
from tests.browser.conftest import TELL_SITEMAP, VIEWS, look, ready_for_clicks, until
from tests.browser.keys import begin, choose, go_on, go_to, take_hint, write, write_moment
from tests.conftest import ROOT, Site

ADDRESS = "labs/schedule/"
SAYS = yaml.safe_load((ROOT / "labs" / "schedule" / "lab.yml").read_text(encoding="utf-8"))
ANSWERS = json.loads(ask.ANSWERS.read_text(encoding="utf-8"))
LINES = Path(os.environ.get("CASES", ask.CASES)).read_text(encoding="utf-8").splitlines()
# Visits addresses, and returns what the lab shows for each: its sentence, and of each run in the table the four times.
VISIT = """
addresses => addresses.map(address => {
  history.replaceState(null, "", "#" + address);
  dispatchEvent(new HashChangeEvent("hashchange"));
  const rows = Array.from(document.querySelectorAll(".lab__table tbody tr"));
  return {
    says: document.querySelector(".lab__answer").textContent,
    runs: rows.filter(row => row.cells.length > 2).map(row => { // the others have no run
      const [due, made, logical, interval, ds] = row.cells;
      const time = one => one.dateTime.slice(0, 16);
      const times = cell => Array.from(cell.querySelectorAll("time"), time);
      const [begin, end] = interval.querySelector("time") ? times(interval) : [times(logical)[0], times(logical)[0]];
      if (times(logical)[0] !== begin || ds.textContent !== begin.slice(0, 10)) return ["its columns disagree"];
      return [times(due)[0], begin, end, times(made)[0]];
    }),
  };
})
"""


def address(setting: dict) -> str:
    """Return the address of a setting whose times are in UTC."""
    begin, end = setting["pause"] or ("", "")
    times = {name: setting[name] or "" for name in ("start", "end", "turned_on", "now")} | {"from": begin, "until": end}
    return urlencode(
        {name: setting[name] for name in ("cron", "zone", "timetable")}
        | {"catchup": str(setting["catchup"]).lower()}
        | {name: f"{time}Z" if time else "" for name, time in times.items()}
    )


def said(shown: dict, wanted: str) -> str:
    """Return what the lab shows in the form of a line of cases.txt: what comes after the first runs only where the line
    has that.
    """
    fails = "Airflow fails here" in shown["says"]
    number = "0" if shown["says"].startswith("Airflow fails here") else shown["says"].split(" run")[0].replace(",", "")
    if not number.isdigit():
        return shown["says"]
    if int(number) > ask.MOST or len(shown["runs"]) != int(number):
        assert len(shown["runs"]) == ask.MOST, shown
    all_told = int(number) < ask.MOST or " = " in wanted
    count = f"= {number}" if " = " in wanted else ""
    return " ".join(filter(None, [ask.brief(shown["runs"]), count, "error" if fails and all_told else ""]))


def test_it_says_what_airflow_says_of_drawn_settings(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    expect(page.locator(".lab__answer")).to_be_visible()
    lines = iter(LINES)
    differ = []
    while some := list(islice(lines, 200)):
        drawn = [(line.partition(":")[2].strip(), ask.draw(int(line.partition(":")[0]))) for line in some]
        shown = page.evaluate(VISIT, [address(setting) for _, setting in drawn])
        differ += [
            f"{address(setting)}\n  Airflow: {wanted}\n  the lab: {said(one, wanted)}"
            for (wanted, setting), one in zip(drawn, shown, strict=True)
            if said(one, wanted) != wanted
        ]
    assert not differ, "\n".join(differ)


def test_enough_settings_are_compared() -> None:
    assert len(ask.CASES.read_text(encoding="utf-8").splitlines()) == len(ask.SEEDS) >= 2000


@pytest.mark.parametrize("number", range(len(SAYS["levels"])))
def test_a_level_is_reached_by_keys_and_not_before(open_page: Callable[..., Page], number: int) -> None:
    level = SAYS["levels"][number]
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    begin(page)
    choose(tool.locator("[name=level]"), str(number))
    expect(tool.locator(".lab__goal")).to_have_text(level["goal"])
    verdict = tool.locator(".lab__verdict")
    expect(tool.get_by_role("status")).to_contain_text(f"{level['goal']} ")
    expect(tool.get_by_role("status")).to_contain_text(f"Not yet: the goal has {level['runs']} runs")
    take_hint(tool, level["hint"])
    for name, value in level["solution"].items():
        expect(verdict).to_contain_text("Not yet")
        field = tool.locator(f"[name={name}]")
        if name == "catchup":
            go_to(field)
            page.keyboard.press("Space")
        elif name in ("zone", "timetable"):
            choose(field, value)
        elif name == "cron":
            write(field, value)
        else:
            write_moment(field, value)
        page.keyboard.press("Shift+Tab")
        begin(page)
    expect(verdict).to_have_text(f"✓ Level {number + 1} is reached.")
    expect(tool.locator(".lab__answer")).to_contain_text(f"{level['runs']} runs")
    expect(tool.get_by_role("status")).to_contain_text(f"Level {number + 1} is reached.")
    go_on(tool, number, SAYS["levels"])
    page.goto(page.url.split("#")[0])
    expect(tool.locator(f"[name=level] option[value='{number}']")).to_have_text(f"{number + 1}. {level['title']} ✓")


@pytest.mark.parametrize(
    ("number", "fields", "told"),
    [
        (2, {"cron": "*/15 9-18 * * *"}, "the goal has 72 runs. The first one too many: Mon 2026-03-02 18:00."),
        # As many as in the goal, and the first ones are right.
        (2, {"cron": "*/15 9-16,18 * * *"}, "the goal has 72 runs too. The first one too many: Mon 2026-03-02 18:00. "
            "The first one missing: Mon 2026-03-02 17:00."),
        (2, {"cron": "* * * * *"}, "the goal has 72 runs. The first one too many: Mon 2026-03-02 00:00."),
        (4, {"catchup": True}, "the goal has 5 runs. The first one too many: Fri 2026-02-20 06:00."),
        (7, {}, "the goal has 3 runs. The first one too many: Sat 2026-02-28 06:00. The first one with another "
            "{{ ds }} is due at Sun 2026-03-01 06:00: it has to be 2026-02-28, and is 2026-03-01."),
        (9, {}, "the goal has 27 runs too. The first one too many: Sun 2026-03-08 15:00 +01:00. "
            "The first one missing: Sun 2026-03-08 14:00 +01:00."),
    ],
)  # fmt: skip
def test_what_is_missing_from_a_goal_is_told(
    open_page: Callable[..., Page], number: int, fields: dict, told: str
) -> None:
    tool = open_page(ADDRESS).locator(".lab__tool")
    tool.locator("[name=level]").select_option(str(number))
    for name, value in fields.items():
        field = tool.locator(f"[name={name}]")
        field.check() if value is True else field.fill(value)
    expect(tool.locator(".lab__verdict")).to_have_text(f"Not yet: {told}")


def test_more_changes_than_needed_are_told(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    tool.locator("[name=level]").select_option(index=8)
    tool.locator("[name=timetable]").select_option("interval")
    tool.locator("[name=cron]").fill("00 6 * * *")
    expect(tool.locator(".lab__verdict")).to_have_text("✓ Level 8 is reached. You changed 2 fields; 1 is enough.")


def test_a_screen_reader_hears_the_result_when_nobody_types(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    heard = tool.get_by_role("status")
    expect(tool.locator(".lab__answer")).to_contain_text("4 runs")
    expect(heard).to_have_text("")  # the page has only been opened
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 60_000)
    begin(page)
    write(tool.locator("[name=cron]"), "0 6 * * 1")
    expect(tool.locator(".lab__answer")).to_contain_text("1 run, made late")
    page.clock.run_for(600)
    page.keyboard.type("-5")
    expect(tool.locator(".lab__answer")).to_contain_text("2 runs")
    page.clock.run_for(600)
    expect(heard).to_have_text("")
    page.clock.run_for(100)
    expect(heard).to_have_text(tool.locator(".lab__answer").inner_text())


@pytest.mark.parametrize("one", SAYS["refused"], ids=[one["cron"] for one in SAYS["refused"]])
def test_what_it_does_not_take_is_told(open_page: Callable[..., Page], one: dict) -> None:
    page = open_page(ADDRESS)
    page.locator("[name=cron]").fill(one["cron"])
    expect(page.locator(".lab__answer")).to_contain_text(one["says"])
    expect(page.locator("[name=cron]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".lab__tool table")).to_have_count(0)
    page.locator("[name=cron]").fill("0 6 * * *")
    expect(page.locator(".lab__tool table")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "value", "told", "field"),
    [
        ("now", "2026-03-01T00:00", "nothing has happened yet", "turned_on"),
        ("now", "", "Say what time it is now.", "now"),
        ("turned_on", "", "Say when the DAG is turned on.", "turned_on"),
        ("start", "1970-01-01T00:00", "2020 to 2035", "start"),
        ("now", "2036-01-01T00:00", "2020 to 2035", "now"),
        ("cron", "0 6 30 2 *", "Airflow fails here: there is no such day", ""),
        ("from", "2026-03-06T00:00", "A pause has a beginning and an end", "until"),
        ("until", "2026-03-06T00:00", "A pause has a beginning and an end", "from"),
    ],
)
def test_what_can_not_be_is_told_and_its_field_marked(
    open_page: Callable[..., Page], name: str, value: str, told: str, field: str
) -> None:
    page = open_page(ADDRESS)
    page.locator(f"[name={name}]").fill(value)
    expect(page.locator(".lab__answer")).to_contain_text(told)
    wrong = page.locator(".lab__tool [aria-invalid=true]")
    expect(wrong).to_have_count(1 if field else 0)
    if field:
        expect(wrong).to_have_attribute("name", field)
        expect(wrong).to_have_css("border-top-width", "2px")
        expect(wrong).to_have_accessible_description(page.locator(".lab__answer").inner_text())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"start": "2026-03-09T00:00"}, "0 runs yet. The first one is due at Mon 2026-03-09 06:00."),
        ({"end": "2026-02-01T00:00"}, "0 runs: the end date is too early for one."),
        ({"from": "2026-03-04T00:00", "until": "2026-03-10T00:00"}, "0 runs: the DAG is paused."),
        (
            {"timetable": "interval", "catchup": True, "start": None},
            "0 runs: with catchup, this timetable needs a start date.",
        ),
    ],
)
def test_why_there_is_no_run_is_told(open_page: Callable[..., Page], changes: dict, why: str) -> None:
    times = {name: changes.pop(name, None) for name in ("from", "until")}
    setting = SAYS["setting"] | changes | {"pause": list(times.values()) if times["from"] else None}
    page = open_page(f"{ADDRESS}#{address(setting)}")
    expect(page.locator(".lab__answer")).to_have_text(re.compile(re.escape(why.removesuffix(".")) + "\\."))


def test_the_address_holds_the_setting(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    page.locator("[name=zone]").select_option("Europe/Berlin")
    page.locator("[name=cron]").fill("30 2 * * *")
    page.locator("[name=catchup]").check()
    said = page.locator(".lab__answer").inner_text()
    expect(page).to_have_url(re.compile("cron=30.*Berlin.*catchup=true"))
    other = open_page(ADDRESS + "#" + page.url.split("#")[1])
    expect(other.locator(".lab__answer")).to_have_text(said)
    expect(other.locator("[name=cron]")).to_have_value("30 2 * * *")
    expect(other.locator("[name=start]")).to_have_value("2026-03-01T00:00")


SHOWN = """
place => [
  Array.from(place.querySelectorAll("tbody td"), cell => cell.textContent),
  Array.from(place.querySelectorAll(".lab__lane"), lane => [lane.textContent.trim(), Array.from(
    lane.querySelectorAll(".lab__mark"),
    mark => [mark.className, Math.round(parseFloat(mark.style.left)), Math.round(parseFloat(mark.style.width) || 0)],
  )]),
]
"""


@pytest.mark.parametrize(
    ("part", "unknown"),
    [("zone=Mars%2FPhobos", "the time zone Mars/Phobos"), ("zone=UTC&start=garbage", "the date garbage")],
)
def test_what_is_unknown_of_an_address_is_told(open_page: Callable[..., Page], part: str, unknown: str) -> None:
    page = open_page(f"{ADDRESS}#cron=0+9+*+*+*&{part}&now=2026-03-08T12:00Z")
    expect(page.locator(".lab__answer")).to_contain_text(f"The lab does not know {unknown}")
    expect(page.locator("[name=cron]")).to_have_value(SAYS["setting"]["cron"])
    expect(page.locator(".lab__tool tbody tr")).to_have_count(5)  # four runs, and one due time or more without one


def test_back_leads_to_what_was_there_before_an_example(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, script=TELL_SITEMAP)
    ready_for_clicks(page)
    cron = page.locator("[name=cron]")
    cron.fill("0 9 * * *")
    page.get_by_text("Worked examples").click()
    page.get_by_role("link", name="Open it in the lab").last.click()
    expect(cron).to_have_value("30 2 * * *")
    page.go_back()
    expect(cron).to_have_value("0 9 * * *")
    page.go_forward()
    expect(cron).to_have_value("30 2 * * *")


def test_due_times_without_a_run_are_in_the_table(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    first = page.locator(".lab__tool tbody tr").first.get_by_role("cell")
    expect(first).to_have_text(["Sun 2026-03-01 06:00 to Wed 2026-03-04 06:00", "4 due times, no run"])


def test_all_runs_of_a_level_can_be_shown(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    page.locator("[name=level]").select_option("9")
    rows = page.locator(".lab__tool tbody tr")
    expect(rows).to_have_count(8)
    page.get_by_role("button", name="Show all 27 runs").click()
    expect(rows).to_have_count(27)
    expect(page.get_by_role("region", name="Runs")).to_be_focused()


def test_bars_leave_out_the_nights(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    page.locator("[name=level]").select_option("2")
    page.locator("[name=cron]").fill("*/15 9-17 * * *")
    due = page.locator(".lab__tool .lab__lane").first.locator(".lab__bar--time path").first
    length = due.evaluate("path => path.getTotalLength()")  # in hundredths of the time line
    assert 30 < length < 36, "two days of nine hours, in two days and a half"
    expect(due).to_have_attribute("d", re.compile(r"^(M[\d.]+ 0H[\d.]+){2}$"))
    expect(page.locator(".lab__tool .lab__mark--day")).to_have_count(3)
    page.locator("[name=level]").select_option("9")
    expect(due).to_have_attribute("d", re.compile(r"^(M[\d.]+ 0H[\d.]+){27}$"))


def test_a_worked_example_opens_in_the_lab_and_agrees_with_it(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    tool = page.locator(".lab__tool")
    page.get_by_text("Worked examples").click()
    for example in page.locator(".lab__example").all():
        example.get_by_role("link", name="Open it in the lab").click()
        until(page, lambda one=example: tool.evaluate(SHOWN) == one.evaluate(SHOWN), example.inner_text())


def test_what_is_drawn_is_bounded_and_what_is_counted_exact(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS)
    week = {
        "cron": "0 6 * * *",
        "zone": "UTC",
        "start": "2025-01-01T00:00",
        "end": None,
        "catchup": True,
        "timetable": "trigger",
    }
    week |= {"turned_on": "2025-01-08T00:00", "pause": None, "now": "2025-01-08T00:00"}
    minutely = week | {"cron": "* * * * *", "turned_on": "2026-01-01T00:00", "now": "2026-01-01T00:00"}
    for zone, count in {"UTC": "525,601", "Europe/Berlin": "525,601", "Australia/Lord_Howe": "525,601"}.items():
        shown = page.evaluate(VISIT, [address(minutely | {"zone": zone})])[0]
        assert shown["says"].startswith(f"{count} runs, all made late.")
    assert page.locator(".lab__tool .lab__mark").count() < 20
    page.get_by_role("button", name="Show the first 100 runs").click()
    expect(page.get_by_text("And 525,501 runs more.")).to_be_visible()
    time = "([one, visit]) => { const now = performance.now(); eval(visit)([one]); return performance.now() - now; }"
    took = {
        name: sorted(page.evaluate(time, [address(one), VISIT]) for _ in range(9))[4]
        for name, one in {"week": week, "minutely": minutely}.items()
    }
    assert took["minutely"] < 10 * max(took["week"], 1), took


MARKS = """
() => Array.from(document.querySelectorAll(".lab__tool .lab__lane"), lane => Array.from(
  lane.querySelectorAll(".lab__mark, .lab__bars path"),
  mark => [mark.getAttribute("class"), mark.parentNode.getAttribute("class"), mark.getAttribute("d"),
    mark.style.left, mark.style.width, mark.textContent]
))
"""


def test_what_is_drawn_does_not_depend_on_what_was_drawn_before(open_page: Callable[..., Page]) -> None:
    settings = [address(ask.draw(int(line.partition(":")[0]))) for line in LINES[:40]]
    page = open_page(ADDRESS)
    expect(page.locator(".lab__answer")).to_be_visible()
    drawn = []
    for setting in settings:
        page.evaluate(VISIT, [setting])
        drawn.append(page.evaluate(MARKS))
    assert len({len(marks) for lanes in drawn for marks in lanes}) > 10, "they look alike"
    for setting, before in zip(settings, drawn, strict=True):
        page.evaluate(VISIT, [setting.replace("cron=", "cron=x")])
        expect(page.locator(".lab__tool .lab__lane")).to_have_count(0)
        page.evaluate(VISIT, [setting])
        assert page.evaluate(MARKS) == before, setting


def test_without_a_script_it_shows_worked_examples(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, java_script_enabled=False)
    expect(page.locator(".lab__tool")).to_be_hidden()
    assert "The lab itself needs JavaScript." in page.locator(".lab noscript").inner_html()
    examples = page.locator(".lab__example")
    expect(examples).to_have_count(len(SAYS["examples"]))
    for example, found in zip(examples.all(), ANSWERS["examples"], strict=True):
        expect(example.locator("tbody tr").filter(has_not=page.locator("[colspan]"))).to_have_count(len(found["runs"]))
        expect(example.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("view", VIEWS)
def test_it_fits(open_page: Callable[..., Page], view: str) -> None:
    page = open_page(ADDRESS)
    look(page, VIEWS[view])
    page.locator("[name=zone]").select_option("America/St_Johns")
    page.locator("[name=timetable]").select_option("interval")
    assert page.evaluate("document.documentElement.scrollWidth") <= VIEWS[view]["viewport"]["width"]
    tool = page.locator(".lab__tool").bounding_box()
    for one in page.locator(".lab__tool .lab__mark:visible").all():
        box = one.bounding_box()
        assert tool["x"] <= box["x"] and box["x"] + box["width"] <= tool["x"] + tool["width"]
    for one in page.locator(".lab__fields :is(select, input):visible").all():
        box = one.locator("xpath=..").bounding_box()
        assert box["height"] >= 40, "a finger finds it"


def test_on_a_phone_the_result_stays_in_sight_beside_each_field(open_page: Callable[..., Page]) -> None:
    page = open_page(ADDRESS, "phone-light")
    for field in page.locator(".lab__fields :is(select, input)").all():
        field.focus()
        shown, result = field.bounding_box(), page.locator(".lab__result").bounding_box()
        assert 0 <= result["y"] < result["y"] + result["height"] <= shown["y"], "it does not cover the field"
        assert shown["y"] + shown["height"] <= VIEWS["phone-light"]["viewport"]["height"]
    page.mouse.wheel(0, -40)
    expect(page.get_by_role("button", name="Back to top")).to_be_visible()
    over = (
        "result => result.contains(document.elementFromPoint(innerWidth / 2, result.getBoundingClientRect().top + 30))"
    )
    assert page.locator(".lab__result").evaluate(over), "the button lies over it"


def test_it_works_when_its_script_comes_after_the_page(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("", script=TELL_SITEMAP)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/schedule.js", hold)
    page.goto(site.url + "reference/glossary/")  # Chromium does not hold all that a page asks for which was open before
    ready_for_clicks(page)
    page.get_by_role("link", name="Schedule lab").click()
    until(page, lambda: held, "a request for the script")
    expect(page.locator(".lab")).to_be_attached()
    expect(page.locator(".lab__answer")).to_be_empty()
    held[0].continue_()
    expect(page.locator(".lab__answer")).to_contain_text("4 runs")


def test_it_is_small_and_loaded_only_where_it_is(open_page: Callable[..., Page], site: Site) -> None:
    script = site.folder / "assets" / "javascripts" / "schedule.js"
    page = (site.folder / ADDRESS / "index.html").read_text(encoding="utf-8")
    data = page.split('data-says="')[1].split('"')[0]
    assert len(gzip.compress(script.read_bytes())) + len(gzip.compress(data.encode())) < 15_000
    loading = [page for page in site.folder.rglob("*.html") if "schedule.js" in page.read_text(encoding="utf-8")]
    assert site.folder / ADDRESS / "index.html" in loading
    assert all('data-lab="schedule"' in page.read_text(encoding="utf-8") for page in loading)
