"""Workbooks that were made to kill or to hang whoever reads them: refused by name, and the next one is read."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grassroots.errors import HasProblems
from grassroots.ledgers import Table
from grassroots_xlsx import child, grassroots_open_rows
from grassroots_xlsx.child import BEYOND, READER
from grassroots_xlsx.rows import WorkbookRows

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
SHEETS = '<sheet name="S" sheetId="1" r:id="rId1"/>'
STYLES = f'<styleSheet xmlns="{M}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>'


def relations(*targets: tuple[str, str, str]) -> str:
    told = "".join(f'<Relationship Id="{id}" Type="{R}/{kind}" Target="{to}"/>' for id, kind, to in targets)
    return f'<Relationships xmlns="{P}">{told}</Relationships>'


def sheet(body: str, tail: str = "") -> str:
    return f'<worksheet xmlns="{M}"><sheetData>{body}</sheetData>{tail}</worksheet>'


def workbook(
    folder: Path, body: str, *, tail: str = "", target: str = "worksheets/sheet1.xml", sheets: str = SHEETS, **parts: str
) -> Path:
    part = parts.pop("part", "xl/worksheets/sheet1.xml")
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", relations(("r1", "officeDocument", "xl/workbook.xml")))
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{M}" xmlns:r="{R}" xmlns:q="u:q"><sheets>{sheets}</sheets></workbook>'
        )
        more = [("rId2", "worksheet", "worksheets/sheet2.xml"), ("rId3", "sharedStrings", "sharedStrings.xml")]
        styles = [("rId4", "styles", "styles.xml")] if "styles" in parts else []
        book.writestr("xl/_rels/workbook.xml.rels", relations(("rId1", "worksheet", target), *more, *styles))
        book.writestr("xl/worksheets/sheet2.xml", sheet(HEAD))
        book.writestr("xl/sharedStrings.xml", parts.pop("strings", f'<sst xmlns="{M}"><si><t>a</t></si></sst>'))
        book.writestr("xl/styles.xml", parts.pop("styles", STYLES))
        book.writestr(part, sheet(body, tail))
    return path


def far(kind: str, inner: str) -> str:
    return HEAD + f'<row r="1048576"><c r="XFD1048576"{kind}>{inner}</c></row>'


def tables(path: Path) -> Iterator[Table]:
    rows = grassroots_open_rows(str(path), {})
    assert rows
    return iter(rows.tables())


def outcome(path: Path) -> str:
    """The code of the refusal; else the rows of the first sheet."""
    try:
        return str([row.cells for table in tables(path) for row in table.rows if table.sheet == "S"])
    except HasProblems as error:
        (problem,) = error.problems
        assert problem.text("zh")
        return str(problem.code)


FAR = "grassroots_xlsx:far-cell"
NONE = "grassroots_xlsx:not-a-spreadsheet"
ONE = far("", "<v>1</v>")


@pytest.mark.parametrize(
    "body",
    [
        far("", "<v>1</v>"),
        far(' t="str"', "<v></v>"),
        far(' t="str"', "<v/>"),
        far(' t="b"', "<v></v>"),
        far(' t="d"', "<v></v>"),
        far(' t="e"', "<v></v>"),
        far(' t="str"', "<v><![CDATA[]]></v>"),
        far("", "<v><!-- x -->1</v>"),
        far(' t="inlineStr"', "<is/>"),
        HEAD + '<row r="1048575"><c/></row><row><c r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_far_cell_is_seen_whatever_stands_in_it(tmp_path: Path, body: str) -> None:
    assert outcome(workbook(tmp_path, body)) == FAR


@pytest.mark.parametrize(
    "how",
    [
        {"target": "worksheets/SHEET1.xml"},
        {"part": "xl\\worksheets\\sheet1.xml"},
        {"part": "XL/WorkSheets/Sheet1.xml"},
        {"sheets": '<sheet name="S" sheetId="1" q:id="rId2" r:id="rId1"/>'},
        {"sheets": '<sheet name="S" sheetId="1" r:id="rId1" q:id="rId2"/>'},
        {"target": "./worksheets/../worksheets/sheet1.xml"},
        {"target": "xl/worksheets/sheet1.xml"},
        {"target": "/xl/worksheets/sheet1.xml"},
        {"target": "worksheets\\sheet1.xml"},
    ],
)
def test_the_look_sees_the_parts_that_the_reader_reads(tmp_path: Path, how: dict[str, str]) -> None:
    assert outcome(workbook(tmp_path, ONE, **how)) == FAR


@pytest.mark.parametrize(
    ("body", "tail", "code"),
    [
        (HEAD + '<row r="2000"><c r="CRC2000"><v>1</v></c></row>', '<mergeCell ref="A1:CRC2000"/>' * 20_000, BEYOND),
        (HEAD + '<row r="99999999999"><c><v>1</v></c></row>', "", NONE),
        (HEAD + '<row r="-5"><c><v>1</v></c></row>', "", NONE),
        (HEAD + '<row r="2"><c r="A2" t="s"><v>99999</v></c></row>', "", NONE),
        (HEAD + '<row r="2"><c r="A2" s="2"><v>1e300</v></c></row>', "", NONE),
        (HEAD + '<row hidden="1"/>' * 1_100_000, "", NONE),
    ],
)
def test_what_no_program_writes_is_refused_by_name(tmp_path: Path, body: str, tail: str, code: str) -> None:
    merged = f"<mergeCells>{tail}</mergeCells>" if tail else ""
    assert outcome(workbook(tmp_path, body, tail=merged, styles=STYLES)) == code


@pytest.mark.parametrize(
    ("value", "style"), [("NaN", "0"), ("1e999", "0"), ("-inf", "0"), ("2958465.999999", "1"), ("1e15", "1"), ("-5", "1")]
)
def test_a_number_that_is_none_is_a_fault_of_its_cell(tmp_path: Path, value: str, style: str) -> None:
    body = HEAD + f'<row r="2"><c r="A2" s="{style}"><v>{value}</v></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>'
    ((_, rows),) = [(table, list(table.rows)) for table in tables(workbook(tmp_path, body, styles=STYLES))]
    row = next(row for row in rows if row.source.row == 2)
    assert row.cells[1] == "x"
    assert row.faults


def test_one_that_takes_too_much_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = workbook(tmp_path, HEAD)
    assert outcome(sound) == "[('name',)]"
    large = f'<sst xmlns="{M}"><si><t>{"x" * 32_000}</t></si></sst>'
    body = HEAD + ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 30
    path = workbook(tmp_path, body, strings=large)
    assert outcome(path).count("x") > 90_000_000
    monkeypatch.setattr(child, "MEMORY", 220 << 20)
    assert outcome(path) == BEYOND
    assert outcome(workbook(tmp_path, HEAD)) == "[('name',)]"


def test_one_that_kills_its_reader_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, HEAD)
    READER.end()
    with monkeypatch.context() as patched:
        patched.setattr(child, "_START", "import os; os.abort()")
        assert outcome(path) == BEYOND
    assert outcome(path) == "[('name',)]"


def test_one_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    READER.end()
    with monkeypatch.context() as patched:
        patched.setattr(child, "_START", "import time; time.sleep(600)")
        patched.setattr(child, "PATIENCE", 0.1)
        assert outcome(workbook(tmp_path, HEAD)) == BEYOND
    assert READER._process is None


def test_nothing_that_lies_beside_the_ledgers_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("types", "json", "signal", "zipfile", "grassroots_xlsx", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    path = workbook(tmp_path, HEAD)
    monkeypatch.setattr("sys.path", [one for one in sys.path if one])
    monkeypatch.chdir(tmp_path)
    READER.end()
    assert outcome(path) == "[('name',)]"
    READER.end()
    assert not (tmp_path / "ran").exists()


def test_where_no_process_can_be_started_workbooks_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    READER.end()
    monkeypatch.setattr("sys.executable", str(tmp_path / "none"))
    assert outcome(workbook(tmp_path, HEAD)) == "[('name',)]"
    assert outcome(workbook(tmp_path, ONE)) == FAR
    assert READER._process is None


def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    body = HEAD + '<row r="2" hidden="1"><c r="A2" s="1"><v>41795</v></c><c r="B2"><f>1+1</f></c><c r="D2"><v>2.5</v></c></row>'
    path = workbook(tmp_path, body, styles=STYLES)
    here = [(table.sheet, table.digest, list(table.rows)) for table in WorkbookRows(path).tables()]
    assert [(table.sheet, table.digest, list(table.rows)) for table in tables(path)] == here
    assert here[0][2][1].faults


@pytest.mark.slow
@pytest.mark.parametrize("body", ["strings", "formulas", "attribute", "cell"])
def test_large_ones_are_refused(tmp_path: Path, body: str) -> None:
    rows = {
        "strings": HEAD + ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 10_000,
        "formulas": HEAD + ("<row>" + "<c><f/></c>" * 1000 + "</row>") * 4_900,
        "attribute": HEAD + f'<row a="{"x" * 100_000_000}"/>',
        "cell": HEAD + f'<row><c t="inlineStr"><is><t>{"x" * 400_000_000}</t></is></c></row>',
    }
    large = f'<sst xmlns="{M}"><si><t>{"x" * 32_000}</t></si></sst>'
    assert outcome(workbook(tmp_path, rows[body], strings=large)) == BEYOND
