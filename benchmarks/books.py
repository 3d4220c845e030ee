"""Ledgers read and written: CSV beside a loop and polars with the same checks, workbooks beside openpyxl and XlsxWriter."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from hashlib import sha256
from importlib.util import find_spec
from itertools import pairwise

HAS = {name: find_spec(name) is not None for name in ("polars", "openpyxl", "xlsxwriter", "grassroots_xlsx")}
ROWS = 20_000
BOOK_ROWS = 10_000
HEADINGS = ["No.", "unit", "category", "channel", "topic", "what was said", "received on", "answered on", "outcome"]
CATEGORIES = ["opinion", "question", "request", "complaint", "suggestion", "repair"]
CHANNELS = ["in_person", "phone", "visit", "web", "box"]
TOPICS = ["housing", "environment", "safety", "traffic", "noise", "services", "other"]
OUTCOMES = ["solved", "partly", "explained", "not_now"]


def cases(rows):
    """The rows of a ledger of cases, as texts; a unit for every hundred."""
    draw, first = random.Random(7), date(2022, 1, 1)
    for number in range(rows):
        on, answered = first + timedelta(days=draw.randrange(1000)), draw.random() < 0.7
        yield [
            str(number + 1), f"g{draw.randrange(max(10, rows // 100))}", draw.choice(CATEGORIES), draw.choice(CHANNELS), draw.choice(TOPICS),
            f"matter {draw.randrange(10**6)}", str(on), str(on + timedelta(days=draw.randrange(30))) if answered else "",
            draw.choice(OUTCOMES) if answered else "",
        ]  # fmt: skip


def units(rows):
    """The rows of the ledger of their units."""
    return [["a", "All", "association", ""], *([f"g{at}", f"Group {at}", "group", "a"] for at in range(max(10, rows // 100)))]


def written(folder, rows=ROWS):
    """Both ledgers as CSV."""
    for name, head, found in (
        ("units", ["code", "name", "kind", "part of"], units(rows)),
        ("cases", HEADINGS, cases(rows)),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *found])


def weighed(rows):
    """One number for rows of texts in their order."""
    return int(sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()[:12], 16)


def weighed_cases(records):
    """The same of cases as records."""
    return weighed(
        [
            one.id.removeprefix("cases-"), one.unit, one.category, one.channel or "", one.topic or "", one.text or "", str(one.steps[0].on),
            *((str(one.steps[1].on), one.steps[1].outcome or "") if len(one.steps) > 1 else ("", "")),
        ]
        for one in records
    )  # fmt: skip


def ours(folder, clock):
    """Files to checked records, as an office reads them before anything is stored."""
    import grassroots as gr

    written(folder)
    with gr.open("memory:") as office, clock.running():
        reading = office.read(folder)
    assert not reading.problems, reading.problems[:2]
    found = [one for one in reading.records if type(one).__name__ == "Case"]
    return weighed_cases(sorted(found, key=lambda one: int(one.id.removeprefix("cases-"))))


def loop(folder, clock):
    """The same checks and records by a loop that knows this ledger by heart; what is wrong it tells by a word."""
    from grassroots.model import Case, Step

    written(folder)
    iso, known, found, wrong = date.fromisoformat, [set(one) for one in (CATEGORIES, CHANNELS, TOPICS, OUTCOMES)], [], []
    with clock.running():
        with (folder / "units.csv").open(encoding="utf-8", newline="") as file:
            there = {row[0] for row in csv.reader(file)}
        seen = set()
        with (folder / "cases.csv").open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            next(lines)
            for number, unit, category, channel, topic, text, on, answered, outcome in lines:
                faults = ["number"] if not number or number in seen else []
                seen.add(number)
                if unit not in there:
                    faults.append("unit")
                words = (category, channel, topic, outcome)
                faults += [word for word, of in zip(words, known, strict=True) if word and word not in of]
                try:
                    steps = [Step(state="received", on=iso(on))]
                    if answered:
                        steps.append(Step(state="replied", on=iso(answered), outcome=outcome or None))
                except ValueError:
                    faults.append("day")
                if not category or (outcome and not answered) or any(later.on < one.on for one, later in pairwise(steps)):
                    faults.append("row")
                if faults:
                    wrong.append((number, faults))
                    continue
                found.append(
                    Case(
                        id=number, unit=unit, category=category, channel=channel or None, topic=topic or None, text=text or None,
                        steps=tuple(steps),
                    )
                )  # fmt: skip
    assert not wrong, wrong[:2]
    return weighed_cases(found)


def by_polars(folder, clock):
    """The same checks over whole columns; a table, and no records."""
    import polars as pl

    written(folder)
    with clock.running():
        there = pl.read_csv(folder / "units.csv", infer_schema=False)["code"]
        table = pl.read_csv(folder / "cases.csv", infer_schema=False)
        col = pl.col
        table = table.with_columns(
            on=col("received on").str.to_date("%Y-%m-%d", strict=False),
            answered=col("answered on").str.to_date("%Y-%m-%d", strict=False),
        )
        wrong = table.select(
            number=col("No.").is_null() | col("No.").is_duplicated(),
            unit=~col("unit").is_in(there.implode()),
            category=~col("category").is_in(CATEGORIES),
            channel=col("channel").is_not_null() & ~col("channel").is_in(CHANNELS),
            topic=col("topic").is_not_null() & ~col("topic").is_in(TOPICS),
            outcome=col("outcome").is_not_null() & (~col("outcome").is_in(OUTCOMES) | col("answered on").is_null()),
            on=col("on").is_null(),
            answered=col("answered on").is_not_null() & col("answered").is_null(),
            order=col("answered") < col("on"),
        ).sum()
    assert not any(wrong.row(0)), wrong
    return weighed(table.select(HEADINGS).fill_null("").rows())


# -- workbooks --


def _book(path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("cases")
        for at, row in enumerate([HEADINGS, *cases(BOOK_ROWS)]):
            for place, text in enumerate(row):
                if text:
                    page.write_string(at, place, text)


def read_by_us(folder, clock):
    """A workbook to rows of texts, by a process that may end without harm, after a look at what it is."""
    from grassroots_xlsx.child import READER
    from grassroots_xlsx.rows import WorkbookRows

    _book(folder / "cases.xlsx")
    with clock.running():
        rows = [row.cells for table in WorkbookRows(folder / "cases.xlsx", apart=True).tables() for row in table.rows]
        READER.end()  # what it computed counts
    return weighed([*row, *[""] * (len(HEADINGS) - len(row))] for row in rows)


def read_by_openpyxl(folder, clock):
    """The same texts, in this process."""
    from openpyxl import load_workbook

    _book(folder / "cases.xlsx")
    with clock.running():
        page = load_workbook(folder / "cases.xlsx", read_only=True).active
        rows = [[str(cell or "") for cell in row] for row in page.iter_rows(values_only=True)]
    return weighed(rows)


def write_by_us(folder, clock):
    """A ledger as offices get it: texts, days as days, lists of words, what to write at each column."""
    from attrs import evolve

    import grassroots as gr
    from grassroots.ledgers import template
    from grassroots_xlsx.rows import WorkbookRows

    rules = gr.open_charter("association")
    sheet = template(rules.ledgers["cases"], rules, "en", [])
    places = [next(at for at, heading in enumerate(sheet.headings) if heading == one) for one in HEADINGS]
    rows = []
    for row in cases(BOOK_ROWS):
        cells = [""] * len(sheet.headings)
        for place, text in zip(places, row, strict=True):
            cells[place] = text
        rows.append(tuple(cells))
    sheet = evolve(sheet, rows=tuple(rows))
    with clock.running():
        WorkbookRows(folder / "cases.xlsx").write([sheet])


def write_by_xlsxwriter(folder, clock):
    """The same cells, and nothing else."""
    rows = [HEADINGS, *cases(BOOK_ROWS)]
    import xlsxwriter

    with clock.running(), xlsxwriter.Workbook(str(folder / "cases.xlsx"), {"in_memory": True}) as book:
        page = book.add_worksheet("cases")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                if text and at and place in (6, 7):
                    page.write_datetime(at, place, date.fromisoformat(text), day)
                elif text:
                    page.write_string(at, place, text)
