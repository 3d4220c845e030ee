"""Values: small frozen types that records, figures and problems are made of."""

from __future__ import annotations

import copyreg
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isqrt
from types import MappingProxyType
from typing import TypeAlias

from attrs import field, frozen

from grassroots.errors import InvalidValue
from grassroots.texts import Language as Language
from grassroots.texts import catalogue

__all__ = [
    "CONFIDENCES",
    "FOREVER",
    "ActivityId",
    "AreaId",
    "AssessmentId",
    "AssetId",
    "BudgetId",
    "CaseId",
    "ConsentId",
    "FacilityId",
    "HoldId",
    "HouseholdId",
    "Language",
    "MandateId",
    "MotionId",
    "NeedId",
    "NoticeId",
    "OfferId",
    "PartialDate",
    "PartnerId",
    "Period",
    "PersonId",
    "PostId",
    "ProgrammeId",
    "ProjectId",
    "Quality",
    "Quantity",
    "Rate",
    "Ref",
    "ServiceId",
    "Source",
    "StageId",
    "SurveyId",
    "TeamId",
    "UnitId",
    "VoteId",
    "rounded",
]


def _unchanging(mapping: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(mapping)


# Mappings that cannot be changed are in much that programs keep, send to other processes and copy.
copyreg.pickle(MappingProxyType, lambda mapping: (_unchanging, (dict(mapping),)))


# Ids say in a signature what they are ids of; whoever calls gives a text.
UnitId: TypeAlias = str
PersonId: TypeAlias = str
PostId: TypeAlias = str
TeamId: TypeAlias = str
ProgrammeId: TypeAlias = str
StageId: TypeAlias = str
ActivityId: TypeAlias = str
MotionId: TypeAlias = str
VoteId: TypeAlias = str
CaseId: TypeAlias = str
ProjectId: TypeAlias = str
HouseholdId: TypeAlias = str
NeedId: TypeAlias = str
OfferId: TypeAlias = str
FacilityId: TypeAlias = str
PartnerId: TypeAlias = str
AssessmentId: TypeAlias = str
SurveyId: TypeAlias = str
ServiceId: TypeAlias = str
NoticeId: TypeAlias = str
ConsentId: TypeAlias = str
HoldId: TypeAlias = str
MandateId: TypeAlias = str
AreaId: TypeAlias = str
AssetId: TypeAlias = str
BudgetId: TypeAlias = str

FOREVER = date.max
"""The day after the last day of what has no end."""


@frozen(order=True)
class Period:
    """A half-open stretch of days: `start` counts, `end` is the first day that does not.

    Raises:
        InvalidValue: `end` lies before `start`.

    >>> year = Period.year(2014)
    >>> date(2014, 12, 31) in year, date(2015, 1, 1) in year
    (True, False)
    >>> str(year)
    '2014-01-01 to 2014-12-31'
    """

    start: date
    end: date = FOREVER

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise InvalidValue(f"a period cannot end ({self.end}) before it starts ({self.start}); swap the two days")

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year.

        >>> Period.year(2014).days
        365
        """
        return cls(date(year, 1, 1), _first_day(year + 1, 1))

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """The calendar month; `month` runs from 1 to 12.

        >>> str(Period.month(2014, 2))
        '2014-02-01 to 2014-02-28'
        """
        return cls(date(year, month, 1), _first_day(year + month // 12, month % 12 + 1))

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """The calendar quarter; `quarter` runs from 1 to 4.

        >>> str(Period.quarter(2014, 2))
        '2014-04-01 to 2014-06-30'
        """
        return cls(cls.month(year, 3 * quarter - 2).start, cls.month(year, 3 * quarter).end)

    @classmethod
    def between(cls, first: date, last: date) -> Period:
        """From the first to the last day, both counted.

        >>> date(2014, 6, 30) in Period.between(date(2014, 1, 1), date(2014, 6, 30))
        True
        """
        return cls(first, last + timedelta(days=1))

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day that counts (for an empty period, the day before its start)."""
        return self.end if self.end == FOREVER else self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has; 0 or more."""
        return (self.end - self.start).days

    def overlaps(self, other: Period) -> bool:
        """Whether the two have a day in common.

        >>> Period.month(2014, 1).overlaps(Period.month(2014, 2))
        False
        """
        return max(self.start, other.start) < min(self.end, other.end)

    def months(self) -> Iterator[Period]:
        """The calendar months that it touches, whole or cut at its ends, in order.

        >>> [str(month) for month in Period(date(2014, 1, 15), date(2014, 3, 1)).months()]
        ['2014-01-15 to 2014-01-31', '2014-02-01 to 2014-02-28']
        """
        start = self.start
        while start < self.end:
            end = min(Period.month(start.year, start.month).end, self.end)
            yield Period(start, end)
            start = end

    def __str__(self) -> str:
        return f"{self.start} on" if self.end == FOREVER else f"{self.start} to {self.last}"


def _first_day(year: int, month: int) -> date:
    """The first day of a month; of one after the last year that there is, FOREVER."""
    return date(year, month, 1) if year <= FOREVER.year else FOREVER


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@frozen(order=True)
class PartialDate:
    """A date of which only the year, or the year and month, may be known: `1971`, `1971-03`, `1971-03-02`.

    Raises:
        InvalidValue: no such month or day.

    >>> PartialDate.of("1971-03").latest
    datetime.date(1971, 3, 31)
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise InvalidValue("a partial date with a day needs its month")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise InvalidValue(f"no such date: {self.year}-{self.month}-{self.day}") from error

    @classmethod
    def of(cls, text: str) -> PartialDate:
        """Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; nothing else.

        >>> str(PartialDate.of("1971"))
        '1971'
        """
        match = _PARTIAL.fullmatch(text)
        if not match:
            raise InvalidValue(f"{text!r} is no partial date; write YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]

    @property
    def earliest(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day) if self.day else Period.month(self.year, month).last

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)])


