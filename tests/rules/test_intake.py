"""What residents bring: routing always ends, duplicates are offered and merged without loss, steps are taken as the charter asks, rosters have gaps."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.charter import Charter, Form, Is, Measure
from grassroots.charter.loading import load
from grassroots.errors import CharterInvalid, InvalidArgument
from grassroots.figures import evaluate
from grassroots.model import (
    Activity,
    Area,
    Attendance,
    Case,
    ContactPoint,
    Link,
    Person,
    Placement,
    Post,
    Record,
    Reply,
    Service,
    Shift,
    Step,
    Tenure,
    Unit,
)
from grassroots.problems import Problem
from grassroots.reading.at import At
from grassroots.rules.casework.case_route import CaseRoute
from grassroots.rules.casework.duplicates import likely_duplicates, merge_problems, merged, split, threads_of, unanswered
from grassroots.rules.casework.duplicates_rule import DuplicatesRule
from grassroots.rules.casework.handling import KIND, handling_on
from grassroots.rules.casework.handling_rule import HandlingRule
from grassroots.rules.casework.rosters import RosterRule, roster_of
from grassroots.rules.casework.routing import Catalogue, route
from grassroots.rules.casework.routing_rule import Way
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.snapshot.checks import problems_of
from grassroots.values import ActivityId, AreaId, CaseId, Period, PersonId, PostId, Ref, ServiceId, UnitId
from grassroots.workspace import open_charter

DAY = date(2024, 6, 28)
ASSOCIATION = cache(open_charter)
RULES = """
id = "desk"
extends = "association"
languages = ["en", "zh"]
label = { en = "Desk", zh = "服务台" }
[words.ground]
malicious = { en = "malicious", zh = "恶意" }
again = { en = "same matter", zh = "同一事项" }
not_ours = { en = "not ours", zh = "非本单位" }
[workflow.case]
outcomes = ["solved", "partly", "explained", "adopted", "not_now", "declined", "withdrawn", "duplicate"]
ratings = ["satisfied", "fairly", "dissatisfied", "not_reached"]
[workflow.case.state]
received = { kind = "open", en = "received", zh = "受理", next = ["dispatched", "merged", "replied", "declined", "withdrawn"] }
dispatched = { kind = "open", en = "handed over", zh = "派单", next = ["returned", "drafted", "merged", "replied", "declined", "withdrawn", "paused"] }
paused = { kind = "waiting", en = "paused", zh = "暂停", next = ["dispatched"] }
returned = { kind = "open", en = "handed back", zh = "退单", next = ["dispatched", "arbitrated"] }
arbitrated = { kind = "open", en = "arbitrated", zh = "裁定", next = ["dispatched"] }
merged = { kind = "waiting", en = "merged", zh = "合并", next = ["replied", "dispatched"] }
drafted = { kind = "open", en = "drafted", zh = "拟复", next = ["approved"] }
approved = { kind = "open", en = "approved", zh = "审核", moves = [{ to = "replied", by = ["secretary"] }] }
replied = { kind = "done", en = "answered", zh = "答复", next = ["reopened"] }
reopened = { kind = "open", en = "taken up again", zh = "重办", next = ["replied", "dispatched"] }
declined = { kind = "dropped", en = "declined", zh = "不予受理", next = ["confirmed", "appealed"] }
confirmed = { kind = "dropped", en = "refusal confirmed", zh = "复核", next = ["appealed"] }
appealed = { kind = "waiting", en = "appealed", zh = "申诉", next = ["reopened", "confirmed"] }
withdrawn = { kind = "dropped", en = "withdrawn", zh = "撤回" }
[routing.desk]
en = "Routing"
zh = "派单"
source = "standing order 1"
owners = ["co_owner"]
helpers = ["co_handler"]
fallback = "district"
[duplicates.place]
en = "Same place"
zh = "同一地点"
same = ["category", "place"]
days = 14
state = "merged"
[duplicates.person]
en = "Same person"
zh = "同一诉求人"
same = ["requester", "topic"]
days = 30
[handling.desk]
en = "Handling"
zh = "办理"
source = "standing order 2"
answer = ["replied"]
acts = [
    { state = "declined", grounds = ["malicious", "again"], confirm = ["malicious"], confirmed = "confirmed", repeating = ["again"] },
    { state = "returned", grounds = ["not_ours"], since = "dispatched", days = 1, working = true, most = 2, then = "arbitrated" },
    { state = "approved", signed = true, not_by = "drafted" },
    { state = "reopened", since = "replied", days = 30, most = 1 },
    { state = "paused", before_due = true },
]
[roster.day]
en = "By day"
zh = "白天"
where = { kind = "hotline" }
hours = "08:00-20:00"
weekdays = [1, 2, 3, 4, 5]
most_hours = 8
"""


@pytest.fixture(scope="module")
def charter() -> Charter:
    return load({"charter.toml": RULES}, kinds=KINDS, parent=ASSOCIATION)


UNITS: tuple[Record, ...] = (
    Unit(id=UnitId("a"), kind="association", name="All"),
    *(
        Unit(id=UnitId(id), kind=kind, name=id, parents=(Placement(since=date(2000, 1, 1), parent=UnitId(above)),))
        for id, kind, above in (("d", "district", "a"), ("b1", "branch", "d"), ("b2", "branch", "d"), ("g1", "group", "b1"))
    ),
)


def service(id: str, parent: str | None = None, **more: Any) -> Service:
    above = None if parent is None else ServiceId(parent)
    return Service(id=ServiceId(id), unit=UnitId("a"), number=more.pop("number", id), name=f"Matter {id}", parent=above, **more)


def step(state: str, on: str = "2024-06-03", **more: Any) -> Step:
    return Step(state=state, on=date.fromisoformat(on), **more)


def case(id: str = "c1", *steps: Step, **more: Any) -> Case:
    fields = {"category": "request", "unit": UnitId("g1"), **more}
    return Case(id=CaseId(id), steps=steps or (step("received"),), **fields)


def shot(charter: Charter, *records: Record) -> Snapshot:
    return Snapshot.of((*UNITS, *records), charter, as_of=DAY, check=False)


def at(charter: Charter, *records: Record) -> At:
    return At.of(shot(charter, *records))


# -- routing ------------------------------------------------------------------------------------------------------------------------------


def test_the_entry_that_fits_best_says_who_answers(charter: Charter) -> None:
    entries = (
        service("s1", category="request", responsible=UnitId("b1")),
        service("s2", category="request", topic="noise", responsible=UnitId("b2")),
    )
    found = route(case(topic="noise"), at(charter, *entries))
    assert (found.lead, found.way, found.service) == ("b2", Way.SERVICE, "s2")
    assert route(case(topic="safety"), at(charter, *entries)).lead == "b1"
    assert found.explain()[-1] == "Source: standing order 1."


def test_the_place_decides_which_unit_of_a_kind_answers(charter: Charter) -> None:
    area = Area(id=AreaId("x"), unit=UnitId("b2"), kind="territory", addresses="Mill Lane 1-19")
    snapshot = shot(charter, area, service("s", category="request", responsible_kind="branch"))
    assert route(case(), At.of(snapshot)).lead == "b1", "without a place, from where it arose"
    assert route(case(place="Mill Lane 7"), At.of(snapshot)).lead == "b2"
    assert route(case(area=AreaId("x")), At.of(snapshot)).lead == "b2"
    assert "Mill Lane" not in "".join(route(case(place="Mill Lane 7"), At.of(snapshot)).explain())


def test_an_entry_that_says_nothing_falls_back_to_those_above_it_in_their_version_of_the_day(charter: Charter) -> None:
    entries = (
        service("top", responsible=UnitId("b1"), number="1", end=date(2024, 6, 1)),
        service("top2", responsible=UnitId("b2"), number="1", start=date(2024, 6, 1)),
        service("leaf", "top", category="request"),
    )
    snapshot = shot(charter, *entries)
    assert route(case(), At.of(snapshot, date(2024, 5, 31))).lead == "b1"
    assert (route(case(), At.of(snapshot)).lead, route(case(), At.of(snapshot)).way) == ("b2", Way.ABOVE)


def test_of_several_the_first_receiver_leads_and_where_none_had_it_the_fallback_decides(charter: Charter) -> None:
    link = Link(id="l", unit=UnitId("a"), kind="co_owner", holder=Ref("unit", "b2"), target=Ref("service", "s"))
    helper = Link(id="h", unit=UnitId("a"), kind="co_handler", holder=Ref("unit", "g1"), target=Ref("service", "s"))
    snapshot = shot(charter, service("s", category="request", responsible=UnitId("b1")), link, helper)
    had = route(case("c", step("received"), step("dispatched", unit=UnitId("b2"))), At.of(snapshot))
    assert (had.lead, had.way, had.helpers, had.owners) == ("b2", Way.FIRST_RECEIVER, ("b1", "g1"), ("b1", "b2"))
    nobody = route(case(), At.of(snapshot))
    assert (nobody.lead, nobody.way) == ("d", Way.FALLBACK)


def test_a_case_that_was_passed_to_a_unit_that_neither_leads_nor_helps_is_told(charter: Charter) -> None:
    helper = Link(id="h", unit=UnitId("a"), kind="co_handler", holder=Ref("unit", "g1"), target=Ref("service", "s"))
    entry = service("s", category="request", responsible=UnitId("b1"))

    def told(*steps: Step, **more: Any) -> list[str]:
        found = problems_by_rules(shot(charter, evolve(entry, **more), helper, case("c", *steps)))
        assert all("standing order 1" in one.text(language) for one in found for language in ("en", "zh"))
        return [f"{one.code} {one.value} {one.details['lead']}" for one in found]

    sent = step("dispatched", unit=UnitId("b2"))
    assert told(step("received"), sent) == ["case-elsewhere b2 b1"]
    assert told(step("received"), evolve(sent, ground="not_ours")) == [], "a ground is on record"
    assert told(step("received"), evolve(sent, unit=UnitId("b1"))) == []
    assert told(step("received"), evolve(sent, unit=UnitId("g1"))) == [], "it helps, and stands under the one that leads"
    assert told(step("received", unit=UnitId("b2"))) == [], "it took the case in, and has yet to pass it on"
    assert told(step("received"), sent, responsible=None) == [], "the rule cannot tell who answers for it"
    assert told(step("received"), sent, accepts=False) == []
    assert told(step("received"), sent, step("replied")) == [], "it is over"


def test_a_unit_that_no_longer_stands_does_not_answer(charter: Charter) -> None:
    ended = Unit(id=UnitId("old"), kind="branch", name="Old", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("d")),), end=date(2020, 1, 1))  # fmt: skip
    found = route(case(), at(charter, ended, service("s", category="request", responsible=UnitId("old"))))
    assert (found.lead, found.way) == ("d", Way.SERVICE), "the one above it took over"


def test_where_open_cases_go_is_counted_like_any_record(charter: Charter) -> None:
    entry = service("s", category="request", topic="noise", responsible=UnitId("b1"))
    cases = (case("c1", topic="noise"), case("c2"), case("c3", step("received"), step("replied", "2024-06-05")))
    found = shot(charter, entry, *cases).all(CaseRoute)
    assert {id: (one.lead, one.way.value) for id, one in found.items()} == {"c1": ("b1", "service"), "c2": ("d", "fallback")}
    unclear = Measure(name="unclear", labels={}, form=Form.COUNT, noun="case_route", where=Is("way", ("fallback",)))
    known = evolve(charter, measures={**charter.measures, "unclear": unclear})
    figure = evaluate(["unclear"], shot(known, entry, *cases), scope=UnitId("a"), period=Period.year(2024))["unclear"]
    assert (figure.value, figure.records().hits) == (1, (("case_route", "c2"),))


def test_requests_that_are_not_accepted_are_told_so(charter: Charter) -> None:
    found = route(case(), at(charter, service("s", category="request", accepts=False, responsible=UnitId("b1"))))
    assert (found.accepted, found.lead) == (False, "b1")


def test_entries_in_a_circle_end_at_the_fallback_and_are_told_once(charter: Charter) -> None:
    snapshot = shot(charter, service("s1", "s2", category="request"), service("s2", "s3"), service("s3", "s1"))
    found = route(case(), At.of(snapshot))
    assert (found.lead, found.way) == ("d", Way.FALLBACK)
    assert [problem.code for problem in found.problems] == ["service-circle"]
    assert [problem.code for problem in Catalogue(At.of(snapshot)).problems()] == ["service-circle"]


def test_a_number_twice_on_one_day_and_a_clock_that_there_is_not_are_told(charter: Charter) -> None:
    problems = Catalogue(at(charter, service("s1", number="1"), service("s2", number="1", clock="fast"))).problems()
    assert [problem.code for problem in problems] == ["service-twice", "service-clock"]


@given(
    st.lists(
        st.tuples(st.sampled_from([None, 0, 1, 2, 3, 4]), st.sampled_from([None, "b1", "b2", "gone"]), st.booleans()),
        max_size=5,
    ),
    st.sampled_from(["g1", "b2", "a", "gone"]),
    st.sampled_from([None, "s0", "s3", "gone"]),
)
@settings(max_examples=40, deadline=None)
def test_routing_always_ends_with_one_unit(charter: Charter, entries: list[Any], unit: str, named: str | None) -> None:
    made = [
        service(f"s{at}", None if above is None else f"s{above}", category="request", responsible=owner and UnitId(owner), responsible_kind="branch" if kind else None)
        for at, (above, owner, kind) in enumerate(entries)
    ]  # fmt: skip
    found = route(case(unit=UnitId(unit), service=named and ServiceId(named)), at(charter, *made))
    assert found.lead
    assert found.lead not in found.helpers
    assert all(found.explain(language) for language in ("en", "zh"))


# -- duplicates, merging, splitting -------------------------------------------------------------------------------------------------------


def duplicates(charter: Charter, name: str) -> DuplicatesRule:
    found = charter.rule("duplicates", name)
    assert isinstance(found, DuplicatesRule)
    return found


def test_likely_duplicates_share_the_place_however_it_is_written_and_lie_close_in_time(charter: Charter) -> None:
    cases = [
        case("c1", step("received", "2024-06-01"), place="Mill Lane 7"),
        case("c2", step("received", "2024-06-15"), place="mill lane, ７"),
        case("c3", step("received", "2024-06-16"), place="Mill Lane 7"),
        case("c4", step("received", "2024-06-15"), place="Mill Lane 9"),
        case("c5", step("received", "2024-06-15")),
        case("c6", step("received", "2024-06-15"), step("replied", "2024-06-16"), place="Mill Lane 7"),
    ]
    found = likely_duplicates(duplicates(charter, "place"), at(charter, *cases))
    assert [(one.case, one.other, one.days) for one in found] == [("c2", "c1", 14), ("c3", "c2", 1)]
    assert "category, place" in found[0].explain()[0]
    assert "地点" in found[0].explain("zh")[0]


def test_only_cases_that_lie_close_in_time_are_compared(charter: Charter, monkeypatch: pytest.MonkeyPatch) -> None:
    from grassroots.rules.casework import duplicates as room

    first, compared, together = date(2024, 1, 1), [], room._together
    days = [at * 40 % 1000 for at in range(200)]
    cases = [
        case(f"c{at}", step("received", (first + timedelta(days=day)).isoformat()), place="x") for at, day in enumerate(days)
    ]
    monkeypatch.setattr(room, "_together", lambda *pair: (compared.append(pair), together(*pair))[1])
    rule = duplicates(charter, "place")
    here = At.of(shot(charter, *cases), date(2027, 1, 1))
    found = likely_duplicates(rule, here)
    pairs = sorted((days[at], f"c{at}") for at in range(200))
    by_hand = {
        (later, earlier) for at, (on, later) in enumerate(pairs) for before, earlier in pairs[:at] if on - before <= rule.days
    }
    assert {(one.case, one.other) for one in found} == by_hand
    assert len(compared) == len(by_hand)
    new = case("new", step("received", (first + timedelta(days=480)).isoformat()), place="X")
    near = {id for on, id in pairs if abs(on - 480) <= rule.days}
    assert near
    assert {one.other for one in likely_duplicates(rule, here, new)} == near


@pytest.mark.parametrize("hidden", [{"requester": None}, {"requester": PersonId("p"), "confidential": True}])
def test_s3_13_an_anonymous_or_confidential_request_is_never_matched_by_person(
    charter: Charter, hidden: dict[str, Any]
) -> None:
    open_case = case("c1", requester=PersonId("p"), topic="noise")
    other = case("c2", topic="noise", **hidden)
    rule = duplicates(charter, "person")
    assert likely_duplicates(rule, at(charter, open_case, other)) == ()
    assert len(likely_duplicates(rule, at(charter, open_case, evolve(other, requester=PersonId("p"), confidential=False)))) == 1


def test_what_is_merged_already_or_says_that_it_repeats_is_not_offered_again(charter: Charter) -> None:
    for tie in ({"merged_into": CaseId("c1")}, {"repeats": CaseId("c1")}, {"part_of": CaseId("c1")}):
        pair = (case("c1", place="x"), case("c2", place="x", **tie))
        assert likely_duplicates(duplicates(charter, "place"), at(charter, *pair)) == ()


def test_each_requester_of_a_merged_case_is_owed_an_answer(charter: Charter) -> None:
    rule = charter.rule("handling", "desk")
    assert isinstance(rule, HandlingRule)
    lead = case("c1", step("received"), step("replied", "2024-06-10"))
    second = case("c2", step("received"), step("merged"), merged_into=CaseId("c1"))
    assert [(one.case, str(one.since)) for one in unanswered(rule, at(charter, lead, second))] == [("c2", "2024-06-10")]
    answer = Reply(id="r", case=CaseId("c2"), on=date(2024, 6, 11))
    assert unanswered(rule, at(charter, lead, second, answer)) == ()
    answered = evolve(second, steps=(*second.steps, step("replied", "2024-06-12")))
    assert unanswered(rule, at(charter, lead, answered)) == ()
    assert unanswered(rule, At.of(shot(charter, lead, second), date(2024, 6, 9))) == ()


def test_cases_merged_in_a_circle_have_the_first_as_lead_and_are_told(charter: Charter) -> None:
    cases = [case(f"c{n}", step("received", f"2024-06-0{4 - n}"), merged_into=CaseId(f"c{n % 3 + 1}")) for n in (1, 2, 3)]
    snapshot = shot(charter, *cases)
    assert set(threads_of(At.of(snapshot)).values()) == {"c3"}
    assert [(problem.code, problem.value) for problem in merge_problems(At.of(snapshot))] == [("case-merge-circle", "c3")]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["merge", "split", "return"])), max_size=8))
@settings(max_examples=40, deadline=None)
def test_no_case_is_lost_or_doubled_by_merging_splitting_and_handing_back(charter: Charter, moves: list[Any]) -> None:
    cases = {f"c{n}": case(f"c{n}") for n in range(6)}
    asked = set(cases)
    for number, (first, second, move) in enumerate(moves):
        one = cases[f"c{first}"]
        if move == "merge":
            try:
                cases[one.id] = merged(one, at(charter, *cases.values()), into=cases[f"c{second}"], state="merged")
            except InvalidArgument:
                assert (
                    threads_of(at(charter, *cases.values()))[one.id]
                    == threads_of(at(charter, *cases.values()))[CaseId(f"c{second}")]
                )
        elif move == "split":
            cases |= {str(part.id): part for part in split(one, [f"{one.id}-{number}-{n}" for n in (1, 2)], on=DAY)}
        else:
            cases[one.id] = evolve(one, steps=(*one.steps, step("dispatched"), step("returned")))
    snapshot = shot(charter, *cases.values())
    threads = threads_of(At.of(snapshot))
    assert threads.keys() == cases.keys(), "each case is in one thread"
    assert all(threads[lead] == lead for lead in threads.values()), "each thread has one lead, which leads itself"
    assert merge_problems(At.of(snapshot)) == ()
    assert {id for id, one in cases.items() if one.part_of is None} == asked, "who asked is there once"
    whole = [one for one in cases.values() if one.merged_into is None]
    assert sum(list(threads.values()).count(one.id) for one in whole) == len(cases)


def test_a_case_is_not_merged_with_itself_nor_split_into_itself(charter: Charter) -> None:
    one = case()
    with pytest.raises(InvalidArgument):
        merged(one, at(charter, one), into=one, state="merged")
    for ids in ([], ["c1"], ["x", "x"]):
        with pytest.raises(InvalidArgument):
            split(one, ids, on=DAY)


# -- handling -------------------------------------------------------------------------------------------------------------------------------

DESK: tuple[Record, ...] = (
    *(Person(id=PersonId(id)) for id in ("p1", "p2")),
    Post(id=PostId("clerk"), unit=UnitId("b1"), kind="secretary"),
    Post(id=PostId("second"), unit=UnitId("b1"), kind="deputy"),
    Post(id=PostId("third"), unit=UnitId("b1"), kind="auditor"),
    Tenure(id="t1", post=PostId("clerk"), person=PersonId("p1"), start=date(2020, 1, 1)),
    Tenure(id="t2", post=PostId("second"), person=PersonId("p2"), start=date(2020, 1, 1)),
    Tenure(id="t3", post=PostId("third"), person=PersonId("p1"), start=date(2020, 1, 1)),
)


def desk(charter: Charter) -> HandlingRule:
    (rule,) = charter.rules_of(HandlingRule)
    return rule


def judged(charter: Charter, one: Case, *more: Record) -> tuple[Problem, ...]:
    found = handling_on(one, desk(charter), at(charter, one, *DESK, *more))
    assert found is not None
    assert all(found.explain(language) for language in ("en", "zh"))
    return found.problems


def codes(charter: Charter, *steps: Step, **more: Any) -> list[str]:
    return [problem.code for problem in judged(charter, case("c1", step("received", "2024-06-03"), *steps, **more))]


@pytest.mark.parametrize(
    ("confirmed_by", "told"),
    [
        (None, ["handling-unconfirmed"]),
        ("clerk", ["handling-unconfirmed"]),
        ("third", ["handling-unconfirmed"]),
        ("second", []),
    ],
)
def test_malicious_takes_a_second_person_in_a_post_of_their_own(
    charter: Charter, confirmed_by: str | None, told: list[str]
) -> None:
    steps = [step("declined", ground="malicious", by=PostId("clerk"))]
    if confirmed_by:
        steps.append(step("confirmed", by=PostId(confirmed_by)))
    assert codes(charter, *steps) == told


def test_a_refusal_names_one_of_the_grounds_and_the_same_matter_names_the_case_that_was_answered(charter: Charter) -> None:
    assert codes(charter, step("declined")) == ["handling-ground"]
    assert codes(charter, step("declined", ground="not_ours")) == ["handling-ground"]
    assert codes(charter, step("declined", ground="again")) == ["handling-not-repeated"]
    again = case("c1", step("received"), step("declined", ground="again"), repeats=CaseId("c0"))
    running = case("c0")
    answered = case("c0", step("received", "2024-01-01"), step("replied", "2024-01-05"))
    assert [problem.code for problem in judged(charter, again, running)] == ["handling-not-repeated"]
    assert judged(charter, again, answered) == ()


def test_an_order_is_handed_back_within_one_working_day_and_after_the_second_somebody_decides(charter: Charter) -> None:
    friday, monday, tuesday = "2024-06-07", "2024-06-10", "2024-06-11"
    assert codes(charter, step("dispatched", friday), step("returned", monday, ground="not_ours")) == []
    assert codes(charter, step("dispatched", friday), step("returned", tuesday, ground="not_ours")) == ["handling-too-late"]
    twice = [step("dispatched", friday), step("returned", friday, ground="not_ours")] * 2
    found = case("c1", step("received"), *twice)
    handling = handling_on(found, desk(charter), at(charter, found))
    assert handling is not None
    assert [one.what for one in handling.proposed] == ["arbitrated"]
    assert handling.problems == ()
    decided = evolve(found, steps=(*found.steps, step("arbitrated", monday)))
    after = handling_on(decided, desk(charter), at(charter, decided))
    assert after is not None and after.proposed == ()
    third = case("c1", step("received"), *twice, *twice[:2])
    assert [problem.code for problem in judged(charter, third)] == ["handling-too-often"]


def test_a_rating_before_the_answer_is_told_once_where_its_day_is_told_to_be_wrong(charter: Charter) -> None:
    answered = step("replied", "2024-06-10", outcome="solved")
    assert codes(charter, step("dispatched", "2024-06-04", rating="satisfied"), answered) == ["handling-rated"]
    late = case("c1", step("received"), step("reopened", "2024-06-04", rating="satisfied"), answered)
    assert [one.code for one in problems_of(shot(charter, late))] == ["steps-out-of-order"]
    assert "handling-rated" not in [one.code for one in judged(charter, late)]


def test_who_drafts_an_answer_does_not_approve_it_and_only_the_post_for_it_sends_it(charter: Charter) -> None:
    draft = step("drafted", by=PostId("clerk"))
    start = step("dispatched")
    assert codes(charter, start, draft, step("approved")) == ["handling-unsigned", "handling-same-person"]
    assert codes(charter, start, draft, step("approved", by=PostId("third"))) == ["handling-same-person"]
    approved = step("approved", by=PostId("second"))
    assert codes(charter, start, draft, approved) == []
    assert codes(charter, start, draft, approved, step("replied", by=PostId("second"))) == ["handling-by"]
    assert codes(charter, start, draft, approved, step("replied", by=PostId("clerk"))) == []


def test_a_case_is_taken_up_again_once_and_within_thirty_days(charter: Charter) -> None:
    life = [step("replied", "2024-05-01"), step("reopened", "2024-05-31")]
    assert [p.code for p in judged(charter, case("c1", step("received", "2024-04-01"), *life))] == []
    late = [life[0], step("reopened", "2024-06-01")]
    assert [p.code for p in judged(charter, case("c1", step("received", "2024-04-01"), *late))] == ["handling-too-late"]
    again = [*life, step("replied", "2024-06-02"), step("reopened", "2024-06-03")]
    assert [p.code for p in judged(charter, case("c1", step("received", "2024-04-01"), *again))] == ["handling-too-often"]


def test_what_has_to_come_before_the_day_that_was_promised_does_not_come_after_it(charter: Charter) -> None:
    promised = step("dispatched", "2024-06-03", due=date(2024, 6, 10), due_at=time(12))
    for on, at, told in (
        ("2024-06-10", time(12), []),
        ("2024-06-10", time(12, 1), ["handling-after-due"]),
        ("2024-06-11", None, ["handling-after-due"]),
    ):
        assert codes(charter, promised, step("paused", on, at=at)) == told, (on, at)


def test_what_is_not_yet_is_not_judged_and_all_records_can_be(charter: Charter) -> None:
    one = case("c1", step("received"), step("declined", "2024-06-27"))
    snapshot = shot(charter, one)
    assert tuple(KIND.problems(At.of(snapshot, date(2024, 6, 26)))) == ()
    assert [problem.code for problem in KIND.problems(At.of(snapshot))] == ["handling-ground"]
    assert "未注明有效依据" in next(KIND.problems(At.of(snapshot))).text("zh")


# -- rosters --------------------------------------------------------------------------------------------------------------------------------


def roster(charter: Charter) -> RosterRule:
    found = charter.rule("roster", "day")
    assert isinstance(found, RosterRule)
    return found


POINT = ContactPoint(id="cp", unit=UnitId("b1"), kind="hotline", start=date(2024, 6, 1), end=date(2024, 6, 12))


def shift(id: str, on: str, at: int, until_at: int, person: str = "p1", until: str = "") -> Shift:
    first, last = date.fromisoformat(on), date.fromisoformat(until or on)
    return Shift(id=id, point="cp", person=PersonId(person), on=first, at=time(at), until=last, until_at=time(until_at))


def test_a_roster_counts_the_hours_of_its_days_while_the_point_stands(charter: Charter) -> None:
    week = Period(date(2024, 6, 8), date(2024, 6, 15))
    found = roster_of(
        roster(charter),
        At.of(shot(charter, POINT, shift("1", "2024-06-10", 6, 12), shift("2", "2024-06-10", 11, 20, "p2"))),
        week,
    )
    assert (found.covered.numerator, found.covered.denominator) == (720, 2 * 720), (
        "Monday and Tuesday; on Wednesday it no longer stands"
    )
    assert [(gap.point, f"{gap.start:%d %H}", f"{gap.end:%d %H}") for gap in found.gaps] == [("cp", "11 08", "11 20")]
    assert [(one.person, f"{one.start:%H}", f"{one.end:%H}") for one in found.overlong] == [("p2", "11", "20")]


@given(st.lists(st.tuples(st.integers(10, 11), st.integers(0, 23), st.integers(0, 23)), max_size=6))
@settings(max_examples=40, deadline=None)
def test_what_is_covered_and_the_gaps_make_the_whole(charter: Charter, drawn: list[tuple[int, int, int]]) -> None:
    shifts = [shift(str(at), f"2024-06-{day}", start, end) for at, (day, start, end) in enumerate(drawn)]
    found = roster_of(roster(charter), at(charter, POINT, *shifts), Period(date(2024, 6, 10), date(2024, 6, 12)))
    empty = sum(int((gap.end - gap.start).total_seconds()) // 60 for gap in found.gaps)
    assert found.covered.numerator + empty == found.covered.denominator == 2 * 720
    hours = {(day, hour) for day, start, end in drawn for hour in range(start, end) if 8 <= hour < 20}
    assert found.covered.numerator == 60 * len(hours), "brute force"


def test_a_check_tells_who_was_missing_and_who_was_too_long_in_the_month_so_far(charter: Charter) -> None:
    shifts = (shift("1", "2024-06-10", 6, 12), shift("2", "2024-06-10", 11, 20, "p2"))
    nobody, long = problems_by_rules(shot(charter, POINT, *shifts))
    assert (nobody.code, nobody.value, nobody.details["minutes"]) == ("roster-nobody", "cp", 720)
    assert "from 2024-06-11 08:00 to 2024-06-11 20:00" in nobody.text() and "首次为2024-06-11 08:00" in nobody.text("zh")
    assert long.code == "roster-too-long" and "p2" not in long.text()
    early = shot(charter, POINT, *shifts)
    early.as_of = date(2024, 6, 10)
    assert [one.code for one in problems_by_rules(early)] == ["roster-too-long"], "what is to come is not judged"
    assert problems_by_rules(shot(charter, POINT)) == (), "an office without a roster is told nothing of it"


# -- soundness ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('owners = ["co_owner"]', 'owners = ["co_ower"]', "charter-word"),
        ('helpers = ["co_handler"]', 'helpers = ["co_owner"]', "charter-routing-both"),
        ('fallback = "district"', 'fallback = "distrct"', "charter-word"),
        ('same = ["category", "place"]', 'same = ["category", "requester"]', "charter-duplicates-wide"),
        ('state = "merged"\n[duplicates', 'state = "replied"\n[duplicates', "charter-duplicates-state"),
        ("days = 14", "days = -1", "charter-not-whole"),
        ('confirm = ["malicious"]', 'confirm = ["not_ours"]', "charter-choice"),
        ('confirmed = "confirmed", ', "", "charter-missing"),
        ('then = "arbitrated"', 'then = "arbitated"', "charter-choice"),
        ('answer = ["replied"]', 'answer = ["answered"]', "charter-choice"),
        ('hours = "08:00-20:00"', 'hours = "8 to 20"', "charter-roster-hours"),
        ("weekdays = [1, 2, 3, 4, 5]", "weekdays = [0]", "charter-not-whole"),
        ("working = true", 'working = true, calendar = "nowhere"', "charter-named"),
        ("most = 1", "most = -1", "charter-not-whole"),
        ("answer = [", 'noun = "unit"\nanswer = [', "charter-noun"),
        (
            "[roster.day]",
            '[measure.often]\nen = "x"\nzh = "某"\ncount = "person"\nwhere = { has = { case = "requester", at_least = 3 } }\n[roster.day]',
            "charter-by-requester",
        ),
    ],
)
def test_an_unsound_rule_is_refused(old: str, new: str, code: str) -> None:
    assert old in RULES
    with pytest.raises(CharterInvalid) as caught:
        load({"charter.toml": RULES.replace(old, new, 1)}, kinds=KINDS, parent=ASSOCIATION)
    told = [problem for problem in caught.value.problems if problem.code == code]
    assert told, [problem.code for problem in caught.value.problems]
    assert told[0].source.row
    assert told[0].text("zh") != told[0].text("en")


@pytest.mark.parametrize(
    ("hours", "times", "told"),
    [
        ("14", (time(8), time(12)), True),
        ("4", (time(8), time(12)), False),
        ("3", (time(23), time(1)), True),
        ("-1", (time(8), time(12)), True),
        ("25", (None, None), True),
        ("14", (None, None), False),
    ],
)
def test_hours_beyond_an_activity_are_told(
    charter: Charter, hours: str, times: tuple[time | None, time | None], told: bool
) -> None:
    held = Activity(id=ActivityId("x"), unit=UnitId("a"), kind="service", on=DAY, at=times[0], until_at=times[1])
    went = Attendance(id="w", activity=held.id, person=PersonId("p"), presence="present", hours=Decimal(hours))
    found = problems_by_rules(shot(charter, held, went))
    assert [one.code for one in found] == (["hours-beyond"] if told else [])
    assert all(one.text(language) for one in found for language in ("en", "zh"))


def test_a_duty_that_ends_before_it_begins_is_told(charter: Charter) -> None:
    duty = Shift(id="d", point="cp", person=PersonId("p"), on=DAY, at=time(20), until=DAY, until_at=time(8))
    assert [one.code for one in problems_by_rules(shot(charter, duty))] == ["shift-backwards"]
