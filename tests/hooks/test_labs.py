"""Labs in a page: the table that stands there without a script, and what a wrong name is told."""

from __future__ import annotations

import shutil

from tests.conftest import ROOT
from tests.hooks.conftest import Site, line_of, page


def test_a_page_shows_the_lab_and_loads_its_script(small_site: Site) -> None:
    shutil.copytree(ROOT / "labs", small_site.root / "labs", dirs_exist_ok=True)
    built = small_site.write({"index.md": page("Try it.\n\n<!-- lab: trigger_rules -->")}).build()
    assert built.returncode == 0, built.output
    shown = built.page("index.html")
    rows = {row.code.text: [cell.text for cell in row("td")[2:]] for row in shown.select(".lab tbody tr")}
    assert rows["all_success"] == ["upstream_failed", "skipped", "skipped"]
    assert rows["none_failed_min_one_success"] == ["upstream_failed", "runs", "skipped"]
    assert shown.select_one('script[src="assets/javascripts/trigger_rules.js"]')


def test_a_lab_that_is_not_there_stops_the_build(small_site: Site) -> None:
    text = page("<!-- lab: triger_rules -->")
    built = small_site.write({"index.md": text}).build()
    built.assert_stopped(
        line_of(text, "<!-- lab: triger_rules -->"), "there is no lab 'triger_rules' in labs/", "leave the comment out"
    )
