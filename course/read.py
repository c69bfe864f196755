"""Read the course: docs/ with one Markdown parse a page, and the navigation of mkdocs.yml.

markdown-it-py gives tokens with lines. What MkDocs' Markdown has beside CommonMark comes from mdit-py-plugins
(definition lists, attributes), and from rules in here: notes and folds, ``<quiz>`` blocks, in the syntax of
mkdocs-quiz, and references that lead nowhere. Readers see Python-Markdown's reading: course/readings.py compares the
two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import yaml
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.utils import is_code_block

from course.model import (
    RAW_WORDS,
    TERM_ID,
    Answer,
    Block,
    Code,
    Comment,
    Course,
    Diagram,
    Entry,
    FrontMatter,
    Heading,
    Image,
    Include,
    Link,
    Page,
    Prose,
    Question,
    Slip,
    Tag,
    Text,
    Trouble,
)

# The syntax of mkdocs-quiz, line by line (mkdocs_quiz/parsing.py).
ANSWER = re.compile(r"^[-*] \[(.?)\] (.*)$")
REASON = re.compile(r"^\s*>\s?(.*)$")
ANSWER_LIKE = re.compile(r"^\s*[-*+]\s*\[[^\]]{0,3}\](?!\()")
BLANK_TO_FILL = re.compile(r"\[\[[^\]]+\]\]")
ADMONITION = re.compile(r"""(?P<mark>!!!|\?\?\?\+?) ?(?P<what>[\w -]+?)(?: +"(?P<title>.*)")? *""")
# The syntax of pymdownx.snippets, line by line.
INCLUDE = re.compile(r"^[ \t]*-+8<-+(?:[ \t]+(['\"])(?P<what>.*?)\1)?[ \t]*.*$")
# What stands after a fence's language: key="value", key='value', key=value or a word.
OPTION = re.compile(r"""(?P<key>[\w-]+)(?:=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\S+)))?""")
# markdown.inlinepatterns.HTML_RE, without comments.
TAG_LIKE = re.compile(r"</?[a-zA-Z][^<>@ ]*(?: [^<>]*)?>")
OBJECTIVE = re.compile(r"\s*objective:\s*(.*?)\s*", re.DOTALL)
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Blocks that stand in raw HTML; what they say is for Python-Markdown to read.
RAW = {
    "a": "link",
    "blockquote": "blockquote",
    "details": "admonition",
    "dt": "term",
    "img": "image",
    "li": "item",
    "pre": "code",
    "table": "table",
} | {f"h{level}": "heading" for level in range(1, 7)}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def read(root: Path) -> Course:
    """Read a course.

    Args:
        root: the folder with mkdocs.yml and docs/.

    Returns:
        The course. What can't be understood is in a page's ``troubles``, with its line; reading itself stops at
        nothing.

    Raises:
        OSError: a file of docs/ can't be opened.
    """
    docs = root / "docs"
    files = sorted(path for path in docs.rglob("*.md") if not path.name.startswith("."))
    pages = {path.relative_to(docs).as_posix(): path for path in files}
    course = Course(root, {path: read_page(file, docs) for path, file in pages.items()})
    _settings(course, root / "mkdocs.yml")
    course.navigation = course.navigation or [Entry(path, "", 0) for path in pages]
    return course


def read_page(file: Path, docs: Path) -> Page:
    """Read one page.

    Args:
        file: its Markdown.
        docs: the folder of all pages.

    Returns:
        The page.

    Raises:
        OSError: the file can't be opened.
    """
    return _page(file.relative_to(docs).as_posix(), file.read_bytes(), file)


def sections(markdown: str) -> list[tuple[str, str]]:
    """Return what a piece of Markdown teaches in words: no question, no code block, no diagram, no HTML.

    Args:
        markdown: a page's Markdown, without front matter.

    Returns:
        For each section its heading's words, empty above the first, and its text with single spaces.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    tokens = _parser().parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline" and before is not None and before.type == "heading_open":
            found.append((_plain([token]).strip(), []))
        elif token.type == "inline":
            found[-1][1].append(_plain([token]))
    return [(heading, " ".join(" ".join(texts).split())) for heading, texts in found]


