"""A kind of rule as the language of charters needs it: its name, its form, and what it adds to what may be read and checked.

The rooms above give the whole kind (`rules.kind.Kind`), which is a form with what the rule derives, finds and proposes. A charter is handed its kinds
when it is loaded; nothing here knows which there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from grassroots.charter.condition import Literal
from grassroots.charter.leaf import Leaf
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.charter.workflow import Workflow
from grassroots.model import Derived, Step

R = TypeVar("R", bound=Rule | None)

Fault = tuple[Path, str, str, dict[str, Any]]
"""Something unsound in a rule: the keys within its table that lead to it, the code of the problem, the value, the details."""

Check = Callable[[Any, Any], Iterable[Any]]
"""(record, records) → the problems of a record beside others."""


@frozen(kw_only=True)
class DerivedPath:
    """What a path may read of a record beside its fields, because a rule computes it.

    `head`: the first part of the path (`clock` of `clock.reply.due`). `rests`: what may follow it from records of a noun, given (charter, noun);
    the empty text where the head is a path by itself. `leaves`: what stands at the end, given (charter, noun, rest); empty where nothing does.
    `value`: what is read, given (reader, record, the parts that follow the head, day). `words`: the kind of rule whose names the second part
    of the path is one of, to be told by their labels. `whole`: whether it says, with an empty second part, by when a record is due and what became of
    that, where no step of the record names a day.
    """

    head: str
    rests: Callable[[Any, str], Iterable[str]]
    leaves: Callable[[Any, str, str], Iterable[Leaf]]
    value: Callable[[Any, Any, tuple[str, ...], date], Literal | None]
    words: str = ""
    whole: bool = False


def _sound(rule: Any, charter: Any) -> Iterable[Fault]:
    return ()


@frozen(kw_only=True)
class KindForm(Generic[R]):
    """What a charter needs to know of a kind of rule.

    `name`: the table in which its rules stand (`[dues.NAME]`). `form`: the class of a rule, whose fields are the keys; None for what the library
    knows by itself and no charter writes. `sound`: what is unsound in a rule that its fields cannot say, given (rule, charter). `workflow`: the life
    that follows from a rule, if one does. `paths`: what may be read of records because of such rules. `checks`: noun → what must hold
    of a record of it beside others. `together`: noun → the fields by which its records are held against one another there: all with one value agree or not.
    `steps`: noun → given a snapshot, the steps of its records as they count. `refused`: given a rule, the codes of visits by which somebody did not wish one.
    """

    name: str
    form: type[Any] | None
    sound: Callable[[R, Any], Iterable[Fault]] = _sound
    workflow: Callable[[R], Workflow | None] | None = None
    paths: tuple[DerivedPath, ...] = ()
    checks: Mapping[str, Check] = field(factory=dict, hash=False)
    together: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    steps: Mapping[str, Callable[[Any], Callable[[Any], Sequence[Step]]]] = field(factory=dict, hash=False)
    refused: Callable[[R], Iterable[str]] | None = None

    def derived(self, noun: str, records: Any, day: date) -> Iterable[Derived]:
        """What the rules of this kind that are in force on a day derive from records, as records of a derived noun. A form alone derives nothing."""
        return ()

    def makes(self, noun: str) -> bool:
        """Whether the rules of this kind derive records of a noun."""
        return False


Kinds = Mapping[str, KindForm[Any]]
"""Name → kind."""
