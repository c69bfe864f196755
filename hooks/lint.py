"""Read the course once, and tell all that is wrong with it: at the end of a build that stops, or in the pages while
one writes.
"""

from __future__ import annotations

import errno
import functools
import logging
import re
import shutil
import socket
import sys
import traceback
from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import yaml
from jinja2 import Environment
from mkdocs import utils
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from shared import BUILD

from course import findings, readings  # isort: skip (shared puts the course on the path)
from course.read import read  # isort: skip
from course.rules import check  # isort: skip

log = logging.getLogger("mkdocs.hooks.lint")

# Where Material shows what is on every page, and what stands there while the site can't be built.
ANNOUNCED = '<div data-md-component="announce">'
STOPPED = """<!-- stopped --><aside class="md-banner"><div class="md-banner__inner md-grid md-typeset">
<aside class="findings" aria-label="Why the site can't be built" data-search-exclude>
<p class="findings__title">The site can't be built. You see it as it was before</p>
<pre><code>{reason}</code></pre>
<p>The terminal says more. This box goes away when it is mended.</p>
</aside></div></aside><!-- /stopped -->"""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Note whether somebody is writing.

    Args:
        command: what MkDocs was asked to do.
        dirty: not used.
    """
    BUILD.serving = command == "serve"


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the course, and check it.

    Args:
        config: the site's configuration. A build that will stop gets another folder, so that the last good site stays.

    Returns:
        The configuration.

    Raises:
        PluginError: mkdocs.yml lacks a setting without which no page can be made.
    """
    BUILD.course = read(Path(config.config_file_path).parent)
    BUILD.findings = check(BUILD.course)
    settings = [finding for finding in BUILD.findings if finding.code.startswith("M")]
    if settings:
        raise PluginError("\n" + findings.tell(settings))
    if BUILD.serving:
        # The pages say what is wrong: MkDocs must not stop at a warning that says it again.
        logger = logging.getLogger("mkdocs")
        for handler in [handler for handler in logger.handlers if isinstance(handler, utils.CountHandler)]:
            logger.removeHandler(handler)
    elif BUILD.broken:
        config.site_dir = str(BUILD.course.root / ".cache" / "stopped")
    return config


@event_priority(100)
def on_page_read_source(page: Page, config: MkDocsConfig) -> str:
    """Give MkDocs the source that the course has, for the file may have changed or gone since it was read.

    Args:
        page: the page.
        config: not used.

    Returns:
        The source, in a form that MkDocs can read where the page's own has broken front matter or is no UTF-8.
    """
    known = BUILD.page(page)
    broken = {trouble.kind for trouble in known.troubles}
    if not any(kind.endswith("front matter") or kind == "encoding" for kind in broken):
        return known.source
    values = known.front.values or {"title": known.title}
    return f"---\n{yaml.safe_dump(values, allow_unicode=True)}---\n{known.body}"


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Compare what readers will see of a page with what the course knows of it.

    Args:
        html: the page's HTML, returned as it is.
        page: the page.
        config: not used.
        files: not used.

    Returns:
        The HTML.
    """
    known = BUILD.page(page)
    if not any(finding.path == f"docs/{known.path}" and not finding.warning for finding in BUILD.findings):
        BUILD.findings += readings.differences(known, html)
    if page.present_anchor_ids is not None:
        page.present_anchor_ids |= known.anchors
    return html


@event_priority(-100)  # after every page is made, and before the first is written
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Tell all findings at once, and stop if there are mistakes; under `mkdocs serve` the templates show them.

    Args:
        env: the templates' environment; gets ``findings`` (a list of Finding).
        config: not used.
        files: not used.

    Returns:
        The environment.

    Raises:
        PluginError: there are mistakes, and nobody is serving the pages.
    """
    BUILD.findings = findings.in_order(BUILD.findings)
    told = findings.tell(BUILD.findings)
    if told:
        print(told, file=sys.stderr, flush=True)
    if BUILD.broken and not BUILD.serving:
        raise PluginError("The site was not built, because of the mistakes above.")
    env.globals["findings"] = BUILD.findings if BUILD.serving else []
    return env


def on_build_error(error: Exception, **_: object) -> None:
    """Tell what was found before something else stopped the build: it may be the reason.

    Args:
        error: what stopped it.
    """
    if BUILD.findings and not isinstance(error, PluginError):
        print(findings.tell(BUILD.findings), file=sys.stderr, flush=True)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable) -> LiveReloadServer:
    """Keep the pages being served when the site can't be built anew; say in a sentence that the port is taken.

    Args:
        server: MkDocs' server; it builds the site whenever a file changes.
        config: the site's configuration; it has the address to serve at.
        builder: what builds the site.

    Returns:
        The server.

    Raises:
        SystemExit: something else listens at the address, where MkDocs would show a traceback.
    """
    host, port = config.dev_addr
    with socket.socket(server.address_family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = "is taken by another program" if error.errno == errno.EADDRINUSE else f"can't be used: {error}"
            remedy = f"make serve PORT={port + 1}, or mkdocs serve --dev-addr {host}:{port + 1}"
            raise SystemExit(f"Port {port} of {host} {reason}.\n  To mend it: {remedy}") from None
    server.builder = functools.partial(_rebuild, builder, Path(server.root))
    return server


def _rebuild(builder: Callable, site: Path) -> None:
    """Build the site anew, or keep the one before and say in its pages why.

    After a build that failed MkDocs would answer nobody until one succeeds: a browser would wait without end.
    """
    with TemporaryDirectory(prefix="mkdocs_") as folder:
        kept = site.rename(Path(folder) / "site")
        try:
            try:
                builder()
            except (OSError, LookupError):
                # An editor moved a file away after MkDocs listed it. By now it is back, or gone for good.
                builder()
        except Exception as error:
            if isinstance(error, MkDocsException):
                print(error, file=sys.stderr, flush=True)
            else:
                traceback.print_exception(error)
            log.error("The site can't be built. The pages are served as they were before.")
            shutil.rmtree(site, ignore_errors=True)
            # An Abort tells less than what it was raised for.
            _say(error.__context__ if isinstance(error, Abort) and error.__context__ else error, kept)
            kept.rename(site)


def _say(reason: BaseException, site: Path) -> None:
    """Say at the top of every page why it is not the newest."""
    box = STOPPED.format(reason=escape(str(reason).strip() or type(reason).__name__))
    for page in site.rglob("*.html"):
        text = re.sub(r"<!-- stopped -->.*?<!-- /stopped -->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        page.write_text(text.replace(ANNOUNCED, ANNOUNCED + box, 1), encoding="utf-8")
