from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import attrs
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from grassroots.charter import Form, Measure, Outline, Say, Section, Table
from grassroots.errors import CharterInvalid, InvalidArgument, NotFound, Refused
from grassroots.model import Case, Person, Step
from grassroots.reports import BarChart, Grid, Paragraph, Rendered, Report, make_report, period_of
from grassroots.snapshot import Snapshot
from grassroots.testing.writer_kit import sample_charter, sample_records, sample_report
from grassroots.texts import catalogue
from grassroots.values import CaseId, PersonId, Source, UnitId


def grid(rendered: Rendered, caption: str) -> Grid:
    return next(
        block
        for section in rendered.sections
        for block in section.blocks
        if isinstance(block, Grid) and block.caption == caption
    )


def texts(table: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def with_outline(*blocks: Say | Table, records: list | None = None, counts: tuple[Measure, ...] = (), **more: object) -> Report:
    outline = Outline(
        name="short", labels={"en": "Short", "zh": "短"}, sections=(Section(labels={"en": "S", "zh": "节"}, blocks=blocks),)
    )
    snapshot = Snapshot.of(
        records or sample_records(), sample_charter().with_measures(*counts), as_of=date(2024, 3, 31), check=False
    )
    return make_report(outline, snapshot, **more)  # type: ignore[arg-type]


# -- figures --


def test_a_figure_is_found_by_its_name_with_hyphens_too(report: Report) -> None:
    assert report["days-to-answer"] is report["days_to_answer"]
    assert report["opinions"].value == 6
    assert report["answered"].value == Fraction(4, 5)
    assert report["opinions.solved"].value == 3


def test_an_unknown_figure_names_the_nearest(report: Report) -> None:
    with pytest.raises(NotFound, match="has no figure 'opinion'; it has opinions"):
        report["opinion"]


def test_a_figure_of_a_report_gives_its_records(report: Report) -> None:
    found = report["answered"].records()
    assert [id for _, id in found.hits] == ["o-1", "o-2", "o-3", "o-6"]
    assert found.misses == (("case", "o-4"),)
    assert dict(found.left_out) == {"withdrawn": (("case", "o-5"),)}


def test_a_published_figure_has_no_evidence_to_give(public: Report) -> None:
    assert public.evidence == {}
    for figure in public.figures.values():
        with pytest.raises(Refused):
            figure.records()


def test_a_profile_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="no profile 'secret'; did you mean"):
        sample_report(profile="secret")


def test_a_part_of_which_no_record_speaks_is_zero() -> None:
    report = with_outline(
        Say(text={"en": "{opinions.in_progress} of {opinions}", "zh": "{opinions.in_progress}{opinions}"}),
        records=sample_records()[:4],
    )
    assert report["opinions.in_progress"].value == 0
    said = report.render("en").sections[0].blocks[0]
    assert isinstance(said, Paragraph) and said.text == "0 of 1"


def test_a_place_that_no_figure_fills_is_refused() -> None:
    with pytest.raises(CharterInvalid, match=r"'\{houses.solved\}' is neither a part nor a cell"):
        with_outline(Say(text={"en": "{houses.solved}", "zh": ""}))
    with pytest.raises(CharterInvalid, match="opinion"):
        with_outline(Say(text={"en": "{opinion}", "zh": ""}))


def test_a_report_does_not_depend_on_the_order_of_records() -> None:
    charter, records = sample_charter(), sample_records()
    one, other = (
        make_report("year", Snapshot.of(listed, charter, as_of=date(2024, 3, 31), check=False))
        for listed in (records, records[::-1])
    )
    assert one.to_dict() == other.to_dict()


@pytest.mark.parametrize(
    ("length", "expected"),
    [("year", "2014-01-01 to 2014-12-31"), ("quarter", "2014-10-01 to 2014-12-31"), ("month", "2014-12-01 to 2014-12-31")],
)
def test_the_period_is_the_one_in_which_the_day_lies(length: str, expected: str) -> None:
    assert str(period_of(Outline(name="x", labels={}, period=length), date(2014, 12, 31))) == expected


# -- sentences, tables, bars --


