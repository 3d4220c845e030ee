"""Scores: every scoring function, every way of dealing with what is missing, and trees that re-add."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rubrics import AS_OF, YEAR, ballots, charter, mark, snapshot, unit, units

from grassroots.errors import InvalidArgument
from grassroots.model import Case, Rating, Step
from grassroots.reading import At
from grassroots.rules.appraisal.rubric_rule import Better, Edge, Evaluators, Feed, Item, Missing, Role, Rubric, Scoring, Shape
from grassroots.rules.appraisal.score import Score, score
from grassroots.rules.appraisal.scoring import points, scored
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, Period, UnitId

TWO = """
[rubric.yearly]
en = "Yearly"
zh = "年度"
subject = "unit"
missing = "{missing}"
most = "5"
[rubric.yearly.item]
a = {{ en = "first", zh = "甲", weight = "1", fed_by = "marks" }}
b = {{ en = "second", zh = "乙", weight = "1", fed_by = "marks" }}
c = {{ en = "third", zh = "丙", weight = "1", fed_by = "marks" }}
"""


def three(missing: str) -> str:
    text = TWO.format(missing=missing)
    return (
        text.replace('weight = "1"', 'weight = "30"', 1)
        .replace('weight = "1"', 'weight = "30"', 1)
        .replace('weight = "1"', 'weight = "40"', 1)
    )


@pytest.mark.parametrize(("missing", "value"), [("renormalize", Fraction(5)), ("zero", Fraction(3)), ("not_assessed", None)])
def test_a_missing_part_beside_5_and_5_gives_what_the_rule_says_and_never_3_33(missing: str, value: Fraction | None) -> None:
    taken = snapshot([*units("v1"), mark(unit("v1"), "a", "5"), mark(unit("v1"), "b", "5")], charter(three(missing)))
    made = score("yearly", unit("v1"), At.of(taken), period=YEAR)
    assert made.value == value
    assert made.adds_up
    text = "\n".join(made.explain("en"))
    assert ("not scored: nothing was recorded" in text) or missing == "zero"
    assert "3.33" not in text


def test_without_any_part_there_is_no_score_whatever_the_rule_says() -> None:
    for missing in ("renormalize", "zero", "not_assessed"):
        made = score("yearly", unit("v1"), At.of(snapshot(units("v1"), charter(three(missing)))), period=YEAR)
        assert (made.value, made.why) == (None, "nothing")


def test_too_little_that_is_known_is_no_score() -> None:
    text = three("renormalize").replace('most = "5"', 'most = "5"\nknown = "0.5"')
    taken = snapshot([*units("v1"), mark(unit("v1"), "a", "5")], charter(text))
    made = score("yearly", unit("v1"), At.of(taken), period=YEAR)
    assert (made.value, made.why) == (None, "known")
    more = snapshot([*units("v1"), mark(unit("v1"), "a", "5"), mark(unit("v1"), "b", "5")], charter(text))
    assert score("yearly", unit("v1"), At.of(more), period=YEAR).value == 5


UP, DOWN = Decimal(0), Decimal(20)
SHAPES = {
    "marks": Scoring(),
    "line": Scoring(worst=UP, best=DOWN),
    "line, lower is better": Scoring(better=Better.LOWER, worst=DOWN, best=UP),
    "per event": Scoring(shape=Shape.PER_EVENT, each=Decimal(2)),
    "per event with a limit": Scoring(shape=Shape.PER_EVENT, each=Decimal(2), most=Decimal(7)),
    "bands": Scoring(
        shape=Shape.BANDS, table=(Edge(under=Decimal(5), score=Decimal(1)), Edge(at_least=Decimal(5), score=Decimal(9)))
    ),
    "bands, lower is better": Scoring(
        shape=Shape.BANDS, table=(Edge(under=Decimal(5), score=Decimal(9)), Edge(at_least=Decimal(5), score=Decimal(1)))
    ),
    "steps": Scoring(
        shape=Shape.STEPS, table=(Edge(at_least=Decimal(3), score=Decimal(4)), Edge(at_least=Decimal(8), score=Decimal(9)))
    ),
}


BARE = charter("")


@pytest.mark.parametrize("shape", SHAPES)
@given(here=st.integers(0, 10), there=st.integers(0, 10))
@settings(max_examples=15, deadline=None)
def test_nobody_gains_by_a_group_that_gave_nothing(shape: str, here: int, there: int) -> None:
    groups = {name: Evaluators(weight=Decimal(1)) for name in ("peers", "public")}
    item = Item(weight=Decimal(1), fed_by=Feed.MARKS, scoring=SHAPES[shape])
    rule = Rubric(name="yearly", subject="unit", most=Decimal(10), missing=Missing.ZERO, evaluators=groups, item={"a": item})
    one = mark(unit("v1"), "a", str(here), evaluator="peers")
    other = mark(unit("v1"), "a", str(there), evaluator="public")

    def scored_by(*marks: Rating) -> Score:
        taken = Snapshot.of([*units("v1"), *marks], BARE, as_of=AS_OF, check=False)
        return score(rule, unit("v1"), At.of(taken), period=YEAR)

    without, both = scored_by(one), scored_by(one, other)
    assert both.value is not None
    assert (without.value or 0) <= both.value
    assert without.adds_up


# -- scoring functions ------------------------------------------------------------------------------------------------------------

TEN = Rubric(name="ten", subject="unit", most=Decimal(10), ranked_from=2)
COVERAGE = Scoring(
    shape=Shape.BANDS,
    table=(
        Edge(under=Decimal(85), score=Decimal(0)),
        Edge(at_least=Decimal(85), under=Decimal(90), score=Decimal(6)),
        Edge(at_least=Decimal(90), under=Decimal(95), score=Decimal(8)),
        Edge(at_least=Decimal(95), score=Decimal(10)),
    ),
)


@pytest.mark.parametrize(
    ("reading", "given_"),
    [("84.99", 0), ("85", 6), ("89.99", 6), ("90", 8), ("94", 8), ("94.5", 8), ("94.9999", 8), ("95", 10), ("100", 10)],
)
def test_bands_are_half_open_so_that_nothing_falls_between_94_and_95(reading: str, given_: int) -> None:
    assert scored(TEN, Item(scoring=COVERAGE), Fraction(reading)) == given_


def test_a_line_runs_from_the_worst_to_the_best_reading_in_either_direction() -> None:
    down = Item(scoring=Scoring(better=Better.LOWER, worst=Decimal(20), best=Decimal(0)))
    assert [scored(TEN, down, Fraction(days)) for days in (0, 5, 20, 30)] == [10, Fraction(15, 2), 0, 0]


def test_steps_give_the_score_of_the_highest_that_is_reached() -> None:
    item = Item(
        scoring=Scoring(
            shape=Shape.STEPS, table=(Edge(at_least=Decimal(4), score=Decimal(3)), Edge(at_least=Decimal(12), score=Decimal(9)))
        )
    )
    assert [scored(TEN, item, Fraction(n)) for n in (3, 4, 11, 12, 99)] == [0, 3, 3, 9, 9]


def test_ranks_share_the_better_place() -> None:
    item = Item(scoring=Scoring(shape=Shape.RANK, table=(Edge(place=1, score=Decimal(10)), Edge(place=3, score=Decimal(5)))))
    peers = tuple(map(Fraction, (9, 9, 7, 6)))
    assert [scored(TEN, item, peer, peers) for peer in peers] == [10, 10, 5, 0]


def test_the_share_of_the_best_is_exact_and_the_best_of_nothing_is_full() -> None:
    item = Item(scoring=Scoring(shape=Shape.SHARE_OF_BEST))
    assert scored(TEN, item, Fraction(1), (Fraction(1), Fraction(3))) == Fraction(10, 3)
    assert scored(TEN, item, Fraction(0), (Fraction(0), Fraction(0))) == 10
    faster = Item(scoring=Scoring(shape=Shape.SHARE_OF_BEST, better=Better.LOWER))
    assert scored(TEN, faster, Fraction(4), (Fraction(2), Fraction(4))) == 5


def test_below_nothing_there_is_no_share_whichever_way_is_better() -> None:
    item = Item(scoring=Scoring(shape=Shape.SHARE_OF_BEST))
    assert scored(TEN, item, Fraction(-1), (Fraction(-1), Fraction(0))) == 0
    less = Item(scoring=Scoring(shape=Shape.SHARE_OF_BEST, better=Better.LOWER))
    assert scored(TEN, less, Fraction(0), (Fraction(-1), Fraction(0))) == 0


def test_so_much_is_taken_for_each_event_up_to_the_limit() -> None:
    item = Item(scoring=Scoring(shape=Shape.PER_EVENT, each=Decimal(2), most=Decimal(7)))
    assert [scored(TEN, item, Fraction(n)) for n in (0, 1, 3, 4, 9)] == [10, 8, 4, 3, 3]
    bonus = Item(role=Role.BONUS, scoring=Scoring(shape=Shape.PER_EVENT, each=Decimal(2), most=Decimal(7)))
    assert [points(bonus, Fraction(n)) for n in (0, 2, 9)] == [0, 4, 7]


# -- laws ---------------------------------------------------------------------------------------------------------------------------

NUMBERS = st.fractions(min_value=-50, max_value=150, max_denominator=100)
decimals = st.decimals(min_value=-20, max_value=120, places=2)


@st.composite
def scorings(draw: st.DrawFn) -> Scoring:
    """Any scoring function that is monotone: more of the better is never worth less."""
    shape = draw(st.sampled_from(list(Shape)))
    better = draw(st.sampled_from(list(Better)))
    scores = sorted(draw(st.lists(st.decimals(0, 10, places=1), min_size=2, max_size=4)))
    edges = sorted(draw(st.lists(decimals, min_size=len(scores), max_size=len(scores), unique=True)))
    match shape:
        case Shape.LINEAR:
            worst, best = (edges[0], edges[-1]) if better is Better.HIGHER else (edges[-1], edges[0])
            return Scoring(better=better, worst=worst, best=best)
        case Shape.STEPS:
            return Scoring(shape=shape, table=tuple(Edge(at_least=e, score=s) for e, s in zip(edges, scores, strict=True)))
        case Shape.BANDS:
            lower = [None, *edges[1:]]
            upper = [*edges[1:], None]
            table = tuple(Edge(at_least=a, under=b, score=s) for a, b, s in zip(lower, upper, scores, strict=True))
            return Scoring(shape=shape, table=table)
        case Shape.RANK:
            table = tuple(Edge(place=2 * at + 1, score=s) for at, s in enumerate(reversed(scores)))
            return Scoring(shape=shape, better=better, table=table)
        case Shape.PER_EVENT:
            return Scoring(shape=shape, better=Better.LOWER, each=draw(st.decimals("0.1", 5, places=1)), most=Decimal(6))
    return Scoring(shape=shape, better=better)


@settings(max_examples=150, deadline=None)
@given(scorings(), NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=4))
def test_every_score_lies_on_the_scale_and_a_better_reading_never_lowers_it(
    rule: Scoring, one: Fraction, other: Fraction, others: list[Fraction]
) -> None:
    higher = rule.better is Better.HIGHER or rule.shape in (Shape.STEPS, Shape.BANDS)
    worse, better = sorted((one, other)) if higher else sorted((one, other), reverse=True)
    item = Item(scoring=rule)
    low, high = (scored(TEN, item, reading, (*others, reading)) for reading in (worse, better))
    assert 0 <= low <= high <= 10


TREE = """
[rubric.yearly]
en = "Yearly"
zh = "年度"
subject = "unit"
missing = "renormalize"
ceiling = "110"
[rubric.yearly.evaluators]
superior = { weight = "50", lowest = 1, highest = 1 }
peer = { weight = "20" }
public = { weight = "30", returns = 10, returned = "0.5" }
[rubric.yearly.item]
order = { en = "order", zh = "秩序", weight = "60" }
rooms = { en = "rooms", zh = "场所", under = "order", weight = "25", fed_by = "marks", evaluators = ["superior"] }
books = { en = "books", zh = "台账", under = "order", weight = "75", fed_by = "marks" }
mood = { en = "mood", zh = "口碑", weight = "40", fed_by = "ballots", evaluators = ["public"], worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
[rubric.yearly.item.praise]
en = "praise"
zh = "表彰"
role = "bonus"
fed_by = "marks"
evaluators = ["superior"]
scoring = { shape = "per_event", each = "2", most = "6" }
[rubric.yearly.item.blame]
en = "blame"
zh = "通报"
role = "deduction"
fed_by = "figure"
measure = "complaints"
scoring = { shape = "per_event", each = "5", most = "20" }
[measure.complaints]
en = "complaints"
zh = "投诉"
count = "case"
where = { category = "complaint" }
dated = "received"
"""
JUDGED = charter(TREE)


def rating_lists(item: str, evaluator: str) -> st.SearchStrategy[list[Rating]]:
    numbers = st.lists(st.tuples(st.decimals(0, 100, places=1), st.integers(1, 20)), max_size=4, unique_by=lambda pair: pair)
    return numbers.map(lambda drawn: [mark(unit("v1"), item, str(value), evaluator=evaluator, returns=n) for value, n in drawn])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_number_of_a_tree_readds_and_the_whole_stays_within_its_limits(data: st.DataObject) -> None:
    records = [*units("v1")]
    for item, group in (
        ("rooms", "superior"),
        ("books", "superior"),
        ("books", "peer"),
        ("books", "public"),
        ("praise", "superior"),
    ):
        drawn = data.draw(rating_lists(item, group))
        records += [one for one in drawn if item != "praise" or one.value < 9]
    for choice in ("satisfied", "fairly", "dissatisfied", "abstained"):
        number = data.draw(st.integers(0, 30))
        records.append(ballots(unit("v1"), "mood", choice, number, evaluator="public", issued=60))
    for at in range(data.draw(st.integers(0, 5))):
        steps = (Step(state="received", on=YEAR.start),)
        records.append(Case(id=CaseId(f"c{at}"), category="complaint", unit=UnitId("v1"), steps=steps))
    made = score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR)
    assert made.adds_up
    assert all(node.adds_up for node in made.tree.walk())
    if made.value is not None:
        assert 0 <= made.value <= 110
        assert made.value == sum(child.contribution for child in made.tree.children)
    for language in ("en", "zh"):
        assert len(made.explain(language)) >= len(list(made.tree.walk()))


def full_tree() -> list:
    v1 = unit("v1")
    return [
        *units("v1"),
        *(mark(v1, "rooms", value, evaluator="superior") for value in ("60", "80", "90", "100")),
        mark(v1, "books", "50", evaluator="peer"),
        *(mark(v1, "books", value, evaluator="superior") for value in ("0", "70", "100")),
        mark(v1, "books", "90", evaluator="public", returns=12),
        ballots(v1, "mood", "satisfied", 30, evaluator="public", issued=60),
        ballots(v1, "mood", "fairly", 10, evaluator="public", issued=60),
        ballots(v1, "mood", "abstained", 5, evaluator="public", issued=60),
        mark(v1, "praise", "9", evaluator="superior"),
        Case(id=CaseId("c1"), category="complaint", unit=UnitId("v1"), steps=(Step(state="received", on=YEAR.start),)),
    ]


def test_a_tree_by_hand_gives_the_same_number() -> None:
    v1 = unit("v1")
    records = [one for one in full_tree() if getattr(one, "item", "") != "praise"]
    taken = snapshot([*records, mark(v1, "books", "91", evaluator="public", returns=18)], JUDGED)
    made = score("yearly", v1, At.of(taken), period=YEAR)
    rooms = Fraction(80 + 90, 2)  # without the highest and the lowest
    public = Fraction(90 * 12 + 91 * 18, 30)  # 30 of the forms given out: how many is not known
    assert public > 90
    books = (50 * Fraction(70) + 20 * Fraction(50)) / 70  # the public counts as missing
    mood = Fraction(30 * 100 + 10 * 60, 40)  # those who abstained are no base
    order = Fraction(25, 100) * rooms + Fraction(75, 100) * books
    assert made.item("books").input.groups[2].why == "returns_unknown"
    assert made.value == Fraction(60, 100) * order + Fraction(40, 100) * mood - 5


def test_one_mark_of_a_group_that_trims_two_counts_as_missing_and_says_so() -> None:
    records = [*units("v1"), mark(unit("v1"), "rooms", "100", evaluator="superior")]
    made = score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR)
    assert made.item("rooms").why == "trimmed"


def test_half_of_the_forms_is_enough_and_one_less_is_not() -> None:
    for number, known in ((30, True), (29, False)):
        records = [*units("v1"), ballots(unit("v1"), "mood", "satisfied", number, evaluator="public", issued=60)]
        made = score("yearly", unit("v1"), At.of(snapshot(records, JUDGED)), period=YEAR)
        assert (made.item("mood").score is not None) == known


def test_what_cannot_be_a_rating_is_told_with_the_rule_and_left_aside() -> None:
    v1 = unit("v1")
    records = [
        *units("v1"),
        mark(v1, "books", "120", evaluator="peer"),
        mark(v1, "books", "80", evaluator="members"),
        mark(v1, "nonsense", "80", evaluator="peer"),
        ballots(v1, "books", "satisfied", 4, evaluator="peer"),
    ]
    made = score("yearly", v1, At.of(snapshot(records, JUDGED)), period=YEAR)
    assert sorted(problem.code for problem in made.problems) == ["assess-choice", "assess-group", "assess-item", "assess-mark"]
    title = JUDGED.rule("rubric", "yearly").labels
    assert all(title[language] in problem.text(language) for problem in made.problems for language in ("en", "zh")), title
    assert not any("yearly" in problem.text("zh") for problem in made.problems), (
        "the name is the charter's, the title is for people"
    )
    assert made.value is None


def test_a_share_of_too_few_cases_is_not_scored() -> None:
    text = """
[rubric.yearly]
en = "Yearly"
zh = "年度"
subject = "unit"
missing = "renormalize"
[rubric.yearly.item]
answered = { en = "answered", zh = "办结", weight = "50", fed_by = "figure", measure = "answered", minimum_n = 3 }
books = { en = "books", zh = "台账", weight = "50", fed_by = "marks" }
[measure.answered]
en = "answered"
zh = "办结率"
rate = "case"
where = { category = "complaint" }
dated = "received"
hit = { state_kind = "done" }
"""
    v1, judged = unit("v1"), charter(text)
    for number, value in ((2, Fraction(60)), (3, (Fraction(100, 3) + 60) / 2)):
        cases = [
            Case(id=CaseId(f"c{at}"), category="complaint", unit=UnitId("v1"), steps=(Step(state="received", on=YEAR.start),))
            for at in range(number - 1)
        ]
        done = Case(
            id=CaseId("c-done"),
            category="complaint",
            unit=UnitId("v1"),
            steps=(Step(state="received", on=YEAR.start), Step(state="replied", on=YEAR.last)),
        )
        made = score("yearly", v1, At.of(snapshot([*units("v1"), *cases, done, mark(v1, "books", "60")], judged)), period=YEAR)
        assert made.value == value
        assert len(made.item("answered").input.figure.records().hits) == 1


def test_marks_count_only_on_the_days_that_are_asked_for() -> None:
    taken = snapshot([*units("v1"), mark(unit("v1"), "a", "4")], charter(three("renormalize")))
    assert score("yearly", unit("v1"), At.of(taken), period=YEAR).value == 4
    assert score("yearly", unit("v1"), At.of(taken), period=YEAR, rated=YEAR).value is None
    assert score("yearly", unit("v1"), At.of(taken), period=Period.year(2012), rated=Period.month(2014, 1)).value == 4


def test_a_score_is_asked_of_the_last_day_of_a_snapshot_on_which_figures_are_read() -> None:
    taken = snapshot(full_tree(), JUDGED)
    with pytest.raises(InvalidArgument, match="the last day of the snapshot"):
        score("yearly", unit("v1"), At.of(taken, date(2013, 12, 1)), period=YEAR)
