"""A graph as it is drawn: nodes in groups, and the lines between them, whatever kind of diagram they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from course.diagrams.letters import Label
from course.diagrams.shapes import WORDLESS

if TYPE_CHECKING:
    from course.diagrams.reading import Reading


DIRECTIONS = {"TB": "TB", "TD": "TB", "v": "TB", "BT": "BT", "^": "BT", "LR": "LR", ">": "LR", "RL": "RL", "<": "RL"}


# What a plain box looks like with one of our styles, so that a shape means one thing.
LOOKS = {"person": "person", "outside": "outside"}
PLAIN = {"rect", "squareRect", "square"}


@dataclass(frozen=True)
class Node:
    """A node: its label, the name of its shape, its styles, and the group that it is in, if any."""

    id: str
    label: Label
    shape: str = "rect"
    classes: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class Edge:
    """A line from a node or group to another.

    Args:
        start: the id of where it begins.
        end: the id of where it ends.
        label: its words; without rows it has none.
        line: ``normal``, ``dotted``, ``thick`` or ``invisible``.
        heads: what it has at its start and its end: nothing, ``point``, ``circle`` or ``cross``.
        length: over how many ranks it goes at least.
    """

    start: str
    end: str
    label: Label = field(default_factory=Label)
    line: str = "normal"
    heads: tuple[str, str] = ("", "point")
    length: int = 1


@dataclass(frozen=True)
class Group:
    """A frame around nodes and other groups: its title, and the group that it is in, if any."""

    id: str
    title: Label
    parent: str | None = None


@dataclass(frozen=True)
class Graph:
    """What is to be drawn. ``direction`` is LR, RL, TB or BT."""

    nodes: dict[str, Node]
    edges: tuple[Edge, ...]
    groups: dict[str, Group]
    direction: str

    def above(self, identifier: str) -> list[str]:
        """Return the groups in which a node or group is, the outermost first."""
        found = []
        parent = self.nodes[identifier].group if identifier in self.nodes else self.groups[identifier].parent
        while parent is not None:
            found.append(parent)
            parent = self.groups[parent].parent
        return found[::-1]


WORDLESS_NAMES = {"stateStart": "the start", "stateEnd": "the end", "choice": "a choice", "fork": "a fork"}


def sentences(graph: Graph) -> list[str]:
    """Say a graph's groups and edges in words.

    Args:
        graph: the graph.

    Returns:
        HTML, one string for each sentence.
    """
    shown = {name: group.title.text or "A part" for name, group in graph.groups.items()}
    for name, node in graph.nodes.items():
        shown[name] = node.label.text or WORDLESS_NAMES.get(node.shape, name)
    shown = {name: escape(words, quote=False) for name, words in shown.items()}
    found = []
    for name in graph.groups:
        members = [shown[node.id] for node in graph.nodes.values() if node.group == name]
        members += [shown[group.id] for group in graph.groups.values() if group.parent == name]
        found.append(f"<strong>{shown[name]}</strong> holds: {', '.join(members)}.")
    ends: dict[tuple[str, str], list[str]] = {}
    for edge in graph.edges:
        if edge.line == "invisible":
            continue
        verb = {0: "is linked with", 1: "leads to", 2: "goes to and fro with"}[sum(bool(head) for head in edge.heads)]
        label = f" ({escape(edge.label.text, quote=False)})" if edge.label.rows else ""
        ends.setdefault((shown[edge.start], verb), []).append(shown[edge.end] + label)
    return found + [f"<strong>{start}</strong> {verb}: {', '.join(end)}." for (start, verb), end in ends.items()]


def flowchart(reading: Reading) -> Graph:
    """Return what a flowchart draws.

    Args:
        reading: its source, which merman can parse.
    """
    model = reading.model or {}
    groups, parents = _groups(model["subgraphs"])
    full = {group for group, members in groups.items() if members}
    nodes = {}
    for node in model["nodes"]:
        if node["id"] in groups:
            continue
        words = node["id"] if node["label"] is None else node["label"]
        first = 1 if "titled" in node["classes"] else 0
        label = (
            Label()
            if node["shape"] in WORDLESS
            else reading.label(words, markdown=node["labelType"] == "markdown", bold=first)
        )
        looks = [LOOKS[style] for style in node["classes"] if style in LOOKS] if node["shape"] in PLAIN else []
        nodes[node["id"]] = Node(
            node["id"], label, looks[0] if looks else node["shape"], tuple(node["classes"]), parents.get(node["id"])
        )
    titles = {}
    for group in model["subgraphs"]:
        markdown = group["labelType"] == "markdown"
        titles[group["id"]] = reading.label(group["title"] or "", markdown=markdown, bold=99)
        if group["id"] not in full:  # there is nothing to put a frame around
            nodes[group["id"]] = Node(group["id"], titles[group["id"]], "rect", (), parents.get(group["id"]))
    return Graph(
        nodes,
        tuple(_edge(reading, edge) for edge in model["edges"]),
        {name: Group(name, titles[name], parents.get(name)) for name in groups if name in full},
        {"TD": "TB", "v": "TB", "<": "RL", ">": "LR", "^": "BT"}.get(
            model["direction"] or "TB", model["direction"] or "TB"
        ),
    )


def _groups(subgraphs: list[dict]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return the nodes and groups in each group, and the group right around each node and group."""
    groups = {group["id"]: set(group["nodes"]) - {group["id"]} for group in subgraphs}
    within = {name: _nodes(name, groups, set()) for name in groups}
    parents: dict[str, str] = {}
    for name in sorted(groups, key=lambda name: -len(within[name])):
        for member in groups[name]:
            parents[member] = name
    for name in groups:  # a group that claims itself through others stands alone
        seen, at = {name}, name
        while at in parents:
            at = parents[at]
            if at in seen:
                del parents[name]
                break
            seen.add(at)
    full: dict[str, set[str]] = {name: {node for node in within[name] if node not in groups} for name in groups}
    return full, parents


