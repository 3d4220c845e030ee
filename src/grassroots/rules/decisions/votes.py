"""What every vote has: its rule, those who may vote, the numbers, and what about them cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from grassroots.charter.rule import Rule
from grassroots.errors import NotFound
from grassroots.model import Attendance, Ballot, Candidacy, Count, Motion, Vote
from grassroots.model.labels import named_field
from grassroots.problems import Problem, as_value, nearest
from grassroots.rules.decisions.decision_rule import Quorum, Threshold
from grassroots.rules.kind import At
from grassroots.texts import Phrase, catalogue
from grassroots.values import Language

VOTE_RULES = ("decision", "election", "project_vote")
"""The kinds of rule under which a vote can be taken."""

R = TypeVar("R", bound=Rule)


class Result(StrEnum):
    """What came of a vote."""

    PASSED = "passed"
    """Carried; of an election: every seat is filled."""
    FAILED = "failed"
    """Not carried; of an election: not every seat is filled."""
    VOID = "void"
    """It does not count and has to be held again: no quorum at an election, more papers back than given out."""
    OPEN = "open"
    """It cannot be said: a number is missing or impossible, or somebody has yet to decide."""


ROOM = "grassroots.rules.decisions"
"""The room whose catalogue says what came of votes."""


def say(code: str, language: Language, /, **details: Any) -> str:
    """A text of this room."""
    return catalogue(ROOM).say(code, language, **details)


def rule_of(vote: Vote, at: At) -> Rule:
    """The rule under which a vote was taken: the text in force on its day, of whatever kind. Where the vote names none, the one that is made for it.

    Raises:
        NotFound: the vote names no rule, or the charter has none of that name in force on the day.
    """
    charter = at.snapshot.charter
    known = charter.rules
    if not vote.rule:
        for kind in VOTE_RULES:
            for rule in known.get(kind, {}).values():
                made_for = getattr(rule, "votes", None)
                if made_for is not None and rule.holds_on(vote.on) and at.reader.holds(vote, made_for, at.day):
                    return rule
        raise NotFound(f"the vote {vote.id} names no rule")
    for kind in VOTE_RULES:
        if any(vote.rule in (rule.name, rule.known_as) for rule in known.get(kind, {}).values()):
            return charter.rule(kind, vote.rule, vote.on)
    names = {rule.known_as for kind in VOTE_RULES for rule in known.get(kind, {}).values()}
    near = ", ".join(nearest(vote.rule, names)) or "none"
    raise NotFound(f"the charter {charter.id!r} has no rule {vote.rule!r} for a vote; it has {near}")


def attending(vote: Vote, at: At) -> list[Attendance]:
    """The attendance list of the meeting at which a vote was taken; empty if there is none."""
    return at.snapshot.referrers(Attendance, "activity", ("activity", vote.activity)) if vote.activity else []


def impossible(vote: Vote, rule: Rule, pairs: Iterable[tuple[str, int | None, str, int | None]]) -> Iterator[Problem]:
    """A problem for each number that is less than nothing, or more than what it is a part of: (part, number, whole, number)."""
    told: set[str] = set()
    for part, number, whole, limit in pairs:
        for name, value in ((part, number), (whole, limit)):
            if value is not None and value < 0 and name not in told:
                told.add(name)
                yield trouble(vote, rule, "vote-negative", value, name)
        if number is not None and limit is not None and number > limit >= 0:
            yield trouble(vote, rule, "vote-exceeds", number, part, whole=whole, limit=limit)


def trouble(vote: Vote, rule: Rule, code: str, value: object = "", number: str = "", **details: Any) -> Problem:
    """A problem of a vote under a rule; it names the rule and where it is written."""
    named = {"what": Phrase(ROOM, f"number-{number}")} if number else {}
    if whole := details.get("whole"):
        details["whole"] = Phrase(ROOM, f"number-{whole}")
    told = {"noun": "vote", "id": vote.id, "rule": rule.title, "rule_source": rule.source or "—", **named, **details}
    return Problem(
        code, column=named_field(number) if number not in ("", "counts") else "", value=as_value(value), details=told
    )


def counts_of(vote: Vote, at: At) -> list[Count]:
    """The counts of a vote, in the order of their ids."""
    return at.snapshot.referrers(Count, "vote", ("vote", vote.id))


def papers_of(vote: Vote, at: At) -> list[Ballot]:
    """The papers of a vote, in the order of their ids."""
    return at.snapshot.referrers(Ballot, "vote", ("vote", vote.id))


def candidacies_of(vote: Vote, at: At) -> list[Candidacy]:
    """Those who stood in an election and had not withdrawn by its day, in the order of their ids."""
    found = at.snapshot.referrers(Candidacy, "vote", ("vote", vote.id))
    return [one for one in found if not (one.withdrawn and one.withdrawn <= vote.on)]


def headed(rule: Rule, language: Language) -> str:
    """The first line of an explanation: the rule and where it is written."""
    label, source = rule.labels.get(language) or rule.known_as, rule.source or say("no-source", language)
    unread = say("unread", language) if rule.unconfirmed else ""
    return say("rule", language, label=label, name=rule.name, source=source, unread=unread)


def limit_text(part: Quorum | Threshold, language: Language) -> str:
    """A share with its bound in words; empty if there is none."""
    if part.at_least is not None:
        return say("at-least", language, share=part.at_least)
    return "" if part.over is None else say("over", language, share=part.over)


def days_of(vote: Vote) -> tuple[tuple[date, time], tuple[date, time]]:
    """When a vote opened and closed: without a time, at the beginning and the end of the day."""
    return (vote.on, vote.at or time.min), (vote.until or vote.on, vote.until_at or time.max)


def untimely(vote: Vote, rule: Rule, at: At) -> Iterator[Problem]:
    """A vote that closes before it opens, or that lies after the day."""
    opened, closed = days_of(vote)
    if closed < opened:
        end = f"{vote.until or vote.on} {vote.until_at or ''}".strip()
        yield trouble(vote, rule, "vote-ends-before-start", end, start=f"{vote.on} {vote.at or ''}".strip())
    if vote.on > at.day:
        yield trouble(vote, rule, "vote-not-yet", vote.on, day=at.day)


def motion_of(vote: Vote, at: At) -> Motion | None:
    """The motion that was put to a vote."""
    return at.snapshot.get(Motion, vote.motion) if vote.motion else None


def votes_under(rule: Rule, at: At) -> Iterator[Vote]:
    """The votes of the day that are held under a rule."""
    for vote in at.snapshot.all(Vote).values():
        if at.snapshot.counts_on(vote, at.day):
            try:
                if rule_of(vote, at) == rule:
                    yield vote
            except NotFound:
                continue
