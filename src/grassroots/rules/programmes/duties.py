"""Duties: what each unit, post and team owes, and where each thing due stands on a day, as the records that do it show. Nothing is a stored flag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from grassroots.charter import StateKind, Workflow
from grassroots.errors import NotFound
from grassroots.model import Due, Post, Record, Step, Team, Unit
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem, nearest
from grassroots.reading.lifecycle import Promise, Status, status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.programmes.duty_rule import By, DutyRule, Level, Occasion, Who, unsound_duty
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Ref, UnitId

Key = tuple[str, str]
Bearer = Unit | Post | Team
"""Who can owe something."""


class DutyState(StrEnum):
    """Where a thing due stands on a day."""

    OWED = "owed"
    """Not done, and still in time."""
    DONE = "done"
    """Done in time."""
    LATE = "late"
    """Done, after the last day."""
    BEHIND = "behind"
    """Not done, and the last day has passed."""
    EXCUSED = "excused"
    """Excused, with a reason."""
    WAIVED = "waived"
    """Fallen away: decided, or whoever owed it is no more."""


_STATES: Mapping[DutyState, tuple[str, str]] = {
    DutyState.OWED: ("owed", "应办"),
    DutyState.DONE: ("done in time", "按期完成"),
    DutyState.LATE: ("done late", "逾期完成"),
    DutyState.BEHIND: ("behind", "逾期未办"),
    DutyState.EXCUSED: ("excused", "免办"),
    DutyState.WAIVED: ("fallen away", "不再适用"),
}


@frozen(kw_only=True)
class DutyStatus:
    """Where a thing due stands at the end of a day, and what shows it.

    `last`: the last day in time, grace included. `done_on`: the day on which the last of the records that it takes (`need`) was there; `have` how
    many there are, and `by` which they are. `before`: duties that had to come first and were not done when a record was there that would have counted.
    """

    due: Due
    rule: DutyRule | None
    day: date
    state: DutyState
    last: date | None
    done_on: date | None = None
    have: int = 0
    need: int = 1
    by: tuple[Key, ...] = ()
    before: tuple[str, ...] = ()

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """Why it stands so, line by line."""
        zh = language == "zh"
        name = (self.rule.labels.get(language) if self.rule else None) or self.due.duty
        who = bearer_of(self.due)
        state = _STATES[self.state][zh]
        lines = [
            f"{name}（{who}，{self.due.first}至{self.due.last}）：{self.day}为{state}。"
            if zh
            else f"{name} of {who} for {self.due.first} to {self.due.last}: {state} on {self.day}."
        ]
        if self.last is not None:
            lines.append(f"期限：{self.last}。" if zh else f"The last day in time is {self.last}.")
        if self.rule is not None and self.rule.owes:
            shown = ("、" if zh else ", ").join(id for _, id in self.by) or ("无" if zh else "none")
            lines.append(
                f"需要{self.need}次，已有{self.have}次：{shown}。"
                if zh
                else f"It takes {self.need}; there are {self.have}: {shown}."
            )
        if self.done_on is not None:
            lines.append(f"完成日期：{self.done_on}。" if zh else f"Done on {self.done_on}.")
        if self.due.excuse and self.state is DutyState.EXCUSED:
            lines.append(f"原因：{self.due.excuse}。" if zh else f"Excused: {self.due.excuse}.")
        if self.before:
            names = ("、" if zh else ", ").join(self.before)
            lines.append(f"应先完成而未完成：{names}。" if zh else f"What has to come before was not done: {names}.")
        if self.rule is not None and self.rule.source:
            lines.append(f"依据：{self.rule.source}。" if zh else f"Source: {self.rule.source}.")
        return tuple(lines)


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


def due_id(duty: str, first: date, bearer: str) -> str:
    """The id of a thing due: the same duty of the same bearer for the same period has the same id.

    >>> due_id("lesson", date(2014, 1, 1), "b7")
    'lesson:2014-01-01:b7'
    """
    return f"{duty}:{first}:{bearer}"


def bearer_of(due: Due) -> str:
    """The id of the post, the team or the unit that owes a thing due.

    >>> bearer_of(Due(id="d-1", unit=UnitId("b7"), duty="lesson", first=date(2014, 1, 1), last=date(2014, 12, 31)))
    'b7'
    """
    return due.post or due.team or due.unit


def dues_of(snapshot: Snapshot, period: Period, duties: Iterable[str] = ()) -> tuple[Due, ...]:
    """The things due whose periods begin in `period`, as records to be added. What is there already is not given again.

    Who stands and meets the conditions of a duty on the first day of one of its periods owes it for that period. What falls away later (the unit is
    dissolved before the last day) is not behind: it is waived.

    Args:
        snapshot: the records; its charter holds the duties.
        period: days with an end.
        duties: only these duties, by name; without any, all.

    Raises:
        NotFound: the charter has no such duty.
    """
    charter, reader = snapshot.charter, Reader(snapshot)
    wanted = set(duties)
    rules = [rule for rule in charter.rules.get("duty", {}).values() if isinstance(rule, DutyRule)]
    for name in sorted(wanted - {rule.known_as for rule in rules}):
        charter.rule("duty", name)
    there = {(due.duty, bearer_of(due), due.first) for due in snapshot.all("due").values() if isinstance(due, Due)}
    found: list[Due] = []
    for rule in rules:
        if wanted and rule.known_as not in wanted:
            continue
        for occasion in rule.occasions(period):
            first = occasion.period.start
            if not rule.holds_on(first):
                continue
            for bearer in _bearers(rule, snapshot, reader, first):
                if (rule.known_as, bearer.id, first) not in there:
                    found.append(_opened(rule, bearer, occasion, snapshot))
    return tuple(sorted(found, key=lambda due: due.id))


def _bearers(rule: DutyRule, snapshot: Snapshot, reader: Reader, day: date) -> Iterable[Bearer]:
    for record in snapshot.all(rule.who.value).values():
        if not isinstance(record, Bearer) or not _stands(record, snapshot, day):
            continue
        if rule.where is None or reader.holds(record, rule.where, day):
            yield record


def _stands(bearer: Bearer, snapshot: Snapshot, day: date) -> bool:
    unit, end = _unit_of(bearer, snapshot), _ends(bearer, snapshot)
    starts = [start for start in (bearer.start, unit.start if unit else None) if start]
    return all(start <= day for start in starts) and (end is None or day < end)


def _unit_of(bearer: Bearer, snapshot: Snapshot) -> Unit | None:
    if isinstance(bearer, Unit):
        return bearer
    found = snapshot.get("unit", bearer.unit)
    return found if isinstance(found, Unit) else None


def _ends(bearer: Bearer, snapshot: Snapshot) -> date | None:
    """The first day on which the bearer is no more: its own, or that of its unit."""
    unit = _unit_of(bearer, snapshot)
    return min((end for end in (bearer.end, unit.end if unit else None) if end), default=None)


def _opened(rule: DutyRule, bearer: Bearer, occasion: Occasion, snapshot: Snapshot) -> Due:
    first = occasion.period.start
    due = Due(
        id=due_id(rule.known_as, first, bearer.id),
        unit=UnitId(bearer.id) if isinstance(bearer, Unit) else bearer.unit,
        post=bearer.id if isinstance(bearer, Post) else None,
        team=bearer.id if isinstance(bearer, Team) else None,
        duty=rule.known_as,
        kind=rule.kind or None,
        first=first,
        last=occasion.period.last,
    )
    workflow = snapshot.charter.workflow_of(due)
    start = workflow.start if workflow else DutyState.OWED.value
    return evolve(due, steps=(Step(state=start, on=first, due=occasion.last),))


class Duties:
    """The things due of a snapshot, with the records that do them.

    Each record counts for one thing due: the first by its last day that is still in time; one too many makes up for what is behind, late, where the
    duty allows it. So one more record never makes anything worse, and what stood on a day does not change by what comes later.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # What does a duty is never itself a thing due: no reader of derived lives is needed here.
        self._reader = Reader(snapshot)
        self._acts: dict[str, dict[str, list[_Act]]] = {}
        self._done: dict[str, _Done] | None = None
        self._lives: dict[str, tuple[Step, ...]] = {}

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
        if record.id not in self._lives:
            self._lives[record.id] = self._life(record)
        return self._lives[record.id]

    def status(self, due: Due, day: date) -> DutyStatus:
        """Where a thing due stands at the end of a day."""
        rule = self.rule_of(due)
        standing = status_on(self.life(due), self._snapshot.charter.workflow_of(due), day)
        done = self._found(due)
        need = rule.least if rule else 1
        acts = [(act, times) for act, times in done.acts if act.day <= day]
        state = _state_of(due, standing)
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
            last=standing.due if standing else _due_of(due),
            done_on=standing.since if standing and finished else None,
            have=sum(times for _, times in acts) or len(by),
            need=need,
            by=by,
            before=tuple(dict.fromkeys(before)),
        )

    def statuses(self, day: date, scope: UnitId | None = None) -> tuple[DutyStatus, ...]:
        """Everything that is owed for periods that have begun, as it stands at the end of a day, in the order of ids."""
        under = None if scope is None else set(self._snapshot.under(scope, day))
        return tuple(
            self.status(due, day)
            for due in self._snapshot.all("due").values()
            if isinstance(due, Due) and due.first <= day and (under is None or due.unit in under)
        )

    def problems(self) -> tuple[Problem, ...]:
        """Things due without a duty in the charter, and records that do not count because what comes before was not done."""
        found: list[Problem] = []
        known = {rule.known_as for rule in self._snapshot.charter.rules.get("duty", {}).values()}
        told: set[Key] = set()
        for due in self._snapshot.all("due").values():
            if not isinstance(due, Due):
                continue
            rule = self.rule_of(due)
            source = self._snapshot.sources.get(("due", due.id))
            if rule is None:
                details = {"noun": named_noun("due"), "id": due.id, "first": due.first, "known": nearest(due.duty, known)}
                found.append(Problem("duty-without-rule", source=source, value=due.duty, details=details))
                continue
            for act, names in self._found(due).out_of_turn:
                if act.key in told:
                    continue
                told.add(act.key)
                details = {
                    "noun": named_noun(act.key[0]),
                    "id": act.key[1],
                    "day": act.day,
                    "before": tuple(self._named(name) for name in names),
                    "source": rule.source or rule.name,
                }
                place = self._snapshot.sources.get(act.key)
                found.append(Problem("duty-out-of-turn", source=place, value=self._named(rule.known_as), details=details))
        return tuple(found)

    # -- how --

    def _named(self, name: str) -> Named:
        rules = self._snapshot.charter.rules.get("duty", {}).values()
        return Named(name, next((rule.labels for rule in rules if rule.known_as == name), {}))

    def _life(self, due: Due) -> tuple[Step, ...]:
        rule, workflow = self.rule_of(due), self._snapshot.charter.workflow_of(due)
        if workflow is None:
            return due.steps
        done_on = self._found(due).on(rule.least) if rule and rule.owes else None
        if done_on is not None and (life := _moved(due.steps, workflow, done_on, StateKind.DONE)):
            return life
        noun = Who.POST if due.post else Who.TEAM if due.team else Who.UNIT
        bearer = self._snapshot.get(noun.value, bearer_of(due))
        end = _ends(bearer, self._snapshot) if isinstance(bearer, Bearer) else None
        last = _due_of(due)
        if end is not None and last is not None and end <= last:
            return _moved(due.steps, workflow, end, StateKind.DROPPED) or due.steps
        return due.steps

    def _found(self, due: Due) -> _Done:
        if self._done is None:
            self._done = self._matched()
        return self._done.get(due.id, _Done())

    def _matched(self) -> dict[str, _Done]:
        bearers: dict[tuple[str, str], list[tuple[Due, DutyRule, Occasion]]] = {}
        for due in self._snapshot.all("due").values():
            if isinstance(due, Due) and (rule := self.rule_of(due)) is not None and rule.owes:
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
    standing = status_on(until, workflow, day)
    if standing is None or standing.state_kind is not StateKind.OPEN:
        return None
    following = [workflow.states[name] for name in workflow.states[standing.state].next if name in workflow.states]
    state = next((one.name for one in following if one.kind is kind), None)
    return None if state is None else (*until, Step(state=state, on=day))


