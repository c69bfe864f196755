"""The page "You believe, Airflow does": Airflow does what each section says of its code (examples/beliefs/)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.examples.fixtures import ROOT
from tests.examples.seen import Seen, judge_of, parts
from tests.model import COURSE

FILES = sorted((ROOT / "examples" / "beliefs").glob("*.py"))
PAGE = COURSE.pages["reference/beliefs.md"]
LINES = PAGE.source.splitlines()
BEGINNINGS = [heading.line for heading in PAGE.headings if heading.level == 2]
SECTIONS = [range(*lines) for lines in pairwise([*BEGINNINGS, len(LINES) + 1])]
# The files that each section shows.
SHOWN = [[one.file for one in PAGE.includes if one.line in section] for section in SECTIONS]


def complaints(words: str, printed: list[str], claims: dict[str, bool]) -> list[str]:
    """Name what a section says and Airflow does not do, and what one of section and proof has, and not the other.

    Args:
        words: of the section.
        printed: the lines that it shows as printed.
        claims: what the section says, and whether Airflow does so.
    """
    return [
        *(f"Airflow does otherwise than this says: {claim}" for claim, so in claims.items() if not so),
        *(f"The page does not say: {claim}" for claim in claims if claim not in words),
        *(f"Nothing proves that this is printed: {line}" for line in printed if line not in claims),
    ]


def test_there_are_fifteen_beliefs_and_each_shows_a_file_of_its_own() -> None:
    assert [len(files) for files in SHOWN] == [1] * 15
    assert sorted(file for [file] in SHOWN) == FILES


@pytest.mark.filterwarnings("ignore:Could not import graphviz")  # the command line can draw, too
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_airflow_does_what_the_page_says(airflow: None, file: Path) -> None:
    section = SECTIONS[SHOWN.index([file])]
    words = " ".join(" ".join(LINES[line - 1] for line in section).split())
    shown = [code for code in PAGE.codes if code.line in section and code.language == "text"]
    seen = Seen(parts(file)[0], file.name)
    claims = judge_of(file, "proof(seen)")(seen)
    if found := complaints(words, [line for code in shown for line in code.text.splitlines()], claims):
        pytest.fail("\n".join([f"docs/{PAGE.path}:{section.start}: {file.name}", *found, str(seen)]), pytrace=False)


def test_what_is_not_so_not_said_or_not_proved_is_told() -> None:
    claims = {"Airflow asks twice": True, "It gives up": False}
    assert complaints("Airflow asks three times. It gives up.", ["Asking"], claims) == [
        "Airflow does otherwise than this says: It gives up",
        "The page does not say: Airflow asks twice",
        "Nothing proves that this is printed: Asking",
    ]
