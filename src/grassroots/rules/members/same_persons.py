"""Persons matched across ledgers: which records may be one person, by declared keys that are equal. Proposed to people, never decided here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import combinations

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed
from grassroots.fields import described, internal, public
from grassroots.model import Derived, Membership, Person, derived_noun
from grassroots.model.labels import named_field
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.proposed import Carried, Proposed
from grassroots.rules.worded import headed, rule_details
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue
from grassroots.values import Language, PersonId, UnitId

KEYS = ("name", "birth", "phone", "email", "number", "external")
"""What may be compared: fields of a person, the number of a membership, and what another system calls the person."""

WEAK = ("name", "birth")
"""What many people share: neither is enough by itself."""


@frozen(kw_only=True)
class MatchKey:
    """What must all be equal: one key. `of`: names of `KEYS`."""

    of: tuple[str, ...]


@frozen(kw_only=True)
class MatchingRule(Rule):
    """The keys of which one is enough to propose that two records are one person. People decide.

    `keys`: the keys, each the fields that must be equal together.

    >>> MatchingRule(name="person", keys=(MatchKey(of=("name", "birth")),)).keys[0].of
    ('name', 'birth')
    """

    keys: tuple[MatchKey, ...] = field(metadata=needed())


def unsound_matching(rule: MatchingRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a key that compares what must not be compared, or what many share."""
    for at, key in enumerate(rule.keys):
        for name in key.of:
            if name not in KEYS:
                yield ("keys", at, "of"), "charter-choice", name, {"known": KEYS}
        if len(key.of) < 2 and set(key.of) <= set(WEAK):
            yield ("keys", at, "of"), "charter-match-weak", ", ".join(key.of), {}


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class LikelySame(Derived):
    """Two records that may be one person, and are not known to be. It says by which fields, not what is equal in them.

    >>> LikelySame(id="r:p-1:p-2", kept=PersonId("p-1"), merged=PersonId("p-2"), rule="r", keys=("name", "birth")).unit is None
    True
    """

    kept: PersonId = field(metadata=internal("the record that would stand for the person", ref="person"))
    merged: PersonId = field(metadata=internal("the record that would be one too many", ref="person"))
    unit: UnitId | None = field(
        default=None, metadata=internal("the unit of which the first is a member, where there is one", ref="unit", home=True)
    )
    rule: str = field(metadata=public("the rule of the charter that compares them"))
    keys: tuple[str, ...] = field(metadata=internal("the fields that are equal"))


@frozen(kw_only=True)
class Candidate:
    """Two records that may be one person, and the keys that are equal. It holds the ids and the names of the keys, not what is equal."""

    kept: str
    merged: str
    keys: tuple[tuple[str, ...], ...]
    rule: str
    source: str = ""

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Why the two are proposed, in lines."""
        said = catalogue("grassroots.rules.members").say
        pair = said("pair", language, kept=self.kept, merged=self.merged)
        lines = [headed(pair, self.source, language)]
        for key in self.keys:
            lines.append(said("pair-equal", language, names=[named_field(name) for name in key]))
        lines.append(said("pair-decide", language))
        return tuple(lines)


def likely_same(rule: MatchingRule, at: At) -> tuple[Candidate, ...]:
    """Every pair of persons that agrees in one key at least, in the order of their ids. Pairs that are known to be one are left out.

    What is missing agrees with nothing. Two names agree when they are written alike, whatever the case, the width and the spaces.
    """
    pairs: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    numbers = _numbers(at.snapshot)
    for key in rule.keys:
        same: dict[tuple[str, ...], list[str]] = {}
        for person in at.snapshot.all(Person).values():
            for values in _values(person, key.of, numbers):
                found = same.setdefault(values, [])
                if person.id not in found:
                    found.append(person.id)
        for ids in same.values():
            for a, b in combinations(sorted(ids), 2):
                known = pairs.setdefault((a, b), [])
                if key.of not in known:
                    known.append(key.of)
    return tuple(
        Candidate(kept=a, merged=b, keys=tuple(keys), rule=rule.name, source=rule.source)
        for (a, b), keys in sorted(pairs.items())
        if at.snapshot.person(a) != at.snapshot.person(b)
    )


def _numbers(snapshot: Snapshot) -> dict[str, list[str]]:
    numbers: dict[str, list[str]] = {}
    for one in snapshot.all(Membership).values():
        if one.number:
            numbers.setdefault(one.person, []).append(one.number)
    return numbers


def _values(person: Person, of: tuple[str, ...], numbers: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """What a person has for a key: several where the person has several numbers, none where something is missing."""
    found: list[tuple[str, ...]] = [()]
    for name in of:
        if name == "number":
            texts = [_plain(text) for text in numbers.get(person.id, ())]
        elif name == "external":
            texts = [f"{one.scheme}:{_plain(one.value)}" for one in person.external_ids if one.value]
        elif name == "phone":
            texts = ["".join(sign for sign in _plain(person.phone) if sign.isdecimal())] if person.phone else []
        else:
            value = getattr(person, name)
            texts = [_plain(str(value))] if value is not None else []
        found = [(*before, text) for before in found for text in dict.fromkeys(texts) if text]
    yield from found


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _proposals(rule: MatchingRule, at: At) -> Iterator[Proposed]:
    """Each pair as something to decide, about the record that would be kept: a decision by name, kept beside the records, which undoes itself with it."""
    for pair in likely_same(rule, at):
        named = [[named_field(name) for name in key] for key in pair.keys]
        details = {**rule_details(rule), "id": pair.kept, "other": pair.merged, "keys": named}
        one = {"kept": pair.kept, "merged": pair.merged, "start": at.day}
        yield Proposed(
            what="duplicate",
            record=("person", pair.kept),
            day=at.day,
            reason=Problem("same-person", value=pair.kept, details=details),
            rule=rule.name,
            source=rule.source,
            labels=rule.labels,
            changes=(Carried(noun="same_person", id=f"{pair.kept}:{pair.merged}", fields=one, new=True, decided="decided_by"),),
        )


def _pairs(rule: MatchingRule, at: At) -> Iterator[LikelySame]:
    for pair in likely_same(rule, at):
        yield LikelySame(
            id=f"{rule.name}:{pair.kept}:{pair.merged}",
            kept=PersonId(pair.kept),
            merged=PersonId(pair.merged),
            unit=next((one.unit for one in at.snapshot.referrers(Membership, "person", ("person", pair.kept))), None),
            rule=rule.known_as,
            keys=tuple(dict.fromkeys(name for key in pair.keys for name in key)),
        )


KIND = Kind(
    name="matching",
    form=MatchingRule,
    sound=unsound_matching,
    derives=(Derivation(LikelySame, _pairs),),
    proposes=_proposals,
    untyped="that two records are one person is decided by people, never computed",
)
