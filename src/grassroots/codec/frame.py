"""Records of one noun as a typed table for whoever goes on counting: a row a record, a column for all that a field holds."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, fields, frozen, has
from markupsafe import escape

from grassroots.errors import InvalidArgument
from grassroots.fields import DECIMAL_PLACES, Column, FieldInfo, fields_of
from grassroots.problems import Problem
from grassroots.values import PartialDate, Quality, Quantity, Ref

if TYPE_CHECKING:
    import pyarrow

_TYPES: Mapping[type, Column] = {
    date: Column.DATE,
    time: Column.TIME,
    int: Column.INTEGER,
    bool: Column.FLAG,
    Decimal: Column.DECIMAL,
}
_SHOWN = 60


@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Frame:
    """The records of a noun, in the order of their ids. `polars.DataFrame(frame)`, `pandas.DataFrame(frame.to_rows())`, `frame.to_arrow()` and
    `frame.write("cases.parquet")` give them as data.

    A column bears the name of its field; of a value of several parts each has one (`amount_value`, `amount_measured_in`); steps and other parts of
    a record are lists. What its reader may not see is empty. `more`: further columns, with what is in them for each record.

    >>> from grassroots.model import Person
    >>> Frame(noun="person", of=Person, records=(Person(id="p-1", name="Ann Example"),)).to_rows()[0]["name"]
    'Ann Example'
    """

    noun: str
    of: type[Any]
    records: Sequence[Any]
    more: Mapping[str, tuple[type[Any], Sequence[Any]]] = field(factory=dict)

    def __repr__(self) -> str:
        return f"<Frame of {self.noun}: {len(self.records)} × {len(self.columns)}>"

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def columns(self) -> Mapping[str, Any]:
        """The type of each column by its name: one of six, or for a list what stands in it."""
        own = {name: type_ for info in fields_of(self.of) for name, type_ in _columns(info)}
        return {**own, **{name: _TYPES.get(type_, Column.TEXT) for name, (type_, _) in self.more.items()}}

    def to_rows(self) -> list[dict[str, Any]]:
        """A row a record, as plain Python."""
        rows = [_row(fields_of(self.of), one) for one in self.records]
        for name, (_, values) in self.more.items():
            for row, value in zip(rows, values, strict=True):
                row[name] = value
        return rows

    def to_arrow(self) -> pyarrow.Table:
        """The rows as a table of Arrow, whatever is in them of the same types. Needs `pip install "grassroots[frames]"`."""
        arrow = needed_arrow()
        schema = arrow.schema([(name, _type(type_, arrow)) for name, type_ in self.columns.items()])
        return arrow.Table.from_pylist(self.to_rows(), schema)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows by Arrow's own way from library to library."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def write(self, target: str | Path) -> Path:
        """Writes the rows into a file: `.csv` (lists as JSON), or `.parquet` where pyarrow is.

        Raises:
            InvalidArgument: another ending.
        """
        path = Path(target)
        if path.suffix == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                made = csv.writer(file)
                made.writerow(self.columns)
                made.writerows([_cell(row[name]) for name in self.columns] for row in self.to_rows())
        elif path.suffix == ".parquet":
            needed_arrow()
            from pyarrow import parquet

            parquet.write_table(self.to_arrow(), path)
        else:
            raise InvalidArgument.of(Problem("table-ending", value=str(path)))
        return path

    def _repr_html_(self) -> str:
        """For notebooks: the first rows, of the columns in which anything stands."""
        rows = self.to_rows()[:_SHOWN]
        names = [name for name in self.columns if any(row[name] not in (None, []) for row in rows)]
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        body = "".join("<tr>" + "".join(f"<td>{escape(_cell(row[name]))}</td>" for name in names) + "</tr>" for row in rows)
        return f"<p>{escape(repr(self)[1:-1])}</p><table><tr>{head}</tr>{body}</table>"


def _parts(info: FieldInfo) -> tuple[FieldInfo, ...]:
    """The fields of the parts of a record that a field holds; none where it holds plain values."""
    kind: Any = info.kind
    return fields_of(kind) if has(kind) and all("privacy" in one.metadata for one in fields(kind)) else ()


def _columns(info: FieldInfo) -> Iterator[tuple[str, Any]]:
    if info.many:
        parts = _parts(info)
        yield info.name, [dict(pair for one in parts for pair in _columns(one)) if parts else Column.TEXT]
    else:
        yield from info.columns()


def _row(infos: Iterable[FieldInfo], record: Any) -> dict[str, Any]:
    return {name: value for info in infos for name, value in _values(info, getattr(record, info.name))}


def _values(info: FieldInfo, value: Any) -> Iterator[tuple[str, Any]]:
    """What stands in the columns of a field."""
    if info.many:
        inner = _parts(info)
        told = value if isinstance(value, tuple) else ()
        yield info.name, [_row(inner, part) if inner else str(part) for part in told]
        return
    names = [name for name, _ in info.columns()]
    parts: Sequence[Any]
    if isinstance(value, Quantity):
        parts = (value.raw, value.value, value.measured_in, value.quality)
    elif isinstance(value, Ref):
        parts = (value.noun, value.id)
    else:
        parts = (value, *[None] * (len(names) - 1))
    yield from zip(names, map(_plain, parts), strict=True)


def _plain(value: Any) -> Any:
    """A value as it stands in a column; None for what may not be opened."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Quality):
        return value.value
    return value if value is None or isinstance(value, str | int | Decimal | date | time) else None


def _type(type_: Any, arrow: Any) -> Any:
    if isinstance(type_, list):
        inner = type_[0]
        whole = (
            arrow.struct([(name, _type(one, arrow)) for name, one in inner.items()])
            if isinstance(inner, dict)
            else _type(inner, arrow)
        )
        return arrow.list_(whole)
    known = {
        Column.TEXT: arrow.string(), Column.INTEGER: arrow.int64(), Column.DECIMAL: arrow.decimal128(38, DECIMAL_PLACES),
        Column.FLAG: arrow.bool_(), Column.DATE: arrow.date32(), Column.TIME: arrow.time32("s"),
    }  # fmt: skip
    return known[type_]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return guarded(value)


def guarded(cell: Any) -> Any:
    """A text as it stands in a file for a spreadsheet program, which would take one that begins so for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def needed_arrow() -> Any:
    """The library of Arrow.

    Raises:
        InvalidArgument: it is not installed.
    """
    try:
        import pyarrow
    except ImportError:
        raise InvalidArgument.of(Problem("no-arrow", value="pyarrow")) from None
    return pyarrow
