"""The compiler: what one measure reads, and what several read and is compiled once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import ibis
from attrs import define, field, frozen

from grassroots.charter import Charter
from grassroots.fields import Column
from grassroots_ibis.needs import Needs, Written, unbound


@frozen(eq=False)
class Definition:
    """What several measures read, compiled once: an expression under a name, and the tables that it needs."""

    name: str
    expression: Any
    needs: Needs
    above: tuple[Definition, ...]


@define(eq=False)
class Compiler:
    """Compiles what one measure reads. `needs`: the tables that it comes to read; `defined`: the definitions; `known`: those of the charter."""

    charter: Charter
    known: dict[object, Definition] = field(factory=dict)
    needs: Needs = field(factory=Needs)
    defined: dict[str, Definition] = field(factory=dict)
    _numbers: Any = field(factory=count)

    def new(self, what: str) -> str:
        """A name of a column that no other has."""
        return f"{what}{next(self._numbers)}"

    def table(self, table: Written, columns: dict[str, tuple[str, Column]] | None = None) -> Any:
        """A table that is to be written."""
        self.needs.add(table, columns)
        return unbound(table, columns or {})

    def define(self, key: object, name: str, make: Callable[[Compiler], Any]) -> Any:
        """What is made once for all measures, as a table."""
        if key not in self.known:
            own = Compiler(self.charter, self.known)
            expression = make(own)
            self.known[key] = Definition(f"{name}__{len(self.known)}", expression, own.needs, tuple(own.defined.values()))
        found = self.known[key]
        for one in (*found.above, found):
            self.defined.setdefault(one.name, one)
        for table, columns in found.needs:
            self.needs.add(table, columns)
        return ibis.table(found.expression.schema(), name=found.name)

    @property
    def asks(self) -> Any:
        """The days on which is read."""
        return self.table(Written("asks"))
