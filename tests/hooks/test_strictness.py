"""mkdocs.yml: whatever leads nowhere fails the build."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.hooks.conftest import Built, Site, build_all, page


def explained(link: str) -> str:
    """Return a question with a link in the explanation of an answer, on its fourth line."""
    return f"<quiz>\nWhat?\n- [x] This\n> See {link}.\n- [ ] That\n> No.\n</quiz>"


OTHER = page("## A section\n\nWords.")
NO_PAGE = "contains a link 'no/such.md', but the target is not found"

# What is wrong: the Markdown of index.md, the navigation below its own entry, and what the build must say.
WRONG = {
    "a link to no page": ("[Go](no/such.md)", "  - other.md\n", NO_PAGE),
    "an image that is not there": ("![A picture](assets/no.svg)", "  - other.md\n", "'assets/no.svg', but the target"),
    "an anchor that is not on the page": (
        "[Go](#nowhere)",
        "  - other.md\n",
        "'#nowhere', but there is no such anchor",
    ),
    "an anchor that is not on the other page": (
        "[Go](other.md#nowhere)",
        "  - other.md\n",
        "contains a link 'other.md#nowhere', but the doc 'other.md' does not contain an anchor '#nowhere'",
    ),
    "an explanation that links to no page": (explained("[there](no/such.md)"), "  - other.md\n", NO_PAGE),
    "an explanation that links to an anchor that is not on the page": (
        explained("[there](#nowhere)"),
        "  - other.md\n",
        "docs/index.md:9: a quiz links to '#nowhere', which index.md does not have",
    ),
    "an explanation that links to an anchor that is not on the other page": (
        explained("[there](other.md#nowhere)"),
        "  - other.md\n",
        "docs/index.md:9: a quiz links to '#nowhere', which other.md does not have",
    ),
    "a link from the site's root": ("[Go](/other/)", "  - other.md\n", "contains an absolute link '/other/'"),
    "a page that the navigation leaves out": (
        "Words.",
        "",
        'exist in the docs directory, but are not included in the "nav" configuration:\n  - other.md',
    ),
    "a page that only the navigation knows": (
        "Words.",
        "  - other.md\n  - gone.md\n",
        "A reference to 'gone.md' is included in the 'nav' configuration, which is not found",
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
