"""What the rules tell: findings by kind, to-dos, proposals, derived records, one rule by itself, the list as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support.behind import store_of
from support.offices import put
from support.rosenhof import DAY, FILES, rosenhof
from support.samples import sample

import grassroots as gr
from grassroots.access import OFFICE, PUBLICATION, STATISTICS, Actor, View
from grassroots.errors import InvalidArgument, NoPlugin, NotFound
from grassroots.model import DERIVED, Case, Step
from grassroots.rules.todo import Urgency
from grassroots.rules.worded import kind_label
from grassroots.texts import catalogue


@pytest.fixture
def house(tmp_path: Path) -> Iterator[gr.Office]:
    with rosenhof(tmp_path) as opened:
        yield opened


def told(house: gr.Office, **more: str) -> list[tuple[str, str, str]]:
    listed = house.todo(DAY, **more)
    return [(one.urgency.value, listed.unit(one), one.kind) for one in listed]


def test_findings_come_kind_by_kind_and_are_what_check_tells(house: gr.Office) -> None:
    late, found = house.findings(DAY)
    assert (late.kind, [one.code for one in late.problems]) == ("clock", ["clock-overdue"] * 2)
    assert (found.kind, found.label("en"), found.label("zh"), len(found.problems)) == ("staffing", "Staffing", "配备", 1)
    assert set(found.problems) <= set(house.check(DAY))


def test_what_is_to_be_done_comes_by_how_pressing_it_is(house: gr.Office) -> None:
    assert told(house) == [
        ("overdue", "South House", "clock"),
        ("overdue", "North House", "clock"),
        ("lacking", "South House", "staffing"),
        ("decide", "South House", "clock"),
        ("decide", "North House", "clock"),
        ("decide", "Rosenhof", "duty"),
        ("due", "South House", "due"),
        ("due", "South House", "clock"),
    ]
    listed = house.todo(DAY)
    assert [len(ones) for ones in listed.by_urgency().values()] == [2, 1, 3, 2]
    assert (len(listed), listed.day) == (8, date(2024, 6, 25))


def test_a_list_is_for_a_unit_by_name_or_id_and_looks_so_far_ahead(house: gr.Office) -> None:
    assert told(house, unit="North House") == told(house, unit="N")
    assert {unit for _, unit, _ in told(house, unit="N")} == {"North House"}
    assert len(told(house, unit="Rosenhof")) == 8
    assert [kind for urgency, _, kind in told(house, until="2024-06-30") if urgency == "due"] == ["due"]
    assert len(told(house, post="chair")) == len(told(house, post="负责人")) == 8, "none of these names a post"


@pytest.mark.parametrize(
    ("more", "error", "near"),
    [
        ({"unit": "Nord House"}, NotFound, "North House"),
        ({"post": "chairs"}, NotFound, "chair"),
        ({"until": "2024-06-01"}, InvalidArgument, "before"),
        ({"until": "soon"}, InvalidArgument, "no day"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(
    house: gr.Office, more: dict[str, str], error: type[Exception], near: str
) -> None:
    with pytest.raises(error, match=near):
        house.todo(DAY, **more)


def test_two_units_of_one_name_are_told_apart_by_id(house: gr.Office) -> None:
    house.correct("unit", "S", name="North House", reason="renamed")
    with pytest.raises(gr.errors.NotFound, match="N, S"):
        house.todo(DAY, unit="North House")


def test_what_is_done_is_no_longer_to_be_done(house: gr.Office) -> None:
    house.record_step("case", "cases-1", Step(state="replied", on=date(2024, 6, 24), outcome="solved"), reason="mended")
    assert ("overdue", "North House", "clock") not in told(house)


def test_a_to_do_says_itself_in_both_languages(house: gr.Office) -> None:
    first = house.todo(DAY)[0]
    assert first.urgency is Urgency.OVERDUE
    assert first.explain()[:2] == (
        "answer to a request (source: house rules, section 4)",
        "Overdue, last day in time 2024-05-12",
    )
    assert first.explain("zh")[:2] == ("诉求答复（依据：house rules, section 4）", "已逾期，期限2024-05-12")
    assert first.text("zh") == first.explain("zh")[2]


def test_proposals_are_there_to_be_decided(house: gr.Office) -> None:
    assert [(one.labels["en"], one.record) for one in house.proposals(DAY)] == [
        ("report to the board", ("case", "cases-1")),
        ("report to the board", ("case", "cases-2")),
        ("meeting of the house", ("unit", "R")),
    ]


def test_records_of_a_noun_are_stored_or_derived(house: gr.Office) -> None:
    assert [one.id for one in house.records(Case, DAY)] == ["cases-1", "cases-2", "cases-3"]
    assert house.records("case", DAY) == house.records(Case, DAY)
    lines = house.records(gr.rules.StaffingLine, DAY)
    assert [(one.unit, one.lacking) for one in lines] == [("N", 0), ("S", 1)]
    assert house.records("staffing_line", DAY) == lines
    with pytest.raises(InvalidArgument, match="dues_account"):
        house.records("dues_acount", DAY)


@pytest.mark.parametrize("name", ["staffing.houses", "houses", "posts of a house", "楼栋岗位", "staffing", "Staffing", "配备"])
def test_a_rule_is_found_by_any_of_its_names(house: gr.Office, name: str) -> None:
    said = [one for one in house.run(name, DAY) if one.rule and one.rule.name == "houses"]
    (one,) = said
    assert (one.title("zh"), len(one.derived["staffing_line"]), len(one.problems), len(one.to_dos)) == ("楼栋岗位", 2, 1, 1)


def test_what_no_charter_writes_runs_by_its_kind(house: gr.Office) -> None:
    (said,) = house.run("due", DAY)
    assert (said.rule, said.title("en"), len(said.derived["duty_outcome"])) == (None, "Things due", 2)


def test_a_rule_that_there_is_not_or_that_is_not_in_force_is_told(house: gr.Office) -> None:
    with pytest.raises(NotFound, match=r"clock\.request"):
        house.run("clock.requst", DAY)
    with pytest.raises(InvalidArgument, match="not in force"):
        house.run("duty.report", DAY)


def test_asking_changes_nothing(house: gr.Office) -> None:
    head = house.head
    house.findings(DAY), house.todo(DAY), house.proposals(DAY), house.run("clock", DAY)
    assert house.head == head


# -- rights --


def test_who_reads_at_one_house_is_told_of_that_house(tmp_path: Path) -> None:
    with rosenhof(tmp_path, f"sqlite:{tmp_path / 'h.db'}"):
        pass
    north = Actor.at("north", "N")
    with gr.open(f"sqlite:{tmp_path / 'h.db'}", charter=tmp_path / "rosenhof", actor=north) as mine:
        assert {unit for _, unit, _ in told(mine)} == {"North House"}
        assert [one.id for one in mine.records("staffing_line", DAY)] == ["houses:N:chair"]
        assert [one.kind for one in mine.findings(DAY)] == ["clock"]
        with pytest.raises(NotFound):
            mine.todo(DAY, unit="South House")


def test_derived_records_are_closed_as_stored_ones_are(house: gr.Office) -> None:
    store, charter = store_of(house), house.charter
    for purpose in (OFFICE, STATISTICS, PUBLICATION):
        view = View(store, charter, Actor.everywhere("x"), purpose=purpose)
        for noun in DERIVED:
            for one in view.all(noun, date(2024, 6, 25)):
                for info in gr.fields.fields_of(type(one)):
                    empty = getattr(one, info.name) in (None, ())
                    assert purpose.opens_field(info) or empty or not (info.optional or info.many), (noun, info.name)


# -- as a file --


def test_a_list_is_written_as_a_table(house: gr.Office, tmp_path: Path) -> None:
    listed = house.todo(DAY)
    path = house.write_todo(listed, tmp_path / "list.csv", "zh")
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["紧急程度", "期限", "责任单位", "责任岗位", "规则", "办理事项", "依据"]
    assert rows[1][:5] == ["已逾期", "2024-05-12", "South House", "", "诉求答复"]
    assert len(rows) == 9
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["list.csv"], "and nothing else"


def test_a_list_is_written_as_a_calendar_of_what_has_a_last_day(house: gr.Office, tmp_path: Path) -> None:
    text = house.write_todo(house.todo(DAY), tmp_path / "list.ics", "zh").read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == 4
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:已逾期：诉求答复（South House）\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20240512\r\nDTEND;VALUE=DATE:20240513\r\n" in unfolded
    assert house.todo(DAY).calendar("zh") == text


def test_a_list_goes_where_somebody_can_write_it(house: gr.Office, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="Make it first"):
        house.write_todo(house.todo(DAY), tmp_path / "no" / "list.csv")
    with pytest.raises(NoPlugin):
        house.write_todo(house.todo(DAY), tmp_path / "list.zzz")


# -- reminders --


def test_reminders_are_made_of_to_dos_and_name_nobody(house: gr.Office) -> None:
    sent = house.remind(DAY, {"S": "s@example.org"}, channel="console:", language="zh", reason="daily")
    assert [one.subject for one in sent] == [
        "逾期：诉求答复（South House）",
        "提醒：楼栋会议（South House）",
        "提醒：诉求答复（South House）",
    ]
    assert [one.about for one in sent] == [(("unit", "S"),), (("due", "meeting:2024-04-01:S"),), (("unit", "S"),)]
    assert not any("cases-" in one.body + one.key for one in sent)
    assert house.remind(DAY, {"S": "s@example.org"}, channel="console:", language="zh", reason="daily") == ()


# -- samples --


@pytest.mark.parametrize(("name", "day"), [("branch", "2014-12-31"), ("lvjing", "2014-06-30")])
def test_the_samples_are_told_what_is_to_be_done_in_both_languages(name: str, day: str) -> None:
    office = sample(name)
    listed = office.todo(day)
    assert Urgency.OVERDUE in listed.by_urgency()
    for one in listed:
        assert one.text("en")
        assert one.text("zh") != one.text("en")
        assert "{" not in one.text("zh")
    assert office.findings(day)
    assert sum(len(one.problems) for one in office.findings(day)) <= len(office.check(day))
    for kind in office.charter.kinds:
        if any(one.rule is None for one in _run(office, kind, day)):
            assert kind_label(kind, "zh") != kind


def _run(office: gr.Office, kind: str, day: str) -> tuple[gr.workspace.told.RuleSaid, ...]:
    try:
        return office.run(kind, day)
    except (NotFound, InvalidArgument):
        return ()


def test_every_kind_of_rule_has_labels_in_both_languages() -> None:
    labels = catalogue("grassroots.rules", "kinds")
    assert set(labels) == {*gr.rules.KINDS, "checklist_target"}, (
        "the last is no rule but what is asked to be done for the sake of one"
    )
    assert all(kind_label(kind, "en") != kind_label(kind, "zh") for kind in labels)


# -- carrying out --

SAME = """
[duplicates.place]
en = "Same place"
zh = "同一地点"
same = ["category", "place"]
days = 60
state = "paused"
"""


@pytest.fixture
def doubled(tmp_path: Path) -> Iterator[gr.Office]:
    """The house with two requests about one place."""
    put(tmp_path / "own", {"charter.toml": FILES["charter.toml"] + SAME})
    with gr.open("memory:", charter=tmp_path / "own") as office:
        unit = gr.model.Unit(id=gr.values.UnitId("R"), kind="association", name="Rosenhof")
        cases = [
            Case(
                id=gr.values.CaseId(id), unit=unit.id, category="request", channel="visit", place="stair 2", text=f"said by {id}",
                steps=(Step(state="received", on=date(2024, 6, day)),),
            )
            for id, day in (("c1", 3), ("c2", 5))
        ]  # fmt: skip
        office.add(unit, *cases, reason="requests")
        yield office


def test_what_is_decided_is_carried_out_once_and_is_no_longer_to_be_decided(doubled: gr.Office) -> None:
    (proposal,) = [one for one in doubled.proposals("2024-06-10") if one.what == "duplicate"]
    doubled.act(proposal, reason="decided by the desk on 10 June", actor="desk")
    case = doubled.get("case", "c2")
    assert isinstance(case, Case)
    assert (case.merged_into, case.steps[-1].state, case.text) == ("c1", "paused", "said by c2")
    assert [(one.actor, one.reason) for one in doubled.history("case", "c2")][-1] == ("desk", "decided by the desk on 10 June")
    assert not [one for one in doubled.todo("2024-06-10") if one.kind == "duplicates"]
    with pytest.raises(InvalidArgument, match="no longer"):
        doubled.act(proposal, reason="again")


def test_what_is_owed_is_opened_by_a_proposal_and_then_stands_in_the_list(house: gr.Office) -> None:
    (open_,) = [one for one in house.proposals(DAY) if one.what == "open"]
    before = len([one for one in house.todo(DAY) if one.kind == "due"])
    house.act(open_, reason="decided by the office", actor="office")
    assert [one for one in house.proposals(DAY) if one.what == "open"] == []
    assert len([one for one in house.todo(DAY, until="2024-12-31") if one.kind == "due"]) == before + len(open_.changes)
    with pytest.raises(InvalidArgument, match="no longer"):
        house.act(open_, reason="again")


def test_nothing_is_carried_out_without_a_reason_or_without_changes(house: gr.Office, doubled: gr.Office) -> None:
    with pytest.raises(InvalidArgument, match="carries no changes"):
        house.act(house.proposals(DAY)[0], reason="decided")
    (proposal,) = [one for one in doubled.proposals("2024-06-10") if one.what == "duplicate"]
    head = doubled.head
    with pytest.raises(InvalidArgument, match="reason"):
        doubled.act(proposal, reason=" ")
    assert doubled.head == head


def test_a_kind_of_which_the_charter_has_no_rule_is_answered_with_what_there_is() -> None:
    with gr.open("memory:") as office:
        for name in ("dues", "Dues", "会费"):
            with pytest.raises(gr.errors.NotFound, match=r"no rule of the kind 'dues'; there is \w"):
                office.run(name, "2024-06-30")
        with pytest.raises(gr.errors.NotFound, match="there is no rule 'dous'; there is"):
            office.run("dous", "2024-06-30")
