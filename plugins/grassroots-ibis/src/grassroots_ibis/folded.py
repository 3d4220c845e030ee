"""Facts: what was labelled, with the unit at which it counts and the one label under which it falls, and folded where it lies: of one measure as of any other of its
form."""

from __future__ import annotations

from typing import Any

import ibis
from ibis import _

from grassroots.charter import Form, Measure
from grassroots.figures.facts import HIT, MISS, MISSING, NO_PLACE
from grassroots.model import home_field
from grassroots_ibis.needs import Written, unbound

LABELLED = "grassroots__labelled"
"""The name under which what was labelled stands in what folds it."""


def _facts(measure: Measure, labelled: Any, then: bool) -> Any:
    own = ibis.table(labelled.schema(), name=LABELLED)
    if then:
        places = unbound(Written("places"), {}).rename(whose="home")
        placed = own.left_join(
            places, [own["home"] == places["whose"], own["day"] >= places["since"], own["day"] < places["until"]]
        )
    else:
        there = unbound(Written("placed"), {}).rename(whose="home")
        placed = own.left_join(there, [own["home"] == there["whose"]])
    homeless = home_field(measure.noun) is None and measure.noun != "unit"
    label = [] if homeless else [(_["unit"].isnull(), NO_PLACE)]
    label += [(_["reason"].notnull(), _["reason"]), (~_["hit"], MISS), (_["lacks"], MISSING)]
    return placed.select(
        "ask", "n", "day", "unit", "number", "places", "key", *_cells(own), label=ibis.cases(*label, else_=HIT)
    )


def gathered(measure: Measure, labelled: Any, then: bool) -> Any:
    """Those that are alike, counted together; of a spread, each by itself, in the order in which they came."""
    own = _facts(measure, labelled, then)
    cells = _cells(own)
    if measure.form is Form.SPREAD:
        return own.select("ask", "unit", "day", "label", *cells, "number", "places", "n").order_by("ask", "n")
    keys = ["ask", "unit", "day", "label", *cells, *(["key"] if measure.form is Form.DISTINCT else [])]
    told = {"sum": _["number"].sum(), "places": _["places"].max()} if measure.form is Form.SUM else {}
    return own.group_by(keys).agg(many=_.count(), first=_["n"].min(), **told)


def counts(measure: Measure, labelled: Any, then: bool = False) -> Any:
    """What they come to in each period at each unit and all under it, whole (`split` -1) and by each split."""
    own = _facts(measure, labelled, then)
    periods = unbound(Written("periods"), {}).rename(asked="ask")
    above = unbound(Written("above"), {}).rename(under="unit")
    in_period = [own["ask"] == periods["asked"]]
    if not measure.is_stock:
        in_period += [own["day"] >= periods["start"], own["day"] < periods["until"]]
    inside = own.join(periods, in_period).filter(_["unit"].notnull())
    form = measure.form
    found = []
    for split, name in [(-1, ""), *enumerate(_cells(own))]:
        cell = _[name] if name else ibis.literal("")
        keys = ["question", "split", "cell", "label"]
        grouped = inside.mutate(split=ibis.literal(split, type="int64"), cell=cell).group_by(
            [*keys, "unit", *(["key"] if form is Form.DISTINCT else [])]
        )
        told = {"sum": _["number"].sum(), "places": _["places"].max()} if form is Form.SUM else {}
        over = grouped.agg(many=_.count(), **told)
        over = over.join(above, [over["unit"] == above["under"]])
        told = {"sum": _["sum"].sum(), "places": _["places"].max()} if form is Form.SUM else {}
        told |= {"different": _["key"].nunique()} if form is Form.DISTINCT else {}
        found.append(over.group_by([*keys, "upper"]).agg(many=_["many"].sum(), **told))
    return ibis.union(*found) if len(found) > 1 else found[0]


def _cells(facts: Any) -> list[str]:
    return [name for name in facts.columns if name.startswith("cell")]
