"""Workbooks that were made to kill, to hang or to fool whoever reads them: ninety, each with what must come of it."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
M = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
SHEETS = '<sheet name="S" sheetId="1" r:id="rId1"/>'
STYLES = f'<styleSheet xmlns="{M}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>'


def relations(*targets: tuple[str, str, str]) -> str:
    told = "".join(f'<Relationship Id="{id}" Type="{R}/{kind}" Target="{to}"/>' for id, kind, to in targets)
    return f'<Relationships xmlns="{P}">{told}</Relationships>'


def sheet(body: str, tail: str = "") -> str:
    return f'<worksheet xmlns="{M}"><sheetData>{body}</sheetData>{tail}</worksheet>'


def workbook(
    folder: Path, body: str, *, tail: str = "", target: str = "worksheets/sheet1.xml", sheets: str = SHEETS, **parts: str
) -> Path:
    part = parts.pop("part", "xl/worksheets/sheet1.xml")
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("_rels/.rels", relations(("r1", "officeDocument", "xl/workbook.xml")))
        book.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{M}" xmlns:r="{R}" xmlns:q="u:q"><sheets>{sheets}</sheets></workbook>'
        )
        more = [("rId2", "worksheet", "worksheets/sheet2.xml"), ("rId3", "sharedStrings", "sharedStrings.xml")]
        styles = [("rId4", "styles", "styles.xml")] if "styles" in parts else []
        book.writestr("xl/_rels/workbook.xml.rels", relations(("rId1", "worksheet", target), *more, *styles))
        book.writestr("xl/worksheets/sheet2.xml", sheet(HEAD))
        book.writestr("xl/sharedStrings.xml", parts.pop("strings", f'<sst xmlns="{M}"><si><t>a</t></si></sst>'))
        book.writestr("xl/styles.xml", parts.pop("styles", STYLES))
        book.writestr(part, sheet(body, tail))
    return path


def far(kind: str, inner: str) -> str:
    return HEAD + f'<row r="1048576"><c r="XFD1048576"{kind}>{inner}</c></row>'


Made = Callable[[Path], Path]


def _zip(folder: Path, parts: dict[str, str | bytes], name: str = "book.xlsx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in parts.items():
            book.writestr(part, content)
    return path


def _parts(sheet_part: str | bytes, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a plain workbook; more by their names, with a dot for each underscore but the double ones, which are slashes."""
    book = f'<workbook xmlns="{M}" xmlns:r="{R}"><sheets>{SHEETS}</sheets></workbook>'
    rels = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId3", "sharedStrings", "sharedStrings.xml"),
        ("rId4", "styles", "styles.xml"),
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": rels,
        "xl/worksheets/sheet1.xml": sheet_part,
        "xl/sharedStrings.xml": f'<sst xmlns="{M}"><si><t>a</t></si></sst>',
        "xl/styles.xml": STYLES,
    }
    named = {
        "book": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "root": "_rels/.rels",
    }
    return parts | {named.get(name, name): content for name, content in more.items()}


def _body(body: str, tail: str = "", **more: str | bytes) -> Made:
    return lambda folder: _zip(folder, _parts(sheet(HEAD + body, tail), **more))


def _raw(part: str | bytes, **more: str | bytes) -> Made:
    return lambda folder: _zip(folder, _parts(part, **more))


def _cell(inner: str, attributes: str = "", **more: str | bytes) -> Made:
    return _body(f'<row r="2"><c r="A2"{attributes}>{inner}</c></row>', **more)


def _strings(text: str) -> str:
    return f'<sst xmlns="{M}"><si><t>{text}</t></si></sst>'


def _ods(table: str, pre: str = "") -> Made:
    office, tables, text = (f"urn:oasis:names:tc:opendocument:xmlns:{one}:1.0" for one in ("office", "table", "text"))
    head = '<t:table-row><t:table-cell o:value-type="string"><x:p>name</x:p></t:table-cell></t:table-row>'
    content = (
        f'<?xml version="1.0"?>{pre}<o:document-content xmlns:o="{office}" xmlns:t="{tables}" xmlns:x="{text}"><o:body><o:spreadsheet>'
        f'<t:table t:name="S">{head}{table}</t:table></o:spreadsheet></o:body></o:document-content>'
    )
    return lambda folder: _zip(
        folder, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}, "book.ods"
    )


