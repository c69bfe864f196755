"""S: headings, fences, tags, files, and the navigation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from course.findings import Finding, Fix, nearest
from course.model import RAW_WORDS, TEMPLATE_ANCHORS, Course, Page, Tag
from course.rules import Rule
from course.rules.outside import LOADING

# HTML that words on a page may need; course/rules/outside.py speaks of what runs or loads something.
ELEMENTS = set(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 "
    "h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q s samp section small source span strong sub summary "
    "sup table tbody td tfoot "
    "th thead time tr u ul var wbr".split()
)
OPTIONAL_END = {"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup"}
# The kinds of notes that Material has a look for.
NOTES = set("note abstract info tip success question warning failure danger bug example quote".split())
ELSEWHERE = re.compile(r"~~\S.*?~~|(?<!=)==\w.*?\w==|\[\^\w+\]|^\[!\w+\]|(?<![\w:]):[a-z]+(?:_[a-z]+)*:(?![\w:])")
CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( .*)?|={7}")

RULES = [
    Rule(
        "S601",
        "second-title",
        "The title comes from the front matter, or is the page's one `#` heading. Sections begin with `##`.",
        "# Clearing\n\nWords.",
        "## Clearing\n\nWords.",
    ),
    Rule(
        "S602",
        "heading-level-skipped",
        "Screen readers walk through a page by its headings. After `##` comes `###`, not `####`.",
        "## Clearing\n\n#### One task\n\nWords.",
        "## Clearing\n\n### One task\n\nWords.",
        at="#### One task",
    ),
    Rule(
        "S603",
        "fence-not-closed",
        "A fence ends with a line of as many backticks as it began with. Without it, all that follows is taken for "
        "code, or the code for text.",
        "```python\nprint(1)\n\nWords.",
        "```python\nprint(1)\n```\n\nWords.",
    ),
    Rule(
        "S604",
        "tag-not-closed",
        "Every tag of HTML that opens also closes, and the other way round.",
        '<div class="note" markdown>\n\nWords.',
        '<div class="note" markdown>\n\nWords.\n\n</div>',
    ),
    Rule(
        "S605",
        "merge-conflict",
        "Git leaves these marks where two edits met. Choose one of them, or join them.",
        "<<<<<<< HEAD\nClear it.\n=======\nBackfill it.\n>>>>>>> better",
        "Clear it.",
    ),
    Rule(
        "S606",
        "page-empty",
        "A page says something.",
        "---\ntitle: Nothing\ndescription: A page without words.\n---\n",
        "---\ntitle: Something\ndescription: A page with words.\n---\n\nWords.\n",
        at="",
        where="page",
    ),
    Rule(
        "S607",
        "not-utf-8",
        "Every file is text in UTF-8. An editor's 'Save with encoding' converts it.",
        "",
        "Café",
        where="bytes",
    ),
    Rule(
        "S608",
        "invisible-character",
        "Characters that can't be seen come along when text is pasted, and break what looks right.",
        "Words with a \u0000 in them.",
        "Words.",
    ),
    Rule(
        "S609",
        "reference-undefined",
        "`[words][name]` needs a line `[name]: address` on the same page. Without it, the brackets are shown.",
        "See [the manual][cron].",
        "See [the manual][cron].\n\n[cron]: http://tuhs.org/UnixTree/V6/usr/man/man8/cron.8.html",
    ),
    Rule(
        "S610",
        "tag-unknown",
        "A browser shows nothing of `<dag_id>` or `List<Payment>` where they stand for themselves: it takes them "
        "for tags. Put them in backticks.",
        "It returns a List<Payment> at once.",
        "It returns a `List<Payment>` at once.",
    ),
    Rule(
        "S611",
        "fold-empty",
        "What is in a note or a fold is indented by four blanks. Otherwise the box is empty, and the words stand "
        "below it.",
        '!!! note "Eras overlap"\n\nWords.',
        '!!! note "Eras overlap"\n\n    Words.',
    ),
    Rule(
        "S612",
        "page-outside-navigation",
        "A page that the navigation leaves out can be found by nobody, unless `not_in_nav` in mkdocs.yml names it and "
        "another page links to it.",
        "  - index.md\n",
        "  - index.md\n  - more.md\n",
        where="nav",
    ),
    Rule(
        "S613",
        "navigation-without-page",
        "The navigation names files of `docs/`, each once.",
        "  - index.md\n  - more.md\n  - mroe.md\n",
        "  - index.md\n  - more.md\n",
        at="  - mroe.md",
        where="nav",
    ),
    Rule(
        "S614",
        "read-in-two-ways",
        "Markdown has dialects. GitHub and this course's tools read CommonMark, readers see Python-Markdown's "
        "reading. Where the two differ, a list is a paragraph for one of them, or a fence is text. Blank lines "
        "around lists and fences, and four blanks of indentation inside list items, mean the same to both.",
        "Three parts:\n- the scheduler\n- the workers",
        "Three parts:\n\n- the scheduler\n- the workers",
        at="- the scheduler",
        where="built",
    ),
    Rule(
        "S616",
        "markdown-in-html",
        "Python-Markdown reads Markdown in a block of HTML only where its tag has the word `markdown`. Without it, "
        "readers see the stars and backticks.",
        "<div>\n\nSome **bold** words.\n\n</div>",
        "<div markdown>\n\nSome **bold** words.\n\n</div>",
    ),
    Rule(
        "S617",
        "comment-not-closed",
        "A comment begins with `<!--` and ends with `-->`. Without its end it goes on to the end of the next one, "
        "and what is between is lost.",
        "<!-- to do: a picture --\n\nWords that nobody sees.\n\n<!-- a comment -->",
        "<!-- to do: a picture -->\n\nWords.\n\n<!-- a comment -->",
    ),
    Rule(
        "S618",
        "cell-too-many",
        "A row with more cells than the first row of its table loses those at its end. A `|` in a cell is written "
        "`\\|`.",
        "| Era | Tool |\n| --- | --- |\n| Early | cron | 1974 |",
        "| Era | Tool | Year |\n| --- | --- | --- |\n| Early | cron | 1974 |",
        at="| Early | cron | 1974 |",
    ),
    Rule(
        "S619",
        "file-not-markdown",
        "`docs/` has Markdown alone, in files that end with `.md`. Pictures, styles and scripts are in `assets/`.",
        "",
        "",
        where="file",
    ),
    Rule(
        "S620",
        "id-twice",
        "An id stands once on a page: a link can lead to one place only.",
        "## Clearing { #again }\n\nWords.\n\n## Repeating { #again }\n\nWords.",
        "## Clearing { #again }\n\nWords.\n\n## Repeating\n\nWords.",
        at="## Repeating { #again }",
    ),
    Rule(
        "S621",
        "note-misspelled",
        'A note is written `!!! note "Title"`, a fold `??? question "Title"`, with one of the kinds that have a look, '
        "and the title in straight double quotes. Anything else is shown as words, or loses the title.",
        "!!! note Eras overlap\n\n    Words.",
        '!!! note "Eras overlap"\n\n    Words.',
    ),
    Rule(
        "S622",
        "syntax-of-elsewhere",
        "Some marks of GitHub and of other tools mean nothing here, and readers see them: `~~struck~~`, `==marked==`, "
        "footnotes `[^1]`, alerts `[!NOTE]`, emoji codes.",
        "> [!NOTE]\n> Words.",
        '!!! note "Note"\n\n    Words.',
        warning=True,
    ),
    Rule(
        "S615",
        "heading-twice",
        "Two headings with the same words get addresses that only their order tells apart, so links go astray when "
        "one moves.",
        "## What if it fails?\n\nWords.\n\n## What if it fails?\n\nMore words.",
        "## What if the load fails?\n\nWords.\n\n## What if the report fails?\n\nMore words.",
        at="## What if it fails?",
        warning=True,
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with the pages' structure, and with the navigation."""
    yield from _files(course)
    for page in course.pages.values():
        yield from _file(page)
        yield from _headings(page)
        yield from _blocks(page)
        yield from _tags(page)
    yield from _navigation(course)


