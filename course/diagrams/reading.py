"""Read a diagram's source with merman's own parser: its kind, its labels, and where each thing stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.entities import html5
from itertools import chain

from course.diagrams import engine
from course.diagrams.letters import Label as Drawn
from course.diagrams.letters import label
from course.diagrams.problems import DiagramError, Problem
from course.diagrams.shapes import WORDLESS
from course.diagrams.words import plain, rows

FLOWCHART = {"flowchart", "flowchart-v2", "flowchart-elk"}
# The kinds whose drawings can be read in both palettes, as merman calls them, and as an author does.
KINDS = dict.fromkeys(sorted(FLOWCHART), "flowchart") | {
    "stateDiagram": "stateDiagram-v2",
    "sequence": "sequenceDiagram",
    "gantt": "gantt",
    "timeline": "timeline",
}
NAMES = tuple(dict.fromkeys(KINDS.values()))

DIRECTIONS = {"LR", "RL", "TB", "TD", "BT", "<", ">", "^", "v"}

# What merman calls a label, in each kind.
LABELS = {
    "flowchart node label",
    "flowchart edge label",
    "subgraph",
    "state display label",
    "state relation label",
    "state description",
    "state note",
    "sequence participant label",
    "sequence message",
    "sequence note",
    "sequence fragment label",
    "sequence box",
    "timeline title",
    "timeline section",
    "timeline task",
    "timeline event",
}


@dataclass(frozen=True)
class Label:
    """A label of a diagram.

    Args:
        text: what a reader should see.
        line: its line in the source, from 1.
        drawn: what the picture has for it.
    """

    text: str
    line: int
    drawn: str


@dataclass(frozen=True)
class Flowchart:
    """A flowchart as it was written.

    Args:
        groups: the ids of the nodes of each group, by the group's id.
        nodes: the styles of each node, by its id.
        edges: the ids of what each edge leads from and to.
        labels: what a reader sees.
    """

    groups: dict[str, set[str]]
    nodes: dict[str, set[str]]
    edges: set[tuple[str, str]]
    labels: list[str]


@dataclass
class Place:
    """A piece of the source, in bytes, and what merman says it is."""

    start: int
    end: int
    line: int
    what: str
    name: str = ""


@dataclass
class Prepared:
    """A source in which merman draws every sign as a reader should see it.

    Signs that merman would change ("&quot;", a lone "<") are held by signs of the private use area, which it leaves
    alone; ``signs`` gives them back.
    """

    as_written: str
    downward: str
    texts: dict[int, str] = field(default_factory=dict)  # of the places, by their start
    signs: dict[int, str] = field(default_factory=dict)


class Reading:
    """A source, read once.

    Args:
        source: Mermaid text.

    Raises:
        DiagramError: the text holds no diagram, or merman can't read it at all.
    """

    def __init__(self, source: str) -> None:
        if not source.strip():
            remedy = "write a Mermaid diagram in the fence, or remove the fence"
            raise DiagramError(Problem("D101", 1, "the diagram is empty", remedy))
        self.source, self.lines = source, source.split("\n")
        for number, line in enumerate(self.lines, 1):
            for sign in line:
                if (ord(sign) < 32 and sign not in "\t\r") or "\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff":
                    problem = f"the diagram has a sign that can't be shown (U+{ord(sign):04X})"
                    raise DiagramError(
                        Problem("D102", number, problem, "remove it; it came in with a copied text, say")
                    )
        try:
            self._bytes = source.encode()
            facts = engine.facts(source)
        except engine.EngineError as error:
            raise DiagramError(syntax_error(str(error))) from error
        self.errors = [
            syntax_error(found["message"], (found.get("span") or {}).get("line", 1))
            for found in facts["diagnostics"]
            if found["severity"] == "error"
        ]
        self._syntax: dict = (facts["diagrams"] or [{}])[0].get("syntax") or {}
        self.places = list(self._places())
        self._header = self._find_header()
        self.kind: str = self._syntax.get("diagram_type") or self._header[0]
        self.prepared = self._prepare()
        self.model: dict | None = None
        if not self.errors:
            try:
                self.model = engine.parse(self.prepared.as_written)
            except engine.EngineError as error:
                self.errors.append(syntax_error(str(error)))

    @property
    def is_flowchart(self) -> bool:
        """Whether the diagram is a flowchart."""
        return self.kind in FLOWCHART

    @property
    def is_known(self) -> bool:
        """Whether merman knows what kind of diagram it is."""
        return bool(self._syntax.get("diagram_type"))

    @property
    def header(self) -> str:
        """The diagram's first word, which names its kind."""
        return self._header[0]

    @property
    def header_line(self) -> int:
        """The line of the diagram's first word, from 1."""
        return self._bytes.count(b"\n", 0, self._header[1]) + 1

    def is_place(self, what: str, line: int) -> bool:
        """Tell whether merman found this at a line."""
        return any(place.what == what and place.line == line for place in self.places)

    @property
    def words_used(self) -> set[str]:
        """The statements that the source has, by their first word: ``accTitle``, ``classDef``, ``click`` …"""
        return set(self._syntax.get("directive_prefixes", ()))

    @cached_property
    def settings(self) -> str:
        """The source's front matter and directives."""
        pieces = [self._text(place) for place in self.places if place.what in ("frontmatter", "init")]
        return "\n".join(pieces)

    @cached_property
    def config(self) -> tuple[dict, str]:
        """What the settings set, and the title that they give."""
        try:
            return engine.config(self.settings) if self.settings else ({}, "")
        except engine.EngineError:
            return {}, ""

    def accessible(self, key: str) -> str:
        """Return ``accTitle`` or ``accDescr`` as words; empty if the diagram has none."""
        return self.shown((self.model or {}).get(key) or "")

    def shown(self, label: str | None, markdown: bool = False) -> str:
        """Return a label of the model as a reader should see it, on one line."""
        # merman's parser escapes some angle brackets; what the author wrote so is held by other signs.
        words = plain(label or "", markdown).replace("&lt;", "<").replace("&gt;", ">")
        return words.translate(self.prepared.signs)

    def label(self, written: str, *, markdown: bool = False, bold: int = 0) -> Drawn:
        """Return a label of the model as it is drawn.

        Args:
            written: the label.
            markdown: stars and underscores are marks.
            bold: how many of its lines are bold.
        """
        written = written.replace("&lt;", "<").replace("&gt;", ">")
        if markdown and len(written.strip()) > 1 and written.strip()[0] == written.strip()[-1] == "`":
            written = written.strip()[1:-1]
        return label(rows(written), markdown=markdown, signs=self.prepared.signs, bold=bold)

    def line_of(self, *wanted: str) -> int:
        """Return the first line of what merman found under one of these names or texts; 1 if there is none."""
        for text in wanted:
            for place in self.places:
                if text and text in (place.name, self.prepared.texts.get(place.start)):
                    return place.line
        return 1

    def lines_that_begin_with(self, word: str) -> list[int]:
        """Return the lines of the statements with this first word, from 1."""
        found = [place.line for place in self.places if place.what == "statement" and place.name == word]
        if not found:  # merman names the statement, but not its place
            outside = self._without_settings().split("\n")
            found = [number for number, line in enumerate(outside, 1) if line.split()[:1] == [word]]
        return found or [1]

    def body(self) -> Iterator[tuple[int, str, bool]]:
        """Yield the source without its settings and comments, in pieces: first line, text, whether it is a label."""
        line = 1
        for start, end, place in self._pieces():
            text = self._bytes[start:end].decode()
            if place is None or place.what in LABELS:
                yield line, text, place is not None
            line += text.count("\n")

    @cached_property
    def labels(self) -> list[Label]:
        """Every label, in the source's order as far as merman tells it."""
        if self.model is None or self.kind not in KINDS:
            return []
        if self.is_flowchart:
            found = list(self._flowchart_labels(self.model))
        elif self.kind == "stateDiagram":
            found = list(self._state_labels(self.model))
        elif self.kind == "gantt":
            found = list(self._gantt_labels(self.model))
        else:
            found = list(self._other_labels(self.model))
        title = self.config[1]
        return [Label(title, 1, title), *found] if title else found

    def _text(self, place: Place) -> str:
        return self._bytes[place.start : place.end].decode()

    def _without_settings(self) -> str:
        return "".join(
            "\n" * text.count("\n") if place is not None and place.what in ("frontmatter", "init", "comment") else text
            for start, end, place in self._pieces()
            for text in [self._bytes[start:end].decode()]
        )

    def _places(self) -> Iterator[Place]:
        """Yield what merman found, in its order."""
        for item in self._syntax.get("expected_syntax", ()):
            place = _place(item["span"], item["kind"])
            text = self._text(place)
            if place.what == "directive":
                first = (text.split() or [""])[0]
                place.what, place.name = "statement", first
                if first.startswith("%%"):
                    place.what = "init" if text.lstrip().startswith("%%{") else "comment"
            if place.what in ("frontmatter", "init", "comment", "direction", "statement"):
                yield place
        for item in self._syntax.get("semantic_items", ()):
            # A group's title has no place of its own: its line has.
            span = item["span"] if item["detail"] == "subgraph" else item["selection"]
            yield _place(span, item["detail"], item["name"])

    def _pieces(self) -> Iterator[tuple[int, int, Place | None]]:
        """Yield the source from its first byte to its last: start, end, and the place that begins there, if any."""
        at = 0
        kept = [
            place for place in self.places if place.what in LABELS | {"frontmatter", "init", "comment", "direction"}
        ]
        for place in sorted(kept, key=lambda place: place.start):
            if place.start >= at:
                yield at, place.start, None
                yield place.start, place.end, place
                at = place.end
        yield at, len(self._bytes), None

    def _find_header(self) -> tuple[str, int, int]:
        """Return the diagram's first word, and where its direction stands, in bytes (empty if it has none)."""
        # merman has no place for them: they come first, after the settings, comments and blank lines.
        source, at = self._bytes, 0
        above = {place.start: place.end for place in self.places if place.what in ("frontmatter", "init", "comment")}
        while at < len(source):
            if at in above and above[at] > at:
                at = above[at]
            elif source[at : at + 1].isspace():
                at += 1
            else:
                break
        keyword = self._word_end(at)
        start = keyword
        while source[start : start + 1] in (b" ", b"\t"):
            start += 1
        end = self._word_end(start)
        kind = source[at:keyword].decode(errors="replace")
        if source[start:end].decode(errors="replace") in DIRECTIONS:
            return kind, start, end
        return kind, keyword, keyword

    def _word_end(self, at: int) -> int:
        while at < len(self._bytes) and self._bytes[at : at + 1] not in b" \t\r\n;":
            at += 1
        return at

    def _prepare(self) -> Prepared:
        """Write the source again, so that merman draws what a reader should see."""
        prepared = Prepared("", "")
        free = (code for code in chain(range(0xE000, 0xF900), range(0xF0000, 0xFFFFE)) if chr(code) not in self.source)
        held: dict[str, str] = {}

        def hold(sign: str) -> str:
            if sign not in held:
                code = next(free)
                held[sign], prepared.signs[code] = chr(code), sign
            return held[sign]

        written, turned = [], []
        _, start, end = self._header
        for first, last, place in self._pieces():
            text = self._bytes[first:last].decode()
            if place is not None and place.what == "direction":
                written.append(text)
                turned.append("TB" if text in ("LR", "RL") else text)
            elif place is not None and place.what not in LABELS:
                written.append(text)
                turned.append(text)
            elif place is None and first <= start <= last:
                before, after = (self._bytes[first:start].decode(), self._bytes[end:last].decode())
                written.append(before + self._bytes[start:end].decode() + _hold_entities(after, hold))
                turned.append(before + (" TB" if start == end else "TB") + _hold_entities(after, hold))
            else:
                text = _hold_entities(text, hold)
                if place is not None:
                    text = _hold_signs(text, hold)
                    prepared.texts[place.start] = text
                written.append(text)
                turned.append(text)
        prepared.as_written, prepared.downward = "".join(written), "".join(turned)
        return prepared

    def _flowchart_labels(self, model: dict) -> Iterator[Label]:
        groups = {group["id"] for group in model["subgraphs"]}
        for group in reversed(model["subgraphs"]):
            if group["title"]:
                yield self._label(group["title"], group["labelType"], group["id"])
        for node in model["nodes"]:
            label = node["id"] if node["label"] is None else node["label"]
            has_words = node["shape"] not in WORDLESS or label != node["id"]
            if label.strip() and has_words and node["id"] not in groups:
                yield self._label(label, node["labelType"], node["id"])
        for edge in model["edges"]:
            if edge["label"]:
                yield self._label(edge["label"], edge["labelType"], edge["id"], edge["from"])

    def _state_labels(self, model: dict) -> Iterator[Label]:
        for node in model["nodes"]:
            # What has no words of its own is called by its id; merman makes those of starts and dividers.
            wordless = node["shape"] in WORDLESS or node["shape"] in ("choice", "noteGroup")
            texts = [node["label"], *(node.get("description") or [])]
            text = " ".join(self.shown(one) for one in texts)
            if text.strip() and not wordless:
                yield Label(text, self.line_of(*texts, node["id"]), text)
        for edge in model["edges"]:
            if edge.get("label"):
                text = self.shown(edge["label"])
                yield Label(text, self.line_of(edge["label"], edge["start"]), text)

    def _gantt_labels(self, model: dict) -> Iterator[Label]:
        texts = [model["title"] or "", *model["sections"], *(task["task"] for task in model["tasks"])]
        for text in texts:
            shown = self.shown(text)
            if shown:
                held = text.strip()
                number = next((at for at, line in enumerate(self.lines, 1) if held and held in line), 1)
                yield Label(shown, number, shown)

    def _label(self, label: str, kind: str, *names: str) -> Label:
        text = self.shown(label, kind == "markdown")
        return Label(text, self.line_of(label, *names), text)

    def _other_labels(self, model: dict) -> Iterator[Label]:
        if model.get("title") and self.kind != "timeline":
            title = self.shown(model["title"])
            yield Label(title, self.lines_that_begin_with("title")[0], title)
        for actor in (model.get("actors") or {}).values() if self.kind == "sequence" else ():
            text = self.shown(actor["description"])
            yield Label(text, self.line_of(actor["description"], actor["name"]), text)
        for place in self.places:
            if place.what not in LABELS or place.what == "sequence participant label":
                continue
            text = self.prepared.texts.get(place.start, "").strip()
            if place.what in ("sequence message", "sequence note"):
                # How to lay it out, which is no part of it.
                for word in ("wrap:", "nowrap:"):
                    text = text.removeprefix(word)
            text = self.shown(text)
            if not text:
                continue
            if place.what == "sequence fragment label":
                if self.lines[place.line - 1 : place.line] and self.lines[place.line - 1].split()[:1] == ["rect"]:
                    continue  # a color
                yield Label(text, place.line, f"[{text}]")
            else:
                yield Label(text, place.line, text)


