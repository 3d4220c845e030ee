"""Votes on projects at the scale of a city: withdrawn projects, exclusions, a second stage, equal shares by cost and raised by one."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

import pytest
from support.sheets import shared_data

from grassroots.builtin.pabulib import Pabulib, read_pabulib
from grassroots.rules import Option, Paper, ProjectVoteRule
from grassroots.rules.decisions.project_count import count_projects
from grassroots.rules.decisions.project_vote_rule import Completion, Gain, Method, Twice


def found(name: str) -> Pabulib:
    return read_pabulib(shared_data(f"found/pabulib/{name}.pb").read_text(encoding="utf-8"))


def rule(**more: Any) -> ProjectVoteRule:
    return ProjectVoteRule(name="projects", **more)


def test_a_withdrawn_project_takes_no_paper_with_it() -> None:
    vote = found("1-cost-zero")
    assert (vote.problems, vote.withdrawn) == ((), {"2"})
    count = count_projects(vote.projects, vote.papers, vote.budget, rule())
    assert (count.papers, count.void, set(count.taken)) == (3, 0, vote.selected)


def test_what_a_second_stage_takes_is_told_as_such() -> None:
    vote = found("2-second-stage")
    assert (vote.selected, vote.later) == ({"1"}, {"2"})


@pytest.mark.parametrize("limit", [131_072, 10_000_000])
def test_a_cell_too_long_is_a_problem_and_the_rest_is_read_whatever_others_in_the_program_allow(limit: int) -> None:
    before = csv.field_size_limit(limit)
    try:
        vote = found("4-long-cell")
    finally:
        csv.field_size_limit(before)
    assert [problem.code for problem in vote.problems] == ["pabulib-line", "pabulib-vote"]
    assert vote.budget == 1


@pytest.mark.parametrize(("twice", "void", "votes"), [(Twice.VOID, 1, 0), (Twice.ONCE, 0, 1)])
def test_a_paper_that_names_one_twice_is_void_or_counts_once_as_the_rule_says(twice: Twice, void: int, votes: int) -> None:
    vote = found("5-paper-names-one-twice")
    count = count_projects(vote.projects, vote.papers, vote.budget, rule(twice=twice))
    assert (count.void, {step.votes for step in count.steps}) == (void, {votes})


def test_a_comma_between_thousands_is_none_of_decimals() -> None:
    assert found("6-thousands-comma").budget == 1000


def options(**costs: int) -> list[Option]:
    return [Option(id, Decimal(cost)) for id, cost in costs.items()]


@pytest.mark.parametrize(("method", "kept"), [(Method.SKIP, "a"), (Method.KNAPSACK, "a"), (Method.EQUAL_SHARES, "b")])
def test_of_projects_that_exclude_one_another_one_is_taken(method: Method, kept: str) -> None:
    given = [Option("a", Decimal(30), group="site"), Option("b", Decimal(20), group="site"), Option("c", Decimal(10))]
    papers = [Paper(("a", "c"), papers=6), Paper(("b", "c"), papers=5)]
    count = count_projects(given, papers, Decimal(100), rule(method=method))
    assert set(count.taken) == {"c", kept}
    assert [step.why.value for step in count.steps if step.project == ({"a", "b"} - {kept}).pop()] == ["excluded"]
    assert set(count.replayed()) == set(count.taken)


def test_by_cost_a_voter_gains_what_is_spent() -> None:
    # By heads "small" is the cheaper for each of its friends; by cost, what more people want comes first.
    given = options(big=60, small=10)
    papers = [Paper(("big", "small"), papers=4), Paper(("big",), papers=2)]
    by_heads, by_cost = (
        count_projects(given, papers, Decimal(66), rule(method=Method.EQUAL_SHARES, gain=gain)).taken for gain in Gain
    )
    assert by_heads[0] == "small"
    assert by_cost[0] == "big"


def test_shares_are_raised_by_one_until_the_budget_is_met() -> None:
    given, papers = options(a=6, b=6), [Paper(("a",)), Paper(("a",)), Paper(("b",)), Paper(("b",), papers=1)]
    plain = count_projects(given, papers, Decimal(10), rule(method=Method.EQUAL_SHARES))
    raised = count_projects(given, papers, Decimal(12), rule(method=Method.EQUAL_SHARES, completion=Completion.ADD1))
    assert (plain.taken, raised.taken) == ((), ("a", "b"))
    one = [Paper(("a",), papers=3), Paper(("b",), papers=1)]
    assert count_projects(given, one, Decimal(7), rule(method=Method.EQUAL_SHARES)).taken == ()
    raised = count_projects(given, one, Decimal(7), rule(method=Method.EQUAL_SHARES, completion=Completion.ADD1))
    assert (raised.taken, raised.replayed(), raised.spent) == (("a",), ("a",), Decimal(6))
    assert all(line for line in raised.explain("zh"))
