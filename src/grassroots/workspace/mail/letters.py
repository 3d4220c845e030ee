"""Feedback to units: one letter a month of all that is behind there, and of why people were not satisfied. It names units and rules, and never a person."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from attrs import frozen

from grassroots.model import Unit
from grassroots.reading import At
from grassroots.rules.findings import to_dos
from grassroots.rules.openness.feedback_rule import FeedbackRule
from grassroots.rules.todo import ToDo
from grassroots.rules.worded import headed, stretch_name, unit_name
from grassroots.snapshot import Snapshot
from grassroots.store import Message
from grassroots.texts import TYPED, catalogue, shown
from grassroots.values import Language, UnitId
from grassroots.workspace.desk.naming import Names
from grassroots.workspace.mail.reminders import names_nobody


@frozen(kw_only=True)
class Letter:
    """What one unit is told for a month. `key` tells it from another, so that asking twice sends it once; `about`: the records that it speaks of."""

    key: str
    unit: UnitId
    subject: str
    body: str
    about: tuple[tuple[str, str], ...]

    def message(self, channel: str, to: str) -> Message:
        """The letter on its way to somebody by a channel."""
        whose = sha256(f"{channel}\0{to}".encode()).hexdigest()[:24]
        return Message(
            key=f"{self.key}:{whose}", channel=channel, to=to, subject=self.subject, body=self.body, about=self.about
        )


def feedback_letters(
    snapshot: Snapshot, rule: FeedbackRule, names: Names, *, language: Language = "en", scope: UnitId | None = None
) -> tuple[Letter, ...]:
    """What each unit is told for the stretch in which the day of a snapshot lies: what is to be done there, rule by rule, and why people were not satisfied.

    What is about somebody is only counted. A unit of which there is nothing to tell gets no letter.
    """
    at = At.of(snapshot, scope=scope)
    within = None if scope is None else set(snapshot.under(scope))
    owed: dict[UnitId, list[ToDo]] = {}
    for one in to_dos(snapshot, scope=scope):
        if one.urgency in rule.urgency and one.unit is not None:
            owed.setdefault(one.unit, []).append(one)
    causes = {unit: found for unit, found in rule.found(at).items() if within is None or unit in within}
    units = [unit for unit in snapshot.all(Unit) if unit in owed or unit in causes]
    return tuple(
        _feedback(UnitId(unit), rule, owed.get(UnitId(unit), []), causes.get(UnitId(unit), Counter()), at, names, language)
        for unit in units
    )


def _feedback(
    unit: UnitId, rule: FeedbackRule, owed: list[ToDo], causes: Counter[str], at: At, names: Names, language: Language
) -> Letter:
    say, where = catalogue("grassroots.workspace").say, unit_name(unit, at)
    stretch = stretch_name(rule.every, at.day)
    named = {"place": where, "stretch": stretch.text(language), "day": str(at.day), "count": str(len(owed))}
    lines = [rule.filled("opening", language, **named)]
    for urgency in rule.urgency:
        by_rule: dict[tuple[str, str], list[ToDo]] = {}
        for one in owed:
            if one.urgency is urgency:
                by_rule.setdefault((one.named(language), shown(one.source, language)), []).append(one)
        if by_rule:
            lines.append(say("letter-part", language, label=urgency.label(language), count=sum(map(len, by_rule.values()))))
        for (name, source), listed in by_rule.items():
            lines.append(
                say("letter-rule", language, name=headed(name, source, language) if source else name, count=len(listed))
            )
            lines += [f"    {_text(one, names, language)}" for one in listed if names_nobody(one.record[0])]
    if causes:
        lines.append(say("letter-part", language, label=say("letter-causes", language), count=causes.total()))
    for kind, count in causes.most_common():
        name = at.snapshot.charter.label("finding", kind, language) if kind else say("letter-no-cause", language)
        lines.append(say("letter-rule", language, name=name, count=count))
    lines.append(rule.filled("closing", language, **named))
    return Letter(
        key=f"feedback:{rule.known_as}:{unit}:{stretch.text(TYPED)}",
        unit=unit,
        subject=say("letter-subject", language, name=rule.title.text(language), place=where, stretch=stretch.text(language)),
        body="\n".join(filter(None, lines)),
        about=tuple(dict.fromkeys((("unit", unit), *(one.record for one in owed if names_nobody(one.record[0]))))),
    )


def _text(one: ToDo, names: Names, language: Language) -> str:
    return names.told(one.reason, one.record, reveal=False).text(language)
