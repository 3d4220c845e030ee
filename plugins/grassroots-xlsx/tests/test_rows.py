"""Workbooks as offices make them, and as nobody should."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import grassroots_xlsx
from grassroots.errors import HasProblems, NotFound
from grassroots.ledgers import Row, Sheet, Table
from grassroots.problems import Problem, wordings_in
from grassroots.values import Source
from grassroots_xlsx import parts as unpacking
from grassroots_xlsx.rows import WorkbookRows


def saved(folder: Path, *rows: list[object], name: str = "book.xlsx", book: openpyxl.Workbook | None = None) -> Path:
    if book is None:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
    book.save(folder / name)
    return folder / name


def tables(path: Path) -> list[tuple[Table, list[Row]]]:
    return [(table, list(table.rows)) for table in WorkbookRows(path).tables()]


def cells(path: Path) -> list[tuple[str, ...]]:
    ((_, rows),) = tables(path)
    return [row.cells for row in rows]


def refusal(path: Path) -> tuple[str, str]:
    """The code of the only problem, and the sheet that it names."""
    with pytest.raises(HasProblems) as caught:
        tables(path)
    (problem,) = caught.value.problems
    assert problem.source
    assert problem.source.file == path.name
    assert problem.cure
    assert problem.text("zh")
    return str(problem.code), problem.source.sheet


def test_cells_of_every_type_become_text(tmp_path: Path) -> None:
    row = ["007", 7, 2.5, 0.1 + 0.2, 1e-7, True, date(2014, 6, 5), datetime(2014, 6, 5, 13, 3, 21), time(9, 5), None, "x"]  # noqa: DTZ001
    assert cells(saved(tmp_path, row)) == [
        ("007", "7", "2.5", "0.3", "0.0000001", "true", "2014-06-05", "2014-06-05 13:03:21", "09:05:00", "", "x")
    ]


def test_dates_are_the_same_days_whether_a_workbook_counts_from_1900_or_1904(tmp_path: Path) -> None:
    found = []
    for epoch in (None, CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        if epoch:
            book.epoch = epoch
        book.active.append([date(2014, 6, 5), date(2000, 1, 2)])
        ((_, rows),) = tables(saved(tmp_path, book=book))
        found.append((rows[0].cells, rows[0].natures))
    assert found == [(("2014-06-05", "2000-01-02"), "dd")] * 2


def test_merged_cells_are_filled_from_their_first(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["No.", "reply", None], [None, "on", "outcome"], [1, "2014-03-01", "solved"], [2, None, "explained"]):
        sheet.append(row)
    for place in ("A1:A2", "B1:C1", "B3:B4"):
        sheet.merge_cells(place)
    sheet.merged_cells.add("E1:XFD1048576")  # merge_cells would make every cell of it
    assert cells(saved(tmp_path, book=book)) == [
        ("No.", "reply", "reply"),
        ("No.", "on", "outcome"),
        ("1", "2014-03-01", "solved"),
        ("2", "2014-03-01", "explained"),
    ]


def test_a_merged_range_beyond_the_rows_adds_nothing(tmp_path: Path) -> None:
    parts = parts_of(saved(tmp_path, ["a", "b"], name="sound.xlsx"))
    name = "xl/worksheets/sheet1.xml"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B1:XFD1048576"/></mergeCells>'
    parts[name] = parts[name].replace(b"</sheetData>", merged)
    assert cells(packed(tmp_path / "book.xlsx", parts)) == [("a", "b")]


def test_hidden_rows_are_read_and_marked_and_blank_ones_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"], sheet["B3"], sheet["B6"] = "heading", "hidden", "last"
    sheet.row_dimensions[3].hidden = True
    ((_, rows),) = tables(saved(tmp_path, book=book))
    assert [(row.source.row, row.cells, row.hidden) for row in rows] == [
        (2, ("", "heading"), False),
        (3, ("", "hidden"), True),
        (6, ("", "last"), False),
    ]


def test_a_formula_without_a_value_and_an_error_are_faults_of_their_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["No.", "sum"])
    book.active.append([1, "=1+1"])
    book.active.append([2, "#REF!"])
    book.active["B3"].data_type = "e"
    book.active.append([3, None, "=A1"])
    ((_, rows),) = tables(saved(tmp_path, book=book))
    assert [(row.cells, row.faults) for row in rows[1:]] == [
        (("1",), ((1, "grassroots_xlsx:formula-without-value"),)),
        (("2",), ((1, "grassroots_xlsx:spreadsheet-error"),)),
        (("3",), ((2, "grassroots_xlsx:formula-without-value"),)),
    ]


def test_a_row_says_what_its_cells_are_and_shows_what_their_formats_show(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["007", 7, 7, date(1990, 3, 1), date(1990, 3, 15), time(3, 2), True])
    for place, code in (("C1", "000"), ("D1", 'yyyy"年"m"月"'), ("E1", 'yyyy"年"m"月"')):
        book.active[place].number_format = code
    ((_, rows),) = tables(saved(tmp_path, book=book))
    assert rows[0].cells == ("007", "7", "007", "1990-03", "1990-03-15", "03:02:00", "true")
    assert rows[0].natures == "tnnddhb"


@pytest.mark.parametrize("number", [-5, 0, 6.5, 60, 200_000])
def test_a_number_in_the_format_of_a_day_that_is_none_is_a_fault(tmp_path: Path, number: float) -> None:
    book = openpyxl.Workbook()
    book.active.append([number, "x"])
    book.active["A1"].number_format = "yyyy-mm-dd"
    ((_, rows),) = tables(saved(tmp_path, book=book))
    assert rows[0].faults == ((0, "impossible-serial"),)


def test_sheets_come_in_order_and_a_very_hidden_one_does_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "意见台账"
    for title, state in (("hidden", "hidden"), ("lists", "veryHidden"), ("last", "visible")):
        book.create_sheet(title).sheet_state = state
    assert [table.sheet for table, _ in tables(saved(tmp_path, book=book))] == ["意见台账", "hidden", "last"]


def test_a_template_has_drop_downs_and_messages_and_nothing_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    sheet = Sheet(
        name="意见/台账: of [2014] and some more words",
        headings=("No.", "outcome"),
        rows=[("=1+1", "http://example.org"), ("007", "{=A1}")],
        choices=(("outcome", ("已解决", "已解释, 或其他")),),
        notes=(("No.", "tells the row from others"), ("outcome", "one of the words")),
    )
    WorkbookRows(path).write([sheet, sheet])
    book = openpyxl.load_workbook(path)
    first, second, lists = book.worksheets
    assert (first.title, second.title) == ("意见 台账 of 2014 and some more wor", "意见 台账 of 2014 and some more w 2")
    assert lists.sheet_state == "veryHidden"
    assert [cell.value for cell in lists["A"]] == ["已解决", "已解释, 或其他"]
    rules = {str(rule.sqref): rule for rule in first.data_validations.dataValidation}
    assert rules["B2:B1048576"].formula1 == "lists!$A$1:$A$2"
    assert rules["B2:B1048576"].prompt == "one of the words"
    assert rules["A2:A1048576"].prompt == "tells the row from others"
    assert {cell.data_type for row in first.iter_rows() for cell in row} == {"s"}
    assert {cell.number_format for row in first.iter_rows() for cell in row} == {"@"}
    assert not any(cell.hyperlink for row in first.iter_rows() for cell in row)
    assert [len(rows) for _, rows in tables(path)] == [3, 3]


def test_a_missing_file_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        tables(tmp_path / "none.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(NotFound, match="cannot be read"):
        tables(tmp_path / "folder.xlsx")


# -- files that would do harm --


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path


def with_sheet(folder: Path, rows: bytes) -> Path:
    parts = parts_of(saved(folder, ["a", "b"], name="sound.xlsx"))
    name = "xl/worksheets/sheet1.xml"
    start, end = parts[name].index(b"<sheetData>"), parts[name].index(b"</sheetData>")
    parts[name] = parts[name][: start + len(b"<sheetData>")] + rows + parts[name][end:]
    return packed(folder / "book.xlsx", parts)


def test_one_far_cell_is_refused_and_does_not_end_the_process(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "near", "far"
    assert refusal(saved(tmp_path, book=book)) == ("grassroots_xlsx:far-cell", "Sheet")


def test_a_far_cell_costs_no_memory(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system does not tell how much memory a process took")
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "near", "far"
    path = saved(tmp_path, book=book)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='9'><c r='&#88;FD1048576'><v>1</v></c></row>",
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c><c r="ZZZ1"><v>1</v></c></row>',
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row><c r="A9999999"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_found_however_it_is_written(tmp_path: Path, rows: bytes) -> None:
    assert refusal(with_sheet(tmp_path, rows))[0] == "grassroots_xlsx:far-cell"


def test_far_formats_without_content_do_no_harm(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"].font = Font(bold=True)
    assert cells(saved(tmp_path, book=book)) == [("x",)]


def test_cells_without_places_stand_one_after_the_other(tmp_path: Path) -> None:
    rows = b"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert cells(with_sheet(tmp_path, rows)) == [("1", "2"), ("3",)]


def test_a_part_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1_000_000)
    parts = parts_of(saved(tmp_path, ["a"], name="sound.xlsx"))
    parts["xl/media/picture.bin"] = b"\0" * 5_000_000
    assert refusal(packed(tmp_path / "book.xlsx", parts))[0] == "file-too-large"


def test_a_part_that_says_it_is_smaller_than_it_is_is_refused(tmp_path: Path) -> None:
    parts = parts_of(saved(tmp_path, ["a"], name="sound.xlsx"))
    parts["xl/media/picture.bin"] = b"\0" * 3_000_000
    path = packed(tmp_path / "book.xlsx", parts)
    true, told = (3_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    data = path.read_bytes()
    assert true in data
    path.write_bytes(data.replace(true, told))
    assert refusal(path)[0] == "grassroots_xlsx:not-a-spreadsheet"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    parts = parts_of(saved(tmp_path, ["a"], name="sound.xlsx"))
    parts |= {f"x/{number}": b"" for number in range(10_001)}
    assert refusal(packed(tmp_path / "book.xlsx", parts))[0] == "file-too-large"


def test_entities_are_refused_and_nothing_outside_is_opened(tmp_path: Path) -> None:
    parts = parts_of(saved(tmp_path, ["a"], name="sound.xlsx"))
    for entity in (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY e "' + b"ha" * 1000 + b'">]>',
    ):
        name = "xl/worksheets/sheet1.xml"
        evil = {**parts, name: entity + parts[name].replace(b"<v>0</v>", b"<v>&e;</v>")}
        assert refusal(packed(tmp_path / "book.xlsx", evil))[0] == "grassroots_xlsx:not-a-spreadsheet"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "grassroots_xlsx:not-a-spreadsheet"),
        (b"No.,name\n1,Ann", "grassroots_xlsx:not-a-spreadsheet"),
        (b"PK\x03\x04" + b"\0" * 200, "grassroots_xlsx:not-a-spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "grassroots_xlsx:not-a-spreadsheet"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    assert refusal(path)[0] == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    assert refusal(packed(tmp_path / "book.xlsx", {"readme.txt": b"hello"}))[0] == "grassroots_xlsx:not-a-spreadsheet"
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as book:
        book.writestr("a", b"x")
    assert refusal(packed(tmp_path / "book.xlsx", {"inner.zip": inner.getvalue()}))[0] == "grassroots_xlsx:not-a-spreadsheet"


def test_no_damage_to_a_workbook_raises_anything_but_problems(tmp_path: Path) -> None:
    whole = saved(tmp_path, ["No.", "name"], [1, "Ann Example"], [2, date(2014, 6, 5)], name="sound.xlsx").read_bytes()
    path = tmp_path / "book.xlsx"
    refused = 0
    for at in range(0, len(whole), 37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            tables(path)
        except HasProblems as error:
            refused += 1
            assert error.problems  # noqa: PT017
    assert refused > 20


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit, MemoryError])
def test_what_ends_a_program_while_a_workbook_is_read_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: type[BaseException]
) -> None:
    def stopped(_: object) -> None:
        raise ends

    path = saved(tmp_path, ["a"])
    monkeypatch.setattr("python_calamine.CalamineWorkbook", SimpleNamespace(from_filelike=stopped))
    with pytest.raises(ends):
        list(WorkbookRows(path).tables())


def test_a_part_without_the_sheet_that_it_names_is_refused(tmp_path: Path) -> None:
    parts = parts_of(saved(tmp_path, ["a"], name="sound.xlsx"))
    del parts["xl/worksheets/sheet1.xml"]
    path = packed(tmp_path / "book.xlsx", parts)
    with pytest.raises(HasProblems):
        tables(path)


WORDS = {"cell": "B2", "limit": "5,000,000"}


@pytest.mark.parametrize("code", wordings_in("grassroots_xlsx"))
def test_what_may_be_wrong_with_a_workbook_is_told_in_both_languages_by_the_plugin_itself(code: str) -> None:
    problem = Problem(f"grassroots_xlsx:{code}", source=Source("book.xlsx", "Sheet", 2), value="12", details=WORDS)
    english, chinese = problem.text("en"), problem.text("zh")
    assert english.startswith("book.xlsx, ")
    assert english.endswith(problem.cure)
    assert english.isascii()
    assert re.search("[\u4e00-\u9fff]", chinese.partition("：")[2])
    assert chinese.endswith("。")
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(grassroots_xlsx.__file__).parent.glob("*.py"))
    assert f'"grassroots_xlsx:{code}"' in sources
