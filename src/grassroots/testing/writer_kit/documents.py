"""Reading a document back: its text, and what it is made of."""

from __future__ import annotations

import html
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from html.parser import HTMLParser
from typing import Any


def text_of(data: bytes) -> str:
    """The text of a document: of a zip of XML (Word, spreadsheets), of HTML, else as it stands."""
    if data[:2] == b"PK":
        return " ".join(_plain(part.decode("utf-8", "replace")) for _, part in _members(data))
    text = data.decode("utf-8")
    return _plain(text) if text.lstrip()[:1] == "<" else text.replace("\\", "")


def structure_of(data: bytes) -> Any:
    """What a document is made of, without its texts: the elements of XML and HTML, the shape of JSON, the marks of Markdown."""
    if data[:2] == b"PK":
        return {name: [element.tag for element in ET.fromstring(part).iter()] for name, part in _members(data)}
    text = data.decode("utf-8")
    first = text.lstrip()[:1]
    if first == "<":
        tags = _Tags()
        tags.feed(text)
        return tags.found
    if first == "{":
        return _shape(json.loads(text))
    marks = (re.sub(r'\\.|\(#[^)]*\)|id="[^"]*"', "", line) for line in text.split("\n"))
    return [re.sub(r"[^#*_|`~\[\]<>!]|(?<=\w)_(?=\w)", "", line) for line in marks]


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(name, package.read(name)) for name in package.namelist() if name.endswith((".xml", ".rels"))]


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return [_shape(one) for one in value.values()]
    return [_shape(one) for one in value] if isinstance(value, list) else type(value).__name__


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/" + tag,))

    def handle_comment(self, data: str) -> None:
        self.found.append(("!",))
