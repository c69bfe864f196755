"""ask_astro and the program that answers: what can be found, and what happens to documents that change or go."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import run as runner
from apps import ask
from include.lessons import split_up
from include.places import LESSONS, MODELS
from tests.examples.fixtures import Outcome, rows
from tests.model import COURSE

LESSON = """---
title: {title}
description: A lesson.
template: lesson.html
minutes: 3
---

{text}
"""
SUBJECTS = {
    "bees.md": "Bees gather nectar from flowers and make honey in a hive. The queen lays eggs.",
    "ships.md": "A ship has a keel, a mast and sails. The captain steers by the stars.",
    "bread.md": "Bread is baked from flour, water, salt and yeast. The dough has to rise.",
}


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """Three small lessons, and a page that is no lesson."""
    for name, text in SUBJECTS.items():
        (tmp_path / name).write_text(LESSON.format(title=name, text=text), encoding="utf-8")
    (tmp_path / "index.md").write_text("---\ntitle: Home\n---\n\nWelcome to pirates.\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def ingest(run: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Return a function that runs ask_astro on other lessons, with other questions."""

    def ingest_them(folder: Path, questions: list[dict]) -> Outcome:
        dag = runner.load("ask_astro")
        code = dag.get_task("extract").python_callable.__globals__
        file = tmp_path / "questions.json"
        file.write_text(json.dumps(questions), encoding="utf-8")
        monkeypatch.setitem(code, "LESSONS", folder)
        monkeypatch.setitem(code, "QUESTIONS", file)
        return run(dag)

    return ingest_them


def question(lesson: str = "bees.md", text: str = "Who makes honey?") -> dict:
    """Make a question whose lesson is known."""
    return {"question": text, "lesson": lesson}


def test_the_lessons_of_this_course_can_be_asked(run: Callable[..., Outcome]) -> None:
    outcome = run("ask_astro")
    assert outcome.state == "success"
    documents = {path for (path,) in rows("SELECT DISTINCT path FROM passages")}
    lessons = {lesson.path for lesson in COURSE.lessons}
    assert lessons | {"reference/glossary.md"} == documents
    answer = ask.answer("Who began Airflow?")
    assert "docs/airflow/introduction.md" in answer
    assert "No language model is set (ASK_LLM_URL)" in answer


def test_the_questions_name_lessons_that_exist() -> None:
    questions = json.loads((LESSONS.parent / "examples/dags/include/questions.json").read_text(encoding="utf-8"))
    assert [q["lesson"] for q in questions if not (LESSONS / q["lesson"]).is_file()] == []


def test_running_twice_changes_nothing(run: Callable[..., Outcome]) -> None:
    run("ask_astro")
    once = rows("SELECT * FROM passages ORDER BY ALL")
    files = sorted(MODELS.iterdir())
    assert run("ask_astro").state == "success"
    assert rows("SELECT * FROM passages ORDER BY ALL") == once
    assert sorted(MODELS.iterdir()) == files


def test_a_question_finds_its_passage(ingest: Callable[..., Outcome], lessons: Path) -> None:
    assert ingest(lessons, [question()]).state == "success"
    assert ask.answer("Who makes honey?").split("\n\n")[1].startswith("[1] bees.md (docs/bees.md")
    assert "docs/ships.md" in ask.answer("What steers the captain?")
    assert "docs/index.md" not in ask.answer("Are pirates captains?")


def test_a_question_on_something_else_is_answered_plainly(ingest: Callable[..., Outcome], lessons: Path) -> None:
    ingest(lessons, [question()])
    assert ask.answer("Quantum chromodynamics?") == "The lessons say nothing about that, as far as I can find."


def test_a_changed_document_is_replaced_and_a_removed_one_goes(ingest: Callable[..., Outcome], lessons: Path) -> None:
    ingest(lessons, [question()])
    (lessons / "bees.md").write_text(LESSON.format(title="bees.md", text="Wasps build paper nests."), encoding="utf-8")
    (lessons / "ships.md").unlink()
    outcome = ingest(lessons, [question(text="Who builds paper nests?")])
    assert outcome.state == "success"
    assert "1 documents were removed" in outcome.output
    assert [body for (body,) in rows("SELECT body FROM passages ORDER BY path")] == [
        "Wasps build paper nests.",
        SUBJECTS["bread.md"],
    ]


def test_the_run_fails_when_too_few_questions_find_their_lesson(ingest: Callable[..., Outcome], lessons: Path) -> None:
    for number in range(4):  # more passages on the subject than are looked at
        (lessons / f"bees{number}.md").write_text(
            LESSON.format(title="Bees", text=SUBJECTS["bees.md"] + " Honey." * number), encoding="utf-8"
        )
    outcome = ingest(
        lessons, [question("bread.md", "What is bread baked from?"), question("ships.md", "Who makes honey in a hive?")]
    )
    assert outcome.state == "failed"
    assert (
        "evaluate failed on attempt 1: Only 50% of 2 questions find their lesson, and 80% is needed." in outcome.output
    )
    assert "Missed: ['Who makes honey in a hive?']" in outcome.output


def test_no_lessons_change_nothing(ingest: Callable[..., Outcome], lessons: Path, tmp_path: Path) -> None:
    ingest(lessons, [question()])
    before = rows("SELECT * FROM passages ORDER BY ALL")
    (tmp_path / "empty").mkdir()
    outcome = ingest(tmp_path / "empty", [question()])
    assert "extract failed on attempt 1: There are no lessons in" in outcome.output
    assert rows("SELECT * FROM passages ORDER BY ALL") == before


def test_without_an_index_the_program_says_what_to_run(world: None) -> None:
    with pytest.raises(LookupError, match="make example NAME=ask_astro"):
        ask.answer("Who makes honey?")


def test_a_long_section_is_split_into_passages_that_overlap() -> None:
    words = [f"w{n}" for n in range(400)]
    passages = split_up("## Long\n\n" + " ".join(words) + "\n\n## Short\n\nshort\n", words=150, overlap=30)
    assert [heading for heading, _ in passages] == ["Long", "Long", "Long", "Long", "Short"]
    first, second = passages[0][1].split(), passages[1][1].split()
    assert len(first) == 150
    assert first[-30:] == second[:30]
    assert {word for heading, text in passages if heading == "Long" for word in text.split()} == set(words)


def test_questions_diagrams_and_code_are_not_prose() -> None:
    body = (
        "Intro.\n\n```python\nsecret = 1\n```\n\n<quiz>\n\nAnswer?\n- [x] this\n\n</quiz>\n\n## Go further\n\n- links\n"
    )
    assert split_up(body, words=150, overlap=30) == [("", "Intro.")]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict]]:
    """A language model that says one sentence; the list gets what it was asked."""
    asked: list[dict] = []

    class Model(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps({"choices": [{"message": {"content": "Bees do [1]."}}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Model) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("ASK_LLM_URL", f"http://127.0.0.1:{server.server_port}/chat/completions")
        yield asked
        server.shutdown()


def test_a_language_model_answers_from_the_passages(
    ingest: Callable[..., Outcome], lessons: Path, model: list[dict]
) -> None:
    ingest(lessons, [question()])
    answer = ask.answer("Who makes honey?")
    assert answer.startswith("Bees do [1].")
    assert "[1] bees.md (docs/bees.md" in answer
    [request] = model
    assert SUBJECTS["bees.md"] in request["messages"][0]["content"].replace("\n    ", " ")
    assert request["messages"][1]["content"] == "Who makes honey?"
