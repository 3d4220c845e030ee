"""What the value of a figure may be."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from attrs import frozen

Key = tuple[str, str]


@frozen
class Spread:
    """Smallest, median, 90th percentile and largest of some numbers, by nearest rank, and how many they are (1 or more)."""

    count: int
    least: Decimal
    median: Decimal
    ninetieth: Decimal
    most: Decimal


Value = int | Decimal | Fraction | Spread | None
"""A count or distinct is an int, a sum a Decimal, a rate or ratio a Fraction, a spread a Spread; None: there is nothing to compute it from."""
