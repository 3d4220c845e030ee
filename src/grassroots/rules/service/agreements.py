"""Agreements with partners: what they earn by them against a ceiling, and what they owe in return against what they gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, between, needed, of_noun, share, word
from grassroots.fields import described, internal, public
from grassroots.model import Claim, Derived, Link, Offer, Tally, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import problem_by, unit_name
from grassroots.values import Period, rounded


@frozen(kw_only=True)
class AgreementRule(Rule):
    """What holds for agreements: the links of the kind `link` for which `where` holds.

    `ceiling`: the largest share of its income that the partner may keep after its costs: a low margin. `income` and `costs`: the kinds of tally, each
    about an agreement, that say what came in and what was spent. `services`: how many services in return it must list, as offers under it.

    >>> AgreementRule(name="rooms", ceiling=Fraction(1, 10), income="income", costs="costs").services
    0
    """

    link: str = field(default="agreement", metadata=word("link") | needed())
    where: Condition | None = field(default=None, metadata=of_noun("=link"))
    ceiling: Fraction | None = field(default=None, metadata=share(open_above=True))
    income: str = field(default="", metadata=word("tally"))
    costs: str = field(default="", metadata=word("tally"))
    services: int = field(default=0, metadata=between(0, 100))


def unsound_agreement(rule: AgreementRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a ceiling that nothing is held against."""
    for key in ("income", "costs") if rule.ceiling is not None else ():
        if not getattr(rule, key):
            yield (), "charter-missing", "", {"key": key}


def agreement_problems(rule: AgreementRule, at: At) -> Iterator[Problem]:
    """What does not agree with a rule on a day: the account of the last whole year, and the services listed on the day itself."""
    year = _last_year(at.day)
    accounts = {one.id: one for one in _in_force(rule, at, year.last)}
    for link in _in_force(rule, at, at.day):
        if link.id in accounts:
            yield from _of_account(rule, at, link, year)
        yield from _of_services(rule, at, link, len(_offers(at, link, at.day)))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class AgreementState(Derived):
    """Where an agreement stands that is in force on a day: its account of the last whole year, and what is listed in return.

    >>> AgreementState(id="rooms:l-1", agreement="l-1", rule="rooms").services
    0
    """

    agreement: str = field(metadata=public("the agreement", ref="link", home=True))
    rule: str = field(metadata=public("the rule of the charter"))
    income: Decimal | None = field(default=None, metadata=internal("what came in, in that year; none without an account"))
    costs: Decimal | None = field(default=None, metadata=internal("what was spent, in that year; none without an account"))
    margin: Decimal | None = field(default=None, metadata=internal("the share of the income left after costs"))
    within: bool | None = field(
        default=None, metadata=internal("whether the margin keeps to the ceiling; none where nobody knows it")
    )
    services: int = field(default=0, metadata=internal("how many services in return are listed; 0 or more"))
    promised: Decimal = field(default=Decimal(0), metadata=internal("how much of them is promised for a year; 0 or more"))
    given: Decimal = field(default=Decimal(0), metadata=internal("how much of them was taken up in that year; 0 or more"))


def _states(rule: AgreementRule, at: At) -> Iterator[AgreementState]:
    year = _last_year(at.day)
    for link in _in_force(rule, at, at.day):
        income, costs = (_sum(kind, at, link, year) for kind in (rule.income, rule.costs))
        margin = _margin(income, costs)
        yield AgreementState(
            id=f"{rule.name}:{link.id}",
            agreement=link.id,
            rule=rule.known_as,
            income=income,
            costs=costs,
            margin=None if margin is None else Decimal(rounded(margin, 4)),
            within=None if margin is None or rule.ceiling is None else margin <= rule.ceiling,
            services=len(offers := _offers(at, link, at.day)),
            promised=_total(offers),
            given=_total(
                claim for offer in offers for claim in at.snapshot.referrers(Claim, "offer", key_of(offer)) if claim.on in year
            ),
        )


def _to_dos(rule: AgreementRule, at: At) -> Iterator[ToDo]:
    """What is lacking of agreements in force, and the last day of each: by then it is renewed, or ends."""
    links = {link.id: link for link in _in_force(rule, at, at.day)}
    for one in agreement_problems(rule, at):
        if one.code in ("agreement-no-account", "agreement-services"):
            yield ToDo.about(links[one.value], at, kind="agreement", rule=rule, urgency=Urgency.LACKING, reason=one)
    for link in links.values():
        if link.end is not None:
            last = link.end - timedelta(days=1)
            reason = problem_by(rule, link, at, "agreement-ends", last, unit=unit_name(link.unit, at))
            yield ToDo.about(link, at, kind="agreement", rule=rule, urgency=Urgency.DUE, reason=reason, day=last)


def _last_year(day: date) -> Period:
    """The last whole year by a day."""
    return Period.year(day.year if (day.month, day.day) == (12, 31) else day.year - 1)


def _in_force(rule: AgreementRule, at: At, day: date) -> list[Link]:
    return [
        link
        for link in at.snapshot.all(Link).values()
        if link.kind == rule.link
        and at.snapshot.counts_on(link, day)
        and (rule.where is None or at.reader.holds(link, rule.where, day))
    ]


def _of_account(rule: AgreementRule, at: At, link: Link, period: Period) -> Iterator[Problem]:
    if rule.ceiling is None:
        return
    income, costs = (_sum(kind, at, link, period) for kind in (rule.income, rule.costs))
    margin = _margin(income, costs)
    if income is None or costs is None:
        yield problem_by(rule, link, at, "agreement-no-account", link.id, first=period.start, last=period.last)
    if margin is not None and margin > rule.ceiling:
        shares = {"margin": rounded(margin * 100, 1), "ceiling": rounded(rule.ceiling * 100, 1)}
        yield problem_by(rule, link, at, "agreement-over-ceiling", link.id, **shares)


def _of_services(rule: AgreementRule, at: At, link: Link, count: int) -> Iterator[Problem]:
    if count < rule.services:
        yield problem_by(rule, link, at, "agreement-services", link.id, count=count, least=rule.services)


def _margin(income: Decimal | None, costs: Decimal | None) -> Fraction | None:
    return Fraction(income - costs) / Fraction(income) if income and costs is not None else None


def _sum(kind: str, at: At, link: Link, period: Period) -> Decimal | None:
    found = [
        one.amount.value if one.amount else None
        for one in at.snapshot.referrers(Tally, "about", key_of(link))
        if one.kind == kind and one.on in period
    ]
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if found and len(known) == len(found) else None


def _offers(at: At, link: Link, day: date) -> list[Offer]:
    found = at.snapshot.referrers(Offer, "agreement", key_of(link))
    return [one for one in found if at.snapshot.counts_on(one, day)]


def _total(found: Iterable[Offer | Claim]) -> Decimal:
    """How much they come to; one that names no amount is one."""
    return sum((Decimal(1) if one.amount is None else one.amount.value or Decimal(0) for one in found), Decimal(0))


KIND = Kind(
    name="agreement",
    form=AgreementRule,
    sound=unsound_agreement,
    derives=(Derivation(AgreementState, _states),),
    finds=agreement_problems,
    todo=_to_dos,
    untyped="a margin is worked out from the accounts, and typed nowhere",
)
