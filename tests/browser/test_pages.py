"""Every page: accessible, in bounds, and on its own origin."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import TELL_SITEMAP, VIEWS, look, ready_for_clicks
from tests.conftest import REPO_URL, ROOT, Site, build

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOURCES = sorted(path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md"))
PAGES = ["404.html", *(path.with_suffix("").as_posix().removesuffix("index").rstrip("/") for path in SOURCES)]
PAGES = [page if page in ("", "404.html") else page + "/" for page in PAGES]


def violations(page: Page) -> list[str]:
    """Run axe-core, and say what it found: rule, and where."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def test_the_list_of_pages_is_the_built_one(site: Site) -> None:
    assert sorted(PAGES) == site.pages()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, reduced_motion="reduce")  # or colors would be measured while they change
    for fold in page.locator("article details").all():
        fold.evaluate("fold => fold.open = true")
    for view in VIEWS.values():
        # What the menu's edge cuts in half, axe takes for a small target.
        look(page, view | {"viewport": view["viewport"] | {"height": 1600}})
        assert violations(page) == [], view


@pytest.mark.parametrize("path", ["orchestration/journey/", "airflow/introduction/"])
def test_axe_finds_nothing_after_an_answer_and_in_an_enlarged_diagram(
    open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(path, reduced_motion="reduce")
    for quiz in page.locator(".quiz").all():
        quiz.locator("input").first.check()
        quiz.locator("input[data-correct]").first.check()
        quiz.get_by_role("button", name="Submit").click()
    for enlarged in (False, True):
        if enlarged:
            page.get_by_role("button", name="Enlarge").first.click()
        for view in VIEWS.values():
            look(page, view)
            assert violations(page) == [], view


def test_axe_finds_nothing_in_what_those_see_who_return(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("orchestration/what-is-data-orchestration/", reduced_motion="reduce")
    for quiz in page.locator(".quiz").all():
        quiz.locator("input[data-correct]").check()
        quiz.get_by_role("button", name="Submit").click()
    expect(page.locator("[data-lesson-done]")).to_contain_text("Lesson done")

    def forget() -> None:
        page.get_by_role("button", name="Start this lesson's questions over").click()

    def return_home() -> None:
        page.goto(site.url)
        expect(page.locator(".home-progress")).to_be_visible()
        page.get_by_role("button", name="Forget all").click()

    def open_picture() -> None:
        page.goto(site.url + "airflow/run-it-yourself/")
        page.locator(".picture__button").first.click()

    for step in (forget, return_home, open_picture):
        step()
        for view in VIEWS.values():
            look(page, view)
            assert violations(page) == [], view


@pytest.mark.parametrize("view", ["wide-light", "phone-dark"])
def test_axe_finds_nothing_in_the_open_search(open_page: Callable[..., Page], view: str) -> None:
    page = open_page("orchestration/journey/", view, reduced_motion="reduce")
    box = page.get_by_role("textbox", name="Search")
    if not box.is_visible():
        page.locator("label[for=__search]:visible").click()
    box.press_sequentially("backfill")
    page.locator(".md-search-result__link").first.wait_for()
    assert violations(page) == []


def test_no_page_scrolls_sideways(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    too_wide = {}
    for path in PAGES:
        page.goto(site.url + path)
        for width in (1280, 1024, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            # The window can't be dragged sideways either, whatever the page's own measure says.
            page.evaluate("window.scrollTo(1000, 0)")
            if moved := page.evaluate("Math.max(scrollX, document.documentElement.scrollWidth - innerWidth)"):
                too_wide[path, width] = moved
    assert too_wide == {}


def test_every_page_has_a_description_and_a_preview_of_its_own(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    descriptions = {}
    for path in PAGES:
        page.goto(site.url + path)
        meta = page.evaluate(
            """Object.fromEntries(Array.from(document.querySelectorAll("meta[name], meta[property]"), tag =>
                [tag.getAttribute("name") || tag.getAttribute("property"), tag.content]))"""
        )
        descriptions[path] = meta["description"]
        assert meta["og:description"] == meta["description"]
        assert meta["og:title"]
        assert page.request.get(meta["og:image"]).ok
    assert len(set(descriptions.values())) == len(PAGES)


def test_the_palette_can_be_switched_and_is_kept(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/introduction/")
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    page.get_by_title("Colors follow your system. Switch to light").click()
    page.get_by_title("Light colors. Switch to dark").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_search_finds_a_lesson_and_opens_it(open_page: Callable[..., Page]) -> None:
    page = open_page("")
    page.keyboard.press("s")
    page.get_by_role("textbox", name="Search").press_sequentially("central nervous system")
    page.locator(".md-search-result__link", has_text="Introduction to Apache Airflow").first.click()
    expect(page).to_have_title("Introduction to Apache Airflow - Learn Data Orchestration")


def test_the_course_can_be_read_from_the_first_page_to_the_last(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    page.get_by_role("link", name="Start the course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is data orchestration?")
    seen = ["", page.url.removeprefix(site.url)]
    following = page.locator(".md-footer__link--next")
    while following.count():
        address = following.get_attribute("href")
        assert address.removeprefix(site.url) not in seen, "the course leads in a circle"
        following.click()
        expect(page.locator("link[rel=canonical]")).to_have_attribute("href", address)
        seen.append(address.removeprefix(site.url))
    # The corrections of the notes are out of the way: the page on sources leads there.
    assert sorted(seen) == sorted(path for path in PAGES if path not in ("404.html", "reference/corrections/"))
    page.goto(site.url + "reference/sources/")
    page.get_by_role("link", name="the corrections").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Corrections to the notes")


def test_an_in_site_click_keeps_the_page_alive(open_page: Callable[..., Page]) -> None:
    """The guard of every other test of instant navigation: a full load would lose the mark."""
    page = open_page("", script=TELL_SITEMAP)
    ready_for_clicks(page)
    page.evaluate("window.mark = 'kept'")
    page.get_by_role("link", name="Start the course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is data orchestration?")
    assert page.evaluate("window.mark") == "kept"


def test_the_skip_link_leads_to_the_lesson(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_after_an_in_site_click_the_focus_is_on_the_new_title(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/what-is-data-orchestration/")
    expect(page.get_by_role("heading", level=1)).not_to_be_focused()
    page.locator(".md-footer__link--next").click()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("The journey to modern data orchestration")
    expect(title).to_be_focused()


def test_a_link_stays_underlined_after_it_had_the_focus(open_page: Callable[..., Page]) -> None:
    """Material's focus polyfill leaves an empty class attribute behind."""
    page = open_page("airflow/introduction/")
    link = page.get_by_role("link", name="source code")
    page.keyboard.press("Tab")
    link.focus()
    page.keyboard.press("Tab")
    expect(link).not_to_be_focused()
    expect(link).to_have_css("text-decoration-line", "underline")


def test_the_menu_of_a_narrow_window_works_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/", viewport={"width": 640, "height": 450})
    lesson = page.locator(".md-sidebar--primary").get_by_role("link", name="Five advantages of Airflow")
    expect(lesson).to_be_hidden()
    menu = page.get_by_title("Menu")
    for _ in range(4):
        page.keyboard.press("Tab")
        if menu.evaluate("menu => menu === document.activeElement"):
            break
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    expect(lesson).to_be_visible()
    lesson.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Five advantages of Airflow")


def test_print_is_dark_on_white_even_from_the_dark_palette(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/", "wide-dark")
    page.emulate_media(media="print")
    darkness = """parts => parts.map(part => getComputedStyle(document.querySelector(part)).color
        .match(/\\d+/g).slice(0, 3).every(channel => channel < 130))"""
    assert all(page.evaluate(darkness, ["article > p", "article h1", "article li", "article td", ".quiz label"]))


def test_edit_link_last_update_and_repository_are_there(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/")
    edit = page.get_by_role("link", name="Edit this page").last
    expect(edit).to_have_attribute("href", f"{REPO_URL}/edit/main/docs/orchestration/journey.md")
    expect(page.locator(".page-source")).to_contain_text("Last updated")
    expect(page.locator(f'.md-header a[href="{REPO_URL}"]')).to_be_visible()


def test_an_unknown_address_shows_the_sites_own_page(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("404.html")
    page.get_by_role("link", name="Go to the course").click()
    expect(page).to_have_url(site.url)


def test_a_copy_for_offline_use_opens_from_disk(browser: Browser, tmp_path: Path) -> None:
    build(ROOT, tmp_path / "site", ONLINE="false", REPO_URL="", SITE_URL="")
    context = browser.new_context()
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "site/index.html").as_uri())
    page.get_by_role("link", name="Start the course").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is data orchestration?")
    quiz = page.locator(".quiz").first
    quiz.locator("input[data-correct]").check()
    quiz.get_by_role("button", name="Submit").click()
    expect(quiz.locator(".quiz-verdict")).to_have_text("Correct.")
    page.locator(".md-footer__link--next").click()
    page.get_by_role("button", name="Enlarge").click()
    expect(page.get_by_role("dialog", name="Timeline of the four eras")).to_be_visible()
    assert errors == []
    assert [url for url in requests if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()


def test_the_sitemap_lists_every_page(site: Site) -> None:
    sitemap = (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    assert sitemap.count("<loc>") == len(PAGES) - 1
    assert f"<loc>{site.url}orchestration/journey/</loc>" in sitemap


def test_front_pages_search_index_has_no_answers(site: Site) -> None:
    """The folds that give the answers away, and the words inside drawings, stay out of the search."""
    index = json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))
    texts = " ".join(entry["text"] for entry in index["docs"])
    assert "pipelines as code" in texts
    assert "Show the answers" not in texts
    assert "leads to:" not in texts
