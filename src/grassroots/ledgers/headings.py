"""Headings: which ledger a table is, where its headings stand, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from attrs import field, frozen

from grassroots.charter import LedgerRule
from grassroots.ledgers.cells import fold, plain
from grassroots.ledgers.cells.measures import heading_unit
from grassroots.ledgers.table import Row

_TWO_LANGUAGES = re.compile(r"([^a-zA-Z]*[^\Wa-zA-Z\d_])[\s/|（(]*([a-zA-Z][a-zA-Z .'\-]*)[）):：]*", re.DOTALL)
_ALSO = "\0"
_NUMBERED = re.compile(r"\A\s*(?:\d{1,2}\s*[.、．)）]|[①-⑳])\s*(?=\S)")
_OTHERWISE = re.compile(
    r"计划|拟|预[计定期估]|目标|[农阴][历曆]|[未不非]|应[到参出交缴付收]|其中|[百千]分|[%‰]"
    r"|\b(?:plan(?:ned)?|expected|estimated?|target|lunar|not|non|without|excluding|except|thousands?|millions?|hundreds?|k)\b|0{3}s?\b",
    re.IGNORECASE,
)
_NO_MATTER = re.compile(
    r"不(?:超过|得|少于|多于|要|必|可|能|填|用|需)|非必|未填|如无|不详|(?:not|un)\s*(?:required|needed|known|applicable)|if not|unless",
    re.IGNORECASE,
)
"""What says how to fill a column in, and of what it is not."""
LOOK = 30
"""How many rows that are not blank are looked at for headings: above them there may be titles."""


@frozen(kw_only=True)
class Header:
    """Where the headings stand: `row` is counted from 0 among the rows that are not blank, `depth` is 1 or 2 rows; `columns` are the places
    of each column of the rule (several places: the heading is there twice); `texts` the headings as typed."""

    row: int
    depth: int
    texts: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]] = field(hash=False)

    def covers(self, names: Iterable[str]) -> bool:
        """Whether all these columns are there."""
        return all(name in self.columns for name in names)

    @property
    def matched(self) -> frozenset[int]:
        """The places that are a known column."""
        return frozenset(place for places in self.columns.values() for place in places)


def known_headings(rule: LedgerRule) -> dict[str, str]:
    """Folded heading → column of the rule; a column's own name is a heading too, unless another column is called so."""
    names = {fold(column.name): column.name for column in rule.columns}
    return names | {fold(heading): column.name for column in rule.columns for heading in column.headings}


@frozen
class Candidate:
    """A row at the top of a table, or two, of which the headings may be made. `options`: for each place, what its heading may be, folded.

    `lower`: folded, what the lower of two rows has to know for the two to be headings together; empty for a single row.
    """

    row: int
    depth: int
    texts: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    lower: frozenset[str] = frozenset()

    def header(self, headings: Mapping[str, str]) -> Header:
        """These headings, as a ledger knows them."""
        found: dict[str, tuple[int, ...]] = {}
        for place, options in enumerate(self.options):
            name = next((known for option in options if option and (known := _column(option, headings))), None)
            if name is not None:
                found[name] = (*found.get(name, ()), place)
        return Header(row=self.row, depth=self.depth, texts=self.texts, columns=found)


