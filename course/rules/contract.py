"""C: what every lesson has, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from course.findings import Finding, nearest
from course.model import Course, Heading, Page
from course.rules import Rule

TAKEAWAYS, CHECK, FURTHER = "key-takeaways", "check-yourself", "go-further"
SECTIONS = {TAKEAWAYS: "Key takeaways", CHECK: "Check yourself", FURTHER: "Go further"}

QUESTION = """<!-- objective: Choose between clearing and a backfill -->
<quiz>

A DAG is new, and last week's report is needed too. What do you do?
- [ ] Clear last week's task instances
> There are none: [clearing](#lesson) repeats runs that exist.
- [x] Create a backfill for last week
> Yes. It [creates runs](#lesson) for past dates.

</quiz>"""
END = f"""<div class="takeaways" markdown>

## Key takeaways

- Clearing repeats what exists. A backfill creates what is missing.

</div>

## Check yourself

{QUESTION}

## Go further

- [Backfill](https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/backfill.html) in Airflow's
documentation"""

# What a comment above a question begins with. The second is for a question that asks for what the lesson says, and for
# no more.
MARKS = ["objective", "objective (recall)"]

# Lessons from before the rule are written anew until then.
LATER = date(2027, 3, 1)

RULES = [
    Rule(
        "C201",
        "no-takeaways",
        "A lesson sums up in `## Key takeaways`, a list: what one should remember a week later.",
        END.replace("- Clearing repeats what exists. A backfill creates what is missing.", "Read it again."),
        END,
        at="## Key takeaways",
        where="end",
    ),
    Rule(
        "C202",
        "no-question",
        "A lesson asks at least one question under `## Check yourself`: who can't answer knows what to read again.",
        END.replace(QUESTION, "Think about it."),
        END,
        at="## Check yourself",
        where="end",
    ),
    Rule(
        "C203",
        "no-further-reading",
        "A lesson ends with `## Go further`, a list of links: where its facts come from, and what to read next.",
        END.partition("- [Backfill]")[0] + "Read on.",
        END,
        at="## Go further",
        where="end",
    ),
    Rule(
        "C204",
        "sections-out-of-order",
        "The lessons end alike: Key takeaways, Check yourself, Go further. Nothing that teaches comes after them.",
        END + "\n\n## One more thing\n\nWords.",
        "## One more thing\n\nWords.\n\n" + END,
        at="## One more thing",
        where="end",
    ),
    Rule(
        "C205",
        "objective-without-question",
        "What a lesson promises, a question tests. The comment right above a `<quiz>` names the objective.",
        END.replace("<!-- objective: Choose between clearing and a backfill -->\n", ""),
        END,
        at="  - Choose between clearing and a backfill",
        where="end",
        error_from=LATER,
    ),
    Rule(
        "C206",
        "question-without-objective",
        "A question tests an objective of its lesson. Name it in a comment on the line above `<quiz>`, in the words "
        "of the front matter.",
        END.replace("<!-- objective: Choose between clearing and a backfill -->\n", ""),
        END,
        at="<quiz>",
        where="end",
        error_from=LATER,
    ),
    Rule(
        "C207",
        "objective-unknown",
        "The comment above a question has the words of one of the lesson's objectives. Whoever rewords one rewords "
        "the other.",
        END.replace("objective: Choose between clearing and", "objective: Choose between repeating and"),
        END,
        at="<!-- objective: Choose between repeating and a backfill -->",
        where="end",
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield what the lessons lack."""
    for page in course.lessons:
        yield from _sections(page)
        yield from _objectives(page)


def _sections(page: Page) -> Iterator[Finding]:
    path, last = f"docs/{page.path}", page.source.rstrip("\n").count("\n") + 1
    found = {heading.id: heading for heading in page.headings if heading.id in SECTIONS and heading.level == 2}

    def missing(name: str) -> tuple[int, str]:
        """Return where a section is missing, and a hint if another heading nearly is it."""
        near = nearest(SECTIONS[name].lower(), [heading.text.lower() for heading in page.headings])
        like = next((one for one in page.headings if one.text.lower() == near and one not in found.values()), None)
        if name in found or like is None:
            return found[name].line if name in found else last, ""
        return like.line, f"call this section '## {SECTIONS[name]}', or "

    def within(heading: Heading, lines: list[int]) -> bool:
        first, after = page.section(heading)
        return any(first <= line < after for line in lines)

    takeaways, asked, further = (found.get(name) for name in SECTIONS)
    items = [block.line for block in page.blocks if block.kind == "item"]
    if not takeaways or not within(takeaways, items):
        remedy = "write a heading '## Key takeaways' and a list of what to remember, as other lessons do"
        line, hint = missing(TAKEAWAYS)
        yield Finding("C201", path, line, "the lesson has no takeaways", hint + remedy)
    if not asked or not within(asked, [question.line for question in page.questions]):
        remedy = "write a heading '## Check yourself' and a question below it (CONTRIBUTING.md, Add a question)"
        line, hint = missing(CHECK)
        yield Finding("C202", path, line, "the lesson asks no question", hint + remedy)
    if not further or not within(further, [link.line for link in page.links]):
        remedy = "write a heading '## Go further' and a list of links"
        line, hint = missing(FURTHER)
        yield Finding("C203", path, line, "the lesson has no further reading", hint + remedy)
    present = [heading for heading in page.headings if heading.level == 2]
    wanted = [found[name] for name in SECTIONS if name in found]
    rest = [heading for heading in present if heading not in wanted]
    expected = rest + wanted
    for heading, right in zip(present, expected, strict=True):
        if heading is not right:
            # The one that stands too early, or what comes after the end.
            wrong = (
                next(one for one in present if one.line > heading.line and one in rest) if right in rest else heading
            )
            remedy = f"put the sections in this order: what is taught, then {', '.join(SECTIONS.values())}"
            yield Finding("C204", path, wrong.line, f"the section '{wrong.text}' is out of order", remedy)
            break


def _objectives(page: Page) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    objectives = {" ".join(text.split()): line for text, line in page.objectives}
    named: set[str] = set()
    lost = {comment.line for question in page.questions for comment in question.objectives}
    for comment in page.comments:
        name, colon, _ = comment.text.partition(":")
        like = nearest(name.strip().lower(), MARKS) if colon and len(name.strip()) < 21 else None
        if comment.line not in lost and like:
            problem = "this comment names no question's objective"
            remedy = f"write '<!-- {like}: … -->' on the line right above <quiz>"
            yield Finding("C207", path, comment.line, problem, remedy)
    for question in page.questions:
        if not objectives:
            break  # which the front matter is told
        if not question.objectives:
            remedy = "write '<!-- objective: … -->' on the line above <quiz>, with one of: " + "; ".join(objectives)
            yield Finding("C206", path, question.line, "the question names no objective", remedy)
        for comment in question.objectives:
            words = " ".join(comment.text.split())
            named.add(words)
            if words not in objectives:
                meant = nearest(words, objectives)
                remedy = f"write '<!-- objective: {meant} -->'" if meant else "use one of: " + "; ".join(objectives)
                yield Finding("C207", path, comment.line, f"the lesson has no objective '{words}'", remedy)
    for words, line in objectives.items():
        if words not in named:
            remedy = f"ask a question that tests it, with '<!-- objective: {words} -->' on the line above <quiz>"
            yield Finding("C205", path, line, f"no question tests the objective '{words}'", remedy)
