"""Where the nodes, groups and lines of a graph lie.

Ranks follow each other along the *main* axis; in a rank things stand along the *cross* axis. What a line joins is
pulled into one line, as far as the distances allow it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from course.diagrams.positions import Positions
from course.diagrams.ranks import Hop, Plan
from course.diagrams.shapes import MAKERS, Shape

MARGIN = 8  # pixels around the drawing
GAP = 20  # between two things in a rank
LANE = 12  # between two lines
HEAD = 18  # the straight end of a line, in which its head is
FRAME = 12  # between a group's frame and what is in it
TITLE = 6  # between a group's title and what is below

Point = tuple[float, float]


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
        positions = Positions(count)
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

    def _separate(self, positions: Positions, parent: str | None, rank: int, band: int) -> None:
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

    def _keep_titles_free(self, positions: Positions) -> None:
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
