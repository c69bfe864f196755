"""What is wrong with a diagram's source, before it is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from course.diagrams.problems import Problem
from course.diagrams.reading import KINDS, NAMES, Reading

# What a node may be, after ':::'; diagrams.css has the colors.
STYLES = {"data", "outside", "person", "titled"}

COLORS = ("classDef", "style", "linkStyle")
LINKS = ("click", "href", "call", "link", "links", "properties", "details")
LOOKS = {"theme", "themeVariables", "themeCSS", "look", "layout", "htmlLabels", "defaultRenderer", "darkMode"}
ICONS = {"fa", "fab", "fad", "fak", "fal", "far", "fas"}


def find(reading: Reading) -> list[Problem]:
    """Find the mistakes of a source.

    Args:
        reading: the source.

    Returns:
        The problems, in the source's order.
    """
    if reading.kind not in KINDS and reading.is_known:
        return [_refused(reading)]
    found = [*reading.errors, *_untold(reading), *_colors(reading), *_looks(reading), *_links(reading), *_tags(reading)]
    if reading.model is not None:
        found += [*_styles(reading), *_icons(reading), *_formulas(reading)]
    return sorted(found, key=lambda problem: problem.line)


def _refused(reading: Reading) -> Problem:
    names = f"{', '.join(NAMES[:-1])} and {NAMES[-1]}"
    remedy = f"draw it as one of these kinds, which can be read on a phone and in both palettes: {names}"
    return Problem("D104", reading.header_line, f"a diagram of the kind '{reading.header}' can't be drawn here", remedy)


def _untold(reading: Reading) -> Iterator[Problem]:
    for key, what in (("accTitle", "a short title"), ("accDescr", "one or two sentences on what the picture shows")):
        known = reading.accessible(key) if reading.model is not None else key in reading.words_used
        if not known and reading.is_known:
            remedy = f"add a line '{key}: …' under the first line, with {what}, for readers who can't see it"
            yield Problem("D103", 1, f"the diagram has no {key}", remedy)


def _colors(reading: Reading) -> Iterator[Problem]:
    remedy = "remove it; ':::outside' and ':::data' after a node choose the site's own styles"
    for word in COLORS:
        if word in reading.words_used:
            for line in reading.lines_that_begin_with(word):
                yield Problem("D105", line, f"'{word}' sets colors that can't follow the palette", remedy)
    if reading.kind != "sequence":
        return
    remedy = "remove it, or write 'opt' or 'loop' with words in its place"
    for number, line in enumerate(reading.lines, 1):
        if line.split()[:1] == ["rect"] and reading.is_place("sequence fragment label", number):
            yield Problem("D105", number, "'rect' sets a color that can't follow the palette", remedy)
    lines = [place.line for place in reading.places if place.what == "sequence box"]
    for box, line in zip((reading.model or {}).get("boxes") or [], lines, strict=False):
        if (fill := box.get("fill") or "transparent") != "transparent":
            remedy = f"write 'box transparent {reading.shown(box.get('name'))}'"
            yield Problem("D105", line, f"'box' sets the color '{fill}' that can't follow the palette", remedy)


def _looks(reading: Reading) -> Iterator[Problem]:
    """Find the settings that change colors, letters or the layout."""
    lines = reading.lines
    remedy = "remove it; the site gives colors, letters and layout, because they follow the palette and the screen"

    def visit(settings: dict, path: str) -> Iterator[Problem]:
        for key, value in settings.items():
            # What merman adds by itself does not stand in the source.
            line = next((number for number, text in enumerate(lines, 1) if key in text), 0)
            if line and (key in LOOKS or any(word in key.lower() for word in ("font", "color", "colour"))):
                yield Problem("D105", line, f"the setting '{path}{key}' can't follow the palette", remedy)
            elif isinstance(value, dict):
                yield from visit(value, f"{path}{key}.")

    yield from visit(reading.config[0], "")


def _styles(reading: Reading) -> Iterator[Problem]:
    remedy = "write " + " or ".join(f"':::{style}'" for style in sorted(STYLES)) + ", or nothing"
    model = reading.model if reading.is_flowchart and reading.model else {}
    seen = set()
    lines = reading.lines
    given = [part["classes"] for key in ("nodes", "subgraphs", "edges") for part in model.get(key, ())]
    if reading.kind == "stateDiagram":
        styles = [(node["cssClasses"] or "").split() for node in (reading.model or {})["nodes"]]
        given = [[style for style in names if not style.startswith("statediagram")] for names in styles]
    for names in given:
        # merman itself marks what a 'click' is for.
        marked = {"clickable"} if "click" in reading.words_used else set()
        for name in sorted(set(names) - STYLES - marked - seen):
            seen.add(name)
            line = next((number for number, text in enumerate(lines, 1) if f":::{name}" in text), 0)
            yield Problem("D106", line or reading.line_of(name), f"there is no style ':::{name}'", remedy)


def _links(reading: Reading) -> Iterator[Problem]:
    remedy = "remove it, and put the link into the text beside the diagram"
    for word in LINKS:
        if word in reading.words_used:
            for line in reading.lines_that_begin_with(word):
                yield Problem("D107", line, f"'{word}' makes a picture into links or scripts", remedy)


def _tags(reading: Reading) -> Iterator[Problem]:
    """Find HTML that is not a line break."""
    remedy = "write words: only <br> is understood, and '#lt;' for the sign '<' itself"
    seen = set()
    for first, text, _ in reading.body():
        at = 0
        while (at := text.find("<", at)) >= 0:
            end = at + 1 + text[at + 1 :].startswith("/")
            start = end
            while end < len(text) and (text[end].isalnum() or text[end] in "-!"):
                end += 1
            closes = text.find(">", end)
            name = text[start:end]
            tag = name[:1].isalpha() or name.startswith("!")
            if reading.kind == "stateDiagram" and text[at - 1 : at] == "<" and text[end : end + 2] == ">>":
                tag = False  # "<<choice>>" says what a state is
            if tag and text[end : end + 1] and text[end] in " \t\n/>" and closes >= 0:
                if name.lower() != "br" or text[end:closes].strip(" /"):
                    line = first + text.count("\n", 0, at)
                    if line not in seen:  # a closing tag is no mistake of its own
                        seen.add(line)
                        yield Problem("D107", line, f"the diagram has HTML: '<{text[at + 1 : end]}>'", remedy)
            at = end


def _icons(reading: Reading) -> Iterator[Problem]:
    remedy = "remove it, and write a word"
    for label in reading.labels:
        for word in label.text.split():
            pack, colon, icon = word.strip("([{,.;").partition(":")
            if colon and pack in ICONS and icon.startswith("fa-"):
                yield Problem("D108", label.line, f"icons and images can't be drawn here: '{word}'", remedy)
    for node in (reading.model or {}).get("nodes", ()) if reading.is_flowchart else ():
        for what in ("icon", "img"):
            if value := node.get(what):
                line = reading.line_of(node["id"])
                yield Problem("D108", line, f"icons and images can't be drawn here: '{what}: {value}'", remedy)
        if (node["shape"] or "").startswith(("icon", "image")) and not node.get("icon") and not node.get("img"):
            line = reading.line_of(node["id"])
            yield Problem("D108", line, f"icons and images can't be drawn here: 'shape: {node['shape']}'", remedy)


def _formulas(reading: Reading) -> Iterator[Problem]:
    for label in reading.labels:
        if label.text.count("$$") > 1:
            problem = f"the label '{label.text}' can't be drawn: it has a formula ('$$', which Mermaid gives to KaTeX)"
            yield Problem("D109", label.line, problem, "write it in words, or put it into the text beside the diagram")
