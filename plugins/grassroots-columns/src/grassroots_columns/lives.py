"""Lives: where the records of a noun stand at the end of a day, all at once: the first step of each, then the second of each that has one, and so on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from attrs import frozen

from grassroots.charter import StateKind, Workflow
from grassroots.reading.lifecycle import Promise, follows_only_done
from grassroots_columns.column import NEVER, Column, Flags, Ints, encoded, marked, narrow, of_days

KINDS = (None, *StateKind)
"""The kinds of state, each at its number; the first: a state of which no workflow knows."""
OPEN, WAITING, DONE, DROPPED = (
    KINDS.index(kind) for kind in (StateKind.OPEN, StateKind.WAITING, StateKind.DONE, StateKind.DROPPED)
)
NO_TIME = -1
END = time.max


def _moment(value: Any) -> int:
    """A time of day as a number."""
    if not isinstance(value, time):
        return NO_TIME
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


@frozen(eq=False)
class Standing:
    """Where each record stands at the end of a day. In `state`, -1 is a life that has not begun."""

    columns: dict[str, Column]
    state: Ints
    due: Ints

    @property
    def unpromised(self) -> Flags:
        """The lives that have begun, and of which no step names a day by which something is due."""
        return np.asarray((self.state >= 0) & (self.due == NEVER))


class Lives:
    """The steps of all records of a noun, in the order of the records and of each one's steps, with the workflow that each follows."""

    def __init__(self, steps: Sequence[Sequence[Any]], flows: Column) -> None:
        flat = list(chain.from_iterable(steps))
        self.count = np.fromiter(map(len, steps), np.int64, len(steps))
        self.start = np.cumsum(self.count) - self.count
        self.owner = np.repeat(np.arange(len(steps)), self.count)
        self.flow = flows.codes
        self.flows: Sequence[Workflow | None] = flows.values
        self.on = encoded(list(map(attrgetter("on"), flat))).days()
        self.state = encoded(list(map(attrgetter("state"), flat)))
        self._flat = flat
        self._longest_first = np.argsort(-self.count, kind="stable")
        self._parts: dict[str, Column] = {}
        states = self.state.values
        shape = (max(len(self.flows), 1), len(states) + 1)
        self._kind = np.zeros(shape, np.int64)
        self._early = np.zeros((shape[0], shape[1], shape[1]), np.bool_)
        self._next_day = np.zeros(shape, np.bool_)
        self._after_done = np.zeros(shape, np.bool_)
        for w, flow in enumerate(self.flows):
            for s, name in enumerate(states):
                found = flow.states.get(name) if flow else None
                if flow is None or found is None:
                    continue
                self._kind[w, s] = KINDS.index(found.kind)
                self._next_day[w, s] = found.next_day
                self._after_done[w, s] = found.kind is StateKind.DONE and follows_only_done(flow, name)
                if found.kind in (StateKind.OPEN, StateKind.WAITING):
                    self._early[w, s] = [one != name and one not in found.next for one in (*states, None)]
        # A life that has no state yet has the last one, of no name: nothing comes too early.
        self._early[:, -1] = False

    def first(self, allowed: Callable[[Workflow | None], Sequence[str]], day: int) -> Ints:
        """The day on which each record first reached one of the states that its workflow allows, if that was no later than a day."""
        table = np.zeros(self._kind.shape, np.bool_)
        for w, flow in enumerate(self.flows):
            names = set(allowed(flow))
            table[w, : len(self.state.values)] = [name in names for name in self.state.values]
        hits = np.flatnonzero(table[self.flow[self.owner], self.state.codes] & (self.on <= day))
        rows, at = np.unique(self.owner[hits], return_index=True)
        found = np.full(len(self.count), NEVER)
        found[rows] = self.on[hits[at]]
        return found

    def _part(self, name: str) -> Column:
        if name not in self._parts:
            self._parts[name] = marked(map(attrgetter(name), self._flat))
        return self._parts[name]

    def _numbers(self, name: str, make: Callable[[Any], int]) -> Ints:
        column = self._part(name)
        return np.fromiter(map(make, column.values), np.int64, len(column.values))[column.codes]

    def standing(self, day: date) -> Standing:
        """Where each record stands at the end of a day."""
        rows_of, last = len(self.count), day.toordinal()

        def none() -> Ints:
            return np.full(rows_of, -1)

        state, kind, settled, rated = none(), np.zeros(rows_of, np.int64), none(), none()
        due, due_at, done, promised, promised_at = none(), none(), none(), none(), none()
        told = {name: none() for name in ("outcome", "rating", "ground", "unit")}
        step_due = self._numbers("due", _day)
        step_due_at, step_at = self._numbers("due_at", _moment), self._numbers("at", _moment)
        parts = {name: self._part(name).codes for name in told}
        end = _moment(END)
        longest = self._longest_first
        for number in range(int(self.count.max(initial=0))):
            rows = longest[: np.searchsorted(-self.count[longest], -number)]
            at = self.start[rows] + number
            flow, now, old = self.flow[rows], self.state.codes[at], state[rows]
            early = self._early[flow, old, now]
            waits = self._next_day[flow, now] & (self.on[at] == last) & (old >= 0)
            counts = (self.on[at] <= last) & ~waits & ~(early & self._after_done[flow, now])
            rows, at, flow, now, early = rows[counts], at[counts], flow[counts], now[counts], early[counts]
            before, new = kind[rows], self._kind[flow, now]
            state[rows], kind[rows] = now, new
            again = rows[((before == DONE) | (before == DROPPED)) & ((new == OPEN) | (new == WAITING))]
            for one in (told["outcome"], told["rating"], told["ground"], settled, rated):
                one[again] = -1
            names = step_due[at] != NEVER
            due[rows[names]], due_at[rows[names]] = step_due[at[names]], step_due_at[at[names]]
            first = (new == DONE) & (before != DONE)
            done[rows[new != DONE]] = -1
            done[rows[first]] = at[first]
            promised[rows[first]] = due[rows[first]]
            promised_at[rows[first]] = np.where(due_at[rows[first]] == NO_TIME, end, due_at[rows[first]])
            for name, when in (("outcome", settled), ("rating", rated), ("ground", None), ("unit", None)):
                says = parts[name][at] >= 0
                if name == "rating":
                    says &= ~early
                told[name][rows[says]] = parts[name][at[says]]
                if when is not None:
                    when[rows[says]] = self.on[at[says]]
        columns = {
            name if name != "unit" else "handler": Column(codes, self._part(name).values) for name, codes in told.items()
        }
        columns["state"] = Column(state, [*self.state.values, None])
        kinds = [None if one is None else str(one.value) for one in KINDS]
        columns["state_kind"] = Column(np.where(state < 0, 0, kind), kinds)
        columns |= {"due": of_days(due), "settled": of_days(settled), "rated": of_days(rated)}
        is_done = done >= 0
        kept = np.zeros(rows_of, np.bool_)
        day_done, at_done = self.on[done[is_done]], np.maximum(step_at[done[is_done]], 0)
        by, by_at = promised[is_done], promised_at[is_done]
        kept[is_done] = (day_done < by) | ((day_done == by) & (at_done <= by_at))
        passed = (due < last) | ((due == last) & (due_at != NO_TIME))
        promises = (Promise.NONE, Promise.KEPT, Promise.LATE, Promise.OVERDUE, Promise.RUNNING)
        number_of = np.select(
            [state < 0, kind == DROPPED, is_done & (promised == NEVER), is_done & kept, is_done, due == NEVER, passed],
            [-1, 0, 0, 1, 2, 0, 3],
            4,
        )
        columns["promise"] = Column(number_of, [*(str(one.value) for one in promises), None])
        narrowed = {name: column.narrow() for name, column in columns.items()}
        return Standing(narrowed, narrowed["state"].codes, narrow(due))


def _day(value: Any) -> int:
    return value.toordinal() if isinstance(value, date) else NEVER
