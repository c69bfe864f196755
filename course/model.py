"""The course as data: modules, lessons, questions, diagrams, links, code. Each knows its file and its line.

course/read.py makes it from the Markdown in docs/ and the navigation in mkdocs.yml. Rules, the build's hooks, reports
and tests look at this model, and at nothing else.
"""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it.token import Token

LESSON = "lesson.html"
# Stands for the words of a block in raw HTML or of included code, which only the HTML knows.
RAW_WORDS = "\0"
# The languages of code that is typed into a terminal.
SHELL = {"shell", "bash", "sh", "console"}
# What the id of a term in a definition list begins with.
TERM_ID = "term-"

# What overrides/ writes into a page of each template, beside the page's own text: ids that a link may lead to.
TEMPLATE_ANCHORS = {LESSON: ["lesson", "objectives"], "home.html": ["home", "course", "progress"]}


@dataclass(frozen=True)
class Heading:
    """A heading: its level (1 to 6), its words, the id that a link leads to, and its line."""

    level: int
    text: str
    id: str
    line: int


@dataclass(frozen=True)
class Link:
    """A link as it is written: address, words, line, and whether it stands in a question's reason."""

    address: str
    text: str
    line: int


@dataclass(frozen=True)
class Image:
    """A picture: address, alternative text, line."""

    address: str
    alt: str
    line: int


@dataclass(frozen=True)
class Code:
    """A block of code.

    ``line`` is the line of the fence that opens it, so the code's first line is ``line + 1``. ``options`` is what
    stands after the language, such as ``title="health_score.py: ingest"``, by key; ``id`` and ``classes`` come from
    a header in braces. An indented block has no fence: its language is empty, and ``line`` is the line above it.
    """

    language: str
    text: str
    line: int
    options: dict[str, str | None] = field(default_factory=dict)
    id: str = ""
    classes: tuple[str, ...] = ()
    closed: bool = True

    @property
    def title(self) -> str:
        """The title that is shown above the code, or an empty text."""
        return self.options.get("title") or ""


@dataclass(frozen=True)
class Diagram(Code):
    """A Mermaid diagram; ``text`` is its source."""


@dataclass(frozen=True)
class Include:
    """A line that stands for a piece of a file: ``--8<-- "health_score.py:ingest"``.

    ``what`` is None if it can't be read. ``file`` is None if there is no such file. ``code`` is what the page shows.
    """

    what: str | None
    line: int
    file: Path | None = None
    code: str = ""


@dataclass(frozen=True)
class Tag:
    """An HTML tag in the Markdown. ``name`` is in lower case; ``closing`` for ``</div>``, ``empty`` for ``<br>``."""

    name: str
    written: str
    attributes: dict[str, str | None]
    line: int
    closing: bool = False
    empty: bool = False
    inline: bool = False


@dataclass(frozen=True)
class Comment:
    """An HTML comment: its text without the marks, and its line."""

    text: str
    line: int


@dataclass(frozen=True)
class Prose:
    """A run of words on one line that a reader reads: no code, no address, no tag."""

    text: str
    line: int
    bold: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a list item, a fold and so on, as the reader of the Markdown took it. See course/readings.py."""

    kind: str
    text: str
    line: int
    depth: int = 0  # in how many list items


@dataclass(frozen=True)
class Text:
    """A piece of a question: its Markdown, its line, its words, and all of it that a reader can see."""

    markdown: str
    line: int
    plain: str
    visible: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Answer:
    """An answer, whether it is right, and why it is right or wrong (None if it does not say)."""

    text: Text
    right: bool
    reason: Text | None
    line: int

    @property
    def id(self) -> str:
        """Ten digits that stay the same while a reader sees the same answer."""
        return digest(self.text.visible)


@dataclass(frozen=True)
class Slip:
    """A line of a question that mkdocs-quiz would not take as it is meant: the rules (course/rules/questions.py) say
    why.
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Question:
    """A question with its answers, from ``<quiz>`` on ``line`` to ``</quiz>`` on ``end`` (0 if there is none).

    ``markdown`` is what mkdocs-quiz gets: the lines between the tags. ``prefix`` stands before the tag on its line: the
    blanks of a list or a fold. ``objectives`` are the texts of the comments right above it, with their lines.
    ``includes`` are the lines in it that stand for a piece of a file. ``recall``: it asks for what the lesson says, and
    for no more.
    """

    line: int
    end: int
    markdown: str
    prefix: str
    text: Text
    answers: tuple[Answer, ...]
    slips: tuple[Slip, ...] = ()
    objectives: tuple[Comment, ...] = ()
    includes: tuple[Include, ...] = ()
    recall: bool = False

    @property
    def right(self) -> list[Answer]:
        """The answers that are right."""
        return [answer for answer in self.answers if answer.right]

    @property
    def id(self) -> str:
        """The question's address in its page, made from all that a reader sees of the question itself."""
        return "quiz-" + digest(self.text.visible)


@dataclass(frozen=True)
class Trouble:
    """Something that reading found and could not understand: the rules make a finding of it."""

    kind: str
    text: str
    line: int


@dataclass
class FrontMatter:
    """The settings at the top of a page, and the line of each key."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    item_lines: dict[str, list[int]] = field(default_factory=dict)

    def line(self, key: str) -> int:
        """Return the line of a key, or 1 where it is missing."""
        return self.lines.get(key, 1)

    def text(self, key: str) -> str:
        """Return a text, or an empty one where it is missing or something else."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> list[tuple[str, int]]:
        """Return the texts of a list, each with its line; nothing where it is no list."""
        value, lines = self.values.get(key), self.item_lines.get(key, [])
        if not isinstance(value, list):
            return []
        return [(item, line) for item, line in zip(value, lines, strict=True) if isinstance(item, str)]


