"""What is handed to somebody outside who counts: no personal part, no id, and pseudonyms that two recipients cannot lay side by side."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from support.canaries import TOKEN, Builder, canary_charter
from support.offices import LEDGERS, office

import grassroots as gr
from grassroots.access import Actor
from grassroots.errors import InvalidArgument, Refused
from grassroots.fields import Part, fields_of
from grassroots.model import noun_class

DAY = "2024-12-31"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_recipient_gets_the_same_pseudonyms_each_time_and_another_gets_others(tmp_path: Path) -> None:
    with office(tmp_path, LEDGERS) as club:
        first, again, other = (
            rows(club.write_records("case", tmp_path / "x.csv", DAY, recipient=who))
            for who in ("bureau", " bureau ", "college")
        )
        count = len(club.snapshot(DAY).all("case"))
    assert len(first) == count > 1
    assert first == again
    theirs, others = ({row["Pseudonym"] for row in one} for one in (first, other))
    assert len(theirs) == len(others) == count
    assert not theirs & others
    assert all(re.fullmatch("[a-z2-7]{16}", one) for one in theirs)
    said = [{name: cell for name, cell in row.items() if name != "Pseudonym"} for row in first]
    assert {row["category"] for row in said} >= {"request"}
    assert {row["unit"] for row in said} <= {"club", "north", "south"}


def test_what_refers_to_one_record_says_so_by_its_pseudonym(tmp_path: Path) -> None:
    with office(tmp_path, LEDGERS) as club:
        people = {row["Pseudonym"] for row in rows(club.write_records("person", tmp_path / "p.csv", DAY, recipient="bureau"))}
        members = rows(club.write_records("membership", tmp_path / "m.csv", DAY, recipient="bureau"))
    named = {cell for row in members for cell in row.values()} & people
    assert len(named) == len(members) > 0


def test_no_id_and_nothing_of_the_personal_part_is_handed_out(tmp_path: Path) -> None:
    """A mark in every field of every noun: none of a personal part, and no id but those of units, is in any file."""
    charter = canary_charter()
    world = Builder(Random(1), charter).world()
    world.store(tmp_path / "w.db")
    records = world.at(world.heads()[-1])
    secret = {
        mark[0]
        for record in records.values()
        for info in fields_of(type(record))
        if info.part is Part.PERSONAL
        for mark in TOKEN.finditer(repr(getattr(record, info.name)))
    }
    ids = {id for noun, id in records if noun != "unit"}
    assert secret and ids
    told = ""
    with gr.open(tmp_path / "w.db", charter, plugins=gr.Plugins.of()) as all_of:
        for noun in {noun for noun, _ in records}:
            told += all_of.write_records(noun, tmp_path / "x.csv", date(2016, 1, 1), recipient="bureau").read_text(
                encoding="utf-8-sig"
            )
    assert len(told) > 1000
    assert not {mark for mark in secret if mark in told}
    assert not {id for id in ids if id in told}


def test_an_export_tells_no_more_than_its_reader_is_told(tmp_path: Path) -> None:
    with office(tmp_path, LEDGERS) as club:
        north = club.seen_by(Actor.at("n", "north"))
        assert {row["unit"] for row in rows(north.write_records("case", tmp_path / "x.csv", DAY, recipient="b"))} == {"north"}
        public = club.seen_by("office", purpose="publication")
        closed = [info.name for info in fields_of(noun_class("household")) if info.privacy != "public"]
        assert closed
        told = rows(public.write_records("case", tmp_path / "x.csv", DAY, recipient="b"))
        assert {row.get("confidential", "") for row in told} <= {""}


@pytest.mark.parametrize(
    "wrong", [{"noun": "csae"}, {"recipient": " "}, {"recipient": 5}, {"address": "nowhere/x.csv"}, {"as_of": "2024-13-01"}]
)
def test_a_misspelt_export_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with office(tmp_path, LEDGERS) as club, pytest.raises((InvalidArgument, Refused)):
        club.write_records(**{"noun": "case", "address": tmp_path / "x.csv", "as_of": DAY, "recipient": "b", **wrong})  # type: ignore[arg-type]


def test_a_noun_that_is_not_known_is_told_with_what_is_called_alike(tmp_path: Path) -> None:
    with office(tmp_path, LEDGERS) as club:
        for typed, language, near in (("人", "zh", "人员"), ("csae", "en", "case")):
            with pytest.raises(InvalidArgument) as told:
                club.write_records(typed, tmp_path / "x.csv", DAY, recipient="b")
            assert near in told.value.text(language)


def test_words_are_handed_out_as_the_reader_calls_them(tmp_path: Path) -> None:
    with office(tmp_path, LEDGERS) as club:
        told = club.write_records("case", tmp_path / "x.csv", DAY, recipient="b", language="zh").read_text("utf-8-sig")
        assert not re.search("request|received|replied", told)
        labels = club.charter.words["category"]["request"].labels, club.charter.workflows["case"].states["replied"].labels
    assert all(one["zh"] in told for one in labels)