class Quality(StrEnum):
    """How far a number that somebody wrote can be trusted."""

    EXACT = "exact"
    REPAIRED = "repaired"
    """Damaged in writing, and repaired because a check confirmed the reading."""
    ROUGH = "rough"
    """Written as an approximation ("more than 230"): the value is a lower bound."""
    DAMAGED = "damaged"
    """Not readable: the raw text is kept, there is no value, and it is never summed."""


@frozen
class Quantity:
    """A number with the text it was written as; the text stays when the number cannot be read.

    `value` has at most four decimal places. `measured_in` is a currency code or a word (`CNY`, `household`).

    Raises:
        InvalidValue: a damaged quantity has a value, or another has none, or the value is not finite or finer than
            four decimal places.

    >>> Quantity.of("12.50", "CNY").value
    Decimal('12.50')
    >>> Quantity(raw="654.38+10,000", measured_in="CNY", quality=Quality.DAMAGED).value is None
    True
    """

    raw: str
    value: Decimal | None = None
    measured_in: str = ""
    quality: Quality = Quality.EXACT

    def __attrs_post_init__(self) -> None:
        if (self.value is None) != (self.quality is Quality.DAMAGED):
            raise InvalidValue("a damaged quantity has no value, any other has one: leave out the value of what cannot be read")
        if self.value is not None:
            exponent = self.value.as_tuple().exponent
            if not isinstance(exponent, int) or exponent < -4:
                raise InvalidValue(f"{self.value} is finer than four decimal places, or not finite; round it first")

    @classmethod
    def of(cls, value: str | int | Decimal, measured_in: str = "") -> Quantity:
        """An exact number.

        >>> str(Quantity.of(5, "CNY"))
        '5 CNY'
        """
        number = value if isinstance(value, Decimal) else Decimal(value)
        return cls(raw=str(value), value=number, measured_in=measured_in)

    def __str__(self) -> str:
        return f"{self.raw} {self.measured_in}".rstrip()


@frozen
class Ref:
    """A reference to a record of one of several nouns: the noun and the id.

    >>> str(Ref("unit", "branch-7"))
    'unit:branch-7'
    """

    noun: str
    id: str

    def __str__(self) -> str:
        return f"{self.noun}:{self.id}"


