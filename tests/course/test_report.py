"""course/report.py: what there is to say about the questions, and when their form gives the right answer away."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from course.__main__ import main
from course.model import Course, Page, Question
from course.read import read
from course.report import at_least, forms, report
from course.rules import contract
from tests.course.conftest import HOME, lesson
from tests.model import COURSE

ROOT = Path(__file__).parents[2]
REASON = "> It [says so](#lesson)."


def quiz(number: int, answers: list[str], right: list[int], mark: str = "objective") -> str:
    """Return a question with some answers, of which the right ones are given by their places, from 0."""
    lines = [f"- [{'x' if place in right else ' '}] {answer}\n{REASON}" for place, answer in enumerate(answers)]
    body = "\n".join([f"What is number {number}?", *lines])
    return f"<!-- {mark}: Choose between clearing and a backfill -->\n<quiz>\n\n{body}\n\n</quiz>"


def course(write: Callable[..., Path], *quizzes: str) -> Course:
    """Return a course of one lesson with some questions."""
    end = contract.END.replace(contract.QUESTION, "\n\n".join(quizzes))
    return read(write({"lesson.md": lesson(end=end), "earlier.md": HOME, "later.md": HOME}))


def asked(course: Course) -> list[tuple[Page, Question]]:
    """Return the questions of the lesson."""
    page = course.pages["lesson.md"]
    return [(page, question) for question in page.questions]


def test_the_probability_is_that_of_all_outcomes_counted() -> None:
    chances = [0.5, 1 / 3, 0.25, 1.0]
    for count in range(6):
        wanted = 0.0
        for outcome in product([True, False], repeat=len(chances)):
            weight = 1.0
            for chance, happens in zip(chances, outcome, strict=True):
                weight *= chance if happens else 1 - chance
            wanted += weight * (sum(outcome) >= count)
        assert at_least(chances, count) == pytest.approx(wanted)


def test_right_answers_by_chance_are_those_of_all_orders_counted(write: Callable[..., Path]) -> None:
    """Each form is compared with a count over all places in which the right answers could be."""
    answers = ["one", "three", "eight", "no"]  # two of them are the longest
    by_name = {form.name: form for form in forms(asked(course(write, quiz(1, answers, [0, 1]))))}
    assert by_name["longest"].expected == pytest.approx(5 / 6)  # of six pairs, one has neither
    assert by_name["shortest"].expected == pytest.approx(3 / 6)
    assert by_name["first"].expected == by_name["fourth"].expected == pytest.approx(3 / 6)
    assert [len(by_name[name].hits) for name in ("longest", "shortest", "first", "third", "last")] == [1, 0, 1, 0, 0]


@pytest.mark.parametrize("name", ["longest", "shortest", "second"])
def test_a_habit_is_told_with_its_questions_and_a_remedy(write: Callable[..., Path], name: str) -> None:
    quizzes = []
    for number in range(12):
        place = number % 3 if name != "second" else 1
        answers = ["medium", "middle", "normal"]
        if name == "longest":
            answers[place] = "by far the longest"
        elif name == "shortest":
            answers[place] = "tiny"
        quizzes.append(quiz(number, answers, [place]))
    text, faults = report(course(write, *quizzes))
    assert "12 questions in 1 lessons" in text
    [fault] = faults
    assert fault.startswith(f"The {name} answer is right in 12 of 12 questions.")
    assert "To mend it: " in fault
    assert fault.count("docs/lesson.md:") == 12


def test_chance_is_no_habit(write: Callable[..., Path]) -> None:
    quizzes = [quiz(number, ["a word", "words", "a long answer"], [number % 3]) for number in range(12)]
    assert report(course(write, *quizzes))[1] == []


def test_a_question_without_answers_stops_no_report(write: Callable[..., Path]) -> None:
    text, faults = report(course(write, "<quiz>\n\nWhat?\n\n</quiz>"))
    assert "1 questions in 1 lessons" in text
    assert faults == []


def test_what_questions_have_is_counted(write: Callable[..., Path]) -> None:
    coded = quiz(2, ["a", "b"], [0]).replace("number 2?", "number 2?\n\n```python\nprint(1)\n```\n")
    recall = quiz(3, ["a", "b"], [1], mark="objective (recall)")
    silent = quiz(4, ["c", "d"], [1]).replace("> It [says so](#lesson).", "> It says so.", 1)
    found = course(write, quiz(1, ["a", "b"], [0]), coded, recall, silent)
    text, faults = report(found)
    assert "Questions with code, a diagram or a picture: 1 of 4 (25%)" in text
    assert "Questions that ask for what was read (recall): 1 of 4 (25%)" in text
    assert "Questions whose answers Airflow gives: 0 of 4 (0%)" in text
    assert "Explanations with a link: 7 of 8 (88%)" in text
    assert "   4  docs/lesson.md:7  Choose between clearing and a backfill" in text
    assert len(faults) == 1
    assert "'c' has no explanation with a link" in faults[0]


def test_the_command_tells_all_and_ends_with_1_if_something_is_to_be_mended(
    write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    good = course(write, *(quiz(number, ["one", "two", "six"], [number % 3]) for number in range(3)))
    assert main("quiz-report", good.root) == 0
    bad = course(write, *(quiz(number, ["one", "two", "six"], [1]) for number in range(6)))
    assert main("quiz-report", bad.root) == 1
    assert "The second answer is right in 6 of 6 questions." in capsys.readouterr().out


def test_the_questions_of_the_course_give_nothing_away() -> None:
    text, faults = report(COURSE)
    assert faults == [], "\n\n".join([text, *faults])
