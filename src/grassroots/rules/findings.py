"""What the rules of a charter find wrong in the records: steps out of order and overdue, arrears, moves without approval, terms that are over, votes that cannot be.

Each problem names the rule and its source. Nothing is decided, and nothing follows by itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from attrs import frozen

from grassroots.errors import PluginError
from grassroots.model import Unit
from grassroots.problems import Problem
from grassroots.reading.at import At
from grassroots.rules.kind import Kind, kinds_of
from grassroots.rules.proposed import Proposed
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import kind_label
from grassroots.snapshot import Snapshot
from grassroots.values import Language, UnitId

AHEAD = 14
"""So many days ahead a to-do list looks, where nobody says until when."""


@frozen
class Findings:
    """What the rules of one kind find wrong on a day."""

    kind: str
    problems: tuple[Problem, ...]

    def label(self, language: Language = "en") -> str:
        """What the kind of rule is called.

        >>> Findings("dues", ()).label()
        'Dues'
        """
        return kind_label(self.kind, language)


def problems_by_rules(snapshot: Snapshot) -> tuple[Problem, ...]:
    """All that the rules in force find wrong on the day of a snapshot, each once."""
    return tuple(problem for one in findings_by_kind(snapshot) for problem in one.problems)


def findings_by_kind(snapshot: Snapshot) -> tuple[Findings, ...]:
    """What the rules in force find wrong, kind of rule by kind of rule; what two kinds tell stands with the first. Kinds that find nothing are left out."""
    return snapshot.kept("findings", _found)


def _found(snapshot: Snapshot) -> tuple[Findings, ...]:
    seen: set[Problem] = set()
    found: list[Findings] = []
    for kind in kinds_of(snapshot.charter):
        fresh = tuple(one for one in dict.fromkeys(_of_kind(kind, snapshot)) if one not in seen)
        seen.update(fresh)
        if fresh:
            found.append(Findings(kind.name, fresh))
    return tuple(found)


def _of_kind(kind: Kind[Any], snapshot: Snapshot) -> tuple[Problem, ...]:
    """What one kind finds wrong, or that it failed: what a plugin does wrong takes no other down."""
    try:
        return snapshot.said(kind.name, "problems", lambda own: tuple(kind.problems(At.of(own))))
    except PluginError as error:
        return (failure(error),)


def failure(error: PluginError) -> Problem:
    """The failure of a plugin's kind of rule as a problem; what says nothing of a kind is raised."""
    if error.problem is None:
        raise error
    found: Problem = error.problem
    return found


def proposals(snapshot: Snapshot) -> tuple[Proposed, ...]:
    """All that the rules in force propose on the day of a snapshot, each once, in the order of the kinds. A plugin's kind that fails proposes nothing, and the
    to-do list says so."""
    found: dict[Proposed, None] = {}
    for kind in kinds_of(snapshot.charter):
        try:
            found |= dict.fromkeys(snapshot.said(kind.name, "proposals", partial(_proposed, kind)))
        except PluginError as error:
            failure(error)
    return tuple(found)


def _proposed(kind: Kind[Any], snapshot: Snapshot) -> tuple[Proposed, ...]:
    return tuple(kind.proposals(At.of(snapshot)))


def _asked(kind: Kind[Any], at: At) -> tuple[ToDo, ...]:
    """What one kind says is to be done; of one that failed, that it must be mended, at the unit that is asked about."""
    try:
        return at.snapshot.said(
            kind.name, f"to do:{at.scope or ''}", lambda own: tuple(kind.to_dos(At.of(own, at.day, at.scope)))
        )
    except PluginError as error:
        unit = at.scope or next(iter(at.snapshot.all(Unit)), None)
        unit_id = None if unit is None else UnitId(unit)
        record = ("unit", unit or "")
        return (ToDo(kind=kind.name, urgency=Urgency.LACKING, record=record, unit=unit_id, reason=failure(error)),)


def to_dos(snapshot: Snapshot, *, scope: UnitId | None = None, until: date | None = None, post: str = "") -> tuple[ToDo, ...]:
    """What is to be done on the day of a snapshot, the most pressing first.

    Args:
        snapshot: the records; its `as_of` is today.
        scope: only what is owed at this unit and under it.
        until: the last day that is looked at: what is due later is left out; `AHEAD` days without one. What is overdue always counts.
        post: only what the holders of this kind of post answer for, and what names no post.
    """
    at = At.of(snapshot, scope=scope)
    last = until or snapshot.as_of + timedelta(days=AHEAD)
    units = None if scope is None else set(snapshot.under(scope))
    found = [
        one
        for kind in kinds_of(snapshot.charter)
        for one in _asked(kind, at)
        if (units is None or one.unit in units)
        and (one.urgency is not Urgency.DUE or (one.day is not None and one.day <= last))
        and (not post or one.post in ("", post))
    ]
    order = list(Urgency)
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda one: (order.index(one.urgency), one.day or date.max, one.unit or "", one.kind, one.record),
        )
    )
