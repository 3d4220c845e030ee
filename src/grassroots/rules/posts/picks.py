"""Picks for special care: whether shares of the holders of a post are picked in each stratum, and have their contracts. It says how many, never who."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import field, frozen

from grassroots.charter.paths import leaves
from grassroots.errors import NotFound
from grassroots.fields import described, internal, public
from grassroots.model import Derived, Link, Post, Seat, Team, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At
from grassroots.rules.posts.posts import holds_on, tenures_of
from grassroots.rules.posts.staffing_rule import Pick, StaffingRule
from grassroots.rules.posts.worded import named_word, source_of
from grassroots.values import Rate


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PickedShare(Derived):
    """One stratum of a pick: how many hold such a post, how many of them are picked, and between which numbers that should be.

    >>> PickedShare(id="key:t-1:village", team="t-1", rule="key", pick="key", name="village", number=9, picked=3, least=3, most=3, kept=True).picked
    3
    """

    team: str = field(metadata=public("the team that keeps those who are picked", ref="team", home=True))
    rule: str = field(metadata=public("the rule of the charter that picks"))
    pick: str = field(metadata=public("the pick, by its name in the rule"))
    name: str = field(metadata=public("the stratum; — where they are not told apart"))
    number: int = field(metadata=public("how many hold such a post; 1 or more"))
    picked: int = field(metadata=internal("how many of them are picked; 0 or more"))
    least: int = field(metadata=public("how many are to be picked at least; 0 or more"))
    most: int = field(metadata=public("how many are to be picked at most; 0 or more"))
    kept: bool = field(metadata=internal("whether as many are picked"))


@frozen(kw_only=True)
class Picks:
    """The picks of a rule on a day: the strata of each team, who is picked without a contract or without such a post, and what is wrong, as Problems."""

    pick: Pick
    day: date
    strata: tuple[PickedShare, ...]
    contracts: Rate
    problems: tuple[Problem, ...]


def picks_on(rule: StaffingRule, name: str, at: At) -> Picks:
    """The picks of that name held against the rule: shares in each stratum, a contract for each. It says how many, never who.

    Raises:
        NotFound: the rule has no picks of that name.
    """
    pick = next((one for one in rule.picks if one.name == name), None)
    if pick is None:
        known = ", ".join(one.name for one in rule.picks) or "none"
        raise NotFound(f"the staffing rule {rule.name!r} has no picks {name!r}; it has {known}")
    snapshot, source = at.snapshot, source_of(rule, pick)
    strata: list[PickedShare] = []
    problems: list[Problem] = []
    words = next((leaf.words for leaf in leaves(snapshot.charter, "post", pick.by) if leaf.words), "") if pick.by else ""
    bound = of = 0
    for team in snapshot.all(Team).values():
        if team.kind != pick.team or not snapshot.counts_on(team, at.day):
            continue
        holders = _holders(pick, team, at)
        seats = {
            snapshot.person(seat.person): seat
            for seat in snapshot.referrers(Seat, "team", ("team", team.id))
            if snapshot.counts_on(seat, at.day)
        }
        for stratum in sorted(set(holders.values())):
            one = _stratum(rule, pick, team, stratum, [person for person, own in holders.items() if own == stratum], seats)
            strata.append(one)
            if not one.kept:
                details = {
                    "team": team.id,
                    "stratum": at.snapshot.charter.named(words, stratum),
                    "have": one.picked,
                    "number": one.number,
                }
                details |= {"least": one.least, "most": one.most, "source": source}
                problems.append(Problem("pick-share", source=snapshot.sources.get(("team", team.id)), details=details))
        for person, seat in sorted(seats.items()):
            details = {"id": seat.id, "team": team.id, "source": source}
            place = snapshot.sources.get(("seat", seat.id))
            if person not in holders:
                problems.append(Problem("pick-stranger", source=place, details=details))
            of += 1
            if pick.contract and not _contract(pick, person, at):
                details["contract"] = named_word(snapshot.charter, "link", pick.contract)
                problems.append(Problem("pick-contract", source=place, details=details))
            else:
                bound += 1
    return Picks(pick=pick, day=at.day, strata=tuple(strata), contracts=Rate(bound, of), problems=tuple(problems))


def _stratum(
    rule: StaffingRule, pick: Pick, team: Team, name: str, members: list[str], seats: Mapping[str, Seat]
) -> PickedShare:
    least, most = pick.bounds(len(members))
    picked = sum(person in seats for person in members)
    return PickedShare(
        id=":".join((rule.known_as, pick.name, team.id, name)),
        team=team.id,
        rule=rule.known_as,
        pick=pick.name,
        name=name,
        number=len(members),
        picked=picked,
        least=least,
        most=most,
        kept=least <= picked <= most,
    )


def shares_picked(rule: StaffingRule, at: At) -> Iterator[PickedShare]:
    """What share of the holders of a post is picked, stratum by stratum."""
    for pick in rule.picks:
        yield from picks_on(rule, pick.name, at).strata


def _holders(pick: Pick, team: Team, at: At) -> Mapping[str, str]:
    """Who holds such a post under the unit that keeps the team: person → stratum."""
    found: dict[str, str] = {}
    for unit in at.snapshot.under(team.unit, at.day):
        for post in at.snapshot.referrers(Post, "unit", ("unit", unit)):
            if post.kind in pick.post and at.snapshot.counts_on(post, at.day):
                stratum = str(at.reader.value(post, pick.by, at.day) or "—") if pick.by else "—"
                for tenure in tenures_of(post.id, at):
                    if holds_on(tenure, at.day):
                        found.setdefault(at.snapshot.person(tenure.person), stratum)
    return found


def _contract(pick: Pick, person: str, at: At) -> bool:
    return any(
        link.kind == pick.contract
        and at.snapshot.counts_on(link, at.day)
        and any(one.noun == "person" and at.snapshot.person(one.id) == person for one in (link.holder, link.target))
        for link in at.snapshot.all(Link).values()
    )
