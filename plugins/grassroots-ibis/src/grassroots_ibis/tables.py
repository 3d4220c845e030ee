"""Tables of offices as files: each office writes what its measures read, and what lies side by side is counted together, in a process or on a cluster."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from grassroots.charter import Charter, Form, Measure
from grassroots.errors import InvalidArgument
from grassroots.fields import Column
from grassroots.figures.facts import HIT, MISS
from grassroots.model import home_field
from grassroots.reading.reader import living_reader
from grassroots.snapshot import Snapshot
from grassroots.values import Period
from grassroots_ibis.databases import Database, arrow_of, working
from grassroots_ibis.facts import Compiled
from grassroots_ibis.needs import Needs, NotCompiled, Written, schema_of
from grassroots_ibis.statements import Statements, exact
from grassroots_ibis.values import day_number
from grassroots_ibis.writing import Writing, ask_of, asked_of, parts_of

SAID = "tables.json"
"""The file beside the tables that says of what they are."""
GIVEN = ("asks", "parts", "periods")
"""What is asked, and lies in no file."""


def write_tables(
    snapshot: Snapshot, folder: str | Path, *, periods: Sequence[Period], measures: Sequence[str] = (), office: str = ""
) -> Path:
    """Writes what measures read of a snapshot into Parquet files, a table each: columns that no measure reads stay where they are.

    Args:
        snapshot: the records in view: `office.snapshot("2024-12-31")`.
        folder: where to; it is made.
        periods: the periods for which figures will be asked.
        measures: the names of measures; without any, all of the charter that are made of records of units.
        office: a name that stands before every id but those of units, where tables of several offices will lie side by side.

    Raises:
        NotCompiled: a measure that was named is left to the reference; the text says why.
        InvalidArgument: the records are read for a purpose that closes some of their fields.
    """
    from pyarrow import parquet

    target, plan = Path(folder), planned(snapshot, periods, measures)
    target.mkdir(parents=True, exist_ok=True)
    writing = Writing(living_reader(snapshot), office)
    for table, columns in plan.tables():
        told = arrow_of(schema_of(table, columns), writing.columns(table, columns, plan.reads))
        parquet.write_table(told, target / f"{table.name}.parquet", compression="zstd")
    said = {**plan.said(snapshot), "office": office}
    (target / SAID).write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return target


@frozen
class Plan:
    """What is written: the tables that measures need, what rules say on which days, and which measures are left to the reference, with the reason."""

    needs: Needs
    reads: set[date]
    left: dict[str, str]

    def tables(self) -> Iterator[tuple[Written, dict[str, tuple[str, Column]]]]:
        """The tables that lie there before anything is asked."""
        return ((table, columns) for table, columns in self.needs if table.of not in GIVEN)

    def said(self, snapshot: Snapshot) -> dict[str, Any]:
        """Of what the tables are, as it is written beside them."""
        charter = snapshot.charter
        return {
            "as_of": snapshot.as_of.isoformat(),
            "head": snapshot.head,
            "charter": f"{charter.id} {charter.version}",
            "reads": sorted(day.isoformat() for day in self.reads),
            "left": self.left,
        }


def planned(snapshot: Snapshot, periods: Sequence[Period], measures: Sequence[str]) -> Plan:
    """What measures need for figures of periods; without any, all of the charter that are made of records of units.

    Raises:
        NotCompiled: a measure that was named is left to the reference; the text says why.
        InvalidArgument: the records are read for a purpose that closes some of their fields.
    """
    if snapshot.closed or snapshot.withheld:
        raise InvalidArgument(
            "the records are read for a purpose that closes fields, or rules; what is counted of a part of them would be false"
        )
    charter, plan = snapshot.charter, Plan(Needs(), set(), {})
    for measure in map(charter.measure, measures) if measures else _countable(charter):
        try:
            one = _compiled(charter, measure)
        except NotCompiled as error:
            if measures:
                raise
            plan.left[measure.name] = str(error)
            continue
        for table, columns in one.needs:
            plan.needs.add(table, columns)
        plan.reads.update(ask_of(measure, period, snapshot.as_of)[0] for period in periods)
    for name in ("placed", "above"):
        plan.needs.add(Written(name))
    return plan


def count_tables(
    folders: Sequence[str | Path],
    charter: Charter,
    *,
    measures: Sequence[str],
    periods: Sequence[Period],
    address: str = "duckdb:",
) -> Iterator[dict[str, Any]]:
    """Counts what offices wrote: a row for each figure of each unit in each period of which anything was counted.

    Each row has `measure`, `split` and `part` (empty for the whole), `unit`, `start`, `until` (the first day that no longer counts), `hits`, `misses`, `left_out` by
    reason, and `sum` or `different` of measures that add or tell apart. A unit that lies in no row has counted nothing of it; whether it has records of it is its own
    office's to say.

    Args:
        folders: where the offices wrote.
        charter: the charter by which all of them count.
        measures: the names of measures.
        periods: the days that count, each for itself; those of which the offices wrote.
        address: where is counted.

    Raises:
        InvalidArgument: the tables are of different days, of another charter, or not of all that the measures read in these periods.
        NotCompiled: a measure is left to the reference; the text says why.
        StoreError: the database cannot be reached, or refuses.
    """
    as_of, written = _told(folders, charter)
    known: dict[Written, dict[str, str]] = {}
    with working(address) as database:

        def lay(table: Written, types: dict[str, str]) -> None:
            if not types.keys() <= known.get(table, {}).keys():
                known[table] = {**known.get(table, {}), **types}
                database.read(table.name, known[table], [_file(folder, table, types) for folder in folders])

        _tree(database, folders)
        yield from counted(database, charter, measures, periods, as_of, written, lay)


def counted(
    database: Database,
    charter: Charter,
    measures: Sequence[str],
    periods: Sequence[Period],
    as_of: date,
    written: Mapping[Any, set[str]],
    lay: Callable[[Written, dict[str, str]], None],
) -> Iterator[dict[str, Any]]:
    """Counts over tables that `lay` brings to where they are counted. `written`: where tables are from, and the days for which they hold what rules say."""
    statements = _statements(charter)
    for measure in map(charter.measure, measures):
        one = _compiled(charter, measure)
        asks = [ask_of(measure, period, as_of) for period in periods]
        days = list(dict.fromkeys(asks))
        if any(table.daily for table, _columns in one.needs):
            _need_days(measure, {read for read, _period in days}, written)
        given = {
            "asks": asked_of(days, as_of),
            "parts": parts_of(days),
            "periods": {
                "question": list(range(len(periods))),
                "ask": [days.index(ask) for ask in asks],
                "start": [day_number(period.start) for period in periods],
                "until": [day_number(period.end) for period in periods],
            },
        }
        for table, columns in (*one.needs, (Written("periods"), {})):
            types = schema_of(table, columns)
            if table.of in GIVEN:
                database.write(table.name, types, given[table.of])
            else:
                lay(table, types)
        yield from _rows(measure, periods, database.rows(statements.sql(database, one, "counts", False)))


def _statements(charter: Charter) -> Statements:
    found: Statements = charter.kept(Statements, Statements)
    return found


def _countable(charter: Charter) -> Iterator[Measure]:
    for measure in charter.measures.values():
        if measure.form.traits.of_records and _has_counts(measure):
            yield measure


def _has_counts(measure: Measure) -> bool:
    """Whether a measure of records is told by a count at each unit."""
    return measure.form is not Form.SPREAD and (measure.noun == "unit" or home_field(measure.noun) is not None)


def _compiled(charter: Charter, measure: Measure) -> Compiled:
    """A measure, compiled.

    Raises:
        NotCompiled: it is left to the reference.
    """
    found = _statements(charter).of(charter, measure)
    if not _has_counts(measure):
        raise NotCompiled(
            f"{measure.name} has no count at each unit: it is a spread, or of records of no unit; ask the office for it"
        )
    return found


def _told(folders: Sequence[str | Path], charter: Charter) -> tuple[date, dict[Path, set[str]]]:
    """The as-of day of all folders, and the days for which each holds what rules say."""
    said = {Path(folder): _said_in(Path(folder) / SAID) for folder in folders}
    days = sorted({one["as_of"] for one in said.values()})
    if len(days) != 1:
        raise InvalidArgument(f"the tables are of {', '.join(days) or 'no day'}; have each office write those of one day")
    by = f"{charter.id} {charter.version}"
    if others := sorted({one["charter"] for one in said.values()} - {by}):
        raise InvalidArgument(
            f"the tables were written by {', '.join(others)}, and not by {by}; count by the charter of the offices"
        )
    if len({one["office"] for one in said.values()}) < len(folders):
        raise InvalidArgument(
            "two offices wrote under one name; give each its own, office=..., so that ids are not taken for one another"
        )
    return date.fromisoformat(days[0]), {folder: set(one["reads"]) for folder, one in said.items()}


def _said_in(file: Path) -> dict[str, Any]:
    """What the file beside the tables says of them."""
    try:
        said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        date.fromisoformat(said["as_of"])
        return {"as_of": said["as_of"], "charter": said["charter"], "office": said["office"], "reads": list(said["reads"])}
    except (OSError, ValueError, KeyError, TypeError):
        raise InvalidArgument(f"{file} is not there, or cannot be read; have the office write its tables anew") from None


def _need_days(measure: Measure, reads: set[date], written: Mapping[Any, set[str]]) -> None:
    """Refuses to count what rules say of a day on which nobody wrote it down: it would be taken for nothing."""
    for folder, days in written.items():
        if lacking := sorted({day.isoformat() for day in reads} - days):
            raise InvalidArgument(
                f"{folder} does not tell what {measure.name} reads on {', '.join(lacking)}; "
                "have the office write the tables of all periods that are counted"
            )


def _file(folder: str | Path, table: Written, types: Iterable[str] = ()) -> str:
    from pyarrow import ArrowException, parquet

    file = Path(folder) / f"{table.name}.parquet"
    try:
        there = parquet.read_schema(file).names
    except (OSError, ArrowException):
        raise InvalidArgument(
            f"{file} is not there, or cannot be read; have the office write the tables of all measures that are counted"
        ) from None
    if lacking := [name for name in types if name not in there]:
        raise InvalidArgument(
            f"{file} has no column {', '.join(lacking)}; have the office write the tables of all measures that are counted"
        )
    return str(file)


def _tree(database: Any, folders: Sequence[str | Path]) -> None:
    """The units of all offices in one tree: what stands above the root of one in the tables of another stands above all under it."""
    from pyarrow import parquet

    placed, above = Written("placed"), Written("above")
    database.read(placed.name, schema_of(placed, {}), [_file(folder, placed) for folder in folders], once=True)
    over: dict[str, set[str]] = {}
    for folder in folders:
        columns = parquet.read_table(_file(folder, above)).to_pydict()
        for unit, upper in zip(columns["unit"], columns["upper"], strict=True):
            over.setdefault(unit, set()).add(upper)
    whole: dict[str, set[str]] = {}
    for unit in over:
        found, left = set(), [unit]
        while left:
            at = left.pop()
            if at not in found:
                found.add(at)
                left += over.get(at, ())
        whole[unit] = found
    pairs = [(unit, upper) for unit, uppers in whole.items() for upper in sorted(uppers)]
    columns = {"unit": [unit for unit, _upper in pairs], "upper": [upper for _unit, upper in pairs]}
    database.write(above.name, schema_of(above, {}), columns)


def _rows(measure: Measure, periods: Sequence[Period], rows: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for question, split, part, label, unit, many, *told in rows:
        period = periods[question]
        row = found.setdefault(
            (question, split, part, unit),
            {
                "measure": measure.name,
                "split": "" if split < 0 else measure.by[split].path,
                "part": part,
                "unit": unit,
                "start": period.start,
                "until": period.end,
                "hits": 0,
                "misses": 0,
                "left_out": {},
            },
        )
        if label == HIT:
            row["hits"] = int(many)
            if measure.form is Form.SUM:
                row["sum"] = exact(told[0], told[1])
            if measure.form is Form.DISTINCT:
                row["different"] = int(told[0])
        elif label == MISS:
            row["misses"] = int(many)
        else:
            row["left_out"][label] = int(many)
    for place in sorted(found):
        yield found[place]
