"""Scope: the units in view, and records cut where they refer to what is not."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Set
from datetime import date, timedelta
from functools import cache
from typing import Any

from attrs import evolve, frozen

from grassroots.access.closing import _class_of, _described
from grassroots.fields import FieldInfo, fields_of
from grassroots.model import (
    Derived,
    Record,
    SamePerson,
    key_of,
    references,
)
from grassroots.problems import Problem
from grassroots.snapshot import Snapshot
from grassroots.store import Key
from grassroots.values import FOREVER, Ref, UnitId

LAST_DAY = FOREVER - timedelta(days=1)
"""The day on which everything recorded holds: where no day is given, rights follow the tree as it stands after every dated change."""

# -- scope --


def _units_in(snapshot: Snapshot, grants: frozenset[UnitId] | None, scope: UnitId | None, day: date) -> frozenset[UnitId]:
    """The units in view on a day: those at or under a grant and the scope, and those that no longer stand (or do not yet)
    where they count there."""
    tree = snapshot.tree_on(day)
    standing: set[UnitId] = set(tree.units)
    if grants is not None:
        standing &= {unit for grant in grants for unit in tree.under(grant)}
    if scope is not None:
        standing &= set(tree.under(scope))
    return frozenset(UnitId(id) for id in snapshot.all("unit") if snapshot.tree.place(UnitId(id), day) in standing)


def _in_view(everything: Snapshot, seen: Set[Key], salt: str) -> tuple[list[Record], frozenset[Key]]:
    """The records in view, cut where they refer to what is not; and the keys of those that were cut."""
    whole: list[Record] = [everything.all(noun)[id] for noun, id in sorted(seen)]
    shown = [_cut(record, seen, salt) for record in whole]
    return shown, frozenset(key_of(one) for one, before in zip(shown, whole, strict=True) if one is not before)


def _keys_in_view(
    everything: Snapshot,
    mine: frozenset[UnitId],
    homed: Iterable[Record],
    allowed: Set[Key] | None = None,
) -> set[Key]:
    """What is in view, by key: what has its home there, and what goes with that. `allowed`: no others than these, nor a person to whom only others refer."""
    seen: set[Key] = set()
    for record in homed:
        if allowed is None or key_of(record) in allowed:
            seen.add(key_of(record))
            seen.update(("person", id) for id in _persons_of(record))
    events = [
        event
        for event in everything.all("change_event").values()
        if any(part.unit in mine for name in ("before", "after") for part in getattr(event, name))
    ]
    seen = {key for key in seen if everything.get(*key) is not None}
    # That two records are one person matters to whoever sees both.
    same = [
        one
        for one in everything.all("same_person").values()
        if isinstance(one, SamePerson) and {("person", one.kept), ("person", one.merged)} <= seen
    ]
    # A holiday is the same for everybody: a clock must not run otherwise for whoever sees less.
    days = everything.all("calendar_day").values()
    seen |= {key_of(record) for record in (*events, *same, *days)}
    return seen if allowed is None else seen & allowed


@cache
def _ref_fields(cls: Any) -> tuple[FieldInfo, ...]:
    def leads(info: FieldInfo) -> bool:
        part: Any = info.kind
        return bool(info.refs) or (info.many and _described(part) and any(inner.refs for inner in fields_of(part)))

    return tuple(info for info in fields_of(cls) if leads(info))


def _leading(part: Any) -> Iterator[tuple[FieldInfo, tuple[str, ...], str]]:
    """The references of a record and of its rows: the field, the nouns that they may lead to, the id."""
    for info in fields_of(_class_of(part)):
        value = getattr(part, info.name)
        if info.many:
            for one in value:
                yield from _leading(one)
        elif isinstance(value, Ref):
            yield info, (value.noun,), value.id
        elif info.refs and value is not None:
            yield info, info.refs, value


def _persons_of(record: Record) -> Iterator[str]:
    for info in _ref_fields(_class_of(record)):
        value = getattr(record, info.name)
        if isinstance(value, Ref):
            if value.noun == "person":
                yield value.id
        elif "person" in info.refs and value is not None:
            yield value


@frozen
class AllBut:
    """Every record there may be, but for some: what leads to nowhere is not their secret."""

    gone: frozenset[Key]

    def __contains__(self, key: object) -> bool:
        return key not in self.gone


OUTSIDE = "outside-"
"""How the name begins of what is out of view but must be named."""


def _cut(record: Any, seen: Container[Key], salt: str) -> Any:
    changes: dict[str, Any] = {}
    for info in _ref_fields(_class_of(record)):
        value = getattr(record, info.name)
        if info.many and info.refs:
            parts = tuple(part for part in value if _seen(info, part, seen))
            if parts != value:
                changes[info.name] = parts
        elif info.many:
            parts = tuple(shown for part in value if (shown := _cut_part(part, seen)) is not None)
            if parts != value:
                changes[info.name] = parts
        elif value is not None and not _seen(info, value, seen):
            changes[info.name] = None if info.optional else _outside(info, value, salt)
    return evolve(record, **changes) if changes else record


def _cut_derived(record: Derived, seen: Container[Key], salt: str) -> Derived:
    """A derived record without what is out of view. Its id is often made of those of what it tells of: where one of these is out of view, so is the id."""
    cut: Derived = _cut(record, seen, salt)
    if cut is record:
        return record
    told = {id for noun, id in references(record) if (noun, id) not in seen and id in record.id}
    return evolve(cut, id=OUTSIDE + hashlib.sha256(f"{salt}:id:{record.id}".encode()).hexdigest()[:12]) if told else cut


def _cut_part(part: Any, seen: Container[Key]) -> Any | None:
    """A child without what is out of view; None if nothing is left of it."""
    changes: dict[str, Any] = {}
    for info in _ref_fields(_class_of(part)):
        value = getattr(part, info.name)
        if value is not None and not _seen(info, value, seen):
            if not info.optional:
                return None
            changes[info.name] = None
    return evolve(part, **changes) if changes else part


def _seen(info: FieldInfo, value: Any, seen: Container[Key]) -> bool:
    return (value.noun, value.id) in seen if isinstance(value, Ref) else any((noun, value) in seen for noun in info.refs)


def _outside(info: FieldInfo, value: Any, salt: str) -> Any:
    if isinstance(value, Ref):
        return Ref(value.noun, _outside(info, value.id, salt))
    return OUTSIDE + hashlib.sha256(f"{salt}:{info.name}:{value}".encode()).hexdigest()[:12]


def _by_the_cut(problem: Problem, cut: frozenset[Key]) -> bool:
    """Whether a problem is there only because the view ends somewhere."""
    key = (str(problem.details.get("noun")), str(problem.details.get("id")))
    told = ("unknown-reference", "no-parent", "parent-not-standing", "ballot-id")
    return key in cut and (problem.code in told or problem.code.startswith(("notice-", "mandate-")))
