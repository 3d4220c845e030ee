"""Pathways beside membership: the start of a volunteer follows the same type; pauses, exits and papers; figures by stage."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.member_faults import MEMBERS

import grassroots as gr
from grassroots.builtin.charters import grassroots_open_charter
from grassroots.charter.loading import load
from grassroots.figures import evaluate
from grassroots.model import Application, Membership, Person, Placement, Record, Step, Unit
from grassroots.reading import At
from grassroots.rules.members.pathway_rule import PathwayRule
from grassroots.rules.members.pathways import course_of, course_on, may_take, stage_on
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import PartialDate, Period, PersonId, UnitId

FOUND = grassroots_open_charter("association", {})
assert FOUND is not None
ASSOCIATION = load(FOUND.files, kinds=KINDS)
SMALL = load({"members.toml": MEMBERS}, kinds=KINDS)
RULE = SMALL.rule("pathway", "members")
assert isinstance(RULE, PathwayRule)
UNITS: tuple[Record, ...] = (
    Unit(id=UnitId("c"), kind="club", name="Club"),
    Unit(id=UnitId("b"), kind="branch", name="Branch", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("c")),)),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def steps(*rows: tuple[str, str] | tuple[str, str, str]) -> tuple[Step, ...]:
    return tuple(Step(state=row[0], on=day(row[1]), unit=UnitId(row[2]) if len(row) > 2 else None) for row in rows)


def volunteer(*rows: tuple[str, str], id: str = "a1") -> Application:
    return Application(id=id, kind="volunteer", person=PersonId("p"), unit=UnitId("u"), steps=steps(*rows))


def at_home(*records: Record) -> Snapshot:
    person = Person(id=PersonId("p"), birth=PartialDate.of("1990"))
    unit = Unit(id=UnitId("u"), kind="association", name="All")
    return Snapshot.of((unit, person, *records), ASSOCIATION, as_of=day("2024-12-31"))


STARTED = (("signed_up", "2024-01-10"), ("introduced", "2024-01-20"), ("trained", "2024-02-01"), ("trial", "2024-02-10"))


def test_a_volunteer_is_taken_on_four_weeks_after_the_first_help_at_the_soonest() -> None:
    one = volunteer(*STARTED)
    shot = at_home(one)
    assert shot.problems == ()
    course = course_of(one, At(shot, day("2024-02-20")))
    assert course is not None
    assert course.stage == "on_trial"
    (ahead,) = course.next
    assert (ahead.name, ahead.earliest, ahead.by) == ("taken_on", day("2024-03-09"), day("2024-05-10"))
    assert [one.code for one in may_take(one, course.rule, At(shot, day("2024-03-08")), "taken_on")] == ["pathway-too-soon"]
    assert may_take(one, course.rule, At(shot, day("2024-03-09")), "taken_on") == ()


def test_figures_count_volunteers_by_a_stage_that_nobody_wrote_down() -> None:
    shot = at_home(
        volunteer(*STARTED, id="a1"),
        volunteer(("signed_up", "2024-01-10"), id="a2"),
        volunteer(*STARTED, ("taken_on", "2024-02-11"), id="a3"),
        volunteer(("taken_on", "2019-05-05"), id="a4"),
        volunteer(*STARTED, ("left", "2024-03-01"), id="a5"),
    )
    figures = evaluate(["volunteers_by_stage"], shot, period=Period.year(2024))
    cells = {name.rpartition(".")[2]: one.value for name, one in figures.items() if "." in name}
    assert {name: value for name, value in cells.items() if value} == {
        "interested": 1,
        "on_trial": 2,
        "volunteer": 1,
        "left": 1,
    }
    assert "on trial" in figures["volunteers_by_stage.on_trial"].explain("en")


def test_a_step_between_two_days_may_not_be_slipped_in_before_what_is_recorded() -> None:
    one = volunteer(*STARTED)
    shot = at_home(one)
    rule = ASSOCIATION.rule("pathway", "volunteer")
    assert isinstance(rule, PathwayRule)
    assert [one.code for one in may_take(one, rule, At(shot, day("2024-02-09")), "taken_on")] == ["pathway-future"]


def member(*rows: tuple[str, str] | tuple[str, str, str]) -> Membership:
    return Membership(id="m", person=PersonId("p"), unit=UnitId("b"), steps=steps(*rows))


def at_club(*records: Record) -> Snapshot:
    return Snapshot.of((*UNITS, Person(id=PersonId("p")), *records), SMALL, as_of=day("2030-12-31"))


OBSERVED = (("applied", "2020-01-01"), ("observed", "2020-06-30"), ("observed", "2020-12-31"))
VOTED = (*OBSERVED, ("form", "2021-01-01"), ("voted", "2021-01-05"))


def test_a_paper_that_has_not_come_in_is_named() -> None:
    one = member(*OBSERVED)
    (problem,) = may_take(one, RULE, At(at_club(one), day("2021-01-05")), "voted")
    assert problem.code == "pathway-paper"
    assert "form" in problem.text("en")
    (ahead,) = [found for found in course_on(one, RULE, At(at_club(one), day("2021-01-05"))).next if found.name == "voted"]
    assert ahead.papers == ("form",)
    later = member(*OBSERVED, ("form", "2021-01-05"))
    assert may_take(later, RULE, At(at_club(later), day("2021-01-05")), "voted") == ()


def test_only_a_unit_of_the_kind_that_may_approve_approves() -> None:
    one = member(*VOTED)
    assert [found.code for found in may_take(one, RULE, At(at_club(one), day("2021-02-01")), "approved", unit=UnitId("b"))] == ["pathway-approver"]  # fmt: skip
    assert may_take(one, RULE, At(at_club(one), day("2021-02-01")), "approved", unit=UnitId("c")) == ()


def test_a_pause_holds_until_the_next_step() -> None:
    one = member(*VOTED, ("approved", "2021-02-01", "c"), ("away", "2021-05-01"), ("approved", "2021-08-01"))
    shot = at_club(one)
    stages = [course_on(one, RULE, At(shot, day(when))).stage for when in ("2021-04-30", "2021-05-01", "2021-08-01")]
    assert stages == ["trial", "away", "trial"]


def test_an_exit_ends_the_way_and_only_its_first_step_begins_it_anew() -> None:
    one = member(*VOTED, ("gone", "2021-01-10"), ("approved", "2021-02-01", "c"), ("applied", "2022-01-01"))
    shot = at_club(one)
    course = course_on(one, RULE, At(shot, day("2021-12-31")))
    assert (course.stage, course.over, course.next) == ("gone", True, ())
    assert [found.code for found in course.problems] == ["pathway-over"]
    assert course_on(one, RULE, At(shot, day("2022-01-01"))).stage == "applicant"


def test_what_is_recorded_and_no_step_of_the_way_is_told() -> None:
    one = member(("applied", "2020-01-01"), ("knighted", "2020-02-01"))
    assert [found.code for found in course_on(one, RULE, At(at_club(one), day("2020-12-31"))).problems] == ["pathway-unknown"]


def test_a_note_beside_the_way_changes_nothing() -> None:
    one, other = member(*VOTED), member(*VOTED, ("moving", "2021-01-06"))
    assert stage_on(one, At(at_club(one), day("2021-01-31"))) == stage_on(other, At(at_club(other), day("2021-01-31")))


def test_a_stage_does_not_depend_on_who_may_read_births() -> None:
    one = volunteer(("signed_up", "2005-01-10"))
    known = at_home(one)
    course = course_of(one, At(known, day("2024-02-01")))
    assert course is not None
    assert [found.code for found in course.problems] == ["pathway-age"]
    hidden = Snapshot.of(
        [evolve(record, birth=None) if isinstance(record, Person) else record for record in known],
        ASSOCIATION,
        as_of=known.as_of,
    )
    assert stage_on(one, At(known, day("2024-02-01"))) == stage_on(one, At(hidden, day("2024-02-01"))) == "interested"
    fresh = volunteer()
    assert [found.code for found in may_take(fresh, course.rule, At(at_home(fresh), day("2005-01-10")), "signed_up")] == [
        "pathway-age"
    ]


def test_a_rule_that_asks_for_its_own_stage_gets_no_answer_and_no_circle() -> None:
    text = MEMBERS.replace('workflow = "membership"\n', 'workflow = "membership"\nwhere = { stage = "member" }\n', 1)
    circular = load({"members.toml": text}, kinds=KINDS)
    one = member(*VOTED)
    shot = Snapshot.of((*UNITS, Person(id=PersonId("p")), one), circular, as_of=day("2030-12-31"))
    assert stage_on(one, At(shot, day("2021-12-31"))) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_problem_of_a_way_names_the_rule_and_its_source(language: str) -> None:
    rule = evolve(RULE, source="article 7")
    broken = member(("voted", "2020-01-01"), ("knighted", "2020-02-01"), ("gone", "2020-03-01"), ("full", "2020-04-01"))
    problems = course_on(broken, rule, At(at_club(broken), day("2020-12-31"))).problems
    assert {found.code for found in problems} == {"pathway-before", "pathway-paper", "pathway-unknown", "pathway-over"}
    for found in problems:
        assert "Pathway" in found.text("en")
        assert "article 7" in found.text(language)


def test_an_application_is_taken_in_from_its_ledger(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,kind\nu,All,association\n", encoding="utf-8")
    (tmp_path / "members.csv").write_text("No.,name,unit,member since\n1,Ann,u,2020-01-01\n", encoding="utf-8")
    (tmp_path / "volunteers.csv").write_text("No.,person,unit,signed up on\n1,1,u,2024-01-10\n", encoding="utf-8")
    with gr.open("memory:") as office:
        reading = office.take_in(tmp_path)
        assert reading.ok, str(reading)
        figure = office.figure("volunteers_by_stage", day("2024-12-31"))
        assert figure.value == 1
        assert office.ask(figure.question).hits == (("application", "volunteer-1"),)
