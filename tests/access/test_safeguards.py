"""The safeguards of those whom records are about: no phone of somebody without an end, nobody scored or ranked for whoever counts or publishes, no way
from a confidential case to a door. Each test tries to break one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from support.behind import store_of

import grassroots as gr
from grassroots.access import PUBLICATION, STATISTICS, Purpose
from grassroots.access.closing import _withheld
from grassroots.charter import Form, Is, Measure, Split
from grassroots.errors import GrassrootsError
from grassroots.fields import Privacy, fields_of
from grassroots.model import (
    DERIVED,
    NOUNS,
    Activity,
    Assessment,
    Case,
    ContactPoint,
    DiaryEntry,
    Employment,
    Household,
    Link,
    Membership,
    Merit,
    Offer,
    Person,
    Rating,
    StarReview,
    Step,
    Tally,
    Unit,
    key_of,
)
from grassroots.values import ActivityId, AssessmentId, CaseId, HouseholdId, PersonId, Ref, UnitId

DAY, YEAR, R = date(2024, 12, 31), date(2024, 1, 1), "a test"
MOBILE, OFFICE_PHONE = "139 0000 1111", "0539 000 1111"
COUNTING = ("statistics", "publication")


@pytest.fixture(scope="module")
def office() -> Iterator[gr.Office]:
    charter = gr.open_charter("association")
    kinds = {name: next(iter(charter.words[name])) for name in ("merit", "diary", "contact_point", "grade", "activity")}
    joined = Step(state=next(iter(charter.workflows["membership"].states)), on=date(2020, 1, 1))

    def point(id: str, address: str, end: date | None = None) -> ContactPoint:
        return ContactPoint(id=id, unit=UnitId("a"), kind=kinds["contact_point"], address=address, start=YEAR, end=end)

    with gr.open("memory:", charter=charter) as opened:
        opened.add(
            Unit(id=UnitId("a"), kind="association", name="A"),
            Person(id=PersonId("ann"), name="Ann", phone=MOBILE, email="Ann@example.org"),
            Person(id=PersonId("bob"), name="Bob", phone="0001111"),
            Household(id=HouseholdId("h1"), unit=UnitId("a"), address="1 Lake Street"),
            Household(id=HouseholdId("h2"), unit=UnitId("a")),
            Membership(id="m-ann", person=PersonId("ann"), unit=UnitId("a"), steps=(joined,)),
            Membership(id="m-bob", person=PersonId("bob"), unit=UnitId("a"), steps=(joined,)),
            Merit(id="e1", membership="m-ann", on=YEAR, kind=kinds["merit"], amount=Decimal(7331)),
            Merit(id="e2", membership="m-bob", on=YEAR, kind=kinds["merit"], amount=Decimal(2)),
            StarReview(id="s1", household=HouseholdId("h1"), on=YEAR, stars=7331),
            StarReview(id="s2", household=HouseholdId("h2"), on=YEAR, stars=2),
            Case(
                id=CaseId("c1"),
                unit=UnitId("a"),
                category=next(iter(charter.words["category"])),
                confidential=True,
                steps=(Step(state="received", on=YEAR),),
            ),
            DiaryEntry(
                id="d1",
                unit=UnitId("a"),
                by=PersonId("bob"),
                on=YEAR,
                kind=kinds["diary"],
                household=HouseholdId("h1"),
                case=CaseId("c1"),
            ),
            Activity(id=ActivityId("course"), unit=UnitId("a"), kind=kinds["activity"], on=YEAR),
            Employment(id="w1", activity=ActivityId("course"), person=PersonId("ann"), on=YEAR, employer="Lake Mill"),
            point("mobile", "+86 13900001111"),
            point("mail", "ann@EXAMPLE.org"),
            point("role", "0539 222 3333"),
            point("dated", "139-0000-1111", date(2025, 1, 1)),
            point("short", OFFICE_PHONE),
            reason=R,
        )
        yield opened


# -- S1-06: a phone of somebody is published until a day, or not --


def test_s1_06_a_contact_point_that_is_a_persons_own_without_an_end_is_told_and_one_of_a_role_is_not(office: gr.Office) -> None:
    told = [one for one in office.check(DAY) if one.code == "contact-point-of-person"]
    assert {one.value for one in told} == {"mobile", "mail", "short"}
    for one in told:
        assert "Ann" not in one.text() and "Ann" not in one.text("zh") and MOBILE not in one.text()
        assert one.text("zh") != one.text()


def test_s1_06_nothing_that_is_published_shows_a_number_without_an_end(office: gr.Office) -> None:
    for purpose in COUNTING:
        seen = office.seen_by("press", purpose=purpose)
        points = {one.id: one for one in seen.snapshot(DAY).all(ContactPoint).values()}
        assert {id for id, one in points.items() if one.address is not None} == {"dated"}
        assert all(seen.get("contact_point", id).address is None for id in points if id != "dated")  # type: ignore[union-attr]
    assert office.get("contact_point", "role").address == "0539 222 3333"  # type: ignore[union-attr]


# -- scores of members and households: for themselves and the office --


def refused(office: gr.Office, measure: str | Measure) -> bool:
    """Whether no number follows, nor a part, nor a record."""
    try:
        figure = office.figure(measure, DAY)
    except GrassrootsError:
        return True
    if figure.value is not None:
        return False
    try:
        return not figure.records().hits
    except GrassrootsError:
        return True


SCORES = [
    ("merit", "membership", "amount", "m-ann"),
    ("star_review", "household", "stars", "h1"),
    ("index_state", "membership", "score", "m-ann"),
    ("index_state", "membership", "entered", "m-ann"),
]


@pytest.mark.parametrize(("purpose", "score"), list(product(COUNTING, SCORES)), ids=str)
def test_no_figure_tells_of_members_or_households_by_their_scores(
    office: gr.Office, purpose: str, score: tuple[str, str, str, str]
) -> None:
    noun, whose, value, id = score
    seen = office.seen_by("press", purpose=purpose)
    labels = {"en": "x", "zh": "甲"}
    for more in (
        {"by": (Split(path=whose),)},
        {"where": Is(path=whose, values=(id,))},
        {"by": (Split(path=f"{whose}.id"),)},
        {},
    ):
        asked: dict[str, Any] = {"name": "mine", "labels": labels, "noun": noun, "form": Form.SUM, "value": value, **more}
        measure = Measure(dated="last" if noun == "index_state" else "on", **asked)
        assert office.figure(measure, DAY).value is not None
        assert refused(seen, measure), more


@pytest.mark.parametrize("purpose", COUNTING)
def test_no_record_tells_whoever_counts_what_somebody_scored(office: gr.Office, purpose: str) -> None:
    seen = office.seen_by("press", purpose=purpose)
    for noun in ("merit", "star_review", "index_state", "employment", "assessment", "rating"):
        text = repr(seen.view.all(noun, DAY))
        assert not any(one in text for one in ("7331", "Lake Mill")), noun
    assert "7331" in repr(office.view.all("merit", DAY)) + repr(office.view.all("star_review", DAY))


def test_the_charters_own_measure_by_member_is_none_for_whoever_counts(charter_with_index: gr.Charter) -> None:
    with gr.open("memory:", charter=charter_with_index) as opened:
        member = Step(state=next(iter(charter_with_index.workflows["membership"].states)), on=date(2020, 1, 1))
        opened.add(
            Unit(id=UnitId("a"), kind="association", name="A"),
            Person(id=PersonId("ann"), name="Ann"),
            Membership(id="m-ann", person=PersonId("ann"), unit=UnitId("a"), steps=(member,)),
            Merit(id="e1", membership="m-ann", on=YEAR, kind=next(iter(charter_with_index.words["merit"])), amount=Decimal(3)),
            reason=R,
        )
        for name in ("merits_by_member", "index_by_member"):
            assert opened.figure(name, DAY).value == 3
            for purpose in COUNTING:
                assert refused(opened.seen_by("press", purpose=purpose), name), (name, purpose)


@pytest.fixture(scope="module")
def charter_with_index() -> gr.Charter:
    from grassroots.charter.loading import overlay

    merit = next(iter(gr.open_charter("association").words["merit"]))
    own = f"""
