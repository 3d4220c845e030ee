"""Turns: a post that goes round, who is in turn, who took it, and whom that passed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from attrs import evolve, field, frozen

from grassroots.charter.length import Length, stretch_start
from grassroots.fields import described, public
from grassroots.model import Derived, Link, Person, Post, Tenure, Unit, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Held, ToDo, Urgency
from grassroots.rules.posts.posts import holds_on, tenures_of
from grassroots.rules.posts.staffing_rule import Rotation, StaffingRule
from grassroots.rules.posts.worded import named, say, source_of
from grassroots.values import FOREVER, Language, Period, UnitId


class TurnState(StrEnum):
    """How a turn was taken."""

    IN_TURN = "in_turn"
    OUT_OF_TURN = "out_of_turn"
    """By one of those who take turns, while others had been waiting longer."""
    STRANGER = "stranger"
    """By somebody who held none of the posts that take turns."""
    NOBODY = "nobody"


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Turn(Derived):
    """A stretch of time of a post that goes round: who was in turn, who took it, and whom that passed over.

    >>> turn = Turn(id="chair:2024-01-01", post="chair", start=date(2024, 1, 1), end=date(2024, 4, 1), state=TurnState.NOBODY)
    >>> str(turn.period)
    '2024-01-01 to 2024-03-31'
    """

    post: str = field(metadata=public("the post that goes round", ref="post", home=True))
    start: date = field(metadata=public("the first day of the turn"))
    end: date = field(metadata=public("the first day after it"))
    state: TurnState = field(metadata=public("how the turn was taken"))
    rule: str = field(default="", metadata=public("the rule of the charter by which the post goes round"))
    order: tuple[str, ...] = field(
        default=(), metadata=public("the posts whose holders take turns, the one in turn first", ref="post")
    )
    tenure: str | None = field(default=None, metadata=public("the holding of the post that was the turn", ref="tenure"))
    by: str | None = field(default=None, metadata=public("the post whose holder took the turn", ref="post"))
    skipped: tuple[str, ...] = field(default=(), metadata=public("the posts whose holders were passed over", ref="post"))

    @property
    def period(self) -> Period:
        """The stretch of time."""
        return Period(self.start, self.end)

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The turn in lines."""
        first = say(
            "turn",
            language,
            post=self.post,
            first=self.start,
            last=self.period.last,
            state=say(f"turn-{self.state}", language),
            by=say("in-brackets", language, what=self.by) if self.by else "",
        )
        return (first, say("turn-skipped", language, posts=self.skipped)) if self.skipped else (first,)


def turns_of(rotation: Rotation, post: str, period: Period, at: At) -> tuple[Turn, ...]:
    """The turns of a post that goes round which begin in a period, in order; what came before is read as well, for it decides who is in turn.

    >>> from grassroots.charter import Charter
    >>> from grassroots.snapshot import Snapshot
    >>> rotation = Rotation(post="chair", among=("secretary",))
    >>> turns_of(rotation, "chair", Period.year(2024), At.of(Snapshot.of([], Charter(id="c", labels={}), as_of=date(2024, 6, 30))))
    ()
    """
    chair = at.snapshot.get(Post, post)
    if chair is None:
        return ()
    held = tenures_of(post, at)
    begin = min([period.start, *(one.start for one in held)])
    last: dict[str, int] = {}
    found: list[Turn] = []
    for number, stretch in enumerate(_stretches(rotation.months, begin, min(period.end, _after(at.day)))):
        order = _order(rotation, chair, stretch.start, last, at)
        tenure = next((one for one in held if _takes(one, stretch)), None)
        by = _taken_by(tenure, order, at) if tenure else None
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
                    id=f"{post}:{stretch.start}",
                    post=post,
                    start=stretch.start,
                    end=stretch.end,
                    state=state,
                    order=order,
                    tenure=tenure.id if tenure else None,
                    by=by,
                    skipped=skipped,
                )
            )
    return tuple(found)


def turns_ahead(rotation: Rotation, post: str, number: int, at: At) -> tuple[tuple[Period, str], ...]:
    """Who is in turn for the next stretches after the day, as a plan to be decided: (stretch, post). Empty where nobody takes turns."""
    chair = at.snapshot.get(Post, post)
    if chair is None:
        return ()
    begun = min((one.start for one in tenures_of(post, at)), default=at.day)
    past = turns_of(rotation, post, Period(min(begun, at.day).replace(month=1, day=1), _after(at.day)), at)
    last = {turn.by: place for place, turn in enumerate(past) if turn.by}
    found: list[tuple[Period, str]] = []
    stretch = list(_stretches(rotation.months, at.day.replace(day=1, month=1), FOREVER, most=at.day))[-1]
    for step in range(number):
        stretch = next(iter(_stretches(rotation.months, stretch.end, FOREVER, most=stretch.end)))
        order = _order(rotation, chair, at.day, last, at)
        if not order:
            return ()
        found.append((stretch, order[0]))
        last[order[0]] = len(past) + step
    return tuple(found)


def all_turns(rule: StaffingRule, at: At) -> Iterator[Turn]:
    """The turns so far of the posts that go round by a rule, from the day on which it came into force, or the first holder."""
    for post in at.snapshot.all(Post).values():
        unit = at.snapshot.get(Unit, post.unit)
        if rule.rotation is None or post.kind != rule.rotation.post or unit is None:
            continue
        held = tenures_of(post.id, at)
        begin = rule.valid_from or min((one.start for one in held), default=at.day).replace(month=1, day=1)
        if begin <= at.day and at.reader.holds(unit, rule.where, at.day):
            for turn in turns_of(rule.rotation, post.id, Period(begin, _after(at.day)), at):
                # Two rules may have one post go round, each in its own order.
                yield evolve(turn, id=f"{rule.name}:{turn.id}", rule=rule.name)


