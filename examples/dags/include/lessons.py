"""Read a lesson's Markdown as text that is worth finding."""

from __future__ import annotations

import re
from pathlib import Path

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
TITLE = re.compile(r'^title: "?(.*?)"?$', re.MULTILINE)
# Questions would give away their answers; diagrams, code and tags are not prose.
NOT_PROSE = re.compile(
    r"<quiz>.*?</quiz>|^( *)```.*?^\1```$|^ *--8<--.*?$|<[^>\n]+>", re.DOTALL | re.MULTILINE
)
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?")
HEADING = re.compile(r"^##+ +(.*)$", re.MULTILINE)
NOT_TAUGHT = {"Check yourself", "Go further"}  # sections of questions and of links


def read(path: Path, root: Path) -> dict | None:
    """Read a lesson or the glossary.

    Args:
        path: a Markdown file.
        root: the folder of all pages.

    Returns:
        Its ``path`` below the root, ``title`` and ``body``; None for any other page.
    """
    text = path.read_text(encoding="utf-8")
    front_matter = FRONT_MATTER.match(text)
    if front_matter is None or not (
        "template: lesson.html" in front_matter[1] or path.name == "glossary.md"
    ):
        return None
    title = TITLE.search(front_matter[1])
    return {
        "path": path.relative_to(root).as_posix(),
        "title": title[1] if title else path.stem,
        "body": text[front_matter.end() :],
    }


def split_up(body: str, words: int, overlap: int) -> list[tuple[str, str]]:
    """Split Markdown into passages.

    Args:
        body: Markdown without front matter.
        words: how many words a passage has at most.
        overlap: how many words a passage shares with the one before it in its section.

    Returns:
        Pairs of a heading, empty before the first, and a passage's text.
    """
    _, *sections = HEADING.split("## \n" + LINK.sub(r"\1", NOT_PROSE.sub("", body)))
    passages = []
    for heading, text in zip(sections[::2], sections[1::2], strict=True):
        found = [] if heading in NOT_TAUGHT else text.split()
        starts = range(0, max(len(found) - overlap, 1), words - overlap)
        passages += [
            (heading.strip(), " ".join(found[start : start + words])) for start in starts if found
        ]
    return passages
