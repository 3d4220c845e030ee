"""Pairing: who is to be helped, who helps, how many each, and how often they are in touch.

The register of households in hardship closes when the link ends, and so does access.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, length, needed, of_noun, word
from grassroots.fields import Part, described, internal, public, special
from grassroots.model import Contact, Derived, Household, Link, Tenure, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.todo import ToDo, Urgency, by_day
from grassroots.rules.worded import unit_name
from grassroots.values import HouseholdId, Ref, UnitId


@frozen(kw_only=True)
class PairingRule(Rule):
    """Households in hardship and their helpers: a register per unit that holds a household only for as long as the reason lasts.

    `register`: the households on it. `link`: the kind of link from a helper to a household. `helpers`: the tenures whose holders must each help
    `least` of them. `every`: how often a helper is in touch, as a contact with one of the `purposes` (any, if none is named).

    >>> PairingRule(name="hardship", every=Length(months=3)).least
    1
    """

    link: str = field(default="pairing", metadata=word("link") | needed())
    register: Condition | None = field(default=None, metadata=of_noun("=household"))
    helpers: Condition | None = field(default=None, metadata=of_noun("=tenure"))
    least: int = field(default=1, metadata=between(0, 100))
    every: Length | None = field(default=None, metadata=length())
    purposes: tuple[str, ...] = field(default=(), metadata=word("contact_purpose"))


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


def register_on(rule: PairingRule, at: At) -> Register:
    """The register of a unit and all under it at the end of a day (of all units, without one), in the order of the households.

    A household comes onto it by what the rule says of it, or by a link. One that came by a link alone leaves it when its last link has ended;
    one of which the rule still says it waits for a helper again. One that stands no more is on none, whatever links were left.
    """
    snapshot, day = at.snapshot, at.day
    under = None if at.scope is None else set(snapshot.under(at.scope, day))
    entries: list[Entry] = []
    problems: list[Problem] = []
    closed = 0
    for one in snapshot.all(Household).values():
        if under is not None and snapshot.tree.place(one.unit, day) not in under:
            continue
        links = [link for link in _links(rule, at, "target", key_of(one)) if link.start is None or link.start <= day]
        standing = [link for link in links if snapshot.counts_on(link, day)]
        stands = snapshot.counts_on(one, day)
        listed = rule.register is not None and at.reader.holds(one, rule.register, day)
        if links and not (stands and (standing or listed)):
            closed += 1
        elif stands and (standing or listed):
            entry = _entry(rule, at, one, standing)
            entries.append(entry)
            if not standing:
                problems.append(_problem("pairing-no-helper", rule, one.id, at, unit=unit_name(one.unit, at)))
            elif entry.late(day) and rule.every is not None:
                problems.append(_problem("pairing-contact-due", rule, one.id, at, due=entry.due, every=rule.every))
    return Register(day=day, unit=at.scope, entries=tuple(entries), closed=closed, problems=tuple(problems))


def helpers_short(rule: PairingRule, at: At) -> tuple[Problem, ...]:
    """Those who must help and help fewer households than the rule asks for, once each, in the order of their ids."""
    if rule.helpers is None:
        return ()
    asked = {
        at.snapshot.person(one.person)
        for one in at.snapshot.all(Tenure).values()
        if at.snapshot.counts_on(one, at.day) and at.reader.holds(one, rule.helpers, at.day)
    }
    helped = _helped(rule, at)
    counts = {person: len(helped.get(person, ())) for person in sorted(asked)}
    return tuple(
        _problem("pairing-too-few", rule, person, at, "person", count=count, least=rule.least)
        for person, count in counts.items()
        if count < rule.least
    )


def pairing_problems(rule: PairingRule, at: At) -> Iterator[Problem]:
    """What is lacking by a rule on a day. An office that keeps no such links is told nothing, and one that keeps no contacts nothing of contacts."""
    if not any(one.kind == rule.link for one in at.snapshot.all(Link).values()):
        return
    calls = any(one.target.noun == "household" for one in at.snapshot.all(Contact).values())
    for one in register_on(rule, at).problems:
        if calls or one.code != "pairing-contact-due":
            yield one
    yield from helpers_short(rule, at)


def _helped(rule: PairingRule, at: At) -> Mapping[str, set[str]]:
    """Who helps which households on a day: the person, whoever of several records it is → ids."""
    found: dict[str, set[str]] = {}
    for link in at.snapshot.all(Link).values():
        between = (link.kind, link.holder.noun, link.target.noun)
        if between == (rule.link, "person", "household") and at.snapshot.counts_on(link, at.day):
            found.setdefault(at.snapshot.person(link.holder.id), set()).add(link.target.id)
    return found


def shown_to(helper: Ref, rule: PairingRule, at: At) -> tuple[Household, ...]:
    """The households that a helper may see: those with whom a link of theirs stands on the day, which is to be today.

    Whatever day the snapshot is read for: a link that has ended by today, or has not begun, opens nothing, of earlier days neither.
    """
    links = [link for link in _links(rule, at, "holder", (helper.noun, helper.id)) if at.snapshot.counts_on(link, at.day)]
    found = [at.snapshot.get(Household, link.target.id) for link in links if link.target.noun == "household"]
    return tuple(one for one in found if one is not None)


def _links(rule: PairingRule, at: At, side: str, key: tuple[str, str]) -> list[Link]:
    return [one for one in at.snapshot.referrers(Link, side, key) if one.kind == rule.link]


def _entry(rule: PairingRule, at: At, household: Household, links: list[Link]) -> Entry:
    helpers = {link.holder for link in links}
    begun = min((link.start for link in links if link.start is not None), default=None)
    calls = [
        one.on
        for one in at.snapshot.referrers(Contact, "target", key_of(household))
        if one.on <= at.day
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


def _problem(code: str, rule: PairingRule, id: str, at: At, noun: str = "household", **details: object) -> Problem:
    # Whose household it is, and who helps, is for the office's own list only.
    told = {"rule": rule.title, "source": rule.source or "—", **details}
    return Problem(code, source=at.snapshot.sources.get((noun, id)), value=id, details=told, masked=True)


class Help(StrEnum):
    """How a household on a register stands."""

    HELPED = "helped"
    WAITING = "waiting"
    """Nobody helps."""
    LATE = "late"
    """The helper was to be in touch before."""


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class PairingEntry(Derived):
    """A household on the register of a pairing rule, and whether somebody helps.

    >>> PairingEntry(id="hardship:h-1", household=HouseholdId("h-1"), rule="hardship", state=Help.WAITING).helpers
    0
    """

    household: HouseholdId = field(metadata=special("the household", ref="household", home=True, part=Part.FACTS))
    rule: str = field(metadata=public("the pairing rule of the charter"))
    state: Help = field(metadata=internal("helped, waiting or late"))
    helpers: int = field(default=0, metadata=internal("how many help; 0 or more"))
    last: date | None = field(default=None, metadata=internal("when a helper was last in touch"))
    due: date | None = field(default=None, metadata=internal("by when one is to be"))


def _entries(rule: PairingRule, at: At) -> Iterator[PairingEntry]:
    for one in register_on(rule, At.of(at.snapshot, at.day)).entries:
        state = Help.WAITING if not one.helpers else Help.LATE if one.late(at.day) else Help.HELPED
        yield PairingEntry(
            id=f"{rule.name}:{one.household}",
            household=one.household,
            rule=rule.known_as,
            state=state,
            helpers=len(one.helpers),
            last=one.last,
            due=one.due,
        )


def _pairs(rule: PairingRule, at: At) -> Iterator[Proposed]:
    """A helper for each household that has none: of those who must help and help too few, whoever serves at its unit, or above it."""
    waiting = {one.value: one for one in pairing_problems(rule, at) if one.code == "pairing-no-helper"}
    short = [one.value for one in helpers_short(rule, at)] if waiting else []
    for id, reason in waiting.items():
        home = at.snapshot.all(Household)[HouseholdId(id)]
        near = {home.unit, *at.snapshot.ancestors(home.unit, at.day)}
        found = next((one for one in short if near & _serves_at(one, rule, at)), None)
        if found is not None:
            short.remove(found)
            link = Link(
                id=f"{rule.known_as}:{home.id}:{found}",
                unit=home.unit,
                kind=rule.link,
                holder=Ref("person", found),
                target=Ref(*key_of(home)),
                start=at.day,
            )
            made = () if at.snapshot.get(Link, link.id) else (Carried.adds(link),)
            yield Proposed.by(rule, home, at, "pair", reason, made)


def _serves_at(person: str, rule: PairingRule, at: At) -> set[UnitId]:
    """The units at which a person holds a post whose holder must help."""
    held = (one for one in at.snapshot.all(Tenure).values() if at.snapshot.person(one.person) == person)
    asked = (one for one in held if rule.helpers is not None and at.reader.holds(one, rule.helpers, at.day))
    return {unit for one in asked if at.snapshot.counts_on(one, at.day) and (unit := at.snapshot.home(one)) is not None}


def _to_dos(rule: PairingRule, at: At) -> Iterator[ToDo]:
    """Helpers to be found, and calls of helpers by the day they are due."""
    kept = {one.value: one for one in pairing_problems(rule, at)}
    calls = any(one.target.noun == "household" for one in at.snapshot.all(Contact).values())
    for one in register_on(rule, At.of(at.snapshot, at.day)).entries if kept or calls else ():
        home = at.snapshot.all(Household)[one.household]
        if not one.helpers and one.household in kept:
            yield ToDo.about(home, at, kind="pairing", rule=rule, urgency=Urgency.LACKING, reason=kept[one.household])
        elif one.due is not None and calls:
            reason = _problem("pairing-contact-due", rule, one.household, at, due=one.due, every=rule.every)
            urgency = by_day(one.due, at.day)
            yield ToDo.about(home, at, kind="pairing", rule=rule, urgency=urgency, reason=reason, day=one.due)


KIND = Kind(
    name="pairing",
    form=PairingRule,
    derives=(Derivation(PairingEntry, _entries),),
    finds=pairing_problems,
    proposes=_pairs,
    todo=_to_dos,
    untyped="who is on the register follows from households and links, and is typed nowhere",
)
