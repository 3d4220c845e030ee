"""Forms: reads a rule from a charter by the types of its class, as strictly as everything else in a charter.

Types that may stand in a rule: text, whole number, exact decimal (quoted), share (quoted: "0.8" or "2/3"), flag, date, a word of an enumeration, a tuple of any of these or of parts,
a part (a class of its own), a table of texts, labels, and a condition.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

import attrs

from grassroots.charter.charter import Charter
from grassroots.charter.conditions import read_condition
from grassroots.charter.measure import AllOf, AnyOf, Condition, Has, Is, NotOf, Within
from grassroots.charter.reader import Reader
from grassroots.charter.rule import Rule
from grassroots.charter.words import Labels

T = TypeVar("T")
_SHARE = re.compile(r"-?\d{1,9}(\.\d{1,9}|/0*[1-9]\d{0,8})?", re.ASCII)
_CONDITIONS = {Is, Within, Has, AllOf, AnyOf, NotOf}

_hints: Callable[[Any], dict[str, Any]] = cache(typing.get_type_hints)
"""The types of a class's fields, worked out once."""


def read_form(cls: type[T], reader: Reader, charter: Charter, name: str = "", outer: str = "") -> T:
    """One rule, or a part of one. What is missing or of a wrong type is a problem of the reader, and stands as a harmless value.

    Args:
        cls: the class of the rule.
        reader: the table.
        charter: for the words in conditions.
        name: the rule's own name; parts have none.
        outer: the noun that the rule around a part is about: what conditions of the part are about, if it names no noun itself.
    """
    hints = _hints(cls)
    values: dict[str, Any] = {}
    for one in attrs.fields(cls):  # type: ignore[arg-type]
        if one.name == "name" and issubclass(cls, Rule):
            values["name"] = name
        elif one.name == "labels" and hints[one.name] == Labels:
            values["labels"] = reader.labels()
        else:
            required = one.default is attrs.NOTHING
            key = one.name.rstrip("_")
            if not reader.has(key):
                if required:
                    reader.wrong(None, "charter-missing", key=key)
                    values[one.name] = _harmless(hints[one.name])
                continue
            noun = str(one.metadata.get("noun", ""))
            noun = noun[1:] if noun.startswith("=") else str(values.get(noun, _default(cls, noun)))
            about = noun or str(values.get("noun", _default(cls, "noun"))) or outer
            values[one.name] = _value(hints[one.name], reader, key, charter, about)
    reader.done()
    return cls(**values)


def _value(hint: Any, reader: Reader, key: str, charter: Charter, noun: str) -> Any:
    origin, arms = typing.get_origin(hint), typing.get_args(hint)
    if hint == Condition or set(arms) - {type(None)} == _CONDITIONS:
        return read_condition(reader.table(key), charter, noun)
    if origin in (typing.Union, types.UnionType):
        (hint,) = (arm for arm in arms if arm is not type(None))
        return _value(hint, reader, key, charter, noun)
    if origin is tuple:
        return _listed(arms[0], reader, key, charter, noun)
    if origin is not None and issubclass(origin, Mapping):
        if arms[1] is str:
            return reader.pairs(key)
        return {name: read_form(arms[1], inner, charter, name, noun) for name, inner in reader.tables(key)}
    if hint is str:
        return reader.text(key)
    if hint is bool:
        return reader.flag(key, False)
    if hint is date:
        return reader.day(key)
    if hint is Fraction:
        return _share(reader, key)
    if hint in (int, Decimal):
        return _number(hint, reader, key, reader.raw(key))
    if isinstance(hint, type) and issubclass(hint, Enum):
        choices = tuple(str(one.value) for one in hint)
        return hint(reader.one_of(key, choices, choices[0]))
    inner = reader.table(key)
    return read_form(hint, inner, charter, outer=noun) if inner else _harmless(hint)


def _listed(hint: Any, reader: Reader, key: str, charter: Charter, noun: str) -> tuple[Any, ...]:
    if hint is str:
        return reader.texts(key)
    if hint in (int, Decimal):
        raw = reader.raw(key)
        if not isinstance(raw, list):
            reader.wrong(key, "charter-not-list", raw)
            return ()
        return tuple(_number(hint, reader, key, one) for one in raw)
    if isinstance(hint, type) and issubclass(hint, Enum):
        known = tuple(str(one.value) for one in hint)
        for one in reader.texts(key):
            if one not in known:
                reader.wrong(key, "charter-choice", one, known=known)
        return tuple(hint(one) for one in reader.texts(key) if one in known)
    return tuple(read_form(hint, inner, charter, outer=noun) for inner in reader.listed(key))


def _number(hint: type, reader: Reader, key: str, raw: Any) -> Any:
    if hint is int:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        reader.wrong(key, "charter-not-whole", raw)
        return 0
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    if isinstance(raw, str):
        try:
            number = Decimal(raw)
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    reader.wrong(key, "charter-not-decimal", raw)
    return Decimal(0)


def _share(reader: Reader, key: str) -> Fraction:
    raw = reader.raw(key)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Fraction(raw)
    if isinstance(raw, str) and _SHARE.fullmatch(raw):
        return Fraction(raw)
    reader.wrong(key, "charter-not-share", raw)
    return Fraction(0)


def _default(cls: type, name: str) -> Any:
    """What a field is when a charter does not write it; nothing for a field that there is not, or that must be written."""
    found = next((one.default for one in attrs.fields(cls) if one.name == name), "")
    return found if isinstance(found, str) else ""


def _harmless(hint: Any) -> Any:
    origin, arms = typing.get_origin(hint), typing.get_args(hint)
    if hint == Condition or set(arms) == _CONDITIONS:
        return AllOf(())
    if origin in (typing.Union, types.UnionType):
        return None
    if origin is tuple:
        return ()
    if origin is not None:
        return {}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if attrs.has(hint):
        found = _hints(hint)
        return hint(**{one.name: _harmless(found[one.name]) for one in attrs.fields(hint) if one.default is attrs.NOTHING})
    return {str: "", int: 0, Decimal: Decimal(0), Fraction: Fraction(0), bool: False, date: date(2000, 1, 1)}[hint]
