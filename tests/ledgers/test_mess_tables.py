"""Every kind of mess that lies in the rows of a table, in every format that can hold it: read right, or told; never something else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from support.mess_habits import HABITS
from support.mess_tables import MESSES, Mess
from support.sheets import read
from support.workbooks import WRITERS, shown

from grassroots.builtin.csv import TextRows
from grassroots.ledgers import Reading
from grassroots_xlsx.rows import WorkbookRows

MARKS = {"csv": ",", "txt": "|"}
CASES = [(mess, ending) for mess in (*MESSES, *HABITS) for ending in (*(MARKS if mess.plain else ()), *WRITERS)]


def reading_of(mess: Mess, ending: str, folder: Path) -> Reading:
    path = folder / f"{mess.file or mess.ledger}.{ending}"
    if ending in MARKS:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=MARKS[ending]).writerows([[shown(cell) for cell in row] for row in mess.rows])
        tables = list(TextRows(path).tables())
    else:
        tables = list(
            WorkbookRows(WRITERS[ending](path, mess.rows, sheet=mess.sheet, merged=mess.merged, hidden=mess.hidden)).tables()
        )
    return read(*tables)


@pytest.mark.parametrize(("mess", "ending"), CASES, ids=[f"{mess.name.replace(' ', '-')}-{ending}" for mess, ending in CASES])
def test_messy_tables_are_read_right_or_told(mess: Mess, ending: str, tmp_path: Path) -> None:
    reading = reading_of(mess, ending, tmp_path)
    file = f"{mess.file or mess.ledger}.{ending}"
    fed = [source.row for source in reading.fed if source.file == file]
    told = {(one.source.row, one.code) for one in reading.problems if one.source and one.source.file == file}
    assert (sorted(fed), sorted(told)) == (sorted(mess.records), sorted(mess.problems)), str(reading)
    assert [(skip.source.row, skip.reason) for skip in reading.skips] == list(mess.skips)
    assert sorted(one.code for one in reading.remarks) == sorted(mess.remarks)
    records = {record.id: record for record in reading.records}
    for id, attribute, value in mess.says:
        assert str(getattr(records[id], attribute)) == value
    for problem in (*reading.problems, *reading.remarks):
        assert problem.text("en")
        assert problem.text("zh")
