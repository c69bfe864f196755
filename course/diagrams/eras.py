"""Diagrams of time: bars on an axis (Mermaid's gantt), and events in their order (its timeline)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape
from itertools import pairwise

from course.diagrams.canvas import Canvas
from course.diagrams.letters import Label, label
from course.diagrams.reading import Reading

MARGIN = 8  # pixels around the drawing
BAR = 22  # how high a bar is
APART = 8  # between two bars
TICK = 52  # the least distance between two dates on the axis
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Bar:
    """What lasts from one moment to another."""

    words: Label
    section: int
    start: datetime
    end: datetime
    style: str


class Gantt:
    """Bars on an axis, laid out.

    Args:
        reading: the source, which merman can parse.
        width: in pixels.
        beside: a bar's words stand in it or beside it; otherwise above it.
    """

    def __init__(self, reading: Reading, width: float, *, beside: bool) -> None:
        model = reading.model or {}
        self.width, self.beside = width, beside
        self.title = label([reading.shown(model["title"])], bold=1).wrapped(width - 2 * MARGIN)
        self.format: str = model["axisFormat"] or "%Y-%m-%d"
        room = width - 2 * MARGIN
        self.sections = [label([reading.shown(name)], bold=1).wrapped(room) for name in model["sections"]]
        self.bars = [self._bar(reading, task, model["sections"], room) for task in model["tasks"]]
        self.first = min((bar.start for bar in self.bars), default=EPOCH)
        self.last = max((bar.end for bar in self.bars), default=EPOCH + timedelta(days=1))
        self.ticks = self._ticks()
        self._rows()

    def _bar(self, reading: Reading, task: dict, sections: list[str], room: float) -> Bar:
        start, end = (EPOCH + timedelta(milliseconds=task[which]) for which in ("startTime", "endTime"))
        styles = [name for name in ("milestone", "crit", "active", "done") if task[name]]
        section = sections.index(task["section"]) if task["section"] in sections else 0
        words = label([reading.shown(task["task"])]).wrapped(room)
        return Bar(words, section, start, end, styles[0] if styles else "")

    def _x(self, moment: datetime) -> float:
        whole = (self.last - self.first) / timedelta(seconds=1) or 1
        part = (moment - self.first) / timedelta(seconds=1) / whole
        return MARGIN + 14 + part * (self.width - 2 * MARGIN - 28)

    def _ticks(self) -> list[datetime]:
        """Return the dates on the axis: round ones, not too close."""
        for months in (1, 2, 3, 6, 12, 24, 60, 120, 240, 300, 600, 1200):
            found, at = [], self.first.year * 12 // months * months
            while (moment := datetime(at // 12, at % 12 + 1, 1, tzinfo=timezone.utc)) <= self.last:
                if moment >= self.first:
                    found.append(moment)
                at += months
            if len(found) > 1 and all(self._x(b) - self._x(a) >= TICK for a, b in pairwise(found)):
                return found
            if len(found) < 2 and months == 1:
                return self._days()
        return [self.first, self.last]

    def _days(self) -> list[datetime]:
        days = max((self.last - self.first).days, 1)
        step = max(1, round(days * TICK / (self.width - 40) + 0.5))
        return [self.first + timedelta(days=day) for day in range(0, days + 1, step)]

    def _rows(self) -> None:
        at = MARGIN + (self.title.height + 8 if self.title.rows else 0)
        self.places: list[tuple[Bar, float]] = []
        self.headings: list[tuple[Label, float]] = []
        self.bands: list[tuple[float, float]] = []
        for number in range(max(len(self.sections), 1)):
            begin = at
            if self.sections:
                heading = self.sections[number]
                self.headings.append((heading, at + 6 + heading.height / 2))
                at += heading.height + 10
            for bar in self.bars:
                if bar.section == number:
                    if not self.beside:
                        at += bar.words.height
                    self.places.append((bar, at))
                    at += max(BAR if self.beside else 12, bar.words.height if self.beside else 0) + APART
            self.bands.append((begin, at))
            at += 4
        self.axis = at
        self.height = at + 22 + MARGIN

    def paint(self, canvas: Canvas, down: float) -> None:
        """Paint it.

        Args:
            canvas: on which.
            down: how far below its top, in pixels.
        """
        shapes = []
        for bar, y in self.places:
            x1, x2 = self._x(bar.start), self._x(bar.end)
            canvas.open(f"bar bar--{bar.section % 3} {bar.style}".strip())
            if bar.style == "milestone":
                canvas.rect(x1 - 6, y + down, 12, BAR if self.beside else 12, radius=6)
                x1, x2 = x1 - 6, x1 + 6
            else:
                canvas.rect(x1, y + down, max(x2 - x1, 6), BAR if self.beside else 12, radius=4)
            canvas.close()
            shapes.append((bar, x1, x2, y))
        canvas.text(self.title, MARGIN, MARGIN + self.title.height / 2 + down, anchor="start")
        for heading, y in self.headings:
            canvas.open("cluster-label")
            canvas.text(heading, MARGIN + 12, y + down, anchor="start")
            canvas.close()
        for bar, x1, x2, y in shapes:
            self._words(canvas, bar, x1, x2, y + down)
        for moment in self.ticks:
            words = label([moment.strftime(self.format)])
            x = min(max(self._x(moment), MARGIN + words.width / 2), self.width - MARGIN - words.width / 2)
            canvas.open("tick")
            canvas.text(words, x, self.axis + 12 + down)
            canvas.close()
        for moment in self.ticks:
            canvas.upright(self._x(moment), self.bands[0][0] + down, self.axis + down, classes="grid")
        drawn, canvas.parts = canvas.parts, []
        for begin, end in self.bands:
            canvas.open("cluster")
            canvas.rect(MARGIN, begin + down, self.width - 2 * MARGIN, end - begin, radius=6)
            canvas.close()
        canvas.parts += drawn

    def _words(self, canvas: Canvas, bar: Bar, x1: float, x2: float, y: float) -> None:
        wide = bar.words.width
        canvas.open("edgeLabel")
        if not self.beside:
            x = min(x1, self.width - MARGIN - 6 - wide)
            canvas.text(bar.words, max(x, MARGIN + 6), y - 1 - bar.words.height / 2, anchor="start")
        elif x2 - x1 >= wide + 16 and bar.style != "milestone":
            canvas.text(bar.words, x1 + 8, y + BAR / 2, anchor="start")
        elif x2 + 8 + wide <= self.width - MARGIN - 4:
            canvas.text(bar.words, x2 + 8, y + BAR / 2, anchor="start")
        else:
            canvas.text(bar.words, x1 - 8, y + BAR / 2, anchor="end")
        canvas.close()


class Timeline:
    """Periods from top to bottom, each with its events, laid out.

    Args:
        reading: the source, which merman can parse.
        width: in pixels.
    """

    def __init__(self, reading: Reading, width: float) -> None:
        model = reading.model or {}
        room = width - 2 * MARGIN
        self.title = label([reading.shown(model["title"])], bold=1).wrapped(room)
        self.rows: list[tuple[str, Label, float]] = []
        at = MARGIN + (self.title.height + 10 if self.title.rows else 0)
        for section in dict.fromkeys(["", *model["sections"]]):  # first what stands above all sections
            tasks = [task for task in model["tasks"] if (task["section"] or "") == section]
            if section:
                words = label([reading.shown(section)], bold=1).wrapped(room - 20)
                self.rows.append(("section", words, at))
                at += words.height + 14
            for task in tasks:
                words = reading.label(task["task"], bold=99).wrapped(room - 40)
                self.rows.append(("period", words, at))
                at += words.height + 4
                for event in task["events"]:
                    words = reading.label(event).wrapped(room - 56)
                    self.rows.append(("event", words, at))
                    at += words.height + 2
                at += 8
        wide = max((words.width for _, words, _ in self.rows), default=0) + 2 * MARGIN + 40
        self.width = min(width, max(wide, self.title.width + 2 * MARGIN))
        self.height = at - 8 + MARGIN

    def paint(self, canvas: Canvas, down: float) -> None:
        """Paint it.

        Args:
            canvas: on which.
            down: how far below its top, in pixels.
        """
        dots = [y + 9 for kind, _, y in self.rows if kind == "period"]
        for kind, words, y in self.rows:
            if kind == "section":
                canvas.open("cluster")
                canvas.rect(MARGIN, y + down, self.width - 2 * MARGIN, words.height + 8, radius=6)
                canvas.close()
        bars = [(y - 4, y + words.height + 12) for kind, words, y in self.rows if kind == "section"]
        for first, last in pairwise(dots):
            at = first
            for begin, end in [bar for bar in bars if first < bar[0] < last]:
                canvas.line([(MARGIN + 12, at + down), (MARGIN + 12, begin + down)], classes="flowchart-link normal")
                at = end
            canvas.line([(MARGIN + 12, at + down), (MARGIN + 12, last + down)], classes="flowchart-link normal")
        canvas.open("node")
        for y in dots:
            canvas.rect(MARGIN + 7, y - 5 + down, 10, 10, radius=5)
        canvas.close()
        canvas.text(self.title, MARGIN, MARGIN + self.title.height / 2 + down, anchor="start")
        for kind, words, y in self.rows:
            x = MARGIN + {"section": 10, "period": 28, "event": 28}[kind]
            canvas.open("cluster-label" if kind == "section" else "edgeLabel")
            canvas.text(words, x, y + words.height / 2 + (4 if kind == "section" else 0) + down, anchor="start")
            canvas.close()


def gantt_sentences(reading: Reading) -> list[str]:
    """Say bars on an axis in words, as HTML, one string for each section or bar."""
    model = reading.model or {}
    found, sections = [], model["sections"] or [""]
    for section in sections:
        bars = []
        for task in model["tasks"]:
            if task["section"] == section or not model["sections"]:
                start, end = (
                    (EPOCH + timedelta(milliseconds=task[which])).strftime(model["axisFormat"] or "%Y-%m-%d")
                    for which in ("startTime", "endTime")
                )
                when = start if task["milestone"] or start == end else f"{start} to {end}"
                bars.append(f"{escape(reading.shown(task['task']), quote=False)} ({when})")
        name = f"<strong>{escape(reading.shown(section), quote=False)}</strong>: " if section else ""
        found.append(f"{name}{', '.join(bars)}.")
    return found


def timeline_sentences(reading: Reading) -> list[str]:
    """Say a timeline in words, as HTML, one string for each period."""
    model = reading.model or {}
    found = []
    for task in model["tasks"]:
        section = f"{escape(reading.shown(task['section']), quote=False)}, " if task["section"] else ""
        events = "; ".join(escape(reading.shown(event), quote=False) for event in task["events"])
        found.append(f"{section}<strong>{escape(reading.shown(task['task']), quote=False)}</strong>: {events}.")
    return found
