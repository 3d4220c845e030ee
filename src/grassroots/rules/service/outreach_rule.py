"""Outreach: how often who is to be visited, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.length import Length
from grassroots.charter.measure import Condition
from grassroots.charter.refusals import REFUSED
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.fields import field_named
from grassroots.model import Contact
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]

FARTHEST = 60
"""A visit so many days before a festival, or after it, is no visit for the festival."""


@frozen(kw_only=True)
class Interval:
    """How often those for whom `where` holds (all others, without one) are to be visited."""

    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    every: Length


@frozen(kw_only=True)
class Festival:
    """A festival: a word of the list `festival`. `month`, `day`: its day by the calendar everybody uses; without them the calendar of the rule says it."""

    name: str
    month: int = 0
    day: int = 0


@frozen(kw_only=True)
class OutreachRule(Rule):
    """A plan of visits over a register.

    `noun`, `where`: whom it is about, and which of them. `intervals`: the first that fits says how often somebody is to be visited.
    `festivals`: on which festivals, with a visit counting from so many days `before` to so many `after`. `calendar`: where days of festivals come from.
    `link`: the kind of link whose holder visits, to the household itself or to its unit; without one, the unit does.
    `purposes`: for what the visit is (any, if none is named). `counts`: the codes by which somebody was met. `refused`: those by which somebody did
    not wish a visit; then nobody comes again before the next one is due, and no list says why.
    `registered`, `estimated`: tallies with how many there are by the register of others, and as an estimate.
    `keep`: for how long a visit is kept; at least as long as the longest interval.

    >>> OutreachRule(name="families", intervals=(Interval(every=Length(months=1)),)).noun
    'household'
    """

    noun: str = "household"
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    intervals: tuple[Interval, ...] = ()
    festivals: tuple[Festival, ...] = ()
    before: int = 0
    after: int = 0
    calendar: str = ""
    link: str = ""
    purposes: tuple[str, ...] = ()
    counts: tuple[str, ...] = ("reached",)
    refused: tuple[str, ...] = (REFUSED,)
    registered: str = ""
    estimated: str = ""
    keep: Length | None = None


# -- soundness -----------------------------------------------------------------------------------------------------------------------


def unsound_outreach(rule: OutreachRule, charter: Charter) -> Faults:
    """What is unsound: nobody who can be visited, no day on which to, unknown words, a visit that is thrown away before the next is due."""
    target = field_named(Contact, "target")
    known = target.refs if target else ()
    if rule.noun not in known:
        yield ("noun",), "charter-noun", rule.noun, {"known": nearest(rule.noun, known)}
    if not rule.intervals and not rule.festivals:
        yield (), "charter-missing", "", {"key": "intervals"}
    yield from _intervals(rule)
    yield from _festivals(rule, charter)
    for key, words, names in (
        ("link", "link", (rule.link,)),
        ("registered", "tally", (rule.registered,)),
        ("estimated", "tally", (rule.estimated,)),
        ("purposes", "contact_purpose", rule.purposes),
        ("counts", "contact_code", rule.counts),
        ("refused", "contact_code", rule.refused),
    ):
        yield from _words(charter, key, words, names)
    for key, codes in (("counts", rule.counts), ("refused", rule.refused)):
        if not codes:
            yield (key,), "charter-missing", "", {"key": key}
    for code in rule.counts:
        if code in rule.refused:
            yield ("refused",), "outreach-refused-counts", code, {}
    if rule.registered and rule.registered == rule.estimated:
        yield ("estimated",), "charter-word-twice", rule.estimated, {}


def _intervals(rule: OutreachRule) -> Faults:
    for at, one in enumerate(rule.intervals):
        if not one.every.sound:
            yield ("intervals", at, "every"), "charter-path-length", str(one.every), {}
        elif rule.keep is not None and rule.keep.sound and rule.keep.least_days < one.every.most_days:
            yield ("keep",), "outreach-keep", str(rule.keep), {"every": str(one.every)}
        if one.where is None and at + 1 < len(rule.intervals):
            yield ("intervals", at + 1), "outreach-never", str(at + 2), {"before": at + 1}
        if any(one == other or one.where == other.where for other in rule.intervals[:at]):
            yield ("intervals", at, "where"), "outreach-never", str(at + 1), {"before": at}
    if rule.keep is not None and not rule.keep.sound:
        yield ("keep",), "charter-path-length", str(rule.keep), {}


def _festivals(rule: OutreachRule, charter: Charter) -> Faults:
    for at, one in enumerate(rule.festivals):
        yield from _words(charter, "festivals", "festival", (one.name,))
        if one.name in [other.name for other in rule.festivals[:at]]:
            yield ("festivals", at, "name"), "charter-word-twice", one.name, {}
        if (one.month or one.day) and not _is_day(one.month, one.day):
            yield ("festivals", at, "day"), "outreach-day", f"{one.month}-{one.day}", {"name": one.name}
        if not one.month and not one.day and not rule.calendar:
            yield ("festivals", at), "outreach-no-calendar", one.name, {}
    calendars = {other.known_as for other in charter.rules.get("calendar", {}).values()}
    if rule.calendar and rule.calendar not in calendars:
        yield ("calendar",), "charter-choice", rule.calendar, {"known": nearest(rule.calendar, calendars)}
    for key in ("before", "after"):
        number = getattr(rule, key)
        if not 0 <= number <= FARTHEST or (number and not rule.festivals):
            yield (key,), "charter-not-whole", str(number), {}


def _is_day(month: int, day: int) -> bool:
    try:
        date(2023, month, day)  # A festival comes every year: 29 February does not.
    except ValueError:
        return False
    return True


def _words(charter: Charter, key: str, words: str, names: tuple[str, ...]) -> Faults:
    known = charter.words.get(words, {})
    for at, name in enumerate(names):
        if name and name not in known:
            yield (key,), "charter-word", name, {"words": words, "known": nearest(name, known)}
        elif name and name in names[:at]:
            yield (key,), "charter-word-twice", name, {}
