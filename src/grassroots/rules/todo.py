"""To-dos: what the rules say is to be done, by when, and whose it is. A to-do is data; nothing is done by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from grassroots.charter.rule import Rule
from grassroots.model import Record, key_of
from grassroots.problems import Named, Problem
from grassroots.reading.at import At
from grassroots.rules.worded import headed, kind_label
from grassroots.texts import catalogue
from grassroots.values import Language, UnitId


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

    def label(self, language: Language) -> str:
        """What it is called where a person reads it.

        >>> Urgency.OVERDUE.label("en")
        'Overdue'
        """
        return catalogue("grassroots.rules").say(f"urgency-{self.value}", language)


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
    source: str | Named = ""

    @classmethod
    def by(cls, rule: Rule, **told: Any) -> ToDo:
        """What a rule says is to be done, under its name and labels and where it is written, unless `told` has others."""
        return cls(**{"rule": rule.known_as, "labels": rule.labels, "source": rule.source, **told})

    @classmethod
    def about(
        cls, record: Record, at: At, *, kind: str, urgency: Urgency, reason: Problem, rule: Rule | None = None, **more: Any
    ) -> ToDo:
        """What is to be done about a record; its unit owes it, unless `more` names another."""
        told: dict[str, Any] = {"unit": at.snapshot.home(record), "record": key_of(record), **more}
        told |= {"kind": kind, "urgency": urgency, "reason": reason}
        return cls(**told) if rule is None else cls.by(rule, **told)

    def named(self, language: Language) -> str:
        """What is asked for, in a few words: the label of the rule, else of its kind."""
        return self.labels.get(language) or self.labels.get("en") or self.rule or kind_label(self.kind, language)

    def text(self, language: Language = "en", *, reveal: bool = False) -> str:
        """What is to be done and why, as a sentence. `reveal`: with personal values, for the office's own list only."""
        return self.reason.text(language, reveal=reveal)

    def explain(self, language: Language = "en", *, reveal: bool = False) -> tuple[str, ...]:
        """The to-do in lines: the rule and its source, how it stands, and the sentence."""
        said = catalogue("grassroots.rules").say
        stands = self.urgency.label(language)
        if self.day is not None and self.urgency is not Urgency.DECIDE:
            stands = said("todo-by", language, urgency=stands, day=self.day)
        return headed(self.named(language), self.source, language), stands, self.text(language, reveal=reveal)


def by_day(last: date, day: date) -> Urgency:
    """How something that is not done stands on a day, by its last day in time.

    >>> by_day(date(2024, 3, 1), date(2024, 3, 1))
    <Urgency.DUE: 'due'>
    """
    return Urgency.OVERDUE if last < day else Urgency.DUE
