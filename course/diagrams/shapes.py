"""The shapes of nodes: what each looks like, and where a line that leads to it ends.

A shape is made for the room that its label takes. Its outline is a path around the origin: ``M``, ``L``, ``C`` and
``Z`` with absolute coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

PAD = 11  # pixels between a label and its shape's border
ROUND = 0.5523  # of a radius: where the control points of a quarter of a circle are
Command = tuple[str, tuple[float, ...]]


@dataclass(frozen=True)
class Shape:
    """A node's shape, in pixels from its middle.

    Args:
        width: of the whole.
        height: of the whole.
        outline: the border; areas, so that it can be filled.
        lines: further lines, which are not filled.
        down: how far below the middle its label stands.
        right: how far right of the middle its label stands.
        solid: it is filled with the color of lines, and has no words.
        radius: of its corners, if it is a rectangle.
    """

    width: float
    height: float
    outline: tuple[Command, ...]
    lines: tuple[Command, ...] = ()
    down: float = 0
    right: float = 0
    solid: bool = False
    radius: float | None = None

    def reach(self, along: str, offset: float, end: int) -> float:
        """Return how far from the middle a line that comes straight in meets the border.

        Args:
            along: ``x`` for a horizontal line, ``y`` for a vertical one.
            offset: how far beside the middle the line is.
            end: -1 for the left or upper border, 1 for the right or lower one.
        """
        found = []
        for (x1, y1), (x2, y2) in sides(self.outline):
            (a1, b1), (a2, b2) = ((x1, y1), (x2, y2)) if along == "x" else ((y1, x1), (y2, x2))
            if min(b1, b2) <= offset <= max(b1, b2):
                part = (offset - b1) / (b2 - b1) if b1 != b2 else 0.5
                found.append(a1 + (a2 - a1) * part)
        half = (self.width if along == "x" else self.height) / 2
        return max((at * end for at in found), default=half) * end


def sides(outline: tuple[Command, ...]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return an outline as straight lines."""
    found, at, begin = [], (0.0, 0.0), (0.0, 0.0)
    for letter, numbers in outline:
        if letter == "M":
            at = begin = (numbers[0], numbers[1])
            continue
        if letter == "C":
            x1, y1, x2, y2, x3, y3 = numbers
            for step in range(1, 9):
                t, u = step / 8, 1 - step / 8
                x = u**3 * at[0] + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3
                y = u**3 * at[1] + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y3
                found.append((found[-1][1] if step > 1 else at, (x, y)))
            at = (x3, y3)
            continue
        to = begin if letter == "Z" else (numbers[0], numbers[1])
        found.append((at, to))
        at = to
    return found


def polygon(*points: tuple[float, float]) -> tuple[Command, ...]:
    """Return a closed outline with corners."""
    first, *rest = points
    return (("M", first), *(("L", point) for point in rest), ("Z", ()))


def line(*points: tuple[float, float]) -> tuple[Command, ...]:
    """Return an open line."""
    return polygon(*points)[:-1]


def rounded(w: float, h: float, r: float, x: float = 0, y: float = 0) -> tuple[Command, ...]:
    """Return a rectangle with round corners around a point."""
    r = min(r, w / 2, h / 2)
    c, (a, b) = r * (1 - ROUND), (w / 2, h / 2)
    path = [("M", (-a + r, -b)), ("L", (a - r, -b)), ("C", (a - c, -b, a, -b + c, a, -b + r)), ("L", (a, b - r))]
    path += [("C", (a, b - c, a - c, b, a - r, b)), ("L", (-a + r, b)), ("C", (-a + c, b, -a, b - c, -a, b - r))]
    path += [("L", (-a, -b + r)), ("C", (-a, -b + c, -a + c, -b, -a + r, -b)), ("Z", ())]
    return moved(tuple(path), x, y)


def ellipse(w: float, h: float, x: float = 0, y: float = 0) -> tuple[Command, ...]:
    """Return an ellipse around a point."""
    a, b = w / 2, h / 2
    p, q = a * ROUND, b * ROUND
    path = [("M", (-a, 0.0)), ("C", (-a, -q, -p, -b, 0, -b)), ("C", (p, -b, a, -q, a, 0)), ("C", (a, q, p, b, 0, b))]
    return moved((*path, ("C", (-p, b, -a, q, -a, 0)), ("Z", ())), x, y)


def moved(path: tuple[Command, ...], x: float, y: float) -> tuple[Command, ...]:
    """Return a path at another place."""
    return tuple((letter, tuple(n + (y if at % 2 else x) for at, n in enumerate(numbers))) for letter, numbers in path)


