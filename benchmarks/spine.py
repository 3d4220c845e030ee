"""Measures the spine, step by step, on a synthetic organization: rows a second, peak memory, bytes a record, beside plain peers.

    python benchmarks/spine.py                          10,000 records, 5 rounds, every step
    python benchmarks/spine.py --records 1000000 --rounds 3
    python benchmarks/spine.py --only append,scan --out benchmarks/results/10k.md

Every measurement is a process of its own. `benchmarks/README.md` says how to read the table and which traps it avoids.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import date
from datetime import time as clock_time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "src", *sorted(ROOT.glob("plugins/*/src"))]
BATCH = 10_000
"""How many changes go into one batch; each batch is durable when it returns."""
STEPS = {}


def step(name, what, peer_of=None):
    """Registers a step. `peer_of`: the step beside which it is to be read; its ratio stands in that step's row."""

    def register(function):
        STEPS[name] = (function, what, peer_of)
        return function

    return register


class Clock:
    """The time and memory of the one block that counts. Everything before it is preparation, everything after it is proof."""

    def __init__(self):
        self.wall = self.cpu = 0.0
        self.peak = 0

    @contextmanager
    def running(self):
        gc.collect()
        reset_peak()
        before, start, cpu = resident(), time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - start
        self.cpu += time.process_time() - cpu
        self.peak = max(self.peak, peak() - before)


def _status(name):
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(name))


def resident():
    """Bytes of memory that this process holds now."""
    try:
        return _status("VmRSS:")
    except OSError:
        return 0


