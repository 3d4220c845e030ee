"""Conditions: from the tables of a charter to what the evaluator asks of each record."""

from __future__ import annotations

from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.condition import (
    ALWAYS,
    MISSING,
    Against,
    AllOf,
    AnyOf,
    Condition,
    Has,
    Is,
    Literal,
    NotOf,
    Stretch,
    Within,
)
from grassroots.charter.leaf import Leaf
from grassroots.charter.paths import leaves, literal
from grassroots.convert import Gathered, Misfit, Misfits, rows, table, text
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.problems import nearest

IN = "in"
"""`{ in = "older" }`: a record of a named segment."""

BOUNDS = ("at_least", "over", "at_most", "under")
WITHIN, PERIOD, CONTAINS = "within", "period", "contains"
"""`{ within = "period" }`: a day of the period of the figure."""


def read_condition(charter: Charter, noun: str, raw: Any) -> Condition:
    """A condition over records of `noun`: every entry of the table must hold. A table that is empty holds always.

    Literals take the type of the field that they compare with. Whether paths and words exist is for `check` to say.

    Raises:
        Misfits: what does not fit, with a condition that stands in its place.
    """
    if type(raw) is not dict:
        raise Misfits([((), Misfit("not-table", raw))], ALWAYS)
    gathered = Gathered()
    found = [gathered.take(key, lambda one, key: _entry(charter, noun, key, one), one, key) for key, one in raw.items()]
    parts = tuple(part for part in found if part is not None)
    condition = parts[0] if len(parts) == 1 else AllOf(parts)
    gathered.done(condition)
    return condition


def _entry(charter: Charter, noun: str, key: str, raw: Any) -> Condition:
    if key in ("any", "all"):
        gathered = Gathered()
        parts = tuple(
            gathered.take(number, lambda one, _: read_condition(charter, noun, one), one, Condition)
            for number, one in enumerate(rows(raw))
        )
        both = AnyOf(parts) if key == "any" else AllOf(parts)
        gathered.done(both)
        return both
    if key == "not":
        return NotOf(read_condition(charter, noun, raw))
    if key == IN:
        return _in(raw)
    if key == "has":
        return _has(charter, table(raw))
    ends = leaves(charter, noun, key) if known_noun(noun) else ()
    if type(raw) is dict and {"since", "before", "same"} & set(raw):
        return _against(raw, key)
    if type(raw) is dict:
        return _within(raw, key, ends)
    return _is(raw if type(raw) is list else [raw], key, ends)


def _in(raw: Any) -> Condition:
    """In a segment, or in one of several, by their names. What they ask is filled in when the whole charter was read."""
    names = raw if type(raw) is list and raw else [raw]
    wrong = [
        (((number,) if names is raw else ()), Misfit("not-text", one))
        for number, one in enumerate(names)
        if type(one) is not str
    ]
    if wrong:
        raise Misfits(wrong, ALWAYS)
    parts = tuple(AllOf(segment=name) for name in names)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _is(raw: list[Any], path: str, ends: tuple[Leaf, ...]) -> Is:
    gathered = Gathered()
    values: list[Literal | None] = []
    for one in raw:
        value, code = (None, "") if one == MISSING else literal(ends, one)
        if code:
            gathered.add((), Misfit(code, one))
        else:
            values.append(value)
    gathered.done()
    return Is(path, tuple(values))


def _within(raw: dict[str, Any], path: str, ends: tuple[Leaf, ...]) -> Within:
    gathered = Gathered()
    bounds: dict[str, Literal | None] = {}
    for key, one in raw.items():
        if key == WITHIN:
            if one != PERIOD:
                gathered.add((key,), Misfit("charter-choice", one, known=(PERIOD,)))
            continue
        if key == CONTAINS:
            gathered.take(key, text, one, str)
            continue
        value, code = literal(ends, one) if key in BOUNDS else (None, "key")
        if code:
            gathered.add((key,), Misfit("key", key, known=(*BOUNDS, WITHIN, CONTAINS)) if code == "key" else Misfit(code, one))
        else:
            bounds[key] = value
    if not any(bound in raw for bound in (*BOUNDS, WITHIN, CONTAINS)):
        gathered.add((), Misfit("charter-no-bound"))
    gathered.done()
    return Within(path=path, in_period=WITHIN in raw, contains=raw.get(CONTAINS, ""), **bounds)


def _against(raw: dict[str, Any], path: str) -> Against:
    gathered = Gathered()
    known = ("since", "days", "before", "same")
    for key in raw:
        if key not in known:
            gathered.add((key,), Misfit("key", key, known=known))
    given = {key: gathered.take(key, text, raw[key], str) for key in ("since", "before", "same") if key in raw}
    days = gathered.take("days", _days, raw["days"], int) if "days" in raw else None
    gathered.done()
    return Against(path=path, days=days, **given)


def _days(raw: Any, hint: Any) -> int:
    if type(raw) is not int or raw < 0:
        raise Misfit("not-whole", raw)
    return raw


def _stretch(raw: Any, hint: Any) -> Stretch:
    if raw not in tuple(Stretch):
        raise Misfit("choice", raw, known=tuple(Stretch))
    return Stretch(raw)


_HAS = ("where", "at_least", "of", "also", "within", "every")


def _has(charter: Charter, raw: dict[str, Any]) -> Has:
    named = [key for key in raw if key not in _HAS]
    noun = next((key for key in named if known_noun(key)), "")
    if not noun:
        first = named[0] if named else ""
        raise Misfit("charter-has", first, known=nearest(first, (*NOUNS, *DERIVED)))
    gathered = Gathered()
    for key in named:
        if key != noun:
            gathered.add((key,), Misfit("key", key, known=(noun, *_HAS)))
    by = gathered.take(noun, text, raw[noun], str)
    where = gathered.take("where", lambda one, _: read_condition(charter, noun, one), raw.get("where", {}), Condition)
    least = gathered.take("at_least", _count, raw.get("at_least", 1), int)
    of = gathered.take("of", text, raw.get("of", ""), str)
    also = tuple(gathered.take("also", text, one, str) for one in rows(raw.get("also", [])))
    times = {key: gathered.take(key, _stretch, raw[key], Stretch) for key in ("within", "every") if key in raw}
    gathered.done()
    return Has(noun=noun, by=by, where=where, at_least=least, of=of or "", also=also, **times)


def _count(raw: Any, hint: Any) -> int:
    if type(raw) is not int or raw < 1:
        raise Misfit("not-whole", raw)
    return raw
