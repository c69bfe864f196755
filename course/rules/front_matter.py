"""F: the settings at the top of a page."""

from __future__ import annotations

from collections.abc import Iterator

from course.findings import Finding, Fix, nearest
from course.measure import minutes as measured
from course.model import LESSON, TEMPLATE_ANCHORS, Course, Page
from course.rules import Rule, contract

# What a page may say of itself, and what it is. Material's own: hide, search.
KEYS = {
    "title": "title: The page's title",
    "description": "description: One sentence for search results and link previews.",
    "template": f"template: {LESSON}",
    "minutes": "minutes: 8",
    "prerequisites": "prerequisites: and under it '  - folder/lesson.md'",
    "objectives": "objectives: and under it '  - What one can do'",
    "formerly": "formerly: and under it '  - folder/former-name.md'",
    "heading": "heading: The words at the top of the home page",
    "lead": "lead: Two sentences below it",
    "outcome": "outcome: What one will be able to do",
    "audience": "audience: For whom it is",
    "pipelines": "pipelines: How many there are to run",
    "picture": "picture: What the picture shows, for those who can't see it",
    "caption": "caption: What stands below the picture",
    "hide": "hide: and under it '  - toc'",
    "search": "search: and under it '  exclude: true'",
}
NEEDED = {"title": str, "description": str}
NEEDED_OF_A_LESSON = {"minutes": int, "objectives": list}

# Minutes. More than that is two lessons.
LONGEST = 20

GOOD = """---
title: Doing work again
description: How to repeat part of a run that exists, and how to create runs for past dates.
template: lesson.html
minutes: 1
objectives:
  - Choose between clearing and a backfill
---"""

# A lesson as long as it is told.
LONG = (
    GOOD.replace("minutes: 1", "minutes: {minutes}")
    + "\n\n{words}\n\n"
    + contract.END.replace("A DAG is new", "One more DAG is new")
)

RULES = [
    Rule(
        "F101",
        "front-matter",
        "Every page begins with front matter: settings in YAML between two lines `---`. MkDocs shows broken front "
        "matter as text, so it has to be whole. A text with a colon stands in double quotes.",
        GOOD.replace("title: Doing work again", "title: Clearing: doing work again"),
        GOOD.replace("title: Doing work again", 'title: "Clearing: doing work again"'),
        at="title: Clearing: doing work again",
        where="front",
    ),
    Rule(
        "F102",
        "front-matter-key-missing",
        "A page needs `title` and `description`; a lesson also needs `minutes` and `objectives`. The header of the "
        "lesson, the home page and link previews show them.",
        GOOD.replace("minutes: 1\n", ""),
        GOOD,
        where="front",
    ),
    Rule(
        "F103",
        "front-matter-key-unknown",
        "A key that nothing reads is a slip of the keyboard, or a wish that stays without effect.",
        GOOD.replace("minutes", "minuets"),
        GOOD,
        at="minuets: 1",
        where="front",
    ),
    Rule(
        "F104",
        "front-matter-value",
        "Each key has a kind of value: `minutes` is a whole number above zero, `objectives` a list of texts, "
        "`template` a file of `overrides/`.",
        GOOD.replace("minutes: 1", "minutes: one"),
        GOOD,
        at="minutes: one",
        where="front",
    ),
    Rule(
        "F105",
        "minutes-differ",
        "Learners plan with `minutes`. They are compared with what the text measures: 200 words a minute, five "
        "seconds for a line of code, half a minute for a command, a diagram or a picture, three quarters of a minute "
        "for a question (`course/measure.py`). Two minutes and a quarter of that are near enough.",
        GOOD.replace("minutes: 1", "minutes: 25"),
        GOOD,
        at="minutes: 25",
        where="front",
        warning=True,
    ),
    Rule(
        "F108",
        "lesson-too-long",
        f"A lesson is for one sitting: {LONGEST} minutes at most, as `course/measure.py` measures. Two lessons are "
        "better than a longer one.",
        LONG.format(minutes=21, words="Words. " * 4000),
        LONG.format(minutes=11, words="Words. " * 2000),
        at="minutes: 21",
        where="page",
        warning=True,
    ),
    Rule(
        "F106",
        "prerequisite",
        "`prerequisites` are lessons that come earlier in the navigation, as paths from `docs/`. A lesson can't be "
        "read before itself, and a circle has no beginning.",
        GOOD.replace("objectives:", "prerequisites: [later.md]\nobjectives:"),
        GOOD.replace("objectives:", "prerequisites: [earlier.md]\nobjectives:"),
        at="prerequisites: [later.md]",
        where="front",
    ),
    Rule(
        "F107",
        "front-matter-key-twice",
        "Of a key that stands there twice, YAML keeps the last and drops the first without a word.",
        GOOD.replace("minutes: 1", "minutes: 1\ntitle: Clearing"),
        GOOD,
        at="title: Clearing",
        where="front",
    ),
    Rule(
        "F109",
        "former-address",
        "`formerly` lists where the page stood before, as paths from `docs/`: links from outside go on working, and "
        "answers that readers saved there come along. No page stands there now, and only one page came from there.",
        GOOD.replace("objectives:", "formerly: [earlier.md]\nobjectives:"),
        GOOD.replace("objectives:", "formerly: [long-ago.md]\nobjectives:"),
        at="formerly: [earlier.md]",
        where="front",
    ),
]

