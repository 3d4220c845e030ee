"""The laws of acts and figures over what rules derive: what is carried out is no longer proposed, and a figure of a derived noun counts its records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from attrs import evolve
from support.every_kind import every_kind
from support.plots import PLOTS

from grassroots.charter import Form, Measure
from grassroots.figures import Evaluator
from grassroots.model import DERIVED, NOUNS, Person, Record, key_of
from grassroots.rules.findings import proposals, to_dos
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.testing.planted import Plot
from grassroots.values import Period


def offices(plot: Plot) -> Iterator[tuple[Record, ...]]:
    """The sound records of a plot, and those with each fault."""
    yield plot.records
    yield from (plot.with_fault(name) for name in plot.faults)


def shot(kind: str, plot: Plot, records: Iterable[Record]) -> Snapshot:
    known = every_kind()
    rules = {name: rules for name, rules in known.rules.items() if name in {kind, *plot.beside, "calendar"}}
    return Snapshot.of(records, evolve(known, rules=rules), as_of=plot.day, check=False)


def carried_out(records: Iterable[Record], proposal: Proposed) -> list[Record]:
    """The records once a proposal was carried out, as the front door does it."""
    changed: dict[tuple[str, str], Any] = {key_of(one): one for one in records}
    person = next((one.id for one in changed.values() if isinstance(one, Person)), "nobody")
    for one in proposal.changes:
        fields = {**one.fields, **({one.decided: person} if one.decided else {})}
        before = None if one.new else changed[one.noun, one.id]
        if one.step is not None:
            fields["steps"] = (*(before.steps if before is not None else ()), one.step)
        changed[one.noun, one.id] = NOUNS[one.noun](id=one.id, **fields) if before is None else evolve(before, **fields)  # type: ignore[call-arg]
    return list(changed.values())


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_what_is_carried_out_is_no_longer_to_be_decided(kind: str) -> None:
    plot = PLOTS[kind]
    for records in offices(plot):
        for one in proposals(shot(kind, plot, records)):
            if one.changes:
                after = shot(kind, plot, carried_out(records, one))
                again = [
                    other
                    for other in proposals(after)
                    if (other.rule, other.what, other.record) == (one.rule, one.what, one.record)
                ]
                assert [str(other.reason) for other in again] == []
                assert one.reason.code not in {to_do.reason.code for to_do in to_dos(after) if to_do.record == one.record}


@pytest.mark.parametrize("kind", sorted(PLOTS))
def test_a_figure_of_a_derived_noun_counts_its_records(kind: str) -> None:
    plot = PLOTS[kind]
    for records in offices(plot):
        snapshot = shot(kind, plot, records)
        work = Evaluator(snapshot)
        for noun in DERIVED:
            # Turns and terms count, like stored records, while they stand.
            found = {id: one for id, one in snapshot.derived(noun, plot.day).items() if snapshot.counts_on(one, plot.day)}
            if found:
                measure = Measure(name="all", labels={"en": "all", "zh": "全部"}, form=Form.COUNT, noun=noun)
                figure = work.figure(work.question(measure, period=Period.year(plot.day.year)))
                assert figure.value == len(found), noun
                assert {id for _, id in figure.records().hits} == set(found)
