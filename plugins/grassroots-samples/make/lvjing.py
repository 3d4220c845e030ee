"""Makes the ledgers of the sample: the made-up city of Lvjing, which follows the guidance paper through 2013. Run it to write them anew; the same bytes come out.

    python plugins/grassroots-samples/make/lvjing.py

Every unit, person, mark and matter is invented and called so (示例, 成员0001). The paper gives aims and few numbers; `published.toml` lists them with what
the records come to, and `checked` counts the main ones in plain Python before anything is written.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import SAMPLES, Maker, Row, Rows, main, must

MAKER = Maker(SAMPLES / "lvjing", seed=2013)
zh = MAKER.zh
FIRST, LAST = date(2013, 1, 1), date(2013, 12, 31)
BEFORE = date(2008, 7, 1)
"""Since when the units, posts and members of long standing are there."""
CAMPAIGN = (date(2013, 4, 1), date(2013, 7, 9))
"""The hundred days in which units were set up."""
DECIDED = date(2013, 12, 10)
"""The day on which stars and satisfaction were decided; a year later they hold no longer."""


# -- units -----------------------------------------------------------------------------------------------------------------------------

COUNTIES = {"N": ("北示例县", "North County"), "S": ("南示例县", "South County")}
TOWNSHIPS = {"T1": "N", "T2": "N", "T3": "S", "T4": "S"}
STREETS = {"R1": "N", "R2": "S"}
VILLAGES = {
    f"V{at:02}": township
    for at, township in enumerate(
        [name for name, number in (("T1", 5), ("T2", 4), ("T3", 3), ("T4", 3)) for _ in range(number)], 1
    )
}
"""Village → township: nine in the north, six in the south."""
COMMUNITIES = {f"Q{at:02}": ("R1" if at <= 4 else "R2") for at in range(1, 9)}
OFFICES = {"city": "绿京市", **{code: name for code, (name, _) in COUNTIES.items()}}
OFFICES |= {code: f"示例{code[1]}乡" for code in TOWNSHIPS} | {code: f"示例{code[1]}街道" for code in STREETS}
COUNTY = TOWNSHIPS | STREETS | {code: TOWNSHIPS[above] for code, above in VILLAGES.items()}
COUNTY |= {code: STREETS[above] for code, above in COMMUNITIES.items()}

SECTORS = ("rural", "urban", "agency", "public_institution", "company", "new_organization")
BRANCHES: dict[str, tuple[str, str, str]] = {}
"""Branch → sector, the unit right above it, its name."""
BRANCHES |= {f"B{code}": ("rural", code, f"示例村{code[1:]}支部") for code in VILLAGES}
BRANCHES |= {f"B{code}": ("urban", code, f"示例社区{code[1:]}支部") for code in COMMUNITIES}
BRANCHES |= {f"BA{at}": ("agency", above, f"示例机关{at}支部") for at, above in enumerate(("city", "N", "S", "city"), 1)}
BRANCHES |= {f"BI{at}": ("public_institution", "NNSS"[at - 1], f"示例事业单位{at}支部") for at in range(1, 5)}
BRANCHES |= {f"BE{at}": ("company", above, f"示例企业{at}支部") for at, above in enumerate(("T1", "T3", "R1", "R2", "R1"), 1)}
BRANCHES |= {
    f"BO{at}": ("new_organization", above, f"示例新社会组织{at}支部") for at, above in enumerate(("R1", "R2", "R1", "T2"), 1)
}
FOUNDED = {
    "X1": ("chain_branch", "T1", "示例茶业链支部", "chain", date(2013, 4, 12)),
    "X2": ("chain_branch", "T3", "示例果业链支部", "same_trade", date(2013, 5, 6)),
    "X3": ("migrants_branch", "S", "示例外出人员支部", "convenience", date(2013, 5, 20)),
    "X4": ("joint_branch", "R1", "示例商圈联合支部", "neighbours", date(2013, 6, 3)),
    "X5": ("project_branch", "T2", "示例园区项目支部", "convenience", date(2013, 4, 1)),
    "X6": ("project_branch", "S", "示例道路项目支部", "convenience", date(2013, 6, 17)),
    "X7": ("regional_unit", "N", "示例区域联合组织", "neighbours", date(2013, 7, 1)),
}
"""What was set up in the hundred days: kind, where, name, ground, day."""
GRIDS = {f"G{at:02}": list(COMMUNITIES)[(at - 1) // 2] for at in range(1, 17)}
DESKS = {f"D{at}": above for at, above in enumerate((*TOWNSHIPS, *STREETS), 1)}


def units() -> Rows:
    """The city, two counties, four townships, two streets, villages and communities; 40 branches of six kinds; what was founded; grids and desks."""
    rows: Rows = []

    def add(code: str, kind: str, name: str, name_en: str, parent: str = "", **more: Any) -> None:
        rows.append(
            {
                "code": code,
                "kind": zh("unit", kind),
                "name": name,
                "name_en": name_en,
                "parent": parent,
                "start": BEFORE,
                **more,
            }
        )

    add("city", "city", OFFICES["city"], "City of Lvjing")
    for code, (name, english) in COUNTIES.items():
        add(code, "county", name, english, "city")
    for code, above in TOWNSHIPS.items():
        add(code, "township", OFFICES[code], f"Sample Township {code[1]}", above)
    for code, above in STREETS.items():
        add(code, "street", OFFICES[code], f"Sample Street {code[1]}", above)
    for code, above in VILLAGES.items():
        add(code, "village", f"示例村{code[1:]}", f"Sample Village {code[1:]}", above)
    for code, above in COMMUNITIES.items():
        add(code, "community", f"示例社区{code[1:]}", f"Sample Community {code[1:]}", above)
    for code, (sector, above, name) in BRANCHES.items():
        english = f"{MAKER.en('sector', sector).capitalize()} branch {code[1:]}"
        add(code, "branch", name, english, above, sector=zh("sector", sector))
    for code, (kind, above, name, ground, day) in FOUNDED.items():
        english = f"{MAKER.en('unit', kind).capitalize()} {code[1:]}"
        add(code, kind, name, english, above, ground=zh("formation_ground", ground), start=day)
    for code, above in GRIDS.items():
        add(code, "grid", f"示例网格{code[1:]}", f"Sample Grid {code[1:]}", above)
    for code, above in DESKS.items():
        add(code, "service_point", f"示例服务点{code[1:]}", f"Sample Service Point {code[1:]}", above)
    return rows


# -- members and posts -----------------------------------------------------------------------------------------------------------------

SIZES = {"rural": 8, "urban": 6, "agency": 6, "public_institution": 5, "company": 5, "new_organization": 5}
SIZE = {code: SIZES[sector] for code, (sector, _, _) in BRANCHES.items()}
SIZE |= {"BV01": 54, "BE5": 2, "BO4": 2, "X1": 5, "X2": 5, "X3": 6, "X4": 4, "X5": 3, "X6": 3}
"""How many members: one branch may become a general branch, two are too small to stand alone."""


def _rolls() -> dict[str, list[str]]:
    found, at = {}, 0
    for code, number in SIZE.items():
        found[code] = [f"M{at + one + 1:04}" for one in range(number)]
        at += number
    return found


ROLL = _rolls()
"""Unit → the numbers of its members; the first is the secretary."""
HOME = {number: code for code, numbers in ROLL.items() for number in numbers}
AGENCY = [number for at in range(6) for code in ("BA1", "BA2", "BA3", "BA4") for number in ROLL[code][at : at + 1]]
"""The 24 members of agencies: in turn from each."""
LEADERS = {code: AGENCY[4 + at] for at, code in enumerate(("city", *COUNTIES, *TOWNSHIPS, *STREETS))}
"""City, county, township or street → its secretary, a member of an agency."""
CADRES = [number for number in AGENCY if number not in LEADERS.values()]
SECRETARY = {code: numbers[0] for code, numbers in ROLL.items()}
LEARNED = {number for at, code in enumerate(VILLAGES) for number in ROLL[f"B{code}"][:1] if at % 3}
"""The village secretaries with a college degree."""


def members() -> Rows:
    """Everybody has one home unit."""
    dice = MAKER.dice("members")
    rows: Rows = []
    for number, code in HOME.items():
        day = FOUNDED[code][4] if code in FOUNDED else date(1990 + dice.randrange(20), 7, 1)
        degree = "associate" if number in LEARNED else ("senior", "associate", "bachelor")[dice.randrange(3)]
        if code[1] == "V" and number == ROLL[code][0] and number not in LEARNED:
            degree = "senior"
        rows.append(
            {
                "no": number,
                "name": f"成员{number[1:]}",
                "education": zh("education", degree),
                "unit": code,
                "full": min(day, date(2009, 7, 1)),
            }
        )
    return rows


POOLS = ("pool_graduates", "pool_returners", "pool_leaders")
POOLED = {f"{pool}-{county}": [] for pool in POOLS for county in COUNTIES}
for _at, _pool in enumerate(POOLED):
    POOLED[_pool] = [f"H{_at * 6 + one + 1:03}" for one in range(6)]
"""Pool and county → those of whom a record is kept."""
PROMOTED = POOLED["pool_graduates-N"][:2]
"""Village officials who became deputies of townships."""
INVITED = [f"H{at:03}" for at in range(91, 96)]
"""Who came from outside: one retired, one hired, one honorary head, two consultants."""
WORKERS = {code: f"H{70 + at:03}" for at, code in enumerate(COMMUNITIES)}
"""Community → its social worker."""
CERTIFIED = list(COMMUNITIES)[:6]


def people() -> Rows:
    """Those who hold posts or stand in pools and are no members here."""
    listed = [*(one for pool in POOLED.values() for one in pool), *WORKERS.values(), *INVITED]
    return [{"no": number, "name": f"人员{number[1:]}", "education": zh("education", "bachelor")} for number in listed]


def posts() -> Rows:
    """The secretaries, the committees of the villages' branches, cadres, social workers, deputies, honorary posts."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, seats: int = 1, start: date = BEFORE) -> None:
        rows.append({"code": code, "unit": unit, "kind": zh("post", kind), "seats": seats, "start": start})

    kinds = {"city": "city_secretary"} | dict.fromkeys(COUNTIES, "county_secretary")
    for code in LEADERS:
        add(f"L-{code}", code, kinds.get(code, "township_secretary"))
    for code, (sector, _, _) in BRANCHES.items():
        add(f"S-{code}", code, "village_secretary" if sector == "rural" else "secretary")
        if sector == "rural":
            add(f"K-{code}", code, "committee_member", 2)
    for code in FOUNDED:
        if code in ROLL:
            add(f"S-{code}", code, "secretary", 1, FOUNDED[code][4])
    for code, unit in zip(("C-1", "C-2", "C-3", "C-4"), ("BA1", "BA2", "BA3", "BA4"), strict=True):
        add(code, unit, "agency_cadre", 6)
    for code in COMMUNITIES:
        add(f"W-{code}", code, "social_worker")
    for code in TOWNSHIPS:
        add(f"P-{code}", code, "township_deputy")
    add("H-1", "V03", "honorary_head", 1, FIRST)
    add("H-2", "T1", "consultant", 1, FIRST)
    add("H-3", "T4", "consultant", 1, FIRST)
    return rows


