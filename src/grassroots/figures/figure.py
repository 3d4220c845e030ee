"""A figure: a value with its question. It leads back to the records that it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic

from attrs import evolve, field, frozen
from markupsafe import escape

from grassroots.charter import Measure
from grassroots.errors import InvalidArgument, NotFound, Refused
from grassroots.fields import in_short
from grassroots.figures.plain import few_keys, plain_key, plain_period, plain_value, rows_html
from grassroots.figures.value import Key, Spread, V, V_co, Value
from grassroots.values import Period, Rate, Source, UnitId, rounded


class Tree(StrEnum):
    """Which tree a record rolls up in."""

    NOW = "now"
    """The tree of the as-of day; a unit that no longer stands counts at its successor by lineage, else at its last parent."""
    THEN = "then"
    """The tree of the record's own day."""


@frozen(kw_only=True)
class Question:
    """All that a figure depends on, and nothing else: the same question gives the same value for ever.

    `scope`: a unit and all under it; None: all that the reader may see. `period`: for a flow, the days that count; for a stock, the
    last of them that is not after `as_of` is the day it is read on. `known_at`: the number of the last change that was known (None: records
    that are in no store). `cell`: for a part of a split measure, (path, value) pairs.
    `without`: units whose subtrees are left aside, for the rest of a table.
    """

    measure: Measure
    scope: UnitId | None
    period: Period
    as_of: date
    known_at: int | None = None
    tree: Tree = Tree.NOW
    cell: tuple[tuple[str, str], ...] = ()
    without: tuple[UnitId, ...] = ()

    @property
    def day(self) -> date:
        """The last day that counts: the earlier of the period's last day and the as-of day."""
        return min(self.period.last, self.as_of)


@frozen(kw_only=True, repr=False)
class Evidence:
    """The records behind a figure, each once, in the order of their ids: which hit, which missed, which are left out and why."""

    hits: tuple[Key, ...] = ()
    misses: tuple[Key, ...] = ()
    left_out: Mapping[str, tuple[Key, ...]] = field(factory=dict, hash=False)
    sources: Mapping[Key, Source] = field(factory=dict, hash=False)
    """Where the row of a record stands, for those that came from a ledger."""

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        return f"<Evidence: {len(self.hits)} hits, {len(self.misses)} misses, {sum(map(len, self.left_out.values()))} left out>"

    def to_dict(self) -> dict[str, Any]:
        """The records by label, each as `noun/id`, as plain data."""
        return {
            "hit": [plain_key(key) for key in self.hits],
            "miss": [plain_key(key) for key in self.misses],
            "left_out": {reason: [plain_key(key) for key in keys] for reason, keys in self.left_out.items()},
        }

    def _repr_html_(self) -> str:
        told = {"hit": self.hits, "miss": self.misses, **self.left_out}
        return rows_html([(label, len(keys), few_keys(keys)) for label, keys in told.items() if keys])

    def __len__(self) -> int:
        return len(self.hits) + len(self.misses) + sum(len(keys) for keys in self.left_out.values())


