"""Ledgers have keys: the same again changes nothing, a changed row updates, what vanished or was changed elsewhere is told."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from support.sheets import codes, found, kept, read, table

from grassroots.ledgers import Known, Reading
from grassroots.model import Case, Custom, Person, Placement, Step, Unit, key_of
from grassroots.values import Source

HEAD = "No. | unit | received on | replied on | outcome | floor\n"
ONE = "1 | b1 | 2014-03-01 | | | 3\n"
TWO = "2 | b2 | 2014-03-02 | 2014-03-05 | solved |\n"


def opinions(*rows: str, file: str = "opinions.csv", known: Known | None = None) -> Reading:
    return read(table(file, HEAD + "".join(rows)), known=known)


def changed(known: Known, record: Case | Person | Unit, source: Source | None = None) -> Known:
    """The store after somebody changed a record: by hand, or by another ledger."""
    key = key_of(record)
    sources = {one: place for one, place in known.sources.items() if one != key} | ({key: source} if source else {})
    return evolve(known, records={**known.records, key: record}, sources=sources)


def case_of(known: Known, id: str) -> Case:
    record = known.records["case", id]
    assert isinstance(record, Case)
    return record


def test_the_same_ledger_again_changes_nothing() -> None:
    before = kept(opinions(ONE, TWO))
    again = opinions(TWO, ONE, known=before)
    assert (again.ok, again.new, again.changed) == (True, frozenset(), frozenset())
    assert len(again.unchanged) == 5


def test_the_same_rows_under_another_file_name_change_nothing() -> None:
    again = opinions(ONE, TWO, file="意见台账 (2).csv", known=kept(opinions(ONE, TWO)))
    assert (again.ok, again.changed) == (True, frozenset())


def test_a_changed_row_updates_its_record_and_a_new_row_adds_one() -> None:
    reading = opinions(
        ONE.replace("| | | 3", "| 2014-03-09 | explained | 4"),
        TWO,
        "3 | b1 | 2014-03-08 | | |\n",
        known=kept(opinions(ONE, TWO)),
    )
    assert reading.ok
    assert (reading.changed, reading.new) == ({("case", "o-1")}, {("case", "o-3")})
    case = found(reading, "case", "o-1")
    assert isinstance(case, Case)
    assert case.steps[-1] == Step(state="replied", on=date(2014, 3, 9), outcome="explained")
    assert case.custom[0].number == 4


def test_an_emptied_cell_empties_the_field() -> None:
    reading = opinions(ONE.replace("| 3", "|"), TWO, known=kept(opinions(ONE, TWO)))
    assert reading.changed == {("case", "o-1")}
    assert found(reading, "case", "o-1").custom == ()


def test_an_update_keeps_what_the_ledger_has_no_column_for() -> None:
    before = kept(opinions(ONE, TWO))
    case = case_of(before, "o-1")
    more = evolve(
        case,
        channel="phone",
        text="The lamp is broken.",
        steps=(*case.steps, Step(state="dispatched", on=date(2014, 3, 2), unit="b2")),
        custom=(*case.custom, Custom(name="complaint_of", text="Bob Example", private=True)),
    )
    place = Source("opinions.csv", row=2)
    reading = opinions(ONE.replace("| 3", "| 4"), TWO, known=changed(before, more, place))
    updated = found(reading, "case", "o-1")
    assert reading.ok, reading
    assert isinstance(updated, Case)
    assert (updated.channel, updated.text, updated.steps, updated.custom[1]) == (
        more.channel,
        more.text,
        more.steps,
        more.custom[1],
    )
    assert updated.custom[0].number == 4


def test_a_step_that_was_recorded_elsewhere_is_no_change_of_the_row() -> None:
    before = kept(opinions(ONE, TWO))
    case = case_of(before, "o-1")
    more = evolve(case, steps=(*case.steps, Step(state="dispatched", on=date(2014, 3, 1), unit="b2")))
    again = opinions(ONE, TWO, known=changed(before, more))
    assert (again.ok, again.changed) == (True, frozenset())


def test_a_step_that_was_recorded_elsewhere_and_that_the_row_denies_is_a_problem() -> None:
    before = kept(opinions(ONE, TWO))
    case = case_of(before, "o-1")
    more = evolve(case, steps=(*case.steps, Step(state="replied", on=date(2014, 3, 4), outcome="solved")))
    again = opinions(ONE, TWO, known=changed(before, more))
    (problem,) = again.problems
    assert (problem.code, problem.source, problem.details["id"]) == ("changed-elsewhere", Source("opinions.csv", row=2), "o-1")
    assert problem.details["columns"] == ["replied on", "outcome"]
    assert again.changed == frozenset()
    assert [bad.source.row for bad in again.bad_rows] == [2]


def test_the_row_may_catch_up_with_what_was_recorded_elsewhere() -> None:
    before = kept(opinions(ONE, TWO))
    case = case_of(before, "o-1")
    more = evolve(case, steps=(*case.steps, Step(state="replied", on=date(2014, 3, 4), outcome="solved")))
    again = opinions(ONE.replace("| | | 3", "| 2014-03-04 | solved | 3"), TWO, known=changed(before, more))
    assert (again.ok, again.changed) == (True, frozenset())


def test_a_record_that_another_ledger_changed_is_not_overwritten() -> None:
    before = kept(opinions(ONE, TWO))
    more = evolve(case_of(before, "o-1"), unit="b2")
    again = opinions(ONE, TWO, known=changed(before, more, Source("meetings.csv", row=9)))
    assert [(problem.code, problem.details["columns"]) for problem in again.problems] == [("changed-elsewhere", ["unit"])]


def test_a_row_that_vanished_is_a_problem_that_says_where_it_stood() -> None:
    again = opinions(TWO, known=kept(opinions(ONE, TWO)))
    (problem,) = again.problems
    assert problem.code == "row-vanished"
    assert (problem.details["id"], problem.details["row"]) == ("o-1", Source("opinions.csv", row=2))
    assert "opinions.csv, row 2" in str(problem)
    assert "第2行" in problem.text("zh")


def test_a_row_that_vanished_is_noticed_under_another_file_name_too() -> None:
    again = opinions(TWO, file="export.csv", known=kept(opinions(ONE, TWO)))
    assert codes(again) == ["row-vanished"]


def test_a_row_that_is_now_left_out_by_a_rule_leaves_its_record_standing_and_is_told() -> None:
    before = kept(opinions(ONE, TWO))
    head = "No. | unit | received on | remark\n"
    again = read(table("opinions.csv", f"{head}1 | b1 | 2014-03-01 | 作废\n2 | b2 | 2014-03-02 |"), known=before)
    assert [(problem.code, problem.source) for problem in again.problems] == [("row-vanished", Source("opinions.csv", row=2))]


def test_a_row_with_a_problem_has_not_vanished() -> None:
    again = opinions(ONE.replace("2014-03-01", "soon"), TWO, known=kept(opinions(ONE, TWO)))
    assert codes(again) == ["not-a-date"]


def test_records_that_no_ledger_brought_do_not_vanish() -> None:
    before = kept(opinions(ONE, TWO))
    own = Case(id="o-99", category="opinion", unit="b1")
    before = evolve(before, records={**before.records, ("case", "o-99"): own})
    assert opinions(ONE, TWO, known=before).ok


def test_a_ledger_that_need_not_be_complete_loses_no_rows() -> None:
    head = "unit | day | number\n"
    before = kept(read(table("tallies.csv", f"{head}s | 2014-06-30 | 5")))
    assert read(table("tallies.csv", f"{head}s | 2014-07-31 | 6"), known=before).ok


def test_a_withdrawn_record_does_not_come_back_unseen() -> None:
    before = kept(opinions(ONE, TWO))
    records = {key: record for key, record in before.records.items() if key != ("case", "o-1")}
    again = opinions(ONE, TWO, known=evolve(before, records=records, withdrawn=frozenset({("case", "o-1")})))
    assert codes(again) == ["withdrawn-elsewhere"]
    assert opinions(TWO, known=evolve(before, records=records, withdrawn=frozenset({("case", "o-1")}))).ok


def test_a_move_that_was_recorded_elsewhere_stays() -> None:
    units = "code | name | kind | part of\ns | Street | street |\nt | Other | street |\nb | Branch | branch | s"
    before = kept(read(table("units.csv", units), units=False))
    unit = before.records["unit", "b"]
    assert isinstance(unit, Unit)
    moved = evolve(unit, parents=(*unit.parents, Placement(since=date(2014, 7, 1), parent="t")))
    known = changed(before, moved, Source("units.csv", row=4))
    assert read(table("units.csv", units), known=known, units=False).changed == frozenset()
    renamed = read(table("units.csv", units.replace("Branch", "New name")), known=known, units=False)
    assert renamed.ok, renamed
    assert found(renamed, "unit", "b") == evolve(moved, name="New name")


def test_the_second_record_of_a_row_that_is_emptied_is_told() -> None:
    head = "No. | name | branch\n"
    before = kept(read(table("members.csv", f"{head}1 | Ann Example | b1")))
    again = read(table("members.csv", f"{head}1 | Ann Example |"), known=before)
    assert [(problem.code, problem.details["noun"]) for problem in again.problems] == [("row-vanished", "membership")]


def test_references_find_what_the_store_has() -> None:
    person = Person(id="p-7", name="Ann Example")
    known = Known(records={("person", "p-7"): person, ("unit", "x"): Unit(id="x", kind="street", name="Court")})
    text = "No. | unit | raised by | received on\n1 | Court | 7 | 2014-03-01"
    reading = read(table("opinions.csv", text), known=known, units=False)
    case = reading.records[0]
    assert isinstance(case, Case)
    assert (case.unit, case.requester) == ("x", "p-7")


def test_a_small_table_with_new_rows_raises_no_alarm_for_those_that_it_does_not_have() -> None:
    rows = [f"{number} | b1 | 2014-03-{number:02} | | |\n" for number in range(1, 9)]
    before = kept(opinions(*rows))
    new = opinions("9 | b2 | 2014-04-01 | | |\n", known=before)
    assert (codes(new), new.remarks, len(new.new)) == ([], (), 1)
    few = opinions(rows[0], "9 | b2 | 2014-04-01 | | |\n", known=before)
    assert (codes(few), [(one.code, one.details["count"]) for one in few.remarks]) == ([], [("rows-not-here", 7)])
    most = opinions(*rows[1:], known=before)
    assert codes(most) == ["row-vanished"]
    assert codes(opinions(rows[0], known=evolve(before, whole=True))) == ["row-vanished"] * 7


def test_a_file_of_new_rows_that_is_read_again_lacks_no_row_of_another_file() -> None:
    three, four = "3 | b1 | 2014-04-01 | | |\n", "4 | b2 | 2014-04-02 | | |\n"
    first = kept(opinions(ONE, TWO))
    new = kept(opinions(three, four, file="新增.csv", known=first))
    before = evolve(
        first,
        records={**first.records, **new.records},
        sources={**first.sources, **new.sources},
        origins={**first.origins, **new.origins},
    )
    again = opinions(three, four, file="新增.csv", known=before)
    assert (codes(again), again.remarks) == ([], ())
    assert codes(opinions(three, file="新增.csv", known=before)) == ["row-vanished"]
    assert codes(opinions(three, four, file="新增.csv", known=evolve(before, whole=True))) == ["row-vanished"] * 2
    assert codes(opinions(ONE, three, four, file="新增.csv", known=before)) == ["row-vanished"]
