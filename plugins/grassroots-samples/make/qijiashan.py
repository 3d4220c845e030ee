"""Makes the ledgers of the sample: Qijiashan Street, first half of 2014. Run it to write them anew; the same bytes come out.

    python plugins/grassroots-samples/make/qijiashan.py

Every person, household, enterprise and matter is invented and called so (示例, 成员0001). Only the totals are those that the street published;
`published.toml` lists them, and `checked` at the end of this script counts them in plain Python before anything is written.
Nothing here happens after 30 June 2014, save the plan for 2015.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import SAMPLES, Dice, Maker, Row, Rows, csv_of, main, member

AS_OF = date(2014, 6, 30)
MAKER = Maker(SAMPLES / "qijiashan", seed=2014, saved=AS_OF)
zh, en = MAKER.zh, MAKER.en


def spread_over(total: int, shares: Mapping[str, int]) -> dict[str, int]:
    """Splits a total by shares, to the last one."""
    whole = sum(shares.values())
    found = {name: total * share // whole for name, share in shares.items()}
    for name in list(found)[: total - sum(found.values())]:
        found[name] += 1
    return found


# -- units -----------------------------------------------------------------------------------------------------------------------------

STREET = "戚家山街道"
VILLAGES = [f"V{at:02}" for at in range(1, 10)]
REMOVED = {
    "V06": ("Q05", date(2014, 4, 30)),
    "V07": ("Q06", date(2014, 4, 30)),
    "V08": ("Q07", date(2014, 5, 31)),
    "V09": ("Q08", date(2014, 5, 31)),
}
"""The four villages that were removed: the community that takes over, and the village's last day."""
COMMUNITIES = [f"Q{at:02}" for at in range(1, 9)]
DEPARTMENTS = [f"D{at:02}" for at in range(1, 11)]
COMMITTEES = ["C1", "C2", "C3", "C4"]
GENERALS = ["G1", "G2", "G3"]
SECTORS = (
    ("C1", "institution", 10),
    ("C2", "community", 22),
    ("C3", "village", 12),
    ("C4", "non_public", 26),
    ("G1", "non_public", 12),
    ("G2", "civil_society", 12),
    ("G3", "community", 8),
    ("G3", "institution", 4),
)
"""Where the 106 branches stand: the unit above, the sector, how many."""


def units() -> Rows:
    """The street, its departments, villages and communities, and the organization: 4 committees, 3 general branches, 106 branches."""
    rows: Rows = [{"code": "street", "kind": zh("unit", "street"), "name": STREET, "name_en": "Qijiashan Street"}]

    def add(code: str, kind: str, name: str, name_en: str, parent: str = "street", **more: Any) -> None:
        rows.append({"code": code, "kind": zh("unit", kind), "name": name, "name_en": name_en, "parent": parent, **more})

    for at, code in enumerate(DEPARTMENTS, 1):
        add(code, "department", f"示例科室{at:02}", f"Sample Department {at:02}")
    for at, code in enumerate(VILLAGES, 1):
        end: Row = {"end": REMOVED[code][1]} if code in REMOVED else {}
        add(code, "village", f"示例村{at:02}", f"Sample Village {at:02}", sector=zh("sector", "village"), **end)
    for at, code in enumerate(COMMUNITIES, 1):
        add(code, "community", f"示例社区{at:02}", f"Sample Community {at:02}", sector=zh("sector", "community"))
    for at, code in enumerate(COMMITTEES, 1):
        add(code, "committee", f"示例第{at}委员会", f"Sample Committee {at}")
    for at, code in enumerate(GENERALS, 1):
        add(code, "general_branch", f"示例第{at}总支部", f"Sample General Branch {at}")
    dice, at = MAKER.dice("units"), 0
    for parent, sector, number in SECTORS:
        for _ in range(number):
            at += 1
            founded = date(1990 + dice.randrange(22), 7, 1)
            more = {"sector": zh("sector", sector), "start": founded}
            code = f"B{at:03}"
            name, name_en = (
                (f"示例支部{at:03}", f"Sample Branch {at:03}")
                if code not in TWINS
                else ("示例离退休支部", "Sample Branch of the Retired")
            )
            add(code, "branch", name, name_en, parent, **more)
    return rows


def branches(*sectors: str) -> list[str]:
    """The codes of the branches of some sectors."""
    found, at = [], 0
    for _, sector, number in SECTORS:
        found += [f"B{one:03}" for one in range(at + 1, at + number + 1) if sector in sectors]
        at += number
    return found


TWINS = ("B009", "B040")
"""Two branches of one name, at different committees: a ledger that names them must write their codes."""

ALL_BRANCHES = [f"B{at:03}" for at in range(1, 107)]


def changes() -> Rows:
    """The removal of four villages, each taken over by a community."""
    return [
        {
            "no": str(at),
            "kind": zh("unit_change", "dissolve"),
            "on": last + timedelta(days=1),
            "before": name_of(village),
            "after": name_of(heir),
        }
        for at, (village, (heir, last)) in enumerate(REMOVED.items(), 1)
    ]


_NAMES: dict[str, str] = {}


def name_of(code: str) -> str:
    """The name of a unit, as it is typed where a ledger names it; the code of a unit that shares its name with another."""
    if not _NAMES:
        _NAMES.update({row["code"]: row["code"] if row["code"] in TWINS else row["name"] for row in units()})
    return _NAMES[code]


# -- members, posts, teams -------------------------------------------------------------------------------------------------------------


def sizes() -> dict[str, int]:
    """How many members each branch has: 3 or more, 1,500 in all."""
    dice = MAKER.dice("sizes")
    return {
        branch: 3 + more
        for branch, more in spread_over(1500 - 3 * 106, {b: 4 + dice.randrange(20) for b in ALL_BRANCHES}).items()
    }


def roll() -> dict[str, list[str]]:
    """Branch → the numbers of its members; the first is the secretary."""
    found, at = {}, 0
    for branch, size in sizes().items():
        found[branch] = [member(one) for one in range(at + 1, at + size + 1)]
        at += size
    return found


