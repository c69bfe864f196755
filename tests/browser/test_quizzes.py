"""Questions: answered right, wrong and again, by mouse and by keyboard, kept and never lost."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import TELL_SITEMAP, ready_for_clicks
from tests.conftest import ROOT, Site
from tests.model import COURSE

QUIZ = re.compile(r"^<quiz>\n(.*?)^</quiz>$", re.DOTALL | re.MULTILINE)
JOURNEY = "orchestration/journey/"
NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }});"
)
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
# Fills the storage to the last character.
FILL = """() => {
  localStorage.rest = "";
  for (let size = 2 ** 23; size >= 1; size /= 2) {
    try { localStorage.rest += "x".repeat(size); } catch (full) { /* half as much, then */ }
  }
}"""
LONG_WORDS = (
    "airflow.providers.standard.operators.python.ShortCircuitOperator",
    "https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dag-run.html#data-interval",
)


def sources() -> dict[str, list[list[tuple[bool, str]]]]:
    """Read each page's questions from the Markdown: for each answer, whether it is right, and why."""
    pages = (page for page in COURSE.pages.values() if page.is_lesson and page.questions)
    return {
        page.path.removesuffix(".md").removesuffix("index").rstrip("/") + "/": [
            [(answer.right, answer.reason.plain) for answer in question.answers] for question in page.questions
        ]
        for page in pages
    }


QUIZZES = sources()
OF = len(QUIZZES[JOURNEY])
SINGLE = "Why is Airflow considered"  # a question with one right answer, the third of four


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
    quiz = page.locator(".quiz", has_text=SINGLE)
    answer(quiz, right=False)
    quiz.locator("input[data-correct]").check()
    expect(quiz.get_by_role("status")).to_be_empty()
    expect(quiz.locator("fieldset > :is(.wrong, .correct)")).to_have_count(0)
    expect(quiz.locator("input[data-correct]")).to_be_checked()
    expect(quiz.locator("input[data-correct]")).to_be_focused()
    expect(page.locator("[data-quiz-answered]")).to_have_text(re.compile("^0 of"))
    submit(quiz)
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")


def test_an_empty_answer_is_not_counted(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    quiz = page.locator(".quiz").first
    submit(quiz)
    expect(quiz.get_by_role("status")).to_have_text("Choose an answer first.")
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"0 of {OF} questions answered")


