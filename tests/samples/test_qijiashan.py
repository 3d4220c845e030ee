"""The sample of Qijiashan Street: its records give the figures that the street published, and each figure rests on its records one by one."""

from __future__ import annotations

import csv
import importlib.util
import io
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.model import key_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Quality

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "docs" / "examples" / "qijiashan"
AS_OF = date(2014, 6, 30)
YEAR = Period.year(2014)
PUBLISHED: Mapping[str, Mapping[str, Any]] = tomllib.loads((SAMPLE / "published.toml").read_text(encoding="utf-8"))["figure"]

# A snapshot of fifteen thousand records is not shrunk: the first failing draw names the record.
QUICK = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def street() -> Iterator[gr.Workspace]:
    """The sample, taken in."""
    with gr.open("memory:", charter="cn-street") as workspace:
        reading = workspace.take_in(SAMPLE / "ledgers")
        assert reading.ok, str(reading)
        assert reading.stored
        yield workspace


@pytest.fixture(scope="module")
def snapshot(street: gr.Workspace) -> Snapshot:
    """Its records at the end of June."""
    return street.snapshot(AS_OF)


@pytest.fixture(scope="module")
def figures(snapshot: Snapshot) -> Mapping[str, gr.Figure]:
    """Every figure of the charter, with the cells of those that are split."""
    return evaluate(snapshot.charter.measures, snapshot, period=YEAR)


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """The script that makes the sample."""
    spec = importlib.util.spec_from_file_location("qijiashan_make", SAMPLE / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def part_of(figures: Mapping[str, gr.Figure], name: str) -> tuple[gr.Figure, str]:
    """A name as a sentence of a report has it: `analysis_completed.percent0` is a part of a figure, `opinions.solved` a figure of its own."""
    if name in figures:
        return figures[name], ""
    figure, _, part = name.rpartition(".")
    return figures[figure], part


def number(text: str) -> Decimal:
    """A printed number."""
    return Decimal(text.replace(",", "").removesuffix(" %"))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_records_give_the_published_figure(name: str, figures: Mapping[str, gr.Figure]) -> None:
    said = PUBLISHED[name]
    figure, part = part_of(figures, name)
    assert figure.text(part) == said["value"]
    relation = said.get("relation", "is")
    if relation == "over":
        assert number(figure.text(part)) > number(said["published"])
    elif relation in ("missing", "damaged"):
        assert figure.value is None
        assert figure.left_out == {"missing": 1}
    elif "published" in said:
        assert number(figure.text(part)) == number(said["published"])


def test_what_is_derived_is_marked_so_in_the_charter(figures: Mapping[str, gr.Figure]) -> None:
    whole = {name: said for name, said in PUBLISHED.items() if part_of(figures, name)[1] == ""}
    marked = {name for name in whole if part_of(figures, name)[0].measure.derived}
    assert {name for name, said in whole.items() if said.get("derived")} == marked - {name for name in marked if "." in name}
    assert {"analysis_completed_number", "analysis_satisfied_number", "households", "contact_points"} <= marked


def test_what_the_source_damaged_or_blackened_keeps_its_place_but_has_no_value(snapshot: Snapshot) -> None:
    tallies = {tally.kind: tally.amount for tally in snapshot.all("tally").values()}
    damaged = tallies["donations"]
    assert damaged.quality is Quality.DAMAGED
    assert damaged.value is None
    assert damaged.raw == PUBLISHED["donations"]["published"]
    assert tallies["member_households_called_on"].quality is Quality.ROUGH
    assert tallies["new_full_members"] is None


def test_every_record_is_sound_and_nothing_but_the_plan_lies_after_june(snapshot: Snapshot) -> None:
    assert snapshot.problems == ()
    late = set()
    for record in snapshot:
        days = [getattr(record, name, None) for name in ("start", "on", "until")] + [
            step.on for step in getattr(record, "steps", ())
        ]
        if any(day is not None and day > AS_OF for day in days):
            late.add(type(record).__name__)
    assert late == {"Target"}


def test_the_ledgers_again_store_nothing(street: gr.Workspace) -> None:
    head = street.head
    again = street.take_in(SAMPLE / "ledgers")
    assert (again.ok, again.stored, again.new, again.changed) == (True, False, frozenset(), frozenset())
    assert street.head == head


SINGLE = sorted(
    {
        "committees", "branches", "campaign_activities", "leaders", "contact_points", "lectures", "suggestions_adopted", "opinions",
        "analysis_completed_number", "analysis_satisfied_number", "projects_adopted", "proposals", "inspections", "households",
        "visit_opinions", "wishes", "posts_added", "workers_posted", "villages_removed", "secretaries",
    }
)  # fmt: skip
SUMS = ["study", "relief", "delegates_voting"]
SHARES = ["analysis_completed", "households_visited", "visit_opinions_solved", "wishes_claimed", "secretaries_trained"]


@settings(QUICK, max_examples=12)
@given(data=st.data())
def test_without_one_random_record_a_figure_moves_by_exactly_that_record(data: st.DataObject, snapshot: Snapshot) -> None:
    name = data.draw(st.sampled_from([*SINGLE, *SUMS, *SHARES]))
    before = evaluate([name], snapshot, period=YEAR)[name]
    key = data.draw(st.sampled_from(before.records().hits))
    rest = Snapshot.of((one for one in snapshot if key_of(one) != key), snapshot.charter, as_of=AS_OF, check=False)
    after = evaluate([name], rest, period=YEAR)[name]
    difference = gr.compare(before, after)
    assert (difference.gained, difference.lost, difference.moved) == ((), ((key, "hit"),), ())
    if name in SHARES:
        assert (before.numerator - after.numerator, before.denominator - after.denominator) == (1, 1)
    else:
        worth = 1
        if name in SUMS:
            record = snapshot.get(*key)
            worth = {"study": "sessions", "relief": "amount", "delegates_voting": "ballots"}[name]
            worth = getattr(record, worth).value if name == "relief" else getattr(record, worth)
        assert before.value - after.value == worth


@settings(QUICK, max_examples=6)
@given(data=st.data())
def test_one_random_visit_that_reached_nobody_moves_one_household_and_no_other_figure(
    data: st.DataObject, snapshot: Snapshot
) -> None:
    watched = ["households_visited", "visiting_cadres", "visit_opinions_solved", "opinions", "relief", "key_families_condoled"]
    visits = [one for one in snapshot.all("contact").values() if (one.purpose, one.code) == ("door_to_door", "reached")]
    visit = data.draw(st.sampled_from(visits))
    changed = Snapshot.of(
        (evolve(one, code="away") if one == visit else one for one in snapshot), snapshot.charter, as_of=AS_OF, check=False
    )
    before, after = (evaluate(watched, one, period=YEAR) for one in (snapshot, changed))
    assert after["households_visited"].numerator == before["households_visited"].numerator - 1
    assert after["households_visited"].denominator == 5644
    moved = gr.compare(before["households_visited"], after["households_visited"]).moved
    assert [key for key, *_ in moved] == [("household", visit.target.id)]
    for name in watched[1:]:
        assert after[name].value == before[name].value


@settings(QUICK, max_examples=6)
@given(data=st.data())
def test_an_opinion_solved_a_day_later_is_one_more_solved_from_that_day_on(data: st.DataObject, snapshot: Snapshot) -> None:
    waiting = evaluate(["opinions"], snapshot, period=YEAR)["opinions.in_progress"].records().hits
    key = data.draw(st.sampled_from(waiting))
    step = gr.Step(state="replied", on=date(2014, 7, 1), outcome="solved")
    changed = [evolve(one, steps=(*one.steps, step)) if key_of(one) == key else one for one in snapshot]
    found = {}
    for day in (AS_OF, date(2014, 7, 1)):
        later = evaluate(["opinions"], Snapshot.of(changed, snapshot.charter, as_of=day, check=False), period=YEAR)
        found[day] = (later["opinions.solved"].value, later["opinions.in_progress"].value, later["opinions"].value)
    assert found == {AS_OF: (9, 19, 41), date(2014, 7, 1): (10, 18, 41)}


def test_every_figure_of_the_year_leads_to_a_row_of_a_ledger(figures: Mapping[str, gr.Figure], street: gr.Workspace) -> None:
    evidence = street.figure("analysis_completed", as_of=AS_OF).records()
    assert (len(evidence.hits), len(evidence.misses)) == (63, 13)
    assert {source.sheet for source in evidence.sources.values()} == {"工作分析会问题"}
    assert all(source.file.endswith("opinions.xlsx") and source.row > 1 for source in evidence.sources.values())
    assert set(evidence.sources) == {*evidence.hits, *evidence.misses}


def test_the_report_says_in_both_languages_that_its_records_are_invented(street: gr.Workspace) -> None:
    report = street.report("year", as_of=AS_OF)
    english, chinese = report.render("en"), report.render("zh")
    assert english.notes[0] == "Invented records; only the totals were published."
    assert chinese.notes[0] == "记录均为虚构，公开发布的只有合计数。"
    for rendered in (english, chinese):
        text = "\n".join(block.text for section in rendered.sections for block in section.blocks if hasattr(block, "text"))
        for said in ("106", "1,500", "41", "76", "98", "83", "4,120", "5,644", "92", "81"):
            assert said in text
    for name in street.charter.outline("year").headline:
        assert report[name].name == name


def test_villages_that_were_removed_count_at_the_communities_that_took_over(street: gr.Workspace, snapshot: Snapshot) -> None:
    gone = {unit.id for unit in snapshot.all("unit").values() if unit.kind == "village" and unit.end}
    assert len(gone) == 4
    own = Counter(household.unit for household in snapshot.all("household").values())
    for event in snapshot.all("change_event").values():
        heir, village = event.after[0].unit, event.before[0].unit
        assert street.figure("households", as_of=AS_OF, scope=heir).value == own[heir] + own[village]
        assert street.figure("households", as_of="2014-04-01", scope=heir).value == own[heir]


MISTAKES = {
    ("express.csv", 3): "2014-02-30",
    ("express.csv", 4): "03/04/2014",
    ("express.csv", 5): "2014年6月",
    ("express.csv", 6): "示例社区99",
    ("express.csv", 7): "示例离退休支部",
    ("express.csv", 8): "已解觉",
    ("express.csv", 9): "K-90",
    ("express.csv", 10): "收件日期",
    ("express.csv", 11): "K-99",
    ("study.csv", 3): "3.9",
    ("study.csv", 4): "十几个人",
    ("study.csv", 5): "1 20",
}
"""File and row → what its problem must name. Row 11 was dispatched before it came in; only with the good rows at hand does that show."""


def test_each_mistake_is_told_with_its_row_and_what_stands_there_and_nothing_is_stored(street: gr.Workspace) -> None:
    head = street.head
    assert not street.take_in(SAMPLE / "mistakes").stored
    reading = street.read(SAMPLE / "mistakes", keep_bad=True)
    for (file, row), typed in MISTAKES.items():
        told = [
            one for one in reading.problems if one.source and (one.source.file.endswith(file), one.source.row) == (True, row)
        ]
        assert told, (file, row)
        for language in ("en", "zh"):
            assert any(typed in problem.text(language) for problem in told), (file, row)
    assert {(bad.source.file.rpartition("/")[2], bad.source.row) for bad in reading.bad_rows} == set(MISTAKES)
    assert Counter(problem.code for problem in reading.problems)["unknown-column"] == 1  # 说明
    assert street.head == head


def cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """What stands in a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_script_makes_what_is_committed(make: ModuleType) -> None:
    made = make.make()
    committed = {
        path.relative_to(SAMPLE).as_posix(): path.read_bytes()
        for name in ("ledgers", "mistakes")
        for path in (SAMPLE / name).iterdir()
    }
    assert made.keys() == committed.keys()
    for name, content in made.items():
        if name.endswith(".xlsx"):  # another release of the writer may pack the same cells otherwise
            assert cells(content) == cells(committed[name]), name
        else:
            assert content == committed[name], name


def test_the_script_makes_the_same_bytes_each_time(make: ModuleType) -> None:
    assert make.make() == make.make()


def test_the_ledgers_are_as_different_as_those_of_offices(make: ModuleType) -> None:
    register = (SAMPLE / "ledgers" / "households.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        register.decode("utf-8")
    assert next(csv.reader(io.StringIO(register.decode("gb18030"))))[0] == "户号"
    assert (SAMPLE / "ledgers" / "visits.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(cells((SAMPLE / "ledgers" / "campaign.xlsx").read_bytes())) == 7


def test_the_readme_lists_every_published_figure_under_the_way_it_is_counted() -> None:
    titles = {
        "records": "### Counts of single records",
        "distinct": "### Counts of different persons, enterprises, themes, layers",
        "sum": "### Sums over records that stand for several",
        "tally": "### Totals that the street knew only as a number",
        "arithmetic": "### Figures divided by figures",
    }
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    sections = {title: readme.split(title)[1].split("\n#")[0] for title in titles.values()}
    for name, said in PUBLISHED.items():
        row = next((line for line in sections[titles[said["kind"]]].splitlines() if line.startswith(f"| `{name}` |")), "")
        assert said.get("published", said["value"]) in row, name
        assert ("derived" in row) == bool(said.get("derived")), name
