"""Recognition, notices, supervision and what judgements are used for, from the ledgers of a street to figures. All rows are invented."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from support.behind import store_of
from support.rubrics import all_proposed_uses

import grassroots as gr
from grassroots.errors import HasProblems
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade_all
from grassroots.rules.appraisal.proposal import propose_plan
from grassroots.rules.appraisal.score import score
from grassroots.rules.openness.notices import KIND as NOTICES
from grassroots.rules.openness.notices import board
from grassroots.rules.openness.rechecks import KIND as RECHECKS
from grassroots.rules.openness.rechecks import checked_again
from grassroots.rules.openness.supervision import status_of_mandate
from grassroots.rules.programmes.tasks import tasks_of
from grassroots.values import Period, PersonId, Ref

AS_OF = date(2013, 12, 31)
YEAR = Period.year(2013)
SECTORS = ("rural", "urban", "agency", "public_institution", "company", "new_organization")

PERSONS = """
subject = "person"
published = "posted on 2012-12-20"
valid_from = 2013-01-01
appeal_days = 10
answer_days = 30
months = 12
"""
LEVELS = (("district", "street"), ("street", "committee"), ("committee", "branch"))
"""Who hears the reports of whose secretaries, at three levels."""

CHARTER = (
    """
id = "recognition"
extends = "cn-street"
languages = ["en", "zh"]
label = { en = "Recognition", zh = "评先与督导" }
[words.unit.district]
en = "district"
zh = "区"
[words.unit.street]
en = "street"
zh = "街道"
under = ["district"]
[decision.residents]
en = "Meeting of the residents"
zh = "居民会议"
source = "invented bylaws"
quorum = { at_least = "1/2" }
threshold = { base = "present", over = "1/2" }
[publication.convention]
en = "Conventions of the residents"
zh = "居民公约"
source = "S2-13"
tone = "information"
about = ["unit"]
decision = "residents"
[publication.demonstration_site]
en = "Demonstration sites"
zh = "示范点"
source = "S3-10"
tone = "recognition"
about = ["unit"]
objection_days = 5
longest = { years = 1 }
review = { months = 6 }
after = { rubric = "satisfaction", grades = ["good"] }
[ledger.resolutions]
en = "Resolutions"
zh = "决议表决台账"
noun = "vote"
key = ["no"]
set = { kind = "yearly_projects" }
[ledger.resolutions.column]
no = { heading = ["No.", "序号"], to = "", required = true }
unit = { heading = ["unit", "单位"], required = true }
on = { heading = ["on", "日期"], required = true }
rule = { heading = ["by rule", "表决规则"], required = true }
motion = { heading = ["motion", "议题"], required = true }
eligible = { heading = ["entitled to vote", "应到"] }
present = { heading = ["present", "实到"] }
[rubric.satisfaction]
en = "Satisfaction of the public"
zh = "群众满意度测评"
subject = "unit"
where = { kind = "branch" }
source = "S3-29; the edges are invented"
appeal_days = 10
months = 12
review_months = 6
grade = [
  { grade = "good", at_least = "90", brings = [ { use = "reward", body = ["street"] }, { use = "recognition", notice = "demonstration_site" } ] },
  { grade = "average", at_least = "60" },
  { grade = "poor", hurts = true, plan = "rectify", plan_days = 120, aim = "average", brings = [ { use = "funding", against = true, body = ["street"] } ] } ]
[rubric.satisfaction.evaluators]
public = { weight = "100", returns = 20, returned = "0.1" }
[rubric.satisfaction.item]
mood = { en = "satisfaction", zh = "满意度", weight = "100", fed_by = "ballots", worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }
[measure.secretary_score]
en = "score of the secretary"
zh = "书记述职得分"
spread = "assessment"
value = "score"
where = { rubric = "secretaries" }
dated = "decided"
measured_in = "index"
[measure.decided]
en = "judgements"
zh = "考评结果"
count = "assessment"
dated = "decided"
by = { grade = {} }
measured_in = "unit"
[rubric.targets]
en = "Yearly targets"
zh = "年度目标责任考核"
subject = "unit"
where = { kind = "branch" }
source = "S2-17; the seed says that the weight rose, not to what: 15 is invented"
months = 12
grade = [ { grade = "good", at_least = "80", brings = [ { use = "funding", body = ["street"] } ] }, { grade = "average" } ]
[rubric.targets.item]
work = { en = "work", zh = "工作", weight = "85", fed_by = "marks" }
secretary = { en = "double report, double evaluation", zh = "双述双评", weight = "15", fed_by = "figure", measure = "secretary_score" }
[rubric.secretaries]
en = "Double report, double evaluation"
zh = "书记双述双评"
source = "S2-17; weights are invented"
"""
    + PERSONS
    + """
