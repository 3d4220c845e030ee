"""Columns that a table lacks, and what stands in each of its rows instead: the unit that it names once, in the name of its sheet or above the headings; what its
charter says of tables without such a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from attrs import evolve, frozen

from grassroots.charter.targets import Goes
from grassroots.ledgers.cells import plain
from grassroots.ledgers.headings import Header
from grassroots.ledgers.plan import Plan, PlannedColumn
from grassroots.ledgers.table import Row

_NO_NAME = re.compile(r"(?:sheet|table|工作表|表)?\s*\d*|\d{0,4}[年./-]?\d{1,2}月?份?", re.IGNORECASE)
"""What a sheet is called where nobody gave it a name, or that of a month."""
_ABOVE = re.compile(
    r"(?:所在|填报|上报|登记)?(?:单位|村\(社区\)|社区|村|支部|网格|unit|branch|community)\s*[:：]\s*(\S[^:：]{0,40})",
    re.IGNORECASE,
)


@frozen
class Supposed:
    """A column that the table lacks, and what stands in each of its rows instead."""

    column: str
    text: str


def suppose(sheet: str, titles: Iterable[str], header: Header, plan: Plan) -> Supposed | None:
    """The column of the unit, where it alone is missing of those that are needed, and a name that may be that of the unit."""
    missing = [name for name in plan.needed if name not in header.columns]
    target = plan.columns[missing[0]].target if len(missing) == 1 else None
    if target is None or target.goes is not Goes.FIELD or target.refs != ("unit",):
        return None
    said = [found[1].strip() for title in titles if (found := _ABOVE.fullmatch(plain(title)))]
    name = "" if _NO_NAME.fullmatch(plain(sheet)) else sheet.strip()
    text = name or (said[0] if len(set(said)) == 1 else "")
    return Supposed(missing[0], text) if text else None


def with_unit(
    supposed: Supposed, header: Header, rows: Sequence[Row], aside: Iterable[object], heading: str
) -> tuple[Header, list[Row]]:
    """The headings and rows with the column that was supposed, behind all others; rows that are no records stay as they are."""
    return _with_column(supposed.column, heading, header, rows, aside, lambda row: (supposed.text, "t"))


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
