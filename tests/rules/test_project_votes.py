"""Votes on projects: seven real ones with their official winners, the laws of every method, and secret papers as records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.behind import store_of
from support.clubs import association
from support.sheets import shared_data

import grassroots as gr
from grassroots.builtin.pabulib import Pabulib, read_pabulib
from grassroots.charter.loading import load
from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.fields import Column, fields_of
from grassroots.model.meetings.ballot import tallied
from grassroots.reading import At
from grassroots.rules.decisions.outcome import VoteOutcome
from grassroots.rules.decisions.project_count import count_projects
from grassroots.rules.decisions.project_steps import Option, Paper, Why
from grassroots.rules.decisions.project_vote_rule import (
    Completion,
    Method,
    PaperKind,
    ProjectTie,
    ProjectVoteRule,
    Score,
)
from grassroots.rules.decisions.project_votes import count_vote
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import ProjectId, UnitId

VOTES_AT_LEAST = {"support_of": Score.VOTES}
OFFICIAL: list[tuple[str, int, int, dict[str, Any]]] = [
    ("poland_krakow_2021_bienczyce", 1094, 8, {}),
    ("poland_warszawa_2019_obszar-iii-powsin-kepa-latoszkowa-zamosc-latoszki", 154, 4, {}),
    ("poland_lodz_2022_nowosolna", 652, 2, {}),
    ("poland_katowice_2020_brynow-czesc-wschodnia-osiedle-zgrzebnioka", 635, 4, {}),
    ("poland_poznan_2023_10-swierczewo-wilda-zielony-debiec", 10923, 2, {"method": Method.STOP}),
    ("poland_poznan_2023_10-swierczewo-wilda-zielony-debiec", 10923, 2, {"support": 649}),
    ("poland_poznan_2023_10-swierczewo-wilda-zielony-debiec", 10923, 2, {"support": 2347}),
    ("poland_gdynia_2020_kamienna-gora-small", 429, 2, {"support": 153}),
    ("poland_gdynia_2020_kamienna-gora-small", 429, 2, {"support": 172}),
    ("poland_katowice_2020_zarzecze", 646, 4, {"support": 28, **VOTES_AT_LEAST}),
    ("poland_katowice_2020_zarzecze", 646, 4, {"support": 44, **VOTES_AT_LEAST}),
    ("poland_katowice_2020_zarzecze", 646, 4, {"support": 47}),
    ("poland_katowice_2020_zarzecze", 646, 4, {"support": 60}),
]
NOT_OFFICIAL: list[tuple[str, dict[str, Any]]] = [
    ("poland_poznan_2023_10-swierczewo-wilda-zielony-debiec", {}),
    ("poland_poznan_2023_10-swierczewo-wilda-zielony-debiec", {"support": 648}),
    ("poland_gdynia_2020_kamienna-gora-small", {"support": 152}),
    ("poland_gdynia_2020_kamienna-gora-small", {"support": 173}),
    ("poland_katowice_2020_zarzecze", {"support": 27, **VOTES_AT_LEAST}),
    ("poland_katowice_2020_zarzecze", {"support": 45, **VOTES_AT_LEAST}),
    ("poland_katowice_2020_zarzecze", {"support": 46}),
    ("poland_katowice_2020_zarzecze", {"support": 61}),
]


def real(name: str) -> Pabulib:
    return read_pabulib(shared_data(f"pabulib/{name}.pb").read_text(encoding="utf-8"))


def rule(kind: str = "approval", **more: Any) -> ProjectVoteRule:
    made: dict[str, Any] = {"papers": PaperKind(kind), **more}
    if kind != "approval":
        made.setdefault("score", Score.POINTS)
    if kind == "ordinal":
        made.setdefault("ranks", (3, 2, 1))
    return ProjectVoteRule(name="projects", source="by-law 7", **made)


@pytest.mark.parametrize(("name", "papers", "winners", "more"), OFFICIAL)
def test_the_official_winners_of_a_real_vote_follow_from_its_papers(
    name: str, papers: int, winners: int, more: dict[str, Any]
) -> None:
    vote = real(name)
    found = count_projects(vote.projects, vote.papers, vote.budget, rule(vote.meta["vote_type"], **more))
    assert vote.problems == ()
    assert (found.papers, found.void, len(found.taken)) == (papers, 0, winners)
    assert set(found.taken) == vote.selected == set(found.replayed())
    assert {step.project: step.votes for step in found.steps} == dict(vote.stated)


@pytest.mark.parametrize(("name", "more"), NOT_OFFICIAL)
def test_just_outside_the_limits_that_reproduce_a_real_vote_others_win(name: str, more: dict[str, Any]) -> None:
    vote = real(name)
    found = count_projects(vote.projects, vote.papers, vote.budget, rule(vote.meta["vote_type"], **more))
    assert set(found.taken) != vote.selected


def test_every_step_of_a_real_count_explains_itself_in_both_languages() -> None:
    vote = real("poland_katowice_2020_zarzecze")
    found = count_projects(vote.projects, vote.papers, vote.budget, rule("cumulative", support=60))
    english, chinese = found.explain(), found.explain("zh")
    assert len(english) == len(chinese) == len(vote.projects) + 3
    assert english[2].startswith("1. L20/03/VII ")
    assert english[2].endswith(": 344 votes, 823 points, costs 123000, 290963 left: taken.")
    assert any("too little support" in line for line in english)
    assert chinese[-1] == f"入选4项，共{found.spent}，结余{vote.budget - found.spent}。"


def test_what_cannot_be_read_of_a_file_is_told_with_its_line() -> None:
    text = "budget;5\nMETA\nkey;value\nbudget;x\nPROJECTS\nproject_id;cost\n1;60\n1;50\n2;-5\nVOTES\nvoter_id;vote;points\n7;1;2\n8;3;1\n9;1;x\n"
    found = read_pabulib(text, "a.pb")
    told = [(problem.code, problem.source.row if problem.source else 0) for problem in found.problems]
    assert told == [
        ("pabulib-section", 1), ("pabulib-number", 0), ("pabulib-number", 8), ("pabulib-number", 9), ("pabulib-vote", 13), ("pabulib-vote", 14),
    ]  # fmt: skip
    assert found.papers == (Paper(("1",), (2,)),)


# -- small votes --------------------------------------------------------------------------------------------------------------------------


def options(**costs: int) -> list[Option]:
    return [Option(id, Decimal(cost)) for id, cost in costs.items()]


THREE = options(a=60, b=50, c=40)


def test_a_tie_goes_to_what_the_rule_says_and_last_to_the_number() -> None:
    papers = [Paper(("a", "b", "c"))]
    for tie, first in (((), "a"), ((ProjectTie.LOWER_COST,), "c"), ((ProjectTie.HIGHER_COST,), "a")):
        found = count_projects(THREE, papers, Decimal(60), rule(tie=tie))
        assert found.taken[0] == first
        assert set(found.steps[0].tied) == {"a", "b", "c"} - {first}


def test_what_nobody_wants_is_not_taken_even_where_money_is_left() -> None:
    found = count_projects(THREE, [Paper(("a",))], Decimal(1000), rule())
    assert found.taken == ("a",)
    assert {step.why for step in found.steps[1:]} == {Why.TOO_LITTLE_SUPPORT}


def test_a_share_of_the_papers_counts_the_limit_in() -> None:
    papers = [Paper(("a",), papers=19), Paper(("b",), papers=1)]
    assert count_projects(THREE, papers, Decimal(1000), rule(support_share=Fraction(1, 20))).taken == ("a", "b")
    assert count_projects(THREE, papers, Decimal(1000), rule(support_share=Fraction(2, 20))).taken == ("a",)


def test_stop_leaves_what_comes_after_the_first_that_does_not_fit() -> None:
    papers = [Paper(("a",), papers=3), Paper(("b",), papers=2), Paper(("c",))]
    assert count_projects(THREE, papers, Decimal(100), rule()).taken == ("a", "c")
    stopped = count_projects(THREE, papers, Decimal(100), rule(method=Method.STOP))
    assert stopped.taken == ("a",)
    assert [step.why for step in stopped.steps] == [Why.TAKEN, Why.DOES_NOT_FIT, Why.AFTER_STOP]


def test_as_many_are_taken_as_the_rule_allows() -> None:
    papers = [Paper(("a", "b", "c"))]
    for method in Method:
        assert len(count_projects(THREE, papers, Decimal(1000), rule(method=method, most_projects=2)).taken) == 2


@pytest.mark.parametrize(
    ("kind", "more", "paper"),
    [
        ("approval", {}, Paper(("a", "a"))),
        ("approval", {}, Paper(("z",))),
        ("approval", {"most_marks": 1}, Paper(("a", "b"))),
        ("cumulative", {}, Paper(("a",))),
        ("cumulative", {}, Paper(("a",), (-1,))),
        ("cumulative", {"most_points": 3}, Paper(("a", "b"), (2, 2))),
    ],
)
def test_a_paper_that_says_more_than_the_rule_allows_is_void_and_counted_so(
    kind: str, more: dict[str, Any], paper: Paper
) -> None:
    found = count_projects(THREE, [paper], Decimal(100), rule(kind, **more))
    assert (found.papers, found.void, found.taken) == (1, 1, ())


def test_equal_shares_give_a_minority_what_its_share_pays_for() -> None:
    # Nine of ten want a and b, one of ten wants c: the most votes take a and b, equal shares leave c its tenth.
    papers = [Paper(("a", "b"), papers=9), Paper(("c",), papers=1)]
    projects = options(a=50, b=50, c=10)
    assert count_projects(projects, papers, Decimal(100), rule()).taken == ("a", "b")
    found = count_projects(projects, papers, Decimal(100), rule(method=Method.EQUAL_SHARES))
    assert found.taken == ("a", "c")
    assert found.steps[0].price == Fraction(50, 9)
    full = count_projects(projects, papers, Decimal(115), rule(method=Method.EQUAL_SHARES, completion=Completion.SKIP))
    assert full.taken == ("a", "b", "c")


def test_equal_shares_ask_more_of_those_who_can_where_others_have_too_little() -> None:
    # 30 each. First x (1, 2 and 3 pay 10 each), then y of 45 by 1 (20 left) and 4 (30): an even 22.5 is too much for 1, so 4 pays 25.
    papers = [Paper(("x", "y")), Paper(("x",)), Paper(("x",)), Paper(("y",))]
    found = count_projects(options(x=30, y=45), papers, Decimal(120), rule(method=Method.EQUAL_SHARES))
    assert [(step.project, step.price) for step in found.steps] == [("x", Fraction(10)), ("y", Fraction(25))]


def test_the_knapsack_prefers_two_that_fit_over_one_that_has_more_votes() -> None:
    papers = [Paper(("a",), papers=5), Paper(("b",), papers=3), Paper(("c",), papers=3)]
    assert set(count_projects(THREE, papers, Decimal(95), rule(method=Method.KNAPSACK)).taken) == {"b", "c"}


def test_two_projects_of_one_number_and_a_cost_of_nothing_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="two projects"):
        count_projects([*THREE, *options(a=1)], [], Decimal(1), rule())
    with pytest.raises(InvalidArgument, match="more than 0"):
        options(a=0)
    with pytest.raises(InvalidArgument, match="0 or more"):
        count_projects(THREE, [], Decimal(-1), rule())


# -- laws -----------------------------------------------------------------------------------------------------------------------------------

COSTS = st.lists(st.integers(1, 40), min_size=1, max_size=6)


@st.composite
def votes(
    draw: st.DrawFn, kinds: tuple[str, ...] = ("approval", "cumulative", "ordinal")
) -> tuple[list[Option], list[Paper], Decimal, str]:
    projects = [Option(f"p{n}", Decimal(cost)) for n, cost in enumerate(draw(COSTS))]
    kind = draw(st.sampled_from(kinds))
    names = [one.id for one in projects]
    papers = []
    for _ in range(draw(st.integers(1, 6))):
        marked = tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3)))
        points = tuple(draw(st.integers(0, 3)) for _ in marked) if kind == "cumulative" else ()
        papers.append(Paper(marked, points, draw(st.integers(1, 3))))
    return projects, papers, Decimal(draw(st.integers(0, 100))), kind


METHODS = st.sampled_from(
    [
        (method, completion)
        for method in Method
        for completion in Completion
        if completion is Completion.NONE or method is Method.EQUAL_SHARES
    ]
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(votes(), METHODS, st.randoms(use_true_random=False))
def test_the_cost_never_exceeds_the_money_the_steps_replay_and_no_order_matters(vote: Any, method: Any, shuffler: Any) -> None:
    projects, papers, budget, kind = vote
    text = rule(kind, method=method[0], completion=method[1])
    found = count_projects(projects, papers, budget, text)
    assert found.spent <= budget
    assert found.replayed() == found.taken
    assert sorted(step.project for step in found.steps) == sorted(one.id for one in projects)
    singly = [attrs.evolve(paper, papers=1) for paper in papers for _ in range(paper.papers)]
    shuffler.shuffle(singly)
    shuffler.shuffle(projects)
    assert count_projects(projects, singly, budget, text) == found
    assert len(found.explain("zh")) == len(found.explain("en"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(votes(("approval",)), st.sampled_from([Method.SKIP, Method.KNAPSACK]), st.data())
def test_one_more_vote_for_a_project_that_is_taken_leaves_it_taken(vote: Any, method: Method, data: st.DataObject) -> None:
    projects, papers, budget, kind = vote
    before = count_projects(projects, papers, budget, rule(kind, method=method))
    if before.taken:
        lucky = data.draw(st.sampled_from(before.taken))
        assert lucky in count_projects(projects, [*papers, Paper((lucky,))], budget, rule(kind, method=method)).taken


@settings(max_examples=100, deadline=None, derandomize=True)
@given(votes())
def test_the_knapsack_is_the_best_of_all_sets(vote: Any) -> None:
    projects, papers, budget, kind = vote
    found = count_projects(projects, papers, budget, rule(kind, method=Method.KNAPSACK))
    scores, costs = dict(found.scores), {one.id: one.cost for one in projects}
    wanted = [id for id in scores if scores[id] > 0]
    sets = [
        chosen
        for size in range(len(wanted) + 1)
        for chosen in combinations(wanted, size)
        if sum(costs[id] for id in chosen) <= budget
    ]
    assert sum(scores[id] for id in found.taken) == max(sum(scores[id] for id in chosen) for chosen in sets)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(votes())
def test_under_equal_shares_nobody_pays_more_than_a_share_and_every_project_is_paid_in_full(vote: Any) -> None:
    projects, papers, budget, kind = vote
    text = rule(kind, method=Method.EQUAL_SHARES)
    found = count_projects(projects, papers, budget, text)
    share = Fraction(budget) / sum(paper.papers for paper in papers)
    ranks = {
        "approval": lambda at, paper: 1,
        "ordinal": lambda at, paper: (3, 2, 1)[at],
        "cumulative": lambda at, paper: paper.points[at],
    }
    purses = [share for _ in papers]
    last = Fraction(0)
    for step in found.steps:
        if step.taken:
            assert step.price is not None
            assert step.price >= last, "prices never fall"
            last = step.price
            paid = Fraction(0)
            for at, paper in enumerate(papers):
                gain = ranks[kind](paper.options.index(step.project), paper) if step.project in paper.options else 0
                part = min(purses[at], step.price * gain)
                purses[at] -= part
                paid += part * paper.papers
            assert paid == step.cost
    assert all(0 <= purse <= share for purse in purses)
    for step in found.steps:
        if step.why is Why.NOT_SHARED:
            left = sum(
                purses[at] * paper.papers
                for at, paper in enumerate(papers)
                if step.project in paper.options and (kind != "cumulative" or paper.points[paper.options.index(step.project)])
            )
            assert left < step.cost, "what its supporters could still pay for is not left out"


# -- records --------------------------------------------------------------------------------------------------------------------------------

CHARTER = load({
    **association(),
    "own.toml": '[project_vote.yearly]\nen = "Yearly projects"\nzh = "年度项目"\nsource = "by-law 7"\npapers = "ordinal"\nscore = "points"\nranks = [2, 1]\n',
}, kinds=KINDS)  # fmt: skip
VOTE = gr.model.Vote(
    id="v", unit="club", kind="project_choice", on=date(2024, 5, 6), rule="yearly", budget=gr.values.Quantity.of(100, "CNY")
)  # type: ignore[arg-type]
PROJECTS = [
    gr.model.Project(id=id, unit="club", kind="practical", name=id.upper(), budget=gr.values.Quantity.of(cost, "CNY"))
    for id, cost in (("a", 60), ("b", 50), ("c", 40))
]  # type: ignore[arg-type]


def ordinal(*names: str) -> list[gr.model.Mark]:
    return [gr.model.Mark(option=gr.Ref("project", name), rank=place) for place, name in enumerate(names, 1)]


def test_a_vote_is_counted_from_its_recorded_papers() -> None:
    ballots = tallied(VOTE.id, [ordinal("a", "b"), ordinal("a", "b"), ordinal("c", "b")])
    found = count_vote(VOTE, At.of(Snapshot.of([VOTE, *PROJECTS, *ballots], CHARTER, as_of=date(2024, 12, 31), check=False)))
    assert dict(found.scores) == {"a": 4, "b": 3, "c": 2}
    assert (found.taken, found.papers, found.problems) == (("a", "c"), 3, ())


def test_a_vote_is_counted_from_its_counts_where_papers_are_not_kept() -> None:
    counts = [
        gr.model.Count(id=id, vote="v", option=gr.Ref("project", id), votes=votes, points=points)
        for id, votes, points in (("a", 2, 4), ("b", 3, 3), ("c", 1, 2))
    ]  # type: ignore[arg-type]
    snapshot = Snapshot.of([attrs.evolve(VOTE, ballots=3), *PROJECTS, *counts], CHARTER, as_of=date(2024, 12, 31), check=False)
    assert count_vote(snapshot.all("vote")["v"], At.of(snapshot)).taken == ("a", "c")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="from papers"):
        count_vote(VOTE, At.of(snapshot), rule("ordinal", method=Method.EQUAL_SHARES))


def test_a_project_without_a_price_and_a_vote_without_money_are_told_with_the_rule_and_its_source() -> None:
    bare = [attrs.evolve(PROJECTS[0], budget=None), PROJECTS[1]]
    ballots = tallied(VOTE.id, [ordinal("a", "b")])
    found = count_vote(
        attrs.evolve(VOTE, budget=None), At.of(Snapshot.of([*bare, *ballots], CHARTER, as_of=date(2024, 12, 31), check=False))
    )
    assert found.taken == ()
    # The snapshot does not hold the vote; its papers are found all the same.
    assert [problem.code for problem in found.problems] == ["vote-no-cost", "vote-lacks"]
    assert all("(by-law 7)" in problem.text("en") for problem in found.problems)


def test_what_came_of_each_project_is_a_record_and_the_check_tells_what_is_lacking() -> None:
    ballots = tallied(VOTE.id, [ordinal("a", "b"), ordinal("a", "b"), ordinal("c", "b")])
    seen = Snapshot.of([VOTE, *PROJECTS, *ballots], CHARTER, as_of=date(2024, 12, 31), check=False)
    found = {str(one.option): one.result.value for one in seen.all(VoteOutcome).values()}
    assert found == {"project:a": "passed", "project:b": "failed", "project:c": "passed"}
    assert problems_by_rules(seen) == ()
    bare = [attrs.evolve(VOTE, budget=None), *PROJECTS[1:], attrs.evolve(PROJECTS[0], budget=None), *ballots]
    lacking = Snapshot.of(bare, CHARTER, as_of=date(2024, 12, 31), check=False)
    assert [one.code for one in problems_by_rules(lacking)] == ["vote-no-cost", "vote-lacks"]
    assert {one.result.value for one in lacking.all(VoteOutcome).values()} == {"open"}


def test_a_vote_by_equal_shares_without_papers_is_told_and_not_counted() -> None:
    shared = attrs.evolve(CHARTER.rule("project_vote", "yearly"), method=Method.EQUAL_SHARES)
    known = attrs.evolve(CHARTER, rules={**CHARTER.rules, "project_vote": {"yearly": shared}})
    seen = Snapshot.of([VOTE, *PROJECTS], known, as_of=date(2024, 12, 31), check=False)
    assert [(one.code, one.column) for one in problems_by_rules(seen)] == [("vote-lacks", "ballots")]
    assert seen.all(VoteOutcome) == {}


# -- secret papers: attempts to break them -----------------------------------------------------------------------------------------------


def test_a_ballot_has_no_place_for_a_voter_a_time_or_an_order() -> None:
    told = {info.name: info for cls in (gr.model.Ballot, gr.model.Mark) for info in fields_of(cls)}
    assert set(told) == {"id", "external_ids", "attachments", "custom", "vote", "marks", "papers", "option", "points", "rank"}
    assert not any(
        info.kind in (Column.DATE, Column.TIME) or ("person" in (info.name, *info.refs) and info.name != "option")
        for info in told.values()
    )
    for more in (
        {"external_ids": (gr.model.ExternalId(scheme="voter", value="7"),)},
        {"attachments": (gr.model.Attachment(digest="sha256:00"),)},
        {"custom": (gr.model.Custom(name="voter", text="7"),)},
    ):
        with pytest.raises(InvalidValue, match="could lead to a voter"):
            attrs.evolve(gr.model.Ballot.of(VOTE.id, ordinal("a")), **more)


def test_a_ballot_takes_no_id_that_somebody_thought_of() -> None:
    ballot = gr.model.Ballot.of(VOTE.id, ordinal("a", "b"))
    for id in ("paper-1", "p-17", "2024-05-06T09:30"):
        with pytest.raises(InvalidValue, match="follows from its marks"):
            attrs.evolve(ballot, id=id)
    for other in (attrs.evolve(ballot, marks=ballot.marks[::-1]), attrs.evolve(ballot, id=f"b{17:024x}")):
        snapshot = Snapshot.of([VOTE, *PROJECTS, other], CHARTER, as_of=date(2024, 12, 31))
        assert "ballot-id" in [problem.code for problem in snapshot.problems]
    with pytest.raises(InvalidValue, match="1 paper or more"):
        attrs.evolve(ballot, papers=0)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.sampled_from("abc"), unique=True, max_size=3), max_size=8), st.randoms(use_true_random=False))
def test_the_same_papers_give_the_same_records_in_whatever_order_they_were_cast(papers: list[list[str]], shuffler: Any) -> None:
    before = tallied(VOTE.id, [ordinal(*names) for names in papers])
    shuffler.shuffle(papers)
    assert tallied(VOTE.id, [ordinal(*names) for names in papers]) == before
    assert sum(ballot.papers for ballot in before) == len(papers)
    assert len({ballot.id for ballot in before}) == len(before)


def test_a_reader_to_whom_marks_are_closed_or_out_of_view_gets_the_ballot_without_an_error() -> None:
    units = [
        gr.model.Unit(id=UnitId("club"), kind="association", name="Club"),
        gr.model.Unit(id=UnitId("far"), kind="association", name="Far"),
    ]
    far = attrs.evolve(PROJECTS[0], id=ProjectId("z"), unit=UnitId("far"))
    ballots = tallied(VOTE.id, [ordinal("a", "z")])
    records = [*units, VOTE, *PROJECTS, far, *ballots]
    projects = [attrs.evolve(one, kind="practical", steps=()) if isinstance(one, gr.model.Project) else one for one in records]
    with gr.open("memory:") as office:
        office.add(*projects, reason="the vote was taken")
        public = gr.View(store_of(office), office.charter, office.view.actor, None, gr.access.PUBLICATION)
        (closed,) = public.snapshot(date(2024, 12, 31)).all("ballot").values()
        assert isinstance(closed, gr.model.Ballot)
        assert closed.marks == ()
        local = gr.View(store_of(office), office.charter, office.view.actor, UnitId("club"), gr.access.OFFICE)
        seen = local.snapshot(date(2024, 12, 31), check=True)
        (cut,) = seen.all("ballot").values()
        assert isinstance(cut, gr.model.Ballot)
        assert [mark.option.id for mark in cut.marks] == ["a"]
        assert [problem.code for problem in seen.problems] == []
