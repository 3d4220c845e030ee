"""A small house in which something is overdue, lacking, proposed and due: a charter with three rules, and its ledgers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.offices import put

import grassroots as gr
from grassroots.values import Period

DAY = "2024-06-25"
FILES = {
    "charter.toml": """
id = "rosenhof"
extends = "association"
languages = ["en", "zh"]
label = { en = "Rosenhof", zh = "玫瑰园" }
[clock.request]
en = "answer to a request"
zh = "诉求答复"
source = "house rules, section 4"
where = { category = "request" }
from = ["received"]
whole = true
limit = [{ days = 10 }]
[clock.request.ladder.board]
en = "report to the board"
zh = "向理事会报告"
after = 5
[staffing.houses]
en = "posts of a house"
zh = "楼栋岗位"
source = "bylaws, section 7"
where = { kind = "house" }
needs = [{ name = "chair", en = "chair", zh = "楼长", post = ["chair"], at_least = 1 }]
[duty.meeting]
en = "meeting of the house"
zh = "楼栋会议"
source = "bylaws, section 9"
kind = "meeting"
where = { kind = "house" }
owes = "activity"
what = { kind = "general_meeting" }
every = "quarter"
[duty.report]
en = "report of the house"
zh = "楼栋报告"
kind = "report"
where = { kind = "house" }
every = "quarter"
valid_from = 2030-01-01
""",
    "ledgers/units.csv": "code,name,kind,part of\nR,Rosenhof,association,\nN,North House,house,R\nS,South House,house,R\n",
    "ledgers/people.csv": "No.,name\nP1,Ann Example\n",
    "ledgers/posts.csv": "code,unit,post\nn1,N,chair\ns1,S,chair\n",
    "ledgers/tenures.csv": "No.,post,person,first day\n1,n1,P1,2023-01-01\n",
    "ledgers/activities.csv": "No.,unit,kind,held on\n1,N,general meeting,2024-04-12\n",
    "ledgers/cases.csv": (
        "No.,unit,category,what was said,received on,answered on,outcome\n"
        "1,N,request,the lamp,2024-06-10,,\n2,S,request,the door,2024-05-02,,\n3,S,request,the roof,2024-06-21,,\n"
    ),
}


def rosenhof(folder: Path, address: str = "memory:", **more: Any) -> gr.Office:
    """The house, with the meetings of its second quarter owed."""
    put(folder / "rosenhof", FILES)
    opened = gr.open(address, charter=folder / "rosenhof", create=True, **more)
    reading = opened.take_in(folder / "rosenhof" / "ledgers")
    assert reading.stored, str(reading)
    opened.open_duties(Period.quarter(2024, 2), ["meeting"], reason="the quarter begins")
    return opened
