"""Checklists, pairs, gates of every stage, cases with a day of their own, votes by seats: what each derives, finds and asks to be done."""

from __future__ import annotations

from datetime import date

import pytest
from support.clubs import neutral

from grassroots.charter import Charter
from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid
from grassroots.figures import evaluate
from grassroots.model import (
    Activity,
    Attendance,
    Case,
    Count,
    Finding,
    Household,
    Link,
    Person,
    Programme,
    Project,
    Record,
    Reply,
    Seat,
    Stage,
    Step,
    Team,
    Unit,
    Vote,
)
from grassroots.model.service.contact import Contact
from grassroots.rules.findings import problems_by_rules, to_dos
from grassroots.rules.programmes.checklists import ChecklistItem, ChecklistState
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, CaseId, Period, PersonId, ProgrammeId, ProjectId, Ref, StageId, TeamId, UnitId, VoteId

RULES = """
[words.team]
leading = { en = "leading group", zh = "领导小组" }
[words.target_kind]
desk = { en = "department", zh = "科室" }
works = { en = "enterprise", zh = "企业" }
[words.contact_code]
reached = { en = "reached", zh = "已走访" }
away = { en = "away", zh = "家中无人" }
[words.contact_purpose]
visit = { en = "visit", zh = "走访" }
[words.programme]
campaign = { en = "campaign", zh = "主题活动" }
[checklist.points]
en = "contact points"
zh = "联系点"
noun = "person"
where = { has = { seat = "person", where = { "team.kind" = "leading" } } }
[checklist.points.parts.desk]
en = "at a department"
zh = "科室"
where = { has = { link = "holder", where = { target_kind = "desk" } } }
[checklist.points.parts.works]
en = "at an enterprise"
zh = "企业"
where = { has = { link = "holder", where = { target_kind = "works" } } }
[checklist.visited]
en = "every household once a year"
zh = "全年逐户走访"
noun = "household"
every = "year"
target = "0.9"
[checklist.visited.parts.visit]
en = "visit"
zh = "走访"
where = { has = { contact = "target", where = { code = "reached", on = { within = "period" } } } }
[checklist.bulletin]
en = "monthly bulletin"
zh = "每月通报"
noun = "unit"
where = { kind = "association" }
every = "month"
[checklist.bulletin.parts.council]
en = "council"
zh = "理事"
where = { has = { activity = "unit", where = { title = { contains = "理事" }, on = { within = "period" } } } }
[pairs.talks]
en = "talks in pairs"
zh = "两两谈心"
noun = "seat"
where = { "team.kind" = "leading" }
meeting = { title = { contains = "谈心" } }
before = { title = { contains = "民主生活会" } }
[gate.all]
en = "change-over"
zh = "转段"
programme = "campaign"
final = "0"
meeting = { title = { contains = "转段会" } }
findings = { kind = "gap" }
[project_vote.seats]
en = "as many as were declared"
zh = "按应选数"
method = "most_votes"
[measure.visited]
en = "visited"
zh = "走访率"
rate = "checklist_item"
where = { rule = "visited" }
dated = "start"
hit = { done = true }
[measure.right_choices]
en = "rightly chosen"
zh = "入选相符率"
rate = "project_choice"
where = { declared = true }
hit = { chosen = true }
"""
TOP = UnitId("top")


@pytest.fixture(scope="module")
def charter() -> Charter:
    return overlay(neutral(), {"own.toml": RULES})


def on(charter: Charter, day: date, *records: Record) -> Snapshot:
    base = [Unit(id=TOP, kind="association", name="Top", start=date(2020, 1, 1))]
    return Snapshot.of([*base, *records], charter, as_of=day, check=False)


def leaders(*ids: str) -> list[Record]:
    group = Team(id=TeamId("g"), unit=TOP, kind="leading", start=date(2023, 1, 1))
    people = [Person(id=PersonId(id), name=id) for id in ids]
    return [group, *people, *(Seat(id=f"s-{id}", team=group.id, person=PersonId(id), start=date(2023, 1, 1)) for id in ids)]


def point(who: str, kind: str, number: int) -> Link:
    ends = {"holder": Ref("person", who), "target": Ref("unit", "top")}
    return Link(id=f"l-{number}", unit=TOP, kind="area", target_kind=kind, start=date(2023, 1, 1), **ends)


def test_who_lacks_a_part_is_told_and_who_has_them_all_is_not(charter: Charter) -> None:
    records = [*leaders("a", "b"), point("a", "desk", 1), point("a", "works", 2), point("b", "desk", 3)]
    found = on(charter, date(2024, 6, 1), *records)
    [told] = [one for one in problems_by_rules(found) if one.code == "checklist-lacks"]
    assert told.value == "b"
    assert "企业" in told.text("zh")
    states = {
        one.subject.id: one.done
        for one in found.derived("checklist_state", found.as_of).values()
        if isinstance(one, ChecklistState)
    }
    assert states == {"a": True, "b": False}
    assert [
        one for one in problems_by_rules(on(charter, date(2024, 6, 1), *leaders("a"))) if one.code == "checklist-lacks"
    ] == []


