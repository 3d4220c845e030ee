"""Stores of lower units merged above: what the log of one store holds, as batches for another. Sent again, nothing is stored twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from attrs import evolve, frozen

from grassroots.codec import facts_of
from grassroots.errors import InvalidArgument
from grassroots.fields import fields_of
from grassroots.model import Record, noun_of
from grassroots.store import Batch, Change, Key, Logged, Store
from grassroots.values import Ref

PAGE = 1000


@frozen(kw_only=True)
class Merged:
    """What came of a merge: the batches that were stored above, in order, and how many were there already."""

    stored: tuple[str, ...]
    known: int


def merge(lower: Store, upper: Store, scheme: str, *, same: Mapping[Key, str] | None = None, personal: bool = False) -> Merged:
    """Brings what is new in a lower store into the one above, batch by batch.

    Args:
        lower: the store of the lower unit; it is only read.
        upper: the store above.
        scheme: what the lower store is called above: each id becomes `scheme/id`.
        same: (noun, id) below → id above, for records that both have, such as the unit itself. They are referred to, and not brought up.
        personal: whether names and texts go up as well; without it they stay below.

    Raises:
        Conflict: somebody changed above what came from below.
    """
    there = {entry.batch for entry in _log(upper)}
    stored: list[str] = []
    known = 0
    for batch in batches_of(lower, scheme, same=same, personal=personal):
        if batch.id in there:
            known += 1
            continue
        upper.append(batch)
        stored.append(batch.id)
    return Merged(stored=tuple(stored), known=known)


def batches_of(store: Store, scheme: str, *, same: Mapping[Key, str] | None = None, personal: bool = False) -> Iterator[Batch]:
    """The log of a store as batches for another, in order: the records as they were after each batch, under ids of that scheme.

    What was erased below is erased in what is given here, too; what went up before it was erased has to be erased above by its office.
    """
    if not scheme or "/" in scheme:
        raise InvalidArgument(f"{scheme!r} cannot stand before ids; give a short name without a slash")
    known = dict(same or {})
    versions: dict[Key, int] = {}
    for batch, entries in _by_batch(store):
        changes: list[Change] = []
        expect: dict[Key, int] = {}
        kept = [entry for entry in entries if (entry.noun, entry.id) not in known and not entry.redacted]
        records = store.read([(entry.noun, entry.id) for entry in kept], known_at=entries[-1].seq)
        for entry in kept:
            record = records[entry.noun, entry.id].record
            id = f"{scheme}/{entry.id}"
            key = (entry.noun, id)
            made = None if record is None else renamed(record, scheme, known)
            if made is not None and not personal:
                made = facts_of(made)
            expect[key] = versions.get(key, 0)
            versions[key] = expect[key] + 1
            changes.append(Change(noun=entry.noun, id=id, record=made))
        if changes:
            first = entries[0]
            yield Batch(
                id=f"{scheme}/{batch}", changes=tuple(changes), expect=expect, actor=scheme, reason=first.reason, at=first.at
            )


def renamed(record: Record, scheme: str, same: Mapping[Key, str] | None = None) -> Record:
    """A record under the id of a scheme, and all that it refers to likewise.

    >>> from grassroots.model import Post
    >>> from grassroots.values import PostId, UnitId
    >>> post = renamed(Post(id=PostId("p1"), unit=UnitId("b7"), kind="secretary"), "west", {("unit", "b7"): "branch-7"})
    >>> post.id, post.unit
    ('west/p1', 'branch-7')
    """
    names = same or {}
    noun = noun_of(record)
    changed: dict[str, Any] = {"id": names.get((noun, record.id), f"{scheme}/{record.id}")}
    changed.update(_references(record, scheme, names))
    made: Record = evolve(record, **changed)
    return made


def _references(part: Any, scheme: str, same: Mapping[Key, str]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for info in fields_of(type(part)):
        value = getattr(part, info.name)
        if info.many:
            changed[info.name] = tuple(
                evolve(one, **_references(one, scheme, same)) if attrs.has(type(one)) else one for one in value
            )
        elif isinstance(value, Ref):
            changed[info.name] = Ref(value.noun, same.get((value.noun, value.id), f"{scheme}/{value.id}"))
        elif info.refs and value is not None:
            there = [same[noun, value] for noun in info.refs if (noun, value) in same]
            changed[info.name] = there[0] if there else f"{scheme}/{value}"
    return changed


def _log(store: Store) -> Iterator[Logged]:
    seq = store.head().seq
    after = 0
    while after < seq:
        page = store.since(after, PAGE)
        if not page:
            return
        yield from page
        after = page[-1].seq


def _by_batch(store: Store) -> Iterator[tuple[str, list[Logged]]]:
    held: list[Logged] = []
    for entry in _log(store):
        if held and held[0].batch != entry.batch:
            yield held[0].batch, held
            held = []
        held.append(entry)
    if held:
        yield held[0].batch, held
