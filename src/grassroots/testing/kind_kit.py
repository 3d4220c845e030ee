"""The laws of a kind of rule, for whoever brings one. One line in a test suite:

    check_kind(grassroots_open_kind, "spacing", {"charter.toml": CHARTER})

What a kind derives, finds, proposes and asks to be done is a function of the records, the rule and the day, and of nothing else. Each law is a function of
`LAWS` that says in its first line what it demands; it is tried on organizations that Hypothesis draws. `grassroots.testing.kind_faults` has a twin for each
law: a kind that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import zip_longest
from typing import Any
from zlib import crc32

import attrs
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, given, settings

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.fields import fields_of
from grassroots.model import (
    DERIVED,
    NOUNS,
    Case,
    Derived,
    Household,
    Note,
    Override,
    Person,
    Record,
    SamePerson,
    Unit,
    key_of,
    known_noun,
    noun_name,
    noun_of,
)
from grassroots.model.labels import field_label, noun_label
from grassroots.plugins.kinds import contained_kind
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules.kind import Kind, ToDo, Typed
from grassroots.rules.proposed import Proposed
from grassroots.rules.registry import KINDS
from grassroots.rules.typed import RESULT
from grassroots.snapshot import Snapshot
from grassroots.testing.laws import LawBroken, Outcome, by_name, demand, try_laws
from grassroots.testing.strategies import Organization, organizations
from grassroots.texts import OWN
from grassroots.values import HouseholdId, PersonId, Ref, Source, UnitId
from grassroots.workspace.charters import open_charter

OpenKind = Callable[[str], Kind[Any] | None]
"""The door: `grassroots_open_kind` of the plugin, asked by its address alone."""


@frozen
class Said:
    """What one kind makes of records on a day."""

    derived: tuple[tuple[str, Derived], ...]
    problems: tuple[Problem, ...]
    to_dos: tuple[ToDo, ...]
    proposals: tuple[Proposed, ...]


@attrs.define(kw_only=True, slots=False)
class Setting:
    """What the laws are tried on: the kinds, a charter with rules of them, and organizations that are drawn under it.

    `open`, `name`: the door, where it is tried as well. `given`: organizations that were drawn already. `unrelated`: the noun of a record that the kinds do not look at, `note` or `household`. `fit`: makes a
    drawn record one that the rules are about, given its number. `by_charter`: the codes of findings that name no record, for they are about the charter alone.
    """

    kinds: tuple[Kind[Any], ...]
    charter: Charter
    open: OpenKind | None = None
    name: str = ""
    examples: int = 8
    given: tuple[Organization, ...] = ()
    unrelated: str = "note"
    fit: Callable[[Record, int], Record] = lambda record, number: record
    by_charter: tuple[str, ...] = ()
    tried: Counter[tuple[str, ...]] = attrs.field(factory=Counter)
    """How many results were typed otherwise, by kind, noun and field; and how many proposals of a kind were carried out."""

    @cached_property
    def offices(self) -> tuple[Organization, ...]:
        """Drawn once, for all laws."""
        if self.given:
            return tuple(evolve(one, charter=self.charter) for one in self.given)
        found: list[Organization] = []

        @settings(
            max_examples=self.examples,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(organizations(self.charter, max_units=5, max_events=4, max_records=4))
        def draw(office: Organization) -> None:
            fitted = tuple(self.fit(record, number) for number, record in enumerate(office.records))
            found.append(evolve(office, records=fitted))

        draw()
        return tuple(found)

    @cached_property
    def said(self) -> tuple[Mapping[str, Said], ...]:
        """What the kinds say of each of the organizations."""
        return tuple(self.say(snapshot_of(office), office) for office in self.offices)

    def say(self, snapshot: Snapshot, office: Organization) -> Mapping[str, Said]:
        """What the kinds say on the day of an organization."""
        at = At.of(snapshot, office.as_of)
        return {
            kind.name: Said(
                derived_by(kind, snapshot, office),
                tuple(kind.problems(at)),
                tuple(kind.to_dos(at)),
                tuple(kind.proposals(at)),
            )
            for kind in self.kinds
        }

    def demand_same(self, change: Callable[[Organization], Snapshot], why: str) -> None:
        """Demands that a change of the records changes nothing of what is said."""
        for office, before in zip(self.offices, self.said, strict=True):
            after = self.say(change(office), office)
            for kind, one in before.items():
                for part in attrs.fields_dict(Said):
                    demand(getattr(one, part) == getattr(after[kind], part), f"{kind}: {part} {why}")


def snapshot_of(office: Organization, records: tuple[Record, ...] | None = None, days: int = 0) -> Snapshot:
    """An organization, or other records under its charter, with a row for each record; `days` later than its day."""
    listed = office.records if records is None else records
    rows = {key_of(one): Source(f"{key_of(one)[0]}.csv", row=crc32(one.id.encode()) % 1000 + 2) for one in listed}
    return Snapshot.of(listed, office.charter, as_of=office.as_of + timedelta(days=days), check=False, sources=rows)


def derived_by(kind: Kind[Any], snapshot: Snapshot, office: Organization) -> tuple[tuple[str, Derived], ...]:
    """What a kind derives on the day of an organization, noun by noun, in the order of the ids."""
    return tuple(
        (noun, one) for noun in DERIVED for one in sorted(kind.derived(noun, snapshot, office.as_of), key=lambda one: one.id)
    )


# -- the door, and what a kind says of itself --


def others_are_left_alone(setting: Setting) -> None:
    """A name that is somebody else's is answered by None, so that the next plugin is asked."""
    for name in ("somebody_elses", f"{setting.name}x", setting.name.upper(), "") if setting.open else ():
        demand(setting.open is None or setting.open(name) is None, f"{name!r} was taken")


