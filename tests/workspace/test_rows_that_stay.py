"""Of a ledger that comes again with a few other rows only these are read, and all is as if everything had been read."""

from __future__ import annotations

import json
import random
import shutil
from array import array
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import grassroots as gr
from grassroots.ledgers.over.staying import SIZE, Fresh, Stayed, Stays, holds_beside
from grassroots.store import Head
from grassroots.workspace import intake
from grassroots.workspace.mapped.few import few_read
from grassroots.workspace.mapped.same import Noted, Question

Ledgers = dict[str, list[str]]
TOPICS = ("noise", "traffic", "safety")


def ledgers() -> Ledgers:
    """Units, members, people, cases and activities of an association, each as the lines of a file."""
    draw = random.Random(14)
    cases = ["No.,unit,category,topic,raised by,what was said,received on,answered on,outcome"]
    for at in range(40):
        answered = f"2024-0{draw.randrange(6, 9)}-1{draw.randrange(10)},solved" if at % 3 else ","
        person = f"p{at % 7}" if at % 5 == 0 else ""
        cases.append(
            f"{at + 1},g{at % 3},request,{draw.choice(TOPICS)},{person},matter {at} was told,2024-0{at % 5 + 1}-1{at % 9},{answered}"
        )
    activities = [
        "No.,unit,kind,held on,title,people",
        *(f"{at},g{at % 3},meeting,2024-03-{at + 10},Meeting {at},{at + 5}" for at in range(15)),
    ]
    return {
        "units.csv": ["code,name,kind,part of", "a,All,association,", *(f"g{at},Group {at},group,a" for at in range(3))],
        "members.csv": ["No.,name,unit,member since", *(f"{at},Member {at},g{at % 3},2020-01-1{at}" for at in range(9))],
        "people.csv": ["person No.,name,born", *(f"p{at},Person {at},19{60 + at}-02-0{at + 1}" for at in range(9))],
        "cases.csv": cases,
        "activities.csv": activities,
    }


def swap(name: str, at: int, old: str, new: str) -> Callable[[Ledgers], object]:
    def change(files: Ledgers) -> None:
        assert old in files[name][at], files[name][at]
        files[name][at] = files[name][at].replace(old, new)

    return change


def put(name: str, *lines: str, at: int | None = None) -> Callable[[Ledgers], object]:
    def change(files: Ledgers) -> None:
        place = len(files[name]) if at is None else at
        files[name][place:place] = lines

    return change


def all_of(*changes: Callable[[Ledgers], object]) -> Callable[[Ledgers], object]:
    def change(files: Ledgers) -> None:
        for one in changes:
            one(files)

    return change


