"""Agreements with partners on a day: what they earn by them against the ceiling, and what they owe in return against what they gave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from grassroots.model import Claim, Link, Offer, Tally, key_of
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.service.agreement_rule import AgreementRule, unsound_agreement
from grassroots.snapshot import Snapshot
from grassroots.values import OfferId, Period, Ref, rounded


@frozen(kw_only=True)
class Owed:
    """A service under an agreement: how much is owed for the time, how much was taken up in it. `open` is what is still owed, never below 0."""

    offer: OfferId
    amount: Decimal
    given: Decimal

    @property
    def open(self) -> Decimal:
        """What is still owed."""
        return max(self.amount - self.given, Decimal(0))


@frozen(kw_only=True)
class AgreementStatus:
    """An agreement over a time: the account, the margin (the share of the income left after costs; None without an account, or without income), what is
    owed in return, and what does not agree with the rule. Nothing of it ends an agreement: people talk it over."""

    agreement: str
    partner: Ref
    about: Ref
    income: Decimal | None
    costs: Decimal | None
    margin: Fraction | None
    owed: tuple[Owed, ...]
    problems: tuple[Problem, ...]


def agreements_on(rule: AgreementRule, snapshot: Snapshot, period: Period) -> tuple[AgreementStatus, ...]:
    """Where the agreements stand that are in force on the last day of a time, in the order of their ids.

    The account is the tallies about the agreement that were given for a day in that time. A tally that cannot be read is no account.
    """
    reader, day = Reader(snapshot), period.last
    return tuple(
        _standing(rule, snapshot, link, period)
        for link in snapshot.all("link").values()
        if isinstance(link, Link)
        and link.kind == rule.link
        and snapshot.counts_on(link, day)
        and (rule.where is None or reader.holds(link, rule.where, day))
    )


def _standing(rule: AgreementRule, snapshot: Snapshot, link: Link, period: Period) -> AgreementStatus:
    income, costs = (_sum(kind, snapshot, link, period) for kind in (rule.income, rule.costs))
    margin = Fraction(income - costs) / Fraction(income) if income and costs is not None else None
    offers = [
        one
        for one in snapshot.referrers("offer", "agreement", key_of(link))
        if isinstance(one, Offer) and snapshot.counts_on(one, period.last)
    ]
    owed = tuple(Owed(offer=one.id, amount=_amount(one), given=_given(one, snapshot, period)) for one in offers)
    problems = []
    if rule.ceiling is not None and (income is None or costs is None):
        problems.append(_told("agreement-no-account", rule, snapshot, link, first=period.start, last=period.last))
    if rule.ceiling is not None and margin is not None and margin > rule.ceiling:
        shares = {"margin": rounded(margin * 100, 1), "ceiling": rounded(rule.ceiling * 100, 1)}
        problems.append(_told("agreement-over-ceiling", rule, snapshot, link, **shares))
    if len(owed) < rule.services:
        problems.append(_told("agreement-services", rule, snapshot, link, count=len(owed), least=rule.services))
    return AgreementStatus(
        agreement=link.id,
        partner=link.holder,
        about=link.target,
        income=income,
        costs=costs,
        margin=margin,
        owed=owed,
        problems=tuple(problems),
    )


def _sum(kind: str, snapshot: Snapshot, link: Link, period: Period) -> Decimal | None:
    found = [
        one.amount.value if one.amount else None
        for one in snapshot.referrers("tally", "about", key_of(link))
        if isinstance(one, Tally) and one.kind == kind and one.on in period
    ]
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if found and len(known) == len(found) else None


def _amount(offer: Offer) -> Decimal:
    return Decimal(1) if offer.amount is None else offer.amount.value or Decimal(0)


def _given(offer: Offer, snapshot: Snapshot, period: Period) -> Decimal:
    claims = [one for one in snapshot.referrers("claim", "offer", key_of(offer)) if isinstance(one, Claim) and one.on in period]
    amounts = (Decimal(1) if one.amount is None else one.amount.value or Decimal(0) for one in claims)
    return sum(amounts, Decimal(0))


def _told(code: str, rule: AgreementRule, snapshot: Snapshot, link: Link, **details: date | str | int) -> Problem:
    named = {
        "rule": rule.labels.get("en", rule.name),
        "rule_zh": rule.labels.get("zh", rule.name),
        "source": rule.source or "—",
    }
    return Problem(code, source=snapshot.sources.get(key_of(link)), value=link.id, details={**named, "id": link.id, **details})


KIND = Kind(name="agreement", form=AgreementRule, sound=unsound_agreement, silent="TODO")
