"""Posts and who holds them: vacancies, terms, moves, holders of posts in several bodies, turns of a post that goes round, ways out of a pool.

Everything is read from dated records, for any day; nothing is stored and nobody is compared with anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from attrs import frozen

from grassroots.model import Link, Post, Seat, Team, Tenure, Unit
from grassroots.problems import Problem
from grassroots.rules.kind import Kind
from grassroots.rules.posts.staffing_rule import Rotation, StaffingRule, TermOfOffice, unsound_staffing
from grassroots.rules.time.terms import term_on
from grassroots.snapshot import Snapshot
from grassroots.values import FOREVER, Period, UnitId

# -- holders and vacancies -----------------------------------------------------------------------------------------------------------


def tenures_of(snapshot: Snapshot, post: str) -> tuple[Tenure, ...]:
    """Every holding of a post, in the order of first days."""
    found = [one for one in snapshot.referrers("tenure", "post", ("post", post)) if isinstance(one, Tenure)]
    return tuple(sorted(found, key=lambda one: (one.start, one.id)))


def careers(snapshot: Snapshot) -> Mapping[str, tuple[Tenure, ...]]:
    """Person → every post that the person has held, in the order of first days; records known to be one person taken together."""
    found: dict[str, list[Tenure]] = {}
    for one in snapshot.all("tenure").values():
        if isinstance(one, Tenure):
            found.setdefault(snapshot.person(one.person), []).append(one)
    return {person: tuple(sorted(held, key=lambda one: (one.start, one.id))) for person, held in found.items()}


def holds_on(tenure: Tenure, day: date) -> bool:
    """Whether a term of office stands on a day."""
    return tenure.start <= day and (tenure.end is None or day < tenure.end)


@frozen(kw_only=True)
class Vacancy:
    """A seat of a post that nobody holds on a day, since when (None: as far back as is known) and for how many days.

    `acting`: the terms of those who act in the post meanwhile.
    """

    post: str
    unit: UnitId
    kind: str
    day: date
    since: date | None
    acting: tuple[str, ...] = ()

    @property
    def days(self) -> int | None:
        """For how many days it has been vacant, the first one counted; None if nobody knows since when."""
        return None if self.since is None else (self.day - self.since).days + 1

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The vacancy in a line."""
        if language == "zh":
            since = f"自{self.since}起，已{self.days}天" if self.since else "起始日期不详"
            acting = f"；由{'、'.join(self.acting)}代理" if self.acting else ""
            return (f"{self.unit}的岗位{self.post}空缺，{since}{acting}。",)
        since = f"since {self.since}, {self.days} days" if self.since else "nobody knows since when"
        acting = f"; acting: {', '.join(self.acting)}" if self.acting else ""
        return (f"{self.post} of {self.unit} is vacant, {since}{acting}.",)


def vacancies(
    snapshot: Snapshot, day: date, scope: UnitId | None = None, *, not_by: tuple[str, ...] = ("acting",)
) -> tuple[Vacancy, ...]:
    """The seats that nobody holds at the end of a day, one for each empty seat of a post, in the order of posts.

    Args:
        snapshot: the records.
        day: the day.
        scope: only posts of this unit and those under it.
        not_by: the ways of holding a post that leave it vacant.
    """
    within = None if scope is None else set(snapshot.under(scope, day))
    found: list[Vacancy] = []
    for post in snapshot.all("post").values():
        if not isinstance(post, Post) or not snapshot.counts_on(post, day) or (within is not None and post.unit not in within):
            continue
        every = tenures_of(snapshot, post.id)
        real = [one for one in every if one.method not in not_by]
        acting = tuple(one.id for one in every if one.method in not_by and holds_on(one, day))
        empty = post.seats - sum(holds_on(one, day) for one in real)
        for number in range(1, empty + 1):
            since = _empty_since(post, real, number, day)
            found.append(
                Vacancy(
                    post=post.id, unit=post.unit, kind=post.kind, day=day, since=since, acting=acting if number == 1 else ()
                )
            )
    return tuple(found)


