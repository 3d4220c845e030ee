"""Who gets rights and roles by a change. Nobody gives by a post a right that they do not have at its unit, and nobody appoints themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from grassroots.access.actors import Verb
from grassroots.charter import Charter
from grassroots.model import Post, Seat, Team, Tenure
from grassroots.snapshot import Snapshot
from grassroots.store import Change
from grassroots.values import FOREVER, PersonId, UnitId

APPOINTING = frozenset({"post", "tenure", "seat", "team", "unit"})
"""The nouns by a change of which somebody may come to hold something else."""


@frozen
class Holding:
    """What somebody holds at a unit for a time: a right that the charter ties to a post, or a role to which a workflow gives a move."""

    person: PersonId
    unit: UnitId
    right: Verb | None
    role: str
    start: date
    end: date

    def within(self, other: Holding) -> bool:
        """Whether another one holds the same, for all of that time."""
        same = (self.person, self.unit, self.right, self.role) == (other.person, other.unit, other.right, other.role)
        return same and other.start <= self.start and self.end <= other.end


def appoints(charter: Charter, changes: Sequence[Change]) -> bool:
    """Whether somebody may come to hold something by these changes under a charter that ties rights or moves to what is held."""
    return any(one.noun in APPOINTING and one.record is not None for one in changes) and bool(
        _roles_with_moves(charter) or any(word.rights for word in charter.words.get("post", {}).values())
    )


def gained(before: Snapshot, after: Snapshot) -> tuple[Holding, ...]:
    """What people hold after a change and not before, in the order of the records by which they do."""
    had = set(_holdings(before))
    return tuple(one for one in _holdings(after) if one not in had and not any(map(one.within, had)))


def _holdings(snapshot: Snapshot) -> Iterator[Holding]:
    words, roles = snapshot.charter.words.get("post", {}), _roles_with_moves(snapshot.charter)
    posts, units, teams = snapshot.all(Post), snapshot.all("unit"), snapshot.all(Team)
    for tenure in snapshot.all(Tenure).values():
        if (post := posts.get(tenure.post)) is None:
            continue
        rights = words[post.kind].rights if post.kind in words else ()
        called = {post.kind, getattr(units.get(post.unit), "kind", "")} & roles
        for right, role in (*((Verb(one), "") for one in rights), *((None, one) for one in sorted(called))):
            yield Holding(tenure.person, post.unit, right, role, tenure.start, tenure.end or FOREVER)
    for seat in snapshot.all(Seat).values():
        team = teams.get(seat.team)
        if team is not None and seat.role in roles:
            yield Holding(seat.person, team.unit, None, str(seat.role), seat.start or date.min, seat.end or FOREVER)


def _roles_with_moves(charter: Charter) -> frozenset[str]:
    states = (state for flow in charter.workflows.values() for state in flow.states.values())
    return frozenset(role for state in states for move in state.moves for role in move.by)
