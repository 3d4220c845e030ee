"""Whole jobs beside what they are read against, in one run; writes the table of docs/explanation/performance.md.

    python benchmarks/jobs.py                               5 rounds, some minutes
    python benchmarks/jobs.py --rounds 3 --only "street; edit"
    python benchmarks/jobs.py --write                       also writes the table into the page

Every measurement is a process of its own, all jobs in turn a round; the median is told. A job and its peer are compared within the run only, and what both give is
compared first: a number weighted by its place, so that right numbers in wrong places are no match.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import books
import cube
import shares
import wishes
from spine import ROOT, SOURCES, appended, charter, day, ledgers, made, plain_tables, prove

PAGE = ROOT / "docs" / "explanation" / "performance.md"
BEGIN, END = "<!-- measured -->", "<!-- end -->"
STREET = ROOT / "plugins/grassroots-samples/src/grassroots_samples/qijiashan"
RECORDS = 20_000
JOBS = {}


def job(name, what, peer=None, by="cpu"):
    """Registers a job; `peer`: the job that it is read against; `by`: what of the clock counts."""

    def register(function):
        JOBS[name] = (function, what, peer, by)
        return function

    return register


class Clock:
    """CPU of this process and its children, and wall, of the one block that counts."""

    cpu = wall = 0.0

    @contextmanager
    def running(self):
        cpu, wall = self._cpu(), time.perf_counter()
        yield
        self.cpu, self.wall = self._cpu() - cpu, time.perf_counter() - wall

    @staticmethod
    def _cpu():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime


# -- start --


def _child(clock, *arguments):
    with clock.running():
        done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return len(done.stdout) > 0


@job("python", "python -c 'print(1)'")
def bare(folder, clock):
    _child(clock, "-c", "print(1)")


@job("version", "grassroots --version", "python")
def version(folder, clock):
    _child(clock, "-m", "grassroots", "--version")


@job("help", "grassroots --help", "python")
def helped(folder, clock):
    _child(clock, "-m", "grassroots", "--help")


@job("charter, read", "the charter cn-street, read from its files and checked")
def charter_read(folder, clock):
    os.environ["GRASSROOTS_CACHE"] = ""
    _charter(clock)


@job("charter, kept", "the same, checked in an earlier run", "charter, read")
def charter_kept(folder, clock):
    os.environ["GRASSROOTS_CACHE"] = str(folder)
    opening = "import grassroots; grassroots.open_charter('cn-street')"
    subprocess.run([sys.executable, "-c", opening], check=True)
    _charter(clock)


def _charter(clock):
    import grassroots as gr
    from grassroots.rules.registry import KINDS

    opens = gr.open_charter
    with clock.running():
        found = opens("cn-street")
    prove(dict(found.kinds) == dict(KINDS), True)


# -- a street --


@job("street", "the street's year: 13,149 rows of ledgers, taken in, stored, reported, written as HTML (after import)")
def street(folder, clock):
    import grassroots as gr

    rules = gr.open_charter(STREET / "charter")
    with gr.open(folder / "street.db", rules, create=True) as office, clock.running():
        taken = office.take_in(STREET / "ledgers")
        report = office.report("year", "2014-12-31")
        office.write(report, folder / "year.html")
    prove((taken.stored, taken.rows), (True, 13149))


@job("street, again", "the same ledgers again: nothing is new", "street")
def street_again(folder, clock):
    import grassroots as gr

    with gr.open(folder / "street.db", STREET / "charter", create=True) as office:
        office.take_in(STREET / "ledgers")
    with gr.open(folder / "street.db", STREET / "charter") as office, clock.running():
        taken = office.take_in(STREET / "ledgers")
    prove((taken.stored, taken.problems), (False, ()))


@job(
    "street, same",
    "the same ledgers again, as the command line asks: byte for byte as they were, nothing stored since",
    "street, again",
)
def street_same(folder, clock):
    import grassroots as gr

    with gr.open(folder / "street.db", STREET / "charter", create=True) as office:
        office.take_in(STREET / "ledgers", unless_same=True)
    with gr.open(folder / "street.db", STREET / "charter") as office, clock.running():
        taken = office.take_in(STREET / "ledgers", unless_same=True)
    prove((taken.stored, taken.rows, taken.same), (False, 13149, 14_769))


def _street(folder):
    import grassroots as gr

    with gr.open(folder / "street.db", STREET / "charter", create=True) as office:
        prove(office.take_in(STREET / "ledgers").stored, True)
    return gr.open(folder / "street.db", STREET / "charter")


@job("snapshot", "the street's 14,769 records on a day, read from the store and put side by side")
def snapshot(folder, clock):
    with _street(folder) as office, clock.running():
        found = office.snapshot("2014-12-31")
        prove(len(found), 14_769)


@job("findings", "all that the rules find in them, after that", "snapshot")
def findings(folder, clock):
    with _street(folder) as office:
        office.snapshot("2014-12-31")
        with clock.running():
            found = office.findings("2014-12-31")
        prove(bool(found), True)


@job("findings, again", "asked once more", "findings")
def findings_again(folder, clock):
    with _street(folder) as office:
        office.findings("2014-12-31")
        with clock.running():
            found = office.findings("2014-12-31")
        prove(bool(found), True)


@job("findings, after an edit", "asked after the name of one partner was corrected", "findings")
def findings_after(folder, clock):
    with _street(folder) as office:
        office.findings("2014-12-31")
        partner = next(iter(office.snapshot("2014-12-31").all("partner")))
        office.correct("partner", partner, name="Another Name", reason="it was renamed")
        office.snapshot("2014-12-31")
        with clock.running():
            found = office.findings("2014-12-31")
        prove(bool(found), True)


def _report(folder, clock, *, edited=True, shown=True):
    """`edited`: a report was made, and then one field of a case corrected. `shown`: the snapshot is there."""
    with _street(folder) as office:
        if edited:
            office.report("year", "2014-12-31")
            case = next(iter(office.snapshot("2014-12-31").all("case")))
            office.correct("case", case, text="Heard otherwise.", reason="it was heard wrong")
        if shown:
            office.snapshot("2014-12-31")
        with clock.running():
            found = office.report("year", "2014-12-31")
        prove(bool(found.figures), True)


job("report", "the year's report of the street, from a snapshot that is there")(partial(_report, edited=False))
job("report, after an edit", "the same after one field of a case was corrected, from the snapshot after it", "report")(_report)
job("report, with its snapshot", "the same with that snapshot", "report")(partial(_report, shown=False))


@job("restore", "a backup of the street's year, checked against its chain and put where no store is", "street")
def restored(folder, clock):
    from grassroots import cli

    with _street(folder) as office:
        before = office.backup(folder / "copy.db")
    with clock.running():
        prove(cli.main(["restore", str(folder / "copy.db"), "--store", str(folder / "back.db")]), 0)
    import grassroots as gr

    with gr.open(folder / "back.db", STREET / "charter") as back:
        prove(back.head, before)


CLOCKS = """
[calendar.office]
en = "Office"
zh = "机关"
hours = { any = "08:30-12:00 13:30-17:00" }
[clock.answer]
en = "Answer"
zh = "答复"
from = ["received"]
to = ["replied"]
whole = true
limit = [{ days = 15, time = "working" }]
[clock.taken]
en = "Taken in hand"
zh = "受理"
from = ["received"]
to = ["dispatched", "replied"]
limit = [{ hours = 24, time = "working" }]
"""
CLOCKED = 15_000


def _clocked():
    import random

    from grassroots.charter.loading import overlay
    from grassroots.model import Case, Step, Unit
    from grassroots.snapshot import Snapshot
    from grassroots.workspace.charters import open_charter

    draw, day_of = random.Random(1), date.fromordinal
    cases = []
    for number in range(CLOCKED):
        begun = date(2023, 1, 1).toordinal() + draw.randrange(700)
        handed, answered = begun + draw.randrange(4), begun + 4 + draw.randrange(25)
        steps = [Step(state="received", on=day_of(begun)), Step(state="dispatched", on=day_of(handed), unit="u")]
        steps += [Step(state="replied", on=day_of(answered), outcome="solved")] if draw.random() < 0.9 else []
        cases.append(Case(id=f"c{number}", category="request", unit="u", steps=tuple(steps)))
    charter = overlay(open_charter("association"), {"clocks.toml": CLOCKS})
    unit = Unit(id="u", kind="association", name="U", start=date(2010, 1, 1))
    return Snapshot.of([unit, *cases], charter, as_of=date(2024, 12, 31), check=False)


@job(
    "findings, clocks", f"what the rules find in {CLOCKED:,} cases under two clocks in working time", "findings, clocks by hand"
)
def clocks(folder, clock):
    from grassroots.rules.findings import findings_by_kind

    snapshot = _clocked()
    with clock.running():
        found = findings_by_kind(snapshot)
    return sum(one.code == "clock-overdue" for kind in found for one in kind.problems)


@job("findings, clocks, after an edit", "the same after a day of one case was corrected", "findings, clocks")
def clocks_after(folder, clock):
    from attrs import evolve

    from grassroots.rules.findings import findings_by_kind
    from grassroots.snapshot import Snapshot, carried_on

    before = _clocked()
    findings_by_kind(before)
    case, *_ = before.all("case").values()
    first, *rest = case.steps
    changed = evolve(case, steps=(evolve(first, on=first.on - timedelta(days=30)), *rest))
    after = Snapshot.of((*before, changed), before.charter, as_of=before.as_of, check=False)
    after = carried_on([before], after)
    with clock.running():
        found = findings_by_kind(after)
    return sum(one.code == "clock-overdue" for kind in found for one in kind.problems)


@job("findings, clocks by hand", "how many of them are overdue, by a loop over the steps that adds fifteen weekdays")
def clocks_by_hand(folder, clock):
    snapshot = _clocked()
    with clock.running():
        late = 0
        for case in snapshot.all("case").values():
            begun, last, left = case.steps[0].on.toordinal(), case.steps[-1], 15
            while left:
                begun += 1
                left -= (begun - 1) % 7 < 5
            late += last.state != "replied" and begun < snapshot.as_of.toordinal()
    return late


# -- a change among many records --


def _office(folder):
    import grassroots as gr

    _, rows = ledgers(RECORDS, folder)
    with gr.open(folder / "office.db", create=True) as office:
        prove(office.take_in(folder).rows, rows)
    return gr.open(folder / "office.db")


def _hundred(folder, name):
    """A ledger of a hundred new cases: the first ones of the office under other numbers."""
    head, *rows = (folder / "cases.csv").read_text(encoding="utf-8-sig").splitlines()
    place = folder / name
    place.mkdir()
    path = place / "cases.csv"
    path.write_text("\n".join([head, *(f"{name}-{at},{row.partition(',')[2]}" for at, row in enumerate(rows[:100]))]), "utf-8")
    return path


@job("100 new rows", f"100 new cases into {RECORDS:,} records, by an office that was just opened")
def new_rows(folder, clock):
    with _office(folder) as office:
        path = _hundred(folder, "first")
        with clock.running():
            taken = office.take_in(path, vanished="keep")
        prove(len(taken.new), 100)


@job("100 new rows, open", "the same by an office that is open and has read before", "100 new rows")
def new_rows_open(folder, clock):
    with _office(folder) as office:
        office.take_in(_hundred(folder, "first"), vanished="keep")
        path = _hundred(folder, "second")
        with clock.running():
            taken = office.take_in(path, vanished="keep")
        prove(len(taken.new), 100)


def _again_with_more(folder, clock, *, alone=True):
    """The ledgers of an office again, one of them with a hundred rows more; `alone`: as the command line asks, which reads no more than these."""
    import grassroots as gr

    place = folder / "ledgers"
    place.mkdir()
    _, rows = ledgers(RECORDS, place)
    with gr.open(folder / "office.db", create=True) as office:
        prove(office.take_in(place, unless_same=True).rows, rows)
    shutil.copy(place / "cases.csv", folder)
    more = (
        _hundred(folder, "more").read_text("utf-8").replace("示例", "又一示例").splitlines(keepends=True)[1:]
    )  # none like another
    with (place / "cases.csv").open("a", encoding="utf-8") as file:
        file.writelines(more)
    with gr.open(folder / "office.db") as office, clock.running():
        taken = office.take_in(place, unless_same=alone)
    prove((len(taken.new), bool(taken.unread)), (100, alone))


job("100 rows more, read whole", f"the ledgers of {RECORDS:,} records again, one with 100 rows more")(
    partial(_again_with_more, alone=False)
)
job(
    "100 rows more", "the same, as the command line asks: rows that are as they were are not read", "100 rows more, read whole"
)(_again_with_more)


@job("a unit", f"one new unit into {RECORDS:,} records, judged, stored, durable")
def new_unit(folder, clock):
    from attrs import evolve

    with _office(folder) as office:
        above = next(one for one in office.snapshot(day()).all("unit").values() if one.parents)
        unit = evolve(above, id="new-unit")
        with clock.running():
            office.add(unit, reason="new")
        prove(office.get("unit", "new-unit"), unit)


# -- ledgers read and written --

job("csv", f"a ledger of {books.ROWS:,} cases and one of their units, from CSV to checked records", "csv, loop")(books.ours)
job("csv, loop", "the same checks and records by csv.reader and a loop that knows this ledger by heart")(books.loop)
if books.HAS["polars"]:
    job("csv, polars", "the same checks over whole columns by polars: a table, no records", "csv")(books.by_polars)
if books.HAS["grassroots_xlsx"]:
    job(
        "workbook, read",
        f"a workbook of {books.BOOK_ROWS:,} rows to rows of texts, looked through first, in a process of its own",
        "workbook, read by openpyxl" if books.HAS["openpyxl"] else None,
    )(books.read_by_us)
    job(
        "workbook, written",
        "a ledger of as many rows with lists of words, days as days, and what to write at each column",
        "workbook, written by XlsxWriter",
    )(books.write_by_us)
    job("workbook, written by XlsxWriter", "the same cells, and nothing else")(books.write_by_xlsxwriter)
if books.HAS["openpyxl"]:
    job("workbook, read by openpyxl", "the same texts by openpyxl, in this process")(books.read_by_openpyxl)


# -- the disk --


@job("edit, fdatasync", "60 times 300 bytes, appended and synced: what a disk can do", by="wall")
def synced(folder, clock):
    file = os.open(folder / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    with clock.running():
        for _ in range(60):
            os.write(file, b"x" * 300)
            os.fdatasync(file)
    os.close(file)


@job("edit", "60 changes of one record each, durable one by one", "edit, fdatasync", by="wall")
def edits(folder, clock):
    from grassroots.builtin.sqlite import SqliteStore

    _edits(SqliteStore(folder / "edits.db"), clock)


if find_spec("apsw"):

    @job("edit, apsw", "the same by the SQLite of grassroots-apsw", "edit, fdatasync", by="wall")
    def edits_by_apsw(folder, clock):
        from grassroots_apsw import ApswStore

        _edits(ApswStore(folder / "edits.db"), clock)


def _edits(store, clock):
    from grassroots.model import Person
    from grassroots.store import Batch, Change

    def batch(name, count, called):
        people = (Person(id=f"p-{at}", name=called) for at in range(count))
        return Batch(id=name, changes=tuple(Change(noun="person", id=one.id, record=one) for one in people))

    store.append(batch("all", 3000, "Ann Example"))
    batches = [batch(f"edit-{at}", 1, f"Bob Example {at}") for at in range(60)]
    with clock.running():
        for one in batches:
            store.append(one)
    prove(store.head().seq, 3060)
    store.close()


@job("store, executemany", f"{RECORDS:,} records as plain tuples into plain tables: no log, no chain, no personal part")
def tuples(folder, clock):
    tables, rows = plain_tables(made(RECORDS))
    db = sqlite3.connect(folder / "plain.db")
    db.execute("PRAGMA synchronous = FULL")
    with clock.running(), db:
        for table, columns in tables.items():
            db.execute(f'CREATE TABLE "{table}" ({columns})')
        for table, cells in rows.items():
            db.executemany(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(cells[0]))})', cells)


if find_spec("sqlalchemy") is not None:

    @job("store, SQLAlchemy", "the same tuples by SQLAlchemy core", "store, executemany")
    def core(folder, clock):
        from sqlalchemy import Column, MetaData, Table, Text, create_engine, insert

        tables, rows = plain_tables(made(RECORDS))
        engine, metadata = create_engine(f"sqlite:///{folder / 'core.db'}"), MetaData()
        names = {table: [name.strip('" ') for name in columns.split(",")] for table, columns in tables.items()}
        made_of = {table: Table(table, metadata, *(Column(name, Text) for name in listed)) for table, listed in names.items()}
        dicts = {table: [dict(zip(names[table], cells, strict=True)) for cells in found] for table, found in rows.items()}
        with clock.running(), engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
            metadata.create_all(connection)
            for table, found in dicts.items():
                connection.execute(insert(made_of[table]), found)


@job("store", "the same into a store", "store, executemany")
def stored(folder, clock):
    append = appended(RECORDS, folder / "store.db")
    with clock.running():
        store = append()
    prove(store.head().seq, RECORDS)


# -- figures --


def _months():
    return [date(2023 + at // 12, at % 12 + 1, 1) for at in range(25)]


@job("figures", f"cases received at every unit in each of 24 months, {RECORDS:,} records", "figures, by hand")
def figures(folder, clock):
    from grassroots.figures import Evaluator
    from grassroots.snapshot import Snapshot
    from grassroots.values import Period

    snapshot = Snapshot.of(made(RECORDS), charter(), as_of=day(), check=False)
    months, units = _months(), snapshot.tree_on().units
    with clock.running():
        evaluator = Evaluator(snapshot)
        measure = snapshot.charter.measure("cases_received")
        found = {
            (unit, at): evaluator.figure(evaluator.question(measure, scope=unit, period=Period(*months[at : at + 2]))).value
            for unit in units
            for at in range(24)
        }
    return weighed(found, units)


@job("figures, by hand", "the same numbers by a loop written for them")
def by_hand(folder, clock):
    from grassroots.snapshot import Snapshot

    snapshot = Snapshot.of(made(RECORDS), charter(), as_of=day(), check=False)
    months, tree = _months(), snapshot.tree_on()
    above = {unit: (unit, *tree.ancestors(unit)) for unit in tree.units}
    with clock.running():
        found = {}
        for case in snapshot.all("case").values():
            on, outcome = case.steps[0].on, None
            for step in case.steps:
                outcome = step.outcome if step.outcome else None if step.state == "dispatched" else outcome
            if outcome == "duplicate":
                continue
            unit = snapshot.tree.place(case.unit, day())
            if months[0] <= on < months[-1] and on <= day() and unit is not None:
                at = (on.year - 2023) * 12 + on.month - 1
                for one in above[unit]:
                    found[one, at] = found.get((one, at), 0) + 1
    return weighed(found, tree.units)


if cube.HAS["numpy"]:

    @job(
        "cube",
        f"36 figures of every unit in each of 24 months, {cube.RECORDS:,} records, with grassroots-columns",
        "cube, polars" if cube.HAS["polars"] else "cube, loop",
    )
    def cube_ours(folder, clock):
        return cube.ours(clock)

    @job(
        "as of",
        "open cases of every unit at the end of each of 24 months, of the same records",
        "as of, polars" if cube.HAS["polars"] else None,
    )
    def as_of_ours(folder, clock):
        return cube.ours_as_of(clock)

    @job("cube, loop", "the same numbers by a loop in Python written for them", "cube")
    def cube_loop(folder, clock):
        return cube.loop(clock)


if cube.HAS["polars"]:

    @job("cube, polars", "the same numbers by polars, written for them, from Parquet files")
    def cube_polars(folder, clock):
        return cube.by_polars(folder, clock)

    @job("as of, polars", "the same numbers by polars, written for them, from Parquet files")
    def as_of_polars(folder, clock):
        return cube.by_polars_as_of(folder, clock)


if cube.HAS["polars"] and cube.HAS["duckdb"]:

    @job(
        "cube, DuckDB",
        "the roll-up alone, by DuckDB over a table of what stands under what; what counts at each unit is there already",
        "cube",
    )
    def cube_duckdb(folder, clock):
        return cube.by_duckdb(folder, clock)


@job(
    "shares",
    f"projects chosen by equal shares, exactly: {shares.PROJECTS} projects, {shares.PAPERS:,} papers, nearly each of its own",
    "shares, pabutools" if shares.HAS_PEER else None,
)
def shares_ours(folder, clock):
    return shares.ours(folder, shares.vote(), clock)


if shares.HAS_PEER:

    @job("shares, pabutools", "the same by pabutools, the public reference implementation")
    def shares_pabutools(folder, clock):
        return shares.pabutools(folder, shares.vote(), clock)


@job(
    "matching",
    f"{wishes.SIZE:,} needs and {wishes.SIZE:,} offers, about {wishes.FIT} fit each: pairs by three preferences, and why the rest is left over",
    "matching, OR-tools" if wishes.HAS_PEER else None,
)
def matching_ours(folder, clock):
    return wishes.ours(folder, clock)


if wishes.HAS_PEER:

    @job("matching, OR-tools", "as good pairs by OR-tools' flow, written for this rule; no reasons")
    def matching_ortools(folder, clock):
        return wishes.by_ortools(folder, clock)


def weighed(found, units):
    """One number for a table of numbers, each weighted by its place."""
    place = {unit: at for at, unit in enumerate(sorted(units))}
    return sum(int(value or 0) * (place[unit] * 24 + at + 1) for (unit, at), value in found.items())


# -- running and telling --


def measure(name):
    clock = Clock()
    folder = Path(tempfile.mkdtemp(prefix="grassroots-jobs-"))
    try:
        import grassroots as gr

        # What is imported when it is first asked for is no part of a job.
        prove(bool(gr.rules.ClockRule), True)
        gives = JOBS[name][0](folder, clock)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"cpu": clock.cpu, "wall": clock.wall, "gives": gives}


def in_a_process_of_its_own(name):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*map(str, SOURCES), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run([sys.executable, __file__, "--measure", name], capture_output=True, text=True, env=env)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout.splitlines()[-1])


def table(results, rounds):
    """The results as a Markdown table."""
    lines = [
        f"{rounds} rounds, medians, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores, "
        f"load at the end {os.getloadavg()[0]:.1f}: read the ratios, not the seconds.",
        "",
        "| job | seconds (least to most) | beside | ratio | what |",
        "|---|---|---|---|---|",
    ]
    for name, found in results.items():
        _, what, peer, by = JOBS[name]
        times = [one[by] for one in found]
        ratio = ""
        if peer in results:
            if name != "street, again" and len({one["gives"] for one in (*found, *results[peer])} - {None}) > 1:
                raise SystemExit(f"{name} and {peer} do not give the same")
            ratio = f"{statistics.median(times) / max(statistics.median(one[by] for one in results[peer]), 1e-9):.2f}"
        told = f"{statistics.median(times):.3f} ({min(times):.3f} to {max(times):.3f})"
        lines.append(f"| {name} | {told}{' wall' if by == 'wall' else ''} | {peer or ''} | {ratio} | {what} |")
    return "\n".join(lines)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="jobs, separated by semicolons; the peer of a job comes with it")
    parser.add_argument("--write", action="store_true", help="writes the table into docs/explanation/performance.md")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    wanted = [name.strip() for name in options.only.split(";") if name.strip()]
    if unknown := set(wanted) - set(JOBS):
        parser.error(f"no job {', '.join(sorted(unknown))}; there are {'; '.join(JOBS)}")
    peers = {JOBS[name][2] for name in wanted}
    results = {name: [] for name in JOBS if not wanted or name in wanted or name in peers}
    for round_ in range(options.rounds):
        for name, found in results.items():
            found.append(in_a_process_of_its_own(name))
            print(f"round {round_ + 1}: {name}: {found[-1]['cpu']:.3f} s", file=sys.stderr)
    told = table(results, options.rounds)
    print(told)
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