def _empty_since(post: Post, tenures: list[Tenure], number: int, day: date) -> date | None:
    """The first day of the stretch up to `day` on each day of which at least `number` seats are empty; None where nobody knows of one before."""

    def empty(on: date) -> bool:
        return post.seats - sum(holds_on(one, on) for one in tenures) >= number

    since, before = post.start, post.start is None or empty(post.start)
    for change in sorted({change for one in tenures for change in (one.start, one.end) if change is not None}):
        if (post.start is None or change > post.start) and change <= day:
            now = empty(change)
            if now and not before:
                since = change
            before = now
    return since


# -- terms ---------------------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class TermStatus:
    """A holding of a post on a day: which term it is, when renewal is due (None: no end), and what is wrong with it.

    `latest`: the day by which renewal must come even where the unit above approves that it comes late (None: the rule does not say).
    """

    tenure: str
    number: int
    term: Period
    renewal: date | None
    acting_until: date | None = None
    latest: date | None = None
    problems: tuple[Problem, ...] = ()


def terms_on(rule: StaffingRule, snapshot: Snapshot, day: date, scope: UnitId | None = None) -> tuple[TermStatus, ...]:
    """The terms of office that stand on a day under a rule, those first whose renewal is due first.

    A holding that was entered with its own last day ends with it; one without an end must be renewed when the term is over: then it is a Problem.
    """
    found: list[TermStatus] = []
    for tenure, post in _standing(rule, snapshot, day, scope):
        of = next((one for one in rule.terms if post.kind in one.post), None)
        if of is not None:
            found.append(_term(tenure, of, rule, snapshot, day))
    return tuple(sorted(found, key=lambda one: (one.renewal or FOREVER, one.tenure)))


def _term(tenure: Tenure, of: TermOfOffice, rule: StaffingRule, snapshot: Snapshot, day: date) -> TermStatus:
    source = of.source or rule.source or rule.name
    place = snapshot.sources.get(("tenure", tenure.id))
    problems = []
    until = None
    if tenure.method == "acting" and of.acting is not None:
        until = of.acting.after(tenure.start)
        if day >= until:
            details = {"id": tenure.id, "since": tenure.start, "until": until, "source": source}
            problems.append(Problem("acting-long", source=place, details=details))
    if not of.months:
        return TermStatus(
            tenure=tenure.id, number=1, term=Period(tenure.start), renewal=None, acting_until=until, problems=tuple(problems)
        )
    number, term = term_on(tenure.start, of.months, day)
    first = term_on(tenure.start, of.months, tenure.start)[1]
    if number > 1 and tenure.method != "acting":
        latest = of.shift.after(first.end) if of.shift else None
        details = {"id": tenure.id, "due": first.end, "latest": latest, "source": source}
        code = "term-over" if latest is None else "term-over-late" if day >= latest else "term-over-shift"
        problems.append(Problem(code, source=place, details=details))
    renewal = first.end if number > 1 else min(term.end, tenure.end or FOREVER)
    return TermStatus(
        tenure=tenure.id,
        number=number,
        term=term,
        renewal=renewal,
        acting_until=until,
        latest=of.shift.after(first.end) if of.shift else None,
        problems=tuple(problems),
    )


def _standing(rule: StaffingRule, snapshot: Snapshot, day: date, scope: UnitId | None) -> Iterator[tuple[Tenure, Post]]:
    from grassroots.reading.reader import Reader

    reader = Reader(snapshot)
    within = None if scope is None else set(snapshot.under(scope, day))
    for tenure in snapshot.all("tenure").values():
        if not isinstance(tenure, Tenure) or not holds_on(tenure, day):
            continue
        post = snapshot.get("post", tenure.post)
        unit = snapshot.get("unit", post.unit) if isinstance(post, Post) else None
        if not isinstance(post, Post) or unit is None or (within is not None and post.unit not in within):
            continue
        if reader.holds(unit, rule.where, day):
            yield tenure, post


