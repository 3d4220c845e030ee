"""Records as canonical JSON and back, by a strict converter of cattrs: equal records give equal texts, and all that does not fit is told at once."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

import attrs

from grassroots.codec.cells import plan_of, plan_of_record
from grassroots.codec.values import (
    Unfit,
    day,
    flag,
    integer,
    partial,
    read_day,
    read_decimal,
    read_partial,
    read_time,
    scaled,
    text,
    time_of_day,
    unscaled,
    worded,
    wrong_type,
)
from grassroots.convert import (
    Gathered,
    Hook,
    Misfit,
    Misfits,
    Path,
    hints_of,
    is_list,
    is_literal,
    is_table,
    key_of,
    member,
    shape_of,
    strict_converter,
)
from grassroots.errors import InvalidValue
from grassroots.model import Record, noun_of
from grassroots.values import PartialDate, Quantity, Ref

if TYPE_CHECKING:
    from cattrs import Converter

Plain = dict[str, Any]
"""A record, or a part of one, as JSON has it."""


def converter() -> Converter:
    """A converter of your own that reads and writes what records are made of; register your types with it, as with any converter of cattrs.

    Nothing is coerced either way. What does not fit raises `grassroots.convert.Misfits` with all misfits and their paths (both are ValueErrors).
    A class of attrs is an object without the fields that have their defaults; a tuple is a list; a decimal a text.

    >>> from attrs import frozen
    >>> @frozen
    ... class Fee:
    ...     amount: Decimal
    ...     since: PartialDate
    ...     note: str = ""
    >>> mine = converter()
    >>> mine.unstructure(Fee(Decimal("12.50"), PartialDate(2014)))
    {'amount': '12.5', 'since': '2014'}
    >>> mine.structure({"amount": "12.5", "since": "2014"}, Fee)
    Fee(amount=Decimal('12.5'), since=PartialDate(year=2014, month=None, day=None), note='')
    """
    made = strict_converter()
    made.register_structure_hook(str, lambda raw, hint: text(raw) if hint is str else member(raw, hint))
    made.register_structure_hook(int, lambda raw, hint: integer(raw))
    made.register_structure_hook(bool, lambda raw, hint: flag(raw))
    made.register_structure_hook(date, read_day)
    made.register_structure_hook(time, read_time)
    made.register_structure_hook(Decimal, read_decimal)
    made.register_structure_hook(PartialDate, read_partial)
    made.register_structure_hook(Quantity, _quantity_hook(made))
    made.register_unstructure_hook(int, integer)
    made.register_unstructure_hook(bool, flag)
    made.register_unstructure_hook(date, lambda value: day(value).isoformat())
    made.register_unstructure_hook(time, lambda value: time_of_day(value).isoformat())
    made.register_unstructure_hook(Decimal, lambda value: str(unscaled(scaled(value))))
    made.register_unstructure_hook(str, text)
    made.register_unstructure_hook_factory(attrs.has, lambda cls: _writer(made, cls))
    made.register_unstructure_hook(PartialDate, partial)
    made.register_unstructure_hook(float, _number)
    made.register_unstructure_hook(bytes, _no_bytes)
    made.register_unstructure_hook_func(is_literal, lambda value: value)
    made.register_unstructure_hook_factory(is_list, lambda hint: _list_writer(made, hint))
    made.register_unstructure_hook_factory(is_table, lambda hint: _table_writer(made, hint))
    return made


def _quantity_hook(made: Converter) -> Hook:
    shape = shape_of(Quantity, lambda attribute, kind: made.get_structure_hook(Decimal if attribute.name == "value" else kind))

    def structure(raw: Any, hint: Any) -> Quantity:
        gathered = Gathered()
        values = shape.read(raw, gathered)
        gathered.done()
        try:
            return Quantity(**values)
        except ValueError as error:
            raise Unfit(f"that is no quantity ({error})", "Give raw, value, measured_in and quality that agree.") from None

    return structure


Writer = Callable[[Any], Any]
"""value → what JSON has; raises `Misfit` or `Misfits`."""


def _writer_of(made: Converter, hint: Any) -> Writer:
    """What writes a value of a declared type, strictly: by the type, never by what the value happens to be."""
    if isinstance(hint, typing.NewType):
        return _writer_of(made, hint.__supertype__)
    arms = [arm for arm in typing.get_args(hint) if arm is not type(None)]
    if type(None) in typing.get_args(hint) and len(arms) == 1:
        write = _writer_of(made, arms[0])
        return lambda value: None if value is None else write(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda value: _member(value, hint)
    found: Writer = made.get_unstructure_hook(hint)
    return found


_CALLED: Mapping[Any, str] = {Quantity: "a quantity", Ref: "a reference"}


def _member(value: Any, enum: type[Enum]) -> Any:
    if type(value) is not enum:
        raise wrong_type(value, f"a {enum.__name__}")
    return value.value


def _writer(made: Converter, cls: Any) -> Writer:
    """What writes an object of a class, without the fields that have their defaults."""
    hints = hints_of(cls)
    slots = []
    for one in attrs.fields(cls):
        write, default = _writer_of(made, hints[one.name]), one.default
        usual = write(default) if default is not attrs.NOTHING and not isinstance(default, attrs.Factory) else attrs.NOTHING  # type: ignore[arg-type]
        slots.append((one.name, key_of(one), write, default, usual))

    def unstructure(value: Any) -> Plain:
        if type(value) is not cls:
            raise wrong_type(value, _CALLED.get(cls, f"a {cls.__name__}"))
        plain: Plain = {}
        found: list[tuple[Path, Misfit]] = []
        for name, key, write, default, usual in slots:
            given = getattr(value, name)
            if given is default:
                continue
            try:
                written = write(given)
                if written != usual:
                    plain[key] = written
            except Misfits as many:
                found += [((name, *path), misfit) for path, misfit in many.found]
            except Misfit as misfit:
                found.append(((name,), misfit))
        if found:
            raise Misfits(found)
        return plain

    return unstructure


def _number(value: Any) -> float:
    if type(value) is not float or not isfinite(value):
        raise wrong_type(value, "a finite number with a point")
    return value


def _no_bytes(value: Any) -> Any:
    raise wrong_type(value, "what JSON can say: a text, a number, a list")


def _list_writer(made: Converter, hint: Any) -> Writer:
    """What writes a tuple, a list or a set as a list; a set in the order of what is written, so that equal sets give equal texts."""
    kinds, origin = typing.get_args(hint), typing.get_origin(hint)
    fixed = origin is tuple and Ellipsis not in kinds
    writers = [_writer_of(made, kind) for kind in (kinds if fixed else kinds[:1])]
    sets = issubclass(origin, Set)

    def unstructure(rows: Any) -> list[Any]:
        if not isinstance(rows, (list, tuple) if origin is Sequence else Set if sets else origin):
            raise wrong_type(rows, f"a {origin.__name__.lower()}")
        if fixed and len(rows) != len(writers):
            raise wrong_type(rows, f"a tuple of {len(writers)}")
        gathered = Gathered()
        found = [gathered.take(at, _written, row, writers[at if fixed else 0]) for at, row in enumerate(rows)]
        gathered.done()
        return sorted(found, key=dumped) if sets else found

    return unstructure


def _written(raw: Any, write: Writer) -> Any:
    return write(raw)


def _table_writer(made: Converter, hint: Any) -> Writer:
    """What writes a mapping. Its keys become texts by their type; what has no text, as a number, is refused: it would not come back."""
    named, write = (_writer_of(made, kind) for kind in typing.get_args(hint))

    def unstructure(rows: Any) -> Plain:
        if not isinstance(rows, Mapping):
            raise wrong_type(rows, "a mapping")
        gathered = Gathered()
        found = {
            gathered.take(str(name), lambda raw, _: text(named(raw)), name, None): gathered.take(
                str(name), _written, one, write
            )
            for name, one in rows.items()
        }
        gathered.done()
        return found

    return unstructure


@cache
def _ours() -> Converter:
    return converter()


def to_json(record: Record) -> str:
    """The record as canonical JSON: equal records give equal texts.

    Raises:
        InvalidValue: a value is not of its field's type; the message names noun, id and field, of each that is not.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> to_json(Person(id=PersonId("p-1"), birth=PartialDate(1971, 3)))
    '{"birth":"1971-03","id":"p-1"}'
    """
    return dumped(_plain(record))


def from_json(noun: str, text: str) -> Record:
    """The record that a JSON text says. `from_json(noun, to_json(record)) == record`.

    Raises:
        InvalidArgument: no such noun.
        InvalidValue: no JSON, a key that the noun does not have or that comes twice, values of another type, fields that are
            missing; the message names the place and the cure of each.

    >>> from_json("person", '{"id":"p-1","birth":"1971"}').birth
    PartialDate(year=1971, month=None, day=None)
    >>> from_json("stage", '{"id":"s","programme":"c","number":1.0,"start":"2014-02-28"}')
    Traceback (most recent call last):
    grassroots.errors.InvalidValue: stage 's', field number: a value of type float stands where a whole number belongs. Give a whole number.
    """
    plan = plan_of(noun)
    loaded = _loaded(noun, text)
    try:
        record: Record = _ours().structure(loaded, plan.cls)
    except (Misfit, Misfits) as error:
        id = loaded.get("id") if isinstance(loaded, dict) else None
        raise _refused(f"{noun} {id!r}" if isinstance(id, str) else noun, error) from None
    return record


def _plain(record: Record) -> Plain:
    plan = plan_of_record(record)
    try:
        plain: Plain = _ours().unstructure(record, plan.cls)
    except (Misfit, Misfits) as error:
        raise _refused(f"{noun_of(record)} {record.id!r}", error) from None
    return plain


def _refused(name: str, error: Misfit | Misfits) -> InvalidValue:
    found = error.found if isinstance(error, Misfits) else (((), error),)
    return InvalidValue("\n".join(f"{name}{_place(path, misfit)}: {worded(misfit)}" for path, misfit in found))


def _place(path: Path, misfit: Misfit) -> str:
    if misfit.code == "key":
        path = path[:-1]  # it is told of the object that has no such key
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
    return f", field {place}" if place else ""


# -- texts --


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def dumped(plain: Plain) -> str:
    """The canonical text; by orjson where it is installed, which gives the same bytes."""
    fast = _orjson()
    if fast:
        written: bytes = fast.dumps(plain, option=fast.OPT_SORT_KEYS)
        return written.decode()
    return _ENCODER.encode(plain)


def _loaded(noun: str, text: str) -> Any:
    """The JSON of a text. A text that orjson writes again as it stood has no key twice and no number that it reads otherwise."""
    fast = _orjson()
    if fast:
        try:
            loaded = fast.loads(text)
            if fast.dumps(loaded, option=fast.OPT_SORT_KEYS).decode() == text:
                return loaded
        except (ValueError, TypeError, RecursionError):
            pass
    try:
        return json.loads(text, object_pairs_hook=_once)
    except InvalidValue:
        raise
    except (ValueError, RecursionError, TypeError) as error:
        raise InvalidValue(f"the text of a {noun} is no JSON ({error}); give the text that to_json made") from None


@cache
def _orjson() -> Any:
    try:
        import orjson
    except ImportError:
        return None
    return orjson


def _once(pairs: list[tuple[str, Any]]) -> Plain:
    table = dict(pairs)
    if len(table) != len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise InvalidValue(f"the key {twice!r} stands twice in one object; keep one")
    return table
