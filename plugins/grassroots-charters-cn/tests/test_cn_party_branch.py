"""The charter of a branch: how it decides and elects, with the text in force on the day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

import grassroots as gr
import grassroots_charters_cn
from grassroots.charter import Charter
from grassroots.reading import At
from grassroots.rules import Result, StaffingRule, decide, duties_of, elect, term_problems, terms_on
from grassroots.snapshot import Snapshot
from grassroots.workspace import open_charter


@pytest.fixture(scope="module")
def charter() -> Charter:
    return open_charter("cn-party-branch", gr.Plugins.of(grassroots_charters_cn))


def branch() -> list[gr.model.Record]:
    """Twenty full members, one on probation, one suspended, and one who is registered here for service only."""
    unit = gr.model.Unit(id="b", kind="branch", name="Branch")  # type: ignore[arg-type]
    found: list[gr.model.Record] = [unit]
    lives = [("full",)] * 20 + [("provisional",), ("full", "suspended"), ("full",)]
    for number, states in enumerate(lives):
        steps = tuple(gr.model.Step(state=state, on=date(2010 + at, 7, 1)) for at, state in enumerate(states))
        person = gr.model.Person(id=f"p{number:02}")  # type: ignore[arg-type]
        registration = "service" if number == 22 else "home"
        found += [
            person,
            gr.model.Membership(id=f"m{number}", person=person.id, unit=unit.id, registration=registration, steps=steps),
        ]  # type: ignore[arg-type]
    return found


def snapshot(charter: Charter, *records: gr.model.Record) -> Snapshot:
    return Snapshot.of([*branch(), *records], charter, as_of=date(2024, 12, 31), check=False)


@pytest.mark.parametrize(("present", "yes", "passed"), [(12, 11, True), (10, 10, False), (9, 9, False), (20, 10, False)])
def test_twenty_with_a_vote_need_ten_there_and_eleven_for_it(charter: Charter, present: int, yes: int, passed: bool) -> None:
    vote = gr.model.Vote(id="v", unit="b", kind="decision", on=date(2019, 3, 4), rule="general_meeting", present=present)  # type: ignore[arg-type]
    count = gr.model.Count(id="c", vote="v", choice="yes", votes=yes)  # type: ignore[arg-type]
    found = decide(vote, At.of(snapshot(charter, vote, count)))
    assert (found.numbers.should_attend, found.passed) == (20, passed), found.explain()


@pytest.mark.parametrize(("on", "result"), [(date(2019, 3, 4), Result.VOID), (date(2021, 3, 4), Result.PASSED)])
def test_sixteen_of_twenty_can_elect_since_2020_and_could_not_before(charter: Charter, on: date, result: Result) -> None:
    vote = gr.model.Vote(
        id="v", unit="b", kind="election", on=on, rule="branch_committee", present=16, issued=16, ballots=16, seats=3
    )  # type: ignore[arg-type]
    counts = [gr.model.Count(id=f"c{n}", vote="v", option=gr.Ref("person", f"p{n:02}"), votes=16 - n) for n in range(4)]  # type: ignore[arg-type]
    found = elect(vote, At.of(snapshot(charter, vote, *counts)))
    assert (found.result, found.problems) == (result, ()), found.explain("zh")


def test_the_two_texts_of_elections_differ_in_quorum_and_base_and_share_the_surplus(charter: Charter) -> None:
    old = charter.rule("election", "branch_committee", date(2020, 7, 12))
    new = charter.rule("election", "branch_committee", date(2020, 7, 13))
    assert (old.quorum.least(20), new.quorum.least(20)) == (17, 16)  # type: ignore[attr-defined]
    assert (old.elected.base, new.elected.base) == ("present", "should_attend")  # type: ignore[attr-defined]
    assert old.surplus == new.surplus == Fraction(1, 5)  # type: ignore[attr-defined]


def test_every_rule_on_votes_names_a_source_and_is_marked_as_read_in_a_copy_only(charter: Charter) -> None:
    for kind in ("decision", "election"):
        for rule in charter.rules[kind].values():
            assert rule.source, rule.name
            assert rule.unconfirmed, rule.name


@pytest.mark.parametrize(
    ("sector", "rule", "renewal", "latest"),
    [
        ("village", "terms_village", date(2015, 3, 1), date(2016, 3, 1)),
        ("community", "terms_village", date(2015, 3, 1), date(2016, 3, 1)),
        ("enterprise", "terms", date(2013, 3, 1), date(2014, 3, 1)),
        (None, "terms", date(2013, 3, 1), date(2014, 3, 1)),
    ],
)
def test_terms_are_five_years_in_villages_and_three_elsewhere_and_shift_by_a_year_at_most(
    charter: Charter, sector: str | None, rule: str, renewal: date, latest: date
) -> None:
    records: list[gr.model.Record] = [
        gr.model.Unit(id="b", kind="branch", name="Branch", sector=sector),  # type: ignore[arg-type]
        gr.model.Person(id="p"),  # type: ignore[arg-type]
        gr.model.Post(id="s", unit="b", kind="secretary"),  # type: ignore[arg-type]
        gr.model.Tenure(id="t", post="s", person="p", start=date(2010, 3, 1)),  # type: ignore[arg-type]
    ]

    def told(on: date) -> list[tuple[str, tuple[date | None, date | None], list[str]]]:
        seen = Snapshot.of(records, charter, as_of=on, check=False)
        return [
            (one.name, (found.renewal, found.latest), [problem.code for problem in term_problems(one, At.of(seen, on))])
            for one in charter.rules_of(StaffingRule)
            for found in terms_on(one, At.of(seen, on))
        ]

    assert told(date(2013, 2, 28)) == [(rule, (renewal, latest), [])]
    assert told(renewal) == [(rule, (renewal, latest), ["term-over-shift"])]
    assert told(latest) == [(rule, (renewal, latest), ["term-over-late"])]
    assert charter.rule("staffing", rule).unconfirmed


def owed(charter: Charter, kind: str, members: int, posts: tuple[str, ...] = ()) -> set[str]:
    records: list[gr.model.Record] = [gr.model.Unit(id="b", kind=kind, name="Branch")]  # type: ignore[arg-type]
    records += [gr.model.Post(id=post, unit="b", kind=post) for post in posts]  # type: ignore[arg-type]
    for number in range(members):
        steps = (gr.model.Step(state="full", on=date(2010, 7, 1)),)
        records += [
            gr.model.Person(id=f"p{number}"),
            gr.model.Membership(id=f"m{number}", person=f"p{number}", unit="b", steps=steps),
        ]  # type: ignore[arg-type]
    seen = Snapshot.of(records, charter, as_of=date(2024, 12, 31), check=False)
    return {one.duty for one in duties_of(At.of(seen), gr.Period(date(2024, 1, 1), date(2024, 2, 1)))}


@pytest.mark.parametrize(
    ("members", "posts", "meets"),
    [(6, (), False), (7, (), True), (6, ("committee_member",), True), (6, ("secretary",), False), (0, (), True)],
)
def test_a_branch_without_a_committee_owes_no_meetings_of_one(
    charter: Charter, members: int, posts: tuple[str, ...], meets: bool
) -> None:
    found = owed(charter, "branch", members, posts)
    assert ("committee_meeting" in found) is meets
    assert {"general_meeting", "theme_day", "talks", "life_meeting"} <= found


def test_only_a_branch_with_groups_owes_their_meetings(charter: Charter) -> None:
    branch, group = (
        gr.model.Unit(id="b", kind="branch", name="Branch"),
        gr.model.Team(id="g", unit="b", kind="party_group", name="First"),
    )  # type: ignore[arg-type]

    def owes(*records: gr.model.Record) -> set[str]:
        seen = Snapshot.of(records, charter, as_of=date(2024, 12, 31), check=False)
        return {one.duty for one in duties_of(At.of(seen), gr.Period(date(2024, 2, 1), date(2024, 3, 1)))}

    assert "group_meeting" not in owes(branch)
    assert owes(branch, group) == owes(branch) | {"group_meeting"}


@pytest.mark.parametrize("kind", ["joint_branch", "chain_branch", "migrants_branch", "project_branch"])
def test_every_kind_of_branch_owes_what_a_branch_owes(charter: Charter, kind: str) -> None:
    assert owed(charter, kind, 7) == owed(charter, "branch", 7)
    assert not owed(charter, "committee", 7)
