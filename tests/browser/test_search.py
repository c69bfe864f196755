"""The search finds what a page shows, takes no punctuation for an operator, and costs nothing until it is used."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import conftest
from tests.conftest import ROOT, Site, build

LESSON = "orchestration/journey/"
INDEX = "search/search_index.json"
# Words of pages that are no part of what the page says, beside those inside of drawings.
CONTROLS = ".diagram, .lab__tool, .lesson-header__facts, .lesson-header__module, .page-source, .quiz-results, button"


class Search:
    """The search of an open page."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.field = page.get_by_role("textbox", name="Search")
        self.said = page.locator(".md-search-result__meta")

    def for_(self, query: str) -> list[str]:
        """Search, and return the address of each result, best first, below the site's own; of the ten best pages."""
        self.field.fill("")
        self.field.press("End")  # Material listens to keys
        expect(self.said).to_have_text("Type to start searching")
        self.field.fill(query)
        self.field.press("End")
        expect(self.said).to_have_text(re.compile("match"))
        return self.page.evaluate(
            """site => {
                const score = link => Number(link.querySelector("article").dataset.mdScore);
                return Array.from(document.querySelectorAll(".md-search-result__item")).flatMap(item =>
                    Array.from(item.querySelectorAll("a"))
                        .sort((one, other) => score(other) - score(one))
                        .map(link => link.href.slice(site.length).replace(/[?][^#]*/, "")));
            }""",
            self.site.url,
        )

    def pages(self, query: str) -> set[str]:
        """Search, and return the addresses of the pages found."""
        return {urldefrag(address).url for address in self.for_(query)}


@pytest.fixture
def search(open_page: Callable[..., Page], site: Site) -> Search:
    """Open a lesson, to search there."""
    return Search(open_page(LESSON), site)


@pytest.fixture(scope="session")
def shown(browser: Browser, site: Site) -> dict[str, str]:
    """Read what each page that the search is to find shows."""
    page = browser.new_page(**conftest.VIEWS["wide-light"])
    texts = {}
    for path in site.pages():
        page.goto(site.url + path)
        texts[path] = page.locator(".md-content").evaluate(
            "(article, controls) => {"
            " article.querySelectorAll(controls).forEach(element => element.remove()); return article.innerText }",
            CONTROLS,
        )
    page.close()
    del texts["404.html"], texts["reference/corrections/"]  # its front matter keeps it out
    return texts


# What is found


def test_what_pages_show_is_found_on_all_of_them_with_its_punctuation(search: Search, shown: dict[str, str]) -> None:
    missed = {}
    for query in (
        *("ETL?", "(ETL)", "backfill?", "-backfill", "@daily", "127.0.0.1", "airflow.sdk", "from airflow.sdk import"),
        *("schedule=[asset]", "retries=3", "--from-date", "`catchup=False`", '"One execution of a DAG"', "8080"),
    ):
        text = re.escape(query.strip('?()`"+-').lower())
        showing = {path for path, words in shown.items() if re.search(rf"(?<!\w){text}", words.lower())}
        assert showing, query
        found = search.pages(query)
        assert len(found) >= min(len(showing), 10), query
        # Of more than ten pages, the ten best are shown, in which its words may stand apart.
        missed[query] = showing - found if len(showing) <= 10 else set()
    assert {query: pages for query, pages in missed.items() if pages} == {}


def test_words_within_a_name_are_found(search: Search) -> None:
    assert "write-dags/a-real-pipeline/" in search.pages("sdk")


def test_every_word_that_a_page_shows_is_in_the_index(site: Site, shown: dict[str, str]) -> None:
    index = json.loads((site.folder / INDEX).read_text(encoding="utf-8"))
    separator = re.compile(index["config"]["separator"])
    indexed: dict[str, set[str]] = {path: set() for path in shown}
    for entry in index["docs"]:
        text = re.sub("<[^>]*>", " ", entry["title"] + " " + entry["text"])
        indexed[urldefrag(entry["location"]).url] |= set(separator.split(text.lower()))
    missing = {path: set(separator.split(text.lower())) - indexed[path] for path, text in shown.items()}
    assert {path: words for path, words in missing.items() if words - {""}} == {}


