"""A small sound charter, written in Python: every list of words, every kind of state, and a workflow named by a word.

It is what the strategies draw from when no other charter is given. It says nothing about any real organization.
"""

from __future__ import annotations

from functools import cache

from grassroots.charter import Charter, CustomField, State, StateKind, Word, Workflow
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule
from grassroots.rules.openness.publication_rule import PublicationRule, Tone
from grassroots.rules.openness.supervision_rule import CovertCheckRule
from grassroots.rules.registry import KINDS

_WORDS = {
    "sector": "housing:住房 trade:行业",
    "unit_change": "merge:合并 split:拆分 succeed:承接 dissolve:撤销",
    "education": "school:中学 degree:大学",
    "registration": "home:本单位 service:服务登记",
    "post": "head:负责人 clerk:文书",
    "tenure_method": "elected:选举 acting:代理",
    "team": "crew:小组 panel:评议组",
    "team_role": "lead:组长 helper:组员",
    "skill": "first_aid:急救 wiring:电工",
    "link": "contact_point:联系点 pairing:结对",
    "target_kind": "building:楼栋 firm:企业",
    "programme": "campaign:活动 plan:计划",
    "activity": "meeting:会议 course:培训",
    "audience": "members:成员 everybody:全体",
    "presence": "present:出席 absent:缺席",
    "vote": "choice:评选 budget:预算",
    "choice": "yes:赞成 no:反对 abstain:弃权",
    "vote_choice": "yes:赞成 no:反对 abstain:弃权",
    "voting_group": "tenants:租户 owners:业主",
    "channel": "desk:窗口 phone:电话",
    "topic": "water:用水 light:路灯",
    "outcome": "solved:已解决 explained:已解释 duplicate:重复",
    "rating": "satisfied:满意 dissatisfied:不满意 not_reached:未联系上",
    "project": "repair:修缮 garden:绿化",
    "contact_code": "reached:已见到 away:不在",
    "contact_purpose": "survey:调查 greeting:慰问",
    "need": "wish:心愿 help:求助",
    "facility": "hall:礼堂 station:站点",
    "standard": "full:一类 basic:二类",
    "basis": "invoice:发票 estimate:估价",
    "group": "elderly:老人 children:儿童",
    "partner": "enterprise:企业 school:学校",
    "area": "grid:网格 district:片区",
    "asset": "building:房屋 debt:债务",
    "asset_use": "own:自用 let:出租",
    "disposal": "transferred:移交 sold:出售",
    "contribution": "money:资金 goods:物资",
    "provision": "relief:救助 loan:借用",
    "pathway": "accreditation:资格 starting:入队",
    "circumstance": "floating:流动 hardship:困难",
    "dues_line": "charge:应缴 payment:实缴 waiver:减免",
    "notice": "bulletin:通报 praise:表扬",
    "outlet": "board:公告栏 website:网站",
    "legal_basis": "statute:法规",
    "consent": "recognition:表扬公示",
    "allowance": "granted:核定 paid:实发",
    "commitment": "service:服务 conduct:作风",
    "fund": "upkeep:运转 works:建设",
    "budget_line": "training:培训 activities:活动",
    "pay_part": "base:基础 bonus:绩效",
    "overridden": "stage:阶段 vote:表决权",
    "ground": "resolution:决议 appeal:申诉",
    "contact_point": "hotline:热线 window:窗口",
    "joint_call": "joint:联合执法 urgent:应急",
    "remedy": "review:复核 appeal:申诉",
    "theme": "visits:走访 repairs:维修",
    "competence": "first_aid:急救 accounts:记账",
    "level": "basic:初级 advanced:高级",
    "survey": "satisfaction:满意度 wishes:意愿",
    "question": "overall:总体 order:秩序",
    "tally": "registered:登记数 enterprises:企业数",
    "grade": "high:上等 middle:中等 low:下等",
    "evaluator": "peers:同伴 public:公众",
    "finding": "gap:差距 defect:缺点",
    "plan": "keep:保持 mend:改进",
    "due": "meeting:会议 report:报告",
    "excuse": "too_few:人数不足 emergency:突发",
    "task": "paper:材料 remedy:整改",
    "measured_in": "case:件 person:人 CNY:元 day:天",
    "left_out": "duplicate:重复 excused:请假 withdrawn:撤回 missing:缺失 no_place:无归属",
    "missing": "none:无 unsettled:未定",
}


def _words(text: str) -> dict[str, Word]:
    pairs = (item.split(":") for item in text.split())
    return {name: Word(name=name, labels={"en": name.replace("_", " "), "zh": zh}) for name, zh in pairs}


def _workflow(name: str, states: str, outcomes: tuple[str, ...] = (), ratings: tuple[str, ...] = ()) -> Workflow:
    """A workflow from `state kind label > next next` lines; a `*` behind the kind says that a life may start there as well."""
    made = {}
    for line in states.strip().splitlines():
        head, _, following = line.partition(">")
        state, kind, zh = head.split()
        made[state] = State(
            name=state,
            kind=StateKind(kind.rstrip("*")),
            labels={"en": state.replace("_", " "), "zh": zh},
            next=tuple(following.split()),
            start=kind.endswith("*"),
        )
    return Workflow(name=name, states=made, outcomes=outcomes, ratings=ratings)


def _publication() -> dict[str, dict[str, Rule]]:
    bulletin = PublicationRule(
        name="bulletin",
        labels={"en": "bulletin", "zh": "通报"},
        tone=Tone.INFORMATION,
        about=("unit", "project", "activity"),
    )
    praise = PublicationRule(
        name="praise",
        labels={"en": "praise", "zh": "表扬"},
        tone=Tone.RECOGNITION,
        about=("person", "household"),
        consent="recognition",
    )
    return {"publication": {"bulletin": bulletin, "praise": praise}}


