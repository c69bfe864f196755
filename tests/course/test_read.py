"""course/read.py and markdown.py: everything in a page is read once, with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from course.markdown import inline_html, sections, slug
from course.model import Answer, Question
from course.read import read
from tests.course.conftest import FRONT, lesson

BODY = """Words on [two
lines](later.md) and
![a
picture](assets/images/logo.svg), then `code` and <kbd>Ctrl</kbd>.

1. First

    ??? question "A fold"

        ```python title="a.py, before" hl_lines="1"
        x = 1
        --8<-- "first_pipeline.py:load"
        ```

        ``` { .mermaid #fig-load }
        flowchart LR
        ```

<!-- a comment -->

## A heading, with `code` & more { #own }

Term
:   Meaning

## A heading

## A heading
"""
FIRST = FRONT.count("\n") + 3


@pytest.fixture
def page(write: Callable[..., Path]) -> object:
    """The lesson with that body."""
    return read(write({"lesson.md": lesson(body=BODY)})).pages["lesson.md"]


def test_each_thing_has_its_line(page: object) -> None:
    def line(words: str) -> int:
        return next(number for number, one in enumerate(page.source.split("\n"), 1) if words in one)

    assert (page.links[0].address, page.links[0].text, page.links[0].line) == ("later.md", "two lines", FIRST)
    assert (page.images[0].alt, page.images[0].line) == ("a picture", line("![a"))
    assert [(code.text, code.line) for code in page.inline_codes[:1]] == [("code", line("`code` and"))]
    assert [(tag.name, tag.closing) for tag in page.tags[:2]] == [("kbd", False), ("kbd", True)]
    code, diagram = page.codes[:2]
    assert (code.language, code.title, code.options["hl_lines"]) == ("python", "a.py, before", "1")
    assert (code.line, code.closed) == (line("```python"), True)
    assert [(include.what, include.line) for include in page.includes] == [("first_pipeline.py:load", line("8<"))]
    assert (diagram.id, diagram.text, diagram.line) == ("fig-load", "flowchart LR\n", line("{ .mermaid"))
    assert page.diagrams == [diagram]
    assert (page.comments[0].text, page.comments[0].line) == (" a comment ", line("a comment"))
    assert [(heading.id, heading.text) for heading in page.headings[:3]] == [
        ("own", "A heading, with code & more"),
        ("a-heading", "A heading"),
        ("a-heading_1", "A heading"),
    ]
    assert page.terms == {"term-term": "Term"}
    assert {"own", "a-heading_1", "fig-load", "term-term", "lesson"} <= page.anchors


def test_a_page_with_windows_line_ends_or_a_mark_at_its_start_has_the_same_lines(write: Callable[..., Path]) -> None:
    unix = read(write({"lesson.md": lesson(body=BODY)})).pages["lesson.md"]
    windows = lesson(body=BODY).replace("\n", "\r\n").encode()
    for content in (windows, b"\xef\xbb\xbf" + windows):
        other = read(write({"lesson.md": content})).pages["lesson.md"]
        assert other.links == unix.links
        assert other.codes == unix.codes
        assert other.questions == unix.questions


def asked(write: Callable[..., Path], *lines: str) -> Question:
    """Return a question that is read from its lines."""
    quiz = "\n".join(["<quiz>", "", *lines, "", "</quiz>"])
    return read(write({"lesson.md": lesson(body=quiz)})).pages["lesson.md"].questions[0]


def test_a_question_is_read_with_its_answers_and_reasons(write: Callable[..., Path]) -> None:
    question = asked(
        write,
        "Which one?",
        "",
        "```python",
        "- [ ] no answer",
        "```",
        "",
        "- [x] `a` [b](later.md)",
        "> Yes,",
        "> [see](#lesson).",
        "* [ ] c",
        "> No.",
    )
    assert question.text.plain == "Which one?"
    assert [(answer.text.plain, answer.right) for answer in question.answers] == [("a b", True), ("c", False)]
    reason = question.answers[0].reason
    assert (reason.plain, [link.address for link in reason.links]) == ("Yes, see.", ["#lesson"])
    assert question.answers[0].line == question.line + 8
    assert [slip.kind for slip in question.slips] == ["answer in code"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("`task(**kwargs)`", "`task(*kwargs)`"),
        ("`0 0 * * 1`", "`0 0 1 * *`"),
        ("DAG", "dag"),
        ("DAG", "`DAG`"),
        ("DAG", "**DAG**"),
        ("`loadsales`", "`load_sales`"),
        ("![A sign](assets/a.svg)", "![A sign](assets/b.svg)"),
        ("1 < 2", "1 > 2"),
        ("{{ ds }}", "{{ ts }}"),
    ],
)
def test_what_a_reader_can_tell_apart_has_another_id(write: Callable[..., Path], one: str, other: str) -> None:
    def ids(words: str) -> tuple[str, str]:
        question = asked(write, f"Is it {words}?", f"- [x] {words}", "> Yes.")
        answer: Answer = question.answers[0]
        return question.id, answer.id

    assert all(first != second for first, second in zip(ids(one), ids(other), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a  *b*\tc", "a _b_ c"),
        ("[a](later.md)", "[a](earlier.md)"),
        ("**a**", "__a__"),
        ("`` a ``", "`a`"),
        ("a &amp; b", "a & b"),
    ],
)
def test_what_a_reader_can_not_tell_apart_has_the_same_id(write: Callable[..., Path], one: str, other: str) -> None:
    assert (
        asked(write, "Is it?", f"- [x] {one}").answers[0].id == asked(write, "Is it?", f"- [x] {other}").answers[0].id
    )


def test_ids_stay_what_they_are(write: Callable[..., Path]) -> None:
    """A learner's saved answers are found by them: whoever changes how they are made loses the answers."""
    question = asked(write, "When does a *scheduler* start `a` task?", "- [x] At a **time**", "> Yes.")
    assert (question.id, question.answers[0].id) == ("quiz-98e34de3f4", "7453ba1fef")


