"""The numbers of a vote: who may vote, who came, and whether that makes a quorum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import frozen

from grassroots.charter import AllOf, AnyOf, Condition, Is, NotOf
from grassroots.model import Record, Vote
from grassroots.model.labels import named_noun
from grassroots.problems import Problem
from grassroots.reading import At, Reader
from grassroots.rules.decisions.decision_rule import Base, Quorum, Voters
from grassroots.rules.decisions.votes import attending, limit_text, say, trouble
from grassroots.values import Language, PersonId


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


def no_quorum(vote: Vote, rule: Any, numbers: Numbers) -> Problem:
    """That a vote was taken without its quorum."""
    need = rule.quorum.least(numbers.should_attend or 0)
    told = {"present_number": numbers.present, "need": need, "should_attend": numbers.should_attend}
    return trouble(vote, rule, "vote-no-quorum", numbers.present, "present", **told)
