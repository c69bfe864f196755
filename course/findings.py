"""What a rule finds: where, what is wrong, how to mend it; and how findings are told."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True)
class Fix:
    """A replacement that is safe: ``old`` becomes ``new`` on a line. Where ``new`` is None, the line goes."""

    line: int
    old: str
    new: str | None


@dataclass(frozen=True)
class Finding:
    """A mistake: its rule's code, the file (from the repository's root), the line (from 1), the problem and the
    remedy.
    """

    code: str
    path: str
    line: int
    problem: str
    remedy: str
    warning: bool = False
    fix: Fix | None = None

    def __str__(self) -> str:
        """Return ``file:line: CODE what is wrong``, then how to mend it, then what `make fix` writes."""
        kind = "warning: " if self.warning else ""
        told = f"{self.path}:{self.line}: {self.code} {kind}{self.problem}\n  To mend it: {self.remedy}"
        if self.fix:
            change = f"'{self.fix.new}' instead of '{self.fix.old}'" if self.fix.new is not None else "nothing here"
            told += f"\n  `make fix` writes {change}"
        return told

    def annotation(self) -> str:
        """Return the finding as GitHub Actions shows it beside the line of a pull request.

        The format: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
        """
        message = f"{self.problem}\nTo mend it: {self.remedy}"
        for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
            message = message.replace(sign, code)
        kind = "warning" if self.warning else "error"
        return f"::{kind} file={self.path},line={self.line},title={self.code}::{message}"


def tell(findings: Iterable[Finding]) -> str:
    """Return all findings as text, and below them how many there are and what to do next; empty if there are none.

    In GitHub Actions (``GITHUB_ACTIONS`` is set) they are followed by annotations.
    """
    found = in_order(findings)
    if not found:
        return ""
    lines = [str(finding) for finding in found]
    if os.environ.get("GITHUB_ACTIONS") == "true":
        lines += [finding.annotation() for finding in found]
    return "\n".join([*lines, summary(found)])


def summary(findings: list[Finding]) -> str:
    """Return how many mistakes and warnings there are, and where they are explained."""
    warnings = sum(finding.warning for finding in findings)
    mistakes = len(findings) - warnings
    counts = [
        f"{count} {name}{'' if count == 1 else 's'}"
        for count, name in ((mistakes, "mistake"), (warnings, "warning"))
        if count
    ]
    told = f"{' and '.join(counts)} in the lessons. course/rules/README.md explains each code."
    if fixable := sum(finding.fix is not None for finding in findings):
        told += f" `make fix` mends {fixable} of them."
    return told


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings without those that say the same twice: mistakes first, then by file and line."""
    return sorted(set(findings), key=lambda finding: (finding.warning, finding.path, finding.line, finding.code))


def apply(findings: Iterable[Finding], root: Path) -> list[Finding]:
    """Write what is safe to write, and return the findings that are mended by it.

    Args:
        findings: what the rules found.
        root: the folder that the findings' paths count from.

    Returns:
        Those of the findings whose replacement was written. Of two on one line the second waits for the next time.

    Raises:
        OSError: a file can't be written.
    """
    mended: list[Finding] = []
    by_file: dict[str, list[Finding]] = {}
    for finding in in_order(findings):
        if finding.fix:
            by_file.setdefault(finding.path, []).append(finding)
    for path, found in by_file.items():
        file = root / path
        lines = file.read_bytes().decode("utf-8").split("\n")
        touched: set[int] = set()
        # From below, so that a line that goes moves nothing that is still to be changed.
        for finding in sorted(found, key=lambda one: one.fix.line, reverse=True):
            fix, number = finding.fix, finding.fix.line - 1
            if fix.line in touched or number >= len(lines) or fix.old not in lines[number]:
                continue
            touched.add(fix.line)
            lines[number : number + 1] = [] if fix.new is None else [lines[number].replace(fix.old, fix.new, 1)]
            mended.append(finding)
        file.write_bytes("\n".join(lines).encode("utf-8"))
    return mended


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of the known words that a slip of the keyboard may have meant, or None."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.7)
    return found[0] if found else None
