"""Totals in place of records: where an office keeps no record of what a measure counts, the totals that name the measure are its figure, which says so."""

from __future__ import annotations

from attrs import evolve

from grassroots.charter import ALWAYS, AllOf, AnyOf, Condition, Form, Is, Measure, Reads
from grassroots.model import Tally
from grassroots.snapshot import Snapshot


def of_totals(measure: Measure, snapshot: Snapshot) -> Measure | None:
    """What adds up the totals that name a measure, by themselves or by their kind; None where there are none, or where they cannot stand for it: totals
    have no parts, and neither shares nor what stands on a day is the sum of totals."""
    if measure.form not in (Form.COUNT, Form.SUM) or measure.is_stock or measure.by or measure.noun == "tally":
        return None
    words = snapshot.charter.words.get("tally", {})
    kinds = tuple(word.name for word in words.values() if word.measure == measure.name)
    if not any(one.measure == measure.name or (not one.measure and one.kind in kinds) for one in snapshot.all(Tally).values()):
        return None
    named: Condition = Is("measure", (measure.name,))
    by_kind = AllOf((Is("kind", kinds), Is("measure", (None,))))
    return evolve(
        measure,
        form=Form.SUM,
        noun="tally",
        value="amount.value",
        key="",
        where=AnyOf((by_kind, named)) if kinds else named,
        hit=ALWAYS,
        left_out=(),
        dated="on",
        reads=Reads.AS_OF,
    )


def stands_for_records(measure: Measure) -> bool:
    """Whether a measure adds up the totals that name it: then no records are kept of what it counts."""
    parts = measure.where.parts if isinstance(measure.where, AnyOf) else (measure.where,)
    return measure.noun == "tally" and Is("measure", (measure.name,)) in parts
