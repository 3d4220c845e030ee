"""As much as can be moved from one side to another, and of all ways to do so the cheapest: exact, in whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush


def cheapest_flow(
    demands: Sequence[int], capacities: Sequence[int], ways: Iterable[tuple[int, int, int, int]]
) -> dict[tuple[int, int], int]:
    """How much each demand gets from each capacity: in all as much as can be, at the least total cost of all such ways.

    The cheapest way that is left is taken again and again (successive shortest paths), which ends at the optimum. Equal input gives equal output; a
    hundred times a hundred takes about a second.

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
    source, sink = 0, len(demands) + len(capacities) + 1
    graph = _Graph(sink + 1)
    for number, amount in enumerate(demands):
        graph.join(source, 1 + number, amount, 0)
    joined = [
        (demand, capacity, graph.join(1 + demand, 1 + len(demands) + capacity, most, cost - least))
        for demand, capacity, most, cost in listed
    ]
    for number, amount in enumerate(capacities):
        graph.join(1 + len(demands) + number, sink, amount, 0)
    while graph.push(source, sink):
        pass
    moved: dict[tuple[int, int], int] = {}
    for demand, capacity, edge in joined:
        if amount := graph.room[edge ^ 1]:
            moved[demand, capacity] = moved.get((demand, capacity), 0) + amount
    return dict(sorted(moved.items()))


class _Graph:
    """What can still be moved along each edge. Each edge `e` has its way back, `e ^ 1`, which takes back what was moved."""

    def __init__(self, nodes: int) -> None:
        self.leaving: list[list[int]] = [[] for _ in range(nodes)]
        self.end: list[int] = []
        self.room: list[int] = []
        self.cost: list[int] = []
        self.level = [0] * nodes

    def join(self, start: int, end: int, room: int, cost: int) -> int:
        edge = len(self.end)
        self.leaving[start].append(edge)
        self.leaving[end].append(edge + 1)
        self.end += [end, start]
        self.room += [room, 0]
        self.cost += [cost, -cost]
        return edge

    def push(self, source: int, sink: int) -> int:
        """Moves as much as it can along the cheapest path; 0 if there is none. `level` keeps the costs of what is left at 0 or more."""
        far: list[int | None] = [None] * len(self.leaving)
        by: list[int] = [-1] * len(self.leaving)
        done = [False] * len(self.leaving)
        far[source] = 0
        heap = [(0, source)]
        while heap:
            distance, node = heappop(heap)
            if done[node]:
                continue
            done[node] = True
            if node == sink:
                break
            for edge in self.leaving[node]:
                end = self.end[edge]
                if not self.room[edge] or done[end]:
                    continue
                reached = distance + self.cost[edge] + self.level[node] - self.level[end]
                known = far[end]
                if known is None or reached < known:
                    far[end], by[end] = reached, edge
                    heappush(heap, (reached, end))
        whole = far[sink]
        if whole is None or not done[sink]:
            return 0
        for node, distance_to in enumerate(far):
            self.level[node] += whole if distance_to is None or not done[node] else distance_to
        path, node = [], sink
        while node != source:
            path.append(by[node])
            node = self.end[by[node] ^ 1]
        amount = min(self.room[edge] for edge in path)
        for edge in path:
            self.room[edge] -= amount
            self.room[edge ^ 1] += amount
        return amount