# -- moves, several bodies, pools ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class PostingMove:
    """A person's move from a post in one unit to a post in another: the terms that it leaves and begins."""

    person: str
    on: date
    left: str
    begun: str
    origin: UnitId
    goal: UnitId


def moves(snapshot: Snapshot, period: Period, kinds: tuple[str, ...] = ()) -> tuple[PostingMove, ...]:
    """Who came to a post in another unit in a period, having left one in the year before: read from terms of office, whatever they say of themselves.

    `kinds`: the kinds of post that are begun; none: any.
    """
    held = careers(snapshot)
    found: list[PostingMove] = []
    for tenure in snapshot.all("tenure").values():
        if isinstance(tenure, Tenure) and tenure.start in period and (not kinds or _kind(snapshot, tenure) in kinds):
            before = _left(snapshot, tenure, held)
            here, there = _unit(snapshot, before), _unit(snapshot, tenure)
            if before is not None and here is not None and there is not None:
                found.append(
                    PostingMove(
                        person=snapshot.person(tenure.person),
                        on=tenure.start,
                        left=before.id,
                        begun=tenure.id,
                        origin=here,
                        goal=there,
                    )
                )
    return tuple(sorted(found, key=lambda one: (one.on, one.begun)))


def moves_from_nowhere(snapshot: Snapshot, period: Period, method: str = "moved") -> tuple[Problem, ...]:
    """Terms of office that call themselves moves, with no post left behind."""
    held = careers(snapshot)
    return tuple(
        Problem("move-from-nowhere", source=snapshot.sources.get(("tenure", one.id)), details={"id": one.id, "day": one.start})
        for one in snapshot.all("tenure").values()
        if isinstance(one, Tenure) and one.method == method and one.start in period and _left(snapshot, one, held) is None
    )


def _left(snapshot: Snapshot, tenure: Tenure, held: Mapping[str, tuple[Tenure, ...]]) -> Tenure | None:
    """The post in another unit that the person left last, within the year before the first day of this one."""
    there = _unit(snapshot, tenure)
    found = [
        one
        for one in held.get(snapshot.person(tenure.person), ())
        if one.end is not None
        and one.id != tenure.id
        and tenure.start - timedelta(days=365) <= one.end <= tenure.start
        and _unit(snapshot, one) not in (None, there)
    ]
    return max(found, key=lambda one: (one.end, one.id), default=None)


def cross_appointed(snapshot: Snapshot, day: date, kinds: tuple[str, ...] = ()) -> dict[str, tuple[UnitId, ...]]:
    """Persons who hold posts in several bodies on a day: person → the units, in order.

    `kinds`: only posts in units of these kinds (a residents' committee, a property firm, an owners' committee).
    """
    held: dict[str, set[UnitId]] = {}
    for tenure in snapshot.all("tenure").values():
        if isinstance(tenure, Tenure) and holds_on(tenure, day):
            unit = _unit(snapshot, tenure)
            record = snapshot.get("unit", unit) if unit else None
            if unit is not None and isinstance(record, Unit) and (not kinds or record.kind in kinds):
                held.setdefault(snapshot.person(tenure.person), set()).add(unit)
    return {person: tuple(sorted(units)) for person, units in sorted(held.items()) if len(units) > 1}


@frozen(kw_only=True)
class WayOut:
    """That somebody of a pool came to a post: the seat, the term of office that followed, and how long after the seat began."""

    seat: str
    tenure: str
    on: date
    days: int


