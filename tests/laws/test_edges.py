"""Where figures might be quietly wrong: ends of years and of time, units that are gone, names that meet, numbers of any size."""

from __future__ import annotations

import gc
import json
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from support.small import CASE, CHARTER, YEAR, became, case, day, is_, measure, moved, snapshot, state, unit, word

from grassroots.charter import Bars, Has, Outline, Reads, Say, Section, Table, Within
from grassroots.errors import CharterInvalid, InvalidArgument, NotFound, Refused
from grassroots.figures import Evaluator, Figure, Tree, compare, evaluate, evaluate_grid
from grassroots.model import (
    Activity,
    Attendance,
    Case,
    Contribution,
    Household,
    LocalName,
    Person,
    Project,
    Record,
    Reply,
    Step,
    Tally,
)
from grassroots.reports import Grid, Report, make_report
from grassroots.snapshot import Snapshot
from grassroots.values import (
    FOREVER,
    ActivityId,
    CaseId,
    HouseholdId,
    Period,
    PersonId,
    ProjectId,
    Quality,
    Quantity,
    Ref,
    Source,
    UnitId,
    rounded,
)

STREET = unit("street", "street")
A, B = unit("a", "house", "street"), unit("b", "house", "street")
TREE = (STREET, A, B)
RECEIVED = measure(name="received", dated="received")


def figure(one: Any, *records: Record, as_of: str = "2014-12-31", charter: Any = CHARTER, **more: Any) -> Figure:
    """A measure over the street with these records; those made of measures are looked up in the charter."""
    more.setdefault("period", YEAR)
    return evaluate([one], snapshot(*TREE, *records, as_of=as_of, charter=charter), **more)[getattr(one, "name", one)]


def filled(
    *blocks: Say | Table | Bars, records: tuple[Record, ...], charter: Any, as_of: str = "2014-12-31", **more: Any
) -> Report:
    outline = Outline(
        name="short", labels={"en": "Short", "zh": "短"}, sections=(Section(labels={"en": "S", "zh": "节"}, blocks=blocks),)
    )
    return make_report(outline, snapshot(*records, as_of=as_of, charter=charter), **more)


def table(*measures: str, down: str = "unit", across: str = "measure", **more: Any) -> Table:
    return Table(labels={"en": "T", "zh": "表"}, measures=measures, down=down, across=across, **more)


def texts(report: Report, at: int = 0, language: str = "en") -> tuple[list[list[str]], tuple[str, ...]]:
    grid = report.render(language).sections[0].blocks[at]
    assert isinstance(grid, Grid)
    return [[cell.text for cell in row] for row in grid.rows], grid.notes


# -- days --


def test_a_year_ends_with_its_last_day_and_the_next_begins_with_the_first() -> None:
    cases = [case(on, "a", f"received {on}") for on in ("2013-12-31", "2014-01-01", "2014-12-31", "2015-01-01")]
    later = {"as_of": "2015-12-31"}
    assert figure(RECEIVED, *cases, **later).records().hits == (("case", "2014-01-01"), ("case", "2014-12-31"))
    assert figure(RECEIVED, *cases, **later, period=Period.month(2014, 12)).records().hits == (("case", "2014-12-31"),)
    assert figure(RECEIVED, *cases, **later, period=Period.quarter(2015, 1)).records().hits == (("case", "2015-01-01"),)
    assert figure(RECEIVED, *cases, as_of="2014-12-30").records().hits == (("case", "2014-01-01"),)


def test_before_any_record_there_is_nothing_and_no_rate() -> None:
    done = measure("rate", dated="received", hit=is_("state_kind", "done"))
    first = {"as_of": "0001-01-01", "period": Period.year(1)}
    assert figure(RECEIVED, case("c", "a", "received 2014-01-03"), **first).value is None
    assert figure(done, case("c", "a", "received 2014-01-03"), **first).value is None
    stock = measure(where=is_("state_kind", "open"))
    assert figure(stock, case("c", "a", "received 2014-01-03"), as_of="2014-01-02").value is None
    assert figure(stock, case("c", "a", "received 2014-01-03"), as_of="2014-01-03").value == 1


def test_a_period_after_the_day_holds_no_event_and_a_stock_is_read_on_the_day() -> None:
    records = (case("c", "a", "received 2014-01-03"), case("d", "a", "received 2015-03-03"))
    later = Period.year(2015)
    assert figure(RECEIVED, *records, as_of="2014-06-30", period=later).value == 0
    assert figure(measure(where=is_("state_kind", "open")), *records, as_of="2014-06-30", period=later).value == 1
    assert figure(RECEIVED, *records, as_of="2014-06-30", period=later).question.day == day("2014-06-30")


