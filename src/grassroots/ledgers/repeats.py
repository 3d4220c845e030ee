"""Flat tables: what stands in many rows of one record with a key of its own is put together, and told where the rows contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grassroots.charter.targets import Goes, Target
from grassroots.ledgers.draft import Draft
from grassroots.ledgers.known import Gathered
from grassroots.ledgers.rows import Line
from grassroots.problems import Problem

_PARTS = ("values", "custom", "external", "names", "place", "parts")


def put_together(lines: Iterable[Line], gathered: Gathered) -> None:
    """Lays the later drafts of a repeated record over the first: what the first leaves open is taken from them. A row that says something else is told."""
    for line in lines:
        plan = line.sheet.plan
        for draft in line.drafts if plan and plan.rule.keys else ():
            assert plan
            first = gathered.of_record(draft.noun, draft.id)[:1]
            if draft.noun not in plan.rule.keys or not first or first[0] is draft:
                continue
            other = first[0]
            differing = sorted(set(_together(other, draft)))
            if differing:
                columns = [
                    line.sheet.heading(name) for name in plan.columns if _is_at(plan.columns[name].target, draft, differing)
                ]
                details = {"id": draft.id, "row": other.source}
                line.problems.append(Problem("repeat-differs", source=line.source, column=", ".join(columns), details=details))


def _together(first: Draft, later: Draft) -> Iterator[str]:
    """What the later says otherwise than the first, by the name of the place; both say the rest from now on."""
    for part in _PARTS:
        mine, other = dict(getattr(first, part)), dict(getattr(later, part))
        yield from (name for name in mine.keys() & other.keys() if mine[name] != other[name])
        _share(first, later, part, {**other, **mine})
    steps: dict[str, dict[str, Any]] = {state: dict(said) for state, said in first.steps.items()}
    for state, said in later.steps.items():
        known = steps.setdefault(state, {})
        if any(known.get(name, value) != value for name, value in said.items()):
            yield state
        steps[state] = {**said, **known}
    _share(first, later, "steps", steps)


def _share(first: Draft, later: Draft, part: str, whole: dict[str, Any]) -> None:
    if whole:
        setattr(first, part, whole)
        setattr(later, part, whole)


def _is_at(target: Target | None, draft: Draft, names: list[str]) -> bool:
    if target is None or target.noun != draft.noun or target.goes is Goes.UNITS:
        return False
    return target.name in names