class Top(Sequence[tuple[Candidate, Candidate | None]]):
    """The top of a table, folded once for all the ledgers that it may be: each row, and the pair of it and the next; as far as somebody looks."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._found: list[tuple[Candidate, Candidate | None]] = []

    def __len__(self) -> int:
        return min(len(self._rows), LOOK)

    def __getitem__(self, index: Any) -> Any:
        if index >= len(self):
            raise IndexError(index)
        while index >= len(self._found):
            at, rows = len(self._found), self._rows
            self._found.append((_single(at, rows[at]), _pair(at, rows[at], rows[at + 1]) if at + 1 < len(rows) else None))
        return self._found[index]


def _column(option: str, headings: Mapping[str, str]) -> str | None:
    """The column that a heading is of; of one in two languages, that of which both are headings."""
    if _ALSO not in option:
        return headings.get(option)
    one, _, other = option.partition(_ALSO)
    found = headings.get(one)
    return found if found == headings.get(other) else None


def _options(text: str) -> tuple[str, ...]:
    """What a heading may be: as it stands, without the number or what stands in brackets beside it, or in two languages."""
    bare, said = heading_unit(_NUMBERED.sub("", text))
    options = [fold(text), fold(_NUMBERED.sub("", text))]
    if not says_otherwise(said):
        options.append(fold(bare))
    if not text.isascii() and (found := _TWO_LANGUAGES.fullmatch(text.strip())):
        options.append(f"{fold(found[1])}{_ALSO}{fold(found[2])}")
    return tuple(dict.fromkeys(options))


def says_otherwise(said: str) -> bool:
    """Whether what stands in brackets behind a heading makes another column of it: 人数（计划） are not those who came.

    >>> [says_otherwise(text) for text in ("计划", "农历", "未到", "必填", "不超过20字", "in thousands", "if not known leave empty")]
    [True, True, True, False, False, True, False]
    """
    return bool(said and _OTHERWISE.search(_NO_MATTER.sub("", plain(said))))


def find_header(top: Top, headings: Mapping[str, str], needed: Sequence[str], *, best: bool = False) -> Header | None:
    """The first of the rows (or pairs of rows) that has every needed column.

    With `best`, where there is none: the row in which most columns are known, if any is.
    """
    singles = []
    for place, (alone, both) in enumerate(top):
        single = alone.header(headings)
        singles.append(single)
        pair = both.header(headings) if both and not both.lower.isdisjoint(headings) else None
        # A row of data under the headings never knows more columns than the headings alone.
        if pair and pair.covers(needed) and len(pair.columns) > len(single.columns):
            below = top[place + 1][0].header(headings)
            # What stands above is a title, or a group of columns, where the lower row alone says as much.
            if below.covers(needed) and len(below.columns) >= len(pair.columns):
                continue
            return pair
        if single.columns and single.covers(needed):
            return single
    if best:
        most = max(singles, key=lambda one: len(one.columns), default=None)
        if most and most.columns:
            return most
    return None


def _single(index: int, row: Row) -> Candidate:
    return Candidate(row=index, depth=1, texts=row.cells, options=tuple(map(_options, row.cells)))


def _pair(index: int, upper: Row, lower: Row) -> Candidate:
    """Headings over two rows: `reply` above `date` is known as `reply date` or, failing that, as one of the two."""
    width = max(len(upper.cells), len(lower.cells))
    pairs = [(_at(upper, place), _at(lower, place)) for place in range(width)]
    texts = tuple(" ".join(dict.fromkeys(text for text in pair if text)) for pair in pairs)
    options = tuple((fold(text), fold(low), fold(up)) for text, (up, low) in zip(texts, pairs, strict=True))
    both = (fold(f"{up} {low}") for up, low in pairs if low and up)
    return Candidate(
        row=index, depth=2, texts=texts, options=options, lower=frozenset((*(low for _, low, _ in options), *both))
    )


def _at(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def is_named(rule: LedgerRule, file: str, sheet: str) -> bool:
    """Whether a sheet's title, or else a file's stem, is what the ledger is called; a year or number around it does not count.

    >>> rule = LedgerRule(name="opinions", labels={"zh": "意见台账"}, nouns=("case",), key=(), columns=())
    >>> is_named(rule, "2014年意见台账.xlsx", "Sheet1"), is_named(rule, "replies.csv", "")
    (True, False)
    """
    return is_titled(rule, sheet) or is_titled(rule, _stem(file))


def is_titled(rule: LedgerRule, sheet: str) -> bool:
    """Whether the title of the sheet itself is what the ledger is called."""
    return bool(sheet) and _bare(sheet) in map(_bare, (rule.name, *rule.names, *rule.labels.values()))


@lru_cache(maxsize=4096)
def _stem(file: str) -> str:
    return PurePath(file).stem


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    folded = fold(name)
    return folded.strip("0123456789年月") or folded
