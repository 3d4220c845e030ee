"""Cells: the text of one cell to a value of one type, strictly. What is not plainly that value is a `Fault`; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from attrs import define, frozen

from grassroots.ledgers.cells.script import SIMPLE

__all__ = [
    "ALONE",
    "LAST_OF_ALL",
    "LONGEST",
    "MISSING",
    "NO",
    "NOTHING_KNOWN",
    "NOUGHT",
    "NO_DAY",
    "NO_END",
    "YES",
    "Around",
    "Fault",
    "Style",
    "check_characters",
    "flag",
    "fold",
    "fold_name",
    "identifier",
    "is_lost",
    "is_missing",
    "narrow",
    "plain",
    "text_value",
    "word",
]

MISSING = frozenset(
    {"", "-", "--", "–", "—", "——", "#", "/", "\\"}
    | {"NULL", "null", "Null", "undefined", "(null)", "<null>", "[null]", "\\N", "nan", "NaN", "NAN", "NaT", "<NA>"}
)
"""What stands for "nothing here", also as databases and programs write it. It is never zero."""
_MARKS = re.compile(r"[-\u2010-\u2015_/\\ ]+|\u2026+|\.{2,}|\u00b7{2,}")
"""Any number of dashes, strokes or dots."""

NOUGHT = frozenset({"无", "暂无", "没有", "none", "nil"})
"""What says that there is nothing: of a number it may be nought, or that nobody counted."""
NOTHING_KNOWN = NOUGHT | {
    "不详",
    "未知",
    "未定",
    "待定",
    "暂缺",
    "不适用",
    "未统计",
    "未登记",
    "空",
    "空白",
    "无此项",
    "不涉及",
    "待补",
    "待补充",
    "待核实",
    "匿名",
    "n/a",
    "n.a.",
    "na",
    "n/k",
    "tbc",
    "tbd",
    "unknown",
    "not known",
    "not applicable",
    "not recorded",
    "anonymous",
}
"""What says in words that there is nothing, or that nothing is known, where a day or a reference is wanted."""
NO_END = frozenset(
    {
        "至今",
        "今",
        "现在",
        "目前",
        "长期",
        "永久",
        "终身",
        "无期限",
        "无固定期限",
        "长期有效",
        "在任",
        "现任",
        "在职",
        "在岗",
        "仍在",
    }
    | {"present", "now", "ongoing", "current", "still", "open", "open-ended", "indefinite", "to date", "until now"}
)
"""What says in the place of a last day that there is none yet."""

NO_DAY = frozenset({"0000-00-00", "0000/00/00", "0000-00-00 00:00", "0000-00-00 00:00:00"})
"""What databases write for a day that nobody entered."""
LAST_OF_ALL = frozenset(
    {"9999-12-31", "9999/12/31", "9999.12.31", "99991231"} | {f"9999-12-31 {at}" for at in ("00:00:00", "23:59:59")}
)
"""What programs write for a last day that never comes."""

YES = frozenset({"yes", "y", "true", "1", "是", "有", "对", "√", "✓", "✔", "☑", "✅", "●", "■", "v"})
NO = frozenset({"no", "n", "false", "0", "否", "无", "没有", "不是", "×", "✗", "✘", "☒", "❌", "□", "☐"})

_WIDTH = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
"""Full-width characters and the plain ones that they are."""
_UNSEEN = (0x00AD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFE0E, 0xFE0F, 0xFEFF)
"""What programs leave between characters and nobody sees: places to break a line, turns of the direction of writing, how a mark is drawn, the
mark of an encoding."""
_NARROW = {**_WIDTH, **dict.fromkeys(_UNSEEN)}
_PLAIN = _NARROW | SIMPLE

_OTHER = re.compile(f"[{''.join(map(chr, _PLAIN))}]")

_LISTED = re.compile(r"(\d+) ?[、.．。]|\((\d+)\)[、.]?", re.ASCII)
"""A running number as lists have it."""

_UNREAD = "\ufffd"
"""What another program put where it could not read a character."""
_LEFT = ("锟斤拷", "烫烫烫烫", "屯屯屯屯")
"""What is left of any text where a program read it by the wrong encoding, or read what nobody wrote."""
_ASKED = re.compile(r"[?？]{2,}[?？\s\d,.，。、]*")
_OF_TWO_BYTES = re.compile("[\u00c2-\u00ef][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
"""The beginning of a character of another alphabet, where each of its bytes was taken for a character."""

LONGEST = 60
"""No date, time, flag or number is longer; what is longer is not even looked at."""


class Fault(Exception):
    """A cell that is not what its column wants: the code of the problem, and its details."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@frozen
class Style:
    """How a column writes its numbers. `comma`: decimals stand behind a comma; `sure`: a number with both marks says so; `mixed`: some cells
    say one thing, some the other."""

    comma: bool = False
    sure: bool = True
    mixed: bool = False


@define(eq=False)
class Around:
    """What stands around a cell, and helps to read it.

    `year`, `month`: what the title, the sheet, the file or an option says; `taken`: how many cells were read by them. `zone`: the charter's.
    `style`: how its column writes numbers. `nature`: what the reader of the file knows of the cell: `t` a text, `n` a number, `d` a day by its
    format, `h` a time by its format, empty: not known. `day_order`: in which order the office writes days in numbers, where they do not say so themselves.
    """

    year: int | None = None
    month: int | None = None
    zone: str = ""
    style: Style = Style()
    nature: str = ""
    day_order: str = ""
    taken: int = 0


