"""The laws of every kind of rule that comes with the library, by the kit that authors of plugins use: what a kind derives, finds and says is to be done is a
function of the records, the rule and the day, and of nothing else."""

from __future__ import annotations

import os
from functools import cache

import attrs
import pytest
from support.every_kind import every_kind

from grassroots.charter import Charter
from grassroots.model import Assessment, Rating, Record, Vote
from grassroots.plugins.kinds import contained_kind
from grassroots.rules.registry import KINDS
from grassroots.testing.kind_kit import LAWS, Setting

VOTE_RULES = ("simple", "board", "yearly")
RUBRICS = {"unit": "branches", "person": "office"}
OF_CHARTERS = ("outreach-no-festival",)
"""What is wrong by the charter alone: a festival whose day its calendar does not know."""


@cache
def charter() -> Charter:
    """The neutral charter with a rule of every kind, each twice, by another name: two rules about the same records must not get in each other's way."""
    kinds = {name: contained_kind("the library", kind) for name, kind in KINDS.items()}
    known = attrs.evolve(every_kind(), kinds=kinds)
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


@cache
def setting() -> Setting:
    examples = max(16, int(os.environ.get("GRASSROOTS_EXAMPLES", "0")))
    kinds = tuple(charter().kinds.values())
    return Setting(kinds=kinds, charter=charter(), examples=examples, fit=fitted, by_charter=OF_CHARTERS)  # type: ignore[arg-type]


def test_there_is_a_rule_of_every_kind_that_charters_write() -> None:
    assert [name for name, kind in KINDS.items() if kind.form is not None and not charter().rules.get(name)] == []


@pytest.mark.parametrize("law", LAWS)
def test_every_kind_keeps_the_law(law: str) -> None:
    LAWS[law](setting())