def test_code_in_a_question_is_part_of_its_id_with_its_blanks(write: Callable[..., Path]) -> None:
    def question(indent: str) -> str:
        return asked(write, "What?", "", "```python", "if a:", f"{indent}b()", "```", "", "- [x] c").id

    assert question("    ") != question("")


def test_code_that_a_question_includes_is_part_of_its_id_too(write: Callable[..., Path]) -> None:
    lines = ["What?", "", "```python", '--8<-- "first_pipeline.py:load"', "```", "", "- [x] c"]
    before = asked(write, *lines)
    [include] = before.includes
    assert include.code == "    load()"
    file = include.file
    assert file.name == "first_pipeline.py"
    file.write_text(file.read_text(encoding="utf-8").replace("    load()", "    load(1)"), encoding="utf-8")
    after = read(file.parents[2]).pages["lesson.md"].questions[0]
    assert after.includes[0].code == "    load(1)"
    assert after.id != before.id


def test_the_course_has_modules_with_lessons_in_the_order_of_the_navigation(write: Callable[..., Path]) -> None:
    nav = "  - Home: index.md\n  - One:\n      - A title of its own: later.md\n      - earlier.md\n"
    nav += "  - Two:\n      - lesson.md\n"
    course = read(write(nav=nav + "  - Other:\n      - glossary.md\n      - https://example.org\n"))
    assert [(module.title, [one.path for one in module.lessons], module.minutes) for module in course.modules] == [
        ("One", ["later.md", "earlier.md"], 2),
        ("Two", ["lesson.md"], 1),
    ]
    assert [entry.path for entry in course.navigation] == [
        "index.md",
        "later.md",
        "earlier.md",
        "lesson.md",
        "glossary.md",
    ]


def test_sections_are_what_is_taught_in_words() -> None:
    body = (
        "Intro *one*.\n\n```python\nsecret = 1\n```\n\n<quiz>\n\nAnswer?\n- [x] this\n\n</quiz>\n\n"
        '## Head\n\n- a [link](x.md)\n\n!!! note "Title"\n\n    inside\n'
    )
    assert sections(body) == [("", "Intro one."), ("Head", "a link Title inside")]


def test_titles_may_have_code_and_no_html() -> None:
    assert inline_html("What `ds` & <b> *mean*") == "What <code>ds</code> &amp; &lt;b&gt; *mean*"


@pytest.mark.parametrize("words", ["A heading", "1. First (a)", "Über Cafés", "What's `a`?", "", "数据", "a  b--c"])
def test_a_headings_id_is_that_of_python_markdown(words: str) -> None:
    from markdown.extensions.toc import slugify, unique

    theirs: set[str] = set()
    ours: set[str] = set()
    for _ in range(3):
        assert slug(words, ours) == unique(slugify(words, "-"), theirs)
