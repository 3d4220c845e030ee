"""What only the records of plots bring up, for every kind: what people type where a rule gives it as well (equal is silent, otherwise is told, a recorded decision
lets it stand), and acts that are carried out. Over sound records, wrong ones and such as leave something open, alone and amid drawn organizations, and over
organizations drawn under every charter that is given away."""

from __future__ import annotations

import re
from functools import cache, partial

import pytest
from attrs import evolve
from support.charters import MAKERS, sound_charter
from support.every_kind import every_kind
from support.plots import PLOTS

from grassroots.charter import Charter
from grassroots.model import Assessment, Rating, Record, Vote, key_of, noun_name
from grassroots.rules import Rubric
from grassroots.rules.kind import kinds_of
from grassroots.rules.registry import KINDS
from grassroots.testing.kind_kit import LAWS, Setting
from grassroots.testing.strategies import Organization

LAW = LAWS["what_is_typed_otherwise_is_told"]
TYPED = [name for name, kind in KINDS.items() if kind.typed]


def amid(kind: str) -> tuple[Organization, ...]:
    """The offices of a plot, each alone; and its sound records amid those of a drawn organization."""
    plot = PLOTS[kind]
    last = [*plot.offices][-1] if plot.open else plot.records
    alone = [Organization(as_of=plot.day, records=records, charter=every_kind()) for records in plot.offices]
    return *alone, evolve(
        alone[0], records=tuple({key_of(one): one for one in (*drawn()[sorted(PLOTS).index(kind) % 6].records, *last)}.values())
    )


@cache
def drawn() -> tuple[Organization, ...]:
    return Setting(kinds=(), charter=every_kind(), examples=6).offices


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_otherwise_than_the_rule_gives_is_told_and_what_is_equal_is_silent(name: str) -> None:
    kind = KINDS[name]
    tried = Setting(kinds=(kind,), charter=every_kind(), given=amid(name))
    LAW(tried)
    unheld = [one.field for one in kind.typed if not tried.tried[name, noun_name(one.noun), one.field]]
    assert unheld == ["steps"] * (name == "pathway"), "the records of its plot do not try it"


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.proposes and name in PLOTS])
def test_what_is_carried_out_is_done_of_every_kind_that_proposes(name: str) -> None:
    tried = Setting(kinds=(KINDS[name],), charter=every_kind(), given=amid(name))
    LAWS["what_is_carried_out_is_done"](tried)
    assert tried.tried[(name,)] or name in BY_HAND


BY_HAND = {"clock", "dues", "mobility", "formation", "outreach", "handling", "duplicates"}
"""Kinds whose proposals carry no change; why, `tests/workspace/test_acts.py` says."""


def fitted(charter: Charter, record: Record, number: int) -> Record:
    """A record that names a rule names one that the charter has."""
    votes = [one for kind in ("decision", "election", "project_vote") for one in charter.rules.get(kind, {}).values()]
    if isinstance(record, Vote) and votes:
        return evolve(record, rule=votes[number % len(votes)].known_as)
    if isinstance(record, Assessment | Rating):
        rubrics = [one for one in charter.rules_of(Rubric) if one.subject == record.subject.noun]
        return evolve(record, rubric=rubrics[number % len(rubrics)].known_as) if rubrics else record
    return record


@pytest.mark.parametrize("name", MAKERS)
def test_so_it_is_in_organizations_drawn_under_every_charter(name: str) -> None:
    charter = sound_charter(name)
    kinds = tuple(kinds_of(charter))
    LAW(Setting(kinds=kinds, charter=charter, examples=4, fit=partial(fitted, charter)))


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.typed])
def test_a_kind_of_which_nobody_types_a_result_says_why(name: str) -> None:
    assert re.fullmatch(r"[a-z].{20,}[^.]", KINDS[name].untyped), KINDS[name].untyped
