"""Who joined long ago, and held a post, may know the month or the year alone: it stays so, and the order of the steps holds."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.sheets import codes, found, house, kept, read, table

import grassroots as gr
from grassroots.ledgers import Reading, build, template
from grassroots.model import Membership, Tenure
from grassroots.snapshot import Snapshot
from grassroots.snapshot.beside import holders
from grassroots.snapshot.checks import problems_of
from grassroots.values import PartialDate
from grassroots.workspace import open_charter

HEAD = "成员编号 | 姓名 | 所在支部 | 申请日期 | 预备起始日期 | 转正日期\n"
UNITS = (
    "单位编号 | 单位类别 | 单位名称 | 上级单位 | 成立日期\nJ | 街道 | 清溪街道 | | 1950-01-01\n"
    "DW | 基层委员会 | 清溪街道委员会 | J | 1950-01-01\nZ | 支部 | 清溪支部 | DW | 1950-01-01"
)


def members(tmp_path: Path, *rows: str) -> gr.Office:
    office = gr.open("memory:", charter="cn-street")
    for name, text in (("units.csv", UNITS), ("members.csv", HEAD + "\n".join(rows))):
        (tmp_path / name).write_text(text.replace(" |", ",").replace(", ", ","), encoding="utf-8")
    reading = office.take_in(tmp_path)
    assert reading.problems == (), str(reading)
    return office


def steps(office: gr.Office, id: str = "p-1") -> list[tuple[str, str, str]]:
    record = office.snapshot(date(2020, 1, 1)).get(Membership, id)
    return [(step.state, str(step.on), str(step.known or "")) for step in record.steps]


def test_a_month_or_a_year_stays_what_it_is_and_the_steps_keep_their_order(tmp_path: Path) -> None:
    office = members(
        tmp_path,
        "1 | 示例甲 | Z | 1989-03-05 | 1990 | 1991年7月",
        "2 | 示例乙 | Z | 1990-03-05 | 1990 | 1990",
        "3 | 示例丙 | Z | 1990 | 1990-03-05 | 1991-03-05",
    )
    assert steps(office) == [
        ("applied", "1989-03-05", ""),
        ("provisional", "1990-01-01", "1990"),
        ("full", "1991-07-01", "1991-07"),
    ]
    assert steps(office, "p-2") == [
        ("applied", "1990-03-05", ""),
        ("provisional", "1990-03-05", "1990"),
        ("full", "1990-03-05", "1990"),
    ]
    assert [state for state, _, _ in steps(office, "p-3")] == ["applied", "provisional", "full"]
    path = office.ledger("成员名册", tmp_path / "成员名册.csv", "zh")
    assert "1991-07," in path.read_text(encoding="utf-8-sig").replace("\n", ",\n")
    again = office.read(path)
    assert (again.problems, again.new, again.changed) == ((), frozenset(), frozenset())


def test_steps_that_cannot_have_been_in_this_order_are_told(tmp_path: Path) -> None:
    office = gr.open("memory:", charter="cn-street")
    rows = HEAD + "1 | 示例甲 | Z | 1991-03-05 | 1990 | 1992"
    for name, text in (("units.csv", UNITS), ("members.csv", rows)):
        (tmp_path / name).write_text(text.replace(" |", ",").replace(", ", ","), encoding="utf-8")
    reading = office.take_in(tmp_path)
    told = {problem.code for problem in (*reading.problems, *reading.remarks)}
    assert told & {"steps-out-of-order", "step-not-allowed"}


def test_the_day_that_is_found_out_later_changes_the_record(tmp_path: Path) -> None:
    office = members(tmp_path, "1 | 示例甲 | Z | | | 1991年7月")
    (tmp_path / "members.csv").write_text(
        (HEAD + "1 | 示例甲 | Z | | | 1991-07-23").replace(" |", ",").replace(", ", ","), encoding="utf-8"
    )
    reading = office.take_in(tmp_path / "members.csv")
    assert (reading.problems, len(reading.changed)) == ((), 1)
    assert steps(office) == [("full", "1991-07-23", "")]


def tenures(typed: str, known: Reading | None = None) -> Reading:
    tables = [
        table("units.csv", "code | name | kind | founded on\na | A | association | 1950-01-01"),
        table("members.csv", "No. | name | unit\n1 | Ann Example | a"),
        table("posts.csv", "code | unit | post\nc | a | chair"),
        table("tenures.csv", f"No. | post | person | first day\n1 | c | 1 | {typed}"),
    ]
    return build(tables, open_charter("association"), known=kept(known) if known else None)


@pytest.mark.parametrize(
    ("typed", "start", "known"),
    [
        ("2019", "2019-01-01", "2019"),
        ("2019年6月", "2019-06-01", "2019-06"),
        ("June 2019", "2019-06-01", "2019-06"),
        ("2019-06-05", "2019-06-05", ""),
    ],
)
def test_the_first_day_of_a_term_stays_what_is_known_of_it(typed: str, start: str, known: str) -> None:
    reading = tenures(typed)
    assert not reading.problems, str(reading)
    (term,) = (record for record in reading.records if isinstance(record, Tenure))
    assert (str(term.start), str(term.known or "")) == (start, known)
    assert term.known is None or isinstance(term.known, PartialDate)
    assert not tenures(typed, reading).changed
    whole = tenures("2019-06-05", reading)
    (term,) = (record for record in whole.records if isinstance(record, Tenure))
    assert (str(term.start), term.known) == ("2019-06-05", None)


@pytest.mark.parametrize("typed", ["2019年底", "2019.1", "soon", "2019-13", "去年"])
def test_what_is_no_month_and_no_year_is_told(typed: str) -> None:
    assert [problem.column for problem in tenures(typed).problems] == ["first day"]


def test_a_case_needs_its_day() -> None:
    opinions = "No. | unit | received on\n1 | b1 | 2014-03"
    assert codes(read(table("opinions.csv", opinions))) == ["no-whole-date"]


def test_a_template_says_that_a_month_or_a_year_will_do() -> None:
    sheet = template(house().ledgers["members"], house(), "en")
    assert "2026-03" in dict(sheet.notes)["member since"]
    assert "member since" not in sheet.days
    reading = read(table("members.csv", "No. | name | branch | member since\n1 | Ann Example | b1 | 2014-03"))
    membership = found(reading, "membership", "p-1")
    assert isinstance(membership, Membership)
    assert str(membership.steps[0].known) == "2014-03"
    sheet = template(house().ledgers["members"], house(), "en", reading.records)
    assert sheet.rows[0][sheet.headings.index("member since")] == "2014-03"


def terms(*typed: str) -> tuple[Reading, list[Tenure]]:
    rows = "\n".join(f"{number} | c | {number} | {one}" for number, one in enumerate(typed, 1))
    tables = [
        table("units.csv", "code | name | kind | founded on\na | A | association | 1950-01-01"),
        table("members.csv", "No. | name | unit\n1 | Ann Example | a\n2 | Bob Example | a"),
        table("posts.csv", "code | unit | post\nc | a | chair"),
        table("tenures.csv", f"No. | post | person | first day | last day\n{rows}"),
    ]
    reading = build(tables, open_charter("association"))
    return reading, [record for record in reading.records if isinstance(record, Tenure)]


@pytest.mark.parametrize(
    ("typed", "end", "known"),
    [
        ("2012-03-05 | 2013年5月", "2013-06-01", "2013-05"),
        ("2012 | 2012", "2013-01-01", "2012"),
        ("2012-03-05 | Dec 2013", "2014-01-01", "2013-12"),
        ("2012-03-05 | 2013-05-31", "2013-06-01", ""),
        ("2012-03-05 | present", "None", ""),
        ("2012-03-05 | 9999-12-31", "None", ""),
    ],
)
def test_the_last_day_of_a_term_stays_what_is_known_of_it(typed: str, end: str, known: str) -> None:
    reading, (term,) = terms(typed)
    assert not reading.problems, str(reading)
    assert (str(term.end), str(term.known_end or "")) == (end, known)
    charter = open_charter("association")
    sheet = template(charter.ledgers["tenures"], charter, "en", reading.records)
    assert sheet.rows[0][sheet.headings.index("last day")] == (known or (typed.split("| ")[1] if end != "None" else ""))


@pytest.mark.parametrize("typed", ["2013年底", "2013.1", "soon", "2013-05-31 09:30", "9999"])
def test_what_is_no_last_day_is_told(typed: str) -> None:
    reading, _ = terms(f"2012-03-05 | {typed}")
    assert [problem.column for problem in reading.problems] == ["last day"]


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("2012-03-05 | 2013年5月", "2013-05-20 |", []),
        ("2012-03-05 | 2013", "2013-02-01 |", []),
        ("2012-03-05 | 2013年5月", "2013-04-20 |", ["terms-overlap"]),
        ("2012-03-05 | 2013-05-31", "2013-05-20 |", ["terms-overlap"]),
    ],
)
def test_terms_overlap_where_they_do_whatever_the_day_was(first: str, second: str, codes: list[str]) -> None:
    reading, _ = terms(first, second)
    seen = Snapshot.of(reading.records, open_charter("association"), as_of=date(2020, 1, 1), check=False)
    assert [problem.code for problem in holders(seen)] == codes


LASTING = {
    "partner": ("合作方.csv", "合作方编号,类别,名称,联系单位,开始日期\nK,企业,示例企业,J,2019年\n"),
    "household": ("住户登记册.csv", "户号,村（社区）,地址,困难家庭,登记日期\nK,J,示例里1号,否,2019年\n"),
    "team": ("队伍名册.csv", "队伍编号,所在单位,队伍类别,队伍名称,组建日期\nK,J,志愿服务队,示例队,2019年\n"),
    "post": ("岗位名册.csv", "岗位类别,岗位编号,所在单位,职数,设立日期\n书记,K,Z,1,2019年\n"),
    "facility": ("设施台账.csv", "设施编号,设施类别,设施名称,所在单位,启用日期\nK,服务站,示例驿站,J,2019年\n"),
    "unit": ("单位名册.csv", "单位编号,单位类别,单位名称,上级单位,成立日期\nK,支部,示例支部,DW,2019年\n"),
    "link": ("队伍联系片区.csv", "序号,所在单位,队伍,联系片区,开始日期\nK,J,T,Z,2019年\n"),
    "contact_point": ("联络点名册.csv", "联络点编号,所在单位,联络点类别,公布日期\nK,J,热线,2019年\n"),
    "asset": ("资产债务股份台账.csv", "序号,所属单位,资产类别,开始日期\nK,J,房屋,2019年\n"),
}


@pytest.mark.parametrize("noun", LASTING)
def test_what_lasts_is_known_from_a_year_on_and_the_year_stays_a_year(tmp_path: Path, noun: str) -> None:
    office = members(tmp_path)
    (tmp_path / "队伍名册.csv").write_text(LASTING["team"][1].replace("K,", "T,"), encoding="utf-8")
    assert office.take_in(tmp_path / "队伍名册.csv").problems == ()
    name, text = LASTING[noun]
    (tmp_path / name).write_text(text, encoding="utf-8")
    reading = office.take_in(tmp_path / name)
    assert [one.text("en") for one in reading.problems] == []
    (record,) = (one for one in office.records(noun, date(2020, 1, 1)) if one.id.endswith("K"))
    assert (record.start, str(record.known)) == (date(2019, 1, 1), "2019")
    written = office.ledger(Path(name).stem, tmp_path / name, "zh", overwrite=True)
    assert re.search(r",2019\b(?!-)", written.read_text(encoding="utf-8-sig"))
    again = office.read(written)
    assert (again.problems, again.new, again.changed) == ((), frozenset(), frozenset())
    # A time of day is no part of a first day, and the one who typed it is asked.
    (tmp_path / name).write_text(text.replace("2019年", "2019-01-01 08:30"), encoding="utf-8")
    assert "time-of-day" in [one.code for one in office.read(tmp_path / name).problems]


def test_what_is_known_by_year_contradicts_no_day_of_that_year() -> None:
    tables = [
        table(
            "units.csv",
            "code | name | kind | part of | founded on\na | A | association | | 2019-03-01\nb | B | branch | a | 2019",
        ),
        table("members.csv", "No. | name | unit\n1 | Ann Example | a\n2 | Bob Example | a"),
        table("posts.csv", "code | unit | post | set up on\nc | a | chair | 2019-03-01"),
        table("tenures.csv", "No. | post | person | first day | last day\n1 | c | 1 | 2019 | 2019-06-30\n2 | c | 2 | 2019 |"),
    ]
    charter = open_charter("association")
    reading = build(tables, charter)
    assert reading.problems == (), str(reading)
    assert list(problems_of(Snapshot.of(reading.records, charter, as_of=date(2020, 1, 1), check=False))) == []
    # A year before is one.
    earlier = [
        evolve(one, start=date(2018, 1, 1), known=PartialDate(2018)) if isinstance(one, Tenure) else one
        for one in reading.records
    ]
    told = problems_of(Snapshot.of(earlier, charter, as_of=date(2020, 1, 1), check=False))
    assert [one.code for one in told] == ["outside-its-whole", "outside-its-whole", "terms-overlap"]
