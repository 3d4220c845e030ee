"""Duplicates: when two matters may be one."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.paths import workflows_of
from grassroots.charter.rule import Rule, between, of_noun
from grassroots.charter.workflow import StateKind
from grassroots.problems import nearest
from grassroots.texts import catalogue
from grassroots.values import Language


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

    def text(self, language: Language) -> str:
        """What it is called."""
        return catalogue("grassroots.rules.casework").say(f"same-{self.value}", language)


@frozen(kw_only=True)
class DuplicatesRule(Rule):
    """Which cases are offered to whoever takes in a request as likely the same: `[duplicates.NAME]`. People decide.

    `same`: what must be equal; at least one of topic, service, area and place besides the category, since requests of a kind are many.
    `days`: how far apart they may have been received; 0 or more. `ended`: whether cases that are done or dropped are offered as well.
    `state`: the state into which a merger leads. `where`: which cases are looked at.

    >>> DuplicatesRule(name="potholes", same=(Same.CATEGORY, Same.PLACE), days=14).ended
    False
    """

    where: Condition | None = field(default=None, metadata=of_noun("=case"))
    same: tuple[Same, ...]
    days: int = field(metadata=between(0, 3660))
    ended: bool = False
    state: str = ""


_NARROW = (Same.TOPIC, Same.SERVICE, Same.AREA, Same.PLACE)


def unsound_duplicates(rule: DuplicatesRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: equality that half of all cases share, or that goes by the person alone; a merger into a state in which nobody waits."""
    if not set(rule.same) & set(_NARROW):
        yield ("same",), "charter-duplicates-wide", ", ".join(rule.same), {"known": tuple(_NARROW)}
    if rule.state:
        known = {name: state for one in workflows_of(charter, "case") for name, state in one.states.items()}
        if rule.state not in known:
            yield ("state",), "charter-choice", rule.state, {"known": nearest(rule.state, known)}
        elif known[rule.state].kind is not StateKind.WAITING:
            yield ("state",), "charter-duplicates-state", rule.state, {}
