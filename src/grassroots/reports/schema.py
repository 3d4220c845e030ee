"""A JSON Schema (draft 2020-12) made from types: what a document for machines must be, as the type checker knows it.

A typed dictionary is an object that has no other members; `Annotated[..., rule(...)]` adds what a type cannot say, and a name under which
the schema says it once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from attrs import field, frozen

_PLAIN: Mapping[Any, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}


@frozen
class Rule:
    """What a type does not say: keywords of JSON Schema, and the name under which it stands among the definitions (empty: in its place)."""

    name: str = ""
    keywords: Mapping[str, Any] = field(factory=dict, hash=False)


@frozen
class Of:
    """A type in place of a schema, in a keyword of a rule."""

    type: Any


def rule(name: str = "", **keywords: Any) -> Rule:
    """What a type does not say, for `Annotated`.

    >>> schema_of(Annotated[str, rule(minLength=1)])
    {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'string', 'minLength': 1}
    """
    return Rule(name, keywords)


def schema_of(type: Any, **named: Any) -> dict[str, Any]:
    """The schema of a type, with the definitions that it needs.

    Args:
        type: a typed dictionary, a list, a dictionary, a union, a literal, or one of str, int, bool and None; with rules or without.
        named: what stands under a name of which the type does not know more than the name (`Annotated[Any, rule("block")]`).

    Raises:
        TypeError: any other type, or two types of one name.
    """
    maker = _Maker(named)
    made = maker.of(type, root=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        **({"$defs": maker.definitions} if maker.definitions else {}),
    }


class _Maker:
    def __init__(self, named: Mapping[str, Any]) -> None:
        self.named = named
        self.definitions: dict[str, Any] = {}
        self._types: dict[str, Any] = {}

    def of(self, type: Any, *, root: bool = False) -> dict[str, Any]:
        origin, parts = get_origin(type), get_args(type)
        if origin is Annotated:
            return self.ruled(parts[0], *parts[1:])
        if is_typeddict(type):
            return self.members(type) if root else self.defined(_name(type), type, lambda: self.members(type))
        if origin in (Union, UnionType):
            return {"oneOf": [self.of(part) for part in parts]}
        if origin is Literal:
            return {"const": parts[0]} if len(parts) == 1 else {"enum": list(parts)}
        if origin is list:
            return {"type": "array", "items": self.of(parts[0])}
        if origin is dict:
            keys = {} if parts[0] is str else {"propertyNames": self.of(parts[0])}
            return {"type": "object", **keys, "additionalProperties": self.of(parts[1])}
        if type in _PLAIN:
            return {"type": _PLAIN[type]}
        raise TypeError(f"no schema of {type!r}")

    def ruled(self, base: Any, *rules: Rule) -> dict[str, Any]:
        """A type with its rules; those of the inmost `Annotated` come first."""
        if not rules:
            return self.of(base)
        *inner, last = rules
        if last.name:
            base = self.named.get(last.name, base)
            return self.defined(last.name, base, lambda: {**self.ruled(base, *inner), **self.keywords(last.keywords)})
        return {**self.ruled(base, *inner), **self.keywords(last.keywords)}

    def keywords(self, part: Any) -> Any:
        if isinstance(part, Of):
            return self.of(part.type)
        if isinstance(part, list):
            return [self.keywords(one) for one in part]
        return {name: self.keywords(one) for name, one in part.items()} if isinstance(part, Mapping) else part

    def defined(self, name: str, type: Any, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if name not in self.definitions:
            self._types[name], self.definitions[name] = type, {}  # who refers to it while it is made finds it
            self.definitions[name] = make()
        if self._types[name] != type:
            raise TypeError(f"two types are called {name!r}: {self._types[name]!r} and {type!r}")
        return {"$ref": f"#/$defs/{name}"}

    def members(self, cls: Any) -> dict[str, Any]:
        hints = get_type_hints(cls, include_extras=True)
        optional = {name for name, hint in hints.items() if get_origin(hint) is NotRequired}
        described = {"description": " ".join(cls.__doc__.split())} if cls.__doc__ else {}
        return {
            "type": "object",
            **described,
            "required": [name for name in hints if name not in optional],
            "properties": {name: self.of(get_args(hint)[0] if name in optional else hint) for name, hint in hints.items()},
            "additionalProperties": False,
        }


def _name(cls: type) -> str:
    """The name of a definition, from that of its class: `FigureDocument` is `figure`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__.removesuffix("Document")).lower()
