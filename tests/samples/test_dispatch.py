"""S2-01: three levels that deal with one another. Lists go up each quarter and are matched, lists and meetings come down; figures from the rows that were typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.access.actors import Actor, Grant, Verb
from grassroots.errors import HasProblems
from grassroots.model import Step
from grassroots.reading import At
from grassroots.rules.programmes.duties import behind
from grassroots.rules.service.match_rule import MatchRule
from grassroots.rules.service.matching import match
from grassroots.values import Period, UnitId

AS_OF = date(2024, 7, 31)
YEAR = Period.year(2024)
FIRST, SECOND = Period.quarter(2024, 1), Period.quarter(2024, 2)

LEDGERS = {
    "units": """\
code,name,kind,part of
s,Street,street,
c1,Community 1,community,s
c2,Community 2,community,s
""",
    "partners": "partner No.,contact unit,name,kind\nw,s,Works,enterprise\n",
    # Demand and supply, as the communities put them on their lists; the last demand is of the second quarter.
    "needs": """\
No.,unit,kind,published on,taken up on,granted on,withdrawn on
n1,c1,resource,2024-02-01,2024-03-10,2024-03-20,
n2,c1,resource,2024-02-05,,,2024-03-01
n3,c2,resource,2024-02-09,2024-05-02,,
n4,c2,resource,2024-03-30,,,
n5,c2,resource,2024-05-06,,,
""",
    "offers": """\
No.,unit,offered by,offered by a,kind,listed on,used up on
o1,c1,w,partner,resource,2024-01-20,2024-03-20
o2,c2,w,partner,resource,2024-03-02,
""",
    "claims": """\
No.,need,taken up on,taken up by,taken up by a,offer
k1,n1,2024-03-10,w,partner,o1
k2,n3,2024-05-02,w,partner,
""",
    # Problems, and whom each was handed to by when: the list of who is responsible.
    "cases": """\
