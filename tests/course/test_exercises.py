"""Which exercises there are, and the line by which the site knows that one is met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from course.exercises import ORDER, code, names
from course.read import read
from course.rules import check
from tests.course.conftest import lesson

ROOT = Path(__file__).parents[2]


def test_the_exercises_are_the_folders_in_the_order_of_the_course(tmp_path: Path) -> None:
    assert names(ROOT) == list(ORDER)
    for name in ("a_new_one", "first_dag", "find_the_line", "no_checks"):
        (tmp_path / "exercises" / name).mkdir(parents=True)
        if name != "no_checks":
            (tmp_path / "exercises" / name / "checks.py").touch()
    assert names(tmp_path) == ["find_the_line", "first_dag", "a_new_one"]


def test_an_exercise_that_a_lesson_names_is_there(write: Callable[..., Path]) -> None:
    root = write({"lesson.md": lesson(body="Type `make check EXERCISE=frist_dag` or `make check EXERCISE=first_dag`.")})
    (root / "Makefile").write_text("check:\n\tjudge $(EXERCISE)\n", encoding="utf-8")
    (root / "exercises" / "first_dag").mkdir(parents=True)
    (root / "exercises" / "first_dag" / "checks.py").touch()
    found = [finding.problem for finding in check(read(root)) if finding.code == "K703"]
    assert found == ["there is no exercise 'frist_dag' in exercises/"]


def test_the_code_of_an_exercise_never_changes() -> None:
    assert code("first_dag") == "first_dag-501d7f", "saved progress has it"
    assert len({code(name) for name in ORDER}) == len(ORDER)
