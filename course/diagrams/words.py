"""Labels as a reader sees them, and a flowchart told in words."""

from __future__ import annotations

from html import escape
from itertools import groupby


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
    return without_marks(line)


def without_marks(text: str) -> str:
    """Take the marks of bold and italic text out of a line of Markdown.

    Args:
        text: one line.

    Returns:
        The line without ``**``, ``*``, ``__`` and ``_`` where they come in pairs around words.
    """
    runs = [["".join(run)] for _, run in groupby(text, lambda sign: sign if sign in "*_" else "")]
    openers: list[int] = []
    for at, run in enumerate(runs):
        sign = run[0][0]
        if sign not in "*_":
            continue
        before, after = (runs[at - 1][0][-1:] if at else " "), (runs[at + 1][0][:1] if at + 1 < len(runs) else " ")
        if sign == "_" and before.isalnum() and after.isalnum():
            continue  # snake_case
        if not before.isspace():
            for opener in reversed(openers):
                if runs[opener][0][:1] == sign and run[0]:
                    pairs = min(len(runs[opener][0]), len(run[0]))
                    runs[opener][0], run[0] = runs[opener][0][pairs:], run[0][pairs:]
                    openers = [other for other in openers if other < opener or (other == opener and runs[other][0])]
        if run[0] and not after.isspace():
            openers.append(at)
    return "".join(run[0] for run in runs)


def sentences(model: dict, labels: dict[str, str]) -> list[str]:
    """Say a flowchart's groups and edges in words.

    Args:
        model: merman's model of the flowchart.
        labels: the words of each node, group and edge, by id.

    Returns:
        HTML, one string for each sentence.
    """
    shown = {identifier: escape(label, quote=False) for identifier, label in labels.items()}
    found = []
    for group in reversed(model["subgraphs"]):
        members = [shown[node["id"]] for node in model["nodes"] if node["id"] in group["nodes"]]
        if members:
            found.append(f"<strong>{shown[group['id']]}</strong> holds: {', '.join(members)}.")
    ends: dict[tuple[str, str], list[str]] = {}
    for edge in model["edges"]:
        if edge["stroke"] != "invisible":
            verb = "leads to"
            if edge["type"] == "arrow_open":
                verb = "is linked with"
            elif edge["type"].startswith("double_"):
                verb = "goes to and fro with"
            label = f" ({escape(edge['label'], quote=False)})" if edge["label"] else ""
            ends.setdefault((shown[edge["from"]], verb), []).append(shown[edge["to"]] + label)
    return found + [f"<strong>{start}</strong> {verb}: {', '.join(end)}." for (start, verb), end in ends.items()]
