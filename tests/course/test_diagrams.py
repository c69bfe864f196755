"""course/diagrams: what is written is drawn, sign by sign, or it is told what is wrong and where."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from course.diagrams import AVAILABLE, DiagramError, Flowchart, Problem, check, draw, figure, flowchart, labels
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="merman has no wheel for this platform")

HEAD = "flowchart LR\n  accTitle: T\n  accDescr: D\n"
KINDS = ("flowchart", "stateDiagram-v2", "sequenceDiagram", "gantt", "timeline")


def of(kind: str, *lines: str) -> str:
    """Return a diagram of a kind, with a title and a description."""
    return "\n".join((kind, "  accTitle: T", "  accDescr: D", *(f"  {line}" for line in lines)))


def chart(*lines: str) -> str:
    return of("flowchart LR", *lines)


def parsed(html: str) -> Tag:
    return BeautifulSoup(html, "html.parser").find("figure")


def said(drawing: Tag) -> list[str]:
    """Return what each text of a drawing says, as one line."""
    found = []
    for text in drawing.find_all("text"):
        rows = [row.get_text() for row in text.find_all("tspan", recursive=False)] or [text.get_text()]
        found.append(" ".join(" ".join(rows).split()))
    return [line for line in found if line]


def codes(source: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in check(source)]


def assert_drawn(source: str, *expected: str) -> Tag:
    """Assert that a diagram is good, and that each of its drawings says this, and return the figure."""
    assert [problem for problem in check(source) if not problem.warning] == []
    drawn = parsed(draw(source))
    drawings = drawn.find_all("svg")
    assert drawings
    for drawing in drawings:
        assert sorted(said(drawing)) == sorted(expected)
    assert sorted(labels(source)) == sorted(expected)
    return drawn


# What is drawn


def test_a_figure_has_drawings_a_title_a_button_and_words() -> None:
    source = chart('a["One"] --> b["Two & three"]').replace("accTitle: T", "accTitle: Small & good")
    drawn = assert_drawn(source, "One", "Two & three")
    assert drawn["class"] == ["diagram"]
    assert drawn.select_one("figcaption .diagram__title").get_text() == "Small & good"
    assert drawn.select_one("button.diagram__enlarge").get_text() == "Enlarge the diagram: Small & good"
    assert [item.get_text() for item in drawn.select("details.diagram__words li")] == ["One leads to: Two & three."]
    drawing = drawn.find("svg")
    assert drawing["class"] == ["diagram__drawing", "diagram__drawing--only"]
    assert drawn.find(id=drawing["aria-labelledby"]).get_text() == "Small & good"
    assert drawn.find(id=drawing["aria-describedby"]).get_text() == "D"


def test_a_flowchart_has_no_colors_of_its_own_in_any_shape() -> None:
    drawn = parsed(draw(chart('a(["One"]) --> b[("Two")] --> c@{ shape: f-circ } --> d>"Three"]')))
    colored = [tag for tag in drawn.select("svg [fill], svg [stroke]") if {tag.get("fill"), tag.get("stroke")} - NONE]
    assert colored == []
    assert drawn.select("svg style, svg [style*=fill]") == []


NONE = {None, "none"}


def test_a_wide_flowchart_is_drawn_wide_and_tall() -> None:
    steps = ["Fetch the orders", "Clean the orders", "Check the orders", "Build the report"]
    source = chart(" --> ".join(f'{letter}["{step}"]' for letter, step in zip("abcd", steps, strict=True)))
    wide, tall = assert_drawn(source, *steps).find_all("svg")
    assert (wide["class"][1], tall["class"][1]) == ("diagram__drawing--wide", "diagram__drawing--tall")
    assert int(wide["width"]) > int(wide["height"])
    assert int(tall["width"]) < int(tall["height"])


@pytest.mark.parametrize(
    "above",
    [
        "---\nconfig:\n  flowchart:\n    curve: linear\n---\n",
        "---\ntitle: graph LR\n---\n",
        "%% graph LR\n\n",
        '%%{init: {"flowchart": {"curve": "step"}}}%%\n',
    ],
    ids=["config", "title", "comment", "directive"],
)
@pytest.mark.parametrize("header", ["flowchart LR", "graph RL", "flowchart  LR;", "graph"])
def test_on_a_phone_a_wide_flowchart_runs_downward_whatever_stands_above_it(above: str, header: str) -> None:
    source = of(header, 'a["Fetch the orders"] --> b["Clean the orders"] --> c["Check the orders"] --> d["Report"]')
    drawings = parsed(draw(above + source)).find_all("svg")
    tall = drawings[-1]
    assert int(tall["width"]) < int(tall["height"])
    assert int(tall["width"]) * 12 / 14 <= 358
    if header != "graph":  # as it is written, that one runs downward too
        assert len(drawings) == 2


def test_a_direction_inside_a_group_is_turned_too_and_a_label_that_says_direction_is_not() -> None:
    source = chart(
        'subgraph g["The group"]',
        "  direction LR",
        '  a["direction LR"] --> b["The second of the boxes"] --> c["The third of the boxes"]',
        "end",
    )
    wide, tall = parsed(draw(source)).find_all("svg")
    assert "direction LR" in said(wide)
    assert "direction LR" in said(tall)
    assert int(tall["width"]) * 12 / 14 <= 358


def middles(drawing: Tag) -> dict[str, tuple[int, int]]:
    """Return the middle of each box of a drawing, by its words, in whole pixels."""
    found = {}
    for node in drawing.select(".node"):
        x, y, width, height = (float(node.find("rect")[name]) for name in ("x", "y", "width", "height"))
        found[" ".join(said(node))] = (round(x + width / 2), round(y + height / 2))
    return found


@pytest.mark.parametrize(("way", "across"), [("LR", 0), ("RL", 0), ("TB", 1), ("BT", 1)])
def test_the_nodes_of_a_rank_are_in_line_and_a_chain_is_straight(way: str, across: int) -> None:
    source = of(f"flowchart {way}", "first --> one & the[The other] & three --> last --> fin[The end]")
    place = middles(parsed(draw(source)).find("svg"))
    assert place["one"][across] == place["The other"][across] == place["three"][across]
    straight = ("first", "The other", "last", "The end")
    assert len({place[name][1 - across] for name in straight}) == 1
    order = [place[name][across] for name in straight]
    assert order == sorted(order, reverse=way in ("RL", "BT"))


def test_a_long_chain_runs_in_two_rows_on_a_desktop() -> None:
    boxes = " --> ".join(f'n{number}["The step with number {number}"]' for number in range(9))
    wide, tall = parsed(draw(chart(boxes))).find_all("svg")
    assert len({y for _, y in middles(wide).values()}) == 2
    assert int(wide["width"]) * 12 / 14 <= 688
    assert len({x for x, _ in middles(tall).values()}) == 1


def test_the_first_line_of_a_titled_label_is_marked() -> None:
    drawn = parsed(draw(chart('a["First & foremost<br>the rest"]:::titled')))
    assert [row.get_text() for row in drawn.select("svg .diagram__row-title")] == ["First & foremost"]


OF_EACH_KIND = {
    "flowchart LR": ["a --> b"],
    "stateDiagram-v2": ["[*] --> queued", "queued --> [*]"],
    "sequenceDiagram": ["A->>B: hello"],
    "gantt": ["dateFormat YYYY", "axisFormat %Y", "section One", "Fetch :2014, 2016"],
    "timeline": ["2014 : First"],
}


@pytest.mark.parametrize("kind", OF_EACH_KIND)
def test_every_kind_follows_the_palette_and_is_told_in_words(kind: str) -> None:
    drawn = parsed(draw(of(kind, *OF_EACH_KIND[kind])))
    for drawing in drawn.find_all("svg"):
        assert drawing["class"][0] == "diagram__drawing"
        colored = drawing.select("[fill], [stroke], [style*=fill], [style*=stroke], style, foreignobject")
        assert colored == []
    assert drawn.select("details li")


def test_a_state_diagram_has_all_its_labels_and_is_told_in_words() -> None:
    source = of(
        "stateDiagram-v2",
        "[*] --> none",
        "none --> queued : it is<br>due #amp; free",
        'state "It runs" as running {',
        "  [*] --> inner",
        "}",
        "state which <<choice>>",
        "queued --> which",
        "which --> running : yes",
        "inner : Working",
        "inner : and writing",
        "running --> [*]",
        "note right of queued : A note",
    )
    drawn = assert_drawn(
        source, "none", "queued", "It runs", "Working and writing", "it is due & free", "yes", "A note"
    )
    words = [item.get_text() for item in drawn.select("details li")]
    assert "It runs holds: the start, Working and writing." in words
    assert "none leads to: queued (it is due & free)." in words
    assert "a choice leads to: It runs (yes)." in words
    assert "It runs leads to: the end." in words
    assert "queued is linked with: A note." in words


def test_bars_on_an_axis_have_their_labels_and_years_and_overlap_as_they_are_dated() -> None:
    source = of(
        "gantt",
        "title The tools",
        "dateFormat YYYY",
        "axisFormat %Y",
        "section Clocks",
        "cron :1975, 2025",
        "section Code",
        "Luigi :2012, 2025",
        "Airflow :crit, 2014, 2025",
        "first release :milestone, 2015, 0d",
    )
    assert [problem for problem in check(source) if not problem.warning] == []
    labeled = {"The tools", "Clocks", "cron", "Code", "Luigi", "Airflow", "first release"}
    assert set(labels(source)) == labeled
    drawn = parsed(draw(source))
    for drawing in drawn.find_all("svg"):
        years = [int(words) for words in said(drawing) if words.isdigit()]
        assert set(said(drawing)) == labeled | {str(year) for year in years}
        assert len(years) > 2
        assert years == sorted(years)
        cron, luigi, airflow = (
            (float(bar["x"]), float(bar["x"]) + float(bar["width"])) for bar in drawing.select(".bar rect")[:3]
        )
        assert cron[0] < luigi[0] < airflow[0]
        assert cron[1] == pytest.approx(luigi[1]) == pytest.approx(airflow[1])
        # 37 of 50 years after the first.
        assert (luigi[0] - cron[0]) / (cron[1] - cron[0]) == pytest.approx(37 / 50, abs=0.01)
    assert [item.get_text() for item in drawn.select("details li")] == [
        "Clocks: cron (1975 to 2025).",
        "Code: Luigi (2012 to 2025), Airflow (2014 to 2025), first release (2015).",
    ]


def test_a_sequence_is_told_in_the_order_of_what_happens() -> None:
    source = of(
        "sequenceDiagram",
        "participant A as Asker",
        "A->>B: a question",
        "loop Every day",
        "  B-xA: an answer",
        "end",
        "Note over A,B: both #amp; all",
        "B->>B: thinks",
    )
    assert [item.get_text() for item in parsed(draw(source)).select("details li")] == [
        "Asker to B: a question.",
        "loop begins: Every day.",
        "B to Asker, and is lost: an answer.",
        "That part ends.",
        "Note on Asker and B: both & all.",
        "B to itself: thinks.",
    ]


def test_a_sequence_has_all_its_labels() -> None:
    source = of(
        "sequenceDiagram",
        "title: The talk",
        "participant A as Asker #amp; co",
        'participant C@{ "type": "database", "alias": "The store" }',
        "box transparent A team",
        "  actor B as Bob",
        "end",
        "A->>+B: Say #quot;hi#quot;<br>and go",
        "B-->>-A: one\\ntwo",
        "Note over A,B: Both < one",
        "loop Every day",
        "  A-)C: #59; #9829;",
        "end",
        "alt yes",
        "  B-xA: lost",
        "else no",
        "  B->>B: itself",
        "end",
    )
    assert [problem for problem in check(source) if not problem.warning] == []
    assert set(labels(source)) == {
        "The talk",
        "Asker & co",
        "The store",
        "A team",
        "Bob",
        'Say "hi" and go',
        "one two",
        "Both < one",
        "Every day",
        "; ♥",
        "yes",
        "lost",
        "no",
        "itself",
    }
    drawn = said(parsed(draw(source)).find("svg"))
    assert {"Asker & co", "Both < one", "[Every day]", "; ♥", "[no]"} <= set(drawn)


# What is written is drawn, sign by sign

SIGNS = {
    "entities": ('a["Say #quot;go#quot; #lt; 5 #gt; #9829; #35;"]', 'Say "go" < 5 > ♥ #'),
    "entities of HTML": ('a["&amp; &lt; &quot;x&quot; &hearts; &#9829; &#x2665;"]', '& < "x" ♥ ♥ ♥'),
    "what looks like an entity": (
        'a["#nothing; &nothing; #12; R&D; &copy x"]',
        "#nothing; &nothing; #12; R&D; &copy x",
    ),
    "an entity in an entity": ('a["#amp;lt; &amp;amp;"]', "&lt; &amp;"),
    "an escaped tag": ('a["List#lt;int#gt; &lt;br&gt;"]', "List<int> <br>"),
    "comparisons": ('a["1 < 2 > 0, x <y, <<z"]', "1 < 2 > 0, x <y, <<z"),
    "line breaks": ('a["one<br>two<br/>three<BR />four"]', "one two three four"),
    "a written line break": ('a["one\\ntwo"]', "one two"),
    "a written line break in Markdown": ('a["`one\\ntwo`"]', "one two"),
    "lines": ('a["one\n    two"]', "one two"),
    "Markdown": ('a["`**bold** *it* __strong__ _under_ snake_case 2 * 3`"]', "bold it strong under snake_case 2 * 3"),
    "Markdown in lines": ('a["`one\n    **two**`"]', "one two"),
    "Markdown in a shape": ('a@{ shape: rect, label: "`Fetch **it**`" }', "Fetch it"),
    "entities in a shape": ('a@{ shape: rect, label: "Say #quot;go#quot; &amp; x" }', 'Say "go" & x'),
    "stars that are no Markdown": ('a["**not** _this_ `code`"]', "**not** _this_ `code`"),
    "unquoted": ("a[plain words #lt; x\\ny]", "plain words < x y"),
    "a backslash": ('a["back\\slash"]', "back\\slash"),
    "braces": ('a["{{ x }} {% y %} (z)"]', "{{ x }} {% y %} (z)"),
    "other scripts": ('a["Émoji 🎉 中文 العربية ❤"]', "Émoji 🎉 中文 العربية ❤"),
    "a private sign": ('a["x \ue000 #lt; y"]', "x \ue000 < y"),
    "what looks like a comment": ('a["50 %% off"]', "50 %% off"),
    "semicolons": ('a["one; two"];', "one; two"),
    "an address": ('a["https://a.example/?b=1&c=2"]', "https://a.example/?b=1&c=2"),
    "an edge": ('a["x"] -->|"say #quot;hi#quot;<br>to & <fro"| a', 'say "hi" to & <fro'),
    "a group": ('subgraph g["The #quot;first#quot;<br>& only\\none"]\n  x\n  end', 'The "first" & only one'),
    "a group in Markdown": ('subgraph g["`**The** group`"]\n  x\n  end', "The group"),
}


@pytest.mark.parametrize("case", SIGNS)
def test_every_sign_of_a_label_is_drawn(case: str) -> None:
    line, expected = SIGNS[case]
    others = ["x"] if "x" in labels(chart(line)) and expected != "x" else []
    assert_drawn(chart(line), expected, *others)


def test_signs_are_also_as_meant_in_the_title_and_in_words() -> None:
    source = chart('a["Say #quot;go#quot;"] -->|"`**so**`"| b["one\\ntwo"]')
    source = source.replace("accTitle: T", "accTitle: Hearts #9829; &amp; 1 < 2")
    drawn = parsed(draw(source))
    assert drawn.select_one(".diagram__title").get_text() == "Hearts ♥ & 1 < 2"
    assert drawn.find("svg").find("title").get_text() == "Hearts ♥ & 1 < 2"
    assert [item.get_text() for item in drawn.select("li")] == ['Say "go" leads to: one two (so).']


@pytest.mark.parametrize(
    ("source", "line", "label"),
    [
        (chart("a@{ shape: fork, label: 'Three words here' }"), 4, "Three words here"),
        (chart('a["$$x^2$$"]'), 4, "formula"),
    ],
    ids=["shape without words", "formula"],
)
def test_what_can_not_be_drawn_is_a_problem(source: str, line: int, label: str) -> None:
    found = [problem for problem in check(source) if problem.code == "D109"]
    assert found
    assert found[0].line == line
    assert label in found[0].problem
    with pytest.raises(DiagramError) as caught:
        draw(source)
    assert caught.value.problem.code == "D109"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (chart('a["x"] --> b["`**half**bold`"]'), ["x", "halfbold"]),
        (
            of("timeline", "2014 : First", "section Later", "2015 : Second"),
            ["2014", "First", "Later", "2015", "Second"],
        ),
        ("---\ntitle: Above all\n---\n" + of("timeline", "2014 : First"), ["Above all", "2014", "First"]),
    ],
    ids=["bold within a word", "period outside the sections", "title of a timeline"],
)
def test_what_merman_would_lose_is_drawn(source: str, expected: list[str]) -> None:
    assert_drawn(source, *expected)


def test_no_event_of_a_timeline_is_lost_without_a_word() -> None:
    chance = random.Random(5)
    for direction in ("", "LR", "TD") * 8:
        lines, expected = [], []
        for era in range(chance.randint(1, 4)):
            if chance.random() < 0.6:
                lines.append(f"section Era {era}")
                expected.append(f"Era {era}")
            events = [
                f"Event {era}{number} " + "word " * chance.randint(0, 12) for number in range(chance.randint(1, 6))
            ]
            lines.append(f"20{era}0 : " + " : ".join(events))
            expected += [f"20{era}0", *(event.strip() for event in events)]
        source = of(f"timeline {direction}", *lines)
        assert sorted(labels(source)) == sorted(expected)
        assert check(source) == []
        assert sorted(expected) == sorted(said(parsed(draw(source)).find("svg")))


# Mermaid's flowcharts, feature by feature

SHAPES = (
    *("rect rounded stadium fr-rect cyl circle diam hex lean-r lean-l trap-b trap-t dbl-circ text notch-rect").split(),
    *("lin-rect brace brace-r braces doc delay h-cyl lin-cyl curv-trap div-rect win-pane lin-doc notch-pent").split(),
    *("flip-tri sl-rect docs st-rect flag bow-rect tag-doc tag-rect tri odd bang cloud card datastore").split(),
)
WORDLESS = "sm-circ start stop framed-circle fork join hourglass bolt f-circ junction cross-circ summary".split()

FEATURES: dict[str, tuple[str, list[str]]] = {
    **{f"direction {way}": (of(f"flowchart {way}", "tea --> cup"), ["tea", "cup"]) for way in "TB TD BT RL LR".split()},
    "graph": (of("graph LR", "tea --> cup"), ["tea", "cup"]),
    "graph without a direction": (of("graph", "tea --> cup"), ["tea", "cup"]),
    "flowchart-elk": (of("flowchart-elk LR", "tea --> cup"), ["tea", "cup"]),
    "only an id": (chart("kettle"), ["kettle"]),
    "text": (chart("kettle[Boil water]"), ["Boil water"]),
    "text given twice": (chart("kettle[Boil]", "kettle[Boil the water]"), ["Boil the water"]),
    "unicode": (chart('kettle["Thé ❤ 茶"]'), ["Thé ❤ 茶"]),
    "round": (chart("a(Boil it)"), ["Boil it"]),
    "stadium": (chart("a([Boil it])"), ["Boil it"]),
    "subroutine": (chart("a[[Boil it]]"), ["Boil it"]),
    "cylinder": (chart("a[(Boil it)]"), ["Boil it"]),
    "circle": (chart("a((Boil it))"), ["Boil it"]),
    "asymmetric": (chart("a>Boil it]"), ["Boil it"]),
    "rhombus": (chart("a{Boil it}"), ["Boil it"]),
    "hexagon": (chart("a{{Boil it}}"), ["Boil it"]),
    "parallelogram": (chart("a[/Boil it/]"), ["Boil it"]),
    "parallelogram the other way": (chart("a[\\new kettle\\]"), ["new kettle"]),
    "trapezoid": (chart("a[/Boil it\\]"), ["Boil it"]),
    "trapezoid the other way": (chart("a[\\Boil it/]"), ["Boil it"]),
    "double circle": (chart("a(((Boil it)))"), ["Boil it"]),
    **{f"shape {name}": (chart(f'a@{{ shape: {name}, label: "Boil it" }}'), ["Boil it"]) for name in SHAPES},
    **{f"shape {name}": (chart("b", f"a@{{ shape: {name} }} --> b"), ["b"]) for name in WORDLESS},
    "arrow": (chart("tea-->cup"), ["tea", "cup"]),
    "open": (chart("tea --- cup"), ["tea", "cup"]),
    "open with text": (chart("tea ---|pour| cup"), ["tea", "cup", "pour"]),
    "open with text inside": (chart("tea-- pour it ---cup"), ["tea", "cup", "pour it"]),
    "arrow with text": (chart("tea-->|pour|cup"), ["tea", "cup", "pour"]),
    "arrow with text inside": (chart("tea-- pour -->cup"), ["tea", "cup", "pour"]),
    "dotted": (chart("tea -.-> cup"), ["tea", "cup"]),
    "dotted with text": (chart("tea -. pour .-> cup"), ["tea", "cup", "pour"]),
    "thick": (chart("tea ==> cup"), ["tea", "cup"]),
    "thick with text": (chart("tea == pour ==> cup"), ["tea", "cup", "pour"]),
    "invisible": (chart("tea ~~~ cup"), ["tea", "cup"]),
    "chain": (chart("tea -- pour --> cup -- drink --> me"), ["tea", "cup", "me", "pour", "drink"]),
    "several at once": (chart("tea & milk --> cup & glass"), ["tea", "milk", "cup", "glass"]),
    "circle end": (chart("tea --o cup"), ["tea", "cup"]),
    "cross end": (chart("tea --x cup"), ["tea", "cup"]),
    "both ends": (chart("tea o--o cup", "cup <--> me", "me x--x tea"), ["tea", "cup", "me"]),
    "longer edges": (
        chart("tea ----> cup", "cup -- no ----> me", "me -..-> tea", "me ====> x"),
        ["tea", "cup", "me", "no", "x"],
    ),
    "special signs": (chart('a["Boil (it) [now] {here}"]'), ["Boil (it) [now] {here}"]),
    "entity codes": (chart('a["A quote: #quot;, a heart: #9829;"]'), ['A quote: ", a heart: ♥']),
    "group": (chart("subgraph kitchen", "  tea --> cup", "end"), ["kitchen", "tea", "cup"]),
    "group with several words": (chart("subgraph my kitchen", "  tea", "end"), ["my kitchen", "tea"]),
    "group with an id": (chart("subgraph k [My kitchen]", "  tea", "end"), ["My kitchen", "tea"]),
    "group in a group": (
        chart('subgraph house["House"]', '  subgraph k["Kitchen"]', "    tea", "  end", "end"),
        ["House", "Kitchen", "tea"],
    ),
    "edges between groups": (
        chart("subgraph one", "  tea", "end", "subgraph two", "  cup", "end", "one --> two", "cup --> one"),
        ["one", "two", "tea", "cup"],
    ),
    "direction in a group": (
        chart("subgraph one", "  direction BT", "  tea --> cup", "end", "one --> me"),
        ["one", "tea", "cup", "me"],
    ),
    "Markdown on an edge": (chart('tea -- "`**pour** it`" --> cup'), ["tea", "cup", "pour it"]),
    "edge id": (chart("tea e1@--> cup"), ["tea", "cup"]),
    "animated edge": (chart("tea e1@--> cup", "e1@{ animate: true }"), ["tea", "cup"]),
    "animation by name": (chart("tea e1@==> cup", "e1@{ animation: slow }"), ["tea", "cup"]),
    "curve of an edge": (chart("tea e1@==> cup", "e1@{ curve: linear }"), ["tea", "cup"]),
    "comment": (chart("%% tea --> milk{none}", "tea --> cup"), ["tea", "cup"]),
    "semicolons": (chart("tea --> cup;", "cup --> me; me --> tea;"), ["tea", "cup", "me"]),
    "our styles": (chart("tea:::data --> cup:::outside", "class me titled", "me"), ["tea", "cup", "me"]),
    "curve": ('%%{init: {"flowchart": {"curve": "stepBefore"}}}%%\n' + chart("tea --> cup"), ["tea", "cup"]),
    "title": ("---\ntitle: Tea time\n---\n" + chart("tea --> cup"), ["Tea time", "tea", "cup"]),
    "description in lines": (
        "flowchart LR\n accTitle: T\n accDescr {\n  Tea\n  and cups.\n }\n tea --> cup",
        ["tea", "cup"],
    ),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_of_flowcharts_is_drawn_with_every_label(feature: str) -> None:
    source, expected = FEATURES[feature]
    assert_drawn(source, *expected)


REFUSED = {
    "icon in a label": (chart('a["fa:fa-mug-hot Tea"]'), "D108", 4),
    "icon of a brand": (chart("x", "a[fab:fa-twitter]"), "D108", 5),
    "icon in the middle": (chart("a(A fas:fa-mug perhaps?)"), "D108", 4),
    "icon shape": (chart('a@{ icon: "fa:user", form: "square", label: "Me" }'), "D108", 4),
    "image shape": (chart('a@{ img: "https://a.example/b.png", label: "Me" }'), "D108", 4),
    "click": (chart('tea["Tea"]', 'click tea "https://a.example"'), "D107", 5),
    "click href": (chart("tea", 'click tea href "https://a.example" _blank'), "D107", 5),
    "click call": (chart("tea", "click tea call brew()"), "D107", 5),
    "click script": (chart("tea", 'click tea "javascript:alert(1)"'), "D107", 5),
    "script": (chart('a["<script>alert(1)</script>"]'), "D107", 4),
    "event handler": (chart('a["<img src=x onerror=alert(1)>"]'), "D107", 4),
    "tag": (chart("x", 'a["<b>Tea</b>"]'), "D107", 5),
    "tag in a group": (chart('subgraph g["<i>Tea</i>"]', "  x", "end"), "D107", 4),
    "tag in a shape": (chart('a@{ shape: rect, label: "<i>Tea</i>" }'), "D107", 4),
    "tag on an edge": (chart('a -->|"<u>x</u>"| b'), "D107", 4),
    "angle brackets": (chart('a["List<Payment>"]'), "D107", 4),
    "tag in the title": (chart("a").replace("accTitle: T", "accTitle: A List<int>"), "D107", 2),
    "style": (chart("a", "style a fill:#f9f"), "D105", 5),
    "classDef": (chart("a", "classDef warm fill:#f96"), "D105", 5),
    "classDef default": (chart("a", "classDef default fill:#f96"), "D105", 5),
    "linkStyle": (chart("a --> b", "linkStyle 0 stroke:#f96"), "D105", 5),
    "unknown style": (chart("a:::warm --> b"), "D106", 4),
    "unknown style of several": (chart("a & b", "class a,b warm"), "D106", 5),
    "unknown style of a group": (chart("subgraph g", "  a", "end", "class g warm"), "D106", 7),
    "theme in front matter": ("---\nconfig:\n  theme: forest\n---\n" + chart("a"), "D105", 3),
    "look": ("---\nconfig:\n  look: handDrawn\n---\n" + chart("a"), "D105", 3),
    "layout": ("---\nconfig:\n  layout: elk\n---\n" + chart("a"), "D105", 3),
    "theme in a directive": ("%%{init: {'theme': 'dark'}}%%\n" + chart("a"), "D105", 1),
    "themeVariables": ("%%{init: {'themeVariables': {'lineColor': '#f00'}}}%%\n" + chart("a"), "D105", 1),
    "themeCSS": ("%%{init: {'themeCSS': '.node{}'}}%%\n" + chart("a"), "D105", 1),
    "fontFamily": ("---\nconfig:\n  fontFamily: Comic Sans\n---\n" + chart("a"), "D105", 3),
    "links of a sequence": (of("sequenceDiagram", "participant A", "link A: Board @ https://a.example"), "D107", 5),
    "color in a sequence": (of("sequenceDiagram", "rect rgb(0, 0, 0)", "  A->>B: x", "end"), "D105", 4),
    "color of a box": (of("sequenceDiagram", "box Purple Team", "  participant A", "end", "A->>A: x"), "D105", 4),
}


@pytest.mark.parametrize("feature", REFUSED)
def test_what_cannot_be_drawn_here_is_refused_by_name_and_line(feature: str) -> None:
    source, code, line = REFUSED[feature]
    assert (code, line) in codes(source)
    with pytest.raises(DiagramError) as caught:
        draw(source)
    assert caught.value.problem in check(source)


OTHERS = {
    "mindmap": "mindmap\n  root((Airflow))\n    Scheduler",
    "mindmap with a title": "mindmap\n  accTitle: T\n  accDescr: D\n  root((Airflow))\n    Scheduler",
    "classDiagram": "classDiagram\n  Operator <|-- Bash",
    "erDiagram": "erDiagram\n  DAG ||--o{ RUN : has",
    "pie": 'pie\n  "One" : 40\n  "Two" : 60',
    "journey": "journey\n  section Day\n    Make tea: 5: Me",
    "quadrantChart": "quadrantChart\n  x-axis Low --> High\n  A: [0.3, 0.6]",
    "gitGraph": "gitGraph\n  commit",
    "requirementDiagram": "requirementDiagram\n  requirement a {\n    id: 1\n  }",
    "C4Context": 'C4Context\n  Person(a, "A")',
    "xychart-beta": "xychart-beta\n  bar [1, 2]",
    "sankey-beta": "sankey-beta\nA,B,10",
    "block-beta": "block-beta\n  a b",
    "packet-beta": 'packet-beta\n  0-15: "Port"',
    "kanban": "kanban\n  todo[Todo]\n    t1[Write]",
    "architecture-beta": "architecture-beta\n  service a(server)[A]",
    "radar-beta": 'radar-beta\n  axis a["A"], b["B"]\n  curve x{1, 2}',
    "treemap-beta": 'treemap-beta\n"One": 12',
    "zenuml": "zenuml\n  A->B: hello",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_kinds_are_refused_by_name_and_told_which_ones_work(kind: str) -> None:
    [problem] = check(OTHERS[kind])
    assert (problem.code, problem.line) == ("D104", 1)
    assert kind.split()[0] in problem.problem
    assert all(name in problem.remedy for name in KINDS)
    assert "accTitle" not in problem.remedy
    assert labels(OTHERS["gitGraph"]) == []


# Mistakes


def test_every_mistake_is_told_at_once_in_the_order_of_lines() -> None:
    source = "\n".join(
        [
            "---",
            "config:",
            "  theme: forest",
            "---",
            "flowchart LR",
            "  accTitle: T",
            '  a["<b>x</b>"]:::red --> b["fa:fa-server y"]',
            "  style a fill:#f00",
            "  click a call b()",
            "  c@{ shape: fork, label: 'lost words' }",
        ]
    )
    assert [(code, line) for code, line in codes(source) if code != "D110"] == [
        ("D103", 1),
        ("D105", 3),
        ("D107", 7),
        ("D106", 7),
        ("D108", 7),
        ("D105", 8),
        ("D107", 9),
        ("D109", 10),
    ]


def test_beside_a_syntax_error_other_mistakes_are_told() -> None:
    source = "flowchart LR\n  accTitle: T\n  a --> b\n  classDef x fill:#f00\n  b -->\n  style a fill:#f00"
    assert {("D103", 1), ("D105", 4), ("D105", 6)} < set(codes(source))
    assert "D102" in {code for code, _ in codes(source)}


SYNTAX = "see the syntax at https://mermaid.js.org/, and keep labels in double quotes"


@pytest.mark.parametrize(
    ("source", "code", "line", "problem", "remedy"),
    [
        ("", "D101", 1, "the diagram is empty", "remove the fence"),
        (" \n ", "D101", 1, "the diagram is empty", "remove the fence"),
        (chart('a["A" --> b'), "D102", 4, "the diagram has an error: ", SYNTAX),
        (chart("a --> b", "b -->"), "D102", 5, "the diagram has an error: ", SYNTAX),
        (of("sequenceDiagram", "A->>B: x", "A->>"), "D102", 5, "the diagram has an error: ", SYNTAX),
        ("flowchrt LR\n  a --> b", "D102", 1, "the diagram has an error: ", SYNTAX),
        ("flowchart LR\n  accDescr: D\n  a", "D103", 1, "the diagram has no accTitle", "'accTitle: …'"),
        ("flowchart LR\n  accTitle:\n  accDescr: D\n  a", "D103", 1, "the diagram has no accTitle", "'accTitle: …'"),
        ("flowchart LR\n  accTitle: T\n  a", "D103", 1, "the diagram has no accDescr", "'accDescr: …'"),
        (chart("a", "classDef x fill:#f00"), "D105", 5, "'classDef' sets colors", "':::outside'"),
        (chart("a", "", "style a fill:#f00"), "D105", 6, "'style' sets colors", "':::outside'"),
        (chart("a", 'b["B"]:::red'), "D106", 5, "there is no style ':::red'", "':::outside'"),
        ("---\nconfig:\n  look: handDrawn\n---\n" + chart("a"), "D105", 3, "'look'", "remove it"),
        (chart('a["x <b>y</b>"]'), "D107", 4, "'<b>'", "only <br> is understood"),
        (
            chart('a["fa:fa-server y"]'),
            "D108",
            4,
            "icons and images can't be drawn here",
            "remove it, and write a word",
        ),
    ],
)
def test_a_mistake_has_its_line_a_sentence_and_a_remedy(
    source: str, code: str, line: int, problem: str, remedy: str
) -> None:
    found = check(source)[0]
    assert (found.code, found.line, found.warning) == (code, line, False)
    assert problem in found.problem
    assert remedy in found.remedy
    with pytest.raises(DiagramError) as caught:
        draw(source)
    assert caught.value.problem == found
    assert str(caught.value) == found.problem


MANY = chart(" & ".join(f'n{number}["The step with number {number}"]' for number in range(9)) + " --> last").replace(
    "LR", "TB"
)


def test_too_many_side_by_side_is_a_warning() -> None:
    [problem] = check(MANY)
    assert (problem.code, problem.line, problem.warning) == ("D110", 1, True)
    assert "more than fits side by side" in problem.problem
    assert check(chart('a["One"] --> b["Two"]')) == []


def test_nothing_but_a_diagram_error_is_raised() -> None:
    sources = [source for source, _ in FEATURES.values()] + [source for source, _, _ in REFUSED.values()]
    sources += [chart(line) for line, _ in SIGNS.values()] + list(OTHERS.values())
    pieces = ['"', "\n", "<", ">", "&", "#quot;", "---\n", "%%{init: {", "}}%%", "\x00", "\ud800", "\ue000", "end\n"]
    pieces += ["subgraph x\n", "@{", "$$", "`", "**", "|", "<br>", "&#xfffff;", "#1114112;", "\r", "\u2028", ":::", "é"]
    chance = random.Random(7)
    for _ in range(300):
        signs = list(chance.choice(sources))
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(signs) + 1)
            match chance.randrange(3):
                case 0:
                    del signs[at : at + chance.randint(1, 10)]
                case 1:
                    signs[at:at] = list(chance.choice(pieces))
                case 2:
                    signs[at:at] = signs[at : at + 30]
        source = "".join(signs)
        stops = [problem for problem in check(source) if not problem.warning]
        try:
            draw(source)
        except DiagramError as error:
            assert error.problem in stops
        else:
            assert stops == []


# Names and the cache

SOURCE = chart('a["One"] --> b["Two"]')


def ids(html: str) -> set[str]:
    return {tag["id"] for tag in parsed(html).find_all(id=True)} | {parsed(html)["id"]}


@pytest.mark.parametrize("source", [SOURCE, of("sequenceDiagram", "A->>B: x"), of("timeline", "2014 : x")])
@pytest.mark.parametrize("name", [None, "fig-load"])
def test_ids_begin_with_the_name(source: str, name: str | None) -> None:
    html = draw(source, name=name)
    begins = parsed(html)["id"]
    assert begins == name if name else (begins.startswith("diagram-") and len(begins) == len("diagram-") + 8)
    assert all(identifier.startswith(begins) for identifier in ids(html))
    referred = {value for tag in parsed(html).find_all(True) for value in tag.attrs.values() if "url(#" in str(value)}
    assert all(value.removeprefix("url(#").removesuffix(")") in ids(html) for value in referred)


def test_an_odd_name_breaks_no_page() -> None:
    drawn = parsed(draw(SOURCE, name='1"<b>.c'))
    assert drawn["id"] == '1"<b>.c'
    assert drawn.select_one("svg title")["id"] == '1"<b>.c-only-title'


def test_the_cache_holds_a_drawing_for_every_name(tmp_path: Path) -> None:
    cache = tmp_path / "deep" / "cache"
    first = figure(SOURCE, cache, name="first")
    second = figure(SOURCE, cache, name="second")
    assert first == draw(SOURCE, name="first")
    assert second == draw(SOURCE, name="second")
    assert figure(SOURCE, cache) == draw(SOURCE)
    [stored] = cache.iterdir()
    # Only the cache can bring this word into the figure.
    stored.write_text(stored.read_text(encoding="utf-8").replace("One", "Cached"), encoding="utf-8")
    assert "Cached" in figure(SOURCE, cache)
    assert "Cached" not in figure(SOURCE.replace("Two", "Three"), cache)


def test_a_name_does_not_reach_the_labels(tmp_path: Path) -> None:
    default = parsed(draw(SOURCE))["id"]
    source = chart(f'a["{default} name diagram-"]')
    assert f"{default} name diagram-" in said(parsed(figure(source, tmp_path, name="other")).find("svg"))


def test_a_check_uses_and_fills_the_cache(tmp_path: Path) -> None:
    once = check(MANY, tmp_path)
    assert [problem.code for problem in once] == ["D110"]
    assert len(list(tmp_path.iterdir())) == 1
    assert check(MANY, tmp_path) == once
    assert figure(MANY, tmp_path) == draw(MANY)


def test_a_bad_diagram_is_not_cached(tmp_path: Path) -> None:
    with pytest.raises(DiagramError):
        figure("flowchart LR\n  a", tmp_path)
    assert list(tmp_path.iterdir()) == []


# Reading


def test_a_flowchart_is_read_with_its_groups_styles_and_edges() -> None:
    source = chart(
        'subgraph daily["Every day"]',
        '  fetch["Fetch<br>it"] --> store',
        "end",
        'store -->|"so #amp; so"| shop[("Shop")]:::data',
        "class fetch titled",
    )
    assert flowchart(source) == Flowchart(
        groups={"daily": {"fetch", "store"}},
        nodes={"fetch": {"titled"}, "store": set(), "shop": {"data"}},
        edges={("fetch", "store"), ("store", "shop")},
        labels=["Every day", "Fetch it", "store", "Shop", "so & so"],
    )
    assert flowchart(of("sequenceDiagram", "A->>B: x")) is None
    with pytest.raises(DiagramError):
        flowchart(chart("a -->"))


def test_without_merman_the_package_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "merman.py").write_text("raise ImportError('hidden by the test')\n", encoding="utf-8")
    program = "from course.diagrams import AVAILABLE, Problem, check; print(AVAILABLE, check('flowchart LR'))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False []"


def test_a_problem_is_a_value() -> None:
    problem = Problem("D101", 1, "what", "how")
    assert problem == Problem("D101", 1, "what", "how", warning=False)
    assert json.dumps(DiagramError(problem).problem.__dict__)
