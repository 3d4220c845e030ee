"""Each ledger numbers its own rows: two ledgers numbered from 1 never collide, and a number that is given again is a question."""

from __future__ import annotations

from functools import cache

import pytest
from support.sheets import LEDGERS, codes, found, kept, read, table

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.ledgers import Known, Reading, Table
from grassroots.model import Case, Link
from grassroots.rules.registry import KINDS

MORE = """\
[words.channel]
letter = { en = "letter", zh = "来信" }

[ledger.letters]
en = "Letters"
zh = "来信台账"
noun = "case"
key = ["no"]
set = { category = "opinion", channel = "letter" }
[ledger.letters.column]
no = { heading = ["No.", "序号"], to = "" }
unit = { heading = ["unit", "单位"], required = true }
floor = { heading = ["floor", "楼层"], to = "custom.floor" }
repeats = { heading = ["again", "重复事项"], to = "repeats" }
letter_day = { heading = ["written on", "来信日期"], to = "step.received", required = true }

[ledger.notes]
en = "Notes"
zh = "回访台账"
noun = "note"
key = ["no"]
[ledger.notes.column]
no = { heading = ["note No.", "回访编号"], to = "" }
unit = { heading = ["unit", "单位"], required = true }
on = { heading = ["noted on", "回访日期"], required = true }
about = { heading = ["about", "所涉事项"], of = "case" }
"""


@cache
def office(**more: str) -> Charter:
    text = LEDGERS + MORE
    for ledger, line in more.items():
        text = text.replace(f"[ledger.{ledger}.column]", f"{line}\n[ledger.{ledger}.column]")
    return load({"charter.toml": text}, kinds=KINDS, parent=None)


OPINIONS = """\
No. | unit | received on | what was said
1 | b1 | 2014-03-01 | the lamp
2 | b2 | 2014-03-02 | the door
"""
LETTERS = """\
No. | unit | written on | again
1 | b1 | 2014-05-01 |
2 | b2 | 2014-05-02 | 1
"""
NOTES = "note No. | unit | noted on | about\n1 | b1 | 2014-06-01 | {about}\n"


def taken(*more: tuple[str, str], known: Known | None = None, **charter: str) -> Reading:
    return read(*(table(f"{name}.csv", text) for name, text in more), known=known, charter=office(**charter))


def test_two_ledgers_numbered_from_1_do_not_collide() -> None:
    reading = taken(("Opinions", OPINIONS), ("Letters", LETTERS))
    assert reading.ok, str(reading)
    assert {record.id for record in reading.records if isinstance(record, Case)} == {"o-1", "o-2", "letters-1", "letters-2"}


def test_within_its_own_ledger_a_number_means_a_row_of_that_ledger() -> None:
    case = found(taken(("Opinions", OPINIONS), ("Letters", LETTERS)), "case", "letters-2")
    assert isinstance(case, Case)
    assert case.repeats == "letters-1"


def test_a_number_of_several_ledgers_is_a_problem_that_names_them_and_the_way_to_write_it() -> None:
    reading = taken(("Opinions", OPINIONS), ("Letters", LETTERS), ("Notes", NOTES.format(about="1")))
    (problem,) = reading.problems
    assert problem.code == "several-numbers"
    assert problem.text("en", reveal=True).endswith("Write the ledger before the number: Opinions 1, Letters 1.")
    assert problem.text("zh", reveal=True).endswith("请在编号前写明台账：意见台账 1、来信台账 1。")


@pytest.mark.parametrize("about", ["Letters 1", "letters-1", "来信台账 1", "来信台账1", "来信台账第1号", "来信台账：1"])
def test_a_ledger_before_the_number_says_which_is_meant(about: str) -> None:
    reading = taken(("Opinions", OPINIONS), ("Letters", LETTERS), ("Notes", NOTES.format(about=about)))
    assert reading.ok, str(reading)
    assert found(reading, "note", "notes-1").about.id == "letters-1"  # type: ignore[union-attr]


