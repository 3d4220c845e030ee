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
from support.papers import numbers_in, numbers_of_tables, sentences

from grassroots.reports import Grid, Paragraph, RecordLine, RecordList, Report
from grassroots.testing.laws import LawBroken
from grassroots.testing.writer_kit import BROKEN, HOSTILE, LAWS, check_writer, sample_report
from grassroots_docx import grassroots_open_writer
from grassroots_docx.annex import mark, place_of
from grassroots_docx.tables import widths_of
from grassroots_docx.writer import DocxWriter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(report: Report, language: str = "en", **options: str) -> Path:
        target = tmp_path / f"{language}.docx"
        DocxWriter().write(report, report.render(language, **options), target)
        return target

    return write


def test_the_writer_keeps_every_law() -> None:
    check_writer(DocxWriter, "report.docx")


@pytest.mark.parametrize("law", LAWS)
def test_the_kit_rejects_the_broken_twin_of_each_law(law: str) -> None:
    with pytest.raises(LawBroken, match=f"broken +{law.replace('_', ' ')}"):
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
    # The mark of its note stands behind a sentence, apart from every number.
    said = next(block for block in rendered.sections[0].blocks if isinstance(block, Paragraph))
    assert f"{said.text} {rendered.words['mark'].format(number=said.mark)}" in texts
    grids = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid)]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in found.tables]
    assert tables[: len(grids)] == [[[cell.text for cell in row] for row in (grid.headings, *grid.rows)] for grid in grids]


def test_every_figure_of_the_report_is_told_in_the_annex(written: Callable[..., Path], report: Report) -> None:
    path = written(report)
    rendered = report.render("en")
    found = docx.Document(str(path))
    texts = [paragraph.text for paragraph in found.paragraphs]
    for note in rendered.figures:
        if note.main:
            sign = f"[{note.mark}] " if note.mark else ""  # what the text does not show has no mark that could lead there
            assert any(text.startswith(f"{sign}{note.label}: {note.text}") for text in texts), note.name
    body = found.element.body
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(marks) == len(set(marks))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", one) for one in marks)
    assert {mark(name) for name in report.figures} <= set(marks)
    assert {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))} <= set(marks)
    assert place_of(1) in marks


def test_a_note_tells_the_rule_and_leads_to_the_records(written: Callable[..., Path], report: Report) -> None:
    found = docx.Document(str(written(report, "zh")))
    texts = [paragraph.text for paragraph in found.paragraphs]
    (told,) = [text for text in texts if text.startswith("〔1〕 意见答复率")]
    assert "计入条件：状态 = “已答复”" in told
    assert told.endswith("记录")
    links = {one.get(qn("w:anchor")) for one in found.element.body.iter(qn("w:hyperlink"))}
    assert {mark("records of opinions"), mark("records of answered")} <= links
    assert "opinions.csv：o-1（第2行）、o-2（第3行）、o-3（第4行）、o-4（第5行）、o-5（第6行）" in texts


@pytest.mark.parametrize("style", ["plain", "official", "annual", "brief"])
def test_a_copy_without_proof_has_no_mark_no_rule_no_record_and_no_link(
    written: Callable[..., Path], report: Report, style: str
) -> None:
    found = docx.Document(str(written(report, "zh", proof="none", style=style)))
    text = "\n".join(paragraph.text for paragraph in found.paragraphs)
    assert not [one for one in ("〔", "计入条件", "o-1", report.head) if one in text]
    assert not list(found.element.body.iter(qn("w:hyperlink"), qn("w:bookmarkStart"), qn("w:vertAlign")))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("proof", ["none", "notes", "annex"])
def test_every_number_of_the_document_is_that_of_the_report_as_machines_read_it(
    written: Callable[..., Path], report: Report, language: str, proof: str
) -> None:
    document = report.to_dict()
    found = docx.Document(str(written(report, language, proof=proof)))
    texts = [paragraph.text for paragraph in found.paragraphs]
    for sentence in sentences(document, language):
        plain = sentence if proof != "none" else sentence.replace("\u00a0†", "")
        assert any(text == plain or text.startswith(f"{plain} ") for text in texts), plain
    shown = numbers_in([cell.text for table in found.tables for row in table.rows for cell in row.cells[1:]])
    told = [round(number, 3) if share else number for number, share in numbers_of_tables(document)]
    assert shown == told


def test_an_official_paper_is_laid_out_as_the_standard_says(written: Callable[..., Path], report: Report) -> None:
    found = docx.Document(str(written(report, "zh", proof="none", style="official", number="某街发〔2024〕5号")))
    (section,) = found.sections
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side.mm) for side in sides] == [37, 26, 35, 28]
    normal, title, head, below = (found.styles[name] for name in ("Normal", "Title", "Heading 1", "Heading 2"))
    fonts = [one.element.rPr.rFonts.get(qn("w:eastAsia")) for one in (normal, title, head, below)]
    assert fonts == ["FangSong", "FZXiaoBiaoSong-B05S", "SimHei", "KaiTi"]
    assert [one.font.size.pt for one in (normal, title, head, below)] == [16, 22, 16, 16]
    texts = [paragraph.text for paragraph in found.paragraphs if paragraph.text]
    assert texts[:2] == ["某街发〔2024〕5号", "本协会年度总结（2024年）"]
    assert texts[-2:] == ["本协会", "2024年3月31日"]
    with zipfile.ZipFile(written(report, "zh", style="official")) as package:
        fonts_told = package.read("word/fontTable.xml").decode()
    assert 'w:name="FangSong"' in fonts_told
    assert "Noto Serif CJK SC" in fonts_told


def test_a_chart_is_a_vector_of_word_s_own_with_its_numbers_and_a_text(written: Callable[..., Path], report: Report) -> None:
    path = written(report)
    with zipfile.ZipFile(path) as package:
        chart = ET.fromstring(package.read("word/charts/chart1.xml"))
        assert not [name for name in package.namelist() if name.startswith("word/media")]
    values = [one.text for one in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v")]
    assert values == ["Opinions by month", "January 2024", "February 2024", "March 2024", "2.0", "2.0", "2.0"]
    (told,) = [one.get("descr") for one in docx.Document(str(path)).element.body.iter(qn("wp:docPr"))]
    assert told == "January 2024: 2; February 2024: 2; March 2024: 2"


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


def test_no_word_breaks_where_there_is_room_for_all_words() -> None:
    head = ["Month", "committee meeting", "training", "volunteering", "social event", "annual general meeting", "Total"]
    widths = widths_of([head, ["September 2024", "0", "0", "0", "0", "0", "0"]], 9071, 10.5)
    assert sum(widths) <= 9071
    for width, words in zip(widths, (["September"], *(one.split() for one in head[1:])), strict=True):
        # The widest font that stands in for ours takes seven tenths of its size for a letter.
        assert width >= max(map(len, words)) * 10.5 * 0.7 * 20, words
