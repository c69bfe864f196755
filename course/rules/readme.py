"""Write course/rules/README.md, the page of the contributing guide on the rules: ``python -m course.rules.readme``."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

from course.rules import Rule, families

HEAD = """<!-- Made from the rules by `make rules`. Change the rules, not this page. -->

# The rules

`make lint` and each build check the lessons. A finding names the file and the line, the rule's code, what is wrong,
and how to mend it. `make fix` mends what is safe to mend. A *warning* stops nothing: the rule may be wrong now and
then, or holds for new lessons first. Where a warning is wrong, a comment on the page allows it, and says why:
`<!-- allow Q315: the words of the notes -->`.

"""
LANGUAGES = {"nav": "yaml", "settings": "yaml"}
LABELS = {"bytes": "(bytes that are no text)"}


def page() -> str:
    """Return the page's Markdown: a table of all rules, and each with its reason and its examples."""
    rules = [rule for family in families() for rule in family.RULES]
    table = ["| Code | Name | |", "| --- | --- | --- |"]
    table += [
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {_severity(rule)} |" for rule in rules
    ]
    parts = [HEAD + "\n".join(table)]
    for family in families():
        title = (family.__doc__ or "").split("\n")[0].rstrip(".")
        parts.append(f"## {title}")
        parts += [_entry(rule) for rule in family.RULES]
    return "\n\n".join(parts) + "\n"


def _severity(rule: Rule) -> str:
    if rule.error_from:
        return f"warning until {rule.error_from}"
    return "warning" if rule.warning else ""


def _entry(rule: Rule) -> str:
    severity = f" ({_severity(rule)})" if _severity(rule) else ""
    return "\n\n".join(
        [
            f"### {rule.code} {rule.name}",
            f"{rule.about}{severity}",
            "Bad:",
            _block(rule.bad, rule),
            "Good:",
            _block(rule.good, rule),
        ]
    )


def _block(text: str, rule: Rule) -> str:
    shown = text.replace("\u0000", "\\0") or LABELS.get(rule.where, "")
    shown = "\n".join(shorten(line, 500, placeholder=" …") if len(line) > 500 else line for line in shown.split("\n"))
    ticks = "`" * (4 if "```" in shown else 3)
    return f"{ticks}{LANGUAGES.get(rule.where, 'markdown')}\n{shown.rstrip()}\n{ticks}"


if __name__ == "__main__":
    Path(__file__).with_name("README.md").write_text(page(), encoding="utf-8")
