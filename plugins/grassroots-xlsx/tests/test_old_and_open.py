"""Workbooks of the old format and of the open one: read as the others are, and within the same limits."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from support.workbooks import WRITERS, Cell, Plain, in_ole, write_ods, write_ods_content, write_xls, write_xlsx

from grassroots.errors import HasProblems
from grassroots.ledgers import Row
from grassroots_xlsx import grassroots_open_rows
from grassroots_xlsx.rows import WorkbookRows

ROWS = [
    ["编号", "名称", "日期"],
    ["007", 7, date(2014, 6, 5)],
    [Cell(7, "000"), "x", Cell(date(1990, 3, 1), 'yyyy"年"m"月"')],
    [900, time(3, 2), Cell(date(2014, 3, 2), 'm"-"d')],
    [None, 2.5, 1e17],
]


def rows(path: Path) -> list[Row]:
    (table,) = WorkbookRows(path).tables()
    return list(table.rows)


@pytest.mark.parametrize("ending", WRITERS)
def test_a_table_is_the_same_in_every_format(tmp_path: Path, ending: str) -> None:
    path = WRITERS[ending](tmp_path / f"book.{ending}", ROWS, sheet="台账", merged=[(3, 0, 4, 0)])
    found = rows(path)
    assert [(row.source.sheet, row.source.row) for row in found] == [("台账", number) for number in range(1, 6)]
    assert [(row.cells, row.natures) for row in found] == [
        (("编号", "名称", "日期"), "ttt"),
        (("007", "7", "2014-06-05"), "tnd"),
        (("007", "x", "1990-03"), "ntd"),
        (("900", "03:02:00", "2014-03-02"), "nhd"),
        (("900", "2.5", "100000000000000000"), "Nnn"),
    ]


def test_a_file_is_what_its_bytes_say_whatever_its_name(tmp_path: Path) -> None:
    for write in (write_xlsx, write_xls, write_ods):
        for ending in ("xlsx", "xls", "et", "ods"):
            assert rows(write(tmp_path / f"book.{ending}", [["a", "b"]]))[0].cells == ("a", "b")
    assert grassroots_open_rows("x.csv", {}) is None


def refusal(path: Path) -> str:
    with pytest.raises(HasProblems) as caught:
        rows(path)
    (problem,) = caught.value.problems
    assert problem.text("zh")
    return str(problem.code)


def test_a_far_cell_of_an_old_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(
        write_xls(path, [["near", 1]])
        .read_bytes()
        .replace(struct.pack("<HHHHH", 0x0203, 14, 0, 1, 0), struct.pack("<HHHHH", 0x0203, 14, 65_535, 255, 0))
    )
    assert refusal(path) == "grassroots_xlsx:far-cell"


@pytest.mark.parametrize(
    "lines",
    [
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>',
        '<table:table-row table:number-rows-repeated="1048575"/><table:table-row><table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    ],
)
def test_a_far_cell_of_an_open_workbook_is_refused(tmp_path: Path, lines: str) -> None:
    write_ods_content(tmp_path / "book.ods", f'<table:table table:name="S">{lines}</table:table>')
    assert refusal(tmp_path / "book.ods") == "grassroots_xlsx:far-cell"


def test_rows_that_are_repeated_empty_to_the_end_do_no_harm(tmp_path: Path) -> None:
    lines = '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16383"/></table:table-row><table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    write_ods_content(tmp_path / "book.ods", f'<table:table table:name="S">{lines}</table:table>')
    assert [row.cells for row in rows(tmp_path / "book.ods")] == [("x",)]


def test_a_locked_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(in_ole(b"x" * 5000, "EncryptedPackage"))
    assert refusal(path) == "grassroots_xlsx:locked"
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 5, 0, 0, 0, 0)
    path.write_bytes(in_ole(start + struct.pack("<HHH", 0x002F, 2, 0) + struct.pack("<HH", 0x000A, 0)))
    assert refusal(path) == "grassroots_xlsx:locked"
    path.write_bytes(in_ole(b"x" * 5000, "WordDocument"))
    assert refusal(path) == "grassroots_xlsx:not-a-spreadsheet"


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_no_damage_raises_anything_but_problems(tmp_path: Path, ending: str) -> None:
    whole = WRITERS[ending](tmp_path / f"sound.{ending}", ROWS).read_bytes()
    path = tmp_path / f"book.{ending}"
    step = 37 if ending == "xls" else 7
    refused = 0
    for at in range(0, len(whole), step):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            list(map(list, (table.rows for table in WorkbookRows(path).tables())))
        except HasProblems as error:
            refused += 1
            assert error.problems  # noqa: PT017
    for length in range(0, len(whole), 101):
        path.write_bytes(whole[:length])
        try:
            list(map(list, (table.rows for table in WorkbookRows(path).tables())))
        except HasProblems:
            refused += 1
    assert refused > 10


def test_the_limit_is_the_same_for_every_format(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for module in ("scan", "xls", "ods"):
        monkeypatch.setattr(f"grassroots_xlsx.{module}.MOST_CELLS", 20)
    for ending, write in WRITERS.items():
        assert rows(write(tmp_path / f"small.{ending}", [["x"] * 4] * 5))
        assert refusal(write(tmp_path / f"large.{ending}", [["x"] * 4] * 6)) == "grassroots_xlsx:far-cell"


@pytest.mark.parametrize("ending", WRITERS)
def test_rows_struck_through_are_known_in_every_format(tmp_path: Path, ending: str) -> None:
    rows: list[list[Plain | Cell]] = [
        ["a", "b"],
        [Cell("1", struck=True), Cell(2, struck=True)],
        [Cell("3", struck=True), 4],
        [5, Cell("6", struck=True)],
        [7, None],
        [Cell(8, struck=True), None],
    ]
    path = WRITERS[ending](tmp_path / f"book.{ending}", rows)
    (table,) = WorkbookRows(path).tables()
    found = list(table.rows)
    assert [row.struck for row in found] == [False, True, False, False, False, True]
    assert [row.faults for row in found] == [(), (), ((0, "struck-cell"),), ((1, "struck-cell"),), (), ()]


def test_a_cell_of_which_a_part_is_struck_through_is_asked_about_in_the_old_format(tmp_path: Path) -> None:
    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    texts = bytes([2, 0, 0, 0] * 2) + bytes([1, 0, 0]) + b"a" + bytes([2, 0, 8, 1, 0]) + b"b"
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(0x00E0, bytes(20))
    for strikes in (0, 8):
        head += record(0x0031, struct.pack("<HHHHHBBBB", 200, strikes, 0x7FFF, 400, 0, 0, 0, 0, 0) + b"\5\0Arial")
    shared = record(0x00FC, texts) + record(0x003C, b"\0c" + struct.pack("<HH", 1, 1))
    start = len(head) + len(shared) + 4 + 6 + 4 + 4
    head += record(0x0085, struct.pack("<IBB", start, 0, 0) + b"\2\0S1") + shared + record(0x000A, b"")
    cells = b"".join(record(0x00FD, struct.pack("<HHHI", 0, place, 0, place)) for place in (0, 1))
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(0x000A, b"")
    (tmp_path / "book.xls").write_bytes(in_ole(head + page))
    (table,) = WorkbookRows(tmp_path / "book.xls").tables()
    assert [(row.cells, row.faults, row.struck) for row in table.rows] == [(("a", "bc"), ((1, "struck-cell"),), False)]


def test_a_cell_of_which_a_part_is_struck_through_is_asked_about_in_the_open_format(tmp_path: Path) -> None:
    path = WRITERS["ods"](tmp_path / "plain.ods", [["a", "5 June6 June"]])
    style = '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-type="single"/></style:style>'
    with zipfile.ZipFile(path) as plain, zipfile.ZipFile(tmp_path / "book.ods", "w") as book:
        for name in plain.namelist():
            text = plain.read(name)
            if name == "content.xml":
                told = text.decode().replace("5 June6", '<text:span text:style-name="T1">5 June</text:span>6')
                text = told.replace("</office:automatic-styles>", style + "</office:automatic-styles>").encode()
            book.writestr(name, text)
    (table,) = WorkbookRows(tmp_path / "book.ods").tables()
    assert [(row.cells, row.faults, row.struck) for row in table.rows] == [
        (("a", "5 June6 June"), ((1, "struck-cell"),), False)
    ]


def test_a_cell_of_which_a_part_is_struck_through_is_asked_about(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page
    page.append(["a", CellRichText(TextBlock(InlineFont(strike=True), "5 June"), "6 June"), 1])
    page.append(["b", CellRichText(TextBlock(InlineFont(b=True), "7"), " June"), 2])
    book.save(tmp_path / "book.xlsx")
    (table,) = WorkbookRows(tmp_path / "book.xlsx").tables()
    assert [(row.cells[1], row.faults, row.struck) for row in table.rows] == [
        ("5 June6 June", ((1, "struck-cell"),), False),
        ("7 June", (), False),
    ]


def test_a_part_struck_through_is_known_among_the_texts_that_cells_share(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    page, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
    page.write_row(0, 0, ["a", "whole"])
    page.write_rich_string(1, 0, struck, "5 June", "6 June")
    page.write(1, 1, "whole")
    book.close()
    (table,) = WorkbookRows(tmp_path / "book.xlsx").tables()
    assert [(row.cells, row.faults) for row in table.rows] == [
        (("a", "whole"), ()),
        (("5 June6 June", "whole"), ((0, "struck-cell"),)),
    ]


@pytest.mark.parametrize("ending", WRITERS)
def test_hidden_columns_are_known_in_every_format(tmp_path: Path, ending: str) -> None:
    path = WRITERS[ending](tmp_path / f"book.{ending}", [["a", "b", "c"], [1, 2, 3]], hidden=(0, 2))
    for apart in (False, True):
        (table,) = WorkbookRows(path, apart=apart).tables()
        assert table.hidden_columns == {0, 2}


def test_a_hidden_sheet_is_known_in_old_and_open_workbooks(tmp_path: Path) -> None:
    line = (
        "<table:table-row><table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell></table:table-row>"
    )
    sheets = "".join(
        f'<table:table table:name="{name}" table:style-name="{style}">{line}</table:table>'
        for name, style in (("A", "x"), ("B", "hidden"))
    )
    write_ods_content(tmp_path / "book.ods", sheets)
    assert {table.sheet: table.hidden for table in WorkbookRows(tmp_path / "book.ods").tables()} == {"A": False, "B": True}
    path = write_xls(tmp_path / "book.xls", [["a"]], sheet="Old")
    data = path.read_bytes()
    at = data.index("Old".encode("utf-16-le")) - 4
    path.write_bytes(data[:at] + b"\x01" + data[at + 1 :])
    assert [table.hidden for table in WorkbookRows(path).tables()] == [True]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (7, '"2014-"000', "2014-007"),
        (7, '"HX-"0', "HX-7"),
        (12000, '0!.0,"万元"', "12000元"),
        (1.2, '0.0"万元"', "1.2万元"),
        (5, '0"箱"', "5箱"),
        (5, 'General"箱"', "5箱"),
        (5, "0.00", "5"),
        (5, "0_);(0)", "5"),
    ],
)
def test_what_the_format_of_a_number_says_is_what_stands_there(tmp_path: Path, value: float, form: str, shown: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["A", Cell(value, form)]])
    (table,) = WorkbookRows(path).tables()
    assert [row.cells for row in table.rows] == [("A", shown)]
