"""The view: what one actor may read of a store. Every read goes through it.

Not yours is not found: what lies outside a reader’s units leaves no trace in what the reader gets, nor in the text of an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date, timedelta
from threading import RLock
from time import perf_counter
from types import MappingProxyType
from typing import Any

from attrs import evolve

from grassroots.access.actors import _FACTS, OFFICE, Actor, Purpose, Verb
from grassroots.access.closing import (
    _class_of,
    _close,
    _confidential,
    _custom_classes,
    _opens_custom,
    _out_of_view,
    _with_ties,
    _withheld,
)
from grassroots.access.scope import _by_the_cut, _cut, _in_view, _units_in
from grassroots.charter import Charter
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import InvalidArgument, NotFound, Refused
from grassroots.fields import Privacy
from grassroots.logs import SLOW_SECONDS, log
from grassroots.model import (
    DERIVED,
    NOUNS,
    Case,
    ChangeEvent,
    Derived,
    Person,
    Placement,
    Record,
    Unit,
    key_of,
    known_noun,
    noun_of,
)
from grassroots.problems import nearest
from grassroots.snapshot import Snapshot, cases_of
from grassroots.store import Key, Logged, Store, Versioned, walk
from grassroots.values import FOREVER, Source, UnitId

LAST_DAY = FOREVER - timedelta(days=1)
"""The day on which everything recorded holds: where no day is given, rights follow the tree as it stands after every dated change."""


class View:
    """What one actor may read of a store, within a scope, for a purpose.

    A record is in view if its home unit lies at or under the scope and at or under a unit of the actor's grants, in the tree of the
    day that is asked about; a unit that no longer stands counts where its successor stands. Units above are not in view: the scope
    becomes a root. Persons are in view if a record in view refers to them, changes of units if they touch a unit in view.

    In a record in view, what refers to something out of view reads None; where a field must have a value, it is a name that
    says nothing (`outside-1f09…`), the same each time. Fields of a closed class read None or empty; one that must have a value stays,
    because figures need it (it is never in the personal part). Where that is a reference of the special class (who is a member), the whole
    record is out of view; so is a link to a household, which says who is helped. A confidential case has no requester, no agent, no visit from which it came,
    no personal field of the charter's own, no source and no actor, and neither has what belongs to it, or was split off it; nor has a case against a unit for
    those who read at that unit or under it, who are not shown its text and place either, and what it was merged into, repeats or was split off. A case of a restricted category is in view, with
    what belongs to it, only by a grant that names the category.

    Args:
        store: where the records are.
        charter: the words and rules that they follow.
        actor: who reads.
        scope: the unit at and under which is read; None: all that the actor's grants allow.
        purpose: what for.
        calendars: the working days that calendars of the charter name, by address; for its clocks.

    Raises:
        Refused: the actor may read nothing at all.
    """

    def __init__(
        self,
        store: Store,
        charter: Charter,
        actor: Actor,
        scope: UnitId | str | None = None,
        purpose: Purpose = OFFICE,
        calendars: Mapping[str, WorkCalendar] | None = None,
    ) -> None:
        if not actor.may(Verb.READ):
            raise Refused(f"{actor.name!r} has no right to read here; ask for a grant")
        self._store = store
        self.charter = charter
        self.actor = actor
        self.scope = None if scope is None else UnitId(scope)
        self.purpose = purpose
        self.calendars = MappingProxyType(dict(calendars or {}))
        self._kept: dict[tuple[date, int, int, bool], Snapshot] = {}
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"<View of {self.scope or 'all that is granted'} by {self.actor.name!r} for {self.purpose.name!r}>"

    @property
    def whole(self) -> bool:
        """Whether everything is in scope."""
        return self.scope is None and _everywhere(self.actor, Verb.READ, self.charter)

    def with_scope(self, scope: UnitId | str) -> View:
        """The same view, of one unit and all under it."""
        return View(self._store, self.charter, self.actor, scope, self.purpose, self.calendars)

    # -- reading --

    def snapshot(self, as_of: date, known_at: int | None = None, *, check: bool = False) -> Snapshot:
        """All that is in view, as of a day and as known at a head (the latest without one).

        Args:
            as_of: the last day that counts; also the day on whose tree rights are decided.
            known_at: the number of the last change that was known.
            check: whether to look for problems (`snapshot.problems`).

        Raises:
            InvalidArgument: the store has no such change.
            NotFound: the scope is no unit that stands on the day, or not one of this reader's.
        """
        head = self._store.head()
        seq = head.seq if known_at is None else known_at
        if type(seq) is not int or not 0 <= seq <= head.seq:
            raise InvalidArgument(f"known_at={seq!r}: the store has changes 0 to {head.seq}")
        wanted = (as_of, seq, head.seq, check)
        found = self._kept.get(wanted)
        if found is None:
            with self._lock:  # of many threads that ask for one state, one reads it
                found = self._kept.get(wanted)
                if found is None:
                    began = perf_counter()
                    found = self._read(as_of, seq, check)
                    if (took := perf_counter() - began) > SLOW_SECONDS:
                        log.info("slow: %d records read in %.1f s", len(found), took)
                    # A few are kept, for comparing: a figure that is asked again reads nothing anew.
                    self._kept = {**dict(list(self._kept.items())[-3:]), wanted: found}
        return found

    def get(self, noun: str, id: str, *, as_of: date = LAST_DAY, known_at: int | None = None) -> Record:
        """One record, as this reader sees it.

        Raises:
            InvalidArgument: no such noun.
            NotFound: there is none, or it is not in view.
        """
        _known_noun(noun)
        if not self.whole:
            record = self.snapshot(as_of, known_at).get(noun, id)
        else:
            stored = self._store.read([(noun, id)], known_at).get((noun, id))
            confidential = self._confidential(id) if noun == "case" else frozenset()
            record = None if stored is None or stored.record is None else self._closed(stored.record, confidential)
        if record is None or _out_of_view(record, self.purpose):
            raise _not_found(noun, id)
        return record

    def all(self, noun: str, as_of: date, known_at: int | None = None) -> tuple[Record | Derived, ...]:
        """The records of a noun, or of a derived noun, as this reader sees them on a day, in the order of their ids.

        Raises:
            InvalidArgument: no such noun.
        """
        if not known_noun(noun):
            names = [*NOUNS, *DERIVED]
            raise InvalidArgument(f"{noun!r} is no noun; did you mean {nearest(noun, names, most=1)[0]!r}?")
        snapshot = self.snapshot(as_of, known_at)
        return self.closed(snapshot.derived(noun, as_of).values()) if noun in DERIVED else tuple(snapshot.all(noun).values())

    def closed(self, records: Iterable[Derived]) -> tuple[Derived, ...]:
        """Derived records without what the reader's purpose does not open; none where their noun is withheld."""
        return tuple(_close(one, self.purpose, {}) for one in records if not _withheld(_class_of(one), self.purpose))

    def history(self, noun: str, id: str) -> tuple[Logged, ...]:
        """What happened to a record, the first change first. Actor, reason and source are told only where the internal class is
        open, and never for a confidential case and what belongs to it.

        Raises:
            InvalidArgument: no such noun.
            NotFound: there is none, or it is not in view. A withdrawn record has a history for whoever sees everything.
        """
        _known_noun(noun)
        if not self.whole:
            self.get(noun, id)
        entries = self._store.history((noun, id))
        cls: Any = NOUNS[noun]
        if not entries or _withheld(cls, self.purpose):
            raise _not_found(noun, id)
        versions = [self._store.read([(noun, id)], entry.seq).get((noun, id)) for entry in entries]
        if any(one is not None and one.record is not None and _out_of_view(one.record, self.purpose) for one in versions):
            raise _not_found(noun, id)
        cases = {case for one in versions if one and one.record for case in cases_of(one.record)}
        hidden = Privacy.INTERNAL not in self.purpose.opens or any(
            self._ever_confidential(one) for case in cases for one in self._confidential(case) | {case}
        )
        if not hidden and not self.whole and cases:
            hidden = not self._accusing(self._stored(self._store.head().seq)[0], LAST_DAY).isdisjoint(cases)
        if hidden:
            # Whoever was entered in the same batch may be who asked.
            return tuple(evolve(entry, batch="", actor="", reason="", at=None, source=None) for entry in entries)
        return tuple(entries)

    # -- changing --

    def for_change(self, noun: str, id: str) -> Versioned:
        """A record as it is stored, for somebody who may change it.

        Raises:
            NotFound: there is none, or it is not in view.
            Refused: the actor may read it, not change it.
        """
        self.get(noun, id)
        stored = self._store.read([(noun, id)])[(noun, id)]
        if stored.record is None:
            raise _not_found(noun, id)
        self.require_change([stored.record])
        return stored

    def require_change(self, records: Iterable[Record]) -> None:
        """Checks that the actor may change, or bring in, each of these records; those that come together are given together.

        A record may be changed by whoever may change its home unit, as the tree is stored: nobody gains a unit by moving it. A new
        unit must stand under one of the actor's. A person may be brought in and corrected by whoever may change anything; a
        change of units only by whoever may change all of them.

        Raises:
            Refused: the actor may not.
        """
        units = self.actor.units(Verb.CHANGE)
        if self.scope is None and _everywhere(self.actor, Verb.CHANGE, self.charter):
            return
        changed = list(records)
        stored, _ = self._stored(self._store.head().seq)
        before = Snapshot.of(stored, self.charter, as_of=LAST_DAY, check=False)
        after = Snapshot.of(
            {key_of(record): record for record in (*stored, *changed)}.values(), self.charter, as_of=LAST_DAY, check=False
        )
        mine = set(_units_in(before, units, self.scope))
        fresh = {record.id: record for record in changed if isinstance(record, Unit) and before.get("unit", record.id) is None}
        while more := {id for id, unit in fresh.items() if id not in mine and _placed(unit.parents, mine)}:
            mine |= more
        for record in changed:
            if isinstance(record, Unit):
                old = before.get("unit", record.id)
                kept = old.parents if isinstance(old, Unit) else ()
                allowed = record.id in mine and all(part in kept or part.parent in mine for part in record.parents)
            elif isinstance(record, ChangeEvent):
                allowed = {part.unit for part in record.before} | {part.unit for part in record.after} <= mine
            elif isinstance(record, Person):
                allowed = bool(mine)
            else:
                allowed = after.home(record) in mine
                # A case leaves a restricted category by the same right by which it may be changed in it.
                for category in _restricted_of(record, before) | _restricted_of(record, after):
                    allowed = after.home(record) in _units_in(before, self.actor.units(Verb.CHANGE, category), self.scope)
                    if not allowed:
                        break
            if not allowed:
                raise Refused(
                    f"{self.actor.name!r} may not change {noun_of(record)} {record.id!r}; ask for a grant at its unit"
                )

    # -- how --

    def _stored(self, seq: int) -> tuple[list[Record], dict[Key, Source]]:
        records: list[Record] = []
        sources: dict[Key, Source] = {}
        personal = Privacy.PERSONAL in self.purpose.opens
        for noun in NOUNS:
            for one in walk(self._store, noun, seq, personal=personal):
                if one.record is not None:
                    records.append(one.record)
                    if one.source is not None:
                        sources[noun, one.id] = one.source
        return records, sources

    def _read(self, as_of: date, seq: int, check: bool) -> Snapshot:
        head = str(self._store.head_at(seq))
        records, sources = self._stored(seq)
        accusing = self._accusing(records, as_of)
        confidential = _confidential(records) | self._confidential_since(seq, records) | accusing
        if Privacy.INTERNAL not in self.purpose.opens:
            sources = {}
        if confidential:
            for record in records:
                if key_of(record) in sources and not confidential.isdisjoint(cases_of(record)):
                    del sources[key_of(record)]
        closed = [self._closed(record, confidential, accusing) for record in records if not _out_of_view(record, self.purpose)]
        nouns: Mapping[str, Any] = NOUNS
        withheld = frozenset(noun for noun, cls in nouns.items() if _withheld(cls, self.purpose))
        if len(self.purpose.opens) < len(Privacy):
            # What a rule makes of records of which a part is closed would be false, and may tell what is closed.
            withheld |= frozenset(DERIVED)
        if self.whole:
            return Snapshot.of(
                closed,
                self.charter,
                as_of=as_of,
                known_at=seq,
                head=head,
                sources=MappingProxyType(sources),
                check=check,
                calendars=self.calendars,
                withheld=withheld,
            )
        everything = Snapshot.of(closed, self.charter, as_of=as_of, check=False, calendars=self.calendars, withheld=withheld)
        mine = _units_in(everything, self.actor.units(Verb.READ), self.scope)
        if self.scope is not None and self.scope not in mine:
            near = nearest(self.scope, _units_in(everything, self.actor.units(Verb.READ), None))
            raise NotFound(f"no unit {self.scope!r} stands on {as_of}" + (f"; there are {', '.join(near)}" if near else ""))
        # Ids are easily guessed. What stands for one is mixed with something of this store that no reader is shown whole.
        visible = self._visible(everything, mine, seq)
        salt = self._store.head_at(min(seq, 1)).hash
        seen, cut = _in_view(everything, mine, visible, salt)
        keys = {key_of(record) for record in seen}

        def derive(noun: str, day: date) -> Iterator[Derived]:
            return (_cut(one, keys, salt) for one in everything.derived(noun, day).values() if visible(one))

        return Snapshot.of(
            seen,
            self.charter,
            as_of=as_of,
            known_at=seq,
            head=head,
            sources=MappingProxyType({key: source for key, source in sources.items() if key in keys}),
            check=check,
            calendars=self.calendars,
            withheld=withheld,
            whole=False,
            derive=derive,
            tells=lambda problem: not _by_the_cut(problem, cut),
        )

    def _closed(self, record: Record, confidential: frozenset[str], accusing: frozenset[str] = frozenset()) -> Record:
        if isinstance(record, Case) and (record.confidential or record.id in confidential):
            own = _custom_classes(self.charter, "case")
            custom = tuple(part for part in record.custom if _opens_custom(part, _FACTS, own))
            record = evolve(record, requester=None, agent=None, contact=None, custom=custom)
            if record.id in accusing:
                # Who complains says so, and where: what it is answered is what the desk writes beside it.
                record = evolve(record, text=None, place=None)
        if len(self.purpose.opens) == len(Privacy):
            return record
        closed: Record = _close(record, self.purpose, _custom_classes(self.charter, noun_of(record)))
        return closed

    def _visible(self, everything: Snapshot, mine: frozenset[UnitId], seq: int) -> Callable[[Record | Derived], bool]:
        """Whether a record with a home is in view: its unit is, and so is each restricted case that it is or belongs to."""
        charter = self.charter
        units = {
            category: _units_in(everything, self.actor.units(Verb.READ, category), self.scope)
            for category in restricted(charter)
        }
        if not units:
            return lambda record: everything.home(record) in mine
        # What is restricted today is so in older states too.
        cases = everything.all("case")
        head = self._store.head().seq
        today = () if seq == head else walk(self._store, "case", head, personal=False)
        now = {one.id: one.record for one in today}

        def categories(record: Record | Derived) -> set[str]:
            ids = (record.id,) if isinstance(record, Case) else tuple(cases_of(record))
            found = {getattr(one, "category", "") for id in ids for one in (cases.get(id), now.get(id))}
            return found & units.keys()

        def visible(record: Record | Derived) -> bool:
            home, closed = everything.home(record), categories(record)
            if not closed:
                return home in mine
            own = [cases[id] for id in cases_of(record) if id in cases] if not isinstance(record, Case) else [record]
            return all(home in units[one] and all(everything.home(case) in units[one] for case in own) for one in closed)

        return visible

    def _belongs_to(self, snapshot: Snapshot, day: date) -> frozenset[UnitId]:
        """The units of which the reader is a part: those of the grants and all above them; none for somebody who reads everywhere."""
        units = self.actor.units(Verb.READ)
        tree = snapshot.tree_on(day)
        granted = [snapshot.tree.place(unit, day) or unit for unit in units or ()]
        return frozenset(above for unit in granted for above in (unit, *(tree.ancestors(unit) if unit in tree else ())))

    def _accusing(self, records: Iterable[Record], day: date) -> frozenset[str]:
        """The cases against a unit of which the reader is a part, now or in the state that is read."""
        if not self.actor.units(Verb.READ):
            return frozenset()
        listed = list(records)
        shot = Snapshot.of(
            [record for record in listed if isinstance(record, Unit | ChangeEvent)], self.charter, as_of=day, check=False
        )
        mine = self._belongs_to(shot, day)
        today = (one.record for one in walk(self._store, "case", self._store.head().seq, personal=False))
        cases = [record for record in (*listed, *today) if isinstance(record, Case)]
        found = {
            case.id
            for case in cases
            if case.against is not None and not mine.isdisjoint({case.against, shot.tree.place(case.against, day)})
        }
        return _with_ties(found, ((case.id, case.merged_into, case.part_of, case.repeats) for case in cases))

    def _confidential(self, case: str) -> frozenset[str]:
        """The case, if it is confidential today, or was when it was withdrawn, or if one from which it was split off, or that was split off it, is."""
        near = self._split(case)
        stored = near[case]
        if stored is not None and stored.record is None:
            return frozenset({case}) if self._ever_confidential(case) else frozenset()
        return _confidential(one.record for one in near.values() if one is not None and one.record is not None)

    def _split(self, case: str) -> Mapping[str, Versioned | None]:
        """The case as it is stored, with those from which it was split off and those split off it."""
        found: dict[str, Versioned | None] = {}
        left = [case]
        while left:
            keys = [("case", id) for id in left if id not in found]
            read = self._store.read(keys)
            found.update((id, read.get(("case", id))) for _, id in keys)
            above = [getattr(one.record, "part_of", None) for key in keys if (one := read.get(key)) is not None]
            left = [id for id in above if id is not None and id not in found]
            left += [id for _, id in self._store.referring(keys, ("case",)) if id not in found] if keys else []
        return found

    def _confidential_since(self, seq: int, records: Iterable[Record]) -> frozenset[str]:
        """The cases that are confidential today, or were when they were withdrawn: what was once open is closed in older states too."""
        head = self._store.head().seq
        if seq == head:
            return frozenset()
        cases = walk(self._store, "case", head, personal=False)
        today = {one.id: one.record for one in cases if one.record is not None}
        gone = [record.id for record in records if isinstance(record, Case) and record.id not in today]
        return _confidential(today.values()) | {case for case in gone if self._ever_confidential(case)}

    def _ever_confidential(self, case: str) -> bool:
        seqs = [entry.seq for entry in self._store.history(("case", case))]
        found = (self._store.read([("case", case)], seq).get(("case", case)) for seq in seqs)
        return any(one is not None and isinstance(one.record, Case) and one.record.confidential for one in found)


