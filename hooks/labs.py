"""Put the labs into pages: where a page has a comment ``lab: trigger_rules``, it gets the lab of that name from labs/.

Without a script a lab is tables and drawings, made here from what Airflow answered; its scripts make a tool of it.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import accumulate, combinations_with_replacement, groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml
from jinja2 import Environment, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from shared import BUILD

# What a lab's script needs above it.
NEEDS = {"trigger_rules": ("labs",), "schedule": ("labs", "timetables")}


@event_priority(-100)  # after hooks/assets.py added the scripts
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Make one script of what a lab needs: Material runs those of a page that one clicks to in the order in which they
    arrive (https://developer.mozilla.org/docs/Web/API/HTMLScriptElement/async), and on a slow line that can be any.

    Args:
        files: the site's files, with those of assets/.
        config: not used.

    Returns:
        The same collection: a lab's script has the others above it.
    """
    for name, needs in NEEDS.items():
        script = _script(files, name)
        script.content_string = "\n".join(_script(files, part).content_string for part in (*needs, name))
    return files


def _script(files: Files, name: str) -> File:
    return files.get_file_from_path(f"assets/javascripts/{name}.js")


@event_priority(-50)  # after hooks/lint.py has compared what the page says with its source
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the labs into a page.

    Args:
        html: the page's HTML, in which a comment stands for each lab.
        page: the page.
        config: not used.
        files: not used.

    Returns:
        The HTML.
    """
    for name, _ in BUILD.page(page).labs:
        folder = BUILD.whole().root / "labs" / name
        if folder.is_dir():  # else a finding says so
            html = html.replace(f"<!-- lab: {name} -->", _lab(folder, page.url))
    return html


def _lab(folder: Path, url: str) -> str:
    """Return a lab's HTML."""
    says = yaml.safe_load((folder / "lab.yml").read_text(encoding="utf-8"))
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    shown = {"trigger_rules": _trigger_rules, "schedule": _schedule}[folder.name](says, answers)
    environment = Environment(loader=FileSystemLoader(folder.parent), autoescape=True)
    script = get_relative_url(f"assets/javascripts/{folder.name}.js", url)
    html = environment.get_template(f"{folder.name}/lab.html").render(**shown)
    return f'{html}<script src="{script}" defer></script>\n'


# The trigger-rule lab

# Of which the table shows how they come out: how the tasks before ended.
EXAMPLES = {
    "One failed, the others succeeded": ("success", "success", "failed"),
    "One skipped, the others succeeded": ("success", "success", "skipped"),
    "All skipped": ("skipped", "skipped", "skipped"),
}
WORDS = {"r": "runs", "s": "skipped", "u": "upstream_failed"}


