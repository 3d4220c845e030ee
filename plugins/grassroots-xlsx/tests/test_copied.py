"""A copy of tables in a workbook is read as they are, whatever format they came from: nothing doubtful becomes certain by it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from support.mess import COLUMNS
from support.mess_tables import MESSES
from support.workbooks import WRITERS, Cell, Merged, Rows, shown

from grassroots.builtin.csv import TextRows
from grassroots.ledgers import Table
from grassroots_xlsx.copied import copied
from grassroots_xlsx.rows import WorkbookRows

BOOKS: list[tuple[Rows, Merged, tuple[int, ...]]] = [
    *(([*[[kind.cell, number] for number, kind in enumerate(column.kinds)]], (), ()) for column in COLUMNS),
    *((mess.rows, mess.merged, mess.hidden) for mess in MESSES if mess.merged or mess.hidden),
    ([["a", "b"], [Cell("1", struck=True), Cell(2, struck=True)], [5, Cell("6", struck=True)]], (), ()),
    ([["a", "b", "c"], [900, 900, 1], [900, 900, 2], [900, 900, 3]], ((1, 0, 3, 1),), ()),
]


def tables_of(path: Path, rows: Rows, merged: Merged, hidden: tuple[int, ...]) -> list[Table]:
    if path.suffix != ".csv":
        return list(WorkbookRows(WRITERS[path.suffix[1:]](path, rows, merged=merged, hidden=hidden)).tables())
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[shown(cell) for cell in row] for row in rows])
    return list(TextRows(path).tables())


@pytest.mark.parametrize("ending", ["csv", "xls", "ods"])
def test_a_copy_is_read_as_what_was_copied(tmp_path: Path, ending: str) -> None:
    for number, book in enumerate(BOOKS):
        path = tmp_path / f"{number}.{ending}"
        (first,) = tables_of(path, *book)
        copy = tmp_path / f"{number}-copy.xlsx"
        copied(path, tables_of(path, *book)).save(copy)
        (second,) = WorkbookRows(copy).tables()
        assert second.hidden_columns == first.hidden_columns
        for was, now in zip(first.rows, second.rows, strict=True):
            lost = {at for at, code in was.faults if code != "struck-cell" and not "".join(was.cells[at : at + 1]).strip()}
            for at, cell in enumerate(was.cells):
                # Of a number with more digits than a spreadsheet keeps, others may be lost.
                same = now.cells[at] == cell or (len(cell) > 15 and now.cells[at][:15] == cell[:15])
                assert at in lost or same, (was, now)
            assert len(now.cells) >= len(was.cells)
            assert {now.cells[at] for at in lost} <= {"#N/A"}
            natures = was.natures or "?" * len(was.cells)
            for at in set(range(len(was.cells))) - lost:
                # A number of which the format made another amount is written as what it shows.
                amount = natures[at] in "nN" and not was.cells[at].replace(".", "").replace("-", "").isdecimal()
                assert now.natures[at] == natures[at] or (amount and now.natures[at] in "tT"), (was, now)
            assert (now.struck, now.hidden, now.source.row) == (was.struck, was.hidden, was.source.row)
            assert [one for one in now.faults if one[1] == "struck-cell"] == [
                one for one in was.faults if one[1] == "struck-cell"
            ]


def test_columns_are_as_wide_as_what_stands_in_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,内容\n1,水管漏水且楼道灯不亮\n2,x" + "y" * 90 + "\n", encoding="utf-8")
    (page,) = copied(path, list(TextRows(path).tables())).worksheets
    assert [page.column_dimensions[one].width for one in "AB"] == [9, 40]
    path.write_text("编号,内容\n1,水管漏水且楼道灯不亮\n", encoding="utf-8")
    assert copied(path, list(TextRows(path).tables())).worksheets[0].column_dimensions["B"].width == 22
