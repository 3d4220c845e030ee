"""What nouns and fields are called in words: for explanations and reports. A charter's own words have labels of their own."""

from __future__ import annotations

from collections.abc import Mapping

NOUNS_ZH: Mapping[str, str] = {
    "unit": "单位",
    "change_event": "单位变更",
    "person": "人员",
    "membership": "成员关系",
    "post": "岗位",
    "tenure": "任职",
    "team": "队伍",
    "seat": "队伍席位",
    "link": "联系关系",
    "programme": "专项计划",
    "stage": "阶段",
    "activity": "活动",
    "attendance": "出席",
    "vote": "表决",
    "count": "得票",
    "case": "事项",
    "reply": "答复",
    "note": "记事",
    "project": "项目",
    "proposal": "提案",
    "household": "住户",
    "contact": "走访",
    "need": "需求",
    "claim": "认领",
    "partner": "合作单位",
    "contribution": "捐助",
    "provision": "发放",
    "target": "目标",
    "tally": "汇总数",
}
"""Each noun in Chinese; in English a noun is called by its name."""

FIELDS_ZH: Mapping[str, str] = {
    "id": "编号",
    "external_ids": "外部编号",
    "attachments": "附件",
    "custom": "自定项",
    "external": "外部号",
    "kind": "类别",
    "name": "名称",
    "names": "其他语言名称",
    "parents": "上级",
    "sector": "领域",
    "start": "开始日期",
    "end": "结束日期",
    "on": "日期",
    "before": "变更前",
    "after": "变更后",
    "birth": "出生日期",
    "phone": "电话",
    "email": "邮箱",
    "education": "学历",
    "person": "人员",
    "unit": "单位",
    "registration": "登记方式",
    "number": "号码",
    "steps": "步骤",
    "seats": "席位数",
    "post": "岗位",
    "method": "产生方式",
    "team": "队伍",
    "role": "角色",
    "skill": "特长",
    "holder": "责任方",
    "target": "对象",
    "target_kind": "对象类别",
    "programme": "专项计划",
    "until": "最后一日",
    "title": "标题",
    "audience": "参加对象",
    "place": "地点",
    "sessions": "次数",
    "headcount": "人数",
    "stage": "阶段",
    "project": "项目",
    "activity": "活动",
    "presence": "出席情况",
    "expected": "应到",
    "eligible": "应投票人数",
    "ballots": "投票人数",
    "vote": "表决",
    "option": "选项",
    "votes": "票数",
    "adopted": "是否通过",
    "category": "事项类别",
    "channel": "来源渠道",
    "topic": "主题",
    "contact": "走访",
    "requester": "提出人",
    "confidential": "是否保密",
    "text": "内容",
    "case": "事项",
    "handler": "承办单位",
    "background": "问题背景",
    "situation": "解决情况",
    "remaining": "存在问题",
    "measures": "建议措施",
    "about": "所附记录",
    "budget": "预算",
    "address": "地址",
    "key_family": "是否重点家庭",
    "code": "结果代码",
    "by": "经办人",
    "purpose": "目的",
    "group": "群体",
    "need": "需求",
    "donor": "捐助方",
    "amount": "数量",
    "household": "住户",
    "theme": "主题类别",
    "measure": "指标",
    "value": "数值",
    "origin": "数据来源",
    "state": "状态",
    "state_kind": "状态类别",
    "outcome": "办理结果",
    "rating": "评价",
    "due": "期限",
    "promise": "时限情况",
    "standing": "是否存续",
    "raw": "原文",
    "measured_in": "计量单位",
    "quality": "数据质量",
    "noun": "种类",
    "settled": "定结果之日",
    "rated": "评价之日",
    "parent": "上级单位",
    "scheme": "编号体系",
    "since": "起始日期",
    "digest": "摘要值",
    "keep_until": "保存至",
    "language": "语言",
    "at": "时间",
    "due_at": "期限时间",
    "day": "日期值",
    "private": "是否私密",
}
"""Each field, and each thing that a measure reads beside fields, in Chinese; in English it is called by its name."""

STATE_KINDS: Mapping[str, Mapping[str, str]] = {
    "open": {"en": "open", "zh": "待办"},
    "waiting": {"en": "waiting", "zh": "等待"},
    "done": {"en": "done", "zh": "办结"},
    "dropped": {"en": "dropped", "zh": "终止"},
}

PROMISES: Mapping[str, Mapping[str, str]] = {
    "kept": {"en": "kept", "zh": "按期"},
    "late": {"en": "late", "zh": "逾期办结"},
    "overdue": {"en": "overdue", "zh": "逾期未办结"},
    "running": {"en": "running", "zh": "未到期"},
    "none": {"en": "none", "zh": "无期限"},
}

QUALITIES: Mapping[str, Mapping[str, str]] = {
    "exact": {"en": "exact", "zh": "准确"},
    "repaired": {"en": "repaired", "zh": "已修复"},
    "rough": {"en": "rough", "zh": "约数"},
    "damaged": {"en": "damaged", "zh": "损坏"},
}


def noun_label(noun: str, language: str) -> str:
    """A noun in words.

    >>> noun_label("change_event", "en"), noun_label("case", "zh")
    ('change event', '事项')
    """
    return NOUNS_ZH.get(noun, noun) if language == "zh" else noun.replace("_", " ")


def field_label(field: str, language: str) -> str:
    """A field in words.

    >>> field_label("state_kind", "en"), field_label("state_kind", "zh")
    ('state kind', '状态类别')
    """
    return FIELDS_ZH.get(field, field) if language == "zh" else field.replace("_", " ")
