"""Problems: what is wrong in data that somebody typed, where, and what to do about it. Data, never exceptions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from grassroots.values import Language, Source


@frozen
class Wording:
    """How one kind of problem is told: what is wrong, and the cure, in each language. `{name}` stands for a detail."""

    en: str
    cure_en: str
    zh: str
    cure_zh: str


@frozen
class Problem:
    """One thing that is wrong: a code, the place, the value as it was typed, and details that its wording names.

    `masked` says that the value is personal: it is shown as `***` unless `text(reveal=True)` is asked for,
    which only the office's own list of errors does.

    >>> problem = Problem("not-a-date", source=Source("members.csv", row=3), column="joined", value="2 Jan")
    >>> print(problem)
    members.csv, row 3, column "joined": '2 Jan' is not a date. Write it as 2026-03-31.
    """

    code: str
    source: Source | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, Any] = field(factory=dict, hash=False)
    masked: bool = False

    def text(self, language: Language = "en", *, reveal: bool = False) -> str:
        """The whole sentence: the place, what is wrong, the cure."""
        wording = WORDINGS[self.code]
        what, cure = (wording.zh, wording.cure_zh) if language == "zh" else (wording.en, wording.cure_en)
        shown = "***" if self.masked and not reveal else self.value
        details = {name: _listed(value, language) for name, value in self.details.items()}
        words = {**details, "value": f"“{shown}”" if language == "zh" else repr(shown), "column": self.column}
        place = [self.source.text(language)] if self.source else []
        if self.column:
            place.append(f"“{self.column}”列" if language == "zh" else f'column "{self.column}"')
        head = ("，".join(place) + "：" if language == "zh" else ", ".join(place) + ": ") if place else ""
        return head + what.format_map(words) + ("" if language == "zh" else " ") + cure.format_map(words)

    def __str__(self) -> str:
        return self.text()

    @property
    def cure(self) -> str:
        """What to do, in English; never empty."""
        words = {name: _listed(value, "en") for name, value in self.details.items()}
        return WORDINGS[self.code].cure_en.format_map({**words, "value": repr(self.value), "column": self.column})


def _listed(value: Any, language: Language) -> str:
    if isinstance(value, list | tuple):
        return ("、" if language == "zh" else ", ").join(str(item) for item in value) or ("无" if language == "zh" else "none")
    return value.text(language) if isinstance(value, Source) else str(value)


def nearest(word: str, known: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to `most` of the known words, those most like `word` first: for "did you mean" and "not found". Words unlike it are in its writing,
    if there are any: who typed Chinese is shown no English.

    >>> nearest("leftout", ["hit", "left_out", "where"], most=1)
    ('left_out',)
    >>> nearest("已解觉", ["solved", "已解决", "not now", "暂不能解决"])
    ('已解决', '暂不能解决')
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.5)
    writing = _writing(word)
    alike = [name for name in names if _writing(name) in (writing, "")] if writing else names
    if all(_writing(name) != writing for name in alike):
        alike = names
    return tuple(close + [name for name in alike if name not in close])[:most]


def _writing(text: str) -> str:
    """`characters` if there is a Chinese character (or another of East Asia) in it, else `letters`; empty without either, as in 2014-06."""
    if any(letter >= "\u2e80" for letter in text):
        return "characters"
    return "letters" if any(letter.isalpha() for letter in text) else ""


WORDINGS: dict[str, Wording] = {
    # -- cells --
    "not-a-date": Wording(
        "{value} is not a date.",
        "Write it as 2026-03-31.",
        "{value}不是日期。",
        "请写成2026-03-31。",
    ),
    # -- ledgers: cells --
    "impossible-date": Wording(
        "{value} is a day that does not exist.",
        "Look up the right day and write it as 2026-03-31.",
        "{value}这一天不存在。",
        "请核对后写成2026-03-31。",
    ),
    "ambiguous-date": Wording(
        "{value} can be more than one date.",
        "Write it as 2026-03-31, or name the format of the column in the charter (formats).",
        "{value}可以理解为不同的日期。",
        "请写成2026-03-31，或在章程中为该列写明日期格式（formats）。",
    ),
    "no-whole-date": Wording(
        "{value} names no day.",
        "Write year, month and day, as 2026-03-31.",
        "{value}没有写到日。",
        "请写明年、月、日，例如2026-03-31。",
    ),
    "time-of-day": Wording(
        "{value} has a time of day, but this column takes a day only.",
        "Write the day alone, as 2026-03-31, or name the format of the column in the charter (formats).",
        "{value}带有时刻，而该列只记日期。",
        "请只写日期，例如2026-03-31，或在章程中为该列写明日期格式（formats）。",
    ),
    "not-a-time": Wording(
        "{value} is not a time of day.",
        "Write it as 13:05.",
        "{value}不是时刻。",
        "请写成13:05。",
    ),
    "not-a-number": Wording(
        "{value} is not a number.",
        "Write digits, as 1250 or 1,250.50.",
        "{value}不是数字。",
        "请用数字书写，例如1250或1,250.50。",
    ),
    "space-in-number": Wording(
        "{value} has a space within its digits, so it may be one number or two.",
        "Look it up and write the number without spaces.",
        "{value}的数字中间有空格，可能是一个数，也可能是两个数。",
        "请核对后去掉空格重写。",
    ),
    "not-a-whole-number": Wording(
        "{value} is not a whole number.",
        "Write a whole number; nothing is rounded for you.",
        "{value}不是整数。",
        "请写整数；系统不会代为取整。",
    ),
    "negative-number": Wording(
        "{value} is less than nothing, and this column counts.",
        "Write 0 or more.",
        "{value}是负数，而该列是计数。",
        "请写0或更大的数。",
    ),
    "too-fine": Wording(
        "{value} has more than four decimal places.",
        "Round it to four places.",
        "{value}的小数超过四位。",
        "请保留四位小数。",
    ),
    "not-a-flag": Wording(
        "{value} is neither yes nor no.",
        "Write yes or no, or leave the cell empty.",
        "{value}既不是“是”也不是“否”。",
        "请写“是”或“否”，或留空。",
    ),
    "word-not-known": Wording(
        "{value} is not one of the words for this column.",
        "Write one of: {nearest}.",
        "{value}不是该列可用的词。",
        "请改写为其中之一：{nearest}。",
    ),
    "several-words": Wording(
        "{value} is the label of several words.",
        "Write the word itself instead of its label; near it are: {nearest}.",
        "{value}是几个词共同的名称。",
        "请写词本身而不写名称；相近的有：{nearest}。",
    ),
    "unreadable-character": Wording(
        "there is a character in this cell that cannot be read ({character}).",
        "Type the cell again; if there are many, save the file anew in the program it came from, as UTF-8.",
        "单元格中有无法读取的字符（{character}）。",
        "请重新输入；如果很多，请在原程序中以UTF-8编码重新保存。",
    ),
    "formula-without-value": Wording(
        "this cell has a formula without a computed value.",
        "Open the file in a spreadsheet program, save it, and load it again; or type the value.",
        "该单元格是没有计算结果的公式。",
        "请用电子表格软件打开并保存后再导入，或直接填写数值。",
    ),
    "spreadsheet-error": Wording(
        "the formula in this cell has failed.",
        "Mend the formula, or type the value.",
        "该单元格的公式出错。",
        "请修正公式，或直接填写数值。",
    ),
    "digits-lost": Wording(
        "{value} was kept as a number, and a spreadsheet keeps only fifteen digits of it.",
        "Format the column as text and type it again.",
        "{value}以数字保存，而电子表格只保留前十五位。",
        "请把该列设为文本格式后重新输入。",
    ),
    "missing-cell": Wording(
        "the cell is empty, and it is needed.",
        "Fill it in.",
        "该单元格必须填写，但为空。",
        "请补填。",
    ),
    "step-without-date": Wording(
        "this cell is filled, but there is no date under “{day}”.",
        "Fill in the date, or empty this cell.",
        "已填写该单元格，但“{day}”没有日期。",
        "请补填日期，或清空该单元格。",
    ),
    "damaged-number": Wording(
        "{value} cannot be read as a number: it is kept as text and never summed.",
        "If you know the right number, write it.",
        "{value}无法读作数字：按原文保存，不计入合计。",
        "如能确认正确数字，请改写。",
    ),
    # -- ledgers: rows --
    "duplicate-key": Wording(
        "{value} stands here a second time; first: {first}.",
        "Give each row a number of its own, or strike out one of the two.",
        "{value}重复出现；首次出现在：{first}。",
        "请为每行编不同的号，或删去其中一行。",
    ),
    "record-not-known": Wording(
        "{value} is not known.",
        "Write one that is (near it: {nearest}), or enter it in its own ledger.",
        "没有{value}。",
        "请改写（相近的有：{nearest}），或先在相应的台账中登记。",
    ),
    "several-candidates": Wording(
        "{value} can mean several.",
        "Write the identifier of the one that is meant: {candidates}.",
        "{value}可以指几个不同的对象。",
        "请写明编号：{candidates}。",
    ),
    "row-vanished": Wording(
        "the row of “{id}” ({row}) is no longer in this ledger, but the record stands.",
        "Put the row back, or withdraw the record; if a load need not hold every row, say complete = false in the charter.",
        "“{id}”的行（{row}）已不在台账中，而记录仍然存在。",
        "请补回该行，或撤销该记录；如果每次导入不必包含所有行，请在章程中写complete = false。",
    ),
    "changed-elsewhere": Wording(
        "“{id}” was changed elsewhere since this ledger brought it, and the row says otherwise (under: {columns}).",
        "Write in the row what the record says now, or correct the record to what the row says.",
        "“{id}”在台账导入之后另有更改，与本行不一致（列：{columns}）。",
        "请按记录的现状修改本行，或把记录更正为本行的内容。",
    ),
    "withdrawn-elsewhere": Wording(
        "“{id}” was withdrawn, but its row is still here.",
        "Strike out the row, or enter the record again by hand if it is to stand.",
        "“{id}”已被撤销，但台账中仍有这一行。",
        "请删去该行；如果记录应当保留，请手工重新登记。",
    ),
    "too-little": Wording(
        "there is no record “{id}”, and this ledger does not say enough to make one.",
        "Check the number, or enter the record in its own ledger first.",
        "没有记录“{id}”，而本台账的内容不足以新建。",
        "请核对编号，或先在相应的台账中登记。",
    ),
    "waits-for-row": Wording(
        "this row refers to what stands in a row with problems: {row}.",
        "Mend that row; this one then comes in by itself.",
        "本行引用了有问题的行：{row}。",
        "请先修正那一行，本行随后即可导入。",
    ),
    "rows-wait": Wording(
        "{count} more rows wait, because they refer to rows with problems.",
        "Mend those rows; the others then come in by themselves.",
        "另有{count}行因引用有问题的行而等待。",
        "请先修正有问题的行，其余随后即可导入。",
    ),
    "hidden-rows": Wording(
        "{count} hidden rows were read like all others.",
        "If they should not count, strike them out.",
        "有{count}个隐藏行，已照常读入。",
        "如不应计入，请删去。",
    ),
    # -- ledgers: tables and files --
    "unknown-ledger": Wording(
        "this table is none of the ledgers of the charter.",
        "Name the file or sheet after its ledger (near it: {ledgers}), or use its headings; `template` writes an empty one.",
        "无法识别这是章程中的哪一种台账。",
        "请以台账名称命名文件或工作表（相近的有：{ledgers}），或使用其表头；可用template生成空表。",
    ),
    "several-ledgers": Wording(
        "by its headings this table can be several ledgers.",
        "Name the file or sheet after the one that it is: {ledgers}.",
        "按表头，本表可能是几种台账之一。",
        "请以台账名称命名文件或工作表：{ledgers}。",
    ),
    "no-headings": Wording(
        "the headings of the ledger “{ledger}” are nowhere in the first rows.",
        "Write the headings above the rows; needed are: {headings}.",
        "前几行中找不到台账“{ledger}”的表头。",
        "请在数据上方写明表头；必需的有：{headings}。",
    ),
    "unknown-column": Wording(
        "there is no column {value} in this ledger.",
        "Rename it (near it: {nearest}), or empty the column.",
        "该台账没有{value}这一列。",
        "请改名（相近的有：{nearest}），或清空该列。",
    ),
    "column-without-heading": Wording(
        "column {letter} has cells but no heading.",
        "Write a heading above it, or empty the column.",
        "{letter}列有内容但没有表头。",
        "请补写表头，或清空该列。",
    ),
    "missing-column": Wording(
        "a column is missing that is needed.",
        "Add it, under one of these headings: {headings}.",
        "缺少必需的列。",
        "请补上该列，表头可用：{headings}。",
    ),
    "heading-twice": Wording(
        "two columns have the heading {value}.",
        "Rename or remove one of the two.",
        "有两列的表头都是{value}。",
        "请改名或删去其中一列。",
    ),
    "ledger-leads-nowhere": Wording(
        "the ledger “{ledger}” of the charter sends cells to {value}, which does not exist.",
        "Correct the charter; `grassroots check` shows the line.",
        "章程中的台账“{ledger}”把单元格写入不存在的{value}。",
        "请修正章程；grassroots check会显示所在行。",
    ),
    "table-twice": Wording(
        "a table of this name was read already; this one is not.",
        "Give the two files different names.",
        "同名的表已读入；本表未读。",
        "请为两个文件取不同的名称。",
    ),
    "empty-file": Wording(
        "there is nothing in this file.",
        "Check that it is the right file; a ledger has at least its headings.",
        "文件是空的。",
        "请确认文件是否正确；台账至少要有表头。",
    ),
    "undecodable": Wording(
        "the bytes of this file are no text in any of: {tried}.",
        "Save it as UTF-8 in the program it came from, or name its encoding.",
        "文件内容不是以下编码的文本：{tried}。",
        "请在原程序中以UTF-8编码保存，或指明其编码。",
    ),
    "doubtful-encoding": Wording(
        "read as GB18030 the text looks like nonsense ({sample}).",
        "Name the encoding of the file (big5, cp1252 ...; gb18030 if this is right), or save it as UTF-8.",
        "按GB18030读出的文字像是乱码（{sample}）。",
        "请指明文件的编码（big5、cp1252等；如无误则写gb18030），或保存为UTF-8。",
    ),
    "broken-quotes": Wording(
        "a quotation mark opens or closes in the wrong place, so cells cannot be told apart from here on.",
        "Mend the quotation marks in this row: a mark within a quoted cell is written twice.",
        "引号的位置不对，从这里起无法区分单元格。",
        "请改正本行的引号：引号括起的单元格中的引号要写两次。",
    ),
    "not-a-spreadsheet": Wording(
        "this file is no XLSX workbook, whatever its name says, or it is damaged.",
        "Open it in a spreadsheet program and save it as .xlsx, or as .csv.",
        "无论文件名如何，这不是XLSX工作簿，或者文件已损坏。",
        "请用电子表格软件打开并另存为.xlsx或.csv。",
    ),
    "old-spreadsheet": Wording(
        "this workbook has an old format, or is locked by a password.",
        "Save it as .xlsx without a password.",
        "该工作簿是旧格式，或设有密码。",
        "请另存为不带密码的.xlsx。",
    ),
    "file-too-large": Wording(
        "this file is too large to be read safely: more than {limit}.",
        "Split it, or remove what is no ledger (pictures); a file from a stranger may be meant to do harm.",
        "文件过大，无法安全读取：超过{limit}。",
        "请拆分文件，或删除与台账无关的内容（图片）；来历不明的文件可能有害。",
    ),
    "far-cell": Wording(
        "the sheet reaches as far as {cell}, which is too far to be read safely (at most {limit} cells).",
        "Delete what stands far away from the rows, or copy the rows into a new workbook.",
        "工作表一直延伸到{cell}，超出可安全读取的范围（最多{limit}个单元格）。",
        "请删除远离数据的内容，或把数据复制到新的工作簿。",
    ),
    # -- charter --
    "charter-toml": Wording(
        "this is not TOML: {reason}.",
        "Mend this line: {line}",
        "不是有效的TOML。",
        "请修改这一行：{line}",
    ),
    "charter-key-near": Wording(
        "unknown key {value}; did you mean {near!r}?",
        "Keys known in {at}: {known}.",
        "未知的键{value}；是否应为“{near}”？",
        "{at}可用的键：{known}。",
    ),
    "charter-key": Wording(
        "unknown key {value}.",
        "Keys known in {at}: {known}.",
        "未知的键{value}。",
        "{at}可用的键：{known}。",
    ),
    "charter-missing": Wording(
        "{at} lacks {key!r}.",
        "Add {key} = ...",
        "{at}缺少“{key}”。",
        "请补上{key} = ...",
    ),
    "charter-label": Wording(
        "{at} has no text in the language {language!r}.",
        'Add {language} = "..."',
        "{at}没有语言“{language}”的文字。",
        '请补上{language} = "..."',
    ),
    "charter-language": Wording(
        "{count} inherited tables have no text in the language {value}: {known} ...",
        "Leave the language out of `languages`, or give these tables again with a text in it.",
        "继承的{count}个表没有语言{value}的文字：{known}……",
        "请从languages中去掉该语言，或重新给出这些表并补上文字。",
    ),
    "charter-languages": Wording(
        "{value} is no list of different language tags.",
        'Write tags such as languages = ["en", "zh"].',
        "{value}不是互不相同的语言标记列表。",
        '请写成languages = ["en", "zh"]。',
    ),
    "charter-rule-days": Wording(
        "{at}: the rule stops holding on {value}, no later than it begins on {start}.",
        "Correct valid_from or valid_until; valid_until is the first day on which the rule no longer holds.",
        "{at}：规则失效日期{value}不晚于生效日期{start}。",
        "请更正valid_from或valid_until；valid_until是规则不再有效的第一天。",
    ),
    "charter-rules-overlap": Wording(
        "{at}: of the texts of {value}, this one and {other} both hold on {day}.",
        "Give the older one valid_until, or the newer one valid_from, so that one holds on each day.",
        "{at}：{value}的这一文本与{other}在{day}同时有效。",
        "请为旧文本写明valid_until，或为新文本写明valid_from，使每天只有一个有效。",
    ),
    # -- charter: decisions, elections, votes on projects --
    "charter-ballot-ledger": Wording(
        "{at}: ballots have no ledger: its rows would stand in an order, and each would have a key.",
        "Count the papers into the ledger of counts, or lay them together with `tallied`.",
        "{at}：选票不设台账，逐行登记会留下次序和编号。",
        "请计票后登记票数，或用tallied汇总。",
    ),
    "charter-not-share": Wording(
        "{at}: {value} is no exact share.",
        'Write it in quotes, as "0.8" or "2/3".',
        "{at}：{value}不是精确的比例。",
        '请加引号书写，例如"0.8"或"2/3"。',
    ),
    "charter-share": Wording(
        "{at}: {value} is a share that nobody, or everybody, reaches.",
        "Write a share from 0 to 1; a threshold lies above 0, and nobody is over 1.",
        "{at}：{value}这一比例无人能达到，或人人都能达到。",
        "请写0到1之间的比例；通过线须大于0，“超过”须小于1。",
    ),
    "charter-two-limits": Wording(
        "{at} has two limits, at_least and over.",
        "Keep one: at_least counts the limit itself, over does not.",
        "{at}同时写了at_least和over。",
        "请只保留一个：at_least含本数，over不含本数。",
    ),
    "charter-no-limit": Wording(
        "{at} has no limit.",
        'Write at_least (the limit counts) or over (it does not), as over = "1/2".',
        "{at}没有写明界限。",
        '请写at_least（含本数）或over（不含本数），例如over = "1/2"。',
    ),
    "charter-one-group": Wording(
        "{at}: a majority cannot be split into the one group {value}.",
        "Name every group that must agree, or none.",
        "{at}：只有一个组{value}，无法分组计票。",
        "请写明须分别通过的各组，或不分组。",
    ),
    "charter-group-base": Wording(
        "{at}: who should attend is not known group by group.",
        'Let the groups count by base = "present" or "cast".',
        "{at}：各组的应到人数未知。",
        '分组计票请用base = "present"或"cast"。',
    ),
    "charter-ranks": Wording(
        "{at}: {value} does not fall from place to place down to 1 or more.",
        "Write the points of the first place first, as [3, 2, 1].",
        "{at}：{value}不是按名次递减的正整数。",
        "请从第一名的分数写起，例如[3, 2, 1]。",
    ),
    "charter-tie-contradicts": Wording(
        "{at}: {value} contradict one another.",
        "Keep one of them.",
        "{at}：{value}互相矛盾。",
        "请只保留一个。",
    ),
    "charter-not-table": Wording(
        "{at}: {value} stands where a table is wanted.",
        'Write keys and values: {{ key = "..." }}, or a table [{at}].',
        "{at}：{value}处应为表。",
        '请写成{{ 键 = "..." }}，或写成表[{at}]。',
    ),
    "charter-not-text": Wording(
        "{at}: {value} is no text.",
        "Put it in quotes.",
        "{at}：{value}不是文字。",
        "请加引号。",
    ),
    "charter-not-list": Wording(
        "{at}: {value} stands where a list is wanted.",
        'Put it in brackets: ["..."].',
        "{at}：{value}处应为列表。",
        '请加方括号：["..."]。',
    ),
    "charter-not-flag": Wording(
        "{at}: {value} is neither true nor false.",
        "Write true or false, without quotes.",
        "{at}：{value}既不是true也不是false。",
        "请写true或false，不加引号。",
    ),
    "charter-not-date": Wording(
        "{at}: {value} is no date.",
        "Write it as 2014-01-31, without quotes.",
        "{at}：{value}不是日期。",
        "请写成2014-01-31，不加引号。",
    ),
    "charter-not-time": Wording(
        "{at}: {value} is no time of day.",
        "Write it as 17:30:00, without quotes.",
        "{at}：{value}不是时刻。",
        "请写成17:30:00，不加引号。",
    ),
    "charter-not-whole": Wording(
        "{at}: {value} is no whole number that can stand here.",
        "Write a whole number such as 1, without quotes.",
        "{at}：{value}不是这里可用的整数。",
        "请写整数，例如1，不加引号。",
    ),
    "charter-float": Wording(
        "{at}: {value} is not exact as it stands.",
        'Put the number in quotes, as "2.5", so that it stays exact.',
        "{at}：{value}这样写不精确。",
        '请给数字加引号，例如"2.5"，以保持精确。',
    ),
    "charter-not-decimal": Wording(
        "{at}: {value} is no exact decimal.",
        'Write a number in quotes, as "2.5", with at most four decimal places.',
        "{at}：{value}不是精确的小数。",
        '请写带引号的数字，例如"2.5"，最多四位小数。',
    ),
    "charter-not-literal": Wording(
        "{at}: {value} is nothing to compare with.",
        'Write a text, a number, a date, true or false, a list of them, or "-" for a missing value.',
        "{at}：{value}不能用来比较。",
        '请写文字、数字、日期、true或false，或它们的列表，或用"-"表示缺失。',
    ),
    "charter-not-comparable": Wording(
        "{at}: whether it is {value} cannot be asked; only whether it is missing.",
        'Write "-", or go on to a part of it, such as .value.',
        "{at}：不能与{value}比较，只能问是否缺失。",
        '请写"-"，或指明其中的部分，例如.value。',
    ),
    "charter-not-pair": Wording(
        "{at}: {value} is no pair of measures.",
        'Name two, what is divided and by what: ["a", "b"].',
        "{at}：{value}不是一对指标。",
        '请写两个：被除的和除以的，["a", "b"]。',
    ),
    "charter-choice": Wording(
        "{at}: {value} cannot stand here.",
        "Write one of: {known}.",
        "{at}：这里不能写{value}。",
        "可以写：{known}。",
    ),
    "charter-twice": Wording(
        "{at} is given twice, also in {other}.",
        "Keep one of the two.",
        "{at}重复，另见{other_zh}。",
        "请保留其中一个。",
    ),
    "charter-name": Wording(
        "{value} cannot be a name.",
        "Use letters, digits, _ and -, beginning with a letter or digit.",
        "{value}不能用作名称。",
        "请用字母、数字、下划线和连字符，以字母或数字开头。",
    ),
    "charter-extends": Wording(
        "there is no charter {value} to extend.",
        "Correct the name, or install the plugin that has it.",
        "找不到要继承的章程{value}。",
        "请更正名称，或安装提供它的插件。",
    ),
    "charter-list": Wording(
        "there is no list of words {value}.",
        'Lists like it: {known}. A list of your own needs a [custom] field of kind "word".',
        "没有词表{value}。",
        '相近的词表：{known}。自定词表需要一个kind为"word"的[custom]字段。',
    ),
    "charter-word": Wording(
        "{at}: {value} is no word of the list {words}.",
        "Use one of its words, such as {known}, or add [words.{words}] with it.",
        "{at}：{value}不在词表{words}中。",
        "请使用其中的词，例如{known}，或在[words.{words}]中补充。",
    ),
    "charter-word-workflow": Wording(
        "{at}: records do not follow a workflow by a word of the list {value}.",
        "Give workflows to words of these lists: {known}.",
        "{at}：词表{value}的词不能决定流程。",
        "可以决定流程的词表：{known}。",
    ),
    "charter-workflow": Wording(
        "{at}: there is no workflow {value}.",
        "Name one that exists, such as {known}, or add [workflow] with that name.",
        "{at}：没有流程{value}。",
        "请使用已有的流程，例如{known}，或补充该流程。",
    ),
    "charter-workflow-idle": Wording(
        "no noun and no word leads to the workflow {value}.",
        "Call it after its noun ({known}), or name it in a word: workflow = {value}.",
        "没有名词或词语使用流程{value}。",
        "请以名词命名（{known}），或在词语中写workflow = {value}。",
    ),
    "charter-no-states": Wording(
        "the workflow {value} has no states.",
        "Add tables [workflow.NAME.state.STATE], the first one for the start.",
        "流程{value}没有状态。",
        "请补充[workflow.名称.state.状态]，第一个为起点。",
    ),
    "charter-no-done": Wording(
        "the workflow {value} has no state in which something is done.",
        'Give one of its states kind = "done".',
        "流程{value}没有办结的状态。",
        '请把其中一个状态写成kind = "done"。',
    ),
    "charter-state": Wording(
        "{at}: {value} is no state of the workflow {workflow}.",
        "Name one of its states, such as {known}.",
        "{at}：{value}不是流程{workflow}的状态。",
        "请使用其中的状态，例如{known}。",
    ),
    "charter-unreachable": Wording(
        "no way leads from {start} to the state {value}.",
        "Name it in the `next` of a state before it, or delete it.",
        "从{start}到不了状态{value}。",
        "请在前一状态的next中写上它，或删除它。",
    ),
    "charter-stuck": Wording(
        "from the state {value} no way leads to one that is done or dropped.",
        'Name what may follow in its `next`, or give it kind = "done" or "dropped".',
        "从状态{value}到不了办结或终止的状态。",
        '请在next中写明后续状态，或把它写成kind = "done"或"dropped"。',
    ),
    "charter-reserved": Wording(
        "no state can be called {value}: in a measure it means a day.",
        "Give the state another name.",
        "状态不能叫{value}：它在指标中表示日期。",
        "请换一个名称。",
    ),
    "charter-rootless": Wording(
        "a unit of the kind {value} could never hang under a root.",
        "Let `under` lead, by way of other kinds, to one of: {known}.",
        "{value}类单位无法归到根单位之下。",
        "请让under逐级通到其中之一：{known}。",
    ),
    "charter-noun": Wording(
        "{at}: there is no noun {value}.",
        "Nouns like it: {known}.",
        "{at}：没有名词{value}。",
        "相近的名词：{known}。",
    ),
    "charter-nouns": Wording(
        "{at} must say which records a row makes.",
        'Write noun = "case", or nouns = ["person", "membership"] with the main one first; not both.',
        "{at}须写明每行产生什么记录。",
        '请写noun = "case"，或nouns = ["person", "membership"]（主要的在前），不能都写。',
    ),
    "charter-noun-twice": Wording(
        "{at}: a row cannot make two records of one noun ({value}).",
        "Name each noun once.",
        "{at}：一行不能产生两条同类记录（{value}）。",
        "每个名词只写一次。",
    ),
    "charter-custom-words": Wording(
        "{at}: the field takes its words from the list {value}, which has none.",
        "Name a list with words, such as {known}, or add [words] with that list.",
        "{at}：词表{value}没有词。",
        "请写有词的词表，例如{known}，或补充该词表。",
    ),
    "charter-form": Wording(
        "{at} must say once what it computes; it has: {found}.",
        "Write exactly one of: {known}.",
        "{at}须写明且只写一种算法；现有：{found}。",
        "请只写其中一个：{known}。",
    ),
    "charter-surplus": Wording(
        "{at} has no meaning here.",
        "Delete it.",
        "{at}在这里没有意义。",
        "请删除。",
    ),
    "charter-dated": Wording(
        "{at}: a {noun} has no day {value}.",
        "Write one of: {known}.",
        "{at}：{noun}没有日期{value}。",
        "可以写：{known}。",
    ),
    "charter-days": Wording(
        "{at}: {value} does not name two days.",
        'Write "days:FROM:TO", with two states or dates.',
        "{at}：{value}没有写明两个日期。",
        '请写成"days:起:止"，用两个状态或日期。',
    ),
    "charter-not-number": Wording(
        "{at}: {value} of a {noun} is no number.",
        'Name a number, such as amount.value, or "days:FROM:TO".',
        "{at}：{noun}的{value}不是数字。",
        '请写数字，例如amount.value，或"days:起:止"。',
    ),
    "charter-path-near": Wording(
        "{at}: a {noun} has no {value}; did you mean {near!r}?",
        "Known: {known}.",
        "{at}：{noun}没有{value}；是否应为“{near}”？",
        "可用的有：{known}。",
    ),
    "charter-path": Wording(
        "{at}: a {noun} has no {value}.",
        "Known: {known}.",
        "{at}：{noun}没有{value}。",
        "可用的有：{known}。",
    ),
    "charter-split": Wording(
        "{at}: a figure cannot be split by {value}: its values are no words, or say who somebody is.",
        "Split by a word, a state, a flag, a whole number or a reference.",
        "{at}：不能按{value}分列：它的值不是词语，或会暴露个人。",
        "请按词语、状态、是否、整数或引用分列。",
    ),
    "charter-no-words": Wording(
        "{at}: the charter has no words in the list {words}.",
        "Add [words.{words}], with a label for each word in every language.",
        "{at}：章程的词表{words}没有词。",
        "请补充[words.{words}]，每个词都要有各语言的名称。",
    ),
    "charter-cell-text": Wording(
        "{at}: {value} is nothing that such a cell can hold.",
        'Write a text such as "3", "2014-01-31", "true" or "false", as the field wants it.',
        "{at}：这样的单元格不能填{value}。",
        '请按字段要求写文字，例如"3"、"2014-01-31"、"true"或"false"。',
    ),
    "charter-to-near": Wording(
        "{at}: {value} is no place for a cell; did you mean {near!r}?",
        "Places like it: {known}; an empty text for a column that is not used.",
        "{at}：单元格不能写入{value}；是否应为“{near}”？",
        "相近的位置：{known}；不使用的列写空文字。",
    ),
    "charter-to": Wording(
        "{at}: {value} is no place for a cell.",
        "Places like it: {known}; an empty text for a column that is not used.",
        "{at}：单元格不能写入{value}。",
        "相近的位置：{known}；不使用的列写空文字。",
    ),
    "charter-has": Wording(
        "{at}: {value} is no noun.",
        'Write has = {{ NOUN = "FIELD" }}, with a noun such as {known}.',
        "{at}：{value}不是名词。",
        '请写成has = {{ 名词 = "字段" }}，名词例如{known}。',
    ),
    "charter-has-field": Wording(
        "{at}: no field {value} of a {other} leads to a {noun}.",
        "Fields that do: {known}.",
        "{at}：{other}的字段{value}不指向{noun}。",
        "指向它的字段：{known}。",
    ),
    "charter-no-bound": Wording(
        "{at} sets no bound.",
        "Write at least one of at_least, over, at_most, under.",
        "{at}没有界限。",
        "请至少写一个：at_least、over、at_most、under。",
    ),
    "charter-no-order": Wording(
        "{at}: {value} has no order, so that nothing is more or less than it.",
        "Compare it with a value or a list of values.",
        "{at}：{value}没有大小之分。",
        "请与一个值或一列值比较。",
    ),
    "charter-measure": Wording(
        "{at}: there is no measure {value}.",
        "Measures like it: {known}.",
        "{at}：没有指标{value}。",
        "相近的指标：{known}。",
    ),
    "charter-measure-cycle": Wording(
        "the measure {value} comes back to itself.",
        "Let it rest on measures of records (count, sum, rate ...).",
        "指标{value}绕回了自身。",
        "请让它最终建立在对记录的计算之上（count、sum、rate等）。",
    ),
    "charter-spread": Wording(
        "{at}: {value} is a spread, no single number.",
        "Name a measure that gives one number.",
        "{at}：{value}是分布，不是单个数。",
        "请写只得一个数的指标。",
    ),
    "charter-braces": Wording(
        "{at}: the braces do not match, or hold more than a figure: {value}",
        "Write figures as {{opinions}} or {{opinions.solved}}, and a brace itself doubled.",
        "{at}：花括号不成对，或其中不只是指标：{value}",
        "指标写成{{opinions}}或{{opinions.solved}}；花括号本身要写两次。",
    ),
    "charter-say-differs": Wording(
        "{at}: {value} is missing in: {languages}.",
        "Name the same figures in every language.",
        "{at}：以下语言中缺少{value}：{languages}。",
        "各语言须写同样的指标。",
    ),
    "charter-cell": Wording(
        "{at}: {value} is neither a part nor a cell of the measure {measure}.",
        "Cells like it: {known}; parts are percent, numerator, denominator, median, left_out.REASON ...",
        "{at}：{value}既不是指标{measure}的组成部分，也不是其分列项。",
        "相近的分列项：{known}；组成部分有percent、numerator、denominator、median、left_out.原因等。",
    ),
    "charter-part": Wording(
        "{at}: {value} would always be empty: the figure has no {part}.",
        "Name a part that it has: percent, numerator and denominator of rates, median of spreads, left_out.REASON.",
        "{at}：{value}总是空的：该指标没有{part}。",
        "请写它有的部分：比率有percent、numerator、denominator，分布有median，以及left_out.原因。",
    ),
    "charter-block": Wording(
        "{at} must be one thing.",
        "Write exactly one of say, table and bars.",
        "{at}只能是一种内容。",
        "请只写say、table、bars中的一个。",
    ),
    "charter-same-ways": Wording(
        "{at}: {value} runs down already.",
        "Let something else run across: measure, month, or the path of a split.",
        "{at}：{value}已用于纵向。",
        "横向请用别的：measure、month或分列路径。",
    ),
    "charter-one-measure": Wording(
        "{at}: a table of several measures ({value}) needs them as one of its two ways.",
        'Write down = "measure" or across = "measure", or name one measure only.',
        "{at}：多个指标（{value}）的表须以指标为一个方向。",
        '请写down = "measure"或across = "measure"，或只写一个指标。',
    ),
    "charter-way": Wording(
        "{at}: a table or bars cannot run by {value}.",
        "Write one of: {known}; the path of a split needs one measure that is split so.",
        "{at}：不能按{value}排列。",
        "可以写：{known}；按分列路径排列须只有一个这样分列的指标。",
    ),
    "charter-column": Wording(
        "{at}: the ledger has no column {value}.",
        "Columns like it: {known}.",
        "{at}：该台账没有列{value}。",
        "相近的列：{known}。",
    ),
    "charter-heading": Wording(
        "{at}: the heading {value} stands for the column {other} already.",
        "Give each column headings of its own.",
        "{at}：表头{value}已用于列{other}。",
        "请让每列有自己的表头。",
    ),
    "charter-ledger-name": Wording(
        "{at}: {value} is a name of the ledger {other} already.",
        "Give each ledger names and labels of its own.",
        "{at}：{value}已是台账{other}的名称。",
        "请让每个台账有自己的名称。",
    ),
    "charter-set-noun": Wording(
        "{at}: {value} is no record of the same row that can stand here.",
        "Write @ and one of: {known}.",
        "{at}：{value}不是同一行产生的可用记录。",
        "请写@加其中之一：{known}。",
    ),
    "charter-filled-twice": Wording(
        "{at}: two columns or constants fill {value} of a {noun}.",
        "Keep one of them.",
        "{at}：有两列或两个常量填写{noun}的{value}。",
        "请保留其中一个。",
    ),
    "charter-unfilled": Wording(
        "{at}: nothing fills {value}, without which there is no {noun}.",
        "Add a column with to = {value}, or a constant in `set`.",
        "{at}：没有列或常量填写{noun}必需的{value}。",
        "请增加to = {value}的列，或在set中写常量。",
    ),
    "charter-step-undated": Wording(
        "{at}: {value} belongs to a step that has no date.",
        'Add a column with to = "step.{state}".',
        "{at}：{value}所属的步骤没有日期。",
        '请增加to = "step.{state}"的列。',
    ),
    "charter-date-format": Wording(
        "{at}: {value} is no form of a date.",
        'Write it with %Y, %m, %d, as "%d/%m/%Y".',
        "{at}：{value}不是日期格式。",
        '请用%Y、%m、%d书写，例如"%d/%m/%Y"。',
    ),
    # -- duties and programmes --
    "charter-rrule": Wording(
        "{at}: {value} is no recurrence rule that a duty can follow ({why}).",
        'Write it as "FREQ=MONTHLY;BYMONTHDAY=5", with since = 2014-01-01.',
        "{at}：{value}不是可用的周期规则（{why}）。",
        '请写成"FREQ=MONTHLY;BYMONTHDAY=5"，并写明since = 2014-01-01。',
    ),
    "charter-duty-surplus": Wording(
        "{at}: a duty that comes round every {every} has no recurrence rule {value}.",
        'Delete it, or write every = "rrule".',
        "{at}：按{every}履行的职责不用周期规则{value}。",
        '请删除，或写every = "rrule"。',
    ),
    "charter-duty-no-record": Wording(
        "{at}: {value} needs records that do the duty, and it names none.",
        'Say which noun does it, as owes = "activity", or delete {value}.',
        "{at}：{value}需要有完成该职责的记录，而未指明。",
        '请写明名词，例如owes = "activity"，或删除{value}。',
    ),
    "charter-duty-month": Wording(
        "{at}: the period has no month {value}.",
        "Write a month of the period, from 1 to {months}.",
        "{at}：该周期没有第{value}个月。",
        "请写周期内的月份，1至{months}。",
    ),
    "charter-duty-day": Wording(
        "{at}: the period has no day {value}.",
        "Write a day from 1 to {most}; leave it out for the last day of the period.",
        "{at}：该周期没有第{value}日。",
        "请写1至{most}；不写则为周期最后一日。",
    ),
    "charter-duty-two-days": Wording(
        "{at}: the duty is due {value} days after its period and on a day in it.",
        "Keep `after`, or due_day and due_month.",
        "{at}：既写了周期后{value}日，又写了周期内的日期。",
        "请保留after，或保留due_day和due_month。",
    ),
    "charter-duty-impossible": Wording(
        "{at}: nobody can do it: it can be done from month {value} of the period on, and is due in month {month}.",
        "Let it open earlier, or make it due later.",
        "{at}：无法完成：自周期第{value}个月起办理，而期限在第{month}个月。",
        "请提前起办月份，或推后期限。",
    ),
    "charter-duty-unknown": Wording(
        "{at}: there is no duty {value}.",
        "Duties like it: {known}.",
        "{at}：没有职责{value}。",
        "相近的职责：{known}。",
    ),
    "charter-duty-other-bearer": Wording(
        "{at}: {value} is owed by each {who}, not by those who owe this.",
        "Name a duty of the same bearers.",
        "{at}：{value}由{who}承担，与本职责的承担者不同。",
        "请写同一承担者的职责。",
    ),
    "charter-duty-unshown": Wording(
        "{at}: no record shows that {value} was done, so nothing can wait for it.",
        "Give it `owes` and `what`, or name another duty.",
        "{at}：没有记录表明{value}已完成，不能作为前提。",
        "请为其写明owes和what，或改写其他职责。",
    ),
    "charter-duty-too-late": Wording(
        "{at}: {value} can be done from {opens} on, and what waits for it is due on {last}.",
        "Let the first open earlier, or the second be due later.",
        "{at}：{value}自{opens}起才能办理，而等待它的职责期限为{last}。",
        "请提前前者，或推后后者。",
    ),
    "charter-duty-circle": Wording(
        "{at}: {value} waits for itself.",
        "Take one duty out of the circle of preceded_by.",
        "{at}：{value}以自身为前提。",
        "请从preceded_by的循环中去掉一项。",
    ),
    "charter-level-kind": Wording(
        '{at}: a kind of unit stands here with by = "kind", and only then.',
        'Write by = "kind" and of = "street", or by = "above" alone.',
        '{at}：仅当by = "kind"时写单位类型。',
        '请写by = "kind"和of = "street"，或只写by = "above"。',
    ),
    "charter-measure-named": Wording(
        "{at}: there is no measure {value} that can stand here.",
        "Measures like it: {known}.",
        "{at}：没有可用于此处的指标{value}。",
        "相近的指标：{known}。",
    ),
    "charter-gate-spread": Wording(
        "{at}: {value} has several values, none of which a gate can hold against a bound.",
        "Name a count, a sum or a rate.",
        "{at}：{value}有多个数值，不能作为关口条件。",
        "请写计数、合计或比率。",
    ),
    "charter-gate-unreachable": Wording(
        "{at}: no figure of {value} can lie within these bounds.",
        'A rate lies from 0 to 1: write "0.9" for 90 %.',
        "{at}：{value}不可能在此范围内。",
        '比率为0至1：90%请写"0.9"。',
    ),
    "charter-shares": Wording(
        "{at}: the shares add up to {value}.",
        "Make them add up to 1, none below 0.",
        "{at}：各份额合计为{value}。",
        "请使合计为1，且不小于0。",
    ),
    "duty-without-rule": Wording(
        "{noun} {id}: the charter has no duty {value} for the period from {first}.",
        "Use one of its duties, such as {known}, or add [duty.NAME].",
        "{noun} {id}：章程没有自{first}起的职责{value}。",
        "请使用已有的职责，例如{known}，或增加[duty.名称]。",
    ),
    "duty-out-of-turn": Wording(
        "{noun} {id} does not count as {value}: by {day}, what has to come before it ({before}) was not done. Source: {source}.",
        "Enter what came before, or hold it again afterwards.",
        "{noun} {id}不能计为{value}：截至{day}，应先完成的（{before}）尚未完成。依据：{source}。",
        "请补录先行事项，或在其后重新开展。",
    ),
    "wrong-level": Wording(
        "due {id}: {unit} cannot lead it to {value}; that is for {right}. Source: {source}.",
        "Let that unit do it.",
        "应办事项{id}：{unit}无权将其转为{value}，应由{right}办理。依据：{source}。",
        "请由该单位办理。",
    ),
    # -- snapshot --
    "duplicate-record": Wording(
        "the {noun} {value} stands twice.",
        "Give one of them another key, or delete the row that is too much.",
        "{noun}{value}重复。",
        "请改正其中一个编号，或删除多余的一行。",
    ),
    "unknown-custom": Wording(
        "{noun} {id} has a field {value} that the charter does not declare; it has {near}.",
        "Declare it under [custom.{noun}], or leave it out.",
        "{noun} {id}的字段{value}未在章程中声明；已有：{near}。",
        "请在[custom.{noun}]中声明，或删除该字段。",
    ),
    "wrong-noun": Wording(
        "{noun} {id} refers to {value}, which is of the wrong kind.",
        "Refer to one of these: {nouns}.",
        "{noun} {id}引用了{value}，类型不对。",
        "可引用的类型：{nouns}。",
    ),
    "unknown-reference": Wording(
        "{noun} {id} refers to the {target} {value}, which does not exist.",
        "Enter that {target} first, or write one that exists, such as {near}.",
        "{noun} {id}引用的{target}{value}不存在。",
        "请先登记该{target}，或改为已有的，例如{near}。",
    ),
    "unknown-word": Wording(
        "{noun} {id} has {value}, which is no word of the list {words}.",
        "Use one of its words, such as {near}, or add it to the charter.",
        "{noun} {id}的{value}不在词表{words}中。",
        "请使用其中的词，例如{near}，或在章程中补充。",
    ),
    "ends-before-start": Wording(
        "{noun} {id} ends on {value}, before it starts on {start}.",
        "Correct one of the two days.",
        "{noun} {id}的结束日期{value}早于开始日期{start}。",
        "请更正其中一个日期。",
    ),
    "outside-its-whole": Wording(
        "{noun} {id} does not lie within the time of its {whole} {whole_id}.",
        "Correct its days, or those of the {whole}.",
        "{noun} {id}的起止超出了所属{whole} {whole_id}的起止。",
        "请更正其日期，或更正{whole}的日期。",
    ),
    "steps-out-of-order": Wording(
        "{noun} {id}: the step on {value} stands after {before} on {day}.",
        "Correct the day, or put the steps in the order of their days.",
        "{noun} {id}：{value}的步骤排在{day}的{before}之后。",
        "请更正日期，或按日期先后排列步骤。",
    ),
    "no-workflow": Wording(
        "{noun} {id} has steps, but the charter has no workflow for it.",
        "Add [workflow.{noun}] to the charter.",
        "{noun} {id}有步骤，但章程没有相应的流程。",
        "请在章程中加入[workflow.{noun}]。",
    ),
    "unknown-state": Wording(
        "{noun} {id}: {value} is no state of the workflow {workflow}.",
        "Use one of its states, such as {near}.",
        "{noun} {id}：{value}不是流程{workflow}的状态。",
        "请使用其中的状态，例如{near}。",
    ),
    "wrong-start": Wording(
        "{noun} {id} starts with {value}; a life in the workflow {workflow} starts with {start}.",
        "Add the first step {start} with its day.",
        "{noun} {id}以{value}开始，而流程{workflow}应以{start}开始。",
        "请补上第一步{start}及其日期。",
    ),
    "step-not-allowed": Wording(
        "{noun} {id}: the workflow {workflow} does not lead from {before} to {value}.",
        "After {before} may come: {allowed}.",
        "{noun} {id}：流程{workflow}不能从{before}到{value}。",
        "{before}之后可以是：{allowed}。",
    ),
    "unknown-outcome": Wording(
        "{noun} {id}: {value} is no outcome of the workflow {workflow}.",
        "Use one of these: {near}.",
        "{noun} {id}：{value}不是流程{workflow}的办理结果。",
        "请使用：{near}。",
    ),
    "unknown-rating": Wording(
        "{noun} {id}: {value} is no rating of the workflow {workflow}.",
        "Use one of these: {near}.",
        "{noun} {id}：{value}不是流程{workflow}的评价。",
        "请使用：{near}。",
    ),
    "places-out-of-order": Wording(
        "unit {id}: its place from {value} stands after the one from {day}.",
        "Put its places in the order of their days, each day once.",
        "单位{id}：自{value}起的隶属关系排在自{day}起的之后。",
        "请按日期先后排列，每个日期一次。",
    ),
    "wrong-parent": Wording(
        "unit {id} ({kind}) stands under {value} ({above}).",
        "A {kind} may stand under: {allowed}.",
        "单位{id}（{kind}）隶属于{value}（{above}）。",
        "{kind}可以隶属于：{allowed}。",
    ),
    "parent-not-standing": Wording(
        "unit {id} is placed under {value} on {day}, when that unit does not stand.",
        "Correct the day, or name the unit that stood then.",
        "单位{id}自{day}起隶属于{value}，而该单位当日不存在。",
        "请更正日期，或改为当日存在的单位。",
    ),
    "no-parent": Wording(
        "unit {id} ({value}) stands under no other.",
        "Name the unit above it; it may be one of the kinds {allowed}.",
        "单位{id}（{value}）没有上级。",
        "请填写上级单位，类型可为：{allowed}。",
    ),
    "tree-circle": Wording(
        "the units {circle} stand under one another in a circle on {day}.",
        "Correct the unit above one of them.",
        "单位{circle}在{day}互为上下级，形成循环。",
        "请更正其中一个的上级单位。",
    ),
    "terms-overlap": Wording(
        "tenure {id} of the post {post} overlaps with {others}: the post has no free seat then.",
        "End the earlier term, or correct the days.",
        "任期{id}与{others}重叠：岗位{post}当时没有空缺。",
        "请结束前一任期，或更正日期。",
    ),
    "exclusive-posts": Wording(
        "tenure {id}: a person may hold only one such post at a time ({value}), and holds {others}.",
        "End one of the terms.",
        "任期{id}：同一人同一时间只能担任一个此类岗位（{value}），另有{others}。",
        "请结束其中一个任期。",
    ),
    "membership-twice": Wording(
        "membership {id}: the same person is registered in {value} twice at a time ({others}).",
        "Delete one of the rows, or end one of the memberships.",
        "关系{id}：同一人同时在{value}登记了两次（{others}）。",
        "请删除其中一行，或结束其中一个关系。",
    ),
    # -- votes --
    "ballot-id": Wording(
        "ballot {id}: the id does not follow from what the papers say, so that it could tell who voted, or when.",
        "Lay the papers together with `tallied`, which makes the ids.",
        "选票{id}的编号与票面内容不符，可能泄露投票人或时间。",
        "请用tallied汇总选票，由其生成编号。",
    ),
    "vote-lacks": Wording(
        "vote {id}: {what}: the number is missing; the rule {rule} ({rule_source}) asks for it.",
        "Enter the number, or the records from which it follows.",
        "表决{id}缺少{what_zh}，规则{rule}（{rule_source}）须用此数。",
        "请补填该数，或补充可据以得出该数的记录。",
    ),
    "vote-differs": Wording(
        "vote {id}: {what}: {value} is written, and the records give {known}; under the rule {rule} ({rule_source}) the written one was used.",
        "Correct the number, or the records.",
        "表决{id}的{what_zh}填为{value}，而记录得出{known}；按规则{rule}（{rule_source}）采用所填数。",
        "请更正该数或相关记录。",
    ),
    "vote-negative": Wording(
        "vote {id}: {what}: {value} is less than nothing; the rule {rule} ({rule_source}) cannot be applied.",
        "Enter 0 or more.",
        "表决{id}的{what_zh}{value}小于零，无法适用规则{rule}（{rule_source}）。",
        "请填0或以上的数。",
    ),
    "vote-exceeds": Wording(
        "vote {id}: {what} ({value}) exceeds {whole} ({limit}); under the rule {rule} ({rule_source}) that cannot be.",
        "Correct one of the two numbers.",
        "表决{id}的{what_zh}（{value}）多于{whole_zh}（{limit}）；按规则{rule}（{rule_source}）不可能。",
        "请更正其中一个数。",
    ),
    "vote-choice": Wording(
        "vote {id}: the rule {rule} ({rule_source}) does not know what {value} means.",
        "Use one of: {known}.",
        "表决{id}：规则{rule}（{rule_source}）不知{value}是何意见。",
        "请使用：{known}。",
    ),
    "vote-group": Wording(
        "vote {id}: {value} is no group that the rule {rule} ({rule_source}) counts apart.",
        "Use one of: {known}.",
        "表决{id}：{value}不是规则{rule}（{rule_source}）分别计票的组。",
        "请使用：{known}。",
    ),
    "vote-casting": Wording(
        "vote {id}: as many for as against; under the rule {rule} ({rule_source}) the chair's casting vote decides, and it is not written.",
        "Enter the casting vote.",
        "表决{id}赞成与反对票数相等，按规则{rule}（{rule_source}）由主持人决定票决定，但未填写。",
        "请填写决定票。",
    ),
    "vote-ends-before-start": Wording(
        "vote {id} closes at {value}, before it opens at {start}; the rule {rule} ({rule_source}) was applied to its numbers all the same.",
        "Correct one of the two times.",
        "表决{id}的结束时间{value}早于开始时间{start}；仍按规则{rule}（{rule_source}）计算票数。",
        "请更正其中一个时间。",
    ),
    "vote-not-yet": Wording(
        "vote {id} is taken on {value}, after {day}, the day that is looked at; what the rule {rule} ({rule_source}) makes of it may change.",
        "Look at a later day.",
        "表决{id}的日期{value}晚于所看的{day}；按规则{rule}（{rule_source}）的结果可能改变。",
        "请查看更晚的日期。",
    ),
    "vote-declared": Wording(
        "vote {id}: what was declared in {value} is not what the rule {rule} ({rule_source}) gives: {result}.",
        "Correct the declaration, or the numbers.",
        "表决{id}：{value}所宣布的与规则{rule}（{rule_source}）的结果（{result_zh}）不符。",
        "请更正宣布的结果或票数。",
    ),
    "vote-few-candidates": Wording(
        "vote {id}: {value} stand for {seats} seats; the rule {rule} ({rule_source}) asks for {least} candidates or more.",
        "Put forward more candidates.",
        "表决{id}：应选{seats}名，候选人{value}名；规则{rule}（{rule_source}）要求不少于{least}名。",
        "请补充候选人。",
    ),
    "vote-recount": Wording(
        "vote {id}: the papers give {value} for {option}, the count says {known}; under the rule {rule} ({rule_source}) the papers count.",
        "Count again, and correct the count.",
        "表决{id}：按选票{option}得{value}，计票记录为{known}；按规则{rule}（{rule_source}）以选票为准。",
        "请重新计票并更正记录。",
    ),
    "vote-no-cost": Wording(
        "vote {id}: what {value} costs is not known, so that the rule {rule} ({rule_source}) cannot take it.",
        "Enter the budget of the project.",
        "表决{id}：{value}的费用不详，规则{rule}（{rule_source}）无法将其列入。",
        "请填写该项目的预算。",
    ),
    # -- votes: Pabulib files --
    "pabulib-section": Wording(
        "{value} stands before the first section.",
        "Begin the file with META, then PROJECTS and VOTES.",
        "{value}位于第一个分节之前。",
        "文件应依次为META、PROJECTS、VOTES。",
    ),
    "pabulib-number": Wording(
        "{value} is no sum of money, or its project stands twice or has no number.",
        "Write it with digits, as 1200.50, more than 0.",
        "{value}不是金额，或该项目重复、缺编号。",
        "请写大于0的数字，例如1200.50。",
    ),
    "pabulib-vote": Wording(
        "{value} on this paper is no project of the list, or no number of points.",
        "Correct the line, or leave it out.",
        "选票上的{value}不是列出的项目或分数。",
        "请更正或删去该行。",
    ),
    # -- membership: pathways in a charter --
    "charter-path-twice": Wording(
        "{at}: {value} is named twice.",
        "Give each step, paper, pause and exit a name of its own.",
        "{at}：{value}出现了两次。",
        "请给每个步骤、材料、中止和退出各起一个名称。",
    ),
    "charter-path-state": Wording(
        "{at}: {value} is no state of the workflow that these records follow.",
        "Use one of its states (near it: {known}), or let the pathway make a workflow of its own (workflow).",
        "{at}：{value}不是这类记录所用流程的状态。",
        "请使用其中的状态（相近的有：{known}），或写workflow让路径自成流程。",
    ),
    "charter-path-step": Wording(
        "{at}: {value} is no step of the pathway.",
        "Name one of its steps, such as {known}.",
        "{at}：{value}不是该路径的步骤。",
        "请写该路径的步骤，例如{known}。",
    ),
    "charter-path-stage": Wording(
        "{at}: {value} is no stage of the pathway.",
        "Name one of: {known}.",
        "{at}：{value}不是该路径的阶段。",
        "请写其中之一：{known}。",
    ),
    "charter-path-paper": Wording(
        "{at}: {value} is no paper of the pathway.",
        "Name one of them ({known}), or add it under papers.",
        "{at}：{value}不是该路径的材料。",
        "请写其中之一（{known}），或在papers中补充。",
    ),
    "charter-path-unreachable": Wording(
        "{at}: nobody can ever take the step {value}, because it waits for itself.",
        "Correct `after`, so that each step waits only for earlier ones.",
        "{at}：步骤{value}相互等待，永远无法进行。",
        "请修正after，使每一步只等待更早的步骤。",
    ),
    "charter-path-optional": Wording(
        "{at}: a step waits for {value}, which is optional.",
        "Name a step that must be taken, or leave out `optional` there.",
        "{at}：有步骤在等待可选步骤{value}。",
        "请改为必经步骤，或去掉其optional。",
    ),
    "charter-path-stages": Wording(
        "{at}: the stage {value} is not reached after the one before it.",
        "Put the stages in the order of the steps by which they are entered, one step each.",
        "{at}：阶段{value}没有排在前一阶段之后。",
        "请按进入阶段的步骤先后排列，每个阶段一个步骤。",
    ),
    "charter-path-length": Wording(
        "{at}: {value} is no length of time.",
        "Write whole years, months, weeks or days, more than nothing; of two lengths the smaller first.",
        "{at}：{value}不是有效的时长。",
        "请写大于零的整年、月、周或天；两个时长时小的在前。",
    ),
    "charter-path-never": Wording(
        "{at}: nobody can keep {value}, because what comes before takes longer ({inner}).",
        "Lengthen the time, shorten the waiting time, or let it run from a later step.",
        "{at}：{value}内无法完成，因为此前至少需要{inner}。",
        "请延长期限、缩短等待时间，或改从更晚的步骤起算。",
    ),
    "charter-path-falls-back": Wording(
        "{at}: when this time runs out, the step {value} would be void, and with it a stage that was reached, without any decision.",
        "Let the stage be entered by a later step, or use `due` instead of `void`.",
        "{at}：逾期将使步骤{value}失效，已达到的阶段会在没有任何决定的情况下倒退。",
        "请改由更晚的步骤进入该阶段，或用due代替void。",
    ),
    "charter-path-extends": Wording(
        "{at}: {value} is no step with a waiting time that could be lengthened.",
        "Name one of: {known}.",
        "{at}：{value}不是有等待时间可延长的步骤。",
        "请写其中之一：{known}。",
    ),
    # -- membership: pathways walked --
    "pathway-before": Wording(
        "{rule}: “{step}” on {day} cannot come before: {lacking}.",
        "Take these steps first, or enter their days ({source}).",
        "{rule_zh}：{day}的“{step_zh}”之前还应有：{lacking_zh}。",
        "请先完成或补填这些步骤的日期（{source}）。",
    ),
    "pathway-too-soon": Wording(
        "{rule}: “{step}” on {day} is too soon; it may be taken from {earliest} on.",
        "Wait until then ({source}).",
        "{rule_zh}：{day}进行“{step_zh}”过早，{earliest}起方可。",
        "请等到该日（{source}）。",
    ),
    "pathway-void": Wording(
        "{rule}: “{step}” on {day} is too late; it had to be taken by {last}.",
        "Take “{again}” again ({source}).",
        "{rule_zh}：{day}进行“{step_zh}”已过期限，最迟为{last}。",
        "请重新进行“{again_zh}”（{source}）。",
    ),
    "pathway-approver": Wording(
        "{rule}: “{step}” on {day} was not taken by a unit that may ({kinds}).",
        "Enter the unit that approved, or have it approved ({source}).",
        "{rule_zh}：{day}的“{step_zh}”不是由有权的单位（{kinds_zh}）作出。",
        "请填写批准单位，或报其批准（{source}）。",
    ),
    "pathway-paper": Wording(
        "{rule}: for “{step}” on {day} papers are missing: {lacking}.",
        "Enter the days on which they came in ({source}).",
        "{rule_zh}：{day}的“{step_zh}”缺少材料：{lacking_zh}。",
        "请填写收到材料的日期（{source}）。",
    ),
    "pathway-age": Wording(
        "{rule}: for “{step}” on {day} the person must be {age} years old.",
        "Wait until then, or correct the date of birth ({source}).",
        "{rule_zh}：{day}进行“{step_zh}”须年满{age}岁。",
        "请待年满后进行，或更正出生日期（{source}）。",
    ),
    "pathway-needs": Wording(
        "{rule}: for “{step}” on {day} something is missing that the rule asks of the record.",
        "Enter what the rule asks for ({source}).",
        "{rule_zh}：{day}的“{step_zh}”不符合规则对记录的要求。",
        "请补登规则要求的内容（{source}）。",
    ),
    "pathway-extension": Wording(
        "{rule}: “{step}” on {day} does not count: it must set a new end between {earliest} and {last}, and at most {times} time(s).",
        "Correct the new end, or decide anew ({source}).",
        "{rule_zh}：{day}的“{step_zh}”无效：新的期限应在{earliest}至{last}之间，且最多{times}次。",
        "请更正新的期限，或重新决定（{source}）。",
    ),
    "pathway-unknown": Wording(
        "{rule}: {value} is nothing that can be recorded on this way.",
        "Use one of its steps, such as {known} ({source}).",
        "{rule_zh}：{value}不是该路径可登记的步骤。",
        "请使用该路径的步骤，例如{known}（{source}）。",
    ),
    "pathway-over": Wording(
        "{rule}: “{step}” on {day} comes after the way has ended.",
        "Let it begin anew with its first step ({source}).",
        "{rule_zh}：{day}的“{step_zh}”在路径终止之后。",
        "请从第一步重新开始（{source}）。",
    ),
    "pathway-future": Wording(
        "{rule}: “{step}” cannot be taken on {day}, before the last step that is recorded ({last}).",
        "Choose a day that is not before it ({source}).",
        "{rule_zh}：“{step_zh}”不能在{day}进行，早于已登记的最后一步（{last}）。",
        "请选择不早于该步的日期（{source}）。",
    ),
    "override-unknown": Wording(
        "the decision {id} sets {what} to {value}, which the charter does not know.",
        "Write one of: {known}.",
        "特别决定{id}把{what}改定为{value}，章程中没有。",
        "请写其中之一：{known}。",
    ),
    # -- membership: dues, rights, mobility --
    "charter-dues-table": Wording(
        "{at}: nobody comes to the tables after {value}, which has no condition.",
        "Give it a condition (where), or put it last.",
        "{at}：{value}没有条件，其后的档次表不会用到。",
        "请给它写条件（where），或放在最后。",
    ),
    "charter-dues-slab": Wording(
        "{at}: a slab has either a rate or an amount, and nothing negative.",
        "Write one of the two.",
        "{at}：每一档只能写rate或amount之一，且不得为负。",
        "请只写其中一个。",
    ),
    "charter-dues-empty": Wording(
        "{at}: no base is more than {over} and at most {value}.",
        "Let up_to be more than over.",
        "{at}：没有大于{over}且不超过{value}的基数。",
        "请使up_to大于over。",
    ),
    "charter-dues-overlap": Wording(
        "{at}: the slab begins at {value}, before the one before it ends ({last}).",
        "Let it begin where that one ends.",
        "{at}：该档从{value}开始，而上一档到{last}才结束。",
        "请从上一档的终点开始。",
    ),
    "charter-dues-gap": Wording(
        "{at}: there is no slab for a base of more than {last} and at most {value}.",
        "Let it begin where the one before it ends.",
        "{at}：大于{last}且不超过{value}的基数没有对应的档。",
        "请从上一档的终点开始。",
    ),
    "charter-dues-open": Wording(
        "{at}: there is no slab for a base of more than {value}.",
        "Leave out up_to of the last slab.",
        "{at}：大于{value}的基数没有对应的档。",
        "请去掉最后一档的up_to。",
    ),
    "charter-dues-places": Wording(
        "{at}: {value} is no number of decimal places from 0 to 4.",
        "Write 2, or what the currency has.",
        "{at}：{value}不是0到4之间的小数位数。",
        "请写2或币种的位数。",
    ),
    "charter-dues-lapse": Wording(
        "{at}: it needs either periods or after.",
        "Say after how many unpaid periods in a row, or how long after a period was due, the end is proposed.",
        "{at}：需要且只能写periods或after之一。",
        "请写明连续几期未缴，或到期后多久提出。",
    ),
    "charter-right-nobody": Wording(
        "{at}: nobody can have this right.",
        "Name at least one way of being registered.",
        "{at}：没有人能享有该权利。",
        "请至少写一种登记方式。",
    ),
    "charter-right-anybody": Wording(
        "{at}: everybody who ever applied, and everybody who has left, would have this right.",
        "Name the stages or the states that give it.",
        "{at}：所有申请过或已退出的人都会享有该权利。",
        "请写明给予该权利的阶段或状态。",
    ),
    "charter-right-dues": Wording(
        "{at}: there is no dues rule {value}.",
        "Name one of: {known}.",
        "{at}：没有会费规则{value}。",
        "请写其中之一：{known}。",
    ),
    "charter-right-per": Wording(
        "{at}: a membership has nothing at {value}.",
        "Name a field of memberships, such as custom.dwelling.",
        "{at}：成员关系没有{value}。",
        "请写成员关系的字段，例如custom.dwelling。",
    ),
    "charter-match-weak": Wording(
        "{at}: many people share their {value}.",
        "Let it stand together with another key.",
        "{at}：很多人的{value}相同。",
        "请与其他关键字段一起使用。",
    ),
    "dues-no-slab": Wording(
        "{rule}: there is no slab for {value}.",
        "Write an amount of 0 or more, or correct the table “{table}” of the charter ({source}).",
        "{rule_zh}：{value}没有对应的档。",
        "请写不小于0的金额，或修正章程中的档次表“{table}”（{source}）。",
    ),
    "dues-month": Wording(
        "{rule}: line {id} is for {month}, which is not the first day of a period.",
        "Write {right} ({source}).",
        "{rule_zh}：明细{id}的所属期{month}不是一期的第一天。",
        "请写{right}（{source}）。",
    ),
    "dues-amount": Wording(
        "{rule}: line {id} has no amount that can be counted ({value}).",
        "Write the amount in the currency of the rule; until then nobody is in arrears by it ({source}).",
        "{rule_zh}：明细{id}没有可以计算的金额（{value}）。",
        "请按规则的币种填写金额；在此之前不据此认定欠缴（{source}）。",
    ),
    "dues-far-back": Wording(
        "{rule}: line {id} pays for {month}, more than {most} periods back.",
        "It counts as paid; let the body in charge settle it ({source}).",
        "{rule_zh}：明细{id}补缴{month}，早于{most}期。",
        "已计为缴纳，请有权机构处理（{source}）。",
    ),
    "dues-waiver": Wording(
        "{rule}: line {id} waives dues without the consent of a unit above.",
        "Enter the unit that agreed; until then it does not count ({source}).",
        "{rule_zh}：明细{id}的减免没有上级单位同意。",
        "请填写同意的单位；在此之前不计（{source}）。",
    ),
    "dues-lapse": Wording(
        "{rule}: membership {id} has {periods} periods in arrears on {day}, the first from {first}.",
        "Hear the member and decide; an end needs a decision ({source}).",
        "{rule_zh}：成员关系{id}到{day}欠缴{periods}期，最早一期始于{first}。",
        "请听取本人意见后决定；退出须经决定（{source}）。",
    ),
    "right-registration": Wording(
        "{rule}: the membership is registered as “{registration}”, which gives no such right.",
        "It is held at the home unit ({source}).",
        "{rule_zh}：登记方式为“{registration_zh}”，不享有该权利。",
        "该权利在组织关系所在单位行使（{source}）。",
    ),
    "right-state": Wording(
        "{rule}: on {day} the membership is in no state that gives it ({known}).",
        "Enter the step that it lacks ({source}).",
        "{rule_zh}：{day}成员关系的状态不享有该权利（{known}）。",
        "请补登所缺的步骤（{source}）。",
    ),
    "right-stage": Wording(
        "{rule}: on {day} the member has no stage that gives it ({known}).",
        "The pathway says what is missing ({source}).",
        "{rule_zh}：{day}该成员未处于享有该权利的阶段（{known_zh}）。",
        "所缺步骤见发展路径（{source}）。",
    ),
    "right-tenure": Wording(
        "{rule}: on {day} the time of waiting is not over.",
        "It is held from {earliest} on ({source}).",
        "{rule_zh}：{day}尚未满规定时间。",
        "自{earliest}起享有（{source}）。",
    ),
    "right-arrears": Wording(
        "{rule}: on {day} {periods} periods of dues are in arrears; at most {most} may be.",
        "It is held again once they are paid ({source}).",
        "{rule_zh}：{day}欠缴会费{periods}期，最多可欠{most}期。",
        "补缴后恢复（{source}）。",
    ),
    "right-where": Wording(
        "{rule}: on {day} something does not hold that the rule asks of the membership.",
        "Compare the membership with the rule ({source}).",
        "{rule_zh}：{day}不符合规则对成员关系的要求。",
        "请对照规则核对成员关系（{source}）。",
    ),
    "right-age": Wording(
        "{rule}: on {day} the member is not {age} years old.",
        "It is held from that age on ({source}).",
        "{rule_zh}：{day}该成员未满{age}岁。",
        "年满后享有（{source}）。",
    ),
    "right-age-unknown": Wording(
        "{rule}: it is not known whether the member is {age} years old on {day}.",
        "Enter the date of birth ({source}).",
        "{rule_zh}：不能确定该成员{day}是否年满{age}岁。",
        "请填写出生日期（{source}）。",
    ),
    "transfer-without-approval": Wording(
        "{rule}: membership {id} was left on {day} for another unit without approval.",
        "Enter who approved and when ({source}).",
        "{rule_zh}：成员关系{id}于{day}转出，但没有批准。",
        "请填写批准单位和日期（{source}）。",
    ),
    "transfer-approver": Wording(
        "{rule}: the transfer of membership {id} was approved on {day}, but not by a unit above.",
        "Enter the unit that approved ({source}).",
        "{rule_zh}：成员关系{id}的转接于{day}批准，但不是由上级单位批准。",
        "请填写批准单位（{source}）。",
    ),
    "transfer-elsewhere": Wording(
        "{rule}: membership {id} was to go to {goal}, and was taken up by {unit}.",
        "Correct one of the two ({source}).",
        "{rule_zh}：成员关系{id}应转往{goal}，却由{unit}接收。",
        "请更正其中一个（{source}）。",
    ),
    "home-twice": Wording(
        "{rule}: the member of membership {id} has other home memberships on {day}: {others}.",
        "End all but one, or register the others for service ({source}).",
        "{rule_zh}：成员关系{id}的成员{day}另有组织关系：{others}。",
        "请只保留一个，其余改为报到服务（{source}）。",
    ),
    "second-without-home": Wording(
        "{rule}: membership {id} is a second registration on {day}, and there is no home membership.",
        "Enter the home membership, or let the person join ({source}).",
        "{rule_zh}：{day}成员关系{id}是第二登记，但没有组织关系。",
        "请补登组织关系，或办理加入（{source}）。",
    ),
    "guest-too-long": Wording(
        "{rule}: the member of membership {id} has been away at a fixed place since {start}, longer than {longest}.",
        "Talk with the member about a transfer ({source}).",
        "{rule_zh}：成员关系{id}的成员自{start}起外出且有固定地点，已超过{longest_zh}。",
        "请与本人商议转接组织关系（{source}）。",
    ),
    "guest-report": Wording(
        "{rule}: the member of membership {id} last reported on {last}; once in {every} is due.",
        "Get in touch ({source}).",
        "{rule_zh}：成员关系{id}的成员上次报告为{last}，应每{every_zh}一次。",
        "请与其联系（{source}）。",
    ),
    "care-due": Wording(
        "{rule}: a call on the member of membership {id} ({kind}) was due by {due}.",
        "Call on the member ({source}).",
        "{rule_zh}：应于{due}前联系成员关系{id}的成员（{kind_zh}）。",
        "请走访或联系（{source}）。",
    ),
    # -- workspace --
    "left-aside": Wording(
        "this file was left aside: no plugin reads such files.",
        "If it is a ledger, save it as .csv or .xlsx, or install the plugin for it.",
        "此文件未读取：没有可读此类文件的插件。",
        "如为台账，请另存为.csv或.xlsx，或安装相应的插件。",
    ),
    "file-unreadable": Wording(
        "this file cannot be read: {value}.",
        "Open it, save it again, and load it once more.",
        "此文件无法读取：{value}。",
        "请打开并重新保存该文件，再次导入。",
    ),
    "another-charter": Wording(
        "this store was made with the charter “{made_with}”, and is opened with {value}.",
        "Open it with the charter that it was made with, unless the new one extends it.",
        "此数据库由章程“{made_with}”建立，现以{value}打开。",
        "请用建库时的章程打开，除非新章程是在其基础上扩展的。",
    ),
    "id-taken": Wording(
        "there is a {noun} {value} already.",
        "Give it another id, or correct the one that is there.",
        "编号{value}的{noun}已经存在。",
        "请换一个编号，或更正已有的记录。",
    ),
    "breaks-others": Wording(
        "the change would contradict records that are not yours.",
        "Ask the office that keeps them.",
        "此更改与不属于您的记录相矛盾。",
        "请与保管这些记录的单位联系。",
    ),
    # -- assessment --
    "rubric-scale": Wording(
        "{at}: the highest score {value} does not lie between the least score {least} and the ceiling {most}.",
        "Write least < most, and a ceiling that is not below most.",
        "{at}：满分{value}不在最低分{least}与上限{most}之间。",
        "应有least小于most，且ceiling不低于most。",
    ),
    "rubric-share": Wording(
        "{at}: {value} is no share.",
        'Write a number from "0" to "1".',
        "{at}：{value}不是比例。",
        '请写"0"至"1"之间的数。',
    ),
    "rubric-negative": Wording(
        "{at}: {value} is less than nothing.",
        "Write 0 or more.",
        "{at}：{value}小于零。",
        "请写0或以上的数。",
    ),
    "rubric-late-review": Wording(
        "{at}: the grade is looked at again after {value} months, when it has ended after {months}.",
        "Let the review come before the end, or leave it out.",
        "{at}：复核在{value}个月后，而等次{months}个月后已失效。",
        "复核应早于失效，或不写复核。",
    ),
    "rubric-weight": Wording(
        "{at}: {value} is no weight.",
        "Write a number above 0.",
        "{at}：{value}不能作权重。",
        "请写大于0的数。",
    ),
    "rubric-weights": Wording(
        "{at}: the weights of this level add up to {value}.",
        "Make them add up to 100, or to 1.",
        "{at}：同级权重之和为{value}。",
        "同级权重之和应为100或1。",
    ),
    "rubric-empty": Wording(
        "{at}: the rubric {value} has no items.",
        "Add [rubric.NAME.item.ITEM] with weight and fed_by.",
        "{at}：考评办法{value}没有考评项目。",
        "请增加[rubric.名称.item.项目]，写明weight和fed_by。",
    ),
    "rubric-item": Wording(
        "{at}: {value} is no item of the rubric.",
        "Name one of its items, such as {known}.",
        "{at}：{value}不是该办法的考评项目。",
        "请写已有的项目，例如{known}。",
    ),
    "rubric-extra-place": Wording(
        "{at}: {value} is a bonus or deduction within the tree.",
        "Bonuses and deductions stand at the top and have nothing under them: delete `under`.",
        "{at}：{value}是加分或扣分项，却位于项目层级之中。",
        "加分、扣分项只能在最上层，且无下级：请删除under。",
    ),
    "rubric-circle": Wording(
        "{at}: the items stand under one another in a circle, by way of {value}.",
        "Correct `under` of one of them.",
        "{at}：考评项目经{value}互为上下级，形成循环。",
        "请更正其中一项的under。",
    ),
    "rubric-heading": Wording(
        "{at}: {value} has items under it, and reads something itself.",
        "Delete fed_by and measure, or move what it reads to an item of its own.",
        "{at}：{value}已有下级项目，却又自行取数。",
        "请删除fed_by和measure，或另设一项取数。",
    ),
    "rubric-unfed": Wording(
        "{at}: nothing says what {value} reads.",
        "Write fed_by as one of these: {known}.",
        "{at}：未写明{value}从何取数。",
        "请写fed_by，可选：{known}。",
    ),
    "rubric-measure": Wording(
        "{at}: an item that is fed by {fed_by} names the measure {value}.",
        "Name a measure exactly if fed_by is figure.",
        "{at}：以{fed_by}取数的项目，其measure为{value}。",
        "fed_by为figure时必须写measure，其余不写。",
    ),
    "rubric-figure-of": Wording(
        "{at}: a {value} cannot be judged by a figure.",
        "Feed it by marks or ballots: it is people who judge, never what registers happen to hold.",
        "{at}：不能以统计数字考评{value}。",
        "请改用评分或票选：考评由人作出，不由登记数据推算。",
    ),
    "rubric-group": Wording(
        "{at}: {value} is no group of evaluators of this rubric.",
        "Add it under evaluators, or name one of: {known}.",
        "{at}：{value}不是该办法的评价主体。",
        "请在evaluators中补充，或改为：{known}。",
    ),
    "rubric-worth": Wording(
        "{at}: nothing says what the choices of {value} are worth.",
        "Write worth = [{{ choice = ..., score = ... }}].",
        "{at}：未写明{value}各选项的分值。",
        "请写worth = [{{ choice = ..., score = ... }}]。",
    ),
    "rubric-outside": Wording(
        "{at}: the score {value} lies outside the scale from {least} to {most}.",
        "Write a score within the scale, or change the scale.",
        "{at}：分值{value}超出{least}至{most}的范围。",
        "请写范围内的分值，或修改范围。",
    ),
    "rubric-extra-shape": Wording(
        "{at}: a bonus or deduction is scored by {value}.",
        'Write shape = "per_event" with each and most.',
        "{at}：加分或扣分项的计分方式为{value}。",
        '请写shape = "per_event"，并写each和most。',
    ),
    "rubric-each": Wording(
        "{at}: {value} points for each event.",
        "Write each as a number above 0.",
        "{at}：每次计{value}分。",
        "each应为大于0的数。",
    ),
    "rubric-limit": Wording(
        "{at}: the limit is {value}.",
        "Write most, above 0: what is added or taken has a limit.",
        "{at}：限额为{value}。",
        "请写大于0的most：加分、扣分应有限额。",
    ),
    "rubric-surplus": Wording(
        "{at}: {keys} mean nothing for the shape {value}.",
        "Delete them.",
        "{at}：计分方式{value}不用{keys}。",
        "请删除。",
    ),
    "rubric-line": Wording(
        "{at}: the line cannot be drawn ({value}).",
        "Write worst and best, two different numbers; or neither, where higher is better.",
        "{at}：无法按直线计分（{value}）。",
        "请同时写worst和best且两者不同；越高越好时可都不写。",
    ),
    "rubric-direction": Wording(
        "{at}: {value} is better, but the line runs from {worst} to {best}.",
        "Exchange worst and best, or correct better.",
        "{at}：写明{value}为优，但直线由{worst}至{best}。",
        "请对调worst和best，或更正better。",
    ),
    "rubric-table": Wording(
        "{at}: the shape {value} and its table do not fit.",
        "Steps, bands and ranks have a table, the other shapes have none.",
        "{at}：计分方式{value}与分值表不符。",
        "steps、bands、rank须有table，其他方式没有。",
    ),
    "rubric-ranked-from": Wording(
        "{at}: a score by rank, with {value} as the least number that is ranked.",
        "Write ranked_from, 2 or more: few are not ranked.",
        "{at}：按名次计分，而排名的最少数目为{value}。",
        "请写ranked_from，不小于2：数目过少不排名。",
    ),
    "rubric-ranks-persons": Wording(
        "{at}: {value} ranks persons.",
        "Persons are not ranked: score them by what they reach.",
        "{at}：{value}对个人排名。",
        "个人不排名，请按达到的标准计分。",
    ),
    "rubric-places": Wording(
        "{at}: the places {value} do not count up from 1.",
        "Write place as whole numbers that rise, each once.",
        "{at}：名次{value}不是由1起递增。",
        "place应为递增且不重复的整数。",
    ),
    "rubric-rank-order": Wording(
        "{at}: a better place has a lower score ({value}).",
        "Let the scores fall with the place.",
        "{at}：名次越前分值反而越低（{value}）。",
        "分值应随名次递减。",
    ),
    "rubric-steps": Wording(
        "{at}: the steps begin at {value}.",
        "Give each step its own at_least, and no under.",
        "{at}：各档起点为{value}。",
        "每档须有各自的at_least，不写under。",
    ),
    "rubric-step-order": Wording(
        "{at}: a higher step has a lower score ({value}).",
        "Let the scores rise, or use bands.",
        "{at}：档次越高分值反而越低（{value}）。",
        "分值应递增，或改用bands。",
    ),
    "rubric-band-gap": Wording(
        "{at}: no band holds what lies {value}.",
        "Let each band begin where the one below ends: `under` of one is `at_least` of the next; the outermost are open.",
        "{at}：没有分段包含{value}。",
        "各段应首尾相接：一段的under即下一段的at_least，最外两端不设界。",
    ),
    "rubric-band-overlap": Wording(
        "{at}: two bands hold {value}.",
        "Let each band begin where the one below ends.",
        "{at}：{value}落在两个分段。",
        "各段应首尾相接。",
    ),
    "rubric-band-empty": Wording(
        "{at}: the band {value} holds nothing.",
        "Write at_least below under.",
        "{at}：分段{value}为空。",
        "at_least应小于under。",
    ),
    "rubric-grade": Wording(
        "{at}: {value} is no grade that fits here.",
        "Name one of: {known}.",
        "{at}：{value}不是此处可用的等次。",
        "可用：{known}。",
    ),
    "rubric-veto": Wording(
        "{at}: nothing clear says when {value} applies.",
        "Write either measure with over, or item with under.",
        "{at}：未写明{value}何时适用。",
        "请写measure和over，或写item和under。",
    ),
    "rubric-grade-twice": Wording(
        "{at}: {value} stands twice.",
        "Delete one of them.",
        "{at}：{value}出现两次。",
        "请删除其中一个。",
    ),
    "rubric-aim": Wording(
        "{at}: {value} is no grade to which {grade} can rise.",
        "Name the same grade or a better one.",
        "{at}：{grade}不能以{value}为目标。",
        "请写本等次或更好的等次。",
    ),
    "rubric-unreachable": Wording(
        "{at}: nobody can get the grade {value}: better ones take all from {most} on.",
        "Let the grades stand best first, each from a lower score than the one before.",
        "{at}：无人能得{value}：自{most}起均归更好的等次。",
        "等次应由好到差排列，起点逐级降低。",
    ),
    "rubric-quota-last": Wording(
        "{at}: the quota of {value}, the last grade, cannot be met: those for whom there is no room have nowhere to go.",
        "Delete it. A quota limits a grade from above; nobody is forced down.",
        "{at}：{value}是最末等次，限额无法执行：超出者无处可归。",
        "请删除。限额只限制上限，不强制任何人降等。",
    ),
    "rubric-quota-share": Wording(
        "{at}: {value} is no share of those who are graded.",
        'Write a fraction as "1/3" or a decimal as "0.25", above 0 and at most 1.',
        "{at}：{value}不是比例。",
        '请写"1/3"或"0.25"，大于0且不大于1。',
    ),
    "rubric-persons": Wording(
        "{at}: the rubric {value} judges persons, and has no {key}.",
        "Say where it was published, its source, from which day it holds, how long one may appeal, how long an answer takes, how long a grade holds.",
        "{at}：考评办法{value}考评个人，却未写{key}。",
        "请写明公布处、出处、生效日期、申诉期限、答复期限和等次有效期。",
    ),
    "rubric-unconfirmed": Wording(
        "{at}: the rubric {value} judges persons, and its source was not read.",
        "Read the source, then delete unconfirmed.",
        "{at}：考评办法{value}考评个人，而其出处未经核实。",
        "请核实出处后删除unconfirmed。",
    ),
    "assess-mark": Wording(
        "rating {id}: the mark {value} lies outside the scale from {least} to {most} of the rubric {rule} ({source}).",
        "Correct the mark; it was left aside.",
        "评分{id}：分值{value}超出考评办法{rule}（{source}）{least}至{most}的范围。",
        "请更正；该分值未计入。",
    ),
    "assess-item": Wording(
        "rating {id}: {value} is no item of the rubric {rule} ({source}) that takes marks or ballots.",
        "Name one of: {known}.",
        "评分{id}：{value}不是考评办法{rule}（{source}）中可评分的项目。",
        "可用：{known}。",
    ),
    "assess-group": Wording(
        "rating {id}: {value} is no group of evaluators of the rubric {rule} ({source}) for this item.",
        "Name one of: {known}; it was left aside.",
        "评分{id}：{value}不是考评办法{rule}（{source}）该项的评价主体。",
        "可用：{known}；该评分未计入。",
    ),
    "assess-choice": Wording(
        "rating {id}: {value} is neither a mark nor a number of ballots, as the item {item} of the rubric {rule} ({source}) needs.",
        "Fill in the mark, or the choice with its ballots.",
        "评分{id}：{value}不符合考评办法{rule}（{source}）项目{item}的要求。",
        "请填写分值，或填写选项及票数。",
    ),
    "assess-rule": Wording(
        "assessment {id}: no rubric {value} is in force on {day}; the charter has {known}.",
        "Name the rubric by which it was judged, or add it to the charter.",
        "考评{id}：{day}没有有效的考评办法{value}；章程中有{known}。",
        "请写明所依据的办法，或在章程中补充。",
    ),
    "assess-grade": Wording(
        "assessment {id}: {value} is no grade of the rubric {rule} ({source}).",
        "Use one of: {known}.",
        "考评{id}：{value}不是考评办法{rule}（{source}）的等次。",
        "可用：{known}。",
    ),
    "assess-score": Wording(
        "assessment {id}: the score {value} lies outside the scale from {least} to {most} of the rubric {rule} ({source}).",
        "Correct the score.",
        "考评{id}：得分{value}超出考评办法{rule}（{source}）{least}至{most}的范围。",
        "请更正得分。",
    ),
    "assess-nobody": Wording(
        "assessment {id} is decided ({value}), and nobody is named who decided it.",
        "Fill in decided by: a judgement is made by people with a name.",
        "考评{id}已决定（{value}），但未写明决定人。",
        "请填写决定人：考评由具名的人作出。",
    ),
    "assess-own": Wording(
        "assessment {id}: {value} decided on himself or herself.",
        "Let somebody else decide.",
        "考评{id}：{value}决定本人的考评。",
        "请由他人决定。",
    ),
    "assess-no-grade": Wording(
        "assessment {id} is decided ({value}) without a grade.",
        "Fill in the grade, or withdraw it.",
        "考评{id}已决定（{value}）却没有等次。",
        "请填写等次，或撤回。",
    ),
    "assess-persons": Wording(
        "assessment {id} judges a person by the rubric {rule} ({source}), which was not published before {value}.",
        "Judge persons only by a rule that they could know for the whole of the period.",
        "考评{id}依据考评办法{rule}（{source}）考评个人，而该办法在{value}前未公布。",
        "考评个人只能依据整个考评期内均已公布的办法。",
    ),
    "assess-no-reason": Wording(
        "assessment {id} gives {value}, which hurts by the rubric {rule} ({source}), and no reason.",
        "Write the reasons that the person was given.",
        "考评{id}评为{value}（依考评办法{rule}（{source}）有不利后果），却未写理由。",
        "请填写告知本人的理由。",
    ),
    "assess-quota": Wording(
        "{count} have the grade {value} in the period from {first} to {last}, where the rubric {rule} ({source}) has room for {room} of {whole}.",
        "Let people decide which of them keep it.",
        "{first}至{last}有{count}个评为{value}，而考评办法{rule}（{source}）在{whole}个中只容{room}个。",
        "请由人决定保留哪些。",
    ),
    "assess-twice": Wording(
        "assessment {id}: {others} is in force for the same subject and period by the same rubric.",
        "Name the earlier one as superseded, or withdraw one of them.",
        "考评{id}：同一对象、同一考评期、同一办法另有有效考评{others}。",
        "请写明所替代的考评，或撤回其中一个。",
    ),
    "assess-tie": Wording(
        "{subjects} are equal for {room} places of the grade {value} under the quota of the rubric {rule} ({source}).",
        "People must choose among them; by rule none of them gets it.",
        "{subjects}并列，而考评办法{rule}（{source}）的等次{value}只剩{room}个名额。",
        "须由人选定；按规则均不取得该等次。",
    ),
    "assess-superseded": Wording(
        "assessment {id} supersedes {value}, which is about another subject or another rubric.",
        "Name an earlier judgement of the same subject.",
        "考评{id}所替代的{value}属于其他对象或其他办法。",
        "请写同一对象的原考评。",
    ),
}
"""Every kind of problem by its code. A code without a wording, or a wording without a cure, fails a test."""
