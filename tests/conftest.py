"""What every test shares: the built site, served as GitHub Pages would, under a path of its own."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REPO_URL = "https://github.com/example/learn-data-orchestration"


@dataclass
class Site:
    """A built site and where it is served."""

    folder: Path
    url: str

    def pages(self) -> list[str]:
        """Return the address of every page, below the site's own, but not of those that only lead to another."""
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        listed = json.loads((self.folder / "course.json").read_text(encoding="utf-8"))
        moved = [
            former for module in listed["modules"] for lesson in module["lessons"] for former in lesson["formerly"]
        ]
        return sorted({path.removesuffix("index.html") for path in found}.difference(moved))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a request that fails, fails its test."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own 404 page, as GitHub Pages does."""
        page = Path(self.directory) / "course" / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Site]]:
    """Return a function that builds the site of a folder and serves it until the tests end."""
    servers = []

    def build_and_serve(root: Path) -> Site:
        folder = tmp_path_factory.mktemp("served")
        # It listens before the site is built, so that no other program can take its port meanwhile.
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        # Material's instant navigation is silently off where site_url is not the page's own address.
        url = f"http://127.0.0.1:{server.server_port}/course/"
        build(root, folder / "course", SITE_URL=url, REPO_URL=REPO_URL)
        return Site(folder / "course", url)

    yield build_and_serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(serve: Callable[[Path], Site]) -> Site:
    """Build and serve this repository's site, once."""
    return serve(ROOT)


def build(root: Path, folder: Path, **environment: str) -> None:
    """Build the site of a folder into another, or fail with what MkDocs said."""
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
        cwd=root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
