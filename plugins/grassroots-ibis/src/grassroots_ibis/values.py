"""Values in expressions: of which type they are, and what is asked of them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from functools import reduce
from typing import Any

import ibis
from attrs import frozen

from grassroots.charter import Within
from grassroots.fields import Column
from grassroots_ibis.needs import TYPES, NotCompiled

Flag = Any
"""True or False, where it is known at once; else an expression that is one of the two in every row, and never empty."""


@frozen
class Value:
    """A value in every row. `kind`: its type; None for one that is nowhere. `places`: of a number, with how many decimal places it was written."""

    kind: Column | None
    what: Any = None
    places: Any = None


NOWHERE = Value(None)


def day_number(day: date) -> int:
    """The number of a day."""
    return day.toordinal()


def moment(value: time) -> int:
    """A time of day in microseconds."""
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def literal(kind: Column, value: Any) -> Any:
    """A value of a condition as it stands in a column of a type; None where no value of that type is equal to it."""
    if kind is Column.DATE:
        return day_number(value) if isinstance(value, date) else None
    if kind is Column.TIME:
        return moment(value) if isinstance(value, time) else None
    if kind in (Column.INTEGER, Column.DECIMAL):
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            return None
        number = Decimal(value)
        if number == number.to_integral_value():
            return int(number)
        return ibis.literal(number, type=TYPES[Column.DECIMAL]) if number == round(number, 4) else None
    wanted = bool if kind is Column.FLAG else str
    return value if isinstance(value, wanted) else None


def all_of(flags: Iterable[Flag]) -> Flag:
    """Whether all hold."""
    found = [flag for flag in flags if flag is not True]
    return False if any(flag is False for flag in found) else reduce(operator.and_, found) if found else True


def any_of(flags: Iterable[Flag]) -> Flag:
    """Whether one of them holds."""
    found = [flag for flag in flags if flag is not False]
    return True if any(flag is True for flag in found) else reduce(operator.or_, found) if found else False


def not_of(flag: Flag) -> Flag:
    """Whether it does not hold."""
    return not flag if isinstance(flag, bool) else ~flag


def sure(flag: Any) -> Flag:
    """What is not known does not hold."""
    return flag.fill_null(False)


def is_one_of(value: Value, wanted: Sequence[Any]) -> Flag:
    """Whether a value is one of some; None among them: that there is none."""
    missing = None in wanted
    if value.kind is None:
        return missing
    known = [one for one in (literal(value.kind, one) for one in wanted if one is not None) if one is not None]
    among = any_of([sure(value.what.isin(known))] if known else [])
    return any_of([among, value.what.isnull()] if missing else [among])


def lies_within(value: Value, bounds: Within, start: Any, until: Any) -> Flag:
    """Whether a value lies within bounds; none lies within any. `start`, `until`: the period of the figure."""
    if value.kind is None:
        return False
    found = [value.what.notnull()]
    if bounds.contains:
        if value.kind is not Column.TEXT:
            raise NotCompiled("a piece of text is sought in what is no text")
        found.append(sure(value.what.contains(bounds.contains)))
    if bounds.in_period:
        if value.kind is not Column.DATE:
            raise NotCompiled("what is no day is to lie in the period")
        found += [sure(value.what >= start), sure(value.what < until)]
    bounded = (
        (bounds.at_least, operator.ge),
        (bounds.over, operator.gt),
        (bounds.at_most, operator.le),
        (bounds.under, operator.lt),
    )
    for bound, holds in bounded:
        if bound is not None:
            limit = None if value.kind in (Column.TEXT, Column.FLAG) else literal(value.kind, bound)
            if limit is None:
                raise NotCompiled(f"a bound of another type than what it bounds: {bound!r}")
            found.append(sure(holds(value.what, limit)))
    return all_of(found)


def same(one: Value, other: Value) -> Flag:
    """Whether two values are equal; of none, nothing is."""
    numbers = {Column.INTEGER, Column.DECIMAL}
    if one.kind is None or other.kind is None:
        return False
    if one.kind is not other.kind and not {one.kind, other.kind} <= numbers:
        raise NotCompiled("two values of different types are held against each other")
    return sure(one.what == other.what)
