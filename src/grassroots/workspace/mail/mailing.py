"""Mail: reminders, feedback to units and other notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from grassroots.errors import GrassrootsError, InvalidArgument, NoPlugin, NotFound, refused
from grassroots.logs import log
from grassroots.model import Unit
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem, meant, nearest, one_of
from grassroots.snapshot import Snapshot
from grassroots.store import Batch, Message
from grassroots.texts import catalogue, day_text, languages
from grassroots.values import Language, UnitId
from grassroots.workspace.arguments import day_of
from grassroots.workspace.mail.plan import MADE, NoticePlan, Receiver
from grassroots.workspace.mail.wording import Wording
from grassroots.workspace.opened import batch_id, judged_whole
from grassroots.workspace.told.telling import Telling

if TYPE_CHECKING:
    from grassroots.outbox import Quiet, Sending
    from grassroots.rules.openness.feedback_rule import FeedbackRule
    from grassroots.workspace.mail.letters import Letter


class Mailing(Telling):
    """What leaves as notices."""

    @judged_whole
    def remind(
        self,
        day: date | str,
        to: Mapping[str, str],
        *,
        channel: str,
        ahead: int = 7,
        language: Language = "en",
        digest: bool = False,
        wording: Wording | None = None,
        reason: str,
    ) -> tuple[Message, ...]:
        """Puts the reminders of a day into the outbox: of what the rules say is overdue, and of what falls due within `ahead` days. `send` sends them.

        They are made of to-dos, and name no person. Each is put there once a day, however often this is asked.

        Args:
            day: the day, a date or `YYYY-MM-DD`.
            to: unit → where its reminders go; a unit without one is not reminded.
            channel: the address of the channel, such as `smtp://mail.example`.
            ahead: how many days before the last day to remind.
            language: the language of the text.
            digest: one message for each receiver, instead of one for each thing.
            wording: the office's own text, with the fields `name`, `place`, `day`, `list`; of a digest `place`, `day`, `overdue`, `due`, `list`.
            reason: why, for the log.

        Raises:
            Refused: the actor has no right to send about one of these units.
        """
        from grassroots.workspace.mail.reminders import Reminders

        on = day_of(day)
        self.view.require_send(to)
        snapshot = self.view.snapshot(on)
        self._check_sending(to, channel, snapshot)
        if ahead < 0:
            raise InvalidArgument(f"ahead={ahead}: give 0 days or more")
        made = Reminders(snapshot, to, channel=channel, ahead=ahead, language=language, scope=self.view.scope, wording=wording)
        return self._put("remind", made.digests() if digest else made.each(), reason)

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
        scope = self.view.scope if unit is None else UnitId(self.unit(unit, day))
        found, names = self.feedback_rule(rule, day), self.names(day)
        return feedback_letters(self._for_rules(day), found, names, language=language, scope=scope)

    def feedback_rule(self, rule: str, day: date | None = None) -> FeedbackRule:
        """A rule of the charter on feedback to units, by its name or its label; with a day, one that is in force on it.

        Raises:
            NotFound: there is none.
        """
        from grassroots.rules.openness.feedback_rule import FeedbackRule

        known = {one.known_as: one for one in self.charter.rules_of(FeedbackRule, day)}
        return known[meant(rule, known, "no-such-rule")]

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
        self.view.require_send(to)
        self._check_sending(to, channel, self.view.snapshot(day_of(day)))
        letters = self.feedback(day, rule, language=language)
        return self._put("feedback", tuple(one.message(channel, to[one.unit]) for one in letters if one.unit in to), reason)

    @judged_whole
    def notify(
        self,
        day: date | str,
        to: Mapping[str, str],
        wording: Wording,
        values: Mapping[str, str],
        *,
        channel: str,
        language: Language = "en",
        reason: str,
    ) -> tuple[Message, ...]:
        """Puts a notice into the outbox, one for each receiver: a meeting, a change of hours. `send` sends it. The same notice again that day is not put there twice.

        Args:
            day: the day, a date or `YYYY-MM-DD`.
            to: unit → where its notices go.
            wording: the text.
            values: field → what stands for it in the text; `day` and `place` (the units) are filled in where they are not given.
            channel: the address of the channel.
            language: the language of the text.
            reason: why, for the log.

        Raises:
            Refused: the actor has no right to send about one of these units.
            InvalidArgument: a field of the text lacks its value, or a value has no field.
        """
        on = day_of(day)
        self.view.require_send(to)
        snapshot = self.view.snapshot(on)
        self._check_sending(to, channel, snapshot)
        receivers: dict[str, list[str]] = {}
        for unit, whose in to.items():
            receivers.setdefault(whose, []).append(unit)
        if useless := set(values) - wording.fields(language):
            known = tuple(sorted(wording.fields(language)))
            raise InvalidArgument.of(Problem("notice-useless", value=min(useless), details={"known": known}))
        made = []
        for whose, units in receivers.items():
            names = [getattr(snapshot.get(Unit, unit), "name", "") or unit for unit in units]
            place = catalogue("grassroots.workspace").say("digest-between", language).join(names)
            subject, body = wording.filled({"day": day_text(on, language), "place": place, **values}, language)
            about = tuple(("unit", unit) for unit in units)
            said = sha256("\0".join((channel, whose, subject, body)).encode()).hexdigest()[:24]
            made.append(Message(key=f"notice:{said}:{on}", channel=channel, to=whose, subject=subject, body=body, about=about))
        return self._put("notify", tuple(made), reason)

    def remind_by(self, plan: NoticePlan, day: date | str, *, reason: str) -> tuple[Message, ...]:
        """Puts the reminders of a day into the outbox for each receiver of a plan.

        Raises:
            NotFound: there is no unit that a receiver names.
            Refused: the actor has no right to send about one of them.
        """
        found: list[Message] = []
        for to, receiver in self._receivers(plan, day, below=True):
            found += self.remind(
                day,
                to,
                channel=plan.address(receiver),
                ahead=plan.ahead,
                language=receiver.language or plan.language,
                digest=receiver.digest,
                wording=plan.text.get("digest" if receiver.digest else "reminder"),
                reason=reason,
            )
        return tuple(found)

    def feedback_by(self, plan: NoticePlan, day: date | str, rule: str = "monthly", *, reason: str) -> tuple[Message, ...]:
        """Puts the feedback to units into the outbox for each receiver of a plan.

        Raises:
            NotFound: there is no unit that a receiver names, or no such rule.
            Refused: the actor has no right to send about one of them.
        """
        found: list[Message] = []
        for to, receiver in self._receivers(plan, day, below=True):
            channel, language = plan.address(receiver), receiver.language or plan.language
            found += self.queue_feedback(day, to, channel=channel, rule=rule, language=language, reason=reason)
        return tuple(found)

    def notify_by(
        self, plan: NoticePlan, name: str, values: Mapping[str, str], day: date | str, *, units: Iterable[str] = (), reason: str
    ) -> tuple[Message, ...]:
        """Puts a notice of a plan into the outbox: for each of its receivers, or for those of some units, by their ids or names.

        Raises:
            NotFound: there is no text of that name, no such unit, or nobody who is told of these units.
            Refused: the actor has no right to send about one of them.
        """
        texts = [one for one in plan.text if one not in MADE]
        if name not in texts:
            raise NotFound.of(Problem("no-notice", value=name, details={"near": nearest(name, texts)}))
        wanted = {self.unit(one) for one in units}
        told = [(to, one) for to, one in self._receivers(plan, day) if not wanted or wanted & set(to)]
        if not told:
            raise NotFound.of(Problem("nobody-told", value=", ".join(units)))
        found: list[Message] = []
        for to, receiver in told:
            found += self.notify(
                day,
                {unit: whose for unit, whose in to.items() if not wanted or unit in wanted},
                plan.text[name],
                values,
                channel=plan.address(receiver),
                language=receiver.language or plan.language,
                reason=reason,
            )
        return tuple(found)

    def _receivers(
        self, plan: NoticePlan, day: date | str, *, below: bool = False
    ) -> Iterator[tuple[dict[str, str], Receiver]]:
        """Each receiver of a plan, with where each of its units is told: the name of the receiver where the channel needs no address. `below`: with all units
        under them. Where a receiver has a segment, those of all these that are in it."""
        tree = self.view.snapshot(day_of(day))
        for name, one in plan.receiver.items():
            units: list[str] = [self.unit(unit) for unit in one.units]
            if below or one.segment:
                units = [under for unit in units for under in tree.under(UnitId(unit))]
            if one.segment:
                within = self._audience(one.segment, day_of(day))
                units = [unit for unit in units if unit in within] if one.units else within
            yield dict.fromkeys(units, one.to or name), one

    def _audience(self, segment: str, day: date) -> list[str]:
        """The units in a segment on a day that stand on it."""
        known = self.charter.segment(segment)
        if known.noun != "unit":
            named = Named(known.name, known.labels)
            raise InvalidArgument.of(Problem("segment-of-units", value=named, details={"noun": named_noun(known.noun)}))
        tree = self.view.snapshot(day).tree_on(day)
        return [one.id for one in self.records(Unit, day, segment=segment) if one.id in tree]

    def _put(self, kind: str, made: tuple[Message, ...], reason: str) -> tuple[Message, ...]:
        """Those of the messages that the outbox had not yet, once they are in it."""
        there = self.view._messages()
        fresh = tuple(one for one in made if one.key not in there)
        if fresh:
            why = self._reason(reason)
            self.view._append(
                Batch(id=batch_id(kind), seen=self._seen, actor=self.view.actor.name, reason=why, at=self._now(), outbox=fresh)
            )
        return fresh

    def send(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        most: int = 1000,
        tries: int = 8,
        lease_seconds: int = 300,
        seconds: int = 60,
        quiet: Quiet | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Sending:
        """Sends the notices that wait, at least once each; says what became of them. A channel that fails, or is slow, delays no other.

        Args:
            clock: gives the time, with a time zone; without one, the office's.
            most: how many messages at most.
            tries: how many attempts a message has, 1 or more.
            lease_seconds: for how long nobody else takes what is being sent.
            seconds: how long the sending of a message may take in all; half of `lease_seconds` at most.
            quiet: hours in which nothing is sent, in the time zone of the clock.
            settings: options of channels by address, such as their passwords, which must not lie in the store.

        Raises:
            InvalidArgument: there is no clock, or a number is too small.
            Refused: the actor has no right to send everything: what waits is of the whole office.
        """
        from grassroots.outbox import drain

        self._changing()
        if self._held.tried:
            raise refused(Problem("tried-only"))
        clock = clock or self._clock
        if clock is None:
            raise InvalidArgument("sending needs a clock: give one here, or to grassroots.open")
        for name, number, least in (
            ("most", most, 0),
            ("tries", tries, 1),
            ("lease_seconds", lease_seconds, 1),
            ("seconds", seconds, 1),
        ):
            if number < least:
                raise InvalidArgument(f"{name}={number}: give {least} or more")
        sending = drain(
            self.view._outgoing(), self.plugins.open_channel, clock, most=most, tries=tries, lease_seconds=lease_seconds,
            seconds=seconds, quiet=quiet, settings=settings,
        )  # fmt: skip
        log.info("sent: %s", sending)
        return sending

    def outbox(self, language: Language = "en") -> tuple[tuple[Message, str, int, str], ...]:
        """Every notice with its state (new, leased, sent, dead), the attempts so far, and why it did not leave the last time, in a language.

        Raises:
            Refused: the actor has no right to send everything.
        """
        from grassroots.outbox import why_not

        self._open()
        return tuple((message, state, tries, why_not(error, language)) for message, state, tries, error in self.view.outbox())

    def _check_sending(self, to: Mapping[str, str], channel: str, snapshot: Snapshot) -> None:
        if not channel.strip():
            raise InvalidArgument("a notice needs a channel; give its address, such as smtp://mail.example")
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
