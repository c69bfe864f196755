"""hooks/lessons.py: the templates show what the front matter says; and a mistake in it stops the build
(course/rules).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from course.rules import contract
from tests.hooks.conftest import Built, Site, build_all

LESSON = """---
title: "{title}"
description: "What {title} is about."
template: lesson.html
minutes: {minutes}
objectives:
  - "Tell {title} from others"
  - Say why
prerequisites: [{prerequisites}]
---

## A section

Words.

{end}
"""
HOME = """---
title: A course
description: All of it.
template: home.html
heading: A heading
lead: A lead.
outcome: An outcome.
audience: An audience.
---

Words.
"""
PLAIN = """---
title: No lesson
description: A page that is no lesson.
---

Words.
"""
NAV = """  - index.md
  - Basics:
      - one.md
      - two.md
  - Reference:
      - plain.md
"""


def lesson(title: str, minutes: int, prerequisites: str = "") -> str:
    """Return the text of a lesson."""
    question = contract.QUESTION.replace("Choose between clearing and a backfill", "Say why")
    end = contract.END.replace(contract.QUESTION, question.replace("A DAG is new", f"{title}: a DAG is new"))
    return LESSON.format(title=title, minutes=minutes, prerequisites=prerequisites, end=end)


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> Built:
    """A course of one module with two lessons, and a section without lessons."""
    one, two = lesson("Lesson: one", 4), lesson("Lesson two", 11, "one.md")
    return new_site().write({"index.md": HOME, "one.md": one, "two.md": two, "plain.md": PLAIN}, nav=NAV).build()


def words(text: str) -> str:
    """Collapse white space."""
    return " ".join(text.split())


def test_a_lesson_shows_its_place_minutes_objectives_and_prerequisites(built: Built) -> None:
    header = built.page("two/index.html").find("header", class_="lesson-header")
    told = words(header.get_text())
    assert header.find("h1").get_text() == "Lesson two"
    assert "Basics, lesson 2 of 2" in told
    assert "11 minutes" in told
    assert [item.get_text() for item in header.find_all("li")] == ["Tell Lesson two from others", "Say why"]
    assert [(link.get_text(), link["href"]) for link in header.find_all("a")] == [("Lesson: one", "../one/")]


def test_a_lesson_without_prerequisites_asks_for_none(built: Built) -> None:
    header = built.page("one/index.html").find("header", class_="lesson-header")
    assert header.find("h1").get_text() == "Lesson: one"
    assert "Read first" not in header.get_text()


def test_a_lessons_table_of_contents_and_skip_link_begin_at_its_title(built: Built) -> None:
    html = built.page("two/index.html")
    assert html.find(class_="md-skip")["href"] == "#lesson"
    assert html.find(id="lesson").name == "h1"
    assert "#a-section" in [link["href"] for link in html.select(".md-nav--secondary a")]


def test_the_landing_page_lists_modules_with_their_lessons_and_minutes(built: Built) -> None:
    html = built.page()
    modules = html.select(".home-modules > li")
    assert [module.find("h3").get_text() for module in modules] == ["Basics"]
    assert "2 lessons, 15 minutes" in words(modules[0].get_text())
    links = [(link.get_text(), link["href"]) for link in modules[0].find_all("a")]
    assert links == [("Lesson: one", "one/"), ("Lesson two", "two/")]
    assert html.find("a", string="Start the course")["href"] == "one/"


def test_a_page_of_a_large_course_stays_small_and_its_menu_has_the_lessons_of_its_module(small_site: Site) -> None:
    pages, nav = {"index.md": HOME}, "  - index.md\n"
    for number in range(120):
        path = f"m{number // 12}/l{number}.md"
        pages[path] = lesson(f"Lesson {number}", 1)
        nav += ("" if number % 12 else f"  - Module {number // 12}:\n") + f"      - {path}\n"
    built = small_site.write(pages, nav).build()
    menu = [
        link.get_text(strip=True) for link in built.page("m3/l40/index.html").select(".md-nav--primary .md-nav__link")
    ]
    assert {f"Lesson {number}" for number in range(36, 48)} <= set(menu)
    assert [name for name in menu if name in ("Lesson 35", "Lesson 48")] == []
    assert {"Module 3", "Module 9"} <= set(menu)
    assert len(built.text("m3/l40/index.html").encode()) < 60 * 1024


SIGNS = """---
title: 'What "catchup=False" & <dag_id> mean'
description: 'Why "catchup=False" keeps a DAG from running for last year, and what <dag_id> is.'
template: lesson.html
minutes: 1
objectives:
  - 'Say what List<Payment> & `dag_id` mean'
---

Words.

