"""The two parts of a record as canonical JSON, made of its cells: what a store keeps as columns, and what the log commits to, come of one walk."""

from __future__ import annotations

from grassroots.codec.cells import Cells, Encoded, Slots, encode, plan_of
from grassroots.codec.convert import Plain, dumped
from grassroots.model import Record, noun_of


def parts_json(record: Record) -> tuple[str, str]:
    """The facts of a record and its personal part, each as canonical JSON; the second is empty where the record has no personal value.

    >>> from grassroots.model import Person
    >>> from grassroots.values import PersonId
    >>> parts_json(Person(id=PersonId("p-1"), name="Ann Example"))
    ('{"id":"p-1"}', '{"name":"Ann Example"}')
    >>> parts_json(Person(id=PersonId("p-2")))
    ('{"id":"p-2"}', '')
    """
    return parts_of(noun_of(record), encode(record))


def parts_of(noun: str, encoded: Encoded) -> tuple[str, str]:
    """The same, of a record that is cells already."""
    plan = plan_of(noun)
    facts = plain_of(plan.facts, encoded.facts)
    personal = plain_of(plan.personal, encoded.personal) if encoded.personal is not None else {}
    for (field, child), rows in zip(plan.children, encoded.children, strict=True):
        if rows:
            facts[field] = [plain_of(child.facts, open_cells) for open_cells, _ in rows]
            # A row of a field stands in both parts, since the place of a row says to which it belongs.
            closed = [plain_of(child.hidden, hidden) if hidden is not None else {} for _, hidden in rows]
            if any(closed):
                personal[field] = closed
    return dumped(facts), dumped(personal) if personal else ""


def plain_of(slots: Slots, cells: Cells) -> Plain:
    """What is not as it is by default."""
    if slots.narrow:
        return {
            name: cell if write is None or cell is None else write(cell)
            for (name, usual, write), cell in zip(slots.to_json, cells, strict=True)
            if cell != usual
        }
    plain: Plain = {}
    at = 0
    for slot in slots:
        if slot.width == 1:
            cell = cells[at]
            at += 1
            if cell != slot.usual[0]:
                plain[slot.name] = cell if slot.kind.write is None or cell is None else slot.kind.write(cell)
        else:
            several = cells[at : at + slot.width]
            at += slot.width
            if several != slot.usual:
                plain[slot.name] = slot.kind.write(several) if slot.kind.write and several[0] is not None else None
    return plain