TEMPLATES = tuple(TEMPLATE_ANCHORS)
# Keys that one template alone shows.
OWNERS = dict.fromkeys(("minutes", "objectives", "prerequisites"), LESSON)
OWNERS |= dict.fromkeys(("heading", "lead", "outcome", "audience", "pipelines", "picture", "caption"), "home.html")

TROUBLES = {
    "no front matter": (
        "the page has no front matter",
        "begin the file with a line ---, then title: and description:, then a line ---",
    ),
    "open front matter": ("the front matter has no end", "write a line --- after it"),
    "bad front matter": (
        "the front matter can't be read: {}",
        "put texts with a colon or a quote in double quotes, and indent lists by two spaces",
    ),
    "empty front matter": ("the front matter has no keys", "write lines such as 'title: The page's title'"),
}


def check(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with the front matter of each page."""
    order = {entry.path: position for position, entry in enumerate(course.navigation)}
    for page in course.pages.values():
        broken = [trouble for trouble in page.troubles if trouble.kind in TROUBLES]
        for trouble in broken:
            problem, remedy = TROUBLES[trouble.kind]
            yield Finding("F101", f"docs/{page.path}", trouble.line, problem.format(trouble.text), remedy)
        if broken or any(trouble.kind == "encoding" for trouble in page.troubles):
            continue  # what it says is unknown
        for trouble in page.troubles:
            if trouble.kind == "front matter key twice":
                problem = f"'{trouble.text}' stands in the front matter twice"
                yield Finding("F107", f"docs/{page.path}", trouble.line, problem, "keep one of them")
        yield from _keys(page)
        yield from _values(page, course)
        yield from _formerly(page, course)
        if page.is_lesson:
            yield from _prerequisites(page, course, order)
            yield from _minutes(page)


def _keys(page: Page) -> Iterator[Finding]:
    slips = {key: nearest(key, KEYS.keys() - page.front.lines.keys()) for key in page.front.lines if key not in KEYS}
    for key, meant in slips.items():
        line = page.front.line(key)
        remedy = f"did you mean '{meant}'?" if meant else f"use one of these: {', '.join(KEYS)}"
        fix = Fix(line, f"{key}:", f"{meant}:") if meant else None
        yield Finding("F103", f"docs/{page.path}", line, f"there is no key '{key}'", remedy, fix=fix)
    needed = NEEDED | (NEEDED_OF_A_LESSON if page.is_lesson else {})
    for key in needed:
        if page.front.values.get(key) is None and key not in slips.values():
            problem = f"the front matter has no '{key}'"
            yield Finding("F102", f"docs/{page.path}", page.front.line(key), problem, f"add a line like: {KEYS[key]}")


def _values(page: Page, course: Course) -> Iterator[Finding]:
    def wrong(key: str, problem: str, remedy: str) -> Finding:
        return Finding("F104", f"docs/{page.path}", page.front.line(key), problem, remedy)

    needed = NEEDED | (NEEDED_OF_A_LESSON if page.is_lesson else {})
    for key, kind in needed.items():
        value = page.front.values.get(key)
        if value is None:
            continue
        if (
            not isinstance(value, kind)
            or isinstance(value, bool)
            or str(value).strip() == ""
            or (kind is int and value < 1)
        ):
            yield wrong(key, f"'{key}' can't be {value!r}", f"write it like: {KEYS[key]}")
    template = page.front.values.get("template")
    if template is not None and template not in TEMPLATES:
        remedy = f"write 'template: {LESSON}' for a lesson, or leave it out"
        yield wrong("template", f"there is no template '{template}'", remedy)
    for key, owner in OWNERS.items():
        if key in page.front.values and page.front.values.get("template") != owner and template in (None, *TEMPLATES):
            yield wrong(
                key, f"'{key}' has no effect without 'template: {owner}'", f"add 'template: {owner}', or remove it"
            )
    if not isinstance(page.front.values.get("formerly", []), list):
        yield wrong("formerly", "'formerly' is no list", f"write it like: {KEYS['formerly']}")
    yield from _items(page, "formerly", "this is no page's path", "write '  - folder/former-name.md' under it")
    if not page.is_lesson:
        return
    objectives = page.front.values.get("objectives")
    if isinstance(objectives, list):
        if not objectives:
            yield wrong("objectives", "'objectives' is no list of texts", "write '  - A text'")
        yield from _items(page, "objectives", "'objectives' is no list of texts", "write '  - A text'")
    remedy = "write '  - folder/lesson.md' under it"
    if not isinstance(page.front.values.get("prerequisites", []), list):
        yield wrong("prerequisites", "'prerequisites' is no list", remedy)
    yield from _items(page, "prerequisites", "this is no lesson's path", remedy)


def _items(page: Page, key: str, problem: str, remedy: str) -> Iterator[Finding]:
    """Yield each item of a list that is no text, at its own line."""
    items, lines = page.front.values.get(key), page.front.item_lines.get(key, [])
    for item, line in zip(items if isinstance(items, list) else [], lines, strict=False):
        if not isinstance(item, str) or not item.strip():
            yield Finding("F104", f"docs/{page.path}", line, problem, remedy)


def _prerequisites(page: Page, course: Course, order: dict[str, int]) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, line in page.prerequisites:
        problem, remedy = "", "name a lesson that comes earlier in the navigation of mkdocs.yml, or move this one"
        target = course.pages.get(path)
        if target is None:
            meant = nearest(path, (lesson.path for lesson in course.lessons))
            problem = f"there is no lesson '{path}'"
            remedy = "give its path from docs/, such as " + (meant or "orchestration/journey.md")
        elif target is page:
            problem, remedy = "the lesson is its own prerequisite", f"remove '{path}' here"
        elif any(trouble.kind in TROUBLES or trouble.kind == "encoding" for trouble in target.troubles):
            continue  # its front matter is told first
        elif not target.is_lesson:
            problem, remedy = f"'{path}' is no lesson", f"name a page with 'template: {LESSON}', or remove it"
        elif (circle := _circle(page, target, course)) and page.path == min(circle):  # told once
            problem = f"the prerequisites go in a circle: {' needs '.join(circle)}"
            remedy = "remove one of them"
        elif order.get(path, -1) > order.get(page.path, len(order)):
            problem = f"'{path}' comes later in the course than this lesson"
        elif path in seen:
            problem, remedy = f"'{path}' stands there twice", "remove one"
        seen.add(path)
        if problem:
            yield Finding("F106", f"docs/{page.path}", line, problem, remedy)


def _formerly(page: Page, course: Course) -> Iterator[Finding]:
    for path, line in page.formerly:
        problem = ""
        others = [one for one in course.pages.values() if path in [former for former, _ in one.formerly]]
        if path in course.pages:
            problem, remedy = f"'{path}' is a page of today", "remove it here, or move that page away"
        elif not path.endswith(".md") or path.startswith(("/", "..")):
            problem, remedy = f"'{path}' is no page's path", "give its path from docs/, such as airflow/introduction.md"
        elif others[0] is not page or [former for former, _ in page.formerly].count(path) > 1:
            problem, remedy = f"docs/{others[0].path} names '{path}' already", "keep one of them"
        if problem:
            yield Finding("F109", f"docs/{page.path}", line, problem, remedy)


def _circle(page: Page, target: Page, course: Course) -> list[str]:
    """Return the way from a page over a prerequisite of it back to the page, or nothing."""
    ways = [[page.path, target.path]]
    seen = {target.path}
    while ways:
        way = ways.pop()
        here = course.pages.get(way[-1])
        for path, _ in here.prerequisites if here else []:
            if path == page.path:
                return [*way, path]
            if path not in seen:
                seen.add(path)
                ways.append([*way, path])
    return []


def _minutes(page: Page) -> Iterator[Finding]:
    told, real = page.front.values.get("minutes"), measured(page)
    path, line, whole = f"docs/{page.path}", page.front.line("minutes"), max(1, round(real))
    if whole > LONGEST:
        problem = f"the lesson measures about {whole} minutes, which is more than {LONGEST}"
        yield Finding("F108", path, line, problem, "make two lessons of it, or leave out what others need")
    if not isinstance(told, int) or isinstance(told, bool) or told < 1:
        return
    if abs(told - real) > max(2, real / 4):
        problem = f"the text measures about {whole} minutes, the front matter says {told}"
        fix = Fix(line, f"minutes: {told}", f"minutes: {whole}")
        yield Finding("F105", path, line, problem, f"write 'minutes: {whole}', or what readers really take", fix=fix)
