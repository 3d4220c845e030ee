"""What is carried in memory is what the store has: whoever writes, whichever nouns are asked for, at whatever head."""

from __future__ import annotations

from random import Random

import pytest

import grassroots.store.remembered as module
from grassroots.builtin.memory import MemoryStore
from grassroots.model import Person, Unit
from grassroots.store import Batch, Change, Erasure, Logged, Remembered
from grassroots.values import Source


class Asked(MemoryStore):
    """Notes which nouns are read."""

    def __init__(self):
        super().__init__()
        self.nouns = []

    def scan(self, noun, *args, **named):
        self.nouns.append(noun)
        return super().scan(noun, *args, **named)


def put(store, number, *records, expect=None):
    changes = tuple(Change(noun=type(one).__name__.lower(), id=one.id, record=one) for one in records)
    store.append(Batch(id=str(number), changes=changes, expect=expect or {}))


@pytest.mark.parametrize("many", [2000, 0, 1])
@pytest.mark.parametrize("seed", range(6))
def test_it_answers_as_the_store_itself_does(seed, many, monkeypatch):
    """`many`: after so many changes at once, what they bring is kept as it is, and after more of others everything is read anew."""
    monkeypatch.setattr(module, "MOST_CARRIED", many)
    dice, store = Random(seed), MemoryStore()
    remembered = Remembered(store)
    for number in range(60):
        fate, id = dice.random(), f"x{dice.randrange(5)}"
        if fate < 0.5:
            record = dice.choice(
                (Unit(id=id, kind="branch", name=f"n{number}"), Person(id=id, name=f"n{number}", education="college"))
            )
            more = () if dice.random() < 0.5 else (Unit(id="y", kind="branch", name=f"m{number}"),)
            keys = [(type(one).__name__.lower(), one.id) for one in (record, *more)]
            known = {key: one.version for key, one in store.read(list(dict.fromkeys(keys))).items()}
            expect = {key: known.get(key, 0) for key in keys} if dice.random() < 0.7 else {}
            put(dice.choice((store, remembered)), number, record, *more, expect=expect)
        elif fate < 0.6:
            dice.choice((store, remembered)).append(Batch(id=str(number), changes=(Change(noun="person", id=id, record=None),)))
        elif fate < 0.65 and ("person", id) in store.read([("person", id)]):
            dice.choice((store, remembered)).redact(Erasure(id=str(number), keys=(("person", id),)))
        noun, personal = dice.choice(("unit", "person", "person")), dice.random() < 0.6
        known_at = dice.choice((None, None, store.head().seq, dice.randint(0, store.head().seq)))
        asked = {"after": dice.choice(("", "x2")), "limit": dice.choice((2, 1000)), "known_at": known_at, "personal": personal}
        assert remembered.scan(noun, **asked) == store.scan(noun, **asked)
        keys = [(noun, f"x{dice.randrange(6)}") for noun in dice.choices(("unit", "person"), k=dice.randint(0, 3))]
        for at in (known_at, None):
            assert list(remembered.read(keys, at).items()) == list(store.read(keys, at).items())


def test_a_state_of_long_ago_is_read_once_and_what_was_erased_of_it_is_in_no_memory():
    store = Asked()
    put(store, 1, Person(id="p", name="P"))
    for number in range(2, 9):
        put(store, number, Person(id="p", name=f"P{number}"))
    remembered = Remembered(store)
    for at in (8, 1, 1, 2, 1):
        assert [one.record.name for one in remembered.scan("person", known_at=at)] == ["P" if at == 1 else f"P{at}"]
        assert remembered.read([("person", "p")], at)["person", "p"].seq == at
    assert store.nouns == ["person"] * 3
    store.redact(Erasure(id="gone", keys=(("person", "p"),)))
    assert remembered.head().seq == 9  # whoever else writes is noticed
    for at in (1, 2, None):
        assert not remembered.read([("person", "p")], at)["person", "p"].record.name
        assert [not one.record.name for one in remembered.scan("person", known_at=at)] == [True]


def test_what_somebody_else_erased_comes_into_no_state_without_the_personal_part():
    store, source = MemoryStore(), Source("members.csv", "", 7)
    store.append(Batch(id="1", changes=(Change(noun="person", id="p", record=Person(id="p", name="P"), source=source),)))
    remembered = Remembered(store)
    assert remembered.scan("person")[0].source == source
    store.redact(Erasure(id="gone", keys=(("person", "p"),)))
    assert remembered.head().seq == 2  # whoever else writes is noticed
    assert store.scan("person", known_at=1, personal=False)[0].source is None
    assert remembered.scan("person", known_at=1, personal=False) == store.scan("person", known_at=1, personal=False)


def test_only_the_nouns_that_are_asked_for_are_read():
    store = Asked()
    put(store, 1, Unit(id="u", kind="branch", name="U"), Person(id="p", name="P"))
    remembered = Remembered(store)
    assert [one.id for one in remembered.scan("unit")] == ["u"]
    put(store, 2, Person(id="q", name="Q"))
    assert [one.id for one in remembered.scan("unit")] == ["u"]
    assert store.nouns == ["unit"]
    assert [one.id for one in remembered.scan("person", personal=False)] == ["p", "q"]
    assert store.nouns == ["unit", "person"]


class Counts:
    """A follower that counts what it is told."""

    def __init__(self):
        self.seen = []

    def take(self, entry: Logged):
        self.seen.append(entry.seq)


def test_a_follower_is_told_each_entry_once():
    store = Remembered(MemoryStore())
    for number in range(3):
        put(store, number, Unit(id="u", kind="branch", name=str(number)))
    first = store.followed(Counts)
    assert first.seen == [1, 2, 3]
    put(store, "more", Unit(id="v", kind="branch", name="V"))
    assert store.followed(Counts) is first
    assert first.seen == [1, 2, 3, 4]
