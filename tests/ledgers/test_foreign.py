"""Real tables that nobody here made, read by a mapping alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from support.clubs import association
from support.sheets import kept, shared_data

from grassroots.builtin.csv import TextRows
from grassroots.charter import Charter
from grassroots.charter.load import load, overlay
from grassroots.figures import evaluate
from grassroots.ledgers import Known, Reading, build
from grassroots.model import Case, Unit
from grassroots.rules.lifecycle import standing_on
from grassroots.snapshot import Snapshot
from grassroots.values import Period

MAPPINGS = Path(__file__).parents[2] / "docs" / "examples" / "mappings"
BOSTON = Unit(id="boston", kind="association", name="Boston")
READ_ON = date(2022, 5, 20)


@cache
def mapped(name: str) -> Charter:
    return overlay(load(association(), parent=None), {name: (MAPPINGS / name).read_text(encoding="utf-8")})


def boston() -> Reading:
    path = shared_data("311/boston311-100.csv")
    reading = build(TextRows(path).tables(), mapped("boston311.toml"), known=Known(records={("unit", "boston"): BOSTON}))
    reading.check_conservation()
    return reading


def test_the_hundred_requests_of_boston_become_cases() -> None:
    reading = boston()
    assert reading.problems == ()
    cases = [record for record in reading.records if isinstance(record, Case)]
    assert len(cases) == len({case.id for case in cases}) == reading.rows == 100
    assert {case.category for case in cases} == {"city_request"}
    flags = Counter(next(one.text for one in case.custom if one.name == "city_on_time") for case in cases)
    assert flags == {"ONTIME": 83, "OVERDUE": 17}
    assert Counter(case.channel for case in cases) == {"city_app": 56, "city_call": 30, "city_worker": 11, "city_site": 3}


def test_the_citys_own_flag_follows_from_the_promise_in_all_77_closed_requests_with_a_target() -> None:
    workflow = mapped("boston311.toml").workflows["city_request"]
    found: Counter[tuple[str, str]] = Counter()
    for case in boston().records:
        assert isinstance(case, Case)
        standing = standing_on(case.steps, workflow, READ_ON)
        assert standing
        found[str(standing.promise), next(str(one.text) for one in case.custom if one.name == "city_on_time")] += 1
    assert found == {
        ("kept", "ONTIME"): 72,
        ("late", "OVERDUE"): 5,
        ("none", "ONTIME"): 11,
        ("overdue", "OVERDUE"): 12,
    }


def test_the_five_on_time_rates_of_boston_are_five_figures() -> None:
    charter = mapped("boston311.toml")
    snapshot = Snapshot.of([BOSTON, *boston().records], charter, as_of=READ_ON)
    assert snapshot.problems == ()
    names = [name for name in charter.measures if name.startswith("city_")]
    figures = evaluate(names, snapshot, period=Period.year(2022))
    assert figures["city_requests"].value == 100
    assert figures["city_closed"].value == 85
    rates = {name: (figure.numerator, figure.denominator) for name, figure in figures.items() if figure.denominator}
    assert rates == {
        "city_on_time_of_closed": (80, 85),
        "city_on_time_of_due": (80, 97),
        "city_on_time_of_all": (80, 100),
        "city_promises_kept": (72, 77),
        "city_promises_kept_of_due": (72, 89),
    }
    assert figures["city_promises_kept"].left_out == {"no_target": 8}
    assert figures["city_promises_kept"].value == Fraction(72, 77)


def divisions(*names: str, known: Known | None = None) -> Reading:
    tables = [table for name in names for table in TextRows(shared_data(f"divisions/{name}.csv")).tables()]
    return build(tables, mapped("divisions.toml"), known=known)


def test_the_divisions_of_china_become_one_tree() -> None:
    reading = divisions("streets", "areas", "cities", "provinces")
    reading.check_conservation()
    assert reading.problems == ()
    units = [record for record in reading.records if isinstance(record, Unit)]
    assert Counter(unit.kind for unit in units) == {"province": 31, "city": 342, "area": 2978, "township": 41_352}
    assert len({unit.id for unit in units}) == 44_703
    for unit in units:
        parent = unit.parents[0].parent if unit.parents else None
        assert (parent is None) == (unit.kind == "province")
        assert parent is None or (unit.id.startswith(parent) and len(parent) < len(unit.id))
    zhejiang = Counter(unit.kind for unit in units if unit.id.startswith("33"))
    assert zhejiang == {"province": 1, "city": 11, "area": 90, "township": 1387}

    again = divisions("provinces", "cities", "areas", known=kept(reading))
    assert (again.problems, again.new, again.changed) == ((), frozenset(), frozenset())