def test_sentences_have_their_figures(report: Report) -> None:
    said = report.render("en").sections[0].blocks[0]
    assert isinstance(said, Paragraph)
    assert (
        said.text
        == "2 houses sent 6 opinions: 3 solved, 1 explained; 4\u00a0† of 5\u00a0† answered (80 %\u00a0†), median 1 days."
    )
    assert [run.figure for run in said.runs if run.figure] == [
        "houses", "opinions", "opinions.solved", "opinions.explained", "answered", "answered", "answered", "days_to_answer",
    ]  # fmt: skip
    chinese = report.render("zh").sections[0].blocks[0]
    assert isinstance(chinese, Paragraph)
    assert chinese.text == "2栋楼共提出意见6条：已解决3条，已解释1条；5\u00a0†条中答复4\u00a0†条（80%\u00a0†），中位1天。"


def test_a_total_stands_where_it_adds_and_of_shares_that_of_the_whole(report: Report) -> None:
    table = grid(report.render("en"), "Opinions by house")
    assert texts(table) == [
        ["North house", "2", "100.0 %\u00a0†", "1"],
        ["South house", "3", "50.0 %\u00a0†", "1"],
        ["Elsewhere", "1", "100.0 %\u00a0†", "0"],
        ["Total", "6", "80.0 %\u00a0†", "2"],
    ]
    assert table.notes == ("Of opinions answered, the total is that of the whole, not the sum of the rows.",)
    months = grid(report.render("zh"), "各月情况")
    assert texts(months)[-1] == ["合计", "6", "80.0%\u00a0†", "—"]
    assert months.notes == (
        "意见答复率的合计按整体计算，不是各行相加。",
        "不作合计：楼房。这是某一天的存量，各月不能相加。",
    )


def test_months_after_the_day_are_not_shown(report: Report) -> None:
    months = grid(report.render("en"), "By month")
    assert [row[0] for row in texts(months)] == ["January 2024", "February 2024", "March 2024", "Total"]


def test_every_total_is_the_sum_of_its_rows_and_columns(report: Report) -> None:
    table = grid(report.render("en"), "Outcome by house")
    numbers = [[cell.number for cell in row[1:]] for row in table.rows]
    assert numbers == [[1, 1, 0, 2], [1, 0, 2, 3], [1, 0, 0, 1], [3, 1, 2, 6]]
    *rows, total = numbers
    assert [sum(filter(None, column)) for column in zip(*rows, strict=True)] == total
    assert all(sum(filter(None, row[:-1])) == row[-1] for row in numbers)


def test_the_figures_of_a_cell_are_those_of_its_row_and_column(report: Report) -> None:
    table = grid(report.render("en"), "Outcome by house")
    cell = table.rows[1][3]
    assert (cell.figure, cell.text) == ("opinions.in_progress@south", "2")
    assert [id for _, id in report[cell.figure].records().hits] == ["o-4", "o-5"]


def test_bars_are_shares_of_the_longest(report: Report) -> None:
    (bars,) = [block for block in report.render("en").sections[0].blocks if isinstance(block, BarChart)]
    assert [(bar.label, bar.text, bar.share) for bar in bars.bars] == [
        ("January 2024", "2", 1), ("February 2024", "2", 1), ("March 2024", "2", 1),
    ]  # fmt: skip


def test_a_missing_value_is_a_dash_and_not_zero() -> None:
    table = Table(labels={"en": "T", "zh": "表"}, measures=("answered", "days_to_answer"))
    units = sample_records()[:3]
    old = Case(
        id=CaseId("old"), category="opinion", unit=UnitId(units[0].id), steps=(Step(state="received", on=date(2020, 1, 1)),)
    )
    report = with_outline(table, records=[*units, old])
    assert texts(grid(report.render("en"), "T")) == [["opinions answered", "—"], ["days to answer", "—"]]


