"""The charters of hotlines, as the door gives them: their laws, their deadlines, nine classes of refusal."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
import grassroots_charters_cn
from grassroots.charter import Charter
from grassroots.model import Case, Custom, Post, Record, Step, Unit
from grassroots.reading import At
from grassroots.rules import KINDS, HandlingRule, run_of, whole_of
from grassroots.snapshot import Snapshot
from grassroots.testing.charter_kit import check_charters
from grassroots.values import CaseId, PostId, UnitId
from grassroots.workspace import open_charter
from grassroots_charters_cn import grassroots_open_charter

NAMES = ("cn-hotline", "cn-hotline-beijing", "cn-hotline-bureau", "cn-hotline-shenyang")


@cache
def charter(name: str) -> Charter:
    return open_charter(name, gr.Plugins.of(grassroots_charters_cn))


def test_the_charters_keep_the_laws() -> None:
    check_charters(grassroots_open_charter, *NAMES)


@pytest.mark.parametrize("name", NAMES[1:])
def test_each_extends_the_hotline_and_names_the_source_of_each_rule(name: str) -> None:
    found, base = charter(name), charter("association")
    assert found.workflows["case"] == charter("cn-hotline").workflows["case"]
    own = {
        (kind, key): one
        for kind, known in found.rules.items()
        for key, one in known.items()
        if key not in base.rules.get(kind, {})
    }
    assert [key for key, one in own.items() if not one.source] == []
    # What was read in copies only says so; the page of one city, and the seed's round-the-clock roster and published phones, were read themselves.
    sure = {key for key, one in own.items() if not one.unconfirmed}
    own_page = {("clock", "handling")} if name == "cn-hotline-shenyang" else set()
    posts = ("village_secretary", "village_deputy_secretary", "village_head", "village_deputy_head")
    assert sure == {("roster", "hotline"), *own_page, *(("requirement", f"phone_of_{post}") for post in posts)}


def test_there_are_nine_classes_of_refusal_each_of_which_can_be_appealed() -> None:
    rule = charter("cn-hotline").rule("handling", "hotline")
    assert isinstance(rule, HandlingRule)
    declined = next(act for act in rule.acts if act.state == "declined")
    assert len(declined.grounds) == 9
    assert (declined.confirm, declined.confirmed, declined.repeating) == (("malicious",), "confirmed", ("same_matter",))
    states = charter("cn-hotline").workflows["case"].states
    assert all("appealed" in states[name].next for name in ("declined", "confirmed", "replied", "closed"))


def test_not_reached_is_not_dissatisfied_and_closed_says_nothing_of_the_outcome() -> None:
    flow = charter("cn-hotline").workflows["case"]
    assert {"not_reached", "dissatisfied"} <= set(flow.ratings)
    assert "closed" not in flow.outcomes
    assert "solved" not in flow.states


def test_petitions_are_restricted_and_nothing_else_is() -> None:
    known = charter("cn-hotline").words["category"]
    assert [name for name, word in known.items() if word.restricted] == ["petition"]


@pytest.mark.parametrize(
    ("name", "category", "urgency", "received", "due"),
    [
        ("cn-hotline-beijing", "help", "threat", "2021-11-05 09:00", "2021-11-05 11:00"),
        ("cn-hotline-beijing", "help", "utilities", "2021-11-05 09:00", "2021-11-06 09:00"),
        ("cn-hotline-beijing", "complaint", "ordinary", "2021-11-05 09:00", "2021-11-12"),
        ("cn-hotline-beijing", "complaint", "complicated", "2021-11-05 09:00", "2021-11-20"),
        ("cn-hotline-bureau", "help", "threat", "2021-11-05 09:00", "2021-11-05"),  # the same day, not 24 hours
        ("cn-hotline-bureau", "enquiry", None, "2021-11-05 09:00", "2021-11-10"),
        ("cn-hotline-bureau", "complaint", None, "2021-11-05 09:00", "2021-11-24"),
        ("cn-hotline-shenyang", "complaint", None, "2021-11-05 09:00", "2021-11-10"),
        ("cn-hotline-shenyang", "complaint", "complicated", "2021-11-05 09:00", "2021-11-19"),
    ],
)
def test_the_deadlines_are_those_of_the_sources(name: str, category: str, urgency: str | None, received: str, due: str) -> None:
    moment = datetime.fromisoformat(received)
    custom: tuple[Any, ...] = (Custom(name="urgency", text=urgency),) if urgency else ()
    case = Case(
        id=CaseId("c"), category=category, unit=UnitId("u"), custom=custom,
        steps=(Step(state="received", on=moment.date(), at=moment.time()),),
    )  # fmt: skip
    records: tuple[Record, ...] = (Unit(id=UnitId("u"), kind="city", name="City"), case)
    shot = Snapshot.of(records, charter(name), as_of=date(2021, 12, 31))
    assert shot.problems == ()
    run = whole_of(case, At(shot, date(2021, 11, 5)))
    assert run is not None
    assert (f"{run.due} {run.due_at:%H:%M}" if run.due_at else str(run.due)) == due


def test_what_comes_after_the_second_return_is_told_in_the_readers_words() -> None:
    steps = tuple(
        Step(state=state, on=date(2021, 11, day), ground=ground)
        for state, day, ground in (
            ("received", 1, None), ("dispatched", 1, None), ("returned", 2, "wrong_place"),
            ("dispatched", 3, None), ("returned", 4, "not_responsible"),
        )
    )  # fmt: skip
    case = Case(id=CaseId("c"), category="complaint", unit=UnitId("u"), steps=steps)
    shot = Snapshot.of([Unit(id=UnitId("u"), kind="city", name="City"), case], charter("cn-hotline"), as_of=date(2021, 12, 31))
    (proposed,) = KINDS["handling"].proposals(At.of(shot, date(2021, 11, 5)))
    assert proposed.what == "arbitrated"
    told = proposed.reason.text("zh")
    assert [word in told for word in ("已退单", "已裁定", "returned", "arbitrated")] == [True, True, False, False]


TICKETS = """platform,ticket,unit,category,topic,received at,handed over at,signed for at,contacted at,answered at,taken up again on,handed back on,handed back because
hotline,1,city,complaint,water_power,2024-05-06 09:00,2024-05-06 10:00,2024-05-06 11:00,2024-05-07 12:00,2024-05-08 10:00,2024-05-10,,
hotline,2,city,complaint,water_power,2024-05-06 09:00,2024-05-06 10:00,2024-05-08 10:00,,2024-05-09 08:00,,,
hotline,3,city,help,water_power,2024-05-06,2024-05-07,,,,,2024-05-07,wrong_place
hotline,4,city,help,water_power,2024-06-28,2024-06-28,,,,,,
"""


@pytest.mark.parametrize("name", ["cn-hotline-bureau", "cn-hotline-shenyang"])
def test_signing_contact_return_and_taking_up_again_are_rates_with_a_base_each(name: str, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,kind\ncity,City,city\n")
    (tmp_path / "tickets.csv").write_text(TICKETS)
    with gr.open("memory:", charter=name) as city:
        assert city.take_in(tmp_path).problems == ()
        found = {
            one: (figure.numerator, figure.denominator)
            for one in ("signed_in_time", "contacted_in_time", "handed_back", "opened_again")
            for figure in (city.figure(one, "2024-06-28"),)
        }
        # What still runs on the day, and an order that was handed back, is no order to be signed for.
        assert found == {
            "signed_in_time": (1, 2), "contacted_in_time": (1, 3), "handed_back": (1, 4), "opened_again": (1, 2),
        }  # fmt: skip
        assert getattr(city.figure("days_counted", "2024-06-28").value, "count", None) == 2


def test_s0_11_nobody_improves_a_rate_by_calling_requesters_malicious_alone() -> None:
    def closed(id: str, *more: Step) -> Case:
        return Case(
            id=CaseId(id), category="complaint", unit=UnitId("u"), steps=(Step(state="received", on=date(2024, 5, 1)), *more)
        )

    def declined(ground: str) -> Step:
        return Step(state="declined", on=date(2024, 5, 2), ground=ground, by=PostId("clerk"))

    unit = Unit(id=UnitId("u"), kind="city", name="City")
    posts = [Post(id=PostId(id), unit=UnitId("u"), kind=kind) for id, kind in (("clerk", "intake"), ("head", "supervisor"))]
    agreed = Step(state="confirmed", on=date(2024, 5, 3), by=PostId("head"))
    answered = (
        Step(state="dispatched", on=date(2024, 5, 1)),
        Step(state="contacted", on=date(2024, 5, 2)),
        Step(state="replied", on=date(2024, 5, 2), outcome="solved"),
    )
    cases = (
        closed("1", *answered), closed("2", declined("malicious")), closed("3", declined("malicious"), agreed),
        closed("4", declined("courts")),
    )  # fmt: skip
    with gr.open("memory:", charter="cn-hotline") as city:
        city.add(unit, *posts, *cases, reason="cases")
        for name in ("closed_share", "response"):
            figure = city.figure(name, "2024-06-30")
            assert (figure.numerator, figure.denominator, dict(figure.left_out)["withdrawn"]) == (1, 2, 2), name
        contacted = city.figure("contacted_in_time", "2024-06-30")
        assert (contacted.numerator, contacted.denominator, dict(contacted.left_out)) == (1, 2, {"no_promise": 2})
        assert contacted.records().misses == (("case", "2"),)
        early = run_of(cases[1], "first_contact", At.of(city.snapshot("2024-05-02")))
        assert getattr(early, "promise", None) == "running", "it goes on as if nobody had refused"


def test_a_ticket_is_found_by_the_number_that_its_ledger_shows(tmp_path: Path) -> None:
    """Its key is the platform and the number; whoever calls says the number, or what stands behind its last dash. A piece of that is another number."""
    (tmp_path / "units.csv").write_text("code,name,kind\ncity,City,city\n")
    (tmp_path / "tickets.csv").write_text(TICKETS.replace("hotline,", "hotline,GD-03"))
    with gr.open("memory:", charter="cn-hotline") as office:
        assert office.take_in(tmp_path).problems == ()
        for text in ("hotline-GD-034", "GD-034", "gd-034", "034"):
            assert [found.number for found in office.find(text)] == ["hotline-GD-034"], text
        assert [office.find(text) for text in ("34", "GD", "035")] == [()] * 3
