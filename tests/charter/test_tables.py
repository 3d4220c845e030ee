"""Reading the tables of a charter: whatever stands in one, something of its class comes of it, and each fault has a place in what was written."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st
from support.clubs import CLUB, association

from grassroots.charter import LedgerRule, Measure, Outline, Word, Workflow
from grassroots.charter.loading import load
from grassroots.charter.loading.entries import SPECIALS
from grassroots.charter.loading.files import Entries
from grassroots.charter.loading.tables import Tables
from grassroots.charter.words import CustomField
from grassroots.convert import Misfits
from grassroots.errors import CharterInvalid
from grassroots.rules.registry import KINDS

CHARTER = load({"club.toml": CLUB}, kinds=KINDS)
CLASSES: dict[str, Any] = {
    "words": Word, "custom": CustomField, "workflow": Workflow, "measure": Measure, "report": Outline, "ledger": LedgerRule,
} | {kind.name: kind.form for kind in KINDS.values()}  # fmt: skip
NAMES = {"words": ("listed", "name"), "custom": ("noun", "name")}

ENTRIES = [
    (path, entry.data)
    for files in ({"club.toml": CLUB}, association())
    for path, entry in Entries(files, "", KINDS).entries.items()
    if path[0] in CLASSES
]

ODD = st.sampled_from(["", "x", "-", 0, -1, 1.5, True, [], {}, [1], ["x"], {"x": "y"}, [[]], [{}], date(2014, 1, 1), None])


def places(raw: Any) -> list[tuple[str | int, ...]]:
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [(), *((key, *below) for key, one in inner for below in places(one))]


def at(raw: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        raw = raw[key]
    return raw


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), ODD), min_size=1, max_size=3)


def changed(data: Any, changes: list[tuple[int, Any]]) -> Any:
    """A table with something odd here and there, or a key misspelt, or an item left out."""
    raw = deepcopy(data)
    for where, odd in changes:
        known = [one for one in places(raw) if one]
        if not known:
            continue
        *outer, last = known[where % len(known)]
        inner: Any = at(raw, tuple(outer))
        if odd is not None:
            inner[last] = deepcopy(odd)
        elif isinstance(inner, dict):
            inner[f"{last}s"] = inner.pop(last)
        else:
            inner.pop(last)
    return raw


@given(st.sampled_from(ENTRIES), CHANGES)
def test_whatever_stands_in_a_table_something_of_its_class_comes_of_it(entry: Any, changes: list[tuple[int, Any]]) -> None:
    path, data = entry
    raw = changed(data, changes)
    tables = Tables(CHARTER, SPECIALS)
    tables.languages = CHARTER.languages
    cls = CLASSES[path[0]]
    found: tuple[Any, ...] = ()
    try:
        made = tables.read(cls, raw, **dict(zip(NAMES.get(path[0], ("name",)), path[1:], strict=True)))
    except Misfits as wrong:
        made, found = wrong.instead, wrong.found or ("nothing",)
    event("refused" if found else "read")
    assert type(made) is cls
    for place, misfit in found:
        at(raw, place)
        assert misfit.code


def toml(raw: Any) -> str:
    """A value as TOML has it, all on one line."""
    if isinstance(raw, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {toml(one)}" for key, one in raw.items()) + "}"
    if isinstance(raw, list):
        return "[" + ", ".join(map(toml, raw)) + "]"
    return raw.isoformat() if isinstance(raw, date) else json.dumps(raw, ensure_ascii=False)


CLUB_DATA = tomllib.loads(CLUB)


@given(CHANGES)
def test_a_charter_with_anything_in_it_is_read_or_refused_with_all_its_problems(changes: list[tuple[int, Any]]) -> None:
    raw = changed(CLUB_DATA, changes)
    try:
        load({"club.toml": "".join(f"{json.dumps(key)} = {toml(one)}\n" for key, one in raw.items())}, kinds=KINDS)
    except CharterInvalid as refused:
        found = refused.problems
        event("refused")
    else:
        found = ()
        event("read")
    for problem in found:
        assert problem.text("en") != problem.text("zh")
