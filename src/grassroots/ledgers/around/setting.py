"""What stands around the cells of a table: the year and month of its title, sheet and file, how its columns write numbers, what they are measured in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import PurePath

from attrs import define, evolve, field, frozen

from grassroots.charter.targets import Goes
from grassroots.fields import Column
from grassroots.ledgers.cells import Around, Fault, Style, plain
from grassroots.ledgers.cells.amounts import style_of
from grassroots.ledgers.cells.damage import damage_of_amount, damage_of_number, damage_of_text, zeros_of
from grassroots.ledgers.cells.measures import (
    UNMEASURED,
    Measured,
    heading_unit,
    is_of,
    is_other,
    left_open,
    multiplies,
    names_measure,
    order_in_words,
    title_unit,
)
from grassroots.ledgers.cells.numerals import day_in_digits
from grassroots.ledgers.plan import Holds, Plan, PlannedColumn
from grassroots.ledgers.table import Row
from grassroots.model import NOUNS

_WHOLE_DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\D|\Z|(?:0[1-9]|1[0-2])(?!\d))", re.ASCII)
_SHORT_YEAR = re.compile(r"(?<!\d)([0-4]\d)年(?=\d{1,2}月(?!\d))", re.ASCII)
"""A year without its century, before a month: 14年6月."""
_WHEN = r"(?:19|20)\d{2}(?:\s{0,3}[-/.年]?\s{0,3}\d{1,2}){0,2}\s{0,3}[年月日号]?"
_MADE = re.compile(
    rf"(?:[填制报打更修导]\S{{0,4}}(?:日期|时间)|\b(?:printed|updated|revised|filled in|drawn up)(?: on)?)\s{{0,3}}[:：]?\s{{0,3}}{_WHEN}"
    rf"|{_WHEN}\s{{0,3}}(?:最[新后]|再次|已)?(?:更新|修[改订正]|定稿|终稿|打印|导出|印发|[印版稿]|updated|revised|printed|version|edition)"
    r"|[〔\[【(（](?:19|20)\d{2}[〕\]】)）]\s{0,3}第?\s{0,3}\d{1,5}\s{0,3}号|(?:表|文|编|令)号\s{0,3}[:：]?\s{0,3}[^\s|]+|(?:依据|根据|按照|参照|遵照|自)[^|，,。；;]{0,6}?(?:19|20)\d{2}"
    r"|\d{4}\s{0,3}[-/.年]?\s{0,3}\d{1,2}\s{0,3}[-/.月]?\s{0,3}\d{1,2}\s{0,3}[日号]?\s{0,3}(?:上报|报送|报|制表|填表|填报)",
    re.ASCII | re.IGNORECASE,
)
"""When a table was filled in, changed or printed, and the years of what it goes by, which is not when its days were."""
_ORDERS = frozenset("十百千万亿")
_PLACES = ("address", "place")
"""Fields that say where something is."""
_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)|(?:19|20)\d{2}[-.年]?(0[1-9]|1[0-2]|(?<=[-.年])[1-9])(?![\d日])", re.ASCII
)


@frozen
class When:
    """The year and month that a table is of, as far as they are known."""

    year: int | None = None
    month: int | None = None


UNKNOWN = When()
"""Nothing says when."""


def when_of(titles: Iterable[str], sheet: str, file: str, given: When = UNKNOWN) -> When:
    """What is given; else what the title says, else the sheet, else the file. Where one says several, nothing is taken.

    >>> when_of(["清溪街道2014年6月诉求台账"], "Sheet1", "a.xlsx")
    When(year=2014, month=6)
    >>> when_of([], "14年6月", "诉求台账.xlsx"), when_of(["14年工作"], "", "")
    (When(year=2014, month=6), When(year=None, month=None))
    >>> when_of([], "6月", "2014年诉求台账.xlsx"), when_of([], "", "2013-2014.csv")
    (When(year=2014, month=6), When(year=None, month=None))
    >>> when_of(["二〇一四年度活动台账", "填报时间：2015年1月10日"], "", "a.xlsx"), when_of([], "", "活动台账2012版.xlsx")
    (When(year=2014, month=None), When(year=None, month=None))
    """
    places = [_said(" | ".join(map(plain, titles))), _said(plain(sheet)), _said(plain(PurePath(file).stem))]
    return When(given.year or _one(_years, places), given.month or _one(_months, places))


def _said(text: str) -> str:
    """A title without when it was written; its days in digits."""
    return _MADE.sub(" ", day_in_digits(text))


def _one(look: object, places: Sequence[str]) -> int | None:
    for place in places:
        found = look(place)  # type: ignore[operator]
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def _years(text: str) -> set[int]:
    bare = _WHOLE_DAY.sub(" ", text)
    found = {int(year) for year in _YEAR.findall(bare)} or {int(year) for year in _YEAR.findall(text)}
    return found or {2000 + int(year) for year in _SHORT_YEAR.findall(text)}


def _months(text: str) -> set[int]:
    found = {int(one or other) for one, other in _MONTH.findall(_WHOLE_DAY.sub(" ", text))}
    return {month for month in found if 1 <= month <= 12}


_NOUGHT = re.compile(r"(?:(?:19|20)\d{2}|0?[1-9]|1[0-2])\.(?:10|20|30)", re.ASCII)
"""A month, or a day of a month, whose last nought a spreadsheet would have taken off if it were a number."""


def _keeps_nought(text: str) -> bool:
    return "." in text and _NOUGHT.fullmatch(text.strip()) is not None


_BEGINS_WITH_0 = re.compile(r"\s*[0０]\d")


@define(eq=False, slots=False)
class Setting:
    """What stands around the cells of one table, looked up once."""

    when: When
    zone: str
    plan: Plan
    places: Mapping[str, int]
    rows: Sequence[Row]
    heading: Mapping[str, str]
    titles: Sequence[str] = ()
    beyond: Sequence[str] = ()
    """What the sheet and the file are called, and the notes of the table say: all of it counts as a title where it names a measure."""
    arounds: dict[tuple[str, str], Around] = field(factory=dict)
    multiplied: dict[tuple[str, str], int] = field(factory=dict)
    """How many numbers were multiplied as the heading or the title says, beside a cell that says no such thing: (what is said, what the cell says) → how many."""
    afar: dict[str, str] = field(factory=dict)
    """Heading → so many times what its numbers are read, for a sheet, a file or a note says it."""
    _measured: dict[tuple[str, str], Measured] = field(factory=dict)
    _zeros: dict[str, int] = field(factory=dict)
    _styles: dict[str, Style] = field(factory=dict)

    def around(self, name: str, nature: str) -> Around:
        """What stands around a cell of a column."""
        found = self.arounds.get((name, nature))
        if found is None:
            style = self._style(name)
            typed = "t" if not nature and self.plan.columns[name].holds is Holds.OTHER and self._keeps_noughts(name) else nature
            found = Around(self.when.year, self.when.month, self.zone, style, typed, self.plan.day_order)
            self.arounds[name, nature] = found
        return found

    @property
    def taken(self) -> int:
        """How many days took their year from what stands around."""
        return sum(around.taken for around in self.arounds.values())

    def _texts(self, name: str) -> Iterator[str]:
        place = self.places[name]
        return (row.cells[place] for row in self.rows if place < len(row.cells) and row.natures[place : place + 1] != "n")

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            counts = self.plan.columns[name].counts
            self._styles[name] = style_of(self._texts(name)) if counts else Style()
        return self._styles[name]

    def _keeps_noughts(self, name: str) -> bool:
        """Whether the noughts at the end of days and months stand in a column as they were typed: `2021.10` among them says that `2021.1` is no October.
        Not where a spreadsheet program has been at the table: of what it took for texts the noughts stay, of numbers beside them they go."""
        if not any(map(_keeps_nought, set(self._texts(name)))):
            return False
        if any(damage_of_number(text, "", 0) and "月" not in text for text in self._texts(name)):
            return False
        return not any(damage_of_text(cell, "") for row in self.rows for cell in row.cells)

    def hangs_together(self) -> bool:
        """Whether what a cell means may hang on other cells of its column: how numbers are grouped, how many digits they have, whether noughts were kept."""
        for name in self.places:
            planned = self.plan.columns[name]
            if planned.counts and any("," in text or "." in text for text in self._texts(name)):
                return True
            if planned.holds is Holds.NUMBERS and any(_BEGINS_WITH_0.match(text) for text in self._texts(name)):
                return True
            if planned.holds is Holds.OTHER and any(map(_keeps_nought, self._texts(name))):
                return True
        return False

    def zeros(self, name: str) -> int:
        """How many digits those numbers of a column have that begin with 0."""
        if name not in self._zeros:
            self._zeros[name] = zeros_of(self._texts(name))
        return self._zeros[name]

    def damage(self, name: str, planned: PlannedColumn, text: str, nature: str) -> str:
        """What a spreadsheet did to a cell of a text or a number of a thing."""
        match planned.holds:
            case Holds.AMOUNTS:
                return damage_of_amount(text, nature)
            case Holds.NUMBERS:
                return damage_of_number(text, nature, self.zeros(name))
            case Holds.TEXTS:
                # Where something stands, a day never does: room 3-2 became one.
                is_place = planned.target is not None and planned.target.name in _PLACES
                return damage_of_number(text, nature, 0) if is_place else damage_of_text(text, nature)
        return ""

    def measured(self, name: str, planned: PlannedColumn, texts: Sequence[str]) -> Measured:
        """What the number of a row is measured in: by the cell beside it, else as the charter and the heading say."""
        beside = self.plan.beside.get(name, "")
        place = self.places.get(beside, -1)
        unit = texts[place].strip() if 0 <= place < len(texts) else ""
        if beside and not unit and (own := self._in_cell(texts[self.places[name]], planned)):
            return own
        key = (name, unit)
        if key not in self._measured:
            measured = self._beside(beside, unit) if unit else self._by_heading(name, planned)
            said = self.unit_said(name, measured)
            heading = heading_unit(self.heading.get(name, ""))[1]
            if unit and heading and measured.word and self._contradicts(heading, measured, unit):
                raise Fault("measures-differ", heading=heading, beside=unit)
            if unit and multiplies(unit, measured):
                measured = evolve(measured, heading=unit, beside=True)
            elif said and multiplies(said, measured):
                measured = evolve(measured, heading=said)
                if not heading and not title_unit(self.titles, measured, self.plan.measures.values()):
                    self.afar[self.heading.get(name, "")] = said
            self._measured[key] = measured
        found = self._measured[key]
        said_too = "".join(texts[self.places[name] :][:1])
        # A currency before the number is that of the cell beside it; what stands behind the number is a measure of its own.
        if (
            found.beside
            and _ORDERS.isdisjoint(said_too)
            and not plain(said_too)[-1:].isdigit()
            and names_measure(said_too, found)
        ):
            raise Fault("measure-beside-differs", beside=unit)
        if unit and found.heading and not found.beside and plain(texts[self.places[name]])[-1:].isdigit():
            self.multiplied[found.heading, unit] = self.multiplied.get((found.heading, unit), 0) + 1
        return found

    def _contradicts(self, said: str, measured: Measured, unit: str) -> bool:
        """Whether the heading says another measure, or another order of magnitude, than the cell beside the number."""
        if left_open(said, measured):
            return False
        if is_of(said, measured):
            return multiplies(said, measured) and multiplies(unit, measured) and plain(said) != plain(unit)
        return any(is_of(said, one) for one in self.plan.measures.values()) or is_other(
            said, measured, self.plan.measures.values()
        )

    def _in_cell(self, text: str, planned: PlannedColumn) -> Measured | None:
        """What the cell itself says that its number is measured in, where the column beside it says nothing: `200元`."""
        bare = plain(text)
        if planned.measured.word or (bare[:1].isdigit() and bare[-1:].isdigit()):
            return None
        fits = [one for one in self.plan.measures.values() if one.word not in NOUNS and names_measure(text, one)]
        return fits[0] if len(fits) == 1 else None

    def _by_heading(self, name: str, planned: PlannedColumn) -> Measured:
        """As the charter says; where it leaves that to a column beside it which says nothing, as the heading or the title does: `数额（万元）`."""
        if planned.measured.word or name not in self.plan.beside:
            return planned.measured
        known = [one for one in self.plan.measures.values() if one.word not in NOUNS]
        said = heading_unit(self.heading.get(name, ""))[1]
        fits = [one for one in known if (unit := said or title_unit(self._said, one, ())) and is_of(unit, one)]
        return fits[0] if len(fits) == 1 else planned.measured

    def unit_said(self, name: str, measured: Measured) -> str:
        """What the heading says in brackets that its numbers are measured in, else the title above the table."""
        said = heading_unit(self.heading.get(name, ""))[1]
        return said or title_unit(self._said, measured, self.plan.measures.values())

    @cached_property
    def _said(self) -> tuple[str, ...]:
        return (*self.titles, *self.beyond)

    def others(self) -> Iterator[tuple[str, str]]:
        """Columns whose heading, or the title above it, names another measure than theirs: the column, and what is named."""
        words = order_in_words(self._said)
        for name in self.places:
            planned = self.plan.columns[name]
            if words and planned.is_quantity:
                yield name, words
            elif planned.counts and name not in self.plan.beside:
                measures = self.plan.measures.values()
                said = heading_unit(self.heading.get(name, ""))[1]
                above = title_unit(self._said, planned.measured, measures) if planned.is_quantity else ""
                if said and is_other(said, planned.measured, measures):
                    yield name, said
                elif above and ((said and above != said) or is_other(above, planned.measured, measures)):
                    yield name, above

    def _beside(self, beside: str, unit: str) -> Measured:
        planned = self.plan.columns[beside]
        assert planned.read
        try:
            word = planned.read(planned.values.get(unit, unit), self.around(beside, ""))
        except Fault:
            return UNMEASURED
        return self.plan.measures.get(word, Measured(word, (word,)))


def is_text(planned: PlannedColumn) -> bool:
    """Whether its cells are kept as text."""
    target = planned.target
    return target is not None and target.kind is Column.TEXT and not target.words and target.goes is not Goes.PART
