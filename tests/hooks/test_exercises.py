"""hooks/exercises.py: a lesson shows an exercise where a comment names it; and hooks/lessons.py: a page that moved."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from course.exercises import code
from tests.hooks.conftest import Built, Site
from tests.hooks.test_lessons import HOME, lesson

NAV = "  - index.md\n  - Basics:\n      - one.md\n      - two.md\n"
TASK = "Write a DAG `sums` with **one** task:\n\n- `add` returns `1 + 1`.\n"
SOLUTION = "def add():\n    return 1 + 1\n"


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> Built:
    """A course whose first lesson has an exercise and has moved."""
    site = new_site()
    folder = site.root / "exercises" / "sums"
    folder.mkdir()
    for file, text in {"task.md": TASK, "start.py": "", "solution.py": SOLUTION, "checks.py": ""}.items():
        (folder / file).write_text(text, encoding="utf-8")
    one = lesson("One", 4).replace("## A section", "<!-- exercise: sums -->\n\n## A section")
    one = one.replace("prerequisites: []", "formerly: [old/place.md]")
    return site.write({"index.md": HOME, "one.md": one, "two.md": lesson("Two", 3)}, nav=NAV).build()


def test_a_lesson_shows_the_task_the_commands_and_the_solution(built: Built) -> None:
    box = built.page("one/index.html").select_one("[data-exercise]")
    assert box["data-exercise"] == code("sums")
    assert [item.get_text() for item in box.select("li")] == ["add returns 1 + 1."]
    blocks = [block.get_text().strip() for block in box.select(".highlight code")]
    assert blocks == ["make start EXERCISE=sums\nmake check EXERCISE=sums", SOLUTION.strip()]
    assert box.select_one("details summary").get_text().strip() == "Solution"
    assert box.find("details").get("open") is None
    assert box.find("form").has_attr("hidden"), "without a script it would do nothing"


def test_a_browser_is_told_which_exercises_there_are_and_where_a_lesson_was(built: Built) -> None:
    listed = json.loads((built.folder / "course.json").read_text(encoding="utf-8"))
    [module] = listed["modules"]
    assert [one["exercises"] for one in module["lessons"]] == [[code("sums")], []]
    assert [one["formerly"] for one in module["lessons"]] == [["old/place/"], []]


def test_the_former_address_leads_on_without_a_script(built: Built) -> None:
    page = built.page("old/place/index.html")
    assert page.find("meta", attrs={"http-equiv": "refresh"})["content"] == "0; url=../../one/"
    assert page.find("a")["href"] == "../../one/"
    assert page.find("script") is None


def test_an_exercise_that_no_lesson_has_stops_the_build(new_site: Callable[[], Site]) -> None:
    site = new_site()
    (site.root / "exercises" / "alone").mkdir()
    (site.root / "exercises" / "alone" / "checks.py").touch()
    built = site.write({"index.md": HOME, "one.md": lesson("One", 4)}).build()
    assert built.returncode == 1
    assert "exercises/alone/task.md:1: K707 no lesson has the exercise 'alone'" in built.output
