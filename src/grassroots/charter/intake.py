"""Rules for what residents bring: who answers for it, which requests are likely the same, what each step of a case takes, who is on duty."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.measure import Condition
from grassroots.charter.paths import workflows_of
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.charter.workflow import StateKind
from grassroots.model import NOUNS, has_steps
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


@frozen(kw_only=True)
class RoutingRule(Rule):
    """Which unit answers for a case: `[routing.NAME]`. The entry of the catalogue under which a case falls says it, or one above that entry.

    `where`: for which cases. `owners`: kinds of link by which further units answer for an entry; `helpers`: kinds by which units help.
    `first_receiver`: of several that answer, the one that had the case first leads; without it, none does, and the case is unclear.
    `fallback`: the kind of unit that takes what is unclear: the nearest one above the unit at which the case arose; without one, the topmost.

    >>> RoutingRule(name="hotline", fallback="district").first_receiver
    True
    """

    where: Condition | None = field(default=None, metadata=of_noun("=case"))
    owners: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    first_receiver: bool = True
    fallback: str = ""


class Same(StrEnum):
    """What of two cases must be equal, and there, for one to be offered as a likely duplicate of the other."""

    CATEGORY = "category"
    TOPIC = "topic"
    SERVICE = "service"
    UNIT = "unit"
    AREA = "area"
    PLACE = "place"
    REQUESTER = "requester"
    """Never of an anonymous or confidential requester: such a case is then no likely duplicate of anything."""


@frozen(kw_only=True)
class DuplicatesRule(Rule):
    """Which cases are offered to whoever takes in a request as likely the same: `[duplicates.NAME]`. People decide.

    `same`: what must be equal; at least one of topic, service, area and place besides the category, since requests of a kind are many.
    `days`: how far apart they may have been received; 0 or more. `ended`: whether cases that are done or dropped are offered as well.
    `state`: the state into which a merger leads.

    >>> DuplicatesRule(name="potholes", same=(Same.CATEGORY, Same.PLACE), days=14).ended
    False
    """

    where: Condition | None = field(default=None, metadata=of_noun("=case"))
    same: tuple[Same, ...]
    days: int
    ended: bool = False
    state: str = ""


@frozen(kw_only=True)
class Act:
    """What a step into a state takes, and how often and until when it may be taken. What it lacks is a Problem.

    `grounds`: it must say on what ground, one of these. `signed`: it must name the post that took it. `not_by`: the post must be another than that
    of the latest step into this state: who drafts does not approve. `confirmed`: for the grounds `confirm`, it holds only once a step into this
    state followed, taken by another post that nobody of the first holds: a second person.
    `most`: how often (0: as often as one likes). `since` and `days`: no later than so many days after the latest step into that state; working days with
    `working`, of `calendar`. `before_due`: no later than the day by which the case was to be done until then.
    `repeating`: grounds that say that the matter was dealt with before: the case must name the earlier one (`repeats`), and that must have its answer.
    `then`: what is proposed when it was taken `most` times: a state, such as arbitration.
    """

    state: str
    grounds: tuple[str, ...] = ()
    signed: bool = False
    not_by: str = ""
    confirm: tuple[str, ...] = ()
    confirmed: str = ""
    repeating: tuple[str, ...] = ()
    most: int = 0
    since: str = ""
    days: int = 0
    working: bool = False
    calendar: str = ""
    before_due: bool = False
    then: str = ""


@frozen(kw_only=True)
class HandlingRule(Rule):
    """How cases are handled: `[handling.NAME]`: what steps into certain states take. Who may take a step, the workflow says (`moves`); it is
    asked of every step that names its post.

    `noun`: whose lives; `where`: which. `answer`: the states in which the requester has the answer: each requester of a merged case needs one as well.

    >>> HandlingRule(name="hotline", acts=(Act(state="returned", most=2, then="arbitration"),)).noun
    'case'
    """

    noun: str = "case"
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    acts: tuple[Act, ...] = ()
    answer: tuple[str, ...] = ()


@frozen(kw_only=True)
class RosterRule(Rule):
    """When contact points are to be staffed: `[roster.NAME]`.

    `where`: which contact points. `hours`: from when to when, as `00:00-24:00`. `weekdays`: on which, from 1 for Monday; none: every day.
    `most_hours`: how long one person may be on duty without a break; 0: as long as one likes.

    >>> RosterRule(name="hotline", hours="00:00-24:00").minutes
    (0, 1440)
    """

    where: Condition | None = field(default=None, metadata=of_noun("=contact_point"))
    hours: str
    weekdays: tuple[int, ...] = ()
    most_hours: int = 0

    @property
    def minutes(self) -> tuple[int, int] | None:
        """The hours as minutes of the day: the first that counts, and the first that does not; None if they cannot be read."""
        first, _, last = self.hours.partition("-")
        start, end = _minute(first), _minute(last)
        return None if start is None or end is None or start >= end else (start, end)


def _minute(text: str) -> int | None:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= 24 * 60 else None


# -- soundness -----------------------------------------------------------------------------------------------------------------------


def unsound_routing(rule: RoutingRule, charter: Charter) -> Faults:
    """What is unsound: kinds of link and of unit that there are not; a unit that answers and only helps at once."""
    for key in ("owners", "helpers"):
        for number, word in enumerate(getattr(rule, key)):
            yield from _word(charter, "link", word, (key, number))
    for word in rule.helpers:
        if word in rule.owners:
            yield ("helpers",), "charter-routing-both", word, {}
    if rule.fallback:
        yield from _word(charter, "unit", rule.fallback, ("fallback",))


_NARROW = (Same.TOPIC, Same.SERVICE, Same.AREA, Same.PLACE)


def unsound_duplicates(rule: DuplicatesRule, charter: Charter) -> Faults:
    """What is unsound: equality that half of all cases share, or that goes by the person alone; no time; a merger into a state in which nobody waits."""
    if not set(rule.same) & set(_NARROW):
        yield ("same",), "charter-duplicates-wide", ", ".join(rule.same), {"known": tuple(_NARROW)}
    if rule.days < 0:
        yield ("days",), "charter-not-whole", str(rule.days), {}
    if rule.state:
        known = {name: state for one in workflows_of(charter, "case") for name, state in one.states.items()}
        if rule.state not in known:
            yield ("state",), "charter-choice", rule.state, {"known": nearest(rule.state, known)}
        elif known[rule.state].kind is not StateKind.WAITING:
            yield ("state",), "charter-duplicates-state", rule.state, {}


def unsound_handling(rule: HandlingRule, charter: Charter) -> Faults:
    """What is unsound: states, grounds and posts that there are not; a confirmation of nothing; a limit without a beginning."""
    if rule.noun not in NOUNS or not has_steps(rule.noun):
        yield ("noun",), "charter-noun", rule.noun, {"known": nearest(rule.noun, [noun for noun in NOUNS if has_steps(noun)])}
        return
    states = tuple(dict.fromkeys(state for workflow in workflows_of(charter, rule.noun) for state in workflow.states))
    for number, state in enumerate(rule.answer):
        if state not in states:
            yield ("answer", number), "charter-choice", state, {"known": nearest(state, states)}
    for at, act in enumerate(rule.acts):
        keys: Path = ("acts", at)
        for key in ("state", "not_by", "confirmed", "since", "then"):
            state = getattr(act, key)
            if (state or key == "state") and state not in states:
                yield (*keys, key), "charter-choice", state, {"known": nearest(state, states)}
        for key, words in (("grounds", "ground"), ("confirm", "ground"), ("repeating", "ground")):
            for number, word in enumerate(getattr(act, key)):
                yield from _word(charter, words, word, (*keys, key, number))
        for key in ("confirm", "repeating"):
            for word in getattr(act, key):
                if act.grounds and word not in act.grounds:
                    yield (*keys, key), "charter-choice", word, {"known": act.grounds}
        for key, other in (("confirm", "confirmed"), ("confirmed", "confirm"), ("days", "since"), ("then", "most")):
            if getattr(act, key) and not getattr(act, other):
                yield keys, "charter-missing", "", {"key": other}
        for key in ("most", "days"):
            if getattr(act, key) < 0:
                yield (*keys, key), "charter-not-whole", str(getattr(act, key)), {}


def unsound_roster(rule: RosterRule, charter: Charter) -> Faults:
    """What is unsound: hours that cannot be read, weekdays that there are not."""
    if rule.minutes is None:
        yield ("hours",), "charter-roster-hours", rule.hours, {}
    for number, day in enumerate(rule.weekdays):
        if not 1 <= day <= 7:
            yield ("weekdays", number), "charter-roster-weekday", str(day), {}
    if rule.most_hours < 0:
        yield ("most_hours",), "charter-not-whole", str(rule.most_hours), {}


def _word(charter: Charter, words: str, word: str, keys: Path) -> Faults:
    known = charter.words.get(words, {})
    if word not in known:
        yield keys, "charter-word", word, {"words": words, "known": nearest(word, known)}