def _bytes(content: bytes, name: str = "book.xlsx") -> Made:
    def made(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return made


def _spoilt(how: Callable[[bytes], bytes]) -> Made:
    def made(folder: Path) -> Path:
        path = _zip(folder, _parts(sheet(HEAD)))
        path.write_bytes(how(path.read_bytes()))
        return path

    return made


def _twice(folder: Path) -> Path:
    path = _zip(folder, _parts(sheet(HEAD), **{"xl/worksheets/sheet9.xml": sheet(ONE)}))
    path.write_bytes(path.read_bytes().replace(b"sheet9.xml", b"sheet1.xml"))
    return path


def _lying(data: bytes) -> bytes:
    """Every part is said to be of ten bytes."""
    found = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = found.find(sign)
        while at >= 0:
            found[at + place : at + place + 4] = struct.pack("<I", 10)
            at = found.find(sign, at + 4)
    return bytes(found)


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]>"
)
ONE = far("", "<v>1</v>")
ROW = '<row r="2"><c r="A2"><v>1</v></c></row>'
BOOK = f'<workbook xmlns="{M}" xmlns:r="{R}"><sheets>{{}}</sheets></workbook>'
_WRAPPED = f'<worksheet xmlns="{M}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{{}}</t></is></c></row></sheetData></worksheet>'
_LOOPING = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(16)
    + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    + bytes(10)
    + struct.pack("<IIIIIIIII", 1, 0, 0, 4096, 0, 0, 0, 0, 0)
    + struct.pack("<109I", *[0] * 109)
    + struct.pack("<128I", *[0] * 128) * 4
)

