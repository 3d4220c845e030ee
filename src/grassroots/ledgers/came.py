"""What comes of one cell: a value, a text that means another record, nothing, or what is wrong with it. It hangs on the cell and its table alone."""

from __future__ import annotations

from typing import Any

from attrs import define

from grassroots.ledgers import cells
from grassroots.ledgers.around.setting import Setting
from grassroots.ledgers.cells import Around, Fault, amounts
from grassroots.ledgers.cells.damage import is_error, is_marked
from grassroots.ledgers.plan import Holds, PlannedColumn
from grassroots.ledgers.references import several_in
from grassroots.values import Quality, Quantity

ABSENT: Any = object()
"""No value: the cell was empty, or is not used."""


@define
class Came:
    """What came of a cell: whether anything stood in it, the text that means another record, or the value.

    `fault`: what is wrong with `shown`, the text that counts there. `merged`: it counts elsewhere. `damaged`: a number that is kept as text. `once`: it hangs on
    more than text and nature, or has to be told of each cell.
    """

    filled: bool = False
    waits: str = ""
    value: Any = ABSENT
    once: bool = False
    fault: Fault | None = None
    shown: str = ""
    merged: bool = False
    damaged: bool = False


NOTHING_CAME = Came()
"""Nothing stands in the cell, or what stands there goes nowhere."""

MISSING = "missing-cell"
"""The code of an empty cell that must not be empty."""

MOST_NOTHING = 20
"""No longer text says that there is nothing."""


def read_cell(
    setting: Setting, name: str, planned: PlannedColumn, text: str, fault: str, nature: str, row: tuple[str, ...]
) -> Came:
    """What comes of a cell; `fault`: what its reader found wrong with it; `row`: the cells beside it, one of which may say what a number is measured in."""
    column, target = planned.column, planned.target
    if nature.isupper() and planned.counts:
        # What stands once over several rows is one amount: it counts in the first of them.
        return Came(merged=True, shown=text, once=True)
    nature = nature.lower()
    if not fault and text and not (planned.values and cells.fold(text) in planned.values):
        if not text.isalnum():
            fault = "error-value" if is_error(text) else "spreadsheet-mark" if is_marked(text) else ""
        fault = fault or setting.damage(name, planned, text, nature)
    if fault:
        is_number = fault == "impossible-serial" and planned.holds is Holds.AMOUNTS
        return _wrong(Fault("number-as-day" if is_number else fault), text)
    repaired, filled = "", True
    if planned.values and (meant := planned.values.get(cells.fold(text))) is not None:
        if planned.is_quantity and meant:
            repaired = meant
        else:
            text = meant
    if not repaired and (not text or (len(text) < MOST_NOTHING and planned.says_nothing(text)) or text.isspace()):
        filled = False
        text = planned.values.get(cells.fold(column.default), column.default) if planned.values else column.default
        if not text:
            return _wrong(Fault(MISSING), text) if column.required else NOTHING_CAME
    if target is None:
        return NOTHING_CAME
    if planned.counts and len(text) < MOST_NOTHING and cells.plain(text).casefold() in cells.NOUGHT:
        return _wrong(Fault("nothing-or-nought"), text)
    if planned.read is None:
        return Came(filled=filled, waits=text)
    around = setting.around(name, nature)
    taken = around.taken
    try:
        if repaired:
            value: Any = amounts.quantity(text, planned.measured, repaired)
        elif planned.is_quantity:
            value = amounts.quantity(text, setting.measured(name, planned, row), around=around)
        else:
            value = planned.read(text, around)
    except Fault as found:
        if found.code == "word-not-known" and (parts := _all_words(planned, text, around)):
            found = Fault("several-named", candidates=parts)
        return Came(filled=filled, fault=found, shown=text, once=True)
    damaged = isinstance(value, Quantity) and value.quality is Quality.DAMAGED
    once = damaged or around.taken != taken or (planned.is_quantity and bool(setting.plan.beside.get(name)))
    return Came(filled=filled, value=value, once=once, damaged=damaged, shown=text if damaged else "")


def _wrong(fault: Fault, text: str) -> Came:
    return Came(fault=fault, shown=text, once=True)


def _all_words(planned: PlannedColumn, text: str, around: Around) -> tuple[str, ...]:
    """The words in a cell where there are several and nothing else."""
    parts = several_in(text)
    try:
        return parts if planned.read and all(planned.read(part, around) is not None for part in parts) else ()
    except Fault:
        return ()