def it_is_found_under_its_name(setting: Setting) -> None:
    """It is found under its name, the same each time it is asked for."""
    if setting.open is not None:
        found = setting.open(setting.name)
        demand(isinstance(found, Kind) and found.name == setting.name, f"{setting.name!r} was answered by {found!r}")
        demand(found is setting.open(setting.name), "another one came the second time")


def it_says_something_or_why_not(setting: Setting) -> None:
    """It finds, proposes, checks or asks for something; or `silent` says in a sentence why not."""
    for kind in setting.kinds:
        tells = bool(kind.finds or kind.proposes or kind.checks or kind.todo)
        demand(tells != bool(kind.silent), f"{kind.name}: either it tells somebody something, or `silent` says why not")


def it_says_where_its_result_is_typed(setting: Setting) -> None:
    """`typed` says where people type what it gives, and that in records that a decision can be about; or `untyped` says why nobody does."""
    may_be_about = next(info.refs for info in fields_of(Override) if info.name == "about")
    for kind in setting.kinds:
        demand(bool(kind.typed) != bool(kind.untyped), f"{kind.name}: either it has `typed`, or `untyped` says why not")
        for one in kind.typed:
            noun = noun_name(one.noun)
            demand(noun in may_be_about, f"{kind.name}: no decision can be about a {noun}")


def its_keys_are_told(setting: Setting) -> None:
    """The docstring of its form says what each key means, as `key`."""
    for kind in setting.kinds:
        own = [] if kind.form is None else [one for one in kind.form.__annotations__ if one not in ("name", "labels")]
        lacking = [one for one in own if f"`{one.rstrip('_')}`" not in (inspect.getdoc(kind.form) or "")]
        demand(not lacking, f"{kind.name}: the docstring of the form lacks {', '.join(lacking)}")


def what_it_derives_has_labels(setting: Setting) -> None:
    """Its derived nouns and their fields are called something in each language, in the `labels.toml` of its package."""
    for one in (one for kind in setting.kinds for one in kind.derives):
        noun = next(name for name, cls in DERIVED.items() if cls is one.noun)
        for language in OWN[1:]:
            demand(noun_label(noun, language) != noun, f"{one.noun.__name__} has no label in {language!r}")
            for info in fields_of(one.noun):
                called = field_label(info.name, language, noun) != info.name or info.name == "id"
                demand(called, f"{one.noun.__name__}.{info.name} has no label in {language!r}")


# -- what it says of records --


def the_order_of_records_changes_nothing(setting: Setting) -> None:
    """Records in another order say the same."""
    setting.demand_same(lambda office: snapshot_of(office, office.records[::-1]), "hang on the order of the records")


