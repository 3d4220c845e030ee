"""The facts of a measure as one expression: a row for each record of its population on each day on which is read, with the one label under which it falls."""

from __future__ import annotations

from typing import Any

import ibis
from attrs import frozen
from ibis import _

from grassroots.charter import Charter, Measure
from grassroots.charter.paths import leaves
from grassroots.fields import Column, field_named
from grassroots.figures.facts import HIT, MISS, MISSING, NO_PLACE
from grassroots.model import home_field, noun_class
from grassroots_ibis.needs import Needs, NotCompiled, Written
from grassroots_ibis.rows import Compiler, Definition, Rows
from grassroots_ibis.values import Value, any_of, sure

NUMBERS = (Column.INTEGER, Column.DECIMAL)


@frozen(eq=False)
class Compiled:
    """A measure, compiled. `facts`: a row a record and day on which is read. `defined`: what it reads of what others read, too. `needs`: the tables."""

    measure: Measure
    facts: Any
    defined: tuple[Definition, ...]
    needs: Needs


def compiled(charter: Charter, measure: Measure, then: bool = False, known: dict[object, Definition] | None = None) -> Compiled:
    """A measure of records as an expression over the tables of an office.

    Args:
        charter: the words, workflows and rules by which it reads.
        measure: what is counted.
        then: whether each record counts in the tree of its own day.
        known: what was defined for other measures of the charter.

    Raises:
        NotCompiled: it is left to the reference; the text says why.
    """
    if not measure.form.traits.of_records:
        raise NotCompiled("it is made of other measures")
    compiler = Compiler(charter, {} if known is None else known)
    facts = _facts(compiler, measure, then)
    for one in ("periods", "above"):
        compiler.needs.add(Written(one))
    return Compiled(measure, facts, tuple(compiler.defined.values()), compiler.needs)


def _facts(compiler: Compiler, measure: Measure, then: bool) -> Any:
    rows = Rows(compiler, measure.noun, dated=True)
    if measure.is_stock:
        day, in_time = _["read"], rows.counts()
    else:
        event = rows.event(measure.dated)
        if event.kind is None:
            raise NotCompiled(f"{measure.dated} of {measure.noun} is no day")
        day, in_time = event.what, sure(event.what <= _["as_of"])
        if measure.dated == "start" and (on := field_named(noun_class(measure.noun), "on")):
            in_time = any_of([in_time, event.what.notnull() & sure(rows.own("on", on.kind).what <= _["as_of"])])
    where = rows.holds(measure.where)
    left_out = [(reason, rows.holds(condition)) for reason, condition in measure.left_out]
    hit = rows.holds(measure.hit)
    number, key = _what(compiler, rows, measure)
    cells = [_cell(rows, split.path, split.missing) for split in measure.by]
    table = rows.table()
    for flag in (in_time, where):
        table = table if flag is True else table.filter(ibis.literal(False) if flag is False else flag)
    table = table.mutate(
        day=day,
        hit=_flag(hit),
        reason=ibis.cases(*((_flag(flag), reason) for reason, flag in left_out)) if left_out else ibis.null("string"),
        number=ibis.null("int64") if number is None else number.what,
        places=ibis.null("int64") if number is None else number.places,
        lacks=_lacks(measure, number, key),
        key=ibis.null("string") if key is None or key.kind is None else key.what,
        **{f"cell{at}": cell for at, cell in enumerate(cells)},
    )
    table = table.select(
        "ask",
        "n",
        "home",
        "as_of",
        "day",
        "hit",
        "reason",
        "number",
        "places",
        "lacks",
        "key",
        *(f"cell{at}" for at in range(len(cells))),
    )
    table = _placed(compiler, table, then)
    homeless = home_field(measure.noun) is None and measure.noun != "unit"
    label = [(_["unit"].isnull(), NO_PLACE)] if not homeless else []
    label += [(_["reason"].notnull(), _["reason"]), (~_["hit"], MISS), (_["lacks"], MISSING)]
    return table.mutate(label=ibis.cases(*label, else_=HIT)).drop("home", "as_of", "hit", "reason", "lacks")


def _flag(flag: Any) -> Any:
    return ibis.literal(flag) if isinstance(flag, bool) else flag


def _lacks(measure: Measure, number: Value | None, key: Value | None) -> Any:
    """Whether a hit lacks the number or the key that is asked for."""
    asked = number if measure.form.traits.needs == "value" else key
    if asked is None:
        return ibis.literal(False)
    return ibis.literal(True) if asked.kind is None else asked.what.isnull()


def _what(compiler: Compiler, rows: Rows, measure: Measure) -> tuple[Value | None, Value | None]:
    needs = measure.form.traits.needs
    if needs == "value":
        value = rows.value(measure.value)
        return (value if value.kind in NUMBERS else Value(None, ibis.null("int64"), ibis.null("int64"))), None
    if needs != "key":
        return None, None
    key = rows.value(measure.key)
    if key.kind is Column.TEXT and _of_persons(compiler.charter, measure):
        # Records that a decision says are one person count as one.
        persons = compiler.table(Written("persons"))
        key = Value(Column.TEXT, ibis.coalesce(_[rows.joined(persons, rows.named(key), ["person"])[0]], key.what))
    return None, key


def _of_persons(charter: Charter, measure: Measure) -> bool:
    """Whether what is counted as different are persons alone."""
    if measure.noun == "person":
        return measure.key == "id"
    ends = leaves(charter, measure.noun, measure.key)
    return bool(ends) and all(leaf.refs == ("person",) for leaf in ends)


def _cell(rows: Rows, path: str, missing: str) -> Any:
    """The text of a part under which a record falls."""
    value = rows.value(path)
    if value.kind is None:
        return ibis.literal(missing)
    if value.kind is Column.FLAG:
        return ibis.cases((value.what.isnull(), missing), (value.what, "yes"), else_="no")
    if value.kind is Column.INTEGER:
        return value.what.cast("string").fill_null(missing)
    if value.kind is Column.TEXT:
        return value.what.fill_null(missing)
    raise NotCompiled(f"it is split by {path}, which is a {value.kind}")


def _placed(compiler: Compiler, table: Any, then: bool) -> Any:
    """With the unit at which each record counts."""
    if then:
        places = compiler.table(Written("places")).rename(whose="home", since_day="since", until_day="until")
        found = table.left_join(
            places,
            [table["home"] == places["whose"], table["day"] >= places["since_day"], table["day"] < places["until_day"]],
        )
        return found.mutate(at=ibis.null("int64")).drop("whose", "since_day", "until_day")
    placed = compiler.table(Written("placed")).rename(whose="home")
    return table.left_join(placed, [table["home"] == placed["whose"]]).drop("whose")