NEW = "41,g1,request,noise,,another matter that is new,2024-05-05,,"
ALONE: dict[str, Callable[[Ledgers], object]] = {
    "a new row": put("cases.csv", NEW),
    "a new row first": put("cases.csv", NEW, at=1),
    "a row that says more": swap("cases.csv", 1, ",,", ",2024-07-11,solved"),
    "a row that says otherwise": swap("cases.csv", 2, "matter 1 was told", "matter 1 was told otherwise"),
    "rows in another order": lambda files: files["cases.csv"].append(files["cases.csv"].pop(5)),
    "two ledgers": all_of(put("cases.csv", NEW), put("activities.csv", "20,g1,meeting,2024-03-12,Another,7")),
    "a row that refers to somebody": put("cases.csv", NEW.replace("noise,,", "noise,p3,")),
    "a day ahead": put("cases.csv", NEW.replace("2024-05-05", "2024-11-30")),
    "a short text as another has it": put(
        "cases.csv", "41,g1,request,noise,,told,2024-05-05,,", "42,g1,request,noise,,told,2024-05-05,,"
    ),
}
"""What is told of by the rows alone that are other ones."""
WHOLE: dict[str, Callable[[Ledgers], object]] = {
    "a row is gone": lambda files: files["cases.csv"].pop(4),
    "a row is gone and another new": swap("cases.csv", 4, "4,", "44,"),
    "a number twice": put("cases.csv", NEW.replace("41,", "7,")),
    "a number twice, of which only the text is another": lambda files: files["cases.csv"].append(
        files["cases.csv"][4].replace("matter 3", "another matter")
    ),
    "a row twice": lambda files: files["cases.csv"].append(files["cases.csv"][3]),
    "a number that looks like another": all_of(
        put("cases.csv", NEW.replace("41,", "x-1,")), put("cases.csv", NEW.replace("41,", "X-1,"))
    ),
    "a row like another": lambda files: files["cases.csv"].append("41," + files["cases.csv"][9].partition(",")[2]),
    "somebody like another": put("people.csv", "p20,Person 3,1963-02-04"),
    "a year that is far": put("cases.csv", NEW.replace("2024-05-05", "1924-05-05")),
    "a number that is far": put("activities.csv", "20,g1,meeting,2024-03-12,Another,70000"),
    "a negative number": put("activities.csv", "20,g1,meeting,2024-03-12,Another,-7"),
    "a decimal mark": put("activities.csv", '20,g1,meeting,2024-03-12,Another,"7,5"'),
    "a unit that is called as another": put("units.csv", "g9,Group 1,group,a"),
    "a unit that is called otherwise": swap("units.csv", 2, "Group 0", "Group of the North"),
    "somebody whom another ledger has": put("people.csv", "3,Member 3,"),
    "a total": put("activities.csv", "Total,,,,,999"),
    "as above": put("cases.csv", "41,ditto,request,noise,,another matter,2024-05-05,,"),
    "a word that is not known": put("cases.csv", NEW.replace("request", "demand")),
    "somebody who is not known": put("cases.csv", NEW.replace("noise,,", "noise,p77,")),
    "a heading otherwise": swap("cases.csv", 0, "topic", "theme"),
    "a column more": all_of(swap("cases.csv", 0, "outcome", "outcome,colour"), put("cases.csv", NEW + ",red")),
    "a title above": put("cases.csv", "Cases of 2023,,,,,,,,", at=0),
    "nothing but a number": put("cases.csv", "41,,,,,,,,"),
    "another table below": put("cases.csv", "", "No.,name,unit,member since", "77,Member 77,g1,2024-01-01"),
    "a member more": put("members.csv", "20,Member 20,g1,2024-01-01"),
    "another file": lambda files: files.update({"mediations.csv": ["nothing"]}),
    "a file is gone": lambda files: files.pop("activities.csv"),
    "most are new": put("cases.csv", *(f"{at},g1,request,noise,,another matter {at},2024-05-05,," for at in range(50, 90))),
}
"""What cannot be told without the rows that are as they were."""


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    return gr.open_charter("association")


def written(folder: Path, files: Ledgers) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def taken(
    store: Path, charter: gr.Charter, folder: Path, monkeypatch: pytest.MonkeyPatch, **named: object
) -> tuple[gr.Reading, bool]:
    """What came of the ledgers, and whether some rows alone were read."""
    few: list[object] = []

    def noting(*given: object) -> object:
        few.append(few_read(*given))  # type: ignore[arg-type]
        return few[-1]

    with monkeypatch.context() as patched, gr.open(store, charter, create=not store.exists()) as office:
        patched.setattr(intake, "few_read", noting)
        reading = office.take_in(folder, **named)  # type: ignore[arg-type]
    return reading, bool(few and few[-1] is not None)


def stands(store: Path, charter: gr.Charter) -> dict[object, object]:
    with gr.open(store, charter) as office:
        return {(type(one).__name__, one.id): one for one in office.snapshot("2030-01-01")}


def told(reading: gr.Reading) -> list[str]:
    return sorted(str(evolve(one, source=None)) for one in reading.problems)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, charter: gr.Charter) -> Path:
    """A store that has the ledgers, with what was noted of their rows beside it."""
    folder = tmp_path_factory.mktemp("begun")
    with gr.open(folder / "noted.db", charter, create=True) as office:
        reading = office.take_in(written(folder / "ledgers", ledgers()), unless_same=True)
        assert reading.stored, reading
    assert (folder / "noted.taken.rows").exists()
    return folder


Compared = Callable[..., list[bool]]