def text(markdown: str) -> str:
    """Return what a reader reads of a piece of Markdown: words and code, without links' addresses, pictures and tags.

    Args:
        markdown: the Markdown of a paragraph or more.

    Returns:
        The words, with single spaces.
    """
    return " ".join(_plain(_parser().parse(markdown)).split())


def inline_html(written: str) -> Markup:
    """Return a line of plain text as HTML: what is in backticks becomes code, everything else is escaped.

    Args:
        written: a title or an objective, say.

    Returns:
        HTML that is safe to be shown.
    """
    return Markup(_plain_parser().renderInline(written))


def slug(words: str, taken: set[str]) -> str:
    """Return a heading's id, as Python-Markdown's toc extension makes it (markdown/extensions/toc.py), and take it.

    Args:
        words: the heading's words.
        taken: the ids that the page has already; the new one is added.

    Returns:
        The id: the words in small letters with hyphens, and a number where it is taken.
    """
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_only).strip().lower())
    identifier, number = name, 0
    while identifier in taken or not identifier:
        number += 1
        identifier = f"{name}_{number}"
    taken.add(identifier)
    return identifier


# The parser


class _Located(StateInline):
    """Inline state that notes where in the block's text each token begins, so that its line can be told."""

    at = 0

    def push(self, ttype: str, tag: str, nesting: int) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.at
        return token


