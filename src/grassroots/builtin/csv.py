"""Tables of plain text: CSV and its kin, by comma (also the Chinese one), semicolon, tab or bar. Read by the ladder of encodings, written so that any spreadsheet program
reads them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.errors import HasProblems, InvalidArgument
from grassroots.hooks import Rows, hookimpl
from grassroots.ledgers.cells.encodings import decode
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole
from grassroots.problems import Problem
from grassroots.values import Source

ENDINGS = (".csv", ".tsv", ".tab", ".txt")

_SEPARATORS = (",", ";", "\t", "|", "，")
_SAMPLE_LINES = 30
_LONGEST_CELL = 1024 * 1024
_AT_ONCE = 500

# A text that a spreadsheet program would take for a formula, by wide marks too where it speaks Chinese; the ones behind it are how the guard is told from an apostrophe that was typed.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_GUARDED = re.compile(r"''*[=+\-@＝＋－＠\t\r\n]")
_NUMBER_OR_DASH = re.compile(r"[+\-＋－]?[\d.,]*", re.ASCII)


@hookimpl
def grassroots_open_rows(address: str, options: Mapping[str, Any]) -> Rows | None:
    """Takes paths that end in `.csv`, `.tsv`, `.tab` or `.txt`. Options: `encoding`, `separator`."""
    if not address.lower().endswith(ENDINGS):
        return None
    return TextRows(Path(address), encoding=options.get("encoding"), separator=options.get("separator"))


@frozen
class TextRows:
    """A file with one table of text.

    The separator is the one that stands equally often in the most of the first lines; if that is the same for two, the one that
    stands there more often, then comma before semicolon before tab before bar before the comma of Chinese. `.tsv` and `.tab` are always by tab. Marks in quoted cells do not count.
    Rows are numbered as a spreadsheet program shows them: a cell with line breaks is still one row, a blank line is one too.
    """

    path: Path
    encoding: str | None = None
    separator: str | None = None

    def tables(self) -> Iterator[Table]:
        """The one table.

        Raises:
            NotFound: there is no such file.
            HasProblems: it cannot be read as text.
        """
        data = read_whole(self.path)
        name = self.path.name
        text, encoding = decode(data, encoding=self.encoding, file=name)
        separator = self.separator or ("\t" if name.lower().endswith((".tsv", ".tab")) else separator_of(text))
        yield Table(
            file=name,
            sheet="",
            rows=_rows(text, separator, name),
            encoding=encoding,
            digest=digest_of(data),
        )

    def write(self, sheets: Sequence[Sheet]) -> None:
        """Writes one table in UTF-8 with a mark, which every spreadsheet program reads. The same table gives the same bytes.

        A text that would be taken for a formula gets an apostrophe before it, which reading takes away again.

        Raises:
            InvalidArgument: there is not exactly one table.
        """
        if len(sheets) != 1:
            raise InvalidArgument(
                f"{self.path.name} holds one table, not {len(sheets)}: write each to a file of its own, or to .xlsx"
            )
        separator = self.separator or ("\t" if self.path.name.lower().endswith((".tsv", ".tab")) else ",")
        self.path.write_bytes(written(sheets[0], separator).encode("utf-8-sig"))


def written(sheet: Sheet, separator: str = ",") -> str:
    """A table as text, with an apostrophe before what would be taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    for row in (sheet.headings, *sheet.rows):
        writer.writerow([_guarded(cell) for cell in row])
    return buffer.getvalue()


def separator_of(text: str) -> str:
    """The mark between the cells.

    >>> separator_of("No.;amount\\n1;3,5\\n2;4,5\\n")
    ';'
    """
    lines = [line for line in _unquoted(text[: 64 * 1024]).splitlines() if line.strip()][:_SAMPLE_LINES]
    best = (0, 0)
    found = ","
    for mark in _SEPARATORS:
        counts = Counter(count for line in lines if (count := line.count(mark)))
        if counts:
            times, lines_so = max(counts.items(), key=lambda one: (one[1], one[0]))
            if (lines_so, times) > best:
                best, found = (lines_so, times), mark
    return found


def _unquoted(text: str) -> str:
    """The text without what stands in quotation marks (a doubled mark closes and opens again, so it does no harm)."""
    return "".join(text.split('"')[::2])


def _rows(text: str, separator: str, file: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = width = 0
    while block := _block(reader):
        width = width or _usual_width(block)
        for cells in block:
            number += 1
            if cells is None:
                problem = Problem("broken-quotes", source=Source(file, row=number))
                raise HasProblems(f"{file} cannot be read beyond row {number}", (problem,))
            beyond = len(cells) > width > 0 and any(cell.strip() for cell in cells[width:])
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                faults = ((-1, "cells-beyond"),) if beyond else ()
                yield Row(tuple(map(_unguarded, cells)), Source(file, row=number), faults=faults)


def _usual_width(rows: Sequence[list[str] | None]) -> int:
    """How many cells most rows have, as they stand in the file, empty ones counted; of two that are as frequent the greater."""
    counts = Counter(len(cells) for cells in rows if cells and len(cells) > 1)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _block(reader: Iterator[list[str]]) -> list[list[str] | None]:
    """The next rows; None where one cannot be read. How long a cell may be is set for all who read text in this program, so it is set back before anybody else goes on."""
    previous, block = csv.field_size_limit(_LONGEST_CELL), list[list[str] | None]()
    try:
        block.extend(islice(reader, _AT_ONCE))
    except csv.Error:
        block.append(None)
    finally:
        csv.field_size_limit(previous)
    return block


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER_OR_DASH.fullmatch(text) else text


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text
