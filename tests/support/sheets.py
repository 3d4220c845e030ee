"""Tables as text, and a small charter with ledgers of every kind, for tests of the ledgers."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.ledgers import Known, Reading, Row, Sheet, Table, build
from grassroots.model import Record, key_of
from grassroots.rules.registry import KINDS
from grassroots.values import Source

LEDGERS = """\
id = "house"
languages = ["en", "zh"]
label = { en = "House", zh = "楼" }
[words.unit]
street = { en = "street", zh = "街道" }
branch = { en = "branch", zh = "支部", under = ["street"] }
[words.category]
opinion = { en = "opinion", zh = "意见" }
[words.outcome]
solved = { en = "solved", zh = "已解决" }
explained = { en = "explained", zh = "已解释" }
[words.rating]
good = { en = "good", zh = "满意" }
[words.registration]
home = { en = "home", zh = "本部" }
[words.post]
head = { en = "head", zh = "负责人" }
[words.tally]
visits = { en = "visits", zh = "走访" }
[words.measured_in]
CNY = { en = "yuan", zh = "元" }
visit = { en = "visits", zh = "次" }
[words.unit_change]
merge = { en = "merger", zh = "合并" }
[words.activity]
meeting = { en = "meeting", zh = "会议" }
[words.link]
pairing = { en = "pairing", zh = "结对" }
[words.partner]
firm = { en = "firm", zh = "企业" }
[custom.case.floor]
en = "floor"
zh = "楼层"
kind = "number"
privacy = "internal"
[custom.case.complaint_of]
en = "complaint of"
zh = "投诉人"
kind = "text"
privacy = "personal"
[workflow.case]
outcomes = ["solved", "explained"]
ratings = ["good"]
[workflow.case.state]
received = { kind = "open", en = "received", zh = "已受理", next = ["dispatched", "replied"] }
dispatched = { kind = "open", en = "dispatched", zh = "已交办", next = ["replied"] }
replied = { kind = "done", en = "replied", zh = "已答复", next = ["dispatched"] }
[workflow.membership.state]
full = { start = true, kind = "done", en = "full", zh = "正式" }

[ledger.units]
en = "Units"
zh = "单位名册"
noun = "unit"
key = ["code"]
prefix = ""
[ledger.units.column]
code = { heading = ["code", "编号"], to = "", required = true }
name = { heading = ["name", "名称"], required = true }
name_zh = { heading = ["Chinese name", "中文名称"], to = "names.zh" }
kind = { heading = ["kind", "类别"], required = true }
parent = { heading = ["part of", "上级"] }
start = { heading = ["founded", "成立日期"] }
end = { heading = ["last day", "最后一日"], inclusive = true }

[ledger.members]
en = "Members"
zh = "成员名册"
nouns = ["person", "membership"]
key = ["no"]
prefix = "p-"
set = { "membership.person" = "@person" }
[ledger.members.column]
no = { heading = ["No.", "序号"], to = "", required = true }
name = { heading = ["name", "姓名"] }
birth = { heading = ["born", "出生"] }
phone = { heading = ["phone", "电话"] }
unit = { heading = ["branch", "所在支部"], to = "membership.unit" }
full = { heading = ["member since", "转正日期"], to = "membership.step.full" }

[ledger.opinions]
en = "Opinions"
zh = "意见台账"
noun = "case"
key = ["no"]
prefix = "o-"
set = { category = "opinion" }
names = ["what people said"]
skip = { withdrawn = { column = "remark", values = ["withdrawn", "作废"] } }
[ledger.opinions.column]
no = { heading = ["No.", "序号"], to = "external.office", required = true }
unit = { heading = ["unit", "单位"], required = true }
requester = { heading = ["raised by", "反映人"] }
confidential = { heading = ["confidential", "是否保密"] }
text = { heading = ["what was said", "内容"] }
received = { heading = ["received on", "受理日期"], to = "step.received", required = true }
due = { heading = ["due", "期限"], to = "step.received.due" }
dispatched = { heading = ["dispatched on", "交办日期"], to = "step.dispatched" }
handler = { heading = ["handled by", "承办单位"], to = "step.dispatched.unit" }
replied = { heading = ["replied on", "答复日期"], to = "step.replied" }
outcome = { heading = ["outcome", "办理结果"], to = "step.replied.outcome" }
rating = { heading = ["rating", "评价"], to = "step.replied.rating" }
floor = { heading = ["floor", "楼层"], to = "custom.floor" }
complaint_of = { heading = ["complaint of", "投诉人"], to = "custom.complaint_of" }
remark = { heading = ["remark", "备注"], to = "" }

