"""A heading that the ledger does not know, and a column that the table lacks: whether they are the same, by what they are called and what stands there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from grassroots.ledgers.around.setting import is_text
from grassroots.ledgers.cells import ALONE, NO, YES, Fault, fold, is_missing, plain
from grassroots.ledgers.cells.measures import heading_unit
from grassroots.ledgers.plan import Plan, PlannedColumn
from grassroots.problems import Named

_ALIKE = 0.74
_GENERIC = re.compile(
    r"日期|时间|名称|情况|信息|内容|是否|有无|本|该|的|\bdate\b|\bon\b|\bof\b|\bthe\b|\bno\b|\bby\b|\bname\b", re.IGNORECASE
)
"""What stands in many headings and tells none from another."""
_SAME = (
    "金额 数额 数量 款额 总额 款项 费用 经费 资金 价格 amount sum value cost price",
    "单位 计量单位 unit measure",
    "结果 结论 成效 意见 outcome result",
    "办结 完成 结案 完结 销号 解决 答复 回复 反馈 finished done closed completed settled answered replied",
    "受理 收到 接收 登记 收件 接件 来件 接访 来访 received registered",
    "交办 派件 派发 转办 转交 分派 dispatched handed passed",
    "评价 满意 满意度 回访 rating satisfaction",
    "类别 类型 种类 分类 性质 kind type category",
    "承办 办理 责任 主办 处理 经办 handler handled",
    "最后 离任 卸任 免职 去职 终止 截止 届满 last until ended",
    "出生 生日 birth born dob",
    "电话 手机 phone mobile tel",
    "加入 入会 入党 joined membersince",
    "住址 地址 住所 address",
    "捐助 捐赠 捐献 donor donated",
)
_GROUPS = tuple(tuple(map(fold, line.split())) for line in _SAME)
"""What offices write for one another, in the headings of days, amounts, words and texts."""
_OF_THINGS = re.compile(
    r"号|电话|手机|年龄|岁|邮编|序|编码|代码|经度|纬度|date|day|phone|mobile|tel|age|code|\bid\b|\bno\b|zip", re.IGNORECASE
)
"""Headings of numbers that are no amounts."""
_AMOUNT = re.compile(r"\D{0,6}\d[\d.,]{0,20}\D{0,6}")
_MOST = 3
_NOT = re.compile("[不未无非]")
_WORD = 12
"""No longer is a word that an office writes for one of a list."""
_FEW = 20
"""So many cells of a column say what it holds."""


def is_alike(text: str, heading: str) -> bool:
    """Whether a heading is most likely another one, mistyped: few characters differ, and none of them makes another thing of it.

    >>> is_alike("办结日其", "办结日期"), is_alike("联系电话", "联系人"), is_alike("备注", "不予受理依据"), is_alike("办结日期", "交办日期")
    (True, False, False, False)
    """
    one, other = _groups_in(text), _groups_in(heading)
    if one and other and one.isdisjoint(other):
        return False
    short, long = sorted((fold(text), fold(heading)), key=len)
    return len(short) > 2 and SequenceMatcher(None, short, long).ratio() >= _ALIKE


def are_related(text: str, heading: str) -> bool:
    """Whether two headings may mean the same: one within the other, a word of both, or words that offices write for one another.

    >>> are_related("金额", "数额"), are_related("结案时间", "办结日期"), are_related("登记人", "不予受理日期"), are_related("备注", "内容")
    (True, True, False, False)
    """
    return _is_said_for(text, heading) or _is_within(text, heading) or bool(_words(text) & _words(heading))


def _is_said_for(text: str, heading: str) -> bool:
    """Whether two headings hold words that offices write for one another; that something was not done is something else."""
    one, other = _bare(text), _bare(heading)
    said = any(any(word in one for word in group) and any(word in other for word in group) for group in _GROUPS)
    return said and bool(_NOT.search(one)) == bool(_NOT.search(other))


def _groups_in(heading: str) -> set[tuple[str, ...]]:
    """The groups of which a heading holds a word."""
    bare = fold(heading)
    return {group for group in _GROUPS if any(word in bare for word in group)}


def _bare(heading: str) -> str:
    return fold(heading_unit(heading)[0])


def _is_within(text: str, heading: str) -> bool:
    """Whether one heading is the other with something before or behind it."""
    short, long = sorted((_bare(text), _bare(heading)), key=len)
    return len(short) > 1 and short in long


def _is_part(text: str, heading: str) -> bool:
    """Whether a heading is the end of another: 结果 is of 办理结果."""
    short = _bare(text)
    return len(short) > 1 and _bare(heading).endswith(short)


def _words(text: str) -> set[str]:
    """The words of a heading that tell it from others: whole words, or pairs of characters."""
    bare = _GENERIC.sub(" ", plain(text)).casefold()
    found = set(re.findall(r"[a-z]{3,}", bare))
    for run in re.findall(r"[^\W\da-z_]+", bare):
        found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return found


def resembled(
    text: str, texts: Iterable[str], missing: Mapping[str, PlannedColumn], there: Iterable[str] = ()
) -> list[PlannedColumn]:
    """The columns that a table lacks and that one of its unknown columns may be; what stands in it must not be passed over in silence.

    Args:
        text: its heading.
        texts: its cells.
        missing: the columns that the table lacks, by their names.
        there: the headings of the columns that it has.
    """
    alike = [one for one in missing.values() if any(is_alike(text, heading) for heading in one.column.headings)]
    if alike:
        return alike
    typed = [cell for cell in texts if not is_missing(cell)][:_FEW]
    again = any(_is_said_for(text, heading) for heading in there)
    found = [one for one in missing.values() if typed and _may_be(text, typed, one, again)]
    return sorted(
        found,
        key=lambda one: (
            not one.column.required,
            -max(SequenceMatcher(None, text, heading).ratio() for heading in one.column.headings),
        ),
    )[:_MOST]


def most_resembled(
    plans: Iterable[Plan], headings: Sequence[str], named: Collection[str] = ()
) -> list[tuple[Plan, list[Named]]]:
    """The ledgers whose headings are most like those of a table, each with the needed columns of which the table has nothing alike; first those after
    which its file or sheet is `named`."""
    found = []
    for plan in plans:
        left = {name: one for name, one in plan.columns.items() if not one.column.ignored}
        exact = {name for text in headings if (name := plan.headings.get(fold(text))) in left}
        there = set(exact)
        for text in headings:
            if fold(text) not in plan.headings:
                near = (name for name, one in left.items() if name not in there and _is_called_like(text, one))
                there |= {name for name in [next(near, "")] if name}
        lacking = [one.named for name in plan.needed if name not in there for one in [plan.columns[name]]]
        # What a table needs says more than what it may have.
        needed = len(there.intersection(plan.needed))
        found.append((2 * len(exact) + len(there) + needed - len(lacking), len(there), plan, lacking))
    found.sort(key=lambda one: (one[2].rule.name not in named, -one[0]))
    return [(plan, lacking) for _, there, plan, lacking in found[:_MOST] if there > 1 or plan.rule.name in named]


def _is_called_like(text: str, planned: PlannedColumn) -> bool:
    return any(is_alike(text, heading) or are_related(text, heading) for heading in planned.column.headings)


def _may_be(text: str, typed: Sequence[str], planned: PlannedColumn, again: bool) -> bool:
    """`again`: a column that the table has is called so already, in other words."""
    target, headings = planned.target, planned.column.headings
    if target is None:
        # A number of the rows.
        return planned.column.required and any(_is_within(text, heading) for heading in headings)
    related = any(
        (are_related(text, heading) and not (again and _is_said_for(text, heading))) or _is_within(text, heading)
        for heading in headings
    )
    if planned.counts:
        return not _OF_THINGS.search(plain(text)) and (related or planned.is_quantity) and _fit(typed, planned)
    if target.words:
        # The office may have words of its own for it.
        if (
            any(_bare(text) != _bare(heading) and _is_part(text, heading) for heading in headings)
            and max(map(len, typed)) <= _WORD
        ):
            return True
        return (related or not all(cell.casefold() in YES | NO for cell in typed)) and _fit(typed, planned)
    if planned.read is None:
        return related and any(_is_within(text, heading) or _bare(text)[-2:] == _bare(heading)[-2:] for heading in headings)
    if is_text(planned):
        return any(_is_within(text, heading) or (not again and _is_said_for(text, heading)) for heading in headings)
    return related and _fit(typed, planned)


def _fit(typed: Sequence[str], planned: PlannedColumn) -> bool:
    """Whether at least half of the cells can be read as what a column holds."""
    assert planned.read
    if planned.is_quantity:
        return 2 * sum(bool(_AMOUNT.fullmatch(cell.strip())) for cell in typed) >= len(typed)
    fitting = 0
    for cell in typed:
        try:
            planned.read(planned.values.get(fold(cell), cell), ALONE)
        except Fault as fault:
            fitting += fault.code in _OF_KIND
        else:
            fitting += 1
    return 2 * fitting >= len(typed)


_OF_KIND = frozenset(
    {"no-year", "no-month", "no-whole-date", "ambiguous-date", "serial-number", "ambiguous-number", "several-days"}
)
"""What is wrong with a day or a number that is one."""
