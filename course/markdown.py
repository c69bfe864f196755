"""The Markdown of the course: CommonMark with tables, definition lists, attribute lists, notes, folds and questions.

markdown-it-py gives tokens with lines. What MkDocs' Markdown has beside CommonMark comes from mdit-py-plugins
(definition lists, attributes) and from rules in here: notes and folds, ``<quiz>`` blocks in the syntax of mkdocs-quiz,
references that lead nowhere, and what only Python-Markdown takes for a tag.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.utils import is_code_block

# An attribute list, https://python-markdown.github.io/extensions/attr_list/, if it can be nothing else: hooks/markup.py
# gives this pattern to Python-Markdown too, whose own takes {{ ds }} for one.
KEYS = "id|class|width|height|loading|decoding|title|lang|dir|hidden|start|rel|target|detail"
ITEM = rf"""(?:[.#][\w:-]+|(?:{KEYS})=(?:"[^"\n}}]*"|'[^'\n}}]*'|[^\s"'}}=]+))"""
ATTRIBUTES = rf"\{{:?[ ]*({ITEM}(?:[ ]+{ITEM})*[ ]*)\}}"
ADMONITION = re.compile(r"""(?P<mark>!!!|\?\?\?\+?) ?(?P<what>[\w -]+?)(?: +"(?P<title>.*)")? *""")
# markdown.inlinepatterns.HTML_RE, without comments.
TAG_LIKE = re.compile(r"</?[a-zA-Z][^<>@ ]*(?: [^<>]*)?>")


def sections(markdown: str) -> list[tuple[str, str]]:
    """Return what a piece of Markdown teaches in words: no question, no code block, no diagram, no HTML.

    Args:
        markdown: a page's Markdown, without front matter.

    Returns:
        For each section its heading's words, empty above the first, and its text with single spaces.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    tokens = parser().parse(markdown)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline" and before is not None and before.type == "heading_open":
            found.append((plain([token]).strip(), []))
        elif token.type == "inline":
            found[-1][1].append(plain([token]))
    return [(heading, " ".join(" ".join(texts).split())) for heading, texts in found]


def text(markdown: str) -> str:
    """Return what a reader reads of a piece of Markdown: words and code, without links' addresses, pictures and tags.

    Args:
        markdown: the Markdown of a paragraph or more.

    Returns:
        The words, with single spaces.
    """
    return " ".join(plain(parser().parse(markdown)).split())


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


def plain(tokens: Iterator[Token] | list[Token]) -> str:
    """Return the words and the code of tokens."""
    parts = []
    for token in tokens:
        if token.children is not None and token.type != "image":
            parts.append(plain(token.children))
        elif token.type in ("text", "code_inline", "undefined_reference"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak", "paragraph_close", "heading_close", "td_close", "th_close"):
            parts.append(" ")
    return "".join(parts)


def visible(tokens: list[Token]) -> str:
    """Return all that a reader can see of tokens: letters, code, emphasis, pictures; where links lead is left out."""
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(f"![{visible(token.children or [])}]({address(token, 'src')})")
        elif token.children is not None:
            parts.append(visible(token.children))
        elif token.type == "code_inline":
            parts.append(f"`{token.content}`")
        elif token.type == "blockquote_open":
            parts.append(" > ")
        elif token.type in ("fence", "code_block"):
            parts.append(token.info.partition("title=")[2] + visible_code(token.content))
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


def visible_code(code: str) -> str:
    """Return what a reader can see of a block of code: in it, white space is seen."""
    return "```" + code.rstrip().replace(" ", "·").replace("\n", "⏎") + "```"


def attributes(written: str) -> dict[str, str] | None:
    """Read an attribute list such as ``{ .class #id width=20 }``; None if it is nothing of the kind."""
    found = re.fullmatch(ATTRIBUTES, written)
    return fence_attributes("{" + found[1] + "}") if found else None


def fence_attributes(written: str) -> dict[str, str] | None:
    """Read the braces behind a fence, whose keys are the fence's own; None if they can't be read."""
    try:
        end, read = parse(written)
    except ParseError:
        return None
    return read if end == len(written) - 1 else None


def address(token: Token, name: str) -> str:
    return str(token.attrGet(name) or "")


# The parser and its own rules


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
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    if state.src[state.pos] != "[" or before.isalnum() or before in ("`", "]", ")", "_"):  # rows[0][1] is code
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or state.src[end + 1 : end + 2] != "[":
        return False
    close = state.src.find("]", end + 2)
    if close < 0 or not any(sign.isalpha() for sign in state.src[state.pos : close]):
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


def _attribute_list(state: StateInline, silent: bool) -> bool:
    """Take the attributes that follow a link, a picture or code."""
    followed = state.tokens[-1] if state.tokens and not state.pending else None
    if state.src[state.pos] != "{" or followed is None or followed.type not in ("link_close", "image", "code_inline"):
        return False
    found = re.compile(ATTRIBUTES).match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        followed.attrs |= attributes(found[0]) or {}
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
def parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.use(deflist_plugin)
    ending = {"alt": ["paragraph", "reference", "blockquote", "list", "deflist"]}
    markdown.block.ruler.before("html_block", "quiz", _quiz, ending)
    markdown.block.ruler.before("html_block", "admonition", _admonition, ending)
    inline = _LocatedInline()
    inline.ruler, inline.ruler2 = markdown.inline.ruler, markdown.inline.ruler2
    markdown.inline = inline
    inline.ruler.before("text", "locate", _locate)
    inline.ruler.after("link", "undefined_reference", _undefined_reference)
    inline.ruler.after("html_inline", "angle_brackets", _angle_brackets)
    inline.ruler.after("html_inline", "attribute_list", _attribute_list)
    # An address is taken as it is written: what is wrong with it, course/rules/links.py tells.
    markdown.validateLink = lambda url: True
    markdown.normalizeLink = lambda url: url
    return markdown
