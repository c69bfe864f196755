"""Read what phones and watches send: one JSON object a line.

{"id": "…", "user": "ada", "device": "watch", "kind": "steps",
 "measured_at": "2026-11-22T09:00:00", "value": 512}

``kind`` is ``steps`` (in that hour), ``heart_rate`` (beats per minute at rest) or ``sleep``
(minutes); ``measured_at`` is UTC, and may be a day before the reading arrived. One
that arrives later still is stored, but no score counts it.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

KINDS = ("steps", "heart_rate", "sleep")
DEVICES = ("phone", "watch")
KEYS = {"id", "user", "device", "kind", "measured_at", "value"}


class MalformedReading(ValueError):
    """A line that is not a reading. The message has the file, the line, and what is wrong."""


def parse(file: Path) -> list[dict]:
    """Read the readings of a file.

    Args:
        file: a JSON Lines file; empty lines are skipped.

    Returns:
        The readings, with the keys above.

    Raises:
        MalformedReading: a line is not what it has to be.
    """
    readings = []
    for number, line in enumerate(
        file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
    ):
        if line.strip():
            if problem := _problem(line):
                place = f"{file.parent.name}/{file.name}:{number}"
                raise MalformedReading(
                    f"{place}: {problem}. Correct or remove the line, then clear the task."
                )
            readings.append(
                {key: value for key, value in json.loads(line).items() if key in KEYS}
            )
    return readings


def _problem(line: str) -> str | None:
    try:
        reading = json.loads(line)
    except ValueError as error:
        return f"not JSON ({error})"
    if not isinstance(reading, dict):
        return "not a JSON object"
    if missing := sorted(KEYS - set(reading)):
        return f"{', '.join(missing)} missing"
    if not all(
        isinstance(reading[key], str) and reading[key]
        for key in ("id", "user", "measured_at")
    ):
        return "id, user and measured_at must be texts"
    if reading["kind"] not in KINDS or reading["device"] not in DEVICES:
        return f"kind must be one of {', '.join(KINDS)}, and device one of {', '.join(DEVICES)}"
    if type(reading["value"]) is not int or reading["value"] < 0:
        return f"value must be a whole number that is not negative, not {reading['value']!r}"
    try:
        datetime.strptime(reading["measured_at"], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return f"measured_at must look like 2026-11-22T09:00:00, not {reading['measured_at']!r}"
    return None
