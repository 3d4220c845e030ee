"""What every store and everybody who reads one does alike: records are walked page by page, rows turned into columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from grassroots.codec import Cell
from grassroots.store.contract import Store, Versioned

PAGE = 5000
"""How many records are read from a store at a time."""

FEW_OF = 20
"""Where what is asked about is no more than such a part of what the log holds, it is read by itself; else everything is walked through."""


def walk(store: Store, noun: str, known_at: int, *, personal: bool = True) -> Iterator[Versioned]:
    """All the records of a noun that stood at a head, in the order of their ids, read page by page."""
    after = ""
    while page := store.scan(noun, after, PAGE, known_at, personal=personal):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id


def as_columns(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, list[Cell]]:
    """Rows turned into columns.

    >>> as_columns(["id", "kind"], [("b1", "branch"), ("b2", "branch")])
    {'id': ['b1', 'b2'], 'kind': ['branch', 'branch']}
    """
    return {name: list(map(itemgetter(number), rows)) for number, name in enumerate(names)}
