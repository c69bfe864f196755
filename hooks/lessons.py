"""Give the templates what the course says of a page, and of itself.

A page with ``template: lesson.html`` is a lesson: overrides/lesson.html shows its minutes, objectives and
prerequisites, and overrides/home.html lists the modules and their lessons.
"""

from __future__ import annotations

import json
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from shared import BUILD, model

from course import repository  # isort: skip (shared puts the course on the path)
from course.exercises import code  # isort: skip
from course.markdown import inline_html, text  # isort: skip

# Lessons from which on a menu with all of them would weigh more than a page.
LARGE = 100
# Texts of the front matter that templates show.
SHOWN = ("heading", "lead", "outcome", "audience", "pipelines", "picture", "caption")


# What stands where a page stood before. It needs no script; a place within the page is lost.
MOVED = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} has moved</title>
<link rel="canonical" href="{url}">
<link rel="icon" href="{icon}">
<meta http-equiv="refresh" content="0; url={url}">
</head>
<body><p>This page has moved: <a href="{url}">{title}</a></p></body>
</html>
"""

_course: list = []  # the navigation of now, and its modules for the templates: the same for every page


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let the menu of a large course show the lessons of the page's own module, and of other modules the names alone.

    Args:
        config: the site's configuration. With every lesson in every menu, the site would grow with their square.

    Returns:
        The configuration.
    """
    if len(BUILD.whole().lessons) > LARGE:
        features = [name for name in config.theme["features"] if name != "navigation.sections"]
        config.theme["features"] = [*features, "navigation.prune"]
    return config


@event_priority(50)  # before anything reads the metadata
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make the front matter's texts safe to be shown, and its paths files.

    Args:
        markdown: the page's Markdown, returned as it is.
        page: the page; title and description are escaped (Material shows them as they are), objectives become HTML,
            and a lesson's ``prerequisites`` the files that they name.
        config: not used.
        files: the site's files, to look prerequisites up.

    Returns:
        The Markdown.
    """
    known = BUILD.page(page)
    if known.template not in model.TEMPLATE_ANCHORS:
        page.meta.pop("template", None)  # the findings say so, if there was one
    page.meta["title"] = Markup.escape(text(known.title) if "`" in known.title else known.title)
    page.meta["title_in_html"] = inline_html(known.title)
    page.meta["description"] = Markup.escape(known.front.text("description"))
    for key in SHOWN:
        if known.front.text(key):
            page.meta[key] = inline_html(known.front.text(key))
    page.meta["objectives"] = [inline_html(words) for words, _ in known.objectives]
    prerequisites = [files.get_file_from_path(path) for path, _ in known.prerequisites]
    page.meta["prerequisites"] = [file for file in prerequisites if file is not None and file.page]
    return markdown


def on_page_context(context: dict, page: Page, config: MkDocsConfig, nav: Navigation) -> dict:
    """Give the templates the course, and a lesson its module.

    Args:
        context: what the template sees; gets ``course`` (a list of modules: title, minutes, pages), ``exercises`` (how
            many there are), ``airflow`` (the version that the examples run), and for a lesson ``module`` and
            ``next_lesson``.
        page: the page.
        config: the site's configuration.
        nav: the site's navigation.

    Returns:
        The context.
    """
    if not _course or _course[0] is not nav:
        pages = {one.file.src_uri: one for one in nav.pages}
        _course[:] = [nav, [_module(module, pages) for module in BUILD.whole().modules]]
    context["course"] = _course[1]
    context["exercises"] = len(BUILD.whole().exercises)
    context["airflow"] = repository.airflow_version(Path(config.config_file_path).parent)
    if BUILD.page(page).is_lesson:
        lessons = [lesson for module in context["course"] for lesson in module["lessons"]]
        after = lessons.index(page) + 1 if page in lessons else len(lessons)
        context["next_lesson"] = lessons[after] if after < len(lessons) else None
        context["module"] = next((module for module in context["course"] if page in module["lessons"]), None)
    anchors = model.TEMPLATE_ANCHORS.get(BUILD.page(page).template)
    if anchors:
        # As the root of the table of contents the title is what the skip link leads to.
        title = AnchorLink(page.title, anchors[0], 1)
        title.children = page.toc.items
        page.toc.items = [title]
    return context


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Write course.json, by which a browser counts what was done, and a page at each address that a page had before.

    Args:
        env: the templates, returned as they are.
        config: the site's configuration.
        files: the site's files, which get one more.

    Returns:
        The templates.
    """
    modules = []
    for module in BUILD.whole().modules:
        lessons = [
            {
                "path": files.get_file_from_path(lesson.path).url,
                "title": lesson.title,
                "questions": [question.id for question in lesson.questions],
                "exercises": [code(name) for name, _ in lesson.exercises],
                "formerly": [_file(former, config).url for former, _ in lesson.formerly],
            }
            for lesson in module.lessons
        ]
        modules.append({"title": module.title, "lessons": lessons})
    content = json.dumps({"version": 1, "modules": modules}, ensure_ascii=False)
    files.append(File.generated(config, "course.json", content=content))
    for page in BUILD.whole().pages.values():
        for former, _ in page.formerly:
            old = _file(former, config)
            url = files.get_file_from_path(page.path).url_relative_to(old)
            icon = get_relative_url(config.theme["favicon"], old.url)
            content = MOVED.format(title=Markup.escape(text(page.title)), url=Markup.escape(url), icon=icon)
            files.append(File.generated(config, old.dest_uri, content=content))
    return env


def _file(path: str, config: MkDocsConfig) -> File:
    """Return what MkDocs would make of a page that is not there."""
    return File(path, "", "", config.use_directory_urls)


def _module(module: model.Module, pages: dict[str, Page]) -> dict:
    lessons = [pages[lesson.path] for lesson in module.lessons]
    return {"title": module.title, "minutes": module.minutes, "lessons": lessons}
