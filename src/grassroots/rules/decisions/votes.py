"""What every vote has: its rule, those who may vote, the numbers, and what about them cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from attrs import frozen

from grassroots.charter import AllOf, AnyOf, Condition, Is, NotOf
from grassroots.charter.rule import Rule
from grassroots.errors import NotFound
from grassroots.model import Attendance, Candidacy, Count, Motion, Record, Vote
from grassroots.model.labels import named_noun
from grassroots.problems import Problem, nearest
from grassroots.reading.reader import Reader
from grassroots.rules.decisions.decision_rule import Base, Quorum, Threshold, Voters
from grassroots.rules.kind import At
from grassroots.snapshot import Snapshot
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


RESULTS: Mapping[Result, Mapping[Language, str]] = {
    Result.PASSED: {"en": "passed", "zh": "通过"},
    Result.FAILED: {"en": "failed", "zh": "未通过"},
    Result.VOID: {"en": "void", "zh": "无效"},
    Result.OPEN: {"en": "open", "zh": "待定"},
}

BASES: Mapping[Base, Mapping[Language, str]] = {
    Base.SHOULD_ATTEND: {"en": "those who should attend", "zh": "应到人数"},
    Base.PRESENT: {"en": "those present", "zh": "实到人数"},
    Base.CAST: {"en": "the votes cast", "zh": "有效赞成、反对票"},
}

NUMBERS: Mapping[str, Mapping[Language, str]] = {
    "eligible": {"en": "how many should attend", "zh": "应到人数"},
    "present": {"en": "how many were present", "zh": "实到人数"},
    "issued": {"en": "papers given out", "zh": "发出票数"},
    "ballots": {"en": "papers that came back", "zh": "收回票数"},
    "counts": {"en": "votes counted", "zh": "计票总数"},
    "seats": {"en": "seats", "zh": "应选人数"},
    "budget": {"en": "budget", "zh": "总预算"},
}


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


def rule_of(vote: Vote, snapshot: Snapshot) -> Rule:
    """The rule under which a vote was taken: the text in force on its day, of whatever kind.

    Raises:
        NotFound: the vote names no rule, or the charter has none of that name in force on the day.
    """
    if not vote.rule:
        raise NotFound(f"the vote {vote.id} names no rule")
    known = snapshot.charter.rules
    for kind in VOTE_RULES:
        if any(vote.rule in (rule.name, rule.known_as) for rule in known.get(kind, {}).values()):
            return snapshot.charter.rule(kind, vote.rule, vote.on)
    names = {rule.known_as for kind in VOTE_RULES for rule in known.get(kind, {}).values()}
    near = ", ".join(nearest(vote.rule, names)) or "none"
    raise NotFound(f"the charter {snapshot.charter.id!r} has no rule {vote.rule!r} for a vote; it has {near}")


def voters_of(vote: Vote, snapshot: Snapshot, voters: Voters) -> frozenset[PersonId]:
    """Who may vote: the persons of the records that make a voter, on the day of the vote. Records known to be one person are one voter."""
    return frozenset(_voices(vote, snapshot, voters).known)


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


def _voices(vote: Vote, snapshot: Snapshot, voters: Voters) -> _Voices:
    reader = Reader(snapshot)
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


def numbers_of(vote: Vote, snapshot: Snapshot, rule: Any) -> Numbers:
    """The numbers of a vote under a rule with `voters` and `present`, and what about them cannot be.

    What the vote states counts; where it says nothing, the members that may vote are counted, and those whom the attendance list calls present.
    """
    voices = _voices(vote, snapshot, rule.voters) if rule.voters else None
    listed = attending(vote, snapshot)
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


def attending(vote: Vote, snapshot: Snapshot) -> list[Attendance]:
    """The attendance list of the meeting at which a vote was taken; empty if there is none."""
    found = snapshot.referrers("attendance", "activity", ("activity", vote.activity)) if vote.activity else []
    return [one for one in found if isinstance(one, Attendance)]


def impossible(vote: Vote, rule: Rule, pairs: list[tuple[str, int | None, str, int | None]]) -> Iterator[Problem]:
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
    named = {"what": NUMBERS[number]["en"], "what_zh": NUMBERS[number]["zh"]} if number in NUMBERS else {}
    if details.get("whole") in NUMBERS:
        details |= {"whole": NUMBERS[details["whole"]]["en"], "whole_zh": NUMBERS[details["whole"]]["zh"]}
    told = {"noun": "vote", "id": vote.id, "rule": rule.known_as, "rule_source": rule.source or "—", **named, **details}
    return Problem(code, column=number if number != "counts" else "", value=str(value), details=told)


def counts_of(vote: Vote, snapshot: Snapshot) -> list[Count]:
    """The counts of a vote, in the order of their ids."""
    return [one for one in snapshot.referrers("count", "vote", ("vote", vote.id)) if isinstance(one, Count)]


def candidacies_of(vote: Vote, snapshot: Snapshot) -> list[Candidacy]:
    """Those who stood in an election and had not withdrawn by its day, in the order of their ids."""
    found = snapshot.referrers("candidacy", "vote", ("vote", vote.id))
    return [one for one in found if isinstance(one, Candidacy) and not (one.withdrawn and one.withdrawn <= vote.on)]


def headed(rule: Rule, language: Language) -> str:
    """The first line of an explanation: the rule and where it is written."""
    label = rule.labels.get(language) or rule.known_as
    source = rule.source or ("no source given" if language == "en" else "未注明出处")
    if language == "zh":
        return f"规则：{label}（{rule.name}）；出处：{source}{'；出处未经核对' if rule.unconfirmed else ''}。"
    return f"Rule: {label} ({rule.name}); source: {source}{'; its source was not read' if rule.unconfirmed else ''}."


def quorum_line(quorum: Quorum, numbers: Numbers, language: Language) -> str:
    """The quorum, what it asks for, and whether it was there."""
    need = None if numbers.should_attend is None else quorum.least(numbers.should_attend)
    asked = limit_text(quorum, language)
    if language == "zh":
        if not asked and not quorum.number:
            return "法定人数：未作规定。"
        wanted = "、".join(
            filter(None, [f"应到人数的{asked}" if asked else "", f"不少于{quorum.number}人" if quorum.number else ""])
        )
        if need is None or numbers.present is None:
            return f"法定人数：{wanted}；人数不详。"
        met = "符合" if numbers.present >= need else "不足"
        return f"法定人数：{wanted}；应到{numbers.should_attend}人，至少{need}人；实到{numbers.present}人，{met}。"
    if not asked and not quorum.number:
        return "Quorum: none is laid down."
    wanted = " and ".join(
        filter(
            None,
            [f"{asked} of those who should attend" if asked else "", f"no fewer than {quorum.number}" if quorum.number else ""],
        )
    )
    if need is None or numbers.present is None:
        return f"Quorum: {wanted}; the numbers are not known."
    met = "met" if numbers.present >= need else "not met"
    return f"Quorum: {wanted}; of {numbers.should_attend} that is {need}; {numbers.present} were present: {met}."


def limit_text(part: Quorum | Threshold, language: Language) -> str:
    """A share with its bound in words; empty if there is none."""
    if part.at_least is not None:
        return f"{part.at_least}以上（含本数）" if language == "zh" else f"at least {part.at_least}"
    if part.over is not None:
        return f"超过{part.over}" if language == "zh" else f"over {part.over}"
    return ""


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


def untimely(vote: Vote, rule: Rule, snapshot: Snapshot) -> Iterator[Problem]:
    """A vote that closes before it opens, or that lies after the day of the snapshot."""
    opened, closed = days_of(vote)
    if closed < opened:
        at = f"{vote.until or vote.on} {vote.until_at or ''}".strip()
        yield trouble(vote, rule, "vote-ends-before-start", at, start=f"{vote.on} {vote.at or ''}".strip())
    if vote.on > snapshot.as_of:
        yield trouble(vote, rule, "vote-not-yet", vote.on, day=snapshot.as_of)


def motion_of(vote: Vote, snapshot: Snapshot) -> Motion | None:
    """The motion that was put to a vote."""
    found: Record | None = snapshot.get("motion", vote.motion) if vote.motion else None
    return found if isinstance(found, Motion) else None


def votes_under(rule: Rule, at: At) -> Iterator[Vote]:
    """The votes of the day that are held under a rule."""
    for vote in at.snapshot.all("vote").values():
        if not isinstance(vote, Vote) or not at.snapshot.counts_on(vote, at.day):
            continue
        try:
            if rule_of(vote, at.snapshot) == rule:
                yield vote
        except NotFound:
            continue