def test_a_number_that_one_ledger_has_is_found() -> None:
    reading = taken(
        ("Opinions", OPINIONS + "3 | b1 | 2014-03-03 | the roof\n"), ("Letters", LETTERS), ("Notes", NOTES.format(about="3"))
    )
    assert reading.ok, str(reading)
    assert found(reading, "note", "notes-1").about.id == "o-3"  # type: ignore[union-attr]


def test_a_column_may_name_the_ledgers_whose_numbers_it_means() -> None:
    text = (LEDGERS + MORE).replace('of = "case" }', 'of = "case", refers_to = ["letters"] }')
    charter = load({"charter.toml": text}, kinds=KINDS, parent=None)

    def tables() -> tuple[Table, ...]:
        return table("Opinions.csv", OPINIONS), table("Letters.csv", LETTERS)

    reading = read(*tables(), table("Notes.csv", NOTES.format(about="1")), charter=charter)
    assert reading.ok, str(reading)
    assert found(reading, "note", "notes-1").about.id == "letters-1"  # type: ignore[union-attr]
    assert codes(read(*tables(), table("Notes.csv", NOTES.format(about="o-2")), charter=charter)) == ["record-not-known"]
    named = OPINIONS.replace("\n2 | ", "\nHX2 | ")
    assert "HX2" in named

    def noted(about: str) -> Reading:
        return read(
            table("Opinions.csv", named),
            table("Letters.csv", LETTERS),
            table("Notes.csv", NOTES.format(about=about)),
            charter=charter,
        )

    reading = noted("HX2")
    assert reading.ok, str(reading)
    assert found(reading, "note", "notes-1").about.id == "o-HX2"  # type: ignore[union-attr]
    assert codes(noted("77")) == ["record-not-known"]


# -- a number that is given again --------------------------------------------------------------------------------------------------------


JUNE = "No. | unit | written on | floor\n1 | b1 | 2014-06-03 | 1\n2 | b2 | 2014-06-09 | 2\n"
JULY = "No. | unit | written on | floor\n1 | b2 | 2014-07-03 | 3\n2 | b1 | 2014-07-09 | 4\n"


def test_the_numbers_of_june_given_again_in_july_are_a_question_and_nothing_of_june_is_changed() -> None:
    june = kept(taken(("June letters", JUNE)))
    reading = taken(("July letters", JULY), known=june)
    assert codes(reading) == ["other-under-number", "other-under-number"]
    assert reading.changed == frozenset()
    assert (
        reading.problems[0]
        .text("zh")
        .startswith("July letters.csv，第2行：“1”这个编号下的内容与以前完全不同（列：unit、written on、floor）。")
    )


def test_it_is_stored_where_somebody_says_that_the_ledger_is_right() -> None:
    from attrs import evolve

    june = evolve(kept(taken(("June letters", JUNE))), settled=True)
    reading = taken(("July letters", JULY), known=june)
    assert (codes(reading), reading.changed) == ([], {("case", "letters-1"), ("case", "letters-2")})


@pytest.mark.parametrize(("within", "id"), [("month", "letters-2014-07-1"), ("sheet", "letters-July letters-1")])
def test_where_numbers_begin_anew_both_months_stand_side_by_side(within: str, id: str) -> None:
    line = f'numbered_within = "{within}"'
    june = kept(taken(("June letters", JUNE), letters=line))
    reading = taken(("July letters", JULY), known=june, letters=line)
    assert (codes(reading), reading.changed, len(reading.new)) == ([], frozenset(), 2)
    assert found(reading, "case", id)


