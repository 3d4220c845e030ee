"""The texts that the cells of an old workbook (XLS, ET) share: those of which a part is struck through."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence

from attrs import define


def struck_texts(parts: Sequence[bytes], struck: Collection[int]) -> frozenset[int]:
    """The numbers of the texts of which a part is struck through.

    Args:
        parts: the record in which the texts begin, and those in which they go on.
        struck: the numbers of the fonts that strike through.

    >>> head, plain, formatted = bytes([2, 0, 0, 0] * 2), bytes([1, 0, 0]) + b"a", bytes([2, 0, 8, 1, 0]) + b"bc" + bytes([1, 0, 5, 0])
    >>> struck_texts([head + plain + formatted], [5]), struck_texts([head + plain + formatted], [6])
    (frozenset({1}), frozenset())
    >>> cut = len(plain) + 6
    >>> struck_texts([head + (plain + formatted)[:cut], bytes([0]) + (plain + formatted)[cut:]], [5])
    frozenset({1})
    """
    if not parts:
        return frozenset()
    found, texts = set(), _Texts(parts, 8)
    for number in range(int.from_bytes(parts[0][4:8], "little")):
        head = texts.take(3)
        if len(head) < 3:
            break
        length, flags = struct.unpack("<HB", head)
        runs = int.from_bytes(texts.take(2), "little") if flags & 8 else 0
        beside = int.from_bytes(texts.take(4), "little") if flags & 4 else 0
        texts.skip(length, 1 + (flags & 1))
        fonts = texts.take(4 * runs)
        if any(font in struck for _, font in struct.iter_unpack("<HH", fonts[: len(fonts) // 4 * 4])):
            found.add(number)
        texts.take(beside)
    return frozenset(found)


@define
class _Texts:
    """Reads on over the end of a record; a text that goes on in the next says anew how wide its characters are."""

    parts: Sequence[bytes]
    at: int
    part: int = 0

    def take(self, length: int) -> bytes:
        found = b""
        while len(found) < length and self._is_left():
            more = self.parts[self.part][self.at : self.at + length - len(found)]
            self.at += len(more)
            found += more
        return found

    def skip(self, length: int, width: int) -> None:
        while length and self._is_left():
            there = min(length, (len(self.parts[self.part]) - self.at) // width)
            if not there:
                return  # Half a character: the file is damaged.
            self.at += there * width
            length -= there
            if length and self._is_left():
                width = 1 + (self.take(1)[0] & 1)

    def _is_left(self) -> bool:
        """Whether anything is left, in this record or the next."""
        while self.part < len(self.parts) and self.at >= len(self.parts[self.part]):
            self.part, self.at = self.part + 1, 0
        return self.part < len(self.parts)
