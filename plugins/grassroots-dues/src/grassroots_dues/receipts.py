"""Receipts: what a member paid in a year, as a paper in one language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from grassroots import Office
from grassroots.errors import NotFound
from grassroots.model import DuesLine, Membership, Person, Unit
from grassroots.problems import Problem
from grassroots.rules import DuesRule
from grassroots.texts import catalogue, day_text
from grassroots.values import Language


def receipt_of(office: Office, person: str, year: int, language: Language = "en") -> str:
    """What a member paid in a year, as the text of a receipt in Markdown; without what was sent back.

    Args:
        office: where the accounts are kept.
        person: the id of the person.
        year: the calendar year.
        language: of the receipt.

    Raises:
        NotFound: nothing was paid in the year, or nothing that the reader may see.
    """
    say, last = catalogue("grassroots_dues").say, date(year, 12, 31)
    snapshot = office.snapshot(last)
    memberships = {
        one.id: one for one in snapshot.all(Membership).values() if snapshot.person(one.person) == snapshot.person(person)
    }
    payments = {kind for rule in office.charter.rules_of(DuesRule) for kind in rule.payments} or {"payment"}
    lines = [
        one
        for one in snapshot.all(DuesLine).values()
        if one.membership in memberships and one.kind in payments and one.on.year == year and one.amount and one.amount.value
    ]
    if not lines:
        raise NotFound.of(Problem("grassroots_dues:no-payments", value=person, details={"year": str(year)}))
    who = snapshot.get(Person, person)
    sums: dict[str, Decimal] = {}
    told = []
    for one in sorted(lines, key=lambda one: (one.on, one.id)):
        assert one.amount is not None
        assert one.amount.value is not None
        measure = one.amount.measured_in or ""
        sums[measure] = sums.get(measure, Decimal(0)) + one.amount.value
        amount = _money(office, one.amount.value, measure, language)
        told.append(say("receipt-line", language, on=day_text(one.on, language), month=f"{one.month:%Y-%m}", amount=amount))
    units = dict.fromkeys(memberships[one.membership].unit for one in lines)
    places = [getattr(snapshot.get(Unit, unit), "name", "") or unit for unit in units]
    total = say("between", language).join(_money(office, amount, measure, language) for measure, amount in sums.items())
    return "\n".join(
        (
            f"# {say('receipt-title', language, year=str(year))}",
            "",
            say("receipt-of", language, name=(who.name if who else "") or person, place=say("between", language).join(places)),
            "",
            say("receipt-head", language),
            "|---|---|---|",
            *told,
            "",
            say("receipt-total", language, amount=total, count=len(lines)),
            "",
            say("receipt-sign", language),
            "",
        )
    )


def _money(office: Office, amount: Decimal, measure: str, language: Language) -> str:
    label = office.charter.label("measured_in", measure, language) if measure else ""
    return catalogue("grassroots_dues").say("money", language, amount=f"{amount:.2f}", measure=label).strip()
