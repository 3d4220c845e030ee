"""The charter: an organization's own words and rules, as checked data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeVar, overload

from attrs import evolve, field, frozen

from grassroots.charter.condition import Segment
from grassroots.charter.example import Example
from grassroots.charter.kind import Kinds
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.measure import Measure
from grassroots.charter.outline import Outline
from grassroots.charter.rule import Rule
from grassroots.charter.words import CustomField, Labels, Module, Word
from grassroots.charter.workflow import Workflow
from grassroots.errors import NotFound
from grassroots.fields import field_named, in_short
from grassroots.model import Derived, Record, noun_class, noun_of
from grassroots.problems import Named, meant, nearest

R = TypeVar("R", bound=Rule)
DayOrder = Literal["day_first", "month_first", "year_first"]


@frozen(kw_only=True, repr=False)
class Charter:
    """Words, workflows, measures, outlines and ledgers of an organization, in each of its languages.

    `words`: list → word → `Word`; the lists are those that fields name (`unit`, `category`, `outcome` ...) and `measured_in`.
    A charter that `load` gives is checked and has everything that it extends.
    """

    id: str
    version: str = "1"
    labels: Labels = field(hash=False)
    languages: tuple[str, ...] = ("en",)
    valid_from: date | None = None
    source: str = ""
    words: Mapping[str, Mapping[str, Word]] = field(factory=dict, hash=False)
    custom: tuple[CustomField, ...] = ()
    workflows: Mapping[str, Workflow] = field(factory=dict, hash=False)
    segments: Mapping[str, Segment] = field(factory=dict, hash=False)
    """Conditions that have a name: `[segment.NAME]`."""
    measures: Mapping[str, Measure] = field(factory=dict, hash=False)
    outlines: Mapping[str, Outline] = field(factory=dict, hash=False)
    ledgers: Mapping[str, LedgerRule] = field(factory=dict, hash=False)
    rules: Mapping[str, Mapping[str, Rule]] = field(factory=dict, hash=False)
    """Kind of rule → name → rule: beside words, workflows, measures, outlines and ledgers."""
    kinds: Kinds = field(factory=dict, eq=False)
    """The kinds of rule that it may hold, by name; handed to it when it is loaded (`rules.registry.KINDS`)."""
    currency: str = ""
    """In which it counts money: a word of `measured_in`. Whoever extends it and names another counts all of it in that."""
    day_order: DayOrder | None = None
    """In which order an office writes days in numbers, with the year last; without it such a day is asked about."""
    exclusive: tuple[str, ...] = ()
    """Kinds of post of which a person may hold only one at a time (terms that may not overlap)."""
    begin_with: tuple[str, ...] = ()
    """The ledgers with which an office begins, the first one first; any others it adds when it keeps them."""
    modules: Mapping[str, Module] = field(factory=dict, hash=False)
    """The modules of which it is made: its own by name, those that it extends by that of their charter, too (`cn-street/casework`)."""
    examples: Mapping[str, Example] = field(factory=dict, eq=False)
    """Rows, and what its own rules must make of them, by name; those of a charter that it extends stay there."""
    renamed: Mapping[str, str] = field(factory=dict, hash=False)
    """What a measure or a rule was called before the office called it otherwise → what it is called now."""
    lineage: tuple[str, ...] = ()
    """The charters that it extends, by name, and those that these extend, the nearest first."""

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        return f"<Charter {self.id} {self.version}: {len(self.measures)} measures, {len(self.ledgers)} ledgers, {len(self.outlines)} reports>"

    def word(self, words: str, name: str) -> Word | None:
        """A word of a list, if the charter has it."""
        return self.words.get(words, {}).get(name)

    def label(self, words: str, name: str | None, language: str) -> str:
        """The label of a word; the word itself if the charter does not know it, and a dash for none."""
        if name is None:
            return "—"
        word = self.word(words, name)
        return word.label(language) if word else name

    def named(self, words: str, name: str | None) -> Named:
        """A word as it is named in a message, in each language."""
        word = self.word(words, name) if name else None
        return Named(self.label(words, name, "en"), word.labels if word else {})

    def measure(self, name: str) -> Measure:
        """The measure of that name, or that is called so.

        Raises:
            NotFound: no such measure; names the nearest.
        """
        return self.measures[meant(self.renamed.get(name, name), self.measures, "no-such-measure", charter=self.id)]

    def segment(self, name: str, noun: str = "") -> Segment:
        """The segment of that name, or that is called so; with a noun, of those over its records.

        Raises:
            NotFound: no such segment; names the nearest.
        """
        known = {one.name: one for one in self.segments.values() if noun in ("", one.noun)}
        return known[meant(name, known, "no-such-segment", charter=self.id)]

    def outline(self, name: str) -> Outline:
        """The outline of that name, or that is called so.

        Raises:
            NotFound: no such outline; names the nearest.
        """
        return self.outlines[meant(name, self.outlines, "no-such-report", charter=self.id)]

    @overload
    def rule(self, kind: type[R], name: str, day: date | None = None) -> R: ...

    @overload
    def rule(self, kind: str, name: str, day: date | None = None) -> Rule: ...

    def rule(self, kind: type[Rule] | str, name: str, day: date | None = None) -> Rule:
        """The rule of a kind that is in force on a day under a name; of two texts that followed one another, the one of that day.

        Args:
            kind: its class (`DuesRule`), so that type checkers know what comes back, or its name.
            name: the name of the rule.
            day: without one, the latest.

        Raises:
            NotFound: no such rule; names the nearest. Or none in force on the day.
        """
        if isinstance(kind, type):
            listed: list[Rule] = [*self.rules_of(kind)]
            kind = next((one.name for one in self.kinds.values() if one.form is kind), kind.__name__)
        else:
            listed = [*self.rules.get(kind, {}).values()]
        named = [rule for rule in listed if name in (rule.name, rule.known_as)]
        if not named:
            near = ", ".join(nearest(name, {rule.known_as for rule in listed})) or "none"
            raise NotFound(f"the charter {self.id!r} has no {kind} {name!r}; it has {near}")
        in_force = [rule for rule in named if day is None or rule.holds_on(day)]
        if not in_force:
            raise NotFound(f"no {kind} {name!r} of the charter {self.id!r} is in force on {day}")
        return in_force[-1]

    def rules_of(self, form: type[R], day: date | None = None) -> list[R]:
        """The rules of one class, in the order in which the charter has them; with a day, those in force on it."""
        known: list[R] = self.kept(("rules", form), lambda: [*self._rules_of(form)])
        return [rule for rule in known if day is None or rule.holds_on(day)]

    def _rules_of(self, form: type[R]) -> Iterator[R]:
        for kind, named in self.rules.items():
            made = self.kinds[kind].form if kind in self.kinds else None
            # Rules of another kind are not so much as looked at: they may not be made yet.
            if made is None or issubclass(made, form):
                yield from (rule for rule in named.values() if isinstance(rule, form))

    @property
    def zone(self) -> str:
        """The time zone of the office: that which its rules name, where they agree; empty where none does."""
        found = {zone for rules in self.rules.values() for rule in rules.values() if (zone := getattr(rule, "zone", ""))}
        return found.pop() if len(found) == 1 else ""

    def kept(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What follows from the charter, made when it is first asked for: a charter never changes."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def workflow_of(self, record: Record | Derived) -> Workflow | None:
        """The workflow that a record follows: the one named by a word of it (its category, its kind), else the one of its noun."""
        noun = noun_of(record)
        for name in ("category", "kind"):
            info = field_named(noun_class(noun), name)
            if info and info.words:
                word = self.word(info.words, getattr(record, name))
                if word and word.workflow:
                    return self.workflows.get(word.workflow)
        return self.workflows.get(noun)

    def with_measures(self, *measures: Measure) -> Charter:
        """The same charter with more measures, or with others of the same names."""
        return evolve(self, measures={**self.measures, **{measure.name: measure for measure in measures}})
