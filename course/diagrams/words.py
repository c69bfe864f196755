"""Labels as a reader sees them."""

from __future__ import annotations

from course.diagrams.letters import runs


def rows(label: str) -> list[str]:
    """Split a label at its line breaks.

    Args:
        label: a label as it stands in the source.

    Returns:
        What stands between ``<br>``, ``\\n`` and ends of lines, one string for each row.
    """
    label = label.replace("\\n", "\n")
    at = 0
    while (at := label.find("<", at)) >= 0:
        end = label.find(">", at)
        if end > 0 and label[at + 1 : end].strip(" /").lower() == "br":
            label = label[:at] + "\n" + label[end + 1 :]
        at += 1
    return label.split("\n")


def plain(label: str, markdown: bool = False) -> str:
    """Write a label as one line of words.

    Args:
        label: a label as it stands in the source.
        markdown: stars and underscores are marks.

    Returns:
        The words with single spaces, not escaped for HTML.
    """
    line = " ".join(" ".join(rows(label)).split())
    if not markdown:
        return line
    if len(line) > 1 and line[0] == line[-1] == "`":
        line = line[1:-1].strip()
    return "".join(run.text for run in runs(line))