def asked_twice_it_says_the_same(setting: Setting) -> None:
    """Asked again, also of the same snapshot, it says the same."""
    kept = {id(office): snapshot_of(office) for office in setting.offices}
    for office in setting.offices:
        setting.say(kept[id(office)], office)
    setting.demand_same(lambda office: kept[id(office)], "are others when it is asked again")


def an_unrelated_record_changes_nothing(setting: Setting) -> None:
    """A record that it does not look at changes nothing."""

    def beside(office: Organization) -> Snapshot:
        unit = next(UnitId(one.id) for one in office.records if isinstance(one, Unit))
        about = next((Ref("case", one.id) for one in office.records if isinstance(one, Case)), Ref("case", "none"))
        note = Note(id="unrelated", unit=unit, about=about, on=office.as_of, text="called back")
        strange: Record = note if setting.unrelated == "note" else Household(id=HouseholdId("unrelated"), unit=unit)
        return snapshot_of(office, (*office.records, strange))

    setting.demand_same(beside, f"change with a {setting.unrelated} that has nothing to do with it")


def derived_records_have_ids_of_their_own(setting: Setting) -> None:
    """No two derived records of a noun on a day have one id."""
    for said in setting.said:
        ids = Counter((noun, one.id) for each in said.values() for noun, one in each.derived)
        twice = [f"{noun}:{id}" for (noun, id), number in ids.items() if number > 1]
        demand(not twice, f"given twice: {', '.join(twice)}")


def what_it_says_names_records_that_there_are(setting: Setting) -> None:
    """What a derived record, a to-do or a proposal refers to is there."""
    for office, said in zip(setting.offices, setting.said, strict=True):
        snapshot = snapshot_of(office)
        for name, each in said.items():
            for noun, one in each.derived:
                for column, nouns, id in _named_by(one):
                    demand(any(_there(snapshot, of, id) for of in nouns), f"{name}: {noun}.{column} names {id!r}")
            tasks: tuple[ToDo | Proposed, ...] = (*each.to_dos, *each.proposals)
            for task in tasks:
                demand(_there(snapshot, *task.record), f"{name}: a to-do or proposal is about {task.record}")
                if isinstance(task, ToDo) and task.unit is not None:
                    demand(_there(snapshot, "unit", task.unit), f"{name}: a to-do is owed by {task.unit!r}")


def each_finding_names_a_record(setting: Setting) -> None:
    """What it finds has the row of a record as its source, or names the id of one, and is worded in each language without a gap."""
    for office, said in zip(setting.offices, setting.said, strict=True):
        places = set(snapshot_of(office).sources.values())
        ids = {one.id for one in office.records} | {one.name for one in office.records if isinstance(one, Unit)}
        for name, each in said.items():
            for one in each.problems:
                known = one.source in places or _told(one) & ids or one.code in setting.by_charter
                demand(known, f"{name}: {one.code} names no record: {one.value}")
                demand(all("{" not in one.text(language) for language in OWN), f"{name}: {one.code} is worded with a gap")


def a_day_is_the_same_seen_from_a_later_one(setting: Setting) -> None:
    """What is derived on a day is the same when it is asked for later: nothing hangs on the day of the snapshot, but who is known to be one person, which a
    snapshot says for its own day."""
    for office, said in zip(setting.offices, setting.said, strict=True):
        kept = (one for one in office.records if not isinstance(one, SamePerson) or _decided(one, office.as_of))
        late = snapshot_of(
            office, tuple(evolve(one, end=None) if isinstance(one, SamePerson) else one for one in kept), days=200
        )
        for kind in setting.kinds:
            now, later = said[kind.name].derived, derived_by(kind, late, office)
            others = [pair for pair in zip_longest(now, later) if pair[0] != pair[1]]
            demand(not others, f"{kind.name}: derived records are others 200 days later: {others[:1]}")


def records_that_are_gone_break_nothing(setting: Setting) -> None:
    """Where records are gone, or out of the reader's view, it goes on with those that are left."""
    nouns = ("person", "unit", "post", "case", "project", "assessment", "motion", "activity")
    for office in setting.offices:
        there = {noun_of(one) for one in office.records}
        lefts = [tuple(one for one in office.records if noun_of(one) != gone) for gone in nouns if gone in there]
        for left in (*lefts, tuple(one for at, one in enumerate(office.records) if at % 3)):
            setting.say(snapshot_of(office, left), office)


