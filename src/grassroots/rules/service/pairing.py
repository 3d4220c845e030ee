"""Pairing: the register of households in hardship per unit, their helpers, and whom these are to call. It closes when the link ends, and so does access."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from grassroots.model import Contact, Household, Link, Tenure, key_of
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.service.pairing_rule import PairingRule, unsound_pairing
from grassroots.snapshot import Snapshot
from grassroots.values import HouseholdId, PersonId, Ref, UnitId


@frozen(kw_only=True)
class Entry:
    """A household on the register: where, who helps (nobody yet, if empty), when a helper was last in touch and by when one is to be."""

    household: HouseholdId
    unit: UnitId
    helpers: tuple[Ref, ...] = ()
    last: date | None = None
    due: date | None = None

    def late(self, day: date) -> bool:
        """Whether the day by which a helper was to be in touch has passed."""
        return self.due is not None and day > self.due


@frozen(kw_only=True)
class Register:
    """Who is to be helped in a unit on a day. `closed`: how many were helped until their links ended; they are counted and no longer named."""

    day: date
    unit: UnitId | None
    entries: tuple[Entry, ...]
    closed: int
    problems: tuple[Problem, ...] = ()

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """Those whom nobody helps yet."""
        return tuple(one for one in self.entries if not one.helpers)


def register_on(rule: PairingRule, snapshot: Snapshot, day: date, unit: UnitId | None = None) -> Register:
    """The register of a unit and all under it at the end of a day (of all units, without one), in the order of the households.

    A household comes onto it by what the rule says of it, or by a link. It leaves it when its last link has ended, and comes back only by a new one.
    """
    reader = Reader(snapshot)
    under = None if unit is None else set(snapshot.under(unit, day))
    entries: list[Entry] = []
    problems: list[Problem] = []
    closed = 0
    for one in snapshot.all("household").values():
        if not isinstance(one, Household) or (under is not None and snapshot.tree.place(one.unit, day) not in under):
            continue
        links = [link for link in _links(rule, snapshot, "target", key_of(one)) if link.start is None or link.start <= day]
        standing = [link for link in links if snapshot.counts_on(link, day)]
        listed = snapshot.counts_on(one, day) and rule.register is not None and reader.holds(one, rule.register, day)
        if links and not standing:
            closed += 1
        elif standing or listed:
            entry = _entry(rule, snapshot, one, standing, day)
            entries.append(entry)
            if not standing:
                problems.append(_told("pairing-no-helper", rule, one.id, unit=one.unit))
            elif entry.late(day) and rule.every is not None:
                every = {"every": str(rule.every), "every_zh": rule.every.text("zh")}
                problems.append(_told("pairing-contact-due", rule, one.id, due=entry.due, **every))
    return Register(day=day, unit=unit, entries=tuple(entries), closed=closed, problems=tuple(problems))


def helpers_short(rule: PairingRule, snapshot: Snapshot, day: date) -> tuple[Problem, ...]:
    """Those who must help and help fewer households than the rule asks for, once each, in the order of their ids. A pairing is for people to propose."""
    reader = Reader(snapshot)
    if rule.helpers is None:
        return ()
    tenures = [one for one in snapshot.all("tenure").values() if isinstance(one, Tenure)]
    asked = {
        snapshot.person(one.person) for one in tenures if snapshot.counts_on(one, day) and reader.holds(one, rule.helpers, day)
    }
    counts = {person: helps(rule, snapshot, PersonId(person), day) for person in sorted(asked)}
    return tuple(
        _told("pairing-too-few", rule, person, count=count, least=rule.least)
        for person, count in counts.items()
        if count < rule.least
    )


def helps(rule: PairingRule, snapshot: Snapshot, person: PersonId, day: date) -> int:
    """How many households somebody helps on a day."""
    found = {
        link.target.id
        for link in snapshot.all("link").values()
        if isinstance(link, Link)
        and link.kind == rule.link
        and link.holder.noun == "person"
        and snapshot.person(link.holder.id) == snapshot.person(person)
        and link.target.noun == "household"
        and snapshot.counts_on(link, day)
    }
    return len(found)


def shown_to(rule: PairingRule, snapshot: Snapshot, helper: Ref, today: date) -> tuple[Household, ...]:
    """The households that a helper may see: those with whom a link of theirs stands today.

    Whatever day the snapshot is read for: a link that has ended by today, or has not begun, opens nothing, of earlier days neither.
    """
    links = [link for link in _links(rule, snapshot, "holder", (helper.noun, helper.id)) if snapshot.counts_on(link, today)]
    found = [snapshot.get("household", link.target.id) for link in links if link.target.noun == "household"]
    return tuple(one for one in found if isinstance(one, Household))


def _links(rule: PairingRule, snapshot: Snapshot, side: str, key: tuple[str, str]) -> list[Link]:
    return [one for one in snapshot.referrers("link", side, key) if isinstance(one, Link) and one.kind == rule.link]


def _entry(rule: PairingRule, snapshot: Snapshot, household: Household, links: list[Link], day: date) -> Entry:
    helpers = {link.holder for link in links}
    begun = min((link.start for link in links if link.start is not None), default=None)
    calls = [
        one.on
        for one in snapshot.referrers("contact", "target", key_of(household))
        if isinstance(one, Contact)
        and one.on <= day
        and (begun is None or begun <= one.on)
        and (not rule.purposes or one.purpose in rule.purposes)
        and (one.by is None or all(helper.noun != "person" for helper in helpers) or Ref("person", one.by) in helpers)
    ]
    last = max(calls, default=None)
    since = last or begun
    due = rule.every.after(since) if links and rule.every is not None and since is not None else None
    return Entry(
        household=household.id,
        unit=household.unit,
        helpers=tuple(sorted(helpers, key=str)),
        last=last,
        due=due,
    )


def _told(code: str, rule: PairingRule, id: str, **details: object) -> Problem:
    named = {
        "rule": rule.labels.get("en", rule.name),
        "rule_zh": rule.labels.get("zh", rule.name),
        "source": rule.source or "—",
    }
    # Whose household it is, and who helps, is for the office's own list only.
    return Problem(code, value=id, details={**named, **details}, masked=True)


KIND = Kind(name="pairing", form=PairingRule, sound=unsound_pairing, silent="TODO")
