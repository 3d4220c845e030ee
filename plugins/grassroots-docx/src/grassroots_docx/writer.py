"""Reports as Word documents: headings, sentences, tables, and a native footnote for every figure."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from grassroots.reports import (
    BarChart,
    Cell,
    FigureNote,
    Grid,
    Paragraph,
    RecordLine,
    RecordList,
    Rendered,
    RenderedBlock,
    Report,
)
from grassroots_docx.xml import Element, bookmarked, element, link, paragraph, text_run

_GREEN, _SOFT, _INK = "1F6B45", "5A6B62", "1D2A24"
_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
_LATIN_LANGUAGES = {"zh": "en-GB"}
"""In which language the Latin letters of a text are spelt, where not in its own."""
_ROOM = 9070
"""The width of the text on the page, in twentieths of a point."""
_MANY = 200
"""From more records than these, a list tells rows instead of ids."""
_BLOCKS = 22
"""How many blocks the longest bar has."""


class DocxWriter:
    """Writes `.docx`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language."""
        document = docx.Document()
        _dress(document, rendered)
        _Body(document, rendered).write()
        properties = document.core_properties
        properties.title, properties.author, properties.comments = rendered.title[:255], "", ""
        properties.last_modified_by, properties.keywords, properties.language = "", "", _tag(rendered.language)
        properties.revision = 1
        properties.created = properties.modified = datetime.combine(report.as_of, time())
        made = io.BytesIO()
        document.save(made)
        target.write_bytes(_settled(made.getvalue()))


class _Body:
    """One document in the making."""

    def __init__(self, document: Any, rendered: Rendered) -> None:
        self.document, self.rendered, self.words = document, rendered, rendered.words
        self.notes = {note.name: note for note in rendered.figures}
        self.footnotes: dict[str, int] = {}
        self.marks: set[str] = set()
        main = [note.lines for note in rendered.figures if note.main]
        # What is true of every figure is told once, so that a footnote is short.
        self.common = tuple(line for line in main[0] if all(line in lines for lines in main)) if len(main) > 1 else ()
        self.body = document.element.body

    def write(self) -> None:
        rendered = self.rendered
        self.add(paragraph(text_run(rendered.title), style="Title"))
        for label, text in rendered.facts:
            colon = self.words["colon"]
            self.add(paragraph(text_run(f"{label}{colon}", color=_SOFT), text_run(text), style="Facts"))
        for note in rendered.notes:
            self.add(paragraph(text_run(note), style="Remark"))
        if self.common:
            told = self.words["common"] + self.words["colon"] + self.words["semicolon"].join(self.common)
            self.add(paragraph(text_run(told, color=_SOFT, size=17)))
        for section in rendered.sections:
            self.add(paragraph(text_run(section.title), style="Heading1"))
            for block in section.blocks:
                self.block(block)
        self.records()
        self.attach()

    def add(self, *elements: Element) -> None:
        """Puts elements at the end, before the properties of the page."""
        for one in elements:
            self.body.insert(len(self.body) - 1, one)

    def bookmark(self, name: str, *runs: Element) -> list[Element]:
        """Runs that a link can lead to; a place that stands already is not set twice."""
        if name in self.marks:
            return list(runs)
        self.marks.add(name)
        return bookmarked(name, len(self.marks), *runs)

    # -- figures --

    def reference(self, name: str) -> list[Element]:
        """The number of a figure's footnote: the footnote itself the first time, a link to it later."""
        number = self.footnotes.get(name)
        if number is not None:
            return [link(mark(name), text_run(str(number), raised=True, color=_GREEN))]
        number = self.footnotes[name] = len(self.footnotes) + 1
        run = element("r", element("rPr", element("rStyle", val="FootnoteReference")), element("footnoteReference", id=number))
        return self.bookmark(mark(name), run)

    def shown(self, text: str, name: str, seen: set[str], *, bold: bool = False) -> list[Element]:
        """A figure's text; with its footnote where the paragraph has none of it yet."""
        note = self.notes.get(name)
        run = text_run(text, bold=bold)
        if note is None or name in seen:
            return [run]
        seen.add(name)
        # Of a figure for one unit or month, the heading has the footnote; the cell bears its name.
        return [run, *self.reference(name)] if note.main else self.bookmark(mark(name), run)

    # -- blocks --

    def block(self, block: RenderedBlock) -> None:
        if isinstance(block, Paragraph):
            seen: set[str] = set()
            runs = [one for run in block.runs for one in self.shown(run.text, run.figure, seen)]
            self.add(paragraph(*runs))
        elif isinstance(block, Grid):
            self.grid(block)
        else:
            self.bars(block)

    def caption(self, text: str, about: tuple[str, ...]) -> None:
        runs = [text_run(text)]
        for name in about:
            if name in self.notes:
                runs += self.reference(name)
        self.add(paragraph(*runs, style="Caption", keep=True))

    def grid(self, grid: Grid) -> None:
        headed = {cell.figure for cell in (*grid.headings, *(row[0] for row in grid.rows)) if cell.figure}
        self.caption(grid.caption, tuple(name for name in grid.about if name not in headed))
        rows = [self.row(grid.headings, head=True)]
        for number, cells in enumerate(grid.rows):
            last = number == len(grid.rows) - 1
            rows.append(
                self.row(cells, total=grid.total and last, keep=not last and (number < 3 or number >= len(grid.rows) - 3))
            )
        self.add(_table(_widths(len(grid.headings)), rows))
        for note in grid.notes:
            self.add(paragraph(text_run(note, italic=True, color=_SOFT, size=18)))
        self.add(paragraph(after=60))

    def row(self, cells: tuple[Cell, ...], *, head: bool = False, total: bool = False, keep: bool = False) -> Element:
        seen: set[str] = set()
        made = []
        for number, cell in enumerate(cells):
            runs = self.shown(cell.text, cell.figure, seen, bold=head or total)
            content = paragraph(*runs, align="right" if number else "", keep=keep or head, after=0)
            made.append(_cell(content, shade="E6EFE9" if total else "", line=12 if head or total else 0, above=total))
        return _row(made, head=head)

    def bars(self, chart: BarChart) -> None:
        self.caption(chart.caption, (chart.about,))
        rows = []
        for number, bar in enumerate(chart.bars):
            seen: set[str] = set()
            keep = number < len(chart.bars) - 1
            blocks = "█" * max(round(bar.share * _BLOCKS), 1 if bar.share else 0)
            made = [
                paragraph(text_run(bar.label), keep=keep, after=0),
                paragraph(text_run(blocks, color="4F9A73", size=18), keep=keep, after=0),
                paragraph(*self.shown(bar.text, bar.figure, seen), align="right", keep=keep, after=0),
            ]
            rows.append(_row([_cell(one) for one in made]))
        if rows:
            self.add(_table([2700, 4970, 1400], rows, lines=False))
        self.add(paragraph(after=60))

    # -- the records of headline figures --

    def records(self) -> None:
        listed = [note for note in self.rendered.figures if note.records]
        if not listed:
            return
        self.add(paragraph(text_run(self.words["records"]), style="Heading1"))
        for note in listed:
            place = self.bookmark(mark(f"records of {note.name}"), text_run(note.label))
            self.add(paragraph(*place, text_run(f"{self.words['colon']}{note.text}"), style="Heading2"))
            for records in note.records:
                self.listed(records)

    def listed(self, records: RecordList) -> None:
        count = self.words["brackets"].format(text=len(records.records))
        self.add(paragraph(text_run(f"{records.label}{count}", bold=True), keep=bool(records.records), after=40))
        ordered = sorted(records.records, key=lambda one: (one.file == "", one.file))
        for file, lines in groupby(ordered, key=lambda one: one.file):
            head = [text_run(f"{file}{self.words['colon']}", color=_SOFT, size=17)] if file else []
            self.add(paragraph(*head, text_run(self.told(list(lines)), size=17)))

    def told(self, lines: list[RecordLine]) -> str:
        """Records of one file: each with its row; of a long list only the rows, which are shorter and lead to the same."""
        if len(lines) <= _MANY or not lines[0].file or any(one.name for one in lines):
            return self.words["list"].join(self.line(one) for one in lines)
        return self.words["rows"].format(rows=self.words["list"].join(_stretches(one.row for one in lines)))

    def line(self, record: RecordLine) -> str:
        told = [record.name, self.words["row"].format(row=record.row) if record.row else ""]
        more = self.words["comma"].join(text for text in told if text)
        return record.id + (self.words["brackets"].format(text=more) if more else "")

    # -- footnotes --

    def attach(self) -> None:
        """Adds the part of the package that holds the footnotes."""
        package = self.document.part.package
        root = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}/>")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            root.append(element("footnote", paragraph(element("r", element(kind)), after=0), type=kind, id=number))
        for name, number in self.footnotes.items():
            root.append(element("footnote", paragraph(*self.footnote(self.notes[name]), style="FootnoteText"), id=number))
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, serialize_part_xml(root), package)
        self.document.part.relate_to(part, RT.FOOTNOTES)
        settings = self.document.settings.element
        told = element("footnotePr", element("footnote", id=-1), element("footnote", id=0))
        compat = settings.find(qn("w:compat"))
        if compat is None:
            settings.append(told)
        else:
            compat.addprevious(told)

    def footnote(self, note: FigureNote) -> Iterator[Element]:
        colon, semicolon = self.words["colon"], self.words["semicolon"]
        lines = [line for line in note.lines[1:] if line not in self.common]  # the first one tells the value again
        yield element("r", element("rPr", element("rStyle", val="FootnoteReference")), element("footnoteRef"))
        yield text_run(" ")
        yield text_run(f"{note.label}{colon}{note.text}", bold=True)
        if lines:
            yield text_run(semicolon + semicolon.join(lines))
        if note.records:
            yield text_run(" ")
            yield link(mark(f"records of {note.name}"), text_run(self.words["records"], color=_GREEN))


