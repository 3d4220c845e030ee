"""The workspace: ledgers in, changes with reason and actor, snapshots, figures and reports out."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from attrs import evolve

from grassroots.access.view import View
from grassroots.charter import Charter, Measure, Outline
from grassroots.errors import HasProblems, InvalidArgument, NotFound, Refused
from grassroots.fields import Privacy, field_named
from grassroots.figures import Evaluator, Evidence, Figure, Question, Tree, evaluate
from grassroots.model import NOUNS, Answer, Ballot, Due, Record, Step, Survey, Tally, has_steps, key_of
from grassroots.plugins import Plugins
from grassroots.problems import Problem, nearest
from grassroots.rules.time.calendar_rule import CalendarRule
from grassroots.rules.time.clocks import Clocks
from grassroots.snapshot import Snapshot
from grassroots.store import Batch, Change, Head, Key, Logged, Message, Store, Versioned, walk
from grassroots.values import Language, Period, UnitId
from grassroots.workspace.soundness import faults_of_change

if TYPE_CHECKING:
    from grassroots.ledgers import Reading
    from grassroots.outbox import Sending
    from grassroots.reports import Rendered, Report
    from grassroots.workspace.intake import Taking

Progress = Callable[[str, int, int], None]
"""Told what is being read, which number it has (from 1), and of how many."""


class Workspace:
    """A charter, a store and plugins opened together, for one actor, scope and purpose. Made by `grassroots.open`.

    Everything is read through `view`. Use it in a `with` statement, or close it.
    """

    def __init__(
        self, store: Store, charter: Charter, plugins: Plugins, view: View, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.charter = charter
        self.plugins = plugins
        self.view = view
        self._store = store
        self._clock = clock
        self._closed = False
        self._evaluator: Evaluator | None = None
        self._rendered: list[tuple[Report, Language, Rendered]] = []

    def __repr__(self) -> str:
        return f"<Workspace {self.charter.id}: {self._store!r}, {self.view!r}{', closed' if self._closed else ''}>"

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the store. Figures made here can no longer show their records."""
        if not self._closed:
            self._closed = True
            self._store.close()

    # -- reading --

    @property
    def head(self) -> Head:
        """Where the log of the store stands."""
        return self._open().head()

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What whoever opened this should know: that the store was made with another charter, that nobody brought a calendar of it."""
        from grassroots.workspace.intake import LOAD

        missing = tuple(
            Problem("no-calendar", value=rule.address, details={"name": rule.known_as})
            for rule in self.charter.rules.get("calendar", {}).values()
            if isinstance(rule, CalendarRule) and rule.address not in self.view.calendars
        )

        first = next((entry.batch for entry in self._open().since(0, 1)), "")
        made_with = first.removeprefix(LOAD).partition("@")[0] if first.startswith(LOAD) else ""
        if not made_with or made_with == self.charter.id:
            return missing
        return (Problem("another-charter", value=self.charter.id, details={"made_with": made_with}), *missing)

    def snapshot(self, as_of: date | str, known_at: int | None = None) -> Snapshot:
        """All records in view as of a day, as known at a head (the latest without one)."""
        self._open()
        return self.view.snapshot(day_of(as_of), known_at)

    def get(self, noun: str, id: str) -> Record:
        """One record.

        Raises:
            NotFound: there is none in view.
        """
        self._open()
        return self.view.get(noun, id)

    def history(self, noun: str, id: str) -> tuple[Logged, ...]:
        """What happened to a record, the first change first: who, why, from which row."""
        self._open()
        return self.view.history(noun, id)

    def figure(
        self,
        measure: str | Measure,
        as_of: date | str,
        *,
        period: Period | None = None,
        scope: str | None = None,
        known_at: int | None = None,
        tree: Tree = Tree.NOW,
    ) -> Figure:
        """One figure.

        Args:
            measure: the name of a measure of the charter (`-` may stand for `_`), with a dot and a value for a part of a split one
                (`opinions.solved`), or a measure made in Python.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            period: for a flow, the days that count; without one, the calendar year of `as_of`.
            scope: a unit and all under it; without one, all that is in view.
            known_at: the number of the last change that was known; without one, the latest.
            tree: which tree a record rolls up in.

        Raises:
            NotFound: no such measure or unit.
        """
        day = day_of(as_of)
        snapshot = self.snapshot(day, known_at)
        name = measure if isinstance(measure, str) else measure.name
        if isinstance(measure, str) and name.split(".")[0] not in self.charter.measures:
            name = name.replace("-", "_")
        wanted = name.split(".")[0] if isinstance(measure, str) else measure
        figures = evaluate(
            [wanted],
            snapshot,
            scope=self._scope(scope),
            period=period or Period.year(day.year),
            tree=tree,
            ask=self.ask,
        )
        if name not in figures:
            raise NotFound(f"there is no figure {name!r}; there is {', '.join(nearest(name, figures))}")
        return figures[name]

    def ask(self, question: Question) -> Evidence:
        """The records behind the answer to a question, read again through this reader's rights."""
        self._open()
        snapshot = self.view.snapshot(question.as_of, question.known_at)
        if self._evaluator is None or self._evaluator.snapshot is not snapshot:
            self._evaluator = Evaluator(snapshot)
        return self._evaluator.evidence(question)

    def report(
        self,
        outline: str | Outline,
        as_of: date | str,
        *,
        period: Period | None = None,
        scope: str | None = None,
        known_at: int | None = None,
        profile: str = "internal",
        tree: Tree = Tree.NOW,
    ) -> Report:
        """Fills an outline with figures.

        Args:
            outline: the name of one of the charter's outlines, or an outline made in Python.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            period: the days that the report is about; without one, the year, quarter or month of the outline in which `as_of` lies.
            scope: a unit and all under it; without one, all that is in view.
            known_at: the number of the last change that was known; without one, the latest.
            profile: `internal` (record ids behind the headline figures), `public` (none, and the figures give no evidence), `named`
                (ids and names, for whoever may read personal fields).
            tree: which tree a record rolls up in.

        Raises:
            NotFound: no such outline or unit.
            Refused: names were asked for, and the purpose does not open personal fields.
        """
        from grassroots.reports import make_report

        if profile == "named" and Privacy.PERSONAL not in self.view.purpose.opens:
            raise Refused(f"the purpose {self.view.purpose.name!r} reads no names; ask for the profile 'internal'")
        return make_report(
            outline,
            self.snapshot(as_of, known_at),
            scope=self._scope(scope),
            period=period,
            profile=profile,
            tree=tree,
            ask=self.ask,
            actor=self.view.actor.name,
            purpose=self.view.purpose.name,
        )

    def check(self, as_of: date | str) -> tuple[Problem, ...]:
        """All that is wrong with the records in view, also by the rules of the charter on the day: clocks, steps that are out of order or overdue, arrears, moves
        without approval, terms that are over, votes that cannot be. For whoever sees everything also with the judgements that were recorded (no name under
        them, a quota that is exceeded), and the rows that wait for mending."""
        from grassroots.rules.findings import problems_by_rules
        from grassroots.workspace.intake import waiting_rows

        snapshot = self._view_checked(day_of(as_of))
        found = (*snapshot.problems, *Clocks(snapshot).problems(), *problems_by_rules(snapshot))
        if not self.view.whole:
            return found
        return (*found, *waiting_rows(self._open().bad_rows()))

    def conflicts(self, as_of: date | str, *, period: Period | None = None) -> tuple[Problem, ...]:
        """The totals that somebody brought (tallies that name the measure that counts the same) and that the records in view contradict. Both stand:
        neither is corrected.

        Args:
            as_of: the last day that counts, a date or `YYYY-MM-DD`; later totals are left out.
            period: for flows, the days that count; without one, the calendar year of `as_of`.
        """
        from grassroots.rules.programmes.tallies import conflicts

        day = day_of(as_of)
        snapshot = self.snapshot(day)
        asked: dict[UnitId, set[str]] = {}
        for tally in snapshot.all("tally").values():
            if isinstance(tally, Tally) and tally.measure and tally.measure.split(".")[0] in self.charter.measures:
                asked.setdefault(tally.unit, set()).add(tally.measure)
        counted: dict[tuple[UnitId, str], Fraction | Decimal | int | None] = {}
        for unit, names in asked.items():
            wanted = sorted({name.split(".")[0] for name in names})
            figures = evaluate(wanted, snapshot, scope=unit, period=period or Period.year(day.year))
            for name in names & figures.keys():
                value = figures[name].value
                counted[unit, name] = value if isinstance(value, (int, Decimal, Fraction)) else None
        return conflicts(snapshot, day, counted)

    def verify(self) -> tuple[str, ...]:
        """Checks the log of the store against its chain, and the state against the log; what is wrong, in words."""
        return tuple(self._open().verify())

    # -- documents --

    def write(self, report: Report, address: str | Path, language: Language = "en") -> Path:
        """Writes a report; the ending of the path names the format (`.md`, `.html`, `.json`, `.docx`, `.xlsx` ...).

        The file appears whole or not at all; one of that name is replaced.

        Raises:
            NoPlugin: nobody writes such a document; says what to install.
            InvalidArgument: the folder does not exist.
        """
        target = Path(address)
        if not target.parent.is_dir():
            raise InvalidArgument(f"there is no folder {target.parent}; make it first")
        writer = self.plugins.open_writer(target)
        part = target.with_name(f".{target.stem}.part{target.suffix}")
        try:
            writer.write(report, self._render(report, language), part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        return target

    def template(self, ledger: str, address: str | Path, language: Language = "en", *, overwrite: bool = False) -> Path:
        """Writes an empty ledger with the headings of the charter, ready to be filled in.

        Raises:
            NotFound: the charter has no such ledger.
            InvalidArgument: the file exists (unless `overwrite`), or its folder does not.
        """
        from grassroots.ledgers import template

        rule = self.charter.ledgers.get(ledger)
        if rule is None:
            known = ", ".join(nearest(ledger, self.charter.ledgers)) or "none"
            raise NotFound(f"the charter {self.charter.id!r} has no ledger {ledger!r}; it has {known}")
        target = Path(address)
        if not target.parent.is_dir():
            raise InvalidArgument(f"there is no folder {target.parent}; make it first")
        if target.exists() and not overwrite:
            raise InvalidArgument(f"{target} exists; give another name, or overwrite it on purpose")
        self.plugins.open_rows(target).write([template(rule, self.charter, language)])
        return target

    # -- ledgers --

    def read(
        self,
        path: str | Path,
        *,
        mapping: str | Path | None = None,
        encoding: str | None = None,
        keep_bad: bool = False,
        vanished: str = "ask",
        edited: str = "ask",
        progress: Progress | None = None,
    ) -> Reading:
        """Reads a ledger, or a folder of them, and says what `take_in` would do. Nothing is stored."""
        return self._prepare(path, mapping, encoding, keep_bad, vanished, edited, progress).reading

    def take_in(
        self,
        path: str | Path,
        *,
        mapping: str | Path | None = None,
        encoding: str | None = None,
        keep_bad: bool = False,
        vanished: str = "ask",
        edited: str = "ask",
        reason: str = "",
        messages: Sequence[Message] = (),
        progress: Progress | None = None,
    ) -> Reading:
        """Reads a ledger, or every ledger in a folder, and stores what is new or changed, in one batch.

        If anything is wrong, nothing is stored, and `problems` lists all of it. The same ledgers again store nothing.

        Args:
            path: a file, or a folder (with what lies in it, sorted; files that no plugin reads are told in `remarks`).
            mapping: a TOML file that says what the columns of a foreign ledger mean.
            encoding: overrides what the reader finds.
            keep_bad: stores the good rows, and keeps each bad row with its problems until it is mended.
            vanished: what becomes of a record whose row is no longer in its ledger: `ask` (a problem), `keep`, `withdraw`.
            edited: what holds where a field was changed here and in its row, too: `ask` (a problem), `ledger`, `store`.
            reason: why, for the log.
            messages: notices that leave once the batch is stored.
            progress: is told of each file before it is read: its name, its number from 1, and of how many.

        Returns:
            What came in. `stored` says whether anything was stored, and `batch` under which name.

        Raises:
            NotFound: no such file.
            NoPlugin: nobody reads such a file.
            Refused: a row brings or changes a record that the actor may not change.
            Conflict: somebody else changed a record in the meantime; take it in again.
        """
        taking = self._prepare(path, mapping, encoding, keep_bad, vanished, edited, progress)
        batch = taking.batch(reason, tuple(messages))
        if batch is None or (taking.reading.problems and not keep_bad):
            return taking.reading
        brought = [change.record for change in batch.changes if change.record is not None]
        held = [
            record for one in self._open().read([change.key for change in batch.changes]).values() if (record := one.record)
        ]
        self.view.require_change([*brought, *held])
        self._open().append(evolve(batch, actor=self.view.actor.name, at=self._now()))
        return evolve(taking.reading, stored=True, batch=batch.id)

    # -- changes --

    def record_step(
        self, noun: str, id: str, step: Step, *, reason: str, actor: str = "", messages: Sequence[Message] = ()
    ) -> Record:
        """Records that a life went on: adds a dated step. The same step as the last one again changes nothing.

        Args:
            noun: the noun of the record.
            id: its id.
            step: the step; its day is not before that of the last one, and its state one that may follow.
            reason: why, for the log.
            actor: in whose name; without one, the workspace's actor.
            messages: notices that leave once the change is stored.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
            HasProblems: the workflow does not allow the step, or the step is out of the order of days.
        """
        stored = self._for_change(noun, id)
        if not has_steps(noun):
            raise InvalidArgument(f"a {noun} has no steps; correct its fields instead")
        steps: tuple[Step, ...] = getattr(stored.record, "steps", ())
        if steps[-1:] == (step,):
            return self.get(noun, id)
        return self._change(stored, {"steps": (*steps, step)}, reason, actor, messages)

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
        stored = self._for_change(noun, id)
        if noun == "ballot":
            raise Refused(
                "papers of a secret vote are not corrected one by one; withdraw all of the vote, and add all of them together"
            )
        if isinstance(stored.record, Answer) and self._anonymous(stored.record.survey):
            raise Refused(
                "answers of an anonymous survey are not corrected one by one; withdraw one, which withdraws all, and add all of them together"
            )
        for name in fields:
            if name == "id" or field_named(NOUNS[noun], name) is None:
                names = [one.name for one in NOUNS[noun].__attrs_attrs__ if one.name != "id"]
                raise InvalidArgument(f"a {noun} has no field {name!r} to correct; it has {', '.join(nearest(name, names))}")
        return self._change(stored, fields, reason, actor, messages)

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
        stored = self._open().read(keys)
        self.view.require_change(records)
        there = [key for key in keys if (found := stored.get(key)) and found.record is not None]
        if there or len(set(keys)) < len(keys):
            twice = there or [key for key in keys if keys.count(key) > 1]
            problems = [Problem("id-taken", value=id, details={"noun": noun}) for noun, id in twice]
            raise HasProblems("Nothing was added.", problems)
        self._whole_votes(records)
        self._whole_surveys(records)
        changes = [Change(noun=noun, id=id, record=record) for (noun, id), record in zip(keys, records, strict=True)]
        # Whatever the order in which papers are given, they are kept in that of their ids.
        secret = ("answer", "ballot")
        changes.sort(key=lambda change: (change.noun, change.id) if change.noun in secret else ("", ""))
        versions = {key: stored[key].version if key in stored else 0 for key in keys}
        return self._store_changes("add", changes, versions, reason, actor, messages)

    def withdraw(self, noun: str, id: str, *, reason: str, actor: str = "", messages: Sequence[Message] = ()) -> Head:
        """Withdraws a record: it no longer counts, and its history stays. An answer of an anonymous survey takes all others of the survey with it.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
            HasProblems: other records refer to it.
        """
        stored = self._for_change(noun, id)
        together = [stored]
        if isinstance(stored.record, Answer) and self._anonymous(survey := stored.record.survey):
            store = self._open()
            kept = walk(store, "answer", store.head().seq)
            together = [one for one in kept if isinstance(one.record, Answer) and one.record.survey == survey]
        changes = [Change(noun=noun, id=one.id, record=None, source=one.source) for one in together]
        versions = {(noun, one.id): one.version for one in together}
        return self._store_changes("withdraw", changes, versions, reason, actor, messages)

    def erase(self, *keys: Key, reason: str, actor: str = "") -> Head:
        """Erases the personal part of records, in every version, for good. The facts stay, so that figures do not change.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change it.
        """
        for noun, id in keys:
            self._for_change(noun, id)
        who = self._actor(actor)
        self._reason(reason)
        head = self._open().head()
        batch = _batch_id("erase", repr(sorted(keys)), str(head))
        return self._open().redact(keys, batch, who, reason, self._now())

    def open_duties(self, period: Period, duties: Iterable[str] = (), *, reason: str, actor: str = "") -> tuple[Due, ...]:
        """Opens what is owed for the periods that begin in `period`, by the duties of the charter. What is open already stays; twice adds nothing.

        Args:
            period: days with an end.
            duties: only these duties, by name; without any, all.
            reason: why, for the log.
            actor: in whose name; without one, the workspace's actor.

        Returns:
            What was added.
        """
        from grassroots.rules.programmes.duties import dues_of

        self._open()
        found = dues_of(self.view.snapshot(period.last), period, duties)
        if found:
            self.add(*found, reason=reason, actor=actor)
        return found

    def remind(
        self, day: date | str, to: Mapping[str, str], *, channel: str, ahead: int = 7, language: Language = "en", reason: str
    ) -> tuple[Message, ...]:
        """Puts the reminders of a day into the outbox: of what is behind, and of what falls due within `ahead` days. `send` sends them.

        A thing due is reminded of once a day, however often this is asked.

        Args:
            day: the day, a date or `YYYY-MM-DD`.
            to: unit → where its reminders go; a unit without one is not reminded.
            channel: the address of the channel, such as `smtp://mail.example`.
            ahead: how many days before the last day to remind.
            language: the language of the text.
            reason: why, for the log.
        """
        from grassroots.workspace.reminders import reminders

        on = day_of(day)
        store = self._open()
        snapshot = self.view.snapshot(on)
        found = reminders(snapshot, on, to, channel=channel, ahead=ahead, language=language, scope=self.view.scope)
        there = {message.key for message, *_ in store.outbox()}
        fresh = tuple(one for one in found if one.key not in there)
        if fresh:
            why = self._reason(reason)
            id = _batch_id("remind", *(one.key for one in fresh))
            store.append(Batch(id=id, actor=self.view.actor.name, reason=why, at=self._now(), outbox=fresh))
        return fresh

    def send(self, clock: Callable[[], datetime] | None = None, **options: Any) -> Sending:
        """Sends the notices that wait, at least once each; says what became of them.

        Args:
            clock: gives the time, with a time zone; without one, the workspace's.
            options: `most`, `tries`, `lease_seconds` and `settings` of `grassroots.outbox.drain`.

        Raises:
            InvalidArgument: there is no clock.
        """
        from grassroots.outbox import drain

        clock = clock or self._clock
        if clock is None:
            raise InvalidArgument("sending needs a clock: give one here, or to grassroots.open")
        return drain(self._open(), self.plugins.open_channel, clock, **options)

    # -- how --

    def _render(self, report: Report, language: Language) -> Rendered:
        """The report in one language; the last few are kept, since one report goes into several formats."""
        for known, spoken, rendered in self._rendered:
            if known is report and spoken == language:
                return rendered
        rendered = report.render(language)
        self._rendered = [*self._rendered[-3:], (report, language, rendered)]
        return rendered

    def _open(self) -> Store:
        if self._closed:
            raise InvalidArgument("this workspace is closed; open it again")
        return self._store

    def _scope(self, scope: str | None) -> UnitId | None:
        return self.view.scope if scope is None else UnitId(scope)

    def _actor(self, actor: str) -> str:
        return actor.strip() or self.view.actor.name

    def _reason(self, reason: str) -> str:
        if not reason.strip():
            raise InvalidArgument("say why: a change needs a reason, which the log keeps")
        return reason

    def _now(self) -> datetime | None:
        if self._clock is None:
            return None
        now = self._clock()
        if now.tzinfo is None:
            raise InvalidArgument("the clock gives a time without a time zone; use datetime.now(timezone.utc)")
        return now

    def _prepare(
        self,
        path: str | Path,
        mapping: str | Path | None,
        encoding: str | None,
        keep_bad: bool,
        vanished: str,
        edited: str,
        progress: Progress | None,
    ) -> Taking:
        from grassroots.workspace.intake import Decisions, prepare

        return prepare(
            Path(path),
            store=self._open(),
            charter=self.charter,
            plugins=self.plugins,
            view=self.view,
            mapping=mapping,
            encoding=encoding,
            keep_bad=keep_bad,
            decisions=Decisions(vanished=vanished, edited=edited),
            progress=progress,
        )

    def _view_checked(self, as_of: date) -> Snapshot:
        self._open()
        return self.view.snapshot(as_of, check=True)

    def _for_change(self, noun: str, id: str) -> Versioned:
        self._open()
        return self.view.for_change(noun, id)

    def _whole_votes(self, records: Iterable[Record]) -> None:
        votes = {record.vote for record in records if isinstance(record, Ballot)}
        store = self._open()
        there = walk(store, "ballot", store.head().seq) if votes else iter(())
        if both := sorted(votes & {one.record.vote for one in there if isinstance(one.record, Ballot)}):
            raise Refused(
                f"papers of the vote {both[0]!r} are kept already, and a secret vote's papers come together; withdraw those, and add all of them at once"
            )

    def _whole_surveys(self, records: Iterable[Record]) -> None:
        surveys = {record.survey for record in records if isinstance(record, Answer)}
        if not surveys:
            return
        store = self._open()
        kept = {one.record.survey for one in walk(store, "answer", store.head().seq) if isinstance(one.record, Answer)}
        if both := sorted(one for one in surveys & kept if self._anonymous(one)):
            raise Refused(
                f"answers of the anonymous survey {both[0]!r} are kept already, and its answers come together; withdraw one, which withdraws all, and add all of them at once"
            )

    def _anonymous(self, survey: str) -> bool:
        """Whether the answers of a survey were given without a name; so it is taken to be where it is not kept."""
        stored = self._open().read([("survey", survey)]).get(("survey", survey))
        found = stored.record if stored else None
        return found.anonymous if isinstance(found, Survey) else True

    def _change(
        self, stored: Versioned, fields: Mapping[str, Any], reason: str, actor: str, messages: Sequence[Message]
    ) -> Record:
        if stored.record is None:
            raise NotFound(f"there is no {stored.noun} {stored.id!r}")
        record: Record = evolve(stored.record, **fields)
        if record != stored.record:
            # The row that brought it stays its source: what was typed there led to what stands here.
            change = Change(noun=stored.noun, id=stored.id, record=record, source=stored.source)
            kind = "step" if set(fields) == {"steps"} else "correct"
            self._store_changes(kind, [change], {(stored.noun, stored.id): stored.version}, reason, actor, messages)
        return self.get(stored.noun, stored.id)

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
        content = _content(changes)
        self.view.require_change([change.record for change in changes if change.record is not None])
        if problems := faults_of_change(self._open(), self.charter, self.view, changes):
            raise HasProblems("Nothing was changed.", problems)
        batch = Batch(
            id=_batch_id(kind, content, repr(sorted(expect.items())), who, reason),
            changes=tuple(changes),
            expect=dict(expect),
            actor=who,
            reason=reason,
            at=self._now(),
            outbox=tuple(messages),
        )
        return self._open().append(batch)


def day_of(day: date | str) -> date:
    """A day from a date or from `YYYY-MM-DD`.

    Raises:
        InvalidArgument: it is no day, or a date with a time.

    >>> day_of("2014-06-30")
    datetime.date(2014, 6, 30)
    """
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    try:
        if isinstance(day, str) and len(day) == 10:
            return date.fromisoformat(day)
    except ValueError:
        pass
    raise InvalidArgument(f"{day!r} is no day; write it as 2014-06-30")


def _content(changes: Iterable[Change]) -> str:
    from grassroots.codec import to_json

    return "\n".join(f"{change.noun}:{change.id}:{to_json(change.record) if change.record else ''}" for change in changes)


def _batch_id(kind: str, *parts: str) -> str:
    """The same change of the same state has the same id: sent twice, it is stored once."""
    return f"{kind}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"
