"""A small sound charter as text, with something of everything, for tests that break it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import grassroots.builtin
from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.charter.toml import parse
from grassroots.errors import CharterInvalid
from grassroots.problems import Problem
from grassroots.rules.registry import KINDS

CLUB = """\
id = "club"
version = "3"
languages = ["en", "zh"]
valid_from = 2014-01-01
label = { en = "Club", zh = "俱乐部" }
exclusive = ["chair"]

[words.unit]
club = { en = "club", zh = "俱乐部" }
branch = { en = "branch", zh = "分部", under = ["club", "branch"] }
[words.post]
chair = { en = "chair", zh = "主席" }
[words.registration]
home = { en = "home", zh = "本部" }
[words.category]
opinion = { en = "opinion", zh = "意见" }
repair = { en = "repair", zh = "报修", workflow = "repair" }
[words.outcome]
solved = { en = "solved", zh = "已解决" }
explained = { en = "explained", zh = "已解释" }
[words.rating]
good = { en = "good", zh = "好" }
[words.measured_in]
case = { en = "cases", zh = "件" }
day = { en = "days", zh = "天" }
CNY = { en = "yuan", zh = "元" }
[words.left_out]
unrated = { en = "not rated", zh = "未评价" }
[words.missing]
running = { en = "in progress", zh = "办理中" }
[words.presence]
present = { en = "present", zh = "出席" }
[words.vote_choice]
yes = { en = "yes", zh = "赞成" }
no = { en = "no", zh = "反对" }
[words.voting_group]
tenants = { en = "tenants", zh = "租户" }
owners = { en = "owners", zh = "业主" }
[words.shade]
red = { en = "red", zh = "红" }

[custom.case.floor]
en = "floor"
zh = "楼层"
kind = "number"
privacy = "internal"
[custom.case.colour]
en = "colour"
zh = "颜色"
kind = "word"
words = "shade"
privacy = "public"

[workflow.case]
outcomes = ["solved", "explained"]
ratings = ["good"]
[workflow.case.state]
received = { kind = "open", en = "received", zh = "受理", next = ["paused", "replied"] }
paused = { kind = "waiting", en = "paused", zh = "暂停", next = ["replied"] }
replied = { kind = "done", en = "replied", zh = "答复" }

[workflow.repair]
[workflow.repair.state]
called = { kind = "open", en = "called", zh = "来电", next = ["mended", "scrapped"] }
mended = { kind = "done", en = "mended", zh = "修好" }
scrapped = { kind = "dropped", en = "scrapped", zh = "报废" }

[measure.opinions]
en = "opinions"
zh = "意见"
count = "case"
where = { category = "opinion", "unit.kind" = ["club", "branch"] }
dated = "received"
by = { outcome = { missing = "running" } }

[measure.rated_good]
en = "rated good"
zh = "好评率"
rate = "case"
where = { any = [{ state_kind = "done" }, { not = { promise = "overdue" } }], has = { reply = "case", where = { on = { at_least = 2014-01-01 } } } }
dated = "rated"
reads = "period_end"
hit = { rating = "good" }
left_out = { unrated = { rating = "-" } }
derived = true

[measure.days]
en = "days"
zh = "天数"
spread = "case"
value = "days:received:replied"
dated = "replied"

[measure.heights]
en = "heights"
zh = "高度"
sum = "case"
value = "custom.floor"
where = { "custom.floor" = { over = "2.5" }, confidential = false }
measured_in = "case"

[measure.attenders]
en = "attenders"
zh = "到会人数"
distinct = "attendance"
key = "person"

[measure.share]
en = "share"
zh = "比"
ratio = ["opinions", "attenders"]

[measure.busy]
en = "busy branches"
zh = "繁忙分部"
reach = "opinions"
at_least = "3"
where = { kind = "branch" }

[report.year]
en = "Annual report"
zh = "年度报告"
period = "year"
headline = ["opinions"]
note = [{ en = "A note.", zh = "说明。" }]
[[report.year.section]]
en = "What was said"
zh = "意见"
[[report.year.section.block]]
say = { en = "{opinions} opinions, {opinions.solved} solved, {opinions.running} running; {rated_good.percent0}, {rated_good.left_out.unrated} not rated; {days.median} days.", zh = "意见{opinions}条，解决{opinions.solved}条，办理中{opinions.running}条；{rated_good.percent0}，未评价{rated_good.left_out.unrated}；{days.median}天。" }
[[report.year.section.block]]
table = ["opinions"]
en = "By unit"
zh = "分单位"
down = "unit"
across = "outcome"
units = ["branch"]
[[report.year.section.block]]
bars = "opinions"
en = "By month"
zh = "分月"

