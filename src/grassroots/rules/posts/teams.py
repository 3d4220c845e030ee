"""Teams: who can help with something near a place, and from which units a team draws its people."""

from __future__ import annotations

from attrs import frozen

from grassroots.model import Seat, Team
from grassroots.rules.kind import At
from grassroots.values import PersonId, TeamId, UnitId


@frozen(kw_only=True)
class Helper:
    """Somebody who offers a skill in a team. `steps`: how far the team's unit is from the place that was asked about, up the tree: 0 at the place."""

    person: PersonId
    team: TeamId
    unit: UnitId
    seat: str
    role: str | None = None
    steps: int = 0


def helpers(skill: str, unit: UnitId, at: At, further: int = 0) -> tuple[Helper, ...]:
    """Who offers a skill on a day in the teams of a unit and all under it; then, where asked, in those of the units above, the nearest first.

    Who is found is what the reader of the snapshot may see: through a view, only its units, and nobody where its purpose closes skills.

    Args:
        skill: a word of the list `skill`.
        unit: the place.
        at: the records and the day.
        further: how many units up the tree to look as well; 0 or more.
    """
    snapshot, day = at.snapshot, at.day
    found: dict[tuple[PersonId, TeamId], Helper] = {}
    for steps, place in enumerate((unit, *snapshot.ancestors(unit, day)[:further])):
        under = set(snapshot.under(place, day))
        for seat in snapshot.all(Seat).values():
            if seat.skill != skill or not snapshot.counts_on(seat, day):
                continue
            team = snapshot.get(Team, seat.team)
            if team is not None and team.unit in under and snapshot.counts_on(team, day):
                person = PersonId(snapshot.person(seat.person))
                one = Helper(person=person, team=team.id, unit=team.unit, seat=seat.id, role=seat.role, steps=steps)
                found.setdefault((person, team.id), one)
    return tuple(sorted(found.values(), key=lambda one: (one.steps, one.person, one.team)))
