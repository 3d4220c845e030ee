"""The desk: a case added, led on and closed by its number, a cell corrected, a person or unit moved from a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import attrs
from attrs import evolve

from grassroots.charter import Workflow
from grassroots.charter.workflow import StateKind
from grassroots.errors import DamagedStore, HasProblems, InvalidArgument, NotFound, refused
from grassroots.ledgers import Reading
from grassroots.ledgers.cells import fold, fold_name
from grassroots.ledgers.over.spells import later_id
from grassroots.ledgers.readers import words_of
from grassroots.model import DERIVED, Derived, Membership, Person, Placement, Record, Step, Unit, has_steps, key_of, noun_of
from grassroots.model.labels import named_noun
from grassroots.problems import Named, Problem, nearest
from grassroots.rules.members.mobility_rule import MobilityRule
from grassroots.store import Change, Head, Key
from grassroots.values import Language, UnitId
from grassroots.workspace.arguments import day_of
from grassroots.workspace.copies import looked_over, made_at
from grassroots.workspace.desk.changes import Changed, MovedFigure, changes_since, moved_figures
from grassroots.workspace.desk.looking import Found, found_by, in_rows
from grassroots.workspace.desk.naming import Names
from grassroots.workspace.desk.replying import UNCHANGED, Replying
from grassroots.workspace.desk.rows import (
    Asked,
    in_row,
    lacking,
    ledger_of,
    named_ledger,
    number_of,
    read_row,
    record_of,
    records_of,
    written,
)
from grassroots.workspace.opened import judged_whole
from grassroots.workspace.requests import Requesting
from grassroots.workspace.told.segments import members

if TYPE_CHECKING:
    from grassroots.charter import LedgerRule


D = TypeVar("D", bound="Desk")
P = ParamSpec("P")
T = TypeVar("T")


def _by_name(edit: Callable[Concatenate[D, P], T]) -> Callable[Concatenate[D, P], T]:
    """What is wrong is told with the records that it names by what they are called."""

    @wraps(edit)
    def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return edit(self, *args, **kwargs)
        except HasProblems as error:
            names = Names(self._kept(), reveal=False)
            raise HasProblems(error.message, [names.told(problem) for problem in error.problems]) from None
        except InvalidArgument as error:
            if not isinstance(error.problem, Problem):
                raise
            raise InvalidArgument.of(Names(self._kept(), reveal=False).told(error.problem)) from None

    return run


class Desk(Replying, Requesting):
    """What is done by ledger, number and heading."""

    act = _by_name(Requesting.act)

    def _day(self) -> date | None:
        now = self._now()
        return now.date() if now else None

    def lacking(self, ledger: str, cells: Mapping[str, str], language: Language = "en") -> tuple[Asked, ...]:
        """The columns that a new row of a ledger must have filled, and has not."""
        return lacking(ledger_of(self.charter, ledger), self.charter, cells, language)

    def row(self, ledger: str, number: str, language: Language = "en") -> tuple[tuple[str, str], ...]:
        """What is kept under a number (or a name) of a ledger, as its row would be written: (heading, text) of each cell that is filled.

        Raises:
            NotFound: no such ledger, or it has no such number in view.
        """
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        id = record_of(rule, self.charter, snapshot, number)
        return written(rule, snapshot, in_row(rule, snapshot, id), language)

    @judged_whole
    def add_row(
        self, ledger: str, cells: Mapping[str, str], *, reason: str, actor: str = "", language: Language = "en"
    ) -> Reading:
        """Adds what a new row of a ledger would say.

        Args:
            ledger: its name, or what it is called.
            cells: heading, in any language → what is typed under it, as in the ledger.
            reason: why, for the log.
            actor: in whose name; without one, that of this office.
            language: of headings in what is told.

        Raises:
            NotFound: no such ledger or heading.
            HasProblems: a cell is missing or cannot be read, or the number is taken.
            Refused: the actor may not bring it in.
        """
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        try:
            reading = read_row(snapshot, rule, cells, language=language, today=self._day())
        except HasProblems as error:
            taken = next((one for one in error.problems if one.code == "changed-elsewhere"), None)
            if taken is None:
                raise
            raise self._taken(rule, str(taken.details["id"])) from None
        new = [record for record in reading.records if key_of(record) in reading.new]
        main = next(record for record in reading.records if noun_of(record) == rule.nouns[0])
        if main not in new:
            raise self._taken(rule, main.id)
        head = self.add(*new, reason=reason, actor=actor)
        return evolve(reading, stored=True, batch=str(head))

    def _taken(self, rule: LedgerRule, id: str) -> HasProblems:
        problem = Problem("number-taken", value=number_of(rule, id), details={"ledger": named_ledger(rule)})
        return HasProblems(UNCHANGED, [problem])

    @judged_whole
    def correct_row(
        self,
        ledger: str,
        number: str,
        cells: Mapping[str, str],
        *,
        reason: str,
        actor: str = "",
        always: bool = False,
        language: Language = "en",
    ) -> Reading:
        """Corrects cells of what a ledger has under a number. What is not given stays, and earlier reports stay as they were.

        Args:
            ledger: its name, or what it is called.
            number: the number, or the name, of the record.
            cells: heading, in any language → what holds; an empty text empties the cell.
            reason: why, for the log.
            actor: in whose name; without one, that of this office.
            always: a place or holder was written wrongly from the first day on; what changed on a day is a move.
            language: of headings in what is told.

        Returns:
            What was read; `stored` says whether anything changed.

        Raises:
            NotFound: no such ledger, number or heading.
            HasProblems: a cell cannot be read, or a place or holder is changed without a day.
            Refused: the actor may not change it.
        """
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        id = record_of(rule, self.charter, snapshot, number)
        today = self._day()
        try:
            reading = read_row(snapshot, rule, cells, language=language, today=today, onto=id, settled=always)
        except HasProblems as error:
            raise HasProblems(UNCHANGED, [_for_one(problem) for problem in error.problems]) from None
        changes: list[Change] = []
        versions: dict[Key, int] = {}
        for record in reading.records:
            key = key_of(record)
            if key in reading.new:
                changes.append(Change(noun=key[0], id=key[1], record=record))
                versions[key] = self.view._to_bring(key)
            elif revised := self.view._revised(*key, _differing(snapshot.get(*key), record)):
                changes.append(revised[0])
                versions[key] = revised[1]
        if changes:
            self._store_changes("correct", changes, versions, reason, actor, ())
        return evolve(reading, stored=bool(changes))

    @_by_name
    @judged_whole
    def lead(
        self,
        ledger: str,
        number: str,
        state: str = "",
        *,
        on: date,
        reason: str,
        actor: str = "",
        outcome: str = "",
        rating: str = "",
        unit: str = "",
        due: date | None = None,
        ground: str = "",
        ask: bool = False,
        template: str = "",
        language: Language = "",
    ) -> Record:
        """Leads a case, a task, a membership on, by its number: a dated step. Words may be given as they are called in any language.

        Args:
            ledger: its name, or what it is called.
            number: the number, or the name.
            state: where it is led to; without one it is closed, by the first state of the kind `done` that may follow.
            on: the day.
            reason: why, for the log.
            actor: in whose name; without one, that of this office.
            outcome: what came of it.
            rating: how the requester rated it.
            unit: the unit that handles it from now on.
            due: the day by which it is to be done.
            ground: on what ground the step was taken.
            ask: whether the step is not taken, but asked for (`request_step`); the record is given as it stands.
            template: the text of the charter (`[reply.NAME]`) with which the case is answered; the answer is stored with the step.
            language: of that answer; without one, the first of the charter.

        Raises:
            NotFound: no such ledger, number, state, word or unit; names the nearest.
            HasProblems: the workflow does not allow it, it is over already, or several states would close it.
            Refused: the actor may not take the step.
        """
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        id = record_of(rule, self.charter, snapshot, number)
        record: Any = next((one for one in records_of(rule, snapshot, id) if has_steps(noun_of(one))), None)
        flow = self.charter.workflow_of(record) if record is not None else None
        if flow is None:
            raise HasProblems(UNCHANGED, [Problem("no-steps-in-ledger", details={"ledger": named_ledger(rule)})])
        step = Step(
            state=_state(flow, state) if state else _closing(flow, record, named_ledger(rule), number_of(rule, id)),
            on=on,
            unit=UnitId(self.unit(unit)) if unit else None,
            outcome=self._word("outcome", outcome, frozenset(flow.outcomes)),
            rating=self._word("rating", rating, frozenset(flow.ratings)),
            ground=self._word("ground", ground, None),
            due=due,
        )
        if ask and template:
            raise HasProblems(UNCHANGED, [Problem("reply-not-asked", value=template)])
        if ask:
            self.request_step(noun_of(record), record.id, step, reason=reason, actor=actor)
            return self.get(noun_of(record), record.id)
        along = [self._answer(record, step, template, number_of(rule, id), language)] if template else []
        return self.record_step(noun_of(record), record.id, step, reason=reason, actor=actor, along=along)

    def _word(self, words: str, text: str, among: frozenset[str] | None) -> str | None:
        if not text:
            return None
        known = words_of(self.charter, words, among or None)
        if found := known.get(fold(text)):
            return found
        meant = set(known.values())
        labels = [
            one for word in self.charter.words.get(words, {}).values() if word.name in meant for one in word.labels.values()
        ]
        raise NotFound.of(Problem("no-such-word", value=text, details={"near": nearest(text, labels, 12) or ("-",)}))

    def person(self, text: str) -> str:
        """The id of the person of that number, or of that name where the reader may see it.

        Raises:
            NotFound: there is none in view, or several.
        """
        snapshot = self._kept()
        people = snapshot.all(Person)
        wanted = fold(text)
        numbers: dict[str, set[str]] = {id: {id} for id in people}
        for rule in self.charter.ledgers.values():
            if rule.nouns[0] == "person" and rule.prefix:
                for id in numbers:
                    if id.startswith(rule.prefix):
                        numbers[id].add(number_of(rule, id))
        named = [id for id, one in people.items() if one.name and fold_name(one.name) == fold_name(text)]
        for hits in (
            [id for id in people if id == text.strip()],
            [id for id in people if fold(id) == wanted],
            named,
            [id for id, known in numbers.items() if text.strip() in known],
            [id for id, known in numbers.items() if wanted in map(fold, known)],
        ):
            if len(hits) == 1:
                return hits[0]
            if hits:
                raise NotFound.of(Problem("person-of-several", value=text, details={"known": tuple(sorted(hits))}, masked=True))
        raise NotFound.of(Problem("no-such-person", value=text))

    @_by_name
    @judged_whole
    def move(self, what: str, to: str, *, on: date, reason: str, actor: str = "", state: str = "") -> tuple[Record, ...]:
        """Moves a unit under another, or a person from one unit to another, from a day on. What was before that day stays as it was.

        Args:
            what: the unit by id or name, else the person by number or name.
            to: the unit, by id or name.
            on: the first day on which it holds.
            reason: why, for the log.
            actor: in whose name; without one, that of this office.
            state: of a person: the state in which the membership at the old unit ends, where several may follow.

        Returns:
            The records that say so.

        Raises:
            NotFound: no such unit or person in view.
            HasProblems: the person is a member nowhere on that day, or is there already, or the unit was moved later.
            Refused: the actor may not change them.
        """
        goal = UnitId(self.unit(to))
        try:
            unit = self.unit(what)
        except NotFound as error:
            if error.problem.code != "no-such-unit":
                raise
        else:
            return (self._move_unit(unit, goal, on, reason, actor),)
        return self._move_person(what, goal, on, reason, actor, state)

    def _move_unit(self, id: str, goal: UnitId, on: date, reason: str, actor: str) -> Record:
        unit = self._kept().all(Unit)[id]
        if later := [one.since for one in unit.parents if one.since >= on]:
            raise HasProblems(UNCHANGED, [Problem("moved-later", value=unit.name, details={"day": later[0]})])
        if unit.parents and unit.parents[-1].parent == goal:
            raise HasProblems(UNCHANGED, [Problem("there-already", value=unit.name, details={"unit": goal})])
        return self.correct("unit", id, parents=(*unit.parents, Placement(since=on, parent=goal)), reason=reason, actor=actor)

    def _move_person(self, what: str, goal: UnitId, on: date, reason: str, actor: str, state: str) -> tuple[Record, ...]:
        id, snapshot = self.person(what), self._kept()
        transfers = [(rule.home, rule.transfer) for rule in self.charter.rules_of(MobilityRule, on)]
        home, transfer = transfers[0] if transfers else ("home", None)
        mine = [one for one in snapshot.all(Membership).values() if one.person == id and one.registration == home]
        old = next((one for one in mine if one.steps and one.steps[0].on <= on and not self._over(one)), None)
        if old is None:
            raise HasProblems(UNCHANGED, [Problem("member-nowhere", value=what, details={"day": on})])
        if old.unit == goal:
            raise HasProblems(UNCHANGED, [Problem("there-already", value=what, details={"unit": goal})])
        flow = self.charter.workflow_of(old)
        assert flow is not None
        last = old.steps[-1]
        ends = [one for one in flow.states[last.state].next if flow.states[one].kind is StateKind.DROPPED]
        if state:
            end = _state(flow, state)
        elif transfer is not None and transfer.left in flow.states:
            end = transfer.left
        elif len(ends) == 1:
            end = ends[0]
        else:
            raise HasProblems(UNCHANGED, [Problem("which-end", details={"known": tuple(_named(flow, one) for one in ends)})])
        left = self.view._revised("membership", old.id, {"steps": (*old.steps, Step(state=end, on=on, unit=goal))})
        assert left is not None
        new = evolve(old, id=later_id(old.id, on), unit=goal, steps=(Step(state=last.state, on=on),))
        changes = [left[0], Change(noun="membership", id=new.id, record=new)]
        versions = {("membership", old.id): left[1], ("membership", new.id): 0}
        self._store_changes("move", changes, versions, reason, actor, ())
        return self.get("membership", old.id), self.get("membership", new.id)

    def _over(self, membership: Membership) -> bool:
        flow = self.charter.workflow_of(membership)
        state = flow.states.get(membership.steps[-1].state) if flow else None
        return state is not None and state.kind is StateKind.DROPPED

    def number(self, ledger: str, id: str) -> str:
        """The number that a record has in a ledger."""
        return number_of(ledger_of(self.charter, ledger), id)

    def find(
        self, text: str, language: Language = "en", *, segment: str = "", as_of: date | str | None = None
    ) -> tuple[Found, ...]:
        """What in view has this number or name, then what has a number that ends with it, behind a dash, or a name with it, then what says it.

        Args:
            text: what is looked for; with a segment it may be empty.
            language: of headings and words.
            segment: only those in this segment of the charter, by its name or its label.
            as_of: the day on which they are in it; without one, today.

        Raises:
            NotFound: no such segment; names the nearest.
            Refused: the segment reads what the purpose does not open.
        """
        if not segment:
            return found_by(self._shelf(), text, language)
        known = self.charter.segment(segment)
        noun = known.noun
        if noun in DERIVED:
            raise InvalidArgument.of(Problem("segment-of-derived", value=segment, details={"noun": named_noun(noun)}))
        day = self._held.today() if as_of is None else day_of(as_of)
        keys = [key_of(one) for one in members(self.view, known, day) if not isinstance(one, Derived)]
        if not text.strip():
            return in_rows(self._shelf(), keys, language)
        return tuple(one for one in found_by(self._shelf(), text, language) if one.key in set(keys))

    def changes(self, since: date | str, language: Language = "en") -> tuple[Changed, ...]:
        """What changed on a day and since, the first change first: who, what, why."""
        self._open()
        return tuple(changes_since(self.view, day_of(since), language))

    def moved_figures(self, since: date | str, as_of: date | str, language: Language = "en") -> tuple[MovedFigure, ...]:
        """The figures of the year of a day that are others by what changed since another day."""
        self._open()
        before = self.view._first_since(day_of(since)) - 1
        return tuple(moved_figures(self.snapshot(as_of, before), self.snapshot(as_of), language))

    def backup(self, target: str | Path) -> Head:
        """Copies the store into a new file while it is in use, and checks the copy.

        Raises:
            Refused: the actor does not see everything, or the purpose closes a part of it.
            InvalidArgument: the file exists or its folder does not, or this store is none that can be copied so.
            DamagedStore: the copy is not sound.
        """
        self._open()
        path = Path(target)
        if not self.view.unclosed:
            raise refused(Problem("copy-of-all"))
        if not path.parent.is_dir():
            raise InvalidArgument.of(Problem("no-folder", value=str(path.parent)))
        if path.exists():
            raise InvalidArgument.of(Problem("copy-exists", value=str(path)))
        self.view.copy_to(path, made_at(self.plugins, path))
        head, faults = looked_over(self.plugins, path)
        if faults:
            raise DamagedStore(f"{path}: {faults[0]}")
        return head


def _for_one(problem: Problem) -> Problem:
    """What is asked of whole ledgers is answered otherwise at the desk."""
    codes = {"change-without-day": "moved-without-day", "other-under-number": "all-other"}
    return evolve(problem, code=codes.get(problem.code, problem.code))


def _differing(was: Record | None, record: Record) -> dict[str, Any]:
    names = (one.name for one in attrs.fields(type(record)))
    return {name: value for name in names if (value := getattr(record, name)) != getattr(was, name)}


def _named(flow: Workflow, state: str) -> Named:
    labels = flow.states[state].labels
    return Named(labels.get("en", state), labels)


def _state(flow: Workflow, text: str) -> str:
    """The state of that name, of that label, or to which a move of that name leads."""
    wanted = fold(text)
    for name, state in flow.states.items():
        if wanted in map(fold, (name, *state.labels.values())):
            return name
    for state in flow.states.values():
        for move in state.moves:
            if wanted in map(fold, move.labels.values()):
                return move.to
    labels = [label for state in flow.states.values() for label in state.labels.values()]
    raise NotFound.of(Problem("no-such-state", value=text, details={"near": nearest(text, labels, 12)}))


def _closing(flow: Workflow, record: Any, ledger: Named, number: str) -> str:
    """The state by which a life is closed: of the kind `done`; the first that may follow, else the first of all."""
    last = record.steps[-1] if record.steps else None
    if last is not None and flow.states[last.state].kind is StateKind.DONE:
        details = {"ledger": ledger, "number": number, "state": _named(flow, last.state), "day": last.on}
        raise HasProblems(UNCHANGED, [Problem("closed-already", details=details)])
    done = [name for name, state in flow.states.items() if state.kind is StateKind.DONE]
    following = [name for name in done if last is None or name in flow.states[last.state].next]
    for found in (following, done):
        # What follows on being done, such as a rating, does not close.
        first = [name for name in found if not any(name in flow.states[one].next for one in found if one != name)]
        if len(first) == 1:
            return first[0]
    details = {"noun": named_noun(noun_of(record)), "known": tuple(_named(flow, name) for name in following or done)}
    raise HasProblems(UNCHANGED, [Problem("which-closing", details=details)])
