"""References in cells: which record is meant by what somebody typed."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from attrs import define, field

from grassroots.charter import Charter
from grassroots.ledgers import cells
from grassroots.ledgers.cells import Fault
from grassroots.model import NOUNS, Record, home_field
from grassroots.problems import nearest

Key = tuple[str, str]
_MOST = 5
_MANY = 400
"""Beyond so many names only those that begin alike are compared: "did you mean" must not be slower than the reading."""


class Suggestions:
    """The names most like a wrong one, fast also where there are tens of thousands."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(set(names))
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


@define
class Index:
    """All records that a reference may mean: those of the rows being read, and those that are known.

    `names(noun, id)`: what a record is called; `unit(noun, id)`: the unit at which it counts, as far as known;
    `ids(noun)`: all ids of a noun; `exists(noun, id)`.
    """

    charter: Charter
    exists: Callable[[str, str], bool]
    ids: Callable[[str], Iterable[str]]
    names: Callable[[str, str], Iterable[str]]
    units: Callable[[str, str], frozenset[str]]
    _named: dict[str, Mapping[str, list[str]]] = field(factory=dict, init=False)
    _prefixes: dict[str, tuple[str, ...]] = field(factory=dict, init=False)
    _near: dict[tuple[str, ...], Suggestions] = field(factory=dict, init=False)

    def find(self, nouns: tuple[str, ...], text: str, unit: str | None = None) -> Key:
        """The record that a cell means: by its id; else by the key as typed, with the prefix of a ledger that makes such records; else by its
        name in any language, and where several have that name, the one at `unit`.

        Raises:
            Fault: `record-not-known` with the nearest, or `several-candidates` with those that it may be.
        """
        text = cells.identifier(text)
        for look in (self._by_id, self._by_key, self._by_name):
            hits = look(nouns, text)
            if len(hits) > 1 and unit:
                hits = [key for key in hits if unit in self.units(*key)] or hits
            if len(hits) == 1:
                return hits[0]
            if hits:
                raise Fault("several-candidates", candidates=[self._told(key) for key in hits[:_MOST]])
        raise Fault("record-not-known", nearest=self._nearest(nouns, text))

    def _by_id(self, nouns: tuple[str, ...], text: str) -> list[Key]:
        return [(noun, text) for noun in nouns if self.exists(noun, text)]

    def _by_key(self, nouns: tuple[str, ...], text: str) -> list[Key]:
        return [(noun, prefix + text) for noun in nouns for prefix in self.prefixes(noun) if self.exists(noun, prefix + text)]

    def _by_name(self, nouns: tuple[str, ...], text: str) -> list[Key]:
        folded = cells.fold(text)
        return [(noun, id) for noun in nouns for id in self._names_of(noun).get(folded, [])]

    def prefixes(self, noun: str) -> tuple[str, ...]:
        """The prefixes of the ledgers that make records of this noun, except the empty one."""
        if noun not in self._prefixes:
            found = dict.fromkeys(rule.prefix for rule in self.charter.ledgers.values() if noun in rule.nouns and rule.prefix)
            self._prefixes[noun] = tuple(found)
        return self._prefixes[noun]

    def _names_of(self, noun: str) -> Mapping[str, list[str]]:
        if noun not in self._named:
            found: dict[str, list[str]] = {}
            for id in self.ids(noun):
                for folded in {cells.fold(name) for name in self.names(noun, id) if name}:
                    found.setdefault(folded, []).append(id)
            self._named[noun] = found
        return self._named[noun]

    def _told(self, key: Key) -> str:
        """A candidate as a problem shows it: a person by id only."""
        noun, id = key
        name = next((name for name in self.names(noun, id) if name), "") if noun != "person" else ""
        return f"{id} ({name})" if name and name != id else id

    def _nearest(self, nouns: tuple[str, ...], text: str) -> tuple[str, ...]:
        if nouns not in self._near:
            ids = chain.from_iterable(self.ids(noun) for noun in nouns)
            names = (
                name for noun in nouns if noun != "person" for id in self.ids(noun) for name in self.names(noun, id) if name
            )
            self._near[nouns] = Suggestions(chain(ids, names))
        return self._near[nouns](text)


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