def test_a_number_that_several_months_have_is_written_with_its_month() -> None:
    line = 'numbered_within = "month"'
    letters = JUNE + JULY.partition("\n")[2]
    reading = taken(("Letters", letters), ("Notes", NOTES.format(about="1")), letters=line)
    (problem,) = reading.problems
    assert [str(one) for one in problem.details["candidates"]] == ["Letters 2014-06-1", "Letters 2014-07-1"]
    reading = taken(("Letters", letters), ("Notes", NOTES.format(about="2014-07-1")), letters=line)
    assert found(reading, "note", "notes-1").about.id == "letters-2014-07-1"  # type: ignore[union-attr]


def test_rows_that_were_sorted_and_numbered_anew_are_told_and_change_nothing() -> None:
    before = kept(taken(("Opinions", OPINIONS)))
    sorted_ = "No. | unit | received on | what was said\n1 | b2 | 2014-03-02 | the door\n2 | b1 | 2014-03-01 | the lamp\n"
    reading = taken(("Opinions", sorted_), known=before)
    assert (codes(reading), reading.changed) == (["renumbered", "renumbered"], frozenset())


def test_a_row_with_one_fact_corrected_is_the_same_row() -> None:
    before = kept(taken(("Opinions", OPINIONS)))
    reading = taken(("Opinions", OPINIONS.replace("the lamp", "the street lamp")), known=before)
    assert (codes(reading), reading.changed) == ([], {("case", "o-1")})


# -- what held on a day gone by ----------------------------------------------------------------------------------------------------------


MEMBERS = "No. | name | branch | member since\n1 | Ann Example | b1 | 2010-07-01\n"


def test_a_member_under_another_unit_is_asked_from_which_day() -> None:
    before = kept(taken(("Members", MEMBERS)))
    reading = taken(("Members", MEMBERS.replace("b1", "b2")), known=before)
    (problem,) = reading.problems
    assert problem.text("en").startswith(
        "Members.csv, row 2, column \"branch\": “p-1” was under b1 and is now under 'b2', and nothing says from which day."
    )
    assert reading.changed == frozenset()


def test_a_unit_under_another_parent_is_asked_from_which_day() -> None:
    units = "code | name | kind | part of\ns | Street | street |\nt | Town | street |\nb1 | First branch | branch | {}\n"
    before = kept(read(table("units.csv", units.format("s")), units=False))
    reading = read(table("units.csv", units.format("t")), known=before, units=False)
    assert (codes(reading), reading.changed) == (["change-without-day"], frozenset())


def test_the_unit_in_which_a_matter_came_up_may_be_corrected() -> None:
    before = kept(taken(("Opinions", OPINIONS)))
    assert taken(("Opinions", OPINIONS.replace("1 | b1", "1 | b2")), known=before).changed == {("case", "o-1")}


DATED = """
[ledger.catalogue]
en = "Catalogue"
zh = "事项目录"
noun = "service"
key = ["number", "start"]
prefix = ""
[ledger.catalogue.column]
number = { heading = ["number"], required = true }
unit = { heading = ["unit"], required = true }
name = { heading = ["matter"], required = true }
start = { heading = ["first day"], required = true }
end = { heading = ["last day"], inclusive = true }

[ledger.pleas]
en = "Pleas"
zh = "请求台账"
noun = "case"
key = ["no"]
set = { category = "opinion" }
[ledger.pleas.column]
no = { heading = ["plea No."], to = "" }
unit = { heading = ["unit"], required = true }
service = { heading = ["entry"] }
received = { heading = ["pleaded on"], to = "step.received", required = true }

[words.link.built_with]
en = "built with"
zh = "随建"
holder = ["unit"]
target = ["partner"]

[ledger.firms]
en = "Firms"
zh = "企业名册"
noun = "partner"
key = ["code"]
prefix = ""
set = { kind = "firm" }
[ledger.firms.column]
code = { heading = ["firm"], to = "" }
unit = { heading = ["unit"], required = true }
name = { heading = ["name"], required = true }

[ledger.ties]
en = "Ties"
zh = "关系台账"
noun = "link"
key = ["no"]
[ledger.ties.column]
no = { heading = ["tie No."], to = "" }
unit = { heading = ["unit"], required = true }
kind = { heading = ["tie"], required = true }
holder = { heading = ["who"], of = "person", required = true }
target = { heading = ["to whom"], of = "unit", required = true }
"""