def _nodes(name: str, groups: dict[str, set[str]], seen: set[str]) -> set[str]:
    found = set()
    for member in groups[name] - seen:
        found.add(member)
        if member in groups:
            found |= _nodes(member, groups, seen | {name})
    return found


def _edge(reading: Reading, edge: dict) -> Edge:
    kind = edge["type"].removeprefix("double_").removeprefix("arrow_")
    head = "" if kind == "open" else kind
    return Edge(
        edge["from"],
        edge["to"],
        reading.label(edge["label"] or "", markdown=edge["labelType"] == "markdown"),
        edge["stroke"],
        (head if edge["type"].startswith("double_") else "", head),
        max(1, edge["length"] or 1),
    )


def states(reading: Reading) -> Graph:
    """Return what a state diagram draws.

    Args:
        reading: its source, which merman can parse.
    """
    model = reading.model or {}
    parents = {node["id"]: node.get("parentId") for node in model["nodes"]}
    frames = {node["id"] for node in model["nodes"] if node["isGroup"] and node["shape"] != "noteGroup"}
    held = {parents[node["id"]] for node in model["nodes"] if node["shape"] != "noteGroup"}
    of_note: dict[str, str] = {}
    for edge in model["edges"]:
        if "note-edge" in edge["classes"]:
            note, state = (edge["start"], edge["end"]) if "----note" in edge["start"] else (edge["end"], edge["start"])
            of_note[note] = state
    nodes, groups = {}, {}
    for node in model["nodes"]:
        name = node["id"]
        if node["shape"] == "noteGroup":
            continue
        if name in frames and name in held:
            groups[name] = Group(name, reading.label(node["label"], bold=99), parents[name])
            continue
        shape = {"rect": "rounded", "rectWithTitle": "rounded", "roundedWithTitle": "rounded"}.get(
            node["shape"], node["shape"]
        )
        more = node.get("description") or []
        words = Label() if node["shape"] in WORDLESS or shape == "choice" else state_label(reading, node["label"], more)
        group = parents.get(of_note[name]) if name in of_note else parents[name]
        styles = tuple(style for style in (node["cssClasses"] or "").split() if not style.startswith("statediagram"))
        nodes[name] = Node(name, words, "note" if name in of_note else shape, styles, group)
    edges = []
    for edge in model["edges"]:
        note = "note-edge" in edge["classes"]
        line, heads = ("dotted", ("", "")) if note else ("normal", ("", "point"))
        edges.append(Edge(edge["start"], edge["end"], reading.label(edge.get("label") or ""), line, heads))
    direction = DIRECTIONS[model.get("direction") or "TB"]
    return Graph(nodes, tuple(edges), groups, direction)


def state_label(reading: Reading, first: str, more: list[str]) -> Label:
    """Return a state's label: its first description, and the others below."""
    return Label(tuple(row for text in (first, *more) for row in reading.label(text).rows))
