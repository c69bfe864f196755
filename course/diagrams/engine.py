"""merman, the Rust implementation of Mermaid that reads and draws the diagrams.

It has wheels for Linux on x86-64, Apple silicon and Windows on x86-64 only: elsewhere AVAILABLE is false.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

try:
    import merman
except ImportError:
    merman = None

AVAILABLE = merman is not None

# Text is measured at 16 px and drawn at 14 px (diagrams.css), which leaves room for a reader's
# font that is wider than the Arial that merman measures with.
MEASURED, DRAWN = 16, 14

# What each palette gives the kinds of diagrams that keep colors of their own: Mermaid's theme, and in place of some of
# its colors others, on which text can be read. A timeline shows its events a fifth brighter than its periods.
_PALETTES = {
    "light": {"theme": "default", "fills": ("#b4cbe8", "#efcf9f", "#b3d6d1"), "note": "#fff3e2", "text": "#16262c"},
    "dark": {"theme": "dark", "fills": ("#1b2d47", "#3a2c19", "#1d3138"), "note": "#3a2c19", "text": "#e9f2f3"},
}


class EngineError(Exception):
    """merman can't read or draw a source; the message is merman's."""


@cache
def _engine() -> Any:  # noqa: ANN401 (merman has no types to name where it is missing)
    # One engine for all: making one takes as long as using it.
    return merman.MermanEngine(None, merman.MermanEngineServices())


def version() -> str:
    """Return merman's version."""
    return merman.Merman().package_version()


def _ask(question: str, source: str, options: str | None = None) -> str:
    if not AVAILABLE:
        raise EngineError("merman is not installed")
    try:
        return getattr(_engine(), question)(source, options)
    except Exception as error:  # also what the bindings raise when the Rust code panics
        raise EngineError(getattr(error, "message", None) or str(error) or type(error).__name__) from error


def facts(source: str) -> dict:
    """Tell what stands where in a source, also in one with a syntax error.

    Args:
        source: Mermaid text.

    Returns:
        merman's ``diagnostics`` and ``diagrams``; their spans count bytes.

    Raises:
        EngineError: merman can't read it at all.
    """
    return json.loads(_ask("analysis_facts_json", source))


def parse(source: str) -> dict:
    """Parse a source.

    Args:
        source: Mermaid text.

    Returns:
        merman's model of the diagram, by ``type``: of a flowchart ``nodes``, ``edges`` and ``subgraphs``.

    Raises:
        EngineError: the source has a syntax error.
    """
    return json.loads(_ask("parse_json", source))


def config(settings: str) -> tuple[dict, str]:
    """Read the settings of a source.

    Args:
        settings: the front matter and the ``%%{init}%%`` directives, without the diagram.

    Returns:
        The settings and the title that they give; an empty title if there is none.

    Raises:
        EngineError: they can't be read.
    """
    meta = json.loads(_ask("layout_json", settings + "\nflowchart TB\n  a\n"))["meta"]
    return meta["config"], meta["title"] or ""


@cache
def _options(identifier: str, wrap: int, palette: str | None) -> str:
    site: dict[str, Any] = {
        "theme": "base",
        "look": "classic",
        "htmlLabels": False,
        "flowchart": {
            "htmlLabels": False,
            "wrappingWidth": wrap,
            "minNodeWidth": 0,
            "padding": 10,
            "nodeSpacing": 22,
            "rankSpacing": 22,
        },
        "themeVariables": {"fontFamily": "arial", "fontSize": f"{MEASURED}px"},
    }
    if palette:
        colors = _PALETTES[palette]
        site["theme"] = colors["theme"]
        site["themeVariables"] |= {"noteBkgColor": colors["note"], "noteTextColor": colors["text"]}
        for number in range(12):
            site["themeVariables"][f"cScale{number}"] = colors["fills"][number % 3]
            site["themeVariables"][f"cScaleLabel{number}"] = colors["text"]
            site["themeVariables"][f"cScaleInv{number}"] = colors["text"]
    return json.dumps({"svg": {"diagram_id": identifier}, "site_config": site})


def render(source: str, identifier: str, wrap: int, palette: str | None = None) -> str:
    """Draw a source.

    Args:
        source: Mermaid text.
        identifier: what the ids in the drawing begin with.
        wrap: the width at which a flowchart's labels wrap, in pixels of 16 px text.
        palette: ``light`` or ``dark``; none for a flowchart, whose colors come from the stylesheet.

    Returns:
        An SVG document.

    Raises:
        EngineError: merman can't draw it.
    """
    return _ask("render_svg", source, _options(identifier, wrap, palette))
