"""Sequence diagrams: participants side by side, and what they tell each other from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from course.diagrams.canvas import Canvas
from course.diagrams.letters import Label, Run, label
from course.diagrams.reading import Reading
from course.diagrams.shapes import MAKERS, PAD, Shape

MARGIN = 8  # pixels around the drawing
APART = 14  # between two participants
STEP = 16  # between two things that happen
LOOP = 34  # how far a message to oneself goes to the right

# What merman calls the kinds of what happens: https://github.com/mermaid-js/mermaid, sequenceDb.ts, LINETYPE
NOTE, ACTIVE, INACTIVE, NUMBERED = 2, 17, 18, 26
BEGINS = {10: "loop", 12: "alt", 15: "opt", 19: "par", 27: "critical", 30: "break", 32: "par"}
GOES_ON = {13, 20, 28}
ENDS = {11, 14, 16, 21, 29, 31}
COLORED = {22, 23}
DOTTED = {1, 4, 6, 25, 34}
CROSSED, OPEN, BOTH, ASYNCHRONOUS = {3, 4}, {5, 6}, {33, 34}, {24, 25}


@dataclass
class Frame:
    """A part that is repeated, or happens under a condition."""

    kind: str
    top: float
    first: int
    last: int
    depth: int
    titles: list[tuple[float, Label]] = field(default_factory=list)
    lines: list[float] = field(default_factory=list)
    bottom: float = 0


class Sequence:
    """A sequence diagram laid out.

    Args:
        reading: its source, which merman can parse.
        wrap: the width at which labels are broken, in pixels.
    """

    def __init__(self, reading: Reading, wrap: float) -> None:
        self.reading, self.wrap = reading, wrap
        self.model = reading.model or {}
        self.names: list[str] = list(self.model["actorOrder"])
        self.heads = [self._words(self.model["actors"][name]["description"], 0.8) for name in self.names]
        self.shapes = [self._shape(name, words) for name, words in zip(self.names, self.heads, strict=True)]
        self.happens = [message for message in self.model["messages"] if message["type"] not in COLORED]
        self._columns()
        self._rows()
        self._fit()

    def _words(self, text: object, part: float = 1) -> Label:
        written = text if isinstance(text, str) else ""
        return self.reading.label(written).wrapped(self.wrap * part)

    def _shape(self, name: str, words: Label) -> Shape:
        kind = {"actor": "person", "database": "cyl", "queue": "h-cyl"}.get(self.model["actors"][name]["type"], "rect")
        return MAKERS[kind](words.width, words.height)

    def _ends(self, message: dict) -> tuple[int, int]:
        return self.names.index(message["from"]), self.names.index(message["to"])

    def _columns(self) -> None:
        """Settle where each participant's line is: as near to the others as what is said allows."""
        least: dict[tuple[int, int], float] = {}

        def apart(first: int, second: int, distance: float) -> None:
            first, second = sorted((first, second))
            least[first, second] = max(least.get((first, second), 0), distance)

        left, right = self.shapes[0].width / 2, [shape.width / 2 for shape in self.shapes]
        for at in range(1, len(self.shapes)):
            apart(at - 1, at, (self.shapes[at - 1].width + self.shapes[at].width) / 2 + APART)
        for message in self.happens:
            if message["type"] in BEGINS.keys() | GOES_ON | ENDS | {ACTIVE, INACTIVE, NUMBERED}:
                continue
            start, end = self._ends(message)
            words = self._words(message["message"])
            if message["type"] == NOTE:
                wide = words.width + 2 * PAD
                if message["placement"] == 0:
                    left = max(left, wide + 10) if not start else left
                    if start:
                        apart(start - 1, start, wide + 20)
                elif message["placement"] == 1:
                    right[end] = max(right[end], wide + 10)
                elif start == end:
                    left = max(left, wide / 2) if not start else left
                    right[end] = max(right[end], wide / 2)
                    if start:
                        apart(start - 1, start, wide / 2 + 16)
                else:
                    apart(start, end, wide - 30)
            elif start == end and self._side(start) < 0:
                apart(start - 1, start, LOOP + words.width + 10)
            elif start == end:
                right[end] = max(right[end], LOOP + words.width + 10)
            else:
                apart(start, end, words.width + 26)
        self.x = [0.0] * len(self.names)
        for at in range(len(self.names)):
            before = [self.x[first] + distance for (first, second), distance in least.items() if second == at]
            if at and right[at - 1] > self.shapes[at - 1].width / 2:
                before.append(self.x[at - 1] + right[at - 1] + 8)
            self.x[at] = max(before, default=0)
        depth = self._depth()
        inner = MARGIN + 10 * depth
        self.x = [x + left + inner for x in self.x]
        self.width = self.x[-1] + right[-1] + inner

    def _fit(self) -> None:
        """Move all to the margins."""
        found = [(x - shape.width / 2, x + shape.width / 2) for x, shape in zip(self.x, self.shapes, strict=True)]
        found += [self._box(frame) for frame in self.frames]
        for box, _ in self.boxes:
            found += [
                (self.x[at] - 8 - self.shapes[at].width / 2, self.x[at] + 8 + self.shapes[at].width / 2)
                for at in (self.names.index(name) for name in box["actorKeys"])
            ]
        for message, _, words in self.drawn:
            if message["type"] == NOTE:
                middle, wide = self._note(message, words)
                found.append((middle - wide / 2, middle + wide / 2))
            elif message["type"] != NUMBERED:
                start, end = self._ends(message)
                if start == end:
                    side = self._side(start)
                    found += [tuple(sorted((self.x[start], self.x[start] + side * (LOOP + words.width))))]
        left, right = min(low for low, _ in found), max(high for _, high in found)
        self.x = [x - left + MARGIN for x in self.x]
        self.width = right - left + 2 * MARGIN

    def _side(self, who: int) -> int:
        """Return on which side a message to oneself goes: 1 for the right, -1 for the last participant's left."""
        return -1 if who and who == len(self.names) - 1 else 1

    def _note(self, message: dict, words: Label) -> tuple[float, float]:
        """Return where a note's middle is, and how wide it is."""
        start, end = self._ends(message)
        wide = words.width + 2 * PAD
        if message["placement"] == 0:
            return self.x[start] - 10 - wide / 2, wide
        if message["placement"] == 1:
            return self.x[end] + 10 + wide / 2, wide
        wide = max(wide, abs(self.x[end] - self.x[start]) + 30) if start != end else wide
        return (self.x[start] + self.x[end]) / 2, wide

    def _depth(self) -> int:
        deepest = now = 0
        for message in self.happens:
            now += (message["type"] in BEGINS) - (message["type"] in ENDS)
            deepest = max(deepest, now)
        return deepest + bool(self.model["boxes"])

    def _rows(self) -> None:
        """Settle how far down each thing happens."""
        boxes = self.model["boxes"]
        titles = [self._words(box.get("name") or "", 2) for box in boxes]
        self.top = MARGIN + (max(title.height for title in titles) + 12 if boxes else 0)
        self.boxes = list(zip(boxes, titles, strict=True))
        at = self.top + max(shape.height for shape in self.shapes) + STEP
        self.life = at - STEP
        self.drawn: list[tuple[dict, float, Label]] = []
        self.frames: list[Frame] = []
        self.bars: list[tuple[int, float, float, int]] = []
        open_frames: list[Frame] = []
        active: list[tuple[int, float, int]] = []
        for message in self.happens:
            kind, words = message["type"], self._words(message["message"])
            if kind == NUMBERED:
                self.drawn.append((message, at, words))
            elif kind in BEGINS:
                frame = Frame(BEGINS[kind], at, len(self.names), -1, len(open_frames))
                open_frames.append(frame)
                self.frames.append(frame)
                at = self._titled(frame, at, message)
            elif kind in GOES_ON:
                open_frames[-1].lines.append(at)
                at = self._titled(open_frames[-1], at, message)
            elif kind in ENDS:
                frame = open_frames.pop()
                frame.bottom = at
                if frame.first > frame.last:
                    frame.first, frame.last = 0, len(self.names) - 1
                for outer in open_frames:
                    outer.first, outer.last = min(outer.first, frame.first), max(outer.last, frame.last)
                at += STEP
            elif kind == ACTIVE:
                who = self.names.index(message["from"])
                last = self.drawn[-1][1] if self.drawn else at
                active.append((who, last, sum(other == who for other, _, _ in active)))
            elif kind == INACTIVE:
                who = self.names.index(message["from"])
                for number in reversed(range(len(active))):
                    if active[number][0] == who:
                        _, begin, depth = active.pop(number)
                        self.bars.append((who, begin, self.drawn[-1][1], depth))
                        break
            else:
                start, end = self._ends(message)
                for frame in open_frames:
                    frame.first, frame.last = min(frame.first, start, end), max(frame.last, start, end)
                if kind == NOTE:
                    height = words.height + 2 * 8
                    self.drawn.append((message, at + height / 2, words))
                    at += height + STEP
                elif start == end:
                    height = max(words.height, 20)
                    self.drawn.append((message, at + height / 2, words))
                    at += height + STEP
                else:
                    at += words.height + 4 if words.rows else 0
                    self.drawn.append((message, at, words))
                    at += STEP
        for who, begin, depth in active:
            self.bars.append((who, begin, at, depth))
        self.bottom = at
        self.height = at + (8 if boxes else 0) + MARGIN

    def _titled(self, frame: Frame, at: float, message: dict) -> float:
        words = self._words(message["message"], 1.6)
        if words.rows:
            first, last = words.rows[0], words.rows[-1]
            rows = [*words.rows]
            rows[0] = (Run("[" + first[0].text, first[0].bold, first[0].italic), *first[1:])
            last = rows[-1]
            rows[-1] = (*last[:-1], Run(last[-1].text + "]", last[-1].bold, last[-1].italic))
            words = Label(tuple(rows))
        frame.titles.append((at, words))
        return at + max(words.height, 18) + 10

    def paint(self, canvas: Canvas, down: float) -> None:
        """Paint it.

        Args:
            canvas: on which.
            down: how far below its top, in pixels.
        """
        for box, _ in self.boxes:
            columns = [self.names.index(name) for name in box["actorKeys"]]
            if columns:
                x1, x2 = (self.x[at] + side * (self.shapes[at].width / 2 + 8) for at, side in self._outer(columns))
                canvas.open("cluster")
                canvas.rect(x1, MARGIN + down, x2 - x1, self.bottom + 8 - MARGIN, radius=6)
                canvas.close()
        for who, begin, end, depth in self.bars:
            canvas.open("activation")
            canvas.rect(self.x[who] - 4 + 4 * depth, begin + down, 8, max(end - begin, 6))
            canvas.close()
        for frame in self.frames:
            self._frame(canvas, frame, down)
        numbered, number, step = False, 1, 1
        lines = []
        for message, y, words in self.drawn:
            if message["type"] == NUMBERED:
                told = message["message"]
                numbered = not isinstance(told, dict) or bool(told.get("visible", True))
                if isinstance(told, dict):
                    number, step = int(told.get("start") or number), int(told.get("step") or step)
                continue
            if message["type"] == NOTE:
                lines.append((message, y, words, ""))
                continue
            self._arrow(canvas, message, y + down, 10 if numbered else 0)
            lines.append((message, y, words, str(number) if numbered else ""))
            number += step
        for message, y, words, count in lines:
            self._say(canvas, message, y + down, words, count)
        for frame in self.frames:
            self._titles(canvas, frame, down)
        for box, title in self.boxes:
            columns = [self.names.index(name) for name in box["actorKeys"]]
            if columns and title.rows:
                middle = sum(self.x[at] for at, _ in self._outer(columns)) / 2
                canvas.open("cluster-label")
                canvas.text(title, middle, MARGIN + 6 + title.height / 2 + down)
                canvas.close()
        tallest = max(shape.height for shape in self.shapes)
        for name, x, shape, words in zip(self.names, self.x, self.shapes, self.heads, strict=True):
            kind = self.model["actors"][name]["type"]
            style = {"actor": "person", "database": "data", "queue": "data"}.get(kind, "")
            canvas.open(f"node {style}".strip())
            y = self.top + tallest - shape.height / 2 + down
            canvas.shape(shape, x, y)
            canvas.text(words, x + shape.right, y + shape.down)
            canvas.close()

        # Under all that was drawn, and not through words.
        for x in self.x:
            canvas.upright(x, self.life + down, self.bottom + down, classes="lifeline")

    def _outer(self, columns: list[int]) -> tuple[tuple[int, int], tuple[int, int]]:
        return (min(columns), -1), (max(columns), 1)

    def _box(self, frame: Frame) -> tuple[float, float]:
        """Return where a frame begins and ends sideways."""
        left, right = self.x[frame.first], self.x[frame.last]
        inner = max((other.depth for other in self.frames), default=0) - frame.depth
        reach = max(self.shapes[frame.first].width / 2 - 4, 16) + 8 * inner
        until = max(self.shapes[frame.last].width / 2 - 4, 16) + 8 * inner
        for message, y, words in self.drawn:
            if message["type"] not in (NUMBERED, NOTE) and frame.top < y < (frame.bottom or self.bottom):
                start, end = self._ends(message)
                if start == end == frame.last and self._side(start) > 0:
                    until = max(until, LOOP + words.width + 8 + 8 * inner)
                if start == end == frame.first and self._side(start) < 0:
                    reach = max(reach, LOOP + words.width + 8 + 8 * inner)
        wide = max((title.width for _, title in frame.titles), default=0) + 60
        left -= reach
        return left, max(right + until, left + wide)

    def _frame(self, canvas: Canvas, frame: Frame, down: float) -> None:
        left, right = self._box(frame)
        canvas.open("frame")
        canvas.rect(left, frame.top + down, right - left, (frame.bottom or self.bottom) - frame.top, radius=4)
        canvas.close()
        for y in frame.lines:
            canvas.line([(left, y + down), (right, y + down)], classes="frame-line")

    def _titles(self, canvas: Canvas, frame: Frame, down: float) -> None:
        left, _ = self._box(frame)
        kind = label([frame.kind], bold=1)
        canvas.open("frame-label")
        canvas.text(kind, left + 8, frame.top + 13 + down, anchor="start")
        for at, words in frame.titles:
            beside = left + 8 + (kind.width + 8 if at == frame.top else 0)
            canvas.text(words, beside, at + 4 + words.height / 2 + down, anchor="start")
        canvas.close()

    def _arrow(self, canvas: Canvas, message: dict, y: float, room: float) -> None:
        start, end = self._ends(message)
        kind = message["type"]
        head = "cross" if kind in CROSSED else "" if kind in OPEN else "open" if kind in ASYNCHRONOUS else "point"
        heads = (head if kind in BOTH else "", head)
        classes = "flowchart-link " + ("dotted" if kind in DOTTED else "normal")
        x1, x2 = self.x[start], self.x[end]
        if start == end:
            side = self._side(start)
            far = x1 + side * (LOOP - 8)
            points = [(x1 + side * room, y - 9), (far, y - 9), (far, y + 9), (x1, y + 9)]
        else:
            points = [(x1 + (room if x2 > x1 else -room), y), (x2, y)]
        canvas.line(points, classes=classes, heads=heads)

    def _say(self, canvas: Canvas, message: dict, y: float, words: Label, count: str) -> None:
        start, end = self._ends(message)
        if message["type"] == NOTE:
            (middle, wide), high = self._note(message, words), words.height + 16
            canvas.open("node note")
            canvas.rect(middle - wide / 2, y - high / 2, wide, high, radius=2)
            canvas.text(words, middle, y)
            canvas.close()
            return
        canvas.open("edgeLabel")
        if start == end:
            side = self._side(start)
            canvas.text(words, self.x[start] + side * LOOP, y, anchor="start" if side > 0 else "end")
        else:
            canvas.text(words, (self.x[start] + self.x[end]) / 2, y - 5 - words.height / 2)
        canvas.close()
        if count:
            canvas.open("count")
            canvas.rect(self.x[start] - 9, y - 9 - (9 if start == end else 0), 18, 18, radius=9)
            canvas.text(label([count]), self.x[start], y - (9 if start == end else 0))
            canvas.close()


