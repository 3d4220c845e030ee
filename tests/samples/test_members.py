"""Members, from the rows that a branch types to figures: the way to membership, second registrations, members in special circumstances."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from support.behind import store_of
from support.taken import taken_in

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.model import Step
from grassroots.reading import At
from grassroots.rules.members.dues import account_on, lapses_on
from grassroots.rules.members.dues_rule import DuesRule
from grassroots.rules.members.mobility import mobility_proposals, second_without_home
from grassroots.rules.members.mobility_rule import MobilityRule
from grassroots.values import Period, UnitId

AS_OF = date(2024, 6, 30)

UNITS = """\
code,name,kind,part of
s,Street,association,
b1,Branch 1,branch,s
b2,Branch 2,branch,s
r1,Residents' branch,branch,s
"""

# Eight members of long standing; the sixth is suspended, the seventh has left, the eighth was written down twice, in two branches.
MEMBERS = """\
No.,name,date of birth,unit,applied on,provisional from,member since,suspended on,left on
1,Member One,1960-01-01,b1,,,2001-07-01,,
2,Member Two,1961-01-01,b1,,,2002-07-01,,
3,Member Three,1962-01-01,b1,,,2003-07-01,,
4,Member Four,1963-01-01,b2,,,2004-07-01,,
5,Member Five,1964-01-01,b2,,,2005-07-01,,
6,Member Six,1965-01-01,b2,,,2006-07-01,2024-05-01,
7,Member Seven,1966-01-01,b2,,,2007-07-01,,2023-12-31
8,Member Eight,1967-01-01,b1,,,2008-07-01,,
9,member eight,1967-01-01,b2,,,2008-07-01,,
"""

# Five people on the way. The second was never talked with in time; the fifth was to be taken on by a vote that nobody approved in six months.
DEVELOPMENT = """\
No.,name,date of birth,unit,written application on,talk with the applicant on,recommended and decided as an activist on,filed with the superior on,filed with the superior by
21,Person A,1999-03-02,b1,2024-02-01,2024-02-20,,,
22,Person B,1999-03-02,b1,2024-03-01,,,,
23,Person C,1998-03-02,b2,2023-01-10,2023-02-01,2023-05-04,2023-05-10,Street
24,Person D,1998-03-02,b2,2023-01-10,2023-02-01,2023-05-04,2023-05-10,Branch 2
25,Person E,2007-03-02,b2,2024-01-10,2024-02-01,,,
"""

REGISTRATIONS = """\
member,registered at,since,until
1,r1,2024-01-15,
2,r1,2024-02-15,
4,r1,2024-02-20,2024-05-31
5,r1,2024-07-15,
"""

CIRCUMSTANCES = """\
No.,member,circumstance,first day,last day,at a fixed place
1,1,retired,2022-01-01,,
2,2,hardship,2023-11-01,,
3,3,floating,2023-10-01,,yes
4,4,floating,2023-10-01,,no
5,5,hardship,2022-01-01,2022-12-31,
"""

DUES = "No.,member,kind,for the month,on,amount\n" + "".join(
    f"{number}{month},{number},charge,2024-{month:02},2024-{month:02}-05,30.00\n" for number in (2, 3) for month in range(1, 7)
)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A street with its branches, from the tables that they keep."""
    tables = {
        "units": UNITS,
        "members": MEMBERS,
        "development": DEVELOPMENT,
        "registrations": REGISTRATIONS,
        "circumstances": CIRCUMSTANCES,
        "dues": DUES,
    }
    with taken_in(tmp_path_factory.mktemp("members"), tables, "cn-party-branch") as workspace:
        yield workspace


def cells(street: gr.Office, name: str, as_of: date = AS_OF, scope: str | None = None) -> dict[str, object]:
    """The parts of a split figure that are not nothing."""
    from grassroots.figures import evaluate

    found = evaluate([name], street.snapshot(as_of), scope=UnitId(scope) if scope else None, period=Period.year(as_of.year))
    return {key.partition(".")[2]: one.value for key, one in found.items() if "." in key and one.value}


