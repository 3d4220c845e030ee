"""Handling: whether the steps of a case were such as the charter asks for: on grounds, by the right post, in time, not too often, seen by a second person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from attrs import frozen

from grassroots.errors import NotFound
from grassroots.model import Post, Record, Step, Tenure, Unit, key_of
from grassroots.problems import Named, Problem
from grassroots.reading.reader import Reader
from grassroots.rules.casework.handling_rule import Act, HandlingRule, unsound_handling
from grassroots.rules.kind import At, Kind
from grassroots.rules.proposed import Proposed
from grassroots.rules.time.calendars import calendar_named
from grassroots.snapshot import Snapshot


@frozen(kw_only=True)
class Handling:
    """How a life was handled by a day: what was not as the rule asks, and what it proposes next."""

    record: tuple[str, str]
    rule: HandlingRule
    day: date
    problems: tuple[Problem, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """What was found, line by line."""
        zh = language == "zh"
        named = self.rule.labels.get(language, self.rule.name)
        source = self.rule.source or ("未注明" if zh else "not stated")
        head = f"{named}（依据：{source}）：{self.record[1]}" if zh else f"{named} (source: {source}): {self.record[1]}"
        nothing = "未发现问题。" if zh else "nothing is wanting."
        found = [problem.text(language) for problem in self.problems] or [nothing]
        return (head, *found, *(line for one in self.proposed for line in one.explain(language)))


def handling_on(record: Record, snapshot: Snapshot, day: date) -> tuple[Handling, ...]:
    """How the steps of a record up to a day were taken, by each rule of the charter that is about it."""
    found, reader = [], Reader(snapshot)
    noun, _ = key_of(record)
    for rule in snapshot.charter.rules.get("handling", {}).values():
        if not isinstance(rule, HandlingRule) or rule.noun != noun or not rule.holds_on(day):
            continue
        if rule.where is None or reader.holds(record, rule.where, day):
            found.append(_Life(record, rule, snapshot, day).judged())
    return tuple(found)


def handling_problems(snapshot: Snapshot, day: date) -> tuple[Problem, ...]:
    """Everything in the lives of all records that was not as the rules of the charter ask."""
    nouns = {rule.noun for rule in snapshot.charter.rules.get("handling", {}).values() if isinstance(rule, HandlingRule)}
    records = (record for noun in sorted(nouns) for record in snapshot.all(noun).values())
    return tuple(problem for record in records for one in handling_on(record, snapshot, day) for problem in one.problems)


class _Life:
    def __init__(self, record: Record, rule: HandlingRule, snapshot: Snapshot, day: date) -> None:
        self.record = record
        self.rule = rule
        self.snapshot = snapshot
        self.day = day
        self.steps: tuple[Step, ...] = tuple(step for step in getattr(record, "steps", ()) if step.on <= day)

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
        return Handling(
            record=key_of(self.record), rule=self.rule, day=self.day, problems=tuple(problems), proposed=tuple(proposed)
        )

    def _entered(self, state: str) -> list[int]:
        """Where the life came into a state; several days in one state are one coming."""
        first = [0] if self.steps and self.steps[0].state == state else []
        later = [at for at, (one, two) in enumerate(pairwise(self.steps), 1) if two.state == state != one.state]
        return first + later

    def _after(self, at: int, state: str) -> bool:
        return any(step.state == state for step in self.steps[at + 1 :])

    def _faults(self, act: Act, at: int, count: int) -> Iterator[Problem]:
        step, before = self.steps[at], self.steps[:at]
        if act.grounds and step.ground not in act.grounds:
            yield self._problem("handling-ground", step, known=act.grounds)
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
        flow = self.snapshot.charter.workflow_of(self.record)
        for before, step in pairwise(self.steps):
            post = self.snapshot.get("post", step.by) if step.by else None
            if flow is None or before.state not in flow.states or not isinstance(post, Post):
                continue
            unit = self.snapshot.get("unit", post.unit)
            roles = (post.kind, unit.kind) if isinstance(unit, Unit) else (post.kind,)
            state = flow.states[before.state]
            if step.state in state.next and step.state not in flow.moves_of(before.state, roles):
                known = [role for move in state.moves if move.to == step.state for role in move.by]
                yield self._problem("handling-by", step, known=known)

    def _holders(self, step: Step) -> set[str]:
        tenures = self.snapshot.referrers("tenure", "post", ("post", step.by or ""))
        return {
            self.snapshot.person(one.person)
            for one in tenures
            if isinstance(one, Tenure) and self.snapshot.counts_on(one, step.on)
        }

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
        flow = self.snapshot.charter.workflow_of(self.record)
        state = flow.states.get(step.state) if flow else None
        told = {
            "rule": self.rule.labels.get("en", self.rule.name),
            "rule_zh": self.rule.labels.get("zh", self.rule.name),
            "step": state.labels.get("en", step.state) if state else step.state,
            "step_zh": state.labels.get("zh", step.state) if state else step.state,
            "day": step.on,
            "id": self.record.id,
            "source": self.rule.source or "—",
            **details,
        }
        return Problem(code, source=self.snapshot.sources.get(key_of(self.record)), value=step.ground or "", details=told)

    def _proposed(self, act: Act, on: date) -> Proposed:
        flow = self.snapshot.charter.workflow_of(self.record)
        state, then = (
            Named(name, flow.states[name].labels if flow and name in flow.states else {}) for name in (act.state, act.then)
        )
        reason = Problem(
            "handling-next",
            source=self.snapshot.sources.get(key_of(self.record)),
            value=then,
            details={"id": self.record.id, "state": state, "times": act.most, "day": on},
        )
        return Proposed(
            what=act.then,
            record=key_of(self.record),
            day=self.day,
            reason=reason,
            rule=self.rule.name,
            source=self.rule.source,
            labels=self.rule.labels,
        )


def _problems(rule: HandlingRule, at: At) -> Iterator[Problem]:
    for record in at.snapshot.all(rule.noun).values():
        for one in handling_on(record, at.snapshot, at.day):
            if one.rule == rule:
                yield from one.problems


KIND = Kind(name="handling", form=HandlingRule, sound=unsound_handling, judges_past=True, finds=_problems)
