from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from attrs import evolve

from grassroots.reports import Grid, Report, clean
from grassroots.testing.laws import LawBroken
from grassroots.testing.writer_kit import BROKEN, HOSTILE, LAWS, check_writer, sample_report
from grassroots_xlsx import grassroots_open_writer
from grassroots_xlsx.writer import SheetNames, XlsxWriter


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(report: Report, language: str = "en") -> Path:
        target = tmp_path / f"{language}.xlsx"
        XlsxWriter().write(report, report.render(language), target)
        return target

    return write


def cells(path: Path) -> list[Any]:
    book = openpyxl.load_workbook(path)
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_writer_keeps_every_law() -> None:
    check_writer(XlsxWriter, "report.xlsx")


@pytest.mark.parametrize("law", LAWS)
def test_the_kit_rejects_the_broken_twin_of_each_law(law: str) -> None:
    with pytest.raises(LawBroken, match=f"broken +{law.replace('_', ' ')}"):
        check_writer(lambda: BROKEN[law](XlsxWriter()), "report.xlsx", laws=[law])


def test_only_workbooks_are_taken() -> None:
    assert isinstance(grassroots_open_writer("a/Report.XLSX", {}), XlsxWriter)
    assert grassroots_open_writer("report.xls", {}) is None


def test_there_is_a_sheet_a_section_one_of_figures_and_one_for_each_headline_figure(
    written: Callable[..., Path], report: Report
) -> None:
    assert openpyxl.load_workbook(written(report)).sheetnames == [
        "Annual report", "1. Opinions", "2. Outlook", "Figures", "opinions", "opinions answered",
    ]  # fmt: skip
    assert openpyxl.load_workbook(written(report, "zh")).sheetnames == [
        "年度总结", "一、意见", "二、展望", "指标说明", "意见", "意见答复率",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_read_back_with_the_exact_numbers_of_the_report(
    written: Callable[..., Path], report: Report, language: str
) -> None:
    rendered = report.render(language)
    sheet = openpyxl.load_workbook(written(report, language)).worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for grid in [block for block in rendered.sections[0].blocks if isinstance(block, Grid)]:
        at = next(number for number, row in enumerate(rows) if row[0] == grid.caption)
        width = len(grid.headings)
        assert rows[at + 1][:width] == [cell.text for cell in grid.headings]
        for number, row in enumerate(grid.rows, start=at + 2):
            assert rows[number][0] == row[0].text
            for found, cell in zip(rows[number][1:width], row[1:], strict=True):
                assert found == (cell.text if cell.number is None else float(cell.number))


def test_a_cell_leads_to_the_rule_and_a_headline_figure_to_its_records(written: Callable[..., Path], report: Report) -> None:
    book = openpyxl.load_workbook(written(report))
    figures, sheet = book["Figures"], book["1. Opinions"]
    places = {figures.cell(row, 1).value: row for row in range(2, figures.max_row + 1)}
    linked = {cell.coordinate: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert set(linked.values()) <= {f"'Figures'!A{row}" for row in places.values()} | {
        "'opinions'!A1",
        "'opinions answered'!A1",
    }
    assert f"'Figures'!A{places['opinions (South house)']}" in linked.values()
    assert "'opinions'!A1" in linked.values()
    records = book["opinions answered"]
    rows = [[cell.value for cell in row] for row in records.iter_rows(min_row=5)]
    assert rows[0] == ["Reached", "case", "o-1", "opinions.csv, row 2"]
    assert [row[:3] for row in rows[-2:]] == [["Not reached", "case", "o-4"], ["Left out: withdrawn", "case", "o-5"]]
    assert records["A2"].hyperlink.location == f"'Figures'!A{places['opinions answered']}"


def test_derived_and_percent_show_in_the_format_of_the_number(written: Callable[..., Path], report: Report) -> None:
    found = {cell.number_format for cell in cells(written(report)) if cell.value == 0.8}
    assert found == {'0.0%" †"'}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_is_text_and_nothing_else(written: Callable[..., Path], name: str) -> None:
    path = written(sample_report(name, suffix=name[:50]))
    found = cells(path)
    assert not [cell for cell in found if cell.data_type == "f"]
    assert all(cell.hyperlink is None or (cell.hyperlink.target is None and cell.hyperlink.location) for cell in found)
    shown = clean(name).strip()[:32_000]
    assert any(isinstance(cell.value, str) and cell.value.strip().rstrip("…").strip() == shown.strip() for cell in found)
    with zipfile.ZipFile(path) as package:
        assert not [one for one in package.namelist() if "external" in one.lower()]
        relations = b"".join(package.read(one) for one in package.namelist() if one.endswith(".rels"))
    assert b'TargetMode="External"' not in relations


def test_sheet_names_are_such_as_a_workbook_takes() -> None:
    names = SheetNames()
    titles = ["a[b]:c*d?e/f\\g", "'quoted'", "", "x" * 40, "X" * 40, "History", "\x00\n", "𠮷" * 20, "一、" * 30]
    given = [names.name(title) for title in titles]
    assert len({one.casefold() for one in given}) == len(titles)
    for one in given:
        assert one
        assert len(one.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", one)
    assert given[3] == "x" * 31
    assert given[4] == "X" * 29 + " 2"


def test_a_number_too_long_for_a_spreadsheet_is_written_as_text(written: Callable[..., Path]) -> None:
    import attrs

    report = sample_report()
    rendered = report.render("en")
    grid = next(block for block in rendered.sections[0].blocks if isinstance(block, Grid))
    big = attrs.evolve(grid.rows[0][1], text="12,345,678,901,234,567", number=Fraction(12345678901234567))
    changed = attrs.evolve(grid, rows=((grid.rows[0][0], big), *grid.rows[1:]))
    section = attrs.evolve(rendered.sections[0], blocks=(changed,))
    target = written(report)
    XlsxWriter().write(report, attrs.evolve(rendered, sections=(section,)), target)
    assert "12,345,678,901,234,567" in [cell.value for cell in cells(target)]


@pytest.mark.parametrize("words", [True, False])
def test_a_heading_stands_over_its_column(tmp_path: Path, report: Report, words: bool) -> None:
    rendered = report.render("en")
    grid = next(block for block in rendered.sections[0].blocks if isinstance(block, Grid))
    section = evolve(rendered.sections[0], blocks=(evolve(grid, words=words),))
    XlsxWriter().write(report, evolve(rendered, sections=(section,)), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[1]
    at = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == grid.caption)
    for column in range(2, len(grid.headings) + 1):
        sides = [sheet.cell(row, column).alignment.horizontal == "right" for row in (at + 1, at + 2)]
        assert sides == [not words] * 2
