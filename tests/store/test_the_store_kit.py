"""The kit accepts a sound store, and rejects a broken twin for every law."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from grassroots.builtin.memory import MemoryStore
from grassroots.builtin.sqlite import SqliteStore
from grassroots.testing.laws import LawBroken
from grassroots.testing.store_faults import TWINS, Shelf
from grassroots.testing.store_kit import LAWS, check_store


def marked_as_newer(folder: Path) -> None:
    db = sqlite3.connect(folder / "office.db")
    db.execute("PRAGMA user_version = 99")
    db.close()


def only_read(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "office.db", read_only=True)


def test_the_store_in_memory_keeps_the_laws() -> None:
    outcomes = check_store(lambda folder: MemoryStore(), lasting=False)
    assert [one.law for one in outcomes if one.result == "not tried"] == [
        "erased_is_gone_from_the_files",
        "it_opens_again",
        "two_writers_lose_nothing",
        "what_is_only_read_stays_as_it_is",
        "a_newer_store_is_refused",
    ]


def test_the_sqlite_store_keeps_every_law() -> None:
    outcomes = check_store(
        lambda folder: SqliteStore(folder / "office.db"), newer=marked_as_newer, reading=only_read, examples=12
    )
    assert {one.result for one in outcomes} == {"kept"}
    assert len(outcomes) == len(LAWS)


@pytest.mark.slow
def test_the_sqlite_store_keeps_step_with_the_model_for_long() -> None:
    check_store(lambda folder: SqliteStore(folder / "office.db"), laws=["behaves_as_the_model"], examples=1000)


def test_a_sound_twin_keeps_every_law() -> None:
    shelf = Shelf(MemoryStore)
    outcomes = check_store(shelf, newer=shelf.newer, examples=5)
    assert {one.law for one in outcomes if one.result != "kept"} == {
        "erased_is_gone_from_the_files",
        "what_is_only_read_stays_as_it_is",
    }


def test_every_law_has_a_twin_and_says_what_it_demands() -> None:
    assert list(TWINS) == list(LAWS)
    assert all(law.__doc__ for law in LAWS.values())


@pytest.mark.parametrize(("law", "number"), [(law, number) for law, twins in TWINS.items() for number in range(len(twins))])
def test_the_kit_rejects_the_broken_twin(law: str, number: int) -> None:
    shelf = TWINS[law][number]()
    with pytest.raises(LawBroken) as caught:
        check_store(shelf, newer=shelf.newer, reading=shelf.reading, laws=[law], examples=2000, shrink=False)
    assert [one.result for one in caught.value.outcomes] == ["broken"]
    assert law.replace("_", " ") in str(caught.value)


def test_the_kit_names_every_law_that_a_store_breaks() -> None:
    shelf = TWINS["a_lease_runs_out"][0]()
    quick = [law for law in LAWS if law != "behaves_as_the_model"]
    with pytest.raises(LawBroken) as caught:
        check_store(shelf, newer=shelf.newer, laws=quick)
    broken = [one.law for one in caught.value.outcomes if one.result == "broken"]
    assert "a_lease_runs_out" in broken
    assert "the_log_has_no_gaps" not in broken
