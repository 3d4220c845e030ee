"""Motions and votes in their order, whatever the rule: nothing is decided before it was put, before the meeting, or before the vote on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grassroots.errors import NotFound
from grassroots.model import Activity, Motion, Record, Vote, key_of
from grassroots.problems import Problem, nearest
from grassroots.rules.decisions.votes import VOTE_RULES, motion_of, rule_of
from grassroots.rules.kind import At, Kind


def order_problems(_: None, at: At) -> Iterator[Problem]:
    """Votes before their meeting or their motion, by a rule that there is not; outcomes before the meeting or the first vote."""
    snapshot = at.snapshot
    votes: dict[str, list[Vote]] = {}
    for vote in snapshot.all(Vote).values():
        if vote.on > at.day:
            continue
        if vote.motion is not None:
            votes.setdefault(vote.motion, []).append(vote)
        if vote.rule and not _known(vote, at):
            titles = {
                rule.known_as: rule.title for kind in VOTE_RULES for rule in snapshot.charter.rules.get(kind, {}).values()
            }
            yield _problem(
                "vote-rule", vote, at, vote.rule, day=vote.on, known=tuple(titles[name] for name in nearest(vote.rule, titles))
            )
        meeting = snapshot.get(Activity, vote.activity) if vote.activity else None
        if meeting is not None and vote.on < meeting.on:
            yield _problem("vote-before-meeting", vote, at, vote.on, meeting=meeting.id, day=meeting.on)
        motion = motion_of(vote, at)
        if motion is not None and motion.steps and vote.on < motion.steps[0].on:
            yield _problem("vote-before-motion", vote, at, vote.on, motion=motion.title, day=motion.steps[0].on)
    for motion in snapshot.all(Motion).values():
        meeting = snapshot.get(Activity, motion.activity) if motion.activity else None
        first = min((one.on for one in votes.get(motion.id, ())), default=None)
        for step in motion.steps:
            if step.outcome is None or step.on > at.day:
                continue
            told: dict[str, Any] = {"title": motion.title, "outcome": snapshot.charter.named("outcome", step.outcome)}
            if meeting is not None and step.on < meeting.on:
                yield _problem("motion-before-meeting", motion, at, step.on, meeting=meeting.id, day=meeting.on, **told)
            elif first is not None and step.on < first and step.ground is None:
                yield _problem("motion-before-vote", motion, at, step.on, day=first, **told)


def _known(vote: Vote, at: At) -> bool:
    try:
        rule_of(vote, at)
    except NotFound:
        return False
    return True


def _problem(code: str, record: Record, at: At, value: object, **details: Any) -> Problem:
    return Problem(code, source=at.snapshot.sources.get(key_of(record)), value=value, details={"id": record.id, **details})


KIND: Kind[None] = Kind(
    name="motion",
    form=None,
    finds=order_problems,
    untyped="it looks at the order of days, and computes no result",
)
