"""Rises in pay: the next level for who stood on one as long as the rule asks. Proposed, with the line by which it would be granted."""

from __future__ import annotations

from decimal import Decimal

from grassroots.model import Post, Tenure
from grassroots.problems import Problem
from grassroots.rules.kind import At
from grassroots.rules.posts.pay import Reckoner, next_month
from grassroots.rules.posts.pay_rule import PayRule
from grassroots.rules.posts.posts import holds_on
from grassroots.rules.proposed import Carried, Proposed
from grassroots.values import FOREVER, Quantity


def rises(rule: PayRule, at: At) -> tuple[Proposed, ...]:
    """Who has been on a level as long as the rule asks (and was judged as it asks): the next level, proposed. The highest of a class is the end."""
    reckoner = Reckoner(rule, at)
    found: list[Proposed] = []
    for tenure in at.snapshot.all(Tenure).values():
        if not holds_on(tenure, at.day) or not at.reader.holds(tenure, rule.where, at.day):
            continue
        run = reckoner.run(tenure)
        post = at.snapshot.get(Post, tenure.post)
        own = rule.class_of(post.kind) if post else None
        if run is None or own is None or rule.ladder is None:
            continue
        level, since = run
        for rise in rule.ladder.rises:
            higher = level + rise.levels
            if rise.stay.after(since) <= at.day and own.at(higher) is not None and reckoner.judged(tenure, rise, since):
                details = {"id": tenure.id, "level": level, "since": since, "stay": rise.stay, "next": higher}
                details["source"] = rise.source or rule.source or "—"
                place = at.snapshot.sources.get(("tenure", tenure.id))
                reason, changes = (
                    Problem("pay-rise", source=place, details=details),
                    _granted(rule, tenure, higher, own.at(higher), at),
                )
                found.append(Proposed.by(rule, tenure, at, "level", reason, changes, source=rise.source or rule.source))
                break
    return tuple(found)


def _granted(rule: PayRule, tenure: Tenure, level: int, amount: Decimal | None, at: At) -> tuple[Carried, ...]:
    """The line by which a level is granted, from the next month on."""
    part = next((one for one in rule.parts if one.ladder), None)
    if part is None or not rule.granted or amount is None or at.day == FOREVER:
        return ()
    month = next_month(at.day)
    fields = {
        "tenure": tenure.id,
        "kind": rule.granted[0],
        "part": part.name,
        "month": month,
        "on": at.day,
        "amount": Quantity.of(amount, rule.currency),
        "level": level,
    }
    return (Carried(noun="allowance", id=f"{rule.known_as}:{tenure.id}:{level}", fields=fields, new=True),)
