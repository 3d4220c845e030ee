"""Strict conversion by cattrs: data as JSON or TOML has it becomes attrs objects, and nothing is coerced on the way.

A text is no number, True is no 1, 1.0 is no 1, a text is no list of its letters, and a key that no field has is refused. All that does not fit
is told at once, each with its path. What a text, a number or a table means here is the same for records and for charters; how days, decimals and
the library's own types are written each of them says itself, by hooks of its own (`register_structure_hook`).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Any

import attrs

__all__ = [
    "Gathered",
    "Hook",
    "Misfit",
    "Misfits",
    "Path",
    "Shape",
    "Slot",
    "exactly",
    "finite",
    "fits",
    "is_list",
    "is_literal",
    "is_table",
    "key_of",
    "literal",
    "member",
    "mistyped",
    "nothing",
    "rows",
    "shape_of",
    "strict_converter",
    "table",
    "text",
]

if TYPE_CHECKING:
    from cattrs import Converter

Path = tuple[str | int, ...]
"""Where something stands: keys from the outside in; a number for a place in a list, from 0."""

Hook = Callable[[Any, Any], Any]
"""(raw value, type) → value; raises `Misfit` or `Misfits`."""


class Misfit(ValueError):
    """One value that does not fit.

    `code`: what is wrong: `not-text`, `not-whole`, `not-flag`, `not-float`, `not-bytes`, `not-list`, `not-table`, `not-pair` (of a list of fixed length), `choice` (no
    word of an enumeration; `known`), `key` (a key that no field has; `known`), `missing` (`key`), or what a further hook says. `value`: what stands there.
    """

    def __init__(self, code: str, value: object = "", **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.value = value
        self.details = details


class Misfits(ValueError):
    """All that does not fit in a table or list, each with its path; `instead`: what may stand in its place for whoever reads on, None for nothing."""

    def __init__(self, found: Iterable[tuple[Path, Misfit]], instead: Any = None) -> None:
        self.found = tuple(found)
        self.instead = instead
        super().__init__(", ".join(f"{'.'.join(map(str, path))}: {misfit.code}" for path, misfit in self.found))


def nothing(hint: Any) -> Any:
    """What stands in place of a value that does not fit where nobody reads on."""
    return None


class Gathered:
    """Gathers what does not fit in one table or list.

    >>> gathered = Gathered()
    >>> gathered.take("age", strict_converter().structure, "5", int), [(path, one.code) for path, one in gathered.found]
    (None, [(('age',), 'not-whole')])
    """

    def __init__(self) -> None:
        self.found: list[tuple[Path, Misfit]] = []

    def add(self, path: Path, misfit: Misfit) -> None:
        """One more."""
        self.found.append((path, misfit))

    def take(self, key: str | int, hook: Hook, raw: Any, hint: Any) -> Any:
        """What the hook makes of a value; what does not fit is kept, with the key in front, and what may stand in its place comes back, or None."""
        try:
            return hook(raw, hint)
        except Misfits as many:
            self.found += [((key, *path), one) for path, one in many.found]
            return many.instead
        except Misfit as one:
            self.found.append(((key,), one))
            return None

    def done(self, instead: Any = None) -> None:
        """Raises Misfits if there was something."""
        if self.found:
            raise Misfits(self.found, instead)


def strict_converter() -> Converter:
    """A converter of cattrs that coerces nothing. Register further types with `register_structure_hook`; the hooks raise `Misfit`.

    >>> from attrs import frozen
    >>> @frozen
    ... class Shelf:
    ...     name: str
    ...     books: tuple[int, ...] = ()
    >>> strict_converter().structure({"name": "A", "books": [1, 2]}, Shelf)
    Shelf(name='A', books=(1, 2))
    >>> try:
    ...     strict_converter().structure({"nam": "A", "books": [1, True, 2.0]}, Shelf)
    ... except Misfits as wrong:
    ...     [(path, one.code) for path, one in wrong.found]
    [(('nam',), 'key'), (('books', 1), 'not-whole'), (('books', 2), 'not-whole'), ((), 'missing')]
    """
    from cattrs import Converter  # costs 40 ms, so only for who reads something

    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    # The hook of `str` is asked for every StrEnum as well, the one of `int` for `bool`: cattrs finds them by class, before any predicate.
    converter.register_structure_hook(str, text)
    for kind, code in ((int, "not-whole"), (bool, "not-flag"), (bytes, "not-bytes")):
        converter.register_structure_hook(kind, exactly(kind, code))
    converter.register_structure_hook(float, finite)
    converter.register_structure_hook_func(is_literal, literal)
    converter.register_structure_hook_func(lambda hint: isinstance(hint, type) and issubclass(hint, Enum), member)

    def listed(hint: Any) -> Hook:
        fixed = _origin(hint) is tuple and Ellipsis not in typing.get_args(hint)
        return _fixed(converter, hint) if fixed else _listed(converter, hint, _LISTS[_origin(hint)])

    def tabled(hint: Any) -> Hook:
        return _tabled(converter, hint)

    def classed(hint: Any) -> Hook:
        shape = shape_of(hint, lambda attribute, kind: converter.get_structure_hook(kind))

        def structure(raw: Any, kind: Any) -> Any:
            gathered = Gathered()
            values = shape.read(raw, gathered)
            gathered.done()
            return hint(**values)

        return structure

    converter.register_structure_hook_factory(is_list, listed)
    converter.register_structure_hook_factory(is_table, tabled)
    converter.register_structure_hook_factory(attrs.has, classed)
    return converter


def exactly(kind: type, code: str) -> Hook:
    """A hook that lets through what is of a type and of no other, also of none below it."""

    def structure(raw: Any, hint: Any) -> Any:
        if type(raw) is not kind:
            raise Misfit(code, raw)
        return raw

    return structure


def finite(raw: Any, hint: Any) -> float:
    """A number with a point that is one: neither NaN nor without end, which no JSON has."""
    if type(raw) is not float or not isfinite(raw):
        raise Misfit("not-float", raw)
    return raw


def literal(raw: Any, hint: Any) -> Any:
    """One of the values that a `Literal` lists, of just its type: True is no 1."""
    known = typing.get_args(hint)
    if not any(type(raw) is type(one) and raw == one for one in known):
        raise Misfit("choice", raw, known=known)
    return raw


def text(raw: Any, hint: Any) -> Any:
    """A text, or a word of an enumeration of texts."""
    if type(raw) is not str:
        raise Misfit("not-text", raw)
    return raw if hint is str else member(raw, hint)


def member(raw: Any, hint: Any) -> Any:
    """A word of an enumeration."""
    known = tuple(one.value for one in hint)
    if type(raw) is bool or raw not in known:
        raise Misfit("choice", raw, known=known)
    return hint(raw)


def rows(raw: Any) -> list[Any]:
    """A list.

    Raises:
        Misfit: it is none.
    """
    if type(raw) is not list:
        raise Misfit("not-list", raw)
    return raw


def table(raw: Any) -> dict[str, Any]:
    """A table.

    Raises:
        Misfit: it is none.
    """
    if type(raw) is not dict:
        raise Misfit("not-table", raw)
    return raw


_LISTS: Mapping[Any, Callable[[list[Any]], Any]] = {
    tuple: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
    Sequence: tuple,
    Set: frozenset,
}
"""The types that are read from a list, and from nothing else: a text is no list of its letters."""


def _listed(converter: Converter, hint: Any, made: Callable[[list[Any]], Any]) -> Hook:
    kind = typing.get_args(hint)[0]
    hook = converter.get_structure_hook(kind)

    def structure(raw: Any, hint: Any) -> Any:
        gathered = Gathered()
        found = [gathered.take(number, hook, one, kind) for number, one in enumerate(rows(raw))]
        gathered.done(made([one for one in found if one is not None]))
        return made(found)

    return structure


def _fixed(converter: Converter, hint: Any) -> Hook:
    kinds = typing.get_args(hint)
    hooks = [converter.get_structure_hook(kind) for kind in kinds]

    def structure(raw: Any, hint: Any) -> Any:
        if len(rows(raw)) != len(kinds):
            raise Misfit("not-pair", raw)
        gathered = Gathered()
        found = tuple(gathered.take(at, hook, one, kinds[at]) for at, (hook, one) in enumerate(zip(hooks, raw, strict=True)))
        gathered.done()
        return found

    return structure


def _origin(hint: Any) -> Any:
    return typing.get_origin(hint)


def is_list(hint: Any) -> bool:
    """Whether a type is read from a list: a tuple, a list, a set, whatever it is called."""
    return _origin(hint) in _LISTS


def is_literal(hint: Any) -> bool:
    """Whether a type lists its values: `Literal["a", "b"]`."""
    return bool(_origin(hint) == typing.Literal)


def is_table(hint: Any) -> bool:
    """Whether a type is read from a table, with keys of its own choice."""
    origin = _origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _tabled(converter: Converter, hint: Any) -> Hook:
    name, kind = typing.get_args(hint)
    named, hook = converter.get_structure_hook(name), converter.get_structure_hook(kind)

    def structure(raw: Any, hint: Any) -> Any:
        gathered = Gathered()
        found = {gathered.take(key, named, key, name): gathered.take(key, hook, one, kind) for key, one in table(raw).items()}
        gathered.done({key: one for key, one in found.items() if one is not None})
        return found

    return structure


@attrs.frozen(kw_only=True)
class Slot:
    """One field of a class: its name, the key under which it is written, its type, the hook that reads it, whether it must be there."""

    name: str
    key: str
    kind: Any
    hook: Hook
    required: bool


@attrs.frozen
class Shape:
    """How the table of a class is read: key → slot."""

    slots: Mapping[str, Slot]

    def read(
        self, raw: Any, gathered: Gathered, known: Iterable[str] = (), harmless: Callable[[Any], Any] = nothing
    ) -> dict[str, Any]:
        """The values of the fields that a table has, by name. What does not fit, or is missing, is gathered; a field that may be left out is then left out.

        Args:
            raw: the table.
            gathered: takes what does not fit.
            known: further keys that may stand in the table; somebody else reads them.
            harmless: type → what stands for a field that must be there and is not, or does not fit.
        """
        values: dict[str, Any] = {}
        for key, one in table(raw).items():
            slot = self.slots.get(key)
            if slot is not None:
                before = len(gathered.found)
                value = gathered.take(key, slot.hook, one, slot.kind)
                if value is not None or len(gathered.found) == before:
                    values[slot.name] = value
            elif key not in known:
                gathered.add((key,), Misfit("key", key, known=(*known, *self.slots)))
        for slot in self.slots.values():
            if slot.required and slot.name not in values:
                if slot.key not in raw:
                    gathered.add((), Misfit("missing", key=slot.key))
                values[slot.name] = harmless(slot.kind)
        return values


def shape_of(cls: Any, hook_of: Callable[[Any, Any], Hook], without: Iterable[str] = ()) -> Shape:
    """The shape of a class of attrs. A field is written under its own name, without the `_` at its end, or under the one of its metadata `key`.

    Args:
        cls: the class.
        hook_of: (attribute, its type) → the hook that reads it.
        without: the fields that no key writes.
    """
    hints = hints_of(cls, beside=True)
    slots = {}
    for one in attrs.fields(cls):
        if one.name not in without:
            key, kind = key_of(one), hints[one.name]
            slots[key] = Slot(name=one.name, key=key, kind=kind, hook=hook_of(one, kind), required=one.default is attrs.NOTHING)
    return Shape(slots)


def key_of(attribute: Any) -> str:
    """The key under which a field of a class is written."""
    return str(attribute.metadata.get("key", attribute.name.rstrip("_")))


@cache
def hints_of(cls: Any, beside: bool = False) -> Mapping[str, Any]:
    """What each field of a class is declared to be, worked out once; `beside`: with what is written beside its type (`Annotated`)."""
    return typing.get_type_hints(cls, include_extras=beside)


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type: exactly of it, so that a bool is no int, and a day with a time is no day.

    >>> fits(True, int), fits(("a", "b"), tuple[str, ...])
    (False, True)
    """
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if is_literal(hint):
        return any(type(value) is type(one) and value == one for one in args)
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
        return isinstance(value, hint) and not list(mistyped(value))
    return type(value) is hint


def mistyped(record: Any, without: Iterable[str] = ()) -> Iterator[str]:
    """The fields of an attrs object that hold something else than they declare; `without`: those that are not looked at."""
    cls: Any = type(record)
    for name, hint in hints_of(cls).items():
        if not name.startswith("_") and name not in without and hasattr(record, name) and not fits(getattr(record, name), hint):
            yield f"{type(record).__name__}.{name}: {getattr(record, name)!r} is no {hint}"
