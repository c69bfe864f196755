"""A browser, and pages in it that report what should not happen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser import chromium
from tests.conftest import Site

PATIENCE = 20  # seconds; a shared machine may be busy
expect.set_options(timeout=PATIENCE * 1000)

VIEWS = {
    "wide-light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "wide-dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone-light": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


# Of a page that is opened with this script, `ready_for_clicks` can tell.
TELL_SITEMAP = """
{
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, url) {
    open.apply(this, arguments);
    if (String(url).endsWith("/sitemap.xml")) this.addEventListener("loadend", () => { window.sitemapIsRead = true; });
  };
}
"""


def ready_for_clicks(page: Page) -> None:
    """Wait until Material has read the sitemap: before that, a click inside the site loads the whole page anew."""
    page.wait_for_function("window.sitemapIsRead")


def look(page: Page, view: dict) -> None:
    """Turn an open page to another view, which is quicker than to load it again."""
    page.set_viewport_size(view["viewport"])
    page.emulate_media(color_scheme=view["color_scheme"])


def until(page: Page, done: Callable[[], object], what: str) -> None:
    """Wait until something is so that `expect` can't look at, while the page goes on."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"waited in vain for {what}"
        page.wait_for_timeout(50)  # milliseconds


@dataclass
class Watch:
    """What went wrong in a page: errors in the console, and requests that left the site."""

    url: str  # the site's
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Begin to watch a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.foreign.append(request.url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser, once."""
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of the site; afterwards nothing may have gone wrong in it."""
    contexts: list[BrowserContext] = []
    watch = Watch(site.url)

    def open_it(path: str, view: str = "wide-light", script: str = "", **options: object) -> Page:
        context = browser.new_context(**VIEWS[view] | options)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        watch.on(page)
        page.goto(site.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert watch.errors == []
    assert watch.foreign == []
