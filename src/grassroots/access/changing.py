"""The half of the gate by which records are changed: what an actor may change, and what a purpose that hides a part leaves alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any

import attrs
from attrs import evolve

from grassroots.access.actors import Actor, Purpose, Verb
from grassroots.access.appointing import appoints, gained
from grassroots.access.closing import _class_of, _custom_classes, _opens_custom, with_private_marks
from grassroots.access.scope import LAST_DAY, _leading, _units_in
from grassroots.access.shared import Shared
from grassroots.access.traces import last_of
from grassroots.charter import Charter
from grassroots.errors import HasProblems, NotFound, Refused, refused
from grassroots.fields import FieldInfo, Privacy, fields_of
from grassroots.model import (
    NOUNS,
    Case,
    ChangeEvent,
    Custom,
    Hold,
    Person,
    Placement,
    Record,
    Unit,
    key_of,
    noun_of,
    references,
)
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import Problem, nearest
from grassroots.snapshot import Snapshot, cases_of
from grassroots.snapshot.told import problem_of
from grassroots.store import Batch, Bringer, Change, Erasure, Head, Key, Store, Versioned, walk
from grassroots.values import Source, UnitId


class Changing(ABC):
    """What one actor may change. `View` is both halves."""

    _store: Store
    charter: Charter
    _rights: Charter
    actor: Actor
    scope: UnitId | None
    purpose: Purpose
    today: Callable[[], date]
    acting: Callable[[], Actor]
    _shared: Shared
    _kept: dict[Any, Snapshot]
    get: Callable[..., Record]
    snapshot: Callable[..., Snapshot]
    _stored: Callable[[int], tuple[list[Record], dict[Key, Source]]]

    @property
    @abstractmethod
    def whole(self) -> bool:
        """Whether everything is in scope."""

    @property
    def unclosed(self) -> bool:
        """Whether the actor reads everything that there is, and the purpose closes nothing of it."""
        return self.whole and len(self.purpose.opens) == len(Privacy)

    @property
    def unlimited(self) -> bool:
        """Whether the actor reads and may change everything that there is, and the purpose closes nothing of it."""
        return self.unclosed and everywhere(self.acting(), Verb.CHANGE, self._rights)

    def for_change(self, noun: str, id: str) -> Versioned:
        """A record as this reader sees it, for somebody who may change it, with the version that a change expects.

        Raises:
            NotFound: there is none, or it is not in view.
            Refused: the actor may read it, not change it.
        """
        shown = self.get(noun, id)
        return evolve(self._whole_for_change(noun, id), record=shown, source=None)

    def _revised(self, noun: str, id: str, fields: Mapping[str, Any]) -> tuple[Change, int] | None:
        """The change by which fields of a record get other values, and the version that it expects; None if nothing is other. What this reader does
        not see of the record stays as it is.

        Raises:
            NotFound: there is none, or it is not in view.
            Refused: the actor may not change it, or does not see what stands in one of the fields.
        """
        shown = self.get(noun, id)
        stored = self._whole_for_change(noun, id)
        values = {name: self._laid_over(stored.record, shown, name, value) for name, value in fields.items()}
        record = evolve(stored.record, **values)  # type: ignore[misc]
        if record == stored.record:
            return None
        # The row that brought it stays its source: what was typed there led to what stands here.
        return Change(noun=noun, id=id, record=record, source=stored.source), stored.version

    def _withdrawal(self, noun: str, id: str) -> tuple[Change, int]:
        """The change by which a record is withdrawn, and the version that it expects.

        Raises:
            NotFound: there is none, or it is not in view.
            Refused: the actor may not change it, all that refers to it (a person), or the purpose hides a part of it.
        """
        stored = self._whole_for_change(noun, id)
        self._require_all_of([(noun, id)])
        return Change(noun=noun, id=id, record=None, source=stored.source), stored.version

    def _append(self, batch: Batch) -> Head:
        """Stores a batch, if the actor may change all that it changes, sees all that it newly refers to, and the purpose opens all that it sets.
        Of the rows that wait it clears those that are the actor's own; whoever may change everything clears those of others, too.

        Raises:
            Refused: the actor may not, or the purpose does not open it, or there are notices and no right to send; or it would give somebody a right, by a
                post, that the actor does not have, or the actor a role to which a move is given.
            HasProblems: a record refers to what is not found.
        """
        changes = tuple(with_private_marks(change, self._rights) for change in batch.changes)
        batch = evolve(batch, changes=changes, actor=self.signing(batch.actor))
        held = self._store.read([change.key for change in batch.changes])
        old = {key: one.record for key, one in held.items() if one.record is not None}
        for key in () if self.whole else set(batch.expect) - {change.key for change in changes}:
            self.get(*key)  # whether it stands as expected is told of what is in view
        brought = [change.record for change in batch.changes if change.record is not None]
        if batch.changes:
            self._require_change([*brought, *old.values()])
            self._require_all_of([change.key for change in batch.changes if change.record is None])
        if batch.outbox:
            self.require_send()
        self._require_sayable(batch.changes, old)
        self._require_to_appoint(batch.changes)
        return self._store.append(self._signed(batch))

    def _redact(self, erasure: Erasure) -> Head:
        """Erases the personal part of records, for good; of those that were withdrawn, too.

        Raises:
            NotFound: there is no such record in view; who does not see everything is not told of what was withdrawn.
            Refused: the actor may not change one of them, or what refers to it, or the purpose hides a part of it; or names messages or waiting rows
                without seeing everything.
            HasProblems: a hold that is in force keeps one of them.
        """
        withdrawn = {key for key, one in self._store.read(list(erasure.keys)).items() if one.record is None}
        for noun, id in erasure.keys:
            if not (self.unlimited and (noun, id) in withdrawn):
                self._whole_for_change(noun, id)
        if (erasure.messages or erasure.bad_rows) and not self.unlimited:
            raise self._may_not(*(erasure.keys[0] if erasure.keys else ("person", "")))
        self._require_all_of(erasure.keys)
        if problems := self._on_hold(erasure.keys):
            raise HasProblems("Nothing was erased.", problems)
        head = self._store.redact(evolve(erasure, actor=self.signing(erasure.actor)))
        self._shared.forget()
        self._kept = {}
        return head

    def signing(self, name: str = "") -> str:
        """The name under which a change stands in the log: the actor's own, or another's where the actor may enter what others did, or change everything.

        Raises:
            Refused: the actor may sign for nobody else.
        """
        own = self.actor.name
        if name not in ("", own) and not (self.unlimited or self.acting().may(Verb.ENTER)):
            raise refused(Problem("may-not-sign", value=own, details={"other": name}))
        return name or own

    def require_send(self, units: Iterable[str] | None = None) -> None:
        """Checks that the actor may send notices: everywhere, or about these units.

        Raises:
            Refused: there is no such right, or the purpose does not open everything: notices tell what is in the records.
        """
        allowed = len(self.purpose.opens) == len(Privacy)
        if allowed:
            granted = self.acting().units(Verb.SEND)
            if granted is None and self.scope is None:
                return
            allowed = units is not None and set(units) <= self._may(Verb.SEND, self._everything())
        if not allowed:
            problem = Problem("may-not-send", value=self.actor.name)
            raise refused(problem)

    def _require_sayable(self, changes: Sequence[Change], old: Mapping[Key, Record]) -> None:
        """Checks that a reader says nothing of what they do not see: that the purpose opens all that changes set, and what they newly refer to is in view.
        It comes before anything is looked at that is stored. `old`: what is changed, as it stands.

        Raises:
            Refused: the purpose does not open a field.
            HasProblems: a record refers to what is not found.
        """
        brought = [one.record for one in changes if one.record is not None] if len(self.purpose.opens) < len(Privacy) else ()
        for record in brought:
            # What is out of view is not asked about by saying the same.
            in_view = self.snapshot(self.today()).get(*(key := key_of(record))) is not None
            self._require_open(record, old.get(key) if in_view else None)
        if problems := self._unseen(changes):
            raise HasProblems("Nothing was changed.", problems)

    def _unseen(self, changes: Sequence[Change]) -> tuple[Problem, ...]:
        """What changes newly refer to and is not in view: told like what does not exist."""
        sources = {change.key: change.source for change in changes}
        brought = [change.record for change in changes if change.record is not None]
        found: list[Problem] = []
        for record, info, nouns, id in self._named_out_of_view(brought):
            seen = self.snapshot(self.today())
            near = nearest(id, [*seen.all(nouns[0]), *(one.id for one in brought if noun_of(one) == nouns[0])])
            problem = problem_of(seen, record, "unknown-reference", id, info.name, target=named_noun(nouns[0]), near=near)
            found.append(evolve(problem, source=sources[key_of(record)]))
        return tuple(found)

    def _named_out_of_view(self, brought: Sequence[Record]) -> Iterator[tuple[Record, FieldInfo, tuple[str, ...], str]]:
        """To what records newly refer that is not in view, there or not: the record, the field, the nouns that it may lead to, and the id. What a field
        of a record in view referred to already is not new."""
        if self.unclosed or not brought:
            return
        seen = self.snapshot(self.today())
        there = set(map(key_of, brought))
        held = self._store.read([key for key in there if seen.get(*key) is not None])
        for record in brought:
            stored = held.get(key_of(record))
            old = () if stored is None or stored.record is None else _leading(stored.record)
            known = {(info.name, id) for info, _, id in old}
            for info, nouns, id in _leading(record):
                lost = not any((noun, id) in there or seen.get(noun, id) is not None for noun in nouns)
                if lost and (info.name, id) not in known and set(nouns) <= set(info.refs):
                    yield record, info, nouns, id

    def _require_change(self, records: Iterable[Record]) -> None:
        """Checks that the actor may change, or bring in, each of these records; those that come together are given together.

        A record may be changed by whoever may change its home unit, as the tree is stored: nobody gains a unit by moving it. A new
        unit must stand under one of the actor's. A person may be brought in by whoever may change anything, and corrected by whoever may change
        a record that refers to the person; a change of units only by whoever may change all of them. What is out of view leads nowhere: it gives a
        record that newly names it no home and closes none.

        Raises:
            Refused: the actor may not.
        """
        if self._changes_all():
            return
        changed = list(records)
        before = self._everything()
        named = frozenset((noun, id) for _, _, nouns, id in self._named_out_of_view(changed) for noun in nouns)
        units = {id for noun, id in named if noun == "unit"}
        # The tree is what it is: what counts for the office as a whole counts where it did.
        after = self._beside(changed, {key for key in named if key[0] != "unit"})
        mine = set(self._may(Verb.CHANGE, before)) - units
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
                known = before.get("person", record.id) is not None
                allowed = any(home in mine for home in self._homes_about(before, record.id)) if known else bool(mine)
            else:
                allowed = after.home(record) in mine
                # A case leaves a restricted category by the same right by which it may be changed in it.
                for category in _restricted_of(record, before, named) | _restricted_of(record, after):
                    allowed = after.home(record) in self._may(Verb.CHANGE, before, category) - units
                    if not allowed:
                        break
            if not allowed:
                raise self._may_not(noun_of(record), record.id)

    def may_at(self, verb: Verb, unit: UnitId | None) -> bool:
        """Whether the actor has a right at a unit, as the tree stands today; None: everywhere."""
        if self.scope is None and self.acting().units(verb) is None:
            return True
        return unit is not None and unit in self._may(verb, self._everything())

    # -- how --

    def _changes_all(self) -> bool:
        return self.scope is None and everywhere(self.acting(), Verb.CHANGE, self._rights)

    def _require_to_appoint(self, changes: Sequence[Change]) -> None:
        """Checks that a change gives nobody, by a post, a right that the actor does not have there, and the actor no role to which a workflow gives a move:
        that is for others to record, or for whoever may enter from paper."""
        acting = self.acting()
        if (self.scope is None and all(acting.units(verb) is None for verb in Verb)) or not appoints(self._rights, changes):
            return
        kept = {one.key: one for one in changes}
        before = self._everything()
        after = self._as_of_today(
            [one for one in before if key_of(one) not in kept] + [one.record for one in changes if one.record is not None]
        )
        for one in gained(before, after):
            if one.right is None and one.person != self.actor.person:
                continue
            verb = one.right or Verb.ENTER
            if one.unit not in _units_in(after, acting.units(verb), self.scope, after.as_of):
                code = "may-not-give" if one.right else "may-not-appoint-oneself"
                details = {"unit": getattr(after.get("unit", one.unit), "name", None) or one.unit}
                raise refused(Problem(code, value=self.actor.name, details=details))

    def _own(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Of these records those that are the actor's to withdraw: of units that the actor may change; of persons, those of whom no other unit tells."""
        stored = self._everything()
        mine = self._may(Verb.CHANGE, stored)

        def own(key: Key) -> bool:
            record = stored.get(*key)
            if record is None:
                return False
            if isinstance(record, ChangeEvent):
                return {part.unit for part in record.before} | {part.unit for part in record.after} <= mine
            if isinstance(record, Person):
                return bool(homes := self._homes_about(stored, record.id)) and homes <= mine
            home = stored.home(record)
            closed = (self._may(Verb.CHANGE, stored, category) for category in _restricted_of(record, stored))
            return all(home in units for units in (mine, *closed))

        return frozenset(filter(own, keys))

    def _signed(self, batch: Batch) -> Batch:
        """A batch whose waiting rows say who brings them, and which clears none that others brought."""
        if self.unlimited or not (batch.bad_rows or batch.clears):
            return batch
        own = self._bringer()
        rows = tuple(row if self._is_own(row.by) else evolve(row, by=own) for row in batch.bad_rows)
        cleared = dict.fromkeys((own, *(by for by in batch.clears_of or () if self._is_own(by))))
        return evolve(batch, bad_rows=rows, clears_of=tuple(cleared))

    def _bringer(self) -> Bringer:
        """As whom the actor brings rows that wait."""
        units = self.acting().units(Verb.READ) if self.scope is None else {self.scope}
        return Bringer(self.actor.name, None if units is None else tuple(sorted(units)))

    def _is_own(self, by: Bringer) -> bool:
        """Whether this actor brought a row, and still has all in view of which it may tell."""
        if by.name != self.actor.name:
            return False
        if by.units is None:
            return self._bringer().units is None
        return set(by.units) <= self._may(Verb.READ, self._everything())

    def _on_hold(self, keys: Sequence[Key]) -> tuple[Problem, ...]:
        """What of records, withdrawn ones too, is kept by holds, whoever entered them. Where no clock tells the day, a hold holds until it is withdrawn."""
        today = self.today()
        stored = (one.record for one in walk(self._store, "hold", self._store.head().seq))
        holds = [one for one in stored if isinstance(one, Hold) and (today == LAST_DAY or one.in_force(today))]
        if not holds:
            return ()
        about = {(one.about.noun, one.about.id) for one in holds}
        known = {key: last_of(self._store, key) for key in {*keys, *about}}
        return tuple(
            Problem("on-hold", value=key[1], details={"noun": named_noun(key[0])})
            for key in keys
            if any(one.keeps(key, known[key], known[one.about.noun, one.about.id]) for one in holds)
        )

    def _whole_for_change(self, noun: str, id: str) -> Versioned:
        self.get(noun, id)
        stored = self._store.read([(noun, id)])[noun, id]
        if stored.record is None:
            raise NotFound.of(Problem("no-record-in-view", value=id, details={"noun": named_noun(noun)}))
        self._require_change([stored.record])
        return stored

    def _laid_over(self, stored: Any, shown: Any, name: str, value: Any) -> Any:
        """What a field becomes: the value, where the reader sees what stands there; else what is hidden of it stays."""
        old, seen = getattr(stored, name), getattr(shown, name)
        if old == seen:
            return value
        if value is seen or value == seen:
            return old
        if name == "custom":
            return (*value, *(part for part in old if part not in seen))
        if isinstance(old, tuple) and isinstance(value, tuple) and value[: len(seen)] == seen:
            return (*old, *value[len(seen) :])
        if self.unclosed:
            return value
        raise self._hidden(noun_of(stored), name)

    def _require_open(self, record: Record, old: Record | None) -> None:
        """Whether the purpose opens all that a record sets, or sets otherwise than before."""
        noun = noun_of(record)
        own = _custom_classes(self._rights, noun)
        for info in fields_of(_class_of(record)):
            value, before = (
                getattr(record, info.name),
                getattr(old, info.name) if old is not None else _empty(record, info.name),
            )
            if value == before:
                continue
            if not self.purpose.opens_field(info):
                raise self._hidden(noun, info.name)
            for part in value if info.many else ():
                if part in (before or ()):
                    continue
                if isinstance(part, Custom):
                    closed = not _opens_custom(part, self.purpose, own)
                else:
                    closed = any(
                        not self.purpose.opens_field(inner) and getattr(part, inner.name) != _empty(part, inner.name)
                        for inner in fields_of(_class_of(part))
                    )
                if closed:
                    raise self._hidden(noun, info.name)

    def _require_all_of(self, keys: Sequence[Key]) -> None:
        """Whether the purpose opens these records whole, and the actor may change all that refers to those of them who are persons."""
        for noun, _ in keys:
            cls: Any = NOUNS[noun]
            for info in fields_of(cls):
                if not self.purpose.opens_field(info):
                    raise self._hidden(noun, info.name)
        persons = [id for noun, id in keys if noun == "person"]
        if not persons or self._changes_all():
            return
        before = self._everything()
        mine = self._may(Verb.CHANGE, before)
        for id in persons:
            if not self._homes_about(before, id) <= mine:
                raise self._may_not("person", id)

    def _hidden(self, noun: str, field: str) -> Refused:
        details = {"noun": named_noun(noun), "purpose": self.purpose.name}
        problem = Problem("hidden-field", column=named_field(field), value=field, details=details)
        return Refused(problem.text(), problem)

    def _may_not(self, noun: str, id: str) -> Refused:
        problem = Problem("may-not-change", value=id, details={"noun": named_noun(noun), "actor": self.actor.name})
        return Refused(problem.text(), problem)

    def _beside(self, brought: Iterable[Record], but: Container[Key] = ()) -> Snapshot:
        """All records, but some, as they would stand with some that are brought."""
        listed = list(brought)
        stored = self._everything()
        kept = (one for one in stored if key_of(one) not in but) if but else stored
        return self._as_of_today({key_of(one): one for one in (*kept, *listed)}.values()) if listed else stored

    def _everything(self) -> Snapshot:
        """All records, as they are stored now: what a change is judged by, whoever makes it."""
        head = self._store.head().seq
        state = head, self.today()
        return self._shared.of(("stored", self.purpose), state, lambda _: self._as_of_today(self._stored(head)[0]))

    def _as_of_today(self, records: Iterable[Record]) -> Snapshot:
        return Snapshot.of(records, self.charter, as_of=self.today(), check=False)

    def _may(self, verb: Verb, snapshot: Snapshot, category: str = "") -> frozenset[UnitId]:
        """The units at which the actor has a right, within the scope."""
        return _units_in(snapshot, self.acting().units(verb, category), self.scope, snapshot.as_of)

    @staticmethod
    def _homes_about(snapshot: Snapshot, person: str) -> frozenset[UnitId]:
        """The units of the records that refer to a person."""

        def made(records: Snapshot) -> dict[str, set[UnitId]]:
            found: dict[str, set[UnitId]] = {}
            for record in records:
                for noun, id in references(record):
                    if noun == "person" and (home := records.home(record)) is not None:
                        found.setdefault(id, set()).add(home)
            return found

        return frozenset(snapshot.kept("homes about persons", made).get(person, ()))


