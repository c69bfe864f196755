"""M: what mkdocs.yml must have, without which no page can be made as the course needs it."""

from __future__ import annotations

from collections.abc import Iterator

from course.findings import Finding
from course.model import Course
from course.rules import Rule

# What is needed, and what it does.
NEEDED = {
    "plugins": {
        "search": "makes the pages searchable",
        "mermaid2": "offers the fence for diagrams",
        "mkdocs_quiz": "makes questions",
        "git-revision-date-localized": "tells when a page was last changed",
    },
    "markdown_extensions": {
        "admonition": "makes notes",
        "attr_list": "gives pictures a size",
        "def_list": "makes the glossary",
        "md_in_html": "reads the Markdown of the takeaways",
        "tables": "makes tables",
        "toc": "gives headings their ids",
        "pymdownx.details": "makes folds",
        "pymdownx.highlight": "colors code",
        "pymdownx.snippets": "includes code",
        "pymdownx.superfences": "reads fences",
    },
    "hooks": {
        "hooks/lint.py": "reads the course",
        "hooks/assets.py": "publishes assets/",
        "hooks/repository.py": "knows the repository's address",
        "hooks/markup.py": "keeps braces as they are written",
        "hooks/lessons.py": "gives the templates the course",
        "hooks/quizzes.py": "shows the questions",
        "hooks/diagrams.py": "draws the diagrams",
        "hooks/search.py": "makes the search find what is seen",
    },
    "custom_fences": {"mermaid": "marks diagrams"},
}

RULES = [
    Rule(
        "M001",
        "setting-missing",
        "The pages need each plugin, Markdown extension, hook and fence that `mkdocs.yml` names. Without one, a "
        "page would be built that shows its source instead of a question or a diagram.",
        "hooks:\n  - hooks/lint.py\n  - hooks/assets.py\n",
        "hooks:\n  - hooks/lint.py\n  - hooks/assets.py\n  - hooks/quizzes.py\n  …\n",
        where="settings",
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield each setting that is missing."""
    if not course.settings:
        return  # a folder with pages and no mkdocs.yml
    for part, needed in NEEDED.items():
        named = course.settings.get(part, {})
        for name in needed.keys() - named.keys():
            problem = f"'{name}' is missing under {part}: it {needed[name]}"
            line = named.get("", 1)
            yield Finding(
                "M001", "mkdocs.yml", line, problem, f"add '- {name}' below this line, or bring the file back"
            )
