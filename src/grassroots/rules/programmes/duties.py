"""Duties: where each thing due stands on a day, as the records that do it show. Nothing is a stored flag."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from grassroots.charter import StateKind, Workflow
from grassroots.errors import NotFound
from grassroots.model import Due, Post, Record, Step, Team, Unit
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem, nearest
from grassroots.reading.lifecycle import Promise, Status, status_on
from grassroots.reading.reader import reader_of
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.programmes.duty_checks import unsound_duty
from grassroots.rules.programmes.duty_opening import Bearer, duties_of, end_of
from grassroots.rules.programmes.duty_rule import DutyRule, Occasion, Who
from grassroots.rules.programmes.duty_status import DutyOutcome, DutyState, DutyStatus, Key, bearer_of
from grassroots.rules.proposed import Carried, Proposed, step_to
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import problem_by, rule_title, unit_name
from grassroots.snapshot import Snapshot
from grassroots.values import Language, Period, Ref


@frozen(kw_only=True)
class _Act:
    """A record that does a duty: its day, how often it counts, and its key."""

    day: date
    times: int
    key: Key


@frozen(kw_only=True)
class _Done:
    """What was found for one thing due: the records in the order of their days, each with how often it counts for it."""

    acts: tuple[tuple[_Act, int], ...] = ()
    out_of_turn: tuple[tuple[_Act, tuple[str, ...]], ...] = ()

    def by(self, day: date) -> int:
        return sum(times for act, times in self.acts if act.day <= day)

    def on(self, need: int) -> date | None:
        have = 0
        for act, times in self.acts:
            have += times
            if have >= need:
                return act.day
        return None


class Duties:
    """The things due of a snapshot, with the records that do them.

    Each record counts for one thing due: the first by its last day that is still in time; one too many makes up for what is behind, late, where the
    duty allows it. So one more record never makes anything worse, and what stood on a day does not change by what comes later.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # What does a duty is never itself a thing due: no reader of counted steps is needed here.
        self._reader = reader_of(snapshot)
        self._acts: dict[str, dict[str, list[_Act]]] = {}
        self._done: dict[str, _Done] | None = None
        self._steps: dict[str, tuple[Step, ...]] = {}

    def rule_of(self, due: Due) -> DutyRule | None:
        """The duty that a thing due comes from, in the text of its period; None if the charter has none."""
        try:
            rule = self._snapshot.charter.rule("duty", due.duty, due.first)
        except NotFound:
            return None
        return rule if isinstance(rule, DutyRule) else None

    def life(self, record: Record) -> Sequence[Step]:
        """The steps of a record as they count: of a thing due, with the step that the records show; of any other, its own."""
        if not isinstance(record, Due):
            return getattr(record, "steps", ())
        if record.id not in self._steps:
            self._steps[record.id] = self._life(record)
        return self._steps[record.id]

    def status(self, due: Due, day: date) -> DutyStatus:
        """Where a thing due stands at the end of a day."""
        rule = self.rule_of(due)
        status = status_on(self.life(due), self._snapshot.charter.workflow_of(due), day)
        done = self._found(due)
        need = rule.least if rule else 1
        acts = [(act, times) for act, times in done.acts if act.day <= day]
        state = _state_of(due, status)
        finished = state in (DutyState.DONE, DutyState.LATE)
        before = [name for act, names in done.out_of_turn if act.day <= day for name in names] if not finished else []
        by = tuple(act.key for act, _ in acts)
        if not by and due.done_by is not None and finished:
            by = ((due.done_by.noun, due.done_by.id),)
        return DutyStatus(
            due=due,
            rule=rule,
            day=day,
            state=state,
            last=status.due if status else _due_of(due),
            done_on=status.since if status and finished else None,
            have=sum(times for _, times in acts) or len(by),
            need=need,
            by=by,
            before=tuple(dict.fromkeys(before)),
        )

    # -- how --

    def _life(self, due: Due) -> tuple[Step, ...]:
        rule, workflow = self.rule_of(due), self._snapshot.charter.workflow_of(due)
        if workflow is None:
            return due.steps
        done_on = self._found(due).on(rule.least) if rule and rule.owes else None
        if done_on is not None and (life := _moved(due.steps, workflow, done_on, StateKind.DONE)):
            return life
        noun = Who.POST if due.post else Who.TEAM if due.team else Who.UNIT
        bearer = self._snapshot.get(noun.value, bearer_of(due))
        end = end_of(bearer, self._snapshot) if isinstance(bearer, Bearer) else None
        last = _due_of(due)
        if end is not None and last is not None and end <= last:
            return _moved(due.steps, workflow, end, StateKind.DROPPED) or due.steps
        return due.steps

    def out_of_turn(self, due: Due) -> tuple[tuple[_Act, tuple[str, ...]], ...]:
        """The records that would have done it, had the duties been done that come before."""
        return self._found(due).out_of_turn

    def _found(self, due: Due) -> _Done:
        if self._done is None:
            self._done = self._matched()
        return self._done.get(due.id, _Done())

    def _matched(self) -> dict[str, _Done]:
        bearers: dict[tuple[str, str], list[tuple[Due, DutyRule, Occasion]]] = {}
        for due in self._snapshot.all(Due).values():
            if (rule := self.rule_of(due)) is not None and rule.owes:
                period = Period(due.first, due.last + timedelta(days=1))
                occasion = rule.occasion(period)
                last = _due_of(due) or occasion.last
                late = max(last, occasion.late)
                bearers.setdefault((due.duty, bearer_of(due)), []).append((due, rule, evolve(occasion, last=last, late=late)))
        found: dict[str, _Done] = {}
        for owed in bearers.values():
            owed.sort(key=lambda one: (one[2].last, one[0].first, one[0].id))
            found.update(self._match(owed))
        return found

    def _match(self, owed: Sequence[tuple[Due, DutyRule, Occasion]]) -> dict[str, _Done]:
        acts: dict[Key, _Act] = {}
        fits: dict[Key, set[str]] = {}
        for due, rule, _ in owed:
            for act in self._acts_of(rule, due):
                acts[act.key] = act
                fits.setdefault(act.key, set()).add(due.id)
        taken: dict[str, list[tuple[_Act, int]]] = {due.id: [] for due, _, _ in owed}
        turned: dict[str, list[tuple[_Act, tuple[str, ...]]]] = {due.id: [] for due, _, _ in owed}
        missing = {due.id: rule.least for due, rule, _ in owed}
        for act in sorted(acts.values(), key=lambda one: (one.day, one.key)):
            left = act.times
            in_time = [one for one in owed if one[2].opens <= act.day <= one[2].last]
            late = [one for one in owed if one[2].last < act.day <= one[2].late]
            for due, rule, _ in (*in_time, *late):
                if not left or due.id not in fits[act.key] or not missing[due.id]:
                    continue
                if before := self._before(rule, due, act.day):
                    turned[due.id].append((act, before))
                    continue
                times = min(left, missing[due.id])
                taken[due.id].append((act, times))
                missing[due.id] -= times
                left -= times
        return {id: _Done(acts=tuple(found), out_of_turn=tuple(turned[id])) for id, found in taken.items()}

    def _before(self, rule: DutyRule, due: Due, day: date) -> tuple[str, ...]:
        """The duties that had to be done in the period by the day, and were not."""
        lacking: list[str] = []
        for name in rule.preceded_by:
            try:
                first = self._snapshot.charter.rule("duty", name, due.first)
            except NotFound:
                lacking.append(name)
                continue
            assert isinstance(first, DutyRule)
            there = sum(act.times for act in self._acts_of(first, due) if due.first <= act.day <= day)
            if there < first.least:
                lacking.append(name)
        return tuple(lacking)

    def _acts_of(self, rule: DutyRule, due: Due) -> list[_Act]:
        """The records that can do a duty for whoever owes a thing due: those of its unit, or those that name its team.

        An activity does not say who led it, so what a post owes is done by whatever its unit holds: where a unit has two secretaries, one lesson
        counts for the duty of each.
        """
        if rule.name not in self._acts:
            found: dict[str, list[_Act]] = {}
            for record in self._snapshot.all(rule.owes).values():
                day = self._reader.event(record, rule.dated, date.max)
                if day is None or rule.what is None or not self._reader.holds(record, rule.what, day):
                    continue
                act = _Act(day=day, times=max(1, getattr(record, "sessions", 1)), key=(rule.owes, record.id))
                for at in self._doers(rule, record, day):
                    found.setdefault(at, []).append(act)
            self._acts[rule.name] = found
        return self._acts[rule.name].get(due.team or due.unit, [])

    def _doers(self, rule: DutyRule, record: Record, day: date) -> tuple[str, ...]:
        """For whom a record does a duty: the team that it names as its own; else its unit, and with `below` those above it."""
        if rule.who is Who.TEAM:
            team = getattr(record, "team", None) or getattr(record, "holder", None)
            if isinstance(team, Ref):
                team = team.id if team.noun == "team" else None
            return () if team is None else (team,)
        home = self._snapshot.home(record)
        if home is None:
            return ()
        return (home, *self._snapshot.ancestors(home, day)) if rule.below else (home,)


