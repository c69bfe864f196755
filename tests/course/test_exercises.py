"""Which exercises there are, and the line by which the site knows that one is met."""

from __future__ import annotations

from pathlib import Path

from course.exercises import ORDER, code, names

ROOT = Path(__file__).parents[2]


def test_the_exercises_are_the_folders_in_the_order_of_the_course(tmp_path: Path) -> None:
    assert names(ROOT) == list(ORDER)
    for name in ("a_new_one", "first_dag", "find_the_line", "no_checks"):
        (tmp_path / "exercises" / name).mkdir(parents=True)
        if name != "no_checks":
            (tmp_path / "exercises" / name / "checks.py").touch()
    assert names(tmp_path) == ["find_the_line", "first_dag", "a_new_one"]


def test_the_code_of_an_exercise_never_changes() -> None:
    assert code("first_dag") == "first_dag-501d7f", "saved progress has it"
    assert len({code(name) for name in ORDER}) == len(ORDER)