def mark(name: str) -> str:
    """The bookmark of a figure: letters, digits and `_`, at most 40 characters, another for each name.

    >>> mark("opinions.solved")
    'opinions_solved_85ca52e5'
    """
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:30]
    if not plain[:1].isalpha():
        plain = "f" + plain[:29]
    return f"{plain}_{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _stretches(rows: Iterable[int]) -> list[str]:
    """Numbers as stretches: 2, 3, 4, 7 → `2–4`, `7`."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and found[-1][1] == row - 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]


def _widths(columns: int) -> list[int]:
    """The widths of the columns of a table as wide as the page, in twentieths of a point: the first has more room, if there are few."""
    first = max(_ROOM // (columns + 1) * 2, 1500) if columns < 8 else 1500
    return [first, *[(_ROOM - first) // max(columns - 1, 1)] * (columns - 1)]


def _table(widths: list[int], rows: list[Element], *, lines: bool = True) -> Element:
    borders = (
        element("tblBorders", element("top", val="single", sz=8, color=_INK), element("bottom", val="single", sz=8, color=_INK))
        if lines
        else None
    )
    if borders is not None:
        borders.append(element("insideH", val="single", sz=4, color="D9E2DC"))
    properties = element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        borders,
        element("tblLayout", type="fixed"),
        element("tblCellMar", element("left", w=90, type="dxa"), element("right", w=90, type="dxa")),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    for row in rows:
        for cell, width in zip(row.findall(qn("w:tc")), widths, strict=True):
            cell.tcPr.insert(0, element("tcW", w=width, type="dxa"))
    return element("tbl", properties, grid, *rows)


def _row(cells: list[Element], *, head: bool = False) -> Element:
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader") if head else None), *cells)


def _cell(content: Element, *, shade: str = "", line: int = 0, above: bool = False) -> Element:
    properties = element("tcPr")
    if line:
        properties.append(element("tcBorders", element("top" if above else "bottom", val="single", sz=line, color=_INK)))
    if shade:
        properties.append(element("shd", val="clear", color="auto", fill=shade))
    return element("tc", properties, content)


def _tag(language: str) -> str:
    return _LANGUAGES.get(language, language)


def _dress(document: Any, rendered: Rendered) -> None:
    """The page, the fonts and the styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    styles = document.styles
    _font(styles["Normal"], size=10.5, language=rendered.language)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Normal"].paragraph_format.line_spacing = 1.3
    _font(styles["Title"], size=22, color=_INK, bold=True)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    _font(styles["Heading 1"], size=15, color=_GREEN, bold=True)
    styles["Heading 1"].paragraph_format.space_before = Pt(18)
    styles["Heading 1"].paragraph_format.space_after = Pt(6)
    _font(styles["Heading 2"], size=12, color=_INK, bold=True)
    styles["Heading 2"].paragraph_format.space_before = Pt(10)
    _font(styles["Caption"], size=10.5, color=_INK, bold=True)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    for name, based in (("Facts", "Normal"), ("Remark", "Normal"), ("footnote text", "Normal")):
        made = styles.add_style(name, 1)
        made.base_style = styles[based]
        made.paragraph_format.space_after = Pt(0)
    styles["footnote text"].element.set(qn("w:styleId"), "FootnoteText")
    styles["footnote text"].font.size = Pt(8.5)
    styles["footnote text"].paragraph_format.line_spacing = 1.0
    remark = styles["Remark"]
    remark.paragraph_format.space_before = Pt(6)
    remark.paragraph_format.space_after = Pt(6)
    remark.paragraph_format.left_indent = Pt(6)
    remark.element.get_or_add_pPr().append(element("pBdr", element("left", val="single", sz=24, space=6, color="C9963B")))
    _ordered(remark.element.pPr)
    raised = styles.add_style("footnote reference", 2)
    raised.element.set(qn("w:styleId"), "FootnoteReference")
    raised.font.superscript = True
    raised.font.color.rgb = RGBColor.from_string(_GREEN)
    footer = section.footer.paragraphs[0]
    field = element("fldSimple", text_run("1", color=_SOFT, size=18), instr="PAGE")
    footer._p.append(field)
    footer.alignment = 1


def _ordered(properties: Element) -> None:
    """Word wants the parts of paragraph properties in their order: the border before spacing and indent."""
    border = properties.find(qn("w:pBdr"))
    for name in ("w:spacing", "w:ind", "w:jc"):
        later = properties.find(qn(name))
        if later is not None:
            later.addprevious(border)
            return


def _font(style: Any, *, size: float, color: str = "", bold: bool | None = None, language: str = "") -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = _LATIN, Pt(size), bold, False
    if color:
        style.font.color.rgb = RGBColor.from_string(color)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            # A font of the theme would win over ours.
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), _LATIN)
    fonts.set(qn("w:eastAsia"), _CHINESE)
    if language:
        tag = _tag(language)
        found = style.element.rPr.find(qn("w:lang"))
        if found is None:
            found = element("lang")
            style.element.rPr.append(found)
        found.set(qn("w:val"), _LATIN_LANGUAGES.get(language, tag))
        found.set(qn("w:eastAsia"), "zh-CN")


def _settled(data: bytes) -> bytes:
    """The same package with the day of nobody's clock on its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            new.writestr(entry, old.read(info.filename))
    return made.getvalue()
