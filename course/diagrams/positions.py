"""Places on one axis that keep their distances, and are pulled together as far as these allow it."""

from __future__ import annotations

from collections import defaultdict


class Positions:
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
