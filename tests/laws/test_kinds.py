"""The laws of every kind of rule: what it derives, finds and says is to be done is a function of the records, the rule and the day, and of nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from zlib import crc32

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from support.every_kind import every_kind
from support.fits import misfits

from grassroots.charter import Charter
from grassroots.fields import fields_of
from grassroots.model import DERIVED, NOUNS, Assessment, Case, Derived, Note, Rating, Record, Unit, Vote, key_of
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules.kind import Kind, ToDo
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.testing.strategies import Organization, organizations
from grassroots.values import Ref, Source, UnitId

QUICK = settings(max_examples=max(8, int(os.environ.get("GRASSROOTS_EXAMPLES", "0"))))
VOTE_RULES = ("simple", "board", "yearly")
REFERRED = ("person", "unit", "post", "case", "project", "assessment", "motion", "activity")
RUBRICS = {"unit": "branches", "person": "office"}


@cache
def charter() -> Charter:
    """The neutral charter with a rule of every kind, each twice, by another name: two rules about the same records must not get in each other's way."""
    known = every_kind()
    twice = {
        kind: {**rules, **{f"{name}_again": attrs.evolve(rule, name=f"{name}_again") for name, rule in rules.items()}}
        for kind, rules in known.rules.items()
        if kind != "calendar"
    }
    return attrs.evolve(known, rules={**known.rules, **twice})


def fitted(record: Record, number: int) -> Record:
    """A record that names a rule names one that there is."""
    if isinstance(record, Vote):
        return attrs.evolve(record, rule=VOTE_RULES[number % len(VOTE_RULES)])
    if isinstance(record, Assessment | Rating) and record.subject.noun in RUBRICS:
        return attrs.evolve(
            record, rubric=RUBRICS[record.subject.noun], **({"item": "work"} if isinstance(record, Rating) else {})
        )
    return record


def drawn(data: st.DataObject) -> Organization:
    """A drawn organization under that charter, whose records name its rules."""
    found = data.draw(organizations(charter(), max_units=5, max_events=4, max_records=4).map(Quiet)).organization
    return attrs.evolve(found, records=tuple(fitted(record, number) for number, record in enumerate(found.records)))


@attrs.frozen(repr=False)
class Quiet:
    """An organization whose thousand lines nobody reads when a law fails."""

    organization: Organization


def shot(office: Organization, records: Iterable[Record] | None = None, days: int = 0) -> Snapshot:
    listed = list(office.records if records is None else records)
    rows = {key_of(one): Source(f"{key_of(one)[0]}.csv", row=crc32(one.id.encode()) % 1000 + 2) for one in listed}
    as_of = office.as_of + timedelta(days=days)
    return Snapshot.of(listed, office.charter, as_of=as_of, check=False, sources=rows)


def derived(kind: Kind[Any], snapshot: Snapshot, office: Organization) -> list[tuple[str, Derived]]:
    return [
        (noun, one) for noun in DERIVED for one in sorted(kind.derived(noun, snapshot, office.as_of), key=lambda one: one.id)
    ]


def said(snapshot: Snapshot, office: Organization) -> Mapping[str, tuple[Any, ...]]:
    """All that every kind makes of records: what it derives, finds, and says is to be done or decided."""
    at = At.of(snapshot, office.as_of)
    return {
        name: (derived(kind, snapshot, office), list(kind.problems(at)), list(kind.to_dos(at)), list(kind.proposals(at)))
        for name, kind in KINDS.items()
    }


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    return {name: (first[name], second[name]) for name in first if first[name] != second[name]}


def test_there_is_a_rule_of_every_kind_that_charters_write() -> None:
    assert [name for name, kind in KINDS.items() if kind.form is not None and not charter().rules.get(name)] == []


@QUICK
@given(st.data())
def test_the_order_of_records_changes_nothing(data: st.DataObject) -> None:
    office = drawn(data)
    shuffled = list(office.records)
    data.draw(st.randoms(use_true_random=False)).shuffle(shuffled)
    assert differences(said(shot(office), office), said(shot(office, shuffled), office)) == {}


@QUICK
@given(st.data())
def test_asking_twice_gives_the_same(data: st.DataObject) -> None:
    office = drawn(data)
    snapshot = shot(office)
    assert differences(said(snapshot, office), said(snapshot, office)) == {}