def rows(street: gr.Office, name: str, as_of: date = AS_OF) -> set[tuple[str, int]]:
    """The rows in which the records behind a figure were typed."""
    figure = street.figure(name, as_of)
    evidence = street.ask(figure.question)
    assert len(evidence.sources) == len(evidence)
    return {(Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in evidence.hits}


@pytest.mark.system("S0-23")
def test_the_pipeline_counts_people_by_stages_that_follow_from_dated_steps(street: gr.Office) -> None:
    assert cells(street, "member_pipeline") == {"applicant": 3, "activist": 2, "full": 7}
    assert cells(street, "member_pipeline", scope="b2") == {"applicant": 1, "activist": 2, "full": 3}
    assert cells(street, "member_pipeline", as_of=date(2024, 2, 29)) == {"applicant": 2, "activist": 2, "full": 8}
    assert {row for row in rows(street, "member_pipeline") if row[0] == "development"} == {
        ("development", at) for at in range(2, 7)
    }


@pytest.mark.system("S0-23")
def test_what_is_behind_a_stage_is_told_step_by_step(street: gr.Office) -> None:
    from grassroots.rules.members.pathways import course_of

    shot = street.snapshot(AS_OF)
    late = course_of(shot.all("membership")["p-22"], At.of(shot))
    assert late is not None
    assert (late.stage, late.late) == ("applicant", ("talked",))
    below = course_of(shot.all("membership")["p-24"], At.of(shot))
    assert below is not None
    assert [problem.code for problem in below.problems] == ["pathway-approver"]
    young = course_of(shot.all("membership")["p-25"], At.of(shot))
    assert young is not None
    assert [problem.code for problem in young.problems] == ["pathway-age"]
    assert young.problems[0].source is not None
    assert young.problems[0].source.row == 6


@pytest.mark.system("S2-18")
def test_who_registers_at_the_residence_keeps_the_home_unit_and_has_no_second_vote(street: gr.Office) -> None:
    assert street.figure("registered_for_service", AS_OF).value == 2
    assert cells(street, "registered_for_service") == {"r1": 2}
    assert rows(street, "registered_for_service") == {("registrations", 2), ("registrations", 3)}
    assert street.figure("registered_for_service", date(2024, 5, 30)).value == 3
    assert street.figure("service_with_vote", AS_OF).value == 0
    assert street.figure("entitled_to_vote", AS_OF, scope="r1").value == 0
    assert street.figure("entitled_to_vote", AS_OF).value == 7
    assert street.figure("members", AS_OF, scope="b1").value == 4, "they still count at home"
    rule = street.charter.rule("mobility", "membership")
    assert isinstance(rule, MobilityRule)
    assert second_without_home(rule, At(street.snapshot(AS_OF), AS_OF)) == ()


THEME_DAYS = """\
No.,unit,kind,held on
d1,b1,theme_day,2024-02-05
d2,b1,theme_day,2021-12-05
g1,b1,general_meeting,2024-03-05
"""

# The first is retired since 2022 and need not come to theme days; the third is away. The first came once nevertheless.
ATTENDANCE = """\
activity,person,presence,expected
d1,Member One,absent,yes
d1,Member Two,present,yes
d1,Member Three,absent,yes
d2,Member One,absent,yes
d2,Member Two,present,yes
g1,Member One,present,yes
g1,Member Two,present,yes
g1,Member Three,absent,yes
"""


@pytest.mark.system("S3-19")
def test_who_is_excused_because_of_a_circumstance_is_no_absentee(street: gr.Office, tmp_path: Path) -> None:
    with gr.open("memory:", charter="cn-party-branch") as office:
        for name, text in {
            "units": UNITS,
            "members": MEMBERS,
            "circumstances": CIRCUMSTANCES,
            "activities": THEME_DAYS,
            "attendances": ATTENDANCE,
        }.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        reading = office.take_in(tmp_path)
        assert reading.stored, str(reading)
        rate = office.figure("members_attending", AS_OF, period=Period(date(2021, 1, 1), date(2025, 1, 1)))
        # Of eight, one absence of the retired member is excused: from theme days, from the day on which the circumstance began, from nothing else.
        assert rate.value == Fraction(4, 7)
        evidence = office.ask(rate.question)
        ((reason, left),) = evidence.left_out.items()
        assert reason == "excused"
        assert {evidence.sources[key].row for key in left} == {2}
        assert "因情形免到" in rate.explain("zh")
        assert office.figure("members_attending", AS_OF).value == Fraction(3, 5), (
            "of this year, unless another period is asked for"
        )


@pytest.mark.system("S3-19")
def test_members_who_are_away_retired_or_in_hardship_have_care_and_duties_of_their_own(street: gr.Office) -> None:
    assert cells(street, "members_in_circumstances") == {"floating": 2, "retired": 1, "hardship": 1}
    assert rows(street, "members_in_circumstances") == {("circumstances", at) for at in range(2, 6)}
    rule = street.charter.rule("mobility", "membership")
    assert isinstance(rule, MobilityRule)
    proposed = mobility_proposals(rule, At(street.snapshot(AS_OF), AS_OF))
    assert [(one.record[1], one.what) for one in proposed] == [("p-1", "contact"), ("p-2", "contact"), ("p-3", "transfer")]
    dues = street.charter.rule("dues", "membership")
    assert isinstance(dues, DuesRule)
    shot = street.snapshot(AS_OF)
    member = shot.all("membership")["p-2"]
    account = account_on(member, dues, At(shot, AS_OF))  # type: ignore[arg-type]
    assert account.amount is None, "for the years before the account was kept nobody knows what was owed"
    assert {one.record[1] for one in lapses_on(dues, At(shot, AS_OF))} >= {"p-2", "p-3"}
    assert street.figure("entitled_to_vote", AS_OF).value == 7, "to be proposed changes no right"


def test_two_rows_that_may_be_one_person_are_proposed_and_counted_once_when_somebody_has_decided(street: gr.Office) -> None:
    from grassroots.rules.members.same_persons import MatchingRule, likely_same

    rule = street.charter.rule("matching", "person")
    assert isinstance(rule, MatchingRule)
    found = likely_same(rule, At.of(street.snapshot(AS_OF)))
    assert [(one.kept, one.merged) for one in found] == [("p-8", "p-9")]
    decision = gr.model.SamePerson(id="same", kept="p-8", merged="p-9", decided_by="p-1", start=date(2024, 6, 1))  # type: ignore[arg-type]
    assert street.figure("members", AS_OF).value == 7
    street.add(decision, reason="one card number")
    assert street.figure("members", AS_OF).value == 6
    street.withdraw("same_person", "same", reason="two cards after all")
    assert street.figure("members", AS_OF).value == 7


def test_a_second_check_is_recorded_when_it_is_made(street: gr.Office) -> None:
    street.record_step("membership", "p-21", Step(state="recommended", on=date(2024, 7, 1)), reason="meeting")
    assert cells(street, "member_pipeline", as_of=date(2024, 7, 31))["activist"] == 3
    assert cells(street, "member_pipeline")["activist"] == 2, "what happens later changes no earlier figure"


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


MEMBERS_OF = ("membership", "circumstance", "dues_line", "application", "override")
"""The nouns that say of somebody that he or she is a member, or what kind of one."""


def seen(street: gr.Office, purpose: gr.access.Purpose) -> gr.View:
    return gr.View(store_of(street), street.charter, street.view.actor, None, purpose)


def test_what_a_purpose_does_not_open_is_no_zero_but_not_told(street: gr.Office) -> None:
    snapshot = seen(street, gr.access.PUBLICATION).snapshot(AS_OF)
    told = evaluate(street.charter.measures, snapshot, period=gr.Period.year(2024))
    for name in ("members", "members_in_circumstances", "entitled_to_vote", "registered_for_service"):
        assert (told[name].value, told[name].text()) == (None, "—"), name
        assert "Not told, since this purpose opens no" in told[name].explain("en")
        assert "不予告知" in told[name].explain("zh")
        assert street.figure(name, AS_OF).value
    assert told["units"].value == street.figure("units", AS_OF).value, "what is public is counted"


@pytest.mark.parametrize("noun", MEMBERS_OF)
def test_s0_23_s2_18_s3_15_s3_19_who_is_a_member_is_out_of_view_unless_the_purpose_opens_what_the_law_protects(
    street: gr.Office, noun: str
) -> None:
    for purpose in (
        gr.access.PUBLICATION,
        gr.access.Purpose(
            "survey", frozenset({gr.fields.Privacy.PUBLIC, gr.fields.Privacy.INTERNAL, gr.fields.Privacy.PERSONAL})
        ),
    ):
        view = seen(street, purpose)
        assert dict(view.snapshot(AS_OF).all(noun)) == {}
        for id in street.snapshot(AS_OF).all(noun):
            for ask in (view.get, view.history):
                with pytest.raises(gr.errors.NotFound):
                    ask(noun, id)


def test_s0_23_the_way_to_membership_keeps_days_and_results_and_no_word_of_talks_or_reviews() -> None:
    from grassroots.fields import Column, fields_of

    for info in fields_of(Step):
        assert info.kind is not Column.TEXT or info.words or info.refs or info.name == "state", info.name
    free = {
        (noun, info.name)
        for noun in MEMBERS_OF
        for info in fields_of(gr.model.NOUNS[noun])
        if info.kind is Column.TEXT and not (info.words or info.refs or info.name == "id")
    }
    assert free == {("membership", "number"), ("override", "set_to")}


def test_s3_19_statistics_count_circumstances_and_read_no_name_and_no_number(street: gr.Office) -> None:
    shot = seen(street, gr.access.STATISTICS).snapshot(AS_OF)
    assert {one.name for one in shot.all("person").values()} == {None}  # type: ignore[union-attr]
    assert {one.number for one in shot.all("membership").values()} == {None}  # type: ignore[union-attr]
    from grassroots.figures import evaluate
    from grassroots.values import Period

    whole = evaluate(["members_in_circumstances", "member_pipeline"], street.snapshot(AS_OF), period=Period.year(2024))
    known = evaluate(["members_in_circumstances", "member_pipeline"], shot, period=Period.year(2024))
    assert {name: one.value for name, one in known.items()} == {name: one.value for name, one in whole.items()}


def test_s2_18_s3_15_a_second_unit_sees_its_own_registration_and_nothing_of_the_home_unit(street: gr.Office) -> None:
    view = gr.View(store_of(street), street.charter, street.view.actor, "r1", gr.access.OFFICE)
    shot = view.snapshot(AS_OF)
    assert {one.unit for one in shot.all("membership").values()} == {"r1"}  # type: ignore[union-attr]
    assert dict(shot.all("circumstance")) == {}
    assert dict(shot.all("dues_line")) == {}


def test_s3_15_s2_18_a_published_report_of_members_names_no_record(street: gr.Office) -> None:
    from grassroots.figures import evaluate
    from grassroots.values import Period

    figure = evaluate(["registered_for_service"], street.snapshot(AS_OF), period=Period.year(2024))["registered_for_service"]
    for language in ("en", "zh"):
        text = figure.explain(language)
        for id in ("p-1", "p-2", "service-", "Member"):
            assert id not in text


def test_what_comes_next_on_each_way_is_counted_and_what_of_it_is_late(street: gr.Office) -> None:
    from grassroots.rules.members.next_step import NextStep

    found = street.snapshot(AS_OF).all(NextStep)
    assert {one.record.id for one in found.values() if one.late} == {"p-22"}
    (talk,) = [one for one in found.values() if one.record.id == "p-22"]
    assert (talk.unit, str(talk.due), talk.papers, talk.again) == ("b1", "2024-04-01", 0, False)


def test_what_is_to_be_done_on_the_ways_of_members_has_a_day_and_a_unit(street: gr.Office) -> None:
    from grassroots.rules.registry import KINDS

    found = {(one.record[1], str(one.urgency)): one for one in KINDS["pathway"].to_dos(At.of(street.snapshot(AS_OF)))}
    late = found["p-22", "overdue"]
    assert (late.unit, str(late.day), late.reason.code) == ("b1", "2024-04-01", "pathway-overdue")
    early = [one.reason for one in KINDS["pathway"].to_dos(At(street.snapshot(AS_OF), date(2024, 3, 15)))]
    assert "pathway-due" in {one.code for one in early}
    assert all(one.text("en") != one.text("zh") for one in early)
