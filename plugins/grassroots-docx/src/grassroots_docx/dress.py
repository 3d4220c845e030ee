"""How a document looks: the page, the fonts and the styles of each house style."""

from __future__ import annotations

from typing import Any

from attrs import frozen
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from grassroots_docx.xml import Element, element, text_run

GREEN, SOFT, INK = "1F6B45", "5A6B62", "1D2A24"
_TAGS = {"en": "en-GB", "zh": "zh-CN"}
_LATIN_TAGS = {"zh": "en-GB"}
"""In which language the Latin letters of a text are spelt, where not in its own."""
_INSTEAD = {
    "FZXiaoBiaoSong-B05S": "FZXiaoBiaoSong-B05,STZhongsong,SimSun,Noto Serif CJK SC",
    "FangSong": "FangSong_GB2312,STFangsong,Noto Serif CJK SC",
    "SimHei": "STHeiti,Noto Sans CJK SC",
    "KaiTi": "KaiTi_GB2312,STKaiti,LXGW WenKai,Noto Serif CJK SC",
    "SimSun": "STSong,Noto Serif CJK SC",
    "Microsoft YaHei": "PingFang SC,Noto Sans CJK SC",
}
"""Fonts that stand in for one that a machine lacks, in the order in which they are tried."""


@frozen(kw_only=True)
class House:
    """A house style: margins in millimetres (top, right, bottom, left), the Latin font, the Chinese fonts and the sizes in points of text, title, headings,
    captions and tables; the height of a line where it is fixed; how many characters the first line of a paragraph is indented; whether pages are numbered
    as official papers number them."""

    margins: tuple[float, float, float, float] = (22, 25, 22, 25)
    latin: str = "Calibri"
    text: tuple[str, float] = ("Microsoft YaHei", 10.5)
    title: tuple[str, float] = ("Microsoft YaHei", 22)
    head: tuple[str, float] = ("Microsoft YaHei", 15)
    below: tuple[str, float] = ("Microsoft YaHei", 12)
    caption: tuple[str, float] = ("Microsoft YaHei", 10.5)
    table: float = 10.5
    line: float = 0
    spacing: float = 1.3
    indent: int = 0
    official: bool = False
    color: str = GREEN
    bold: bool = True

    @property
    def room(self) -> int:
        """The width of the text on the page, in twentieths of a point."""
        return round((210 - self.margins[1] - self.margins[3]) * 1440 / 25.4)


HOUSES = {
    "plain": House(),
    "annual": House(
        margins=(25, 28, 25, 28), latin="Georgia", text=("SimSun", 11), title=("SimSun", 26), head=("SimHei", 16), spacing=1.35
    ),
    "brief": House(
        margins=(16, 18, 14, 18), text=("Microsoft YaHei", 10), title=("Microsoft YaHei", 16), head=("Microsoft YaHei", 11.5),
        below=("Microsoft YaHei", 10.5), caption=("Microsoft YaHei", 9.5), table=9, spacing=1.1,
    ),
    "official": House(
        margins=(37, 26, 35, 28), latin="Times New Roman", text=("FangSong", 16), title=("FZXiaoBiaoSong-B05S", 22), head=("SimHei", 16),
        below=("KaiTi", 16), caption=("SimHei", 14), table=12, line=28.95, indent=2, official=True, color="000000", bold=False,
    ),
}  # fmt: skip
"""The house styles by name; `official`: GB/T 9704-2012."""


def tag_of(language: str) -> str:
    """The tag by which Word spells a language."""
    return _TAGS.get(language, language)


