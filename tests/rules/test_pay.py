"""Pay reckoned: exact amounts, floors, months that count, levels, late and short pay. Laws and edges."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.charter import Charter
from grassroots.charter.length import Length
from grassroots.figures import evaluate
from grassroots.model import Allowance, Person, Post, Record, Tally, Tenure, Unit
from grassroots.reading import At
from grassroots.rules.members.charge import rounded_by
from grassroots.rules.members.dues_rule import Rounding
from grassroots.rules.posts.pay import PayAccount, pay_account
from grassroots.rules.posts.pay_rule import Ladder, PayClass, PayPart, PayRule, Reference, Rise, StartLevel
from grassroots.rules.posts.rises import rises
from grassroots.snapshot import Snapshot
from grassroots.values import Period, PersonId, PostId, Quantity, UnitId
from grassroots.workspace import open_charter

WAYS = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.UP: ROUND_CEILING}
CHARTER = Charter(id="pay", labels={})
TOP = Unit(id=UnitId("top"), kind="county", name="County")
POST = Post(id=PostId("x"), unit=TOP.id, kind="clerk")
FLAT = PayRule(
    name="flat",
    source="contract",
    currency="CNY",
    grace=Length(days=10),
    parts=(PayPart(name="base", payer=("county",), amount=Decimal(300)),),
)
FLOOR = PayRule(
    name="floor",
    source="S3-25",
    currency="CNY",
    parts=(PayPart(name="base", payer=("county",), reference=Reference(tally="income", of=("county",))),),
)
LADDER = PayRule(
    name="ladder",
    currency="CNY",
    parts=(PayPart(name="base", ladder=True),),
    ladder=Ladder(
        levels=3,
        classes=(PayClass(name="all", post=("clerk",), highest=3, amounts=(Decimal(10), Decimal(11), Decimal(12))),),
        starts=(StartLevel(level=1),),
        rises=(Rise(stay=Length(years=1)),),
    ),
)


def tenure(start: date = date(2024, 1, 1), end: date | None = None) -> Tenure:
    return Tenure(id="t", post=POST.id, person=PersonId("p"), start=start, end=end)


def paid(
    month: int, amount: str, *, year: int = 2024, level: int | None = None, id: str = "", payer: str | None = None
) -> Allowance:
    first = date(year, month, 1)
    return Allowance(
        id=id or f"a{year}{month:02}", tenure="t", kind="paid", part="base", month=first, on=first.replace(day=20),
        amount=Quantity.of(amount, "CNY"), level=level, payer=UnitId(payer) if payer else None,
    )  # fmt: skip


def account(rule: PayRule, day: date, *records: Record, of: Tenure | None = None) -> PayAccount:
    holder = of or tenure()
    snapshot = Snapshot.of([TOP, Person(id=PersonId("p")), POST, holder, *records], CHARTER, as_of=day)
    return pay_account(holder, rule, At.of(snapshot, day))


@settings(max_examples=60)
@given(st.fractions(0, 10**6, max_denominator=10**4), st.integers(0, 4))
def test_rounding_agrees_with_decimals_of_many_places(exact: Fraction, places: int) -> None:
    from decimal import localcontext

    for way, rounding in WAYS.items():
        # Away from a tie by more than the last of sixty digits, or exactly on one: both are told apart by sixty digits.
        with localcontext() as context:
            context.prec = 60
            wide = Decimal(exact.numerator) / Decimal(exact.denominator)
            assert rounded_by(exact, places, way) == wide.quantize(Decimal(1).scaleb(-places), rounding=rounding)


@settings(max_examples=60)
@given(st.integers(1, 10**7))
def test_a_floor_is_never_below_a_twelfth_and_less_than_a_cent_above_it(income: int) -> None:
    tally = Tally(id="y", unit=TOP.id, kind="income", on=date(2023, 12, 31), amount=Quantity.of(income))
    (line,) = account(FLOOR, date(2024, 1, 31), tally).lines
    assert line.owed is not None
    assert 0 <= Fraction(line.owed) - Fraction(income, 12) < Fraction(1, 100)
    for amount, codes in ((line.owed, []), (line.owed - Decimal("0.01"), ["pay-short"]), (line.owed + 5, [])):
        if amount > 0:
            found = account(FLOOR, date(2024, 2, 1), tally, paid(1, str(amount)))
            assert [problem.code for problem in found.problems] == codes


def test_a_floor_follows_the_value_that_was_published_last_before_the_month() -> None:
    older = Tally(id="y1", unit=TOP.id, kind="income", on=date(2023, 12, 31), amount=Quantity.of(12000))
    newer = Tally(id="y2", unit=TOP.id, kind="income", on=date(2024, 2, 15), amount=Quantity.of(13200))
    assert [line.owed for line in account(FLOOR, date(2024, 3, 31), older, newer).lines] == [1000, 1000, 1100]
    bare = account(FLOOR, date(2024, 2, 29), newer)
    assert [problem.code for problem in bare.problems] == ["pay-reference", "pay-reference"]
    assert all("S3-25" in problem.text(language) for problem in bare.problems for language in ("en", "zh"))


@pytest.mark.parametrize(
    ("start", "end", "day", "months"),
    [
        (date(2024, 1, 1), None, date(2024, 1, 30), []),
        (date(2024, 1, 1), None, date(2024, 1, 31), [1]),
        (date(2024, 1, 2), None, date(2024, 3, 1), [2]),
        (date(2024, 1, 1), date(2024, 3, 1), date(2024, 12, 31), [1, 2]),
        (date(2024, 1, 1), date(2024, 3, 2), date(2024, 12, 31), [1, 2, 3]),
        (date(2024, 2, 29), date(2024, 3, 1), date(2024, 12, 31), []),
    ],
)
def test_a_month_counts_for_who_holds_the_post_on_its_first_day_and_is_owed_when_it_is_over(
    start: date, end: date | None, day: date, months: list[int]
) -> None:
    assert [line.month.month for line in account(FLAT, day, of=tenure(start, end)).lines] == months


def test_what_is_not_paid_is_late_after_the_grace_and_no_sooner() -> None:
    assert account(FLAT, date(2024, 2, 10)).problems == ()
    assert account(FLAT, date(2024, 2, 10)).arrears == 0
    late = account(FLAT, date(2024, 2, 11))
    assert [problem.code for problem in late.problems] == ["pay-unpaid"]
    assert late.arrears == 300


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 40000)), max_size=8))
def test_one_more_payment_never_raises_what_is_in_arrears_and_nothing_is_lost(payments: list[tuple[int, int]]) -> None:
    day = date(2024, 7, 31)
    lines = [paid(month, str(Decimal(cents) / 100), id=f"a{at}") for at, (month, cents) in enumerate(payments)]
    arrears = [account(FLAT, day, *lines[:number]).arrears for number in range(len(lines) + 1)]
    assert arrears == sorted(arrears, reverse=True)
    assert arrears[0] == 6 * 300, "July is over, and its ten days of grace are not"
    whole = account(FLAT, day, *lines)
    assert sum((line.paid or Decimal(0) for line in whole.lines), Decimal(0)) == sum(
        Decimal(cents) / 100 for _, cents in payments
    )


def test_too_much_and_the_wrong_payer_and_an_unreadable_amount_are_told() -> None:
    other = Unit(id=UnitId("other"), kind="township", name="Other")
    smudged = Allowance(id="s", tenure="t", kind="paid", part="base", month=date(2024, 3, 1), on=date(2024, 3, 20))
    found = account(FLAT, date(2024, 3, 31), other, paid(1, "301"), paid(2, "300", payer="other"), smudged)
    assert [problem.code for problem in found.problems] == ["pay-over", "pay-payer", "pay-amount"]
    assert [line.paid for line in found.lines] == [301, 300, None]
    for problem in found.problems:
        assert problem.text("en") != problem.text("zh")
    assert len(found.explain("zh")) == 1 + 3 + 3


def test_what_was_paid_for_a_month_in_which_nobody_held_the_post_is_told() -> None:
    left = tenure(end=date(2024, 3, 1))
    months = [paid(1, "300"), paid(2, "300"), paid(3, "300"), paid(12, "300", year=2023)]
    found = account(FLAT, date(2024, 6, 30), *months, of=left)
    assert [(one.code, str(one.details["month"])[:7]) for one in found.problems] == [
        ("pay-stray", "2023-12"),
        ("pay-stray", "2024-03"),
    ]
    assert all(
        "contract" in one.text(language) and "300.00" in one.text(language)
        for one in found.problems
        for language in ("en", "zh")
    )
    assert [one.month for one in found.stray] == [date(2023, 12, 1), date(2024, 3, 1)], "payments on record that are not right"
    assert account(FLAT, date(2024, 2, 29), *months[:3]).problems == (), "what is paid ahead is not judged yet"


def test_a_level_holds_until_another_is_on_record_and_rises_are_proposed_up_to_the_highest() -> None:
    lines = [paid(1, "10", level=1), paid(3, "11", level=2)]
    found = account(LADDER, date(2024, 4, 30), *lines)
    assert [(line.level, line.owed) for line in found.lines] == [(1, 10), (1, 10), (2, 11), (2, 11)]
    bare = account(LADDER, date(2024, 1, 31))
    assert [problem.code for problem in bare.problems] == ["pay-level"]

    def proposed(day: date, *records: Record) -> list[int]:
        snapshot = Snapshot.of([TOP, Person(id=PersonId("p")), POST, tenure(), *records], CHARTER, as_of=day)
        return [one.reason.details["next"] for one in rises(LADDER, At.of(snapshot, day))]

    assert proposed(date(2025, 2, 28), *lines) == []
    assert proposed(date(2025, 3, 1), *lines) == [3]
    assert proposed(date(2026, 3, 1), *lines, paid(3, "12", year=2025, level=3)) == [], "three is the highest"
    assert proposed(date(2030, 1, 1)) == [], "no level is on record"


def test_a_rule_pays_only_for_the_time_in_which_it_is_in_force() -> None:
    from attrs import evolve

    rule = evolve(FLAT, valid_from=date(2024, 2, 1), valid_until=date(2024, 4, 1))
    assert [line.month.month for line in account(rule, date(2024, 12, 31)).lines] == [2, 3]


@pytest.mark.parametrize("kept", [False, True])
def test_where_no_pay_is_kept_nothing_is_owed_found_or_counted(kept: bool) -> None:
    charter = open_charter("cn-street")
    post = Post(id=PostId("x"), unit=UnitId("c"), kind="social_worker")
    units = [Unit(id=UnitId("s"), kind="street", name="S"), Unit(id=UnitId("c"), kind="community", name="C")]
    booked = [evolve(paid(1, "300", year=2023), part="supplement")] if kept else []
    snapshot = Snapshot.of(
        [*units, Person(id=PersonId("p")), post, tenure(date(2023, 1, 1)), *booked],
        charter,
        as_of=date(2023, 3, 31),
        check=False,
    )
    found = evaluate(["pay_short", "payments_right"], snapshot, period=Period.year(2023))
    assert [found[name].recorded for name in ("pay_short", "payments_right")] == [kept, kept]
    # January was paid; of February and March, of which the last day has come, all is owed.
    assert found["pay_short"].value == (Decimal(600) if kept else None)
    assert bool(snapshot.derived("pay_line", date(2023, 3, 31))) is kept
