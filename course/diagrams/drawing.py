"""Draw a diagram: merman's SVG, changed as a tree, in a figure with a title, a button and the same in words."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from lxml import etree

from course.diagrams import engine
from course.diagrams.engine import DRAWN, MEASURED
from course.diagrams.problems import DiagramError, Problem
from course.diagrams.reading import Label, Reading
from course.diagrams.words import plain, rows

# Widest drawings, in pixels of 14 px text, that still show 12 px text: in the 356 px that a phone
# of 390 px leaves for a picture, and in the 660 px from which diagrams.css shows the wide drawing.
TALL, WIDE = 356 * DRAWN // 12, 660 * DRAWN // 12
# Widths at which labels wrap, in pixels of 16 px text, best first.
WRAPS = (200, 150, 125, 105, 88)

# What separates the numbers of an attribute, which merman gives with up to 16 digits.
COMMANDS = {ord(sign): f" {sign} " for sign in "MmLlHhVvCcSsQqTtAaZz,"}
BRACKETS = {ord(sign): f" {sign} " for sign in "(),"}
NUMBERS = {"d": COMMANDS, "points": COMMANDS, "transform": BRACKETS}
NUMBERS |= {name: {} for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height")}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


class Drawing:
    """One drawing of a diagram.

    Args:
        reading: the source.
        text: the source as it is to be drawn.
        identifier: what the drawing's ids begin with.
        wrap: the width at which labels wrap, in pixels of 16 px text.
        palette: ``light`` or ``dark``; none for a flowchart.

    Raises:
        DiagramError: merman can't draw it.
    """

    def __init__(self, reading: Reading, text: str, identifier: str, wrap: int, palette: str | None = None) -> None:
        self.reading, self.identifier = reading, identifier
        try:
            self.root = etree.fromstring(engine.render(text, identifier, wrap, palette).encode(), PARSER)
            self.box = self.root.get("viewBox", "").split()
            self.width, self.height = round(float(self.box[2])), round(float(self.box[3]))
        except (engine.EngineError, etree.XMLSyntaxError, IndexError, ValueError, OverflowError) as error:
            remedy = "write it in a simpler way, without formulas ('$$') and signs that can't be seen"
            raise DiagramError(Problem("D109", 1, f"the diagram can't be drawn: {error}", remedy)) from error
        for element in self.root.iter(etree.Element):
            element.tag = etree.QName(element).localname
        self.texts = list(self._texts())

    def _texts(self) -> Iterator[tuple[etree._Element, list[str]]]:
        """Yield each text with its rows, as a reader sees them."""
        for text in self.root.iter("text"):
            found = text.findall("tspan")
            pieces = ["".join(row.itertext()) for row in found] if found else ["".join(text.itertext())]
            shown = [" ".join(piece.replace("\u200b", "").split()) for piece in pieces]
            yield text, [row.translate(self.reading.prepared.signs) for row in shown if row]

    def words_are_whole(self) -> bool:
        """Tell whether no label was wrapped in the middle of a word."""
        drawn = {word for _, text in self.texts for row in text for word in row.split()}
        return all(word in drawn for label in self.reading.labels for word in label.text.split())

    def lost(self) -> Iterator[tuple[Label, str]]:
        """Yield each label that the picture does not have sign by sign, and what it has in its place, if anything."""
        left = [text for element, text in self.texts if text and self._is_inside(element)]
        missing = []
        for label in sorted(self.reading.labels, key=lambda label: -len(label.drawn)):
            found = self._find(label.drawn, left)
            if found is None:
                missing.append(label)
            else:
                del left[found]
        for label in missing:
            near = difflib.get_close_matches(label.drawn, [" ".join(text) for text in left], 1, 0.5)
            yield label, near[0] if near else ""

    def _find(self, label: str, left: list[list[str]]) -> slice | None:
        """Find the text, or in a sequence diagram the texts in a row, that are just this label."""
        for start in range(len(left)):
            at = 0
            for end in range(start, len(left) if not self.reading.is_flowchart else start + 1):
                for row in left[end]:
                    if not label.startswith(row, at):
                        at = -1
                        break
                    at += len(row)
                    at += label[at : at + 1] == " "
                if at < 0 or at == len(label):
                    break
            if at == len(label):
                return slice(start, end + 1)
        return None

    def _is_inside(self, text: etree._Element) -> bool:
        """Tell whether every row of a text begins inside the drawing, so that it is not cut off."""
        moved = [0.0, 0.0]
        for element in (text, *text.iterancestors()):
            transform = element.get("transform", "")
            if transform.startswith("translate("):
                numbers = transform.removeprefix("translate(").partition(")")[0].replace(",", " ").split()
                moved = [at + _pixels(number) for at, number in zip(moved, [*numbers, "0"], strict=False)]
        left, top, width, height = (float(number) for number in self.box)
        for row in text.findall("tspan") or [text]:
            x = moved[0] + _pixels(row.get("x", text.get("x")))
            y = moved[1] + _pixels(row.get("y", text.get("y"))) + _pixels(row.get("dy"))
            if not (left <= x <= left + width and top <= y <= top + height):
                return False
        return True

    def node(self, identifier: str) -> etree._Element | None:
        """Return the element of a flowchart's node."""
        begins = f"{self.identifier}-flowchart-{identifier}-"
        for element in self.root.iter("g"):
            if (name := element.get("id", "")).startswith(begins) and name[len(begins) :].isdecimal():
                return element
        return None

    def flowchart(self, identifier: str, kind: str) -> str:
        """Finish a flowchart: leave its colors to diagrams.css.

        Args:
            identifier: what its ids are to begin with.
            kind: ``wide``, ``tall`` or ``only``.

        Returns:
            An ``<svg>`` for an HTML page.
        """
        root = self.root
        self.box = [_tenth(number) for number in self.box]
        self.width, self.height = round(float(self.box[2])), round(float(self.box[3]))
        for node in (self.reading.model or {})["nodes"]:
            if "titled" in node["classes"] and (element := self.node(node["id"])) is not None:
                self._mark_title(element, node["label"] or node["id"])
            if node["shape"] in ("bang", "cloud") and (element := self.node(node["id"])) is not None:
                # Their labels stand as if they began where the stylesheet has their middle.
                for label in element.iter("g"):
                    if label.get("class") == "label":
                        label.set("transform", f"translate(0,{label.get('transform', '0)').rpartition(',')[2]}")
        for element in list(root.iter("style", "filter", "linearGradient")):
            _remove(element)
        used = {value for element in root.iter() for name, value in element.items() if name.startswith("marker-")}
        for marker in list(root.iter("marker")):
            if f"url(#{marker.get('id')})" not in used:
                _remove(marker)
        for element in list(root.iter("defs")):
            if not len(element):
                _remove(element)
        # Above the edges, so that an edge does not strike a group's title through.
        for labels in list(root.iter("g")):
            if labels.get("class") == "edgeLabels" and (parent := labels.getparent()) is not None:
                for title in [title for title in parent.iter("g") if title.get("class") == "cluster-label"]:
                    labels.addprevious(title)
        for element in root.iter():
            self._slim(element, identifier)
        return self._named(identifier, f"diagram__drawing diagram__drawing--{kind}")

    def themed(self, identifier: str, palette: str) -> str:
        """Finish a diagram of another kind, which keeps the colors of a palette.

        Args:
            identifier: what its ids begin with already.
            palette: ``light`` or ``dark``.

        Returns:
            An ``<svg>`` for an HTML page.
        """
        for element in self.root.iter():
            # Some of merman's ids are the same in every drawing; nothing refers to these.
            if not element.get("id", identifier).startswith(identifier):
                del element.attrib["id"]
        return self._named(identifier, f"diagram__themed diagram__themed--{palette}")

    def _named(self, identifier: str, classes: str) -> str:
        """Give a drawing its size, and a name and description for screen readers."""
        root, signs = self.root, self.reading.prepared.signs
        for element in [*root.findall("title"), *root.findall("desc")]:
            root.remove(element)
        root.attrib.clear()
        attributes = {
            "class": classes,
            "id": identifier,
            "role": "img",
            "aria-labelledby": f"{identifier}-title",
            "aria-describedby": f"{identifier}-desc",
            "viewBox": " ".join(self.box),
            "width": str(self.width),
            "height": str(self.height),
            "style": f"--width: {self.width}px",
        }
        for name, value in attributes.items():
            root.set(name, value)
        for at, (tag, key) in enumerate((("title", "accTitle"), ("desc", "accDescr"))):
            element = etree.Element(tag, id=f"{identifier}-{tag}")
            element.text = self.reading.accessible(key)
            root.insert(at, element)
        etree.cleanup_namespaces(root)
        drawn = etree.tostring(root, encoding="unicode")
        return drawn.translate({code: escape(sign, quote=True) for code, sign in signs.items()})

    def _slim(self, element: etree._Element, identifier: str) -> None:
        """Take out of an element what only a script or merman's own stylesheet would use."""
        if element.tag == "g" and element.get("class") == "label":
            # A label's block was centered for text of MEASURED px.
            x, comma, y = element.get("transform", "").removeprefix("translate(").removesuffix(")").partition(",")
            if comma:
                element.set("transform", f"translate({x},{float(y) * DRAWN / MEASURED})")
        for name, value in element.items():
            if name.startswith("data-") or (name == "style" and (not value.strip("; ") or "!important" in value)):
                del element.attrib[name]
            elif name == "id":
                if element.tag == "marker":
                    element.set(name, identifier + value.removeprefix(self.identifier))
                else:
                    del element.attrib[name]
            elif name.startswith("marker-"):
                element.set(name, value.replace(f"url(#{self.identifier}", f"url(#{identifier}"))
            elif name in ("fill", "stroke") and value != "none" and element.tag != "marker":
                del element.attrib[name]  # a color
            elif name in NUMBERS and "." in value:
                element.set(name, _rounded(value, NUMBERS[name]))

    def _mark_title(self, node: etree._Element, label: str) -> None:
        """Mark the rows of a ':::titled' node that its label's first line was wrapped to."""
        left = len("".join(plain(rows(label)[0]).split()))
        for row in node.iter("tspan"):
            if "row" in row.get("class", "").split() and left > 0:
                left -= len("".join("".join(row.itertext()).split()))
                row.set("class", row.get("class", "").replace("row ", "row diagram__row-title "))


