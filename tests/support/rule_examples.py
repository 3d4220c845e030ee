"""Sound rules of those kinds of which no charter that is given away has one: faults are planted in them."""

from __future__ import annotations

EXAMPLES = """
[reply.mended]
en = "Mended"
zh = "已修复"
source = "The rules, 16"
where = { category = "repair" }
states = ["replied"]
public = true
measures = { en = "Your {category} of {received}: {outcome}.", zh = "您于{received}反映的{事项类别}：{办理结果}。" }
[retention.old_cases]
en = "Cases that are over"
zh = "已办结事项的保存"
source = "The rules, 15"
noun = "case"
keep = { years = 3 }
[words.theme]
venues = { en = "venues", zh = "阵地" }
[relation.answered]
en = "Answered of received"
zh = "办结不多于受理"
source = "The rules, 13"
left = "cases_closed"
right = "cases_received"
past = 6
times = 3
[task.papers]
en = "self-inspection paper"
zh = "自查材料"
programme = "campaign"
stage = 2
kind = "self_inspection"
where = { kind = "branch" }
due_after = 20
[horizon.venues]
en = "venues"
zh = "阵地建设"
theme = "venues"
years = 3
[horizon.venues.parts.first]
share = "0.3"
measure = "tasks_final"
[horizon.venues.parts.second]
share = "0.3"
measure = "duties_done"
[horizon.venues.parts.third]
share = "0.4"
measure = "duties_in_time"
[rubric.office]
en = "Yearly assessment of office holders"
zh = "任职人员年度考核"
subject = "person"
source = "rules of the office"
published = "notice board"
valid_from = 2024-01-01
appeal_days = 10
answer_days = 20
months = 12
grade = [{ grade = "good", at_least = "80" }, { grade = "average" }]
[rubric.office.item]
work = { en = "work", zh = "工作", weight = "100", fed_by = "marks" }
[promotion.chairs]
en = "May stand for the chair"
zh = "可参选负责人"
source = "rules of the office"
published = "notice board"
valid_from = 2024-01-01
noun = "tenure"
where = { "post.kind" = "deputy" }
to = ["chair"]
criteria = [
  { name = "results", en = "good results", zh = "考核为好", graded = { rubric = "office", grades = ["good"], times = 2, last = 3 } },
  { name = "service", en = "three years", zh = "任职三年", served = { post = ["deputy"], length = { years = 3 } } },
  { name = "degree", en = "degree", zh = "学历", where = { "person.education" = ["bachelor", "master"] } },
  { name = "trial", en = "taken on as a volunteer", zh = "正式志愿者", found = { pathway = "volunteer", step = "taken_on", by = ["branch"] } },
]
[pay.office]
en = "Pay of office holders"
zh = "任职人员待遇"
source = "rules of the office"
where = { "post.kind" = ["secretary", "treasurer"] }
currency = "CNY"
grace = { days = 10 }
parts = [
  { name = "ladder", en = "by level", zh = "级别待遇", payer = ["association"], ladder = true },
  { name = "supplement", en = "supplement", zh = "补贴", payer = ["branch"], amount = "300" },
  { name = "base", en = "base", zh = "基本待遇", payer = ["association"], reference = { tally = "residents", of = ["association"], portion = "1/2" } },
  { name = "performance", en = "performance", zh = "绩效待遇", payer = ["branch"], rubric = "office", grades = [{ grade = "good", portion = "1/5" }, { grade = "average", amount = "100" }] },
]
[pay.office.ladder]
levels = 4
starts = [{ level = 2, where = { "person.education" = "bachelor" } }, { level = 1 }]
rises = [{ stay = { years = 2 } }, { stay = { years = 1 }, rubric = "office", grades = ["good"] }]
classes = [
  { name = "first", en = "first", zh = "一类", post = ["secretary"], highest = 3, amounts = ["1000", "1100", "1200"] },
  { name = "second", en = "second", zh = "二类", post = ["treasurer"], lowest = 2, highest = 4, amounts = ["1000", "1050", "1050"] },
]
[words.tally]
income = { en = "income", zh = "收入" }
costs = { en = "costs", zh = "成本" }
counted = { en = "households counted", zh = "普查户数" }
[agreement.rooms]
en = "Rooms let at a low margin"
zh = "公益加微利"
where = { "target.noun" = "facility" }
ceiling = "0.1"
income = "income"
costs = "costs"
services = 1
[match.wishes]
en = "Wishes"
zh = "心愿配对"
needs = { kind = "wish" }
meets = [{ need = "wish", offers = ["resource"] }]
prefer = [{ by = "group", order = ["older_people", "families"] }, { by = "waiting" }]
guardian = ["children"]
[pairing.hardship]
en = "Helpers"
zh = "结对帮扶"
register = { key_family = true }
helpers = { "post.kind" = "chair" }
every = { months = 3 }
purposes = ["help"]
[clock.whole]
en = "Whole"
zh = "整体时限"
where = { category = "repair" }
from = ["received"]
to = ["replied"]
void = ["declined"]
pauses = ["paused"]
limit = [{ where = { topic = "noise" }, hours = 24 }, { days = 15, time = "working", counts = "moment" }]
calendar = "office"
[clock.whole.extension]
asked = "returned"
granted = "dispatched"
most = 2
days = 5
hours = "4"
grounds = ["expert"]
by = ["chair"]
[clock.whole.ladder.reminder]
en = "Reminder"
zh = "催办"
after = 1
[clock.whole.ladder.reprimand]
en = "Reprimand"
zh = "通报"
after = 6
time = "working"
on = "reminder"
[clock.first_step]
en = "First step"
zh = "首步时限"
where = { category = "repair" }
from = ["received"]
to = ["dispatched", "replied"]
inside = "whole"
limit = [{ hours = 8, time = "working" }]
[words.festival]
spring = { en = "Spring Festival", zh = "春节" }
[outreach.families]
en = "Visits to families"
zh = "家庭走访"
where = { not = { address = "-" } }
intervals = [{ where = { key_family = true }, every = { months = 1 } }, { every = { years = 1 } }]
festivals = [{ name = "new_year", month = 1, day = 1 }, { name = "spring" }]
before = 14
after = 3
calendar = "office"
link = "pairing"
purposes = ["help", "acquaintance"]
counts = ["reached", "moved"]
registered = "households_registered"
estimated = "counted"
keep = { years = 2 }
[referral.groups]
en = "each topic to its group"
zh = "按主题分流"
source = "The plan, 8"
groups = [{ topic = "safety", team = "working group" }]
[words.merit]
duty = { en = "duty", zh = "履职" }
visit = { en = "visit", zh = "走访" }
[index.pioneer]
en = "Index"
zh = "指数"
source = "The plan, 9"
published = "notice board"
where = { state = "full" }
items = [{ merit = "duty", points = 10 }, { merit = "visit", points = 2, most = 20 }]
leader = { post = "chair-1", own = "0.6" }
"""
