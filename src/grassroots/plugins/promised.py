"""What a protocol promises, read from its annotations: the methods that an adapter must have, and the form of what each gives."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


@cache
def promises(protocol: type) -> Mapping[str, Any]:
    """The methods of a protocol, each with what it gives.

    >>> from grassroots.hooks import Channel
    >>> dict(promises(Channel))
    {'send': <class 'NoneType'>}
    """
    public = {name: one for name, one in vars(protocol).items() if not name.startswith("_") and inspect.isfunction(one)}
    return {name: _given(one) for name, one in public.items()}


def _given(method: Any) -> Any:
    # Annotations of arguments may name what is only there for type checkers: they are not looked at.
    alone = types.SimpleNamespace(__annotations__={"return": inspect.get_annotations(method).get("return", Any)})
    return get_type_hints(alone, vars(sys.modules[method.__module__]))["return"]


def fits(value: object, form: Any) -> bool:
    """Whether a value has a form, all through; what may be walked only once is not walked.

    >>> fits([("a", 1)], list[tuple[str, int]]), fits([("a", True)], list[tuple[str, int]]), fits((), list[str])
    (True, False, False)
    """
    if form is Any:
        return True
    if form is None or form is type(None):
        return value is None
    origin, parts = get_origin(form), get_args(form)
    if origin in (Union, types.UnionType):
        return any(fits(value, part) for part in parts)
    if origin is tuple and parts[-1:] != (Ellipsis,):
        return isinstance(value, tuple) and len(value) == len(parts) and all(map(fits, value, parts))
    kind = origin or form
    if not isinstance(kind, type):
        return True
    if isinstance(value, bool) and kind is not bool:
        return False
    if not isinstance(value, kind) or (kind is Sequence and isinstance(value, str)):
        return False
    if isinstance(value, Mapping) and parts:
        return all(fits(key, parts[0]) and fits(one, parts[1]) for key, one in value.items())
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str) and parts:
        return all(fits(one, parts[0]) for one in value)
    return True


def said_of(form: Any) -> str:
    """What a form is called where it is told.

    >>> said_of(list[tuple[str, int]]), said_of(None)
    ('list[tuple[str, int]]', 'None')
    """
    if isinstance(form, type) and not get_args(form):
        return form.__name__
    parts: Iterable[str] = ("..." if part is Ellipsis else said_of(part) for part in get_args(form))
    name = getattr(get_origin(form), "__name__", "") if get_args(form) else ""
    return f"{name}[{', '.join(parts)}]" if name else str(form)
