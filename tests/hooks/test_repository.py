"""hooks/repository.py: a date and an edit link only where git and the repository's address are known."""

from __future__ import annotations

import subprocess

import pytest

from tests.hooks.conftest import Built, Site, page

REPO_URL = "https://example.org/somebody/course"
WRITTEN = "2026-02-03T12:00:00Z"


def git(site: Site, *arguments: str) -> None:
    """Run git in a site's folder, as an author of long ago."""
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": WRITTEN, "GIT_COMMITTER_DATE": WRITTEN}
    environment = site.environment() | identity | dates
    subprocess.run(["git", *arguments], cwd=site.root, env=environment, check=True, capture_output=True)


def edit_links(built: Built, path: str = "index.html") -> set[str]:
    """Return the addresses of a page's links to its source."""
    html = built.page(path)
    return {link["href"] for link in html.find_all("a") if "edit" in link.get("rel", []) or "/edit/" in link["href"]}


@pytest.fixture
def committed(small_site: Site) -> Site:
    """A site in a git repository."""
    small_site.write({"index.md": page("Words."), "more/page.md": page("Words.")})
    git(small_site, "init", "--quiet")
    git(small_site, "add", "docs")
    git(small_site, "commit", "--quiet", "--message", "Write two pages")
    return small_site


def test_a_committed_page_shows_its_date_and_an_edit_link(committed: Site) -> None:
    built = committed.build(REPO_URL=REPO_URL)
    assert "Last updated February 3, 2026." in " ".join(built.page().get_text().split())
    assert edit_links(built) == {f"{REPO_URL}/edit/main/docs/index.md"}
    assert edit_links(built, "more/page/index.html") == {f"{REPO_URL}/edit/main/docs/more/page.md"}


def test_a_page_that_is_not_committed_yet_breaks_nothing(committed: Site) -> None:
    (committed.root / "docs" / "index.md").write_text(page("New words."), encoding="utf-8")
    (committed.root / "docs" / "more" / "page.md").rename(committed.root / "docs" / "new.md")
    config = committed.root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("more/page.md", "new.md"), encoding="utf-8")
    built = committed.build(REPO_URL=REPO_URL)
    assert "New words." in built.text()
    assert edit_links(built, "new/index.html") == {f"{REPO_URL}/edit/main/docs/new.md"}


def test_without_an_address_there_is_no_date_and_no_edit_link(committed: Site) -> None:
    built = committed.build()
    for path in ("index.html", "more/page/index.html"):
        assert "Last updated" not in built.text(path)
        assert "Edit this page" not in built.text(path)
        assert edit_links(built, path) == set()
        assert built.page(path).find(class_="md-source") is None


@pytest.mark.parametrize("git_is", ["not used", "without a commit"])
def test_without_history_there_is_no_date_but_an_edit_link(small_site: Site, git_is: str) -> None:
    small_site.write({"index.md": page("Words.")})
    if git_is == "without a commit":
        git(small_site, "init", "--quiet")
    built = small_site.build(REPO_URL=REPO_URL)
    assert "Last updated" not in built.text()
    assert edit_links(built) == {f"{REPO_URL}/edit/main/docs/index.md"}
