"""Mail: reminders, feedback to units, and what was queued, handed to a channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from grassroots.errors import GrassrootsError, InvalidArgument, NoPlugin, NotFound
from grassroots.logs import log
from grassroots.model import Unit
from grassroots.problems import meant, nearest, one_of
from grassroots.snapshot import Snapshot
from grassroots.store import Batch, Message
from grassroots.texts import languages
from grassroots.values import Language, UnitId
from grassroots.workspace.arguments import day_of
from grassroots.workspace.opened import batch_id, judged_whole
from grassroots.workspace.telling import Telling

if TYPE_CHECKING:
    from grassroots.outbox import Sending
    from grassroots.rules.openness.feedback_rule import FeedbackRule
    from grassroots.workspace.mail.letters import Letter


class Mailing(Telling):
    """What leaves as notices."""

    def reminders(
        self, as_of: date | str, *, ahead: int = 7, unit: str | None = None, language: Language = "en"
    ) -> tuple[Letter, ...]:
        """The reminders of a day: of what the rules say is overdue, and of what falls due within `ahead` days. `remind` puts them into the outbox.

        They are made of to-dos, and name no person: what is about somebody is only counted.

        Args:
            as_of: the day, a date or `YYYY-MM-DD`.
            ahead: how many days before the last day to remind.
            unit: only what is owed at this unit and under it, by its id or its name.
            language: the language of the texts.

        Raises:
            NotFound: no such unit in view.
        """
        from grassroots.workspace.mail.letters import reminders

        if ahead < 0:
            raise InvalidArgument(f"ahead={ahead}: give 0 days or more")
        one_of(language, languages(), "language with texts")
        day = day_of(as_of)
        return reminders(self._for_rules(day), self.names(day), ahead=ahead, language=language, scope=self._within(unit, day))

    def feedback(
        self, as_of: date | str, rule: str = "monthly", *, unit: str | None = None, language: Language = "en"
    ) -> tuple[Letter, ...]:
        """What each unit is told for the month (quarter, year) in which a day lies, as the rule `[feedback.NAME]` of the charter words it: what is behind
        there, and why people were not satisfied. `queue_feedback` puts it into the outbox.

        Args:
            as_of: the last day that counts, the last one of the month as a rule; a date or `YYYY-MM-DD`.
            rule: the rule, by its name or its label.
            unit: only this unit and what lies under it, by its id or its name.
            language: the language of the texts.

        Raises:
            NotFound: no such rule, or no such unit in view.
        """
        from grassroots.workspace.mail.letters import feedback_letters

        one_of(language, languages(), "language with texts")
        day = day_of(as_of)
        found = self.feedback_rule(rule, day)
        names = self.names(day)
        return feedback_letters(self._for_rules(day), found, names, language=language, scope=self._within(unit, day))

    def feedback_rule(self, rule: str, day: date | None = None) -> FeedbackRule:
        """A rule of the charter on feedback to units, by its name or its label; with a day, one that is in force on it.

        Raises:
            NotFound: there is none.
        """
        from grassroots.rules.openness.feedback_rule import FeedbackRule

        known = {one.known_as: one for one in self.charter.rules_of(FeedbackRule, day)}
        return known[meant(rule, known, "no-such-rule")]

    def _within(self, unit: str | None, day: date) -> UnitId | None:
        return self.view.scope if unit is None else UnitId(self.unit(unit, day))

    @judged_whole
    def remind(
        self, day: date | str, to: Mapping[str, str], *, channel: str, ahead: int = 7, language: Language = "en", reason: str
    ) -> tuple[Message, ...]:
        """Puts the reminders of a day into the outbox. `send` sends them. Each is put there once a day, however often this is asked.

        Args:
            day: the day, a date or `YYYY-MM-DD`.
            to: unit → where its letters go (a mailbox of the office, not of a person); a unit without one gets none.
            channel: the address of the channel, such as `smtp://mail.example`.
            ahead: how many days before the last day to remind.
            language: the language of the text.
            reason: why, for the log.

        Raises:
            Refused: the actor has no right to send about one of these units.
        """
        return self._queued("remind", self.reminders(day, ahead=ahead, language=language), day, to, channel, reason)

    @judged_whole
    def queue_feedback(
        self,
        day: date | str,
        to: Mapping[str, str],
        *,
        channel: str,
        rule: str = "monthly",
        language: Language = "en",
        reason: str,
    ) -> tuple[Message, ...]:
        """Puts the feedback to units into the outbox. `send` sends it. Each unit is told once a month (quarter, year), however often this is asked.

        Args:
            day: the last day that counts, a date or `YYYY-MM-DD`.
            to: unit → where its letters go; a unit without one gets none.
            channel: the address of the channel, such as `smtp://mail.example`.
            rule: the rule of the charter, by its name or its label.
            language: the language of the text.
            reason: why, for the log.

        Raises:
            Refused: the actor has no right to send about one of these units.
            NotFound: no such rule.
        """
        return self._queued("feedback", self.feedback(day, rule, language=language), day, to, channel, reason)

    def _queued(
        self, kind: str, letters: tuple[Letter, ...], day: date | str, to: Mapping[str, str], channel: str, reason: str
    ) -> tuple[Message, ...]:
        self.view.require_send(to)
        self._check_addressed(to, channel, self.view.snapshot(day_of(day)))
        there = self.view._messages()
        fresh = tuple(one.message(channel, to[one.unit]) for one in letters if one.unit in to and one.key not in there)
        if fresh:
            why = self._reason(reason)
            self.view.append(
                Batch(id=batch_id(kind), seen=self._seen, actor=self.view.actor.name, reason=why, at=self._now(), outbox=fresh)
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

    def _check_addressed(self, to: Mapping[str, str], channel: str, snapshot: Snapshot) -> None:
        if not channel.strip():
            raise InvalidArgument("a letter needs a channel; give its address, such as smtp://mail.example")
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
