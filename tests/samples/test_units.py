"""How branches are formed, grow and cover every body and place, from the ledgers of a committee to figures and to what the rules propose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support.taken import cells, rate, taken_in

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.reading import At
from grassroots.rules.organization.formation import Formation
from grassroots.values import Period

AS_OF = date(2024, 6, 30)

UNITS = """\
code,name,kind,part of,sector,set up on the ground of,founded on
s,Association,association,,,,
b1,Large branch,branch,s,village,,2010-01-01
b2,Middle branch,branch,s,village,,2010-01-01
b3,Small branch,branch,s,enterprise,,2010-01-01
b4,Smaller branch,branch,s,enterprise,,2010-01-01
b5,Huge branch,branch,s,institution,,2010-01-01
ch,Tea chain,chain_branch,s,enterprise,chain,2024-04-10
mi,Away from home,migrants_branch,s,,convenience,2024-05-02
jo,Two shops,joint_branch,s,enterprise,neighbours,2024-06-01
pr,Bridge,project_branch,s,,,2024-02-01
old,Dam,project_branch,s,,,2022-02-01
p1,North quarter,site,s,,,
p2,South quarter,site,s,,,
p3,Market,site,s,,,
"""

SIZES = {"b1": 60, "b2": 12, "b3": 2, "b4": 1, "b5": 100, "ch": 5, "mi": 7, "jo": 3, "pr": 3, "old": 3}
MEMBERS = "No.,name,unit,member since\n" + "".join(
    f"{unit}{at},Member {unit}{at},{unit},2010-07-01\n" for unit, number in SIZES.items() for at in range(number)
)

PROJECTS = """\
code,unit,kind,name,proposed on,adopted on,begun on,due by,finished on
r1,s,practical,Bridge,2024-01-05,2024-01-20,2024-02-01,2025-12-31,
r2,s,practical,School,2024-01-05,2024-01-20,2024-03-01,2024-12-31,
r3,s,practical,Festival,2024-05-05,2024-05-20,2024-06-01,2024-07-31,
r4,s,practical,Dam,2021-12-05,2022-01-20,2022-02-01,2024-03-31,2024-04-30
r5,s,practical,Library,2024-06-05,2024-06-20,,2026-12-31,
"""

PARTNERS = """\
code,unit,kind,name
e1,s,enterprise,Tea Works
e2,s,enterprise,Paper Works
e3,s,civil_society,Chess Club
k1,s,co_operative,Tea growers
k2,s,co_operative,Bee keepers
"""

COVERAGE = """\
unit,by,how,kind of target,target,first day
s,ch,organized,partner,e1,2024-04-10
s,b2,worked_with,partner,e2,2024-01-01
s,b1,organized,unit,p1,2015-01-01
s,b2,worked_with,unit,p2,2023-01-01
s,ch,leads,partner,k1,2024-04-10
s,ch,demonstration,project,r2,2024-04-10
s,pr,project_unit,project,r1,2024-02-01
s,old,project_unit,project,r4,2022-02-01
s,b3,joined,unit,jo,2024-06-01
s,b4,joined,unit,jo,2024-06-01
"""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A committee with its branches, from the tables that it keeps."""
    tables = {"units": UNITS, "members": MEMBERS, "projects": PROJECTS, "partners": PARTNERS, "coverage": COVERAGE}
    with taken_in(tmp_path_factory.mktemp("ledgers"), tables, "cn-party-branch") as workspace:
        yield workspace


def gaps(street: gr.Office, name: str, as_of: date = AS_OF) -> list[tuple[str, str, int]]:
    """What a coverage figure misses: the record and the row in which it was typed."""
    evidence = street.ask(street.figure(name, as_of).question)
    return [
        (id, Path(evidence.sources[noun, id].file).stem, evidence.sources[noun, id].row) for noun, id in sorted(evidence.misses)
    ]