@pytest.fixture
def compared(tmp_path: Path, begun: Path, charter: gr.Charter, monkeypatch: pytest.MonkeyPatch) -> Compared:
    """Takes in each change of the ledgers, once with what was noted and once without; what comes of it must be the same. Gives whether rows were read alone."""
    noted, plain = tmp_path / "noted.db", tmp_path / "plain.db"

    def compare(*changes: Callable[[Ledgers], object]) -> list[bool]:
        files, alone = ledgers(), []
        shutil.copy(begun / "noted.db", plain)
        for path in begun.glob("noted.*"):
            shutil.copy(path, tmp_path)
        for change in changes:
            change(files)
            folder = written(tmp_path / "ledgers", files)
            one, few = taken(noted, charter, folder, monkeypatch, unless_same=True)
            other, _ = taken(plain, charter, folder, monkeypatch)
            one.check_conservation()
            assert (told(one), one.rows, one.stored) == (told(other), other.rows, other.stored)
            assert (one.new, one.changed, len(one.unchanged) + one.same) == (other.new, other.changed, len(other.unchanged))
            read = set(one.sources.values())
            doubts = {str(remark) for remark in other.remarks if remark.source in read}
            assert {str(remark) for remark in one.remarks} >= doubts, "no doubt of a row that was read is lost"
            assert not one.stored or stands(noted, charter) == stands(plain, charter)
            alone.append(few)
        return alone

    return compare


@pytest.mark.parametrize("name", ALONE)
def test_rows_that_are_other_ones_are_read_alone(compared: Compared, name: str) -> None:
    assert compared(ALONE[name]) == [True]


@pytest.mark.parametrize("name", WHOLE)
def test_where_they_cannot_be_told_alone_all_rows_are_read(compared: Compared, name: str) -> None:
    assert compared(WHOLE[name]) == [False]


def test_a_table_whose_numbers_begin_with_noughts_is_read_whole(compared: Compared) -> None:
    assets = ["No.,unit,kind,name", *(f"0{at},g1,building,Hall {at}" for at in range(10, 40))]

    def more(files: Ledgers) -> None:
        files["assets.csv"] = assets

    assert (
        compared(more, put("assets.csv", "041,g1,building,Hall 41"), put("assets.csv", "42,g1,building,Hall 42")) == [False] * 3
    )


def test_changes_one_after_another_go_on_from_what_was_noted(compared: Compared) -> None:
    more = put("cases.csv", "42,g2,request,traffic,,a further matter,2024-05-06,,")
    assert compared(ALONE["a new row"], swap("cases.csv", 41, "another", "quite another"), more) == [True] * 3


def test_what_was_noted_is_not_taken_where_somebody_wrote_over_it(begun: Path, tmp_path: Path) -> None:
    path = tmp_path / "noted.taken.rows"
    said = (begun / path.name).read_bytes()
    first = json.loads(said.split(b"\n")[0])
    seq, hash = first["head"].split(":")
    noted, asked, head = Noted(tmp_path / "noted.taken.json"), Question(first["ground"], first["files"]), Head(int(seq), hash)
    path.write_bytes(said)
    assert noted.earlier(asked, head) is not None
    assert noted.earlier(asked, Head(int(seq) + 1, hash)) is None
    assert noted.earlier(evolve(asked, ground="other"), head) is None
    for other in (b"", b"[]\n", b"{}\n", said[:-1], said[:-1] + bytes([said[-1] ^ 1]), said.replace(b'"refers"', b'"refer"')):
        path.write_bytes(other)
        assert noted.earlier(asked, head) is None
    path.write_bytes(said)
    noted.forget()
    assert not path.exists(), "nothing is left by which a row could be guessed at"


def test_what_somebody_changed_by_hand_since_is_held_against_all_rows(
    compared: Compared, charter: gr.Charter, tmp_path: Path
) -> None:
    def by_hand(noun: str, id: str, **fields: Any) -> Callable[[Ledgers], object]:
        def change(files: Ledgers) -> None:
            for store in ("noted.db", "plain.db"):
                with gr.open(tmp_path / store, charter) as office:
                    office.correct(noun, id, reason="heard wrong", **fields)

        return change

    more = [put("cases.csv", f"{at},g1,request,noise,,a matter {at} that is new,2024-05-05,,") for at in range(41, 45)]
    first = all_of(by_hand("case", "cases-5", text="by hand"), more[0])
    # To a unit that is called otherwise since, rows refer as they always did.
    renamed = all_of(by_hand("unit", "g1", name="Renamed"), more[2])
    assert compared(first, more[1], renamed, more[3]) == [False, True, False, False]