@dataclass
class Page:
    """A page of the site, read from its Markdown."""

    path: str  # below docs/, with slashes
    file: Path
    source: str  # with line ends of Unix
    front: FrontMatter
    body_line: int  # the line on which the Markdown begins
    tokens: list[Token] = field(default_factory=list, repr=False)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    inline_codes: list[Prose] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    terms: dict[str, str] = field(default_factory=dict)  # of definition lists, by their ids
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The page's title."""
        return self.front.text("title") or posixpath.splitext(posixpath.basename(self.path))[0]

    @property
    def template(self) -> str:
        """The template that the page names, or an empty text."""
        return self.front.text("template")

    @property
    def is_lesson(self) -> bool:
        """Whether the page is a lesson of the course."""
        return self.template == LESSON

    @property
    def diagrams(self) -> list[Diagram]:
        """The page's diagrams."""
        return [code for code in self.codes if isinstance(code, Diagram)]

    @property
    def objectives(self) -> list[tuple[str, int]]:
        """What one can do after the lesson: each text and its line."""
        return self.front.texts("objectives")

    @property
    def prerequisites(self) -> list[tuple[str, int]]:
        """The lessons to read first: each path below docs/ and its line."""
        return self.front.texts("prerequisites")

    @property
    def exercises(self) -> list[tuple[str, int]]:
        """The exercises that stand in the page: the name in each comment ``exercise: first_dag``, and its line."""
        return self._marked("exercise")

    @property
    def labs(self) -> list[tuple[str, int]]:
        """The labs that stand in the page: the name in each comment ``lab: trigger_rules``, and its line."""
        return self._marked("lab")

    def _marked(self, kind: str) -> list[tuple[str, int]]:
        """Return what comments such as ``exercise: first_dag`` name, and their lines."""
        marks = ((*comment.text.partition(":"), comment.line) for comment in self.comments)
        return [(name.strip(), line) for mark, colon, name, line in marks if mark.strip() == kind and colon]

    @property
    def formerly(self) -> list[tuple[str, int]]:
        """Where the page stood before: each path below docs/ and its line."""
        return self.front.texts("formerly")

    @property
    def anchors(self) -> set[str]:
        """Every id that a link to this page may lead to."""
        return {
            *(heading.id for heading in self.headings),
            *(str(tag.attributes[key]) for tag in self.tags for key in ("id", "name") if tag.attributes.get(key)),
            *(code.id for code in self.codes if code.id),
            *(token.attrGet("id") for token in self.tokens if token.attrGet("id")),
            *(question.id for question in self.questions),
            *self.terms,
            *TEMPLATE_ANCHORS.get(self.template, []),
        }

    @property
    def body(self) -> str:
        """The Markdown without the front matter."""
        return "\n".join(self.source.split("\n")[self.body_line - 1 :])

    def section(self, heading: Heading) -> tuple[int, int]:
        """Return the first line of a section and the line after its last: it ends at the next heading of its level."""
        later = [other.line for other in self.headings if other.line > heading.line and other.level <= heading.level]
        return heading.line, min(later, default=self.source.count("\n") + 2)


@dataclass(frozen=True)
class Entry:
    """A page that the navigation names: its path, the module that it stands in (or an empty text), and the line."""

    path: str
    module: str
    line: int


@dataclass
class Module:
    """A part of the navigation that has lessons, in reading order."""

    title: str
    lessons: list[Page] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """Reading time of all its lessons, in minutes."""
        times = (lesson.front.values.get("minutes") for lesson in self.lessons)
        return sum(time for time in times if isinstance(time, int))


@dataclass
class Course:
    """All of it: every page, and the navigation."""

    root: Path
    pages: dict[str, Page] = field(default_factory=dict)
    navigation: list[Entry] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)  # pages that only links of other pages lead to
    include_folders: list[str] = field(default_factory=list)  # where included code is looked for, below the root
    # What mkdocs.yml names under plugins, markdown_extensions, hooks and custom_fences, with the line of each.
    settings: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def modules(self) -> list[Module]:
        """The modules, in reading order. A page outside of every module is in none."""
        modules: dict[str, Module] = {}
        for entry in self.navigation:
            page = self.pages.get(entry.path)
            if page and page.is_lesson and entry.module:
                modules.setdefault(entry.module, Module(entry.module)).lessons.append(page)
        return list(modules.values())

    @property
    def lessons(self) -> list[Page]:
        """Every lesson, in reading order; those that the navigation leaves out come last."""
        named = dict.fromkeys(entry.path for entry in self.navigation if entry.path in self.pages)
        return [page for path in named | dict.fromkeys(self.pages) if (page := self.pages[path]).is_lesson]

    @property
    def exercises(self) -> list[str]:
        """The names of the exercises, in the order in which the lessons have them."""
        return [name for lesson in self.lessons for name, _ in lesson.exercises]

    def target(self, page: Page, address: str) -> str:
        """Return the path below docs/ that a relative address on a page leads to; the page's own for an empty one."""
        if not address:
            return page.path
        return posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))


def digest(text: str) -> str:
    """Return ten hexadecimal digits that differ if two texts differ in more than white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]