ALONE = Around()
"""Nothing is known but the cell itself."""


def narrow(text: str) -> str:
    """The text without outer spaces, in normal width: full-width digits, letters and marks become plain ones, what nobody sees is gone. Nothing else
    changes: a raised 2 is no 2.

    >>> narrow(" ２０１４－０６ "), narrow("\\ufeff7")
    ('2014-06', '7')
    """
    return text.translate(_NARROW).strip() if not text.isascii() and _OTHER.search(text) else text.strip()


def plain(text: str) -> str:
    """The text in normal width and in simplified characters: what is held against the words that the library knows. It is never kept.

    >>> plain(" １２萬元 "), plain("上午九時")
    ('12万元', '上午九时')
    """
    return text.translate(_PLAIN).strip() if not text.isascii() and _OTHER.search(text) else text.strip()


def is_missing(text: str) -> bool:
    """Whether a cell says that there is nothing: empty, dashes, strokes or dots, `#`, or what programs write for it.

    >>> is_missing(" － "), is_missing("///"), is_missing("NULL"), is_missing("0")
    (True, True, True, False)
    """
    bare = plain(text)
    return bare in MISSING or (not bare.isalnum() and bool(_MARKS.fullmatch(bare)))


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """What is compared when headings and words are matched: case, width, spaces, punctuation and the style of Chinese characters do not count.

    >>> fold(" Received-on: ") == fold("received on"), fold("No.") == fold("№"), fold("黨員") == fold("党员")
    (True, True, True)
    >>> fold("#")
    '#'
    """
    folded = fold_name(text)
    return folded if folded.isascii() else folded.translate(SIMPLE)


@lru_cache(maxsize=20_000)
def fold_name(text: str) -> str:
    """What is compared when persons are matched by their names: as `fold`, but each character stays as it is written.

    >>> fold_name(" Ann  EXAMPLE") == fold_name("Ann Example"), fold_name("陳示例") == fold_name("陈示例")
    (True, False)
    """
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text.casefold()
    if text.isascii():
        plain_text = text.casefold().strip()
        return "".join(filter(str.isalnum, plain_text)) or plain_text
    normal = unicodedata.normalize("NFKC", text).casefold().strip()
    bare = "".join(character for character in normal if unicodedata.category(character)[0] not in "PZCS")
    return bare or normal


def text_value(text: str) -> str:
    """Text as it was typed, without outer spaces. Line breaks and tabs may stand in it, other control characters may not."""
    value = text.strip()
    check_characters(value)
    return value


def check_characters(text: str) -> None:
    """Refuses control characters, lone surrogates, the mark that another program leaves where it could not read a character, and what is left of a text
    that was read by a wrong encoding."""
    if (not text.isascii() or text[:1] == "?") and is_lost(text):
        raise Fault("characters-lost")
    if text.isprintable() and _UNREAD not in text:
        return
    for character in text:
        if character == _UNREAD or (character not in "\n\r\t" and unicodedata.category(character) in ("Cc", "Cs")):
            raise Fault("unreadable-character", character=f"U+{ord(character):04X}")


def is_lost(text: str) -> bool:
    """Whether a text is what programs make of another one by a wrong encoding.

    >>> is_lost("????"), is_lost("è·¯ç\x81¯"), is_lost("why??"), is_lost("José’s café")
    (True, True, False, False)
    """
    if any(left in text for left in _LEFT) or _ASKED.fullmatch(text):
        return True
    if not _OF_TWO_BYTES.search(text):
        return False
    # Some bytes may be lost on the way.
    read = (text.encode(encoding, "ignore").decode("utf-8", "ignore") for encoding in ("cp1252", "latin-1"))
    return any(character > "\u2e7f" for one in read for character in one)


def identifier(text: str) -> str:
    """An identifier: text in normal width; leading zeros stay, the mark of a list behind a bare number goes.

    >>> identifier(" ００7 "), identifier("1、"), identifier("（12）"), identifier("A1.")
    ('007', '1', '12', 'A1.')
    """
    value = narrow(text)
    if not value.isalnum() and (listed := _LISTED.fullmatch(value)):
        return listed[1] or listed[2]
    check_characters(value)
    return value


def flag(text: str) -> bool:
    """Yes or no, as `yes`/`no`, `是`/`否`, `1`/`0`, `√`/`×` and the like.

    >>> flag("是"), flag("No")
    (True, False)
    """
    word = plain(text).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Fault("not-a-flag")


_DOUBTED = re.compile(r"[?？×✗✘☒❌□☐○◯]|[(（]\s*[)）]")


def is_doubted(text: str) -> bool:
    """Whether a mark stands with a word that says no, or asks: a box that is not ticked, a cross, a question mark.

    >>> is_doubted("□满意"), is_doubted("满意×"), is_doubted("已解决？"), is_doubted("☑满意")
    (True, True, True, False)
    """
    return not text.isalnum() and bool(_DOUBTED.search(text))


def word(text: str, known: Mapping[str, str | None]) -> str:
    """A word by its name or label; `known` is folded text → word, None where two words share a label.

    Raises:
        Fault: no such word, or several.
    """
    folded = fold(text)
    if folded not in known:
        raise Fault("word-not-known")
    if is_doubted(text):
        raise Fault("word-in-doubt")
    found = known[folded]
    if found is None:
        raise Fault("several-words")
    return found
