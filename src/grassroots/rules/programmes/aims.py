"""Aims: how targets are reached. As a rule by reaching their value; where a rule says so, only by exceeding it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed
from grassroots.problems import nearest
from grassroots.rules.kind import At, Kind


@frozen(kw_only=True)
class AimRule(Rule):
    """How targets are reached: a satisfaction of over 90 per cent.

    `exceed`: the measures by which a target is reached only when the figure is more than its value.

    >>> AimRule(name="satisfaction", exceed=("public_satisfaction",)).exceed
    ('public_satisfaction',)
    """

    exceed: tuple[str, ...] = field(metadata=needed())


def unsound_aim(rule: AimRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: measures that there are not."""
    for at, name in enumerate(rule.exceed):
        if name.split(".")[0] not in charter.measures:
            yield ("exceed", at), "charter-measure-named", name, {"known": nearest(name, charter.measures)}


def to_exceed(at: At) -> frozenset[str]:
    """The measures by which targets have to be exceeded on a day."""
    return frozenset(name for rule in at.snapshot.charter.rules_of(AimRule, at.day) for name in rule.exceed)


KIND: Kind[AimRule] = Kind(
    name="aim",
    form=AimRule,
    sound=unsound_aim,
    silent="it says how targets are reached; the targets tell which are not",
    untyped="it says how targets are reached; nothing is typed beside it",
)
