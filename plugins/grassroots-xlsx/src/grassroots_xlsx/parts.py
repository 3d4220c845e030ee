"""The parts of a zipped workbook: unpacked once, counted and let go; their XML is handed on element by element."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from grassroots_xlsx.look import Unfit

MOST_PARTS = 10_000
MOST_BYTES = 512 * 1024 * 1024
"""Of all parts together, unpacked."""

_CHUNK = 1 << 16


def check_parts(parts: zipfile.ZipFile) -> None:
    """Refuses a file with more or larger parts than a workbook has.

    Raises:
        Unfit: it goes beyond a limit, or two parts have one name.
    """
    entries = parts.infolist()
    if len(entries) > MOST_PARTS:
        raise Unfit("file-too-large", limit=f"{MOST_PARTS:,}")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unfit("file-too-large", limit=f"{MOST_BYTES >> 20} MB")


def _chunks(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with parts.open(name) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


def drain(parts: zipfile.ZipFile, name: str) -> None:
    """Reads a part to its end."""
    for _ in _chunks(parts, name):
        pass


def feed(parts: zipfile.ZipFile, name: str, handler: Handler) -> None:
    """Hands a part of XML to a handler, element by element."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text

    def refuse(*_: Any) -> None:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet")

    # A workbook has no document type; one that has may be after entities that grow.
    parser.StartDoctypeDeclHandler = refuse
    for chunk in _chunks(parts, name):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


class Handler:
    """What is done with the elements of a part."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...
