"""Persons matched across ledgers: which records may be one person, by declared keys that are equal. Proposed to people, never decided here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import combinations

from attrs import frozen

from grassroots.model import Membership, Person
from grassroots.rules.kind import At, Kind
from grassroots.rules.members.same_person_rule import MatchingRule, unsound_matching
from grassroots.rules.worded import headed
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue
from grassroots.values import Language


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
        from grassroots.model.labels import FIELDS_ZH

        said = catalogue("grassroots.rules.members").say
        pair = said("pair", language, kept=self.kept, merged=self.merged)
        lines = [headed(pair, self.source, language)]
        for key in self.keys:
            names = [FIELDS_ZH.get(name, name) for name in key] if language == "zh" else list(key)
            lines.append(said("pair-equal", language, names=names))
        lines.append(said("pair-decide", language))
        return tuple(lines)


def candidates(rule: MatchingRule, at: At) -> tuple[Candidate, ...]:
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
            texts = [f"{one.scheme}:{_plain(one.value)}" for one in person.external_ids]
        elif name == "phone":
            texts = ["".join(sign for sign in _plain(person.phone) if sign.isdecimal())] if person.phone else []
        else:
            value = getattr(person, name)
            texts = [_plain(str(value))] if value is not None else []
        found = [(*before, text) for before in found for text in dict.fromkeys(texts) if text]
    yield from found


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


KIND = Kind(name="matching", form=MatchingRule, sound=unsound_matching, silent="TODO")
