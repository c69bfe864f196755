"""Make the search find what a page shows.

Material indexes a page's Markdown by its headings. Here it gets the whole article instead, as the
template shows it: with a lesson's objectives and the home page's facts, with the title of each
diagram, and with each term of a glossary as a section of its own, so that "What is a DAG?" leads to
the definition. What stays hidden, such as the reasons behind a quiz's answers, is left out.
"""

from __future__ import annotations

from lxml import html
from lxml.html import HtmlElement
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from shared import model

# Classes of what can't be seen in an article, or is on every page: "lesson 1 of 2", "Edit this page".
NOT_INDEXED = {
    "hidden",
    "mermaid",
    "quiz-results",
    "headerlink",
    "lesson-header__facts",
    "lesson-header__module",
    "md-content__button",
    "page-source",
}
# What stands within a word or a line; everything else ends one.
INLINE = {"a", "abbr", "b", "code", "em", "i", "kbd", "mark", "span", "strong", "sub", "sup"}
# How much more a definition counts than a section that only names its term.
DEFINITION_BOOST = 4

_wanted: dict[str, object] = {}  # what the front matter of a page that is being rendered says of the search


@event_priority(100)  # before the search plugin
def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav: Navigation) -> dict:
    """Keep the plugin from indexing the Markdown of a page, which would be indexed twice.

    Args:
        context: what the template sees, returned as it is.
        page: the page; what it says of the search is put aside until it is rendered.
        config: not used.
        nav: not used.

    Returns:
        The context.
    """
    _wanted[page.url] = page.meta.get("search")
    page.meta["search"] = {"exclude": True}
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Index a page's article in place of its Markdown.

    Args:
        output: the page's HTML, returned as it is.
        page: the page.
        config: the site's configuration, with the search plugin unless the search is off.

    Returns:
        The HTML.
    """
    search = config.plugins.get("material/search")
    if search is None or not search.config.enabled:
        return output
    index, content = search.search_index, page.content
    page.meta["search"] = _wanted.pop(page.url, None)
    before = len(index.entries)
    page.content = _searchable(html.document_fromstring(output).find(".//article"))
    index.add_entry_from_context(page)
    page.content = content
    for entry in index.entries[before:]:
        if entry["location"].partition("#")[2].startswith(model.TERM_ID):
            entry["boost"] = entry.get("boost", 1) * DEFINITION_BOOST
    return output


def _searchable(article: HtmlElement) -> str:
    """Return an article with only what is to be found, and a heading for everything that is found by itself."""
    for figure in article.find_class("diagram"):
        [title] = figure.find_class("diagram__title")
        title.tag = "p"
        figure.getparent().replace(figure, title)
    for element in list(article.iterdescendants()):
        classes = set((element.get("class") or "").split()) if isinstance(element.tag, str) else set()
        if element.tag in ("button", "script", html.etree.Comment) or classes & NOT_INDEXED:
            element.drop_tree()
    title = article.find(".//h1")
    if title is not None:
        article.insert(0, title)  # what stands above it belongs to the page, not to a section before it
    for element in article.iterdescendants():
        if element.tag == "dt" and (element.get("id") or "").startswith(model.TERM_ID):
            element.tag = "h6"
        if element.tag not in INLINE:
            # Material joins what two cells of a table or two answers of a quiz say.
            element.tail = " " + (element.tail or "")
    return html.tostring(article, encoding="unicode")
