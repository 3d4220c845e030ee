"""Posts and their holders: vacancies, terms, turns, patterns, ways out of pools; and profiles. Laws and edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.charter import Charter
from grassroots.charter.condition import AllOf
from grassroots.charter.length import Length
from grassroots.errors import NotFound, Refused
from grassroots.model import Application, Person, Placement, Post, Record, SamePerson, Seat, Step, Team, Tenure, Unit
from grassroots.reading import At
from grassroots.rules.findings import to_dos
from grassroots.rules.posts.picks import picks_on
from grassroots.rules.posts.posts import MOVES, holds_on, moves, promoted_from
from grassroots.rules.posts.promotion import Answer, eligible_on
from grassroots.rules.posts.promotion_rule import Criterion, PromotionRule, Served
from grassroots.rules.posts.staffing import KIND, StaffingLine, staffing_on
from grassroots.rules.posts.staffing_rule import Need, Rotation, Selection, StaffingRule, TermOfOffice
from grassroots.rules.posts.terms import TermStatus, term_problems, terms_on
from grassroots.rules.posts.turns import TurnState, turns_ahead, turns_of
from grassroots.rules.posts.vacancies import Vacancy, vacancies_on
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import Period, PersonId, PostId, TeamId, UnitId

CHARTER = Charter(id="posts", labels={})
DAY = date(2024, 1, 1)
TOP = Unit(id=UnitId("top"), kind="top", name="Top")


def under(*ids: str) -> list[Record]:
    return [
        Unit(id=UnitId(id), kind="unit", name=id, parents=(Placement(since=date(2000, 1, 1), parent=TOP.id),)) for id in ids
    ]


def shot(*records: Record, on: date = DAY) -> Snapshot:
    people = {one.person for one in records if isinstance(one, Tenure | Seat)}
    return Snapshot.of([TOP, *(Person(id=id) for id in sorted(people)), *records], CHARTER, as_of=on)


def post(id: str, unit: str = "top", kind: str = "clerk", seats: int = 1, start: date | None = None) -> Post:
    return Post(id=PostId(id), unit=UnitId(unit), kind=kind, seats=seats, start=start)


def held(id: str, post: str, start: date, end: date | None = None, person: str = "", method: str | None = None) -> Tenure:
    return Tenure(id=id, post=PostId(post), person=PersonId(person or f"p-{id}"), start=start, end=end, method=method)


days = st.integers(0, 60).map(lambda number: DAY + timedelta(days=number))
spans = st.lists(st.tuples(days, st.integers(1, 30)), max_size=5)


@settings(max_examples=80)
@given(spans, st.integers(1, 3), days, st.booleans())
def test_a_vacancy_lasts_as_long_as_counting_day_by_day_says(
    held_in: list[tuple[date, int]], seats: int, day: date, known: bool
) -> None:
    start = DAY - timedelta(days=5) if known else None
    tenures = [held(f"t{at}", "x", begin, begin + timedelta(days=length)) for at, (begin, length) in enumerate(held_in)]
    found = vacancies_on(At.of(shot(post("x", seats=seats, start=start), *tenures, on=day), day))
    empty = lambda on: seats - sum(holds_on(one, on) for one in tenures)  # noqa: E731
    assert len(found) == max(empty(day), 0)
    for number, one in enumerate(found, 1):
        first = day
        while first > DAY - timedelta(days=5) and empty(first - timedelta(days=1)) >= number:
            first -= timedelta(days=1)
        reaches_back = first == DAY - timedelta(days=5)
        assert one.since == ((start if known else None) if reaches_back else first)
        assert one.days == (None if one.since is None else (day - one.since).days + 1)
    assert all(one.explain("zh") != one.explain("en") for one in found)


def test_who_acts_leaves_the_post_vacant_unless_the_asker_says_otherwise() -> None:
    snapshot = shot(post("x"), held("t", "x", date(2023, 5, 1), method="acting"))
    (one,) = vacancies_on(At.of(snapshot, DAY))
    assert (one.since, one.acting) == (None, ("t",))
    assert vacancies_on(At.of(snapshot, DAY), not_by=()) == ()
    assert vacancies_on(At.of(snapshot, DAY, UnitId("elsewhere"))) == ()


@pytest.mark.parametrize(
    ("start", "months", "day", "renewal", "over"),
    [
        (date(2020, 2, 29), 36, date(2023, 2, 27), date(2023, 2, 28), False),
        (date(2020, 2, 29), 36, date(2023, 2, 28), date(2023, 2, 28), True),
        (date(2020, 2, 29), 48, date(2024, 2, 28), date(2024, 2, 29), False),
        (date(2020, 2, 29), 48, date(2024, 2, 29), date(2024, 2, 29), True),
    ],
)
def test_a_term_from_29_february_is_due_for_renewal_on_the_last_of_february(
    start: date, months: int, day: date, renewal: date, over: bool
) -> None:
    rule = StaffingRule(name="terms", source="bylaws", terms=(TermOfOffice(post=("clerk",), months=months),))
    at = At.of(shot(post("x"), held("t", "x", start), on=day))
    (one,) = terms_on(rule, at)
    assert one.renewal == renewal
    problems = list(term_problems(rule, at))
    assert [problem.code for problem in problems] == (["term-over"] if over else [])
    assert all("bylaws" in problem.text(language) for problem in problems for language in ("en", "zh"))


def rotation(*taken: tuple[int, int], units: int = 3) -> tuple[Rotation, list[Record]]:
    """A chair that goes round among the clerks of some units, and who took which quarter of 2023 (quarter, unit)."""
    records: list[Record] = [*under(*(f"u{at}" for at in range(units))), post("chair", kind="chair")]
    for at in range(units):
        records += [post(f"c{at}", f"u{at}"), held(f"c{at}", f"c{at}", date(2020, 1, 1), person=f"p{at}")]
    for quarter, unit in taken:
        stretch = Period.quarter(2023, quarter)
        records.append(held(f"q{quarter}", "chair", stretch.start, stretch.end, person=f"p{unit}"))
    return Rotation(post="chair", among=("clerk",)), records


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(1, 4))
def test_who_keeps_to_the_plan_passes_nobody_over(units: int, known: int) -> None:
    rule, records = rotation(*((quarter, (quarter - 1) % units) for quarter in range(1, known + 1)), units=units)
    snapshot = shot(*records, on=Period.quarter(2023, known).last)
    past = turns_of(rule, "chair", Period.year(2023), At.of(snapshot))
    assert [turn.state for turn in past] == [TurnState.IN_TURN] * known
    ahead = turns_ahead(rule, "chair", 2 * units, At.of(snapshot))
    assert [id for _, id in ahead] == [f"c{(known + at) % units}" for at in range(2 * units)]
    assert ahead[0][0].start == Period.quarter(2023, known).end


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_whoever_is_passed_over_is_in_turn_before_whoever_passed(order: list[int]) -> None:
    rule, records = rotation(*enumerate(order, 1), units=4)
    for turn in turns_of(rule, "chair", Period.year(2023), At.of(shot(*records, on=date(2023, 12, 31)))):
        assert turn.by == f"c{order[(turn.period.start.month - 1) // 3]}"
        assert turn.skipped == turn.order[: turn.order.index(turn.by)]
        assert (turn.state is TurnState.OUT_OF_TURN) == bool(turn.skipped)


def test_a_stranger_in_the_chair_and_an_empty_chair_are_told_and_cost_nobody_a_turn() -> None:
    rule, records = rotation((1, 0), (3, 1))
    records.append(held("s", "chair", date(2023, 4, 1), date(2023, 7, 1), person="stranger"))
    found = turns_of(rule, "chair", Period.year(2023), At.of(shot(*records, on=date(2023, 12, 31))))
    assert [turn.state for turn in found] == ["in_turn", "stranger", "in_turn", "nobody"]
    assert turns_ahead(rule, "chair", 1, At.of(shot(*records, on=date(2023, 12, 31))))[0][1] == "c2"
    assert turns_ahead(rule, "chair", 3, At.of(shot(post("chair", kind="chair")))) == ()


PATTERN = StaffingRule(
    name="pattern",
    source="method of 2021",
    where=AllOf(()),
    needs=(
        Need(name="lead", post=("clerk",), at_least=1, at_most=1, not_by=("acting",)),
        Need(name="helpers", team=("crew",), role=("helper",), at_least=2),
        Need(name="crews", team=("crew",)),
    ),
)


@settings(max_examples=40)
@given(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2))
def test_one_more_never_makes_more_lacking_and_the_gaps_are_what_is_not_met(leads: int, helpers: int, acting: int) -> None:
    records: list[Record] = [post("x", seats=9), Team(id=TeamId("crew"), unit=TOP.id, kind="crew")]
    records += [held(f"t{at}", "x", date(2023, 1, 1)) for at in range(leads)]
    records += [held(f"a{at}", "x", date(2023, 1, 1), method="acting") for at in range(acting)]
    records += [Seat(id=f"s{at}", team=TeamId("crew"), person=PersonId(f"h{at}"), role="helper") for at in range(helpers)]
    found = staffing_on(PATTERN, At.of(shot(*records), DAY))
    (unit,) = found.units
    lead, helper, crews = unit.lines
    assert (lead.have, lead.lacking, lead.surplus) == (leads, max(1 - leads, 0), max(leads - 1, 0))
    assert (helper.have, helper.lacking, crews.have) == (helpers, max(2 - helpers, 0), 1)
    assert len(found.gaps) == sum(bool(line.lacking or line.surplus) for line in unit.lines)
    assert (found.rate.numerator, found.rate.denominator) == (int(unit.met), 1)
    for gap in found.gaps:
        assert all("method of 2021" in gap.text(language) for language in ("en", "zh"))


def test_one_person_in_two_records_counts_once_in_a_pattern() -> None:
    same = SamePerson(id="s", kept=PersonId("p-a"), merged=PersonId("p-b"), decided_by=PersonId("p-a"), start=date(2020, 1, 1))
    tenures = [held("a", "x", date(2023, 1, 1)), held("b", "x", date(2023, 1, 1))]
    (unit,) = staffing_on(PATTERN, At.of(shot(post("x", seats=2), *tenures, same), DAY)).units
    assert unit.lines[0].have == 1


def test_picks_of_a_name_that_there_is_not_are_not_found() -> None:
    with pytest.raises(NotFound, match="it has none"):
        picks_on(PATTERN, "key", At.of(shot(), DAY))


def test_a_move_leaves_a_post_in_another_unit_within_the_year() -> None:
    records = [*under("u1", "u2"), post("a", "u1"), post("a2", "u1"), post("b", "u2")]
    gone = held("1", "a", date(2020, 1, 1), date(2023, 3, 1), person="p")
    for start, number in ((date(2023, 3, 1), 1), (date(2024, 2, 29), 1), (date(2024, 3, 1), 0), (date(2023, 2, 1), 0)):
        new = held("2", "b", start, person="p")
        assert len(moves(Period(date(2023, 1, 1)), At.of(shot(*records, gone, new, on=date(2024, 6, 1))))) == number
    inside = held("2", "a2", date(2023, 3, 1), person="p")
    assert moves(Period.year(2023), At.of(shot(*records, gone, inside))) == ()


def test_only_the_first_post_after_the_pool_and_while_in_it_is_a_way_out() -> None:
    pool = Team(id=TeamId("pool"), unit=TOP.id, kind="pool")
    seat = Seat(id="s", team=TeamId("pool"), person=PersonId("p"), start=date(2022, 1, 1), end=date(2023, 6, 1))
    before, inside, after = date(2021, 1, 1), date(2023, 6, 1), date(2023, 6, 2)
    for start, number in ((before, 0), (inside, 1), (after, 0)):
        found = promoted_from(
            ("pool",),
            ("clerk",),
            Period(date(2020, 1, 1)),
            At.of(shot(pool, seat, post("x"), held("t", "x", start, person="p"))),
        )
        assert len(found) == number
    two = [held("t1", "x", date(2022, 5, 1), date(2022, 6, 1), person="p"), held("t2", "x", date(2023, 5, 1), person="p")]
    (way,) = promoted_from(("pool",), ("clerk",), Period(date(2020, 1, 1)), At.of(shot(pool, seat, post("x"), *two)))
    assert (way.tenure, way.days) == ("t1", 120)


def profile(length: Length) -> PromotionRule:
    return PromotionRule(
        name="profile",
        source="bylaws",
        published="notice board",
        valid_from=date(2020, 1, 1),
        criteria=(Criterion(name="service", served=Served(post=("clerk",), length=length)),),
    )


@pytest.mark.parametrize(
    ("spans", "answer"),
    [
        ([(date(2021, 1, 2), None)], Answer.YES),
        ([(date(2021, 1, 3), None)], Answer.NO),
        ([(date(2020, 1, 2), date(2022, 1, 2)), (date(2023, 1, 2), None)], Answer.YES),
        ([(date(2020, 1, 2), date(2022, 1, 1)), (date(2023, 1, 3), None)], Answer.NO),
        ([(date(2022, 1, 2), None), (date(2022, 1, 2), date(2023, 12, 31))], Answer.NO),
    ],
)
def test_service_is_counted_over_all_terms_and_no_day_twice(spans: list[tuple[date, date | None]], answer: Answer) -> None:
    tenures = [held(f"t{at}", "x", start, end, person="p") for at, (start, end) in enumerate(spans)]
    found = eligible_on(profile(Length(years=3)), At.of(shot(post("x", seats=3), *tenures), DAY))
    assert {one.criteria[0].answer for one in found} == {answer}


def test_a_profile_is_not_applied_before_it_was_in_force() -> None:
    with pytest.raises(Refused, match="published"):
        eligible_on(profile(Length(years=3)), At.of(shot(on=date(2019, 12, 31))))


def told(rule: StaffingRule, *records: Record, on: date = DAY) -> list[tuple[str, str]]:
    at = At.of(shot(*records, on=on))
    assert KIND.finds is not None
    return [(problem.code, problem.value) for problem in KIND.finds(rule, at)]


def test_what_a_pattern_lacks_is_found_where_such_records_are_kept_at_all() -> None:
    team = Team(id=TeamId("crew"), unit=TOP.id, kind="crew")
    assert told(PATTERN) == []
    assert told(PATTERN, post("x")) == [("staff-short", "lead")]
    seat = Seat(id="s", team=TeamId("crew"), person=PersonId("h"), role="helper")
    assert told(PATTERN, post("x"), held("t", "x", DAY), team, seat) == [("staff-short", "helpers")]


def test_who_came_to_a_post_without_the_way_to_it_is_found_where_such_ways_are_kept() -> None:
    rule = StaffingRule(
        name="ways",
        source="method",
        valid_from=date(2022, 1, 1),
        selections=(Selection(method="picked", pathway="call", step="chosen"),),
    )
    chosen = Application(
        id="a",
        unit=TOP.id,
        kind="call",
        person=PersonId("p-old"),
        steps=(Step(state="chosen", on=date(2022, 2, 1)),),
    )
    records = [
        post("x", seats=3),
        held("old", "x", date(2021, 1, 1), method="picked"),
        held("gone", "x", date(2022, 1, 1), date(2023, 1, 1), method="picked"),
        held("new", "x", date(2023, 1, 1), method="picked"),
    ]
    assert told(rule, *records) == []
    at = At.of(shot(*records, chosen))
    assert KIND.finds is not None
    assert [problem.details["id"] for problem in KIND.finds(rule, at)] == ["new"]


def test_whoever_is_said_to_have_been_moved_left_a_post() -> None:
    moved = held("m", "x", date(2023, 6, 1), method="moved")
    assert MOVES.finds is not None
    assert [one.code for one in MOVES.finds(None, At.of(shot(post("x"), moved)))] == ["move-from-nowhere"]


def test_lines_of_a_pattern_terms_and_vacancies_are_records_that_figures_can_count() -> None:
    rule = evolve(PATTERN, terms=(TermOfOffice(post=("clerk",), months=12),))
    charter = evolve(CHARTER, rules={"staffing": {"pattern": rule}}, kinds=KINDS)
    records = [TOP, Person(id=PersonId("p-t")), post("x", seats=2), held("t", "x", date(2022, 6, 1))]
    snapshot = Snapshot.of(records, charter, as_of=DAY, check=False)
    assert {one.need: one.lacking for one in snapshot.all(StaffingLine).values()} == {"lead": 0, "helpers": 2, "crews": 0}
    assert [(one.number, one.renewal) for one in snapshot.all(TermStatus).values()] == [(2, date(2023, 6, 1))]
    assert [(one.post, one.since) for one in snapshot.all(Vacancy).values()] == [("x", None)]


def test_what_is_lacking_and_what_is_to_be_renewed_is_to_be_done() -> None:
    rule = evolve(PATTERN, terms=(TermOfOffice(post=("clerk",), months=12),))
    charter = evolve(CHARTER, rules={"staffing": {"pattern": rule}}, kinds=KINDS)

    def due(start: date) -> list[tuple[str, str, date | None]]:
        records = [TOP, Person(id=PersonId("p-t")), post("x"), held("t", "x", start)]
        crew = Team(id=TeamId("crew"), unit=TOP.id, kind="crew")
        seat = Seat(id="s", team=TeamId("crew"), person=PersonId("p-t"), role="helper")
        snapshot = Snapshot.of([*records, crew, seat], charter, as_of=DAY, check=False)
        return [(one.urgency, one.reason.code, one.day) for one in to_dos(snapshot)]

    lacking = ("lacking", "staff-short", None)
    assert due(date(2022, 6, 1)) == [("overdue", "term-over", date(2023, 6, 1)), lacking]
    assert due(date(2023, 1, 10)) == [lacking, ("due", "term-due", date(2024, 1, 10))]
    assert due(date(2023, 6, 1)) == [lacking], "it is not due within the fortnight"


def test_turns_out_of_turn_and_of_strangers_are_told_with_whose_turn_it_was_and_an_empty_chair_now() -> None:
    known, records = rotation((1, 0), (2, 0), (3, 1))
    rule = StaffingRule(name="turns", source="bylaws", rotation=known)
    stranger = held("s", "chair", date(2023, 10, 1), date(2024, 1, 1), person="stranger")
    assert told(rule, *records, on=date(2023, 3, 1)) == []
    assert told(rule, *records, stranger, on=date(2023, 12, 31)) == [("turn-out-of-turn", "q2"), ("turn-stranger", "s")]
    assert told(rule, *records, on=date(2023, 12, 31)) == [("turn-out-of-turn", "q2"), ("turn-nobody", "")]
    (first, _) = KIND.finds(rule, At.of(shot(*records, on=date(2023, 12, 31))))  # type: ignore[misc]
    for language in ("en", "zh"):
        assert all(part in first.text(language) for part in ("q2", "c1", "bylaws")), "typed, computed, and the source"
    assert told(rule, post("chair", kind="chair"), on=DAY) == [], "nobody takes turns"
