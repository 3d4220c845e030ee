"""A table of one unit that names it once: in the name of its sheet, or above the headings. It is supposed to stand in each row, until it proves to be none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from grassroots.charter.targets import Goes
from grassroots.ledgers.cells import plain
from grassroots.ledgers.headings import Header
from grassroots.ledgers.plan import Plan
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
    place: int


def suppose(sheet: str, titles: Iterable[str], header: Header, plan: Plan) -> Supposed | None:
    """The column of the unit, where it alone is missing of those that are needed, and a name that may be that of the unit."""
    missing = [name for name in plan.needed if name not in header.columns]
    target = plan.columns[missing[0]].target if len(missing) == 1 else None
    if target is None or target.goes is not Goes.FIELD or target.refs != ("unit",):
        return None
    said = [found[1].strip() for title in titles if (found := _ABOVE.fullmatch(plain(title)))]
    name = "" if _NO_NAME.fullmatch(plain(sheet)) else sheet.strip()
    text = name or (said[0] if len(set(said)) == 1 else "")
    return Supposed(missing[0], text, len(header.texts)) if text else None


def with_unit(
    supposed: Supposed, header: Header, rows: Sequence[Row], aside: Iterable[object], heading: str
) -> tuple[Header, list[Row]]:
    """The headings and rows with the column that was supposed, behind all others; rows that are no records stay as they are."""
    left_out = set(aside)
    place = max([supposed.place, *(len(row.cells) for row in rows)])
    texts = (*header.texts, *[""] * (place - len(header.texts)), heading)
    filled = [
        row
        if row.source in left_out
        else evolve(
            row,
            cells=(*row.cells, *[""] * (place - len(row.cells)), supposed.text),
            natures=(row.natures.ljust(place, "t") + "t") if row.natures else "",
        )
        for row in rows
    ]
    return evolve(header, texts=texts, columns={**header.columns, supposed.column: (place,)}), filled
