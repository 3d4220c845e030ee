"""Examples: rows as an office would write them, and what must come of them. They stand beside the rules that they show, and are tried by `check`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from grassroots.charter.words import Labels
from grassroots.values import Source

Rows = Mapping[str, tuple[Mapping[str, str], ...]]
"""Ledger → its rows: column → cell."""


@frozen(kw_only=True)
class Example:
    """An example: what is typed, and what follows from it on a day.

    Args:
        name: the name of its table.
        labels: what it shows, in a sentence.
        as_of: the day that is asked about.
        rows: ledger → rows, each column (by its name or its heading) → cell.
        figures: measure, also a part of it → its figure of the year: `3`, `"1/2"`, `"none"` where it has no value.
        finds: code of a problem → the numbers of the rows that it names, all of them; none, where it must not be told.
        todo: name of a rule → the numbers of the rows about which something is to be done by it, all of them.
        place: where it is written.
    """

    name: str
    labels: Labels = field(hash=False)
    as_of: date
    rows: Rows = field(hash=False)
    figures: Mapping[str, str] = field(factory=dict, hash=False)
    finds: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    todo: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    place: Source | None = field(default=None, eq=False)