def promoted_from(snapshot: Snapshot, pools: tuple[str, ...], posts: tuple[str, ...], period: Period) -> tuple[WayOut, ...]:
    """Who came out of pools (kinds of team) to posts of some kinds in a period: the first such term after the seat began."""
    held = careers(snapshot)
    found: list[WayOut] = []
    for seat in snapshot.all("seat").values():
        team = snapshot.get("team", seat.team) if isinstance(seat, Seat) else None
        if not isinstance(seat, Seat) or not isinstance(team, Team) or team.kind not in pools or seat.start is None:
            continue
        for tenure in held.get(snapshot.person(seat.person), ()):
            # Who left the pool long before came to the post by another way.
            if tenure.start <= seat.start or (seat.end is not None and tenure.start > seat.end):
                continue
            if _kind(snapshot, tenure) in posts:
                if tenure.start in period:
                    days = (tenure.start - seat.start).days
                    found.append(WayOut(seat=seat.id, tenure=tenure.id, on=tenure.start, days=days))
                break
    return tuple(sorted(found, key=lambda one: (one.on, one.seat)))


def _unit(snapshot: Snapshot, tenure: Tenure | None) -> UnitId | None:
    post = snapshot.get("post", tenure.post) if tenure else None
    return post.unit if isinstance(post, Post) else None


def _kind(snapshot: Snapshot, tenure: Tenure) -> str:
    post = snapshot.get("post", tenure.post)
    return post.kind if isinstance(post, Post) else ""


# -- turns ---------------------------------------------------------------------------------------------------------------------------


class TurnState(StrEnum):
    """How a turn was taken."""

    IN_TURN = "in_turn"
    OUT_OF_TURN = "out_of_turn"
    """By one of those who take turns, while others had been waiting longer."""
    STRANGER = "stranger"
    """By somebody who held none of the posts that take turns."""
    NOBODY = "nobody"


