"""No row vanishes and nothing is raised, whatever somebody typed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from support.sheets import UNITS, as_table, codes, house, kept, read, table

from grassroots.ledgers import Row, Sheet, Table, build
from grassroots.values import Source

HEADINGS = [heading for rule in house().ledgers.values() for column in rule.columns for heading in column.headings]
CELLS = [
    *(
        "",
        "-",
        "#",
        "1",
        "2",
        "007",
        "b1",
        "b2",
        "s",
        "First branch",
        "nowhere",
        "branch",
        "street",
        "opinion",
        "solved",
        "good",
    ),
    *(
        "2014-03-01",
        "2014年3月1日",
        "2014-02-30",
        "03/04/2014",
        "41795",
        "2014",
        "4 120",
        "1900,000",
        "3.9",
        "yes",
        "是",
        "作废",
    ),
    *("\x00", "\ufffd", "=1+1", "x" * 500, "b1；b2", "Ann Example", "654.38+10,000"),
]
cells = st.sampled_from(CELLS) | st.text(max_size=8)


@st.composite
def tables(draw: st.DrawFn) -> list[Table]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        rule = draw(st.sampled_from(list(house().ledgers.values())))
        known = [draw(st.sampled_from(column.headings)) for column in rule.columns]
        headings = draw(st.permutations(known) | st.lists(st.sampled_from(HEADINGS) | st.text(max_size=4), max_size=6))
        rows = draw(st.lists(st.lists(cells, max_size=len(headings) + 1), max_size=8))
        title = draw(st.sampled_from([(), (("Ledger of 2014",),)]))
        file = draw(st.sampled_from([f"{rule.name}.csv", "export.csv", "意见台账.csv"])).replace(".csv", f"{number}.csv")
        lines = [*title, tuple(headings), *map(tuple, rows)]
        faults = draw(st.sampled_from([(), ((0, "grassroots_xlsx:formula-without-value"),)]))
        natures = draw(st.text("tndhTNDH", max_size=6))
        made.append(
            Table(
                file=file,
                sheet="",
                rows=iter(
                    [
                        Row(line, Source(file, row=row), faults=faults if row == 4 else (), natures=natures)
                        for row, line in enumerate(lines, start=1)
                    ]
                ),
            )
        )
    return made


@given(tables(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_row_feeds_a_record_or_is_skipped_or_has_a_problem(found: list[Table], with_store: bool) -> None:
    known = kept(read(table("units.csv", UNITS), units=False)) if with_store else None
    reading = build(found, house(), known=known)
    reading.check_conservation()
    assert bool(reading.bad_rows) <= bool(reading.problems)
    for language in ("en", "zh"):
        assert reading.summary(language)
    assert len(reading.to_rows()) == reading.rows
    for problem in (*reading.problems, *reading.remarks, *(one for row in reading.bad_rows for one in row.problems)):
        assert problem.text("zh")
        assert problem.cure


@given(tables())
@settings(max_examples=40, deadline=None)
def test_what_was_read_without_problems_changes_nothing_when_read_again(found: list[Table]) -> None:
    copies = [(one, [Row(row.cells, row.source, faults=row.faults, natures=row.natures) for row in one.rows]) for one in found]

    def again() -> list[Table]:
        return [Table(file=one.file, sheet="", rows=iter(rows)) for one, rows in copies]

    units = table("units.csv", UNITS)
    first = build([units, *again()], house())
    second = build([table("units.csv", UNITS), *again()], house(), known=kept(first))
    assert not second.new
    assert not second.changed


def test_a_ledger_with_every_row_wrong_is_told_row_by_row() -> None:
    headings = ("No.", "unit", "received on", "outcome", "replied on", "raised by")
    rows = [
        (str(number % 900), f"nowhere {number}", "soon", "mended", "2014-02-30", f"Nobody {number}") for number in range(2000)
    ]
    reading = read(as_table(Sheet(name="opinions", headings=headings, rows=rows), "opinions.csv"))
    assert len(reading.bad_rows) == 2000
    assert len(reading.records) == 3
    assert {"record-not-known", "not-a-date", "word-not-known", "impossible-date", "duplicate-key"} == set(codes(reading))
    assert len(str(reading).splitlines()) < 70


def test_a_summary_tells_how_many_problems_it_leaves_untold() -> None:
    rows = [(str(number), "b1", "soon") for number in range(60)]
    reading = read(as_table(Sheet(name="opinions", headings=("No.", "unit", "received on"), rows=rows), "opinions.csv"))
    assert "... and 10 more" in str(reading)
    assert "另有10条" in reading.summary("zh")