def _trigger_rules(says: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    states = answers["states"]
    order = [ended for count in range(1, 5) for ended in combinations_with_replacement(states, count)]
    examples = [
        {
            "title": title,
            "answers": {rule: WORDS[letters[order.index(ended)]] for rule, letters in answers["rules"].items()},
        }
        for title, ended in EXAMPLES.items()
    ]
    levels = [{key: value for key, value in level.items() if key != "solution"} for level in says["levels"]]
    told = {"says": says["answers"], "rules": says["rules"], "branches": says["branches"], "levels": levels}
    return {"data": json.dumps(told | {"answers": answers}), "states": states, "examples": examples, **told}


# The schedule lab

GLYPHS = {"time": "●", "late": "◆", "none": "×"}
PRESETS = ("@hourly", "@daily", "@weekly", "@monthly", "@quarterly", "@yearly")


def _schedule(says: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    data = {"zones": answers["zones"], "years": answers["years"], "setting": says["setting"], "levels": says["levels"]}
    examples = [
        {**example, **_worked(found, answers["zones"][example["setting"]["zone"]])}
        for example, found in zip(says["examples"], answers["examples"], strict=True)
    ]
    return {
        "data": json.dumps(data, separators=(",", ":")),
        "presets": PRESETS,
        "zones": list(answers["zones"]),
        "years": answers["years"],
        "timetables": says["timetables"],
        "examples": examples,
        "levels": says["levels"],
    }


def _worked(found: dict[str, Any], clocks: str) -> dict[str, Any]:
    """Return what the page shows of a worked example: its address in the lab, its time line and its table.

    Args:
        found: of answers.json, with times in UTC: the setting, all times that are "due", and the "runs" as
            labs/schedule/ask.py returns them.
        clocks: those of the setting's zone.
    """
    setting = found["setting"]
    begin, end = setting["pause"] or (None, None)
    moments = {name: setting[name] for name in ("start", "end", "turned_on", "now")} | {"from": begin, "until": end}
    utc = {name: _utc(text) if text else None for name, text in moments.items()}
    address = {name: setting[name] for name in ("cron", "zone", "timetable")} | {
        "catchup": str(setting["catchup"]).lower(),
        **{name: f"{text}Z" if text else "" for name, text in moments.items()},
    }
    runs = [[_utc(time) for time in run] for run in found["runs"]]
    made = {run[0]: run[3] for run in runs}
    first, span = utc["start"], (utc["now"] - utc["start"]).total_seconds()

    def left(time: datetime) -> float:
        return round(2 + 96 * min(max((time - first).total_seconds() / span, 0), 1), 2)

    def mark(kind: str, time: datetime) -> dict[str, Any]:
        return {"kind": kind, "left": left(time), "text": GLYPHS[kind]}

    def bar(begin: datetime, end: datetime) -> dict[str, Any]:
        return {"kind": "on", "left": left(begin), "width": round(left(end) - left(begin), 2), "text": ""}

    kinds = {
        time: "none" if time not in made else "time" if made[time] == time else "late"
        for time in map(_utc, found["due"])
    }
    on = (
        [(utc["turned_on"], utc["from"]), (utc["until"], utc["now"])]
        if setting["pause"]
        else [(utc["turned_on"], utc["now"])]
    )
    dates = [
        {"kind": kind, "left": left(utc[name]), "text": _wall(utc[name], clocks)[0].strftime("%Y-%m-%d %H:%M")}
        for kind, name in (("first", "start"), ("last", "now"))
    ]
    quarters = (first + n * timedelta(minutes=15) for n in range(int(span / 900) + 1))
    midnights = [
        {"kind": "day", "left": left(time), "text": ""}
        for time in quarters
        if f"{_wall(time, clocks)[0]:%H%M}" == "0000"
    ]
    lanes = {
        "Due": [mark(kind, time) for time, kind in kinds.items()],
        "Made": [mark(kind, time) for kind, time in dict.fromkeys((kinds[due], time) for due, time in made.items())],
        "On": [bar(*part) for part in on],
        "": midnights + dates,
    }
    rows = []
    for none, times in groupby(kinds, lambda time: kinds[time] == "none"):
        group = list(times)
        if none:
            several = len(group) > 1
            rows.append(
                {
                    "due": _said(group[0], clocks),
                    "last": _said(group[-1], clocks) if several else None,
                    "none": f"{len(group)} due times, no run" if several else "no run",
                }
            )
        else:
            rows += [
                {
                    "due": _said(due, clocks),
                    "made": _said(time, clocks),
                    "logical": _said(begin, clocks),
                    "end": None if begin == end else _said(end, clocks),
                    "ds": begin.strftime("%Y-%m-%d"),  # in UTC, wherever the DAG lives
                }
                for due, begin, end, time in runs
                if due in group
            ]
    return {
        "address": urlencode(address),
        "lanes": [{"name": name, "marks": marks} for name, marks in lanes.items()],
        "rows": rows,
    }


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _wall(utc: datetime, clocks: str) -> tuple[datetime, timedelta]:
    """Return a time by a zone's clocks, and their distance from UTC."""
    first, *changes = map(int, clocks.split())
    minute = (utc - datetime(1970, 1, 1)) // timedelta(minutes=1)
    times = accumulate(changes[::2])
    passed = [distance for change, distance in zip(times, changes[1::2], strict=True) if change <= minute]
    distance = timedelta(minutes=([first, *passed])[-1])
    return utc + distance, distance


def _said(utc: datetime, clocks: str) -> dict[str, str]:
    """Return what the page says of a time, as the lab's script does, in two parts that don't break."""
    wall, distance = _wall(utc, clocks)
    hours, minutes = divmod(abs(distance) // timedelta(minutes=1), 60)
    away = f" {'-' if distance < timedelta(0) else '+'}{hours:02}:{minutes:02}" if clocks != "0" else ""
    return {"utc": f"{utc:%Y-%m-%dT%H:%MZ}", "date": f"{wall:%a %Y-%m-%d}", "clock": f"{wall:%H:%M}{away}"}
