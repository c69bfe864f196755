"""Where the nodes, groups and lines of a graph lie: in ranks, as Sugiyama, Tagawa and Toda described it in 1981.

What a line leads from stands one rank before what it leads to. In each rank the order is the one with the fewest
crossings that a search finds, and a group is always one block. Then what a line joins is pulled into one line, as far
as the distances allow it. Ranks follow each other along the *main* axis; in a rank things stand along the *cross* axis.

https://doi.org/10.1109/TSMC.1981.4308636
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from course.diagrams.graph import Graph
from course.diagrams.shapes import MAKERS, Shape

MARGIN = 8  # pixels around the drawing
GAP = 20  # between two things in a rank
LANE = 12  # between two lines
HEAD = 18  # the straight end of a line, in which its head is
FRAME = 12  # between a group's frame and what is in it
TITLE = 6  # between a group's title and what is below

Point = tuple[float, float]


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


@dataclass
class Placed:
    """A layout, in pixels from the upper left corner of the drawing."""

    width: float
    height: float
    nodes: dict[str, Point]
    groups: dict[str, tuple[float, float, float, float]]
    titles: dict[str, Point]
    lines: list[list[Point]]
    labels: dict[int, Point]
    layout: Layout


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


class _Positions:
    """Variables along the cross axis, the least distances between them, and what pulls them together."""

    def __init__(self, count: int) -> None:
        self.root, self.offset = list(range(count)), [0.0] * count
        self.after: list[list[tuple[int, float]]] = [[] for _ in range(count)]  # of all variables
        self.pulls: list[tuple[int, int, float, float]] = []

    def apart(self, first: int, second: int, distance: float) -> None:
        """Keep the second variable at least so far after the first."""
        self.after[first].append((second, distance))

    def find(self, variable: int) -> tuple[int, float]:
        """Return the block of a variable, and how far after its beginning the variable is."""
        offset = 0.0
        while self.root[variable] != variable:
            offset += self.offset[variable]
            variable = self.root[variable]
        return variable, offset

    def join(self, first: int, second: int, distance: float) -> None:
        """Make the second variable stand at a distance after the first for ever, if no other distance forbids it."""
        (a, before), (b, behind) = self.find(first), self.find(second)
        if a == b or self._leads(a, b) or self._leads(b, a):
            return
        self.root[b], self.offset[b] = a, before + distance - behind

    def _leads(self, start: int, end: int) -> bool:
        blocks = defaultdict(list)
        for variable in range(len(self.root)):
            block = self.find(variable)[0]
            blocks[block] += [self.find(other)[0] for other, _ in self.after[variable]]
        seen, todo = {start}, [start]
        while todo:
            for other in blocks[todo.pop()]:
                if other == end:
                    return True
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return False

    def solve(self, shrink: list[tuple[int, int]]) -> list[float]:
        """Return a place for each variable.

        Args:
            shrink: pairs of variables that are drawn together: the borders of groups.
        """
        found = [self.find(variable) for variable in range(len(self.root))]
        links: dict[tuple[int, int], float] = {}
        for variable, others in enumerate(self.after):
            a, before = found[variable]
            for other, distance in others:
                b, behind = found[other]
                if a != b:
                    links[a, b] = max(links.get((a, b), -1e9), distance + before - behind)
        blocks = sorted({block for block, _ in found})
        order = self._sorted(blocks, links)
        place = dict.fromkeys(blocks, 0.0)
        self._push(order, links, place)
        pulls = []
        for first, second, distance, weight in self.pulls:
            (a, before), (b, behind) = found[first], found[second]
            if a != b:
                pulls.append((a, b, distance + before - behind, weight))
        total: dict[int, float] = defaultdict(float)
        for a, b, _, weight in pulls:
            total[a] += weight
            total[b] += weight
        tight = [(found[low], found[high]) for low, high in shrink]
        pairs = list(links.items())
        for step in range(90):
            force: dict[int, float] = defaultdict(float)
            for a, b, distance, weight in pulls:
                error = (place[b] - place[a] - distance) * weight
                force[a] += error
                force[b] -= error
            for block, sum_of_forces in force.items():
                place[block] += sum_of_forces / total[block] * 0.8 * (1 - step / 90)
            for (low, before), (high, behind) in tight:
                size = place[high] + behind - place[low] - before
                place[low] += size * 0.06
                place[high] -= size * 0.06
            self._spread(pairs, place, 3)
        self._spread(pairs, place, 300)
        # Borders as near as may be, and all distances kept exactly.
        self._push(order, links, place)
        after, before_ = defaultdict(list), defaultdict(list)
        for (a, b), distance in pairs:
            after[a].append((b, distance))
            before_[b].append((a, distance))
        for (low, _), (high, _) in reversed(tight):
            if after[low]:
                place[low] = min(place[b] - distance for b, distance in after[low])
            if before_[high]:
                place[high] = max(place[a] + distance for a, distance in before_[high])
        return [round((place[block] + offset) * 2) / 2 for block, offset in found]

    def _spread(self, pairs: list[tuple[tuple[int, int], float]], place: dict[int, float], times: int) -> None:
        """Move what is too close apart, both as far."""
        for _ in range(times):
            worst = 0.0
            for (a, b), distance in pairs:
                short = place[a] + distance - place[b]
                if short > 0:
                    place[a] -= short / 2
                    place[b] += short / 2
                    worst = max(worst, short)
            if worst < 0.1:
                break

    def _sorted(self, blocks: list[int], links: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
        """Return the links in an order in which each comes after those that lead to it."""
        count, out = dict.fromkeys(blocks, 0), defaultdict(list)
        for a, b in links:
            count[b] += 1
            out[a].append(b)
        ready, order = [block for block in blocks if not count[block]], []
        while ready:
            a = ready.pop()
            for b in out[a]:
                order.append((a, b))
                count[b] -= 1
                if not count[b]:
                    ready.append(b)
        return order

    def _push(self, order: list[tuple[int, int]], links: dict[tuple[int, int], float], place: dict[int, float]) -> None:
        for a, b in order:
            place[b] = max(place[b], place[a] + links[a, b])


class Layout:
    """A graph laid out.

    Args:
        plan: its ranks and order.
        wrap: the width at which labels are broken, in pixels.
        arrow: the shortest line from node to node, in pixels.
        downward: ranks follow each other downward; otherwise to the right.
        fold: the first rank of a second row; 0 for one row.
    """

    def __init__(self, plan: Plan, wrap: float, arrow: float, *, downward: bool, fold: int = 0) -> None:
        self.plan, self.graph = plan, plan.graph
        self.arrow, self.downward, self.fold = arrow, downward, fold
        self.texts = {name: node.label.wrapped(wrap) for name, node in self.graph.nodes.items()}
        self.labels = [edge.label.wrapped(wrap) for edge in self.graph.edges]
        self.bands = [range(fold), range(fold, plan.count)] if fold else [range(plan.count)]
        self.shapes = self._shapes()
        self.titles = {name: group.title.wrapped(self._room(name)) for name, group in self.graph.groups.items()}
        self._ports()
        self._sizes()
        self._cross()
        self._main()

    # Sizes

    def _shapes(self) -> dict[str, Shape]:
        """Return the shape of each node around its label. Those that look the same in a rank get the same size."""
        rooms: dict[tuple, tuple[float, float]] = {}
        kinds = {}
        for item in self.plan.items:
            if item.node:
                node, text = self.graph.nodes[item.node], self.texts[item.node]
                kinds[item.node] = (item.rank, node.shape, node.classes, node.group)
                w, h = rooms.get(kinds[item.node], (0, 0))
                rooms[kinds[item.node]] = max(w, text.width), max(h, text.height)
        found = {}
        for name, text in self.texts.items():
            w, h = rooms[kinds[name]]
            room = (text.width, h) if self.downward else (w if w < 1.8 * text.width else text.width, text.height)
            found[name] = MAKERS.get(self.graph.nodes[name].shape, MAKERS["rect"])(*room)
        return found

    def _room(self, name: str) -> float:
        """Return how wide a group's title may be before it breaks."""
        plan = self.plan
        first, last = plan.span[name]
        if self.downward:
            # Beside a line that comes in from above there is little room.
            entered = any(
                plan.items[hop.end].rank == first
                and name in plan.above(plan.items[hop.end])
                and name not in plan.above(plan.items[hop.start])
                for hop in plan.hops
            )
            return 96 if entered else 190
        sizes = [
            max((self.shapes[plan.items[at].node].width for at in plan.by_rank[rank] if plan.items[at].node), default=0)
            for rank in range(first, last + 1)
            if (rank < self.fold) == (first < self.fold)
        ]
        return max(110, sum(sizes) + self.arrow * (len(sizes) - 1))

    def _ports(self) -> None:
        """Settle where on its side of a node each line begins or ends, beside the node's middle."""
        plan = self.plan
        sides: dict[tuple[int, int], list[tuple]] = defaultdict(list)
        for number, hop in enumerate(plan.hops):
            for item, other, side in ((hop.start, hop.end, 1), (hop.end, hop.start, -1)):
                if plan.items[item].kind == "node":
                    sides[item, side].append((plan.keys[other], number))
        self.port: dict[tuple[int, int], float] = {}
        self.most: dict[int, int] = defaultdict(int)
        for (item, side), found in sides.items():
            found.sort()
            shape = self.shapes[plan.items[item].node]
            room = (shape.width if self.downward else shape.height) - 14
            step = min(LANE + 4, room / (len(found) - 1)) if len(found) > 1 else 0
            step = max(step, 10)
            self.most[item] = max(self.most[item], len(found))
            for at, (_, number) in enumerate(found):
                self.port[number, side] = (at - (len(found) - 1) / 2) * step

    def _sizes(self) -> None:
        """Settle how much room each item takes along the main axis, and before and after its line across."""
        plan = self.plan
        loops = defaultdict(list)
        for at in plan.loops:
            loops[plan.ends[at][0]].append(at)
        self.main_size: list[float] = []
        self.extent: list[tuple[float, float]] = []
        for at, item in enumerate(plan.items):
            if item.kind == "node":
                shape = self.shapes[item.node]
                main, cross = (shape.height, shape.width) if self.downward else (shape.width, shape.height)
                cross = max(cross, (self.most[at] - 1) * 10 + 14)
                after = cross / 2
                for loop in loops[item.node]:
                    after += 26 + (self.labels[loop].width + 6 if self.downward else self.labels[loop].height)
                    main = max(main, self.labels[loop].height if self.downward else self.labels[loop].width, 44)
                self.main_size.append(main)
                self.extent.append((cross / 2, after))
            elif item.kind == "label":
                label = self.labels[item.edge]
                self.main_size.append(label.height + 4 if self.downward else label.width + 8)
                self.extent.append((4, label.width + 10) if self.downward else (label.height + 4, 4))
            else:
                self.main_size.append(0)
                self.extent.append((5, 5))

    # The cross axis

    def _cross(self) -> None:
        plan = self.plan
        count = len(plan.items)
        self.border: dict[tuple[str, int], int] = {}  # a group's first variable in each band; the second is the next
        for band, ranks in enumerate(self.bands):
            for name, (first, last) in plan.span.items():
                if first < ranks.stop and last >= ranks.start:
                    self.border[name, band] = count
                    count += 2
        positions = _Positions(count)
        for band, ranks in enumerate(self.bands):
            for rank in ranks:
                self._separate(positions, None, rank, band)
            for name, title in self.titles.items():
                if self.downward and (name, band) in self.border:
                    low = self.border[name, band]
                    positions.apart(low, low + 1, title.width + 2 * FRAME)
        if self.downward:
            self._keep_titles_free(positions)
        joined = []
        for number, hop in enumerate(plan.hops):
            if self._folded(hop):
                continue
            distance = self.port.get((number, 1), 0) - self.port.get((number, -1), 0)
            kinds = [plan.items[hop.start].kind, plan.items[hop.end].kind]
            bends = 2 - kinds.count("node")
            positions.pulls.append((hop.start, hop.end, distance, 1 + 2 * bends))
            alone = self._alone(number)
            if bends or alone:
                joined.append((-bends - 3 * alone, number, hop, distance))
        for name, edges in plan.beside.items():
            for at in edges:
                other = next(end for end in plan.ends[at] if end != name)
                positions.pulls.append((plan.of_node[other], plan.of_node[name], 0, 1))
        for _, _, hop, distance in sorted(joined, key=lambda row: row[:2]):
            positions.join(hop.start, hop.end, distance)
        place = positions.solve([(low, low + 1) for low in self.border.values()])
        self._straighten(place)
        self._center(place)
        self._stack(place)

    def _center(self, place: list[float]) -> None:
        """Give a group as much room after its nodes as its title needs before them, where nothing is in the way."""
        plan = self.plan
        for (name, band), low in self.border.items():
            if not self.downward or self.graph.groups[name].parent is not None:
                continue
            first, last = plan.span[name]
            around = [(at, item) for at, item in enumerate(plan.items) if first <= item.rank <= last]
            own = [at for at, item in around if name in plan.above(item) and item.rank in self.bands[band]]
            inner = [self.border[child, band] + 1 for child in plan.children[name] if (child, band) in self.border]
            before = min(place[at] - self.extent[at][0] for at in own) - place[low]
            ends = [place[at] + self.extent[at][1] for at in own] + [place[at] + FRAME for at in inner]
            wanted = max(ends) + before
            others = [place[at] - self.extent[at][0] for at, item in around if name not in plan.above(item)]
            borders = [place[other] for (group, _), other in self.border.items() if group != name]
            room = [at - GAP for at in (*others, *borders) if at > place[low + 1]]
            place[low + 1] = max(place[low + 1], min([wanted, *room]))

    def _straighten(self, place: list[float]) -> None:
        """Move where lines meet a node a little, so that a line has no small step in it."""
        plan = self.plan
        sides: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, hop in enumerate(plan.hops):
            for item, side in ((hop.start, 1), (hop.end, -1)):
                if (number, side) in self.port:
                    sides[item, side].append(number)
        for number, hop in enumerate(plan.hops):
            step = place[hop.end] + self.port.get((number, -1), 0) - place[hop.start] - self.port.get((number, 1), 0)
            if not 0 < abs(step) <= 14 or self._folded(hop):
                continue
            for item, side, change in ((hop.end, -1, -step), (hop.start, 1, step)):
                if (number, side) not in self.port:
                    continue
                shape = self.shapes[plan.items[item].node]
                room = (shape.width if self.downward else shape.height) / 2 - 7
                port = self.port[number, side] + change
                others = [self.port[other, side] for other in sides[item, side] if other != number]
                before = [other < self.port[number, side] for other in others]
                kept = all(
                    (other <= port - 10) if less else (other >= port + 10)
                    for other, less in zip(others, before, strict=True)
                )
                if abs(port) <= room and kept:
                    self.port[number, side] = port
                    break

    def _alone(self, number: int) -> bool:
        """Tell whether a hop is the middle one of those at both its ends."""
        return not self.port.get((number, 1), 0) and not self.port.get((number, -1), 0)

    def _folded(self, hop: Hop) -> bool:
        return bool(self.fold) and self.plan.items[hop.start].rank < self.fold <= self.plan.items[hop.end].rank

    def _units(self, parent: str | None, rank: int) -> list[int | str]:
        """Return the items and groups that a group, or the whole, has in a rank, in their order."""
        plan = self.plan
        found = []
        for child in plan.children[parent]:
            if isinstance(child, str):
                first, last = plan.span[child]
                if first <= rank <= last:
                    found.append(child)
            else:
                items = child if isinstance(child, tuple) else (child,)
                found += [item for item in items if plan.items[item].rank == rank]
        return found

    def _separate(self, positions: _Positions, parent: str | None, rank: int, band: int) -> None:
        units = self._units(parent, rank)
        for unit in units:
            if isinstance(unit, str):
                self._separate(positions, unit, rank, band)
        for first, second in pairwise(units):
            (end, before), (begin, behind) = self._edge(first, band, 1), self._edge(second, band, -1)
            both = all(not isinstance(unit, str) and self.plan.items[unit].kind != "node" for unit in (first, second))
            positions.apart(end, begin, before + behind + (LANE - 6 if both else GAP))
        if parent is not None:
            low = self.border[parent, band]
            top = (
                FRAME
                if self.downward or not self.titles[parent].rows
                else FRAME + self.titles[parent].height + TITLE - 4
            )
            positions.apart(low, low + 1, 2 * FRAME)
            if units:
                (begin, behind), (end, before) = self._edge(units[0], band, -1), self._edge(units[-1], band, 1)
                positions.apart(low, begin, top + behind)
                positions.apart(end, low + 1, FRAME + before)

    def _edge(self, unit: int | str, band: int, side: int) -> tuple[int, float]:
        """Return the variable at the beginning or end of a unit, and how far outside of it the unit reaches."""
        if isinstance(unit, str):
            return self.border[unit, band] + (side > 0), 0
        return unit, self.extent[unit][side > 0]

    def _keep_titles_free(self, positions: _Positions) -> None:
        """Let lines that come into a group from above pass at the right of its title."""
        plan = self.plan
        for number, hop in enumerate(plan.hops):
            start, end = plan.items[hop.start], plan.items[hop.end]
            for name in plan.above(end):
                if name not in plan.above(start) and plan.span[name][0] == end.rank and self.titles[name].rows:
                    band = next(at for at, ranks in enumerate(self.bands) if end.rank in ranks)
                    port = self.port.get((number, -1), 0)
                    positions.apart(self.border[name, band], hop.end, FRAME + self.titles[name].width + 8 - port)

    def _stack(self, place: list[float]) -> None:
        """Put the second row of a folded layout below the first."""
        plan = self.plan
        self.cross = place
        if not self.fold:
            return
        inside: list[list[float]] = [[], []]
        for at, item in enumerate(plan.items):
            band = int(item.rank >= self.fold)
            inside[band] += [place[at] - self.extent[at][0], place[at] + self.extent[at][1]]
        for (_, band), low in self.border.items():
            inside[band] += place[low : low + 2]
        between = [hop for hop in plan.hops if self._folded(hop)]
        self.channel = max(inside[0]) + 14
        down = self.channel + LANE * (len(between) - 1) + 14 - min(inside[1])
        for at, item in enumerate(plan.items):
            if item.rank >= self.fold:
                place[at] += down
        for (_, band), low in self.border.items():
            if band:
                place[low] += down
                place[low + 1] += down

    # The main axis

    def _main(self) -> None:
        plan = self.plan
        self.size = [max((self.main_size[at] for at in row), default=0) for row in plan.by_rank]
        self.extra: dict[str, float] = dict.fromkeys(plan.span, 0.0)
        self._measure()
        for _ in range(3):  # widening one group may widen another
            narrow = False
            for name, title in self.titles.items():
                if not self.downward and title.rows:
                    short = title.width + 2 * FRAME - (self.frame[name][1] - self.frame[name][0])
                    if short > 0.5:
                        self.extra[name] += short / 2
                        narrow = True
            if not narrow:
                break
            self._measure()

    def _pad(self, name: str, side: int) -> float:
        """Return how far a group's frame is from its first (-1) or last (1) rank."""
        plan = self.plan
        own = FRAME + self.extra[name]
        if side < 0 and self.downward and self.titles[name].rows:
            own += self.titles[name].height + TITLE - 4
        rank = plan.span[name][side > 0]
        inner = [
            self._pad(child, side)
            for child in plan.children[name]
            if isinstance(child, str) and plan.span[child][side > 0] == rank
        ]
        return own + max(inner, default=0)

    def _measure(self) -> None:
        plan = self.plan
        ends = [
            max((self._pad(name, 1) for name, span in plan.span.items() if span[1] == rank), default=0)
            for rank in range(plan.count)
        ]
        begins = [
            max((self._pad(name, -1) for name, span in plan.span.items() if span[0] == rank), default=0)
            for rank in range(plan.count)
        ]
        self.middle = [0.0] * plan.count
        self.track: dict[int, float] = {}
        for ranks in self.bands:
            at = 0.0
            for rank in ranks:
                if rank == ranks.start:
                    at += begins[rank] + (HEAD if self.fold and rank == self.fold else 0)
                self.middle[rank] = at + self.size[rank] / 2
                at += self.size[rank]
                if rank + 1 < ranks.stop:
                    at += self._gap(rank, at, ends[rank], begins[rank + 1])
        self.frame = {}
        for name, (first, last) in plan.span.items():
            ranks = range(first, last + 1)
            low = min(self.middle[rank] - self.size[rank] / 2 for rank in ranks if rank in (first, self.fold))
            tail = [rank for rank in ranks if rank == last or (self.fold and rank == self.fold - 1)]
            high = max(self.middle[rank] + self.size[rank] / 2 for rank in tail)
            self.frame[name] = (low - self._pad(name, -1), high + self._pad(name, 1))

    def _gap(self, rank: int, at: float, ending: float, beginning: float) -> float:
        """Settle the distance to the next rank, and where in between each line turns."""
        plan = self.plan
        numbers = [number for number, hop in enumerate(plan.hops) if plan.items[hop.start].rank == rank]
        turns, straight, headed = [], 0.0, False
        for number in numbers:
            hop = plan.hops[number]
            start = self.cross[hop.start] + self.port.get((number, 1), 0)
            end = self.cross[hop.end] + self.port.get((number, -1), 0)
            kinds = plan.items[hop.start].kind, plan.items[hop.end].kind
            edge = self.graph.edges[hop.edge]
            headed |= kinds[0] == "node" and bool(edge.heads[self._backward(hop.edge)])
            straight = max(
                straight, self.arrow if kinds == ("node", "node") else HEAD + 2 if kinds[1] == "node" else 10
            )
            if abs(start - end) > 0.6:
                turns.append((number, start, end))
        tracks = self._tracks(turns)
        count = max(tracks.values(), default=-1) + 1
        before, after = max(ending + 8, HEAD if headed else 10), max(beginning + 8, HEAD)
        if not count:
            framed = ending + beginning
            outside = 24 if any(self._is_cut(plan.hops[number].edge) for number in numbers) else 16
            return max(straight, framed + outside if framed else GAP)
        room = max(before + after + LANE * (count - 1), straight)
        first = at + before + (room - before - after - LANE * (count - 1)) / 2
        for number, track in tracks.items():
            self.track[number] = first + LANE * track
        return room

    def _is_cut(self, at: int) -> bool:
        """Tell whether an edge begins or ends at a group's frame."""
        edge = self.graph.edges[at]
        return edge.start not in self.graph.nodes or edge.end not in self.graph.nodes

    def _tracks(self, turns: list[tuple[int, float, float]]) -> dict[int, int]:
        """Give each line that turns between two ranks a track, so that they cross as little as can be."""

        def inside(at: float, line: tuple[int, float, float]) -> bool:
            return min(line[1:]) - 5 < at < max(line[1:]) + 5

        def cost(first: tuple[int, float, float], second: tuple[int, float, float]) -> int:
            return inside(first[2], second) + inside(second[1], first)

        order: list[tuple[int, float, float]] = []
        for line in turns:
            costs = [
                sum(cost(other, line) for other in order[:at]) + sum(cost(line, other) for other in order[at:])
                for at in range(len(order) + 1)
            ]
            order.insert(costs.index(min(costs)), line)
        tracks: dict[int, int] = {}
        for at, line in enumerate(order):
            near = [
                tracks[other[0]] + 1
                for other in order[:at]
                if min(line[1:]) - 8 < max(other[1:]) and min(other[1:]) - 8 < max(line[1:])
            ]
            tracks[line[0]] = max(near, default=0)
        return tracks

    # The result

    def placed(self) -> Placed:
        """Return the layout in pixels from the upper left corner."""
        plan = self.plan
        nodes = {item.node: (self.middle[item.rank], self.cross[at]) for at, item in enumerate(plan.items) if item.node}
        frames = {}
        for name in plan.span:
            lows = [low for (other, _), low in self.border.items() if other == name]
            cross = min(self.cross[low] for low in lows), max(self.cross[low + 1] for low in lows)
            frames[name] = (*self.frame[name], *cross)
        lines = [self._line(at, frames) for at in range(len(self.graph.edges))]
        labels = {}
        for at, item in plan.label_item.items():
            label = self.labels[at]
            main, cross = self.middle[plan.items[item].rank], self.cross[item]
            labels[at] = (main, cross + 6) if self.downward else (main, cross - label.height / 2 - 4)
        for at in plan.loops:
            main, cross = nodes[plan.ends[at][0]]
            low = self.extent[plan.of_node[plan.ends[at][0]]]
            label = self.labels[at]
            edge = cross + low[0] + 22
            labels[at] = (main, edge) if self.downward else (main, edge + label.height / 2)
        return self._finished(nodes, frames, lines, labels)

    def _finished(self, nodes: dict, frames: dict, lines: list, labels: dict) -> Placed:
        """Turn main and cross into x and y, and move all to the margin."""
        flip = (lambda point: (point[1], point[0])) if self.downward else (lambda point: point)
        nodes = {name: flip(point) for name, point in nodes.items()}
        lines = [[flip(point) for point in line] for line in lines]
        labels = {at: flip(point) for at, point in labels.items() if self.labels[at].rows}
        boxes = {}
        for name, (first, last, low, high) in frames.items():
            (x1, y1), (x2, y2) = flip((first, low)), flip((last, high))
            boxes[name] = (x1, y1, x2 - x1, y2 - y1)
        xs, ys = [], []
        for name, (x, y) in nodes.items():
            shape = self.shapes[name]
            xs += [x - shape.width / 2, x + shape.width / 2]
            ys += [y - shape.height / 2, y + shape.height / 2]
        for x, y, w, h in boxes.values():
            xs += [x, x + w]
            ys += [y, y + h]
        for at, line in enumerate(lines):
            if self.graph.edges[at].line != "invisible":
                xs += [x for x, _ in line]
                ys += [y for _, y in line]
        for at, (x, y) in labels.items():
            label = self.labels[at]
            xs += [x, x + label.width] if self.downward else [x - label.width / 2, x + label.width / 2]
            ys += [y - label.height / 2, y + label.height / 2]
        left, top = min(xs, default=0) - MARGIN, min(ys, default=0) - MARGIN

        def shift(point: Point) -> Point:
            return (point[0] - left, point[1] - top)

        boxes = {name: (*shift(box[:2]), *box[2:]) for name, box in boxes.items()}
        lines = [[shift(point) for point in line] for line in lines]
        return Placed(
            max(xs, default=0) + MARGIN - left,
            max(ys, default=0) + MARGIN - top,
            {name: shift(point) for name, point in nodes.items()},
            boxes,
            {name: self._title(name, boxes[name], lines) for name in boxes if self.titles[name].rows},
            lines,
            {at: shift(point) for at, point in labels.items()},
            self,
        )

    def _title(self, name: str, box: tuple[float, float, float, float], lines: list[list[Point]]) -> Point:
        """Return where a group's title begins: at the left, or further right where no line passes."""
        x, y, w, _ = box
        title = self.titles[name]
        top, low = y + 2, y + FRAME + title.height
        taken = []
        for line in lines:
            for (x1, y1), (x2, y2) in pairwise(line):
                if min(y1, y2) < low and max(y1, y2) > top and min(x1, x2) < x + w and max(x1, x2) > x:
                    taken.append((min(x1, x2) - 6, max(x1, x2) + 6))
        at = x + FRAME
        for begin, end in sorted(taken):
            if begin < at + title.width and end > at:
                at = end
        if at + title.width > x + w - 4:
            at = x + FRAME
        return (at, y + FRAME - 4)

    def _line(self, at: int, frames: dict[str, tuple[float, float, float, float]]) -> list[Point]:
        """Return the points of an edge, from its start to its end."""
        plan, edge = self.plan, self.graph.edges[at]
        if at in plan.loops:
            return self._loop(at)
        for name, edges in plan.beside.items():
            if at in edges:
                points = self._beside(name, at)
                return points if edge.start != name else points[::-1]
        points: list[Point] = []
        for number, hop in enumerate(plan.hops):
            if hop.edge != at:
                continue
            start = self.cross[hop.start] + self.port.get((number, 1), 0)
            end = self.cross[hop.end] + self.port.get((number, -1), 0)
            if not points:
                points.append((self._touch(hop.start, self.port[number, 1], 1), start))
            if self._folded(hop):
                points += self._turn_back(number, hop, start, end)
            elif number in self.track:
                points += [(self.track[number], start), (self.track[number], end)]
            if plan.items[hop.end].kind == "node":
                points.append((self._touch(hop.end, self.port[number, -1], -1), end))
        points = _simple(points)
        if self._backward(at):
            points.reverse()
        for name, last in ((edge.start, False), (edge.end, True)):
            if name in frames:
                points = _cut(points, frames[name], last=last)
        return points

    def _backward(self, at: int) -> bool:
        """Tell whether an edge leads from a later rank to an earlier one."""
        return (self.graph.direction in ("RL", "BT")) != (at in self.plan.turned)

    def _touch(self, item: int, port: float, side: int) -> float:
        """Return where along the main axis a line meets a node's border."""
        shape = self.shapes[self.plan.items[item].node]
        reach = shape.reach("y" if self.downward else "x", port, side)
        return self.middle[self.plan.items[item].rank] + reach

    def _turn_back(self, number: int, hop: Hop, start: float, end: float) -> list[Point]:
        """Return the way from the end of the first row to the beginning of the second."""
        between = [at for at, other in enumerate(self.plan.hops) if self._folded(other)]
        between.sort(key=lambda at: (self.cross[self.plan.hops[at].start], self.port.get((at, 1), 0)))
        nth = between.index(number)
        last = max(self.middle[rank] + self.size[rank] / 2 for rank in self.bands[0])
        last = max([last, *(frame[1] for name, frame in self.frame.items() if self.plan.span[name][0] < self.fold)])
        first = self.middle[self.fold] - self.size[self.fold] / 2
        first = min([first, *(self.frame[name][0] for name, span in self.plan.span.items() if span[1] >= self.fold)])
        right, left = last + 10 + LANE * (len(between) - 1 - nth), first - HEAD - LANE * nth
        channel = self.channel + LANE * (len(between) - 1 - nth)
        return [(right, start), (right, channel), (left, channel), (left, end)]

    def _loop(self, at: int) -> list[Point]:
        """Return the points of a line from a node to itself."""
        item = self.plan.of_node[self.plan.ends[at][0]]
        main, cross = self.middle[self.plan.items[item].rank], self.cross[item]
        shape = self.shapes[self.plan.items[item].node]
        across = "x" if self.downward else "y"
        begin, end = (cross + shape.reach(across, offset, 1) for offset in (-11, 11))
        low = cross + self.extent[item][0] + 18
        return [(main - 11, begin), (main - 11, low), (main + 11, low), (main + 11, end)]

    def _beside(self, name: str, at: int) -> list[Point]:
        """Return the points of a line from a node of a group to one that stands beside the group."""
        plan = self.plan
        own = plan.of_node[name]
        other = plan.of_node[next(end for end in plan.ends[at] if end != name)]
        across, along = ("x", "y") if self.downward else ("y", "x")
        (m1, c1), (m2, c2) = ((self.middle[plan.items[item].rank], self.cross[item]) for item in (other, own))
        side = 1 if c2 > c1 else -1
        begin = (m1, c1 + self.shapes[plan.items[other].node].reach(across, 0, side))
        if m1 == m2:
            return [begin, (m2, c2 + self.shapes[name].reach(across, 0, -side))]
        way = 1 if m1 > m2 else -1
        others = [
            self.middle[plan.items[plan.of_node[end]].rank] for edge in plan.beside[name] for end in plan.ends[edge]
        ]
        same = sorted((m for m in others if (m - m2) * way > 0), key=lambda m: abs(m - m2))
        port = (same.index(m1) - (len(same) - 1) / 2) * LANE * side
        return [begin, (m1, c2 + port), (m2 + self.shapes[name].reach(along, port, way), c2 + port)]


def _simple(points: list[Point]) -> list[Point]:
    """Leave out the points at which a line goes straight on."""
    found: list[Point] = []
    for point in points:
        if found and abs(found[-1][0] - point[0]) < 0.01 and abs(found[-1][1] - point[1]) < 0.01:
            continue
        if len(found) > 1:
            (x1, y1), (x2, y2) = found[-2], found[-1]
            if (abs(x1 - x2) < 0.01 and abs(x2 - point[0]) < 0.01) or (
                abs(y1 - y2) < 0.01 and abs(y2 - point[1]) < 0.01
            ):
                found.pop()
        found.append(point)
    return found


def _cut(points: list[Point], frame: tuple[float, float, float, float], *, last: bool) -> list[Point]:
    """Let a line begin or end at a group's frame."""
    first, final, low, high = frame
    way = points if last else points[::-1]
    kept: list[Point] = []
    for point, following in pairwise(way):
        kept.append(point)
        if first < following[0] < final and low < following[1] < high:
            (m1, c1), (m2, c2) = point, following
            if m1 == m2:
                kept.append((m1, low if c1 < c2 else high))
            else:
                kept.append((first if m1 < m2 else final, c1))
            break
    else:
        kept.append(way[-1])
    return kept if last else kept[::-1]
