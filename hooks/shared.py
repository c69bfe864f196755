"""What the hooks share during a build: the course, and what is wrong with it.

No hook itself, because MkDocs loads each hook under a name of its own: imported from here, all see the same.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

# MkDocs puts the hooks' folder on the path, and the course is beside it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from course import model
from course.findings import Finding
from course.read import read_page


@dataclass
class Build:
    """The build that is going on. Under `mkdocs serve` mistakes are shown in the pages instead of stopping it."""

    serving: bool = False
    course: model.Course | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether there is more than warnings."""
        return any(not finding.warning for finding in self.findings)

    def whole(self) -> model.Course:
        """Return the course.

        Raises:
            PluginError: it was not read: hooks/lint.py is missing in mkdocs.yml.
        """
        if self.course is None:
            remedy = "put hooks/lint.py first under hooks in mkdocs.yml"
            raise PluginError(f"the course was not read\n  To mend it: {remedy}")
        return self.course

    def page(self, page: Page) -> model.Page:
        """Return what the course knows of a page of MkDocs, which takes more files for pages than the course does."""
        pages, path = self.whole().pages, page.file.src_uri
        return pages.get(path) or read_page(Path(page.file.abs_src_path), self.whole().root / "docs")

    def lines(self, page: model.Page) -> list[str]:
        """Return the lines of a page's file, without those at which MkDocs itself would stop with a traceback."""
        lines = page.source.split("\n")
        for finding in self.findings:
            unreadable = finding.code == "K704" or finding.problem.endswith("is no address")
            if unreadable and finding.path == f"docs/{page.path}":
                lines[finding.line - 1] = f"({finding.problem})"
        return lines


BUILD = Build()
