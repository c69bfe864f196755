"""Put the labs into pages: where a page has a comment ``lab: trigger_rules``, it gets the lab of that name from labs/.

Without a script the lab is a table, made here from what Airflow answered; the script makes a tool of it.
"""

from __future__ import annotations

import json
from itertools import combinations_with_replacement
from pathlib import Path

import yaml
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from shared import BUILD

# Of which the table shows how they come out: how the tasks before ended.
EXAMPLES = {
    "One failed, the others succeeded": ("success", "success", "failed"),
    "One skipped, the others succeeded": ("success", "success", "skipped"),
    "All skipped": ("skipped", "skipped", "skipped"),
}
WORDS = {"r": "runs", "s": "skipped", "u": "upstream_failed"}


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
    data = json.dumps({"answers": answers, "says": says["answers"], "rules": says["rules"], "levels": levels})
    template = Environment(autoescape=True).from_string((folder / "lab.html").read_text(encoding="utf-8"))
    return template.render(
        data=data,
        states=states,
        rules=says["rules"],
        levels=levels,
        examples=examples,
        script=get_relative_url(f"assets/javascripts/{folder.name}.js", url),
    )
