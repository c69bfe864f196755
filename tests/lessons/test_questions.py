"""The questions about code: Airflow runs it, and says which answers are right (examples/questions/)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course.model import Question
from course.read import read_page
from tests.examples.fixtures import ROOT
from tests.examples.seen import END, Seen, judge_of, number, parts
from tests.model import COURSE

FOLDER = ROOT / "examples" / "questions"
RIGHT = "right(answer, seen)"
FILES = sorted(FOLDER.glob("*.py"))
# Each question that shows a file, with the page's path from the repository's root.
ASKED = [
    (f"docs/{page.path}", question, include.file)
    for page in COURSE.pages.values()
    for question in page.questions
    for include in question.includes
    if include.file and include.file.parent == FOLDER
]


def disagreements(page: str, question: Question, file: Path) -> list[str]:
    """Name each answer that a page marks otherwise than Airflow.

    Args:
        page: its path from the repository's root.
        question: of the page.
        file: of examples/questions/, whose code the question shows.
    """
    right, seen = judge_of(file, RIGHT), Seen(parts(file)[0], file.name)
    verdicts = [(answer, bool(right(answer.text.plain, seen))) for answer in question.answers]
    names = {True: "right", False: "wrong"}
    return [
        f"{page}:{answer.line}: the page marks '{answer.text.plain}' as {names[answer.right]}, and by what Airflow "
        f"does with examples/questions/{file.name} it is {names[verdict]}\n{seen}"
        for answer, verdict in verdicts
        if answer.right is not verdict
    ]


def test_each_file_is_shown_by_one_question() -> None:
    shown = [file for _, _, file in ASKED]
    counts = {f"examples/questions/{file.name}": shown.count(file) for file in FILES}
    assert {name: count for name, count in counts.items() if count != 1} == {}


@pytest.mark.parametrize(("page", "question", "file"), ASKED, ids=[file.stem for _, _, file in ASKED])
def test_airflow_gives_the_answers_of_the_page(airflow: None, page: str, question: Question, file: Path) -> None:
    if found := disagreements(page, question, file):
        pytest.fail("\n".join(found), pytrace=False)


def test_an_answer_that_is_marked_wrongly_is_told_with_its_line_and_what_airflow_did(airflow: None) -> None:
    page, question, file = next(one for one in ASKED if one[2].stem == "one_retry")
    turned = replace(question, answers=tuple(replace(one, right=not one.right) for one in question.answers))
    found = disagreements(page, turned, file)
    assert len(found) == len(question.answers)
    lines = [found.partition("\n")[0] for found in found]
    truth = [f"{page}:{one.line}: the page marks '{one.text.plain}' as " for one in question.answers]
    assert all(line.startswith(begin) for line, begin in zip(lines, truth, strict=True)), lines
    assert "states: {'count': 'failed'}" in found[0]


def test_a_file_without_a_judge_is_told(tmp_path: Path) -> None:
    file = tmp_path / "empty.py"
    file.write_text(f"print()\n{END}", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"empty\.py has no function right\(answer, seen\)"):
        judge_of(file, RIGHT)


def test_the_question_of_the_guide_can_be_added(airflow: None, tmp_path: Path) -> None:
    guide = read_page(ROOT / "CONTRIBUTING.md", ROOT)
    [code] = [code.text for code in guide.codes if "def right(" in code.text]
    [quiz] = [code.text for code in guide.codes if "after_a_failure.py:shown" in code.text]
    (tmp_path / "after_a_failure.py").write_text(code, encoding="utf-8")
    (tmp_path / "lesson.md").write_text(quiz, encoding="utf-8")
    [question] = read_page(tmp_path / "lesson.md", tmp_path, [tmp_path]).questions
    assert [include.file for include in question.includes] == [tmp_path / "after_a_failure.py"]
    assert disagreements("CONTRIBUTING.md", question, tmp_path / "after_a_failure.py") == []


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [("Once", 1), ("Three times", 3), ("12 tasks", 12), ("Never, because it fails", 0), ("Two.", 2)],
)
def test_an_answer_that_begins_with_a_number_has_it(answer: str, wanted: int) -> None:
    assert number(answer) == wanted


def test_an_answer_without_a_number_is_none() -> None:
    with pytest.raises(ValueError, match="'Many times' begins with no number"):
        number("Many times")
