"""Telling: what the rules of the charter say on a day. Findings, to-dos, proposals, derived records; nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from grassroots.charter.rule import Rule
from grassroots.codec import Frame
from grassroots.errors import InvalidArgument, NotFound
from grassroots.fields import Privacy
from grassroots.model import Derived, Noun, Unit, by_name, has_steps, noun_class, noun_name
from grassroots.problems import Named, Problem, meant, nearest
from grassroots.reading import At, reader_of
from grassroots.rules.worded import kind_label
from grassroots.texts import in_each
from grassroots.values import Language, UnitId
from grassroots.workspace.arguments import day_of
from grassroots.workspace.asking import Asking
from grassroots.workspace.opened import written_whole

if TYPE_CHECKING:
    from grassroots.rules.findings import Findings
    from grassroots.rules.kind import Kind
    from grassroots.rules.proposed import Proposed
    from grassroots.rules.todo import ToDo
    from grassroots.workspace.desk.naming import Names
    from grassroots.workspace.told.todo_list import ToDoList

N = TypeVar("N", bound=Noun | Derived)


@frozen(kw_only=True)
class RuleSaid:
    """What one rule says on a day. `rule` is None for what the library looks for by itself; `derived`: noun → the records that it derives."""

    kind: str
    rule: Rule | None
    day: date
    derived: Mapping[str, tuple[Derived, ...]] = field(factory=dict, hash=False)
    problems: tuple[Problem, ...] = ()
    to_dos: tuple[ToDo, ...] = ()
    proposals: tuple[Proposed, ...] = ()

    def title(self, language: Language = "en") -> str:
        """What the rule is called, else its kind."""
        from grassroots.rules.worded import kind_label

        if self.rule is None:
            return kind_label(self.kind, language)
        return self.rule.labels.get(language) or self.rule.labels.get("en") or self.rule.name


class Telling(Asking):
    """What the rules tell."""

    def findings(self, as_of: date | str) -> tuple[Findings, ...]:
        """What the rules find wrong with the records in view, kind of rule by kind of rule; `check` tells the same among all that is wrong.

        Args:
            as_of: the day that is asked about, a date or `YYYY-MM-DD`.
        """
        from grassroots.rules.findings import findings_by_kind

        return findings_by_kind(self._view_checked(day_of(as_of)))

    def todo(self, as_of: date | str, *, until: date | str | None = None, unit: str | None = None, post: str = "") -> ToDoList:
        """What the rules say is to be done, the most pressing first: overdue, lacking, to be decided, due soon.

        Args:
            as_of: today, a date or `YYYY-MM-DD`.
            until: what is due later is left out; two weeks ahead without one.
            unit: only what is owed at this unit and under it, by its id or its name.
            post: only what holders of this kind of post answer for, by its word or its label, and what names no post.

        Raises:
            NotFound: no such unit in view, or no such kind of post.
        """
        from grassroots.rules.findings import to_dos
        from grassroots.workspace.told.todo_list import ToDoList

        day = day_of(as_of)
        last = None if until is None else day_of(until)
        if last is not None and last < day:
            raise InvalidArgument.of(Problem("until-before", value=last, details={"day": day}))
        snapshot = self._for_rules(day)
        found = to_dos(
            snapshot,
            scope=None if unit is None else UnitId(self.unit(unit, day)),
            until=last,
            post=self._post_named(post) if post else "",
        )
        units = {UnitId(id): one.name for id, one in snapshot.all(Unit).items() if one.name}
        return ToDoList(found, day, self.charter, units, self._may_reveal, self.names(day))

    def names(self, as_of: date | str) -> Names:
        """What the records in view are called on a day, where people read of them: `names(day).told(problem)` is a problem with names instead of ids."""
        from grassroots.workspace.desk.naming import Names

        return Names(self.view.snapshot(day_of(as_of)), self._may_reveal)

    def proposals(self, as_of: date | str) -> tuple[Proposed, ...]:
        """What the rules propose that people decide; nothing follows by itself."""
        from grassroots.rules.findings import proposals

        return proposals(self._for_rules(as_of))

    @by_name.listed
    def records(self, noun: Any, as_of: date | str, *, segment: str = "", known_at: int | None = None) -> tuple[Any, ...]:
        """The records of a noun in view, in the order of their ids; those of a derived noun (`dues_account`) are what the rules derive on the day.

        Args:
            noun: its class, or its name.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            segment: only those in this segment of the charter (`[segment.NAME]`), by its name or its label.
            known_at: the number of the last change that was known; without one, the latest.

        Raises:
            InvalidArgument: no such noun.
            NotFound: no such segment of the noun; names the nearest.
            Refused: the segment reads what the purpose does not open.
        """
        from grassroots.workspace.told.segments import members

        self._open()
        if not isinstance(noun, str | type):
            raise InvalidArgument(f"noun={noun!r}: the class of a noun or its name is wanted here")
        name = noun if isinstance(noun, str) else noun_name(noun)
        if segment:
            return members(self.view, self.charter.segment(segment, name), day_of(as_of), known_at)
        return self.view.all(name, day_of(as_of), known_at)

    def frame(
        self,
        noun: type[Noun] | type[Derived] | str,
        as_of: date | str,
        *,
        segment: str = "",
        known_at: int | None = None,
    ) -> Frame:
        """The records of a noun in view as a typed table, for polars, pandas and the like; `records` gives them as objects.

        Beside their fields stand `home` (the unit at which a record counts) and, of those with steps, where they stand at the end of the day: `status_state`,
        `status_kind`, `status_since`, `status_outcome`, `status_handler`, `status_due`, `status_promise`.

        Args:
            noun: its class, or its name; also a derived noun.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            segment: only those in this segment of the charter, by its name or its label.
            known_at: the number of the last change that was known; without one, the latest.

        Raises:
            InvalidArgument: no such noun.
            NotFound: no such segment of the noun; names the nearest.
            Refused: the segment reads what the purpose does not open.
        """
        found: tuple[Any, ...] = self.records(noun, as_of, segment=segment, known_at=known_at)
        cls = noun if isinstance(noun, type) else noun_class(noun)
        snapshot, day = self.view.snapshot(day_of(as_of), known_at), day_of(as_of)
        homes = [snapshot.home(one) for one in found]
        more: dict[str, tuple[type, Sequence[Any]]] = {
            "home": (str, [home if home in snapshot.all(Unit) else None for home in homes])
        }
        if has_steps(noun_name(cls)):
            reader = reader_of(snapshot)
            stand = [reader.status(one, day) for one in found]
            for name, type_ in _STATUS.items():
                more[f"status_{name}"] = (
                    type_,
                    [None if one is None else _worded(getattr(one, _FROM.get(name, name))) for one in stand],
                )
        return Frame(noun=noun_name(cls), of=cls, records=found, more=more)

    def run(self, rule: str, as_of: date | str) -> tuple[RuleSaid, ...]:
        """What a rule derives, finds, says is to be done and proposes on a day; changes nothing.

        Args:
            rule: `dues.monthly`, or the name or the label of a rule, or of a kind of rule for all of the kind.
            as_of: the day, a date or `YYYY-MM-DD`.

        Returns:
            One for each rule of that name that is in force on the day.

        Raises:
            NotFound: no such rule.
            InvalidArgument: it is not in force on the day.
        """
        at = At.of(self._for_rules(as_of))
        found = tuple(self._rules_named(rule))
        if not found:
            known = self._names_of_rules()
            near = tuple(dict.fromkeys(known[one] for one in nearest(rule, known)))
            kind = next((kind.name for kind, _ in self._kinds() if rule in _names(kind, None)), "")
            if kind:
                details = {"charter": self.charter.id, "near": near}
                named = Named(kind, in_each(partial(kind_label, kind)))
                raise NotFound.of(Problem("no-rule-of-kind", value=named, details=details))
            raise NotFound.of(Problem("no-such-rule", value=rule, details={"near": near}))
        said = tuple(self._said(kind, one, at) for kind, one in found if one is None or one in tuple(kind.rules(at)))
        if not said:
            raise InvalidArgument.of(Problem("rule-not-in-force", value=rule, details={"day": at.day}))
        return said

    def write_todo(self, todo: ToDoList, address: str | Path, language: Language = "en") -> Path:
        """Writes a list of to-dos as a table; the ending of the path names the format (`.csv`, `.xlsx` ...; `.ics`: a calendar of what has a last day).

        The file appears whole or not at all; one of that name is replaced.

        Raises:
            NoPlugin: nobody writes such a table; says what to install.
            InvalidArgument: the folder does not exist.
        """
        if Path(address).suffix.lower() != ".ics":
            return self._write_table(todo.sheet(language), address)
        with written_whole(address) as part:
            part.write_bytes(todo.calendar(language).encode())
        return Path(address)

    @property
    def _may_reveal(self) -> bool:
        return Privacy.PERSONAL in self.view.purpose.opens

    def _said(self, kind: Kind[Any], rule: Rule | None, at: At) -> RuleSaid:
        derived = {noun_name(one.noun): tuple(one.of(rule, at)) for one in kind.derives}
        return RuleSaid(
            kind=kind.name,
            rule=rule,
            day=at.day,
            derived={noun: self.view.closed(found) for noun, found in derived.items()},
            problems=tuple(dict.fromkeys(kind.problems_of(rule, at))),
            to_dos=tuple(dict.fromkeys(kind.asked_of(rule, at))),
            proposals=tuple(dict.fromkeys(kind.proposals_of(rule, at))),
        )

    def _kinds(self) -> Iterator[tuple[Kind[Any], tuple[Rule | None, ...]]]:
        from grassroots.rules.kind import kinds_of

        for kind in kinds_of(self.charter):
            yield kind, (None,) if kind.form is None else tuple(self.charter.rules.get(kind.name, {}).values())

    def _rules_named(self, name: str) -> Iterator[tuple[Kind[Any], Rule | None]]:
        for kind, rules in self._kinds():
            for one in rules:
                if name in _names(kind, one):
                    yield kind, one

    def _names_of_rules(self) -> dict[str, Named]:
        """What each rule may be called → what it is called in each language."""
        found: dict[str, Named] = {}
        for kind, rules in self._kinds():
            for one in rules:
                name = f"{kind.name}.{one.name}" if one else kind.name
                labels = one.labels if one else in_each(partial(kind_label, kind.name))
                found |= dict.fromkeys((name, *labels.values()), Named(name, labels))
        return found

    def _post_named(self, name: str) -> str:
        return meant(name, self.charter.words.get("post", {}), "no-such-post", charter=self.charter.id)


_STATUS: Mapping[str, type] = {
    "state": str, "kind": str, "since": date, "outcome": str, "rating": str, "handler": str, "due": date, "promise": str,
}  # fmt: skip
_FROM = {"kind": "state_kind"}


def _worded(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _names(kind: Kind[Any], rule: Rule | None) -> set[str]:
    """By which names a rule may be asked for."""
    from grassroots.rules.worded import kind_label
    from grassroots.texts import OWN

    found = {kind.name, *(kind_label(kind.name, language) for language in OWN)}
    if rule is not None:
        names = {rule.name, rule.known_as}
        found |= names | {f"{kind.name}.{one}" for one in names} | set(rule.labels.values())
    return found
