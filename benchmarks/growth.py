"""Shows how the cost of a thing grows with its size: n, 2n and 4n side by side, each several times, each in a process of its own.

    python benchmarks/growth.py edits                    a step, a correction, a new case, in stores of n records
    python benchmarks/growth.py ledgers                  n rows taken in, again, and with a few more
    python benchmarks/growth.py whole                    10,000 rows, then 10 and 100 times as many: ledgers to figures, an hour at most, 6 GB of memory
    python benchmarks/growth.py hostile                  text that is meant to hurt: long, deep, repetitive
    python benchmarks/growth.py hostile --only csv --out benchmarks/results/hostile.md
    PYTHONPATH=older/src python benchmarks/growth.py edits --as-it-is    another version of the library, for before and after

What costs the same at any size has ratios near 1; what is linear, near 2; above 3 it is more than linear. Nothing here fails: look at the ratios.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

from spine import peak, prove, reset_peak

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "src", *sorted(ROOT.glob("plugins/*/src"))]
CASES = {}


def case(group, name, size, what, each=1):
    """Registers a case: a function that takes n and a folder, and gives the call that is measured and counts `each` things. The call tells what came of it."""

    def register(function):
        CASES[f"{group}: {name}"] = (function, size, what, each)
        return function

    return register


# ---- edits ----

EDITS = 10


def office(records, folder):
    import grassroots as gr
    from grassroots.model import Case, noun_of
    from grassroots.store import Batch, Change
    from grassroots.testing.synthetic import sized

    workspace = gr.open(folder / "office.db", create=True)
    made = list(sized(records))
    store = workspace._held.gate._store
    for first in range(0, len(made), 10_000):
        part = made[first : first + 10_000]
        store.append(Batch(id=f"load{first}", changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in part)))
    fresh = [one for one in made if isinstance(one, Case) and [step.state for step in one.steps] == ["received"]][:EDITS]
    if len(fresh) < EDITS:
        raise SystemExit("too few cases: take more records")
    workspace.correct("case", fresh[0].id, reason="warm", topic="noise")  # what is prepared once a process does not count
    return workspace, fresh


@case("edits", "record_step", 5_000, "one dated step of a case in a store of n records", EDITS)
def one_step(n, folder):
    from grassroots.model import Step

    workspace, fresh = office(n, folder)

    def run():
        for one in fresh:
            step = Step(state="dispatched", on=one.steps[0].on, unit=one.unit)
            workspace.record_step("case", one.id, step, reason="sent on")
        return "stored" if workspace.get("case", fresh[-1].id).steps[-1].state == "dispatched" else "lost"

    return run


@case("edits", "correct", 5_000, "one field of a case", EDITS)
def one_correction(n, folder):
    workspace, fresh = office(n, folder)

    def run():
        for one in fresh:
            workspace.correct("case", one.id, reason="heard wrong", text="corrected")
        return "stored" if workspace.get("case", fresh[-1].id).text == "corrected" else "lost"

    return run


@case("edits", "add", 5_000, "one new case", EDITS)
def one_case(n, folder):
    from attrs import evolve

    workspace, fresh = office(n, folder)

    def run():
        for number, one in enumerate(fresh):
            workspace.add(evolve(one, id=f"new-{number}"), reason="called")
        return "stored" if workspace.get("case", f"new-{EDITS - 1}") else "lost"

    return run


@case("edits", "append", 5_000, "the same batch straight to the store, unchecked: what an edit cannot cost less than", EDITS)
def one_append(n, folder):
    from attrs import evolve

    from grassroots.store import Batch, Change

    workspace, fresh = office(n, folder)
    store = workspace._held.gate._store

    def run():
        for number, one in enumerate(fresh):
            made = evolve(one, id=f"new-{number}")
            store.append(Batch(id=f"b{number}", changes=(Change(noun="case", id=made.id, record=made),)))
        return "stored"

    return run


@case("edits", "rows", 5_000, "a ledger of 100 new cases, taken in by an office that was just opened")
def hundred_rows(n, folder):
    from attrs import evolve

    import grassroots as gr
    from grassroots.builtin.csv import TextRows
    from grassroots.ledgers import template

    workspace, fresh = office(n, folder)
    cases = [evolve(fresh[at % EDITS], id=f"new-{at}", requester=None) for at in range(100)]
    path = folder / "cases.csv"
    TextRows(path).write([template(workspace.charter.ledgers["cases"], workspace.charter, "en", cases)])
    workspace.close()
    opened = gr.open(folder / "office.db")

    def run():
        taken = opened.take_in(path, vanished="keep")
        return "stored" if len(taken.new) == 100 else str(taken)

    return run


def all_figures(workspace):
    from grassroots.figures import evaluate
    from grassroots.values import Period

    snapshot = workspace.snapshot("2014-12-31")
    measures = [name for name, one in workspace.charter.measures.items() if not one.by]
    return {name: one.value for name, one in evaluate(measures, snapshot, period=Period.year(2014)).items()}


@case("edits", "figures", 5_000, "every figure of the charter, for the whole office, from a snapshot that is there")
def figures_anew(n, folder):
    workspace, _ = office(n, folder)
    workspace.snapshot("2014-12-31")
    return lambda: str(len(all_figures(workspace)))


@case("edits", "figures, after an edit", 5_000, "the same, after one field of a case was corrected", EDITS)
def figures_after(n, folder):
    workspace, fresh = office(n, folder)
    all_figures(workspace)
    snapshots = []
    for number, one in enumerate(fresh):
        workspace.correct("case", one.id, reason="heard wrong", text=f"corrected {number}")
        snapshots.append(workspace.snapshot("2014-12-31"))

    def run():
        from grassroots.figures import evaluate
        from grassroots.values import Period

        measures = [name for name, one in workspace.charter.measures.items() if not one.by]
        for snapshot in snapshots:
            found = evaluate(measures, snapshot, period=Period.year(2014))
        return str(len(found))

    return run


@case("edits", "snapshot, after an edit", 5_000, "all records side by side, after one field of a case was corrected", EDITS)
def snapshot_after(n, folder):
    workspace, fresh = office(n, folder)
    workspace.snapshot("2014-12-31")

    def run():
        for number, one in enumerate(fresh):
            workspace.correct("case", one.id, reason="heard wrong", text=f"corrected {number}")
            found = workspace.snapshot("2014-12-31")
        return "there" if found.get("case", fresh[-1].id).text == f"corrected {EDITS - 1}" else "lost"

    return run


# ---- ledgers ----

MORE = 100


def many_cases(n, folder):
    """An office's units and n cases as ledgers, no two cases alike; gives their folder."""
    draw, place = random.Random(7), folder / "ledgers"
    place.mkdir()
    groups = [f"g{at}" for at in range(max(10, n // 100))]
    units = ["code,name,kind,part of", "a,All,association,", *(f"{one},Group {one},group,a" for one in groups)]
    (place / "units.csv").write_text("\n".join(units) + "\n", "utf-8")
    with (place / "cases.csv").open("w", encoding="utf-8") as file:
        file.write("No.,unit,category,channel,topic,what was said,received on,answered on,outcome\n")
        file.writelines(a_case(at, draw, groups) for at in range(1, n + 1))
    return place


def a_case(at, draw, groups):
    came = date(2022, 1, 1).toordinal() + draw.randrange(1000)
    answered = f"{date.fromordinal(came + draw.randrange(30))},solved" if draw.random() < 0.7 else ","
    topic = draw.choice(("housing", "traffic", "noise"))
    return f"{at},{draw.choice(groups)},request,phone,{topic},matter {at} of {draw.randrange(10**6)},{date.fromordinal(came)},{answered}\n"


def taking_in(n, folder, *, more=0, before=True, **named):
    """The ledgers of n cases, taken in `before`, with so many more rows since."""
    import grassroots as gr

    place, store = many_cases(n, folder), folder / "office.db"
    if before:
        with gr.open(store, create=True) as office:
            office.take_in(place, unless_same=True)
        with (place / "cases.csv").open("a", encoding="utf-8") as file:
            file.writelines(a_case(n + at, random.Random(at), ["g1"]) for at in range(1, more + 1))
    opened = gr.open(store, create=True)

    def run():
        taken = opened.take_in(place, **named)
        told = "not all read" if taken.unread else "all read"
        return f"{told}, {len(taken.new)} new" if taken.ok else str(taken)

    return run


case("ledgers", "first", 10_000, "units and n cases, read, checked, stored")(partial(taking_in, before=False))
case("ledgers", "again, read", 10_000, "the same ledgers again, read")(taking_in)
case("ledgers", "again", 10_000, "the same, as the command line asks")(partial(taking_in, unless_same=True))
case("ledgers", "more, read", 10_000, f"with {MORE} rows more, all read")(partial(taking_in, more=MORE))
case("ledgers", "more", 10_000, f"with {MORE} rows more, as the command line asks")(
    partial(taking_in, more=MORE, unless_same=True)
)


# ---- the whole way ----

MONTHS = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(25)]
LINES = ("cases_received", "case_outcomes", "cases_completed", "cases_on_time", "cases_satisfied", "cases_closed", "cases_open")


def stored(n, folder):
    import grassroots as gr

    with gr.open(folder / "office.db", create=True) as office:
        prove(office.take_in(many_cases(n, folder)).stored, True)
    return gr.open(folder / "office.db")


case("whole", "taken in", 10_000, "units and n cases, read, checked, stored")(partial(taking_in, before=False))


@case("whole", "snapshot", 10_000, "all of them on a day, read from the store and put side by side")
def whole_snapshot(n, folder):
    office = stored(n, folder)
    return lambda: f"{len(office.snapshot('2024-12-31')):,} records"


@case("whole", "figures", 10_000, "27 figures of every unit in each of 24 months, with grassroots-columns, from the snapshot")
def whole_figures(n, folder):
    from grassroots.values import Period

    office = stored(n, folder)
    office.snapshot("2024-12-31")

    def run():
        cube = office.cube(LINES, "2024-12-31", periods=[Period(*pair) for pair in pairwise(MONTHS)])
        return f"{len(cube.strands) * len(cube.periods) * len(cube.units):,} numbers"

    return run


@case(
    "whole",
    "raw parts",
    10_000,
    "by polars, for just this: read, checked, hashed, written, synced; and the figures that are not nought",
)
def raw_parts(n, folder):
    import polars as pl

    place, col = many_cases(n, folder), pl.col
    first, last = MONTHS[0], MONTHS[-1]

    def run():
        units = pl.read_csv(place / "units.csv")["code"]
        cases = pl.read_csv(place / "cases.csv", try_parse_dates=True)
        wrong = cases.filter(
            col("No.").is_null()
            | col("No.").is_duplicated()
            | ~col("unit").is_in(units.implode())
            | ~col("category").is_in(["request", "opinion", "question", "complaint", "suggestion", "repair"])
            | ~col("channel").is_in(["phone", "visit", "letter"])
            | col("received on").is_null()
            | (col("answered on") < col("received on"))
            | (col("answered on").is_null() != col("outcome").is_null())
        )
        prove(len(wrong), 0)
        cases = cases.with_columns(pl.struct(pl.all()).hash().alias("hash"))
        with (folder / "cases.parquet").open("wb") as file:
            cases.write_parquet(file)
            file.flush()
            os.fsync(file.fileno())
        numbers = 0
        for on, outcome in (("received on", None), ("received on", "solved"), ("answered on", None)):
            some = cases.filter(
                (col(on) >= first) & (col(on) < last) & (col("outcome") == outcome if outcome else pl.lit(True))
            )
            counted = some.group_by("unit", col(on).dt.truncate("1mo")).len()
            numbers += len(counted) + counted[on].n_unique()
        for end in MONTHS[1:]:
            open_then = (col("received on") < end) & (col("answered on").is_null() | (col("answered on") >= end))
            numbers += len(cases.filter(open_then).group_by("unit").len()) + 1
        return f"{numbers:,} numbers"

    return run


# ---- hostile text ----

HEADING = "No.,unit,category,channel,topic,what was said,received on,answered on,outcome\n"


def reading(text, folder, name="cases.csv"):
    """Reads a ledger, and says what came of it."""
    import grassroots as gr

    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    workspace = gr.open("memory:")
    workspace.take_in(units(folder))

    def run():
        try:
            found = workspace.read(path)
        except gr.errors.GrassrootsError as error:
            return f"refused: {type(error).__name__}"
        codes = sorted({problem.code for problem in found.problems})
        return ("told: " + ", ".join(codes)) if codes else f"read: {len(found.records)} records"

    return run


def units(folder):
    place = folder / "units.csv"
    place.write_text("code,name,kind,part of\na,All,association,\n", encoding="utf-8")
    return place


ROW = ["1", "a", "opinion", "phone", "noise", "said", "2024-01-02", "2024-01-03", "solved"]
COLUMNS = {"reference": 1, "word": 2, "text": 5, "date": 6}
HOSTILE = {
    "nines": lambda n: "9" * n,
    "letters": lambda n: "a" * n,
    "characters": lambda n: "年" * n,
    "blanks": lambda n: "x" + " " * n + "x",
    "date-like": lambda n: "2024-" * (n // 5),
    "grouped": lambda n: "1," * (n // 2),
    "brackets": lambda n: "(" * n,
    "combining": lambda n: "e" + "\u0301" * n,
    "widening": lambda n: "\ufdfa" * (n // 3),
    "braces": lambda n: "{0}" * (n // 3),
}


def _cell(column, place, kind, make):
    @case("cells", f"{kind} in a {column}", 25_000, f"one cell of n characters in a column of {column}s")
    def measured(n, folder):
        cells = list(ROW)
        cells[place] = '"' + make(n).replace('"', '""') + '"'
        return reading(HEADING + ",".join(cells) + "\n", folder)

    return measured


for _column, _place in COLUMNS.items():
    for _kind, _make in HOSTILE.items():
        _cell(_column, _place, _kind, _make)


@case("csv", "quotes", 100_000, "a cell of n doubled quotes")
def quotes(n, folder):
    return reading(HEADING + f'1,a,opinion,phone,noise,"{chr(34) * 2 * n}",2024-01-02,,\n', folder)


@case("csv", "an open quote", 100_000, "a quote that is never closed, and n characters after it")
def open_quote(n, folder):
    return reading(HEADING + '1,a,opinion,phone,noise,"' + "said\n" * (n // 5), folder)


@case("csv", "separators", 25_000, "a row of n separators")
def separators(n, folder):
    return reading(HEADING + ",".join(ROW) + "," * n + "\n", folder)


@case("csv", "headings", 2_500, "n columns, no two alike")
def many_headings(n, folder):
    names = ",".join(f"column {number}" for number in range(n))
    return reading(HEADING.strip() + "," + names + "\n" + ",".join(ROW) + "\n", folder)


@case("csv", "a long heading", 25_000, "a heading of n characters")
def long_heading(n, folder):
    return reading(HEADING.strip() + "," + "h" * n + "\n" + ",".join(ROW) + ",x\n", folder)


@case("csv", "empty lines", 100_000, "n empty lines")
def empty_lines(n, folder):
    return reading(HEADING + "\n" * n + ",".join(ROW) + "\n", folder)


@case("csv", "rows", 1_000, "n sound rows: the measure for all else", 1)
def rows(n, folder):
    return reading(HEADING + "".join(",".join([str(number), *ROW[1:]]) + "\n" for number in range(n)), folder)


@case("csv", "wrong rows", 1_000, "n rows, each with another unknown unit of 200 characters")
def wrong_rows(n, folder):
    lines = (",".join([str(number), f"{number}" + "x" * 200, *ROW[2:]]) + "\n" for number in range(n))
    return reading(HEADING + "".join(lines), folder)


@case("csv", "one key", 1_000, "n rows with one key")
def one_key(n, folder):
    return reading(HEADING + (",".join(ROW) + "\n") * n, folder)


@case("csv", "repetition", 1_000_000, "n times the same byte, as what unpacks from little")
def repetition(n, folder):
    return reading(b"a" * n, folder)


@case("csv", "zeros", 1_000_000, "n zero bytes")
def zeros(n, folder):
    return reading(b"\0" * n, folder)


@case("csv", "no encoding", 250_000, "n bytes that are no text in any encoding")
def no_encoding(n, folder):
    return reading(bytes(range(128, 256)) * (n // 128), folder)


@case("json", "deep arrays", 25_000, "a GeoJSON file of n arrays, one in another")
def deep_geojson(n, folder):
    return reading("[" * n + "]" * n, folder, "areas.geojson")


@case("json", "deep coordinates", 25_000, "coordinates n arrays deep")
def deep_coordinates(n, folder):
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"No.":"1"},"geometry":{"type":"Polygon","coordinates":'
    return reading(text + "[" * n + "]" * n + "}}]}", folder, "areas.geojson")


@case("json", "a long number", 25_000, "a number of n digits")
def long_number(n, folder):
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"No.":' + "9" * n + '},"geometry":null}]}'
    return reading(text, folder, "areas.geojson")


@case("json", "members", 10_000, "n properties of one feature")
def members(n, folder):
    inner = ",".join(f'"p{number}":"{number}"' for number in range(n))
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{' + inner + '},"geometry":null}]}'
    return reading(text, folder, "areas.geojson")


def loading(text):
    """Loads a charter, and says what came of it."""
    from grassroots.charter.loading import load
    from grassroots.errors import CharterInvalid, GrassrootsError
    from grassroots.rules.registry import KINDS

    head = 'id = "x"\nlanguages = ["en"]\nlabel = { en = "X" }\n'

    def run():
        try:
            load({"charter.toml": head + text}, kinds=KINDS, parent=None)
        except CharterInvalid as error:
            return "told: " + ", ".join(sorted({problem.code for problem in error.problems})[:4])
        except GrassrootsError as error:
            return f"refused: {type(error).__name__}"
        return "read"

    return run


@case("charter", "deep arrays", 10_000, "n arrays, one in another")
def toml_arrays(n, folder):
    return loading("x = " + "[" * n + "]" * n + "\n")


@case("charter", "deep conditions", 10_000, "a condition n times denied")
def toml_conditions(n, folder):
    return loading('[measure.m]\nen = "m"\ncount = "case"\nwhere = ' + "{ not = " * n + '{ category = "a" }' + " }" * n + "\n")


@case("charter", "a dotted key", 10_000, "a key of n parts")
def toml_key(n, folder):
    return loading(".".join(["a"] * n) + " = 1\n")


@case("charter", "unknown words", 1_000, "n measures, each with another unknown word")
def toml_words(n, folder):
    return loading("".join(f'[measure.m{k}]\nen = "m"\ncount = "case"\nwhere = {{ category = "w{k}" }}\n' for k in range(n)))


@case("charter", "a long name", 25_000, "an unknown table with a name of n characters")
def toml_name(n, folder):
    return loading(f"[{'a' * n}]\nx = 1\n")


@case("xlsx", "a repetitive sheet", 100_000, "n rows that pack to nearly nothing")
def packed(n, folder):
    path = folder / "cases.xlsx"
    body = b"".join(b'<row r="%d"><c t="inlineStr"><is><t>a</t></is></c></row>' % (number + 1) for number in range(n))
    parts = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="cases" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + body + b"</sheetData></worksheet>",
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return reading(path.read_bytes(), folder, "cases.xlsx")


@case("areas", "ranges", 2_500, "an area of n ranges of addresses, and a place that is in none")
def ranges(n, folder):
    import grassroots as gr
    from grassroots.model import Area, Unit
    from grassroots.reading import At
    from grassroots.rules import Territory
    from grassroots.snapshot import Snapshot

    addresses = "; ".join(f"Road {number} 1-99" for number in range(n))
    records = [Unit(id="a", kind="association", name="A"), Area(id="1", unit="a", kind="territory", addresses=addresses)]
    shot = Snapshot.of(records, gr.open_charter("association"), as_of=date(2024, 1, 1), check=False)

    def run():
        return f"found: {Territory(At.of(shot, date(2024, 1, 1))).area_of('Elsewhere 5')}"

    return run


@case("areas", "a long place", 25_000, "a place of n digits")
def long_place(n, folder):
    import grassroots as gr
    from grassroots.model import Area, Unit
    from grassroots.reading import At
    from grassroots.rules import Territory
    from grassroots.snapshot import Snapshot

    records = [Unit(id="a", kind="association", name="A"), Area(id="1", unit="a", kind="territory", addresses="Road 1 1-99")]
    shot = Snapshot.of(records, gr.open_charter("association"), as_of=date(2024, 1, 1), check=False)
    place = "Road 1 " + "9" * n

    def run():
        return f"found: {Territory(At.of(shot, date(2024, 1, 1))).area_of(place)}"

    return run


# ---- running and telling ----


def measure(name, n):
    """One measurement, in this process."""
    function, _, _, each = CASES[name]
    with tempfile.TemporaryDirectory(prefix="grassroots-growth-") as folder:
        run = function(n, Path(folder))
        gc.collect()
        reset_peak()
        start, cpu = time.perf_counter(), time.process_time()
        told = run()
        took = (time.process_time() - cpu) / each, (time.perf_counter() - start) / each
        return {"cpu": took[0], "wall": took[1], "peak": peak(), "told": told}


def in_a_process_of_its_own(name, n, as_it_is, seconds):
    paths = [] if as_it_is else [str(path) for path in SOURCES]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*paths, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, __file__, "--measure", name, "--size", str(n)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=seconds)
    except subprocess.TimeoutExpired:
        return {"cpu": float("nan"), "wall": float("nan"), "peak": 0, "told": f"not done after {seconds} s"}
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or f"ended by signal {-done.returncode}").splitlines()[-1]
        return {"cpu": float("nan"), "wall": float("nan"), "peak": 0, "told": f"FAILED: {last[:160]}"}
    return json.loads(done.stdout)


def table(results, rounds, factors):
    last = factors[-1]
    sizes_of = [f"{'' if factor == 1 else factor}n" for factor in factors]
    heads = ["case", "n", *(f"at {one}" for one in sizes_of), *(f"{later} : {one}" for one, later in pairwise(sizes_of))]
    heads += [f"wall at {last}n", f"peak MB at {last}n", "what came of it", "what"]
    lines = [
        f"Median of {rounds} rounds, CPU milliseconds a thing at {', '.join(sizes_of)}. Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores, load at the end {os.getloadavg()[0]:.1f}.",
        "",
        f"| {' | '.join(heads)} |",
        "|" + "---|" * len(heads),
    ]
    for name, sizes in results.items():
        _, size, what, _ = CASES[name]
        cpu = [statistics.median(one["cpu"] for one in sizes[factor]) for factor in factors]
        wall = statistics.median(one["wall"] for one in sizes[last])
        held = statistics.median(one["peak"] for one in sizes[last]) / 2**20
        told = " / ".join(dict.fromkeys(one["told"] for factor in factors for one in sizes[factor]))
        ratios = " | ".join(f"{later / max(before, 1e-9):.1f}" for before, later in pairwise(cpu))
        times = " | ".join(f"{1000 * one:.2f}" for one in cpu)
        lines.append(f"| {name} | {size:,} | {times} | {ratios} | {1000 * wall:.2f} | {held:,.0f} | {told} | {what} |")
    return "\n".join(lines) + "\n"


def _group(name):
    group = name.partition(":")[0]
    return group if group in ("edits", "ledgers", "whole") else "hostile"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("group", nargs="?", default="edits", choices=("edits", "hostile", "ledgers", "whole"))
    parser.add_argument("--only", default="", help="cases whose names begin so, separated by commas")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--seconds", type=int, default=1200, help="how long one measurement may take")
    parser.add_argument("--as-it-is", action="store_true", help="measure the library that PYTHONPATH names, not this one")
    parser.add_argument("--out", type=Path, help="a Markdown file for the table")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure, options.size)))
        return
    begins = tuple(part.strip() for part in options.only.split(",") if part.strip())
    chosen = [name for name in CASES if _group(name) == options.group and (not begins or name.startswith(begins))]
    factors = (1, 10, 100) if options.group == "whole" else (1, 2, 4)
    results = {name: {factor: [] for factor in factors} for name in chosen}
    for round_ in range(options.rounds):
        for name in chosen:
            for factor in factors:
                found = in_a_process_of_its_own(name, CASES[name][1] * factor, options.as_it_is, options.seconds)
                results[name][factor].append(found)
            print(f"round {round_ + 1}: {name}: {found['told']}", file=sys.stderr)
    told = table(results, options.rounds, factors)
    print(told)
    if options.out:
        options.out.write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
