"""Bytes to text: a fixed ladder, always told, never a guess by statistics of a language.

1. A byte order mark says what it is.
2. Zero bytes, nearly all at even or nearly all at odd places: UTF-16 without a mark.
3. Strict UTF-8.
4. Strict GB18030, if what comes out is plausible: it accepts almost any bytes, so rare characters in plenty mean that it is
   something else, and the office is asked.

Whoever knows better names the encoding, and then only that one is tried.
"""

from __future__ import annotations

import codecs

from grassroots.errors import HasProblems, InvalidArgument
from grassroots.problems import Problem
from grassroots.values import Source

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""With what workbooks begin, new and old."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RARE_SHARE = 4
"""One in so many characters beyond ASCII may be rare before GB18030 is doubted."""


def decode(data: bytes, *, encoding: str | None = None, file: str = "") -> tuple[str, str]:
    """Decodes the bytes of a text file.

    Args:
        data: the whole file.
        encoding: the encoding that the office named; nothing else is tried then.
        file: the name that problems bear.

    Returns:
        The text and the name of the encoding that it was read by.

    Raises:
        InvalidArgument: there is no encoding of that name.
        HasProblems: the bytes are no text in any of these encodings; a wrong character is never put in their place.

    >>> decode("单位,日期".encode("gb18030"))
    ('单位,日期', 'gb18030')
    >>> decode("a,b".encode("utf-16-le"))
    ('a,b', 'utf-16-le')
    """
    if encoding is not None:
        try:
            return _strict(data, codecs.lookup(encoding).name), encoding
        except LookupError as error:
            raise InvalidArgument(
                f"there is no encoding {encoding!r}; the usual ones are utf-8, gb18030, big5, utf-16 and cp1252"
            ) from error
        except UnicodeError:
            raise _refused("undecodable", file, tried=[encoding]) from None
    if data.startswith(_WORKBOOKS):
        raise _refused("workbook-as-text", file)
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return _strict(data, name), name
            except UnicodeError:
                raise _refused("undecodable", file, tried=[name]) from None
    wide = _wide(data)
    for name in [wide] if wide else ["utf-8", "gb18030"]:
        try:
            text = _strict(data, name)
        except UnicodeError:
            continue
        if name == "gb18030" and not _plausible(text):
            raise _refused("doubtful-encoding", file, sample=_sample(text))
        return text, name
    raise _refused("undecodable", file, tried=[wide] if wide else ["utf-8", "gb18030"])


def _strict(data: bytes, name: str) -> str:
    text = data.decode(name, "strict")
    if "\0" in text:
        raise UnicodeError("a text has no zero characters")
    return text


def _wide(data: bytes) -> str:
    """UTF-16 by its zero bytes: at least nine of ten of them at the same parity."""
    zeros = data.count(0)
    if not zeros:
        return ""
    even = data[::2].count(0)
    if even * 10 >= zeros * 9:
        return "utf-16-be"
    if (zeros - even) * 10 >= zeros * 9:
        return "utf-16-le"
    return ""


def _plausible(text: str) -> bool:
    """Whether most characters beyond ASCII are of the common set (GB 2312)."""
    beyond = [character for character in text if not character.isascii()]
    rare = sum(1 for character in beyond if not _common(character))
    return rare * _RARE_SHARE <= len(beyond)


def _common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeError:
        return False
    return True


def _sample(text: str) -> str:
    """The first words beyond ASCII, enough to see that they are nonsense."""
    return "".join(character for character in text if not character.isascii())[:12]


def _refused(code: str, file: str, **details: object) -> HasProblems:
    problem = Problem(code, source=Source(file) if file else None, details=details)
    return HasProblems(f"{file or 'the text'} cannot be read", (problem,))
