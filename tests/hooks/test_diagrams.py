"""hooks/diagrams.py: good diagrams become accessible drawings, bad ones stop the build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup, Tag

from tests.hooks.conftest import Built, Site, build_all, line_of, page

FENCE = "```mermaid"
STEPS = ["Fetch the orders", "Clean the orders", "Check the orders", "Build the report"]


def fence(source: str) -> str:
    """Return a diagram in its fence."""
    return f"{FENCE}\n{source}\n```\n"


def flowchart(title: str, *labels: str) -> str:
    """Return a chart of boxes in a row."""
    boxes = " --> ".join(f'{letter}["{label}"]' for letter, label in zip("abcdefgh", labels, strict=False))
    return f"flowchart LR\n  accTitle: {title}\n  accDescr: {title}, described.\n  {boxes}"


SMALL = fence(flowchart("Small & good", "Alpha", "1 < 2"))
SEQUENCE = """sequenceDiagram
  accTitle: A talk
  accDescr: Somebody asks, and somebody answers.
  Asker->>Answerer: a question"""
SHOWN = "flowchart LR\n  a --> b"
GROUP = """flowchart LR
  accTitle: A group
  accDescr: Two boxes in a group, and one outside.
  subgraph inside["The group"]
    one["First"] --> two["Second"]
  end
  two -->|says| three["Third"]"""


@pytest.fixture(scope="module")
def drawn(new_site: Callable[[], Site]) -> Built:
    """A site with good diagrams."""
    pages = {
        "index.md": page(f"{SMALL}\nThe same again:\n\n{SMALL}"),
        "wide.md": page(fence(flowchart("Wide", *STEPS))),
        "sequence.md": page(fence(SEQUENCE)),
        "group.md": page(f"!!! note\n\n{indented(fence(GROUP))}"),
        "code.md": page(f"````markdown\n{fence(SHOWN)}````"),
    }
    return new_site().write(pages).build()


def indented(text: str) -> str:
    """Indent a block, as in a list or a note."""
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


def labels(drawing: Tag) -> set[str]:
    """Return the texts of a drawing, each as one line."""
    return {
        " ".join(" ".join(row.get_text() for row in text.select("tspan.row")).split() or text.get_text().split())
        for text in drawing.find_all("text")
    }


def test_a_diagram_becomes_a_figure_with_a_drawing_that_has_a_name_and_a_description(drawn: Built) -> None:
    figure = drawn.page().find("figure")
    drawing = figure.find("svg")
    assert drawing["role"] == "img"
    assert figure.find(id=drawing["aria-labelledby"]).get_text() == "Small & good"
    assert figure.find(id=drawing["aria-describedby"]).get_text() == "Small & good, described."
    assert labels(drawing) == {"Alpha", "1 < 2"}
    assert "Small & good" in figure.find("figcaption").get_text()


def test_a_diagram_is_also_told_in_words(drawn: Built) -> None:
    small = drawn.page().find("figure").find("details")
    assert "Small & good, described." in small.get_text()
    assert [item.get_text() for item in small.find_all("li")] == ["Alpha leads to: 1 < 2."]
    group = drawn.page("group/index.html").find("figure").find("details")
    assert [item.get_text() for item in group.find_all("li")] == [
        "The group holds: First, Second.",
        "First leads to: Second.",
        "Second leads to: Third (says).",
    ]


def test_ids_are_unique_even_if_the_same_diagram_stands_twice_on_a_page(drawn: Built) -> None:
    html = drawn.page()
    ids = [tag["id"] for tag in html.find_all(id=True)]
    assert len(html.find_all("figure")) == 2
    assert len(ids) == len(set(ids))
    for drawing in html.select("figure svg"):
        # What a drawing refers to is its own, not the other one's.
        own = {tag["id"] for tag in drawing.find_all(id=True)}
        assert {drawing["aria-labelledby"], drawing["aria-describedby"]} <= own
        markers = {path["marker-end"] for path in drawing.find_all(attrs={"marker-end": True})}
        assert markers
        assert markers <= {f"url(#{identifier})" for identifier in own}


@pytest.mark.parametrize("path", ["index.html", "wide/index.html", "group/index.html"])
def test_a_page_with_a_diagram_has_no_style_of_merman_and_no_script_of_mermaid(drawn: Built, path: str) -> None:
    html = drawn.page(path)
    assert html.select("figure svg")
    assert html.select("figure style, figure script") == []
    assert "mermaid" not in str(html).lower()


@pytest.mark.parametrize("path", ["index.html", "wide/index.html", "group/index.html"])
def test_a_flowchart_has_no_colors_so_that_it_follows_the_palette(drawn: Built, path: str) -> None:
    html = drawn.page(path)
    assert html.select("figure svg")
    assert html.select("figure [fill], figure [stroke], figure [style*=color], figure [style*=fill]") == []
    assert html.select("figure [style*='stroke:']:not([style*='stroke: none'])") == []


def test_a_wide_chart_is_drawn_twice_for_wide_and_for_narrow_screens(drawn: Built) -> None:
    wide, tall = drawn.page("wide/index.html").select("figure svg")
    assert int(wide["width"]) > int(wide["height"])
    assert int(tall["width"]) < int(tall["height"])
    # 12 px of the 14 px of a label, in what a phone of 390 px leaves for a picture.
    assert int(tall["width"]) * 12 / 14 <= 358
    assert labels(wide) == labels(tall) == set(STEPS)


def test_a_diagram_that_fits_a_phone_is_drawn_once(drawn: Built) -> None:
    figures = drawn.page("index.html").find_all("figure")
    assert figures
    assert {len(figure.find_all("svg")) for figure in figures} == {1}


def test_other_kinds_of_diagrams_follow_the_palette_too(drawn: Built) -> None:
    html = drawn.page("sequence/index.html")
    [drawing] = html.select("figure svg")
    assert labels(drawing) == {"Asker", "Answerer", "a question"}
    assert drawing.find("title").get_text() == "A talk"
    assert html.select("figure style, figure [fill], figure [stroke]") == []
    assert [script for script in html.find_all("script") if "mermaid" in str(script)] == []


def test_a_diagram_that_is_shown_as_code_stays_code(drawn: Built) -> None:
    html = drawn.page("code/index.html")
    assert html.find("figure") is None
    assert "flowchart LR" in html.find("pre").get_text()


class Bad(NamedTuple):
    """A diagram with a mistake: on which of its lines, the problem and the remedy that the build must name."""

    source: str
    line: int
    problem: str
    remedy: str


SYNTAX = "see the syntax at https://mermaid.js.org/"
COLORS = "':::outside'"
BAD = {
    "no title": Bad("flowchart LR\n  accDescr: D\n  a --> b", 1, "the diagram has no accTitle", "'accTitle: …'"),
    "no description": Bad("flowchart LR\n  accTitle: T\n  a --> b", 1, "the diagram has no accDescr", "'accDescr: …'"),
    "a blank title": Bad(
        "flowchart LR\n  accTitle:\n  accDescr: D\n  a --> b", 1, "the diagram has no accTitle", "'accTitle: …'"
    ),
    "a blank description": Bad(
        "flowchart LR\n  accTitle: T\n  accDescr:\n  a --> b", 1, "the diagram has no accDescr", "'accDescr: …'"
    ),
    "empty": Bad("", 1, "the diagram is empty", "remove the fence"),
    "an open label": Bad(
        'flowchart LR\n  accTitle: T\n  accDescr: D\n  a["A" --> b', 4, "the diagram has an error: ", SYNTAX
    ),
    "an arrow to nowhere": Bad(
        "flowchart LR\n  accTitle: T\n  accDescr: D\n  a --> b\n  b -->", 5, "the diagram has an error: ", SYNTAX
    ),
    "a message without text": Bad(
        "sequenceDiagram\n  accTitle: T\n  accDescr: D\n  A->>B: hello\n  A->>", 5, "the diagram has an error: ", SYNTAX
    ),
    "no diagram": Bad("flowchrt LR\n  accTitle: T\n  a --> b", 1, "the diagram has an error: ", SYNTAX),
    "classDef": Bad(flowchart("T", "A") + "\n  classDef x fill:#f00", 5, "'classDef' sets colors", COLORS),
    "style": Bad(flowchart("T", "A") + "\n\n  style a fill:#f00", 6, "'style' sets colors", COLORS),
    "an unknown style": Bad(flowchart("T", "A") + '\n  b["B"]:::red', 5, "there is no style ':::red'", "':::outside'"),
    "linkStyle": Bad(flowchart("T", "A", "B") + "\n  linkStyle 0 stroke:red", 5, "'linkStyle' sets colors", COLORS),
}


def below_other_things(source: str) -> str:
    """Return a page with a diagram that has front matter, text, a table and a good diagram above it."""
    return page(f"Words.\n\n| a | b |\n| --- | --- |\n| c | d |\n\n{SMALL}\nMore words.\n\n{fence(source)}")


@pytest.fixture(scope="module")
def bad(new_site: Callable[[], Site]) -> dict[str, Built]:
    """What the builds of sites with a bad diagram said."""
    return build_all(
        {name: new_site().write({"index.md": below_other_things(row.source)}) for name, row in BAD.items()}
    )


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_in_a_diagram_stops_the_build_with_its_line_and_a_remedy(bad: dict[str, Built], mistake: str) -> None:
    source, line, problem, remedy = BAD[mistake]
    opens = line_of(below_other_things(source), FENCE)
    bad[mistake].assert_stopped(opens + line, problem, remedy)


def test_a_mistake_in_an_indented_diagram_is_told_with_its_line(small_site: Site) -> None:
    text = page(f"!!! note\n\n{indented(fence(SHOWN))}")
    built = small_site.write({"index.md": text}).build()
    built.assert_stopped(line_of(text, "    flowchart LR"), "the diagram has no accTitle", "'accTitle: …'")


def test_drawings_are_cached_so_that_only_what_changed_is_drawn_again(small_site: Site) -> None:
    first, second = fence(flowchart("First", "Alpha", "Beta")), fence(flowchart("Second", "Gamma", "Delta"))
    small_site.write({"index.md": page(f"{first}\n{second}")}).build().text()
    cached = {path: path.read_text(encoding="utf-8") for path in small_site.cache.iterdir()}
    assert len(cached) == 2
    # Only a cached file can bring this word into the page.
    altered = next(path for path, figure in cached.items() if "Alpha" in figure)
    altered.write_text(cached[altered].replace("Alpha", "Cached"), encoding="utf-8")
    changed = second.replace("Delta", "Epsilon")
    text = small_site.write({"index.md": page(f"{first}\n{changed}")}).build().text()
    assert "Cached" in text
    assert "Epsilon" in text
    assert "Delta" not in text
    added = set(small_site.cache.iterdir()) - cached.keys()
    assert [("Epsilon" in path.read_text(encoding="utf-8")) for path in added] == [True]


@pytest.fixture
def without_merman(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which merman can't be imported and the network can't be reached, as on an unlucky laptop."""
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "merman.py").write_text("raise ImportError('hidden by the test')\n", encoding="utf-8")
    nowhere = "http://127.0.0.1:9"
    return {"PYTHONPATH": str(folder), "HTTPS_PROXY": nowhere, "https_proxy": nowhere}


