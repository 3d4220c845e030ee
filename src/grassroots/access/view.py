"""The view: what one actor may read of a store. Every read goes through it.

Not yours is not found: what lies outside a reader’s units leaves no trace in what the reader gets, nor in the text of an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date
from functools import partial
from threading import RLock
from time import perf_counter
from types import MappingProxyType
from typing import Any

from attrs import evolve

from grassroots.access.actors import _FACTS, OFFICE, Actor, Purpose, Verb
from grassroots.access.behind import Behind
from grassroots.access.changing import everywhere, restricted
from grassroots.access.closing import (
    _class_of,
    _close,
    _confidential,
    _confidential_of,
    _custom_classes,
    _opens_custom,
    _out_of_view,
    _said,
    _split,
    _with_ties,
    _withheld,
    _withhold,
    closed_fields,
)
from grassroots.access.further import CONFIDENTIAL, further
from grassroots.access.posts import grants_of_posts
from grassroots.access.scope import LAST_DAY, AllBut, _by_the_cut, _cut, _cut_derived, _in_view, _keys_in_view, _units_in
from grassroots.access.shared import Closed, Everything, Shared
from grassroots.charter import Charter
from grassroots.charter.work_calendar import WorkCalendar
from grassroots.errors import InvalidArgument, NotFound, refused
from grassroots.fields import Privacy
from grassroots.logs import SLOW_SECONDS, log
from grassroots.model import (
    DERIVED,
    NOUNS,
    Case,
    Derived,
    DiaryEntry,
    Record,
    key_of,
    known_noun,
    noun_of,
    references,
)
from grassroots.model.labels import named_noun
from grassroots.problems import Problem, nearest
from grassroots.snapshot import Snapshot, carried_on, cases_of
from grassroots.store import Key, Logged, Store, walk
from grassroots.values import Source, UnitId


class View(Behind):
    """The gate: what one actor may read of a store, and change in it, within a scope, for a purpose.

    A record is in view if its home unit lies at or under the scope and at or under a unit of the actor's grants, today and as it is stored now; an
    earlier day, or an earlier head, only narrows what is seen: what does not lie there on that day, too, is left out. A unit that no longer stands counts where its successor stands. Units above are not in view: the scope
    becomes a root. Persons are in view if a record in view refers to them, changes of units if they touch a unit in view.

    In a record in view, what refers to something out of view reads None; where a field must have a value, it is a name that
    says nothing (`outside-1f09…`), the same each time. Fields of a closed class read None or empty; one that must have a value reads `WITHHELD`.
    Figures of the charter count by such fields, and hand none of them out. Where that is a reference of the special class (who is a member), the whole
    record is out of view; so is a link to a household, which says who is helped. A confidential case has no requester, no agent, no visit and no entry of a diary from which it came,
    no personal field of the charter's own, no source and no actor, and neither has what belongs to it, or was split off it; nor has a case against a unit for
    those who read at that unit or under it, who are not shown its text and place either, and what it was merged into, repeats or was split off. A case of a restricted category is in view, with
    what belongs to it, only by a grant that names the category.

    Args:
        store: where the records are.
        charter: the words and rules that they follow.
        actor: who reads.
        scope: the unit at and under which is read; None: all that the actor's grants allow.
        purpose: what for.
        calendars: the working days that calendars of the charter name, by address; for its clocks.
        today: gives the day by whose tree rights are decided; without it, they follow the tree as it stands after every dated change.
        engine: what counts records for figures, if somebody brought one.
        own: the office's own charter, where another one is tried: by it alone it is judged what is closed, and who has which rights.
        shared: what the views of one office, under one charter, keep together.

    Raises:
        Refused: the actor may read nothing at all.
    """

    def __init__(
        self,
        store: Store,
        charter: Charter,
        actor: Actor,
        scope: UnitId | str | None = None,
        purpose: Purpose = OFFICE,
        calendars: Mapping[str, WorkCalendar] | None = None,
        today: Callable[[], date] | None = None,
        engine: object = None,
        own: Charter | None = None,
        shared: Shared | None = None,
    ) -> None:
        self._store = store
        self._shared = shared or Shared()
        self.charter = charter
        self._rights, self._tries = own or charter, own is not None
        self.actor = actor
        self.scope = None if scope is None else UnitId(scope)
        self.purpose = purpose
        self.calendars = MappingProxyType(dict(calendars or {}))
        self.engine = engine
        self.today = today or (lambda: LAST_DAY)
        self._kept: dict[tuple[date, date, int, int, bool], Snapshot] = {}
        self._acting: tuple[date, int, Actor] | None = None
        self._salts: dict[int, str] = {}
        self._lock = RLock()
        self.require_read()

    def __repr__(self) -> str:
        return f"<View of {self.scope or 'all that is granted'} by {self.actor.name!r} for {self.purpose.name!r}>"

    def acting(self) -> Actor:
        """The actor with the rights that the charter ties to the posts which the actor's person holds today."""
        if self.actor.person is None:
            return self.actor
        today, head, known = self.today(), self._store.head().seq, self._acting
        if known is None or known[:2] != (today, head):
            tied = grants_of_posts(self._store, self._rights, self.actor.person, today)
            self._acting = known = today, head, evolve(self.actor, grants=(*self.actor.grants, *tied))
        return known[2]

    def require_read(self) -> None:
        """Checks that the actor may read anything, today.

        Raises:
            Refused: there is no such right.
        """
        if not self.acting().may(Verb.READ):
            raise refused(Problem("no-right-to-read", value=self.actor.name))

    @property
    def whole(self) -> bool:
        """Whether everything is in scope."""
        return self.scope is None and everywhere(self.acting(), Verb.READ, self._rights)

    # -- reading --

    def snapshot(self, as_of: date, known_at: int | None = None, *, check: bool = False) -> Snapshot:
        """All that is in view, as of a day and as known at a head (the latest without one).

        Args:
            as_of: the last day that counts.
            known_at: the number of the last change that was known.
            check: whether to look for problems (`snapshot.problems`).

        Raises:
            InvalidArgument: the store has no such change.
            NotFound: the scope is no unit that stands on the day, or not one of this reader's.
        """
        head = self._store.head()
        seq = head.seq if known_at is None else known_at
        if type(seq) is not int or not 0 <= seq <= head.seq:
            raise InvalidArgument.of(Problem("no-such-head", value=str(seq), details={"last": head.seq}))
        wanted = (self.today(), as_of, seq, head.seq, check)
        found = self._kept.get(wanted)
        if found is None:
            with self._lock:  # of many threads that ask for one state, one reads it
                found = self._kept.get(wanted)
                if found is None:
                    began = perf_counter()
                    found = self._read(as_of, seq, check)
                    if (took := perf_counter() - began) > SLOW_SECONDS:
                        log.info("slow: %d records read in %.1f s", len(found), took)
                    # A few are kept, for comparing: a figure that is asked again reads nothing anew.
                    self._kept = {**dict(list(self._kept.items())[-3:]), wanted: found}
        return found

    def get(self, noun: str, id: str, *, as_of: date = LAST_DAY, known_at: int | None = None) -> Record:
        """One record, as this reader sees it.

        Raises:
            InvalidArgument: no such noun.
            NotFound: there is none, or it is not in view.
        """
        _known_noun(noun)
        if not self.whole:
            record = self.snapshot(as_of, known_at).get(noun, id)
        else:
            stored = self._store.read([(noun, id)], known_at).get((noun, id))
            known = None if stored is None else stored.record
            case = known.case if isinstance(known, DiaryEntry) else id if noun == "case" else None
            confidential = frozenset() if case is None else self._confidential(case)
            if known is None or _out_of_view(known, self.purpose):
                record = None
            else:
                shown = self._closed(known, confidential)
                record = _withhold(_cut(shown, self._led_to(shown, known_at), self._salt(1)), self.purpose)
        if record is None:
            raise _not_found(noun, id)
        return record

    def all(self, noun: str, as_of: date, known_at: int | None = None) -> tuple[Record | Derived, ...]:
        """The records of a noun, or of a derived noun, as this reader sees them on a day, in the order of their ids.

        Raises:
            InvalidArgument: no such noun.
        """
        if not known_noun(noun):
            names = [*NOUNS, *DERIVED]
            raise InvalidArgument(f"{noun!r} is no noun; did you mean {nearest(noun, names, most=1)[0]!r}?")
        snapshot = self.snapshot(as_of, known_at)
        return self.closed(snapshot.derived(noun, as_of).values()) if noun in DERIVED else tuple(snapshot.all(noun).values())

    def _shown(self, records: Iterable[Record]) -> tuple[Record, ...]:
        """Records as rows say them, laid over what is kept: without what is kept and not in view. What a row itself says stays."""
        listed = list(records)
        if self.unclosed:
            closed = _confidential_of(self._store, {case for one in listed for case in cases_of(one)})
            seen: Callable[[Record], Record | None] = partial(self._closed, confidential=closed)
            # Nothing else is closed to this reader.
            may = [one for one in listed if not closed.isdisjoint(cases_of(one))] if closed else []
        else:
            by_key = {key_of(one): one for one in self.snapshot(self.today())}
            seen = lambda record: by_key.get(key_of(record))  # noqa: E731
            may = listed
        held = self._store.read([key_of(record) for record in may])
        found = []
        for record in listed:
            stored = held.get(key_of(record))
            kept = None if stored is None else stored.record
            view = None if kept is None else seen(kept)
            found.append(record if kept is None or view is None or view == kept else _said(record, kept, view))
        return tuple(found)

    def closed(self, records: Iterable[Derived]) -> tuple[Derived, ...]:
        """Derived records without what the reader's purpose does not open; none where their noun is withheld."""
        return tuple(_close(one, self.purpose, {}) for one in records if not _withheld(_class_of(one), self.purpose))

    def history(self, noun: str, id: str) -> tuple[Logged, ...]:
        """What happened to a record, the first change first. Actor and source are told only where the internal class is
        open, the reason where the personal class is, too, and never for a confidential case and what belongs to it.

        Raises:
            InvalidArgument: no such noun.
            NotFound: there is none, or it is not in view. A withdrawn record has a history for whoever sees everything.
        """
        _known_noun(noun)
        if not self.whole:
            self.get(noun, id)
        entries = self._store.history((noun, id))
        cls: Any = NOUNS[noun]
        if not entries or _withheld(cls, self.purpose):
            raise _not_found(noun, id)
        versions = [self._store.read([(noun, id)], entry.seq).get((noun, id)) for entry in entries]
        if any(one is not None and one.record is not None and _out_of_view(one.record, self.purpose) for one in versions):
            raise _not_found(noun, id)
        cases = {case for one in versions if one and one.record for case in cases_of(one.record)}
        hidden = Privacy.INTERNAL not in self.purpose.opens or any(
            self._ever_confidential(one) for case in cases for one in self._confidential(case) | {case}
        )
        if not hidden and not self.whole and cases:
            hidden = not self._accusing(self._store.head().seq, LAST_DAY).isdisjoint(cases)
        if hidden:
            # Whoever was entered in the same batch may be who asked.
            return tuple(evolve(entry, batch="", actor="", reason="", at=None, source=None) for entry in entries)
        # A reason may name anybody.
        return tuple(entries if Privacy.PERSONAL in self.purpose.opens else (evolve(entry, reason="") for entry in entries))

    # -- how --

    def _stored(self, seq: int) -> tuple[list[Record], dict[Key, Source]]:
        records: list[Record] = []
        sources: dict[Key, Source] = {}
        personal = Privacy.PERSONAL in self.purpose.opens
        for noun in NOUNS:
            for one in walk(self._store, noun, seq, personal=personal):
                if one.record is not None:
                    records.append(one.record)
                    if one.source is not None:
                        sources[noun, one.id] = one.source
        return records, sources

    def _read(self, as_of: date, seq: int, check: bool) -> Snapshot:
        now = self.today(), self._store.head().seq
        if self.whole:
            return self._shared.of(
                ("whole", self.purpose),
                (as_of, seq, *now, check),
                lambda earlier: (
                    (None if check else further(earlier, self._store, as_of, seq, self._closed))
                    or carried_on(earlier, self._whole(as_of, seq, check))
                ),
            )
        all_of, salt = self._of_everybody(as_of, seq), self._salt(seq)
        everything = all_of.snapshot
        mine = _units_in(everything, self.acting().units(Verb.READ), self.scope, as_of)
        allowed: Set[Key] | None = None
        if (as_of, seq) != now:
            still, allowed = self._seen_today()
            mine &= still
        if self.scope is not None and self.scope not in mine:
            own = _units_in(everything, self.acting().units(Verb.READ), None, as_of)
            if allowed is not None:
                own &= _units_in(self._everything(), self.acting().units(Verb.READ), None, self.today())
            near = nearest(self.scope, own)
            raise NotFound.of(Problem("scope-not-standing", value=str(self.scope), details={"day": as_of, "near": near}))
        homed, visible = self._visible(all_of, mine, as_of, seq)
        keys = _keys_in_view(everything, mine, homed, allowed)
        seen, cut = _in_view(everything, keys, salt)

        def derive(noun: str, day: date) -> Iterator[Derived]:
            return (_cut_derived(one, keys, salt) for one in everything.derived(noun, day).values() if visible(one))

        return self._handed_out(
            self._side_by_side(as_of, seq),
            seen,
            sources=MappingProxyType({key: source for key, source in all_of.closed.sources.items() if key in keys}),
            check=check,
            whole=False,
            # Rules that a reader brought see what the reader sees.
            derive=None if self._tries else derive,
            tells=lambda problem: not _by_the_cut(problem, cut),
        )

    def _whole(self, as_of: date, seq: int, check: bool) -> Snapshot:
        """What who reads everything reads for the purpose."""
        closed = self._closed_all(seq, frozenset())
        records = [_cut(one, AllBut(closed.gone), self._salt(seq)) for one in closed.records] if closed.gone else closed.records
        found = self._handed_out(self._side_by_side(as_of, seq), records, sources=MappingProxyType(closed.sources), check=check)
        if len(self.purpose.opens) == len(Privacy) and seq == self._store.head().seq:
            found.kept(CONFIDENTIAL, lambda _: closed.confidential)
        return found

    def _of_everybody(self, as_of: date, seq: int) -> Everything:
        """All records as the purpose closes them: what this reader gets is a part of them."""
        now = self.today(), self._store.head().seq
        accusing = self._accusing(seq, as_of) | self._accusing(seq, self.today())

        def made(earlier: list[Everything]) -> Everything:
            closed = self._closed_all(seq, accusing)
            snapshot = self._side_by_side(as_of, seq)(closed.records, check=False)
            return Everything(carried_on((one.snapshot for one in earlier), snapshot), closed)

        return self._shared.of(("everybody", self.purpose), (as_of, seq, *now, accusing), made)

    def _side_by_side(self, as_of: date, seq: int) -> Callable[..., Snapshot]:
        nouns: Mapping[str, Any] = NOUNS
        withheld = frozenset(noun for noun, cls in nouns.items() if _withheld(cls, self.purpose))
        if len(self.purpose.opens) < len(Privacy):
            # What a rule makes of records of which a part is closed would be false, and may tell what is closed.
            withheld |= frozenset(DERIVED)
        made = partial(Snapshot.of, charter=self.charter, calendars=self.calendars, engine=self.engine)
        return partial(made, as_of=as_of, known_at=seq, head=str(self._store.head_at(seq)), withheld=withheld)

    def _closed_all(self, seq: int, accusing: frozenset[str]) -> Closed:
        """All records as the purpose closes them."""

        def made(_: object) -> Closed:
            records, sources = self._stored(seq)
            confidential = _confidential(records) | self._confidential_since(seq, records) | accusing
            if Privacy.INTERNAL not in self.purpose.opens:
                sources = {}
            gone: frozenset[Key] = frozenset()
            if len(self.purpose.opens) < len(Privacy):
                gone = frozenset(key_of(record) for record in records if _out_of_view(record, self.purpose))
            # What the purpose closes of a record does not open it.
            asked = restricted(self._rights) or confidential
            cases = {key_of(one): found for one in records if (found := tuple(cases_of(one)))} if asked else {}
            hidden = gone.union(key for key, found in cases.items() if not confidential.isdisjoint(found))
            return Closed(
                [self._closed(one, confidential, accusing) for one in records if not gone or key_of(one) not in gone],
                {key: source for key, source in sources.items() if key not in hidden} if hidden else sources,
                gone,
                cases,
                confidential,
            )

        return self._shared.of(("closed", self.purpose), (seq, self._store.head().seq, accusing), made)

    def _salt(self, seq: int) -> str:
        """Ids are easily guessed. What stands for one is mixed with something of this store that no reader is shown whole."""
        first = min(seq, 1)
        if first not in self._salts:
            self._salts[first] = self._store.head_at(first).hash
        return self._salts[first]

    def _led_to(self, record: Record, known_at: int | None) -> AllBut:
        """What a record may lead to: not to records that the purpose withholds."""
        led = self._store.read(list(references(record)), known_at) if len(self.purpose.opens) < len(Privacy) else {}
        return AllBut(frozenset(key for key, one in led.items() if one.record and _out_of_view(one.record, self.purpose)))

    def _handed_out(self, shot: Callable[..., Snapshot], records: list[Record], *, check: bool, **more: Any) -> Snapshot:
        """The snapshot that a reader gets; where the purpose closes what records must have, figures count another that holds it."""
        closed = closed_fields(self.purpose)
        if not closed:
            return shot(records, check=check, **more)
        # Measures that a reader brought, with the charter that is tried, count by nothing that is closed.
        counted = None if self._tries else shot(records, check=False, closed=closed, **more)
        shown = [_withhold(record, self.purpose) for record in records]
        return shot(shown, check=False, closed=closed, counted=counted, **more)

    def _seen_today(self) -> tuple[frozenset[UnitId], set[Key]]:
        """The units and the records that are in view today, as everything is stored now."""
        today, head = self.today(), self._store.head().seq
        now = self._of_everybody(today, head)
        units = _units_in(now.snapshot, self.acting().units(Verb.READ), self.scope, today)
        return units, _keys_in_view(now.snapshot, units, self._visible(now, units, today, head)[0])

    def _closed(self, record: Record, confidential: frozenset[str], accusing: frozenset[str] = frozenset()) -> Record:
        if isinstance(record, Case) and (record.confidential or record.id in confidential):
            own = _custom_classes(self._rights, "case")
            custom = tuple(part for part in record.custom if _opens_custom(part, _FACTS, own))
            record = evolve(record, requester=None, agent=None, contact=None, custom=custom)
            if record.id in accusing:
                # Who complains says so, and where: what it is answered is what the desk writes beside it.
                record = evolve(record, text=None, place=None)
        if isinstance(record, DiaryEntry) and record.case in confidential:
            record = evolve(record, case=None)  # who was visited is who asked
        if len(self.purpose.opens) == len(Privacy):
            return record
        closed: Record = _close(record, self.purpose, _custom_classes(self._rights, noun_of(record)))
        return closed

    def _visible(
        self, all_of: Everything, mine: frozenset[UnitId], day: date, seq: int
    ) -> tuple[list[Record], Callable[[Record | Derived], bool]]:
        """The records with a home that are in view, and whether any record is."""
        categories = restricted(self._rights)
        units = {one: _units_in(all_of.snapshot, self.acting().units(Verb.READ, one), self.scope, day) for one in categories}
        head = self._store.head().seq
        # What is restricted today is so in older states too.
        today = walk(self._store, "case", head, personal=False) if categories and seq != head else ()
        return all_of.in_view(mine, units, {one.id: one.record for one in today})

    def _belongs_to(self, snapshot: Snapshot, day: date) -> frozenset[UnitId]:
        """The units of which the reader is a part: those of the grants and all above them; none for somebody who reads everywhere."""
        units = self.acting().units(Verb.READ)
        tree = snapshot.tree_on(day)
        granted = [snapshot.tree.place(unit, day) or unit for unit in units or ()]
        return frozenset(above for unit in granted for above in (unit, *(tree.ancestors(unit) if unit in tree else ())))

    def _accusing(self, seq: int, day: date) -> frozenset[str]:
        """The cases against a unit of which the reader is a part, now or in the state that is read."""
        if not self.acting().units(Verb.READ):
            return frozenset()
        kept = [one.record for at in (seq, self._store.head().seq) for one in walk(self._store, "case", at, personal=False)]
        cases = [record for record in kept if isinstance(record, Case)]
        if all(case.against is None for case in cases):
            return frozenset()
        tree = (one.record for noun in ("unit", "change_event") for one in walk(self._store, noun, seq))
        shot = Snapshot.of([one for one in tree if one is not None], self.charter, as_of=day, check=False)
        mine = self._belongs_to(shot, day)
        found = {
            case.id
            for case in cases
            if case.against is not None and not mine.isdisjoint({case.against, shot.tree.place(case.against, day)})
        }
        return _with_ties(found, ((case.id, case.merged_into, case.part_of, case.repeats) for case in cases))

    def _confidential(self, case: str) -> frozenset[str]:
        """The case, if it is confidential today, or was when it was withdrawn, or if one from which it was split off, or that was split off it, is."""
        near = _split(self._store, [case])
        stored = near[case]
        if stored is not None and stored.record is None:
            return frozenset({case}) if self._ever_confidential(case) else frozenset()
        return _confidential(one.record for one in near.values() if one is not None)

    def _confidential_since(self, seq: int, records: Iterable[Record]) -> frozenset[str]:
        """The cases that are confidential today, or were when they were withdrawn: what was once open is closed in older states too."""
        head = self._store.head().seq
        if seq == head:
            return frozenset()
        cases = walk(self._store, "case", head, personal=False)
        today = {one.id: one.record for one in cases if one.record is not None}
        gone = [record.id for record in records if isinstance(record, Case) and record.id not in today]
        return _confidential(today.values()) | {case for case in gone if self._ever_confidential(case)}

    def _ever_confidential(self, case: str) -> bool:
        seqs = [entry.seq for entry in self._store.history(("case", case))]
        found = (self._store.read([("case", case)], seq).get(("case", case)) for seq in seqs)
        return any(one is not None and isinstance(one.record, Case) and one.record.confidential for one in found)


def _known_noun(noun: str) -> None:
    if noun not in NOUNS:
        raise InvalidArgument(f"{noun!r} is no noun; did you mean {nearest(noun, NOUNS, most=1)[0]!r}?")


def _not_found(noun: str, id: str) -> NotFound:
    return NotFound.of(Problem("no-record-in-view", value=id, details={"noun": named_noun(noun)}))
