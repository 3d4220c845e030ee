"""Conditions: from the tables of a charter to what the evaluator asks of each record."""

from __future__ import annotations

from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.measure import ALWAYS, MISSING, AllOf, AnyOf, Condition, Has, Is, Literal, NotOf, Within
from grassroots.charter.paths import leaves, literal
from grassroots.convert import Gathered, Misfit, Misfits, rows, table, text
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.problems import nearest

BOUNDS = ("at_least", "over", "at_most", "under")
PERIOD = "period"
"""What a day lies `within`: the period that a figure is asked for."""


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
    if key == "has":
        return _has(charter, table(raw))
    ends = leaves(charter, noun, key) if known_noun(noun) else ()
    if type(raw) is dict:
        return _within(raw, key, ends)
    return _is(raw if type(raw) is list else [raw], key, ends)


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
    if "within" in raw:
        for key in raw.keys() - {"within"}:
            gathered.add((key,), Misfit("key", key, known=("within",)))
        if raw["within"] != PERIOD:
            gathered.add(("within",), Misfit("choice", raw["within"], known=(PERIOD,)))
        gathered.done(Within(path=path, period=True))
        return Within(path=path, period=True)
    if "contains" in raw:
        for key in raw.keys() - {"contains"}:
            gathered.add((key,), Misfit("key", key, known=("contains",)))
        contains = gathered.take("contains", text, raw["contains"], str)
        gathered.done(Within(path=path, contains=contains))
        return Within(path=path, contains=contains)
    bounds: dict[str, Literal | None] = {}
    for key, one in raw.items():
        value, code = literal(ends, one) if key in BOUNDS else (None, "key")
        if code:
            gathered.add(
                (key,), Misfit("key", key, known=(*BOUNDS, "within", "contains")) if code == "key" else Misfit(code, one)
            )
        else:
            bounds[key] = value
    if not any(bound in raw for bound in BOUNDS):
        gathered.add((), Misfit("charter-no-bound"))
    gathered.done()
    return Within(path=path, **bounds)  # type: ignore[arg-type]


def _has(charter: Charter, raw: dict[str, Any]) -> Has:
    named = [key for key in raw if key not in ("where", "at_least")]
    noun = next((key for key in named if known_noun(key)), "")
    if not noun:
        first = named[0] if named else ""
        raise Misfit("charter-has", first, known=nearest(first, (*NOUNS, *DERIVED)))
    gathered = Gathered()
    for key in named:
        if key != noun:
            gathered.add((key,), Misfit("key", key, known=(noun, "where", "at_least")))
    by = gathered.take(noun, text, raw[noun], str)
    where = gathered.take("where", lambda one, _: read_condition(charter, noun, one), raw.get("where", {}), Condition)
    least = gathered.take("at_least", _count, raw.get("at_least", 1), int)
    gathered.done()
    return Has(noun=noun, by=by, where=where, at_least=least)


def _count(raw: Any, hint: Any) -> int:
    if type(raw) is not int or raw < 1:
        raise Misfit("not-whole", raw)
    return raw
