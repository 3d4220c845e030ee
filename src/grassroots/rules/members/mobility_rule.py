"""Mobility and care: how members move between units, take part elsewhere as guests, and what is owed to those in special circumstances."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, length, needed, word
from grassroots.charter.words import Labels
from grassroots.problems import nearest


@frozen(kw_only=True)
class Transfer:
    """The states of a membership by which a transfer goes: asked for (the step names the unit to go to), approved (by the unit that the step
    names), left. The approver must stand above the unit that is left if `above`. `within`: how soon the member must be taken up elsewhere.
    """

    requested: str
    approved: str
    left: str
    above: bool = True
    within: Length | None = field(default=None, metadata=length())
    source: str = ""


@frozen(kw_only=True)
class Guests:
    """Members who are away: the `circumstance` that says so, and the `registration` by which they take part elsewhere on a card.

    `longest`: how long a card serves one who has a fixed place; after that a transfer is proposed. `report`: how often the member reports to the
    home unit, as a contact with one of the `purposes`.
    """

    circumstance: str = field(metadata=word("circumstance") | needed())
    registration: str = field(metadata=word("registration") | needed())
    longest: Length = field(metadata=length())
    report: Length | None = field(default=None, metadata=length())
    purposes: tuple[str, ...] = field(default=(), metadata=word("contact_purpose"))
    source: str = ""


@frozen(kw_only=True)
class Care:
    """What a unit owes members in a `circumstance`: a contact at least so often (`every`), for one of the `purposes`. `excused`: the kinds of activity
    that they need not attend. No member owes anything for being cared for."""

    circumstance: str = field(metadata=word("circumstance") | needed())
    labels: Labels = field(factory=dict, hash=False)
    every: Length | None = field(default=None, metadata=length())
    purposes: tuple[str, ...] = field(default=(), metadata=word("contact_purpose"))
    excused: tuple[str, ...] = field(default=(), metadata=word("activity"))
    source: str = ""


@frozen(kw_only=True)
class MobilityRule(Rule):
    """Transfers, guests, second registrations and care.

    `home`: the registration of which a person has one at a time; `second`: registrations for service beside it, which give no right there. `transfer`: what a move
    to another unit takes. `guests`: who may take part elsewhere, and for how long. `care`: what those in a circumstance are owed.

    >>> MobilityRule(name="members").home
    'home'
    """

    home: str = field(default="home", metadata=word("registration") | needed())
    second: tuple[str, ...] = field(default=(), metadata=word("registration"))
    transfer: Transfer | None = None
    guests: Guests | None = None
    care: tuple[Care, ...] = ()


def unsound_mobility(rule: MobilityRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: states that there are not, a second registration that is the first, a report that no contact can be."""
    if rule.home in rule.second:
        yield ("second",), "charter-path-twice", rule.home, {}
    workflow = charter.workflows.get("membership")
    states = tuple(workflow.states) if workflow else ()
    if rule.transfer is not None:
        for key in ("requested", "approved", "left"):
            name = getattr(rule.transfer, key)
            if name not in states:
                yield ("transfer", key), "charter-path-state", name, {"known": nearest(name, states)}
    if rule.guests is not None and rule.guests.report is not None and not rule.guests.purposes:
        yield ("guests",), "charter-missing", "", {"key": "purposes"}
