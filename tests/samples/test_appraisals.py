"""Appraisals from ledger to figure: members, an index, secretaries, stars of branches and of grids, a survey of satisfaction. All rows are invented."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
from grassroots.errors import Refused
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade_all
from grassroots.rules.appraisal.judged import check
from grassroots.rules.appraisal.proposal import propose_plan
from grassroots.rules.appraisal.score import score
from grassroots.rules.appraisal.status import status_of
from grassroots.values import Period, PersonId, Ref

AS_OF = date(2014, 3, 31)
YEAR = Period.year(2013)

PERSONS = """
subject = "person"
source = "{source}"
published = "posted in every branch on 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
"""
CHARTER = (
    """
id = "appraisals"
extends = "cn-street"
languages = ["en", "zh"]
label = { en = "Appraisals", zh = "考评" }
[words.unit.grid]
en = "grid"
zh = "网格"
under = ["street"]
[words.grade]
five_star = { en = "five stars", zh = "五星" }
four_star = { en = "four stars", zh = "四星" }
three_star = { en = "three stars", zh = "三星" }
unrated = { en = "unrated", zh = "不评星" }
[custom.unit.feature]
en = "feature"
zh = "特色"
kind = "text"
privacy = "public"
[ledger.grids]
en = "Grids"
zh = "网格名册"
noun = "unit"
key = ["code"]
prefix = ""
shares = ["units"]
set = { kind = "grid" }
[ledger.grids.column]
code = { heading = ["grid", "网格编号"], to = "", required = true }
name = { heading = ["name", "网格名称"], required = true }
parent = { heading = ["part of", "上级单位"] }
feature = { heading = ["feature", "网格特色"], to = "custom.feature" }
[rubric.members]
en = "Yearly appraisal of members"
zh = "年度民主评议成员"
"""
    + PERSONS.format(source="S3-17; the method of the yearly appraisal")
    + """
where = { has = { membership = "person", where = { state = "full", registration = "home" } } }
grade = [ { grade = "excellent", at_least = "90" }, { grade = "qualified", at_least = "60" },
          { grade = "basically_qualified", at_least = "30", plan = "promote", plan_days = 90, aim = "qualified" },
          { grade = "unqualified", plan = "rectify", plan_days = 60, aim = "qualified", hurts = true } ]
