"""Clocks: how long something may take, in working or calendar time, from one state of a life to another; what stops the clock, what
lengthens it, and who is reminded when it has run out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache, cached_property

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import LONGEST
from grassroots.charter.paths import leaves, workflows_of
from grassroots.charter.rule import Rule, between, names, needed, noun, of_noun, unbounded, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.work_calendar import opening, seconds_open
from grassroots.errors import InvalidValue
from grassroots.fields import Column
from grassroots.model import NOUNS, has_steps
from grassroots.problems import Named, nearest
from grassroots.rules.time.calendars import CalendarRule
from grassroots.texts import TYPED, catalogue, in_each


class Time(StrEnum):
    """Which time counts."""

    WORKING = "working"
    """Working days, and of these the opening hours."""
    CALENDAR = "calendar"
    """Every day, around the clock."""


class Counts(StrEnum):
    """From when it counts."""

    NEXT_DAY = "next_day"
    """From the day after; the last day counts to its end."""
    SAME_DAY = "same_day"
    """From the day itself: one day is the same day, to its end; in working time, the first day that is worked."""
    MOMENT = "moment"
    """From the moment itself; in working time, from the next opening. A day later is the same time of a later day."""


class Measured(StrEnum):
    """What a limit is counted in."""

    DAY = "day"
    HOUR = "hour"


@frozen(kw_only=True)
class Limit:
    """How long it may take, for the records for which `where` holds.

    Exactly one of `days` (whole), `hours`, `minutes`, `days_at` and `hours_at`, which lead to the number by a path from the record (`custom.city_days`,
    `service.days`). `counts` stands for days only: hours and minutes always count from the moment. A path that leads to 0 days means the day itself.

    >>> Limit(minutes=Decimal(30)).amount
    Fraction(1, 2)
    """

    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    days: int = 0
    hours: Decimal = field(default=Decimal(0), metadata=unbounded())
    minutes: Decimal = field(default=Decimal(0), metadata=unbounded())
    days_at: str = ""
    hours_at: str = ""
    time: Time = Time.CALENDAR
    counts: Counts = Counts.NEXT_DAY

    @cached_property
    def measured(self) -> Measured:
        """What it is counted in; minutes are parts of an hour."""
        return Measured.DAY if self.days or self.days_at else Measured.HOUR

    @property
    def path(self) -> str:
        """The path that leads to the number; empty where the rule has it."""
        return self.days_at or self.hours_at

    @cached_property
    def amount(self) -> Fraction:
        """How many days, or hours."""
        return Fraction(self.days) if self.days else _in_hours(self.hours, self.minutes)

    @cached_property
    def by_day(self) -> bool:
        """Whether whole days are counted, from the next day on or from the day itself."""
        return self.measured is Measured.DAY and self.counts is not Counts.MOMENT


@cache
def _in_hours(hours: Decimal, minutes: Decimal) -> Fraction:
    return Fraction(hours) + Fraction(minutes) / 60


@frozen(kw_only=True)
class Extension:
    """How a limit is lengthened: asked for before it has run out, on grounds.

    `granted`: the state that grants it. `asked`: the state in which it is asked for; without one, it is asked for when it is granted.
    `most`: how often. `days`, `hours`: by how much each time at most, for limits in days and in hours; a step that names a day grants until that day.
    `grounds`: the words that are grounds; none: any word, but a word there must be. `by`: the kinds of post that may grant it; none: any.
    """

    granted: str
    asked: str = ""
    most: int = field(default=1, metadata=between(1, 100))
    days: int = 0
    hours: Decimal = Decimal(0)
    grounds: tuple[str, ...] = field(default=(), metadata=word("ground"))
    by: tuple[str, ...] = field(default=(), metadata=word("post"))

    def amount(self, measured: Measured) -> Fraction:
        """By how much it lengthens a limit of that kind."""
        return Fraction(self.days) if measured is Measured.DAY else Fraction(self.hours)


@frozen(kw_only=True)
class Escalation:
    """One step of the ladder that stands where a limit has run out: reminded the day after, told to the unit above after a week.

    It is reached `after` days (working or calendar, as `time` says) after the limit has run out; or, where it stands `on` another, after the day on which
    that was stepped on: the day of a step in its `state`, or without one the day on which it was reached. `state`: the state in which a step says
    that it was taken. `unless`: a condition under which it is not (reasons were given). Whatever it is, it is only proposed.
    """

    labels: Labels = field(factory=dict, hash=False)
    after: int = field(metadata=between(0, 3660))
    time: Time = Time.CALENDAR
    on: str = ""
    state: str = ""
    unless: Condition | None = field(default=None, metadata=of_noun("noun"))
    body: tuple[str, ...] = field(default=(), metadata=word("unit"))
    """The kinds of unit that decide on it."""


@frozen(kw_only=True)
class ClockRule(Rule):
    """A clock: `[clock.NAME]`.

    It runs for the records of `noun` for which `where` holds, from the first step into one of the states `from` until the next into one of the states
    `to` (without any: of the kind done). A life that comes into `from` again starts it anew. `void`: states that end it with no judgement, as does any
    state of the kind dropped; unless `stays` holds on the day of that step: then it goes on (a refusal that nobody confirmed). `pauses`: states in which it stands still.
    `limit`: how long; of several, the first that fits the record. `calendar`: whose days and hours count; needed where the charter has several.
    `extension`: how it is lengthened. `ladder`: what is proposed when it has run out.
    `whole`: it says by when the whole is to be done, where no step names a day: then it is the `due` and the `promise` of the record.
    `kept`: states; where no record that is in view ever came into one of them, nobody keeps such days, and the clock says nothing.
    `inside`: a clock inside which this one lies: it cannot be longer.
    `takes_running`: a text that follows another holds also for what runs when it comes into force, with the time counted and the pauses kept; else what has
    begun ends under the text under which it began.

    >>> rule = ClockRule(name="reply", from_=("received",), limit=(Limit(days=5, time=Time.WORKING),))
    >>> rule.limit[0].amount
    Fraction(5, 1)
    """

    noun: str = field(default="case", metadata=noun(*(name for name in NOUNS if has_steps(name))))
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    from_: tuple[str, ...] = field(metadata=needed())
    to: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    stays: Condition | None = field(default=None, metadata=of_noun("noun"))
    pauses: tuple[str, ...] = ()
    limit: tuple[Limit, ...] = field(metadata=needed())
    calendar: str = field(default="", metadata=names("calendar"))
    extension: Extension | None = None
    ladder: Mapping[str, Escalation] = field(factory=dict, hash=False)
    whole: bool = False
    kept: tuple[str, ...] = ()
    inside: str = ""
    takes_running: bool = False


Faults = Iterator[Fault]


def unsound_clock(rule: ClockRule, charter: Charter) -> Faults:
    """What is unsound in a clock: states that there are not, limits of nothing or of two kinds, an inner limit longer than the whole, an extension longer than
    what it lengthens, steps of the ladder that lead nowhere."""
    if rule.noun not in NOUNS or not has_steps(rule.noun):
        return
    yield from _states(rule, charter)
    for number, limit in enumerate(rule.limit):
        yield from _limit(rule, limit, ("limit", number), charter)
    yield from _calendar(rule, charter)
    if rule.extension is not None:
        yield from _extension(rule, rule.extension)
    yield from _ladder(rule)
    if rule.inside:
        yield from _inside(rule, charter)


def _states(rule: ClockRule, charter: Charter) -> Faults:
    known = tuple(dict.fromkeys(state for workflow in workflows_of(charter, rule.noun) for state in workflow.states))
    named: list[tuple[Path, str]] = [
        ((key, number), state)
        for key, states in (
            ("from", rule.from_),
            ("to", rule.to),
            ("void", rule.void),
            ("pauses", rule.pauses),
            ("kept", rule.kept),
        )
        for number, state in enumerate(states)
    ]
    if rule.extension is not None:
        named += [(("extension", "granted"), rule.extension.granted)]
        named += [(("extension", "asked"), rule.extension.asked)] if rule.extension.asked else []
    named += [(("ladder", name, "state"), step.state) for name, step in rule.ladder.items() if step.state]
    for keys, state in named:
        if state not in known:
            yield keys, "charter-choice", state, {"known": nearest(state, known)}
    for key, states in (("to", rule.to), ("void", rule.void), ("pauses", rule.pauses)):
        for state in states:
            if state in rule.from_ or (key != "to" and state in rule.to):
                yield (key,), "charter-clock-state", state, {}


def _limit(rule: ClockRule, limit: Limit, keys: Path, charter: Charter) -> Faults:
    given = [key for key in ("days", "hours", "minutes", "days_at", "hours_at") if getattr(limit, key)]
    if len(given) != 1:
        yield keys, "charter-clock-limit", ", ".join(given), {}
        return
    if not limit.path and limit.amount < 0:
        yield (*keys, given[0]), "charter-clock-limit", str(getattr(limit, given[0])), {}
    elif not limit.path and limit.amount > _longest(limit.measured):
        yield (*keys, given[0]), "charter-too-long", _worded(limit.amount, limit.measured), {}
    if limit.path:
        ends = leaves(charter, rule.noun, limit.path)
        if not any(leaf.kind in (Column.INTEGER, Column.DECIMAL) for leaf in ends):
            yield (*keys, given[0]), "charter-clock-number", limit.path, {"noun": rule.noun}
    last = rule.limit[-1]
    if limit.where is None and limit is not last:
        yield keys, "charter-clock-shadows", given[0], {}


def _calendar(rule: ClockRule, charter: Charter) -> Faults:
    several = len({one.known_as for one in charter.rules_of(CalendarRule)}) > 1
    if not rule.calendar and several and any(limit.time is Time.WORKING for limit in rule.limit):
        yield (), "charter-missing", "", {"key": "calendar"}


def _longest(measured: Measured) -> int:
    return LONGEST if measured is Measured.DAY else LONGEST * 24


def _extension(rule: ClockRule, extension: Extension) -> Faults:
    if extension.days < 0 or extension.hours < 0 or not (extension.days or extension.hours):
        yield ("extension",), "charter-clock-extension-none", rule.name, {}
    for measured in Measured:
        if (more := extension.amount(measured)) > _longest(measured):
            yield ("extension",), "charter-too-long", _worded(more, measured), {}
    for limit in rule.limit:
        more = extension.amount(limit.measured)
        if not limit.path and more * extension.most > limit.amount > 0:
            yield (
                ("extension",),
                "charter-clock-extension",
                _worded(more * extension.most, limit.measured),
                {"limit": _worded(limit.amount, limit.measured)},
            )
    for state in (extension.granted, extension.asked):
        if state and state in (*rule.to, *rule.void):
            yield ("extension",), "charter-clock-state", state, {}


def _ladder(rule: ClockRule) -> Faults:
    for name, step in rule.ladder.items():
        way, at = [name], step
        while at.on:
            if at.on not in rule.ladder:
                yield ("ladder", way[-1], "on"), "charter-choice", at.on, {"known": nearest(at.on, rule.ladder)}
                break
            if at.on in way:
                yield ("ladder", name, "on"), "charter-clock-circle", name, {}
                break
            way.append(at.on)
            at = rule.ladder[at.on]


def _inside(rule: ClockRule, charter: Charter) -> Faults:
    clocks = charter.rules_of(ClockRule)
    wholes = [one for one in clocks if rule.inside in (one.name, one.known_as) and one.name != rule.name]
    if not wholes:
        yield ("inside",), "charter-clock-unknown", rule.inside, {"known": nearest(rule.inside, [one.name for one in clocks])}
    for whole in wholes:
        for number, limit in enumerate(rule.limit):
            # Where both have a limit for the same records, these two; else any of the whole.
            same = [one for one in whole.limit if one.where == limit.where] or list(whole.limit)
            if same and all(_longer(limit, one, _open_hours(rule, charter)) for one in same):
                yield (
                    ("limit", number),
                    "charter-clock-inside",
                    _worded(limit.amount, limit.measured),
                    {"whole": whole.known_as, "limit": _worded(same[0].amount, same[0].measured)},
                )


def _longer(limit: Limit, whole: Limit, open_hours: Fraction) -> bool:
    """Whether a limit surely lasts longer than another. How long working time lasts by the calendar has a least and no most."""
    if limit.path or whole.path or (limit.time is Time.CALENDAR and whole.time is Time.WORKING):
        return False
    if limit.time is whole.time:
        day = Fraction(24) if limit.time is Time.CALENDAR else open_hours
        return _hours(limit, day) > _hours(whole, day)
    days, rest = (limit.amount, Fraction(0)) if limit.measured is Measured.DAY else divmod(limit.amount, open_hours)
    return days * 24 + rest > _hours(whole, Fraction(24))


def _hours(limit: Limit, day: Fraction) -> Fraction:
    return limit.amount * (day if limit.measured is Measured.DAY else 1)


def _open_hours(rule: ClockRule, charter: Charter) -> Fraction:
    """How many hours the longest working day has."""
    found = charter.rules_of(CalendarRule)
    calendar = next((one for one in found if not rule.calendar or one.known_as == rule.calendar), None)
    try:
        seconds = max((seconds_open(opening(text)) for text in calendar.hours.values()), default=0) if calendar else 0
    except InvalidValue:
        seconds = 0
    return Fraction(seconds, 3600) if seconds else Fraction(24)


def _worded(amount: Fraction, measured: Measured) -> Named:
    number = str(amount.numerator) if amount.denominator == 1 else f"{float(amount):g}"
    said = catalogue("grassroots.rules.time").say
    count = 1 if amount == 1 else 2
    texts = in_each(lambda language: said(f"{measured.value}-plain", language, number=number, count=count))
    return Named(texts[TYPED], texts)
