"""What the rules of a charter find wrong in the records: steps out of order and overdue, arrears, moves without approval, terms that are over, votes that cannot be.

Each problem names the rule and its source. Nothing is decided, and nothing follows by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from grassroots.charter.decision import DecisionRule
from grassroots.charter.dues import DuesRule
from grassroots.charter.election import ElectionRule
from grassroots.charter.mobility import MobilityRule
from grassroots.charter.pathway import PathwayRule
from grassroots.charter.staffing import StaffingRule
from grassroots.errors import NotFound
from grassroots.model import Membership, Vote, key_of
from grassroots.problems import Problem
from grassroots.rules.budgets import budget_problems
from grassroots.rules.commitments import commitment_problems
from grassroots.rules.decisions import decide
from grassroots.rules.dissolution import dissolution_problems
from grassroots.rules.dues import account_on
from grassroots.rules.duplicates import merge_problems
from grassroots.rules.duties import Duties
from grassroots.rules.elections import elect
from grassroots.rules.handling import handling_problems
from grassroots.rules.matching import overdrawn
from grassroots.rules.mobility import homes_twice, mobility_proposals, second_without_home, transfers_on
from grassroots.rules.paths import Reader
from grassroots.rules.pathways import course_on, late_steps, pathway_of
from grassroots.rules.posts import terms_on
from grassroots.rules.tallies import unclear
from grassroots.rules.territory import territory_problems
from grassroots.rules.votes import rule_of
from grassroots.snapshot import Snapshot


def problems_by_rules(snapshot: Snapshot) -> tuple[Problem, ...]:
    """All that the rules in force find wrong on the day of a snapshot, each once."""
    day = snapshot.as_of
    return tuple(dict.fromkeys(problem for faults in FAULTS for problem in faults(snapshot, day)))


def _pathways(snapshot: Snapshot, day: date) -> Iterator[Problem]:
    reader = Reader(snapshot)
    rules = [rule for rule in snapshot.charter.rules.get("pathway", {}).values() if isinstance(rule, PathwayRule)]
    for noun in dict.fromkeys(rule.noun for rule in rules):
        for record in snapshot.all(noun).values():
            rule = pathway_of(record, snapshot.charter, day, reader)
            if rule is not None:
                course = course_on(record, rule, snapshot, day, reader=reader)
                yield from course.problems
                yield from late_steps(course, snapshot)


def _dues(snapshot: Snapshot, day: date) -> Iterator[Problem]:
    """Arrears, where accounts are kept at all: of an office that writes no payment down, nobody knows who has paid."""
    if not snapshot.all("dues_line"):
        return
    reader = Reader(snapshot)
    for rule in snapshot.charter.rules.get("dues", {}).values():
        if not isinstance(rule, DuesRule) or not rule.holds_on(day):
            continue
        for membership in snapshot.all("membership").values():
            if not isinstance(membership, Membership):
                continue
            account = account_on(membership, rule, snapshot, day, reader=reader)
            yield from account.problems
            if account.arrears:
                amount = account.amount
                yield Problem(
                    "dues-arrears",
                    source=snapshot.sources.get(key_of(membership)),
                    value=membership.id,
                    details={
                        "id": membership.id,
                        "rule": rule.labels.get("en", rule.name),
                        "rule_zh": rule.labels.get("zh", rule.name),
                        "source": rule.source or "—",
                        "periods": len(account.arrears),
                        "first": account.arrears[0].start,
                        "amount": "—" if amount is None else f"{amount} {rule.currency}".rstrip(),
                        "day": day,
                    },
                )


def _mobility(snapshot: Snapshot, day: date) -> Iterator[Problem]:
    for rule in snapshot.charter.rules.get("mobility", {}).values():
        if not isinstance(rule, MobilityRule) or not rule.holds_on(day):
            continue
        for course in transfers_on(rule, snapshot, day):
            yield from course.problems
            if course.late:
                yield Problem(
                    "transfer-late",
                    source=snapshot.sources.get(("membership", course.membership)),
                    value=course.membership,
                    details={
                        "id": course.membership,
                        "rule": rule.labels.get("en", rule.name),
                        "rule_zh": rule.labels.get("zh", rule.name),
                        "source": (rule.transfer.source if rule.transfer else "") or rule.source or "—",
                        "by": course.by,
                    },
                )
        yield from homes_twice(rule, snapshot, day)
        yield from second_without_home(rule, snapshot, day)
        yield from (one.reason for one in mobility_proposals(rule, snapshot, day))


def _terms(snapshot: Snapshot, day: date) -> Iterator[Problem]:
    for rule in snapshot.charter.rules.get("staffing", {}).values():
        if isinstance(rule, StaffingRule) and rule.holds_on(day):
            for term in terms_on(rule, snapshot, day):
                yield from term.problems


def _votes(snapshot: Snapshot, day: date) -> Iterator[Problem]:
    for vote in snapshot.all("vote").values():
        if not isinstance(vote, Vote) or not snapshot.counts_on(vote, day):
            continue
        try:
            rule = rule_of(vote, snapshot)
        except NotFound:
            continue
        if isinstance(rule, DecisionRule):
            yield from decide(vote, snapshot, rule).problems
        elif isinstance(rule, ElectionRule):
            yield from elect(vote, snapshot, rule).problems


FAULTS: tuple[Callable[[Snapshot, date], Iterable[Problem]], ...] = (
    _pathways,
    _dues,
    _mobility,
    _terms,
    _votes,
    lambda snapshot, day: Duties(snapshot).problems(),
    dissolution_problems,
    territory_problems,
    handling_problems,
    overdrawn,
    budget_problems,
    unclear,
    commitment_problems,
    lambda snapshot, day: merge_problems(snapshot),
)
"""What is looked for, one rule after the other."""
