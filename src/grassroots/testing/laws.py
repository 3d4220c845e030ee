"""What the kits share: their laws by name, how a law demands something, what came of each, and how those that are broken are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from attrs import frozen

from grassroots.problems import one_of

T = TypeVar("T")
Law = Callable[[T], None]
"""Demands something of what it is tried on, and says in its first line what."""


@frozen
class Outcome:
    """What came of one law: `kept`, `broken` or `not tried`, and why.

    >>> str(Outcome("the_log_has_no_gaps", "kept"))
    'kept       the log has no gaps'
    """

    law: str
    result: str
    why: str = ""

    def __str__(self) -> str:
        said = f"{self.result:<11}{self.law.replace('_', ' ')}"
        return f"{said}: {self.why}" if self.why else said


class LawBroken(AssertionError):
    """What was tried breaks laws. `outcomes` has every law that was tried, `broken` those that are broken: law → why.

    >>> LawBroken([Outcome("it_counts", "broken", "3, and not 4"), Outcome("it_ends", "kept")]).broken
    {'it_counts': '3, and not 4'}
    """

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__("\n" + "\n".join(map(str, outcomes)))
        self.outcomes = tuple(outcomes)
        self.broken = {one.law: one.why for one in outcomes if one.result == "broken"}


class NotTried(Exception):
    """A law that there are no means to try; says which are lacking."""


def by_name(*laws: Law[T]) -> Mapping[str, Law[T]]:
    """Laws under their names."""
    return {law.__name__: law for law in laws}


def try_laws(laws: Mapping[str, Law[T]], tried: Callable[[Law[T]], object], only: Iterable[str] = ()) -> tuple[Outcome, ...]:
    """Tries laws, and says what came of each.

    Args:
        laws: the laws of a kit.
        tried: tries one.
        only: the names of those that are tried; all without any.

    Raises:
        LawBroken: a law is broken; the message lists all outcomes, its cause is the first failure.
        InvalidArgument: the kit has no law of such a name.
    """
    names = [one_of(name, laws, "law") for name in only] or list(laws)
    outcomes: list[Outcome] = []
    first: BaseException | None = None
    for name in names:
        try:
            tried(laws[name])
        except NotTried as why:
            outcomes.append(Outcome(name, "not tried", str(why)))
        except (Exception, SystemExit) as error:
            said = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
            outcomes.append(Outcome(name, "broken", said or "not so"))
            first = first or error
        else:
            outcomes.append(Outcome(name, "kept"))
    if first is not None:
        raise LawBroken(outcomes) from first
    return tuple(outcomes)


def demand(holds: object, why: str) -> None:
    """Demands that something holds.

    Raises:
        AssertionError: it does not; says why.
    """
    if not holds:
        raise AssertionError(why)


def same(found: Any, wanted: Any, what: str) -> None:
    """Demands that two things are equal.

    Raises:
        AssertionError: they are not; says what was found.
    """
    demand(found == wanted, f"{what}: {found!r}, not {wanted!r}")
