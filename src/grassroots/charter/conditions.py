"""Conditions: from the tables of a charter to what the evaluator asks of each record."""

from __future__ import annotations

from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.measure import ALWAYS, MISSING, AllOf, AnyOf, Condition, Has, Is, Literal, NotOf, Within
from grassroots.charter.paths import leaves, literal
from grassroots.charter.reader import Reader
from grassroots.model import DERIVED, NOUNS, known_noun
from grassroots.problems import nearest

BOUNDS = ("at_least", "over", "at_most", "under")


def read_condition(reader: Reader | None, charter: Charter, noun: str) -> Condition:
    """A condition over records of `noun`: every entry of the table must hold. None, or a table that is empty, holds always.

    Literals take the type of the field that they compare with. Whether paths and words exist is for `check` to say.
    """
    if reader is None:
        return ALWAYS
    parts = tuple(_entry(reader, key, charter, noun) for key in reader.data)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _entry(reader: Reader, key: str, charter: Charter, noun: str) -> Condition:
    if key in ("any", "all"):
        parts = tuple(read_condition(inner, charter, noun) for inner in reader.listed(key))
        return AnyOf(parts) if key == "any" else AllOf(parts)
    if key == "not":
        return NotOf(read_condition(reader.table(key), charter, noun))
    if key == "has":
        inner = reader.table(key)
        return _has(inner, charter) if inner else ALWAYS
    raw = reader.raw(key)
    ends = leaves(charter, noun, key) if known_noun(noun) else ()
    if isinstance(raw, dict):
        return _within(reader.inner((key,), raw), key, ends)
    return Is(key, tuple(_literal(reader, key, one, ends) for one in (raw if isinstance(raw, list) else [raw])))


def _literal(reader: Reader, key: str, raw: Any, ends: tuple[Leaf, ...]) -> Literal | None:
    if raw == MISSING:
        return None
    value, problem = literal(ends, raw)
    if problem:
        reader.wrong(key, problem, raw)
        return None
    return value  # type: ignore[no-any-return]


def _within(reader: Reader, path: str, ends: tuple[Leaf, ...]) -> Condition:
    bounds: dict[str, Literal | None] = {}
    for bound in BOUNDS:
        if reader.has(bound):
            raw = reader.raw(bound)
            value, problem = literal(ends, raw)
            if problem:
                reader.wrong(bound, problem, raw)
            else:
                bounds[bound] = value
    reader.done()
    if not any(bound in reader.data for bound in BOUNDS):
        reader.wrong(None, "charter-no-bound")
    return Within(path=path, **bounds)


def _has(reader: Reader, charter: Charter) -> Condition:
    named = [key for key in reader.data if key not in ("where", "at_least")]
    noun = next((key for key in named if known_noun(key)), "")
    if not noun:
        reader.wrong(
            None, "charter-has", named[0] if named else "", known=nearest(named[0] if named else "", (*NOUNS, *DERIVED))
        )
        return ALWAYS
    by = reader.text(noun)
    where = read_condition(reader.table("where"), charter, noun)
    least = reader.raw("at_least")
    if least is not None and (not isinstance(least, int) or isinstance(least, bool) or least < 1):
        reader.wrong("at_least", "charter-not-whole", least)
        least = None
    reader.done()
    return Has(noun=noun, by=by, where=where, at_least=1 if least is None else least)
