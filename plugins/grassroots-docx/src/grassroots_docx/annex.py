"""The annex of a document: how its figures are counted, by the marks of the blocks that show them, and the records of headline figures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from grassroots.reports import FigureNote, RecordLine, RecordList, Rendered
from grassroots_docx.dress import GREEN, SOFT
from grassroots_docx.xml import Element, link, paragraph, text_run

_MANY = 200
"""From more records than these, a list tells rows instead of ids."""


def annex(rendered: Rendered, bookmark: Callable[..., list[Element]]) -> Iterator[Element]:
    """The paragraphs of the annex, on a page of its own; `bookmark` makes a place that a link can lead to."""
    words, colon, semicolon = rendered.words, rendered.words["colon"], rendered.words["semicolon"]
    yield paragraph(text_run(words["figures"]), style="Heading1", fresh=True)
    for label, text in rendered.origin:
        yield paragraph(text_run(f"{label}{colon}", color=SOFT), text_run(text), style="Note")
    if rendered.common:
        yield paragraph(text_run(words["common"] + colon + semicolon.join(rendered.common), color=SOFT), style="Note")
    told = {note.mark for note in rendered.figures if note.main}
    for number in sorted(told, key=lambda one: (not one, one)):  # what the text does not show comes last, without a mark
        for at, note in enumerate(rendered.noted(number)):
            sign = [text_run(f"{words['mark'].format(number=number)} ", color=GREEN)] if number else []
            head = bookmark(place_of(number), *sign) if number and at == 0 else sign
            yield paragraph(*head, *bookmark(mark(note.name), *_told(note, rendered)), style="Note")
    parts = [note for note in rendered.figures if not note.main]
    if parts:
        yield paragraph(text_run(words["tables"], bold=True), style="Note", keep=True)
    for _, notes in groupby(parts, key=lambda note: note.name.partition("@")[0]):
        cells = [
            one
            for note in notes
            for one in (*bookmark(mark(note.name), text_run(f"{note.label}{colon}{note.text}")), text_run(semicolon))
        ]
        yield paragraph(*cells[:-1], style="Note")
    listed = [note for note in rendered.figures if note.records]
    if listed:
        yield paragraph(text_run(words["records"]), style="Heading1")
    for note in listed:
        head = bookmark(mark(f"records of {note.name}"), text_run(note.label))
        yield paragraph(*head, text_run(f"{colon}{note.text}"), style="Heading2")
        for records in note.records:
            yield from _listed(records, rendered)


def place_of(number: int) -> str:
    """The bookmark of the note of a block.

    >>> place_of(3)
    'note_3'
    """
    return f"note_{number}"


def mark(name: str) -> str:
    """The bookmark of a figure: letters, digits and `_`, at most 40 characters, another for each name.

    >>> mark("opinions.solved")
    'opinions_solved_85ca52e5'
    """
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:30]
    if not plain[:1].isalpha():
        plain = "f" + plain[:29]
    return f"{plain}_{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _told(note: FigureNote, rendered: Rendered) -> Iterator[Element]:
    colon, semicolon = rendered.words["colon"], rendered.words["semicolon"]
    lines = [line for line in note.lines[1:] if line not in rendered.common]  # the first one tells the value again
    yield text_run(f"{note.label}{colon}{note.text}", bold=True)
    if lines:
        yield text_run(semicolon + semicolon.join(lines))
    if note.records:
        yield text_run(" ")
        yield link(mark(f"records of {note.name}"), text_run(rendered.words["records"], color=GREEN))


def _listed(records: RecordList, rendered: Rendered) -> Iterator[Element]:
    words = rendered.words
    count = words["brackets"].format(text=len(records.records))
    yield paragraph(text_run(f"{records.label}{count}", bold=True), style="Note", keep=bool(records.records))
    ordered = sorted(records.records, key=lambda one: (one.file == "", one.file))
    for file, lines in groupby(ordered, key=lambda one: one.file):
        head = [text_run(f"{file}{words['colon']}", color=SOFT)] if file else []
        yield paragraph(*head, text_run(_ids(list(lines), rendered)), style="Note")


def _ids(lines: list[RecordLine], rendered: Rendered) -> str:
    """Records of one file: each with its row; of a long list only the rows, which are shorter and lead to the same."""
    words = rendered.words
    if len(lines) <= _MANY or not lines[0].file or any(one.name for one in lines):
        return words["list"].join(_line(one, rendered) for one in lines)
    return words["rows"].format(rows=words["list"].join(_stretches(one.row for one in lines)))


def _line(record: RecordLine, rendered: Rendered) -> str:
    words = rendered.words
    told = [record.name, words["row"].format(row=record.row) if record.row else ""]
    more = words["comma"].join(text for text in told if text)
    return record.id + (words["brackets"].format(text=more) if more else "")


def _stretches(rows: Iterable[int]) -> list[str]:
    """Numbers as stretches: 2, 3, 4, 7 → `2–4`, `7`."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and found[-1][1] == row - 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]
