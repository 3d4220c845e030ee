"""The ledger doctor: a ledger with mistakes comes back marked, is corrected, and goes in."""

from __future__ import annotations

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from support.sheets import house
from support.workbooks import WRITERS, Cell, shown, write_ods, write_xls, write_xlsx

import grassroots as gr
from grassroots.cli.commands import grassroots
from grassroots.errors import InvalidArgument
from grassroots.model import Case, key_of
from grassroots.plugins import Plugins
from grassroots.workspace import copies
from grassroots_xlsx.copied import copied

UNITS = [["code", "name", "kind", "part of"], ["s", "Street", "street", ""], ["b1", "Branch", "branch", "s"]]
HEADINGS = ["No.", "unit", "received on", "replied on", "outcome", "rateing"]
ROWS: list[list[Any]] = [
    HEADINGS,
    ["1", "b1", "2014-03-01", "2014-03-04", "solved", ""],
    ["2", "b1", "6.5", "2014-03-04", "done with", ""],
    ["3", "b1", "2014-03-02", "2014-03-05", "done with", "010"],
    ["4", "b1", "2014-03-03", "2014-03-05", "solved", ""],
]


def office(folder: Path) -> gr.Office:
    return gr.open(folder / "office.db", house(), create=True)


def units(folder: Path) -> Path:
    return write_xlsx(folder / "units.xlsx", UNITS, sheet="units")


def cases(one: gr.Office) -> dict[str, Case]:
    return dict(one.snapshot(date(2020, 1, 1)).all(Case))


def mistakes_of(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[-2]


def about(book: Any) -> dict[Any, tuple[Any, ...]]:
    """What the number of each row of mistakes stands for: ledger, column, of what it is."""
    return {number: told for number, *told in book["_meant"].iter_rows(values_only=True) if number}


def answer(path: Path, value: str, text: str) -> None:
    """Writes what a mistake means on the sheet of mistakes."""
    book = openpyxl.load_workbook(path)
    page, meant = book.worksheets[-2], about(book)
    (row,) = (row for row in page.iter_rows(min_row=4) if value in (row[4].value, meant.get(row[8].value, ("", ""))[1]))
    row[5].value = text
    book.save(path)


def written(path: Path, rows: list[list[Any]]) -> Path:
    """A table of opinions in the format of the path."""
    if path.suffix != ".csv":
        return WRITERS[path.suffix[1:]](path, rows, sheet="opinions")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def correct(path: Path, cell: str, text: str) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell].value = text
    book.save(path)


def test_bad_cells_are_marked_and_mistakes_are_listed_kind_by_kind(tmp_path: Path) -> None:
    ledger = write_xlsx(tmp_path / "opinions.xlsx", ROWS, sheet="opinions")
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        reading = one.mend(ledger, tmp_path / "mend" / "opinions.xlsx", "zh")
    assert {problem.code for problem in reading.problems} == {"no-year", "word-not-known", "unknown-column"}
    page = openpyxl.load_workbook(tmp_path / "mend" / "opinions.xlsx").worksheets[0]
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert marked == {"F1", "C3", "E3", "E4"}
    assert page["E3"].comment.text.startswith("“done with”不是该列可用的词。")
    assert page["E2"].fill.fgColor.rgb != page["E3"].fill.fgColor.rgb == "FFFFC7CE"
    listed = mistakes_of(tmp_path / "mend" / "opinions.xlsx")
    assert listed.title == "待改"
    told = [(row[1].value, row[3].value, row[4].value, row[6].value) for row in listed.iter_rows(min_row=4)]
    assert told[0] == (2, "outcome", "done with", "3, 4")
    lists = openpyxl.load_workbook(tmp_path / "mend" / "opinions.xlsx").worksheets[-1]
    assert lists.sheet_state == "veryHidden"
    assert {cell.value for row in lists.iter_rows() for cell in row} >= {"已解决", "已解释", "（不读入）"}


