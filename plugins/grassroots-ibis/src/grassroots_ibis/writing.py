"""Writing: the records of a snapshot as the columns of tables, those alone that are read. What only rules can say is written down as the reference says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from grassroots.charter import Measure, Stretch
from grassroots.charter.paths import leaves
from grassroots.fields import DECIMAL_PLACES, Column, field_named
from grassroots.figures.facts import read_day
from grassroots.model import DERIVED, SamePerson, has_steps, noun_class
from grassroots.reading.reader import Reader, plain_value
from grassroots.values import Period, UnitId
from grassroots_ibis.needs import STRETCHES, NotCompiled, Written, places_of
from grassroots_ibis.values import day_number, moment

Columns = dict[str, list[Any]]
Ask = tuple[date, Period | None]
"""The day on which is read, and the period of what asks for it."""
LAST = day_number(date.max) + 1


def ask_of(measure: Measure, period: Period, as_of: date) -> Ask:
    """On which day a measure is read for the figure of a period."""
    return read_day(measure, period, as_of), period if measure.asks_period else None


class Writing:
    """What a reader reads, as columns.

    `office`: a name that stands before every id but those of units, where tables of several offices lie side by side.
    """

    def __init__(self, reader: Reader, office: str = "") -> None:
        self._reader, self._snapshot, self._office = reader, reader.snapshot, office
        self._flows = {id(flow): name for name, flow in self._snapshot.charter.workflows.items()}

    def columns(self, table: Written, asked: Mapping[str, tuple[str, Column]], reads: Iterable[date]) -> Columns:
        """The columns of a table; of what changes from day to day, on the days on which is read."""
        if table.of == "records":
            return self._records(table.noun, asked, sorted(reads))
        if table.of == "steps":
            return self._steps(table.noun)
        if table.of == "said":
            return self._said(table.noun, asked, sorted(reads))
        made: dict[str, Callable[[], Columns]] = {
            "placed": self._placed, "places": self._placed_then, "above": self._above, "persons": self._persons,
        }  # fmt: skip
        return made[table.of]()

    def _records(self, noun: str, asked: Mapping[str, tuple[str, Column]], reads: Sequence[date]) -> Columns:
        snapshot = self._snapshot
        of_days: list[tuple[date, Any]] = []
        if noun in DERIVED:
            of_days = [(read, record) for read in reads for record in snapshot.derived(noun, read).values()]
        else:
            of_days = [(snapshot.as_of, record) for record in snapshot.all(noun).values()]
        records = [record for _read, record in of_days]
        begins = [snapshot.begins(one) for one in records]
        ends = [getattr(one, "end", None) for one in records]
        flows = [self._flow(one) for one in records] if has_steps(noun) else [None] * len(records)
        found: Columns = {
            "id": self._ids((noun,), [one.id for one in records]),
            "n": list(range(len(records))),
            "home": [snapshot.home(one) for one in records],
            "begins": [None if day is None else day_number(day) for day in begins],
            "ends": [None if day is None else day_number(day) for day in ends],
            "flow": flows,
            "read": [day_number(read) for read, _record in of_days],
        }
        for name, (path, kind) in asked.items():
            if field_named(noun_class(noun), path):
                values = [plain_value(getattr(one, path)) for one in records]
            else:
                values = [self._reader.value(one, path, read) for read, one in of_days]
            found |= _column(name, kind, self._ids(self._refs(noun, path), values), f"{path} of {noun}")
        return found

    def _refs(self, noun: str, path: str) -> tuple[str, ...]:
        """The nouns to which the values at a path refer."""
        ends = leaves(self._snapshot.charter, noun, path)
        return (noun,) if path == "id" else tuple({ref for leaf in ends for ref in leaf.refs})

    def _ids(self, nouns: Sequence[str], ids: list[Any]) -> list[Any]:
        """Ids of records of some nouns, as they stand beside those of other offices: a unit is the same for all."""
        if not self._office or not nouns or tuple(nouns) == ("unit",):
            return ids
        units: Any = self._snapshot.all("unit") if "unit" in nouns else ()
        return [one if one is None or one in units else f"{self._office}/{one}" for one in ids]

    def _flow(self, record: Any) -> str | None:
        flow = self._reader.workflow(record)
        if flow is not None and id(flow) not in self._flows:
            raise NotCompiled("a workflow that the charter does not name")
        return None if flow is None else self._flows[id(flow)]

    def _steps(self, noun: str) -> Columns:
        found: Columns = {
            name: []
            for name in ("id", "n", "flow", "state", "on", "at", "due", "due_at", "outcome", "rating", "ground", "unit")
        }
        for record in self._snapshot.all(noun).values():
            flow = self._flow(record)
            for n, step in enumerate(self._reader.steps(record)):
                row = (
                    record.id, n, flow, step.state, day_number(step.on), step.at and moment(step.at), step.due and day_number(step.due),
                    step.due_at and moment(step.due_at), step.outcome, step.rating, step.ground, step.unit,
                )  # fmt: skip
                for name, value in zip(found, row, strict=True):
                    found[name].append(value)
        return {**found, "id": self._ids((noun,), found["id"])}

    def _said(self, noun: str, asked: Mapping[str, tuple[str, Column]], reads: Sequence[date]) -> Columns:
        ids: list[str] = []
        days: list[int] = []
        values: list[Any] = []
        ((name, (path, kind)),) = asked.items()
        for read in reads:
            records: Any = self._snapshot.derived(noun, read) if noun in DERIVED else self._snapshot.all(noun)
            for record in records.values():
                ids.append(record.id)
                days.append(day_number(read))
                values.append(self._reader.value(record, path, read))
        told = _column(name, kind, self._ids(self._refs(noun, path), values), f"{path} of {noun}")
        return {"id": self._ids((noun,), ids), "read": days, **told}

    # -- the tree --

    def _placed(self) -> Columns:
        tree, as_of = self._snapshot.tree, self._snapshot.as_of
        found = [(UnitId(id), tree.place(UnitId(id), as_of)) for id in self._snapshot.all("unit")]
        there = [(home, unit) for home, unit in found if unit is not None]
        return {"home": [home for home, _unit in there], "unit": [unit for _home, unit in there]}

    def _placed_then(self) -> Columns:
        tree = self._snapshot.tree
        firsts = [date.min, *tree.moves]
        starts = [1, *map(day_number, tree.moves)]
        found: Columns = {"home": [], "since": [], "until": [], "unit": []}
        for id in self._snapshot.all("unit"):
            units = [tree.place(UnitId(id), day) for day in firsts]
            changes = [at for at, unit in enumerate(units) if at == 0 or unit != units[at - 1]]
            for at, end in zip(changes, [*changes[1:], None], strict=True):
                if units[at] is not None:
                    row = (id, starts[at], LAST if end is None else starts[end], units[at])
                    for name, value in zip(found, row, strict=True):
                        found[name].append(value)
        return found

    def _above(self) -> Columns:
        tree = self._snapshot.tree_on()
        pairs = [(unit, upper) for unit in tree.units for upper in (unit, *tree.ancestors(unit))]
        return {"unit": [unit for unit, _upper in pairs], "upper": [upper for _unit, upper in pairs]}

    def _persons(self) -> Columns:
        known = {id for one in self._snapshot.all(SamePerson).values() for id in (one.kept, one.merged)}
        pairs = [(id, person) for id in sorted(known) if (person := self._snapshot.person(id)) != id]
        return {name: self._ids(("person",), [pair[at] for pair in pairs]) for at, name in enumerate(("id", "person"))}


def asked_of(asks: Sequence[Ask], as_of: date) -> Columns:
    """The days on which is read, each with the stretches round it."""
    found: Columns = {
        "ask": list(range(len(asks))),
        "read": [day_number(read) for read, _period in asks],
        "as_of": [day_number(as_of)] * len(asks),
        "start": [None if period is None else day_number(period.start) for _read, period in asks],
        "until": [None if period is None else day_number(period.end) for _read, period in asks],
    }
    for stretch in STRETCHES:
        around = [Stretch(stretch).around(read) for read, _period in asks]
        found[f"{stretch}_start"] = [day_number(one.start) for one in around]
        found[f"{stretch}_until"] = [day_number(one.end) for one in around]
    return found


def parts_of(asks: Sequence[Ask]) -> Columns:
    """The parts of each stretch that are over by the day on which is read."""
    found: Columns = {"ask": [], "whole": [], "part": [], "start": [], "until": []}
    for ask, (read, _period) in enumerate(asks):
        for whole in Stretch:
            for part in Stretch:
                for one in _over(whole.around(read), part, read):
                    row = (ask, str(whole), str(part), day_number(one.start), day_number(one.end))
                    for name, value in zip(found, row, strict=True):
                        found[name].append(value)
    return found


def _over(whole: Period, every: Stretch, day: date) -> Iterable[Period]:
    part = every.around(whole.start)
    while part.start < whole.end:
        if part.last <= day:
            yield part
        part = every.around(part.end)


def in_column(kind: Column, values: Sequence[Any], what: str) -> list[Any]:
    """Values that are all of a type that a column holds exactly, or none.

    Raises:
        NotCompiled: one of them is not; the text says what of.
    """
    if kind is Column.DECIMAL:
        return [None if value is None else _exact(value, what) for value in values]
    wanted = _TYPES[kind]
    for value in values:
        if value is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool)):
            raise NotCompiled(f"{what} holds a {type(value).__name__}")
        if wanted is int and value is not None and abs(value) >= 2**62:
            raise NotCompiled("a number is larger than a column holds")
    return list(values)


def _column(name: str, kind: Column, values: Sequence[Any], what: str) -> Columns:
    """A column as it is written: days and times as numbers, beside a decimal of how many places it is."""
    found = in_column(kind, values, what)
    if kind is Column.DECIMAL:
        return {name: found, places_of(name): [None if one is None else max(0, -int(one.as_tuple().exponent)) for one in found]}
    make = _NUMBERED.get(kind)
    return {name: found if make is None else [None if value is None else make(value) for value in found]}


def _exact(value: Any, what: str) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        places = -int(value.as_tuple().exponent)
        if 0 <= places <= DECIMAL_PLACES and value.adjusted() < 18 and not (value.is_zero() and value.is_signed()):
            return value
    raise NotCompiled(f"{what} holds a number that no column holds exactly")


_NUMBERED: Mapping[Column, Callable[[Any], int]] = {Column.DATE: day_number, Column.TIME: moment}
_TYPES: Mapping[Column, Any] = {
    Column.TEXT: str,
    Column.INTEGER: int,
    Column.FLAG: bool,
    Column.DATE: date,
    Column.TIME: object,
}
