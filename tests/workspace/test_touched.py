"""What an edit costs and finds: only what it touches is read, and what is found there is what the whole finds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots as gr
from grassroots.access import OFFICE
from grassroots.access.gate import Gate
from grassroots.access.soundness import fresh_faults, stored_records, touched_faults
from grassroots.builtin.memory import MemoryStore
from grassroots.errors import InvalidValue
from grassroots.fields import FieldInfo, fields_of
from grassroots.model import NOUNS, Case, Custom, Placement, Record, Step, Unit, key_of, noun_of
from grassroots.snapshot.checks import EVERYWHERE
from grassroots.store import Batch, Change, Key
from grassroots.testing.strategies import Organization, organizations
from grassroots.testing.synthetic import sized
from grassroots.values import CaseId, Ref, UnitId
from grassroots.workspace.opened import Held
from grassroots.workspace.steps import faults_of_change


class Editor:
    """Changes records at random, as carelessly as can be: most of what comes out contradicts something."""

    def __init__(self, organization: Organization, dice: Random) -> None:
        self.organization = organization
        self.dice = dice
        self.records = {key_of(record): record for record in organization.records}
        self.gone: list[Record] = []

    def edit(self) -> Change:
        if self.gone and (not self.records or self.dice.random() < 0.1):
            back = self.gone.pop()
            return self._kept(key_of(back), back)
        key = self.dice.choice(sorted(self.records))
        record = self.records[key]
        fate = self.dice.random()
        if fate < 0.2:
            return self._kept(key, None)
        drawn = [(info.name, self._draw(record, info)) for info in fields_of(NOUNS[key[0]]) if info.name != "id"]
        name, value = self.dice.choice([one for one in drawn if one[1] is not ...])
        try:
            other = evolve(record, id=f"{key[1]}-again") if fate < 0.4 else evolve(record, **{name: value})
        except InvalidValue:  # no such record can be
            return self._kept(key, None)
        return self._kept(key_of(other), other)

    def _kept(self, key: Key, record: Record | None) -> Change:
        if record is None:
            self.gone.append(self.records.pop(key))
        else:
            self.records[key] = record
        return Change(noun=key[0], id=key[1], record=record)

    def _draw(self, record: Any, info: FieldInfo) -> Any:
        """Another value of a field; an ellipsis where this knows none."""
        value = getattr(record, info.name)
        if info.name == "custom":
            return (*value, Custom(name="no_such_field", text="x"))
        if info.many:
            return self._rows(value)
        if info.kind is Ref:
            noun, id = self.dice.choice([*sorted(self.records), ("person", "nobody")])
            return Ref(noun, id)
        if info.refs:
            ids = [id for noun, id in sorted(self.records) if noun in info.refs]
            return self.dice.choice([*ids, "nobody"])
        if info.words:
            return self.dice.choice([*self.organization.charter.words.get(info.words, {}), "no_such_word"])
        if isinstance(value, date):
            return value + timedelta(days=self.dice.randint(-900, 900))
        if type(value) is int:
            return self.dice.randint(0, 3)
        if isinstance(value, bool):
            return not value
        return ...

    def _rows(self, rows: tuple[Any, ...]) -> Any:
        if not rows:
            return ...
        at = self.dice.randrange(len(rows))
        if self.dice.random() < 0.5:
            return (*rows[:at], *rows[at + 1 :])
        found = [(info, self._draw(rows[at], info)) for info in fields_of(type(rows[at]))]
        drawn = [(info.name, value) for info, value in found if value is not ...]
        if not drawn:
            return ...
        name, value = self.dice.choice(drawn)
        return (*rows[:at], evolve(rows[at], **{name: value}), *rows[at + 1 :])


def loaded(*records: Record) -> MemoryStore:
    store = MemoryStore()
    store.append(Batch(id="all", changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in records)))
    return store


@settings(max_examples=max(12, int(os.environ.get("GRASSROOTS_EXAMPLES", "0"))))
@given(organization=organizations(max_units=4, max_events=2, max_records=2), seed=st.integers(0, 2**32))
def test_what_an_edit_touches_is_wrong_exactly_where_the_whole_is(organization: Organization, seed: int) -> None:
    editor = Editor(organization, Random(seed))
    store = loaded(*organization.records)
    for number in range(12):
        # Bad edits are stored as well: those that follow are made in a store that is unsound already.
        changes = list({change.key: change for change in (editor.edit() for _ in range(1 + number % 3))}.values())
        whole = fresh_faults(stored_records(store)[0], changes, organization.charter)
        touched = touched_faults(store, organization.charter, changes)
        if touched is None:
            assert any(change.noun in EVERYWHERE for change in changes)
        elif any(change.noun in EVERYWHERE for change in changes):
            # Of the days of a circle of new units more are looked at: where anything is found, the whole decides.
            assert touched >= whole
        else:
            assert touched == whole
        store.append(Batch(id=str(number), changes=tuple(changes)))


class Counted(MemoryStore):
    """Counts the records that are read."""

    asked = 0

    def read(self, keys: Any, known_at: int | None = None) -> Any:
        found = super().read(keys, known_at)
        self.asked += len(found)
        return found

    def scan(self, *args: Any, **more: Any) -> Any:
        found = super().scan(*args, **more)
        self.asked += len(found)
        return found


def read_for_a_day(records: int) -> int:
    """How many records are read for one step, one correction, and one new case, in a store of so many."""
    store = Counted()
    everything = list(sized(records))
    at, found = next((at, one) for at, one in enumerate(everything) if isinstance(one, Case))
    everything[at] = case = evolve(found, steps=found.steps[:1])
    store.append(Batch(id="all", changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in everything)))
    charter = gr.open_charter("association")
    workspace = gr.Office(
        held := Held(Gate(store), charter, gr.Plugins.of(), {}, None, False, None, None),
        held.view(gr.Actor.everywhere("office"), None, OFFICE),
    )
    store.asked = 0
    workspace.record_step("case", case.id, Step(state="dispatched", on=case.steps[0].on, unit=case.unit), reason="sent on")
    workspace.correct("case", case.id, reason="heard wrong", topic="noise")
    workspace.add(evolve(case, id=CaseId("new")), reason="called")
    return store.asked


def read_for(records: int, new: Sequence[Record]) -> int:
    """How many records are read to judge new ones, in a store of so many."""
    store = Counted()
    everything = list(sized(records))
    store.append(Batch(id="all", changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in everything)))
    charter = gr.open_charter("association")
    held = Held(Gate(store), charter, gr.Plugins.of(), {}, None, False, None, None)
    changes = [Change(noun=noun_of(one), id=one.id, record=one) for one in new]
    store.asked = 0
    assert faults_of_change(held.view(gr.Actor.everywhere("office"), None, OFFICE), changes) == ()
    return store.asked


def test_hundreds_of_new_cases_and_a_new_unit_are_judged_by_what_they_touch() -> None:
    top = next(one for one in sized(3000) if isinstance(one, Unit) and not one.parents)
    day = date(2014, 1, 1)
    units = [Unit(id=UnitId("new-a"), kind="branch", name="A", parents=(Placement(parent=top.id, since=day),))]
    units.append(Unit(id=UnitId("new-b"), kind="group", name="B", parents=(Placement(parent=units[0].id, since=day),)))
    step = Step(state="received", on=date(2024, 1, 1))
    cases = [Case(id=CaseId(f"new-{at}"), unit=units[1].id, category="opinion", steps=(step,)) for at in range(700)]
    assert read_for(3000, [*units, *cases]) < 30


def test_a_circle_of_new_units_is_found_and_one_that_a_new_unit_closes() -> None:
    day = date(2014, 1, 1)
    circle = [
        Unit(id=UnitId(a), kind="group", name=a, parents=(Placement(parent=UnitId(b), since=day),)) for a, b in ("xy", "yx")
    ]
    changes = [Change(noun="unit", id=one.id, record=one) for one in circle]
    charter = gr.open_charter("association")
    found = touched_faults(MemoryStore(), charter, changes)
    assert found is not None
    assert "tree-circle" in {code for code, *_ in found}
    assert touched_faults(loaded(circle[0]), charter, changes[1:]) is None


def test_a_point_edit_reads_no_more_in_a_store_ten_times_as_large() -> None:
    small, large = read_for_a_day(200), read_for_a_day(2000)
    assert 0 < large < small + 20