@frozen(kw_only=True)
class Turn:
    """A stretch of time of a post that goes round: who was in turn (`order`, posts), who took it (`tenure`, `by`: the post), and whom that passed over."""

    post: str
    period: Period
    state: TurnState
    order: tuple[str, ...]
    tenure: str | None = None
    by: str | None = None
    skipped: tuple[str, ...] = ()

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The turn in lines."""
        zh = language == "zh"
        told = {
            TurnState.IN_TURN: ("in turn", "依次轮值"),
            TurnState.OUT_OF_TURN: ("out of turn", "未依次轮值"),
            TurnState.STRANGER: ("by somebody who takes no turns", "由不参加轮值的人担任"),
            TurnState.NOBODY: ("by nobody", "无人轮值"),
        }[self.state][zh]
        first = f"{self.post}，{self.period.start}至{self.period.last}：{told}" if zh else f"{self.post}, {self.period}: {told}"
        lines = [first + (f"（{self.by}）" if zh and self.by else f" ({self.by})" if self.by else "")]
        if self.skipped:
            names = ("、" if zh else ", ").join(self.skipped)
            lines.append(f"被越过：{names}" if zh else f"passed over: {names}")
        return tuple(lines)


def turns(rotation: Rotation, snapshot: Snapshot, post: str, period: Period) -> tuple[Turn, ...]:
    """The turns of a post that goes round which begin in a period, in order; what came before is read as well, for it decides who is in turn.

    >>> from grassroots.charter import Charter
    >>> rotation = Rotation(post="chair", among=("secretary",))
    >>> turns(rotation, Snapshot.of([], Charter(id="c", labels={}), as_of=date(2024, 6, 30)), "chair", Period.year(2024))
    ()
    """
    chair = snapshot.get("post", post)
    if not isinstance(chair, Post):
        return ()
    held = tenures_of(snapshot, post)
    begin = min([period.start, *(one.start for one in held)])
    last: dict[str, int] = {}
    found: list[Turn] = []
    for number, stretch in enumerate(_stretches(rotation.months, begin, min(period.end, _after(snapshot.as_of)))):
        order = _order(rotation, snapshot, chair, stretch.start, last)
        tenure = next((one for one in held if _takes(one, stretch)), None)
        by = _taken_by(snapshot, tenure, order) if tenure else None
        skipped: tuple[str, ...] = ()
        if tenure is None:
            state = TurnState.NOBODY
        elif by is None:
            state = TurnState.STRANGER
        else:
            skipped = order[: order.index(by)]
            state = TurnState.OUT_OF_TURN if skipped else TurnState.IN_TURN
            last[by] = number
        if stretch.start >= period.start:
            found.append(
                Turn(
                    post=post,
                    period=stretch,
                    state=state,
                    order=order,
                    tenure=tenure.id if tenure else None,
                    by=by,
                    skipped=skipped,
                )
            )
    return tuple(found)


def turns_ahead(rotation: Rotation, snapshot: Snapshot, post: str, number: int) -> tuple[tuple[Period, str], ...]:
    """Who is in turn for the next stretches after the as-of day, as a plan to be decided: (stretch, post). Empty where nobody takes turns."""
    chair = snapshot.get("post", post)
    if not isinstance(chair, Post):
        return ()
    begun = min((one.start for one in tenures_of(snapshot, post)), default=snapshot.as_of)
    past = turns(rotation, snapshot, post, Period(min(begun, snapshot.as_of).replace(month=1, day=1), _after(snapshot.as_of)))
    last = {turn.by: at for at, turn in enumerate(past) if turn.by}
    found: list[tuple[Period, str]] = []
    stretch = list(_stretches(rotation.months, snapshot.as_of.replace(day=1, month=1), FOREVER, most=snapshot.as_of))[-1]
    for step in range(number):
        stretch = next(iter(_stretches(rotation.months, stretch.end, FOREVER, most=stretch.end)))
        order = _order(rotation, snapshot, chair, snapshot.as_of, last)
        if not order:
            return ()
        found.append((stretch, order[0]))
        last[order[0]] = len(past) + step
    return tuple(found)


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _stretches(months: int, begin: date, end: date, most: date | None = None) -> Iterator[Period]:
    """The stretches of so many months of the calendar from the one in which `begin` lies, as long as they begin before `end` (and by `most`)."""
    start = date(begin.year, (begin.month - 1) // months * months + 1, 1)
    while start < end and (most is None or start <= most):
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        stop = FOREVER if year > FOREVER.year else date(year, month + 1, 1)
        yield Period(start, stop)
        if stop == FOREVER:
            return
        start = stop


def _takes(tenure: Tenure, stretch: Period) -> bool:
    """Whether a holding of the chair is the turn of a stretch: it stands on the first day, or begins in it."""
    return holds_on(tenure, stretch.start) or tenure.start in stretch


def _order(rotation: Rotation, snapshot: Snapshot, chair: Post, day: date, last: dict[str, int]) -> tuple[str, ...]:
    """The posts that take turns, the one in turn first. A post that nobody holds is not in turn."""
    units = set(snapshot.under(chair.unit, day)) - {chair.unit}
    for link in snapshot.referrers("link", "target", ("unit", chair.unit)):
        if (
            isinstance(link, Link)
            and link.kind in rotation.link
            and link.holder.noun == "unit"
            and snapshot.counts_on(link, day)
        ):
            units.add(UnitId(link.holder.id))
    found = [
        post.id
        for post in snapshot.all("post").values()
        if isinstance(post, Post)
        and post.kind in rotation.among
        and post.unit in units
        and snapshot.counts_on(post, day)
        and any(holds_on(one, day) for one in tenures_of(snapshot, post.id))
    ]
    return tuple(sorted(found, key=lambda id: (last.get(id, -1), id)))


def _taken_by(snapshot: Snapshot, tenure: Tenure, order: tuple[str, ...]) -> str | None:
    person = snapshot.person(tenure.person)
    for post in order:
        if any(snapshot.person(one.person) == person and holds_on(one, tenure.start) for one in tenures_of(snapshot, post)):
            return post
    return None


KIND = Kind(
    name="staffing",
    form=StaffingRule,
    sound=unsound_staffing,
    finds=lambda rule, at: (problem for term in terms_on(rule, at.snapshot, at.day) for problem in term.problems),
)
