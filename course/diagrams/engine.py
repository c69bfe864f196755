"""merman, the Rust implementation of Mermaid that reads the diagrams.

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


class EngineError(Exception):
    """merman can't read a source; the message is merman's."""


@cache
def _engine() -> Any:  # noqa: ANN401 (merman has no types to name where it is missing)
    # One engine for all: making one takes as long as using it.
    return merman.MermanEngine(None, merman.MermanEngineServices())


def version() -> str:
    """Return merman's version."""
    return merman.Merman().package_version()


def _ask(question: str, source: str) -> str:
    if not AVAILABLE:
        raise EngineError("merman is not installed")
    try:
        return getattr(_engine(), question)(source, None)
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