def test_whoever_gives_up_can_see_the_answers_but_not_before(open_page: Callable[..., Page]) -> None:
    quiz = open_page(JOURNEY).locator(".quiz").first
    expect(quiz.get_by_text("Show the answers")).to_be_hidden()
    answer(quiz, right=False)
    quiz.get_by_text("Show the answers").click()
    expect(quiz.locator("details")).to_contain_text("Right: Manual and error-prone processes")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until an element with a class has the focus."""
    for _ in range(60):
        if page.evaluate("name => document.activeElement.classList.contains(name)", name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def test_everything_works_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    """Single choice: arrow keys only move the choice. Then submit, try again, submit, and reset all."""
    page = open_page("airflow/introduction/")
    quiz = page.locator(".quiz", has_text=SINGLE)
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
    tab_to(page, "quiz-reset-button")
    page.keyboard.press("Enter")
    expect(quiz.locator("input").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(result).to_contain_text("Correct.")
    tab_to(page, "quiz-results-forget")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Yes, forget them")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-quiz-answered]")).to_have_text(re.compile("^0 of"))
    expect(page.get_by_role("button", name="Undo")).to_be_focused()


def test_several_choices_work_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    quiz = page.locator(".quiz").first
    quiz.locator("input").first.focus()
    for key in ("Tab", "Tab", "Space", "Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(quiz.get_by_role("status")).to_contain_text("Correct. These are all the right answers.")


def test_answers_survive_a_reload_and_an_in_site_return(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    first, second, third = page.locator(".quiz").all()[:3]
    answer(first)
    answer(second, right=False)
    page.reload()
    for _ in range(2):
        expect(first.get_by_role("status")).to_contain_text("Correct.")
        expect(second.get_by_role("status")).to_contain_text("Not quite.")
        expect(third.get_by_role("status")).to_be_empty()
        expect(page.locator("[data-quiz-answered]")).to_have_text(f"2 of {OF} questions answered")
        page.locator(".md-footer__link--next").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Introduction to Apache Airflow")
        page.locator(".md-footer__link--prev").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The journey to modern data orchestration")


def test_after_in_site_clicks_a_question_is_set_up_once(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/what-is-data-orchestration/", script=TELL_SITEMAP)
    ready_for_clicks(page)
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
    first, _, third, *_ = (match[0] for match in QUIZ.finditer(text))
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
    right, wrong, *_ = page.locator(".quiz").all()
    answer(right)
    answer(wrong, right=False)
    chosen = [label.inner_text() for label in page.locator("div:has(> input:checked) > label").all()]
    saved = page.evaluate("({...localStorage})")
    page.goto(edited.url + JOURNEY)  # another port, so another storage
    page.evaluate("saved => Object.assign(localStorage, saved)", saved)
    page.reload()
    expect(page.locator(".quiz")).to_have_count(OF + 1)
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"2 of {OF + 1} questions answered")
    kept = [label.inner_text() for label in page.locator("div:has(> input:checked) > label").all()]
    assert sorted(kept) == sorted(chosen)
    verdicts = page.locator(".quiz", has=page.locator(".quiz-verdict"))
    expect(verdicts).to_have_count(2)
    expect(verdicts.filter(has_text="Pre-Unix era of").get_by_role("status")).to_contain_text("Correct.")
    expect(page.locator(".quiz", has_text="Is this question new?").get_by_role("status")).to_be_empty()
    context.close()


VERDICTS = [re.compile(r"^Correct\."), re.compile(r"^Not quite\."), re.compile(r"^Correct\.")]


def other_tab(page: Page) -> Page:
    """Open the same page in a second tab."""
    tab = page.context.new_page()
    tab.goto(page.url)
    return tab


def test_two_tabs_keep_and_show_each_others_answers(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    tab = other_tab(page)
    answer(page.locator(".quiz").nth(0))
    answer(tab.locator(".quiz").nth(1), right=False)
    answer(page.locator(".quiz").nth(2))
    for _ in range(2):
        for one in (page, tab):
            expect(one.locator("[data-quiz-answered]")).to_have_text(f"3 of {OF} questions answered")
            expect(one.locator(".quiz-verdict")).to_have_text(VERDICTS)
            one.reload()


def test_a_tab_that_missed_an_answer_does_not_lose_it_and_shows_it_when_it_comes_back(
    open_page: Callable[..., Page],
) -> None:
    """As a tab that was asleep, or that the Back button brings back."""
    asleep = "addEventListener('storage', event => event.stopImmediatePropagation(), true)"
    page = open_page(JOURNEY, script=asleep)
    tab = other_tab(page)
    first, second = page.locator(".quiz").all()[:2]
    answer(first)
    tab.reload()
    answer(tab.locator(".quiz").nth(1))
    tab.locator(".quiz-reset-button").first.click()
    answer(page.locator(".quiz").nth(2))
    expect(first.get_by_role("status")).to_contain_text("Correct.")
    expect(second.get_by_role("status")).to_be_empty()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    for _ in range(2):
        expect(first.get_by_role("status")).to_be_empty()
        expect(second.get_by_role("status")).to_contain_text("Correct.")
        expect(page.locator("[data-quiz-answered]")).to_have_text(f"2 of {OF} questions answered")
        page.reload()


@pytest.mark.parametrize(("button", "left"), [("Try Again", 2), ("Start this lesson's questions over", 1)])
def test_a_reset_in_one_tab_is_not_undone_by_the_other(open_page: Callable[..., Page], button: str, left: int) -> None:
    page = open_page(JOURNEY)
    for quiz in page.locator(".quiz").all()[:3]:
        answer(quiz)
    tab = other_tab(page)
    page.get_by_role("button", name=button).first.click()
    if left == 1:
        page.get_by_role("button", name="Yes, forget them").click()
    expect(tab.locator(".quiz").first.get_by_role("status")).to_be_empty()
    third = tab.locator(".quiz").nth(2)
    third.locator("input").first.click()  # withdraws the answer that "Try Again" left
    answer(third)
    for one in (page, tab):
        expect(one.locator("[data-quiz-answered]")).to_have_text(f"{left} of {OF} questions answered")
        one.reload()
        expect(one.locator(".quiz").first.get_by_role("status")).to_be_empty()


def test_of_different_answers_in_two_tabs_the_last_one_counts(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    tab = other_tab(page)
    answer(page.locator(".quiz").first)
    quiz = tab.locator(".quiz").first
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")
    quiz.get_by_role("button", name="Try Again").click()
    answer(quiz, right=False)
    for one in (page, tab):
        expect(one.locator(".quiz").first.get_by_role("status")).to_contain_text("Not quite.")
        one.reload()
        expect(one.locator(".quiz").first.get_by_role("status")).to_contain_text("Not quite.")


def test_an_answer_in_another_tab_leaves_the_learner_where_they_are(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    choice = page.locator(".quiz").nth(2).locator("input").first
    choice.check()
    scrolled = page.evaluate("scrollY")
    answer(other_tab(page).locator(".quiz").first)
    expect(page.locator(".quiz").first.get_by_role("status")).to_contain_text("Correct.")
    expect(choice).to_be_checked()
    expect(choice).to_be_focused()
    assert page.evaluate("scrollY") >= scrolled  # the reasons above take room, no more


def test_a_full_storage_keeps_earlier_answers_and_new_ones_are_said_to_be_lost(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(JOURNEY)
    first, second, third = page.locator(".quiz").all()[:3]
    note = page.get_by_text("can't be kept")
    answer(first)
    page.evaluate(FILL)
    page.reload()
    expect(first.get_by_role("status")).to_contain_text("Correct.")
    expect(note).to_have_count(0)
    answer(second)
    expect(second.get_by_role("status")).to_contain_text("Your new answers can't be kept")
    expect(note).to_be_in_viewport()
    answer(third)
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"3 of {OF} questions answered")
    expect(note).to_have_count(1)
    second.get_by_role("button", name="Try Again").click()
    expect(second.get_by_role("status")).to_be_empty()
    expect(second).to_contain_text("can't be kept")
    answer(second)
    expect(note).to_have_count(1)
    page.reload()
    expect(first.get_by_role("status")).to_contain_text("Correct.")
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"1 of {OF} questions answered")
    # Room again: what was given meanwhile is kept after all.
    answer(second)
    page.evaluate("localStorage.removeItem('rest')")
    answer(third)
    expect(note).to_have_count(0)
    page.reload()
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"3 of {OF} questions answered")


@pytest.mark.parametrize("view", ["wide-light", "phone-dark"])
def test_disabled_storage_is_told_once_with_the_first_answer(open_page: Callable[..., Page], view: str) -> None:
    page = open_page(JOURNEY, view, script=NO_STORAGE)
    note = page.get_by_text("Your answers can't be kept")
    expect(note).to_have_count(0)
    first, second, third = page.locator(".quiz").all()[:3]
    submit(first)
    expect(note).to_have_count(0)
    answer(first, right=False)
    expect(first.get_by_role("status")).to_contain_text("Your answers can't be kept")
    expect(note).to_be_in_viewport()
    for quiz in (second, third):
        answer(quiz)
    expect(note).to_have_count(1)


def with_new_ids(html: str, shared: bool = False) -> str:
    """Give every question of a page and its answers another id, and tell the former ones, as the build does."""
    soup = BeautifulSoup(html, "html.parser")
    first = soup.find(class_="quiz")["id"]
    for quiz in soup.find_all(class_="quiz"):
        quiz["data-former-id"] = first if shared else quiz["id"]
        quiz["id"] = quiz["id"].replace("quiz-", "quiz-new-")
        for choice in quiz.find_all("input"):
            choice["data-former-value"] = choice["value"]
            choice["value"] = f"new-{choice['value']}"
    return str(soup)


def change_ids(page: Page, shared: bool = False) -> None:
    """Let the page open with other ids from now on."""

    def change(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=with_new_ids(response.text(), shared))

    page.route(page.url, change)
    page.reload()


def test_answers_are_found_again_after_the_ids_changed(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    first, second, third = page.locator(".quiz").all()[:3]
    answer(first)
    answer(second, right=False)
    change_ids(page)
    answered = page.locator("[data-quiz-answered]")
    expect(answered).to_have_text(f"2 of {OF} questions answered")
    answer(third)
    page.reload()
    expect(page.locator(".quiz-verdict")).to_have_text(VERDICTS)
    # What is said under the new id counts.
    first.get_by_role("button", name="Try Again").click()
    answer(first, right=False)
    second.get_by_role("button", name="Try Again").click()
    page.reload()
    expect(first.get_by_role("status")).to_contain_text("Not quite.")
    expect(second.get_by_role("status")).to_be_empty()
    expect(answered).to_have_text(f"2 of {OF} questions answered")


def test_answers_with_former_ids_show_in_a_full_storage(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    answer(page.locator(".quiz").first)
    page.evaluate(FILL)
    change_ids(page)
    expect(page.locator(".quiz").first.get_by_role("status")).to_contain_text("Correct.")
    expect(page.get_by_text("can't be kept")).to_have_count(0)


@pytest.mark.parametrize("given", [0, 1])
def test_of_two_questions_with_one_former_id_the_one_that_fits_takes_the_answer(
    open_page: Callable[..., Page], given: int
) -> None:
    page = open_page(JOURNEY)
    answer(page.locator(".quiz").nth(given))
    page.evaluate(
        """key => {
          const saved = JSON.parse(localStorage[key]), [answer] = Object.values(saved);
          localStorage[key] = JSON.stringify({[document.querySelector('.quiz').id]: answer});
        }""",
        f"quiz_progress_/course/{JOURNEY}",
    )
    change_ids(page, shared=True)
    for _ in range(2):
        expect(page.locator("[data-quiz-answered]")).to_have_text(f"1 of {OF} questions answered")
        expect(page.locator(".quiz").nth(given).get_by_role("status")).to_contain_text("Correct.")
        page.reload()


def test_of_two_questions_that_both_fit_one_takes_the_answer(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY)
    answer(page.locator(".quiz").first, right=False)

    def twice(route: Route) -> None:
        response = route.fetch()
        soup = BeautifulSoup(with_new_ids(response.text()), "html.parser")
        first, second, *_ = soup.find_all(class_="quiz")
        again = BeautifulSoup(str(first), "html.parser").find(class_="quiz")
        again["id"] = "quiz-again"
        second.replace_with(again)
        route.fulfill(response=response, body=str(soup))

    page.route(page.url, twice)
    for _ in range(2):
        page.reload()
        expect(page.locator("[data-quiz-answered]")).to_have_text(f"1 of {OF} questions answered")
        expect(page.locator(".quiz").first.get_by_role("status")).to_contain_text("Not quite.")


def test_an_answer_to_a_question_that_is_gone_is_not_counted_and_not_deleted(open_page: Callable[..., Page]) -> None:
    gone = {"quiz-0123456789": {"answered": True, "correct": True, "selectedValues": ["0"]}}
    key = f"quiz_progress_/course/{JOURNEY}"
    page = open_page(JOURNEY, script=f"localStorage['{key}'] ??= {json.dumps(json.dumps(gone))}")
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"0 of {OF} questions answered")
    answer(page.locator(".quiz").first)
    saved = page.evaluate("key => JSON.parse(localStorage[key])", key)
    assert saved["quiz-0123456789"] == gone["quiz-0123456789"]
    assert len(saved) == 2


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
        '{"ID": {"answered": true, "correct": false, "selectedValues": [null, {"toString": 1}]}}',
        '{"ID": [], "__proto__": 7, "length": {}}',
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
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"0 of {OF} questions answered")
    answer(quiz)
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")
    page.reload()
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")


@pytest.mark.parametrize("path", ["", JOURNEY, "reference/glossary/", "404.html"])
@pytest.mark.parametrize(
    "script",
    [NO_STORAGE, FULL_STORAGE],
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


def test_long_words_break(open_page: Callable[..., Page]) -> None:
    """Where there is text at all; a code block scrolls by itself instead."""
    page = open_page(JOURNEY, "phone-light")
    quiz = page.locator(".quiz").first
    for label in quiz.locator("label").all():
        label.evaluate("(label, words) => label.append(...words)", LONG_WORDS)
    answer(quiz, right=False)
    quiz.get_by_text("Show the answers").click()
    page.evaluate(
        """words => document.querySelectorAll('article :is(h1, h2, p, a, li, dt, dd, th, td, label, strong, code,'
          + 'summary, span, figcaption, .quiz-feedback-item-content):not(pre *, svg *)').forEach(one => {
            if (one.checkVisibility()) one.append(...words);
          })""",
        LONG_WORDS,
    )
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for text in quiz.locator("label, .quiz-question p, .quiz-feedback-badge, .quiz-answers li").all():
            assert text.evaluate("text => text.scrollWidth <= text.clientWidth || text.clientWidth === 0"), text


def test_without_javascript_questions_and_answers_can_be_read(open_page: Callable[..., Page]) -> None:
    page = open_page(JOURNEY, java_script_enabled=False)
    quiz = page.locator(".quiz").first
    expect(quiz.get_by_text("Manual and error-prone processes").first).to_be_visible()
    expect(quiz.get_by_role("button")).to_have_count(0)
    quiz.get_by_text("Show the answers").click()
    expect(quiz.get_by_text("Operators chose and loaded each job").last).to_be_visible()
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