@cache
def dated() -> Charter:
    return load({"charter.toml": LEDGERS + DATED}, kinds=KINDS, parent=None)


CATALOGUE = """\
number | unit | matter | first day | last day
A1 | b1 | lamps | 2014-01-01 | 2014-05-31
A1 | b1 | lamps and signs | 2014-06-01 |
"""


@pytest.mark.parametrize(("day", "version"), [("2014-05-31", "2014-01-01"), ("2014-06-01", "2014-06-01")])
def test_a_number_alone_means_the_version_of_it_that_stands_on_the_day_of_the_row(day: str, version: str) -> None:
    pleas = f"plea No. | unit | entry | pleaded on\n1 | b1 | A1 | {day}\n"
    reading = read(table("Catalogue.csv", CATALOGUE), table("Pleas.csv", pleas), charter=dated())
    case = found(reading, "case", "pleas-1")
    assert isinstance(case, Case)
    assert case.service == f"A1-{version}"


def test_what_stands_at_either_end_of_a_link_follows_from_its_kind() -> None:
    firms = table("Firms.csv", "firm | unit | name\nf-1 | b1 | Lamps Ltd\n")
    ties = "tie No. | unit | tie | who | to whom\n1 | b1 | built with | b2 | f-1\n2 | b1 | built with | b2 | b1\n"
    reading = read(firms, table("Ties.csv", ties), charter=dated())
    link = found(reading, "link", "ties-1")
    assert isinstance(link, Link)
    assert (link.holder.noun, link.target.noun) == ("unit", "partner")
    assert codes(reading) == ["record-not-known"], str(reading)


def test_another_day_and_another_text_in_the_same_unit_are_another_matter() -> None:
    before = kept(taken(("Opinions", OPINIONS)))
    other = OPINIONS.replace("2014-03-01 | the lamp", "2014-04-05 | the stairs")
    reading = taken(("Opinions", other), known=before)
    assert (codes(reading), reading.changed) == (["other-under-number"], frozenset())


SERVED = """
[ledger.registered]
en = "Registered"
zh = "报到名册"
noun = "membership"
key = ["person", "unit"]
set = { registration = "service" }
[ledger.registered.column]
person = { heading = ["member"], required = true }
unit = { heading = ["registered at"], required = true }
full = { heading = ["since"], to = "step.full", required = true }

[ledger.hardships]
en = "Hardships"
zh = "困难台账"
noun = "circumstance"
key = ["no"]
set = { kind = "hardship" }
[ledger.hardships.column]
no = { heading = ["hardship No."], to = "" }
membership = { heading = ["whose"], required = true }
start = { heading = ["hard since"], required = true }

[words.registration.service]
en = "for service"
zh = "报到"

[words.circumstance.hardship]
en = "hardship"
zh = "困难"
"""


def test_the_number_of_a_member_means_the_member_though_registrations_begin_with_it_too() -> None:
    charter = load({"charter.toml": LEDGERS + SERVED}, kinds=KINDS, parent=None)
    registered = table("Registered.csv", "member | registered at | since\n1 | b2 | 2014-01-15\n")
    hardships = table("Hardships.csv", "hardship No. | whose | hard since\n1 | 1 | 2014-02-01\n2 | 1-b2 | 2014-02-01\n")
    reading = read(table("Members.csv", MEMBERS), registered, hardships, charter=charter)
    assert reading.ok, str(reading)
    meant = [getattr(found(reading, "circumstance", f"hardships-{no}"), "membership", "") for no in (1, 2)]
    assert meant == ["p-1", "registered-1-b2"]
