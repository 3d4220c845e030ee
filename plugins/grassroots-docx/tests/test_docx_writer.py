from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import attrs
import docx
import pytest
from docx.oxml.ns import qn

from grassroots.reports import Grid, Paragraph, RecordLine, RecordList, Report
from grassroots.testing.writer_kit import BROKEN, HOSTILE, LAWS, check_writer, sample_report
from grassroots_docx import grassroots_open_writer
from grassroots_docx.writer import DocxWriter, mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(report: Report, language: str = "en") -> Path:
        target = tmp_path / f"{language}.docx"
        DocxWriter().write(report, report.render(language), target)
        return target

    return write


def footnotes(path: Path) -> dict[int, str]:
    with zipfile.ZipFile(path) as package:
        root = ET.fromstring(package.read("word/footnotes.xml"))
    return {
        int(note.attrib[f"{W}id"]): "".join(text.text or "" for text in note.iter(f"{W}t"))
        for note in root.iter(f"{W}footnote")
    }


def test_the_writer_keeps_every_law() -> None:
    check_writer(DocxWriter, "report.docx")


@pytest.mark.parametrize("law", LAWS)
def test_the_kit_rejects_the_broken_twin_of_each_law(law: str) -> None:
    with pytest.raises(AssertionError, match=f"the law '{law}' is broken"):
        check_writer(lambda: BROKEN[law](DocxWriter()), "report.docx", laws=[law])


def test_only_word_documents_are_taken() -> None:
    assert isinstance(grassroots_open_writer("a/Report.DOCX", {}), DocxWriter)
    assert grassroots_open_writer("report.doc", {}) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_document_reads_back_as_the_report(written: Callable[..., Path], report: Report, language: str) -> None:
    rendered = report.render(language)
    found = docx.Document(str(written(report, language)))
    texts = [paragraph.text for paragraph in found.paragraphs]
    assert texts[0] == rendered.title
    assert [one.text for one in found.paragraphs if one.style.name == "Heading 1"][:2] == [
        section.title for section in rendered.sections
    ]
    # A figure's number stands in the sentence; the sign of its footnote has no text of its own.
    said = next(block for block in rendered.sections[0].blocks if isinstance(block, Paragraph))
    assert said.text in texts
    grids = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid)]
    tables = [[[bare(cell) for cell in row.cells] for row in table.rows] for table in found.tables]
    assert tables[: len(grids)] == [[[cell.text for cell in row] for row in (grid.headings, *grid.rows)] for grid in grids]


def bare(cell: object) -> str:
    """The text of a cell without the numbers that lead to footnotes."""
    runs = cell._tc.iter(qn("w:r"))  # type: ignore[attr-defined]
    raised = [run for run in runs if run.find(f".//{qn('w:vertAlign')}") is None]
    return "".join(text.text or "" for run in raised for text in run.iter(qn("w:t")))


def test_every_figure_of_the_report_has_a_footnote_or_a_cell_of_its_own(written: Callable[..., Path], report: Report) -> None:
    path = written(report)
    notes = footnotes(path)
    rendered = report.render("en")
    for note in rendered.figures:
        if note.main:
            assert any(text.strip().startswith(f"{note.label}: {note.text}") for text in notes.values()), note.name
    body = docx.Document(str(path)).element.body
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", one) for one in marks)
    assert {mark(name) for name in report.figures} <= set(marks)
    references = [int(one.get(qn("w:id"))) for one in body.iter(qn("w:footnoteReference"))]
    assert references == sorted(number for number in notes if number > 0)


def test_a_footnote_tells_the_rule_and_leads_to_the_records(written: Callable[..., Path], report: Report) -> None:
    path = written(report, "zh")
    (told,) = [text for text in footnotes(path).values() if text.strip().startswith("意见答复率")]
    assert "计入条件：状态 = “已答复”" in told
    assert told.endswith("记录")
    with zipfile.ZipFile(path) as package:
        notes = package.read("word/footnotes.xml").decode("utf-8")
    marks = {one.get(qn("w:name")) for one in docx.Document(str(path)).element.body.iter(qn("w:bookmarkStart"))}
    assert set(re.findall(r'w:anchor="([^"]+)"', notes)) == {mark("records of opinions"), mark("records of answered")} <= marks
    texts = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert "opinions.csv：o-1（第2行）、o-2（第3行）、o-3（第4行）、o-4（第5行）、o-5（第6行）" in texts


def test_a_long_list_tells_the_rows_of_the_ledger(written: Callable[..., Path], report: Report) -> None:
    rendered = report.render("en")
    lines = tuple(
        RecordLine(noun="case", id=f"o-{row}", place="", file="long.csv", row=row) for row in range(2, 400) if row != 100
    )
    notes = [attrs.evolve(note, records=(RecordList(label="Counted", records=lines),)) for note in rendered.figures]
    target = written(report)
    DocxWriter().write(report, attrs.evolve(rendered, figures=tuple(notes[:1])), target)
    assert "long.csv: rows 2–99, 101–399" in [one.text for one in docx.Document(str(target)).paragraphs]


def test_chinese_has_a_font_and_a_language(written: Callable[..., Path], report: Report) -> None:
    found = docx.Document(str(written(report, "zh")))
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        fonts = found.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei", name
        assert fonts.get(qn("w:asciiTheme")) is None
    assert found.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"


def test_the_day_in_the_document_is_the_one_of_the_report(written: Callable[..., Path], report: Report) -> None:
    path = written(report)
    properties = docx.Document(str(path)).core_properties
    assert (properties.created.date(), properties.modified.date()) == (report.as_of, report.as_of)
    with zipfile.ZipFile(path) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_document_leads_nowhere_but_within_itself(written: Callable[..., Path], name: str) -> None:
    path = written(sample_report(name))
    with zipfile.ZipFile(path) as package:
        relations = b"".join(package.read(one) for one in package.namelist() if one.endswith(".rels"))
        body = package.read("word/document.xml").decode("utf-8")
    assert b'TargetMode="External"' not in relations
    assert set(re.findall(r'w:instr="([^"]*)"', body)) <= {"PAGE"}
