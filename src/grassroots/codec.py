"""Records as canonical JSON and as typed columns, and back. Strict both ways: nothing is coerced, nothing is guessed.

Every store keeps records by the functions of this room, so all agree on what a record is. The canonical JSON of a record has
sorted keys and no blanks; a field that has its default is left out, so a field that is added to a noun later changes the JSON of
no older record. Decimals are texts (`"12.5"`) in JSON and integers scaled by 10,000 in columns; days and times are ISO 8601.

What is refused, with noun, id and field in the message (and never the value: it may be personal): a value of another type (True
is no 1, 3.9 is no 3, a datetime is no date), a number that does not fit 64 bits, a text with a NUL or half a character.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any, NoReturn

import attrs
from attrs import frozen

from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.fields import DECIMAL_PLACES, Column, FieldInfo, Part, fields_of
from grassroots.model import NOUNS, Custom, Record, noun_of
from grassroots.problems import nearest
from grassroots.values import PartialDate, Quality, Quantity, Ref

Cell = str | int | bool | date | time | None
"""What a column holds: by its type a text, an integer, an integer scaled by 10,000, a flag, a day or a time; None where empty."""

Cells = tuple[Cell, ...]

_SCALE: int = 10**DECIMAL_PLACES
_LARGEST = 2**63 - 1
_SMALLEST = -(2**63)

_MOVED: Mapping[type, tuple[str, tuple[str, ...]]] = {Custom: ("private", ("text", "number", "day"))}
"""Children with a flag that moves some of their fields into the personal part: class → (flag, fields)."""


class _Misfit(Exception):
    """A value that does not fit, before its place is known: what is wrong, and the cure."""

    def __init__(self, wrong: str, cure: str) -> None:
        super().__init__(wrong, cure)
        self.wrong = wrong
        self.cure = cure


# -- single values: checked, as a cell, as JSON, and back --


def check_text(value: object) -> str:
    """The same text, if any store can keep it.

    Raises:
        InvalidValue: it is no text, or holds a NUL or half a character (a lone surrogate).

    >>> check_text("一号楼")
    '一号楼'
    """
    try:
        return _text(value)
    except _Misfit as misfit:
        raise InvalidValue(f"{misfit.wrong}. {misfit.cure}") from None


def _text(value: object) -> str:
    if type(value) is not str:
        raise _wrong_type(value, "a text")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _Misfit(
                "the text holds half a character (a lone surrogate)", "Decode the file with its own encoding."
            ) from None
    if "\0" in value:
        raise _Misfit("the text holds a NUL character", "Take it out.")
    return value


def _integer(value: object) -> int:
    if type(value) is not int:
        raise _wrong_type(value, "a whole number")
    if not _SMALLEST <= value <= _LARGEST:
        raise _Misfit("the number does not fit 64 bits", "Give a smaller one.")
    return value


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise _wrong_type(value, "a flag")
    return value


def _date(value: object) -> date:
    if type(value) is not date:
        raise _wrong_type(value, "a day")
    return value


def _time(value: object) -> time:
    if type(value) is not time:
        raise _wrong_type(value, "a time of day")
    if value.tzinfo is not None or value.fold:
        raise _Misfit("the time of day has a time zone", "Give the local time without one.")
    return value


def _scaled(value: object) -> int:
    """A decimal as an integer number of ten-thousandths."""
    if type(value) is not Decimal:
        raise _wrong_type(value, "a decimal")
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise _Misfit("the decimal is not finite", "Leave out what is no number.")
    if not any(digits):
        return 0
    if value.adjusted() > 15:
        raise _Misfit("the decimal is too large", "Keep it under 900,000,000,000,000.")
    number = int("".join(map(str, digits)))
    shift = exponent + DECIMAL_PLACES
    if shift >= 0:
        number *= int(10**shift)
    else:
        number, rest = divmod(number, 10 ** min(-shift, len(digits) + 1))
        if rest:
            raise _Misfit("the decimal is finer than four decimal places", "Round it first.")
    signed = -number if sign else number
    if not _SMALLEST <= signed <= _LARGEST:
        raise _Misfit("the decimal is too large", "Keep it under 900,000,000,000,000.")
    return signed


def _unscaled(number: int) -> Decimal:
    whole, rest = divmod(abs(number), _SCALE)
    text = f"{whole}.{rest:0{DECIMAL_PLACES}}".rstrip("0").rstrip(".") if rest else str(whole)
    return Decimal(f"-{text}" if number < 0 else text)


def _partial(value: object) -> str:
    if type(value) is not PartialDate:
        raise _wrong_type(value, "a partial date")
    for part in (value.year, value.month, value.day):
        if part is not None and type(part) is not int:
            raise _wrong_type(part, "a whole number")
    return str(value)


def _wrong_type(value: object, wanted: str) -> _Misfit:
    return _Misfit(f"a value of type {type(value).__name__} stands where {wanted} belongs", f"Give {wanted}.")


_DATE_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME_TEXT = re.compile(r"\d{2}:\d{2}:\d{2}(\.\d{6})?", re.ASCII)
_DECIMAL_TEXT = re.compile(r"-?\d{1,16}(\.\d{1,4})?", re.ASCII)


def _read_date(value: object) -> date:
    try:
        if _DATE_TEXT.fullmatch(_text(value)):
            return date.fromisoformat(str(value))
    except ValueError:
        pass
    raise _Misfit("that is no day", "Write it as 2026-03-31.")


def _read_time(value: object) -> time:
    try:
        if _TIME_TEXT.fullmatch(_text(value)):
            return time.fromisoformat(str(value))
    except ValueError:
        pass
    raise _Misfit("that is no time of day", "Write it as 13:05:00.")


def _read_decimal(value: object) -> Decimal:
    if type(value) is str and _DECIMAL_TEXT.fullmatch(value):
        return _unscaled(_scaled(Decimal(value)))
    raise _Misfit("that is no decimal", 'Write it as a text, with at most four decimal places: "12.5".')


def _read_partial(value: object) -> PartialDate:
    try:
        return PartialDate.of(_text(value))
    except InvalidValue:
        raise _Misfit("that is no partial date", "Write YYYY, YYYY-MM or YYYY-MM-DD.") from None


@frozen
class _Kind:
    """How one kind of value is kept.

    `check` gives the cell of a checked value, or all its cells where it has several; `back` makes the value of it again, `plain`
    the JSON; `read` makes the value of JSON. `back` and `plain` None: the cell is the value, the JSON is the cell.
    """

    check: Callable[[Any], Any]
    back: Callable[[Any], Any] | None
    plain: Callable[[Any], Any] | None
    read: Callable[[Any], Any]


def _quantity_cells(value: object) -> Cells:
    if type(value) is not Quantity:
        raise _wrong_type(value, "a quantity")
    if type(value.quality) is not Quality:
        raise _wrong_type(value.quality, "a quality")
    number = None if value.value is None else _scaled(value.value)
    return _text(value.raw), number, _text(value.measured_in), value.quality.value


def _quantity_back(cells: Cells) -> Quantity:
    raw, number, measured_in, quality = cells
    value = None if number is None else _unscaled(number)  # type: ignore[arg-type]
    return Quantity(raw=raw, value=value, measured_in=measured_in, quality=Quality(quality))  # type: ignore[arg-type]


def _quantity_plain(cells: Cells) -> dict[str, Any]:
    raw, number, measured_in, quality = cells
    plain: dict[str, Any] = {"raw": raw}
    if number is not None:
        plain["value"] = str(_unscaled(number))  # type: ignore[arg-type]
    if measured_in:
        plain["measured_in"] = measured_in
    if quality != Quality.EXACT:
        plain["quality"] = quality
    return plain


def _quantity_read(value: object) -> Quantity:
    table = _object(value, ("raw", "value", "measured_in", "quality"), ("raw",))
    try:
        return Quantity(
            raw=_text(table["raw"]),
            value=_read_decimal(table["value"]) if "value" in table else None,
            measured_in=_text(table.get("measured_in", "")),
            quality=Quality(_text(table.get("quality", "exact"))),
        )
    except ValueError as error:
        raise _Misfit(f"that is no quantity ({error})", "Give raw, value, measured_in and quality that agree.") from None


def _ref_cells(value: object) -> Cells:
    if type(value) is not Ref:
        raise _wrong_type(value, "a reference")
    return _text(value.noun), _text(value.id)


def _ref_plain(cells: Cells) -> dict[str, Any]:
    noun, id = cells
    return {"noun": noun, "id": id}


def _ref_read(value: object) -> Ref:
    table = _object(value, ("noun", "id"), ("noun", "id"))
    return Ref(_text(table["noun"]), _text(table["id"]))


def _enum_kind(enum: type[Any]) -> _Kind:
    def check(value: Any) -> str:
        if type(value) is not enum:
            raise _wrong_type(value, f"a {enum.__name__}")
        return _text(value.value)

    def read(value: object) -> Any:
        try:
            return enum(_text(value))
        except ValueError:
            known = ", ".join(str(one.value) for one in enum)
            raise _Misfit(f"that is no {enum.__name__}", f"Give one of: {known}.") from None

    return _Kind(check, enum, None, read)


_KINDS: Mapping[Any, _Kind] = {
    Column.TEXT: _Kind(_text, None, None, _text),
    Column.INTEGER: _Kind(_integer, None, None, _integer),
    Column.DECIMAL: _Kind(_scaled, _unscaled, lambda number: str(_unscaled(number)), _read_decimal),
    Column.FLAG: _Kind(_flag, None, None, _flag),
    Column.DATE: _Kind(_date, None, date.isoformat, _read_date),
    Column.TIME: _Kind(_time, None, time.isoformat, _read_time),
    PartialDate: _Kind(_partial, PartialDate.of, None, _read_partial),
    Quantity: _Kind(_quantity_cells, _quantity_back, _quantity_plain, _quantity_read),
    Ref: _Kind(_ref_cells, lambda cells: Ref(*cells), _ref_plain, _ref_read),
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


@frozen
class _Slot:
    """One field, prepared: how it is checked and kept. `width`: how many cells it has; `usual`: those of its default."""

    name: str
    optional: bool
    default: Any
    width: int
    usual: Any
    kind: _Kind
    columns: tuple[StoredColumn, ...]


@frozen
class _Plan:
    """All that is prepared for a class: a noun, or the child of one."""

    cls: type[Any]
    facts: tuple[_Slot, ...]
    personal: tuple[_Slot, ...]
    children: tuple[tuple[str, _Plan], ...]
    moved: tuple[str, frozenset[str]] | None
    hidden: tuple[_Slot, ...]
    """The slots of the personal part, those that a flag moves there included."""


def _slot(info: FieldInfo, default: Any) -> _Slot:
    kind = _enum_kind(info.enum) if info.enum else _KINDS[info.kind]
    parts = info.columns()
    columns = tuple(StoredColumn(name, column, info.optional or name.endswith("_value")) for name, column in parts)
    usual = None if default is None or default is attrs.NOTHING else kind.check(default)
    return _Slot(info.name, info.optional, default, len(parts), usual, kind, columns)


@cache
def _plan(cls: Any) -> _Plan:
    defaults = {one.name: one.default for one in attrs.fields(cls)}
    infos = sorted(fields_of(cls), key=lambda info: info.name != "id")
    flag, names = _MOVED.get(cls, ("", ()))
    facts: list[_Slot] = []
    personal: list[_Slot] = []
    children: list[tuple[str, _Plan]] = []
    for info in infos:
        if info.many:
            if info.part is Part.PERSONAL or not isinstance(info.kind, type):
                raise TypeError(f"{cls.__name__}.{info.name}: rows cannot be personal as a whole; mark the fields of the rows")
            children.append((info.name, _plan(info.kind)))
        else:
            (facts if info.part is Part.FACTS else personal).append(_slot(info, defaults[info.name]))
    moved = [slot for slot in facts if slot.name in names]
    hidden = tuple(personal + moved)
    return _Plan(cls, tuple(facts), tuple(personal), tuple(children), (flag, frozenset(names)) if flag else None, hidden)


def _plan_of(noun: str) -> _Plan:
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
    plan = _plan_of(noun)
    children = tuple(ChildTable(field, _columns(child.facts), _columns(child.hidden)) for field, child in plan.children)
    return Layout(noun, _columns(plan.facts), _columns(plan.personal), children)


def _columns(slots: Iterable[_Slot]) -> tuple[StoredColumn, ...]:
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
    plan = _plan_of_record(record)
    children = []
    for field, child in plan.children:
        rows = _rows(record, field, child)
        children.append(tuple([_row_cells(record, child, row, f"{field}[{n}]") for n, row in enumerate(rows)]))
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
    plan = _plan_of(noun)
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


def _child(child: _Plan, facts: Cells, hidden: Cells | None) -> Any:
    values: dict[str, Any] = {}
    _fill(values, child.facts, facts)
    if hidden is not None:
        _fill(values, child.hidden, hidden)
    return child.cls(**values)


def _fill(values: dict[str, Any], slots: tuple[_Slot, ...], cells: Cells) -> None:
    """Puts the values of these cells in. A column that was added after its row was written is empty: the field has its default."""
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


def _plan_of_record(record: Record) -> _Plan:
    if type(record) not in _CLASSES:
        raise InvalidValue(f"a {type(record).__name__} is no record; a record is one of the nouns of grassroots.model")
    cls: Any = type(record)
    return _plan(cls)


_CLASSES = frozenset(NOUNS.values())


def _rows(record: Record, field: str, child: _Plan) -> tuple[Any, ...]:
    rows = getattr(record, field)
    if type(rows) is not tuple:
        _refuse(record, field, _wrong_type(rows, "a tuple"))
    for position, row in enumerate(rows):
        if type(row) is not child.cls:
            _refuse(record, f"{field}[{position}]", _wrong_type(row, f"a {child.cls.__name__}"))
    checked: tuple[Any, ...] = rows
    return checked


def _cells(record: Record, part: Any, slots: tuple[_Slot, ...], place: str) -> Cells:
    cells: list[Cell] = []
    name = ""
    try:
        for slot in slots:
            name = slot.name
            value = getattr(part, name)
            if value is None and slot.optional:
                cells.extend((None,) * slot.width)
            elif slot.width == 1:
                cells.append(slot.kind.check(value))
            else:
                cells.extend(slot.kind.check(value))
    except _Misfit as misfit:
        _refuse(record, _joined(place, name), misfit)
    return tuple(cells)


def _row_cells(record: Record, child: _Plan, row: Any, place: str) -> ChildCells:
    facts = _cells(record, row, child.facts, place)
    if not child.hidden:
        return facts, None
    hidden = _cells(record, row, child.hidden, place)
    if child.moved:
        flag, moved = child.moved
        if getattr(row, flag):
            facts = _without(child.facts, facts, moved)
        else:
            hidden = _without(child.hidden, hidden, moved)
    return facts, hidden if any(cell is not None for cell in hidden) else None


def _without(slots: tuple[_Slot, ...], cells: Cells, names: frozenset[str]) -> Cells:
    rest = iter(cells)
    return tuple(None if slot.name in names else cell for slot in slots for cell in islice(rest, slot.width))


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _refuse(record: Record, field: str, misfit: _Misfit) -> NoReturn:
    raise InvalidValue(f"{noun_of(record)} {record.id!r}, field {field}: {misfit.wrong}. {misfit.cure}") from None


# -- record <-> JSON --


def to_json(record: Record) -> str:
    """The record as canonical JSON: equal records give equal texts.

    Raises:
        InvalidValue: a value is not of its field's type; the message names noun, id and field.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> to_json(Person(id=PersonId("p-1"), birth=PartialDate(1971, 3)))
    '{"birth":"1971-03","id":"p-1"}'
    """
    return _dumped(_plain(_plan_of_record(record), encode(record), _BOTH))


def facts_json(noun: str, encoded: Encoded) -> str:
    """The facts of a record as canonical JSON; the personal part is left out.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> facts_json("person", encode(Person(id=PersonId("p-1"), name="Ann Example")))
    '{"id":"p-1"}'
    """
    return _dumped(_plain(_plan_of(noun), encoded, _FACTS))


def personal_json(noun: str, encoded: Encoded) -> str:
    """The personal part of a record as canonical JSON; empty where the record has no personal value.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> personal_json("person", encode(Person(id=PersonId("p-1"), name="Ann Example")))
    '{"name":"Ann Example"}'
    >>> personal_json("person", encode(Person(id=PersonId("p-2"))))
    ''
    """
    plain = _plain(_plan_of(noun), encoded, _PERSONAL)
    return _dumped(plain) if plain else ""


def from_json(noun: str, text: str) -> Record:
    """The record that a JSON text says. `from_json(noun, to_json(record)) == record`.

    Raises:
        InvalidArgument: no such noun.
        InvalidValue: no JSON, a key that the noun does not have or that comes twice, a value of another type, a field that is
            missing; the message names the place and the cure.

    >>> from_json("person", '{"id":"p-1","birth":"1971"}').birth
    PartialDate(year=1971, month=None, day=None)
    >>> from_json("stage", '{"id":"s","programme":"c","number":1.0,"start":"2014-02-28"}')
    Traceback (most recent call last):
    grassroots.errors.InvalidValue: stage 's', field number: a value of type float stands where a whole number belongs. Give a whole number.
    """
    plan = _plan_of(noun)
    try:
        loaded = json.loads(text, object_pairs_hook=_once)
    except InvalidValue:
        raise
    except (ValueError, RecursionError, TypeError) as error:
        raise InvalidValue(f"the text of a {noun} is no JSON ({error}); give the text that to_json made") from None
    id = loaded.get("id") if isinstance(loaded, dict) else None
    name = f"{noun} {id!r}" if isinstance(id, str) else noun
    record: Record = _read(plan, loaded, name, "")
    return record


def facts_of(record: Record) -> Record:
    """The record without its personal part: those fields have their defaults.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> facts_of(Person(id=PersonId("p-1"), name="Ann Example", education="college"))  # doctest: +ELLIPSIS
    Person(..., name=None, birth=None, phone=None, email=None, education='college')
    """
    plan = _plan_of_record(record)
    emptied = {slot.name: slot.default for slot in plan.personal}
    for field, child in plan.children:
        rows = getattr(record, field)
        if rows and child.hidden:
            emptied[field] = tuple(_facts_of_row(child, row) for row in rows)
    return attrs.evolve(record, **emptied) if emptied else record


def _facts_of_row(child: _Plan, row: Any) -> Any:
    open_row = child.moved is not None and not getattr(row, child.moved[0])
    emptied = {slot.name: slot.default for slot in (child.personal if open_row else child.hidden)}
    return attrs.evolve(row, **emptied) if emptied else row


_FACTS = frozenset({Part.FACTS})
_PERSONAL = frozenset({Part.PERSONAL})
_BOTH = _FACTS | _PERSONAL


def _plain(plan: _Plan, encoded: Encoded, parts: frozenset[Part]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    facts, personal = Part.FACTS in parts, Part.PERSONAL in parts
    if facts:
        _put(plain, plan.facts, encoded.facts)
    if personal and encoded.personal is not None:
        _put(plain, plan.personal, encoded.personal)
    for (field, child), rows in zip(plan.children, encoded.children, strict=True):
        if rows and (facts or child.hidden):
            plain_rows = []
            for fact_cells, hidden_cells in rows:
                one: dict[str, Any] = {}
                if facts:
                    _put(one, child.facts, fact_cells)
                if personal and hidden_cells is not None:
                    _put(one, child.hidden, hidden_cells)
                plain_rows.append(one)
            if facts or any(plain_rows):
                plain[field] = plain_rows
    return plain


def _put(plain: dict[str, Any], slots: tuple[_Slot, ...], cells: Cells) -> None:
    at = 0
    for slot in slots:
        cell: Any = cells[at] if slot.width == 1 else cells[at : at + slot.width]
        at += slot.width
        if cell is None or (slot.width > 1 and cell[0] is None):
            if slot.optional and slot.default is not None:
                plain[slot.name] = None
        elif slot.usual is None or cell != slot.usual:
            plain[slot.name] = cell if slot.kind.plain is None else slot.kind.plain(cell)


def _dumped(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise InvalidValue(f"the key {twice!r} stands twice in one object; keep one")
    return table


def _object(value: object, known: Sequence[str], required: Sequence[str]) -> dict[str, Any]:
    if type(value) is not dict:
        raise _wrong_type(value, "an object")
    unknown = [key for key in value if key not in known]
    if unknown:
        raise _Misfit(f"there is no {unknown[0]!r}", f"There are: {', '.join(nearest(unknown[0], known))}.")
    missing = [key for key in required if key not in value]
    if missing:
        raise _Misfit(f"{missing[0]!r} is missing", "Give it.")
    return value


def _read(plan: _Plan, value: object, name: str, place: str) -> Any:
    slots = plan.facts + plan.personal
    children = dict(plan.children)
    known = [*(slot.name for slot in slots), *children]
    required = [slot.name for slot in slots if slot.default is attrs.NOTHING]
    at = place
    try:
        table = _object(value, known, required)
        values: dict[str, Any] = {}
        for slot in slots:
            if slot.name in table:
                at = _joined(place, slot.name)
                given = table[slot.name]
                values[slot.name] = None if given is None and slot.optional else slot.kind.read(given)
        for field, child in children.items():
            if field in table:
                at = _joined(place, field)
                if type(table[field]) is not list:
                    raise _wrong_type(table[field], "a list")
                values[field] = tuple(_read(child, row, name, f"{at}[{n}]") for n, row in enumerate(table[field]))
    except _Misfit as misfit:
        raise InvalidValue(f"{name}{f', field {at}' if at else ''}: {misfit.wrong}. {misfit.cure}") from None
    return plan.cls(**values)
