"""Vacancies: the seats of posts that nobody holds, since when, and who acts in them meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model import Derived, Post, Tenure, Unit, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind, ToDo, Urgency
from grassroots.rules.posts.posts import holds_on, tenures_of
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.posts.worded import say
from grassroots.values import Language, PostId, UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Vacancy(Derived):
    """A seat of a post that nobody holds on a day.

    >>> Vacancy(id="p:1", post=PostId("p"), unit=UnitId("u"), kind="chair", day=date(2014, 1, 31), since=date(2014, 1, 1)).days
    31
    """

    post: PostId = field(metadata=public("the post", ref="post"))
    unit: UnitId = field(metadata=public("the unit that has it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of post, a word of the charter", words="post"))
    day: date = field(metadata=public("the day on which it is vacant"))
    since: date | None = field(default=None, metadata=public("the first day of that; none where nobody knows"))
    acting: tuple[str, ...] = field(
        default=(), metadata=public("the terms of those who act in the post meanwhile", ref="tenure")
    )

    @property
    def days(self) -> int | None:
        """For how many days it has been vacant, the first one counted; None if nobody knows since when."""
        return None if self.since is None else (self.day - self.since).days + 1

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The vacancy in a line."""
        since = say("vacant-since", language, since=self.since, days=self.days)
        return (
            say(
                "vacancy",
                language,
                post=self.post,
                unit=self.unit,
                since=since if self.since else say("vacant-unknown", language),
                acting=say("vacant-acting", language, acting=self.acting) if self.acting else "",
            ),
        )


def vacancies_on(at: At, *, not_by: tuple[str, ...] = ("acting",)) -> tuple[Vacancy, ...]:
    """The seats that nobody holds at the end of a day, one for each empty seat of a post, in the order of posts.

    Args:
        at: the records, the day, and the unit at and under which posts are looked at.
        not_by: the ways of holding a post that leave it vacant.
    """
    within = None if at.scope is None else set(at.snapshot.under(at.scope, at.day))
    found: list[Vacancy] = []
    for post in at.snapshot.all(Post).values():
        if not at.snapshot.counts_on(post, at.day) or (within is not None and post.unit not in within):
            continue
        every = tenures_of(post.id, at)
        real = [one for one in every if one.method not in not_by]
        acting = tuple(one.id for one in every if one.method in not_by and holds_on(one, at.day))
        empty = post.seats - sum(holds_on(one, at.day) for one in real)
        found += [
            Vacancy(
                id=f"{post.id}:{number}",
                post=post.id,
                unit=post.unit,
                kind=post.kind,
                day=at.day,
                since=_empty_since(post, real, number, at.day),
                acting=acting if number == 1 else (),
            )
            for number in range(1, empty + 1)
        ]
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


def _ended(_: None, at: At) -> Iterator[Problem]:
    """Terms of office that stand though their post, or its unit, has ended."""
    for tenure in at.snapshot.all(Tenure).values():
        post = at.snapshot.get(Post, tenure.post)
        unit = at.snapshot.get(Unit, post.unit) if post is not None else None
        if post is None or not holds_on(tenure, at.day):
            continue
        ends = [one.end for one in (post, unit) if one is not None and one.end is not None and one.end <= at.day]
        if ends:
            told = {"id": tenure.id, "post": at.snapshot.charter.named("post", post.kind), "day": min(ends)}
            yield Problem("tenure-outlives", source=at.snapshot.sources.get(key_of(tenure)), value=post.id, details=told)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """Seats to be filled, of kinds of post whose holders are kept; those that a staffing rule asks for are told by that rule."""
    if at.snapshot.withheld & {"post", "tenure"}:
        return
    charter = at.snapshot.charter
    asked = {kind for rule in charter.rules_of(StaffingRule, at.day) for need in rule.needs for kind in need.post}
    held = {post.kind for one in at.snapshot.all(Tenure).values() if (post := at.snapshot.get(Post, one.post)) is not None}
    for one in vacancies_on(at):
        unit = at.snapshot.get(Unit, one.unit)
        if one.kind not in held - asked or unit is None or not at.snapshot.tree.stands(unit.id, at.day):
            continue
        told = {"post": charter.named("post", one.kind), "unit": unit.name or unit.id, "since": one.since or "—"}
        code = "post-acting" if one.acting else "post-vacant"
        yield ToDo(
            kind="vacancy",
            urgency=Urgency.LACKING,
            record=("vacancy", one.id),
            unit=one.unit,
            reason=Problem(code, source=at.snapshot.sources.get(("post", one.post)), value=one.post, details=told),
        )


KIND: Kind[None] = Kind(
    name="vacancy",
    form=None,
    derives=(Derivation(Vacancy, lambda _, at: vacancies_on(at)),),
    finds=_ended,
    todo=_to_dos,
    untyped="a post that nobody holds is the lack of a row",
)
