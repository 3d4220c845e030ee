"""Reminders of what is to be done: messages for the outbox, made of the to-dos of a day, which name units and rules and never a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from hashlib import sha256

from grassroots.fields import Privacy, fields_of
from grassroots.model import NOUNS, Unit, noun_class
from grassroots.rules.findings import to_dos
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import headed
from grassroots.snapshot import Snapshot
from grassroots.store import Message
from grassroots.texts import catalogue, day_text
from grassroots.values import Language, UnitId
from grassroots.workspace.desk.naming import Names
from grassroots.workspace.mail.wording import Wording

_CODES = {Urgency.OVERDUE: "behind", Urgency.DUE: "soon"}


class Reminders:
    """The reminders of the day of a snapshot: of what is overdue, and of what falls due within `ahead` days.

    What is about a unit, a thing due, a task is told by itself. What is about somebody (a case, a membership, a household) is only counted, for each
    rule: whom it is about is read in the office, not in a mail.

    Args:
        snapshot: the records; its day stands in the key of a message, so that asking twice on a day reminds once.
        to: unit → where its reminders go (a mailbox of the office, not of a person); a unit without one is not reminded.
        channel: the address of the channel that sends them.
        ahead: how many days before the last day to remind, 0 or more.
        language: the language of the text.
        scope: only what is owed at this unit and under it.
        wording: the office's own text; without one, the library's.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        to: Mapping[str, str],
        *,
        channel: str,
        ahead: int = 7,
        language: Language = "en",
        scope: UnitId | None = None,
        wording: Wording | None = None,
    ) -> None:
        self._snapshot, self._to, self._channel = snapshot, to, channel
        self._language: Language = language
        self._wording = wording
        self._names = Names(snapshot, reveal=False)
        self._things: dict[str, list[ToDo]] = {}
        for one in to_dos(snapshot, scope=scope, until=snapshot.as_of + timedelta(days=ahead)):
            if one.urgency in _CODES and one.unit in to:
                what = ":".join(one.record) if names_nobody(one.record[0]) else f"{one.urgency.value}:{one.unit}"
                self._things.setdefault(f"remind:{one.kind}:{one.rule}:{what}:{snapshot.as_of}", []).append(one)

    def each(self) -> tuple[Message, ...]:
        """A message for each thing."""
        return tuple(self._message(key, listed) for key, listed in self._things.items())

    def digests(self) -> tuple[Message, ...]:
        """One message for each receiver, of all that is overdue and due."""
        found: dict[str, list[list[ToDo]]] = {}
        for listed in self._things.values():
            found.setdefault(self._to[str(listed[0].unit)], []).append(listed)
        return tuple(self._digest(to, things) for to, things in found.items())

    def _message(self, key: str, listed: list[ToDo]) -> Message:
        first = listed[0]
        place, code = self._place(first), _CODES[first.urgency]
        alone = names_nobody(first.record[0])
        lines = first.explain(self._language) if alone else (headed(first.named(self._language), first.source, self._language),)
        told = (*lines[:-1], self._said(first)) if alone else (*lines, self._counted(listed))
        values = {
            "name": first.named(self._language),
            "place": place,
            "day": self._day(),
            "list": "\n".join(told),
        }
        subject, body = self._filled(f"reminder-{code}", values)
        return Message(
            key=key,
            channel=self._channel,
            to=self._to[str(first.unit)],
            subject=subject,
            body=body,
            about=(first.record if alone else ("unit", str(first.unit)),),
        )

    def _digest(self, to: str, things: list[list[ToDo]]) -> Message:
        lines: list[str] = []
        counts = dict.fromkeys(_CODES, 0)
        for urgency in _CODES:
            told = [one for one in things if one[0].urgency is urgency]
            counts[urgency] = sum(map(len, told))
            if told:
                lines += ["", self._say("digest-head", label=urgency.label(self._language), count=counts[urgency])]
                lines += [self._say("digest-line", text=self._line(one)) for one in told]
        units = dict.fromkeys(str(one[0].unit) for one in things)
        places = [self._place(one[0]) for one in {one[0].unit: one for one in things}.values()]
        shown = self._say("digest-between").join(places[:3])
        values = {
            "place": shown if len(places) <= 3 else self._say("digest-places", shown=shown, count=len(places) - 3),
            "day": self._day(),
            "overdue": str(counts[Urgency.OVERDUE]),
            "due": str(counts[Urgency.DUE]),
            "list": "\n".join(lines[1:]),
        }
        subject, body = self._filled("digest", values)
        whose = sha256(f"{self._channel}\0{to}".encode()).hexdigest()[:24]
        return Message(
            key=f"remind:digest:{whose}:{self._snapshot.as_of}",
            channel=self._channel,
            to=to,
            subject=subject,
            body=body,
            about=(
                *(("unit", one) for one in units),
                *(one[0].record for one in things if names_nobody(one[0].record[0]) and one[0].record[0] != "unit"),
            ),
        )

    def _line(self, listed: list[ToDo]) -> str:
        first = listed[0]
        return self._said(first) if names_nobody(first.record[0]) else self._counted(listed, first.named(self._language))

    def _said(self, one: ToDo) -> str:
        return self._names.told(one.reason, one.record).text(self._language)

    def _counted(self, listed: list[ToDo], name: str = "") -> str:
        first = listed[0]
        if name:
            return self._say("digest-count", name=name, place=self._place(first), count=len(listed))
        return self._say(f"reminder-count-{_CODES[first.urgency]}", count=len(listed), place=self._place(first))

    def _place(self, one: ToDo) -> str:
        unit = self._snapshot.get(Unit, str(one.unit))
        return (unit.name if unit else None) or str(one.unit)

    def _day(self) -> str:
        return day_text(self._snapshot.as_of, self._language)

    def _filled(self, code: str, values: Mapping[str, str]) -> tuple[str, str]:
        if self._wording is not None:
            return self._wording.filled(values, self._language)
        return self._say(f"{code}", **values), values["list"] if code != "digest" else self._say("digest-body", **values)

    def _say(self, code: str, **details: object) -> str:
        return catalogue("grassroots.workspace").say(code, self._language, **details)


@cache
def names_nobody(noun: str) -> bool:
    """Whether records of a noun tell of no person and no household. What a rule derives may, by the record from which it is derived."""
    if noun not in NOUNS:
        return False
    open_classes = (Privacy.PUBLIC, Privacy.INTERNAL)
    return all(
        one.privacy in open_classes and not {"person", "household"} & set(one.refs) for one in fields_of(noun_class(noun))
    )