where = { has = { tenure = "person", where = { "post.kind" = "secretary", "post.unit.kind" = "branch" } } }
grade = [ { grade = "good", at_least = "80", brings = [ { use = "appointment", body = ["street"] } ] }, { grade = "average" } ]
[rubric.secretaries.evaluators]
superior = { weight = "50" }
members = { weight = "50" }
[rubric.secretaries.item]
upward = { en = "report to the level above", zh = "向上级述职", weight = "50", fed_by = "marks", evaluators = ["superior"] }
inward = { en = "report to the members", zh = "向成员述职", weight = "50", fed_by = "marks", evaluators = ["members"] }
[rubric.members]
en = "Yearly appraisal of members"
zh = "年度民主评议成员"
source = "S3-17; the method of the yearly appraisal"
"""
    + PERSONS
    + """
where = { has = { membership = "person", where = { state = "full", registration = "home" } } }
grade = [ { grade = "qualified", at_least = "60" }, { grade = "basically_qualified", at_least = "30", plan = "promote", plan_days = 90, aim = "qualified" },
  { grade = "unqualified", hurts = true, plan = "rectify", plan_days = 60, aim = "qualified", brings = [ { use = "exit", body = ["committee"] } ] } ]
[rubric.members.item]
work = { en = "work", zh = "作用发挥", weight = "100", fed_by = "marks" }
"""
    + "".join(
        f"""
[rubric.debrief_{below}]
en = "Joint review: secretaries of each {below}"
zh = "联述联评联考（{zh}）"
source = "S3-27"
"""
        + PERSONS
        + f"""
where = {{ has = {{ tenure = "person", where = {{ "post.kind" = "secretary", "post.unit.kind" = "{below}" }} }} }}
grade = [ {{ grade = "good", at_least = "80", brings = [ {{ use = "appointment", body = ["{above}"] }} ] }}, {{ grade = "average", at_least = "60" }},
  {{ grade = "poor", hurts = true, plan = "rectify", plan_days = 90, aim = "average", brings = [ {{ use = "appointment", against = true, body = ["{above}"] }} ] }} ]
