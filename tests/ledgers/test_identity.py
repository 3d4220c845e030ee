"""Whose number it is: numbers that begin anew or slip by a row change nobody's record in silence; a correction stays one."""

from __future__ import annotations

import pytest
from support.sheets import codes, found, kept, read, table

from grassroots.ledgers import Reading

CASES = "No. | unit | received on | what was said | replied on | outcome\n"
PEOPLE = "No. | name | born | branch | member since\n"


def after(name: str, before: str, then: str, file: str = "", *, head: str = CASES) -> Reading:
    stored = kept(read(table(name, head + before)))
    return read(table(file or name, head + then), known=stored)


JUNE = "1 | b1 | 2014-06-05 | lamp | 2014-06-08 | solved\n2 | b1 | 2014-06-06 | lamp | |\n"


@pytest.mark.parametrize(
    "july",
    [
        "1 | b1 | 2014-07-05 | lamp | |\n2 | b1 | 2014-07-06 | lamp | |\n",
        "1 | b1 | 2014-07-05 | | |\n2 | b1 | 2014-07-06 | | |\n3 | b2 | 2014-07-07 | | |\n",
    ],
)
def test_numbers_that_begin_anew_are_a_question_though_unit_and_text_are_the_same(july: str) -> None:
    reading = after("opinions 2014-06.csv", JUNE, july, "opinions 2014-07.csv")
    assert codes(reading) == ["numbers-anew", "numbers-anew"]
    assert reading.changed == frozenset()
    assert "numbered_within" in reading.problems[0].text("zh")


def test_one_number_of_another_month_is_a_question_too() -> None:
    reading = after(
        "opinions 2014-06.csv", JUNE[: JUNE.index("2 |")], "1 | b1 | 2014-07-05 | lamp | |\n", "opinions 2014-07.csv"
    )
    assert codes(reading) == ["numbers-anew"]


@pytest.mark.parametrize(
    ("then", "file"),
    [
        ("1 | b1 | 2014-06-04 | lamp | 2014-06-08 | solved\n2 | b1 | 2014-06-06 | lamp | |\n", ""),
        ("1 | b1 | 2014-06-04 | lamp | 2014-06-08 | solved\n2 | b1 | 2014-06-06 | lamp | |\n", "opinions mended.csv"),
        ("1 | b1 | 2014-07-05 | lamp | 2014-07-08 | solved\n2 | b1 | 2014-06-06 | lamp | |\n", ""),
    ],
)
def test_a_first_day_corrected_is_no_question(then: str, file: str) -> None:
    reading = after("opinions 2014-06.csv", JUNE, then, file)
    assert (codes(reading), len(reading.changed)) == ([], 1)


@pytest.mark.parametrize("file", ["", "opinions mended.csv"])
def test_the_only_row_may_have_its_first_day_corrected(file: str) -> None:
    one = JUNE[: JUNE.index("2 |")]
    reading = after("opinions.csv", one, one.replace("06-05", "06-04"), file)
    assert (codes(reading), len(reading.changed)) == ([], 1)


def people(*rows: str) -> str:
    return "".join(f"{row} | b1 | 2010-01-01\n" for row in rows)


def test_people_who_slipped_by_a_row_are_told() -> None:
    before = people("1 | Ann Example | 1970-01", "2 | Bob Muster | 1971-02", "3 | Cy Sample | 1972-03")
    reading = after("members.csv", before, people("1 | Bob Muster | 1971-02", "2 | Cy Sample | 1972-03"), head=PEOPLE)
    assert {"renumbered"} <= set(codes(reading))
    assert reading.changed == frozenset()


@pytest.mark.parametrize(
    ("was", "now", "asked"),
    [
        ("Ann Example", "Bob Muster", True),
        ("赵某甲", "李四", True),
        ("Ann Example", "Ann Muster", False),
        ("Ann Exampel", "Anne Example", False),
        ("赵某甲", "赵某乙", False),
    ],
)
def test_another_person_under_a_number_is_a_question_and_another_spelling_is_none(was: str, now: str, asked: bool) -> None:
    head = "No. | name\n"
    reading = after("members.csv", f"1 | {was}\n2 | Cy Sample\n", f"1 | {now}\n2 | Cy Sample\n", head=head)
    assert codes(reading) == ["other-under-number"] * asked
    assert len(reading.changed) == (not asked)


def test_a_mark_that_nobody_sees_makes_no_other_number() -> None:
    before = read(table("opinions.csv", CASES + "\ufeff1 | b1 | 2014-06-05 | lamp | |"))
    assert found(before, "case", "o-1")
    again = read(table("opinions.csv", CASES + "1 | b1 | 2014-06-05 | lamp | |"), known=kept(before))
    assert (again.new, again.changed) == (frozenset(), frozenset())
