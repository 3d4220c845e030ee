"""Training applied: who falls under it, who has been through, and who is still owed, by when. Read from certificates and attendance, never from a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from grassroots.errors import InvalidArgument
from grassroots.fields import described, internal, public
from grassroots.model import Activity, Attendance, Derived, Qualification, derived_noun
from grassroots.model.labels import named_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind, ToDo, Urgency
from grassroots.rules.posts.training_rule import FrameworkRule, TrainingRule, unsound_training
from grassroots.rules.posts.worded import named, named_word, say, source_of
from grassroots.values import FOREVER, Language, Period, PersonId, Rate, Ref, UnitId


class Progress(StrEnum):
    """How far somebody has come."""

    THROUGH = "through"
    OWED = "owed"
    """Not through, and there is still time."""
    BEHIND = "behind"
    """Not through, and the time is over."""


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Learning(Derived):
    """How far one person has come with a training on a day.

    >>> Learning(id="five:p-1", person=PersonId("p-1"), unit=None, rule="five", progress=Progress.OWED).times
    0
    """

    person: PersonId = field(metadata=internal("who falls under the training", ref="person"))
    unit: UnitId | None = field(metadata=public("the unit by which the person falls under it", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that asks for it"))
    progress: Progress = field(metadata=internal("how far the person has come"))
    done_on: date | None = field(
        default=None, metadata=internal("the day on which the last of what it takes was there; none: not yet")
    )
    lacking: tuple[str, ...] = field(
        default=(), metadata=internal("the competences that are not held, words of the charter", words="competence")
    )
    times: int = field(default=0, metadata=internal("courses so far, by their sessions; 0 or more"))
    hours: Decimal = field(default=Decimal(0), metadata=internal("hours of courses so far; 0 or more"))
    by: tuple[Ref, ...] = field(
        default=(), metadata=internal("the certificates and attendances that show it", ref=("qualification", "attendance"))
    )


@frozen(kw_only=True)
class Rotation:
    """Where a training stands on a day: everybody who falls under it, in the order of ids. `time`: the time in which it is to be reached."""

    rule: TrainingRule
    day: date
    time: Period
    people: tuple[Learning, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def through(self) -> tuple[Learning, ...]:
        """Who has been through."""
        return tuple(one for one in self.people if one.progress is Progress.THROUGH)

    @property
    def owed(self) -> tuple[Learning, ...]:
        """Who is still owed it, in time or not."""
        return tuple(one for one in self.people if one.progress is not Progress.THROUGH)

    @property
    def rate(self) -> Rate:
        """How many have been through, of those that fall under it."""
        return Rate(len(self.through), len(self.people))

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """How far it has come, line by line. It names nobody."""
        rule, rate = self.rule, self.rate
        return (
            say("training", language, rule=named(rule), source=rule.source or say("not-stated", language)),
            say("training-time", language, start=self.time.start, last=self.time.last, day=self.day),
            say(
                "training-rate" if rate.denominator else "training-nobody",
                language,
                number=rate.denominator,
                through=rate.numerator,
                percent=rate.percent(),
                owed=len(self.owed),
            ),
            *(problem.text(language) for problem in self.problems),
        )


def rotation(rule: TrainingRule, at: At) -> Rotation:
    """Where a training stands at the end of a day, at a unit and all under it.

    Whoever falls under the rule on the day is owed it until the time of the rule is over. What was done before that time began does not count as a
    course; a competence counts as long as it is held, unless it is to be `renewed`.

    Raises:
        InvalidArgument: the day lies before the rule begins.
    """
    time = rule.time_on(at.day)
    if time is None:
        raise InvalidArgument(f"the training {rule.known_as!r} begins on {rule.since}; there is nothing to tell for {at.day}")
    framework, problems = _framework(rule, at)
    counted = _Counted(rule, framework, time, at)
    people = [counted.of(person, unit) for person, unit in _learners(rule, at).items()]
    return Rotation(
        rule=rule,
        day=at.day,
        time=time,
        people=tuple(people),
        problems=(*problems, *counted.problems({one.person for one in people})),
    )


def _framework(rule: TrainingRule, at: At) -> tuple[FrameworkRule | None, list[Problem]]:
    if not rule.framework:
        return None, []
    found = [one for one in at.snapshot.charter.rules_of(FrameworkRule, at.day) if one.known_as == rule.framework]
    if found:
        return found[-1], []
    details = {"framework": rule.framework, "day": at.day, "source": source_of(rule)}
    return None, [Problem("training-no-framework", value=rule.known_as, details=details)]


def _learners(rule: TrainingRule, at: At) -> dict[PersonId, UnitId | None]:
    under = None if at.scope is None else set(at.snapshot.under(at.scope, at.day))
    found: dict[PersonId, UnitId | None] = {}
    for record in at.snapshot.all(rule.who.value).values():
        unit = at.snapshot.home(record)
        if (under is not None and unit not in under) or not at.snapshot.counts_on(record, at.day):
            continue
        if rule.where is not None and not at.reader.holds(record, rule.where, at.day):
            continue
        found.setdefault(PersonId(at.snapshot.person(record.person)), unit)  # type: ignore[attr-defined]
    return dict(sorted(found.items()))


class _Counted:
    """What each person has that counts for a training by a day."""

    def __init__(self, rule: TrainingRule, framework: FrameworkRule | None, time: Period, at: At) -> None:
        self._rule, self._framework, self._time, self._at = rule, framework, time, at
        self._held: dict[str, list[Qualification]] = {}
        self._went: dict[str, list[tuple[Activity, Attendance]]] = {}
        if framework is not None:
            for one in self._qualifications(framework):
                self._held.setdefault(at.snapshot.person(one.person), []).append(one)
        if rule.course is not None:
            for activity, went in self._attendances():
                self._went.setdefault(at.snapshot.person(went.person), []).append((activity, went))

    def of(self, person: PersonId, unit: UnitId | None) -> Learning:
        """Where a person stands."""
        rule = self._rule
        days: list[date] = []
        by: list[Ref] = []
        lacking: list[str] = []
        complete = not rule.framework or self._framework is not None
        for competence in self._framework.competences if self._framework else ():
            held = [one for one in self._held.get(person, ()) if one.competence == competence]
            if held:
                first = min(held, key=lambda one: (one.start, one.id))
                days.append(first.start)
                by.append(Ref("qualification", first.id))
            else:
                lacking.append(competence)
        times, hours = 0, Decimal(0)
        reached = rule.course is None
        for activity, went in self._went.get(person, ()):
            times += max(1, activity.sessions)
            hours += went.hours or Decimal(0)
            by.append(Ref("attendance", went.id))
            if not reached and times >= rule.times and hours >= rule.hours:
                reached = True
                days.append(activity.until or activity.on)
        done = complete and reached and not lacking
        over = self._at.day >= self._time.end
        return Learning(
            id=f"{rule.name}:{person}",
            person=person,
            unit=unit,
            rule=rule.name,
            progress=Progress.THROUGH if done else Progress.BEHIND if over else Progress.OWED,
            done_on=max(days) if done and days else None,
            lacking=tuple(lacking),
            times=times,
            hours=hours,
            by=tuple(by),
        )

    def problems(self, people: set[PersonId]) -> Iterator[Problem]:
        """Attendances that cannot count because nobody wrote down for how long."""
        if not self._rule.hours:
            return
        for person in sorted(people):
            for _, went in self._went.get(person, ()):
                if went.hours is None:
                    details = {"noun": named_noun("attendance"), "id": went.id, "source": source_of(self._rule)}
                    source = self._at.snapshot.sources.get(("attendance", went.id))
                    yield Problem("training-no-hours", source=source, details=details)

    def _qualifications(self, framework: FrameworkRule) -> Iterator[Qualification]:
        for one in self._at.snapshot.all(Qualification).values():
            if (
                one.competence in framework.competences
                and framework.reaches(one.level, self._rule.level)
                and self._at.snapshot.counts_on(one, self._at.day)
                and (one.start in self._time or not self._rule.renewed)
            ):
                yield one

    def _attendances(self) -> Iterator[tuple[Activity, Attendance]]:
        course, at = self._rule.course, self._at
        assert course is not None
        found: list[tuple[Activity, Attendance]] = []
        for one in at.snapshot.all(Attendance).values():
            activity = at.snapshot.get(Activity, one.activity)
            if (
                activity is not None
                and one.presence in self._rule.presence
                and activity.on in self._time
                and (activity.until or activity.on) <= at.day
                and at.reader.holds(activity, course, at.day)
            ):
                found.append((activity, one))
        # In the order of their days, so that what came later changes no earlier day.
        yield from sorted(found, key=lambda pair: (pair[0].until or pair[0].on, pair[0].id, pair[1].id))


def _found(rule: TrainingRule, at: At) -> Iterator[Problem]:
    """What is wrong with a training: who is still owed it when its time is over, certificates that ran out, courses without hours."""
    if rule.time_on(at.day) is None:
        return
    found = rotation(rule, at)
    yield from found.problems
    for one in found.owed:
        if one.progress is Progress.BEHIND:
            yield _owed(one, rule, found.time.last, at)
    for last, problem, _, _ in _certificates(rule, found, at):
        if last < at.day:
            yield problem


def _owed(one: Learning, rule: TrainingRule, last: date, at: At) -> Problem:
    details = {"id": one.person, "training": named(rule), "last": last, "source": source_of(rule)}
    return Problem("training-owed", source=at.snapshot.sources.get(("person", one.person)), value=one.person, details=details)


def _certificates(rule: TrainingRule, found: Rotation, at: At) -> Iterator[tuple[date, Problem, Qualification, UnitId | None]]:
    """The certificates that ran out, or will, of people who need them by a training and have no later one: last day, problem, certificate, unit."""
    if not rule.framework:
        return
    frameworks = [one for one in at.snapshot.charter.rules_of(FrameworkRule, at.day) if one.known_as == rule.framework]
    units = {one.person: one.unit for one in found.people}
    latest: dict[tuple[str, str], Qualification] = {}
    for one in at.snapshot.all(Qualification).values():
        person = PersonId(at.snapshot.person(one.person))
        if person in units and one.start <= at.day and any(one.competence in own.competences for own in frameworks):
            key = (person, one.competence)
            if key not in latest or (latest[key].end or FOREVER, latest[key].id) < (one.end or FOREVER, one.id):
                latest[key] = one
    for (holder, competence), one in sorted(latest.items()):
        if one.end is not None:
            last = one.end - timedelta(days=1)
            told = {"id": one.id, "competence": named_word(at.snapshot.charter, "competence", competence), "last": last}
            told |= {"training": named(rule), "source": source_of(rule)}
            place = at.snapshot.sources.get(("qualification", one.id))
            yield last, Problem("certificate-ends", source=place, details=told), one, units[PersonId(holder)]


def _to_dos(rule: TrainingRule, at: At) -> Iterator[ToDo]:
    """Who is owed the training, by the last day of its time."""
    if rule.time_on(at.day) is None:
        return
    found = rotation(rule, at)
    last = found.time.last
    for one in found.owed:
        urgency = Urgency.DUE if one.progress is Progress.OWED else Urgency.OVERDUE
        yield _to_do(rule, ("learning", one.id), one.unit, last, urgency, _owed(one, rule, last, at))
    for day, problem, certificate, unit in _certificates(rule, found, at):
        urgency = Urgency.OVERDUE if day < at.day else Urgency.DUE
        yield _to_do(rule, ("qualification", certificate.id), unit, day, urgency, problem)


def _to_do(
    rule: TrainingRule, record: tuple[str, str], unit: UnitId | None, day: date, urgency: Urgency, reason: Problem
) -> ToDo:
    return ToDo.by(rule, kind="training", urgency=urgency, record=record, unit=unit, day=day, reason=reason)


def _learnings(rule: TrainingRule, at: At) -> Iterator[Learning]:
    if rule.time_on(at.day) is not None:
        yield from rotation(rule, at).people


FRAMEWORK: Kind[FrameworkRule] = Kind(
    name="framework",
    form=FrameworkRule,
    silent="it says what there is to be learned; a training asks for it, and tells what is lacking",
    untyped="it says what there is to be learned, and computes nothing",
)
TRAINING = Kind(
    name="training",
    form=TrainingRule,
    sound=unsound_training,
    derives=(Derivation(Learning, _learnings),),
    finds=_found,
    todo=_to_dos,
    untyped="whether the training is done is typed nowhere; certificates and hours are",
)