def known(*ids: int, **otherwise: Any) -> Stayed:
    """What is known of one table with records of these numbers."""
    table = Stays(
        file="a.csv",
        sheet="",
        as_read="cases",
        top=(1, b""),
        says_more=False,
        extra=frozenset({"remark"}),
        digests=b"".join(id.to_bytes(SIZE) for id in ids),
        ids=array("Q", ids),
        alike=(array("Q", ids),),
        ranges={"amount": (40, Decimal(1), Decimal(9))},
    )
    return Stayed(
        tables={("a.csv", ""): evolve(table, **otherwise)},
        rows={"a.csv": len(ids)},
        whole=frozenset({"a.csv"}),
        others=frozenset({77}),
        refers=frozenset({"unit"}),
        records=len(ids),
    )


@pytest.mark.parametrize(
    ("what", "stands"),
    [
        ({}, True),
        ({"as_read": "activities"}, False),
        ({"says_more": True}, False),
        pytest.param({"extra": frozenset({"remark", "colour"})}, False, id="one column more"),
        ({"extra": frozenset()}, True),
        ({"ranges": {"amount": (1, Decimal(10), Decimal(10))}}, False),
        ({"ranges": {"age": (1, Decimal(2), Decimal(2))}}, False),
        ({"alike": (array("Q", [2]),)}, False),
        ({"ids": array("Q", [2])}, False),
        ({"ids": array("Q", [77])}, False),
        ({"ids": array("Q", [9, 9])}, False),
    ],
    ids=str,
)
def test_rows_that_were_understood_otherwise_or_touch_others_are_not_taken_alone(what: dict[str, Any], stands: bool) -> None:
    old, new = known(1, 2, 3), known(9, **what)
    fresh = Fresh(old.tables["a.csv", ""], (), 1, (), 4)
    assert holds_beside(old, new, [fresh], [("case", "c-9")], []) is stands


def test_rows_of_a_table_that_hangs_together_or_that_change_what_others_refer_to_are_not_taken_alone() -> None:
    old, new = known(1, 2, 3), known(9)
    fresh = Fresh(old.tables["a.csv", ""], (), 1, (), 4)
    assert not holds_beside(old, evolve(new, tables={}), [fresh], [("case", "c-9")], [])
    assert not holds_beside(old, new, [fresh], [("unit", "u-9")], [])
    assert not holds_beside(old, new, [fresh], [("case", "c-9")], ["number-alike"])
    gone = evolve(fresh, gone=(1,))
    assert not holds_beside(old, new, [gone], [("case", "c-9")], []), "a row is gone, and no other says what it said"
    assert holds_beside(old, known(2), [gone], [("case", "c-2")], [])


def typed_otherwise(files: Ledgers, draw: random.Random) -> None:
    """One thing that somebody does in a ledger."""
    lines = files[draw.choice(sorted(files))]
    at, other = draw.randrange(1, len(lines)), draw.randrange(1, len(lines))
    cells, theirs = lines[at].split(","), lines[other].split(",")
    match draw.randrange(8):
        case 0 | 1:
            place = draw.randrange(1, len(cells))
            cells[place] = draw.choice([theirs[min(place, len(theirs) - 1)], "", cells[place] + " too", "2024-09-09", "12"])
        case 2 | 3:
            lines.append(
                f"n{draw.randrange(200)}," + lines[at].partition(",")[2].replace("was told", f"was told {draw.random()}")
            )
            return
        case 4:
            lines[at], lines[other] = lines[other], lines[at]
            return
        case 5:
            del lines[at]
            return
        case 6:
            cells[0] = theirs[0]
        case _:
            lines.insert(at, draw.choice(["Total,,,,9", "ditto" + "," * (len(cells) - 1), ",,,", lines[0]]))
            return
    lines[at] = ",".join(cells)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_whatever_somebody_types_comes_to_the_same(compared: Compared, seed: int) -> None:
    draw = random.Random(seed)
    alone = []
    for _ in range(12):
        alone += compared(*(lambda files: typed_otherwise(files, draw) for _ in range(draw.randrange(1, 4))))
    assert True in alone
