"""Rows that are no records: totals, notes and signatures, headings of sections and repeated ones; and cells that say "as above"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from attrs import define, evolve, field, frozen

from grassroots.charter.targets import Goes
from grassroots.fields import Column
from grassroots.ledgers.cells import Fault, amounts, fold
from grassroots.ledgers.cells.amounts import Measured, heading_unit, multiplies
from grassroots.ledgers.headings import Header
from grassroots.ledgers.plan import Plan
from grassroots.ledgers.table import Row
from grassroots.problems import Problem
from grassroots.values import Quantity, Source

_COUNT = r"(?:[:：(（].{0,30}|\s*\d[\d,.]{0,12}\s*\D{0,3})?"
_PART = re.compile(rf"(?:\D{{0,12}}[小分]\s*计|\D{{0,12}}本页合?计|sub-?\s?totals?){_COUNT}", re.IGNORECASE)
_WHOLE = re.compile(
    rf"(?:\D{{0,12}}[合总共累]\s*计|以上共?|(?:以上)?共|总\D?数|(?:grand )?totals?|sum|in all|altogether){_COUNT}",
    re.IGNORECASE,
)
_BARE = re.compile(r"[合总共累]|total|sum|in all|altogether|grand", re.IGNORECASE)
_MIDDLE = re.compile(r"(?:\D{0,6}平均[值数]?|(?:the )?(?:average|mean|median))(?:[:：(（].{0,30})?", re.IGNORECASE)
_END = re.compile(
    r"[-—–_*(（]{0,4}\s*(?:以下空白|以下无正文|本页完|完|第\s*\d{1,4}\s*页.{0,12}|page \d{1,4}.{0,10}|end)\s*[-—–_*)）]{0,4}",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}\s*[年./-].{1,12}", re.ASCII)
_REMARK = re.compile(r"[备附]?注|说\s*明|notes?|remarks?", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:[备附]?注|说\s?明|(?:填[表报写]|制[表单]|审[核批阅]|复核|负责|经办|登记|记录|统计|报送|联系|单位(?:负责|领导))(?:人|单位|日期|时间|员|签字|签名|电话)?"
    r"|签[字名章]|盖章|[（(]?(?:公|签|盖)章[)）]?|日期|notes?|remarks?|signed|prepared by|checked by|approved by|signature|date|source)"
    r"\s*\d{0,2}\s*[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.．章节部]|[(（][一二三四五六七八九十\d]{1,3}[)）]|[IVX]{1,4}\.)\s*\S.{0,40}"
)
_DITTO = frozenset({"同上", "同前", "〃", "″", '"', "”", "''", "ditto", "do.", "as above"})


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
    filled = 0
    for row in rows:
        reason = look.reason(row)
        if reason:
            found.reasons[row.source] = reason
            found.rows.append(row)
            if reason in ("total", "part-total"):
                found.remarks += look.differing(row, reason)
            continue
        row, more = look.as_above(row, above)
        filled += more
        for place in look.places:
            if place < len(row.cells) and row.cells[place]:
                above[place] = row.cells[place]
        look.count(row)
        found.rows.append(row)
    if filled:
        source = Source(rows[0].source.file, rows[0].source.sheet)
        found.remarks.append(Problem("filled-from-above", source=source, details={"count": filled}))
    return found


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
                if unit and multiplies(unit, measured.labels):
                    measured = evolve(measured, heading=unit)
                numbers[place] = heading, measured
        typed = {place: {fold(text)} for place, text in enumerate(header.texts) if text.strip()}
        return cls(
            places=places,
            keys=frozenset(place for place, name in places.items() if name in plan.key),
            headings={place: frozenset(by_name.get(name, set()) | typed.get(place, set())) for place, name in places.items()},
            numbers=numbers,
            sums={"part-total": {}, "total": {}},
        )

    def reason(self, row: Row) -> str:
        """Why a row is no record; empty where it is one."""
        filled = [(place, cell.strip()) for place, cell in enumerate(row.cells) if cell and not cell.isspace()]
        if not filled or row.faults:
            return ""
        first, text = filled[0]
        # A record begins with a number of its own: nothing else has to be looked at.
        if first in self.keys and text.isalnum() and text.isascii() and not text.isalpha():
            return ""
        known = [fold(cell) in self.headings[place] for place, cell in filled if place in self.places]
        if len(known) > 1 and all(known):
            return "heading"
        texts = list(dict.fromkeys(cell for _, cell in filled))
        if self._is_label(row, first):
            bare = text.replace(" ", "").replace("\u3000", "") if not text.isascii() else text
            if _PART.fullmatch(bare):
                return "part-total"
            if _WHOLE.fullmatch(bare):
                return "total"
            if _MIDDLE.fullmatch(bare):
                return "average"
        if (_NOTE.fullmatch(text) and all(_NOTE.fullmatch(one) or _DAY.fullmatch(one) for one in texts[1:])) or (
            len(texts) == 1 and _NOTE.fullmatch(text)
        ):
            return "note"
        if len(texts) == 1 and _END.fullmatch(text):
            return "note"
        if len(texts) == 2 and self._is_label(row, first) and _REMARK.fullmatch(text):
            return "note"
        if len(texts) == 1 and (
            _SECTION.fullmatch(text) or (len(filled) > 2 and len(filled) == len(row.cells) and len(filled) >= len(self.places))
        ):
            return "section"
        return ""

    def _is_label(self, row: Row, first: int) -> bool:
        """Whether the first text of a row can be its label: it stands where the number of a record stands, or the row has none."""
        return first in self.keys or all(place >= len(row.cells) or not row.cells[place].strip() for place in self.keys)

    def as_above(self, row: Row, above: dict[int, str]) -> tuple[Row, int]:
        """The row with what "as above" means in it; in a number of a record it means nothing and is told."""
        spots = [place for place, cell in enumerate(row.cells) if place in self.places and cell.strip().casefold() in _DITTO]
        if not spots:
            return row, 0
        texts, faults = list(row.cells), list(row.faults)
        for place in spots:
            if place in self.keys and len(self.keys) == 1:
                faults.append((place, "number-as-above"))
            elif place in above:
                texts[place] = above[place]
            else:
                faults.append((place, "nothing-above"))
        return evolve(row, cells=tuple(texts), faults=tuple(sorted(faults))), len(spots) - len(faults) + len(row.faults)

    def count(self, row: Row) -> None:
        """Adds the numbers of a record to the sums."""
        for place in self.numbers:
            # A number that stands once over several rows counts in the first of them.
            if not row.natures[place : place + 1].isupper() and (value := self._number(row, place)) is not None:
                for sums in self.sums.values():
                    sums[place] = sums.get(place, Decimal(0)) + value

    def differing(self, row: Row, reason: str) -> Iterator[Problem]:
        """The numbers of a row of totals that are not what the rows above come to."""
        sums, part = self.sums[reason], self.sums["part-total"]
        label = next(cell.strip() for cell in row.cells if cell and not cell.isspace())
        of_part = not _BARE.match(label)  # The total of a unit, by its name: of its own rows, or of all.
        for place, (heading, measured) in self.numbers.items():
            typed, value = self._number(row, place), sums.get(place, Decimal(0))
            if typed is not None and typed != value and not (of_part and typed == part.get(place)):
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
