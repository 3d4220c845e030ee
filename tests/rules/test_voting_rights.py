"""Rights of members where no charter that comes with the library asks for the rule: waiting times, arrears that are borne."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from support.member_faults import MEMBERS
from support.plots.members import GIVEN

from grassroots.charter.length import Length
from grassroots.charter.loading import load
from grassroots.model import Membership, Person, Step, Unit
from grassroots.reading import At
from grassroots.rules.members.voting_rights import VotingRightRule, right_of, right_on
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import PartialDate, PersonId, Ref, UnitId

CHARTER = load({"members.toml": MEMBERS}, kinds=KINDS)
VOTE = CHARTER.rule("voting_right", "vote")
assert isinstance(VOTE, VotingRightRule)
ONE = Membership(id="m", person=PersonId("p"), unit=UnitId("c"), steps=(Step(state="applied", on=date(2024, 1, 1)),))
SHOT = Snapshot.of(
    (Unit(id=UnitId("c"), kind="club", name="Club"), Person(id=PersonId("p"), birth=PartialDate.of("1990")), ONE),
    CHARTER,
    as_of=date(2024, 12, 31),
)


@pytest.mark.parametrize(("day", "held"), [(date(2024, 1, 31), False), (date(2024, 2, 1), True)])
def test_a_right_is_held_from_the_day_on_which_the_waiting_time_is_over(day: date, held: bool) -> None:
    rule = evolve(VOTE, stages=("applicant",), tenure=Length(months=1))
    right = right_on(ONE, rule, At(SHOT, day))
    assert right.held is held
    assert [problem.code for problem in right.why_not] == ([] if held else ["right-tenure"])
    assert held or "2024-02-01" in right.why_not[0].text("zh")


def test_the_waiting_time_of_a_right_without_stages_runs_from_the_state() -> None:
    rule = evolve(VOTE, stages=(), states=("applied",), tenure=Length(days=10))
    assert [right_on(ONE, rule, At(SHOT, date(2024, 1, day))).held for day in (10, 11)] == [False, True]


def test_a_right_that_the_charter_does_not_have_is_not_answered() -> None:
    assert right_of(ONE, "help", At(SHOT, date(2024, 6, 1))) is None
    assert right_of(SHOT.all("person")["p"], "vote", At(SHOT, date(2024, 6, 1))) is None
    assert right_of(ONE, "vote", At(SHOT, date(2024, 6, 1))) is False


def test_an_explanation_says_yes_or_no_and_why_in_both_languages() -> None:
    right = right_on(ONE, VOTE, At(SHOT, date(2024, 6, 1)))
    assert "on 2024-06-01: no" in right.explain("en")
    assert "2024-06-01：无" in right.explain("zh")
    assert len(right.explain("en")) == 2 + len(right.why_not) == len(right.explain("zh"))


def test_the_rights_of_members_are_counted_with_what_they_lack() -> None:
    found = SHOT.derived("member_right", date(2024, 6, 1))
    assert {(one.rule, one.held, one.lacks) for one in found.values()} == {  # type: ignore[attr-defined]
        (rule.known_as, right.held, right.why_not[0].code if right.why_not else None)
        for rule in SHOT.charter.rules_of(VotingRightRule, date(2024, 6, 1))
        if (right := right_on(ONE, rule, At(SHOT, date(2024, 6, 1))))
    }
    assert found


@pytest.mark.parametrize(
    ("typed", "held"), [("no", False), ("否", False), ("无", False), ("是", True), ("有", True), ("Yes", True)]
)
def test_a_decision_says_yes_or_no_in_the_words_of_the_office(typed: str, held: bool) -> None:
    said = evolve(
        GIVEN,
        id="ov",
        unit=UnitId("c"),
        about=Ref("membership", "m"),
        set_to=typed,
        start=date(2024, 1, 1),
        end=date(2025, 1, 1),
    )
    at = At.of(Snapshot.of((*SHOT, said), CHARTER, as_of=date(2024, 12, 31)))
    right = right_on(ONE, VOTE, at)
    assert (right.held, right.override) == (held, "ov")
    assert not [one for one in KINDS["voting_right"].problems(at) if one.code == "override-unknown"]


def test_what_a_decision_may_say_is_told_in_the_language_of_the_office() -> None:
    said = evolve(
        GIVEN,
        id="ov",
        unit=UnitId("c"),
        about=Ref("membership", "m"),
        set_to="也许",
        start=date(2024, 1, 1),
        end=date(2025, 1, 1),
    )
    (told,) = KINDS["voting_right"].problems(At.of(Snapshot.of((*SHOT, said), CHARTER, as_of=date(2024, 12, 31))))
    assert "有、无" in told.text("zh") and "yes, no" in told.text("en")
