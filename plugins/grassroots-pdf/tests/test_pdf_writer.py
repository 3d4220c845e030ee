from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.papers import numbers_in, numbers_of_tables, sentences

from grassroots.errors import InvalidArgument
from grassroots.reports import Grid, Paragraph, Rendered, Report
from grassroots.reports.rendered import RenderedSection, Run
from grassroots.testing.laws import LawBroken
from grassroots.testing.writer_kit import BROKEN, check_writer, sample_report
from grassroots_pdf import grassroots_open_writer, writer
from grassroots_pdf.writer import PdfWriter

pypdf = pytest.importorskip("pypdf")


def text_of(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def structure_of(data: bytes) -> Any:
    """Its headings and the kinds of its links: what a name could bring in."""
    reader = pypdf.PdfReader(io.BytesIO(data))

    def titles(outline: list[Any]) -> list[Any]:
        return [titles(one) if isinstance(one, list) else "heading" for one in outline]

    links = {str(note.get_object().get("/A", {}).get("/S", "")) for page in reader.pages for note in page.get("/Annots", ())}
    return titles(reader.outline), links


def chinese() -> bool:
    return bool({*writer._SERIF, *writer._SANS} & set(writer._fonts("").families()))


needs_font = pytest.mark.skipif(not chinese(), reason="no font of this machine has Chinese characters")


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report()


def written(rendered: Rendered, report: Report, folder: Path) -> bytes:
    target = folder / "report.pdf"
    PdfWriter().write(report, rendered, target)
    return target.read_bytes()


@needs_font
def test_the_writer_keeps_every_law() -> None:
    check_writer(PdfWriter, "report.pdf", read=text_of, structure=structure_of)


@needs_font
@pytest.mark.parametrize("law", ["every_figure_is_told", "records_of_a_headline_are_listed", "names_are_inert"])
def test_the_kit_rejects_a_broken_twin(law: str) -> None:
    with pytest.raises(LawBroken, match=f"broken +{law.replace('_', ' ')}"):
        check_writer(lambda: BROKEN[law](PdfWriter()), "report.pdf", read=text_of, structure=structure_of, laws=[law])


@needs_font
@pytest.mark.parametrize("style", ["plain", "official", "annual", "brief"])
@pytest.mark.parametrize(("proof", "language"), [("none", "zh"), ("notes", "zh"), ("annex", "en")])
def test_every_number_of_the_text_is_read_back_as_the_report_has_it(
    report: Report, tmp_path: Path, style: str, proof: str, language: str
) -> None:
    document = report.to_dict()
    rendered = report.render(language, proof=proof, style=style)
    found = squeezed(text_of(written(rendered, report, tmp_path)))
    for sentence in sentences(document, language):
        assert squeezed(sentence if proof != "none" else sentence.replace("\u00a0†", "")) in found
    assert any(isinstance(block, Grid) for section in rendered.sections for block in section.blocks) == (style != "brief")
    for section in rendered.sections:
        for grid in (block for block in section.blocks if isinstance(block, Grid)):
            for row in grid.rows:
                assert squeezed("".join(cell.text for cell in row)) in found
    shown = [
        cell.text
        for section in report.render("zh").sections
        for grid in section.blocks
        if isinstance(grid, Grid)
        for row in grid.rows
        for cell in row[1:]
    ]
    assert numbers_in(shown) == [round(number, 3) if share else number for number, share in numbers_of_tables(document)]


@needs_font
def test_nobody_signs_a_page_without_text(report: Report, tmp_path: Path) -> None:
    rendered = report.render("zh", proof="none", style="official")
    sentences = tuple(Paragraph((Run("句。"),)) for _ in range(21))
    data = written(evolve(rendered, notes=(), sections=(RenderedSection("一", sentences),)), report, tmp_path)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert len(pages) == 2
    assert "句" in pages[1]
    assert rendered.letter.day.replace(" ", "") in pages[1].replace(" ", "")


def squeezed(text: str) -> str:
    """A text without its blanks: a page breaks lines where it likes."""
    return re.sub(r"\s", "", text)


@needs_font
def test_a_copy_without_proof_has_no_mark_no_rule_and_no_link(report: Report, tmp_path: Path) -> None:
    data = written(report.render("zh", proof="none", style="official", number="某街发〔2024〕5号"), report, tmp_path)
    text = text_of(data).replace(" ", "")
    assert not [one for one in ("计入条件", "o-1", report.head, "〔1〕", "†") if one in text]
    assert structure_of(data)[1] == set()
    assert text.startswith("某街发〔2024〕5号本协会年度总结（2024年）")
    assert "本协会2024年3月31日" in text


def test_only_pdf_is_taken() -> None:
    assert isinstance(grassroots_open_writer("a/Report.PDF", {}), PdfWriter)
    assert grassroots_open_writer("report.docx", {}) is None


def test_a_machine_without_a_font_is_told_so_and_no_file_is_written(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fonts:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(writer, "_fonts", lambda folder: Fonts())
    target = tmp_path / "report.pdf"
    with pytest.raises(InvalidArgument, match="fonts-noto-cjk"):
        PdfWriter().write(report, report.render("zh"), target)
    assert not target.exists()