[decision.meeting]
en = "General meeting"
zh = "全体会议"
source = "rules, section 4"
valid_from = 2014-01-01
valid_until = 2020-01-01
quorum = { at_least = "1/2", number = 3 }
threshold = { base = "present", over = "0.5" }
groups = ["tenants", "owners"]
voters = { noun = "membership", where = { registration = "home" } }

[decision.meeting_now]
named = "meeting"
en = "General meeting (new text)"
zh = "全体会议（新文本）"
valid_from = 2020-01-01
threshold = { base = "cast", over = "2/3" }

[election.committee]
en = "Election of the committee"
zh = "委员会选举"
quorum = { over = "4/5" }
elected = { base = "present", at_least = "0.4" }
surplus = "0.2"
shortfall = ["separate_election", "fewer_seats"]
agreement = "0.5"

[project_vote.yearly]
en = "Yearly projects"
zh = "年度项目"
papers = "ordinal"
score = "points"
ranks = [3, 2, 1]
support_share = "0.05"
tie = ["lower_cost", "more_votes"]

[ledger.opinions]
en = "Opinion ledger"
zh = "意见台账"
nouns = ["case", "reply"]
key = ["no"]
prefix = "o-"
set = { category = "opinion", "reply.case" = "@case" }
names = ["views"]
skip = { void = { column = "remark", values = ["void"] } }
[ledger.opinions.column]
no = { heading = ["No.", "序号"], to = "external.hotline" }
unit = { heading = ["unit", "单位"], required = true }
received = { heading = ["received on", "受理日期"], to = "step.received", formats = ["%d/%m/%Y"] }
due = { heading = ["due", "期限"], to = "step.received.due" }
replied = { heading = ["replied on", "答复日期"], to = "step.replied" }
outcome = { heading = ["outcome", "结果"], to = "step.replied.outcome", values = { fixed = "solved" } }
reply = { heading = ["answered on", "书面答复日期"], to = "reply.on" }
floor = { heading = ["floor", "楼层"], to = "custom.floor" }
remark = { heading = ["remark", "备注"], to = "" }

[ledger.gifts]
en = "Gifts"
zh = "捐助"
noun = "contribution"
key = ["no"]
[ledger.gifts.column]
no = { heading = ["No."], to = "" }
project = { heading = ["project"] }
donor = { heading = ["donor"], of = "unit" }
on = { heading = ["on"] }
amount = { heading = ["amount"], unit = "CNY" }

[ledger.posts]
en = "Posts"
zh = "岗位"
noun = "post"
key = ["code"]
prefix = ""
[ledger.posts.column]
code = { heading = ["code"], to = "" }
unit = { heading = ["unit"] }
kind = { heading = ["kind"], default = "chair" }
end = { heading = ["last day"], inclusive = true }
"""


def association() -> dict[str, str]:
    """The files of the neutral charter: what all share, and a piece of each family of rules."""
    room = Path(grassroots.builtin.__file__).parents[1]
    files = {file.name: file for file in (room / "builtin" / "association").glob("*.toml")}
    files |= {f"{file.parent.name}.toml": file for file in (room / "rules").glob("*/module.toml")}
    return {name: file.read_text(encoding="utf-8") for name, file in sorted(files.items())}


@cache
def neutral() -> Charter:
    """The neutral charter, read once for all tests of a process."""
    return load(association(), kinds=KINDS)


def problems_of(files: dict[str, str], **more: object) -> tuple[Problem, ...]:
    """What is wrong with the files of a charter; nothing if it loads."""
    try:
        load(files, kinds=KINDS, **more)  # type: ignore[arg-type]
    except CharterInvalid as error:
        return error.problems
    return ()


def line_of(text: str, fragment: str) -> int:
    """The line, from 1, on which a fragment first stands."""
    return text[: text.index(fragment)].count("\n") + 1


def is_toml(text: str) -> bool:
    """Whether the text is TOML at all."""
    return not isinstance(parse("x.toml", text), Problem)
