"""Facts folded: counted where they lie, of one measure as of any other of its form."""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _

from grassroots.charter import Form, Measure
from grassroots_ibis.needs import Written, unbound

FACTS = "grassroots__facts"
"""The name under which the facts of a measure stand in what folds them."""


def _of(facts: Any) -> Any:
    return ibis.table(facts.schema(), name=FACTS)


def gathered(measure: Measure, facts: Any) -> Any:
    """Those that are alike, counted together; of a spread, each by itself, in the order in which they came."""
    own = _of(facts)
    cells = _cells(own)
    if measure.form is Form.SPREAD:
        return own.select("ask", "unit", "day", "label", *cells, "number", "places", "n").order_by("ask", "n")
    keys = ["ask", "unit", "day", "label", *cells, *(["key"] if measure.form is Form.DISTINCT else [])]
    told = {"sum": _["number"].sum(), "places": _["places"].max()} if measure.form is Form.SUM else {}
    return own.group_by(keys).agg(many=_.count(), first=_["n"].min(), **told)


def counts(measure: Measure, facts: Any) -> Any:
    """What they come to in each period at each unit and all under it, whole (`split` -1) and by each split."""
    own = _of(facts)
    periods = unbound(Written("periods"), {}).rename(asked="ask")
    above = unbound(Written("above"), {}).rename(under="at")
    in_period = [own["ask"] == periods["asked"]]
    if not measure.is_stock:
        in_period += [own["day"] >= periods["start"], own["day"] < periods["until"]]
    inside = own.join(periods, in_period).filter(_["at"].notnull())
    form = measure.form
    found = []
    for split, name in [(-1, ""), *enumerate(_cells(own))]:
        cell = _[name] if name else ibis.literal("")
        keys = ["question", "split", "cell", "label"]
        grouped = inside.mutate(split=ibis.literal(split, type="int64"), cell=cell).group_by(
            [*keys, "at", *(["key"] if form is Form.DISTINCT else [])]
        )
        told = {"sum": _["number"].sum(), "places": _["places"].max()} if form is Form.SUM else {}
        over = grouped.agg(many=_.count(), **told)
        over = over.join(above, [over["at"] == above["under"]])
        told = {"sum": _["sum"].sum(), "places": _["places"].max()} if form is Form.SUM else {}
        told |= {"different": _["key"].nunique()} if form is Form.DISTINCT else {}
        found.append(over.group_by([*keys, "over"]).agg(many=_["many"].sum(), **told))
    return ibis.union(*found) if len(found) > 1 else found[0]


def _cells(facts: Any) -> list[str]:
    return [name for name in facts.columns if name.startswith("cell")]
