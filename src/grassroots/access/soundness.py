"""Whether the records still agree once a change is made. Nothing is stored that would contradict what is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from grassroots.access.changing import Changing
from grassroots.access.closing import places_to_tell
from grassroots.access.scope import LAST_DAY
from grassroots.charter import Charter
from grassroots.fields import FieldInfo, field_named
from grassroots.model import NOUNS, Record, Unit, noun_of, references
from grassroots.problems import Problem
from grassroots.snapshot import Snapshot
from grassroots.snapshot.checks import CHAINS, EVERYWHERE, problems_of, together
from grassroots.store import Change, Key, Store, walk
from grassroots.values import Source

Told = tuple[str, str, str, str]
"""What tells one problem from another: its code, the noun and id of the record, the value."""


def faults_of_change(store: Store, charter: Charter, view: Changing, changes: Sequence[Change]) -> tuple[Problem, ...]:
    """What would be wrong after the changes, and is not wrong before.

    The records of everybody are looked at, for a change may break what its author cannot see; of those, a problem tells nothing. First only those
    that the changes can touch; where something is wrong there, all of them, to tell it with what is near.
    """
    if len(changes) <= max(FEW, store.head().seq // SHARE) and touched_faults(store, charter, changes) == frozenset():
        return ()
    stored, sources = stored_records(store)
    after = dict(stored)
    places = dict(sources)
    for change in changes:
        after.pop(change.key, None)
        places.pop(change.key, None)
        if change.record is not None:
            after[change.key] = change.record
        if change.source is not None:
            places[change.key] = change.source
    found = _problems(after.values(), charter, places_to_tell((*stored.values(), *after.values()), places))
    if not found:
        return ()
    # A store that was unsound before (its charter changed) may still be mended piece by piece.
    before = {_told(problem) for problem in _problems(stored.values(), charter, sources)}
    fresh = [problem for problem in found if _told(problem) not in before]
    if not view.unclosed:
        mine = {change.key for change in changes}
        seen = {(noun, id) for noun in NOUNS for id in view.snapshot(LAST_DAY).all(noun)} | mine
        hidden = {id for noun, id in stored if (noun, id) not in seen}
        fresh = [_veiled(problem, seen, hidden) for problem in fresh]
    return tuple(dict.fromkeys(fresh))


def touched_faults(store: Store, charter: Charter, changes: Sequence[Change]) -> frozenset[Told] | None:
    """The faults that the changes bring, found by looking only at what they touch; None where a change can touch everything. A unit that is new, and of which
    nothing that is stored speaks, moves nobody."""
    wide = [change for change in changes if change.noun in EVERYWHERE]
    if any(change.noun != "unit" or change.record is None for change in wide):
        return None
    units = [change.key for change in wide]
    if units and (_read(store, units) or store.referring(units)):
        return None
    before, near = _touched(store, changes, charter)
    return fresh_faults(before, changes, charter, near)


def fresh_faults(
    before: Mapping[Key, Record], changes: Iterable[Change], charter: Charter, about: Collection[Key] | None = None
) -> frozenset[Told]:
    """What is wrong with records after changes, and is not wrong before. `about`: the records that are to be looked at; without it, all."""
    after = dict(before)
    for change in changes:
        after.pop(change.key, None)
        if change.record is not None:
            after[change.key] = change.record

    def told(records: Mapping[Key, Record]) -> frozenset[Told]:
        shot = Snapshot.of(records.values(), charter, as_of=LAST_DAY, check=False)
        return frozenset(_told(problem) for problem in problems_of(shot, about))

    found = told(after)
    return found and found - told(before)


FEW, SHARE = 500, 4
"""So many changes at once, or such a part of all that were ever made, are judged by what they touch; of more, what they touch is nearly everything."""


def _touched(store: Store, changes: Sequence[Change], charter: Charter) -> tuple[dict[Key, Record], frozenset[Key]]:
    """The stored records on which the checks of these changes depend, and the keys of those that can come to be wrong: what is changed, what refers to it and what is
    held against it, beside what these refer to.

    What lies farther away stands, or is missing, before and after alike, and so do its problems.
    """
    keys = [change.key for change in changes]
    found = _read(store, keys)
    brought = [change.record for change in changes if change.record is not None]
    found |= _read(store, store.referring(keys))
    for noun, fields in together(charter):
        ids = [
            (target, value)
            for record in (*found.values(), *brought)
            if noun_of(record) == noun
            for name in fields
            for target in _field(noun, name).refs
            if (value := getattr(record, name)) is not None
        ]
        if ids:
            found |= _read(store, [key for key in store.referring(ids, [noun]) if key not in found])
    near = frozenset((*keys, *found))
    around = {key for record in (*found.values(), *brought) for key in references(record)} - found.keys()
    found |= _read(store, sorted(around))
    found |= _chains(store, brought, found)
    if any(noun == "notice" for noun, _ in (*found, *keys)):
        # Whether a consent is that of the person may hang on who is one person.
        found |= {("same_person", one.id): one.record for one in walk(store, "same_person", store.head().seq) if one.record}
    return found, near


def _chains(store: Store, brought: Iterable[Record], known: Mapping[Key, Record]) -> dict[Key, Record]:
    """The records to which chains of one noun lead from those that are brought: for units, all above them."""
    found: dict[Key, Record] = {}
    left = list(brought)
    while left:
        wanted = {
            (noun_of(record), id)
            for record in left
            for name in CHAINS.get(noun_of(record), ())
            if (id := getattr(record, name)) is not None
        } - found.keys()
        wanted |= {
            ("unit", place.parent) for one in left if isinstance(one, Unit) for place in one.parents if place.parent
        } - found.keys()
        found |= _read(store, sorted(wanted))
        left = [found[key] for key in sorted(wanted & found.keys())]
    return {key: record for key, record in found.items() if key not in known}


def _field(noun: str, name: str) -> FieldInfo:
    found = field_named(NOUNS[noun], name)
    assert found is not None
    return found


def _read(store: Store, keys: Sequence[Key]) -> dict[Key, Record]:
    return {key: one.record for key, one in store.read(keys).items() if one.record is not None}


def stored_records(store: Store) -> tuple[dict[Key, Record], dict[Key, Source]]:
    """Everything that is stored now, with its sources."""
    records: dict[Key, Record] = {}
    sources: dict[Key, Source] = {}
    seq = store.head().seq
    for noun in NOUNS:
        for one in walk(store, noun, seq):
            if one.record is not None:
                records[noun, one.id] = one.record
            if one.source is not None:
                sources[noun, one.id] = one.source
    return records, sources


def _problems(records: Iterable[Record], charter: Charter, sources: Mapping[Key, Source]) -> tuple[Problem, ...]:
    return Snapshot.of(records, charter, as_of=LAST_DAY, sources=sources).problems


def faults_under(store: Store, before: Charter, after: Charter) -> int:
    """How many things would be wrong with what is stored under another charter, and are not wrong under the one that holds."""
    records, sources = stored_records(store)
    known = {_told(problem) for problem in _problems(records.values(), before, sources)}
    return sum(_told(problem) not in known for problem in _problems(records.values(), after, sources))


def _told(problem: Problem) -> Told:
    details = problem.details
    return problem.code, str(details.get("noun")), str(details.get("id")), problem.value


def _veiled(problem: Problem, seen: set[Key], hidden: set[str]) -> Problem:
    """The problem as somebody may read it who does not see everything."""
    key = (str(problem.details.get("noun")), str(problem.details.get("id")))
    if key not in seen:
        return Problem("breaks-others")
    details = {name: _without(value, hidden) for name, value in problem.details.items()}
    return evolve(problem, details=details, value="…" if problem.value in hidden else problem.value)


def _without(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, list | tuple):
        return tuple(item for item in value if item not in hidden)
    return "…" if isinstance(value, str) and value in hidden else value