def syntax_error(message: str, line: int = 1) -> Problem:
    """Return the problem of a source that merman can't read.

    Args:
        message: what merman says.
        line: where, from 1.

    Returns:
        The problem.
    """
    remedy = "see the syntax at https://mermaid.js.org/, and keep labels in double quotes"
    return Problem("D102", line, f"the diagram has an error: {message}", remedy)


def flowchart(source: str) -> Flowchart | None:
    """Read a flowchart.

    Args:
        source: Mermaid text.

    Returns:
        Its groups, nodes, edges and labels; none if it is a diagram of another kind.

    Raises:
        DiagramError: the source is empty, or has a syntax error.
    """
    reading = _read(source)
    if reading.model is None or not reading.is_flowchart:
        return None
    model = reading.model
    return Flowchart(
        groups={group["id"]: set(group["nodes"]) for group in model["subgraphs"]},
        nodes={node["id"]: set(node["classes"]) for node in model["nodes"]},
        edges={(edge["from"], edge["to"]) for edge in model["edges"]},
        labels=[label.text for label in reading.labels],
    )


def labels(source: str) -> list[str]:
    """Read every label of a diagram as a reader should see it.

    Args:
        source: Mermaid text.

    Returns:
        The labels: line breaks are spaces, entities are the signs that they stand for, and Markdown has no marks. None
        for the kinds that can't be drawn.

    Raises:
        DiagramError: the source is empty, or has a syntax error.
    """
    return [label.text for label in _read(source).labels]


