"""Needs and offers: what a matching always is, held against everything that it could have been, and against solvers of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.charter.checking.rules import findings_of
from grassroots.charter.condition import Against, Has, Is
from grassroots.model import Claim, Need, Offer, Person, Placement, Record, Step, Unit
from grassroots.reading.at import At
from grassroots.rules.service.claims import free_on, open_on, overdrawn
from grassroots.rules.service.flow import cheapest_flow
from grassroots.rules.service.match_result import Matching
from grassroots.rules.service.match_rule import Amounts, By, MatchRule, Meets, Preference
from grassroots.rules.service.matching import KIND, match
from grassroots.snapshot import Snapshot
from grassroots.values import NeedId, OfferId, PersonId, Quality, Quantity, Ref, UnitId
from grassroots.workspace import open_charter

DAY = date(2024, 5, 1)
UNITS: tuple[Record, ...] = (
    Unit(id=UnitId("s"), kind="association", name="S"),
    *(
        Unit(id=UnitId(id), kind=kind, name=id, parents=(Placement(since=date(2000, 1, 1), parent=UnitId(above)),))
        for id, kind, above in (("b1", "branch", "s"), ("b2", "branch", "s"), ("h1", "house", "b1"))
    ),
)
RULE = MatchRule(
    name="wishes",
    labels={"en": "Wishes", "zh": "微心愿配对"},
    source="S0-18",
    prefer=(
        Preference(by=By.GROUP, order=("older_people",)),
        Preference(by=By.WAITING),
        Preference(by=By.DISTANCE),
    ),
)


CHARTER = open_charter("association")


def need(id: str, unit: str = "b1", on: date = DAY, **more: Any) -> Need:
    return Need(
        id=NeedId(id), unit=UnitId(unit), kind=more.pop("kind", "wish"), steps=(Step(state="published", on=on),), **more
    )


def offer(id: str, unit: str = "b1", **more: Any) -> Offer:
    return Offer(
        id=OfferId(id),
        unit=UnitId(unit),
        provider=Ref("unit", "s"),
        kind=more.pop("kind", "wish"),
        steps=(Step(state="listed", on=date(2024, 1, 1)),),
        **more,
    )


def shot(*records: Record) -> Snapshot:
    return Snapshot.of((*UNITS, *records), CHARTER, as_of=DAY, check=False)


def pairs(found: Matching) -> dict[tuple[str, str], Decimal]:
    return {(one.need, one.offer): one.amount for one in found.pairs}


# -- the flow ------------------------------------------------------------------------------------------------------------------------


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[int], list[int], list[tuple[int, int, int, int]]]:
    demands = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3))
    capacities = draw(st.lists(st.integers(0, 2), min_size=1, max_size=3))
    ways = []
    for a, b in product(range(len(demands)), range(len(capacities))):
        if draw(st.booleans()):
            ways.append((a, b, 2, draw(st.integers(-2, 5))))
    return demands, capacities, ways


def every_flow(demands: list[int], capacities: list[int], ways: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, int]]:
    """(how much, cost) of every flow there is."""
    for amounts in product(*(range(most + 1) for _, _, most, _ in ways)):
        out, into = [0] * len(demands), [0] * len(capacities)
        for amount, (a, b, _, _) in zip(amounts, ways, strict=True):
            out[a] += amount
            into[b] += amount
        if all(x <= y for x, y in zip(out, demands, strict=True)) and all(
            x <= y for x, y in zip(into, capacities, strict=True)
        ):
            yield sum(amounts), sum(amount * way[3] for amount, way in zip(amounts, ways, strict=True))


@given(problems())
@settings(max_examples=40, deadline=None)
def test_a_flow_is_as_large_as_any_and_the_cheapest_of_these(
    problem: tuple[list[int], list[int], list[tuple[int, int, int, int]]],
) -> None:
    demands, capacities, ways = problem
    found = cheapest_flow(demands, capacities, ways)
    cost = {(a, b): price for a, b, _, price in ways}
    best = max(every_flow(demands, capacities, ways), key=lambda one: (one[0], -one[1]))
    assert (sum(found.values()), sum(amount * cost[way] for way, amount in found.items())) == best


@given(st.lists(st.lists(st.integers(0, 50), min_size=6, max_size=6), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_one_to_one_costs_what_the_assignment_solver_of_scipy_says(costs: list[list[int]]) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    ways = [(a, b, 1, cost) for a, row in enumerate(costs) for b, cost in enumerate(row)]
    found = cheapest_flow([1] * len(costs), [1] * 6, ways)
    rows, columns = optimize.linear_sum_assignment(costs)
    assert sum(costs[a][b] for a, b in found) == sum(costs[a][b] for a, b in zip(rows, columns, strict=True))


@pytest.mark.parametrize(("spread", "most"), [(2, 40), (5, 40), (1000, 6), (3, 2)])
def test_where_many_ask_for_few_they_cost_what_the_assignment_solver_of_scipy_says(spread: int, most: int) -> None:
    optimize, dice = pytest.importorskip("scipy.optimize"), Random(spread)
    costs = [[dice.randrange(spread) for _ in range(25)] for _ in range(40)]
    fits = [sorted(dice.sample(range(25), min(most, 25))) for _ in range(40)]
    found = cheapest_flow([1] * 40, [1] * 25, [(a, b, 1, costs[a][b]) for a in range(40) for b in fits[a]])
    over = 40 * spread
    dear = [[costs[a][b] if b in fits[a] else over for b in range(25)] for a in range(40)]
    rows, columns = optimize.linear_sum_assignment(dear)
    theirs = [dear[a][b] for a, b in zip(rows, columns, strict=True) if dear[a][b] < over]
    assert (len(found), sum(costs[a][b] for a, b in found)) == (len(theirs), sum(theirs))


def test_one_more_is_served_however_many_others_it_makes_dearer() -> None:
    ways = [way for at in range(3) for way in ((at, at, 1, 0), (at, at + 1, 1, 10))]
    found = cheapest_flow([1] * 4, [1] * 4, [*ways, (3, 0, 1, 0)])
    assert set(found) == {(0, 1), (1, 2), (2, 3), (3, 0)}


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_flow_is_as_large_and_as_cheap_as_that_of_networkx(data: st.DataObject) -> None:
    networkx = pytest.importorskip("networkx")
    demands = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=7))
    capacities = data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=7))
    chosen = data.draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 30)), max_size=25))
    cost = {(a, b): price for a, b, price in chosen if a < len(demands) and b < len(capacities)}
    found = cheapest_flow(demands, capacities, [(a, b, 99, price) for (a, b), price in cost.items()])
    graph = networkx.DiGraph()
    graph.add_nodes_from(("s", "t"))
    for at, amount in enumerate(demands):
        graph.add_edge("s", ("n", at), capacity=amount, weight=0)
    for at, amount in enumerate(capacities):
        graph.add_edge(("o", at), "t", capacity=amount, weight=0)
    for (a, b), price in cost.items():
        graph.add_edge(("n", a), ("o", b), capacity=99, weight=price)
    theirs = networkx.max_flow_min_cost(graph, "s", "t")
    assert sum(found.values()) == sum(theirs["s"].values())
    assert sum(amount * cost[way] for way, amount in found.items()) == networkx.cost_of_flow(graph, theirs)


# -- matching ------------------------------------------------------------------------------------------------------------------------


@st.composite
def small(draw: st.DrawFn) -> tuple[list[Need], list[Offer]]:
    kinds, units, groups = (
        st.sampled_from(["wish", "help"]),
        st.sampled_from(["b1", "b2", "h1"]),
        st.sampled_from([None, "older_people", "youth"]),
    )
    needs = [
        need(
            f"n{at}",
            draw(units),
            DAY - timedelta(days=draw(st.integers(0, 2))),
            kind=draw(kinds),
            group=draw(groups),
            amount=draw(st.sampled_from([None, Quantity.of(2, "chair")])),
        )
        for at in range(draw(st.integers(1, 3)))
    ]
    offers = [
        offer(
            f"o{at}",
            draw(units),
            kind=draw(kinds),
            group=draw(groups),
            amount=draw(st.sampled_from([None, Quantity.of(1, "chair"), Quantity.of(3, "chair")])),
            within=draw(st.sampled_from([None, UnitId("b1")])),
        )
        for at in range(draw(st.integers(1, 3)))
    ]
    return needs, offers


def may(one: Need, other: Offer) -> bool:
    """The conditions once more, written for the few cases that are drawn."""
    return (
        one.kind == other.kind
        and other.group in (None, one.group)
        and (other.within is None or one.unit in ("b1", "h1"))
        and (one.amount is None) == (other.amount is None)
    )


STEPS_BETWEEN = {"b1b1": 0, "b2b2": 0, "h1h1": 0, "b1b2": 2, "b1h1": 1, "b2h1": 3}


def score(found: dict[tuple[str, str], int], needs: Sequence[Need], offers: Sequence[Offer]) -> tuple[int, ...]:
    """What a matching comes to by the rule: more is better, place by place."""
    by_id: dict[str, Any] = {one.id: one for one in (*needs, *offers)}
    met = group = waited = far = 0
    for (a, b), amount in found.items():
        one, other = by_id[a], by_id[b]
        met += amount
        group += amount * (1 if one.group == "older_people" else 2)
        waited += amount * (DAY - one.steps[0].on).days
        far += amount * STEPS_BETWEEN["".join(sorted((one.unit, other.unit)))]
    return met, -group, waited, -far


def every_matching(needs: list[Need], offers: list[Offer]) -> Iterator[dict[tuple[str, str], int]]:
    size = {one.id: int(one.amount.value) if one.amount and one.amount.value else 1 for one in (*needs, *offers)}
    ways = [(one.id, other.id) for one in needs for other in offers if may(one, other)]
    for amounts in product(*(range(min(size[a], size[b]) + 1) for a, b in ways)):
        sums: dict[str, int] = {}
        for amount, (a, b) in zip(amounts, ways, strict=True):
            sums[a], sums[b] = sums.get(a, 0) + amount, sums.get(b, 0) + amount
        if all(total <= size[id] for id, total in sums.items()):
            yield {way: amount for way, amount in zip(ways, amounts, strict=True) if amount}


@given(small(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_no_other_matching_is_better_and_of_the_best_none_changes_less(
    drawn: tuple[list[Need], list[Offer]], dice: Any
) -> None:
    needs, offers = drawn
    every = list(every_matching(needs, offers))
    best = max(score(one, needs, offers) for one in every)
    first = match(RULE, At.of(shot(*needs, *offers), DAY))
    got = {way: int(amount) for way, amount in pairs(first).items()}
    assert score(got, needs, offers) == best
    # The order in which records come changes nothing.
    shuffled = [*needs, *offers]
    dice.shuffle(shuffled)
    assert match(RULE, At.of(shot(*shuffled), DAY)) == first
    # Any earlier matching is kept as far as the best allow.
    earlier = dice.choice(every)
    before = evolve(
        first, pairs=tuple(evolve(PAIR, need=a, offer=b, amount=Decimal(amount)) for (a, b), amount in earlier.items())
    )
    again = {way: int(amount) for way, amount in pairs(match(RULE, At.of(shot(*needs, *offers), DAY), before)).items()}

    def kept(one: dict[tuple[str, str], int]) -> int:
        return sum(min(amount, earlier.get(way, 0)) for way, amount in one.items())

    assert score(again, needs, offers) == best
    assert kept(again) == max(kept(one) for one in every if score(one, needs, offers) == best)


@given(small())
@settings(max_examples=40, deadline=None)
def test_a_matching_takes_no_more_than_there_is_and_says_why_whatever_is_left_is_left(
    drawn: tuple[list[Need], list[Offer]],
) -> None:
    needs, offers = drawn
    records = shot(*needs, *offers)
    found = match(RULE, At.of(records, DAY))
    for one in offers:
        assert sum((pair.amount for pair in found.pairs if pair.offer == one.id), Decimal(0)) <= free_on(
            one, At.of(records, DAY)
        )
    left = {one.need: one for one in found.left}
    for one in needs:
        met = sum((pair.amount for pair in found.pairs if pair.need == one.id), Decimal(0))
        lacking = open_on(one, At.of(records, DAY)) - met
        assert lacking >= 0
        assert (lacking > 0) == (one.id in left)
        if lacking:
            assert left[one.id].amount == lacking
            could = [other for other in offers if may(one, other)]
            assert (left[one.id].reason.code == "match-taken") == bool(could)
            assert not any(other.id in found.spare for other in could), "what could meet it is given away"
    for language in ("en", "zh"):
        assert len(found.explain(language)) == 1 + len(found.pairs) + len(found.left)
    # What is claimed is claimed: matched again, nothing is proposed twice, and no offer is overdrawn.
    claimed = shot(*needs, *offers, *found.claims(DAY))
    assert list(overdrawn(At.of(claimed, DAY))) == []
    assert match(RULE, At.of(claimed, DAY)).pairs == ()


PAIR = match(RULE, At.of(shot(need("n"), offer("o")), DAY)).pairs[0]


@pytest.mark.parametrize(
    ("asks", "gives", "code"),
    [
        ({}, {"kind": "help"}, "match-no-kind"),
        ({"skill": "law"}, {"skill": "care"}, "match-no-skill"),
        ({"group": "youth"}, {"group": "older_people"}, "match-not-for-group"),
        ({"unit": "b2"}, {"within": UnitId("b1")}, "match-not-in-place"),
        ({"wanted_until": DAY + timedelta(days=9)}, {"start": DAY + timedelta(days=10)}, "match-not-in-time"),
        ({"wanted_from": DAY + timedelta(days=9)}, {"end": DAY + timedelta(days=9)}, "match-not-in-time"),
        ({"amount": Quantity.of(2, "chair")}, {"amount": Quantity.of(2, "table")}, "match-no-measure"),
        ({}, {"amount": Quantity.of(2, "table")}, "match-no-measure"),
        ({"wanted_until": DAY - timedelta(days=1)}, {}, "match-over"),
        ({"amount": Quantity(raw="2 1", quality=Quality.DAMAGED)}, {}, "match-damaged"),
    ],
)
def test_what_hinders_is_told_in_both_languages(asks: dict[str, Any], gives: dict[str, Any], code: str) -> None:
    found = match(RULE, At.of(shot(need("n", **asks), offer("o", **gives)), DAY))
    assert [one.reason.code for one in found.left] == [code]
    assert found.pairs == ()
    for language in ("en", "zh"):
        assert "n" in found.left[0].reason.text(language)


def test_the_last_day_of_a_need_and_the_first_of_an_offer_may_be_one_day() -> None:
    assert match(RULE, At.of(shot(need("n", wanted_until=DAY), offer("o", start=DAY)), DAY)).pairs
    assert match(
        RULE, At.of(shot(need("n", wanted_from=DAY + timedelta(days=8)), offer("o", end=DAY + timedelta(days=9))), DAY)
    ).pairs


def test_the_group_in_front_is_served_first_then_who_has_waited_longest_then_who_is_near() -> None:
    old = need("n3", group="older_people")
    waiting = need("n2", on=DAY - timedelta(days=9))
    found = match(RULE, At.of(shot(need("n1"), waiting, old, offer("o")), DAY))
    assert [one.need for one in found.pairs] == ["n3"]
    assert found.pairs[0].by == ((By.GROUP, 1), (By.WAITING, 0), (By.DISTANCE, 0))
    assert {one.need: one.taken_by for one in found.left} == {"n1": ("n3",), "n2": ("n3",)}
    assert [one.need for one in match(RULE, At.of(shot(need("n1"), waiting, offer("o")), DAY)).pairs] == ["n2"]
    assert pairs(match(RULE, At.of(shot(need("n", "h1"), offer("o1", "b2"), offer("o2", "b1")), DAY))) == {
        ("n", "o2"): Decimal(1)
    }


def test_needs_share_an_offer_and_one_need_is_met_from_several() -> None:
    ask = {"kind": "resource", "amount": Quantity.of("2.5", "m2")}
    found = match(RULE, At.of(shot(need("n1", **ask), need("n2", **ask), offer("o1", kind="resource", amount=Quantity.of(3, "m2")), offer("o2", kind="resource", amount=Quantity.of(1, "m2"))), DAY))  # fmt: skip
    assert sum(pairs(found).values()) == 4
    assert [one.amount for one in found.left] == [Decimal(1)]
    assert found.left[0].reason.code == "match-taken"


def test_a_room_is_taken_whole_and_must_be_large_enough() -> None:
    rule = evolve(RULE, amounts=Amounts.WHOLE)
    people = {at: Quantity.of(at, "person") for at in (10, 30, 40)}
    records = (
        need("n1", amount=people[30]),
        need("n2", amount=people[10]),
        offer("o1", amount=people[40]),
        offer("o2", amount=people[10]),
    )
    found = match(rule, At.of(shot(*records), DAY))
    assert set(pairs(found)) == {("n1", "o1"), ("n2", "o2")}
    taken = shot(*records, *found.claims(DAY))
    assert (match(rule, At.of(taken, DAY)).pairs, match(rule, At.of(taken, DAY)).left) == ((), ())
    small_room = match(rule, At.of(shot(need("n1", amount=people[30]), offer("o2", amount=people[10])), DAY))
    assert [one.reason.code for one in small_room.left] == ["match-too-small"]


def test_kinds_that_go_together_are_named_by_the_rule() -> None:
    rule = evolve(RULE, meets=(Meets(need="wish", offers=("resource",)),))
    records = shot(need("n"), offer("o", kind="resource"))
    assert match(RULE, At.of(records, DAY)).pairs == ()
    assert match(rule, At.of(records, DAY)).pairs


def test_a_claim_takes_its_share_until_it_ends_and_one_that_takes_too_much_is_told() -> None:
    both = (need("n1"), need("n2", amount=Quantity.of(2, "chair")), offer("o", amount=Quantity.of(2, "chair")))
    claim = Claim(id="k", need=NeedId("n1"), on=DAY, by=Ref("unit", "b1"), offer=OfferId("o"), end=DAY + timedelta(days=2))
    found = match(RULE, At.of(shot(*both, claim), DAY))
    assert pairs(found) == {("n2", "o"): Decimal(1)}
    assert found.left[0].taken_by == ("n1",)
    later = DAY + timedelta(days=2)
    assert free_on(both[2], At.of(shot(*both, claim), later)) == 2
    more = evolve(claim, id="k2", need=NeedId("n2"), amount=Quantity.of(2, "chair"))
    (told,) = overdrawn(At.of(shot(*both, claim, more), DAY))
    assert (told.code, told.value) == ("offer-overdrawn", "o")


def test_earlier_pairs_that_are_as_good_stay_and_those_that_are_not_are_told() -> None:
    records = shot(need("n1"), need("n2"), offer("o1"), offer("o2"))
    crossed = evolve(
        match(RULE, At.of(records, DAY)),
        pairs=tuple(evolve(PAIR, need=a, offer=b) for a, b in (("n1", "o2"), ("n2", "o1"))),
    )
    again = match(RULE, At.of(records, DAY), crossed)
    assert set(pairs(again)) == {("n1", "o2"), ("n2", "o1")}
    assert all(one.kept for one in again.pairs)
    gone = match(RULE, At.of(shot(need("n1"), offer("o1")), DAY), crossed)
    assert gone.dropped == (("n1", "o2"), ("n2", "o1"))
    assert "n2" in gone.explain("en")[-1]


def test_pairs_are_there_to_be_decided_and_a_need_that_names_somebody_is_told() -> None:
    someone = Person(id=PersonId("p"), name="Ann Miller")
    records = shot(need("n", kind="wish", text="A walk with Ann Miller"), offer("o"), someone)
    assert KIND.finds and KIND.proposes
    (pair,) = KIND.proposes(RULE, At.of(records))
    assert (pair.what, pair.record) == ("claim", ("need", "n"))
    assert "offer o" in pair.reason.text() and "资源o" in pair.reason.text("zh")
    (told,) = KIND.finds(RULE, At.of(records))
    assert told.code == "need-names-somebody"
    assert "(a name)" in told.text() and "（姓名）" in told.text("zh") and "Ann" not in told.text()


# -- soundness -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"prefer": (Preference(by=By.GROUP),)}, "charter-match-order"),
        ({"prefer": (Preference(by=By.WAITING, order=("youth",)),)}, "charter-match-order"),
        ({"prefer": (Preference(by=By.WAITING), Preference(by=By.WAITING))}, "charter-match-twice"),
        ({"prefer": (Preference(by=By.GROUP, order=("youth", "youth")),)}, "charter-word-twice"),
        ({"meets": (Meets(need="wish", offers=()),)}, "charter-missing"),
        ({"meets": (Meets(need="wish", offers=("gold",)),)}, "charter-word"),
        ({"guardian": ("toddlers",)}, "charter-word"),
        ({"needs": Is("broker.name", ("Ann",))}, "charter-match-person"),
        ({"offers": Has(noun="claim", by="offer", where=Is("by.name", ("Ann",)))}, "charter-match-person"),
        ({"needs": Against(path="wanted_until", before="broker.birth")}, "charter-match-person"),
    ],
)
def test_an_unsound_rule_of_matching_is_told(change: dict[str, Any], code: str) -> None:
    assert list(findings_of(CHARTER, "match", RULE)) == []
    assert code in {found.code for _, found in findings_of(CHARTER, "match", evolve(RULE, **change))}
