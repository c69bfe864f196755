"""course/measure.py: how many minutes a lesson takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from course.measure import minutes, words
from course.read import read
from tests.course.conftest import lesson

QUIZ = "<quiz>\n\nMany words that nobody counts?\n- [x] Yes\n> [So](#lesson).\n- [ ] No\n> [So](#lesson).\n\n</quiz>"
PICTURE = "![A graph](assets/images/logo.svg#only-{})"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("word " * 400, 2),
        ("```python\na = 1\n\n\nb = 2\n```", 2 * 5 / 60),
        ('```python\n--8<-- "first_pipeline.py:load"\n```', 5 / 60),  # that section has one line
        ("```shell\nmake airflow\nmake example NAME=first_pipeline\n```", 1),
        (f"{PICTURE.format('light')}\n{PICTURE.format('dark')}", 1 / 2),
        ("```mermaid\nflowchart LR\n  a --> b\n```", 1 / 2),
        (QUIZ, 3 / 4),
        (QUIZ.replace("counts?\n", "counts?\n\n```python\na = 1\n```\n\n"), 3 / 4 + 5 / 60),
    ],
)
def test_each_part_takes_its_time(write: Callable[..., Path], body: str, wanted: float) -> None:
    before, after = (read(write({"lesson.md": lesson(body=text)})).pages["lesson.md"] for text in ("", body))
    assert minutes(after) - minutes(before) == pytest.approx(wanted)


def test_the_words_of_questions_are_not_counted_twice(write: Callable[..., Path]) -> None:
    page = read(write({"lesson.md": lesson(body=f"Two words.\n\n{QUIZ}")})).pages["lesson.md"]
    alone = read(write({"lesson.md": lesson(body="Two words.")})).pages["lesson.md"]
    assert words(page) == words(alone)
