"""Figures of every unit in several periods are those that are asked for one by one; an engine changes none of them, whatever it does."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from support.samples import sample

import grassroots as gr
from grassroots.errors import InvalidArgument, NotFound
from grassroots.figures import Evaluator, evaluate, evaluate_cube
from grassroots.figures.facts import Gathered
from grassroots.hooks import hookimpl
from grassroots.model import NOUNS, DuesLine, Membership, Person, Placement, Record, Unit
from grassroots.snapshot import Snapshot
from grassroots.testing.engine_kit import sound
from grassroots.testing.synthetic import last_day, sized
from grassroots.values import Period, PersonId, Quality, Quantity, UnitId
from grassroots.workspace.sheets import cube_sheet

DAY = last_day(24)
MEASURES = ("case_outcomes", "cases_completed", "activities", "response", "served_share", "cases_open")
PERIODS = (Period.month(DAY.year, 1), Period.month(DAY.year, 2), Period.year(DAY.year - 9))


def street(engine: object = None) -> Snapshot:
    charter = gr.open_charter("association")
    return Snapshot.of(sized(300), charter, as_of=DAY, check=False, engine=engine)


def known(snapshot: Snapshot) -> list[str]:
    return [name for name in MEASURES if name in snapshot.charter.measures]


@pytest.mark.parametrize("engine", [None, sound("figures", {})])
def test_each_number_is_that_of_its_figure(engine: object) -> None:
    plain, snapshot = street(), street(engine)
    cube = evaluate_cube(known(snapshot), snapshot, periods=PERIODS)
    seen = 0
    for unit in plain.tree_on().units:
        for at, period in enumerate(PERIODS):
            wanted = evaluate(known(plain), plain, scope=unit, period=period)
            for name, strand in cube.strands.items():
                figure = wanted.get(name)
                if figure is None:
                    continue  # a part that occurs at another unit alone
                seen += 1
                place = cube.units.index(unit)
                assert (repr(strand.values[at][place]), cube.value(name, unit, period)) == (repr(figure.value), figure.value)
                if strand.numerators:
                    assert (strand.numerators[at][place], strand.denominators[at][place]) == (
                        figure.numerator,
                        figure.denominator,
                    )
    assert seen > 100 and any(value is None for value in cube.strands["case_outcomes"].values[2])


@pytest.mark.parametrize("engine", [None, sound("figures", {})])
def test_beside_a_sum_that_leaves_records_out_stands_how_many(engine: object) -> None:
    charter = gr.open_charter("association")
    kept: list[Record] = [
        Unit(id=UnitId("a"), kind="association", name="East"),
        Unit(id=UnitId("b"), kind="house", name="House", parents=(Placement(since=PERIODS[2].start, parent=UnitId("a")),)),
    ]
    amounts = {1: Quantity.of("20", "CNY"), 2: Quantity(raw="20-30", measured_in="CNY", quality=Quality.DAMAGED), 3: None}
    for at, amount in amounts.items():
        kept.append(Person(id=PersonId(f"p{at}")))
        kept.append(Membership(id=f"p{at}", person=PersonId(f"p{at}"), unit=UnitId("b")))
        kept.append(DuesLine(id=f"d{at}", membership=f"p{at}", kind="payment", month=DAY.replace(day=1), on=DAY, amount=amount))
    snapshot = Snapshot.of(kept, charter, as_of=DAY, check=False, engine=engine)
    cube = evaluate_cube(["dues_paid", "members"], snapshot, periods=[Period.year(DAY.year)])
    rows = list(cube.rows())
    assert [(row["unit"], row["dues_paid"], row["dues_paid.missing"]) for row in rows] == [("a", "20", 2), ("b", "20", 2)]
    assert "members.missing" not in rows[0]
    sheet = cube_sheet(cube, "zh")
    assert [name for name in sheet.headings if "未计" in name] == ["实缴会费（未计条数）"]
    assert [row[sheet.headings.index("实缴会费（未计条数）")] for row in sheet.rows] == ["2", "2"]


def test_of_an_office_without_a_unit_there_are_no_figures() -> None:
    snapshot = Snapshot.of([], gr.open_charter("association"), as_of=DAY, engine=sound("figures", {}))
    assert list(evaluate_cube(["cases_received"], snapshot, periods=PERIODS).rows()) == []


def test_a_share_of_what_was_never_recorded_reads_the_same_whoever_counts() -> None:
    snapshot = sample("branch").snapshot("2015-12-31")
    records = [record for noun in NOUNS for record in snapshot.all(noun).values()]

    def rows(engine: object = None) -> list[Any]:
        same = Snapshot.of(records, snapshot.charter, as_of=snapshot.as_of, check=False, engine=engine)
        return list(evaluate_cube(["posts_filled"], same, periods=[Period.year(2015)]).rows())

    assert rows() == rows(sound("figures", {}))
    assert rows()[0] == {"unit": "street", "start": "2015-01-01", "end": "2016-01-01", "posts_filled": None}


def test_a_number_leads_to_its_records_and_a_wrong_name_to_the_nearest() -> None:
    snapshot = street()
    cube = evaluate_cube(["cases_received"], snapshot, periods=PERIODS)
    top = cube.units[0]
    figure = cube.figure("cases_received", top, PERIODS[0])
    assert figure.value == cube.value("cases_received", top, PERIODS[0]) == len(figure.records().hits)
    below = evaluate_cube(["cases_received"], snapshot, periods=PERIODS, scope=cube.units[1])
    assert below.units == snapshot.under(cube.units[1]) and below.value(
        "cases_received", cube.units[1], PERIODS[0]
    ) == cube.value("cases_received", cube.units[1], PERIODS[0])
    with pytest.raises(InvalidArgument, match="did you mean 'cases_received'"):
        cube.value("cases_recieved", top, PERIODS[0])
    with pytest.raises(InvalidArgument, match="no period"):
        cube.value("cases_received", top, Period.month(1999, 1))
    with pytest.raises(NotFound):
        evaluate_cube(["cases_received"], snapshot, periods=PERIODS, scope="nowhere")  # type: ignore[arg-type]


def test_rows_are_plain_data() -> None:
    cube = evaluate_cube(["cases_completed"], street(), periods=PERIODS[:1])
    row = next(cube.rows())
    assert row["start"] == PERIODS[0].start.isoformat() and row["unit"] == cube.units[0]
    assert row["cases_completed.denominator"] >= row["cases_completed.numerator"] >= 0


class Failing:
    """An engine that cannot do what it says."""

    @hookimpl
    def grassroots_open_engine(self, address: str, options: Any) -> Any:
        return self

    def over(self, reader: Any) -> Any:
        return self

    def gathered(self, question: Any) -> Gathered | None:
        raise ZeroDivisionError("somewhere")

    def parts(self, question: Any, path: str) -> Any:
        return ["a", "list"]

    def counts(self, questions: Any) -> Any:
        return 3

    def firsts(self, noun: str) -> Any:
        return None


def test_where_an_engine_fails_the_reference_answers_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    wanted = evaluate(MEASURES[:2], street(), period=Period.year(DAY.year))
    with caplog.at_level(logging.WARNING, "grassroots"):
        found = evaluate(MEASURES[:2], street(gr.Plugins.of(Failing()).engine()), period=Period.year(DAY.year))
    assert {name: one.value for name, one in found.items()} == {name: one.value for name, one in wanted.items()}
    assert "ZeroDivisionError: somewhere" in caplog.text and "list" in caplog.text


def test_what_a_purpose_closes_is_counted_by_the_reference_alone() -> None:
    plain = street()
    closed = Snapshot.of(sized(300), plain.charter, as_of=DAY, check=False, counted=plain, engine=sound("figures", {}))
    assert Evaluator(closed).plane("case") is None and Evaluator(street(sound("figures", {}))).plane("case") is not None


def test_a_copy_of_a_snapshot_is_counted_by_the_reference() -> None:
    import pickle

    snapshot = street(sound("figures", {}))
    assert pickle.loads(pickle.dumps(snapshot)).engine is None


def test_an_office_of_many_records_is_told_that_an_engine_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    from grassroots.workspace import asking

    monkeypatch.setattr(asking, "MANY", 2)
    for plugins, codes in ((gr.Plugins.of(), ["engine-would-help"]), (gr.Plugins.of(Failing()), [])):
        with gr.open("memory:", plugins=plugins) as office:
            office.add(*sized(100), reason="all")
            assert [one.code for one in office.notices] == codes
            assert all("grassroots-columns" in one.text(language) for one in office.notices for language in ("en", "zh"))
