"""36 figures of every unit in each of 24 months, and one as of 24 month ends: by the library, and by what somebody would write for just these figures.

The peers are written for these figures alone, know the words of the charter by heart, and give numbers without questions, evidence or what is not on record.
polars and DuckDB read Parquet files that were written before the clock starts; where they are not installed, their jobs are left out.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.util import find_spec

from spine import charter, day, made

RECORDS = 100_000
MONTHS = 24
MODULUS = (1 << 61) - 1
STATES = {
    "received": "open",
    "dispatched": "open",
    "returned": "open",
    "paused": "waiting",
    "replied": "done",
    "declined": "dropped",
    "withdrawn": "dropped",
    "mediation": "open",
    "closed": "done",
}
"""The states of cases and of disputes, which have no name in common that is of two kinds."""
PARTS = {
    "cases_received": ("opinion", "question", "request", "complaint", "suggestion", "repair"),
    "case_outcomes": ("solved", "explained", "partly", "not_now", "declined", "in_progress"),
    "visits": ("reached", "away", "declined"),
    "activities": ("general_meeting", "meeting", "training", "study", "volunteering", "social"),
}
"""Measures, and the parts of them that are asked for."""
RATES = ("cases_completed", "cases_on_time", "cases_satisfied", "attendance")
ALONE = ("cases_closed", "members_joined", "members_left")
LINES = (
    *(line for name, parts in PARTS.items() for line in (name, *(f"{name}.{part}" for part in parts))),
    *(f"{name}/{part}" for name in RATES for part in ("numerator", "denominator")),
    *ALONE,
)
"""The figures in the order in which they are compared: of shares, what is divided by what."""
HAS = {name: find_spec(name) is not None for name in ("polars", "duckdb", "numpy")}


def first_days():
    return [date(2023 + at // 12, at % 12 + 1, 1) for at in range(MONTHS + 1)]


def snapshot(engine=None):
    from grassroots.snapshot import Snapshot

    return Snapshot.of(made(RECORDS), charter(), as_of=day(), check=False, engine=engine)


def _weighed(found):
    """One number for (unit, month, line, value), each weighted by its place."""
    return sum(value * _weight(unit) * (month * 97 + 13) * (line * 131 + 7) for unit, month, line, value in found) % MODULUS


def _weight(unit):
    return sum(byte * 257**at for at, byte in enumerate(unit.encode())) % 1_000_003 + 1


# -- ours --


def ours(clock):
    """As `office.cube` asks it, with the engine that is chosen where it is installed."""
    from grassroots.figures import evaluate_cube
    from grassroots.values import Period
    from grassroots_columns import Columns, plane

    shot, days = snapshot(plane and Columns()), first_days()
    with clock.running():
        periods = [Period(*days[at : at + 2]) for at in range(MONTHS)]
        cube = evaluate_cube((*PARTS, *RATES, *ALONE), shot, periods=periods)
        numbers = []
        for line in LINES:
            name, _, part = line.partition("/")
            strand = cube.strands[name]
            numbers.append(strand.values if not part else strand.numerators if part == "numerator" else strand.denominators)
    return _weighed(
        (cube.units[at], month, line, int(value))
        for line, months in enumerate(numbers)
        for month, values in enumerate(months)
        for at, value in enumerate(values)
        if value
    )


def ours_as_of(clock):
    """Open cases at the end of each month."""
    from grassroots.figures import evaluate_cube
    from grassroots.values import Period
    from grassroots_columns import Columns, plane

    shot, days = snapshot(plane and Columns()), first_days()
    with clock.running():
        cube = evaluate_cube(["cases_open"], shot, periods=[Period(*days[at : at + 2]) for at in range(MONTHS)])
        months = cube.strands["cases_open"].values
    return _weighed(
        (cube.units[at], month, 0, value) for month, values in enumerate(months) for at, value in enumerate(values) if value
    )


# -- a loop written for these figures --


def loop(clock):
    shot = snapshot()
    with clock.running():
        tree, found, last, first = shot.tree_on(), {}, day(), first_days()[0]

        def row(unit, on):
            if on is None or not first <= on <= last or (place := shot.tree.place(unit, last)) is None:
                return {}
            return found.setdefault((place, (on.year - 2023) * 12 + on.month - 1), {})

        def add(row, line, number=1):
            row[line] = row.get(line, 0) + number

        for case in shot.all("case").values():
            life = _life(case.steps, last)
            if life["received"] and life["outcome"] != "duplicate":
                here = row(case.unit, life["received"])
                for line in ("cases_received", f"cases_received.{case.category}", "case_outcomes"):
                    add(here, line)
                add(here, f"case_outcomes.{life['outcome'] or 'in_progress'}")
                if life["state"] != "withdrawn":
                    add(here, "cases_completed/numerator", life["kind"] == "done")
                    add(here, "cases_completed/denominator")
                if life["kind"] != "dropped" and life["promise"] != "none" and life["promise"] != "running":
                    add(here, "cases_on_time/numerator", life["promise"] == "kept")
                    add(here, "cases_on_time/denominator")
            if life["done"]:
                add(row(case.unit, life["done"]), "cases_closed")
            if life["replied"]:
                here = row(case.unit, life["replied"])
                if life["rating"] not in (None, "not_reached"):
                    add(here, "cases_satisfied/numerator", life["rating"] in ("satisfied", "fairly"))
                    add(here, "cases_satisfied/denominator")
        for visit in shot.all("contact").values():
            here = row(visit.unit, visit.on)
            add(here, "visits")
            add(here, f"visits.{visit.code}")
        activities = shot.all("activity")
        for one in activities.values():
            here = row(one.unit, one.on)
            add(here, "activities", one.sessions)
            add(here, f"activities.{one.kind}", one.sessions)
        for one in shot.all("attendance").values():
            if one.expected:
                what = activities[one.activity]
                here = row(what.unit, what.on)
                add(here, "attendance/numerator", one.presence in ("present", "remote"))
                add(here, "attendance/denominator", one.presence != "excused")
        for one in shot.all("membership").values():
            if one.registration == "home":
                for line, state in (("members_joined", "full"), ("members_left", "ended")):
                    add(row(one.unit, next((step.on for step in one.steps if step.state == state), None)), line)
        summed, places = {}, {line: at for at, line in enumerate(LINES)}
        for (unit, month), lines in found.items():
            for above in (unit, *tree.ancestors(unit)):
                for line, number in lines.items():
                    if line in places:
                        summed[above, month, places[line]] = summed.get((above, month, places[line]), 0) + number
    return _weighed((*key, int(number)) for key, number in summed.items())


def _life(steps, last):
    """What the steps of a case come to."""
    kind = state = outcome = rating = due = done = promised = received = replied = first = None
    for step in steps:
        if step.on > last:
            continue
        before, kind, state = kind, STATES.get(step.state), step.state
        if before in ("done", "dropped") and kind in ("open", "waiting"):
            outcome = rating = None
        due = step.due or due
        if kind == "done":
            done, promised = (step.on, due) if before != "done" else (done, promised)
        else:
            done = None
        outcome, rating = step.outcome or outcome, step.rating or rating
        received = received or (step.on if state == "received" else None)
        replied = replied or (step.on if state == "replied" else None)
        first = first or (step.on if kind == "done" else None)
    if kind == "dropped" or (done and not promised) or (not done and not due):
        promise = "none"
    elif done:
        promise = "kept" if done <= promised else "late"
    else:
        promise = "overdue" if due < last else "running"
    return {
        "kind": kind,
        "state": state,
        "outcome": outcome,
        "rating": rating,
        "received": received,
        "replied": replied,
        "done": first,
        "promise": promise,
    }


# -- polars, from Parquet --


def _parquet(folder):
    """The columns of the records as files, and the tree as numbers: where each unit counts, and where its subtree ends."""
    import polars as pl

    shot = snapshot()

    def write(name, rows):
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(folder / f"{name}.parquet")

    cases, members = shot.all("case").values(), shot.all("membership").values()
    for name, records in (("case", cases), ("membership", members)):
        write(
            f"{name}.steps",
            [
                {
                    "owner": one.id,
                    "position": at,
                    "state": step.state,
                    "on": step.on,
                    "outcome": step.outcome,
                    "rating": step.rating,
                    "due": step.due,
                }
                for one in records
                for at, step in enumerate(one.steps)
            ],
        )
    write("case", [{"id": one.id, "unit": one.unit, "category": one.category} for one in cases])
    write("membership", [{"id": one.id, "unit": one.unit, "registration": str(one.registration)} for one in members])
    write("contact", [{"unit": one.unit, "on": one.on, "code": one.code} for one in shot.all("contact").values()])
    write(
        "activity",
        [
            {"id": one.id, "unit": one.unit, "on": one.on, "kind": one.kind, "sessions": one.sessions}
            for one in shot.all("activity").values()
        ],
    )
    write(
        "attendance",
        [
            {"activity": one.activity, "presence": str(one.presence), "expected": one.expected}
            for one in shot.all("attendance").values()
        ],
    )
    tree = shot.tree_on()
    at = {unit: place for place, unit in enumerate(tree.units)}
    leave = [at[unit] + len(tree.under(unit)) for unit in tree.units]
    placed = {unit: at[place] for unit in shot.all("unit") if (place := shot.tree.place(unit, day())) is not None}
    return tree.units, leave, placed


def _lives(folder, last):
    """Cases with what their steps come to at the end of a day."""
    import polars as pl

    kind, before = pl.col("kind"), pl.col("before")
    steps = (
        pl.scan_parquet(folder / "case.steps.parquet")
        .filter(pl.col("on") <= last)
        .with_columns(kind=pl.col("state").replace_strict(STATES, default=None, return_dtype=pl.Utf8))
        .with_columns(before=kind.shift(1).over("owner"), promised=pl.col("due").forward_fill().over("owner"))
        .with_columns(
            again=(before.is_in(["done", "dropped"]) & kind.is_in(["open", "waiting"])).fill_null(False),
            done=(kind == "done") & (before.is_null() | (before != "done")),
        )
        .with_columns(round=pl.col("again").cast(pl.Int32).cum_sum().over("owner"))
        .with_columns(now=pl.col("round") == pl.col("round").max().over("owner"))
    )

    def latest(name):
        return pl.col(name).filter(pl.col("now") & pl.col(name).is_not_null()).last()

    found = steps.group_by("owner").agg(
        received=pl.col("on").filter(pl.col("state") == "received").first(),
        replied=pl.col("on").filter(pl.col("state") == "replied").first(),
        first=pl.col("on").filter(kind == "done").first(),
        kind=kind.last(),
        state=pl.col("state").last(),
        outcome=latest("outcome"),
        rating=latest("rating"),
        done_on=pl.col("on").filter(pl.col("done")).last(),
        done_by=pl.col("promised").filter(pl.col("done")).last(),
        due=pl.col("promised").last(),
    )
    return pl.scan_parquet(folder / "case.parquet").join(found, left_on="id", right_on="owner")


def _frames(folder, placed):
    """Frames of unit, month and what counts there, a column a line."""
    import polars as pl

    last, col = day(), pl.col
    units = pl.LazyFrame({"unit": list(placed), "u": list(placed.values())})

    def month(name):
        return ((col(name).dt.year() - 2023) * 12 + col(name).dt.month() - 1).cast(pl.Int32)

    def count(holds):
        return holds.fill_null(False).cast(pl.Int64).sum()

    def parts(name, column, holds=None):
        return {f"{name}.{part}": count(column.eq_missing(pl.lit(part)) & holds) for part in PARTS[name]}

    cases = _lives(folder, last).join(units, on="unit")
    done, dropped = col("kind") == "done", col("kind") == "dropped"
    late = pl.when(done).then(col("done_by") < col("done_on")).otherwise(col("due") < last)
    promised = ~dropped & pl.when(done).then(col("done_by").is_not_null()).otherwise(col("due") < last)
    counts, told = (
        col("outcome").ne_missing(pl.lit("duplicate")),
        col("rating").is_not_null() & (col("rating") != "not_reached"),
    )
    received = (
        cases.filter(col("received").is_not_null())
        .with_columns(m=month("received"))
        .group_by("u", "m")
        .agg(
            count(counts).alias("cases_received"),
            count(counts).alias("case_outcomes"),
            count(counts & (col("state") != "withdrawn") & done).alias("cases_completed/numerator"),
            count(counts & (col("state") != "withdrawn")).alias("cases_completed/denominator"),
            count(counts & promised & ~late).alias("cases_on_time/numerator"),
            count(counts & promised).alias("cases_on_time/denominator"),
            **parts("cases_received", col("category"), counts),
            **parts("case_outcomes", col("outcome").fill_null("in_progress"), counts),
        )
    )
    closed = (
        cases.filter(col("first").is_not_null())
        .with_columns(m=month("first"))
        .group_by("u", "m")
        .agg(pl.len().cast(pl.Int64).alias("cases_closed"))
    )
    rated = (
        cases.filter(col("replied").is_not_null())
        .with_columns(m=month("replied"))
        .group_by("u", "m")
        .agg(
            count(told & col("rating").is_in(["satisfied", "fairly"])).alias("cases_satisfied/numerator"),
            count(told).alias("cases_satisfied/denominator"),
        )
    )

    def on(name):
        table = pl.scan_parquet(folder / f"{name}.parquet").filter(col("on") <= last)
        return table.join(units, on="unit").with_columns(m=month("on"))

    visits = (
        on("contact")
        .group_by("u", "m")
        .agg(pl.len().cast(pl.Int64).alias("visits"), **parts("visits", col("code"), pl.lit(True)))
    )
    activity = on("activity")
    held = activity.group_by("u", "m").agg(
        col("sessions").sum().cast(pl.Int64).alias("activities"),
        **{
            f"activities.{part}": col("sessions").filter(col("kind") == part).sum().cast(pl.Int64)
            for part in PARTS["activities"]
        },
    )
    there = (
        pl.scan_parquet(folder / "attendance.parquet")
        .filter(col("expected"))
        .join(activity.select("id", "u", "m"), left_on="activity", right_on="id")
        .group_by("u", "m")
        .agg(
            count(col("presence").is_in(["present", "remote"])).alias("attendance/numerator"),
            count(col("presence") != "excused").alias("attendance/denominator"),
        )
    )
    steps = pl.scan_parquet(folder / "membership.steps.parquet").filter(col("on") <= last)
    members = pl.scan_parquet(folder / "membership.parquet").filter(col("registration") == "home").join(units, on="unit")
    moved = [
        members.join(
            steps.filter(col("state") == state).group_by("owner").agg(col("on").first()), left_on="id", right_on="owner"
        )
        .with_columns(m=month("on"))
        .group_by("u", "m")
        .agg(pl.len().cast(pl.Int64).alias(line))
        for line, state in (("members_joined", "full"), ("members_left", "ended"))
    ]
    return pl.collect_all([received, closed, rated, visits, held, there, *moved])


def _rolled(frames, leave, lines):
    import numpy as np

    own = np.zeros((len(leave) + 1, MONTHS, len(lines)), np.int64)
    for frame in frames:
        inside = frame.filter((frame["m"] >= 0) & (frame["m"] < MONTHS))
        units, months = inside["u"].to_numpy(), inside["m"].to_numpy()
        for line in set(inside.columns) - {"u", "m"}:
            own[units + 1, months, lines.index(line)] += inside[line].to_numpy()
    sums = own.cumsum(axis=0)
    return sums[leave] - sums[:-1]


def _of_array(units, found):
    import numpy as np

    places = zip(*(one.tolist() for one in np.nonzero(found)), found[np.nonzero(found)].tolist(), strict=True)
    return _weighed((units[unit], month, line, number) for unit, month, line, number in places)


def by_polars(folder, clock):
    units, leave, placed = _parquet(folder)
    with clock.running():
        found = _rolled(_frames(folder, placed), leave, LINES)
    return _of_array(units, found)


def by_polars_as_of(folder, clock):
    import numpy as np
    import polars as pl

    units, leave, placed = _parquet(folder)
    with clock.running():
        own, months = np.zeros((len(leave) + 1, MONTHS, 1), np.int64), first_days()
        where = pl.LazyFrame({"unit": list(placed), "u": list(placed.values())})
        asked = [
            _lives(folder, months[at + 1] - timedelta(days=1))
            .filter(pl.col("kind").is_in(["open", "waiting"]))
            .join(where, on="unit")
            .group_by("u")
            .len()
            for at in range(MONTHS)
        ]
        for at, frame in enumerate(pl.collect_all(asked)):
            own[frame["u"].to_numpy() + 1, at, 0] += frame["len"].to_numpy()
        sums = own.cumsum(axis=0)
        found = sums[leave] - sums[:-1]
    return _of_array(units, found)


def by_duckdb(folder, clock):
    """DuckDB rolls up, over a table of which unit stands under which, what polars counted at each unit before the clock starts: its part alone."""
    import duckdb
    import numpy as np
    import polars as pl

    units, leave, placed = _parquet(folder)
    frames = [frame.unpivot(index=["u", "m"], variable_name="line", value_name="n") for frame in _frames(folder, placed)]
    long = pl.concat(frames).filter((pl.col("n") != 0) & (pl.col("m") >= 0) & (pl.col("m") < MONTHS))
    wide = long.pivot(on="line", index=["u", "m"], values="n", aggregate_function="sum").fill_null(0)
    pairs = [(above, at) for above, end in enumerate(leave) for at in range(above, end)]
    pl.DataFrame(pairs, schema={"a": pl.Int64, "u": pl.Int64}, orient="row").write_parquet(folder / "under.parquet")
    wide.write_parquet(folder / "wide.parquet")
    lines = [line for line in LINES if line in wide.columns]
    sums = ", ".join(f'sum("{line}")::BIGINT' for line in lines)
    under, counted = folder / "under.parquet", folder / "wide.parquet"
    with clock.running():
        rows = duckdb.sql(f"SELECT a, m, {sums} FROM '{under}' JOIN '{counted}' USING (u) GROUP BY a, m").fetchnumpy()
    found = np.zeros((len(units), MONTHS, len(LINES)), np.int64)
    names = list(rows)
    for at, line in enumerate(lines):
        found[rows["a"], rows["m"], LINES.index(line)] = rows[names[at + 2]]
    return _of_array(units, found)
