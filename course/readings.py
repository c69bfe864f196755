"""Compare the two readings of a page: the model's (CommonMark) and the one that readers see (Python-Markdown's HTML).

Both read most Markdown alike. Where they don't, the model would speak of another page than the one that is shown,
and what GitHub shows of a pull request differs from the site. So each difference is told, at its line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import html as lxml_html
from lxml.html import HtmlElement

from course.findings import Finding
from course.model import RAW_WORDS, Block, Page

CODE = "S614"
BLANKS = "leave a blank line above and below it, and indent it by four blanks if it belongs to a list item or a fold"
REMEDIES = {
    "heading": "write one blank after the '#', none before it, and put a '#' that belongs to the words in backticks",
    "item": "leave a blank line above a list, write '1.' before a numbered item, indent what belongs to an item by "
    "four blanks, and write words between two lists",
    "blockquote": "leave a blank line above a quotation, and join two of them by a line '>'",
}
NAMES = {
    "heading": "a heading",
    "item": "a list item",
    "link": "a link",
    "image": "a picture",
    "code": "code",
    "diagram": "a diagram",
    "quiz": "a question",
    "admonition": "a note or a fold",
    "blockquote": "a quotation",
    "table": "a table",
    "term": "a term",
}
# What no page has, wherever it comes from.
FORBIDDEN = {"script", "style", "iframe", "object", "embed", "link", "meta", "base", "video", "audio", "svg"}
# Kinds whose words are compared.
WITH_WORDS = {"heading", "item", "link", "image", "code", "term"}
# What in a list item is no word of its own: lists, code, questions, diagrams, titles of notes and of code.
NOT_OWN = {"ul", "ol", "pre", "figure", "summary", "quiz", "highlight", "filename", "headerlink", "admonition-title"}


def differences(page: Page, html: str) -> list[Finding]:
    """Compare what the model knows of a page with the HTML that MkDocs made of its Markdown.

    Args:
        page: the page.
        html: what Python-Markdown made of it, with questions and diagrams in it.

    Returns:
        A finding for each kind of block in which the two differ, at the first difference; and one for lost words.
    """
    seen = _Seen(html)
    found: dict[int, Finding] = {}
    for kind, name in NAMES.items():
        blocks = [block for block in page.blocks if block.kind == kind]
        shown = seen.keys[kind]
        known = [_key(block) for block in blocks]
        for number, block in enumerate(blocks):
            if number < len(shown) and (block.text == RAW_WORDS or (kind == "code" and "8<--" in block.text)):
                known[number] = shown[number]
        if known == shown:
            continue
        first = next(
            (number for number, (one, other) in enumerate(zip(known, shown, strict=False)) if one != other),
            min(len(known), len(shown)),
        )
        line = blocks[first].line if first < len(blocks) else 0
        if len(shown) > len(known):  # one too many in the HTML: its words are somewhere in the source
            line = _line_of(page, seen.words_of[kind][first]) or line
        line = line or (blocks[-1].line if blocks else page.body_line)
        problem = f"{name} near here is read in two ways"
        found.setdefault(line, Finding(CODE, f"docs/{page.path}", line, problem, REMEDIES.get(kind, BLANKS)))
    if not found:
        found |= {finding.line: finding for finding in _lost(page, seen)}
    return [*found.values(), *_running(page, seen.root)]


def _key(block: Block) -> str:
    """Return what has to be the same in both readings: how deep in lists a block is, and its words."""
    if block.kind in ("diagram", "quiz", "admonition", "blockquote", "table"):
        return f"{block.depth}"
    if block.kind == "item":
        kind, _, words = block.text.partition(" ")
        return f"{block.depth} {kind} {_letters(words)}"
    if block.kind == "heading":
        level, identifier, words = (*block.text.split(" ", 2), "")[:3]
        return f"{block.depth} {level} {identifier} {_heading(words)}"
    return f"{block.depth} {_letters(block.text)}"


def _heading(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum() or sign == "#")


def _running(page: Page, root: HtmlElement) -> Iterator[Finding]:
    """Yield what would run or load in the finished page, by whatever trick it came through both readings."""
    lines = page.source.lower().split("\n")
    for element in _written(root):
        wrong = f"<{element.tag}" if element.tag in FORBIDDEN else ""
        for name, value in element.attrib.items():
            runs = name.startswith("on") or "".join(value.split()).lower().startswith("javascript:")
            if runs and element.tag != "form":  # mkdocs-quiz's own
                wrong = name
        if wrong:
            line = next((number for number, text in enumerate(lines, 1) if wrong in text), page.body_line)
            problem = f"'{wrong.strip('<')}' runs or loads something"
            yield Finding("X501", f"docs/{page.path}", line, problem, "remove it")


def _written(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements below one, without what is in diagrams: course/diagrams/ drew it, with styles of its own."""
    for child in element:
        if isinstance(child.tag, str):
            yield child
            if not (child.tag == "figure" and "diagram" in (child.get("class") or "")):
                yield from _written(child)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _line_of(page: Page, letters: str) -> int:
    """Return the first line of the source that the words of a block stand on, 0 if they can't be found."""
    start = letters[:12]
    lines = page.source.split("\n")[page.body_line - 1 :]
    return next(
        (number for number, line in enumerate(lines, page.body_line) if start and _letters(line).startswith(start)), 0
    )


