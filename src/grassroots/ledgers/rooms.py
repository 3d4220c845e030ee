"""Rooms of numbers: each ledger numbers its own rows, so that a bare number says who is meant only together with its ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from attrs import define, field

from grassroots.charter import Charter, LedgerRule
from grassroots.charter.targets import target_of
from grassroots.ledgers import cells
from grassroots.problems import Named

Key = tuple[str, str]
_LETTER = re.compile(r"[^\W\d_]")
_APART = re.compile(r"\s*(?:年第?|/)\s*")
"""What an office writes between what numbers begin anew in and the number: `2019/3`, `2019年3号`."""
_BETWEEN = " -—－:：#№第.、"
"""What may stand between the name of a ledger and a number."""


@define
class Rooms:
    """Finds what a number means: in all ledgers that make such records, or in those that a column names.

    `exists(noun, id)` and `ids(noun)` tell which records there are.
    """

    charter: Charter
    exists: Callable[[str, str], bool]
    ids: Callable[[str], Iterable[str]]
    _makers: dict[str, tuple[LedgerRule, ...]] = field(factory=dict, init=False)
    _parts: dict[tuple[str, str], Mapping[str, list[str]]] = field(factory=dict, init=False)

    def find(self, nouns: tuple[str, ...], text: str, own: str = "", among: tuple[str, ...] = ()) -> list[Key]:
        """The records that a number may mean: those of the named ledgers, where a column or the cell names some; those of the row's own
        ledger, where it has that number; else those of any. A running number means nothing outside the ledgers that a column names; one with letters
        (`EL4`) says itself whose it is, and may be of a ledger that the office added, unless it is an id with another ledger in it. The number of
        somebody else, with which a ledger begins its own (a person registered at a unit), means that somebody wherever a ledger has it as its own
        number."""
        hits = self._in(nouns, text, among)
        if not hits and among and _LETTER.search(text):
            among, hits = (), [key for key in self._in(nouns, text, ()) if not self._says_ledger(key, text)]
        if len(hits) > 1 and not among:
            hits = [key for key in hits if not self._borrowed(key, text)] or hits
        if not hits:
            ledgers, number = self._named(nouns, text)
            return self._in(nouns, number, ledgers) if number else []
        if len(hits) > 1 and own and not among:
            return self._in(nouns, text, (own,)) or hits
        return hits

    def maker(self, key: Key) -> LedgerRule | None:
        """The ledger that numbers a record; one whose numbers stand for themselves is none."""
        rules = [rule for rule in self._of(key[0]) if rule.prefix and key[1].startswith(rule.prefix)]
        return max(rules, key=lambda one: len(one.prefix), default=None)

    def written(self, key: Key) -> Named | None:
        """How a record is written so that nobody can take it for another: its ledger and its number there."""
        noun, id = key
        rules = [rule for rule in self._of(noun) if id.startswith(rule.prefix)]
        if not rules:
            return None
        rule = max(rules, key=lambda one: len(one.prefix))
        number = id.removeprefix(rule.prefix)
        labels = {language: f"{label} {number}" for language, label in rule.labels.items()}
        return Named(labels.get("en", f"{rule.name} {number}"), labels)

    def _in(self, nouns: tuple[str, ...], text: str, among: tuple[str, ...]) -> list[Key]:
        found: dict[Key, None] = {}
        for noun in nouns:
            if not among and self.exists(noun, text):
                found[noun, text] = None
            for rule in self._of(noun):
                if among and rule.name not in among:
                    continue
                for id in (rule.prefix + text, *((text,) if among and text.startswith(rule.prefix) else ())):
                    if self.exists(noun, id):
                        found[noun, id] = None
                if rule.numbered_within or len(rule.key) > 1:
                    found.update(dict.fromkeys((noun, id) for id in self._by_part(noun, rule).get(text, ())))
                if rule.numbered_within and (whole := _APART.sub("-", text).removesuffix("号")) != text:
                    found.update(dict.fromkeys((noun, id) for id in (rule.prefix + whole,) if self.exists(noun, id)))
        return list(found)

    def _says_ledger(self, key: Key, text: str) -> bool:
        """Whether a text is the whole id of a record, with the prefix of its ledger."""
        return key[1] == text and any(rule.prefix and text.startswith(rule.prefix) for rule in self._of(key[0]))

    def _borrowed(self, key: Key, text: str) -> bool:
        """Whether a record was found only by the number of another record, with which its ledger begins its own numbers."""
        noun, id = key
        makers = self._of(noun)
        if any(id in (text, rule.prefix + text) for rule in makers):
            return False
        return any(id.startswith(f"{rule.prefix}{text}-") and self._refers_first(rule) for rule in makers)

    def _refers_first(self, rule: LedgerRule) -> bool:
        """Whether the first column of a ledger's key names another record."""
        column = next((one for one in rule.columns if len(rule.key) > 1 and one.name == rule.key[0]), None)
        target = target_of(column.to, rule, self.charter) if column and column.to else None
        return target is not None and bool(target.refs)

    def _of(self, noun: str) -> tuple[LedgerRule, ...]:
        if noun not in self._makers:
            self._makers[noun] = tuple(rule for rule in self.charter.ledgers.values() if noun in rule.nouns)
        return self._makers[noun]

    def _by_part(self, noun: str, rule: LedgerRule) -> Mapping[str, list[str]]:
        """The records of a ledger by a part of their numbers: without what the numbers begin anew in, or without the later columns of the key."""
        if (noun, rule.name) not in self._parts:
            found: dict[str, list[str]] = {}
            for id in self.ids(noun):
                rest = id.removeprefix(rule.prefix) if id.startswith(rule.prefix) else ""
                head = rest
                while rule.numbered_within and "-" in rest:
                    rest = rest.partition("-")[2]
                    found.setdefault(rest, []).append(id)
                while len(rule.key) > 1 and "-" in head:
                    head = head.rpartition("-")[0]
                    found.setdefault(head, []).append(id)
            self._parts[noun, rule.name] = found
        return self._parts[noun, rule.name]

    def _named(self, nouns: tuple[str, ...], text: str) -> tuple[tuple[str, ...], str]:
        """The ledgers that a cell names before a number, and the number: `Opinions 3`, `意见台账第3号`."""
        lower, rest, longest = text.casefold(), "", 0
        found: list[str] = []
        for rule in dict.fromkeys(rule for noun in nouns for rule in self._of(noun)):
            for name in (rule.name, *rule.labels.values()):
                start = cells.plain(name).casefold()
                if lower.startswith(start) and len(start) >= longest and len(text) > len(start):
                    found = [*(found if len(start) == longest else ()), rule.name]
                    longest, rest = len(start), text[len(start) :]
        return tuple(found), rest.strip(_BETWEEN).removesuffix("号").strip()
