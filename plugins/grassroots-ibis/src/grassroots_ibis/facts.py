"""The facts of a measure as one expression: a row for each record of its population on each day on which is read, with the one label under which it falls."""

from __future__ import annotations

from typing import Any

import ibis
from attrs import frozen
from ibis import _

from grassroots.charter import Charter, Measure
from grassroots.charter.paths import leaves
from grassroots.fields import Column, field_named
from grassroots.model import noun_class
from grassroots_ibis.compiler import Compiler, Definition
from grassroots_ibis.needs import Needs, NotCompiled, Written
from grassroots_ibis.rows import Rows
from grassroots_ibis.values import Value, any_of, sure

NUMBERS = (Column.INTEGER, Column.DECIMAL)


@frozen(eq=False)
class Compiled:
    """A measure, compiled. `labelled`: a row a record and day on which is read, as an expression. `defined`: what it reads of what others read, too. `needs`: the
    tables."""

    measure: Measure
    labelled: Any
    defined: tuple[Definition, ...]
    needs: Needs


def compiled(charter: Charter, measure: Measure, known: dict[object, Definition] | None = None) -> Compiled:
    """A measure of records as an expression over the tables of an office.

    Args:
        charter: the words, workflows and rules by which it reads.
        measure: what is counted.
        known: what was defined for other measures of the charter.

    Raises:
        NotCompiled: it is left to the reference; the text says why.
    """
    if not measure.form.traits.of_records:
        raise NotCompiled("it is made of other measures")
    compiler = Compiler(charter, {} if known is None else known)
    labelled = _labelled(compiler, measure)
    return Compiled(measure, labelled, tuple(compiler.defined.values()), compiler.needs)


def _labelled(compiler: Compiler, measure: Measure) -> Any:
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
    cells_there = [f"cell{at}" for at in range(len(cells))]
    return table.select("ask", "n", "home", "as_of", "day", "hit", "reason", "number", "places", "lacks", "key", *cells_there)


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
