"""hooks/quizzes.py: good questions get ids of their own and shared files, bad ones stop the build."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag
from mkdocs_quiz import plugin as mkdocs_quiz

from tests.hooks.conftest import Built, Site, build_all, line_of, page

STYLE = "assets/stylesheets/mkdocs-quiz.css"
SCRIPT = "assets/javascripts/quizzes.js"

WHEN = "When does a *scheduler* start a task?"
TIME = ["- [x] At a time", "> Yes: it knows `when`, and no more."]
ORDER = ["- [ ] In order", "> No, that is what an orchestrator adds."]
LUCK = ["- [ ] By luck", "> Hardly ever."]
WHICH = "Which are eras? (select all that apply)"
UNIX = ["- [x] Pre-Unix", "> The first one."]
MODERN = ["- [x] Modern", "> The last one."]
STONE = ["- [ ] Stone", "> That one had no data."]


def quiz(*lines: str) -> str:
    """Return a question as authors write it."""
    return "\n".join(["<quiz>", *lines, "</quiz>", ""])


def code(text: str) -> str:
    """Return text as a code block."""
    return f"```markdown\n{text}```\n"


FIRST = quiz("", WHEN, *TIME, *ORDER, *LUCK, "")
SECOND = quiz(WHICH, *UNIX, *STONE, *MODERN)
LESSON = ("template: lesson.html", "minutes: 5", "objectives:", "  - Pass the test")

FORMER_ID = "quiz-82a23b0a92"
FORMER_VALUES = {"At a time": "a282c2a83a", "In order": "63be856a06", "By luck": "ea06b810af"}

CONTRACT = """Words.

<div class="takeaways" markdown>

## Key takeaways

- A scheduler knows when.

</div>

## Check yourself

{questions}

## Go further

