"""Show the exercises: where a lesson has a comment ``exercise: first_dag``, the page has the task, the commands and the
solution, from the folder in exercises/, and a field for the line that `make check` shows in the end.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from shared import BUILD

from course.exercises import code  # isort: skip (shared puts the course on the path)


@event_priority(-50)  # after hooks/lint.py has compared what the page says with its source
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the exercises into a page.

    Args:
        html: the page's HTML, in which a comment stands for each exercise.
        page: the page.
        config: the site's configuration, whose Markdown the tasks are written in.
        files: not used.

    Returns:
        The HTML.
    """
    exercises = BUILD.page(page).exercises
    if not exercises or BUILD.broken:  # the findings say what is wrong
        return html
    markdown = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    template = Environment(autoescape=True).from_string(BOX)
    for name, _ in exercises:
        folder = BUILD.whole().root / "exercises" / name
        box = template.render(name=name, code=code(name), task=markdown.reset().convert(_task(folder)))
        comment = f"<!-- exercise: {name} -->"
        assert html.count(comment) == 1, f"{page.file.src_uri}: the comment '{comment}' is lost"
        html = html.replace(comment, box)
    return html


def _task(folder: Path) -> str:
    """Return what a learner reads of an exercise, as Markdown."""
    task = (folder / "task.md").read_text(encoding="utf-8")
    name = folder.name
    if (folder / "start.py").exists():
        commands = f"Begin, edit `my_dags/{name}.py`, and let it be judged, as often as you like:\n\n"
        commands += f"```shell\nmake start EXERCISE={name}\nmake check EXERCISE={name}\n```\n"
        solution = f'```python title="my_dags/{name}.py"\n{(folder / "solution.py").read_text(encoding="utf-8")}```\n'
    else:
        commands = ""
        solution = (folder / "solution.md").read_text(encoding="utf-8")
    indented = "".join(f"    {line}" for line in solution.splitlines(keepends=True))
    return f'{task}\n{commands}\n??? success "Solution"\n\n{indented}'


# Without a script the field would do nothing: assets/javascripts/progress.js shows it.
BOX = """<div class="exercise" data-exercise="{{ code }}">
<p class="exercise__title"><strong>Exercise</strong> <code>{{ name }}</code></p>
{{ task | safe }}
<form class="exercise__met" hidden>
<label>When all is met, <code>make check</code> shows a last line. Paste it here, and it counts:
<input type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="Met: …"></label>
<button type="submit" class="md-button">Count it</button>
<p role="status"></p>
</form>
</div>"""