def test_what_was_never_recorded_falls_away_or_is_said_not_to_be_recorded() -> None:
    units = sample_records()[:3]
    table = Table(labels={"en": "T", "zh": "表"}, measures=("opinions", "answered"))
    said = Say(text={"en": "{opinions} of {units}.", "zh": "{opinions}／{units}。"})
    alone = Say(text={"en": "{opinions} opinions.", "zh": "{opinions}条意见。"})
    counted = Measure(name="units", labels={"en": "units", "zh": "单位"}, form=Form.COUNT, noun="unit")
    report = with_outline(table, said, alone, records=[*units, Person(id=PersonId("p"))], counts=(counted,))
    for language, text in (("en", "— (not recorded) of 3."), ("zh", "—（未登记）／3。")):
        (block,) = report.render(language).sections[0].blocks
        assert isinstance(block, Paragraph) and block.text == text
    assert report["opinions"].value is None and not report["opinions"].recorded
    assert report.to_dict()["figures"][0]["recorded"] is False


def test_notes_of_the_outline_and_of_derived_figures_stand_on_every_report(report: Report) -> None:
    assert report.render("en").notes[0] == "Invented records."
    assert report.render("en").notes[1].startswith("† derived: ")
    assert report.render("zh").notes[1].startswith("† 推算：")
    plain = with_outline(Say(text={"en": "{opinions}", "zh": "{opinions}"}))
    assert plain.render("en").notes == ()


# -- languages --


FOR_MACHINES = {"figure", "name", "about", "file", "id", "language", "words"}


def shown(one: object) -> Iterator[str]:
    """Every text of a rendered report, or of a part of it, that a document may show."""
    if isinstance(one, str):
        yield one
    elif isinstance(one, tuple):
        for part in one:
            yield from shown(part)
    elif attrs.has(type(one)):
        for field in attrs.fields(type(one)):
            if field.name not in FOR_MACHINES:
                yield from shown(getattr(one, field.name))


def test_no_english_is_left_in_a_chinese_report(report: Report) -> None:
    texts = [text.removeprefix("opinions.csv，") for text in shown(report.render("zh"))]
    assert len(texts) > 100
    left = [word for text in texts for word in re.findall(r"[A-Za-z]{2,}", text)]
    # Names of units and ids are data, and stay as they were typed.
    assert set(left) <= {"south", "north"}, set(left)


def test_every_fixed_word_is_there_in_both_languages() -> None:
    for key, words in catalogue("grassroots.reports").entries.items():
        assert set(words) == {"en", "zh"}, key
        assert all(words.values()), key
        assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", words["zh"])), key
        assert set(re.findall(r"\{\w+\}", words["en"])) == set(re.findall(r"\{\w+\}", words["zh"])), key


def test_a_language_that_the_charter_does_not_speak_is_refused(report: Report) -> None:
    with pytest.raises(NotFound, match="does not speak 'fr'; it speaks en, zh"):
        report.render("fr")


# -- records and names --


def test_an_internal_report_lists_the_records_of_its_headline_figures_only(report: Report) -> None:
    notes = {note.name: note for note in report.render("en").figures}
    assert {name for name, note in notes.items() if note.records} == {"opinions", "answered"}
    counted, missed, withdrawn = notes["answered"].records
    assert [(one.label, [line.id for line in one.records]) for one in (counted, missed, withdrawn)] == [
        ("Reached", ["o-1", "o-2", "o-3", "o-6"]), ("Not reached", ["o-4"]), ("Left out: withdrawn", ["o-5"]),
    ]  # fmt: skip
    assert (counted.records[0].place, counted.records[3].place) == ("opinions.csv, row 2", "")
    assert not report.names


def test_only_a_named_report_has_names_and_never_of_confidential_matters() -> None:
    ann, bob = (Person(id=PersonId(id), name=name) for id, name in (("p-1", "Ann Example"), ("p-2", "Bob Example")))
    records = [
        evolve(one, requester=PersonId("p-1")) if isinstance(one, Case) and one.id == "o-1"
        else evolve(one, requester=PersonId("p-2"), confidential=True) if isinstance(one, Case) and one.id == "o-2"
        else one
        for one in [*sample_records(), ann, bob]
    ]  # fmt: skip
    sources = {("case", f"o-{number}"): Source("opinions.csv", row=number) for number in (1, 2)}
    snapshot = Snapshot.of(records, sample_charter(), as_of=date(2024, 3, 31), sources=sources, check=False)
    named, internal = make_report("year", snapshot, profile="named"), make_report("year", snapshot)
    assert dict(named.names) == {("case", "o-1"): "Ann Example"}
    assert "Example" not in str(internal.to_dict()) and "Example" not in repr(internal.render("en"))
    lines = {line.id: line for line in named.render("en").figures[0].records[0].records}
    assert (lines["o-1"].name, lines["o-1"].place) == ("Ann Example", "opinions.csv, row 1")
    assert (lines["o-2"].name, lines["o-2"].place) == ("", "")


