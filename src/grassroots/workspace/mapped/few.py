"""Of ledgers that come again, the rows that are not as they were: read alone where that comes to the same as reading all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from attrs import evolve

from grassroots.errors import GrassrootsError
from grassroots.ledgers import Reading, Table
from grassroots.ledgers.around.learned import NOTHING
from grassroots.ledgers.over.staying import Fresh, Stayed, fresh_rows, holds_beside
from grassroots.workspace.mapped.same import Earlier, Question

Files = Sequence[tuple[str, Path]]


def few_read(
    files: Files,
    tables_of: Callable[[Files], Iterable[Table]],
    read: Callable[[Iterable[Table]], Reading],
    asked: Question,
    earlier: Earlier,
) -> Reading | None:
    """What comes of the rows that are not as they were; None where all have to be read.

    Args:
        files: all that are taken in: (name as told, path).
        tables_of: opens some of them.
        read: reads tables, as a part of what they hold.
        asked: what the files are now.
        earlier: what they were.
    """
    before = earlier.stayed
    changed = [one for one in files if asked.files[one[0]] != earlier.files.get(one[0])]
    if not before.whole.issuperset(name for name, _ in changed):
        return None
    fresh: list[tuple[Table, Fresh]] = []
    try:
        for table in tables_of(changed):
            known = before.tables.get((table.file, table.sheet))
            found = fresh_rows(table, known) if known is not None and table.learned == NOTHING else None
            if found is None:
                return None
            fresh.append((table, found))
    except (GrassrootsError, OSError):
        return None  # It is told when all is read.
    there = {key: one for key, one in before.tables.items() if key[0] in {name for name, _ in changed}}
    if {(table.file, table.sheet) for table, _ in fresh} != there.keys():
        return None
    reading = read([evolve(table, rows=iter(one.rows)) for table, one in fresh if one.count])
    new = reading.stayed
    if reading.problems or reading.bad_rows or reading.skips or reading.clashing or not isinstance(new, Stayed):
        return None
    remarks = [one.code for one in reading.remarks]
    if not holds_beside(before, new, [one for _, one in fresh], reading.new | reading.changed, remarks):
        return None
    tables = {
        key: one.before.with_fresh(one, new.tables.get(key)) for table, one in fresh for key in [(table.file, table.sheet)]
    }
    rows = dict(before.rows) | {name: sum(one.total for table, one in fresh if table.file == name) for name, _ in changed}
    again = len(reading.records) - len(reading.new)
    after = evolve(before, tables={**before.tables, **tables}, rows=rows, records=before.records + len(reading.new))
    totals = {(table.file, table.sheet): one.total for table, one in fresh}
    return evolve(
        reading,
        rows=sum(rows.values()),
        unread=sum(rows.values()) - sum(one.count for _, one in fresh),
        same=before.records - again,
        tables=tuple(evolve(one, rows=totals[one.file, one.sheet]) for one in reading.tables),
        stayed=after,
    )
