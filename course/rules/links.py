"""L: links, and pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from course.findings import Finding, Fix, nearest
from course.model import Course, Page
from course.rules import Rule

SCHEMES = ("https", "http", "mailto")
RUNNING = ("javascript", "vbscript", "data")
PICTURE = "assets/images/logo.svg"
# Alternative texts that say that there is a picture, and not what it shows.
EMPTY_WORDS = {"image", "picture", "screenshot", "diagram", "figure", "photo", "img", "alt", "alt text", "todo"}

RULES = [
    Rule(
        "L401",
        "page-missing",
        "A link to a page is the path of its file, from the file that links: then the build can check it.",
        "See [the glossary](glosary.md).",
        "See [the last page](later.md).",
    ),
    Rule(
        "L402",
        "anchor-missing",
        "What stands after `#` is a heading's words in small letters, with hyphens. A link to a heading that was "
        "reworded leads to the top of the page instead.",
        "## Clearing\n\nSee [above](#claering).",
        "## Clearing\n\nSee [above](#clearing).",
        at="See [above](#claering).",
    ),
    Rule(
        "L403",
        "address-absolute",
        "`/page` leads from the root of the host. The site is published below a path of its own, so it would lead "
        "elsewhere.",
        "See [the last page](/later.md).",
        "See [the last page](later.md).",
    ),
    Rule(
        "L404",
        "scheme-unknown",
        "Addresses begin with `https:`, `http:` or `mailto:`.",
        "See [Airflow](htps://airflow.apache.org/).",
        "See [Airflow](https://airflow.apache.org/).",
    ),
    Rule(
        "L405",
        "address-runs-code",
        "An address such as `javascript:…` or `data:…` runs or holds code. The course has none.",
        "[Go](javascript:alert(1))",
        "[Go](#lesson)",
    ),
    Rule(
        "L406",
        "picture-missing",
        "A picture is a file in `assets/images/`, named by its path from the file that shows it.",
        "![The course's sign](assets/images/lgoo.svg)",
        f"![The course's sign]({PICTURE})",
    ),
    Rule(
        "L407",
        "picture-without-words",
        "Those who can't see a picture hear its alternative text. It says what the picture shows, not that it is "
        "one, and not the file's name.",
        f"![logo]({PICTURE})",
        f"![The course's sign: two arrows]({PICTURE})",
    ),
    Rule(
        "L408",
        "link-in-html",
        "MkDocs checks and adapts addresses in Markdown only. In raw HTML a relative address leads nowhere once the "
        "page is built.",
        'See <a href="later.md">the last page</a>.',
        "See [the last page](later.md).",
    ),
    Rule(
        "L409",
        "link-without-words",
        "A link without words can't be seen, and is read out as its address.",
        "See [](later.md).",
        "See [the last page](later.md).",
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield links that lead nowhere, and pictures that are missing or without words."""
    for page in course.pages.values():
        path = f"docs/{page.path}"
        for link in page.links:
            yield from _address(course, page, link.address, link.line, picture=False)
            if not link.text.strip() and not any(image.line == link.line for image in page.images):
                yield Finding("L409", path, link.line, "this link has no words", "write [words](address)")
        for image in page.images:
            yield from _address(course, page, image.address, image.line, picture=True)
            name = posixpath.splitext(posixpath.basename(urlsplit(image.address).path))[0]
            words = image.alt.strip()
            plain = words.lower().strip(" .…0123456789")
            bare = plain.removeprefix("a ").removeprefix("an ").removeprefix("the ")
            if not words:
                problem = "the picture has no alternative text"
            elif _same(plain, name) or bare in EMPTY_WORDS | {""} or _same(plain, posixpath.basename(image.address)):
                problem = f"the alternative text '{words}' does not say what the picture shows"
            else:
                continue
            yield Finding("L407", path, image.line, problem, "write ![What the picture shows](address)")
        for tag in page.tags:
            for key in ("href", "src"):
                address = tag.attributes.get(key)
                if not address or tag.closing:
                    continue
                split = _split(address)
                if split is None or split.scheme or split.netloc:
                    yield from _address(course, page, address, tag.line, picture=False)
                elif not split.scheme and not split.netloc and split.path:
                    problem = f"'{address}' in raw HTML is neither checked nor adapted"
                    remedy = "write it in Markdown: [words](address) or ![words](address)"
                    yield Finding("L408", path, tag.line, problem, remedy)


