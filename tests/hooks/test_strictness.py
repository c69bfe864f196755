"""Whatever leads nowhere fails the build, with its file and line, and how to mend it (course/rules/links.py,
structure.py).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.hooks.conftest import Built, Site, build_all, page


def explained(link: str) -> str:
    """Return a question with a link in the explanation of an answer, on its fourth line."""
    return f"<quiz>\nWhat?\n- [x] This\n> See {link}.\n- [ ] That\n> No.\n</quiz>"


OTHER = page("## A section\n\nWords.")
ALL = "  - other.md\n"

# What is wrong: the Markdown of index.md, the navigation below its own entry, and what the build must say.
WRONG = {
    "a link to no page": ("[Go](no/such.md)", ALL, "docs/index.md:6: L401 there is no page 'no/such.md'"),
    "a link to a page that is nearly there": ("[Go](othr.md)", ALL, "did you mean 'other.md'?"),
    "a link to a page's address": ("[Go](other/)", ALL, "did you mean 'other.md'?"),
    "an image that is not there": (
        "![A sign](assets/no.svg)",
        ALL,
        "docs/index.md:6: L406 there is no picture 'assets/no.svg'",
    ),
    "an anchor that is not on the page": ("[Go](#nowhere)", ALL, "docs/index.md:6: L402 this page has no '#nowhere'"),
    "an anchor that is nearly there": ("[Go](other.md#a-sektion)", ALL, "did you mean '#a-section'?"),
    "an anchor that is not on the other page": (
        "[Go](other.md#nowhere)",
        ALL,
        "docs/index.md:6: L402 docs/other.md has no '#nowhere'",
    ),
    "an explanation that links to no page": (
        explained("[there](no/such.md)"),
        ALL,
        "docs/index.md:9: L401 there is no page 'no/such.md'",
    ),
    "an explanation that links to an anchor that is not on the page": (
        explained("[there](#nowhere)"),
        ALL,
        "docs/index.md:9: L402 this page has no '#nowhere'",
    ),
    "an explanation that links to an anchor that is not on the other page": (
        explained("[there](other.md#nowhere)"),
        ALL,
        "docs/index.md:9: L402 docs/other.md has no '#nowhere'",
    ),
    "a link from the site's root": ("[Go](/other/)", ALL, "docs/index.md:6: L403 '/other/' leads from the root"),
    "a page that the navigation leaves out": (
        "Words.",
        "",
        "docs/other.md:1: S612 the page is not in the navigation",
    ),
    "a page that only the navigation knows": (
        "Words.",
        "  - other.md\n  - gone.md\n",
        "S613 the navigation names 'gone.md', and docs/ has no such page",
    ),
}


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> dict[str, Built]:
    """What the build of each site said."""
    return build_all(
        {
            name: new_site().write({"index.md": page(body), "other.md": OTHER}, nav=f"  - index.md\n{nav}")
            for name, (body, nav, _) in WRONG.items()
        }
    )


@pytest.mark.parametrize("wrong", WRONG)
def test_what_leads_nowhere_fails_the_build(built: dict[str, Built], wrong: str) -> None:
    _, _, said = WRONG[wrong]
    assert said in built[wrong].output
    assert built[wrong].returncode == 1


def test_what_leads_somewhere_does_not(small_site: Site) -> None:
    why = explained("[here](#here) and [there](other.md#a-section)")
    body = f"[Go](other.md#a-section), [on](#here), ![the logo](assets/images/logo.svg)\n\n## Here\n\n{why}"
    html = small_site.write({"index.md": page(body), "other.md": OTHER}).build().page()
    assert html.find("a", string="Go")["href"] == "other/#a-section"
    assert html.find("a", string="there")["href"] == "other/#a-section"
