"""Whatever the command line tells an office that works in Chinese is Chinese: help, answers, and each thing that can be typed wrongly."""

from __future__ import annotations

import contextlib
import io
import re
from datetime import date, datetime
from pathlib import Path

import click
import pytest

from grassroots.cli import main
from grassroots.cli.commands import grassroots as commands

TODAY = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 9).astimezone()
BEGIN = "init 清溪 --language zh --charter cn-street --name 清溪街道 --units 河东社区、河西社区、机关支部 --actor 王干事"
EXPRESS = "add 民情快件 编号=12 收件网点=河东社区 收件渠道=电话 反映内容=路灯不亮 收件日期=2026.6.3"
MEMBER = "add 成员名册 编号=1 姓名=赵一 所在支部=机关支部 转正日期=2020.1.1"

WALK = """
load ledgers
todo --as-of 2026.6.20
todo --for 河东社区
todo --for 河冬
todo --post 没有的
todo --until 2020.1.1
todo --out 清单.foo
todo --out 没有的/清单.xlsx
check
check --as-of 2026.6.20
run 民情快件答复 --as-of 2026.6.20
反馈 --as-of 2026.6.30
反馈 没有的
反馈 --for 没有的
反馈 --as-of 2026.6.30 --out 反馈
explain 民情快件12 --as-of 2026.6.20
run 民情快件答复 --as-of 2026.6.20 --do 民情快件12
step 民情快件 12 已派件 --on 2026.5.1
move 河东社区 河西社区 --on 2026.1.1
step 民情快件 12 已派
step 民情快件 12 已派件 --on 2026.6.4 --unit 河西社区
close 民情快件 12 --on 2026.6.23 --result 已解决
close 民情快件 12
report
report --out 报告.docx
report 季度报告
report 年度工作总结 --period 六月 --scope 河东社区 --proof none
report year --period 某时
report year --out 报告.foo
report year --known-at 99
report year --known-at x
explain 受理诉求 --scope 河东社区 --period 上半年
explain 受理诉求 --scope 河冬
explain 受理诉球
explain 民情快件999
table 受理诉求 --kinds 村村
table 受理诉求 --across 季度
export 月历
explain case:express-12
explain case:express-99
explain 没有:1
rules
rules 办理时限
rules 办理时线
run 民情快件答复
run 没有的
find 路灯
find 没有的
move 赵一 河西支部 --on 2026.6.1
move 赵二 河东社区 --on 2026.6.1
move 赵一 机关支部 --on 2026.6.1
move 赵一 河东社区 --on 2026.6.1
about 赵一
about 钱七
changes --since 2026.1.1
changes
changes --since 六月四十日
about 赵一 --out 副本
revoke 赵一
revoke 赵一 --consent 没有的
retention
retention --do --yes
erase 赵一 --yes
ledger 民情快件
ledger 民情快件
ledger 没有的
template
template 民情快件 --out 民情快件.xlsx
backup 备份.db
backup 备份.db
backup 没有的/备份.db
restore 备份.db
restore 没有的.db
restore 民情快件.xlsx
mend 民情快件.xlsx
mend 没有的.xlsx
map 没有的.csv
load 没有的
load ledgers --vanished 没有的
load 民情快件.xlsx --encoding 没有的
load ledgers 多余的
check 没有的
check --charter cn-stret
check --store 没有的.db
check --store ledgers
ledger 民情快件 --out 民情快件.foo
init 新 --units 东、西
init 新 --name 街道 --units 东、东
map 民情快件.xlsx --like 没有的
init .
add 民情快件 编号
add 民情快件 没有的=1
没有的
--没有的
""".strip().splitlines()

NAMES = re.compile(
    r"change_requests?|grassroots( --?[a-z_]+| [a-z_]+)*|--?[a-z][a-z-]*|\.?\b[\w./-]*\.(?:xlsx|docx|csv|db|toml|ics|html|md|ods|txt|foo)\b"
    r"|\.(?:xlsx|docx|csv|parquet|ods|html|md|ics)|https?://\S+|(?:case|person|membership|unit|clock_state):[\w:-]+|[0-9a-f]{8,}|express[-:][\w:-]*|p-1\S*"
    r"|\(#[^)]*\)|<[^>]*>|ledgers|office|association|cn-st\w+|#figure-[\w@.-]+|S\d[-\d]*|PDF|Word|Markdown|TOML|JSON|UTF-8|big5|cp1252|gb18030|utf-\d+|internal|ask|keep|withdraw"
)
"""What is typed or is a file, an id, a format, the source that a charter gives: it is called so in every language."""


ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    {
        source
        for file in ROOT.glob("plugins/grassroots-charters-cn/src/**/*.toml")
        for source in re.findall(r'source = "([^"]+)"', file.read_text(encoding="utf-8"))
    },
    key=len,
    reverse=True,
)
"""What the charter gives as its sources is told as it gives it."""


