"""Who moved is in one row and in several memberships: each ends where the next begins, and the row says of them what an office writes of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.workflow import StateKind
from grassroots.model import Membership, Record, Step

Spells = tuple[Membership, ...]
"""The memberships of a person that follow one another, the first with the number that the ledger gave."""

_LATER = re.compile(r"(.+?)((?:-\d{4}-\d{2}-\d{2})+)", re.ASCII)


def later_id(id: str, on: date) -> str:
    """The id of the membership that follows another from a day on.

    >>> later_id("p-1", date(2014, 6, 1))
    'p-1-2014-06-01'
    """
    return f"{id}-{on.isoformat()}"


def in_one_row(rule: LedgerRule) -> bool:
    """Whether a row of a ledger is about a person, and of the membership says where it stands."""
    return "membership" in rule.nouns[1:] and "membership" not in rule.keys


def spells_of(records: Iterable[Record]) -> dict[str, Spells]:
    """Of who moved: the id of the first membership → all of them, in their order."""
    all_of = {one.id: one for one in records if isinstance(one, Membership)}
    found: dict[str, list[Membership]] = {}
    for id, one in all_of.items():
        parts = _LATER.fullmatch(id)
        first = all_of.get(parts[1]) if parts else None
        if first is not None and first.person == one.person:
            found.setdefault(first.id, [first]).append(one)
    return {id: tuple(sorted(spells, key=lambda one: len(one.id))) for id, spells in found.items()}


def as_one(spells: Spells, charter: Charter) -> Membership:
    """The memberships as one: where the last stands, by the steps of all; of a step that was taken anew the first."""
    steps: list[Step] = []
    for one in spells:
        there = {step.state for step in steps}
        steps += [
            step for step in one.steps if step.state not in there and (one is spells[-1] or not _ends(one, step, charter))
        ]
    return evolve(spells[-1], id=spells[0].id, steps=tuple(steps))


def of_last(whole: Membership, spells: Spells, charter: Charter) -> Membership | None:
    """The last of the memberships as all of them have it together; None where an earlier one would be another."""
    last, before = spells[-1], as_one(spells, charter)
    earlier = tuple(step for step in before.steps if step not in last.steps)
    if any(step not in whole.steps for step in earlier):
        return None
    shown = {step.state for step in earlier}
    kept = [step for step in last.steps if step.state in shown]
    return evolve(whole, id=last.id, steps=(*kept, *(step for step in whole.steps if step not in earlier)))


def _ends(membership: Membership, step: Step, charter: Charter) -> bool:
    flow = charter.workflow_of(membership)
    state = flow.states.get(step.state) if flow else None
    return state is not None and state.kind is StateKind.DROPPED


def together(records: Mapping[str, Record], charter: Charter) -> dict[str, Record]:
    """Memberships by id, those of who moved as one."""
    found = spells_of(records.values())
    later = {one.id for spells in found.values() for one in spells[1:]}
    return {id: as_one(found[id], charter) if id in found else one for id, one in records.items() if id not in later}
