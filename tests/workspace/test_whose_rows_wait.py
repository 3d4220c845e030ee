"""Two units may call their ledgers alike: nobody clears rows that wait of others, nor misses rows in a ledger in which they never stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from support.behind import store_of
from support.offices import CASES, LEDGERS, line, office, put

import grassroots as gr
from grassroots.access import EVERY, Actor, Grant, Verb
from grassroots.model import Case, Step
from grassroots.store import BadRow, Batch, Bringer, Change
from grassroots.values import CaseId, PersonId, Source, UnitId

HEADINGS = CASES.splitlines()[0]
BAD = f"{HEADINGS}\n11,north,request,the lamp,2024-02-30,,\n"
OTHER = f"{HEADINGS}\n21,south,request,the roof,2024-03-01,,\n"
RECEIVED = Step(state="received", on=date(2024, 3, 1))
RIGHTS = (Verb.READ, Verb.CHANGE)


@pytest.fixture(params=["memory:", "office.db"])
def club(request: pytest.FixtureRequest, tmp_path: Path) -> gr.Office:
    """Every store must do."""
    address = request.param if request.param == "memory:" else str(tmp_path / request.param)
    return office(tmp_path, {**LEDGERS, "cases.csv": f"{HEADINGS}\n"}, address=address)


def take(reader: gr.Office, folder: Path, text: str, *, name: str = "cases.csv", keep_bad: bool = True) -> gr.Reading:
    return reader.take_in(put(folder, {name: text}) / name, keep_bad=keep_bad)


def waits(club: gr.Office) -> list[Mapping[str, str]]:
    return [dict(row.cells) for row in club.view.waiting()]


def said(club: gr.Office) -> list[str]:
    return sorted(row["what was said"] for row in waits(club))


@pytest.mark.parametrize("keep_bad", [True, False])
def test_a_clerk_of_one_unit_clears_nothing_that_waits_of_another(club: gr.Office, tmp_path: Path, keep_bad: bool) -> None:
    north, south = (club.seen_by(Actor.at(f"clerk of {unit}", unit, *RIGHTS)) for unit in ("north", "south"))
    take(north, tmp_path / "n", BAD)
    assert take(south, tmp_path / "s", OTHER, keep_bad=keep_bad).stored
    assert said(club) == ["the lamp"]
    assert [one.code for one in club.check("2024-12-31")] == ["impossible-date"]


def test_the_same_clerks_mended_file_clears_what_waited_and_the_same_file_stores_nothing(
    club: gr.Office, tmp_path: Path
) -> None:
    north = club.seen_by(Actor.at("clerk", "north", *RIGHTS))
    take(north, tmp_path, BAD)
    assert not take(north, tmp_path, BAD).stored
    take(north, tmp_path, BAD.replace("lamp", "lantern"))
    assert said(club) == ["the lantern"]
    take(north, tmp_path, BAD.replace("02-30", "02-28"))
    assert said(club) == []


def test_whoever_sees_everything_replaces_what_others_brought_and_a_row_stays_whose_it_was(
    club: gr.Office, tmp_path: Path
) -> None:
    north = club.seen_by(Actor.at("clerk", "north", *RIGHTS))
    take(north, tmp_path, BAD)
    assert not take(club, tmp_path, BAD).stored
    take(club, tmp_path, BAD + "12,north,request,the door,2024-02-31,,\n")
    assert said(club) == ["the door", "the lamp"]
    take(north, tmp_path, f"{HEADINGS}\n")
    assert said(club) == ["the door"]
    take(club, tmp_path, f"{HEADINGS}\n")
    assert said(club) == []


def test_who_reads_everything_and_may_change_one_unit_clears_nothing_of_others(club: gr.Office, tmp_path: Path) -> None:
    take(club.seen_by(Actor.at("clerk", "north", *RIGHTS)), tmp_path / "n", BAD)
    reads_all = Actor("ann", (Grant(Verb.READ), Grant(Verb.READ, None, EVERY), Grant(Verb.CHANGE, UnitId("south"))))
    take(club.seen_by(reads_all), tmp_path / "s", f"{OTHER}31,south,request,the wall,2024-02-30,,\n")
    assert said(club) == ["the lamp", "the wall"]
    take(club.seen_by(reads_all), tmp_path / "s", OTHER)
    assert said(club) == ["the lamp"]


@pytest.mark.parametrize(
    "other",
    [
        Actor.at("clerk", "south", *RIGHTS),
        Actor.at("another", "club", *RIGHTS),
        Actor.at("another", "north", *RIGHTS),
    ],
    ids=["the same name elsewhere", "at the head of all", "a colleague"],
)
def test_who_could_not_read_the_row_does_not_clear_it(club: gr.Office, tmp_path: Path, other: Actor) -> None:
    take(club.seen_by(Actor.at("clerk", "north", *RIGHTS)), tmp_path / "n", BAD)
    take(club.seen_by(other), tmp_path / "s", OTHER.replace("south", str(other.grants[0].unit)))
    assert said(club) == ["the lamp"]


def test_a_scope_clears_nothing_that_waits_out_of_it_and_a_clerk_who_lost_a_unit_neither(
    club: gr.Office, tmp_path: Path
) -> None:
    take(club.seen_by("office", scope="north"), tmp_path / "n", BAD)
    take(club.seen_by("office", scope="south"), tmp_path / "s", OTHER)
    assert said(club) == ["the lamp"]
    both = Actor("ann", tuple(Grant(verb, UnitId(unit)) for verb in RIGHTS for unit in ("north", "south")))
    take(club.seen_by(both), tmp_path / "b", BAD.replace("lamp", "stairs"), name="more.csv")
    take(club.seen_by(Actor.at("ann", "south", *RIGHTS)), tmp_path / "s", OTHER, name="more.csv")
    assert said(club) == ["the lamp", "the stairs"]
    # Whoever got a unit more still replaces what was their own.
    take(club.seen_by("office", scope="club"), tmp_path / "c", f"{HEADINGS}\n")
    take(club.seen_by(both), tmp_path / "b", f"{HEADINGS}\n", name="more.csv")
    assert said(club) == []


def test_rows_that_say_the_same_are_cleared_for_the_one_who_brought_them_alone(club: gr.Office, tmp_path: Path) -> None:
    north, south = (club.seen_by(Actor.at(f"clerk of {unit}", unit, *RIGHTS)) for unit in ("north", "south"))
    text = BAD.replace("north", "nowhere")
    take(north, tmp_path / "n", text)
    take(south, tmp_path / "s", text)
    assert said(club) == ["the lamp", "the lamp"]
    take(south, tmp_path / "s", f"{HEADINGS}\n")
    assert said(club) == ["the lamp"]


def test_a_batch_that_says_otherwise_clears_no_more_than_its_actor_may(club: gr.Office, tmp_path: Path) -> None:
    north, south = (club.seen_by(Actor.at(f"clerk of {unit}", unit, *RIGHTS)) for unit in ("north", "south"))
    take(north, tmp_path, BAD)
    (row,) = club.view.waiting()
    for number, of in enumerate((None, (row.by,), (Bringer(),))):
        mine = BadRow(ledger="cases", source=Source("cases.csv", "", 9), cells=(), problems=(), by=row.by)
        south.view._append(Batch(id=f"b{number}", clears=(("cases.csv", ""),), clears_of=of, bad_rows=(mine,)))
    assert [one.by.name for one in club.view.waiting()] == ["clerk of north", "clerk of south"]


def test_a_row_that_waited_before_it_was_known_who_brought_it_is_cleared_by_whom_everything_is_open_to(
    club: gr.Office, tmp_path: Path
) -> None:
    row = BadRow(ledger="cases", source=Source("cases.csv", "", 2), cells=(("what was said", "the lamp"),), problems=())
    store_of(club).append(Batch(id="b", bad_rows=(row,)))
    take(club.seen_by(Actor.at("clerk", "north", *RIGHTS)), tmp_path, f"{HEADINGS}\n")
    assert said(club) == ["the lamp"]
    take(club, tmp_path, f"{HEADINGS}\n")
    assert said(club) == []


# -- records of others --


@pytest.mark.parametrize("vanished", ["ask", "keep", "withdraw"])
@pytest.mark.parametrize("reads", ["south", None], ids=["who sees one unit", "who sees all and changes one"])
def test_no_row_of_another_unit_vanishes_from_a_ledger_of_the_same_name(
    tmp_path: Path, vanished: str, reads: str | None
) -> None:
    club = office(tmp_path)
    clerk = club.seen_by(Actor("clerk", (Grant(Verb.READ, reads and UnitId(reads)), Grant(Verb.CHANGE, UnitId("south")))))
    before = {id: club.history("case", id) for id in ("cases-1", "cases-2")}
    own = put(tmp_path / "s", {"cases.csv": f"{HEADINGS}\n3,south,request,the gate,2024-03-01,,\n"})
    reading = clerk.take_in(own / "cases.csv", vanished=vanished)
    assert (reading.stored, reading.problems, reading.changed) == (True, (), {("case", "cases-3")})
    assert not [one for one in reading.remarks if one.code == "rows-not-here"]
    assert {id: club.history("case", id) for id in before} == before


def test_the_rows_of_ones_own_unit_are_missed_as_before(tmp_path: Path) -> None:
    club = office(tmp_path)
    north = club.seen_by(Actor.at("clerk", "north", *RIGHTS))
    own = put(tmp_path / "n", {"cases.csv": "\n".join(CASES.splitlines()[:2]) + "\n"})
    assert [one.code for one in north.read(own).problems] == ["row-vanished"]
    assert north.take_in(own, vanished="withdraw", reason="struck out").stored
    assert sorted(club.snapshot("2024-12-31").all("case")) == ["cases-1", "cases-3"]


def test_a_person_to_whom_another_unit_refers_is_not_withdrawn_with_a_row_that_vanished(tmp_path: Path) -> None:
    members = LEDGERS["members.csv"].replace("2,Bob", "3,Cid Example,south,2021-01-01\n2,Bob")
    club = office(tmp_path, {**LEDGERS, "members.csv": members})
    asked = Case(id=CaseId("c"), unit=UnitId("north"), category="request", requester=PersonId("p-2"), steps=(RECEIVED,))
    club.add(asked, reason="by phone")
    south = club.seen_by(Actor.at("clerk", "south", *RIGHTS))
    own = put(tmp_path / "s", {"members.csv": line(members, 4, "").replace("1,Ann Example,north,2020-01-01\n", "")})
    south.take_in(own, vanished="withdraw", reason="struck out")
    assert club.get("person", "p-2")


def test_a_batch_withdraws_no_person_of_whom_another_unit_tells(tmp_path: Path) -> None:
    club = office(tmp_path)
    asked = Case(id=CaseId("c"), unit=UnitId("north"), category="request", requester=PersonId("p-2"), steps=(RECEIVED,))
    club.add(asked, reason="by phone")
    south = club.seen_by(Actor.at("clerk", "south", *RIGHTS))
    with pytest.raises(gr.errors.Refused):
        south.view._append(Batch(id="b", changes=(Change(noun="person", id="p-2", record=None),)))
    assert club.get("person", "p-2")