[index.mine]
en = "index"
zh = "指数"
published = "board"
items = [{{ merit = "{merit}", points = 1 }}]
[measure.merits_by_member]
en = "points"
zh = "积分"
sum = "merit"
value = "amount"
dated = "on"
by = {{ membership = {{}} }}
[measure.index_by_member]
en = "index of a member"
zh = "成员指数"
sum = "index_state"
value = "score"
dated = "last"
by = {{ membership = {{}} }}
"""
    return overlay(gr.open_charter("association"), {"own.toml": own})


def test_a_judgement_or_a_mark_of_a_person_is_nobodys_for_whoever_counts(office: gr.Office) -> None:
    judged = Assessment(
        id=AssessmentId("j"), unit=UnitId("a"), subject=Ref("person", "ann"), rubric="x", first=YEAR, last=DAY, score=Decimal(9)
    )
    marked = Rating(id="r", unit=UnitId("a"), subject=Ref("person", "ann"), rubric="x", item="y", on=YEAR, value=Decimal(9))
    team = Rating(id="t", unit=UnitId("a"), subject=Ref("unit", "a"), rubric="x", item="y", on=YEAR, value=Decimal(9))
    from grassroots.access.closing import WITHHELD, _withhold

    for purpose in (STATISTICS, PUBLICATION):
        assert _withhold(judged, purpose).subject is _withhold(marked, purpose).subject is WITHHELD
    assert _withhold(team, STATISTICS).subject == team.subject, "units are judged in the open"
    by = {"form": Form.COUNT, "dated": "last", "labels": {"en": "x", "zh": "甲"}, "noun": "assessment", "name": "mine"}
    counting = office.seen_by("press", purpose="statistics")
    apart = Measure(by=(Split(path="subject"),), **by)  # type: ignore[arg-type]
    assert office.figure(apart, DAY).value is None
    assert refused(counting, apart)


def test_who_leads_to_a_noun_that_is_withheld_is_as_closed_as_it() -> None:
    purposes = [Purpose(str(one), frozenset(Privacy) - {one}) for one in Privacy] + [STATISTICS, PUBLICATION]
    nouns: dict[str, Any] = dict(NOUNS)
    for purpose in purposes:
        closed = {noun for noun, cls in nouns.items() if _withheld(cls, purpose)}
        for noun, cls in nouns.items():
            needed = [one for one in fields_of(cls) if one.refs and not one.optional and not one.many]
            open_ends = [one.name for one in needed if set(one.refs) <= closed and purpose.opens_field(one)]
            assert noun in closed or not open_ends, (noun, open_ends, purpose.name)
    assert {"index_state", "requirement_state", "likely_same", "computed_grade"} <= set(DERIVED)


def test_a_record_that_is_withheld_alone_of_its_noun_is_not_named_by_others() -> None:
    charter = gr.open_charter("association")
    words = {name: next(iter(charter.words[name])) for name in ("link", "need", "tally")}
    helped = Link(
        id="l1", unit=UnitId("a"), kind=words["link"], holder=Ref("unit", "a"), target=Ref("household", "h1"), start=YEAR
    )
    leading = (
        Offer(id="o1", provider=Ref("unit", "a"), unit=UnitId("a"), kind=words["need"], agreement="l1"),
        Tally(id="t1", unit=UnitId("a"), kind=words["tally"], on=YEAR, about=Ref("link", "l1")),
    )
    with gr.open("memory:", charter=charter) as office:
        unit, home = Unit(id=UnitId("a"), kind="association", name="A"), Household(id=HouseholdId("h1"), unit=UnitId("a"))
        changes = tuple(gr.store.Change(noun=key_of(one)[0], id=one.id, record=one) for one in (unit, home, helped, *leading))
        store_of(office).append(gr.store.Batch(id="all", changes=changes))
        assert "l1" in repr(office.get("offer", "o1")) and "l1" in repr(office.get("tally", "t1"))
        closed = frozenset(Privacy) - {Privacy.SPECIAL}
        for purpose in (PUBLICATION, Purpose("survey", closed)):
            seen = office.seen_by("clerk", purpose=purpose)
            told = [*(seen.get(*key_of(one)) for one in leading), *seen.snapshot(DAY), *seen.view.all("tally", DAY)]
            assert len(told) >= 6 and "'l1'" not in repr(told), purpose.name


# -- S0-05, S0-15: a diary is no way from a confidential case to a door --


def test_an_entry_of_a_diary_does_not_lead_to_a_confidential_case(office: gr.Office) -> None:
    for seen in (office, office.seen_by("clerk", scope="a"), office.seen_by("press", purpose="statistics")):
        entry = seen.get("diary_entry", "d1")
        assert isinstance(entry, DiaryEntry) and entry.case is None
        assert all(one.case is None for one in seen.snapshot(DAY).all(DiaryEntry).values())
        assert {one.source for one in seen.history("diary_entry", "d1")} == {None}
    office.correct("diary_entry", "d1", on=DAY, reason=R)
    assert store_of(office).read([("diary_entry", "d1")])["diary_entry", "d1"].record.case == "c1", "what is hidden stays"  # type: ignore[union-attr]
