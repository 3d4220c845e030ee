"""Who may take a step, and what is locked: held against the charter where a change is made, before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from attrs import evolve, frozen

from grassroots.access.actors import Verb
from grassroots.access.view import View
from grassroots.charter import Charter, Workflow
from grassroots.charter.paths import workflows_of
from grassroots.charter.workflow import ROLES, Move
from grassroots.fields import Part, fields_of
from grassroots.model import Due, Post, Record, Seat, Step, Unit, has_steps, noun_class, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem
from grassroots.reading import At
from grassroots.rules.programmes.duty_levels import unit_of_level
from grassroots.rules.programmes.duty_rule import DutyRule
from grassroots.store import Change
from grassroots.values import UnitId

FROZEN_NOT = ("unit", "change_event", "due", "calendar_day", "person")
"""The nouns that belong to no period."""


@frozen
class Taken:
    """What was found: the steps that are not the actor's to take and the records that are locked; and whether something is entered from paper."""

    problems: tuple[Problem, ...] = ()
    paper: bool = False


def faults_of_change(
    view: View, changes: Sequence[Change], *, charter: Charter | None = None, rows: bool = False, rights: bool = True
) -> tuple[Problem, ...]:
    """What would be wrong after the changes, and is not wrong before. `charter`: that will hold with them, if it is another. `rows`: they come from ledgers. `rights`: whether it is told, too, that a step is not
    the author's to take."""
    if unseen := view._unseen(changes):
        return unseen
    if rights and (taken := judged_steps(view, changes, rows=rows).problems):
        return taken
    return view._faults(changes, charter)


def judged_steps(view: View, changes: Sequence[Change], *, rows: bool = False) -> Taken:
    """Holds changes against who may take their steps and against what is locked.

    A move that the workflow gives to posts is taken by whoever holds one of them on the day, at the unit of the record or above it; a level of a report by
    whoever may change records at its unit. Whoever may enter from paper (`Verb.ENTER`) may enter what others did; it is marked so. `rows`: the changes
    come from ledgers, which tell what was done, rightly or not.
    """
    duties = {rule.name: rule for rule in view.charter.rules_of(DutyRule) if rule.levels}
    old = view._stored_of([change.key for change in changes])
    led: dict[tuple[type[Any], Any], bool] = {}

    def judged(record: Any) -> bool:
        """Whether somebody may be the only one to take a step of such a record."""
        if record is None or not getattr(record, "steps", ()):
            return False
        like = (type(record), _word(record))
        if like not in led:
            led[like] = any(map(_given, _flows(view, record)))
        return led[like] or (isinstance(record, Due) and record.duty in duties)

    moved = [
        (change, record)
        for change, before in ((change, old.get(change.key)) for change in changes)
        if (record := change.record or before) is not None and (judged(record) or judged(before))
    ]
    if not duties and not moved:
        return Taken()
    brought = [change.record for change in changes if change.record is not None]
    at = cache(lambda: At.of(view._beside(brought)))
    problems: list[Problem] = []
    paper = False
    for change, record in moved:
        for before, step in _new_steps(view, old.get(change.key), change.record):
            wrong, entered = _of_taking_back(view, at, old[change.key], before, step)
            problems += _placed(wrong, change)
            paper |= entered and not rows
        for before, step in _new_steps(view, change.record, old.get(change.key)):
            wrong, entered = _of_move(view, at, record, before, step, rows=rows)
            problems += _placed(wrong, change)
            paper |= entered
            if isinstance(record, Due) and record.duty in duties:
                wrong, entered = _of_level(view, at(), record, step, duties[record.duty])
                problems += _placed(wrong, change)
                paper |= entered and not rows
    for change in changes if duties else ():
        due = old.get(change.key)
        if isinstance(due, Due) and due.duty in duties and _locked(due, duties[due.duty]) and change.record != due:
            wrong, entered = _of_locked(view, due, duties[due.duty])
            problems += _placed(wrong, change)
            paper |= entered and not rows
    if duties:
        locked = [one for one in view._beside(()).all(Due).values() if one.duty in duties and _locked(one, duties[one.duty])]
        for change in changes if locked else ():
            problems += _placed(_of_lock(at(), change, old.get(change.key), locked), change)
    return Taken(tuple(dict.fromkeys(problems)), paper)


