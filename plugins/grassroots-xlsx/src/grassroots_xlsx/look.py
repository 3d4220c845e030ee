"""What a look into a workbook of any format finds, and what all looks share: the limit of a sheet, what a format shows, what makes a file unfit."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from attrs import Factory, define, frozen

MOST_CELLS = 5_000_000
"""Of the block from A1 to the last cell of a sheet."""

MOST_COLUMNS = 16_384
"""No sheet has more."""


@define
class Found:
    """What a look at one sheet found. Places are (row, column), counted from 0."""

    rows: int = 0
    columns: int = 0
    hidden: set[int] = Factory(set)
    hidden_columns: set[int] = Factory(set)
    struck: set[int] = Factory(set)
    """Rows of which every cell that is filled is struck through."""
    faults: dict[tuple[int, int], str] = Factory(dict)
    """Cells that the reader would show as empty: a formula without a value, an error; or as another day than was meant."""
    shown: dict[tuple[int, int], str] = Factory(dict)
    """Cells of which the format shows something that the value does not say: `year`, `month` of a day, `000` of a number, `true`."""
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = Factory(list)
    """Merged ranges, first and last cell, where the reader does not give them."""
    standing: set[int] = Factory(set)
    """Rows with a filled cell that is not struck through."""
    struck_cells: set[tuple[int, int]] = Factory(set)
    """Cells that are struck through, or of which a part is."""
    noted: set[tuple[int, int]] = Factory(set)
    """Cells at which somebody wrote a comment."""

    def hide(self, first: int, end: int) -> None:
        """Notes columns that the sheet hides."""
        self.hidden_columns.update(range(first, min(end, MOST_COLUMNS)))

    def note_struck(self, row: int, column: int, is_struck: bool) -> None:
        """Notes whether a filled cell is struck through: a row is if none of its filled cells stands."""
        if is_struck:
            self.struck_cells.add((row, column))
        if not is_struck:
            self.standing.add(row)
            self.struck.discard(row)
        elif row not in self.standing:
            self.struck.add(row)


@frozen
class Workbook:
    """What a look at a workbook found: each sheet by its title."""

    sheets: dict[str, Found]
    own: dict[str, str] = Factory(dict)
    """Our own sheets, by the name that leads to each: they are no ledgers."""


class Unfit(Exception):
    """The file is no workbook that can be read: the code of the problem and its details."""

    def __init__(self, code: str, sheet: str = "", **details: Any) -> None:
        super().__init__(code, sheet, details)
        self.code, self.sheet, self.details = code, sheet, details


_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_BUILTIN = {
    14: "ymd",
    15: "dmy",
    16: "dm",
    17: "my",
    22: "mdyh",
    27: "ym",
    30: "mdy",
    31: "ymd",
    36: "ym",
    50: "ym",
    52: "ym",
    55: "ym",
    57: "ym",
}
"""What the numbered formats show that stand in no file; those of Chinese programs among them."""


_PLACES = re.compile(r"[0#?](?:[0#?,.]*[0#?])?|General|G/通用格式", re.IGNORECASE)
_SCALED = re.compile(r'[0#?],+(?![0#?])|[!\\]\.|"\."')
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_SAID = re.compile(_LITERAL.pattern + r"|([^\x00-\x7f$]+|\$)")
"""What a format says in words: what is quoted, and all that is no sign of its own."""
MULTIPLE = re.compile(r"\A[十百千万亿]+")
"""What a format may say behind a number that it shows in thousands or ten thousands."""
OTHER_MONEY = re.compile(
    r"(?:US|HK|NT|S|C|A)?\$|[€£₩₽₹฿]|\b(?:USD|EUR|GBP|HKD|TWD|JPY|KRW|SGD|AUD|CAD|CHF|RUB)\b|[美欧港日韩卢]元|英镑|港币|卢布|[Dd]ollars?|[Ee]uros?"
)
"""A currency that is not that of the rest."""


def kind_of_format(number: int, code: str) -> str:
    """What a format shows: `day`, `month` (no day), `year` (no more), `000` (so many digits), `%`, `~` with what stands before and behind a number (and
    its digits, where so many are shown), for it says what the number is of; empty: a number, text or time.

    >>> kind_of_format(164, 'yyyy"年"m"月"'), kind_of_format(164, "000"), kind_of_format(164, "h:mm:ss"), kind_of_format(14, "")
    ('month', '000', '', 'day')
    >>> kind_of_format(164, '0.0"万元"'), kind_of_format(164, '0!.0,"万元"'), kind_of_format(164, '"$"#,##0'), kind_of_format(10, "")
    ('~|万元', '~|元', '~$|', '%')
    >>> kind_of_format(164, '0"箱"'), kind_of_format(164, '"2014-"000'), kind_of_format(164, 'General"元"'), kind_of_format(164, "0.00E+00")
    ('~|箱', '~2014-||000', '~|元', '')
    """
    if code and set(code) == {"0"} and len(code) > 1:
        return code
    if shows := _amount_shown(number, code):
        return shows
    letters = _BUILTIN.get(number, "") if not code else _QUOTED.sub("", code.split(";")[0]).lower()
    if "d" in letters:
        return "day"
    if "y" in letters or "e" in letters.replace("general", ""):
        return "" if set(letters) & set("0#?") else "month" if "m" in letters else "year"
    return ""


def _amount_shown(number: int, code: str) -> str:
    """What the format of a number adds to it that makes it another amount: times so many, another currency, hundredths."""
    if number in (9, 10) and not code:
        return "%"
    form = code.split(";")[0]
    plain = _LITERAL.sub(lambda found: "\0" * len(found[0]), form)
    if not (places := _PLACES.search(plain)) or set(plain.lower()) & set("ymdhs"):
        return ""
    if "%" in plain:
        return "%"
    before, behind = (
        "".join(found[1] or found[2] or found[3] or found[4] or "" for found in _SAID.finditer(part)).strip().replace("|", "")
        for part in (form[: places.start()], form[places.end() :])
    )
    if _SCALED.search(form):
        # 1.2万元 is shown of 12,000.
        behind = MULTIPLE.sub("", behind.lstrip(".,"), count=1)
    if not any(map(says, before + behind)):
        return ""
    digits = f"|{places[0]}" if set(places[0]) == {"0"} and len(places[0]) > 1 else ""
    return f"~{before}|{behind}{digits}"


def says(character: str) -> bool:
    """Whether a character beside a number says what it is of: a letter, a digit of its own, or the sign of a currency."""
    return character.isalnum() or unicodedata.category(character) == "Sc"


FIRST_DAY, LAST_DAY = 367, 110_000
"""Numbers of days that an office can mean: from the second year of the count, to the year 2200."""


def note_number(found: Found, place: tuple[int, int], shows: str, value: float) -> None:
    """Notes what the format of a number shows, and a number that is no day though it has the format of one."""
    if shows[0] not in "0%~" and not FIRST_DAY <= value <= LAST_DAY:
        found.faults[place] = "impossible-serial"
    elif shows != "day":
        found.shown[place] = shows


def width_of(text: str) -> int:
    """How many letters wide a text is, its longest line; a Chinese sign is two.

    >>> width_of("lamp"), width_of("路灯亮\\nNo. 5")
    (4, 6)
    """
    return max(
        (sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) for line in text[:1000].splitlines()),
        default=0,
    )


def letters(columns: int) -> str:
    """What a spreadsheet calls a column; `columns` counts from 1."""
    letters = ""
    while columns:
        columns, letter = divmod(columns - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def place_of(letters: str, number: str) -> tuple[int, int]:
    """The row and column of a cell, counted from 0, by what a spreadsheet calls it.

    >>> place_of("AB", "3")
    (2, 27)
    """
    return int(number) - 1, _column(letters)


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
