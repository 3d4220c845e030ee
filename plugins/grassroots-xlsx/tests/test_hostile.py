"""Workbooks that were made to kill or to hang whoever reads them: refused by name, and the next one is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.hostile import COMES_TO, HEAD, HOSTILE, ONE, STYLES, M, far, workbook

from grassroots.errors import HasProblems
from grassroots.ledgers import Table
from grassroots_xlsx import child, grassroots_open_rows
from grassroots_xlsx.child import BEYOND, READER
from grassroots_xlsx.rows import WorkbookRows


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


MADE = """
import sys
from pathlib import Path
from support.hostile import HOSTILE
for name, made in HOSTILE.items():
    folder = Path(sys.argv[1]) / name
    folder.mkdir()
    made(folder)
"""
ALL = """
import json, resource, sys, time
from pathlib import Path
from grassroots.errors import HasProblems
from grassroots_xlsx import grassroots_open_rows
from grassroots_xlsx.child import READER
def outcome(path):
    try:
        rows = grassroots_open_rows(str(path), {})
        return "no workbook" if rows is None else str(sum(1 for table in rows.tables() for row in table.rows))
    except HasProblems as error:
        (problem,) = error.problems
        assert problem.text("zh") and problem.text("en")
        return str(problem.code)
def used(who):
    return resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
for path in sorted(Path(sys.argv[1]).glob("*/book.*")):
    before = used(resource.RUSAGE_SELF) + used(resource.RUSAGE_CHILDREN)
    came = outcome(path)
    READER.end()
    seconds = used(resource.RUSAGE_SELF) + used(resource.RUSAGE_CHILDREN) - before
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) >> 10
    print(json.dumps([path.parent.name, came, seconds, most]), flush=True)
"""


@pytest.mark.slow
def test_every_one_of_them_comes_to_its_end_within_ten_seconds_and_a_gigabyte(tmp_path: Path) -> None:
    """What a program took counts for those that it starts as well: so they are made by one, and read by another."""
    pytest.importorskip("resource")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = [
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, capture_output=True, text=True, check=True)
        for code in (MADE, ALL)
    ]
    told = [json.loads(line) for line in done[1].stdout.splitlines()]
    assert {name: came for name, came, *_ in told} == {name: COMES_TO.get(name, NONE) for name in HOSTILE}
    assert [(name, seconds, most) for name, _, seconds, most in told if seconds > 10 or most > 1024] == []
    assert len(told) >= 90
