"""Questions: answered right, wrong and again, by mouse and by keyboard, kept and never lost."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import ROOT, Site

QUIZ = re.compile(r"^<quiz>\n(.*?)^</quiz>$", re.DOTALL | re.MULTILINE)
ANSWER = re.compile(r"^- \[(x| )\] .*\n> (.*)$", re.MULTILINE)
JOURNEY = "orchestration/journey/"
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }});"
)


def sources() -> dict[str, list[list[tuple[bool, str]]]]:
    """Read each page's questions from the Markdown: for each answer, whether it is right, and why."""
    found = {}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        quizzes = [
            [(mark == "x", plain(why)) for mark, why in ANSWER.findall(quiz)]
            for quiz in QUIZ.findall(path.read_text(encoding="utf-8"))
        ]
        if quizzes:
            address = path.relative_to(ROOT / "docs").with_suffix("").as_posix()
            found[address.removesuffix("index").rstrip("/") + "/"] = quizzes
    return found


def plain(markdown: str) -> str:
    """Take links and emphasis out of a line of Markdown."""
    return re.sub(r"[*`]", "", re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", markdown))


QUIZZES = sources()


def submit(quiz: Locator) -> None:
    """Check an answer."""
    quiz.get_by_role("button", name="Submit").click()


def answer(quiz: Locator, right: bool = True) -> None:
    """Choose every right answer, or one wrong answer, and check it."""
    chosen = quiz.locator("input[data-correct]") if right else quiz.locator("input:not([data-correct])").first
    for choice in chosen.all():
        choice.check()
    submit(quiz)


@pytest.mark.parametrize("view", ["wide-light", "phone-dark"])
@pytest.mark.parametrize("path", QUIZZES)
def test_every_question_can_be_answered_wrong_again_and_right(
    open_page: Callable[..., Page], path: str, view: str
) -> None:
    page = open_page(path, view)
    quizzes = page.locator(".quiz").all()
    assert len(quizzes) == len(QUIZZES[path])
    for quiz, answers in zip(quizzes, QUIZZES[path], strict=True):
        result = quiz.get_by_role("status")
        expect(quiz.locator("input")).to_have_count(len(answers))
        for index, (right, why) in enumerate(answers):
            quiz.locator("input").nth(index).check()
            submit(quiz)
            alone = right and sum(is_right for is_right, _ in answers) == 1
            expect(result).to_contain_text("Correct." if alone else "Not quite.")
            expect(result).to_contain_text(why)
            expect(result).to_be_focused()
            quiz.get_by_role("button", name="Try Again").click()
            expect(result).to_be_empty()
            expect(quiz.locator("input:checked")).to_have_count(0)
        answer(quiz)
        expect(result).to_contain_text("Correct.")
        for right, why in answers:
            if right:
                expect(result).to_contain_text(why)
    count = len(quizzes)
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"{count} of {count} questions answered")
    expect(page.get_by_role("region", name="Your result")).to_contain_text("100%")


def test_a_partly_right_answer_is_told_apart(open_page: Callable[..., Page]) -> None:
    quiz = open_page(JOURNEY).locator(".quiz").first
    quiz.locator("input[data-correct]").first.check()
    quiz.locator("input:not([data-correct])").first.check()
    submit(quiz)
    expect(quiz.get_by_role("status")).to_contain_text("You found 1 of the 2 right answers, and chose 1 wrong.")
    expect(quiz.locator("fieldset > .wrong")).to_have_count(1)
    expect(quiz.locator("fieldset > .correct")).to_have_count(1)


