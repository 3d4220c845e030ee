"""What can be read and yet can hardly be so is told; a ledger may refuse it."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from support.sheets import house, kept, table

from grassroots.charter import Charter
from grassroots.ledgers import Reading, build
from grassroots.model import Asset, Case, Commitment, Person, Reply, Team
from grassroots.workspace import open_charter

UNITS = "code | name | kind | part of | founded\ns | Street | street | | 2000-01-01\nb1 | Branch | branch | s | 2000-01-01"
TODAY = date(2014, 12, 31)


def read(text: str, name: str = "opinions.csv", charter: Charter | None = None) -> Reading:
    return build([table("units.csv", UNITS), table(name, text)], charter or house(), today=TODAY)


CASES = [
    ("No. | unit | received on\n1 | b1 | 2041-06-05", "day-ahead"),
    ("No. | unit | received on\n1 | b1 | 1914-06-05", "day-before-unit"),
    ("No. | unit | received on | due\n1 | b1 | 2014-06-05 | 2014-06-01", "due-before"),
    ("No. | unit | received on | due\n1 | b1 | 2014-06-05 | 2041-06-01", ""),
    ("No. | unit | received on\n1 | b1 | 2014-12-31", ""),
]


@pytest.mark.parametrize(("text", "code"), CASES)
def test_a_day_that_can_hardly_be_is_told_and_stands(text: str, code: str) -> None:
    reading = read(text)
    assert reading.ok
    assert [remark.code for remark in reading.remarks] == [code] * bool(code)
    for remark in reading.remarks:
        assert remark.text("zh")
        assert remark.source


PEOPLE = [
    ("No. | name\n1 | 甲示例", ""),
    ("No. | name\n1 | Ann Example", ""),
    ("No. | name\n1 | 待定", "no-name"),
    ("No. | name\n1 | 甲示例（已故）", "name-and-more"),
    ("No. | name\n1 | 甲示例13800000000", "name-and-more"),
    ("No. | name\n1 | Ann Example [left]", "name-and-more"),
    *(
        (f"No. | name\n1 | {name}", "")
        for name in ("欧阳 示例", "甲和平", "甲  示", "阿依古丽 买买提", "Lee, Ann", "Sandy Orr")
    ),
    *(
        (f"No. | name\n1 | {name}", "no-name")
        for name in ("甲示 乙例", "甲示例和乙示例", "甲某某", "甲**", "空缺", "TBC", "vacant", "Ann & Bo Lee", "Ann and Bo Lee")
    ),
    *((f"No. | name\n1 | {name}", "name-and-more") for name in ("甲示例同志", "甲先生", "甲书记", "甲示例？", "新增：甲示例")),
    *(
        (f"No. | name\n1 | {name}", "name-and-more")
        for name in (
            "1.甲示例",
            "2 甲示例",
            "★甲示例",
            "甲示例√",
            "甲示例 男",
            "甲示例1",
            "甲示例、",
            "书记甲示",
            "副主任甲示例",
            "3) Ann Example",
        )
    ),
    *(
        (f"No. | name\n1 | {name}", "")
        for name in ("Ann E.", "Ann Example Jr.", "书记员", "Ann O'Neil-Example", "主任", "Example, A.")
    ),
    *((f"No. | name | phone\n1 | 甲示例 | {phone}", "no-phone") for phone in ("13800000000.0", "1380000000", "138000000001")),
    *(
        (f"No. | name | phone\n1 | 甲示例 | {phone}", "phone-and-more")
        for phone in ("13800000000（妻）", "13800000000 示例乙代接")
    ),
    *(
        (f"No. | name | phone\n1 | 甲示例 | {phone}", "")
        for phone in ("0571-88000000转12", "+44 161 496 0000 ext. 3", "138 0000 0000")
    ),
    *((f"No. | name | phone\n1 | 甲示例 | {phone}", "") for phone in ("13800000000", "18005550100", "01614960000")),
    (f"No. | name\n1 | {'(' * 20_000}", "name-and-more"),
    ("No. | name | phone\n1 | 甲示例 | 0571-88880000转8", ""),
    ("No. | name | phone\n1 | 甲示例 | 13800000000、13800000001", ""),
    ("No. | name | phone\n1 | 甲示例 | +44 161 496 0000", ""),
    ("No. | name | phone\n1 | 甲示例 | 12345", ""),
    ("No. | name | phone\n1 | 甲示例 | 无", "no-phone"),
    ("No. | name | phone\n1 | 甲示例 | 571.88880001", "no-phone"),
    ("No. | name | phone\n1 | 甲示例 | 8021", "no-phone"),
    ("No. | name\n3301********0012 | 甲示例", "number-shortened"),
    ("No. | name\n330106XXXXXXXX0012 | 甲示例", "number-shortened"),
    ("No. | name\nXXX-12 | 甲示例", ""),
]


@pytest.mark.parametrize(("text", "code"), PEOPLE)
def test_what_is_hardly_a_name_a_phone_or_a_number_is_told_and_stands(text: str, code: str) -> None:
    reading = read(text, "members.csv")
    assert reading.ok
    assert [remark.code for remark in reading.remarks] == [code] * bool(code)
    assert all("甲" not in remark.text("zh") for remark in reading.remarks)


def test_a_ledger_may_refuse_what_can_hardly_be() -> None:
    rules = dict(house().ledgers)
    rules["opinions"] = evolve(rules["opinions"], refuse=("day-ahead",))
    reading = read(CASES[0][0], charter=evolve(house(), ledgers=rules))
    assert [problem.code for problem in reading.problems] == ["day-ahead"]
    assert read(CASES[1][0], charter=evolve(house(), ledgers=rules)).ok


def test_numbers_far_from_their_like_are_told() -> None:
    amounts = ["500", "480", "520", "510", "1.2万", "500", "490", "600", "5000000", "-500", *["500"] * 9]
    text = "day | unit | number\n" + "\n".join(f"2014-01-{day:02} | b1 | {amount}" for day, amount in enumerate(amounts, 1))
    found = [(remark.code, remark.value, remark.source.row) for remark in read(text, "tallies.csv").remarks if remark.source]
    assert found == [("amount-far", "5000000", 10), ("amount-negative", "-500", 11)]
    few = "\n".join(text.splitlines()[:4]) + "\n2014-02-01 | b1 | 9000000"
    assert read(few, "tallies.csv").remarks == ()


def test_targets_of_other_measures_are_not_their_like() -> None:
    measures = ["cases_completed"] * 9 + ["cases_received"]
    values = ["0.9"] * 9 + ["4000"]
    lines = [f"{at} | n | x | 2024-01-01 | {m} | {v}" for at, (m, v) in enumerate(zip(measures, values, strict=True), 1)]
    text = "No. | unit | theme | first day | measure | value to reach\n" + "\n".join(lines)
    charter = open_charter("association")
    theme = next(iter(charter.words["theme"].values())).labels["en"]
    text = text.replace(" x ", f" {theme} ")

    def told(text: str) -> list[str]:
        reading = build([table("units.csv", CLUB), table("targets.csv", text)], charter)
        return [one.code for one in (*reading.problems, *reading.remarks) if one.code == "amount-far"]

    assert told(text) == []
    assert told(text.replace("cases_received", "cases_completed")) == ["amount-far"]


CLUB = "code | name | kind | part of | founded on\nr | R | association | | 2010-01-01\nn | N | house | r | 2012-01-01"
COURSE = "No. | unit | kind | held on | until | sessions\n1 | n | training | 2014-03-03 | {until} | {sessions}"
LEDGERS = [
    ("members.csv", "No. | name | unit | member since\n1 | Ann Example | n | 1990-07-01"),
    ("attendances.csv", "activity | person | presence | hours\n1 | 1 | present | 40"),
]


@pytest.mark.parametrize(
    ("until", "sessions", "told"), [("2014-03-07", "1", []), ("", "1", ["hours-beyond-days"]), ("", "5", [])]
)
def test_hours_fit_into_the_days_of_the_course_and_members_bring_their_years_along(
    until: str, sessions: str, told: list[str]
) -> None:
    course = ("activities.csv", COURSE.format(until=until, sessions=sessions))
    tables = [table(name, text) for name, text in [("units.csv", CLUB), course, *LEDGERS]]
    reading = build(tables, open_charter("association"), today=TODAY)
    assert reading.ok, reading.problems
    assert [remark.code for remark in reading.remarks] == told
    assert all(remark.text("zh") for remark in reading.remarks)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("待定", 1),
        ("无", 1),
        ("12", 1),
        ("示例甲、示例乙", 1),
        ("n/a", 1),
        ("示例甲", 0),
        ("Example, Ann", 0),
        ("X Æ", 0),
        ("无名氏", 0),
    ],
)
def test_what_is_no_name_is_told(name: str, told: int) -> None:
    assert [one.code for one in read(f"No. | name\n1 | {name}", "members.csv").remarks] == ["no-name"] * told


def test_days_far_from_their_like_are_told() -> None:
    days = ["2014-06-05", "2014-06-07", "2014-07-01", "2014-12-30", "1994-06-05", "2013-12-31"]
    text = "No. | unit | received on\n" + "\n".join(f"{number} | b2 | {day}" for number, day in enumerate(days, 1))
    units = UNITS.replace("b1 | Branch | branch | s | 2000-01-01", "b2 | Branch | branch | s |")
    reading = build([table("units.csv", units), table("opinions.csv", text)], house(), today=TODAY)
    assert [(one.code, one.value) for one in reading.remarks] == [("day-far", "1994-06-05")]
    births = "\n".join(
        f"{number} | Ann Example | {year}" for number, year in enumerate((1931, 1948, 1960, 1972, 1980, 2001), 1)
    )
    assert read("No. | name | born\n" + births, "members.csv").remarks == ()
    assert [one.code for one in read("No. | name | born\n1 | Ann Example | 0130", "members.csv").remarks] == ["day-far"]


@pytest.mark.parametrize(("one", "other", "told"), [("H1", "h1", 1), ("A-1", "A—1", 1), ("A 1", "A1", 1), ("A-1", "A1", 0)])
def test_numbers_that_only_look_the_same_are_told(one: str, other: str, told: int) -> None:
    reading = read(f"No. | unit | received on\n{one} | b1 | 2014-06-05\n{other} | b1 | 2014-06-05")
    assert [remark.code for remark in reading.remarks] == ["number-alike"] * told


def test_a_number_that_looks_like_one_that_is_stored_is_told() -> None:
    first = read("No. | name\nA-1 | Ann Example", "members.csv")
    again = build([table("members.csv", "No. | name\na—1 | Ann Example\nA-2 | Bo Example")], house(), known=kept(first))
    assert [(one.code, one.value, one.details["other"]) for one in again.remarks] == [("number-alike", "p-a—1", "p-A-1")]
    assert "“a—1”与A-1" in again.remarks[0].text("zh")
    assert not build([table("members.csv", "No. | name\nA-1 | Ann Example")], house(), known=kept(first)).remarks


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("1 | 甲示例 | 1970-01-05 |\n2 | 甲示例 | 1970-01-05 |", ["persons-alike"]),
        ("1 | Example, Ann | 1970-01-05 |\n2 | Ann Example | 1970-01-05 |", ["persons-alike"]),
        ("1 | 甲 示例 | 1970-01-05 |\n2 | 甲示例 | 1970-01-05 |", ["persons-alike"]),
        ("1 | 甲示例 | | 13800000000\n2 | 甲示例 | 1970-01-05 | 13800000000", ["persons-alike"]),
        ("1 | 甲示例 | 1970-01-05 |\n2 | 甲示例 | 1971-01-05 |\n3 | 乙示例 | 1970-01-05 |", []),
        ("1 | 甲示例 | |\n2 | 甲示例 | |", []),
    ],
)
def test_two_people_who_are_alike_are_told(rows: str, codes: list[str]) -> None:
    reading = read(f"No. | name | born | phone\n{rows}", "members.csv")
    assert reading.ok
    assert [one.code for one in reading.remarks] == codes


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("7 | 甲示例 | 1970-01-05 |", [("7", "1")]),
        ("7 | 乙示例 | | 13800000000", [("7", "2")]),
        ("7 | 乙示例 | 1970-01-05 |", []),
        ("1 | 甲示例 | 1970-01-05 | 13800000001", []),
        ("1 | 甲示例 | 1980-01-05 |\n7 | 甲示例 | 1970-01-05 |", []),
    ],
)
def test_a_new_person_who_is_like_a_stored_one_is_asked_about_once(row: str, told: list[tuple[str, str]]) -> None:
    first = kept(read("No. | name | born | phone\n1 | 甲示例 | 1970-01-05 |\n2 | 乙示例 | | 13800000000", "members.csv"))
    file = "more.csv#成员名册", f"No. | name | born | phone\n{row}"
    new = build([table(*file)], house(), known=first)
    alike = [one for one in new.remarks if one.code == "persons-alike"]
    assert [(one.value.removeprefix("p-"), one.details["other"].removeprefix("p-")) for one in alike] == told
    assert all("members.csv" in one.text("zh") for one in alike)
    again = build([table(*file)], house(), known=kept(new))
    assert "persons-alike" not in {one.code for one in again.remarks}


def test_two_people_of_one_ledger_who_are_alike_are_asked_about_until_they_are_stored() -> None:
    rows = "No. | name | born\n1 | 甲示例 | 1970-01-05\n2 | 甲示例 | {}"
    first = read(rows.format("1970-01-05"), "members.csv")
    assert [one.code for one in first.remarks] == ["persons-alike"]
    again = build([table("members.csv", rows.format("1970-01-05"))], house(), known=kept(first))
    assert again.remarks == ()
    apart = read(rows.format("1971-01-05"), "members.csv")
    edited = build([table("members.csv", rows.format("1970-01-05"))], house(), known=kept(apart))
    assert [one.code for one in edited.remarks] == ["persons-alike"]


@pytest.mark.parametrize(("born", "told"), [("1980-01-05", 1), ("1979", 0), ("1979-06", 1), ("1978-05-05", 0), ("", 0)])
def test_who_belonged_before_being_born_is_told(born: str, told: int) -> None:
    reading = read(f"No. | name | born | branch | member since\n1 | 甲示例 | {born} | b1 | 1979-05-01", "members.csv")
    assert (reading.ok, [one.code for one in reading.remarks]) == (True, ["day-before-birth"] * told)
    assert all("1979-05-01" in one.text("zh") and born not in one.text("zh") for one in reading.remarks)


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("1 | b1 | 2014-06-05 | 路灯不亮已三天\n2 | b1 | 2014-06-05 | 路灯不亮已三天", ["rows-alike"]),
        ("1 | b1 | 2014-06-05 | 路灯不亮已三天\n2 | b1 | 2014-06-06 | 路灯不亮已三天", []),
        ("1 | b1 | 2014-06-05 | 灯\n2 | b1 | 2014-06-05 | 灯", []),
    ],
)
def test_what_was_entered_twice_is_told(rows: str, codes: list[str]) -> None:
    reading = read(f"No. | unit | received on | what was said\n{rows}")
    assert reading.ok
    assert [one.code for one in reading.remarks] == codes


@pytest.mark.parametrize(("other", "codes"), [("1985.11", {"ambiguous-month"}), ("1985.10", set())])
def test_where_a_nought_at_the_end_was_kept_none_was_lost_in_the_cells_beside_it(other: str, codes: set[str]) -> None:
    members = table("members.csv", f"No. | name | unit | date of birth\n1 | Ann | b1 | 1990.1\n2 | Bo | b1 | {other}")
    units = table("units.csv", UNITS.replace("founded", "founded on").replace("| street |", "| association |"))
    reading = build([units, members], open_charter("association"), today=TODAY)
    told = {problem.code for problem in reading.problems}
    assert told == codes, [str(one) for one in reading.problems]
    born = {str(one.birth) for one in reading.records if isinstance(one, Person)}
    assert born == ({"1990-01", "1985-10"} if not codes else {"1985-11"})


def test_what_stands_for_empty_cells_makes_nothing_unusual() -> None:
    marks = [f"{at} | n | n | yearly | work | 2024-01-01 | 9{at} | " for at in range(9)]
    ballots = [f"{at} | n | n | yearly | work | 2024-01-01 | | {papers}" for at, papers in (("a", 120), ("b", 119))]
    head = "No. | unit | rated unit | rubric | item | given on | mark | returns"
    charter = open_charter("association")

    def told(*rows: str) -> list[str]:
        reading = build([table("units.csv", CLUB), table("ratings.csv", "\n".join([head, *rows]))], charter)
        assert len(reading.records) == len(rows) + CLUB.count("\n"), str(reading)
        return [one.code for one in reading.remarks]

    assert told(*marks, *ballots) == told(*(one + "不详" for one in marks), *ballots) == []
    assert told(*(one + "1" for one in marks), *ballots) == ["amount-far"] * 2


@pytest.mark.parametrize("none", ["无", "暂无", "none", "N/A", "没有"])
def test_none_is_no_name_no_rule_and_no_proof_but_stays_in_what_somebody_wrote(none: str) -> None:
    told = build(
        [
            table("units.csv", CLUB),
            table("assets.csv", f"No. | unit | kind | name | use | rules for its use\n1 | n | land | Meadow | let | {none}"),
            table("teams.csv", f"code | unit | kind | name | service brand\nt | n | volunteers | {none} | {none}"),
            table(
                "commitments.csv",
                f"No. | unit | promised by | promised by a | kind | promise | made on | shown by a paper or photo\n1 | n | n | unit | service | Lamps | 2024-01-02 | {none}",
            ),
            table(
                "cases.csv",
                f"No. | unit | category | received on | what was said | place\n1 | n | request | 2024-01-02 | {none} | {none}",
            ),
            table("replies.csv", f"No. | case | answered on | what remains | contact\n1 | 1 | 2024-01-03 | {none} | {none}"),
        ],
        open_charter("association"),
        today=date(2024, 12, 31),
    )
    assert told.ok, str(told)
    (asset,), (team,), (promise,), (case,), (reply,) = (
        [one for one in told.records if type(one) is noun] for noun in (Asset, Team, Commitment, Case, Reply)
    )
    assert (asset.terms, team.name, team.brand, promise.shown_by, reply.contact) == ("", "", None, None, None)
    assert (case.text, case.place, reply.remaining, reply.parts) == (none, None, none, 1)
