"""The visits that a plan of outreach asked for up to a day, each with what became of it: derived records, one for each visit, missed or made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import Contact, Derived, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind, ToDo, Urgency
from grassroots.rules.proposed import Proposed
from grassroots.rules.service.outreach import AHEAD, Asked, Target, is_there, outreach_problems
from grassroots.rules.service.outreach_rule import TARGETS, OutreachRule, unsound_outreach
from grassroots.rules.worded import problem_by, unit_name
from grassroots.values import Ref, UnitId

TOLD = timedelta(days=366)
"""A visit missed so long ago is told no more: it can no longer be made up for."""


class VisitState(StrEnum):
    """What became of a visit that was due."""

    MADE = "made"
    """Somebody was met in time, or did not wish it: of the two nobody is told which."""
    MISSED = "missed"
    """Its last day passed, and nobody was met by then."""
    OPEN = "open"
    """Its last day is still to come."""


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class VisitDue(Derived):
    """A visit that was due, or is, under a plan of outreach: to whom, by when, and what became of it.

    >>> home = Ref("household", "h-1")
    >>> VisitDue(id="families:household:h-1:2024-03-01", target=home, rule="families", due=date(2024, 3, 1), state=VisitState.OPEN).on is None
    True
    """

    target: Ref = field(metadata=internal("who is to be visited", ref=TARGETS))
    unit: UnitId | None = field(default=None, metadata=internal("the unit that is to go", ref="unit", home=True))
    rule: str = field(metadata=public("the plan of the charter"))
    due: date = field(metadata=internal("the last day in time"))
    festival: str | None = field(
        default=None, metadata=internal("the festival that it is for, if it is for one", words="festival")
    )
    state: VisitState = field(metadata=internal("made, missed or open"))
    on: date | None = field(default=None, metadata=internal("the day on which it was made; later than due: made up for"))


def visits_due(rule: OutreachRule, at: At) -> tuple[VisitDue, ...]:
    """The visits of a rule that were due up to a day, and the one that comes next, to each whom it is about.

    Nothing is asked for the time before the rule came into force, nor before the first visit that the office recorded under it: an office that recorded none
    is told of none.
    """
    return at.snapshot.kept(f"visits:{rule.name}:{at.day}", lambda _: tuple(_Visits(rule, at).all()))


class _Visits:
    """The walk over those of a register, each once."""

    def __init__(self, rule: OutreachRule, at: At) -> None:
        self.rule, self.at = rule, at
        self.asked = Asked(rule, At.of(at.snapshot, at.day))
        self.codes = {*rule.counts, *rule.refused}

    def all(self) -> Iterator[VisitDue]:
        rule, day = self.rule, self.at.day
        days = [
            one.on
            for one in self.at.snapshot.all(Contact).values()
            if one.target.noun == rule.noun and one.on <= day and (not rule.purposes or one.purpose in rule.purposes)
        ]
        if not days:
            return
        first = max(min(days), rule.valid_from or date.min)
        festivals = self.asked.festivals(first, day + timedelta(days=AHEAD))
        for target in self.asked.targets(day, ever=True):
            met = sorted({one.on for one in self.asked.contacts(target, day) if one.code in self.codes})
            if self.at.snapshot.counts_on(target, day):
                yield from self._at_intervals(target, met, first)
            # To whoever has left since, a visit was due at the festivals before; one that was not wished was not made.
            seen = sorted({one.on for one in self.asked.contacts(target, day) if one.code in self.rule.counts})
            yield from self._at_festivals(target, seen, first, festivals)

    def _at_intervals(self, target: Target, met: list[date], first: date) -> Iterator[VisitDue]:
        every = self.asked.every(target, self.at.day)
        if every is None:
            return
        since, left = max(first, getattr(target, "start", None) or first), list(met)
        while True:
            due = every.after(since)
            while left and left[0] <= since:
                left.pop(0)
            on = left[0] if left and left[0] <= due else None
            yield self._visit(target, due, on)
            if on is None and (due >= self.at.day or due <= since):
                return
            since = on or due

    def _at_festivals(
        self, target: Target, met: list[date], first: date, festivals: list[tuple[str, date]]
    ) -> Iterator[VisitDue]:
        for name, day in festivals:
            before, after = self.rule.around(name, day)
            opens, due = day - before, day + after
            if day >= first and is_there(target, due):
                yield self._visit(target, due, next((one for one in met if opens <= one <= due), None), name)

    def _visit(self, target: Target, due: date, on: date | None, festival: str = "") -> VisitDue:
        state = VisitState.MADE if on else VisitState.MISSED if due < self.at.day else VisitState.OPEN
        return VisitDue(
            id=":".join((self.rule.name, self.rule.noun, target.id, *([festival] if festival else []), str(due))),
            target=Ref(self.rule.noun, target.id),
            unit=self.at.snapshot.home(target),
            rule=self.rule.known_as,
            due=due,
            festival=festival or None,
            state=state,
            on=on,
        )


def missed_visits(rule: OutreachRule, at: At) -> Iterator[Problem]:
    """The visits of the last year that were missed: those one after another to the same together, as one visit makes up for them; each for a festival by
    itself."""
    visits = (one for one in visits_due(rule, at) if one.due >= at.day - TOLD)
    for _, run in groupby(visits, key=lambda one: (one.target, one.festival and one.id, one.state)):
        first, *more = run
        if first.state is VisitState.MISSED:
            source = at.snapshot.sources.get((first.target.noun, first.target.id))
            code, details = "outreach-missed", _details(first, rule, at)
            if more:
                code, details = "outreach-missed-again", {**details, "last": more[-1].due, "times": len(more) + 1}
            # To whom a visit was due, is for the office's own list only.
            yield Problem(code, source=source, value=first.target.id, details=details, masked=True)


def visits_to_do(rule: OutreachRule, at: At) -> Iterator[ToDo]:
    """The visits that wait: of those missed and not made up for, the first to each, and each that was missed for a festival of the last year, for which no
    other day makes up; and what comes next."""
    last: dict[Ref, date] = {}
    for one in visits_due(rule, at):
        if one.on is not None:
            last[one.target] = max(last.get(one.target, one.on), one.on)
    told: set[Ref] = set()
    for one in sorted(visits_due(rule, at), key=lambda visit: (visit.due, visit.id)):
        if one.festival and one.state is VisitState.MISSED:
            if one.due < at.day - TOLD:
                continue
        elif one.state is VisitState.MADE or one.target in told or (one.target in last and one.due < last[one.target]):
            continue
        else:
            told.add(one.target)
        yield ToDo(
            kind="outreach",
            rule=rule.name,
            labels=rule.labels,
            urgency=Urgency.OVERDUE if one.state is VisitState.MISSED else Urgency.DUE,
            record=(one.target.noun, one.target.id),
            unit=one.unit,
            day=one.due,
            reason=Problem("outreach-visit", value=one.target.id, details=_details(one, rule, at), masked=True),
            source=rule.source,
        )


def _details(one: VisitDue, rule: OutreachRule, at: At) -> dict[str, object]:
    told = {"rule": rule.title, "source": rule.source or "—", "due": one.due, "unit": unit_name(one.unit, at)}
    return {**told, "festival": at.snapshot.charter.named("festival", one.festival)} if one.festival else told


def to_throw_away(rule: OutreachRule, at: At) -> Iterator[Proposed]:
    """The visits whose time to be kept is over, to be withdrawn: all but those that a matter still names."""
    for one in at.snapshot.all(Contact).values() if rule.keep else ():
        if rule.keep is None or one.target.noun != rule.noun or (last := rule.keep.after(one.on)) > at.day:
            continue
        if (rule.purposes and one.purpose not in rule.purposes) or any(at.snapshot.referrers("case", "contact", key_of(one))):
            continue
        # To whom somebody went, and with what, is for nobody's list any more.
        reason = problem_by(rule, one, at, "outreach-kept", one.id, on=one.on, keep=rule.keep, last=last - timedelta(days=1))
        yield Proposed.by(rule, one, at, "withdraw", reason)


def _problems(rule: OutreachRule, at: At) -> Iterator[Problem]:
    yield from outreach_problems(rule, at)
    yield from missed_visits(rule, at)


KIND = Kind(
    name="outreach",
    form=OutreachRule,
    sound=unsound_outreach,
    refused=lambda rule: rule.refused,
    derives=(Derivation(VisitDue, visits_due),),
    finds=_problems,
    proposes=to_throw_away,
    todo=visits_to_do,
    untyped="a visit that is due is typed nowhere; a visit that took place is a fact",
)
