"""Code, tables and pictures: whole on a desktop, and nothing of them lost on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import VIEWS, look
from tests.model import COURSE

ADDRESSES = {path: path.removesuffix(".md").removesuffix("index").rstrip("/") + "/" for path in COURSE.pages}
WITH_CODE = [ADDRESSES[path] for path, page in COURSE.pages.items() if len(page.codes) > len(page.diagrams)]
WITH_PICTURES = [ADDRESSES[path] for path, page in COURSE.pages.items() if page.images]
WITH_TABLES = [
    ADDRESSES[path] for path, page in COURSE.pages.items() if any(token.type == "table_open" for token in page.tokens)
]
CODES = """() => {
  document.querySelectorAll("article details").forEach(fold => { fold.open = true; });
  return Array.from(document.querySelectorAll("article pre > code"), code => ({
    columns: Math.max(...code.textContent.split("\\n").map(line => line.length)),
    cut: code.scrollWidth > code.clientWidth + 1,
    inFold: code.closest("details, .admonition") !== null,
    first: code.textContent.slice(0, 40),
  }));
}"""


@pytest.mark.parametrize("path", WITH_CODE)
def test_code_of_88_columns_is_whole_on_a_desktop(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    cut = [code for code in page.evaluate(CODES) if code["cut"] and code["columns"] <= 88 and not code["inFold"]]
    assert cut == []


def test_a_line_of_88_columns_is_whole_and_the_copy_button_covers_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/run-it-yourself/")
    code = page.locator("article .highlight").first
    code.locator("pre > code").evaluate("code => { code.textContent = 'x'.repeat(88); }")
    assert code.locator("pre > code").evaluate("code => code.scrollWidth <= code.clientWidth")
    for view in VIEWS.values():
        look(page, view)
        button = code.locator(".md-code__button").first.bounding_box()
        assert button["y"] + button["height"] <= code.locator("pre > code").bounding_box()["y"] + 1


def test_on_a_phone_code_that_goes_on_has_a_shadow_at_its_side(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/run-it-yourself/", "phone-light")
    code = page.locator("article pre > code").nth(1)
    assert code.evaluate("code => code.scrollWidth > code.clientWidth")
    assert code.evaluate("code => getComputedStyle(code).backgroundAttachment").count("local") == 2


def test_lines_that_a_lesson_talks_about_are_marked(open_page: Callable[..., Page]) -> None:
    page = open_page("practice/a-report-after-every-load/")
    expect(page.locator("article .hll").filter(has_text="@task(outlets=[sign_ups])")).to_have_count(1)
    expect(page.locator("article .hll").filter(has_text="schedule=[sign_ups]")).to_have_count(1)


@pytest.mark.parametrize("path", WITH_TABLES)
def test_a_table_is_as_wide_as_the_text_and_a_phone_loses_no_column(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    for table in page.locator("article table:not([class])").all():
        wide = table.evaluate("table => [table.clientWidth, table.closest('article').clientWidth]")
        assert wide[0] > 0.9 * wide[1] or table.locator("xpath=ancestor::details").count()
        size = "element => getComputedStyle(element).fontSize"
        around = "table => getComputedStyle(table.closest('details, article')).fontSize"
        assert table.evaluate(size) == table.evaluate(around)
    look(page, VIEWS["phone-light"])
    for cell in page.locator("article td:visible").all():
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    for table in page.get_by_role("table").all():
        assert table.get_by_role("cell").count() > 0
        if table.get_by_role("columnheader").count() > 2:
            heads = table.get_by_role("columnheader").all_inner_texts()
            rows = table.locator("tbody tr").evaluate_all(
                "rows => rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.dataset.label))"
            )
            assert heads in rows
            assert [row for row in rows if row != heads[: len(row)]] == []  # a row whose last cell is wide has fewer


@pytest.mark.parametrize("view", ["wide-light", "phone-dark"])
@pytest.mark.parametrize("path", WITH_PICTURES)
def test_a_picture_has_a_caption_and_opens_large(open_page: Callable[..., Page], path: str, view: str) -> None:
    page = open_page(path, view)
    for figure in page.locator(".picture").all():
        caption = figure.locator("figcaption").inner_text()
        button = figure.get_by_role("button")
        expect(figure.locator("img:visible")).to_have_count(1)
        for way in ("click", "keyboard"):
            button.click() if way == "click" else button.press("Enter")
            dialog = page.get_by_role("dialog", name=caption)
            expect(dialog.get_by_role("button", name="Close")).to_be_focused()
            picture, frame = dialog.locator("img"), dialog.get_by_role("group")
            whole = picture.bounding_box()
            assert whole["width"] <= frame.bounding_box()["width"] + 1
            page.keyboard.press("+")
            page.keyboard.press("+")
            assert picture.bounding_box()["width"] > 1.5 * whole["width"]
            before = picture.bounding_box()["x"]
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            assert picture.bounding_box()["x"] < before
            page.keyboard.press("0")
            assert picture.bounding_box() == whole
            page.keyboard.press("Escape")
            expect(button).to_be_focused()


def test_an_enlarged_picture_follows_the_mouse_and_the_wheel(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/how-it-works/")
    page.locator(".diagram__enlarge").first.click()
    picture = page.locator(".enlarged__picture svg")
    whole = picture.bounding_box()
    page.mouse.move(640, 450)
    page.mouse.wheel(0, -600)
    larger = picture.bounding_box()
    assert larger["width"] > 2 * whole["width"]
    # What is under the mouse stays there.
    at = (450 - whole["y"]) / whole["height"]
    assert (450 - larger["y"]) / larger["height"] == pytest.approx(at, abs=0.02)
    page.mouse.down()
    page.mouse.move(700, 500)
    page.mouse.up()
    moved = picture.bounding_box()
    assert moved["y"] - larger["y"] == pytest.approx(50, abs=1)


def test_two_fingers_enlarge_a_picture(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/how-it-works/", "phone-light", has_touch=True)
    page.locator(".diagram__enlarge").first.tap()
    picture = page.locator(".enlarged__picture svg")
    whole = picture.bounding_box()
    client = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 120), ("touchEnd", 0)):
        points = [{"x": 190 - apart, "y": 400, "id": 1}, {"x": 190 + apart, "y": 400, "id": 2}] if apart else []
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert picture.bounding_box()["width"] > 2 * whole["width"]


def test_one_focus_ring(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/run-it-yourself/")
    ring = "element => { const s = getComputedStyle(element); return [s.outlineStyle, s.outlineWidth]; }"
    page.keyboard.press("Tab")
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        if focused.count() and focused.evaluate("element => element.matches(':focus-visible')"):
            assert focused.evaluate(ring) == ["solid", "3px"], focused.evaluate("element => element.outerHTML")
            seen += 1
    assert seen > 30


def test_on_a_phone_the_title_in_the_bar_is_not_cut(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/", "phone-light")
    title = page.locator(".md-header__topic .md-ellipsis").first
    expect(title).to_have_text("Learn Data Orchestration")
    assert title.evaluate(
        "title => title.scrollWidth <= title.clientWidth && title.scrollHeight <= title.clientHeight + 1"
    )