@dataclass(frozen=True)
class Figure:
    """A diagram as it was drawn.

    Args:
        html: the ``<figure>``.
        turned: a flowchart had to be turned for every screen.
        problems: the labels that are not in the picture as they were written.
    """

    html: str
    turned: bool
    problems: list[Problem]


def draw(reading: Reading, identifier: str) -> Figure:
    """Draw a diagram for each screen or palette, and compare what was drawn with what was written.

    Args:
        reading: a source that merman can parse.
        identifier: what the ids begin with.

    Returns:
        The figure.

    Raises:
        DiagramError: merman can't draw it.
    """
    drawings: list[tuple[str, Drawing]] = []
    turned = False
    if reading.is_flowchart:
        drawings, turned = _layouts(reading)
    else:
        for palette in ("light", "dark"):
            text = reading.prepared.as_written
            drawings.append((palette, Drawing(reading, text, f"{identifier}-{palette}", WRAPS[0], palette)))
    problems = list(dict.fromkeys(problem for _, drawing in drawings for problem in _lost(drawing)))
    finish = Drawing.flowchart if reading.is_flowchart else Drawing.themed
    pictures = "".join(finish(drawing, f"{identifier}-{kind}", kind) for kind, drawing in drawings)
    title = escape(reading.accessible("accTitle"), quote=False)
    described = escape(reading.accessible("accDescr"), quote=False)
    words = "<ul>" + "".join(f"<li>{sentence}</li>" for sentence in reading.sentences) + "</ul>"
    html = (
        f'<figure class="diagram" id="{identifier}" data-search-exclude>'
        f'<div class="diagram__picture">{pictures}</div>'
        f'<figcaption><span class="diagram__title">{title}</span>'
        f'<button type="button" class="diagram__enlarge" aria-haspopup="dialog">'
        f'Enlarge<span class="diagram__of"> the diagram: {title}</span></button>'
        f'<details class="diagram__words"><summary>The diagram in words</summary>'
        f"<p>{described}</p>{words if reading.is_flowchart else ''}</details></figcaption></figure>"
    )
    return Figure(html, turned, problems)


