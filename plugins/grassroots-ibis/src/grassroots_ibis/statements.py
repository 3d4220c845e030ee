"""Statements: measures in the language of a database, each compiled once, and numbers as they were written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import partial
from threading import RLock
from typing import Any

from grassroots.charter import Charter, Measure
from grassroots.model import home_field
from grassroots_ibis.compiler import Definition
from grassroots_ibis.databases import Database
from grassroots_ibis.facts import Compiled, compiled
from grassroots_ibis.folded import LABELLED, counts, gathered
from grassroots_ibis.needs import NotCompiled

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Statements:
    """The statements of measures in the language of a database, each compiled once for all snapshots, and one after the other: what several read has one name."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, Measure], tuple[Charter, Compiled | NotCompiled]] = {}
        self._defined: dict[int, dict[object, Definition]] = {}
        self._sql: dict[object, tuple[object, str]] = {}
        self._lock = RLock()

    def of(self, charter: Charter, measure: Measure) -> Compiled:
        """A measure, compiled.

        Raises:
            NotCompiled: it is left to the reference.
        """
        key = (id(charter), measure)
        with self._lock:
            if key not in self._known:
                found: Compiled | NotCompiled
                try:
                    found = compiled(charter, measure, self._defined.setdefault(id(charter), {}))
                except NotCompiled as error:
                    found = error
                self._known[key] = (charter, found)
            _charter, known = self._known[key]
        if isinstance(known, NotCompiled):
            raise known
        return known

    def sql(self, database: Database, one: Compiled, what: str, then: bool) -> str:
        """The statement that gives `gathered` or `counts`: what was defined, what was labelled, and how it is folded, each compiled by itself."""
        fold = {"gathered": gathered, "counts": counts}[what]
        parts = {each.name: self._one(database, id(each), each, partial(getattr, each, "expression")) for each in one.defined}
        parts[LABELLED] = self._one(database, id(one), one, partial(getattr, one, "labelled"))
        measure = one.measure
        shape = (what, then, measure.form, measure.is_stock, home_field(measure.noun) is None and measure.noun != "unit")
        columns = tuple(one.labelled.schema().items())
        main = self._one(database, (*shape, columns), None, lambda: fold(measure, one.labelled, then))
        told = ", ".join(f"{database.quoted(name)} AS ({sql})" for name, sql in parts.items())
        return f"WITH {told} SELECT * FROM ({main}) AS told"

    def _one(self, database: Database, key: object, kept: object, make: Callable[[], Any]) -> str:
        told = (type(database), key)
        with self._lock:
            if told not in self._sql:
                self._sql[told] = (kept, database.sql(make()))
            return self._sql[told][1]


def exact(number: Any, places: int) -> Decimal:
    """A number with as many decimal places as it was written with."""
    return EXACT.quantize(Decimal(number), Decimal(1).scaleb(-int(places)))
