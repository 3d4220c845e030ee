"""A figure of a rule counts what the rule derives: no measure of a charter that is given away says the rule a second time, as a filter of its own.

Written twice, the two part company: one is changed, or reads an end or a deadline that the other does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from support.charters import MAKERS, sound_charter

from grassroots.charter import AllOf, AnyOf, Charter, Condition, Form, Has, Is, Measure, NotOf
from grassroots.rules.organization.requirement_rule import RequirementRule
from grassroots.rules.service.pairing import PairingRule


def parts(condition: Condition) -> frozenset[Condition]:
    return frozenset(condition.parts) if isinstance(condition, AllOf) else frozenset((condition,))


def related(condition: Condition) -> Iterator[tuple[str, frozenset[Condition]]]:
    """The records that a condition asks for beside its own: noun, and what must hold of them."""
    if isinstance(condition, Has):
        yield condition.noun, parts(condition.where)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from related(part)
    elif isinstance(condition, NotOf):
        yield from related(condition.part)


def asked(rule: Any) -> frozenset[tuple[str, frozenset[Condition]]]:
    if isinstance(rule, RequirementRule):
        return frozenset((*related(rule.must), *((one.noun, parts(one.where)) for one in rule.has)))
    return frozenset({("link", parts(Is(path="kind", values=("pairing",))))})


def population(rule: Any) -> tuple[str, frozenset[Condition]]:
    return (rule.noun, parts(rule.where)) if isinstance(rule, RequirementRule) else ("household", parts(rule.register))


def shadows(measure: Measure, charter: Charter) -> Iterator[str]:
    if measure.form is not Form.RATE:
        return
    wanted, of = frozenset(related(measure.hit)), parts(measure.where)
    for rule in (*charter.rules_of(RequirementRule), *charter.rules_of(PairingRule)):
        noun, whom = population(rule)
        if noun == measure.noun and wanted and wanted == asked(rule) and (whom <= of or of <= whom):
            yield rule.name


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_no_measure_says_a_rule_again(name: str) -> None:
    charter = sound_charter(name)
    found = {one.name: said for one in charter.measures.values() if (said := list(shadows(one, charter)))}
    assert found == {}
