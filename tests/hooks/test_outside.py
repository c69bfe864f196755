"""Nothing that runs, or loads from elsewhere, gets into a page, and no file of docs/ is overlooked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.hooks.conftest import Built, Site, page

TRICKS = {
    "a script": "<script>alert(1)</script>",
    "a script in a line": "Words <script>alert(1)</script> more.",
    "a script in a note": "!!! note\n\n    <script>alert(1)</script>",
    "a script in a reason": "<quiz>\nWhy?\n- [x] So\n> Yes <script>alert(1)</script>.\n- [ ] No\n> No.\n</quiz>",
    "a script behind a comment": "<!--><script>alert(1)</script>-->",
    "a script in a comment": "Words <!-- x --!><script>alert(1)</script> --> more.",
    "a script in character data": "<![CDATA[ > <script>alert(1)</script> ]]>",
    "a drawing in a declaration": "Words <!x <svg onload=alert(1)> more.",
    "a frame": '<iframe src="https://example.org"></iframe>',
    "a handler": '<span onclick="go()">Words</span>',
    "a handler on a picture": "<img src=x onerror=alert(1)>",
    "an address that runs": "[Go](javascript:alert(1))",
    "an address that runs, in other letters": "[Go](JaVaScRiPt:alert(1))",
    "an address that runs, in HTML": '<a href="javascript:alert(1)">Go</a>',
    "an address that runs, hidden by another": '<a href="javascript:alert(1)" href="https://example.org">Go</a>',
    "an address that holds code": "[Go](data:text/html,<script>alert(1)</script>)",
    "a picture from elsewhere": "![A sign](https://example.org/sign.svg)",
    "a picture from elsewhere, in HTML": '<img src="https://example.org/sign.svg" alt="A sign">',
    "a style from elsewhere": '<link rel="stylesheet" href="https://example.org/style.css">',
    "a style": "<style>body { display: none }</style>",
    "a form": '<form action="https://example.org"><input></form>',
    "a diagram that a script would draw": '<div class="mermaid">\nflowchart LR\n</div>',
}


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> Built:
    """A page for each trick, in one build that must stop."""
    pages = {f"p{number}.md": page(f"Words.\n\n{body}") for number, body in enumerate(TRICKS.values())}
    return new_site().write({"index.md": page("Words.")} | pages).build()


@pytest.mark.parametrize("trick", TRICKS)
def test_what_runs_or_loads_from_elsewhere_is_told(built: Built, trick: str) -> None:
    number = list(TRICKS).index(trick)
    told = [what for what, _ in built.mistakes() if what.startswith(f"docs/p{number}.md:")]
    assert [what for what in told if any(code in what for code in (" X50", " L405 ", " S617 ", " S610 "))], told
    assert built.returncode == 1
    assert "Traceback" not in built.output


@pytest.mark.parametrize("name", ["more.markdown", "MORE.MD", "more.html", "sign.svg"])
def test_a_file_of_docs_that_is_no_page_is_told(small_site: Site, name: str) -> None:
    small_site.write({"index.md": page("Words.")})
    (small_site.root / "docs" / name).write_text(page("<script>alert(1)</script>"), encoding="utf-8")
    built = small_site.build()
    assert built.returncode == 1
    assert f"docs/{name}:1: S619 '{name}' is no page" in built.output
    assert "Traceback" not in built.output


def test_a_failed_build_leaves_the_folder_of_the_last_site_alone(small_site: Site) -> None:
    small_site.write({"index.md": page("Good words.")}).build().text()
    failed = small_site.write({"index.md": page("[Go](nowhere.md)")}).build()
    assert failed.returncode == 1
    assert "Good words." in (failed.folder / "index.html").read_text(encoding="utf-8")