SELECTED = {
    "BV10": ("direct_vote", date(2013, 3, 20)),
    "BV11": ("direct_vote", date(2013, 3, 22)),
    "BV12": ("direct_vote", date(2013, 3, 25)),
}
"""Village secretaries who were newly elected in the year; the others are in office since 2010."""


def tenures() -> Rows:
    """Who holds them, since when and how."""
    rows: Rows = []

    def add(no: str, post: str, person: str, start: date, method: str) -> None:
        rows.append({"no": no, "post": post, "person": f"p-{person}", "start": start, "method": zh("tenure_method", method)})

    for code, number in LEADERS.items():
        add(f"L-{code}", f"L-{code}", number, date(2010, 3, 1), "appointed")
    for code, number in SECRETARY.items():
        way, start = SELECTED.get(code, ("elected", FOUNDED[code][4] if code in FOUNDED else date(2010, 3, 1)))
        add(f"S-{code}", f"S-{code}", number, start, way)
    for code in VILLAGES:
        for at in (1, 2):
            add(f"K-B{code}-{at}", f"K-B{code}", ROLL[f"B{code}"][at], date(2010, 3, 1), "elected")
    for number in CADRES:
        add(f"C-{number}", f"C-{HOME[number][-1]}", number, date(2010, 3, 1), "appointed")
    for code, number in WORKERS.items():
        add(f"W-{code}", f"W-{code}", number, date(2012, 3, 1), "appointed")
    for township, number in zip(("T1", "T2"), PROMOTED, strict=True):
        add(f"P-{township}", f"P-{township}", number, date(2013, 6, 3), "open_call")
    add("P-T3", "P-T3", INVITED[0], date(2013, 4, 1), "retired")
    add("P-T4", "P-T4", INVITED[1], date(2013, 4, 1), "external")
    for at, number in enumerate(INVITED[2:], 1):
        add(f"H-{at}", f"H-{at}", number, date(2013, 5, 2), "honorary")
    return rows


def selections() -> Rows:
    """The ways to a post, step by step: who was elected, called, invited, and one who was not selected."""
    rows: Rows = []

    def add(no: str, kind: str, person: str, unit: str, post: str, **days: date) -> None:
        rows.append({"no": no, "kind": zh("pathway", kind), "person": f"p-{person}", "unit": unit, "post": post, **days})

    for code, (_, day) in SELECTED.items():
        days = {
            "recommended": day - timedelta(21),
            "reviewed": day - timedelta(14),
            "published": day - timedelta(7),
            "voted": day,
        }
        add(f"v-{code}", "direct_vote", SECRETARY[code], code, f"S-{code}", **days)
    called = {"applied": date(2013, 4, 8), "reviewed": date(2013, 4, 15), "examined": date(2013, 4, 27)}
    for township, number in zip(("T1", "T2"), PROMOTED, strict=True):
        rest = {"inspected": date(2013, 5, 13), "published": date(2013, 5, 20), "appointed": date(2013, 5, 31)}
        add(f"o-{township}", "open_call", number, township, f"P-{township}", **called, **rest)
    add(
        "o-no",
        "open_call",
        POOLED["pool_graduates-N"][2],
        "T1",
        "P-T1",
        applied=date(2013, 4, 8),
        turned_down=date(2013, 5, 13),
    )
    for at, (number, post, unit) in enumerate(
        zip(INVITED, ("P-T3", "P-T4", "H-1", "H-2", "H-3"), ("T3", "T4", "V03", "T1", "T4"), strict=True), 1
    ):
        first = date(2013, 3, 4) if at < 3 else date(2013, 4, 8)
        days = {"invited": first, "accepted": first + timedelta(7), "appointed": first + timedelta(18)}
        add(f"i-{at}", "invitation", number, unit, post, **days)
    return rows


def registrations() -> Rows:
    """Members of agencies and institutions register for service at the communities."""
    listed = [*AGENCY, *(number for at in range(1, 5) for number in ROLL[f"BI{at}"])]
    return [
        {
            "person": f"p-{number}",
            "unit": list(COMMUNITIES)[at % 8],
            "applied": date(2013, 3, 4),
            "full": date(2013, 3, 11),
        }
        for at, number in enumerate(listed)
    ]


def circumstances() -> Rows:
    """Members who are away, retired or in hardship."""
    rows: Rows = []
    for at, code in enumerate([f"B{code}" for code in VILLAGES][1:9], 1):
        for word, number in (("floating", ROLL[code][5]), ("retired", ROLL[code][6]), ("hardship", ROLL[code][7])):
            if word == "hardship" and at > 6:
                continue
            start = date(2013, 2, 18) if word == "floating" else date(2012, 12, 1)
            row = {"no": f"{word[0]}{at}", "membership": number, "kind": zh("circumstance", word), "start": start}
            rows.append(row | ({"fixed_place": "否"} if word == "floating" else {}))
    return rows


def member_contacts(made: Mapping[str, Rows]) -> Rows:
    """Quarterly calls on members in hardship, a yearly one on the retired, a yearly report of those who are away."""
    dice = MAKER.dice("member contacts")
    rows: Rows = []
    for row in made["circumstances"]:
        number = row["membership"]
        times = {"f": 1, "r": 1, "h": 5}[row["no"][0]]
        purpose = "report" if row["no"][0] == "f" else "care"
        for at in range(times):
            day = date(2013, 1, 7) + timedelta(85 * at) if times > 1 else dice.day(date(2013, 9, 2), date(2013, 11, 29))
            rows.append(
                {
                    "no": f"{row['no']}-{at + 1}",
                    "unit": HOME[number],
                    "target": f"p-{number}",
                    "on": day,
                    "purpose": zh("contact_purpose", purpose),
                }
            )
    return rows


