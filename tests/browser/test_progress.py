"""How far a reader is: counted, shown everywhere at once, carried to another device, forgotten and brought back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course.exercises import code
from tests.browser.conftest import TELL_SITEMAP, ready_for_clicks
from tests.browser.test_quizzes import answer
from tests.conftest import Site
from tests.model import COURSE

LESSONS = [lesson.path.removesuffix(".md").removesuffix("index") for lesson in COURSE.lessons]
FIRST, SECOND = "orchestration/what-is-data-orchestration/", "orchestration/journey/"
FIRST_LESSON = COURSE.pages["orchestration/what-is-data-orchestration.md"]
ANSWERED = f"{len(FIRST_LESSON.questions)} of {len(FIRST_LESSON.questions)} questions answered"


def key(page: Page, path: str, what: str = "course") -> str:
    """Return where the progress in a lesson is saved: the ``course``'s own, or the answers of the ``quiz``."""
    return f"{what}_progress_{page.evaluate('__md_scope.pathname')}{path}"


def saved(page: Page, path: str, what: str = "course") -> dict:
    """Return what is saved of a lesson."""
    return json.loads(page.evaluate("key => localStorage.getItem(key)", key(page, path, what)) or "{}")


def put(page: Page, path: str, what: str, value: dict) -> None:
    """Save something for a lesson."""
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key(page, path, what), json.dumps(value)])


def finish(page: Page, right: bool = True) -> None:
    """Answer every question of a lesson."""
    for quiz in page.locator(".quiz").all():
        answer(quiz, right)


def home(page: Page, site: Site) -> Page:
    """Go to the home page."""
    page.goto(site.url)
    return page


def lesson_on_home(page: Page, title: str) -> object:
    return page.locator(".home-modules li li").filter(has_text=title)


def test_a_newcomer_begins_and_nothing_is_loaded_for_those_who_return(open_page: Callable[..., Page]) -> None:
    asked = []
    page = open_page("404.html")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url.removesuffix("404.html"))
    expect(page.get_by_role("link", name="Start the course")).to_have_attribute("href", re.compile(FIRST + "$"))
    expect(page.locator(".home-progress")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.endswith("course.json")] == []


def test_the_lessons_and_questions_of_the_course_are_listed(site: Site) -> None:
    listed = json.loads((site.folder / "course.json").read_text(encoding="utf-8"))
    lessons = [lesson for module in listed["modules"] for lesson in module["lessons"]]
    assert [module["title"] for module in listed["modules"]] == [module.title for module in COURSE.modules]
    assert [lesson["questions"] for lesson in lessons] == [
        [question.id for question in lesson.questions] for lesson in COURSE.lessons
    ]
    assert all((site.folder / lesson["path"] / "index.html").is_file() for lesson in lessons)


