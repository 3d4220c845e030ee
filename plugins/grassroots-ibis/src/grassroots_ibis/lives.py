"""Lives: where records stand at the end of a day by their steps, and when they first came to a state: one row a record on each day on which is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
from ibis import _

from grassroots.charter import Charter, StateKind
from grassroots.model import DERIVED
from grassroots.reading.lifecycle import follows_only_done
from grassroots_ibis.compiler import Compiler
from grassroots_ibis.needs import NotCompiled, Written
from grassroots_ibis.values import any_of, sure

NONE = -1
"""No step."""


def _steps(compiler: Compiler, noun: str) -> Any:
    """The steps that were taken by the end of each day on which is read."""
    if noun in DERIVED:
        raise NotCompiled(f"{noun} has steps that a rule says")
    asks = compiler.asks.select("ask", "read")
    steps = compiler.table(Written("steps", noun))
    return steps.cross_join(asks).filter(_["on"] <= _["read"])


def first(compiler: Compiler, noun: str, states: Mapping[str | None, Sequence[str]]) -> Any:
    """The day `on` which each record first came to one of some states of its workflow."""
    key = (noun, tuple((flow, tuple(names)) for flow, names in states.items()))
    return compiler.define(key, f"{noun}__first", lambda own: _first(own, noun, states))


def _first(compiler: Compiler, noun: str, states: Mapping[str | None, Sequence[str]]) -> Any:
    found = any_of(_among(flow, names) for flow, names in states.items() if names)
    steps = _steps(compiler, noun).filter(ibis.literal(False) if found is False else found)
    whose = ibis.window(group_by=["ask", "id"])
    return steps.mutate(first=_["n"].min().over(whose)).filter(_["n"] == _["first"]).select("ask", "id", "on")


def _among(flow: str | None, names: Sequence[str]) -> Any:
    mine = _["flow"].isnull() if flow is None else sure(_["flow"] == flow)
    return mine & _["state"].isin(list(names))


def _kinds(charter: Charter) -> Any:
    """The kind of state of a step."""
    found = [
        (_among(name, tuple(flow.states_of(kind))), kind.value)
        for name, flow in charter.workflows.items()
        for kind in StateKind
        if flow.states_of(kind)
    ]
    return ibis.cases(*found) if found else ibis.null("string")


def _early(charter: Charter) -> Any:
    """Whether a step came before anything was done that could be rated, and the workflow does not lead to it."""
    return any_of(
        sure(_["flow"] == name) & sure(_["before"] == state) & _["state"].notin([state, *one.next])
        for name, flow in charter.workflows.items()
        for state, one in flow.states.items()
        if one.kind in (StateKind.OPEN, StateKind.WAITING)
    )


def _that_count(steps: Any, charter: Charter) -> Any:
    """The steps without those into a state that holds from the next day only, on the day itself; and without those that came before anything was done on
    which alone they follow."""
    flows = charter.workflows.items()
    whole = ibis.window(group_by=["ask", "id"])
    waits = any_of(
        _among(name, states) for name, flow in flows if (states := [one.name for one in flow.states.values() if one.next_day])
    )
    if waits is not False:
        begun = steps.mutate(first=_["n"].min().over(whole))
        steps = begun.filter(~(waits & (_["on"] == _["read"]) & (_["n"] > _["first"]))).drop("first")
    after = any_of(
        _among(name, states)
        for name, flow in flows
        if (states := [state for state in flow.states_of(StateKind.DONE) if follows_only_done(flow, state)])
    )
    if after is not False:
        earlier = ibis.cumulative_window(group_by=["ask", "id"], order_by="n")
        going = sure(_["kind"].isin((StateKind.OPEN.value, StateKind.WAITING.value)))
        steps = steps.mutate(
            other=ibis.ifelse(after, NONE, _["n"]).max().over(earlier),
            open=ibis.ifelse(going, _["n"], NONE).max().over(earlier),
        )
        steps = steps.filter(~(after & (_["open"] != NONE) & (_["open"] == _["other"]))).drop("other", "open")
    return steps


def standing(compiler: Compiler, noun: str) -> Any:
    """Where each record stands: of those that have a step by then."""
    return compiler.define((noun, "standing"), f"{noun}__standing", lambda own: _standing(own, noun))


def _standing(compiler: Compiler, noun: str) -> Any:
    charter = compiler.charter
    order = ibis.window(group_by=["ask", "id"], order_by="n")
    whole = ibis.window(group_by=["ask", "id"])
    steps = _that_count(_steps(compiler, noun).mutate(kind=_kinds(charter)), charter)
    steps = steps.mutate(before=_["state"].lag().over(order), kind_before=_["kind"].lag().over(order))
    early = _early(charter)
    over = (StateKind.DONE.value, StateKind.DROPPED.value)
    going = (StateKind.OPEN.value, StateKind.WAITING.value)
    steps = steps.mutate(
        again=sure(_["kind_before"].isin(over)) & sure(_["kind"].isin(going)),
        done=sure(_["kind"] == StateKind.DONE.value),
        early=ibis.literal(early) if isinstance(early, bool) else early,
    )

    def last(flag: Any) -> Any:
        """The last step of a record of which something holds."""
        return ibis.ifelse(flag, _["n"], NONE).max().over(whole)

    steps = steps.mutate(
        last=_["n"].max().over(whole), reopened=last(_["again"]), undone=last(~_["done"]), due_by=last(_["due"].notnull()),
        handled=last(_["unit"].notnull()),
    )  # fmt: skip
    since = _["n"] >= _["reopened"]
    steps = steps.mutate(
        outcome_by=last(_["outcome"].notnull() & since),
        rating_by=last(_["rating"].notnull() & since & ~_["early"]),
        ground_by=last(_["ground"].notnull() & since),
        done_by=ibis.ifelse(_["done"] & (_["n"] > _["undone"]), _["n"], ibis.null("int64")).min().over(whole),
    )
    steps = steps.mutate(promised_by=last(_["due"].notnull() & sure(_["n"] <= _["done_by"])))

    def at(step: str, what: str) -> Any:
        return ibis.ifelse(_["n"] == _[step], _[what], ibis.null()).max()

    found = steps.group_by(["ask", "id", "read"]).agg(
        state=at("last", "state"), state_kind=at("last", "kind"), outcome=at("outcome_by", "outcome"),
        settled=at("outcome_by", "on"), rating=at("rating_by", "rating"), rated=at("rating_by", "on"),
        ground=at("ground_by", "ground"), handler=at("handled", "unit"), due=at("due_by", "due"), due_at=at("due_by", "due_at"),
        done_on=at("done_by", "on"), done_at=at("done_by", "at"), promised=at("promised_by", "due"),
        promised_at=at("promised_by", "due_at"),
    )  # fmt: skip
    in_time = (_["done_on"] < _["promised"]) | (
        (_["done_on"] == _["promised"]) & (_["promised_at"].isnull() | sure(_["done_at"].fill_null(0) <= _["promised_at"]))
    )
    passed = (_["due"] < _["read"]) | ((_["due"] == _["read"]) & _["due_at"].notnull())
    promise = ibis.cases(
        (sure(_["state_kind"] == StateKind.DROPPED.value), "none"),
        (_["done_on"].notnull() & _["promised"].isnull(), "none"),
        (_["done_on"].notnull() & sure(in_time), "kept"),
        (_["done_on"].notnull(), "late"),
        (_["due"].isnull(), "none"),
        (sure(passed), "overdue"),
        else_="running",
    )
    return found.mutate(promise=promise).drop("read", "due_at", "done_on", "done_at", "promised", "promised_at")
