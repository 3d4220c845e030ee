"""Worlds with a mark in every field, and an oracle that says of one mark at a time whether a reader may meet it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from attrs import evolve, field, fields_dict, frozen, has

import grassroots as gr
from grassroots.access import Actor, Purpose, Verb
from grassroots.charter.loading import overlay
from grassroots.charter.paths import workflows_of
from grassroots.errors import GrassrootsError
from grassroots.fields import Column, FieldInfo, Part, Privacy, fields_of
from grassroots.model import NOUNS, Custom, Placement, Record, Step, Unit, home_field, key_of
from grassroots.store import BadRow, Batch, Change, Key, Message
from grassroots.values import PartialDate, Quantity, Ref, Source, UnitId

TOKEN = re.compile("«([a-z_]+~\\d+)\\.([a-z_.]+)»")
ID = re.compile("[a-z_]+~\\d+~")
DAYS = [date(2012, 1, 1) + timedelta(days=170 * number) for number in range(12)]
LAST = date(2099, 1, 1)
OWN = """
[custom.household.debt]
en = "debt"
zh = "欠款"
privacy = "special"
[custom.household.floor]
en = "floor"
zh = "楼层"
privacy = "public"
[words.category]
petition = { en = "petition", zh = "信访", restricted = true }
"""


def canary_charter() -> gr.Charter:
    """A sound charter with fields of its own of several classes, and a category that is restricted."""
    return overlay(gr.open_charter("association"), {"own.toml": OWN})


@frozen(eq=False)
class World:
    """Records in the order in which they were stored, batch by batch; what each was in each version."""

    batches: tuple[tuple[Record, ...], ...]
    charter: gr.Charter
    _kept: dict[int, dict[Key, Record]] = field(factory=dict, init=False)
    _led: dict[int, tuple[tuple[tuple[str, ...], str, str], ...]] = field(factory=dict, init=False)

    def heads(self) -> list[int]:
        """The head after each batch."""
        found, seq = [], 0
        for batch in self.batches:
            seq += len(batch)
            found.append(seq)
        return found

    def at(self, seq: int) -> dict[Key, Record]:
        """The records as they were at a head."""
        if seq not in self._kept:
            listed = [record for batch in self.batches for record in batch]
            self._kept[seq] = {key_of(record): record for record in listed[:seq]}
        return self._kept[seq]

    def refs(self, record: Record) -> tuple[tuple[tuple[str, ...], str, str], ...]:
        """Where a record of the world leads: by which field, to which noun, to which id."""
        if id(record) not in self._led:
            self._led[id(record)] = tuple(_refs(record))
        return self._led[id(record)]

    def store(self, path: Path) -> None:
        """Puts the world into a store."""
        store = gr.Plugins.of().open_store(str(path))
        for number, batch in enumerate(self.batches):
            known = self.at(sum(map(len, self.batches[:number])))
            changes = [
                Change(noun=noun, id=record.id, record=record, source=Source(f"«{record.id[:-1]}.source»", row=2))
                for record in batch
                for noun in [key_of(record)[0]]
            ]
            del known
            store.append(Batch(id=f"b{number}", changes=tuple(changes), actor="«x~0.actor»", reason="«x~0.reason»"))
        cells = tuple((f"«y~0.{part}»", f"«y~0.{part}»") for part in ("heading", "cell"))
        row = BadRow(ledger="members", source=Source("«y~0.file»", row=3), cells=cells, problems=())
        about = tuple(sorted(self.at(self.heads()[-1])))[:3]
        told = Message(
            key="«y~0.key»", channel="console:", to="«y~0.to»", subject="«y~0.subject»", body="«y~0.body»", about=about
        )
        store.append(Batch(id="beside", outbox=(told,), bad_rows=(row,), reason="x"))
        store.close()


BESIDE = ("heading", "cell", "file", "key", "to", "subject", "body")
"""The marks of what lies beside the records: a message, and a row that waits."""


class Builder:
    """Draws records of every noun, with a mark in every field that can hold one."""

    def __init__(self, dice: Random, charter: gr.Charter) -> None:
        self.dice = dice
        self.charter = charter
        self.ids: dict[str, list[str]] = {}

    def world(self) -> World:
        """A tree that moves, and one or two records of every noun; a second batch in which some have moved."""
        first: list[Record] = self.units(self.dice.randint(3, 6))
        for noun in NOUNS:
            if noun != "unit":
                self.ids[noun] = [f"{noun}~{number}~" for number in range(self.dice.randint(1, 2))]
        for noun in NOUNS:
            if noun != "unit":
                first += filter(None, (self.record(noun, id) for id in self.ids[noun]))
        second = [made for record in first if self.dice.random() < 0.3 and (made := self.moved(record)) is not None]
        return World((tuple(first), tuple(second)), self.charter)

    def units(self, count: int) -> list[Record]:
        self.ids["unit"] = [f"unit~{number}~" for number in range(count)]
        found: list[Record] = []
        for number, id in enumerate(self.ids["unit"]):
            days = [date(2010, 1, 1), *sorted(self.dice.sample(DAYS, self.dice.randint(0, 2)))]
            parents = tuple(
                Placement(since=day, parent=UnitId(self.dice.choice(self.ids["unit"][:number]))) for day in days if number
            )
            found.append(Unit(id=UnitId(id), kind="house", name=f"«unit~{number}.name»", parents=parents))
        return found

    def record(self, noun: str, id: str) -> Record | None:
        cls: Any = NOUNS[noun]
        for _ in range(8):
            values: dict[str, Any] = {"id": id}
            for info in fields_of(cls):
                if info.name != "id":
                    values[info.name] = self.value(noun, id[:-1], info, (info.name,))
            if noun == "case":
                values |= {"merged_into": None, "part_of": None, "repeats": None}
                values["category"] = self.dice.choice(["request", "request", "petition"])
            if noun == "change_event":
                values["after"] = ()
            try:
                made: Record = cls(**values)
                return made
            except GrassrootsError:
                continue
        return None

    def moved(self, record: Record) -> Record | None:
        """The record at another home."""
        noun = key_of(record)[0]
        info = home_field(noun)
        if info is None or noun == "unit":
            return None
        to = self.dice.choice(self.ids[info.refs[0]])
        try:
            made: Record = evolve(record, **{info.name: to})
            return made
        except GrassrootsError:
            return None

    def value(self, noun: str, mark: str, info: FieldInfo, path: tuple[str, ...]) -> Any:
        if info.many:
            return self.many(noun, mark, info, path)
        if info.refs:
            if info.optional and self.dice.random() < 0.3:
                return None
            to = self.dice.choice(info.refs)
            id = self.dice.choice(self.ids[to])
            return Ref(to, id) if info.kind is Ref else id
        if info.enum is not None:
            return self.dice.choice(list(info.enum))
        words = list(self.charter.words.get(info.words, ())) if info.words else []
        token = f"«{mark}.{'.'.join(path)}»"
        return {
            Column.TEXT: self.dice.choice(words) if words else token,
            Column.INTEGER: self.dice.randint(1, 9),
            Column.DECIMAL: Decimal(self.dice.randint(1, 99)),
            Column.FLAG: self.dice.random() < 0.5,
            Column.DATE: self.dice.choice(DAYS),
            Column.TIME: time(9, 30),
            Quantity: Quantity(raw=token, value=Decimal(5)) if info.kind is Quantity else None,
            PartialDate: PartialDate(2012) if info.kind is PartialDate else None,
        }.get(info.kind)

    def many(self, noun: str, mark: str, info: FieldInfo, path: tuple[str, ...]) -> tuple[Any, ...]:
        if info.kind is Custom:
            return tuple(
                Custom(name=one.name, text=f"«{mark}.custom.{one.name}»", private=one.privacy in ("personal", "special"))
                for one in self.charter.custom
                if one.noun == noun and one.kind == "text"
            )
        kind: Any = info.kind
        if not (isinstance(kind, type) and has(kind)):
            return ()
        values = {one.name: self.value(noun, mark, one, (*path, one.name)) for one in fields_of(kind)}
        if kind is Step:
            flows = workflows_of(self.charter, noun)
            values |= {"state": flows[0].start if flows else "open", "outcome": None, "rating": None}
        try:
            return (kind(**values),)
        except GrassrootsError:
            return ()


class Oracle:
    """Says what a reader may meet, thinking of one record, one field and one day at a time, from the words of the promises alone."""

    def __init__(self, world: World, actor: Actor, scope: str | None, purpose: Purpose, today: date) -> None:
        self.world, self.actor, self.scope, self.purpose, self.today = world, actor, scope, purpose, today
        self.last = world.heads()[-1]
        self._kept: dict[tuple[date, int], set[Key]] = {}
        self._shown: dict[tuple[date, int], set[Key]] = {}
        self._marked: dict[tuple[date, int], set[tuple[str, str]]] = {}
        self._lines: dict[tuple[str, date], set[str]] = {}

    def keys(self, as_of: date, seq: int) -> set[Key]:
        """The records in view: those of the day and head that are in view today, too; of the persons those to whom one of these refers."""
        if (as_of, seq) not in self._shown:
            self._shown[as_of, seq] = self._in_view(as_of, seq)
        return self._shown[as_of, seq]

    def _in_view(self, as_of: date, seq: int) -> set[Key]:
        both = self._on(as_of, seq) & self._on(self.today, self.last)
        records, units = self.world.at(seq), self._on(self.today, self.last)
        # What counted at a unit that is out of view today is out of view as it was then.
        if self._everywhere:
            return both
        homes = {key: _home(records[key], records, as_of) for key in both}
        kept = {
            key for key in both if homes[key] is None or ("unit", homes[key]) in units or self._closed(records[key], records)
        }
        # That two are one person brings neither into view.
        told = self._persons({key: records[key] for key in kept if homes[key] is not None}, as_of)
        kept = {key for key in kept if key[0] != "person" or key in told}
        return {key for key in kept if key[0] != "same_person" or self._both(records[key], kept)}

    @property
    def _everywhere(self) -> bool:
        return self.scope is None and all(self.actor.units(Verb.READ, one) is None for one in ("", "petition"))

    def marks(self, as_of: date, seq: int) -> set[tuple[str, str]]:
        """The marks, (record, path), that may be met."""
        if (as_of, seq) not in self._marked:
            self._marked[as_of, seq] = self._all_marks(as_of, seq)
        return self._marked[as_of, seq]

    def _all_marks(self, as_of: date, seq: int) -> set[tuple[str, str]]:
        records = self.world.at(seq)
        found = {("x~0", "actor")} if Privacy.INTERNAL in self.purpose.opens else set()
        if {Privacy.INTERNAL, Privacy.PERSONAL} <= self.purpose.opens:
            found.add(("x~0", "reason"))
        if self._everywhere and len(self.purpose.opens) == len(Privacy):
            found |= {("y~0", path) for path in BESIDE}
        for key in self.keys(as_of, seq):
            found |= {(key[1][:-1], path) for path in self._open(records[key], as_of)}
        return found

    # -- one record --

    def _on(self, day: date, seq: int) -> set[Key]:
        if (day, seq) not in self._kept:
            self._kept[day, seq] = self._judged(day, self.world.at(seq))
        return self._kept[day, seq]

    def _judged(self, day: date, records: dict[Key, Record]) -> set[Key]:
        shown = {key: record for key, record in records.items() if not self._withheld(record)}
        if self._everywhere:
            return set(shown)
        seen = {key for key, record in shown.items() if self._mine(record, shown, day)}
        seen |= {key for key in self._persons({key: shown[key] for key in seen}, day) if key in shown}
        for key, record in shown.items():
            if key[0] == "change_event" and any(
                self._under(noun_id, day, None) for _, noun, noun_id in self.world.refs(record) if noun == "unit"
            ):
                seen.add(key)
            if key[0] == "calendar_day":
                seen.add(key)
        for key, record in shown.items():
            if key[0] == "same_person" and self._both(record, seen):
                seen.add(key)
        return seen

    @staticmethod
    def _both(same: Any, seen: set[Key]) -> bool:
        return {("person", same.kept), ("person", same.merged)} <= seen

    def _persons(self, records: dict[Key, Record], day: date) -> set[Key]:
        """The persons to whom records lead in a field that may be met."""
        found = set()
        for key, record in records.items():
            hidden = self._hidden_case(record, day)
            for path, noun, id in self.world.refs(record):
                told = len(path) == 1 and self._opens(key, path[0]) and not (hidden and path[0] in ("requester", "agent"))
                if noun == "person" and told:
                    found.add(("person", id))
        return found

    def _opens(self, key: Key, name: str) -> bool:
        cls: Any = NOUNS[key[0]]
        info = next(one for one in fields_of(cls) if one.name == name)
        return self._opens_field(info) or not info.optional

    def _withheld(self, record: Record) -> bool:
        cls: Any = type(record)
        special = any(
            one.refs and one.privacy is Privacy.SPECIAL and not one.optional and not one.many and not self._opens_field(one)
            for one in fields_of(cls)
        )
        if any(
            self._withheld_noun(noun)
            for path, noun, _ in self.world.refs(record)
            if len(path) == 1 and self._must_lead(cls, path[0])
        ):
            return True
        helped = key_of(record)[0] == "link" and record.target.noun == "household"  # type: ignore[union-attr]
        return special or (helped and Privacy.SPECIAL not in self.purpose.opens)

    @staticmethod
    def _must_lead(cls: Any, name: str) -> bool:
        info = next(one for one in fields_of(cls) if one.name == name)
        return info.kind is Ref and not info.optional

    def _withheld_noun(self, noun: str) -> bool:
        cls: Any = NOUNS[noun]
        needed = (one for one in fields_of(cls) if one.refs and not one.optional and not one.many)
        return any(one.privacy is Privacy.SPECIAL and not self._opens_field(one) for one in needed)

    def _cases(self, record: Record) -> set[str]:
        if key_of(record)[0] == "case":
            return {record.id}
        return {id for path, noun, id in self.world.refs(record) if noun == "case" and len(path) == 1}

    def _closed(self, record: Record, records: dict[Key, Record]) -> bool:
        states = (records, self.world.at(self.last))
        return any(
            getattr(state.get(("case", id)), "category", "") == "petition" for id in self._cases(record) for state in states
        )

    def _mine(self, record: Record, records: dict[Key, Record], day: date) -> bool:
        home = _home(record, records, day)
        if home is None:
            return False
        if not self._closed(record, records):
            return self._under(home, day, None)
        homes = [home, *(_home(records["case", id], records, day) for id in self._cases(record) if ("case", id) in records)]
        return all(one is not None and self._under(one, day, "petition") for one in homes)

    def _under(self, unit: str, day: date, category: str | None) -> bool:
        grants = self.actor.units(Verb.READ, category or "")
        above = self._above(unit, day)
        return (grants is None or bool(above & set(grants))) and (self.scope is None or self.scope in above)

    def _above(self, unit: str, day: date) -> set[str]:
        """The unit and all above it on a day; units never end here."""
        if (unit, day) not in self._lines:
            self._lines[unit, day] = self._line(unit, day)
        return self._lines[unit, day]

    def _line(self, unit: str, day: date) -> set[str]:
        found: set[str] = set()
        at: str | None = unit
        units = {one.id: one for record in self.world.at(self.last).values() if isinstance(one := record, Unit)}
        while at is not None and at not in found:
            found.add(at)
            at = next((part.parent for part in reversed(units[UnitId(at)].parents) if part.since <= day), None)
        return found

    def _hidden_case(self, record: Record, day: date) -> bool:
        """Whether who stands behind a case is told to nobody, or not to this reader."""
        return key_of(record)[0] == "case" and (record.confidential or self._accused(record, day))  # type: ignore[union-attr]

    def _accused(self, record: Any, day: date) -> bool:
        grants = self.actor.units(Verb.READ) or frozenset()
        now = self.world.at(self.last).get(key_of(record), record)
        against = {one.against for one in (record, now) if one.against is not None}  # type: ignore[union-attr]
        return any(against & self._above(grant, on) for grant in grants for on in (day, self.today))

    # -- one field --

    def _opens_field(self, info: FieldInfo) -> bool:
        return info.privacy in self.purpose.opens and (info.part is Part.FACTS or Privacy.PERSONAL in self.purpose.opens)

    def _open(self, record: Record, day: date) -> Iterator[str]:
        cls: Any = type(record)
        hidden = self._hidden_case(record, day)
        cases = {id for path, noun, id in self.world.refs(record) if noun == "case" and len(path) == 1}
        behind = [self.world.at(self.last).get(("case", id)) for id in cases]
        if (
            Privacy.INTERNAL in self.purpose.opens
            and not hidden
            and not any(one and self._hidden_case(one, day) for one in behind)
        ):
            yield "source"
        for info in fields_of(cls):
            if info.kind is Custom:
                for own in self.world.charter.custom:
                    privacy = Privacy(own.privacy)
                    private = privacy in (Privacy.PERSONAL, Privacy.SPECIAL)
                    if privacy in self.purpose.opens and not (
                        private and (hidden or Privacy.PERSONAL not in self.purpose.opens)
                    ):
                        yield f"custom.{own.name}"
            elif self._opens_field(info) and not (hidden and self._accused(record, day) and info.name in ("text", "place")):
                yield info.name
                kind: Any = info.kind
                if info.many and isinstance(kind, type) and has(kind):
                    yield from (f"{info.name}.{one.name}" for one in fields_of(kind) if self._opens_field(one))


def _home(record: Record, records: dict[Key, Record], day: date) -> str | None:
    """The unit at which a record counts. What is for no part of the office counts at the unit under which all others stand on the day."""
    for _ in range(len(NOUNS)):
        noun = key_of(record)[0]
        if noun == "unit":
            return record.id
        info = home_field(noun)
        if info is None:
            return None
        id = getattr(record, info.name)
        if id is None:
            units = [one for one in records.values() if isinstance(one, Unit)]
            lines = {
                one.id: [part.parent for part in one.parents if part.since <= day] or [None] * (not one.parents)
                for one in units
            }
            tops = [unit for unit, line in lines.items() if line and line[-1] is None]
            return str(tops[0]) if len(tops) == 1 else None
        if info.refs[0] == "unit":
            return str(id)
        found = records.get((info.refs[0], id))
        if found is None:
            return None
        record = found
    return None


def _refs(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    cls: Any = type(part)
    for info in fields_of(cls):
        value = getattr(part, info.name)
        here = (*path, info.name)
        if info.many:
            for one in value:
                if has(type(one)) and all("privacy" in field.metadata for field in fields_dict(type(one)).values()):
                    yield from _refs(one, here)
        elif isinstance(value, Ref):
            yield here, value.noun, value.id
        elif info.refs and value is not None:
            for noun in info.refs:
                yield here, noun, value


class Meter:
    """Holds what was told against the oracle, and counts."""

    def __init__(self) -> None:
        self.reads = 0
        self.leaks: set[str] = set()

    def told(self, what: object, oracle: Oracle, as_of: date, seq: int, asked: tuple[str, ...] = (), where: str = "") -> None:
        """Notes each mark and each id in what was told that the oracle does not allow."""
        self.reads += 1
        text = str(what) if isinstance(what, BaseException) else repr(what)
        for id in asked:
            text = text.replace(id, "")
        marks = set(TOKEN.findall(text))
        ids = set(ID.findall(TOKEN.sub("", text)))
        if not marks and not ids:
            return
        if marks:
            self.leaks |= {f"{where}: {mark}" for mark in marks - oracle.marks(as_of, seq)}
        if ids:
            allowed = {id for _, id in oracle.keys(as_of, seq)}
            if oracle._everywhere:  # in the middle of a batch a reference may lead to what is still to come
                allowed |= ids - {id for _, id in oracle.world.at(seq)}
            self.leaks |= {f"{where}: {id}" for id in ids - allowed}
