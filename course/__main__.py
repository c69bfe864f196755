"""Check the lessons, mend what is safe to mend, or report on the questions.

``python -m course check``, ``python -m course fix`` and ``python -m course quiz-report``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from course.findings import apply, tell
from course.read import read
from course.report import report
from course.rules import check


def main(command: str, root: Path) -> int:
    """Run a command on the course in a folder.

    Args:
        command: ``check``, ``fix`` or ``quiz-report``.
        root: the folder with docs/ and mkdocs.yml.

    Returns:
        0, or 1 if something is left to be mended.
    """
    try:
        read(root)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        print(
            f"mkdocs.yml:{mark.line + 1 if mark else 1}: it can't be read: {getattr(error, 'problem', None) or error}"
        )
        print("  To mend it: write it in UTF-8, indent by blanks, and put texts with special signs in double quotes")
        return 1
    if command == "quiz-report":
        text, faults = report(read(root))
        print("\n\n".join([text, *faults]))
        return int(bool(faults))
    if command == "fix":
        while mended := apply(check(read(root)), root):
            for finding in mended:
                print(f"{finding.path}:{finding.line}: {finding.code} mended: {finding.problem}")
    findings = check(read(root))
    print(tell(findings) or "Nothing is wrong with the lessons.")
    return int(any(not finding.warning for finding in findings))


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["fix"], ["quiz-report"]):
        sys.exit(f"usage: python -m course check|fix|quiz-report, not '{' '.join(sys.argv[1:])}'")
    sys.exit(main(sys.argv[1], Path.cwd()))