def _lost(drawing: Drawing) -> Iterator[Problem]:
    remedy = "write the label in simpler words: in double quotes, with <br> for a line break, and without marks"
    if drawing.reading.kind == "timeline":
        remedy = "put every period into a section or none, keep the texts short, and write the title in the diagram"
    for label, instead in drawing.lost():
        what = f"the picture has '{instead}'" if instead else "it is not in the picture"
        yield Problem("D109", label.line, f"the label '{label.text}' can't be drawn as it is written: {what}", remedy)


def _layouts(reading: Reading) -> tuple[list[tuple[str, Drawing]], bool]:
    """Choose how to lay a flowchart out: the drawings by kind, and whether it is turned for every screen."""
    measured: dict[tuple[str, int], tuple[float, Drawing]] = {}

    def width(text: str, wrap: int) -> float:
        if (text, wrap) not in measured:
            drawing = Drawing(reading, text, "drawing", wrap)
            # A layout that breaks a word in two is the last to be taken.
            measured[text, wrap] = (float(drawing.box[2]) if drawing.words_are_whole() else math.inf, drawing)
        return measured[text, wrap][0]

    written, downward = reading.prepared.as_written, reading.prepared.downward
    if width(written, WRAPS[0]) <= TALL:
        return [("only", measured[written, WRAPS[0]][1])], False
    narrow = [(text, wrap) for text in (downward, written) for wrap in WRAPS]
    tall = next((key for key in narrow if width(*key) <= TALL), None) or min(narrow, key=lambda key: width(*key))
    wide = next((wrap for wrap in WRAPS if width(written, wrap) <= WIDE), None)
    if wide is None:
        return [("only", measured[tall][1])], True
    if (written, wide) == tall:
        return [("wide", measured[tall][1]), ("tall", Drawing(reading, written, "drawing", wide))], False
    return [("wide", measured[written, wide][1]), ("tall", measured[tall][1])], False


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _rounded(numbers: str, separators: dict[int, str]) -> str:
    """Round the numbers of an attribute to a tenth of a pixel."""
    words = " ".join(_tenth(word) for word in numbers.translate(separators).split())
    return words.replace(" , ", ",").replace(" ( ", "(").replace(" )", ")")


def _pixels(length: str | None) -> float:
    """Return a length in pixels; 0 for none."""
    text = length or "0"
    try:
        return float(text.removesuffix("em")) * MEASURED if text.endswith("em") else float(text.removesuffix("px"))
    except ValueError:
        return 0


def _tenth(word: str) -> str:
    try:
        return f"{float(word):.1f}" if "." in word else word
    except ValueError:
        return word  # not a number of pixels
