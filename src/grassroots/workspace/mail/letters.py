"""Letters to units, made of the to-dos of a day: a reminder for each thing, and one letter a month of all that is behind. They name units and rules, and never a person."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache

from attrs import frozen

from grassroots.fields import Privacy, fields_of
from grassroots.model import NOUNS, Unit, noun_class
from grassroots.reading import At
from grassroots.rules.findings import to_dos
from grassroots.rules.openness.feedback_rule import FeedbackRule
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import headed, stretch_name, unit_name
from grassroots.snapshot import Snapshot
from grassroots.store import Message
from grassroots.texts import TYPED, catalogue, shown
from grassroots.values import Language, UnitId
from grassroots.workspace.desk.naming import Names

_CODES = {Urgency.OVERDUE: "behind", Urgency.DUE: "soon"}


@frozen(kw_only=True)
class Letter:
    """What one unit is told. `key` tells it from another, so that asking twice sends it once; `about`: the records that it speaks of."""

    key: str
    unit: UnitId
    subject: str
    body: str
    about: tuple[tuple[str, str], ...]

    def message(self, channel: str, to: str) -> Message:
        """The letter on its way to somebody by a channel."""
        return Message(key=self.key, channel=channel, to=to, subject=self.subject, body=self.body, about=self.about)


def reminders(
    snapshot: Snapshot, names: Names, *, ahead: int = 7, language: Language = "en", scope: UnitId | None = None
) -> tuple[Letter, ...]:
    """The reminders of the day of a snapshot: of what is overdue, and of what falls due within `ahead` days.

    What is about a unit, a thing due, a task has a letter of its own. What is about somebody (a case, a membership, a household) is only counted, a
    letter for each rule: whom it is about is read in the office, not in a mail.

    Args:
        snapshot: the records; its day stands in the key of a letter, so that asking twice on a day reminds once.
        names: what they are called there.
        ahead: how many days before the last day to remind, 0 or more.
        language: the language of the text.
        scope: only what is owed at this unit and under it.
    """
    found: dict[str, list[ToDo]] = {}
    for one in to_dos(snapshot, scope=scope, until=snapshot.as_of + timedelta(days=ahead)):
        if one.urgency in _CODES and one.unit is not None:
            what = ":".join(one.record) if _names_nobody(one.record[0]) else f"{one.urgency.value}:{one.unit}"
            found.setdefault(f"remind:{one.kind}:{one.rule}:{what}:{snapshot.as_of}", []).append(one)
    return tuple(_reminder(key, listed, At.of(snapshot), names, language) for key, listed in found.items())


def _reminder(key: str, listed: list[ToDo], at: At, names: Names, language: Language) -> Letter:
    first = listed[0]
    assert first.unit is not None
    where = unit_name(first.unit, at)
    say, code, name = catalogue("grassroots.workspace").say, _CODES[first.urgency], first.named(language)
    alone = _names_nobody(first.record[0])
    counted = say(f"reminder-count-{code}", language, count=len(listed), place=where)
    body = (
        (*first.explain(language)[:-1], _text(first, names, language))
        if alone
        else (headed(name, shown(first.source, language), language), counted)
    )
    return Letter(
        key=key,
        unit=first.unit,
        subject=say(f"reminder-{code}", language, name=name, place=where),
        body="\n".join(body),
        about=(first.record if alone else ("unit", first.unit),),
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
            lines += [f"    {_text(one, names, language)}" for one in listed if _names_nobody(one.record[0])]
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
        about=tuple(dict.fromkeys((("unit", unit), *(one.record for one in owed if _names_nobody(one.record[0]))))),
    )


def _text(one: ToDo, names: Names, language: Language) -> str:
    return names.told(one.reason, one.record, reveal=False).text(language)


@cache
def _names_nobody(noun: str) -> bool:
    """Whether records of a noun tell of no person and no household. What a rule derives may, by the record from which it is derived."""
    if noun not in NOUNS:
        return False
    open_classes = (Privacy.PUBLIC, Privacy.INTERNAL)
    return all(
        one.privacy in open_classes and not {"person", "household"} & set(one.refs) for one in fields_of(noun_class(noun))
    )