def leftovers(text: str) -> list[str]:
    """The English words that stand in a text."""
    for source in SOURCES:
        text = text.replace(source, " ")
    return re.findall(r"[A-Za-z]{3,}", NAMES.sub(" ", text))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command of the walk says, in its order, in one office."""
    folder = tmp_path_factory.mktemp("walk")
    found: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        for module in ("group", "keeping"):
            patch.setattr(f"grassroots.cli.{module}.now", lambda: AT)
        for module in ("typed.days", "desk", "keeping", "telling", "ledgers", "reports"):
            patch.setattr(f"grassroots.cli.{module}.today", lambda: TODAY)
        for number, line in enumerate([BEGIN, "load ledgers", EXPRESS, MEMBER, *WALK]):
            told = io.StringIO()
            with (
                contextlib.chdir(folder / "清溪" if number else folder),
                contextlib.redirect_stdout(told),
                contextlib.redirect_stderr(told),
            ):
                main(line.split())
            found[f"{number}: {line}"] = told.getvalue()
    return found


def test_no_english_word_stands_in_what_a_chinese_office_is_told(said: dict[str, str]) -> None:
    found = {
        line: sorted(set(words))
        for line, text in said.items()
        if (words := [word for one in text.splitlines() if "依据：" not in one for word in leftovers(one)])
    }
    assert found == {}


def test_no_day_that_was_counted_stands_in_quotes(said: dict[str, str]) -> None:
    assert not [text for text in said.values() if re.search(r"“\d{4}-\d\d-\d\d”(?!早于)", text)]


def test_records_are_told_by_ledger_and_number_not_by_id(said: dict[str, str]) -> None:
    for command in ("todo", "check", "run 民情快件答复"):
        listed = next(text for line, text in said.items() if line.endswith(f": {command} --as-of 2026.6.20"))
        assert "民情快件12" in listed
        assert "express-12" not in re.sub(r"\S*case:express-12", "", listed)
    for line in ("move 赵一 机关支部 --on 2026.6.1", "move 河东社区 河西社区 --on 2026.1.1"):
        told = next(text for one, text in said.items() if one.endswith(line))
        assert "***" not in told
        assert not re.search(r"单位\d", told)


def test_a_record_is_explained_by_what_it_is_called(said: dict[str, str]) -> None:
    assert next(text for line, text in said.items() if ": explain 民情快件12" in line).startswith("民情快件12，2026-06-20\n")


def test_a_charter_that_nobody_has_is_told_as_such(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GRASSROOTS_LANGUAGE", "zh")
    assert main(["check", "--store", "memory:", "--charter", "没有的"]) == 2
    told = capsys.readouterr().err
    assert "没有“没有的”这个章程，有：association、" in told
    assert "文档可写成" not in told
    assert main(["charter"]) == 2
    assert "缺少compare|show，请写在命令后面" in capsys.readouterr().err


def test_a_report_without_a_name_is_not_silently_left_out(said: dict[str, str]) -> None:
    assert "未写出文件" in next(text for line, text in said.items() if line.endswith("report --out 报告.docx"))


@pytest.mark.parametrize("command", ["", *sorted(name for name in commands.commands if name != "demo")])
def test_the_help_has_no_english_words(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRASSROOTS_LANGUAGE", "zh")
    assert main([*([command] if command else []), "--help"]) == 0
    told = "\n".join(one for one in capsys.readouterr().out.splitlines() if not one.strip().startswith(("grassroots", "cd ")))
    told = re.sub(r"[\[{][a-z|]+[\]}]|^ +[a-z]+ ", " ", told, flags=re.MULTILINE)
    words = commands.commands[command].params if command else []
    typed = {str(one) for param in words if isinstance(param.type, click.Choice) for one in param.type.choices}
    assert [one for one in leftovers(told) if one not in typed] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("report 季度报告", "年度工作总结"),
        ("explain 受理诉球", "受理诉求"),
        ("explain 民情快件999", "民情快件中没有“999”"),
        ("table 受理诉求 --kinds 村村", "没有“村村”这类单位"),
        ("table 受理诉求 --across 季度", "可按单位、月份、指标、事项类别统计"),
        ("export 月历", "有：日历、通讯录"),
        ("rules 办理时线", "有：办理时限"),
        ("todo --for 河冬", "河东社区"),
        ("todo --out 清单.foo", "“清单.foo”"),
    ],
)
def test_what_was_meant_is_told_by_what_it_is_called(said: dict[str, str], line: str, told: str) -> None:
    assert told in next(text for one, text in said.items() if one.endswith(f": {line}"))
