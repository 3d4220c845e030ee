"""Posts and terms from the rows that offices type to figures: turns, ways to a post, picks, patterns, pools, pay, profiles. All rows are invented;
published totals are met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from support.behind import store_of
from support.taken import rule

import grassroots as gr
from grassroots.errors import Refused
from grassroots.reading import At
from grassroots.rules.posts.pay import pay_account, pay_accounts, starting_level
from grassroots.rules.posts.pay_rule import PayRule
from grassroots.rules.posts.picks import picks_on
from grassroots.rules.posts.posts import moves, moves_from_nowhere, promoted_from
from grassroots.rules.posts.promotion import Answer, eligible_on
from grassroots.rules.posts.promotion_rule import PromotionRule
from grassroots.rules.posts.rises import rises
from grassroots.rules.posts.selections import appointments
from grassroots.rules.posts.staffing import staffing_on
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.posts.terms import term_problems, terms_on
from grassroots.rules.posts.turns import TurnState, turns_ahead, turns_of
from grassroots.rules.posts.vacancies import vacancies_on
from grassroots.rules.programmes.duties import statuses
from grassroots.rules.programmes.duty_opening import duties_of
from grassroots.rules.programmes.duty_status import DutyState
from grassroots.values import Period, UnitId

AS_OF = date(2022, 12, 31)
YEAR = Period.year(2022)

CHARTER = (
    """
id = "posts"
extends = "cn-street"
languages = ["en", "zh"]
label = { en = "Posts", zh = "岗位" }

[words.grade]
excellent = { en = "excellent", zh = "优秀" }
qualified = { en = "qualified", zh = "合格" }
[words.post]
community_head = { en = "head of a community", zh = "社区正职" }
community_deputy = { en = "deputy of a community", zh = "社区副职" }

[rubric.secretaries]
en = "Yearly assessment of secretaries"
zh = "书记年度考核"
subject = "person"
source = "S3-25; items and edges are invented"
published = "posted in every village on 2021-12-20"
valid_from = 2020-01-01
appeal_days = 10
answer_days = 30
months = 12
where = { has = { tenure = "person" } }
grade = [ { grade = "excellent", at_least = "90" }, { grade = "qualified" } ]
[rubric.secretaries.item]
work = { en = "work", zh = "工作实绩", weight = "60", fed_by = "marks" }
recognition = { en = "recognition by the public", zh = "群众公认", weight = "40", fed_by = "ballots", worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }

# Staff and social workers: what was done, and what the public says of it; month by month (S0-19, S0-20).
[rubric.staff]
en = "Target management of staff"
zh = "干部目标管理考核"
subject = "person"
source = "S0-19 and S0-20; items and edges are invented"
published = "staff meeting of 2014-01-06"
valid_from = 2014-01-01
appeal_days = 10
answer_days = 30
months = 12
where = { has = { tenure = "person", where = { "post.kind" = ["department_chief", "department_deputy", "social_worker"] } } }
grade = [ { grade = "excellent", at_least = "90" }, { grade = "qualified" } ]
[rubric.staff.evaluators]
superior = { weight = "60" }
public = { weight = "40", returns = 10 }
[rubric.staff.item]
performance = { en = "performance", zh = "工作实绩", weight = "60", fed_by = "marks", evaluators = ["superior"] }
recognition = { en = "recognition by the public", zh = "群众公认", weight = "40", fed_by = "ballots", evaluators = ["public"], worth = [
  { choice = "satisfied", score = "100" }, { choice = "fairly", score = "60" }, { choice = "dissatisfied", score = "0" } ] }

[measure.staff_graded]
en = "staff judged"
zh = "考核干部"
count = "assessment"
where = { rubric = "staff" }
dated = "decided"
by = { grade = {} }
measured_in = "person"
source = "S0-19"

# The two payers; the shares of the performance part are invented.
[pay.secretaries]
en = "Subsidy of village secretaries"
zh = "村书记补贴"
source = "S3-25"
where = { "post.kind" = "village_secretary" }
valid_from = 2022-01-01
currency = "CNY"
grace = { days = 10 }
[[pay.secretaries.parts]]
name = "base"
en = "base"
zh = "基本补贴"
payer = ["county"]
reference = { tally = "farmer_income", of = ["county"] }
[[pay.secretaries.parts]]
name = "performance"
en = "performance"
zh = "绩效补贴"
payer = ["township"]
rubric = "secretaries"
grades = [{ grade = "excellent", portion = "3/10" }, { grade = "qualified", portion = "1/5" }]

# Three posts, eighteen levels: the numbers and the supplement are published, the amounts are invented.
[pay.community]
en = "Three posts, eighteen levels"
zh = "“三岗十八级”薪酬"
source = "S2-15; the amounts of the levels are invented"
where = { "post.kind" = ["community_head", "community_deputy", "social_worker"] }
valid_from = 2022-01-01
currency = "CNY"
parts = [
  { name = "ladder", en = "by level", zh = "级别待遇", payer = ["street"], ladder = true },
  { name = "supplement", en = "supplement", zh = "增资", payer = ["street"], amount = "300" },
]
[pay.community.ladder]
levels = 18
starts = [{ level = 3, where = { "person.education" = ["bachelor", "master", "doctor"] } }, { level = 1 }]
rises = [{ stay = { years = 2 } }, { stay = { years = 1 }, rubric = "secretaries", grades = ["excellent"] }]
[[pay.community.ladder.classes]]
name = "head"
en = "heads"
zh = "正职岗"
post = ["community_head"]
highest = 18
amounts = AMOUNTS3
[[pay.community.ladder.classes]]
name = "deputy"
en = "deputies"
zh = "副职岗"
post = ["community_deputy"]
highest = 18
amounts = AMOUNTS2
[[pay.community.ladder.classes]]
name = "worker"
en = "social workers"
zh = "一般岗"
post = ["social_worker"]
highest = 18
amounts = AMOUNTS1

[promotion.township_deputies]
en = "May be put forward as deputy of a township"
zh = "可推荐为乡镇副职人选"
source = "S3-26; the numbers are invented"
published = "county bulletin, 2021-12-01"
valid_from = 2022-01-01
noun = "tenure"
where = { "post.kind" = "village_secretary" }
to = ["township_deputy"]
criteria = [
  { name = "results", en = "excellent in two of the last three years", zh = "近三年两次优秀", graded = { rubric = "secretaries", grades = ["excellent"], times = 2, last = 3 } },
  { name = "service", en = "three years as secretary", zh = "任书记满三年", served = { post = ["village_secretary"], length = { years = 3 } } },
  { name = "degree", en = "college degree", zh = "大专以上", where = { "person.education" = ["associate", "bachelor", "master", "doctor"] } },
]

