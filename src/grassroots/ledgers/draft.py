"""Drafts: what one row says of one record, until references are known and it is laid over what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import attrs
from attrs import define, evolve, field

from grassroots.charter.targets import Goes, Target
from grassroots.ledgers.cells.days import Moment
from grassroots.ledgers.readers import known_beside
from grassroots.model import NOUNS, Custom, ExternalId, Heir, LocalName, Origin, Placement, Record, Step
from grassroots.values import Quantity, Ref, Source, UnitId

EVER = date.min
"""Since when a unit stands under its parent where nobody says since when it stands."""

_NONE: Any = MappingProxyType({})


@define
class Draft:
    """What a row says of one record. `values`: field → value; `steps`: state → part → value; `failed`: places whose cell
    has a problem; `fills`: the places that columns of its table fill."""

    noun: str
    source: Source
    id: str = ""
    filled: bool = False
    values: dict[str, Any] = field(factory=dict)
    # Of these most drafts have none: what is not there costs nothing where a ledger has tens of thousands of rows.
    steps: dict[str, dict[str, Any]] = _NONE
    custom: dict[str, Custom] = _NONE
    external: dict[str, str] = _NONE
    names: dict[str, str] = _NONE
    place: dict[str, Any] = _NONE
    parts: dict[str, str] = _NONE
    failed: frozenset[str] = frozenset()
    fills: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str]:
        """(noun, id)."""
        return self.noun, self.id

    @property
    def first_day(self) -> date | None:
        """The first day that the row tells of the record."""
        days = [step["on"] for step in self.steps.values() if "on" in step]
        days += [day for name in ("on", "start") if (day := self.values.get(name)) is not None]
        return min(days, default=None)

    def fail(self, place: str) -> None:
        """Notes that the cell for a place has a problem."""
        self.failed |= {place}

    def _own(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self, name)
        if found is _NONE:
            found = {}
            setattr(self, name, found)
        return found

    def put(self, target: Target, value: Any) -> None:
        """Puts the value of a cell where it goes. A reference arrives as an id, or as a `Ref` where the field takes several nouns."""
        match target.goes:
            case Goes.FIELD if isinstance(value, Moment):
                self.values |= {target.name: value.day, known_beside(target): value.known}
            case Goes.FIELD | Goes.UNITS:
                self.values[target.name] = value
            case Goes.PART:
                self._own("parts")[target.name] = value
            case Goes.STEP | Goes.STEP_PART:
                self._put_step(target, value)
            case Goes.CUSTOM:
                assert target.custom is not None
                private = target.custom.privacy in ("personal", "special")
                slot = {"number": "number", "day": "day"}.get(target.custom.kind, "text")
                self._own("custom")[target.name] = Custom(name=target.name, private=private, **{slot: value})
            case Goes.EXTERNAL:
                self._own("external")[target.name] = value
            case Goes.NAME:
                self._own("names")[target.name] = value
            case Goes.PARENT | Goes.SINCE:
                self._own("place")[target.name] = value

    def _put_step(self, target: Target, value: Any) -> None:
        step: dict[str, Any] = self._own("steps").setdefault(target.name, {})
        if isinstance(value, Moment):
            step[target.part] = value.day
            if value.known is not None:
                step["known"] = value.known
            if value.at is not None:
                step.setdefault("at" if target.part == "on" else "due_at", value.at)
        else:
            step[target.part] = value


def place_of(target: Target) -> str:
    """The name of a place for cells within a record."""
    if target.goes in (Goes.FIELD, Goes.UNITS):
        return target.name
    if target.goes in (Goes.STEP, Goes.STEP_PART):
        return f"step.{target.name}.{target.part}"
    return f"{target.goes.name}.{target.name}.{target.part}"


@define
class Carried:
    """What the columns of a table carry for one noun, so that nothing else of a known record is touched."""

    fields: set[str] = field(factory=set)
    states: dict[str, set[str]] = field(factory=dict)
    """State → the parts of its step; in the order of the columns."""
    custom: set[str] = field(factory=set)
    external: set[str] = field(factory=set)
    names: set[str] = field(factory=set)
    place: set[str] = field(factory=set)

    def add(self, target: Target) -> None:
        """Notes that a column or constant goes there."""
        match target.goes:
            case Goes.FIELD | Goes.UNITS | Goes.PART:
                self.fields.update(filter(None, (target.name, known_beside(target))))
            case Goes.STEP | Goes.STEP_PART:
                self.states.setdefault(target.name, set()).update(filter(None, (target.part, known_beside(target))))
            case Goes.CUSTOM:
                self.custom.add(target.name)
            case Goes.EXTERNAL:
                self.external.add(target.name)
            case Goes.NAME:
                self.names.add(target.name)
            case Goes.PARENT | Goes.SINCE:
                self.place.add(target.name)


def make_record(draft: Draft, carried: Carried, stored: Record | None) -> Record:
    """The record that a draft means: a new one, or the stored one with what the ledger carries laid over it."""
    changes: dict[str, Any] = {}
    if carried.fields:
        changes |= _fields(draft, carried, stored)
    if carried.states:
        changes["steps"] = _steps(draft, carried, getattr(stored, "steps", ()))
    if carried.custom:
        old = {one.name: one for one in stored.custom} if stored else {}
        changes["custom"] = tuple(_laid_over(old, draft.custom, carried.custom).values())
    if carried.external:
        ids = {one.scheme: one.value for one in stored.external_ids} if stored else {}
        laid = _laid_over(ids, draft.external, carried.external)
        changes["external_ids"] = tuple(ExternalId(scheme=scheme, value=value) for scheme, value in laid.items())
    if carried.names:
        texts = {one.language: one.text for one in getattr(stored, "names", ())}
        laid = _laid_over(texts, draft.names, carried.names)
        changes["names"] = tuple(LocalName(language=language, text=text) for language, text in laid.items())
    if carried.place:
        start = changes.get("start") if "start" in changes else getattr(stored, "start", None)
        changes["parents"] = _parents(draft, carried, getattr(stored, "parents", ()), start or EVER)
    if stored is not None:
        if not carried.custom and all(_is_as(getattr(stored, name), value) for name, value in changes.items()):
            return stored
        return evolve(stored, **changes)
    cls: Any = NOUNS[draft.noun]
    record: Record = cls(id=draft.id, **changes)
    return record


def _is_as(old: Any, new: Any) -> bool:
    """Whether a value is just so; of two ways of writing a number it is not."""
    return old is new or (type(old) is type(new) and not isinstance(new, Decimal) and bool(old == new))


def _laid_over(old: dict[str, Any], new: dict[str, Any], carried: set[str]) -> dict[str, Any]:
    """What is there already keeps its place; what the ledger carries is as the row has it, also where the row has nothing."""
    kept = {name: new.get(name, value) for name, value in old.items() if name in new or name not in carried}
    return kept | {name: value for name, value in new.items() if name not in kept}


def _fields(draft: Draft, carried: Carried, stored: Record | None) -> dict[str, Any]:
    defaults, names = _defaults(draft.noun), carried.fields
    changes: dict[str, Any] = {}
    for name, value in draft.values.items():
        if name not in names or name not in defaults:
            continue
        if isinstance(value, Quantity) and name in draft.parts:
            value = evolve(value, measured_in=draft.parts[name])
        elif isinstance(value, tuple):
            value = tuple(Origin(unit=id) if name == "before" else Heir(unit=id) for id in value)
        changes[name] = value
    if stored is not None:
        for name in names:
            if name not in draft.values and defaults.get(name, attrs.NOTHING) is not attrs.NOTHING:
                changes[name] = defaults[name]
    return changes


@cache
def _defaults(noun: str) -> Mapping[str, Any]:
    """The fields of a noun, with their defaults."""
    return {one.name: one.default for one in attrs.fields(NOUNS[noun])}


def _steps(draft: Draft, carried: Carried, stored: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of the row among those that are known: the first of each state is the ledger's, any other is somebody else's."""
    own = {state: parts for state in carried.states if "on" in (parts := draft.steps.get(state, {}))}
    if not stored:
        new = [Step(state=state, **parts) for state, parts in own.items()]
        if not any(one.known for one in new) and all(one.on < after.on for one, after in pairwise(new)):
            return tuple(new)
    steps: list[Step] = []
    seen: set[str] = set()
    moved: dict[str, Step] = {}
    for step in stored:
        if step.state not in carried.states or step.state in seen:
            steps.append(step)
            continue
        seen.add(step.state)
        if step.state in own:
            changed = _step(step, own.pop(step.state), carried.states[step.state])
            if changed.on == step.on:
                steps.append(changed)
            else:
                moved[step.state] = changed
    rank = {state: place for place, state in enumerate(carried.states)}
    for state in rank:
        if state in moved:
            _insert(steps, moved[state], rank)
        elif state in own:
            _insert(steps, Step(state=state, **own[state]), rank)
    return tuple(_one_after_another(steps))