def wave(w: float, h: float, depth: float = 7) -> tuple[Command, ...]:
    """Return a sheet of paper whose lower edge waves."""
    a, b = w / 2, h / 2
    low = b - depth
    return (
        *line((-a, low), (-a, -b), (a, -b), (a, low)),
        ("C", (a / 2, low - depth, a / 4, low - depth, 0, low)),
        ("C", (-a / 4, low + depth, -a / 2, low + depth, -a, low)),
        ("Z", ()),
    )


def _box(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD
    return Shape(w, h, rounded(w, h, 3), radius=3)


def _soft(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD
    return Shape(w, h, rounded(w, h, 10), radius=10)


def _outside(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD + 4, h + 2 * PAD
    return Shape(w, h, rounded(w, h, 16), radius=16)


def _stadium(w: float, h: float) -> Shape:
    h = h + 2 * PAD
    w = w + 2 * PAD + h * 0.3
    return Shape(w, h, rounded(w, h, h / 2), radius=h / 2)


def _plain(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD
    return Shape(w, h, rounded(w, h, 0), radius=0)


def _framed(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD + 16, h + 2 * PAD
    x, y = w / 2 - 8, h / 2
    return Shape(w, h, rounded(w, h, 0), (*line((-x, -y), (-x, y)), *line((x, -y), (x, y))))


def _lined(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD + 8, h + 2 * PAD
    x, y = w / 2 - 8, h / 2
    return Shape(w, h, rounded(w, h, 0), line((-x, -y), (-x, y)), right=4)


def _divided(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD + 8
    return Shape(w, h, rounded(w, h, 0), line((-w / 2, 8 - h / 2), (w / 2, 8 - h / 2)), down=4)


def _paned(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD + 8, h + 2 * PAD + 8
    x, y = 8 - w / 2, 8 - h / 2
    lines = (*line((-w / 2, y), (w / 2, y)), *line((x, -h / 2), (x, h / 2)))
    return Shape(w, h, rounded(w, h, 0), lines, down=4, right=4)


def _cylinder(w: float, h: float) -> Shape:
    w, cap = w + 2 * PAD, 7
    h = h + 2 * PAD + 2 * cap
    a, b, p = w / 2, h / 2 - cap, w / 2 * ROUND
    q = cap * ROUND
    lid = (("C", (a, -b + q, p, -b + cap, 0, -b + cap)), ("C", (-p, -b + cap, -a, -b + q, -a, -b)))
    outline = (
        ("M", (-a, -b)),
        ("C", (-a, -b - q, -p, -b - cap, 0, -b - cap)),
        ("C", (p, -b - cap, a, -b - q, a, -b)),
        ("L", (a, b)),
        ("C", (a, b + q, p, b + cap, 0, b + cap)),
        ("C", (-p, b + cap, -a, b + q, -a, b)),
        ("Z", ()),
    )
    return Shape(w, h, outline, (("M", (a, -b)), *lid), down=cap / 2)


def _lined_cylinder(w: float, h: float) -> Shape:
    shape = _cylinder(w, h + 6)
    return Shape(shape.width, shape.height, shape.outline, (*shape.lines, *moved(shape.lines, 0, 6)), down=6.5)


def _lying_cylinder(w: float, h: float) -> Shape:
    h, cap = h + 2 * PAD, 7
    w = w + 2 * PAD + 2 * cap
    b, a, q, p = h / 2, w / 2 - cap, h / 2 * ROUND, cap * ROUND
    outline = (
        ("M", (-a, b)),
        ("C", (-a - p, b, -a - cap, q, -a - cap, 0)),
        ("C", (-a - cap, -q, -a - p, -b, -a, -b)),
        ("L", (a, -b)),
        ("C", (a + p, -b, a + cap, -q, a + cap, 0)),
        ("C", (a + cap, q, a + p, b, a, b)),
        ("Z", ()),
    )
    lid = (("M", (a, -b)), ("C", (a - p, -b, a - cap, -q, a - cap, 0)), ("C", (a - cap, q, a - p, b, a, b)))
    return Shape(w, h, outline, lid, right=-cap / 2)


def _circle(w: float, h: float) -> Shape:
    d = math.hypot(w, h) + 16
    return Shape(d, d, ellipse(d, d))


def _double_circle(w: float, h: float) -> Shape:
    d = math.hypot(w, h) + 26
    return Shape(d, d, ellipse(d, d), ellipse(d - 10, d - 10))


def _diamond(w: float, h: float) -> Shape:
    if not w:
        return Shape(28, 28, polygon((0, -14), (14, 0), (0, 14), (-14, 0)))
    # The label's corners stay 6 px inside: they touch where x / (w / 2) + y / (h / 2) is 1.
    a = w / 2 + h + 10
    b = a * (h / 2 + 4) / (a - w / 2 - 4)
    return Shape(2 * a, 2 * b, polygon((0, -b), (a, 0), (0, b), (-a, 0)))


def _hexagon(w: float, h: float) -> Shape:
    h = h + 2 * PAD
    w, s = w + 2 * PAD + h / 2, h / 4
    a, b = w / 2, h / 2
    return Shape(w, h, polygon((-a, 0), (-a + s, -b), (a - s, -b), (a, 0), (a - s, b), (-a + s, b)))


def _slanted(left: float, right: float) -> Callable[[float, float], Shape]:
    """Return what makes a four-sided shape whose sides lean: 1 outward at the top, -1 inward, 0 not."""

    def shape(w: float, h: float) -> Shape:
        h = h + 2 * PAD
        s = h / 3
        w = w + 2 * PAD + 2 * s
        a, b = w / 2, h / 2
        top = (-a + (s if left < 0 else 0), a - (s if right < 0 else 0))
        low = (-a + (s if left > 0 else 0), a - (s if right > 0 else 0))
        return Shape(w, h, polygon((top[0], -b), (top[1], -b), (low[1], b), (low[0], b)))

    return shape


def _flag(w: float, h: float) -> Shape:
    h = h + 2 * PAD
    w, s = w + 2 * PAD + h / 2, h / 2
    a, b = w / 2, h / 2
    return Shape(w, h, polygon((-a, -b), (a, -b), (a, b), (-a, b), (-a + s, 0)), right=s / 2)


def _pentagon(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD
    a, b, s = w / 2, h / 2, 8
    return Shape(w, h, polygon((-a + s, -b), (a - s, -b), (a, -b + s), (a, b), (-a, b), (-a, -b + s)))


def _card(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD
    a, b, s = w / 2, h / 2, 8
    return Shape(w, h, polygon((-a + s, -b), (a, -b), (a, b), (-a, b), (-a, -b + s)))


def _sloped(w: float, h: float) -> Shape:
    w, h, s = w + 2 * PAD, h + 2 * PAD + 12, 12
    a, b = w / 2, h / 2
    return Shape(w, h, polygon((-a, -b + s), (a, -b), (a, b), (-a, b)), down=s / 2)


def _paper(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD, h + 2 * PAD + 14
    return Shape(w, h, wave(w, h), down=-7)


def _lined_paper(w: float, h: float) -> Shape:
    one = _paper(w + 8, h)
    x, b = 8 - one.width / 2, one.height / 2
    return Shape(one.width, one.height, one.outline, line((x, -b), (x, b - 8)), down=one.down, right=4)


def _stacked(base: Callable[[float, float], Shape]) -> Callable[[float, float], Shape]:
    """Return what makes several of a shape, one behind the other."""

    def shape(w: float, h: float) -> Shape:
        one = base(w, h)
        s = 4
        outline = tuple(part for step in (2, 1, 0) for part in moved(one.outline, (step - 1) * s, (1 - step) * s))
        return Shape(one.width + 2 * s, one.height + 2 * s, outline, down=one.down + s, right=one.right - s)

    return shape


def _tagged(base: Callable[[float, float], Shape]) -> Callable[[float, float], Shape]:
    """Return what makes a shape with a folded corner."""

    def shape(w: float, h: float) -> Shape:
        one = base(w + 8, h)
        a, b = one.width / 2, one.height / 2
        fold = line((a - 14, b), (a, b - 14))
        return Shape(one.width, one.height, one.outline, fold, down=one.down, right=one.right - 4)

    return shape


def _tape(w: float, h: float) -> Shape:
    w, d = w + 2 * PAD, 7
    h = h + 2 * PAD + 2 * d
    a, b = w / 2, h / 2 - d
    outline = (
        ("M", (-a, -b)),
        ("C", (-a / 2, -b + d, -a / 4, -b + d, 0, -b)),
        ("C", (a / 4, -b - d, a / 2, -b - d, a, -b)),
        ("L", (a, b)),
        ("C", (a / 2, b - d, a / 4, b - d, 0, b)),
        ("C", (-a / 4, b + d, -a / 2, b + d, -a, b)),
        ("Z", ()),
    )
    return Shape(w, h, outline)


def _stored(w: float, h: float) -> Shape:
    """Return a shape with two sides that are arcs in the same sense."""
    h, s = h + 2 * PAD, 8
    w = w + 2 * PAD + 2 * s
    a, b, q = w / 2, h / 2, h / 4
    outline = (
        *line((-a + s, -b), (a, -b)),
        ("C", (a - s * 1.33, -q, a - s * 1.33, q, a, b)),
        ("L", (-a + s, b)),
        ("C", (-a - s / 3, q, -a - s / 3, -q, -a + s, -b)),
        ("Z", ()),
    )
    return Shape(w, h, outline)


def _delay(w: float, h: float) -> Shape:
    h = h + 2 * PAD
    w, r = w + 2 * PAD + h / 3, h / 2
    a, b, c = w / 2, h / 2, r * (1 - ROUND)
    curve = (("C", (a - c, -b, a, -b + c, a, 0)), ("C", (a, b - c, a - c, b, a - r, b)))
    return Shape(w, h, (*line((-a, -b), (a - r, -b)), *curve, ("L", (-a, b)), ("Z", ())), right=-h / 8)


def _display(w: float, h: float) -> Shape:
    h = h + 2 * PAD
    s, w = h / 3, w + 2 * PAD + 2 * h / 3
    a, b = w / 2, h / 2
    curve = ("C", (a - s * 0.2, -b * 0.7, a - s * 0.2, b * 0.7, a - s, b))
    return Shape(w, h, (*line((-a, 0), (-a + s, -b), (a - s, -b)), curve, ("L", (-a + s, b)), ("Z", ())))


def _triangle(w: float, h: float) -> Shape:
    b = h + 26  # half the height: the label stands in the wide part
    a = (w / 2 + 10) * 2 * b / (h + 14)
    a = max(a, w / 2 + 10 + h)
    a = a if a * (2 * b - h - 14) / (2 * b) >= w / 2 + 6 else (w / 2 + 6) * 2 * b / (2 * b - h - 14)
    return Shape(2 * a, 2 * b, polygon((0, -b), (a, b), (-a, b)), down=b - h / 2 - 10)


def _turned_triangle(w: float, h: float) -> Shape:
    up = _triangle(w, h)
    return Shape(up.width, up.height, tuple((c, tuple(-n for n in ns)) for c, ns in up.outline), down=-up.down)


def _braces(left: bool, right: bool) -> Callable[[float, float], Shape]:
    """Return what makes a label between braces."""

    def shape(w: float, h: float) -> Shape:
        w, h = w + 2 * PAD + 6 * (left + right), h + 2 * PAD
        a, b = w / 2, h / 2
        brace = [("M", (a - 8, -b)), ("C", (a, -b, a - 6, -2, a, 0)), ("C", (a - 6, 2, a, b, a - 8, b))]
        other = [(letter, tuple(-n for n in numbers)) for letter, numbers in brace]
        lines = (*(other if left else ()), *(brace if right else ()))
        return Shape(w, h, (), lines, right=3 * (left - right))

    return shape


def _cloud(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD + 24, h + 2 * PAD + 20
    return Shape(w, h, _blobs(w, h, 9, 0.86))


def _bang(w: float, h: float) -> Shape:
    w, h = w + 2 * PAD + 28, h + 2 * PAD + 24
    points = []
    for step in range(24):
        part, angle = 1 if step % 2 else 0.86, math.tau * step / 24
        points.append((w / 2 * part * math.cos(angle), h / 2 * part * math.sin(angle)))
    return Shape(w, h, polygon(*points))


def _blobs(w: float, h: float, count: int, inner: float) -> tuple[Command, ...]:
    at = [math.tau * (step + 0.5) / count for step in range(count + 1)]
    path: list[Command] = [("M", (w / 2 * inner * math.cos(at[0]), h / 2 * inner * math.sin(at[0])))]
    for begin, end in pairwise(at):
        out = [(w / 2 * 1.06 * math.cos(angle), h / 2 * 1.06 * math.sin(angle)) for angle in (begin, end)]
        to = (w / 2 * inner * math.cos(end), h / 2 * inner * math.sin(end))
        path.append(("C", (*out[0], *out[1], *to)))
    return (*path, ("Z", ()))


def _person(w: float, h: float) -> Shape:
    head, body = 20, h + 2 * PAD
    w = max(w + 2 * PAD, 44)
    h = body + head + 1
    outline = (*ellipse(head, head, 0, -h / 2 + head / 2), *rounded(w, body, 14, 0, h / 2 - body / 2))
    return Shape(w, h, outline, down=h / 2 - body / 2)


def _words(w: float, h: float) -> Shape:
    return Shape(w + 12, h + 12, ())


def _bar(w: float, h: float) -> Shape:
    return Shape(70, 8, rounded(70, 8, 0), solid=True)


def _dot(w: float, h: float) -> Shape:
    return Shape(16, 16, ellipse(16, 16), solid=True)


def _end(w: float, h: float) -> Shape:
    return Shape(20, 20, ellipse(20, 20), ellipse(10, 10))


def _crossed(w: float, h: float) -> Shape:
    a = 12 * math.sqrt(0.5)
    return Shape(24, 24, ellipse(24, 24), (*line((-a, -a), (a, a)), *line((a, -a), (-a, a))))


def _hourglass(w: float, h: float) -> Shape:
    return Shape(28, 28, polygon((-14, -14), (14, -14), (-14, 14), (14, 14)))


def _bolt(w: float, h: float) -> Shape:
    return Shape(24, 34, polygon((4, -17), (-12, 3), (-1, 3), (-4, 17), (12, -3), (1, -3)))


# By what merman calls them: a flowchart's brackets and `@{ shape: … }`, and what a state diagram has.
MAKERS: dict[str, Callable[[float, float], Shape]] = {}
for makers in (
    (_box, "rect squareRect square proc process"),
    (_soft, "rounded round event roundedRect"),
    (_outside, "outside"),
    (_stadium, "stadium pill terminal"),
    (_plain, "datastore data-store"),
    (_framed, "fr-rect subproc subprocess subroutine framed-rectangle"),
    (_cylinder, "cyl cylinder db database"),
    (_circle, "circle circ"),
    (_diamond, "diam diamond decision question choice"),
    (_hexagon, "hex hexagon prepare"),
    (_slanted(-1, 1), "lean-r lean_right in-out lean-right"),
    (_slanted(1, -1), "lean-l lean_left out-in lean-left"),
    (_slanted(-1, -1), "trap-b trapezoid priority trapezoid-bottom"),
    (_slanted(1, 1), "trap-t inv_trapezoid inv-trapezoid manual trapezoid-top"),
    (_double_circle, "dbl-circ doublecircle double-circle"),
    (_words, "text"),
    (_card, "notch-rect card notched-rectangle"),
    (_lined, "lin-rect lined-rectangle lined-process lin-proc shaded-process shadedProcess"),
    (_braces(left=True, right=False), "brace brace-l comment"),
    (_braces(left=False, right=True), "brace-r"),
    (_braces(left=True, right=True), "braces"),
    (_paper, "doc document"),
    (_delay, "delay half-rounded-rectangle"),
    (_lying_cylinder, "h-cyl das horizontal-cylinder"),
    (_lined_cylinder, "lin-cyl disk lined-cylinder"),
    (_display, "curv-trap display curved-trapezoid"),
    (_divided, "div-rect div-proc divided-process divided-rectangle"),
    (_paned, "win-pane internal-storage window-pane"),
    (_lined_paper, "lin-doc lined-document"),
    (_pentagon, "notch-pent loop-limit notched-pentagon"),
    (_turned_triangle, "flip-tri flipped-triangle manual-file"),
    (_sloped, "sl-rect manual-input sloped-rectangle"),
    (_stacked(_paper), "docs documents st-doc stacked-document"),
    (_stacked(_box), "st-rect processes procs stacked-rectangle"),
    (_tape, "flag paper-tape"),
    (_stored, "bow-rect bow-tie-rectangle stored-data"),
    (_tagged(_paper), "tag-doc tagged-document"),
    (_tagged(_plain), "tag-rect tag-proc tagged-process tagged-rectangle"),
    (_triangle, "tri extract triangle"),
    (_flag, "odd rect_left_inv_arrow"),
    (_bang, "bang"),
    (_cloud, "cloud"),
    (_person, "person"),
    (_bar, "fork join forkJoin"),
    (_dot, "sm-circ small-circle start stateStart f-circ filled-circle junction"),
    (_end, "framed-circle fr-circ stop stateEnd"),
    (_hourglass, "hourglass collate"),
    (_bolt, "bolt com-link lightning-bolt"),
    (_crossed, "cross-circ crossed-circle summary"),
    (_card, "note"),
):
    for name in makers[1].split():
        MAKERS[name] = makers[0]

# The shapes in which nothing is written, so that an id is no label.
WORDLESS = {name for name, maker in MAKERS.items() if maker in (_bar, _dot, _end, _hourglass, _bolt, _crossed)}
