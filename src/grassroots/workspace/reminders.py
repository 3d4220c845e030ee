"""Reminders of what is owed: messages for the outbox, one for each thing due and day, which name units and duties and never a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from grassroots.model import Unit
from grassroots.reading import At
from grassroots.rules.programmes.duties import statuses
from grassroots.rules.programmes.duty_status import DutyState, DutyStatus
from grassroots.snapshot import Snapshot
from grassroots.store import Message
from grassroots.texts import catalogue
from grassroots.values import Language, UnitId


def reminders(
    snapshot: Snapshot,
    day: date,
    to: Mapping[str, str],
    *,
    channel: str,
    ahead: int = 7,
    language: Language = "en",
    scope: UnitId | None = None,
) -> tuple[Message, ...]:
    """The reminders of a day: of what is behind, and of what falls due within `ahead` days.

    Args:
        snapshot: the records.
        day: the day; the key of a message holds it, so that asking twice on a day reminds once.
        to: unit → where its reminders go (a mailbox of the office, not of a person); a unit without one is not reminded.
        channel: the address of the channel that sends them.
        ahead: how many days before the last day to remind, 0 or more.
        language: the language of the text.
        scope: only what is owed at this unit and under it.
    """
    found: list[Message] = []
    for one in statuses(At.of(snapshot, day, scope)):
        soon = one.state is DutyState.OWED and one.last is not None and one.last - day <= timedelta(days=ahead)
        if (one.state is DutyState.BEHIND or soon) and one.due.unit in to:
            found.append(_message(one, snapshot, to[one.due.unit], channel, language))
    return tuple(found)


def _message(one: DutyStatus, snapshot: Snapshot, to: str, channel: str, language: Language) -> Message:
    due = one.due
    name = (one.rule.labels.get(language) if one.rule else None) or due.duty
    unit = snapshot.get(Unit, due.unit)
    where = unit.name if unit else due.unit
    code = "reminder-behind" if one.state is DutyState.BEHIND else "reminder-soon"
    return Message(
        key=f"remind:{due.id}:{one.day}",
        channel=channel,
        to=to,
        subject=catalogue("grassroots.workspace").say(code, language, name=name, place=where),
        body="\n".join(one.explain(language)),
        about=(("due", due.id),),
    )
