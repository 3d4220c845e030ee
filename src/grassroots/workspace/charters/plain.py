"""Charters as plain data, and back: data classes by their fields, words, numbers and days, as JSON. Nothing that is read can run anything."""

from __future__ import annotations

import json
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from importlib import import_module
from itertools import chain
from json.encoder import encode_basestring
from types import MappingProxyType
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

_TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: repr,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
}
"""What stands as it is, as JSON writes it."""
_TUPLE, _TABLE, _KNOWN, _APART, _CLASSES = range(5)
"""The kinds of row: from `_CLASSES` on, the classes in the order in which they are named."""
_WRITTEN: Mapping[type, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    date: (date.isoformat, date.fromisoformat),
    Decimal: (str, Decimal),
    Fraction: (str, Fraction),
}
"""What is written as a text."""


def to_plain(thing: Any, known: Mapping[str, Any], apart: Mapping[str, Any] = MappingProxyType({})) -> bytes:
    """A thing as lines of JSON: itself, and the tables in it that stand `apart`, a line each, by the name under which they are asked for.

    In a line every part is one row, after those of which it is made: what it is, then its parts, each as it is, or as the number of its row in brackets.
    What is `known` to who reads it stands there by its name.

    >>> to_plain(("a", Decimal("0.50"), 3), {})
    b'[[["decimal","Decimal"]],[[4,"0.50"],[0,"a",[0],3]],[1]]'

    Raises:
        TypeError: a part of it is no plain data.
    """
    names = {id(one): [_KNOWN, name] for name, one in known.items()}
    standing = {id(one): [_APART, name, at] for at, (name, one) in enumerate(apart.items(), start=1)}
    lines = [_line(thing, {**names, **standing}), *(_line(dict(one), names) for one in apart.values())]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _line(thing: Any, named: Mapping[int, list[Any]]) -> str:
    classes: dict[type, int] = {}
    rows: list[str] = []
    written: dict[int, str] = {}
    """What was written once is named by its row."""
    made: list[Any] = []
    """What was made on the way is kept alive, that no other takes its place."""

    def plain(one: Any) -> str:
        if found := written.get(id(one)):
            return found
        kind: Any = type(one)
        if id(one) in named:
            row = json.dumps(named[id(one)], ensure_ascii=False)
        else:
            if kind is tuple:
                number, parts = _TUPLE, one
            elif issubclass(kind, Mapping):
                number, parts = _TABLE, chain.from_iterable(one.items())
            else:
                number = _CLASSES + classes.setdefault(kind, len(classes))
                made.append(parts := [getattr(one, name) for name in names] if (names := _names(kind)) else _parts(one, kind))
            texts = [text(part) if (text := _TEXTS.get(type(part))) else plain(part) for part in parts]
            row = f"[{','.join([str(number), *texts])}]"
        rows.append(row)
        written[id(one)] = f"[{len(rows) - 1}]"
        return written[id(one)]

    whole = _TEXTS.get(type(thing), plain)(thing)
    named_so = json.dumps([[one.__module__, one.__qualname__] for one in classes], separators=(",", ":"))
    return f"[{named_so},[{','.join(rows)}],{whole}]"


def _parts(one: Any, kind: Any) -> list[Any]:
    """What a thing is made of that no fields tell."""
    if kind in _WRITTEN:
        return [_WRITTEN[kind][0](one)]
    if issubclass(kind, Enum):
        return [one.value]
    if kind is Named:
        return [str(one), dict(one.labels)]
    if has(kind):
        return []
    raise TypeError(f"{kind.__module__}.{kind.__qualname__} is no plain data")


class Later(Mapping[Any, Any]):
    """A table that is made when something is first asked of it.

    >>> import pickle
    >>> table = Later(lambda: print("made") or {"a": 1})
    >>> table["a"], "b" in table
    made
    (1, False)
    >>> list(reversed(Later(lambda: {"a": 1, "b": 2}).values()))
    [2, 1]
    >>> pickle.loads(pickle.dumps(table))
    {'a': 1}
    """

    def __init__(self, make: Callable[[], Mapping[Any, Any]]) -> None:
        self._make = make

    @cached_property
    def _table(self) -> Mapping[Any, Any]:
        return self._make()

    def __getitem__(self, key: Any) -> Any:
        return self._table[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def keys(self) -> KeysView[Any]:
        return self._table.keys()

    def values(self) -> ValuesView[Any]:
        return self._table.values()

    def items(self) -> ItemsView[Any, Any]:
        return self._table.items()

    def __repr__(self) -> str:
        return repr(self._table)

    def __reduce__(self) -> tuple[type[dict[Any, Any]], tuple[dict[Any, Any]]]:
        """What goes to another process is the table itself."""
        return dict, (dict(self._table),)


def from_plain(
    body: bytes, known: Mapping[str, Any], instead: Callable[[str, Exception], Mapping[Any, Any]] | None = None
) -> Any:
    """What was written by `to_plain`. The tables that stood apart are made when they are first asked for; one that turns out to be something else then is what
    `instead` has under its name.

    >>> from_plain(to_plain({"a": (Decimal("0.50"), date(2024, 1, 31))}, {}), {})
    {'a': (Decimal('0.50'), datetime.date(2024, 1, 31))}

    Raises:
        ValueError, TypeError, LookupError, ImportError: it is something else.
    """
    first, *lines = body.split(b"\n")

    def apart(parts: list[Any]) -> Later:
        name, at = parts

        def made() -> Mapping[Any, Any]:
            try:
                found = _read(lines[at - 1], known)
                if type(found) is not dict:
                    raise TypeError(f"{name} is no table")
                return found
            except Exception as error:
                if instead is None:
                    raise
                return instead(name, error)

        return Later(made)

    return _read(first, known, apart)


def _no_table(parts: list[Any]) -> Any:
    raise ValueError("a table in a table cannot stand apart")


def _read(line: bytes, known: Mapping[str, Any], apart: Callable[[list[Any]], Any] = _no_table) -> Any:
    named, rows, whole = json.loads(line.decode("utf-8", "surrogatepass"))
    makers: list[Callable[[list[Any]], Any]] = [
        tuple,
        lambda parts: dict(zip(parts[::2], parts[1::2], strict=True)),
        lambda parts: known[parts[0]],
        apart,
        *(_maker(str(module), str(name)) for module, name in named),
    ]
    made: list[Any] = []
    for row in rows:
        parts = [made[part[0]] if type(part) is list else part for part in row]
        made.append(makers[parts[0]](parts[1:]))
    return made[whole[0]] if type(whole) is list else whole


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind)) if has(kind) else ()


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
