"""What holds of ledgers whatever reader brings their rows: numbers are no identity of their own, totals are no records, what repeats must agree.

A reader that leaves rows out, fills cells in or gives rows another place breaks these laws without breaking any of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import frozen

from grassroots.hooks import Rows
from grassroots.ledgers import Known, Reading, Row, Sheet, build
from grassroots.model import key_of
from grassroots.testing.charters import ledger_charter
from grassroots.testing.laws import demand

OpenRows = Callable[[Path], Rows]
"""Opens the file at a path, for reading or writing; the file need not exist yet."""


@frozen
class Try:
    """An adapter, and where it may write. `sheets`: how many tables one file may hold."""

    open_rows: OpenRows
    path: Path
    sheets: int

    def written(self, *sheets: Sheet) -> Rows:
        """The tables after they were written and opened anew."""
        self.open_rows(self.path).write(sheets)
        return self.open_rows(self.path)

    def rows(self, *sheets: Sheet) -> list[Row]:
        """The rows of the first of them."""
        return list(next(iter(self.written(*sheets).tables())).rows)

    def read(self, name: str, headings: str, *rows: str, known: Reading | None = None) -> Reading:
        """What comes of a ledger of the kit, of which the name is that of its file; `known`: what was read before."""
        cells = [tuple(row.split("|")) for row in rows]
        adapter = Try(self.open_rows, self.path.with_name(name + self.path.suffix), self.sheets)
        tables = adapter.written(Sheet(name=name, headings=tuple(headings.split("|")), rows=cells)).tables()
        return build(tables, ledger_charter(), known=_kept(known) if known else None)


def _kept(*readings: Reading) -> Known:
    records = {key_of(record): record for one in readings for record in one.records}
    sources = {key: source for one in readings for key, source in one.sources.items()}
    return Known(records=records, sources=sources, origins=sources)


UNITS = ("units", "code|name|kind", "b1|First branch|branch", "b2|Second branch|branch")
REQUESTS = "No.|unit|text|received"
COUNTS = "count No.|unit|day|number"


def _codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def numbers_of_two_ledgers_stay_apart(case: Try) -> None:
    """Two ledgers that count from 1 make records of their own; each row is told by its own file."""
    units = case.read(*UNITS)
    requests = case.read("requests", REQUESTS, "1|b1|lamp|2014-06-05", "2|b2|door|2014-06-06", known=units)
    counts = case.read("counts", COUNTS, "1|b1|2014-06-05|3", "2|b2|2014-06-05|4", known=units)
    made = [key for one in (requests, counts) for key in one.sources]
    demand(_codes(requests) == _codes(counts) == [], f"told: {_codes(requests) + _codes(counts)}")
    demand(len(set(made)) == len(made) == 4, f"two ledgers of two rows made {sorted(made)}")
    files = {source.file for one in (requests, counts) for source in one.sources.values()}
    demand(files == {f"{name}{case.path.suffix}" for name in ("requests", "counts")}, f"the rows say that they are of {files}")


def a_number_given_again_is_a_question(case: Try) -> None:
    """Rows of which the numbers were given to something else before change nothing and are asked about; the same rows again say nothing new."""
    units = case.read(*UNITS)
    rows = ("1|b1|lamp|2014-06-05", "2|b1|door|2014-06-06", "3|b2|noise|2014-06-07")
    known = case.read(*UNITS), case.read("requests", REQUESTS, *rows, known=units)
    stored = Reading(records=(*known[0].records, *known[1].records), sources=dict(known[0].sources) | dict(known[1].sources))
    again = case.read("requests", REQUESTS, *rows, known=stored)
    demand((_codes(again), len(again.new), len(again.changed)) == ([], 0, 0), "the same rows again are something new")
    later = ("1|b2|parking|2014-07-01", "2|b2|rubbish|2014-07-02", "3|b1|a tree|2014-07-03")
    found = case.read("requests", REQUESTS, *later, known=stored)
    demand(not found.new and not found.changed, f"{len(found.new)} new and {len(found.changed)} changed under known numbers")
    demand(len(found.problems) == len(later), f"{len(later)} rows, asked: {_codes(found)}")


def totals_are_no_records_and_are_held_against_their_rows(case: Try) -> None:
    """A row of totals is left out by name, not silently, and a wrong one is told."""
    rows = ("1|b1|2014-06-05|3", "2|b2|2014-06-05|4")
    units = case.read(*UNITS)
    for total, told in (("7", []), ("8", ["total-differs"])):
        reading = case.read("counts", COUNTS, *rows, f"合计|||{total}", known=units)
        demand(len(reading.records) == len(rows), f"{len(rows)} rows and a total made {len(reading.records)} records")
        demand([skip.reason for skip in reading.skips] == ["total"], f"left out: {[skip.reason for skip in reading.skips]}")
        demand(
            [one.code for one in reading.remarks] == told,
            f"a total of {total} is told as {[one.code for one in reading.remarks]}",
        )


def what_repeats_is_one_and_must_agree(case: Try) -> None:
    """What several rows say of one thing is put together; where they contradict one another it is told."""
    headings = "head|branch|founded"
    rows = ("Ann Example|North|2010-01-01", "Bo Example|North|2010-01-01", "Cy Example|South|2011-01-01")
    reading = case.read("branches", headings, *rows)
    made = sorted(noun for noun, _ in reading.sources)
    demand(made == ["person"] * 3 + ["unit"] * 2, f"three people at two branches made {made}")
    wrong = case.read("branches", headings, rows[0], "Bo Example|North|2012-01-01", rows[2])
    demand("repeat-differs" in _codes(wrong), f"two first days of one branch are told as {_codes(wrong)}")


def every_row_is_accounted_for(case: Try) -> None:
    """Each row that was written feeds a record, is left out by name or has a problem."""
    rows = ("1|b1|lamp|2014-06-05", "2|b9|door|2014-06-06", "注：全部已核对|||", "3|b2|noise|soon", "4|||", "小计||2件|")
    reading = case.read("requests", REQUESTS, *rows, known=case.read(*UNITS))
    reading.check_conservation()
    demand(reading.rows == len(rows), f"{len(rows)} rows went in, {reading.rows} are accounted for")


Law = Callable[[Try], None]
LEDGER_LAWS: Mapping[str, Law] = {
    law.__name__: law
    for law in (
        numbers_of_two_ledgers_stay_apart,
        a_number_given_again_is_a_question,
        totals_are_no_records_and_are_held_against_their_rows,
        what_repeats_is_one_and_must_agree,
        every_row_is_accounted_for,
    )
}
"""Every law by its name."""
__all__ = ["LEDGER_LAWS", "OpenRows", "Try", "demand"]
