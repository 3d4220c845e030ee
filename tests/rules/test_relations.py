"""Figures that hold one another in check, and a figure of a unit beside what it usually comes to there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from support.clubs import association
from support.plots.records import NORTH, SOUTH, UNITS, steps

from grassroots.charter import Charter
from grassroots.charter.loading import load, overlay
from grassroots.errors import CharterInvalid
from grassroots.model import Case, Record
from grassroots.problems import Problem
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId

RULE = '[relation.checked]\nen = "checked"\nzh = "核对"\nsource = "by-law 3"\n'
BEYOND = 'left = "cases_closed"\nright = "cases_received"\n'
UNUSUAL = 'left = "cases_received"\npast = 6\nevery = "month"\n'
DAY = date(2024, 6, 30)


def charter(text: str) -> Charter:
    return overlay(load(association(), kinds=KINDS), {"own.toml": RULE + text})


def told(text: str, *records: Record, on: date = DAY) -> list[Problem]:
    snapshot = Snapshot.of((*UNITS, *records), charter(text), as_of=on, check=False)
    codes = ("figure-beyond", "figures-unequal", "figure-unusual")
    return [problem for problem in problems_by_rules(snapshot) if problem.code in codes]


def case(number: int, *life: str, unit: str = NORTH) -> Case:
    return Case(id=CaseId(f"c{number}-{unit}-{life[0][-10:]}"), unit=unit, category="opinion", steps=steps(*life))  # type: ignore[arg-type]


OLD = [case(number, f"received 2023-12-2{number}", f"replied 2024-02-1{number}") for number in range(3)]
NEW = [case(number, f"received 2024-03-0{number + 1}") for number in range(2)]


def test_a_figure_that_is_more_than_the_one_above_it_is_told_at_each_unit() -> None:
    found = told(BEYOND, *OLD, *NEW)
    assert [(one.code, one.value) for one in found] == [("figure-beyond", "R"), ("figure-beyond", "north")]
    assert (
        found[1]
        .text("en")
        .startswith("checked, 2024, Unit north: cases answered comes to 3, which is more than cases received (2)")
    )
    assert "（2024年，Unit north）" in found[1].text("zh")
    assert not told(BEYOND, *OLD, *NEW, case(9, "received 2024-04-01"))


def test_figures_that_should_be_the_same_and_are_not_are_told_either_way() -> None:
    text = BEYOND + "equal = true\n"
    assert {one.code for one in told(text, *NEW, case(1, "received 2024-04-01", "replied 2024-04-02"))} == {"figures-unequal"}
    assert not told(text, case(1, "received 2024-04-01", "replied 2024-04-02"))


def test_only_units_for_which_it_holds_are_looked_at() -> None:
    assert {one.value for one in told(BEYOND + 'where = { kind = "branch" }\n', *OLD, *NEW)} == {"north"}


def month(month: str, count: int, unit: str = NORTH) -> list[Case]:
    return [case(number, f"received {month}-{number + 1:02}", unit=unit) for number in range(count)]


MONTHS = ("2023-12", "2024-01", "2024-02", "2024-03", "2024-04")


@pytest.mark.parametrize(("last", "is_told"), [(6, False), (15, False), (20, True), (2, False), (1, True), (0, True)])
def test_a_period_unlike_those_before_it_is_told(last: int, is_told: bool) -> None:
    records: Sequence[Case] = [one for name in MONTHS for one in month(name, 6)]
    found = told(UNUSUAL, *records, *month("2024-05", last))
    assert {one.value for one in found} == ({"R", "north"} if is_told else set())
    if is_told:
        assert (
            found[-1]
            .text("en")
            .startswith(f"checked, 2024-05, Unit north: cases received comes to {last}; in 5 periods before it was usually 6")
        )


def test_what_was_not_recorded_and_what_is_small_says_nothing() -> None:
    few = [one for name in MONTHS[3:] for one in month(name, 6)]
    assert not told(UNUSUAL, *few, *month("2024-05", 30))
    small = [one for name in MONTHS for one in month(name, 1, SOUTH)]
    assert not told(UNUSUAL, *small, *month("2024-05", 4, SOUTH))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('left = "cases_closed"\nright = "no_such"\n', "charter-measure-named"),
        ('left = "cases_closed"\n', "charter-missing"),
        ('left = "cases_closed"\npast = 2\n', "charter-relation-past"),
        ('right = "cases_closed"\n', "charter-missing"),
    ],
)
def test_a_rule_that_holds_a_figure_against_nothing_is_refused(text: str, code: str) -> None:
    with pytest.raises(CharterInvalid) as caught:
        charter(text)
    assert code in {problem.code for problem in caught.value.problems}
