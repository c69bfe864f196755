"""hooks/markup.py: braces come out as they are written, unless they are an attribute list; a term has an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from tests.hooks.conftest import Built, Site, page

BRACES = """## What becomes of {{ ds }}

The command is
{{ ds }}

| Write | Get |
| --- | --- |
| Use {{ ds }} | A date |
| Path /{{ ds_nodash }} | A folder |

The day {{ ds }}
:   A date, from {{ ds }}

- An item {{ ts }}
- {ds}

{% if ds %}

{{ .Values.name }} and {# a comment #}

**Bold**{{ ds }}, *slanted*{{ ts }}, `code`{{ ti }} and [link](https://example.org){{ run_id }} words.

Set {key=value} and {a: b}
{key=value}

??? note "In a fold {{ ds }}"

    {{ logical_date }}
"""
LISTS = """## Named { #my-id .my-class }

![The course's sign](assets/images/logo.svg){ loading=lazy width=24 }
[A button](#my-id){ .md-button }

A paragraph.
{ .lead }
"""
GLOSSARY = """DAG run
:   One execution of a DAG.

`retries`
:   How often.
"""


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> Built:
    """A site with braces."""
    return new_site().write({"index.md": page(BRACES), "lists.md": page(LISTS), "glossary.md": page(GLOSSARY)}).build()


def article(built: Built, path: str = "index.html") -> BeautifulSoup:
    """Return what a page tells, without links to its headings."""
    told = built.page(path).find("article")
    for link in told.select(".headerlink"):
        link.decompose()
    return told


def test_braces_come_out_as_they_are_written(built: Built) -> None:
    told = article(built)
    assert told.find("h2").get_text() == "What becomes of {{ ds }}"
    assert [cell.get_text() for cell in told.select("td")][::2] == ["Use {{ ds }}", "Path /{{ ds_nodash }}"]
    assert told.find("dt").get_text() == "The day {{ ds }}"
    assert told.find("dd").get_text() == "A date, from {{ ds }}"
    assert [item.get_text() for item in told.find_all("li")] == ["An item {{ ts }}", "{ds}"]
    assert told.find("summary").get_text() == "In a fold {{ ds }}"
    texts = [paragraph.get_text() for paragraph in told.find_all("p")]
    assert "The command is\n{{ ds }}" in texts
    assert "{% if ds %}" in texts
    assert "{{ .Values.name }} and {# a comment #}" in texts
    assert "Bold{{ ds }}, slanted{{ ts }}, code{{ ti }} and link{{ run_id }} words." in texts
    assert "Set {key=value} and {a: b}\n{key=value}" in texts
    assert "{{ logical_date }}" in texts


def test_attribute_lists_work(built: Built) -> None:
    told = article(built, "lists/index.html")
    assert told.find("h2").attrs == {"id": "my-id", "class": ["my-class"]}
    assert told.find("img")["loading"] == "lazy"
    assert told.find("img")["width"] == "24"
    assert told.find("a", string="A button")["class"] == ["md-button"]
    assert told.find("p", class_="lead").get_text() == "A paragraph."
    assert "{" not in told.get_text()


def test_a_term_has_an_address(built: Built) -> None:
    terms = {term["id"]: term.get_text() for term in article(built, "glossary/index.html").find_all("dt")}
    assert terms == {"term-dag-run": "DAG run", "term-retries": "retries"}


def test_a_link_may_lead_to_a_term(small_site: Site) -> None:
    body = f"See [this](#term-dag-run).\n\n{GLOSSARY}"
    assert small_site.write({"index.md": page(body)}).build().page().find("a", string="this")["href"] == "#term-dag-run"


TABLE = "| One | Two | Three |\n| --- | --- | --- |\n| a | b | c |\n"
PICTURE = '![What is seen](assets/run.webp#only-light "A run"){ detail="20% 60%" width=10 height=5 }\n'


def test_a_cell_says_what_its_column_is_called(small_site: Site) -> None:
    html = small_site.write({"index.md": page(TABLE)}).build().page()
    assert [cell["data-label"] for cell in html.find_all("td")] == ["One", "Two", "Three"]
    assert [part["role"] for part in html.select("article :is(table, thead, tr, th, td)")] == [
        *("table", "rowgroup", "row", *["columnheader"] * 3),
        *("row", *["cell"] * 3),
    ]


def test_a_picture_with_a_title_is_a_figure_with_a_caption(small_site: Site) -> None:
    site = small_site.write({"index.md": page(f"Words.\n\n{PICTURE}{PICTURE.replace('light', 'dark')}")})
    (site.root / "assets" / "run.webp").write_bytes(b"RIFF")
    figure = site.build().page().find("figure")
    assert figure["class"] == ["picture"]
    assert figure.find("figcaption").get_text() == "A run"
    pictures = figure.find("button").find_all("img")
    assert [picture["alt"] for picture in pictures] == ["What is seen"] * 2
    assert [picture["style"] for picture in pictures] == ["object-position: 20% 60%"] * 2
    assert not any(picture.has_attr("title") for picture in pictures)


def test_a_picture_without_a_title_stays_as_it_is(small_site: Site) -> None:
    site = small_site.write({"index.md": page("![What is seen](assets/run.webp)")})
    (site.root / "assets" / "run.webp").write_bytes(b"RIFF")
    html = site.build().page()
    assert html.find("figure") is None
    assert html.select_one("article p img")["alt"] == "What is seen"
