"""Small sites with the real mkdocs.yml, hooks, overrides and assets, built by the real command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[2]
NAV = "\nnav:\n"
# What a build may take from where the tests run. Above all not CI, SITE_URL, REPO_URL, ONLINE and PYTHONPATH.
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")


@dataclass
class Built:
    """What a build left: its exit code, all it printed, and the site's folder."""

    returncode: int
    output: str
    folder: Path

    def text(self, path: str = "index.html") -> str:
        """Return a file of the site. If the build failed, the test fails here, with what the build printed."""
        assert self.returncode == 0, self.output
        return (self.folder / path).read_text(encoding="utf-8")

    def page(self, path: str = "index.html") -> BeautifulSoup:
        """Return a page of the site."""
        return BeautifulSoup(self.text(path), "html.parser")

    def mistakes(self) -> list[tuple[str, str]]:
        """Return what the build found, without warnings: ``file:line: CODE problem``, and how to mend it."""
        lines = self.output.split("\n")
        return [
            (line, after.removeprefix("  To mend it: "))
            for line, after in pairwise(lines)
            if after.startswith("  To mend it: ") and " warning: " not in line
        ]

    def assert_stopped(self, line: int, problem: str, remedy: str) -> None:
        """Assert that the build stopped at a line of docs/index.md, said why and how to mend it, and wrote no page."""
        assert self.returncode == 1, f"the build should have failed, and printed:\n{self.output}"
        here = re.compile(rf"docs/index\.md:{line}: [A-Z]\d{{3}} {re.escape(problem)}.*")
        assert [how for what, how in self.mistakes() if here.fullmatch(what) and remedy in how], self.output
        assert "Traceback" not in self.output
        assert not (self.folder / "index.html").exists()


class Site:
    """A site in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache = root / ".cache" / "diagrams"
        for part in ("course", "hooks", "overrides", "assets"):
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        for part in ("dags", "apps", "lessons", "questions", "beliefs"):  # what pages include code from
            (root / "examples" / part).mkdir(parents=True)
        for part in ("exercises", "labs"):
            (root / part).mkdir()

    def write(self, pages: dict[str, str], nav: str = "") -> Site:
        """Replace the pages, given as paths below docs/ and their text, and the navigation, by default all of them."""
        shutil.rmtree(self.root / "docs", ignore_errors=True)
        for path, text in pages.items():
            file = self.root / "docs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        config, found, _ = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition(NAV)
        assert found, "mkdocs.yml has no nav to replace"
        nav = nav or "".join(f"  - {path}\n" for path in pages)
        (self.root / "mkdocs.yml").write_text(config + NAV + nav, encoding="utf-8")
        return self

    def build(self, **environment: str) -> Built:
        """Build the site, with nothing in the environment that the test did not put there."""
        folder = self.root / "site"
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
            cwd=self.root,
            env=self.environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=300,  # seconds; in a thread of build_all nothing else would end a build that hangs
        )
        return Built(done.returncode, done.stdout, folder)

    def environment(self) -> dict[str, str]:
        """Return the environment of a build: no CI, no addresses, and no git repository above the site's folder."""
        kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        alone = {"GIT_CEILING_DIRECTORIES": str(self.root.parent), "GIT_CONFIG_GLOBAL": os.devnull}
        return kept | alone | {"PYTHONIOENCODING": "utf-8", "NO_MKDOCS_2_WARNING": "1"}


def page(body: str, *front_matter: str) -> str:
    """Return the text of a page: the front matter that every page needs, more lines of it, and Markdown."""
    lines = ["---", "title: A page", "description: A page of a test.", *front_matter, "---", "", body, ""]
    return "\n".join(lines)


def line_of(text: str, wanted: str) -> int:
    """Return the number of the last line that is the wanted one."""
    return max(number for number, line in enumerate(text.split("\n"), 1) if line == wanted)


def build_all(sites: dict[str, Site]) -> dict[str, Built]:
    """Build many sites, some at once: a build that must fail can show only one mistake."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(sites, pool.map(Site.build, sites.values()), strict=True))


@pytest.fixture
def small_site(tmp_path: Path) -> Site:
    """An empty site for one test."""
    return Site(tmp_path)


@pytest.fixture(scope="module")
def new_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Site]:
    """A function that returns an empty site, for fixtures that serve many tests."""
    return lambda: Site(tmp_path_factory.mktemp("site"))