@pytest.mark.system("S2-19")
def test_two_coverages_come_with_their_gaps_as_a_list_for_bodies_and_for_places(street: gr.Office) -> None:
    assert rate(street, "bodies_organized", AS_OF) == (1, 5)
    assert rate(street, "bodies_worked_with", AS_OF) == (2, 5)
    assert rate(street, "places_organized", AS_OF) == (1, 3)
    assert rate(street, "places_worked_with", AS_OF) == (2, 3)
    assert gaps(street, "places_worked_with") == [("p3", "units", 15)]
    assert gaps(street, "bodies_organized") == [
        ("e2", "partners", 3),
        ("e3", "partners", 4),
        ("k1", "partners", 5),
        ("k2", "partners", 6),
    ]
    assert gaps(street, "bodies_organized", date(2024, 4, 9))[0] == ("e1", "partners", 2), "the day before it was organized"
    by_kind = evaluate(["bodies_worked_with"], street.snapshot(AS_OF), period=Period.year(2024))
    assert (by_kind["bodies_worked_with.enterprise"].numerator, by_kind["bodies_worked_with.enterprise"].denominator) == (2, 2)


@pytest.mark.system("S3-02")
def test_a_project_that_lasts_and_has_no_branch_is_proposed_one(street: gr.Office) -> None:
    shot = street.snapshot(AS_OF)
    proposals = Formation(At.of(shot)).proposals()
    proposed = [one for one in proposals if one.what == "form"]
    assert [(one.record[1], one.reason.details["kind"]) for one in proposed] == [
        ("r2", "branch of a project"),
        ("r3", "temporary branch"),
    ]
    assert rate(street, "projects_with_unit", AS_OF) == (1, 3)
    assert gaps(street, "projects_with_unit") == [
        ("project_unit:project:r2", "projects", 3),
        ("project_unit:project:r3", "projects", 4),
    ]
    (over,) = [one for one in proposals if one.what == "end"]
    assert over.record == ("unit", "old")
    for one in proposed:
        assert one.reason.source is not None
        assert "S3-02" in one.source or "not confirmed" in one.source


@pytest.mark.system("S3-09")
def test_units_out_of_size_are_proposed_for_change_by_a_rule_with_its_source(street: gr.Office) -> None:
    found, before = (
        [one for one in Formation(At.of(street.snapshot(day))).proposals() if one.what in ("join", "upgrade")]
        for day in (AS_OF, date(2024, 5, 31))
    )
    assert {one.record[1]: (one.what, one.reason.code, one.reason.details["size"]) for one in found} == {
        "b1": ("upgrade", "unit-may-become", 60),
        "b5": ("upgrade", "unit-should-become", 100),
    }, "two that are too small take part in a joint branch"
    near = {one.record[1]: one.reason.details["near"] for one in before if one.what == "join"}
    assert near == {"b3": ("Smaller branch",), "b4": ("Small branch",)}
    for one in found:
        assert one.reason.source is not None
        assert Path(one.reason.source.file).stem == "units"
        assert "copy" in one.source or "not confirmed" in one.source


@pytest.mark.system("S3-09")
def test_what_was_set_up_in_a_campaign_is_counted_by_kind_and_ground(street: gr.Office) -> None:
    founded = cells(street, "units_founded", AS_OF, Period.quarter(2024, 2))
    assert founded == {"chain_branch": 1, "migrants_branch": 1, "joint_branch": 1}
    grounds = cells(street, "units_by_ground", AS_OF, Period.quarter(2024, 2))
    assert {key: value for key, value in grounds.items() if key in ("chain", "convenience", "neighbours")} == {
        "chain": 1,
        "convenience": 1,
        "neighbours": 1,
    }


@pytest.mark.system("S3-03")
def test_units_lead_co_operatives_and_demonstration_projects(street: gr.Office) -> None:
    assert rate(street, "co_operatives_led", AS_OF) == (1, 2)
    assert gaps(street, "co_operatives_led") == [("k2", "partners", 6)]
    assert street.figure("demonstration_projects", AS_OF).value == 1
    assert street.figure("demonstration_projects", date(2024, 4, 9)).value == 0


def test_proposals_change_nothing_and_say_so(street: gr.Office) -> None:
    before = street.head
    for one in Formation(At.of(street.snapshot(AS_OF))).proposals():
        assert "until then nothing changes" in "\n".join(one.explain("en"))
        assert "在此之前一切不变" in "\n".join(one.explain("zh"))
    assert street.head == before
