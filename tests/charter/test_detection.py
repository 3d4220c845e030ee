"""How well the check finds faults: sound charters give no false alarm, and of faults planted in rules of every kind nearly all are found."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from attrs import evolve, frozen
from support.charters import MAKERS, ROOT, sound_charter, sound_charters

from grassroots.charter.checking import check
from grassroots.charter.checking import rules as checked_rules
from grassroots.rules.members.same_persons import MatchingRule, MatchKey
from grassroots.testing.mutations import FORMS, Detection, detection, found, mutations_of

FLOOR = Fraction(19, 20)
"""Of the faults planted in a kind of rule, at least this share is found."""

WHOLE = Fraction(99, 100)
"""And of all together."""


@cache
def detections() -> dict[str, Detection]:
    return detection(sound_charters().values())


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_sound_charter_gives_no_false_alarm(name: str) -> None:
    assert [str(problem) for problem in check(sound_charter(name))] == []


def test_every_kind_of_rule_has_a_sound_example_to_plant_faults_in() -> None:
    bare = [kind for kind, one in detections().items() if not one.rules or not one.planted]
    assert bare == [], "add a rule of this kind to a charter that is given away, or to tests/support/rule_examples.py"


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_faults_planted_in_a_rule_are_found(kind: str) -> None:
    one = detections()[kind]
    unseen = [f"{mutation.rule.name}: {mutation.what} at {mutation.at}" for mutation in one.unseen]
    assert not one.rules or one.rate >= FLOOR, f"{one.found} of {one.planted} found; not seen: {unseen}"


def test_of_all_faults_together_nearly_all_are_found() -> None:
    planted = sum(one.planted for one in detections().values())
    assert Fraction(sum(one.found for one in detections().values()), planted) >= WHOLE
    assert planted > 1000


def test_the_page_of_soundness_names_every_kind_of_rule() -> None:
    page = (ROOT / "docs" / "reference" / "soundness.md").read_text(encoding="utf-8")
    assert [kind for kind in FORMS if f"| `{kind}` |" not in page] == [], "run docs/reference/make_soundness.py"


def test_a_check_that_finds_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # The measure of the check measures: blind for one kind of rule, it drops for this kind.
    charter = sound_charter("members")
    before = detection([charter])["dues"].rate
    blind = evolve(charter.kinds["dues"], sound=lambda rule, charter: iter(()))
    monkeypatch.setattr(checked_rules, "_fields", lambda charter, rule, path: iter(()))
    assert detection([evolve(charter, kinds={**charter.kinds, "dues": blind})])["dues"].rate < before / 2


def test_a_kind_of_rule_that_is_new_gets_faults_by_its_types_alone() -> None:
    @frozen(kw_only=True)
    class Grown(MatchingRule):
        parts: tuple[MatchKey, ...] = ()
        least: int = 0
        most: int = 0

    rule = Grown(name="x", keys=(MatchKey(of=("name", "birth")),), least=2, most=5)
    made = [(one.what, one.at) for one in mutations_of("matching", rule)]
    assert ("bounds swapped", "least") in made
    assert ("below nothing", "most") in made
    assert ("emptied", "keys[1].of") in made
    assert len({repr(one.rule) for one in mutations_of("matching", rule)}) == len(made)
    assert rule not in [one.rule for one in mutations_of("matching", rule)]


def test_the_sound_rule_itself_is_no_fault() -> None:
    charter = sound_charter("cn-party-branch")
    for kind, known in charter.rules.items():
        for rule in list(known.values())[:1]:
            for mutation in list(mutations_of(kind, rule))[:1]:
                assert not found(charter, evolve(mutation, rule=rule)), kind
                assert found(charter, mutation), kind
