"""Tables of plain text: separators, quotes, row numbers, and files that are none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.builtin.csv import TextRows, grassroots_open_rows, separator_of
from grassroots.errors import HasProblems, InvalidArgument, NotFound
from grassroots.ledgers import Row, Sheet
from grassroots.values import Source


def rows(folder: Path, content: str | bytes, name: str = "x.csv", **options: str) -> list[Row]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    opened = grassroots_open_rows(str(path), options)
    assert opened
    return [row for table in opened.tables() for row in table.rows]


def cells(folder: Path, content: str | bytes, name: str = "x.csv", **options: str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(folder, content, name, **options)]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n3,5;4,5\n", ";"),
        ("a\tb\n1,5\t2;5\n", "\t"),
        ("a;b;c\n1,2,3;4,5,6;7,8,9\n1;2;3\n", ";"),
        ('"a,b";c\n"d,e,f";g\n', ";"),
        ("Ledger of 2014\n\na;b\n1;2\n3;4\n", ";"),
        ("one column\nonly\n", ","),
        ("", ","),
        ('text,"said ""yes; no; yes"" twice"\n1,"a;b;c"\n', ","),
    ],
)
def test_the_separator_is_the_mark_that_stands_equally_often_in_most_lines(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_a_separator_that_was_named_holds_and_tsv_is_by_tab(tmp_path: Path) -> None:
    assert cells(tmp_path, "a,b;c\n", separator=";") == [("a,b", "c")]
    assert cells(tmp_path, "a,b\tc\n", "x.tsv") == [("a,b", "c")]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    found = rows(tmp_path, 'No.,text\r\n1,"two\r\nlines"\r\n\r\n , \r\n2,"say ""hi"""\r\n')
    assert [(row.source.row, row.cells) for row in found] == [
        (1, ("No.", "text")),
        (2, ("1", "two\r\nlines")),
        (5, ("2", 'say "hi"')),
    ]


def test_trailing_blank_cells_and_rows_are_dropped(tmp_path: Path) -> None:
    assert cells(tmp_path, "a,b,,,\n1,,,,\n,,,,\n,,,,\n") == [("a", "b"), ("1",)]


def test_the_encoding_is_told_and_may_be_overridden(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("序號,姓名\n1,範例範例範例範例\n".encode("big5"))
    with pytest.raises(HasProblems):
        list(TextRows(path).tables())
    (table,) = TextRows(path, encoding="big5").tables()
    assert (table.encoding, next(table.rows).cells) == ("big5", ("序號", "姓名"))


def test_a_quotation_mark_that_never_closes_is_told_with_its_row(tmp_path: Path) -> None:
    (table,) = TextRows(written(tmp_path, 'a,b\n1,2\n2,"open\n3,4\n')).tables()
    assert [next(table.rows).cells, next(table.rows).cells] == [("a", "b"), ("1", "2")]
    with pytest.raises(HasProblems) as caught:
        next(table.rows)
    assert [problem.source for problem in caught.value.problems] == [Source("x.csv", row=3)]


def written(folder: Path, text: str) -> Path:
    path = folder / "x.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_file_or_a_folder_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        list(TextRows(tmp_path / "none.csv").tables())
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(NotFound, match="cannot be read"):
        list(TextRows(tmp_path / "folder.csv").tables())


def test_other_endings_are_left_to_others() -> None:
    assert grassroots_open_rows("x.xlsx", {}) is None
    assert grassroots_open_rows("folder", {}) is None
    assert isinstance(grassroots_open_rows("X.CSV", {}), TextRows)


def test_a_cell_that_grows_without_end_is_told_and_the_limit_of_others_is_kept(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    assert len(cells(tmp_path, "a\n" + "x" * 500_000)[1][0]) == 500_000
    with pytest.raises(HasProblems):
        cells(tmp_path, "a\n" + "x" * 1_100_000)
    assert csv.field_size_limit() == before


def test_one_file_holds_one_table(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="one table"):
        TextRows(tmp_path / "x.csv").write([Sheet(name="a", headings=()), Sheet(name="b", headings=())])


def test_what_would_be_a_formula_is_written_as_text_and_read_as_it_was(tmp_path: Path) -> None:
    texts = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-5", "+5", "-", "'=x", "'quoted", "-x", "\tx"]
    TextRows(tmp_path / "x.csv").write([Sheet(name="a", headings=("t",), rows=[(text,) for text in texts])])
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        raw = [row[0] for row in csv.reader(file)][1:]
    assert raw == ["'=1+1", "'+cmd|' /C calc'!A0", "'@SUM(A1)", "-5", "+5", "-", "''=x", "'quoted", "'-x", "'\tx"]
    assert [row.cells[0] for table in TextRows(tmp_path / "x.csv", separator=",").tables() for row in table.rows][1:] == texts


def test_what_a_chinese_spreadsheet_would_take_for_a_formula_is_written_as_text_too(tmp_path: Path) -> None:
    texts = ["＝1+1", "＋x", "－x", "＠x", "－", "－5", "'＝x", "\n=1", "－"]
    TextRows(tmp_path / "x.csv").write([Sheet(name="a", headings=("t",), rows=[(text,) for text in texts])])
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        raw = [row[0] for row in csv.reader(file)][1:]
    assert raw == ["'＝1+1", "'＋x", "'－x", "'＠x", "－", "－5", "''＝x", "'\n=1", "－"]
    assert [row.cells[0] for table in TextRows(tmp_path / "x.csv", separator=",").tables() for row in table.rows][1:] == texts


def test_a_table_is_written_with_a_mark_so_that_spreadsheets_see_the_encoding(tmp_path: Path) -> None:
    TextRows(tmp_path / "x.csv").write([Sheet(name="a", headings=("姓名",), rows=[("示例",)])])
    assert (tmp_path / "x.csv").read_bytes() == "\ufeff姓名\r\n示例\r\n".encode()


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(texts, min_size=2, max_size=4), max_size=6), st.sampled_from(["x.csv", "x.tsv"]))
@settings(max_examples=80, deadline=None)
def test_whatever_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]], name: str) -> None:
    path = tmp_path_factory.mktemp("x") / name
    sheet = Sheet(name="a", headings=("one", "two", "three", "four"), rows=lines)
    TextRows(path, separator="\t" if name.endswith("tsv") else ",").write([sheet])
    (table,) = TextRows(path, separator="\t" if name.endswith("tsv") else ",").tables()
    found = {row.source.row: row.cells for row in table.rows}
    for number, line in enumerate(lines, start=2):
        sent = list(line)
        while sent and not sent[-1].strip():
            sent.pop()
        assert found.get(number, ()) == tuple(sent)


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("a,b\n1,x,y\n2,z\n", [2]),
        ("a,b,\n1,x,y\n2,z,\n", []),
        ("a,b\n1,x,\n2,z\n", []),
        ("a\n1\n2\n", []),
        ("a,b\n1,x,y\n2,z,z\n", []),
    ],
)
def test_a_row_with_more_cells_than_most_is_told(tmp_path: Path, text: str, beyond: list[int]) -> None:
    found = rows(tmp_path, text)
    assert [row.source.row for row in found if row.faults == ((-1, "cells-beyond"),)] == beyond
