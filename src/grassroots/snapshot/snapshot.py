"""A snapshot: records that agree, as of a day and as known at a head."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import frozen

from grassroots.charter import Charter
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.codec import to_json
from grassroots.errors import InvalidArgument
from grassroots.model import DERIVED, NOUNS, Derived, Record, noun_of
from grassroots.problems import Problem
from grassroots.snapshot.checks import duplicates, problems_of
from grassroots.snapshot.records import Key, Records
from grassroots.values import Source


class Snapshot(Records):
    """Records by noun and id, the dated tree over their units, and what is wrong with them (`problems`).

    `calendars` has the working days by address, `engine` what counts the records for figures, if somebody brought one, `withheld` the nouns of which the reader may open no record, `closed` the fields (noun, field) that stand in
    records and may not be opened: figures count by them, and hand out none. It holds whole lives: steps and spans later than `as_of` are there and do not count. Made by `Snapshot.of`.

    >>> from grassroots.model import Placement, Unit
    >>> from grassroots.values import UnitId
    >>> house = Unit(id=UnitId("house"), kind="house", name="House")
    >>> stair = Unit(id=UnitId("stair"), kind="stair", name="Stair",
    ...              parents=(Placement(since=date(2020, 1, 1), parent=UnitId("house")),))
    >>> snapshot = Snapshot.of([stair, house], Charter(id="x", labels={}), as_of=date(2024, 1, 1), check=False)
    >>> snapshot.under(UnitId("house"))
    ('house', 'stair')
    """

    def __init__(
        self,
        records: Mapping[str, Mapping[str, Record]],
        charter: Charter,
        *,
        as_of: date,
        known_at: int | None,
        head: str,
        sources: Mapping[Key, Source],
        calendars: Mapping[str, WorkCalendar],
        withheld: frozenset[str],
        closed: Set[tuple[str, str]],
        counted: Snapshot | None,
        whole: bool,
        derive: Callable[[str, date], Iterable[Derived]] | None,
        engine: object,
        problems: Callable[[Snapshot], Iterable[Problem]],
    ) -> None:
        super().__init__(records, charter, as_of, known_at, head, sources)
        self.calendars: Mapping[str, WorkCalendar] = MappingProxyType(dict(calendars))
        self.withheld = withheld
        self.closed = frozenset(closed)
        self._counted = counted
        self.whole = whole
        self.derive = derive
        self.engine = engine
        self.problems = tuple(problems(self))

    def __repr__(self) -> str:
        known = f", known at {self.head}" if self.head else ""
        return f"<Snapshot as of {self.as_of}{known}: {sum(len(self.all(noun)) for noun in NOUNS)} records, {len(self.problems)} problems>"

    def __getstate__(self) -> dict[str, Any]:
        # What a reader of a part sees of derived records follows from the whole, which does not travel along: they travel as they are on the day.
        # What is closed to the reader travels no more than that: figures that count by it are refused in a copy.
        state = {**self.__dict__, "_kept": {}, "_referrers": {}, "_counted": None, "engine": None}
        if self.derive is not None:
            state["derive"] = _AsTold(self.as_of, {noun: tuple(self.derived(noun, self.as_of).values()) for noun in DERIVED})
        return state

    def to_dict(self) -> dict[str, Any]:
        """The records as plain data, noun by noun, in the order of their ids."""
        found = {noun: [json.loads(to_json(record)) for record in self.all(noun).values()] for noun in NOUNS if self.all(noun)}
        return {"as_of": self.as_of.isoformat(), "known_at": self.known_at, "head": self.head, "records": found}

    @classmethod
    def of(
        cls,
        records: Iterable[Record],
        charter: Charter,
        *,
        as_of: date,
        known_at: int | None = None,
        head: str = "",
        sources: Mapping[Key, Source] | None = None,
        check: bool = True,
        calendars: Mapping[str, WorkCalendar] | None = None,
        withheld: frozenset[str] = frozenset(),
        closed: Set[tuple[str, str]] = frozenset(),
        counted: Snapshot | None = None,
        whole: bool = True,
        derive: Callable[[str, date], Iterable[Derived]] | None = None,
        engine: object = None,
        tells: Callable[[Problem], bool] | None = None,
    ) -> Snapshot:
        """Puts records side by side. The order in which they come never matters; of two with one key the later is kept, and a problem tells.

        Args:
            records: the records; each knows the others by id only.
            charter: the words and rules that they follow.
            as_of: the last day that counts.
            known_at: the number of the last change that was known; None for records that are in no store.
            head: how that moment of the store is printed.
            sources: where the rows of the records stand, to be named in problems.
            check: whether to look for problems; a view of a part, where references lead outside, does not.
            calendars: working days by the address that calendars of the charter name; `weekdays:` needs none.
            withheld: nouns of which the reader's purpose opens no record: what counts them has no value, and is not zero.
            closed: (noun, field) of the fields that are withheld though they must have a value.
            counted: the same records with these fields, for figures alone.
            whole: whether all records are there: what is said of all of them together (a quota) can be said only then.
            derive: for a reader of a part: (noun, day) → the derived records in view, as the whole gives them.
            engine: what counts the records for figures, where somebody brought one (`figures.engine`); the reference evaluator is the judge of what it gives.
            tells: which problems are told; all without it.
        """
        listed = list(records)
        by_noun: dict[str, dict[str, Record]] = {noun: {} for noun in NOUNS}
        for record in listed:
            by_noun[noun_of(record)][record.id] = record
        ordered = {noun: MappingProxyType(dict(sorted(found.items()))) for noun, found in by_noun.items()}

        def problems(snapshot: Snapshot) -> Iterator[Problem]:
            if check:
                yield from filter(tells, (*duplicates(listed, snapshot.sources), *problems_of(snapshot)))

        return cls(
            ordered,
            charter,
            as_of=as_of,
            known_at=known_at,
            head=head,
            sources=sources or {},
            calendars=calendars or {},
            withheld=withheld,
            closed=closed,
            counted=counted,
            whole=whole,
            derive=derive,
            engine=engine,
            problems=problems,
        )


@frozen
class _AsTold:
    """Derived records as they were on one day."""

    day: date
    records: Mapping[str, tuple[Derived, ...]]

    def __call__(self, noun: str, day: date) -> Iterable[Derived]:
        if day != self.day:
            raise InvalidArgument(f"what was derived on {day} is not in this copy of {self.day}; ask the office")
        return self.records[noun]
