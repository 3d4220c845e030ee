"""Ledgers read by columns: the same comes of them as row by row, to the last remark, whatever somebody typed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from support.mess import COLUMNS
from support.sheets import codes, house, kept, read, shared_data, table
from support.workbooks import shown

import grassroots_samples
from grassroots.charter import Charter
from grassroots.ledgers import Known, Reading, Row, Table, aside, build, columns
from grassroots.plugins import Plugins
from grassroots.workspace import open_charter

TYPED = [shown(kind.cell) for column in COLUMNS for kind in column.kinds] + [
    "",
    " ",
    "同上",
    "作废",
    "#N/A",
    "1.38E+10",
    "—",
    "无",
]
SAMPLES = Path(next(iter(grassroots_samples.__path__)))


def both(tables: Sequence[Table], charter: Charter, known: Known | None = None) -> Reading:
    """What came of tables, the same in both ways."""

    def once() -> Reading:
        again = [evolve(one, rows=iter(list(rows))) for one, rows in zip(tables, lists, strict=True)]
        return build(again, charter, known=known, today=date(2014, 12, 31))

    lists = [list(one.rows) for one in tables]
    by_columns = once()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(columns.Plainly, "of", lambda sheet, rows: None)
        patched.setattr(aside._Look, "_is_numbered", lambda look, row: False)
        by_rows = once()
    assert by_columns == by_rows
    assert list(by_columns.fed.items()) == list(by_rows.fed.items())
    assert [repr(one) for one in by_columns.records] == [repr(one) for one in by_rows.records]
    assert [one.text("zh") for one in by_columns.problems] == [one.text("zh") for one in by_rows.problems]
    return by_columns


def typed_into(row: Row, chance: random.Random, others: Sequence[Row]) -> Row:
    """A row in which somebody typed something else, or a spreadsheet program did."""
    cells, natures = list(row.cells), list(row.natures.ljust(len(row.cells), "t")) if row.natures else []
    faults = list(row.faults)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(cells) + 1)
        if at == len(cells):
            cells.append("more")
            continue
        beside = chance.choice(others).cells
        cells[at] = chance.choice(
            (chance.choice(TYPED), beside[at] if at < len(beside) else "", cells[at] + chance.choice(" 。?1"))
        )
        if natures:
            natures += ["t"] * (len(cells) - len(natures))
            natures[at] = chance.choice("tndhbTN?")
        if chance.random() < 0.1 and at not in dict(faults):
            faults.append((at, "number-as-above"))
    length = chance.choice((len(cells),) * 9 + (max(1, len(cells) - 2),))
    return Row(
        tuple(cells[:length]),
        row.source,
        hidden=row.hidden,
        struck=chance.random() < 0.05,
        faults=tuple(sorted(faults)),
        natures="".join(natures)[:length],
    )


def damaged(one: Table, chance: random.Random, most: int = 40) -> Table:
    """The first rows of a table, some of them with something else in them."""
    rows = [row for row, _ in zip(one.rows, range(most), strict=False)]
    return evolve(
        one, rows=[typed_into(row, chance, rows) if at > 3 and chance.random() < 0.1 else row for at, row in enumerate(rows)]
    )


def tables_of(folder: Path) -> Iterator[Table]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".csv", ".xlsx"):
            yield from Plugins.installed().open_rows(path).tables()


@pytest.mark.parametrize("name", ["beihai", "qijiashan", "shangnan"])
def test_what_comes_of_a_damaged_ledger_is_the_same_by_columns_and_row_by_row(name: str) -> None:
    chance = random.Random(name)
    tables = [damaged(one, chance) for one in tables_of(SAMPLES / name / "ledgers")]
    reading = both(tables, open_charter(str(SAMPLES / name / "charter")))
    assert reading.records
    assert reading.bad_rows


def test_ledgers_as_offices_sent_them_are_the_same_in_both_ways() -> None:
    folder = shared_data("found/ledgers")
    charter = open_charter("cn-street")
    for path in sorted(folder.glob("*.*")):
        units = [
            one for part in ("units.csv", "households.csv") for one in Plugins.installed().open_rows(folder / part).tables()
        ]
        both([*units, *Plugins.installed().open_rows(path).tables()], charter)


def test_a_ledger_read_again_with_a_changed_row_is_the_same_in_both_ways() -> None:
    charter = open_charter(str(SAMPLES / "shangnan" / "charter"))
    tables = [evolve(one, rows=list(one.rows)[:50]) for one in tables_of(SAMPLES / "shangnan" / "ledgers")]
    known, chance = kept(both(tables, charter)), random.Random(7)
    assert both([damaged(one, chance, 50) for one in tables], charter, known).changed


def test_each_cell_that_is_told_is_told_in_its_row_though_its_column_is_read_once() -> None:
    typed = "\n".join(
        ["No. | unit | held on | people", *(f"{at} | b1 | 3月{at}日 | {'x' if at == 4 else 3}" for at in range(1, 6))]
    )
    reading = both([table("units.csv", "code | name | kind\nb1 | B | branch"), table("2014 meetings.csv", typed)], house())
    assert [(one.code, one.source and one.source.row) for one in reading.problems] == [("not-a-number", 5)]
    told = next(one for one in reading.remarks if one.code == "year-taken")
    assert told.details["count"] == 5


def test_rows_of_which_nothing_is_told_are_not_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(sheet: object) -> object:
        def read(row: Row) -> object:
            raise AssertionError(f"{row.source} was read by itself")

        return read

    monkeypatch.setattr(columns, "row_reader", refused)
    reading = read(
        table("meetings.csv", "No. | unit | held on | people\n1 | b1 | 2014-03-02 | 3\n2 | b1 | 2014-03-02 | "),
        table("opinions.csv", "No. | unit | received on | replied on | outcome\n1 | b1 | 2014-03-02 | 2014-03-03 | solved"),
    )
    assert (codes(reading), len(reading.records)) == ([], 6)