@pytest.mark.parametrize("ending", [*WRITERS, "csv"])
def test_what_is_corrected_goes_in_and_what_was_said_holds_for_the_next_ledger(tmp_path: Path, ending: str) -> None:
    ledger = written(tmp_path / f"opinions.{ending}", ROWS)
    mended = tmp_path / "mend" / "opinions.xlsx"
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        one.mend(ledger, mended)
        assert not one.take_in(mended).stored
        assert not (tmp_path / "office.learned.toml").exists()
        answer(mended, "done with", "solved")
        answer(mended, "rateing", "(leave aside)")
        correct(mended, "C3", "2014-03-02")
        reading = one.take_in(mended)
        assert (reading.problems, reading.stored) == ((), True)
        assert {case.id: case.steps[-1].outcome for case in cases(one).values()} == {f"o-{n}": "solved" for n in (1, 2, 3, 4)}
        said = (tmp_path / "office.learned.toml").read_text(encoding="utf-8")
        assert '[opinions.outcome]\n"done with" = "solved"' in said.replace('"opinions"."outcome"', "opinions.outcome")
        assert not one.mend(mended, tmp_path / "again.xlsx").problems
        assert not (tmp_path / "again.xlsx").exists()
    with office(tmp_path) as one:
        later = write_xlsx(
            tmp_path / "opinions2.xlsx",
            [HEADINGS, ["5", "b1", "2014-03-07", "2014-03-08", "Done  with", "x"]],
            sheet="opinions",
        )
        assert one.take_in(later, vanished="keep").problems == ()
        assert cases(one)["o-5"].steps[-1].outcome == "solved"


def test_the_ledger_itself_is_never_written_over(tmp_path: Path) -> None:
    ledger = write_xlsx(tmp_path / "opinions.xlsx", ROWS)
    before = ledger.read_bytes()
    with office(tmp_path) as one:
        with pytest.raises(InvalidArgument, match="itself"):
            one.mend(ledger, ledger)
        with pytest.raises(InvalidArgument, match="marks"):
            one.mend(ledger, tmp_path / "a.csv")
        one.mend(ledger, tmp_path / "b.xlsx")
    assert ledger.read_bytes() == before


def test_the_ledgers_of_a_folder_are_read_together_and_each_with_a_mistake_is_marked_for_itself(tmp_path: Path) -> None:
    folder = tmp_path / "ledgers"
    folder.mkdir()
    write_xlsx(folder / "opinions.xlsx", ROWS, sheet="opinions")
    units(folder)
    with office(tmp_path) as one:
        reading, marked = one.mend_all(folder, tmp_path / "mend", "zh")
        assert list(marked) == [tmp_path / "mend" / "opinions.xlsx"]
        assert {problem.code for problem in reading.problems} == {"no-year", "word-not-known", "unknown-column"}
        page = openpyxl.load_workbook(tmp_path / "mend" / "opinions.xlsx").worksheets[0]
        assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment} == {"F1", "C3", "E3", "E4"}


def test_corrections_in_a_marked_workbook_are_not_written_over(tmp_path: Path) -> None:
    ledger, marked = write_xlsx(tmp_path / "opinions.xlsx", ROWS), tmp_path / "mend" / "opinions.xlsx"
    with office(tmp_path) as one:
        one.mend(ledger, marked)
        correct(marked, "C3", "2014-03-02")
        corrected = marked.read_bytes()
        with pytest.raises(InvalidArgument, match="may hold corrections"):
            one.mend(ledger, marked)
        assert marked.read_bytes() == corrected
        later = marked.stat().st_mtime + 1
        os.utime(ledger, (later, later))
        one.mend(ledger, marked)
    assert marked.read_bytes() != corrected


