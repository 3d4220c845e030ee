"""Sound rules of the other kinds, beside those of `rule_examples`, so that every kind of rule has one over the neutral charter."""

from __future__ import annotations

KIND_RULES = """
[aim.closing]
en = "More than aimed at"
zh = "超额完成"
source = "The rules, 12"
exceed = ["cases_closed"]
[decision.simple]
en = "Simple majority"
zh = "简单多数"
source = "article 4"
threshold = { base = "cast", over = "1/2" }
[decision.register]
en = "Members of the register"
zh = "在册成员表决"
source = "article 5"
voters = { where = { registration = "home" } }
threshold = { base = "cast", over = "1/2" }
[quorum.general]
en = "half of the members"
zh = "过半成员到会"
where = { kind = "general_meeting" }
members = { registration = "home" }
source = "The rules, 11"
[election.board]
en = "Election"
zh = "选举"
source = "article 9"
elected = { base = "cast", over = "1/2" }
[project_vote.yearly]
en = "Yearly projects"
zh = "年度项目"
source = "by-law 7"
[duty.general]
en = "general meeting"
zh = "全体会议"
kind = "meeting"
where = { kind = ["branch", "section"] }
owes = "activity"
what = { kind = "general_meeting" }
every = "quarter"
source = "The rules, 11"
[requirement.partners]
en = "a partner for each branch"
zh = "每个支部一个合作方"
noun = "unit"
where = { kind = "branch" }
has = [{ noun = "partner", match = { unit = "id" }, where = { kind = ["enterprise", "school"] } }]
since = "start"
within = { days = 30 }
owner = "above"
source = "The plan, 7"
[series.year]
en = "meetings of the year, in their order"
zh = "年度系列会议"
source = "The rules, 12"
where = { kind = "branch" }
kinds = ["committee_meeting", "general_meeting"]
[gate.second]
en = "end of the second stage"
zh = "第二阶段关口"
programme = "campaign"
stage = 2
activities = ["meeting"]
bounds = [{ measure = "tasks_final", at_least = "0.5" }]
source = "The plan, 4"
[dues.money]
en = "Dues"
zh = "会费"
source = "article 20"
since = ["full"]
currency = "CNY"
grace = { days = 10 }
[[dues.money.tables]]
name = "all"
en = "all"
zh = "全体"
slabs = [{ up_to = "3000", rate = "0.005" }, { over = "3000", rate = "0.01" }]
[voting_right.vote]
en = "Vote"
zh = "表决权"
source = "article 21"
states = ["full"]
dues = "money"
arrears = 2
[matching.person]
en = "One person"
zh = "同一人员"
source = "article 22"
keys = [{ of = ["name", "birth"] }]
[mobility.moves]
en = "Moves"
zh = "转接"
source = "article 23"
home = "home"
second = ["service"]
transfer = { requested = "asked", approved = "approved", left = "ended", within = { months = 3 } }
care = [{ circumstance = "hardship", en = "in hardship", zh = "困难成员", every = { months = 3 }, purposes = ["help"] }]
[workflow.membership.state]
applied = { kind = "open", en = "applied", zh = "已申请", next = ["provisional", "full", "declined"] }
provisional = { start = true, kind = "waiting", en = "provisional", zh = "预备", next = ["full", "ended"] }
full = { start = true, kind = "done", en = "full", zh = "正式", next = ["suspended", "ended", "asked"] }
suspended = { kind = "waiting", en = "suspended", zh = "暂停", next = ["full", "ended"] }
ended = { kind = "dropped", en = "ended", zh = "已退出", next = ["full"] }
declined = { kind = "dropped", en = "declined", zh = "未接纳", next = ["applied"] }
asked = { kind = "done", en = "asked to leave", zh = "已申请转出", next = ["approved", "full"] }
approved = { kind = "done", en = "may leave", zh = "已批准转出", next = ["ended", "full"] }
[formation.branch]
en = "Branches"
zh = "分会"
source = "bylaws, section 10"
kinds = ["branch", "section"]
where = { state = "full" }
sizes = [{ under = 2, become = "group", join = true }, { at_least = 2 }]
bodies = [{ at_least = 0, posts = ["chair"], least = 1, most = 2 }]
ending = { changes = ["merge", "split", "dissolve"], decision = "simple", within = { months = 3 } }
[staffing.branches]
en = "Staffing of branches"
zh = "分会力量配备"
source = "article 12"
needs = [
  { name = "chair", en = "chair", zh = "负责人", post = ["chair"], at_least = 1, at_most = 1, not_by = ["acting"] },
  { name = "teams", en = "teams", zh = "队伍", team = ["working_group"], at_least = 1 },
]
terms = [{ post = ["chair", "deputy", "secretary", "treasurer", "committee_member", "representative"], months = 12, acting = { months = 6 }, shift = { years = 1 } }]
rotation = { post = "auditor", among = ["chair", "deputy", "secretary"], months = 3 }
pools = [{ name = "reserve", en = "reserve", zh = "后备", team = ["working_group"], post = ["deputy"], method = ["appointed"] }]
[words.competence]
casework = { en = "casework", zh = "诉求办理" }
[words.level]
basic = { en = "basic", zh = "初级" }
[framework.casework]
en = "casework"
zh = "诉求办理能力"
source = "The rules, 2"
competences = ["casework"]
levels = ["basic"]
[training.hours]
en = "two courses a year"
zh = "每年两期"
where = { "post.kind" = ["chair", "deputy", "secretary", "treasurer", "committee_member", "representative", "auditor"] }
course = { not = { kind = "talk" } }
times = 2
hours = "10"
since = 2010-01-01
months = 12
again = true
source = "The rules, 4"
[training.certified]
en = "certificates of chairs"
zh = "负责人持证"
where = { "post.kind" = "chair" }
framework = "casework"
level = "basic"
since = 2023-01-01
months = 12
source = "The rules, 5"
[routing.desk]
en = "Routing"
zh = "派单"
source = "standing order 1"
fallback = "district"
[duplicates.same]
en = "Same matter"
zh = "同一事项"
source = "standing order 3"
same = ["category", "topic"]
days = 30
[handling.desk]
en = "Handling"
zh = "办理"
source = "standing order 2"
answer = ["replied"]
[checklist.papers]
en = "Papers"
zh = "材料"
source = "standing order 5"
noun = "unit"
where = { kind = "branch" }
every = "year"
target = "0.9"
[checklist.papers.parts.report]
en = "report"
zh = "报告"
where = { has = { activity = "unit", where = { kind = "meeting", on = { within = "period" } } } }
[checklist.reached]
en = "Ways to reach a branch"
zh = "分会联系方式"
source = "standing order 7"
noun = "unit"
where = { kind = "branch" }
[checklist.reached.parts.point]
en = "contact point"
zh = "联络点"
where = { has = { contact_point = "unit" } }
[pairs.board]
en = "Talks of the board"
zh = "理事谈心"
source = "standing order 6"
noun = "membership"
meeting = { kind = "meeting" }
before = { kind = "general_meeting" }
[roster.day]
en = "By day"
zh = "白天"
source = "standing order 4"
hours = "08:00-20:00"
most_hours = 8
[survey.yearly]
en = "yearly survey"
zh = "年度调查"
kind = "satisfaction"
item = "overall"
satisfied = ["satisfied", "fairly"]
counted = ["satisfied", "fairly", "dissatisfied"]
over = "0.90"
source = "The rules, 7"
[covert_check.desks]
en = "Checks of service desks"
zh = "窗口暗访"
source = "S3-28"
targets = ["house", "group", "branch"]
ordered_by = ["chair", "deputy", "secretary", "treasurer", "auditor"]
longest = { days = 14 }
disclosed_within = { days = 30 }
challenge_days = 10
[recheck.defects]
en = "Defects are looked at again"
zh = "缺陷回访复查"
source = "S4-16"
every = { months = 3 }
state = "watched"
times = 3
[rubric.branches]
en = "Branches"
zh = "分会考评"
subject = "unit"
source = "article 30"
months = 12
grade = [{ grade = "good", at_least = "60" }, { grade = "average" }]
quota = [{ grade = "good", at_most = "1/3" }]
[rubric.branches.item]
work = { en = "work", zh = "实绩", weight = "100", fed_by = "marks" }
"""
