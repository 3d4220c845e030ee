"""Profiles applied: who meets the criteria of a published rule, criterion by criterion, with what shows it.

It lists and gives reasons; it puts nobody before anybody, and whoever is put forward is put forward by people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.charter.condition import Condition, parts_of, paths_in
from grassroots.errors import Refused
from grassroots.fields import described, internal, public
from grassroots.model import Application, Assessment, Derived, Post, Record, Tenure, Unit, derived_noun, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.posts.posts import careers, holds_on
from grassroots.rules.posts.promotion_rule import PROFILED, Criterion, Found, Graded, PromotionRule, Served, unsound_promotion
from grassroots.rules.posts.worded import named, say
from grassroots.values import Language, PersonId, Ref, UnitId

Key = tuple[str, str]


class Answer(StrEnum):
    """Whether a criterion is met."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """The fact is not on record. It is no no."""


@frozen(kw_only=True)
class Met:
    """A criterion, whether it is met, and the records that show it."""

    criterion: Criterion
    answer: Answer
    by: tuple[Key, ...] = ()


@frozen(kw_only=True)
class Eligibility:
    """A record held against a profile on a day. `meets`: every criterion is met."""

    rule: PromotionRule
    key: Key
    person: str
    day: date
    criteria: tuple[Met, ...]

    @property
    def meets(self) -> bool:
        """Whether every criterion is met."""
        return all(one.answer is Answer.YES for one in self.criteria)

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """Each criterion with its answer and what shows it, the rule with its source, and that people decide."""
        rule = self.rule
        head = say(
            "profile",
            language,
            record=self.key[1],
            state=say("profile-met" if self.meets else "profile-not-met", language),
            rule=named(rule),
            source=rule.source,
            published=rule.published,
        )
        return (head, *(_worded(one, language) for one in self.criteria), say("profile-end", language))


def _worded(one: Met, language: Language) -> str:
    ids = [id for _, id in one.by]
    by = say("in-brackets", language, what=ids) if ids else ""
    answer = say(f"criterion-{one.answer}", language)
    return say("criterion", language, criterion=named(one.criterion), answer=answer, by=by)


def eligible_on(rule: PromotionRule, at: At) -> tuple[Eligibility, ...]:
    """Everybody to whom a profile applies, held against it at the end of a day, in the order of record ids: those who meet it and those who do not.

    Raises:
        Refused: nobody was told of the rule, its source was not read, or it is not in force.
    """
    if not rule.published or not rule.source or rule.unconfirmed or rule.valid_from is None or not rule.holds_on(at.day):
        raise Refused(
            f"persons are held only against a profile that was published, with a read source, and is in force; {rule.name!r} is not so on {at.day}"
        )
    snapshot, day = at.snapshot, at.day
    judged = _Judge(at)
    within = None if at.scope is None else set(snapshot.under(at.scope, day))
    return tuple(
        Eligibility(
            rule=rule,
            key=key_of(record),
            person=snapshot.person(record.person),  # type: ignore[attr-defined]
            day=day,
            criteria=tuple(judged.met(one, record) for one in rule.criteria),
        )
        for record in snapshot.all(rule.noun).values()
        if snapshot.counts_on(record, day)
        and (within is None or snapshot.home(record) in within)
        and (rule.where is None or at.reader.holds(record, rule.where, day))
    )


def decided_on(assessment: Assessment, at: At) -> date | None:
    """The day on which a judgement was decided, if it stands at the end of a day: not under appeal, and no later one has taken its place."""
    later = at.snapshot.referrers(Assessment, "supersedes", ("assessment", assessment.id))
    if not _decided(assessment, at) or any(_decided(one, at) for one in later):
        return None
    workflow = at.snapshot.charter.workflow_of(assessment)
    kinds = {name: state.kind for name, state in workflow.states.items()} if workflow else {}
    return next((step.on for step in assessment.steps if kinds.get(step.state) is StateKind.DONE), None)


def _decided(assessment: Assessment, at: At) -> bool:
    status = status_on(assessment.steps, at.snapshot.charter.workflow_of(assessment), at.day)
    return status is not None and status.state_kind is StateKind.DONE


class _Judge:
    """Answers the criteria of a rule on one day."""

    def __init__(self, at: At) -> None:
        self._at, self._snapshot, self._day, self._reader = at, at.snapshot, at.day, at.reader
        self._careers = careers(at)

    def met(self, criterion: Criterion, record: Record) -> Met:
        person = self._snapshot.person(record.person)  # type: ignore[attr-defined]
        by: tuple[Key, ...] = ()
        if criterion.served is not None:
            answer, by = self._served(criterion.served, person)
        elif criterion.graded is not None:
            answer, by = self._graded(criterion.graded, person)
        elif criterion.found is not None:
            answer, by = self._found(criterion.found, person)
        else:
            answer = self._fact(criterion.where, record)
            by = (key_of(record),) if answer is Answer.YES else ()
        return Met(criterion=criterion, answer=answer, by=by)

    def _fact(self, where: Condition | None, record: Record) -> Answer:
        if where is None:
            return Answer.UNKNOWN
        if self._reader.holds(record, where, self._day):
            return Answer.YES
        read = (path for _, about, part in parts_of(where) if not about for path in paths_in(part))
        return Answer.UNKNOWN if any(self._reader.value(record, path, self._day) is None for path in read) else Answer.NO

    def _served(self, served: Served, person: str) -> tuple[Answer, tuple[Key, ...]]:
        """All terms together, days that lie in two of them counted once."""
        spans: list[tuple[date, date]] = []
        by: list[Key] = []
        after = self._day + timedelta(days=1)
        for tenure in self._careers.get(person, ()):
            post = self._snapshot.get(Post, tenure.post)
            if post is not None and post.kind in served.post and tenure.start <= self._day:
                spans.append((tenure.start, min(tenure.end or after, after)))
                by.append(("tenure", tenure.id))
        days, reached = 0, date.min
        for start, end in sorted(spans):
            days += max((end - max(start, reached)).days, 0)
            reached = max(reached, end)
        if not by:
            return Answer.NO, ()
        enough = served.length.after(after - timedelta(days=days)) <= after
        return (Answer.YES if enough else Answer.NO), tuple(by)

    def _graded(self, graded: Graded, person: str) -> tuple[Answer, tuple[Key, ...]]:
        judged = [
            one
            for one in self._snapshot.all(Assessment).values()
            if one.rubric == graded.rubric
            and one.subject.noun == "person"
            and self._snapshot.person(one.subject.id) == person
            and decided_on(one, self._at) is not None
        ]
        judged.sort(key=lambda one: (one.last, one.id), reverse=True)
        latest = judged[: graded.last] if graded.last else judged
        good = tuple(("assessment", one.id) for one in latest if one.grade in graded.grades)
        if len(good) >= graded.times:
            return Answer.YES, good
        return (Answer.NO if latest else Answer.UNKNOWN), good

    def _found(self, found: Found, person: str) -> tuple[Answer, tuple[Key, ...]]:
        asked = False
        for one in self._snapshot.all(Application).values():
            if one.kind != found.pathway or self._snapshot.person(one.person) != person:
                continue
            for step in one.steps:
                unit = self._snapshot.get(Unit, step.unit) if step.unit else None
                if step.state == found.step and step.on <= self._day and unit is not None and unit.kind in found.by:
                    return Answer.YES, (("application", one.id),)
            status = status_on(one.steps, self._snapshot.charter.workflow_of(one), self._day)
            asked = asked or (status is not None and status.state_kind is StateKind.DROPPED)
        return (Answer.NO if asked else Answer.UNKNOWN), ()


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ProfileStatus(Derived):
    """A record held against a published profile on a day: how many criteria are met, and which are not. It puts nobody before anybody.

    >>> ProfileStatus(id="chairs:t-1", record=Ref("tenure", "t-1"), person=PersonId("p-1"), unit=None, rule="chairs", meets=True, met=3).unmet
    ()
    """

    record: Ref = field(metadata=internal("what is held against the profile", ref=PROFILED))
    person: PersonId = field(metadata=internal("whom it is about", ref="person"))
    unit: UnitId | None = field(metadata=internal("the unit of that record", ref="unit", home=True))
    rule: str = field(metadata=public("the profile of the charter"))
    meets: bool = field(metadata=internal("whether every criterion is met"))
    met: int = field(default=0, metadata=internal("how many criteria are met; 0 or more"))
    unmet: tuple[str, ...] = field(default=(), metadata=internal("the criteria that are not, by their names in the profile"))
    unknown: tuple[str, ...] = field(default=(), metadata=internal("the criteria of which nothing is on record"))


def _applies(rule: PromotionRule, at: At) -> bool:
    return bool(rule.published and rule.source and not rule.unconfirmed and rule.valid_from and rule.holds_on(at.day))


def _eligible(rule: PromotionRule, at: At) -> tuple[Eligibility, ...]:
    return at.snapshot.kept(f"eligible:{rule.name}:{at.day}", lambda _: eligible_on(rule, at))


def _statuses(rule: PromotionRule, at: At) -> Iterator[ProfileStatus]:
    for one in eligible_on(rule, at) if _applies(rule, at) else ():
        record = at.snapshot.get(*one.key)
        answers = {answer: tuple(m.criterion.name for m in one.criteria if m.answer is answer) for answer in Answer}
        yield ProfileStatus(
            id=f"{rule.name}:{one.key[1]}",
            record=Ref(*one.key),
            person=PersonId(one.person),
            unit=None if record is None else at.snapshot.home(record),
            rule=rule.known_as,
            meets=one.meets,
            met=len(answers[Answer.YES]),
            unmet=answers[Answer.NO],
            unknown=answers[Answer.UNKNOWN],
        )


def _found(rule: PromotionRule, at: At) -> Iterator[Problem]:
    """Who came to a post that the profile opens, under it and from among those whom it is about, and did not meet it on that day.

    What is not on record is no fault; neither is whoever acts in the post, or came to it by another way.
    """
    if not _applies(rule, at) or not rule.to or at.snapshot.withheld & {"post", "tenure", "person", rule.noun}:
        return
    for tenure in at.snapshot.all(Tenure).values():
        post = at.snapshot.get(Post, tenure.post)
        then = At(at.snapshot, tenure.start - timedelta(days=1))
        if post is None or post.kind not in rule.to or tenure.method == "acting" or not holds_on(tenure, at.day):
            continue
        if not _applies(rule, then):
            continue
        person = at.snapshot.person(tenure.person)
        known = _eligible(rule, then)
        for one in (held for held in known if held.person == person):
            unmet = [named(m.criterion) for m in one.criteria if m.answer is Answer.NO]
            if unmet:
                told = {"id": tenure.id, "day": tenure.start, "unmet": unmet, "rule": named(rule), "source": rule.source}
                yield Problem("promotion-not-met", source=at.snapshot.sources.get(key_of(tenure)), value=post.id, details=told)
            break


KIND = Kind(
    name="promotion",
    form=PromotionRule,
    sound=unsound_promotion,
    derives=(Derivation(ProfileStatus, _statuses),),
    finds=_found,
    untyped="whether somebody meets a profile is typed nowhere; a term that began without it is told",
)