# -- what branches hold ----------------------------------------------------------------------------------------------------------------

WEAK = [*list(BRANCHES)[12:15], "BQ07", "BI4", "BE4", "BE5", "BO4"]
"""Eight branches that hold fewer meetings and are rated lower."""


def activities() -> Rows:
    """General meetings, committee and group meetings, lessons; supervision, debriefs, exchanges; what the studio did."""
    dice = MAKER.dice("activities")
    rows: Rows = []

    def add(unit: str, kind: str, on: date, **more: Any) -> None:
        rows.append({"no": f"A{len(rows) + 1:04}", "unit": unit, "kind": zh("activity", kind), "on": on, **more})

    months = [(date(2013, at, 1), date(2013, at, 28)) for at in range(1, 13)]
    for code, (sector, _, _) in BRANCHES.items():
        crowd = SIZE[code]
        for quarter in range(4):
            if code in WEAK and quarter == 2:
                continue
            first, last = date(2013, 3 * quarter + 1, 8), date(2013, 3 * quarter + 2, 26)
            add(code, "general_meeting", dice.day(first, last), headcount=crowd - dice.randrange(2))
        if sector == "rural":
            for at, (first, last) in enumerate(months):
                if not (code in WEAK and at == 6):
                    add(code, "committee_meeting", dice.day(first, last), headcount=3)
                add(code, "group_meeting", dice.day(first, last), headcount=max(3, crowd // 2))
        add(code, "branch_lesson", dice.day(date(2013, 6, 24), date(2013, 7, 5)), headcount=crowd)
    for at in range(4):
        add("city", "progress_report", date(2013, 3 * at + 3, 25), title="创建工作汇报")
    for county in COUNTIES:
        for month in (4, 8, 11):
            add(county, "inspection", date(2013, month, 16), title="创建工作检查")
        add(county, "exchange", date(2013, 9, 12), title="创建工作交流")
    for code in ("city", *COUNTIES, *TOWNSHIPS):
        add(code, "debrief", date(2013, 12, 2 if code == "city" else 4 if code in COUNTIES else 6), title="书记述职评议会")
    for kind, day in (
        ("policy_talk", date(2013, 3, 14)),
        ("investigation", date(2013, 5, 16)),
        ("labour", date(2013, 7, 11)),
        ("inspection", date(2013, 9, 19)),
    ):
        add("city", kind, day, title="代表工作室活动", team="T-studio")
    return rows


def conduct_analyses() -> Rows:
    """Self-analysis, analysis in the group, then the appraisal: only that it took place. Two weak branches did not."""
    dice = MAKER.dice("conduct")
    rows: Rows = []
    for code in BRANCHES:
        if code in WEAK[-2:]:
            continue
        for at, kind in enumerate(("self_analysis", "group_analysis", "appraisal")):
            day = dice.day(date(2013, 9, 2) + timedelta(14 * at), date(2013, 9, 11) + timedelta(14 * at))
            rows.append(
                {"no": f"{code}-{at + 1}", "unit": code, "kind": zh("activity", kind), "on": day, "headcount": SIZE[code]}
            )
    return rows


# -- marks, ballots, judgements --------------------------------------------------------------------------------------------------------


def _choices(satisfied: int, fairly: int, not_satisfied: int) -> list[tuple[str, int]]:
    listed = (("satisfied", satisfied), ("fairly", fairly), ("dissatisfied", not_satisfied))
    return [(zh("choice", word), number) for word, number in listed if number]


def _service() -> dict[str, int]:
    """Branch → the mark for what it did: no two alike, the weak ones last."""
    order = MAKER.dice("service").mixed(BRANCHES)
    strong = [code for code in order if code not in WEAK]
    return {code: 98 - at for at, code in enumerate(strong)} | {code: 60 - 2 * at for at, code in enumerate(WEAK)}


SERVICE = _service()
CAST = {
    code: (27, 3, 0) if mark > 92 else (24, 5, 1) if mark > 75 else (21, 6, 3) if mark > 60 else (12, 8, 10)
    for code, mark in SERVICE.items()
}
"""Branch → of 30 papers that came back of 40: satisfied, fairly, not satisfied."""


def ratings() -> Rows:
    """Marks and ballots about branches: for the stars, of the public, and for the standard of each kind."""
    dice = MAKER.dice("ratings")
    rows: Rows = []

    def rate(code: str, rubric: str, item: str, on: date, **cells: Any) -> None:
        known = {"unit": code, "subject": code, "rubric": rubric, "item": item, "on": on}
        rows.append({"no": f"R{len(rows) + 1:04}", **known, **cells})

    for code, (sector, _, _) in BRANCHES.items():
        day = dice.day(date(2013, 11, 18), date(2013, 11, 29))
        rate(code, "stars", "service", day, evaluator=zh("evaluator", "superior"), value=SERVICE[code])
        for rubric in ("stars", "satisfaction") if sector in ("rural", "urban") else ("stars",):
            for choice, number in _choices(*CAST[code]):
                rate(code, rubric, "mood", day, evaluator=zh("evaluator", "public"), choice=choice, ballots=number, issued=40)
        rate(code, f"standard_{sector}", "focus", day, value=62 if code in WEAK else 78 + dice.randrange(20))
    return rows


MARKS = {number: 84 + (7 * at) % 15 for at, number in enumerate(LEADERS.values())}
MARKS |= {SECRETARY[f"B{code}"]: 62 + (11 * at) % 36 for at, code in enumerate(VILLAGES)}
"""Secretary → the marks for report and review alike, from 62 to 98."""


def _vote(at: int) -> tuple[int, int, int]:
    """How six members vote about one: the first two of a branch are the best, the last but one of two branches falls through."""
    return ((6, 0, 0), (6, 0, 0), (5, 1, 0), (4, 2, 0), (3, 3, 0), (2, 3, 1))[at]


BAD = {ROLL["BQ03"][4]: (0, 1, 5), ROLL["BQ06"][4]: (0, 2, 4), ROLL["BQ05"][5]: (2, 1, 3)}
"""Two members whom the ballots find not qualified, and one basically qualified."""


def member_ratings() -> Rows:
    """What the members of a community's branch vote about one another, and the marks of the secretaries who report: groups, never voters."""
    rows: Rows = []

    def rate(number: str, rubric: str, item: str, on: date, **cells: Any) -> None:
        known = {"unit": HOME[number], "subject": f"p-{number}", "rubric": rubric, "item": item, "on": on}
        rows.append({"no": f"E{len(rows) + 1:04}", **known, **cells})

    for code in COMMUNITIES:
        for at, number in enumerate(ROLL[f"B{code}"]):
            for choice, cast in _choices(*BAD.get(number, _vote(at))):
                group = zh("evaluator", "members")
                rate(number, "members", "vote", date(2013, 10, 9), evaluator=group, choice=choice, ballots=cast, issued=6)
    for level, number in _reporting():
        for item in ("report", "review"):
            rate(number, f"debrief_{level}", item, date(2013, 12, 6), value=MARKS[number])
    return rows


def _reporting() -> list[tuple[str, str]]:
    """Who reports: level, number."""
    listed = [("county" if code in COUNTIES else "township", LEADERS[code]) for code in (*COUNTIES, *TOWNSHIPS, *STREETS)]
    return listed + [("village", SECRETARY[f"B{code}"]) for code in VILLAGES]


def _mood(code: str) -> Fraction:
    satisfied, fairly, rest = CAST[code]
    return Fraction(100 * satisfied + 60 * fairly, satisfied + fairly + rest)


def stars(made: Mapping[str, Rows]) -> dict[str, str]:
    """Branch → its stars, in plain Python: what the library must come to by itself."""
    held = Counter(
        row["unit"]
        for row in made["activities"]
        if row["kind"] == zh("activity", "general_meeting") and row["on"] < date(2013, 12, 1)
    )
    whole = {
        code: Fraction(40 * SERVICE[code] + 20 * (40, 60, 80, 100)[min(held[code], 4) - 1]) / 100 + 40 * _mood(code) / 100
        for code in BRANCHES
    }
    order = sorted(BRANCHES, key=lambda code: (-whole[code], -SERVICE[code]))
    rooms = [floor(share * len(order)) for share in (Fraction(1, 10), Fraction(4, 10), Fraction(3, 10))]
    names = ("five_star", "four_star", "three_star")
    given = [name for name, room in zip(names, rooms, strict=True) for _ in range(room)]
    given += ["unrated"] * (len(order) - len(given))
    return dict(zip(order, given, strict=True))


def assessments(made: Mapping[str, Rows]) -> Rows:
    """Stars, satisfaction and standards of branches: proposed by rule, decided by name."""
    rows: Rows = []

    def add(code: str, rubric: str, grade: str, decided: date = DECIDED, **more: Any) -> None:
        above = COUNTY.get(BRANCHES[code][1], BRANCHES[code][1])
        rows.append(
            {
                "no": f"{rubric}-{code}",
                "unit": code,
                "subject": code,
                "rubric": rubric,
                "first": FIRST,
                "last": date(2013, 11, 30),
                "grade": zh("grade", grade),
                "decided_by": f"p-{LEADERS[above]}",
                "post": f"L-{above}",
                "proposed": decided - timedelta(5),
                "decided": decided,
                "expires": decided.replace(year=2014),
                **more,
            }
        )

    given = stars(made)
    focus = {row["subject"]: row["value"] for row in made["ratings"] if row["item"] == "focus"}
    final = {row["unit"] for row in made["tasks"] if row.get("final")}
    for code, (sector, _, _) in BRANCHES.items():
        add(code, "stars", given[code])
        if sector in ("rural", "urban"):
            mood = _mood(code)
            grade = "good" if mood >= 90 else "average" if mood >= 60 else "poor"
            add(code, "satisfaction", grade, **({"reason": "示例：已当面告知。"} if grade == "poor" else {}))
        score = (60 if code in final else 0) + Fraction(40 * focus[code], 100)
        add(code, f"standard_{sector}", "reached" if score >= 80 else "below", date(2013, 12, 16))
    return rows


def member_assessments() -> Rows:
    """The appraisal of the members of communities, and the judgements after the reports; people decide, never about themselves."""
    rows: Rows = []

    def add(number: str, rubric: str, grade: str, by: str, post: str, decided: date) -> None:
        rows.append(
            {
                "no": f"{rubric}-{number}",
                "unit": HOME[number],
                "subject": f"p-{number}",
                "rubric": rubric,
                "first": FIRST,
                "last": date(2013, 9, 30) if rubric == "members" else date(2013, 11, 30),
                "grade": zh("grade", grade),
                "decided_by": f"p-{by}",
                "post": post,
                "proposed": decided - timedelta(3),
                "decided": decided,
                "expires": decided.replace(year=2014),
                "reason": "示例：已当面告知。",
            }
        )

    voted = {number: BAD.get(number, _vote(at)) for code in COMMUNITIES for at, number in enumerate(ROLL[f"B{code}"])}
    score = {number: Fraction(100 * one[0] + 60 * one[1], 6) for number, one in voted.items()}
    for number, value in score.items():
        grade = (
            "excellent"
            if value >= 99
            else "qualified"
            if value >= 60
            else "basically_qualified"
            if value >= 40
            else "unqualified"
        )
        street = COMMUNITIES[HOME[number][1:]]
        add(number, "members", grade, LEADERS[street], f"L-{street}", date(2013, 10, 14))
    above = {LEADERS[code]: "city" for code in COUNTIES} | {LEADERS[code]: COUNTY[code] for code in (*TOWNSHIPS, *STREETS)}
    above |= {SECRETARY[f"B{code}"]: township for code, township in VILLAGES.items()}
    for level, number in _reporting():
        mark = MARKS[number]
        grade = "excellent" if mark >= 90 else "qualified" if mark >= 60 else "basically_qualified"
        add(number, f"debrief_{level}", grade, LEADERS[above[number]], f"L-{above[number]}", date(2013, 12, 20))
    return rows


def plans(made: Mapping[str, Rows]) -> Rows:
    """The weak branches mend together; so do the members of whom it is asked. One of the two who were not qualified did, in time."""
    rows: Rows = []
    for row in made["assessments"]:
        code = row["subject"]
        if row["rubric"] == "stars" and row["grade"] in (zh("grade", "unrated"), zh("grade", "five_star")):
            weak = row["grade"] == zh("grade", "unrated")
            plan: Row = {
                "no": f"P-{code}",
                "unit": code,
                "kind": zh("plan", "rectify" if weak else "consolidate"),
                "assessment": row["no"],
                "owner": f"S-{code}",
                "under_way": date(2013, 12, 16),
                "due": date(2013, 12, 16) + timedelta(180 if weak else 300),
            }
            rows.append(plan | ({"aim": zh("grade", "three_star")} if weak else {}))
        if row["grade"] in (zh("grade", "below"), zh("grade", "poor")):
            days, aim = (120, "reached") if row["rubric"].startswith("standard") else (120, "average")
            begun = row["decided"] + timedelta(4)
            rows.append(
                {
                    "no": f"P-{row['rubric']}-{code}",
                    "unit": code,
                    "kind": zh("plan", "rectify"),
                    "assessment": row["no"],
                    "owner": f"S-{code}",
                    "aim": zh("grade", aim),
                    "under_way": begun,
                    "due": begun + timedelta(days),
                }
            )
    for number, kind, days in (
        (ROLL["BQ03"][4], "rectify", 60),
        (ROLL["BQ06"][4], "rectify", 60),
        (ROLL["BQ05"][5], "promote", 90),
    ):
        begun = date(2013, 10, 16)
        mended = {"reported": date(2013, 12, 4), "accepted": date(2013, 12, 9)} if number in ROLL["BQ06"] else {}
        rows.append(
            {
                "no": f"P-{number}",
                "unit": HOME[number],
                "kind": zh("plan", kind),
                "assessment": f"member_assessments-members-{number}",
                "aim": zh("grade", "qualified"),
                "under_way": begun,
                "due": begun + timedelta(days),
                **mended,
            }
        )
    return rows


# -- pay -------------------------------------------------------------------------------------------------------------------------------

INCOME = {"N": 10_800, "S": 9_500}
"""What a farmer of the county earned in 2012: the base of a month is no less than a twelfth."""


def allowances() -> Rows:
    """Each month the county pays the base; once a year the township pays what the judgement brings."""
    rows: Rows = []

    def pay(code: str, part: str, month: date, on: date, amount: Decimal, payer: str, **more: Any) -> None:
        rows.append(
            {
                "no": f"Z{len(rows) + 1:04}",
                "tenure": f"S-{code}",
                "kind": zh("allowance", "paid"),
                "part": zh("pay_part", part),
                "month": month,
                "on": on,
                "amount": str(amount),
                "payer": payer,
                **more,
            }
        )

    for village, township in VILLAGES.items():
        code = f"B{village}"
        county = TOWNSHIPS[township]
        base = (Decimal(INCOME[county]) / 12).quantize(Decimal("0.01"), ROUND_CEILING)
        begun = SELECTED[code][1] if code in SELECTED else FIRST
        months = [month for month in range(1, 13) if date(2013, month, 1) >= begun]
        for month in months:
            pay(code, "base", date(2013, month, 1), date(2013, month, 25), base, county)
        share = Fraction(3, 10) if MARKS[SECRETARY[code]] >= 90 else Fraction(1, 5)
        exact = base * len(months) * share.numerator / share.denominator
        whole = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        pay(
            code,
            "performance",
            FIRST,
            date(2013, 12, 27),
            whole,
            township,
            assessment=f"member_assessments-debrief_village-{SECRETARY[code]}",
        )
    return rows


# -- surveys, totals, aims -------------------------------------------------------------------------------------------------------------

SURVEYED = {
    "public_units": ("public", 52_000, 600, 540, (361, 135, 24, 20)),
    "public_members": ("public", 52_000, 600, 538, (340, 152, 30, 16)),
    "members_units": ("members", 3_100, 300, 286, (214, 52, 12, 8)),
}
"""Survey → who was asked, how many there are, asked, answered; satisfied, fairly, not satisfied, abstained."""


def surveys() -> Rows:
    """Three surveys of the autumn."""
    return [
        {
            "no": f"F{at}",
            "unit": "city",
            "kind": zh("survey", kind),
            "name": "2013年秋季满意度调查",
            "respondents": zh("evaluator", group),
            "on": date(2013, 11, 4),
            "until": date(2013, 11, 29),
            "population": number,
            "frame": number,
            "issued": issued,
            "returned": returned,
        }
        for at, (kind, (group, number, issued, returned, _)) in enumerate(SURVEYED.items(), 1)
    ]


def answers() -> Rows:
    """How many answered what."""
    words = ("satisfied", "fairly", "dissatisfied", "abstained")
    return [
        {"survey": f"F{at}", "item": zh("question", "overall"), "choice": zh("choice", word), "number": number}
        for at, (*_, counts) in enumerate(SURVEYED.values(), 1)
        for word, number in zip(words, counts, strict=True)
    ]


RESERVE = {"N": (420, 960, 610), "S": (310, 850, 490)}
"""County → what it reports of its three pools at the end of the year."""


def tallies() -> Rows:
    """What is known as a number only: the income of farmers in the year before, and the reserve."""
    rows: Rows = []
    for county, income in INCOME.items():
        rows.append(
            {
                "no": f"I-{county}",
                "unit": county,
                "kind": zh("tally", "farmer_income"),
                "on": date(2012, 12, 31),
                "amount": str(income),
            }
        )
        for kind, number in zip(("reserve_graduates", "reserve_returners", "reserve_leaders"), RESERVE[county], strict=True):
            rows.append(
                {
                    "no": f"{kind}-{county}",
                    "unit": county,
                    "kind": zh("tally", kind),
                    "on": date(2013, 12, 20),
                    "amount": str(number),
                }
            )
    for row in rows:
        row["measured_in"] = zh("measured_in", "CNY" if row["no"].startswith("I") else "person")
        row["origin"] = "示例：上报数"
    return rows


AIMS = (
    ("satisfaction", "public_units_satisfaction", "0.9", 1),
    ("satisfaction", "public_members_satisfaction", "0.9", 1),
    ("satisfaction", "members_units_satisfaction", "0.9", 1),
    ("training", "secretaries_off_site", "1", 3),
    ("training", "young_cadres_with_degree", "1", 5),
    ("training", "communities_with_social_worker", "1", 5),
    ("reserve", "reserve_reported", "10001", 3),
    ("collective_income", "income_of_assets", "400000", 3),
    ("venues", "venues_first", "0.3", 3),
    ("venues", "venues_second", "0.3", 3),
    ("venues", "venues_third", "0.4", 3),
)
"""What the paper aims at: theme, measure, value, years."""


def targets() -> Rows:
    """The aims of the paper, with the years that it gives them."""
    return [
        {
            "no": f"{at:02}",
            "unit": "city",
            "theme": zh("theme", theme),
            "on": date(2013, 1, 15),
            "start": FIRST,
            "end": date(2012 + years, 12, 31),
            "measure": measure,
            "value": value,
        }
        for at, (theme, measure, value, years) in enumerate(AIMS, 1)
    ]


# -- training --------------------------------------------------------------------------------------------------------------------------

THROUGH = [SECRETARY[f"B{code}"] for code in list(VILLAGES)[:10:2]] + [SECRETARY["BV15"]]
"""Six of the fifteen secretaries were at an off-site course in the first year."""


def courses() -> Rows:
    """Two off-site courses at two bases."""
    return [
        {
            "no": "O1",
            "unit": "city",
            "kind": zh("activity", "off_site"),
            "on": date(2013, 5, 13),
            "until": date(2013, 5, 17),
            "title": "农业产业化异地专题培训",
            "base": "base-1",
        },
        {
            "no": "O2",
            "unit": "city",
            "kind": zh("activity", "off_site"),
            "on": date(2013, 10, 21),
            "until": date(2013, 10, 25),
            "title": "农业产业化异地专题培训",
            "base": "base-2",
        },
    ]


def attendances() -> Rows:
    """Three secretaries at each, and cadres beside them."""
    rows: Rows = []
    for course, numbers in (("O1", [*THROUGH[:3], *CADRES[:4]]), ("O2", [*THROUGH[3:], *CADRES[4:8]])):
        rows += [
            {"activity": course, "person": f"p-{number}", "presence": zh("presence", "present"), "hours": 30}
            for number in numbers
        ]
    return rows


def qualifications() -> Rows:
    """The five understandings of the village secretaries in the year, and the certificates of social workers."""
    rows: Rows = []
    five = ("agriculture", "industry", "city", "enterprise", "economy")
    for at, village in enumerate(VILLAGES):
        for word in five if at % 4 else five[:3]:
            rows.append(
                {
                    "no": f"{village}-{word}",
                    "unit": village,
                    "person": f"p-{SECRETARY[f'B{village}']}",
                    "competence": zh("competence", word),
                    "start": date(2013, 6, 3),
                    "end": date(2014, 6, 2),
                }
            )
    for code in CERTIFIED:
        rows.append(
            {
                "no": f"{code}-sw",
                "unit": code,
                "person": f"p-{WORKERS[code]}",
                "competence": zh("competence", "social_work"),
                "start": date(2012, 9, 3),
            }
        )
    return rows


# -- teams, links, partners ------------------------------------------------------------------------------------------------------------

KEY = {
    "city": [LEADERS["T1"], LEADERS["R2"]],
    "N": [SECRETARY[f"BV0{at}"] for at in (1, 5, 8)],
    "S": [SECRETARY["BV10"], SECRETARY["BV14"]],
}
"""Who is under key management: about a third of each tier."""
VOLUNTEERS = {code: [ROLL[f"B{code}"][at] for at in (1, 2, 3)] for code in COMMUNITIES}
STUDIO = [ROLL[f"B{code}"][3] for code in list(VILLAGES)[1:6]] + [ROLL[f"B{code}"][4] for code in list(COMMUNITIES)[:5]]
YOUNG = [ROLL[f"B{code}"][4] for code in list(VILLAGES)[:10]]


def teams() -> Rows:
    """Pools, key management, volunteers with their brands, consortia, the studio, teams of grids."""
    rows: Rows = []

    def add(code: str, unit: str, kind: str, name: str, start: date = FIRST, **more: Any) -> None:
        rows.append({"code": code, "unit": unit, "kind": zh("team", kind), "name": name, "start": start, **more})

    for unit in KEY:
        add(f"K-{unit}", unit, "key_by_city" if unit == "city" else "key_secretaries", f"{OFFICES[unit]}重点管理书记")
    for pool in POOLED:
        kind, _, county = pool.partition("-")
        add(pool, county, kind, f"{OFFICES[county]}{zh('team', kind)}")
    add("T-young", "city", "young_cadres", "年轻村干部")
    add("T-studio", "city", "studio", "示例代表工作室")
    for at, code in enumerate(COMMUNITIES, 1):
        add(f"U-{code}", code, "volunteers", f"示例志愿服务队{at}", date(2013, 3, 5), brand=f"示例品牌{(at + 1) // 2}")
    for street in STREETS:
        add(f"C-{street}", street, "consortium", f"{OFFICES[street]}服务联合体", date(2013, 3, 5))
    for code in GRIDS:
        add(f"T-{code}", code, "grid_team", f"示例网格服务队{code[1:]}", date(2013, 3, 5))
    return rows


def seats() -> Rows:
    """Who is in them."""
    rows: Rows = []

    def add(team: str, number: str, **more: Any) -> None:
        rows.append({"team": team, "person": f"p-{number}", "start": date(2013, 3, 5) if team[0] in "UT" else FIRST, **more})

    for unit, numbers in KEY.items():
        for number in numbers:
            add(f"K-{unit}", number)
    for pool, numbers in POOLED.items():
        for number in numbers:
            add(pool, number, **({"end": date(2013, 6, 2)} if number in PROMOTED else {}))
    for number in YOUNG:
        add("T-young", number)
    for number in STUDIO:
        add("T-studio", number, role=zh("team_role", "representative"))
    skills = ("repairs", "haircut", "housekeeping", "health")
    for at, (code, numbers) in enumerate(VOLUNTEERS.items()):
        for one, number in enumerate(numbers):
            add(f"U-{code}", number, skill=zh("skill", skills[(at + one) % 4]))
    for at, code in enumerate(GRIDS):
        add(f"T-{code}", ROLL[f"B{GRIDS[code]}"][4 + at % 2])
    return rows


def partners() -> Rows:
    """Co-operatives, bases, bureaus, and who takes part in consortia."""
    rows: Rows = []
    for at in range(1, 6):
        rows.append(
            {"code": f"coop-{at}", "unit": f"T{min(at, 4)}", "kind": zh("partner", "co_operative"), "name": f"示例合作社{at}"}
        )
    for at, name in ((1, "示例异地实践基地"), (2, "示例高校理论基地")):
        rows.append({"code": f"base-{at}", "unit": "city", "kind": zh("partner", "training_base"), "name": name})
    for at in range(1, len(VILLAGES) + 1):
        rows.append({"code": f"bureau-{at:02}", "unit": "city", "kind": zh("partner", "bureau"), "name": f"示例局{at:02}"})
    for at, street in enumerate(("R1", "R1", "R2", "R2"), 1):
        rows.append({"code": f"unit-{at}", "unit": street, "kind": zh("partner", "resident_unit"), "name": f"示例驻区单位{at}"})
    return rows


def projects() -> Rows:
    """Three under way, two of them with a branch of their own; two demonstration projects; what the studio leads."""
    kinds = zh("project", "practical")
    listed = (
        ("J1", "T2", "示例产业园区", date(2013, 3, 4), date(2013, 3, 18), date(2014, 12, 31)),
        ("J2", "S", "示例县道改造", date(2013, 5, 6), date(2013, 6, 3), date(2014, 6, 30)),
        ("J3", "R2", "示例厂房扩建", date(2013, 10, 8), date(2013, 11, 4), date(2014, 10, 31)),
        ("J4", "T1", "示例高产田", date(2013, 2, 4), None, date(2014, 12, 31)),
        ("J5", "T3", "示例设施蔬菜", date(2013, 2, 4), None, date(2014, 12, 31)),
    )
    rows: Rows = []
    for code, unit, name, adopted, begun, due in listed:
        row: Row = {"code": code, "unit": unit, "kind": kinds, "name": name, "adopted": adopted, "due": due}
        rows.append(row | ({"under_way": begun} if begun else {}))
    return rows


def coverage() -> Rows:
    """Units with projects, co-operatives that units lead, demonstration projects, and a unit across regions."""
    listed = (
        ("X5", "project_unit", "project", "J1", date(2013, 4, 1)),
        ("X6", "project_unit", "project", "J2", date(2013, 6, 17)),
        ("X1", "leads", "partner", "coop-1", date(2013, 4, 12)),
        ("BV06", "leads", "partner", "coop-2", date(2013, 3, 1)),
        ("X2", "leads", "partner", "coop-3", date(2013, 5, 6)),
        ("BV14", "leads", "partner", "coop-4", date(2013, 3, 1)),
        ("X1", "demonstration", "project", "J4", date(2013, 4, 12)),
        ("X2", "demonstration", "project", "J5", date(2013, 5, 6)),
        ("BQ01", "joined", "unit", "X7", date(2013, 7, 1)),
        ("BE3", "joined", "unit", "X7", date(2013, 7, 1)),
        ("BI1", "joined", "unit", "X7", date(2013, 7, 1)),
        ("BE5", "joined", "unit", "X4", date(2013, 6, 3)),
        ("BO3", "joined", "unit", "X4", date(2013, 6, 3)),
    )
    return [
        {"unit": "city", "holder": holder, "kind": zh("link", kind), "target_noun": noun, "target": target, "start": start}
        for holder, kind, noun, target, start in listed
    ]


def links() -> Rows:
    """A target contract for each secretary under key management."""
    homes = {LEADERS[code]: code for code in (*TOWNSHIPS, *STREETS)} | {SECRETARY[f"B{code}"]: code for code in VILLAGES}
    return [
        {
            "no": f"C-{number}",
            "unit": unit,
            "kind": zh("link", "target_contract"),
            "holder": f"p-{number}",
            "target": homes[number],
            "start": date(2013, 2, 25),
        }
        for unit, numbers in KEY.items()
        for number in numbers
    ]


def bureau_links() -> Rows:
    """A bureau for each village."""
    return [
        {"unit": "city", "holder": f"bureau-{at:02}", "target": code, "start": date(2013, 3, 1)}
        for at, code in enumerate(VILLAGES, 1)
    ]


def consortia() -> Rows:
    """Who takes part in the consortia."""
    return [
        {"no": f"{at}", "unit": street, "holder": f"C-{street}", "target": f"unit-{at}", "start": date(2013, 3, 5)}
        for at, street in enumerate(("R1", "R1", "R2", "R2"), 1)
    ]


def team_areas() -> Rows:
    """The village that the studio keeps in touch with."""
    return [{"no": "1", "unit": "city", "holder": "T-studio", "target": "V06", "start": date(2013, 3, 20)}]


# -- households, visits ----------------------------------------------------------------------------------------------------------------

HOUSES = {code: (6 if code[0] == "V" else 3) for code in (*VILLAGES, *COMMUNITIES)}
DOORS = [(f"{code}-{at}", code) for code, number in HOUSES.items() for at in range(1, number + 1)]
HARD = [door for door, code in DOORS if door[-1] == "1" or (code[0] == "V" and door[-1] == "2")]
"""Households in hardship: two in a village, one in a community."""
PAIRS = list(zip([*CADRES, *LEADERS.values(), *CADRES[:9]], HARD, strict=False))
"""Cadre and household: each of the 24 has at least one."""
HOLIDAYS = (date(2013, 1, 1), date(2013, 2, 10), date(2013, 7, 1), date(2013, 10, 1))
"""New Year's Day, Spring Festival, 1 July, National Day."""


def households() -> Rows:
    """The doors at which people called."""
    return [
        {
            "no": door,
            "unit": code,
            "address": f"示例路{door[-1]}号",
            "key_family": "是" if door in HARD else "否",
            "start": BEFORE,
        }
        for door, code in DOORS
    ]


def calendar_days() -> Rows:
    """The day of the lunar festival, as the office's calendar says it."""
    return [{"calendar": "office", "on": HOLIDAYS[1], "works": "否", "name": zh("festival", "spring_festival")}]


def pairings() -> Rows:
    """Each cadre of an agency helps a household or two."""
    return [
        {"no": f"{at:02}", "unit": HOME[number], "holder": f"p-{number}", "target": door, "start": date(2013, 2, 1)}
        for at, (number, door) in enumerate(PAIRS, 1)
    ]


def contacts() -> Rows:
    """Visits on the four holidays, by helpers, and the general visit from door to door."""
    dice = MAKER.dice("contacts")
    rows: Rows = []

    def add(unit: str, on: date, door: str, number: str, purpose: str, code: str = "reached") -> None:
        rows.append(
            {
                "no": f"N{len(rows) + 1:04}",
                "unit": unit,
                "on": on,
                "target": door,
                "by": f"p-{number}",
                "purpose": zh("contact_purpose", purpose),
                "code": zh("contact_code", code),
            }
        )

    helper = {door: number for number, door in PAIRS}
    for day in HOLIDAYS:
        for door in HARD:
            number = helper.get(door, SECRETARY[f"B{door.partition('-')[0]}"])
            met = "away" if door in HARD[-2:] and day.month == 10 else "reached"
            add(HOME[number], day, door, number, "condolence", met)
    for number, door in PAIRS:
        for first in (date(2013, 4, 1), date(2013, 9, 2)):
            add(HOME[number], dice.day(first, first + timedelta(40)), door, number, "paired")
    for door, code in DOORS:
        number = ROLL[f"B{code}"][dice.randrange(SIZES["urban"])]
        met = "away" if not dice.randrange(12) else "reached"
        add(f"B{code}", dice.day(date(2013, 5, 6), date(2013, 8, 30)), door, number, "general_visit", met)
    return rows


# -- service ---------------------------------------------------------------------------------------------------------------------------


def facilities() -> Rows:
    """A hall in each township and street, a venue in each village and community; most of the venues are of a class by now."""
    rows: Rows = []
    for code in (*TOWNSHIPS, *STREETS):
        rows.append(
            {
                "code": f"hall-{code}",
                "unit": code,
                "kind": zh("facility", "service_hall"),
                "name": f"{OFFICES[code]}便民服务大厅",
                "start": BEFORE,
            }
        )
    classes = [*["first"] * 6, *["second"] * 5, *["third"] * 4]
    for at, code in enumerate((*VILLAGES, *COMMUNITIES)):
        row: Row = {
            "code": f"venue-{code}",
            "unit": code,
            "kind": zh("facility", "venue"),
            "name": f"示例场所{code}",
            "start": BEFORE,
        }
        row |= {"floor_space": str(120 + 10 * (at % 7))}
        rows.append(row | ({"standard": zh("standard", classes[at * 15 // 23])} if at % 3 != 2 else {}))
    return rows


def windows() -> Rows:
    """One window a hall, and the other ways in: a number, a website, a blog, a mailbox."""
    rows: Rows = []
    for code in (*TOWNSHIPS, *STREETS):
        rows.append(
            {
                "code": f"W-{code}",
                "unit": code,
                "kind": zh("contact_point", "window"),
                "channel": zh("channel", "window"),
                "address": f"示例大厅{code}综合窗口",
            }
        )
    for code, unit, kind, channel, address in (
        ("W-phone", "city", "hotline", "phone", "000-0000"),
        ("W-web", "city", "mailbox", "web", "示例民意网"),
        ("W-blog", "N", "mailbox", "blog", "示例社区博客"),
    ):
        rows.append(
            {
                "code": code,
                "unit": unit,
                "kind": zh("contact_point", kind),
                "channel": zh("channel", channel),
                "address": address,
            }
        )
    return [row | {"start": FIRST, "end": LAST} for row in rows]


MATTERS = ("低保救助", "农业补贴", "证照登记", "合作医疗")
"""What the paper names: subsistence allowance, agricultural subsidies, licences, co-operative medical care."""


def services() -> Rows:
    """The catalogue of each county: four matters that a hall settles, each with days that are promised."""
    return [
        {
            "number": f"{county}-{at}",
            "unit": county,
            "name": f"{name}（{OFFICES[county]}）",
            "category": zh("category", "request"),
            "responsible": county,
            "days": days,
            "start": FIRST,
        }
        for county in COUNTIES
        for at, (name, days) in enumerate(zip(MATTERS, (15, 20, 5, 10), strict=True), 1)
    ]


def areas() -> Rows:
    """Each grid has its stretch of a road."""
    return [
        {
            "no": code,
            "unit": code,
            "kind": zh("area", "grid"),
            "name": f"示例片{code[1:]}",
            "addresses": f"示例{COMMUNITIES[GRIDS[code]][1]}区{GRIDS[code]}路{1 if at % 2 == 0 else 101}-{100 if at % 2 == 0 else 200}号",
        }
        for at, code in enumerate(GRIDS)
    ]


SPOKEN = [ROLL["BV02"][1], ROLL["BV04"][1]]
"""Who raised the two matters that were shown as examples, and agreed to it."""


def cases() -> Rows:
    """What came in at the windows and by the other ways."""
    dice = MAKER.dice("cases")
    rows: Rows = []
    ways = ("window", "window", "window", "phone", "web", "blog")
    for at in range(1, 91):
        township = [*TOWNSHIPS, *STREETS][dice.randrange(6)]
        matter = dice.randrange(4)
        on = dice.day(date(2013, 1, 7), date(2013, 12, 27))
        days = (15, 20, 5, 10)[matter]
        row: Row = {
            "no": f"{at:03}",
            "unit": township,
            "category": zh("category", "request"),
            "channel": zh("channel", ways[dice.randrange(6)]),
            "service": f"{COUNTY[township]}-{matter + 1}-2013-01-01",
            "text": "示例：诉求事项。",
            "received": on,
            "due": on + timedelta(days),
            "dispatched": on,
            "handler": COUNTY[township],
        }
        replied = on + timedelta(1 + dice.randrange(days + 1 if at % 9 else days + 6))
        if replied <= LAST:
            row |= {
                "replied": replied,
                "outcome": zh("outcome", ("solved", "solved", "solved", "explained", "not_now")[dice.randrange(5)]),
            }
        if at in (1, 2):
            row |= {"requester": f"p-{SPOKEN[at - 1]}"}
        rows.append(row)
    return rows


# -- supervision, notices, the campaign ------------------------------------------------------------------------------------------------


def programmes() -> Rows:
    """The campaign of creation."""
    row = {
        "code": "Y2013",
        "unit": "city",
        "kind": zh("programme", "campaign"),
        "name": "服务型基层组织创建",
        "start": FIRST,
        "end": LAST,
    }
    return [row]


def stages() -> Rows:
    """Its stages: tasks by kind of unit, then the look at what came of them."""
    return [
        {
            "code": "Y1",
            "programme": "Y2013",
            "number": 1,
            "name": "分类创建",
            "start": date(2013, 2, 18),
            "end": date(2013, 8, 31),
        },
        {"code": "Y2", "programme": "Y2013", "number": 2, "name": "评定提升", "start": date(2013, 9, 1), "end": LAST},
    ]


def tasks() -> Rows:
    """A task of creation for each branch, by the kind of unit; six of the weak are not done with theirs."""
    dice = MAKER.dice("tasks")
    rows: Rows = []
    for code in BRANCHES:
        row: Row = {
            "no": f"K-{code}",
            "unit": code,
            "programme": "Y2013",
            "stage": "Y1",
            "kind": zh("task", "creation"),
            "opened": date(2013, 2, 18),
            "due": date(2013, 4, 19),
        }
        rows.append(row if code in WEAK[2:] else row | {"final": dice.day(date(2013, 3, 18), date(2013, 4, 19))})
    return rows


def mandates() -> Rows:
    """Three checks of service points without notice, ordered by a secretary and disclosed afterwards."""
    return [
        {
            "no": f"{at}",
            "unit": unit,
            "target": desk,
            "ordered_by": f"L-{unit}",
            "first": first,
            "last": first + timedelta(9),
            "ordered": first - timedelta(2),
            "due": first + timedelta(39),
            "carried_out": first + timedelta(4),
            "disclosed": first + timedelta(18),
        }
        for at, (unit, desk, first) in enumerate(
            (("N", "D1", date(2013, 5, 13)), ("S", "D4", date(2013, 6, 10)), ("city", "D6", date(2013, 9, 9))), 1
        )
    ]


def findings(made: Mapping[str, Rows]) -> Rows:
    """What inspections and checks found; all but one was put right."""
    looked = [
        row["no"] for row in made["activities"] if row["kind"] == zh("activity", "inspection") and row["unit"] in COUNTIES
    ]
    rows: Rows = []
    for at, (code, source) in enumerate(
        (("BV13", {"activity": looked[0]}), ("BQ07", {"activity": looked[1]}), ("D1", {"mandate": "1"}), ("D6", {"mandate": "3"}), ("BE4", {"activity": looked[5]})), 1
    ):  # fmt: skip
        on = {"D1": date(2013, 5, 17), "D6": date(2013, 9, 13)}.get(code)
        on = on or next(row["on"] for row in made["activities"] if row["no"] == source["activity"])
        row: Row = {
            "no": f"{at}",
            "unit": code,
            "subject": code,
            "kind": zh("finding", "gap"),
            "text": "示例：存在问题。",
            "found": on,
            "due": on + timedelta(60),
            **source,
        }
        rows.append(row if at == 5 else row | {"fixed": on + timedelta(30 + at)})
    return rows


def consents() -> Rows:
    """Two people agree that their matter is shown, six that their promise is."""
    promised = [
        {
            "no": f"p{at}",
            "unit": HOME[number],
            "giver": f"p-{number}",
            "purpose": zh("consent", "promise"),
            "start": date(2013, 1, 14),
        }
        for at, number in enumerate(PROMISED, 1)
    ]
    return promised + [
        {
            "no": f"{at}",
            "unit": HOME[number],
            "giver": f"p-{number}",
            "purpose": zh("consent", "example"),
            "start": date(2013, 9, 2),
        }
        for at, number in enumerate(SPOKEN, 1)
    ]


def typical_cases() -> Rows:
    """Shown in a column and in talks, until the end of the next year."""
    return [
        {
            "no": f"{at}",
            "unit": "city",
            "about": f"cases-00{1 + at % 2}",
            "by_consent": f"{1 + at % 2}",
            "outlet": zh("outlet", outlet),
            "published": date(2013, month, 16),
            "end": date(2014, 12, 31),
        }
        for at, (outlet, month) in enumerate((("column", 9), ("lecture", 10), ("column", 11), ("website", 12)), 1)
    ]


def notices(made: Mapping[str, Rows]) -> Rows:
    """The branches with five stars are demonstration sites for a year."""
    return [
        {
            "no": f"site-{row['subject']}",
            "unit": "city",
            "kind": zh("notice", "demonstration_site"),
            "about": row["subject"],
            "assessment": row["no"],
            "outlet": zh("outlet", "column"),
            "announced": date(2013, 12, 11),
            "published": date(2013, 12, 18),
            "end": date(2014, 12, 8),
        }
        for row in made["assessments"]
        if row["rubric"] == "stars" and row["grade"] == zh("grade", "five_star")
    ]


PROMISED = [ROLL[f"B{code}"][1] for code in list(VILLAGES)[:6]]
"""Members who made a promise of their own and agreed that it is made public."""


def commitments(made: Mapping[str, Rows]) -> Rows:
    """Made in January, published in February, to be kept by November, judged in December: by each village, each community, and six members."""
    shown = {row["unit"]: row["no"] for row in made["activities"] if row["kind"] == zh("activity", "branch_lesson")}
    rows: Rows = []
    for at, code in enumerate([f"B{code}" for code in (*VILLAGES, *COMMUNITIES)] + PROMISED):
        person = code in HOME
        row: Row = {
            "no": f"{at + 1:02}",
            "unit": HOME.get(code, code),
            "promiser": f"p-{code}" if person else code,
            "promiser_noun": "person" if person else "unit",
            "kind": zh("commitment", "conduct" if person else "service"),
            "title": "示例：服务承诺",
            "made": date(2013, 1, 14),
            "due": date(2013, 11, 29),
            "published": date(2013, 2, 4),
        }
        if person:
            row["by_consent"] = f"p{at - 22}"
        if at not in (6, 17):
            late = at in (3, 13, 25)
            row |= {
                "fulfilled": date(2013, 12, 6) if late else date(2013, 7, 8) + timedelta(4 * at),
                "evidence": shown[HOME.get(code, code)],
                "evidence_noun": "activity",
                "evaluated": date(2013, 12, 13),
                "rating": zh("rating", "dissatisfied" if late else ("satisfied", "satisfied", "fairly")[at % 3]),
            }
        rows.append(row)
    return rows


LINES = {
    f"F-{code}": (code, COUNTY[code], 6_000 if code[0] == "V" else 9_000, "activities") for code in (*VILLAGES, *COMMUNITIES)
}
LINES |= {f"F-{county}": (county, county, 60_000, "training") for county in COUNTIES}
"""Budget line → whose it is, who pays, how much in the year, for what."""


def budgets() -> Rows:
    """Activities of villages and communities, and training: lines in the budgets of the counties."""
    return [
        {
            "code": code,
            "unit": unit,
            "fund": zh("fund", "organization"),
            "line": zh("budget_line", line),
            "planned": str(amount),
            "currency": zh("measured_in", "CNY"),
            "paid_by": county,
            "paid_by_noun": "unit",
            "start": FIRST,
            "end": LAST,
        }
        for code, (unit, county, amount, line) in LINES.items()
    ]


def payments() -> Rows:
    """Paid in by halves, in full; spent for the larger part."""
    rows: Rows = []

    def pay(unit: str, kind: str, on: date, amount: int, **more: str) -> None:
        row = {"no": f"{len(rows) + 1:03}", "unit": unit, "kind": zh("provision", kind), "on": on, "amount": str(amount)}
        rows.append(row | {"currency": zh("measured_in", "CNY")} | more)

    for at, (code, (unit, county, amount, _)) in enumerate(LINES.items()):
        for on in (date(2013, 2, 25), date(2013, 8, 26)):
            pay(county, "allocation", on, amount // 2, into_budget=code)
        pay(unit, "expense", date(2013, 11, 25), amount - 100 * (at % 7), from_budget=code)
    return rows


def assets() -> Rows:
    """What villages have and what it brings them in a year."""
    rows: Rows = []
    for at, code in enumerate(VILLAGES):
        for kind, use, income in (
            ("land", "contracted", 12_000 + 500 * at),
            ("building", "let" if at % 3 else "idle", 8_000 + 300 * at),
        ):
            row: Row = {
                "no": f"{code}-{kind}",
                "unit": code,
                "kind": zh("asset", kind),
                "name": f"示例资产{code}",
                "use": zh("asset_use", use),
                "start": BEFORE,
            }
            terms = {"terms": "示例：公开发包，三年一期"} if kind == "land" else {}
            rows.append(row | terms | ({"income": str(income)} if use != "idle" else {}))
    return rows


# -- checked, and written --------------------------------------------------------------------------------------------------------------

WORKBOOKS = {
    "organization.xlsx": ("units", "posts", "tenures", "people", "selections"),
    "teams.xlsx": ("teams", "seats", "consortia", "team_areas"),
    "projects.xlsx": ("partners", "projects", "coverage", "links", "bureau_links"),
    "training.xlsx": ("courses", "attendances", "qualifications"),
    "surveys.xlsx": ("surveys", "answers", "tallies", "targets"),
    "judgements.xlsx": ("assessments", "member_assessments", "plans"),
    "campaign.xlsx": ("programmes", "stages", "tasks"),
    "supervision.xlsx": ("mandates", "findings", "consents", "typical_cases", "notices"),
    "service.xlsx": ("facilities", "windows", "services", "areas", "calendar_days"),
    "promises.xlsx": ("commitments", "budgets", "payments"),
}
TEXTS = {
    "members.csv": ("members", "utf-8", "zh", "%Y-%m-%d"),
    "registrations.csv": ("registrations", "gb18030", "zh", "%Y-%m-%d"),
    "circumstances.csv": ("circumstances", "utf-8-sig", "zh", "%Y-%m-%d"),
    "member_contacts.csv": ("member_contacts", "utf-8", "zh", "%Y/%m/%d"),
    "activities.csv": ("activities", "utf-8", "zh", "%Y-%m-%d"),
    "conduct_analyses.csv": ("conduct_analyses", "gb18030", "zh", "%Y年%m月%d日"),
    "ratings.csv": ("ratings", "utf-8-sig", "zh", "%Y/%m/%d"),
    "member_ratings.csv": ("member_ratings", "utf-8", "zh", "%Y-%m-%d"),
    "allowances.csv": ("allowances", "utf-8", "zh", "%Y-%m-%d"),
    "households.csv": ("households", "utf-8", "en", "%Y-%m-%d"),
    "pairings.csv": ("pairings", "utf-8", "zh", "%Y.%m.%d"),
    "visits.csv": ("contacts", "gb18030", "zh", "%Y-%m-%d"),
    "cases.csv": ("cases", "utf-8", "zh", "%Y-%m-%d"),
    "assets.csv": ("assets", "utf-8", "en", "%Y-%m-%d"),
}


def rows() -> dict[str, Rows]:
    """Every ledger as rows."""
    made: dict[str, Rows] = {}
    plain = (
        units, members, people, posts, tenures, selections, registrations, circumstances, activities, conduct_analyses, ratings, member_ratings,
        member_assessments, allowances, surveys, answers, tallies, targets, courses, attendances, qualifications, teams, seats, partners, projects,
        coverage, links, bureau_links, consortia, team_areas, households, calendar_days, pairings, contacts, facilities, windows, services, areas, cases,
        programmes, stages, tasks, mandates, consents, typical_cases, assets, budgets, payments,
    )  # fmt: skip
    for make_one in plain:
        made[make_one.__name__] = make_one()
    for make_more in (member_contacts, assessments, plans, findings, notices, commitments):
        made[make_more.__name__] = make_more(made)
    return made


def checked(made: Mapping[str, Rows]) -> None:
    """Counts in plain Python; the script stops where a number is not as it should be."""
    must(
        "branches",
        Counter(sector for sector, _, _ in BRANCHES.values()),
        Counter(dict(zip(SECTORS, (15, 8, 4, 4, 5, 4), strict=True))),
    )
    must("stars", Counter(stars(made).values()), Counter(five_star=4, four_star=16, three_star=12, unrated=8))
    for kind, (_, _, _, returned, counts) in SURVEYED.items():
        satisfied, fairly, rest, _ = counts
        must(f"{kind} returned", sum(counts), returned)
        must(f"{kind} over 90 %", Fraction(satisfied + fairly, satisfied + fairly + rest) > Fraction(9, 10), True)
    judged = Counter(row["grade"] for row in made["member_assessments"] if row["rubric"] == "members")
    must("excellent", judged[zh("grade", "excellent")] <= Fraction(1, 3) * sum(judged.values()), True)
    must("cadres", len({number for number, _ in PAIRS}), len(AGENCY))
    must("holidays", len(HOLIDAYS), 4)
    must("rows", sum(map(len, made.values())) <= 4_000, True)


def make() -> dict[str, bytes]:
    """All files of the sample: path below this folder → content."""
    made = rows()
    checked(made)
    return MAKER.files(made, WORKBOOKS, TEXTS)


if __name__ == "__main__":
    main(MAKER.folder, make)
