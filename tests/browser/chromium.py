"""Find a Chromium for the tests, or get one."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# Without a sandbox, because root (as in a container) can't have one; quiet, because tests must not look outside.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Documents are replaced as they were before RenderDocument: with it, closing a page while it loads itself again
    # waits without end (https://github.com/microsoft/playwright/issues/42068). The other two are Playwright's own
    # features, whose list this one replaces.
    "--enable-features=RenderDocument:level/crashed-frame,CDPScreenshotNewSurface,SkipListAccountsWithoutGaiaCookies",
]


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium: one that is installed, Playwright's own, or Debian's.

    Args:
        playwright: the running Playwright.

    Returns:
        The browser.

    Raises:
        RuntimeError: there is none, and none could be installed; the message says what was tried.
    """
    tried = []
    with (Path(tempfile.gettempdir()) / f"test-chromium-{os.getuid()}").open("a") as lock:
        # One after the other, so that no two test processes install it at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        for start in (_installed, _chrome, _playwrights, _debians):
            try:
                return start(playwright)
            except (Error, LookupError, OSError, subprocess.CalledProcessError) as error:
                tried.append(f"{start.__doc__} {str(error).splitlines()[0]}")
    raise RuntimeError("The tests need Chromium or Chrome; install one. Tried:\n" + "\n".join(tried))


def _installed(playwright: Playwright) -> Browser:
    """A Chromium or Chrome on PATH:"""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise LookupError("none found")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


def _chrome(playwright: Playwright) -> Browser:
    """Chrome where macOS and Windows put it:"""
    return playwright.chromium.launch(channel="chrome", args=ARGUMENTS)


def _playwrights(playwright: Playwright) -> Browser:
    """Playwright's own, downloaded:"""
    try:
        return playwright.chromium.launch(args=ARGUMENTS)
    except Error:
        _run(sys.executable, "-m", "playwright", "install", "chromium")
        return playwright.chromium.launch(args=ARGUMENTS)


def _debians(playwright: Playwright) -> Browser:
    """Debian's package, as root:"""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise LookupError("not root on Debian")
    _run("apt-get", "update")
    _run("apt-get", "install", "--yes", "chromium")
    return _installed(playwright)


def _run(*command: str) -> None:
    """Run a command that can't ask anything."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=quiet, check=True, stdin=subprocess.DEVNULL, capture_output=True)