def test_the_last_year_that_there_is_has_months_and_an_end() -> None:
    assert Period.year(9999) == Period(date(9999, 1, 1), FOREVER) == Period.between(date(9999, 1, 1), date(9999, 12, 30))
    assert Period.month(9999, 12).end == Period.quarter(9999, 4).end == FOREVER
    assert len(list(Period.year(9999).months())) == 12


def test_a_table_of_months_ends_with_the_day_even_where_the_period_does_not() -> None:
    charter = CHARTER.with_measures(RECEIVED)
    records = (*TREE, case("c", "a", "received 2014-02-03"))
    report = filled(
        table("received", down="month"), records=records, charter=charter, as_of="2014-03-01", period=Period(day("2014-01-15"))
    )
    assert texts(report)[0] == [
        ["January 2014", "not recorded"], ["February 2014", "1"], ["March 2014", "0"], ["Total", "1"],
    ]  # fmt: skip


def test_what_stands_counts_from_its_first_day_to_the_day_before_its_end() -> None:
    home = Household(id=HouseholdId("h"), unit=UnitId("a"), start=day("2014-03-01"), end=day("2014-07-01"))
    stock = measure(noun="household")
    days = ("2014-02-28", "2014-03-01", "2014-06-30", "2014-07-01")
    assert [figure(stock, home, as_of=on).value for on in days] == [None, 1, 1, 0]


# -- units that are gone, to come, or of one name --

OLD = unit("old", "stair", "a", end=day("2014-07-01"))
NEW = unit("new", "stair", "b", since="2014-07-01", start=day("2014-07-01"))
MERGED = (OLD, NEW, became("2014-07-01", ["old"], ["new"]), case("c", "old", "received 2014-02-01"))


def test_a_unit_that_is_gone_gives_no_zero_but_says_where_its_records_count() -> None:
    with pytest.raises(NotFound, match=r"'old' does not stand on 2014-12-31; what belongs to it counts at new\."):
        figure(RECEIVED, *MERGED, scope="old")
    assert figure(RECEIVED, *MERGED, scope="old", tree=Tree.THEN).value == 1
    assert figure(RECEIVED, *MERGED, scope="old", as_of="2014-06-30").value == 1


def test_a_unit_that_is_still_to_come_gives_no_zero_either() -> None:
    with pytest.raises(NotFound, match=r"'new' does not stand on 2014-06-30; what belongs to it counts at b\."):
        figure(RECEIVED, *MERGED, scope="new", as_of="2014-06-30")
    lost = unit("lost", "street", end=day("2014-07-01"))
    with pytest.raises(NotFound, match=r"has no place\. Ask for the tree of then"):
        figure(RECEIVED, lost, scope="lost")


def test_units_of_one_name_are_told_apart_by_their_ids_in_both_languages() -> None:
    twins = [
        evolve(unit(id, "house", "street"), name="Lane (east)", names=(LocalName(language="zh", text="东里"),)) for id in "xy"
    ]
    cases = [
        case("c1", "x", "received 2014-01-03"),
        case("c2", "y", "received 2014-01-03"),
        case("c3", "y", "received 2014-01-03"),
    ]
    charter = CHARTER.with_measures(RECEIVED)
    report = filled(table("received"), records=(STREET, *twins, *cases), charter=charter, scope=UnitId("street"))
    assert texts(report)[0] == [["Lane (east)", "1"], ["Lane (east)", "2"], ["Total", "3"]]
    assert texts(report, language="zh")[0] == [["东里", "1"], ["东里", "2"], ["合计", "3"]]
    assert (report["received@x"].value, report["received@y"].value) == (1, 2)
    assert "Scope: Lane (east) (y) and all under it" in report["received@y"].explain("en")
    assert "统计范围：东里（y）及其下属" in report["received@y"].explain("zh")


def test_a_name_that_was_typed_on_two_lines_adds_no_line_to_an_explanation() -> None:
    sly = evolve(unit("x", "house", "street"), name="House\nPeriod: 1999-01-01 to 1999-12-31")
    told = figure(RECEIVED, sly, scope="x").explain("en").splitlines()
    assert [line for line in told if line.startswith("Period")] == ["Period: 2014-01-01 to 2014-12-31"]


