"""The facts of a measure as columns, in the order of their days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from grassroots.charter import Measure
from grassroots.figures.facts import HIT, MISS, MISSING, NO_PLACE, cell_text, of_persons
from grassroots.model import home_field
from grassroots_columns.column import NEVER, Column, Flags, Ints, encoded, narrow
from grassroots_columns.tables import Table, Tables
from grassroots_columns.trees import Trees


class Facts:
    """One label a record of the population. `unit`: the place of its unit in the tree of its own day, whose number among `trees` is `tree`; -1: none.

    `met`: the number of its unit among those of these facts, by the first record of each. `kept` lives as long as these facts.
    """

    def __init__(self, tables: Tables, measure: Measure, read: date, then: bool, trees: Trees, kept: object) -> None:
        self.measure, self.kept = measure, kept
        table = tables.of(measure.noun, read)
        days, among = _days(table, measure, read)
        among = table.holds(measure.where, read, among)
        self.labels = list(dict.fromkeys([HIT, MISS, NO_PLACE, MISSING, *(reason for reason, _ in measure.left_out)]))
        number = {label: at for at, label in enumerate(self.labels)}
        label = np.full(len(table), number[MISS])
        left = among
        for reason, condition in measure.left_out:
            held = table.holds(condition, read, left)
            label[held] = number[reason]
            left = left & ~held
        label[table.holds(measure.hit, read, left)] = number[HIT]
        homeless = home_field(measure.noun) is None and measure.noun != "unit"
        unit, tree, who = trees.placed(table.home, days, among, then)
        if not homeless:
            label[unit < 0] = number[NO_PLACE]
        hits = among & (label == number[HIT])
        needs = measure.form.traits.needs
        what: Column | None = None
        if needs in ("value", "key"):
            what = table.column(measure.value if needs == "value" else measure.key, read, hits)
            if needs == "key" and of_persons(measure, tables.snapshot):
                # Records that a decision says are one person count as one.
                what = what.mapped(lambda value: tables.snapshot.person(value) if isinstance(value, str) else value)
            label[hits & ~what.where(_is_number if needs == "value" else _is_there)] = number[MISSING]
        rows = np.flatnonzero(among)
        rows = rows[np.argsort(days[rows], kind="stable")]
        self.day, self.label, self.unit = narrow(days[rows]), narrow(label[rows]), narrow(unit[rows])
        self.tree, self.met = narrow(tree[rows]), narrow(_met(who[rows], rows))
        self.what = None if what is None else _once(what.at(rows), self.label == number[HIT]).narrow()
        columns = {split.path: table.column(split.path, read, among).at(rows) for split in measure.by}
        self.cells = {split.path: _texts(columns[split.path], split.missing).narrow() for split in measure.by}


def _met(who: Ints, rows: Ints) -> Ints:
    units, at = np.unique(who, return_inverse=True)
    first = np.full(len(units), np.iinfo(np.int64).max)
    np.minimum.at(first, at, rows)
    return first[at]


def _texts(column: Column, missing: str) -> Column:
    """The values of a split as they are told: several may be told alike."""
    texts = encoded([cell_text(value, missing) for value in column.values])
    return Column(texts.codes[column.codes] if len(column.values) else column.codes, texts.values)


def _once(column: Column, hits: Flags) -> Column:
    """A column that has the values of the hits alone, each once."""
    used = np.unique(column.codes[hits])
    values = [column.values[code] for code in used.tolist()]
    new = np.zeros(max(len(column.values), 1), np.int64)
    told = encoded(values)
    new[used] = told.codes
    return Column(new[column.codes], told.values)


def _days(table: Table, measure: Measure, read: date) -> tuple[Ints, Flags]:
    """The day of each record, and which are of the population by their day."""
    if measure.is_stock:
        return np.full(len(table), read.toordinal()), table.counts_on(read)
    days = table.event(measure.dated, read)
    last = table.tables.snapshot.as_of.toordinal()
    in_time = days <= last
    if measure.dated == "start" and table.info("on"):
        # What begins later was set by the day: a target of the plan for the next year, made this year.
        on = table.raw("on").days()
        in_time |= (on != NEVER) & (on <= last)
    return days, np.asarray((days != NEVER) & in_time)


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def _is_there(value: Any) -> bool:
    return value is not None
