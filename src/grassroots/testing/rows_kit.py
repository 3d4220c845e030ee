"""What a reader of tables must do: one line for the author of a plugin, no class to inherit.

    def test_our_tables_keep_the_laws():
        check_rows(MyRows, "table.ods")

Each law is a function of `LAWS` that says in its first line what it demands. `BROKEN` has a twin for each law: an adapter around a sound one
that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from grassroots.errors import GrassrootsError, HasProblems
from grassroots.ledgers import Row, Sheet, Table
from grassroots.testing.laws import Law, Outcome, by_name, demand, try_laws
from grassroots.testing.ledger_laws import LEDGER_LAWS, OpenRows, Try

AWKWARD: tuple[str, ...] = (
    "007",
    "110101199003078515",
    "1e5",
    "3.90",
    "2014-06-05",
    "03/04/2026",
    "12:30",
    "true",
    "=1+1",
    "{=1+1}",
    "+86 10 1234",
    "-5",
    "@name",
    "'quoted",
    "'=1",
    "''=1",
    "http://example.org/a?b=c",
    'said "yes", then; no',
    "two\nlines",
    "a\ttab",
    "１２３",
    "示例：意见、建议",
    "㐂 𠮷 😀",
    "#REF!",
    "NULL",
    "x" * 3000,
)
"""Texts that would like to be something else. Each must come back as it went in."""


def check_rows(
    open_rows: OpenRows, name: str = "table.csv", *, sheets: int = 1, laws: Iterable[str] = ()
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        open_rows: the adapter: a path in, `Rows` out.
        name: a file name that the adapter takes; its ending names the format.
        sheets: how many tables one file may hold (2 or more are tried with two).
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how.

    >>> from grassroots.builtin.csv import TextRows
    >>> {one.result for one in check_rows(TextRows, "table.csv")}
    {'kept'}
    """

    def tried(law: Law[Try]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            law(Try(open_rows, Path(folder) / name, sheets))

    return try_laws(LAWS, tried, laws)


def _sheet(*rows: Sequence[str], headings: tuple[str, ...] = ("No.", "text"), name: str = "Ledger") -> Sheet:
    return Sheet(name=name, headings=headings, rows=rows)


def what_is_written_is_read_back(case: Try) -> None:
    """Headings and cells come back in their order, as the text that they were: no number, date, formula or link is made of one."""
    rows = [(str(number), text) for number, text in enumerate(AWKWARD, start=1)]
    found = [row.cells for row in case.rows(_sheet(*rows))]
    demand(found[:1] == [("No.", "text")], f"the headings came back as {found[:1]}")
    for sent, back in zip(rows, found[1:], strict=False):
        demand(sent == back, f"{sent[1]!r:.60} came back as {back[1:2]!r:.80}")
    demand(len(found) == len(rows) + 1, f"{len(rows) + 1} rows went in, {len(found)} came back")


def rows_are_numbered_as_the_sheet_shows_them(case: Try) -> None:
    """The heading is row 1; a cell with a line break is one row; a blank row is counted, though it need not be given."""
    rows = case.rows(_sheet(("1", "two\nlines"), ("2", "x"), ("", ""), ("3", "y")))
    numbers = {row.cells[0]: row.source.row for row in rows if row.cells and row.cells[0]}
    demand(numbers == {"No.": 1, "1": 2, "2": 3, "3": 5}, f"the rows were numbered {numbers}")


def every_row_says_where_it_stands(case: Try) -> None:
    """Table and rows bear the name of the file; rows that of their sheet; no two rows the same place."""
    table = next(iter(case.written(_sheet(("1", "x"), ("2", "y"))).tables()))
    rows = list(table.rows)
    demand(table.file == case.path.name, f"the table says {table.file!r}, not {case.path.name!r}")
    demand(all((row.source.file, row.source.sheet) == (table.file, table.sheet) for row in rows), "a row says another place")
    demand(len({row.source for row in rows}) == len(rows), "two rows say the same place")


def empty_cells_are_empty_texts(case: Try) -> None:
    """A cell with nothing in it is an empty text between others; trailing ones may be left out; blank rows at the end are no rows."""
    rows = case.rows(_sheet(("1", "", "z"), ("2", "", ""), ("", "", ""), headings=("a", "b", "c")))
    demand(list(rows[1].cells) == ["1", "", "z"], f"came back as {rows[1].cells}")
    demand(rows[2].cells[0] == "2" and not any(rows[2].cells[1:]), f"came back as {rows[2].cells}")
    demand(not any(any(row.cells) for row in rows[3:]), "a blank row came back with something in it")


def cells_say_what_they_are_or_nothing(case: Try) -> None:
    """A row that says what its cells are says it of each, by the letters that there are; what was written as a text is none of a number, day or time.
    So a room 3-2 is never taken for a day, and a number that lost digits is known as one."""
    rows = case.rows(_sheet(*[(str(number), text) for number, text in enumerate(AWKWARD, start=1)]))
    for row in rows:
        demand(
            len(row.natures) in (0, len(row.cells)),
            f"row {row.source.row} says of {len(row.natures)} of {len(row.cells)} cells what they are",
        )
        demand(set(row.natures) <= set("tT"), f"row {row.source.row} says {row.natures!r} of texts")


def tables_can_be_read_again(case: Try) -> None:
    """Asking for the tables a second time gives the same rows and the same digest; the file is not changed by it."""
    opened = case.written(_sheet(("1", "x")))
    before = case.path.read_bytes()
    first = [(table.sheet, table.digest, tuple(table.rows)) for table in opened.tables()]
    second = [(table.sheet, table.digest, tuple(table.rows)) for table in opened.tables()]
    demand(first == second, "the second reading differs from the first")
    demand(bool(first and first[0][1]), "the table has no digest of its file")
    demand(before == case.path.read_bytes(), "reading changed the file")


def sheets_keep_their_order(case: Try) -> None:
    """Where a file holds several tables, they come back in their order under their titles, each with its own rows."""
    if case.sheets < 2:
        return
    opened = case.written(_sheet(("1", "x"), name="意见台账"), _sheet(("2", "y"), name="Members"))
    found = [(table.sheet, [row.cells for row in table.rows]) for table in opened.tables()]
    expected = [("意见台账", [("No.", "text"), ("1", "x")]), ("Members", [("No.", "text"), ("2", "y")])]
    demand(found == expected, f"came back as {found}")


def the_same_tables_give_the_same_bytes(case: Try) -> None:
    """Writing the same tables twice gives equal files."""
    sheet = Sheet(name="Ledger", headings=("a",), rows=(("x",),), choices=(("a", ("x", "y")),), notes=(("a", "what to write"),))
    case.written(sheet)
    first = case.path.read_bytes()
    case.written(sheet)
    demand(first == case.path.read_bytes(), "the bytes differ")


def a_missing_file_is_a_typed_error(case: Try) -> None:
    """Reading a file that is not there raises a `GrassrootsError` when its tables are asked for, or earlier."""
    try:
        for table in case.open_rows(case.path).tables():
            list(table.rows)
    except GrassrootsError:
        return
    raise AssertionError("nothing was raised")


def a_damaged_file_is_told_with_problems(case: Try) -> None:
    """Bytes that are no such file, and a file cut short, give rows or `HasProblems` with a place and a cure; never another exception."""
    case.written(_sheet(*[(str(number), f"示例{number}") for number in range(200)]))
    whole = case.path.read_bytes()
    for data in (
        b"",
        b"\xff\xfe\x00\xd8" * 9,
        b"\x80\x81\xfe\xff" * 9,
        bytes(range(256)),
        whole[: len(whole) // 2],
        whole[:100],
    ):
        case.path.write_bytes(data)
        try:
            for table in case.open_rows(case.path).tables():
                for row in table.rows:
                    demand(all(isinstance(cell, str) and "\ufffd" not in cell for cell in row.cells), "a character was made up")
        except HasProblems as error:
            demand(bool(error.problems), "there are no problems in it")
            demand(all(problem.source and problem.cure for problem in error.problems), "a problem has no place or no cure")


LAWS = by_name(
    what_is_written_is_read_back, rows_are_numbered_as_the_sheet_shows_them, every_row_says_where_it_stands,
    empty_cells_are_empty_texts, cells_say_what_they_are_or_nothing, tables_can_be_read_again, sheets_keep_their_order,
    the_same_tables_give_the_same_bytes, a_missing_file_is_a_typed_error, a_damaged_file_is_told_with_problems,
    *LEDGER_LAWS.values(),
)  # fmt: skip
"""Every law by its name: those of a reader, and those of the ledgers that it reads."""


# -- broken twins --


@frozen
class _Twin:
    """Passes everything on to a sound adapter, but for what a child of it changes."""

    path: Path
    sound: OpenRows

    def tables(self) -> Iterator[Table]:
        for table in self.sound(self.path).tables():
            yield evolve(table, rows=self.changed(table.rows))

    def write(self, sheets: Sequence[Sheet]) -> None:
        self.sound(self.path).write(sheets)

    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        yield from rows


class _MakesNumbers(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield evolve(row, cells=tuple(str(int(cell)) if cell.isascii() and cell.isdigit() else cell for cell in row.cells))


class _NumbersOnlyWhatItGives(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for number, row in enumerate(rows, start=1):
            yield evolve(row, source=evolve(row.source, row=number))


class _ForgetsTheFile(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield evolve(row, source=evolve(row.source, file=""))


class _DropsEmptyCells(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield evolve(row, cells=tuple(filter(None, row.cells)))


class _TakesTextsForDays(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            yield evolve(row, natures="".join("d" if cell[:4].isdecimal() and "-" in cell else "t" for cell in row.cells))


class _ReadsOnce(_Twin):
    def tables(self) -> Iterator[Table]:
        tables = list(super().tables())
        text = [evolve(table, rows=iter(list(table.rows))) for table in tables]
        self.path.write_bytes(self.path.read_bytes() + b"\n")
        yield from text


class _TurnsSheetsAround(_Twin):
    def tables(self) -> Iterator[Table]:
        yield from reversed(list(super().tables()))


class _StampsTheFile(_Twin):
    def write(self, sheets: Sequence[Sheet]) -> None:
        before = self.path.read_bytes() if self.path.exists() else b""
        super().write(sheets)
        self.path.write_bytes(self.path.read_bytes() + b"\n" * (1 + before.endswith(b"\n\n")))


class _RaisesWhatever(_Twin):
    def tables(self) -> Iterator[Table]:
        if not self.path.exists():
            raise OSError("no such file")
        yield from super().tables()


class _TellsNoProblem(_Twin):
    def tables(self) -> Iterator[Table]:
        try:
            tables = list(super().tables())
        except HasProblems as error:
            raise ValueError("cannot read") from error
        yield from tables


class _NamesAllAlike(_Twin):
    def tables(self) -> Iterator[Table]:
        for table in super().tables():
            yield evolve(table, file="requests.csv", rows=iter([_at(row, "requests.csv") for row in table.rows]))


def _at(row: Row, file: str) -> Row:
    return evolve(row, source=evolve(row.source, file=file))


class _NumbersAnew(_Twin):
    def tables(self) -> Iterator[Table]:
        for table in super().tables():
            yield evolve(table, rows=(self._marked(row, table.digest[-4:]) for row in table.rows))

    def _marked(self, row: Row, mark: str) -> Row:
        first, *others = row.cells
        return evolve(row, cells=(f"{first}-{mark}" if first.isdigit() else first, *others))


class _DropsShortRows(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if all(row.cells):
                yield row


class _DropsWhatItSaidBefore(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        before: tuple[str, ...] = ()
        for row in rows:
            cells = tuple("" if at and before[at : at + 1] == (cell,) else cell for at, cell in enumerate(row.cells))
            yield evolve(row, cells=cells)
            before = row.cells


class _StopsAtANote(_Twin):
    def changed(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.cells[0].startswith("注"):
                return
            yield row


def twin(kind: type[_Twin], sound: OpenRows) -> OpenRows:
    """A broken twin of a sound adapter."""
    return lambda path: kind(path, sound)


BROKEN: Mapping[str, type[_Twin]] = {
    "what_is_written_is_read_back": _MakesNumbers,
    "rows_are_numbered_as_the_sheet_shows_them": _NumbersOnlyWhatItGives,
    "every_row_says_where_it_stands": _ForgetsTheFile,
    "empty_cells_are_empty_texts": _DropsEmptyCells,
    "cells_say_what_they_are_or_nothing": _TakesTextsForDays,
    "tables_can_be_read_again": _ReadsOnce,
    "sheets_keep_their_order": _TurnsSheetsAround,
    "the_same_tables_give_the_same_bytes": _StampsTheFile,
    "a_missing_file_is_a_typed_error": _RaisesWhatever,
    "a_damaged_file_is_told_with_problems": _TellsNoProblem,
    "numbers_of_two_ledgers_stay_apart": _NamesAllAlike,
    "a_number_given_again_is_a_question": _NumbersAnew,
    "totals_are_no_records_and_are_held_against_their_rows": _DropsShortRows,
    "what_repeats_is_one_and_must_agree": _DropsWhatItSaidBefore,
    "every_row_is_accounted_for": _StopsAtANote,
}
"""Law → a twin that breaks it (perhaps others too)."""