def what_is_carried_out_is_done(setting: Setting) -> None:
    """What is proposed, once its changes are made, is neither proposed nor to be done any more."""
    for office, said in zip(setting.offices, setting.said, strict=True):
        for kind in setting.kinds:
            for one in [found for found in said[kind.name].proposals if found.changes][:MOST_ACTS]:
                at = At.of(snapshot_of(office, carried_out(one, office.records)), office.as_of)
                demand(one not in tuple(kind.proposals(at)), f"{kind.name}: carried out, and still proposed: {one.reason}")
                still = (task for task in kind.to_dos(at) if (task.rule, task.record) == (one.rule, one.record))
                done = all(task.reason != one.reason for task in still)
                demand(done, f"{kind.name}: carried out, and still to be done: {one.reason}")
                setting.tried[(kind.name,)] += 1


MOST_ACTS = 3
"""So many proposals of a kind are carried out in each organization, and so many results are typed otherwise."""


def what_is_typed_otherwise_is_told(setting: Setting) -> None:
    """A result typed as the rule gives it is silent, one typed otherwise is told, and a recorded decision lets it stand."""
    for office in setting.offices:
        at = At.of(snapshot_of(office), office.as_of)
        for kind in setting.kinds:
            for rule in kind.rules(at) if kind.typed else ():
                _held_to(kind, rule, at, office, setting)


def _held_to(kind: Kind[Any], rule: Any, at: At, office: Organization, setting: Setting) -> None:
    """Holds what is typed in an organization to one rule."""
    given = [(typed, one) for typed in kind.typed for one in typed.of(rule, at)]
    # What a decision lets stand already is not told: none of those that are there is taken along.
    sound = {key_of(one): one for one in office.records if not (isinstance(one, Override) and one.what == RESULT)}
    for noun in {typed.noun for typed, _ in given}:
        known = dict(sound)
        for typed, one in given:
            if typed.noun is noun:
                key = key_of(one.record)
                known[key] = typed.write(known[key], typed.field, one.gives)
        for typed in (typed for typed in kind.typed if typed.noun is noun):
            for one in [one for of, one in given if of is typed][:MOST_ACTS]:
                key, where = key_of(one.record), f"{kind.name}: {'.'.join((*key_of(one.record), typed.field))}"
                told = partial(_told_of, kind, office)
                about = partial(_is_about, (typed,), one.record.id)
                demand(not any(map(about, told(known))), f"{where}: {one.gives!r} is what the rule gives, and it was told")
                wrong = {**known, key: typed.write(known[key], typed.field, one.other)}
                found = told(wrong)
                demand(any(map(about, found)), f"{where}: {one.other!r} is not what the rule gives, and nothing was told")
                decided = _decision(one.record, office)
                left = told({**wrong, key_of(decided): decided})
                demand(not any(map(about, left)), f"{where}: a decision lets it stand, and it was told")
                of_record = partial(_is_about, [of for of in kind.typed if of.noun is noun], one.record.id)
                others = [each for each in found if not of_record(each)]
                demand(left == others, f"{where}: a decision lets it stand, and something else is told otherwise, too")
                setting.tried[kind.name, key[0], typed.field] += 1


def _told_of(kind: Kind[Any], office: Organization, records: Mapping[Any, Record]) -> list[Problem]:
    """What a kind tells of records."""
    return list(kind.problems(At.of(snapshot_of(office, tuple(records.values())), office.as_of)))


def _is_about(typed: Iterable[Typed[Any]], id: str, problem: Problem) -> bool:
    """Whether a finding tells of a difference between a rule and what was typed in a record."""
    return any(id in one.about(problem) for one in typed)


def _decision(record: Record, office: Organization) -> Override:
    """A decision that lets stand what was typed in a record."""
    return Override(
        id="let-stand",
        unit=next(UnitId(one.id) for one in office.records if isinstance(one, Unit)),
        about=Ref(*key_of(record)),
        what=RESULT,
        set_to="as it is",
        ground="resolution",
        decided_by=PersonId("somebody"),
        start=office.as_of,
        end=office.as_of + timedelta(days=1),
    )