{end}
"""


def test_signs_of_html_in_the_front_matter_come_out_as_they_are_written(small_site: Site) -> None:
    named = contract.END.replace("Choose between clearing and a backfill", "Say what List<Payment> & `dag_id` mean")
    pages = {"index.md": HOME, "one.md": SIGNS.format(end=named), "two.md": lesson("Two", 1)}
    built = small_site.write(pages, "  - index.md\n  - Basics:\n      - one.md\n      - two.md\n").build()
    title = 'What "catchup=False" & <dag_id> mean'
    html = built.page("one/index.html")
    assert html.title.get_text().startswith(title)
    assert html.find("h1").get_text() == title
    about = 'Why "catchup=False" keeps a DAG from running for last year, and what <dag_id> is.'
    assert html.find("meta", attrs={"name": "description"})["content"] == about
    assert html.find("meta", attrs={"property": "og:description"})["content"] == about
    assert html.find("meta", attrs={"property": "og:title"})["content"] == title
    objective = html.select_one(".lesson-header__objectives li")
    assert objective.get_text() == "Say what List<Payment> & dag_id mean"
    assert objective.find("code").get_text() == "dag_id"
    assert title in [link.get_text() for link in built.page().select(".home-modules a")]
    before = built.page("two/index.html").select_one(".md-footer__link--prev")
    assert before.select_one(".md-ellipsis").get_text(strip=True) == title
    assert before["aria-label"].endswith(title)
    assert title in [link.get_text(strip=True) for link in html.select(".md-nav--primary .md-nav__link")]


def test_a_page_that_is_no_lesson_has_no_lesson_header(built: Built) -> None:
    assert built.page("plain/index.html").find(class_="lesson-header") is None


class Bad(NamedTuple):
    """A page with a mistake in its front matter, the line and the problem that the build must name, and the remedy."""

    text: str
    line: int
    problem: str
    remedy: str


def front(*lines: str) -> str:
    """Return a page with these lines of front matter."""
    return "\n".join(["---", *lines, "---", "", "Words.", ""])


TITLE, ABOUT, TEMPLATE, MINUTES = "title: A", "description: B", "template: lesson.html", "minutes: 5"
OBJECTIVES = ["objectives:", "  - Do it"]
WHOLE = [TITLE, ABOUT, TEMPLATE, MINUTES, *OBJECTIVES]
QUOTE = "put texts with a colon or a quote in double quotes"

BAD = {
    "none": Bad("# A page\n\nWords.\n", 1, "the page has no front matter", "begin the file with a line ---"),
    "not closed": Bad(f"---\n{TITLE}\n{ABOUT}\n\nWords.\n", 1, "the front matter has no end", "write a line --- after"),
    "a colon in a text": Bad(
        front("description: B", "title: A: what it is"), 3, "the front matter can't be read: mapping values", QUOTE
    ),
    "an open quote": Bad(front(ABOUT, 'title: "A'), 3, "the front matter can't be read: found unexpected end", QUOTE),
    "a list with two indents": Bad(
        front(*WHOLE, " - Do more"),
        8,
        "the front matter can't be read: expected <block end>",
        "indent lists by two spaces",
    ),
    "empty": Bad(front(), 2, "the front matter has no keys", "write lines such as 'title: The page's title'"),
    "only words": Bad(front("Words."), 2, "the front matter has no keys", "write lines such as"),
    "no title": Bad(front(ABOUT), 1, "the front matter has no 'title'", "title: The page's title"),
    "an empty title": Bad(front(ABOUT, "title: ''"), 3, "'title' can't be ''", "title: The page's title"),
    "a number as title": Bad(front(ABOUT, "title: 7"), 3, "'title' can't be 7", "title: The page's title"),
    "no description": Bad(front(TITLE), 1, "the front matter has no 'description'", "description: One sentence"),
    "no minutes": Bad(front(TITLE, ABOUT, TEMPLATE, *OBJECTIVES), 1, "the front matter has no 'minutes'", "minutes: 8"),
    "a word as minutes": Bad(
        front(TITLE, ABOUT, TEMPLATE, "minutes: five", *OBJECTIVES), 5, "'minutes' can't be 'five'", "minutes: 8"
    ),
    "no minute at all": Bad(
        front(TITLE, ABOUT, TEMPLATE, "minutes: 0", *OBJECTIVES), 5, "'minutes' can't be 0", "minutes: 8"
    ),
    "less than no minute": Bad(
        front(TITLE, ABOUT, TEMPLATE, "minutes: -5", *OBJECTIVES), 5, "'minutes' can't be -5", "minutes: 8"
    ),
    "yes as minutes": Bad(
        front(TITLE, ABOUT, TEMPLATE, "minutes: yes", *OBJECTIVES), 5, "'minutes' can't be True", "minutes: 8"
    ),
    "no objectives": Bad(
        front(TITLE, ABOUT, TEMPLATE, MINUTES), 1, "the front matter has no 'objectives'", "What one can do"
    ),
    "a text as objectives": Bad(
        front(TITLE, ABOUT, TEMPLATE, MINUTES, "objectives: Do it"),
        6,
        "'objectives' can't be 'Do it'",
        "What one can do",
    ),
    "an empty list of objectives": Bad(
        front(TITLE, ABOUT, TEMPLATE, MINUTES, "objectives: []"), 6, "'objectives' is no list of texts", "  - A text"
    ),
    "an objective without text": Bad(
        front(TITLE, ABOUT, TEMPLATE, MINUTES, "objectives:", "  -"),
        7,
        "'objectives' is no list of texts",
        "  - A text",
    ),
    "a text as prerequisites": Bad(
        front(*WHOLE, "prerequisites: index.md"), 8, "'prerequisites' is no list", "  - folder/lesson.md"
    ),
    "an unknown prerequisite": Bad(
        front(*WHOLE, "prerequisites:", "  - index.md", "  - no/such.md"),
        10,
        "there is no lesson 'no/such.md'",
        "from docs/",
    ),
    "a prerequisite that is no page": Bad(
        front(*WHOLE, "prerequisites: [assets/images/logo.svg]"),
        8,
        "there is no lesson 'assets/images/logo.svg'",
        "from docs/",
    ),
}


@pytest.fixture(scope="module")
def bad(new_site: Callable[[], Site]) -> dict[str, Built]:
    """What the builds of sites with a mistake in the front matter said."""
    return build_all({name: new_site().write({"index.md": row.text}) for name, row in BAD.items()})


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_in_the_front_matter_stops_the_build_with_its_line_and_a_remedy(
    bad: dict[str, Built], mistake: str
) -> None:
    _, line, problem, remedy = BAD[mistake]
    bad[mistake].assert_stopped(line, problem, remedy)
