"""Cells as SQLite keeps them, and the records' cells out of the tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache
from typing import Any

from grassroots.builtin.sqlite.schema import names, quoted, rows_of
from grassroots.codec import Cell, Cells, ChildCells, Encoded, StoredColumn, columns_of
from grassroots.fields import Column

_OUT: Mapping[Column, Callable[[Any], Any]] = {
    Column.DATE: date.fromisoformat,
    Column.TIME: time.fromisoformat,
    Column.FLAG: bool,
}
_IN: Mapping[Column, Callable[[Any], Any]] = {Column.DATE: date.isoformat, Column.TIME: time.isoformat, Column.FLAG: int}


Turned = tuple[tuple[int, Callable[[Any], Any], Callable[[Any], Any]], ...]
"""The columns of a table whose cells SQLite keeps as something else: their place, the way in, the way out."""


def _turned(columns: tuple[StoredColumn, ...]) -> Turned:
    return tuple((place, _IN[one.type], _OUT[one.type]) for place, one in enumerate(columns) if one.type in _IN)


def _bound(cells: Cells, turned: Turned) -> Sequence[Any]:
    if not turned:
        return cells
    bound: list[Any] = list(cells)
    for place, into, _ in turned:
        if bound[place] is not None:
            bound[place] = into(bound[place])
    return bound


def _cells_from(row: Sequence[Any], turned: Turned) -> Cells:
    if not turned:
        return tuple(row)
    cells: list[Cell] = list(row)
    for place, _, out in turned:
        if cells[place] is not None:
            cells[place] = out(cells[place])
    return tuple(cells)


def read_rows(rows: Iterable[Sequence[Any]], columns: tuple[StoredColumn, ...]) -> list[Cells]:
    """The cells of rows that have these columns and no others."""
    turned = _turned(columns)
    return [_cells_from(row, turned) for row in rows]


@cache
def _ways(noun: str) -> tuple[Turned, Turned, str, tuple[tuple[str, str, Turned, Turned], ...]]:
    """How the cells of a noun are kept: those of its facts, of its personal part and the table of these, and of each child with its two tables."""
    layout = columns_of(noun)
    children = tuple(
        (table := rows_of(child.field), f"{table}__personal", _turned(child.facts), _turned(child.personal))
        for child in layout.children
    )
    return _turned(layout.facts), _turned(layout.personal), f"{noun}__personal", children


def spread(rows: dict[str, list[Sequence[Any]]], noun: str, seq: int, encoded: Encoded) -> None:
    """Adds the rows of a record, by table."""
    facts_turned, personal_turned, personal, ways = _ways(noun)
    rows.setdefault(noun, []).append((seq, None, *_bound(encoded.facts, facts_turned)))
    if encoded.personal is not None:
        rows.setdefault(personal, []).append((seq, *_bound(encoded.personal, personal_turned)))
    for (table, table_hidden, turned, turned_hidden), children in zip(ways, encoded.children, strict=True):
        for position, (facts, hidden) in enumerate(children):
            rows.setdefault(table, []).append((seq, position, *_bound(facts, turned)))
            if hidden is not None:
                rows.setdefault(table_hidden, []).append((seq, position, *_bound(hidden, turned_hidden)))


def _cells_of(db: sqlite3.Connection, table: str, columns: tuple[StoredColumn, ...], which: str) -> dict[int, Cells]:
    sql = f"SELECT from_seq, {names(columns, 't')} FROM {quoted(table)} t WHERE from_seq IN (SELECT value FROM json_each(?))"
    turned = _turned(columns)
    return {row[0]: _cells_from(row[1:], turned) for row in db.execute(sql, (which,))}


def _owned(db: sqlite3.Connection, table: str, columns: tuple[StoredColumn, ...], which: str) -> dict[tuple[int, int], Cells]:
    sql = (
        f"SELECT owner, position, {names(columns, 't')} FROM {quoted(table)} t "
        "WHERE owner IN (SELECT value FROM json_each(?)) ORDER BY owner, position"
    )
    turned = _turned(columns)
    return {(row[0], row[1]): _cells_from(row[2:], turned) for row in db.execute(sql, (which,))}


def load(db: sqlite3.Connection, noun: str, seqs: Sequence[int], *, personal: bool = True) -> dict[int, Encoded]:
    """The cells of these versions, by the number of the change; the rows of each field in one query for all."""
    if not seqs:
        return {}
    which = json.dumps(list(seqs))
    layout = columns_of(noun)
    owned: list[dict[int, list[ChildCells]]] = []
    for child in layout.children:
        facts = _owned(db, rows_of(child.field), child.facts, which)
        hidden = (
            _owned(db, f"{rows_of(child.field)}__personal", child.personal, which)
            if personal and child.personal and facts
            else {}
        )
        merged: dict[int, list[ChildCells]] = {}
        for (owner, position), cells in facts.items():
            merged.setdefault(owner, []).append((cells, hidden.get((owner, position))))
        owned.append(merged)
    private = _cells_of(db, f"{noun}__personal", layout.personal, which) if personal and layout.personal else {}
    return {
        seq: Encoded(cells, private.get(seq), tuple(tuple(rows.get(seq, ())) for rows in owned))
        for seq, cells in _cells_of(db, noun, layout.facts, which).items()
    }
