"""Changes: each with its reason and actor, stored whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grassroots.errors import Conflict, HasProblems, InvalidArgument, Refused
from grassroots.fields import field_named
from grassroots.logs import log
from grassroots.model import NOUNS, Answer, Due, Record, Step, has_steps, key_of, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Problem, nearest
from grassroots.reading import At
from grassroots.store import Batch, Change, Erasure, Head, Key, Message, Versioned
from grassroots.values import Period
from grassroots.workspace.asking import Asking
from grassroots.workspace.mapped.same import Noted
from grassroots.workspace.opened import batch_id, judged_whole
from grassroots.workspace.steps import faults_of_change, judged_steps

if TYPE_CHECKING:
    from grassroots.rules.proposed import Proposed


class Changing(Asking):
    """What changes records one by one."""

    @judged_whole
    def record_step(
        self,
        noun: str,
        id: str,
        step: Step,
        *,
        reason: str,
        actor: str = "",
        messages: Sequence[Message] = (),
        along: Sequence[Record] = (),
    ) -> Record:
        """Records that a life went on: adds a dated step. The same step as the last one again changes nothing.

        Args:
            noun: the noun of the record.
            id: its id.
            step: the step; its day is not before that of the last one, and its state one that may follow.
            reason: why, for the log.
            actor: in whose name; without one, the office's actor.
            messages: notices that leave once the change is stored.
            along: records that come with the step, such as the answer that it gives: all or none.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
            HasProblems: the workflow does not allow the step, or the step is out of the order of days.
        """
        stored = self.view.for_change(noun, id)
        if not has_steps(noun):
            raise InvalidArgument(f"a {noun} has no steps; correct its fields instead")
        steps: tuple[Step, ...] = getattr(stored.record, "steps", ())
        if steps[-1:] == (step,):
            return self.get(noun, id)
        return self._change(noun, id, {"steps": (*steps, step)}, reason, actor, messages, along)

    @judged_whole
    def correct(
        self, noun: str, id: str, /, *, reason: str, actor: str = "", messages: Sequence[Message] = (), **fields: Any
    ) -> Record:
        """Corrects fields of a record; earlier reports, read at their own head, stay as they were.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
            InvalidArgument: the noun has no such field, or the field is the id.
            InvalidValue: a value of another type than the field's.
            HasProblems: the record would contradict the charter or other records.
        """
        stored = self.view.for_change(noun, id)
        if noun == "ballot":
            raise Refused(
                "papers of a secret vote are not corrected one by one; withdraw all of the vote, and add all of them together"
            )
        if isinstance(stored.record, Answer) and self.view._anonymous(stored.record.survey):
            raise Refused(
                "answers of an anonymous survey are not corrected one by one; withdraw one, which withdraws all, and add all of them together"
            )
        for name in fields:
            if name == "id" or field_named(NOUNS[noun], name) is None:
                names = [one.name for one in NOUNS[noun].__attrs_attrs__ if one.name != "id"]
                raise InvalidArgument(f"a {noun} has no field {name!r} to correct; it has {', '.join(nearest(name, names))}")
        self._as_first_read(stored, fields)
        return self._change(noun, id, fields, reason, actor, messages)

    @judged_whole
    def add(self, *records: Record, reason: str, actor: str = "", messages: Sequence[Message] = ()) -> Head:
        """Adds records, all or none.

        The papers of a secret vote come together, and so do the answers of an anonymous survey: one by one, the log would tell in which order they
        were given, and its reasons by whom.

        Raises:
            Refused: the actor may not bring in one of them; or a paper of a vote, or an answer of an anonymous survey, of which some are kept already.
            HasProblems: one contradicts the charter, another record, or is there already.
        """
        if not records:
            raise InvalidArgument("there is nothing to add")
        keys = [key_of(record) for record in records]
        versions = self.view._to_add(records)
        changes = [Change(noun=noun, id=id, record=record) for (noun, id), record in zip(keys, records, strict=True)]
        # Whatever the order in which papers are given, they are kept in that of their ids.
        secret = ("answer", "ballot")
        changes.sort(key=lambda change: (change.noun, change.id) if change.noun in secret else ("", ""))
        return self._store_changes("add", changes, versions, reason, actor, messages)

    @judged_whole
    def withdraw(self, noun: str, id: str, *, reason: str, actor: str = "", messages: Sequence[Message] = ()) -> Head:
        """Withdraws a record: it no longer counts, and its history stays. An answer of an anonymous survey takes all others of the survey with it.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
            HasProblems: other records refer to it.
        """
        withdrawn = self.view._withdrawals(noun, id)
        versions = {change.key: version for change, version in withdrawn}
        return self._store_changes("withdraw", [change for change, _ in withdrawn], versions, reason, actor, messages)

    @judged_whole
    def erase(self, *keys: Key, reason: str, actor: str = "") -> Head:
        """Erases the personal part of records, in every version, for good; of those that were withdrawn, too. The facts stay, so that figures do not change.

        With it goes what tells of them beside: from which rows they came, why they were changed, messages about them or in which their texts stand, rows that
        wait for mending and say the same. Who may not change everything erases the records alone; of the rest only what names them by id.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
        """
        beside = self.view.traces(keys)
        erasure = Erasure(
            id=batch_id("erase"),
            keys=keys,
            messages=tuple(one.key for one in beside.messages),
            bad_rows=beside.bad_rows,
            seen=self._seen,
            actor=self._actor(actor),
            reason=self._reason(reason),
            at=self._now(),
        )
        Noted.beside(self._held.memory).forget()
        after = self.view._redact(erasure)
        log.info(
            "erased: %d records, %d messages, %d rows that waited, head %d",
            len(keys),
            len(beside.messages),
            len(beside.bad_rows),
            after.seq,
        )
        return after

    @judged_whole
    def open_duties(self, period: Period, duties: Iterable[str] = (), *, reason: str, actor: str = "") -> tuple[Due, ...]:
        """Opens what is owed for the periods that begin in `period`, by the duties of the charter. What is open already stays; twice adds nothing.

        Args:
            period: days with an end.
            duties: only these duties, by name; without any, all.
            reason: why, for the log.
            actor: in whose name; without one, the office's actor.

        Returns:
            What was added.
        """
        from grassroots.rules.programmes.duty_opening import duties_of

        self._open()
        found = duties_of(At.of(self.view.snapshot(period.last)), period, duties)
        if found:
            self.add(*found, reason=reason, actor=actor)
        return found

    @judged_whole
    def act(
        self, proposal: Proposed, *, reason: str, decided_by: str = "", actor: str = "", messages: Sequence[Message] = ()
    ) -> Head:
        """Carries out what a rule proposed and people have decided: all of its changes, or none.

        Args:
            proposal: one of `proposals`, which carries changes.
            reason: why, for the log: who decided it, and when.
            decided_by: the person who decided, by id, where what is proposed keeps that: a grade, two records that are one person.
            actor: in whose name; without one, the office's actor.
            messages: notices that leave once the changes are stored.

        Raises:
            InvalidArgument: it carries no changes, is no longer proposed, or keeps who decided, and nobody is named.
            Refused: the actor may not change one of the records.
            HasProblems: the records would contradict the charter or others.
        """
        from grassroots.rules.findings import proposals

        if not proposal.changes:
            raise InvalidArgument.of(Problem("carries-no-changes"))
        if proposal not in proposals(self.snapshot(proposal.day)):
            raise InvalidArgument.of(Problem("no-longer-proposed", details={"day": proposal.day}))
        changes: list[Change] = []
        versions: dict[Key, int] = {}
        for one in proposal.changes:
            if one.decided and not decided_by:
                raise InvalidArgument.of(
                    Problem("who-decided", value="" if one.new else one.id, details={"noun": named_noun(one.noun)})
                )
            fields = {**one.fields, **({one.decided: decided_by} if one.decided else {})}
            if one.step is not None:
                steps = () if one.new else getattr(self.view.for_change(one.noun, one.id).record, "steps", ())
                fields["steps"] = (*steps, one.step)
            if one.new:
                made: Any = NOUNS[one.noun](id=one.id, **fields)
                changes.append(Change(noun=one.noun, id=one.id, record=made))
                versions[one.noun, one.id] = self.view._to_bring((one.noun, one.id))
            elif revised := self.view._revised(one.noun, one.id, fields):
                changes.append(revised[0])
                versions[one.noun, one.id] = revised[1]
        return self._store_changes("act", changes, versions, reason, actor, messages)

    def _change(
        self,
        noun: str,
        id: str,
        fields: Mapping[str, Any],
        reason: str,
        actor: str,
        messages: Sequence[Message],
        along: Sequence[Record] = (),
    ) -> Record:
        if revised := self.view._revised(noun, id, fields):
            change, version = revised
            kind = "step" if set(fields) == {"steps"} else "correct"
            versions = {change.key: version, **self.view._to_add(along)}
            more = [Change(noun=noun_of(one), id=one.id, record=one) for one in along]
            self._store_changes(kind, [change, *more], versions, reason, actor, messages)
        return self.get(noun, id)

    def _as_first_read(self, stored: Versioned, fields: Iterable[str]) -> None:
        """Refuses to write over what somebody else wrote into one of these fields since the edit began."""
        first: Versioned = self._edit.first.setdefault((stored.noun, stored.id), stored)
        if any(getattr(first.record, name) != getattr(stored.record, name) for name in fields):
            raise Conflict((stored.noun, stored.id), first.version, stored.version, final=True)

    def _store_changes(
        self,
        kind: str,
        changes: Sequence[Change],
        expect: Mapping[Key, int],
        reason: str,
        actor: str,
        messages: Sequence[Message],
    ) -> Head:
        who, reason = self._actor(actor), self._reason(reason)
        self.view._require(changes)
        if problems := faults_of_change(self.view, changes):
            raise HasProblems("Nothing was changed.", problems)
        if judged_steps(self.view, changes).paper:
            kind = f"{PAPER}{kind}"
        batch = Batch(
            id=batch_id(kind),
            changes=tuple(changes),
            expect=dict(expect),
            seen=self._seen,
            actor=who,
            reason=reason,
            at=self._now(),
            outbox=tuple(messages),
        )
        head = self.view._append(batch)
        log.info("stored: %s, %d changes, head %d", kind, len(changes), head.seq)
        return head


PAPER = "paper-"
"""How the id of a batch begins by which somebody entered a step that is for others to take: what they decided, from paper."""
