"""Formation: thresholds are exact, everything is only proposed, and the rules of branches hold as they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots as gr
from grassroots.model import Link, Membership, Person, Placement, Post, Project, Step, Tenure, Unit
from grassroots.reading import At
from grassroots.rules.findings import to_dos
from grassroots.rules.organization.formation import Formation
from grassroots.rules.organization.formation_rule import Band, FormationRule, Size
from grassroots.rules.organization.unit_size import UnitSize
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.texts import shown
from grassroots.values import PersonId, PostId, ProjectId, Ref, UnitId

DAY = date(2024, 6, 30)
SINCE = date(2015, 1, 1)


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    return gr.open_charter("cn-party-branch")


def unit(id: str, kind: str = "branch", parent: str = "s", sector: str | None = None) -> Unit:
    places = (Placement(since=SINCE, parent=UnitId(parent)),) if parent else ()
    return Unit(id=UnitId(id), kind=kind, name=id.upper(), parents=places, sector=sector, start=SINCE)


ROOT = unit("s", "association", "")


def members(number: int, of: str) -> list[gr.model.Record]:
    found: list[gr.model.Record] = []
    for at in range(number):
        person = PersonId(f"{of}-{at}")
        found += [
            Person(id=person),
            Membership(
                id=f"m-{person}", person=person, unit=UnitId(of), registration="home", steps=(Step(state="full", on=SINCE),)
            ),
        ]
    return found


def proposals(charter: gr.Charter, *records: gr.model.Record, day: date = DAY) -> tuple[Proposed, ...]:
    return Formation(At.of(Snapshot.of([ROOT, *records], charter, as_of=day))).proposals()


@pytest.mark.parametrize(
    ("number", "what", "code"),
    [
        (2, "join", "unit-too-small"),
        (3, None, ""),
        (50, None, ""),
        (51, "upgrade", "unit-may-become"),
        (99, "upgrade", "unit-may-become"),
        (100, "upgrade", "unit-should-become"),
    ],
)
def test_s3_09_the_sizes_of_a_branch_are_exact(charter: gr.Charter, number: int, what: str | None, code: str) -> None:
    shot = Snapshot.of([ROOT, unit("b"), *members(number, "b")], charter, as_of=DAY)
    found = [one for one in Formation(At.of(shot)).proposals() if one.what in ("join", "upgrade")]
    assert [(one.what, one.reason.code) for one in found] == ([(what, code)] if what else [])
    for one in found:
        assert one.reason.details["size"] == number
        for language in ("en", "zh"):
            text = "\n".join(one.explain(language))
            assert shown(one.source, language) in text
            assert str(number) in text
            assert "person" not in text
            assert "本人" not in text


@pytest.mark.parametrize(
    ("number", "posts", "wrong"),
    [(6, 0, True), (6, 1, False), (6, 2, False), (6, 3, True), (7, 2, True), (7, 3, False), (20, 5, False), (20, 7, False), (20, 8, True)],
)  # fmt: skip
def test_a_branch_of_seven_has_a_committee_and_a_smaller_one_a_secretary(
    charter: gr.Charter, number: int, posts: int, wrong: bool
) -> None:
    found = proposals(charter, unit("b"), unit("x"), *members(number, "b"), *members(9, "x"), *_led(posts))
    assert [one.record for one in found if one.what == "body" and one.record[1] == "b"] == ([("unit", "b")] if wrong else [])


def test_how_large_a_unit_is_is_not_known_where_no_record_is_kept_of_what_is_counted(charter: gr.Charter) -> None:
    sized = ("join", "upgrade", "body")
    assert [one.what for one in proposals(charter, unit("b"), *_led(0)) if one.what in sized] == []
    found = proposals(charter, unit("b"), unit("x"), *members(3, "x"), *_led(0))
    assert [(one.what, one.record[1]) for one in found if one.what == "join"] == [("join", "b")], (
        "others' members are kept, of b none"
    )


def _led(posts: int) -> list[gr.model.Record]:
    """Holders who are members elsewhere: who leads is apart from who is counted."""
    post = Post(id=PostId("post-b"), unit=UnitId("b"), kind="committee_member", seats=9)
    return [post, *(Tenure(id=f"t{at}", post=post.id, person=PersonId(f"x-{at}"), start=SINCE) for at in range(posts))]


def test_only_full_members_at_home_count_each_once(charter: gr.Charter) -> None:
    person = PersonId("b-0")
    again = Membership(
        id="again", person=person, unit=UnitId("b"), registration="service", steps=(Step(state="full", on=SINCE),)
    )
    young = Membership(
        id="young", person=PersonId("y"), unit=UnitId("b"), registration="home", steps=(Step(state="applied", on=SINCE),)
    )
    found = proposals(charter, unit("b"), *members(2, "b"), again, Person(id=PersonId("y")), young)
    assert [one.reason.details["size"] for one in found if one.what == "join"] == [2]


def test_units_that_are_too_small_are_shown_to_one_another_those_of_one_sector_first(charter: gr.Charter) -> None:
    small = [
        unit("a", sector="village"),
        unit("b", sector="enterprise"),
        unit("c", sector="village"),
        unit("d"),
        unit("e"),
        unit("f"),
    ]
    large = unit("z", sector="village")
    found = proposals(charter, *small, large, *members(3, "z"))
    near = {one.record[1]: one.reason.details["near"] for one in found if one.what == "join"}
    assert set(near) == {"a", "b", "c", "d", "e", "f"}
    assert near["a"] == ("C", "B", "D", "E"), "with it five units at most"


def test_a_joint_branch_is_made_by_two_to_five_units(charter: gr.Charter) -> None:
    def joined(number: int) -> list[str]:
        units = [unit(f"u{at}") for at in range(number)]
        links = [
            Link(id=f"l{at}", unit=UnitId("s"), kind="joined", holder=Ref("unit", f"u{at}"), target=Ref("unit", "j"))
            for at in range(number)
        ]
        found = proposals(charter, unit("j", "joint_branch"), *units, *links)
        return [one.record[1] for one in found if one.what == "joint"]

    assert [joined(number) for number in (1, 2, 5, 6)] == [["j"], [], [], ["j"]]


def project(start: date, due: date | None, finished: date | None = None) -> Project:
    steps = [Step(state="adopted", on=start), Step(state="under_way", on=start, due=due)]
    if finished:
        steps.append(Step(state="finished", on=finished))
    return Project(id=ProjectId("r"), unit=UnitId("s"), kind="practical", name="Bridge", steps=tuple(steps))


@pytest.mark.parametrize(
    ("due", "day", "kinds"),
    [
        (date(2024, 8, 31), date(2024, 3, 1), ["temporary_branch"]),
        (date(2024, 9, 1), date(2024, 3, 1), ["project_branch"]),
        (None, date(2024, 8, 31), []),
        (None, date(2024, 9, 1), ["project_branch"]),
    ],
)
def test_s3_02_a_project_of_six_months_has_a_branch_a_shorter_one_a_temporary_one(
    charter: gr.Charter, due: date | None, day: date, kinds: list[str]
) -> None:
    shot = Snapshot.of([ROOT, project(date(2024, 3, 1), due)], charter, as_of=day)
    labels = {"project_branch": "branch of a project", "temporary_branch": "temporary branch"}
    proposed = [one for one in Formation(At.of(shot)).proposals() if one.what == "form"]
    assert [one.reason.details["kind"] for one in proposed] == [labels[kind] for kind in kinds]


def test_s3_02_a_unit_set_up_with_a_project_answers_for_it_and_is_ended_after_it(charter: gr.Charter) -> None:
    link = Link(id="l", unit=UnitId("s"), kind="project_unit", holder=Ref("unit", "p"), target=Ref("project", "r"))
    there = [unit("p", "project_branch"), link]
    assert not [one for one in proposals(charter, project(SINCE, date(2025, 1, 1)), *there) if one.what in ("form", "end")]
    over = proposals(charter, project(SINCE, date(2024, 1, 1), date(2024, 2, 1)), *there)
    assert [(one.what, one.record) for one in over if one.what in ("form", "end")] == [("end", ("unit", "p"))]


def test_nothing_is_changed_by_a_proposal(charter: gr.Charter) -> None:
    shot = Snapshot.of([ROOT, unit("b"), *members(2, "b")], charter, as_of=DAY)
    before = list(shot)
    Formation(At.of(shot)).proposals()
    assert list(shot) == before


bounds = st.one_of(st.none(), st.integers(0, 30))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), bounds, bounds, bounds, bounds)
def test_a_size_lies_in_a_band_exactly_if_it_meets_every_bound(
    size: int, at_least: int | None, over: int | None, at_most: int | None, under: int | None
) -> None:
    band = Band(at_least=at_least, over=over, at_most=at_most, under=under)
    meets = (
        (at_least is None or size >= at_least)
        and (over is None or size > over)
        and (at_most is None or size <= at_most)
        and (under is None or size < under)
    )
    assert (size in band) is meets


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=4, unique=True), st.integers(0, 30))
def test_bands_that_meet_end_to_end_hold_every_size_in_exactly_one(cuts: list[int], size: int) -> None:
    from grassroots.rules.organization.formation_rule import _bands

    cuts.sort()
    edges = [0, *cuts]
    bands = [Size(at_least=low, under=high) for low, high in zip(edges, cuts, strict=False)]
    bands.append(Size(at_least=cuts[-1]))
    assert list(_bands("sizes", bands)) == []
    assert sum(size in band for band in bands) == 1
    rule = FormationRule(name="x", kinds=("club",), sizes=tuple(bands))
    assert rule.size_for(size) is not None
    assert list(_bands("sizes", bands[:-1])), "without the last one a gap is told"


def test_sizes_are_records_that_can_be_counted_and_what_is_proposed_is_to_be_decided(charter: gr.Charter) -> None:
    shot = Snapshot.of([ROOT, unit("b"), *members(2, "b"), unit("c"), *members(4, "c")], charter, as_of=DAY)
    sizes = {(one.unit, one.size) for one in shot.all(UnitSize).values()}
    assert {("b", 2), ("c", 4)} <= sizes
    assert [one.unit for one in shot.all(UnitSize).values() if one.become] == ["b"]
    assert [(one.record, one.urgency.value) for one in to_dos(shot) if one.kind == "formation"] == [(("unit", "b"), "decide")]
