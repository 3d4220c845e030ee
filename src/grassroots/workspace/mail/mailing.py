"""Mail: reminders and other notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from grassroots.errors import GrassrootsError, InvalidArgument, NoPlugin, NotFound
from grassroots.logs import log
from grassroots.model import Unit
from grassroots.problems import nearest
from grassroots.snapshot import Snapshot
from grassroots.store import Batch, Message
from grassroots.values import Language
from grassroots.workspace.arguments import day_of
from grassroots.workspace.opened import Opened, batch_id, judged_whole

if TYPE_CHECKING:
    from grassroots.outbox import Sending


class Mailing(Opened):
    """What leaves as notices."""

    @judged_whole
    def remind(
        self, day: date | str, to: Mapping[str, str], *, channel: str, ahead: int = 7, language: Language = "en", reason: str
    ) -> tuple[Message, ...]:
        """Puts the reminders of a day into the outbox: of what the rules say is overdue, and of what falls due within `ahead` days. `send` sends them.

        They are made of to-dos, and name no person. Each is put there once a day, however often this is asked.

        Args:
            day: the day, a date or `YYYY-MM-DD`.
            to: unit → where its reminders go; a unit without one is not reminded.
            channel: the address of the channel, such as `smtp://mail.example`.
            ahead: how many days before the last day to remind.
            language: the language of the text.
            reason: why, for the log.

        Raises:
            Refused: the actor has no right to send about one of these units.
        """
        from grassroots.workspace.mail.reminders import reminders

        on = day_of(day)
        self.view.require_send(to)
        snapshot = self.view.snapshot(on)
        self._check_reminding(to, channel, ahead, snapshot)
        found = reminders(snapshot, to, channel=channel, ahead=ahead, language=language, scope=self.view.scope)
        there = self.view._messages()
        fresh = tuple(one for one in found if one.key not in there)
        if fresh:
            why = self._reason(reason)
            self.view.append(
                Batch(
                    id=batch_id("remind"), seen=self._seen, actor=self.view.actor.name, reason=why, at=self._now(), outbox=fresh
                )
            )
        return fresh

    def send(self, clock: Callable[[], datetime] | None = None, **options: Any) -> Sending:
        """Sends the notices that wait, at least once each; says what became of them.

        Args:
            clock: gives the time, with a time zone; without one, the office's.
            options: `most`, `tries`, `lease_seconds` and `settings` of `grassroots.outbox.drain`.

        Raises:
            InvalidArgument: there is no clock.
            Refused: the actor has no right to send everything: what waits is of the whole office.
        """
        from grassroots.outbox import drain

        self._changing()
        clock = clock or self._clock
        if clock is None:
            raise InvalidArgument("sending needs a clock: give one here, or to grassroots.open")
        sending = drain(self.view._outgoing(), self.plugins.open_channel, clock, **options)
        log.info("sent: %s", sending)
        return sending

    def _check_reminding(self, to: Mapping[str, str], channel: str, ahead: int, snapshot: Snapshot) -> None:
        if ahead < 0:
            raise InvalidArgument(f"ahead={ahead}: give 0 days or more")
        if not channel.strip():
            raise InvalidArgument("a reminder needs a channel; give its address, such as smtp://mail.example")
        for unit in to:
            if snapshot.get(Unit, unit) is None:
                near = ", ".join(nearest(unit, snapshot.all(Unit)))
                raise NotFound(f"there is no unit {unit!r} in sight" + (f"; there is {near}" if near else ""))
        try:
            self.plugins.open_channel(channel)
        except NoPlugin:
            raise
        except GrassrootsError:
            pass  # somebody takes it; what it lacks (a password) is given when it sends
