"""References in cells: which record is meant by what somebody typed."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import define, field, frozen

from grassroots.charter import Charter
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault
from grassroots.ledgers.rooms import Key, Rooms
from grassroots.model import NOUNS, Record, home_field
from grassroots.problems import Named, nearest
from grassroots.texts import Phrase

_BETWEEN = re.compile(r"[、,，;；/|\n]|和|及|与| and | & ")
_TWICE = re.compile(r"[\s(（\[【/:：-]+")
_LONGEST_PATH = 80
_MOST = 5
_WHOLE = 15
"""A list of words is shown whole up to so many."""
_MANY = 400
"""Beyond so many names only those that begin alike are compared: "did you mean" must not be slower than the reading."""
_PERSONAL = frozenset({"person", "membership"})
"""What is told by its number alone: its name is that of a person."""


class Suggestions:
    """The names most like a wrong one, fast also where there are tens of thousands."""

    def __init__(self, names: Iterable[str], labels: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._names = sorted(set(names))
        self._labels = labels or {}
        self._found: dict[str, tuple[str, ...]] = {}

    def __call__(self, text: str) -> tuple[str, ...]:
        """Up to five names.

        >>> Suggestions(["branch 1", "branch 2", "street"])("brnch 2")[0]
        'branch 2'
        """
        if text not in self._found:
            names: Sequence[str] = self._names
            if len(names) > _MANY:
                at = bisect.bisect_left(names, text)
                names = names[max(0, at - _MANY // 2) : at + _MANY // 2]
            self._found[text] = nearest(text, names, _MOST)
        return self._found[text]

    def listed(self, text: str) -> tuple[str, ...]:
        """All names in the writing of a text where they are few; else the nearest, and how many more there are. What has labels is told by that of the
        reader's language.

        >>> Suggestions(["solved", "已解决", "未解决"]).listed("解决了")
        ('未解决', '已解决')
        """
        found = self._told_once(nearest(text, self._names, len(self._names)))
        if len(found) <= _WHOLE:
            return found
        return (*found[:_MOST], Phrase("grassroots.ledgers", "more-names", count=len(found) - _MOST))

    def _told_once(self, names: Sequence[str]) -> tuple[str, ...]:
        """Each once, though it has a name in several languages."""
        told: dict[Any, str] = {}
        for name in names:
            labels = self._labels.get(name)
            told.setdefault(tuple(labels.values()) if labels else name, Named(name, labels) if labels else name)
        return tuple(told.values())


@frozen
class Near:
    """What tells apart which record is meant: the unit of a row, and its first day."""

    unit: Callable[[], str | None]
    day: Callable[[], date | None]


@define
class Index:
    """All records that a reference may mean: those of the rows being read, and those that are known.

    `names(noun, id)`: what a record is called; `unit(noun, id)`: the unit at which it counts, as far as known;
    `ids(noun)`: all ids of a noun; `exists(noun, id)`; `stands(noun, id, day)`; `above(unit)`: the units above it, the nearest first.
    """

    charter: Charter
    exists: Callable[[str, str], bool]
    ids: Callable[[str], Iterable[str]]
    names: Callable[[str, str], Iterable[str]]
    units: Callable[[str, str], frozenset[str]]
    stands: Callable[[str, str, date], bool]
    above: Callable[[str], Iterable[str]]
    _named: dict[str, Mapping[str, list[str]]] = field(factory=dict, init=False)
    _rooms: Rooms = field(init=False)
    _near: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[Suggestions, dict[str, list[Key]]]] = field(
        factory=dict, init=False
    )
    _alone: dict[tuple[object, ...], Key] = field(factory=dict, init=False)
    """What was asked and means one record, whoever asks: the same units and people are named again and again."""

    def __attrs_post_init__(self) -> None:
        self._rooms = Rooms(self.charter, self.exists, self.ids)

    def alone(self, nouns: tuple[str, ...], text: str, own: str, among: tuple[str, ...]) -> Key | None:
        """The one record that a cell means, whoever asks, if that was found before."""
        return self._alone.get((nouns, text, own, among))

    def find(
        self,
        nouns: tuple[str, ...],
        text: str,
        near: Near | None = None,
        *,
        own: str = "",
        among: tuple[str, ...] = (),
    ) -> Key:
        """The record that a cell means: by its id or its number in a ledger (`among` these, where the column names some; first in its `own`);
        else by its name in any language, and where several have that name, the one at the unit of the row. Of several versions of one number, each with its
        own first day, the one that stands on the day of the row is meant. `near`: both, for which is asked only then.

        Raises:
            Fault: `record-not-known` with the nearest, `several-numbers` with the ledgers that have the number, or `several-candidates`.
        """
        asked = (nouns, text, own, among)
        if (alone := self.alone(*asked)) is not None:
            return alone
        text = cells.identifier(text)
        hits = self._rooms.find(nouns, text, own, among)
        if len(hits) > 1 and near and (day := near.day()):
            hits = [key for key in hits if self.stands(*key, day)] or hits
        elif len(hits) == 1:
            self._alone[asked] = hits[0]
        if len(hits) > 1:
            raise Fault("several-numbers", candidates=[self._rooms.written(key) or key[1] for key in hits[:_MOST]])
        if not hits and cells.is_doubted(text):
            hits = [key for key in self._by_name(nouns, text) if any(cells.narrow(name) == text for name in self.names(*key))]
            if not hits and self._by_name(nouns, text):
                raise Fault("word-in-doubt")
        if not hits:
            hits = self._by_name(nouns, text) or self._told_twice(nouns, text, own, among) or self._below(nouns, text)
            if len(hits) == 1:
                self._alone[asked] = hits[0]
        if len(hits) > 1 and near and (unit := near.unit()):
            hits = [key for key in hits if unit in self.units(*key)] or hits
        if len(hits) > 1:
            raise Fault("several-candidates", candidates=[self._told(key) for key in hits[:_MOST]])
        if not hits:
            parts = several_in(text)
            if parts and all(self._rooms.find(nouns, one, own, among) or self._by_name(nouns, one) for one in parts):
                raise Fault("several-named", candidates=parts)
            raise Fault("record-not-known", nearest=self._nearest(nouns, text, among))
        return hits[0]

    def _told_twice(self, nouns: tuple[str, ...], text: str, own: str, among: tuple[str, ...]) -> list[Key]:
        """The record of which both the number and the name stand in a cell: `HX 河西社区`, `河西社区（HX）`."""
        for between in _TWICE.finditer(text[:_LONGEST_PATH]):
            parts = text[: between.start()], text[between.end() :].rstrip(")）]】 ")
            for number, name in (parts, reversed(parts)):
                named = self._by_name(nouns, name)
                if found := [key for key in self._rooms.find(nouns, number, own, among) if key in named]:
                    return found
        return []

    def _below(self, nouns: tuple[str, ...], text: str) -> list[Key]:
        """The units whose name stands behind those of units above it: `清溪街道河西社区`."""
        folded = cells.fold(text)
        if "unit" not in nouns or len(folded) > _LONGEST_PATH:
            return []
        ends = [(name, id) for name, ids in self._names_of("unit").items() if folded.endswith(name) for id in ids]
        return [("unit", id) for name, id in ends if self._leads(folded[: -len(name)], id)]

    def _leads(self, path: str, id: str) -> bool:
        """Whether a text is nothing but names of units above a unit, the highest first."""
        for above in reversed(tuple(self.above(id))):
            for name in map(cells.fold, self.names("unit", above)):
                if name and path.startswith(name):
                    path = path[len(name) :]
                    break
        return not path

    def _by_name(self, nouns: tuple[str, ...], text: str) -> list[Key]:
        return [(noun, id) for noun in nouns for id in self._names_of(noun).get(_folded(noun)(text), [])]

    def _names_of(self, noun: str) -> Mapping[str, list[str]]:
        if noun not in self._named:
            found: dict[str, list[str]] = {}
            fold = _folded(noun)
            for id in self.ids(noun):
                for folded in {fold(name) for name in self.names(noun, id) if name}:
                    found.setdefault(folded, []).append(id)
            self._named[noun] = found
        return self._named[noun]

    def _told(self, key: Key) -> str:
        """A candidate as a problem shows it: by its number, with its ledger where the number says it; a person by that only."""
        noun, id = key
        name = next((name for name in self.names(noun, id) if name), "") if noun not in _PERSONAL else ""
        shown = self._numbered(key)
        if not name or name == id:
            return shown
        labels = shown.labels if isinstance(shown, Named) else {}
        return Named(f"{shown} ({name})", {language: f"{label} ({name})" for language, label in labels.items()})

    def _numbered(self, key: Key, alone: bool = False) -> str:
        """A number as an office writes it; `alone`: where only one ledger can be meant."""
        rule = self._rooms.maker(key)
        return (key[1].removeprefix(rule.prefix) if alone else self._rooms.written(key) or key[1]) if rule else key[1]

    def _nearest(self, nouns: tuple[str, ...], text: str, among: tuple[str, ...]) -> tuple[str, ...]:
        """The numbers and names most like what was typed: a number as the column's only ledger has it, else with its ledger."""
        if (nouns, among) not in self._near:
            known: dict[str, list[Key]] = {}
            for noun in nouns:
                for id in self.ids(noun):
                    rule = self._rooms.maker((noun, id))
                    if among and (rule is None or rule.name not in among):
                        continue
                    known.setdefault(id.removeprefix(rule.prefix) if rule else id, []).append((noun, id))
                    for name in self.names(noun, id) if noun not in _PERSONAL else ():
                        known.setdefault(name, [])
            self._near[nouns, among] = Suggestions(filter(None, known)), known
        suggestions, known = self._near[nouns, among]
        found: list[str] = []
        for near in suggestions(text):
            found += [self._numbered(key, len(among) == 1) for key in known[near]] or [near]
        return tuple(found[:_MOST])


def _folded(noun: str) -> Callable[[str], str]:
    """How the names of a noun are compared: those of persons as they are written."""
    return cells.fold_name if noun in _PERSONAL else cells.fold


def several_in(text: str) -> tuple[str, ...]:
    """The parts of a cell in which several stand; empty where it is one.

    >>> several_in("民政科、河东社区"), several_in("民政科")
    (('民政科', '河东社区'), ())
    """
    parts = tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())
    return parts if len(parts) > 1 else ()


def names_of_record(record: Record) -> Iterable[str]:
    """What a record may be called in a cell: its name or title, and its names in other languages."""
    for attribute in ("name", "title"):
        found = getattr(record, attribute, None)
        if found:
            yield found
    for local in getattr(record, "names", ()):
        yield local.text


def home_attribute(noun: str) -> str:
    """The field that leads to the unit of a record of this noun; empty if there is none.

    >>> home_attribute("reply"), home_attribute("person")
    ('case', '')
    """
    info = home_field(noun) if noun in NOUNS else None
    return info.name if info else ""
