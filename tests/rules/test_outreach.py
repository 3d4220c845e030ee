"""Plans of visits: their laws, whoever is on the register and whatever came of the visits. And the rule for them, kept sound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots as gr
from grassroots.charter import Charter
from grassroots.charter.checking import check
from grassroots.charter.checking.rules import findings_of
from grassroots.charter.length import Length
from grassroots.charter.loading import load
from grassroots.charter.work_calendar import DayKind, Why
from grassroots.errors import CharterInvalid, NotFound
from grassroots.model import Record
from grassroots.reading import At
from grassroots.rules.programmes.tallies import unclear
from grassroots.rules.registry import KINDS
from grassroots.rules.service.budgets import status_of_budget
from grassroots.rules.service.commitments import commitment_problems
from grassroots.rules.service.outreach import CoverageBase, coverage_of, overdue_on, plan_of
from grassroots.rules.service.outreach_rule import Festival, OutreachRule, Window
from grassroots.rules.service.visits import KIND, VisitState, to_throw_away, visits_due
from grassroots.values import FOREVER, BudgetId, Period, Quantity, Ref, UnitId
from grassroots.workspace import open_charter

FIRST = date(2024, 1, 1)
ASSOCIATION = open_charter("association")

TEXT = """
id = "club"
extends = "association"
languages = ["en"]
label = { en = "Club" }
[words.festival]
spring_festival = { en = "Spring Festival" }
[calendar.office]
en = "office"
address = "moon:"
[outreach.visits]
en = "Visits"
source = "resolution of 3 March"
intervals = [{ where = { key_family = true }, every = { months = 1 } }, { every = { years = 1 } }]
festivals = [{ name = "spring_festival" }, { name = "new_year", month = 1, day = 1 }]
before = 7
after = 2
calendar = "office"
registered = "households_registered"
estimated = "households_estimated"
keep = { years = 1, days = 1 }
"""


def charter(text: str = TEXT) -> Charter:
    return load({"charter.toml": text}, kinds=KINDS, parent=lambda name: ASSOCIATION)


CLUB = charter()


def rule_of(club: Charter = CLUB) -> OutreachRule:
    rule = club.rule("outreach", "visits")
    assert isinstance(rule, OutreachRule)
    return rule


class Moon:
    """A calendar that knows one festival of two years."""

    name = "moon"
    covers = Period(date.min, FOREVER)

    def kind(self, day: date) -> DayKind:
        return DayKind(works=True, why=Why.WORKDAY)

    def festival(self, name: str, year: int) -> date:
        days = {2024: date(2024, 2, 10), 2025: date(2025, 1, 29)}
        if name != "spring_festival" or year not in days:
            raise NotFound(f"no {name} of {year}")
        return days[year]


def snapshot(*records: Record, as_of: date = date(2025, 12, 31), calendars: bool = True) -> gr.Snapshot:
    street = gr.model.Unit(id=UnitId("s"), kind="association", name="Street")
    found = gr.Snapshot.of([street, *records], CLUB, as_of=as_of, calendars={"moon:": Moon()} if calendars else None)
    assert found.problems == ()
    return found


def home(id: str, key_family: bool = False, start: date | None = FIRST) -> gr.model.Household:
    return gr.model.Household(id=id, unit="s", key_family=key_family, start=start)  # type: ignore[arg-type]


def visit(number: int, target: str, on: date, code: str = "reached") -> gr.model.Contact:
    return gr.model.Contact(id=f"c{number}", unit=UnitId("s"), on=on, target=Ref("household", target), code=code)


VISITS = st.lists(
    st.tuples(st.sampled_from(["h1", "h2", "h3"]), st.integers(0, 700), st.sampled_from(["reached", "declined", "away", "moved"])), max_size=12
)  # fmt: skip
DAYS = st.integers(1, 720).map(lambda number: FIRST + timedelta(days=number))
HOMES = (home("h1", True), home("h2"), home("h3", start=None))


def made(visits: Sequence[tuple[str, int, str]]) -> list[Record]:
    return [*HOMES, *(visit(at, id, FIRST + timedelta(days=on), code) for at, (id, on, code) in enumerate(visits))]


@settings(max_examples=40, deadline=None)
@given(VISITS, DAYS)
def test_who_did_not_wish_a_visit_stands_in_every_list_as_who_was_met(visits: list[tuple[str, int, str]], day: date) -> None:
    met = [(id, on, "reached" if code == "declined" else code) for id, on, code in visits]
    one, other = snapshot(*made(visits)), snapshot(*made(met))
    period = Period(day, day + timedelta(days=90))
    assert overdue_on(rule_of(), At.of(one, day)) == overdue_on(rule_of(), At.of(other, day))
    assert plan_of(rule_of(), At.of(one), period) == plan_of(rule_of(), At.of(other), period)
    gone, also = (list(to_throw_away(rule_of(), At.of(shot, day))) for shot in (one, other))
    assert gone == also


@settings(max_examples=40, deadline=None)
@given(VISITS, DAYS)
def test_coverage_adds_up_and_lies_between_none_and_all(visits: list[tuple[str, int, str]], day: date) -> None:
    found = coverage_of(rule_of(), At.of(snapshot(*made(visits))), Period(FIRST, day))
    assert found.known == found.met + found.tried + found.untouched == 3
    assert min(found.met, found.tried, found.untouched) >= 0
    assert found.declined is None, "of three it would nearly say who"
    share = found.share()
    assert share is not None and 0 <= share <= 1
    assert found.share(CoverageBase.REGISTERED) is None, "nobody gave a number"


@settings(max_examples=40, deadline=None)
@given(VISITS, DAYS)
def test_a_visit_more_makes_nobody_wait_who_did_not(visits: list[tuple[str, int, str]], day: date) -> None:
    before = {
        (one.target.id, one.festival): one.due for one in overdue_on(rule_of(), At.of(snapshot(*made(visits)), day)).visits
    }
    more = [*visits, ("h1", (day - FIRST).days, "reached")]
    after = {(one.target.id, one.festival): one.due for one in overdue_on(rule_of(), At.of(snapshot(*made(more)), day)).visits}
    assert all(due < day for due in before.values())
    assert set(after) == {key for key in before if key[0] != "h1"}, "who was visited today is waited for no more"


def test_the_first_interval_that_fits_says_how_often() -> None:
    found = plan_of(
        rule_of(),
        At.of(snapshot(home("h1", True), home("h2"), as_of=date(2025, 1, 1))),
        Period(date(2024, 1, 1), date(2025, 1, 2)),
    )
    due = [(one.target.id, str(one.due)) for one in found.visits if not one.festival]
    assert due[:3] == [("h1", "2024-02-01"), ("h1", "2024-03-01"), ("h1", "2024-04-01")]
    assert len([one for one in due if one[0] == "h1"]) == 12
    assert [one for one in due if one[0] == "h2"] == [("h2", "2025-01-01")]


@pytest.mark.parametrize(("known", "declined", "tried"), [(9, None, 2), (10, 1, 1)])
def test_of_few_it_is_not_told_how_many_did_not_wish_a_visit(known: int, declined: int | None, tried: int) -> None:
    visits = [visit(1, "x0", date(2024, 3, 1), "declined"), visit(2, "x1", date(2024, 3, 1), "away")]
    found = coverage_of(rule_of(), At.of(snapshot(*(home(f"x{at}") for at in range(known)), *visits)), Period.year(2024))
    assert (found.known, found.declined, found.tried, found.untouched) == (known, declined, tried, known - 2)


def test_who_was_never_visited_and_has_no_first_day_is_behind_at_once() -> None:
    (one, *_) = overdue_on(rule_of(), At.of(snapshot(home("h3", start=None)), date(2024, 6, 1))).visits
    assert (one.last, one.due < date(2024, 6, 1)) == (None, True)
    assert "never before" in one.explain(rule_of(), At.of(snapshot(home("h3", start=None))))


def test_visits_that_are_behind_or_due_soon_are_to_do_by_an_office_that_keeps_visits() -> None:
    seen = [home("h1", True), home("h2"), visit(1, "h1", date(2024, 5, 20)), visit(2, "h2", date(2024, 3, 1))]
    found = list(KIND.to_dos(At.of(snapshot(*seen), date(2024, 6, 1))))
    assert [(one.record, one.urgency.value, one.day) for one in found] == [
        (("household", "h1"), "due", date(2024, 6, 20)),
        (("household", "h2"), "due", date(2025, 3, 1)),
    ]
    assert "h1" not in found[0].reason.text() and "***" in found[0].reason.text("zh")
    late = list(KIND.to_dos(At.of(snapshot(*seen), date(2024, 7, 1))))
    assert [(one.record[1], one.urgency.value) for one in late if one.record[1] == "h1"] == [("h1", "overdue")]
    assert list(KIND.to_dos(At.of(snapshot(*seen[:2]), date(2024, 7, 1)))) == []


def test_a_visit_is_due_so_long_after_the_last_one_however_long_ago_and_none_before_the_plan_came_into_force() -> None:
    def due(rule: OutreachRule, *visits: Record) -> list[str]:
        at = At.of(snapshot(home("h2", start=None), *visits), date(2024, 12, 31))
        missed = [one.due for one in visits_due(rule, at) if one.state is VisitState.MISSED and not one.festival]
        return [str(on) for on in missed if on.year == 2024]

    now, then, since = (visit(at, "h2", on) for at, on in enumerate((date(2024, 9, 2), date(2020, 5, 1), date(2023, 6, 3))))
    assert due(rule_of(), now) == []
    assert due(rule_of(), now, then) == ["2024-05-01"], "nobody went there since 2020"
    assert due(rule_of(), now, since) == due(rule_of(), now, since, then) == ["2024-06-03"], "but the last visit counts alone"
    begun = evolve(rule_of(), valid_from=date(2023, 8, 9))
    assert due(begun, now, since) == due(begun, now, since, then) == ["2024-08-09"], "of before a plan nothing does"


def test_every_visit_that_was_missed_is_told_and_none_before_the_office_recorded_any() -> None:
    seen = [home("h1", True, start=date(2015, 1, 1)), visit(1, "h1", date(2024, 2, 3))]
    at = At.of(snapshot(*seen), date(2024, 6, 10))
    derived = [one for one in visits_due(rule_of(), at) if one.festival is None]
    assert [(str(one.due), one.state.value) for one in derived] == [
        ("2024-03-03", "missed"), ("2024-04-03", "missed"), ("2024-05-03", "missed"), ("2024-06-03", "missed"), ("2024-07-03", "open"),
    ]  # fmt: skip
    told = [one for one in KIND.problems(at) if one.code.startswith("outreach-missed")]
    assert [(one.code, str(one.details["due"]), one.details.get("times"), str(one.details.get("last"))) for one in told] == [
        ("outreach-missed-again", "2024-03-03", 4, "2024-06-03")
    ], "what one visit makes up for is told once"
    for language in ("en", "zh"):
        assert "h1" not in told[0].text(language) and "4" in told[0].text(language)
    between = At.of(snapshot(*seen, visit(2, "h1", date(2024, 5, 2))), date(2024, 6, 10))
    told = [one for one in KIND.problems(between) if one.code.startswith("outreach-missed")]
    assert [(str(one.details["due"]), one.details.get("times")) for one in told] == [("2024-03-03", 2), ("2024-06-02", None)]
    again = At.of(snapshot(*seen, visit(2, "h1", date(2024, 6, 9))), date(2024, 6, 10))
    assert [one.urgency.value for one in KIND.to_dos(again)] == ["due"], "a visit makes up for all that were missed before it"


@pytest.mark.parametrize(
    ("on", "behind"), [(date(2024, 2, 2), True), (date(2024, 2, 3), False), (date(2024, 2, 12), False), (date(2024, 2, 13), False)]
)  # fmt: skip
def test_a_visit_counts_for_a_festival_from_some_days_before_it(on: date, behind: bool) -> None:
    seen = snapshot(home("h2", start=date(2024, 1, 5)), visit(1, "h2", on))
    found = overdue_on(rule_of(), At.of(seen, date(2024, 2, 13)))
    assert [one.festival for one in found.visits] == (["spring_festival"] if behind else [])
    assert overdue_on(rule_of(), At.of(seen, date(2024, 2, 12))).visits == (), "its days are not over"


@pytest.mark.parametrize(
    ("on", "behind"), [(date(2024, 1, 19), True), (date(2024, 1, 20), False), (date(2024, 2, 7), False), (date(2024, 2, 8), False)]
)  # fmt: skip
def test_an_office_may_lay_down_the_days_of_each_year(on: date, behind: bool) -> None:
    laid = (Window(first=date(2023, 1, 10), last=date(2023, 1, 25)), Window(first=date(2024, 1, 20), last=date(2024, 2, 7)))
    rule = evolve(rule_of(), festivals=(Festival(name="spring_festival", windows=laid),))
    seen = snapshot(home("h2", start=date(2024, 1, 5)), visit(1, "h2", on))
    assert overdue_on(rule, At.of(seen, date(2024, 2, 7))).visits == (), "its days are not over"
    found = overdue_on(rule, At.of(seen, date(2024, 2, 8))).visits
    assert [(one.festival, one.due) for one in found] == ([("spring_festival", date(2024, 2, 7))] if behind else [])
    states = [one.state for one in visits_due(rule, At.of(seen, date(2024, 2, 8))) if one.festival]
    # Of what lay before the first visit on record, nothing is held against anybody.
    assert states == ([] if on > date(2024, 2, 7) else [VisitState.MISSED if behind else VisitState.MADE])
    plan = plan_of(rule, At.of(snapshot(home("h2")), date(2025, 2, 1)), Period.year(2025))
    told = [(one.code, one.value, one.details["year"]) for one in plan.problems]
    assert told == [("outreach-no-window", "Spring Festival", 2025)], (
        "of a year for which nothing is laid down nothing is guessed"
    )


def test_a_festival_without_a_day_is_said_and_the_others_are_planned() -> None:
    plan = plan_of(rule_of(), At.of(snapshot(home("h2", start=date(2025, 12, 1)), as_of=date(2026, 12, 31))), Period.year(2026))
    assert [(one.code, one.value) for one in plan.problems] == [("outreach-no-festival", "Spring Festival")]
    assert [one.festival for one in plan.visits] == ["new_year", ""]
    assert "holidays:CN" in plan.problems[0].text("en")


def test_without_the_calendar_the_day_of_that_name_in_the_office_s_own_table_counts() -> None:
    day = gr.model.CalendarDay(id="d", calendar="office", on=date(2024, 2, 11), works=False, name="Spring Festival")
    plan = plan_of(rule_of(), At.of(snapshot(home("h2"), day, calendars=False)), Period(date(2024, 2, 1), date(2024, 3, 1)))
    assert [(one.festival, str(one.due)) for one in plan.visits] == [("spring_festival", "2024-02-11")]


def test_a_count_that_is_smaller_than_the_register_is_told_and_gives_no_share() -> None:
    few = gr.model.Tally(id="t", unit=UnitId("s"), kind="households_registered", on=FIRST, amount=Quantity.of(1))
    seen = snapshot(home("h1"), home("h2"), visit(1, "h1", date(2024, 3, 1)), visit(2, "h2", date(2024, 3, 1)), few)
    found = coverage_of(rule_of(), At.of(seen), Period.year(2024))
    assert (found.share(), found.share(CoverageBase.REGISTERED)) == (1, None)
    assert [one.code for one in found.problems] == ["outreach-base"]


MONTHLY, YEARLY = rule_of().intervals
SPRING, NEW_YEAR = rule_of().festivals


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"keep": Length(months=6)}, "outreach-keep"),
        ({"keep": Length(years=1)}, "outreach-keep"),  # a leap year has a day more
        ({"intervals": (YEARLY, MONTHLY)}, "outreach-never"),
        ({"intervals": (MONTHLY, MONTHLY)}, "outreach-never"),
        ({"intervals": (), "festivals": ()}, "charter-missing"),
        ({"counts": ("declined",)}, "outreach-refused-counts"),
        ({"counts": ()}, "charter-missing"),
        ({"festivals": (evolve(NEW_YEAR, month=2, day=29),)}, "outreach-day"),
        ({"festivals": (SPRING, SPRING)}, "charter-word-twice"),
        ({"festivals": (evolve(SPRING, windows=(Window(first=FIRST, last=date(2023, 12, 31)),)),)}, "outreach-window"),
        ({"festivals": (evolve(SPRING, windows=(Window(first=FIRST, last=FIRST),) * 2),)}, "charter-word-twice"),
        ({"festivals": (evolve(SPRING, name="springs"),)}, "charter-word"),
        ({"calendar": ""}, "outreach-no-calendar"),
        ({"calendar": "offise"}, "charter-named"),
        ({"before": 61}, "charter-not-whole"),
        ({"festivals": ()}, "charter-not-whole"),  # days before and after no festival
        ({"noun": "case"}, "charter-choice"),
        ({"estimated": "households_registered"}, "charter-word-twice"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(change: dict[str, Any], code: str) -> None:
    assert list(findings_of(CLUB, "outreach", rule_of())) == []
    assert code in {found.code for _, found in findings_of(CLUB, "outreach", evolve(rule_of(), **change))}


def test_a_rule_of_another_kind_cannot_ask_for_a_refusal_either() -> None:
    assert check(CLUB) == []
    pairing = (
        '[pairing.help]\nen = "Help"\nregister = { not = { has = { contact = "target", where = { code = "declined" } } } }\n'
    )
    with pytest.raises(CharterInvalid, match="not having wished a visit"):
        charter(TEXT + pairing)


def test_a_code_that_another_rule_calls_a_refusal_is_one() -> None:
    measure = '[measure.m]\nen = "m"\nrate = "household"\nhit = { has = { contact = "target", where = { code = "moved" } } }\n'
    assert check(charter(TEXT + measure)) == []
    with pytest.raises(CharterInvalid, match="not having wished a visit"):
        charter(TEXT.replace("before = 7", 'before = 7\nrefused = ["moved"]') + measure)


# -- promises, budgets, totals ---------------------------------------------------------------------------------------------------------


def test_a_consent_of_somebody_else_publishes_no_promise() -> None:
    people = [gr.model.Person(id="p-1"), gr.model.Person(id="p-2")]  # type: ignore[arg-type]
    consent = gr.model.Consent(id="co", unit="s", giver=Ref("person", "p-2"), purpose="promise", start=FIRST)  # type: ignore[arg-type]
    steps = (gr.model.Step(state="made", on=FIRST), gr.model.Step(state="published", on=FIRST))
    promise = gr.model.Commitment(
        id="c", unit=UnitId("s"), promiser=Ref("person", "p-1"), kind="service", by_consent="co", steps=steps
    )  # type: ignore[arg-type]
    found = commitment_problems(At.of(snapshot(*people, consent, promise), FIRST))
    assert [one.code for one in found] == ["commitment-no-consent"]
    assert (
        list(commitment_problems(At.of(snapshot(*people, consent, evolve(promise, promiser=Ref("person", "p-2"))), FIRST)))
        == []
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 500), st.booleans()), max_size=8), st.integers(0, 70))
def test_what_is_left_of_a_line_is_what_came_in_less_what_went_out(payments: list[tuple[int, int, bool]], day: int) -> None:
    line = gr.model.Budget(
        id=BudgetId("b"), unit=UnitId("s"), fund="running", line="training", start=FIRST, planned=Quantity.of(600, "CNY")
    )
    paid = [
        gr.model.Provision(
            id=f"q{at}", unit=UnitId("s"), kind="allocation" if into else "expense", on=FIRST + timedelta(days=on), amount=Quantity.of(much, "CNY"),
            into_budget=line.id if into else None, from_budget=None if into else line.id,
        )
        for at, (on, much, into) in enumerate(payments)
    ]  # fmt: skip
    stands = status_of_budget(line, At.of(snapshot(line, *paid), FIRST + timedelta(days=day)))
    counted = [(much, into) for on, much, into in payments if on <= day]
    assert stands.left == sum(much if into else -much for much, into in counted)
    assert stands.paid + stands.lacking >= 600 and (stands.lacking == 0) == stands.in_full
    assert stands.paid == Decimal(sum(much for much, into in counted if into))


def test_a_line_without_a_number_is_neither_in_full_nor_short() -> None:
    line = gr.model.Budget(id=BudgetId("b"), unit=UnitId("s"), fund="running", line="training", start=FIRST)
    assert status_of_budget(line, At.of(snapshot(line), FIRST)).in_full is None


def test_a_total_with_two_readings_is_told_with_both_and_one_with_none_is_not() -> None:
    two = gr.model.Tally(id="t", unit=UnitId("s"), kind="residents", on=FIRST, low=Quantity.of(2), high=Quantity.of(10))
    (told,) = unclear(At.of(snapshot(two, evolve(two, id="u", low=None, high=None)), FIRST))
    assert (told.code, told.details["low"], told.details["high"]) == ("tally-unclear", "2", "10")