def _due_of(due: Due) -> date | None:
    """The last day in time, as its steps say at their beginning."""
    return due.steps[0].due if due.steps else None


def _moved(steps: Sequence[Step], workflow: Workflow, day: date, kind: StateKind) -> tuple[Step, ...] | None:
    """The life with a step of a kind on a day, if it is still open then; what was written down for later days is overtaken by it."""
    until = tuple(step for step in steps if step.on <= day)
    status = status_on(until, workflow, day)
    if status is None or status.state_kind is not StateKind.OPEN:
        return None
    following = [workflow.states[name] for name in workflow.states[status.state].next if name in workflow.states]
    state = next((one.name for one in following if one.kind is kind), None)
    return None if state is None else (*until, Step(state=state, on=day))


def _state_of(due: Due, status: Status | None) -> DutyState:
    if status is None:
        return DutyState.OWED
    if status.state_kind is StateKind.DROPPED:
        return DutyState.EXCUSED if due.excuse else DutyState.WAIVED
    if status.state_kind is StateKind.DONE:
        return DutyState.LATE if status.promise is Promise.LATE else DutyState.DONE
    return DutyState.BEHIND if status.promise is Promise.OVERDUE else DutyState.OWED


# -- on a day ------------------------------------------------------------------------------------------------------------------------


