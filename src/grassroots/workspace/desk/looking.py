"""Looking up: what is kept under a number, a name or a word; all that is kept of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import frozen

from grassroots.access.traces import THROUGH
from grassroots.charter import Charter, LedgerRule
from grassroots.fields import Part, fields_of
from grassroots.ledgers.cells import fold
from grassroots.ledgers.references import names_of_record
from grassroots.model import NOUNS, Custom, Derived, Person, Record, Unit, key_of, noun_of
from grassroots.model.labels import field_label, noun_label
from grassroots.snapshot import Snapshot
from grassroots.store import Key
from grassroots.texts import catalogue, languages
from grassroots.values import Language, Ref
from grassroots.workspace.desk.rows import ids_of, in_row, number_of, written

TEXTS = ("text", "topic", "title", "address")
"""The fields in a part of which a word is looked for, beside names."""


@frozen
class Found:
    """A record that was found: what its ledger is called, its number there, and its row. `rule`: the ledger's name; empty where none holds it, as where it
    was withdrawn."""

    key: Key
    ledger: str
    number: str
    row: tuple[tuple[str, str], ...]
    rule: str = ""
    withdrawn: bool = False


class Shelf:
    """Which ledger holds a record, worked out once for all of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.charter: Charter = snapshot.charter
        self._of: dict[Key, LedgerRule] = {}
        for rule in sorted(self.charter.ledgers.values(), key=lambda one: (len(one.prefix), len(one.set))):
            for id in ids_of(rule, self.charter, snapshot):
                self._of[rule.nouns[0], id] = rule
        for rule in self.charter.ledgers.values():
            for noun in rule.nouns[1:]:
                for id in snapshot.all(noun):
                    if self._of.get((rule.nouns[0], id)) is rule:
                        self._of.setdefault((noun, id), rule)

    def counts(self) -> dict[str, int]:
        """Of how many records each ledger is the one."""
        return dict(Counter(rule.name for (noun, _), rule in self._of.items() if noun == rule.nouns[0]))

    def key(self, text: str) -> Key | None:
        """The record that is called so in one of the languages."""
        wanted = fold(text)
        return next((key for key in self._of for language in languages() if fold(self.called(key, language)) == wanted), None)

    def rule(self, key: Key) -> LedgerRule | None:
        """The ledger that holds a record."""
        return self._of.get(key)

    def shelved(self, key: Key, language: Language) -> str:
        """What the ledger is called that holds a record; the kind of record where none does."""
        rule = self.rule(key)
        return noun_label(key[0], language) if rule is None else rule.labels.get(language, rule.name)

    def called(self, key: Key, language: Language) -> str:
        """A record by what its ledger is called and its number there; by its id where no ledger holds it."""
        rule = self.rule(key)
        if rule is None:
            return key[1]
        number, label = number_of(rule, key[1]), self.shelved(key, language)
        return catalogue("grassroots.workspace.desk").say("numbered", language, ledger=label, number=number)

    def found(self, key: Key, language: Language) -> Found:
        """A record with its row; one that no ledger holds, with its fields."""
        rule = self.rule(key)
        if rule is not None:
            row = written(rule, self.snapshot, in_row(rule, self.snapshot, key[1]), language)
            return Found(key, self.shelved(key, language), number_of(rule, key[1]), row, rule.name)
        record = self.snapshot.get(*key)
        return self.plainly(record, language) if record else Found(key, noun_label(key[0], language), key[1], ())

    def plainly(self, record: Record, language: Language, *, withdrawn: bool = False) -> Found:
        """A record with its fields."""
        key = key_of(record)
        row = tuple(_plainly(record, self, language))
        number = self.spelt(key[1], language) if isinstance(record, Derived) else key[1]
        return Found(key, noun_label(key[0], language), number, row, withdrawn=withdrawn)

    def spelt(self, id: str, language: Language) -> str:
        """The id of what a rule derives, with its parts by what they are called: the rule, and the records that it says it of."""
        rules = {rule.name: rule for listed in self.charter.rules.values() for rule in listed.values()}
        return " ".join(
            rules[part].title.text(language)
            if part in rules
            else self.called(self._ids[part], language)
            if part in self._ids
            else part
            for part in id.split(":")
        )

    @cached_property
    def _ids(self) -> dict[str, Key]:
        """The records that ledgers hold by their ids, where only one has an id."""
        held = Counter(id for _, id in self._of)
        return {id: (noun, id) for noun, id in self._of if held[id] == 1}


