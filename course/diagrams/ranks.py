"""In which rank and order the nodes of a graph stand, as Sugiyama, Tagawa and Toda described it in 1981.

What a line leads from stands one rank before what it leads to. In each rank the order is the one with the fewest
crossings that a search finds, and a group is always one block.

https://doi.org/10.1109/TSMC.1981.4308636
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from course.diagrams.graph import Graph


@dataclass
class Item:
    """What takes room in a rank: a node, a line's label, or a bend where a longer line passes."""

    kind: str
    rank: int
    group: str | None
    node: str = ""
    edge: int = -1


@dataclass
class Hop:
    """A piece of a line from one rank to the next, from item to item."""

    start: int
    end: int
    edge: int


class Plan:
    """What is the same for every layout of a graph: ranks, and the order in each.

    Args:
        graph: the graph.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        backward = graph.direction in ("RL", "BT")
        order = {name: at for at, name in enumerate(graph.nodes)}
        members: dict[str, list[str]] = defaultdict(list)
        for name in graph.nodes:
            for group in graph.above(name):
                members[group].append(name)
        # A group without nodes can't be framed; reading has made a node of it.
        self.members = members
        self.ends: list[tuple[str, str]] = []  # of each edge, in the direction of the ranks
        for edge in graph.edges:
            start = edge.start if edge.start in graph.nodes else members[edge.start][-1]
            end = edge.end if edge.end in graph.nodes else members[edge.end][0]
            self.ends.append((end, start) if backward else (start, end))
        self.loops = [at for at, (start, end) in enumerate(self.ends) if start == end]
        self.beside = self._attached()
        sideways = {at for edges in self.beside.values() for at in edges}
        self.ranked = [at for at in range(len(graph.edges)) if at not in sideways and at not in self.loops]
        self.turned = self._cycles(order)
        ranks = self._ranks(order)
        self._items(ranks)
        self._order(order)

    def _attached(self) -> dict[str, list[int]]:
        """Return what stands beside other nodes: a note, and a node outside a group that only lines without heads join
        to nodes of that one group.
        """
        graph, lines = self.graph, defaultdict(list)
        for at, ends in enumerate(self.ends):
            for end in set(ends):
                lines[end].append(at)
        found = {}
        for name in graph.nodes:
            others = [other for at in lines[name] for other in self.ends[at] if other != name]
            plain = all(graph.edges[at].heads == ("", "") and not graph.edges[at].label.rows for at in lines[name])
            groups = {tuple(graph.above(other)) for other in others}
            if others and plain and len(groups) == 1 and len(set(others)) == len(others):
                [above] = groups
                ahead = [at for at in range(len(self.ends)) if at not in lines[name]]
                ranked = {end for at in ahead for end in self.ends[at]}
                if graph.nodes[name].shape == "note" and len(others) == 1:
                    found[name] = lines[name]
                elif above and above[-1] not in graph.above(name) and ranked.issuperset(others):
                    found[name] = lines[name]
        return found

    def _cycles(self, order: dict[str, int]) -> set[int]:
        """Return the edges that must be turned around so that there is no cycle."""
        out = defaultdict(list)
        for at in self.ranked:
            out[self.ends[at][0]].append(at)
        state: dict[str, int] = {}
        turned = set()

        def visit(name: str) -> None:
            state[name] = 1
            for at in out[name]:
                end = self.ends[at][1]
                if state.get(end) == 1:
                    turned.add(at)
                elif end not in state:
                    visit(end)
            state[name] = 2

        targets = {self.ends[at][1] for at in self.ranked}
        for name in sorted(order, key=lambda name: (name in targets, order[name])):
            if name not in state:
                visit(name)
        return turned

    def _ranks(self, order: dict[str, int]) -> dict[str, int]:
        graph = self.graph
        steps = []
        for at in self.ranked:
            start, end = self.ends[at][::-1] if at in self.turned else self.ends[at]
            steps.append((start, end, graph.edges[at].length))
        before, after = defaultdict(list), defaultdict(list)
        for start, end, length in steps:
            after[start].append((end, length))
            before[end].append((start, length))
        ranks = {}
        waiting = {name: len(before[name]) for name in order}
        ready = [name for name in order if not waiting[name]]
        while ready:
            name = ready.pop(0)
            ranks[name] = max((ranks[start] + length for start, length in before[name]), default=0)
            for end, _ in after[name]:
                waiting[end] -= 1
                if not waiting[end]:
                    ready.append(end)
        # Lines become shorter where a node can come later.
        for _ in range(3):
            for name in sorted(order, key=lambda name: -ranks[name]):
                if len(after[name]) > len(before[name]):
                    ranks[name] = min(ranks[end] - length for end, length in after[name])
        for name, edges in self.beside.items():
            found = sorted(ranks[other] for at in edges for other in self.ends[at] if other != name)
            ranks[name] = found[len(found) // 2]
        lowest = min(ranks.values(), default=0)
        return {name: rank - lowest for name, rank in ranks.items()}

    def _items(self, ranks: dict[str, int]) -> None:
        graph = self.graph
        # A label stands in a rank of its own, after the rank of where its line begins.
        labeled = set()
        for at in self.ranked:
            start, end = (ranks[name] for name in self.ends[at])
            if graph.edges[at].label.rows:
                labeled.add(min(start, end))
        shift = [
            rank + sum(1 for other in labeled if other < rank) for rank in range(max(ranks.values(), default=0) + 1)
        ]
        self.items: list[Item] = []
        self.of_node: dict[str, int] = {}
        for name in graph.nodes:
            above = graph.above(name)
            self.of_node[name] = len(self.items)
            self.items.append(Item("node", shift[ranks[name]], above[-1] if above else None, node=name))
        self.hops: list[Hop] = []
        self.label_item: dict[int, int] = {}
        for at in self.ranked:
            start, end = self.ends[at][::-1] if at in self.turned else self.ends[at]
            common = [a for a, b in zip(graph.above(start), graph.above(end), strict=False) if a == b]
            group = common[-1] if common else None
            last = self.of_node[start]
            first, stop = shift[ranks[start]] + 1, shift[ranks[end]]
            for rank in range(first, stop):
                kind = "bend"
                if rank == first and graph.edges[at].label.rows:
                    kind = "label"
                    self.label_item[at] = len(self.items)
                self.items.append(Item(kind, rank, group, edge=at))
                self.hops.append(Hop(last, len(self.items) - 1, at))
                last = len(self.items) - 1
            self.hops.append(Hop(last, self.of_node[end], at))
        self.count = max((item.rank for item in self.items), default=-1) + 1
        self.by_rank: list[list[int]] = [[] for _ in range(self.count)]
        for at, item in enumerate(self.items):
            self.by_rank[item.rank].append(at)
        self.span: dict[str, tuple[int, int]] = {}
        for name in self.graph.groups:
            found = [item.rank for item in self.items if name in self.above(item)]
            self.span[name] = (min(found), max(found))
        self.gaps: list[list[Hop]] = [[] for _ in range(self.count)]
        for hop in self.hops:
            self.gaps[self.items[hop.start].rank].append(hop)

    def can_fold(self, rank: int) -> bool:
        """Tell whether a second row may begin with a rank: nothing stands beside what was left, no label is parted from
        its line, and a group that is parted holds all that is in both rows.
        """
        for name, (first, last) in self.span.items():
            if first < rank <= last and not all(name in self.above(item) for item in self.items):
                return False
        for edges in self.beside.values():
            ranks = [self.items[self.of_node[end]].rank for at in edges for end in self.ends[at]]
            if min(ranks) < rank <= max(ranks):
                return False
        crossing = [hop for hop in self.hops if self.items[hop.start].rank < rank <= self.items[hop.end].rank]
        return all(self.items[hop.end].kind == "node" for hop in crossing)

    def above(self, item: Item) -> list[str]:
        return [] if item.group is None else [*self.graph.above(item.group), item.group]

    # The order: each group, and the whole, has its children in one order for all ranks.

    def _order(self, order: dict[str, int]) -> None:
        self.children: dict[str | None, list[int | str | tuple[int, ...]]] = defaultdict(list)
        place: dict[int | str | tuple[int, ...], float] = {}
        bends: dict[int, list[int]] = defaultdict(list)
        for at, item in enumerate(self.items):
            if item.kind == "node":
                place[at] = order[item.node] + (0.5 if item.node in self.beside else 0) * len(order)
                self.children[item.group].append(at)
            else:
                bends[item.edge].append(at)
        for edge, items in bends.items():  # what a line passes is one child: it has one item in each rank
            place[tuple(items)] = sum(order[end] for end in self.ends[edge]) / 2 + 0.1
            self.children[self.items[items[0]].group].append(tuple(items))
        for name, group in self.graph.groups.items():
            place[name] = min(order[member] for member in self.members[name])
            self.children[group.parent].append(name)
        for children in self.children.values():
            children.sort(key=lambda child: place[child])
        best = self._improve()
        chance = random.Random(1)
        for _ in range(6):  # other beginnings, if lines cross
            if best < 1:
                break
            kept = {parent: list(children) for parent, children in self.children.items()}
            for children in self.children.values():
                chance.shuffle(children)
            cost = self._improve()
            if cost < best - 0.5:
                best = cost
            else:
                self.children.update(kept)
        self.keys = self._keys()
        for row in self.by_rank:
            row.sort(key=lambda at: self.keys[at])

    def _improve(self) -> float:
        """Move one child after the other to where it costs least. Return what the order costs then."""
        best = self._cost()
        for _ in range(6):
            before = best
            for children in self.children.values():
                for child in list(children):
                    at = children.index(child)
                    children.remove(child)
                    to = at
                    for other in range(max(0, at - 8), min(len(children), at + 8) + 1):
                        if other != at:
                            children.insert(other, child)
                            cost = self._cost()
                            if cost < best - 1e-9:
                                best, to = cost, other
                            children.pop(other)
                    children.insert(to, child)
            if best == before or best < 0.01:
                break
        return best

    def _keys(self) -> dict[int | str, tuple[int, ...]]:
        keys: dict[int | str, tuple[int, ...]] = {}

        def visit(parent: str | None, above: tuple[int, ...]) -> None:
            for at, child in enumerate(self.children[parent]):
                for one in child if isinstance(child, tuple) else (child,):
                    keys[one] = (*above, at)
                if isinstance(child, str):
                    visit(child, keys[child])

        visit(None, ())
        return keys

    def _cost(self) -> float:
        """Say how far an order is from a good one: crossings, lines through groups, and how far lines go astray."""
        keys, cost = self._keys(), 0.0
        place: dict[int, int] = {}
        middle: dict[int, float] = {}
        for row in self.by_rank:
            for at, item in enumerate(sorted(row, key=keys.__getitem__)):
                place[item] = at
                middle[item] = at - (len(row) - 1) / 2
        for rank, hops in enumerate(self.gaps):
            ends = [(place[hop.start], place[hop.end]) for hop in hops]
            for at, (start, end) in enumerate(ends):
                for other_start, other_end in ends[at + 1 :]:
                    if (start - other_start) * (end - other_end) < 0:
                        cost += 1
            for hop in hops:
                cost += 0.02 * abs(middle[hop.start] - middle[hop.end])
            for name, (first, last) in self.span.items():
                if first <= rank < last:
                    for hop in hops:
                        start, end = keys[hop.start], keys[hop.end]
                        key = keys[name]
                        inside = start[: len(key)] == key or end[: len(key)] == key
                        if not inside and (start < key) != (end < key):
                            cost += 3
        for name, edges in self.beside.items():
            own = self.of_node[name]
            for at in edges:
                other = self.of_node[next(end for end in self.ends[at] if end != name)]
                low, high = sorted((keys[own], keys[other]))
                between = [item for item in self.by_rank[self.items[other].rank] if low < keys[item] < high]
                cost += 2 * len(between) + 0.02 * (keys[own] < keys[other])
        return cost
