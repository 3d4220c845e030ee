"""Templates: an empty ledger to fill in; filled with records it reads back as the same records."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import neutral
from support.sheets import as_table, house, kept, read, table

from grassroots.builtin.csv import TextRows
from grassroots.ledgers import Reading, Sheet, build, template
from grassroots.ledgers.cells import is_missing
from grassroots.model import Case, Custom, ExternalId, Membership, Person, Record, Step, Tally, Unit
from grassroots.values import PartialDate, Quantity
from grassroots_xlsx.rows import WorkbookRows

LANGUAGES = ["en", "zh"]


def test_a_template_has_headings_choices_and_notes_in_one_language() -> None:
    sheet = template(house().ledgers["opinions"], house(), "zh")
    assert sheet.name == "意见台账"
    assert sheet.headings[:4] == ("序号", "单位", "反映人", "是否保密")
    choices = dict(sheet.choices)
    assert choices["办理结果"] == ("已解决", "已解释")
    assert choices["是否保密"] == ("是", "否")
    assert dict(sheet.notes)["受理日期"] == "日期，可带时刻，例如2026-03-31 14:05；必填"
    assert "备注" not in sheet.headings
    assert sheet.rows == ()


def test_a_template_in_english_says_the_same_in_english() -> None:
    sheet = template(house().ledgers["units"], house(), "en")
    assert dict(sheet.choices) == {"kind": ("street", "branch")}
    assert dict(sheet.notes)["last day"] == "the last day that counts, as 2026-03-31"
    assert dict(sheet.notes)["code"] == "tells the row from all others; never changes; needed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ledger_of_the_neutral_charter_has_a_template_that_is_recognized(language: str) -> None:
    charter = neutral()
    for name, rule in charter.ledgers.items():
        sheet = template(rule, charter, language)
        assert len(set(sheet.headings)) == len(sheet.headings), name
        assert {heading for heading, _ in sheet.notes} == set(sheet.headings)
        by_name = build([as_table(sheet, f"{sheet.name}.csv")], charter)
        assert (by_name.problems, by_name.tables[0].ledger) == ((), name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", ["units.csv", "units.xlsx"])
def test_a_template_that_was_filled_in_is_read_back(tmp_path: Path, language: str, file: str) -> None:
    empty = template(house().ledgers["units"], house(), language)
    row = {"code": "s", "name": "=Street", "kind": dict(empty.choices)[empty.headings[3]][0]}
    row |= {"编号": "s", "名称": "=Street", "类别": row["kind"]}
    filled = Sheet(name=empty.name, headings=empty.headings, rows=[[row.get(heading, "") for heading in empty.headings]])
    path = tmp_path / file
    adapter = WorkbookRows if file.endswith("xlsx") else TextRows
    adapter(path).write([filled])
    reading = build(adapter(path).tables(), house())
    assert reading.problems == ()
    assert reading.records == (Unit(id="s", kind="street", name="=Street"),)


# -- records → rows by a template → records --

UNITS = [Unit(id="b1", kind="branch", name="First branch"), Unit(id="b2", kind="branch", name="Second branch")]
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20).map(
    str.strip
)
texts = texts.filter(lambda text: not is_missing(text) and "\ufffd" not in text)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
times = st.none() | st.times().map(lambda at: at.replace(fold=0))
numbers = st.decimals(-(10**6), 10**6, places=2)


@st.composite
def cases(draw: st.DrawFn, number: int) -> Case:
    received = Step(state="received", on=draw(days), at=draw(times), due=draw(st.none() | days))
    steps = [received]
    if draw(st.booleans()):
        steps.append(Step(state="dispatched", on=draw(days), at=draw(times), unit=draw(st.sampled_from(["b1", "b2", None]))))
    if draw(st.booleans()):
        outcome = draw(st.sampled_from(["solved", "explained", None]))
        steps.append(Step(state="replied", on=draw(days), outcome=outcome, rating=draw(st.sampled_from(["good", None]))))
    floor = draw(st.none() | numbers)
    return Case(
        id=f"o-{number}",
        category="opinion",
        unit=draw(st.sampled_from(["b1", "b2"])),
        confidential=draw(st.booleans()),
        text=draw(st.none() | texts),
        external_ids=(ExternalId(scheme="office", value=str(number)),),
        custom=(Custom(name="floor", number=floor),) if floor is not None else (),
        steps=tuple(sorted(steps, key=lambda step: step.on)),
    )


@st.composite
def members(draw: st.DrawFn, number: int) -> list[Record]:
    birth = draw(st.none() | st.sampled_from(["1971", "1971-03", "1971-03-02"]))
    person = Person(
        id=f"p-{number:03}",
        name=draw(st.none() | texts),
        birth=PartialDate.of(birth) if birth else None,
        phone=draw(st.none() | texts),
    )
    steps = (Step(state="full", on=draw(days), at=draw(times)),) if draw(st.booleans()) else ()
    return [person, Membership(id=person.id, person=person.id, unit=draw(st.sampled_from(["b1", "b2"])), steps=steps)]


@st.composite
def tallies(draw: st.DrawFn, number: int) -> Tally:
    day = date(2014, 1, 1 + number)
    amount = draw(numbers.map(lambda value: Quantity.of(value, "CNY")))
    return Tally(id=f"tallies-b1-{day}", unit="b1", kind="visits", on=day, amount=amount)


def several(make: object) -> st.SearchStrategy[list[Record]]:
    some = st.integers(0, 4).flatmap(lambda count: st.tuples(*(make(number) for number in range(1, count + 1))))  # type: ignore[operator]
    return some.map(lambda found: [one for item in found for one in (item if isinstance(item, list) else [item])])


def round_trip(ledger: str, records: list[Record], language: str) -> Reading:
    sheet = template(house().ledgers[ledger], house(), language, records)
    return read(as_table(sheet, f"{ledger}.csv"), units=True)


@given(several(cases), st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_cases_survive_the_way_through_a_ledger(records: list[Record], language: str) -> None:
    reading = round_trip("opinions", records, language)
    assert reading.problems == ()
    back = [record for record in reading.records if isinstance(record, Case)]
    for sent, came in zip(records, back, strict=True):
        assert isinstance(sent, Case)
        assert evolve(came, steps=()) == evolve(sent, steps=())
        # Steps of one day may change places: within a day the order is that of their times, or of the columns.
        assert {step.state: step for step in came.steps} == {step.state: step for step in sent.steps}
        assert [step.on for step in came.steps] == [step.on for step in sent.steps]


@given(several(members), st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_members_survive_the_way_through_a_ledger(records: list[Record], language: str) -> None:
    reading = round_trip("members", records, language)
    assert reading.problems == ()
    assert set(reading.records) == {*reading.records[:3], *records}
    assert len(reading.records) == 3 + len(records)


@given(several(tallies), st.sampled_from(LANGUAGES))
@settings(max_examples=30, deadline=None)
def test_numbers_survive_the_way_through_a_ledger(records: list[Record], language: str) -> None:
    reading = round_trip("tallies", records, language)
    assert reading.problems == ()
    assert list(reading.records[3:]) == records


def test_a_ledger_written_from_the_store_changes_nothing_when_it_is_read() -> None:
    text = "No. | unit | received on | replied on | outcome | floor\n1 | b1 | 2014-03-01 13:05 | 2014-03-01 | solved | 3\n2 | b2 | 2014-03-02 | | |"
    before = read(table("opinions.csv", text))
    sheet = template(house().ledgers["opinions"], house(), "zh", before.records)
    again = read(as_table(sheet, "opinions.csv"), known=kept(before))
    assert (again.problems, again.changed, again.new) == ((), frozenset(), frozenset())
    case = before.records[-2]
    assert isinstance(case, Case)
    assert case.steps[0].at == time(13, 5)
    assert case.custom[0].number == Decimal(3)
