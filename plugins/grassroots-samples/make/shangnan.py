"""Makes the ledgers of the sample: a county's street and its seven communities, 2022. Run it to write them anew; the same bytes come out.

    python plugins/grassroots-samples/make/shangnan.py

Every unit, person, institution and matter is invented and called so (示例, 成员0001). Only the totals are those that were published; `published.toml`
lists them, and `checked` counts them in plain Python before anything is written.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import SAMPLES, Maker, Row, Rows, main, must

MAKER = Maker(SAMPLES / "shangnan", seed=2022)
zh = MAKER.zh
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
DRAWN = date(2022, 3, 1)
"""The day on which the grids of single offices went into one net."""
QUARTERS = [(date(2022, 3 * at + 1, 1), date(2022, 3 * at + 3, (31, 30, 30, 31)[at])) for at in range(4)]
SCALE = 10_000


# -- units ------------------------------------------------------------------------------------------------------------------------------

COMMUNITIES = [f"C{at}" for at in range(1, 8)]
GRIDS = [f"G{at:03}" for at in range(1, 151)]
SETTLEMENTS = [f"S{at:02}" for at in range(1, 57)]
OFFICES = (
    "党政办公室",
    "组织建设办公室",
    "综合治理办公室",
    "社会事务办公室",
    "生态环保办公室",
    "司法所",
    "市场监管所",
    "财政所",
)
CENTRES = ("群众服务中心", "网格管理服务中心", "农业农村综合服务中心")
"""The bodies as the account lists them: eight and three, where the name of its model says five and three."""
SECTOR_GRIDS = [
    (f"X{at:02}", ("城管网格", "调解网格", "民生网格")[(at - 1) % 3], COMMUNITIES[(at - 1) // 3]) for at in range(1, 22)
]
MEMBER_UNITS = {code: [f"U{at}{one}" for one in range(1, 6)] for at, code in enumerate(COMMUNITIES, 1)}
"""Community → the five units whose secretaries take turns in the chair of its federation."""
COURIERS = ["E1", "E2"]
TRADE = "T1"

_NAMES = {
    "county": "商南县",
    "street": "示例街道",
    TRADE: "示例“小个专”委员会",
    **{code: f"示例社区{at}" for at, code in enumerate(COMMUNITIES, 1)},
    **{code: f"示例网格{code[1:]}" for code in GRIDS},
    **{code: f"示例安置点{code[1:]}" for code in SETTLEMENTS},
    **{f"{code}B": f"示例安置点{code[1:]}支部" for code in SETTLEMENTS},
    **{code: f"示例{kind}{code[1:]}" for code, kind, _ in SECTOR_GRIDS},
    **{unit: f"示例单位{unit[1:]}委员会" for units in MEMBER_UNITS.values() for unit in units},
    **{code: f"示例快递支部{at}" for at, code in enumerate(COURIERS, 1)},
    **{f"O{at}": name for at, name in enumerate(OFFICES, 1)},
    **{f"Z{at}": name for at, name in enumerate(CENTRES, 1)},
}
ENGLISH = {
    "county": "Shangnan County",
    "street": "Sample Street",
    **{code: f"Sample Community {at}" for at, code in enumerate(COMMUNITIES, 1)},
}
"""What a report in English calls the units that it has in its tables."""


def name_of(code: str) -> str:
    """The name of a unit, as it is typed where a ledger names it."""
    return _NAMES[code]


def community_of(grid: str) -> str:
    """The community in which a grid or a settlement lies."""
    return COMMUNITIES[(int(grid[1:]) - 1) % 7]


def units() -> Rows:
    """County, street, its bodies, communities, grids, settlements with a branch each, small businesses, couriers, and the units of federations."""
    rows: Rows = []

    def add(code: str, kind: str, parent: str, start: date, end: Any = "") -> None:
        row = {"code": code, "kind": zh("unit", kind), "name": name_of(code), "name_en": ENGLISH.get(code, "")}
        rows.append({**row, "parent": name_of(parent) if parent else "", "start": start, "end": end})

    add("county", "county", "", date(2000, 1, 1))
    add("street", "street", "county", date(2011, 1, 1))
    for at in range(1, 9):
        add(f"O{at}", "office", "street", date(2021, 12, 1))
    for at in range(1, 4):
        add(f"Z{at}", "centre", "street", date(2021, 12, 1))
    for code in COMMUNITIES:
        add(code, "community", "street", date(2011, 1, 1))
    for code, _, community in SECTOR_GRIDS:
        add(code, "sector_grid", community, date(2016, 1, 1), DRAWN - timedelta(days=1))
    for code in GRIDS:
        add(code, "grid", community_of(code), DRAWN)
    for code in SETTLEMENTS:
        add(code, "settlement", community_of(code), date(2019, 1, 1))
        add(f"{code}B", "settlement_branch", code, date(2021, 3, 1))
    add(TRADE, "trade_committee", "street", date(2021, 6, 1))
    for code in COURIERS:
        add(code, "courier_branch", TRADE, date(2021, 9, 1))
    for listed in MEMBER_UNITS.values():
        for unit in listed:
            add(unit, "committee", "street", date(2012, 1, 1))
    return rows


def changes() -> Rows:
    """The grids of single offices go on in the one net."""
    return [
        {
            "no": at,
            "kind": zh("unit_change", "merge"),
            "on": DRAWN,
            "before": code,
            "after": next(grid for grid in GRIDS[at - 1 :] if community_of(grid) == community),
        }
        for at, (code, _, community) in enumerate(SECTOR_GRIDS, 1)
    ]


def areas() -> Rows:
    """One area for each grid: odd and even sides of 75 lanes. Together they are the town, and no address is in two."""
    return [
        {
            "no": at,
            "unit": name_of(code),
            "kind": zh("area", "grid"),
            "name": f"片区{at:03}",
            "addresses": f"示例巷{(at + 1) // 2} 1-40 {'odd' if at % 2 else 'even'}",
            "start": DRAWN,
        }
        for at, code in enumerate(GRIDS, 1)
    ]


def households() -> Rows:
    """A household in each grid, and ten more."""
    listed = [*enumerate(GRIDS, 1), *enumerate(GRIDS[:10], 1)]
    return [
        {
            "no": f"H{row:03}",
            "unit": name_of(community_of(code)),
            "address": f"示例巷{(at + 1) // 2} {(1 if at % 2 else 2) + (2 if row > 150 else 0)}",
        }
        for row, (at, code) in enumerate(listed, 1)
    ]


# -- people and posts -------------------------------------------------------------------------------------------------------------------


class People:
    """Members by number, each with a home unit: handed out in order, so that a number is never used twice."""

    def __init__(self) -> None:
        self.rows: Rows = []

    def take(self, number: int, unit: str, education: str = "") -> list[str]:
        """So many more members of a unit."""
        found = []
        for _ in range(number):
            no = f"{len(self.rows) + 1:04}"
            row: Row = {"no": f"M{no}", "name": f"成员{no}", "unit": name_of(unit), "full": date(2008, 7, 1)}
            if education:
                row["education"] = zh("education", education)
            self.rows.append(row)
            found.append(f"M{no}")
        return found


PEOPLE = People()
OFFICE = PEOPLE.take(4, "street", "bachelor")
"""Of the street: the secretary of the working committee first."""
SECRETARIES = {code: PEOPLE.take(1, code, "bachelor")[0] for code in COMMUNITIES}
CHAIRS = {unit: PEOPLE.take(1, unit, "bachelor")[0] for listed in MEMBER_UNITS.values() for unit in listed}
"""Unit → its secretary, who may take the chair of the federation."""
FIRST_SECRETARIES = {code: PEOPLE.take(1, "street")[0] for code in SETTLEMENTS}
RESIDENT = {code: PEOPLE.take(2, "street") for code in SETTLEMENTS}
LEADS = {code: PEOPLE.take(1, community_of(code))[0] for code in GRIDS}
CLAIMERS = PEOPLE.take(57, TRADE)
WORKERS = {
    (code, post): PEOPLE.take(1, code, "bachelor" if at % 2 else "associate")[0]
    for at, code in enumerate(COMMUNITIES, 1)
    for post in ("community_head", "community_deputy", "social_worker")
}
SEATS = {code: 5 if at <= 3 else 4 for at, code in enumerate(COMMUNITIES, 1)}
"""Community → seats of its committee: 31 in all."""
_DEGREES = ["bachelor"] * 23 + ["master"] * 4 + ["associate"] * 4
"""27 of the 31 elected have a bachelor's degree or above: 87 %."""
CANDIDATES: dict[str, list[str]] = {}
"""Community → its candidates, one more than seats; the last is not elected."""
_at = 0
for _code in COMMUNITIES:
    CANDIDATES[_code] = [
        PEOPLE.take(1, _code, _DEGREES[(7 * (_at + one)) % 31])[0] for one in range(SEATS[_code])
    ] + PEOPLE.take(1, _code, "associate")
    _at += SEATS[_code]
