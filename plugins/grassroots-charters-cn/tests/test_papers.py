"""The papers of a street: what an office does not keep falls away, and what rules and the office itself say stands in them."""

from __future__ import annotations

import re
from datetime import date

import attrs
import pytest

import grassroots as gr
from grassroots.model import (
    Activity,
    Case,
    Contact,
    Contribution,
    Finding,
    Link,
    Passage,
    Person,
    Placement,
    Project,
    Record,
    Step,
    Target,
    Unit,
)
from grassroots.reports import Grid, Paragraph, Rendered, make_report
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, Period, PersonId, ProjectId, Quantity, Ref, UnitId

AS_OF = date(2024, 6, 30)


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    return gr.open_charter("cn-street")


def unit(id: str, kind: str, above: str = "") -> Unit:
    parents = (Placement(since=date(2010, 1, 1), parent=UnitId(above)),) if above else ()
    return Unit(id=UnitId(id), kind=kind, name=f"示例{id}", parents=parents)


TREE: tuple[Record, ...] = (unit("街道", "street"), unit("东社区", "community", "街道"), unit("西村", "village", "街道"))


def opinion(id: str, on: str, *later: Step) -> Case:
    steps = (Step(state="received", on=date.fromisoformat(on)), *later)
    return Case(id=CaseId(id), category="opinion", unit=UnitId("东社区"), steps=steps)


def filled(charter: gr.Charter, outline: str, *records: Record, language: str = "zh", **more: object) -> Rendered:
    shot = Snapshot.of([*TREE, *records], charter, as_of=AS_OF, check=False)
    return make_report(outline, shot, **more).render(language, proof="none")  # type: ignore[arg-type]


def text_of(rendered: Rendered) -> str:
    return "\n".join(block.text for section in rendered.sections for block in section.blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("outline", ["year", "month", "unit", "brief", "leader"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_paper_can_be_made_and_names_office_and_period(charter: gr.Charter, outline: str, language: str) -> None:
    note = Passage(id="t", unit=UnitId("街道"), slot="problems", on=AS_OF, text="电梯老旧。")
    rendered = filled(charter, outline, opinion("1", "2024-06-03"), note, language=language)
    assert "示例街道" in rendered.title
    assert "2024" in rendered.title
    assert "电梯老旧。" in text_of(rendered)
    assert not re.search(r"\{|\}", text_of(rendered) + rendered.title)


def test_the_sheet_of_the_leadership_names_who_keeps_which_contact_point_where_names_may_be_told(charter: gr.Charter) -> None:
    leader = Person(id=PersonId("m1"), name="赵一")
    point = Link(
        id="l",
        kind="contact_point",
        unit=UnitId("街道"),
        holder=Ref("person", "m1"),
        target=Ref("unit", "东社区"),
        target_kind="village",
        start=date(2024, 1, 1),
    )
    for profile, told in (("named", ["赵一", "示例东社区"]), ("internal", []), ("public", [])):
        rendered = filled(charter, "leader", leader, point, profile=profile)
        rows = [
            cell.text for block in rendered.sections[0].blocks if isinstance(block, Grid) for row in block.rows for cell in row
        ]
        assert [one for one in rows if one in ("赵一", "示例东社区")] == told
        assert not [one for one in rows if ":" in one]


def test_what_the_street_does_not_keep_is_in_no_section(charter: gr.Charter) -> None:
    rendered = filled(charter, "year", opinion("1", "2024-03-03"), opinion("2", "2023-03-03"))
    assert [section.title for section in rendered.sections] == ["一、组织建设与专题活动"]
    text = text_of(rendered)
    assert "共梳理意见1条" in text
    assert "意见条数与上年同期持平。" in text
    assert not [word for word in ("网格", "快递", "治水", "微心愿", "走访") if word in text]


def test_a_street_of_grids_reports_its_grids_and_one_with_villages_its_works(charter: gr.Charter) -> None:
    grids = tuple(unit(f"网格{number}", "grid", "东社区") for number in range(3))
    rendered = filled(charter, "year", *grids, opinion("1", "2024-03-03"))
    assert "划分网格3个" in text_of(rendered)
    assert "四、" not in "".join(section.title for section in rendered.sections)


def test_the_bulletin_compares_with_the_month_before_and_lists_what_is_overdue(charter: gr.Charter) -> None:
    visits = tuple(
        Contact(
            id=f"v{number}",
            target=Ref("unit", "东社区"),
            unit=UnitId("东社区"),
            code="reached",
            on=date(2024, 5 if number < 2 else 6, 3 + number),
        )
        for number in range(5)
    )
    late = Finding(
        id="f1",
        unit=UnitId("东社区"),
        kind="too_slow",
        subject=Ref("unit", "东社区"),
        steps=(Step(state="found", on=date(2024, 5, 2), due=date(2024, 5, 20)),),
    )
    rendered = filled(charter, "month", *visits, late)
    assert rendered.title == "示例街道2024年6月工作月报"
    assert "走访次数比上月增加1次（增长50.0%）。" in text_of(rendered)
    assert "无逾期事项" not in text_of(rendered)
    mended = attrs.evolve(late, steps=(*late.steps, Step(state="mended", on=date(2024, 5, 19))))
    assert "无逾期事项。" in text_of(filled(charter, "month", *visits, mended))
    (listed,) = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid) and block.words]
    assert [cell.text for cell in listed.rows[0]][::2] == ["示例东社区", "2024年5月20日"]


def test_a_paper_of_a_unit_is_about_the_unit(charter: gr.Charter) -> None:
    held = Activity(id="a", unit=UnitId("西村"), kind="analysis_meeting", on=date(2024, 6, 1), title="会")
    rendered = filled(charter, "unit", opinion("1", "2024-06-03"), held, scope=UnitId("西村"), period=Period.quarter(2024, 2))
    assert rendered.title.startswith("示例西村2024年第")
    (table,) = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid)]
    assert {row[0].text: row[1].text for row in table.rows}["活动次数"] == "1"