def _files(course: Course) -> Iterator[Finding]:
    docs = course.root / "docs"
    for file in sorted(docs.rglob("*")):
        if file.is_file() and not file.name.startswith(".") and file.suffix != ".md":
            path = f"docs/{file.relative_to(docs).as_posix()}"
            name = f"{file.stem}.md" if file.suffix.lower() in (".md", ".markdown", ".mkd", ".mdown") else ""
            remedy = f"rename it to {name}" if name else "put it into assets/, or remove it"
            yield Finding("S619", path, 1, f"'{file.name}' is no page", remedy)


def _file(page: Page) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    for trouble in page.troubles:
        if trouble.kind == "encoding":
            problem = f"the file is not UTF-8: it has a byte {trouble.text}"
            yield Finding("S607", path, trouble.line, problem, "save it as UTF-8 in your editor")
        elif trouble.kind == "undefined reference":
            name = trouble.text.rpartition("[")[2].rstrip("]") or trouble.text.partition("]")[0].lstrip("[")
            remedy = f"write [words](address), or add a line '[{name}]: address' below"
            if any(question.line < trouble.line < question.end for question in page.questions):
                remedy = "write [words](address): a question does not see the references of its page"
            yield Finding("S609", path, trouble.line, f"'{trouble.text}' leads nowhere", remedy)
        elif trouble.kind == "cells":
            problem = f"the cell '{trouble.text}' is one too many, and is lost"
            remedy = "add a column to the first rows of the table, or write \\| for a | in a cell"
            yield Finding("S618", path, trouble.line, problem, remedy)
    for comment in page.comments:
        swallowed = any(part in comment.text for part in ("<!--", "<quiz>", "\n## ", "--!>"))
        if swallowed or comment.text.startswith((">", "->")):
            remedy = "end it with --> before anything that readers should see"
            yield Finding("S617", path, comment.line, "this comment is not closed where it seems to end", remedy)
    unread = any(trouble.kind == "encoding" for trouble in page.troubles)  # told with its byte
    shown = {
        code.line + number
        for code in page.codes
        if code.language in ("text", "diff", "console")
        for number in range(code.text.count("\n") + 1)
    }
    for number, line in enumerate(page.source.split("\n"), 1):
        # Most lines have nothing but what can be printed, which is quickly seen.
        suspect = "" if line.isprintable() and "\ufffd" not in line else line
        bad = next((sign for sign in suspect if _invisible(sign)), None)
        if bad and not (bad == "\ufffd" and unread):
            name = unicodedata.name(bad, f"U+{ord(bad):04X}")
            problem = f"an invisible character stands here: {name}"
            yield Finding("S608", path, number, problem, "remove it", fix=Fix(number, bad, ""))
        if number not in shown and CONFLICT.fullmatch(line) and (line[0] != "=" or _in_conflict(page.source, number)):
            problem = f"Git left '{line}' here"
            yield Finding("S605", path, number, problem, "choose one of the two texts, and remove the three marks")
    if (
        not (page.prose or page.inline_codes or page.codes or page.images or page.questions)
        and page.template != "home.html"
    ):
        if not any(trouble.kind.endswith("front matter") for trouble in page.troubles):
            yield Finding("S606", path, page.body_line, "the page is empty", "write something, or remove the file")