def everywhere(actor: Actor, verb: Verb, charter: Charter) -> bool:
    """Whether the actor has the right over everything there is."""
    return all(actor.units(verb, category) is None for category in ("", *restricted(charter)))


def restricted(charter: Charter) -> tuple[str, ...]:
    """The categories of cases that are in view only by a grant that names them."""
    return tuple(name for name, word in charter.words.get("category", {}).items() if word.restricted)


def _restricted_of(record: Record, snapshot: Snapshot, but: Container[Key] = ()) -> set[str]:
    """The restricted categories of the cases, but some, that a record is or belongs to."""
    closed = restricted(snapshot.charter)
    ids = (record.id,) if isinstance(record, Case) else tuple(cases_of(record))
    kept = (snapshot.get("case", id) for id in ids if ("case", id) not in but)
    return {category for case in kept if (category := getattr(case, "category", "")) in closed}


def _placed(parents: Iterable[Placement], units: Set[UnitId]) -> bool:
    """Whether all places of a unit are under these units, and there is one."""
    places = list(parents)
    return bool(places) and all(place.parent in units for place in places)


def _empty(part: Any, name: str) -> Any:
    """What a field is where nothing was written into it; something that no value equals, where one must be."""
    default = attrs.fields_dict(type(part))[name].default
    return object() if default is attrs.NOTHING else default
