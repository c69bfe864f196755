"""Read a lesson as text that is worth finding."""

from __future__ import annotations

from pathlib import Path

# The course is read by the same code that builds it.
from course.markdown import sections
from course.read import read_page

NOT_TAUGHT = {"Check yourself", "Go further"}  # sections of questions and of links


def read(path: Path, root: Path) -> dict | None:
    """Read a lesson or the glossary.

    Args:
        path: a Markdown file.
        root: the folder of all pages.

    Returns:
        Its ``path`` below the root, ``title`` and ``body`` without questions, whose wrong
        answers nobody should find; None for any other page.
    """
    page = read_page(path, root)
    if not page.is_lesson and path.name != "glossary.md":
        return None
    asked = {
        line
        for question in page.questions
        for line in range(question.line, question.end + 1)
    }
    lines = enumerate(page.body.split("\n"), page.body_line)
    body = "\n".join(line for number, line in lines if number not in asked)
    return {"path": page.path, "title": page.title, "body": body}


def split_up(body: str, words: int, overlap: int) -> list[tuple[str, str]]:
    """Split Markdown into passages.

    Args:
        body: Markdown without front matter.
        words: how many words a passage has at most.
        overlap: how many words a passage shares with the one before it in its section.

    Returns:
        Pairs of a heading, empty before the first, and a passage's text.
    """
    passages = []
    for heading, text in sections(body):
        found = [] if heading in NOT_TAUGHT else text.split()
        starts = range(0, max(len(found) - overlap, 1), words - overlap)
        passages += [
            (heading, " ".join(found[start : start + words]))
            for start in starts
            if found
        ]
    return passages