def _state_of(due: Due, standing: Status | None) -> DutyState:
    if standing is None:
        return DutyState.OWED
    if standing.state_kind is StateKind.DROPPED:
        return DutyState.EXCUSED if due.excuse else DutyState.WAIVED
    if standing.state_kind is StateKind.DONE:
        return DutyState.LATE if standing.promise is Promise.LATE else DutyState.DONE
    return DutyState.BEHIND if standing.promise is Promise.OVERDUE else DutyState.OWED


def behind(snapshot: Snapshot, day: date, scope: UnitId | None = None) -> tuple[DutyStatus, ...]:
    """Who is behind at the end of a day, those longest behind first."""
    late = [one for one in Duties(snapshot).statuses(day, scope) if one.state is DutyState.BEHIND]
    return tuple(sorted(late, key=lambda one: (one.last or day, one.due.id)))


# -- reporting upward ----------------------------------------------------------------------------------------------------------------


def led_to(snapshot: Snapshot, due: Due, state: str, on: date, by: UnitId) -> Step | Problem:
    """The step by which a unit leads a report to a state: sent in by itself, checked above, approved and locked further up. A Problem, if another
    unit has to do that. The step names the unit that has to act next."""
    rule = Duties(snapshot).rule_of(due)
    levels = rule.levels if rule else ()
    at = next((number for number, level in enumerate(levels) if level.state == state), None)
    if at is not None and (right := _unit_at(snapshot, due, levels[at], on)) != by:
        details = {"id": due.id, "unit": by, "right": right or "-", "source": (rule and (rule.source or rule.name)) or ""}
        return Problem("wrong-level", value=state, details=details)
    # What is sent back goes to the unit that owes it; what goes on, to the next level.
    following = None if at is None or at + 1 == len(levels) else _unit_at(snapshot, due, levels[at + 1], on)
    if at is None:
        following = due.unit
    return Step(state=state, on=on, unit=following)


def _unit_at(snapshot: Snapshot, due: Due, level: Level, day: date) -> UnitId | None:
    if level.by is By.OWN:
        return due.unit
    above = snapshot.ancestors(due.unit, day)
    if level.by is By.ABOVE:
        return above[0] if above else None
    for id in above:
        unit = snapshot.get("unit", id)
        if isinstance(unit, Unit) and unit.kind == level.of:
            return id
    return None


def _life(snapshot: Snapshot) -> Callable[[Record], Sequence[Step]]:
    return Duties(snapshot).life


KIND = Kind(name="duty", form=DutyRule, sound=unsound_duty, lives={"due": _life}, silent="TODO")
DUES: Kind[None] = Kind(name="due", form=None, finds=lambda _, at: Duties(at.snapshot).problems())
"""What is owed, whether or not its rule is still in the charter."""