def _plainly(record: Record, shelf: Shelf, language: Language) -> Iterator[tuple[str, str]]:
    charter = shelf.charter
    flow = charter.workflow_of(record)
    for info in fields_of(type(record)):
        value = getattr(record, info.name)
        if info.name == "steps":
            for step in value:
                state = flow.states[step.state].labels.get(language, step.state) if flow else step.state
                yield field_label("steps", language), f"{step.on} {state}"
        elif info.name != "id" and value not in (None, (), ""):
            text = charter.label(info.words, value, language) if info.words and isinstance(value, str) else str(value)
            if info.refs and isinstance(value, str):
                unit = shelf.snapshot.get(Unit, value) if "unit" in info.refs else None
                text = unit.name if unit is not None and unit.name else shelf.called((info.refs[0], value), language)
            yield field_label(info.name, language, noun_of(record)), text


def found_by(shelf: Shelf, text: str, language: Language) -> tuple[Found, ...]:
    """What has this number or name, else what has a number that ends with it (behind a dash) or a name with it, else what says it."""
    wanted = fold(text)
    if not wanted:
        return ()
    whole, part, said = list[Key](), list[Key](), list[Key]()
    for record in shelf.snapshot:
        key = key_of(record)
        rule = shelf.rule(key)
        number = number_of(rule, record.id) if rule else record.id
        names = {fold(one) for one in names_of_record(record)}
        if wanted in (fold(number), fold(record.id)) or wanted in names:
            whole.append(key)
        elif (rule and wanted in _ends(number)) or any(wanted in one for one in names):
            part.append(key)
        elif any(wanted in fold(value) for name in TEXTS if isinstance(value := getattr(record, name, None), str)):
            said.append(key)
    return in_rows(shelf, (*whole, *part, *said), language)


def _ends(number: str) -> set[str]:
    """What stands behind each dash of a number: a key of several columns is one number, and its ledger shows the last alone."""
    pieces = number.split("-")
    return {fold("-".join(pieces[start:])) for start in range(1, len(pieces))}


def in_rows(shelf: Shelf, keys: Sequence[Key], language: Language) -> tuple[Found, ...]:
    """The records with their rows; what stands in the row of another of them is told once."""
    mains = {key for key in keys if (rule := shelf.rule(key)) is None or rule.nouns[0] == key[0]}
    return tuple(shelf.found(key, language) for key in keys if key in mains or _alone(shelf, key, mains))


def _alone(shelf: Shelf, key: Key, mains: set[Key]) -> bool:
    """Whether a record that stands in the row of another is not told by that one's row."""
    rule = shelf.rule(key)
    return rule is None or (rule.nouns[0], key[1]) not in mains


def about(snapshot: Snapshot, person: str) -> tuple[Key, ...]:
    """The person, and every record that names the person, or a membership of theirs; what is kept of dues that were taken with it."""
    same = {id for id in snapshot.all(Person) if snapshot.person(id) == snapshot.person(person)}
    found: dict[Key, None] = dict.fromkeys(("person", id) for id in sorted(same))
    for through in THROUGH:
        ids = {id for noun, id in found if noun == through}
        for noun, cls in NOUNS.items() if ids else ():
            names = [info.name for info in fields_of(cls) if through in info.refs]
            if names:
                every = snapshot.all(noun).items()
                found |= {
                    (noun, id): None for id, one in every if any(_names(getattr(one, name), through, ids) for name in names)
                }
    return tuple(found)


def _names(value: object, noun: str, ids: set[str]) -> bool:
    if isinstance(value, Ref):
        return value.noun == noun and value.id in ids
    if isinstance(value, tuple):
        return any(_names(one, noun, ids) for one in value)
    return value in ids


def personal(record: Record, language: Language) -> tuple[tuple[str, str], ...]:
    """The personal part of a record, which can be erased: (what it is called, what stands there)."""
    noun = noun_of(record)
    cells = [
        (field_label(info.name, language, noun), str(value))
        for info in fields_of(type(record))
        if info.part is Part.PERSONAL and (value := getattr(record, info.name)) not in (None, (), "")
    ]
    for info in fields_of(type(record)):
        if info.many and info.kind is not Custom and isinstance(info.kind, type):
            hidden = [inner.name for inner in fields_of(info.kind) if inner.part is Part.PERSONAL]
            texts = [str(text) for part in getattr(record, info.name) for name in hidden if (text := getattr(part, name))]
            cells += [(field_label(info.name, language, noun), text) for text in texts]
    cells += [(one.name, str(one.text or one.number or one.day)) for one in record.custom if one.private]
    return tuple(cells)
