"""Rows that stay: where a ledger that was taken in comes again with a few other rows, only these are read.

Of each row a digest is kept, the number that its records have, and by what another row would be held to be alike. Nobody can be sure by less that all other rows come
to what they came to before: where a table hangs together otherwise (totals, rows that say what stands above them, one record in many rows, numbers by which a whole column is
understood), where another row is gone, or where anything is to be told that concerns rows which were not read, everything is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import blake2b
from struct import iter_unpack
from typing import Any

from attrs import define, evolve, field, frozen

from grassroots.ledgers.known import means_by_fields
from grassroots.ledgers.over.spells import in_one_row
from grassroots.ledgers.plausible import FEWEST, likeness_in, likenesses, spread
from grassroots.ledgers.reading import Key
from grassroots.ledgers.rows import Line
from grassroots.ledgers.sheet import Sheet
from grassroots.ledgers.table import Row, Table, is_blank
from grassroots.values import Source

SIZE = 16
"""The bytes of the digest of a row."""

MOST_FRESH = 4
"""Where more than one row of so many is new, all are read."""

_OF_ALL = frozenset({"filled-from-above", "rows-merged", "decimals-taken-off", "amount-far", "amount-negative", "day-far"})
_OF_OTHERS = _OF_ALL | {"number-alike", "day-of-another-time"}
"""What is told of a row because of others."""

Range = tuple[int, Decimal, Decimal]
"""How many numbers a column has, the least and the greatest."""


@define(eq=False)
class Stays:
    """A table as it was read, its rows in no order.

    `as_read`: how it was understood; `top`: of how many rows it begins with, its headings the last of them, and their digest; `extra`: columns of which nothing was
    read. Row by row: `digests`, one behind the other; `ids`, a digest of the number of its records; `alike`, what it is like, 0 for nothing. `ranges`: within which its numbers and years lie.
    """

    file: str
    sheet: str
    as_read: str
    top: tuple[int, bytes]
    says_more: bool
    extra: frozenset[str]
    digests: bytes
    ids: array[int]
    alike: tuple[array[int], ...]
    ranges: Mapping[str, Range]

    def __len__(self) -> int:
        return len(self.ids)

    def with_fresh(self, fresh: Fresh, new: Stays | None) -> Stays:
        """The table as it is once some rows are gone and others are there."""
        gone = set(fresh.gone)
        kept = [at for at in range(len(self)) if at not in gone] if gone else range(len(self))
        parts = iter_unpack(f"{SIZE}s", self.digests)
        digests = b"".join(one for at, (one,) in enumerate(parts) if at not in gone) if gone else self.digests
        ids = array("Q", map(self.ids.__getitem__, kept)) if gone else self.ids[:]
        wide = max(len(self.alike), len(new.alike) if new else 0)
        alike = []
        for column in range(wide):
            own = self.alike[column] if column < len(self.alike) else array("Q", bytes(8 * len(self)))
            alike.append(array("Q", map(own.__getitem__, kept)) if gone else own[:])
            if new:
                alike[-1] += new.alike[column] if column < len(new.alike) else array("Q", bytes(8 * len(new)))
        if new is None:
            return evolve(self, digests=digests, ids=ids, alike=tuple(alike))
        ranges = dict(self.ranges)
        for name, (count, least, most) in new.ranges.items():
            before, low, high = ranges.get(name, (0, least, most))
            ranges[name] = before + count, min(low, least), max(high, most)
        return evolve(self, digests=digests + new.digests, ids=ids + new.ids, alike=tuple(alike), ranges=ranges)


@frozen(kw_only=True)
class Stayed:
    """What has to be known of all that was taken in together.

    `rows`: file → how many rows it has. `whole`: the files of whose tables all are in `tables`. `others`: the numbers of records in tables that are not. `refers`: the nouns to
    which any row refers. `records`: how many records came of all.
    """

    tables: Mapping[tuple[str, str], Stays]
    rows: Mapping[str, int]
    whole: frozenset[str]
    others: frozenset[int] = field(repr=False)
    refers: frozenset[str]
    records: int

    def of_file(self, file: str) -> list[Stays]:
        """The tables of a file."""
        return [one for (name, _), one in self.tables.items() if name == file]


@frozen(eq=False)
class Fresh:
    """The rows of a table that are not as they were, behind its headings. `gone`: the places of those that are not there any more; `total`: how many rows there are."""

    before: Stays
    rows: tuple[Row, ...]
    count: int
    gone: Collection[int]
    total: int


def fresh_rows(table: Table, before: Stays) -> Fresh | None:
    """The rows of a table that are not as they were; None where its headings are not, or most are new."""
    known: dict[bytes, int] = {one: at for at, (one,) in enumerate(iter_unpack(f"{SIZE}s", before.digests))}
    tops, top = before.top
    rows: list[Row] = []
    total = 0
    for row in table.rows:
        if is_blank(row):
            continue
        total += 1
        if total > tops and known.pop(digest_of_row(row), None) is not None:
            continue
        rows.append(row)
        if total == tops and digest_of_rows(rows) != top:
            return None
    count = len(rows) - tops
    if total < tops or MOST_FRESH * count > total:
        return None
    return Fresh(before, tuple(rows), count, known.values(), total - tops)


def holds_beside(old: Stayed, new: Stayed, fresh: Sequence[Fresh], made: Iterable[Key], remarks: Iterable[str]) -> bool:
    """Whether the rows that were not read come to what they came to before, and nothing has to be told of them.

    Args:
        old: what was known of all rows.
        new: what came of those that were read.
        fresh: the tables of the files that changed.
        made: the records that are new or changed.
        remarks: the codes of what was remarked.
    """
    if not _OF_OTHERS.isdisjoint(remarks) or not old.refers.isdisjoint(noun for noun, _ in made):
        return False
    read = [one for one in fresh if one.count]
    if new.tables.keys() != {(one.before.file, one.before.sheet) for one in read}:
        return False
    gone = {id(one.before): {one.before.ids[at] for at in one.gone} for one in fresh}
    for one in fresh:
        came = new.tables.get((one.before.file, one.before.sheet))
        # Each row that is gone says something else now; none is missed.
        if gone[id(one.before)].difference(came.ids if came else ()):
            return False
        if came and not _fits(one.before, came, one.gone):
            return False
    ids = {id for came in new.tables.values() for id in came.ids}
    if len(ids) < sum(map(len, new.tables.values())) or not ids.isdisjoint(old.others):
        return False
    for stays in old.tables.values():
        both = ids.intersection(stays.ids)
        if not both <= gone.get(id(stays), set()):
            return False
    return True


def _fits(before: Stays, came: Stays, gone: Collection[int]) -> bool:
    """Whether rows of a table were understood as those before, and nothing about them is to be doubted because of these."""
    if (before.as_read, before.says_more) != (came.as_read, came.says_more) or not came.extra <= before.extra:
        return False
    for name, (_, least, most) in came.ranges.items():
        count, low, high = before.ranges.get(name, (0, least, most))
        if count < FEWEST or least < low or most > high:
            return False
    like = {one for column in came.alike for one in column if one}
    left = set(gone)
    return not like or not any(
        one in like and at not in left
        for column in before.alike
        if not like.isdisjoint(column)
        for at, one in enumerate(column)
    )


# -- what is kept --


def stayed(
    sheets: Mapping[int, tuple[Sheet, Sequence[Row]]],
    lines: Iterable[Line],
    fed: Mapping[Source, tuple[Key, ...]],
    records: int,
) -> Stayed:
    """What has to be known of a reading of which nothing is wrong. `sheets`: each with its rows as they were typed."""
    by_sheet: dict[int, list[Line]] = {}
    for line in lines:
        by_sheet.setdefault(id(line.sheet), []).append(line)
    tables: dict[tuple[str, str], Stays] = {}
    rows: dict[str, int] = {}
    partly: set[str] = set()
    others: set[int] = set()
    refers: set[str] = set()
    for at, (sheet, typed) in sheets.items():
        rows[sheet.file] = rows.get(sheet.file, 0) + len(sheet.data)
        own = by_sheet.get(at, [])
        refers.update(noun for refs in {one.target.refs for line in own for one in line.pending} for noun in refs)
        if found := _stays(sheet, typed, own, fed):
            tables[sheet.file, sheet.sheet] = found
        else:
            partly.add(sheet.file)
            others.update(mark(id) for line in own for _, id in fed.get(line.source, ()))
    return Stayed(
        tables=tables,
        rows=rows,
        whole=frozenset(rows) - partly,
        others=frozenset(others),
        refers=frozenset(refers),
        records=records,
    )


def _stays(sheet: Sheet, typed: Sequence[Row], lines: Sequence[Line], fed: Mapping[Source, tuple[Key, ...]]) -> Stays | None:
    """A table of which each row stands for itself; None where any hangs on others."""
    plan, header, setting = sheet.plan, sheet.header, sheet.setting
    if not plan or not header or not setting or sheet.fatal or sheet.shared or sheet.aside or sheet.skips or sheet.merged:
        return None
    if plan.rule.keys or means_by_fields(plan) or in_one_row(plan.rule) or any(len(one) > 1 for one in header.columns.values()):
        return None
    if setting.hangs_together() or any(one.code in _OF_ALL for one in sheet.remarks):
        return None
    tops = header.row + header.depth
    data = typed[tops:]
    if not (len(data) == len(sheet.data) == len(lines)):
        return None
    likeness = likeness_in(sheet)
    digests, ids, alike = [], array("Q"), list[Sequence[Any]]()
    for row, line in zip(data, lines, strict=True):
        keys = fed.get(row.source, ())
        if len({id for _, id in keys}) != 1:
            return None
        digests.append(digest_of_row(row))
        ids.append(mark(keys[0][1]))
        alike.append([mark(one) for one in likenesses(line, likeness)])
    wide = max(map(len, alike), default=0)
    return Stays(
        file=sheet.file,
        sheet=sheet.sheet,
        as_read=repr((plan.rule.name, sheet.heading_row, sorted(sheet.places.items()), header.texts)),
        top=(tops, digest_of_rows(typed[:tops])),
        says_more=sheet.says_more,
        extra=frozenset(one.value for one in sheet.remarks if one.code in ("extra-column", "column-without-heading")),
        digests=b"".join(digests),
        ids=ids,
        alike=tuple(array("Q", [one[at] if at < len(one) else 0 for one in alike]) for at in range(wide)),
        ranges=spread(lines),
    )


def digest_of_row(row: Row) -> bytes:
    """What tells what stands in a row from what stands in others."""
    more = (row.natures, row.faults, row.struck, row.hidden)
    said = repr(row.cells) if more == ("", (), False, False) else repr((row.cells, *more))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=SIZE).digest()


def digest_of_rows(rows: Iterable[Row]) -> bytes:
    """The same of several rows."""
    return blake2b(b"".join(map(digest_of_row, rows)), digest_size=SIZE).digest()


def mark(said: object) -> int:
    """A short digest, never 0."""
    return int.from_bytes(blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1