def _supervision() -> dict[str, dict[str, Rule]]:
    checks = CovertCheckRule(
        name="houses",
        labels={"en": "checks of houses", "zh": "楼栋暗访"},
        targets=("house", "group"),
        ordered_by=("head", "clerk"),
        longest=Length(days=30),
        disclosed_within=Length(days=30),
        challenge_days=10,
    )
    return {"covert_check": {"houses": checks}}


@cache
def small_charter() -> Charter:
    """The small charter: four kinds of unit on three levels, and workflows for every noun that has a life in steps.

    >>> sorted(small_charter().workflows)
    ['application', 'assessment', 'case', 'commitment', 'complaint', 'due', 'finding', 'joint_call', 'mandate', 'membership', 'motion', 'need', 'notice', 'offer', 'plan', 'project', 'proposal', 'task']
    """
    units = {
        "region": Word(name="region", labels={"en": "region", "zh": "地区"}),
        "area": Word(name="area", labels={"en": "area", "zh": "片区"}, under=("region",)),
        "group": Word(name="group", labels={"en": "group", "zh": "小组"}, under=("region", "area", "group")),
        "house": Word(name="house", labels={"en": "house", "zh": "楼栋"}, under=("area", "group")),
    }
    categories = {
        "request": Word(name="request", labels={"en": "request", "zh": "请求"}),
        "complaint": Word(name="complaint", labels={"en": "complaint", "zh": "投诉"}, workflow="complaint"),
    }
    outcomes, ratings = ("solved", "explained", "duplicate"), ("satisfied", "dissatisfied", "not_reached")
    workflows = [
        _workflow(
            "case",
            """received open 已受理 > dispatched declined
            dispatched open 已交办 > replied paused
            paused waiting 暂停 > dispatched
            replied done 已答复 > dispatched
            declined dropped 不予受理 >""",
            outcomes,
            ratings,
        ),
        _workflow(
            "complaint", "filed open 已提出 > heard withdrawn\nheard done 已审理 >\nwithdrawn dropped 撤回 >", outcomes[:2]
        ),
        _workflow(
            "membership",
            "applied open 申请 > full refused\nfull done* 正式 > away ended\naway waiting 外出 > full ended\n"
            "ended dropped 终止 >\nrefused dropped 不批准 >",
        ),
        _workflow("need", "published open 公布 > granted dropped\ngranted done 实现 >\ndropped dropped 取消 >"),
        _workflow("offer", "listed open 列出 > used withdrawn\nused done 用完 >\nwithdrawn dropped 收回 >"),
        _workflow(
            "project",
            "proposed open 提出 > adopted refused\nadopted open 通过 > finished\nfinished done 完成 >\nrefused dropped 否决 >",
        ),
        _workflow("motion", "put open 提出 > decided withdrawn\ndecided done 已表决 >\nwithdrawn dropped 撤回 >"),
        _workflow(
            "application", "applied open 申请 > accepted turned_down\naccepted done 通过 >\nturned_down dropped 不通过 >"
        ),
        _workflow("proposal", "tabled open 提交 > accepted\naccepted done 采纳 >"),
        _workflow(
            "assessment",
            "proposed open 提出 > decided\ndecided done 决定 > appealed\nappealed waiting 申诉 > decided changed\nchanged dropped 变更 >",
        ),
        _workflow("finding", "found open 发现 > fixed\nfixed waiting 整改 > found closed\nclosed done 销号 >"),
        _workflow("due", "owed open 应办 > done excused\ndone done 已办 >\nexcused dropped 免办 >"),
        _workflow("task", "opened open 下达 > final\nfinal done 定稿 > opened"),
        _workflow("joint_call", "called open 呼叫 > arrived off\narrived done 到场 >\noff dropped 取消 >"),
        _workflow(
            "notice",
            "announced waiting 公示 > published withdrawn\npublished done* 公布 > corrected withdrawn\n"
            "corrected done 更正 > withdrawn\nwithdrawn dropped 撤下 >",
        ),
        _workflow(
            "mandate",
            "ordered open 下令 > visited\nvisited open 已查 > disclosed\ndisclosed done 已告知 > challenged\n"
            "challenged waiting 异议 > set_aside disclosed\nset_aside dropped 撤销 >",
        ),
        _workflow(
            "commitment",
            "made open 作出 > published withdrawn\npublished waiting 公布 > fulfilled withdrawn\n"
            "fulfilled done 履行 > evaluated\nevaluated done 评议 >\nwithdrawn dropped 撤回 >",
        ),
        _workflow("plan", "proposed open 提出 > accepted\naccepted done 验收 >"),
    ]
    return Charter(
        id="small",
        kinds=KINDS,
        labels={"en": "A small charter for tests", "zh": "测试用小章程"},
        languages=("en", "zh"),
        words={"unit": units, "category": categories, **{name: _words(text) for name, text in _WORDS.items()}},
        custom=(
            CustomField(noun="case", name="floor", labels={"en": "floor", "zh": "楼层"}, kind="number", privacy="internal"),
            CustomField(noun="case", name="remark", labels={"en": "remark", "zh": "备注"}, kind="text", privacy="personal"),
            CustomField(
                noun="household", name="moved", labels={"en": "moved in", "zh": "入住日"}, kind="day", privacy="internal"
            ),
            CustomField(
                noun="activity",
                name="about",
                labels={"en": "about", "zh": "主题"},
                kind="word",
                privacy="public",
                words="topic",
            ),
        ),
        workflows={workflow.name: workflow for workflow in workflows},
        rules={**_publication(), **_supervision()},
        exclusive=("head",),
    )