def visit(number: int, home: str, day: date, code: str = "reached") -> Contact:
    return Contact(
        id=f"c-{number}", unit=TOP, on=day, target=Ref("household", home), by=PersonId("a"), purpose="visit", code=code
    )


def test_each_year_looks_at_its_own_days_and_is_behind_its_target(charter: Charter) -> None:
    homes = [Household(id=f"h{number}", unit=TOP, start=date(2022, 1, 1)) for number in (1, 2)]
    made = [
        visit(1, "h1", date(2023, 5, 1)),
        visit(2, "h2", date(2023, 5, 1)),
        visit(3, "h1", date(2024, 5, 1)),
        visit(4, "h2", date(2024, 6, 1), "away"),
    ]
    found = on(charter, date(2024, 12, 31), *homes, *made)
    for year, hits in ((2023, 2), (2024, 1)):
        figure = evaluate(["visited"], found, period=Period.year(year))["visited"]
        assert (figure.numerator, figure.denominator) == (hits, 2)
    asked = [one for one in to_dos(found, until=found.as_of) if one.rule == "visited"]
    assert [(one.kind, one.record, one.day) for one in asked] == [
        ("checklist", ("household", "h2"), date(2024, 12, 31)),
        ("checklist_target", ("unit", "top"), date(2024, 12, 31)),
    ]
    assert asked[1].reason.details["target"] == "90%"
    without = on(charter, date(2024, 12, 31), *homes, *made[:3], visit(4, "h2", date(2024, 6, 1)))
    assert [one for one in to_dos(without, until=found.as_of) if one.rule == "visited"] == []


def test_months_that_passed_are_overdue_and_an_office_that_keeps_none_is_asked_for_none(charter: Charter) -> None:
    sent = Activity(id=ActivityId("b"), unit=TOP, kind="meeting", on=date(2024, 1, 20), title="1月通报：理事")
    found = on(charter, date(2024, 3, 10), sent)
    asked = [one for one in to_dos(found, until=date(2024, 3, 31)) if one.rule == "bulletin"]
    assert [(one.urgency.value, one.reason.details["period"]) for one in asked] == [("overdue", "2024-02"), ("due", "2024-03")]
    assert [one for one in to_dos(on(charter, date(2024, 3, 10))) if one.kind == "checklist"] == []
    items = [one for one in found.derived("checklist_item", found.as_of).values() if isinstance(one, ChecklistItem)]
    assert [one.done for one in items] == [True, False, False]


def talk(number: int, day: date, *who: str) -> list[Record]:
    held = Activity(id=ActivityId(f"t-{number}"), unit=TOP, kind="meeting", on=day, title="谈心")
    return [
        held,
        *(Attendance(id=f"{held.id}-{one}", activity=held.id, person=PersonId(one), presence="present") for one in who),
    ]


def test_what_is_held_before_every_two_have_talked_is_told(charter: Charter) -> None:
    life = Activity(id=ActivityId("life"), unit=TOP, kind="meeting", on=date(2024, 7, 20), title="班子民主生活会")
    before = [*talk(1, date(2024, 7, 1), "a", "b"), *talk(2, date(2024, 7, 2), "a", "c")]
    late, early = talk(3, date(2024, 7, 21), "b", "c"), talk(3, date(2024, 7, 20), "b", "c")
    for records, pairs in (([*before, *late], ("b–c",)), ([*before, *early], None)):
        told = [
            one
            for one in problems_by_rules(on(charter, date(2024, 12, 31), *leaders("a", "b", "c"), life, *records))
            if one.code == "pairs-not-met"
        ]
        assert [one.details["pairs"] for one in told] == ([pairs] if pairs else [])
    assert problems_by_rules(on(charter, date(2024, 12, 31), *leaders("a", "b"), life)) == ()


def staged(fixed: date | None) -> list[Record]:
    programme = Programme(id=ProgrammeId("z"), unit=TOP, kind="campaign", name="Z", start=date(2024, 3, 1))
    stages = [
        Stage(id=StageId(f"h{number}"), programme=programme.id, number=number, start=start, end=end)
        for number, start, end in ((1, date(2024, 3, 1), date(2024, 6, 1)), (2, date(2024, 6, 5), date(2024, 9, 1)))
    ]
    acts = [
        Activity(id=ActivityId(id), unit=TOP, kind="meeting", on=day, title=title, programme=programme.id, stage=StageId(stage))
        for id, day, title, stage in (
            ("look", date(2024, 5, 20), "回头看", "h1"),
            ("over", date(2024, 5, 30), "转段会", "h1"),
            ("next", date(2024, 6, 10), "推进", "h2"),
        )
    ]
    steps = (Step(state="found", on=date(2024, 5, 20)), *([Step(state="fixed", on=fixed)] if fixed else []))
    wrong = Finding(id="f", unit=TOP, subject=Ref("unit", "top"), kind="gap", activity=ActivityId("look"), steps=steps)
    return [programme, *stages, *acts, wrong]