ROLL = roll()
LEADERS = ROLL["B001"][1:6] + ROLL["B002"][1:5] + ROLL["B003"][1:5]
CADRES = [number for branch in branches("village", "community") for number in ROLL[branch][:2]][:77]
DELEGATES = [ROLL[branch][2] for branch in ALL_BRANCHES[::2]] + [ROLL["B001"][0], ROLL["B002"][0]]
STUDIO = DELEGATES[:10]


def members() -> Rows:
    """1,500 members with a home branch, and 24 who have left."""
    dice = MAKER.dice("members")
    schools = ["primary", "junior", "senior", "senior", "associate", "associate", "bachelor", "bachelor", "master"]
    rows: Rows = []
    listed = [(number, branch) for branch, numbers in ROLL.items() for number in numbers]
    gone = [(member(1500 + at), dice.choice(ALL_BRANCHES)) for at in range(1, 25)]
    for number, branch in listed + gone:
        born = date(1930 + dice.randrange(58), 1 + dice.randrange(12), 1)
        full = date(min(born.year + 20 + dice.randrange(20), 2013), 7, 1)
        row = {
            "no": number,
            "name": f"成员{number[1:]}",
            "birth": f"{born:%Y-%m}" if dice.randrange(12) else f"{born:%Y}",
            "education": zh("education", dice.choice(schools)),
            "unit": name_of(branch),
            "applied": full.replace(year=full.year - 2),
            "provisional": full.replace(year=full.year - 1),
            "full": full,
        }
        if number > member(1500):
            row["ended"] = dice.day(date(2014, 1, 6), AS_OF)
        rows.append(row)
    return rows


def registrations() -> Rows:
    """Forty members of institutions and enterprises who also registered for service where they live. They count at home only."""
    dice = MAKER.dice("registrations")
    people = dice.some([n for b in branches("institution", "non_public") for n in ROLL[b]], 40)
    rows: Rows = []
    for number in people:
        day = dice.day(date(2014, 3, 3), date(2014, 5, 30))
        rows.append({"person": number, "unit": name_of(dice.choice(COMMUNITIES)), "applied": day, "full": day})
    return rows


NEW_CHIEFS, NEW_DEPUTIES, POSTS_DAY = ["D03", "D08"], ["D02", "D05", "D09"], date(2014, 3, 10)


