"""The fixed words of a report in each language. Whatever else a document says comes from the charter or from a figure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from grassroots.values import FOREVER, Language, Period

WORDS: Mapping[str, Mapping[Language, str]] = {
    # -- the top of a document --
    "scope": {"en": "Scope", "zh": "范围"},
    "period": {"en": "Period", "zh": "期间"},
    "as_of": {"en": "As of", "zh": "截至"},
    "head": {"en": "State of the store", "zh": "台账版本"},
    "charter": {"en": "Charter", "zh": "章程"},
    "version": {"en": "{label}, version {version}", "zh": "{label}，第{version}版"},
    "whole": {"en": "all units", "zh": "全部组织"},
    "contents": {"en": "Contents", "zh": "目录"},
    "colon": {"en": ": ", "zh": "："},
    "comma": {"en": ", ", "zh": "，"},
    "list": {"en": ", ", "zh": "、"},
    "brackets": {"en": " ({text})", "zh": "（{text}）"},
    "semicolon": {"en": "; ", "zh": "；"},
    # -- tables and bars --
    "unit": {"en": "Unit", "zh": "单位"},
    "month": {"en": "Month", "zh": "月份"},
    "measure": {"en": "Figure", "zh": "指标"},
    "value": {"en": "Value", "zh": "数值"},
    "of_which": {"en": "Of which", "zh": "其中"},
    "total": {"en": "Total", "zh": "合计"},
    "rest": {"en": "Elsewhere", "zh": "其他"},
    "nothing": {"en": "—", "zh": "—"},
    # -- why there is no total --
    "no-total-rate": {
        "en": "Not totalled: {labels}. Shares of different wholes do not add up.",
        "zh": "不作合计：{labels}。各部分的基数不同，比率不能相加。",
    },
    "no-total-distinct": {
        "en": "Not totalled: {labels}. The same one may count in several places, so the parts do not add up.",
        "zh": "不作合计：{labels}。同一对象可能在多处出现，各部分不能相加。",
    },
    "no-total-spread": {
        "en": "Not totalled: {labels}. Medians do not add up.",
        "zh": "不作合计：{labels}。中位数不能相加。",
    },
    "no-total-stock": {
        "en": "Not totalled: {labels}. It is read on a day, so the months do not add up.",
        "zh": "不作合计：{labels}。这是某一天的存量，各月不能相加。",
    },
    "no-total-period-end": {
        "en": "Not totalled: {labels}. It is read at the end of each month, so the months do not add up.",
        "zh": "不作合计：{labels}。按各月月末的状态统计，各月不能相加。",
    },
    "no-total-ratio": {
        "en": "Not totalled: {labels}. Quotients do not add up.",
        "zh": "不作合计：{labels}。商数不能相加。",
    },
    "no-total-reach": {
        "en": "Not totalled: {labels}. It counts units within each row, so the rows do not add up.",
        "zh": "不作合计：{labels}。各行统计的是所辖单位，不能相加。",
    },
    "no-total-then": {
        "en": "Not totalled: {labels}. A unit shown here stood under another one then, so some records would count twice.",
        "zh": "不作合计：{labels}。表中有的单位当时隶属于另一单位，合计会重复计数。",
    },
    # -- figures --
    "figures": {"en": "Figures", "zh": "指标说明"},
    "figures-lead": {
        "en": "Every figure of this report with its rule, its dates and, where it may be shown, the records that it counts.",
        "zh": "本报告每个数字的口径、日期，以及可公开时所统计的记录。",
    },
    "common": {
        "en": "For every figure, unless its table says otherwise",
        "zh": "除表格另有说明外，各数字均适用",
    },
    "tables": {"en": "Figures in tables and charts", "zh": "图表中的数字"},
    "how": {"en": "How it is counted", "zh": "统计口径"},
    "back": {"en": "Back to the text", "zh": "返回正文"},
    "derived": {"en": "derived", "zh": "推算"},
    "derived-note": {
        "en": "† derived: follows from other published figures by arithmetic; it was not itself published.",
        "zh": "† 推算：由其他已公布的数字计算得出，本身未公布。",
    },
    "number-of": {"en": "{numerator} of {denominator}", "zh": "{denominator}中的{numerator}"},
    "spread": {
        "en": "median {median}, from {least} to {most}, nine tenths at most {ninetieth}, over {count}",
        "zh": "中位数{median}，最小{least}，最大{most}，九成不超过{ninetieth}，共{count}个",
    },
    # -- records --
    "records": {"en": "Records", "zh": "记录"},
    "records-of": {"en": "Records of {label}", "zh": "{label}：记录"},
    "no-records": {"en": "none", "zh": "无"},
    "record": {"en": "Record", "zh": "记录编号"},
    "kind": {"en": "Kind", "zh": "类别"},
    "listed-as": {"en": "Listed as", "zh": "归类"},
    "place": {"en": "Row in the ledger", "zh": "台账位置"},
    "row": {"en": "row {row}", "zh": "第{row}行"},
    "rows": {"en": "rows {rows}", "zh": "第{rows}行"},
    "person": {"en": "Named", "zh": "姓名或名称"},
    "hit": {"en": "Counted", "zh": "计入"},
    "miss": {"en": "Not counted", "zh": "未计入"},
    "hit-rate": {"en": "Reached", "zh": "达到"},
    "miss-rate": {"en": "Not reached", "zh": "未达到"},
    "left_out": {"en": "Left out: {reason}", "zh": "不纳入：{reason}"},
    # -- what every charter means by these --
    "missing": {"en": "no value", "zh": "缺数值"},
    "no_place": {"en": "no place in the tree", "zh": "在组织树中没有位置"},
    "none": {"en": "not stated", "zh": "未注明"},
    "yes": {"en": "yes", "zh": "是"},
    "no": {"en": "no", "zh": "否"},
    # -- comparing two reports --
    "difference": {"en": "What changed", "zh": "变化"},
    "before": {"en": "Before", "zh": "之前"},
    "after": {"en": "After", "zh": "之后"},
    "gained": {"en": "gained", "zh": "新增"},
    "lost": {"en": "lost", "zh": "减少"},
    "moved": {"en": "moved", "zh": "改变归类"},
    "no-difference": {"en": "No figure changed.", "zh": "没有数字发生变化。"},
}
"""Every fixed word, in every language. A word that lacks one fails a test."""

LANGUAGES: tuple[Language, ...] = ("en", "zh")
"""The languages in which the library itself speaks."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def fixed(language: Language) -> dict[str, str]:
    """All the fixed words in one language; English where the library does not speak it."""
    return {key: texts.get(language, texts["en"]) for key, texts in WORDS.items()}


