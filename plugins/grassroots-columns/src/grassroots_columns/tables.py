"""The records of each noun as columns, one a path, and conditions on them as flags. What has no way of its own here is read by the reference, record by record,
for those rows alone for which it matters."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np

from grassroots.charter import ALWAYS, AllOf, AnyOf, Condition, Is, NotOf, StateKind, Within, Workflow
from grassroots.charter.paths import REACHED, STANDING, STEP_PATHS
from grassroots.fields import FieldInfo, field_named
from grassroots.model import DERIVED, Derived, Record, has_steps, home_field, noun_class
from grassroots.reading.reader import Reader, lies_within, plain_value
from grassroots.values import Quantity, Ref
from grassroots_columns.asked import Asked
from grassroots_columns.column import NEVER, Column, Flags, Ints, always, encoded, of_days, of_numbers
from grassroots_columns.lives import Lives, Standing

log = logging.getLogger("grassroots")
FEW = 64
"""So few different references are followed one by one."""


class Tables:
    """The tables of the records that a reader reads, each made when it is first asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.snapshot = reader, reader.snapshot
        self.ruled = {path.head for kind in self.snapshot.charter.kinds.values() for path in kind.paths}
        self.whole = any(path.whole for kind in self.snapshot.charter.kinds.values() for path in kind.paths)
        self.living = {noun for kind in self.snapshot.charter.kinds.values() for noun in kind.steps}
        self._tables: dict[tuple[str, date | None], Table] = {}

    def of(self, noun: str, day: date) -> Table:
        """The records of a noun; of a derived one, those that rules give on a day."""
        key = (noun, day if noun in DERIVED else None)
        if key not in self._tables:
            records = self.snapshot.derived(noun, day) if noun in DERIVED else self.snapshot.all(noun)
            self._tables[key] = Table(self, noun, records)
        return self._tables[key]