def _read(source: str) -> Reading:
    reading = Reading(source)
    if reading.errors:
        raise DiagramError(reading.errors[0])
    return reading


def _place(span: dict, what: str, name: str = "") -> Place:
    return Place(span["local"]["start"], span["local"]["end"], span["document"]["line"], what, name)


def _hold_entities(text: str, hold: Callable[[str], str]) -> str:
    """Replace '#quot;', '#9829;', '&amp;' … by signs that merman leaves alone."""
    if "#" not in text and "&" not in text:
        return text
    written, at = [], 0
    while at < len(text):
        sign = text[at]
        if sign in "#&":
            end = text.find(";", at + 1, at + 40)
            name = text[at + 1 : end] if end > 0 else ""
            if name and (meant := _entity(sign, name)):
                written += [hold(one) for one in meant]
                at = end + 1
                continue
            if sign == "#" and name and name.replace("_", "a").isalnum():
                # It stands for nothing, and Mermaid would still make it '&'.
                written += [hold("#"), name, hold(";")]
                at = end + 1
                continue
        written.append(sign)
        at += 1
    return "".join(written)


def _entity(begins: str, name: str) -> str:
    """Return what an entity stands for; empty if that is nothing that can be seen."""
    if begins == "&" and name.startswith("#"):
        name = name[1:]
    elif begins == "&" or not name.isdecimal():
        return html5.get(f"{name};", "")
    try:
        meant = chr(int(name[1:], 16) if name[:1] in ("x", "X") else int(name))
    except (ValueError, OverflowError):
        return ""
    return meant if meant.isprintable() or meant == "\u00a0" else ""


def _hold_signs(label: str, hold: Callable[[str], str]) -> str:
    """Make '\\n' a line break, and replace the signs of a label that merman might take for HTML."""
    label = label.replace("\\n", "<br>")
    written, at = [], 0
    while at < len(label):
        sign = label[at]
        if sign == "<":
            end = label.find(">", at)
            if end > 0 and label[at + 1 : end].strip(" /").lower() == "br":
                written.append("<br>")
                at = end + 1
                continue
        written.append(hold(sign) if sign in "<>&" else sign)
        at += 1
    return "".join(written)