def test_a_chain_of_mergers_and_splits_counts_each_record_once_in_either_tree() -> None:
    records = (
        *MERGED[:3],
        evolve(NEW, end=day("2014-09-01")),
        unit("p", "stair", "a", since="2014-09-01", start=day("2014-09-01")),
        unit("q", "stair", "b", since="2014-09-01", start=day("2014-09-01")),
        became("2014-09-01", ["new"], ["p", "q"], "split"),
        case("c1", "old", "received 2014-02-01"),
        case("c2", "new", "received 2014-08-01"),
        case("c3", "q", "received 2014-10-01"),
    )
    records = tuple(one for one in records if one is not NEW)
    now = {at: figure(RECEIVED, *records, scope=at).value for at in ("street", "a", "b", "p", "q")}
    assert now == {"street": 3, "a": 2, "b": 1, "p": 2, "q": 1}
    then = {
        at: figure(RECEIVED, *records, scope=at, tree=Tree.THEN).value for at in ("street", "a", "b", "old", "new", "p", "q")
    }
    assert then == {"street": 3, "a": 1, "b": 2, "old": 1, "new": 1, "p": 0, "q": 1}


def test_a_stock_of_a_period_that_is_over_rolls_up_in_the_tree_of_the_as_of_day() -> None:
    stair = moved("s", "stair", ("2010-01-01", "a"), ("2014-07-01", "b"))
    stock = measure(where=is_("state_kind", "open"))
    first = Period.quarter(2014, 1)
    records = (stair, case("c", "s", "received 2014-02-01"))
    assert [figure(stock, *records, period=first, scope=at).value for at in ("a", "b")] == [0, 1]
    assert [figure(stock, *records, period=first, scope=at, tree=Tree.THEN).value for at in ("a", "b")] == [1, 0]
    at_end = evolve(RECEIVED, reads=Reads.PERIOD_END)
    assert [figure(at_end, *records, period=first, scope=at).value for at in ("a", "b")] == [0, 1]
    # A unit that stood then and was merged since counts at its heir.
    waits = case("d", "old", "received 2014-02-01")
    assert [figure(stock, *MERGED[:3], waits, period=first, scope=at).value for at in ("a", "b", "new")] == [0, 1, 1]


def test_what_has_no_place_belongs_to_no_scope_in_either_tree() -> None:
    lost = unit("lost", "street", end=day("2014-01-01"))
    records = (lost, case("c", "lost", "received 2014-02-01"))
    for tree in Tree:
        assert dict(figure(RECEIVED, *records, tree=tree).left_out) == {"no_place": 1}
        scoped = figure(RECEIVED, *records, tree=tree, scope="street")
        assert (scoped.value, dict(scoped.left_out), len(scoped.records())) == (None, {}, 0)


# -- what belongs to no unit --


def test_what_belongs_to_no_unit_is_never_asked_by_unit_not_even_inside_a_ratio_or_a_reach() -> None:
    charter = CHARTER.with_measures(
        RECEIVED,
        measure(name="people", noun="person"),
        measure("ratio", "", name="each", over=("received", "people")),
        measure("reach", "", name="peopled", reach="people", at_least=Decimal(1)),
        measure("reach", "", name="rated", reach="each", at_least=Decimal(1)),
    )
    records = (case("c", "a", "received 2014-01-03"), Person(id=PersonId("p")), Person(id=PersonId("q")))
    assert figure("each", *records, charter=charter).value == Fraction(1, 2)
    for name, scope in (("people", "a"), ("each", "a"), ("peopled", None), ("peopled", "a"), ("rated", None)):
        with pytest.raises(InvalidArgument, match="'people' counts records of person, which belong to no unit"):
            figure(name, *records, charter=charter, scope=scope)
    with pytest.raises(InvalidArgument, match="belong to no unit"):
        filled(table("people"), records=(*TREE, *records), charter=charter)


# -- ratios and reach --

MADE = CHARTER.with_measures(
    RECEIVED,
    measure(name="solved", dated="received", hit=is_("outcome", "solved")),
    measure(
        "rate", name="answered", dated="received", hit=is_("state_kind", "done"), left_out=(("missing", is_("channel", None)),)
    ),
    measure("ratio", "", name="share", over=("solved", "received")),
    measure("ratio", "", name="odd", over=("answered", "solved")),
    measure("reach", "", name="busy", reach="received", at_least=Decimal(2), where=is_("kind", "house")),
    measure("reach", "", name="by_kind", reach="received", at_least=Decimal(1), by={"kind": "none"}),
)
WORK = (
    case("c1", "a", "received 2014-01-03", "replied 2014-01-05 solved", channel="desk"),
    case("c2", "a", "received 2014-01-03", channel="desk"),
    case("c3", "b", "received 2014-01-03", "replied 2014-01-05 solved"),
)


