"""What tells of records beside them: rows that wait for mending, messages; and what of a person was withdrawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import frozen

from grassroots.charter import Charter
from grassroots.fields import Part, fields_of, html_filled
from grassroots.model import Custom, ExternalId, Record, references
from grassroots.store import BadRow, Key, Logged, Message, Store

LEAST = 2
"""A text of fewer letters tells of nobody."""

LEAST_NUMBER = 6
"""A number of fewer signs is the running number of many a list."""


@frozen
class Traces:
    """What tells of some records beside them."""

    messages: tuple[Message, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()

    _repr_html_ = html_filled


def traces(store: Store, keys: Sequence[Key]) -> Traces:
    """The waiting rows that came from the same place as one of these records, or have a cell that says what one of them holds; the messages about one of them,
    those that go to one of these addresses, or say one of these texts as a word."""
    entries = [entry for key in keys for entry in store.history(key)]
    places = {entry.source for entry in entries if entry.source is not None}
    texts = {text for entry in entries for text in _texts(_record(store, entry)) if len(text) >= LEAST}
    rows = tuple(row for row in store.bad_rows() if row.source in places or any(cell.strip() in texts for _, cell in row.cells))
    said = re.compile("|".join(_word(text) for text in sorted(texts, key=len, reverse=True))) if texts else None
    about = set(keys)

    def tells(message: Message) -> bool:
        words = [text for text in (message.to, message.subject, message.body) if text]
        return bool(words) and (not about.isdisjoint(message.about) or any(said and said.search(text) for text in words))

    return Traces(tuple(one for one, *_ in store.outbox() if tells(one)), rows)


THROUGH = ("person", "membership", "collection")
"""Through what a record leads to a person: what names a membership tells of whose it is, and what came back of dues of whom they were taken."""


def withdrawn_about(store: Store, keys: Iterable[Key]) -> tuple[Key, ...]:
    """The records that were withdrawn and named one of these people, memberships or collections, or were one of them, in the order in which they went."""
    wanted = {key for key in keys if key[0] in THROUGH}
    last: dict[Key, Logged] = {}
    seq = 0
    while page := store.since(seq, 5000):
        last |= {(one.noun, one.id): one for one in page}
        seq = page[-1].seq
    gone = {key: _named(store, key) for key, one in last.items() if one.withdrawn}
    found: set[Key] = set()
    for noun in THROUGH:
        through = {key for key in wanted | found if key[0] == noun}
        found |= {key for key, named in gone.items() if key in through or not through.isdisjoint(named)}
    return tuple(key for key in gone if key in found)


def withdrawn_person(store: Store, charter: Charter, person: str) -> str | None:
    """The person who was withdrawn and had this id, or this number in a ledger; None if there was none, or the person is on record again."""
    ids = [person, *(f"{rule.prefix}{person}" for rule in charter.ledgers.values() if "person" in rule.nouns)]
    found = store.read([("person", id) for id in dict.fromkeys(ids)])
    standing = any(one.record is not None for one in found.values())
    return None if standing else next((one.id for one in found.values()), None)


def last_of(store: Store, key: Key) -> Record | None:
    """A record as it is, or was last before it was withdrawn; None where there never was one."""
    found = (_record(store, one) for one in reversed(store.history(key)))
    return next((one for one in found if one is not None), None)


def _named(store: Store, key: Key) -> frozenset[Key]:
    """What a record named, in any of its versions."""
    records = (_record(store, one) for one in store.history(key))
    return frozenset(named for record in records if record is not None for named in references(record))


def _record(store: Store, entry: Logged) -> Record | None:
    found = store.read([(entry.noun, entry.id)], entry.seq).get((entry.noun, entry.id))
    return None if found is None else found.record


def _texts(part: Any) -> Iterator[str]:
    """The texts of the personal part of a record, and of its rows; ids of others are none."""
    if part is None:
        return
    if isinstance(part, Custom):
        if part.private and part.text:
            yield part.text.strip()
        return
    if isinstance(part, ExternalId):
        if len(part.value.strip()) >= LEAST_NUMBER:
            yield part.value.strip()
        return
    for info in fields_of(type(part)):
        value = getattr(part, info.name)
        if info.many:
            for one in value:
                yield from _texts(one)
        elif info.part is Part.PERSONAL and isinstance(value, str) and not info.refs and not info.words:
            yield value.strip()


def _word(text: str) -> str:
    """A text where it stands as a word: a short name is not found within a longer one."""
    before = r"(?<![^\W_])" if text[0].isascii() and text[0].isalnum() else ""
    after = r"(?![^\W_])" if text[-1].isascii() and text[-1].isalnum() else ""
    return before + re.escape(text) + after
