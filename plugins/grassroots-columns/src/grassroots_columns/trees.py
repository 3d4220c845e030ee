"""A tree as numbers: each unit at its place when the tree is walked from the roots, so that all under a unit are one stretch."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from grassroots.snapshot import TreeOnDay
from grassroots.values import UnitId
from grassroots_columns.column import Ints


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