def reset_peak():
    """Lets the peak begin anew at what is held now, so that preparation does not hide in it (Linux only)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak():
    """The most memory that was held since."""
    try:
        return _status("VmHWM:")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def prove(found, expected):
    """Stops a measurement that did not do its work: a loop over nothing is the fastest of all."""
    if found != expected:
        raise SystemExit(f"the step did not do its work: {found!r}, not {expected!r}")


def made(records):
    from grassroots.testing.synthetic import sized

    return list(sized(records))


def by_noun(records):
    from grassroots.model import noun_of

    found = {}
    for record in records:
        found.setdefault(noun_of(record), []).append(record)
    return found


def charter():
    from grassroots.workspace import open_charter

    return open_charter("association")


def day():
    from grassroots.testing.synthetic import last_day

    return last_day(24)


# ---- making records ----


@step("generate", "records made from a seed and held in a list")
def generate(records, folder, clock):
    from grassroots.testing.synthetic import sized

    with clock.running():
        held = list(sized(records))
    prove(len(held), records)
    return records, {"memory": clock.peak}


@step("generate, as dicts", "the same content as dicts of what is not empty, read from JSON", "generate")
def generate_dicts(records, folder, clock):
    from grassroots.codec import to_json
    from grassroots.testing.synthetic import sized

    lines = [to_json(record) for record in sized(records)]
    with clock.running():
        held = [json.loads(line) for line in lines]
    prove(len(held), records)
    return records, {"memory": clock.peak}


# ---- codec ----


@step("encode", "records to typed cells")
def encode_all(records, folder, clock):
    from grassroots.codec import decode, encode
    from grassroots.model import noun_of

    whole = made(records)
    with clock.running():
        encoded = [encode(record) for record in whole]
    prove(decode(noun_of(whole[-1]), encoded[-1]), whole[-1])
    return records, {}


@step("decode", "typed cells to records")
def decode_all(records, folder, clock):
    from grassroots.codec import decode, encode
    from grassroots.model import noun_of

    whole = [(noun_of(record), encode(record), record) for record in made(records)]
    with clock.running():
        decoded = [decode(noun, cells) for noun, cells, _ in whole]
    prove(decoded[:: max(1, records // 1000)], [record for _, _, record in whole[:: max(1, records // 1000)]])
    return records, {}


@step("to_json", "records to canonical JSON")
def write_json(records, folder, clock):
    from grassroots.codec import to_json

    whole = made(records)
    with clock.running():
        lines = [to_json(record) for record in whole]
    prove(len(lines), records)
    return records, {"file": sum(len(line.encode()) + 1 for line in lines)}


@step("to_json, json.dumps", "ready dicts of the same content, by the standard library", "to_json")
def write_json_plain(records, folder, clock):
    from grassroots.codec import to_json

    lines = [to_json(record) for record in made(records)]
    plain = [json.loads(line) for line in lines]
    with clock.running():
        dumped = [json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in plain]
    prove(len(dumped), len(lines))
    return records, {}


@step("from_json", "canonical JSON to checked records")
def read_json(records, folder, clock):
    from grassroots.codec import from_json, to_json
    from grassroots.model import noun_of

    whole = [(noun_of(record), to_json(record), record) for record in made(records)]
    with clock.running():
        read = [from_json(noun, line) for noun, line, _ in whole]
    prove(read[-1], whole[-1][2])
    return records, {}


@step("from_json, json.loads", "to unchecked dicts, by the standard library", "from_json")
def read_json_plain(records, folder, clock):
    from grassroots.codec import to_json

    lines = [to_json(record) for record in made(records)]
    with clock.running():
        read = [json.loads(line) for line in lines]
    prove(len(read), records)
    return records, {}


# ---- store ----


def appended(records, path):
    """Appends in batches; gives a function that does it, so that preparation is outside the clock."""
    from grassroots.builtin.sqlite import SqliteStore
    from grassroots.model import noun_of
    from grassroots.store import Batch, Change

    changes = [Change(noun=noun_of(record), id=record.id, record=record) for record in made(records)]
    batches = [
        Batch(id=f"batch-{at}", changes=tuple(changes[at : at + BATCH]), actor="benchmark", reason="load")
        for at in range(0, len(changes), BATCH)
    ]

    def append():
        store = SqliteStore(path)
        for batch in batches:
            store.append(batch)
        return store

    return append


@step("append", f"to SQLite: typed tables, log, chain of hashes; batches of {BATCH:,}, each durable")
def append_all(records, folder, clock):
    append = appended(records, folder / "street.db")
    with clock.running():
        store = append()
    prove(store.head().seq, records)
    store.close()
    return records, {"file": size_of(folder)}


@step("append, executemany", "the same facts as plain tuples into plain tables, one commit: the lower bound", "append")
def append_tuples(records, folder, clock):
    tables, rows = plain_tables(made(records))
    db = sqlite3.connect(folder / "plain.db")
    db.execute("PRAGMA synchronous = FULL")
    with clock.running():
        for table, columns in tables.items():
            db.execute(f'CREATE TABLE "{table}" ({columns})')
        with db:
            for table, cells in rows.items():
                db.executemany(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(cells[0]))})', cells)
    prove(sum(db.execute(f'SELECT count(*) FROM "{noun}"').fetchone()[0] for noun in tables if "/" not in noun), records)
    db.close()
    return records, {"file": size_of(folder)}


@step("append, JSON documents", "canonical JSON, made beforehand, into one table by key, the same batches", "append")
def append_documents(records, folder, clock):
    from grassroots.codec import to_json
    from grassroots.model import noun_of

    rows = [(noun_of(record), record.id, to_json(record)) for record in made(records)]
    db = sqlite3.connect(folder / "documents.db")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE document (noun TEXT, id TEXT, body TEXT, PRIMARY KEY (noun, id)) WITHOUT ROWID")
    with clock.running():
        for at in range(0, len(rows), BATCH):
            with db:
                db.executemany("INSERT INTO document VALUES (?, ?, ?)", rows[at : at + BATCH])
    prove(db.execute("SELECT count(*) FROM document").fetchone()[0], records)
    db.close()
    return records, {"file": size_of(folder)}


def plain_tables(records):
    """Facts and steps as plain tuples by table; no personal part, no log."""
    from grassroots.codec import columns_of, encode

    tables, rows = {}, {}
    for noun, listed in by_noun(records).items():
        layout = columns_of(noun)
        tables[noun] = ", ".join(f'"{column.name}"' for column in layout.facts)
        rows[noun] = [[_plain(cell) for cell in encode(record).facts] for record in listed]
        for at, child in enumerate(layout.children):
            found = [[record.id, *map(_plain, facts)] for record in listed for facts, _ in encode(record).children[at]]
            if found:
                tables[f"{noun}/{child.field}"] = ", ".join(['"owner"', *(f'"{column.name}"' for column in child.facts)])
                rows[f"{noun}/{child.field}"] = found
    return tables, rows


def _plain(cell):
    return cell.isoformat() if isinstance(cell, date | clock_time) else cell


def size_of(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


@step("scan", "every record of every noun out of SQLite, by pages")
def scan_all(records, folder, clock):
    appended(records, folder / "street.db")().close()
    from grassroots.builtin.sqlite import SqliteStore
    from grassroots.model import NOUNS

    store = SqliteStore(folder / "street.db")
    with clock.running():
        found = 0
        for noun in NOUNS:
            after = ""
            while page := store.scan(noun, after=after, limit=BATCH):
                found += len(page)
                after = page[-1].id
    prove(found, records)
    return records, {}


@step("scan, fetchall", "the same facts as plain tuples out of plain tables: the lower bound", "scan")
def scan_tuples(records, folder, clock):
    tables, rows = plain_tables(made(records))
    db = sqlite3.connect(folder / "plain.db")
    with db:
        for table, columns in tables.items():
            db.execute(f'CREATE TABLE "{table}" ({columns})')
            db.executemany(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(rows[table][0]))})', rows[table])
    with clock.running():
        found = {table: db.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
    prove(sum(len(cells) for table, cells in found.items() if "/" not in table), records)
    return records, {}


@step("columns", "the facts of every noun as columns out of SQLite")
def columns_all(records, folder, clock):
    appended(records, folder / "street.db")().close()
    from grassroots.builtin.sqlite import SqliteStore
    from grassroots.model import NOUNS

    store = SqliteStore(folder / "street.db")
    with clock.running():
        found = sum(len(store.columns(noun)["id"]) for noun in NOUNS)
    prove(found, records)
    return records, {}


# ---- snapshot and figures ----


@step("snapshot", "records side by side, with the dated tree, unchecked")
def snapshot_plain(records, folder, clock):
    from grassroots.snapshot import Snapshot

    whole, rules = made(records), charter()
    with clock.running():
        snapshot = Snapshot.of(whole, rules, as_of=day(), check=False)
        snapshot.roots()
    prove(len(snapshot), records)
    return records, {}


@step("snapshot, dict by key", "a dict by noun and id: the lower bound", "snapshot")
def snapshot_dict(records, folder, clock):
    from grassroots.model import noun_of

    whole = made(records)
    with clock.running():
        held = {(noun_of(record), record.id): record for record in whole}
    prove(len(held), records)
    return records, {}


@step("snapshot, checked", "the same with every check")
def snapshot_checked(records, folder, clock):
    from grassroots.snapshot import Snapshot

    whole, rules = made(records), charter()
    with clock.running():
        snapshot = Snapshot.of(whole, rules, as_of=day())
    prove(list(snapshot.problems), [])
    return records, {}


def _year():
    from grassroots.values import Period

    return Period(date(day().year, 1, 1), date(day().year + 1, 1, 1))


@step("one figure", "how many cases were received in the year, with what came of each")
def one_figure(records, folder, clock):
    from grassroots.figures import evaluate
    from grassroots.snapshot import Snapshot

    rules = charter()
    whole = made(records)
    snapshot = Snapshot.of(whole, rules, as_of=day(), check=False)
    with clock.running():
        figures = evaluate(["case_outcomes"], snapshot, period=_year())
    cases = by_noun(whole)["case"]
    prove(figures["case_outcomes"].value, len(_received(cases)))
    return len(cases), {}


def _received(cases):
    """Cases of the year that are no duplicates, by hand."""
    year, found = _year(), []
    for case in cases:
        if case.steps[0].on in year:
            outcome = None
            for one in case.steps:
                outcome = one.outcome if one.outcome else None if one.state == "dispatched" else outcome
            if outcome != "duplicate":
                found.append(outcome or "in_progress")
    return found


@step("one figure, by hand", "the same number and split by a loop written for it: the lower bound", "one figure")
def one_figure_by_hand(records, folder, clock):
    cases = by_noun(made(records))["case"]
    with clock.running():
        split = Counter(_received(cases))
    prove(split["solved"] > 0, True)
    return len(cases), {}


@step("all figures", "every measure of the neutral charter, of the whole year")
def all_figures(records, folder, clock):
    from grassroots.figures import evaluate
    from grassroots.snapshot import Snapshot

    rules = charter()
    snapshot = Snapshot.of(made(records), rules, as_of=day(), check=False)
    with clock.running():
        figures = evaluate(rules.measures, snapshot, period=_year())
    # Most figures about nouns that the synthetic office keeps have something to count; of the others nothing is asked.
    asked = [name for name, measure in rules.measures.items() if measure.noun and snapshot.all(measure.noun)]
    prove(len(asked) > 18 and sum(1 for name in asked if figures[name].value) > len(asked) // 2, True)
    return records, {"note": f"{len(rules.measures)} measures"}


@step("report", "the yearly report of the neutral charter, filled, rendered, and written as HTML")
def report(records, folder, clock):
    from grassroots.plugins import Plugins
    from grassroots.reports import make_report
    from grassroots.snapshot import Snapshot

    rules = charter()
    snapshot = Snapshot.of(made(records), rules, as_of=day(), check=False)
    writer = Plugins.of().open_writer(str(folder / "year.html"))
    with clock.running():
        filled = make_report("year", snapshot)
        writer.write(filled, filled.render("en"), folder / "year.html")
    prove((folder / "year.html").stat().st_size > 1000, True)
    return records, {"file": (folder / "year.html").stat().st_size, "per": "report"}


# ---- ledgers ----


def ledgers(records, folder):
    """The units, members and cases of the organization as CSV ledgers of the neutral charter; gives the number of rows."""
    from grassroots.builtin.csv import TextRows
    from grassroots.ledgers import template

    rules, found, rows = charter(), by_noun(made(records)), 0
    once = [case for case in found["case"] if len({one.state for one in case.steps}) == len(case.steps)]
    units = [unit for unit in found["unit"] if len(unit.parents) < 2]
    kept = {unit.id for unit in units}
    while len(units) > len(units := [unit for unit in units if all(place.parent in kept for place in unit.parents)]):
        kept = {unit.id for unit in units}
    of = {
        "units": units,
        "members": [
            record
            for pair in zip(found["person"], found["membership"], strict=True)
            if pair[1].unit in kept and len({one.state for one in pair[1].steps}) == len(pair[1].steps)
            for record in pair
        ],
    }
    people = {record.id for record in of["members"]}
    of["cases"] = [
        case
        for case in once
        if case.unit in kept
        and (case.requester is None or case.requester in people)
        and all(one.unit is None or one.unit in kept for one in case.steps)
    ]
    for name, listed in of.items():
        sheet = template(rules.ledgers[name], rules, "en", listed)
        TextRows(folder / f"{name}.csv").write([sheet])
        rows += len(sheet.rows)
    return rules, rows


@step("take in CSV", "units, members and cases from CSV text to checked records with their sources")
def take_in(records, folder, clock):
    from grassroots.builtin.csv import TextRows
    from grassroots.ledgers import build

    rules, rows = ledgers(records, folder)
    with clock.running():
        tables = [table for path in sorted(folder.glob("*.csv")) for table in TextRows(path).tables()]
        reading = build(tables, rules)
    prove([str(problem) for problem in reading.problems][:3], [])
    prove(reading.rows, rows)
    return rows, {"file": size_of(folder)}


@step("take in CSV, csv.reader", "the same files to lists of text, nothing understood: the lower bound", "take in CSV")
def take_in_plain(records, folder, clock):
    _, rows = ledgers(records, folder)
    with clock.running():
        found = 0
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                found += len(list(csv.reader(file))) - 1
    prove(found >= rows, True)
    return rows, {}


# ---- running and telling ----


def measure(name, records):
    """One measurement, in this process."""
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="grassroots-benchmark-") as folder:
        rows, more = STEPS[name][0](records, Path(folder), clock)
    return {"rows": rows, "wall": clock.wall, "cpu": clock.cpu, "peak": clock.peak, **more}


def in_a_process_of_its_own(name, records):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*map(str, SOURCES), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name, "--records", str(records)], capture_output=True, text=True, env=env
    )
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout)


def seconds(value):
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def table(results, records, rounds):
    """The results as a Markdown table. A ratio stands beside a peer: how many times its CPU time the step takes."""
    lines = [
        f"{records:,} records, {rounds} rounds, median CPU seconds (least to most). Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.machine()}, {os.cpu_count()} cores, load at the end {os.getloadavg()[0]:.1f}.",
        "",
        "| step | CPU s | rows/s | wall s | peak MB | bytes a row | step : peer | what |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, found in results.items():
        _, what, peer_of = STEPS[name]
        cpu = statistics.median(one["cpu"] for one in found)
        spread = f"{seconds(min(one['cpu'] for one in found))} to {seconds(max(one['cpu'] for one in found))}"
        rows = found[0]["rows"]
        content = found[0].get("file", statistics.median(one["memory"] for one in found) if "memory" in found[0] else None)
        of = "memory" if "memory" in found[0] else "file"
        each = "" if content is None or found[0].get("per") else f"{content / rows:,.0f} ({of})"
        ratio = ""
        if peer_of in results:
            ratio = f"{statistics.median(one['cpu'] for one in results[peer_of]) / max(cpu, 1e-9):.1f}"
        note = f"; {found[0]['note']}" if "note" in found[0] else ""
        lines.append(
            f"| {name} | {seconds(cpu)} ({spread}) | {rows / max(cpu, 1e-9):,.0f} | "
            f"{seconds(statistics.median(one['wall'] for one in found))} | "
            f"{statistics.median(one['peak'] for one in found) / 1e6:,.0f} | {each} | {ratio} | {what}{note} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000, help="how many records, 100 or more")
    parser.add_argument("--rounds", type=int, default=5, help="how often each step is measured")
    parser.add_argument("--only", default="", help="steps, separated by commas; the peers of a step come with it")
    parser.add_argument("--out", type=Path, help="a Markdown file for the table")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure, options.records)))
        return
    wanted = [name.strip() for name in options.only.split(",") if name.strip()]
    if unknown := set(wanted) - set(STEPS):
        parser.error(f"no step {', '.join(sorted(unknown))}; there are {'; '.join(STEPS)}")
    chosen = [name for name, (_, _, peer_of) in STEPS.items() if not wanted or name in wanted or peer_of in wanted]
    results = {name: [] for name in chosen}
    # Round by round, so that a busy minute of the machine falls on all steps alike.
    for round_ in range(options.rounds):
        for name in chosen:
            results[name].append(in_a_process_of_its_own(name, options.records))
            print(f"round {round_ + 1}: {name}: {seconds(results[name][-1]['cpu'])} s", file=sys.stderr)
    told = table(results, options.records, options.rounds)
    print(told)
    if options.out:
        options.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