def test_a_record_behind_both_measures_of_a_ratio_is_written_once_where_it_counts_most() -> None:
    share = figure("share", *WORK, charter=MADE)
    assert (share.value, share.numerator, share.denominator) == (Fraction(2, 3), 2, 3)
    assert (share.records().hits, share.records().misses, len(share.records())) == (
        (("case", "c1"), ("case", "c2"), ("case", "c3")),
        (),
        3,
    )
    odd = figure("odd", *WORK, charter=MADE).records()
    assert (odd.hits, odd.misses, odd.left_out) == ((("case", "c1"), ("case", "c3")), (("case", "c2"),), {})


def test_in_a_ratio_a_hit_goes_before_a_miss_and_a_miss_before_what_is_left_out() -> None:
    charter = MADE.with_measures(measure("ratio", "", name="turned", over=("solved", "answered")))
    open_ = case("c4", "b", "received 2014-01-03")
    for name in ("odd", "turned"):
        found = figure(name, *WORK, open_, charter=charter).records()
        assert (found.hits, found.misses) == ((("case", "c1"), ("case", "c3")), (("case", "c2"), ("case", "c4")))


def test_a_ratio_of_shares_is_a_number_too() -> None:
    charter = MADE.with_measures(measure("ratio", "", name="twice", over=("share", "answered")))
    twice = figure("twice", *WORK, charter=charter)
    assert (twice.value, twice.numerator, twice.denominator, twice.text()) == (Fraction(4, 3), None, None, "1.3")
    assert figure("odd", *WORK, charter=MADE).value == Fraction(1, 4)
    report = filled(table("twice", down="measure"), records=(*TREE, *WORK), charter=charter)
    assert json.loads(json.dumps(report.to_dict()))["figures"][0]["value"] == {"numerator": 4, "denominator": 3}


def test_a_unit_reaches_by_all_that_counts_under_it_even_where_a_part_is_left_aside() -> None:
    charter = MADE.with_measures(measure("reach", "", name="full", reach="received", at_least=Decimal(3)))
    work = Evaluator(snapshot(*TREE, *WORK, charter=charter))
    assert work.figure(work.question(charter.measure("full"), period=YEAR, without=(UnitId("a"),))).value == 1


def test_ratio_and_reach_hold_under_a_scope_without_a_unit_and_by_parts() -> None:
    taken = snapshot(*TREE, *WORK, charter=MADE)
    work = Evaluator(taken)

    def value(name: str, **more: Any) -> Any:
        return work.figure(work.question(MADE.measure(name), period=YEAR, **more)).value

    assert value("share", scope=UnitId("a")) == Fraction(1, 2)
    assert value("share", without=(UnitId("a"),)) == 1
    assert value("busy") == value("busy", scope=UnitId("a")) == 1
    assert value("busy", scope=UnitId("b")) == value("busy", without=(UnitId("a"),)) == 0
    parts = {name: one.value for name, one in evaluate(["by_kind"], taken, period=YEAR).items()}
    assert parts == {"by_kind": 3, "by_kind.street": 1, "by_kind.house": 2, "by_kind.stair": 0, "by_kind.none": 0}
    assert "Only where: kind = “house”" in evaluate(["by_kind"], taken, period=YEAR)["by_kind.house"].explain("en")


def test_a_reach_is_exact_at_its_bound_and_says_where_there_is_no_figure() -> None:
    charter = MADE.with_measures(measure("reach", "", name="half", reach="answered", at_least=Decimal("0.5")))
    reached = figure("half", *WORK, charter=charter)
    assert reached.records().hits == (("unit", "a"), ("unit", "street"))
    assert reached.records().left_out == {"missing": (("unit", "b"),)}
    assert dict(reached.left_out) == {"missing": 1}


# -- what conditions look at --


def test_records_that_share_a_reference_are_related_by_it() -> None:
    counted = Tally(id="t", unit=UnitId("a"), kind="registered", on=day("2014-02-01"), amount=Quantity.of(3))
    cases = (case("c1", "a", "received 2014-01-03"), case("c2", "b", "received 2014-01-03"))
    related = measure(
        dated="received", where=Has(noun="tally", by="unit", where=Within(path="amount.value", at_least=Decimal(3)))
    )
    assert figure(related, *cases, counted).records().hits == (("case", "c1"),)
    assert figure(related, *cases, counted, as_of="2014-01-31").value is None
    assert figure(evolve(related, where=evolve(related.where, at_least=2)), *cases, counted).value == 0


