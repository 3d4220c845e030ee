"""Real tables that nobody here made, read by a mapping alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

from attrs import evolve
from support.clubs import neutral
from support.sheets import kept, shared_data

from grassroots.builtin.csv import TextRows
from grassroots.charter import Charter
from grassroots.charter.loading import overlay
from grassroots.figures import evaluate
from grassroots.ledgers import Known, Reading, build
from grassroots.model import Case, Service, Unit
from grassroots.reading import At
from grassroots.reading.lifecycle import status_on
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.time.calendars import OfficeCalendar, calendar_named
from grassroots.rules.time.clock_course import Course
from grassroots.rules.time.clock_rule import ClockRule
from grassroots.snapshot import Snapshot
from grassroots.values import Period, ServiceId

MAPPINGS = Path(__file__).parents[2] / "docs" / "examples" / "mappings"
BOSTON = Unit(id="boston", kind="association", name="Boston")
READ_ON = date(2022, 5, 20)


@cache
def mapped(name: str) -> Charter:
    return overlay(neutral(), {name: (MAPPINGS / name).read_text(encoding="utf-8")})


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
        standing = status_on(case.steps, workflow, READ_ON)
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


CLOCKS = ("city_working", "city_calendar")
NEAR = timedelta(minutes=2)


def moment_of(due: date | None, at: time | None) -> datetime | None:
    return None if due is None else datetime.combine(due, at or time.max)


def type_of(case: Case) -> str:
    return str(next(one.text for one in case.custom if one.name == "city_type"))


def cases_of_boston() -> list[Case]:
    return [record for record in boston().records if isinstance(record, Case)]


def without_targets(case: Case, matter: Service) -> Case:
    """The case as the city would have it if it kept a catalogue and typed no target."""
    return evolve(case, service=matter.id, steps=tuple(evolve(step, due=None, due_at=None) for step in case.steps))


def matter(name: str, clock: str, days: int) -> Service:
    return Service(
        id=ServiceId(f"{name}:{clock}:{days}"),
        unit=BOSTON.id,
        number=name,
        name=name,
        days=days,
        clock=clock,
        start=date(2020, 1, 1),
    )


@cache
def city() -> OfficeCalendar:
    return calendar_named("city", At.of(Snapshot.of([BOSTON], mapped("boston311.toml"), as_of=READ_ON)))


def due_by_clock(case: Case, clock: str, days: int) -> datetime | None:
    rule = mapped("boston311.toml").rule("clock", clock)
    assert isinstance(rule, ClockRule)
    start = moment_of(case.steps[0].on, case.steps[0].at)
    assert start is not None
    return Course(limit=rule.limit[0], calendar=city(), start=start).due(Fraction(days))


@cache
def catalogue() -> dict[str, dict[str, int]]:
    """Type → clock → the one number of days by which every target of the type follows, where there is one."""
    by_type: dict[str, list[tuple[Case, datetime]]] = {}
    for case in cases_of_boston():
        target = moment_of(case.steps[0].due, case.steps[0].due_at)
        if target is not None:
            by_type.setdefault(type_of(case), []).append((case, target))
    found: dict[str, dict[str, int]] = {}
    for name, rows in by_type.items():
        first, target = rows[0]
        most = (target.date() - first.steps[0].on).days
        for clock in CLOCKS:
            low, high = 0, most + 1
            while low < high:  # the due moment grows with the number of days
                middle = (low + high) // 2
                due = due_by_clock(first, clock, middle)
                low, high = (middle + 1, high) if due is not None and due < target - NEAR else (low, middle)
            dues = [(due_by_clock(case, clock, low), aim) for case, aim in rows]
            if low and all(due is not None and abs(due - aim) <= NEAR for due, aim in dues):
                found.setdefault(name, {})[clock] = low
    return found


def test_all_89_targets_of_boston_follow_from_two_clocks_by_one_number_of_days_a_type() -> None:
    targets = Counter(type_of(case) for case in cases_of_boston() if case.steps[0].due is not None)
    assert targets.total() == 89
    assert set(catalogue()) == set(targets)
    assert sum(count > 1 for count in targets.values()) == 19
    assert sum(len(fits) == 2 for fits in catalogue().values()) == 5
    known = {name: (count, catalogue()[name]) for name, count in targets.items()}
    assert known["Parking Enforcement"] == (20, {"city_working": 1})
    assert known["CE Collection"] == (8, {"city_working": 1})
    assert known["Improper Storage of Trash (Barrels)"] == (7, {"city_working": 2})
    assert known["Abandoned Vehicles"] == (3, {"city_working": 12})
    assert known["Graffiti Removal"] == (3, {"city_working": 45})
    assert known["Traffic Signal Inspection"] == (3, {"city_calendar": 1})
    assert known["Rodent Activity"] == (2, {"city_calendar": 30})


def test_the_five_rates_of_boston_stay_right_when_its_clocks_stand_for_its_targets() -> None:
    charter = mapped("boston311.toml")
    matters = {name: matter(name, *next(iter(fits.items()))) for name, fits in catalogue().items()}
    cases = [
        without_targets(case, matters[type_of(case)]) if case.steps[0].due is not None else case for case in cases_of_boston()
    ]
    snapshot = Snapshot.of([BOSTON, *matters.values(), *cases], charter, as_of=READ_ON)
    assert snapshot.problems == ()
    assert {problem.code for problem in problems_by_rules(snapshot)} <= {"clock-overdue", "clock-late"}
    figures = evaluate([name for name in charter.measures if name.startswith("city_")], snapshot, period=Period.year(2022))
    rates = {name: (figure.numerator, figure.denominator) for name, figure in figures.items() if figure.denominator}
    assert rates == {
        "city_on_time_of_closed": (80, 85),
        "city_on_time_of_due": (80, 97),
        "city_on_time_of_all": (80, 100),
        "city_promises_kept": (72, 77),
        "city_promises_kept_of_due": (72, 89),
    }


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
