"""X: what would leave the site, or run. Readers get static pages from one origin."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from course.findings import Finding
from course.model import Course, Tag
from course.rules import Rule

# Elements that run something, load something, or change how the page works.
LOADING = set(
    "script style iframe frame frameset object embed applet portal link meta base form input button select textarea "
    "audio video "
    "svg math canvas template slot noscript marquee track area map dialog html head body title".split()
)
ADDRESSES = ("src", "srcset", "poster", "data", "background", "action", "formaction")

RULES = [
    Rule(
        "X501",
        "element-forbidden",
        "A lesson is words, code, pictures and questions. Scripts, frames, forms, styles and players are not part "
        "of it: they run code, load from elsewhere, or shut somebody out.",
        '<iframe src="https://example.org"></iframe>',
        "[A film](https://example.org)",
    ),
    Rule(
        "X502",
        "event-handler",
        "Attributes such as `onclick` run code.",
        '<span onclick="go()">Words</span>',
        "<span>Words</span>",
    ),
    Rule(
        "X503",
        "loaded-from-elsewhere",
        "No request leaves the site: what a page shows comes from its own origin, so nobody is told who reads it, "
        "and nothing is missing without a network. Put the picture into `assets/images/`.",
        "![The sign of Airflow](https://airflow.apache.org/logo.svg)",
        "![The course's sign: two arrows](assets/images/logo.svg)",
    ),
    Rule(
        "X504",
        "diagram-outside-a-fence",
        "A diagram stands in a fence `mermaid`, where the build draws it. As raw HTML, a script from elsewhere "
        "would have to.",
        '<div class="mermaid">\nflowchart LR\n</div>',
        "Words.",
    ),
    Rule(
        "X506",
        "attribute-twice",
        "Of an attribute that stands twice in a tag, a browser takes the first and other programs the last.",
        '<span lang="en" lang="de">Words</span>',
        '<span lang="en">Words</span>',
    ),
    Rule(
        "X505",
        "style-of-its-own",
        "The site gives the looks, in two palettes. A `style` attribute holds in one of them, and may load from "
        "elsewhere.",
        '<span style="color: red">Words</span>',
        "<strong>Words</strong>",
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield what runs, or loads from elsewhere."""
    for page in course.pages.values():
        path = f"docs/{page.path}"
        for image in page.images:
            if _elsewhere(image.address):
                remedy = "put the picture into assets/images/, with its license, and name it from there"
                yield Finding("X503", path, image.line, f"the picture comes from elsewhere: {image.address}", remedy)
        for tag in page.tags:
            if not tag.closing:
                yield from _tag(path, tag)


def _tag(path: str, tag: Tag) -> Iterator[Finding]:
    if tag.name in LOADING:
        yield Finding("X501", path, tag.line, f"<{tag.name}> is not part of a lesson", "remove it")
    if tag.name.startswith("!") or (tag.name.startswith("?") and "quiz" not in tag.name):
        yield Finding("X501", path, tag.line, f"'{tag.written[:30]}' is not part of a lesson", "remove it")
    for name, value in tag.attributes.items():
        if name.endswith(" (again)"):
            problem = f"the attribute '{name.removesuffix(' (again)')}' stands twice in a tag"
            yield Finding("X506", path, tag.line, problem, "keep one")
        elif name == "ping":
            yield Finding("X502", path, tag.line, "'ping' tells another site of each click", "remove it")
        elif name.startswith("on"):
            yield Finding("X502", path, tag.line, f"'{name}' runs code", "remove it")
        elif name == "style":
            yield Finding("X505", path, tag.line, "'style' sets looks that can't follow the palette", "remove it")
        elif name in ADDRESSES and any(_elsewhere(part.strip()) for part in (value or "").split(",")):
            yield Finding("X503", path, tag.line, f"'{name}' loads from elsewhere: {value}", "keep the file in assets/")
    if "mermaid" in (tag.attributes.get("class") or "").split():
        yield Finding("X504", path, tag.line, "a diagram stands in raw HTML", "put it in a fence: ```mermaid")


def _elsewhere(address: str) -> bool:
    try:
        split = urlsplit(address.strip())
    except ValueError:
        return False
    return split.scheme.lower() in ("http", "https", "ftp") or bool(split.netloc)
