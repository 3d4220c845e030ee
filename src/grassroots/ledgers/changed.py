"""What a row may not change in silence: whom a number means, and what held on a day gone by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import attrs

from grassroots.fields import Column, fields_of
from grassroots.ledgers.origins import differing
from grassroots.ledgers.plan import necessary
from grassroots.ledgers.references import home_attribute
from grassroots.ledgers.rows import Line
from grassroots.model import NOUNS, Record, key_of
from grassroots.problems import Problem
from grassroots.values import Ref

Pair = tuple[Record, Record]
"""A record as it is stored, and as the row has it."""

_SAYS = ("name", "title", "text", "subject", "what")
_FEW = 2
"""So many facts have to be there on both sides before a row can be told to be about something else."""


def founding(record: Record) -> dict[str, Any]:
    """What a record is known by beside its number: its unit, its first day, what it says; only what is filled.

    >>> from grassroots.model import Household
    >>> founding(Household(id="h-1", unit="v1"))
    {'unit': 'v1'}
    """
    noun = key_of(record)[0]
    steps, home = getattr(record, "steps", ()), home_attribute(noun)
    days = (getattr(record, name) for name in _days(noun))
    found = {
        home: getattr(record, home, None) if home else None,
        "on": steps[0].on if steps else next(filter(None, days), None),
        "text": next(filter(None, (getattr(record, name, None) for name in _SAYS)), None),
    }
    return {name: value for name, value in found.items() if value is not None}


@cache
def _days(noun: str) -> tuple[str, ...]:
    return tuple(one.name for one in fields_of(NOUNS[noun]) if one.kind is Column.DATE and one.name not in ("end", "until"))


@cache
def _lasting(noun: str) -> tuple[str, ...]:
    """Of a record that holds from a day on: what it refers to. Another place or holder is another spell."""
    if noun != "membership" and "start" not in {one.name for one in attrs.fields(NOUNS[noun])}:
        return ()
    refers = {one.name for one in fields_of(NOUNS[noun]) if one.refs}
    return tuple(name for name in necessary(noun) if name in refers)


def questions(changed: Sequence[tuple[Line, Sequence[Pair]]]) -> Iterator[tuple[Line, Problem]]:
    """What is asked of rows that change records: at most one question a row."""
    asked = dict(_renumbered(changed))
    for line, pairs in changed:
        found = asked.get(line) or _another(line, pairs) or next(filter(None, (_moved(line, *pair) for pair in pairs)), None)
        if found:
            yield line, found


def _all(records: Iterable[Record]) -> dict[tuple[str, str], Any]:
    return {(key_of(record)[0], name): value for record in records for name, value in founding(record).items()}


def _renumbered(changed: Sequence[tuple[Line, Sequence[Pair]]]) -> Iterator[tuple[Line, Problem]]:
    """Rows that say under one number what stood under another one whose row says something else now, too."""
    facts = [(line, _all(was for was, _ in pairs), _all(now for _, now in pairs)) for line, pairs in changed]
    before = {
        (line.sheet.plan, tuple(was.items())): line
        for line, was, now in facts
        if was != now and len(was) >= _FEW and any(name == "text" for _, name in was)
    }
    for line, was, now in facts:
        other = before.get((line.sheet.plan, tuple(now.items())))
        if other and other is not line and was != now:
            yield line, Problem("renumbered", source=line.source, details={"id": line.id, "other": other.id})


def _another(line: Line, pairs: Sequence[Pair]) -> Problem | None:
    """Whether a row is still about what its number was given to: nothing by which that is known is the same. An office has few units: where the
    day and the text are others, the same unit says nothing."""
    was, now = _all(was for was, _ in pairs), _all(now for _, now in pairs)
    shared = was.keys() & now.keys()
    telling = {name for name in shared if name[1] in ("on", "text")}
    if len({name for _, name in telling}) == _FEW:
        shared = telling
    if len(shared) < _FEW or any(was[name] == now[name] for name in shared):
        return None
    columns = [heading for old, new in pairs for heading in differing(line.sheet, key_of(new)[0], old, new)]
    return Problem("other-under-number", source=line.source, details={"id": line.id, "columns": columns})


def _moved(line: Line, stored: Record, record: Record) -> Problem | None:
    """From which day has a record that holds for some time another place or holder?"""
    noun = key_of(record)[0]
    change = next(
        ((_id(was), _id(now)) for name in _lasting(noun) if (was := getattr(stored, name)) != (now := getattr(record, name))),
        None,
    )
    if change is None:
        since = {one.since: one.parent for one in getattr(stored, "parents", ())}
        places = getattr(record, "parents", ())
        change = next(
            ((since[one.since], one.parent) for one in places if since.get(one.since, one.parent) != one.parent), None
        )
    if change is None:
        return None
    columns = differing(line.sheet, noun, stored, record)
    details = {"id": line.id, "was": change[0]}
    return Problem("change-without-day", source=line.source, column=", ".join(columns), value=change[1], details=details)


def _id(value: str | Ref) -> str:
    return value.id if isinstance(value, Ref) else value
