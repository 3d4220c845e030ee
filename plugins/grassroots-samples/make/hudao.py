"""Makes the ledgers of the sample: Hudao Street and its year 2021. Run it to write them anew; the same bytes come out.

    python plugins/grassroots-samples/make/hudao.py

Every unit, person, household, ticket and gift is invented and called so (示例, 成员0001). Only the totals are those that were published;
`published.toml` lists them, and `checked` counts them in plain Python before anything is written.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import ASSOCIATION, CN, SAMPLES, Dice, Maker, Row, Rows, main, member, must

MAKER = Maker(SAMPLES / "hudao", seed=2021, over=(ASSOCIATION, CN / "cn_street", CN / "cn_hotline", CN / "cn_hotline_bureau"))
zh = MAKER.zh
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)


# -- the working days of 2021, as they were announced -------------------------------------------------------------------------------------


def _days(*spans: tuple[int, int, int]) -> frozenset[date]:
    return frozenset(date(2021, month, day) for month, first, last in spans for day in range(first, last + 1))


HOLIDAYS = _days((1, 1, 3), (2, 11, 17), (4, 3, 5), (5, 1, 5), (6, 12, 14), (9, 19, 21), (10, 1, 7)) | {date(2022, 1, 3)}
WORKED = _days((2, 7, 7), (2, 20, 20), (4, 25, 25), (5, 8, 8), (9, 18, 18), (9, 26, 26), (10, 9, 9))
"""Days of weekends that were worked instead of others."""


def works(day: date) -> bool:
    """Whether a day was a working day."""
    return day in WORKED or (day.weekday() < 5 and day not in HOLIDAYS)


def after(day: date, number: int) -> date:
    """So many working days after a day."""
    while number:
        day += timedelta(days=1)
        number -= works(day)
    return day


def any_day(dice: Dice, first: date = FIRST, last: date = LAST) -> date:
    """Any day: people ask on Sundays too."""
    return first + timedelta(days=dice.randrange((last - first).days + 1))


# -- units ------------------------------------------------------------------------------------------------------------------------------

NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
GRIDS = [f"G{at:02}" for at in range(1, 22)]
BRANCHES = [f"B{at:02}" for at in range(1, 11)]
JOINT = [f"J{at}" for at in range(1, 6)]
BRANCH_OF = dict(zip(GRIDS, [*BRANCHES, "J1", "J1", "J1", "J2", "J2", "J3", "J3", "J4", "J4", "J5", "J5"], strict=True))
"""Ten grids have a branch of their own; eleven share five joint ones, each within one community."""
COMMUNITY_OF = {grid: f"C{1 + min(at // 5, 3)}" for at, grid in enumerate(GRIDS)}
WORK_GROUPS = {"W1": "环境整治组", "W2": "平安秩序组", "W3": "民生服务组", "W4": "文化宣传组"}
GROUP_OF = {
    "environment": "W1", "water_power": "W1", "noise": "W2", "traffic": "W2", "safety": "W2", "services": "W3", "elderly": "W3", "living": "W3", "culture": "W4",
}  # fmt: skip
"""Topic → the front-line working group that answers for it."""
DEPARTMENTS = {"D1": "示例区综合执法局", "D2": "示例区消防救援大队", "D3": "示例区市场监管局", "D4": "示例区公安分局"}
FEATURES = ("红茶馆", "网格漫步", "老兵服务队", "网格人才服务站", "青年驿站", "邻里厨房", "楼道书屋")
GROUPS_OF_BUILDINGS = [f"L{at:02}" for at in range(1, 31)]


def numeral(number: int) -> str:
    """A number below a hundred in Chinese."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return NUMERALS[number]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + NUMERALS[ones]


def name_of(code: str) -> str:
    """The name of a unit, as it is typed where a ledger names it."""
    number = int(code[1:]) if code[1:].isdigit() else 0
    kinds = {"G": "示例第{}网格", "B": "示例第{}网格支部", "J": "示例第{}联合网格支部", "C": "示例{}社区", "L": "示例{}号楼组"}
    if code in WORK_GROUPS:
        return WORK_GROUPS[code]
    if code in DEPARTMENTS:
        return DEPARTMENTS[code]
    return {"district": "示例区", "street": "湖岛街道"}.get(code) or kinds[code[0]].format(numeral(number))


def road(grid: str) -> str:
    """The one road of a grid."""
    return f"示例{numeral(int(grid[1:]))}路"


