"""The tables on which metrics are defined: the records of a noun, a column for each path that a measure reads, as the reference reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from grassroots.charter import Condition, Measure
from grassroots.charter.paths import leaves
from grassroots.fields import Column
from grassroots.figures.facts import happened, of_persons
from grassroots.leaving import Leaving
from grassroots.model import DERIVED, Unit, home_field
from grassroots.reading.reader import Reader, living_reader
from grassroots.values import PartialDate, Period, Quantity, Ref
from grassroots_ibis.metricflow.spelling import spelled
from grassroots_ibis.writing import in_column

NUMBERS = (Column.INTEGER, Column.DECIMAL)


class Unfit(Exception):
    """What MetricFlow's form has no place for: the code of a problem."""


@frozen
class Told:
    """A column. `kind`: of what type; `path`: the path that it holds, if it holds one, and `condition`: the condition, if it says whether that holds."""

    name: str
    kind: Column
    path: str = ""
    condition: Condition | None = None


@define(eq=False, slots=False)
class Kept:
    """A table of records of one noun. `monthly`: a row for each record that counts at the end of a month; else one a record, read on the last day.

    `there`: whether records leave at all; without them it is defined, and nothing is read. `uses`: what each name stands for, in all tables: MetricFlow takes one of
    one name for the same thing.
    """

    leaving: Leaving
    noun: str
    monthly: bool
    there: bool
    uses: dict[str, str]
    columns: dict[tuple[str, object], tuple[Told, list[Any]]] = field(factory=dict)

    @property
    def name(self) -> str:
        """Its name in the database, and that of its semantic model."""
        return spelled(f"grassroots_{self.noun}{'_by_month' if self.monthly else ''}")

    @property
    def row(self) -> str:
        """What MetricFlow calls one row of it."""
        return spelled(f"{self.noun}_{'month' if self.monthly else 'row'}")

    @cached_property
    def reader(self) -> Reader:
        """What reads the records."""
        return living_reader(self.leaving.snapshot)

    @cached_property
    def rows(self) -> list[tuple[date, Any]]:
        """The records, each with the day on which it is read."""
        snapshot = self.leaving.snapshot
        if not self.there:
            return []
        if not self.monthly:
            return [(snapshot.as_of, one) for one in self._all(snapshot.as_of)]
        return [(day, one) for day in self._days() for one in self._all(day) if snapshot.counts_on(one, day)]

    def _all(self, day: date) -> list[Any]:
        snapshot = self.leaving.snapshot
        records: Any = snapshot.derived(self.noun, day) if self.noun in DERIVED else snapshot.all(self.noun)
        return sorted(records.values(), key=lambda one: str(one.id))

    def _days(self) -> list[date]:
        """The ends of the months, up to the last day that counts."""
        last = self.leaving.day
        whole = self.leaving.period or Period.year(last.year)
        firsts = [date(at // 12, at % 12 + 1, 1) for at in range(_month(whole.start), _month(whole.last) + 1)]
        return sorted({min(Period.month(one.year, one.month).last, whole.last, last) for one in firsts if one <= last})

    # -- columns --

    def path(self, path: str) -> Told:
        """The column with the values at a path.

        Raises:
            Unfit: they are of no type that a column has, or of several.
        """
        return self._column(
            "path", path, lambda: self._kind(path), lambda read, one: self.reader.value(one, path, read), path=path
        )

    def flag(self, condition: Condition) -> Told:
        """The column that says whether a condition holds which cannot be written as SQL for all databases."""
        return self._column(
            "holds",
            condition,
            lambda: Column.FLAG,
            lambda read, one: self.reader.holds(one, condition, read),
            condition=condition,
        )

    def day(self, measure: Measure) -> Told:
        """The column with the day on which a record happens; none of what lies after the last day, or outside of the period that leaves."""
        if self.monthly:
            return self._column("read", "read_day", lambda: Column.DATE, lambda read, _one: read)
        return self._column(
            "event", measure.dated, lambda: Column.DATE, lambda read, one: self._event(one, measure.dated, read)
        )

    def _event(self, record: Any, dated: str, read: date) -> date | None:
        day, period = happened(record, dated, self.reader, read), self.leaving.period
        return None if day is None or (period is not None and day not in period) else day

    def unit(self) -> Told | None:
        """The column with the unit at which a record counts; None of what counts at none."""
        if home_field(self.noun) is None and self.noun != "unit":
            return None
        snapshot = self.leaving.snapshot

        def place(_read: date, one: Any) -> str | None:
            home = snapshot.home(one)
            return None if home is None else snapshot.tree.place(home, snapshot.as_of)

        return self._column("place", "at_unit", lambda: Column.TEXT, place)

    def key(self, measure: Measure) -> Told:
        """The column with what is counted as different: records that a decision says are one person are one."""
        snapshot = self.leaving.snapshot
        if not of_persons(measure, snapshot):
            return self.path(measure.key)

        def person(read: date, one: Any) -> Any:
            found = self.reader.value(one, measure.key, read)
            return snapshot.person(found) if isinstance(found, str) else None

        return self._column("person", f"{measure.key}.as_one", lambda: Column.TEXT, person)

    def _column(self, what: str, of: Any, kind: Any, value: Any, **told: Any) -> Told:
        key = (what, of)
        if key not in self.columns:
            text, found = of if isinstance(of, str) else "condition", kind()
            use = {Column.DATE: "time"}.get(found, "number" if found in NUMBERS else "category")
            own = {one.name for one, _values in self.columns.values()} | {"id"}
            name = spelled(
                f"{text}.day" if what == "event" else text, own | {one for one, other in self.uses.items() if other != use}
            )
            self.uses[name] = use
            column = Told(name, found, **told)
            self.columns[key] = (
                column,
                in_column(column.kind, [value(read, one) for read, one in self.rows], f"{text} of {self.noun}"),
            )
        return self.columns[key][0]

    def _kind(self, path: str) -> Column:
        if path.startswith("days:"):
            return Column.INTEGER
        kinds = {leaf.kind for leaf in leaves(self.leaving.charter, self.noun, path)}
        found = {Column.TEXT if one in (Quantity, PartialDate, Ref) else one for one in kinds}
        if len(found) != 1 or not isinstance(kind := found.pop(), Column) or kind is Column.TIME:
            raise Unfit("type")
        return kind

    def written(self) -> dict[str, tuple[Column, list[Any]]]:
        """The columns by name, of those rows on which something happened."""
        days = [values for (what, _of), (_told, values) in self.columns.items() if what in ("event", "read")]
        kept = [at for at in range(len(self.rows)) if any(values[at] is not None for values in days)]
        found = {"id": (Column.TEXT, [str(self.rows[at][1].id) for at in kept])}
        return found | {told.name: (told.kind, [values[at] for at in kept]) for told, values in self.columns.values()}


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def units_of(leaving: Leaving) -> dict[str, tuple[Column, list[Any]]]:
    """The standing units as columns: what each is, and for each kind of unit, the one of that kind under which it stands, itself among them."""
    snapshot = leaving.snapshot
    tree = snapshot.tree_on()
    found: Sequence[Unit] = sorted((one for id in tree.units if (one := snapshot.get(Unit, id))), key=lambda one: str(one.id))
    units = {one.id: one for one in found}
    columns: dict[str, tuple[Column, list[Any]]] = {
        "id": (Column.TEXT, [str(one.id) for one in found]),
        "unit_name": (Column.TEXT, [leaving.called(one) for one in found]),
        "unit_kind": (Column.TEXT, [one.kind for one in found]),
    }
    for kind, name in kinds_of(leaving).items():
        above = [
            next((str(id) for id in (one.id, *tree.ancestors(one.id)) if id in units and units[id].kind == kind), None)
            for one in found
        ]
        columns[name] = Column.TEXT, above
    return columns


def kinds_of(leaving: Leaving) -> dict[str, str]:
    """The kinds of unit of the charter → the column that says under which unit of that kind another one stands."""
    found: dict[str, str] = {}
    for kind in leaving.charter.words.get("unit", {}):
        found[kind] = spelled(f"under.{kind}", found.values())
    return found
