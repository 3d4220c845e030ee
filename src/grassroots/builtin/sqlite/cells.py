"""Cells as SQLite keeps them: days and times as texts, flags as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from grassroots.codec import Cells, StoredColumn
from grassroots.fields import Column

_OUT: Mapping[Column, Callable[[Any], Any]] = {
    Column.DATE: date.fromisoformat,
    Column.TIME: time.fromisoformat,
    Column.FLAG: bool,
}
_IN: Mapping[Column, Callable[[Any], Any]] = {Column.DATE: date.isoformat, Column.TIME: time.isoformat, Column.FLAG: int}


def bound(rows: Sequence[Cells], columns: Sequence[StoredColumn], first: int) -> Sequence[Sequence[Any]]:
    """Rows as SQLite keeps them; the cells of the columns begin at place `first`."""
    return _turned(rows, columns, first, _IN)


def cells_of(rows: Iterable[Cells], columns: Sequence[StoredColumn], first: int = 0) -> list[Cells]:
    """Rows of SQLite as cells; those of the columns begin at place `first`."""
    return _turned(rows, columns, first, _OUT)


def _turned(
    rows: Iterable[Cells], columns: Sequence[StoredColumn], first: int, ways: Mapping[Column, Callable[[Any], Any]]
) -> list[Cells]:
    """Each row with its days, times and flags turned, equal ones once."""
    turns = [(place, ways[one.type]) for place, one in enumerate(columns, first) if one.type in ways]
    if not turns:
        return list(rows)
    turned: list[Any] = list(zip(*rows, strict=True))
    for place, turn in turns if turned else ():
        distinct = {cell: turn(cell) for cell in set(turned[place]) if cell is not None}
        turned[place] = map(distinct.get, turned[place])
    return list(zip(*turned, strict=True))
