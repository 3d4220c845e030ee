"""The kit for kinds of rule holds what keeps the laws and rejects a broken twin per law."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from attrs import evolve

from grassroots.model import Membership, Override, Unit, derived
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules.kind import Held, Typed
from grassroots.testing.kind_faults import BROKEN, TWIN, TWIN_KIND, sound
from grassroots.testing.kind_kit import LAWS, OpenKind, Setting, setting_of
from grassroots.testing.laws import LawBroken, try_laws


@cache
def twin() -> Setting:
    """Drawn once for all twins."""
    return setting_of(sound, "twin", TWIN, examples=4)


def broken_laws(setting: Setting) -> Mapping[str, str]:
    try:
        try_laws(LAWS, lambda law: law(setting))
    except LawBroken as error:
        return error.broken
    return {}


@pytest.fixture(autouse=True)
def _nouns() -> Iterator[None]:
    yield
    derived._KNOWN.pop("bare_size", None)


def test_a_sound_kind_keeps_every_law() -> None:
    assert broken_laws(twin()) == {}


def test_there_is_a_broken_twin_for_every_law() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("law", LAWS)
def test_the_broken_twin_breaks_its_law_and_no_other(law: str) -> None:
    broken = broken_laws(setting_of(BROKEN[law], "twin", TWIN, given=twin().offices))
    assert set(broken) == {law}, broken


def test_a_decision_that_silences_more_than_its_finding_breaks_the_law() -> None:
    numbered = evolve(
        TWIN_KIND,
        untyped="",
        typed=(Typed(noun=Membership, field="number", told={"unit-should-become": "value"}, of=_numbers),),
    )

    def open_kind(small: Callable[[Any, At], Iterator[Problem]]) -> OpenKind:
        return lambda name: evolve(numbered, finds=small) if name == "twin" else None

    def told(rule: Any, at: At) -> Iterator[Problem]:
        yield from (_told(rule, one.id) for one in at.snapshot.all(Unit).values())
        yield from (_told(rule, one.id) for one in at.snapshot.all(Membership).values() if one.number == "2")

    def silenced(rule: Any, at: At) -> Iterator[Problem]:
        return iter(()) if at.snapshot.all(Override) else told(rule, at)

    law = "what_is_typed_otherwise_is_told"
    undecided = tuple(
        evolve(one, records=tuple(record for record in one.records if not isinstance(record, Override)))
        for one in twin().offices
    )
    assert law not in broken_laws(setting_of(open_kind(told), "twin", TWIN, given=undecided))
    assert "something else" in broken_laws(setting_of(open_kind(silenced), "twin", TWIN, given=undecided))[law]


def _numbers(rule: Any, at: At) -> Iterator[Held]:
    yield from (Held(record=one, gives="1", other="2") for one in at.snapshot.all(Membership).values())


def _told(rule: Any, id: str) -> Problem:
    details = {"rule": rule.title, "name": id, "size": 0, "band": "0", "become": "—", "source": "—"}
    return Problem("unit-should-become", value=id, details=details)
