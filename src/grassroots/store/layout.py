"""The tables of a store that keeps records as typed columns, by the model: the same for every database.

The facts of a noun lie in a table of its name, its personal part in `NOUN__personal`, the rows of a field in `rows__FIELD`. Every version is kept, with
the change that brought it (`from_seq`, `owner`) and, of facts, the first at which it no longer held (`to_seq`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from attrs import frozen

from grassroots.codec import Cells, ChildCells, Encoded, StoredColumn, columns_of, decode
from grassroots.errors import InvalidValue
from grassroots.fields import FieldInfo, Part, fields_of
from grassroots.model import NOUNS, Record
from grassroots.values import Ref


@frozen
class ModelTable:
    """A table: its name, the columns that say to which change a row belongs, and those of the model."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[StoredColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All its columns, in their order."""
        return *self.keys, *(column.name for column in self.columns)


def personal_of(table: str) -> str:
    """The table of the personal part of what lies in this one."""
    return f"{table}__personal"


def rows_of(field: str) -> str:
    """The table of the rows of a field; one for all nouns that have a field of this name."""
    return f"rows__{field}"


@cache
def model_tables() -> Mapping[str, ModelTable]:
    """Every table of the model, by its name.

    >>> model_tables()["person__personal"].names
    ('from_seq', 'name', 'birth', 'phone', 'email')
    >>> model_tables()["rows__steps"].names[:3]
    ('owner', 'position', 'state')
    """
    found: dict[str, ModelTable] = {}
    for noun in NOUNS:
        layout = columns_of(noun)
        made = [ModelTable(noun, ("from_seq", "to_seq"), layout.facts)]
        if layout.personal:
            made.append(ModelTable(personal_of(noun), ("from_seq",), layout.personal))
        for child in layout.children:
            rows = rows_of(child.field)
            made.append(ModelTable(rows, ("owner", "position"), child.facts))
            if child.personal:
                made.append(ModelTable(personal_of(rows), ("owner", "position"), child.personal))
        for table in made:
            # one table serves every noun that has a field of this name, since numbers of changes are unique over all
            if found.setdefault(table.name, table) != table:
                raise TypeError(f"{noun}: {table.name} has other columns than a field of the same name of another noun")
            if len(set(table.names)) < len(table.names):
                raise TypeError(f"{noun}: a field cannot be called {' or '.join(table.keys)}")
    return found


@cache
def personal_tables(noun: str) -> tuple[ModelTable, ...]:
    """The tables of the personal part of a noun."""
    names = (personal_of(noun), *(personal_of(rows_of(child.field)) for child in columns_of(noun).children))
    return tuple(model_tables()[name] for name in names if name in model_tables())


@cache
def _ways(noun: str) -> tuple[tuple[str, str], ...]:
    rows = (rows_of(child.field) for child in columns_of(noun).children)
    return tuple((table, personal_of(table)) for table in rows)


def spread(rows: dict[str, list[Cells]], noun: str, seq: int, encoded: Encoded) -> None:
    """Adds the rows of a record, by table, each as wide as its table."""
    rows.setdefault(noun, []).append((seq, None, *encoded.facts))
    if encoded.personal is not None:
        rows.setdefault(personal_of(noun), []).append((seq, *encoded.personal))
    for (table, hidden_table), children in zip(_ways(noun), encoded.children, strict=True):
        for position, (facts, hidden) in enumerate(children):
            rows.setdefault(table, []).append((seq, position, *facts))
            if hidden is not None:
                rows.setdefault(hidden_table, []).append((seq, position, *hidden))


Ask = Callable[[ModelTable], Iterable[tuple[Any, ...]]]
"""Gives the rows of a table that belong to the versions in question, in the order of owner and position; without `to_seq`."""


def gathered(noun: str, ask: Ask, *, personal: bool = True) -> dict[int, Encoded]:
    """The cells of versions of records, by the number of the change, out of their rows."""
    tables = model_tables()
    private = {row[0]: row[1:] for row in ask(tables[personal_of(noun)])} if personal and personal_of(noun) in tables else {}
    owned: list[dict[int, list[ChildCells]]] = []
    for table, hidden_table in _ways(noun):
        facts = [(row[0], row[1], row[2:]) for row in ask(tables[table])]
        hidden = (
            {(row[0], row[1]): row[2:] for row in ask(tables[hidden_table])}
            if personal and facts and hidden_table in tables
            else {}
        )
        merged: dict[int, list[ChildCells]] = {}
        for owner, position, cells in facts:
            merged.setdefault(owner, []).append((cells, hidden.get((owner, position))))
        owned.append(merged)
    return {
        row[0]: Encoded(row[1:], private.get(row[0]), tuple(tuple(rows.get(row[0], ())) for rows in owned))
        for row in ask(tables[noun])
    }


def records_of(noun: str, seqs: Sequence[int], ask: Ask, *, personal: bool = True) -> dict[int, Record]:
    """The records that these changes brought, out of their rows. One that cannot be read is not there: whoever asks tells that."""
    found: dict[int, Record] = {}
    for seq, encoded in gathered(noun, ask, personal=personal).items() if seqs else ():
        with suppress(InvalidValue):
            found[seq] = decode(noun, encoded)
    return found


@frozen
class Pointer:
    """A column that holds ids of other records. `tagged`: a column beside it (`NAME_noun`) says of which noun."""

    noun: str
    table: str
    column: str
    targets: tuple[str, ...]
    tagged: str

    @property
    def indexed(self) -> bool:
        """Whether it is found by an index. Not where it leads to units or posts only, which change rarely, and to which nearly everything leads."""
        return not set(self.targets) <= {"unit", "post"}

    @property
    def owner(self) -> str:
        """The column that says which change brought the row."""
        return model_tables()[self.table].keys[0]


@cache
def pointers() -> tuple[Pointer, ...]:
    """Every column that leads to other records, by the model."""
    found = []
    for noun, cls in NOUNS.items():
        for info in fields_of(cls):
            if not info.many:
                found += _pointing(noun, noun, info)
            elif isinstance(info.kind, type):
                for inner in fields_of(info.kind):
                    found += _pointing(noun, rows_of(info.name), inner)
    return tuple(found)


def _pointing(noun: str, table: str, info: FieldInfo) -> list[Pointer]:
    if not info.refs:
        return []
    if info.part is Part.PERSONAL:
        table = personal_of(table)
    if info.kind is Ref:
        return [Pointer(noun, table, f"{info.name}_id", tuple(NOUNS), f"{info.name}_noun")]
    return [Pointer(noun, table, info.name, info.refs, "")]
