"""Kinds of rule that break the laws of `grassroots.testing.kind_kit`, one a law, to prove that the kit sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from zlib import crc32

from attrs import evolve, field, frozen

from grassroots.charter.rule import Rule, not_below
from grassroots.fields import described, public
from grassroots.model import Derived, Membership, Note, Person, Unit, derived_noun
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules import UnitSize
from grassroots.rules.kind import Derivation, Held, Kind, ToDo, Typed
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.todo import Urgency
from grassroots.snapshot import Snapshot
from grassroots.testing.kind_kit import OpenKind
from grassroots.values import UnitId


@frozen(kw_only=True)
class TwinRule(Rule):
    """Every unit has a size of at least `least`."""

    least: int = field(default=1, metadata=not_below(0))


@frozen(kw_only=True)
class _MuteRule(Rule):
    """Says nothing of its keys."""

    least: int = 1


TWIN: Mapping[str, str] = {
    "charter.toml": 'id = "twin"\nextends = "association"\nlabel = { en = "Twin", zh = "样例" }\n'
    '[twin.sizes]\nen = "sizes"\nzh = "规模"\nleast = 1\n'
}
"""A charter with a rule of the twins."""


def _size(unit: Unit, size: int) -> UnitSize:
    return UnitSize(id=unit.id, unit=unit.id, rule="sizes", size=size, become=None, leaders=None)


def _sizes(rule: Any, at: At) -> Iterator[UnitSize]:
    for unit in at.snapshot.all(Unit).values():
        yield _size(unit, sum(one.id < unit.id for one in at.snapshot.all(Unit).values()))


def _problem(rule: Any, id: str, name: str) -> Problem:
    details = {"rule": rule.title, "name": name, "size": 0, "band": "0", "become": "—", "source": "—"}
    return Problem("unit-should-become", value=id, details=details)


def _small(rule: Any, at: At) -> Iterator[Problem]:
    return (_problem(rule, one.id, one.name) for one in at.snapshot.all(Unit).values())


def _asks(rule: Any, at: At) -> Iterator[ToDo]:
    for one in at.snapshot.all(Unit).values():
        yield ToDo(kind="twin", urgency=Urgency.DUE, record=("unit", f"no-{one.id}"), reason=_problem(rule, one.id, one.name))


def _in_vain(rule: Any, at: At) -> Iterator[Proposed]:
    for one in at.snapshot.all(Unit).values():
        nothing = (Carried(noun="unit", id=one.id),)
        yield Proposed.by(rule, one, at, "form", _problem(rule, one.id, one.name), nothing)


def _held(rule: Any, at: At) -> Iterator[Held]:
    for one in at.snapshot.all(Membership).values():
        yield Held(record=one, gives="1", other="2")


TWIN_KIND: Kind[Any] = Kind(
    name="twin",
    form=TwinRule,
    derives=(Derivation(UnitSize, _sizes),),
    finds=_small,
    untyped="the size of a unit is counted, and typed nowhere",
)


def sound(address: str) -> Kind[Any] | None:
    """A door behind which stands a kind that keeps every law: `twin`."""
    return TWIN_KIND if address == "twin" else None


def _behind(**changes: Any) -> OpenKind:
    made = evolve(TWIN_KIND, **changes)
    return lambda address: made if address == "twin" else None


def _deriving(of: Callable[[Any, At], Any]) -> OpenKind:
    return _behind(derives=(Derivation(UnitSize, of),))


def _twice(rule: Any, at: At) -> Iterator[UnitSize]:
    for one in _sizes(rule, at):
        yield from (one, one)


def _by_order(rule: Any, at: At) -> Iterator[UnitSize]:
    first = crc32(repr(next(iter(at.snapshot.sources), "")).encode())
    return (_size(unit, first) for unit in at.snapshot.all(Unit).values())


def _restless() -> Callable[[Any, At], Iterator[UnitSize]]:
    asked: list[Snapshot] = []

    def of(rule: Any, at: At) -> Iterator[UnitSize]:
        before = sum(one is at.snapshot for one in asked)
        asked.append(at.snapshot)
        return (_size(unit, before) for unit in at.snapshot.all(Unit).values())

    return of


def _by_notes(rule: Any, at: At) -> Iterator[UnitSize]:
    return (_size(unit, len(at.snapshot.all(Note))) for unit in at.snapshot.all(Unit).values())


def _by_last_day(rule: Any, at: At) -> Iterator[UnitSize]:
    return (_size(unit, (at.snapshot.as_of - at.day).days) for unit in at.snapshot.all(Unit).values())


def _fragile(rule: Any, at: At) -> Iterator[UnitSize]:
    for one in at.snapshot.all(Membership).values():
        assert at.snapshot.all(Person)[one.person]
    return _sizes(rule, at)


def _bare(address: str) -> Kind[Any] | None:
    """The noun of this one is known only once it is asked for, so that nobody else meets it."""
    if address != "twin":
        return None
    derived_noun(BareSize)
    return _bare_kind()


@frozen(kw_only=True, field_transformer=described)
class BareSize(Derived):
    """A derived noun that nobody has given a label."""

    unit: UnitId = field(metadata=public("the unit", ref="unit", home=True))


@cache
def _bare_kind() -> Kind[Any]:
    def of(rule: Any, at: At) -> Iterator[BareSize]:
        return (BareSize(id=unit.id, unit=unit.id) for unit in at.snapshot.all(Unit).values())

    return evolve(TWIN_KIND, derives=(Derivation(BareSize, of),))


BROKEN: Mapping[str, OpenKind] = {
    "others_are_left_alone": lambda address: TWIN_KIND,
    "it_is_found_under_its_name": lambda address: evolve(TWIN_KIND) if address == "twin" else None,
    "it_says_something_or_why_not": _behind(finds=None),
    "its_keys_are_told": _behind(form=_MuteRule),
    "what_it_derives_has_labels": _bare,
    "the_order_of_records_changes_nothing": _deriving(_by_order),
    "asked_twice_it_says_the_same": _deriving(_restless()),
    "an_unrelated_record_changes_nothing": _deriving(_by_notes),
    "derived_records_have_ids_of_their_own": _deriving(_twice),
    "what_it_says_names_records_that_there_are": _behind(todo=_asks),
    "each_finding_names_a_record": _behind(finds=lambda rule, at: [_problem(rule, "", "nobody")]),
    "a_day_is_the_same_seen_from_a_later_one": _deriving(_by_last_day),
    "records_that_are_gone_break_nothing": _deriving(_fragile),
    "what_is_carried_out_is_done": _behind(proposes=_in_vain),
    "it_says_where_its_result_is_typed": _behind(untyped=""),
    "what_is_typed_otherwise_is_told": _behind(untyped="", typed=(Typed(noun=Membership, field="number", told={}, of=_held),)),
}
"""Law → a door that breaks it, tried with the name `twin` and the charter `TWIN`."""
