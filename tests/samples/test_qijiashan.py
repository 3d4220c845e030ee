"""The sample of Qijiashan Street: its records give the figures that the street published, and each figure rests on its records one by one."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Mapping
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
from support import samples
from support.samples import EXAMPLES, sample

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.model import key_of
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Quality

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = EXAMPLES / "qijiashan"
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
def street() -> gr.Office:
    """The sample, taken in."""
    return sample("qijiashan")


@pytest.fixture(scope="module")
def snapshot(street: gr.Office) -> Snapshot:
    """Its records at the end of June."""
    return street.snapshot(AS_OF)


@pytest.fixture(scope="module")
def figures() -> Mapping[str, gr.Figure]:
    """Every figure of the charter, with the cells of those that are split."""
    return samples.figures("qijiashan")


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """The script that makes the sample."""
    return samples.script("qijiashan")


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


# -- the systems that the sample proves, from a row that an office typed to a figure of its report ------------------------------------


def proved(street: gr.Office, figures: Mapping[str, gr.Figure], system: str, *ledgers: str) -> None:
    """Every published figure of a system is right, and the records behind it lead to rows of these ledgers and no others."""
    names = [name for name, said in PUBLISHED.items() if said["source"] == system]
    sheets = set()
    for name in names:
        figure, part = part_of(figures, name)
        assert figure.text(part) == PUBLISHED[name]["value"], name
        assert figure.measure.source == system
        evidence = street.ask(figure.question)
        assert len(evidence) == len(evidence.sources), name
        sheets |= {source.sheet or source.file.rpartition("/")[2] for source in evidence.sources.values()}
    assert names
    assert sheets == set(ledgers)


@pytest.mark.system("S0-01")
def test_units_and_members_come_from_their_registers(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    proved(street, figures, "S0-01", "单位名册", "members.csv")
    sectors = ("institution", "village", "community", "non_public", "civil_society")
    assert sum(figures[f"members.{sector}"].value for sector in sectors) == 1500
    assert sum(street.figure("members", AS_OF, scope=unit).value for unit in ("C1", "C2", "C3", "C4", "G1", "G2", "G3")) == 1500


@pytest.mark.system("S0-02")
def test_the_campaign_comes_from_its_stages_activities_and_seats(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    proved(street, figures, "S0-02", "活动环节", "活动台账", "队伍成员名册")
    assert figures["leading_group"].value > figures["leaders"].value == 13


@pytest.mark.system("S0-03")
def test_contact_points_come_from_their_ledger_three_for_each_leader(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-03", "联系点台账")
    links = [street.get(*key) for key in figures["leaders_contact_points"].records().hits]
    assert set(Counter(link.holder.id for link in links).values()) == {3}


@pytest.mark.system("S0-04")
def test_study_comes_from_the_study_ledger(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    proved(street, figures, "S0-04", "学习台账", "单位名册")
    assert figures["departments_with_twelve"].value == figures["departments"].value == 10


@pytest.mark.system("S0-05")
def test_suggestions_come_from_their_ledger_and_the_calls_as_totals(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-05", "合理化建议", "tallies.csv")
    assert sum(figures[f"suggestions_adopted.{one}"].value for one in ("needs", "symptoms", "wisdom")) == 58


@pytest.mark.system("S0-08")
def test_opinions_come_from_their_wide_ledger_each_with_a_reply_in_four_parts(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-08", "意见台账")
    replies = [street.get("reply", id) for id in street.snapshot(AS_OF).all("reply")]
    assert len(replies) == 41
    assert all(one.background and one.situation and one.remaining and one.measures and one.handler for one in replies)


@pytest.mark.system("S0-11")
def test_the_questions_of_the_analysis_meeting_come_from_their_ledger(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-11", "工作分析会问题")
    assert figures["analysis_satisfied"].denominator == figures["analysis_completed"].numerator == 63
    months = [street.figure("analysis_questions", AS_OF, period=Period.month(2014, month)).value for month in range(1, 7)]
    assert sum(month or 0 for month in months) == 76


@pytest.mark.system("S0-12")
def test_express_matters_are_answered_within_their_limit_and_rated_by_month(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    june = street.figure("express_satisfied", AS_OF, period=Period.month(2014, 6))
    assert (june.numerator, june.denominator, june.left_out) == (12, 14, {"not_reached": 1})
    assert street.figure("express_satisfied", AS_OF, period=Period.month(2014, 5)).value is None
    on_time = figures["express_on_time"]
    assert on_time.denominator + on_time.left_out["running"] == figures["express"].value == 26
    assert {source.sheet for source in street.ask(on_time.question).sources.values()} == {"民情快件"}


@pytest.mark.system("S0-13")
def test_the_vote_becomes_projects_and_the_projects_proposals(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    proved(street, figures, "S0-13", "票决", "项目", "提案", "活动台账")
    adopted = {id for _, id in figures["projects_adopted"].records().hits}
    assert {street.get(*key).project for key in figures["proposals"].records().hits} == adopted


@pytest.mark.system("S0-14")
def test_ten_representatives_of_the_studio_lead_the_water_proposals(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-14", "领衔督办", "提案")
    leading = {street.get(*key).holder.id for key in figures["water_representatives"].records().hits}
    assert leading == {seat.person for seat in street.snapshot(AS_OF).all("seat").values() if seat.team == "T03"}


@pytest.mark.system("S0-15")
def test_the_visiting_rate_comes_from_the_register_and_the_visits(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    files = ("households.csv", "visits.csv", "visit_opinions.csv", "relief.csv", "disputes.csv")
    proved(street, figures, "S0-15", *files)
    rate = figures["households_visited"]
    assert (rate.numerator, rate.denominator, rate.text("percent0")) == (4120, 5644, "73 %")


@pytest.mark.system("S0-17")
def test_the_red_vests_come_from_the_list_of_team_members_with_their_skills(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    vests = [seat for seat in street.snapshot(AS_OF).all("seat").values() if seat.team == "T05"]
    assert Counter(seat.skill for seat in vests) == {"repairs": 8, "haircut": 8, "housekeeping": 8}
    whole = figures["volunteers"]
    assert sum(figures[f"volunteers.{skill}"].value for skill in ("repairs", "haircut", "housekeeping")) == whole.value == 72
    assert {source.sheet for source in street.ask(whole.question).sources.values()} == {"队伍成员名册"}


@pytest.mark.system("S0-18")
def test_every_micro_wish_is_claimed(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    proved(street, figures, "S0-18", "wishes.csv")
    assert figures["wishes_claimed"].value == 1


@pytest.mark.system("S0-21")
def test_the_removal_of_villages_comes_from_the_register_of_units(street: gr.Office, figures: Mapping[str, gr.Figure]) -> None:
    proved(street, figures, "S0-21", "单位名册")
    assert figures["special_meetings"].value == figures["villages_removed"].value == 4


@pytest.mark.system("S0-22")
def test_the_training_of_secretaries_comes_from_terms_of_office_and_the_attendance_list(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-22", "任职台账")
    assert len(street.snapshot(AS_OF).all("attendance")) == figures["secretaries_trained"].denominator == 106
    assert not street.figure("secretaries_trained", "2014-04-21").recorded, "no attendance was recorded by then"


@pytest.mark.system("S0-25")
def test_the_river_project_has_donors_but_no_sum_that_nobody_can_read(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-25", "捐助台账", "tallies.csv")
    assert all(one.amount is None for one in street.snapshot(AS_OF).all("contribution").values())
    assert figures["donations"].value is None


@pytest.mark.system("S0-26")
def test_the_plan_of_next_year_is_counted_by_the_day_on_which_it_was_set(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-26", "plan.csv")
    assert street.figure("plan_themes", "2014-06-29").value is None


@pytest.mark.system("S0-23")
def test_counts_of_members_that_the_source_blackened_are_missing_and_not_zero(
    street: gr.Office, figures: Mapping[str, gr.Figure]
) -> None:
    proved(street, figures, "S0-23", "tallies.csv")
    for name in ("new_full_members", "new_provisional_members", "new_applicants"):
        assert figures[name].value is None
        assert figures[name].text() == "—"


# -- the rest ------------------------------------------------------------------------------------------------------------------------


def test_what_is_derived_is_marked_so_in_the_charter(figures: Mapping[str, gr.Figure]) -> None:
    whole = {name: said for name, said in PUBLISHED.items() if part_of(figures, name)[1] == ""}
    marked = {name for name in whole if part_of(figures, name)[0].measure.derived}
    assert {name for name, said in whole.items() if said.get("derived")} == marked - {name for name in marked if "." in name}
    assert {"analysis_completed_number", "analysis_satisfied_number", "households", "leaders_contact_points"} <= marked


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


def test_the_ledgers_again_store_nothing(street: gr.Office) -> None:
    head = street.head
    again = street.take_in(SAMPLE / "ledgers")
    assert (again.ok, again.stored, again.new, again.changed) == (True, False, frozenset(), frozenset())
    assert street.head == head


SINGLE = sorted(
    {
        "committees", "branches", "campaign_activities", "leaders", "leaders_contact_points", "lectures", "suggestions_adopted", "opinions",
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
    difference = gr.figures.compare(before, after)
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
    moved = gr.figures.compare(before["households_visited"], after["households_visited"]).moved
    assert [key for key, *_ in moved] == [("household", visit.target.id)]
    for name in watched[1:]:
        assert after[name].value == before[name].value


@settings(QUICK, max_examples=6)
@given(data=st.data())
def test_an_opinion_solved_a_day_later_is_one_more_solved_from_that_day_on(data: st.DataObject, snapshot: Snapshot) -> None:
    waiting = evaluate(["opinions"], snapshot, period=YEAR)["opinions.in_progress"].records().hits
    key = data.draw(st.sampled_from(waiting))
    step = gr.model.Step(state="replied", on=date(2014, 7, 1), outcome="solved")
    changed = [evolve(one, steps=(*one.steps, step)) if key_of(one) == key else one for one in snapshot]
    found = {}
    for day in (AS_OF, date(2014, 7, 1)):
        later = evaluate(["opinions"], Snapshot.of(changed, snapshot.charter, as_of=day, check=False), period=YEAR)
        found[day] = (later["opinions.solved"].value, later["opinions.in_progress"].value, later["opinions"].value)
    assert found == {AS_OF: (9, 19, 41), date(2014, 7, 1): (10, 18, 41)}


def test_every_figure_of_the_year_leads_to_a_row_of_a_ledger(figures: Mapping[str, gr.Figure], street: gr.Office) -> None:
    evidence = street.figure("analysis_completed", as_of=AS_OF).records()
    assert (len(evidence.hits), len(evidence.misses)) == (63, 13)
    assert {source.sheet for source in evidence.sources.values()} == {"工作分析会问题"}
    assert all(source.file.endswith("opinions.xlsx") and source.row > 1 for source in evidence.sources.values())
    assert set(evidence.sources) == {*evidence.hits, *evidence.misses}


def test_the_report_says_in_both_languages_that_its_records_are_invented(street: gr.Office) -> None:
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


def test_villages_that_were_removed_count_at_the_communities_that_took_over(street: gr.Office, snapshot: Snapshot) -> None:
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
    ("study.csv", 3): "3.9",
    ("study.csv", 4): "十几个人",
    ("study.csv", 5): "1 20",
}
"""File and row → what its problem must name. Row 11 was dispatched before it came in: that is stored, with a remark."""


def test_each_mistake_is_told_with_its_row_and_what_stands_there_and_nothing_is_stored(street: gr.Office) -> None:
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
    assert Counter(remark.code for remark in reading.remarks)["extra-column"] == 1  # 说明
    assert street.head == head


def test_what_was_dispatched_before_it_came_in_may_be_stored_and_is_told(street: gr.Office, tmp_path: Path) -> None:
    lines = (SAMPLE / "mistakes" / "express.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "express.csv").write_text(f"{lines[0]}\n{lines[10]}\n", encoding="utf-8")
    reading = street.read(tmp_path / "express.csv")
    assert reading.ok, str(reading)
    (told,) = [one for one in reading.remarks if one.code == "steps-out-of-order"]
    assert told.source is not None and told.source.row == 2
    assert all("K-99" in told.text(language) and "2014-05-30" in told.text(language) for language in ("en", "zh"))


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
    readme = (ROOT / "docs" / "samples" / "qijiashan.md").read_text(encoding="utf-8")
    sections = {title: readme.split(title)[1].split("\n#")[0] for title in titles.values()}
    for name, said in PUBLISHED.items():
        row = next((line for line in sections[titles[said["kind"]]].splitlines() if line.startswith(f"| `{name}` |")), "")
        assert said.get("published", said["value"]) in row, name
        assert ("derived" in row) == bool(said.get("derived")), name
