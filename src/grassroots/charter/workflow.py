"""Workflows: the states that a record may go through. Code refers to kinds of state, never to a state by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.words import Labels
from grassroots.charter.written import if_any, keyed, under_key


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


ROLES = ("unit", "post", "team_role", "role")
"""The lists of words that say who may act in a life: kinds of unit and of post, roles in a team, and `role` for whoever has none of these: a resident."""


@frozen(kw_only=True)
class Move:
    """A way from one state to another of which more is to be said than where it leads: what it is called, and who may take it.

    `by`: words of the lists `ROLES`; none: anybody.
    """

    to: str
    labels: Labels = field(factory=dict, hash=False, metadata=if_any())
    by: tuple[str, ...] = ()


@frozen(kw_only=True)
class State:
    """One state: its kind, its labels, and the states that may follow.

    `moves`: of those that follow, the ones that have a name, or that not everybody may lead to.
    `start`: a life may begin here as well, as in a register that was begun later than the lives in it: of a member of long standing
    nobody knows the day of the application.
    `next_day`: it holds from the day after that of its step: whoever leaves on a day belongs until its end.
    `final`: the life is over; nothing may follow. How long a life may stay in a state, or go on as a whole, is said by clocks.
    """

    name: str
    kind: StateKind
    labels: Labels = field(hash=False)
    next: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    start: bool = False
    next_day: bool = False
    final: bool = False

    @property
    def ended(self) -> bool:
        """Whether it is done or dropped: nobody has to act any more."""
        return self.kind in (StateKind.DONE, StateKind.DROPPED)


@frozen(kw_only=True)
class Workflow:
    """The life cycle of a noun, or of the records with a word that names it. The first state is where a life starts.

    `outcomes` and `ratings` are words of the lists `outcome` and `rating` that steps may set.
    """

    name: str
    states: Mapping[str, State] = field(factory=dict, hash=False, metadata=under_key("state") | keyed("name"))
    outcomes: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    source: str = ""

    @property
    def start(self) -> str:
        """The state in which a life starts."""
        return next(iter(self.states))

    def states_of(self, kind: StateKind) -> tuple[str, ...]:
        """The states of a kind."""
        return tuple(state.name for state in self.states.values() if state.kind is kind)

    def moves_of(self, state: str, roles: Iterable[str]) -> tuple[str, ...]:
        """The states to which somebody in some roles may lead from one, in order; those that nothing is said of are open to everybody.

        >>> clerk, open = Move(to="done", by=("clerk",)), StateKind.OPEN
        >>> asked = State(name="asked", kind=open, labels={}, next=("done", "open"), moves=(clerk,))
        >>> Workflow(name="case", states={"asked": asked}).moves_of("asked", ["resident"])
        ('open',)
        """
        known, mine = self.states[state], set(roles)
        shut = {move.to for move in known.moves if move.by}
        mine_too = {move.to for move in known.moves if not move.by or mine & set(move.by)}
        return tuple(name for name in known.next if name not in shut or name in mine_too)

    @property
    def starts(self) -> tuple[str, ...]:
        """All states in which a life may start, the usual one first."""
        return (self.start, *(state.name for state in self.states.values() if state.start and state.name != self.start))