def _one_after_another(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps of which no day is known have it on the first on which each can have been, after those before it."""
    before: date | None = None
    for step in steps:
        settled = step
        if step.known:
            first = step.known.earliest
            settled = evolve(step, on=min(max(first, before or first), step.known.latest))
        before = settled.on
        yield settled


def _step(step: Step, parts: dict[str, Any], carried: set[str]) -> Step:
    """A known step as the row has it. A time that the ledger does not carry stays as long as its day does."""
    changes: dict[str, Any] = {part: parts.get(part) for part in carried} | parts
    if "at" not in changes and changes["on"] != step.on:
        changes["at"] = None
    if "due" in changes and "due_at" not in changes and changes["due"] != step.due:
        changes["due_at"] = None
    return step if all(_is_as(getattr(step, name), value) for name, value in changes.items()) else evolve(step, **changes)


def _insert(steps: list[Step], new: Step, rank: dict[str, int]) -> None:
    """By day; within a day by time where both have one, else in the order of the columns."""
    at = 0
    first, last = _span(new)
    for place, step in enumerate(steps):
        begin, end = _span(step)
        if end < first or (begin <= last and first <= end and _precedes(step, new, rank)):
            at = place + 1
    steps.insert(at, new)


def _span(step: Step) -> tuple[date, date]:
    """The first and the last day on which a step can have been."""
    return (step.known.earliest, step.known.latest) if step.known else (step.on, step.on)


def _precedes(step: Step, new: Step, rank: dict[str, int]) -> bool:
    if step.at is not None and new.at is not None and step.at != new.at:
        return step.at < new.at
    return rank.get(step.state, -1) <= rank[new.state]


def _parents(draft: Draft, carried: Carried, stored: tuple[Placement, ...], start: date) -> tuple[Placement, ...]:
    parent: UnitId | None = draft.place.get("parent")
    since = draft.place.get("since")
    if "since" in carried.place:
        since = since or start
        kept = [one for one in stored if one.since != since]
    else:
        # Without a date of its own the ledger's place is the first one: later moves are somebody else's.
        kept = list(stored[1:])
        same = bool(stored) and stored[0].parent == parent
        since = stored[0].since if same and (start == EVER or "start" not in carried.fields) else start
    new = [Placement(since=since, parent=parent)] if parent is not None else []
    return tuple(sorted([*new, *kept], key=lambda one: one.since))


def reference_value(target: Target, key: tuple[str, str]) -> str | Ref:
    """How a record that was found is written in the field."""
    noun, id = key
    return Ref(noun, id) if target.info is not None and target.info.kind is Ref else id


__all__ = ["EVER", "Carried", "Draft", "make_record", "reference_value"]
