"""To-dos: what the rules say is to be done, by when, and whose it is. A to-do is data; nothing is done by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from grassroots.problems import Problem
from grassroots.values import UnitId


class Urgency(StrEnum):
    """How a to-do stands on the day that is asked about."""

    OVERDUE = "overdue"
    """The last day has passed, and it is not done."""
    LACKING = "lacking"
    """Something must be there and is not: a holder of a post, a consent, a reply."""
    DECIDE = "decide"
    """A rule proposes something, and people have to decide it."""
    DUE = "due"
    """It is not done, and its last day is still to come."""


@frozen(kw_only=True)
class ToDo:
    """One thing to be done.

    Attributes:
        kind: the kind of rule that says so.
        rule: the rule by its name; empty where no charter writes it.
        labels: the rule's labels.
        urgency: how it stands on the day.
        record: what it is about (noun, id): a stored record, or a derived one.
        unit: the unit that owes it; None where no unit can be told.
        post: the kind of post whose holder answers for it, a word of the charter; empty where the rule names none.
        day: the last day in time; None where there is no day.
        reason: what is to be done and why, as a sentence in each language.
        source: where the rule is written.
    """

    kind: str
    rule: str = ""
    labels: Mapping[str, str] = field(factory=dict, hash=False)
    urgency: Urgency
    record: tuple[str, str]
    unit: UnitId | None = None
    post: str = ""
    day: date | None = None
    reason: Problem
    source: str = ""
