"""The reference evaluator: each form, each kind of date, each place, with the records written out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from support.small import CHARTER, YEAR, became, case, day, is_, measure, moved, snapshot, unit

from grassroots.charter import ALWAYS, Against, AllOf, AnyOf, Condition, Has, Measure, NotOf, Reads, Stretch, Within
from grassroots.errors import InvalidArgument, NotFound
from grassroots.figures import Figure, Spread, Tree, compare, evaluate, evaluate_grid
from grassroots.model import Activity, Contact, Contribution, Household, Partner, Person, Project, Record, Step, Target
from grassroots.reports.labels import long_text, part_text
from grassroots.values import ActivityId, HouseholdId, PartnerId, Period, PersonId, ProjectId, Quality, Quantity, Ref, UnitId

STREET = unit("street", "street")
A, B = unit("a", "house", "street"), unit("b", "house", "street")
TREE = (STREET, A, B)


def ask(
    one: Measure,
    *records: Record,
    as_of: str = "2014-12-31",
    period: Period = YEAR,
    scope: str | None = None,
    tree: Tree = Tree.NOW,
) -> dict[str, Figure]:
    return evaluate(
        [one], snapshot(*TREE, *records, as_of=as_of), period=period, scope=UnitId(scope) if scope else None, tree=tree
    )


CASES = (
    case("c1", "a", "received 2014-01-10", "replied 2014-02-01 solved", "rated 2014-02-05 - satisfied"),
    case("c2", "a", "received 2014-02-10", "replied 2014-03-01 explained", "rated 2014-03-05 - not_reached"),
    case("c3", "b", "received 2014-03-10"),
    case("c4", "b", "received 2013-12-31", "replied 2014-01-05 solved"),
    case("c5", "b", "received 2014-04-10", category="question"),
)


def test_a_flow_counts_what_happens_in_the_period_and_no_later_than_the_as_of_day() -> None:
    received = measure(dated="received", where=is_("category", "opinion"))
    assert ask(received, *CASES)["it"].value == 3
    assert ask(received, *CASES, as_of="2014-02-28")["it"].value == 2
    assert ask(received, *CASES, period=Period.month(2014, 2))["it"].value == 1


def test_a_split_gives_each_part_and_the_parts_add_up_to_the_whole() -> None:
    figures = ask(measure(dated="received", where=is_("category", "opinion"), by={"outcome": "in_progress"}), *CASES)
    parts = {name.removeprefix("it."): figure.value for name, figure in figures.items() if name != "it"}
    assert parts == {"solved": 1, "explained": 1, "not_now": 0, "in_progress": 1}
    assert figures["it.solved"].records().hits == (("case", "c1"),)


def test_a_rate_keeps_what_was_left_out_by_reason_and_the_first_reason_wins() -> None:
    rate = measure(
        "rate",
        dated="received",
        where=is_("state_kind", "done"),
        hit=is_("rating", "satisfied"),
        left_out=(("not_reached", is_("rating", "not_reached")), ("not_asked", is_("rating", None, "not_reached"))),
    )
    figure = ask(rate, *CASES, period=Period(day("2013-01-01"), day("2015-01-01")))["it"]
    assert (figure.value, figure.numerator, figure.denominator, figure.left_out) == (
        Fraction(1),
        1,
        1,
        {"not_reached": 1, "not_asked": 1},
    )
    evidence = figure.records()
    assert (evidence.hits, evidence.misses, evidence.left_out) == (
        (("case", "c1"),),
        (),
        {"not_reached": (("case", "c2"),), "not_asked": (("case", "c4"),)},
    )


def test_a_rate_of_nothing_is_no_number() -> None:
    figure = ask(measure("rate", dated="received", hit=is_("state_kind", "done")))["it"]
    assert (figure.value, figure.text(), figure.text("percent")) == (None, "—", "—")


def test_a_flow_reads_later_steps_at_the_as_of_day_or_at_the_end_of_the_period() -> None:
    done = measure("rate", dated="received", hit=is_("state_kind", "done"))
    january = Period.month(2014, 1)
    assert ask(done, *CASES, period=january)["it"].value == 1
    assert ask(evolve(done, reads=Reads.PERIOD_END), *CASES, period=january)["it"].value == 0


def test_a_stock_is_read_on_the_last_day_that_counts() -> None:
    stock = measure(noun="unit", where=is_("kind", "stair"))
    stairs = (
        unit("s1", parent="a", end=day("2014-07-01")),
        unit("s2", parent="b", start=day("2014-03-01"), since="2014-03-01"),
    )
    assert ask(stock, *stairs, as_of="2014-02-28")["it"].value == 1
    assert ask(stock, *stairs, as_of="2014-06-30")["it"].value == 2
    assert ask(stock, *stairs)["it"].value == 1
    assert ask(stock, *stairs, period=Period.month(2014, 3))["it"].value == 2


def test_open_cases_are_a_stock() -> None:
    still_open = measure(where=is_("state_kind", "open", "waiting"))
    assert [ask(still_open, *CASES, as_of=on)["it"].value for on in ("2014-01-04", "2014-01-31", "2014-12-31")] == [1, 1, 2]


def test_money_adds_up_exactly_and_what_was_damaged_is_left_out_never_summed() -> None:
    project, donor = (
        Project(id=ProjectId("r"), unit=UnitId("a"), kind="x", name="River"),
        Partner(id=PartnerId("e"), unit=UnitId("a"), kind="y", name="Works"),
    )

    def gave(id: str, amount: Quantity | None) -> Contribution:
        return Contribution(id=id, project=project.id, donor=Ref("partner", "e"), on=day("2014-05-01"), amount=amount)

    damaged = Quantity(raw="654.38+10,000", quality=Quality.DAMAGED)
    gifts = (gave("g1", Quantity.of("0.10")), gave("g2", Quantity.of("0.20")), gave("g3", damaged), gave("g4", None))
    figure = ask(measure("sum", "contribution", value="amount.value", dated="on"), project, donor, *gifts)["it"]
    assert figure.value == Decimal("0.30")
    assert figure.left_out == {"missing": 2}


def test_distinct_people_are_counted_once_over_units() -> None:
    people = [Person(id=PersonId(id)) for id in ("ann", "bo")]
    visits = [
        Contact(
            id=f"v{at}", unit=UnitId(at_unit), on=day("2014-03-01"), target=Ref("unit", "a"), code="reached", by=PersonId(by)
        )
        for at, (at_unit, by) in enumerate([("a", "ann"), ("a", "bo"), ("b", "ann")])
    ]
    one = measure("distinct", "contact", key="by", dated="on")
    assert [ask(one, *people, *visits, scope=scope)["it"].value for scope in (None, "a", "b")] == [2, 2, 1]


def test_a_spread_uses_nearest_rank_and_the_days_between_two_states() -> None:
    cases = [case(f"d{days}", "a", "received 2014-01-01", f"replied 2014-01-{1 + days:02}") for days in (1, 2, 3, 4, 10)]
    figure = ask(
        measure("spread", value="days:received:replied", dated="replied"), *cases, case("open", "a", "received 2014-01-01")
    )["it"]
    assert figure.value == Spread(5, Decimal(1), Decimal(3), Decimal(10), Decimal(10))


def test_a_related_record_counts_only_once_it_exists() -> None:
    homes = [Household(id=HouseholdId(id), unit=UnitId("a")) for id in ("h1", "h2", "h3")]
    visits = [
        Contact(id=f"v{at}", unit=UnitId("a"), on=day(on), target=Ref("household", home), code=code)
        for at, (home, on, code) in enumerate(
            [("h1", "2014-02-01", "reached"), ("h2", "2014-05-01", "reached"), ("h3", "2014-02-01", "away")]
        )
    ]
    visited = measure("rate", "household", hit=Has(noun="contact", by="target", where=is_("code", "reached")))
    assert [ask(visited, *homes, *visits, as_of=on)["it"].value for on in ("2014-02-28", "2014-06-30")] == [
        Fraction(1, 3),
        Fraction(2, 3),
    ]


def test_related_records_count_in_the_stretch_of_the_day_and_in_every_part_of_it() -> None:
    home = Household(id=HouseholdId("h1"), unit=UnitId("a"))

    def visits(*days: str) -> list[Contact]:
        return [
            Contact(id=f"v{on}", unit=UnitId("a"), on=day(on), target=Ref("household", "h1"), code="reached") for on in days
        ]

    def hit(has: Has, as_of: str, *days: str) -> object:
        return ask(measure("rate", "household", hit=has), home, *visits(*days), as_of=as_of)["it"].value

    year = Has(noun="contact", by="target", where=ALWAYS, within=Stretch.YEAR)
    assert [hit(year, on, "2013-12-31", "2014-12-31") for on in ("2013-12-31", "2014-12-30", "2014-12-31")] == [1, 0, 1]
    quarters = evolve(year, every=Stretch.QUARTER)
    days = ("2014-03-31", "2014-04-01", "2014-09-30")
    assert [hit(quarters, on, *days) for on in ("2014-03-31", "2014-06-30", "2014-09-30", "2014-12-31")] == [1, 1, 1, 0]
    assert hit(quarters, "2014-12-31", *days, "2014-12-01") == 1


def test_related_records_are_found_by_a_path_and_by_all_fields_that_must_agree() -> None:
    homes = [Household(id=HouseholdId(id), unit=UnitId("a")) for id in ("h1", "h2")]
    visits = [
        Contact(id=f"v{at}", unit=UnitId(unit), on=day(on), target=Ref("household", home), code="reached")
        for at, (unit, home, on) in enumerate([("a", "h1", "2014-02-01"), ("b", "h1", "2014-02-03"), ("b", "h2", "2014-02-04")])
    ]
    again = Has(noun="contact", by="target", of="target", where=ALWAYS, at_least=2)

    def count(has: Has) -> object:
        return ask(measure(noun="contact", dated="on", where=has), *homes, *visits)["it"].value

    assert (count(again), count(evolve(again, also=("unit",)))) == (2, 0)


@pytest.mark.parametrize(
    ("against", "number"),
    [
        (Against(path="reached.replied", since="reached.received"), 3),
        (Against(path="reached.replied", since="reached.received", days=10), 2),
        (Against(path="reached.replied", since="reached.received", days=9), 1),
        (Against(path="reached.received", before="reached.replied"), 2),
        (Against(path="reached.replied", before="reached.received"), 0),
        (Against(path="handler", same="unit"), 1),
    ],
)
def test_a_day_is_held_against_another_day_of_the_record(against: Against, number: int) -> None:
    cases = [
        case("same", "a", "received 2014-01-01", "replied 2014-01-01"),
        case("tenth", "a", "received 2014-01-01", "replied 2014-01-11"),
        case("late", "a", "received 2014-01-01", "replied 2014-03-01"),
        case("open", "a", Step(state="received", on=day("2014-01-01"), unit=UnitId("a"))),
    ]
    assert ask(measure(dated="received", where=against), *cases)["it"].value == number


def test_what_ended_before_it_began_is_found_by_its_two_days_and_what_has_no_end_is_not() -> None:
    held = [
        Activity(id=ActivityId(id), unit=UnitId("a"), kind="meeting", on=day("2014-02-02"), until=day(until) if until else None)
        for id, until in (("wrong", "2014-02-01"), ("one", "2014-02-02"), ("two", "2014-02-03"), ("none", None))
    ]

    def hits(against: Against) -> list[str]:
        found = ask(measure(noun="activity", dated="on", where=against), *held)["it"]
        return [id for _, id in found.records().hits]

    assert hits(Against(path="until", before="on")) == ["wrong"]
    assert hits(Against(path="until", since="on")) == ["one", "two"]
    assert hits(Against(path="until", since="on", days=0)) == ["one"]


@pytest.mark.parametrize(
    "where",
    [
        is_("until", None),
        Within(path="until", in_period=True),
        Against(path="until", before="on"),
        Against(path="on", since="until"),
        NotOf(Against(path="until", before="on")),
    ],
)
def test_by_a_closed_field_there_is_no_figure_however_a_condition_reads_it(where: Condition) -> None:
    asked = measure(noun="activity", dated="on", where=where)
    one = Activity(id=ActivityId("1"), unit=UnitId("a"), kind="meeting", on=day("2014-02-02"))
    assert evaluate([asked], snapshot(unit("a"), one), period=YEAR)["it"].value is not None
    closed = snapshot(unit("a"), one, closed={("activity", "until")})
    assert evaluate([asked], closed, period=YEAR)["it"].value is None


def test_a_related_record_of_last_year_changes_no_figure_of_this_year() -> None:
    homes = [Household(id=HouseholdId(id), unit=UnitId("a")) for id in ("h1", "h2", "h3")]
    visits = [
        Contact(id=f"v{at}", unit=UnitId("a"), on=day(on), target=Ref("household", home), code="reached")
        for at, (home, on) in enumerate(
            [("h1", "2013-12-31"), ("h1", "2014-12-31"), ("h2", "2013-06-01"), ("h3", "2015-01-01")]
        )
    ]
    visited = measure("rate", "household", hit=Has(noun="contact", by="target", where=Within(path="on", in_period=True)))
    told = {
        year: ask(visited, *homes, *visits, as_of="2015-12-31", period=Period.year(year))["it"].value
        for year in (2013, 2014, 2016)
    }
    assert told == {2013: Fraction(2, 3), 2014: Fraction(1, 3), 2016: 0}
    missed = measure("count", "household", where=NotOf(visited.hit))
    assert ask(missed, *homes, *visits, as_of="2015-12-31", period=Period.year(2014))["it"].value == 2


def test_conditions_combine() -> None:
    def count(where: object) -> object:
        return ask(measure(dated="received", where=where), *CASES)["it"].value  # type: ignore[arg-type]

    assert count(AllOf((is_("category", "opinion"), NotOf(is_("state_kind", "done"))))) == 1
    assert count(AnyOf((is_("category", "question"), is_("outcome", "solved")))) == 2
    assert count(is_("unit.kind", "house")) == 4
    assert count(is_("rating", None)) == 2
    assert count(AnyOf(())) == 0


def test_bounds_are_exact() -> None:
    records = [
        Activity(id=ActivityId(f"a{n}"), unit=UnitId("a"), kind="study", on=day("2014-03-01"), headcount=n) for n in (9, 10, 11)
    ]
    records.append(Activity(id=ActivityId("none"), unit=UnitId("a"), kind="study", on=day("2014-03-01")))

    def count(**bounds: int) -> object:
        return ask(measure("count", "activity", dated="on", hit=Within(path="headcount", **bounds)), *records)["it"].value

    assert (count(at_least=10), count(over=10), count(at_most=10), count(under=10)) == (2, 1, 2, 1)


def test_a_figure_of_a_merged_unit_rolls_up_to_its_successor_now_and_stays_where_it_was_then() -> None:
    old = unit("old", "stair", "a", end=day("2014-07-01"))
    new = unit("new", "stair", "b", since="2014-07-01", start=day("2014-07-01"))
    records = (old, new, became("2014-07-01", ["old"], ["new"]), case("c", "old", "received 2014-02-01"))
    received = measure(dated="received")
    assert [ask(received, *records, scope=at)["it"].value for at in ("a", "b", "new")] == [0, 1, 1]
    assert [ask(received, *records, scope=at, tree=Tree.THEN)["it"].value for at in ("a", "b")] == [1, 0]
    assert [ask(received, *records, scope=at, as_of="2014-06-30")["it"].value for at in ("a", "b")] == [1, None]


def test_a_record_whose_unit_leads_nowhere_is_left_out_as_no_place() -> None:
    alone = unit("alone", "street", end=day("2014-07-01"))
    figure = ask(
        measure(dated="received"), alone, case("c", "alone", "received 2014-02-01"), case("d", "a", "received 2014-02-01")
    )["it"]
    assert (figure.value, figure.left_out) == (1, {"no_place": 1})


def test_a_ratio_divides_one_measure_by_another_and_nothing_by_nothing_is_no_number() -> None:
    charter = CHARTER.with_measures(
        measure(name="cases", dated="received"),
        measure(name="houses", noun="unit", where=is_("kind", "house")),
        measure("ratio", "", name="each", over=("cases", "houses")),
    )
    figure = evaluate(["each"], snapshot(*TREE, *CASES, charter=charter), period=YEAR)["each"]
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(4, 2), 4, 2)
    empty = evaluate(["each"], snapshot(STREET, charter=charter), period=YEAR)["each"]
    assert empty.value is None


def test_reach_counts_the_units_that_reach_a_value_with_all_under_them() -> None:
    charter = CHARTER.with_measures(
        measure(name="cases", dated="received"),
        measure("reach", "", name="busy", reach="cases", at_least=Decimal(2), where=is_("kind", "house")),
    )
    figure = evaluate(
        ["busy"],
        snapshot(*TREE, unit("s", parent="b"), *CASES, case("c6", "s", "received 2014-05-01"), charter=charter),
        period=YEAR,
        scope=UnitId("street"),
    )["busy"]
    assert figure.value == 2
    more = evaluate(
        [evolve(figure.measure, at_least=Decimal(3))],
        snapshot(*TREE, unit("s", parent="b"), *CASES, case("c6", "s", "received 2014-05-01"), charter=charter),
        period=YEAR,
    )["busy"]
    assert more.records().hits == (("unit", "b"),)
    assert more.records().misses == (("unit", "a"),)


def test_unknown_measures_and_units_are_refused_with_what_there_is() -> None:
    with pytest.raises(NotFound, match="opinions"):
        evaluate(
            ["opinons"], snapshot(*TREE, charter=CHARTER.with_measures(measure(name="opinions", dated="received"))), period=YEAR
        )
    with pytest.raises(NotFound, match="street"):
        ask(measure(dated="received"), scope="streat")
    with pytest.raises(InvalidArgument, match="belong to no unit"):
        ask(measure(noun="person"), scope="a")


def test_a_grid_of_months_totals_a_flow_and_not_a_rate() -> None:
    taken = snapshot(*TREE, *CASES, as_of="2014-04-30")
    flow = evaluate_grid([measure(dated="received")], taken, period=YEAR, down="unit", across="month")
    assert [[figure.value for figure in row] for row in flow.figures] == [[1, 1, 0, 0], [0, 0, 1, 1]]
    assert [total.value if total else None for total in flow.total_row] == [1, 1, 1, 1]
    assert [total.value if total else None for total in flow.total_column] == [2, 2]
    rate = evaluate_grid(
        [measure("rate", dated="received", hit=is_("state_kind", "done"))], taken, period=YEAR, down="month", across="unit"
    )
    assert set(rate.total_row) | set(rate.total_column) == {None}
    stock = evaluate_grid([measure(where=is_("state_kind", "open"))], taken, period=YEAR, down="unit", across="month")
    assert all(stock.total_row) and set(stock.total_column) == {None}


def test_a_grid_hides_nothing_what_stands_under_no_row_is_gathered_in_the_rest() -> None:
    taken = snapshot(*TREE, *CASES, case("own", "street", "received 2014-05-01"))
    grid = evaluate_grid([measure(dated="received")], taken, scope=UnitId("street"), period=YEAR, down="unit")
    assert [(line.axis, line.unit) for line in grid.rows] == [("unit", "a"), ("unit", "b"), ("rest", None)]
    assert [row[0].value for row in grid.figures] == [2, 2, 1]
    assert grid.total_row[0] is not None and grid.total_row[0].value == 5
    assert grid.figures[2][0].records().hits == (("case", "own"),)


def test_of_fewer_than_the_minimum_the_counts_are_told_and_no_share() -> None:
    rate = measure("rate", dated="received", hit=is_("state_kind", "done"), minimum=5)
    few, enough = ask(rate, *CASES)["it"], ask(evolve(rate, minimum=4), *CASES)["it"]
    assert (few.value, few.numerator, few.denominator, few.few) == (None, 2, 4, 4)
    assert [few.text(part) for part in ("", "percent", "low", "high", "numerator")] == ["—", "—", "—", "—", "2"]
    assert "2 of 4, n = 4, under 5" in few.explain() and "样本量4，少于5" in few.explain("zh")
    assert (long_text(few, CHARTER, "en"), part_text(few, "percent0", "zh")) == ("n = 4, under 5 (2 of 4)", "样本量4，少于5")
    assert len(few.records()) == 4
    assert (enough.value, enough.few, enough.text()) == (Fraction(1, 2), None, "50.0 %")
    days = measure("spread", dated="received", value="days:received:replied", minimum=3)
    assert (ask(days, *CASES)["it"].value, ask(days, *CASES)["it"].denominator) == (None, 2)
    assert long_text(ask(days, *CASES)["it"], CHARTER, "en") == "n = 2, under 3"
    assert isinstance(ask(evolve(days, minimum=2), *CASES)["it"].value, Spread)
    # What is made of it has no value either, and a ratio has a minimum of its own.
    each = measure("ratio", "", name="each", over=("done", "all"), minimum=5)
    done, whole = (
        measure(name=name, dated="received", where=where)
        for name, where in (("done", is_("state_kind", "done")), ("all", AllOf()))
    )
    known = CHARTER.with_measures(rate, done, whole, each, measure("reach", "", name="good", reach="it", at_least=Decimal(0)))
    figures = evaluate(["each", "good"], snapshot(*TREE, *CASES, charter=known), period=YEAR)
    assert (figures["each"].value, figures["each"].numerator, figures["each"].few) == (None, 2, 4)
    assert (figures["good"].value, figures["good"].left_out) == (0, {"missing": 3})


def test_comparing_names_the_records_that_make_the_difference() -> None:
    done = measure("rate", dated="received", hit=is_("state_kind", "done"))
    difference = compare(ask(done, *CASES, as_of="2014-02-20")["it"], ask(done, *CASES)["it"])
    assert difference.gained == ((("case", "c3"), "miss"), (("case", "c5"), "miss"))
    assert difference.moved == ((("case", "c2"), "miss", "hit"),)
    assert difference.lost == () and bool(difference)


def test_a_move_in_the_tree_moves_what_counts_now() -> None:
    stair = moved("s", "stair", ("2010-01-01", "a"), ("2014-07-01", "b"))
    cases = (case("c1", "s", "received 2014-02-01"), case("c2", "s", "received 2014-08-01"))
    received = measure(dated="received")
    assert [ask(received, stair, *cases, scope=at)["it"].value for at in ("a", "b")] == [0, 2]
    assert [ask(received, stair, *cases, scope=at, tree=Tree.THEN)["it"].value for at in ("a", "b")] == [1, 1]


def test_a_plan_belongs_to_the_year_for_which_it_was_made_once_it_is_made() -> None:
    spans = {"start": day("2015-01-01"), "end": day("2016-01-01")}
    plans = [Target(id=f"t-{on}", unit=UnitId("u"), theme="venues", on=day(on), **spans) for on in ("2014-12-20", "2015-01-02")]
    shot = snapshot(unit("u", "house"), *plans, check=False)
    planned = measure("count", "target", dated="start")
    found = evaluate([planned], shot, period=Period.year(2015))[planned.name]
    assert [one[1] for one in found.records().hits] == ["t-2014-12-20"]
