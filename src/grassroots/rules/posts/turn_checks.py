"""Turns that were taken otherwise than in turn, and the one that nobody takes: told with whose turn it was. Who takes it, people decide."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.problems import Problem
from grassroots.rules.kind import At
from grassroots.rules.posts.posts import tenures_of
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.posts.turns import TurnState, all_turns
from grassroots.rules.posts.worded import named, source_of


def turn_problems(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """Turns out of turn, or of somebody who takes none, from the first day of the rule; and a post that went round and that nobody has now.

    Where nobody takes turns at all, the rule cannot tell whose it was.
    """
    if at.snapshot.withheld & {"post", "tenure", "person", "link"}:
        return
    for turn in all_turns(rule, at):
        if not turn.order or turn.state is TurnState.IN_TURN:
            continue
        told = {
            "id": turn.post,
            "first": turn.start,
            "last": turn.period.last,
            "turn": turn.order[0],
            "rule": named(rule),
            "source": source_of(rule),
        }
        if turn.state is TurnState.NOBODY:
            if tenures_of(turn.post, at) and at.day in turn.period:
                yield Problem("turn-nobody", source=at.snapshot.sources.get(("post", turn.post)), details=told)
            continue
        code = "turn-stranger" if turn.state is TurnState.STRANGER else "turn-out-of-turn"
        place = at.snapshot.sources.get(("tenure", turn.tenure or ""))
        details = {**told, "by": turn.by or "—", "skipped": turn.skipped}
        yield Problem(code, source=place, value=turn.tenure or "", details=details)
