"""Store and office never drift apart: a ledger that is written out after whatever was done, and loaded again, says nothing new; and goes on from there."""

from __future__ import annotations

import csv
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.offices import LEDGERS, office
from support.samples import EXAMPLES, TENANTS

import grassroots as gr
from grassroots.errors import GrassrootsError
from grassroots.model import Membership, Unit
from grassroots.workspace.desk.rows import ids_of, number_of

LATE = "9000-01-01"
OFFICES = {
    "tenants": ("tenants-association", TENANTS),
    "branch": (EXAMPLES / "branch" / "charter", EXAMPLES / "branch" / "ledgers"),
}


@pytest.fixture
def club(tmp_path: Path) -> gr.Office:
    return office(tmp_path, LEDGERS)


def written(kept: gr.Office, ledger: str, folder: Path) -> list[list[str]]:
    path = kept.ledger(ledger, folder / f"{ledger}.csv", overwrite=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def loaded(kept: gr.Office, ledger: str, folder: Path, rows: list[list[str]]) -> gr.Reading:
    with (folder / f"{ledger}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return kept.take_in(folder / f"{ledger}.csv")


def says_nothing(kept: gr.Office, ledger: str, folder: Path) -> None:
    rows = written(kept, ledger, folder)
    again = loaded(kept, ledger, folder, rows)
    assert not again.problems, str(again)
    assert (again.stored, len(again.new), len(again.changed)) == (False, 0, 0), str(again)


def _edit(kept: gr.Office, draw: Random, ledger: str, folder: Path, count: int) -> None:
    rule = kept.charter.ledgers[ledger]
    head, *body = written(kept, ledger, folder)
    keys = [column.heading_in(kept.charter.languages, "en") for column in rule.columns if column.name in rule.key]
    free = [heading for heading in head if heading not in keys] or head
    number = number_of(rule, draw.choice(sorted(ids_of(rule, kept.charter, kept.snapshot(LATE)))))
    heading, cells = draw.choice(free), draw.choice(body)
    match draw.choice(["correct", "always", "add", "lead", "move", "load"]):
        case "correct" | "always" as how:
            kept.correct_row(
                ledger, number, {heading: cells[head.index(heading)]}, reason="x", always=how == "always", language="en"
            )
        case "add":
            typed = {name: cell for name, cell in zip(head, cells, strict=True) if cell} | {keys[0]: f"x{count}"}
            kept.add_row(ledger, typed, reason="x")
        case "lead" if (ways := kept.ways(ledger, number)) and ways.states:
            state = draw.choice(ways.states)[0]
            kept.lead(ledger, number, state, on=date(2030, 6, 1), reason="x")
        case "move" if "membership" in rule.nouns:
            units = sorted(kept.snapshot(LATE).all(Unit))
            kept.move(number, draw.choice(units), on=date(2030, 1, 1 + count % 28), reason="x")
        case "load":
            cells[head.index(heading)] = draw.choice(body)[head.index(heading)]
            loaded(kept, ledger, folder, [head, *body])


@pytest.mark.parametrize("name", list(OFFICES))
@settings(max_examples=3)
@given(draw=st.randoms(use_true_random=False))
def test_after_whatever_was_done_a_ledger_written_out_and_loaded_again_says_nothing_new(
    name: str, tmp_path_factory: pytest.TempPathFactory, draw: Random
) -> None:
    folder = tmp_path_factory.mktemp("ledgers")
    charter, ledgers = OFFICES[name]
    with gr.open("memory:", charter, create=True) as kept:
        assert kept.take_in(ledgers).stored
        full = [one for one in kept.charter.ledgers if len(written(kept, one, folder)) > 1]
        for ledger in draw.sample(full, 3):
            for number in range(4):
                with suppress(GrassrootsError):  # What the office refuses changes nothing.
                    _edit(kept, draw, ledger, folder, number)
            says_nothing(kept, ledger, folder)


# -- who moved --


def of_first(club: gr.Office, folder: Path) -> tuple[str, ...]:
    head, row, *_ = written(club, "members", folder)
    return tuple(dict(zip(head, row, strict=True))[name] for name in ("name", "unit", "member since", "left on"))


def test_who_moved_stands_in_one_row_with_the_new_unit_and_the_old_days(club: gr.Office, tmp_path: Path) -> None:
    club.move("1", "south", on=date(2024, 6, 1), reason="moved house")
    assert of_first(club, tmp_path) == ("Ann Example", "south", "2020-01-01", "")
    says_nothing(club, "members", tmp_path)
    club.move("1", "north", on=date(2025, 6, 1), reason="moved back")
    assert of_first(club, tmp_path) == ("Ann Example", "north", "2020-01-01", "")
    says_nothing(club, "members", tmp_path)


def test_the_row_of_before_the_move_says_nothing_new_either(club: gr.Office, tmp_path: Path) -> None:
    before = written(club, "members", tmp_path)
    club.move("1", "south", on=date(2024, 6, 1), reason="moved house")
    again = loaded(club, "members", tmp_path, before)
    assert (again.problems, again.stored) == ((), False)


def test_who_moved_and_left_later_leaves_the_unit_moved_to(club: gr.Office, tmp_path: Path) -> None:
    club.move("1", "south", on=date(2024, 6, 1), reason="moved house")
    head, row, *others = written(club, "members", tmp_path)
    row[head.index("left on")] = "2025-03-01"
    reading = loaded(club, "members", tmp_path, [head, row, *others])
    assert (reading.problems, reading.stored) == ((), True)
    first, last = (club.get("membership", id) for id in ("p-1", "p-1-2024-06-01"))
    assert isinstance(first, Membership)
    assert isinstance(last, Membership)
    assert [(step.state, step.on) for step in first.steps] == [("full", date(2020, 1, 1)), ("ended", date(2024, 6, 1))]
    assert [(step.state, step.on) for step in last.steps] == [("full", date(2024, 6, 1)), ("ended", date(2025, 3, 1))]
    says_nothing(club, "members", tmp_path)


def test_a_row_does_not_change_the_days_of_a_membership_that_was_left_by_a_move(club: gr.Office, tmp_path: Path) -> None:
    club.move("1", "south", on=date(2024, 6, 1), reason="moved house")
    head, row, *others = written(club, "members", tmp_path)
    row[head.index("member since")] = "2019-01-01"
    reading = loaded(club, "members", tmp_path, [head, row, *others])
    (problem,) = reading.problems
    assert (problem.code, list(problem.details["columns"])) == ("changed-elsewhere", ["member since"])


def test_who_moved_is_led_on_and_corrected_where_the_person_is_now(club: gr.Office, tmp_path: Path) -> None:
    club.move("1", "south", on=date(2024, 6, 1), reason="moved house")
    assert dict(club.row("members", "1"))["unit"] == "South House"
    club.lead("members", "1", "ended", on=date(2025, 1, 1), reason="left")
    assert club.get("membership", "p-1-2024-06-01").steps[-1].state == "ended"
    says_nothing(club, "members", tmp_path)


# -- what was changed at the desk --


def test_a_row_written_out_after_a_step_goes_on_from_there(club: gr.Office, tmp_path: Path) -> None:
    club.lead("cases", "2", "replied", on=date(2024, 3, 5), reason="done", outcome="solved")
    head, *body = written(club, "cases", tmp_path)
    body[1][head.index("what was said")] = "the front door"
    reading = loaded(club, "cases", tmp_path, [head, *body])
    assert (reading.problems, len(reading.changed)) == ((), 1)
    case = club.get("case", "cases-2")
    assert isinstance(case, gr.model.Case)
    assert (case.text, case.steps[-1].outcome) == ("the front door", "solved")


def test_a_row_of_before_the_step_that_says_otherwise_is_asked_for_by_its_headings(club: gr.Office, tmp_path: Path) -> None:
    head, *body = written(club, "cases", tmp_path)
    club.correct_row("cases", "2", {"what was said": "the front door"}, reason="typing")
    body[1][head.index("what was said")] = "the back door"
    (problem,) = loaded(club, "cases", tmp_path, [head, *body]).problems
    assert (problem.code, list(problem.details["columns"])) == ("changed-elsewhere", ["what was said"])
    assert "“2”" in problem.text("zh")
    settled = club.take_in(tmp_path / "cases.csv", edited="ledger")
    assert (settled.problems, settled.stored) == ((), True)


def test_a_number_typed_in_full_is_meant_where_another_differs_in_capitals_alone(club: gr.Office) -> None:
    for number, text in (("A-1", "rats"), ("a-1", "mice")):
        new = {"No.": number, "unit": "north", "category": "request", "what was said": text, "received on": "2024-05-01"}
        club.add_row("cases", new, reason="by telephone")
    assert dict(club.row("cases", "a-1"))["what was said"] == "mice"
    assert dict(club.row("cases", "A-1"))["what was said"] == "rats"


def test_what_was_added_at_the_desk_goes_on_in_the_ledger_but_is_not_overwritten_by_it(club: gr.Office, tmp_path: Path) -> None:
    new = {"No.": "9", "unit": "north", "category": "request", "what was said": "rats", "received on": "2024-05-01"}
    club.add_row("cases", new, reason="by telephone")
    says_nothing(club, "cases", tmp_path)
    head, *body = written(club, "cases", tmp_path)
    body[-1][head.index("answered on")] = "2024-05-09"
    reading = loaded(club, "cases", tmp_path, [head, *body])
    assert (reading.problems, reading.stored) == ((), True)
    club.add_row("cases", new | {"No.": "10"}, reason="by telephone")
    head, *body = written(club, "cases", tmp_path)
    body[-1][head.index("what was said")] = "mice"
    (problem,) = loaded(club, "cases", tmp_path, [head, *body]).problems
    assert (problem.code, list(problem.details["columns"])) == ("changed-elsewhere", ["what was said"])


def test_dues_are_read_as_money_is_written(club: gr.Office, tmp_path: Path) -> None:
    head = ["No.", "member", "kind", "for the month", "on", "amount", "income"]
    rows = [
        [str(at), "1", "payment", "2024-01", "2024-01-05", text, "￥5,000"] for at, text in enumerate(("12", "￥12", "12元整"))
    ]
    assert loaded(club, "dues", tmp_path, [head, *rows]).stored
    for line in club.snapshot(date(2024, 6, 1)).all(gr.model.DuesLine).values():
        assert line.amount is not None
        assert line.base is not None
        assert (line.amount.value, line.amount.measured_in, line.base.value) == (12, "CNY", 5000)


def test_who_came_is_counted_once_however_the_row_writes_it(club: gr.Office, tmp_path: Path) -> None:
    loaded(club, "activities", tmp_path, [["No.", "unit", "kind", "held on"], ["1", "north", "meeting", "2024-06-05"]])
    head = ["activity", "person", "presence"]
    rows = [["1", "1", "present"], ["1", "Ann Example", "present"], ["1", "2", "present"]]
    (problem,) = loaded(club, "attendances", tmp_path, [head, *rows]).problems
    assert (problem.code, problem.value, str(problem.details["first"])) == (
        "duplicate-key",
        "1 Ann Example",
        "attendances.csv, row 2",
    )
    assert loaded(club, "attendances", tmp_path, [head, rows[0], rows[2]]).stored
    other = tmp_path / "attendances 2024-06.csv"
    other.write_text("activity,person,presence\n1,Ann Example,present\n", encoding="utf-8")
    (problem,) = (one for one in club.take_in(other).problems if one.code == "duplicate-key")
    assert str(problem.details["first"]) == "attendances.csv, row 2"
    # The name in place of the number, in the same table: the same record, also where every row is written so.
    for changed, again in enumerate(([rows[1], rows[2]], [rows[1], ["1", "Bob Example", "absent"]])):
        reading = loaded(club, "attendances", tmp_path, [head, *again])
        assert [len(part) for part in (reading.new, reading.changed, reading.problems, reading.remarks)] == [0, changed, 0, 0]
    came = club.snapshot(date(2024, 6, 30)).all(gr.model.Attendance).values()
    assert sorted((one.person, one.presence) for one in came) == [("p-1", "present"), ("p-2", "absent")]