def sentences(reading: Reading) -> list[str]:
    """Say a sequence diagram in words, in the order of what happens.

    Args:
        reading: its source, which merman can parse.

    Returns:
        HTML, one string for each sentence.
    """
    model = reading.model or {}
    named = {name: escape(reading.shown(actor["description"]), quote=False) for name, actor in model["actors"].items()}
    found = []
    for message in model["messages"]:
        kind, text = message["type"], message["message"]
        words = escape(reading.shown(text), quote=False) if isinstance(text, str) else ""
        if kind == NOTE:
            names = " and ".join(dict.fromkeys((named[message["from"]], named[message["to"]])))
            found.append(f"Note on {names}: {words}.")
        elif kind in BEGINS:
            found.append(f"<strong>{BEGINS[kind]}</strong> begins{f': {words}' if words else ''}.")
        elif kind in GOES_ON:
            found.append(f"<strong>or else</strong>{f': {words}' if words else ''}.")
        elif kind in ENDS:
            found.append("That part ends.")
        elif kind not in COLORED | {ACTIVE, INACTIVE, NUMBERED}:
            start, end = named[message["from"]], named[message["to"]]
            to = "itself" if start == end else end
            lost = ", and is lost" if kind in CROSSED else ""
            found.append(f"<strong>{start}</strong> to {to}{lost}{f': {words}' if words else ''}.")
    return found
