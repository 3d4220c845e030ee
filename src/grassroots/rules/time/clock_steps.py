"""The steps of a record in the order in which a clock reads them: its runs and its pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.model import Step
from grassroots.rules.time.calendars import (
    midnight_after,
)
from grassroots.rules.time.clock_course import Pause
from grassroots.rules.time.clock_rule import ClockRule


def in_order(steps: Sequence[Step]) -> Sequence[Step]:
    """Steps in the order in which they happened, however they were written down: by day; on a day by time, where each has one, else as they stand.

    >>> late, early = Step(state="b", on=date(2024, 1, 2)), Step(state="a", on=date(2024, 1, 1))
    >>> [step.state for step in in_order([late, early])]
    ['a', 'b']
    """
    if all(one.on < two.on for one, two in pairwise(steps)):
        return steps
    by_day: dict[date, list[Step]] = {}
    for step in steps:
        by_day.setdefault(step.on, []).append(step)
    found: list[Step] = []
    for _, of_day in sorted(by_day.items()):
        timed = all(step.at is not None for step in of_day)
        found += sorted(of_day, key=lambda step: step.at or time.min) if timed else of_day
    return found


@frozen
class StepSpan:
    """Steps over which a clock ran: from the one that started it; the one that ended it, and whether that is no judgement."""

    rule: ClockRule
    steps: tuple[Step, ...]
    end: Step | None = None
    void: bool = False


def spans(
    texts: Sequence[ClockRule], steps: Sequence[Step], kinds: Mapping[str, StateKind], stays: Callable[[ClockRule, Step], bool]
) -> Iterator[StepSpan]:
    """The runs that steps make up under the texts of a clock, in order."""
    rule: ClockRule | None = None
    since: list[Step] = []
    for step in steps:
        if rule is not None:
            kind = kinds.get(step.state)
            done = step.state in rule.to or (not rule.to and kind is StateKind.DONE)
            void = step.state in rule.void or kind is StateKind.DROPPED
            if done or (void and not stays(rule, step)):
                yield StepSpan(rule, tuple(since), step, not done)
                rule = None
            else:
                since.append(step)
                continue
        rule = next((one for one in texts if step.state in one.from_ and one.holds_on(step.on)), None)
        since = [step]
    if rule is not None:
        yield StepSpan(rule, tuple(since))


def pauses(texts: Sequence[ClockRule], steps: Sequence[Step], end: Step | None) -> tuple[Pause, ...]:
    """The stretches in which the clock stood still. Each text says so for the days on which it held, so that a text that follows keeps what was."""
    if not any(rule.pauses for rule in texts):
        return ()
    found: list[Pause] = []
    since: Step | None = None
    for step in (*steps, *([end] if end else [])):
        rule = next(
            (one for one in reversed(texts) if one is texts[0] or (one.valid_from is not None and one.valid_from <= step.on)),
            texts[0],
        )
        stands = step is not end and step.state in rule.pauses
        if stands and since is None:
            since = step
        elif not stands and since is not None:
            stop = late(step)
            if stop > early(since) and not (step.on == since.on and step.at is None):
                found.append(Pause(start=early(since), end=stop, ended_on=step.on))
            since = None
    if since is not None:
        found.append(Pause(start=early(since)))
    return tuple(found)


def happened(step: Step, day: date, now: datetime | None) -> bool:
    """Whether a step was taken by the end of a day, or by a moment."""
    return early(step) <= now if now is not None else step.on <= day


def early(step: Step) -> datetime:
    """The moment of a step; without a time, the beginning of its day."""
    return datetime.combine(step.on, step.at or time.min)


def late(step: Step) -> datetime:
    """The moment of a step; without a time, the end of its day."""
    return midnight_after(step.on) if step.at is None else datetime.combine(step.on, step.at)
