"""Reports as Word documents: headings, sentences, tables and charts; what proves the figures stands in an annex, apart from every number."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import attrs
import docx
from docx.oxml.ns import qn

from grassroots.reports import (
    BarChart,
    Cell,
    Grid,
    Heading,
    LineChart,
    Paragraph,
    Rendered,
    RenderedBlock,
    Report,
)
from grassroots_docx.annex import annex, place_of
from grassroots_docx.charts import Series, chart
from grassroots_docx.dress import GREEN, HOUSES, SOFT, body_style, dress, tag_of
from grassroots_docx.tables import cell, row, table, widths_of
from grassroots_docx.xml import Element, bookmarked, link, paragraph, text_run


class DocxWriter:
    """Writes `.docx`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language."""
        document = docx.Document()
        dress(document, HOUSES[rendered.style.value], rendered.language)
        _Body(document, rendered).write()
        properties = document.core_properties
        properties.title, properties.author, properties.comments = rendered.title[:255], "", ""
        properties.last_modified_by, properties.keywords, properties.language = "", "", tag_of(rendered.language)
        properties.revision = 1
        properties.created = properties.modified = datetime.combine(report.as_of, time())
        made = io.BytesIO()
        document.save(made)
        target.write_bytes(settled(made.getvalue()))


class _Body:
    """One document in the making."""

    def __init__(self, document: Any, rendered: Rendered, gathered: list[Element] | None = None) -> None:
        self.document, self.rendered, self.words = document, rendered, rendered.words
        self.house = HOUSES[rendered.style.value]
        self.marks: set[str] = set()
        self.charts = 0
        self.body = document.element.body
        self.gathered = gathered

    def write(self) -> None:
        rendered, letter, colon = self.rendered, self.rendered.letter, self.words["colon"]
        official = self.house.official
        if official and letter.number:
            self.add(paragraph(text_run(letter.number), align="center"))
        self.add(paragraph(text_run(rendered.title), style="Title"))
        if official and letter.addressee:
            self.add(paragraph(text_run(f"{letter.addressee}{colon}")))
        for label, text in () if official else rendered.facts:
            self.add(paragraph(text_run(f"{label}{colon}", color=SOFT), text_run(text), style="Facts"))
        if not official:
            self.remarks()
        for section in rendered.sections:
            self.add(paragraph(text_run(section.title), style="Heading1"))
            for block in section.blocks:
                self.block(block)
        if official:
            self.remarks()
            self.keep_last()
            signed = [text for text in (letter.issuer, letter.day) if text]
            for at, text in enumerate(signed, 1):
                self.add(paragraph(text_run(text), style="Signed", keep=at < len(signed)))
        if rendered.figures:
            self.add(*annex(rendered, self.bookmark))

    def add(self, *elements: Element) -> None:
        """Puts elements at the end, before the properties of the page; those that go elsewhere are only gathered."""
        for one in elements:
            if self.gathered is None:
                self.body.insert(len(self.body) - 1, one)
            else:
                self.gathered.append(one)

    def keep_last(self) -> None:
        """Keeps the last paragraph on one page with what follows: nobody signs a page without text."""
        last = self.body[-2]
        if last.tag == qn("w:p"):
            properties = last.get_or_add_pPr()
            properties.get_or_add_keepNext()

    def remarks(self) -> None:
        for note in self.rendered.notes:
            self.add(paragraph(text_run(note), style="Remark"))

    def bookmark(self, name: str, *runs: Element) -> list[Element]:
        """Runs that a link can lead to; a place that stands already is not set twice."""
        if name in self.marks:
            return list(runs)
        self.marks.add(name)
        return bookmarked(name, len(self.marks), *runs)

    # -- blocks --

    def block(self, block: RenderedBlock) -> None:
        if isinstance(block, Heading):
            self.add(paragraph(text_run(block.text), style="Heading2"))
        elif isinstance(block, Paragraph):
            self.add(body_style(self.house, text_run(block.text), *self.sign(block.mark)))
        elif isinstance(block, Grid):
            self.grid(block)
        elif isinstance(block, BarChart):
            numbers = Series(block.caption, tuple(bar.number for bar in block.bars))
            shown = [Cell(bar.text, bar.figure, bar.number, bar.percent, bar.places) for bar in block.bars]
            told = self.words["semicolon"].join(f"{bar.label}{self.words['colon']}{bar.text}" for bar in block.bars)
            labels = [bar.label if bar.aim is None else f"{bar.label} {bar.text}" for bar in block.bars]
            self.chart(block, "bars", labels, [numbers], shown, told)
        else:
            self.lines(block)

    def sign(self, mark: int) -> list[Element]:
        """The mark of a note, set apart from what stands before it."""
        if not mark or not self.rendered.noted(mark):
            return []
        shown = self.words["mark"].format(number=mark)
        return [text_run(" "), link(place_of(mark), text_run(shown, color=GREEN, size=16))]

    def caption(self, text: str, mark: int) -> None:
        self.add(paragraph(text_run(text), *self.sign(mark), style="Caption", keep=True))

    def grid(self, grid: Grid) -> None:
        self.caption(grid.caption, grid.mark)
        rows = [self.row(grid.headings, grid, head=True)]
        for number, cells in enumerate(grid.rows):
            last = number == len(grid.rows) - 1
            near = number < 3 or number >= len(grid.rows) - 3
            rows.append(self.row(cells, grid, total=grid.total and last, keep=near and not (last and not grid.notes)))
        texts = [[one.text for one in cells] for cells in (grid.headings, *grid.rows)]
        self.add(table(widths_of(texts, self.house.room, self.house.table), rows, ruled=self.house.official))
        for note in grid.notes:
            self.add(paragraph(text_run(note, italic=not self.house.official, color=SOFT, size=18), after=0))
        self.add(paragraph(after=60))

    def row(
        self, cells: tuple[Cell, ...], grid: Grid, *, head: bool = False, total: bool = False, keep: bool = False
    ) -> Element:
        made = []
        for number, one in enumerate(cells):
            align = "" if grid.words or not number else "right"
            run = text_run(one.text, bold=head or total, size=round(self.house.table * 2))
            content = paragraph(run, align=align, keep=keep or head, after=0, line=1.15)
            shade = "E6EFE9" if total and not self.house.official else ""
            made.append(cell(content, shade=shade, line=12 if (head or total) and not self.house.official else 0, above=total))
        return row(made, head=head)

    def lines(self, block: LineChart) -> None:
        series = [Series(line.label, tuple(point.number for point in line.points)) for line in block.lines]
        colon, listed, semicolon, nothing = (self.words[one] for one in ("colon", "list", "semicolon", "nothing"))
        told = semicolon.join(
            line.label
            + colon
            + listed.join(f"{label} {point.text or nothing}" for label, point in zip(block.labels, line.points, strict=True))
            for line in block.lines
        )
        self.chart(block, "lines", block.labels, series, [point for line in block.lines for point in line.points], told)

    def chart(
        self, block: BarChart | LineChart, kind: str, labels: Sequence[str], series: list[Series], shown: list[Cell], told: str
    ) -> None:
        self.caption(block.caption, block.mark)
        if not labels:
            return
        self.charts += 1
        percent, places = any(one.percent for one in shown), max((one.places for one in shown), default=0)
        number = ("0" if percent else "#,##0") + (f".{'0' * places}" if places else "") + "%" * percent
        self.add(chart(self.document, self.charts, kind, labels, series, number, told, self.house.room))


def placed(document: Any, rendered: Rendered, blocks: Sequence[RenderedBlock]) -> list[Element]:
    """The elements of some blocks, to be put anywhere in a document of the office's own; no mark leads to a note, since such a document has none."""
    parts = document.part.package.iter_parts()
    body = _Body(document, attrs.evolve(rendered, figures=()), [])
    body.charts = sum(str(one.partname).startswith("/word/charts/") for one in parts)
    for block in blocks:
        body.block(block)
    return body.gathered or []


def settled(data: bytes) -> bytes:
    """The same package with the day of nobody's clock on its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            new.writestr(entry, old.read(info.filename))
    return made.getvalue()