def test_another_choice_after_the_verdict_is_a_new_try(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/introduction/")
    quiz = page.locator(".quiz")
    answer(quiz, right=False)
    quiz.locator("input[data-correct]").check()
    expect(quiz.get_by_role("status")).to_be_empty()
    expect(quiz.locator("fieldset > :is(.wrong, .correct)")).to_have_count(0)
    expect(quiz.locator("input[data-correct]")).to_be_checked()
    expect(quiz.locator("input[data-correct]")).to_be_focused()
    expect(page.locator("[data-quiz-answered]")).to_have_text("0 of 1 questions answered")
    submit(quiz)
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")


def test_an_empty_answer_is_not_counted(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    quiz = page.locator(".quiz").first
    submit(quiz)
    expect(quiz.get_by_role("status")).to_have_text("Choose an answer first.")
    expect(page.locator("[data-quiz-answered]")).to_have_text("0 of 3 questions answered")


def test_whoever_gives_up_can_see_the_answers_but_not_before(open_page: Callable[..., Page]) -> None:
    quiz = open_page(JOURNEY).locator(".quiz").first
    expect(quiz.get_by_text("Show the answers")).to_be_hidden()
    answer(quiz, right=False)
    quiz.get_by_text("Show the answers").click()
    expect(quiz.locator("details")).to_contain_text("Right: Manual and error-prone processes")


def test_everything_works_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    """Single choice: arrow keys only move the choice. Then submit, try again, submit, and reset all."""
    page = open_page("airflow/introduction/")
    page.on("dialog", lambda dialog: dialog.accept())
    quiz = page.locator(".quiz")
    result = quiz.get_by_role("status")
    quiz.locator(".quiz-header-link").focus()
    page.keyboard.press("Tab")
    expect(quiz.locator("input").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(quiz.locator("input").nth(1)).to_be_checked()
    expect(result).to_be_empty()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(result).to_be_focused()
    expect(result).to_contain_text("Not quite.")
    while not page.evaluate("document.activeElement.classList.contains('quiz-reset-button')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(quiz.locator("input").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(result).to_contain_text("Correct.")
    while not page.evaluate("document.activeElement.classList.contains('quiz-results-reset')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-quiz-answered]")).to_have_text("0 of 1 questions answered")
    expect(quiz.locator("input").first).to_be_focused()


def test_several_choices_work_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    quiz = page.locator(".quiz").first
    quiz.locator("input").first.focus()
    for key in ("Tab", "Tab", "Space", "Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(quiz.get_by_role("status")).to_contain_text("Correct. These are all the right answers.")


def test_answers_survive_a_reload_and_an_in_site_return(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    first, second, third = page.locator(".quiz").all()
    answer(first)
    answer(second, right=False)
    page.reload()
    for _ in range(2):
        expect(first.get_by_role("status")).to_contain_text("Correct.")
        expect(second.get_by_role("status")).to_contain_text("Not quite.")
        expect(third.get_by_role("status")).to_be_empty()
        expect(page.locator("[data-quiz-answered]")).to_have_text("2 of 3 questions answered")
        page.locator(".md-footer__link--next").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Introduction to Apache Airflow")
        page.locator(".md-footer__link--prev").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The journey to modern data orchestration")


def test_after_in_site_clicks_a_question_is_set_up_once(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/what-is-data-orchestration/")
    with page.expect_response("**/sitemap.xml"):
        page.reload()
    page.evaluate("window.mark = 'kept'")
    for link, title in (
        ("next", "The journey to modern"),
        ("next", "Introduction to"),
        ("prev", "The journey to modern"),
    ):
        page.locator(f".md-footer__link--{link}").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    assert page.evaluate("window.mark") == "kept"
    quiz = page.locator(".quiz").first
    expect(quiz.locator(".quiz-reset-button")).to_have_count(1)
    answer(quiz, right=False)
    expect(quiz.locator(".quiz-verdict")).to_have_count(1)
    # The style came with the page.
    assert page.locator("link[href$='mkdocs-quiz.css']").count() == 1
    expect(quiz.locator(".answer-feedback").first).to_be_hidden()


@pytest.fixture(scope="module")
def edited(serve: Callable[[Path], Site], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, with a question added above the others, those in another order, and answers moved."""
    root = tmp_path_factory.mktemp("edited") / "site"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".venv", ".git", ".cache", "site", "tests"))
    path = root / "docs/orchestration/journey.md"
    text = path.read_text(encoding="utf-8")
    first, _, third = (match[0] for match in QUIZ.finditer(text))
    new = "<quiz>\n\nIs this question new?\n- [x] Yes\n> It is.\n- [ ] No\n> It is.\n\n</quiz>"
    moved = re.sub(r"(- \[ \] Dedicated.*?\n> .*?\n)(.*)(\n\n?</quiz>)", r"\2\1\3", first, flags=re.DOTALL)
    assert moved != first
    text = text.replace(first, "@").replace(third, first.replace(first, moved)).replace("@", f"{new}\n\n{third}")
    path.write_text(text, encoding="utf-8")
    return serve(root)


def test_answers_survive_questions_and_answers_that_are_added_and_moved(
    browser: Browser, site: Site, edited: Site
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url + JOURNEY)
    right, wrong, _ = page.locator(".quiz").all()
    answer(right)
    answer(wrong, right=False)
    chosen = [label.inner_text() for label in page.locator("div:has(> input:checked) > label").all()]
    saved = page.evaluate("({...localStorage})")
    page.goto(edited.url + JOURNEY)  # another port, so another storage
    page.evaluate("saved => Object.assign(localStorage, saved)", saved)
    page.reload()
    expect(page.locator(".quiz")).to_have_count(4)
    expect(page.locator("[data-quiz-answered]")).to_have_text("2 of 4 questions answered")
    kept = [label.inner_text() for label in page.locator("div:has(> input:checked) > label").all()]
    assert sorted(kept) == sorted(chosen)
    verdicts = page.locator(".quiz", has=page.locator(".quiz-verdict"))
    expect(verdicts).to_have_count(2)
    expect(verdicts.filter(has_text="Pre-Unix era of").get_by_role("status")).to_contain_text("Correct.")
    expect(page.locator(".quiz", has_text="Is this question new?").get_by_role("status")).to_be_empty()
    context.close()


def test_an_answer_to_a_question_that_is_gone_is_not_counted(open_page: Callable[..., Page], site: Site) -> None:
    gone = {"quiz-0123456789": {"answered": True, "correct": True, "selectedValues": ["0"]}}
    script = f"localStorage.setItem('quiz_progress_/course/{JOURNEY}', {json.dumps(json.dumps(gone))})"
    page = open_page(JOURNEY, script=script)
    expect(page.locator("[data-quiz-answered]")).to_have_text("0 of 3 questions answered")


@pytest.mark.parametrize(
    "saved",
    [
        "{",
        "null",
        "7",
        '"text"',
        "[1]",
        "x" * 60_000,
        '{"index": 1}',
        '{"ID": null}',
        '{"ID": 3}',
        '{"ID": {"answered": true, "correct": false}}',
        '{"ID": {"answered": true, "correct": false, "selectedValues": "none"}}',
    ],
)
def test_corrupted_storage_breaks_nothing(open_page: Callable[..., Page], site: Site, saved: str) -> None:
    html = (site.folder / JOURNEY / "index.html").read_text(encoding="utf-8")
    saved = saved.replace("ID", re.search(r'<div class="quiz"[^>]* id="([^"]+)"', html)[1])
    script = "if (!sessionStorage.seen) { sessionStorage.seen = 1;" + "".join(
        f"localStorage.setItem({json.dumps(key)}, {json.dumps(saved)});"
        for key in (f"quiz_progress_/course/{JOURNEY}", "/course/.__palette", "/.__palette")
    )
    page = open_page(JOURNEY, script=script + "}")
    quiz = page.locator(".quiz").first
    expect(page.locator("[data-quiz-answered]")).to_have_text("0 of 3 questions answered")
    answer(quiz)
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")
    page.reload()
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")


@pytest.mark.parametrize("path", ["", JOURNEY, "reference/glossary/", "404.html"])
@pytest.mark.parametrize(
    "script",
    [NO_STORAGE, "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"],
    ids=["disabled", "full"],
)
def test_disabled_storage_breaks_nothing(open_page: Callable[..., Page], path: str, script: str) -> None:
    page = open_page(path, script=script)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_title("Colors follow your system. Switch to light").click()
    page.get_by_title("Light colors. Switch to dark").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    for quiz in page.locator(".quiz").all():
        answer(quiz)
        expect(quiz.get_by_role("status")).to_contain_text("Correct.")


def test_without_javascript_questions_and_answers_can_be_read(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY, java_script_enabled=False)
    quiz = page.locator(".quiz").first
    expect(quiz.get_by_text("Manual and error-prone processes").first).to_be_visible()
    expect(quiz.get_by_role("button")).to_have_count(0)
    quiz.get_by_text("Show the answers").click()
    expect(quiz.get_by_text("Operators queued and loaded each batch by hand").last).to_be_visible()
    expect(page.locator("#quiz-results")).to_be_hidden()


def test_style_and_script_are_shared_and_only_where_a_question_is(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("reference/glossary/")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.removeprefix(site.url)))
    page.goto(site.url + "reference/sources/")
    assert [url for url in loaded if "quiz" in url] == ["assets/stylesheets/quizzes.css"]
    assert "quiz" not in page.locator("article").inner_html()
    for path in QUIZZES:
        page.goto(site.url + path)
        assert page.locator("article style, article script:not([src])").count() == 0
    shared = {url for url in loaded if "quiz" in url}
    assert shared == {
        "assets/stylesheets/quizzes.css",
        "assets/stylesheets/mkdocs-quiz.css",
        "assets/javascripts/quizzes.js",
    }
