"""Which exercises there are, and the line by which the site knows that one is met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from course.exercises import code, names
from course.read import read
from course.rules import check
from tests.course.conftest import lesson

ROOT = Path(__file__).parents[2]


def test_the_exercises_come_in_the_order_of_the_lessons(write: Callable[..., Path]) -> None:
    assert names(ROOT)[:3] == ["find_the_line", "first_dag", "not_listed"]
    root = write({"lesson.md": lesson(body="<!-- exercise: second -->\n\n<!-- exercise: first_dag -->")})
    for name in ("second", "alone", "no_checks"):
        (root / "exercises" / name).mkdir()
        if name != "no_checks":
            (root / "exercises" / name / "checks.py").touch()
    assert names(root) == ["second", "first_dag", "alone"]


def test_an_exercise_that_a_lesson_names_is_there(write: Callable[..., Path]) -> None:
    root = write({"lesson.md": lesson(body="Type `make check EXERCISE=frist_dag` or `make check EXERCISE=first_dag`.")})
    (root / "Makefile").write_text("check:\n\tjudge $(EXERCISE)\n", encoding="utf-8")
    (root / "exercises" / "first_dag").mkdir(parents=True)
    (root / "exercises" / "first_dag" / "checks.py").touch()
    found = [finding.problem for finding in check(read(root)) if finding.code == "K703"]
    assert found == ["there is no exercise 'frist_dag' in exercises/"]


def test_the_code_of_an_exercise_never_changes() -> None:
    assert code("first_dag") == "first_dag-501d7f", "saved progress has it"
    assert len({code(name) for name in names(ROOT)}) == len(names(ROOT))
