"""Records side by side, by noun and id, with the dated tree over their units."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import Any, Self, TypeVar, overload

from attrs import evolve

from grassroots.charter import Charter
from grassroots.charter.kind import KindForm
from grassroots.fields import FieldInfo, field_named, fields_of
from grassroots.model import (
    DERIVED,
    NOUNS,
    Case,
    ChangeEvent,
    Derived,
    Noun,
    Record,
    SamePerson,
    Unit,
    by_name,
    has_steps,
    home_field,
    noun_class,
    noun_name,
    noun_of,
)
from grassroots.snapshot.tree import Tree, TreeOnDay
from grassroots.values import Ref, Source, UnitId

Key = tuple[str, str]
T = TypeVar("T")
N = TypeVar("N", bound=Noun | Derived)


@cache
def _case_fields(noun: str) -> tuple[str, ...]:
    return tuple(info.name for info in fields_of(noun_class(noun)) if "case" in info.refs)


@cache
def _beginning(kind: Any) -> tuple[bool, str, FieldInfo | None]:
    """By what a record of this class begins: its steps, a field with a day, the record that another field leads to."""
    dated = next((name for name in ("start", "on") if field_named(kind, name)), "")
    above = home_field(noun_name(kind))
    return has_steps(noun_name(kind)), dated, None if above is None or above.refs[0] == "unit" else above


def cases_of(record: Record | Derived) -> Iterator[str]:
    """The cases that a record is or belongs to, by id: the row that brought a reply is the row that brought its case."""
    if isinstance(record, Case):
        yield record.id
    for name in _case_fields(noun_of(record)):
        value = getattr(record, name)
        if isinstance(value, Ref):
            if value.noun == "case":
                yield value.id
        elif value is not None:
            yield value


def _derived(kind: KindForm[Any], noun: str, day: date, records: Records) -> tuple[Derived, ...]:
    return tuple(kind.derived(noun, records, day))


class OneByOne:
    """What was made of records, each by itself: part → key → the very record, and what was made of it. Of another with its key it does not hold."""

    def __init__(self, _: object = None) -> None:
        self._made: dict[Hashable, dict[Key, tuple[object, Any]]] = {}

    def of(self, part: Hashable, records: Iterable[Record | Derived], making: Callable[[], Callable[[Any], T]]) -> list[T]:
        """What is made of each of some records, or was."""
        known = self._made.setdefault(part, {})
        make, made = None, []
        for record in records:
            key = noun_of(record), record.id
            found = known.get(key)
            if found is None or found[0] is not record:
                make = make or making()
                found = known[key] = record, make(record)
            made.append(found[1])
        return made

    def without(self, changed: Mapping[str, frozenset[str]]) -> OneByOne:
        """The same for a later state, but of the records that changed."""
        later = OneByOne()
        for part, known in list(self._made.items()):
            later._made[part] = left = dict(known)
            for noun, ids in changed.items():
                for id in ids:
                    left.pop((noun, id), None)
        return later


class Records:
    """Records by noun and id, the dated tree over their units, and what refers to what. It holds whole lives; nothing is judged here."""

    def __init__(
        self,
        records: Mapping[str, Mapping[str, Record]],
        charter: Charter,
        as_of: date,
        known_at: int | None,
        head: str,
        sources: Mapping[Key, Source],
    ) -> None:
        self._records = records
        self.charter = charter
        self.as_of = as_of
        self.known_at = known_at
        self.head = head
        self.sources = sources
        self.tree = Tree(self.all(Unit).values(), self.all(ChangeEvent).values())
        self._referrers: dict[tuple[str, str, date], dict[Key, list[Any]]] = {}
        self._persons: dict[str, str] | None = None
        self._kept: dict[str, Any] = {}
        self._shared: dict[str, Any] = {}
        self._said: dict[tuple[str, str], tuple[frozenset[str] | None, Any]] = {}
        self.withheld: frozenset[str] = frozenset()
        self.derive: Callable[[str, date], Iterable[Derived]] | None = None

    def kept(self, name: str, make: Callable[[Self], T]) -> T:
        """What somebody makes of these records and keeps with them, made when it is first asked for under its name."""
        if name not in self._kept:
            self._kept[name] = make(self)
        found: T = self._kept[name]
        return found

    def shared(self, name: str, make: Callable[[], T]) -> T:
        """What follows from the charter alone, or from each record by itself, kept with them once for whoever reads them."""
        if name not in self._shared:
            self._shared[name] = make()
        found: T = self._shared[name]
        return found

    def aside(self, make: Callable[[], T]) -> T:
        """Works out something that is kept for whoever asks for it next; who notes what is read notes it apart."""
        return make()

    def said(self, kind: str, part: str, make: Callable[[Self], T]) -> T:
        """What a kind of rule says in one part of it, made when it is first asked for."""
        key = (kind, part)
        if key not in self._said:
            self._said[key] = self._made_apart(kind, make)
        found: T = self._said[key][1]
        return found

    def said_of(
        self, kind: str, part: Hashable, records: Iterable[Record | Derived], making: Callable[[Self], Callable[[Any], T]]
    ) -> list[T]:
        """What a kind of rule says of each of some records in one part of it, made when it is first asked for. `making`: gives what makes it of a record."""
        return self.kept(f"said-of:{kind}", OneByOne).of(part, records, lambda: making(self))

    def _made_apart(self, kind: str, make: Callable[[Self], T]) -> tuple[frozenset[str] | None, T]:
        """What is made, and of which nouns something was read for it; None: nobody noted that."""
        return None, make(self)

    @by_name.by_id
    def all(self, noun: Any) -> Mapping[str, Any]:
        """The records of a noun by id, in the order of their ids.

        Args:
            noun: its class (`Tally`) or its name; by both, type checkers know what comes back. Records of a derived noun are those that the rules
                in force give on the day of the snapshot.
        """
        name = noun if isinstance(noun, str) else noun_name(noun)
        return self.derived(name, self.as_of) if name in DERIVED else self._records.get(name, {})

    @by_name.one_if_any
    def get(self, noun: Any, id: str) -> Any:
        """One record, if it is there; `noun` is its class or its name."""
        return self.all(noun).get(id)

    def derived(self, noun: str, day: date) -> Mapping[str, Derived]:
        """What the rules that are in force on a day derive as records of a noun, by id, in the order of their ids.

        Where two rules give one id, the later bears a number behind it: none is lost. Of a noun that is withheld there is none. What a reader of a part
        sees follows from the whole, and is then cut like any record: from a part alone it would be false.
        """

        def made(records: Self) -> Mapping[str, Derived]:
            if noun in records.withheld:
                return {}
            if records.derive is not None:
                found = list(records.derive(noun, day))
            else:
                found = []
                for kind in records.charter.kinds.values():
                    if kind.makes(noun):
                        found += records.said(kind.name, f"derived:{noun}:{day}", partial(_derived, kind, noun, day))
            kept: dict[str, Derived] = {}
            for one in found:
                id, number = one.id, 1
                while id in kept:
                    number += 1
                    id = f"{one.id}~{number}"
                kept[id] = one if id == one.id else evolve(one, id=id)
            return dict(sorted(kept.items()))

        return self.kept(f"derived:{noun}:{day}", made)

    def __iter__(self) -> Iterator[Record]:
        for found in self._records.values():
            yield from found.values()

    def __len__(self) -> int:
        return sum(len(found) for found in self._records.values())

    def tree_on(self, day: date | None = None) -> TreeOnDay:
        """The tree at the end of a day; of `as_of` without one."""
        return self.tree.on(day or self.as_of)

    def under(self, unit: UnitId, day: date | None = None) -> tuple[UnitId, ...]:
        """The unit and all under it, each before those under it."""
        return self.tree_on(day).under(unit)

    def ancestors(self, unit: UnitId, day: date | None = None) -> tuple[UnitId, ...]:
        """The units above, the nearest first."""
        return self.tree_on(day).ancestors(unit)

    def children(self, unit: UnitId, day: date | None = None) -> tuple[UnitId, ...]:
        """The units right under one."""
        return self.tree_on(day).children(unit)

    def roots(self, day: date | None = None) -> tuple[UnitId, ...]:
        """The units under no other."""
        return self.tree_on(day).children(None)

    @property
    def at_large(self) -> UnitId | None:
        """The unit under which all others are on the as-of day; None where there are several."""
        roots = self.roots()
        return roots[0] if len(roots) == 1 else None

    def home(self, record: Record | Derived) -> UnitId | None:
        """The unit at which a record counts: a unit itself, else the unit that its home field leads to; None for a person. What belongs to no part
        of an office (a gift for no project) counts at the unit under which all others are, if there is one."""
        noun = noun_of(record)
        for _ in range(len(NOUNS)):
            if noun == "unit":
                return UnitId(record.id)
            info = home_field(noun)
            if info is None:
                return None
            id = getattr(record, info.name)
            if id is None:
                return self.at_large
            if info.refs[0] == "unit":
                return UnitId(id)
            found = self.get(info.refs[0], id)
            if found is None:
                return None
            noun, record = info.refs[0], found
        return None

    def source_of(self, key: Key) -> Source | None:
        """Where the row of a record stands; of a derived record, that of what it is about, else of its unit. None: it came from no ledger."""
        noun, id = key
        if noun not in DERIVED:
            return self.sources.get(key)
        record = self.get(noun, id)
        for info in sorted(fields_of(noun_class(noun)), key=lambda one: one.name == "unit") if record is not None else ():
            value = getattr(record, info.name) if info.refs else None
            keys = (
                [(value.noun, value.id)] if isinstance(value, Ref) else [(ref, value) for ref in info.refs if value is not None]
            )
            if source := next((found for one in keys if (found := self.sources.get(one))), None):
                return source
        return None

    def begins(self, record: Record | Derived) -> date | None:
        """The first day on which a record counts: its start, its day, its first step, or that of the record it belongs to; None: always."""
        kind: Any = type(record)
        in_steps, dated, info = _beginning(kind)
        if in_steps:
            steps = record.steps  # type: ignore[union-attr]
            if steps:
                first: date = steps[0].on
                return first
        if dated:
            day: date | None = getattr(record, dated)
            return day
        if info is None:
            return None
        id = getattr(record, info.name)
        above = None if id is None else self.get(info.refs[0], id)
        return None if above is None else self.begins(above)

    def took_place(self, record: Record | Derived) -> date | None:
        """The day of what takes place on one, or of what it belongs to; None for what stands: from a first day on, through steps, or always."""
        noun = noun_of(record)
        stands = has_steps(noun) or any(field_named(noun_class(noun), name) for name in ("start", "end"))
        return None if stands else self.begins(record)

    def counts_on(self, record: Record | Derived, day: date) -> bool:
        """Whether a record counts on a day: it has begun, and its end, if it has one, is later."""
        begins = self.begins(record)
        end = getattr(record, "end", None)
        return (begins is None or begins <= day) and (end is None or day < end)

    def person(self, id: str) -> str:
        """The record that stands for a person: the record itself, or the one that it goes on under by decisions in force on the as-of day.

        Of records that are known to be one person, the one that is kept; where the decisions name several, or none, the one with the first id.
        """
        if self._persons is None:
            self._persons = self._merged()
        return self._persons.get(id, id)

    def _merged(self) -> dict[str, str]:
        above: dict[str, str] = {}

        def top(id: str) -> str:
            while above.get(id, id) != id:
                id = above[id]
            return id

        merged: set[str] = set()
        for one in self.all(SamePerson).values():
            if self.counts_on(one, self.as_of):
                first, second = sorted((top(one.kept), top(one.merged)))
                above.setdefault(first, first)
                above[second] = first
                merged.add(one.merged)
        classes: dict[str, list[str]] = {}
        for id in above:
            classes.setdefault(top(id), []).append(id)
        stands: dict[str, str] = {}
        for ids in classes.values():
            kept = min([id for id in ids if id not in merged] or ids)
            stands.update(dict.fromkeys(ids, kept))
        return stands

    @overload
    def referrers(self, noun: type[N], field: str, target: Key, day: date | None = None) -> list[N]: ...

    @overload
    def referrers(self, noun: str, field: str, target: Key, day: date | None = None) -> list[Record]: ...

    def referrers(self, noun: Any, field: str, target: Key, day: date | None = None) -> list[Any]:
        """The records of a noun that refer to a record, in the order of their ids.

        Args:
            noun: its class, so that type checkers know what comes back, or its name.
            field: the field by which they refer.
            target: the noun and the id to which they refer.
            day: of a derived noun, the day on which the rules are asked; `as_of` without one. Stored records are the same on every day.
        """
        name = noun if isinstance(noun, str) else noun_name(noun)
        on = day if day is not None and name in DERIVED else self.as_of
        index = self._referrers.get((name, field, on))
        if index is None:
            index = self._referrers[name, field, on] = {}
            info = field_named(noun_class(name), field)
            refs = info.refs if info else ()
            records: Mapping[str, Record | Derived] = self.derived(name, on) if name in DERIVED else self.all(name)
            for record in records.values():
                value = getattr(record, field)
                if isinstance(value, Ref):
                    index.setdefault((value.noun, value.id), []).append(record)
                elif value is not None:
                    for ref in refs:
                        index.setdefault((ref, value), []).append(record)
        return index.get(target, [])