- [Airflow](https://airflow.apache.org/)
"""

PAGES = {
    "index.md": page(f"Words.\n\n{FIRST}\n{SECOND}\n## After\n\nMore words."),
    # A question was added above, the old ones changed places, and so did their answers.
    "moved/page.md": page(
        "\n".join([quiz("New?", "- [x] Yes", "> Yes.", "- [ ] No", "> No."), quiz(WHICH, *MODERN, *STONE, *UNIX)])
        + "\n"
        + quiz(WHEN, *LUCK, *ORDER, *TIME)
    ),
    # Both texts are new: one word of a question, one of an answer.
    "reworded.md": page(
        "\n".join(
            [quiz(WHEN.replace("task", "job"), *TIME, *ORDER), quiz(WHICH, *UNIX, "- [ ] Bronze", "> No.", *MODERN)]
        )
    ),
    "plain.md": page("Words, and no question."),
    "code.md": page(code(FIRST)),
    "both.md": page(f"{code(SECOND)}\n{FIRST}"),
    "lesson.md": page(CONTRACT.format(questions=f"{FIRST}\n{SECOND}"), *LESSON),
    "short.md": page(CONTRACT.format(questions=quiz("Why?", *TIME, *LUCK)), *LESSON),
}
ASKING = {
    "index.html": 2,
    "moved/page/index.html": 3,
    "reworded/index.html": 2,
    "both/index.html": 1,
    "lesson/index.html": 2,
    "short/index.html": 1,
}
SILENT = ["plain/index.html", "code/index.html", "404.html"]


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> Built:
    """A site with good questions."""
    return new_site().write(PAGES).build()


def question(html: BeautifulSoup, begins: str) -> Tag:
    """Return a question by the words that it begins with."""
    return next(
        tag for tag in html.select(".quiz") if tag.select_one(".quiz-question").get_text().strip()[:5] == begins
    )


def answers(found: Tag) -> dict[str, Tag]:
    """Return the inputs of a question by their labels."""
    return {
        found.find("label", attrs={"for": answer["id"]}).get_text(): answer for answer in found.select("fieldset input")
    }


def saved(html: BeautifulSoup, begins: str) -> tuple[str, dict[str, str]]:
    """Return what a learner's browser remembers an answer by: the question's id and the answers' values."""
    found = question(html, begins)
    return found["id"], {label: answer["value"] for label, answer in answers(found).items()}


def test_a_question_has_its_text_answers_and_reasons(built: Built) -> None:
    found = question(built.page(), "When ")
    assert found.select_one(".quiz-question").get_text().strip() == "When does a scheduler start a task?"
    inputs = answers(found)
    assert {label: answer.has_attr("data-correct") for label, answer in inputs.items()} == {
        "At a time": True,
        "In order": False,
        "By luck": False,
    }
    reasons = {label: answer.parent.select_one(".answer-feedback").get_text() for label, answer in inputs.items()}
    assert reasons["At a time"] == "Yes: it knows when, and no more."
    assert reasons["By luck"] == "Hardly ever."


def test_a_question_with_one_right_answer_has_radio_buttons_and_one_with_two_has_check_boxes(built: Built) -> None:
    html = built.page()
    assert {answer["type"] for answer in answers(question(html, "When ")).values()} == {"radio"}
    assert {answer["type"] for answer in answers(question(html, "Which")).values()} == {"checkbox"}


def test_a_question_can_be_read_by_a_screen_reader(built: Built) -> None:
    html = built.page()
    for found in html.select(".quiz"):
        group = found.find("fieldset")
        assert html.find(id=group["aria-labelledby"]) is found.select_one(".quiz-question")
        assert found.select_one(".quiz-feedback")["role"] == "status"
        assert found.select_one(".quiz-header-link")["aria-label"]
        assert found.select_one(".quiz-header-link")["href"] == f"#{found['id']}"
    result = html.select_one("#quiz-results")
    assert result["role"] == "region"
    assert result["aria-label"]
    assert result.find(["h1", "h2", "h3", "h4"]) is None, "a heading here would skip a level"


def test_the_answers_are_also_there_in_words_for_who_has_no_script(built: Built) -> None:
    fold = question(built.page(), "Which").find("details")
    assert fold.find("summary").get_text() == "Show the answers"
    assert [item.get_text("|") for item in fold.find_all("li")] == [
        "Right:| Pre-Unix|The first one.",
        "Wrong:| Stone|That one had no data.",
        "Right:| Modern|The last one.",
    ]


@pytest.mark.parametrize("path", ASKING)
def test_the_result_comes_once_after_the_last_question(built: Built, path: str) -> None:
    marked = built.page(path).select(".quiz, #quiz-results, #after")
    ids = ["quiz" if "quiz" in tag.get("class", []) else tag["id"] for tag in marked]
    after = ["after"] if path == "index.html" else []
    assert ids == ["quiz"] * ASKING[path] + ["quiz-results"] + after


def test_a_saved_answer_survives_questions_being_added_and_moved_and_answers_changing_places(built: Built) -> None:
    before, after = built.page(), built.page("moved/page/index.html")
    assert [saved(before, "When "), saved(before, "Which")] == [saved(after, "When "), saved(after, "Which")]


def test_a_question_or_an_answer_with_other_words_is_another_one(built: Built) -> None:
    before, after = built.page(), built.page("reworded/index.html")
    when, values = saved(before, "When ")
    when_reworded, values_reworded = saved(after, "When ")
    assert when != when_reworded
    assert values["At a time"] == values_reworded["At a time"]
    which, values = saved(before, "Which")
    which_reworded, values_reworded = saved(after, "Which")
    assert which == which_reworded
    assert values_reworded["Bronze"] not in values.values()
    assert values["Modern"] == values_reworded["Modern"]


def test_the_ids_by_which_answers_were_saved_before_stay_beside_the_new_ones(built: Built) -> None:
    """The former ids as the site of November 2026 had them, printed by that build."""
    found = question(built.page(), "When ")
    assert found["data-former-id"] == FORMER_ID
    assert found["id"] != FORMER_ID
    former = {label: answer["data-former-value"] for label, answer in answers(found).items()}
    assert former == FORMER_VALUES


@pytest.mark.parametrize("path", ASKING)
def test_ids_and_values_are_unique(built: Built, path: str) -> None:
    html = built.page(path)
    ids = [tag["id"] for tag in html.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for found in html.select(".quiz"):
        values = [answer["value"] for answer in found.find_all("input")]
        assert len(values) == len(set(values))


def test_a_lesson_says_how_many_questions_it_has(built: Built) -> None:
    assert "2 questions" in built.page("lesson/index.html").find("header", class_="lesson-header").get_text()
    one = built.page("short/index.html").find("header", class_="lesson-header").get_text()
    assert "1 question" in one
    assert "1 questions" not in one


def test_a_question_that_is_shown_as_code_stays_code(built: Built) -> None:
    shown = built.page("code/index.html")
    assert shown.select(".quiz") == []
    assert "<quiz>" in shown.find("pre").get_text()
    both = built.page("both/index.html")
    assert [found.select_one(".quiz-question").get_text().strip()[:5] for found in both.select(".quiz")] == ["When "]
    assert WHICH in both.find("pre").get_text()


@pytest.mark.parametrize("path", ASKING)
def test_a_page_with_a_question_links_the_shared_style_and_script(built: Built, path: str) -> None:
    html = built.page(path)
    linked = [tag["href"] for tag in html.find_all("link", rel="stylesheet")] + [
        tag["src"] for tag in html.find_all("script", src=True)
    ]
    files = [posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) for address in linked]
    assert files.count(STYLE) == 1
    assert files.count(SCRIPT) == 1
    inline = [str(tag) for tag in html.find_all(["style", "script"]) if not tag.has_attr("src")]
    assert [tag for tag in inline if "quiz" in tag.lower()] == []


@pytest.mark.parametrize("path", SILENT)
def test_a_page_without_a_question_has_no_trace_of_mkdocs_quiz(built: Built, path: str) -> None:
    html = built.page(path)
    # The site's own style sheet, which every page links, and the code block of this test.
    for own in html.select("link[href$='assets/stylesheets/quizzes.css'], pre"):
        own.decompose()
    assert "quiz" not in str(html).lower()


def test_the_shared_files_hold_what_mkdocs_quiz_put_into_every_page(built: Built) -> None:
    assert mkdocs_quiz.style_content in built.text(STYLE)
    assert mkdocs_quiz.js_content in built.text(SCRIPT)


class Kept(NamedTuple):
    """Markdown that must be shown as it is written: the body, and what the page must have."""

    body: str
    questions: int
    texts: list[str]


STAR = ["- [x] `task(**kwargs)`", "> Two.", "- [ ] `task(*kwargs)`", "> One."]
CRON = ["- [x] `0 0 * * 1`", "> Mondays.", "- [ ] `0 0 1 * *`", "> The first."]
CASE = ["- [x] DAG", "> Big.", "- [ ] dag", "> Small.", "- [ ] **DAG**", "> Bold.", "- [ ] `DAG`", "> Code."]
UNDERSCORE = ["- [x] `loadsales`", "> Yes.", "- [ ] `load_sales`", "> No."]
BRACES = ["- [x] The template {{ ds }}", "> The day, {{ ds }}.", "- [ ] The template {{ ts }}", "> No."]
PICTURES = [
    "- [ ] ![A sign](assets/images/logo.svg)",
    "> No.",
    "- [x] ![A sign](assets/images/favicon.svg)",
    "> Yes.",
]
PYTHON = "```pycon\n>>> [1, 2] {}\n```"
DRAWING = """```mermaid
flowchart LR
  accTitle: Three tasks
  accDescr: Fetch leads to check, and check leads to store.
  a["Fetch<br>the files"] --> b["Check"] --> c["Store"]
```"""
KEPT = {
    "answers that differ in stars": Kept(
        quiz("Which call passes them on?", *STAR), 1, ["task(**kwargs)", "task(*kwargs)"]
    ),
    "answers that differ in blanks between stars": Kept(
        quiz("Which one is weekly?", *CRON), 1, ["0 0 * * 1", "0 0 1 * *"]
    ),
    "answers that differ in case and looks": Kept(quiz("How is it written?", *CASE), 1, ["DAG", "dag", "DAG", "DAG"]),
    "answers that differ in an underscore": Kept(quiz("Which one?", *UNDERSCORE), 1, ["loadsales", "load_sales"]),
    "answers that are pictures": Kept(quiz("Which one?", *PICTURES), 1, ["", ""]),
    "answers with braces": Kept(quiz("Which one?", *BRACES), 1, ["The template {{ ds }}", "The template {{ ts }}"]),
    "the same words with other code": Kept(
        quiz("What is it?", "", PYTHON.format("+ [3]"), "", *TIME, *ORDER)
        + "\n"
        + quiz("What is it?", "", PYTHON.format("* 2"), "", *TIME, *ORDER),
        2,
        ["At a time", "In order", "At a time", "In order"],
    ),
    "a diagram in a question": Kept(
        quiz("Which is first?", "", DRAWING, "", *TIME, *ORDER), 1, ["At a time", "In order"]
    ),
    "a tag in a sentence": Kept(
        "Write it between `<quiz>` and `</quiz>`.\n\n" + FIRST, 1, ["At a time", "In order", "By luck"]
    ),
    "a tag in code with more backticks": Kept("````markdown\n" + code(FIRST) + "````\n", 0, []),
    "right below a paragraph": Kept("Words.\n" + FIRST, 1, ["At a time", "In order", "By luck"]),
    "in a quotation": Kept(
        "> Words.\n>\n" + "".join(f"> {line}\n" for line in FIRST.split("\n")), 1, ["At a time", "In order", "By luck"]
    ),
}


@pytest.fixture(scope="module")
def kept(new_site: Callable[[], Site]) -> dict[str, Built]:
    """What became of Markdown that looks odd and is good."""
    return build_all({name: new_site().write({"index.md": page(row.body)}) for name, row in KEPT.items()})


@pytest.mark.parametrize("name", KEPT)
def test_what_a_reader_can_tell_apart_is_shown_as_it_is_written(kept: dict[str, Built], name: str) -> None:
    html = kept[name].page()
    found = html.select(".quiz")
    assert len(found) == KEPT[name].questions
    labels = [label.get_text() for one in found for label in one.select("fieldset label")]
    assert labels == KEPT[name].texts
    assert len({one["id"] for one in found}) == len(found)
    for one in found:
        values = [answer["value"] for answer in one.find_all("input")]
        assert len(values) == len(set(values))


def test_a_diagram_in_a_question_is_drawn(kept: dict[str, Built]) -> None:
    figure = kept["a diagram in a question"].page().select_one(".quiz-question figure.diagram")
    assert "Fetch" in figure.find("svg").get_text()
    assert figure.find(class_="diagram__title").get_text() == "Three tasks"


def test_a_picture_in_an_answer_is_in_its_label_with_an_address_that_works(kept: dict[str, Built]) -> None:
    labels = kept["answers that are pictures"].page().select(".quiz label img")
    assert [picture["src"] for picture in labels] == ["assets/images/logo.svg", "assets/images/favicon.svg"]


FOLD = """1. First do this.

    {first}

2. Then do that.

!!! note "In a note"

    {second}

??? question "In a fold"

    Words.

    {third}

After."""


def test_a_question_stands_where_it_is_written_in_a_list_a_note_and_a_fold(small_site: Site) -> None:
    questions = [quiz(f"Question {number}?", *TIME, *ORDER) for number in (1, 2, 3)]
    indented = [one.rstrip().replace("\n", "\n    ") for one in questions]
    body = FOLD.format(first=indented[0], second=indented[1], third=indented[2])
    html = small_site.write({"index.md": page(body)}).build().page()
    lists = html.select("article ol")
    assert len(lists) == 1, "the list begins anew after the question"
    items = lists[0].find_all("li", recursive=False)
    assert [item.find("p").get_text() for item in items] == ["First do this.", "Then do that."]
    assert items[0].select_one(".quiz-question").get_text(strip=True) == "Question 1?"
    assert html.select_one(".admonition.note .quiz-question").get_text(strip=True) == "Question 2?"
    assert html.select_one("details.question .quiz-question").get_text(strip=True) == "Question 3?"
    assert len(html.select("#quiz-results")) == 1


class Bad(NamedTuple):
    """Markdown with a mistake, the line that the build must name (its text), the problem, and the remedy."""

    body: str
    at: str
    problem: str
    remedy: str


SAYS_NOT_WHY = "put a line '> Why it is right or wrong.' right under it"
NO_ANSWER = "write '- [x] right' or '- [ ] wrong', with single spaces"
TWICE = "remove one, or word it differently"
WORDS = ["", "Words after the answer."]

BAD = {
    "no question": Bad(quiz(*TIME, *ORDER), "<quiz>", "the quiz has no question", "write the question after <quiz>"),
    "no answer": Bad(quiz(WHEN), "<quiz>", "the quiz has fewer than two answers", "add answers"),
    "one answer": Bad(quiz(WHEN, *TIME), "<quiz>", "the quiz has fewer than two answers", "add answers"),
    "none right": Bad(quiz(WHEN, *ORDER, *LUCK), "<quiz>", "no answer is marked as right", "mark each right answer"),
    "no reason": Bad(
        quiz(WHEN, "- [x] At a time", *ORDER),
        "- [x] At a time",
        "the answer 'At a time' does not say why",
        SAYS_NOT_WHY,
    ),
    "no reason at the end": Bad(
        quiz(WHEN, *TIME, "- [ ] By luck"), "- [ ] By luck", "the answer 'By luck' does not say why", SAYS_NOT_WHY
    ),
    "an empty reason": Bad(
        quiz(WHEN, *TIME, "- [ ] By luck", ">"), "- [ ] By luck", "the answer 'By luck' does not say why", SAYS_NOT_WHY
    ),
    "a blank line above a reason": Bad(
        quiz(WHEN, "- [x] At a time", "", "> Yes.", *ORDER),
        "- [x] At a time",
        "the answer 'At a time' does not say why",
        SAYS_NOT_WHY,
    ),
    "a second reason below a blank line": Bad(
        quiz(WHEN, *TIME, *LUCK, "", "> And more."),
        "> And more.",
        "this explanation belongs to no answer",
        "put it on the line right under its answer",
    ),
    "another letter": Bad(quiz(WHEN, *TIME, "- [y] No", "> No."), "- [y] No", "'- [y] No' is no answer", NO_ANSWER),
    "two letters": Bad(
        quiz(WHEN, *TIME, "- [xx] No", "> No.", *LUCK), "- [xx] No", "'- [xx] No' is no answer", NO_ANSWER
    ),
    "no space": Bad(quiz(WHEN, *TIME, "- [ ]No", "> No."), "- [ ]No", "'- [ ]No' is no answer", NO_ANSWER),
    "another bullet": Bad(quiz(WHEN, "+ [x] No", "> No.", *LUCK), "+ [x] No", "'+ [x] No' is no answer", NO_ANSWER),
    "the same answer": Bad(
        quiz(WHEN, *TIME, *LUCK, "- [ ] At a time", "> No."),
        "- [ ] At a time",
        "the answer 'At a time' stands here twice",
        TWICE,
    ),
    # A reader could not tell them apart.
    "the same answer written otherwise": Bad(
        quiz(WHEN, *TIME, *LUCK, "- [ ] At *a* time", "> No.", "- [ ]  At _a_  time", "> No."),
        "- [ ]  At _a_  time",
        "the answer ' At _a_  time' stands here twice",
        TWICE,
    ),
    # mkdocs-quiz takes what follows for an epilogue, and the last answer is lost.
    "words between answers": Bad(quiz(WHEN, *TIME, *LUCK, *WORDS, *ORDER), WORDS[1], "", ""),
    "a reason that goes on without its mark": Bad(
        quiz(WHEN, *TIME, "and no less.", *ORDER, *LUCK), "and no less.", "", ""
    ),
    "the same question": Bad(
        f"{FIRST}\nWords.\n\n{quiz(WHEN, *TIME, *ORDER)}",
        "<quiz>",
        "the same question stands at line 8",
        "word it differently",
    ),
    "the same question written otherwise": Bad(
        f"{FIRST}\nWords.\n\n{quiz(WHEN.replace('*', '_').replace(' ', '  '), *TIME, *ORDER)}",
        "<quiz>",
        "the same question stands at line 8",
        "word it differently",
    ),
    "not closed": Bad(
        FIRST.replace("</quiz>", ""),
        "<quiz>",
        "this quiz has no </quiz>",
        "write </quiz> on a line of its own after it",
    ),
    "not closed before another": Bad(
        FIRST.replace("<quiz>", "<quiz> ").replace("</quiz>", "") + SECOND,
        "<quiz> ",
        "this quiz has no </quiz>",
        "write </quiz> on a line of its own after it",
    ),
    "not opened": Bad(
        f"{FIRST}\n</quiz>\n", "</quiz>", "this quiz has no <quiz>", "write <quiz> on a line of its own before it"
    ),
    "a gap to fill in": Bad(
        quiz("It starts at [[two]] o'clock."),
        "It starts at [[two]] o'clock.",
        "'[[…]]' makes a fill-in-the-blank quiz",
        "ask with choices",
    ),
    "below a question in code": Bad(
        f"{code(quiz('Bad, but code.'))}\n{quiz(WHEN, '- [x] Now', *ORDER)}",
        "- [x] Now",
        "the answer 'Now' does not say why",
        SAYS_NOT_WHY,
    ),
}


def below_other_things(body: str) -> str:
    """Return a page with front matter and words above a question."""
    return page(f"Words.\n\n{body}")


@pytest.fixture(scope="module")
def bad(new_site: Callable[[], Site]) -> dict[str, Built]:
    """What the builds of sites with a bad question said."""
    return build_all({name: new_site().write({"index.md": below_other_things(row.body)}) for name, row in BAD.items()})


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_in_a_question_stops_the_build_with_its_line_and_a_remedy(
    bad: dict[str, Built], mistake: str
) -> None:
    body, at, problem, remedy = BAD[mistake]
    bad[mistake].assert_stopped(line_of(below_other_things(body), at), problem, remedy)
