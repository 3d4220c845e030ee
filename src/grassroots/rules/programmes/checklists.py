"""Checklists: parts each of which everybody of a sort is to have, once for all or in every period: a contact point at each level, each act once a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition, Has, Stretch, asks_period, in_period
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, needed, noun, of_noun, periodic, share
from grassroots.charter.words import Labels
from grassroots.fields import described, internal, public
from grassroots.model import Derived, Membership, Record, Tenure, derived_noun
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At, Derivation, Kind, ToDo, Urgency
from grassroots.rules.todo import by_day
from grassroots.rules.worded import problem_by, stretch_name
from grassroots.values import Period, Ref, UnitId

SUBJECTS = ("unit", "team", "seat", "post", "tenure", "person", "membership", "household", "partner", "programme", "project")
"""Whose checklist it can be."""

YEARS = 5
"""So many years, with the one that runs, are looked at."""


@frozen(kw_only=True)
class ChecklistPart:
    """One part of a checklist, and the condition by which it is there; with periods, the condition says which day lies `within = "period"`."""

    labels: Labels = field(factory=dict, hash=False)
    where: Condition = field(metadata=of_noun("noun") | periodic())


@frozen(kw_only=True)
class ChecklistRule(Rule):
    """The `parts` that each record of `noun` for which `where` holds is to have, once or `every` period.

    `target`: the share of them all that is to have every part by the end of a period, if the office set itself one.

    >>> ChecklistRule(name="acts", noun="team", every=Stretch.YEAR).target is None
    True
    """

    noun: str = field(metadata=noun(*SUBJECTS) | needed())
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    every: Stretch | None = None
    parts: Mapping[str, ChecklistPart] = field(factory=dict, hash=False)
    target: Decimal | None = field(default=None, metadata=share())


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ChecklistItem(Derived):
    """One part of a checklist of one whose it is, in one period.

    >>> ChecklistItem(id="acts:gzs:talk", rule="acts", subject=Ref("team", "gzs"), unit=None, part="talk", done=False).start is None
    True
    """

    rule: str = field(metadata=public("the checklist of the charter"))
    subject: Ref = field(metadata=internal("whose checklist it is", ref=SUBJECTS))
    unit: UnitId | None = field(metadata=public("the unit to which it belongs", ref="unit", home=True))
    part: str = field(metadata=public("the part"))
    start: date | None = field(default=None, metadata=public("the first day of the period; none: it is asked once"))
    end: date | None = field(default=None, metadata=public("the first day after the period"))
    done: bool = field(metadata=internal("whether it is there"))


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class ChecklistState(Derived):
    """A whole checklist of one whose it is, in one period.

    >>> ChecklistState(id="acts:gzs", rule="acts", subject=Ref("team", "gzs"), unit=None, have=3, whole=5, done=False).have
    3
    """

    rule: str = field(metadata=public("the checklist of the charter"))
    subject: Ref = field(metadata=internal("whose checklist it is", ref=SUBJECTS))
    unit: UnitId | None = field(metadata=public("the unit to which it belongs", ref="unit", home=True))
    start: date | None = field(default=None, metadata=public("the first day of the period; none: it is asked once"))
    end: date | None = field(default=None, metadata=public("the first day after the period"))
    have: int = field(metadata=internal("how many parts are there; 0 or more"))
    whole: int = field(metadata=public("how many parts there are to be; 1 or more"))
    done: bool = field(metadata=internal("whether every part is there"))


def checklist_items(rule: ChecklistRule, at: At) -> tuple[ChecklistItem, ...]:
    """The items of a checklist on a day, of the year that runs and of those before in which anything was there. Where nothing ever was, there are none: an
    office that keeps no such records is asked for none."""
    return at.snapshot.kept(f"checklist:{rule.name}:{at.day}", lambda _: tuple(_items(rule, evolve(at, scope=None))))


def _items(rule: ChecklistRule, at: At) -> Iterator[ChecklistItem]:
    if rule.every is None:
        found = list(_in(rule, None, at))
        yield from found if any(one.done for one in found) else ()
        return
    before = False
    for year in range(at.day.year - YEARS + 1, at.day.year + 1):
        found = [one for period in _periods(rule.every, year, at.day) for one in _in(rule, period, at)]
        begun = any(one.done for one in found)
        if begun or (before and year == at.day.year):
            yield from found
        before = begun


def _periods(every: Stretch, year: int, day: date) -> Iterator[Period]:
    period = every.around(date(year, 1, 1))
    while period.start.year == year and period.start <= day:
        yield period
        period = every.around(period.end)


def _in(rule: ChecklistRule, period: Period | None, at: At) -> Iterator[ChecklistItem]:
    day = at.day if period is None else min(period.last, at.day)
    parts = {name: part.where if period is None else in_period(part.where, period) for name, part in rule.parts.items()}
    asked, start, end = rule.known_as, None, None
    if period is not None:
        start, end = period.start, period.end
    begins, ends = f"{asked}:{rule.noun}:", f":{start}:" if start else ":"
    for record in at.snapshot.all(rule.noun).values():
        if not at.snapshot.counts_on(record, day) or (rule.where is not None and not at.reader.holds(record, rule.where, day)):
            continue
        subject, unit = Ref(rule.noun, record.id), _unit(record, day, at)
        for name, where in parts.items():
            yield ChecklistItem(
                id=f"{begins}{record.id}{ends}{name}",
                rule=asked,
                subject=subject,
                unit=unit,
                part=name,
                start=start,
                end=end,
                done=at.reader.holds(record, where, day),
            )


def _unit(record: Record, day: date, at: At) -> UnitId | None:
    """The unit to which somebody belongs: of a person, that of the first membership that stands."""
    home = at.snapshot.home(record)
    if home is not None:
        return home
    found = at.snapshot.referrers(Membership, "person", ("person", record.id))
    return next((one.unit for one in found if at.snapshot.counts_on(one, day)), None)


def _states(rule: ChecklistRule, at: At) -> Iterator[ChecklistState]:
    whole: dict[tuple[Ref, date | None], list[ChecklistItem]] = {}
    for one in checklist_items(rule, at):
        whole.setdefault((one.subject, one.start), []).append(one)
    for (subject, start), found in whole.items():
        have = sum(one.done for one in found)
        yield ChecklistState(
            id=":".join((rule.known_as, subject.noun, subject.id, *([str(start)] if start else []))),
            rule=rule.known_as,
            subject=subject,
            unit=found[0].unit,
            start=start,
            end=found[0].end,
            have=have,
            whole=len(found),
            done=have == len(found),
        )


def _problems(rule: ChecklistRule, at: At) -> Iterator[Problem]:
    """Those who lack a part of what they are to have once for all. What is owed in a period is for the list of what is to be done."""
    if rule.every is None:
        for one in checklist_items(rule, at):
            if not one.done:
                yield _told("checklist-lacks", one, rule, at)


def _told(code: str, one: ChecklistItem, rule: ChecklistRule, at: At) -> Problem:
    record = at.snapshot.all(rule.noun)[one.subject.id]
    who = str(getattr(record, "person", record.id))
    part = rule.parts[one.part]
    label = Named(part.labels.get("en", one.part), part.labels)
    when = stretch_name(rule.every, one.start) if rule.every and one.start else ""
    told = problem_by(rule, record, at, code, who, part=label, who=who, period=when)
    private = rule.noun in ("person", "household", "tenure", "seat", "membership")
    return Problem(code, source=told.source, value=who, details=told.details, masked=private)


def _to_dos(rule: ChecklistRule, at: At) -> Iterator[ToDo]:
    """The parts that are lacking: of the year that runs, and the share that is behind its target."""
    told = set[tuple[str, str, date | None]]()
    for one in checklist_items(rule, at):
        if one.done or (one.start is not None and one.start.year != at.day.year):
            continue
        if (person := _asked_of_person(one, rule, at)) is not None:
            # Whoever holds several posts does it once for all of them.
            if (one.part, person, one.start) in told:
                continue
            told.add((one.part, person, one.start))
        last = None if one.end is None else Period(one.start or one.end, one.end).last
        record = at.snapshot.all(rule.noun)[one.subject.id]
        code = "checklist-lacks" if last is None else "checklist-due"
        yield ToDo.about(
            record,
            at,
            kind="checklist",
            rule=rule,
            labels=rule.parts[one.part].labels or rule.labels,
            urgency=Urgency.LACKING if last is None else by_day(last, at.day),
            reason=_told(code, one, rule, at),
            day=last,
            unit=one.unit,
        )
    yield from _behind(rule, at)


def _asked_of_person(one: ChecklistItem, rule: ChecklistRule, at: At) -> str | None:
    """Who holds the post, where a part is what the person did, and not what was done in the post; else None."""
    record = at.snapshot.all(rule.noun)[one.subject.id]
    where = rule.parts[one.part].where
    by_person = isinstance(where, Has) and "person" in (where.by, where.of)
    return at.snapshot.person(record.person) if isinstance(record, Tenure) and by_person else None


def _behind(rule: ChecklistRule, at: At) -> Iterator[ToDo]:
    """A share of all that is behind the target of the period that runs."""
    if rule.target is None:
        return
    states = [one for one in _states(rule, at) if one.start is None or (one.end is not None and one.start <= at.day < one.end)]
    done = sum(one.done for one in states)
    if not states or Fraction(done, len(states)) >= Fraction(rule.target):
        return
    top = next(iter(at.snapshot.roots(at.day)), None)
    last = None if states[0].start is None or states[0].end is None else Period(states[0].start, states[0].end).last
    details = {
        "rule": rule.title,
        "source": rule.source or "—",
        "done": done,
        "of": len(states),
        "target": _per_cent(rule.target),
    }
    reason = Problem("checklist-behind", value=rule.known_as, details=details)
    yield ToDo.by(
        rule,
        kind="checklist_target",
        urgency=Urgency.LACKING if last is None else by_day(last, at.day),
        record=("unit", top or ""),
        unit=top,
        day=last,
        reason=reason,
    )


def _per_cent(share: Decimal) -> str:
    """A share as it is told.

    >>> _per_cent(Decimal("0.90"))
    '90%'
    """
    return f"{(share * 100).normalize():f}%"


def unsound_checklist(rule: ChecklistRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a checklist: no parts, parts that look at no period where it has periods, or at one where it has none."""
    if not rule.parts:
        yield (), "charter-missing", "", {"key": "parts"}
    for name, part in rule.parts.items():
        if (rule.every is not None) != asks_period(part.where):
            code = "charter-no-period" if rule.every is None else "charter-checklist-period"
            yield ("parts", name, "where"), code, "", {}


KIND = Kind(
    name="checklist",
    form=ChecklistRule,
    sound=unsound_checklist,
    derives=(Derivation(ChecklistItem, checklist_items), Derivation(ChecklistState, _states)),
    finds=_problems,
    todo=_to_dos,
    untyped="no ledger has a column for whether a list is complete",
)
