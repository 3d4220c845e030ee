"""Wishes as they are published: the group, the kind, the words, and the unit to turn to. Never who; whoever takes one up does not learn it either."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from attrs import evolve, frozen

from grassroots.charter import StateKind
from grassroots.model import Claim, Household, Need, Person, key_of
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.service.match_rule import MatchRule
from grassroots.rules.service.matching import has_guardian, open_on
from grassroots.snapshot import Snapshot
from grassroots.values import NeedId, Quantity, UnitId

_DIGITS = re.compile(r"(?:\d[\s-]?){7,}")
_MAIL = re.compile(r"\S@\S")


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


def publishable(rule: MatchRule, snapshot: Snapshot, day: date) -> Publishable:
    """The open needs that may be published on a day, as they may be published, in the order of their ids.

    One whose text holds a name, a number or an address that the records know as somebody's, or something like a phone number or an e-mail address, is held
    back; so is one from a group of the rule's `guardian` while no guardian's consent stands.
    """
    reader, known = Reader(snapshot), _known(snapshot)
    needs, problems = [], []
    for one in snapshot.all("need").values():
        if not isinstance(one, Need) or not _open(one, reader, day) or (rule.needs and not reader.holds(one, rule.needs, day)):
            continue
        if open_on(one, snapshot, day) <= 0:
            continue
        if not has_guardian(one, rule.guardian, snapshot, day):
            told = {"id": one.id, "rule": rule.labels.get("en", rule.name), "rule_zh": rule.labels.get("zh", rule.name)}
            problems.append(Problem("match-guardian", source=snapshot.sources.get(key_of(one)), value=one.id, details=told))
        elif found := list(_telling(one.text or "", known)):
            named: dict[str, Any] = {"id": one.id, "what": [en for en, _ in found], "what_zh": [zh for _, zh in found]}
            problems.append(
                Problem("need-names-somebody", source=snapshot.sources.get(key_of(one)), value=one.id, details=named)
            )
        else:
            needs.append(_as_published(one))
    return Publishable(needs=tuple(needs), problems=tuple(problems))


def for_claimer(claim: Claim, snapshot: Snapshot, today: date) -> PublishedNeed | None:
    """What somebody sees of a need that they took up: what was published, for as long as the claim holds; then nothing. Words that tell who somebody is
    are left out."""
    need = snapshot.get("need", claim.need)
    if not isinstance(need, Need) or not snapshot.counts_on(claim, today):
        return None
    shown = _as_published(need)
    return evolve(shown, text="") if any(_telling(shown.text, _known(snapshot))) else shown


def _open(need: Need, reader: Reader, day: date) -> bool:
    standing = reader.status(need, day)
    return standing is not None and standing.state_kind in (StateKind.OPEN, StateKind.WAITING)


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


def _known(snapshot: Snapshot) -> tuple[tuple[str, str, str], ...]:
    """What tells who somebody is, as the records know it: (what is looked for, what it is in English, in Chinese)."""
    found = []
    for person in snapshot.all("person").values():
        if isinstance(person, Person):
            found += [
                (person.name, "a name", "姓名"),
                (person.phone, "a phone number", "电话"),
                (person.email, "an e-mail address", "邮箱"),
            ]
    for household in snapshot.all("household").values():
        if isinstance(household, Household):
            found.append((household.address, "an address", "住址"))
    return tuple((_plain(text), en, zh) for text, en, zh in found if text and len(_plain(text)) > 1)


def _telling(text: str, known: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    plain = _plain(text)
    found = {(en, zh) for looked_for, en, zh in known if looked_for in plain}
    if _DIGITS.search(text):
        found.add(("a long number", "长串号码"))
    if _MAIL.search(text):
        found.add(("an e-mail address", "邮箱"))
    yield from sorted(found)


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
