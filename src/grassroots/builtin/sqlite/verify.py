"""Proof: the file, the log against its chain, and the records against the log. Reads everything."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from grassroots.builtin.sqlite.cells import load
from grassroots.builtin.sqlite.log import ENTRY, entry_of, source_of
from grassroots.builtin.sqlite.schema import quoted
from grassroots.codec import Encoded, decode, parts_json
from grassroots.errors import InvalidValue
from grassroots.model import NOUNS
from grassroots.store import Key, digest, erasable_of, link


def verify(db: sqlite3.Connection) -> list[str]:
    """What is wrong, in words; of a file that is itself damaged, only that."""
    wrong = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if wrong:
        return wrong
    wrong = [f"table {table}, row {row}: points to nothing" for table, row, *_ in db.execute("PRAGMA foreign_key_check")]
    return [*wrong, *_wrong_entries(db), *_wrong_reasons(db), *_wrong_state(db)]


def _wrong_reasons(db: sqlite3.Connection) -> Iterator[str]:
    for id, reason, why, salt in db.execute("SELECT id, reason, why, why_salt FROM _batch"):
        if (digest(reason, salt) if salt else "") != (why if salt else reason):
            yield f"batch {id!r}: its reason is not what was stored"


def _wrong_entries(db: sqlite3.Connection) -> Iterator[str]:
    head, head_hash = db.execute("SELECT seq, hash FROM _head").fetchone()
    previous, number = "", 0
    versions: dict[Key, int] = {}
    rows = db.execute(f"{ENTRY} ORDER BY l.seq")
    while page := rows.fetchmany(1000):
        loaded = _payloads(db, page)
        for row in page:
            entry, facts, personal, hash = entry_of(row), row[13].hex(), row[14].hex(), row[15].hex()
            number += 1
            if entry.seq != number:
                yield f"change {number} is missing from the log"
                number = entry.seq
            key = entry.noun, entry.id
            versions[key] = versions.get(key, 0) + 1
            if link(previous, entry, facts, personal, row[16]) != hash or entry.version != versions[key]:
                yield f"change {entry.seq}: the chain is broken; {entry.noun} {entry.id!r} or a change before it was altered"
            if loaded[entry.seq] != (facts, personal):
                yield f"change {entry.seq}: {entry.noun} {entry.id!r} is not what was stored"
            previous = hash
    if (number, previous) != (head, head_hash):
        yield f"the head is {head}:{head_hash[:8]}, but the log ends at {number}:{previous[:8]}"


def _payloads(db: sqlite3.Connection, page: Sequence[Sequence[Any]]) -> dict[int, tuple[str, str]]:
    """The digests that the rows of the tables have, by change; for an erased personal part, the digest that the log has."""
    found: dict[int, tuple[str, str]] = {}
    which = json.dumps([row[0] for row in page])
    salts = dict(db.execute("SELECT seq, salt FROM _salt WHERE seq IN (SELECT value FROM json_each(?))", (which,)))
    by_noun: dict[str, list[Sequence[Any]]] = {}
    for row in page:
        by_noun.setdefault(row[1], []).append(row)
    for noun, rows in by_noun.items():
        loaded = load(db, noun, [row[0] for row in rows]) if noun in NOUNS else {}
        for row in rows:
            seq, encoded = row[0], loaded.get(row[0])
            facts, private = _parts(noun, encoded) if encoded else ("", "")
            text = erasable_of(private, source_of(*row[9:12]))
            if seq in salts:
                personal = digest(text, salts[seq])
            else:  # erased, or never had any: then nothing may be there
                personal = "what could be erased, without salt" if text else row[14].hex()
            found[seq] = digest(facts) if facts else "", personal
    return found


def _parts(noun: str, encoded: Encoded) -> tuple[str, str]:
    try:
        return parts_json(decode(noun, encoded))
    except InvalidValue:
        return "cells that are no record", ""


def _wrong_state(db: sqlite3.Connection) -> Iterator[str]:
    """Whether each version ends where the next entry of its record stands, and each entry that brought a record has one."""
    for noun in NOUNS:
        sql = (
            "SELECT l.seq, l.id FROM (SELECT seq, id, withdrawn, lead(seq) OVER (PARTITION BY id ORDER BY seq) AS next "
            f"FROM _log WHERE noun = ?) l LEFT JOIN {quoted(noun)} f ON f.from_seq = l.seq "
            "WHERE (f.from_seq IS NULL) <> l.withdrawn OR (NOT l.withdrawn AND (f.to_seq IS NOT l.next OR f.id IS NOT l.id))"
        )
        for seq, id in db.execute(sql, (noun,)):
            yield f"change {seq}: {noun} {id!r} stands for another time than the log says"
