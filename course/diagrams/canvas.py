"""SVG, written piece by piece: shapes, lines with heads, and texts in rows. Colors come from diagrams.css."""

from __future__ import annotations

import math
from html import escape

from course.diagrams.letters import ROW, Label
from course.diagrams.shapes import Command, Shape

CORNER = 8  # pixels: the radius of a line's corners
TIP = 5  # pixels by which a line is shorter than what its head points at
Point = tuple[float, float]

# Each head looks to the right, with its tip at the end of its box.
HEADS = {
    "point": ("0 0 10 9", TIP, 4.5, "M0 0L10 4.5L0 9L2 4.5Z", ""),
    "open": ("-1 -1 11 11", TIP - 1, 4.5, "M0 0L8 4.5L0 9", "line"),
    "circle": ("0 0 10 10", 5, 5, "M1 5A4 4 0 1 0 9 5A4 4 0 1 0 1 5Z", ""),
    "cross": ("0 0 10 10", 5, 5, "M1 1L9 9M9 1L1 9", "line"),
}


class Canvas:
    """A drawing.

    Args:
        identifier: what its ids begin with.
    """

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        self.parts: list[str] = []
        self.texts: list[list[str]] = []  # of each text its rows
        self.boxes: list[tuple[float, float, float, float]] = []  # where each text is: left, top, right, bottom
        self.heads: set[str] = set()

    def open(self, classes: str) -> None:
        """Begin a group of a class."""
        self.parts.append(f'<g class="{escape(classes)}">')

    def close(self) -> None:
        """End a group."""
        self.parts.append("</g>")

    def rect(self, x: float, y: float, width: float, height: float, *, radius: float = 0, classes: str = "") -> None:
        """Draw a rectangle."""
        named = f' class="{classes}"' if classes else ""
        corner = f' rx="{number(radius)}"' if radius else ""
        box = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self.parts.append(f"<rect{named} {box}{corner}/>")

    def shape(self, shape: Shape, x: float, y: float) -> None:
        """Draw a node's shape around a point."""
        if shape.radius is not None:
            w, h = shape.width, shape.height
            self.rect(x - w / 2, y - h / 2, w, h, radius=shape.radius)
        elif shape.outline:
            solid = ' class="solid"' if shape.solid else ""
            self.parts.append(f'<path{solid} d="{_path(shape.outline, x, y)}"/>')
        if shape.lines:
            self.parts.append(f'<path class="lines" d="{_path(shape.lines, x, y)}"/>')

    def line(self, points: list[Point], *, classes: str, heads: tuple[str, str] = ("", "")) -> None:
        """Draw a line with round corners, and heads at its start and end."""
        points = list(points)
        marks = ""
        for head, at, following, name in ((heads[0], 0, 1, "start"), (heads[1], -1, -2, "end")):
            if head and len(points) > 1:
                points[at] = _shorter(points[at], points[following], HEADS[head][1])
                self.heads.add(head)
                marks += f' marker-{name}="url(#{self.identifier}-{head})"'
        self.parts.append(f'<path class="{classes}" d="{_rounded(points)}"{marks}/>')

    def text(
        self, label: Label, x: float, y: float, *, anchor: str = "middle", row_class: str = "", classes: str = ""
    ) -> None:
        """Write a label around a point: its rows stand above and below it.

        Args:
            label: its rows.
            x: where the text has its ``anchor``.
            y: the middle of the rows.
            anchor: ``start``, ``middle`` or ``end``.
            row_class: a class for the rows that are bold as a whole.
            classes: of the text.
        """
        if not label.rows:
            return
        first = y - label.height / 2 + ROW / 2 + 5  # a letter's foot is that far below the middle of its row
        rows = []
        for at, row in enumerate(label.rows):
            named = f"row {row_class}" if row_class and all(run.bold for run in row) else "row"
            runs = "".join(_run(run.text, bold=run.bold, italic=run.italic) for run in row)
            rows.append(f'<tspan class="{named}" x="{number(x)}" y="{number(first + at * ROW)}">{runs}</tspan>')
        named = f' class="{classes}"' if classes else ""
        self.parts.append(f'<text{named} text-anchor="{anchor}">{"".join(rows)}</text>')
        self.texts.append(["".join(run.text for run in row) for row in label.rows])
        left = x - label.width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        self.boxes.append((left, y - label.height / 2, left + label.width, y + label.height / 2))

    def upright(self, x: float, top: float, bottom: float, *, classes: str) -> None:
        """Draw a vertical line before everything else that is there, with gaps where texts are."""
        gaps = sorted((up - 1, low + 1) for left, up, right, low in self.boxes if left - 3 < x < right + 3)
        drawn, self.parts = self.parts, []
        for begin, end in (*gaps, (bottom, bottom)):
            if min(begin, bottom) - top > 2:
                self.line([(x, top), (x, min(begin, bottom))], classes=classes)
            top = max(top, end)
        self.parts += drawn

    def svg(self, width: float, height: float, classes: str, title: str, described: str) -> str:
        """Return the drawing for an HTML page.

        Args:
            width: in pixels.
            height: in pixels.
            classes: of the whole.
            title: its name for screen readers.
            described: its description for screen readers.
        """
        name = self.identifier
        markers = "".join(_marker(f"{name}-{head}", head) for head in sorted(self.heads))
        return (
            f'<svg class="{classes}" id="{name}" role="img" aria-labelledby="{name}-title"'
            f' aria-describedby="{name}-desc" viewBox="0 0 {number(width)} {number(height)}"'
            f' width="{round(width)}" height="{round(height)}" style="--width: {round(width)}px">'
            f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(described)}</desc>'
            f"{f'<defs>{markers}</defs>' if markers else ''}{''.join(self.parts)}</svg>"
        )


def number(value: float) -> str:
    """Write a number of pixels, to a tenth."""
    return f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0", value == 0) or "0"


def _run(text: str, *, bold: bool, italic: bool) -> str:
    classes = " ".join(name for name, is_so in (("bold", bold), ("italic", italic)) if is_so)
    return f'<tspan class="{classes}">{escape(text)}</tspan>' if classes else escape(text)


def _path(outline: tuple[Command, ...], x: float, y: float) -> str:
    return "".join(
        letter + " ".join(number(n + (y if at % 2 else x)) for at, n in enumerate(numbers))
        for letter, numbers in outline
    )


def _shorter(end: Point, before: Point, by: float) -> Point:
    length = math.dist(end, before) or 1
    part = min(by / length, 0.9)
    return (end[0] + (before[0] - end[0]) * part, end[1] + (before[1] - end[1]) * part)


def _rounded(points: list[Point]) -> str:
    first, last = points[0], points[-1]
    path = f"M{number(first[0])} {number(first[1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        begin, end = _toward(corner, before, radius), _toward(corner, after, radius)
        path += f"L{number(begin[0])} {number(begin[1])}Q{number(corner[0])} {number(corner[1])} "
        path += f"{number(end[0])} {number(end[1])}"
    return path + f"L{number(last[0])} {number(last[1])}"


def _toward(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end) or 1
    return (start[0] + (end[0] - start[0]) * distance / length, start[1] + (end[1] - start[1]) * distance / length)


def _marker(identifier: str, head: str) -> str:
    box, x, y, path, kind = HEADS[head]
    _, _, width, height = box.split()
    named = f"marker {kind}".strip()
    return (
        f'<marker id="{identifier}" viewBox="{box}" refX="{x}" refY="{y}" markerWidth="{width}"'
        f' markerHeight="{height}" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        f'<path class="{named}" d="{path}"/></marker>'
    )