def _invisible(sign: str) -> bool:
    if sign in "\t \u200d":  # the last joins emoji
        return False
    # Control characters, separators of lines that editors don't count, marks of text direction, blanks of no width, and
    # what stands for a character that could not be read.
    return unicodedata.category(sign) in ("Cc", "Cf", "Co", "Zl", "Zp") or sign == "\ufffd"


def _in_conflict(source: str, number: int) -> bool:
    above = source.split("\n")[: number - 1]
    return any(CONFLICT.fullmatch(line) and line[0] == "<" for line in above)


def _headings(page: Page) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    titled = page.template in TEMPLATE_ANCHORS
    titles = [heading for heading in page.headings if heading.level == 1]
    for heading in titles if titled else titles[1:]:
        problem = f"'{heading.text}' is a second title"
        remedy = "begin it with '##'" + ("; the title comes from the front matter" if titled else "")
        yield Finding("S601", path, heading.line, problem, remedy)
    above, seen = 1, {}
    for heading in page.headings:
        if heading.level > above + 1:
            remedy = f"begin it with '{'#' * (above + 1)}'"
            problem = f"the heading '{heading.text}' skips a level: {heading.level} after {above}"
            yield Finding("S602", path, heading.line, problem, remedy)
        above = heading.level
        if heading.text in seen:
            problem = f"the heading '{heading.text}' stands at line {seen[heading.text]} already"
            yield Finding("S615", path, heading.line, problem, "word one of them differently")
        seen[heading.text] = heading.line


def _blocks(page: Page) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    for code in page.codes:
        if not code.closed:
            yield Finding(
                "S603", path, code.line, "this fence is not closed", "write ``` on a line of its own below the code"
            )
    ids: dict[str, int] = {}
    for identifier, line in sorted(_ids(page), key=lambda one: one[1]):
        if identifier in ids:
            problem = f"the id '{identifier}' stands at line {ids[identifier]} already"
            yield Finding("S620", path, line, problem, "give one of the two another")
        ids.setdefault(identifier, line)
    for block in page.blocks:
        kind = block.text.split(" ")[0] if block.kind == "admonition" else ""
        if block.kind == "admonition" and block.text != RAW_WORDS and block.text not in NOTES:
            meant = nearest(kind, NOTES)
            remedy = f'write !!! {meant or "note"} "Title", with one of these kinds: {", ".join(sorted(NOTES))}'
            yield Finding("S621", path, block.line, f"there is no note of the kind '{block.text}'", remedy)
    for prose in page.prose:
        if prose.text.startswith(("!!", "??", ":::", '=== "')):
            remedy = 'write !!! note "Title" or ??? question "Title", and indent what is in it by four blanks'
            yield Finding("S621", path, prose.line, f"'{prose.text[:30]}' begins no note", remedy)
        if found := ELSEWHERE.search(prose.text):
            yield Finding("S622", path, prose.line, f"'{found[0]}' is shown as it stands", "write it in another way")
    for trouble in page.troubles:
        if trouble.kind == "empty fold":
            remedy = "indent what belongs into it by four blanks"
            yield Finding("S611", path, trouble.line, f"'{trouble.text}' is empty", remedy)