# -- comparing --


def test_a_comparison_names_the_records_that_make_the_difference(report: Report) -> None:
    earlier = sample_report(as_of=date(2024, 2, 3))
    difference = earlier.compare(report)
    change = difference["opinions"]
    assert change.before is not None and change.after is not None and change.records is not None
    assert (change.before.value, change.after.value) == (3, 6)
    assert [key for key, _ in change.records.gained] == [("case", "o-4"), ("case", "o-5"), ("case", "o-6")]
    assert difference["days-to-answer"].moved
    assert "opinions: 3 → 6" in difference.text("en") and "意见：3 → 6" in difference.text("zh")
    assert {row["figure"] for row in difference.to_rows()} == {change.name for change in difference}


def test_a_report_does_not_differ_from_itself(report: Report) -> None:
    assert not report.compare(sample_report())
    assert report.compare(report).text() == "No figure changed."


def test_published_reports_compare_by_value_only(public: Report) -> None:
    change = sample_report(profile="public", as_of=date(2024, 2, 3)).compare(public)["opinions"]
    assert change.moved and change.records is None


def test_taking_one_record_away_moves_the_figures_by_that_record(report: Report) -> None:
    records = [one for one in sample_records() if one.id != "o-3"]
    snapshot = Snapshot.of(records, sample_charter(), as_of=date(2024, 3, 31), check=False)
    lost = {change.name: change.records for change in report.compare(make_report("year", snapshot)) if change.records}
    assert {"opinions", "opinions.solved", "opinions@south", "answered", "answered@2024-02"} <= set(lost)
    assert all([key for key, _ in one.lost] == [("case", "o-3")] and not one.gained for one in lost.values())


# -- for notebooks --


def test_rows_are_exact_and_tell_the_question(report: Report) -> None:
    rows = {row["figure"]: row for row in report.to_rows("zh")}
    assert set(rows) == set(report.figures)
    assert rows["answered"]["label"] == "意见答复率"
    assert (rows["answered"]["value"], rows["answered"]["numerator"], rows["answered"]["denominator"]) == (Fraction(4, 5), 4, 5)
    assert (rows["answered"]["left_out"], rows["answered"]["derived"]) == (1, True)
    assert rows["opinions@2024-02"]["start"] == date(2024, 2, 1)
    assert rows["opinions@south"]["scope"] == "south"


@given(name=st.text(max_size=30))
@settings(max_examples=20, deadline=None)
def test_a_notebook_shows_names_as_names(name: str) -> None:
    charter = sample_charter()
    outline = evolve(charter.outline("year"), labels={"en": name, "zh": name})
    snapshot = Snapshot.of(sample_records(), charter, as_of=date(2024, 3, 31), check=False)
    shown = make_report(outline, snapshot)._repr_html_()
    assert sorted(set(re.findall(r"<(\w+)", shown))) == ["caption", "table", "td", "tr"]


def test_a_table_of_what_is_told_apart_and_of_which_there_was_none_is_filled() -> None:
    labels = {"en": "places", "zh": "地点"}
    places = Measure(name="places", labels=labels, form=Form.DISTINCT, noun="case", key="place", dated="received")
    table = Table(labels=labels, measures=("places",), down="unit", across="month")
    report = with_outline(table, counts=(places,))
    assert report["places"].value == 0
    shown = grid(report.render("en"), "places")
    assert {text for row in texts(shown) for text in row[1:]} <= {"0", "", "not recorded"}
