"""Rows: the records of a noun with all that is read of them, as one expression. What stands elsewhere is joined: of what is referred to, of steps, of others
that refer here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
from attrs import define
from ibis import _

from grassroots.charter import Against, AllOf, AnyOf, Condition, Has, Is, NotOf, StateKind, Within
from grassroots.charter.paths import REACHED, STANDING, STEP_PATHS, leaves
from grassroots.fields import Column, FieldInfo, field_named
from grassroots.model import DERIVED, has_steps, noun_class
from grassroots.values import PartialDate, Quantity, Ref
from grassroots_ibis.compiler import Compiler
from grassroots_ibis.lives import first, standing
from grassroots_ibis.needs import STRETCHES, NotCompiled, Written, column_name, places_of
from grassroots_ibis.related import has
from grassroots_ibis.values import NOWHERE, Flag, Value, all_of, any_of, is_one_of, lies_within, not_of, same, sure

ASKED = ("ask", "read", "as_of", "start", "until", *(f"{one}_{end}" for one in STRETCHES for end in ("start", "until")))
_OF_QUANTITIES = {"raw": Column.TEXT, "value": Column.DECIMAL, "measured_in": Column.TEXT, "quality": Column.TEXT}


@define(eq=False)
class _Join:
    """A table of values beside the rows, one a row at most: `keys`, its columns → those of the rows."""

    table: Any
    keys: dict[str, str]


@define(eq=False)
class _Named:
    """A column of what was joined before it."""

    name: str
    what: Any


class Rows:
    """The records of a noun, and what is read of them. `dated`: a row for each record on each day on which is read; else one a record, for what no day changes."""

    def __init__(self, compiler: Compiler, noun: str, dated: bool = False) -> None:
        self.compiler, self.noun = compiler, noun
        self.dated = dated or noun in DERIVED
        self._columns: dict[str, tuple[str, Column]] = {}
        self._joins: list[_Join | _Named] = []
        self._values: dict[str, Value] = {}
        self._flags: dict[Condition, Flag] = {}

    # -- the table --

    def table(self) -> Any:
        """All rows, with every column that was asked for until now."""
        made = self.compiler.table(Written("records", self.noun), self._columns)
        if self.dated:
            asks = self.compiler.asks
            if self.noun in DERIVED:
                asks = asks.rename(read_there="read")
                made = made.join(asks, made["read"] == asks["read_there"])
            else:
                made = made.drop("read").cross_join(asks)
        wanted = list(made.columns)
        for join in self._joins:
            if isinstance(join, _Named):
                made = made.select(*wanted).mutate(**{join.name: join.what})
                wanted.append(join.name)
                continue
            # Joins one after the other are one: what they are joined by is dropped at the end.
            theirs = {name: self.compiler.new("key") for name in join.keys}
            other = join.table.rename({new: old for old, new in theirs.items()})
            made = made.left_join(other, [made[ours] == other[theirs[name]] for name, ours in join.keys.items()])
            wanted += [name for name in other.columns if name not in theirs.values()]
        made = made.select(*wanted) if self._joins else made
        return made

    def joined(self, table: Any, key: str, values: Sequence[str], **more: str) -> list[str]:
        """Joins a table that has a row for an `id` (and `ask`, if it has that) at most; gives its columns as they are called from then on."""
        keys = {"id": key, **more}
        if "ask" in table.columns:
            self.dated = True
            keys["ask"] = "ask"
        names = {name: self.compiler.new("value") for name in values}
        self._joins.append(_Join(table.select(*keys, **{new: table[old] for old, new in names.items()}), keys))
        return list(names.values())

    # -- values --

    def value(self, path: str) -> Value:
        """The value at a path, at the end of the day on which is read."""
        if path not in self._values:
            self._values[path] = self._value(path)
        return self._values[path]

    def own(self, path: str, kind: Column | type) -> Value:
        """What stands in the record itself."""
        exact = Column.TEXT if kind in (Quantity, PartialDate, Ref) else kind
        if not isinstance(exact, Column):
            raise NotCompiled(f"{path} of {self.noun} is of no type that a column has")
        name = column_name(path)
        self._columns[name] = (path, exact)
        return Value(exact, _[name], _[places_of(name)] if exact is Column.DECIMAL else ibis.literal(0))

    def _value(self, path: str) -> Value:
        if path.startswith("days:"):
            _days, start, end = path.split(":")
            first, last = self.event(start), self.event(end)
            if first.kind is None or last.kind is None:
                return NOWHERE
            return Value(Column.INTEGER, last.what - first.what, ibis.literal(0))
        head, *rest = path.split(".")
        info = field_named(noun_class(self.noun), head)
        if info is None and any(one.head == head for kind in self.compiler.charter.kinds.values() for one in kind.paths):
            return self._said(path)
        if has_steps(self.noun):
            if head == REACHED and len(rest) == 1:
                return self._reached(rest[0])
            if head in STEP_PATHS:
                return self._of_steps(head, rest)
        if head == STANDING:
            return Value(Column.FLAG, self.counts())
        if head in ("custom", "external") and len(rest) == 1:
            return NOWHERE if self.noun in DERIVED else self.own(path, self._kind(path))
        if info is None or (info.many and not rest):
            return NOWHERE
        return self.own(head, info.kind) if not rest else self._onward(info, rest)

    def _kind(self, path: str) -> Column | type:
        kinds = {leaf.kind for leaf in leaves(self.compiler.charter, self.noun, path)}
        if len(kinds) != 1:
            raise NotCompiled(f"{path} of {self.noun} is of {'several types' if kinds else 'no type'}")
        return kinds.pop()

    def _onward(self, info: FieldInfo, rest: Sequence[str]) -> Value:
        path = ".".join(rest)
        if info.many:
            raise NotCompiled(f"{info.name}.{path} of {self.noun} leads through many")
        if info.kind is Quantity:
            kind = _OF_QUANTITIES.get(rest[0])
            return NOWHERE if kind is None else self.own(f"{info.name}.{rest[0]}", kind)
        if info.kind is Ref:
            if path in ("noun", "id"):
                return self.own(f"{info.name}.{path}", Column.TEXT)
            self.own(f"{info.name}.noun", Column.TEXT)
            self.own(f"{info.name}.id", Column.TEXT)
            by = column_name(f"{info.name}.noun")
            return self.onward(column_name(f"{info.name}.id"), info.refs, path, by)
        if not info.refs:
            return NOWHERE
        self.own(info.name, info.kind)
        return self.onward(column_name(info.name), info.refs, path)

    def onward(self, key: str, nouns: Sequence[str], path: str, by: str = "") -> Value:
        """The value at a path from the record to which a column refers; of several nouns that may be, the first that has one, or the one that a column names."""
        branches: list[tuple[Any, Any, Any]] = []
        kinds: set[Column] = set()
        for noun in nouns:
            if noun in DERIVED:
                raise NotCompiled(f"a way leads to {noun}, which no record refers to")
            other = Rows(self.compiler, noun)
            found = other.value(path)
            told = {"what": found.what} if found.kind else {}
            told |= {"places": found.places} if found.places is not None else {}
            table = other.keyed(**told)
            there, *values = (_[name] for name in self.joined(table, key, ["there", *told]))
            named = there.notnull() if not by else sure(there.notnull() & (_[by] == noun))
            branches.append((named, *values, *[None] * (2 - len(values))))
            kinds |= {found.kind} if found.kind else set()
        if not kinds:
            return NOWHERE
        if len(kinds) > 1:
            raise NotCompiled(f"{path} is of several types, by what it leads to")
        (kind,) = kinds
        what = _first([(named, one) for named, one, _p in branches])
        numbers = kind in (Column.INTEGER, Column.DECIMAL)
        return Value(kind, what, _first([(named, places) for named, _o, places in branches]) if numbers else None)

    def named(self, value: Value) -> str:
        """A column that holds a value, for a join by it."""
        name = self.compiler.new("named")
        self._joins.append(_Named(name, value.what))
        return name

    def beside(self, noun: str) -> Rows:
        """The records of another noun, on each day on which is read."""
        return Rows(self.compiler, noun, dated=True)

    def led_to(self, name: str, path: str) -> str:
        """The column with the value at a path from the one record to which a field refers."""
        info = field_named(noun_class(self.noun), name)
        assert info is not None
        self.own(name, info.kind)
        other = Rows(self.compiler, info.refs[0])
        return self.joined(other.keyed(what=other.value(path).what), column_name(name), ["what"])[0]

    def keyed(self, **told: Any) -> Any:
        """A row for each record (on each day, if that matters): its `id`, that it is `there`, and what is told of it."""
        made = self.table()
        keys = ["id", *(["ask"] if self.dated else [])]
        return made.mutate(there=ibis.literal(1), **told).select(*keys, "there", *told)

    def _said(self, path: str) -> Value:
        """What a rule says: written down beside the records by the reference."""
        found = self._kind(path)
        kind = Column.TEXT if found in (Quantity, PartialDate, Ref) else found
        if not isinstance(kind, Column):
            raise NotCompiled(f"{path} of {self.noun} is of no type that a column has")
        table = self.compiler.table(Written("said", self.noun, path), {"what": (path, kind)})
        self.dated = True
        names = ["what", *([places_of("what")] if kind is Column.DECIMAL else [])]
        what, *places = (_[name] for name in self.joined(table, "id", names, read="read"))
        return Value(kind, what, places[0] if places else ibis.literal(0))

    # -- steps --

    def _reached(self, state: str) -> Value:
        found = first(self.compiler, self.noun, dict.fromkeys((*self.compiler.charter.workflows, None), (state,)))
        return self._joined_day(found, "on")

    def _joined_day(self, table: Any, name: str) -> Value:
        return Value(Column.DATE, _[self.joined(table, "id", [name])[0]])

    def _of_steps(self, head: str, rest: Sequence[str]) -> Value:
        if rest:
            if head != "handler":
                return NOWHERE
            (handler,) = self.joined(standing(self.compiler, self.noun), "id", ["handler"])
            return self.onward(handler, ("unit",), ".".join(rest))
        if head in ("due", "promise") and self._promised():
            kind = Column.DATE if head == "due" else Column.TEXT
            table = self.compiler.table(Written("said", self.noun, head), {"what": (head, kind)})
            self.dated = True
            return Value(kind, _[self.joined(table, "id", ["what"], read="read")[0]])
        kind = Column.DATE if head == "due" else Column.TEXT
        return Value(kind, _[self.joined(standing(self.compiler, self.noun), "id", [head])[0]])

    def _promised(self) -> bool:
        """Whether a rule may name a day where no step does."""
        charter = self.compiler.charter
        return any(one.whole and any(one.rests(charter, self.noun)) for kind in charter.kinds.values() for one in kind.paths)

    # -- days --

    def event(self, dated: str) -> Value:
        """The day on which a record happens, as known at the end of the day on which is read."""
        if not has_steps(self.noun):
            return self._day(dated)
        flows = self.compiler.charter.workflows
        mine = [name for name, flow in flows.items() if dated in flow.states]
        own = first(self.compiler, self.noun, dict.fromkeys(mine, (dated,))) if mine else None
        day = NOWHERE if own is None else self._joined_day(own, "on")
        other = self._else(dated, flows)
        if own is None:
            return other
        others = ibis.null("int64") if other.kind is None else other.what
        return Value(Column.DATE, ibis.ifelse(sure(_["flow"].isin(mine)), day.what, others))

    def _else(self, dated: str, flows: Any) -> Value:
        if dated == "done":
            ends = {name: tuple(flow.states_of(StateKind.DONE)) for name, flow in flows.items()}
            return self._joined_day(first(self.compiler, self.noun, ends), "on")
        if dated in ("rated", "settled"):
            return self._joined_day(standing(self.compiler, self.noun), dated)
        return self._day(dated)

    def _day(self, path: str) -> Value:
        found = self.value(path)
        return found if found.kind is Column.DATE else NOWHERE

    def counts(self) -> Flag:
        """Whether a record counts on the day on which is read."""
        self.dated = True
        begun = any_of([_["begins"].isnull(), sure(_["begins"] <= _["read"])])
        return all_of([begun, any_of([_["ends"].isnull(), sure(_["ends"] > _["read"])])])

    # -- conditions --

    def holds(self, condition: Condition) -> Flag:
        """Whether a condition holds."""
        if condition not in self._flags:
            self._flags[condition] = self._holds(condition)
        return self._flags[condition]

    def _holds(self, condition: Condition) -> Flag:
        if isinstance(condition, Is):
            return is_one_of(self.value(condition.path), condition.values)
        if isinstance(condition, Within):
            self.dated |= condition.in_period
            return lies_within(self.value(condition.path), condition, _["start"], _["until"])
        if isinstance(condition, AllOf):
            return all_of([self.holds(part) for part in condition.parts])
        if isinstance(condition, AnyOf):
            return any_of([self.holds(part) for part in condition.parts])
        if isinstance(condition, NotOf):
            return not_of(self.holds(condition.part))
        if isinstance(condition, Has):
            return has(self, condition)
        return self._against(condition)

    def _against(self, against: Against) -> Flag:
        value = self.value(against.path)
        if value.kind is None:
            return False
        if against.same:
            return same(value, self.value(against.same))
        if value.kind is not Column.DATE:
            return False
        found = [value.what.notnull()]
        for path in filter(None, (against.since, against.before)):
            if self.value(path).kind is not Column.DATE:
                return False
        if against.since:
            since = self.value(against.since).what
            found.append(sure(value.what >= since))
            if against.days is not None:
                found.append(sure(value.what - since <= against.days))
        if against.before:
            found.append(sure(value.what < self.value(against.before).what))
        return all_of(found)


def _first(branches: Sequence[tuple[Any, Any]]) -> Any:
    told = [(named, ibis.null() if one is None else one) for named, one in branches]
    return told[0][1] if len(told) == 1 else ibis.cases(*told)