[ledger.tallies]
en = "Tallies"
zh = "统计数"
noun = "tally"
key = ["unit", "on"]
complete = false
set = { kind = "visits" }
[ledger.tallies.column]
unit = { heading = ["unit", "单位"], required = true }
on = { heading = ["day", "日期"], required = true }
amount = { heading = ["number", "数量"], required = true, unit = "CNY" }

[ledger.pairings]
en = "Pairings"
zh = "结对"
noun = "link"
key = ["no"]
set = { kind = "pairing" }
[ledger.pairings.column]
no = { heading = ["No.", "序号"], to = "", required = true }
unit = { heading = ["unit", "单位"], required = true }
holder = { heading = ["who", "结对人"], of = "person", required = true }
target = { heading = ["with", "结对对象"], required = true }

[ledger.changes]
en = "Changes of units"
zh = "撤并"
noun = "change_event"
key = ["no"]
[ledger.changes.column]
no = { heading = ["No.", "序号"], to = "", required = true }
kind = { heading = ["kind", "方式"], required = true }
on = { heading = ["from", "起始日期"], required = true }
before = { heading = ["ended", "原单位"] }
after = { heading = ["new", "新单位"] }

[ledger.meetings]
en = "Meetings"
zh = "会议台账"
noun = "activity"
key = ["no"]
set = { kind = "meeting" }
[ledger.meetings.column]
no = { heading = ["No.", "序号"], to = "", required = true }
unit = { heading = ["unit", "单位"], required = true }
on = { heading = ["held on", "会议日期"], required = true }
headcount = { heading = ["people", "人数"] }
"""


@cache
def house() -> Charter:
    """The charter."""
    return load({"charter.toml": LEDGERS}, kinds=KINDS, parent=None)


def table(name: str, text: str, **faults: str) -> Table:
    """A table from lines of cells between bars: `No. | unit`. A name `file.xlsx#sheet` has a sheet; faults are `B2="code"`."""
    file, _, sheet = name.partition("#")
    wrong = {(int(place[1:]), ord(place[0]) - ord("A")): code for place, code in faults.items()}
    rows = []
    for number, line in enumerate(text.strip("\n").splitlines(), start=1):
        cells = tuple(cell.strip().replace("\\n", "\n") for cell in line.split("|")) if line.strip() else ()
        marks = tuple((column, code) for (row, column), code in sorted(wrong.items()) if row == number)
        rows.append(Row(cells, Source(file, sheet, number), faults=marks))
    return Table(file=file, sheet=sheet, rows=iter(rows))


def as_table(sheet: Sheet, file: str = "ledger.csv") -> Table:
    """A sheet that was written, as it is read."""
    lines = (sheet.headings, *sheet.rows)
    return Table(
        file=file, sheet="", rows=iter([Row(tuple(line), Source(file, "", row)) for row, line in enumerate(lines, start=1)])
    )


UNITS = """\
code | name | kind | part of
s | Street | street |
b1 | First branch | branch | s
b2 | Second branch | branch | s
"""


def read(*tables: Table, known: Known | None = None, charter: Charter | None = None, units: bool = True) -> Reading:
    """Builds the tables, with the units of the street before them; proves that every row is accounted for."""
    before = [table("units.csv", UNITS)] if units else []
    reading = build([*before, *tables], charter or house(), known=known)
    reading.check_conservation()
    return reading


def kept(reading: Reading) -> Known:
    """What a store knows after this reading."""
    return Known(
        records={key_of(record): record for record in reading.records},
        sources=dict(reading.sources),
        origins=dict(reading.sources),
    )


def found(reading: Reading, noun: str, id: str) -> Record:
    """One record of a reading."""
    return next(record for record in reading.records if key_of(record) == (noun, id))


def codes(reading: Reading) -> list[str]:
    """The codes of its problems, in their order."""
    return [problem.code for problem in reading.problems]


def shared_data(name: str) -> Path:
    """A file of real data beside the checkout; the test is skipped where it is not there."""
    folder = Path(os.environ.get("GRASSROOTS_DATA") or Path(__file__).parents[3] / "shared" / "data")
    path = folder / name
    if not path.exists():
        pytest.skip(f"the real data are not here ({path}); GRASSROOTS_DATA says where they are")
    return path
