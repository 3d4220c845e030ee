"""Elections: who is elected under which text, what is void, and what follows from a tie or from too few."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import association, neutral

import grassroots as gr
from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.reading import At
from grassroots.rules.decisions.decision_rule import Base, Quorum, Threshold
from grassroots.rules.decisions.election_rule import ElectionRule, ElectionTie, Shortfall
from grassroots.rules.decisions.elections import Election, Reason, elect
from grassroots.rules.decisions.votes import Result
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot

HALF = Fraction(1, 2)
CHARTER = neutral()

TWO_TEXTS = """
[election.committee_old]
named = "committee"
en = "old text"
zh = "旧文本"
source = "text of 1990"
valid_until = 2020-07-13
quorum = { over = "4/5" }
elected = { base = "present", over = "1/2" }
[election.committee_new]
named = "committee"
en = "new text"
zh = "新文本"
source = "text of 2020"
valid_from = 2020-07-13
quorum = { at_least = "4/5" }
elected = { base = "should_attend", over = "1/2" }
surplus = "0.2"
"""


def rule(base: Base = Base.PRESENT, **more: object) -> ElectionRule:
    made = {"quorum": Quorum(at_least=Fraction(4, 5)), "elected": Threshold(base=base, over=HALF), **more}
    return ElectionRule(name="committee", source="art. 9", **made)  # type: ignore[arg-type]


def elected(
    text: ElectionRule | None,
    votes: dict[str, int],
    charter: Charter = CHARTER,
    *,
    more: tuple[gr.model.Record, ...] = (),
    **numbers: object,
) -> Election:
    made = {
        "id": "v",
        "unit": "club",
        "kind": "election",
        "on": date(2024, 5, 6),
        "eligible": 20,
        "present": 20,
        "seats": 1,
        **numbers,
    }
    vote = gr.model.Vote(**made)  # type: ignore[arg-type]
    counts = [
        gr.model.Count(
            id=f"c-{who}", vote=vote.id, votes=got, **({"choice": who} if who == "void" else {"option": gr.Ref("person", who)})
        )  # type: ignore[arg-type]
        for who, got in votes.items()
    ]
    return elect(vote, At.of(Snapshot.of([vote, *counts, *more], charter, as_of=date(2024, 12, 31), check=False)), text)


@pytest.mark.parametrize(("on", "valid"), [(date(2019, 5, 6), False), (date(2020, 7, 12), False), (date(2020, 7, 13), True)])
def test_sixteen_of_twenty_are_a_quorum_in_the_new_text_and_none_in_the_old_and_the_day_chooses(on: date, valid: bool) -> None:
    charter = load({**association(), "own.toml": TWO_TEXTS}, kinds=KINDS)
    found = elected(None, {"ann": 15}, charter, rule="committee", on=on, present=16)
    assert (found.result is not Result.VOID) == valid
    assert found.why_void == (() if valid else (Reason.QUORUM,))
    assert found.rule.source == ("text of 2020" if valid else "text of 1990")
    assert elected(None, {"ann": 15}, charter, rule="committee", on=on, present=17).result is not Result.VOID


def test_exactly_half_fails_and_the_base_says_of_whom() -> None:
    assert elected(rule(), {"ann": 8}, present=16).elected == ()
    assert elected(rule(), {"ann": 9}, present=16).elected == ("ann",)
    assert elected(rule(Base.SHOULD_ATTEND), {"ann": 9}, present=16).elected == ()
    assert elected(rule(Base.SHOULD_ATTEND), {"ann": 10}, present=16).elected == ()
    assert elected(rule(Base.SHOULD_ATTEND), {"ann": 11}, present=16).elected == ("ann",)


@pytest.mark.parametrize(("seats", "least"), [(3, 4), (5, 6), (6, 8), (10, 12)])
def test_candidates_exceed_the_seats_by_a_fifth_at_least(seats: int, least: int) -> None:
    surplus = rule(surplus=Fraction(1, 5))
    assert surplus.candidates(seats) == least
    few = elected(surplus, {f"p{n}": 11 for n in range(least - 1)}, seats=seats)
    assert [problem.code for problem in few.problems] == ["vote-few-candidates"]
    assert "committee (art. 9)" in few.problems[0].text("en")
    assert elected(surplus, {f"p{n}": 20 - n for n in range(least)}, seats=seats).problems == ()


def test_a_name_written_in_is_no_candidate_but_can_be_elected() -> None:
    stands = gr.model.Candidacy(id="k", vote="v", person="ann")  # type: ignore[arg-type]
    left = gr.model.Candidacy(id="l", vote="v", person="bo", withdrawn=date(2024, 5, 1))  # type: ignore[arg-type]
    found = elected(rule(), {"ann": 3, "cy": 17}, more=(stands, left))
    assert (found.candidates, found.elected) == (1, ("cy",))


def test_more_papers_back_than_given_out_make_the_election_void() -> None:
    found = elected(rule(), {"ann": 20}, issued=19, ballots=20)
    assert (found.result, found.elected, found.why_void) == (Result.VOID, (), (Reason.MORE_PAPERS,))
    assert elected(rule(), {"ann": 19}, issued=20, ballots=19).result is Result.PASSED


def test_nobody_votes_for_somebody_absent() -> None:
    found = elected(rule(), {"ann": 18}, present=18, issued=20, ballots=18)
    assert (found.result, [problem.code for problem in found.problems]) == (Result.OPEN, ["vote-exceeds"])
    assert elected(rule(proxy=True), {"ann": 18}, present=18, issued=20, ballots=18).elected == ("ann",)


def papers(*sets: str) -> tuple[gr.model.Ballot, ...]:
    from grassroots.model.meetings.ballot import tallied

    return tallied("v", [[gr.model.Mark(option=gr.Ref("person", name)) for name in names.split()] for names in sets])  # type: ignore[arg-type]


def test_a_paper_that_names_more_than_there_are_seats_is_void_and_one_that_names_fewer_is_not() -> None:
    found = elected(rule(), {}, seats=2, more=papers(*["ann bo"] * 10, *["ann bo cy"] * 5, *["cy"] * 4, ""), ballots=20)
    assert found.void_papers == 5
    assert {one.person: one.votes for one in found.stood} == {"ann": 10, "bo": 10, "cy": 4}
    assert found.elected == ()
    lax = elected(rule(more_names_void=False), {}, seats=2, more=papers(*["ann bo"] * 10, *["ann bo cy"] * 5, *["cy"] * 4, ""))
    assert lax.elected == ("ann", "bo")


def test_papers_themselves_say_how_many_came_back() -> None:
    found = elected(rule(Base.CAST), {}, more=papers(*["ann"] * 6, *["bo"] * 4, "", ""))
    assert (found.whole, found.needed, found.elected, found.problems) == (10, 6, ("ann",), ())


def test_a_count_that_the_papers_do_not_bear_out_is_told() -> None:
    found = elected(rule(), {"ann": 12}, more=papers(*["ann"] * 13))
    assert [problem.code for problem in found.problems] == ["vote-recount"]
    assert found.elected == ("ann",)


def test_equal_votes_for_too_few_seats_are_voted_on_again_among_those_alone() -> None:
    found = elected(rule(), {"ann": 18, "bo": 12, "cy": 12, "di": 5}, seats=2)
    assert (found.elected, found.tied, found.open_seats, found.result) == (("ann",), ("bo", "cy"), 1, Result.OPEN)
    assert [found.elects(gr.values.PersonId(who)) for who in ("ann", "bo", "cy", "di")] == [True, None, None, False]
    assert "Equal votes for 1 seats: bo, cy; a second vote among them decides." in found.explain()
    assert "得票相等，尚有1个名额：bo、cy；抽签决定。" in elected(rule(tie=ElectionTie.LOT), {"bo": 12, "cy": 12}).explain("zh")


def test_equal_votes_that_all_fit_are_no_tie() -> None:
    assert elected(rule(), {"ann": 12, "bo": 12, "cy": 3}, seats=2).elected == ("ann", "bo")


def test_too_few_elected_leave_seats_for_what_the_rule_allows_and_people_choose() -> None:
    both = (Shortfall.SEPARATE_ELECTION, Shortfall.FEWER_SEATS)
    found = elected(rule(shortfall=both, agreement=HALF), {"ann": 18, "bo": 10}, seats=2)
    assert (found.elected, found.unfilled, found.next, found.result) == (("ann",), 1, both, Result.FAILED)
    assert any("a separate election or fewer seats (if 1/2 of the voters agree)" in line for line in found.explain())


@pytest.mark.parametrize(
    ("numbers", "code"),
    [({"seats": None}, "vote-lacks"), ({"present": None}, "vote-lacks"), ({"present": 21}, "vote-exceeds"), ({"ballots": 9}, "vote-exceeds"), ({"seats": 0}, "vote-negative")],
)  # fmt: skip
def test_missing_and_impossible_numbers_leave_the_election_open(numbers: dict[str, int | None], code: str) -> None:
    found = elected(rule(), {"ann": 11}, **numbers)
    assert found.result is Result.OPEN
    assert code in [problem.code for problem in found.problems]
    assert all("art. 9" in problem.text(language) for problem in found.problems for language in ("en", "zh"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 20), min_size=1), st.integers(1, 4), st.sampled_from(list(Base))
)
def test_never_more_are_elected_than_there_are_seats_and_each_has_enough(votes: dict[str, int], seats: int, base: Base) -> None:
    found = elected(rule(base), votes, seats=seats, ballots=20)
    assert len(found.elected) + found.open_seats + found.unfilled == seats
    assert set(found.elected) <= {one.person for one in found.stood if one.reached}
    assert not set(found.elected) & set(found.tied)
    least = min((votes[who] for who in found.elected), default=99)
    assert all(got <= least for who, got in votes.items() if who not in found.elected)
    assert (len(found.tied) > found.open_seats) == bool(found.tied)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 19), min_size=1), st.integers(1, 2), st.data())
def test_one_vote_more_never_costs_a_candidate_the_seat(votes: dict[str, int], seats: int, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(sorted(votes)))
    if who in elected(rule(), votes, seats=seats).elected:
        assert who in elected(rule(), {**votes, who: votes[who] + 1}, seats=seats).elected
