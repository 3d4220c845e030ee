"""Records as typed columns, by a pure function of the model; the same for every store. Facts and personal part lie apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from decimal import Decimal
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, NoReturn

import attrs
from attrs import frozen

from grassroots.codec.values import day, flag, integer, partial, scaled, text, time_of_day, unscaled, worded, wrong_type
from grassroots.convert import Misfit
from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.fields import Column, FieldInfo, Part, fields_of
from grassroots.model import NOUNS, Custom, Record, noun_of
from grassroots.problems import nearest
from grassroots.values import PartialDate, Quality, Quantity, Ref

Cell = str | int | bool | date | time | None
"""What a column holds: by its type a text, an integer, an integer scaled by 10,000, a flag, a day or a time; None where empty."""

Cells = tuple[Cell, ...]


_MOVED: Mapping[type, tuple[str, tuple[str, ...]]] = {Custom: ("private", ("text", "number", "day"))}
"""Children with a flag that moves some of their fields into the personal part: class → (flag, fields)."""


@frozen
class _Kind:
    """How one kind of value is kept.

    `check` gives the cell of a checked value, or all its cells where it has several; `back` makes the value of it again, `write` what JSON has
    for it; None: the cell is that. `alike`: the one type of its values of which equal ones have the same cell; None where they need not.
    """

    check: Callable[[Any], Any]
    back: Callable[[Any], Any] | None = None
    write: Callable[[Any], Any] | None = None
    alike: type | None = None


def _quantity_cells(value: object) -> Cells:
    if type(value) is not Quantity:
        raise wrong_type(value, "a quantity")
    if type(value.quality) is not Quality:
        raise wrong_type(value.quality, "a quality")
    number = None if value.value is None else scaled(value.value)
    return text(value.raw), number, text(value.measured_in), value.quality.value


def _quantity_back(cells: Cells) -> Quantity:
    raw, number, measured_in, quality = cells
    value = None if number is None else unscaled(number)  # type: ignore[arg-type]
    return Quantity(raw=raw, value=value, measured_in=measured_in, quality=Quality(quality))  # type: ignore[arg-type]


def _quantity_plain(cells: Cells) -> dict[str, Any]:
    raw, number, measured_in, quality = cells
    plain: dict[str, Any] = {"raw": raw}
    if number is not None:
        plain["value"] = str(unscaled(number))  # type: ignore[arg-type]
    if measured_in:
        plain["measured_in"] = measured_in
    if quality != Quality.EXACT.value:
        plain["quality"] = quality
    return plain


def _ref_cells(value: object) -> Cells:
    if type(value) is not Ref:
        raise wrong_type(value, "a reference")
    return text(value.noun), text(value.id)


def _enum_kind(enum: type[Any]) -> _Kind:
    def check(value: Any) -> str:
        if type(value) is not enum:
            raise wrong_type(value, f"a {enum.__name__}")
        return text(value.value)

    return _Kind(check, enum, alike=enum)


_KINDS: Mapping[Any, _Kind] = {
    Column.TEXT: _Kind(text, alike=str),
    Column.INTEGER: _Kind(integer, alike=int),
    Column.DECIMAL: _Kind(scaled, unscaled, lambda number: str(unscaled(number)), alike=Decimal),
    Column.FLAG: _Kind(flag, alike=bool),
    Column.DATE: _Kind(day, None, date.isoformat, alike=date),
    Column.TIME: _Kind(time_of_day, None, time.isoformat),
    PartialDate: _Kind(partial, PartialDate.of),
    Quantity: _Kind(_quantity_cells, _quantity_back, _quantity_plain),
    Ref: _Kind(_ref_cells, lambda cells: Ref(*cells), lambda cells: {"noun": cells[0], "id": cells[1]}),
}


# -- what the columns of a noun are --


@frozen
class StoredColumn:
    """A column of a table: its name, one of the six types, and whether it may be empty."""

    name: str
    type: Column
    optional: bool


@frozen
class ChildTable:
    """The table of a field that holds rows of its own (`steps`). Its rows have an owner and a position, counted from 0.

    `facts` and `personal` are the columns of the two parts. A column that stands in both (the values of custom fields) is filled in
    one of them, by the row.
    """

    field: str
    facts: tuple[StoredColumn, ...]
    personal: tuple[StoredColumn, ...]


@frozen
class Layout:
    """The tables of a noun: the facts (`id` first), the personal part, and the children."""

    noun: str
    facts: tuple[StoredColumn, ...]
    personal: tuple[StoredColumn, ...]
    children: tuple[ChildTable, ...]


ChildCells = tuple[Cells, Cells | None]
"""A row of a child: its facts and its personal part (None where nothing is in it)."""


@frozen
class Encoded:
    """A record as cells, in the order of its `Layout`. `personal` is None where the record has no personal value of its own."""

    facts: Cells
    personal: Cells | None
    children: tuple[tuple[ChildCells, ...], ...]


@frozen(eq=False)
class Slot:
    """One field, prepared: how it is checked and kept. `width`: how many cells it has; `usual`: those of its default."""

    name: str
    optional: bool
    default: Any
    width: int
    usual: Cells
    kind: _Kind
    columns: tuple[StoredColumn, ...]


@frozen(eq=False)
class Slots:
    """The fields of a part, in their order, and beside it what is asked of all of them at once. `narrow`: whether each has one cell."""

    slots: tuple[Slot, ...]
    narrow: bool = attrs.field(init=False)
    values: Callable[[Any], tuple[Any, ...]] = attrs.field(init=False)
    """The values of all of them, of an object."""
    to_cells: tuple[tuple[Any, Cell, Callable[[Any], Any]], ...] = attrs.field(init=False)
    """Default, its cell, and what gives the cell of any other value."""
    to_values: tuple[tuple[str, Callable[[Any], Any] | None], ...] = attrs.field(init=False)
    to_json: tuple[tuple[str, Cell, Callable[[Any], Any] | None], ...] = attrs.field(init=False)
    told: tuple[str, ...] = attrs.field(init=False)
    """Those that may be empty though that is not their default."""

    def __attrs_post_init__(self) -> None:
        names = [slot.name for slot in self.slots]
        # Two more, so that there are always several.
        found = attrgetter(*names, "__class__", "__class__")
        made = {
            "narrow": all(slot.width == 1 for slot in self.slots),
            "values": lambda part: found(part)[:-2],
            "to_cells": tuple((slot.default, slot.usual[0], slot.kind.check) for slot in self.slots),
            "to_values": tuple((slot.name, slot.kind.back) for slot in self.slots),
            "to_json": tuple((slot.name, slot.usual[0], slot.kind.write) for slot in self.slots),
            "told": tuple(slot.name for slot in self.slots if slot.optional and slot.default is not None),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def __iter__(self) -> Iterator[Slot]:
        return iter(self.slots)

    def __len__(self) -> int:
        return len(self.slots)


@frozen
class Plan:
    """All that is prepared for a class: a noun, or the child of one. `moved`: a flag, and the fields that it moves into the personal part."""

    cls: type[Any]
    facts: Slots
    personal: Slots
    children: tuple[tuple[str, Plan], ...]
    moved: tuple[str, frozenset[str]] | None
    hidden: Slots
    """The slots of the personal part, those that a flag moves there included."""


def _slot(info: FieldInfo, default: Any) -> Slot:
    kind = _enum_kind(info.enum) if info.enum else _KINDS[info.kind]
    parts = info.columns()
    columns = tuple(StoredColumn(name, column, info.optional or name.endswith("_value")) for name, column in parts)
    if default is None or default is attrs.NOTHING:
        usual: Cells = (None,) * len(parts)
    else:
        usual = kind.check(default) if len(parts) > 1 else (kind.check(default),)
    return Slot(info.name, info.optional, default, len(parts), usual, kind, columns)


@cache
def _plan(cls: Any) -> Plan:
    defaults = {one.name: one.default for one in attrs.fields(cls)}
    infos = sorted(fields_of(cls), key=lambda info: info.name != "id")
    switch, names = _MOVED.get(cls, ("", ()))
    facts: list[Slot] = []
    personal: list[Slot] = []
    children: list[tuple[str, Plan]] = []
    for info in infos:
        if info.many:
            if info.part is Part.PERSONAL or not isinstance(info.kind, type):
                raise TypeError(f"{cls.__name__}.{info.name}: rows cannot be personal as a whole; mark the fields of the rows")
            children.append((info.name, _plan(info.kind)))
        else:
            (facts if info.part is Part.FACTS else personal).append(_slot(info, defaults[info.name]))
    moved = [slot for slot in facts if slot.name in names]
    moves = (switch, frozenset(names)) if switch else None
    return Plan(cls, Slots(tuple(facts)), Slots(tuple(personal)), tuple(children), moves, Slots((*personal, *moved)))


def plan_of(noun: str) -> Plan:
    """What is prepared for a noun; refuses one that does not exist."""
    cls: Any = NOUNS.get(noun)
    if cls is None:
        raise InvalidArgument(f"there is no noun {noun!r}; there are {', '.join(nearest(noun, NOUNS))} ...")
    return _plan(cls)


@cache
def columns_of(noun: str) -> Layout:
    """The typed columns of a noun, by a pure function of the model; the same for every store.

    Raises:
        InvalidArgument: no such noun.

    >>> [(column.name, column.type.value) for column in columns_of("person").personal]
    [('name', 'text'), ('birth', 'text'), ('phone', 'text'), ('email', 'text')]
    >>> [column.name for column in columns_of("provision").facts]
    ['id', 'unit', 'kind', 'on', 'household', 'amount_raw', 'amount_value', 'amount_measured_in', 'amount_quality', 'into_budget', 'from_budget']
    >>> [child.field for child in columns_of("case").children]
    ['external_ids', 'attachments', 'custom', 'steps']
    """
    plan = plan_of(noun)
    children = tuple(ChildTable(field, _columns(child.facts), _columns(child.hidden)) for field, child in plan.children)
    return Layout(noun, _columns(plan.facts), _columns(plan.personal), children)


def _columns(slots: Iterable[Slot]) -> tuple[StoredColumn, ...]:
    return tuple(column for slot in slots for column in slot.columns)


# -- record <-> cells --


def encode(record: Record) -> Encoded:
    """The record as cells, in the order of `columns_of` its noun.

    Raises:
        InvalidValue: a value is not of its field's type; the message names noun, id and field.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> encode(Person(id=PersonId("p-1"), name="Ann Example")).personal
    ('Ann Example', None, None, None)
    """
    plan = plan_of_record(record)
    children = []
    for field, child in plan.children:
        rows = _rows(record, field, child)
        children.append(tuple([row_cells(record, child, row, f"{field}[{n}]") for n, row in enumerate(rows)]))
    own = _cells(record, record, plan.personal, "") if plan.personal else ()
    personal = own if any(cell is not None for cell in own) else None
    return Encoded(_cells(record, record, plan.facts, ""), personal, tuple(children))


def decode(noun: str, encoded: Encoded) -> Record:
    """The record of these cells. With `personal` None (unread or erased), those fields have their defaults.

    Raises:
        InvalidValue: the cells are no record of this noun.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> decode("person", encode(Person(id=PersonId("p-1"), name="Ann Example"))).name
    'Ann Example'
    """
    plan = plan_of(noun)
    try:
        values: dict[str, Any] = {}
        _fill(values, plan.facts, encoded.facts)
        if encoded.personal is not None:
            _fill(values, plan.personal, encoded.personal)
        for (field, child), rows in zip(plan.children, encoded.children, strict=True):
            if rows:
                values[field] = tuple([_child(child, facts, hidden) for facts, hidden in rows])
        record: Record = plan.cls(**values)
        return record
    except (TypeError, ValueError, IndexError) as error:
        raise InvalidValue(
            f"these cells are no {noun} ({type(error).__name__}); the table does not agree with the model"
        ) from error


def _child(child: Plan, facts: Cells, hidden: Cells | None) -> Any:
    values: dict[str, Any] = {}
    _fill(values, child.facts, facts)
    if hidden is not None:
        _fill(values, child.hidden, hidden)
    return child.cls(**values)


def _fill(values: dict[str, Any], slots: Slots, cells: Cells) -> None:
    """Puts the values of these cells in. A column that was added after its row was written is empty: the field has its default."""
    if slots.narrow and not slots.told:
        known = [one for one in zip(slots.to_values, cells, strict=True) if one[1] is not None]
        values.update({name: told if back is None else back(told) for (name, back), told in known})
        return
    at = 0
    for slot in slots:
        cell: Any = cells[at] if slot.width == 1 else cells[at : at + slot.width]
        at += slot.width
        if cell is None or (slot.width > 1 and cell[0] is None):
            if not slot.optional and slot.default is not attrs.NOTHING:
                continue
            if not slot.optional:
                raise ValueError(slot.name)
            values[slot.name] = None
        else:
            values[slot.name] = cell if slot.kind.back is None else slot.kind.back(cell)


def plan_of_record(record: Record) -> Plan:
    """What is prepared for the noun of a record; refuses what is no record."""
    if type(record) not in _CLASSES:
        raise InvalidValue(f"a {type(record).__name__} is no record; a record is one of the nouns of grassroots.model")
    cls: Any = type(record)
    return _plan(cls)


_CLASSES = frozenset(NOUNS.values())


def _rows(record: Record, field: str, child: Plan) -> tuple[Any, ...]:
    rows = getattr(record, field)
    if type(rows) is not tuple:
        _refuse(record, field, wrong_type(rows, "a tuple"))
    for position, row in enumerate(rows):
        if type(row) is not child.cls:
            _refuse(record, f"{field}[{position}]", wrong_type(row, f"a {child.cls.__name__}"))
    checked: tuple[Any, ...] = rows
    return checked


def _cells(record: Record, part: Any, slots: Slots, place: str) -> Cells:
    if slots.narrow:
        found = zip(slots.values(part), slots.to_cells, strict=True)
        with suppress(Misfit):  # it is found again below, with its place
            return tuple([cell if value is default else check(value) for value, (default, cell, check) in found])
    cells: list[Cell] = []
    name = ""
    try:
        for slot in slots:
            name = slot.name
            value = getattr(part, name)
            if value is slot.default:
                cells.extend(slot.usual)
            elif value is None and slot.optional:
                cells.extend((None,) * slot.width)
            elif slot.width == 1:
                cells.append(slot.kind.check(value))
            else:
                cells.extend(slot.kind.check(value))
    except Misfit as misfit:
        _refuse(record, _joined(place, name), misfit)
    return tuple(cells)


def row_cells(record: Record, child: Plan, row: Any, place: str) -> ChildCells:
    """The cells of one row of a field, in its two parts."""
    facts = _cells(record, row, child.facts, place)
    if not child.hidden:
        return facts, None
    hidden = _cells(record, row, child.hidden, place)
    if child.moved:
        switch, moved = child.moved
        if getattr(row, switch):
            facts = _without(child.facts, facts, moved)
        else:
            hidden = _without(child.hidden, hidden, moved)
    return facts, hidden if any(cell is not None for cell in hidden) else None


def _without(slots: Slots, cells: Cells, names: frozenset[str]) -> Cells:
    rest = iter(cells)
    return tuple(None if slot.name in names else cell for slot in slots for cell in islice(rest, slot.width))


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _refuse(record: Record, field: str, misfit: Misfit) -> NoReturn:
    raise InvalidValue(f"{noun_of(record)} {record.id!r}, field {field}: {worded(misfit)}") from None


def as_kept(record: Record) -> Record:
    """The record as a store gives it again: equal, and every number written as a store writes it (12.5 for 12.50).

    >>> from grassroots.model import Attendance
    >>> from decimal import Decimal
    >>> as_kept(Attendance(id="a-1", activity="m-1", person="p-1", presence="present", hours=Decimal("1.50"))).hours
    Decimal('1.5')
    """
    cls: Any = type(record)
    written = any(getattr(record, name) not in (None, ()) for name in _decimals(cls))
    return decode(noun_of(record), encode(record)) if written else record


@cache
def _decimals(cls: Any) -> tuple[str, ...]:
    """The fields of a noun in which decimals can stand, also within rows."""

    def has(slots: Slots) -> bool:
        return any(column.type is Column.DECIMAL for slot in slots for column in slot.columns)

    plan = _plan(cls)
    own = [slot.name for slot in (*plan.facts, *plan.personal) if has(Slots((slot,)))]
    return *own, *(field for field, child in plan.children if has(child.facts) or has(child.hidden))


def facts_of(record: Record) -> Record:
    """The record without its personal part: those fields have their defaults.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> facts_of(Person(id=PersonId("p-1"), name="Ann Example", education="college"))
    Person(id='p-1', education='college')
    """
    plan = plan_of_record(record)
    emptied = {slot.name: slot.default for slot in plan.personal}
    for field, child in plan.children:
        rows = getattr(record, field)
        if rows and child.hidden:
            emptied[field] = tuple(_facts_of_row(child, row) for row in rows)
    return attrs.evolve(record, **emptied) if emptied else record


def _facts_of_row(child: Plan, row: Any) -> Any:
    open_row = child.moved is not None and not getattr(row, child.moved[0])
    emptied = {slot.name: slot.default for slot in (child.personal if open_row else child.hidden)}
    return attrs.evolve(row, **emptied) if emptied else row
