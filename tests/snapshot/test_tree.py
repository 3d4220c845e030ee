"""The dated tree: moves, mergers, splits, and what becomes of units that no longer stand."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from support.small import became, day, moved, snapshot, unit

from grassroots.snapshot import TreeOnDay
from grassroots.values import UnitId

STREET = unit("street", "street")
A, B = unit("a", "house", "street"), unit("b", "house", "street")


def test_a_unit_that_moved_stands_under_each_parent_in_its_time() -> None:
    taken = snapshot(STREET, A, B, moved("s", "stair", ("2010-01-01", "a"), ("2014-07-01", "b")))
    assert taken.problems == ()
    assert taken.ancestors(UnitId("s"), day("2014-06-30")) == ("a", "street")
    assert taken.ancestors(UnitId("s"), day("2014-07-01")) == ("b", "street")
    assert "s" in taken.under(UnitId("b")) and "s" not in taken.under(UnitId("a"))


def test_a_merged_unit_counts_at_its_successor_from_the_day_of_the_merger() -> None:
    old = unit("old", "stair", "a", end=day("2014-07-01"))
    taken = snapshot(
        STREET,
        A,
        B,
        old,
        unit("new", "stair", "b", since="2014-07-01", start=day("2014-07-01")),
        became("2014-07-01", ["old"], ["new"]),
    )
    assert taken.problems == ()
    assert taken.tree.place(UnitId("old"), day("2014-06-30")) == "old"
    assert taken.tree.place(UnitId("old"), day("2014-07-01")) == "new"


def test_a_split_unit_counts_at_its_main_heir_and_a_chain_of_mergers_is_followed() -> None:
    one = unit("one", "stair", "a", end=day("2012-01-01"))
    two = unit("two", "stair", "a", since="2012-01-01", start=day("2012-01-01"), end=day("2013-01-01"))
    three = unit("three", "stair", "b", since="2013-01-01", start=day("2013-01-01"))
    other = unit("other", "stair", "b", since="2013-01-01", start=day("2013-01-01"))
    taken = snapshot(
        STREET,
        A,
        B,
        one,
        two,
        three,
        other,
        became("2012-01-01", ["one"], ["two"]),
        became("2013-01-01", ["two"], ["three", "other"], "split"),
    )
    assert taken.problems == ()
    assert taken.tree.place(UnitId("one"), day("2014-01-01")) == "three"


def test_a_dissolved_unit_without_an_heir_counts_at_its_last_parent() -> None:
    gone = moved("gone", "stair", ("2010-01-01", "a"), ("2012-01-01", "b"), end=day("2014-01-01"))
    taken = snapshot(STREET, A, B, gone, became("2014-01-01", ["gone"], [], "dissolve"))
    assert taken.tree.place(UnitId("gone"), day("2014-01-01")) == "b"


def test_a_unit_whose_way_leads_nowhere_has_no_place() -> None:
    taken = snapshot(unit("alone", "street", end=day("2014-01-01")), unit("street", "street"))
    assert taken.tree.place(UnitId("alone"), day("2014-02-01")) is None


def test_heirs_that_lead_back_to_one_another_have_no_place_and_do_not_hang() -> None:
    ended = day("2014-01-01")
    x, y = unit("x", "street", end=ended), unit("y", "street", end=ended)
    taken = snapshot(x, y, became("2014-01-01", ["x"], ["y"]), became("2014-01-01", ["y"], ["x"], "split"))
    assert taken.tree.place(UnitId("x"), day("2014-02-01")) is None


def test_units_in_a_circle_are_told_and_none_of_them_vanishes_from_the_tree() -> None:
    a, b = unit("a", "house", "s"), unit("s", "stair", "a")
    taken = snapshot(STREET, a, b)
    assert [problem.code for problem in taken.problems if problem.code == "tree-circle"] == ["tree-circle"]
    assert set(taken.tree_on().units) == {"street", "a", "s"}


def test_the_order_in_which_records_come_never_matters() -> None:
    records = [STREET, A, B, moved("s", "stair", ("2010-01-01", "a"), ("2014-07-01", "b"))]
    one, two = snapshot(*records), snapshot(*reversed(records))
    assert list(one) == list(two)
    assert one.tree_on().units == two.tree_on().units


@st.composite
def forests(draw: st.DrawFn) -> dict[UnitId, UnitId | None]:
    size = draw(st.integers(1, 25))
    return {
        UnitId(f"u{at:02}"): (UnitId(f"u{draw(st.integers(0, at - 1)):02}") if at and draw(st.booleans()) else None)
        for at in range(size)
    }


@settings(max_examples=60, deadline=None)
@given(forests())
def test_under_agrees_with_walking_up_from_each_unit(parents: dict[UnitId, UnitId | None]) -> None:
    tree = TreeOnDay(parents)

    def above(unit: UnitId) -> list[UnitId]:
        parent = parents[unit]
        return [] if parent is None else [parent, *above(parent)]

    for one in parents:
        assert tree.ancestors(one) == tuple(above(one))
        for other in parents:
            assert tree.is_under(one, other) == (one == other or other in above(one))
            assert (one in tree.under(other)) == tree.is_under(one, other)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["a", "b"])), min_size=1, max_size=5, unique_by=lambda pair: pair[0]
    ),
    st.integers(0, 500),
)
def test_the_place_in_the_tree_is_that_of_the_latest_move(moves: list[tuple[int, str]], later: int) -> None:
    origin = date(2013, 1, 1)
    places = sorted((str(origin + timedelta(days=at)), parent) for at, parent in moves)
    taken = snapshot(STREET, A, B, moved("s", "stair", *places))
    on = origin + timedelta(days=later)
    expected = [parent for since, parent in places if since <= str(on)][-1:]
    assert taken.tree_on(on).parent(UnitId("s")) == (expected[0] if expected else None)


def test_who_takes_over_later_than_the_unit_ends_takes_over_on_that_day_with_all_that_stands_under_it() -> None:
    old = unit("old", "house", "street", end=day("2014-01-01"))
    taken = snapshot(STREET, B, old, unit("s", "stair", "old"), became("2014-07-01", ["old"], ["b"]))
    for on, above in (("2013-12-31", "old"), ("2014-01-01", "street"), ("2014-06-30", "street"), ("2014-07-01", "b")):
        assert taken.tree.place(UnitId("old"), day(on)) == above
        assert taken.tree_on(day(on)).parent(UnitId("s")) == above
        assert UnitId("s") in taken.under(UnitId(above), day(on))
    assert day("2014-07-01") in taken.tree.moves


def test_of_two_who_took_over_one_after_the_other_the_later_holds_from_its_day_on() -> None:
    old = unit("old", "stair", "a", end=day("2014-01-01"))
    heirs = (became("2014-01-01", ["old"], ["a"]), became("2014-05-01", ["old"], ["b"], "split"))
    taken = snapshot(STREET, A, B, old, *heirs)
    assert [taken.tree.place(UnitId("old"), day(on)) for on in ("2014-04-30", "2014-05-01")] == ["a", "b"]


def test_a_unit_that_is_still_to_come_counts_at_its_first_parent_and_one_that_is_gone_at_its_last() -> None:
    s = moved("s", "stair", ("2014-03-01", "a"), ("2014-05-01", "b"), start=day("2014-03-01"), end=day("2014-07-01"))
    taken = snapshot(STREET, A, B, s)
    places = [taken.tree.place(UnitId("s"), day(on)) for on in ("2014-02-28", "2014-03-01", "2014-06-30", "2014-07-01")]
    assert places == ["a", "s", "s", "b"]


def test_a_unit_that_gave_a_part_away_is_no_heir_of_itself_when_it_is_gone() -> None:
    gave = unit("gave", "stair", "a", end=day("2014-06-01"))
    part = unit("part", "stair", "b", since="2014-02-01", start=day("2014-02-01"))
    taken = snapshot(STREET, A, B, gave, part, became("2014-02-01", ["gave"], ["gave", "part"], "split"))
    assert taken.tree.place(UnitId("gave"), day("2014-06-01")) == "a"


def test_a_unit_is_in_the_tree_from_its_first_day_to_the_day_before_its_end() -> None:
    s = moved("s", "stair", ("2010-01-01", "a"), start=day("2014-03-01"), end=day("2014-07-01"))
    taken = snapshot(STREET, A, s)
    days = ("2014-02-28", "2014-03-01", "2014-06-30", "2014-07-01")
    assert ["s" in taken.tree_on(day(on)) for on in days] == [False, True, True, False]
    assert ["s" in taken.under(UnitId("a"), day(on)) for on in days] == [False, True, True, False]
