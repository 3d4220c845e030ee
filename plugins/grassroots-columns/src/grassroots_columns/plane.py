"""The plane: answers what the records behind a figure come to, at a unit and all under it, from sums over the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from threading import RLock

import numpy as np

from grassroots.charter import Measure
from grassroots.figures.engine import Counts
from grassroots.figures.facts import Gathered, read_day
from grassroots.figures.figure import Question, Tree
from grassroots.reading.reader import Reader
from grassroots.values import Period, UnitId
from grassroots_columns.column import NEVER, Ints
from grassroots_columns.facts import Facts
from grassroots_columns.slices import Slice
from grassroots_columns.tables import Tables
from grassroots_columns.trees import Trees

MOST_FACTS = 500
"""So many measures are kept labelled, each on its day."""
MOST_SUMS = 8_000_000
"""So many sums are kept, over all measures and periods."""


class ColumnPlane:
    """The records of one snapshot in columns."""

    def __init__(self, reader: Reader, least: int) -> None:
        self._tables, self._least = Tables(reader), least
        self._trees = Trees(reader.snapshot)
        self._as_of = reader.snapshot.as_of
        self._facts: dict[tuple[int, date, Period | None, bool], Facts] = {}
        self._slices: dict[tuple[int, Period | None, tuple[tuple[str, str], ...]], Slice] = {}
        self._sums = 0
        self._lock = RLock()

    def gathered(self, question: Question) -> Gathered | None:
        """What the labelled records behind the answer to a question come to."""
        found = self._slice(question, question.cell)
        if found is None:
            return None
        stretch = None
        if question.scope is not None:
            stretch = self._trees.places(self._trees.now).stretch(question.scope)
        then = question.tree is Tree.THEN and question.scope is not None
        if question.without or then:
            found, stretch = found.of(self._chosen(found, question)), None
        return found.gathered(stretch, in_the_order_of_units=question.scope is not None and not then)

    def parts(self, question: Question, path: str) -> frozenset[str] | None:
        """The values that occur at a split of the measure of a question."""
        found = self._slice(question, ())
        if found is None or path not in found.facts.cells:
            return None
        rows = found.rows
        if question.scope is not None or question.without:
            rows = rows[self._chosen(found, question)]
        column = found.facts.cells[path]
        return frozenset(column.values[code] for code in np.unique(column.codes[rows]).tolist())

    def firsts(self, noun: str) -> dict[UnitId | None, date] | None:
        """Home → the first day of the records of a noun that count there."""
        with self._lock:
            table = self._tables.of(noun, self._as_of)
            if len(table) < self._least:
                return None
            codes, homes = table.home.codes, table.home.values
            first = np.full(len(homes), np.iinfo(np.int64).max)
            np.minimum.at(first, codes, np.where(table.begins == NEVER, date.min.toordinal(), table.begins))
            found: dict[UnitId | None, date] = {}
            for code in np.unique(codes).tolist():
                # One unit may stand in two places: what belongs to no part counts at the whole, as does what is the whole's own.
                day = date.fromordinal(int(first[code]))
                found[homes[code]] = min(day, found.get(homes[code], day))
            return found

    def counts(self, questions: Sequence[Question]) -> list[Counts | None]:
        """What the labelled records of each question come to at each standing unit."""
        return [self._counts(question) for question in questions]

    def _counts(self, question: Question) -> Counts | None:
        if question.tree is Tree.THEN or question.without:
            return None
        # Whatever their number: there are many units.
        found = self._slice(question, question.cell, 0)
        return None if found is None else found.counts()

    def _slice(self, question: Question, cell: tuple[tuple[str, str], ...], least: int | None = None) -> Slice | None:
        """The facts of a period and of a part; None of fewer records than `least`."""
        measure = question.measure
        if not measure.form.traits.of_records:
            return None
        with self._lock:
            facts = self._labelled(
                measure, question.period, question.tree is Tree.THEN, self._least if least is None else least
            )
            if facts is None or any(path not in facts.cells for path, _ in cell):
                return None
            period = None if measure.is_stock else question.period
            key = (id(facts), period, cell)
            found = self._slices.get(key)
            if found is None:
                if self._sums > MOST_SUMS:
                    self._slices, self._sums = {}, 0
                found = self._slices[key] = Slice.cut(facts, self._trees.places(self._trees.now), period, cell)
                self._sums += len(facts.labels) * len(found.places) + len(found.rows)
            return found

    def _labelled(self, measure: Measure, period: Period, then: bool, least: int) -> Facts | None:
        read = read_day(measure, period, self._as_of)
        key = (id(measure), read, period if measure.asks_period else None, then)
        found = self._facts.get(key)
        if found is None:
            if len(self._tables.of(measure.noun, read)) < least:
                return None
            if len(self._facts) >= MOST_FACTS:
                self._facts, self._slices, self._sums = {}, {}, 0
            asked = measure.in_period(period) if measure.asks_period else measure
            found = self._facts[key] = Facts(self._tables, asked, read, then, self._trees, measure)
        return found

    def _chosen(self, found: Slice, question: Question) -> Ints:
        """The facts of a slice that count at the scope and below it, and not under what is left aside, each in its own tree."""
        facts, rows = found.facts, found.rows
        chosen = np.zeros(len(rows), np.bool_)
        for tree in np.unique(facts.tree[rows]).tolist():
            places, mine = self._trees.places(tree), facts.tree[rows] == tree
            units = facts.unit[rows]
            if question.scope is not None:
                first, end = places.stretch(question.scope)
                mine &= (units >= first) & (units < end)
            for one in question.without:
                first, end = places.stretch(one)
                mine &= (units < first) | (units >= end)
            chosen |= mine
        return np.flatnonzero(chosen)