class Table:
    """The records of one noun."""

    def __init__(self, tables: Tables, noun: str, records: Mapping[str, Any]) -> None:
        self.tables, self.noun = tables, noun
        self.records: Sequence[Record | Derived] = list(records.values())
        self.ids = list(records)
        self.all = np.ones(len(self.records), np.bool_)
        self._raw: dict[str, Column] = {}
        self._columns: dict[tuple[str, date], Column | Asked] = {}
        self._held: dict[tuple[Condition, date], Asked] = {}
        self._standing: dict[date, Standing] = {}

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each record."""
        return {id: row for row, id in enumerate(self.ids)}

    def info(self, name: str) -> FieldInfo | None:
        """A field of the noun."""
        return field_named(noun_class(self.noun), name)

    def raw(self, name: str) -> Column:
        """A field as it stands in the records."""
        if name not in self._raw:
            self._raw[name] = encoded(list(map(attrgetter(name), self.records)))
        return self._raw[name]

    # -- where and when --

    @cached_property
    def home(self) -> Column:
        """The unit at which each record counts."""
        if self.noun == "unit":
            return encoded(self.ids)
        info = home_field(self.noun)
        if info is None:
            return always(None, len(self))
        own = self.raw(info.name)
        found = own if info.refs[0] == "unit" else self._through(own, info.refs[0], lambda other: other.home)
        if not info.optional:
            return found
        # What belongs to no part counts at the whole.
        none = own.where(lambda id: id is None)
        return Column(
            np.where(none, len(found.values), np.where(found.codes < 0, len(found.values) - 1, found.codes)),
            [*found.values, self.tables.snapshot.at_large],
        )

    @cached_property
    def begins(self) -> Ints:
        """The first day on which each record counts; never: always."""
        name = next((name for name in ("start", "on") if self.info(name)), None)
        info = home_field(self.noun)
        if name is not None:
            own = self.raw(name).days()
        elif info is None or info.refs[0] == "unit":
            own = np.full(len(self), NEVER)
        else:
            own = self._through(self.raw(info.name), info.refs[0], lambda other: of_days(other.begins)).days()
        if has_steps(self.noun):
            firsts = [steps[0].on if (steps := record.steps) else None for record in self.records]  # type: ignore[union-attr]
            first = encoded(firsts).days()
            own = np.where(first == NEVER, own, first)
        return own

    @cached_property
    def ends(self) -> Ints:
        """The first day on which each record no longer counts; never: it has none."""
        return self.raw("end").days() if hasattr(noun_class(self.noun), "end") else np.full(len(self), NEVER)

    def counts_on(self, day: date) -> Flags:
        """Whether each record counts on a day."""
        number = day.toordinal()
        return np.asarray((self.begins <= number) & ((self.ends == NEVER) | (number < self.ends)))

    def _through(self, ids: Column, noun: str, what: Callable[[Table], Column]) -> Column:
        """What a column of another noun says of the records to which ours refer."""
        other = self.tables.of(noun, self.tables.snapshot.as_of)
        theirs = what(other)
        rows = np.fromiter((other.rows.get(id, -1) for id in ids.values), np.int64, len(ids.values))
        values, none = [*theirs.values, None], len(theirs.values)
        # A code of -1 is the last of their values.
        codes = np.where(theirs.codes < 0, none - 1, theirs.codes)
        codes = np.append(codes, none)[rows]
        return Column(codes[ids.codes] if len(codes) else ids.codes, values)

    # -- lives --

    @cached_property
    def lives(self) -> Lives:
        """The steps of the records as they count, with their workflows."""
        reader, charter = self.tables.reader, self.tables.snapshot.charter
        steps = (
            [reader.steps(record) for record in self.records]
            if self.noun in self.tables.living
            else [getattr(record, "steps", ()) for record in self.records]
        )
        names = [str(getattr(one, "category", "") or getattr(one, "kind", "")) for one in self.records]
        keys = encoded(names)
        first = dict(zip(reversed(names), reversed(self.records), strict=True))
        return Lives(steps, keys.mapped(lambda name: charter.workflow_of(first[name])))

    def standing(self, day: date) -> Standing:
        """Where each record stands at the end of a day."""
        if day not in self._standing:
            self._standing[day] = self.lives.standing(day)
        return self._standing[day]

    def event(self, dated: str, day: date) -> Ints:
        """The day on which each record happens, as known at the end of a day."""
        if not has_steps(self.noun):
            return self.column(dated, day, self.all).days()
        lives, number = self.lives, day.toordinal()
        found = np.full(len(self), NEVER)
        named = [flow is not None and dated in flow.states for flow in lives.flows]
        mine = np.array(named, np.bool_)[lives.flow] if named else np.zeros(len(self), np.bool_)
        if any(named):
            found = lives.first(lambda flow: (dated,) if flow is not None and dated in flow.states else (), number)
        if all(named):
            return found
        if dated == "done":
            other = lives.first(_ends, number)
        elif dated in ("rated", "settled"):
            other = self.standing(day).columns[dated].days()
        else:
            other = self.column(dated, day, ~mine).days()
        return np.where(mine, found, other)

    # -- paths --

    def column(self, path: str, day: date, among: Flags) -> Column:
        """The value at a path in each row, at the end of a day; right in the rows that are asked for."""
        key = (path, day)
        if key not in self._columns:
            self._columns[key] = self._made(path, day)
        found = self._columns[key]
        return found.column(among) if isinstance(found, Asked) else found

    def _made(self, path: str, day: date) -> Column | Asked:
        if path.startswith("days:"):
            _, start, end = path.split(":")
            first, last = self.event(start, day), self.event(end, day)
            least = np.iinfo(np.int64).min
            return of_numbers(np.where((first == NEVER) | (last == NEVER), least, last - first), int, least)
        head, *rest = path.split(".")
        info = self.info(head)
        if head in self.tables.ruled and info is None:
            return self._asked(path, day)
        if has_steps(self.noun):
            if head == REACHED and len(rest) == 1:
                return of_days(self.lives.first(lambda flow: rest, day.toordinal()))
            if head in STEP_PATHS:
                return self._of_steps(path, head, rest, day)
        if head == STANDING:
            return Column(self.counts_on(day).astype(np.int64), [False, True])
        if head in ("custom", "external") and len(rest) == 1:
            return self._asked(path, day)
        if info is None:
            return always(None, len(self))
        own = self.raw(head)
        return own.mapped(plain_value) if not rest else self._onward(own, info.refs, rest, day)

    def _of_steps(self, path: str, head: str, rest: Sequence[str], day: date) -> Column | Asked:
        standing = self.standing(day)
        column = standing.columns[head]
        if rest:
            return self._onward(column, ("unit",) if head == "handler" else (), rest, day)
        if head in ("due", "promise") and self.tables.whole and standing.unpromised.any():
            # Where no step names a day, a rule may.
            return self._asked(path, day, column, ~standing.unpromised)
        return column

    def _onward(self, own: Column, refs: Sequence[str], rest: Sequence[str], day: date) -> Column:
        """What stands further along a path: of a quantity, of what is referred to."""
        path = ".".join(rest)
        reader, snapshot = self.tables.reader, self.tables.snapshot

        def value(one: Any) -> Any:
            if isinstance(one, Quantity):
                return plain_value(getattr(one, rest[0], None))
            nouns: Sequence[str] = refs
            if isinstance(one, Ref):
                if rest[0] in ("noun", "id") and len(rest) == 1:
                    return str(getattr(one, rest[0]))
                nouns, one = (one.noun,), one.id
            found = next((found for noun in nouns if one is not None and (found := snapshot.get(noun, one)) is not None), None)
            return None if found is None else reader.value(found, path, day)

        simple = len(refs) == 1 and len(own.values) > FEW and not any(isinstance(one, Quantity | Ref) for one in own.values)
        if simple and not path.startswith("days:"):
            return self._through(own, refs[0], lambda other: other.column(path, day, other.all))
        return own.mapped(value)

    def _asked(self, path: str, day: date, seed: Column | None = None, known: Flags | None = None) -> Asked:
        log.debug("columns: %s of %s is read record by record", path, self.noun)
        reader, records = self.tables.reader, self.records
        return Asked(lambda row: reader.value(records[row], path, day), seed, ~self.all if known is None else known.copy())

    # -- conditions --

    def holds(self, condition: Condition, day: date, among: Flags) -> Flags:
        """Whether a condition holds at the end of a day; right in the rows that are asked for."""
        if condition == ALWAYS:
            return among
        if isinstance(condition, Is):
            values = condition.values
            return among & self.column(condition.path, day, among).where(lambda value: value in values)
        if isinstance(condition, Within):
            bounds = condition
            return among & self.column(condition.path, day, among).where(lambda value: lies_within(value, bounds))
        if isinstance(condition, AllOf):
            for part in condition.parts:
                among = self.holds(part, day, among)
            return among
        if isinstance(condition, AnyOf):
            held = ~self.all
            for part in condition.parts:
                held = held | self.holds(part, day, among & ~held)
            return held
        if isinstance(condition, NotOf):
            return among & ~self.holds(condition.part, day, among)
        key = (condition, day)
        if key not in self._held:
            log.debug("columns: %s of %s is asked record by record", condition, self.noun)
            reader, records = self.tables.reader, self.records
            self._held[key] = Asked(lambda row: reader.holds(records[row], condition, day), None, ~self.all)
        return among & self._held[key].column(among).where(bool)


def _ends(flow: Workflow | None) -> Sequence[str]:
    return tuple(flow.states_of(StateKind.DONE)) if flow else ()
