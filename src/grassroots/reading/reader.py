"""Paths: how a measure or a rule reads a record. `unit.kind`, `amount.value`, `state_kind`, `custom.floor`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

from grassroots.charter import Against, AllOf, AnyOf, Condition, Has, Is, Literal, NotOf, StateKind, Stretch, Within, Workflow
from grassroots.charter.kind import DerivedPath
from grassroots.charter.paths import REACHED, STEP_PATHS
from grassroots.fields import field_named
from grassroots.model import Custom, Derived, ExternalId, Record, Step, has_steps, noun_class, noun_of
from grassroots.reading.lifecycle import Status, first_reached, status_on
from grassroots.snapshot import Snapshot
from grassroots.values import PartialDate, Period, Quantity, Ref

T = TypeVar("T")
StepsOf = Callable[[Record | Derived], Sequence[Step]]
"""The steps of a record as they count."""


def _written(record: Record | Derived) -> Sequence[Step]:
    steps: Sequence[Step] = getattr(record, "steps", ())
    return steps


class Reader:
    """Reads values and conditions of records of one snapshot. A missing value, or a reference that leads nowhere, reads None.

    `steps` gives the steps of a record as they count; without it, they are those that were written down.
    """

    def __init__(self, snapshot: Snapshot, steps: StepsOf | None = None) -> None:
        self._snapshot = snapshot
        self._steps = steps or _written
        self._living = (
            frozenset(noun for kind in snapshot.charter.kinds.values() for noun in kind.steps) if steps else frozenset()
        )
        # Where a life stands by the steps that were written down follows from the record alone.
        self._statuses: dict[tuple[str, str, date], Status | None] = {} if steps else snapshot.shared("statuses", dict)
        self._apart: Callable[[Snapshot], Reader] | None = None
        self._workflows: dict[tuple[str, str], Workflow | None] = {}
        self._ways: dict[str, list[str]] = {}
        self._fields: dict[tuple[type, str], bool] = {}
        self._ruled: dict[tuple[object, ...], Literal | None] = {}
        self._asked: set[tuple[object, ...]] = set()
        self._kept: dict[str, Any] = {}
        self._paths: dict[str, list[DerivedPath]] = {}
        for kind in snapshot.charter.kinds.values():
            for one in kind.paths:
                self._paths.setdefault(one.head, []).append(one)
        self._whole = [one for paths in self._paths.values() for one in paths if one.whole]

    def status(self, record: Record | Derived, day: date) -> Status | None:
        """Where the life of a record with steps stands at the end of a day."""
        key = (noun_of(record), record.id, day)
        if key not in self._statuses:
            workflow = self._workflow(key[0], record)
            self._statuses[key] = status_on(self.steps(record), workflow, day)
        elif key[0] in self._living:
            self.steps(record)
        return self._statuses[key]

    def steps(self, record: Record | Derived) -> Sequence[Step]:
        """The steps of a record as they count."""
        return self._snapshot.aside(lambda: self._steps(record)) if noun_of(record) in self._living else self._steps(record)

    @property
    def snapshot(self) -> Snapshot:
        """The records that are read."""
        return self._snapshot

    def workflow(self, record: Record | Derived) -> Workflow | None:
        """The workflow that a record follows."""
        return self._workflow(noun_of(record), record)

    def kept(self, name: str, make: Callable[[Reader], Any]) -> Any:
        """What a rule keeps for as long as this reader is used, made when it is first asked for."""
        if name not in self._kept:
            self._kept[name] = make(self)
        return self._kept[name]

    def said_of(
        self, kind: str, part: Hashable, records: Iterable[Record | Derived], making: Callable[[Reader], Callable[[Any], T]]
    ) -> list[T]:
        """What a kind of rule says of each of some records in one part of it, as a reader like this one reads it. It is kept, and goes on in a later state in
        which the record is the same and nothing changed of a noun of which anything was read for it. `making`: gives what makes it of a record."""
        if self._apart is None:
            self._apart = next((way for way in (reader_of, living_reader) if way(self._snapshot) is self), Reader)
        way = self._apart
        if way is Reader:  # it reads steps in a way of its own
            return list(map(making(self), records))
        return self._snapshot.said_of(kind, (way, part), records, lambda own: making(way(own)))

    def value(self, record: Record | Derived, path: str, day: date) -> Literal | None:
        """The value at a path, at the end of a day."""
        kind = type(record)
        field = self._fields.get((kind, path))
        if field is None:
            field = self._fields[kind, path] = self._own_field(noun_of(record), path)
        if field:
            return plain_value(getattr(record, path))
        if path.startswith("days:"):
            _, start, end = path.split(":")
            return self._days(record, start, end, day)
        return self._value(record, self._way(path), day)

    def _own_field(self, noun: str, path: str) -> bool:
        """Whether a path is just a field of a record, which neither its steps nor the day say."""
        if path in (REACHED, "standing") or (path in STEP_PATHS and has_steps(noun)):
            return False
        return field_named(noun_class(noun), path) is not None

    def event(self, record: Record | Derived, dated: str, day: date) -> date | None:
        """The day on which a record of a flow happens: a date at a path, or the day on which a state was first reached, as known at the end of `day`."""
        noun = noun_of(record)
        if has_steps(noun):
            workflow = self._workflow(noun, record)
            if workflow is not None and dated in workflow.states:
                return first_reached(self.steps(record), (dated,), day)
            if dated == "done":
                ends = workflow.states_of(StateKind.DONE) if workflow else ()
                return first_reached(self.steps(record), ends, day)
            if dated in ("rated", "settled"):
                standing = self.status(record, day)
                return getattr(standing, dated) if standing else None
        value = self._value(record, self._way(dated), day)
        return value if isinstance(value, date) else None

    def holds(self, record: Record | Derived, condition: Condition, day: date) -> bool:
        """Whether a condition holds for a record at the end of a day."""
        if isinstance(condition, Is):
            return self.value(record, condition.path, day) in condition.values
        if isinstance(condition, AllOf):
            return all(self.holds(record, part, day) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return any(self.holds(record, part, day) for part in condition.parts)
        if isinstance(condition, NotOf):
            return not self.holds(record, condition.part, day)
        if isinstance(condition, Within):
            return lies_within(self.value(record, condition.path, day), condition)
        if isinstance(condition, Against):
            return self._against(record, condition, day)
        return self._has(record, condition, day)

    def _workflow(self, noun: str, record: Record | Derived) -> Workflow | None:
        # Records of one noun with one category or kind share their workflow.
        key = (noun, str(getattr(record, "category", "") or getattr(record, "kind", "")))
        if key not in self._workflows:
            self._workflows[key] = self._snapshot.charter.workflow_of(record)
        return self._workflows[key]

    def _way(self, path: str) -> list[str]:
        way = self._ways.get(path)
        if way is None:
            way = self._ways[path] = path.split(".")
        return way

    def _days(self, record: Record | Derived, start: str, end: str, day: date) -> int | None:
        from_, to = self.event(record, start, day), self.event(record, end, day)
        return None if from_ is None or to is None else (to - from_).days

    def _value(self, record: Record | Derived, parts: list[str], day: date) -> Literal | None:
        noun, head, rest = noun_of(record), parts[0], parts[1:]
        info = field_named(noun_class(noun), head)
        if info is None and head in self._paths:
            return self._snapshot.aside(lambda: self._derived(record, head, tuple(rest), day))
        if head == REACHED and len(rest) == 1 and has_steps(noun):
            return first_reached(self.steps(record), rest[:1], day)
        if head == "standing":
            return self._snapshot.counts_on(record, day)
        value: Any
        if head in STEP_PATHS and has_steps(noun):
            standing = self.status(record, day)
            value = getattr(standing, head) if standing else None
            if head in ("due", "promise") and standing is not None and standing.due is None:
                value = self._promised(record, head, day, value) if self._whole else value
            nouns: tuple[str, ...] = ("unit",) if head == "handler" else ()
        elif head in ("custom", "external") and len(rest) == 1:
            return _listed(record, head, rest[0])
        else:
            if info is None:
                return None
            value, nouns = getattr(record, head), info.refs
        if value is None:
            return None
        if not rest:
            return plain_value(value)
        if isinstance(value, Quantity):
            return plain_value(getattr(value, rest[0], None))
        if isinstance(value, Ref):
            if rest[0] in ("noun", "id") and len(rest) == 1:
                return str(getattr(value, rest[0]))
            nouns, value = (value.noun,), value.id
        for other in nouns:
            found = self._snapshot.get(other, value)
            if found is not None:
                return self._value(found, rest, day)
        return None

    def _derived(self, record: Record | Derived, head: str, rest: tuple[str, ...], day: date) -> Literal | None:
        """What a rule of the charter makes of a record. A rule that asks for what it decides itself gets no answer."""
        key = (noun_of(record), record.id, day, head, *rest)
        if key in self._asked:
            return None
        if key not in self._ruled:
            self._asked.add(key)
            self._ruled[key] = next(
                (value for one in self._paths[head] if (value := one.value(self, record, rest, day)) is not None), None
            )
            self._asked.discard(key)
        return self._ruled[key]

    def _promised(self, record: Record | Derived, head: str, day: date, otherwise: Any) -> Any:
        """Where no step names a day: what a rule for the whole says, if the charter has one."""
        key = (noun_of(record), record.id, day, "")
        if key in self._asked:
            return otherwise
        self._asked.add(key)
        whole = self._snapshot.aside(lambda: next((one.value(self, record, ("", head), day) for one in self._whole), None))
        self._asked.discard(key)
        return otherwise if whole is None else whole

    def _against(self, record: Record | Derived, against: Against, day: date) -> bool:
        value = self.value(record, against.path, day)
        since, before, same = (
            self.value(record, path, day) if path else None for path in (against.since, against.before, against.same)
        )
        if value is None or against.same:
            return value is not None and value == same
        if not isinstance(value, date):
            return False
        if against.since:
            if not isinstance(since, date) or value < since:
                return False
            if against.days is not None and (value - since).days > against.days:
                return False
        return not against.before or (isinstance(before, date) and value < before)

    def _has(self, record: Record | Derived, has: Has, day: date) -> bool:
        others = (
            other
            for key in self._targets(record, has)
            for other in self._snapshot.referrers(has.noun, has.by, key, day)
            if self._snapshot.counts_on(other, day) and all(_same(record, other, name) for name in has.also)
        )
        if has.within is None:
            return self._enough(others, has, day)
        whole = has.within.around(day)
        dated = ((one, own) for one in others if (own := self._snapshot.begins(one)) is not None)
        if has.every is None:
            return self._enough((one for one, own in dated if own in whole), has, day)
        there = list(dated)
        return all(
            self._enough((one for one, own in there if own in period), has, day)
            for period in _whole_parts(whole, has.every, day)
        )

    def _enough(self, others: Iterable[Record | Derived], has: Has, day: date) -> bool:
        if has.at_least <= 0:
            return True
        held = (other for other in others if self.holds(other, has.where, day))
        return next(islice(held, has.at_least - 1, None), None) is not None

    def _targets(self, record: Record | Derived, has: Has) -> list[tuple[str, str]]:
        """What the others must refer to: this record; what stands at a path of it; or, where they cannot, whatever its own field of the same name
        refers to."""
        noun, name = noun_of(record), has.of
        theirs = field_named(noun_class(has.noun), has.by)
        if not name:
            if theirs is None or noun in theirs.refs:
                return [(noun, record.id)]
            name = has.by
        *way, last = name.split(".")
        for step in way:
            found = self._referred(record, step)
            if found is None:
                return []
            record = found
        return _refers(record, last)

    def _referred(self, record: Record | Derived, name: str) -> Record | None:
        keys = _refers(record, name)
        return next((found for key in keys if (found := self._snapshot.get(*key)) is not None), None)


def _refers(record: Record | Derived, name: str) -> list[tuple[str, str]]:
    """What a field of a record may refer to."""
    info = field_named(noun_class(noun_of(record)), name)
    value = getattr(record, name) if info else None
    if value is None or info is None:
        return []
    return [(value.noun, value.id)] if isinstance(value, Ref) else [(ref, value) for ref in info.refs]


def _same(record: Record | Derived, other: Record | Derived, name: str) -> bool:
    """Whether two records say the same at a field that both have."""
    ours = getattr(record, name, None)
    return ours is not None and ours == getattr(other, name, None)


def _whole_parts(whole: Period, every: Stretch, day: date) -> list[Period]:
    """The parts of a stretch that are over by the end of a day."""
    parts = []
    part = every.around(whole.start)
    while part.start < whole.end:
        if part.last <= day:
            parts.append(part)
        part = every.around(part.end)
    return parts


def _listed(record: Record | Derived, head: str, name: str) -> Literal | None:
    if isinstance(record, Derived):
        return None
    for one in record.custom if head == "custom" else record.external_ids:
        if isinstance(one, Custom) and one.name == name:
            return next((value for value in (one.text, one.number, one.day) if value is not None), None)
        if isinstance(one, ExternalId) and one.scheme == name:
            return one.value
    return None


def lies_within(value: Any, bounds: Within) -> bool:
    """Whether a value lies within bounds; none lies within any."""
    return (
        value is not None
        and (not bounds.contains or bounds.contains in str(value))
        and (bounds.at_least is None or value >= bounds.at_least)
        and (bounds.over is None or value > bounds.over)
        and (bounds.at_most is None or value <= bounds.at_most)
        and (bounds.under is None or value < bounds.under)
    )


def plain_value(value: Any) -> Literal | None:
    """The value of a field as paths read it: words for choices, texts for what has parts; nothing for many."""
    if value is None or type(value) in (str, bool, int, date, Decimal):
        found: Literal | None = value
        return found
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, PartialDate | Ref | Quantity):
        return str(value)
    if isinstance(value, tuple):
        return None
    plain: Literal | None = value
    return plain


def reader_of(snapshot: Snapshot) -> Reader:
    """The reader of a snapshot: one for everybody, so that what was read once is known."""
    return snapshot.kept("reader", Reader)


def living_reader(snapshot: Snapshot) -> Reader:
    """A reader to which steps are as the rules say they count: what is owed is done when the records say so, and no step was written down for it."""
    return snapshot.kept("reader-of-counted-steps", lambda one: Reader(one, counted_steps(one)))


def counted_steps(snapshot: Snapshot) -> StepsOf:
    """The steps of records as they count by the rules of the charter."""
    makers = {noun: make for kind in snapshot.charter.kinds.values() for noun, make in kind.steps.items()}
    made: dict[str, StepsOf] = {}

    def steps(record: Record | Derived) -> Sequence[Step]:
        noun = noun_of(record)
        if noun not in makers:
            return _written(record)
        if noun not in made:
            made[noun] = makers[noun](snapshot)
        return made[noun](record)

    return steps
