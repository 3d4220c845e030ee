"""One finding, one to-do, one derived record is explained as a figure is: by which rule and source, on which day, from which records and values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.every_kind import every_kind
from support.plots import PLOTS
from support.rosenhof import rosenhof

import grassroots as gr
from grassroots.errors import InvalidArgument, NotFound

DAY = "2024-06-25"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    with rosenhof(tmp_path_factory.mktemp("house"), "memory:") as office:
        yield office


def test_a_to_do_is_explained_by_its_rule_its_day_and_its_records(house: gr.Office) -> None:
    late = next(one for one in house.todo(DAY) if one.kind == "clock" and one.urgency.value == "overdue")
    for language, head in (("en", "Cases 2, on 2024-06-25"), ("zh", "诉求台账2，2024-06-25")):
        lines = house.explain(late, DAY).lines(language)
        assert lines[0] == head
        assert any(house.todo(DAY).text(late, language) in line for line in lines)
        assert any(late.source in line for line in lines)
        assert any("cases.csv" in line for line in lines[-2:]), "the row from which it comes"
        assert any("2024-05-12" in line for line in lines), "the last day in time"


def test_a_derived_record_is_explained_with_its_values_and_the_way_to_them(house: gr.Office) -> None:
    state = house.records("clock_state", DAY)[0]
    told = house.explain(state, DAY)
    assert told.record == ("clock_state", state.id)
    lines = told.lines("en")
    assert any(line.strip().startswith("promise: ") for line in lines)
    assert any("Limit:" in line for line in lines), "how the time was counted"
    assert all(source is not None for source in told.records.values())
    assert not any(state.id in line for language in ("en", "zh") for line in told.lines(language)), (
        "an id for the library alone"
    )
    assert told.lines("zh")[0].startswith("计时状态（诉求台账")


def test_a_finding_is_explained_as_the_record_that_it_is_about(house: gr.Office) -> None:
    for found in house.findings(DAY):
        for one in found.problems:
            told = house.names(DAY).told(one).text("zh")
            assert any(told in line for line in house.explain(one, DAY).lines("zh"))
            assert "cases-" not in told


def test_a_record_is_asked_for_by_noun_and_id(house: gr.Office) -> None:
    assert house.explain("case:cases-1", DAY) == house.explain(house.get("case", "cases-1"), DAY)
    with pytest.raises(InvalidArgument, match="no noun 'csae'"):
        house.explain("csae:1", DAY)
    with pytest.raises(NotFound, match="no case 'x'"):
        house.explain("case:x", DAY)


DECISIONS = "序号,决定单位,记录编号,记录类别,所改事项,改定为,依据,决定人,开始日期,最后一日\n1,R,g,活动,按规则得出的结果,维持,{ground},ann,2024-01-01,2024-06-30\n"


def test_a_decision_from_a_ledger_silences_its_finding_alone_and_is_told_of_the_record(tmp_path: Path) -> None:
    plot = PLOTS["headcount"]
    with gr.open("memory:", charter=every_kind()) as office:
        office.add(*plot.with_fault("one who did not come"), reason="as it was kept")
        before = {one for found in office.findings(plot.day) for one in found.problems}
        ground = next(iter(office.charter.words["ground"].values())).labels["zh"]
        (tmp_path / "特别决定台账.csv").write_text(DECISIONS.format(ground=ground), encoding="utf-8")
        office.take_in(tmp_path)
        after = {one for found in office.findings(plot.day) for one in found.problems}
        assert [one.code for one in before - after] == ["headcount-not-list"]
        assert after < before
        told = office.explain("activity:g", plot.day)
        assert [one.about for one in told.decisions] == [gr.Ref("activity", "g")]
        assert "特别决定（特别决定台账1）自2024-01-01至2024-06-30有效，所改事项：按规则得出的结果。" in told.lines("zh")
        (line,) = [one for one in told.lines("en") if "decision" in one and "2024-06-30" in one and "sets" in one]
        assert "result of a rule" in line
        assert not any("No rule" in one for one in told.lines("en"))
        # After its last day the finding is back, and the decision is told no more.
        assert "headcount-not-list" in {one.code for found in office.findings("2024-07-01") for one in found.problems}
        assert not office.explain("activity:g", "2024-07-01").decisions