def test_what_somebody_wrote_in_a_marked_workbook_is_there_when_it_is_marked_again(tmp_path: Path) -> None:
    ledger = write_xlsx(tmp_path / "opinions.xlsx", ROWS, sheet="opinions")
    book = openpyxl.load_workbook(ledger)
    book.worksheets[0]["E3"].comment = Comment("ask the branch " * 80, "clerk")
    book.save(ledger)
    first, second, third = (tmp_path / f"{name}.xlsx" for name in ("first", "second", "third"))
    with gr.open(f"sqlite:{tmp_path / 'office.db'}", house(), create=True) as one:
        one.take_in(units(tmp_path))
        one.mend(ledger, first, "zh")
        assert "“done with”" in openpyxl.load_workbook(first).worksheets[0]["E3"].comment.text
        answer(first, "done with", "solved")
        answer(first, "rateing", "评价")
        answer(first, "6.5", "in June, I think")
        left = one.mend(first, second, "zh").problems
        assert {problem.value for problem in left} == {"in June, I think", "010"}
        said = {row[4].value: row[5].value for row in mistakes_of(second).iter_rows(min_row=4)}
        assert said == {
            "010": None,
            "done with": "solved",
            "rateing": "评价",
            "6.5": "in June, I think",
        }
        assert openpyxl.load_workbook(second).worksheets[0]["E3"].comment.text == "ask the branch " * 80
        assert [problem.code for problem in one.mend(second, third, "zh").problems] == [problem.code for problem in left]
        assert {row[4].value: row[5].value for row in mistakes_of(third).iter_rows(min_row=4)} == said
        answer(third, "6.5", "2014-06-05")
        assert {problem.value for problem in one.take_in(third, keep_bad=True).problems} == {"010"}
    assert '"6.5" = "2014-06-05"' in (tmp_path / "office.learned.toml").read_text(encoding="utf-8")


def test_true_is_no_text_also_when_it_comes_back_in_a_workbook_to_mend(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "opinions"
    for row in (
        ["No.", "unit", "received on", "what was said"],
        ["1", "b1", "2014-03-01", True],
        ["2", "b1", "2014-03-01", "TRUE"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "opinions.xlsx")
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        (told,) = one.read(tmp_path / "opinions.xlsx").problems
        assert (told.code, told.source and told.source.row) == ("became-true-or-false", 2)
        tables = list(Plugins.installed().open_rows(tmp_path / "opinions.xlsx").tables())
        copied(tmp_path / "opinions.csv", tables).save(tmp_path / "copied.xlsx")
        assert [problem.code for problem in one.read(tmp_path / "copied.xlsx").problems] == ["became-true-or-false"]


def test_formats_and_good_rows_stay_as_they_were(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "opinions"
    for row in ROWS:
        page.append(row)
    page["A2"].font = openpyxl.styles.Font(bold=True, color="FF00FF00")
    page["C2"].number_format = "@"
    page.column_dimensions["C"].width = 33
    page.freeze_panes = "A2"
    book.save(tmp_path / "opinions.xlsx")
    with office(tmp_path) as one:
        one.mend(tmp_path / "opinions.xlsx", tmp_path / "b.xlsx")
    after = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]
    assert [[cell.value for cell in row] for row in after.iter_rows()] == [[cell or None for cell in row] for row in ROWS]
    assert (after["A2"].font.b, after["C2"].number_format, after.column_dimensions["C"].width, after.freeze_panes) == (
        True,
        "@",
        33,
        "A2",
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["2014-03-01", "6.5", "soon", "41795"]), st.sampled_from(["solved", "done", "gone", "explained"])
        ),
        max_size=5,
    ),
    st.sampled_from([*WRITERS, "csv"]),
)
@settings(max_examples=12, deadline=None)
def test_marked_corrected_and_loaded_it_stores_just_the_corrected_rows(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], ending: str
) -> None:
    folder = tmp_path_factory.mktemp("office")
    ledger = [HEADINGS[:5], *([f"{n}", "b1", day, "2014-03-09", word] for n, (day, word) in enumerate(rows))]
    typed = written(folder / f"opinions.{ending}", ledger)
    right = [
        HEADINGS[:5],
        *(
            [
                f"{n}",
                "b1",
                "2014-03-01",
                "2014-03-09",
                "explained" if word == "gone" else word if word == "explained" else "solved",
            ]
            for n, (day, word) in enumerate(rows)
        ),
    ]
    with gr.open(folder / "other.db", house(), create=True) as other:
        other.take_in(units(folder))
        other.take_in(write_xlsx(folder / "right.xlsx", right, sheet="opinions"))
        expected = {key_of(case): case for case in cases(other).values()}
    with office(folder) as one:
        one.take_in(units(folder))
        mended = folder / "m.xlsx"
        if one.mend(typed, mended).problems:
            for word, meant in (("done", "solved"), ("gone", "explained")):
                if any(typed == word for _, typed in rows):
                    answer(mended, word, meant)
            for number, (day, _) in enumerate(rows, 2):
                if day != "2014-03-01":
                    correct(mended, f"C{number}", "2014-03-01")
        else:
            mended = typed
        assert one.take_in(mended).problems == ()
        assert {key_of(case): case for case in cases(one).values()} == expected