def word(key: str, language: Language, **details: object) -> str:
    """One fixed word or sentence, with its details filled in.

    >>> word("left_out", "en", reason="duplicate")
    'Left out: duplicate'
    """
    texts = WORDS[key]
    text = texts.get(language, texts["en"])
    return text.format(**details) if details else text


def day_text(day: date, language: Language) -> str:
    """A day as a document writes it.

    >>> day_text(date(2014, 6, 30), "en"), day_text(date(2014, 6, 30), "zh")
    ('30 June 2014', '2014年6月30日')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def period_text(period: Period, language: Language) -> str:
    """A period as a document writes it: a year, a month, or its first and last day.

    >>> period_text(Period.month(2014, 3), "en"), period_text(Period.year(2014), "zh")
    ('March 2014', '2014年')
    """
    start, end = period.start, period.end
    if start == end:
        return word("nothing", language)
    if period == Period.month(start.year, start.month):
        return f"{start.year}年{start.month}月" if language == "zh" else f"{_MONTHS[start.month - 1]} {start.year}"
    if start.year < FOREVER.year and period == Period.year(start.year):
        return f"{start.year}年" if language == "zh" else str(start.year)
    if end == FOREVER:
        return f"{day_text(start, language)}起" if language == "zh" else f"from {day_text(start, language)}"
    last = day_text(end - timedelta(days=1), language)
    return f"{day_text(start, language)}至{last}" if language == "zh" else f"{day_text(start, language)} to {last}"


def listed(items: list[str], language: Language) -> str:
    """Several things in a row: `a, b` or `a、b`."""
    return ("、" if language == "zh" else ", ").join(items)
