"""Check the code that a page includes from examples/, so that a missing file or section stops the build at its line.

pymdownx.snippets includes it: a line ``--8<-- "health_score.py:ingest"`` stands for what is between the lines
``# --8<-- [start:ingest]`` and ``# --8<-- [end:ingest]`` of that file.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

from mistakes import fail, lines_above

INCLUDE = re.compile(r"^[ \t]*-+8<-+[ \t]+(?P<quote>['\"])(?P<what>.*?)(?P=quote)[ \t]*$", re.MULTILINE)
ANY = re.compile(r"^[ \t]*-+8<-+.*$", re.MULTILINE)


@event_priority(100)  # before hooks/quizzes.py, the next of the hooks, changes the lines
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Check each line of a page that includes code.

    Args:
        markdown: the page's Markdown, returned as it is.
        page: the page.
        config: the site's configuration; it says in which folders pymdownx.snippets looks.

    Returns:
        The Markdown.

    Raises:
        PluginError: a line can't be read, or its file or section is missing; the message has file and line.
    """
    for line in ANY.finditer(markdown):
        problem = _problem(line[0], config)
        if problem:
            number = lines_above(page.file, markdown) + markdown.count("\n", 0, line.start()) + 1
            fail(config, page.file, number, *problem)
    return markdown


def _problem(line: str, config: MkDocsConfig) -> tuple[str, str] | None:
    """Return what is wrong with a line and how to mend it, or None."""
    include = INCLUDE.match(line)
    name, _, section = include["what"].partition(":") if include else ("", "", "")
    if not name or not section:
        return "the line includes nothing", 'write --8<-- "health_score.py:ingest", the name of a file and of a section'
    root = Path(config.config_file_path).parent
    folders = config.mdx_configs["pymdownx.snippets"]["base_path"]
    found = [path for folder in folders if ".." not in name and (path := root / folder / name).is_file()]
    if not found:
        there = sorted({path.name for folder in folders for path in (root / folder).glob("*.*")})
        return f"there is no file {name} in {', '.join(folders)}", f"name one of these: {', '.join(there)}"
    text = found[0].read_text(encoding="utf-8")
    for mark in ("start", "end"):
        marker = rf"--8<--[ \t]+\[[ \t]*{mark}[ \t]*:[ \t]*{re.escape(section)}[ \t]*\]"
        if not re.search(marker, text):
            there = sorted(set(re.findall(r"--8<--[ \t]+\[[ \t]*start[ \t]*:[ \t]*([\w-]+)", text)))
            remedy = (
                f"put a line '# --8<-- [{mark}:{section}]' into it, or name one of its sections: {', '.join(there)}"
            )
            return f"{name} does not mark the {mark} of a section '{section}'", remedy
    return None
