"""The facts of one period and part, folded: counts by sums over the tree, exact sums in whole numbers, different keys by the units that two have in common."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

import numpy as np

from grassroots.charter import Form
from grassroots.figures.engine import Counts
from grassroots.figures.facts import HIT, MISS, Gathered, in_order
from grassroots.values import Period
from grassroots_columns.column import Ints
from grassroots_columns.exact import Exact
from grassroots_columns.facts import Facts
from grassroots_columns.trees import Places


class Slice:
    """Some facts of a measure, in the order of their days. `places`: the tree of the as-of day."""

    def __init__(self, facts: Facts, places: Places, rows: Ints) -> None:
        self.facts, self.places, self.rows = facts, places, rows

    @classmethod
    def cut(cls, facts: Facts, places: Places, period: Period | None, cell: tuple[tuple[str, str], ...]) -> Slice:
        """The facts of a period (None: all), and of a part."""
        first, end = 0, len(facts.day)
        if period is not None:
            first, end = np.searchsorted(facts.day, (period.start.toordinal(), period.end.toordinal())).tolist()
        rows = np.arange(first, end)
        for path, text in cell:
            column = facts.cells[path]
            rows = rows[column.at(rows).where(text.__eq__)]
        return cls(facts, places, rows)

    def of(self, chosen: Ints) -> Slice:
        """Some of these facts."""
        return Slice(self.facts, self.places, self.rows[chosen])

    def gathered(self, stretch: tuple[int, int] | None, in_the_order_of_units: bool) -> Gathered:
        """What they come to in a stretch of the tree; None: all, those that have no place too."""
        labels, measure = self.facts.labels, self.facts.measure
        if stretch is None:
            counted = np.bincount(self.facts.label[self.rows], minlength=len(labels)).tolist()
        else:
            counted = (self._sums[stretch[1]] - self._sums[stretch[0]]).tolist()
        by_label = dict(zip(labels, counted, strict=True))
        hits, misses = by_label.pop(HIT), by_label.pop(MISS)
        left = [label for label, count in by_label.items() if count]
        needs = measure.form.traits.needs
        return Gathered(
            hits=hits,
            misses=misses,
            numbers=self._numbers(stretch, in_the_order_of_units) if needs == "value" else (),
            different=self._different(stretch) if needs == "key" else 0,
            left_out={label: by_label[label] for label in in_order(measure, left)} if left else {},
        )

    def counts(self) -> Counts:
        """What they come to at every unit with all under it."""
        labels, measure = self.facts.labels, self.facts.measure
        counted = self._sums[self.places.leave] - self._sums[:-1]
        columns = dict(zip(labels, counted.T.tolist(), strict=True))
        hits, misses = columns.pop(HIT), columns.pop(MISS)
        keyed = measure.form.traits.needs == "key"
        left = [label for label, column in columns.items() if any(column)]
        sums = self._exact if measure.form is Form.SUM else None
        return Counts(
            sums=[]
            if sums is None
            else sums.at(
                np.searchsorted(self._units_of_hits, self.places.enter), np.searchsorted(self._units_of_hits, self.places.leave)
            ),
            hits=hits,
            misses=misses,
            different=(self._kinds[self.places.leave] - self._kinds[:-1]).tolist() if keyed else [],
            left_out={label: columns[label] for label in in_order(measure, left)},
        )

    @cached_property
    def _sums(self) -> Ints:
        """How many of each label stand before each place of the tree."""
        labels, units = len(self.facts.labels), self.facts.unit[self.rows]
        placed = units >= 0
        at = units[placed].astype(np.int64) * labels + self.facts.label[self.rows][placed]
        counted: Ints = np.bincount(at, minlength=len(self.places) * labels).reshape(-1, labels)
        return self.places.summed(counted)

    # -- numbers --

    @cached_property
    def _hits(self) -> Ints:
        hits: Ints = self.rows[self.facts.label[self.rows] == self.facts.labels.index(HIT)]
        return hits

    @cached_property
    def _by_unit(self) -> Ints:
        """The hits in the order of their units, and of their days."""
        return self._hits[np.argsort(self.facts.unit[self._hits], kind="stable")]

    @cached_property
    def _units_of_hits(self) -> Ints:
        return self.facts.unit[self._by_unit]

    def _numbers(self, stretch: tuple[int, int] | None, in_the_order_of_units: bool) -> Sequence[Decimal | int]:
        """The numbers of the hits, one after the other as the reference meets them; of a sum, added up."""
        what = self.facts.what
        assert what is not None
        if self.facts.measure.form is Form.SUM and (exact := self._exact) is not None:
            return exact.between(*self._between(stretch))
        if stretch is not None:
            first, end = self._between(stretch)
            rows = self._by_unit[first:end]
        else:
            rows = self._by_unit if in_the_order_of_units else self._met
        return [what.values[code] for code in what.codes[rows].tolist()]

    def _between(self, stretch: tuple[int, int] | None) -> tuple[int, int]:
        if stretch is None:
            return 0, len(self._by_unit)
        first, end = np.searchsorted(self._units_of_hits, stretch).tolist()
        return first, end

    @cached_property
    def _met(self) -> Ints:
        """The hits as the reference meets them where no unit is asked for: by the unit whose record comes first, then by day."""
        met = self.facts.met[self.rows][self.facts.label[self.rows] == self.facts.labels.index(HIT)]
        order: Ints = self._hits[np.argsort(met, kind="stable")]
        return order

    @cached_property
    def _exact(self) -> Exact | None:
        what = self.facts.what
        return None if what is None else Exact.of(what.values, what.codes[self._by_unit])

    # -- different keys --

    def _different(self, stretch: tuple[int, int] | None) -> int:
        what = self.facts.what
        assert what is not None
        if stretch is None:
            return len(np.unique(what.codes[self._hits]))
        return int(self._kinds[stretch[1]] - self._kinds[stretch[0]])

    @cached_property
    def _kinds(self) -> Ints:
        """How many different keys stand before each place: each once where it occurs, and one less where two of one key come together."""
        what, places = self.facts.what, self.places
        size = max(len(places), 1)
        if what is None or not len(places):
            return np.zeros(len(places) + 1, np.int64)
        hits = self._hits[self.facts.unit[self._hits] >= 0]
        keys, units = np.divmod(np.unique(what.codes[hits].astype(np.int64) * size + self.facts.unit[hits]), size)
        own = np.bincount(units, minlength=size)
        two = np.flatnonzero(keys[1:] == keys[:-1])
        together = places.common(units[two], units[two + 1])
        own = own - np.bincount(together[together >= 0], minlength=size)
        return places.summed(own)
