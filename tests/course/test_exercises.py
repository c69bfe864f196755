"""Which exercises there are, and the line by which the site knows that one is met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from course.exercises import code, names
from course.read import read
from course.rules import check
from tests.course.conftest import lesson
from tests.model import COURSE


def test_the_exercises_come_in_the_order_of_the_lessons(write: Callable[..., Path]) -> None:
    assert names(COURSE)[:3] == ["find_the_line", "first_dag", "not_listed"]
    root = write({"lesson.md": lesson(body="<!-- exercise: second -->\n\n<!-- exercise: first_dag -->")})
    for name in ("second", "alone", "no_checks"):
        (root / "exercises" / name).mkdir()
        if name != "no_checks":
            (root / "exercises" / name / "checks.py").touch()
    assert names(read(root)) == ["second", "first_dag", "alone"]


@pytest.mark.parametrize(
    ("variable", "folder", "kind"), [("EXERCISE", "exercises", "exercise"), ("FAULT", "faults", "broken pipeline")]
)
def test_what_a_command_names_is_there(write: Callable[..., Path], variable: str, folder: str, kind: str) -> None:
    body = f"Type `make check {variable}=frist_dag` or `make check {variable}=first_dag`."
    root = write({"lesson.md": lesson(body=body)})
    (root / "Makefile").write_text(f"check:\n\tjudge $({variable})\n", encoding="utf-8")
    (root / folder / "first_dag").mkdir(parents=True)
    (root / folder / "first_dag" / "checks.py").touch()
    found = [finding.problem for finding in check(read(root)) if finding.code == "K703"]
    assert found == [f"there is no {kind} 'frist_dag' in {folder}/"]


def test_the_code_of_an_exercise_never_changes() -> None:
    assert code("first_dag") == "first_dag-501d7f", "saved progress has it"
    assert len({code(name) for name in names(COURSE)}) == len(names(COURSE))