def test_what_stays_hidden_is_not_found(site: Site) -> None:
    index = (site.folder / INDEX).read_text(encoding="utf-8")
    assert "Three times" in index  # an answer
    assert "The retries come on top of the first attempt." not in index  # why it is wrong


def test_the_title_of_a_diagram_is_found(search: Search) -> None:
    assert "airflow/how-it-works/" in search.pages('"The parts of Airflow"')


def test_no_punctuation_is_an_operator_or_an_error(search: Search, shown: dict[str, str]) -> None:
    said: list[str] = []
    search.page.on("console", lambda message: said.append(message.text))
    too_much = {}
    for query in (
        *(
            "*",
            "**",
            "+",
            "-",
            ":",
            "^",
            "~",
            "\\",
            '"',
            '""',
            "[",
            "(",
            "&",
            ":zebra:",
            "title:",
            "🚀",
            "→",
            "dag~1",
            "title:dag",
        ),
        *(
            "text:*",
            "^100",
            "dag^100",
            "x" * 300,
            "x y " * 75,
            "*+-:~^\\" * 43,
            "<b>",
            "<img src=x>",
            "__proto__",
            "中文",
            "%E0%",
        ),
    ):
        found = search.pages(query)
        if len(found) > len(shown) // 2:
            too_much[query] = found
    assert too_much == {}
    assert said == []


def test_a_sign_does_not_change_what_a_word_finds(search: Search) -> None:
    for word in ("backfill", "dag"):
        found = search.for_(word)
        assert [search.for_(signed) for signed in ("-" + word, "+" + word, word + "^", word + "*")] == [found] * 4


def test_words_that_belong_together_are_found_side_by_side(search: Search, shown: dict[str, str]) -> None:
    quoted = search.pages('"delayed or wrong"')
    assert quoted <= {path for path, text in shown.items() if "delayed or wrong" in " ".join(text.lower().split())}
    assert search.pages('"*" backfill "?"') == search.pages("backfill")
    together = search.pages("up_for_retry")
    assert together < search.pages("up for retry")


# What comes first


def test_a_question_leads_to_where_it_is_answered(search: Search) -> None:
    expected = {
        "What is a DAG?": "reference/glossary/#term-dag",
        "what are DAGs": "reference/glossary/#term-dag",
        "What's a DAG run?": "reference/glossary/#term-dag-run",
        "What is an asset?": "reference/glossary/#term-asset",
        "What is a task?": "reference/glossary/#term-task",
        "What is a task instance?": "airflow/how-it-works/#the-states-of-a-task-instance",
        "What is a backfill?": "reference/glossary/#term-backfill",
        "What does ETL mean?": "reference/glossary/#term-etl",
        "What is Airflow?": "airflow/introduction/",
        "What is data orchestration?": "reference/glossary/#term-data-orchestration",
        "How do I start Airflow?": "airflow/run-it-yourself/#start-airflow",
        "Who uses Airflow?": "airflow/who-uses-airflow/",
    }
    assert {query: search.for_(query)[0] for query in expected} == expected


def test_a_definition_opens_in_sight_and_highlighted(search: Search, site: Site) -> None:
    page = search.page
    search.for_("What is a backfill?")
    page.locator(".md-search-result__link[href*='#term-backfill']").click()
    term = page.locator("#term-backfill")
    expect(term.locator("mark")).to_have_text("Backfill")
    expect(term).to_be_in_viewport()
    header = page.locator(".md-header").bounding_box()
    assert header
    page.wait_for_function(
        "top => document.querySelector('#term-backfill').getBoundingClientRect().top >= top", arg=header["height"]
    )


def test_a_highlight_breaks_no_text(search: Search) -> None:
    """Material highlights in escaped text, where "can't" is "can&#39;t"."""
    page = search.page
    search.for_("retries=3")
    page.locator(".md-search-result__link[href*='from-a-file-to-a-finished-task']").first.click()
    expect(page.locator(".md-content mark").first).to_have_text(re.compile("retries", re.IGNORECASE))
    assert "&#" not in page.locator(".md-content").inner_text()


