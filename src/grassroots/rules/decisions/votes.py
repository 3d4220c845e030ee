"""What every vote has: its rule, those who may vote, the numbers, and what about them cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from attrs import frozen

from grassroots.charter import AllOf, AnyOf, Condition, Is, NotOf
from grassroots.charter.rule import Rule
from grassroots.errors import NotFound
from grassroots.model import Attendance, Ballot, Candidacy, Count, Motion, Record, Vote
from grassroots.model.labels import named_noun
from grassroots.problems import Problem, nearest
from grassroots.reading.reader import Reader
from grassroots.rules.decisions.decision_rule import Base, Quorum, Threshold, Voters
from grassroots.rules.kind import At
from grassroots.texts import Phrase, catalogue
from grassroots.values import Language, PersonId

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


@frozen(kw_only=True)
class Numbers:
    """The numbers of a vote: as it states them, else from records; None for what nobody knows.

    `unsure`: those whose right to vote cannot be told, where a number hangs on them. As long as there are any, nothing is decided.
    """

    should_attend: int | None
    present: int | None
    issued: int | None
    ballots: int | None
    problems: tuple[Problem, ...] = ()
    unsure: tuple[Problem, ...] = ()

    def of(self, base: Base) -> int | None:
        """The number of a base; None for the votes cast, which the counts tell."""
        return {Base.SHOULD_ATTEND: self.should_attend, Base.PRESENT: self.present}.get(base)


def rule_of(vote: Vote, at: At) -> Rule:
    """The rule under which a vote was taken: the text in force on its day, of whatever kind.

    Raises:
        NotFound: the vote names no rule, or the charter has none of that name in force on the day.
    """
    if not vote.rule:
        raise NotFound(f"the vote {vote.id} names no rule")
    charter = at.snapshot.charter
    known = charter.rules
    for kind in VOTE_RULES:
        if any(vote.rule in (rule.name, rule.known_as) for rule in known.get(kind, {}).values()):
            return charter.rule(kind, vote.rule, vote.on)
    names = {rule.known_as for kind in VOTE_RULES for rule in known.get(kind, {}).values()}
    near = ", ".join(nearest(vote.rule, names)) or "none"
    raise NotFound(f"the charter {charter.id!r} has no rule {vote.rule!r} for a vote; it has {near}")


def voters_of(vote: Vote, voters: Voters, at: At) -> frozenset[PersonId]:
    """Who may vote: the persons of the records that make a voter, on the day of the vote. Records known to be one person are one voter."""
    return frozenset(_voices(vote, voters, at).known)


Voice = tuple[str, str]


@frozen
class _Counted:
    """A number of votes, at least and at most, and those on whom it hangs."""

    least: int
    most: int
    unsure: tuple[PersonId, ...] = ()


@frozen(kw_only=True)
class _Voices:
    """Who may vote, each with what the vote is: the person's own, or the one that those of one dwelling share.

    `unsure`: the same of those of whom it cannot be told whether they may, and `records`: what they are in the records.
    """

    known: dict[PersonId, Voice]
    unsure: dict[PersonId, Voice]
    records: dict[PersonId, str]

    def count(self, persons: Iterable[PersonId]) -> _Counted:
        """How many votes persons have, and those on whom it hangs whether it is more."""
        came = list(persons)
        sure = {self.known[one] for one in came if one in self.known}
        unsure = {one: self.unsure[one] for one in came if one in self.unsure and self.unsure[one] not in sure}
        return _Counted(len(sure), len(sure) + len(set(unsure.values())), tuple(unsure))


def _voices(vote: Vote, voters: Voters, at: At) -> _Voices:
    snapshot, reader = at.snapshot, at.reader
    units = frozenset(snapshot.under(vote.unit, vote.on)) if voters.below else frozenset({vote.unit})
    known: dict[PersonId, Voice] = {}
    unsure: dict[PersonId, Voice] = {}
    records: dict[PersonId, str] = {}
    for record in snapshot.all(voters.noun).values():
        person = getattr(record, "person", None)
        if (
            person is not None
            and snapshot.home(record) in units
            and snapshot.counts_on(record, vote.on)
            and (may := _may(reader, record, voters.where, vote.on)) is not False
        ):
            one = PersonId(snapshot.person(person))
            shared = reader.value(record, voters.one_per, vote.on) if voters.one_per else None
            voice = ("person", one) if shared is None else ("shared", str(shared))
            (known if may else unsure).setdefault(one, voice)
            records.setdefault(one, record.id)
    return _Voices(known=known, unsure={one: voice for one, voice in unsure.items() if one not in known}, records=records)


def _may(reader: Reader, record: Record, where: Condition, day: date) -> bool | None:
    """Whether a condition holds; None where that hangs on a right of which it cannot be told whether the record gives it."""
    if isinstance(where, AllOf | AnyOf):
        answers = {_may(reader, record, part, day) for part in where.parts}
        settled = isinstance(where, AnyOf)
        return settled if settled in answers else None if None in answers else not settled
    if isinstance(where, NotOf):
        answer = _may(reader, record, where.part, day)
        return None if answer is None else not answer
    if isinstance(where, Is) and where.path.startswith("right.") and None not in where.values:
        value = reader.value(record, where.path, day)
        return None if value is None else value in where.values
    return reader.holds(record, where, day)


def numbers_of(vote: Vote, rule: Any, at: At) -> Numbers:
    """The numbers of a vote under a rule with `voters` and `present`, and what about them cannot be.

    What the vote states counts; where it says nothing, the members that may vote are counted, and those whom the attendance list calls present.
    """
    snapshot = at.snapshot
    voices = _voices(vote, rule.voters, at) if rule.voters else None
    listed = attending(vote, at)
    came = [(PersonId(snapshot.person(one.person)), one.expected) for one in listed if one.presence in rule.present]
    eligible: _Counted | None = None
    if voices is not None:
        eligible, there = voices.count((*voices.known, *voices.unsure)), voices.count(person for person, _ in came)
    else:
        if listed and vote.eligible is None:
            should = len({snapshot.person(one.person) for one in listed if one.expected})
            eligible = _Counted(should, should)
        invited = len({person for person, expected in came if expected})
        there = _Counted(invited, invited)
    problems: list[Problem] = []
    unsure: set[PersonId] = set()

    def settled(number: str, stated: int | None, counted: _Counted | None) -> int | None:
        if counted is None:
            return stated
        if stated is None:
            unsure.update(counted.unsure)
            return None if counted.unsure else counted.least
        if not counted.least <= stated <= counted.most:
            problems.append(trouble(vote, rule, "vote-differs", stated, number, known=counted.least))
        return stated

    should_attend = settled("eligible", vote.eligible, eligible)
    present = settled("present", vote.present, there if listed else None)
    told = []
    if unsure and voices is not None:
        ids = tuple(sorted({voices.records[one] for one in unsure}))
        noun = named_noun(rule.voters.noun)
        told.append(trouble(vote, rule, "vote-right-unknown", "", "eligible", number_of=len(ids), voter=noun, voters=ids))
    return Numbers(
        should_attend=should_attend,
        present=present,
        issued=vote.issued,
        ballots=vote.ballots,
        problems=tuple(problems),
        unsure=tuple(told),
    )


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
    told = {"noun": "vote", "id": vote.id, "rule": rule.known_as, "rule_source": rule.source or "—", **named, **details}
    return Problem(code, column=number if number != "counts" else "", value=str(value), details=told)


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


def quorum_line(quorum: Quorum, numbers: Numbers, language: Language) -> str:
    """The quorum, what it asks for, and whether it was there."""
    limit, number = limit_text(quorum, language), quorum.number
    if not limit and not number:
        return say("quorum-none", language)
    wanted = say("quorum-share", language, limit=limit) if limit else ""
    if number:
        least = say("quorum-number", language, number=number)
        wanted = say("quorum-both", language, share=wanted, number=least) if wanted else least
    if numbers.should_attend is None or numbers.present is None:
        return say("quorum-unknown", language, wanted=wanted)
    need = quorum.least(numbers.should_attend)
    code = "quorum-met" if numbers.present >= need else "quorum-missed"
    return say(code, language, wanted=wanted, should_attend=numbers.should_attend, need=need, present=numbers.present)


def limit_text(part: Quorum | Threshold, language: Language) -> str:
    """A share with its bound in words; empty if there is none."""
    if part.at_least is not None:
        return say("at-least", language, share=part.at_least)
    return "" if part.over is None else say("over", language, share=part.over)


def quorum_met(quorum: Quorum, numbers: Numbers) -> bool | None:
    """Whether a quorum was there; None if it cannot be said."""
    if quorum.at_least is None and quorum.over is None and not quorum.number:
        return True
    if numbers.present is None or numbers.should_attend is None:
        return None
    return numbers.present >= quorum.least(numbers.should_attend)


def quorum_lacks(quorum: Quorum, numbers: Numbers) -> list[str]:
    """The numbers that a quorum needs and nobody knows."""
    if quorum.at_least is None and quorum.over is None and not quorum.number:
        return []
    return [name for name, value in (("eligible", numbers.should_attend), ("present", numbers.present)) if value is None]


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
