"""Wishes as they are published: the group, the kind, the words, and the unit to turn to. Never who; whoever takes one up does not learn it either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from grassroots.charter import StateKind
from grassroots.model import Claim, Household, Need, Person
from grassroots.problems import Problem
from grassroots.rules.kind import At
from grassroots.rules.service.claims import has_guardian, open_on
from grassroots.rules.service.match_rule import MatchRule
from grassroots.rules.worded import problem_by
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue
from grassroots.values import Language, NeedId, Quantity, UnitId

_DIGITS = re.compile(r"(?:\d[\s-]?){7,}")
_MAIL = re.compile(r"\S@\S")


class Tells(StrEnum):
    """What in a text may tell who somebody is."""

    NUMBER = "a long number"
    NAME = "a name"
    PHONE = "a phone number"
    ADDRESS = "an address"
    EMAIL = "an e-mail address"

    def text(self, language: Language) -> str:
        """What it is called."""
        return catalogue("grassroots.rules.service").say(f"tells-{self.name.lower()}", language)


@frozen(kw_only=True)
class PublishedNeed:
    """What anybody may see of a need. `unit`: to whom to turn."""

    id: NeedId
    unit: UnitId
    kind: str
    group: str | None = None
    skill: str | None = None
    amount: Quantity | None = None
    wanted_until: date | None = None
    text: str = ""


@frozen(kw_only=True)
class Publishable:
    """The needs that may be published on a day, and why others may not."""

    needs: tuple[PublishedNeed, ...]
    problems: tuple[Problem, ...]


def publishable(rule: MatchRule, at: At) -> Publishable:
    """The open needs that may be published on a day, as they may be published, in the order of their ids.

    One whose text holds a name, a number or an address that the records know as somebody's, or something like a phone number or an e-mail address, is held
    back; so is one from a group of the rule's `guardian` while no guardian's consent stands.
    """
    needs, problems = [], []
    for one in at.snapshot.all(Need).values():
        if not _open(one, at) or (rule.needs and not at.reader.holds(one, rule.needs, at.day)) or open_on(one, at) <= 0:
            continue
        if not has_guardian(one, rule.guardian, at):
            problems.append(problem_by(rule, one, at, "match-guardian", one.id))
        elif found := _telling(one.text or "", at):
            problems.append(problem_by(rule, one, at, "need-names-somebody", one.id, what=found))
        else:
            needs.append(_as_published(one))
    return Publishable(needs=tuple(needs), problems=tuple(problems))


def for_claimer(claim: Claim, at: At) -> PublishedNeed | None:
    """What somebody sees of a need that they took up: what was published, for as long as the claim holds; then nothing. Words that tell who somebody is
    are left out."""
    need = at.snapshot.get(Need, claim.need)
    if need is None or not at.snapshot.counts_on(claim, at.day):
        return None
    shown = _as_published(need)
    return evolve(shown, text="") if _telling(shown.text, at) else shown


def _open(need: Need, at: At) -> bool:
    status = at.reader.status(need, at.day)
    return status is not None and status.state_kind in (StateKind.OPEN, StateKind.WAITING)


def _as_published(need: Need) -> PublishedNeed:
    return PublishedNeed(
        id=need.id,
        unit=need.unit,
        kind=need.kind,
        group=need.group,
        skill=need.skill,
        amount=need.amount,
        wanted_until=need.wanted_until,
        text=need.text or "",
    )


def _known(snapshot: Snapshot) -> Mapping[str, set[Tells]]:
    """What tells who somebody is, as the records know it: the text that is looked for → what it is."""
    found: dict[str, set[Tells]] = {}

    def add(text: str | None, what: Tells) -> None:
        if text and len(_plain(text)) > 1:
            found.setdefault(_plain(text), set()).add(what)

    for person in snapshot.all(Person).values():
        add(person.name, Tells.NAME)
        add(person.phone, Tells.PHONE)
        add(person.email, Tells.EMAIL)
    for household in snapshot.all(Household).values():
        add(household.address, Tells.ADDRESS)
    return found


def _telling(text: str, at: At) -> tuple[Tells, ...]:
    """What in a text tells who somebody is."""
    known = at.snapshot.kept("known-names", _known)
    lengths = at.snapshot.kept("lengths-of-known-names", lambda _: {len(one) for one in known})
    plain = _plain(text)
    # Each part of the text is looked up; a text is short, and a register may hold a hundred thousand names.
    parts = (plain[start : start + length] for length in lengths for start in range(len(plain) - length + 1))
    found = {what for part in parts for what in known.get(part, ())}
    if _DIGITS.search(text):
        found.add(Tells.NUMBER)
    if _MAIL.search(text):
        found.add(Tells.EMAIL)
    return tuple(sorted(found))


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