def test_a_word_is_completed(search: Search) -> None:
    search.for_("backf")
    expect(search.page.locator(".md-search__suggest")).to_have_text("backfill")
    search.field.press("ArrowRight")
    expect(search.field).to_have_value("backfill")


# What it costs


@pytest.mark.parametrize("view", ["wide-light", "phone-light"])
def test_who_does_not_search_loads_neither_index_nor_worker(
    open_page: Callable[..., Page], site: Site, view: str
) -> None:
    page = open_page("", view, script=conftest.TELL_SITEMAP)
    fetched = _fetched(page)
    page.goto(site.url + LESSON)
    conftest.ready_for_clicks(page)
    page.locator(".md-footer__link--next").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("The journey to modern data orchestration")
    page.wait_for_load_state("networkidle")
    assert [path for path in fetched if INDEX in path or "/workers/" in path] == []


@pytest.mark.parametrize("way", ["/", "s", "f", "click", "icon", "?q="])
def test_the_index_comes_once_when_a_search_begins(open_page: Callable[..., Page], site: Site, way: str) -> None:
    page = open_page("", "phone-light" if way == "icon" else "wide-light")
    page.wait_for_load_state("networkidle")
    fetched = _fetched(page)
    search = Search(page, site)
    if way == "click":
        search.field.click()
    elif way == "icon":
        page.locator(".md-header__button[for=__search]").click()
    elif way == "?q=":
        page.goto(site.url + LESSON + "?q=backfill")
    else:
        page.keyboard.press(way)
    if way != "?q=":
        expect(search.said).to_have_text("Type to start searching")
    assert search.for_("backfill")
    page.locator(".md-search-result__link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Glossary"))
    assert search.for_("airflow.sdk")
    assert len([path for path in fetched if path.endswith(INDEX)]) == 1


def test_a_query_typed_before_the_index_is_there_is_answered(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("")
    search = Search(page, site)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/{INDEX}", hold)
    page.goto(site.url + LESSON)  # Chromium does not hold all that a page asks for which was open before
    page.keyboard.press("/")
    expect(search.field).to_be_focused()
    page.keyboard.type("What is a backfill?")
    conftest.until(page, lambda: held, "the page to ask for the index")
    expect(search.said).to_have_text("Initializing search")
    held[0].continue_()
    expect(page.locator(".md-search-result__link[href*='#term-backfill']")).to_have_count(1)


def test_a_link_to_a_search_shows_its_results(open_page: Callable[..., Page]) -> None:
    page = open_page(LESSON + "?q=backfill")
    expect(page.locator(".md-search-result__link[href*='#term-backfill']")).to_be_visible()


def test_a_link_from_a_search_is_highlighted(open_page: Callable[..., Page]) -> None:
    page = open_page("reference/glossary/?h=backfill#term-backfill")
    expect(page.locator("#term-backfill mark")).to_have_text("Backfill")


def test_the_page_for_a_wrong_address_can_search(open_page: Callable[..., Page], browser: Browser, site: Site) -> None:
    """Its own 404 is an error in the console, so that nothing else is looked at here."""
    page = browser.new_page()
    page.goto(site.url + "no/such/page/")
    assert Search(page, site).for_("What is a backfill?")[0] == "reference/glossary/#term-backfill"
    page.close()


def test_a_copy_for_the_disk_has_no_search_and_no_error(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("disk")
    build(ROOT, folder, ONLINE="false")
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto((folder / "reference/glossary.html").as_uri())
    expect(page.locator("#term-dag")).to_have_text("DAG")
    page.keyboard.press("s")
    assert page.locator(".md-search").count() == 0
    assert errors == []
    page.close()


def _fetched(page: Page) -> list[str]:
    """Return a list that fills with the path of each request, those of workers too."""
    fetched: list[str] = []
    page.context.on("request", lambda request: fetched.append(urlsplit(request.url).path))
    return fetched
