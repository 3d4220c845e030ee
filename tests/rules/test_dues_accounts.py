"""Dues accounts as derived records: counted like any noun, and only where accounts are kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import evolve
from support.clubs import neutral

from grassroots.charter import Form, Is, Measure, Within
from grassroots.charter.checking import check
from grassroots.figures import evaluate
from grassroots.model import DuesLine, Membership, Person, Step, Unit
from grassroots.reading import At
from grassroots.rules.kind import Urgency
from grassroots.rules.members.account import DuesAccount
from grassroots.rules.members.dues_rule import DuesRule, DuesTable, Slab
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import Period, PersonId, Quantity, UnitId

BOTH = {"en": "x", "zh": "甲"}
LATE = Measure(
    name="late",
    labels=BOTH,
    form=Form.RATE,
    noun="dues_account",
    hit=Within(path="arrears", at_least=1),
    where=Is("rule", ("dues",)),
)
HOUSE = Unit(id=UnitId("a"), kind="association", name="A")


def shot(*lines: DuesLine, priced: bool = True, joined: date = date(2024, 1, 10)) -> Snapshot:
    found = neutral()
    state = next(iter(found.workflows["membership"].states))
    table = DuesTable(name="all", slabs=(Slab(amount=Decimal(10)),))
    rule = DuesRule(name="dues", labels=BOTH, since=(state,), tables=(table,) if priced else ())
    charter = evolve(found, measures={"late": LATE}, outlines={}, examples={}, rules={**found.rules, "dues": {"dues": rule}})
    assert [one for one in check(charter) if "dues" in str(one) or "late" in str(one)] == []
    records = [HOUSE]
    for id in ("m1", "m2"):
        step = Step(state=state, on=joined)
        records += [
            Person(id=PersonId(f"p-{id}")),
            Membership(id=id, person=PersonId(f"p-{id}"), unit=UnitId("a"), steps=(step,)),
        ]
    return Snapshot.of([*records, *lines], charter, as_of=date(2024, 3, 31), check=False)


def paid(number: int) -> DuesLine:
    month = date(2024, number, 1)
    return DuesLine(id=f"l{number}", membership="m1", kind="payment", month=month, on=month, amount=Quantity.of("10", "CNY"))


def test_an_account_says_what_is_in_arrears_and_since_when() -> None:
    found = shot(paid(1), paid(2), paid(3)).all(DuesAccount)
    assert [(one.periods, one.arrears, one.amount, one.since) for one in found.values()] == [
        (3, 0, Decimal(0), None),
        (3, 2, Decimal(20), date(2024, 1, 1)),
    ]
    figure = evaluate(["late"], shot(paid(1)), scope=UnitId("a"), period=Period.year(2024))["late"]
    assert (figure.numerator, figure.denominator) == (2, 2)
    assert figure.records().hits == (("dues_account", "dues:m1"), ("dues_account", "dues:m2"))


def test_where_no_line_is_kept_nobody_has_an_account() -> None:
    assert shot().all(DuesAccount) == {}


def test_arrears_are_to_be_settled_since_their_first_day_was_over() -> None:
    one, coming = KINDS["dues"].to_dos(At.of(shot(paid(1), paid(2), paid(3))))
    assert (coming.record, coming.reason.code, coming.reason.details["number"]) == (("unit", "a"), "dues-due", 1)
    assert (one.record, one.unit, str(one.day), one.urgency) == (("membership", "m2"), "a", "2024-01-31", Urgency.OVERDUE)
    assert "2 period(s)" in str(one.reason)


def test_without_a_table_nothing_is_owed_for_the_time_before_the_office_kept_an_account() -> None:
    found = shot(paid(1), paid(2), priced=False, joined=date(2019, 5, 1)).all(DuesAccount)
    assert [(one.periods, one.arrears, one.since) for one in found.values()] == [(3, 0, None), (3, 2, date(2024, 1, 1))]
