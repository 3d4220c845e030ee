"""What changed code of figures went unnoticed by: each was found by changing a line and seeing no test near it fail."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from support.small import CHARTER, YEAR, case, is_, measure, snapshot, unit, word

from grassroots.charter import Reads
from grassroots.errors import InvalidArgument
from grassroots.figures import Spread, evaluate
from grassroots.figures.evaluate import Evaluator, full_name
from grassroots.figures.totals import stands_for_records
from grassroots.model import Household, Person, Tally
from grassroots.values import HouseholdId, PersonId, Quantity, Source, UnitId

TREE = [unit("street", "street"), unit("a", "house", "street"), unit("b", "house", "street")]


def test_parts_of_two_splits_that_are_called_alike_are_told_apart() -> None:
    split = measure(dated="received", by={"channel": "none", "outcome": "none"})
    cases = (case("c1", "a", "received 2014-02-01"), case("c2", "a", "received 2014-02-01", channel="desk"))
    found = evaluate([split], snapshot(*TREE, *cases), period=YEAR)
    assert {name: found[name].value for name in ("it", "it.desk", "it.none", "it.outcome=none")} == {
        "it": 2,
        "it.desk": 1,
        "it.none": 1,
        "it.outcome=none": 2,
    }
    assert [full_name(found[name].question) for name in ("it", "it.none", "it.outcome=none")] == [
        "it",
        "it.channel=none",
        "it.outcome=none",
    ]


def test_the_records_of_a_cell_of_two_splits_are_those_of_both() -> None:
    split = measure(dated="received", by={"channel": "none", "outcome": "none"})
    cases = (
        case("c1", "a", "received 2014-02-01", channel="desk"),
        case("c2", "a", "received 2014-02-01", "replied 2014-03-01 solved", channel="desk"),
        case("c3", "a", "received 2014-02-01", "replied 2014-03-01 solved"),
    )
    evaluator = Evaluator(snapshot(*TREE, *cases))
    cells = (("channel", "desk"), ("outcome", "solved"))
    question = evolve(evaluator.question(split, period=YEAR), cell=cells)
    assert evaluator.evidence(question).hits == (("case", "c2"),)
    with pytest.raises(InvalidArgument, match="not split by 'category'"):
        evaluator.evidence(evolve(question, cell=(*cells, ("category", "opinion"))))


def test_a_share_divided_by_a_number_is_no_number_of_anything() -> None:
    charter = CHARTER.with_measures(
        measure("rate", name="share", dated="received", hit=is_("category", "opinion")),
        measure(name="houses", noun="unit", where=is_("kind", "house")),
        measure("ratio", "", name="it", over=("share", "houses")),
    )
    cases = (case("c1", "a", "received 2014-02-01"), case("c2", "a", "received 2014-02-01", category="question"))
    figure = evaluate(["it"], snapshot(*TREE, *cases, charter=charter), period=YEAR)["it"]
    assert (figure.value, figure.numerator, figure.denominator) == (Fraction(1, 4), None, None)


def test_a_record_behind_both_measures_of_a_ratio_stands_where_it_counts_most() -> None:
    opinions, solved, rated = (
        is_(path, value) for path, value in (("category", "opinion"), ("outcome", "solved"), ("rating", "satisfied"))
    )
    answered = (("not_reached", is_("rating", "not_reached")),)
    one = measure("rate", name="one", dated="received", hit=solved, where=opinions, left_out=answered)
    other = measure("rate", name="other", dated="received", hit=rated)
    cases = (
        case("hit_then_miss", "a", "received 2014-02-01", "replied 2014-03-01 solved", "rated 2014-03-02 - dissatisfied"),
        case("miss_then_hit", "a", "received 2014-02-01", "replied 2014-03-01 explained", "rated 2014-03-02 - satisfied"),
        case("out_then_miss", "a", "received 2014-02-01", "replied 2014-03-01 solved", "rated 2014-03-02 - not_reached"),
        case("miss_alone", "a", "received 2014-02-01", category="question"),
    )
    for over in (("one", "other"), ("other", "one")):
        charter = CHARTER.with_measures(one, other, measure("ratio", "", name="it", over=over))
        found = evaluate(["it"], snapshot(*TREE, *cases, charter=charter), period=YEAR)["it"].records()
        assert [id for _, id in found.hits] == ["hit_then_miss", "miss_then_hit"]
        assert [id for _, id in found.misses] == ["miss_alone", "out_then_miss"]
        assert dict(found.left_out) == {}


def test_the_rows_behind_a_figure_are_those_that_brought_its_records() -> None:
    cases = (case("c1", "a", "received 2014-02-01"), case("c2", "a", "received 2014-02-01"))
    row = Source("cases.csv", row=3)
    shot = snapshot(*TREE, *cases, sources={("case", "c1"): row})
    assert evaluate([measure(dated="received")], shot, period=YEAR)["it"].records().sources == {("case", "c1"): row}


def test_ranks_of_a_spread_are_the_nearest_of_twenty() -> None:
    first = date(2014, 1, 1)
    cases = [case(f"d{days}", "a", "received 2014-01-01", f"replied {first + timedelta(days=days)}") for days in range(1, 21)]
    figure = evaluate(
        [measure("spread", value="days:received:replied", dated="replied")], snapshot(*TREE, *cases), period=YEAR
    )["it"]
    assert figure.value == Spread(20, Decimal(1), Decimal(10), Decimal(18), Decimal(20))


def test_an_explanation_says_in_what_it_is_measured() -> None:
    homes = measure(noun="household", measured_in="household")
    shot = snapshot(*TREE, Household(id=HouseholdId("h"), unit=UnitId("a")), charter=CHARTER.with_measures(homes))
    figure = evaluate(["it"], shot, period=YEAR)["it"]
    assert "1 household" in figure.explain("en")
    assert "1户" in figure.explain("zh").replace(" ", "")


def tally(id: str, **more: object) -> Tally:
    return Tally(id=id, on=date(2014, 3, 1), amount=Quantity.of("7"), **{"unit": UnitId("a"), **more})  # type: ignore[arg-type]


def test_totals_stand_for_records_only_where_there_are_none_and_the_form_adds_up() -> None:
    named = tally("t", kind="other", measure="it")
    cases = (case("c1", "a", "received 2014-02-01"),)

    def value(form: str, *records: object, **more: object) -> object:
        charter = CHARTER.with_measures(measure(form, name="it", dated="received", **more))
        return evaluate(["it"], snapshot(*TREE, named, *records, charter=charter, check=False), period=YEAR)["it"].value  # type: ignore[arg-type]

    assert value("count") == 7
    assert value("count", *cases) == 1, "records are kept: they count, and not the total"
    assert value("rate", hit=is_("category", "opinion")) is None, "a share is no sum of totals"
    assert value("count", by={"channel": "none"}) is None, "totals have no parts"
    other = measure("sum", noun="tally", name="it", value="amount.value", dated="on", where=is_("kind", "other"))
    shot = snapshot(*TREE, named, charter=CHARTER.with_measures(other), check=False)
    assert evaluate(["it"], shot, period=YEAR)["it"].value == 7


def test_whether_there_ever_was_any_is_not_asked_of_the_period() -> None:
    cases = (case("c1", "a", "received 2013-02-01"), case("c2", "b", "received 2013-02-01"))
    for reads in Reads:
        one = measure(dated="received", reads=reads)
        evaluator = Evaluator(snapshot(*TREE, unit("empty", "house", "street"), *cases))
        for id in ("a", "b", "street", "empty"):
            question = evaluator.question(one, period=YEAR, scope=UnitId(id))
            assert evaluator.ever(one, question) is (id != "empty")


def test_what_a_ratio_is_made_of_must_belong_to_units_where_it_is_asked_by_unit() -> None:
    charter = CHARTER.with_measures(
        measure(name="people", noun="person"),
        measure(name="houses", noun="unit", where=is_("kind", "house")),
        measure("ratio", "", name="it", over=("people", "houses")),
    )
    shot = snapshot(*TREE, Person(id=PersonId("p"), name="Ann Example"), charter=charter)
    assert evaluate(["it"], shot, period=YEAR)["it"].value == Fraction(1, 2)
    with pytest.raises(InvalidArgument, match="people"):
        evaluate(["it"], shot, period=YEAR, scope=UnitId("a"))


def test_what_was_labelled_is_not_carried_on_where_nobody_noted_what_was_read() -> None:
    one = measure(dated="received")
    first = snapshot(*TREE, case("c1", "a", "received 2014-02-01"))
    evaluator = Evaluator(first)
    assert evaluator.answer(evaluator.question(one, period=YEAR)).value == 1
    after = snapshot(*TREE, case("c1", "a", "received 2014-02-01"), case("c2", "a", "received 2014-02-01"))
    going = evaluator.carried_to(after, {"case": frozenset({"c2"})})
    assert going.answer(going.question(one, period=YEAR)).value == 2


def test_what_is_recorded_at_each_of_some_units_is_what_is_recorded_at_that_unit() -> None:
    heads = measure("sum", noun="tally", name="heads", value="amount.value", dated="on", where=is_("kind", "heads"))
    counted = (measure(dated="received"), heads, measure(noun="household"))
    records = (case("c1", "a", "received 2014-02-01"), tally("t", kind="heads"), tally("u", kind="other", unit="b"))
    evaluator = Evaluator(snapshot(*TREE, *records, check=False))
    units = tuple(UnitId(id) for id in ("a", "b", "street"))
    found = []
    for one in counted:
        question = evaluator.question(one, period=YEAR)
        each = tuple(evaluator._recorded.counted(evolve(question, scope=unit)) for unit in units)
        there, at_each = evaluator._recorded.at_each(question, units)
        assert (there, at_each) == (True, each)
        found.append(each)
    assert found == [(True, False, True), (True, False, True), (False, False, False)]


@pytest.mark.parametrize(
    ("kind", "named", "value"), [("heads", "", 7), ("other", "", None), ("other", "it", 7), ("heads", "another", None)]
)
def test_a_total_stands_for_a_measure_by_its_kind_or_by_its_name(kind: str, named: str, value: int | None) -> None:
    listed = {one.name: one for one in (word("heads", measure="it"), word("other"))}
    charter = evolve(CHARTER, words={**CHARTER.words, "tally": listed}).with_measures(measure(name="it", dated="received"))
    shot = snapshot(*TREE, tally("t", kind=kind, measure=named or None), charter=charter, check=False)
    assert evaluate(["it"], shot, period=YEAR)["it"].value == value


def test_what_adds_up_totals_says_that_it_stands_for_records() -> None:
    one = measure(name="it", dated="received")
    shot = snapshot(*TREE, tally("t", kind="other", measure="it"), charter=CHARTER.with_measures(one), check=False)
    totals = evaluate(["it"], shot, period=YEAR)["it"].measure
    assert stands_for_records(totals)
    own = measure("sum", noun="tally", name="it", value="amount.value", dated="on", where=is_("kind", "other"))
    assert not stands_for_records(own), "the charter's own sum of totals is what it says"
    assert not stands_for_records(evolve(totals, noun="case"))
    assert not stands_for_records(one)


def test_of_fewer_numbers_than_the_minimum_there_is_no_spread() -> None:
    cases = [case(f"d{days}", "a", "received 2014-01-01", f"replied 2014-01-{1 + days:02}") for days in (3, 5)]
    one = measure("spread", value="days:received:replied", dated="replied", minimum=2)
    few = evaluate([one], snapshot(*TREE, cases[0]), period=YEAR)["it"]
    enough = evaluate([one], snapshot(*TREE, *cases), period=YEAR)["it"]
    assert (few.value, few.denominator) == (None, 1)
    assert enough.value == Spread(2, Decimal(3), Decimal(3), Decimal(5), Decimal(5))
