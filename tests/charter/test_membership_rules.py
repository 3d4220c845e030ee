"""The rules of members in a charter: a sound one loads without a word, and each fault is found where it stands."""

from __future__ import annotations

import pytest
from support.clubs import line_of, problems_of
from support.member_faults import FAULTS, MEMBERS

from grassroots.charter.length import Length
from grassroots.charter.loading import load
from grassroots.rules.members.pathway_rule import PathwayRule
from grassroots.rules.registry import KINDS
from grassroots.testing.charter_kit import check_charters


def test_the_sound_charter_has_no_problem() -> None:
    assert [str(problem) for problem in problems_of({"members.toml": MEMBERS})] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{code}-{new[:24]}" for _, new, code in FAULTS])
def test_a_fault_is_found_in_its_file_and_told_in_both_languages_with_a_cure(fault: tuple[str, str, str]) -> None:
    old, new, code = fault
    assert MEMBERS.count(old) >= 1
    text = MEMBERS.replace(old, new, 1)
    problems = problems_of({"members.toml": text})
    found = [problem for problem in problems if problem.code == code]
    assert found, [str(problem) for problem in problems]
    for problem in problems:
        assert problem.source is not None
        assert problem.source.file == "members.toml"
        assert problem.text("en") != problem.text("zh")
        assert problem.cure.strip()


def test_a_fault_in_a_step_is_told_with_its_line() -> None:
    text = MEMBERS.replace('papers = ["form"]', 'papers = ["forms"]', 1)
    (problem,) = problems_of({"members.toml": text})
    assert problem.source is not None
    assert abs(problem.source.row - line_of(text, 'papers = ["forms"]')) <= 4


def test_the_steps_of_a_pathway_are_the_states_of_its_workflow() -> None:
    charter = load({"members.toml": MEMBERS}, kinds=KINDS)
    rule = charter.rule("pathway", "members")
    assert isinstance(rule, PathwayRule)
    states = charter.workflows["membership"].states
    assert set(states) == {"applied", "observed", "asked", "voted", "approved", "full", "form", "longer", "back", "away", "gone", "moving", "moved"}  # fmt: skip
    kinds = {name: str(state.kind) for name, state in states.items()}
    assert (kinds["applied"], kinds["approved"], kinds["full"], kinds["away"], kinds["gone"]) == (
        "waiting",
        "waiting",
        "done",
        "waiting",
        "dropped",
    )


@pytest.mark.parametrize(
    ("length", "start", "end"),
    [
        (Length(months=1), "2024-01-31", "2024-02-29"),
        (Length(months=1), "2023-01-31", "2023-02-28"),
        (Length(years=1), "2024-02-29", "2025-02-28"),
        (Length(years=18), "2006-02-28", "2024-02-28"),
        (Length(months=13), "2023-12-15", "2025-01-15"),
        (Length(weeks=4), "2024-03-01", "2024-03-29"),
        (Length(years=9000), "2024-03-01", "9999-12-31"),
    ],
)
def test_a_length_of_time_ends_on_the_same_day_or_the_last_of_the_month(length: Length, start: str, end: str) -> None:
    from datetime import date

    assert length.after(date.fromisoformat(start)) == date.fromisoformat(end)


def test_the_charters_of_the_united_kingdom_keep_the_laws_of_charters() -> None:
    uk = pytest.importorskip("grassroots_charters_uk")
    check_charters(uk.grassroots_open_charter, "uk-union-branch", "tenants-association")
