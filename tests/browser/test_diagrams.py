"""Diagrams: seen, read, enlarged and printed, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from course.diagrams import draw, labels
from tests.browser.conftest import TELL_SITEMAP, VIEWS, look, ready_for_clicks
from tests.conftest import Site
from tests.course.test_diagrams import FEATURES, OF_EACH_KIND, of
from tests.model import COURSE


def sources() -> dict[str, list[list[str]]]:
    """Read the labels of each diagram of each page."""
    pages = (page for page in COURSE.pages.values() if page.diagrams)
    return {
        page.path.removesuffix(".md").removesuffix("index").rstrip("/") + "/": [
            labels(diagram.text) for diagram in page.diagrams
        ]
        for page in pages
    }


DIAGRAMS = sources()

# For each text of the drawing that is shown: what it says, its size in pixels, its contrast with what is behind it,
# and whether it lies inside its shape.
TEXTS = """svg => {
  const channels = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = color => {
    const [r, g, b] = channels(color).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const page = getComputedStyle(document.body).backgroundColor;
  return Array.from(svg.querySelectorAll("text")).filter(text => text.textContent.trim()).map(text => {
    const group = text.closest(".node");
    const shape = group && Array.from(group.querySelectorAll("rect, path, polygon, circle"))
      .find(part => !part.closest(".label, .cluster-label"));
    const t = text.getBoundingClientRect(), s = shape && shape.getBoundingClientRect();
    const style = getComputedStyle(text);
    return {
      words: Array.from(text.querySelectorAll("tspan.row"), row => row.textContent.trim()).join(" "),
      isYear: text.closest(".tick") !== null,
      pixels: parseFloat(style.fontSize) * svg.getScreenCTM().a,
      contrast: contrast(style.fill, shape ? getComputedStyle(shape).fill : page),
      inside: !shape ||
        (t.left >= s.left - 1 && t.right <= s.right + 1 && t.top >= s.top - 1 && t.bottom <= s.bottom + 1),
      visible: text.checkVisibility({opacityProperty: true, visibilityProperty: true}) && t.width > 0,
    };
  });
}"""


STATES = of(
    "stateDiagram-v2",
    "[*] --> none",
    "none --> scheduled : a run is due",
    "scheduled --> queued : the executor takes it",
    "queued --> running",
    "running --> success",
    "running --> failed",
    "running --> up_for_retry : it failed, and may try again",
    "up_for_retry --> scheduled",
    "running --> deferred",
    "deferred --> scheduled",
    "success --> [*]",
    "failed --> [*]",
    "note right of queued : It waits<br>for a place",
)
TALK = of(
    "sequenceDiagram",
    "autonumber",
    "actor You",
    "participant S as Scheduler",
    'participant D@{ "type": "database", "alias": "Metadata database" }',
    "participant W as Worker",
    "You->>S: put a DAG file there",
    "S->>+D: is a run due?",
    "D-->>-S: yes, one",
    "loop Every few seconds",
    "  S-)W: run the task",
    "  W->>W: load the DAG file",
    "end",
    "Note over S,W: Both write to the log",
    "alt it worked",
    "  W->>D: success",
    "else it did not",
    "  W-xD: failed",
    "end",
)


def drawings(page: Page) -> list:
    """Return the drawings of a page that are shown, one for each diagram."""
    return [drawing for drawing in page.locator(".diagram svg").all() if drawing.is_visible()]


@pytest.mark.parametrize("path", DIAGRAMS)
def test_every_label_can_be_read(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    for view in VIEWS.values():
        look(page, view)
        shown = drawings(page)
        assert len(shown) == len(DIAGRAMS[path]) > 0
        for drawing, written in zip(shown, DIAGRAMS[path], strict=True):
            texts = drawing.evaluate(TEXTS)
            years = [text["words"] for text in texts if text["isYear"]]
            assert sorted(text["words"] for text in texts) == sorted([*written, *years])
            for text in texts:
                assert text["visible"], text
                assert text["inside"], text
                assert text["pixels"] >= 12, text
                assert text["contrast"] >= 4.5, text
            # Nothing to scroll either: the whole picture is in view.
            assert drawing.evaluate("svg => svg.parentElement.scrollWidth <= svg.parentElement.clientWidth")


@pytest.mark.parametrize("path", DIAGRAMS)
def test_every_diagram_has_a_name_a_description_and_the_same_in_words(
    open_page: Callable[..., Page], path: str
) -> None:
    page = open_page(path)
    for figure, written in zip(page.locator(".diagram").all(), DIAGRAMS[path], strict=True):
        picture = figure.get_by_role("img")
        expect(picture).to_have_count(1)
        expect(picture).to_have_accessible_name(figure.locator(".diagram__title").inner_text())
        expect(picture).to_have_accessible_description(re.compile(r".{40,}"))
        figure.get_by_text("The diagram in words").click()
        words = figure.locator("details")
        for label in written:
            if figure.locator(".cluster-label", has_text=label).count() == 0:
                expect(words).to_contain_text(label)


# In which of the lessons' drawings lines have to cross: both counts of the Slack bot lead to both of what follows.
CROSSINGS = {"Pipeline of the Slack bot": 1}
GEOMETRY = (Path(__file__).parent / "geometry.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DIAGRAMS)
def test_a_drawing_is_clean(open_page: Callable[..., Page], path: str) -> None:
    """No line runs through words, nodes or other lines; labels keep away from borders, titles fit, margins are even."""
    page = open_page(path)
    for view in ("wide-light", "phone-light"):
        look(page, VIEWS[view])
        for figure in page.locator(".diagram").all():
            measured = figure.locator("svg:visible").evaluate(GEOMETRY)
            assert measured["faults"] == []
            assert measured["crossings"] == CROSSINGS.get(figure.locator(".diagram__title").inner_text(), 0)
            assert max(measured["margins"]) - min(measured["margins"]) <= 3, measured["margins"]
            if view == "wide-light":
                assert measured["pixels"] <= 720


def test_every_feature_and_kind_is_drawn_clean(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/")
    sources = {name: source for name, (source, _) in FEATURES.items()}
    sources |= {kind: of(kind, *lines) for kind, lines in OF_EACH_KIND.items()} | {"states": STATES, "talk": TALK}
    for view in ("wide-light", "phone-light"):
        look(page, VIEWS[view])
        for name, source in sources.items():
            page.locator("article").evaluate("(article, html) => { article.innerHTML = html; }", draw(source))
            measured = page.locator(".diagram svg:visible").evaluate(GEOMETRY)
            assert measured["faults"] == [], name


@pytest.mark.parametrize("path", DIAGRAMS)
def test_no_edge_is_drawn_over_a_text(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path)
    for drawing in drawings(page):
        assert drawing.evaluate(
            """svg => {
              const edges = Array.from(svg.querySelectorAll("path.flowchart-link"));
              return Array.from(svg.querySelectorAll("text")).every(text => edges.every(
                edge => edge.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING));
            }"""
        )


def test_without_javascript_a_diagram_is_there_and_its_button_is_not(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/journey/", java_script_enabled=False)
    expect(page.locator(".diagram svg").first).to_be_visible()
    expect(page.locator(".diagram svg:visible").get_by_text("Control-M")).to_be_visible()
    expect(page.get_by_role("button", name="Enlarge")).to_have_count(0)


def test_after_an_in_site_click_the_diagrams_are_there(open_page: Callable[..., Page]) -> None:
    page = open_page("orchestration/what-is-data-orchestration/", script=TELL_SITEMAP)
    ready_for_clicks(page)
    page.evaluate("window.mark = 'kept'")
    page.locator(".md-footer__link--next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The journey to modern data orchestration")
    assert page.evaluate("window.mark") == "kept"
    assert len(drawings(page)) == len(DIAGRAMS["orchestration/journey/"])
    page.get_by_role("button", name="Enlarge").click()
    expect(page.get_by_role("dialog", name="Timeline of the four eras")).to_be_visible()


def test_no_page_loads_mermaid(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    for path in DIAGRAMS:
        page.goto(site.url + path)
    assert [url for url in loaded if "mermaid" in url or "unpkg" in url] == []
    assert page.locator("script", has_text="mermaid").count() == 0


def test_in_print_diagrams_are_dark_on_white_even_from_the_dark_palette(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/how-it-works/", "wide-dark")
    text = page.locator(".diagram svg:visible text").first
    assert text.evaluate("text => getComputedStyle(text).fill") != "rgb(22, 38, 44)"
    page.emulate_media(media="print")
    expect(text).to_be_visible()
    assert text.evaluate("text => getComputedStyle(text).fill") == "rgb(22, 38, 44)"
    expect(page.get_by_role("button", name="Enlarge")).to_have_count(0)


def test_the_palette_toggle_recolors_a_diagram_at_once(open_page: Callable[..., Page]) -> None:
    page = open_page("airflow/how-it-works/")
    colors = "svg => ['text', '.node rect'].map(part => getComputedStyle(svg.querySelector(part)).fill)"
    drawing = page.locator(".diagram svg:visible").first
    light = drawing.evaluate(colors)
    page.get_by_title("Colors follow your system. Switch to light").click()
    page.get_by_title("Light colors. Switch to dark").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    dark = drawing.evaluate(colors)
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    assert all(text["contrast"] >= 4.5 for text in drawing.evaluate(TEXTS))


@pytest.mark.parametrize("view", ["wide-light", "phone-dark"])
@pytest.mark.parametrize("path", DIAGRAMS)
def test_a_diagram_opens_larger_by_click_and_by_keyboard(open_page: Callable[..., Page], path: str, view: str) -> None:
    page = open_page(path, view)
    button = page.locator(".diagram__enlarge").first
    for way in ("click", "keyboard"):
        page.locator(".diagram__picture").first.click() if way == "click" else button.press("Enter")
        dialog = page.get_by_role("dialog", name=page.locator(".diagram__title").first.inner_text())
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Close")).to_be_focused()
        larger = dialog.locator("svg")
        frame = dialog.get_by_role("group").bounding_box()
        fits = larger.bounding_box()
        assert fits["width"] <= frame["width"] + 1
        assert fits["height"] <= frame["height"] + 1
        # As large as it can be in the window.
        assert fits["width"] > frame["width"] - 2 or fits["height"] > frame["height"] - 2
        dialog.get_by_role("button", name="Larger").click()
        assert larger.bounding_box()["width"] > fits["width"] * 1.2
        dialog.get_by_role("button", name="Fit").click()
        assert larger.evaluate(
            "svg => Array.from(svg.querySelectorAll('path[marker-end]')).every(path => svg.querySelector("
            "path.getAttribute('marker-end').slice(4, -1)))"
        )
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(button).to_be_focused()


def test_ids_are_unique_on_every_page(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    for path in DIAGRAMS:
        page.goto(site.url + path)
        twice = page.evaluate(
            "Array.from(document.querySelectorAll('[id]'), tag => tag.id).filter((id, i, all) => all.indexOf(id) !== i)"
        )
        assert twice == []
