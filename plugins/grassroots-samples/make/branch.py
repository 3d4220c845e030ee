"""Makes the ledgers of this sample: a year of a street office and two branches, one in order and one that misses some of what it owes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import SAMPLES, csv_of, main

MONTHS = range(1, 13)


def activities() -> list[tuple[object, ...]]:
    """Number, unit, kind, day, audience, programme, stage, team."""
    rows: list[tuple[object, ...]] = []

    def add(no: str, unit: str, kind: str, on: date, audience: str = "", stage: str = "", team: str = "") -> None:
        rows.append((no, unit, kind, on, audience, "campaign" if stage else "", stage, team))

    for month in MONTHS:
        following = date(2014 + month // 12, month % 12 + 1, 1)
        for short, audience in (("p", "party_representatives"), ("d", "deputies"), ("c", "consultative_members")):
            # The bulletin to the deputies on July came on 9 August, four days late.
            late = 8 if (short, month) == ("d", 7) else 2
            add(f"bulletin-{short}{month}", "street", "bulletin", following + timedelta(days=late), audience)
        add(f"list-{month}", "street", "task_list", date(2014, month, 3))
        if month % 3 == 0:
            add(f"symposium-{month}", "street", "symposium", date(2014, month, 12))
        for branch in ("b1", "b2"):
            if (branch, month) != ("b2", 8):
                add(f"{branch}-committee-{month}", branch, "committee_meeting", date(2014, month, 6))
            add(f"{branch}-group-{month}", branch, "group_meeting", date(2014, month, 13))
            add(f"{branch}-theme-{month}", branch, "theme_day", date(2014, month, 5))
            if month % 3 == 2 and (branch, month) != ("b2", 11):
                add(f"{branch}-general-{month}", branch, "general_meeting", date(2014, month, 20))
            # The second secretary was late in May: on the 28th, due on the 25th.
            checked = 28 if (branch, month) == ("b2", 5) else 24
            add(f"{branch}-register-{month}", branch, "register_check", date(2014, month, checked))
    add("b1-lesson", "b1", "lesson", date(2014, 7, 1))
    add("b2-lesson", "b2", "lesson", date(2014, 7, 2))
    for number, day in enumerate((16, 18, 23), start=1):
        add(f"b1-talk-{number}", "b1", "talk", date(2014, 6, day))
    add("b1-life", "b1", "life_meeting", date(2014, 12, 4))
    # The second branch talked only after its meeting: that meeting does not count.
    add("b2-life", "b2", "life_meeting", date(2014, 12, 5))
    add("b2-talk-1", "b2", "talk", date(2014, 12, 8))
    for branch in ("b1", "b2"):
        add(f"{branch}-activists-1", branch, "activist_check", date(2014, 6, 25))
        add(f"{branch}-activists-2", branch, "activist_check", date(2014, 12, 16))
        add(f"{branch}-appraisal", branch, "appraisal_meeting", date(2014, 12, 15))
    add("stage-2", "street", "stage_meeting", date(2014, 6, 5), stage="campaign-2")
    for number, on in enumerate((date(2014, 3, 20), date(2014, 6, 20), date(2014, 7, 18)), start=1):
        add(f"review-{number}", "street", "review", on, stage=f"campaign-{1 if number == 1 else 2}", team="district-team")
    return sorted(rows, key=lambda row: (str(row[3]), str(row[0])))


def make() -> dict[str, bytes]:
    """All files of the sample: path below its folder → content."""
    files: dict[str, bytes] = {}

    def write(name: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        files[f"ledgers/{name}.csv"] = csv_of([headings, *rows], end="\n")

    since = date(2010, 1, 1)
    write(
        "units",
        ("code", "name", "kind", "part of", "founded on"),
        [
            ("street", "Lin Street", "street", "", since),
            ("b1", "First branch", "branch", "street", since),
            ("b2", "Second branch", "branch", "street", since),
        ],
    )
    write("posts", ("code", "unit", "post"), [("s1", "b1", "secretary"), ("s2", "b2", "secretary")])
    write(
        "teams",
        ("code", "unit", "kind", "name"),
        [
            ("district-team", "street", "supervision_team", "District team"),
            ("b1-group", "b1", "party_group", "Group of the first branch"),
            ("b2-group", "b2", "party_group", "Group of the second branch"),
        ],
    )
    write(
        "programmes",
        ("code", "unit", "kind", "name", "first day", "last day"),
        [("campaign", "street", "campaign", "A year of listening", date(2014, 2, 28), date(2014, 12, 31))],
    )
    write(
        "stages",
        ("programme", "stage", "name", "first day", "last day"),
        [
            ("campaign", 1, "Learning", date(2014, 2, 28), date(2014, 6, 4)),
            ("campaign", 2, "Looking at oneself", date(2014, 6, 5), date(2014, 8, 31)),
            ("campaign", 3, "Mending", date(2014, 9, 1), date(2014, 12, 31)),
        ],
    )
    write(
        "activities",
        ("No.", "unit", "kind", "held on", "audience", "programme", "stage", "team"),
        activities(),
    )
    write(
        "projects",
        ("code", "unit", "kind", "name", "adopted on"),
        [(f"k{number}", "street", "practical", f"Key project {number}", date(2014, 1, 10)) for number in range(1, 11)],
    )
    papers = [
        ("1", "street", date(2014, 6, 30)),
        ("2", "street", date(2014, 7, 2)),
        ("3", "b1", date(2014, 7, 4)),
        ("4", "b2", ""),
    ]
    write(
        "tasks",
        ("No.", "unit", "programme", "stage", "kind", "title", "opened on", "final until", "drafted on", "given to audit on", "final on"),
        [
            (no, unit, "campaign", "campaign-2", "self_inspection", "Self-inspection paper", date(2014, 6, 6), date(2014, 7, 10), date(2014, 6, 20),
             date(2014, 6, 25), final)
            for no, unit, final in papers
        ],
    )  # fmt: skip
    write(
        "remarks",
        ("No.", "unit", "made at", "received on", "due by", "answered on", "outcome"),
        [
            (1, "street", "review-1", date(2014, 3, 20), date(2014, 4, 20), date(2014, 4, 1), "adopted"),
            (2, "street", "review-2", date(2014, 6, 20), date(2014, 7, 20), date(2014, 7, 9), "explained"),
            (3, "b2", "review-2", date(2014, 6, 20), date(2014, 7, 20), date(2014, 8, 2), "adopted"),
            (4, "street", "review-3", date(2014, 7, 18), date(2014, 8, 18), "", ""),
            (5, "street", "bulletin-d3", date(2014, 4, 8), date(2014, 5, 8), date(2014, 4, 22), "adopted"),
        ],
    )
    reports = []
    for branch in ("b1", "b2"):
        for quarter in range(1, 5):
            first = date(2014, 3 * quarter - 2, 1)
            last = date(2014 + quarter // 4, 3 * quarter % 12 + 1, 1) - timedelta(days=1)
            sent = last + timedelta(days=14 if (branch, quarter) == ("b2", 2) else 4)
            steps = (sent, sent + timedelta(days=2), sent + timedelta(days=3), sent + timedelta(days=5))
            if (branch, quarter) == ("b2", 3):
                steps = ("", "", "", "")  # type: ignore[assignment]
            reports.append(
                ("quarterly_report", branch, branch, "report", first, last, first, last + timedelta(days=10), *steps)
            )
    write(
        "duties",
        ("duty", "owed by", "unit", "kind", "first day of the period", "last day of the period", "owed from", "due on", "sent in on", "checked on",
         "approved on", "locked on"),
        reports,
    )  # fmt: skip
    return files


if __name__ == "__main__":
    main(SAMPLES / "branch", make)
