"""Handling: whether the steps of a case were such as the charter asks for: on grounds, by the right post, in time, not too often, seen by a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.errors import NotFound
from grassroots.fields import described, internal, public
from grassroots.model import (
    NOUNS,
    Case,
    Derived,
    Post,
    Record,
    Reply,
    Step,
    Tenure,
    Unit,
    derived_noun,
    has_steps,
    key_of,
    noun_of,
)
from grassroots.problems import Named, Problem
from grassroots.rules.casework.duplicates import unanswered
from grassroots.rules.casework.handling_rule import Act, HandlingRule, unsound_handling
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.time.calendars import calendar_named
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import headed, problem_by
from grassroots.snapshot.lives import step_faults
from grassroots.texts import catalogue
from grassroots.values import Language, Ref, UnitId


@frozen(kw_only=True)
class Handling:
    """How a record was handled by a day: what was not as the rule asks, and what it proposes next."""

    record: tuple[str, str]
    rule: HandlingRule
    day: date
    problems: tuple[Problem, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """What was found, line by line."""
        said = catalogue("grassroots.rules.casework").say
        head = headed(self.rule.title.text(language), self.rule.source, language)
        return (
            said("handling", language, head=head, id=self.record[1]),
            *([problem.text(language) for problem in self.problems] or [said("handling-sound", language)]),
            *(line for one in self.proposed for line in one.explain(language)),
        )


def handling_on(record: Record, rule: HandlingRule, at: At) -> Handling | None:
    """How the steps of a record up to a day were taken, by a rule; None where the rule is not about it."""
    if rule.noun != noun_of(record) or not (rule.where is None or at.reader.holds(record, rule.where, at.day)):
        return None
    return _Steps(record, rule, at).judged()


def handled(rule: HandlingRule, at: At) -> Iterator[Handling]:
    """How the steps of all records that a rule is about were taken."""
    for record in at.snapshot.all(rule.noun).values():
        if (found := handling_on(record, rule, at)) is not None:
            yield found


def handling_problems(rule: HandlingRule, at: At) -> Iterator[Problem]:
    """Everything in the steps of all records that was not as a rule asks, and whoever of a merged case still waits for an answer."""
    for one in _handled(rule, at):
        yield from one.problems
    yield from (reason for _, reason in _waiting(rule, at))


def _waiting(rule: HandlingRule, at: At) -> Iterator[tuple[Case, Problem]]:
    """Those who asked in a merged case and were not answered."""
    for waiting in unanswered(rule, at) if rule.noun == "case" else ():
        case = at.snapshot.all(Case)[waiting.case]
        yield case, problem_by(rule, case, at, "case-unanswered", lead=waiting.lead, since=waiting.since)


def _to_dos(rule: HandlingRule, at: At) -> Iterator[ToDo]:
    for case, reason in _waiting(rule, at):
        yield ToDo.about(case, at, kind="handling", rule=rule, urgency=Urgency.LACKING, reason=reason)


def _handled(rule: HandlingRule, at: At) -> tuple[Handling, ...]:
    return at.snapshot.kept(f"handled:{rule.name}:{at.day}", lambda _: tuple(handled(rule, At.of(at.snapshot, at.day))))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class HandlingState(Derived):
    """How the steps of a record were taken by a day, under a rule of handling.

    >>> HandlingState(id="desk:case:c-1", record=Ref("case", "c-1"), rule="desk", wrong=0).next is None
    True
    """

    record: Ref = field(metadata=internal("the record", ref=tuple(noun for noun in NOUNS if has_steps(noun))))
    unit: UnitId | None = field(default=None, metadata=internal("the unit of that record", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of handling"))
    wrong: int = field(metadata=internal("how many of its steps were not as the rule asks; 0 or more"))
    next: str | None = field(default=None, metadata=internal("the state that the rule proposes next, if it does"))


def _states(rule: HandlingRule, at: At) -> Iterator[HandlingState]:
    for one in _handled(rule, at):
        record = at.snapshot.get(*one.record)
        yield HandlingState(
            id=":".join((rule.name, *one.record)),
            record=Ref(*one.record),
            unit=at.snapshot.home(record) if record is not None else None,
            rule=rule.known_as,
            wrong=len(one.problems),
            next=one.proposed[0].what if one.proposed else None,
        )


def _proposals(rule: HandlingRule, at: At) -> Iterator[Proposed]:
    return (proposed for one in _handled(rule, at) for proposed in one.proposed)


class _Steps:
    """The steps of one record up to a day, held against one rule."""

    def __init__(self, record: Record, rule: HandlingRule, at: At) -> None:
        self.record = record
        self.rule = rule
        self.at = at
        self.snapshot = at.snapshot
        self.flow = at.snapshot.charter.workflow_of(record)
        self.steps: tuple[Step, ...] = tuple(step for step in getattr(record, "steps", ()) if step.on <= at.day)

    def judged(self) -> Handling:
        problems: list[Problem] = []
        proposed: list[Proposed] = []
        for act in self.rule.acts:
            entered = self._entered(act.state)
            for count, at in enumerate(entered, 1):
                problems += self._faults(act, at, count)
            if act.then and len(entered) >= act.most and not self._after(entered[-1], act.then):
                proposed.append(self._proposed(act, self.steps[entered[-1]].on))
        problems += self._not_theirs()
        problems += self._unanswered()
        return Handling(
            record=key_of(self.record), rule=self.rule, day=self.at.day, problems=tuple(problems), proposed=tuple(proposed)
        )

    def _unanswered(self) -> Iterator[Problem]:
        """An outcome or a rating of what was never answered, or not yet."""
        if not self.rule.answer:
            return
        first = next((at for at, step in enumerate(self.steps) if step.state in self.rule.answer), len(self.steps))
        replies = [one.on for one in self.snapshot.referrers(Reply, "case", key_of(self.record))]
        for step in self.steps[:first]:
            state = self.flow.states.get(step.state) if self.flow else None
            dropped = state is not None and state.kind is StateKind.DROPPED
            if dropped or any(on <= step.on for on in replies) or self._misdated(step):
                continue
            if step.rating is not None:
                yield self._problem("handling-rated", step)
            if step.outcome is not None and not (state is not None and state.kind is StateKind.DONE):
                yield self._problem("handling-outcome", step)

    def _misdated(self, step: Step) -> bool:
        """Whether its day is told to be wrong already: it stands before that of the step which it follows."""
        found = step_faults(self.steps, self.flow) if self.flow and (step.rating or step.outcome) else ()
        return any(one is step and code == "steps-out-of-order" for code, one, _ in found)

    def _entered(self, state: str) -> list[int]:
        """Where the steps came into a state; several days in one state are one coming."""
        first = [0] if self.steps and self.steps[0].state == state else []
        later = [at for at, (one, two) in enumerate(pairwise(self.steps), 1) if two.state == state != one.state]
        return first + later

    def _after(self, at: int, state: str) -> bool:
        return any(step.state == state for step in self.steps[at + 1 :])

    def _faults(self, act: Act, at: int, count: int) -> Iterator[Problem]:
        step, before = self.steps[at], self.steps[:at]
        if act.grounds and step.ground not in act.grounds:
            yield self._problem(
                "handling-ground", step, known=tuple(self.at.snapshot.charter.named("ground", one) for one in act.grounds)
            )
        if act.signed and step.by is None:
            yield self._problem("handling-unsigned", step)
        if act.not_by:
            first = next((one for one in reversed(before) if one.state == act.not_by), None)
            if first is not None and not self._other(first, step):
                yield self._problem("handling-same-person", step, other=act.not_by)
        if step.ground in act.confirm and not self._confirmed(act, at):
            yield self._problem("handling-unconfirmed", step, other=act.confirmed)
        if step.ground in act.repeating and not self._answered_before(step):
            yield self._problem("handling-not-repeated", step)
        if act.most and count > act.most:
            yield self._problem("handling-too-often", step, most=act.most)
        last = self._last(act, before)
        if last is not None and step.on > last:
            yield self._problem("handling-too-late", step, last=last)
        if act.before_due and self._was_due(before, step):
            yield self._problem("handling-after-due", step)

    def _not_theirs(self) -> Iterator[Problem]:
        """Steps taken by a post to which the workflow does not give them."""
        flow = self.flow
        for before, step in pairwise(self.steps):
            post = self.snapshot.get(Post, step.by) if step.by else None
            if flow is None or before.state not in flow.states or post is None:
                continue
            unit = self.snapshot.get(Unit, post.unit)
            roles = (post.kind, unit.kind) if unit else (post.kind,)
            state = flow.states[before.state]
            if step.state in state.next and step.state not in flow.moves_of(before.state, roles):
                known = [role for move in state.moves if move.to == step.state for role in move.by]
                yield self._problem("handling-by", step, known=known)

    def _holders(self, step: Step) -> set[str]:
        tenures = self.snapshot.referrers(Tenure, "post", ("post", step.by or ""))
        return {self.snapshot.person(one.person) for one in tenures if self.snapshot.counts_on(one, step.on)}

    def _other(self, first: Step, second: Step) -> bool:
        """Whether a second person took the second step: another post, which nobody held who held the first."""
        if first.by is None or second.by is None or first.by == second.by:
            return False
        return not self._holders(first) & self._holders(second)

    def _confirmed(self, act: Act, at: int) -> bool:
        later = [step for step in self.steps[at + 1 :] if step.state == act.confirmed]
        return any(self._other(self.steps[at], step) for step in later)

    def _answered_before(self, step: Step) -> bool:
        """Whether the record names an earlier one on the same matter that had its answer."""
        earlier = self.snapshot.get(self.rule.noun, getattr(self.record, "repeats", None) or "")
        return earlier is not None and any(
            one.state in self.rule.answer and one.on <= step.on for one in getattr(earlier, "steps", ())
        )

    def _last(self, act: Act, before: tuple[Step, ...]) -> date | None:
        """The last day on which the step may be taken."""
        since = next((one.on for one in reversed(before) if one.state == act.since), None) if act.since else None
        if since is None:
            return None
        if not act.working:
            return since + timedelta(days=act.days)
        try:
            calendar = calendar_named(act.calendar, At(self.snapshot, since))
            left, on = act.days, since
            while left:
                on += timedelta(days=1)
                left -= calendar.kind(on).works
        except NotFound:  # nobody knows these days: then nobody is judged by them
            return None
        return on

    @staticmethod
    def _was_due(before: tuple[Step, ...], step: Step) -> bool:
        dues = [(one.due, one.due_at) for one in before if one.due is not None]
        if not dues:
            return False
        due, due_at = dues[-1]
        assert due is not None
        return step.on > due or (step.on == due and due_at is not None and step.at is not None and step.at > due_at)

    def _problem(self, code: str, step: Step, **details: object) -> Problem:
        told = {"step": self._named(step.state), "day": step.on, **details}
        ground = self.at.snapshot.charter.named("ground", step.ground) if step.ground else ""
        return problem_by(self.rule, self.record, self.at, code, step.ground or "", ground=ground, **told)

    def _named(self, state: str) -> Named:
        labels = self.flow.states[state].labels if self.flow and state in self.flow.states else {}
        return Named(labels.get("en", state), labels)

    def _proposed(self, act: Act, on: date) -> Proposed:
        state, then = (Named(name, self._named(name).labels) for name in (act.state, act.then))
        source = self.snapshot.sources.get(key_of(self.record))
        details = {"id": self.record.id, "state": state, "times": act.most, "day": on}
        reason = Problem("handling-next", source=source, value=then, details=details)
        noun, id = key_of(self.record)
        current = self.flow.states.get(self.steps[-1].state) if self.flow else None
        allowed = current is not None and act.then in current.next
        step = Carried(noun=noun, id=id, step=Step(state=act.then, on=self.at.day))
        return Proposed.by(self.rule, self.record, self.at, act.then, reason, (step,) if allowed else ())


KIND = Kind(
    name="handling",
    form=HandlingRule,
    sound=unsound_handling,
    derives=(Derivation(HandlingState, _states),),
    finds=handling_problems,
    proposes=_proposals,
    todo=_to_dos,
    untyped="it says which steps may follow, and computes no result",
)
