"""Rows that are no records: totals, notes and signatures, headings of sections and repeated ones; and cells that say "as above"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from attrs import define, evolve, field, frozen

from grassroots.charter.targets import Goes, Target
from grassroots.fields import Column
from grassroots.ledgers.cells import Fault, amounts, fold, plain
from grassroots.ledgers.cells.measures import Measured, heading_unit, multiplies
from grassroots.ledgers.cells.script import SIMPLE
from grassroots.ledgers.headings import Header
from grassroots.ledgers.plan import Plan
from grassroots.ledgers.table import Row
from grassroots.problems import Problem
from grassroots.values import Quantity, Source

_COUNT = r"(?:[:：(（].{0,30}|\s*\d[\d,.]{0,12}\s*\D{0,3})?"
_PART = re.compile(rf"(?:.{{0,20}}?[小分]\s*计|.{{0,20}}?本页合?计|sub-?\s?totals?){_COUNT}", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?:.{{0,20}}?[合总共累]\s*计|以上共?|(?:以上)?共|总\D?数|(?:grand )?totals?|sum|in all|altogether){_COUNT}",
    re.IGNORECASE,
)
_SUMMED = re.compile(
    r".{1,30}\s(?:汇总|total)|.{1,30}\s(?:计数|平均值|最大值|最小值|count|average|max|min)|(?:总|grand )(?:计数|count)",
    re.IGNORECASE,
)
"""What a spreadsheet program writes where it sums up groups: it may count in the place of a number."""
_BARE = re.compile(r"[合总共累]|total|sum|in all|altogether|grand", re.IGNORECASE)
_MIDDLE = re.compile(
    r"(?:\D{0,6}平均[值数]?|[户人]均|占比|百分比|比例|同比|环比|增幅|(?:the )?(?:average|mean|median)|per cent|percentage|share)(?:[:：(（].{0,30})?"
    r"|其中[:：]?\D{0,20}|of which:? .{0,30}",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"(?:示?例|样例|范例|举例|例如|(?:for )?example|sample|e\.g\.?)\s*\d{0,3}\s*(?:[:：].*)?", re.IGNORECASE | re.DOTALL
)
_END = re.compile(
    r"[-—–_*(（]{0,4}\s*(?:以下空白|以下无正文|本页完|完|第\s*\d{1,4}\s*页.{0,12}|page \d{1,4}.{0,10}|end"
    r"|续\s*[上下]?\s*[页表]\s*\d{0,3}|[上下]?[接转续][上下]?(?:第?.{1,4})?页|续[一二三四五六七八九十\d]{1,2}|(?:table )?cont(?:inued|'d|\.))\s*[-—–_*)）]{0,4}",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s*[年./-].{1,12}", re.ASCII)
_SEAL = re.compile(r"(?:\S.{0,30})?[(（]\s*(?:[公签盖印]章|章|签字|签名|印|seal)\s*[)）]\s*", re.IGNORECASE)
_CARRIED = re.compile(
    rf"(?:[承过转接][上前次下]页|上[年期月季]结[转余存]|结转[上下次].{{1,2}}|[期年月][初末]余额|上[年期月]余额|余额|结余|[bc]/f(?:wd)?|[bc]/d|balance"
    rf"|(?:balance )?(?:brought|carried) (?:forward|fwd|down|over)|(?:opening|closing) balance){_COUNT}",
    re.IGNORECASE,
)
"""What books carry from a page or a year to the next."""
_DIRECTION = re.compile(
    r"[(（*＊]?\s*(?:[非不]?必填|选填|[必可]选|必须填写?|可?不填|自动(?:生成|计算)|下拉(?:选择|菜单)?|请?选择|数字|文本|日期|整数|小数|(?:格式|如|例如)[:：].*"
    r"|YYYY.*|(?:不超过|限)?\d+个?字(?:以内)?.*|required|optional|mandatory|text|number|date|yes/no|dd/mm/yyyy|drop-?down|(?:choose|select)\b.*)\s*[)）]?",
    re.IGNORECASE | re.DOTALL,
)
"""What a form says below its headings of how to fill them in."""
_TOP = 3
"""So many rows below the headings it may say it."""
_SAID = re.compile(
    r"(?:[^\W\d_]{2,14} ?){1,4}\s*(?:[(（][^()（）]{0,10}[)）])?\s*[:：].*|(?:[*＊※☆★△▲●○◆†‡]+|#(?!\s*\d))\s*\S.*", re.DOTALL
)
"""What stands alone in its row and begins with a word and a colon, or with the mark of a footnote."""
_SERIES = ("甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_REMARK = re.compile(r"[备附]?注|说\s*明|notes?|remarks?", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:[备附]?注|说\s?明|(?:填[表报写]|制[表单]|审[核批阅]|复核|负责|经办|登记|记录|统计|报送|联系|单位(?:负责|领导))(?:人|单位|日期|时间|员|签字|签名|电话)?"
    r"|签[字名章]|盖章|[（(]?(?:公|签|盖)章[)）]?|日期|notes?|remarks?|signed|signature|date|source)"
    r"\s*(?:\d{0,2}|[(（][^()（）]{0,10}[)）])\s*[:：].*|(?:prepared|checked|approved|kept|compiled|completed|filled in|drawn up|entered|recorded|signed|updated) by\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．章节部]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[IVX]{1,4}\.)\s*\S.{0,40}"
)
_OF_TIME = re.compile(
    r"(?:\d{2,4}\s*年)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?[:：]?|第?[一二三四1-4]季度[:：]?|[上下]半年[:：]?"
)
"""A month or a quarter alone in its row: what stands below it is of that time."""
_VOID = re.compile(
    r"\A\s*(?:[此该本][条行项]|已)?\s*(?:作废|取消|删除|无效|不计入?|废)\s*[。.!！]?\s*\Z|[（(【\[](?:[此该本][条行项]|已)?(?:作废|取消)[)）】\]]"
    r"|\A\s*(?:void(?:ed)?|cancell?ed|deleted|not valid|invalid)\s*[.!]?\s*\Z|[(\[](?:void|cancell?ed)[)\]]",
    re.IGNORECASE,
)
_VOIDS = ("void", "cancel", "delet", "valid")
"""One of these stands in what it finds, where that is no Chinese."""
_DITTO = frozenset(
    {"同上", "同前", "如上", "同上条", "同上行", "同上一行", "〃", "〃〃", "″", '"', "”", "''", "↑", "↑↑"}
    | {"ditto", "do.", "-do-", "as above", "same as above", "see above"}
)
_AS_ANOTHER = re.compile(
    r"同\s*第?\s*\d{1,4}\s*[条行号项]?|同[左右下]|as (?:no\.?|row) ?\d{1,4}|same as \d{1,4}", re.IGNORECASE
)
"""What says that the same stands in another row, or beside it."""


@define
class Aside:
    """What was found in a table beside its records: row → why it is none; the rows that are left, with what stands above filled in."""

    rows: list[Row] = field(factory=list)
    reasons: dict[Source, str] = field(factory=dict)
    remarks: list[Problem] = field(factory=list)


def set_aside(rows: Sequence[Row], header: Header, plan: Plan) -> Aside:
    """Looks at the rows below the headings."""
    found = Aside()
    look = _Look.of(header, plan)
    above: dict[int, str] = {}
    filled = merged = 0
    says_above = look.says_above(rows)
    reasons = [look.reason(row, number) for number, row in enumerate(rows)]
    for number, row in enumerate(rows):
        reason = reasons[number]
        if not reason and reasons[number + 1 : number + 2] == ["heading"] and len(set(filter(str.strip, row.cells))) == 1:
            reason = "section"  # The title above repeated headings.
        if reason:
            found.reasons[row.source] = reason
            found.rows.append(row)
            merged += reason == "merged"
            if reason in ("total", "part-total"):
                found.remarks += look.held_against(row, reason)
            elif reason == "carried":
                look.carry(row)
            continue
        if says_above:
            row, more = look.as_above(row, above)
            filled += more
            stands = {place: row.cells[place] for place in look.places if place < len(row.cells)}
            above = {place: cell for place, cell in stands.items() if cell.strip() and not _means_other(cell)}
        if look.numbers:
            if look.says_a_total(row):
                found.reasons[row.source] = "total"
                found.rows.append(row)
                continue
            look.count(row)
        found.rows.append(row)
    found.remarks += look.waiting_totals()
    source = Source(rows[0].source.file, rows[0].source.sheet) if rows else None
    for code, count in (("filled-from-above", filled), ("rows-merged", merged)):
        if count:
            found.remarks.append(Problem(code, source=source, details={"count": count}))
    return found


@lru_cache(maxsize=20_000)
def _is_ditto(cell: str) -> bool:
    return plain(cell).casefold() in _DITTO


@lru_cache(maxsize=20_000)
def _means_other(cell: str) -> bool:
    """Whether a cell says that something is the same as elsewhere."""
    return _is_ditto(cell) or bool(_AS_ANOTHER.fullmatch(plain(cell)))


_BEGINNINGS = frozenset({one[0] for one in _DITTO if one.isascii()} | {"a", "s"})


def _may_mean_other(cell: str) -> bool:
    """Whether a cell begins as those do of which `_means_other` holds."""
    return not cell.isascii() or cell.lstrip()[:1].lower() in _BEGINNINGS


_LONGEST_DITTO = 14
_LONGEST_VOID = 200


def is_total(text: str) -> bool:
    """Whether a heading says that its column is the total of others.

    >>> is_total("合计"), is_total("总数"), is_total("男")
    (True, True, False)
    """
    bare = re.sub(r"\s", "", plain(text))
    return bool(bare and (_PART.fullmatch(bare) or _WHOLE.fullmatch(bare)))


def void_in(text: str) -> str:
    """What in a cell says that its row was cancelled; empty: nothing.

    >>> void_in("作废"), void_in("春游（取消）"), void_in("取消限购的通知")
    ('作废', '（取消）', '')
    """
    if text.isascii() and not any(word in text.lower() for word in _VOIDS):
        return ""
    found = _VOID.search(text.translate(SIMPLE)) if len(text) < _LONGEST_VOID else None
    return text[slice(*found.span())].strip() if found else ""


@frozen(eq=False)
class _Look:
    places: dict[int, str]
    """Place → the column that is read there."""
    keys: frozenset[int]
    headings: dict[int, frozenset[str]]
    """Place → the headings that its column may have, folded."""
    numbers: dict[int, tuple[str, Measured]]
    """Places of numbers: place → heading, and what they are measured in."""
    sums: dict[str, dict[int, Decimal]]
    """`part`, `whole` → place → the sum of the rows so far; a part begins anew after its total."""
    typed: dict[int, str]
    """Place → the heading as it stands there, folded."""
    worded: frozenset[int]
    """Places where a bare number is never right: days, words."""
    waiting: dict[str, Row] = field(factory=dict)
    """Totals that stand above the rows of which they are."""
    carried: dict[int, Decimal] = field(factory=dict)
    """What stood at its places before the first row, carried over from elsewhere."""

    @classmethod
    def of(cls, header: Header, plan: Plan) -> _Look:
        places = {place: name for name, spots in header.columns.items() for place in spots}
        by_name: dict[str, set[str]] = {}
        for folded, name in plan.headings.items():
            by_name.setdefault(name, set()).add(folded)
        numbers = {}
        for place, name in places.items():
            target = plan.columns[name].target
            kind = target.kind if target and target.goes is Goes.FIELD else None
            if kind in (Quantity, Column.INTEGER, Column.DECIMAL) and name not in plan.key:
                heading, measured = header.texts[place].strip(), plan.columns[name].measured
                unit = heading_unit(heading)[1]
                if unit and multiplies(unit, measured):
                    measured = evolve(measured, heading=unit)
                numbers[place] = heading, measured
        typed = {place: fold(text) for place, text in enumerate(header.texts) if text.strip()}
        return cls(
            places=places,
            keys=frozenset(place for place, name in places.items() if name in plan.key),
            headings={
                place: frozenset(by_name.get(name, set()) | {typed.get(place, "")} - {""}) for place, name in places.items()
            },
            numbers=numbers,
            sums={"part-total": {}, "total": {}},
            typed=typed,
            worded=frozenset(place for place, name in places.items() if _is_worded(plan.columns[name].target)),
        )

    def reason(self, row: Row, number: int = _TOP) -> str:
        """Why a row is no record; empty where it is one. `number`: which of the rows below the headings it is, from 0."""
        if self._is_numbered(row):
            return ""
        filled = [(place, plain(cell)) for place, cell in enumerate(row.cells) if cell and not cell.isspace()]
        if not filled:
            return ""
        first, text = filled[0]
        if row.natures[first : first + 1].isupper() and self._is_merged(row, filled):
            return "merged"
        own = [(place, cell) for place, cell in filled if not row.natures[place : place + 1].isupper()]
        in_group = bool(own) and len(own) < len(filled) and own[0][0] not in self.numbers
        if in_group and all(at in self.numbers for at, _ in own[1:]) and (label := self._of_label(own[0][1])):
            return label  # A total within a group whose name is merged.
        if row.faults:
            # The formula of a total may have failed; whatever else is wrong is told.
            label = self._of_label(text) if self._is_label(row, first) else ""
            return label if all(place in self.numbers for place, _ in row.faults) else ""
        if len(filled) > 2 and _is_numbering([cell for _, cell in filled]) and any(place in self.worded for place, _ in filled):
            return "heading"
        if len(filled) > 2 and first in self.keys and all(place in self.numbers for place, _ in filled[2:]):
            label = self._of_label(filled[1][1])
            if label and filled[1][0] not in self.numbers:
                return label
        if summed := self._sums_up(filled):
            return summed
        # A record begins with a number of its own: nothing else has to be looked at.
        if first in self.keys and text.isalnum() and text.isascii() and not text.isalpha():
            return ""
        known = [fold(cell) in self.headings[place] for place, cell in filled if place in self.places]
        if len(known) > 1 and all(known):
            return "heading"
        if any(row.natures[at : at + 1].isupper() and fold(cell) == self.typed.get(at) for at, cell in filled):
            return "heading"  # Merged with the heading above: these are the lower of two rows of headings.
        texts = list(dict.fromkeys(cell for _, cell in filled))
        if self._is_label(row, first) and (label := self._of_label(text)):
            return label
        if first in self.keys and _EXAMPLE.fullmatch(text):
            return "example"
        if number < _TOP and len(texts) > 1 and 2 * sum(bool(_DIRECTION.fullmatch(one)) for one in texts) > len(texts):
            return "heading"
        if len(texts) > 1 and self._is_signed(filled):
            return "note"
        if (_NOTE.fullmatch(text) and all(_NOTE.fullmatch(one) or _DAY.fullmatch(one) for one in texts[1:])) or (
            len(texts) == 1 and _NOTE.fullmatch(text)
        ):
            return "note"
        if len(texts) == 1 and (
            _END.fullmatch(text) or _SEAL.fullmatch(text) or (len(self.places) > 1 and _SAID.fullmatch(text))
        ):
            return "note"
        if len(texts) == 1 and len(self.places) > 1 and first not in self.worded and _DAY.fullmatch(text):
            return "note"  # The day below a signature.
        if len(texts) == 2 and self._is_label(row, first) and _REMARK.fullmatch(text):
            return "note"
        if len(texts) == 1 and (
            _SECTION.fullmatch(text)
            or _OF_TIME.fullmatch(text)
            or (len(filled) > 2 and len(filled) == len(row.cells) and len(filled) >= len(self.places))
        ):
            return "section"
        return ""

    def _is_numbered(self, row: Row) -> bool:
        """Whether a row begins with a number of its own, as a record does, and more than a label and numbers stands behind it: of such a row nothing else
        has to be looked at. With 1 may begin a row that numbers the columns."""
        cells = row.cells
        text = cells[0].strip() if cells and 0 in self.keys else ""
        if text == "1" or not text.isalnum() or not text.isascii() or text.isalpha() or row.faults:
            return False
        if row.natures and not row.natures.islower():
            return False
        behind = (place for place, cell in enumerate(cells) if place and cell and not cell.isspace())
        next(behind, None)
        return any(place not in self.numbers for place in behind)

    def _sums_up(self, filled: Sequence[tuple[int, str]]) -> str:
        """What a row is in which a spreadsheet program sums up a group: its label, and numbers, of which one may stand where those of the rows stand."""
        said = [(at, cell) for at, cell in filled if at not in self.numbers and not (at in self.keys and cell.isdecimal())]
        if len(said) != 1 or said[0][0] in self.keys or not _SUMMED.fullmatch(text := said[0][1]):
            return ""
        return "part-total" if text.casefold().endswith(("汇总", "total")) else "average"

    def _of_label(self, text: str) -> str:
        """What a row of numbers is by its label."""
        bare = text.replace(" ", "").replace("\u3000", "") if not text.isascii() else text
        if _PART.fullmatch(bare):
            return "part-total"
        if _WHOLE.fullmatch(bare):
            return "total"
        if _CARRIED.fullmatch(bare):
            return "carried"
        return "average" if _MIDDLE.fullmatch(bare) else ""

    def _is_signed(self, filled: Sequence[tuple[int, str]]) -> bool:
        """Whether a row is what stands below a table: who filled it in, who checked it, the day. A day in its own column may be that of a record."""
        said, days = 0, []
        for place, cell in filled:
            if _SAID.fullmatch(cell):
                said += 1
            elif _DAY.fullmatch(cell):
                days.append(place)
            else:
                return False
        return said > 1 or (said > 0 and self.worded.isdisjoint(days))

    def _is_merged(self, row: Row, filled: Sequence[tuple[int, str]]) -> bool:
        """Whether a row says nothing of its own: all that is read of it stands in cells merged with those of the row above."""
        read = [place for place, _ in filled if place in self.places]
        return (
            bool(self.keys & set(read)) and not row.faults and all(row.natures[place : place + 1].isupper() for place in read)
        )

    def _is_label(self, row: Row, first: int) -> bool:
        """Whether the first text of a row can be its label: it stands where the number of a record stands, or the row has none."""
        return first in self.keys or all(place >= len(row.cells) or not row.cells[place].strip() for place in self.keys)

    def says_above(self, rows: Sequence[Row]) -> bool:
        """Whether any cell that is read may mean what stands above it."""
        texts = set[str]().union(*(row.cells for row in rows))
        return any(len(text) < _LONGEST_DITTO and _may_mean_other(text) and _means_other(text) for text in texts)

    def as_above(self, row: Row, above: dict[int, str]) -> tuple[Row, int]:
        """The row with what "as above" means in it; in a number of a record it means nothing and is told."""
        spots = [
            place
            for place, cell in enumerate(row.cells)
            if cell and len(cell) < _LONGEST_DITTO and place in self.places and _means_other(cell)
        ]
        if not spots:
            return row, 0
        texts, faults = list(row.cells), list(row.faults)
        for place in spots:
            if place in self.keys and len(self.keys) == 1:
                faults.append((place, "number-as-above"))
            elif not _is_ditto(texts[place]):
                faults.append((place, "as-another"))
            elif place in above:
                texts[place] = above[place]
            else:
                faults.append((place, "nothing-above"))
        return evolve(row, cells=tuple(texts), faults=tuple(sorted(faults))), len(spots) - len(faults) + len(row.faults)

    def says_a_total(self, row: Row) -> bool:
        """Whether nothing stands in a row but what the rows above come to."""
        if row.faults or any(place < len(row.cells) and row.cells[place].strip() for place in self.keys):
            return False
        filled = [place for place, cell in enumerate(row.cells) if cell and not cell.isspace()]
        if not filled or not self.sums["total"] or not self.numbers.keys() >= set(filled):
            return False
        return any(all(self._number(row, place) == sums.get(place) for place in filled) for sums in self.sums.values())

    def count(self, row: Row) -> None:
        """Adds the numbers of a record to the sums."""
        for place in self.numbers:
            # A number that stands once over several rows counts in the first of them.
            if not row.natures[place : place + 1].isupper() and (value := self._number(row, place)) is not None:
                for sums in self.sums.values():
                    sums[place] = sums.get(place, Decimal(0)) + value

    def carry(self, row: Row) -> None:
        """Notes what a page or a year begins with: a total may hold it, too."""
        for place in () if self.sums["total"] else self.numbers:
            if (value := self._number(row, place)) is not None:
                self.carried[place] = self.carried.get(place, Decimal(0)) + value

    def held_against(self, row: Row, reason: str) -> Iterator[Problem]:
        """A total is of the rows above it; where none stands there, of those below."""
        if self.sums[reason] and reason not in self.waiting:
            yield from self.differing(row, reason)
            return
        if reason in self.waiting:
            yield from self.differing(self.waiting.pop(reason), reason)
        self.waiting[reason] = row

    def waiting_totals(self) -> Iterator[Problem]:
        """Those that stand above their rows, at the end of these."""
        for reason, row in sorted(self.waiting.items()):
            yield from self.differing(row, reason)

    def differing(self, row: Row, reason: str) -> Iterator[Problem]:
        """The numbers of a row of totals that are not what the rows above come to."""
        sums, part = self.sums[reason], self.sums["part-total"]
        label = next(plain(cell) for cell in row.cells if cell and not cell.isspace())
        of_part = not _BARE.match(label)  # The total of a unit, by its name: of its own rows, or of all.
        for place, (heading, measured) in self.numbers.items():
            typed, value = self._number(row, place), sums.get(place, Decimal(0))
            if typed is None or (place in self.carried and typed == value + self.carried[place]):
                continue
            if typed != value and not (of_part and typed == part.get(place)):
                details = {"sum": format(value, "f") + (measured.labels[-1] if measured.heading else "")}
                yield Problem(
                    "total-differs", source=row.source, column=heading, value=row.cells[place].strip(), details=details
                )
        self.sums["part-total"].clear()

    def _number(self, row: Row, place: int) -> Decimal | None:
        try:
            text = row.cells[place] if place < len(row.cells) else ""
            return amounts.quantity(text, self.numbers[place][1]).value if text.strip() else None
        except Fault:
            return None


def _is_worded(target: Target | None) -> bool:
    """Whether a column is of days or words."""
    return target is not None and (target.goes is Goes.STEP or bool(target.words) or target.kind is Column.DATE)


def _is_numbering(texts: Sequence[str]) -> bool:
    """Whether the cells of a row do nothing but number the columns: 1, 2, 3; 甲, 乙, 1, 2; A, B, C.

    >>> _is_numbering(["1", "2", "3"]), _is_numbering(["甲", "乙", "丙", "1", "2"]), _is_numbering(["1", "2", "4"])
    (True, True, False)
    """
    first = plain(texts[0]).strip("()").upper()
    series = next((one for one in _SERIES if first == one[0]), "")
    if first != "1" and not series:
        return False
    bare = [plain(text).strip("()").upper() for text in texts]
    letters = 0
    while series and letters < min(len(bare), len(series)) and bare[letters] == series[letters]:
        letters += 1
    return letters != 1 and all(text == str(number) for number, text in enumerate(bare[letters:], 1))