def carried_out(proposal: Proposed, records: Iterable[Record]) -> tuple[Record, ...]:
    """The records as they are once the changes of a proposal are made; who decided, where somebody must have, is the first person there is."""
    after = {key_of(one): one for one in records}
    somebody = next((one.id for one in after.values() if isinstance(one, Person)), "nobody")
    for one in proposal.changes:
        key = (one.noun, one.id)
        stored = None if one.new else after[key]
        steps = {} if one.step is None else {"steps": (*getattr(stored, "steps", ()), one.step)}
        fields = {**one.fields, **steps, **({one.decided: somebody} if one.decided else {})}
        after[key] = NOUNS[one.noun](id=one.id, **fields) if stored is None else evolve(stored, **fields)
    return tuple(after.values())


def _decided(one: SamePerson, day: date) -> bool:
    return one.start <= day and (one.end is None or day < one.end)


def _named_by(one: Derived) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The records that a derived record names: field, the nouns that it may be of, and the id."""
    for info in fields_of(type(one)):
        value = getattr(one, info.name)
        for part in value if isinstance(value, tuple) else (value,):
            if info.refs and part is not None:
                nouns = (part.noun,) if isinstance(part, Ref) else info.refs
                yield info.name, nouns, part.id if isinstance(part, Ref) else part


def _there(snapshot: Snapshot, noun: str, id: str) -> bool:
    return known_noun(noun) and id in snapshot.all(noun)


def _told(problem: Problem) -> set[str]:
    parts = [problem.value, *problem.details.values()]
    return {str(one) for part in parts for one in (part if isinstance(part, tuple | list) else (part,))}


Law = Callable[[Setting], None]

LAWS = by_name(
    others_are_left_alone, it_is_found_under_its_name, it_says_something_or_why_not, its_keys_are_told,
    what_it_derives_has_labels, the_order_of_records_changes_nothing, asked_twice_it_says_the_same,
    an_unrelated_record_changes_nothing, derived_records_have_ids_of_their_own,
    what_it_says_names_records_that_there_are, each_finding_names_a_record, a_day_is_the_same_seen_from_a_later_one,
    records_that_are_gone_break_nothing, what_is_carried_out_is_done, it_says_where_its_result_is_typed,
    what_is_typed_otherwise_is_told,
)  # fmt: skip
"""Law → its check. That what a kind gives is of the declared types, and worded, is seen to wherever it is asked (`plugins.kinds`), and so with each law."""


def check_kind(
    open_kind: OpenKind,
    name: str,
    charter: Mapping[str, str],
    *,
    unrelated: str = "note",
    examples: int = 8,
    laws: Iterable[str] = (),
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        open_kind: the door of the plugin.
        name: the kind that it has.
        charter: the files of a charter with at least one rule of the kind, by name, as in a folder; it may extend any other.
        unrelated: the noun of a record that the kind does not look at, `note` or `household`.
        examples: on how many drawn organizations the laws are tried.
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how. A kind that fails breaks the law under which it was asked.
        PluginError: what the kind declares cannot be used.

    >>> from grassroots.testing.kind_faults import TWIN, sound
    >>> {one.result for one in check_kind(sound, "twin", TWIN, examples=1)}
    {'kept'}
    """
    tried = setting_of(open_kind, name, charter, unrelated=unrelated, examples=examples)
    return try_laws(LAWS, lambda law: law(tried), laws)


def setting_of(open_kind: OpenKind, name: str, charter: Mapping[str, str], **more: Any) -> Setting:
    """What the laws of one kind are tried on."""
    found = open_kind(name)
    if found is None:
        raise LawBroken([Outcome("it_is_found_under_its_name", "broken", f"nothing was found under {name!r}")])
    kind = contained_kind("tried", found)
    loaded = load(charter, kinds={**KINDS, name: kind}, parent=open_charter)
    demand(loaded.rules.get(name), f"the charter has no rule [{name}.…]")
    return Setting(kinds=(kind,), charter=loaded, open=open_kind, name=name, **more)
