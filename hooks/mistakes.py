"""Where in a page's source something stands, and how to stop the build there."""

from __future__ import annotations

import os
from typing import NoReturn

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File


def fail(config: MkDocsConfig, file: File, line: int, problem: str, remedy: str) -> NoReturn:
    """Stop the build with ``path:line: problem`` and how to mend it.

    Args:
        config: the site's configuration; paths are shown relative to its folder.
        file: the source file at fault.
        line: its line at fault, counted from 1.
        problem: what is wrong, one sentence.
        remedy: what to write instead, one sentence.

    Raises:
        PluginError: always; MkDocs prints it without a traceback and exits with 1.
    """
    root = os.path.dirname(config.config_file_path)
    path = os.path.relpath(file.abs_src_path or file.src_uri, root)
    raise PluginError(f"{path}:{line}: {problem}\n  To mend it: {remedy}")


def lines_above(file: File, markdown: str) -> int:
    """Count the lines of front matter above a page's Markdown.

    Args:
        file: the page's source file.
        markdown: the page's Markdown as MkDocs read it, before any plugin changed it.

    Returns:
        How many lines to add to a line of ``markdown`` to get a line of the file.
    """
    text = file.content_string
    return text.count("\n", 0, text.rfind(markdown)) if markdown else 0
