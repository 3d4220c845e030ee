"""One finding, one to-do, one derived record is explained as a figure is: by which rule and source, on which day, from which records and values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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
