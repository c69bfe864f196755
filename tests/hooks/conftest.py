"""Small sites with the real mkdocs.yml, hooks, overrides and assets, built by the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[2]
PARTS = ("hooks", "overrides", "assets")
NAV = "\nnav:\n"
# What a build may take from where the tests run. Above all not CI, SITE_URL, REPO_URL, OFFLINE and PYTHONPATH.
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")


@dataclass
class Built:
    """What a build left: its exit code, all it printed, and the site's folder."""

    returncode: int
    output: str
    folder: Path

    def text(self, path: str) -> str:
        """Return a file of the site; a build that failed fails the test here, with what it printed."""
        assert self.returncode == 0, self.output
        return (self.folder / path).read_text(encoding="utf-8")

    def page(self, path: str = "index.html") -> BeautifulSoup:
        """Return a page of the site."""
        return BeautifulSoup(self.text(path), "html.parser")


class Site:
    """A site in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for part in PARTS:
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        self.cache = root / ".cache" / "diagrams"

    def write(self, pages: dict[str, str], nav: list[str] | None = None) -> Site:
        """Replace the pages, given as path below docs/ and Markdown, and the navigation."""
        shutil.rmtree(self.root / "docs", ignore_errors=True)
        for path, markdown in pages.items():
            page = self.root / "docs" / path
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(markdown, encoding="utf-8")
        config, found, _ = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition(NAV)
        assert found, "mkdocs.yml has no nav to replace"
        lines = "".join(f"  - {path}\n" for path in nav or pages)
        (self.root / "mkdocs.yml").write_text(config + NAV + lines, encoding="utf-8")
        return self

    def build(self, **environment: str) -> Built:
        """Build the site as `mkdocs build` does, with nothing in the environment that a test did not put there."""
        folder = self.root / "site"
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
            cwd=self.root,
            env=self.environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Built(done.returncode, done.stdout, folder)

    def environment(self) -> dict[str, str]:
        """Return an environment in which only what a test sets can change a build."""
        kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        alone = {"GIT_CEILING_DIRECTORIES": str(self.root.parent), "GIT_CONFIG_GLOBAL": os.devnull}
        return kept | alone | {"PYTHONIOENCODING": "utf-8", "NO_MKDOCS_2_WARNING": "1"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site for one test."""
    return Site(tmp_path)


@pytest.fixture(scope="module")
def module_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An empty site for the tests of a module that replace all its pages."""
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def page() -> Callable[..., str]:
    """A function that makes a page of Markdown with the front matter that every page needs."""

    def make(body: str, **front_matter: str) -> str:
        lines = {"title": "A page", "description": "A page of a test."} | front_matter
        return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + f"---\n\n{body}\n"

    return make
