"""What an outline can say: comparisons, targets, words in the plural, conditions, lists of records, texts of the office, lines, headings."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

import jsonschema
import pytest
from attrs import evolve

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.errors import CharterInvalid
from grassroots.model import Area, Case, Consent, Household, Passage, Person, Record, Step, Target
from grassroots.reports import BarChart, Grid, Heading, LineChart, Paragraph, Report, make_report
from grassroots.reports.contract import schema
from grassroots.reports.drawing import drawing
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.testing.writer_kit import sample_records
from grassroots.texts import folder_of
from grassroots.values import AreaId, CaseId, ConsentId, HouseholdId, Period, PersonId, Quantity, Ref, UnitId

SAMPLE = folder_of("grassroots.testing.writer_kit").joinpath("sample.toml").read_text(encoding="utf-8")
WORDS = """
[words.passage]
problems = { en = "problems", zh = "存在问题" }
[words.area]
block = { en = "blocks", zh = "小区" }
beds = { en = "beds", zh = "花坛" }
[words.theme]
speed = { en = "speed", zh = "速度" }
[words.consent]
named = { en = "to be named", zh = "同意公开姓名" }
[measure.asked]
en = "people who asked"
zh = "反映人"
count = "person"
[measure.activities]
en = "activities"
zh = "活动"
count = "activity"
dated = "on"
[report.brief]
en = "Brief"
zh = "简报"
"""


def charter_with(*blocks: str, head: str = "") -> Charter:
    section = '[[report.brief.section]]\nen = "1. All"\nzh = "一、全部"\n' + head
    text = SAMPLE + WORDS + section + "".join(f"[[report.brief.section.block]]\n{block}\n" for block in blocks)
    return load({"brief.toml": text}, kinds=KINDS)


def case(id: str, on: str) -> Case:
    return Case(
        id=CaseId(id), category="opinion", unit=UnitId("south"), steps=(Step(state="received", on=date.fromisoformat(on)),)
    )


def filled(*blocks: str, records: tuple[Record, ...] = (), as_of: str = "2024-03-31", head: str = "", **more: Any) -> Report:
    shot = Snapshot.of(
        [*sample_records(), *records], charter_with(*blocks, head=head), as_of=date.fromisoformat(as_of), check=False
    )
    report = make_report("brief", shot, **more)
    jsonschema.Draft202012Validator(schema()).validate(report.to_dict())
    return report


def said(report: Report, language: str = "en") -> list[str]:
    return [
        one.text
        for section in report.render(language).sections
        for one in section.blocks
        if isinstance(one, Paragraph | Heading)
    ]


# -- sentences --

SAY = 'say = { en = "{opinions.compared}, {opinions.before} then", zh = "{opinions.compared}，当时{opinions.before}" }'


def test_a_figure_is_held_against_the_same_days_of_the_year_before() -> None:
    before = (case("b1", "2023-01-05"), case("b2", "2023-03-31"), case("b3", "2023-04-01"))
    report = filled(SAY, records=before)
    assert said(report) == ["4 more (200.0 %) than in the same time of the year before, 2 then"]
    assert said(report, "zh") == ["比上年同期增加4件（增长200.0%），当时2"]
    assert said(filled(SAY, records=before, as_of="2024-12-31"))[0].endswith("than in the year before, 3 then")


def test_of_a_year_of_which_nothing_is_recorded_nothing_is_made_up() -> None:
    assert said(filled(SAY)) == ["nothing is recorded of the same time of the year before"]


def test_a_year_in_which_there_were_none_is_held_against_as_none_once_they_are_recorded() -> None:
    """The paper knows of a year before what its figure knows of itself."""
    of_2022 = case("b0", "2022-05-05")
    assert said(filled(SAY, records=(of_2022,))) == ["6 more than in the same time of the year before, 0 then"]
    assert said(filled(SAY, records=(of_2022,)), "zh") == ["比上年同期增加6件，当时0"]


def test_a_sentence_falls_away_where_nobody_recorded_what_it_asks_of_records_that_are_kept() -> None:
    has = '[measure.of_units]\nen = "units with a household"\nzh = "有住户的单位"\nrate = "unit"\nhit = { has = { household = "unit" } }\n'
    say = 'say = { en = "{of_units.numerator} units", zh = "{of_units.numerator}个" }\n'
    asked = 'say = { en = "{opinions}", zh = "{opinions}" }'
    home = Household(id=HouseholdId("h"), unit=UnitId("south"))
    assert said(filled(asked, say + has)) == ["6"], "no household was ever recorded"
    assert said(filled(asked, say + has, records=(home,))) == ["6", "1 units"]


def test_of_none_after_none_no_change_is_told() -> None:
    compared = 'say = { en = "{opinions.compared}", zh = "{opinions.compared}" }\nwhen = "opinions.compared"'
    of_2022 = case("b0", "2022-05-05")
    assert said(filled(compared, records=(of_2022,), as_of="2023-03-31")) == []
    assert said(filled(compared, records=(of_2022,))) == ["6 more than in the same time of the year before"]


def test_a_clause_on_what_nobody_recorded_falls_away_and_the_others_stand() -> None:
    has = '[measure.of_units]\nen = "units with a household"\nzh = "有住户的单位"\nrate = "unit"\nhit = { has = { household = "unit" } }\n'
    say = 'say = { en = "{of_units.numerator} units with a home; {opinions} opinions.", zh = "走访{of_units.numerator}家；意见{opinions}条；走访{of_units.numerator}家。" }\n'
    report = filled(say + has)
    assert (said(report), said(report, "zh")) == (["6 opinions."], ["意见6条。"])
    report = filled(say + has, records=(Household(id=HouseholdId("h"), unit=UnitId("south")),))
    assert said(report, "zh") == ["走访1家；意见6条；走访1家。"]


def test_what_there_was_none_of_in_the_period_has_no_chart_no_table_and_no_sentence_of_several_noughts() -> None:
    several = 'say = { en = "{opinions} opinions, {answered.numerator} of {answered.denominator} answered.", zh = "意见{opinions}条，{answered.denominator}条中答复{answered.numerator}条。" }\n'
    one = 'say = { en = "{opinions} opinions.", zh = "意见{opinions}条。" }\n'
    bars = 'bars = "opinions"\nen = "O"\nzh = "意"\nby = "month"\n'
    table = 'table = ["opinions"]\nen = "O"\nzh = "意"\ndown = "month"\n'
    asked = (several, one, bars, table)
    assert len(filled(*asked).render("en").sections[0].blocks) == 4
    of_2021 = case("b0", "2021-05-05")
    (section,) = filled(*asked, records=(of_2021,), as_of="2022-12-31").render("en").sections
    assert [block.text for block in section.blocks if isinstance(block, Paragraph)] == ["0 opinions."]
    assert len(section.blocks) == 1


def test_what_falls_away_and_is_on_record_stands_in_the_proof() -> None:
    """Of what nobody recorded there is nothing to prove; that there was none is told all the same, and a comparison of papers knows it."""
    bars, table = (
        'bars = "opinions"\nen = "O"\nzh = "意"\nby = "month"\n',
        'table = ["opinions", "activities"]\nen = "O"\nzh = "意"\ndown = "unit"\n',
    )
    of_2021 = case("b0", "2021-05-05")
    for asked in ((bars,), (table,), (bars, table)):
        report = filled(*asked, records=(of_2021,), as_of="2022-12-31")
        assert report.sections == ()
        (note,) = (one for one in report.render("zh").figures if one.main)
        assert (note.name, note.number, note.mark) == ("opinions", 0, 0)
    (alone,) = filled(table, scope=UnitId("south")).figures.values()
    assert (alone.name, alone.value) == ("opinions", 3)


def test_what_an_office_has_set_itself_to_reach_is_told_also_where_nothing_came_of_it() -> None:
    say = "{activities} of {activities.aim} held; {opinions} opinions."
    asked = (
        f'say = {{ en = "{say}", zh = "{say}" }}',
        'say = { en = "{opinions} of {opinions.aim}.", zh = "{opinions} of {opinions.aim}." }',
        'table = ["opinions", "activities"]\nbeside = ["aim", "gap"]\nen = "T"\nzh = "表"',
        'bars = "opinions"\naim = true\nen = "O"\nzh = "意"\nby = "month"\n',
    )
    aims = tuple(
        Target(id=name, unit=UnitId("all"), theme="speed", measure=name, value=Quantity.of(20), start=date(2020, 1, 1))
        for name in ("activities", "opinions")
    )
    old = case("b0", "2021-05-05")
    assert len(filled(*asked, records=(old,), as_of="2022-12-31").sections[0].blocks) == 1
    report = filled(*asked, records=(old, *aims), as_of="2022-12-31")
    assert said(report)[1:] == ["0 of 20."]
    assert said(report)[0].endswith("of 20 held; 0 opinions.")
    assert len(report.sections[0].blocks) == 4
    assert [row[0].text for row in grid(report).rows] == ["opinions", "activities"]


def test_a_sentence_begins_as_it_is_written_where_its_first_clause_stands() -> None:
    has = '[measure.of_units]\nen = "units with a household"\nzh = "有住户的单位"\nrate = "unit"\nhit = { has = { household = "unit" } }\n'
    say = 'say = { en = "e-home: {opinions} opinions; {of_units.numerator} units.", zh = "意见{opinions}条；{of_units.numerator}家。" }\n'
    assert said(filled(say + has)) == ["e-home: 6 opinions."]


def test_what_runs_down_a_table_is_called_by_its_name() -> None:
    table = 'table = ["opinions"]\nen = "Opinions"\nzh = "意见"\ndown = "outcome"\n'
    (grid,) = filled(table).render("zh").sections[0].blocks
    assert grid.headings[0].text == "办理结果"


@pytest.mark.parametrize(
    "block",
    [
        'table = ["opinions"]\nen = "O"\nzh = "意"\ndown = "unit"\n',
        'bars = "opinions"\nen = "O"\nzh = "意"\nby = "unit"\n',
    ],
)
def test_a_unit_without_units_below_it_has_no_table_and_no_chart_of_units(block: str) -> None:
    assert filled(block).render("en").sections
    assert not filled(block, scope=UnitId("south")).render("en").sections


def test_a_share_changes_by_points_and_falls_short_of_its_target_by_points() -> None:
    target = Target(
        id="t", unit=UnitId("all"), theme="speed", start=date(2024, 1, 1), measure="answered", value=Quantity.of("0.9")
    )
    say = 'say = { en = "{answered.percent0}, aim {answered.aim}, lacking {answered.gap}; {answered.compared}", zh = "{answered.percent0}{answered.aim}{answered.gap}{answered.compared}" }'
    late = (case("b1", "2023-01-05"),)
    assert said(filled(say, records=(target, *late))) == [
        "80 %\u00a0†, aim 90 %, lacking 10 percentage points; 80.0 percentage points more than in the same time of the year before"
    ]
    far = 'say = { en = "{answered.reached_of} of the aim, by {answered.horizon}", zh = "{answered.reached_of}，{answered.horizon}" }'
    report = filled(far, records=(evolve(target, end=date(2025, 1, 1)),))
    assert (said(report), said(report, "zh")) == (["88.9 % of the aim, by 31 December 2024"], ["88.9%，2024年12月31日"])
    assert said(filled(far, records=(target,))) == ["88.9 % of the aim, by —"]
    assert "no target set" in said(filled(say))[0]
    other = evolve(target, unit=UnitId("south"))
    assert "no target set" in said(filled(say, records=(other,)))[0]


def test_a_table_holds_each_measure_against_the_time_before_and_its_target() -> None:
    target = Target(
        id="t", unit=UnitId("all"), theme="speed", start=date(2024, 1, 1), measure="answered", value=Quantity.of("0.9")
    )
    table = 'table = ["opinions", "answered"]\nbeside = ["before", "compared", "aim", "gap"]\nen = "T"\nzh = "表"'
    report = filled(table, records=(target, case("b1", "2023-01-05")))
    told = grid(report)
    assert [one.text for one in told.headings[2:]] == ["The time before", "Change", "Aim", "Lacking"]
    assert [[one.text for one in row[1:]] for row in told.rows] == [
        ["6", "1", "5 more (500.0 %) than in the same time of the year before", "no target set", "no target set"],
        [
            "80.0 %\u00a0†",
            "0.0 %\u00a0†",
            "80.0 percentage points more than in the same time of the year before",
            "90 %",
            "10 percentage points",
        ],
    ]
    assert [one["part"] for one in report.to_dict()["sections"][0]["blocks"][0]["table"]["beside"]] == [
        "before",
        "compared",
        "aim",
        "gap",
    ]


def test_a_column_of_what_there_is_nothing_of_falls_away() -> None:
    table = 'table = ["opinions"]\nbeside = ["before", "compared", "aim", "gap"]\nen = "T"\nzh = "表"'
    assert len(grid(filled(table)).headings) == 2


def test_what_stands_beside_a_table_that_has_no_measures_down_is_refused() -> None:
    table = 'table = ["opinions"]\ndown = "month"\nbeside = ["before", "then"]\nen = "T"\nzh = "表"'
    with pytest.raises(CharterInvalid) as caught:
        filled(table)
    assert {one.code for one in caught.value.problems} == {"charter-surplus", "charter-choice"}


@pytest.mark.parametrize(("scope", "expected"), [("north", "2 opinions"), ("south", "3 opinions"), ("all", "6 opinions")])
def test_a_word_takes_the_form_that_its_number_asks_for(scope: str, expected: str) -> None:
    say = 'say = { en = "{opinions} {opinions|opinion|opinions}", zh = "{opinions}{opinions|条}" }'
    assert said(filled(say, scope=UnitId(scope))) == [expected]
    one = filled(say, scope=UnitId("south"), as_of="2024-02-05")
    assert (said(one), said(one, "zh")) == (["1 opinion"], ["1条"])


@pytest.mark.parametrize(
    "place",
    ["opinions.comparde", "opinions.before.compared", "opinions.unsolved.before", "nothing.before", "opinions.aim.before"],
)
def test_what_no_figure_can_be_held_against_is_told_when_the_charter_is_read(place: str) -> None:
    with pytest.raises(CharterInvalid):
        charter_with(f'say = {{ en = "{{{place}}}", zh = "{{{place}}}" }}')


# -- what is there, and what is not --


def test_a_block_and_a_section_are_there_only_on_their_condition() -> None:
    yes, no = (
        'say = { en = "some", zh = "有" }\nwhen = "opinions.solved"',
        'say = { en = "none", zh = "无" }\nunless = "opinions"',
    )
    assert said(filled(yes, no)) == ["some"]
    assert said(filled(yes, no, as_of="2024-01-01")) == ["none"]
    assert filled(no).sections == ()
    assert filled(yes, head='when = "opinions.explained"\n', as_of="2024-01-01").sections == ()
    with pytest.raises(CharterInvalid):
        charter_with('say = { en = "x", zh = "x" }\nwhen = "opinion"')


def test_what_was_never_recorded_is_not_printed_and_what_came_to_nothing_is() -> None:
    never, now = (f'say = {{ en = "{{{name}}} there", zh = "{{{name}}}" }}' for name in ("activities", "opinions"))
    report = filled('head = { en = "Activities", zh = "活动" }', never, 'head = { en = "Opinions", zh = "意见" }', now)
    assert said(report) == ["(1) Opinions", "6 there"]
    assert said(filled(now, period=Period.year(2025), as_of="2025-06-30")) == ["0 there"]
    assert filled(never).sections == ()
    assert (
        filled(
            'table = ["activities"]\nen = "T"\nzh = "表"\ndown = "unit"', 'say = { en = "As follows.", zh = "如下。" }'
        ).sections
        == ()
    )


def test_sections_that_are_left_are_numbered_one_after_the_other() -> None:
    text = SAMPLE + WORDS
    for number, measure in (("1. ", "activities"), ("2. ", "opinions"), ("3. ", "answered")):
        text += f'[[report.brief.section]]\nen = "{number}{measure}"\nzh = "{"一二三"[int(number[0]) - 1]}、{measure}"\n'
        text += f'[[report.brief.section.block]]\nsay = {{ en = "{{{measure}}}", zh = "{{{measure}}}" }}\n'
    shot = Snapshot.of(sample_records(), load({"t.toml": text}, kinds=KINDS), as_of=date(2024, 3, 31), check=False)
    report = make_report("brief", shot)
    assert [one.title for one in report.render("en").sections] == ["1. opinions", "2. answered"]
    assert [one.title for one in report.render("zh").sections] == ["一、opinions", "二、answered"]


# -- lists --

LIST = 'list = "opinions"\ncolumns = ["unit", "outcome", "reached.received"]\norder = "-reached.received"\nmost = 2\nen = "Last"\nzh = "近期"'


def grid(report: Report, language: str = "en") -> Grid:
    (found,) = [one for one in report.render(language).sections[0].blocks if isinstance(one, Grid)]
    return found


def test_a_list_tells_records_in_order_and_how_many_it_does_not_tell() -> None:
    found = grid(filled(LIST), "zh")
    assert [cell.text for cell in found.headings] == ["单位", "办理结果", "已受理"]
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["本协会", "已解决", "2024年3月5日"], ["南楼", "—", "2024年3月1日"],
    ]  # fmt: skip
    assert found.notes == ("另有4条未列出",)


def test_a_list_of_misses_or_of_what_is_left_out_and_an_empty_one() -> None:
    columns = '\ncolumns = ["reached.received"]\nsentence = true'
    assert said(filled(f'list = "answered"\nof = "miss"{columns}')) == ["8 February 2024."]
    assert said(filled(f'list = "answered"\nof = "withdrawn"{columns}')) == ["1 March 2024."]
    assert filled(f'list = "answered"\nof = "withdrawn"{columns}', as_of="2024-01-15").sections == ()


def asking() -> tuple[Record, ...]:
    people = [Person(id=PersonId(id), name=name) for id, name in (("p-1", "Ann Example"), ("p-2", "Bob Example"))]
    agreed = Consent(id=ConsentId("c"), unit=UnitId("all"), giver=Ref("person", "p-1"), purpose="named", start=date(2024, 1, 1))
    return (*people, agreed)


NAMED = 'list = "asked"\ncolumns = ["name"]\nsentence = true'


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_only_who_agreed_is_named_in_a_report_without_names(profile: str) -> None:
    assert filled(NAMED, records=asking(), profile=profile).sections == ()
    text = said(filled(NAMED + '\nconsent = "named"', records=asking(), profile=profile))
    assert [re.findall(r"\w+ Example", one) for one in text] == [["Ann Example"]]
    ended = [evolve(one, end=date(2024, 3, 1)) if isinstance(one, Consent) else one for one in asking()]
    assert "Example" not in str(filled(NAMED + '\nconsent = "named"', records=tuple(ended), profile=profile).to_dict())


def test_a_report_with_names_tells_them_and_no_list_a_confidential_matter() -> None:
    assert said(filled(NAMED, records=asking(), profile="named")) == ["Ann Example; Bob Example."]
    hidden = evolve(case("h", "2024-03-30"), confidential=True)
    found = grid(filled(LIST, records=(hidden,), profile="named"))
    assert found.rows[0][2].text == "5 March 2024"
    assert found.notes == ("another 5 are not listed",)


@pytest.mark.parametrize(
    "wrong", ['columns = ["colour"]', 'columns = ["unit"]\nof = "lost"', "columns = []", 'columns = ["unit"]\nmost = 0']
)
def test_a_list_that_cannot_be_is_told(wrong: str) -> None:
    with pytest.raises(CharterInvalid):
        charter_with(f'list = "opinions"\nen = "L"\nzh = "表"\n{wrong}')


# -- texts and lines --


def test_what_the_office_wrote_stands_in_every_run_and_in_its_own_period_only() -> None:
    passage = Passage(
        id="t1", unit=UnitId("all"), slot="problems", on=date(2024, 2, 1), text="The lifts are old.\n\nThe stairs too."
    )
    old = evolve(passage, id="t0", on=date(2023, 2, 1), text="Of last year.")
    elsewhere = evolve(passage, id="t2", unit=UnitId("south"), text="Of the south.")
    another = evolve(passage, id="t3", report="year", text="For the other report.")
    for _ in range(2):
        assert said(filled('text = "problems"', records=(passage, old, elsewhere, another))) == [
            "The lifts are old.",
            "The stairs too.",
        ]
    assert said(filled('text = "problems"\nen = "Problems"\nzh = "问题"', records=(passage,)))[0] == "(1) Problems"
    assert filled('text = "problems"').sections == ()
    with pytest.raises(CharterInvalid):
        charter_with('text = "problem"')


def test_lines_run_over_the_months_beside_those_of_the_year_before() -> None:
    report = filled('lines = ["opinions"]\nbefore = true\nen = "L"\nzh = "图"', records=(case("b", "2023-12-05"),))
    (chart,) = [one for one in report.render("zh").sections[0].blocks if isinstance(one, LineChart)]
    assert (chart.labels[0], len(chart.labels)) == ("1月", 12)
    assert [line.label for line in chart.lines] == ["2024年", "2023年"]
    assert [point.text for point in chart.lines[0].points] == ["2", "2", "2", *[""] * 9]
    assert [point.text for point in chart.lines[1].points] == [*[""] * 11, "1"]
    units = filled('lines = ["opinions"]\nunits = ["house"]\nen = "L"\nzh = "图"').render("en").sections[0].blocks
    assert [one.caption for one in units if isinstance(one, LineChart)] == ["L · North house", "L · South house"]


def bars(report: Report) -> list[tuple[str, str]]:
    (chart,) = [one for one in report.render("en").sections[0].blocks if isinstance(one, BarChart)]
    return [(bar.label, bar.text) for bar in chart.bars]


def test_units_can_be_ranked_and_held_against_their_targets_and_people_cannot() -> None:
    chart = 'bars = "opinions"\nby = "unit"\nen = "B"\nzh = "图"\n'
    target = Target(
        id="t", unit=UnitId("north"), theme="speed", start=date(2024, 1, 1), measure="opinions", value=Quantity.of("8")
    )
    assert bars(filled(chart)) == [("North house", "2"), ("South house", "3"), ("Elsewhere", "1")]
    ranked = filled(chart + "ranked = true\naim = true", records=(target,))
    assert bars(ranked) == [("South house", "3"), ("North house", "2 (aim 8)"), ("Elsewhere", "1")]
    (drawn,) = [one for one in ranked.render("en").sections[0].blocks if isinstance(one, BarChart)]
    assert [(bar.share, bar.aim) for bar in drawn.bars] == [(Fraction(3, 8), None), (Fraction(1, 4), 1), (Fraction(1, 8), None)]
    for by in ("month", "requester"):
        text = SAMPLE.replace('by = { outcome = { missing = "in_progress" } }', 'by = ["requester", "outcome"]')
        section = '[[report.brief.section]]\nen = "S"\nzh = "节"\n[[report.brief.section.block]]\n'
        block = chart.replace("unit", by) + "ranked = true\n"
        with pytest.raises(CharterInvalid) as raised:
            load({"t.toml": text + WORDS + section + block}, kinds=KINDS)
        assert "charter-ranked" in [problem.code for problem in raised.value.problems]


SHAPES = {
    "north": '{"type": "Polygon", "coordinates": [[[113.0, 40.1], [113.2, 40.1], [113.2, 40.2], [113.0, 40.2], [113.0, 40.1]]]}',
    "south": '{"type": "MultiPolygon", "coordinates": [[[[113.0, 40.0], [113.2, 40.0], [113.2, 40.1], [113.0, 40.1], [113.0, 40.0]]]]}',
}


def test_bars_by_unit_stand_below_a_map_of_their_areas() -> None:
    chart = 'bars = "opinions"\nby = "unit"\nmap = "block"\nen = "B"\nzh = "图"\n'
    areas = [
        Area(id=AreaId(unit), unit=UnitId(unit), kind="block", geometry=shape, start=date(2020, 1, 1))
        for unit, shape in SHAPES.items()
    ]
    gone = evolve(areas[1], id=AreaId("old"), geometry=SHAPES["north"], end=date(2021, 1, 1))
    other = evolve(areas[1], id=AreaId("beds"), geometry=SHAPES["north"], kind="beds")
    broken = evolve(areas[1], id=AreaId("half"), geometry='{"type": "Polygon", "coordinates": [[[0, NaN], [1, 1], [2, 2]]]}')
    report = filled(chart, records=(*areas, gone, other, broken))
    (drawn,) = [one for one in report.render("en").sections[0].blocks if isinstance(one, BarChart)]
    assert [(bar.label, len(bar.shape)) for bar in drawn.bars] == [("North house", 1), ("South house", 1), ("Elsewhere", 0)]
    svg = drawing(drawn)
    assert re.findall(r'<title>([^<]*)</title><path d="([^"]*)" fill="([^"]*)"', svg) == [
        ("North house: 2", "M79 210L401 210L401 0L79 0L79 210Z", "#63987d"),
        ("South house: 3", "M79 420L401 420L401 210L79 210L79 420Z", "#1f6b45"),
    ], "a degree to the east is at 40 degrees north three quarters of one to the north"
    assert svg.count("North house") == 4 and svg.count(">South house<") == 2, "on the map, at the bar, and said"
    hidden = evolve(drawn, bars=tuple(evolve(bar, number=None, text="not published") for bar in drawn.bars))
    assert set(re.findall(r'<path d="[^"]*" fill="([^"]*)"', drawing(hidden))) == {"#ffffff"}
    assert "<path" not in drawing(evolve(drawn, bars=tuple(evolve(bar, shape=()) for bar in drawn.bars)))
    for wrong, code in ((chart.replace("block", "blok"), "charter-word"), (chart.replace('"unit"', '"month"'), "charter-map")):
        with pytest.raises(CharterInvalid) as raised:
            charter_with(wrong)
        assert code in [problem.code for problem in raised.value.problems]


# -- on paper --


def test_a_title_names_the_office_and_the_period_where_the_outline_puts_them() -> None:
    assert filled(SAY).render("zh").title == "本协会简报（2024年）"
    own = (
        SAMPLE
        + WORDS
        + 'title = { en = "Brief of {office} in {period}", zh = "{office}{period}工作简报" }\nstyle = "official"\n'
    )
    shot = Snapshot.of(sample_records(), load({"t.toml": own}, kinds=KINDS), as_of=date(2024, 3, 31), check=False)
    rendered = make_report("brief", shot, scope=UnitId("south")).render("zh", number="某发〔2024〕1号")
    assert rendered.title == "南楼2024年工作简报"
    assert (rendered.style.value, rendered.letter.issuer, rendered.letter.number) == ("official", "南楼", "某发〔2024〕1号")
    for wrong in ('title = { en = "{head}", zh = "x" }', 'style = "pretty"', 'title = { en = "{", zh = "x" }'):
        with pytest.raises(CharterInvalid):
            load({"t.toml": SAMPLE + WORDS + wrong}, kinds=KINDS)


def test_a_brief_of_a_longer_paper_says_its_sentences_alone_and_numbers_what_is_left() -> None:
    further = '[[report.brief.section]]\nen = "2. Tables"\nzh = "二、表格"\n[[report.brief.section.block]]\ntable = ["opinions"]\nen = "By unit"\nzh = "各单位"\ndown = "unit"\n'
    last = '[[report.brief.section]]\nen = "3. Last"\nzh = "三、其他"\n[[report.brief.section.block]]\nsay = { en = "{opinions} again.", zh = "再计{opinions}件。" }\n'
    report = filled(
        'say = { en = "{opinions} came.", zh = "共{opinions}件。" }',
        'bars = "opinions"\nby = "month"\nen = "By month"\nzh = "各月"',
        'say = { en = "{opinions} in all.", zh = "合计{opinions}件。" }\n' + further + last,
    )
    brief = report.render("en", style="brief")
    assert [one.title for one in brief.sections] == ["1. All", "2. Last"]
    assert [block.text for one in brief.sections for block in one.blocks if isinstance(block, Paragraph)] == [
        "6 came. 6 in all.",
        "6 again.",
    ]
    assert [len(one.blocks) for one in brief.sections] == [1, 1]
    assert report.render("zh", style="brief").sections[0].blocks[0].text == "共6件。合计6件。"  # type: ignore[union-attr]
    assert [len(one.blocks) for one in report.render("en", style="annual").sections] == [3, 1, 1]
    # A paper that is made as a brief keeps its tables.
    own = filled('table = ["opinions"]\nen = "By unit"\nzh = "各单位"\ndown = "unit"', head="").render("en")
    assert isinstance(own.sections[0].blocks[0], Grid)


def test_a_unit_of_which_nothing_is_recorded_has_no_row() -> None:
    desk = evolve(next(one for one in sample_records() if one.id == "south"), id=UnitId("desk"), name="Desk")
    report = filled('table = ["opinions"]\nen = "By unit"\nzh = "各单位"\ndown = "unit"', records=(desk,))
    (table,) = report.render("en").sections[0].blocks
    assert isinstance(table, Grid)
    assert "Desk" not in [row[0].text for row in table.rows]
    assert table.rows[-1][0].text == "Total"


def test_one_of_something_is_no_plural() -> None:
    report = filled('say = { en = "{opinions.explained} of {opinions}.", zh = "{opinions}件中{opinions.explained}件。" }')
    told = {one.name: one.text for one in report.render("en", proof="notes").figures}
    assert {text for name, text in told.items() if text.startswith("1 ")} <= {"1 case"}
    assert "1 case" in told.values()
