"""TOML with positions: the standard parser gives the data, a small index over the text gives the line of each table and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

from attrs import field, frozen

from grassroots.problems import Problem
from grassroots.values import Source

Path = tuple[str | int, ...]
"""Where something stands in a document: keys from the outside in; a number for a place in a list."""


@frozen(kw_only=True)
class Document:
    """A TOML text that was read, with the line of each of its tables and keys.

    >>> document = parse("words.toml", '[words.unit.branch]\\nen = "branch"\\n')
    >>> document.line(("words", "unit", "branch", "en"))
    2
    """

    file: str
    data: Mapping[str, Any] = field(hash=False)
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> Mapping[Path, int]:
        """The line, from 1, of each table and key; found when one is first asked for."""
        return _index(self.text)

    def said(self, path: Path) -> str:
        """All that the document says at a path and below it, as it is written.

        >>> parse("a.toml", '[words.unit]\\nclub = "club"\\nhall = "hall"\\n').said(("words", "unit", "hall"))
        'hall = "hall"'
        """
        return "\n".join(statement.strip() for _, statement, at in _placed(self.text) if at[: len(path)] == path)

    def line(self, path: Path) -> int:
        """The line, from 1, of the key at `path`, or of the nearest table around it; 0 if none of them is in the document."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


@lru_cache(maxsize=64)
def parse(file: str, text: str) -> Document | Problem:
    """Reads a TOML text; of the last few texts it is known what stands in them, which nobody may change. A text that is no TOML gives the Problem that says where and why.

    >>> print(parse("a.toml", 'x = 1\\ny = = 2\\n'))
    a.toml, line 2: this is not TOML: Invalid value. Mend this line: y = = 2
    """
    if len(text) > MOST_LETTERS:
        return Problem("charter-long", source=Source(file), value=str(len(text)), details={"most": MOST_LETTERS})
    if _LONG_KEY.search(text):
        # It would be read in a time that grows with the square of its parts.
        return _broken(file, text, f"A key of too many parts (at line {_line_of(_LONG_KEY, text)},")
    try:
        data = tomllib.loads(text)
        document = Document(file=file, data=data, text=text)
    except tomllib.TOMLDecodeError as error:
        return _broken(file, text, str(error))
    except RecursionError:
        return _broken(file, text, "Nested too deeply")
    except ValueError:  # Python makes no whole number of so many digits
        return _broken(file, text, f"A number of too many digits (at line {_line_of(_LONG_NUMBER, text)},")
    for path, value in _numbers((), data):
        if not -LARGEST <= value <= LARGEST:
            row = document.line(path)
            return Problem("charter-number", source=Source(file, row=row), value=str(value)[:40], details={"most": LARGEST})
    return document


MOST_LETTERS = 2_000_000
"""So long a file of a charter may be: the longest that is known has a fiftieth of it, and more takes the reader minutes and gigabytes."""

LARGEST = 10**12
"""No number of a charter is larger."""


def _numbers(path: Path, data: Any) -> Iterator[tuple[Path, int | float]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from _numbers((*path, key), value)
        elif isinstance(value, int | float):
            yield (*path, key), value


def _line_of(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


_LONG_NUMBER = re.compile(r"\d[\d_]{4000}")
_NOT_QUOTED = re.compile(r"\[?\[?[^\"'=\]#]+[=\]]")
"""A header or a key of a TOML text in which nothing is quoted."""
_QUOTED = re.compile(r""" "[^"]*"|'[^']*'|#.*""".strip())
_WIDE = re.compile("[“”‘’＂＇＝，［］｛｝【】]")
"""Marks as an input method writes them, where TOML wants the plain ones."""


def _broken(file: str, text: str, message: str) -> Problem:
    lines = text.split("\n")
    found = re.search(r"\(at line (\d+),", message)
    number = int(found[1]) if found else max(text.rstrip().count("\n") + 1, 1)
    reason = message.partition(" (at ")[0]
    line = lines[min(number, len(lines)) - 1].strip()
    bare = _NOT_QUOTED.match(line)
    if bare is not None and not bare[0].isascii():
        return Problem("charter-quotes", source=Source(file, row=number), value=line)
    if _WIDE.search(_QUOTED.sub("", line)):
        return Problem("charter-marks", source=Source(file, row=number), value=line)
    return Problem("charter-toml", source=Source(file, row=number), details={"reason": reason, "line": line})


_LONG_KEY = re.compile(r"(?<![\w.-])(?:[\w-]++\s*+\.\s*+){200}")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # strings first, so that what looks like a bracket or a comment in one is none
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_KEY = re.compile(r"""\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|[^=\#"'])+?)\s*=""")
_HEADER = re.compile(r"""\s*\[\[?((?:"(?:\\.|[^"\\])*"|'[^']*'|[^\]"'])+)\]""")
_BARE = re.compile(r"[A-Za-z0-9_\-.\s]+")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements of a TOML text, each with its first line: a header, or a key with all of its value."""
    line, begun_on, begin, depth = 1, 1, 0, 0
    for match in _TOKEN.finditer(text + "\n"):
        token = match[0]
        line += token.count("\n")
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
        elif token == "\n" and not depth:
            yield begun_on, text[begin : match.start()]
            begun_on, begin = line, match.end()


def _placed(text: str) -> Iterator[tuple[int, str, Path]]:
    """The headers and keys of a TOML text: line, statement, and where it leads."""
    lists: dict[Path, int] = {}
    table: Path = ()
    for number, statement in _statements(text):
        header, key = _HEADER.match(statement), _KEY.match(statement)
        if header and statement.lstrip().startswith("[["):
            *outer, last = _parts(header[1])
            path = (*_resolve((), outer, lists), last)
            lists[path] = lists.get(path, -1) + 1
            table = (*path, lists[path])
            yield number, statement, table
        elif header:
            table = _resolve((), _parts(header[1]), lists)
            yield number, statement, table
        elif key:
            yield number, statement, (*table, *_parts(key[1]))


def _index(text: str) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    for number, _, path in _placed(text):
        _mark(lines, path, number)
    return lines


def _mark(lines: dict[Path, int], path: Path, number: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], number)


def _resolve(path: Path, keys: list[str], lists: Mapping[Path, int]) -> Path:
    """The path of a header: a list of tables on the way stands for its last table."""
    for key in keys:
        path = (*path, key)
        if path in lists:
            path = (*path, lists[path])
    return path


def _parts(key: str) -> list[str]:
    if _BARE.fullmatch(key):
        return [part.strip() for part in key.split(".")]
    parts, inner = [], tomllib.loads(f"{key} = 0")
    while isinstance(inner, dict):
        ((part, inner),) = inner.items()
        parts.append(part)
    return parts
