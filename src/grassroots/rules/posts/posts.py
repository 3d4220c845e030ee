"""Posts and who holds them: careers, moves, holders of posts in several bodies, ways out of a pool.

Everything is read from dated records, for any day; nothing is stored and nobody is compared with anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import Derived, PoolPromotion, Post, Seat, Team, Tenure, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Kind
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.posts.worded import named, source_of
from grassroots.values import Period, PersonId, UnitId

# -- holders -------------------------------------------------------------------------------------------------------------------------


def tenures_of(post: str, at: At) -> tuple[Tenure, ...]:
    """Every holding of a post, in the order of first days."""
    return tuple(sorted(at.snapshot.referrers(Tenure, "post", ("post", post)), key=lambda one: (one.start, one.id)))


def careers(at: At) -> Mapping[str, tuple[Tenure, ...]]:
    """Person → every post that the person has held, in the order of first days; records known to be one person taken together."""
    found: dict[str, list[Tenure]] = {}
    for one in at.snapshot.all(Tenure).values():
        found.setdefault(at.snapshot.person(one.person), []).append(one)
    return {person: tuple(sorted(held, key=lambda one: (one.start, one.id))) for person, held in found.items()}


def holds_on(tenure: Tenure, day: date) -> bool:
    """Whether a term of office stands on a day."""
    return tenure.start <= day and (tenure.end is None or day < tenure.end)


# -- moves ---------------------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class PostingMove:
    """A person's move from a post in one unit to a post in another: the terms that it leaves and begins."""

    person: str
    on: date
    left: str
    begun: str
    origin: UnitId
    goal: UnitId


def moves(period: Period, at: At, kinds: tuple[str, ...] = ()) -> tuple[PostingMove, ...]:
    """Who came to a post in another unit in a period, having left one in the year before: read from terms of office, whatever they say of themselves.

    `kinds`: the kinds of post that are begun; none: any.
    """
    held = careers(at)
    found: list[PostingMove] = []
    for tenure in at.snapshot.all(Tenure).values():
        post = at.snapshot.get(Post, tenure.post)
        if tenure.start in period and post is not None and (not kinds or post.kind in kinds):
            before = _left(tenure, held, at)
            here = at.snapshot.get(Post, before.post) if before else None
            if before is not None and here is not None:
                person = at.snapshot.person(tenure.person)
                move = PostingMove(
                    person=person, on=tenure.start, left=before.id, begun=tenure.id, origin=here.unit, goal=post.unit
                )
                found.append(move)
    return tuple(sorted(found, key=lambda one: (one.on, one.begun)))


def moves_from_nowhere(period: Period, at: At, method: str = "moved") -> tuple[Problem, ...]:
    """Terms of office that call themselves moves, with no post left behind."""
    held = careers(at)
    return tuple(
        Problem(
            "move-from-nowhere",
            source=at.snapshot.sources.get(("tenure", one.id)),
            details={"id": one.id, "day": one.start},
        )
        for one in at.snapshot.all(Tenure).values()
        if one.method == method and one.start in period and _left(one, held, at) is None
    )


def _left(tenure: Tenure, held: Mapping[str, tuple[Tenure, ...]], at: At) -> Tenure | None:
    """The post in another unit that the person left last, within the year before the first day of this one."""

    def unit(one: Tenure) -> UnitId | None:
        post = at.snapshot.get(Post, one.post)
        return post.unit if post else None

    found = [
        one
        for one in held.get(at.snapshot.person(tenure.person), ())
        if one.end is not None
        and one.id != tenure.id
        and tenure.start - timedelta(days=365) <= one.end <= tenure.start
        and unit(one) not in (None, unit(tenure))
    ]
    return max(found, key=lambda one: (one.end, one.id), default=None)


# -- pools ---------------------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class WayOut:
    """That somebody of a pool came to a post: the seat, the term of office that followed, and how long after the seat began."""

    seat: str
    tenure: str
    on: date
    days: int


