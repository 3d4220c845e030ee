"""What the kits share: how a law demands something, and how the laws that are broken are told."""

from __future__ import annotations

from collections.abc import Mapping


class LawBroken(AssertionError):
    """What was tried breaks laws: `broken` has law → why.

    >>> LawBroken({"it_counts": "3, and not 4"}).broken
    {'it_counts': '3, and not 4'}
    """

    def __init__(self, broken: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{law}: {why}" for law, why in broken.items()))
        self.broken = dict(broken)


def demand(holds: object, why: str) -> None:
    """Demands that something holds.

    Raises:
        AssertionError: it does not; says why.
    """
    if not holds:
        raise AssertionError(why)
