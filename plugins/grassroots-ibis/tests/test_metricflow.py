"""Measures in MetricFlow's form: MetricFlow itself reads them, finds nothing wrong, and computes what the library does."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from support.metricflow import Oracle
from support.office_entries import office, offices
from support.samples import published, sample

import grassroots as gr
from grassroots.charter import Form, Measure, Reads
from grassroots.charter.condition import Against, AllOf, AnyOf, Has, Is, NotOf, Within
from grassroots.cli import main
from grassroots.figures import Evaluator
from grassroots.leaving import Leaving
from grassroots.model import home_field
from grassroots.snapshot import Snapshot
from grassroots.testing.export_kit import check_export
from grassroots.testing.synthetic import sized
from grassroots.values import Period
from grassroots.workspace.exporting import leaving_of
from grassroots_ibis import grassroots_open_export
from grassroots_ibis.metricflow.spelling import as_yaml

DAY = date(2024, 12, 31)
MONTHS = [Period.month(2024, month) for month in range(1, 13)]
NAMES = ["cases_received", "cases_on_time", "members", "attendance", "satisfied_of_rated", "cases_per_member"]


def written(leaving: Leaving, folder: Path, **options: str) -> Path:
    export = grassroots_open_export("metricflow", options)
    assert export is not None
    export.write(leaving, folder / "file.zip")
    return folder / "file.zip"


def of(snapshot: Snapshot, folder: Path) -> Oracle:
    folder.mkdir(exist_ok=True)
    return Oracle(written(leaving_of(snapshot), folder), folder)


def street(*measures: Measure) -> Snapshot:
    charter = gr.open_charter("association")
    kept = {one.name: one for one in measures} or {name: charter.measures[name] for name in NAMES if name in charter.measures}
    return Snapshot.of(sized(300), evolve(charter, measures=kept), as_of=DAY, check=False)


def judged(file: Path) -> Iterator[str]:
    """The texts of a package: of its definitions, and of all cells of its tables."""
    with zipfile.ZipFile(file) as package:
        package.extractall(file.parent / "file")
        for document in yaml.safe_load_all(package.read("metricflow.yml")):
            yield from _texts(document)
    for table in (file.parent / "file").glob("*.parquet"):
        for row in duckdb.execute(f"SELECT * FROM '{table}'").fetchall():
            yield from (one for one in row if isinstance(one, str))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


PARTS = ("least", "median", "ninetieth", "most")


def differing(snapshot: Snapshot, oracle: Oracle, measures: Iterable[Measure], months: list[Period]) -> list[str]:
    """The figures of units in months that MetricFlow computes otherwise; of what counts at no unit, those of all."""
    work = Evaluator(snapshot)
    units: dict[str, list[Any]] = {}
    for unit in snapshot.tree_on().units:
        units.setdefault(f"place__under_{snapshot.all('unit')[unit].kind}", []).append(unit)
    # Of each kind of unit MetricFlow is asked anew; the highest, and that of which there are most, will do.
    units = {place: units[place] for place in (next(iter(units)), max(units, key=lambda one: len(units[one])))}
    found = []
    for measure in measures:
        names = [f"{measure.name}_{part}" for part in PARTS] if measure.form is Form.SPREAD else [measure.name]
        nowhere = measure.noun and measure.noun != "unit" and home_field(measure.noun) is None
        for place, scopes in {"": [None]}.items() if nowhere else units.items():
            columns = [oracle.rows(name, "metric_time__month", *filter(None, [place])) for name in names]
            told = [{(key[0].date(), *key[1:]): value for key, value in column.items() if key[0]} for column in columns]
            for month in months:
                for scope in scopes:
                    value: Any = work.answer(work.question(measure, scope=scope, period=month)).value
                    want = [getattr(value, part, None) for part in PARTS] if measure.form is Form.SPREAD else [value]
                    got = [column.get((month.start, *filter(None, [scope]))) for column in told]
                    if not all(map(_same, want, got)):
                        found.append(f"{measure.name} of {scope or 'all'} in {month.start}: {got} and not {want}")
    return found


def _same(want: Any, got: Any) -> bool:
    """Where nothing was counted, MetricFlow tells nothing, or nought."""
    if not want or not got:
        return not want and not got
    if isinstance(want, Fraction):
        return abs(Fraction(got) - want) <= abs(want) / 10**9
    return Decimal(str(got)) == Decimal(want)


def test_the_export_keeps_the_laws_of_formats() -> None:
    laws = ("what_is_out_of_scope_does_not_leave", "nothing_is_no_file")
    check_export(grassroots_open_export, "metricflow", read=judged, laws=laws)


@pytest.mark.slow
def test_the_export_keeps_all_laws_of_formats() -> None:
    check_export(grassroots_open_export, "metricflow", read=judged)


def test_metricflow_finds_nothing_wrong_and_computes_what_the_library_does(tmp_path: Path) -> None:
    snapshot = street()
    oracle = of(snapshot, tmp_path)
    assert oracle.faults == []
    assert differing(snapshot, oracle, snapshot.charter.measures.values(), [MONTHS[1], MONTHS[10]]) == []
    whole = oracle.rows("members", "place__under_association")  # Of a year, the end of the last month counts.
    work = Evaluator(snapshot)
    for (unit,), value in whole.items():
        assert (
            unit is None
            or work.answer(work.question(snapshot.charter.measure("members"), scope=unit, period=Period.year(2024))).value
            == value
        )


def test_conditions_of_every_kind_hold_of_the_same_records(tmp_path: Path) -> None:
    reached = "reached.received"
    conditions = [
        Is(path="outcome", values=(None, "solved")),
        Is(path="topic", values=("o'clock\\", "safety")),
        NotOf(part=Within(path=reached, at_least=date(2024, 2, 10), under=date(2024, 11, 11))),
        Within(path="topic", contains="se"),
        AnyOf(parts=(Is(path="category", values=("dispute",)), Within(path=reached, over=date(2024, 11, 2)))),
        AllOf(parts=(Against(path="reached.replied", since=reached, days=5), NotOf(part=Is(path="rating", values=(None,))))),
        Has(noun="activity", by="unit", of="unit", where=AllOf(())),
    ]
    measures = [
        Measure(name=f"number_{at}", labels={"en": f"Number {at}"}, form=form, noun="case", dated="received", hit=condition)
        for form in (Form.COUNT, Form.RATE)
        for at, condition in enumerate(conditions, 0 if form is Form.COUNT else len(conditions))
    ]
    days = Measure(
        name="days",
        labels={"en": "Days"},
        form=Form.SPREAD,
        noun="case",
        dated="received",
        value="days:received:done",
        minimum=3,
    )
    snapshot = street(*measures, days)
    oracle = of(snapshot, tmp_path)
    assert oracle.faults == []
    assert all(any(oracle.rows(f"number_{at}").values()) for at in range(len(conditions)))
    assert {"number_0", "number_7_hits", "days_median", "days_median_of_any"} <= oracle.metrics
    assert differing(snapshot, oracle, [*measures, days], MONTHS[1:3]) == []


PLAIN = st.text(st.characters(exclude_categories=["Cs"])) | st.booleans() | st.integers() | st.sampled_from([0.5, 0.9])
NAMES_OF_KEYS = st.text("abc_", min_size=1).filter(str.isalpha)


@given(
    st.dictionaries(
        NAMES_OF_KEYS, st.recursive(PLAIN, lambda of: st.lists(of) | st.dictionaries(NAMES_OF_KEYS, of), max_leaves=8)
    )
)
def test_what_is_written_as_yaml_is_read_as_it_was(document: dict[str, Any]) -> None:
    assert yaml.safe_load(as_yaml(document)) == document


def test_what_has_no_place_in_the_form_is_told_with_the_reason(tmp_path: Path) -> None:
    charter = gr.open_charter("association")
    asked = {
        name: evolve(charter.measures["cases_received"], name=name, **more)
        for name, more in {
            "in_period": {"where": Within(path="received", in_period=True)},
            "at_end": {"reads": Reads.PERIOD_END},
            "units": {"form": Form.REACH, "noun": "", "reach": "cases_received", "at_least": Decimal(1)},
            "of_units": {"form": Form.RATIO, "noun": "", "over": ("cases_received", "at_end")},
        }.items()
    }
    snapshot = street(charter.measures["cases_received"], *asked.values())
    left = []
    file = written(leaving_of(snapshot, remark=left.append), tmp_path)
    codes = {str(one.value): one.code.partition(":unfit-")[2] for one in left}
    assert codes == {"in_period": "period", "at_end": "period-end", "units": "units", "of_units": "made-of"}
    text = zipfile.ZipFile(file).read("metricflow.yml").decode()
    assert all(f"# {one.text('en')}" in text for one in left)


def test_the_records_stay_where_a_part_of_them_is_closed_and_only_what_measures_read_leaves(tmp_path: Path) -> None:
    with gr.samples.open("tenants") as house:
        left: list[Any] = []
        public = house.seen_by(house.view.actor, purpose="publication")
        public.export("metricflow", tmp_path / "public.zip", DAY, remark=left.append)
        assert zipfile.ZipFile(tmp_path / "public.zip").namelist() == ["metricflow.yml"]
        assert left[0].code == "grassroots_ibis:definitions-alone"
        house.export("metricflow", tmp_path / "all.zip", DAY)
    with zipfile.ZipFile(tmp_path / "all.zip") as package:
        package.extractall(tmp_path)
    columns = {one[0] for one in duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/grassroots_case.parquet'").fetchall()}
    assert {"id", "at_unit", "received_day"} <= columns
    assert not columns & {"text", "subject", "reporter", "person"}


def test_a_project_of_dbt_gets_its_own_file(tmp_path: Path) -> None:
    (said,) = yaml.safe_load_all(zipfile.ZipFile(written(leaving_of(street()), tmp_path, form="dbt")).read("dbt.yml"))
    assert {one["model"] for one in said["semantic_models"]} >= {"ref('grassroots_place')", "ref('grassroots_case')"}
    assert all(one["label"] for one in said["metrics"])
    with pytest.raises(gr.errors.InvalidArgument, match="there is no form"):
        written(leaving_of(street()), tmp_path, form="odd")


def test_the_command_line_tells_what_was_left_out_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--sample", "tenants"]) == 0
    assert main(["load", "ledgers"]) in (0, 1)
    capsys.readouterr()
    assert main(["export", "metricflow", "-o", "a.zip", "--purpose", "office"]) == 0
    assert "'households_visited' was left out: its conditions ask for the period" in capsys.readouterr().err
    assert main(["export", "指标定义", "-o", "b.zip", "--language", "zh"]) == 0
    told = capsys.readouterr().err
    assert "只导出了定义" in told
    assert "“入户走访率”未导出：其条件与统计期间有关" in told


SAMPLES = ("qijiashan", "shangnan", "beihai", "hudao", "lvjing", "branch")


def everything(snapshot: Snapshot, folder: Path) -> list[str]:
    left: set[str] = set()
    file = written(leaving_of(snapshot, remark=lambda one: left.add(str(one.value))), folder)
    oracle = Oracle(file, folder)
    measures = [one for one in snapshot.charter.measures.values() if one.name not in left]
    months = [Period.month(snapshot.as_of.year, month) for month in sorted({1, snapshot.as_of.month})]
    return oracle.faults + differing(snapshot, oracle, measures, months)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_metricflow_computes_all_figures_of_a_sample(name: str, tmp_path: Path) -> None:
    assert everything(sample(name).snapshot(published(name).get("as_of", date(2013, 12, 31))), tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", offices())
def test_metricflow_computes_all_figures_of_an_office(name: str, tmp_path: Path) -> None:
    assert everything(office(name).snapshot(DAY), tmp_path) == []