def _placed(problems: Iterable[Problem], change: Change) -> Iterator[Problem]:
    return (evolve(one, source=change.source) for one in problems)


# -- steps --


def _new_steps(view: View, record: Any, old: Any) -> list[tuple[Step | None, Step]]:
    """The steps that a record has more than before, each with the one before it; all of them, where it is led by another workflow or duty than before."""
    steps: tuple[Step, ...] = getattr(record, "steps", ())
    known: tuple[Step, ...] = getattr(old, "steps", ())
    if record is not None and old is not None and _led_by(view, record) != _led_by(view, old):
        known = ()
    return [(steps[at - 1] if at else None, step) for at, step in enumerate(steps) if step not in known]


def _flows(view: View, record: Any) -> tuple[Workflow, ...]:
    return workflows_of(view.charter, noun_of(record), (str(_word(record)),))[:1]


def _word(record: Any) -> Any:
    """The word of a record by which it is led."""
    return getattr(record, "category", None) or getattr(record, "kind", None)


def _led_by(view: View, record: Any) -> tuple[object, ...]:
    return (*(flow.name for flow in _flows(view, record)), getattr(record, "duty", None))


def _given(flow: Workflow) -> bool:
    return any(move.by for state in flow.states.values() for move in state.moves)


def _of_move(
    view: View, at: Callable[[], At], record: Any, before: Step | None, step: Step, *, rows: bool
) -> tuple[list[Problem], bool]:
    """What is wrong with who takes a step; and whether it is one that others took, entered from paper."""
    move = _move(view, record, before, step)
    if move is None:
        return [], False
    if step.by is not None:
        post = at().snapshot.get(Post, step.by)
        if post is not None and not rows and not set(move.by) & _roles(at(), (post,)):
            return [_not_theirs(view, record, step, move, post.kind)], False
    if view.actor.person is not None and _holds(view, at(), record, step, move):
        return [], False
    if view.may_at(Verb.ENTER, None) or view.may_at(Verb.ENTER, at().snapshot.home(record)):
        return [], not rows
    return [_not_theirs(view, record, step, move, "")], False


def _of_taking_back(
    view: View, at: Callable[[], At], record: Any, before: Step | None, step: Step
) -> tuple[list[Problem], bool]:
    """What is wrong with who takes a step back, or dates it anew, that only some may take: whoever may take it today, or might on its day, may; so may whoever
    enters from paper."""
    move = _move(view, record, before, step)
    if move is None:
        return [], False
    days = {step.on, max(step.on, view.today())}
    if view.actor.person is not None and any(_holds(view, at(), record, evolve(step, on=day, by=None), move) for day in days):
        return [], False
    if view.may_at(Verb.ENTER, None) or view.may_at(Verb.ENTER, at().snapshot.home(record)):
        return [], True
    return [evolve(_not_theirs(view, record, step, move, ""), code="step-not-theirs-back")], False


def _move(view: View, record: Any, before: Step | None, step: Step) -> Move | None:
    """The move by which a step is led to, if it is not for everybody."""
    for flow in _flows(view, record):
        state = flow.states.get(before.state) if before is not None else None
        for move in state.moves if state is not None else ():
            if move.to == step.state and move.by:
                return move
    return None


def _holds(view: View, at: At, record: Any, step: Step, move: Move) -> bool:
    """Whether the actor holds, on the day of the step, a post to which the move is given, at the unit of the record, at that which handles it, or above."""
    person = view.actor.person
    assert person is not None
    near: set[UnitId] = set()
    for unit in (at.snapshot.home(record), step.unit, *(one.unit for one in getattr(record, "steps", ()))):
        if unit is not None:
            near |= {unit, *at.snapshot.ancestors(unit, step.on)}
    held = [post for post in view._own_posts(step.on) if post.unit in near]
    if step.by is not None and step.by not in {post.id for post in held}:
        return False
    roles = _roles(at, held) | {
        seat.role
        for seat in at.snapshot.all(Seat).values()
        if seat.person == person and at.snapshot.counts_on(seat, step.on) and seat.role
    }
    return bool(roles & set(move.by))