@pytest.mark.parametrize(
    ("fixed", "begun", "righted"),
    [(date(2024, 5, 27), [], [True]), (date(2024, 7, 1), ["h2"], [False]), (None, ["h2"], [False])],
)
def test_a_stage_that_begins_through_a_shut_gate_is_told(
    charter: Charter, fixed: date | None, begun: list[str], righted: list[bool]
) -> None:
    found = on(charter, date(2024, 12, 31), *staged(fixed))
    told = [one.details["begun"] for one in problems_by_rules(found) if one.code == "gate-begun"]
    assert told == begun
    assert [one.righted for one in found.derived("look_back_finding", found.as_of).values()] == righted  # type: ignore[attr-defined]
    assert [(one.stage, one.passed) for one in found.derived("gate_state", found.as_of).values()] == [("h1", fixed is not None)]  # type: ignore[attr-defined]


def test_a_case_with_a_day_of_its_own_is_owed_by_who_has_it_in_hand(charter: Charter) -> None:
    steps = (
        Step(state="received", on=date(2024, 5, 1)),
        Step(state="dispatched", on=date(2024, 5, 2), due=date(2024, 6, 20), unit=TOP),
    )
    asked = Case(id=CaseId("q"), category="suggestion", unit=TOP, steps=steps)
    for day, urgency in ((date(2024, 6, 20), "due"), (date(2024, 6, 21), "overdue")):
        [one] = [one for one in to_dos(on(charter, day, asked), until=day) if one.kind == "case"]
        assert (one.urgency.value, one.day, one.unit) == (urgency, date(2024, 6, 20), "top")


def test_a_vote_on_projects_takes_as_many_as_were_declared(charter: Charter) -> None:
    projects = [Project(id=ProjectId(id), unit=TOP, kind="works", name=id) for id in "xyz"]
    vote = Vote(id=VoteId("v"), unit=TOP, kind="decision", on=date(2024, 1, 20), rule="seats", ballots=48)

    def counted(*rows: tuple[str, int, bool]) -> Snapshot:
        counts = [
            Count(id=f"v-{id}", vote=vote.id, option=Ref("project", id), votes=votes, adopted=adopted)
            for id, votes, adopted in rows
        ]
        return on(charter, date(2024, 12, 31), *projects, vote, *counts)

    wrong = counted(("x", 44, True), ("y", 29, False), ("z", 12, True))
    assert {one.code for one in problems_by_rules(wrong)} >= {"vote-not-chosen", "vote-passed-over"}
    figure = evaluate(["right_choices"], wrong, period=Period.year(2024))["right_choices"]
    assert (figure.numerator, figure.denominator) == (1, 2)
    many = counted(("x", 61, True), ("y", 29, True), ("z", 12, False))
    assert [one.details["option"] for one in problems_by_rules(many) if one.code == "vote-exceeds"] == ["x"]
    assert evaluate(["right_choices"], many, period=Period.year(2024))["right_choices"].numerator == 2


def test_how_many_parts_a_reply_has_stays_known() -> None:
    full = Reply(id="r", case=CaseId("c"), on=date(2024, 1, 1), background="a", situation="b", remaining="c", measures="d")
    erased = Reply(id="r", case=CaseId("c"), on=date(2024, 1, 1), parts=full.parts)
    assert (full.parts, erased.parts, Reply(id="r", case=CaseId("c"), on=date(2024, 1, 1), background="a").parts) == (4, 4, 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('every = "month"\n', "", "charter-no-period"),
        ('method = "most_votes"', 'adopted = ["carried"]', "charter-vote-state"),
        (
            '{ title = { contains = "理事" }, on = { within = "period" } }',
            '{ title = { contains = "理事" } }',
            "charter-checklist-period",
        ),
        (
            'on = { within = "period" } } } }\n[checklist.bulletin]',
            'on = { contains = "x" } } } }\n[checklist.bulletin]',
            "charter-contains-text",
        ),
        (
            'before = { title = { contains = "民主生活会" } }',
            'before = { title = { contains = "民主生活会" } }\npresence = []',
            "charter-missing",
        ),
    ],
)
def test_what_is_unsound_is_told(old: str, new: str, code: str) -> None:
    assert old in RULES
    with pytest.raises(CharterInvalid) as raised:
        overlay(neutral(), {"own.toml": RULES.replace(old, new, 1)})
    assert code in [one.code for one in raised.value.problems]
