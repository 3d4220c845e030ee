"""Terms of office: which term a holder is in, when renewal is due, and for how long somebody may act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, field, frozen

from grassroots.fields import described, public
from grassroots.model import Derived, Post, Tenure, Unit, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, ToDo, Urgency
from grassroots.rules.posts.posts import holds_on
from grassroots.rules.posts.staffing_rule import StaffingRule, TermOfOffice
from grassroots.rules.posts.worded import source_of
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.time.terms import term_on
from grassroots.values import FOREVER


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class TermStatus(Derived):
    """A holding of a post on a day: which term it is, and when renewal is due.

    >>> TermStatus(id="terms:t-1", tenure="t-1", rule="terms", number=2, start=date(2020, 1, 1), renewal=date(2020, 1, 1)).renewal
    datetime.date(2020, 1, 1)
    """

    tenure: str = field(metadata=public("the holding of the post", ref="tenure", home=True))
    rule: str = field(metadata=public("the rule of the charter that says how long a term is"))
    number: int = field(metadata=public("which term it is, by the days alone; the first is 1"))
    start: date = field(metadata=public("the first day of that term"))
    end: date | None = field(default=None, metadata=public("the first day after that term; none: it has no end"))
    renewal: date | None = field(default=None, metadata=public("the day on which renewal is due; none: it has no end"))
    acting_until: date | None = field(
        default=None, metadata=public("of somebody who acts in the post: the first day on which that is too long")
    )
    latest: date | None = field(
        default=None,
        metadata=public("the day by which renewal must come even where the unit above approves that it comes late"),
    )


def terms_on(rule: StaffingRule, at: At) -> tuple[TermStatus, ...]:
    """The terms of office that stand on a day under a rule, those first whose renewal is due first.

    A holding that was entered with its own last day ends with it; one without an end must be renewed when the term is over: then it is a Problem
    (see `term_problems`).
    """
    found = (_status(tenure, of, rule, at) for tenure, of in _held(rule, at))
    return tuple(sorted(found, key=lambda one: (one.renewal or FOREVER, one.tenure)))


def term_problems(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """Terms that are over without renewal, and people who act for too long, those first whose renewal is due first."""
    return (problem for _, problem, urgency, _ in _dues(rule, at) if urgency is Urgency.OVERDUE)


def terms_to_do(rule: StaffingRule, at: At) -> Iterator[ToDo]:
    """Terms to be renewed, by the day on which they are due, and acting that has to end."""
    for tenure, problem, urgency, day in _dues(rule, at):
        yield ToDo.about(tenure, at, rule=rule, kind="staffing", urgency=urgency, day=day, reason=problem)


def renewals(rule: StaffingRule, at: At) -> Iterator[Proposed]:
    """That whoever holds a post whose term is over goes on for another term, from the day on which renewal was due: one way to decide what is due."""
    standing = {one.tenure: one for one in terms_on(rule, at)}
    for tenure, problem, urgency, day in _dues(rule, at):
        if urgency is Urgency.OVERDUE and problem.code != "acting-long":
            begin = max(standing[tenure.id].start, day)
            following = evolve(
                tenure, id=f"{tenure.id}:{begin}", start=begin, known=None, external_ids=(), attachments=(), custom=()
            )
            if at.snapshot.get(Tenure, following.id) is None:
                changes = (Carried(noun="tenure", id=tenure.id, fields={"end": begin}), Carried.adds(following))
                yield Proposed.by(rule, tenure, at, "renew", problem, changes)


def _dues(rule: StaffingRule, at: At) -> Iterator[tuple[Tenure, Problem, Urgency, date]]:
    """What is due by the terms that stand, now or later: the holding, in words, whether it is late, and its day."""
    parts = {tenure.id: (tenure, of) for tenure, of in _held(rule, at)}
    for status in terms_on(rule, at):
        tenure, of = parts[status.tenure]
        source, place = source_of(rule, of), at.snapshot.sources.get(("tenure", tenure.id))
        if status.acting_until is not None and at.day >= status.acting_until:
            details = {"id": tenure.id, "since": tenure.start, "until": status.acting_until, "source": source}
            yield tenure, Problem("acting-long", source=place, details=details), Urgency.OVERDUE, status.acting_until
        if status.renewal is None or tenure.method == "acting":
            continue
        details = {"id": tenure.id, "due": status.renewal, "latest": status.latest, "source": source}
        if status.number > 1:
            late = status.latest is not None and at.day >= status.latest
            code = "term-over" if status.latest is None else "term-over-late" if late else "term-over-shift"
            yield tenure, Problem(code, source=place, details=details), Urgency.OVERDUE, status.renewal
        else:
            yield tenure, Problem("term-due", source=place, details=details), Urgency.DUE, status.renewal


def _status(tenure: Tenure, of: TermOfOffice, rule: StaffingRule, at: At) -> TermStatus:
    until = of.acting.after(tenure.start) if tenure.method == "acting" and of.acting else None
    id = f"{rule.name}:{tenure.id}"
    if not of.months:
        return TermStatus(id=id, tenure=tenure.id, rule=rule.name, number=1, start=tenure.start, acting_until=until)
    number, term = term_on(tenure.start, of.months, at.day)
    first = term_on(tenure.start, of.months, tenure.start)[1]
    return TermStatus(
        id=id,
        tenure=tenure.id,
        rule=rule.name,
        number=number,
        start=term.start,
        end=term.end,
        renewal=first.end if number > 1 else min(term.end, tenure.end or FOREVER),
        acting_until=until,
        latest=of.shift.after(first.end) if of.shift else None,
    )


def _held(rule: StaffingRule, at: At) -> Iterator[tuple[Tenure, TermOfOffice]]:
    """The holdings of posts whose terms the rule sets, each with what it says of them."""
    within = None if at.scope is None else set(at.snapshot.under(at.scope, at.day))
    for tenure in at.snapshot.all(Tenure).values():
        post = at.snapshot.get(Post, tenure.post)
        if post is None or not holds_on(tenure, at.day) or (within is not None and post.unit not in within):
            continue
        unit = at.snapshot.get(Unit, post.unit)
        of = next((one for one in rule.terms if post.kind in one.post), None)
        if of is not None and unit is not None and at.reader.holds(unit, rule.where, at.day):
            yield tenure, of
