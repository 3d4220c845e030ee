"""Charters as plain data, and back: data classes by their fields, words, numbers and days, as JSON. Nothing that is read can run anything."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from attrs import fields, has

from grassroots.problems import Named

ROOMS = (
    "grassroots.charter.",
    "grassroots.rules.",
    "grassroots.values",
    "grassroots.model.",
    "grassroots.fields",
    "grassroots.problems",
)
"""Where the classes stand of which a charter is made."""

_AS_IT_IS = (str, int, bool, type(None))
_TUPLE, _TABLE, _KNOWN, _CLASSES = range(4)
"""The kinds of row: from `_CLASSES` on, the classes in the order in which they are named."""
_WRITTEN: Mapping[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    date: (date.isoformat, date.fromisoformat),
    Decimal: (str, Decimal),
    Fraction: (str, Fraction),
}
"""What is written as a text."""


def to_plain(thing: Any, known: Mapping[str, Any]) -> bytes:
    """A thing as JSON. What is `known` to who reads it stands in it by its name.

    Every part is one row, after those of which it is made: what it is, then its parts, each as it is, or as the number of its row in brackets.

    >>> to_plain(("a", Decimal("0.50"), 3), {})
    b'[[["decimal","Decimal"]],[[3,"0.50"],[0,"a",[0],3]],[1]]'

    Raises:
        TypeError: a part of it is no plain data.
    """
    names = {id(one): name for name, one in known.items()}
    classes: dict[type, int] = {}
    rows: list[list[Any]] = []
    # What was written once is named by its row; it is kept alive, that no other takes its place.
    written: dict[int, tuple[list[int], Any]] = {}

    def plain(one: Any) -> Any:
        kind = type(one)
        if kind in _AS_IT_IS:
            return one
        if id(one) in written:
            return written[id(one)][0]
        if id(one) in names:
            row = [_KNOWN, names[id(one)]]
        elif kind is tuple:
            row = [_TUPLE, *map(plain, one)]
        elif kind is dict:
            row = [_TABLE, *(plain(part) for pair in one.items() for part in pair)]
        else:
            parts = _parts(one, kind, plain)
            row = [_CLASSES + classes.setdefault(kind, len(classes)), *parts]
        rows.append(row)
        written[id(one)] = [len(rows) - 1], one
        return written[id(one)][0]

    whole = plain(thing)
    named = [[one.__module__, one.__qualname__] for one in classes]
    return json.dumps([named, rows, whole], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _parts(one: Any, kind: Any, plain: Callable[[Any], Any]) -> list[Any]:
    if kind in _WRITTEN:
        return [_WRITTEN[kind][0](one)]
    if issubclass(kind, Enum):
        return [plain(one.value)]
    if kind is Named:
        return [str(one), plain(dict(one.labels))]
    return [plain(getattr(one, name)) for name in _names(kind)]


def from_plain(body: bytes, known: Mapping[str, Any]) -> Any:
    """What was written by `to_plain`.

    >>> from_plain(to_plain({"a": (Decimal("0.50"), date(2024, 1, 31))}, {}), {})
    {'a': (Decimal('0.50'), datetime.date(2024, 1, 31))}

    Raises:
        ValueError, TypeError, LookupError, ImportError: it is something else.
    """
    named, rows, whole = json.loads(body.decode("utf-8", "surrogatepass"))
    makers: list[Callable[[list[Any]], Any]] = [
        tuple,
        lambda parts: dict(zip(parts[::2], parts[1::2], strict=True)),
        lambda parts: known[parts[0]],
        *(_maker(str(module), str(name)) for module, name in named),
    ]
    made: list[Any] = []
    for row in rows:
        parts = [made[part[0]] if type(part) is list else part for part in row]
        made.append(makers[parts[0]](parts[1:]))
    return made[whole[0]] if type(whole) is list else whole


@cache
def _names(kind: type) -> tuple[str, ...]:
    if not has(kind):
        raise TypeError(f"{kind.__module__}.{kind.__qualname__} is no plain data")
    return tuple(one.name for one in fields(kind))


def _maker(module: str, name: str) -> Callable[[list[Any]], Any]:
    """Makes one of a class from its parts. Their values were checked before they were written."""
    for other, (_, read) in _WRITTEN.items():
        if (module, name) == (other.__module__, other.__qualname__):
            return lambda parts: read(*parts)
    if (module, name) == (Named.__module__, Named.__qualname__):
        return lambda parts: Named(*parts)
    kind: Any = getattr(import_module(module), name, None) if module.startswith(ROOMS) and name.isidentifier() else None
    if not isinstance(kind, type) or not (has(kind) or issubclass(kind, Enum)):
        raise ValueError(f"{module}.{name} is no part of a charter")
    if issubclass(kind, Enum):
        return lambda parts: kind(*parts)
    # A frozen class lets nobody set a field but by its slot.
    slots = [getattr(kind, one).__set__ for one in _names(kind)]

    def make(parts: list[Any]) -> Any:
        made = object.__new__(kind)
        for slot, part in zip(slots, parts, strict=True):
            slot(made, part)
        return made

    return make