def test_what_is_stored_comes_back_as_the_ledger_to_go_on_with(tmp_path: Path) -> None:
    good = [ROWS[0][:5], *(row[:5] for row in ROWS[1:] if row[2] != "6.5" and row[4] == "solved")]
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        one.take_in(write_xls(tmp_path / "opinions.xls", good, sheet="opinions"))
        for name in ("a.xlsx", "a.csv"):
            path = one.ledger("意见台账", tmp_path / name, "zh")
            again = one.read(path)
            assert (again.problems, len(again.unchanged)) == ((), 2)


def test_the_ledger_to_go_on_with_is_edited_and_loaded(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        one.take_in(written(tmp_path / "opinions.xls", [ROWS[0][:5], ROWS[1][:5], ROWS[4][:5]]))
        path = one.ledger("意见台账", tmp_path / "意见台账.xlsx", "zh")
        before = cases(one)
        book = openpyxl.load_workbook(path)
        page = book.worksheets[0]
        place = {cell.value: cell.column for cell in page[1]}
        page.cell(2, place["办理结果"]).value = "已解释"
        page.cell(4, place["序号"]).value = "9"
        page.cell(4, place["单位"]).value = "b1"
        page.cell(4, place["受理日期"]).value = date(2014, 4, 1)
        book.save(path)
        reading = one.take_in(path)
        assert (reading.problems, reading.remarks, len(reading.new), len(reading.changed)) == ((), (), 1, 1)
        after = cases(one)
        assert {id for id in before if after[id] != before[id]} == {"o-1"}
        assert after["o-1"].steps[-1].outcome == "explained"
        assert after["o-9"].steps[0].on == date(2014, 4, 1)
        assert (again := one.take_in(one.ledger("意见台账", path, "zh", overwrite=True))).problems == ()
        assert not (again.new or again.changed)


@pytest.mark.parametrize("ending", [*WRITERS, "csv"])
def test_marks_change_nothing_that_is_read(tmp_path: Path, ending: str) -> None:
    rows = [
        ["2014年6月意见台账", None, None, None, None],
        HEADINGS[:5],
        [1, "b1", "6月5日", date(2014, 6, 9), "solved"],
        [2, "同上", Cell(date(2014, 6, 6), 'm"月"d"日"'), None, None],
        [3, "nowhere", "6.1", date(2014, 6, 9), "done with"],
        ["小计", None, None, None, "3件"],
        HEADINGS[:5],
        [4, "b1", "soon", "#N/A", None],
        [5],
        ["注：已核对", None, None, None, None],
    ]
    typed = written(
        tmp_path / f"opinions.{ending}", [[shown(cell) for cell in row] for row in rows] if ending == "csv" else rows
    )
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        before = one.mend(typed, tmp_path / "m.xlsx")
        after = one.read(tmp_path / "m.xlsx")
    assert before.problems

    def told(reading: Any) -> list[Any]:
        return [(p.code, p.source.row, p.column, p.value) for p in reading.problems if p.source]

    assert told(after) == told(before)
    assert set(after.records) == set(before.records)
    assert [(skip.source.row, skip.reason) for skip in after.skips] == [(skip.source.row, skip.reason) for skip in before.skips]


def test_the_command_line_mends_and_gives_the_ledger_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_ods(
        tmp_path / "activities.ods",
        [["number", "unit", "kind", "held on"], ["1", "nobody", "no such", "6.5"]],
        sheet="activities",
    )
    ran = CliRunner().invoke(grassroots, ["mend", "activities.ods", "--language", "zh"], standalone_mode=False)
    assert ran.exception is None, ran.output
    assert (tmp_path / "mend" / "activities.xlsx").exists()
    assert not list(tmp_path.glob("*.db"))


def test_a_store_is_there_however_its_address_is_written(tmp_path: Path) -> None:
    office(tmp_path).close()
    there = [
        copies.is_there(Plugins.installed(), f"{kind}{tmp_path}/{name}.db")
        for kind in ("", "sqlite:")
        for name in ("office", "no")
    ]
    assert there == [True, False, True, False]


def test_each_column_that_is_missing_is_asked_about_for_itself(tmp_path: Path) -> None:
    rows = [["编序号", "所在单位", "受理的日期"], ["1", "b1", "2014-03-01"], ["2", "b1", "2014-03-02"]]
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        source = write_xlsx(tmp_path / "opinions 2014.xlsx", rows, sheet="Sheet1")
        one.mend(source, tmp_path / "mended" / source.name, "zh")
        mended = tmp_path / "mended" / source.name
        page = mistakes_of(mended)
        meant = about(openpyxl.load_workbook(mended))
        asked = {row[3].value for row in page.iter_rows(min_row=4) if meant[row[8].value][2] == "missing"}
        assert asked == {"序号", "单位", "受理日期"}
        book = openpyxl.load_workbook(mended)
        answers = {"序号": "编序号", "单位": "所在单位", "受理日期": "受理的日期"}
        for row in book.worksheets[-2].iter_rows(min_row=4):
            if meant[row[8].value][2] == "missing":
                row[5].value = answers[row[3].value]
        book.save(mended)
        reading = one.take_in(mended)
        assert (reading.stored, [problem.text("en") for problem in reading.problems]) == (True, [])
        assert sorted(cases(one)) == ["o-1", "o-2"]


def test_a_template_says_how_it_is_to_be_filled_in_and_is_read_as_an_empty_ledger(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        path = one.template("会议台账", tmp_path / "meetings.xlsx", "zh")
        assert one.read(path).problems == ()
    book = openpyxl.load_workbook(path)
    page, guide = book.worksheets[:2]
    assert [cell.value for cell in page[1]] == ["序号", "单位", "会议日期", "人数"]
    assert page["C1"].fill.fgColor.rgb != page["D1"].fill.fgColor.rgb
    rules = {str(rule.sqref).split(":")[0]: rule for rule in page.data_validations.dataValidation}
    assert (rules["C2"].type, rules["B2"].type) == ("date", "list")
    assert [cell.value for cell in book["lists"]["A"]] == ["Branch", "Street"]
    assert (page.page_setup.orientation, page.print_title_rows, page.oddHeader.center.text) == (
        "landscape",
        "$1:$1",
        "会议台账",
    )
    assert guide.title == "填写说明"
    assert ["会议日期", "是", "日期，例如2026-03-31；必填", "2026-03-31"] in [
        [cell.value for cell in row[:4]] for row in guide.iter_rows()
    ]


def test_no_name_of_ours_stands_on_the_sheet_of_mistakes_and_it_may_be_sorted(tmp_path: Path) -> None:
    with office(tmp_path) as one:
        one.take_in(units(tmp_path))
        source = write_xlsx(tmp_path / "opinions.xlsx", ROWS, sheet="opinions")
        mended = tmp_path / "mend" / "opinions.xlsx"
        one.mend(source, mended, "zh")
        page = mistakes_of(mended)
        assert page.max_column == 9
        shown = {str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell}
        assert not shown & {"cell", "heading", "missing"}
        answer(mended, "done with", "solved")
        answer(mended, "rateing", "（不读入）")
        answer(mended, "6.5", "2014-03-02")
        book = openpyxl.load_workbook(mended)
        page = book.worksheets[-2]
        rows = list(page.iter_rows(min_row=4, values_only=True))
        for number, row in enumerate(reversed(rows), 4):
            for place, cell in enumerate(row, 1):
                page.cell(number, place).value = cell
        book.save(mended)
        assert one.take_in(mended).stored
        assert [one_case.steps[-1].outcome for one_case in cases(one).values()] == ["solved"] * 4
