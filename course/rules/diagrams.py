"""D: Mermaid diagrams. What is wrong with a source, course/diagrams/ knows; here it gets its file and line."""

from __future__ import annotations

from collections.abc import Iterator

from course import diagrams
from course.findings import Finding
from course.model import Course
from course.rules import Rule

GOOD = """```mermaid
flowchart LR
  accTitle: Clear or backfill
  accDescr: If the run exists, clear its tasks. If it does not, create it by a backfill.
  ask{"Does the<br>run exist?"} -->|yes| clear["Clear<br>its tasks"]
  ask -->|no| backfill["Backfill"]
```"""
MANY = """```mermaid
flowchart TB
  accTitle: Many sources
  accDescr: Eight sources lead to one report.
  a["Orders of shop one"] & b["Orders of shop two"] & c["Orders of shop three"] & d["Orders by phone"] --> report
  e["Returns of shop one"] & f["Returns of shop two"] & g["Returns of shop three"] & h["Returns by mail"] --> report
```"""
FEW = """```mermaid
flowchart LR
  accTitle: Three steps
  accDescr: Each step leads to the next.
  a["Fetch the orders"] --> b["Clean the orders"] --> c["Send the report"]
```"""
LOST = """```mermaid
flowchart LR
  accTitle: Two sources
  accDescr: Both are waited for.
  orders["Orders"] --> both@{ shape: join, label: "Wait for both" }
  stock["Stock"] --> both
```"""

RULES = [
    Rule(
        "D101",
        "diagram-empty",
        "A fence `mermaid` holds a diagram.",
        "```mermaid\n```",
        GOOD,
        at="```",
    ),
    Rule(
        "D102",
        "diagram-syntax",
        "A diagram is drawn while the site is built, by merman, which follows Mermaid 12. What it can't read is no "
        "diagram.",
        GOOD.replace('backfill["Backfill"]', 'backfill["Backfill"'),
        GOOD,
        at='  ask -->|no| backfill["Backfill"',
    ),
    Rule(
        "D103",
        "diagram-without-words",
        "`accTitle` is the title below the picture, `accDescr` says what it shows, for those who can't see it.",
        GOOD.replace("  accTitle: Clear or backfill\n", ""),
        GOOD,
        at="flowchart LR",
    ),
    Rule(
        "D104",
        "diagram-kind",
        "The site draws the kinds of Mermaid diagrams that a course on pipelines needs, for a desktop, a phone and "
        "both palettes. The others are refused by name.",
        "```mermaid\nmindmap\n  root((Airflow))\n    Scheduler\n    Web pages\n```",
        GOOD,
        at="mindmap",
    ),
    Rule(
        "D105",
        "diagram-colors",
        "The site gives the colors, because they follow the light and the dark palette: no `classDef`, `style`, "
        "`linkStyle`, and no theme of its own.",
        GOOD.replace("\n```", "\n  style ask fill:#f00\n```", 1),
        GOOD,
        at="  style ask fill:#f00",
    ),
    Rule(
        "D106",
        "diagram-style-unknown",
        "A node is `:::outside` (a system outside Airflow), `:::data` (it stores data), `:::person` (people) or "
        "`:::titled` (its first line is bold).",
        GOOD.replace('["Backfill"]', '["Backfill"]:::red'),
        GOOD.replace('["Backfill"]', '["Backfill"]:::outside'),
        at='  ask -->|no| backfill["Backfill"]:::red',
    ),
    Rule(
        "D107",
        "diagram-script",
        "A diagram is a picture with words. It has no links, no scripts and, besides `<br>`, no HTML.",
        GOOD.replace("\n```", '\n  click ask "https://example.org"\n```', 1),
        GOOD,
        at='  click ask "https://example.org"',
    ),
    Rule(
        "D108",
        "diagram-icon",
        "Icons come from fonts that the site does not load, so they can't be drawn.",
        GOOD.replace('["Backfill"]', '["fa:fa-clock Backfill"]'),
        GOOD,
        at='  ask -->|no| backfill["fa:fa-clock Backfill"]',
    ),
    Rule(
        "D109",
        "diagram-label-lost",
        "Every label of the source is compared with what was drawn, letter by letter. Some of Mermaid's shapes have no "
        "words, and formulas can't be drawn here.",
        LOST,
        GOOD,
        at='  orders["Orders"] --> both@{ shape: join, label: "Wait for both" }',
    ),
    Rule(
        "D110",
        "diagram-too-wide",
        "About six boxes fit side by side, fewer if their labels are long, and two rows of them if they run from left "
        "to right. A larger drawing is turned for everybody.",
        MANY,
        FEW,
        at="flowchart TB",
        warning=True,
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with diagrams. Where merman is not to be had, nothing can be said of them."""
    if not diagrams.AVAILABLE:
        return
    cache = course.root / ".cache" / "diagrams"
    for page in course.pages.values():
        for diagram in page.diagrams:
            blank = len(diagram.text) - len(diagram.text.lstrip("\n"))
            above = blank if diagram.text.strip() else 0
            for found in diagrams.check(diagram.text.strip("\n"), cache):
                line = diagram.line + above + found.line
                yield Finding(found.code, f"docs/{page.path}", line, found.problem, found.remedy)
