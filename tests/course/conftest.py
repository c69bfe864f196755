"""A small course in a folder, in which each part can be replaced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from course.rules import contract, front_matter
from course.rules import settings as settings_rules

FRONT = front_matter.GOOD
HOME = "---\ntitle: A course\ndescription: All of it.\n---\n\nWords.\n"
GLOSSARY = "---\ntitle: Glossary\ndescription: The words.\n---\n\nDAG run\n:   One execution of a DAG.\n"
ORDER = ["index.md", "earlier.md", "lesson.md", "later.md", "glossary.md"]


def lesson(front: str = FRONT, body: str = "Words.", end: str = contract.END) -> str:
    """Return the text of a whole lesson."""
    return f"{front}\n\n{body}\n\n{end}\n"


def other(title: str) -> str:
    """Return another lesson, with a question of its own."""
    front = FRONT.replace("title: Doing work again", f"title: {title}")
    question = contract.QUESTION.replace("A DAG is new", f"{title} says that a DAG is new")
    return lesson(front, end=contract.END.replace(contract.QUESTION, question))


def settings(nav: str) -> str:
    """Return a mkdocs.yml with all that the course needs, and a navigation."""
    lines = []
    for part in ("plugins", "hooks"):
        lines += [f"{part}:", *(f"  - {name}" for name in settings_rules.NEEDED[part])]
    lines.append("markdown_extensions:")
    for name in settings_rules.NEEDED["markdown_extensions"]:
        options = {
            "pymdownx.snippets": ":\n      base_path: [examples/dags]",
            "pymdownx.superfences": ":\n      custom_fences:\n        - name: mermaid",
        }
        lines.append(f"  - {name}{options.get(name, '')}")
    return "\n".join([*lines, "nav:", nav])


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a small course, with pages replaced or added, and returns its folder."""

    def write_it(pages: dict[str, str | bytes] | None = None, nav: str = "", config: str = "") -> Path:
        texts: dict[str, str | bytes] = {
            "index.md": HOME,
            "earlier.md": other("Earlier"),
            "lesson.md": lesson(),
            "later.md": other("Later"),
            "glossary.md": GLOSSARY,
        } | (pages or {})
        for path, text in texts.items():
            file = tmp_path / "docs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        order = [*ORDER, *(path for path in texts if path not in ORDER)]
        nav = nav or "".join(f"  - {path}\n" for path in order)
        (tmp_path / "mkdocs.yml").write_text(config or settings(nav), encoding="utf-8")
        (tmp_path / "overrides").mkdir(exist_ok=True)
        for template in ("lesson.html", "home.html"):
            (tmp_path / "overrides" / template).touch()
        (tmp_path / "assets" / "images").mkdir(parents=True, exist_ok=True)
        (tmp_path / "assets" / "images" / "logo.svg").touch()
        dags = tmp_path / "examples" / "dags"
        dags.mkdir(parents=True, exist_ok=True)
        code = "@dag\ndef first_pipeline():\n    # --8<-- [start:load]\n    load()\n    # --8<-- [end:load]\n"
        (dags / "first_pipeline.py").write_text(code, encoding="utf-8")
        if any("exercise: " in str(text) for text in texts.values()):  # no lesson may be without one that is there
            exercise = tmp_path / "exercises" / "first_dag"
            exercise.mkdir(parents=True, exist_ok=True)
            (exercise / "checks.py").touch()
        lab = tmp_path / "labs" / "trigger_rules"
        lab.mkdir(parents=True, exist_ok=True)
        (lab / "lab.html").touch()
        (tmp_path / "Makefile").write_text(
            "example: ready\n\trun $(NAME) $(DAY)\n\nairflow:\n\tstart\n", encoding="utf-8"
        )
        return tmp_path

    return write_it