def posts() -> Rows:
    """A secretary for each branch, chiefs and deputies of departments (2 and 3 of them new this year), social workers of communities."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, seats: int = 1, start: Any = "") -> None:
        rows.append({"code": code, "unit": name_of(unit), "kind": zh("post", kind), "seats": seats, "start": start})

    for branch in ALL_BRANCHES:
        add(f"S-{branch}", branch, "secretary")
    for department in DEPARTMENTS:
        add(f"Z-{department}", department, "department_chief", 1, date(2010, 1, 4))
    for department in DEPARTMENTS[:6]:
        add(f"F-{department}", department, "department_deputy", 1, date(2010, 1, 4))
    for department in NEW_CHIEFS:
        add(f"Z-{department}-2", department, "department_chief", 1, POSTS_DAY)
    for department in NEW_DEPUTIES:
        add(f"F-{department}-2", department, "department_deputy", 1, POSTS_DAY)
    for community in COMMUNITIES:
        add(f"W-{community}", community, "social_worker", 4, date(2010, 1, 4))
    return rows


def tenures() -> Rows:
    """Who holds the posts: 106 secretaries; department heads; social workers, of whom 2 were moved and 1 was sent this year."""
    dice = MAKER.dice("tenures")
    rows: Rows = []

    def add(post: str, person: str, start: date, method: str, end: Any = "") -> None:
        no = f"{len(rows) + 1:03}"
        rows.append(
            {"no": no, "post": post, "person": person, "start": start, "end": end, "method": zh("tenure_method", method)}
        )

    for branch in ALL_BRANCHES:
        add(f"S-{branch}", ROLL[branch][0], date(2012 + dice.randrange(2), 1 + dice.randrange(9), 1), "elected")
    office = [number for branch in branches("institution")[3:] for number in ROLL[branch][1:]]
    for at, department in enumerate(DEPARTMENTS):
        add(f"Z-{department}", office[at], date(2011, 3, 1), "appointed")
    for at, department in enumerate(DEPARTMENTS[:6]):
        add(f"F-{department}", office[10 + at], date(2011, 3, 1), "appointed")
    for at, department in enumerate(NEW_CHIEFS):
        add(f"Z-{department}-2", office[16 + at], POSTS_DAY, "competition")
    for at, department in enumerate(NEW_DEPUTIES):
        add(f"F-{department}-2", office[18 + at], POSTS_DAY, "competition")
    workers = [number for branch in branches("community") for number in ROLL[branch][-1:]]
    moved = {0: "Q04", 3: "Q06"}
    for at in range(16):
        community = COMMUNITIES[at // 2]
        add(f"W-{community}", workers[at], date(2011, 6, 1), "appointed", POSTS_DAY - timedelta(days=1) if at in moved else "")
    for at, community in moved.items():
        add(f"W-{community}", workers[at], POSTS_DAY, "moved")
    add("W-Q02", workers[16], POSTS_DAY, "sent")
    return rows


TEAMS = (
    ("T01", "street", "leading_group", "主题活动领导小组", date(2014, 2, 20)),
    ("T02", "street", "delegates", "代表大会代表", date(2012, 1, 10)),
    ("T03", "street", "studio", "治水代表工作室", date(2014, 3, 20)),
    ("T04", "street", "visiting", "逐户走访干部", date(2014, 3, 1)),
    ("T05", "street", "volunteers", "红马甲志愿服务队", date(2013, 5, 4)),
    ("T06", "Q01", "supervision", "护河监督委员会", date(2014, 3, 15)),
    ("T07", "Q01", "council", "和谐共建理事会", date(2013, 9, 1)),
    ("T08", "Q01", "patrol", "护河义务巡查队", date(2014, 4, 1)),
    *(
        (f"T{10 + at}", code, "volunteers", f"示例社区{at:02}志愿服务队", date(2013, 5, 4))
        for at, code in enumerate(COMMUNITIES, 1)
    ),
)


def teams() -> Rows:
    """The leading group, delegates and their studio, visiting cadres, volunteers, and the three bodies of the river project."""
    return [
        {"code": code, "unit": name_of(unit), "kind": zh("team", kind), "name": name, "start": start}
        for code, unit, kind, name, start in TEAMS
    ]


def seats() -> Rows:
    """Who sits in the teams."""
    dice = MAKER.dice("seats")
    starts = {code: start for code, _, _, _, start in TEAMS}
    rows: Rows = []

    def add(team: str, people: Iterable[str], role: str, skills: tuple[str, ...] = ()) -> None:
        for at, person in enumerate(people):
            skill = zh("skill", skills[at % len(skills)]) if skills else ""
            rows.append({"team": team, "person": person, "role": zh("team_role", role), "skill": skill, "start": starts[team]})

    heads = [row["person"] for row in tenures() if row["post"] in {f"Z-{department}" for department in DEPARTMENTS}]
    add("T01", LEADERS, "leader")
    add("T01", heads, "department_head")
    add("T01", [ROLL[branch][0] for branch in branches("village", "community")[:17]], "local_leader")
    add("T02", DELEGATES, "representative")
    add("T03", STUDIO, "representative")
    add("T04", CADRES, "member")
    skills = ("repairs", "haircut", "housekeeping")
    taken = {row["person"] for row in rows}
    free = dice.mixed(number for branch in branches("community") for number in ROLL[branch] if number not in taken)
    add("T05", sorted(free[:24]), "member", skills)
    add("T06", sorted(free[24:31]), "member")
    add("T07", sorted(free[31:40]), "member")
    add("T08", sorted(free[40:60]), "member")
    for at in range(8):
        add(f"T{11 + at}", sorted(free[60 + 6 * at : 66 + 6 * at]), "member", skills)
    return rows


def leaders_contact_points() -> Rows:
    """Each of the 13 members of the leadership keeps three points: a department, a village or community, an enterprise organization."""
    standing = [code for code in VILLAGES if code not in REMOVED] + COMMUNITIES
    enterprises = branches("non_public")
    rows: Rows = []
    for at, leader in enumerate(LEADERS):
        for kind, target in (
            ("department", DEPARTMENTS[at % len(DEPARTMENTS)]),
            ("village_community", standing[at]),
            ("enterprise", enterprises[at]),
        ):
            row = {"unit": STREET, "holder": leader, "target_kind": zh("target_kind", kind), "target": name_of(target)}
            rows.append({**row, "start": date(2014, 3, 3)})
    return rows


# -- the campaign ----------------------------------------------------------------------------------------------------------------------


def programmes() -> Rows:
    """The campaign."""
    kind = zh("programme", "campaign")
    return [{"code": "K2014", "unit": STREET, "kind": kind, "name": "倾听群众主题活动", "start": date(2014, 2, 28)}]


def stages() -> Rows:
    """Its three stages. The third was being prepared at the end of June; its first day is invented."""
    listed = (
        ("K1", "学习与听取意见", date(2014, 2, 28), date(2014, 6, 4)),
        ("K2", "查找问题与交流", date(2014, 6, 5), ""),
        ("K3", "整改与建章立制（筹备）", date(2014, 6, 27), ""),
    )
    return [
        {"code": code, "programme": "K2014", "number": at, "name": name, "start": start, "end": end}
        for at, (code, name, start, end) in enumerate(listed, 1)
    ]


CAMPAIGN = (
    ("K1", date(2014, 2, 28), "meeting", "动员大会"),
    ("K1", date(2014, 3, 5), "action", "各级组织动员"),
    ("K1", date(2014, 3, 10), "action", "集中学习启动"),
    ("K1", date(2014, 3, 14), "action", "书面征求意见"),
    ("K1", date(2014, 3, 21), "action", "逐户走访启动"),
    ("K1", date(2014, 3, 28), "action", "结对认亲"),
    ("K1", date(2014, 4, 4), "action", "基层座谈"),
    ("K1", date(2014, 4, 11), "action", "老少共话"),
    ("K1", date(2014, 4, 18), "action", "寻找身边榜样"),
    ("K1", date(2014, 4, 25), "action", "集中学习平台"),
    ("K1", date(2014, 5, 7), "action", "企业走访"),
    ("K1", date(2014, 5, 16), "action", "意见梳理"),
    ("K1", date(2014, 5, 23), "action", "专项整治"),
    ("K1", date(2014, 5, 30), "action", "第一环节回头看"),
    ("K2", date(2014, 6, 5), "meeting", "第二环节推进会"),
    ("K2", date(2014, 6, 9), "action", "意见反馈"),
    ("K2", date(2014, 6, 12), "action", "督导组反馈"),
    ("K2", date(2014, 6, 16), "action", "谈心谈话启动"),
    ("K2", date(2014, 6, 20), "action", "对照检查材料起草"),
    ("K2", date(2014, 6, 25), "action", "专题会议准备"),
    ("K3", date(2014, 6, 27), "action", "第三环节方案起草"),
)
"""The 21 activities of the campaign. 28 February and 5 June were published; the other days and all titles are invented."""

MEETINGS = (("A101", date(2014, 3, 12)), ("A102", date(2014, 4, 16)), ("A103", date(2014, 5, 14)), ("A104", date(2014, 6, 11)))
"""The work analysis meetings."""

TRAINING = "A120"
VOTING = date(2014, 1, 17)


def activities() -> Rows:
    """What took place, a row each: the campaign's 21 activities, and meetings, training, inspections, talks."""
    rows: Rows = []

    def add(no: str, kind: str, on: date, title: str, unit: str = "street", **more: Any) -> None:
        rows.append({"no": no, "unit": name_of(unit), "kind": zh("activity", kind), "on": on, "title": title, **more})

    for at, (stage, on, kind, title) in enumerate(CAMPAIGN, 1):
        add(f"A{at:03}", kind, on, title, programme="K2014", stage=stage)
    for no, on in MEETINGS:
        add(no, "analysis_meeting", on, f"{on.month}月工作分析会")
    add("A110", "meeting", VOTING, "代表大会年会", audience=zh("audience", "representatives"), headcount=55, team="T02")
    all_day: Row = {"until": date(2014, 4, 23), "audience": zh("audience", "secretaries"), "headcount": 106}
    add(TRAINING, "training", date(2014, 4, 22), "书记专题培训班", **all_day)
    for at, month in enumerate((3, 4, 5, 6)):
        day = date(2014, month, 25)
        add(f"A13{at}", "bulletin", day, f"{month}月进度通报", audience=zh("audience", "representatives"))
    for at, (on, project) in enumerate(((date(2014, 4, 9), "P01"), (date(2014, 5, 21), "P02"), (date(2014, 6, 18), "P05"))):
        add(f"A14{at}", "inspection", on, f"代表视察{at + 1}", project=project, team="T02")
    add("A145", "progress_report", date(2014, 6, 24), "实事项目进展通报", audience=zh("audience", "representatives"))
    for at, (village, (_, last)) in enumerate(REMOVED.items()):
        add(f"A15{at}", "special_meeting", last - timedelta(days=33), f"撤村专题会议{at + 1}", unit=village)
    for at, on in enumerate((date(2014, 3, 20), date(2014, 4, 17), date(2014, 5, 22), date(2014, 6, 19))):
        add(f"A16{at}", "council_meeting", on, f"共建理事会例会{at + 1}", unit="Q01", project="R01", team="T07")
    for at in range(11):
        add(f"A2{at:02}", "talk", date(2014, 6, 16) + timedelta(days=at + 2 * (at // 5)), "")
    return rows


def study() -> Rows:
    """Study: the central group 6 times and 17 lectures, a row each; departments and other organizations report how many sessions a row stands for."""
    dice = MAKER.dice("study")
    rows: Rows = []

    def add(unit: str, kind: str, audience: str, on: date, sessions: int, people: int, until: Any = "") -> None:
        row = {"no": f"X{len(rows) + 1:03}", "unit": name_of(unit), "kind": zh("activity", kind), "on": on, "until": until}
        rows.append({**row, "audience": zh("audience", audience), "sessions": sessions, "headcount": people})

    for month, day in ((3, 4), (3, 18), (4, 1), (4, 15), (5, 6), (5, 20)):
        add("street", "study", "central_group", date(2014, month, day), 1, 13)
    for _ in range(17):
        add("street", "lecture", "everybody", dice.day(date(2014, 3, 3), date(2014, 6, 4)), 1, 60 + dice.randrange(90))
    for department in DEPARTMENTS:
        for month, last in ((3, 31), (4, 30), (5, 31)):
            add(department, "study", "department", date(2014, month, 1), 4, 6 + dice.randrange(9), date(2014, month, last))
    for at, branch in enumerate(dice.some(ALL_BRANCHES, 29)):
        on = dice.day(date(2014, 3, 3), date(2014, 5, 16))
        add(branch, "study", "organization", on, 2 if at < 14 else 1, 8 + dice.randrange(20), on + timedelta(days=14))
    return rows


# -- what people raised ----------------------------------------------------------------------------------------------------------------

TOPICS = ("environment", "building", "employment", "housing", "roads", "water", "services")


def topic(dice: Dice) -> str:
    """What a matter is about."""
    return zh("topic", dice.choice(TOPICS))


def place(dice: Dice, day: date) -> str:
    """A village or community that stands on the day."""
    return str(dice.choice([code for code in VILLAGES + COMMUNITIES if code not in REMOVED or day <= REMOVED[code][1]]))


def opinions() -> Rows:
    """41 opinions, each with a written reply in four parts: 9 solved, 19 being solved, 8 explained, 5 not now."""
    dice = MAKER.dice("opinions")
    ends = dice.mixed(["solved"] * 9 + [""] * 19 + ["explained"] * 8 + ["not_now"] * 5)
    rows: Rows = []
    for at, end in enumerate(ends, 1):
        received = dice.day(date(2014, 3, 14), date(2014, 5, 16))
        sent = dice.day(received + timedelta(days=3), received + timedelta(days=10))
        answered = dice.day(sent + timedelta(days=7), min(sent + timedelta(days=30), AS_OF))
        department = dice.choice(DEPARTMENTS)
        row = {
            "no": f"O-{at:02}",
            "unit": name_of(place(dice, received)),
            "channel": zh("channel", dice.choice(("written", "visit", "talk"))),
            "topic": topic(dice),
            "text": f"示例意见{at:02}：内容为虚构。",
            "received": received,
            "dispatched": sent,
            "handler": name_of(department),
            "reply_on": answered,
            "post": f"Z-{department}",
            "contact": f"{department.lower()}@example.org",
            "background": "示例：问题由来（虚构）。",
            "situation": "示例：办理情况（虚构）。",
            "remaining": "示例：尚存问题（虚构）。",
            "measures": "示例：下步措施（虚构）。",
        }
        if end:
            row |= {"replied": answered, "outcome": zh("outcome", end)}
        else:
            row |= {"in_progress": answered}
        rows.append(row)
    return sorted(rows, key=lambda row: str(row["no"]))


def questions() -> Rows:
    """76 questions of four work analysis meetings: 63 completed, of which 62 were rated satisfied and 1 dissatisfied."""
    dice = MAKER.dice("questions")
    done = {0: (18, 17), 1: (22, 20), 2: (20, 16), 3: (16, 10)}
    ratings = ["dissatisfied" if at == 29 else "satisfied" for at in range(63)]
    rows: Rows = []
    for at, (number, completed) in done.items():
        meeting, raised = MEETINGS[at]
        for one in range(number):
            sent = raised + timedelta(days=1)
            department = dice.choice(DEPARTMENTS)
            row = {
                "no": f"W-{len(rows) + 1:03}",
                "unit": name_of(place(dice, raised)),
                "activity": meeting,
                "topic": topic(dice),
                "text": f"示例问题{len(rows) + 1:03}：内容为虚构。",
                "received": raised,
                "dispatched": sent,
                "handler": name_of(department),
                "due": raised + timedelta(days=30),
            }
            if one < completed:
                replied = dice.day(sent + timedelta(days=2), min(sent + timedelta(days=28), date(2014, 6, 25)))
                row |= {
                    "replied": replied,
                    "outcome": zh("outcome", "solved" if dice.randrange(5) else "explained"),
                    "rated": dice.day(replied, min(replied + timedelta(days=6), AS_OF)),
                    "rating": zh("rating", ratings.pop()),
                }
            rows.append(row)
    return rows


def suggestions() -> Rows:
    """58 suggestions, collected along three dimensions and all adopted."""
    dice = MAKER.dice("suggestions")
    rows: Rows = []
    for at in range(1, 59):
        received = dice.day(date(2014, 3, 5), date(2014, 5, 30))
        rows.append(
            {
                "no": f"J-{at:02}",
                "unit": name_of(place(dice, received)),
                "channel": zh("channel", dice.choice(("written", "visit", "talk"))),
                "topic": zh("topic", dice.choice(("needs", "symptoms", "wisdom"))),
                "text": f"示例建议{at:02}：内容为虚构。",
                "received": received,
                "decided": dice.day(received + timedelta(days=5), received + timedelta(days=25)),
                "outcome": zh("outcome", "adopted"),
            }
        )
    return rows


def express() -> Rows:
    """26 matters of the express stations' trial in June. The limit of ten days is invented: the source states none."""
    dice = MAKER.dice("express")
    ratings = ["satisfied"] * 12 + ["dissatisfied"] * 2 + ["not_reached"]
    rows: Rows = []
    for at in range(1, 27):
        received = date(2014, 6, 3) + timedelta(days=at - 1 - (1 if at in (5, 12, 19, 26) else 0))
        sent = received + timedelta(days=1)
        row = {
            "no": f"K-{at:02}",
            "unit": name_of(dice.choice(COMMUNITIES)),
            "channel": zh("channel", "web" if at % 3 == 0 else "outlet"),
            "topic": topic(dice),
            "text": f"示例快件{at:02}：内容为虚构。",
            "received": received,
            "due": received + timedelta(days=10),
            "dispatched": sent,
            "handler": name_of(dice.choice(DEPARTMENTS)),
        }
        if at <= 19 and at != 7:
            replied = sent + timedelta(days=2 + dice.randrange(5) + (8 if at == 4 else 0))
            row |= {"replied": min(replied, AS_OF), "outcome": zh("outcome", "solved" if at % 4 else "explained")}
            if ratings:
                row |= {
                    "rated": min(replied + timedelta(days=2), AS_OF),
                    "rating": zh("rating", ratings.pop(dice.randrange(len(ratings)))),
                }
        rows.append(row)
    return rows


# -- visits and help -------------------------------------------------------------------------------------------------------------------

REGISTERED, VISITED, KEY_FAMILIES = 5644, 4120, 100


def households() -> Rows:
    """The register: 5,644 households in villages and communities, 100 of them on the list of families in difficulty."""
    dice = MAKER.dice("households")
    shares = {code: (30 if code in COMMUNITIES else 16) + dice.randrange(12) for code in VILLAGES + COMMUNITIES}
    areas = [code for code, number in spread_over(REGISTERED, shares).items() for _ in range(number)]
    key = set(dice.some(range(REGISTERED), KEY_FAMILIES))
    return [
        {
            "no": f"H{at + 1:04}",
            "unit": name_of(code),
            "address": f"示例路{at + 1}号",
            "key_family": "是" if at in key else "否",
            "start": date(2013, 12, 31),
        }
        for at, code in enumerate(areas)
    ]


def contacts() -> Rows:
    """Door-to-door visits by 77 cadres, which reached 4,120 households, and 100 condolence visits by the leadership."""
    dice = MAKER.dice("visits")
    register = households()
    codes = {name: code for code, name in ((code, name_of(code)) for code in VILLAGES + COMMUNITIES)}
    areas = VILLAGES + COMMUNITIES
    walkers = {
        area: [cadre for at, cadre in enumerate(CADRES) if at % len(areas) == number] for number, area in enumerate(areas)
    }
    key = [row for row in register if row["key_family"] == "是"]
    others = [row for row in register if row["key_family"] != "是"]
    reached = key + dice.some(others, VISITED - len(key))
    seen = {row["no"] for row in reached}
    missed = dice.some([row for row in others if row["no"] not in seen], 140)
    made: list[tuple[date, str, Row, str, str]] = []
    for row, code in [(row, "reached") for row in reached] + [
        (row, "away" if at % 3 else "declined") for at, row in enumerate(missed)
    ]:
        area = codes[row["unit"]]
        last = REMOVED[area][1] if area in REMOVED else date(2014, 6, 27)
        made.append((dice.day(date(2014, 3, 21), last), "door_to_door", row, dice.choice(walkers[area]), code))
    for row in key:
        area = codes[row["unit"]]
        last = REMOVED[area][1] if area in REMOVED else date(2014, 6, 27)
        made.append((dice.day(date(2014, 3, 3), last), "condolence", row, dice.choice(LEADERS), "reached"))
    rows: Rows = []
    for at, (day, purpose, row, by, code) in enumerate(sorted(made, key=lambda one: (one[0], one[2]["no"], one[1])), 1):
        rows.append(
            {
                "no": f"Z{at:05}",
                "unit": row["unit"] if purpose == "door_to_door" else STREET,
                "on": day,
                "target": row["no"],
                "by": by,
                "purpose": zh("contact_purpose", purpose),
                "code": zh("contact_code", code),
            }
        )
    return rows


def visit_opinions() -> Rows:
    """92 opinions heard on visits, 81 of them solved."""
    dice = MAKER.dice("visit opinions")
    reached = [row for row in contacts() if row["code"] == zh("contact_code", "reached") and row["unit"] != STREET]
    ends = dice.mixed(["solved"] * 81 + ["explained"] * 4 + [""] * 7)
    rows: Rows = []
    for at, (visit, end) in enumerate(zip(dice.some(reached, 92), ends, strict=True), 1):
        row = {
            "no": f"F-{at:02}",
            "unit": visit["unit"],
            "contact": visit["no"],
            "topic": topic(dice),
            "text": f"示例走访意见{at:02}：内容为虚构。",
            "received": visit["on"],
        }
        if end:
            row |= {"replied": min(visit["on"] + timedelta(days=3 + dice.randrange(25)), AS_OF), "outcome": zh("outcome", end)}
        rows.append(row)
    return rows


def disputes() -> Rows:
    """One dispute, found in time and settled."""
    row = {
        "no": "JF-1",
        "unit": name_of("Q03"),
        "text": "示例纠纷：内容为虚构。",
        "found": date(2014, 5, 12),
        "closed": date(2014, 5, 20),
    }
    return [{**row, "outcome": zh("outcome", "settled")}]


def relief() -> Rows:
    """64 payments to families in difficulty: 51,600 yuan, which is "more than 50,000"."""
    dice = MAKER.dice("relief")
    families = dice.some([row for row in households() if row["key_family"] == "是"], 64)
    amounts = [500 + 100 * dice.randrange(6) for _ in families]
    amounts = [amount + 50 for amount in amounts]
    at = 0
    while sum(amounts) != 51_600:
        amounts[at % 64] += 50 if sum(amounts) < 51_600 else -50
        at += 1
    return [
        {
            "no": f"JZ-{no:02}",
            "unit": STREET,
            "on": dice.day(date(2014, 3, 3), date(2014, 6, 27)),
            "household": row["no"],
            "amount": amount,
        }
        for no, (row, amount) in enumerate(zip(families, amounts, strict=True), 1)
    ]


def wishes() -> Rows:
    """55 micro-wishes, all claimed by branches; some are granted."""
    dice = MAKER.dice("wishes")
    groups = (
        ["members"] * 9
        + ["poor_families"] * 14
        + ["older_people"] * 15
        + ["disabled_people"] * 9
        + ["left_behind_children"] * 8
    )
    rows: Rows = []
    for at, group in enumerate(dice.mixed(groups), 1):
        published = dice.day(date(2014, 3, 24), date(2014, 5, 30))
        claimed = dice.day(published + timedelta(days=2), published + timedelta(days=14))
        row = {
            "no": f"X-{at:02}",
            "unit": name_of(place(dice, published)),
            "group": zh("group", group),
            "text": f"示例微心愿{at:02}（虚构）",
            "published": published,
            "claimed": claimed,
            "claimer": name_of(dice.choice(ALL_BRANCHES)),
            "granted": "",
        }
        if dice.randrange(10) < 7:
            row["granted"] = dice.day(claimed, min(claimed + timedelta(days=20), AS_OF))
        rows.append(row)
    return rows


def circle() -> Rows:
    """The service circle of each community: a branch at the core, a resident institution near it, volunteers around it."""
    rows: Rows = []
    for at, community in enumerate(COMMUNITIES):
        layers = (("core", name_of(branches("community")[at])), ("near", f"示例驻区单位{at + 1:02}"), ("heart", f"T{11 + at}"))
        for layer, holder in layers:
            row = {"no": f"{len(rows) + 1:02}", "unit": name_of(community), "target": name_of(community)}
            rows.append({**row, "target_kind": zh("target_kind", layer), "holder": holder, "start": date(2014, 3, 3)})
    return rows


# -- representatives, projects, river --------------------------------------------------------------------------------------------------

VOTES = (54, 53, 52, 51, 50, 49, 48, 47, 45, 43, 19, 16, 12, 8)
"""Votes for each project put to the vote; the first ten were adopted. Each of the 55 delegates could choose ten. Invented."""
WATER = ("P01", "P02")


def project_votes() -> Rows:
    """The delegates' vote: 55 ballots. How many were entitled to vote was not published."""
    return [
        {
            "no": "PJ-1",
            "unit": STREET,
            "kind": zh("vote", "yearly_projects"),
            "on": VOTING,
            "activity": "A110",
            "eligible": "",
            "ballots": 55,
        }
    ]


def project_counts() -> Rows:
    """What each project got."""
    return [
        {"vote": "PJ-1", "option": f"P{at:02}", "votes": got, "adopted": "是" if at <= 10 else "否"}
        for at, got in enumerate(VOTES, 1)
    ]


def projects() -> Rows:
    """Fourteen projects put to the vote, of which ten were adopted, and the river project."""
    rows: Rows = []
    for at in range(1, 15):
        code = f"P{at:02}"
        name = f"示例实事项目{at:02}" + {"P01": "（河道整治）", "P02": "（污水管网改造）"}.get(code, "")
        row: Row = {
            "code": code,
            "unit": STREET,
            "kind": zh("project", "water" if code in WATER else "practical"),
            "name": name,
        }
        row |= {"proposed": date(2014, 1, 6)}
        row |= {"adopted": VOTING, "under_way": date(2014, 3, 3)} if at <= 10 else {"declined": VOTING}
        rows.append(row)
    river = {"code": "R01", "unit": name_of("Q01"), "kind": zh("project", "river"), "name": "示例护河共建项目"}
    rows.append({**river, "proposed": date(2014, 3, 5), "adopted": date(2014, 3, 12), "under_way": date(2014, 4, 1)})
    return rows


def proposals() -> Rows:
    """The ten adopted projects as proposals of representatives."""
    day = date(2014, 2, 10)
    return [
        {
            "no": f"TA-{at:02}",
            "project": f"P{at:02}",
            "title": f"示例提案{at:02}",
            "on": day,
            "brought_in": day,
            "under_way": date(2014, 3, 20),
        }
        for at in range(1, 11)
    ]


def supervisors() -> Rows:
    """Representatives who lead the proposals: ten for the two water proposals, two each for the others."""
    rows: Rows = []
    others = iter(DELEGATES[10:])
    for at in range(1, 11):
        water = f"P{at:02}" in WATER
        people = STUDIO[5 * (at - 1) : 5 * at] if water else [next(others), next(others)]
        kind = zh("target_kind", "water_proposal" if water else "proposal")
        for person in people:
            rows.append(
                {"unit": STREET, "holder": person, "target": f"TA-{at:02}", "target_kind": kind, "start": date(2014, 3, 20)}
            )
    return rows


def partners() -> Rows:
    """Invented enterprises and resident institutions."""
    rows: Rows = []
    for at in range(1, 31):
        kind = zh("partner", "enterprise")
        rows.append({"code": f"E{at:02}", "unit": name_of(COMMUNITIES[at % 8]), "kind": kind, "name": f"示例企业{at:02}"})
    for at in range(1, 9):
        kind = zh("partner", "resident_unit")
        rows.append({"code": f"I{at:02}", "unit": name_of(COMMUNITIES[at - 1]), "kind": kind, "name": f"示例驻区单位{at:02}"})
    return rows


def contributions() -> Rows:
    """Ten enterprises gave to the river project; how much each gave was not published."""
    dice = MAKER.dice("contributions")
    return [
        {
            "no": f"{at:02}",
            "project": "R01",
            "donor": f"E{at:02}",
            "on": dice.day(date(2014, 3, 24), date(2014, 5, 30)),
            "kind": zh("contribution", "money"),
            "amount": "",
        }
        for at in range(1, 11)
    ]


def attendances() -> Rows:
    """106 secretaries at the two days of training."""
    return [{"activity": TRAINING, "person": numbers[0], "presence": en("presence", "present")} for numbers in ROLL.values()]


DAMAGED = "654.38+10,000 yuan"
"""The donations as the source has them. What was meant cannot be told, so it is never read as a number."""


def tallies() -> Rows:
    """Totals that were published only as numbers, as they were written."""
    listed = (
        ("member_households_called_on", "230余", "household", "原文：二百三十余户"),
        ("enterprises_called_on", "100", "enterprise", "原文"),
        ("donations", DAMAGED, "CNY", "原文数字已损坏"),
        ("piers", "9", "pier", "原文"),
        ("green_bank", "3000", "metre", "原文"),
        ("new_full_members", "#", "member", "原文隐去"),
        ("new_provisional_members", "#", "member", "原文隐去"),
        ("new_applicants", "#", "person", "原文隐去"),
    )
    return [
        {
            "no": str(at),
            "unit": STREET,
            "kind": zh("tally", kind),
            "on": AS_OF,
            "amount": written,
            "measured_in": zh("measured_in", measure),
            "origin": origin,
        }
        for at, (kind, written, measure, origin) in enumerate(listed, 1)
    ]


def targets() -> Rows:
    """The plan for 2015: five themes, set in the summary. No value was published."""
    judged = {
        "campaign": "campaign_activities",
        "carriers": "analysis_completed",
        "clover": "households_visited",
        "water": "water_proposals",
    }
    return [
        {
            "no": str(at),
            "unit": STREET,
            "theme": zh("theme", theme),
            "on": AS_OF,
            "start": date(2015, 1, 1),
            "end": date(2015, 12, 31),
            "measure": judged.get(theme, ""),
            "value": "",
        }
        for at, theme in enumerate(("campaign", "carriers", "clover", "four_teams", "water"), 1)
    ]


# -- files -----------------------------------------------------------------------------------------------------------------------------

MAKERS = (
    units,
    changes,
    posts,
    tenures,
    members,
    registrations,
    programmes,
    stages,
    activities,
    study,
    teams,
    seats,
    leaders_contact_points,
    opinions,
    questions,
    suggestions,
    express,
    visit_opinions,
    disputes,
    households,
    contacts,
    relief,
    wishes,
    circle,
    project_votes,
    project_counts,
    projects,
    proposals,
    supervisors,
    partners,
    contributions,
    attendances,
    tallies,
    targets,
)
WORKBOOKS = {
    "organization.xlsx": ("units", "changes", "posts", "tenures"),
    "campaign.xlsx": ("programmes", "stages", "activities", "study", "teams", "seats", "leaders_contact_points"),
    "opinions.xlsx": ("opinions", "questions", "suggestions", "express"),
    "representatives.xlsx": ("project_votes", "project_counts", "projects", "proposals", "supervisors"),
    "river.xlsx": ("partners", "contributions", "circle"),
}
TEXTS = {
    "members.csv": ("members", "utf-8", "zh", "%Y-%m-%d"),
    "registrations.csv": ("registrations", "utf-8", "en", "%Y-%m-%d"),
    "households.csv": ("households", "gb18030", "zh", "%Y-%m-%d"),
    "visits.csv": ("contacts", "utf-8-sig", "zh", "%Y/%m/%d"),
    "visit_opinions.csv": ("visit_opinions", "utf-8", "zh", "%Y年%m月%d日"),
    "disputes.csv": ("disputes", "utf-8", "zh", "%Y.%m.%d"),
    "relief.csv": ("relief", "utf-8-sig", "zh", "%Y-%m-%d"),
    "wishes.csv": ("wishes", "utf-8", "zh", "%Y-%m-%d"),
    "attendances.csv": ("attendances", "utf-8", "en", "%Y-%m-%d"),
    "tallies.csv": ("tallies", "utf-8-sig", "zh", "%Y-%m-%d"),
    "plan.csv": ("targets", "utf-8", "zh", "%Y-%m-%d"),
}


def mistakes() -> dict[str, bytes]:
    """Sheets that a station and a department might send: one right row each, and a dozen with one typical mistake each."""
    express = {
        "no": "K-90",
        "unit": name_of("Q01"),
        "channel": zh("channel", "outlet"),
        "topic": zh("topic", "water"),
        "text": "示例：此行正确。",
        "received": "2014-06-03",
        "due": "2014-06-13",
        "dispatched": "2014-06-04",
        "handler": name_of("D01"),
        "replied": "2014-06-10",
        "outcome": zh("outcome", "solved"),
        "rated": "2014-06-12",
        "rating": zh("rating", "satisfied"),
    }
    study = {
        "no": "X900",
        "unit": name_of("D01"),
        "kind": zh("activity", "study"),
        "on": "2014-06-10",
        "audience": zh("audience", "department"),
        "sessions": "1",
        "headcount": "12",
    }
    parcels: tuple[tuple[str, Row], ...] = (
        ("没有这一天", {"received": "2014-02-30"}),
        ("日期有两种读法", {"replied": "03/04/2014"}),
        ("只写了月份", {"received": "2014年6月"}),
        ("没有这个单位", {"unit": "示例社区99"}),
        ("两个单位同名", {"handler": "示例离退休支部"}),
        ("办理结果有错字", {"outcome": "已解觉"}),
        ("快件编号重复", {"no": "K-90"}),
        ("必填项为空", {"received": ""}),
        ("派件早于收件", {"dispatched": "2014-05-30"}),
    )
    sessions: tuple[tuple[str, Row], ...] = (
        ("次数不是整数", {"sessions": "3.9"}),
        ("数字里写了文字", {"headcount": "十几个人"}),
        ("数字中间有空格", {"headcount": "1 20"}),
    )
    return {
        "mistakes/express.csv": _with_mistakes("express", express, parcels, "K-{:02}", 91, "说明"),
        "mistakes/study.csv": _with_mistakes("study", study, sessions, "X{:03}", 901),
    }


def _with_mistakes(
    ledger: str, good: Row, wrong: tuple[tuple[str, Row], ...], number: str, first: int, extra: str = ""
) -> bytes:
    """One right row and the wrong ones; `extra` is the heading of a column that no ledger has, in which somebody noted what is wrong."""
    rows = [{**good, extra: "正确"}]
    rows += [{**good, "no": number.format(at), **change, extra: remark} for at, (remark, change) in enumerate(wrong, first)]
    columns = MAKER.ledgers[ledger]["column"]
    names = [name for name in rows[0] if name]
    headings = [columns[name]["heading"][1] if name in columns else name for name in names]
    return csv_of([headings, *([row[name] for name in names] for row in rows)], encoding="utf-8-sig")


# -- the check -------------------------------------------------------------------------------------------------------------------------


def checked(made: Mapping[str, Rows]) -> int:
    """Counts what the street published, in plain Python. Returns how many rows there are.

    Raises:
        SystemExit: a total is not the published one; names all that differ.
    """

    def count(maker: str, **cells: str) -> int:
        return sum(all(row.get(name, "") == cell for name, cell in cells.items()) for row in made[maker])

    def different(maker: str, column: str) -> int:
        return len({row[column] for row in made[maker] if row.get(column)})

    sessions: Counter[str] = Counter()
    for row in made["study"]:
        sessions[row["audience"] if row["kind"] == zh("activity", "study") else row["kind"]] += row["sessions"]
    outcomes = Counter(row.get("outcome", "") for row in made["opinions"])
    doors = [row for row in made["contacts"] if row["purpose"] == zh("contact_purpose", "door_to_door")]
    reached = zh("contact_code", "reached")
    families = {row["no"] for row in made["households"] if row["key_family"] == "是"}
    happened = (
        cell
        for maker, rows in made.items()
        if maker != "targets"
        for row in rows
        for name, cell in row.items()
        if name != "due" and isinstance(cell, date)
    )
    found: dict[str, tuple[Any, Any]] = {
        "committees": (count("units", kind=zh("unit", "committee")), 4),
        "general branches": (count("units", kind=zh("unit", "general_branch")), 3),
        "branches": (count("units", kind=zh("unit", "branch")), 106),
        "members": (sum(not row.get("ended") for row in made["members"]), 1500),
        "numbers of members": (different("members", "no"), len(made["members"])),
        "stages": (len(made["stages"]), 3),
        "activities of the campaign": (sum(bool(row.get("programme")) for row in made["activities"]), 21),
        "members of the leadership": (count("seats", team="T01", role=zh("team_role", "leader")), 13),
        "those with contact points": (different("leaders_contact_points", "holder"), 13),
        "contact points": (len(made["leaders_contact_points"]), 39),
        "study of the central group": (sessions[zh("audience", "central_group")], 6),
        "lectures": (sessions[zh("activity", "lecture")], 17),
        "study of departments": (sessions[zh("audience", "department")], 12 * len(DEPARTMENTS)),
        "study of others": (sessions[zh("audience", "organization")], 43),
        "suggestions": (count("suggestions", outcome=zh("outcome", "adopted")), 58),
        "opinions": (len(made["opinions"]), 41),
        "opinions solved": (outcomes[zh("outcome", "solved")], 9),
        "opinions being solved": (outcomes[""], 19),
        "opinions explained": (outcomes[zh("outcome", "explained")], 8),
        "opinions not now": (outcomes[zh("outcome", "not_now")], 5),
        "questions": (len(made["questions"]), 76),
        "questions completed": (sum("replied" in row for row in made["questions"]), 63),
        "questions satisfied": (count("questions", rating=zh("rating", "satisfied")), 62),
        "questions dissatisfied": (count("questions", rating=zh("rating", "dissatisfied")), 1),
        "delegates": (len(set(DELEGATES)), 55),
        "ballots hold the votes": (max(VOTES) <= 55 and sum(VOTES) <= 550, True),
        "projects adopted": (count("project_counts", adopted="是"), 10),
        "proposals": (len(made["proposals"]), 10),
        "water representatives": (
            len({row["holder"] for row in made["supervisors"] if row["target"] in ("TA-01", "TA-02")}),
            10,
        ),
        "households": (len(made["households"]), REGISTERED),
        "households visited": (len({row["target"] for row in doors if row["code"] == reached}), VISITED),
        "cadres": (len({row["by"] for row in doors}), 77),
        "families called on": (
            len(
                families & {row["target"] for row in made["contacts"] if row["purpose"] == zh("contact_purpose", "condolence")}
            ),
            KEY_FAMILIES,
        ),
        "visit opinions": (len(made["visit_opinions"]), 92),
        "visit opinions solved": (count("visit_opinions", outcome=zh("outcome", "solved")), 81),
        "relief": (sum(row["amount"] for row in made["relief"]), 51_600),
        "disputes": (len(made["disputes"]), 1),
        "wishes claimed": (sum(bool(row["claimed"]) for row in made["wishes"]), 55),
        "secretaries trained": (different("attendances", "person"), 106),
        "villages removed": (len(made["changes"]), 4),
        "donors": (different("contributions", "donor"), 10),
        "themes": (different("targets", "theme"), 5),
        "nothing after June": (max(happened) <= AS_OF, True),
    }
    wrong = [f"{what}: {counted}, not {published}" for what, (counted, published) in found.items() if counted != published]
    if wrong:
        raise SystemExit("\n".join(wrong))
    return sum(len(rows) for rows in made.values())


def make() -> dict[str, bytes]:
    """All files of the sample: path below this folder → content."""
    made = {maker.__name__: maker() for maker in MAKERS}
    checked(made)
    return {**MAKER.files(made, WORKBOOKS, TEXTS), **mistakes()}


if __name__ == "__main__":
    main(MAKER.folder, make)
