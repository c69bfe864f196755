"""The course, read once for all tests of a process."""

from __future__ import annotations

from pathlib import Path

from course.read import read

COURSE = read(Path(__file__).parents[1])