class _LocatedInline(ParserInline):
    """The inline parser, with a state that knows places."""

    def parse(self, src: str, md: MarkdownIt, env: dict, tokens: list[Token]) -> list[Token]:
        state = _Located(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _locate(state: _Located, silent: bool) -> bool:
    if not silent:
        state.at = state.pos
    return False


def _undefined_reference(state: StateInline, silent: bool) -> bool:
    """Take ``[words][name]`` where no line ``[name]: address`` exists; the rule before this one took the others."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or state.src[end + 1 : end + 2] != "[":
        return False
    close = state.src.find("]", end + 2)
    if close < 0:
        return False
    if not silent:
        token = state.push("undefined_reference", "", 0)
        token.content = state.src[state.pos : close + 1]
    state.pos = close + 1
    return True


def _angle_brackets(state: StateInline, silent: bool) -> bool:
    """Take for a tag what only Python-Markdown takes for one, such as ``<dag_id>``: a browser shows nothing of it."""
    if state.src[state.pos] != "<" or not (found := TAG_LIKE.match(state.src, state.pos)):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _quiz(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a block from a line ``<quiz>`` to a line ``</quiz>``, or a tag of the two that stands alone."""
    if is_code_block(state, start) or (tag := _line(state, start)) not in ("<quiz>", "</quiz>"):
        return False
    if silent:
        return True
    last = start
    if tag == "<quiz>":
        last = start + 1
        while last < end and _line(state, last) not in ("<quiz>", "</quiz>"):
            if _line(state, last) and state.sCount[last] < state.blkIndent:
                break  # the list or the fold that it stands in is over
            last += 1
        if last < end and _line(state, last) == "</quiz>":
            token = state.push("quiz", "", 0)
            token.content = state.getLines(start + 1, last, state.blkIndent, False)
            token.map = [start, last + 1]
            state.line = last + 1
            return True
    token = state.push("quiz_tag", "", 0)
    token.content = tag
    token.map = [start, start + 1]
    state.line = start + 1
    return True


@cache
def _plain_parser() -> MarkdownIt:
    return MarkdownIt("zero").enable(["backticks", "text"])


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a note ``!!! note "Title"`` or a fold ``??? question "Title"`` with what is indented by four below."""
    if is_code_block(state, start) or not (found := ADMONITION.fullmatch(_line(state, start))):
        return False
    if silent:
        return True
    indent, last = state.blkIndent, start + 1
    while last < end and (not _line(state, last) or state.sCount[last] >= indent + 4):
        last += 1
    opening = state.push("admonition_open", "div", 1)
    opening.markup, opening.info, opening.map = found["mark"], found["what"], [start, last]
    for part, content in (("admonition_title", found["title"]),) if found["title"] else ():
        state.push(f"{part}_open", "p", 1)
        title = state.push("inline", "", 0)
        title.content, title.map, title.children = content, [start, start + 1], []
        state.push(f"{part}_close", "p", -1)
    kept, state.blkIndent, state.lineMax = state.lineMax, indent + 4, last
    state.md.block.tokenize(state, start + 1, last)
    state.blkIndent, state.lineMax, state.line = indent, kept, last
    state.push("admonition_close", "div", -1)
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(deflist_plugin).use(attrs_plugin)
    ending = {"alt": ["paragraph", "reference", "blockquote", "list", "deflist"]}
    parser.block.ruler.before("html_block", "quiz", _quiz, ending)
    parser.block.ruler.before("html_block", "admonition", _admonition, ending)
    inline = _LocatedInline()
    inline.ruler, inline.ruler2 = parser.inline.ruler, parser.inline.ruler2
    parser.inline = inline
    inline.ruler.before("text", "locate", _locate)
    inline.ruler.after("link", "undefined_reference", _undefined_reference)
    inline.ruler.after("html_inline", "angle_brackets", _angle_brackets)
    # An address is taken as it is written: what is wrong with it, course/rules/links.py tells.
    parser.validateLink = lambda url: True
    parser.normalizeLink = lambda url: url
    return parser


# A page


def _page(path: str, content: bytes, file: Path) -> Page:
    troubles: list[Trouble] = []
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        source = content.decode("utf-8-sig", errors="replace")
        troubles.append(Trouble("encoding", repr(content[error.start : error.start + 1])[2:-1], _count(before) + 1))
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    front, body_line, found = _front_matter(source)
    page = Page(path, file, source, front, body_line, troubles=troubles + found)
    _Walk(page).body()
    return page


def _count(content: bytes) -> int:
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")


def _front_matter(source: str) -> tuple[FrontMatter, int, list[Trouble]]:
    """Read the YAML between two lines ``---`` at the top: the values, the line of the body, and what is wrong."""
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        return FrontMatter(), 1, [Trouble("no front matter", "", 1)]
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        return FrontMatter(), 1, [Trouble("open front matter", "", 1)]
    written = "\n".join(lines[1:end])
    try:
        node = _compose(written)
        values = yaml.load(written, Loader=YAML)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an impossible date
        mark = getattr(error, "problem_mark", None)
        if getattr(error, "context", "") == "while scanning a quoted scalar":
            mark = error.context_mark  # where the quote begins: its end is missing, so the other place is the text's
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        return FrontMatter(), end + 2, [Trouble("bad front matter", problem, mark.line + 2 if mark else 2)]
    if not isinstance(node, yaml.MappingNode):
        return FrontMatter(), end + 2, [Trouble("empty front matter", "", 2)]
    front, troubles = FrontMatter(values), []
    for key, value in node.value:
        line = key.start_mark.line + 2
        if key.value in front.lines:
            troubles.append(Trouble("front matter key twice", key.value, line))
        front.lines[key.value] = line
        if isinstance(value, yaml.SequenceNode):
            front.item_lines[key.value] = [item.start_mark.line + 2 for item in value.value]
    return front, end + 2, troubles


class _Walk:
    """Goes through a page's tokens once, and puts what it meets into the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines = page.source.split("\n")
        self.taken: set[str] = set()
        self.terms: set[str] = set()
        self.asking = False  # in a question: its parts are no blocks of the page

    def body(self) -> None:
        markdown = "\n".join(self.lines[self.page.body_line - 1 :])
        self.page.tokens = _parser().parse(markdown)
        self.walk(self.page.tokens, self.page.body_line)
        self.page.codes.sort(key=lambda code: code.line)

    def block(self, kind: str, words: str, line: int) -> None:
        if not self.asking:
            self.page.blocks.append(Block(kind, " ".join(words.split()), line))

    def walk(self, tokens: list[Token], first: int) -> None:
        """Take tokens whose map counts from 0, where ``first`` is the line that 0 stands for."""
        page, line, bold, depth = self.page, first, False, 0
        above: list[Comment] = []  # comments right above what comes next
        for position, token in enumerate(tokens):
            if token.map:
                line = token.map[0] + first
            if token.type == "heading_open":
                self.heading(token, tokens[position + 1], line)
            elif token.type == "inline":
                self.inline(token, line, bold)
            elif token.type == "th_open":
                bold = True
            elif token.type == "th_close":
                bold = False
            elif token.type in ("fence", "code_block"):
                self.code(token, line)
            elif token.type == "html_block":
                comments = self.html(token.content, line, inline=False)
                # A comment belongs to the question on the very next line.
                above = (above if above and line == above[-1].line + 1 else []) + comments
            elif token.type == "quiz":
                near = [comment for comment in above if line - comment.line <= len(above)]
                self.quiz(token, line, token.map[1] + first - 1, near)
            elif token.type == "quiz_tag":
                page.troubles.append(Trouble("quiz tag", token.content, line))
            elif token.type == "list_item_open":
                self.block("item", f"{depth} {_plain(_own(tokens, position))}", line)
                depth += 1
            elif token.type == "list_item_close":
                depth -= 1
            elif token.type == "dt_open":
                term = _plain(_inside(tokens, position, "dt_close")).strip()
                page.terms[slug(TERM_ID + term, self.terms)] = term
                self.block("term", term, line)
            elif token.type in ("admonition_open", "blockquote_open", "table_open"):
                self.block(token.type.removesuffix("_open"), "", line)
                if token.type == "admonition_open":
                    self.admonition(token, tokens, position, line)
            if token.nesting == 0 and token.type not in ("html_block", "inline"):
                above = []

    def heading(self, token: Token, inline: Token, line: int) -> None:
        words, identifier = _plain([inline]), ""
        opening = words.rfind("{")
        if opening > 0 and words.endswith("}") and (attributes := _attributes(words[opening:])) is not None:
            words, identifier = words[:opening].rstrip(), str(attributes.get("id", ""))
            last = inline.children[-1]
            last.content = last.content[: last.content.rfind("{")]
        identifier = identifier or slug(words, self.taken)
        self.taken.add(identifier)
        if not self.asking:
            self.page.headings.append(Heading(int(token.tag[1]), words, identifier, line))
        self.block("heading", f"{token.tag} {identifier}", line)

    def inline(self, token: Token, line: int, bold: bool) -> None:
        """Take the links, pictures, tags and words of a paragraph, a heading or a cell."""
        page, start = self.page, line
        if INCLUDE.match(token.content):
            self.includes(token.content, line)
        link: Token | None = None
        link_line = line
        for position, child in enumerate(token.children):
            if "at" in child.meta:
                line = start + token.content.count("\n", 0, child.meta["at"])
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "link_open":
                link, link_line = child, line
            elif child.type == "link_close" and link is not None:
                words = _plain(token.children[token.children.index(link) : position])
                page.links.append(Link(_address(link, "href"), words, link_line))
                self.block("link", words, link_line)
                link = None
            elif child.type == "image":
                alt = _plain(child.children or [])
                page.images.append(Image(_address(child, "src"), alt, line))
                self.block("image", alt, line)
            elif child.type == "html_inline":
                self.html(child.content, line, inline=True)
            elif child.type == "undefined_reference":
                page.troubles.append(Trouble("undefined reference", child.content, line))
            elif child.type == "strong_open":
                bold = True
            elif child.type == "strong_close":
                bold = False
            elif child.type == "code_inline":
                page.inline_codes.append(Prose(child.content, line))
            elif child.type == "text" and child.content.strip() and not _belongs(token, position):
                page.prose.append(Prose(child.content, line, bold))

    def html(self, content: str, line: int, *, inline: bool) -> list[Comment]:
        """Take the tags, comments and words of raw HTML; return its comments."""
        reader = _Tags(content, line, inline)
        self.page.tags += reader.tags
        for tag in reader.tags:
            if not tag.closing and (kind := RAW.get(tag.name)) and (tag.name != "a" or "href" in tag.attributes):
                self.block(kind, RAW_WORDS, tag.line)
        self.page.comments += reader.comments
        self.page.prose += reader.prose
        return reader.comments

    def code(self, token: Token, line: int) -> None:
        info = token.info.strip()
        closed, options, identifier, classes = True, {}, "", ()
        language = info
        if token.type == "fence":
            # Superfences takes a fence without its closing line for text.
            closed = token.map[1] - token.map[0] - token.content.count("\n") == 2
            if info.startswith("{"):
                attributes = _attributes(info) or {}
                names = str(attributes.pop("class", "")).split()
                language, classes = (names[0] if names else ""), tuple(names[1:])
                identifier = str(attributes.pop("id", ""))
                options = attributes
            else:
                language, _, rest = info.partition(" ")
                options = {
                    match["key"]: match["double"] or match["single"] or match["bare"] for match in OPTION.finditer(rest)
                }
        kind = Diagram if language == "mermaid" else Code
        first = line if token.type == "fence" else line - 1
        self.page.codes.append(kind(language, token.content, first, options, identifier, classes, closed))
        self.block("diagram" if kind is Diagram else "code", token.content, line)
        self.includes(token.content, first + 1)

    def includes(self, content: str, line: int) -> None:
        for number, written in enumerate(content.split("\n"), line):
            if found := INCLUDE.match(written):
                self.page.includes.append(Include(found["what"], number))

    def admonition(self, token: Token, tokens: list[Token], position: int, line: int) -> None:
        inside = list(_inside(tokens, position, "admonition_close"))
        title = any(child.type == "admonition_title_open" for child in inside)
        if sum(child.type in ("inline", "fence", "code_block", "html_block", "quiz") for child in inside) <= title:
            self.page.troubles.append(Trouble("empty fold", f"{token.markup} {token.info.strip()}", line))

    # A question

    def quiz(self, token: Token, line: int, end: int, above: list[Comment]) -> None:
        opening = self.lines[line - 1]
        objectives = [
            Comment(match[1], comment.line) for comment in above if (match := OBJECTIVE.fullmatch(comment.text))
        ]
        self.block("quiz", "", line)
        self.asking = True
        question = self.question(dedent(token.content), line + 1)
        self.asking = False
        self.page.questions.append(
            Question(
                line,
                end,
                markdown=token.content,
                prefix=opening[: opening.index("<quiz>")],
                objectives=tuple(objectives),
                **question,
            )
        )

    def question(self, markdown: str, first: int) -> dict:
        """Read what stands between the tags, as mkdocs-quiz does: a question, answers with reasons, and more words."""
        lines = [written.rstrip() for written in markdown.split("\n")]
        coded = {
            number
            for token in _parser().parse(markdown)
            if token.type == "fence"
            for number in range(token.map[0], token.map[1])
        }
        asked: list[str] = []
        answers: list[Answer] = []
        slips: list[Slip] = []
        rest: list[str] = []
        position = after = 0
        while position < len(lines):
            written, line = lines[position], first + position
            answer = ANSWER.match(written)
            position += 1
            if answer and position - 1 in coded and not answers:
                slips.append(Slip("answer in code", written, line))
                asked.append(written)
            elif BLANK_TO_FILL.search(written) and position - 1 not in coded:
                slips.append(Slip("blank", written, line))
                asked.append(written)
            elif answer and answer[1] in ("x", "X", " ", ""):
                if after:
                    slips.append(Slip("words between answers", lines[after - first], after))
                    after = 0
                reasons = []
                while position < len(lines) and (why := REASON.match(lines[position])):
                    reasons.append(why[1])
                    position += 1
                reason = "\n".join(reasons).strip()
                answers.append(
                    Answer(
                        self.piece(answer[2], line),
                        answer[1] in ("x", "X"),
                        self.piece(reason, line + 1) if reason else None,
                        line,
                    )
                )
            elif answer or (ANSWER_LIKE.match(written) and position - 1 not in coded):
                slips.append(Slip("no answer", written.strip(), line))
            elif not answers:
                asked.append(written)
            elif REASON.match(written) and not lines[position - 2]:
                slips.append(Slip("reason of nothing", written, line))
            else:
                rest.append(written)
                after = after or (line if written else 0)
        self.piece("\n".join(rest), first + len(lines) - len(rest))
        start = next((number for number, written in enumerate(asked) if written), 0)
        return {
            "text": self.piece("\n".join(asked[start:]), first + start),
            "answers": tuple(answers),
            "slips": tuple(slips),
        }

    def piece(self, markdown: str, line: int) -> Text:
        """Read a part of a question; its links, pictures, code and words are the page's too."""
        known = len(self.page.links)
        tokens = _parser().parse(markdown)
        self.walk(tokens, line)
        plain = " ".join(_plain(tokens).split())
        return Text(markdown, line, plain, _visible(tokens), tuple(self.page.links[known:]))


class _Tags(HTMLParser):
    """The tags, comments and words of a piece of HTML, each with its line."""

    def __init__(self, content: str, line: int, inline: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.first, self.inline = line, inline
        self.tags: list[Tag] = []
        self.comments: list[Comment] = []
        self.prose: list[Prose] = []
        self.feed(content)
        self.close()

    def _line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        self.tags.append(Tag(tag, written, dict(attrs), self._line(), empty=tag in VOID, inline=self.inline))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        self.tags.append(Tag(tag, written, dict(attrs), self._line(), empty=True, inline=self.inline))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(Tag(tag, f"</{tag}>", {}, self._line(), closing=True, inline=self.inline))

    def handle_comment(self, data: str) -> None:
        self.comments.append(Comment(data, self._line()))

    def handle_pi(self, data: str) -> None:
        name = data.split()[0].rstrip("?>").lower() if data.split() else ""
        self.tags.append(Tag("?" + name, f"<?{data}>", {}, self._line(), empty=True, inline=self.inline))

    def handle_data(self, data: str) -> None:
        for number, words in enumerate(data.split("\n")):
            if words.strip():
                self.prose.append(Prose(words, self._line() + number))


def _inside(tokens: list[Token], position: int, closing: str) -> Iterator[Token]:
    """Yield the tokens between an opening one and its closing one."""
    level = tokens[position].level
    for token in tokens[position + 1 :]:
        if token.type == closing and token.level == level:
            return
        yield token


def _own(tokens: list[Token], position: int) -> Iterator[Token]:
    """Yield the tokens of a list item without those of the lists in it, and without titles of notes."""
    within = 0
    for token in _inside(tokens, position, "list_item_close"):
        if token.type.startswith(("bullet_list_", "ordered_list_", "admonition_title_")):
            within += token.nesting
        elif not within:
            yield token


def _attributes(written: str) -> dict[str, str] | None:
    """Read ``{ .class #id key=value }``; None if it is nothing of the kind."""
    try:
        end, attributes = parse(written)
    except ParseError:
        return None
    return attributes if end == len(written) - 1 else None


def _belongs(block: Token, position: int) -> bool:
    """Tell whether a text is an attribute list that stands alone on the last line of a block, and belongs to it."""
    children = block.children
    alone = position > 0 and position == len(children) - 1 and children[position - 1].type == "softbreak"
    return alone and bool(_attributes(children[position].content.strip()))


def _address(token: Token, name: str) -> str:
    return str(token.attrGet(name) or "")


def _plain(tokens: Iterator[Token] | list[Token]) -> str:
    """Return the words and the code of tokens."""
    parts = []
    for token in tokens:
        if token.children is not None and token.type != "image":
            parts.append(_plain(token.children))
        elif token.type in ("text", "code_inline", "undefined_reference"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak", "paragraph_close", "heading_close", "td_close", "th_close"):
            parts.append(" ")
    return "".join(parts)


def _visible(tokens: list[Token]) -> str:
    """Return all that a reader can see of tokens: letters, code, emphasis, pictures; where links lead is left out."""
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(f"![{_visible(token.children or [])}]({_address(token, 'src')})")
        elif token.children is not None:
            parts.append(_visible(token.children))
        elif token.type == "code_inline":
            parts.append(f"`{token.content}`")
        elif token.type in ("fence", "code_block"):
            # In code, white space is seen.
            parts.append("```" + token.content.rstrip().replace(" ", "·").replace("\n", "⏎") + "```")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type.startswith(("em_", "strong_")):
            parts.append("*" * len(token.markup))
        elif token.type == "list_item_open":
            parts.append(f" {token.info}{token.markup} ")
        elif token.type in ("text", "html_inline", "html_block", "undefined_reference"):
            parts.append(token.content)
        elif token.nesting == -1 and token.block:
            parts.append(" ")
    return "".join(parts)


def _compose(written: str) -> yaml.Node | None:
    """Read YAML into nodes with lines; the slow loader explains a mistake better than the quick one."""
    try:
        return yaml.compose(written, Loader=YAML)
    except yaml.YAMLError:
        return yaml.compose(written, Loader=yaml.SafeLoader)


# mkdocs.yml


def _settings(course: Course, file: Path) -> None:
    """Read the navigation, and what else the course needs of the settings."""
    node = _compose(file.read_text(encoding="utf-8")) if file.is_file() else None
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value == "nav":
            course.navigation = list(_entries(value, ""))
        elif key.value in ("plugins", "markdown_extensions", "hooks"):
            named = course.settings.setdefault(key.value, {"": key.start_mark.line + 1})
            for name, options in _named(value):
                named[name.value] = name.start_mark.line + 1
                if name.value == "pymdownx.snippets":
                    course.include_folders = [folder.value for folder in _option(options, "base_path")]
                elif name.value == "pymdownx.superfences":
                    fences = {"": name.start_mark.line + 1}
                    for fence in _option(options, "custom_fences"):
                        fences |= {of.value: of.start_mark.line + 1 for what, of in fence.value if what.value == "name"}
                    course.settings["custom_fences"] = fences


def _named(node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node | None]]:
    """Yield the names of a list such as plugins, or of a mapping, each with its options."""
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if isinstance(item, yaml.MappingNode):
            yield from item.value
        elif isinstance(item, yaml.ScalarNode):
            yield item, None


def _option(options: yaml.Node | None, name: str) -> list[yaml.Node]:
    """Return the items of an option that is a list."""
    found = (
        [value for key, value in options.value if key.value == name] if isinstance(options, yaml.MappingNode) else []
    )
    return [item for value in found if isinstance(value, yaml.SequenceNode) for item in value.value]


def _entries(node: yaml.Node, module: str) -> Iterator[Entry]:
    """Yield the pages of a part of nav. Addresses of other sites are left out."""
    if isinstance(node, yaml.ScalarNode):
        if node.value and "://" not in node.value:
            yield Entry(node.value, module, node.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _entries(item, module)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            # A section's pages belong to it; a page with a title of its own stays where it is.
            yield from _entries(value, key.value if isinstance(value, yaml.SequenceNode) else module)