def test_a_target_that_is_not_reached_is_told_by_its_measure_and_a_share_as_one(charter: gr.Charter) -> None:
    aim = Target(
        id="t",
        unit=UnitId("街道"),
        theme="visits",
        start=date(2024, 1, 1),
        measure="opinions_answered_in_writing",
        value=Quantity.of("0.9"),
    )
    rendered = filled(charter, "year", opinion("1", "2024-03-03"), aim)
    (listed,) = [block for section in rendered.sections for block in section.blocks if isinstance(block, Grid) and block.words]
    assert [cell.text for cell in listed.rows[0]][1:] == ["形成规范书面答复的意见", "90.0%", "—", "—"]


def test_a_paper_with_nothing_in_it_says_so(charter: gr.Charter) -> None:
    rendered = filled(charter, "leader", opinion("1", "2024-03-03"))
    assert (rendered.sections, rendered.notes) == ((), ("本期没有登记可列入本报告的内容。",))


def test_an_official_paper_has_no_mark_between_thousands_and_the_office_s_own_words_stay(charter: gr.Charter) -> None:
    river = Project(id=ProjectId("r"), unit=UnitId("街道"), kind="river", name="示例河")
    gift = Contribution(
        id="g", project=ProjectId("r"), on=date(2024, 3, 1), donor=Ref("partner", "p"), amount=Quantity.of("10000.5", "CNY")
    )
    note = Passage(id="t", unit=UnitId("街道"), slot="problems", on=AS_OF, text="缺口1,200元。")
    shot = Snapshot.of([*TREE, river, gift, note], charter, as_of=AS_OF, check=False)
    report = make_report("year", shot)
    for style, told in (("official", "10000.5元"), ("plain", "10,000.5元")):
        text = text_of(report.render("zh", proof="none", style=style))
        assert told in text
        assert "缺口1,200元。" in text