[rubric.debrief_{below}.item]
report = {{ en = "report", zh = "述职", weight = "40", fed_by = "marks" }}
review = {{ en = "review", zh = "评议", weight = "60", fed_by = "marks" }}
"""
        for (above, below), zh in zip(LEVELS, ("街道", "委员会", "支部"), strict=True)
    )
)

BRANCHES = [f"B{at}" for at in range(1, 7)]
DAY = date(2013, 2, 1)


class Book:
    """Ledgers as they are typed, each as a CSV file."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, ledger: str, headings: str, *rows: tuple[Any, ...]) -> None:
        """Rows under headings that are parted by a bar."""
        names = headings.split("|")
        self.rows.setdefault(ledger, []).extend(dict(zip(names, row, strict=True)) for row in rows)

    def judge(
        self,
        subject: str,
        rubric: str,
        grade: str,
        by: str = "M1",
        on: date = date(2013, 3, 1),
        mark: Any = "",
        why: str = "",
        at: str = "B1",
    ) -> None:
        """A judgement as it was decided."""
        person = subject.startswith("M")
        known = {
            "No.": f"{rubric}-{subject}",
            "unit": at if person else subject,
            "rubric": rubric,
            "grade": grade,
            "decided by": by,
        }
        days = {
            "first day of the period": date(2013, 1, 1),
            "last day of the period": date(2013, 2, 28),
            "proposed on": on,
            "decided on": on,
        }
        rest: dict[str, Any] = {"score": mark, "no longer holds from": on.replace(year=2014)}
        ledger, heading = ("member_assessments", "member assessed") if person else ("assessments", "assessed unit")
        if why:
            rest["reasons given"] = why
        self.rows.setdefault(ledger, []).append({heading: subject, **known, **days, **rest})

    def rate(self, subject: str, rubric: str, item: str, **cells: Any) -> None:
        """A mark, or a number of ballots."""
        person = subject.startswith("M")
        ledger, heading = ("member_ratings", "member rated") if person else ("ratings", "rated unit")
        rows = self.rows.setdefault(ledger, [])
        known = {"No.": len(rows) + 1, "unit": "B1" if person else subject, heading: subject, "rubric": rubric, "item": item}
        rows.append({**known, "given on": date(2013, 2, 20), **cells})

    def write(self, folder: Path) -> None:
        """Writes the files."""
        for ledger, rows in self.rows.items():
            headings = list(dict.fromkeys(heading for row in rows for heading in row))
            with (folder / f"{ledger}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, headings, restval="")
                writer.writeheader()
                writer.writerows(rows)


def organization(book: Book) -> None:
    """A district, its street with committee, branches, villages, desks; members and secretaries."""
    book.add(
        "units", "code|kind|name|part of|sector",
        ("d", "district", "District", "", ""), ("s", "street", "Street", "d", ""), ("C1", "committee", "Committee", "s", ""),
        *((code, "branch", f"Branch {code}", "C1", sector) for code, sector in zip(BRANCHES, SECTORS, strict=True)),
        *((f"V{at}", "village", f"Village {at}", "s", "") for at in range(1, 101)),
        ("D1", "service point", "Desk 1", "s", ""), ("D2", "service point", "Desk 2", "V1", ""),
    )  # fmt: skip
    book.add(
        "members", "member No.|name|branch|full member since",
        *((f"M{at}", f"Member {at}", BRANCHES[at % 6], date(2005, 7, 1)) for at in range(1, 121)),
    )  # fmt: skip
    posts = [("S-s", "s", "M1"), ("S-C1", "C1", "M2"), *((f"S-{code}", code, f"M{at}") for at, code in enumerate(BRANCHES, 3))]
    book.add("posts", "post No.|unit|post", *((code, unit, "secretary") for code, unit, _ in posts))
    book.add("tenures", "No.|post No.|member No.|first day", *((code, code, who, date(2012, 1, 1)) for code, _, who in posts))


def civility(book: Book) -> None:
    """A convention with its vote, star households, role models, a publicity team, lectures, an example, a warning."""
    book.add("motions", "No.|unit|motion|put on|decided on", ("1", "V1", "Convention of Village 1", DAY, DAY))
    book.add("resolutions", "No.|unit|on|by rule|motion|entitled to vote|present", ("1", "V1", DAY, "residents", "1", 60, 40))
    book.add("vote_results", "No.|vote|choice|votes", ("1", "1", "yes", 31), ("2", "1", "no", 9))
    book.add(
        "households", "household No.|village or community|address", *((f"H{at}", "V1", f"Lane {at}") for at in range(1, 13))
    )
    agreed = [("1", "V1", "H1"), *((str(at), "V1", f"H{at}") for at in range(2, 11))]
    book.add(
        "household_consents", "No.|unit|household|to what|agreed on|no longer from|taken back",
        *((f"h{no}", unit, giver, "to be named for praise", DAY, date(2013, 9, 1) if no == "10" else "", "yes" if no == "10" else "")
          for no, unit, giver in agreed),
    )  # fmt: skip
    book.add(
        "star_households", "No.|published by|household|by consent|shown in|published on|last day",
        *((f"s{at}", "V1", f"H{at}", f"h{at}", "notice board", date(2013, 3, 1), date(2014, 2, 28)) for at in range(1, 11)),
    )  # fmt: skip
    book.add(
        "consents",
        "No.|unit|agreed by|to what|agreed on",
        ("p1", "s", "M9", "to be named for praise", DAY),
        ("p2", "s", "M10", "to be shown as an example", DAY),
    )
    book.add(
        "praise",
        "No.|published by|role model|by consent|shown in|published on|last day",
        ("r1", "s", "M9", "p1", "website", date(2013, 3, 1), date(2014, 2, 28)),
    )
    book.add("teams", "team No.|unit|kind|name", ("T1", "s", "publicity team", "Publicity"))
    book.add(
        "activities",
        "activity No.|unit|kind|held on",
        ("L1", "V1", "lecture on everyday virtue", date(2013, 5, 1)),
        ("L2", "V1", "lecture on everyday virtue", date(2013, 6, 1)),
    )
    book.add(
        "opinions",
        "opinion No.|raised in|received on|dispatched on|settled on|outcome",
        ("O1", "B1", DAY, DAY, date(2013, 2, 20), "solved"),
    )
    book.add("partners", "partner No.|contact unit|kind|name", ("E1", "s", "enterprise", "Example Works"))
    book.add(
        "notices", "No.|published by|kind|about|adopted by motion|legal basis|shown in|announced on|published on|corrected on|last day|after assessment",
        ("n1", "V1", "convention of the residents", "V1", "1", "", "notice board", "", date(2013, 2, 10), "", "", ""),
        ("n2", "s", "warning to an organization", "D2", "", "statute", "website", date(2013, 4, 1), date(2013, 4, 6), date(2013, 4, 20), date(2013, 9, 30), ""),
        *((f"d{code}", "s", "demonstration site", code, "", "", "press column", date(2013, 3, 12), date(2013, 3, 18), "", date(2014, 3, 10), f"satisfaction-{code}")
          for code in BRANCHES[:2]),
    )  # fmt: skip
    book.add("typical_cases", "No.|published by|case|shown in|published on|last day",
             *((f"e{at}", "s", "O1", outlet, date(2013, month, 1), date(2014, 2, 28)) for at, (outlet, month) in enumerate(
                 (("press column", 4), ("talk or lecture", 5), ("talk or lecture", 6)), 1)))  # fmt: skip


def judgements(book: Book) -> None:
    """Satisfaction, yearly targets, double and joint reviews, the yearly appraisal, standards of six kinds."""
    for at, code in enumerate(BRANCHES):
        counts = ((36, 0, 0), (34, 2, 0), (24, 4, 8), (20, 4, 10), (8, 4, 20), (4, 2, 26))[at]
        for choice, number in zip(("satisfied", "fairly satisfied", "not satisfied"), counts, strict=True):
            book.rate(code, "satisfaction", "mood", group="the public", choice=choice, ballots=number, issued=100)
        book.judge(
            code,
            "satisfaction",
            ("good", "good", "average", "average", "poor", "poor")[at],
            why="told the committee" if at > 3 else "",
        )
        secretary = f"M{at + 3}"
        book.rate(secretary, "secretaries", "upward", group="the level above", mark=90)
        book.rate(secretary, "secretaries", "inward", group="members", mark=80 if at < 3 else 60)
        book.judge(secretary, "secretaries", "good" if at < 3 else "average", mark=85 if at < 3 else 75, at=code)
        book.rate(code, "targets", "work", mark=80)
        book.rate(code, f"standard_{SECTORS[at]}", "focus", mark=90 if at < 4 else 40)
        book.judge(
            code, f"standard_{SECTORS[at]}", "standard reached" if at < 4 else "below the standard", on=date(2013, 12, 20)
        )
    for person, level, mark in (
        ("M1", "street", 90),
        ("M2", "committee", 85),
        *((f"M{at}", "branch", 95 - 8 * at) for at in range(3, 9)),
    ):
        for item in ("report", "review"):
            book.rate(person, f"debrief_{level}", item, mark=mark)
        grade = "good" if mark >= 80 else "average" if mark >= 60 else "poor"
        book.judge(person, f"debrief_{level}", grade, by="M120", why="told in person" if grade == "poor" else "")
    book.add(
        "activities",
        "activity No.|unit|kind|held on",
        *((f"R{at}", unit, "report on one's work", date(2013, 2, 15 + at)) for at, unit in enumerate(("d", "s", "C1"))),
    )
    for at in range(20, 30):
        mark = 80 if at > 21 else 20
        book.rate(f"M{at}", "members", "work", mark=mark)
        book.judge(
            f"M{at}", "members", "qualified" if mark == 80 else "not qualified", why="" if mark == 80 else "told in person"
        )
    for number, person in enumerate((20, 21), 1):
        book.add("plans", "No.|unit|kind|assessment|grade to reach|begun on|finished until|reported on|accepted on",
                 (f"x{number}", "B1", "rectify", f"members-M{person}", "qualified", date(2013, 4, 1), date(2013, 5, 31),
                  date(2013, 5, 20) if person == 21 else "", date(2013, 5, 25) if person == 21 else ""))  # fmt: skip


def supervision(book: Book) -> None:
    """Reports, inspections, exchanges, mandates, findings, and the campaign with its tasks; bureaus and villages."""
    kinds = (("progress report", 4), ("inspection", 3), ("exchange", 2))
    book.add("activities", "activity No.|unit|kind|held on",
             *((f"{kind[:2]}{at}", "s", kind, date(2013, 3 + at, 10)) for kind, number in kinds for at in range(number)))  # fmt: skip
    book.add(
        "mandates", "No.|on behalf of|service point|ordered by|first day|last day|ordered on|to be disclosed until|carried out on|disclosed on|challenged on|set aside on",
        ("k1", "s", "D1", "S-s", date(2013, 5, 1), date(2013, 5, 10), date(2013, 4, 30), date(2013, 6, 10), date(2013, 5, 7), date(2013, 5, 20), "", ""),
        ("k2", "s", "D2", "S-s", date(2013, 5, 1), date(2013, 5, 10), date(2013, 4, 30), date(2013, 6, 10), date(2013, 5, 8), date(2013, 5, 20), date(2013, 5, 25), date(2013, 6, 5)),
        ("k3", "s", "D1", "S-s", date(2013, 11, 1), date(2013, 11, 10), date(2013, 10, 31), date(2013, 12, 10), date(2013, 11, 7), "", "", ""),
    )  # fmt: skip
    book.add(
        "findings", "No.|unit|found at|kind|found at the inspection|found at the check without notice|put right by|found on|put right until|put right on|in order on|check again until",
        ("f1", "B1", "B1", "defect", "in0", "", "S-B1", date(2013, 3, 10), date(2013, 4, 10), date(2013, 4, 1), date(2013, 4, 5), date(2013, 7, 5)),
        ("f2", "B2", "B2", "defect", "in0", "", "S-B2", date(2013, 3, 10), date(2013, 4, 10), date(2013, 4, 20), date(2013, 5, 5), date(2013, 8, 5)),
        ("f3", "B3", "B3", "defect", "in1", "", "S-B3", date(2013, 4, 10), date(2013, 5, 10), "", "", ""),
        ("f4", "s", "D1", "defect", "", "k1", "S-s", date(2013, 5, 7), date(2013, 6, 30), date(2013, 6, 15), date(2013, 10, 10), date(2014, 1, 10)),
    )  # fmt: skip
    book.add("programmes", "programme|unit|kind|name|first day", ("P1", "s", "campaign", "Creation", date(2013, 1, 1)))
    book.add("stages", "stage|programme|order|first day|last day", ("P1-1", "P1", 1, date(2013, 1, 10), date(2013, 12, 20)))
    book.add(
        "tasks", "No.|unit|programme|stage|kind|opened on|final until|final on",
        *((f"t{code}", code, "P1", "P1-1", "task of creation", date(2013, 1, 10), date(2013, 3, 11), date(2013, 3, 1) if at < 5 else "")
          for at, code in enumerate(BRANCHES)),
    )  # fmt: skip
    book.add(
        "partners", "partner No.|contact unit|kind|name", *((f"U{at}", "s", "bureau", f"Bureau {at}") for at in range(1, 101))
    )
    book.add(
        "bureau_links",
        "kept by|bureau|linked to|first day",
        *(("s", f"U{at}", f"V{at}", date(2013, 1, 1)) for at in range(1, 101)),
    )
    book.add(
        "registrations",
        "member No.|registered at|asked on|since",
        *((f"M{at}", f"V{at % 100 + 1}", DAY, DAY) for at in range(1, 121)),
    )
    book.add("visits", "visit No.|visiting unit|visited on|household No.|member No.|purpose|result",
             *((f"w{at}", "V1", DAY + timedelta(days=at % 90), f"H{at % 12 + 1}", f"M{at % 120 + 1}", "general visit", "reached") for at in range(240)))  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """The ledgers, taken in."""
    folder = tmp_path_factory.mktemp("recognition")
    (folder / "charter").mkdir()
    (folder / "charter" / "charter.toml").write_text(CHARTER, encoding="utf-8")
    (folder / "ledgers").mkdir()
    book = Book()
    for part in (organization, civility, judgements, supervision):
        part(book)
    book.write(folder / "ledgers")
    with gr.open("memory:", charter=folder / "charter") as workspace:
        reading = workspace.take_in(folder / "ledgers")
        assert reading.ok, str(reading)
        yield workspace


def rows(street: gr.Office, name: str, as_of: date = AS_OF) -> set[str]:
    """The ledgers in which the records behind a figure stand; each of them stands in one."""
    evidence = street.ask(street.figure(name, as_of).question)
    assert len(evidence) == len(evidence.sources) > 0
    return {Path(source.file).stem for source in evidence.sources.values()}


def value(street: gr.Office, name: str, as_of: date = AS_OF, **more: Any) -> Any:
    """The value of a figure."""
    return street.figure(name, as_of, **more).value


def told(street: gr.Office, day: date) -> set[tuple[str, str, int]]:
    """What a check finds: each thing once, with its row."""
    found = [(one.code, Path(one.source.file).stem, one.source.row) for one in street.check(day) if one.source]
    assert len(found) == len(set(found)) == len(street.check(day))
    return set(found)


def test_every_record_is_sound_but_for_what_is_late_and_a_check_without_notice_that_was_not_disclosed_in_time(
    street: gr.Office,
) -> None:
    late = {
        ("task-overdue", "tasks", 7),
        ("finding-overdue", "findings", 4),
        ("recheck-overdue", "findings", 2),
        ("recheck-overdue", "findings", 3),
        ("notice-review", "notices", 4),
        ("notice-review", "notices", 5),
        ("notice-remove-end", "notices", 3),
        ("notice-remove-consent", "star_households", 11),
    }
    assert told(street, date(2013, 3, 10)) == set()
    assert told(street, date(2013, 12, 10)) == late
    assert told(street, AS_OF) == late | {("mandate-undisclosed", "mandates", 4), ("stage-not-looked-back", "stages", 2)}


@pytest.mark.system("S2-13")
def test_civility_is_a_convention_star_households_role_models_a_team_and_lectures_and_no_black_list_of_persons(
    street: gr.Office,
) -> None:
    assert value(street, "notices_in_force.convention") == 1
    assert value(street, "notices_in_force.star_household", date(2013, 8, 31)) == 10
    assert value(street, "notices_in_force.star_household") == 9, "the tenth household took its consent back"
    assert value(street, "notices_to_take_down") == 1
    assert value(street, "notices_in_force.role_model") == 1
    assert value(street, "notices_in_force.warning", date(2013, 9, 30)) == 1
    assert value(street, "notices_in_force.warning") == 0
    assert rows(street, "notices_in_force") == {"notices", "star_households", "praise", "typical_cases"}
    assert value(street, "teams.propaganda") == 1
    snapshot = street.snapshot(AS_OF)
    shown = {posted.notice: posted for posted in board(At.of(snapshot))}
    assert "n1" in {id.rpartition("-")[2] for id in shown}
    removal = {one.record[1]: one.reason.code for one in NOTICES.proposals(At.of(snapshot)) if one.what == "take_down"}
    assert sorted(removal.values()) == ["notice-remove-consent", "notice-remove-end"]
    lectures = [one for one in snapshot.all("activity").values() if getattr(one, "kind", "") == "moral_lecture"]
    assert len(lectures) == 2


@pytest.mark.system("S2-13")
def test_s2_13_a_ledger_of_bad_persons_is_not_taken_in(street: gr.Office, tmp_path: Path) -> None:
    black = "No.,published by,kind,about,legal basis,announced on,published on,last day\nx,s,{kind},{about},statute,2013-10-01,2013-10-07,2013-12-01\n"
    for kind in ("warning to an organization", "announcement", "demonstration site"):
        for about in ("person:p-M9", "p-M9", "Member 9"):
            (tmp_path / "notices.csv").write_text(black.format(kind=kind, about=about), encoding="utf-8")
            assert not street.read(tmp_path / "notices.csv").ok
    head = street.head
    for kind in ("warning", "announcement", "role_model"):
        step = gr.model.Step(state="published", on=date(2013, 10, 7))
        bad = gr.model.Notice(
            id="black",
            unit="s",
            kind=kind,
            about=gr.Ref("person", "p-M9"),
            legal_basis="statute",
            end=date(2013, 12, 1),
            steps=(step,),
        )  # type: ignore[arg-type]
        with pytest.raises(HasProblems):
            street.add(bad, reason="shaming")
    assert street.head == head


@pytest.mark.system("S3-31")
def test_what_was_shown_where_and_when_is_counted_and_whoever_raised_it_had_to_agree(street: gr.Office) -> None:
    year = {"period": YEAR}
    assert value(street, "notices_published.typical_case", **year) == 3
    figure = street.figure("notices_published", AS_OF, period=Period.quarter(2013, 2))
    assert figure.value == 4
    shown = [street.get(*key) for key in street.ask(figure.question).hits]
    cases = sorted((one.steps[0].on, one.outlet) for one in shown if one.kind == "typical_case")
    assert cases == [(date(2013, 4, 1), "column"), (date(2013, 5, 1), "lecture"), (date(2013, 6, 1), "lecture")]
    assert rows(street, "notices_published") == {"notices", "star_households", "praise", "typical_cases"}
    spoken = gr.model.Case(
        id="O9", category="opinion", unit="B1", requester="p-M9", steps=(gr.model.Step(state="received", on=DAY),)
    )  # type: ignore[arg-type]
    step = gr.model.Step(state="published", on=date(2013, 4, 1))
    example = gr.model.Notice(
        id="e9", unit="s", kind="typical_case", about=gr.Ref("case", "O9"), end=date(2014, 1, 1), steps=(step,)
    )  # type: ignore[arg-type]
    with pytest.raises(HasProblems):
        street.add(spoken, example, reason="a good story")


@pytest.mark.system("S3-29", "S3-10")
def test_satisfaction_of_the_public_brings_rewards_and_demonstration_sites_as_proposals(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    graded = grade_all("satisfaction", At.of(snapshot), period=YEAR, rated=YEAR)
    assert graded.counts == {"good": 2, "average": 2, "poor": 2}
    assert value(street, "decided.good", period=YEAR) == 2 + 3 + 2, (
        "two branches, three secretaries, two reports to the level above"
    )
    proposed = [one for one in all_proposed_uses(At.of(snapshot)) if one.rule == "satisfaction"]
    assert sorted((one.record[1].rpartition("-")[2], one.what) for one in proposed if one.what != "recognition") == [
        ("B1", "reward"),
        ("B2", "reward"),
        ("B5", "not_funding"),
        ("B6", "not_funding"),
    ]
    assert value(street, "notices_in_force.demonstration_site") == 2
    sites = [posted for posted in board(At.of(snapshot)) if posted.kind == "demonstration_site"]
    assert [site.named for site in sites] == ["Branch B1", "Branch B2"]
    assert value(street, "notices_in_force.demonstration_site", date(2014, 3, 1)) == 2
    later = [posted.kind for posted in board(At.of(street.snapshot(date(2014, 3, 1))))]
    assert later == ["convention"], "the rating no longer holds, so the site is no longer shown"
    review = {one.record[1].rpartition("-")[2]: one.what for one in NOTICES.proposals(At.of(snapshot)) if one.what == "review"}
    assert review == {"dB1": "review", "dB2": "review"}


@pytest.mark.system("S2-17")
def test_the_double_evaluation_counts_in_the_unit_s_yearly_targets_and_its_use_is_only_proposed(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    for at, code in enumerate(BRANCHES):
        secretary = score(
            "secretaries", Ref("person", f"p-M{at + 3}"), At.of(snapshot), period=YEAR, rated=YEAR, by=(PersonId("p-M1"),)
        )
        assert secretary.value == (85 if at < 3 else 75)
        whole = score("targets", Ref("unit", code), At.of(snapshot), period=YEAR, rated=YEAR)
        assert whole.item("secretary").weight == Fraction(15, 100)
        assert whole.value == Fraction(85 * 80 + 15 * (85 if at < 3 else 75), 100)
        assert whole.adds_up
    assert rows(street, "secretary_score") == {"member_assessments"}
    uses = [one for one in all_proposed_uses(At.of(snapshot)) if one.rule == "secretaries"]
    assert [one.what for one in uses] == ["appointment"] * 3
    assert all(one.body == ("street",) for one in uses)
    assert snapshot.all("tenure") == street.snapshot(AS_OF).all("tenure"), "nobody was moved"


@pytest.mark.system("S3-27")
def test_three_levels_report_are_reviewed_and_the_result_is_used_by_the_level_above_as_a_proposal(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    assert {kind: value(street, f"debriefs.{kind}", period=YEAR) for kind, _ in LEVELS} == dict.fromkeys(
        ("district", "street", "committee"), 1
    )
    assert rows(street, "debriefs") == {"activities"}
    counts = {}
    for above, below in LEVELS:
        graded = grade_all(f"debrief_{below}", At.of(snapshot), period=YEAR, rated=YEAR, by=(PersonId("p-M120"),))
        counts[below] = {grade: number for grade, number in graded.counts.items() if number}
        kept = {one.subject: one.grade for one in snapshot.all("assessment").values() if one.rubric == f"debrief_{below}"}  # type: ignore[union-attr]
        assert {one.subject: one.grade for one in graded.graded} == kept
        assert {one.body for one in all_proposed_uses(At.of(snapshot)) if one.rule == f"debrief_{below}"} == {(above,)}
        assert graded.places == {}
    assert counts == {"street": {"good": 1}, "committee": {"good": 1}, "branch": {"average": 2, "poor": 4}}
    against = [one for one in all_proposed_uses(At.of(snapshot)) if one.what == "not_appointment"]
    assert len(against) == 4


@pytest.mark.system("S3-17")
def test_behind_the_lowest_grade_stands_education_and_then_a_procedure_that_a_body_decides(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    lowest = [one for one in snapshot.all("assessment").values() if (one.rubric, one.grade) == ("members", "unqualified")]  # type: ignore[union-attr]
    assert len(lowest) == 2
    plan = propose_plan(lowest[0], At.of(street.snapshot(date(2013, 4, 1))), id="again")  # type: ignore[arg-type]
    assert plan is not None
    assert (plan.kind, plan.steps[0].due) == ("rectify", date(2013, 5, 31))

    def leaving(day: date) -> list[str]:
        return [one.record[1] for one in all_proposed_uses(At.of(street.snapshot(day))) if one.what == "exit"]

    assert leaving(date(2013, 5, 31)) == []
    assert [id.rpartition("-")[2] for id in leaving(date(2013, 6, 1))] == ["M20"], "who mended it stays"
    assert value(street, "members", date(2013, 12, 31)) == 120, "a proposal ends no membership"


@pytest.mark.system("S3-28")
def test_supervision_is_reports_inspections_exchanges_and_checks_of_service_points_by_mandate(street: gr.Office) -> None:
    assert {
        kind: value(street, f"supervision.{kind}", period=YEAR) for kind in ("progress_report", "inspection", "exchange")
    } == {
        "progress_report": 4,
        "inspection": 3,
        "exchange": 2,
    }
    assert value(street, "checks_without_notice", period=YEAR) == 2
    assert rows(street, "checks_without_notice") == {"mandates"}
    assert value(street, "checks_undisclosed", date(2013, 12, 10)) == 0
    assert value(street, "checks_undisclosed", date(2013, 12, 11)) == 1
    snapshot = street.snapshot(AS_OF)
    usable = {}
    for id, mandate in snapshot.all("mandate").items():
        standing = status_of_mandate(mandate, At.of(snapshot))  # type: ignore[arg-type]
        assert standing is not None
        usable[id.rpartition("-")[2]] = standing.usable
    assert usable == {"k1": True, "k2": False, "k3": False}


def test_s3_28_a_ledger_of_mandates_cannot_name_a_person_or_a_branch(street: gr.Office, tmp_path: Path) -> None:
    row = "No.,on behalf of,service point,ordered by,first day,last day,ordered on\nx,s,{target},S-s,2013-05-01,2013-05-10,2013-04-30\n"
    found = {}
    for target in ("D1", "B1", "Member 9", "p-M9"):
        (tmp_path / "mandates.csv").write_text(row.format(target=target), encoding="utf-8")
        found[target] = {problem.code for problem in street.read(tmp_path / "mandates.csv").problems} - {"row-vanished"}
    assert found == {"D1": set(), "B1": {"mandate-target"}, "Member 9": {"record-not-known"}, "p-M9": {"record-not-known"}}


@pytest.mark.system("S4-16")
def test_a_sweep_finds_an_owner_mends_and_what_is_mended_is_checked_again_and_again(street: gr.Office) -> None:
    assert value(street, "findings_put_right", period=YEAR) == Fraction(3, 4)
    assert value(street, "findings_overdue") == 1
    assert rows(street, "findings_put_right") == {"findings"}
    assert value(street, "rechecks_overdue") == 2
    snapshot = street.snapshot(AS_OF)
    late = [one.record[1].rpartition("-")[2] for one in RECHECKS.proposals(At.of(snapshot)) if one.what == "recheck"]
    assert late == ["f1", "f2"]
    finding = next(one for id, one in snapshot.all("finding").items() if id.endswith("f1"))
    step = checked_again(finding, At.of(snapshot))  # type: ignore[arg-type]
    assert step.due is None, "twice in order is enough"
    for one in snapshot.all("finding").values():
        owner = street.get("post", one.owner)  # type: ignore[union-attr]
        assert owner.kind == "secretary"


@pytest.mark.system("S3-15")
def test_a_hundred_bureaus_are_linked_to_a_hundred_villages_members_register_and_people_go_on_visits(
    street: gr.Office,
) -> None:
    assert (value(street, "bureaus_linked"), value(street, "villages_linked")) == (100, 100)
    assert rows(street, "bureaus_linked") == {"bureau_links"}
    assert value(street, "registered_for_service") == 120
    assert value(street, "members") == 120, "who registers at a village still counts once, at home"
    assert (value(street, "general_visits", period=YEAR), value(street, "visitors", period=YEAR)) == (240, 120)
    assert rows(street, "general_visits") == {"visits"}


def test_s3_15_a_village_sees_who_registered_there_and_nothing_of_the_home_unit(street: gr.Office) -> None:
    view = gr.View(store_of(street), street.charter, street.view.actor, "V1", gr.access.OFFICE)
    seen = view.snapshot(AS_OF).all("membership").values()
    assert {one.unit for one in seen} == {"V1"}  # type: ignore[union-attr]
    public = gr.View(store_of(street), street.charter, street.view.actor, None, gr.access.PUBLICATION).snapshot(AS_OF)
    assert dict(public.all("membership")) == {}
    assert {one.name for one in public.all("person").values()} == {None}  # type: ignore[union-attr]
    assert [problem.code for problem in public.problems if problem.code.startswith(("notice-", "mandate-"))] == []


@pytest.mark.system("S3-34")
def test_each_of_six_kinds_of_unit_has_its_standard_its_task_and_its_measure(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    (stage,) = snapshot.all("stage").values()
    opened = {(one.unit, one.kind) for one in tasks_of(stage, At.of(snapshot))}  # type: ignore[arg-type]
    assert opened == {(code, "creation") for code in BRANCHES}
    assert value(street, "creation_tasks_done", period=YEAR) == Fraction(5, 6)
    for at, (code, sector) in enumerate(zip(BRANCHES, SECTORS, strict=True)):
        graded = grade_all(f"standard_{sector}", At.of(snapshot), period=YEAR, rated=YEAR)
        (one,) = graded.graded
        assert one.subject.id == code
        assert one.score.value == (96 if at < 4 else 76 if at < 5 else 16)
        assert one.score.adds_up
        assert value(street, f"standards_judged.{sector}", period=YEAR) == 1
    assert (value(street, "standards_judged.reached", period=YEAR), value(street, "standards_judged.below", period=YEAR)) == (
        4,
        2,
    )
    assert rows(street, "standards_judged") == {"assessments"}