def duties_in(snapshot: Snapshot) -> Duties:
    """The things due of a snapshot, matched once with the records that do them."""
    return snapshot.kept("duties", Duties)


def status_of(due: Due, at: At) -> DutyStatus:
    """Where a thing due stands at the end of a day."""
    return duties_in(at.snapshot).status(due, at.day)


def statuses(at: At) -> tuple[DutyStatus, ...]:
    """Everything that is owed for periods that have begun, as it stands at the end of a day, in the order of ids."""
    under = None if at.scope is None else set(at.snapshot.under(at.scope, at.day))
    return tuple(
        status_of(due, at)
        for due in at.snapshot.all(Due).values()
        if due.first <= at.day and (under is None or due.unit in under)
    )


def behind(at: At) -> tuple[DutyStatus, ...]:
    """Who is behind at the end of a day, those longest behind first."""
    late = [one for one in statuses(at) if one.state is DutyState.BEHIND]
    return tuple(sorted(late, key=lambda one: (one.last or at.day, one.due.id)))


def duty_problems(at: At) -> Iterator[Problem]:
    """Things due that are not done in time, or are said to be done and no record shows it; things due without a duty in the charter; and records that do not
    count because what comes before was not done."""
    snapshot, duties = at.snapshot, duties_in(at.snapshot)
    known = {rule.known_as: rule.labels for rule in reversed(snapshot.charter.rules_of(DutyRule))}
    told: set[Key] = set()
    for due in snapshot.all(Due).values():
        rule = duties.rule_of(due)
        if rule is None:
            titles = tuple(rule_title(snapshot.charter, "duty", name) for name in nearest(due.duty, known))
            details = {"noun": named_noun("due"), "id": due.id, "first": due.first, "known": titles}
            place = snapshot.sources.get(("due", due.id))
            yield Problem("duty-without-rule", source=place, value=due.duty, details=details)
            continue
        if due.first <= at.day:
            yield from _not_done(duties.status(due, at.day), at)
        for act, names in duties.out_of_turn(due):
            if act.key not in told:
                told.add(act.key)
                details = {
                    "noun": named_noun(act.key[0]),
                    "id": act.key[1],
                    "day": act.day,
                    "before": tuple(Named(name, known.get(name, {})) for name in names),
                    "source": rule.source or rule.name,
                }
                named = Named(rule.known_as, known[rule.known_as])
                place = snapshot.sources.get(act.key)
                yield Problem("duty-out-of-turn", source=place, value=named, details=details)