def dress(document: Any, house: House, language: str) -> None:
    """Lays out the page and the styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, house.margins)
    styles = document.styles
    for name, (chinese, size) in {
        "Normal": house.text, "Title": house.title, "Heading 1": house.head, "Heading 2": house.below, "Caption": house.caption,
    }.items():  # fmt: skip
        color = house.color if name == "Heading 1" else "" if name == "Normal" else INK if not house.official else "000000"
        bold = None if name == "Normal" else house.bold
        _font(styles[name], house.latin, chinese, size, color=color, bold=bold)
    _spell(styles["Normal"], language)
    normal = styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(0 if house.official else 6), house.spacing
    if house.line:
        normal.line_spacing_rule, normal.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(house.line)
    borders = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        styles["Title"].element.pPr.remove(borders)
    title = styles["Title"].paragraph_format
    if house.official:
        title.alignment, title.space_before, title.space_after = 1, Pt(house.line), Pt(house.line)
        title.line_spacing_rule, title.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(36)
    for name, before, after in (("Heading 1", 18, 6), ("Heading 2", 10, 3), ("Caption", 8, 3)):
        spaced = styles[name].paragraph_format
        small = house.official or house.text[1] <= 10
        spaced.space_before, spaced.space_after = Pt(before / 3 if small else before), Pt(0 if house.official else after)
    if house.official:
        styles["Caption"].paragraph_format.alignment = 1
    _further(document, house)
    _footer(document, house)
    _stand_ins(document, house)


def body_style(house: House, *runs: Element | None) -> Element:
    """A paragraph of running text."""
    properties = element("pPr", element("pStyle", val="Body")) if house.indent else None
    return element("p", properties, *runs)


def _further(document: Any, house: House) -> None:
    """The styles that Word does not have of itself: facts, remarks, running text, notes."""
    styles = document.styles
    for name in ("Facts", "Remark", "Body", "Note", "Signed"):
        made = styles.add_style(name, 1)
        made.base_style = styles["Normal"]
        made.paragraph_format.space_after = Pt(0)
    if house.indent:
        for name in ("Body", "Heading 1", "Heading 2"):
            indent = element("ind", firstLineChars=house.indent * 100, firstLine=round(house.text[1] * house.indent * 20))
            properties = styles[name].element.get_or_add_pPr()
            for old in properties.findall(qn("w:ind")):
                properties.remove(old)
            later = next(
                (one for one in properties if one.tag in (qn("w:contextualSpacing"), qn("w:jc"), qn("w:outlineLvl"))), None
            )
            properties.append(indent) if later is None else later.addprevious(indent)
    note = styles["Note"]
    note.font.size = Pt(9)
    note.paragraph_format.line_spacing, note.paragraph_format.space_after = 1.1, Pt(2)
    signed = styles["Signed"]
    signed.paragraph_format.alignment, signed.paragraph_format.right_indent = 2, Pt(house.text[1] * 4)
    remark = styles["Remark"]
    remark.paragraph_format.space_before = remark.paragraph_format.space_after = Pt(6)
    if house.official:
        remark.font.size, remark.paragraph_format.line_spacing = Pt(12), 1.2
        return
    remark.paragraph_format.left_indent = Pt(6)
    border = element("pBdr", element("left", val="single", sz=24, space=6, color="C9963B"))
    properties = remark.element.get_or_add_pPr()
    # Word wants the parts of paragraph properties in their order: the border before spacing and indent.
    later = next((one for one in properties if one.tag in (qn("w:spacing"), qn("w:ind"), qn("w:jc"))), None)
    properties.append(border) if later is None else later.addprevious(border)


def _footer(document: Any, house: House) -> None:
    """The number of the page: in the middle, or as official papers have it, between dashes and at the outer edge."""
    section = document.sections[0]
    if not house.official:
        _numbered(section.footer.paragraphs[0], 18, SOFT, align=1)
        return
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, 2), (section.even_page_footer, 0)):
        footer.is_linked_to_previous = False
        _numbered(footer.paragraphs[0], 28, "", align=align, dash="— ")


def _numbered(paragraph: Any, size: int, color: str, *, align: int, dash: str = "") -> None:
    field = element("fldSimple", text_run("1", color=color, size=size), instr="PAGE")
    for part in (text_run(dash, size=size) if dash else None, field, text_run(dash[::-1], size=size) if dash else None):
        if part is not None:
            paragraph._p.append(part)
    paragraph.alignment = align


def _font(style: Any, latin: str, chinese: str, size: float, *, color: str = "", bold: bool | None = None) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = latin, Pt(size), bold, False
    if color:
        style.font.color.rgb = RGBColor.from_string(color)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            # A font of the theme would win over ours.
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), latin)
    fonts.set(qn("w:eastAsia"), chinese)


def _spell(style: Any, language: str) -> None:
    """Says in which language the text is written."""
    found = style.element.rPr.find(qn("w:lang"))
    if found is None:
        found = element("lang")
        style.element.rPr.append(found)
    found.set(qn("w:val"), _LATIN_TAGS.get(language, tag_of(language)))
    found.set(qn("w:eastAsia"), "zh-CN")


def _stand_ins(document: Any, house: House) -> None:
    """Names the fonts that stand in for those which a machine lacks."""
    from lxml import etree

    part = next(one for one in document.part.package.iter_parts() if str(one.partname) == "/word/fontTable.xml")
    table = etree.fromstring(part.blob)
    for font in dict.fromkeys(font for font, _ in (house.text, house.title, house.head, house.below, house.caption)):
        for old in [one for one in table if one.get(qn("w:name")) == font]:
            table.remove(old)
        table.append(element("font", element("altName", val=_INSTEAD[font]), name=font))
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