def features(html: BeautifulSoup) -> list[str]:
    """Return the features that Material's script turns on."""
    return json.loads(html.find(id="__config").get_text())["features"]


def test_without_merman_mermaid2_draws_in_the_browser(small_site: Site, without_merman: dict[str, str]) -> None:
    built = small_site.write({"index.md": page(SMALL), "plain.md": page("Words.")}).build(**without_merman)
    html = built.page()
    assert "flowchart LR" in html.select_one("div.mermaid").get_text()
    assert html.find("figure") is None
    assert [script for script in html.find_all("script", type="module") if "mermaid" in script.get_text()]
    assert "mermaid" not in built.text("plain/index.html")
    assert "merman is not installed: mermaid2 draws the diagrams in the browser" in built.output
    # After an in-site click mermaid2 would draw nothing.
    assert "navigation.instant" not in features(html)


def test_with_merman_an_in_site_click_loads_no_whole_page(drawn: Built) -> None:
    assert "navigation.instant" in features(drawn.page())


def test_without_merman_nothing_is_published(small_site: Site, without_merman: dict[str, str]) -> None:
    built = small_site.write({"index.md": page(SMALL)}).build(CI="true", **without_merman)
    assert built.returncode == 1
    assert "merman is not installed, and with CI set no diagram may be left to the browser" in built.output
    assert "To mend it: install requirements.txt" in built.output
    assert "Traceback" not in built.output
    assert not Path(built.folder, "index.html").exists()


def test_with_merman_ci_changes_nothing(small_site: Site) -> None:
    assert small_site.write({"index.md": page(SMALL)}).build(CI="true").page().select("figure svg")