def test_home_menu_and_lesson_say_how_far_one_is_and_lead_on(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page(FIRST)
    finish(page)
    expect(page.locator(".lesson-end")).to_contain_text(f"Lesson done: 1 of {len(LESSONS)}. Next: The journey")
    expect(page.locator(".md-nav--primary .lesson--done")).to_have_text("What is data orchestration? (done)")
    page.get_by_role("link", name="The journey to modern data orchestration").last.click()
    expect(page.locator("h1")).to_have_text("The journey to modern data orchestration")
    page.evaluate("document.getElementById('early-computing').scrollIntoView()")
    expect(page.locator(".md-nav--primary .lesson--begun")).to_have_text(
        "The journey to modern data orchestration (under way)"
    )
    page.wait_for_function(
        "key => (localStorage.getItem(key) || '').includes('early-computing')", arg=key(page, SECOND)
    )
    home(page, site)
    expect(page.locator(".home-progress")).to_contain_text(f"1 of {len(LESSONS)} lessons done")
    expect(page.get_by_role("progressbar", name="Your progress")).to_have_attribute("value", "1")
    expect(lesson_on_home(page, "What is data orchestration?")).to_contain_text("done")
    expect(lesson_on_home(page, "The journey")).to_contain_text("under way")
    modules = page.locator("[data-module-state]")
    expect(modules.first).to_have_text("1 of 2 done")
    expect(modules.nth(1)).to_have_text("not started")
    page.get_by_role("link", name="Continue: The journey to modern data orchestration").click()
    expect(page).to_have_url(site.url + SECOND + "#early-computing")


def test_whoever_has_done_all_is_told_so(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    for lesson, path in zip(COURSE.lessons, LESSONS, strict=True):
        entry = {"version": 2, "right": {question.id: 1 for question in lesson.questions}, "at": 1}
        place = path if path.endswith("/") else path + "/"
        put(page, place, "course", entry)
    home(page, site)
    expect(page.locator(".home-progress")).to_contain_text(f"{len(LESSONS)} of {len(LESSONS)} lessons done")
    expect(page.get_by_role("link", name="All lessons done")).to_be_visible()
    expect(page.locator("[data-module-state]").last).to_have_text("done")


def test_what_was_right_once_stays_done_after_a_worse_try_and_nobody_gets_zero_percent(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(FIRST)
    finish(page)
    for quiz in page.locator(".quiz").all():
        quiz.get_by_role("button", name="Try Again").click()
    finish(page, right=False)
    result = page.get_by_role("region", name="Your result")
    expect(result).to_contain_text("100%")
    expect(page.locator("[data-lesson-done]")).to_contain_text("Lesson done")
    page.reload()
    expect(page.locator("[data-lesson-done]")).to_contain_text("Lesson done")


def test_whoever_answered_all_in_part_is_not_told_zero_percent(open_page: Callable[..., Page]) -> None:
    page = open_page(SECOND)
    finish(page, right=False)
    result = page.get_by_role("region", name="Your result")
    count = page.locator(".quiz").count()
    expect(result).to_contain_text(f"0 of {count} right")
    expect(result).not_to_contain_text("%")
    expect(page.locator("[data-lesson-done]")).to_be_empty()


def test_answers_from_before_the_version_are_counted_and_unknown_ones_are_kept(
    open_page: Callable[..., Page], site: Site
) -> None:
    page = open_page("")
    right = {
        question.id: {"answered": True, "correct": True, "selectedValues": [one.id for one in question.right]}
        for question in FIRST_LESSON.questions
    }
    gone = {"quiz-0000000000": {"answered": True, "correct": True, "selectedValues": ["1"]}}
    put(page, FIRST, "quiz", right | gone)
    put(page, "gone/", "quiz", gone)
    home(page, site)
    expect(page.locator(".home-progress")).to_contain_text(f"1 of {len(LESSONS)} lessons done")
    assert saved(page, FIRST) == {"version": 2, "right": dict.fromkeys([*right, *gone], 1), "section": "", "at": 0}
    page.goto(site.url + FIRST)
    expect(page.locator("[data-quiz-answered]")).to_have_text(ANSWERED)
    assert saved(page, FIRST, "quiz") == right | gone
    assert saved(page, "gone/", "quiz") == gone


def test_answers_that_were_saved_where_a_lesson_was_come_along(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    lesson = COURSE.pages["airflow/run-it-yourself.md"]
    [former] = [path.removesuffix(".md") + "/" for path, _ in lesson.formerly]
    first, second, *_ = lesson.questions
    entries = {
        question.id: {"answered": True, "correct": True, "selectedValues": [one.id for one in question.right]}
        for question in (first, second)
    }
    put(page, former, "quiz", {first.id: entries[first.id]})
    put(page, former, "course", {"version": 2, "right": {second.id: 1}, "section": "start-airflow", "at": 5})
    page.goto(site.url + former)
    page.wait_for_url(site.url + "airflow/run-it-yourself/")
    expect(page.locator("[data-quiz-answered]")).to_have_text(re.compile("^1 of"))
    assert saved(page, "airflow/run-it-yourself/", "quiz") == {first.id: entries[first.id]}
    assert saved(page, "airflow/run-it-yourself/")["right"] == {first.id: 1, second.id: 1}
    assert saved(page, former) == saved(page, former, "quiz") == {}


def test_an_exercise_counts_when_the_last_line_of_make_check_is_pasted(
    open_page: Callable[..., Page], site: Site
) -> None:
    page = open_page("write-dags/your-first-dag/")
    box = page.locator("[data-exercise]").first
    field, note = box.get_by_label("When all is met"), box.get_by_role("status")
    field.fill("Met: first_dag-000000")
    field.press("Enter")
    expect(note).to_contain_text("That is not the line.")
    expect(field).to_be_focused()
    field.fill(f" Met: {code('first_dag')} ")
    box.get_by_role("button", name="Count it").click()
    expect(note).to_have_text("Met, and counted.")
    expect(field).to_be_hidden()
    page.reload()
    expect(box.get_by_role("status")).to_have_text("Met, and counted.")
    home(page, site)
    expect(page.locator(".home-progress")).to_contain_text(f"1 of {len(COURSE.exercises)} exercises met")


def test_progress_moves_to_another_device_and_the_better_result_stays(
    open_page: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    there = open_page(FIRST)
    finish(there)
    home(there, site)
    with there.expect_download() as download:
        there.get_by_role("button", name="Save to a file").click()
    file = tmp_path / "progress.json"
    download.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == 2

    here = open_page(FIRST)
    finish(here, right=False)
    here.goto(site.url + SECOND)
    finish(here)
    home(here, site)
    expect(here.locator(".home-progress")).to_contain_text("1 of")
    for said in ("Loaded: 1 lesson.", "Nothing in it is new here."):
        with here.expect_file_chooser() as chooser:
            here.get_by_role("button", name="Load a file").click()
        chooser.value.set_files(file)
        expect(here.locator(".home-tools [role=status]")).to_have_text(said)
    expect(here.locator(".home-progress")).to_contain_text("2 of")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no JSON", "This file has no progress of this course."),
        ("[]", "This file has no progress of this course."),
        (
            '{"format": "learn-data-orchestration-progress", "version": 9, "lessons": {}}',
            "a newer version of the course",
        ),
        ('{"format": "learn-data-orchestration-progress", "version": 2, "lessons": {"x/": 5}}', "Nothing in it is new"),
    ],
)
def test_a_file_that_can_not_be_taken_over_is_told(
    open_page: Callable[..., Page], tmp_path: Path, content: str, said: str
) -> None:
    page = open_page("")
    file = tmp_path / "file.json"
    file.write_text(content, encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load a file").click()
    chooser.value.set_files(file)
    expect(page.locator(".home-tools [role=status]")).to_contain_text(said)


def test_all_is_forgotten_only_after_a_question_and_comes_back(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page(FIRST)
    finish(page)
    home(page, site)
    forget = page.get_by_role("button", name="Forget all")
    forget.click()
    expect(page.get_by_role("button", name="Yes, forget all")).to_be_focused()
    page.keyboard.press("Escape")
    expect(forget).to_be_focused()
    expect(page.locator(".home-progress")).to_contain_text("1 of")
    forget.click()
    page.get_by_role("button", name="Yes, forget all").click()
    expect(page.locator(".home-progress")).to_be_hidden()
    expect(page.get_by_role("link", name="Start the course")).to_be_visible()
    assert saved(page, FIRST) == saved(page, FIRST, "quiz") == {}
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".home-progress")).to_contain_text("1 of")


def test_a_lesson_is_forgotten_only_after_a_question_and_comes_back(open_page: Callable[..., Page]) -> None:
    page = open_page(FIRST)
    finish(page)
    over = page.get_by_role("button", name="Start this lesson's questions over")
    over.click()
    page.get_by_role("button", name="Keep them").click()
    expect(page.locator("[data-quiz-answered]")).to_have_text(ANSWERED)
    over.click()
    page.get_by_role("button", name="Yes, forget them").click()
    expect(page.locator("[data-quiz-answered]")).to_have_text(f"0 of {len(FIRST_LESSON.questions)} questions answered")
    expect(page.locator("[data-lesson-done]")).to_be_empty()
    expect(page.locator(".quiz input:checked")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-quiz-answered]")).to_have_text(ANSWERED)
    expect(page.locator("[data-lesson-done]")).to_contain_text("Lesson done")


def test_an_answer_in_one_tab_shows_on_the_home_page_in_another(open_page: Callable[..., Page], site: Site) -> None:
    lesson = open_page(FIRST)
    other = lesson.context.new_page()
    other.goto(site.url)
    finish(lesson)
    expect(other.locator(".home-progress")).to_contain_text(f"1 of {len(LESSONS)} lessons done")


def test_after_in_site_clicks_progress_is_shown(open_page: Callable[..., Page]) -> None:
    page = open_page(FIRST, script=TELL_SITEMAP)
    ready_for_clicks(page)
    finish(page)
    page.evaluate("window.mark = 'kept'")
    page.locator(".md-header__button.md-logo").click()
    expect(page.locator(".home-progress")).to_contain_text("1 of")
    expect(page.get_by_role("link", name="Continue: The journey")).to_be_visible()
    assert page.evaluate("window.mark") == "kept"


def test_without_javascript_the_home_page_is_complete(open_page: Callable[..., Page]) -> None:
    page = open_page("", java_script_enabled=False)
    expect(page.get_by_role("link", name="Start the course")).to_be_visible()
    expect(page.locator(".home-hero__picture img").first).to_be_visible()
    expect(page.locator(".home-modules a")).to_have_count(len(LESSONS))
    expect(page.get_by_text("Show the answers")).to_be_visible()
    expect(page.locator(".home-tools")).to_be_hidden()
    expect(page.locator(".home-progress")).to_be_hidden()


def test_a_question_on_the_home_page_is_answered_there(open_page: Callable[..., Page]) -> None:
    page = open_page("")
    quiz = page.locator(".quiz")
    answer(quiz, right=False)
    expect(quiz.get_by_role("status")).to_contain_text("Not quite.")
    quiz.get_by_role("button", name="Try Again").click()
    answer(quiz)
    expect(quiz.get_by_role("status")).to_contain_text("Correct.")
    expect(page.get_by_role("region", name="Your result")).to_have_count(0)
    expect(page.locator(".home-progress")).to_be_hidden()
