"""Workflows: the states that a record may go through. Code refers to kinds of state, never to a state by its name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.words import Labels


class StateKind(StrEnum):
    """What a state means, whatever it is called."""

    OPEN = "open"
    """Somebody has to act."""
    WAITING = "waiting"
    """Nobody can act until something happens."""
    DONE = "done"
    """Dealt with. Whether it was solved is the outcome, another thing."""
    DROPPED = "dropped"
    """Not dealt with, and will not be."""


@frozen(kw_only=True)
class State:
    """One state: its kind, its labels, and the states that may follow.

    `start`: a life may begin here as well, as in a register that was begun later than the lives in it: of a member of long standing
    nobody knows the day of the application.
    """

    name: str
    kind: StateKind
    labels: Labels = field(hash=False)
    next: tuple[str, ...] = ()
    start: bool = False


@frozen(kw_only=True)
class Workflow:
    """The life cycle of a noun, or of the records with a word that names it. The first state is where a life starts.

    `outcomes` and `ratings` are words of the lists `outcome` and `rating` that steps may set.
    """

    name: str
    states: Mapping[str, State] = field(hash=False)
    outcomes: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    source: str = ""

    @property
    def start(self) -> str:
        """The state in which a life starts."""
        return next(iter(self.states))

    @property
    def starts(self) -> tuple[str, ...]:
        """All states in which a life may start, the usual one first."""
        return (self.start, *(state.name for state in self.states.values() if state.start and state.name != self.start))
