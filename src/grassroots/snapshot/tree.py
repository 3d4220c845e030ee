"""The dated tree: which unit stood where on which day, and what became of those that no longer stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date

from grassroots.model import ChangeEvent, Unit
from grassroots.values import UnitId


class TreeOnDay:
    """The tree as it stands between two changes. Children are in the order of their ids."""

    def __init__(self, parents: Mapping[UnitId, UnitId | None]) -> None:
        self._parents = dict(sorted(parents.items()))
        self._children: dict[UnitId | None, list[UnitId]] = {}
        for unit, parent in self._parents.items():
            self._children.setdefault(parent, []).append(unit)
        # Where each unit comes and how far its subtree reaches when the tree is walked from the roots:
        # "is a under b" is then a comparison of numbers.
        self._enter: dict[UnitId, int] = {}
        self._leave: dict[UnitId, int] = {}
        self._order: list[UnitId] = []
        stack: list[tuple[UnitId, bool]] = [(unit, False) for unit in reversed(self._children.get(None, []))]
        while stack:
            unit, done = stack.pop()
            if done:
                self._leave[unit] = len(self._order)
                continue
            self._enter[unit] = len(self._order)
            self._order.append(unit)
            stack.append((unit, True))
            stack.extend((child, False) for child in reversed(self._children.get(unit, [])))

    def __contains__(self, unit: object) -> bool:
        return unit in self._parents

    @property
    def units(self) -> tuple[UnitId, ...]:
        """The standing units, each before those under it."""
        return tuple(self._order)

    def parent(self, unit: UnitId) -> UnitId | None:
        """The unit above; None for a root or a unit that does not stand."""
        return self._parents.get(unit)

    def children(self, unit: UnitId | None) -> tuple[UnitId, ...]:
        """The units right under one; for None, the roots."""
        return tuple(self._children.get(unit, ()))

    def ancestors(self, unit: UnitId) -> tuple[UnitId, ...]:
        """The units above, the nearest first."""
        found: list[UnitId] = []
        above = self._parents.get(unit)
        while above is not None and above not in found:
            found.append(above)
            above = self._parents.get(above)
        return tuple(found)

    def under(self, unit: UnitId) -> tuple[UnitId, ...]:
        """The unit and all under it; nothing for a unit that does not stand."""
        if unit not in self._enter:
            return ()
        return tuple(self._order[self._enter[unit] : self._leave[unit]])

    def is_under(self, unit: UnitId, above: UnitId) -> bool:
        """Whether `unit` is `above` or stands somewhere under it."""
        if unit not in self._enter or above not in self._enter:
            return False
        return self._enter[above] <= self._enter[unit] < self._leave[above]


class Tree:
    """The tree of every day. `moves` are the days on which it changes."""

    def __init__(self, units: Iterable[Unit], events: Iterable[ChangeEvent]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._heirs: dict[UnitId, list[tuple[date, UnitId]]] = {}
        for event in events:
            for origin in event.before:
                # A unit that gives away a part and goes on is no successor of itself.
                if event.after and event.after[0].unit != origin.unit:
                    self._heirs.setdefault(origin.unit, []).append((event.on, event.after[0].unit))
        for heirs in self._heirs.values():
            heirs.sort()
        days: set[date] = {on for heirs in self._heirs.values() for on, _ in heirs}
        for unit in self._units.values():
            days.update(place.since for place in unit.parents)
            days.update(day for day in (unit.start, unit.end) if day)
        self.moves = sorted(days)
        self._cache: dict[int, TreeOnDay] = {}

    def on(self, day: date) -> TreeOnDay:
        """The tree at the end of a day."""
        epoch = bisect_right(self.moves, day)
        if epoch not in self._cache:
            self._cache[epoch] = TreeOnDay(self._parents_on(day))
        return self._cache[epoch]

    def stands(self, unit: UnitId, day: date) -> bool:
        """Whether the unit stands on the day."""
        found = self._units.get(unit)
        return found is not None and (found.start is None or found.start <= day) and (found.end is None or day < found.end)

    def place(self, unit: UnitId, day: date) -> UnitId | None:
        """The standing unit at which a record of `unit` counts on the day.

        The unit itself if it stands; else its successor by lineage; else its last parent (its first, if it does not stand yet); None if
        there is no such unit, or the way leads nowhere.
        """
        seen: set[UnitId] = set()
        at: UnitId | None = unit
        while at is not None and at not in seen:
            if self.stands(at, day):
                return at
            seen.add(at)
            at = self._next(at, day)
        return None

    def _next(self, unit: UnitId, day: date) -> UnitId | None:
        found = self._units.get(unit)
        if found is None:
            return None
        heirs = [heir for on, heir in self._heirs.get(unit, ()) if on <= day]
        if heirs:
            return heirs[-1]
        parents = [place.parent for place in found.parents if place.parent is not None]
        return None if not parents else parents[-1] if found.end is not None and found.end <= day else parents[0]

    def _parents_on(self, day: date) -> dict[UnitId, UnitId | None]:
        parents: dict[UnitId, UnitId | None] = {}
        for unit in self._units.values():
            if not self.stands(unit.id, day):
                continue
            parent = None
            for place in unit.parents:
                if place.since <= day:
                    parent = place.parent
            parents[unit.id] = None if parent is None else self.place(parent, day)
        # A circle has no root: its units would vanish from every total, so they stand as roots (the checks tell of the circle).
        settled: set[UnitId] = set()
        for start in parents:
            path: list[UnitId] = []
            at: UnitId | None = start
            while at is not None and at not in settled and at not in path:
                path.append(at)
                at = parents.get(at)
            if at is not None and at in path:
                parents[min(path[path.index(at) :])] = None
            settled.update(path)
        return parents