def _not_done(one: DutyStatus, at: At) -> Iterator[Problem]:
    source = at.snapshot.sources.get(("due", one.due.id))
    if one.state is DutyState.BEHIND:
        yield Problem("duty-behind", source=source, value=one.due.id, details=_details(one, at))
    finished = one.state in (DutyState.DONE, DutyState.LATE)
    if finished and one.rule is not None and one.rule.owes and one.due.done_by is None and one.have < one.need:
        told = {**_details(one, at), "have": one.have, "need": one.need}
        yield Problem("duty-unshown", source=source, value=one.due.id, details=told)


def _details(one: DutyStatus, at: At) -> dict[str, Any]:
    due, labels = one.due, one.rule.labels if one.rule else {}
    team = at.snapshot.get(Team, due.team) if due.team else None
    who = (team.name if team else None) or unit_name(due.unit, at)
    source = one.rule.source if one.rule else ""
    days = {"first": due.first, "last": due.last, "day": one.last or due.last}
    return {"duty": Named(labels.get("en", due.duty), labels), "who": who, "source": source or due.duty, **days}


def _outcomes(_: None, at: At) -> Iterator[DutyOutcome]:
    for one in statuses(at):
        yield DutyOutcome(
            id=one.due.id,
            due=one.due.id,
            duty=one.due.duty,
            state=one.state,
            last=one.last,
            done_on=one.done_on,
            have=one.have,
            need=one.need,
        )


def _told(outcome: DutyOutcome, _: None, at: At, language: Language) -> tuple[str, ...]:
    return status_of(at.snapshot.all(Due)[outcome.due], at).explain(language)


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    for one in statuses(at):
        if one.state not in (DutyState.OWED, DutyState.BEHIND):
            continue
        due, rule, late = one.due, one.rule, one.state is DutyState.BEHIND
        labels = rule.labels if rule else {}
        post = at.snapshot.get(Post, due.post) if due.post else None
        source = rule.source if rule else ""
        yield ToDo(
            kind="due",
            rule=due.duty,
            labels=labels,
            urgency=Urgency.OVERDUE if late else Urgency.DUE,
            record=("due", due.id),
            unit=due.unit,
            post=post.kind if post else "",
            day=one.last,
            reason=Problem("duty-behind" if late else "duty-owed", value=due.id, details=_details(one, at)),
            source=source,
        )


def _life(snapshot: Snapshot) -> Callable[[Record], Sequence[Step]]:
    return duties_in(snapshot).life


def _unopened(rule: DutyRule, at: At) -> tuple[Due, ...]:
    """What is owed by a rule for the periods of the year that have begun and that nobody opened."""
    period = Period(at.day.replace(month=1, day=1), at.day + timedelta(days=1))
    return duties_of(At.of(at.snapshot, at.day), period, (rule.known_as,))


def _opening(rule: DutyRule, at: At) -> Iterator[Proposed]:
    """That what is owed is opened, once for the whole rule."""
    found = _unopened(rule, at) if at.snapshot.charter.rule("duty", rule.known_as, at.day) is rule else ()
    top = at.snapshot.roots(at.day)
    if found and top:
        unit = at.snapshot.all(Unit)[top[0]]
        told = {"number": len(found), "first": found[0].first, "who": unit_name(found[0].unit, at)}
        yield Proposed.by(
            rule,
            unit,
            at,
            "open",
            problem_by(rule, unit, at, "duty-unopened", rule.title, **told),
            tuple(Carried.adds(one) for one in found),
        )


KIND = Kind(
    name="duty",
    form=DutyRule,
    sound=unsound_duty,
    steps={"due": _life},
    proposes=_opening,
    untyped="what it opens are things due, and of those `due` tells",
)


def _typed(_: None, at: At) -> Iterator[Held]:
    """The step that says that a thing due is done, of which records show less than it takes."""
    for one in statuses(at):
        if one.rule is None or not one.rule.owes or one.due.done_by is not None or one.have >= one.need:
            continue
        for done in step_to(one.due, StateKind.DONE, at) if one.state in (DutyState.OWED, DutyState.BEHIND) else ():
            yield Held(record=one.due, gives=one.due.steps, other=(*one.due.steps, done.step))


DUES: Kind[None] = Kind(
    name="due",
    form=None,
    derives=(Derivation(DutyOutcome, _outcomes, _told),),
    finds=lambda _, at: duty_problems(at),
    todo=_to_dos,
    typed=(Typed(noun=Due, field="steps", told={"duty-unshown": "value"}, of=_typed),),
)
"""What is owed, whether or not its rule is still in the charter."""
