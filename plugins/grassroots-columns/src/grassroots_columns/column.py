"""A column: the different values that occur, and for each row the number of its value. What is asked of values is asked once of each different one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

Ints = npt.NDArray[np.signedinteger[Any]]
Flags = npt.NDArray[np.bool_]

NEVER = -1
"""No day, where days are numbers."""
_APART = {str, date, NoneType}


@frozen(eq=False)
class Column:
    """`codes[row]` is the place of its value among `values`; -1 is the last of them, which then is None."""

    codes: Ints
    values: Sequence[Any]

    def narrow(self) -> Column:
        """The same, in as few bytes as hold the places: what is kept of many days."""
        return Column(narrow(self.codes, len(self.values)), self.values)

    def where(self, holds: Callable[[Any], bool]) -> Flags:
        """The rows for whose value something holds."""
        flags = np.fromiter((bool(holds(value)) for value in self.values), np.bool_, len(self.values))
        return flags[self.codes] if len(flags) else np.zeros(len(self.codes), np.bool_)

    def mapped(self, make: Callable[[Any], Any]) -> Column:
        """The same rows with another value in place of each."""
        return Column(self.codes, [make(value) for value in self.values])

    def days(self) -> Ints:
        """The days of the rows as numbers; what is no day is never."""
        found = np.fromiter((day_number(value) for value in self.values), np.int64, len(self.values))
        return found[self.codes] if len(found) else np.full(len(self.codes), NEVER)

    def at(self, rows: Ints) -> Column:
        """Some of the rows."""
        return Column(self.codes[rows], self.values)


def narrow(numbers: Ints, most: int = 0) -> Ints:
    """Numbers of -1 or more in as few bytes as hold them, and another number that they may come to. What is reckoned with them is widened first."""
    most = max(most, int(numbers.max(initial=0)))
    return numbers.astype(np.int8 if most < 2**7 else np.int16 if most < 2**15 else np.int32 if most < 2**31 else np.int64)


def day_number(value: Any) -> int:
    """The number of a day."""
    return value.toordinal() if isinstance(value, date) else NEVER


def encoded(values: Sequence[Any]) -> Column:
    """The column of some values. Values of two types are two, and so are decimals that are written in two ways."""
    kinds = set(map(type, values))
    if kinds <= _APART or (len(kinds - {NoneType}) < 2 and Decimal not in kinds):
        places = {value: place for place, value in enumerate(dict.fromkeys(values))}
        return Column(np.fromiter(map(places.__getitem__, values), np.int64, len(values)), list(places))
    keys = [(type(value), str(value) if isinstance(value, Decimal) else value) for value in values]
    firsts = dict(zip(reversed(keys), reversed(values), strict=True))
    places_of = {key: place for place, key in enumerate(firsts)}
    return Column(np.fromiter(map(places_of.__getitem__, keys), np.int64, len(keys)), list(firsts.values()))


def of_days(days: Ints) -> Column:
    """A column of days."""
    return of_numbers(days, date.fromordinal)


def of_numbers(numbers: Ints, make: Callable[[int], Any], none: int = NEVER) -> Column:
    """A column of what is made of numbers."""
    found, codes = np.unique(numbers, return_inverse=True)
    return Column(codes, [None if number == none else make(number) for number in found.tolist()])


def always(value: Any, rows: int) -> Column:
    """One value in all rows."""
    return Column(np.zeros(rows, np.int64), [value])


def marked(values: Iterable[Any]) -> Column:
    """A column in which -1 is None."""
    found = encoded(list(values))
    named = [value for value in found.values if value is not None]
    places = {id(value): place for place, value in enumerate(named)}
    codes = np.fromiter((places.get(id(value), -1) for value in found.values), np.int64, len(found.values))
    return Column(codes[found.codes] if len(codes) else found.codes, [*named, None])
