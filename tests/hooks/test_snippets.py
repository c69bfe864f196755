"""hooks/snippets.py: a page shows code from the file that runs, or the build stops at the line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.hooks.conftest import Built, Site, build_all, line_of, page

CODE = """import secret

# --8<-- [start:task]
def double(x: int) -> int:
    # --8<-- [start:body]
    return 2 * x
    # --8<-- [end:body]


# --8<-- [end:task]
# --8<-- [start:open]
lost = True
"""
# With a question below: hooks/quizzes.py must not move the line that a message names.
FENCE = "```python\n{line}\n```\n\n<quiz>\n\nWhy?\n- [x] So\n> Yes.\n- [ ] No\n> No.\n\n</quiz>"
MISTAKES = {
    "no such file": (
        '--8<-- "nothing.py:task"',
        "there is no file nothing.py in examples/dags, examples/apps, examples/lessons, examples/questions, "
        "examples/beliefs",
        "name one of these: example.py",
    ),
    "no such section": (
        '--8<-- "example.py:tusk"',
        "example.py does not mark the start of a section 'tusk'",
        "name one of its sections: body, open, task",
    ),
    "no end": (
        '--8<-- "example.py:open"',
        "example.py does not mark the end of a section 'open'",
        "# --8<-- [end:open]",
    ),
    "no section": (
        '--8<-- "example.py"',
        "example.py has sections, and the line names none",
        "add one: body, open, task",
    ),
    "no quotes": ("--8<-- example.py:task", "the line includes nothing", "the name of a file and of a section"),
    "a file elsewhere": (
        '--8<-- "../../mkdocs.yml:task"',
        "there is no file ../../mkdocs.yml",
        "name one of these: example.py",
    ),
}


def write(site: Site, line: str) -> Site:
    """Write a page that includes code."""
    (site.root / "examples" / "dags" / "example.py").write_text(CODE, encoding="utf-8")
    return site.write({"index.md": page("Words.\n\n" + FENCE.format(line=line))})


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> dict[str, Built]:
    """A good page, and one with each mistake."""
    lines = {"good": '--8<-- "example.py:task"', "inner": '--8<-- "example.py:body"'}
    return build_all(
        {name: write(new_site(), line) for name, line in lines.items()}
        | {name: write(new_site(), line) for name, (line, _, _) in MISTAKES.items()}
    )


def test_a_page_shows_the_section_without_its_marks(built: dict[str, Built]) -> None:
    code = built["good"].page().select_one(".highlight code").get_text()
    assert code.strip() == "def double(x: int) -> int:\n    return 2 * x"


def test_a_section_within_a_section_can_be_shown_alone(built: dict[str, Built]) -> None:
    assert built["inner"].page().select_one(".highlight code").get_text().strip() == "return 2 * x"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_stops_the_build_at_its_line(built: dict[str, Built], mistake: str) -> None:
    line, problem, remedy = MISTAKES[mistake]
    source = page("Words.\n\n" + FENCE.format(line=line))
    built[mistake].assert_stopped(line_of(source, line), problem, remedy)