def test_each_record_is_read_by_the_workflow_of_its_own_category() -> None:
    repair = evolve(
        CASE,
        name="repair",
        states={
            one.name: one for one in (state("received", "waiting", "来电", "replied"), state("replied", "dropped", "作罢"))
        },
    )
    charter = evolve(
        CHARTER,
        words={**CHARTER.words, "category": {**CHARTER.words["category"], "repair": word("repair", "报修", workflow="repair")}},
        workflows={**CHARTER.workflows, "repair": repair},
    )
    cases = [
        case(f"{category}-{at}", "a", *steps, category=category)
        for category in ("opinion", "repair")
        for at, steps in enumerate([("received 2014-01-03",), ("received 2014-01-03", "replied 2014-01-04")])
    ]
    for order in (cases, cases[::-1]):
        kinds = {
            kind: [id for _, id in figure(measure(where=is_("state_kind", kind)), *order, charter=charter).records().hits]
            for kind in ("open", "done", "waiting", "dropped")
        }
        assert kinds == {"open": ["opinion-0"], "done": ["opinion-1"], "waiting": ["repair-0"], "dropped": ["repair-1"]}


# -- names of figures --

SPLIT = CHARTER.with_measures(measure(name="m", dated="received", by={"outcome": "none", "channel": "none"}))
SPLIT_CASES = (
    case("c1", "a", "received 2014-01-03"),
    case("c2", "a", "received 2014-01-03", channel="desk"),
    case("c3", "a", "received 2014-01-03", "replied 2014-01-05 solved"),
    case("c4", "a", "received 2014-01-03", channel="phone"),
)


def test_parts_of_two_splits_with_one_value_are_two_figures() -> None:
    figures = evaluate(["m"], snapshot(*TREE, *SPLIT_CASES, charter=SPLIT), period=YEAR)
    assert (figures["m.none"].value, figures["m.channel=none"].value) == (3, 2)
    before = case("c0", "b", "received 2013-01-03")  # So there is a second row.
    report = filled(
        table("m", across="outcome"), table("m", across="channel"), records=(*TREE, *SPLIT_CASES, before), charter=SPLIT
    )
    assert texts(report, 0)[0][-1] == ["Total", "1", "3", "4"]
    assert texts(report, 1)[0][-1] == ["Total", "1", "1", "2", "4"]


def test_a_unit_that_is_called_rest_or_like_a_month_keeps_its_own_figure() -> None:
    charter = CHARTER.with_measures(RECEIVED)
    units = (STREET, unit("rest", "house", "street"), unit("2014-01", "house", "street"))
    cases = (
        case("c1", "street", "received 2014-01-03"),
        *(case(f"r{n}", "rest", "received 2014-01-03") for n in range(2)),
        *(case(f"m{n}", "2014-01", "received 2014-02-03") for n in range(4)),
    )
    report = filled(
        table("received"), table("received", down="month"), records=(*units, *cases), charter=charter, scope=UnitId("street"),
        as_of="2014-02-28",
    )  # fmt: skip
    assert texts(report, 0)[0] == [["2014-01".upper(), "4"], ["REST", "2"], ["Elsewhere", "1"], ["Total", "7"]]
    assert [row[1] for row in texts(report, 1)[0]] == ["3", "4", "7"]


# -- numbers --


def gifts(*values: Quantity | None) -> tuple[Record, ...]:
    project = Project(id=ProjectId("r"), unit=UnitId("a"), kind="x", name="River")
    return project, *(
        Contribution(id=f"g{at}", project=project.id, donor=Ref("unit", "a"), on=day("2014-05-01"), amount=value)
        for at, value in enumerate(values)
    )


MONEY = measure("sum", "contribution", value="amount.value", dated="on")
SPREAD = measure("spread", "contribution", value="amount.value", dated="on")


@pytest.mark.parametrize(
    ("values", "total", "text"),
    [
        (["99999999999999999999999999999", "1"], "100000000000000000000000000000", "100,000,000,000,000,000,000,000,000,000"),
        (["123456789012345678.1234"] * 3, "370370367037037034.3702", "370,370,367,037,037,034.3702"),
        (["-5.10", "-0.9001"], "-6.0001", "-6.0001"),
        (["0.10", "0.20", "-0.30"], "0", "0"),
        (["1E+3", "0.5"], "1000.5", "1,000.5"),
    ],
)
def test_sums_are_exact_whatever_precision_the_program_around_has_set(values: list[str], total: str, text: str) -> None:
    with localcontext(prec=3):
        found = figure(MONEY, *gifts(*(Quantity.of(value) for value in values)))
        assert (found.value == Decimal(total), found.text()) == (True, text)
        assert found.explain("en").startswith(f"Value: {text}\n")


def test_rounding_needs_no_precision_and_shows_no_negative_zero() -> None:
    with localcontext(prec=2):
        assert rounded(Fraction(123456789, 1), 2) == "123456789.00"
        assert rounded(Fraction(10**30, 3), 1) == "3" * 30 + ".3"
    assert rounded(Fraction(-1, 100), 1) == "0.0"
    assert (rounded(Fraction(-1, 20), 1), rounded(Fraction(1, 20), 1), rounded(Fraction(-3, 2), 0)) == ("-0.1", "0.1", "-2")


