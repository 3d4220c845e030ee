"""Reading: the records of keys, of a noun, of those that refer to others, and columns; each as known at a head."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grassroots.builtin.sqlite.cells import load, read_rows
from grassroots.builtin.sqlite.log import last_of, source_of, storable
from grassroots.builtin.sqlite.schema import names, pointers, quoted, rows_of
from grassroots.codec import ChildTable, Encoded, StoredColumn, columns_of, decode
from grassroots.errors import DamagedStore, InvalidArgument, InvalidValue
from grassroots.fields import Column
from grassroots.store import Key, Versioned, as_columns, check_noun
from grassroots.values import Source


def read(db: sqlite3.Connection, path: Path, keys: Sequence[Key], until: int) -> Mapping[Key, Versioned]:
    """The records of these keys that exist, withdrawn ones too, as known after change `until`."""
    last = last_of(db, keys, until)
    found = {key: last[key] for key in keys if key in last}
    wanted: dict[str, list[int]] = {}
    for (noun, _), (seq, _, withdrawn, *_rest) in found.items():
        if not withdrawn:
            wanted.setdefault(noun, []).append(seq)
    loaded = {noun: load(db, noun, seqs) for noun, seqs in wanted.items()}
    return {
        (noun, id): _versioned(
            path, noun, id, version, seq, loaded.get(noun, {}).get(seq), bool(gone), source_of(file, sheet, row)
        )
        for (noun, id), (seq, version, gone, file, sheet, row) in found.items()
    }


def scan(
    db: sqlite3.Connection, path: Path, noun: str, after: str, limit: int, until: int, *, personal: bool
) -> list[Versioned]:
    """The records of a noun that are not withdrawn, in the order of their ids, from above `after`."""
    sql = (
        f"SELECT l.seq, l.id, l.version, l.file, l.sheet, l.row FROM {quoted(noun)} f JOIN _log l ON l.seq = f.from_seq "
        "WHERE f.id > ? AND f.from_seq <= ? AND (f.to_seq IS NULL OR f.to_seq > ?) ORDER BY f.id LIMIT ?"
    )
    page = db.execute(sql, (after, until, until, max(limit, 0))).fetchall()
    loaded = load(db, noun, [row[0] for row in page], personal=personal)
    return [
        _versioned(path, noun, id, version, seq, loaded.get(seq), False, source_of(*place)) for seq, id, version, *place in page
    ]


def _versioned(
    path: Path, noun: str, id: str, version: int, seq: int, encoded: Encoded | None, withdrawn: bool, source: Source | None
) -> Versioned:
    record = None
    if not withdrawn:
        try:
            if encoded is None:
                raise InvalidValue("its row is missing")
            record = decode(noun, encoded)
        except InvalidValue as error:
            raise DamagedStore(
                f"{path}: {noun} {id!r} of change {seq} cannot be read; restore the file from a backup"
            ) from error
    return Versioned(noun=noun, id=id, version=version, seq=seq, record=record, source=source)


def referring(db: sqlite3.Connection, keys: Sequence[Key], nouns: Sequence[str]) -> list[Key]:
    """The keys of the records that stand now and refer to one of these, in order."""
    wanted: dict[str, list[str]] = {}
    for noun, id in keys:
        if storable(id):
            wanted.setdefault(noun, []).append(id)
    found: set[Key] = set()
    for target, ids in wanted.items():
        which = json.dumps(ids)
        for one in pointers():
            if target in one.targets and (not nouns or one.noun in nouns):
                more = (which, target) if one.tagged else (which,)
                found.update((one.noun, id) for (id,) in db.execute(one.query(), more))
    return sorted(found)


def check_rows(noun: str) -> tuple[str, ChildTable | None]:
    """The noun, and the table of one of its fields, that `case` or `case.steps` names.

    Raises:
        InvalidArgument: no such noun, or it has no such rows.
    """
    name, _, field = noun.partition(".")
    check_noun(name)
    children = {child.field: child for child in columns_of(name).children}
    if field and field not in children:
        raise InvalidArgument(f"{name} has no rows {field!r}; there are {', '.join(children)}")
    return name, children.get(field)


def columns(db: sqlite3.Connection, noun: str, child: ChildTable | None, until: int) -> Mapping[str, Sequence[Any]]:
    """The facts of a noun, or the rows of one of its fields, as columns."""
    held = "f.from_seq <= ? AND (f.to_seq IS NULL OR f.to_seq > ?)"
    if child is None:
        facts = columns_of(noun).facts
        sql = f"SELECT {names(facts, 'f')} FROM {quoted(noun)} f WHERE {held} ORDER BY f.id"
    else:
        facts = (StoredColumn("owner", Column.TEXT, False), StoredColumn("position", Column.INTEGER, False), *child.facts)
        sql = (
            f"SELECT f.id, r.position, {names(child.facts, 'r')} FROM {quoted(noun)} f "
            f"JOIN {quoted(rows_of(child.field))} r ON r.owner = f.from_seq WHERE {held} ORDER BY f.id, r.position"
        )
    return as_columns([column.name for column in facts], read_rows(db.execute(sql, (until, until)), facts))
