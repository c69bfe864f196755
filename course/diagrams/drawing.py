"""Draw a diagram: a figure with a picture for each screen, a title, a button and the same in words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from course.diagrams import graph
from course.diagrams.canvas import Canvas
from course.diagrams.eras import Gantt, Timeline, gantt_sentences, timeline_sentences
from course.diagrams.layout import MARGIN, Layout, Placed
from course.diagrams.letters import SIZE, label
from course.diagrams.problems import Problem
from course.diagrams.ranks import Plan
from course.diagrams.reading import FLOWCHART, Reading
from course.diagrams.sequence import Sequence
from course.diagrams.sequence import sentences as told

# Letters may shrink to 12 px where a drawing would not fit. It has 356 px on a phone of 390 px, and 688 px on a
# desktop, where it shall not be higher than a window.
SMALLEST = 12
PHONE, DESKTOP, WINDOW = 356, 688, 720
SHRUNK = SIZE / SMALLEST
# Widths at which labels break, and the shortest lines from node to node, in pixels, best first.
SPACING = ((190, 30), (150, 30), (120, 30), (100, 30), (84, 30), (84, 22))


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
    """Draw a diagram for each screen, and compare what was drawn with what was written.

    Args:
        reading: a source that merman can parse.
        identifier: what the ids begin with.

    Returns:
        The figure.
    """
    title, described = reading.accessible("accTitle"), reading.accessible("accDescr")
    drawn, said, turned = KINDS[reading.kind](reading)
    pictures, problems = [], []
    for kind, paint, width, height in drawn:
        canvas = Canvas(f"{identifier}-{kind}")
        above = _title(reading, canvas, width)
        paint(canvas, above)
        problems += _lost(reading, canvas)
        classes = f"diagram__drawing diagram__drawing--{kind}"
        pictures.append(canvas.svg(width, height + above, classes, title, described))
    name = escape(title, quote=False)
    words = "".join(f"<li>{sentence}</li>" for sentence in said)
    html = (
        f'<figure class="diagram" id="{identifier}" data-search-exclude>'
        f'<div class="diagram__picture">{"".join(pictures)}</div>'
        f'<figcaption><span class="diagram__title">{name}</span>'
        f'<button type="button" class="diagram__enlarge" aria-haspopup="dialog">'
        f'Enlarge<span class="diagram__of"> the diagram: {name}</span></button>'
        f'<details class="diagram__words"><summary>The diagram in words</summary>'
        f"<p>{escape(described, quote=False)}</p>{f'<ul>{words}</ul>' if words else ''}</details></figcaption></figure>"
    )
    return Figure(html, turned, list(dict.fromkeys(problems)))


Painter = Callable[[Canvas, float], None]
# Each picture: for which screens it is, what paints it, its width and its height in pixels.
Pictures = list[tuple[str, Painter, float, float]]


def _title(reading: Reading, canvas: Canvas, width: float) -> float:
    """Write the titles that the source gives above the picture. Return how much room they take."""
    own = (reading.model or {}).get("title") if reading.kind == "sequence" else ""
    room = 0.0
    for text in (reading.config[1], own):
        if text:
            words = label([reading.shown(text)], bold=1).wrapped(width - 2 * MARGIN)
            canvas.text(words, width / 2, MARGIN + room + words.height / 2)
            room += words.height + MARGIN
    return room


def _graph(reading: Reading) -> tuple[Pictures, list[str], bool]:
    """Lay a flowchart or state diagram out: its pictures, its words, and whether it is turned for every screen."""
    drawn = graph.states(reading) if reading.kind == "stateDiagram" else graph.flowchart(reading)
    plan = Plan(drawn)
    chosen, turned = _layouts(plan)

    def painter(placed: Placed) -> Painter:
        return lambda canvas, down: _paint(plan, placed, canvas, down)

    pictures = [(kind, painter(placed), placed.width, placed.height) for kind, placed in chosen]
    return pictures, graph.sentences(drawn), turned


def _sequence(reading: Reading) -> tuple[Pictures, list[str], bool]:
    laid_out = [Sequence(reading, wrap) for wrap in (*(wrap for wrap, _ in SPACING[:-1]), 70, 58)]
    narrow = [found for found in laid_out if found.width <= PHONE * SHRUNK]
    tall = next((found for found in narrow if found.width <= PHONE), narrow[0] if narrow else laid_out[-1])
    wide = next((found for found in laid_out if found.width <= DESKTOP), tall)
    chosen = [("only", tall)] if wide is tall else [("wide", wide), ("tall", tall)]
    return [(kind, found.paint, found.width, found.height) for kind, found in chosen], told(reading), False


def _gantt(reading: Reading) -> tuple[Pictures, list[str], bool]:
    chosen = [("wide", Gantt(reading, DESKTOP, beside=True)), ("tall", Gantt(reading, PHONE, beside=False))]
    return [(kind, found.paint, found.width, found.height) for kind, found in chosen], gantt_sentences(reading), False


def _timeline(reading: Reading) -> tuple[Pictures, list[str], bool]:
    found = Timeline(reading, PHONE)
    return [("only", found.paint, found.width, found.height)], timeline_sentences(reading), False


KINDS = {kind: _graph for kind in (*FLOWCHART, "stateDiagram")}
KINDS |= {"sequence": _sequence, "gantt": _gantt, "timeline": _timeline}


def _layouts(plan: Plan) -> tuple[list[tuple[str, Placed]], bool]:
    downward = plan.graph.direction in ("TB", "BT")
    made: dict[tuple, Placed] = {}

    def place(wrap: float, arrow: float, *, down: bool, fold: int = 0) -> Placed:
        key = (wrap, arrow, down, fold)
        if key not in made:
            made[key] = Layout(plan, wrap, arrow, downward=down, fold=fold).placed()
        return made[key]

    def first(room: float, *, down: bool) -> Placed | None:
        """Return the layout with the widest labels that fits, with large letters if that can be."""
        for limit in (room, room * SHRUNK):
            for spacing in SPACING:
                placed = place(*spacing, down=down)
                if placed.width <= limit:
                    return placed
        return None

    def folded() -> Placed | None:
        """Return a layout in two rows that fits, the rows as even as can be."""
        folds = [fold for fold in range(2, plan.count - 1) if plan.can_fold(fold)]
        for spacing in SPACING[1:]:
            found = [place(*spacing, down=False, fold=fold) for fold in folds]
            found = [placed for placed in found if placed.width <= DESKTOP * SHRUNK and placed.height <= WINDOW]
            if found:
                return min(found, key=lambda placed: placed.width)
        return None

    phone = first(PHONE, down=downward)
    if phone and (downward or phone.width <= PHONE):
        wide = (first(DESKTOP, down=False) or folded()) if phone.height > WINDOW else None
        return ([("wide", wide), ("tall", phone)] if wide else [("only", phone)]), False
    tall = first(PHONE, down=True) or min(
        (place(*spacing, down=down) for spacing in SPACING for down in (True, downward)),
        key=lambda placed: placed.width,
    )
    wide = first(DESKTOP, down=downward) or (None if downward else folded())
    if wide is None:
        return [("only", tall)], True
    return ([("only", wide)] if wide is tall else [("wide", wide), ("tall", tall)]), False


def _paint(plan: Plan, placed: Placed, canvas: Canvas, down: float) -> None:
    """Paint frames, then lines, then all texts, so that no line is painted over a word."""
    drawn, layout = plan.graph, placed.layout
    for name in sorted(placed.groups, key=lambda name: len(drawn.above(name))):
        x, y, width, height = placed.groups[name]
        canvas.open("cluster")
        canvas.rect(x, y + down, width, height, radius=6)
        canvas.close()
    for edge, line in zip(drawn.edges, placed.lines, strict=True):
        if edge.line != "invisible":
            points = [(x, y + down) for x, y in line]
            canvas.line(points, classes=f"flowchart-link {edge.line}", heads=edge.heads)
    for name, (x, y) in placed.titles.items():
        title = layout.titles[name]
        canvas.open("cluster-label")
        canvas.text(title, x, y + down + title.height / 2, anchor="start")
        canvas.close()
    for at, (x, y) in placed.labels.items():
        canvas.open("edgeLabel")
        canvas.text(layout.labels[at], x, y + down, anchor="start" if layout.downward else "middle")
        canvas.close()
    for name, (x, y) in placed.nodes.items():
        node, shape = drawn.nodes[name], layout.shapes[name]
        canvas.open(" ".join(["node", *node.classes]))
        canvas.shape(shape, x, y + down)
        canvas.text(
            layout.texts[name],
            x + shape.right,
            y + down + shape.down,
            row_class="diagram__row-title" if "titled" in node.classes else "",
        )
        canvas.close()


def _lost(reading: Reading, canvas: Canvas) -> Iterator[Problem]:
    """Yield each label that the picture does not have sign by sign."""
    left = [" ".join(rows) for rows in canvas.texts]
    missing = []
    for written in reading.labels:
        if written.drawn in left:
            left.remove(written.drawn)
        else:
            missing.append(written)
    for written in missing:
        near = difflib.get_close_matches(written.drawn, left, 1, 0.5)
        what = f"the picture has '{near[0]}'" if near else "it is not in the picture"
        remedy = "write the label in simpler words: in double quotes, with <br> for a line break, and without marks"
        yield Problem(
            "D109", written.line, f"the label '{written.text}' can't be drawn as it is written: {what}", remedy
        )
