"""What the value of a figure may be."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    Gives = int | Decimal | Fraction | Spread
    V = TypeVar("V", bound=Gives, default=Gives)
    V_co = TypeVar("V_co", bound=Gives, default=Gives, covariant=True)
else:  # what stands for one where nobody says it is for type checkers alone
    from typing import TypeVar

    V = TypeVar("V")
    V_co = TypeVar("V_co", covariant=True)