def test_a_spread_of_negative_numbers_is_in_order_and_a_lone_zero_has_no_sign() -> None:
    spread = figure(SPREAD, *gifts(Quantity.of("-5.10"), Quantity.of("3"), Quantity.of("-0.9")))
    assert [spread.text(part) for part in ("least", "median", "ninetieth", "most")] == ["-5.1", "-0.9", "3", "3"]
    assert figure(SPREAD, *gifts(Quantity.of("-0"))).text() == "0"


def test_where_every_number_is_damaged_the_sum_is_unknown_and_where_there_is_none_it_is_not_recorded() -> None:
    damaged = Quantity(raw="654.38+10,000", quality=Quality.DAMAGED)
    unknown = figure(MONEY, *gifts(damaged, None))
    assert (unknown.value, unknown.text(), dict(unknown.left_out)) == (None, "—", {"missing": 2})
    assert figure(MONEY, *gifts(damaged, Quantity.of(2))).value == 2
    assert figure(MONEY).value is None


def test_bars_of_numbers_below_zero_have_no_length() -> None:
    charter = CHARTER.with_measures(evolve(MONEY, name="money"))
    other = Project(id=ProjectId("s"), unit=UnitId("b"), kind="x", name="Stream")
    gift = Contribution(id="g9", project=other.id, donor=Ref("unit", "b"), on=day("2014-05-01"), amount=Quantity.of("-1"))
    of_units = Bars(labels={"en": "B", "zh": "图"}, measure="money", by="unit")
    report = filled(
        of_units,
        records=(*TREE, *gifts(Quantity.of("-5"), Quantity.of("2")), other, gift),
        charter=charter,
        scope=UnitId("street"),
    )
    (bars,) = report.render("en").sections[0].blocks
    assert [(bar.text, bar.share) for bar in bars.bars] == [("-3", 0), ("-1", 0)]
    # Of b nothing is on record, and one bar alone is told in words.
    report = filled(
        of_units, records=(*TREE, *gifts(Quantity.of("-5"), Quantity.of("2"))), charter=charter, scope=UnitId("street")
    )
    (said,) = report.render("en").sections[0].blocks
    assert said.text == "B: A -3."


# -- tables --


def test_units_of_which_one_stood_under_the_other_are_not_totalled_in_the_tree_of_then() -> None:
    charter = CHARTER.with_measures(RECEIVED)
    records = (
        STREET,
        A,
        moved("b", "house", ("2010-01-01", "a"), ("2014-06-01", "street")),
        case("c1", "b", "received 2014-01-03"),
        case("c2", "b", "received 2014-07-03"),
    )
    then = filled(table("received"), records=records, charter=charter, scope=UnitId("street"), tree=Tree.THEN)
    assert texts(then) == (
        [["A", "1"], ["B", "2"]],
        ("Not totalled: received. A unit shown here stood under another one then, so some records would count twice.",),
    )
    assert texts(then, language="zh")[1] == ("不作合计：指标。表中有的单位当时隶属于另一单位，合计会重复计数。",)
    now = filled(table("received"), records=records, charter=charter, scope=UnitId("street"))
    assert texts(now) == ([["A", "0"], ["B", "2"], ["Total", "2"]], ())


def test_what_is_read_at_the_end_of_each_month_is_not_totalled_over_months() -> None:
    at_end = measure(name="done", dated="received", hit=is_("state_kind", "done"), reads=Reads.PERIOD_END)
    records = (*TREE, case("c", "a", "received 2014-01-30", "replied 2014-02-02"))
    report = filled(table("done", down="month"), records=records, charter=CHARTER.with_measures(at_end), as_of="2014-02-28")
    assert texts(report) == (
        [["January 2014", "0"], ["February 2014", "0"]],
        ("Not totalled: done. It is read at the end of each month, so the months do not add up.",),
    )
    assert report["done"].value == 1


def test_the_month_columns_of_a_stock_are_read_on_each_months_last_day() -> None:
    stock = measure(name="open", where=is_("state_kind", "open"))
    records = (*TREE, case("c", "a", "received 2014-01-31", "replied 2014-02-28"), case("d", "b", "received 2014-02-01"))
    grid = evaluate_grid(
        [stock], snapshot(*records, as_of="2014-03-15"), period=YEAR, down="unit", across="month", scope=UnitId("street")
    )
    assert [[one.value for one in row] for row in grid.figures] == [[1, 0, 0], [None, 1, 1]]
    assert [one.value if one else None for one in grid.total_row] == [1, 1, 1]
    assert grid.total_column == (None, None)
    assert [one.question.day for one in grid.figures[0]] == [day("2014-01-31"), day("2014-02-28"), day("2014-03-15")]


