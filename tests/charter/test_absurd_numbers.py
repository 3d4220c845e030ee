"""Numbers and lengths of time that nobody can mean: the check of a charter refuses them, or they do no harm; nothing ends in an uncaught error."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
from support.every_kind import every_kind

from grassroots.charter import AllOf, AnyOf, Has, Is, NotOf, Within
from grassroots.charter.checking.rules import findings_of
from grassroots.charter.length import Length
from grassroots.model import noun_name
from grassroots.reading import At
from grassroots.rules.registry import KINDS
from grassroots.testing.kind_kit import Setting, snapshot_of
from grassroots.testing.strategies import Organization

ABSURD = 999_999_999
CONDITIONS = (Is, Within, Has, AllOf, AnyOf, NotOf)
PARTS = ("years", "months", "weeks", "days")


def absurd(part: Any) -> Iterator[tuple[str, Any]]:
    """A part of a rule with one number of it, or of its parts, made absurd: by which path, and the part."""
    for one in attrs.fields(type(part)):
        value = getattr(part, one.name)
        if isinstance(value, Length):
            if type(value) is Length:
                yield from (
                    (f"{one.name}.{name}", attrs.evolve(part, **{one.name: Length(**{name: ABSURD})})) for name in PARTS
                )
        elif type(value) is int:
            yield one.name, attrs.evolve(part, **{one.name: ABSURD})
        elif attrs.has(type(value)) and not isinstance(value, CONDITIONS):
            yield from ((f"{one.name}.{way}", attrs.evolve(part, **{one.name: made})) for way, made in absurd(value))
        elif isinstance(value, tuple):
            for at, inner in enumerate(value):
                if attrs.has(type(inner)) and not isinstance(inner, CONDITIONS):
                    for way, made in absurd(inner):
                        yield f"{one.name}[{at}].{way}", attrs.evolve(part, **{one.name: (*value[:at], made, *value[at + 1 :])})


CASES = {
    f"{kind}.{name}.{way}": (kind, made)
    for kind, rules in every_kind().rules.items()
    for name, rule in rules.items()
    for way, made in absurd(rule)
}


@cache
def drawn() -> Organization:
    """Records for the rules to be about."""
    offices = Setting(kinds=(), charter=every_kind(), examples=3).offices
    return max(offices, key=lambda one: len(one.records))


@pytest.mark.parametrize("case", CASES)
def test_no_number_ends_in_an_uncaught_error(case: str) -> None:
    kind, rule = CASES[case]
    charter = every_kind()
    charter = attrs.evolve(charter, rules={**charter.rules, kind: {**charter.rules[kind], rule.name: rule}})
    found = [problem for _, problem in findings_of(charter, kind, rule)]
    assert all(one.text("en") and one.text("zh") for one in found)
    if found:
        return
    office = attrs.evolve(drawn(), charter=charter)
    at = At.of(snapshot_of(office), office.as_of)
    for one in (KINDS[kind], KINDS["due"]):
        for noun in {noun_name(derivation.noun) for derivation in one.derives}:
            tuple(one.derived(noun, at.snapshot, office.as_of))
        tuple(one.problems(at)), tuple(one.to_dos(at)), tuple(one.proposals(at))


def test_every_length_of_time_is_refused() -> None:
    accepted = []
    for case, (kind, rule) in CASES.items():
        if case.rpartition(".")[2] in (*PARTS, "after", "grace"):
            codes = {problem.code for _, problem in findings_of(every_kind(), kind, rule)}
            accepted += [] if codes else [case]
    assert accepted == []
