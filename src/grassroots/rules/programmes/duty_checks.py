"""What is unsound in a duty, beside what its fields say: what nobody can do in its period, duties that wait for one another in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from grassroots.charter.charter import Charter
from grassroots.charter.condition import AllOf, Is
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.paths import leaves, workflows_of
from grassroots.errors import InvalidValue
from grassroots.fields import Column, fields_of
from grassroots.model import NOUNS
from grassroots.problems import nearest
from grassroots.rules.programmes.duty_rule import MONTHS, OWES, By, DutyRule, Every, Who, days_of
from grassroots.values import Period

Faults = Iterator[Fault]


def unsound_duty(rule: DutyRule, charter: Charter) -> Faults:
    """What is unsound in a duty: what nobody can do in its period, unknown kinds, duties that wait for one another in a circle."""
    yield from _what(rule, charter)
    yield from _times(rule)
    yield from _beyond(rule)
    yield from _before(rule, charter)
    yield from _levels(rule, charter)


def _what(rule: DutyRule, charter: Charter) -> Faults:
    if not rule.owes:
        for key, given in (
            ("what", rule.what is not None),
            ("least", rule.least != 1),
            ("below", rule.below),
            ("makes_up", rule.makes_up),
        ):
            if given:
                yield (key,), "charter-duty-no-record", key, {}
        return
    if rule.owes not in OWES:
        return
    if rule.what is None:
        yield (), "charter-missing", "", {"key": "what"}
    if not _is_day(rule, charter):
        yield ("dated",), "charter-dated", rule.dated, {"noun": rule.owes, "known": _days(rule, charter)}


def _is_day(rule: DutyRule, charter: Charter) -> bool:
    ends = leaves(charter, rule.owes, rule.dated)
    return any(leaf.kind is Column.DATE for leaf in ends) or any(
        rule.dated in workflow.states for workflow in workflows_of(charter, rule.owes)
    )


def _days(rule: DutyRule, charter: Charter) -> tuple[str, ...]:
    dates = [info.name for info in fields_of(NOUNS[rule.owes]) if info.kind is Column.DATE]
    return nearest(rule.dated, [*dates, *(state for workflow in workflows_of(charter, rule.owes) for state in workflow.states)])


def _times(rule: DutyRule) -> Faults:
    if rule.every is Every.RRULE:
        try:
            next(days_of(rule.rrule, rule.since), None)
        except InvalidValue as error:
            yield ("rrule",), "charter-rrule", rule.rrule, {"why": str(error)}
    elif rule.rrule:
        yield ("rrule",), "charter-duty-surplus", rule.rrule, {"every": rule.every.value}
    months = MONTHS.get(rule.every, 0)
    for key in ("due_month", "from_month"):
        if (number := getattr(rule, key)) > max(months, 1):
            yield (key,), "charter-duty-month", str(number), {"months": max(months, 1)}
    most = 31 if months else 7 if rule.every is Every.WEEK else 0
    if rule.due_day > most:
        yield (("due_day",), "charter-duty-day", str(rule.due_day), {"most": most})
    if rule.after and (rule.due_day or rule.due_month or rule.from_month != 1):
        yield ("after",), "charter-duty-two-days", str(rule.after), {}
    if months and not rule.after and 1 <= rule.from_month <= months and (rule.due_month or months) < rule.from_month:
        yield ("from_month",), "charter-duty-impossible", str(rule.from_month), {"month": rule.due_month}


def _beyond(rule: DutyRule) -> Faults:
    """What is owed for a period may not be in time after the next one is over: by then the same is owed again, and has been done or not."""
    if rule.every not in (*MONTHS, Every.WEEK) or min(rule.after, rule.grace, rule.due_day, rule.due_month) < 0:
        return
    year = Period(date(2023, 1, 1), date(2026, 1, 1))
    first, second = islice(rule.occasions(year), 2)
    if first.last > second.period.last:
        yield ("grace" if rule.grace else "after",), "charter-duty-beyond", str(first.last), {"next": second.period.last}


def _before(rule: DutyRule, charter: Charter) -> Faults:
    known = charter.rules_of(DutyRule)
    for other in known:
        if other.known_as in rule.preceded_by:
            yield from _pair(rule, other)
    if rule.preceded_by and not rule.owes:
        yield ("preceded_by",), "charter-duty-no-record", "preceded_by", {}
    if rule.known_as in _leads_to(rule, known):
        yield ("preceded_by",), "charter-duty-circle", rule.known_as, {}


def _pair(rule: DutyRule, first: DutyRule) -> Faults:
    """A duty and one that comes before it: the same bearers, a record that shows it, and time for it."""
    if first.who is not rule.who:
        yield ("preceded_by",), "charter-duty-other-bearer", first.name, {"who": first.who.value}
    elif not first.owes:
        yield ("preceded_by",), "charter-duty-unshown", first.name, {}
    elif rule.every in MONTHS and first.every in MONTHS:
        year = Period.year(2023)
        mine = rule.occasion(Period(year.start, Length(months=MONTHS[rule.every]).after(year.start)))
        theirs = first.occasion(Period(year.start, Length(months=MONTHS[first.every]).after(year.start)))
        if theirs.opens > mine.last:
            yield ("preceded_by",), "charter-duty-too-late", first.name, {"opens": theirs.opens, "last": mine.last}


def _leads_to(rule: DutyRule, known: Iterable[DutyRule]) -> set[str]:
    found: set[str] = set()
    waiting = list(rule.preceded_by)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [before for one in known if one.known_as == name for before in one.preceded_by]
    return found


def _levels(rule: DutyRule, charter: Charter) -> Faults:
    workflow = charter.workflows.get("due")
    for number, level in enumerate(rule.levels):
        if workflow and level.state not in workflow.states:
            yield ("levels", number, "state"), "charter-choice", level.state, {"known": nearest(level.state, workflow.states)}
        if (level.by is By.KIND) != bool(level.of):
            yield ("levels", number, "of"), "charter-level-kind", level.of, {}
        above = {kind: _above(charter, kind) for kind in _owing(rule)}
        for kind, over in above.items():
            if (level.by is By.ABOVE and not over) or (level.by is By.KIND and level.of and level.of not in over):
                yield ("levels", number, "by"), "charter-level-nobody", kind, {"of": level.of or "—"}


def _owing(rule: DutyRule) -> tuple[str, ...]:
    """The kinds of unit to which a duty of units is held; none, if it is held to none by name."""
    where = rule.where.parts if isinstance(rule.where, AllOf) else (rule.where,)
    kinds = [value for part in where if isinstance(part, Is) and part.path == "kind" for value in part.values]
    return tuple(str(kind) for kind in kinds) if rule.who is Who.UNIT else ()


def _above(charter: Charter, kind: str) -> set[str]:
    """The kinds of unit that can stand above one."""
    words, found = charter.words.get("unit", {}), set[str]()
    waiting = list(words[kind].under) if kind in words else []
    while waiting:
        name = waiting.pop()
        if name not in found and name in words:
            found.add(name)
            waiting += words[name].under
    return found
