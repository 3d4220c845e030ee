"""As much as can be moved from one side to another, and of all ways to do so the cheapest: exact, in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush


def cheapest_flow(
    demands: Sequence[int], capacities: Sequence[int], ways: Iterable[tuple[int, int, int, int]]
) -> dict[tuple[int, int], int]:
    """How much each demand gets from each capacity: in all as much as can be, at the least total cost of all such ways.

    One demand after the other takes the cheapest ways that are left, those back through what others took included, so that of those served so far the choice
    is the best. A search looks no further than what competes with its demand. Equal input gives equal output.

    Args:
        demands: how much each asks for; 0 or more.
        capacities: how much each has; 0 or more.
        ways: (demand, capacity, how much at most, cost of each one). Two places may have several ways between them, of different costs, below 0 too.

    Returns:
        (demand, capacity) → how much, where it is more than nothing.

    >>> cheapest_flow([1, 1], [1, 1], [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 1, 1)])
    {(0, 1): 1, (1, 0): 1}
    """
    listed = list(ways)
    # Whatever moves takes exactly one way, so that adding the same to every cost changes no choice.
    least = min((cost for _, _, _, cost in listed), default=0)
    most = max((cost for _, _, _, cost in listed), default=0) - least
    first = len(capacities)
    # To be left over costs more than all that others could gain by it.
    over = most * (first + len(demands)) + 1
    graph = _Graph([*capacities, *demands], [0] * first + [over] * len(demands))
    joined = [
        (demand, capacity, graph.join(first + demand, capacity, room, cost - least)) for demand, capacity, room, cost in listed
    ]
    cheapest = [most] * len(demands)
    for demand, _, _, cost in listed:
        cheapest[demand] = min(cheapest[demand], cost - least)
    # Whoever costs less goes first: then few have to make room for one who comes later.
    for number in sorted(range(len(demands)), key=cheapest.__getitem__):
        left = demands[number]
        while left:
            left -= graph.push(first + number, left)
    moved: dict[tuple[int, int], int] = {}
    for demand, capacity, edge in joined:
        if amount := graph.room[edge ^ 1]:
            moved[demand, capacity] = moved.get((demand, capacity), 0) + amount
    return dict(sorted(moved.items()))


class _Graph:
    """What can still be moved along each edge, and what still ends at each node (`spare`), at a price (`ending`). Each edge `e` has its way back, `e ^ 1`, which
    takes back what was moved. `level` keeps the costs of what is left at 0 or more."""

    def __init__(self, spare: list[int], ending: list[int]) -> None:
        self.spare, self.ending = spare, ending
        self.leaving: list[list[int]] = [[] for _ in spare]
        self.end: list[int] = []
        self.room: list[int] = []
        self.cost: list[int] = []
        self.level = [0] * len(spare)

    def join(self, start: int, end: int, room: int, cost: int) -> int:
        edge = len(self.end)
        self.leaving[start].append(edge)
        self.leaving[end].append(edge + 1)
        self.end += [end, start]
        self.room += [room, 0]
        self.cost += [cost, -cost]
        return edge

    def push(self, start: int, amount: int) -> int:
        """Moves as much of an amount as it can from a node along the cheapest path to one where it ends, be it the node itself."""
        room, end_of, cost, level = self.room, self.end, self.cost, self.level
        far, by, done, last = {start: 0}, dict[int, int](), set[int](), start
        whole = self.ending[start] + level[start]
        heap = [(0, start)]
        while heap:
            distance, node = heappop(heap)
            if distance >= whole:
                break
            if node in done:
                continue
            done.add(node)
            base = distance + level[node]
            for edge in self.leaving[node]:
                if not room[edge]:
                    continue
                end = end_of[edge]
                reached = base + cost[edge] - level[end]
                if reached < far.get(end, whole):
                    far[end], by[end] = reached, edge
                    heappush(heap, (reached, end))
                    if self.spare[end] and reached + self.ending[end] + level[end] < whole:
                        whole, last = reached + self.ending[end] + level[end], end
        for node in done:
            level[node] += far[node] - whole
        path, node = [], last
        while node != start:
            path.append(by[node])
            node = end_of[by[node] ^ 1]
        amount = min(amount, self.spare[last], *(room[edge] for edge in path))
        self.spare[last] -= amount
        for edge in path:
            room[edge] -= amount
            room[edge ^ 1] += amount
        return amount
