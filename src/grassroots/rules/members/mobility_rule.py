"""Mobility and care: how members move between units, take part elsewhere as guests, and what is owed to those in special circumstances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from grassroots.charter.length import Length
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


@frozen(kw_only=True)
class Transfer:
    """The states of a membership by which a transfer goes: asked for (the step names the unit to go to), approved (by the unit that the step
    names), left. The approver must stand above the unit that is left if `above`. `within`: how soon the member must be taken up elsewhere.
    """

    requested: str
    approved: str
    left: str
    above: bool = True
    within: Length | None = None
    source: str = ""


@frozen(kw_only=True)
class Guests:
    """Members who are away: the `circumstance` that says so, and the `registration` by which they take part elsewhere on a card.

    `longest`: how long a card serves one who has a fixed place; after that a transfer is proposed. `report`: how often the member reports to the
    home unit, as a contact with one of the `purposes`.
    """

    circumstance: str
    registration: str
    longest: Length
    report: Length | None = None
    purposes: tuple[str, ...] = ()
    source: str = ""


@frozen(kw_only=True)
class Care:
    """What a unit owes members in a `circumstance`: a contact at least so often (`every`), for one of the `purposes`. `excused`: the kinds of activity
    that they need not attend. No member owes anything for being cared for."""

    circumstance: str
    labels: Labels = field(factory=dict, hash=False)
    every: Length | None = None
    purposes: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    source: str = ""


@frozen(kw_only=True)
class MobilityRule(Rule):
    """Transfers, guests, second registrations and care.

    `home`: the registration of which a person has one at a time; `second`: registrations for service beside it, which give no right there.

    >>> MobilityRule(name="members").home
    'home'
    """

    home: str = "home"
    second: tuple[str, ...] = ()
    transfer: Transfer | None = None
    guests: Guests | None = None
    care: tuple[Care, ...] = ()


def unsound_mobility(rule: MobilityRule, charter: Any) -> Faults:
    """What is unsound: words and states that there are not, lengths that are none, a contact that no purpose can be."""

    def word(keys: Path, words: str, name: str) -> Faults:
        known = charter.words.get(words, {})
        if name not in known:
            yield keys, "charter-word", name, {"words": words, "known": nearest(name, known)}

    yield from word(("home",), "registration", rule.home)
    for name in rule.second:
        yield from word(("second",), "registration", name)
        if name == rule.home:
            yield ("second",), "charter-path-twice", name, {}
    workflow = charter.workflows.get("membership")
    states = tuple(workflow.states) if workflow else ()
    if rule.transfer is not None:
        for key in ("requested", "approved", "left"):
            name = getattr(rule.transfer, key)
            if name not in states:
                yield ("transfer", key), "charter-path-state", name, {"known": nearest(name, states)}
        if rule.transfer.within is not None and not rule.transfer.within.sound:
            yield ("transfer", "within"), "charter-path-length", str(rule.transfer.within), {}
    guests = rule.guests
    if guests is not None:
        yield from word(("guests", "circumstance"), "circumstance", guests.circumstance)
        yield from word(("guests", "registration"), "registration", guests.registration)
        for key, length in (("longest", guests.longest), ("report", guests.report)):
            if length is not None and not length.sound:
                yield ("guests", key), "charter-path-length", str(length), {}
        if guests.report is not None and not guests.purposes:
            yield ("guests",), "charter-missing", "", {"key": "purposes"}
        for name in guests.purposes:
            yield from word(("guests", "purposes"), "contact_purpose", name)
    for at, care in enumerate(rule.care):
        yield from word(("care", at, "circumstance"), "circumstance", care.circumstance)
        if care.every is not None and not care.every.sound:
            yield ("care", at, "every"), "charter-path-length", str(care.every), {}
        for name in care.purposes:
            yield from word(("care", at, "purposes"), "contact_purpose", name)
        for name in care.excused:
            yield from word(("care", at, "excused"), "activity", name)
