"""Every entry of every office that is there: figures, findings, to-dos, changes of one cell. What does not pass yet is listed in open.toml, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from attrs import evolve
from support.office_entries import Entry, entries, folder, office, offices, open_entries

from grassroots.charter import Charter, Measure
from grassroots.figures import evaluate
from grassroots.model import DERIVED, Activity, Attendance, Budget, Contact, Contribution, Provision, Tally
from grassroots.snapshot import Snapshot
from grassroots.values import Period

KNOWN = [pytest.param(name, kind, entry, id=f"{name}-{entry['id']}") for name in offices() for kind, entry in entries(name)]


@pytest.mark.skipif(not offices(), reason=f"no offices in {folder()}; GRASSROOTS_OFFICES says where they are")
@pytest.mark.parametrize(("name", "kind", "entry"), KNOWN)
def test_an_entry_comes_out(name: str, kind: str, entry: Entry) -> None:
    outcome = office(name).ask(kind, entry)
    if entry["id"] in open_entries().get(name, {}):
        assert outcome.how != "passed", f"{name} {entry['id']} passes: strike it out of tests/offices/open.toml"
    else:
        assert outcome.how == "passed", f"{entry}: {outcome}"


@pytest.mark.skipif(not offices(), reason=f"no offices in {folder()}; GRASSROOTS_OFFICES says where they are")
def test_a_charter_of_an_office_is_short() -> None:
    for name in offices():
        lines = [line for file in office(name).charter.glob("*.toml") for line in file.read_text(encoding="utf-8").splitlines()]
        assert len(lines) <= 64, name


def test_what_is_listed_as_open_is_an_entry() -> None:
    for name in set(offices()) & set(open_entries()):
        assert set(open_entries()[name]) <= {entry["id"] for _, entry in entries(name)}


def moved(records: Any, years: int) -> Iterator[Any]:
    """What took place, with who was there, so many years earlier, as records of its own."""

    def earlier(day: date | None) -> date | None:
        return None if day is None else day.replace(year=day.year - years, day=min(day.day, 28))

    for record in records:
        match record:
            case Activity():
                yield evolve(record, id=f"old-{record.id}", on=earlier(record.on), until=earlier(record.until))
            case Attendance():
                yield evolve(record, id=f"old-{record.id}", activity=f"old-{record.activity}")
            case Budget():
                yield evolve(record, id=f"old-{record.id}", start=earlier(record.start), end=earlier(record.end))
            case Provision():
                lines = {name: f"old-{line}" for name in ("into_budget", "from_budget") if (line := getattr(record, name))}
                yield evolve(record, id=f"old-{record.id}", on=earlier(record.on), **lines)
            case Contact() | Contribution() | Tally():
                yield evolve(record, id=f"old-{record.id}", on=earlier(record.on))


def in_force(charter: Charter, day: date) -> Charter:
    """The charter as if its rules had come into force on a day, and not long before."""
    rules = {
        kind: {name: evolve(rule, valid_from=max(day, rule.valid_from or day)) for name, rule in named.items()}
        for kind, named in charter.rules.items()
    }
    return evolve(charter, rules=rules)


@pytest.mark.skipif(not offices(), reason=f"no offices in {folder()}; GRASSROOTS_OFFICES says where they are")
@pytest.mark.parametrize("name", offices())
def test_a_record_of_another_year_changes_no_flow_of_this_year(name: str) -> None:
    """But for what is due so long after what came last: a visit of long ago makes one due this year, where nobody went there since. There, none from before
    its rule came into force does."""
    one = office(name)
    day = one.days[-1]
    records, now = list(one.records.values()), one.snapshot(day)
    year = Period.year(day.year)
    flows = [
        each
        for each in now.charter.measures.values()
        if each.form.traits.of_records and (each.asks_period or not each.is_stock)
    ]
    assert len(flows) > 100

    def changed(flows: list[Measure], charter: Charter) -> dict[str, tuple[str, str]]:
        shots = [
            Snapshot.of([*records, *more], charter, as_of=day, calendars=now.calendars, check=False)
            for more in ((), moved(records, 4))
        ]
        told, again = (evaluate(flows, shot, period=year) for shot in shots)
        return {
            label: (was.text(), again[label].text())
            for label, was in told.items()
            if (was.value, was.numerator, was.denominator)
            != (again[label].value, again[label].numerator, again[label].denominator)
        }

    differ = {label.partition(".")[0] for label in changed(flows, now.charter)}
    assert {each.noun for each in flows if each.name in differ} <= set(DERIVED), differ
    assert changed([each for each in flows if each.name in differ], in_force(now.charter, year.start)) == {}


@pytest.mark.skipif(not offices(), reason=f"no offices in {folder()}; GRASSROOTS_OFFICES says where they are")
@pytest.mark.parametrize("name", offices())
def test_whatever_is_told_of_an_office_says_itself_in_both_languages(name: str) -> None:
    one = office(name)
    day = one.days[-1]
    told = [*one.reading.problems, *one.checked(day), *(each.reason for each in one.listed(day, None))]
    assert all(problem.text("en") and problem.text("zh") for problem in told)
