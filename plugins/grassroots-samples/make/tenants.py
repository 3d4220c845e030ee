"""Makes the sample of the tutorial: the tenants' association of three houses, all invented. Run it to write `ledgers/` anew."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from making import ROOT, csv_of, main

HOUSES = ("house-1", "house-2", "house-3")
TOPICS = ("lift", "heating", "stairwell light", "bicycle shed", "noise", "waste bins")


def make() -> dict[str, bytes]:
    """All files of the sample: path below its folder → content, with a byte order mark, so that spreadsheets open them right."""
    draw = random.Random(2024)
    files: dict[str, bytes] = {}

    def write(name: str, headings: list[str], rows: list[list[object]]) -> None:
        files[f"ledgers/{name}.csv"] = csv_of([headings, *rows], encoding="utf-8-sig")

    units: list[list[object]] = [["lindenhof", "Tenants of Lindenhof", "association", "", "2019-05-01"]]
    units += [[house, f"House {house[-1]}", "house", "lindenhof", "2019-05-01"] for house in HOUSES]
    write("units", ["code", "name", "kind", "part of", "founded on"], units)

    members: list[list[object]] = []
    for number in range(1, 31):
        since = date(2019, 5, 1) + timedelta(days=draw.randrange(1600))
        left = "2024-03-31" if number in (7, 19) else ""
        members.append([number, f"Member {number:02}", HOUSES[number % 3], since.isoformat(), left])
    write("members", ["No.", "name", "unit", "member since", "left on"], members)

    cases: list[list[object]] = []
    for number in range(1, 25):
        received = date(2024, 1, 8) + timedelta(days=14 * number + draw.randrange(5))
        row: list[object] = [number, HOUSES[draw.randrange(3)], "request", TOPICS[draw.randrange(6)], received.isoformat()]
        row.append((received + timedelta(days=21)).isoformat())
        if number <= 18:
            replied = received + timedelta(days=draw.choice((3, 8, 15, 20, 26)))
            outcome = draw.choice(("solved", "solved", "solved", "explained", "not possible now"))
            row += [replied.isoformat(), outcome, draw.choice(("satisfied", "satisfied", "dissatisfied", "not reached"))]
        else:
            row += ["", "", ""]
        cases.append(row)
    headings = ["No.", "unit", "category", "what was said", "received on", "due by", "answered on", "outcome", "rating"]
    write("cases", headings, cases)

    activities = [
        [
            at + 1,
            "lindenhof",
            "meeting",
            date(2024, 1 + at, 15).isoformat(),
            f"Meeting of the tenants {at + 1}",
            draw.randrange(9, 24),
        ]
        for at in range(12)
    ]
    write("activities", ["No.", "unit", "kind", "held on", "title", "people"], activities)
    return files


if __name__ == "__main__":
    main(ROOT / "src/grassroots/samples/tenants", make)
