"""A charter, or a part of one, with something put in place of some of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs


def rewritten(value: Any, change: Callable[[Any], Any]) -> Any:
    """The same with what `change` makes of every object in it, the innermost first; itself where it changes none.

    >>> from grassroots.charter.condition import AllOf, Is, NotOf
    >>> rewritten(NotOf(Is("kind", ("a",))), lambda one: Is("kind", ("b",)) if isinstance(one, Is) else one)
    NotOf(part=Is(path='kind', values=('b',)))
    """
    cls: Any = type(value)
    if cls in _BARE:
        return value
    found: Any = value
    if cls is tuple:
        found = tuple([rewritten(one, change) for one in value])
        return value if all(new is one for new, one in zip(found, value, strict=True)) else found
    fields = _fields(cls)
    if fields is None:
        if isinstance(value, Mapping):
            found = {key: rewritten(one, change) for key, one in value.items()}
        return value if found is value or all(found[key] is one for key, one in value.items()) else found
    changed = {}
    for name, alias in fields:
        now = getattr(value, name)
        new = rewritten(now, change)
        if new is not now:
            changed[alias] = new
    return change(attrs.evolve(value, **changed) if changed else value)


_BARE = frozenset((str, int, bool, type(None)))
"""What has no parts."""


@cache
def _fields(cls: type) -> tuple[tuple[str, str], ...] | None:
    """The fields that a class is made of, each with the name by which it is given; None of what is no class of a charter."""
    if not attrs.has(cls):
        return None
    return tuple((one.name, one.alias or one.name) for one in attrs.fields(cls) if one.init)
