"""Draw Mermaid diagrams where superfences meets their fence, as accessible inline SVG (course/diagrams/).

Where merman, which draws, has no wheel, the fence is left to mermaid2, which draws it in the browser.
"""

from __future__ import annotations

import html
import logging
import os
from pathlib import Path

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pymdownx.superfences import SuperFencesException

from shared import BUILD, model

from course import diagrams  # isort: skip (shared puts the course on the path)
from course.findings import Finding  # isort: skip

log = logging.getLogger("mkdocs.hooks.diagrams")
# mermaid2 names the script that it would load, at each build, though none is loaded.
logging.getLogger("mkdocs.plugins.mermaid2.util").setLevel(logging.WARNING if diagrams.AVAILABLE else logging.INFO)


class _Drawing:
    """The page whose diagrams are being drawn, and the ids that its figures have taken."""

    def __init__(self, page: Page, cache: Path) -> None:
        self.path, self.cache = page.file.src_uri, cache
        self.taken: set[str] = set()

    def html(self, source: str, name: str) -> str:
        """Return the figure of a diagram. Its id is the fence's own, or made from the source and unique on the page."""
        try:
            figure = diagrams.figure(source, self.cache, name=name or self._free(f"diagram-{model.digest(source)}"))
        except diagrams.DiagramError as error:
            found = error.problem
            if not BUILD.broken:  # it comes from a file that the page includes
                BUILD.findings.append(Finding(found.code, f"docs/{self.path}", 1, found.problem, found.remedy))
            return f"<pre><code>{html.escape(source)}</code></pre>"
        return figure

    def _free(self, name: str) -> str:
        number = 1
        while (free := name if number == 1 else f"{name}-{number}") in self.taken:
            number += 1
        self.taken.add(free)
        return free


_drawing: list[_Drawing] = []  # the page's of now


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Settle, once a build, who draws the diagrams.

    Args:
        config: the site's configuration; the fence that it gives to mermaid2 is drawn here instead.

    Returns:
        The configuration; without merman it has no instant navigation, because mermaid2 draws
        nothing after an in-site click.

    Raises:
        PluginError: merman is missing where ``CI`` is set, so the site would be published with
            diagrams that need a script from elsewhere.
    """
    if diagrams.AVAILABLE:
        for fence in config.mdx_configs["pymdownx.superfences"]["custom_fences"]:
            if fence["name"] == "mermaid":
                fence["format"] = _fence
        # mermaid2 has nothing to do, and must not add its script to a page that has the word in it.
        mermaid2 = config.plugins["mermaid2"]
        after = config.plugins.events["post_page"]
        after[:] = [method for method in after if getattr(method, "__self__", None) is not mermaid2]
        return config
    if os.environ.get("CI", "").lower() in ("1", "true"):
        raise PluginError(
            "merman is not installed, and with CI set no diagram may be left to the browser\n"
            "  To mend it: install requirements.txt on Linux x86-64, Apple silicon or Windows x86-64"
        )
    log.info("merman is not installed: mermaid2 draws the diagrams in the browser, from a CDN")
    features = config.theme["features"]
    config.theme["features"] = [name for name in features if not name.startswith("navigation.instant")]
    # mermaid2 asks the CDN for its script; being offline is no mistake in the docs, so no warning.
    logging.getLogger("mkdocs.plugins.mermaid2.util").addFilter(_warning_to_info)
    return config


@event_priority(100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Note which page's fences come next.

    Args:
        markdown: the page's Markdown, returned as it is.
        page: the page.
        config: the site's configuration; drawings are cached in .cache/diagrams beside it.
        files: not used.

    Returns:
        The Markdown.
    """
    _drawing[:] = [_Drawing(page, Path(config.config_file_path).parent / ".cache" / "diagrams")]
    return markdown


def _fence(source: str, language: str, class_name: str, options: dict, md: Markdown, **more: object) -> str:
    try:
        return _drawing[0].html(source.strip("\n"), str(more.get("id_value") or ""))
    except Exception as error:  # superfences would swallow any other, and show the fence's text
        raise SuperFencesException(f"a diagram can't be drawn: {error}") from error


def _warning_to_info(record: logging.LogRecord) -> bool:
    record.levelno, record.levelname = logging.INFO, "INFO"
    return True
