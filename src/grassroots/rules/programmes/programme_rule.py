"""Rules of programmes: the tasks that a stage opens at every unit, the gate at its end, and targets with a horizon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.measure import Condition, Form
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


@frozen(kw_only=True)
class TaskRule(Rule):
    """A task that each unit for which `where` holds gets when a stage of a programme begins.

    `programme`: the kind of programme; `stage`: the number of the stage. `kind`: a word of the list `task`.
    `due_after`: days from the first day of the stage; 0: it is due on the last day of the stage.

    >>> TaskRule(name="papers", programme="campaign", stage=2, kind="self_inspection").due_after
    0
    """

    programme: str
    stage: int
    kind: str
    where: Condition | None = field(default=None, metadata=of_noun("=unit"))
    due_after: int = 0


@frozen(kw_only=True)
class Bound:
    """A measure and what its figure must reach: `at_least`, `at_most`, or both. A rate is a share from 0 to 1."""

    measure: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@frozen(kw_only=True)
class GateRule(Rule):
    """What must hold before a stage of a programme may be left.

    `final`: the least share of its tasks that is final (0, if it has none). `duties`: duties of which nothing that fell due in the stage may be open. `activities`: kinds of
    activity each of which must have taken place in the stage. `bounds`: figures that must be reached.

    >>> GateRule(name="second", programme="campaign", stage=2).final
    Decimal('1')
    """

    programme: str
    stage: int
    final: Decimal = Decimal(1)
    duties: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()


@frozen(kw_only=True)
class Part:
    """One part of a whole that is to be reached: which share, by which measure."""

    name: str = ""
    share: Decimal
    measure: str


@frozen(kw_only=True)
class HorizonRule(Rule):
    """A whole that is to be divided in given shares within some years: venues of three classes, 30, 30 and 40 %, in three years.

    `parts`: name → share and the measure (a rate) by which it is judged. The shares add up to 1.

    >>> HorizonRule(name="venues", theme="venues", years=3, parts={}).years
    3
    """

    theme: str
    years: int
    parts: Mapping[str, Part] = field(hash=False)


def unsound_task(rule: TaskRule, charter: Charter) -> Faults:
    """What is unsound in a rule of tasks."""
    yield from _stage(rule, charter)
    yield from _word(charter, "task", rule.kind, ("kind",))
    if rule.due_after < 0:
        yield ("due_after",), "charter-not-whole", str(rule.due_after), {}


def unsound_gate(rule: GateRule, charter: Charter) -> Faults:
    """What is unsound in a gate: what does not exist, or cannot be reached."""
    yield from _stage(rule, charter)
    if not 0 <= rule.final <= 1:
        yield ("final",), "charter-share", str(rule.final), {}
    known = {one.known_as for one in charter.rules.get("duty", {}).values()}
    for name in rule.duties:
        if name not in known:
            yield ("duties",), "charter-duty-unknown", name, {"known": nearest(name, known)}
    for kind in rule.activities:
        yield from _word(charter, "activity", kind, ("activities",))
    for number, bound in enumerate(rule.bounds):
        here: Path = ("bounds", number)
        measure = charter.measures.get(bound.measure)
        if measure is None:
            yield (
                (*here, "measure"),
                "charter-measure-named",
                bound.measure,
                {"known": nearest(bound.measure, charter.measures)},
            )
            continue
        if bound.at_least is None and bound.at_most is None:
            yield here, "charter-no-bound", "", {}
        if measure.form is Form.SPREAD:
            yield (*here, "measure"), "charter-gate-spread", bound.measure, {}
        low, high = bound.at_least, bound.at_most
        if low is not None and low < 0:
            yield here, "charter-no-bound", "", {}
        unreachable = measure.form is Form.RATE and ((low is not None and low > 1) or (high is not None and high < 0))
        if unreachable or (low is not None and high is not None and high < low):
            yield here, "charter-gate-unreachable", bound.measure, {}


def unsound_horizon(rule: HorizonRule, charter: Charter) -> Faults:
    """What is unsound in targets with a horizon: shares that do not add up, measures that are no rates."""
    yield from _word(charter, "theme", rule.theme, ("theme",))
    if not 1 <= rule.years <= 100:
        yield ("years",), "charter-not-whole", str(rule.years), {}
    total = sum((part.share for part in rule.parts.values()), Decimal(0))
    if total != 1 or any(part.share < 0 for part in rule.parts.values()):
        yield ("parts",), "charter-shares", str(total), {}
    for name, part in rule.parts.items():
        measure = charter.measures.get(part.measure)
        if measure is None or "percent" not in measure.form.traits.parts:
            known = [other for other, one in charter.measures.items() if "percent" in one.form.traits.parts]
            yield ("parts", name, "measure"), "charter-measure-named", part.measure, {"known": nearest(part.measure, known)}


def _stage(rule: TaskRule | GateRule, charter: Charter) -> Faults:
    yield from _word(charter, "programme", rule.programme, ("programme",))
    if rule.stage < 1:
        yield ("stage",), "charter-not-whole", str(rule.stage), {}


def _word(charter: Charter, words: str, word: str, keys: Path) -> Faults:
    known = charter.words.get(words, {})
    if not known:
        yield keys, "charter-no-words", word, {"words": words}
    elif word not in known:
        yield keys, "charter-word", word, {"words": words, "known": nearest(word, known)}
