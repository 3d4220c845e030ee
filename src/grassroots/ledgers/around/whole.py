"""What is seen of a table as a whole: numbers that a program took for decimals, months that stand side by side, what its notes say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from grassroots.ledgers.cells import fold, plain
from grassroots.ledgers.headings import Header
from grassroots.ledgers.plan import Holds, Plan
from grassroots.ledgers.table import Row
from grassroots.problems import Problem
from grassroots.values import Source

_DECIMAL = re.compile(r"\d+\.0", re.ASCII)
_TIME = re.compile(
    r"(?:\d{4}\s*[年./-])?\s*(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月份?|(?:\d{4}\s*年)?第?[一二三四1-4]季度?|(?:\d{4}\s*)?Q[1-4]"
    r"|(?:19|20)\d{2}\s*年度?|(?:(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?(?:\s*\d{2,4})?",
    re.ASCII | re.IGNORECASE,
)


def without_decimals(
    rows: Sequence[Row], aside: Mapping[Source, str], header: Header, plan: Plan
) -> tuple[Sequence[Row], list[Problem]]:
    """The rows without the .0 of numbers that a program took for decimals, where all of a column that tells things apart have it; and what is told."""
    found: set[int] = set()
    told: list[Problem] = []
    records = [row for row in rows if row.source not in aside] if aside else rows
    for name, places in header.columns.items():
        of_things = plan.columns[name].holds in (Holds.NUMBERS, Holds.TEXTS)
        for place in places if of_things else ():
            cells = (row.cells[place].strip() for row in records if place < len(row.cells))
            first = next((cell for cell in cells if cell), "")
            filled = [cell for cell in cells if cell] if first.endswith(".0") else []
            if filled and all(map(_DECIMAL.fullmatch, (first, *filled))):
                found.add(place)
                source, heading = Source(records[0].source.file, records[0].source.sheet), header.texts[place].strip()
                told.append(Problem("decimals-taken-off", source=source, column=heading, details={"count": len(filled) + 1}))
    if not found:
        return rows, []
    return [row if row.source in aside else _cut(row, found) for row in rows], told


def _cut(row: Row, places: set[int]) -> Row:
    cut = {place: cell.strip()[:-2] for place, cell in enumerate(row.cells) if place in places and cell.strip()}
    return row.with_cells(cut) if cut else row


def is_time(text: str) -> bool:
    """Whether a heading is a day, a month, a quarter or a year."""
    return bool(_TIME.fullmatch(plain(text)))


def across(rows: Sequence[Sequence[str]], plan: Plan | None, is_one: Callable[[str], bool]) -> list[str]:
    """The headings of a table that are of a kind (months, units) and no column of the ledger; `rows`: of texts, of which one may be the headings."""
    found: list[list[str]] = []
    for row in rows:
        texts = [text for cell in row if (text := cell.strip()) and is_one(text)]
        if not plan or not any(fold(text) in plan.headings for text in texts):
            found.append(list(dict.fromkeys(texts)))
    return max(found, key=len, default=[])


def notes_of(rows: Sequence[Row], aside: Mapping[Source, str]) -> list[str]:
    """What stands in the notes of a table."""
    return [cell for row in rows if aside.get(row.source) == "note" for cell in row.cells if cell.strip()]