def _after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _stretches(months: int, begin: date, end: date, most: date | None = None) -> Iterator[Period]:
    """The stretches of so many months of the calendar from the one in which `begin` lies, as long as they begin before `end` (and by `most`)."""
    start, length = stretch_start(begin, months), Length(months=months)
    while start < end and (most is None or start <= most):
        stop = length.after(start)
        yield Period(start, stop)
        if stop == FOREVER:
            return
        start = stop


def _takes(tenure: Tenure, stretch: Period) -> bool:
    """Whether a holding of the chair is the turn of a stretch: it stands on the first day, or begins in it."""
    return holds_on(tenure, stretch.start) or tenure.start in stretch


def _order(rotation: Rotation, chair: Post, day: date, last: dict[str, int], at: At) -> tuple[str, ...]:
    """The posts that take turns, the one in turn first. A post that nobody holds is not in turn."""
    units = set(at.snapshot.under(chair.unit, day)) - {chair.unit}
    for link in at.snapshot.referrers(Link, "target", ("unit", chair.unit)):
        if link.kind in rotation.link and link.holder.noun == "unit" and at.snapshot.counts_on(link, day):
            units.add(UnitId(link.holder.id))
    found = [
        post.id
        for post in at.snapshot.all(Post).values()
        if post.kind in rotation.among
        and post.unit in units
        and at.snapshot.counts_on(post, day)
        and any(holds_on(one, day) for one in tenures_of(post.id, at))
    ]
    return tuple(sorted(found, key=lambda id: (last.get(id, -1), id)))


def _taken_by(tenure: Tenure, order: tuple[str, ...], at: At) -> str | None:
    person = at.snapshot.person(tenure.person)
    for post in order:
        if any(at.snapshot.person(one.person) == person and holds_on(one, tenure.start) for one in tenures_of(post, at)):
            return post
    return None


def turn_problems(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """Turns out of turn, or of somebody who takes none, from the first day of the rule; and a post that went round and that nobody has now.

    Where nobody takes turns at all, the rule cannot tell whose it was.
    """
    if at.snapshot.withheld & {"post", "tenure", "person", "link"}:
        return
    for turn in all_turns(rule, at):
        if not turn.order or turn.state is TurnState.IN_TURN:
            continue
        told = {
            "id": turn.post,
            "first": turn.start,
            "last": turn.period.last,
            "turn": turn.order[0],
            "rule": named(rule),
            "source": source_of(rule),
        }
        if turn.state is TurnState.NOBODY:
            if tenures_of(turn.post, at) and at.day in turn.period:
                yield Problem("turn-nobody", source=at.snapshot.sources.get(("post", turn.post)), details=told)
            continue
        code = "turn-stranger" if turn.state is TurnState.STRANGER else "turn-out-of-turn"
        place = at.snapshot.sources.get(("tenure", turn.tenure or ""))
        details = {**told, "by": turn.by or "—", "skipped": turn.skipped}
        yield Problem(code, source=place, value=turn.tenure or "", details=details)


def turns_held(rule: StaffingRule, at: At) -> Iterator[Held]:
    """Who holds a post in the last turn that was taken: whoever was in turn."""
    latest = {turn.post: turn for turn in all_turns(rule, at) if turn.tenure is not None and turn.order}
    for turn in latest.values():
        tenure = at.snapshot.all(Tenure)[turn.tenure or ""]
        due = [one.person for one in tenures_of(turn.order[0], at) if holds_on(one, tenure.start)]
        known = {at.snapshot.person(one) for one in due}
        stranger = next((id for id in at.snapshot.all(Person) if at.snapshot.person(id) not in known), None)
        if tenure.start in turn.period and due and stranger is not None:
            yield Held(record=tenure, gives=due[0], other=stranger)


def turns_to_do(rule: StaffingRule, at: At) -> Iterator[ToDo]:
    """Who is in turn next, by the day on which that turn begins, of posts that went round already; and the turns of the year that nobody took."""
    for empty in all_turns(rule, at) if not at.snapshot.withheld & {"post", "tenure", "person", "link"} else ():
        kept = at.snapshot.get(Post, empty.post)
        if (
            empty.state is TurnState.NOBODY
            and empty.start.year == at.day.year
            and kept is not None
            and tenures_of(empty.post, at)
        ):
            told = {
                "id": empty.post,
                "first": empty.start,
                "last": empty.period.last,
                "rule": named(rule),
                "source": source_of(rule),
            }
            told["turn"] = empty.order[0] if empty.order else "—"
            reason = Problem("turn-nobody", source=at.snapshot.sources.get(("post", empty.post)), details=told)
            yield ToDo.about(kept, at, kind="staffing", rule=rule, urgency=Urgency.LACKING, reason=reason)
    for post in at.snapshot.all(Post).values() if rule.rotation is not None else ():
        unit = at.snapshot.get(Unit, post.unit)
        if rule.rotation is None or post.kind != rule.rotation.post or unit is None or not tenures_of(post.id, at):
            continue
        if not at.snapshot.counts_on(post, at.day) or not at.reader.holds(unit, rule.where, at.day):
            continue
        for stretch, turn in turns_ahead(rule.rotation, post.id, 1, at):
            if any(_takes(one, stretch) and one.start >= stretch.start for one in tenures_of(post.id, at)):
                continue
            told = {"id": post.id, "first": stretch.start, "turn": turn, "rule": named(rule), "source": source_of(rule)}
            yield ToDo.by(
                rule,
                kind="staffing",
                urgency=Urgency.DUE,
                record=("post", post.id),
                unit=post.unit,
                day=stretch.start,
                reason=Problem("turn-next", source=at.snapshot.sources.get(("post", post.id)), details=told),
            )
