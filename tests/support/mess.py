"""Kinds of mess that stand in ledgers, and the right reading of each: a value, or the code of a problem with a `!` before it.

A cell is what somebody typed: a text, a number, a day. `as_text`: the right reading where a format keeps nothing but what the cell shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from attrs import frozen
from support.workbooks import Cell, Plain

from grassroots.model import Activity, Case, Membership, Person, Record, Tally


@frozen
class Kind:
    """One kind of mess."""

    cell: Plain | Cell
    right: str
    as_text: str = ""


@frozen
class Column:
    """A column of a ledger of `support.sheets`, with all the mess that is tried in it. `row`: the headings, and the other cells of each row, with
    `{}` for the number of the row and None for the cell; `title`: what stands above."""

    name: str
    ledger: str
    headings: tuple[str, ...]
    row: tuple[str | None, ...]
    kinds: tuple[Kind, ...]
    title: str = ""


def _kinds(right: str, *cells: Plain | Cell, as_text: str = "") -> Iterator[Kind]:
    for cell in cells:
        yield Kind(cell, right, as_text)


JUNE = date(2014, 6, 5)
HALF_PAST_NINE = datetime(2014, 6, 5, 9, 30)  # noqa: DTZ001
MEETING = (("No.", "unit", "held on"), ("k{}", "b1", None))
OPINION = ("No.", "unit", "received on")

DAYS = Column(
    "days",
    "meetings",
    *MEETING,
    (
        *_kinds(
            "2014-06-05",
            "2014-06-05",
            "2014-6-5",
            "2014/06/05",
            "2014/6/5",
            "2014.6.5",
            "2014.06.05 ",
            "2014年6月5日",
            "2014年06月05号",
            "2014年06月05號",
        ),
        *_kinds(
            "2014-06-05",
            "2014、6、5",
            "20140605",
            20140605,
            "14.6.5",
            "14/6/5",
            "14年6月5日",
            "2014.6.5日",
            "２０１４年６月５日",
        ),
        *_kinds("2014-06-05", "2014 年 6 月 5 日", "2014-06-05 00:00:00", "2014年6月5日 星期四", "2014-6-5（周四）", JUNE),
        *_kinds("2014-06-05", Cell(JUNE, 'yyyy"年"m"月"d"日"'), Cell(JUNE, "yyyy/m/d")),
        *_kinds("2014-06-05", Cell(JUNE, 'm"月"d"日"'), as_text="!no-year"),
        *_kinds("1998-06-05", "98.6.5"),
        *_kinds(
            "2014-06-05", "2014，6，5", "2014\\6\\5", "2014 6 5", "5 June 2014", "June 5, 2014", "5-Jun-2014", "Jun 5th, 2014"
        ),
        *_kinds("2014-06-05", "\ufeff2014-06-05", "2014\u00a0年6月5日", "\u200e2014-6-5"),
        *_kinds("!impossible-date", "31 June 2014", "二〇一四年六月三十一日"),
        *_kinds("2014-06-05", "二〇一四年六月五日", "二零一四年六月五号", "二○一四年六月五日 星期四", "2014年六月五日"),
        *_kinds("2014-06-25", "二〇一四年六月二十五日", "二〇一四年六月廿五日"),
        *_kinds(
            "!lunar-day",
            "农历五月初八",
            "2014年农历五月初八",
            "正月十五",
            "阴历5月8日",
            "腊月二十三",
            "農曆五月初八",
            "臘月二十三",
        ),
        *_kinds("!not-a-date", "5-Jun-14", "5 Juno 2014", "Jun-14", "2014,6 5"),
        *_kinds("!missing-cell", "/", "／", "\\"),
        *_kinds("!no-year", "六月五日", "五日", "6.5", 6.5, "6月5日", "6/5", "15", 15, "20", "5日", 0),
        *_kinds("2014-06-05", "Thu 5 June 2014", "Thursday, June 5, 2014", "5 June 2014 (Thu)", "2014-6-5 周四"),
        *_kinds("!weekday-differs", "2014年6月5日 星期五", "2014-6-5（周一）", "Fri 5 June 2014", "2014.6.5 礼拜天"),
        *_kinds("!not-a-date", "5 June 201星期四4", "二零一四年六月1五号", "2014-6-星期四5", "201周四4-6-5"),
        *_kinds("!no-year", "5 June", "June 5th", "5-Jun", "Thu 5 June"),
        *_kinds("!several-days", "15日、16日"),
        *_kinds("!serial-number", 41795, "41795", "41795.5"),
        *_kinds("!no-whole-date", "2014", "2014年", "2014-06", "2014年6月", 2010.7, 2014, 201406),
        *_kinds("!no-whole-date", Cell(date(2014, 6, 1), 'yyyy"年"m"月"')),
        *_kinds("!ambiguous-date", "5/6/2014", "05.06.2014", "14-06-05", "3/4/14", "6/5/2014 0:00", "6/5/2014 12:00:00 AM"),
        *_kinds("!impossible-date", "2014-02-30", "2014.13.1", "20141305", "2014年6月31日"),
        *_kinds("!not-a-date", "soon", "605", "-5", "20014.6.5", "2O14-06-05", "1401955200", "103年6月5日"),
        *_kinds(
            "!day-and-more", "2014.6.5.", "2014.6.5前", "2014.6.5（补报）", "2014年3月1日起", "2014年6月5日 晴", "2014-6-5①"
        ),
        *_kinds("2014-06-05", "2014-6/5", "2014-6.5", "2014/6.5", "2014年6.5", "2014-6月5日", "2014-\n6-5", "2014年\n6月5日"),
        *_kinds("!missing-cell", "NULL", "\\N", "NaT", "<NA>", "0000-00-00", "0000-00-00 00:00:00", "———", "///", "……", "空"),
        *_kinds("!time-of-day", "2014-06-05 14:30-16:30", "20140605093015", "20140605 0930"),
        *_kinds("!several-days", "2014.6-8", "2014年6-8", "2014年3月1-5日", "2014/3/1~5", "2014年3月1日、3日、5日"),
        *_kinds("!several-days", "5-6 June 2014", "5th & 6th June", "5 to 6 of June 2014"),
        *_kinds("!several-days", "2014-06-05~06-08", "6.5-6.8", "2014.6.5\n2014.6.8", "6月5日、6日", "2013.5至2014.5"),
        *_kinds("!time-of-day", "2014-06-05 09:30", HALF_PAST_NINE, "2014年6月5日上午", "2014年6月5日上午9:00"),
        *_kinds("!missing-cell", "无", "待定", "n/a", "TBC", "不详"),
        *_kinds("!no-whole-date", "2014年6月初", "去年底", "2014年上半年", "6月上旬", "June 2014"),
        *_kinds("2014-06-05", "2014。6。5", "2014·6·5", "2014-6-5 12:00:00 AM", "5 June 2014"),
        *_kinds("!error-value", "#REF!", "#N/A", "########"),
        *_kinds("!offset-without-zone", "2014-06-05T00:00:00+08:00"),
    ),
)
DAYS_OF_2014 = Column(
    "days of a month",
    "meetings",
    *MEETING,
    (
        *_kinds(
            "2014-06-05",
            "6月5日",
            "6.5",
            6.5,
            "06.05",
            "6.5日",
            "5日",
            5,
            "5",
            "6/5",
            "6-5",
            "14.06.05",
            "6月5号",
            "2014-06-05",
            "5-Jun-14",
        ),
        *_kinds("2014-06-05", "5 June", "June 5th", "Thu 5 June", "6月5日（周四）", "5-Jun"),
        *_kinds("!weekday-differs", "6月5日周五", "Fri 5 June"),
        *_kinds("!ambiguous-date", "June 14"),
        *_kinds("!several-days", "15、16", "16-17日"),
        *_kinds("2014-07-01", "7月1日"),
        *_kinds("2014-06-20", "20", 20, "20日", "20/06/14"),
        *_kinds("2013-12-31", "2013-12-31"),
        *_kinds("!ambiguous-date", 6.1, 6.2, 6.3, "7/5", "05/06/14"),
        *_kinds("2014-06-01", "6.1", as_text="!ambiguous-date"),
        *_kinds("!impossible-date", "31", "6.31", "13.5"),
        *_kinds("!not-a-date", "32", "0.5.1"),
        *_kinds("!serial-number", 41795),
    ),
    title="清溪街道2014年6月会议台账",
)
MOMENTS = Column(
    "moments",
    "opinions",
    OPINION,
    ("k{}", "b1", None),
    (
        *_kinds(
            "2014-06-05 09:30",
            "2014-06-05 09:30",
            "2014/6/5 9:30",
            "2014年6月5日9:30",
            "2014.6.5 09：30",
            HALF_PAST_NINE,
        ),
        *_kinds(
            "2014-06-05 09:30",
            "2014年6月5日上午9:30",
            "2014年6月5日9时30分",
            "2014年6月5日9時30分",
            "2014-06-05 9:30 AM",
            "2014-06-05 9:30:00 a.m.",
        ),
        *_kinds("2014-06-05 21:30", "2014年6月5日晚上9:30", "2014-06-05 21:30", "2014/6/5 9:30 PM", "2014年6月5日下午9点30分"),
        *_kinds("2014-06-05 12:30", "2014-06-05 12:30 PM", "2014年6月5日中午12:30", "2014年6月5日下午12:30"),
        *_kinds("2014-06-05", "2014-06-05", JUNE, "2014/6/5 0:00", "2014-06-05T00:00:00"),
        *_kinds(
            "!not-a-time",
            "2014-06-05 25:00",
            "2014-06-05 noon",
            "2014年6月5日上午",
            "2014年6月5日上午13:00",
            "2014-06-05 13:00 PM",
        ),
        *_kinds("!not-a-time", "2014年6月5日晚上12点", "2014-06-05 0:30 PM"),
        *_kinds("2014-06-05 09:30", "20140605093000", "201406050930", "20140605 0930", "20140605 09:30:00", "20140605T093000"),
        *_kinds("!several-times", "2014-06-05 09:30-11:30", "2014年6月5日 9:30-11:30", "2014/6/5 14:30-16:30"),
        *_kinds("!offset-without-zone", "2014-06-05T09:30-05:00", "2014-06-05 09:30:00-05:00"),
        *_kinds("!not-a-time", "20140605 2530", "201406059930", "2014-06-05 HD"),
        *_kinds("!offset-without-zone", "2014-06-05T09:30:00Z", "2014-06-05 09:30+0800"),
        *_kinds("!serial-number", 41795.5),
    ),
)
BIRTHS = Column(
    "births",
    "members",
    ("No.", "name", "born"),
    ("k{}", "Ann Example", None),
    (
        *_kinds(
            "1990-03",
            "1990-03",
            "1990年3月",
            "1990.03",
            "1990/3",
            "199003",
            199003,
            1990.3,
            Cell(date(1990, 3, 1), 'yyyy"年"m"月"'),
        ),
        *_kinds("1990", "1990", 1990, "1990年"),
        *_kinds("1990-03-07", "1990-03-07", "19900307", 19900307, "1990年3月7日", date(1990, 3, 7)),
        *_kinds("1990-01", "1990.1", as_text="!ambiguous-month"),
        *_kinds("1990-03", "March 1990", "Mar 1990"),
        *_kinds("None", "不详", "unknown"),
        *_kinds("!ambiguous-month", 1990.1),
        *_kinds("!ambiguous-date", "14.6.5"),
        *_kinds("1990-01", "1990年1月生", "1990-01出生"),
        *_kinds("1990-01-05", "1990.1.5生"),
        *_kinds("!serial-number", 33000),
        *_kinds("!impossible-date", "1990-13", "1990-02-30"),
        *_kinds("!not-a-date", "6.5", "15", "young", "壹仟年", "二千年"),
    ),
)
TALLY = (("day", "unit", "number"), ("2014-01-01", "b{}", None))
AMOUNTS = Column(
    "amounts",
    "tallies",
    *TALLY,
    (
        *_kinds(
            "500",
            "500",
            500,
            "500元",
            "￥500",
            "¥500",
            "人民币500元",
            "500元整",
            "500 元",
            "５００",
            "500 yuan",
            "RMB 500",
            "CNY 500",
        ),
        *_kinds("1200", "1,200", "1,200元", "￥1,200元整"),
        *_kinds("1200.50", "1,200.50"),
        *_kinds("12000", "1.2万元", "1.2万", "1.2萬元"),
        *_kinds("3000", "3千元"),
        *_kinds(
            "~500",
            "约500",
            "500多",
            "近500元",
            "500余元",
            "500以上",
            "about 500",
            "c. 500",
            "circa 500",
            "~500",
            "～500",
            "約500",
            "500餘元",
        ),
        *_kinds("-500", "-500", -500, "-￥500", "￥-500", "-500元"),
        *_kinds("0", "0", 0),
        *_kinds("12000", Cell(1.2, '0.0"万元"'), Cell(12000, "0")),
        *_kinds("500", Cell(500, '#,##0"元"'), Cell(500, '"¥"#,##0'), "CNY500"),
        *_kinds("!error-value", "#VALUE!", "######"),
        *_kinds("500", Cell(500, '"人民币"0'), Cell(500, '0"元整"')),
        *_kinds(
            "?",
            Cell(5, '0"箱"'),
            "5箱",
            "500¹",
            "500①",
            "1½",
            "500[1]",
            "△500",
            "负500",
            "--500",
            "-$500",
            "-￥-500",
            "叁佰元整（300）",
        ),
        *_kinds("!nothing-or-nought", "nil"),
        *_kinds("?", Cell(0.05, "0%"), Cell(500, '"$"#,##0'), Cell(500, '#,##0" USD"')),
        *_kinds("!number-as-day", Cell(date(2014, 5, 1), "yyyy-mm-dd"), time(8, 30), as_text="?"),
        *_kinds("?", "3户", "500-600", "50%", "500/人", "$500", "12 00", "(500)", "500整", "1900,000", "1,2", "■00元"),
        *_kinds("!not-a-number", "五百", "壹仟元", "some"),
        *_kinds("!too-fine", 1234.56789),
        *_kinds("!digits-lost", 1.2345678901234568e17),
    ),
)
AMOUNTS_BY_COMMA = Column(
    "amounts by comma",
    "tallies",
    *TALLY,
    (
        *_kinds("1200.50", "1.200,50", "1200,50"),
        *_kinds("1200", "1.200", "1200"),
        *_kinds("1200000", "1.200.000"),
        *_kinds("1.5", "1,5"),
        *_kinds("1.200", "1,200"),
    ),
)
AMOUNTS_IN_DOUBT = Column(
    "amounts in doubt",
    "tallies",
    *TALLY,
    (*_kinds("3.5", "3,5"), *_kinds("!ambiguous-number", "1,200", "1.200"), *_kinds("1200", "1200", 1200)),
)
AMOUNTS_OF_TEN_THOUSAND = Column(
    "amounts of ten thousand",
    "tallies",
    ("day", "unit", "数量（万元）"),
    TALLY[1],
    (*_kinds("12000", "1.2", 1.2), *_kinds("500", "500元"), *_kinds("30000", "3万"), *_kinds("~20000", "约2")),
)
COUNTS = Column(
    "counts",
    "meetings",
    ("No.", "unit", "held on", "people"),
    ("k{}", "b1", "2014-06-05", None),
    (
        *_kinds("12", "12", 12, "12.0", "１２", 12.0, "12 people"),
        *_kinds("1200", "1,200"),
        *_kinds("!not-a-whole-number", "3.9", 3.9),
        *_kinds("!negative-number", "-3"),
        *_kinds("12", "12人"),
        *_kinds("!not-a-number", "many", "12户", "男5人女7人", "12人次", "35①", "35²", "3+2", "12/15", Cell(12, '0"户"')),
        *_kinds("12", Cell(12, '0"人"')),
        *_kinds("!rough-number", "约12人", "10余人", "30人左右", "约30"),
        *_kinds("!error-value", "#DIV/0!"),
        *_kinds("!number-as-day", date(2014, 1, 2), as_text="!not-a-number"),
        *_kinds("None", "—", "未统计", "不详", "n/a", "未統計", "不詳"),
        *_kinds("0", "0", 0, "0人"),
        *_kinds("!nothing-or-nought", "无", "没有", "none"),
        *_kinds("!space-in-number", "1 200"),
    ),
)
NUMBERS_OF_THINGS = Column(
    "numbers of things",
    "opinions",
    OPINION,
    (None, "b1", "2014-06-05"),
    (
        *_kinds("007", "007"),
        *_kinds("018", Cell(18, "000")),
        *_kinds("HX-9", Cell(9, '"HX-"0')),
        *_kinds("010", "０１０"),
        *_kinds("110101199003078515", "110101199003078515"),
        *_kinds("!digits-lost", 110101199003078617.0, "1.10101E+17", "1.38E+10", "1.1e+17", "1.38E10"),
        *_kinds("!became-a-date", date(2014, 3, 2), as_text="2014-03-02"),
        *_kinds("!became-a-date", Cell(date(2014, 3, 4), 'm"-"d'), as_text="3-4"),
        *_kinds("!became-a-time", time(3, 2), as_text="03:02:00"),
        *_kinds("2-Mar", "2-Mar", as_text="!became-a-date"),
        *_kinds("Oct-71", "Oct-71", as_text="!became-a-date"),
        *_kinds("3月2日", "3月2日", as_text="!became-a-date"),
        *_kinds("!spreadsheet-mark", '="13800138000"', "'13800138001"),
        *_kinds("!zeros-lost", 8, "29"),
        *_kinds("2014-1", "2014-1"),
        *_kinds("2015", "\ufeff2015"),
        *_kinds("2016", "20\u200b16"),
        *_kinds("A-12", "A-12"),
        *_kinds("1234", 1234),
        *_kinds("1e5", "1e5"),
        *_kinds("3E12", "3E12"),
        *_kinds("51", "51、"),
        *_kinds("52", "52."),
        *_kinds("53", "（53）"),
        *_kinds("54", "54。"),
        *_kinds("A1.", "A1."),
        *_kinds("!error-value", "#N/A", "#NAME?", "#####"),
    ),
)
TEXTS = Column(
    "texts",
    "opinions",
    (*OPINION, "what was said"),
    ("k{}", "b1", "2014-06-05", None),
    (
        *_kinds("3-2", "3-2"),
        *_kinds("!became-a-date", Cell(date(2014, 3, 2), 'm"-"d'), as_text="3-2"),
        *_kinds("!became-a-time", time(3, 2), as_text="03:02:00"),
        *_kinds("!digits-lost", "1.38E+10", "1.38E10", 1.2345678901234568e17),
        *_kinds("!spreadsheet-mark", '="13800138000"'),
        *_kinds("3月2日", "3月2日"),
        *_kinds("=1+1", "=1+1"),
        *_kinds("2014-03-02", "2014-03-02"),
        *_kinds("007", "007", Cell(7, "000")),
        *_kinds("12", 12),
        *_kinds("!unreadable-character", "a\ufffdb"),
        *_kinds("!characters-lost", "锟斤拷锟斤拷", "????????", "è·¯ç¯ä¸äº®", "烫烫烫烫"),
        *_kinds("why??", "why??"),
        *_kinds("None", "NULL", "nan", "———"),
        *_kinds("!error-value", "#REF!", "########", "#VALUE!"),
        *_kinds("#3", "#3"),
        *_kinds("##", "##"),
    ),
)
FLAGS = Column(
    "flags",
    "opinions",
    (*OPINION, "confidential"),
    ("k{}", "b1", "2014-06-05", None),
    (
        *_kinds("True", "是", "√", "✓", "✔", "☑", "对", "●", "V", "有", "yes", "1", 1, "Ｙ", "■", "對", "✔\ufe0f"),
        *_kinds("False", "否", "×", "✗", "✘", "无", "no", "0", 0, "没有", "□", "☐", "沒有", "無"),
        *_kinds("!not-a-flag", "maybe", "2", "是否", "√是 □否", "x", "低保户"),
    ),
)
WORDS = Column(
    "words",
    "opinions",
    (*OPINION, "replied on", "outcome"),
    ("k{}", "b1", "2014-06-05", "2014-06-09", None),
    (
        *_kinds("solved", "已解决", " 已解决 ", "solved", "Solved", "已 解 决", "已解決", "☑已解決"),
        *_kinds("explained", "已解释"),
        *_kinds("solved", "☑已解决", "已解决√", "【已解决】", "已解决。", "（已解决）"),
        *_kinds("!word-in-doubt", "□已解决", "已解决×", "✗已解决", "已解决？", "solved?", "已解决（ ）"),
        *_kinds("!word-not-known", "解决了", "3", 3, "已解决。。了", "01-已解决", "已解決了"),
        *_kinds("None", "NULL", "---", "/ /", "无此项", "不适用"),
    ),
)
COLUMNS = (
    DAYS,
    DAYS_OF_2014,
    MOMENTS,
    BIRTHS,
    AMOUNTS,
    AMOUNTS_BY_COMMA,
    AMOUNTS_IN_DOUBT,
    AMOUNTS_OF_TEN_THOUSAND,
    COUNTS,
    NUMBERS_OF_THINGS,
    TEXTS,
    FLAGS,
    WORDS,
)
"""All of them."""


def said_by(record: Record, column: str) -> str:
    """What a record holds of the cell."""
    match record:
        case Activity():
            return str(record.headcount if column == "counts" else record.on)
        case Tally():
            amount = record.amount
            mark = {"damaged": "?", "rough": "~"}.get(amount.quality.value, "")
            return mark + (format(amount.value, "f") if amount.value is not None else "")
        case Person():
            return str(record.birth)
        case Case():
            first = record.steps[0]
            found = {
                "moments": f"{first.on}{f' {first.at:%H:%M}' if first.at else ''}",
                "numbers of things": record.external_ids[0].value,
                "texts": record.text,
                "flags": record.confidential,
                "words": record.steps[-1].outcome,
            }
            return str(found[column])
        case Membership():
            return ""
    raise AssertionError(record)