CONFIDENCES: Mapping[int, Fraction] = {
    90: Fraction("1.644853626951"),
    95: Fraction("1.959963984540"),
    99: Fraction("2.575829303549"),
}
"""A confidence in percent → how many standard deviations of the normal distribution lie on either side of its middle, to 12 decimal places."""


@frozen
class Rate:
    """A share with what it is a share of: `numerator` of `denominator`, and what was left out, by reason.

    Raises:
        InvalidValue: the numerator exceeds the denominator, or a count is negative.

    >>> rate = Rate(63, 76)
    >>> rate.percent(), rate.percent(0), rate.value
    ('82.9', '83', Fraction(63, 76))
    >>> Rate(0, 0).percent() is None
    True
    """

    numerator: int
    denominator: int
    left_out: Mapping[str, int] = field(factory=dict, hash=False)

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or any(n < 0 for n in self.left_out.values()):
            raise InvalidValue(f"{self.numerator} of {self.denominator} is no rate")

    @property
    def value(self) -> Fraction | None:
        """The exact share, from 0 to 1; None where there is nothing to be a share of."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def interval(self, confidence: int = 95) -> tuple[Fraction, Fraction] | None:
        """Wilson's interval: the shares of which the one that was found is not surprising, if so many were asked at random of very many.

        Exact but for the root in it, which is taken to 15 decimal places and outward, so that the interval is never too narrow. It says nothing of
        who did not answer, and is too wide where most of all were asked. None where there is nothing to be a share of.

        Args:
            confidence: in percent; 90, 95 or 99.

        Raises:
            InvalidValue: another confidence.

        >>> low, high = Rate(63, 76).interval()
        >>> rounded(low, 4), rounded(high, 4)
        ('0.7290', '0.8972')
        """
        if confidence not in CONFIDENCES:
            raise InvalidValue(f"an interval has a confidence of {', '.join(map(str, CONFIDENCES))} percent, not {confidence}")
        if self.value is None:
            return None
        share, count, z2 = self.value, self.denominator, CONFIDENCES[confidence] ** 2
        middle = share + z2 / (2 * count)
        # The root of a fraction a/b is the root of a*b, divided by b; one more is never less than it.
        square = z2 * (share * (1 - share) / count + z2 / (4 * count * count))
        scaled = square.numerator * square.denominator * 10**30
        half = Fraction(isqrt(scaled) + 1, square.denominator * 10**15)
        whole = 1 + z2 / count
        return max((middle - half) / whole, Fraction(0)), min((middle + half) / whole, Fraction(1))

    def percent(self, places: int = 1) -> str | None:
        """The share in percent, rounded half up to `places` decimal places (0 or more)."""
        return None if self.value is None else rounded(self.value * 100, places)


def rounded(value: Fraction | Decimal | int, places: int = 1) -> str:
    """A number as text, rounded half up (away from zero) to `places` decimal places; exact, never by floats.

    >>> rounded(Fraction(1, 8), 2), rounded(Fraction(-1, 8), 2), rounded(5, 0)
    ('0.13', '-0.13', '5')
    """
    scaled = Fraction(value) * 10**places
    whole = (abs(scaled) + Fraction(1, 2)).__floor__()
    # By digits, not by decimals: those round to the precision that the program around happens to have set.
    digits = str(whole).rjust(places + 1, "0")
    point = len(digits) - places
    return ("-" if scaled < 0 and whole else "") + digits[:point] + ("." + digits[point:] if places else "")


@frozen(order=True)
class Source:
    """Where a row stands: the file, the sheet (empty for a file of one table) and the row, counted from 1 as the office sees it.

    >>> str(Source("members.xlsx", "2014", 3))
    'members.xlsx, sheet 2014, row 3'
    """

    file: str
    sheet: str = ""
    row: int = 0

    def __str__(self) -> str:
        return self.text()

    def text(self, language: Language = "en") -> str:
        """The place in words. What a row is in a table is a line in a charter's file."""
        say = catalogue("grassroots").say
        row = "source-line" if self.file.endswith(".toml") else "source-row"
        parts = [self.file]
        parts += [say("source-sheet", language, sheet=self.sheet)] if self.sheet else []
        parts += [say(row, language, row=self.row)] if self.row else []
        return say("comma", language).join(parts)