@frozen(kw_only=True, repr=False)
class Figure(Generic[V_co]):
    """A value with its question: a `Figure[int]` of what is counted, a `Figure[Fraction]` of a share, where `kind=` said so. `numerator` and `denominator` are set for rates and ratios; `left_out` counts records by reason.

    Of fewer than the measure's `minimum` there is no value: the counts alone are told (of a spread, how many as `denominator`). `recorded`: whether anything
    is on record of what is counted, at the scope and by the last day that counts; where nothing is, there is no value, and that is not 0. From the first
    record on, none in a period is 0. `hidden`: what a published figure does not tell (`value`, `left_out`), for it is of few, or few follow from it.
    """

    question: Question
    value: V_co | None
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    left_out: Mapping[str, int] = field(factory=dict, hash=False)
    recorded: bool = True
    head: str = ""
    hidden: frozenset[str] = frozenset()
    ask: Callable[[Question], Evidence] | None = field(default=None, eq=False, repr=False)
    tell: Callable[[Figure, str], tuple[str, ...]] | None = field(default=None, eq=False, repr=False)

    @property
    def name(self) -> str:
        """The measure's name, and the cell behind a dot: `opinions`, `opinions.solved`."""
        return ".".join([self.measure.name, *(value for _, value in self.question.cell)])

    _repr_pretty_ = in_short

    def __repr__(self) -> str:
        shown = f"{self.text('numerator')} of {self.text('denominator')}, " if self.numerator is not None else ""
        missing = self.left_out.get("missing", 0) if self.measure.value else 0
        told = f" ({missing} more have no number)" if missing else "" if self.recorded else " (not recorded)"
        return f"<Figure {self.name}: {shown}{self.text()}{told}, as of {self.question.as_of}>"

    def _repr_html_(self) -> str:
        language = next(iter(self.measure.labels), "en")
        label = self.measure.labels.get(language, self.name)
        return f"<p>{escape(label)}: <b>{escape(self.text())}</b></p><pre>{escape(self.explain(language))}</pre>"

    @property
    def measure(self) -> Measure:
        """The definition."""
        return self.question.measure

    def __reduce__(self) -> tuple[Any, ...]:
        # What leads to the records is the reader's, not the figure's: a copy in another process has the question, and `office.ask` answers it.
        said = (
            self.question,
            self.value,
            self.numerator,
            self.denominator,
            dict(self.left_out),
            self.recorded,
            self.head,
            self.hidden,
        )
        return _alone, said

    def __deepcopy__(self, memo: object) -> Figure:
        return self

    def to_dict(self) -> dict[str, Any]:
        """The figure with its question as plain data, as JSON has it: shares as numerator and denominator, sums as texts, days as `2014-06-30`."""
        question = self.question
        return {
            "name": self.name,
            "measure": self.measure.name,
            "cell": dict(question.cell),
            "value": plain_value(self.value),
            "numerator": plain_value(self.numerator),
            "denominator": plain_value(self.denominator),
            "left_out": dict(self.left_out),
            "recorded": self.recorded,
            "hidden": sorted(self.hidden),
            "measured_in": self.measure.measured_in,
            "scope": question.scope,
            "without": list(question.without),
            "period": plain_period(question.period),
            "as_of": question.as_of.isoformat(),
            "known_at": question.known_at,
            "head": self.head,
            "tree": question.tree.value,
        }

    @property
    def few(self) -> int | Decimal | None:
        """Of how many it would be, where these are too few for a value to be told; else None."""
        least = self.measure.minimum
        return self.denominator if least > 1 and self.denominator is not None and self.denominator < least else None

    def value_as(self, kind: type[V]) -> V:
        """The value, for type checkers too: an `int` of what is counted, a `Fraction` of a share, a `Decimal` of a sum, a `Spread`.

        Raises:
            InvalidArgument: the value is of another kind.
            NotFound: there is no value: nothing is recorded, it is of too few, or it is not published.
        """
        if self.value is None:
            raise NotFound(
                f"the figure {self.name!r} has no value: it is {'of too few' if self.few is not None else 'not published' if self.hidden else 'not recorded'}"
            )
        if not isinstance(self.value, kind):
            raise InvalidArgument(f"the value of {self.name!r} is a {type(self.value).__name__}, no {kind.__name__}")
        return self.value

    def without(self, hidden: frozenset[str]) -> Figure:
        """The figure without what is hidden of it."""
        if not hidden:
            return self
        if "value" not in hidden:
            return evolve(self, left_out={}, hidden=hidden)
        return evolve(self, value=None, numerator=None, denominator=None, left_out={}, hidden=frozenset({"value", "left_out"}))

    def records(self) -> Evidence:
        """Asks the question again, through the rights of the reader for whom the figure was made.

        Raises:
            Refused: the figure is published; it has no evidence to give. Or it counts visits that were not wished, and leads to nobody.
        """
        if self.ask is None:
            raise Refused(f"the figure {self.name!r} came without its records; ask the office that made it, by its question")
        return self.ask(self.question)

    def explain(self, language: str = "en") -> str:
        """The rule in words, the scope, the dates and the head, a line a statement: enough to compute the value again from the records."""
        return "\n".join(self.tell(self, language)) if self.tell else self.name

    def text(self, part: str = "", places: int = 1) -> str:
        """The value as it stands in a sentence. `part`: empty, `percent` (`82.9 %`), `percent0`, `numerator`, `denominator`, `median`, `least`, `most`,
        `ninetieth`, `left_out.REASON`, `low` and `high` (the ends of Wilson's 95 % interval of a share of counts); a dash where there is none.

        Raises:
            KeyError: no such part.
        """
        return _text(self, part, places)


def _alone(
    question: Question,
    value: Value,
    numerator: int | Decimal | None,
    denominator: int | Decimal | None,
    left_out: Mapping[str, int],
    recorded: bool,
    head: str,
    hidden: frozenset[str] = frozenset(),
) -> Figure:
    return Figure(
        question=question,
        value=value,
        numerator=numerator,
        denominator=denominator,
        left_out=left_out,
        recorded=recorded,
        head=head,
        hidden=hidden,
    )


def _text(figure: Figure, part: str, places: int) -> str:
    value: Any
    if part.startswith("percent"):
        if not isinstance(figure.value, Fraction):
            return "—"
        return f"{rounded(figure.value * 100, int(part.removeprefix('percent') or 1))} %"
    if part in ("numerator", "denominator"):
        value = getattr(figure, part)
    elif part in ("low", "high"):
        return _end(figure, part, places)
    elif part.startswith("left_out."):
        value = None if "left_out" in figure.hidden else figure.left_out.get(part.removeprefix("left_out."), 0)
    elif part in ("least", "median", "ninetieth", "most"):
        value = getattr(figure.value, part, None)
    elif part == "":
        value = figure.value
    else:
        raise KeyError(part)
    if value is None:
        return "—"
    if isinstance(value, Spread):
        value = value.median
    if isinstance(value, Fraction):
        if figure.measure.is_share:
            return f"{rounded(value * 100, places)} %"
        return rounded(value, places)
    if isinstance(value, Decimal):
        return decimal_text(value, ",")
    return f"{value:,}"


def _end(figure: Figure, part: str, places: int) -> str:
    """One end of the interval of a share; a dash for what is no share of a whole number of things."""
    upper, lower = figure.numerator, figure.denominator
    if (
        figure.few is not None
        or upper is None
        or lower is None
        or not lower
        or not 0 <= upper <= lower
        or upper % 1
        or lower % 1
    ):
        return "—"
    interval = Rate(int(upper), int(lower)).interval()
    return "—" if interval is None else f"{rounded(interval[part == 'high'] * 100, places)} %"


def decimal_text(value: Decimal, thousands: str = "") -> str:
    """An exact decimal without idle zeros.

    >>> decimal_text(Decimal("12500.500"), ","), decimal_text(Decimal("1E+3")), decimal_text(Decimal("-0.0"))
    ('12,500.5', '1000', '0')
    """
    if not value:
        return "0"
    text = f"{value:{thousands}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
