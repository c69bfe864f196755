"""The page of the broken pipelines lists those that there are."""

from __future__ import annotations

import re
from pathlib import Path

from course.faults import LEVELS, faults
from tests.model import COURSE

ROOT = Path(__file__).parents[2]


def test_the_page_has_a_row_for_each_broken_pipeline_and_no_other() -> None:
    source = COURSE.pages["keep-it-running/broken-pipelines.md"].source
    rows = [
        f"| `{fault.name}` | {fault.observed} | {fault.level} | {fault.minutes} |" for fault in faults(ROOT).values()
    ]
    assert re.findall(r"^\| `\w+` \| .* \| \w+ \| \d+ \|$", source, re.MULTILINE) == rows


def test_there_are_easy_ones_and_hard_ones() -> None:
    assert {fault.level for fault in faults(ROOT).values()} == set(LEVELS)
