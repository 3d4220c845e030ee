"""What a row may not change in silence: whom a number means, and what held on a day gone by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import attrs

from grassroots.charter.targets import Goes
from grassroots.fields import Column, fields_of
from grassroots.ledgers.origins import differing
from grassroots.ledgers.plan import necessary
from grassroots.ledgers.reading import Key
from grassroots.ledgers.references import home_attribute
from grassroots.ledgers.rows import Line
from grassroots.ledgers.sheet import Sheet
from grassroots.model import NOUNS, Record, key_of
from grassroots.problems import Problem
from grassroots.values import PartialDate, Ref, Source

Pair = tuple[Record, Record]
"""A record as it is stored, and as the row has it."""

_SAYS = ("name", "title", "text", "subject", "what", "address")
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
    days = (Column.DATE, PartialDate)
    return tuple(one.name for one in fields_of(NOUNS[noun]) if one.kind in days and one.name not in ("end", "until"))


@cache
def _lasting(noun: str) -> tuple[str, ...]:
    """Of a record that holds from a day on: what it refers to. Another place or holder is another spell."""
    if noun != "membership" and "start" not in {one.name for one in attrs.fields(NOUNS[noun])}:
        return ()
    refers = {one.name for one in fields_of(NOUNS[noun]) if one.refs}
    return tuple(name for name in necessary(noun) if name in refers)


Changed = Sequence[tuple[Line, Sequence[Pair]]]
"""The rows that change records, each with what it changes."""


def questions(changed: Changed, known: Sequence[Line], sources: Mapping[Key, Source]) -> Iterator[tuple[Line, Problem]]:
    """What is asked of rows that change records: at most one question a row. `known`: all rows of records that are stored; `sources`: the row of each."""
    renumbered, anew = dict(_renumbered(changed)), dict(_anew(changed, known, sources))
    for line, pairs in changed:
        found = renumbered.get(line) or _another(line, pairs) or anew.get(line)
        found = found or next(filter(None, (ask(line, *pair) for ask in (_moved, _redated) for pair in pairs)), None)
        if found:
            yield line, found


def _all(records: Iterable[Record]) -> dict[tuple[str, str], Any]:
    return {(key_of(record)[0], name): value for record in records for name, value in founding(record).items()}


def _anew(changed: Changed, known: Sequence[Line], sources: Mapping[Key, Source]) -> Iterator[tuple[Line, Problem]]:
    """Rows of a table in which most numbers that were known have another first day than before: the numbers begin anew, as those of another month."""
    there: dict[Sheet, int] = {}
    for line in known:
        there[line.sheet] = there.get(line.sheet, 0) + 1
    moved: dict[Sheet, list[tuple[Line, list[Pair]]]] = {}
    for line, pairs in changed:
        days = [(old, new) for old, new in pairs if None not in (was := _first(old), now := _first(new)) and was != now]
        if days:
            moved.setdefault(line.sheet, []).append((line, days))
    for sheet, rows in moved.items():
        line, pairs = rows[0]
        alone = len(rows) < _FEW and not _of_another_table(line, pairs[0], sources)
        if alone or 2 * len(rows) <= there.get(sheet, 0):
            continue
        for line, _ in rows:
            details = {"id": line.called, "count": len(rows), "known": there[sheet]}
            yield line, Problem("numbers-anew", source=line.source, details=details)


def _first(record: Record) -> Any:
    return founding(record).get("on") if key_of(record)[0] != "person" else None


def _of_another_table(line: Line, pair: Pair, sources: Mapping[Key, Source]) -> bool:
    """Whether a record came from a file of another name, and its first day was in another month."""
    source, was, now = sources.get(key_of(pair[0])), _first(pair[0]), _first(pair[1])
    return source is not None and source.file != line.source.file and (was.year, was.month) != (now.year, now.month)


def _renumbered(changed: Changed) -> Iterator[tuple[Line, Problem]]:
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
            yield line, Problem("renumbered", source=line.source, details={"id": line.called, "other": other.called})


def _another(line: Line, pairs: Sequence[Pair]) -> Problem | None:
    """Whether a row is still about what its number was given to: nothing by which that is known is the same. An office has few units: where the
    day and the text are others, the same unit says nothing."""
    was, now = _all(was for was, _ in pairs), _all(now for _, now in pairs)
    shared = was.keys() & now.keys()
    telling = {name for name in shared if name[1] in ("on", "text")}
    if len({name for _, name in telling}) == _FEW:
        shared = telling
    other = len(shared) >= _FEW and all(was[name] != now[name] for name in shared)
    if not other and not _is_somebody_else(was, now):
        return None
    columns = [heading for old, new in pairs for heading in differing(line.sheet, key_of(new)[0], old, new)]
    return Problem("other-under-number", source=line.source, details={"id": line.called, "columns": columns})


def _is_somebody_else(was: Mapping[tuple[str, str], Any], now: Mapping[tuple[str, str], Any]) -> bool:
    """Whether a person has another name and another day of birth; or, where nothing else is known, quite another name: no word or Chinese character
    of it is the same."""
    old, new = (one.get(("person", "text"), "") for one in (was, now))
    if ("person", "on") in was and ("person", "on") in now:
        return old != new and bool(was["person", "on"] != now["person", "on"])
    if len(was.keys() & now.keys()) >= _FEW:
        return False
    parts = [set(re.findall(r"[a-z0-9]+|[^\W\d_]", name.casefold())) for name in (old, new)]
    return bool(old and new) and not parts[0] & parts[1] and SequenceMatcher(None, old, new).ratio() < _ALIKE


_ALIKE = 0.75


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
    details = {"id": line.called, "was": change[0]}
    return Problem("change-without-day", source=line.source, column=", ".join(columns), value=change[1], details=details)


def _redated(line: Line, stored: Record, record: Record) -> Problem | None:
    """Was it on another day that something began which lasts, or that a membership went on? What was told of the time since then changes with it."""
    noun = key_of(record)[0]
    if noun != "unit" and not _lasting(noun):
        return None
    was, now = _beginnings(stored), _beginnings(record)
    name = next((one for one in was if one in now and not _is_of(now[one], was[one])), None)
    if name is None:
        return None
    targets = ((column, line.sheet.plan.columns[column].target) for column in line.sheet.places) if line.sheet.plan else ()
    headings = [
        line.sheet.heading(column)
        for column, target in targets
        if target and target.noun == noun and target.name == name and target.goes in (Goes.STEP, Goes.FIELD)
    ]
    details = {"id": line.called, "was": str(was[name])}
    return Problem("day-changed", source=line.source, column=", ".join(headings), value=str(now[name]), details=details)


def _beginnings(record: Record) -> dict[str, date | PartialDate]:
    """The day of each step of a membership, and the first day of what has one; as far as they are known."""
    found: dict[str, date | PartialDate] = {}
    for step in getattr(record, "steps", ()) if key_of(record)[0] == "membership" else ():
        found.setdefault(step.state, step.known or step.on)
    start = getattr(record, "start", None)
    return found | ({"start": getattr(record, "known", None) or start} if start is not None else {})


def _is_of(now: date | PartialDate, was: date | PartialDate) -> bool:
    """Whether a day is the same as before, or says more of a month or year that was all that was known."""
    first, last = (was.earliest, was.latest) if isinstance(was, PartialDate) else (was, was)
    said = (now.earliest, now.latest) if isinstance(now, PartialDate) else (now, now)
    return first <= said[0] and said[1] <= last


def _id(value: str | Ref) -> str:
    return value.id if isinstance(value, Ref) else value
