"""What every field of a record carries: a privacy class, a meaning, and how it is stored.

A noun is an attrs class made with `@frozen(kw_only=True, field_transformer=described)` whose fields bear
`metadata=public("...")`, `internal(...)`, `personal(...)` or `special(...)`. A field without them fails at import:
there is no default class.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from html import escape
from typing import Any

import attrs
from attrs import frozen

from grassroots.values import PartialDate, Quantity, Ref

__all__ = [
    "DECIMAL_PLACES",
    "VALUE_COLUMNS",
    "Column",
    "FieldInfo",
    "Part",
    "Privacy",
    "described",
    "field_named",
    "fields_of",
    "holds_many",
    "in_part",
    "internal",
    "personal",
    "public",
    "shown_filled",
    "special",
]


class Privacy(StrEnum):
    """Who may read a field. A reader's purpose names the classes that it opens."""

    PUBLIC = "public"
    """May be published."""
    INTERNAL = "internal"
    """For the work of the organization."""
    PERSONAL = "personal"
    """Says who a person is or what a person said."""
    SPECIAL = "special"
    """Needs special protection by law: political or union membership, health, hardship (GDPR art. 9, PIPL art. 28)."""


class Part(StrEnum):
    """Where a field is kept: facts stay for statistics, the personal part is erased on request."""

    FACTS = "facts"
    PERSONAL = "personal"


class Column(StrEnum):
    """The six types of column that any store must have."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    """Exact, four decimal places."""
    FLAG = "flag"
    DATE = "date"
    TIME = "time"


DECIMAL_PLACES = 4
"""The fixed scale of every decimal column."""


@frozen
class FieldInfo:
    """What is known of one field of a noun.

    `refs`: the nouns that it may point to (their names), empty if it points to none. `words`: the charter's list of words
    that its value must be in. `home`: whether it leads to the unit at which the record counts. `values`: the exact kind of
    a single value (`Column`), or a value type of several columns (`Quantity`, `Ref`, `PartialDate`), or for `many` the class of the children.
    """

    name: str
    privacy: Privacy
    meaning: str
    part: Part
    kind: Column | type
    optional: bool
    many: bool
    refs: tuple[str, ...]
    words: str
    home: bool
    rules: tuple[str, ...] = ()
    enum: type[Enum] | None = None

    def columns(self) -> tuple[tuple[str, Column], ...]:
        """The stored columns of this field, in order: (name, type). Children have none here; see `columns_of`."""
        if self.many:
            return ()
        if isinstance(self.kind, Column):
            return ((self.name, self.kind),)
        return tuple((f"{self.name}_{suffix}" if suffix else self.name, column) for suffix, column in VALUE_COLUMNS[self.kind])


VALUE_COLUMNS: Mapping[type, tuple[tuple[str, Column], ...]] = {
    Quantity: (("raw", Column.TEXT), ("value", Column.DECIMAL), ("measured_in", Column.TEXT), ("quality", Column.TEXT)),
    PartialDate: (("", Column.TEXT),),
    Ref: (("noun", Column.TEXT), ("id", Column.TEXT)),
}
"""How a value of several parts lies in columns: (suffix, type)."""

_COLUMNS: Mapping[type, Column] = {
    str: Column.TEXT,
    int: Column.INTEGER,
    Decimal: Column.DECIMAL,
    bool: Column.FLAG,
    date: Column.DATE,
    time: Column.TIME,
}


def public(meaning: str, **more: Any) -> dict[str, Any]:
    """Metadata of a field that may be published. `more`: `ref="unit"` (or several), `words="list"`, `home=True`, `part=`;
    `rule="rubric"` (or several): it names a rule of the charter, which a ledger may call by its label."""
    return _metadata(Privacy.PUBLIC, meaning, Part.FACTS, more)


def internal(meaning: str, **more: Any) -> dict[str, Any]:
    """Metadata of a field for the work of the organization."""
    return _metadata(Privacy.INTERNAL, meaning, Part.FACTS, more)


def personal(meaning: str, **more: Any) -> dict[str, Any]:
    """Metadata of a field that says who a person is or what a person said; kept in the part that is erased on request."""
    return _metadata(Privacy.PERSONAL, meaning, Part.PERSONAL, more)


def special(meaning: str, **more: Any) -> dict[str, Any]:
    """Metadata of a field that the law protects specially; in the personal part unless `part=Part.FACTS` is given."""
    return _metadata(Privacy.SPECIAL, meaning, Part.PERSONAL, more)


def in_part(privacy: Callable[..., dict[str, Any]] = public, **more: Any) -> dict[str, Any]:
    """Metadata of the field `known`: of the first day, of which an office may have written no more than a month or a year."""
    return privacy("the month or year of the first day, where no more is known: `start` is its first", **more)


def _metadata(privacy: Privacy, meaning: str, part: Part, more: dict[str, Any]) -> dict[str, Any]:
    unknown = set(more) - {"ref", "words", "home", "part", "rule"}
    if unknown or not meaning.strip():
        raise TypeError(f"a field needs a meaning, and takes ref, words, home, part and rule, not {sorted(unknown)}")
    ref, rule = more.get("ref", ()), more.get("rule", ())
    return {
        "privacy": privacy,
        "meaning": meaning,
        "part": more.get("part", part),
        "refs": (ref,) if isinstance(ref, str) else tuple(ref),
        "words": more.get("words", ""),
        "home": more.get("home", False),
        "rules": (rule,) if isinstance(rule, str) else tuple(rule),
    }


def described(cls: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Refuses a class with a field that has no privacy class and meaning, or a personal part that cannot be erased.

    >>> @frozen(kw_only=True, field_transformer=described)
    ... class Careless:
    ...     name: str
    Traceback (most recent call last):
    TypeError: Careless.name has no privacy class: write metadata=public("..."), internal, personal or special
    """
    for one in fields:
        if "privacy" not in one.metadata:
            raise TypeError(
                f'{cls.__name__}.{one.name} has no privacy class: write metadata=public("..."), internal, personal or special'
            )
        if one.metadata["part"] is Part.PERSONAL and one.default is attrs.NOTHING:
            raise TypeError(f"{cls.__name__}.{one.name} is in the personal part, so it needs a default: it may be erased")
    return fields


