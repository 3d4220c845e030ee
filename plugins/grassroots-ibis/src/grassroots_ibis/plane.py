"""The plane: the records of one snapshot, written into tables, and counted where these lie."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from threading import RLock
from typing import Any

from grassroots.charter import Form, Measure
from grassroots.figures.engine import Counts
from grassroots.figures.facts import HIT, MISS, Gathered, in_order
from grassroots.figures.figure import Question, Tree
from grassroots.model import DERIVED, home_field
from grassroots.reading.reader import Reader
from grassroots.values import Period, UnitId
from grassroots_ibis.databases import Database
from grassroots_ibis.needs import Needs, NotCompiled, Written, schema_of
from grassroots_ibis.statements import EXACT, Statements, exact
from grassroots_ibis.values import day_number
from grassroots_ibis.writing import Ask, Writing, ask_of, asked_of, parts_of

log = logging.getLogger("grassroots")


class IbisPlane:
    """The records of one snapshot, in a database."""

    def __init__(self, reader: Reader, open_database: Callable[[], Database], statements: Statements, least: int) -> None:
        self._writing, self._snapshot, self._least = Writing(reader), reader.snapshot, least
        self._database = open_database()
        weakref.finalize(self, self._database.close)
        self._statements = statements
        self._tables: dict[Written, tuple[dict[str, Any], set[date]]] = {}
        self._gathered: dict[tuple[Measure, Ask, bool], list[tuple[Any, ...]]] = {}
        self._left: set[Measure] = set()
        self._lock = RLock()

    # -- one figure --

    def gathered(self, question: Question) -> Gathered | None:
        """What the labelled records behind the answer to a question come to."""
        facts = self._facts(question)
        if facts is None:
            return None
        measure, cells = question.measure, {split.path: 4 + at for at, split in enumerate(question.measure.by)}
        if any(path not in cells for path, _text in question.cell):
            return None
        chosen = [one for one in self._chosen(question, facts) if all(one[cells[path]] == text for path, text in question.cell)]
        after = 4 + len(cells)
        spread, keyed = measure.form is Form.SPREAD, measure.form is Form.DISTINCT
        many = after + keyed
        labels: dict[str, int] = {}
        for one in chosen:
            labels[one[3]] = labels.get(one[3], 0) + (1 if spread else one[many])
        hits = [one for one in chosen if one[3] == HIT]
        numbers: tuple[Decimal, ...] = ()
        if spread:
            numbers = tuple(exact(one[after], one[after + 1]) for one in self._met(question, facts, hits))
        elif measure.form is Form.SUM and hits:
            numbers = (exact(_sum(one[many + 2] for one in hits), max(one[many + 3] for one in hits)),)
        return Gathered(
            hits=labels.pop(HIT, 0),
            misses=labels.pop(MISS, 0),
            numbers=numbers,
            different=len({one[after] for one in hits}) if keyed else 0,
            left_out={reason: labels[reason] for reason in in_order(measure, labels)},
        )

    def parts(self, question: Question, path: str) -> frozenset[str] | None:
        """The values that occur at a split of the measure of a question."""
        facts = self._facts(question)
        paths = [split.path for split in question.measure.by]
        if facts is None or path not in paths:
            return None
        at = 4 + paths.index(path)
        return frozenset(one[at] for one in self._chosen(question, facts))

    def firsts(self, noun: str) -> dict[UnitId | None, date] | None:
        """The reference finds the first days of records as fast as they can be written down."""
        return None

    def _chosen(self, question: Question, facts: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The facts of a period that count at a unit or under it, and not under what is left aside."""
        scope, period, snapshot = question.scope, question.period, self._snapshot
        found: Iterable[tuple[Any, ...]] = facts
        if not question.measure.is_stock:
            start, end = day_number(period.start), day_number(period.end)
            found = (one for one in found if start <= one[2] < end)
        if scope is None and not question.without:
            return list(found)
        now = snapshot.tree_on()

        def stood(one: tuple[Any, ...]) -> bool:
            unit = one[1]
            if unit is None:
                return scope is None
            tree = snapshot.tree_on(date.fromordinal(one[2])) if question.tree is Tree.THEN else now
            return (scope is None or tree.is_under(unit, scope)) and not any(
                tree.is_under(unit, other) for other in question.without
            )

        return list(filter(stood, found))

    def _met(self, question: Question, facts: Sequence[tuple[Any, ...]], hits: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Hits as the reference meets them: by the order of units in the tree, or of the first record of each, then by day."""
        if question.scope is not None and question.tree is Tree.NOW:
            units: Iterable[UnitId | None] = self._snapshot.tree_on().units
        else:
            units = (one[1] for one in facts)
        order = {unit: place for place, unit in enumerate(dict.fromkeys(units))}
        return sorted(hits, key=lambda one: (order[one[1]], one[2]))

    # -- every unit --

    def counts(self, questions: Sequence[Question]) -> list[Counts | None]:
        """What the labelled records of each question come to at each standing unit: all of one measure at once."""
        found: list[Counts | None] = [None] * len(questions)
        together: dict[Measure, list[int]] = {}
        for at, question in enumerate(questions):
            if question.tree is Tree.NOW and not question.without and question.measure.form is not Form.SPREAD:
                together.setdefault(question.measure, []).append(at)
        for measure, places in together.items():
            answers = self._counted(measure, [questions[at] for at in places])
            for at, answer in zip(places, answers or [None] * len(places), strict=True):
                found[at] = answer
        return found

    def _counted(self, measure: Measure, questions: Sequence[Question]) -> list[Counts | None] | None:
        if home_field(measure.noun) is None and measure.noun != "unit":
            return None
        periods = list(dict.fromkeys(question.period for question in questions))
        asks = [self._ask(measure, period) for period in periods]
        days = list(dict.fromkeys(asks))
        rows = self._asked(
            measure,
            "counts",
            days,
            {
                "question": list(range(len(periods))),
                "ask": [days.index(ask) for ask in asks],
                "start": [day_number(period.start) for period in periods],
                "until": [day_number(period.end) for period in periods],
            },
        )
        if rows is None:
            return None
        by_cell: dict[tuple[int, int, str], list[tuple[Any, ...]]] = {}
        for one in rows:
            by_cell.setdefault((one[0], one[1], one[2]), []).append(one[3:])
        paths = [split.path for split in measure.by]
        found: list[Counts | None] = []
        for question in questions:
            split, text = -1, ""
            if question.cell:
                ((path, text), *more) = question.cell
                if more or path not in paths:
                    found.append(None)
                    continue
                split = paths.index(path)
            found.append(self._laid(measure, by_cell.get((periods.index(question.period), split, text), [])))
        return found

    def _laid(self, measure: Measure, rows: Sequence[tuple[Any, ...]]) -> Counts:
        """Rows of (label, unit, how many, ...) as numbers of every unit."""
        places = {unit: place for place, unit in enumerate(self._snapshot.tree_on().units)}
        size = len(places)
        labels: dict[str, list[int]] = {HIT: [0] * size, MISS: [0] * size}
        keyed, added = measure.form is Form.DISTINCT, measure.form is Form.SUM
        different, sums = [0] * size, list[Decimal | None]([None] * size)
        for label, unit, many, *told in rows:
            at = places[unit]
            labels.setdefault(label, [0] * size)[at] = int(many)
            if label == HIT and keyed:
                different[at] = int(told[0])
            if label == HIT and added:
                sums[at] = exact(told[0], told[1])
        hits, misses = labels.pop(HIT), labels.pop(MISS)
        return Counts(
            hits=hits,
            misses=misses,
            different=different if keyed else (),
            sums=sums if added else (),
            left_out={reason: labels[reason] for reason in in_order(measure, labels)},
        )

    # -- asking --

    def _ask(self, measure: Measure, period: Period) -> Ask:
        return ask_of(measure, period, self._snapshot.as_of)

    def _facts(self, question: Question) -> list[tuple[Any, ...]] | None:
        measure, then = question.measure, question.tree is Tree.THEN
        ask = self._ask(measure, question.period)
        key = (measure, ask, then)
        if key not in self._gathered:
            rows = self._asked(measure, "gathered", [ask], then=then)
            if rows is None:
                return None
            self._gathered[key] = rows
        return self._gathered[key]

    def _asked(
        self, measure: Measure, what: str, asks: Sequence[Ask], periods: dict[str, list[Any]] | None = None, then: bool = False
    ) -> list[tuple[Any, ...]] | None:
        """The rows of a statement; None where the measure is left to the reference."""
        if not measure.form.traits.of_records:
            return None
        with self._lock:
            try:
                one = self._statements.of(self._snapshot.charter, measure)
                if self._least and measure.noun not in DERIVED and len(self._snapshot.all(measure.noun)) < self._least:
                    return None
                self._write(one.needs, asks, periods)
                self._write(_FOLDING[then], asks, periods)
            except NotCompiled as error:
                if measure not in self._left:
                    log.info("ibis: %s is left to the reference: %s", measure.name, error)
                    self._left.add(measure)
                return None
            return self._database.rows(self._statements.sql(self._database, one, what, then))

    def _write(self, needs: Needs, asks: Sequence[Ask], periods: dict[str, list[Any]] | None) -> None:
        """Writes what is read and is not there yet."""
        reads = {read for read, _period in asks}
        for table, columns in needs:
            if table.of in ("asks", "parts", "periods"):
                told = {
                    "asks": asked_of(asks, self._snapshot.as_of),
                    "parts": parts_of(asks),
                    "periods": periods or {name: [] for name in schema_of(table, {})},
                }
                self._database.write(table.name, schema_of(table, {}), told[table.of])
                continue
            known, days = self._tables.get(table, ({}, set[date]()))
            if table in self._tables and columns.keys() <= known.keys() and (not table.daily or reads <= days):
                continue
            known, days = {**known, **columns}, days | (reads if table.daily else set())
            self._database.write(table.name, schema_of(table, known), self._writing.columns(table, known, days))
            self._tables[table] = known, days


def _needs(*tables: str) -> Needs:
    found = Needs()
    for one in tables:
        found.add(Written(one))
    return found


_FOLDING = {False: _needs("periods", "placed", "above"), True: _needs("places")}
"""What is read where facts are folded, in the tree of each record's own day or not."""


def _sum(numbers: Iterable[Any]) -> Decimal:
    found = Decimal(0)
    for number in numbers:
        found = EXACT.add(found, Decimal(number))
    return found