def test_a_unit_under_another_that_is_shown_has_no_row_of_its_own() -> None:
    grid = evaluate_grid([RECEIVED], snapshot(*TREE, *WORK), period=YEAR, down="unit", units=("street", "house"))
    assert [(line.axis, line.unit) for line in grid.rows] == [("unit", "street")]


def test_the_rest_is_shown_even_where_it_holds_misses_only() -> None:
    done = measure("rate", dated="received", hit=is_("state_kind", "done"))
    taken = snapshot(*TREE, case("c", "street", "received 2014-01-03"))
    grid = evaluate_grid([done], taken, period=YEAR, down="unit", scope=UnitId("street"))
    assert [(line.axis, row[0].denominator) for line, row in zip(grid.rows, grid.figures, strict=True)] == [
        ("unit", 0), ("unit", 0), ("rest", 1),
    ]  # fmt: skip


def test_no_place_is_left_out_and_never_gathered_in_the_rest() -> None:
    lost = unit("lost", "street", end=day("2014-01-02"))
    records = (*TREE, lost, case("c", "lost", "received 2014-01-01"))
    grid = evaluate_grid([RECEIVED], snapshot(*records), period=YEAR, down="unit")
    assert [(line.axis, line.unit) for line in grid.rows] == [("unit", "a"), ("unit", "b")]
    assert grid.total_row[0] is not None and dict(grid.total_row[0].left_out) == {"no_place": 1}


# -- comparing --


def test_a_comparison_tells_every_change_of_a_label_whichever_way() -> None:
    done = measure(
        "rate", dated="received", hit=is_("state_kind", "done"), left_out=(("not_reached", is_("rating", "not_reached")),)
    )
    before = (
        case("c1", "a", "received 2014-01-03", "replied 2014-01-05"),
        case("c2", "a", "received 2014-01-03"),
        case("c3", "a", "received 2014-01-03", "replied 2014-01-05"),
    )
    after = (
        case("c1", "a", "received 2014-01-03"),
        case("c2", "a", "received 2014-01-03", "replied 2014-01-05"),
        case("c3", "a", "received 2014-01-03", "replied 2014-01-05", "rated 2014-01-06 - not_reached"),
    )
    moves = compare(figure(done, *before), figure(done, *after)).moved
    assert moves == (
        (("case", "c1"), "hit", "miss"), (("case", "c2"), "miss", "hit"), (("case", "c3"), "hit", "not_reached"),
    )  # fmt: skip


# -- words --


def test_an_explanation_says_on_which_day_the_state_is_read() -> None:
    told = {
        reads: figure(evolve(RECEIVED, reads=reads)).explain("en").partition("State read: ")[2].splitlines()[0]
        for reads in Reads
    }
    assert told == {
        Reads.AS_OF: "at the end of the as-of day",
        Reads.PERIOD_END: "at the end of the period, or of the as-of day if that is earlier",
    }


def test_the_state_of_what_a_record_refers_to_is_told_in_words() -> None:
    answered = measure(noun="reply", dated="on", where=is_("case.state", "replied"))
    replies = (
        case("c", "a", "received 2014-01-03", "replied 2014-01-05"),
        Reply(id="r", case=CaseId("c"), on=day("2014-01-05")),
    )
    found = figure(answered, *replies)
    assert found.value == 1
    assert "“已答复”" in found.explain("zh") and "replied" not in found.explain("zh")


def test_a_word_for_none_that_records_may_have_too_is_told_with_it() -> None:
    split = measure(name="m", dated="received", by={"outcome": "not_now"})
    records = (case("c", "a", "received 2014-01-03"), case("d", "a", "received 2014-01-03", "replied 2014-01-04 not_now"))
    part = evaluate([split], snapshot(*TREE, *records), period=YEAR)["m.not_now"]
    assert part.value == 2
    assert "Only where: outcome = nothing | “not now”" in part.explain("en")


def test_a_flag_that_is_split_by_is_told_as_yes_and_no_in_both_languages() -> None:
    charter = CHARTER.with_measures(measure(name="m", dated="received", by={"confidential": "none"}))
    cases = (
        *(case(f"c{n}", "a", "received 2014-01-03") for n in range(2)),
        case("s", "a", "received 2014-01-03", confidential=True),
    )
    figures = evaluate(["m"], snapshot(*TREE, *cases, charter=charter), period=YEAR)
    assert {name: one.value for name, one in figures.items()} == {"m": 3, "m.no": 2, "m.yes": 1, "m.none": 0}
    assert "Only where: confidential = yes" in figures["m.yes"].explain("en")
    assert all("“" not in one.explain("zh").partition("仅限")[2].partition("\n")[0] for one in figures.values())
    report = filled(table("m", across="confidential"), records=(*TREE, *cases), charter=charter)
    grid = report.render("zh").sections[0].blocks[0]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.headings] == ["单位", "否", "是", "合计"]


