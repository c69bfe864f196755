"""Check the pages' front matter, and give the templates what it says of the course.

A page with ``template: lesson.html`` is a lesson: overrides/lesson.html shows its minutes,
objectives and prerequisites, and overrides/home.html lists the modules and their lessons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from mistakes import fail

LESSON = "lesson.html"
# Templates that write the title themselves, and the id that they give it.
TITLES = {LESSON: "lesson", "home.html": "home"}


@dataclass
class Module:
    """A section of the navigation that has lessons, in reading order."""

    title: str
    lessons: list[Page] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Reading time of all its lessons, in minutes."""
        return sum(lesson.meta["minutes"] for lesson in self.lessons)


@event_priority(100)  # before anything reads the metadata
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Check a page's front matter.

    Args:
        markdown: the page's Markdown, returned as it is.
        page: the page; a lesson's ``prerequisites`` become the files that they name.
        config: the site's configuration.
        files: the site's files, to look prerequisites up.

    Returns:
        The Markdown.

    Raises:
        PluginError: the front matter can't be read, or lacks what its page needs.
    """
    lines = _front_matter(page.file, config)
    _need(page, config, lines, "title", str, "title: The page's title")
    _need(page, config, lines, "description", str, "description: One sentence for search results and link previews.")
    template = page.meta.get("template")
    if template and not any((Path(folder) / str(template)).is_file() for folder in config.theme.dirs):
        remedy = f"write 'template: {LESSON}' for a lesson, or leave it out"
        fail(config, page.file, lines["template"], f"there is no template '{template}'", remedy)
    if template == LESSON:
        _need(page, config, lines, "minutes", int, "minutes: 8")
        objectives = _need(page, config, lines, "objectives", list, "objectives: and under it '  - What one can do'")
        prerequisites = page.meta.setdefault("prerequisites", [])
        if not objectives or not all(isinstance(objective, str) for objective in objectives):
            fail(
                config, page.file, lines.get("objectives", 1), "'objectives' is no list of texts", "write '  - A text'"
            )
        if not isinstance(prerequisites, list):
            remedy = "write '  - folder/lesson.md' under it"
            fail(config, page.file, lines["prerequisites"], "'prerequisites' is no list", remedy)
        page.meta["prerequisites"] = [files.get_file_from_path(str(path)) for path in prerequisites]
        for path, lesson in zip(prerequisites, page.meta["prerequisites"], strict=True):
            if lesson is None or not lesson.is_documentation_page():
                remedy = "give its path from docs/, such as orchestration/journey.md"
                fail(config, page.file, lines["prerequisites"], f"there is no lesson '{path}'", remedy)
    return markdown


def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav: Navigation) -> dict:
    """Give the templates the course, and a lesson its module.

    Args:
        context: what the template sees; gets ``course`` (a list of Module), and for a lesson
            ``module`` (a Module).
        page: the page.
        config: not used.
        nav: the site's navigation.

    Returns:
        The context.
    """
    course = [module for item in nav.items if isinstance(item, Section) and (module := _module(item)).lessons]
    context["course"] = course
    if page.meta.get("template") == LESSON:
        context["module"] = next((module for module in course if page in module.lessons), None)
    if anchor := TITLES.get(page.meta.get("template")):
        # As the root of the table of contents the title is what the skip link leads to.
        title = AnchorLink(page.title, anchor, 1)
        title.children = page.toc.items
        page.toc.items = [title]
    return context


def _front_matter(file: File, config: MkDocsConfig) -> dict[str, int]:
    """Return the line of each key, or stop at a mistake: MkDocs itself shows broken front matter as text."""
    text = file.content_string
    if not text.startswith("---\n"):
        remedy = "begin the file with a line ---, then title: and description:, then a line ---"
        fail(config, file, 1, "the page has no front matter", remedy)
    end = text.find("\n---", 3)
    if end < 0:
        fail(config, file, 1, "the front matter has no end", "write a line --- after it")
    try:
        node = yaml.compose(text[4 : end + 1], Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", error)
        remedy = "put texts with a colon or a quote in double quotes, and indent lists by two spaces"
        fail(config, file, mark.line + 2 if mark else 2, f"the front matter can't be read: {problem}", remedy)
    if not isinstance(node, yaml.MappingNode):
        fail(config, file, 2, "the front matter has no keys", "write lines such as 'title: The page's title'")
    return {key.value: key.start_mark.line + 2 for key, _ in node.value}


def _need(page: Page, config: MkDocsConfig, lines: dict[str, int], key: str, kind: type, example: str) -> object:
    value = page.meta.get(key)
    if value is None:
        fail(config, page.file, 1, f"the front matter has no '{key}'", f"add a line like: {example}")
    if not isinstance(value, kind) or isinstance(value, bool) or value == "" or (kind is int and value < 1):
        fail(config, page.file, lines[key], f"'{key}' can't be {value!r}", f"write it like: {example}")
    return value


def _module(section: Section) -> Module:
    pages = [item for item in section.children if isinstance(item, Page)]
    return Module(section.title, [page for page in pages if page.meta.get("template") == LESSON])
