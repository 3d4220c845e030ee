"""Related records: whether so many refer to a record, or to what stands at a path of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import ibis
from ibis import _

from grassroots.charter import Condition, Has
from grassroots.fields import Column, field_named
from grassroots.model import DERIVED, noun_class
from grassroots.values import Ref
from grassroots_ibis.compiler import Compiler
from grassroots_ibis.needs import NotCompiled, Written, column_name
from grassroots_ibis.values import Flag, Value, sure


class Rows(Protocol):
    """The records of a noun, as they are asked for here."""

    compiler: Compiler
    noun: str

    def table(self) -> Any: ...

    def own(self, path: str, kind: Column | type) -> Value: ...

    def joined(self, table: Any, key: str, values: Sequence[str], **more: str) -> list[str]: ...

    def led_to(self, name: str, path: str) -> str: ...

    def beside(self, noun: str) -> Rows: ...

    def counts(self) -> Flag: ...

    def holds(self, condition: Condition) -> Flag: ...


def has(rows: Rows, asked: Has) -> Flag:
    """Whether there are so many that count on the day on which is read."""
    if asked.at_least <= 0:
        return True
    key, nouns, by = _target(rows, asked)
    theirs = field_named(noun_class(asked.noun), asked.by)
    if theirs is None:
        return False
    if theirs.many:
        raise NotCompiled(f"{asked.by} of {asked.noun} holds many")
    others = rows.beside(asked.noun)
    kept = [others.counts(), others.holds(asked.where)]
    if theirs.kind is Ref:
        others.own(f"{asked.by}.id", Column.TEXT)
        others.own(f"{asked.by}.noun", Column.TEXT)
        keys = {"id": column_name(f"{asked.by}.id"), "of_noun": column_name(f"{asked.by}.noun")}
    else:
        others.own(asked.by, theirs.kind)
        meant = [noun for noun in nouns if noun in theirs.refs]
        if not meant:
            return False
        if len(meant) > 1:
            raise NotCompiled(f"{asked.by} of {asked.noun} may refer to several nouns")
        keys = {"id": column_name(asked.by)}
    ours = {"id": key}
    for at, name in enumerate(asked.also):
        _same_field(rows, others, name)
        keys[f"also{at}"], ours[f"also{at}"] = column_name(name), column_name(name)
    table = others.table()
    for flag in kept:
        table = table if flag is True else table.filter(ibis.literal(False) if flag is False else flag)
    if asked.within is not None:
        table = _within(rows, asked, table)
    part = ["part"] if asked.every else []
    table = table.mutate(**{f"key_{name}": _[column] for name, column in keys.items()})
    named = [f"key_{name}" for name in keys]
    found = table.group_by(["ask", *named, *part]).agg(many=_.count()).filter(_["many"] >= asked.at_least)
    if asked.every is not None:
        found = found.group_by(["ask", *named]).agg(many=_.count())
    found = found.rename({name: f"key_{name}" for name in keys})
    if asked.every is not None:
        return _every(rows, asked, found, ours, by, nouns)
    return _there(rows, found, ours, by, nouns)[0]


def _there(rows: Rows, found: Any, ours: dict[str, str], by: str, nouns: tuple[str, ...]) -> tuple[Flag, str]:
    """Whether a row of what was found belongs to each record, and the column that says how many."""
    own = dict(ours)
    if "of_noun" in found.columns:
        if by:
            own["of_noun"] = by
        else:
            found = found.filter(_["of_noun"].isin(list(nouns))).drop("of_noun")
            if len(nouns) > 1:
                raise NotCompiled("what is referred to may be of several nouns")
    (many,) = rows.joined(found, own.pop("id"), ["many"], **own)
    return _[many].notnull(), many


def _every(rows: Rows, asked: Has, found: Any, ours: dict[str, str], by: str, nouns: tuple[str, ...]) -> Flag:
    """Whether there are so many in each whole part of a stretch; where no part is over yet, there are."""
    parts = rows.compiler.table(Written("parts"))
    mine = parts.filter((_["whole"] == str(asked.within)) & (_["part"] == str(asked.every)))
    numbers = mine.group_by("ask").agg(parts=_.count())
    there, many = _there(rows, found, ours, by, nouns)
    (wanted,) = rows.joined(numbers.mutate(id=_["ask"]), "ask", ["parts"])
    return _[wanted].isnull() | (there & sure(_[many] == _[wanted]))


def _within(rows: Rows, asked: Has, table: Any) -> Any:
    """Those whose own day lies in the stretch round the day on which is read; of whole parts of it, each with its part."""
    if asked.every is None:
        start, until = f"{asked.within}_start", f"{asked.within}_until"
        return table.filter(sure(_["begins"] >= _[start]) & sure(_["begins"] < _[until]))
    parts = rows.compiler.table(Written("parts"))
    mine = parts.filter((_["whole"] == str(asked.within)) & (_["part"] == str(asked.every)))
    mine = mine.select(ask_of_part="ask", part=_["start"], part_until=_["until"])
    return table.join(
        mine,
        [
            table["ask"] == mine["ask_of_part"],
            table["begins"] >= mine["part"],
            table["begins"] < mine["part_until"],
        ],
    )


def _target(rows: Rows, asked: Has) -> tuple[str, tuple[str, ...], str]:
    """What the others must refer to: the column with its id, the nouns that it may be of, and the column that says of which, if one does."""
    name, theirs = asked.of, field_named(noun_class(asked.noun), asked.by)
    if not name:
        if theirs is None or rows.noun in theirs.refs:
            return "id", (rows.noun,), ""
        name = asked.by
    *way, last = name.split(".")
    if way:
        return _along(rows, way, last)
    info = field_named(noun_class(rows.noun), last)
    if info is None or not info.refs or info.many:
        raise NotCompiled(f"{last} of {rows.noun} refers to nothing")
    if info.kind is Ref:
        rows.own(f"{last}.id", Column.TEXT)
        rows.own(f"{last}.noun", Column.TEXT)
        return column_name(f"{last}.id"), info.refs, column_name(f"{last}.noun")
    rows.own(last, info.kind)
    return column_name(last), info.refs, ""


def _along(rows: Rows, way: list[str], last: str) -> tuple[str, tuple[str, ...], str]:
    """The same of what a way leads to: of one noun at each turn."""
    noun = rows.noun
    for step in way:
        info = field_named(noun_class(noun), step)
        if info is None or info.many or info.kind is Ref or len(info.refs) != 1 or info.refs[0] in DERIVED:
            raise NotCompiled(f"{step} of {noun} does not lead to one noun")
        noun = info.refs[0]
    info = field_named(noun_class(noun), last)
    if info is None or info.many or not info.refs:
        raise NotCompiled(f"{last} of {noun} refers to nothing")
    rest = ".".join([*way[1:], last])
    if info.kind is Ref:
        return rows.led_to(way[0], f"{rest}.id"), info.refs, rows.led_to(way[0], f"{rest}.noun")
    return rows.led_to(way[0], rest), info.refs, ""


def _same_field(rows: Rows, others: Rows, name: str) -> None:
    for one in (rows, others):
        info = field_named(noun_class(one.noun), name)
        if info is None or info.many or not isinstance(info.kind, Column):
            raise NotCompiled(f"{name} of {one.noun} is held against that of another")
        one.own(name, info.kind)
