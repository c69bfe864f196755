"""Read the course: docs/ with one Markdown parse a page (course/markdown.py), and mkdocs.yml (course/configuration.py).

Readers see Python-Markdown's reading: course/readings.py compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import yaml
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from course import repository
from course.configuration import YAML, compose, configure
from course.markdown import address, attributes, fence_attributes, parser, plain, slug, visible, visible_code
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
# The syntax of pymdownx.snippets, line by line.
INCLUDE = re.compile(r"^[ \t]*-+8<-+(?:[ \t]+(['\"])(?P<what>.*?)\1)?[ \t]*.*$")
# What stands after a fence's language: key="value", key='value', key=value or a word.
OPTION = re.compile(r"""(?P<key>[\w-]+)(?:=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\S+)))?""")
OBJECTIVE = re.compile(r"\s*objective(?P<recall> \(recall\))?:\s*(?P<words>.*?)\s*", re.DOTALL)
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
    course = Course(root)
    configure(course, root / "mkdocs.yml")
    folders = [root / folder for folder in course.include_folders]
    course.pages = {file.relative_to(docs).as_posix(): read_page(file, docs, folders) for file in files}
    course.navigation = course.navigation or [Entry(path, "", 0) for path in course.pages]
    return course


def read_page(file: Path, docs: Path, folders: Sequence[Path] = ()) -> Page:
    """Read one page.

    Args:
        file: its Markdown.
        docs: the folder of all pages.
        folders: where the code that it includes is looked for.

    Returns:
        The page.

    Raises:
        OSError: the file can't be opened.
    """
    return _page(file.relative_to(docs).as_posix(), file.read_bytes(), file, folders)


# A page


def _page(path: str, content: bytes, file: Path, folders: Sequence[Path]) -> Page:
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
    _Walk(page, folders).body()
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
        node = compose(written)
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

    def __init__(self, page: Page, folders: Sequence[Path]) -> None:
        self.page, self.folders = page, folders
        self.lines = page.source.split("\n")
        self.taken: set[str] = set()
        self.terms: set[str] = set()
        self.asking = False  # in a question: its parts are no blocks of the page
        self.depth = 0  # of list items

    def body(self) -> None:
        markdown = "\n".join(self.lines[self.page.body_line - 1 :])
        # As pymdownx.snippets does it: before anything else is read.
        for number, written in enumerate(self.lines[self.page.body_line - 1 :], self.page.body_line):
            if "8<" in written and (found := INCLUDE.match(written)):
                self.page.includes.append(self.include(found["what"], number))
        self.page.tokens = parser().parse(markdown)
        self.walk(self.page.tokens, self.page.body_line)
        self.page.codes.sort(key=lambda code: code.line)

    def include(self, what: str | None, line: int) -> Include:
        """Look up a piece of a file in the folders from which pages include code, and in no other."""
        name, _, section = (what or "").partition(":")
        files = [folder / name for folder in self.folders if name and ".." not in name]
        file = next((file for file in files if file.is_file()), None)
        return Include(what, line, file, repository.section(file, section) if file else "")

    def block(self, kind: str, words: str, line: int) -> None:
        if not self.asking:
            self.page.blocks.append(Block(kind, " ".join(words.split()), line, self.depth))

    def walk(self, tokens: list[Token], first: int) -> None:
        """Take tokens whose map counts from 0, where ``first`` is the line that 0 stands for."""
        page, line, bold = self.page, first, False
        above: list[Comment] = []  # comments right above what comes next, which begins on line ``below``
        below = 0
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
                above = (above if line == below else []) + comments
                below = token.map[1] + first
            elif token.type == "quiz":
                self.quiz(token, line, token.map[1] + first - 1, above if line == below else [])
            elif token.type == "quiz_tag":
                page.troubles.append(Trouble("quiz tag", token.content, line))
            elif token.type == "list_item_open":
                kind = "ol" if token.info else "ul"
                self.block("item", f"{kind} {plain(_own(tokens, position))}", line)
                self.depth += 1
            elif token.type == "list_item_close":
                self.depth -= 1
            elif token.type == "tr_open":
                self.row(line, tokens, position)
            elif token.type == "dt_open":
                term = plain(_inside(tokens, position, "dt_close")).strip()
                page.terms[slug(TERM_ID + term, self.terms)] = term
                self.block("term", term, line)
            elif token.type in ("admonition_open", "blockquote_open", "table_open"):
                self.block(
                    token.type.removesuffix("_open"), token.info if token.type == "admonition_open" else "", line
                )
                if token.type == "admonition_open":
                    self.admonition(token, tokens, position, line)

    def heading(self, token: Token, inline: Token, line: int) -> None:
        words, identifier = plain([inline]), ""
        opening = words.rfind("{")
        if opening > 0 and words.endswith("}") and (given := attributes(words[opening:])) is not None:
            words, identifier = words[:opening].rstrip(), str(given.get("id", ""))
            last = inline.children[-1]
            last.content = last.content[: last.content.rfind("{")]
        identifier = identifier or slug(words, self.taken)
        self.taken.add(identifier)
        if not self.asking:
            self.page.headings.append(Heading(int(token.tag[1]), words, identifier, line))
        else:
            self.page.troubles.append(Trouble("heading in a question", words, line))
        self.block("heading", f"{token.tag} {identifier} {words}", line)

    def inline(self, token: Token, line: int, bold: bool) -> None:
        """Take the links, pictures, tags and words of a paragraph, a heading or a cell."""
        page, start = self.page, line
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
                words = plain(token.children[token.children.index(link) : position])
                page.links.append(Link(address(link, "href"), words, link_line))
                self.block("link", words, link_line)
                link = None
            elif child.type == "image":
                alt = plain(child.children or [])
                page.images.append(Image(address(child, "src"), alt, line))
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

    def row(self, line: int, tokens: list[Token], position: int) -> None:
        """Note a row of a table with more cells than the first row has: both readers of Markdown drop them."""
        cells = escapedSplit(self.lines[line - 1].strip(" >"))
        written = len(cells) - (cells[:1] == [""]) - (cells[-1:] == [""])
        shown = sum(token.type in ("td_open", "th_open") for token in _inside(tokens, position, "tr_close"))
        if written > shown > 0:
            self.page.troubles.append(Trouble("cells", cells[-2 if cells[-1:] == [""] else -1].strip(), line))

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
                options = fence_attributes(info) or {}
                names = str(options.pop("class", "")).split()
                language, classes = (names[0] if names else ""), tuple(names[1:])
                identifier = str(options.pop("id", ""))
            else:
                language, _, rest = info.partition(" ")
                for match in OPTION.finditer(rest):
                    options[match["key"]] = match["double"] or match["single"] or match["bare"]
                    if match["bare"]:
                        self.page.troubles.append(Trouble("bare option", match[0], line))
        kind = Diagram if language == "mermaid" else Code
        first = line if token.type == "fence" else line - 1
        self.page.codes.append(kind(language, token.content, first, options, identifier, classes, closed))
        self.block("diagram" if kind is Diagram else "code", token.content, line)

    def admonition(self, token: Token, tokens: list[Token], position: int, line: int) -> None:
        inside = list(_inside(tokens, position, "admonition_close"))
        title = any(child.type == "admonition_title_open" for child in inside)
        if sum(child.type in ("inline", "fence", "code_block", "html_block", "quiz") for child in inside) <= title:
            self.page.troubles.append(Trouble("empty fold", f"{token.markup} {token.info.strip()}", line))

    # A question

    def quiz(self, token: Token, line: int, end: int, above: list[Comment]) -> None:
        opening = self.lines[line - 1]
        named = [(match, comment) for comment in above if (match := OBJECTIVE.fullmatch(comment.text))]
        self.block("quiz", "", line)
        self.asking = True
        question = self.question(dedent(token.content), line + 1)
        self.asking = False
        includes = tuple(include for include in self.page.includes if line < include.line < end)
        text = question["text"]
        shown = [text.visible, *(visible_code(include.code) for include in includes)]
        question["text"] = replace(text, visible=" ".join(shown))
        self.page.questions.append(
            Question(
                line,
                end,
                markdown=token.content,
                prefix=opening[: opening.index("<quiz>")],
                objectives=tuple(Comment(match["words"], comment.line) for match, comment in named),
                includes=includes,
                recall=any(match["recall"] for match, _ in named),
                **question,
            )
        )

    def question(self, markdown: str, first: int) -> dict:
        """Read what stands between the tags, as mkdocs-quiz does: a question, answers with reasons, and more words."""
        lines = [written.rstrip() for written in markdown.split("\n")]
        coded = {
            number
            for token in parser().parse(markdown)
            if token.type in ("fence", "code_block")
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
            elif answer and answer[1] in ("x", "X", " ", ""):
                if after:
                    slips.append(Slip("words between answers", lines[after - first], after))
                    after = 0
                elif answers and not lines[position - 2]:
                    slips.append(Slip("gap", "", line - 1))
                reasons = []
                while position < len(lines) and (why := REASON.match(lines[position])):
                    if ANSWER_LIKE.match(why[1]):
                        slips.append(Slip("no answer", why[1].strip(), first + position))
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
                while position < len(lines) and REASON.match(lines[position]):
                    position += 1  # its reason
            elif not answers:
                asked.append(written)
            elif REASON.match(written) and not lines[position - 2]:
                slips.append(Slip("reason of nothing", written, line))
            else:
                rest.append(written)
                if written and len(rest) == 1 and lines[position - 2]:
                    slips.append(Slip("words below a reason", written, line))
                else:
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
        tokens = parser().parse(markdown)
        self.walk(tokens, line)
        return Text(markdown, line, " ".join(plain(tokens).split()), visible(tokens), tuple(self.page.links[known:]))


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
        self._tag(tag, attrs, tag in VOID)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag(tag, attrs, True)

    def _tag(self, tag: str, attrs: list[tuple[str, str | None]], empty: bool) -> None:
        written = self.get_starttag_text() or ""
        first: dict[str, str | None] = {}
        for name, value in attrs:
            # Of an attribute that stands twice, a browser takes the first.
            first.setdefault(name if name not in first else f"{name} (again)", value)
        self.tags.append(Tag(tag, written, first, self._line(), empty=empty, inline=self.inline))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(Tag("!", f"<!{decl}>", {}, self._line(), empty=True, inline=self.inline))

    unknown_decl = handle_decl

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(Tag(tag, f"</{tag}>", {}, self._line(), closing=True, inline=self.inline))

    def handle_comment(self, data: str) -> None:
        self.comments.append(Comment(data, self._line()))

    def handle_pi(self, data: str) -> None:
        name = data.split()[0].rstrip("?>").lower() if data.split() else ""
        self.tags.append(Tag("?" + name, f"<?{data}>", {}, self._line(), empty=True, inline=self.inline))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1].name == "pre" and not self.tags[-1].closing:
            return  # code
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


def _belongs(block: Token, position: int) -> bool:
    """Tell whether a text is an attribute list that stands alone on the last line of a block, and belongs to it."""
    children = block.children
    alone = position > 0 and position == len(children) - 1 and children[position - 1].type == "softbreak"
    return alone and bool(attributes(children[position].content.strip()))
