"""Content lines, of which calendars (RFC 5545) and cards (RFC 6350) are made."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def escaped(text: str) -> str:
    r"""A text as it stands in a content line: marks of the format are just letters, and what no line may hold is left out.

    >>> escaped("first, second;\r\nthird\\")
    'first\\, second\\;\\nthird\\\\'
    """
    text = _NEVER.sub("", text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(re.split(r"\r\n|\r|\n|\x85|\u2028|\u2029", text))


def written(lines: Iterable[str]) -> bytes:
    """Content lines as bytes, each of at most 75 octets a line of text."""
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """A line of at most 75 octets each; what goes on begins with a space."""
    parts, room = [""], 75
    for letter in line:
        if len((parts[-1] + letter).encode()) > room:
            parts.append("")
            room = 74
        parts[-1] += letter
    return "\r\n ".join(parts)
