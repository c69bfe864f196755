"""Labels in rows: how wide their letters are, and where their lines break."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

SIZE = 14  # pixels, as in diagrams.css
ROW = 18  # pixels from one row to the next
# Readers' fonts differ: some are wider than the one that is measured here.
SLACK = 1.12

# Widths of the signs from " " to "~" in Helvetica, whose widths Arial and Liberation Sans share, in thousandths of the
# size. Source: the AFM files of PostScript's core fonts, https://www.math.utah.edu/~beebe/fonts/afm-widths.html
HELVETICA = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),  # to "/"
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),  # to "?"
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),  # to "O"
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),  # to "_"
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),  # to "o"
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),  # to "~"
)
BOLD = 1.07  # how much wider bold letters are, about

_emphasis = MarkdownIt("zero").enable("emphasis")


@dataclass(frozen=True)
class Run:
    """Letters of one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Label:
    """A label as it is drawn: rows of runs."""

    rows: tuple[tuple[Run, ...], ...] = ()

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return max((sum(width(run.text, run.bold) for run in row) for row in self.rows), default=0)

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return ROW * len(self.rows)

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join("".join(run.text for run in row) for row in self.rows)

    def wrapped(self, limit: float) -> Label:
        """Break its rows between words where they are wider than a limit, in pixels; a word is never broken."""
        return Label(tuple(row for written in self.rows for row in _wrap(written, limit)))


@cache
def width(text: str, bold: bool = False) -> float:
    """Return how wide a text is, in pixels, with some slack for other fonts."""
    return sum(_advance(sign) for sign in text) * SIZE / 1000 * SLACK * (BOLD if bold else 1)


def _advance(sign: str) -> float:
    if " " <= sign <= "~":
        return HELVETICA[ord(sign) - 32]
    if unicodedata.combining(sign):
        return 0
    # As wide as high: the signs of East Asia, and pictures.
    wide = unicodedata.east_asian_width(sign) in "WF" or unicodedata.category(sign) == "So"
    return 1000 if wide else 650


def label(lines: list[str], *, markdown: bool = False, signs: dict[int, str] | None = None, bold: int = 0) -> Label:
    """Return a label of some lines.

    Args:
        lines: each a row.
        markdown: pairs of stars and underscores are marks.
        signs: what some signs stand for.
        bold: how many of the lines are bold.
    """
    rows = []
    for number, line in enumerate(lines):
        words = " ".join(line.split())
        row = runs(words) if markdown else [Run(words)]
        row = [Run(run.text.translate(signs or {}), run.bold or number < bold, run.italic) for run in row if run.text]
        if row:
            rows.append(tuple(row))
    return Label(tuple(rows))


def runs(line: str) -> list[Run]:
    """Take the marks of bold and italic text out of a line of Markdown."""
    found, bold, italic = [], 0, 0
    for token in _emphasis.parseInline(line)[0].children or []:
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.content:
            found.append(Run(token.content, bold > 0, italic > 0))
    return found


def _wrap(row: tuple[Run, ...], limit: float) -> list[tuple[Run, ...]]:
    """Break a row into rows that are as even as they can be."""
    words: list[list[Run]] = [[]]  # a word may have runs of several styles
    for run in row:
        for number, piece in enumerate(run.text.split(" ")):
            if number:
                words.append([])
            if piece:
                words[-1].append(Run(piece, run.bold, run.italic))
    words = [word for word in words if word]
    widths = [sum(width(run.text, run.bold) for run in word) for word in words]
    if sum(widths) + width(" ") * (len(words) - 1) <= limit:
        return [row]
    count = len(_fill(widths, limit))
    # The narrowest limit with the same number of rows: no row has one short word alone.
    fits = max(*widths, 1.0)
    while len(_fill(widths, fits)) > count:
        fits += 2
    rows, at = [], 0
    for number in _fill(widths, fits):
        rows.append(_joined(words[at : at + number]))
        at += number
    return rows


def _fill(widths: list[float], limit: float) -> list[int]:
    """Return how many words each row takes."""
    counts, room = [], -1.0
    for wide in widths:
        if counts and room >= width(" ") + wide:
            counts[-1] += 1
            room -= width(" ") + wide
        else:
            counts.append(1)
            room = limit - wide
    return counts


def _joined(words: list[list[Run]]) -> tuple[Run, ...]:
    found: list[Run] = []
    for number, word in enumerate(words):
        for place, run in enumerate(word):
            gap = " " if number and not place else ""
            if found and (found[-1].bold, found[-1].italic) == (run.bold, run.italic):
                found[-1] = Run(found[-1].text + gap + run.text, run.bold, run.italic)
            else:
                found.append(Run(gap + run.text, run.bold, run.italic))
    return tuple(found)
