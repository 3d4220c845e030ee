"""Feedback to units: one letter for each month (quarter, year), made of what is to be done there, and of the causes for which people were not satisfied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import AnyOf, Condition, Stretch
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule, free, needed, of_noun
from grassroots.charter.sentence import places
from grassroots.charter.words import Labels
from grassroots.model import Finding
from grassroots.rules.kind import At, Kind
from grassroots.rules.todo import Urgency
from grassroots.values import UnitId

PLACES = ("place", "stretch", "day", "count")
"""What the opening and the closing of a letter may name: the unit, the stretch of the calendar, the last day that counts, how many things are to be done."""


@frozen(kw_only=True)
class FeedbackRule(Rule):
    """What units are told in a letter of their own for each stretch of the calendar `every`: `[feedback.NAME]`.

    `urgency`: which of their to-dos it tells, by how they stand. `causes`: the findings that say why people were not satisfied; each is told by its kind
    in the stretch in which it was found, to the unit where it was found. `opening`, `closing`: what the letter says before and after, in each language;
    `{place}` is the unit, `{stretch}` the month, `{day}` the last day that counts, `{count}` how many things are to be done.

    >>> rule = FeedbackRule(name="monthly", opening={"en": "To {place}, {stretch}"})
    >>> rule.filled("opening", "en", place="South House", stretch="June")
    'To South House, June'
    """

    every: Stretch = Stretch.MONTH
    urgency: tuple[Urgency, ...] = field(default=(Urgency.OVERDUE, Urgency.LACKING), metadata=needed())
    causes: Condition = field(default=AnyOf(()), metadata=of_noun("=finding"))
    opening: Labels = field(factory=dict, hash=False, metadata=free())
    closing: Labels = field(factory=dict, hash=False, metadata=free())

    def filled(self, part: str, language: str, **details: str) -> str:
        """The opening or the closing in a language, with what it names put in its places; empty where the charter says none."""
        said: Mapping[str, str] = getattr(self, part)
        text = said.get(language) or said.get("en", "")
        for name, value in details.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def found(self, at: At) -> Mapping[UnitId, Counter[str]]:
        """The unit where it was found → why people were not satisfied in the stretch in which the day lies, up to that day: kind → how often, and the
        empty text where nobody said why."""
        stretch = self.every.around(at.day)
        units: dict[UnitId, Counter[str]] = {}
        for one in at.snapshot.all(Finding).values():
            first = one.steps[0].on if one.steps else None
            if first and stretch.start <= first <= at.day and at.reader.holds(one, self.causes, at.day):
                units.setdefault(one.unit, Counter())[one.kind or ""] += 1
        return units


def unsound_feedback(rule: FeedbackRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a letter that says the same twice, or names what there is no place for."""
    for number, one in enumerate(rule.urgency):
        if one in rule.urgency[:number]:
            yield ("urgency", number), "charter-twice", str(one), {}
    for part in ("opening", "closing"):
        for language, text in getattr(rule, part).items():
            found = places(text)
            if found is None:
                yield (part, language), "charter-braces", text, {}
            for name in found or ():
                if name not in PLACES:
                    yield (part, language), "charter-choice", f"{{{name}}}", {"known": PLACES}


KIND = Kind(
    name="feedback",
    form=FeedbackRule,
    sound=unsound_feedback,
    silent="it says what a letter to a unit is made of; what is behind is told by the rules that ask for it",
    untyped="a letter is written from what other rules say",
)
