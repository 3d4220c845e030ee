"""Many records at once, field by field: equal values of a field are checked and written once. What comes out is what each comes to by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import Any

from grassroots.codec.cells import Cells, ChildCells, Encoded, Plan, Slot, Slots, encode, plan_of_record, row_cells
from grassroots.codec.convert import dumped
from grassroots.codec.parts import parts_of, plain_of
from grassroots.convert import Misfit
from grassroots.errors import InvalidValue
from grassroots.model import Record, noun_of

FEW = 8
"""Of fewer records of a noun each is encoded by itself: there is little that they share."""

Parts = tuple[Encoded, str, str]
"""A record as cells, its facts as canonical JSON, its personal part."""

_NOTHING = type(None)


class _ByItself(Exception):
    """Something is not as it must be: each record by itself tells what."""


def encode_all(records: Sequence[Record]) -> list[Parts]:
    """Each record as `encode` and `parts_of` give it, in their order.

    Raises:
        InvalidValue: a value is not of its field's type; that of the first record of which this holds.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> [facts for _, facts, _ in encode_all([Person(id=PersonId("p-1")), Person(id=PersonId("p-2"))])]
    ['{"id":"p-1"}', '{"id":"p-2"}']
    """
    groups: dict[type[Any], list[int]] = {}
    for place, record in enumerate(records):
        groups.setdefault(type(record), []).append(place)
    found: list[Any] = [None] * len(records)
    try:
        for places in groups.values():
            several = [records[place] for place in places]
            made = _columns(several) if len(places) >= FEW else map(_by_itself, several)
            for place, parts in zip(places, made, strict=True):
                found[place] = parts
    except (_ByItself, Misfit, InvalidValue, TypeError):
        # The first that is wrong is told, with its place.
        return [_by_itself(record) for record in records]
    return found


def _by_itself(record: Record) -> Parts:
    encoded = encode(record)
    return encoded, *parts_of(noun_of(record), encoded)


def _columns(records: Sequence[Record]) -> Iterator[Parts]:
    plan = plan_of_record(records[0])
    facts, said = _part(records, plan.facts)
    personal, told = _part(records, plan.personal)
    children: list[Iterable[tuple[ChildCells, ...]]] = []
    for field, child in plan.children:
        rows = _rows(records, field, child)
        if rows is None:
            children.append(repeat(()))
            continue
        cells, open_texts, closed_texts = rows
        children.append(cells)
        said.append((field, open_texts))
        told.append((field, closed_texts))
    hidden = _filled(personal)
    made = map(Encoded, facts, hidden, zip(*children, strict=False) if children else repeat(()))
    return zip(
        made, _objects(said, len(records)), (text if text != "{}" else "" for text in _objects(told, len(records))), strict=True
    )


def _filled(parts: Sequence[Cells]) -> list[Cells | None]:
    """The cells of each, None where all are empty."""
    empty = (None,) * len(parts[0])
    return [None if cells == empty else cells for cells in parts]


Said = list[tuple[str, Sequence[str]]]
"""Of fields in which something is said: the name, and for each record what JSON has for it, with the name; empty where that is nothing."""


def _objects(said: Said, count: int) -> Iterable[str]:
    """The objects of JSON that these fields make, one a record."""
    if not said:
        return repeat("{}", count)
    columns = [texts for _, texts in sorted(said)]
    if len(columns) == 1:
        return (f"{{{text}}}" for text in columns[0])
    return [f"{{{','.join(filter(None, row))}}}" for row in zip(*columns, strict=True)]


def _part(parts: Sequence[Any], slots: Slots) -> tuple[Sequence[Cells], Said]:
    """The cells of each part, and what is said in its fields."""
    columns: list[Iterable[Any]] = []
    said: Said = []
    for slot in slots:
        values = list(map(attrgetter(slot.name), parts))
        texts = _narrow(slot, values, columns) if slot.width == 1 else _wide(slot, values, columns)
        if texts is not None:
            said.append((slot.name, texts))
    return list(zip(*columns, strict=True)) if columns else [()] * len(parts), said


def _narrow(slot: Slot, values: list[Any], columns: list[Iterable[Any]]) -> list[str] | None:
    """Adds the column of a field of one cell; what JSON has for each of its values, unless that is nothing for all."""
    types = set(map(type, values))
    if types == {_NOTHING} and slot.default is None:
        columns.append(values)
        return None
    kind, (usual,) = slot.kind, slot.usual
    if _NOTHING in types and not (slot.default is None or slot.optional):
        raise _ByItself
    alike = kind.alike is not None and types <= {kind.alike, _NOTHING}
    distinct = set(values) if alike else values
    cells = [None if value is None else kind.check(value) for value in distinct]
    texts = ["" if cell == usual else f'"{slot.name}":{_written(slot, cell)}' for cell in cells]
    if not alike:
        columns.append(cells)
        return texts if any(texts) else None
    if kind.back is None:
        columns.append(values)
    else:
        columns.append(map(dict(zip(distinct, cells, strict=True)).__getitem__, values))
    if not any(texts):
        return None
    return list(map(dict(zip(distinct, texts, strict=True)).__getitem__, values))


def _written(slot: Slot, cell: Any) -> str:
    value = cell if slot.kind.write is None or cell is None else slot.kind.write(cell)
    return quoted(value) if type(value) is str else dumped(value)


def _wide(slot: Slot, values: list[Any], columns: list[Iterable[Any]]) -> list[str] | None:
    """The same of a field of several cells."""
    if set(map(type, values)) == {_NOTHING} and slot.default is None:
        columns.extend(repeat(None, len(values)) for _ in range(slot.width))
        return None
    nothing = (None,) * slot.width
    rows, texts = [], []
    for value in values:
        if value is slot.default:
            cells = slot.usual
        elif value is None and slot.optional:
            cells = nothing
        else:
            cells = slot.kind.check(value)
        rows.append(cells)
        texts.append(
            ""
            if cells == slot.usual
            else f'"{slot.name}":{dumped(slot.kind.write(cells)) if slot.kind.write and cells[0] is not None else "null"}'
        )
    columns.extend(zip(*rows, strict=True))
    return texts if any(texts) else None


def _rows(
    records: Sequence[Record], field: str, child: Plan
) -> tuple[list[tuple[ChildCells, ...]], list[str], list[str]] | None:
    """The rows of a field of all records, and what JSON has for them in the two parts; None where no record has any."""
    of_each: list[tuple[Any, ...]] = list(map(attrgetter(field), records))
    if set(map(type, of_each)) != {tuple}:
        raise _ByItself
    rows = list(chain.from_iterable(of_each))
    if not rows:
        return None
    if set(map(type, rows)) != {child.cls}:
        raise _ByItself
    if child.moved:
        cells: list[ChildCells] = [
            row_cells(record, child, row, field) for record, own in zip(records, of_each, strict=True) for row in own
        ]
        open_texts: Sequence[str] = [dumped(plain_of(child.facts, one)) for one, _ in cells]
        closed_texts: Sequence[str] = ["{}" if one is None else dumped(plain_of(child.hidden, one)) for _, one in cells]
    else:
        facts, said = _part(rows, child.facts)
        personal, told = _part(rows, child.hidden)
        cells = list(zip(facts, _filled(personal), strict=True))
        open_texts, closed_texts = list(_objects(said, len(rows))), list(_objects(told, len(rows)))
    found: list[tuple[ChildCells, ...]] = []
    opened, closed = [], []
    at = 0
    for own in of_each:
        if not own:
            found.append(())
            opened.append("")
            closed.append("")
            continue
        until = at + len(own)
        found.append(tuple(cells[at:until]))
        opened.append(f'"{field}":[{",".join(open_texts[at:until])}]')
        shut = closed_texts[at:until]
        closed.append(f'"{field}":[{",".join(shut)}]' if any(text != "{}" for text in shut) else "")
        at = until
    return found, opened, closed