def restricted(charter: Charter) -> tuple[str, ...]:
    """The categories of cases that are in view only by a grant that names them."""
    return tuple(name for name, word in charter.words.get("category", {}).items() if word.restricted)


def _everywhere(actor: Actor, verb: Verb, charter: Charter) -> bool:
    """Whether the actor has the right over everything there is."""
    return all(actor.units(verb, category) is None for category in ("", *restricted(charter)))


def _restricted_of(record: Record, snapshot: Snapshot) -> set[str]:
    """The restricted categories of the cases that a record is or belongs to."""
    closed = restricted(snapshot.charter)
    ids = (record.id,) if isinstance(record, Case) else tuple(cases_of(record))
    return {category for id in ids if (category := getattr(snapshot.get("case", id), "category", "")) in closed}


def _placed(parents: Iterable[Placement], units: Set[UnitId]) -> bool:
    """Whether all places of a unit are under these units, and there is one."""
    places = list(parents)
    return bool(places) and all(place.parent in units for place in places)


def _known_noun(noun: str) -> None:
    if noun not in NOUNS:
        raise InvalidArgument(f"{noun!r} is no noun; did you mean {nearest(noun, NOUNS, most=1)[0]!r}?")


def _not_found(noun: str, id: str) -> NotFound:
    return NotFound(f"there is no {noun} {id!r}")