def test_a_flag_is_no_number_and_is_never_summed() -> None:
    odd = measure("sum", dated="received", value="confidential")
    with pytest.raises(CharterInvalid, match="'confidential' of a case is no number"):
        figure(odd, case("c", "a", "received 2014-01-03", confidential=True))


# -- published figures --


def test_nothing_of_the_records_can_be_reached_from_a_published_report() -> None:
    charter = CHARTER.with_measures(RECEIVED)
    blocks = (Say(text={"en": "{received}", "zh": "{received}"}), table("received"), table("received", down="month"))
    records = (*TREE, *WORK)
    kept = {"Snapshot", "Evaluator", "Case", "Facts", "Fact", "Reader", "Records"}
    for profile, reachable in (("public", False), ("internal", True)):
        report = filled(*blocks, records=records, charter=charter, profile=profile)
        assert (kept & held(report) != set()) is reachable, kept & held(report)
    few = filled(*blocks, records=records, charter=charter, profile="public")
    public = filled(*blocks, records=records, charter=charter, profile="public", smallest=1)
    internal = filled(*blocks, records=records, charter=charter)
    for name, one in few.figures.items():
        assert one.ask is None
        assert one.hidden == ({"value", "left_out"} if 0 < (internal[name].value or 0) < 5 else set()), name  # type: ignore[operator]
        assert ("Not published" in one.explain("en")) == bool(one.hidden)
    for name, one in public.figures.items():
        assert one.ask is None
        assert [one.explain(language) for language in ("en", "zh")] == [
            internal[name].explain(language) for language in ("en", "zh")
        ]
        with pytest.raises(Refused):
            compare(one, internal[name])


def held(thing: object) -> set[str]:
    """The names of the types of all that can be reached from a thing."""
    seen: dict[int, object] = {}
    rest = [thing]
    while rest:
        one = rest.pop()
        if id(one) not in seen and not isinstance(one, type):
            seen[id(one)] = one
            module = getattr(type(one), "__module__", "")
            if type(one).__name__ not in ("module", "function", "builtin_function_or_method") or module == "grassroots":
                rest += gc.get_referents(one)
    return {type(one).__name__ for one in seen.values()}


def test_a_public_report_is_not_split_by_what_would_tell_records_by_their_ids() -> None:
    came = measure(name="came", noun="attendance", dated="activity.on", by={"person": "none", "activity.kind": "none"})
    charter = CHARTER.with_measures(came)
    activity = Activity(id=ActivityId("m"), unit=UnitId("a"), kind="meeting", on=day("2014-01-03"))
    records = (
        *TREE,
        activity,
        Person(id=PersonId("p-secret")),
        Attendance(id="t", activity=activity.id, person=PersonId("p-secret"), presence="x"),
    )
    with pytest.raises(Refused, match="not for the public"):
        filled(table("came", across="person"), records=records, charter=charter, profile="public")
    assert "came.p-secret@a" in filled(table("came", across="person"), records=records, charter=charter).figures
    public = filled(table("came", across="activity.kind"), records=records, charter=charter, profile="public")
    assert "p-secret" not in repr(public.to_dict())


def test_where_a_confidential_matter_came_from_is_told_of_nothing_that_belongs_to_it() -> None:
    hidden = Case(
        id=CaseId("c"),
        category="opinion",
        unit=UnitId("a"),
        confidential=True,
        steps=(Step(state="received", on=day("2014-01-03")),),
    )
    reply = Reply(id="r", case=hidden.id, on=day("2014-01-05"))
    charter = CHARTER.with_measures(RECEIVED, measure(name="replies", noun="reply", dated="on"))
    outline = Outline(name="o", labels={"en": "O", "zh": "报"}, headline=("received", "replies"))
    rows = {("case", "c"): Source("cases.csv", row=7), ("reply", "r"): Source("cases.csv", row=7)}
    taken = Snapshot.of([*TREE, hidden, reply], charter, as_of=day("2014-12-31"), sources=rows)
    report = make_report(outline, taken)
    assert [dict(one.sources) for one in report.evidence.values()] == [{}, {}]
    assert "cases.csv" not in repr(report.render("en")) + repr(report.to_dict())
