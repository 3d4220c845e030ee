"""Rows become records: steps, several nouns, references, skips, constants; and every problem at once."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from support.sheets import codes, found, house, read, table

from grassroots.errors import HasProblems
from grassroots.ledgers import Row, Table, build
from grassroots.model import (
    Activity,
    Case,
    ChangeEvent,
    Custom,
    ExternalId,
    Heir,
    Link,
    LocalName,
    Membership,
    Origin,
    Person,
    Placement,
    Step,
    Tally,
    Unit,
)
from grassroots.problems import Problem, wordings
from grassroots.values import PartialDate, Quality, Ref, Source

OPINION = "No. | unit | received on | due | dispatched on | handled by | replied on | outcome | rating | floor | what was said"


def opinion(row: str) -> Case:
    reading = read(table("opinions.csv", f"{OPINION}\n{row}"))
    assert reading.ok, reading
    case = reading.records[-1]
    assert isinstance(case, Case)
    return case


def test_a_wide_row_becomes_a_record_with_steps() -> None:
    case = opinion(
        "17 | b1 | 2014-03-01 | 2014-03-15 | 2014-03-02 | b2 | 2014-03-09 | solved | good | 3 | The lamp\\nis broken."
    )
    assert case == Case(
        id="o-17",
        category="opinion",
        unit="b1",
        text="The lamp\nis broken.",
        external_ids=(ExternalId(scheme="office", value="17"),),
        custom=(Custom(name="floor", number=Decimal(3)),),
        steps=(
            Step(state="received", on=date(2014, 3, 1), due=date(2014, 3, 15)),
            Step(state="dispatched", on=date(2014, 3, 2), unit="b2"),
            Step(state="replied", on=date(2014, 3, 9), outcome="solved", rating="good"),
        ),
    )


def test_steps_stand_in_the_order_of_their_days_and_then_of_the_columns() -> None:
    case = opinion("1 | b1 | 2014-03-05 | | 2014-03-02 | | 2014-03-05 | | | |")
    assert [step.state for step in case.steps] == ["dispatched", "received", "replied"]


def test_a_cell_with_a_time_fills_the_time_of_the_step_and_of_its_due_day() -> None:
    case = opinion("1 | b1 | 2014-03-05 13:03:21 | 2014-03-06 09:30 | | | 2014-03-05 08:00 | | | |")
    replied, received = case.steps
    assert (received.at, received.due, received.due_at) == (time(13, 3, 21), date(2014, 3, 6), time(9, 30))
    assert (replied.state, replied.at) == ("replied", time(8))


def test_what_belongs_to_a_step_needs_the_day_of_the_step() -> None:
    reading = read(table("opinions.csv", f"{OPINION}\n1 | b1 | 2014-03-01 | | | b2 | | solved | | |"))
    assert [(problem.code, problem.column, problem.details["day"]) for problem in reading.problems] == [
        ("step-without-date", "handled by", "dispatched on"),
        ("step-without-date", "outcome", "replied on"),
    ]
    # It is told, and the rest of the row counts.
    [case] = [record for record in reading.records if isinstance(record, Case)]
    assert [(step.state, step.on) for step in case.steps] == [("received", date(2014, 3, 1))]


def test_one_row_makes_several_records_that_know_one_another() -> None:
    reading = read(
        table("members.csv", "序号 | 姓名 | 出生 | 所在支部 | 转正日期\n007 | 示例甲 | 1971年3月 | 第一支部 | 2010.7.1"),
        units=False,
    )
    assert codes(reading) == ["record-not-known"]
    reading = read(table("members.csv", "序号 | 姓名 | 出生 | 所在支部 | 转正日期\n007 | 示例甲 | 1971年3月 | b1 | 2010.7.1"))
    assert found(reading, "person", "p-007") == Person(id="p-007", name="示例甲", birth=PartialDate(1971, 3))
    assert found(reading, "membership", "p-007") == Membership(
        id="p-007", person="p-007", unit="b1", steps=(Step(state="full", on=date(2010, 7, 1)),)
    )


def test_a_second_record_is_made_only_where_its_cells_are_filled() -> None:
    reading = read(table("members.csv", "No. | name | branch\n1 | Ann Example |"))
    assert reading.ok
    assert [type(record) for record in reading.records[3:]] == [Person]


def test_a_second_record_without_what_it_needs_is_a_problem() -> None:
    reading = read(table("members.csv", "No. | name | branch | member since\n1 | Ann Example | | 2010-07-01"))
    assert [(problem.code, problem.column) for problem in reading.problems] == [("missing-beside", "branch")]


def test_units_get_their_place_their_names_and_their_end() -> None:
    text = "code | name | Chinese name | kind | part of | founded | last day\n" + (
        "s | Street | 街道 | street | | |\nx | Lane | | branch | s | 2010-01-01 | 2014-06-30"
    )
    reading = read(table("units.csv", text), units=False)
    assert found(reading, "unit", "s") == Unit(
        id="s", kind="street", name="Street", names=(LocalName(language="zh", text="街道"),)
    )
    assert found(reading, "unit", "x") == Unit(
        id="x",
        kind="branch",
        name="Lane",
        parents=(Placement(since=date(2010, 1, 1), parent="s"),),
        start=date(2010, 1, 1),
        end=date(2014, 7, 1),
    )


def test_a_cell_may_name_several_units() -> None:
    reading = read(table("changes.csv", "No. | kind | from | ended | new\n1 | merger | 2014-07-01 | b1；Second branch | s"))
    event = found(reading, "change_event", "changes-1")
    assert isinstance(event, ChangeEvent)
    assert (event.before, event.after) == ((Origin(unit="b1"), Origin(unit="b2")), (Heir(unit="s"),))


@pytest.mark.parametrize("text", ["b1", "First branch", "first  BRANCH", " Ｂ1 ".replace("Ｂ", "b")])
def test_a_reference_is_an_id_or_a_name_in_any_spelling(text: str) -> None:
    assert opinion(f"1 | {text} | 2014-03-01 | | | | | | | |").unit == "b1"


def test_a_reference_may_be_the_key_as_typed() -> None:
    members = table("members.csv", "No. | name | branch\n7 | Ann Example | b1")
    case = found(
        read(members, table("opinions.csv", "No. | unit | raised by | received on\n1 | b1 | 7 | 2014-03-01")), "case", "o-1"
    )
    assert isinstance(case, Case)
    assert case.requester == "p-7"


def test_rows_refer_to_rows_further_down_and_in_later_tables() -> None:
    units = "code | name | kind | part of\nb9 | Ninth | branch | s9\ns9 | Street 9 | street |"
    reading = read(
        table("opinions.csv", "No. | unit | received on\n1 | Ninth | 2014-03-01"), table("units.csv", units), units=False
    )
    assert reading.ok
    assert len(reading.records) == 3


def test_of_several_of_one_name_the_one_in_the_unit_of_the_row_is_meant() -> None:
    members = table("members.csv", "No. | name | branch\n1 | Ann Example | b1\n2 | Ann Example | b2")
    opinions = "No. | unit | raised by | received on\n1 | b2 | Ann Example | 2014-03-01"
    case = found(read(members, table("opinions.csv", opinions)), "case", "o-1")
    assert isinstance(case, Case)
    assert case.requester == "p-2"


def test_doubt_about_a_name_is_a_problem_with_the_candidates_and_without_the_name() -> None:
    members = table("members.csv", "No. | name | branch\n1 | Ann Example | b1\n2 | Ann Example | b1")
    reading = read(members, table("opinions.csv", "No. | unit | raised by | received on\n1 | b1 | Ann Example | 2014-03-01"))
    (problem,) = reading.problems
    assert (problem.code, problem.details["candidates"]) == ("several-candidates", ["Members 1", "Members 2"])
    assert "Ann" not in str(problem)
    assert "Ann Example" in problem.text(reveal=True)


def test_units_of_one_name_are_told_apart_by_their_ids() -> None:
    units = "code | name | kind\nx1 | Twin | street\nx2 | Twin | street"
    reading = read(
        table("units.csv", units), table("opinions.csv", "No. | unit | received on\n1 | Twin | 2014-03-01"), units=False
    )
    assert reading.problems[0].details["candidates"] == ["x1 (Twin)", "x2 (Twin)"]


def test_a_reference_to_nothing_is_a_problem_with_the_nearest() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on\n1 | Frist branch | 2014-03-01"))
    assert [problem.code for problem in reading.problems] == ["record-not-known"]
    assert reading.problems[0].details["nearest"][0] == "First branch"


def test_a_reference_that_may_be_of_several_nouns_finds_the_one_that_is_there() -> None:
    members = table("members.csv", "No. | name | branch\n1 | Ann Example | b1")
    link = found(
        read(members, table("pairings.csv", "No. | unit | who | with\n1 | b1 | Ann Example | b2")), "link", "pairings-1"
    )
    assert isinstance(link, Link)
    assert (link.holder, link.target) == (Ref("person", "p-1"), Ref("unit", "b2"))


def test_a_row_that_a_rule_leaves_out_is_counted_and_told() -> None:
    reading = read(
        table("opinions.csv", "No. | unit | received on | remark\n1 | nowhere | soon | 作废\n2 | b1 | 2014-03-01 | fine")
    )
    assert reading.ok
    assert [(skip.reason, skip.ledger, skip.source.row) for skip in reading.skips] == [("withdrawn", "opinions", 2)]
    assert "Skipped by the rule 'withdrawn': 1." in str(reading)


def test_a_key_that_stands_twice_is_a_problem_of_the_second_row() -> None:
    rows = "1 | b1 | 2014-03-01\n２ | b1 | 2014-03-01\n2 | b2 | 2014-03-02"
    reading = read(table("opinions.csv", f"No. | unit | received on\n{rows}"))
    (problem,) = reading.problems
    assert (problem.code, problem.source, problem.details["first"]) == (
        "duplicate-key",
        Source("opinions.csv", row=4),
        Source("opinions.csv", row=3),
    )


def test_a_key_of_several_cells_is_the_same_however_a_day_is_written() -> None:
    reading = read(table("tallies.csv", "unit | day | number\ns | 2014-06-30 | 5\ns | 2014年6月30日 | 6"))
    assert codes(reading) == ["duplicate-key"]
    assert reading.records[-1].id == "tallies-s-2014-06-30"


def test_an_empty_key_is_a_problem() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on\n | b1 | 2014-03-01\n- | b1 | 2014-03-01"))
    assert [(problem.code, problem.column) for problem in reading.problems] == [("missing-cell", "No.")] * 2


def test_all_problems_are_told_at_once_in_the_order_of_the_rows() -> None:
    rows = "1 | nowhere | soon | | | | 2014-02-30 | mended | | many | x\n2 | b1 | 2014-03-01 | | | | | | | |\n3 | | 03/04/2014 | | | | | | | |"
    reading = read(table("opinions.csv", f"{OPINION}\n{rows}"))
    told = [(problem.source.row if problem.source else 0, problem.column, problem.code) for problem in reading.problems]
    assert sorted(told) == sorted(
        [
            (2, "unit", "record-not-known"),
            (2, "received on", "not-a-date"),
            (2, "replied on", "impossible-date"),
            (2, "outcome", "word-not-known"),
            (2, "floor", "not-a-number"),
            (4, "unit", "missing-cell"),
            (4, "received on", "ambiguous-date"),
        ]
    )
    assert [row for row, _, _ in told] == sorted(row for row, _, _ in told)
    assert [bad.source.row for bad in reading.bad_rows] == [2, 4]
    assert len(reading.records) == 4


def test_every_problem_has_a_place_a_cure_and_both_languages() -> None:
    rows = "1 | nowhere | soon | | | | 2014-02-30 | mended | | many | x"
    reading = read(table("opinions.csv", f"{OPINION} | strange\n{rows} | y"))
    for problem in reading.problems:
        assert problem.source
        assert problem.cure
        assert "opinions.csv" in problem.text("en")
        assert "opinions.csv" in problem.text("zh")
        assert wordings()[problem.code].cure("zh")


def test_personal_cells_are_masked_in_problems_and_others_are_not() -> None:
    reading = read(table("members.csv", "No. | name | born | branch\n1 | Ann Example | 3 May | nowhere"))
    shown = {problem.column: str(problem) for problem in reading.problems}
    assert "***" in shown["born"]
    assert "'nowhere'" in shown["branch"]
    assert "3 May" not in str(reading)
    assert "Ann" not in repr(reading)


def test_a_custom_field_that_the_charter_calls_personal_is_masked_and_private() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on | complaint of\n1 | b1 | 2014-03-01 | Bob Example"))
    case = found(reading, "case", "o-1")
    assert case.custom == (Custom(name="complaint_of", text="Bob Example", private=True),)
    reading = read(table("opinions.csv", "No. | unit | received on | complaint of\n1 | b1 | 2014-03-01 | Bob\x00Example"))
    assert "Bob" not in str(reading)


def test_a_damaged_number_is_kept_as_text_and_told_as_a_remark() -> None:
    reading = read(table("tallies.csv", "unit | day | number\ns | 2014-06-30 | 654.38+10,000 yuan"))
    assert reading.ok
    tally = reading.records[-1]
    assert isinstance(tally, Tally)
    assert (tally.amount.raw, tally.amount.value, tally.amount.quality) == ("654.38+10,000 yuan", None, Quality.DAMAGED)
    assert [(remark.code, remark.column) for remark in reading.remarks] == [("damaged-number", "number")]


def test_what_the_reader_could_not_read_is_a_problem_of_its_cell() -> None:
    text = "No. | unit | received on | what was said\n1 | b1 | | x\n2 | b1 | 2014-03-01 | \n123456789012345696 | b1 | 2014-03-01 | x"
    faults = {
        "C2": "grassroots_xlsx:formula-without-value",
        "D3": "grassroots_xlsx:spreadsheet-error",
        "A4": "digits-lost",
    }
    reading = read(table("opinions.xlsx#opinions", text, **faults))
    assert [(problem.code, problem.column) for problem in reading.problems] == [
        ("grassroots_xlsx:formula-without-value", "received on"),
        ("grassroots_xlsx:spreadsheet-error", "what was said"),
        ("digits-lost", "No."),
    ]


def test_hidden_rows_are_read_and_said_to_be_hidden() -> None:
    place = Source("meetings.xlsx", "meetings")
    rows = [Row(("No.", "unit", "held on", "people"), Source("meetings.xlsx", "meetings", 1))]
    rows.append(Row(("1", "b1", "2014-06-05", "12"), Source("meetings.xlsx", "meetings", 2), hidden=True))
    reading = read(Table(file=place.file, sheet=place.sheet, rows=iter(rows)))
    activity = reading.records[-1]
    assert isinstance(activity, Activity)
    assert (activity.on, activity.headcount) == (date(2014, 6, 5), 12)
    assert reading.remarks == (Problem("hidden-rows", source=place, details={"count": 1}),)


def test_a_bare_number_is_no_day_whatever_the_file() -> None:
    reading = read(table("meetings.xlsx#meetings", "No. | unit | held on\n1 | b1 | 41795\n2 | b1 | 6.5"))
    assert codes(reading) == ["serial-number", "no-year"]


def test_rows_that_refer_to_a_bad_row_wait_for_it_and_are_no_problems_of_their_own() -> None:
    units = "code | name | kind | part of\ns | Street | stret |\nb | Branch | branch | s"
    opinions = "No. | unit | received on\n1 | b | 2014-03-01\n2 | b | 2014-03-02"
    reading = read(table("units.csv", units), table("opinions.csv", opinions), units=False)
    assert codes(reading) == ["word-not-known"]
    assert (reading.records, len(reading.bad_rows)) == ((), 4)
    assert {problem.code for bad in reading.bad_rows[1:] for problem in bad.problems} == {"waits-for-row"}
    assert [(remark.code, remark.details) for remark in reading.remarks] == [("rows-wait", {"count": 3})]


def test_a_rejected_row_keeps_what_stood_in_it() -> None:
    reading = read(table("opinions.csv", "No. | unit | received on\n1 | b1 | soon"))
    (bad,) = reading.bad_rows
    assert (bad.ledger, bad.cells) == ("opinions", (("No.", "1"), ("unit", "b1"), ("received on", "soon")))


def test_a_file_that_breaks_off_is_told_and_what_came_before_is_read() -> None:
    def rows() -> object:
        yield Row(("No.", "unit", "received on"), Source("opinions.csv", row=1))
        yield Row(("1", "b1", "2014-03-01"), Source("opinions.csv", row=2))
        raise HasProblems("broken", (Problem("broken-quotes", source=Source("opinions.csv", row=3)),))

    reading = read(Table(file="opinions.csv", sheet="", rows=rows()))  # type: ignore[arg-type]
    assert codes(reading) == ["broken-quotes"]
    assert reading.records[-1].id == "o-1"


def test_problems_from_before_come_first() -> None:
    before = Problem("empty-file", source=Source("lost.csv"))
    reading = build([table("opinions.csv", "No. | unit | received on\n1 | x | y")], house(), problems=[before])
    assert reading.problems[0] == before
    assert len(reading.problems) == 3


def test_the_order_of_tables_and_rows_changes_no_record() -> None:
    units = ["s | Street | street |", "b | Branch | branch | s", "c | Court | branch | s"]
    opinions = ["1 | Branch | 2014-03-01", "2 | c | 2014-03-02"]
    one = [
        table("units.csv", "\n".join(["code | name | kind | part of", *units])),
        table("opinions.csv", "\n".join(["No. | unit | received on", *opinions])),
    ]
    other = [
        table("opinions.csv", "\n".join(["No. | unit | received on", *reversed(opinions)])),
        table("units.csv", "\n".join(["code | name | kind | part of", *reversed(units)])),
    ]
    assert set(read(*one, units=False).records) == set(read(*other, units=False).records)


def test_a_reading_gives_a_plain_row_for_each_row() -> None:
    reading = read(
        table("opinions.csv", "No. | unit | received on | remark\n1 | b1 | 2014-03-01 |\n2 | b1 | soon |\n3 | b1 | x | 作废")
    )
    rows = [row for row in reading.to_rows("zh") if row["file"] == "opinions.csv"]
    assert [(row["row"], row["became"], row["records"]) for row in rows] == [
        (2, "new", "case:o-1"),
        (3, "problem", ""),
        (4, "skipped", ""),
    ]
    assert "“soon”不是日期" in rows[1]["why"]
    assert rows[2]["why"] == "withdrawn"


def test_a_reading_shows_itself_in_a_notebook_without_obeying_what_was_typed() -> None:
    shown = read(table("opinions.csv", "No. | unit | received on\n1 | b1 | <script>"))._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_a_charter_that_leads_nowhere_is_told_and_nothing_is_lost() -> None:
    from attrs import evolve

    rule = evolve(house().ledgers["opinions"], set={"category": "opinion", "colour": "red"})
    charter = evolve(house(), ledgers={**house().ledgers, "opinions": rule})
    reading = read(table("opinions.csv", "No. | unit | received on\n1 | b1 | 2014-03-01"), charter=charter)
    assert codes(reading) == ["ledger-leads-nowhere"]
    assert len(reading.bad_rows) == 1


def test_a_number_that_is_formatted_as_a_day_that_cannot_be_is_told_as_a_number() -> None:
    rows = "No. | unit | held on | people\n1 | b1 | 2014-06-05 | 1900-01-12"
    assert codes(read(table("meetings.xlsx", rows, D2="impossible-serial"))) == ["number-as-day"]
    assert codes(read(table("meetings.xlsx", rows, C2="impossible-serial"))) == ["impossible-serial", "not-a-number"]