quota = [ { grade = "excellent", at_most = "1/3" } ]
[rubric.members.evaluators]
self = { weight = "10" }
peer = { weight = "30" }
members = { weight = "60", returned = "0.8" }
[rubric.members.item]
work = { en = "work", zh = "作用发挥", weight = "40", fed_by = "marks", evaluators = ["self", "peer"] }
vote = { en = "vote", zh = "民主测评", weight = "60", fed_by = "ballots", evaluators = ["members"], worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
[rubric.pioneer]
en = "Pioneer index"
zh = "先锋指数"
"""
    + PERSONS.format(source="S0-24; items and weights are invented")
    + """
grade = [ { grade = "qualified", at_least = "60" }, { grade = "basically_qualified" } ]
[rubric.pioneer.item]
study = { en = "study", zh = "学习", weight = "30", fed_by = "marks" }
service = { en = "service", zh = "服务", weight = "70", fed_by = "marks" }
[rubric.secretaries]
en = "Double report, double evaluation of secretaries"
zh = "书记双述双评"
"""
    + PERSONS.format(source="S2-17; weights are invented")
    + """
where = { has = { tenure = "person", where = { "post.kind" = "secretary" } } }
grade = [ { grade = "good", at_least = "80" }, { grade = "average" } ]
[rubric.secretaries.evaluators]
superior = { weight = "50" }
members = { weight = "50" }
[rubric.secretaries.item]
upward = { en = "report to the level above", zh = "向上级述职", weight = "50", fed_by = "marks", evaluators = ["superior"] }
inward = { en = "report to the members", zh = "向成员述职", weight = "50", fed_by = "marks", evaluators = ["members"] }
[rubric.stars]
en = "Stars of branches"
zh = "支部星级评定"
subject = "unit"
where = { kind = "branch" }
source = "S3-10; shares as in a published notice: 10, 40 and 30 per cent"
months = 12
ranked_from = 10
grade = [ { grade = "five_star", plan = "consolidate" }, { grade = "four_star" }, { grade = "three_star" },
          { grade = "unrated", plan = "rectify", plan_days = 180, aim = "three_star" } ]
quota = [ { grade = "five_star", at_most = "0.1" }, { grade = "four_star", at_most = "0.4" }, { grade = "three_star", at_most = "0.3" } ]
[rubric.stars.item]
honours = { en = "honours", zh = "荣誉", weight = "50", fed_by = "marks", evaluators = ["superior"] }
mood = { en = "satisfaction", zh = "满意度", weight = "50", fed_by = "ballots", evaluators = ["public"], worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
[rubric.stars.evaluators]
superior = { weight = "50" }
public = { weight = "50", returns = 20, returned = "0.5" }
[rubric.grids]
en = "Stars of grids"
zh = "星级网格"
subject = "unit"
where = { kind = "grid" }
source = "S4-04; weights and edges are invented"
appeal_days = 10
answer_days = 20
months = 12
review_months = 6
ranked_from = 5
grade = [ { grade = "five_star", at_least = "90" }, { grade = "four_star", at_least = "75" }, { grade = "unrated" } ]
[rubric.grids.item]
"""
    + "".join(
        f'{name} = {{ en = "{name}", zh = "{zh}", weight = "20", fed_by = "marks" }}\n'
        for name, zh in (("team", "队伍"), ("place", "阵地"), ("rules", "制度"), ("service", "服务"), ("results", "成效"))
    )
    + """
[rubric.satisfaction]
en = "Satisfaction of the public"
zh = "群众满意度测评"
subject = "unit"
where = { kind = "branch" }
source = "S3-29; the edges are invented"
months = 12
grade = [ { grade = "good", at_least = "90", plan = "consolidate" }, { grade = "average", plan = "rectify", plan_days = 120, aim = "good" } ]
[rubric.satisfaction.evaluators]
public = { weight = "100", returns = 20, returned = "0.5" }
[rubric.satisfaction.item]
mood = { en = "satisfaction", zh = "满意度", weight = "100", fed_by = "ballots", worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
"""
    + "".join(
        f"""
[measure.{rubric}_graded]
en = "{rubric} graded"
zh = "考评：{zh}"
count = "assessment"
where = {{ rubric = "{rubric}" }}
dated = "decided"
by = {{ grade = {{}} }}
measured_in = "unit"
source = "{source}"
"""
        for rubric, zh, source in (
            ("members", "成员", "S3-17"),
            ("secretaries", "书记", "S2-17"),
            ("stars", "支部星级", "S3-10"),
            ("grids", "网格星级", "S4-04"),
            ("satisfaction", "满意度", "S3-29"),
        )
    )
    + """
[measure.pioneer_index]
en = "pioneer index"
zh = "先锋指数"
spread = "assessment"
value = "score"
where = { rubric = "pioneer" }
dated = "decided"
measured_in = "index"
source = "S0-24"
"""
)

MEMBERS = [f"M{at:02}" for at in range(1, 21)]
BRANCHES = [f"B{at:02}" for at in range(1, 11)]
GRIDS = [f"G{at}" for at in range(1, 7)]
JAN = date(2014, 1, 20)


class Book:
    """Ledgers as they are typed, each as a CSV file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, ledger: str, **cells: Any) -> None:
        """One more row; the cells by their headings."""
        self.rows.setdefault(ledger, []).append(cells)

    def rate(self, subject: str, rubric: str, item: str, group: str, on: date = JAN, **cells: Any) -> None:
        """A mark, or a number of ballots."""
        person = subject.startswith("M")
        ledger, heading = ("成员评议台账", "被评成员") if person else ("评分台账", "被评单位")
        unit = "B01" if person else subject
        known = {"序号": f"{rubric}-{len(self.rows.get(ledger, []))}", "所在单位": unit, heading: subject, "考评办法": rubric}
        self.add(ledger, **known, 考评项目=item, 评分日期=on, 评价主体=group, **cells)

    def ballots(self, subject: str, rubric: str, item: str, group: str, counts: tuple[int, int, int], issued: int) -> None:
        """What each choice got."""
        for choice, number in zip(("满意", "基本满意", "不满意"), counts, strict=True):
            self.rate(subject, rubric, item, group, 票选意见=choice, 票数=number, 发放份数=issued)

    def decide(self, subject: str, rubric: str, grade: str, by: str, period: Period = YEAR, **cells: Any) -> None:
        """A judgement as it was decided."""
        person = subject.startswith("M")
        ledger, heading = ("成员考评台账", "被考评成员") if person else ("考评台账", "被考评单位")
        decided = cells.pop("决定日期", date(2014, 2, 10))
        known = {
            "序号": f"{rubric}-{subject}-{period.last}",
            "所在单位": "B01" if person else subject,
            heading: subject,
            "考评办法": rubric,
        }
        times = {"考评期首日": period.start, "考评期末日": period.last, "提出日期": decided, "决定日期": decided}
        self.add(ledger, **known, **times, 等次=grade, 决定人=by, 失效日期=decided.replace(year=decided.year + 1), **cells)

    def write(self) -> None:
        """Writes the files."""
        for ledger, rows in self.rows.items():
            headings = list(dict.fromkeys(heading for row in rows for heading in row))
            with (self.folder / f"{ledger}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, headings, restval="")
                writer.writeheader()
                writer.writerows(rows)


def typed(folder: Path) -> None:
    """All ledgers: 20 members and one who is provisional, 10 branches, 6 grids."""
    book = Book(folder)
    book.add("单位名册", 单位编号="street", 单位类别="街道", 单位名称="示例街道", 上级单位="")
    book.add("单位名册", 单位编号="C1", 单位类别="基层委员会", 单位名称="示例委员会", 上级单位="street")
    for at, code in enumerate(BRANCHES):
        book.add("单位名册", 单位编号=code, 单位类别="支部", 单位名称=f"示例支部{code}", 上级单位="C1")
        book.rate(code, "stars", "honours", "上级", 分值=95 - 5 * at)
        book.ballots(code, "stars", "mood", "群众", (40 - 2 * at, at, at), 60)
        book.ballots(code, "satisfaction", "mood", "群众", (40 - 2 * at, at, at), 60)
        stars = ["五星", *["四星"] * 4, *["三星"] * 3, *["不评星"] * 2][at]
        book.decide(code, "stars", stars, "M01")
        book.decide(code, "satisfaction", "好" if at < 3 else "一般", "M01")
    for at, code in enumerate(GRIDS):
        book.add("网格名册", 网格编号=code, 网格名称=f"示例网格{code}", 上级单位="street", 网格特色=f"示例特色{code}")
        for item in ("team", "place", "rules", "service", "results"):
            book.rate(code, "grids", item, "", 分值=96 - 4 * at)
        book.decide(code, "grids", "五星" if at < 2 else "四星", "M01")
    for at, number in enumerate(MEMBERS, 1):
        book.add("成员名册", 成员编号=number, 姓名=f"成员{number}", 所在支部="B01", 预备起始日期="", 转正日期=date(2005, 7, 1))
        mark, counts = (100, (20 - at, at, 0)) if at <= 8 else (75, (10, 10, 0)) if at < 20 else (45, (0, 10, 10))
        for group in ("自评", "同级"):
            book.rate(number, "members", "work", group, 分值=mark)
        book.ballots(number, "members", "vote", "成员", counts, 20)
        grade = "优秀" if at <= 6 else "合格" if at < 20 else "基本合格"
        book.decide(number, "members", grade, "M02" if at == 1 else "M01", 告知理由="示例：已当面告知。")
    book.add("成员名册", 成员编号="M99", 姓名="成员M99", 所在支部="B01", 预备起始日期=date(2013, 7, 1), 转正日期="")
    for quarter in (1, 2):
        period, on = Period.quarter(2013, quarter), Period.quarter(2013, quarter).last
        for at, number in enumerate(MEMBERS[:5]):
            for item in ("study", "service"):
                book.rate(number, "pioneer", item, "", on, 分值=60 + 5 * at + 10 * quarter)
            cells = {"得分": 60 + 5 * at + 10 * quarter, "决定日期": date(2013, 3 * quarter + 1, 10)}
            book.decide(number, "pioneer", "合格", "M02" if at == 0 else "M01", period, **cells)
    for code, number in zip(BRANCHES[:3], MEMBERS[2:5], strict=True):
        book.add("岗位名册", 岗位编号=f"S-{code}", 所在单位=code, 岗位类别="书记", 职数=1)
        book.add("任职台账", 序号=code, 岗位编号=f"S-{code}", 成员编号=number, 任职日期=date(2011, 1, 1), 任职方式="选举")
        book.rate(number, "secretaries", "upward", "上级", 分值=90)
        book.rate(number, "secretaries", "inward", "成员", 分值=80 if code == "B01" else 60, 回收份数=15)
        book.decide(number, "secretaries", "好" if code == "B01" else "一般", "M01")
    book.write()


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """The ledgers, taken in."""
    folder = tmp_path_factory.mktemp("appraisals")
    (folder / "charter").mkdir()
    (folder / "charter" / "charter.toml").write_text(CHARTER, encoding="utf-8")
    (folder / "ledgers").mkdir()
    typed(folder / "ledgers")
    with gr.open("memory:", charter=folder / "charter") as workspace:
        reading = workspace.take_in(folder / "ledgers")
        assert reading.ok, str(reading)
        yield workspace


def member(number: str) -> Ref:
    """A member by number."""
    return Ref("person", f"p-{number}")


def decided(street: gr.Office, rubric: str) -> dict[Ref, str | None]:
    """The grades that people decided, as the ledger has them."""
    judged = street.snapshot(AS_OF).all("assessment").values()
    return {one.subject: one.grade for one in judged if one.rubric == rubric}


def rows(street: gr.Office, figure: gr.Figure) -> set[str]:
    """The files in which the records behind a figure stand."""
    evidence = street.ask(figure.question)
    assert len(evidence) == len(evidence.sources) > 0
    return {source.file.rpartition("/")[2] for source in evidence.sources.values()}


@pytest.mark.system("S3-17")
def test_six_of_twenty_members_are_excellent_eight_had_the_score_and_who_is_provisional_gets_no_grade(
    street: gr.Office,
) -> None:
    snapshot = street.snapshot(AS_OF)
    whole = grade_all("members", At.of(snapshot), period=YEAR, by=(PersonId("p-M01"), PersonId("p-M02")))
    assert whole.of(member("M01")).score.by == ("p-M02",)
    assert whole.counts == {"excellent": 6, "qualified": 13, "basically_qualified": 1, "unqualified": 0}
    assert sum(one.band == "excellent" for one in whole.graded) == 8
    assert {one.subject: one.grade for one in whole.graded} == decided(street, "members")
    assert member("M99") not in decided(street, "members")
    figure = street.figure("members_graded", AS_OF, period=Period.year(2014))
    assert figure.value == 20
    assert street.figure("members_graded.excellent", AS_OF, period=Period.year(2014)).value == 6
    assert rows(street, figure) == {"成员考评台账.csv"}
    assert check(At.of(snapshot)) == ()


@pytest.mark.system("S0-24")
def test_an_index_of_members_comes_by_quarter_from_marks_under_a_published_rule_and_each_is_kept(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    for quarter in (1, 2):
        period = Period.quarter(2013, quarter)
        for number in MEMBERS[1:5]:
            made = score("pioneer", member(number), At.of(snapshot), period=period, rated=period, by=(PersonId("p-M01"),))
            kept = next(
                one
                for one in snapshot.all("assessment").values()
                if (one.rubric, one.subject, one.first) == ("pioneer", member(number), period.start)
            )
            assert made.value == Fraction(kept.score)
            assert made.adds_up
    with pytest.raises(Refused):
        score("pioneer", member("M02"), At.of(snapshot), period=YEAR)
    figure = street.figure("pioneer_index", AS_OF, period=YEAR)
    assert (figure.value.count, figure.value.least, figure.value.most) == (10, 70, 100)
    assert rows(street, figure) == {"成员考评台账.csv"}


@pytest.mark.system("S2-17")
def test_secretaries_report_twice_and_are_rated_twice(street: gr.Office) -> None:
    found = grade_all("secretaries", At.of(street.snapshot(AS_OF)), period=YEAR, by=(PersonId("p-M01"),))
    assert {one.subject: one.grade for one in found.graded} == decided(street, "secretaries")
    assert [one.score.value for one in found.graded] == [85, 75, 75]
    assert found.places == {}
    figure = street.figure("secretaries_graded", AS_OF, period=Period.year(2014))
    assert (figure.value, rows(street, figure)) == (3, {"成员考评台账.csv"})


@pytest.mark.system("S3-10")
def test_branches_get_stars_by_share_and_the_weak_are_to_mend(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    found = grade_all("stars", At.of(snapshot), period=YEAR)
    assert found.counts == {"five_star": 1, "four_star": 4, "three_star": 3, "unrated": 2}
    assert {one.subject: one.grade for one in found.graded} == decided(street, "stars")
    weak = [one for one in snapshot.all("assessment").values() if (one.rubric, one.grade) == ("stars", "unrated")]
    assert {propose_plan(one, At.of(snapshot, AS_OF), id="p").aim for one in weak} == {"three_star"}
    figure = street.figure("stars_graded.five_star", AS_OF, period=Period.year(2014))
    assert (figure.value, rows(street, figure)) == (1, {"考评台账.csv"})


@pytest.mark.system("S4-04")
def test_grids_get_stars_by_five_standards_that_end_and_each_has_a_feature(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    found = grade_all("grids", At.of(snapshot), period=YEAR)
    assert {one.subject: one.grade for one in found.graded} == decided(street, "grids")
    assert found.counts == {"five_star": 2, "four_star": 4, "unrated": 0}
    assert {street.get("unit", code).custom[0].text for code in GRIDS} == {f"示例特色{code}" for code in GRIDS}
    one = next(one for one in snapshot.all("assessment").values() if one.rubric == "grids")
    assert status_of(one, At.of(snapshot)).review == date(2014, 8, 10)
    assert not status_of(one, At.of(snapshot, date(2015, 2, 10))).holds
    figure = street.figure("grids_graded", AS_OF, period=Period.year(2014))
    assert (figure.value, rows(street, figure)) == (6, {"考评台账.csv"})


@pytest.mark.system("S3-29")
def test_a_survey_of_the_public_grades_branches_and_only_proposes_what_follows(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    found = grade_all("satisfaction", At.of(snapshot), period=YEAR)
    assert {one.subject: one.grade for one in found.graded} == decided(street, "satisfaction")
    assert found.counts == {"good": 3, "average": 7}
    average = next(one for one in snapshot.all("assessment").values() if (one.rubric, one.grade) == ("satisfaction", "average"))
    assert [step.state for step in propose_plan(average, At.of(snapshot, AS_OF), id="p").steps] == ["proposed"]
    figure = street.figure("satisfaction_graded.average", AS_OF, period=Period.year(2014))
    assert (figure.value, rows(street, figure)) == (7, {"考评台账.csv"})
