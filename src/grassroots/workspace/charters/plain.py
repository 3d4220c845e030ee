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
_TUPLE, _TABLE, _KNOWN, _AGAIN, _CLASS = range(5)
_WRITTEN: Mapping[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    date: (date.isoformat, date.fromisoformat),
    Decimal: (str, Decimal),
    Fraction: (str, Fraction),
}
"""What is written as a text."""


def to_plain(thing: Any, known: Mapping[str, Any]) -> bytes:
    """A thing as JSON. What is `known` to who reads it stands in it by its name.

    >>> to_plain(("a", Decimal("0.50"), 3), {})
    b'[[["decimal","Decimal"]],[0,"a",[4,0,"0.50"],3]]'

    Raises:
        TypeError: a part of it is no plain data.
    """
    names = {id(one): name for name, one in known.items()}
    classes: dict[type, int] = {}
    # What was written once is named by its number; it is kept alive, that no other takes its place.
    again: dict[int, tuple[int, Any]] = {}

    def plain(one: Any) -> Any:
        kind = type(one)
        if kind in _AS_IT_IS:
            return one
        if id(one) in names:
            return [_KNOWN, names[id(one)]]
        if id(one) in again:
            return [_AGAIN, again[id(one)][0]]
        if kind is tuple:
            made = [_TUPLE, *map(plain, one)]
        elif kind is dict:
            made = [_TABLE, *(plain(part) for pair in one.items() for part in pair)]
        else:
            number = classes.setdefault(kind, len(classes))
            made = [_CLASS, number, *_parts(one, kind, plain)]
        again[id(one)] = (len(again), one)
        return made

    body = plain(thing)
    named = [[one.__module__, one.__qualname__] for one in classes]
    return json.dumps([named, body], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _parts(one: Any, kind: type, plain: Callable[[Any], Any]) -> list[Any]:
    if kind in _WRITTEN:
        return [_WRITTEN[kind][0](one)]
    if issubclass(kind, Enum):
        return [plain(one.value)]
    if kind is Named:
        return [str(one), plain(dict(one.labels))]
    if has(kind):
        return [plain(getattr(one, name)) for name in _names(kind)]
    raise TypeError(f"{kind.__module__}.{kind.__qualname__} is no plain data")


def from_plain(body: bytes, known: Mapping[str, Any]) -> Any:
    """What was written by `to_plain`.

    >>> from_plain(to_plain({"a": (Decimal("0.50"), date(2024, 1, 31))}, {}), {})
    {'a': (Decimal('0.50'), datetime.date(2024, 1, 31))}

    Raises:
        ValueError, TypeError, LookupError, ImportError: it is something else.
    """
    named, written = json.loads(body.decode("utf-8", "surrogatepass"))
    makers = [_maker(str(module), str(name)) for module, name in named]
    again: list[Any] = []

    def thing(one: Any) -> Any:
        if type(one) is not list:
            return one
        kind = one[0]
        if kind == _KNOWN:
            return known[one[1]]
        if kind == _AGAIN:
            return again[one[1]]
        if kind == _TUPLE:
            made: Any = tuple([thing(part) for part in one[1:]])
        elif kind == _TABLE:
            parts = [thing(part) for part in one[1:]]
            made = dict(zip(parts[::2], parts[1::2], strict=True))
        else:
            made = makers[one[1]]([thing(part) for part in one[2:]])
        again.append(made)
        return made

    return thing(written)


@cache
def _names(kind: type) -> tuple[str, ...]:
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
    names = _names(kind)

    def make(parts: list[Any]) -> Any:
        made = object.__new__(kind)
        for one, part in zip(names, parts, strict=True):
            object.__setattr__(made, one, part)
        return made

    return make