def _lost(page: Page, seen: _Seen) -> Iterator[Finding]:
    """Yield a word of the source that the HTML does not show."""
    asked = {line for question in page.questions for line in range(question.line, question.end + 1)}
    for prose in (*page.prose, *page.inline_codes):
        if prose.line in asked:
            continue
        for word in _words(prose.text):
            seen.words[word] -= 1
            if seen.words[word] < 0:
                problem = f"'{word}' is in the source, and not on the page"
                remedy = "put code and signs such as < { * _ in backticks"
                yield Finding(CODE, f"docs/{page.path}", prose.line, problem, remedy)
                return


def _words(text: str) -> list[str]:
    """Split a text into runs of letters and digits."""
    return "".join(sign if sign.isalnum() else " " for sign in text).split()


class _Seen:
    """What the HTML of a page shows: the keys of its blocks by kind, and how often each word stands there."""

    def __init__(self, html: str) -> None:
        self.keys: dict[str, list[str]] = {kind: [] for kind in NAMES}
        self.words_of: dict[str, list[str]] = {kind: [] for kind in NAMES}  # by which a line can be found
        self.words: Counter[str] = Counter()
        self.root = lxml_html.fragment_fromstring(html, create_parent="div")
        self._walk(self.root)

    def _walk(self, element: HtmlElement) -> None:
        """Go through the elements in their order; into questions, diagrams and code only to count them."""
        for child in element:
            if isinstance(child.tag, str) and not self._take(child):
                self._walk(child)
                self._count(child.text)
            self._count(child.tail)
        if element.getparent() is None:
            self._count(element.text)

    def _count(self, text: str | None) -> None:
        if text:
            self.words.update(_words(text))

    def _take(self, element: HtmlElement) -> bool:
        """Note an element; tell whether it is taken whole."""
        classes = set((element.get("class") or "").split())
        if element.tag == "div" and "quiz" in classes:
            return self._note("quiz", "", element)
        if (element.tag == "figure" and "diagram" in classes) or "mermaid" in classes:
            return self._note("diagram", "", element)
        if "highlighttable" in classes:  # code with numbered lines
            [code] = element.find_class("code")
            return self._note("code", _letters(code.text_content()), element)
        if element.tag == "pre":
            return self._note("code", _letters(element.text_content()), element)
        if classes & {"headerlink", "filename"} or element.get("id") == "quiz-results":
            return True
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            words = self._words_of(element)
            self._note("heading", f"{element.tag} {element.get('id', '')} {_heading(words)}", element)
        elif element.tag == "li":
            self._note("item", f"{element.getparent().tag} {_letters(self._words_of(element))}", element)
        elif element.tag == "a" and element.get("href") is not None:
            self._note("link", _letters(element.text_content()), element)
        elif element.tag == "img":
            self._note("image", _letters(element.get("alt", "")), element)
        elif element.tag == "details" or "admonition" in classes:
            self._note("admonition", "", element)
        elif element.tag in ("blockquote", "table"):
            self._note(element.tag, "", element)
        elif element.tag == "dt":
            self._note("term", _letters(element.text_content()), element)
        return False

    def _note(self, kind: str, key: str, element: HtmlElement) -> bool:
        depth = sum(1 for _ in element.iterancestors("li"))
        self.keys[kind].append(f"{depth} {key}" if key or kind in WITH_WORDS else f"{depth}")
        self.words_of[kind].append(_letters(element.text_content()))
        return True

    def _words_of(self, element: HtmlElement) -> str:
        """Return the words of a list item without its code, questions, diagrams, and the lists in it."""
        parts = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str):
                classes = (child.get("class") or "").split()
                skipped = child.tag in NOT_OWN or NOT_OWN & set(classes)
                parts.append("" if skipped else self._words_of(child))
            parts.append(child.tail or "")
        return "".join(parts)
