"""The state of everything out of an earlier one, with what changed since laid over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from grassroots.access.closing import _confidential
from grassroots.model import Record
from grassroots.snapshot import Snapshot, cases_of
from grassroots.store import Key, Store, Versioned, walk
from grassroots.values import Source

MOST_LAID_OVER = 200
"""So many changes at once are laid over an earlier state; after more, everything is put side by side anew."""
CONFIDENTIAL = "confidential-now"
"""By this is kept with a state of everything which cases were confidential when it was the last."""


def further(
    earlier: Sequence[Snapshot], store: Store, as_of: date, seq: int, closed: Callable[[Record, frozenset[str]], Record]
) -> Snapshot | None:
    """All records as they are now: an earlier state of that day, with what changed since laid over it. None where there is no such state that says of itself
    which cases were confidential when it was the last (`CONFIDENTIAL`), or much changed: then everything is read. `closed`: a record as it is read where these cases are confidential."""
    before = next((one for one in reversed(earlier) if one.as_of == as_of and CONFIDENTIAL in one._kept), None)
    if before is None or before.known_at is None or seq != store.head().seq:
        return None
    entries = store.since(before.known_at, MOST_LAID_OVER + 1)
    if len(entries) > MOST_LAID_OVER:
        return None
    keys = list(dict.fromkeys((entry.noun, entry.id) for entry in entries if entry.seq <= seq))
    now = {key: one for key, one in store.read(keys, seq).items() if one.record is not None}
    confidential: frozenset[str] = before._kept[CONFIDENTIAL]
    if any(noun == "case" for noun, _ in keys) and (confidential or _confidential(_records(now.values()))):
        cases = _records(walk(store, "case", seq))
        if confidential != _confidential(cases):
            return None
    changed: dict[Key, tuple[Record | None, Source | None]] = dict.fromkeys(keys, (None, None))
    for key, one in now.items():
        if one.record is not None:
            told = one.source if confidential.isdisjoint(cases_of(one.record)) else None
            changed[key] = closed(one.record, confidential), told
    after = before._laid_over(changed, known_at=seq, head=str(store.head_at(seq)))
    after.kept(CONFIDENTIAL, lambda _: confidential)
    return after


def _records(stored: Iterable[Versioned]) -> Iterator[Record]:
    return (one.record for one in stored if one.record is not None)
