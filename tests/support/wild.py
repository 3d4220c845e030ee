"""Records of any noun with any values of the right types, whatever they mean: for stores and codecs."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from grassroots.fields import Column, FieldInfo, fields_of
from grassroots.model import NOUNS, Answer, Ballot, Mark, Record
from grassroots.values import PartialDate, Quality, Quantity, Ref

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
IDS = TEXTS.filter(bool)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
DECIMALS = INTEGERS.map(lambda number: Decimal(number).scaleb(-4))
DAYS = st.dates()
TIMES = st.times(timezones=st.none()).map(lambda moment: moment.replace(fold=0))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(DAYS)
    return PartialDate(*(day.year, day.month, day.day)[: draw(st.integers(1, 3))])


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    quality = draw(st.sampled_from(Quality))
    value = None if quality is Quality.DAMAGED else draw(DECIMALS)
    return Quantity(raw=draw(TEXTS), value=value, measured_in=draw(TEXTS), quality=quality)


_KINDS: dict[Any, st.SearchStrategy[Any]] = {
    Column.TEXT: TEXTS,
    Column.INTEGER: INTEGERS,
    Column.DECIMAL: DECIMALS,
    Column.FLAG: st.booleans(),
    Column.DATE: DAYS,
    Column.TIME: TIMES,
    PartialDate: partial_dates(),
    Quantity: quantities(),
    Ref: st.builds(Ref, TEXTS, TEXTS),
}


def _value(info: FieldInfo) -> st.SearchStrategy[Any]:
    if info.many:
        assert isinstance(info.kind, type)
        return st.lists(_object(info.kind), max_size=3).map(tuple)
    value = st.sampled_from(info.enum) if info.enum else _KINDS[info.kind]
    if info.name == "id":
        value = IDS
    return st.none() | value if info.optional else value


@cache
def _object(cls: Any) -> st.SearchStrategy[Any]:
    return st.builds(cls, **{info.name: _value(info) for info in fields_of(cls)})


@cache
def wild_records(noun: str) -> st.SearchStrategy[Record]:
    """Any record of the noun that the types allow; a ballot allows nothing but its marks, an answer nothing but its number."""
    if noun == "answer":
        many = st.integers(1, 2**63 - 1)
        return st.builds(Answer, id=IDS, survey=TEXTS, item=TEXTS, choice=TEXTS, number=many)  # type: ignore[arg-type]
    if noun == "ballot":
        marks = st.lists(_object(Mark), max_size=3)
        return st.builds(Ballot.of, TEXTS, marks, st.integers(1, 2**63 - 1))  # type: ignore[arg-type]
    return _object(NOUNS[noun])