@QUICK
@given(st.data())
def test_an_unrelated_record_changes_nothing(data: st.DataObject) -> None:
    office = drawn(data)
    unit = next(one for one in office.records if isinstance(one, Unit))
    about = next((Ref("case", one.id) for one in office.records if isinstance(one, Case)), Ref("case", "none"))
    note = Note(id="unrelated", unit=UnitId(unit.id), about=about, on=office.as_of, text="called back")
    assert differences(said(shot(office), office), said(shot(office, [*office.records, note]), office)) == {}


@QUICK
@given(st.data())
def test_derived_records_have_ids_of_their_own_and_fit_their_types(data: st.DataObject) -> None:
    office = drawn(data)
    snapshot = shot(office)
    for noun, cls in DERIVED.items():
        made = [one for kind in KINDS.values() for one in kind.derived(noun, snapshot, office.as_of)]
        ids = [one.id for one in made]
        assert sorted({id for id in ids if ids.count(id) > 1}) == [], noun
        for one in made:
            assert type(one) is cls
            assert list(misfits(one)) == []


def named_by(one: Any) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The records that a derived record names: field, the nouns that it may be of, and the id."""
    for info in fields_of(type(one)):
        value = getattr(one, info.name)
        for part in value if isinstance(value, tuple) else (value,):
            if info.refs and part is not None:
                yield (
                    info.name,
                    (part.noun,) if isinstance(part, Ref) else info.refs,
                    part.id if isinstance(part, Ref) else part,
                )


def there(snapshot: Snapshot, noun: str, id: str) -> bool:
    return id in (snapshot.all(noun) if noun in NOUNS or noun in DERIVED else ())


@QUICK
@given(st.data())
def test_what_is_derived_and_what_is_to_be_done_names_records_that_there_are(data: st.DataObject) -> None:
    office = drawn(data)
    snapshot = shot(office)
    for name, (made, _, to_do, proposed) in said(snapshot, office).items():
        for noun, one in made:
            for column, nouns, id in named_by(one):
                assert any(there(snapshot, of, id) for of in nouns), (name, noun, column, id)
        for task in (*to_do, *proposed):
            assert there(snapshot, *task.record), (name, task.record)
            if isinstance(task, ToDo) and task.unit is not None:
                assert there(snapshot, "unit", task.unit), (name, task.unit)


OF_CHARTERS = ("outreach-no-festival",)
"""What is wrong by the charter alone: a festival whose day its calendar does not know."""


def told(problem: Problem) -> set[str]:
    parts = [problem.value, *problem.details.values()]
    return {str(one) for part in parts for one in (part if isinstance(part, tuple | list) else (part,))}


@QUICK
@given(st.data())
def test_each_finding_names_a_record_that_there_is_and_is_worded(data: st.DataObject) -> None:
    office = drawn(data)
    snapshot = shot(office)
    ids = {one.id for one in office.records} | {one.name for one in office.records if isinstance(one, Unit)}
    for name, (_, found, _, _) in said(snapshot, office).items():
        for one in found:
            known = one.source in snapshot.sources.values() or told(one) & ids
            assert known or one.code in OF_CHARTERS, (name, one.code, one.value)
            assert all(one.text(language) and "{" not in one.text(language) for language in ("en", "zh")), (name, one)


@QUICK
@given(st.data())
def test_a_day_is_the_same_seen_from_a_later_one(data: st.DataObject) -> None:
    office = drawn(data)
    early, late = shot(office), shot(office, days=200)
    for name, kind in KINDS.items():
        assert derived(kind, early, office) == derived(kind, late, office), name


@QUICK
@given(st.data())
def test_records_that_are_gone_or_out_of_view_break_no_kind(data: st.DataObject) -> None:
    office = drawn(data)
    gone = data.draw(st.sampled_from(REFERRED))
    left = [one for one in office.records if key_of(one)[0] != gone]
    listed = left if data.draw(st.booleans()) else [one for number, one in enumerate(office.records) if number % 3]
    for name, (made, _, _, _) in said(shot(office, listed), office).items():
        assert all(not list(misfits(one)) for _, one in made), name