def _same(words: str, name: str) -> bool:
    def letters(text: str) -> str:
        return "".join(sign for sign in text.lower() if sign.isalnum())

    return bool(letters(words)) and letters(words) == letters(name)


def _split(address: str) -> object | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _address(course: Course, page: Page, address: str, line: int, *, picture: bool) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    split = _split(address.strip())
    if split is None:
        yield Finding("L404", path, line, f"'{address}' is no address", "write it as your browser shows it")
        return
    scheme = split.scheme.lower()
    if address.strip() in ("", "#"):
        yield Finding(
            "L401", path, line, "this link leads nowhere", "write the address between the brackets: [words](address)"
        )
    elif scheme in RUNNING:
        problem, remedy = f"'{scheme}:' runs or holds code", "link to a page, or remove it"
        yield Finding("L405", path, line, problem, remedy)
    elif scheme and scheme not in SCHEMES:
        meant = nearest(scheme, SCHEMES)
        remedy = f"did you mean '{meant}:'?" if meant else f"use one of these: {', '.join(SCHEMES)}"
        fix = Fix(line, f"{split.scheme}://", f"{meant}://") if meant and split.netloc else None
        yield Finding("L404", path, line, f"there is no scheme '{split.scheme}:'", remedy, fix=fix)
    elif scheme in ("http", "https") and not split.netloc:
        yield Finding("L404", path, line, f"'{address}' has no host", "write it as your browser shows it")
    elif scheme:
        return
    elif address.startswith(("/", "\\")):
        relative = posixpath.relpath(split.path.lstrip("/") or ".", posixpath.dirname(page.path) or ".")
        known = split.path.lstrip("/") in course.pages
        remedy = f"write '{relative}'" if known else "write the path from this file, such as ../airflow/introduction.md"
        problem = f"'{address}' leads from the root of the host, and the site is below it"
        yield Finding("L403", path, line, problem, remedy)
    elif picture:
        if not _is_file(course, course.target(page, unquote(split.path))):
            yield _missing("L406", "picture", course, page, split.path, line)
    else:
        yield from _page(course, page, unquote(split.path), unquote(split.fragment), line)


def _page(course: Course, page: Page, to: str, anchor: str, line: int) -> Iterator[Finding]:
    target = course.target(page, to)
    other = course.pages.get(target)
    if other is None:
        if to and not _is_file(course, target):
            yield _missing("L401", "page", course, page, to, line)
        return
    if anchor and anchor not in other.anchors:
        # A question's own address is its id of today, or of the page that a reader has bookmarked.
        meant = nearest(anchor, other.anchors)
        where = "this page" if other is page else f"docs/{other.path}"
        remedy = f"did you mean '#{meant}'?" if meant else "link to a heading's words in small letters, with hyphens"
        fix = Fix(line, f"#{anchor})", f"#{meant})") if meant else None
        yield Finding("L402", f"docs/{page.path}", line, f"{where} has no '#{anchor}'", remedy, fix=fix)


def _is_file(course: Course, target: str) -> bool:
    if target.startswith("../"):
        return False
    folder = course.root if target.startswith("assets/") else course.root / "docs"
    return (folder / target).is_file() and not target.endswith(".md")


def _missing(code: str, kind: str, course: Course, page: Page, to: str, line: int) -> Finding:
    target = course.target(page, unquote(to))
    if code == "L401":
        known = {name for name in course.pages}
    else:
        assets = course.root / "assets"
        known = {file.relative_to(course.root).as_posix() for file in assets.rglob("*") if file.is_file()}
    # A page's address on the site is easily taken for its path.
    guesses = [f"{target}.md", f"{target}/index.md", target.removesuffix(".html") + ".md"]
    # The same name in another folder is a slip in the way, not in the name.
    moved = [name for name in known if posixpath.basename(name) == posixpath.basename(target)]
    meant = next((guess for guess in guesses if guess in known), None)
    meant = meant or (moved[0] if len(moved) == 1 else None) or nearest(target, known)
    problem = f"there is no {kind} '{to}'"
    if meant is None:
        return Finding(code, f"docs/{page.path}", line, problem, "give the path of its file from this one")
    relative = posixpath.relpath(meant, posixpath.dirname(page.path) or ".")
    return Finding(
        code, f"docs/{page.path}", line, problem, f"did you mean '{relative}'?", fix=Fix(line, f"({to}", f"({relative}")
    )