ROLE_MODELS = [CLAIMERS[0], LEADS["G010"], LEADS["G020"]]
WORKER_POSTS = ("community_head", "community_deputy", "social_worker")


def members() -> Rows:
    """Everybody."""
    return PEOPLE.rows


def posts() -> Rows:
    """Secretaries, chairs that rotate, committees, leads of grids, first secretaries, posts of small businesses and of communities."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, seats: int, start: date) -> None:
        rows.append({"code": code, "unit": name_of(unit), "kind": zh("post", kind), "seats": seats, "start": start})

    add("W1", "street", "working_secretary", 1, date(2011, 1, 1))
    for code in COMMUNITIES:
        add(f"P-{code}", code, "secretary", 1, date(2011, 1, 1))
        add(f"R-{code}", code, "rotating_chair", 1, date(2021, 12, 1))
        add(f"K-{code}", code, "committee_member", SEATS[code], date(2011, 1, 1))
        for post in WORKER_POSTS:
            add(f"{post}-{code}", code, post, 1, date(2015, 1, 1))
    for unit in CHAIRS:
        add(f"P-{unit}", unit, "secretary", 1, date(2012, 1, 1))
    for code in SETTLEMENTS:
        add(f"F-{code}", code, "first_secretary", 1, date(2021, 3, 1))
    for code in GRIDS:
        add(f"L-{code}", code, "grid_lead", 1, DRAWN)
    add("claimed", TRADE, "claimed_post", 57, date(2021, 7, 1))
    for at in range(1, 19):
        add(f"pioneer-{at:02}", TRADE, "pioneer_post", 1, date(2021, 7, 1))
    return rows


def tenures() -> Rows:
    """Who holds them. The chair of a federation changes hands each quarter; in community 7 two of its units swapped their turns."""
    rows: Rows = []

    def add(post: str, person: str, method: str, start: date, end: Any = "") -> None:
        rows.append(
            {
                "no": f"{len(rows) + 1:03}",
                "post": post,
                "person": person,
                "start": start,
                "end": end,
                "method": zh("tenure_method", method),
            }
        )

    add("W1", OFFICE[0], "appointed", date(2020, 1, 1))
    for code in COMMUNITIES:
        add(f"P-{code}", SECRETARIES[code], "appointed", date(2021, 1, 1))
        for at, (start, end) in enumerate(QUARTERS):
            turn = (3 if at == 2 else 2) if code == "C7" and at in (2, 3) else at
            add(f"R-{code}", CHAIRS[MEMBER_UNITS[code][turn]], "rotating", start, end)
        for person in CANDIDATES[code][:-1]:
            add(f"K-{code}", person, "elected", date(2022, 2, 25))
        for post in WORKER_POSTS:
            add(f"{post}-{code}", WORKERS[code, post], "appointed", date(2021, 10, 1))
    for unit, person in CHAIRS.items():
        add(f"P-{unit}", person, "appointed", date(2020, 1, 1))
    for code in SETTLEMENTS:
        add(f"F-{code}", FIRST_SECRETARIES[code], "seconded", date(2022, 1, 4))
    for code in GRIDS:
        add(f"L-{code}", LEADS[code], "appointed", DRAWN)
    for person in CLAIMERS:
        add("claimed", person, "appointed", date(2021, 7, 1))
    return rows


TEAM_SIZE = 3


def teams() -> Rows:
    """A team that stays in each settlement, 28 volunteer teams, the publicity team."""
    rows: Rows = [
        {"code": f"D-{code}", "unit": name_of(code), "kind": zh("team", "resident_team"), "start": date(2022, 1, 4)}
        for code in SETTLEMENTS
    ]
    for at in range(1, 29):
        unit = name_of(COMMUNITIES[(at - 1) % 7])
        name = f"示例志愿服务队{at:02}"
        rows.append(
            {"code": f"V{at:02}", "unit": unit, "kind": zh("team", "volunteers"), "name": name, "start": date(2021, 10, 1)}
        )
    street = name_of("street")
    rows.append(
        {"code": "Q1", "unit": street, "kind": zh("team", "propaganda"), "name": "示例宣传队", "start": date(2021, 10, 1)}
    )
    return rows


def seats() -> Rows:
    """Two who stay in each settlement; three in each volunteer team, leads of its community's grids."""
    start = date(2022, 1, 4)
    rows: Rows = [{"team": f"D-{code}", "person": person, "start": start} for code in SETTLEMENTS for person in RESIDENT[code]]
    for at in range(28):
        mine = [LEADS[code] for code in GRIDS if community_of(code) == COMMUNITIES[at % 7]]
        for person in mine[TEAM_SIZE * (at // 7) : TEAM_SIZE * (at // 7) + TEAM_SIZE]:
            rows.append({"team": f"V{at + 1:02}", "person": person, "start": DRAWN})
    return rows


def registrations() -> Rows:
    """Members who keep their home unit and register at the grid where they live. Two moved away again."""
    rows: Rows = []
    registered = [*CHAIRS.values(), *(person for listed in RESIDENT.values() for person in listed)][:90]
    for at, person in enumerate(registered):
        row: Row = {
            "person": person,
            "unit": name_of(GRIDS[(at * 7) % 150]),
            "applied": date(2022, 3, 7),
            "full": date(2022, 3, 14),
        }
        rows.append({**row, "ended": date(2022, 10, 9)} if at < 2 else row)
    return rows


# -- three levels -----------------------------------------------------------------------------------------------------------------------

UPWARD = {"activity_report": "report", "supply_and_demand_list": "list", "problem_list": "list"}
"""What a community sends up each quarter → the kind of duty."""


def duties() -> Rows:
    """What each community owed each quarter and when it came in; what county and street owed downward. One list is missing, one came late."""
    dice = MAKER.dice("duties")
    rows: Rows = []

    def add(duty: str, kind: str, unit: str, first: date, last: date, due: date, **steps: Any) -> None:
        known = {"duty": duty, "bearer": unit, "unit": name_of(unit), "kind": zh("due", kind), "first": first, "last": last}
        rows.append({**known, "owed": first, "due": due, **steps})

    for at, (first, last) in enumerate(QUARTERS):
        due = last + timedelta(days=10)
        for code in COMMUNITIES:
            for duty, kind in UPWARD.items():
                steps = {}
                if at < 3 and (at, code, duty) != (1, "C5", "problem_list"):
                    sent = last + timedelta(
                        days=25 if (at, code, duty) == (2, "C3", "activity_report") else dice.randrange(2, 10)
                    )
                    steps = {"submitted": sent, "checked": sent + timedelta(days=3)}
                add(duty, kind, code, first, last, due, **steps)
    for row in activities():
        if row["title"] not in DOWNWARD:
            continue
        on, code = row["on"], "county" if row["unit"] == name_of("county") else "street"
        if row["title"] == "任务清单":
            last = (on.replace(day=28) + timedelta(days=5)).replace(day=1) - timedelta(days=1)
            add("task_list", "list", code, on.replace(day=1), last, last, done=on)
        elif row["title"] == "座谈会":
            first, last = QUARTERS[(on.month - 1) // 3]
            add("symposium", "meeting", code, first, last, last, done=on)
        else:
            add("work_report", "report", code, FIRST, LAST, LAST + timedelta(days=31), done=on)
    return rows


def cases() -> Rows:
    """The list of problems: who is responsible for which, and what became of it. Three are still open, one of them overdue, one has no owner yet."""
    dice = MAKER.dice("problems")
    rows: Rows = []
    for at in range(36):
        first, last = QUARTERS[at // 9]
        on = dice.day(first, last - timedelta(days=40))
        due = on + timedelta(days=40)
        row: Row = {
            "no": f"N{at + 1:03}",
            "unit": name_of(COMMUNITIES[at % 7]),
            "category": zh("category", "listed_problem"),
            "topic": zh("topic", ("environment", "traffic", "safety")[at % 3]),
            "received": on,
        }
        if at != 35:
            row |= {
                "dispatched": on + timedelta(days=5),
                "handler": name_of(f"O{at % 8 + 1}"),
                "due": on + timedelta(days=60 if at == 34 else 40),
            }
        if at < 33:
            row |= {"replied": due - timedelta(days=dice.randrange(2, 20)), "outcome": zh("outcome", "solved")}
        rows.append(row)
    rows[33]["received"], rows[33]["dispatched"], rows[33]["due"] = date(2022, 10, 10), date(2022, 10, 14), date(2022, 11, 30)
    rows[34]["received"], rows[34]["dispatched"], rows[34]["due"] = date(2022, 12, 1), date(2022, 12, 5), date(2023, 1, 31)
    return rows


def needs() -> Rows:
    """The list of demands, by quarter."""
    dice = MAKER.dice("needs")
    rows: Rows = []
    for at in range(28):
        first, last = QUARTERS[at // 7]
        on = dice.day(first, last - timedelta(days=30))
        row: Row = {
            "no": f"{at + 1:03}",
            "unit": name_of(COMMUNITIES[at % 7]),
            "kind": zh("need", "premises"),
            "published": on,
        }
        if at % 7 < 5:
            row["claimed"] = on + timedelta(days=10)
            if at < 21:
                row["granted"] = on + timedelta(days=20)
        rows.append(row)
    return rows


def claims(made: Rows) -> Rows:
    """Each demand that was met is met by a place that an institution put on the list of supplies."""
    rows: Rows = []
    for at, need in enumerate(one for one in made if "claimed" in one):
        partner = f"I{at + 1:03}"
        rows.append(
            {
                "no": f"{at + 1:03}",
                "need": need["no"],
                "on": need["claimed"],
                "by": partner,
                "by_noun": "partner",
                "offer": partner[1:],
            }
        )
    return rows


def consultations() -> Rows:
    """The street is heard on plans and major projects: six times, once late, once still running."""
    listed = (
        ("示例规划局", "planning", "示例老城规划", (1, 10), (1, 25), (1, 20), "agreed_if", (3, 1), "heeded"),
        ("示例水务局", "major_project", "示例排水工程", (2, 14), (3, 1), (3, 8), "objected", (4, 6), "not_heeded"),
        ("示例交通局", "major_project", "示例道路改造", (4, 11), (4, 26), (4, 22), "agreed", (5, 16), "heeded"),
        ("示例规划局", "planning", "示例公园规划", (6, 6), (6, 21), (6, 20), "agreed", (7, 11), "heeded"),
        ("示例教育局", "major_project", "示例学校扩建", (9, 5), (9, 20), (9, 16), "agreed_if", (10, 24), "heeded"),
        ("示例规划局", "planning", "示例市场规划", (12, 26), (1, 10), None, "", None, ""),
    )
    rows: Rows = []
    for no, (by, matter, text, asked, due, answered, answer, told, heeded) in enumerate(listed, 1):
        row: Row = {
            "no": no,
            "unit": name_of("street"),
            "asked_by": by,
            "matter": zh("consultation_matter", matter),
            "text": text,
            "received": date(2022, *asked),
            "due": date(2023 if due < asked else 2022, *due),
        }
        if answered and told:
            row |= {"answered": date(2022, *answered), "answer": zh("outcome", answer)}
            row |= {"concluded": date(2022, *told), "heeded": zh("outcome", heeded)}
        rows.append(row)
    return rows


# -- federations ------------------------------------------------------------------------------------------------------------------------

FIVE_ONES = ("federation_lesson", "survey_visit", "volunteering", "federation_meeting", "suggestions")
DOWNWARD = ("任务清单", "座谈会", "年度通报")
MEETINGS = ("listening_meeting", "coordination_meeting", "hearing_meeting", "review_meeting")
ACTIONS = {"waste_action": 26, "noise_action": 5, "trade_forum": 3}


def activities() -> Rows:
    """Five a quarter of each chair and more; what comes down; meetings of residents, firm and owners; actions of traders; courses for work; lectures."""
    dice = MAKER.dice("activities")
    rows: Rows = []

    def add(unit: str, kind: str, on: date, title: str, **more: Any) -> None:
        no = f"A{len(rows) + 1:03}"
        rows.append({"no": no, "unit": name_of(unit), "kind": zh("activity", kind), "on": on, "title": title, **more})

    for unit in ("county", "street"):
        for month in range(1, 13):
            add(unit, "task_list", dice.day(date(2022, month, 1), date(2022, month, 7)), DOWNWARD[0])
        for first, last in QUARTERS:
            add(unit, "symposium", dice.day(first + timedelta(days=60), last), DOWNWARD[1])
        add(unit, "work_report", date(2022, 12, 28), DOWNWARD[2])
    for code in COMMUNITIES:
        for first, last in QUARTERS:
            for kind in FIVE_ONES:
                add(code, kind, dice.day(first, last), f"轮值{zh('activity', kind)}", headcount=5 + dice.randrange(40))
    for at in range(94):
        add(COMMUNITIES[at % 7], "volunteering", dice.day(FIRST, LAST), "共建活动", headcount=5 + dice.randrange(40))
    for code in COMMUNITIES:
        for at, kind in enumerate(MEETINGS):
            day = dice.day(date(2022, 3 * at + 2, 1), date(2022, 3 * at + 2, 28))
            add(code, kind, day, zh("activity", kind), headcount=10 + dice.randrange(20))
    for kind, number in ACTIONS.items():
        for _ in range(number):
            add(TRADE, kind, dice.day(FIRST, date(2022, 11, 30)), zh("activity", kind))
    for at in range(18):
        people = 191 if at else 189
        add("street", "employment_course", dice.day(date(2022, 1 + at % 12, 5), date(2022, 1 + at % 12, 25)), f"就业培训第{at + 1}期", headcount=people)  # fmt: skip
    for at in range(4):
        add(COMMUNITIES[at], "moral_lecture", dice.day(*QUARTERS[at]), "道德讲堂")
    return rows


def courses() -> Rows:
    """Twelve training classes, and five sessions of the lecture hall of secretaries."""
    rows: Rows = []
    for at in range(12):
        on = date(2022, at + 1, 10)
        rows.append(
            {"no": f"B{at + 1:02}", "kind": "training_class", "on": on, "title": f"示例培训班{at + 1}", "headcount": 21}
        )
    for at in range(5):
        on = date(2022, 2 * at + 2, 18)
        rows.append({"no": f"J{at + 1}", "kind": "lecture_hall", "on": on, "title": f"书记讲堂第{at + 1}期", "headcount": 7})
    return [{**row, "unit": name_of("street"), "kind": zh("activity", row["kind"])} for row in rows]


def federations() -> Rows:
    """The units of each federation."""
    return [
        {"unit": name_of(code), "target": name_of(code), "holder": name_of(unit), "start": date(2021, 12, 1)}
        for code, listed in MEMBER_UNITS.items()
        for unit in listed
    ]


def federation_problems() -> Rows:
    """76 problems that federations took up, 73 of them solved."""
    dice = MAKER.dice("federation problems")
    rows: Rows = []
    for at in range(76):
        on = dice.day(FIRST, date(2022, 10, 31))
        row: Row = {
            "no": f"F{at + 1:02}",
            "unit": name_of(COMMUNITIES[at % 7]),
            "received": on,
            "dispatched": on + timedelta(days=2),
        }
        if at < 73:
            row |= {"replied": on + timedelta(days=5 + dice.randrange(30)), "outcome": zh("outcome", "solved")}
        rows.append(row)
    return rows


# -- partners: institutions, businesses, firms, couriers ----------------------------------------------------------------------------------

INSTITUTIONS = [f"I{at:03}" for at in range(1, 264)]
BUSINESSES = [f"B{at:02}" for at in range(1, 21)]
FIRMS = {code: (f"PF{at}", f"OC{at}") for at, code in enumerate(COMMUNITIES, 1)}
COURIER_FIRMS = [f"CF{at}" for at in range(1, 5)]
ROOMS = (("爱心超市", "C1"), ("舞蹈室", "C2"), ("健身房", "C3"), ("国学堂", "C4"))


def partners() -> Rows:
    """263 resident institutions, 20 small businesses, a property firm and an owners' committee in each community, couriers, operators of rooms."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, name: str) -> None:
        rows.append({"code": code, "unit": name_of(unit), "kind": zh("partner", kind), "name": name})

    for at, code in enumerate(INSTITUTIONS):
        add(code, COMMUNITIES[at % 7], "resident_unit", f"示例驻区单位{code[1:]}")
    for code in BUSINESSES:
        add(code, TRADE, "small_business", f"示例商户{code[1:]}")
    for at, (community, (firm, owners)) in enumerate(FIRMS.items(), 1):
        add(firm, community, "property_firm", f"示例物业{at}")
        add(owners, community, "owners_committee", f"示例业委会{at}")
    for at, code in enumerate(COURIER_FIRMS):
        add(code, COURIERS[at % 2], "courier_firm", f"示例快递{at + 1}")
    for at, (room, community) in enumerate(ROOMS, 1):
        add(f"OP{at}", community, "operator", f"示例{room}运营方")
    return rows


def agreements() -> Rows:
    """238 institutions have an agreement with their community, four operators one on a room."""
    rows: Rows = [
        {
            "no": f"{at:03}",
            "unit": name_of(COMMUNITIES[(at - 1) % 7]),
            "holder": code,
            "target": name_of(COMMUNITIES[(at - 1) % 7]),
            "target_noun": "unit",
            "start": date(2021, 11, 1),
        }
        for at, code in enumerate(INSTITUTIONS[:238], 1)
    ]
    for at, (_, community) in enumerate(ROOMS, 1):
        rows.append(
            {
                "no": f"Y{at}",
                "unit": name_of(community),
                "holder": f"OP{at}",
                "target": f"FR{at}",
                "target_noun": "facility",
                "start": date(2022, 1, 1),
            }
        )
    return rows


def offers() -> Rows:
    """What each institution shares, 6,049 square metres in all; and what each operator owes in return for its room."""
    rows: Rows = []
    for at, code in enumerate(INSTITUTIONS):
        rows.append(
            {
                "no": code[1:],
                "unit": name_of(COMMUNITIES[at % 7]),
                "provider": code,
                "provider_noun": "partner",
                "kind": zh("need", "premises"),
                "title": "活动场地",
                "amount": 23,
                "measure": zh("measured_in", "m2"),
                "within": name_of(COMMUNITIES[at % 7]),
                "agreement": f"{at + 1:03}" if at < 238 else "",
                "listed": QUARTERS[at % 4][0] + timedelta(days=at % 28),
            }
        )
    for at, (room, community) in enumerate(ROOMS, 1):
        rows.append(
            {
                "no": f"Y{at}",
                "unit": name_of(community),
                "provider": f"OP{at}",
                "provider_noun": "partner",
                "kind": zh("need", "service"),
                "title": f"{room}公益时段",
                "amount": 24,
                "measure": zh("measured_in", "session"),
                "within": name_of(community),
                "agreement": f"Y{at}",
                "facility": f"FR{at}",
                "listed": date(2022, 1, 4),
            }
        )
    return rows


def accounts() -> Rows:
    """What came in and what was spent, by room: one keeps more than the ceiling."""
    rows: Rows = []
    for at, (_, community) in enumerate(ROOMS, 1):
        for kind, amount in (("income", 60_000), ("costs", 50_000 if at == 3 else 55_800)):
            rows.append(
                {
                    "no": len(rows) + 1,
                    "unit": name_of(community),
                    "kind": zh("tally", kind),
                    "about": f"Y{at}",
                    "on": LAST,
                    "amount": amount,
                }
            )
    return rows


def facilities() -> Rows:
    """Squares, sports, venues, rooms, centres and stations of work, workshops with 2,468 jobs, rest stations of couriers."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, name: str, **more: Any) -> None:
        known = {"code": code, "unit": name_of(unit), "kind": zh("facility", kind), "name": name}
        rows.append({**known, "start": date(2021, 6, 1), **more})

    for at in range(1, 18):
        add(f"SQ{at:02}", COMMUNITIES[at % 7], "square", f"示例广场{at}")
    for at in range(1, 111):
        add(f"SP{at:03}", COMMUNITIES[at % 7], "sports_facility", f"示例体育设施{at}")
    for at, space in enumerate((1020, 1010, 1000), 1):
        add(f"VN{at}", COMMUNITIES[at - 1], "venue", f"示例活动场所{at}", floor_space=space, start=date(2022, 5, 1))
    for at, (room, community) in enumerate(ROOMS, 1):
        add(f"FR{at}", community, "function_room", room, floor_space=80 + 10 * at, start=date(2022, 1, 1))
    for at in range(1, 12):
        add(f"EC{at:02}", "street", "employment_centre", f"示例创业就业中心{at}")
    for at in range(1, 7):
        add(f"ES{at}", COMMUNITIES[at - 1], "employment_station", f"示例就业服务站{at}")
    for at in range(1, 15):
        add(f"WS{at:02}", COMMUNITIES[at % 7], "workshop", f"示例社区工厂{at}", capacity=180 if at == 1 else 176)
    for at in range(1, 8):
        add(f"RS{at}", COURIERS[at % 2], "rest_station", f"示例爱心驿站{at}")
    return rows


def placements() -> Rows:
    """People placed in work, as the centres report them each month."""
    return [
        {
            "no": month,
            "unit": name_of("street"),
            "kind": zh("provision", "placement"),
            "on": date(2022, month, 28),
            "amount": 918,
            "currency": zh("measured_in", "person"),
        }
        for month in range(1, 13)
    ]


def recognitions() -> Rows:
    """Ten business households of civility and integrity, and five of members."""
    return [
        {
            "unit": name_of("street"),
            "holder": name_of(TRADE),
            "partner": code,
            "kind_of": zh("target_kind", "integrity_household" if at < 10 else "demonstration_household"),
            "start": date(2022, 4, 1),
        }
        for at, code in enumerate(BUSINESSES[:15])
    ]


def business_services() -> Rows:
    """Operators, communities and the committee of small businesses serve one another."""
    rows: Rows = []
    for at, code in enumerate(COMMUNITIES):
        for holder, target in (
            (("partner", BUSINESSES[at]), ("unit", name_of(code))),
            (("unit", name_of(code)), ("partner", BUSINESSES[at])),
        ):
            rows.append(
                {
                    "no": len(rows) + 1,
                    "unit": name_of(TRADE),
                    "holder_noun": holder[0],
                    "holder": holder[1],
                    "target_noun": target[0],
                    "target": target[1],
                    "start": date(2021, 10, 1),
                }
            )
    return rows


def cross_appointments() -> Rows:
    """The secretary of each community serves in its property firm and with its owners; one owners' committee has nobody yet."""
    rows: Rows = []
    for code, (firm, owners) in FIRMS.items():
        for body, kind in ((firm, "property_firm"), (owners, "owners_committee")):
            if body != "OC7":
                rows.append(
                    {
                        "unit": name_of(code),
                        "person": SECRETARIES[code],
                        "body_noun": "partner",
                        "body": body,
                        "target_kind": zh("target_kind", kind),
                        "start": date(2021, 9, 1),
                    }
                )
    return rows


def coverage() -> Rows:
    """Who is answerable for each body and each place. The gaps are invented: the account says that both coverages are full."""
    rows: Rows = []

    def add(holder: str, kind: str, noun: str, target: str) -> None:
        known = {"unit": name_of("street"), "holder": name_of(holder), "kind": zh("link", kind), "target_noun": noun}
        rows.append({**known, "target": target, "start": date(2021, 7, 1)})

    for at, code in enumerate(BUSINESSES):
        if at < 19:
            add(TRADE, "organized" if at < 16 else "worked_with", "partner", code)
    for community, (firm, owners) in FIRMS.items():
        add(community, "organized", "partner", firm)
        add(community, "organized" if owners != "OC7" else "worked_with", "partner", owners)
    for at, code in enumerate(COURIER_FIRMS):
        add(COURIERS[at % 2], "organized", "partner", code)
    for code in SETTLEMENTS:
        add(f"{code}B", "organized", "unit", name_of(code))
    for code in COMMUNITIES[:6]:
        add(code, "organized", "unit", name_of(code))
    add("street", "worked_with", "unit", name_of("C7"))
    return rows


def courier_reports() -> Rows:
    """What couriers noticed on their way: things and places, nobody."""
    dice = MAKER.dice("couriers")
    rows: Rows = []
    for at in range(42):
        on = dice.day(FIRST, date(2022, 12, 9))
        code = GRIDS[dice.randrange(150)] if on >= DRAWN else COMMUNITIES[at % 7]
        row: Row = {
            "no": f"{at + 1:02}",
            "unit": name_of(code),
            "topic": zh("topic", ("surface", "passage")[at % 2]),
            "place": f"示例巷{dice.randrange(1, 76)}",
            "received": on,
            "dispatched": on + timedelta(days=1),
            "handler": name_of("O3"),
        }
        if at < 39:
            row |= {"replied": on + timedelta(days=2 + dice.randrange(10)), "outcome": zh("outcome", "solved")}
        rows.append(row)
    return rows


TOPICS = ("utilities", "neighbours", "elderly", "health", "disability", "employment")
ORDERS, SOLVED = 640, 624


def orders() -> Rows:
    """Orders of residents, online and on the spot: 624 solved, 10 explained, 6 still with those who were sent."""
    dice = MAKER.dice("orders")
    rows: Rows = []
    for at in range(ORDERS):
        on = dice.day(DRAWN, date(2022, 12, 9))
        grid = GRIDS[dice.randrange(150)]
        row: Row = {
            "no": f"{at + 1:03}",
            "unit": name_of(grid),
            "channel": zh("channel", "online" if dice.random() < 0.6 else "offline"),
            "topic": zh("topic", dice.choices(TOPICS, weights=(8, 6, 5, 3, 2, 3))[0]),
            "received": on,
            "accepted": on,
            "opened": on + timedelta(days=1),
            "dispatched": on + timedelta(days=1),
            "handler": name_of(community_of(grid)),
        }
        if at < ORDERS - 6:
            done = on + timedelta(days=2 + dice.randrange(12))
            row |= {"replied": done, "outcome": zh("outcome", "solved" if at < SOLVED else "explained")}
            if at % 16:
                rating = dice.choices(("satisfied", "fairly", "dissatisfied", "not_reached"), weights=(80, 12, 3, 5))[0]
                row |= {"inspected": done + timedelta(days=3), "rating": zh("rating", rating)}
        rows.append(row)
    return rows


# -- civility ---------------------------------------------------------------------------------------------------------------------------


def motions() -> Rows:
    """A convention of the residents in each community, adopted by their meeting."""
    return [
        {
            "no": at,
            "unit": name_of(code),
            "title": f"示例社区{at}居民公约",
            "put": date(2022, 3, 7),
            "decided": date(2022, 3, 28),
            "outcome": zh("outcome", "adopted"),
            "minuted": date(2022, 4, 1),
        }
        for at, code in enumerate(COMMUNITIES, 1)
    ]


def resolutions() -> Rows:
    """How many came."""
    return [
        {"no": f"RM{at}", "unit": name_of(code), "on": date(2022, 3, 28), "motion": at, "eligible": 120, "present": 70 + at}
        for at, code in enumerate(COMMUNITIES, 1)
    ]


def elections() -> Rows:
    """The committees of the seven communities are renewed."""
    return [
        {
            "no": f"EL{at}",
            "unit": name_of(code),
            "on": date(2022, 2, 20),
            "eligible": 90,
            "present": 60,
            "issued": 60,
            "ballots": 60,
            "seats": SEATS[code],
        }
        for at, code in enumerate(COMMUNITIES, 1)
    ]


def vote_results() -> Rows:
    """Votes for a convention, and for each candidate."""
    rows: Rows = []

    def add(**cells: Any) -> None:
        rows.append({"no": len(rows) + 1, **cells})

    for at, code in enumerate(COMMUNITIES, 1):
        add(vote=f"RM{at}", choice=zh("vote_choice", "yes"), votes=60 + at)
        add(vote=f"RM{at}", choice=zh("vote_choice", "no"), votes=10)
        for place, person in enumerate(CANDIDATES[code]):
            add(vote=f"EL{at}", option=person, votes=20 if person == CANDIDATES[code][-1] else 55 - 3 * place)
    return rows


def candidacies() -> Rows:
    """Who stood."""
    return [
        {"vote": f"EL{at}", "person": person, "post": f"K-{code}", "on": date(2022, 2, 1), "by": name_of("street")}
        for at, code in enumerate(COMMUNITIES, 1)
        for person in CANDIDATES[code]
    ]


def reviews() -> Rows:
    """Of each candidate a body put on record that the profile is met: the day, the body, nothing of what was looked at."""
    return [
        {
            "no": person,
            "person": person,
            "unit": name_of(code),
            "asked": date(2022, 1, 10),
            "moral": date(2022, 1, 18),
            "moral_by": name_of("street"),
            "able": date(2022, 1, 21),
            "able_by": name_of("street"),
            "cleared": date(2022, 1, 25),
        }
        for code in COMMUNITIES
        for person in CANDIDATES[code]
    ]


def notices() -> Rows:
    """The conventions hang out."""
    return [
        {
            "no": f"CV{at}",
            "unit": name_of(code),
            "kind": zh("notice", "convention"),
            "about": name_of(code),
            "motion": at,
            "outlet": zh("outlet", "board"),
            "published": date(2022, 4, 1),
        }
        for at, code in enumerate(COMMUNITIES, 1)
    ]


STARS = 10


def household_consents() -> Rows:
    """Ten households agree to be named; one takes it back in the autumn."""
    rows: Rows = []
    for at in range(1, STARS + 1):
        row: Row = {
            "no": at,
            "unit": name_of(community_of(GRIDS[at - 1])),
            "giver": f"H{at:03}",
            "purpose": zh("consent", "recognition"),
            "start": date(2022, 5, 9),
            "end": date(2022, 10, 1) if at == STARS else "",
            "revoked": "是" if at == STARS else "",
        }
        rows.append(row)
    return rows


def star_households() -> Rows:
    """They are named for a year, each by its own consent; the one that took it back is taken down."""
    rows: Rows = []
    for at in range(1, STARS + 1):
        row: Row = {
            "no": at,
            "unit": name_of(community_of(GRIDS[at - 1])),
            "about": f"H{at:03}",
            "by_consent": at,
            "outlet": zh("outlet", "board"),
            "announced": date(2022, 5, 16),
            "published": date(2022, 5, 30),
            "withdrawn": date(2022, 10, 1) if at == STARS else "",
            "end": date(2023, 4, 30),
        }
        rows.append(row)
    return rows


def consents() -> Rows:
    """Role models agree as well."""
    return [
        {
            "no": f"P{at}",
            "unit": name_of("street"),
            "giver": person,
            "purpose": zh("consent", "recognition"),
            "start": date(2022, 6, 1),
        }
        for at, person in enumerate(ROLE_MODELS, 1)
    ]


def praise() -> Rows:
    """And are shown as such."""
    return [
        {
            "no": at,
            "unit": name_of("street"),
            "about": person,
            "by_consent": f"P{at}",
            "outlet": zh("outlet", "website"),
            "announced": date(2022, 6, 6),
            "published": date(2022, 6, 20),
            "end": date(2023, 12, 31),
        }
        for at, person in enumerate(ROLE_MODELS, 1)
    ]


# -- pay, and the double evaluation --------------------------------------------------------------------------------------------------------

BASE = {"community_head": (4000, 120), "community_deputy": (3600, 110), "social_worker": (3200, 100)}


def allowances(made: Rows) -> Rows:
    """Three months by level, and 300 yuan more in each; who has a bachelor's degree begins at level 3."""
    tenure = {row["post"]: row["no"] for row in made}
    rows: Rows = []

    def add(post: str, part: str, month: int, amount: int, level: Any = "") -> None:
        rows.append(
            {
                "no": f"L{len(rows) + 1:03}",
                "tenure": tenure[post],
                "kind": zh("allowance", "paid"),
                "part": zh("pay_part", part),
                "month": f"2022-{month:02}",
                "on": date(2022, month, 25),
                "amount": amount,
                "payer": name_of("street"),
                "level": level,
            }
        )

    for month in (10, 11, 12):
        for at, code in enumerate(COMMUNITIES, 1):
            for post in WORKER_POSTS:
                least, step = BASE[post]
                level = 3 if at % 2 else 1
                add(f"{post}-{code}", "ladder", month, least + step * (level - 1), level)
                add(f"{post}-{code}", "supplement", month, 300)
    return rows


MARKS = {code: (90 - at, 92 - 3 * at) for at, code in enumerate(COMMUNITIES)}
"""Community → the marks of its secretary: of the level above, and of the members."""
WORK = {code: 93 - 2 * at for at, code in enumerate(COMMUNITIES)}
JUDGED = date(2022, 12, 16)


def _grade(score: Fraction) -> str:
    return "good" if score >= 85 else "average"


def twice(code: str) -> Fraction:
    """The score of a secretary by both evaluations, in plain Python: what the library must come to by itself."""
    return Fraction(sum(MARKS[code]), 2)


def yearly(code: str) -> Fraction:
    """The score of a community on its yearly targets."""
    return Fraction(85 * WORK[code] + 15 * twice(code), 100)


def member_ratings() -> Rows:
    """The level above gives a mark, and fifteen members one together."""
    rows: Rows = []
    for code in COMMUNITIES:
        for (item, group, returns), mark in zip(
            (("upward", "superior", 1), ("inward", "members", 15)), MARKS[code], strict=True
        ):
            rows.append(
                {
                    "no": f"{item}-{code}",
                    "unit": name_of(code),
                    "subject": SECRETARIES[code],
                    "rubric": "secretaries",
                    "item": item,
                    "on": date(2022, 12, 12),
                    "evaluator": zh("evaluator", group),
                    "value": mark,
                    "returns": returns,
                }
            )
    return rows


def member_assessments() -> Rows:
    """People decide as the rule proposes."""
    return [
        {
            "no": f"D-{code}",
            "unit": name_of(code),
            "subject": SECRETARIES[code],
            "rubric": "secretaries",
            "first": FIRST,
            "last": LAST,
            "score": _cut(twice(code)),
            "grade": zh("grade", _grade(twice(code))),
            "decided_by": OFFICE[0],
            "post": "W1",
            "proposed": date(2022, 12, 14),
            "decided": JUDGED,
            "expires": JUDGED.replace(year=2023),
        }
        for code in COMMUNITIES
    ]


def ratings() -> Rows:
    """Work on the yearly targets."""
    return [
        {
            "no": f"T-{code}",
            "unit": name_of(code),
            "subject": name_of(code),
            "rubric": "targets",
            "item": "work",
            "on": date(2022, 12, 20),
            "value": WORK[code],
        }
        for code in COMMUNITIES
    ]


def assessments() -> Rows:
    """The score of the secretary counts in the score of the community."""
    return [
        {
            "no": f"T-{code}",
            "unit": name_of(code),
            "subject": name_of(code),
            "rubric": "targets",
            "first": FIRST,
            "last": LAST,
            "score": _cut(yearly(code)),
            "grade": zh("grade", _grade(yearly(code))),
            "decided_by": OFFICE[0],
            "post": "W1",
            "proposed": date(2022, 12, 26),
            "decided": date(2022, 12, 30),
            "expires": date(2023, 12, 30),
        }
        for code in COMMUNITIES
    ]


def _cut(score: Fraction) -> str:
    cut = (score * SCALE).__floor__()
    return f"{cut // SCALE}.{cut % SCALE:04}"


def budgets() -> Rows:
    """The one line of the budget that the account names: nearly a million yuan, as it was written."""
    return [
        {
            "code": "BG1",
            "unit": name_of("county"),
            "fund": zh("fund", "running"),
            "line": zh("budget_line", "settlements"),
            "planned": "近100万",
            "currency": zh("measured_in", "CNY"),
            "paid_by": name_of("county"),
            "paid_by_noun": "unit",
            "start": FIRST,
            "end": LAST,
        }
    ]


def tallies() -> Rows:
    """What the county knows only as a number, each as it was written."""
    listed = (
        ("street", "offices_published", "5", "unit", "offices", "模式名称：“五办三中心”，正文列出八个"),
        ("street", "centres_published", "3", "unit", "centres", "模式名称：“五办三中心”"),
        ("street", "settlements_unclear", "33（原文含义不明）", "unit", "", "原文三数并列，所指不明"),
        ("street", "settlements_unclear", "38（原文含义不明）", "unit", "", "原文三数并列，所指不明"),
        ("street", "settlements_unclear", "58（原文含义不明）", "unit", "", "原文三数并列，所指不明"),
        ("county", "trade_turnover", "3000余万", "CNY", "", "原文：三千余万元"),
        ("county", "farm_products", "300余万", "piece", "", "原文：三百余万件"),
        ("county", "industrial_products", "1900,000余", "piece", "", "原文逗号错位，按件数修复为一百九十余万"),
    )
    rows: Rows = []
    for no, (unit, kind, amount, measure, by, origin) in enumerate(listed, 1):
        words = {"unit": name_of(unit), "kind": zh("tally", kind), "measured_in": zh("measured_in", measure)}
        rows.append({"no": no, **words, "on": LAST, "amount": amount, "origin": origin, "measure": by})
    return rows


# -- files ------------------------------------------------------------------------------------------------------------------------------

WORKBOOKS = {
    "organization.xlsx": ("units", "changes", "coverage"),
    "dispatch.xlsx": ("cases", "needs", "claims", "consultations"),
    "federations.xlsx": ("federations", "federation_problems"),
    "business.xlsx": ("recognitions", "business_services", "cross_appointments"),
    "renewal.xlsx": ("elections", "candidacies", "reviews", "vote_results"),
    "civility.xlsx": ("motions", "resolutions", "notices", "household_consents", "star_households", "consents", "praise"),
    "evaluation.xlsx": ("member_ratings", "member_assessments", "ratings", "assessments"),
    "teams.xlsx": ("teams", "seats"),
    "employment.xlsx": ("courses", "provisions"),
    "numbers.xlsx": ("tallies", "accounts", "budgets"),
}
TEXTS = {
    "members.csv": ("members", "utf-8-sig", "zh", "%Y-%m-%d"),
    "posts.csv": ("posts", "utf-8", "zh", "%Y-%m-%d"),
    "tenures.csv": ("tenures", "utf-8", "zh", "%Y/%m/%d"),
    "registrations.csv": ("registrations", "utf-8", "en", "%Y-%m-%d"),
    "areas.csv": ("areas", "gb18030", "zh", "%Y年%m月%d日"),
    "households.csv": ("households", "gb18030", "zh", "%Y-%m-%d"),
    "duties.csv": ("duties", "utf-8", "en", "%Y-%m-%d"),
    "activities.csv": ("activities", "gb18030", "zh", "%Y.%m.%d"),
    "orders.csv": ("orders", "gb18030", "zh", "%Y-%m-%d"),
    "partners.csv": ("partners", "utf-8", "zh", "%Y-%m-%d"),
    "agreements.csv": ("agreements", "utf-8-sig", "zh", "%Y年%m月%d日"),
    "offers.csv": ("offers", "utf-8", "zh", "%Y-%m-%d"),
    "facilities.csv": ("facilities", "utf-8", "zh", "%Y/%m/%d"),
    "courier_reports.csv": ("courier_reports", "gb18030", "zh", "%Y-%m-%d"),
    "allowances.csv": ("allowances", "utf-8", "zh", "%Y-%m-%d"),
}


def rows() -> dict[str, Rows]:
    """Every ledger."""
    made: dict[str, Rows] = {
        one.__name__: one()
        for one in (
            units, changes, areas, households, members, posts, tenures, teams, seats, registrations, duties, cases, needs, consultations,
            activities, courses, federations, federation_problems, partners, agreements, offers, accounts, facilities, recognitions,
            business_services, cross_appointments, coverage, courier_reports, orders, motions, resolutions, elections, vote_results,
            candidacies, reviews, notices, household_consents, star_households, consents, praise, member_ratings, member_assessments, ratings,
            assessments, budgets, tallies,
        )
    }  # fmt: skip
    made["provisions"] = placements()
    made["claims"] = claims(made["needs"])
    made["allowances"] = allowances(made["tenures"])
    return made


def checked(made: Mapping[str, Rows]) -> None:
    """Counts what was published, in plain Python; the script stops where a number is not right."""

    def count(ledger: str, column: str, words: str, word: str) -> int:
        return sum(row[column] == zh(words, word) for row in made[ledger])

    must("bodies", (count("units", "kind", "unit", "office"), count("units", "kind", "unit", "centre")), (8, 3))
    must("grids", (count("units", "kind", "unit", "grid"), len({row["addresses"] for row in made["areas"]})), (150, 150))
    must("settlements", count("units", "kind", "unit", "settlement"), 56)
    must("chairs", count("tenures", "method", "tenure_method", "rotating"), 28)
    held = sum(row["kind"] in [zh("activity", kind) for kind in FIVE_ONES] for row in made["activities"])
    must("activities of federations, more than 230", held, 234)
    must("problems of federations, more than 70", sum("outcome" in row for row in made["federation_problems"]), 73)
    must("actions", [count("activities", "kind", "activity", kind) for kind in ACTIONS], [26, 5, 3])
    must("recognized", Counter(row["kind_of"] for row in made["recognitions"]).most_common(), [
        (zh("target_kind", "integrity_household"), 10), (zh("target_kind", "demonstration_household"), 5)])  # fmt: skip
    must("claimed", sum(row["post"] == "claimed" for row in made["tenures"]), 57)
    trained = sum(row["headcount"] for row in made["activities"] if row["kind"] == zh("activity", "employment_course"))
    must("trained, more than 3,400", trained, 3436)
    must("placed, more than 11,000", sum(row["amount"] for row in made["provisions"]), 11_016)
    must("jobs", sum(row.get("capacity", 0) for row in made["facilities"]), 2468)
    shared = [row for row in made["offers"] if row["measure"] == zh("measured_in", "m2")]
    must("shared", (len({row["provider"] for row in shared}), sum(row["amount"] for row in shared)), (263, 6049))
    must("agreements", sum(row["target_noun"] == "unit" for row in made["agreements"]), 238)
    must("orders solved, more than 620", sum(row.get("outcome") == zh("outcome", "solved") for row in made["orders"]), SOLVED)
    degree = {row["no"]: row.get("education") for row in made["members"]}
    elected = [row["person"] for row in made["tenures"] if row["method"] == zh("tenure_method", "elected")]
    high = sum(degree[person] in (zh("education", "bachelor"), zh("education", "master")) for person in elected)
    must("elected with a degree", (high, len(elected), round(100 * high / len(elected))), (27, 31, 87))
    must("supplement", {row["amount"] for row in made["allowances"] if row["part"] == zh("pay_part", "supplement")}, {300})


def make() -> dict[str, bytes]:
    """All files of the sample: path below this folder → content."""
    made = rows()
    checked(made)
    return MAKER.files(made, WORKBOOKS, TEXTS)


if __name__ == "__main__":
    main(MAKER.folder, make)
