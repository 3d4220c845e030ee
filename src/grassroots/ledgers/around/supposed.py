"""Columns that a table lacks, and what stands in each of its rows instead: the unit that it names once, in the name of its sheet, above the headings or
above a group of rows; the day of which year, month and day stand in columns of their own; what its charter says of tables without such a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from grassroots.charter.targets import Goes, Target
from grassroots.fields import Column
from grassroots.ledgers.cells import plain
from grassroots.ledgers.headings import Header, is_titled
from grassroots.ledgers.plan import Plan, PlannedColumn
from grassroots.ledgers.table import Row
from grassroots.values import Source

_NO_NAME = re.compile(r"(?:sheet|table|工作表|表)?\s*\d*|\d{0,4}[年./-]?\d{1,2}月?份?", re.IGNORECASE)
"""What a sheet is called where nobody gave it a name, or that of a month."""
_ABOVE = re.compile(
    r"(?:所在|填报|上报|登记)?(?:单位|村\(社区\)|社区|村|支部|网格|unit|branch|community)(?:\s*[（(][^（()）]{0,6}章[)）])?\s*[:：]\s*(\S[^:：]{0,40})",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?:[^\S\n]{2}|[\u3000\t\n])\s*")
"""What stands between two things that one line above a table says, as in `填报单位：东村　　填报日期：2023年2月1日`."""


@frozen
class Supposed:
    """A column that the table lacks, and what stands in each of its rows instead."""

    column: str
    text: str
    of_rows: Mapping[Source, str] = field(factory=dict, hash=False)
    """What stands above the group of a row, where each group is named."""


def suppose(
    sheet: str, titles: Iterable[str], header: Header, plan: Plan, rows: Sequence[Row], aside: dict[Source, str]
) -> Supposed | None:
    """The column of the unit, where it alone is missing of those that are needed, and a name that may be that of the unit; `aside`: gains the rows that
    name nothing but the unit of those below."""
    missing = [name for name in plan.needed if name not in header.columns]
    target = plan.columns[missing[0]].target if len(missing) == 1 else None
    if target is None or target.goes is not Goes.FIELD or target.refs != ("unit",):
        return None
    said = [found[1].strip() for title in titles for part in _GAP.split(title) if (found := _ABOVE.fullmatch(plain(part)))]
    name = "" if _NO_NAME.fullmatch(plain(sheet)) else sheet.strip()
    text = name or (said[0] if len(set(said)) == 1 else "")
    if text and not (name and is_titled(plan.rule, name)):
        return Supposed(missing[0], text)
    above, of_rows = _groups(rows, aside)
    if not of_rows:
        return Supposed(missing[0], text) if text else None
    aside |= above
    return Supposed(missing[0], "、".join(dict.fromkeys(of_rows.values())), of_rows)


def _groups(rows: Sequence[Row], aside: Mapping[Source, str]) -> tuple[dict[Source, str], dict[Source, str]]:
    """The rows that hold one text and name those below, and what stands so above each other row; nothing where any row has nothing above it."""
    above, of_rows = dict[Source, str](), dict[Source, str]()
    name, named = "", None
    for row in rows:
        texts = set(filter(None, map(plain, row.cells)))
        reason = aside.get(row.source, "")
        lone = texts.pop() if len(texts) == 1 and reason in ("", "section", "note") and not row.faults else ""
        if said := _GROUP.fullmatch(lone):
            name, named = said[1], row.source
        elif not reason:
            of_rows[row.source] = name
            if named:
                above[named] = "section"
    return (above, of_rows) if all(of_rows.values()) else ({}, {})


_GROUP = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)?([^\s\d:：,，。](?:[^:：,，。]{0,30}[^\s:：,，。])?)[:：]?"
)
"""What may name a group of rows."""
_OF_DAY = {
    "年": "year",
    "年份": "year",
    "year": "year",
    "月": "month",
    "月份": "month",
    "month": "month",
    "日": "day",
    "day": "day",
}


def with_day(plan: Plan, header: Header, rows: Sequence[Row], aside: Mapping[Source, str]) -> tuple[Header, Sequence[Row]]:
    """The headings and rows with a day that stands in columns of its month and its day, and perhaps its year, put together in the first of these; where
    one day alone is needed that stands nowhere else. A year that does not stand there is taken from where it is said, as for any day."""
    below = next((row.cells for row in rows[:1] if aside.get(row.source) == "heading"), ())
    parts: dict[str, list[int]] = {}
    for place, text in enumerate(header.texts):
        said = (below[place] if place < len(below) else "").strip() or " ".join(text.split()[-1:])
        if part := _OF_DAY.get(plain(said).casefold()):
            parts.setdefault(part, []).append(place)
    if not {"month", "day"} <= parts.keys() or any(len(one) > 1 for one in parts.values()):
        return header, rows
    places = {part: one[0] for part, one in parts.items()}
    free = {place for place in places.values() if place not in header.matched}
    lacking = [
        name
        for name in plan.needed
        if _is_day(plan.columns[name].target) and set(header.columns.get(name, ())) <= set(places.values())
    ]
    if len(lacking) != 1 or free | set(header.columns.get(lacking[0], ())) != set(places.values()):
        return header, rows
    first = min(places.values())
    texts = ["" if place in places.values() else text for place, text in enumerate(header.texts)]
    texts[first] = "".join(dict.fromkeys(header.texts[place].strip() for place in sorted(places.values())))
    joined = [row if row.source in aside else _with_day(row, places, first) for row in rows]
    return evolve(header, texts=tuple(texts), columns={**header.columns, lacking[0]: (first,)}), joined


def _with_day(row: Row, places: Mapping[str, int], first: int) -> Row:
    """The row with its day in the first of these places, and what is wrong with any of them."""
    said = {part: row.cells[place].strip() if place < len(row.cells) else "" for part, place in places.items()}
    marks = {"year": "年", "month": "月", "day": "日"}
    if (month := said["month"]).isascii() and month.rstrip(".").isalpha():
        told = " ".join(filter(None, (said["day"], month, said.get("year", ""))))
    else:
        told = "".join(f"{text.rstrip('年月日份号')}{marks[part]}" for part in marks if (text := plain(said.get(part, ""))))
    wrong = sorted({(first if place in places.values() else place, code) for place, code in row.faults})
    return evolve(row.with_cells(dict.fromkeys(places.values(), "") | {first: told}), faults=tuple(wrong))


def _is_day(target: Target | None) -> bool:
    return target is not None and (target.goes is Goes.STEP or (target.goes is Goes.FIELD and target.kind is Column.DATE))


def with_unit(
    supposed: Supposed, header: Header, rows: Sequence[Row], aside: Iterable[object], heading: str
) -> tuple[Header, list[Row]]:
    """The headings and rows with the column that was supposed, behind all others; rows that are no records stay as they are."""
    return _with_column(
        supposed.column, heading, header, rows, aside, lambda row: (supposed.of_rows.get(row.source, supposed.text), "t")
    )


def with_lacking(plan: Plan, header: Header, rows: Sequence[Row], aside: Iterable[object]) -> tuple[Header, Sequence[Row]]:
    """The headings and rows with the columns for which the charter says what holds without them."""
    for name, planned in plan.columns.items():
        if not planned.column.without or name in header.columns:
            continue
        other = planned.column.without.removeprefix("=")
        if other == planned.column.without:
            cell = _always(other)
        elif other in header.columns:
            cell = _as_there(header.columns[other][0], _parts(plan, header, planned))
        else:
            continue
        header, rows = _with_column(name, str(planned.named), header, rows, aside, cell)
    return header, rows


Cell = Callable[[Row], tuple[str, str]]
"""What stands in a row of a column that the table lacks, and its nature."""


def _always(text: str) -> Cell:
    return lambda row: (text, "t")


def _as_there(place: int, parts: Sequence[int] | None) -> Cell:
    """What stands at another place, unless the row says nothing of what it would be the day of."""

    def cell(row: Row) -> tuple[str, str]:
        if place >= len(row.cells) or (
            parts is not None and not any(row.cells[at].strip() for at in parts if at < len(row.cells))
        ):
            return "", "t"
        return row.cells[place], row.natures[place] if place < len(row.natures) else "t"

    return cell


def _parts(plan: Plan, header: Header, planned: PlannedColumn) -> Sequence[int] | None:
    """The places of what else the table says of a step, beside its day; None for what is no day of a step, or of which the ledger says nothing else."""
    step = planned.target
    if step is None or step.goes is not Goes.STEP:
        return None
    parts = [
        name
        for name, one in plan.columns.items()
        if one.target and one.target.goes is Goes.STEP_PART and (one.target.noun, one.target.name) == (step.noun, step.name)
    ]
    return [header.columns[name][0] for name in parts if name in header.columns] if parts else None


def _with_column(
    name: str, heading: str, header: Header, rows: Sequence[Row], aside: Iterable[object], cell: Cell
) -> tuple[Header, list[Row]]:
    """The headings and rows with a column behind all others; rows that are no records stay as they are."""
    left_out = set(aside)
    place = max([len(header.texts), *(len(row.cells) for row in rows)])
    texts = (*header.texts, *[""] * (place - len(header.texts)), heading)
    filled = []
    for row in rows:
        if row.source not in left_out:
            text, nature = cell(row)
            natures = (row.natures.ljust(place, "t") + nature) if row.natures else ""
            row = evolve(row, cells=(*row.cells, *[""] * (place - len(row.cells)), text), natures=natures)
        filled.append(row)
    return evolve(header, texts=texts, columns={**header.columns, name: (place,)}), filled
