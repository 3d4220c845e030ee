"""What kinds of rule say is carried on to a later state where nothing that they read has changed: always the same as worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest
from attrs import evolve
from support.every_kind import every_kind
from support.plots import PLOTS

import grassroots as gr
from grassroots.model import DERIVED, Case, Record, Step, key_of
from grassroots.rules.findings import findings_by_kind, proposals, to_dos
from grassroots.rules.time.clocks import _Clocks
from grassroots.snapshot import Snapshot, carried_on
from grassroots.testing.kind_kit import Setting
from grassroots.values import Source, UnitId

Said = tuple[object, ...]


def shot(records: tuple[Record, ...], day: date, first: int = 2) -> Snapshot:
    """The records, each in a row of its noun's ledger."""
    numbers: dict[str, int] = {}
    rows = {}
    for one in sorted(records, key=key_of):
        noun, _ = key_of(one)
        numbers[noun] = numbers.get(noun, first - 1) + 1
        rows[key_of(one)] = Source(f"{noun}.csv", row=numbers[noun])
    return Snapshot.of(records, every_kind(), as_of=day, check=False, sources=rows)


def said(snapshot: Snapshot) -> Said:
    derived = {noun: dict(snapshot.all(noun)) for noun in DERIVED}
    return findings_by_kind(snapshot), to_dos(snapshot), proposals(snapshot), derived


def edits() -> Iterator[tuple[tuple[Record, ...], tuple[Record, ...], date]]:
    """Two states of one office: the sound one of a plot and each of its others; drawn ones, from which every third record is gone, one noun after another."""
    for plot in PLOTS.values():
        yield from ((plot.records, other, plot.day) for other in list(plot.offices)[1::6])
    for office in drawn():
        for noun in sorted({key_of(one)[0] for one in office.records})[::5]:
            gone = [one for one in office.records if key_of(one)[0] == noun][::3]
            yield office.records, tuple(one for one in office.records if one not in gone), office.as_of


@cache
def drawn() -> tuple[object, ...]:
    return Setting(kinds=(), charter=every_kind(), examples=2).offices  # type: ignore[return-value]


@cache
def told_of(records: tuple[Record, ...], day: date) -> Snapshot:
    snapshot = shot(records, day)
    said(snapshot)
    return snapshot


def test_what_is_carried_on_is_what_would_be_worked_out_anew() -> None:
    carried = 0
    for before, after, day in edits():
        later = shot(after, day)
        carried_on([told_of(before, day)], later)
        carried += len(later._said)
        assert said(later) == said(shot(after, day))
    assert carried > 300


def test_rows_that_slipped_are_told_where_they_stand_now() -> None:
    plot = PLOTS["rubric"]
    records = plot.with_fault("decided by nobody")
    later = shot(records, plot.day, first=9)
    carried_on([told_of(records, plot.day)], later)
    assert said(later) == said(shot(records, plot.day, first=9)) != said(told_of(records, plot.day))


@pytest.mark.parametrize(("noun", "kept"), [("note", True), ("case", False)])
def test_only_what_read_something_of_an_edit_is_worked_out_anew(noun: str, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = gr.rules.KINDS["clock"]
    asked: list[str] = []
    own = clock.finds
    assert own is not None
    counting = evolve(clock, finds=lambda rule, at: (asked.append(rule.name), *own(rule, at))[1:])  # type: ignore[func-returns-value]
    charter = evolve(every_kind(), kinds={**every_kind().kinds, "clock": counting})
    office = gr.open("memory:", charter=charter)
    case = Case(id="c", unit=UnitId("R"), category="request", steps=(Step(state="received", on=date(2024, 3, 1)),))  # type: ignore[arg-type]
    office.add(*PLOTS["clock"].records, case, reason="the beginning")
    office.findings("2024-06-30")
    first = len(asked)
    assert first
    if noun == "note":
        note = gr.model.Note(id="n", unit=UnitId("R"), about=gr.Ref("case", "c"), on=date(2024, 3, 2), text="called back")
        office.add(note, reason="a call")
    else:
        office.record_step("case", "c", Step(state="replied", on=date(2024, 3, 4), outcome="solved"), reason="answered")
    office.findings("2024-06-30")
    assert (len(asked) == first) is kept


def test_the_clocks_of_a_record_are_counted_anew_where_it_changed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    own = _Clocks._made
    monkeypatch.setattr(_Clocks, "_made", lambda self, record, *more: (counted.append(record.id), own(self, record, *more))[1])
    office = gr.open("memory:", charter=every_kind())
    steps = (Step(state="received", on=date(2024, 3, 1)),)
    cases = [Case(id=id, unit=UnitId("R"), category="request", steps=steps) for id in "abc"]  # type: ignore[arg-type]
    office.add(*PLOTS["clock"].records, *cases, reason="the beginning")
    office.findings("2024-06-30")
    assert set("abc") < set(counted)
    counted.clear()
    office.record_step("case", "b", Step(state="replied", on=date(2024, 3, 4), outcome="solved"), reason="answered")
    office.findings("2024-06-30")
    assert set(counted) == {"b"}
    counted.clear()
    office.withdraw("case", "a", reason="twice")
    office.findings("2024-06-30")
    assert counted == []


def test_a_kind_that_reads_what_is_wrong_with_the_records_reads_all_of_them() -> None:
    clock = gr.rules.KINDS["clock"]
    nosy = evolve(clock, finds=lambda rule, at: at.snapshot.problems)
    charter = evolve(every_kind(), kinds={**every_kind().kinds, "clock": nosy})
    plot = PLOTS["clock"]
    before = Snapshot.of(plot.records, charter, as_of=plot.day)
    astray = gr.model.Note(id="n", unit=UnitId("R"), about=gr.Ref("case", "nowhere"), on=plot.day, text="called back")
    findings_by_kind(before)
    after = carried_on([before], Snapshot.of((*plot.records, astray), charter, as_of=plot.day))
    told = [one for found in findings_by_kind(after) if found.kind == "clock" for one in found.problems]
    assert set(after.problems) == set(told) != set(before.problems)
