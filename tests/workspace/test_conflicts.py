"""Totals that somebody brought, against what the records come to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import grassroots as gr

AS_OF = date(2024, 12, 31)
UNITS = "code,name,kind,part of\na,Association,association,\nb1,Branch 1,branch,a\nb2,Branch 2,branch,a\n"
MEMBERS = "No.,name,unit,member since\n1,One,b1,2020-01-01\n2,Two,b1,2020-01-01\n3,Three,b2,2024-06-01\n"
CHARTER = """
id = "counted"
extends = "association"
languages = ["en", "zh"]
label = { en = "Counted", zh = "计数" }
[ledger.totals]
en = "Totals"
zh = "合计"
noun = "tally"
key = ["no"]
[ledger.totals.column]
no = { heading = ["No."], to = "", required = true }
unit = { heading = ["unit"], required = true }
kind = { heading = ["what"], required = true }
on = { heading = ["on"], required = true }
amount = { heading = ["number"] }
measure = { heading = ["measure"] }
"""
TOTALS = """No.,unit,what,on,number,measure
1,a,members_reported,2024-12-31,3,members
2,b1,members_reported,2024-12-31,5,members
3,b2,members_reported,2024-12-31,more than 4,members
4,b2,members_reported,2025-12-31,9,members
5,a,members_reported,2024-12-31,7,
6,a,members_reported,2024-12-31,7,no_such_measure
"""


def counted(folder: Path) -> gr.Office:
    (folder / "charter").mkdir()
    (folder / "charter" / "charter.toml").write_text(CHARTER, encoding="utf-8")
    (folder / "ledgers").mkdir()
    for name, text in (("units", UNITS), ("members", MEMBERS), ("totals", TOTALS)):
        (folder / "ledgers" / f"{name}.csv").write_text(text, encoding="utf-8")
    workspace = gr.open("memory:", charter=folder / "charter")
    reading = workspace.take_in(folder / "ledgers")
    assert reading.ok, str(reading)
    return workspace


def test_a_total_that_the_records_of_its_unit_contradict_is_told_with_its_row(tmp_path: Path) -> None:
    with counted(tmp_path) as workspace:
        found = workspace.conflicts(AS_OF)
        assert [(one.details["told"], one.details["found"], one.source and one.source.row) for one in found] == [
            ("5", "2", 3),
            ("4", "1", 4),
        ]
        assert "5" in found[0].text("zh")
        assert len(workspace.conflicts("2025-12-31")) == 3, "a later total counts from its day on"
        assert workspace.conflicts("2024-01-01") == ()
