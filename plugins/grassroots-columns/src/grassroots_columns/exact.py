"""Exact sums: decimals as whole numbers of their smallest part."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any

import numpy as np

from grassroots_columns.column import Ints

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
LARGEST = 2**62


class Exact:
    """Decimals as whole numbers of their smallest part, added up: exact, with as many places as the longest of those that are added."""

    def __init__(self, sums: Ints, places: int, longer: Sequence[tuple[int, Ints]]) -> None:
        self._sums, self._places, self._longer = sums, places, longer

    @classmethod
    def of(cls, values: Sequence[Any], codes: Ints) -> Exact | None:
        """The sums of some numbers, each at its place; None where whole numbers of the machine do not hold them."""
        decimals = [Decimal(value) for value in values]
        if not all(one.is_finite() for one in decimals):
            return None
        after = [max(0, -int(one.as_tuple().exponent)) for one in decimals]
        places = max(after, default=0)
        whole = [int(EXACT.scaleb(one, places)) for one in decimals]
        if places > 18 or max(map(abs, whole), default=0) * max(len(codes), 1) >= LARGEST:
            return None
        lengths = np.array(after, np.int64)

        def before(numbers: Ints) -> Ints:
            found = np.zeros(len(codes) + 1, np.int64)
            np.cumsum(numbers, out=found[1:])
            return found

        long = [(one, before((lengths[codes] == one).astype(np.int64))) for one in sorted(set(after), reverse=True)]
        return cls(before(np.array(whole, np.int64)[codes] if len(whole) else codes), places, long)

    def at(self, firsts: Ints, ends: Ints) -> list[Decimal | None]:
        """The sum of each of some stretches; None where there is nothing in it."""
        totals, lengths = self._sums[ends] - self._sums[firsts], np.zeros(len(ends), np.int64)
        for one, before in reversed(self._longer):
            lengths[before[ends] > before[firsts]] = one
        found: list[Decimal | None] = [None] * len(ends)
        for place in np.flatnonzero(ends > firsts).tolist():
            found[place] = self._told(int(totals[place]), int(lengths[place]))
        return found

    def between(self, first: int, end: int) -> tuple[Decimal, ...]:
        """The sum of those from a place on up to another; nothing where there are none."""
        if first == end:
            return ()
        total = int(self._sums[end] - self._sums[first])
        length = next(one for one, before in self._longer if before[end] > before[first])
        return (self._told(total, length),)

    def _told(self, total: int, length: int) -> Decimal:
        whole = Decimal(total // 10 ** (self._places - length))
        return EXACT.scaleb(whole, -length) if length else whole