[promotion.candidates]
en = "Double good, double strong"
zh = "“双好双强”"
source = "S2-14; what was found is on record with the body that found it"
published = "notice of the street, 2022-01-05"
valid_from = 2022-01-01
noun = "candidacy"
criteria = [
  { name = "conduct", en = "good standing and conduct", zh = "政治素质好、道德品行好", found = { pathway = "candidate_review", step = "moral", by = ["street"] } },
  { name = "ability", en = "able to serve and to bring people together", zh = "服务能力强、协调能力强", found = { pathway = "candidate_review", step = "able", by = ["street"] } },
]
""".replace("AMOUNTS3", str([f"{4000 + 120 * at}" for at in range(18)]).replace("'", '"'))
    .replace("AMOUNTS2", str([f"{3600 + 110 * at}" for at in range(18)]).replace("'", '"'))
    .replace("AMOUNTS1", str([f"{3200 + 100 * at}" for at in range(18)]).replace("'", '"'))
)

COMMUNITIES = [f"c{at}" for at in range(1, 8)]
VILLAGES = [f"v{at:02}" for at in range(1, 31)]
WAYS = ("open_call", "direct_vote", "retired", "honorary", "external")
DUTIES = ["宣讲", "走访调研", "志愿服务", "联合会会议", "征集合理化建议"]


class Tables:
    """Tables as they are typed, by name: a heading and rows."""

    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {}

    def head(self, name: str, *headings: str) -> None:
        """The headings of a table."""
        self.rows[name] = [",".join(headings)]

    def add(self, name: str, *cells: object) -> None:
        """One more row."""
        self.rows[name].append(",".join("" if cell is None else str(cell) for cell in cells))

    def write(self, folder: Path) -> None:
        """A file for each table."""
        for name, rows in self.rows.items():
            (folder / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def last_day(year: int, quarter: int) -> date:
    return Period.quarter(year, quarter).last


def typed(folder: Path) -> None:
    """The tables of a county with a township of thirty villages and a street of seven communities."""
    book = Tables()
    book.head("units", "code", "kind", "name", "part of")
    book.head("people", "person No.", "name", "education")
    book.head("posts", "post No.", "unit", "post", "holders", "set up on", "last day")
    book.head("tenures", "No.", "post No.", "member No.", "first day", "last day", "how")
    book.head("teams", "team No.", "unit", "kind", "name")
    book.head("seats", "team No.", "member No.", "role", "first day", "last day")
    book.head("federations", "community", "federation of", "member unit", "first day")
    book.head("activities", "activity No.", "unit", "kind", "held on")
    book.head("federation_problems", "problem No.", "community", "raised on", "assigned on", "completed on", "outcome")
    book.head("qualifications", "No.", "kept by", "person", "competence", "first day")
    book.head("tallies", "No.", "unit", "kind", "on", "amount")
    people: set[str] = set()

    def person(no: str, education: str = "本科") -> str:
        if no not in people:
            people.add(no)
            book.add("people", no, f"Person {no}", education)
        return no

    for code, kind, name, above in (
        ("cty", "县（市、区）", "County", ""),
        ("st", "街道", "Street", ""),
        ("tw", "乡镇", "Township", "cty"),
    ):
        book.add("units", code, kind, name, above)
    number = 0
    # -- communities: five resident units each, whose secretaries take turns in the chair (S2-03) --
    for at, code in enumerate(COMMUNITIES, 1):
        book.add("units", code, "社区", f"Community {code}", "st")
        book.add("posts", f"chair-{code}", code, "轮值主席", 1, "2021-12-01", "")
        for unit in range(1, 6):
            id = f"{code}u{unit}"
            book.add("units", id, "基层委员会", f"Resident unit {id}", "st")
            book.add("federations", code, code, id, "2021-12-01")
            book.add("posts", f"sec-{id}", id, "书记", 1, "2015-01-01", "")
            book.add("tenures", f"sec-{id}", f"sec-{id}", person(f"R{id}"), "2020-01-01", "", "任命")
        for quarter in range(1, 5):
            # In the seventh community the third quarter was taken by the fifth unit, before the third and the fourth.
            unit = 5 if (at, quarter) == (7, 3) else quarter
            begin = Period.quarter(2022, quarter).start
            book.add("tenures", f"{code}q{quarter}", f"chair-{code}", f"R{code}u{unit}", begin, last_day(2022, quarter), "轮值")
            for kind in DUTIES:
                number += 1
                book.add("activities", f"A{number:03}", code, kind, begin.replace(day=15))
    for extra in range(95):
        number += 1
        book.add("activities", f"A{number:03}", COMMUNITIES[extra % 7], "志愿服务", date(2022, 1 + extra % 12, 20))
    for at in range(76):
        done = f"2022-{1 + at % 12:02}-25" if at < 72 else ""
        raised = f"2022-{1 + at % 12:02}-03"
        book.add("federation_problems", f"F{at:02}", COMMUNITIES[at % 7], raised, raised, done, "已解决" if done else "")
    # -- committees renewed (S2-14): 31 elected, 27 with a bachelor's degree or above --
    book.head("votes", "No.", "unit", "about", "on", "voted")
    book.head("candidacies", "vote", "candidate", "put forward on", "stood down on")
    book.head(
        "reviews",
        "No.",
        "person",
        "unit",
        "asked for on",
        "conduct found good on",
        "conduct found good by",
        "ability found good on",
        "ability found good by",
    )
    standing = 0
    for at, code in enumerate(COMMUNITIES, 1):
        book.add("posts", f"cm-{code}", code, "委员", 5, "2015-01-01", "")
        book.add("votes", f"V{code}", code, "选举", "2022-02-20", 5)
        for seat in range(1, 7 if at <= 3 else 6):
            standing += 1
            no = person(f"K{code}{seat}", "本科" if standing % 8 else "大专")
            book.add("candidacies", f"V{code}", no, "2022-02-01", "2022-02-10" if seat == 6 else "")
            if seat <= (5 if at <= 3 else 4):
                book.add("tenures", f"cm-{no}", f"cm-{code}", no, "2022-03-01", "", "选举")
            able = ("2022-01-25", "st") if standing > 2 else ("2022-01-25", code) if standing == 1 else ("", "")
            book.add("reviews", no, no, code, "2022-01-10", "2022-01-20", "st", *able)
    # -- social workers and their pay (S2-15, S3-07): one in each community, two with a certificate missing --
    for at, code in enumerate(COMMUNITIES, 1):
        for kind, word in (("head", "社区正职"), ("deputy", "社区副职"), ("worker", "社工")):
            no = person(f"P{kind}{code}", "本科" if at % 2 else "大专")
            book.add("posts", f"{kind}-{code}", code, word, 1, "2015-01-01", "")
            book.add("tenures", f"{kind}-{code}", f"{kind}-{code}", no, "2020-01-01", "", "任命")
        if at not in (3, 6):
            book.add("qualifications", f"Q{code}", code, f"Pworker{code}", "社会工作", "2021-06-01")
    book.head(
        "allowances",
        "No.",
        "term of office No.",
        "kind",
        "part",
        "for the month",
        "on",
        "amount",
        "paid by",
        "level",
        "assessment",
    )
    line = 0

    def pay(tenure: str, part: str, month: date, amount: object, by: str, level: object = "", judged: str = "") -> None:
        nonlocal line
        line += 1
        book.add("allowances", f"L{line:04}", tenure, "实发", part, month, month.replace(day=25), amount, by, level, judged)

    for month in range(1, 13):
        first = date(2022, month, 1)
        pay("worker-c1", "级别待遇", first, "3400.00", "st", 3)
        pay("worker-c1", "补贴", first, "300.00", "st")
        if month <= 11:
            pay("worker-c2", "级别待遇", first, "3200.00", "st", 1)
        pay("worker-c2", "补贴", first, "200.00" if month == 5 else "300.00", "st")
    # -- villages: subsidies of two payers (S3-25), key management (S3-06), profiles (S3-26) --
    for at, code in enumerate(VILLAGES, 1):
        book.add("units", code, "村", f"Village {code}", "tw")
        book.add("posts", f"vs-{code}", code, "村书记", 1, "2010-01-01", "")
        begin = "2016-02-29" if at == 3 else "2019-01-01" if at % 2 else "2021-03-01"
        if at < 30:
            book.add(
                "tenures",
                f"vs-{code}",
                f"vs-{code}",
                person(f"S{code}", "大专" if at != 5 else ""),
                begin,
                "",
                "代理" if at == 29 else "选举",
            )
        else:
            book.add("tenures", f"vs-{code}", f"vs-{code}", person(f"S{code}"), "2019-01-01", "2022-06-30", "选举")
    book.add("tallies", "I21", "cty", "农民人均纯收入", "2021-12-31", "16000")
    for month in range(1, 13):
        first = date(2022, month, 1)
        pay("vs-v01", "基本待遇", first, "1333.34", "cty")
        pay("vs-v02", "基本待遇", first, "1333.33" if month == 4 else "1400", "tw" if month == 9 else "cty")
    book.head("assessments of members", "No.", "unit", "member assessed", "rubric", "first day of the period", "last day of the period",
              "grade", "decided by", "proposed on", "decided on", "appealed on", "reasons given")  # fmt: skip
    book.rows["member_assessments"] = book.rows.pop("assessments of members")
    for year, who, grade, appealed in (
        (2020, "v01", "优秀", ""), (2021, "v01", "优秀", ""), (2021, "v05", "优秀", ""), (2020, "v05", "优秀", ""),
        (2020, "v07", "优秀", ""), (2021, "v07", "优秀", "2022-12-20"), (2021, "v09", "合格", ""),
    ):  # fmt: skip
        on = date(year + 1, 2, 10)
        book.add("member_assessments", f"G{year}{who}", who, f"S{who}", "secretaries", date(year, 1, 1), date(year, 12, 31),
                 grade, "Rc1u1", on, on, appealed, "told")  # fmt: skip
    for who, on in (("v01", "2022-12-10"), ("v02", "2022-12-10")):
        book.add("member_assessments", f"G2022{who}", who, f"S{who}", "secretaries", "2022-01-01", "2022-12-31",
                 "优秀" if who == "v01" else "合格", "Rc1u1", on, on if who == "v01" else "", "", "told")  # fmt: skip
    pay("vs-v01", "绩效待遇", date(2022, 1, 1), "4000", "tw", "", "G2022v01")
    pay("vs-v02", "绩效待遇", date(2022, 1, 1), "3000", "tw")
    book.add("teams", "key", "tw", "重点管理书记", "Key secretaries")
    book.head("contracts", "No.", "unit", "kind", "who", "toward whom")
    for at in range(1, 10):
        book.add("seats", "key", f"Sv{at:02}", "", "2022-01-01", "")
        if at != 9:
            book.add("contracts", f"T{at}", "tw", "目标责任书", f"Sv{at:02}", f"v{at:02}")
    # -- pools (S3-08): 120 at the end, 40 in each; two were promoted, one left otherwise --
    book.add("posts", "tw-dep", "tw", "乡镇副职", 3, "2010-01-01", "")
    for pool, word in (
        ("graduates", "后备库：大学生村官"),
        ("returners", "后备库：外出务工经商人员"),
        ("leaders", "后备库：致富带头人"),
    ):
        book.add("teams", f"pool-{pool}", "cty", word, f"Pool {pool}")
        for at in range(40):
            book.add("seats", f"pool-{pool}", person(f"B{pool}{at}"), "", "2021-03-01" if at < 15 else "2022-03-01", "")
    for at, end in ((1, "2022-05-31"), (2, "2022-05-31"), (3, "2022-08-31")):
        book.add("seats", "pool-graduates", person(f"X{at}"), "", "2020-03-01", end)
        if at < 3:
            book.add("tenures", f"dep-{at}", "tw-dep", f"X{at}", "2022-05-15", "", "公开选拔")
    book.add("teams", "young", "tw", "年轻村干部", "Young cadres")
    for at in range(20):
        book.add("seats", "young", person(f"Y{at}", "大专" if at < 17 else "高中"), "", "2021-01-01", "")
    # -- ways to a post (S3-05), with one that was never gone --
    book.head("selections", "No.", "way", "person", "unit", "post", "applied on", "qualification reviewed on", "examined on", "spoke on", "recommended on",
              "invited on", "accepted on", "looked into on", "notice put up on", "elected on", "appointed on", "not selected on")  # fmt: skip
    blank = [""] * 11
    book.add(
        "selections",
        "o1",
        "公开选拔",
        "X1",
        "tw",
        "tw-dep",
        "2022-04-01",
        "2022-04-05",
        "2022-04-12",
        "",
        "",
        "",
        "",
        "2022-04-25",
        "2022-05-06",
        "",
        "2022-05-12",
        "",
    )
    book.add(
        "selections",
        "o2",
        "公开选拔",
        "X2",
        "tw",
        "tw-dep",
        "2022-04-01",
        "2022-04-05",
        "2022-04-12",
        "",
        "",
        "",
        "",
        "2022-04-25",
        "2022-05-12",
        "",
        "2022-05-14",
        "",
    )
    book.add("selections", "o3", "公开选拔", person("X4"), "tw", "tw-dep", "2022-04-01", *blank[:10], "2022-04-05")
    book.add("posts", "vh", "v01", "名誉村长", 1, "2022-01-01", "")
    book.add("tenures", "vh", "vh", person("H1"), "2022-07-01", "", "聘任名誉职务")
    book.add(
        "selections",
        "i1",
        "聘请",
        "H1",
        "v01",
        "vh",
        "",
        "",
        "",
        "",
        "",
        "2022-06-01",
        "2022-06-10",
        "",
        "",
        "",
        "2022-06-20",
        "",
    )
    book.add("posts", "cons", "v02", "产业顾问", 1, "2022-01-01", "")
    book.add("tenures", "cons", "cons", person("H2"), "2022-07-01", "", "外聘")
    book.add("posts", "cmv04", "v04", "委员", 1, "2022-01-01", "")
    book.add("tenures", "cmv04", "cmv04", person("X5"), "2022-08-01", "", "公推直选")
    way = ["", "2022-07-04", "", "", "2022-07-01", "", "", "", "2022-07-08", "2022-07-13", "", ""]
    book.add("selections", "d1", "公推直选", "X5", "v04", "cmv04", *way)
    book.add("posts", "cons5", "v05", "产业顾问", 1, "2022-01-01", "")
    book.add("tenures", "cons5", "cons5", person("H3"), "2022-07-01", "", "离退休干部任职")
    book.add(
        "selections", "i2", "聘请", "H3", "v05", "cons5", *blank[:5], "2022-06-01", "2022-06-10", "", "", "", "2022-06-20", ""
    )
    book.head("selections 2", "No.", "way", "person", "unit", "post", "applied on", "qualification reviewed on", "examined on", "looked into on",
              "notice put up on", "objection on")  # fmt: skip
    book.add(
        "selections 2",
        "o4",
        "公开选拔",
        person("X6"),
        "tw",
        "tw-dep",
        "2022-04-01",
        "2022-04-05",
        "2022-04-12",
        "2022-04-25",
        "2022-05-06",
        "2022-05-08",
    )
    # -- a street office in 2014 (S0-19, S0-20): five mid-level posts by competition, two moves, one sent --
    for at in range(5):
        book.add("posts", f"mid{at}", "st", "中层正职" if at < 2 else "中层副职", 1, "2014-05-01", "")
        book.add("tenures", f"mid{at}", f"mid{at}", person(f"D{at}"), "2014-06-15", "", "竞聘")
        book.add("selections", f"m{at}", "竞聘上岗", f"D{at}", "st", f"mid{at}", "2014-05-04", "2014-05-08", "", "2014-05-15",
                 "2014-05-16", "", "", "2014-05-25", "2014-06-01", "", "2014-06-10", "")  # fmt: skip
    for at, (origin, goal) in enumerate((("c1", "c2"), ("c3", "c4"))):
        no = person(f"W{at}")
        for code in (origin, goal):
            book.add("posts", f"w14-{code}", code, "社工", 1, "2012-01-01", "2015-12-31")
        book.add("tenures", f"w{at}a", f"w14-{origin}", no, "2012-01-01", "2014-07-31", "任命")
        book.add("tenures", f"w{at}b", f"w14-{goal}", no, "2014-08-01", "2015-12-31", "调整")
    book.add("posts", "w14-c5", "c5", "社工", 1, "2012-01-01", "2015-12-31")
    book.add("tenures", "w2", "w14-c5", person("W2"), "2014-09-01", "2015-12-31", "下派")
    book.head(
        "member_ratings",
        "No.",
        "unit",
        "member rated",
        "rubric",
        "item",
        "given on",
        "group",
        "mark",
        "choice",
        "ballots",
        "issued",
    )
    for at, no in enumerate(["D0", "D1", "D2", "D3", "D4", "W0", "W1", "W2"]):
        for month in (9, 10):
            given = date(2014, month, 28)
            book.add(
                "member_ratings", f"{no}{month}m", "st", no, "staff", "performance", given, "上级", 95 - 2 * at, "", "", ""
            )
            for word, number in (("满意", 12 - at), ("基本满意", at)):
                book.add(
                    "member_ratings",
                    f"{no}{month}{word}",
                    "st",
                    no,
                    "staff",
                    "recognition",
                    given,
                    "群众",
                    "",
                    word,
                    number,
                    12,
                )
            on = date(2014, month + 1, 5)
            grade = "优秀" if at <= 2 else "合格"
            book.add("member_assessments", f"{no}{month}", "st", no, "staff", date(2014, month, 1), Period.month(2014, month).last,
                     grade, "Rc1u1", on, on, "", "told")  # fmt: skip
    # -- grids (S4-03): three, one of them complete --
    for at in range(1, 4):
        grid = f"g{at}"
        book.add("units", grid, "网格", f"Grid {at}", "c1")
        book.add("posts", f"lead-{grid}", grid, "网格长", 1, "2021-01-01", "")
        if at < 3:
            book.add(
                "tenures", f"lead-{grid}", f"lead-{grid}", person(f"L{grid}"), "2021-02-01", "", "下派" if at == 1 else "代理"
            )
        book.add("teams", f"trio-{grid}", grid, "网格三人领导小组", f"Trio {at}")
        for number, role in enumerate(("branch_secretary", "instructor", "grid_worker")[: 3 if at != 3 else 2]):
            book.add("seats", f"trio-{grid}", person(f"T{grid}{number}"), role, "2021-02-01", "")
        book.add("teams", f"team-{grid}", grid, "网格特色服务队", f"Team {at}")
    for at in range(7):
        book.add("teams", f"pro{at}", "st", "常设专业队伍" if at < 5 else "辅助专业队伍", f"Professional team {at}")
    book.rows["links"] = book.rows.pop("contracts")
    book.write(folder)


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """The tables, taken in."""
    folder = tmp_path_factory.mktemp("posts")
    (folder / "charter").mkdir()
    (folder / "charter" / "charter.toml").write_text(CHARTER, encoding="utf-8")
    (folder / "ledgers").mkdir()
    typed(folder / "ledgers")
    with gr.open("memory:", charter=folder / "charter") as workspace:
        reading = workspace.take_in(folder / "ledgers")
        assert reading.ok, str(reading)
        assert reading.stored
        yield workspace


def rows(street: gr.Office, name: str, as_of: date = AS_OF, scope: str | None = None) -> set[tuple[str, int]]:
    """The rows in which the records behind a figure were typed; each of them has one."""
    figure = street.figure(name, as_of, scope=UnitId(scope) if scope else None)
    evidence = street.ask(figure.question)
    assert len(evidence.sources) == len(evidence) > 0
    return {(Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in evidence.hits}


def sheets(street: gr.Office, name: str, as_of: date = AS_OF) -> set[str]:
    """The tables behind a figure."""
    return {sheet for sheet, _ in rows(street, name, as_of)}


@pytest.mark.system("S2-03")
def test_twenty_eight_chairs_of_seven_communities_in_four_quarters_and_who_was_passed_over(street: gr.Office) -> None:
    assert street.figure("rotating_chairs", AS_OF).value == 28
    assert sheets(street, "rotating_chairs") == {"tenures"}
    assert [street.figure(f"rotating_chairs.{code}", AS_OF).value for code in COMMUNITIES] == [4] * 7
    assert street.figure("federation_activities", AS_OF).value == 235, "more than 230"
    assert street.figure("federation_problems_solved", AS_OF).value == 72, "more than 70"
    assert sheets(street, "federation_problems_solved") == {"federation_problems"}
    rotation = rule(street, "staffing", "rotating_chairs", StaffingRule).rotation
    assert rotation is not None
    snapshot = street.snapshot(AS_OF)
    in_turn = turns_of(rotation, "chair-c1", YEAR, At.of(snapshot))
    assert [turn.state for turn in in_turn] == [TurnState.IN_TURN] * 4
    assert [turn.by for turn in in_turn] == [f"sec-c1u{unit}" for unit in (1, 2, 3, 4)]
    odd = turns_of(rotation, "chair-c7", YEAR, At.of(snapshot))
    assert [turn.state for turn in odd] == ["in_turn", "in_turn", "out_of_turn", "out_of_turn"]
    assert [turn.skipped for turn in odd] == [(), (), ("sec-c7u3", "sec-c7u4"), ("sec-c7u3",)]
    assert odd[2].explain("zh")[-1] == "被越过：sec-c7u3、sec-c7u4"
    ahead = turns_ahead(rotation, "chair-c7", 3, At.of(snapshot))
    assert [(str(period), post) for period, post in ahead] == [
        ("2023-01-01 to 2023-03-31", "sec-c7u3"),
        ("2023-04-01 to 2023-06-30", "sec-c7u1"),
        ("2023-07-01 to 2023-09-30", "sec-c7u2"),
    ]


@pytest.mark.system("S2-03")
def test_each_chair_owes_five_ones_a_quarter(street: gr.Office) -> None:
    names = [f"chair_{one}" for one in ("volunteering", "meeting", "suggestions", "lesson", "survey")]
    snapshot = street.snapshot(AS_OF)
    due = [one for one in duties_of(At.of(snapshot), YEAR, names) if one.post]
    assert len(due) == 28 * 5
    with_dues = gr.Snapshot.of([*snapshot, *due], street.charter, as_of=AS_OF)
    assert {one.state for one in statuses(At.of(with_dues, AS_OF))} == {DutyState.DONE}


@pytest.mark.system("S2-14")
def test_committees_are_renewed_and_each_candidate_is_held_against_what_bodies_found_and_put_on_record(
    street: gr.Office,
) -> None:
    degrees = street.figure("elected_graduates", AS_OF)
    assert degrees.text().startswith("87"), degrees.text()
    assert sheets(street, "elected_graduates") == {"tenures"}
    assert street.figure("candidates_graduated", AS_OF).value is not None
    profile = rule(street, "promotion", "candidates", PromotionRule)
    found = eligible_on(profile, At.of(street.snapshot(AS_OF)))
    assert len(found) == len(street.snapshot(AS_OF).all("candidacy"))
    by_person = {one.person: one for one in found}
    assert by_person["p-Kc13"].meets
    assert [one.answer for one in by_person["p-Kc11"].criteria] == [Answer.YES, Answer.UNKNOWN], "its own unit may not say so"
    assert [one.answer for one in by_person["p-Kc12"].criteria] == [Answer.YES, Answer.UNKNOWN]
    assert sum(not one.meets for one in found) == 2


def test_s2_14_a_profile_reads_no_score_and_no_opinion_and_is_not_applied_unless_it_was_published(street: gr.Office) -> None:
    from attrs import evolve

    profile = rule(street, "promotion", "candidates", PromotionRule)
    snapshot = street.snapshot(AS_OF)
    for broken in (
        evolve(profile, published=""),
        evolve(profile, source=""),
        evolve(profile, unconfirmed=True),
        evolve(profile, valid_from=None),
    ):
        with pytest.raises(Refused):
            eligible_on(broken, At.of(snapshot, AS_OF))
    with pytest.raises(Refused):
        eligible_on(profile, At.of(street.snapshot(date(2021, 12, 31))))
    for one in eligible_on(profile, At.of(snapshot, AS_OF)):
        assert "order" in one.explain("en")[-1]
        assert not any(hasattr(one, name) for name in ("score", "rank", "place"))
        assert "Person" not in "".join(one.explain("en")), "no name, only the record"
    assert [one.key for one in eligible_on(profile, At.of(snapshot, AS_OF))] == sorted(
        one.key for one in eligible_on(profile, At.of(snapshot, AS_OF))
    )


@pytest.mark.system("S2-15")
def test_three_posts_and_eighteen_levels_and_three_hundred_yuan_more_a_month(street: gr.Office) -> None:
    pay = rule(street, "pay", "community", PayRule)
    assert pay.ladder is not None
    assert (len(pay.ladder.classes), pay.ladder.levels) == (3, 18)
    assert all(len(one.amounts) == 18 for one in pay.ladder.classes)
    assert next(part.amount for part in pay.parts if part.name == "supplement") == 300
    snapshot = street.snapshot(AS_OF)
    whole = pay_account(snapshot.all("tenure")["tenures-worker-c1"], pay, At.of(snapshot, AS_OF))  # type: ignore[arg-type]
    assert len(whole.lines) == 24
    assert sum((line.owed or Decimal(0) for line in whole.lines), Decimal(0)) == 12 * (3400 + 300)
    assert (whole.arrears, whole.problems) == (0, ())
    short = pay_account(snapshot.all("tenure")["tenures-worker-c2"], pay, At.of(snapshot, date(2023, 1, 1)))  # type: ignore[arg-type]
    assert [problem.code for problem in short.problems] == ["pay-short", "pay-unpaid"]
    assert short.arrears == 100 + 3200
    assert "2022-05 supplement: owed 300.00 by st, paid 200.00" in short.explain("en")
    assert street.figure("pay_paid", AS_OF, scope=UnitId("c1")).value == 12 * 3700
    assert sheets(street, "pay_paid") == {"allowances"}


@pytest.mark.system("S2-15")
def test_a_level_is_proposed_after_two_years_and_never_given(street: gr.Office) -> None:
    pay = rule(street, "pay", "community", PayRule)
    snapshot = street.snapshot(AS_OF)
    assert rises(pay, At.of(snapshot, AS_OF)) == ()
    (first, second) = rises(pay, At.of(snapshot, date(2024, 1, 1)))
    assert (first.what, first.record[1], first.reason.details["next"]) == ("level", "tenures-worker-c1", 4)
    assert second.reason.details["next"] == 2
    assert "until then nothing changes" in first.explain("en")[-1]
    tenures = snapshot.all("tenure")
    assert starting_level(tenures["tenures-worker-c1"], pay, At.of(snapshot)) == 3  # type: ignore[arg-type]
    assert starting_level(tenures["tenures-worker-c2"], pay, At.of(snapshot)) == 1  # type: ignore[arg-type]


@pytest.mark.system("S3-25")
def test_the_base_is_no_less_than_a_twelfth_of_what_farmers_earn_and_two_pay(street: gr.Office) -> None:
    pay = rule(street, "pay", "secretaries", PayRule)
    day = date(2023, 1, 31)
    snapshot = street.snapshot(day)
    accounts = {one.tenure: one for one in pay_accounts(pay, At.of(snapshot, day))}
    good, bad = accounts["tenures-vs-v01"], accounts["tenures-vs-v02"]
    assert good.lines[0].owed == Decimal("1333.34"), "16,000 / 12, rounded so that it is no less"
    performance = next(line for line in good.lines if line.part == "performance")
    assert (performance.owed, performance.payer, performance.month) == (Decimal("4800.02"), "tw", date(2022, 1, 1))
    # January of the next year is over and not late yet.
    assert [problem.code for problem in good.problems] == ["pay-short"]
    assert [(one.code, one.details["month"]) for one in bad.problems] == [
        ("pay-unassessed", "2022"),
        ("pay-short", "2022-04"),
        ("pay-payer", "2022-09"),
    ]
    assert good.arrears == Decimal("800.02")
    assert accounts["tenures-vs-v03"].arrears == 12 * Decimal("1333.34")
    ended = accounts["tenures-vs-v30"]
    assert [str(line.month) for line in ended.lines] == [f"2022-{month:02}-01" for month in range(1, 7)]
    assert good.explain("zh")[1] == "2022-01 基本补贴：应发不低于1333.34，由cty发放，实发1333.34"
    for problem in bad.problems:
        assert problem.source is not None
        assert Path(problem.source.file).stem in ("tenures", "allowances")
        assert "S3-25" in problem.text("en")
    assert street.figure("pay_paid.cty", day, period=YEAR).value == 12 * Decimal("1333.34") + 10 * 1400 + Decimal("1333.33")
    assert street.figure("pay_paid.tw", day, period=YEAR).value == 4000 + 3000 + 1400


def test_s3_25_a_performance_part_under_appeal_or_undecided_is_not_reckoned(street: gr.Office) -> None:
    pay = rule(street, "pay", "secretaries", PayRule)
    snapshot = street.snapshot(AS_OF)
    for tenure in ("vs-v02", "vs-v09"):
        account = pay_account(snapshot.all("tenure")[f"tenures-{tenure}"], pay, At.of(snapshot, AS_OF))  # type: ignore[arg-type]
        assert all(line.owed is None for line in account.lines if line.part == "performance")


@pytest.mark.system("S3-26")
def test_who_may_be_put_forward_is_told_criterion_by_criterion(street: gr.Office) -> None:
    profile = rule(street, "promotion", "township_deputies", PromotionRule)
    found = {one.key[1].removeprefix("tenures-vs-"): one for one in eligible_on(profile, At.of(street.snapshot(AS_OF)))}
    assert len(found) == 29, "thirty villages, one without a secretary"
    assert {key for key, one in found.items() if one.meets} == {"v01"}
    answers = {key: [str(met.answer) for met in one.criteria] for key, one in found.items()}
    assert answers["v05"] == ["yes", "yes", "unknown"], "no education on record is no no"
    assert answers["v07"] == ["no", "yes", "yes"], "a judgement under appeal does not count"
    assert answers["v09"] == ["no", "yes", "yes"]
    assert answers["v11"] == ["unknown", "yes", "yes"]
    assert answers["v02"] == ["unknown", "no", "yes"], "proposed and not decided"
    shown = dict(found["v01"].criteria[0].by)
    assert set(shown) == {"assessment"}
    sources = street.snapshot(AS_OF).sources
    assert {Path(sources[key].file).stem for met in found["v01"].criteria for key in met.by} == {
        "member_assessments",
        "tenures",
    }
    day = date(2022, 12, 10)
    earlier = {one.key[1]: one for one in eligible_on(profile, At.of(street.snapshot(day)))}
    assert earlier["tenures-vs-v07"].meets, "before the appeal"


@pytest.mark.system("S3-06")
def test_about_a_third_of_secretaries_in_each_tier_is_picked_and_each_has_a_contract(street: gr.Office) -> None:
    assert street.figure("key_managed", AS_OF).value == 9
    assert sheets(street, "key_managed") == {"seats"}
    picks = picks_on(rule(street, "staffing", "key_secretaries", StaffingRule), "key", At.of(street.snapshot(AS_OF)))
    (stratum,) = picks.strata
    assert (stratum.name, stratum.number, stratum.picked, stratum.least, stratum.most) == ("village", 29, 9, 9, 11)
    assert stratum.kept
    assert picks.contracts.value == Fraction(8, 9)
    (problem,) = picks.problems
    assert (problem.code, problem.details["id"]) == ("pick-contract", "seats-key-Sv09")
    assert "contract" in problem.text("en")
    assert "contract" not in problem.text("zh")
    assert problem.source is not None
    assert Path(problem.source.file).stem == "seats"


@pytest.mark.system("S3-07")
def test_each_community_is_to_have_a_certified_social_worker_and_the_gaps_are_a_list(street: gr.Office) -> None:
    staffing = staffing_on(rule(street, "staffing", "social_workers", StaffingRule), At.of(street.snapshot(AS_OF)))
    figure = street.figure("communities_with_social_worker", AS_OF)
    assert figure.value == staffing.rate.value == Fraction(5, 7)
    assert [one.details["unit"] for one in staffing.gaps] == ["Community c3", "Community c6"]
    assert sheets(street, "communities_with_social_worker") == {"units"}
    degree = street.figure("young_cadres_with_degree", AS_OF)
    assert degree.value == Fraction(17, 20)
    goal = gr.model.Target(
        id="degree", unit=UnitId("tw"), theme="training", start=date(2021, 1, 1), end=date(2026, 1, 1),
        measure="young_cadres_with_degree", value=gr.values.Quantity.of(1),
    )  # fmt: skip
    from grassroots.rules.programmes.targets import Reach, statuses_of_targets

    snapshot = gr.Snapshot.of([*street.snapshot(AS_OF), goal], street.charter, as_of=AS_OF)
    (standing,) = statuses_of_targets(At.of(snapshot, AS_OF), {(goal.unit, goal.measure or ""): degree.value})
    assert (standing.reach, standing.gap) == (Reach.OPEN, Fraction(3, 20))
    assert (
        statuses_of_targets(At.of(snapshot, date(2026, 1, 1)), {(goal.unit, goal.measure or ""): degree.value})[0].reach
        is Reach.MISSED
    )


@pytest.mark.system("S3-08")
def test_three_pools_with_who_came_who_left_and_who_was_promoted(street: gr.Office) -> None:
    from grassroots.figures import evaluate

    pools = ("pool_graduates", "pool_returners", "pool_leaders")
    found = evaluate(["reserve_talents", "reserve_joined", "reserve_promoted"], street.snapshot(AS_OF), period=YEAR)
    assert [found[f"reserve_talents.{pool}"].value for pool in pools] == [40, 40, 40]
    assert found["reserve_talents"].value == 120
    assert found["reserve_joined"].value == 75
    assert found["reserve_promoted"].value == Fraction(2, 3)
    assert sheets(street, "reserve_talents") == sheets(street, "reserve_promoted") == {"seats"}
    ways = promoted_from(pools, ("township_deputy",), YEAR, At.of(street.snapshot(AS_OF)))
    assert [(one.tenure, one.on) for one in ways] == [
        ("tenures-dep-1", date(2022, 5, 15)),
        ("tenures-dep-2", date(2022, 5, 15)),
    ]
    from grassroots.rules.programmes.targets import Reach, statuses_of_targets

    goal = gr.model.Target(
        id="ten-thousand", unit=UnitId("cty"), theme="training", start=date(2021, 1, 1), end=date(2024, 1, 1),
        measure="reserve_talents", value=gr.values.Quantity.of(10001),
    )  # fmt: skip
    snapshot = gr.Snapshot.of([*street.snapshot(AS_OF), goal], street.charter, as_of=AS_OF)
    for value, reach in ((120, Reach.OPEN), (10000, Reach.OPEN), (10001, Reach.REACHED)):
        (standing,) = statuses_of_targets(At.of(snapshot, AS_OF), {(goal.unit, "reserve_talents"): value})
        assert standing.reach is reach, "more than ten thousand is 10,001"


@pytest.mark.system("S3-05")
def test_the_ways_to_a_post_are_dated_steps_with_a_window_for_objections(street: gr.Office) -> None:
    from grassroots.figures import evaluate
    from grassroots.rules.members.pathways import course_of

    found = evaluate(["appointments", "selections_by_way"], street.snapshot(AS_OF), period=YEAR)
    assert [found[f"appointments.{way}"].value for way in WAYS] == [2, 1, 1, 1, 1]
    by = {key.partition(".")[2]: one.value for key, one in found.items() if key.startswith("selections_by_way.") and one.value}
    assert by == {
        "open_call": 4,
        "competition": 5,
        "direct_vote": 1,
        "invitation": 2,
        "announced": 1,
        "objected": 1,
        "selected": 9,
        "turned_down": 1,
    }
    assert sheets(street, "appointments") == {"tenures"}
    snapshot = street.snapshot(AS_OF)
    hasty = course_of(snapshot.all("application")["selections-o2"], At.of(snapshot))
    assert hasty is not None
    assert [problem.code for problem in hasty.problems] == ["pathway-too-soon"]
    assert hasty.stage == "announced", "two days of notice are no five"
    ways = appointments(rule(street, "staffing", "selections", StaffingRule), At.of(snapshot))
    astray = [one.tenure for one in ways if one.on in YEAR and not one.went]
    assert astray == ["tenures-cons", "tenures-dep-2"]
    assert all(Path(snapshot.sources["tenure", one].file).stem == "tenures" for one in astray)


@pytest.mark.system("S4-03")
def test_one_and_three_and_any_number_in_each_grid_and_five_and_two_teams(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    grids = staffing_on(rule(street, "staffing", "grids", StaffingRule), At.of(snapshot, AS_OF))
    assert grids.rate.value == street.figure("grids_fully_staffed", AS_OF).value == Fraction(1, 3)
    assert [(one.details["unit"], one.value) for one in grids.gaps] == [
        ("Grid 2", "lead"),
        ("Grid 3", "lead"),
        ("Grid 3", "grid_worker"),
    ]
    assert sheets(street, "grids_fully_staffed") == {"units"}
    teams = staffing_on(rule(street, "staffing", "professional_teams", StaffingRule), At.of(snapshot, AS_OF))
    assert [line.have for line in teams.units[0].lines] == [5, 2]
    assert teams.rate.value == 1
    assert teams.explain("en")[0].endswith("(unconfirmed))")


@pytest.mark.system("S0-19")
def test_five_mid_level_posts_were_added_and_filled_by_competition(street: gr.Office) -> None:
    from grassroots.figures import evaluate

    day, year = date(2014, 12, 31), Period.year(2014)
    found = evaluate(["posts_set_up", "appointments"], street.snapshot(day), period=year)
    assert (found["posts_set_up.department_chief"].value, found["posts_set_up.department_deputy"].value) == (2, 3)
    assert found["appointments.competition"].value == 5
    assert sheets(street, "posts_set_up", day) == {"posts"}
    ways = appointments(rule(street, "staffing", "selections", StaffingRule), At.of(street.snapshot(day)))
    assert all(one.went for one in ways if one.on in year)


def judged(street: gr.Office, month: int) -> dict[str, tuple[str | None, Fraction | None]]:
    """What the rubric of the staff comes to for a month, by person."""
    from grassroots.rules.appraisal.grade import grade_all
    from grassroots.values import PersonId

    day, period = date(2014, 12, 31), Period.month(2014, month)
    whole = grade_all("staff", At.of(street.snapshot(day)), period=period, rated=period, by=(PersonId("p-Rc1u1"),))
    return {one.subject.id: (one.grade, one.score.value) for one in whole.graded if one.grade}


@pytest.mark.system("S0-19")
def test_staff_are_judged_by_what_they_did_and_what_the_public_says_and_people_decide(street: gr.Office) -> None:
    day = date(2014, 12, 31)
    found = judged(street, 9)
    assert set(found) == {"p-D0", "p-D1", "p-D2", "p-D3", "p-D4", "p-W0", "p-W1", "p-W2"}
    assert found["p-D0"] == ("excellent", Fraction(97))
    decided = {
        one.subject.id: one.grade
        for one in street.snapshot(day).all("assessment").values()
        if isinstance(one, gr.model.Assessment) and one.rubric == "staff" and one.first == date(2014, 9, 1)
    }
    assert decided == {person: grade for person, (grade, _) in found.items()}
    assert street.figure("staff_graded", day).value == 16
    assert street.figure("staff_graded.excellent", day).value == 6
    assert sheets(street, "staff_graded", day) == {"member_assessments"}


@pytest.mark.system("S0-20")
def test_social_workers_are_judged_month_by_month_under_the_published_rubric(street: gr.Office) -> None:
    for month in (9, 10):
        assert {person: grade for person, (grade, _) in judged(street, month).items() if person.startswith("p-W")} == {
            "p-W0": "qualified",
            "p-W1": "qualified",
            "p-W2": "qualified",
        }
    assert judged(street, 8) == {}, "no mark, no grade"


def test_s0_19_s0_20_nobody_is_judged_before_the_rule_was_published(street: gr.Office) -> None:
    from grassroots.rules.appraisal.grade import grade_all

    period = Period.month(2013, 9)
    with pytest.raises((Refused, gr.errors.NotFound)):
        grade_all("staff", At.of(street.snapshot(date(2013, 12, 31))), period=period, rated=period)


@pytest.mark.system("S0-20")
def test_two_social_workers_were_moved_and_one_was_sent(street: gr.Office) -> None:
    day, year = date(2014, 12, 31), Period.year(2014)
    assert street.figure("social_workers_moved", day).value == 2
    assert street.figure("supernumeraries_sent", day).value == 1
    assert sheets(street, "social_workers_moved", day) == {"tenures"}
    found = moves(year, At.of(street.snapshot(day)), ("social_worker",))
    assert [(one.origin, one.goal) for one in found] == [("c1", "c2"), ("c3", "c4")]
    assert moves_from_nowhere(year, At.of(street.snapshot(day))) == ()
    (sent,) = moves_from_nowhere(year, At.of(street.snapshot(day)), method="sent")
    assert sent.details["id"] == "tenures-w2"


def test_the_posts_that_are_vacant_are_known_with_their_days(street: gr.Office) -> None:
    snapshot = street.snapshot(AS_OF)
    empty = [one for one in vacancies_on(At.of(snapshot, AS_OF)) if one.kind in ("village_secretary", "grid_lead")]
    assert [(one.post, str(one.since), one.days, one.acting) for one in empty] == [
        ("lead-g2", "2021-01-01", 730, ("tenures-lead-g2",)),
        ("lead-g3", "2021-01-01", 730, ()),
        ("vs-v29", "2010-01-01", 4748, ("tenures-vs-v29",)),
        ("vs-v30", "2022-07-01", 184, ()),
    ]
    assert street.figure("posts_vacant.village_secretary", AS_OF).value == 2
    known = rule(street, "staffing", "post_terms", StaffingRule)
    terms = {one.tenure: one for one in terms_on(known, At.of(snapshot, AS_OF))}
    told = {one.details["id"]: one.code for one in term_problems(known, At.of(snapshot, AS_OF))}
    over = terms["tenures-vs-v03"]
    assert (over.renewal, told[over.tenure]) == (date(2021, 2, 28), "term-over"), "begun on 29 February"
    assert told["tenures-vs-v29"] == "acting-long"


# -- safeguards ------------------------------------------------------------------------------------------------------------------------


def test_s3_25_s3_05_what_somebody_is_paid_and_who_applied_is_out_of_view_where_it_is_published(street: gr.Office) -> None:
    view = gr.View(store_of(street), street.charter, street.view.actor, None, gr.access.PUBLICATION)
    snapshot = view.snapshot(AS_OF)
    assert dict(snapshot.all("application")) == {}
    for one in snapshot.all("allowance").values():
        assert isinstance(one, gr.model.Allowance)
        assert (one.amount, one.level, one.assessment) == (None, None, None)


def test_s2_14_s3_26_profiles_and_pay_keep_no_word_of_what_was_looked_at() -> None:
    from grassroots.fields import Column, fields_of

    for noun in ("application", "allowance", "tenure", "candidacy", "seat"):
        free = {
            info.name
            for info in fields_of(gr.model.NOUNS[noun])
            if info.kind is Column.TEXT and not (info.words or info.refs or info.name == "id")
        }
        assert free == set(), noun


def test_s3_06_picks_say_how_many_and_name_nobody_to_pick(street: gr.Office) -> None:
    picks = picks_on(rule(street, "staffing", "key_secretaries", StaffingRule), "key", At.of(street.snapshot(AS_OF)))
    for problem in picks.problems:
        assert problem.code != "pick-share" or "id" not in problem.details
    day = date(2021, 12, 31)
    none = picks_on(rule(street, "staffing", "key_secretaries", StaffingRule), "key", At.of(street.snapshot(day)))
    (short,) = none.problems
    assert (short.code, short.details["have"]) == ("pick-share", 0)
    assert "people decide who" in short.text("en")
