"""`mkdocs serve` while somebody writes: mistakes are told in the pages, which go on being served."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT

LESSON = "airflow/how-it-works"


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Served:
    """A copy of the repository that is served while it is edited."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(
            ROOT, root, ignore=shutil.ignore_patterns(".venv*", ".git", ".airflow", "site", "tests", "__pycache__")
        )
        self.root, port = root, free_port()
        self.url = f"http://127.0.0.1:{port}/"
        self.log = root / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
                cwd=root,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "", "REPO_URL": ""},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait(lambda: f"Serving on {self.url}" in self.log.read_text(encoding="utf-8"))

    def wait(self, done: Callable[[], bool]) -> None:
        """Wait until something is so, as long as the server lives."""
        until = time.monotonic() + 120  # seconds; a first build draws every diagram
        while not done():
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < until, self.log.read_text(encoding="utf-8")
            time.sleep(0.2)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text in a page."""
        file = self.root / "docs" / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The served copy; it has one mistake when the server starts."""
    root = tmp_path_factory.mktemp("serve") / "repository"
    original = ROOT / "docs" / f"{LESSON}.md"
    assert "(#the-parts)" in original.read_text(encoding="utf-8")
    served = Served(root)
    yield served
    served.process.terminate()
    served.process.wait()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page of the served copy."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.url}{LESSON}/")
    yield page
    context.close()


def box(page: Page) -> object:
    """Return the box with findings."""
    return page.get_by_role("complementary", name="What is wrong with the lessons")


MISTAKES = {
    "a link": (
        "[Quick start: run Airflow on your machine](https:",
        "[Quick start](nowhere.md) [Quick start](https:",
        "L401 there is no page 'nowhere.md'",
    ),
    "a question": (
        "> It only [reads DAG files]",
        "It only [reads DAG files]",
        "Q305 the answer 'The DAG processor' does not say why",
    ),
    "a diagram": ('files["DAG files"]', 'files["DAG files"', "D102 the diagram has an error"),
    "front matter": ("minutes: 9", "minutes: nine: or ten", "F101 the front matter can't be read"),
    "a file's bytes": None,
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_shown_on_every_page_and_goes_away_when_it_is_mended(
    served: Served, page: Page, kind: str
) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("How Airflow works")
    expect(box(page)).not_to_contain_text("this would not be published")
    path = f"{LESSON}.md"
    good = (served.root / "docs" / path).read_bytes()
    if MISTAKES[kind] is None:
        (served.root / "docs" / path).write_bytes(good.replace(b"Five words", b"F\xfcnf words"))
        told = "S607 the file is not UTF-8: it has a byte \\xfc"
    else:
        old, new, told = MISTAKES[kind]
        served.edit(path, old, new)
    expect(box(page)).to_contain_text(told, timeout=60_000)
    expect(box(page)).to_contain_text(re.compile(rf"docs/{path}:\d+"))
    expect(box(page)).to_contain_text("To mend it: ")
    expect(page.locator("article")).to_contain_text("The parts")
    page.goto(served.url)
    expect(box(page)).to_contain_text(told)
    (served.root / "docs" / path).write_bytes(good)
    expect(box(page).get_by_text("this would not be published")).to_have_count(0, timeout=60_000)
    with urllib.request.urlopen(f"{served.url}{LESSON}/") as answer:
        assert answer.status == 200


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken by another program." in done.stderr
    assert f"make serve PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
