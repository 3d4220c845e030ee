"""A figure of a rule counts what the rule derives: no measure of a charter that is given away says the rule a second time, as a filter of its own.

Written twice, the two part company: one is changed, or reads an end or a deadline that the other does not. A rule is said again where a measure of those whom the
rule is about looks for other records by the very words by which the rule does. What both ask by the name of one segment is said once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from support.charters import MAKERS, sound_charter

from grassroots.charter import ALWAYS, AllOf, AnyOf, Charter, Condition, Form, Has, Is, Measure, NotOf
from grassroots.charter.condition import Within
from grassroots.model import DERIVED
from grassroots.rules.organization.requirement_rule import RequirementRule
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.posts.training_rule import TrainingRule
from grassroots.rules.programmes.checklists import ChecklistRule
from grassroots.rules.programmes.duty_rule import DutyRule
from grassroots.rules.service.pairing import PairingRule

Words = frozenset[object]
RULES = (RequirementRule, PairingRule, ChecklistRule, StaffingRule, TrainingRule, DutyRule)
HOW_IT_WENT = frozenset({"state", "state_kind", "standing", "presence", "code", "outcome", "rating"})
"""What a record has come to, and not what it is."""

ANOTHER_QUESTION: Mapping[str, str] = {
    "branches_analysed": "what was held, also where nobody opened what the branches owe",
    "branches_met": "what was held, also where nobody opened what the branches owe",
    "grids_with_teams": "whether a grid has a team; the rule asks how many sit in those that serve it",
}
"""Measure → why it asks something else than the rule whose words it has."""


def words(condition: Condition | None) -> Words:
    """What a condition says of what a record is, down to the records that it looks for; nothing where it asks by the name of a segment."""
    if isinstance(condition, Is):
        named = condition.path.rpartition(".")[2] not in HOW_IT_WENT
        return frozenset(value for value in condition.values if named and isinstance(value, str))
    if isinstance(condition, Within):
        return frozenset((condition.contains,)) - {""}
    if isinstance(condition, Has):
        return frozenset() if condition.noun in DERIVED else words(condition.where)
    if isinstance(condition, AllOf) and condition.segment:
        return frozenset()
    if isinstance(condition, AllOf | AnyOf):
        return frozenset().union(*map(words, condition.parts))
    return words(condition.part) if isinstance(condition, NotOf) else frozenset()


def sought(condition: Condition | None) -> Iterator[Words]:
    """By which words other records are looked for."""
    if isinstance(condition, Has):
        yield words(condition)
    elif isinstance(condition, AllOf | AnyOf) and not getattr(condition, "segment", ""):
        for part in condition.parts:
            yield from sought(part)
    elif isinstance(condition, NotOf):
        yield from sought(condition.part)


def asked(rule: Any) -> Iterator[Words]:
    """By which words a rule looks for what those are to have whom it is about."""
    match rule:
        case RequirementRule():
            yield from sought(rule.must)
            for one in rule.has:
                yield words(one.where) | frozenset(one.words)
        case PairingRule():
            yield frozenset(("pairing",))
        case ChecklistRule():
            for part in rule.parts.values():
                yield from sought(part.where)
        case StaffingRule():
            for need in rule.needs:
                if need.at_least:
                    yield frozenset((*need.post, *need.team, *need.role))
        case TrainingRule():
            yield words(rule.course)
        case DutyRule():
            yield words(rule.what)


def about(rule: Any) -> tuple[str, Condition | None]:
    match rule:
        case RequirementRule() | ChecklistRule():
            return rule.noun, rule.where
        case PairingRule():
            return "household", rule.register
        case TrainingRule():
            return rule.who.value, rule.where
        case _:
            return "unit", rule.where


def parts(condition: Condition | None) -> frozenset[Condition]:
    if condition is None or condition == ALWAYS:
        return frozenset()
    return frozenset(condition.parts) if isinstance(condition, AllOf) else frozenset((condition,))


def asks(measure: Measure, charter: Charter) -> tuple[frozenset[Condition], set[Words]]:
    """Whom a measure is about, and by which words it looks for what they have."""
    if measure.form is Form.REACH:
        return parts(measure.where), {words(charter.measures[measure.reach].where)}
    if measure.form is Form.RATE:
        return parts(measure.where), set(sought(measure.hit))
    plain = frozenset(one for one in parts(measure.where) if not list(sought(one)))
    return plain, set(sought(measure.where))


def shadows(measure: Measure, charter: Charter) -> Iterator[str]:
    whom, wanted = asks(measure, charter)
    for form in RULES if wanted else ():
        for rule in charter.rules_of(form):
            noun, where = about(rule)
            if noun != measure.population:
                continue
            if (whom <= parts(where) or parts(where) <= whom) and wanted & set(asked(rule)) - {frozenset()}:
                yield rule.name


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_no_measure_says_a_rule_again(name: str) -> None:
    charter = sound_charter(name)
    found = {one.name: said for one in charter.measures.values() if (said := list(shadows(one, charter)))}
    assert {one: said for one, said in found.items() if one not in ANOTHER_QUESTION} == {}