HOSTILE: dict[str, Made] = {
    # far cells, in every way in which one look and another reader could see different things
    "far number": lambda folder: workbook(folder, ONE),
    "far text that is empty": lambda folder: workbook(folder, far(' t="str"', "<v></v>")),
    "far text without an end": lambda folder: workbook(folder, far(' t="str"', "<v/>")),
    "far flag": lambda folder: workbook(folder, far(' t="b"', "<v></v>")),
    "far day": lambda folder: workbook(folder, far(' t="d"', "<v></v>")),
    "far error": lambda folder: workbook(folder, far(' t="e"', "<v></v>")),
    "far in a part of other letters": lambda folder: workbook(folder, ONE, target="worksheets/SHEET1.xml"),
    "far by the second of two ids": lambda folder: workbook(
        folder, ONE, sheets='<sheet name="S" sheetId="1" q:id="rId2" r:id="rId1"/>'
    ),
    "far behind a decoy": lambda folder: _zip(
        folder,
        _parts(
            sheet(ONE),
            **{
                "root": relations(("r1", "officeDocument", "decoy/workbook.xml")),
                "decoy/workbook.xml": BOOK.format(SHEETS),
                "decoy/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml")),
                "decoy/worksheets/sheet1.xml": sheet(HEAD),
            },
        ),
    ),
    "far behind a backslash": lambda folder: workbook(folder, ONE, part="xl\\worksheets\\sheet1.xml"),
    "far by a way round": lambda folder: workbook(folder, ONE, target="./worksheets/../worksheets/sheet1.xml"),
    "far by a whole way": lambda folder: workbook(folder, ONE, target="xl/worksheets/sheet1.xml"),
    "far in UTF-16": _raw(('<?xml version="1.0" encoding="UTF-16"?>' + sheet(ONE)).encode("utf-16")),
    "far behind a comment": lambda folder: workbook(folder, far("", "<v><!-- x -->1</v>")),
    "far in CDATA": lambda folder: workbook(folder, far(' t="str"', "<v><![CDATA[]]></v>")),
    "far in a row without a number": lambda folder: workbook(
        folder, HEAD + '<row r="1048575"><c/></row><row><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "far in a sheet of charts": lambda folder: _zip(
        folder, _parts(sheet(ONE), rels=relations(("rId1", "chartsheet", "worksheets/sheet1.xml")))
    ),
    "nearly too many cells": _body('<row r="312"><c r="XFD305"><v>1</v></c></row>'),
    # large ones
    "a million texts of 32,000": _raw(
        sheet(HEAD + ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 10_000), strings=_strings("x" * 32_000)
    ),
    "a hundred thousand texts of 32,000": _raw(
        sheet(HEAD + ("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 1_000), strings=_strings("x" * 32_000)
    ),
    "a cell of 400 MB": lambda folder: _cell(f"<is><t>{'x' * 400_000_000}</t></is>", ' t="inlineStr"')(folder),
    "joined cells over all, 20,000 times": _body(
        '<row r="2000"><c r="CRC2000"><v>1</v></c></row>',
        "<mergeCells>" + '<mergeCell ref="A1:CRC2000"/>' * 20_000 + "</mergeCells>",
    ),
    "hidden rows, 28 million": lambda folder: _body('<row hidden="1"/>' * 28_000_000)(folder),
    "formulas, five million": lambda folder: _body(("<row>" + "<c><f/></c>" * 1000 + "</row>") * 4_900)(folder),
    # numbers and days that are none
    "not a number": _cell("<v>NaN</v>"),
    "without an end": _cell("<v>1e999</v>"),
    "without a beginning": _cell("<v>-inf</v>"),
    "the last day": _cell("<v>2958465.999999</v>", ' s="1"'),
    "a day far off": _cell("<v>1e15</v>", ' s="1"'),
    "a day before all": _cell("<v>-5</v>", ' s="1"'),
    "a time too long": _cell("<v>1e300</v>", ' s="2"'),
    "a time before all": _cell("<v>-1e9</v>", ' s="2"'),
    # entities and parts
    "laughs in a sheet": _raw(f'<?xml version="1.0"?>{LAUGHS}{_WRAPPED.format("&j;")}'),
    "laughs in the book": _raw(sheet(HEAD), book=f'<?xml version="1.0"?>{LAUGHS}{BOOK.format(SHEETS)}'),
    "laughs in the strings": _raw(
        sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=f'<?xml version="1.0"?>{LAUGHS}{_strings("&j;")}'
    ),
    "a file of the system": _raw(
        sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        strings=f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{_strings("&e;")}',
    ),
    "a part of 2 GB": lambda folder: _zip(folder, _parts(b" " * (1 << 31))),
    "20,000 parts": lambda folder: _zip(folder, _parts(sheet(HEAD)) | {f"x/{at}": "" for at in range(20_000)}),
    "a part that lies elsewhere": _raw(sheet(HEAD), **{"../../../../PWNED": "x"}),
    "two sheets of one part": _raw(
        sheet(HEAD + '<row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row>'),
        book=BOOK.format('<sheet name="S" sheetId="1" r:id="rId1"/><sheet name="B" sheetId="2" r:id="rId1"/>'),
    ),
    "a sheet that is called like a file": _raw(
        sheet(HEAD), book=BOOK.format('<sheet name="../../etc/passwd&#10;&lt;script&gt;" sheetId="1" r:id="rId1"/>')
    ),
    "200,000 deep": _body("", "<a>" * 200_000 + "</a>" * 200_000),
    "an attribute of 100 MB": lambda folder: _body("", f'<a b="{"x" * 100_000_000}"/>')(folder),
    "a row too high": _body('<row r="99999999999"><c><v>1</v></c></row>'),
    "a row too low": _body('<row r="-5"><c><v>1</v></c></row>'),
    "a cell in row 0": _body('<row r="2"><c r="A0"><v>1</v></c></row>'),
    "a text that is not there": _cell("<v>99999</v>", ' t="s"'),
    # files that are no workbooks, or nearly
    "nothing": _bytes(b""),
    "noise": _bytes(bytes(at * 7 % 251 for at in range(50_000))),
    "the beginning of an archive": _spoilt(lambda data: data[: len(data) // 2]),
    "an archive without its list": _spoilt(lambda data: data[:-22]),
    "an archive with wrong sums": _spoilt(lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x02"[::-1])),
    "locked parts": _spoilt(
        lambda data: data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
        )
    ),
    "a way of packing that nobody knows": _spoilt(
        lambda data: data.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x63\x00")
    ),
    "parts that lie about their size": _spoilt(_lying),
    "a part twice": _twice,
    "no relations": lambda folder: _zip(
        folder, {name: part for name, part in _parts(sheet(HEAD)).items() if not name.endswith(".rels")}
    ),
    "no book": lambda folder: _zip(
        folder, {name: part for name, part in _parts(sheet(HEAD)).items() if name != "xl/workbook.xml"}
    ),
    "no sheet": lambda folder: _zip(folder, {name: part for name, part in _parts(sheet(HEAD)).items() if "sheet1" not in name}),
    "a sheet out in the net": _raw(
        sheet(HEAD),
        rels=f'<Relationships xmlns="{P}"><Relationship Id="rId1" Type="{R}/worksheet" Target="http://127.0.0.1:9/x.xml" TargetMode="External"/></Relationships>',
    ),
    "a sheet that is the book": _raw(sheet(HEAD), rels=relations(("rId1", "worksheet", "workbook.xml"))),
    "the same relation, 200,000 times": _raw(
        sheet(HEAD), rels=relations(*[("rId1", "worksheet", "worksheets/sheet1.xml")] * 200_000)
    ),
    "100,000 sheets": _raw(
        sheet(HEAD), book=BOOK.format("".join(f'<sheet name="S{at}" sheetId="{at}" r:id="rId1"/>' for at in range(100_000)))
    ),
    "a sheet without a name": _raw(sheet(HEAD), book=BOOK.format('<sheet sheetId="1" r:id="rId1"/>')),
    "a binary book under this name": _bytes(b"\x83\x01\x00\x9c\x01" * 9_000, "book.xlsb"),
    "an old book whose table of sectors leads to itself": _bytes(_LOOPING, "book.xls"),
    "an old book that ends at once": _bytes(_LOOPING[:600], "book.xls"),
    "an old book of noise": _bytes(_LOOPING[:8] + bytes(at * 13 % 255 for at in range(90_000)), "book.xls"),
    # markup
    "never closed": _raw(sheet(HEAD)[:-20]),
    "closed otherwise": _raw(sheet(HEAD).replace("</row>", "</wor>")),
    "bytes that are no letters": _raw(sheet(HEAD).encode().replace(b"name", b"\xff\xfe\xfa\x00")),
    "in UTF-32": _raw(('<?xml version="1.0" encoding="UTF-32"?>' + sheet(ONE)).encode("utf-32")),
    "in an encoding that nobody knows": _raw('<?xml version="1.0" encoding="x-none"?>' + sheet(HEAD)),
    "a comment of 100 MB": lambda folder: _raw(sheet(f"{HEAD}<!--{'x' * 100_000_000}-->"))(folder),
    "an instruction of 100 MB": lambda folder: _raw(sheet(f"{HEAD}<?x {'x' * 100_000_000}?>"))(folder),
    "100,000 attributes": _body(
        '<row r="2" ' + " ".join(f'a{at}="1"' for at in range(100_000)) + '><c r="A2"><v>1</v></c></row>'
    ),
    "100,000 names of spaces": _raw(
        sheet(HEAD + '<row r="2" ' + " ".join(f'xmlns:a{at}="u:{at}"' for at in range(100_000)) + "/>")
    ),
    "a million runs in a text": _cell(f"<is>{'<r><t>x</t></r>' * 1_000_000}</is>", ' t="inlineStr"'),
    "two million texts that nobody asks for": _raw(
        sheet(HEAD + ROW), strings=f'<sst xmlns="{M}">{"<si><t>x</t></si>" * 2_000_000}</sst>'
    ),
    "a million ways of showing": _raw(
        sheet(HEAD + ROW),
        styles=f'<styleSheet xmlns="{M}"><cellXfs>' + '<xf numFmtId="14"/>' * 1_000_000 + "</cellXfs></styleSheet>",
    ),
    "a way of showing with 200,000 brackets": _cell(
        "<v>1</v>",
        ' s="0"',
        styles=f'<styleSheet xmlns="{M}"><numFmts><numFmt numFmtId="200" formatCode="{"[" * 200_000}y"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>',
    ),
    "a way of showing that is not there": _cell("<v>1</v>", ' s="99999999"'),
    # places
    "rows that go back": _body("".join(f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(5_000, 1, -1))),
    "a column beyond all": _body('<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>'),
    "a place of 100,000 letters": _body(f'<row r="2"><c r="{"A" * 100_000}2"><v>1</v></c></row>'),
    "a place that is none": _body('<row r="2"><c r="2A"><v>1</v></c></row>'),
    "a text by a number below 0": _cell("<v>-1</v>", ' t="s"'),
    "a text by no number": _cell("<v>1e9</v>", ' t="s"'),
    "joined from corner to corner": _body(ROW, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "joined the wrong way round": _body(ROW, '<mergeCells><mergeCell ref="XFD1048576:A1"/></mergeCells>'),
    "joined nowhere": _body(ROW, '<mergeCells><mergeCell ref="::"/></mergeCells>'),
    "all columns hidden": _raw(
        f'<worksheet xmlns="{M}"><cols><col min="1" max="99999999" hidden="1"/></cols><sheetData>{HEAD}</sheetData></worksheet>'
    ),
    "said to be as large as can be": _raw(
        f'<worksheet xmlns="{M}"><dimension ref="A1:XFD1048576"/><sheetData>{HEAD}</sheetData></worksheet>'
    ),
    "a number of a million digits": _cell(f"<v>{'9' * 1_000_000}</v>"),
    "a number of a million digits that is a day": _cell(f"<v>{'9' * 1_000_000}</v>", ' s="1"'),
    "more rows than a sheet has": lambda folder: _body("<row><c><v>1</v></c></row>" * 1_100_000)(folder),
    # open documents
    "open: a cell a billion times": _ods(
        '<t:table-row><t:table-cell o:value-type="string" t:number-columns-repeated="1000000000"><x:p>x</x:p></t:table-cell></t:table-row>'
    ),
    "open: a row a billion times": _ods(
        '<t:table-row t:number-rows-repeated="1000000000"><t:table-cell o:value-type="string"><x:p>x</x:p></t:table-cell></t:table-row>'
    ),
    "open: laughs": _ods(
        '<t:table-row><t:table-cell o:value-type="string"><x:p>&j;</x:p></t:table-cell></t:table-row>', LAUGHS
    ),
    "open: spaces a billion times": _ods(
        '<t:table-row><t:table-cell o:value-type="string"><x:p><x:s x:c="1000000000"/></x:p></t:table-cell></t:table-row>'
    ),
    "open: a day that is none": _ods(
        '<t:table-row><t:table-cell o:value-type="date" o:date-value="99999-99-99"><x:p>x</x:p></t:table-cell></t:table-row>'
    ),
}


COMES_TO = {
    "far number": "grassroots_xlsx:far-cell",
    "far text that is empty": "grassroots_xlsx:far-cell",
    "far text without an end": "grassroots_xlsx:far-cell",
    "far flag": "grassroots_xlsx:far-cell",
    "far day": "grassroots_xlsx:far-cell",
    "far error": "grassroots_xlsx:far-cell",
    "far in a part of other letters": "grassroots_xlsx:far-cell",
    "far by the second of two ids": "grassroots_xlsx:far-cell",
    "far behind a decoy": "grassroots_xlsx:far-cell",
    "far behind a backslash": "grassroots_xlsx:far-cell",
    "far by a way round": "grassroots_xlsx:far-cell",
    "far by a whole way": "grassroots_xlsx:far-cell",
    "far in UTF-16": "grassroots_xlsx:far-cell",
    "far behind a comment": "grassroots_xlsx:far-cell",
    "far in CDATA": "grassroots_xlsx:far-cell",
    "far in a row without a number": "grassroots_xlsx:far-cell",
    "far in a sheet of charts": "grassroots_xlsx:far-cell",
    "nearly too many cells": "2",
    "a million texts of 32,000": "grassroots_xlsx:beyond-limits",
    "a hundred thousand texts of 32,000": "grassroots_xlsx:beyond-limits",
    "a cell of 400 MB": "grassroots_xlsx:beyond-limits",
    "joined cells over all, 20,000 times": "grassroots_xlsx:beyond-limits",
    "formulas, five million": "grassroots_xlsx:beyond-limits",
    "not a number": "2",
    "without an end": "2",
    "without a beginning": "2",
    "the last day": "2",
    "a day far off": "2",
    "a day before all": "2",
    "a part of 2 GB": "file-too-large",
    "20,000 parts": "file-too-large",
    "a part that lies elsewhere": "1",
    "two sheets of one part": "4",
    "a sheet that is called like a file": "1",
    "200,000 deep": "1",
    "an attribute of 100 MB": "grassroots_xlsx:beyond-limits",
    "a sheet that is the book": "0",
    "the same relation, 200,000 times": "1",
    "100,000 sheets": "file-too-large",
    "a sheet without a name": "1",
    "a binary book under this name": "no workbook",
    "in an encoding that nobody knows": "grassroots_xlsx:beyond-limits",
    "a comment of 100 MB": "grassroots_xlsx:beyond-limits",
    "an instruction of 100 MB": "grassroots_xlsx:beyond-limits",
    "100,000 attributes": "2",
    "100,000 names of spaces": "1",
    "a million runs in a text": "2",
    "two million texts that nobody asks for": "2",
    "a million ways of showing": "2",
    "a way of showing with 200,000 brackets": "grassroots_xlsx:beyond-limits",
    "a way of showing that is not there": "2",
    "rows that go back": "5000",
    "a text by a number below 0": "2",
    "a text by no number": "2",
    "joined from corner to corner": "2",
    "joined the wrong way round": "2",
    "all columns hidden": "1",
    "said to be as large as can be": "1",
    "a number of a million digits": "2",
    "a number of a million digits that is a day": "2",
}
"""The code of the refusal, or how many rows are read of what does no harm; all others are no workbook (`grassroots_xlsx:not-a-spreadsheet`)."""
