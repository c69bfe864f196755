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
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import ROOT
from tests.ports import reserve

LESSON = "airflow/how-it-works"
SOURCE = f"docs/{LESSON}.md"
PATIENCE = 120  # seconds for a build on a busy machine, which may have to draw every diagram

# A hook that does once, between the course's reading of the pages and MkDocs', what a file says.
MEANWHILE = """
from pathlib import Path

def on_files(files, config):
    order = Path(config.config_file_path).with_name("meanwhile")
    if order.exists():
        what = order.read_text(encoding="utf-8")
        order.unlink()
        exec(what)
"""


class Served:
    """A copy of the repository that is served while it is edited."""

    def __init__(self, root: Path) -> None:
        self.root, self.log = root, root / "serve.log"
        for part in ("assets", "course", "docs", "examples", "exercises", "faults", "hooks", "labs", "overrides"):
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("Makefile", "mkdocs.yml"):
            shutil.copy(ROOT / file, root)
        (root / "hooks" / "meanwhile.py").write_text(MEANWHILE, encoding="utf-8")
        config = self.read("mkdocs.yml")
        assert b"hooks/search.py\n" in config
        self.write("mkdocs.yml", config.replace(b"hooks/search.py\n", b"hooks/search.py\n  - hooks/meanwhile.py\n"))
        # Drawings are shared, not copied: other tests write into their folder meanwhile.
        drawings = ROOT / ".cache" / "diagrams"
        drawings.mkdir(parents=True, exist_ok=True)
        (root / ".cache").mkdir()
        (root / ".cache" / "diagrams").symlink_to(drawings)
        (root / "tmp").mkdir()
        self.good: dict[str, bytes] = {}
        while not self.start():
            pass  # another program took the port meanwhile

    def start(self) -> bool:
        """Start the server, and tell whether it got its port."""
        port = reserve()
        self.url = f"http://127.0.0.1:{port}/"
        places = {"SITE_URL": "", "REPO_URL": "", "TMPDIR": str(self.root / "tmp")}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
                cwd=self.root,
                env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | places,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait(lambda: f"Serving on {self.url}" in self.said() or self.process.poll() is not None)
        if self.process.poll() is None:
            return True
        assert re.search("taken by another program|already in use", self.said()), self.said()
        return False

    def wait(self, done: Callable[[], bool]) -> None:
        """Wait until something is so."""
        until = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server, whether it listens or not."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def said(self) -> str:
        """Return what the server printed."""
        return self.log.read_text(encoding="utf-8")

    def ask(self, path: str) -> str:
        """Return a page, which has to be answered within a limit."""
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
            return answer.read().decode("utf-8")

    def read(self, path: str) -> bytes:
        """Return a file of the copy."""
        return (self.root / path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the copy in one step: the server never sees half of it."""
        new = self.root / "new"
        new.write_bytes(content)
        new.replace(self.root / path)

    def edit(self, path: str, old: bytes, new: bytes) -> None:
        """Replace a text in a file of the copy, until the end of the test."""
        if path not in self.good:
            self.good[path] = self.read(path)
        assert old in self.good[path]
        self.write(path, self.good[path].replace(old, new, 1))

    def mend(self) -> None:
        """Undo what was edited."""
        while self.good:
            self.write(*self.good.popitem())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The served copy."""
    copy = Served(tmp_path_factory.mktemp("serve"))
    assert "this would not be published" not in copy.ask(f"{LESSON}/"), copy.said()
    yield copy
    copy.stop()


@pytest.fixture
def served(copy: Served) -> Iterator[Served]:
    """The served copy, which is mended after each test."""
    yield copy
    copy.mend()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page of the served copy, without a mistake."""
    context = browser.new_context()
    context.set_default_navigation_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.goto(f"{served.url}{LESSON}/")
    expect(mistakes(page)).to_have_count(0, timeout=PATIENCE * 1000)
    expect(stopped(page)).to_have_count(0, timeout=PATIENCE * 1000)
    yield page
    context.close()


def box(page: Page) -> Locator:
    """Return the box with findings."""
    return page.get_by_role("complementary", name="What is wrong with the lessons")


def mistakes(page: Page) -> Locator:
    """Return the title of the box with findings where there is more than warnings."""
    return box(page).get_by_text("this would not be published")


def stopped(page: Page) -> Locator:
    """Return the box of a site that can't be built."""
    return page.get_by_role("complementary", name="Why the site can't be built")


MISTAKES = {
    "a link": (
        b"[Quick start: run Airflow on your machine](https:",
        b"[Quick start](nowhere.md) [Quick start](https:",
        "L401 there is no page 'nowhere.md'",
    ),
    "a question": (
        b"> It only [reads DAG files]",
        b"It only [reads DAG files]",
        "Q305 the answer 'The DAG processor' does not say why",
    ),
    "a diagram": (b'files["DAG files"]', b'files["DAG files"', "D102 the diagram has an error"),
    "front matter": (b"minutes: ", b"minutes: nine: or ", "F101 the front matter can't be read"),
    "a file's bytes": (b"Five words", b"F\xfcnf words", "S607 the file is not UTF-8: it has a byte \\xfc"),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_shown_on_every_page_and_goes_away_when_it_is_mended(
    served: Served, page: Page, kind: str
) -> None:
    old, new, told = MISTAKES[kind]
    served.edit(SOURCE, old, new)
    expect(box(page)).to_contain_text(told, timeout=PATIENCE * 1000)
    expect(box(page)).to_contain_text(re.compile(rf"{SOURCE}:\d+"))
    expect(box(page)).to_contain_text("To mend it: ")
    expect(page.locator("article")).to_contain_text("The parts")
    home = page.context.new_page()  # the open page may be about to load itself again
    home.goto(served.url)
    expect(box(home)).to_contain_text(told)
    served.mend()
    for one in (page, home):
        expect(mistakes(one)).to_have_count(0, timeout=PATIENCE * 1000)
    assert "How Airflow works" in served.ask(f"{LESSON}/")


STOPS = {
    "settings that can't be read": ("mkdocs.yml", b"\nnav:\n", b"\nnav: [\n", "error parsing the configuration file"),
    "a setting that is missing": (
        "mkdocs.yml",
        b"  - hooks/assets.py\n",
        b"",
        "M001 'hooks/assets.py' is missing under hooks",
    ),
    "a template": ("overrides/main.html", b"{% block styles %}", b"{% if %}", "Expected an expression"),
}


@pytest.mark.parametrize("kind", STOPS)
def test_what_stops_a_build_is_told_and_the_pages_go_on_being_served(served: Served, page: Page, kind: str) -> None:
    path, old, new, told = STOPS[kind]
    for again in (b"", b"\n"):
        served.edit(path, old, new + again)
        expect(stopped(page)).to_contain_text(told, timeout=PATIENCE * 1000)
        expect(page.get_by_role("heading", level=1)).to_have_text("How Airflow works")
        assert "How Airflow works" in served.ask(f"{LESSON}/")
    home = page.context.new_page()
    home.goto(served.url)
    expect(stopped(home)).to_contain_text(told)
    served.mend()
    for one in (page, home):
        expect(stopped(one)).to_have_count(0, timeout=PATIENCE * 1000)
    assert "How Airflow works" in served.ask(f"{LESSON}/")


@pytest.mark.parametrize(
    "meanwhile",
    [
        "raise FileNotFoundError('page.md~')",
        f"Path(config.docs_dir, '{LESSON}.md').write_bytes(b'F\\xfcnf words')",
        f"Path(config.docs_dir, '{LESSON}.md').unlink()",
    ],
    ids=["a file of an editor goes away", "the page changes", "the page goes away"],
)
def test_what_changes_while_the_site_is_built_stops_no_build(served: Served, meanwhile: str) -> None:
    order = served.root / "meanwhile"
    before = served.said()
    order.write_text(meanwhile, encoding="utf-8")
    served.edit(SOURCE, b"Five words", b"Six words")
    served.wait(lambda: not order.exists())
    built = served.said().count("Reloading browsers")
    served.wait(lambda: served.said().count("Reloading browsers") > built)
    served.edit(SOURCE, b"Five words", b"Seven words")
    served.wait(lambda: "Seven words" in served.ask(f"{LESSON}/"))
    said = served.said().removeprefix(before)
    assert "can't be built" not in said
    assert "Traceback" not in said


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
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken by another program." in done.stderr
    assert f"make serve PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
