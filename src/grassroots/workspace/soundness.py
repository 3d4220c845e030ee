"""Whether the records still agree once a change is made. Nothing is stored that would contradict what is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve

from grassroots.access import LAST_DAY, View, places_to_tell
from grassroots.charter import Charter
from grassroots.model import NOUNS, Record
from grassroots.problems import Problem
from grassroots.snapshot import Snapshot
from grassroots.store import Change, Key, Store, walk
from grassroots.values import Source


def faults_of_change(store: Store, charter: Charter, view: View, changes: Sequence[Change]) -> tuple[Problem, ...]:
    """What would be wrong after the changes, and is not wrong before.

    The records of everybody are looked at, for a change may break what its author cannot see; of those, a problem tells nothing.
    """
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
    if not view.whole:
        mine = {change.key for change in changes}
        seen = {(noun, id) for noun in NOUNS for id in view.snapshot(LAST_DAY).all(noun)} | mine
        hidden = {id for noun, id in stored if (noun, id) not in seen}
        fresh = [_veiled(problem, seen, hidden) for problem in fresh]
    return tuple(dict.fromkeys(fresh))


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


def _told(problem: Problem) -> tuple[str, str, str, str]:
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
