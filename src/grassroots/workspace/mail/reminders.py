"""Reminders of what is to be done: messages for the outbox, made of the to-dos of a day, which name units and rules and never a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from grassroots.fields import Privacy, fields_of
from grassroots.model import NOUNS, Unit, noun_class
from grassroots.rules.findings import to_dos
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import headed
from grassroots.snapshot import Snapshot
from grassroots.store import Message
from grassroots.texts import catalogue
from grassroots.values import Language, UnitId

_CODES = {Urgency.OVERDUE: "behind", Urgency.DUE: "soon"}


def reminders(
    snapshot: Snapshot,
    to: Mapping[str, str],
    *,
    channel: str,
    ahead: int = 7,
    language: Language = "en",
    scope: UnitId | None = None,
) -> tuple[Message, ...]:
    """The reminders of the day of a snapshot: of what is overdue, and of what falls due within `ahead` days.

    What is about a unit, a thing due, a task has a message of its own. What is about somebody (a case, a membership, a household) is only counted, a
    message for each rule: whom it is about is read in the office, not in a mail.

    Args:
        snapshot: the records; its day stands in the key of a message, so that asking twice on a day reminds once.
        to: unit → where its reminders go (a mailbox of the office, not of a person); a unit without one is not reminded.
        channel: the address of the channel that sends them.
        ahead: how many days before the last day to remind, 0 or more.
        language: the language of the text.
        scope: only what is owed at this unit and under it.
    """
    found: dict[str, list[ToDo]] = {}
    for one in to_dos(snapshot, scope=scope, until=snapshot.as_of + timedelta(days=ahead)):
        if one.urgency in _CODES and one.unit in to:
            what = ":".join(one.record) if _names_nobody(one.record[0]) else f"{one.urgency.value}:{one.unit}"
            found.setdefault(f"remind:{one.kind}:{one.rule}:{what}:{snapshot.as_of}", []).append(one)
    return tuple(_message(key, listed, snapshot, to, channel, language) for key, listed in found.items())


def _message(
    key: str, listed: list[ToDo], snapshot: Snapshot, to: Mapping[str, str], channel: str, language: Language
) -> Message:
    first = listed[0]
    assert first.unit is not None
    unit = snapshot.get(Unit, first.unit)
    where = (unit.name if unit else None) or first.unit
    say, code, name = catalogue("grassroots.workspace").say, _CODES[first.urgency], first.named(language)
    alone = _names_nobody(first.record[0])
    counted = say(f"reminder-count-{code}", language, count=len(listed), place=where)
    body = first.explain(language) if alone else (headed(name, first.source, language), counted)
    return Message(
        key=key,
        channel=channel,
        to=to[first.unit],
        subject=say(f"reminder-{code}", language, name=name, place=where),
        body="\n".join(body),
        about=(first.record if alone else ("unit", first.unit),),
    )


@cache
def _names_nobody(noun: str) -> bool:
    """Whether records of a noun tell of no person and no household. What a rule derives may, by the record from which it is derived."""
    if noun not in NOUNS:
        return False
    open_classes = (Privacy.PUBLIC, Privacy.INTERNAL)
    return all(
        one.privacy in open_classes and not {"person", "household"} & set(one.refs) for one in fields_of(noun_class(noun))
    )