def promoted_from(pools: tuple[str, ...], posts: tuple[str, ...], period: Period, at: At) -> tuple[WayOut, ...]:
    """Who came out of pools (kinds of team) to posts of some kinds in a period: the first such term after the seat began."""
    held = careers(at)
    found: list[WayOut] = []
    for seat in at.snapshot.all(Seat).values():
        team = at.snapshot.get(Team, seat.team)
        if team is None or team.kind not in pools or seat.start is None:
            continue
        for tenure in held.get(at.snapshot.person(seat.person), ()):
            # Who left the pool long before came to the post by another way.
            if tenure.start <= seat.start or (seat.end is not None and tenure.start > seat.end):
                continue
            post = at.snapshot.get(Post, tenure.post)
            if post is not None and post.kind in posts:
                if tenure.start in period:
                    days = (tenure.start - seat.start).days
                    found.append(WayOut(seat=seat.id, tenure=tenure.id, on=tenure.start, days=days))
                break
    return tuple(sorted(found, key=lambda one: (one.on, one.seat)))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PoolMember(Derived):
    """Somebody who sits in a pool, or sat in it, and the first post that this led to.

    >>> PoolMember(id="r:pool:s-1", seat="s-1", person=PersonId("p-1"), rule="r", pool="pool").promoted
    False
    """

    seat: str = field(metadata=internal("the seat in the pool", ref="seat", home=True))
    person: PersonId = field(metadata=internal("who sits in it", ref="person"))
    rule: str = field(metadata=public("the rule of the charter that has the pool"))
    pool: str = field(metadata=public("the pool, by its name in the rule"))
    left: date | None = field(
        default=None, metadata=internal("the first day on which the seat is no longer held; none: it is held")
    )
    promoted: bool = field(default=False, metadata=internal("whether it led to a post"))
    tenure: str | None = field(default=None, metadata=internal("the holding of that post", ref="tenure"))
    on: date | None = field(default=None, metadata=internal("the first day of it"))


def pool_members(rule: StaffingRule, at: At) -> Iterator[PoolMember]:
    """The people of the pools of a rule, with the way out that each took by the day."""
    for pool in rule.pools:
        ways = {one.seat: one for one in promoted_from(pool.team, pool.post, Period(date.min, _after(at.day)), at)}
        for seat in at.snapshot.all(Seat).values():
            team = at.snapshot.get(Team, seat.team)
            if team is None or team.kind not in pool.team or (seat.start is not None and seat.start > at.day):
                continue
            way = ways.get(seat.id)
            yield PoolMember(
                id=f"{rule.name}:{pool.name}:{seat.id}",
                seat=seat.id,
                person=seat.person,
                rule=rule.known_as,
                pool=pool.name,
                left=seat.end if seat.end is not None and seat.end <= at.day else None,
                promoted=way is not None,
                tenure=way.tenure if way else None,
                on=way.on if way else None,
            )


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def from_outside(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """Those who hold a post by the way that leads out of a pool, and had no seat in it when they came."""
    if at.snapshot.withheld & {"post", "tenure", "seat", "team", "person"}:
        return
    for pool in rule.pools:
        teams = {one.id for one in at.snapshot.all(Team).values() if one.kind in pool.team}
        seats = [one for one in at.snapshot.all(Seat).values() if one.team in teams]
        for tenure in at.snapshot.all(Tenure).values() if seats else ():
            post = at.snapshot.get(Post, tenure.post)
            if post is None or post.kind not in pool.post or tenure.method not in pool.method or not holds_on(tenure, at.day):
                continue
            person = at.snapshot.person(tenure.person)
            inside = any(
                at.snapshot.person(one.person) == person
                and (one.start is None or one.start < tenure.start)
                and (one.end is None or tenure.start <= one.end)
                for one in seats
            )
            if not inside and rule.holds_on(tenure.start):
                told = {"id": tenure.id, "day": tenure.start, "pool": named(pool), "source": source_of(rule, pool)}
                yield Problem(
                    "pool-outside", source=at.snapshot.sources.get(("tenure", tenure.id)), value=post.id, details=told
                )


def claimed_from(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """Promotions that are put down to a pool, of people who had no seat in it by then."""
    if at.snapshot.withheld & {"pool_promotion", "seat", "team", "person"} or not rule.pools:
        return
    kinds = {kind for pool in rule.pools for kind in pool.team}
    first: dict[str, date] = {}
    for seat in at.snapshot.all(Seat).values():
        team = at.snapshot.get(Team, seat.team)
        if team is not None and team.kind in kinds:
            person, start = at.snapshot.person(seat.person), seat.start or date.min
            first[person] = min(first.get(person, start), start)
    for one in at.snapshot.all(PoolPromotion).values():
        entered = first.get(at.snapshot.person(one.person))
        if one.on <= at.day and (entered is None or one.on < entered):
            told = {"id": one.id, "day": one.on, "entered": entered or "—", "person": one.person, "source": source_of(rule)}
            place = at.snapshot.sources.get(("pool_promotion", one.id))
            yield Problem("pool-before", source=place, value=one.post, details=told)


def _moved(_: None, at: At) -> tuple[Problem, ...]:
    """Of those who hold a post on the day and are said to have been moved to it."""
    holding = {one.id for one in at.snapshot.all(Tenure).values() if holds_on(one, at.day)}
    return tuple(one for one in moves_from_nowhere(Period(date.min), at) if one.details["id"] in holding)


MOVES: Kind[None] = Kind(
    name="move",
    form=None,
    finds=_moved,
    untyped="it looks for the term from which somebody came, and computes no result",
)
"""Moves to a post that left none behind."""
