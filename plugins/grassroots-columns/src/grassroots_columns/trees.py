"""A tree as numbers: each unit at its place when the tree is walked from the roots, so that all under a unit are one stretch."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from grassroots.snapshot import Snapshot, TreeOnDay
from grassroots.values import UnitId
from grassroots_columns.column import Column, Flags, Ints


class Places:
    """The standing units of a day: `leave[place]` is the first place that is no longer under the unit there."""

    def __init__(self, tree: TreeOnDay) -> None:
        self.units = tree.units
        self.place: dict[UnitId, int] = {unit: place for place, unit in enumerate(self.units)}
        above = [tree.parent(unit) for unit in self.units]
        self.above = np.fromiter((-1 if one is None else self.place[one] for one in above), np.int64, len(above))
        sizes = [1] * len(above)
        for place in range(len(above) - 1, -1, -1):
            if (upper := int(self.above[place])) >= 0:
                sizes[upper] += sizes[place]
        self.leave = np.arange(len(above)) + np.array(sizes, np.int64)

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def enter(self) -> Ints:
        """Where each unit stands."""
        return np.arange(len(self))

    def stretch(self, unit: UnitId) -> tuple[int, int]:
        """The places of a unit and of all under it; none, if it does not stand."""
        place = self.place.get(unit)
        return (0, 0) if place is None else (place, int(self.leave[place]))

    def summed(self, own: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """What stands before each place, added up: of a unit and all under it is what leaves less what enters. `own`: a row a place."""
        sums = np.zeros((len(self) + 1, *own.shape[1:]), np.int64)
        np.cumsum(own, axis=0, out=sums[1:])
        return sums

    def common(self, one: Ints, other: Ints) -> Ints:
        """The nearest unit that stands above both, or is one of them; -1 where there is none. `one` comes before `other`."""
        found = one.copy()
        leave = np.append(self.leave, np.iinfo(np.int64).max)  # what is above all never ends
        left = np.flatnonzero(leave[found] <= other)
        while len(left):
            found[left] = self.above[found[left]]
            left = left[leave[found[left]] <= other[left]]
        return found


class Trees:
    """The trees of a snapshot as numbers: that of the as-of day, and those of other days."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._moves = np.fromiter((day.toordinal() for day in self._snapshot.tree.moves), np.int64)
        self._places: dict[int, Places] = {}
        self._numbers: dict[UnitId, int] = {}
        self.now = int(np.searchsorted(self._moves, self._snapshot.as_of.toordinal(), side="right"))

    def places(self, tree: int) -> Places:
        """The tree that stands after so many of its changes."""
        if tree not in self._places:
            self._places[tree] = Places(self._snapshot.tree.on(self._day(tree)))
        return self._places[tree]

    def _day(self, tree: int) -> date:
        """A day of that tree."""
        if tree == self.now:
            return self._snapshot.as_of
        return date.fromordinal(int(self._moves[tree - 1])) if tree else date.min

    def placed(self, home: Column, days: Ints, among: Flags, then: bool) -> tuple[Ints, Ints, Ints]:
        """Where each record counts, in which tree, and which unit that is in all trees."""
        tree = np.searchsorted(self._moves, days, side="right") if then else np.full(len(days), self.now)
        unit, who = np.full(len(days), -1), np.full(len(days), -1)
        for one in np.unique(tree[among]).tolist():
            here = among & (tree == one)
            places, day = self.places(one), self._day(one)
            used = np.unique(home.codes[here])
            found, named = np.full((2, max(len(home.values), 1)), -1)
            for code in used.tolist():
                if (id := home.values[code]) is not None and (at := self._snapshot.tree.place(id, day)) is not None:
                    found[code], named[code] = places.place[at], self._numbers.setdefault(at, len(self._numbers))
            unit[here], who[here] = found[home.codes[here]], named[home.codes[here]]
        return unit, tree, who
