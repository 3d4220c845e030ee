"""Figures down and across as data: what is in the rows, what adds, where each figure leads, and how it goes into other libraries and files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from support.samples import TENANTS

import grassroots as gr
from grassroots import cli
from grassroots.errors import InvalidArgument, NotFound
from grassroots.figures import compare
from grassroots.model import Case, Placement, Unit
from grassroots.problems import Problem
from grassroots.reports import FigureTable
from grassroots.values import Period, Source, UnitId

DAY = "2024-12-31"


@pytest.fixture(scope="module")
def office() -> Iterator[gr.Office]:
    with gr.open("memory:") as office:
        office.take_in(TENANTS)
        yield office


@pytest.fixture(scope="module")
def months(office: gr.Office) -> FigureTable:
    return office.table("cases_received", DAY, across="month")


def test_each_row_is_the_figure_that_is_asked_for_by_itself(office: gr.Office, months: FigureTable) -> None:
    rows = months.to_rows()
    assert len([row for row in rows if not row["total"]]) == len(months) == 36
    for row in rows:
        first = row["start"]
        period = Period.year(2024) if row["month"] is None else Period.month(first.year, first.month)
        alone = office.figure("cases_received", DAY, scope=row["unit"], period=period)
        assert (row["value"], row["recorded"]) == (None if alone.value is None else float(alone.value), alone.recorded)  # type: ignore[arg-type]
        assert (row["end"], row["text"] == "not recorded") == (period.end, not alone.recorded)


def test_every_figure_leads_to_its_records(months: FigureTable) -> None:
    for one in months.placed:
        if one.figure.recorded:
            assert len(one.figure.records().hits) == one.figure.value
    whole = months.figure(unit="house-1")
    assert {
        key
        for month in (f"2024-{number:02}" for number in range(1, 13))
        for key in months.figure(unit="house-1", month=month).records().hits
    } == set(whole.records().hits)


def test_only_what_adds_has_a_total(office: gr.Office) -> None:
    table = office.table(["cases_received", "members", "response"], DAY)
    totals = {row["measure"]: row["value"] for row in table.to_rows() if row["total"]}
    assert totals == {"cases_received": 24.0}
    assert not any(row["total"] for row in office.table("members", DAY, down="measure", across="month").to_rows())


def test_a_share_is_told_with_its_parts_and_exactly(office: gr.Office) -> None:
    row = next(row for row in office.table("response", DAY).to_rows() if row["unit_name"] == "House 3")
    assert (row["numerator"], row["denominator"], row["exact"], row["text"]) == (8.0, 9.0, "8/9", "88.9 %")
    assert row["value"] == float(Fraction(8, 9))


def test_several_measures_have_a_grid_each_where_none_runs_along(office: gr.Office) -> None:
    table = office.table(["cases_received", "members"], DAY, across="month", period=Period.quarter(2024, 2))
    assert [(len(grid.rows), len(grid.columns)) for grid in table.grids] == [(3, 3), (3, 3)]
    assert repr(table) == "<FigureTable: 3 × 3, 3 × 3>"
    assert table.figure(measure="members", unit="house-2", month="2024-05").value == 8


def test_it_is_read_by_polars_and_pandas_with_the_same_types_whatever_is_in_it(office: gr.Office, months: FigureTable) -> None:
    polars, pandas, arrow = (pytest.importorskip(name) for name in ("polars", "pandas", "pyarrow"))
    frame = polars.DataFrame(months)
    assert frame.to_dicts() == months.to_rows()
    empty = office.table("cases_received", DAY, across="month", period=Period.month(2019, 1))
    assert polars.DataFrame(empty).schema == frame.schema
    assert frame.filter(~polars.col("total"))["value"].sum() == 24.0
    assert arrow.table(months).schema == months.to_arrow("zh").schema
    told = pandas.DataFrame(months.to_rows())
    assert told[~told["total"]].pivot_table(index="unit_name", values="value", aggfunc="sum")["value"].to_list() == [
        10.0,
        5.0,
        9.0,
    ]
    assert str(told["value"].dtype) == "float64"


def test_files_hold_the_same_rows(months: FigureTable, tmp_path: Path) -> None:
    with months.write(tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert [(row["unit_name"], row["month"], row["exact"]) for row in read] == [
        (row["unit_name"] or "", row["month"] or "", row["exact"]) for row in months.to_rows()
    ]
    polars = pytest.importorskip("polars")
    assert polars.read_parquet(months.write(tmp_path / "a.parquet")).to_dicts() == months.to_rows()
    with pytest.raises(InvalidArgument, match=r"\.csv or \.parquet"):
        months.write(tmp_path / "a.doc")


def test_a_way_and_a_kind_of_unit_are_named_and_told_in_each_language() -> None:
    with gr.open("memory:") as office:
        assert office.table("members", DAY, kinds=("楼栋",)).text() == office.table("members", DAY, kinds=("house",)).text()
        assert office.table("members", DAY, kinds=("house",)).text("zh").strip() == "成员数"
        with pytest.raises(InvalidArgument) as told:
            office.table("members", DAY, kinds=("hous",))
        assert "'hous'; it has house" in told.value.text()
        assert "没有“hous”这类单位，有：楼栋、" in told.value.text("zh")
        split = [office.table("cases_received", DAY, across=way).text() for way in ("category", "事项类别")]
        assert split[0] == split[1]
        with pytest.raises(InvalidArgument) as told:
            office.table("members", DAY, across="week")
        assert "可按单位、月份、指标" in told.value.text("zh")
        with pytest.raises(InvalidArgument) as told:
            office.table("members", DAY, down="month", across="month")
        assert "纵向为月份、横向为月份" in told.value.text("zh")


def test_a_name_that_a_spreadsheet_or_a_browser_would_run_is_only_shown(tmp_path: Path) -> None:
    with gr.open("memory:") as office:
        first = date(2020, 1, 1)
        top = Unit(id=UnitId("top"), kind="association", name="All", start=first)
        under = (Placement(since=first, parent=UnitId("top")),)
        office.add(top, Unit(id=UnitId("u"), kind="house", name="=1+1<script>", start=first, parents=under), reason="set up")
        table = office.table("members", DAY, kinds=("house",))
        assert "'=1+1<script>" in table.write(tmp_path / "a.csv").read_text(encoding="utf-8-sig")
        assert "<script>" not in table._repr_html_()
        assert "=1+1&lt;script&gt;" in table._repr_html_()


def test_it_shows_itself_briefly(months: FigureTable) -> None:
    assert "合计" in months.text("zh")
    assert "受理诉求" in months.text("zh")
    assert months.text(most=1).endswith("... and 3 rows more")
    assert len(repr(months)) < 40
    assert months._repr_html_().count("<tr>") == 5


def test_what_cannot_be_told_is_refused_with_what_can(office: gr.Office, months: FigureTable) -> None:
    with pytest.raises(InvalidArgument) as caught:
        office.table("cases_received", DAY, across="montj")
    assert "unit, month, measure" in caught.value.text("en")
    assert "受理诉求" in caught.value.text("zh")
    for given, down, across in (([], "unit", "measure"), (["members"], "unit", "unit")):
        with pytest.raises(InvalidArgument, match="there is no table"):
            office.table(given, DAY, down=down, across=across)
    with pytest.raises(NotFound, match="house-1"):
        months.figure(unit="hous-1")
    with pytest.raises(NotFound, match="figures of the table"):
        office.table("members", DAY).figure()


def test_the_whole_of_a_table_is_there_where_both_ways_add_up(office: gr.Office, months: FigureTable) -> None:
    whole = months.figure()
    assert whole.value == sum(row["value"] or 0 for row in months.to_rows() if not row["total"]) > 0
    assert [row["value"] for row in months.to_rows() if row["total"]][-1] == whole.value
    for name in ("members", "response"):  # of one there is no total down, of the other none at all
        (grid,) = office.table(name, DAY, across="month").grids
        assert grid.whole is None


def test_the_command_line_counts_it_in_the_words_of_the_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "a.db")]
    assert cli.main(["load", str(TENANTS), "--create", "-q", *store]) == 0
    capsys.readouterr()
    asked = ["统计表", "受理诉求", "--across", "月份", "--period", "2024-Q1", "--as-of", DAY, "--language", "zh", *store]
    assert cli.main([*asked, "-o", str(tmp_path / "a.csv")]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "受理诉求"
    assert out.splitlines()[-2].split() == ["合计", "1", "2", "2", "5"]
    assert (tmp_path / "a.csv").exists()
    assert cli.main(["table", "response", "--as-of", DAY, "--json", *store]) == 0
    assert [row["exact"] for row in json.loads(capsys.readouterr().out)] == ["1/2", "1", "8/9"]
    assert cli.main(["table", "--language", "zh", *store]) == 0
    assert "受理诉求" in capsys.readouterr().out


def test_why_a_figure_changed_is_told_record_by_record_with_who_when_and_why(office: gr.Office) -> None:
    why = office.why("cases_received", "2024-05-31", "2024-06-30")
    assert bool(why)
    assert (why.before.value, why.after.value) == (10, 12)
    rows = why.to_rows("zh")
    assert {(row["noun"], row["id"]) for row in rows} == {key for key, _ in why.difference.gained}
    assert {row["after"] for row in rows} == {"计入"}
    assert {row["actor"] for row in rows} == {"office"}
    assert all(row["source"] for row in rows)
    assert why.text("zh").splitlines()[0] == "受理诉求：10 → 12"
    assert "cases" in why._repr_html_()


def test_what_was_learned_since_is_told_apart_from_what_was_known() -> None:
    with gr.open("memory:", clock=lambda: datetime(2025, 1, 7, tzinfo=UTC)) as office:
        office.take_in(TENANTS)
        before = office.head.seq
        case = next(one for one in office.snapshot(DAY).all(Case).values() if one.unit == "house-1")
        office.withdraw("case", case.id, reason="entered twice", actor="Zhou")
        why = office.why("cases_received", DAY, DAY, known_at=before)
        (row,) = why.to_rows()
        assert (row["id"], row["before"], row["after"]) == (case.id, "Counted", None)
        assert (row["actor"], row["reason"], row["at"]) == ("Zhou", "entered twice", datetime(2025, 1, 7, tzinfo=UTC))
        assert "2025-01-07" in str(why)
        assert not office.why("cases_received", DAY, DAY)


def test_figures_evidence_and_differences_show_themselves_in_a_notebook_briefly(office: gr.Office) -> None:
    figure = office.figure("cases_received", DAY)
    assert "<b>24</b>" in figure._repr_html_()
    assert "... 12 more" in figure.records()._repr_html_()
    shown = compare(office.figure("cases_received", "2024-05-31"), figure)._repr_html_()
    assert "10 → 24" in shown
    assert "gained</td><td>14" in shown
    assert max(map(len, (figure._repr_html_(), figure.records()._repr_html_(), shown))) < 2000


def test_problems_show_themselves_as_they_are_told_and_hide_what_is_masked() -> None:
    said = Problem("not-a-date", source=Source("members.csv", row=3), column="birth", value="SECRET", masked=True)
    assert repr([said]) == f"[<Problem not-a-date: {said.text()}>]"
    assert "SECRET" not in repr(said)
    assert repr(Problem("no-such-code-anywhere")) == "<Problem no-such-code-anywhere>"


def test_a_figure_of_a_table_is_found_by_what_its_place_is_called(office: gr.Office) -> None:
    table = office.table(["cases_received", "cases_completed"], DAY)
    wanted = table.figure(measure="cases_received", unit="house-2")
    assert table.figure(measure="cases received", unit="House 2") == wanted
    assert table.figure(measure=wanted.measure.labels["zh"], unit="House 2") == wanted
    with pytest.raises(NotFound, match="House 2"):
        table.figure(measure="cases_received", unit="Hause 2")


def test_a_figure_of_another_kind_than_was_said_is_refused_before_anybody_counts_with_it(office: gr.Office) -> None:
    assert office.figure("cases_received", DAY, kind=int).value == 24
    assert office.figure("cases_completed", DAY, kind=Fraction).value == Fraction(3, 4)
    with pytest.raises(InvalidArgument, match="write kind=Fraction"):
        office.figure("cases_completed", DAY, kind=int)
    with pytest.raises(InvalidArgument, match="write kind=int"):  # also where it has no value yet
        office.figure("cases_received", "2018-12-31", kind=Fraction)
    with pytest.raises(InvalidArgument, match="int, Fraction, Decimal or Spread"):
        office.figure("cases_received", DAY, kind=float)  # type: ignore[type-var]


def test_a_value_is_given_by_its_type_or_it_says_why_there_is_none(office: gr.Office) -> None:
    assert office.figure("cases_received", DAY).value_as(int) == 24
    assert office.figure("cases_completed", DAY).value_as(Fraction) == Fraction(3, 4)
    with pytest.raises(InvalidArgument, match="is a Fraction, no int"):
        office.figure("cases_completed", DAY).value_as(int)
    with pytest.raises(NotFound, match="not recorded"):
        office.figure("cases_received", "2018-12-31").value_as(int)


def test_a_call_that_does_not_fit_names_the_method_and_what_it_takes(office: gr.Office) -> None:
    with pytest.raises(
        TypeError, match=r"office\.table\(\): missing a required argument: 'as_of'; it takes measures, as_of, down"
    ):
        office.table("cases_received")  # type: ignore[call-arg]
