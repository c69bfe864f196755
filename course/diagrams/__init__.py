"""Diagrams of the lessons: Mermaid text becomes an accessible figure, or a list of what is wrong with it.

``reading`` reads the source with merman's parser, and ``mistakes`` finds what is wrong with it. ``drawing`` draws it
for a desktop and for a phone; the stylesheet shows the one that fits. Flowcharts and state diagrams are a ``graph``:
``ranks`` puts it in order, ``positions`` and ``layout`` give it places. ``sequence`` and ``eras`` are the other kinds.
``letters`` knows how wide words are, ``shapes`` what nodes look like, and ``canvas`` writes SVG. Colors are in
assets/stylesheets/diagrams.css, so a drawing follows the palette.

Where merman has no wheel (see AVAILABLE), nothing can be checked or drawn.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache as remember
from html import escape
from pathlib import Path

from course.diagrams import drawing, engine
from course.diagrams.engine import AVAILABLE
from course.diagrams.mistakes import find
from course.diagrams.problems import DiagramError, Problem
from course.diagrams.reading import KINDS, Flowchart, Reading, flowchart, labels

__all__ = ["AVAILABLE", "DiagramError", "Flowchart", "Problem", "check", "draw", "figure", "flowchart", "labels"]

TURNED = "turned"


def check(source: str, cache: Path | None = None) -> list[Problem]:
    """Find every mistake of a diagram.

    Args:
        source: Mermaid text.
        cache: a folder of drawings, as for ``figure``: what is drawn there needs not be drawn to be checked.

    Returns:
        The mistakes in the order of their lines; an empty list if the diagram is good, and where nothing can be
        checked because merman is missing.
    """
    if not AVAILABLE:
        return []
    try:
        reading = Reading(source)
    except DiagramError as error:
        return [error.problem]
    found = find(reading)
    if reading.model is not None and reading.kind in KINDS:
        stored = _stored(source, cache) if cache and not found else None
        if stored:
            turned = stored[0]
        else:
            try:
                drawn = drawing.draw(reading, _placeholder(reading.source))
            except DiagramError as error:
                return _in_order([*found, error.problem])
            found, turned = [*found, *drawn.problems], drawn.turned
            if cache and not found:
                _store(source, cache, drawn)
        # A label that is lost makes every layout look too wide.
        if turned and not any(problem.code == "D109" for problem in found):
            remedy = "put at most six boxes side by side, fewer if their labels are long"
            problem = "the flowchart has more than fits side by side, so it is turned for every screen"
            found.append(Problem("D110", reading.header_line, problem, remedy, warning=True))
    return _in_order(found)


def draw(source: str, *, name: str | None = None) -> str:
    """Draw a diagram.

    Args:
        source: Mermaid text, with ``accTitle`` and ``accDescr``.
        name: the figure's id, with which all others begin; ``diagram-`` and a hash of the source if none is given.

    Returns:
        A ``<figure>``, as HTML.

    Raises:
        DiagramError: the source has a mistake, see ``check``; this is the first.
    """
    return _named(_good_figure(source).html, source, name)


def figure(source: str, cache: Path, *, name: str | None = None) -> str:
    """Draw a diagram, or take it from the cache.

    Args:
        source: Mermaid text, with ``accTitle`` and ``accDescr``.
        cache: a folder of drawings, by their source and what draws them; made if it is missing.
        name: as for ``draw``.

    Returns:
        A ``<figure>``, as HTML.

    Raises:
        DiagramError: the source has a mistake, see ``check``; this is the first.
    """
    stored = _stored(source, cache)
    if stored:
        return _named(stored[1], source, name)
    drawn = _good_figure(source)
    _store(source, cache, drawn)
    return _named(drawn.html, source, name)


def _good_figure(source: str) -> drawing.Figure:
    reading = Reading(source)
    found = find(reading)
    if found:
        raise DiagramError(found[0])
    drawn = drawing.draw(reading, _placeholder(reading.source))
    if drawn.problems:
        raise DiagramError(drawn.problems[0])
    return drawn


def _in_order(found: list[Problem]) -> list[Problem]:
    return sorted(found, key=lambda problem: problem.line)


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _bytes(source: str) -> bytes:
    return source.encode(errors="surrogatepass")


def _placeholder(source: str) -> str:
    """Return what stands for a figure's name until it is known: nothing that a label could say."""
    return "name-" + _hash(_bytes(source))


def _named(html: str, source: str, name: str | None) -> str:
    """Give a figure its name."""
    name = name or "diagram-" + _hash(_bytes(source))[:8]
    placeholder = _placeholder(source)
    return html.replace(f"#{placeholder}", f"#{_selector(name)}").replace(placeholder, escape(name))


def _selector(name: str) -> str:
    """Write a name so that it can follow '#' in a stylesheet, and in ``url(#…)``."""
    signs = [sign if sign.isalnum() or sign in "-_" else f"\\{ord(sign):x} " for sign in name]
    if name[0].isdecimal():
        signs[0] = f"\\{ord(name[0]):x} "
    return "".join(signs)


@remember
def _drawn_by() -> bytes:
    files = sorted(Path(__file__).parent.glob("*.py"))
    return b"".join(path.read_bytes() for path in files) + engine.version().encode()


def _path(source: str, cache: Path) -> Path:
    return cache / (_hash(_drawn_by(), _bytes(source)) + ".html")


def _stored(source: str, cache: Path) -> tuple[bool, str] | None:
    """Return from the cache whether a flowchart is turned for every screen, and the figure."""
    try:
        first, _, html = _path(source, cache).read_text(encoding="utf-8").partition("\n")
    except FileNotFoundError:
        return None
    return first == TURNED, html


def _store(source: str, cache: Path, drawn: drawing.Figure) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    path = _path(source, cache)
    # Written aside and renamed: two builds at once never read half a figure.
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_text(f"{TURNED if drawn.turned else ''}\n{drawn.html}", encoding="utf-8", newline="\n")
    aside.replace(path)