def _ids(page: Page) -> Iterator[tuple[str, int]]:
    for heading in page.headings:
        yield heading.id, heading.line
    for code in page.codes:
        if code.id:
            yield code.id, code.line
    for tag in page.tags:
        if tag.attributes.get("id"):
            yield str(tag.attributes["id"]), tag.line


def _tags(page: Page) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    open_tags: list[Tag] = []
    for tag in page.tags:
        if tag.name[:1] in ("?", "!") or tag.name == "quiz":
            continue
        if tag.name not in ELEMENTS:
            if not tag.closing and tag.name not in LOADING:
                yield _unknown(page, tag)
            continue
        if tag.empty:
            continue
        if not tag.closing:
            open_tags.append(tag)
            continue
        position = next((i for i in range(len(open_tags) - 1, -1, -1) if open_tags[i].name == tag.name), None)
        if position is None:
            problem, remedy = f"'</{tag.name}>' closes nothing", f"remove it, or write <{tag.name}> above"
            yield Finding("S604", path, tag.line, problem, remedy)
            continue
        for other in open_tags[position + 1 :]:
            if other.name not in OPTIONAL_END:
                yield _not_closed(page, other)
        opened = open_tags[position]
        if not opened.inline and "markdown" not in opened.attributes and _has_markdown(page, opened.line, tag.line):
            problem = f"the Markdown in '{opened.written}' is not read"
            remedy = f"write the word markdown into the tag: <{opened.name} … markdown>"
            yield Finding("S616", path, opened.line, problem, remedy)
        del open_tags[position:]
    for tag in open_tags:
        if tag.name not in OPTIONAL_END:
            yield _not_closed(page, tag)


def _has_markdown(page: Page, first: int, last: int) -> bool:
    """Tell whether there is more than words and HTML between two lines."""
    for token in page.tokens:
        line = token.map[0] + page.body_line if token.map else 0
        if first < line < last and token.type not in ("html_block", "paragraph_open", "quiz"):
            marks = any(child.type not in ("text", "softbreak", "html_inline") for child in token.children or [])
            if marks or token.type != "inline":
                return True
    return False


def _not_closed(page: Page, tag: Tag) -> Finding:
    problem = f"'{tag.written}' is not closed"
    remedy = f"write </{tag.name}> below it, with a blank line above and below"
    return Finding("S604", f"docs/{page.path}", tag.line, problem, remedy)


def _unknown(page: Page, tag: Tag) -> Finding:
    line = page.source.split("\n")[tag.line - 1]
    fix = None
    position = line.find(tag.written)
    if position >= 0 and "`" not in line:
        start, end = position, position + len(tag.written)
        while start > 0 and (line[start - 1].isalnum() or line[start - 1] in "_."):
            start -= 1
        while end < len(line) and (line[end].isalnum() or line[end] in "_[]()>"):
            end += 1
        word = line[start:end]
        if line.count(word) == 1:
            fix = Fix(tag.line, word, f"`{word}`")
    problem = f"a browser takes '{tag.written}' for a tag, and shows nothing of it"
    return Finding("S610", f"docs/{page.path}", tag.line, problem, "put it in backticks", fix=fix)


def _navigation(course: Course) -> Iterator[Finding]:
    named: dict[str, int] = {}
    for entry in course.navigation:
        if not entry.line:
            return  # mkdocs.yml has no nav: MkDocs takes every page
        remedy = ""
        if "://" in entry.path:
            problem, remedy = f"'{entry.path}' is no address of a site", "write one that begins with https://"
        elif entry.path not in course.pages:
            meant = nearest(entry.path, course.pages.keys() - {other.path for other in course.navigation})
            problem = f"the navigation names '{entry.path}', and docs/ has no such page"
            remedy = f"did you mean '{meant}'?" if meant else "create the file, or remove the line"
        elif entry.path in named:
            problem, remedy = f"'{entry.path}' stands at line {named[entry.path]} already", "remove one of them"
        if remedy:
            yield Finding("S613", "mkdocs.yml", entry.line, problem, remedy)
        named.setdefault(entry.path, entry.line)
    links = {
        course.target(page, link.address.partition("#")[0]) for page in course.pages.values() for link in page.links
    }
    for path in course.pages.keys() - named.keys() - (course.left_out & links):
        remedy = f"add '- {path}' to nav in mkdocs.yml, where readers should meet it, or remove the file"
        yield Finding("S612", f"docs/{path}", 1, "the page is not in the navigation", remedy)
