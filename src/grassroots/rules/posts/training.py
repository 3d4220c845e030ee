"""Training applied: who falls under it, who has been through, and who is still owed, by when. Read from certificates and attendance, never from a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from grassroots.errors import InvalidArgument, NotFound
from grassroots.model import Activity, Attendance, Qualification
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.posts.training_rule import FrameworkRule, TrainingRule, unsound_framework, unsound_training
from grassroots.rules.time.terms import term_on
from grassroots.snapshot import Snapshot
from grassroots.values import Period, PersonId, Rate, UnitId

Key = tuple[str, str]


class Progress(StrEnum):
    """Where somebody stands."""

    THROUGH = "through"
    OWED = "owed"
    """Not through, and there is still time."""
    BEHIND = "behind"
    """Not through, and the time is over."""


@frozen(kw_only=True)
class Learning:
    """Where one person stands with a training on a day.

    `unit`: the unit by which the person falls under it. `done_on`: the day on which the last of what it takes was there. `lacking`: competences that are
    not held. `times`, `hours`: courses and hours so far. `by`: the certificates and attendances that show it.
    """

    person: PersonId
    unit: UnitId | None
    progress: Progress
    done_on: date | None = None
    lacking: tuple[str, ...] = ()
    times: int = 0
    hours: Decimal = Decimal(0)
    by: tuple[Key, ...] = ()


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

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """How far it has come, line by line. It names nobody."""
        zh = language == "zh"
        rule, rate = self.rule, self.rate
        name, source = rule.labels.get(language, rule.name), rule.source or ("未注明" if zh else "not stated")
        percent = f"（{rate.percent()}%）" if zh else f" ({rate.percent()} %)"
        lines = [
            f"培训：{name}（依据：{source}）。" if zh else f"Training: {name}; source: {source}.",
            f"期限：{self.time.start}至{self.time.last}；截至{self.day}。"
            if zh
            else f"Time: {self.time.start} to {self.time.last}; as of {self.day}.",
            f"应训{rate.denominator}人，已完成{rate.numerator}人{percent if rate.denominator else ''}，未完成{len(self.owed)}人。"
            if zh
            else f"{rate.denominator} fall under it, {rate.numerator} have been through{percent if rate.denominator else ''}, {len(self.owed)} are owed it.",
        ]
        return (*lines, *(problem.text("zh" if zh else "en") for problem in self.problems))


def rotation(rule: TrainingRule, snapshot: Snapshot, day: date, scope: UnitId | None = None) -> Rotation:
    """Where a training stands at the end of a day, at a unit and all under it.

    Whoever falls under the rule on the day is owed it until the time of the rule is over. What was done before that time began does not count as a
    course; a competence counts as long as it is held, unless it is to be `renewed`.

    Raises:
        InvalidArgument: the day lies before the rule begins.
    """
    if day < rule.since:
        raise InvalidArgument(f"the training {rule.known_as!r} begins on {rule.since}; there is nothing to tell for {day}")
    # What does not come round again is judged in its one time, however long ago.
    time = term_on(rule.since, rule.months, day if rule.again else rule.since)[1]
    framework, problems = _framework(rule, snapshot, day)
    counted = _Counted(rule, framework, snapshot, time, day)
    people: list[Learning] = []
    for person, unit in _learners(rule, snapshot, day, scope).items():
        people.append(counted.of(person, unit))
    return Rotation(
        rule=rule,
        day=day,
        time=time,
        people=tuple(people),
        problems=(*problems, *counted.problems({one.person for one in people})),
    )


def _framework(rule: TrainingRule, snapshot: Snapshot, day: date) -> tuple[FrameworkRule | None, list[Problem]]:
    if not rule.framework:
        return None, []
    try:
        found = snapshot.charter.rule("framework", rule.framework, day)
    except NotFound:
        found = None
    if isinstance(found, FrameworkRule):
        return found, []
    details = {"framework": rule.framework, "day": day, "source": rule.source or rule.name}
    return None, [Problem("training-no-framework", value=rule.known_as, details=details)]


def _learners(rule: TrainingRule, snapshot: Snapshot, day: date, scope: UnitId | None) -> dict[PersonId, UnitId | None]:
    under = None if scope is None else set(snapshot.under(scope, day))
    reader = Reader(snapshot)
    found: dict[PersonId, UnitId | None] = {}
    for record in snapshot.all(rule.who.value).values():
        unit = snapshot.home(record)
        if (under is not None and unit not in under) or not snapshot.counts_on(record, day):
            continue
        if rule.where is not None and not reader.holds(record, rule.where, day):
            continue
        found.setdefault(PersonId(snapshot.person(record.person)), unit)  # type: ignore[attr-defined]
    return dict(sorted(found.items()))


class _Counted:
    """What each person has that counts for a training by a day."""

    def __init__(
        self, rule: TrainingRule, framework: FrameworkRule | None, snapshot: Snapshot, time: Period, day: date
    ) -> None:
        self._rule, self._framework, self._snapshot, self._time, self._day = rule, framework, snapshot, time, day
        self._held: dict[str, list[Qualification]] = {}
        self._went: dict[str, list[tuple[Activity, Attendance]]] = {}
        if framework is not None:
            for one in self._qualifications(framework):
                self._held.setdefault(snapshot.person(one.person), []).append(one)
        if rule.course is not None:
            for activity, went in self._attendances():
                self._went.setdefault(snapshot.person(went.person), []).append((activity, went))

    def of(self, person: PersonId, unit: UnitId | None) -> Learning:
        """Where a person stands."""
        rule = self._rule
        days: list[date] = []
        by: list[Key] = []
        lacking: list[str] = []
        complete = not rule.framework or self._framework is not None
        for competence in self._framework.competences if self._framework else ():
            held = [one for one in self._held.get(person, ()) if one.competence == competence]
            if held:
                first = min(held, key=lambda one: (one.start, one.id))
                days.append(first.start)
                by.append(("qualification", first.id))
            else:
                lacking.append(competence)
        times, hours = 0, Decimal(0)
        reached = rule.course is None
        for activity, went in self._went.get(person, ()):
            times += max(1, activity.sessions)
            hours += went.hours or Decimal(0)
            by.append(("attendance", went.id))
            if not reached and times >= rule.times and hours >= rule.hours:
                reached = True
                days.append(activity.until or activity.on)
        done = complete and reached and not lacking
        over = self._day >= self._time.end
        return Learning(
            person=person,
            unit=unit,
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
                    details = {"noun": "attendance", "id": went.id, "source": self._rule.source or self._rule.name}
                    source = self._snapshot.sources.get(("attendance", went.id))
                    yield Problem("training-no-hours", source=source, details=details)

    def _qualifications(self, framework: FrameworkRule) -> Iterator[Qualification]:
        for one in self._snapshot.all("qualification").values():
            if (
                isinstance(one, Qualification)
                and one.competence in framework.competences
                and framework.reaches(one.level, self._rule.level)
                and self._snapshot.counts_on(one, self._day)
                and (one.start in self._time or not self._rule.renewed)
            ):
                yield one

    def _attendances(self) -> Iterator[tuple[Activity, Attendance]]:
        course, reader = self._rule.course, Reader(self._snapshot)
        assert course is not None
        found: list[tuple[Activity, Attendance]] = []
        for one in self._snapshot.all("attendance").values():
            activity = self._snapshot.get("activity", one.activity) if isinstance(one, Attendance) else None
            if (
                isinstance(one, Attendance)
                and isinstance(activity, Activity)
                and one.presence in self._rule.presence
                and activity.on in self._time
                and (activity.until or activity.on) <= self._day
                and reader.holds(activity, course, self._day)
            ):
                found.append((activity, one))
        # In the order of their days, so that what came later changes no earlier day.
        yield from sorted(found, key=lambda pair: (pair[0].until or pair[0].on, pair[0].id, pair[1].id))


FRAMEWORK = Kind(name="framework", form=FrameworkRule, sound=unsound_framework, silent="TODO")
TRAINING = Kind(name="training", form=TrainingRule, sound=unsound_training, silent="TODO")
