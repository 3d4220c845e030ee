"""Whether the fields of a record are of their declared types."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs


@cache
def hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type: exactly of it, so that a bool is no int, and a day with a time is no day."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin in (typing.Union, types.UnionType):
        return any(fits(value, one) for one in args)
    if hint in (None, type(None)):
        return value is None
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(args) == 2 and args[1] is Ellipsis:
            return all(fits(one, args[0]) for one in value)
        return len(value) == len(args) and all(map(fits, value, args))
    if origin is not None:
        return isinstance(value, origin)
    if attrs.has(hint):
        return isinstance(value, hint) and not list(misfits(value))
    return type(value) is hint


def misfits(record: Any) -> Iterator[str]:
    """The fields of a record that hold something else than they declare."""
    for name, hint in hints(type(record)).items():
        if not name.startswith("_") and hasattr(record, name) and not fits(getattr(record, name), hint):
            yield f"{type(record).__name__}.{name}: {getattr(record, name)!r} is no {hint}"