def units() -> Rows:
    """District, street, communities, grids, their branches, building groups; working groups; the departments that can be called."""
    rows: Rows = [
        {"code": "district", "kind": zh("unit", "district"), "name": name_of("district"), "name_en": "Sample District"}
    ]

    def add(code: str, kind: str, parent: str, english: str, **more: Any) -> None:
        row = {"code": code, "kind": zh("unit", kind), "name": name_of(code), "name_en": english, "parent": name_of(parent)}
        rows.append({**row, **more})

    add("street", "street", "district", "Hudao Street")
    for code in DEPARTMENTS:
        english = {"D1": "Enforcement Bureau", "D2": "Fire Service", "D3": "Market Supervision", "D4": "Police"}[code]
        add(code, "department", "district", f"Sample {english}")
    for code in WORK_GROUPS:
        english = {"W1": "Surroundings", "W2": "Order", "W3": "Services", "W4": "Culture"}[code]
        add(code, "work_group", "street", f"Group {english}")
    for at in range(1, 5):
        add(f"C{at}", "community", "street", f"Sample Community {at}")
    for at, grid in enumerate(GRIDS):
        feature = {} if at % 7 == 6 and at > 7 else {"feature": f"{FEATURES[at % 7]}（示例）"}
        add(grid, "grid", COMMUNITY_OF[grid], f"Sample Grid {at + 1}", **feature)
    for branch in (*BRANCHES, *JOINT):
        grid = next(one for one in GRIDS if BRANCH_OF[one] == branch)
        kind = "grid_branch" if branch in BRANCHES else "joint_grid_branch"
        add(branch, kind, COMMUNITY_OF[grid], f"Sample {'Joint ' if branch in JOINT else ''}Grid Branch {int(branch[1:])}")
    for at, code in enumerate(GROUPS_OF_BUILDINGS):
        add(code, "building_group", (*BRANCHES, *JOINT)[at // 2], f"Sample Building Group {at + 1}")
    return rows


def areas() -> Rows:
    """Each grid is one road."""
    return [
        {
            "no": grid,
            "unit": name_of(grid),
            "kind": zh("area", "grid"),
            "name": name_of(grid),
            "addresses": f"{road(grid)}1-60号",
        }
        for grid in GRIDS
    ]


def grid_branches() -> Rows:
    """Which branch a grid belongs to."""
    return [
        {"unit": name_of("street"), "grid": name_of(grid), "branch": name_of(BRANCH_OF[grid]), "start": FIRST} for grid in GRIDS
    ]


# -- people, posts, teams -----------------------------------------------------------------------------------------------------------------


SECRETARY = member(1)
CHIEFS = dict(zip(WORK_GROUPS, (member(at) for at in range(2, 6)), strict=True))
INTAKE, REVIEWER = member(6), member(7)
LEADS = {grid: member(11 + at) for at, grid in enumerate(GRIDS)}
WORKERS = {grid: member(32 + at) for at, grid in enumerate(GRIDS)}
INSTRUCTORS = {grid: member(53 + at // 2) for at, grid in enumerate(GRIDS)}
BRANCH_SECRETARIES = {branch: member(64 + at) for at, branch in enumerate((*BRANCHES, *JOINT))}
VOLUNTEERS = [member(at) for at in range(79, 159)]
LEADING = "K-W3"
"""The post that confirms the hours of helpers."""


def members() -> Rows:
    """158 members with a home unit."""
    homes = [*BRANCHES, *JOINT]
    return [
        {"no": member(at), "name": f"成员{at:04}", "unit": name_of(homes[at % len(homes)]), "full": date(2010, 7, 1)}
        for at in range(1, 159)
    ]


def posts() -> Rows:
    """The secretary of the working committee, heads of the working groups, the desk, branch secretaries, leads of grids."""

    def post(code: str, unit: str, kind: str) -> Row:
        return {"code": code, "unit": name_of(unit), "kind": zh("post", kind), "seats": 1, "start": date(2020, 7, 1)}

    return [
        post("K-S", "street", "working_secretary"),
        *(post(f"K-{group}", group, "department_chief") for group in WORK_GROUPS),
        post("K-I", "street", "intake"),
        post("K-R", "street", "supervisor"),
        *(post(f"K-{branch}", branch, "secretary") for branch in BRANCH_SECRETARIES),
        *(post(f"K-{grid}", grid, "grid_lead") for grid in GRIDS),
    ]


def tenures() -> Rows:
    """Who holds them. The lead of the last grid is only acting: that grid is not fully staffed."""
    held = {"K-S": SECRETARY, **{f"K-{group}": one for group, one in CHIEFS.items()}, "K-I": INTAKE, "K-R": REVIEWER}
    rows = [
        {"post": post, "person": person, "start": date(2020, 8, 1), "method": zh("tenure_method", "appointed")}
        for post, person in held.items()
    ]
    for branch, person in BRANCH_SECRETARIES.items():
        rows.append(
            {"post": f"K-{branch}", "person": person, "start": date(2020, 9, 1), "method": zh("tenure_method", "elected")}
        )
    for grid, person in LEADS.items():
        method = "acting" if grid == GRIDS[-1] else "sent"
        rows.append({"post": f"K-{grid}", "person": person, "start": FIRST, "method": zh("tenure_method", method)})
    return [{"no": f"{at:03}", **row} for at, row in enumerate(rows, 1)]


COUNCILS = {"Y1": ("G03", "红茶馆议事会"), "Y2": ("G09", "物业吐槽会"), "Y3": ("G16", "邻里议事会")}
PROFESSIONAL = ("综合执法队", "应急处置队", "环境整治队", "便民服务队", "矛盾调解队")
SUPPORTING = ("志愿服务队", "专家顾问队")


def teams() -> Rows:
    """A trio in each grid, fourteen teams of grids, 5 + 2 professional teams, three councils."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, name: str) -> None:
        rows.append({"code": code, "unit": name_of(unit), "kind": zh("team", kind), "name": name, "start": FIRST})

    for grid in GRIDS:
        add(f"T-{grid}", grid, "trio", f"{name_of(grid)}三人小组")
    for at in range(14):
        add(f"N-{at + 1:02}", GRIDS[at * 3 % 21], "grid_team", f"示例{FEATURES[at % 7]}小队{at + 1}")
    for at, name in enumerate(PROFESSIONAL):
        add(f"P-{at + 1}", "street", "standing_team", f"示例{name}")
    for at, name in enumerate(SUPPORTING):
        add(f"A-{at + 1}", "street", "supporting_team", f"示例{name}")
    for code, (grid, name) in COUNCILS.items():
        add(code, grid, "council", f"示例{name}")
    return rows


def seats() -> Rows:
    """Who sits in a trio. The secretary of a joint branch sits in those of all its grids."""
    rows: Rows = []
    for grid in GRIDS:
        trio = {
            "branch_secretary": BRANCH_SECRETARIES[BRANCH_OF[grid]],
            "instructor": INSTRUCTORS[grid],
            "grid_worker": WORKERS[grid],
        }
        for role, person in trio.items():
            rows.append({"team": f"T-{grid}", "person": person, "role": zh("team_role", role), "start": FIRST})
    return rows


# -- households, visits, problems ---------------------------------------------------------------------------------------------------------

HOUSEHOLDS = {grid: [f"H{grid[1:]}{at:02}" for at in range(1, 13)] for grid in GRIDS}
HARDSHIP = {grid: listed[:2] for grid, listed in HOUSEHOLDS.items()}


def households() -> Rows:
    """Twelve households of each grid, two of them in difficulty."""
    return [
        {
            "no": no,
            "unit": name_of(grid),
            "address": f"{road(grid)}{3 * at + 1}号",
            "key_family": "是" if no in HARDSHIP[grid] else "否",
            "start": date(2020, 1, 1),
        }
        for grid, listed in HOUSEHOLDS.items()
        for at, no in enumerate(listed)
    ]


def member_households() -> Rows:
    """Two member households for each building group."""
    rows: Rows = []
    for at, group in enumerate(GROUPS_OF_BUILDINGS):
        branch = (*BRANCHES, *JOINT)[at // 2]
        grids = [grid for grid in GRIDS if BRANCH_OF[grid] == branch]
        listed = [no for grid in grids for no in HOUSEHOLDS[grid][4:]]
        for no in listed[at % 2 :: 2][:2]:
            rows.append({"unit": name_of(group), "group": name_of(group), "household": no, "start": date(2021, 2, 1)})
    return rows


PAIRED = [(grid, no) for grid in GRIDS[:-1] for no in HARDSHIP[grid]]
"""The acting lead helps nobody yet: two households wait."""
CALLS = (date(2021, 3, 10), date(2021, 6, 8), date(2021, 9, 6), date(2021, 12, 2))


def pairings() -> Rows:
    """Who helps whom; one household is no longer in difficulty, and its link has ended."""
    rows = [
        {"no": f"{at:02}", "unit": name_of(grid), "holder": LEADS[grid], "target": no, "start": date(2021, 1, 11)}
        for at, (grid, no) in enumerate(PAIRED, 1)
    ]
    ended = HOUSEHOLDS["G01"][3]
    rows.append({"no": "41", "unit": name_of("G01"), "holder": LEADS["G01"], "target": ended, "start": date(2020, 1, 6), "end": date(2021, 6, 30)})  # fmt: skip
    return rows


PROBLEMS, SOLVED = 300, 262
"""Collected, and more than 260 solved."""


def contacts() -> Rows:
    """480 visits from door to door, 300 of which brought a problem home; each helper calls every quarter, one not in the last."""
    dice = MAKER.dice("contacts")
    rows: Rows = []
    for _ in range(480):
        grid = dice.choice(GRIDS)
        code = "reached" if len(rows) < PROBLEMS or dice.randrange(6) else "away"
        rows.append(
            {
                "unit": name_of(grid),
                "on": any_day(dice, date(2021, 1, 4), date(2021, 12, 10)),
                "target": dice.choice(HOUSEHOLDS[grid]),
                "by": dice.choice((LEADS[grid], WORKERS[grid])),
                "purpose": zh("contact_purpose", "door_to_door"),
                "code": zh("contact_code", code),
            }
        )
    for at, (grid, no) in enumerate(PAIRED):
        for day in CALLS[: 3 if at == 7 else 4]:
            row = {"unit": name_of(grid), "on": day, "target": no, "by": LEADS[grid]}
            rows.append({**row, "purpose": zh("contact_purpose", "hardship_call"), "code": zh("contact_code", "reached")})
    return [{"no": f"V{at:04}", **row} for at, row in enumerate(rows, 1)]


def visit_opinions(made: Mapping[str, Rows]) -> Rows:
    """The 300 problems: each to the group of its topic, a dozen to the wrong one first."""
    dice = MAKER.dice("problems")
    topics = list(GROUP_OF)
    rows: Rows = []
    for at, visit in enumerate(made["contacts"][:PROBLEMS]):
        topic = dice.choices(topics, weights=(6, 2, 2, 4, 3, 3, 3, 2, 2))[0]
        group = GROUP_OF[topic]
        wrong = at % 25 == 24
        given = after(visit["on"], 1)
        settled = after(given, 2 + dice.randrange(10))
        row: Row = {
            "no": f"Q{at + 1:03}",
            "unit": visit["unit"],
            "contact": visit["no"],
            "topic": zh("topic", topic),
            "text": "示例：走访时反映的问题。",
            "received": visit["on"],
            "dispatched": given,
            "group": WORK_GROUPS[next(code for code in WORK_GROUPS if code != group) if wrong else group],
        }
        if wrong:
            row |= {"passed_on": after(given, 1), "other_group": WORK_GROUPS[group]}
        if at < SOLVED:
            row |= {"replied": settled, "outcome": zh("outcome", "solved")}
        elif at < SOLVED + 24:
            row |= {"replied": settled, "outcome": zh("outcome", ("explained", "not_now")[at % 2])}
        rows.append(row)
    return rows


# -- five platforms, one queue --------------------------------------------------------------------------------------------------------------

PLATFORMS = {"hotline": ("R", 240), "interaction": ("I", 80), "urban_management": ("U", 120), "grassroots_platform": ("P", 100), "e_home": ("E", 60)}  # fmt: skip
"""Platform → letter of its numbers, how many tickets."""
QUICK = ("request", "help", "enquiry")
"""Categories that are answered within three working days; others within thirteen."""
SLOW = ("complaint", "report")


def tickets() -> dict[str, Rows]:
    """The tickets of each platform. e-home closes all, and does not say what came of them."""
    made: dict[str, Rows] = {}
    for platform, (letter, number) in PLATFORMS.items():
        dice = MAKER.dice(f"tickets {platform}")
        last = date(2021, 11, 30) if platform == "e_home" else LAST
        days = sorted(any_day(dice, last=last) for _ in range(number))
        made[platform] = [_ticket(dice, platform, f"{letter}{at:04}", day) for at, day in enumerate(days, 1)]
    _merge(made)
    return made


def _ticket(dice: Dice, platform: str, number: str, day: date) -> Row:
    grid = dice.choice(GRIDS)
    topics = ("noise", "environment", "traffic") if platform == "urban_management" else tuple(GROUP_OF)
    topic = dice.choice(topics)
    category = dice.choice((*QUICK, *SLOW))
    limit = 3 if category in QUICK else 13
    row: Row = {
        "channel": zh("channel", platform),
        "ticket": number,
        "unit": name_of(grid),
        "category": zh("category", category),
        "topic": zh("topic", topic),
        "text": "示例：诉求内容。",
        "place": f"{road(grid)}{1 + dice.randrange(60)}号",
        "received": day,
    }
    turn = dice.randrange(100)
    if platform == "e_home" and (turn < 4 or turn in (13, 14)):
        turn = 99
    if turn < 2:
        return {**row, "declined": after(day, 1), "ground": zh("ground", "outside_remit"), "declined_by": "K-I"}
    if turn < 4:
        return {**row, "withdrawn": after(day, 1)}
    row |= {"dispatched": day if works(day) else after(day, 1), "handler": WORK_GROUPS[GROUP_OF[topic]]}
    if turn < 7 and limit == 13:
        asked = after(day, 9)
        row |= {
            "asked": asked,
            "asked_because": zh("ground", "several_units"),
            "extended": after(asked, 1),
            "new_due": after(day, 16),
        }
        taken = 14 + dice.randrange(3)
    elif turn < 13:
        taken = limit + 1 + dice.randrange(4)
    elif turn < 15:
        return _open_if_over(row)
    else:
        taken = 1 + dice.randrange(limit)
    done = after(day, taken)
    if done > LAST:
        return _open_if_over(row)
    if platform == "e_home":
        return {**row, "closed": done}
    outcome = dice.choices(("solved", "partly", "explained", "not_now"), weights=(70, 8, 16, 6))[0]
    row |= {"replied": done, "outcome": zh("outcome", outcome)}
    called = done + timedelta(days=1)
    if dice.randrange(10) < 8 and called <= LAST:
        weights = (70, 20, 5, 5) if outcome == "solved" else (30, 30, 30, 10)
        rating = dice.choices(("satisfied", "fairly", "dissatisfied", "not_reached"), weights=weights)[0]
        row |= {"followed_up": called, "rating": zh("rating", rating)}
    return row


def _open_if_over(row: Row) -> Row:
    """Steps that come after the year are not in its ledgers."""
    late = [name for name, cell in row.items() if isinstance(cell, date) and cell > LAST]
    kept = {name: cell for name, cell in row.items() if name not in late}
    if "dispatched" in late:
        kept.pop("handler")
    if "asked" in late:
        kept.pop("asked_because")
    if "extended" in late:
        kept.pop("new_due", None)
    return kept


def _merge(made: dict[str, Rows]) -> None:
    """Eight residents brought by another platform what somebody had brought by the hotline the day before; seven have their own answer."""
    leads = [row for row in made["hotline"] if "followed_up" in row and row["received"].month < 12][::12][:8]
    for at, lead in enumerate(leads):
        row = made["interaction"][at * 9]
        day = lead["received"] + timedelta(days=1)
        for name in ("dispatched", "handler", "replied", "outcome", "followed_up", "rating", "asked", "asked_because", "extended", "new_due", "declined", "ground", "declined_by", "withdrawn"):  # fmt: skip
            row.pop(name, None)
        row |= {name: lead[name] for name in ("unit", "category", "topic", "place")}
        row |= {"received": day, "merged": day, "merged_into": f"{lead['channel']}-{lead['ticket']}"}
        if at:
            row |= {"replied": max(lead["replied"], day), "outcome": zh("outcome", "duplicate")}


def services() -> Rows:
    """The catalogue: which group answers for which topic; quarrels go to the nearest community."""
    rows = [
        {
            "number": f"{at:02}",
            "unit": name_of("street"),
            "name": zh("topic", topic),
            "topic": zh("topic", topic),
            "responsible": WORK_GROUPS[group],
            "start": FIRST,
        }
        for at, (topic, group) in enumerate(GROUP_OF.items(), 1)
    ]
    nearest = {"number": "10", "unit": name_of("street"), "name": zh("topic", "neighbours"), "topic": zh("topic", "neighbours")}
    return [*rows, {**nearest, "responsible_kind": zh("unit", "community"), "start": FIRST}]


def petitions() -> Rows:
    """Twelve, of which two came again after an answer."""
    dice = MAKER.dice("petitions")
    rows: Rows = []
    for at in range(1, 13):
        day = date(2021, at, 2 + dice.randrange(20))
        row: Row = {
            "no": f"{at:02}",
            "unit": name_of("street"),
            "topic": zh("topic", ("housing", "living", "noise")[at % 3]),
            "received": day,
            "due": day + timedelta(days=60),
            "dispatched": after(day, 1),
            "handler": WORK_GROUPS[list(WORK_GROUPS)[at % 4]],
        }
        if at in (7, 10):
            row["repeats"] = f"{at - 5:02}"
        replied = day + timedelta(days=20 + dice.randrange(40))
        if replied <= LAST:
            row |= {"replied": replied, "outcome": zh("outcome", ("solved", "explained")[at % 2])}
        rows.append(row)
    return rows


def joint_calls() -> Rows:
    """Forty departments were called by grids and communities: two came late, one call was called off, one is not answered."""
    dice = MAKER.dice("calls")
    rows: Rows = []
    grounds = ("joint_enforcement", "public_concern", "emergency")
    for at in range(20):
        grid = dice.choice(GRIDS)
        day = dice.day(date(2021, 1, 11), date(2021, 12, 24))
        hour = 8 + dice.randrange(9)
        for place, code in enumerate(dice.some(DEPARTMENTS, 2)):
            late = (at, place) in ((4, 0), (11, 1))
            row: Row = {
                "number": f"{at + 1:02}",
                "unit": name_of(grid if at % 3 else COMMUNITY_OF[grid]),
                "called": DEPARTMENTS[code],
                "kind": zh("joint_call", grounds[at % 3]),
                "place": f"{road(grid)}{1 + dice.randrange(60)}号",
                "called_on": f"{day} {hour:02}:00",
                "due": f"{day} {hour:02}:30",
            }
            if (at, place) == (15, 0):
                row["called_off"] = f"{day} {hour:02}:10"
            elif (at, place) != (17, 1):
                row["arrived"] = f"{day} {hour:02}:{31 + dice.randrange(20) if late else 10 + dice.randrange(20)}"
                row["finished"] = f"{day} {hour + 1:02}:{10 + dice.randrange(40)}"
            rows.append(row)
    return rows


# -- stars, stations, councils --------------------------------------------------------------------------------------------------------------

MIDDLE = dict(zip(GRIDS, [94, 85, 76] * 7, strict=True))
"""About what the grids are worth."""
ITEMS = {name: item for name, item in MAKER.rules["rubric"]["grids"]["item"].items() if "under" in item}
HEADS = {name: item for name, item in MAKER.rules["rubric"]["grids"]["item"].items() if "under" not in item}


def ratings() -> Rows:
    """A mark for each of eleven items."""
    dice = MAKER.dice("marks")
    rows: Rows = []
    for grid in GRIDS:
        for item in ITEMS:
            value = MIDDLE[grid] + dice.randrange(-3, 4)
            rows.append({"no": f"R{len(rows) + 1:03}", "unit": name_of("street"), "subject": name_of(grid), "rubric": "grids", "item": item, "on": date(2021, 11, 26), "value": value})  # fmt: skip
    return rows


def assessments(made: Mapping[str, Rows]) -> Rows:
    """What the marks come to, proposed by rule and decided by the secretary; the stars end after a year."""
    rows: Rows = []
    for at, grid in enumerate(GRIDS, 1):
        marks = {row["item"]: row["value"] for row in made["ratings"] if row["subject"] == name_of(grid)}
        whole = sum(
            int(head["weight"]) * int(item["weight"]) * marks[name]
            for above, head in HEADS.items()
            for name, item in ITEMS.items()
            if item["under"] == above
        )
        score = f"{whole // 10_000}.{whole % 10_000:04}"
        bands = MAKER.rules["rubric"]["grids"]["grade"]
        grade = next(one["grade"] for one in bands if whole >= 10_000 * int(one.get("at_least", "0")))
        rows.append(
            {
                "no": f"S{at:02}",
                "unit": name_of("street"),
                "subject": name_of(grid),
                "rubric": "grids",
                "first": FIRST,
                "last": LAST,
                "score": score,
                "grade": zh("grade", grade),
                "decided_by": SECRETARY,
                "post": "K-S",
                "proposed": date(2021, 12, 10),
                "decided": date(2021, 12, 20),
                "expires": date(2022, 12, 20),
            }
        )
    return rows


def facilities() -> Rows:
    """Twenty stations for twenty-one grids, three of them in the rooms of enterprises; one talent station."""
    rows = []
    for at, grid in enumerate(GRIDS[:20], 1):
        row = {
            "code": f"Z{at:02}",
            "unit": name_of(grid),
            "kind": zh("facility", "service_station"),
            "name": f"示例第{numeral(at)}网格服务站",
        }
        row |= {"place": f"{road(grid)}1号", "start": date(2021, 3, 1) if at < 16 else date(2021, 9, 1)}
        rows.append(row | ({"provider": f"PA{at:02}"} if at <= 3 else {}))
    talent = {"code": "ZR", "unit": name_of("G04"), "kind": zh("facility", "talent_station"), "name": "示例网格人才服务站"}
    return [*rows, {**talent, "place": f"{road('G04')}9号", "start": date(2021, 5, 1)}]


def motions() -> Rows:
    """Four of each council: ten adopted, one not, one adjourned into the next year."""
    rows: Rows = []
    for code, (grid, _) in COUNCILS.items():
        for at in range(1, 5):
            day = date(2021, 3 * at - 1, 18)
            no = f"{code}-{at}"
            row: Row = {"no": no, "unit": name_of(grid), "title": f"示例议题{no}", "activity": f"M-{no}", "number": "1", "put": day - timedelta(days=10)}  # fmt: skip
            if no == "Y3-4":
                rows.append({**row, "adjourned": day})
                continue
            row |= {"decided": day, "outcome": zh("outcome", "declined" if no == "Y2-3" else "adopted")}
            rows.append({**row, "minuted": day + timedelta(days=7)})
    return rows


def unit_votes(made: Mapping[str, Rows]) -> Rows:
    """Nine are entitled, seven came."""
    return [
        {"no": row["no"], "unit": row["unit"], "on": row["decided"], "activity": row["activity"], "rule": "grid_council", "motion": row["no"], "eligible": 9, "present": 7}
        for row in made["motions"]
        if "decided" in row
    ]  # fmt: skip


def vote_results(made: Mapping[str, Rows]) -> Rows:
    """Five of seven carry; three do not."""
    rows: Rows = []
    for row in made["unit_votes"]:
        yes = 3 if row["no"] == "Y2-3" else 5
        for choice, votes in (("yes", yes), ("no", 7 - yes)):
            rows.append({"no": f"{len(rows) + 1:02}", "vote": row["no"], "choice": zh("vote_choice", choice), "votes": votes})
    return rows


def disputes() -> Rows:
    """Eighteen, fourteen of which a council mediates."""
    dice = MAKER.dice("disputes")
    rows: Rows = []
    for at in range(1, 19):
        day = any_day(dice, FIRST, date(2021, 11, 30))
        row: Row = {"no": f"X{at:02}", "unit": name_of(f"C{1 + at % 4}"), "text": "示例：邻里纠纷。", "found": day}
        if at not in (5, 12, 17):
            row |= {"closed": day + timedelta(days=5 + dice.randrange(25)), "outcome": zh("outcome", "settled")}
        rows.append(row)
    return rows


def mediations(made: Mapping[str, Rows]) -> Rows:
    """Which council mediates what."""
    return [
        {"no": f"{at:02}", "unit": name_of("street"), "holder": f"Y{1 + at % 3}", "target": row["no"], "start": row["found"]}
        for at, row in enumerate(made["disputes"][:14], 1)
    ]


# -- the campaign, activities, shifts ---------------------------------------------------------------------------------------------------------

STUDY_EVENTS, TALKS, AUDIENCE, ACTIONS = 63, 200, 5216, 206
"""More than 60 times, 200 sessions, more than 5,000 people, more than 200 activities."""


def programmes() -> Rows:
    """The campaign."""
    return [{"code": "Y2021", "unit": name_of("street"), "kind": zh("programme", "study_campaign"), "name": "示例学习教育", "start": date(2021, 3, 1), "end": LAST}]  # fmt: skip


def activities(made: Mapping[str, Rows]) -> Rows:
    """Study events, practical things, council meetings, sweeps."""
    dice = MAKER.dice("activities")
    rows: Rows = []

    def add(no: str, unit: str, kind: str, on: date, **more: Any) -> None:
        rows.append({"no": no, "unit": unit, "kind": zh("activity", kind), "on": on, **more})

    for at in range(1, STUDY_EVENTS + 1):
        unit = "street" if at % 4 == 0 else dice.choice((*BRANCHES, *JOINT))
        add(
            f"A{at:03}", name_of(unit), "study_event", dice.day(date(2021, 3, 1), LAST), programme="Y2021", title="示例学习活动"
        )
    titles = ("疫情防控", "环境卫生整治", "新时代文明实践", "矛盾调解", "民生问题")
    for at in range(1, ACTIONS + 1):
        day = any_day(dice, date(2021, 3, 1), date(2021, 12, 28))
        add(
            f"B{at:03}",
            name_of(dice.choice(GRIDS)),
            "practical_action",
            day,
            programme="Y2021",
            title=f"示例：{titles[at % 5]}",
        )
    for row in made["motions"]:
        on = row.get("decided") or row["adjourned"]
        add(row["activity"], row["unit"], "council_meeting", on, team=row["no"].partition("-")[0], title="示例议事会")
    for at, day in enumerate(SWEEPS, 1):
        add(f"W{at:02}", name_of("street"), "sweep", day, title="示例集中排查")
    return rows


def study() -> Rows:
    """200 talks, four to a row."""
    dice = MAKER.dice("talks")
    rows: Rows = []
    left = AUDIENCE
    for at in range(1, TALKS // 4 + 1):
        people = left if at == TALKS // 4 else 95 + dice.randrange(18)
        left -= people
        day = dice.day(date(2021, 3, 1), date(2021, 12, 17))
        rows.append(
            {
                "no": f"T{at:03}",
                "unit": name_of(f"C{1 + at % 4}"),
                "kind": zh("activity", "preaching"),
                "audience": zh("audience", "residents"),
                "on": day,
                "until": day + timedelta(days=3),
                "sessions": 4,
                "headcount": people,
            }
        )
    return rows


SHIFTS = {"testing_shift": 36, "vaccination_shift": 30, "order_shift": 24}


def shifts_of_helpers() -> Rows:
    """Ninety shifts of four hours, each for four people."""
    dice = MAKER.dice("shifts")
    rows: Rows = []
    for kind, number in SHIFTS.items():
        for _ in range(number):
            start = ("08:00", "13:00")[dice.randrange(2)]
            rows.append(
                {
                    "no": f"S{len(rows) + 1:03}",
                    "unit": name_of(f"C{1 + dice.randrange(4)}"),
                    "kind": zh("activity", kind),
                    "on": any_day(dice, date(2021, 1, 4), date(2021, 12, 26)),
                    "at": start,
                    "until_at": {"08:00": "12:00", "13:00": "17:00"}[start],
                    "place": f"示例{numeral(1 + dice.randrange(21))}路1号",
                    "wanted": 4,
                }
            )
    return rows


def helpers_on_shift(made: Mapping[str, Rows]) -> Rows:
    """Who had registered, and who came."""
    dice = MAKER.dice("helpers")
    rows: Rows = []
    for shift in made["shifts_of_helpers"]:
        for person in dice.some(VOLUNTEERS, 4 if dice.randrange(8) else 3):
            turn = dice.randrange(100)
            presence = "present" if turn < 92 else "excused" if turn < 97 else "absent"
            row: Row = {"activity": shift["no"], "person": person, "presence": zh("presence", presence), "expected": "是"}
            rows.append({**row, "hours": 4, "confirmed_by": LEADING} if presence == "present" else row)
    return rows


# -- partners, inspections, totals -------------------------------------------------------------------------------------------------------------

BRICKS, WORTH = 3200, 96_000
"""Square metres; yuan, at thirty a square metre: the worth is invented, its basis is said."""


def partners() -> Rows:
    """Sixteen enterprises, five resident institutions, three social organizations."""
    kinds = ["enterprise"] * 16 + ["resident_unit"] * 5 + ["civil_society"] * 3
    names = {"enterprise": "示例企业", "resident_unit": "示例驻区单位", "civil_society": "示例社会组织"}
    return [
        {
            "code": f"PA{at:02}",
            "unit": name_of("street"),
            "kind": zh("partner", kind),
            "name": f"{names[kind]}{at:02}",
            "start": FIRST,
        }
        for at, kind in enumerate(kinds, 1)
    ]


def projects() -> Rows:
    """The renewal of the estate."""
    return [{"code": "XC", "unit": name_of("C2"), "kind": zh("project", "practical"), "name": "示例新村改造", "adopted": date(2021, 6, 1), "under_way": date(2021, 6, 10), "finished": date(2021, 10, 29)}]  # fmt: skip


def needs() -> Rows:
    """What the street needs: two things for the renewal, and ten others; two nobody offers."""
    listed = (
        ("materials", BRICKS, "m2", "XC", "透水砖", True), ("service", 3, "piece", "XC", "修缮凉亭", True),
        ("premises", 120, "m2", "", "活动场地", True), ("premises", 80, "m2", "", "培训教室", True),
        ("talent", 1, "piece", "", "法律咨询", True), ("talent", 1, "piece", "", "健康讲座", True),
        ("service", 2, "piece", "", "老年理发", True), ("service", 1, "piece", "", "家电维修", True),
        ("materials", 40, "piece", "", "防疫物资", True), ("premises", 60, "m2", "", "儿童活动角", True),
        ("resource", 1, "piece", "", "直饮水机", False), ("resource", 2, "piece", "", "电动车充电棚", False),
    )  # fmt: skip
    rows: Rows = []
    for at, (kind, amount, measure, project, text, taken) in enumerate(listed, 1):
        on = date(2021, 6, 1) if project else date(2021, 1 + at % 9, 8)
        row: Row = {"no": f"{at:02}", "unit": name_of("C2" if project else f"C{1 + at % 4}"), "kind": zh("need", kind), "amount": amount, "measure": zh("measured_in", measure), "text": f"示例：{text}", "published": on}  # fmt: skip
        if project:
            row["project"] = project
        if taken:
            row |= {"claimed": on + timedelta(days=9), "granted": on + timedelta(days=30)}
        rows.append(row)
    return rows


def offers(made: Mapping[str, Rows]) -> Rows:
    """What partners can give: what was claimed, and a list of services at the talent station."""
    rows: Rows = []
    for at, need in enumerate(made["needs"], 1):
        if "claimed" in need:
            row = {name: need[name] for name in ("kind", "amount", "measure")}
            rows.append({"no": f"{at:02}", "unit": name_of("street"), "provider": f"PA{at:02}", **row, "title": need["text"], "listed": date(2021, 1, 20)})  # fmt: skip
    for at, title in enumerate(("政策咨询", "招聘对接", "职业指导", "创业辅导", "技能培训", "人才公寓咨询"), 1):
        rows.append({"no": f"T{at}", "unit": name_of("G04"), "provider": f"PA{16 + at:02}", "kind": zh("need", "talent"), "title": f"示例：{title}", "facility": "ZR", "listed": date(2021, 5, 6)})  # fmt: skip
    return rows


def claims(made: Mapping[str, Rows]) -> Rows:
    """Who took up what."""
    return [
        {
            "no": f"{at:02}",
            "need": need["no"],
            "on": need["claimed"],
            "by": f"PA{int(need['no']):02}",
            "by_noun": "partner",
            "offer": need["no"],
            "amount": need["amount"],
            "measure": need["measure"],
        }
        for at, need in enumerate((one for one in made["needs"] if "claimed" in one), 1)
    ]


def gifts_in_kind() -> Rows:
    """The bricks, and masks that nobody valued."""
    rows: Rows = [{"no": "1", "project": "XC", "donor": "PA01", "on": date(2021, 6, 24), "amount": BRICKS, "measure": zh("measured_in", "m2"), "worth": WORTH, "basis": zh("basis", "market_price")}]  # fmt: skip
    return [
        *rows,
        {
            "no": "2",
            "project": "XC",
            "donor": "PA09",
            "on": date(2021, 7, 5),
            "amount": 40,
            "measure": zh("measured_in", "piece"),
        },
    ]


def contributions() -> Rows:
    """Work: the pavilions were mended for nothing."""
    return [{"no": "1", "project": "XC", "donor": "PA02", "on": date(2021, 6, 28), "kind": zh("contribution", "work")}]


SWEEPS = (date(2021, 2, 25), date(2021, 4, 22), date(2021, 6, 24), date(2021, 8, 26), date(2021, 10, 28), date(2021, 12, 9))


def findings() -> Rows:
    """Eight of each sweep: put right by an owner, then looked at again; the last are not yet all put right."""
    dice = MAKER.dice("findings")
    texts = ("楼道堆物", "圈院毁绿", "消防标识缺失", "文体设施损坏")
    rows: Rows = []
    for at, day in enumerate(SWEEPS, 1):
        for one in range(8):
            grid = GRIDS[(8 * at + one) % 21]
            row: Row = {"no": f"F{len(rows) + 1:02}", "unit": name_of("street"), "subject": name_of(grid), "kind": zh("finding", "defect"), "activity": f"W{at:02}", "owner": f"K-W{1 + one % 4}", "text": f"示例：{texts[one % 4]}。", "found": day, "due": day + timedelta(days=20)}  # fmt: skip
            fixed = day + timedelta(days=6 + dice.randrange(12))
            if fixed <= LAST and not (at in (5, 6) and one in (3, 6)):
                row["fixed"] = fixed
                again = fixed + timedelta(days=7)
                if again <= LAST:
                    row |= {"watched": again, "recheck": again + timedelta(days=91)}
                if again + timedelta(days=88) <= LAST and not (at == 4 and one == 7):
                    row["closed"] = again + timedelta(days=88)
            rows.append(row)
    return rows


RECEIVED = (690, 540, 760, 800, 830, 845, 850, 840, 835, 820, 842, 820)
CLOSED = (640, 560, 740, 810, 820, 840, 860, 845, 830, 815, 850, 862)
"""Topics of e-home by month: 9,472 in all, all closed by the end of the year."""


def tallies() -> Rows:
    """Totals that the office knows only as numbers, as they were written."""
    rows: Rows = []

    def add(kind: str, on: date, amount: str, measured_in: str, **more: Any) -> None:
        row = {"no": f"{len(rows) + 1:02}", "unit": name_of("street"), "kind": zh("tally", kind), "on": on, "amount": amount}
        rows.append({**row, "measured_in": zh("measured_in", measured_in), **more})

    for month in range(1, 13):
        last = (date(2021, month, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        add("topics_received", last, str(RECEIVED[month - 1]), "topic", origin="e家平台月报（示例）")
        add("topics_closed", last, str(CLOSED[month - 1]), "topic", origin="e家平台月报（示例）")
    told = "公开报道"
    add("residents_visited", LAST, "20000余", "person", origin=told)
    add("grid_coverage", LAST, "100", "percent", origin=told, measure="grids_served")
    add("completion_claimed", LAST, "100", "percent", origin=told, measure="topics_closed_share")
    add("ground_hardened", date(2021, 10, 29), "3000余", "m2", origin=told)
    return rows


# -- checked, and written ---------------------------------------------------------------------------------------------------------------

WORKBOOKS = {
    "organization.xlsx": ("units", "areas", "grid_branches", "posts", "tenures", "teams", "seats"),
    "stars_and_stations.xlsx": ("ratings", "assessments", "facilities", "services"),
    "campaign.xlsx": ("programmes", "activities", "study"),
    "councils.xlsx": ("motions", "unit_votes", "vote_results", "disputes", "mediations"),
    "partners.xlsx": ("partners", "projects", "needs", "offers", "claims", "gifts_in_kind", "contributions"),
    "volunteers.xlsx": ("shifts_of_helpers", "helpers_on_shift"),
    "urban_management.xlsx": ("tickets urban_management",),
}
TEXTS = {
    "members.csv": ("members", "gb18030", "zh", "%Y-%m-%d"),
    "households.csv": ("households", "utf-8", "zh", "%Y-%m-%d"),
    "member_households.csv": ("member_households", "utf-8", "zh", "%Y-%m-%d"),
    "pairings.csv": ("pairings", "utf-8", "zh", "%Y-%m-%d"),
    "visits.csv": ("contacts", "utf-8", "zh", "%Y年%m月%d日"),
    "visit_problems.csv": ("visit_opinions", "gb18030", "zh", "%Y-%m-%d"),
    "12345.csv": ("tickets hotline", "gb18030", "zh", "%Y-%m-%d"),
    "interaction.csv": ("tickets interaction", "utf-8-sig", "zh", "%Y/%m/%d"),
    "grassroots_platform.csv": ("tickets grassroots_platform", "utf-8", "zh", "%Y.%m.%d"),
    "e_home.csv": ("tickets e_home", "utf-16", "en", "%Y-%m-%d"),
    "petitions.csv": ("petitions", "utf-8", "zh", "%Y-%m-%d"),
    "joint_calls.csv": ("joint_calls", "utf-8", "en", "%Y-%m-%d"),
    "findings.csv": ("findings", "utf-8", "zh", "%Y-%m-%d"),
    "totals.csv": ("tallies", "utf-8-sig", "zh", "%Y-%m-%d"),
}


def rows() -> dict[str, Rows]:
    """Every ledger as rows; the tickets of each platform apart."""
    alone = (
        units, areas, grid_branches, members, posts, tenures, teams, seats, households, member_households, pairings, contacts, services, petitions,
        joint_calls, ratings, facilities, motions, disputes, programmes, study, shifts_of_helpers, partners, projects, needs, gifts_in_kind,
        contributions, findings, tallies,
    )  # fmt: skip
    made: dict[str, Rows] = {function.__name__: function() for function in alone}
    for function in (
        visit_opinions,
        assessments,
        unit_votes,
        vote_results,
        mediations,
        activities,
        helpers_on_shift,
        offers,
        claims,
    ):
        made[function.__name__] = function(made)
    return made | {f"tickets {platform}": listed for platform, listed in tickets().items()}


def checked(made: Mapping[str, Rows]) -> None:
    """Counts what was published, in plain Python; the script stops where a number is not right."""
    kinds = Counter(row["kind"] for row in made["units"])
    must("units", [kinds[zh("unit", kind)] for kind in ("grid", "grid_branch", "joint_grid_branch")], [21, 10, 5])
    must("stations", sum(row["kind"] == zh("facility", "service_station") for row in made["facilities"]), 20)
    held = Counter(row["kind"] for row in made["activities"])
    must("study events", held[zh("activity", "study_event")], STUDY_EVENTS)
    must("practical things", held[zh("activity", "practical_action")], ACTIONS)
    must(
        "talks",
        (sum(row["sessions"] for row in made["study"]), sum(row["headcount"] for row in made["study"])),
        (TALKS, AUDIENCE),
    )
    must("problems", len(made["visit_opinions"]), PROBLEMS)
    must("solved", sum(row.get("outcome") == zh("outcome", "solved") for row in made["visit_opinions"]), SOLVED)
    must("topics", (sum(RECEIVED), sum(CLOSED)), (9472, 9472))
    must("platforms", len([name for name in made if name.startswith("tickets ")]), 5)
    must("bricks", made["gifts_in_kind"][0]["amount"], 3200)
    late = [
        name
        for name, listed in made.items()
        for row in listed
        for cell in row.values()
        if isinstance(cell, date) and cell > LAST
    ]
    must("after the year", set(late), {"assessments", "findings", "petitions", "tickets hotline"} & set(late))


def make() -> dict[str, bytes]:
    """All files of the sample: path below this folder → content."""
    made = rows()
    checked(made)
    return MAKER.files(made, WORKBOOKS, TEXTS)


if __name__ == "__main__":
    main(MAKER.folder, make)
