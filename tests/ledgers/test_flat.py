"""Flat tables: a row makes a parent, a person, a post and a term; what repeats is one, what contradicts itself is told."""

from __future__ import annotations

from datetime import date

from support.sheets import shared_data, table

from grassroots.charter import Charter
from grassroots.charter.loading import overlay
from grassroots.ledgers import Reading, build
from grassroots.plugins import Plugins
from grassroots.workspace import open_charter

MAPPING = """
languages = ["en"]
[words.unit]
council = { en = "council" }
[words.post]
councillor = { en = "councillor" }
[ledger.councillors]
en = "Councillors"
nouns = ["tenure", "person", "post", "unit"]
key = ["council", "name"]
prefix = "r-"
[ledger.councillors.keys]
person = ["name"]
post = ["council", "ward"]
unit = ["council"]
[ledger.councillors.set]
"unit.kind" = "council"
"post.kind" = "councillor"
"post.unit" = "@unit"
"tenure.post" = "@post"
"tenure.person" = "@person"
[ledger.councillors.column]
council = { heading = ["council"], to = "unit.name" }
name = { heading = ["name"], to = "person.name" }
ward = { heading = ["ward"], to = "" }
first = { heading = ["first day"], to = "tenure.start" }
seats = { heading = ["seats"], to = "post.seats" }
"""


def charter(text: str = MAPPING) -> Charter:
    return overlay(open_charter("association"), {"map.toml": text})


def read(rows: str, text: str = MAPPING) -> Reading:
    return build([table("councillors.csv", rows)], charter(text), today=date(2024, 12, 31))


ROWS = """council | name | ward | first day | seats
Alba City | Ann Ash | North | 2016-09-10 | 2
Alba City | Bo Birch | North | 2016-09-10 |
Borro Shire | Cy Cork |  | 2016-09-11 | 1"""


def ids(reading: Reading) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in reading.records:
        found.setdefault(type(record).__name__, set()).add(record.id)
    return found


def test_a_row_makes_parent_person_post_and_term_and_repeats_are_one() -> None:
    reading = read(ROWS)
    assert not reading.problems, str(reading)
    assert ids(reading) == {
        "Unit": {"r-Alba City", "r-Borro Shire"},
        "Person": {"r-Ann Ash", "r-Bo Birch", "r-Cy Cork"},
        "Post": {"r-Alba City-North", "r-Borro Shire"},
        "Tenure": {"r-Alba City-Ann Ash", "r-Alba City-Bo Birch", "r-Borro Shire-Cy Cork"},
    }
    post = next(one for one in reading.records if one.id == "r-Alba City-North")
    assert getattr(post, "seats", None) == 2
    reading.check_conservation()


def test_rows_that_contradict_one_another_are_told() -> None:
    reading = read(ROWS.replace("2016-09-10 |\n", "2016-09-10 | 3\n"))
    assert [(one.code, one.source and one.source.row, one.column) for one in reading.problems] == [
        ("repeat-differs", 3, "seats")
    ]


def test_the_main_record_does_not_repeat_unless_it_has_a_key_of_its_own() -> None:
    rows = "council | name | ward | first day\nA | Ann | N | 2016-09-10\nA | Ann | N | 2016-09-10"
    assert {one.code for one in read(rows).problems} == {"duplicate-key"}
    again = MAPPING.replace("[ledger.councillors.keys]", '[ledger.councillors.keys]\ntenure = ["council", "name"]')
    reading = read(rows, again)
    assert not reading.problems
    assert len(ids(reading)["Tenure"]) == 1


def test_a_person_in_two_files_is_one_with_two_terms() -> None:
    text = MAPPING.replace('"name"]\nprefix', '"name", "first"]\nprefix')
    first = table("councillors.csv", "council | name | ward | first day\nA | Ann | N | 2008-09-10\nA | Bo | N | 2008-09-10")
    second = table(
        "2012councillors.csv", "council | name | ward | first day\nA | Ann | N | 2012-09-10\nA | Cy | N | 2012-09-10"
    )
    reading = build([first, second], charter(text), today=date(2024, 12, 31))
    assert not reading.problems, str(reading)
    assert {noun: len(found) for noun, found in ids(reading).items()} == {"Unit": 1, "Person": 3, "Post": 1, "Tenure": 4}


def test_the_councillors_that_could_not_be_read_are_read() -> None:
    tables = list(Plugins.installed().open_rows(shared_data("found/mapping/councillors.csv")).tables())
    reading = build(tables, charter(), today=date(2024, 12, 31))
    assert {one.code for one in reading.problems} <= {"no-whole-date"}
    assert len(ids(reading)["Unit"]) >= 1
