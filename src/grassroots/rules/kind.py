"""Kinds of rule: all that the library knows of one, in one object. Everything else is derived from the registry of kinds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module
from typing import Any, Generic, TypeVar

from attrs import evolve, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import DerivedPath, Fault, KindForm
from grassroots.charter.rule import Rule
from grassroots.model import Derived, noun_name
from grassroots.problems import Problem
from grassroots.reading.at import At
from grassroots.rules.proposed import Proposed
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.typed import Held, Typed
from grassroots.values import Language

__all__ = ["At", "Derivation", "DerivedPath", "Fault", "Held", "Kind", "ToDo", "Typed", "Urgency", "kinds_of"]

R = TypeVar("R", bound=Rule | None)
D = TypeVar("D", bound=Derived)
A = TypeVar("A", ToDo, Proposed)


@frozen
class Derivation(Generic[R, D]):
    """Records that rules of a kind derive: of which noun, and from (rule, at). `tells`: the way to one of them, line by line in a language."""

    noun: type[D]
    of: Callable[[R, At], Iterable[D]]
    tells: Callable[[D, R, At, Language], Iterable[str]] | None = None


@frozen(kw_only=True)
class Kind(KindForm[R]):
    """One kind of rule.

    `derives`: what it makes of records on a day, noun by noun, given (rule, at). `finds`: what is wrong in the records by a rule. `proposes`: what a rule
    proposes that people decide. `todo`: what a rule says is to be done, by when and by whom. Of a kind without a form, the rule is None. `silent`: why a kind
    finds and proposes nothing, in a sentence; empty where it does. `typed`: where people type what it gives; what they typed otherwise is among what it finds,
    unless a recorded decision lets it stand. `untyped`: why nobody types it anywhere, in a few words; empty where somebody does.
    """

    derives: tuple[Derivation[R, Any], ...] = ()
    finds: Callable[[R, At], Iterable[Problem]] | None = None
    proposes: Callable[[R, At], Iterable[Proposed]] | None = None
    todo: Callable[[R, At], Iterable[ToDo]] | None = None
    silent: str = ""
    typed: tuple[Typed[R], ...] = ()
    untyped: str = ""
    judges_past: bool = False
    """Whether a rule that is no longer in force still judges what was done under it: a vote is held to the text of its day."""

    def rules(self, at: At) -> Iterator[R]:
        """The rules of this kind that are in force; None, once, of a kind that no charter writes."""
        if self.form is None:
            yield None  # type: ignore[misc]
            return
        for rule in at.snapshot.charter.rules.get(self.name, {}).values():
            if self.judges_past or rule.holds_on(at.day):
                yield rule  # type: ignore[misc]

    def __reduce__(self) -> tuple[Any, ...]:
        # A kind is code: a copy in another process is the kind of the same name there.
        home = getattr(self.form, "__module__", "")
        own = [name for name, value in vars(sys.modules.get(home, object)).items() if value is self]
        return _kind_named, ((home, own[0]) if own else ("grassroots.rules.registry", self.name))

    def derived(self, noun: str, records: Any, day: date) -> Iterator[Derived]:
        """What the rules in force on a day derive, as records of a noun."""
        for one in self.derives:
            if noun_name(one.noun) == noun:
                at = At.of(records, day)
                for rule in self.rules(at):
                    yield from one.of(rule, at)

    def makes(self, noun: str) -> bool:
        """Whether the rules of this kind derive records of a noun."""
        return any(noun_name(one.noun) == noun for one in self.derives)

    def problems(self, at: At) -> Iterator[Problem]:
        """What the rules in force find wrong."""
        for rule in self.rules(at):
            yield from self.problems_of(rule, at)

    def problems_of(self, rule: R, at: At) -> Iterator[Problem]:
        """What one rule finds wrong."""
        found = () if self.finds is None else self.finds(rule, at)
        return (_placed(one, at) for one in found if not self._let_stand(one, at))

    def asked_of(self, rule: R, at: At) -> Iterator[ToDo]:
        """What one rule says is to be done."""
        found = () if self.todo is None else self.todo(rule, at)
        return (_reasoned(one, at) for one in found if not self._let_stand(one.reason, at))

    def proposals_of(self, rule: R, at: At) -> Iterator[Proposed]:
        """What one rule proposes."""
        found = () if self.proposes is None else self.proposes(rule, at)
        return (_reasoned(one, at) for one in found if not self._let_stand(one.reason, at))

    def _let_stand(self, problem: Problem, at: At) -> bool:
        return any(one.is_set_aside(problem, at) for one in self.typed)

    def to_dos(self, at: At) -> Iterator[ToDo]:
        """What the rules in force say is to be done; what they propose is there to be decided."""
        for rule in self.rules(at):
            yield from self.to_dos_of(rule, at)

    def to_dos_of(self, rule: R, at: At) -> Iterator[ToDo]:
        """What one rule says is to be done, and what it proposes; a proposal for the very reason of a to-do is that to-do."""
        told: set[tuple[tuple[str, str], Problem]] = set()
        for task in self.asked_of(rule, at):
            told.add((task.record, task.reason))
            yield task
        for one in self.proposals_of(rule, at):
            if (one.record, one.reason) in told:
                continue
            noun, id = one.record
            record = at.snapshot.get(noun, id)
            yield ToDo(
                kind=self.name,
                rule=one.rule,
                labels=one.labels,
                urgency=Urgency.DECIDE,
                record=one.record,
                unit=None if record is None else at.snapshot.home(record),
                day=one.day,
                reason=one.reason,
                source=one.source,
            )

    def proposals(self, at: At) -> Iterator[Proposed]:
        """What the rules in force propose."""
        for rule in self.rules(at):
            yield from self.proposals_of(rule, at)


def _placed(problem: Problem, at: At, about: tuple[str, str] | None = None) -> Problem:
    """A problem at the row of the record that it names, or that what it is the reason for is about, where its rule says no row."""
    if problem.source is not None:
        return problem
    noun, id = problem.details.get("noun"), problem.details.get("id")
    source = at.snapshot.sources.get((str(noun), str(id))) or (at.snapshot.source_of(about) if about else None)
    return problem if source is None else evolve(problem, source=source)


def _reasoned(one: A, at: At) -> A:
    reason = _placed(one.reason, at, one.record)
    return one if reason is one.reason else evolve(one, reason=reason)


def _kind_named(module: str, name: str) -> Kind[Any]:
    home = import_module(module)
    found: Kind[Any] = home.KINDS[name] if module == "grassroots.rules.registry" else getattr(home, name)
    return found


def kinds_of(charter: Charter) -> list[Kind[Any]]:
    """The kinds that a charter was handed, with all that they do."""
    return [kind for kind in charter.kinds.values() if isinstance(kind, Kind)]
