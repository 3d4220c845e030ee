"""Makes the ledgers of the sample: Beihai Sub-district and its year of building up the units, 2012. Run it to write them anew; the same bytes come out.

    python plugins/grassroots-samples/make/beihai.py

Every unit, person, mark and matter is invented and called so (示例, 成员0001). Only the totals are those that were published; `published.toml` lists
them, and `checked` counts them in plain Python before anything is written.
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

from making import SAMPLES, Dice, Maker, Row, Rows, main, member, must

MAKER = Maker(SAMPLES / "beihai", seed=2012)
RUBRICS = MAKER.rules["rubric"]
zh = MAKER.zh
FIRST, LAST = date(2012, 1, 1), date(2012, 12, 31)
JUDGED = (date(2012, 1, 1), date(2012, 3, 31))
AGAIN = (date(2012, 5, 1), date(2012, 11, 30))
"""The first and last days of the two periods that were judged: all units in spring, and in winter those that had to mend most."""


# -- units, people, posts ---------------------------------------------------------------------------------------------------------------

KINDS = (
    ("villages", "village", "V", "示例村", 29),
    ("institutions", "institution", "I", "示例事业单位", 5),
    ("enterprises", "new_economic", "E", "示例企业", 31),
)
"""Rubric, sector, letter of the codes, name, how many: 65 units of three kinds."""
GRADES = {"villages": (3, 22, 3, 1), "institutions": (1, 3, 1, 0), "enterprises": (1, 15, 15, 0)}
"""How many are good, better, average and poor: published."""
NAMES = ("good", "better", "average", "poor")
CODES = {rubric: [f"{letter}{at:02}" for at in range(1, number + 1)] for rubric, _, letter, _, number in KINDS}
ALL = [code for codes in CODES.values() for code in codes]
VILLAGES = CODES["villages"]
SECONDED = VILLAGES[4:25:5]
"""The five villages with a first secretary."""


def grades() -> dict[str, str]:
    """Unit → the grade that it got in spring."""
    found = {}
    for rubric, codes in CODES.items():
        listed = [name for name, number in zip(NAMES, GRADES[rubric], strict=True) for _ in range(number)]
        found.update(dict(zip(MAKER.dice(f"grades {rubric}").mixed(codes), listed, strict=True)))
    return found


GRADE = grades()
RUBRIC = {code: rubric for rubric, codes in CODES.items() for code in codes}
JUDGED_AGAIN = [code for code in VILLAGES if GRADE[code] in ("average", "poor")]


def name_of(code: str) -> str:
    """The name of a unit, as it is typed where a ledger names it."""
    if code == "street":
        return "北海街道"
    if code == "C1":
        return "示例街道委员会"
    title = next(title for rubric, _, _, title, _ in KINDS if code in CODES[rubric])
    return f"{title}{code[1:]}支部"


def units() -> Rows:
    """The sub-district, its committee, and the 65 units that were classified."""
    rows: Rows = [
        {"code": "street", "kind": zh("unit", "street"), "name": name_of("street"), "name_en": "Beihai Sub-district"},
        {
            "code": "C1",
            "kind": zh("unit", "committee"),
            "name": name_of("C1"),
            "name_en": "Sample Committee",
            "parent": name_of("street"),
        },
    ]
    english = {"villages": "Sample Village", "institutions": "Sample Institution", "enterprises": "Sample Enterprise"}
    for rubric, sector, _, _, _ in KINDS:
        for code in CODES[rubric]:
            rows.append(
                {
                    "code": code,
                    "kind": zh("unit", "branch"),
                    "name": name_of(code),
                    "name_en": f"{english[rubric]} {code[1:]}",
                    "parent": name_of("C1"),
                    "sector": zh("sector", sector),
                    "start": date(2008, 7, 1),
                }
            )
    return rows


OFFICE = [member(at) for at in range(1, 17)]
"""Members at the committee: the working secretary first, then the leading group, the five who are seconded last."""
CADRES = OFFICE[-5:]
ROLL = {code: [member(17 + 3 * at + one) for one in range(3)] for at, code in enumerate(ALL)}
"""Unit → its three members; the first is the secretary; in a village the three are its committee."""


def members() -> Rows:
    """211 members with a home unit."""
    listed = [(number, "C1") for number in OFFICE] + [(number, code) for code, numbers in ROLL.items() for number in numbers]
    return [
        {"no": number, "name": f"成员{number[1:]}", "unit": name_of(code), "full": date(2005, 7, 1)} for number, code in listed
    ]


def posts() -> Rows:
    """The secretary of the working committee, a committee of three in each village, and a first secretary in five of them."""
    rows: Rows = [
        {"code": "W1", "unit": name_of("C1"), "kind": zh("post", "working_secretary"), "seats": 1, "start": date(2008, 7, 1)}
    ]
    for code in VILLAGES:
        rows.append(
            {
                "code": f"K-{code}",
                "unit": name_of(code),
                "kind": zh("post", "committee_member"),
                "seats": 3,
                "start": date(2008, 7, 1),
            }
        )
    for code in SECONDED:
        rows.append(
            {"code": f"F-{code}", "unit": name_of(code), "kind": zh("post", "first_secretary"), "seats": 1, "start": FIRST}
        )
    return rows


def tenures() -> Rows:
    """Who holds them. A first secretary is seconded for one year."""
    rows: Rows = []

    def add(post: str, person: str, method: str, start: date, end: Any = "") -> None:
        no = f"{len(rows) + 1:03}"
        rows.append(
            {"no": no, "post": post, "person": person, "start": start, "end": end, "method": zh("tenure_method", method)}
        )

    add("W1", OFFICE[0], "appointed", date(2010, 3, 1))
    for code in VILLAGES:
        for number in ROLL[code]:
            add(f"K-{code}", number, "elected", date(2011, 3, 1))
    for cadre, code in zip(CADRES, SECONDED, strict=True):
        add(f"F-{code}", cadre, "seconded", FIRST, LAST)
    return rows


# -- setting up -------------------------------------------------------------------------------------------------------------------------


def programmes() -> Rows:
    """The year."""
    return [
        {
            "code": "Y2012",
            "unit": name_of("street"),
            "kind": zh("programme", "building_year"),
            "name": "基层组织建设年",
            "start": FIRST,
            "end": LAST,
        }
    ]


def stages() -> Rows:
    """Its three stages."""
    listed = (
        ("Y1", "动员部署与分类定级", FIRST, date(2012, 4, 30)),
        ("Y2", "整改提升", date(2012, 5, 1), date(2012, 11, 30)),
        ("Y3", "检查验收", date(2012, 12, 1), LAST),
    )
    return [
        {"code": code, "programme": "Y2012", "number": at, "name": name, "start": start, "end": end}
        for at, (code, name, start, end) in enumerate(listed, 1)
    ]


def teams() -> Rows:
    """The leading group."""
    return [
        {
            "code": "T1",
            "unit": name_of("street"),
            "kind": zh("team", "leading_group"),
            "name": "组织建设年领导小组",
            "start": date(2012, 1, 4),
        }
    ]


def seats() -> Rows:
    """Who sits in it: eleven of the office."""
    roles = ["head", *["leader"] * 10]
    return [
        {"team": "T1", "person": number, "role": zh("team_role", role), "start": date(2012, 1, 4)}
        for number, role in zip(OFFICE[:11], roles, strict=True)
    ]


MEETINGS = {"good": 4, "better": 3, "average": 2, "poor": 1}
"""How many meetings a unit of each grade held in the first quarter."""


def activities() -> Rows:
    """A mobilisation meeting in each unit in January; unit meetings in the first quarter, and more of them where a unit mends."""
    dice = MAKER.dice("activities")
    rows: Rows = []

    def add(unit: str, kind: str, on: date, title: str) -> None:
        rows.append(
            {
                "no": f"A{len(rows) + 1:04}",
                "unit": name_of(unit),
                "kind": zh("activity", kind),
                "on": on,
                "title": title,
                "headcount": 3 + dice.randrange(20),
                "programme": "Y2012",
            }
        )

    for code in ALL:
        add(code, "mobilisation", dice.day(date(2012, 1, 4), date(2012, 1, 20)), "动员会")
        for _ in range(MEETINGS[GRADE[code]]):
            add(code, "unit_meeting", dice.day(date(2012, 2, 1), JUDGED[1]), "支部会议")
        for _ in range(4 if code in JUDGED_AGAIN else 2):
            add(code, "unit_meeting", dice.day(*AGAIN), "支部会议")
    return rows


# -- marks, ballots, grades -------------------------------------------------------------------------------------------------------------

MIDDLE = {"good": 95, "better": 83, "average": 68, "poor": 45}
MARKED = ("leader", "ideas", "venue", "guarantee", "performance")
CHOICES = ("satisfied", "fairly", "dissatisfied")


def _ballots(dice: Dice, level: int) -> tuple[int, int, int]:
    """Of 30 returned: satisfied, fairly and not satisfied, worth about `level`."""
    satisfied = min(max(round(30 * (level - 30) / 70) + dice.randrange(-1, 2), 0), 30)
    fairly = min(30 - satisfied, round(30 * 0.25))
    return satisfied, fairly, 30 - satisfied - fairly


def ratings() -> Rows:
    """What each unit thinks of itself, what the level above thinks, and what 30 of 40 questionnaires say: a row a mark, a row a choice."""
    dice = MAKER.dice("ratings")
    rows: Rows = []

    def rate(code: str, grade: str, on: date) -> None:
        head = {"unit": name_of(code), "subject": name_of(code), "rubric": RUBRIC[code], "on": on}
        for item in MARKED:
            level = MIDDLE[grade] + dice.randrange(-3, 4)
            for group, more in (("self", 3), ("superior", 0)):
                value = min(level + more, 100)
                rows.append(
                    {"no": f"R{len(rows) + 1:04}", **head, "item": item, "evaluator": zh("evaluator", group), "value": value}
                )
        for choice, number in zip(CHOICES, _ballots(dice, MIDDLE[grade]), strict=True):
            rows.append(
                {
                    "no": f"R{len(rows) + 1:04}",
                    **head,
                    "item": "feedback",
                    "evaluator": zh("evaluator", "public"),
                    "choice": zh("choice", choice),
                    "ballots": number,
                    "issued": 40,
                }
            )

    for code in ALL:
        rate(code, GRADE[code], dice.day(date(2012, 3, 12), date(2012, 3, 30)))
    for code in JUDGED_AGAIN:
        rate(code, _raised(GRADE[code]), dice.day(date(2012, 11, 19), date(2012, 11, 30)))
    return rows


def _raised(grade: str) -> str:
    """The grade above."""
    return NAMES[NAMES.index(grade) - 1]


def scored(code: str, period: tuple[date, date], made: Mapping[str, Rows]) -> Fraction:
    """The score by the rubric, in plain Python: what the library must come to by itself."""
    rubric = RUBRICS[RUBRIC[code]]
    mine = [row for row in made["ratings"] if row["subject"] == name_of(code) and period[0] <= row["on"] <= period[1]]
    whole = Fraction(0)
    for item, rule in rubric["item"].items():
        if item == "system":
            held = sum(
                row["unit"] == name_of(code)
                and row["kind"] == zh("activity", "unit_meeting")
                and period[0] <= row["on"] <= period[1]
                for row in made["activities"]
            )
            edges = [edge for edge in rule["scoring"]["table"] if Fraction(edge["at_least"]) <= held]
            score = Fraction(edges[-1]["score"]) if edges else Fraction(0)
        elif item == "feedback":
            worth = {zh("choice", one["choice"]): Fraction(one["score"]) for one in rule["worth"]}
            cast = [(worth[row["choice"]], row["ballots"]) for row in mine if row["item"] == item]
            score = sum(value * number for value, number in cast) / sum(number for _, number in cast)
        else:
            marks = {row["evaluator"]: Fraction(row["value"]) for row in mine if row["item"] == item}
            score = (marks[zh("evaluator", "self")] + 4 * marks[zh("evaluator", "superior")]) / 5
        whole += Fraction(rule["weight"]) / 100 * score
    return whole


def graded(rubric: str, score: Fraction) -> str:
    """The grade of a score."""
    return next(str(one["grade"]) for one in RUBRICS[rubric]["grade"] if score >= Fraction(one.get("at_least", "0")))


def assessments(made: Mapping[str, Rows]) -> Rows:
    """The judgements: proposed by rule, decided by name; in winter four villages anew, and both grades are kept. One appealed, and it was confirmed."""
    rows: Rows = []

    def add(code: str, period: tuple[date, date], proposed: date, decided: date, **more: Any) -> None:
        score = scored(code, period, made)
        cut = (score * 10_000).__floor__()
        rows.append(
            {
                "no": f"G{len(rows) + 1:03}",
                "unit": name_of(code),
                "subject": name_of(code),
                "rubric": RUBRIC[code],
                "first": period[0],
                "last": period[1],
                "score": f"{cut // 10_000}.{cut % 10_000:04}",
                "grade": zh("grade", graded(RUBRIC[code], score)),
                "decided_by": OFFICE[0],
                "post": "W1",
                "proposed": proposed,
                "decided": decided,
                "expires": decided.replace(year=decided.year + 1),
                **more,
            }
        )

    appealing = next(code for code in CODES["enterprises"] if GRADE[code] == "average")
    for code in ALL:
        more = {"appealed": date(2012, 4, 24), "confirmed": date(2012, 5, 8)} if code == appealing else {}
        add(code, JUDGED, date(2012, 4, 10), date(2012, 4, 20), **more)
    number = {row["subject"]: row["no"] for row in rows}
    for code in JUDGED_AGAIN:
        add(code, AGAIN, date(2012, 12, 10), date(2012, 12, 20), supersedes=number[name_of(code)])
    return rows


def plans(made: Mapping[str, Rows]) -> Rows:
    """The plan that each grade brings, by the rubric; those that were judged anew are accepted, and half of the others."""
    dice = MAKER.dice("plans")
    rows: Rows = []
    for row in made["assessments"]:
        if "supersedes" in row:
            continue
        code = next(code for code in ALL if name_of(code) == row["subject"])
        rule = next(one for one in RUBRICS[row["rubric"]]["grade"] if zh("grade", one["grade"]) == row["grade"])
        begun = date(2012, 5, 9) if "appealed" in row else date(2012, 5, 2)
        plan = {
            "no": f"P{len(rows) + 1:03}",
            "unit": name_of(code),
            "kind": zh("plan", rule["plan"]),
            "assessment": row["no"],
            "aim": zh("grade", rule["aim"]),
            "under_way": begun,
            "due": begun + timedelta(days=rule["plan_days"]),
        }
        if code in JUDGED_AGAIN or dice.randrange(2):
            reported = dice.day(date(2012, 9, 3), date(2012, 10, 26))
            plan |= {"reported": reported, "accepted": reported + timedelta(days=21)}
        rows.append(plan)
    return rows


def findings(made: Mapping[str, Rows]) -> Rows:
    """What was found wanting where a unit is average or poor: an item each, put right and checked where the unit was judged anew."""
    dice = MAKER.dice("findings")
    number = {row["subject"]: row["no"] for row in made["assessments"] if "supersedes" not in row}
    rows: Rows = []
    for code in ALL:
        if GRADE[code] not in ("average", "poor"):
            continue
        for item in dice.some(("ideas", "venue", "guarantee"), 1 if GRADE[code] == "average" else 2):
            row: Row = {
                "no": f"Q{len(rows) + 1:03}",
                "unit": name_of(code),
                "subject": name_of(code),
                "kind": zh("finding", "gap"),
                "item": item,
                "assessment": number[name_of(code)],
                "text": "示例：未达标准。",
                "found": date(2012, 4, 20),
                "due": date(2012, 9, 30),
            }
            if code in JUDGED_AGAIN:
                fixed = dice.day(date(2012, 6, 1), date(2012, 9, 28))
                row |= {"fixed": fixed, "closed": fixed + timedelta(days=14)}
            rows.append(row)
    return rows


# -- first secretaries, diaries ---------------------------------------------------------------------------------------------------------


def on_site() -> Rows:
    """A row a day that a first secretary spent in the village: ten or more in each month."""
    dice = MAKER.dice("on site")
    rows: Rows = []
    for cadre, code in zip(CADRES, SECONDED, strict=True):
        for month in range(1, 13):
            first = date(2012, month, 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
            working = [day for day in days if day.weekday() < 5]
            for day in dice.some(working, 10 + dice.randrange(4)):
                rows.append(
                    {"no": f"{len(rows) + 1:04}", "unit": name_of(code), "target": name_of(code), "on": day, "by": cadre}
                )
    return rows


GOODS = ("good_team", "good_leader", "good_plan", "good_project", "good_system", "good_environment", "good_customs")


def targets() -> Rows:
    """The task list of each first secretary: seven goods."""
    rows: Rows = []
    for code in SECONDED:
        for theme in GOODS:
            row = {"no": f"{len(rows) + 1:02}", "unit": name_of(code), "theme": zh("theme", theme)}
            rows.append({**row, "on": date(2012, 1, 10), "start": FIRST, "end": LAST})
    return rows


def households() -> Rows:
    """Six households of each village: those at whose doors the diaries were kept."""
    return [
        {
            "no": f"H{code[1:]}{at}",
            "unit": name_of(code),
            "address": f"{name_of(code).removesuffix('支部')}示例路{at}号",
            "start": date(2010, 1, 1),
        }
        for code in VILLAGES
        for at in range(1, 7)
    ]


def diaries() -> Rows:
    """Each member of a village committee keeps a diary: what was heard, as one of three, and where."""
    dice = MAKER.dice("diaries")
    rows: Rows = []
    for code in VILLAGES:
        for number in ROLL[code]:
            for _ in range(2 + dice.randrange(3)):
                rows.append(
                    {
                        "no": f"D{len(rows) + 1:04}",
                        "unit": name_of(code),
                        "target": f"H{code[1:]}{1 + dice.randrange(6)}",
                        "on": dice.day(date(2012, 2, 1), date(2012, 12, 14)),
                        "by": number,
                        "code": zh("contact_code", ("problem", "difficulty", "hope")[dice.randrange(3)]),
                    }
                )
    return rows


def visit_opinions(made: Mapping[str, Rows]) -> Rows:
    """The matters that were opened from a diary: one entry in six."""
    dice = MAKER.dice("matters")
    rows: Rows = []
    for entry in made["diaries"]:
        if dice.randrange(6):
            continue
        row = {
            "no": f"O{len(rows) + 1:03}",
            "unit": entry["unit"],
            "contact": entry["no"],
            "text": "示例：民情事项。",
            "received": entry["on"],
        }
        replied = entry["on"] + timedelta(days=7 + dice.randrange(40))
        if replied <= LAST:
            row |= {
                "replied": replied,
                "outcome": zh("outcome", ("solved", "solved", "explained", "not_now")[dice.randrange(4)]),
            }
        rows.append(row)
    return rows


# -- checked, and written ---------------------------------------------------------------------------------------------------------------

WORKBOOKS = {
    "organization.xlsx": ("units", "posts", "tenures", "teams", "seats"),
    "year.xlsx": ("programmes", "stages", "activities", "targets"),
    "grading.xlsx": ("assessments", "plans", "findings"),
}
TEXTS = {
    "members.csv": ("members", "utf-8", "zh", "%Y-%m-%d"),
    "ratings.csv": ("ratings", "utf-8-sig", "zh", "%Y/%m/%d"),
    "on_site.csv": ("on_site", "gb18030", "zh", "%Y-%m-%d"),
    "households.csv": ("households", "utf-8", "en", "%Y-%m-%d"),
    "diaries.csv": ("diaries", "utf-8", "zh", "%Y年%m月%d日"),
    "visit_opinions.csv": ("visit_opinions", "utf-8", "zh", "%Y.%m.%d"),
}


def rows() -> dict[str, Rows]:
    """Every ledger as rows."""
    made: dict[str, Rows] = {
        "units": units(),
        "members": members(),
        "posts": posts(),
        "tenures": tenures(),
        "teams": teams(),
        "seats": seats(),
        "programmes": programmes(),
        "stages": stages(),
        "activities": activities(),
        "ratings": ratings(),
        "on_site": on_site(),
        "targets": targets(),
        "households": households(),
        "diaries": diaries(),
    }
    made["assessments"] = assessments(made)
    made["plans"] = plans(made)
    made["findings"] = findings(made)
    made["visit_opinions"] = visit_opinions(made)
    return made


def checked(made: Mapping[str, Rows]) -> None:
    """Counts what was published, in plain Python; the script stops where a number is not right."""

    first = [row for row in made["assessments"] if "supersedes" not in row]
    must("units", len(first), 65)
    for rubric, numbers in GRADES.items():
        found = Counter(row["grade"] for row in first if row["rubric"] == rubric)
        must(rubric, tuple(found[zh("grade", name)] for name in NAMES), numbers)
    must("totals", tuple(Counter(row["grade"] for row in first)[zh("grade", name)] for name in NAMES), (5, 40, 19, 1))
    must("seconded", len({row["person"] for row in made["tenures"] if row["method"] == zh("tenure_method", "seconded")}), 5)
    days = Counter((row["by"], row["on"].month) for row in made["on_site"])
    must("months on site", (len(days), min(days.values()) >= 10), (60, True))
    must("diaries", {row["by"] for row in made["diaries"]}, {number for code in VILLAGES for number in ROLL[code]})
    for row in made["assessments"]:
        if "supersedes" in row:
            old = next(one for one in first if one["no"] == row["supersedes"])
            must("raised", _place(row["grade"]) < _place(old["grade"]), True)


def _place(label: str) -> int:
    return [zh("grade", name) for name in NAMES].index(label)


def make() -> dict[str, bytes]:
    """All files of the sample: path below this folder → content."""
    made = rows()
    checked(made)
    return MAKER.files(made, WORKBOOKS, TEXTS)


if __name__ == "__main__":
    main(MAKER.folder, make)