No.,unit,category,received on,handed over on,handled by,due by,answered on,outcome
p1,c1,listed_problem,2024-02-10,2024-02-12,s,2024-03-12,2024-03-01,solved
p2,c1,listed_problem,2024-02-11,2024-02-20,s,2024-04-30,,
p3,c2,listed_problem,2024-05-11,2024-05-20,c2,2024-09-30,,
p4,c2,listed_problem,2024-06-11,,,,,
""",
    "activities": "No.,unit,kind,held on\n"
    + "".join(f"t{month},s,task_list,2024-{month:02}-03\n" for month in (1, 2, 3, 4, 6))
    + "y1,s,symposium,2024-03-28\ny2,s,symposium,2024-06-28\n",
}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    folder = tmp_path_factory.mktemp("ledgers")
    for name, text in LEDGERS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with gr.open("memory:", charter="cn-street", clock=lambda: datetime(2024, 7, 31, tzinfo=UTC)) as workspace:
        reading = workspace.take_in(folder)
        assert reading.stored, str(reading)
        names = ("activity_report", "supply_and_demand_list", "problem_list", "task_list", "symposium", "work_report")
        workspace.open_duties(Period(date(2024, 1, 1), date(2024, 7, 1)), names, reason="half a year")
        # The first community sends in everything, the second its lists of the first quarter only, one of them late.
        for first, unit, duty, on in (
            ("2024-01-01", "c1", "supply_and_demand_list", date(2024, 4, 2)),
            ("2024-01-01", "c1", "problem_list", date(2024, 4, 2)),
            ("2024-04-01", "c1", "supply_and_demand_list", date(2024, 7, 2)),
            ("2024-04-01", "c1", "problem_list", date(2024, 7, 2)),
            ("2024-01-01", "c2", "supply_and_demand_list", date(2024, 4, 2)),
            ("2024-01-01", "c2", "problem_list", date(2024, 4, 22)),
        ):
            workspace.record_step("due", f"{duty}:{first}:{unit}", Step(state="submitted", on=on), reason="sent in")
        yield workspace


def told(street: gr.Office, name: str, period: Period = YEAR, as_of: date = AS_OF) -> tuple[int, int] | object:
    figure = street.figure(name, as_of, period=period)
    return (figure.numerator, figure.denominator) if figure.denominator is not None else figure.value


@pytest.mark.system("S2-01")
def test_lists_go_up_each_quarter_and_who_is_behind_is_known(street: gr.Office) -> None:
    assert told(street, "lists_sent_up", FIRST) == (4, 4)
    assert told(street, "lists_sent_up", SECOND) == (2, 4)
    late = {one.due.id for one in behind(At.of(street.snapshot(AS_OF), scope=UnitId("c2"))) if one.due.kind == "list"}
    assert late == {f"{duty}:2024-04-01:c2" for duty in ("supply_and_demand_list", "problem_list")}
    community = street.seen_by(Actor("c2", tuple(Grant(verb, UnitId("c2")) for verb in (Verb.READ, Verb.CHANGE))))
    with pytest.raises(HasProblems) as caught:
        community.record_step("due", "problem_list:2024-01-01:c2", Step(state="checked", on=AS_OF), reason="the street checks")
    assert [one.code for one in caught.value.problems] == ["wrong-level"]


@pytest.mark.system("S2-01")
def test_task_lists_symposia_and_the_report_come_down(street: gr.Office) -> None:
    # Six task lists were due in half a year, five came; two symposia; the report of the year is not due yet.
    assert told(street, "sent_down") == (7, 8)
    missing = [one.due.id for one in behind(At.of(street.snapshot(AS_OF))) if one.due.unit == "s"]
    assert missing == ["task_list:2024-05-01:s"]


@pytest.mark.system("S2-01")
def test_demand_and_supply_are_matched_and_the_lists_change_from_quarter_to_quarter(street: gr.Office) -> None:
    assert [told(street, "demands_listed", period) for period in (FIRST, SECOND)] == [4, 1]
    assert told(street, "supplies_listed", FIRST) == 2
    # Of four demands one was withdrawn; one was met from the list; one was taken up by somebody without an offer on it.
    assert told(street, "demands_matched", FIRST) == (1, 3)
    rule = street.charter.rule("match", "partners")
    assert isinstance(rule, MatchRule)
    proposed = match(rule, At.of(street.snapshot(AS_OF)))
    assert [(one.need, one.offer) for one in proposed.pairs] == [("needs-n4", "offers-o2")]
    assert [one.need for one in proposed.left] == ["needs-n5"]
    evidence = street.ask(street.figure("demands_matched", AS_OF, period=FIRST).question)
    assert {(Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in evidence.hits} == {("needs", 2)}


@pytest.mark.system("S2-01")
def test_the_list_of_problems_says_who_is_responsible_and_what_is_overdue(street: gr.Office) -> None:
    assert [told(street, "problems_listed", period) for period in (FIRST, SECOND)] == [2, 2]
    assert [told(street, "problems_dealt_with", period) for period in (FIRST, SECOND)] == [1, 0]
    assert told(street, "responsibilities") == 2
    assert (told(street, "responsibilities.s"), told(street, "responsibilities.c2")) == (1, 1)
    assert told(street, "responsibilities_behind") == 1
    assert told(street, "problems_without_owner") == 1
    behind_row = street.ask(street.figure("responsibilities_behind", AS_OF).question)
    assert {behind_row.sources[key].row for key in behind_row.hits} == {3}
    # It moves on: once the owner answers, the item is off the list, and on the day before it still stands there.
    street.record_step("case", "cases-p2", Step(state="replied", on=date(2024, 8, 2), outcome="solved"), reason="dealt with")
    assert told(street, "responsibilities", as_of=date(2024, 8, 2)) == 1
    assert told(street, "responsibilities", as_of=date(2024, 8, 1)) == 2


@pytest.mark.system("S2-01")
def test_whoever_is_behind_is_notified_once_a_day(street: gr.Office) -> None:
    sent = street.remind(AS_OF, {"c2": "c2@example.org"}, channel="console:", language="zh", reason="daily")
    assert {one.subject for one in sent} == {f"逾期：{name}（Community 2）" for name in ("供需清单", "问题清单", "活动报告")}
    assert street.remind(AS_OF, {"c2": "c2@example.org"}, channel="console:", language="zh", reason="again") == ()
