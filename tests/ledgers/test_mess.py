"""Every kind of mess that we know, in every format that can hold it: read right, or told; never something else."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.mess import COLUMNS, Column, Kind, said_by
from support.sheets import house, table
from support.workbooks import WRITERS, Cell, Plain, shown

from grassroots.builtin.csv import TextRows
from grassroots.ledgers import Reading, build
from grassroots_xlsx.rows import WorkbookRows

MARKS = {"csv": ",", "tab": "\t", "txt": "|"}


def is_text(ending: str) -> bool:
    return ending in MARKS


def rows_of(column: Column) -> list[list[Plain | Cell]]:
    rows: list[list[Plain | Cell]] = [[column.title]] if column.title else []
    rows.append(list(column.headings))
    for number, kind in enumerate(column.kinds):
        rows.append([kind.cell if cell is None else cell.format(number) for cell in column.row])
    return rows


@cache
def reading_of(column: Column, ending: str) -> Reading:
    """One file with every kind of a column."""
    units = "code | name | kind | part of\ns | Street | street |\n" + "\n".join(
        f"b{n} | Branch {n} | branch | s" for n in range(90)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{column.ledger}.{ending}"
        if is_text(ending):
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                lines = [[shown(cell) for cell in row] for row in rows_of(column)]
                csv.writer(file, delimiter=MARKS[ending]).writerows(lines)
            tables = list(TextRows(path).tables())
        else:
            tables = list(WorkbookRows(WRITERS[ending](path, rows_of(column))).tables())
        return build([table("units.csv", units), *tables], house())


def outcome(reading: Reading, column: Column, number: int, file: str) -> str:
    row = number + 2 + bool(column.title)
    for bad in reading.bad_rows:
        if (bad.source.file, bad.source.row) == (file, row):
            return "!" + " ".join(sorted({problem.code for problem in bad.problems}))
    (keys,) = (keys for source, keys in reading.fed.items() if (source.file, source.row) == (file, row))
    (record,) = (
        record
        for record in reading.records
        if (type(record).__name__.lower(), record.id) == keys[0]
        or (type(record).__name__ == "Activity" and record.id == keys[0][1])
    )
    return said_by(record, column.name)


def right(kind: Kind, ending: str) -> str:
    return kind.as_text if kind.as_text and is_text(ending) else kind.right


@pytest.mark.parametrize("ending", [*MARKS, *WRITERS])
@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name.replace(" ", "-"))
def test_mess_is_read_right_or_told(column: Column, ending: str) -> None:
    reading = reading_of(column, ending)
    reading.check_conservation()
    file = f"{column.ledger}.{ending}"
    found = {number: outcome(reading, column, number, file) for number in range(len(column.kinds))}
    wrong = {
        repr(kind.cell): (found[number], right(kind, ending))
        for number, kind in enumerate(column.kinds)
        if found[number] != right(kind, ending)
    }
    assert not wrong
    for problem in (*reading.problems, *reading.remarks):
        assert problem.text("en")
        assert problem.text("zh")


def test_there_are_enough_kinds() -> None:
    assert sum(len(column.kinds) for column in COLUMNS) >= 200