def _roles(at: At, posts: Iterable[Post]) -> set[str]:
    units = at.snapshot.all(Unit)
    return {role for post in posts for role in (post.kind, units[post.unit].kind if post.unit in units else "") if role}


def _not_theirs(view: View, record: Any, step: Step, move: Move, by: str) -> Problem:
    flow = _flows(view, record)[0]
    words = {name: word for listed in ROLES for name, word in view.charter.words.get(listed, {}).items()}
    known = tuple(Named(name, words[name].labels if name in words else {}) for name in move.by)
    state = flow.states[step.state]
    details = {
        "noun": named_noun(noun_of(record)),
        "id": record.id,
        "who": Named(by, words[by].labels) if by in words else view.actor.name,
        "state": Named(state.name, state.labels),
        "known": known,
        "source": flow.source or flow.name,
    }
    return Problem("step-not-theirs", value=step.state, details=details)


# -- levels of a report, and what a locked one freezes --


def _of_level(view: View, at: At, due: Due, step: Step, rule: DutyRule) -> tuple[list[Problem], bool]:
    level = next((one for one in rule.levels if one.state == step.state), None)
    if level is None:
        return [], False
    right = unit_of_level(due, level, at)
    return _by_unit(view, Problem("wrong-level", value=step.state), due, rule, right, enters_at=due.unit)


def _of_locked(view: View, due: Due, rule: DutyRule) -> tuple[list[Problem], bool]:
    """A locked report is led back, corrected and withdrawn by those alone who may lock it: by whoever may change, or enter from paper, at the unit of the
    last level."""
    right = unit_of_level(due, rule.levels[-1], At.of(view._beside(())))
    return _by_unit(view, Problem("locked-not-theirs", value=due.id), due, rule, right, enters_at=right)


def _by_unit(
    view: View, wrong: Problem, due: Due, rule: DutyRule, right: UnitId | None, *, enters_at: UnitId | None
) -> tuple[list[Problem], bool]:
    """What is wrong where a report is changed by somebody without the right to change at a unit; and whether it was entered from paper."""
    if view.may_at(Verb.CHANGE, right):
        return [], False
    if view.may_at(Verb.ENTER, enters_at):
        return [], True
    details = {"id": due.id, "unit": view.actor.name, "right": right or "-", "source": rule.source or rule.name}
    return [evolve(wrong, details=details)], False


def _locked(due: Due, rule: DutyRule) -> bool:
    return bool(due.steps) and due.steps[-1].state == rule.levels[-1].state and len(rule.levels) > 1


def _of_lock(at: At, change: Change, old: Record | None, locked: Sequence[Due]) -> Iterator[Problem]:
    if change.noun in FROZEN_NOT:
        return
    days = _days_touched(change.record, old)
    for record in (old, change.record):
        home = None if record is None else at.snapshot.home(record)
        for due in locked:
            touched = [day for day in days if due.first <= day <= due.last]
            if home is not None and any(due.unit in (home, *at.snapshot.ancestors(home, day)) for day in touched):
                details = {
                    "noun": named_noun(change.noun),
                    "id": change.id,
                    "due": due.id,
                    "first": due.first,
                    "last": due.last,
                }
                yield Problem("period-locked", value=due.unit, details=details)


def _days_touched(new: Any, old: Any) -> set[date]:
    """The days of which a change says something else than before."""
    some = new if new is not None else old
    names = {info.name for info in fields_of(noun_class(noun_of(some))) if info.part is Part.FACTS}
    other = {name for name in names if getattr(new, name, None) != getattr(old, name, None)}
    steps: tuple[Step, ...] = getattr(new, "steps", ())
    known: tuple[Step, ...] = getattr(old, "steps", ())
    days = {step.on for step in set(steps) ^ set(known)}
    for record in (new, old):
        if record is None:
            continue
        if other and getattr(record, "on", None) is not None:
            days.add(record.on)
        if other - {"steps"} and has_steps(noun_of(record)) and record.steps:
            days.add(record.steps[0].on)
        days |= {day for name in ("start", "end") if name in other and isinstance(day := getattr(record, name, None), date)}
    return days
