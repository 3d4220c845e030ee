"""What people type that a rule gives as well: where it stands, what the rule gives, and the decision that sets the rule aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import attrs
from attrs import evolve, frozen

from grassroots.charter.rule import Rule
from grassroots.model import Override, noun_name
from grassroots.problems import Problem
from grassroots.reading.at import At

R = TypeVar("R", bound=Rule | None)

RESULT = "result"
"""What a recorded decision sets that lets a result stand which is not the rule's."""


@frozen(kw_only=True)
class Held:
    """A record held against a rule: what the rule gives where people type it, and something else that it does not give."""

    record: Any
    gives: Any
    other: Any


def _set(record: Any, name: str, value: Any) -> Any:
    return evolve(record, **{name: value})


@frozen(kw_only=True)
class Typed(Generic[R]):
    """A field of a stored noun into which people type what a rule gives.

    `told`: the codes of the findings that tell of a difference → the detail that names the record by its id, or `value`. `of`: what the rule gives, given
    (rule, at), wherever that does not hang on what was typed there. `write`: how it is typed, given (record, field, value).
    """

    noun: type[Any]
    field: str
    told: Mapping[str, str] = attrs.field(hash=False)
    of: Callable[[R, At], Iterable[Held]]
    write: Callable[[Any, str, Any], Any] = _set

    def about(self, problem: Problem) -> tuple[str, ...]:
        """The ids of the records that a finding is about, if it tells of a difference here."""
        name = self.told.get(problem.code)
        found = problem.value if name == "value" else problem.details.get(name or "")
        return tuple(map(str, found)) if isinstance(found, tuple | list) else () if found is None else (str(found),)

    def is_set_aside(self, problem: Problem, at: At) -> bool:
        """Whether a decision in force lets stand what a finding is about."""
        return any(set_aside(noun_name(self.noun), id, at) for id in self.about(problem))


def decisions_on(noun: str, id: str, at: At) -> tuple[Override, ...]:
    """The recorded decisions in force on a day that set aside what a rule gives of a record."""
    return tuple(one for one in at.snapshot.referrers(Override, "about", (noun, id)) if one.start <= at.day < one.end)


def set_aside(noun: str, id: str, at: At) -> bool:
    """Whether a decision in force says that a typed result stands though a rule gives another."""
    return any(one.what == RESULT for one in decisions_on(noun, id, at))
