"""A snapshot: records that agree, as of a day and as known at a head."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Set
from datetime import date
from html import escape
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, runtime_checkable

from attrs import frozen

from grassroots.charter import Charter
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.codec import to_json
from grassroots.errors import InvalidArgument
from grassroots.model import DERIVED, NOUNS, Derived, Record, noun_name, noun_of
from grassroots.problems import Problem
from grassroots.snapshot.checks import duplicates, problems_of
from grassroots.snapshot.records import Key, OneByOne, Records
from grassroots.snapshot.tree import Tree
from grassroots.values import Source

T = TypeVar("T")


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
        self._aparts: dict[str, Apart] = {}
        self._said_of: dict[str, tuple[Apart, OneByOne]] = {}
        self.problems = tuple(problems(self))

    def __repr__(self) -> str:
        known = f", known at {self.head}" if self.head else ""
        return f"<Snapshot as of {self.as_of}{known}: {sum(len(self.all(noun)) for noun in NOUNS)} records, {len(self.problems)} problems>"

    def _repr_html_(self) -> str:
        counted = [(noun, len(self.all(noun))) for noun in NOUNS if self.all(noun)]
        rows = "".join(f"<tr><td>{noun}</td><td>{count}</td></tr>" for noun, count in counted)
        return f"<p>{escape(repr(self))}</p><table>{rows}</table>"

    def __getstate__(self) -> dict[str, Any]:
        # What a reader of a part sees of derived records follows from the whole, which does not travel along: they travel as they are on the day.
        # What is closed to the reader travels no more than that: figures that count by it are refused in a copy.
        state = {**self.__dict__, "_kept": {}, "_said": {}, "_said_of": {}, "_shared": {}, "_aparts": {}, "_referrers": {}}
        state |= {"_counted": None, "engine": None}
        if self.derive is not None:
            state["derive"] = _AsTold(self.as_of, {noun: tuple(self.derived(noun, self.as_of).values()) for noun in DERIVED})
        return state

    @property
    def _read_in_parts(self) -> bool:
        """Whether what rules say of it hangs on more than the records that it holds."""
        return not self.whole or self.derive is not None or self._counted is not None

    def _made_apart(self, kind: str, make: Callable[[Any], T]) -> tuple[frozenset[str] | None, T]:
        if self._read_in_parts:
            return None, make(self)
        own = self._aparts.setdefault(kind, Apart(self)) if kind not in self._aparts else self._aparts[kind]
        made = make(own)
        return frozenset(own.read), made

    def _laid_over(self, changed: Mapping[Key, tuple[Record | None, Source | None]], *, known_at: int, head: str) -> Snapshot:
        """A later state of the same day in which these records are not the same, or came from another row (None: they are gone, or came from none). What was made
        of this one goes on where nothing that it read changed."""
        laid: dict[str, dict[str, Record]] = {}
        sources, ids, moved = self.sources, dict[str, set[str]](), set[str]()
        for (noun, id), (record, source) in changed.items():
            if source != self.sources.get((noun, id)):
                moved.add(noun)
            if record == self._records[noun].get(id):
                continue
            ids.setdefault(noun, set()).add(id)
            found = laid.setdefault(noun, dict(self._records[noun]))
            if record is None:
                del found[id]
            else:
                found[id] = record
        if moved:
            kept = dict(self.sources)
            for key, (_, source) in changed.items():
                kept.pop(key, None)
                if source is not None:
                    kept[key] = source
            sources = MappingProxyType(kept)
        fresh = {
            noun: sorted(found) if any(id not in self._records[noun] for id in ids[noun]) else list(found)
            for noun, found in laid.items()
        }
        after = Snapshot(
            {
                **self._records,
                **{noun: MappingProxyType({id: laid[noun][id] for id in order}) for noun, order in fresh.items()},
            },
            self.charter,
            as_of=self.as_of,
            known_at=known_at,
            head=head,
            sources=sources,
            calendars=self.calendars,
            withheld=self.withheld,
            closed=self.closed,
            counted=None,
            whole=self.whole,
            derive=None,
            engine=self.engine,
            problems=lambda _: (),
        )
        return _carried(self, after, {noun: frozenset(found) for noun, found in ids.items()}, moved)

    def said_of(
        self, kind: str, part: Hashable, records: Iterable[Record | Derived], making: Callable[[Any], Callable[[Any], T]]
    ) -> list[T]:
        """What a kind of rule says of each of some records in one part of it. It is kept, and goes on in a later state in which the record is the same and
        nothing changed of a noun of which anything was read for such a record. `making`: gives what makes it of a record."""
        if self._read_in_parts:
            return super().said_of(kind, part, records, making)
        apart, made = self._said_of.get(kind) or self._said_of.setdefault(kind, (Apart(self), OneByOne()))
        return made.of(part, records, lambda: making(apart))

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


def carried_on(earlier: Iterable[Snapshot], after: Snapshot) -> Snapshot:
    """A state of records with what kinds of rule said of the last earlier one of that day, and what is kept of its figures, as far as nothing that they
    read has changed since."""
    before = next((one for one in reversed(list(earlier)) if one.as_of == after.as_of), after)
    kept, fresh = ((one.charter, one.calendars, one.withheld, one.closed, one.whole, one.engine) for one in (before, after))
    if before is after or kept != fresh or before._read_in_parts or after._read_in_parts:
        return after
    ids = {noun: _changed(before._records[noun], after._records[noun]) for noun in NOUNS}
    known = before.sources
    moved = {key[0] for key, source in after.sources.items() if (one := known.get(key)) is not source and one != source}
    moved |= {key[0] for key in before.sources if key not in after.sources}
    return _carried(before, after, {noun: found for noun, found in ids.items() if found}, moved)


def _carried(before: Snapshot, after: Snapshot, ids: Mapping[str, frozenset[str]], moved: Set[str]) -> Snapshot:
    """`ids`: the records that are not the same, by noun; `moved`: the nouns of which a record came from another row."""
    changed = {*ids, *moved}
    for key, (read, value) in list(before._said.items()):
        if read is not None and read.isdisjoint(changed):
            after._said.setdefault(key, (read, value))
    for kind, (apart, made) in list(before._said_of.items()):
        if apart.read.isdisjoint(changed):
            after._said_of.setdefault(kind, (Apart(after, apart.read), made.without(ids)))
    for name, one in list(before._kept.items()):
        if isinstance(one, Carried):
            after._kept.setdefault(name, one.carried_to(after, ids))
    return after


def _changed(before: Mapping[str, Record], after: Mapping[str, Record]) -> frozenset[str]:
    """The records that are not the same in two states, by id."""
    if before == after:
        return frozenset()
    found = {id for id, record in after.items() if before.get(id) is not record and before.get(id) != record}
    return frozenset(found.union(id for id in before if id not in after))


@runtime_checkable
class Carried(Protocol):
    """What is kept with a snapshot, and can go on in a later one."""

    def carried_to(self, after: Snapshot, changed: Mapping[str, frozenset[str]]) -> object:
        """The same of a later state, given the records that are not the same, by noun and id."""
        ...


class Apart(Snapshot):
    """A snapshot as one kind of rule reads it: apart from what others keep with it, noting of which nouns something is read (`read`).

    What a kind says follows from what it read and from nothing else. So it holds of a later state as well in which none of that changed.
    """

    def __init__(self, whole: Snapshot, read: Iterable[str] = ()) -> None:
        self.read = set(read)
        self.__dict__.update(whole.__dict__)
        self.__dict__.update(_whole=whole, _kept={}, _said={}, _said_of={}, _aparts={}, _referrers={})
        self._records = _Noted(whole._records, self.read)
        self.sources = _Noted(whole.sources, self.read)

    @property
    def tree(self) -> Tree:  # type: ignore[override]
        """The dated tree."""
        self.read.update(("unit", "change_event"))
        whole: Snapshot = self.__dict__["_whole"]
        return whole.tree

    @property
    def problems(self) -> tuple[Problem, ...]:  # type: ignore[override]
        """What is wrong with the records, whichever they are."""
        self.read.update(NOUNS)
        whole: Snapshot = self.__dict__["_whole"]
        return whole.problems

    def shared(self, name: str, make: Callable[[], T]) -> T:
        """What is shared by all who read these records."""
        whole: Snapshot = self.__dict__["_whole"]
        return whole.shared(name, make)

    def said_of(
        self, kind: str, part: Hashable, records: Iterable[Record | Derived], making: Callable[[Any], Callable[[Any], T]]
    ) -> list[T]:
        """What a kind of rule says of each of some records, with what was read for that."""
        whole: Snapshot = self.__dict__["_whole"]
        made = whole.said_of(kind, part, records, making)
        self.read |= whole._said_of[kind][0].read
        return made

    def person(self, id: str) -> str:
        """The record that stands for a person."""
        self.read.add("same_person")
        whole: Snapshot = self.__dict__["_whole"]
        return whole.person(id)

    def referrers(self, noun: Any, field: str, target: Key, day: date | None = None) -> list[Any]:
        """The records of a noun that refer to a record."""
        name = noun if isinstance(noun, str) else noun_name(noun)
        if name in DERIVED:
            return super().referrers(noun, field, target, day)
        self.read.add(name)
        whole: Snapshot = self.__dict__["_whole"]
        return whole.referrers(name, field, target)

    def _made_apart(self, kind: str, make: Callable[[Any], T]) -> tuple[frozenset[str] | None, T]:
        return None, make(self)


class _Noted(Mapping[Any, Any]):
    """A mapping that notes which noun is read: of records by noun, or of rows by key."""

    def __init__(self, found: Mapping[Any, Any], read: set[str]) -> None:
        self._found = found
        self._read = read

    def get(self, key: Any, default: Any = None) -> Any:
        self._read.add(key if isinstance(key, str) else key[0])
        return self._found.get(key, default)

    def __getitem__(self, key: Any) -> Any:
        self._read.add(key if isinstance(key, str) else key[0])
        return self._found[key]

    def __iter__(self) -> Iterator[Any]:
        self._read.update(NOUNS)
        return iter(self._found)

    def __len__(self) -> int:
        self._read.update(NOUNS)
        return len(self._found)


@frozen
class _AsTold:
    """Derived records as they were on one day."""

    day: date
    records: Mapping[str, tuple[Derived, ...]]

    def __call__(self, noun: str, day: date) -> Iterable[Derived]:
        if day != self.day:
            raise InvalidArgument(f"what was derived on {day} is not in this copy of {self.day}; ask the office")
        return self.records[noun]
