"""Strategies for values: days, periods, partial dates, quantities, rates, sources, references, ids, texts."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from grassroots.model import NOUNS
from grassroots.values import FOREVER, PartialDate, Period, Quality, Quantity, Rate, Ref, Source

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2040, 12, 31)
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_.ÄÉß三楼街道"


def days(first: date = FIRST_DAY, last: date = LAST_DAY) -> st.SearchStrategy[date]:
    """Days from `first` to `last`, both included; by default from 1990 to 2040."""
    return st.dates(first, last)


def times() -> st.SearchStrategy[time]:
    """Times of day, local and without a zone."""
    return st.times().map(lambda moment: moment.replace(fold=0))


def texts(min_size: int = 0, max_size: int = 12) -> st.SearchStrategy[str]:
    """Any text that a file or a database can keep: no lone surrogates and no NUL, everything else."""
    return st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=min_size, max_size=max_size)


def ids() -> st.SearchStrategy[str]:
    """Identifiers: 1 to 8 letters, digits, dashes, dots and underscores, also in other scripts."""
    return st.text(_LETTERS, min_size=1, max_size=8)


def decimals(first: int = -(10**12), last: int = 10**12) -> st.SearchStrategy[Decimal]:
    """Decimals of at most four places from `first` to `last`, some of them whole, none of them `-0`."""
    whole = st.integers(first, last).map(Decimal)
    fine = st.integers(first * 10_000, last * 10_000).map(lambda number: Decimal(number).scaleb(-4))
    return st.one_of(whole, fine)


@st.composite
def periods(draw: st.DrawFn, first: date = FIRST_DAY, last: date = LAST_DAY) -> Period:
    """Periods of every kind: calendar months, quarters and years, any stretch of days, a single day, empty, and without an end."""
    shape = draw(st.sampled_from(["year", "quarter", "month", "stretch", "day", "empty", "open"]))
    start = draw(days(first, last))
    match shape:
        case "year":
            return Period.year(start.year)
        case "quarter":
            return Period.quarter(start.year, (start.month + 2) // 3)
        case "month":
            return Period.month(start.year, start.month)
        case "stretch":
            return Period(start, start + timedelta(days=draw(st.integers(0, 1000))))
        case "day":
            return Period.between(start, start)
        case "empty":
            return Period(start, start)
    return Period(start, FOREVER)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """Dates of which the year, the year and month, or everything is known."""
    day = draw(days(date(1900, 1, 1), LAST_DAY))
    known = draw(st.integers(1, 3))
    return PartialDate(day.year, day.month if known > 1 else None, day.day if known > 2 else None)


@st.composite
def quantities(draw: st.DrawFn, quality: Quality | None = None, measured_in: str | None = None) -> Quantity:
    """Quantities of every quality, or of the one given; a damaged one has its raw text and no value."""
    one = draw(st.sampled_from(Quality)) if quality is None else quality
    unit = draw(st.sampled_from(["CNY", "kg", "household", ""])) if measured_in is None else measured_in
    if one is Quality.DAMAGED:
        return Quantity(raw=draw(texts(1)), measured_in=unit, quality=one)
    value = draw(decimals())
    raw = {Quality.ROUGH: f"more than {value}", Quality.REPAIRED: f" {value:,}"}.get(one, str(value))
    return Quantity(raw=raw, value=value, measured_in=unit, quality=one)


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    """Rates, also of nothing, with what was left out by up to two reasons."""
    denominator = draw(st.integers(0, 10_000))
    numerator = draw(st.integers(0, denominator))
    left_out = draw(st.dictionaries(st.sampled_from(["duplicate", "not_reached", "missing"]), st.integers(0, 99), max_size=2))
    return Rate(numerator, denominator, left_out)


def sources() -> st.SearchStrategy[Source]:
    """Places of rows: CSV files have no sheet, workbooks have one; row 0 stands for the whole file."""
    csv = st.builds(Source, file=texts(1).map(lambda name: f"{name}.csv"), row=st.integers(0, 1_048_576))
    xlsx = st.builds(Source, file=texts(1).map(lambda name: f"{name}.xlsx"), sheet=texts(1), row=st.integers(0, 1_048_576))
    return st.one_of(csv, xlsx)


def refs(*nouns: str) -> st.SearchStrategy[Ref]:
    """References to records of these nouns, or of any noun."""
    return st.builds(Ref, noun=st.sampled_from(nouns or tuple(NOUNS)), id=ids())