MOST_SHOWN = 300
"""So many letters of a part of a record stand in a notebook."""


def _filled(record: Any) -> Iterator[tuple[str, Any]]:
    for one in attrs.fields(type(record)):
        value = getattr(record, one.name)
        if one.default is attrs.NOTHING or value not in (None, (), False):
            yield one.name, value


def shown_filled(record: Any) -> str:
    """How a record shows itself: by the fields that are filled in."""
    return f"{type(record).__qualname__}({', '.join(f'{name}={value!r}' for name, value in _filled(record))})"


def in_short(thing: Any, printer: Any, cycle: bool) -> None:
    """As `_repr_pretty_` of a class that says itself shortly: Hypothesis would else write out all its fields, the charter among them."""
    printer.text(repr(thing))


def html_filled(record: Any) -> str:
    """How a record shows itself in a notebook: a row for each field that is filled in, a line for each of its parts."""
    rows = []
    for name, value in _filled(record):
        parts = [str(one) for one in (value if isinstance(value, tuple) else (value,))]
        rows.append(f"<tr><td>{escape(name)}</td><td>{'<br>'.join(escape(one[:MOST_SHOWN]) for one in parts)}</td></tr>")
    return f"<p>{escape(type(record).__qualname__)}</p><table>{''.join(rows)}</table>"


def fields_of(cls: type[Any]) -> tuple[FieldInfo, ...]:
    """What is known of each field of a noun or of a child of one (`Step`), in the order of the class."""
    known: Any = cls
    found: tuple[FieldInfo, ...] = _fields_of(known)
    return found


@cache
def _fields_of(cls: Any) -> tuple[FieldInfo, ...]:
    hints = typing.get_type_hints(cls)
    return tuple(_info(one, hints[one.name]) for one in attrs.fields(cls))


def _info(one: attrs.Attribute[Any], hint: Any) -> FieldInfo:
    optional, many = False, False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        (hint,) = (arm for arm in typing.get_args(hint) if arm is not type(None))
        optional = True
    if typing.get_origin(hint) is tuple:
        hint, many = typing.get_args(hint)[0], True
    while isinstance(hint, typing.NewType):
        hint = hint.__supertype__
    enum = hint if isinstance(hint, type) and issubclass(hint, Enum) else None
    kind: Any = Column.TEXT if enum else _COLUMNS.get(hint, hint)
    if not many and not isinstance(kind, Column) and kind not in VALUE_COLUMNS:
        raise TypeError(f"{one.name}: {hint} has no column type")
    meta = one.metadata
    return FieldInfo(
        name=one.name,
        privacy=meta["privacy"],
        meaning=meta["meaning"],
        part=meta["part"],
        kind=kind,
        optional=optional,
        many=many,
        refs=meta["refs"],
        words=meta["words"],
        rules=meta["rules"],
        home=meta["home"],
        enum=enum,
    )


def field_named(cls: type[Any], name: str) -> FieldInfo | None:
    """The field of that name, if the class has it."""
    known: Any = cls
    found: dict[str, FieldInfo] = _by_name(known)
    return found.get(name)


def holds_many(cls: type[Any], kind: type[Any]) -> bool:
    """Whether a field of the class holds any number of values of a kind, as steps or attachments."""
    known: Any = cls
    return kind in _many(known)


@cache
def _many(cls: Any) -> frozenset[Any]:
    return frozenset(info.kind for info in _fields_of(cls) if info.many)


@cache
def _by_name(cls: Any) -> dict[str, FieldInfo]:
    return {info.name: info for info in _fields_of(cls)}
